/* SPDX-License-Identifier: GPL-2.0 */
/* From the shared test tables to KUnit. */
#ifndef NB_CASES_KUNIT_H
#define NB_CASES_KUNIT_H

#include <kunit/test.h>

#include "cases.h"

/* A parameter generator over a table whose rows have a name. */
#define NB_KUNIT_TABLE(table, row)                                          \
	static void table##_name(const struct row *c, char *name)           \
	{                                                                   \
		strscpy(name, c->name, KUNIT_PARAM_DESC_SIZE);              \
	}                                                                   \
	KUNIT_ARRAY_PARAM(table, table, table##_name)

static inline void nb_kunit_expect(struct kunit *test, bool ok,
				   const struct nb_fault *fault)
{
	if (!ok)
		KUNIT_FAIL(test, "step %u: %s: expected %llu, got %llu",
			   fault->step, fault->what, fault->want, fault->got);
}

/* As many scenarios as slow machines have time for, each from its own seed. */
#define NB_KUNIT_ROUNDS 5000

static inline void nb_kunit_random(struct kunit *test,
				   bool (*run)(u64 seed, struct nb_fault *fault))
{
	u64 seed;

	for (seed = 1; seed <= NB_KUNIT_ROUNDS; seed++) {
		struct nb_fault fault = {};

		if (run(seed, &fault))
			continue;
		kunit_info(test, "seed %llu", seed);
		nb_kunit_expect(test, false, &fault);
		return;
	}
}

#endif
