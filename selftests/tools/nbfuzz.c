// SPDX-License-Identifier: GPL-2.0
/*
 * What nobody means, by the million: the same for the same seed.
 *
 *   nbfuzz netlink [--seed S] [--from N] [--count N] [--seconds T] [--every N] DEVICE...
 *       messages of the family and of rtnetlink, made from the spec, to bonds nbz0..nbz7 that it makes of these devices; --every: bonds and
 *       members are put back, and what the kernel shows is checked, after so many
 *   nbfuzz frames  [--seed S] [--from N] [--count N] [--seconds T] [--to MAC]... DEVICE...
 *       frames out of these devices: LACP, Markers, ARP, Neighbour Discovery, tags, IP in IP, fragments, of every length, many in several parts
 *
 * Message or frame N of a seed is always made alike, out of what is there; --from N begins with it, to see again what it did. A line of
 * "nbfuzz: SUBJECT | SENT sent, ..." and the seed at the end; exit status 1 if an invariant does not hold.
 */
#include "nbfuzz/nbfuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void die(const char *what)
{
	fprintf(stderr, "nbfuzz: %s: %s\n", what, strerror(errno));
	exit(2);
}

_Noreturn void usage(void)
{
	fprintf(stderr, "usage: nbfuzz netlink|frames [--seed S] [--from N] [--count N] [--seconds T] [--every N] [--to MAC]... DEVICE...\n");
	exit(2);
}

void tell_place(const char *subject, const struct job *job, uint64_t number)
{
	static uint64_t told;
	static int log = -1;
	char line[128];
	int len;

	if (told && milliseconds_now() < told + 10000)
		return;
	told = milliseconds_now();
	if (log < 0)
		log = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	len = snprintf(line, sizeof(line), "<6>nbfuzz: %s --seed %" PRIu64 " is at %" PRIu64 "\n", subject, job->seed, number);
	/* Where there is no log to be had, nothing is told. */
	if (log >= 0 && write(log, line, (size_t)len) < 0)
		log = -1;
}

static uint64_t number(const char *text)
{
	char *end;
	uint64_t value = text ? strtoull(text, &end, 0) : 0;

	if (!text || !*text || *end)
		usage();
	return value;
}

int main(int argc, char **argv)
{
	struct job job = { .seed = 1, .count = UINT64_MAX, .every = 2000 };
	int i;

	for (i = 2; i < argc && !strncmp(argv[i], "--", 2) && strcmp(argv[i], "--to"); i += 2) {
		if (!strcmp(argv[i], "--seed"))
			job.seed = number(argv[i + 1]);
		else if (!strcmp(argv[i], "--from"))
			job.from = number(argv[i + 1]);
		else if (!strcmp(argv[i], "--count"))
			job.count = number(argv[i + 1]);
		else if (!strcmp(argv[i], "--seconds"))
			job.seconds = (unsigned int)number(argv[i + 1]);
		else if (!strcmp(argv[i], "--every"))
			job.every = (unsigned int)number(argv[i + 1]);
		else
			usage();
	}
	if (i >= argc || !job.every || (job.count == UINT64_MAX && !job.seconds))
		usage();
	job.words = argc - i;
	job.word = argv + i;
	if (!strcmp(argv[1], "netlink"))
		return fuzz_netlink(&job);
	if (!strcmp(argv[1], "frames"))
		return fuzz_frames(&job);
	usage();
}
