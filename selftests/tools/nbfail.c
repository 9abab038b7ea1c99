// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a program in which the kernel gets no memory once.
 *
 *   nbfail FILE N COMMAND...
 *
 * Of all that the kernel allocates for COMMAND while it sends, receives, attaches BPF programs or loads modules, and that fault injection may fail
 * (/sys/kernel/debug/failslab says which), the Nth allocation fails. FILE tells how it went: "failed SYSCALL", its number, or "none" where COMMAND
 * needed fewer than N. The exit status is COMMAND's, 128 and the signal if one ended it; 125: this kernel cannot. COMMAND must be one thread.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define CANNOT 125

static void die(const char *what)
{
	fprintf(stderr, "nbfail: %s: %s\n", what, strerror(errno));
	exit(CANNOT);
}

static bool is_watched(long number)
{
	switch (number) {
	case SYS_sendto:
	case SYS_sendmsg:
	case SYS_recvfrom:
	case SYS_recvmsg:
	case SYS_ioctl:
	case SYS_bpf:
	case SYS_init_module:
	case SYS_finit_module:
	case SYS_delete_module:
		return true;
	}
	return false;
}

static void set_nth(int file, unsigned long n)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%lu", n);

	if (pwrite(file, text, (size_t)len, 0) != len)
		die("fail-nth");
}

static unsigned long get_nth(int file)
{
	char text[24] = "";

	if (pread(file, text, sizeof(text) - 1, 0) <= 0)
		die("fail-nth");
	return strtoul(text, NULL, 10);
}

static void say(const char *name, const char *word, long number)
{
	FILE *file = fopen(name, "w");

	if (!file)
		die(name);
	if (number < 0)
		fprintf(file, "%s\n", word);
	else
		fprintf(file, "%s %ld\n", word, number);
	fclose(file);
}

static int ended(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int wait_for(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			die("waitpid");
	return status;
}

static long syscall_of(pid_t child)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, child, NULL, &regs))
		die("registers");
	return (long)regs.orig_rax;
}

static pid_t start(char **command)
{
	pid_t child = fork();

	if (child < 0)
		die("fork");
	if (child)
		return child;
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		die("traceme");
	execvp(command[0], command);
	die(command[0]);
	return -1;
}

/* Runs @child to its end or to the allocation that fails; returns the system call of that one, or -1 and the child's status in @status. */
static long run(pid_t child, int file, unsigned long n, int *status)
{
	bool inside = false;
	int deliver = 0;
	long number = -1;

	for (;;) {
		if (ptrace(PTRACE_SYSCALL, child, NULL, (void *)(long)deliver))
			die("ptrace");
		*status = wait_for(child);
		if (!WIFSTOPPED(*status))
			return -1;
		deliver = 0;
		if (WSTOPSIG(*status) != (SIGTRAP | 0x80)) {
			deliver = WSTOPSIG(*status);
			continue;
		}
		inside = !inside;
		if (inside) {
			number = syscall_of(child);
			if (is_watched(number))
				set_nth(file, n);
		} else if (is_watched(number)) {
			n = get_nth(file);
			if (!n)
				return number;
			set_nth(file, 0);
		}
	}
}

int main(int argc, char **argv)
{
	char path[64];
	unsigned long n;
	int status, file;
	pid_t child;
	long number;

	if (argc < 4 || !(n = strtoul(argv[2], NULL, 10))) {
		fprintf(stderr, "usage: nbfail FILE N COMMAND...\n");
		return CANNOT;
	}
	child = start(argv + 3);
	status = wait_for(child);
	if (!WIFSTOPPED(status))
		return ended(status);
	snprintf(path, sizeof(path), "/proc/%d/task/%d/fail-nth", (int)child,
		 (int)child);
	file = open(path, O_RDWR);
	if (file < 0 ||
	    ptrace(PTRACE_SETOPTIONS, child, NULL,
		   (void *)(long)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)))
		die(path);
	number = run(child, file, n, &status);
	if (number < 0) {
		say(argv[1], "none", -1);
		return ended(status);
	}
	say(argv[1], "failed", number);
	ptrace(PTRACE_DETACH, child, NULL, NULL);
	return ended(wait_for(child));
}
