// SPDX-License-Identifier: GPL-2.0
/* The carrier vote: updelay, downdelay, flaps. */

#include "../vote.c"

#include "cases_kunit.h"
#include "vote_cases.h"

NB_KUNIT_TABLE(nb_vote_cases, nb_vote_case);

static void nb_vote_test_link(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_vote_case_run(test->param_value, &fault), &fault);
}

static void nb_vote_test_delay_changes(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_vote_delay_changes(&fault), &fault);
}

static void nb_vote_test_set_reports(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_vote_set_reports(&fault), &fault);
}

static void nb_vote_test_random_lives(struct kunit *test)
{
	nb_kunit_random(test, nb_vote_random_life);
}

static struct kunit_case nb_vote_kunit_cases[] = {
	KUNIT_CASE_PARAM(nb_vote_test_link, nb_vote_cases_gen_params),
	KUNIT_CASE(nb_vote_test_delay_changes),
	KUNIT_CASE(nb_vote_test_set_reports),
	KUNIT_CASE(nb_vote_test_random_lives),
	{}
};

static struct kunit_suite nb_vote_suite = {
	.name = "netbond_vote",
	.test_cases = nb_vote_kunit_cases,
};

kunit_test_suite(nb_vote_suite);
