/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the test tables of the pure cores share. The tables and what runs them
 * are plain C, compiled into KUnit suites here and into GoogleTest in
 * selftests/unit.
 */
#ifndef NB_CASES_H
#define NB_CASES_H

#include "../core.h"

/**
 * struct nb_fault - how a case failed.
 * @what: what was looked at, NULL while nothing is wrong
 * @step: at which step, from 0
 * @want: what it should be
 * @got: what it is
 */
struct nb_fault {
	const char *what;
	unsigned int step;
	unsigned long long want;
	unsigned long long got;
};

/* Returns false, and says so in @fault, unless @want equals @got. */
static inline bool nb_same(struct nb_fault *fault, unsigned int step,
			   const char *what, unsigned long long want,
			   unsigned long long got)
{
	if (want == got)
		return true;
	fault->what = what;
	fault->step = step;
	fault->want = want;
	fault->got = got;
	return false;
}

/* A time in ms for the tables; NB_NEVER stays. */
static inline u64 nb_ms(u64 ms)
{
	return ms == NB_NEVER ? NB_NEVER : ms * NB_MS;
}

/* splitmix64: the same numbers everywhere, from a seed that the test prints. */
static inline u64 nb_random(u64 *seed)
{
	u64 x = *seed += 0x9e3779b97f4a7c15ULL;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

static inline u32 nb_random_below(u64 *seed, u32 limit)
{
	return (u32)(nb_random(seed) >> 33) % limit;
}

#endif
