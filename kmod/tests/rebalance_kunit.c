// SPDX-License-Identifier: GPL-2.0
/* Balancing by load: what moves, what does not, and that it ends. */

/* The table is that of table_kunit.c. */
#include "../rebalance.c"

#include "cases_kunit.h"
#include "rebalance_cases.h"

/* A life here is long: the whole number is for machines that are not emulated. */
#define NB_REBALANCE_LIVES (NB_KUNIT_ROUNDS / 20)

NB_KUNIT_TABLE(nb_rebalance_cases, nb_rebalance_case);

static void nb_rebalance_test_case(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_rebalance_case_run(test->param_value, &fault), &fault);
}

#define NB_REBALANCE_TEST(name)                                             \
	static void nb_rebalance_test_##name(struct kunit *test)            \
	{                                                                   \
		struct nb_fault fault = {};                                 \
									    \
		nb_kunit_expect(test, nb_rebalance_##name(&fault), &fault); \
	}

NB_REBALANCE_TEST(small_differences)
NB_REBALANCE_TEST(burst)
NB_REBALANCE_TEST(hysteresis)
NB_REBALANCE_TEST(backwards)
NB_REBALANCE_TEST(timing)
NB_REBALANCE_TEST(rest)
NB_REBALANCE_TEST(planned)
NB_REBALANCE_TEST(few)
NB_REBALANCE_TEST(overflow)

static void nb_rebalance_test_random_lives(struct kunit *test)
{
	u64 seed;

	for (seed = 1; seed <= NB_REBALANCE_LIVES; seed++) {
		struct nb_fault fault = {};

		if (nb_rebalance_random_life(seed, &fault))
			continue;
		kunit_info(test, "seed %llu", seed);
		nb_kunit_expect(test, false, &fault);
		return;
	}
}

static struct kunit_case nb_rebalance_kunit_cases[] = {
	KUNIT_CASE_PARAM(nb_rebalance_test_case, nb_rebalance_cases_gen_params),
	KUNIT_CASE(nb_rebalance_test_small_differences),
	KUNIT_CASE(nb_rebalance_test_burst),
	KUNIT_CASE(nb_rebalance_test_hysteresis),
	KUNIT_CASE(nb_rebalance_test_backwards),
	KUNIT_CASE(nb_rebalance_test_timing),
	KUNIT_CASE(nb_rebalance_test_rest),
	KUNIT_CASE(nb_rebalance_test_planned),
	KUNIT_CASE(nb_rebalance_test_few),
	KUNIT_CASE(nb_rebalance_test_overflow),
	KUNIT_CASE(nb_rebalance_test_random_lives),
	{}
};

static struct kunit_suite nb_rebalance_suite = {
	.name = "netbond_rebalance",
	.test_cases = nb_rebalance_kunit_cases,
};

kunit_test_suite(nb_rebalance_suite);
