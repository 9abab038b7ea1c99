/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NBFUZZ_H
#define NBFUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* What the command line says; count and seconds: whichever is over first. */
struct job {
	uint64_t seed, from, count;
	unsigned int seconds, every;
	int words;
	char **word;
};

int fuzz_netlink(const struct job *job);
int fuzz_frames(const struct job *job);

_Noreturn void die(const char *what);
_Noreturn void usage(void);

/* Tells the kernel's log, which outlives the guest, where the work is: at most every ten seconds. */
void tell_place(const char *subject, const struct job *job, uint64_t number);

/* splitmix64: what follows the Nth start of a seed is the same for ever. */
struct dice {
	uint64_t state;
};

static inline uint64_t roll(struct dice *dice)
{
	uint64_t z = (dice->state += 0x9e3779b97f4a7c15ull);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

static inline struct dice dice_for(const struct job *job, uint64_t number)
{
	struct dice dice = { job->seed * 0x2545f4914f6cdd1dull ^ number };

	dice.state = roll(&dice);
	return dice;
}

static inline uint32_t below(struct dice *dice, uint32_t n)
{
	return (uint32_t)(((roll(dice) >> 32) * n) >> 32);
}

static inline bool once_in(struct dice *dice, uint32_t n)
{
	return below(dice, n) == 0;
}

static inline uint64_t milliseconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

#endif
