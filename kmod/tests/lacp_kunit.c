// SPDX-License-Identifier: GPL-2.0
/* LACP: two systems and what they come to, timeouts, pins, Markers, octets. */

#include "../lacp/pdu.c"
#include "../lacp/key.c"
#include "../lacp/rx.c"
#include "../lacp/fallback.c"
#include "../lacp/periodic.c"
#include "../lacp/select.c"
#include "../lacp/mux.c"
#include "../lacp/tx.c"
#include "../lacp/churn.c"
#include "../lacp/marker.c"
#include "../lacp/explain.c"
#include "../lacp/view.c"
#include "../lacp/todo.c"
#include "../lacp/system.c"

#include "cases_kunit.h"
#include "lacp_cases.h"

/* Minutes of two systems each. */
#define NB_LACP_LIVES (NB_KUNIT_ROUNDS / 50)

NB_KUNIT_TABLE(nb_pair_cases, nb_pair_case);

static void nb_lacp_test_pairs(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_pair_case_run(test->param_value, &fault), &fault);
}

#define NB_LACP_TEST(name)                                             \
	static void nb_lacp_test_##name(struct kunit *test)            \
	{                                                              \
		struct nb_fault fault = {};                            \
								       \
		nb_kunit_expect(test, nb_lacp_##name(&fault), &fault); \
	}

NB_LACP_TEST(short_timeout)
NB_LACP_TEST(long_timeout)
NB_LACP_TEST(goodbye)
NB_LACP_TEST(pinned)
NB_LACP_TEST(answers)
NB_LACP_TEST(asks)
NB_LACP_TEST(octets)

static void nb_lacp_test_random_lives(struct kunit *test)
{
	u64 seed;

	for (seed = 1; seed <= NB_LACP_LIVES; seed++) {
		struct nb_fault fault = {};

		if (nb_lacp_random_life(seed, &fault))
			continue;
		kunit_info(test, "seed %llu", seed);
		nb_kunit_expect(test, false, &fault);
		return;
	}
}

static struct kunit_case nb_lacp_kunit_cases[] = {
	KUNIT_CASE_PARAM(nb_lacp_test_pairs, nb_pair_cases_gen_params),
	KUNIT_CASE(nb_lacp_test_short_timeout),
	KUNIT_CASE(nb_lacp_test_long_timeout),
	KUNIT_CASE(nb_lacp_test_goodbye),
	KUNIT_CASE(nb_lacp_test_pinned),
	KUNIT_CASE(nb_lacp_test_answers),
	KUNIT_CASE(nb_lacp_test_asks),
	KUNIT_CASE(nb_lacp_test_octets),
	KUNIT_CASE(nb_lacp_test_random_lives),
	{}
};

static struct kunit_suite nb_lacp_suite = {
	.name = "netbond_lacp",
	.test_cases = nb_lacp_kunit_cases,
};

kunit_test_suite(nb_lacp_suite);
