// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a program in which the kernel gets no memory once, or from a point on.
 *
 *   nbfail FILE N COMMAND...
 *   nbfail FILE +BYTES COMMAND...
 *
 * Of all that the kernel allocates for COMMAND while it sends, receives, attaches BPF programs or loads modules, and that fault injection may fail
 * (/sys/kernel/debug/failslab says which), the Nth allocation fails. FILE tells how it went: "failed SYSCALL", its number, or "none" where COMMAND
 * needed fewer than N. With +BYTES all allocations of one system call fail once COMMAND has got so much: failslab has to be set to fail always, and only
 * for tasks that are marked. The exit status is COMMAND's, 128 and the signal if one ended it; 125: this kernel cannot. COMMAND must be one thread.
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
#define SPACE "/sys/kernel/debug/failslab/space"
#define TIMES "/sys/kernel/debug/failslab/times"
/* So many that nothing is left, and few enough for a fault in the pages of COMMAND, which is tried again for ever, to end. */
#define MANY 64

/* What fails: the @left-th allocation, by the child's file @nth, or all beyond @left bytes, by its @mark. */
struct fault {
	unsigned long left;
	int nth, mark;
};

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

static int file_of(const char *path)
{
	int file = open(path, O_RDWR);

	if (file < 0)
		die(path);
	return file;
}

static int file_of_child(pid_t child, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", (int)child, (int)child, name);
	return file_of(path);
}

static void put(int file, unsigned long n)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%lu", n);

	if (pwrite(file, text, (size_t)len, 0) != len)
		die("fault injection");
}

static unsigned long get(int file)
{
	char text[24] = "";

	if (pread(file, text, sizeof(text) - 1, 0) <= 0)
		die("fault injection");
	return strtoul(text, NULL, 10);
}

/* Files of debugfs cannot seek. */
static void put_path(const char *path, unsigned long n)
{
	FILE *file = fopen(path, "w");

	if (!file || fprintf(file, "%lu", n) < 0 || fclose(file))
		die(path);
}

static unsigned long get_path(const char *path)
{
	FILE *file = fopen(path, "r");
	unsigned long n;

	if (!file || fscanf(file, "%lu", &n) != 1)
		die(path);
	fclose(file);
	return n;
}

static void begin(const struct fault *fault)
{
	if (fault->mark < 0) {
		put(fault->nth, fault->left);
		return;
	}
	put_path(SPACE, fault->left);
	put_path(TIMES, MANY);
	put(fault->mark, 1);
}

/* Returns whether something has failed. */
static bool end(struct fault *fault)
{
	if (fault->mark < 0) {
		fault->left = get(fault->nth);
		put(fault->nth, 0);
		return !fault->left;
	}
	put(fault->mark, 0);
	fault->left = get_path(SPACE);
	return get_path(TIMES) != MANY;
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

/* Runs @child to its end or to what fails; returns the system call of that, or -1 and the child's status in @status. */
static long run(pid_t child, struct fault *fault, int *status)
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
				begin(fault);
		} else if (is_watched(number) && end(fault)) {
			return number;
		}
	}
}

int main(int argc, char **argv)
{
	struct fault fault = { .nth = -1, .mark = -1 };
	int status;
	pid_t child;
	long number;

	if (argc < 4 || !(fault.left = strtoul(argv[2], NULL, 10))) {
		fprintf(stderr, "usage: nbfail FILE N|+BYTES COMMAND...\n");
		return CANNOT;
	}
	child = start(argv + 3);
	status = wait_for(child);
	if (!WIFSTOPPED(status))
		return ended(status);
	if (argv[2][0] == '+')
		fault.mark = file_of_child(child, "make-it-fail");
	else
		fault.nth = file_of_child(child, "fail-nth");
	if (ptrace(PTRACE_SETOPTIONS, child, NULL,
		   (void *)(long)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)))
		die("ptrace");
	number = run(child, &fault, &status);
	if (number < 0) {
		say(argv[1], "none", -1);
		return ended(status);
	}
	say(argv[1], "failed", number);
	ptrace(PTRACE_DETACH, child, NULL, NULL);
	return ended(wait_for(child));
}
