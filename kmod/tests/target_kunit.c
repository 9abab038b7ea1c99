// SPDX-License-Identifier: GPL-2.0
/* Rounds of probes: answers, silence, quorum. */

#include "../target.c"

#include "cases_kunit.h"
#include "target_cases.h"

NB_KUNIT_TABLE(nb_target_cases, nb_target_case);
NB_KUNIT_TABLE(nb_path_cases, nb_path_case);

static void nb_target_test_rounds(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_target_case_run(test->param_value, &fault), &fault);
}

static void nb_target_test_needs_a_probe(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_target_needs_a_probe(&fault), &fault);
}

static void nb_target_test_counts_to_255(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_target_counts_to_255(&fault), &fault);
}

static void nb_target_test_random_breaks(struct kunit *test)
{
	nb_kunit_random(test, nb_target_random_break);
}

static void nb_target_test_random_lags(struct kunit *test)
{
	nb_kunit_random(test, nb_target_random_lag);
}

static void nb_target_test_random_searches(struct kunit *test)
{
	nb_kunit_random(test, nb_target_random_search);
}

static void nb_target_test_path(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_path_case_run(test->param_value, &fault), &fault);
}

static void nb_target_test_random_polls(struct kunit *test)
{
	nb_kunit_random(test, nb_path_random_poll);
}

static struct kunit_case nb_target_kunit_cases[] = {
	KUNIT_CASE_PARAM(nb_target_test_rounds, nb_target_cases_gen_params),
	KUNIT_CASE(nb_target_test_needs_a_probe),
	KUNIT_CASE(nb_target_test_counts_to_255),
	KUNIT_CASE(nb_target_test_random_breaks),
	KUNIT_CASE(nb_target_test_random_lags),
	KUNIT_CASE(nb_target_test_random_searches),
	KUNIT_CASE_PARAM(nb_target_test_path, nb_path_cases_gen_params),
	KUNIT_CASE(nb_target_test_random_polls),
	{}
};

static struct kunit_suite nb_target_suite = {
	.name = "netbond_target",
	.test_cases = nb_target_kunit_cases,
};

kunit_test_suite(nb_target_suite);
