// SPDX-License-Identifier: GPL-2.0
/* The choice of the active member. */

#include "../choose.c"

#include "cases_kunit.h"
#include "choose_cases.h"

NB_KUNIT_TABLE(nb_choose_cases, nb_choose_case);

static void nb_choose_test_pick(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_choose_case_run(test->param_value, &fault), &fault);
}

static void nb_choose_test_usable(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_choose_usable_is(&fault), &fault);
}

static void nb_choose_test_probe_loss(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_choose_probe_loss(&fault), &fault);
}

static void nb_choose_test_random_order(struct kunit *test)
{
	nb_kunit_random(test, nb_choose_random_order);
}

static void nb_choose_test_random_bonds(struct kunit *test)
{
	nb_kunit_random(test, nb_choose_random_bond);
}

static struct kunit_case nb_choose_kunit_cases[] = {
	KUNIT_CASE_PARAM(nb_choose_test_pick, nb_choose_cases_gen_params),
	KUNIT_CASE(nb_choose_test_usable),
	KUNIT_CASE(nb_choose_test_probe_loss),
	KUNIT_CASE(nb_choose_test_random_order),
	KUNIT_CASE(nb_choose_test_random_bonds),
	{}
};

static struct kunit_suite nb_choose_suite = {
	.name = "netbond_choose",
	.test_cases = nb_choose_kunit_cases,
};

kunit_test_suite(nb_choose_suite);
