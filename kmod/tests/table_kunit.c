// SPDX-License-Identifier: GPL-2.0
/* The table of buckets: shares, losses and returns, turns. */

#include "../table.c"

#include "cases_kunit.h"
#include "table_cases.h"

/* A life has 20 steps, each over all buckets. */
#define NB_TABLE_LIVES (NB_KUNIT_ROUNDS / 20)

NB_KUNIT_TABLE(nb_table_cases, nb_table_case);

static void nb_table_test_shares(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_table_case_run(test->param_value, &fault), &fault);
}

#define NB_TABLE_TEST(name)                                             \
	static void nb_table_test_##name(struct kunit *test)            \
	{                                                               \
		struct nb_fault fault = {};                             \
									\
		nb_kunit_expect(test, nb_table_##name(&fault), &fault); \
	}

NB_TABLE_TEST(weighs)
NB_TABLE_TEST(dies_waiting)
NB_TABLE_TEST(turns)
NB_TABLE_TEST(loaded)

static void nb_table_test_random_lives(struct kunit *test)
{
	u64 seed;

	for (seed = 1; seed <= NB_TABLE_LIVES; seed++) {
		struct nb_fault fault = {};

		if (nb_table_random_life(seed, &fault))
			continue;
		kunit_info(test, "seed %llu", seed);
		nb_kunit_expect(test, false, &fault);
		return;
	}
}

static struct kunit_case nb_table_kunit_cases[] = {
	KUNIT_CASE_PARAM(nb_table_test_shares, nb_table_cases_gen_params),
	KUNIT_CASE(nb_table_test_weighs),
	KUNIT_CASE(nb_table_test_dies_waiting),
	KUNIT_CASE(nb_table_test_turns),
	KUNIT_CASE(nb_table_test_loaded),
	KUNIT_CASE(nb_table_test_random_lives),
	{}
};

static struct kunit_suite nb_table_suite = {
	.name = "netbond_table",
	.test_cases = nb_table_kunit_cases,
};

kunit_test_suite(nb_table_suite);
