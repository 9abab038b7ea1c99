// SPDX-License-Identifier: GPL-2.0
/* ARP and Neighbour Discovery: read, changed, made. */

#include "../neigh.c"

#include "cases_kunit.h"
#include "neigh_cases.h"

NB_KUNIT_TABLE(nb_neigh_cases, nb_neigh_case);

static void nb_neigh_test_frames(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_neigh_case_run(test->param_value, &fault), &fault);
}

static void nb_neigh_test_random_frames(struct kunit *test)
{
	nb_kunit_random(test, nb_neigh_random_frame);
}

static void nb_neigh_test_makes_arp(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_neigh_makes_arp(&fault), &fault);
}

static void nb_neigh_test_makes_na(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_neigh_makes_na(&fault), &fault);
}

static struct kunit_case nb_neigh_kunit_cases[] = {
	KUNIT_CASE_PARAM(nb_neigh_test_frames, nb_neigh_cases_gen_params),
	KUNIT_CASE(nb_neigh_test_random_frames),
	KUNIT_CASE(nb_neigh_test_makes_arp),
	KUNIT_CASE(nb_neigh_test_makes_na),
	{}
};

static struct kunit_suite nb_neigh_suite = {
	.name = "netbond_neigh",
	.test_cases = nb_neigh_kunit_cases,
};

kunit_test_suite(nb_neigh_suite);
