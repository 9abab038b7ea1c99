/* SPDX-License-Identifier: GPL-2.0 */
/* Which of several members has to become active. */
#ifndef NB_CHOOSE_CASES_H
#define NB_CHOOSE_CASES_H

#include "../choose.h"
#include "cases.h"

#define NB_CANDIDATES 8
#define NB_NOBODY (~0U)

#define NB_ALWAYS NETBOND_PRIMARY_RESELECT_ALWAYS
#define NB_BETTER NETBOND_PRIMARY_RESELECT_BETTER
#define NB_FAILURE NETBOND_PRIMARY_RESELECT_FAILURE

/*
 * The members in the order they joined, fields as in struct nb_candidate:
 * fitness, active, pinned, primary, prio, speed, full_duplex, called.
 */
struct nb_choose_case {
	const char *name;
	u32 reselect;
	unsigned int count;
	struct nb_candidate member[NB_CANDIDATES];
	unsigned int chosen;
};

#define NB_PLAIN(fitness) { fitness, false, false, false, 0, 1000, true, false }
#define NB_ACTIVE(fitness) { fitness, true, false, false, 0, 1000, true, false }
#define NB_PRIMARY(fitness) { fitness, false, false, true, 0, 1000, true, false }
#define NB_CALLED(fitness) { fitness, false, false, true, 0, 1000, true, true }
#define NB_PINNED(fitness) { fitness, false, true, false, 0, 1000, true, false }
#define NB_PRIO(fitness, prio) { fitness, false, false, false, prio, 1000, true, false }

static const struct nb_choose_case nb_choose_cases[] = {
	{ "no_member_no_choice", NB_ALWAYS, 0, { NB_PLAIN(NB_FIT_NOT) }, NB_NOBODY },
	{ "no_member_with_a_link_no_choice", NB_ALWAYS, 2,
	  { NB_PLAIN(NB_FIT_NOT), NB_ACTIVE(NB_FIT_NOT) }, NB_NOBODY },
	{ "first_joined_wins_among_equals", NB_ALWAYS, 3,
	  { NB_PLAIN(NB_FIT_PROVEN), NB_PLAIN(NB_FIT_PROVEN), NB_PLAIN(NB_FIT_PROVEN) }, 0 },
	{ "active_stays_among_equals", NB_ALWAYS, 3,
	  { NB_PLAIN(NB_FIT_PROVEN), NB_PLAIN(NB_FIT_PROVEN), NB_ACTIVE(NB_FIT_PROVEN) }, 2 },
	{ "active_stays_even_if_slower", NB_ALWAYS, 2,
	  { { NB_FIT_PROVEN, false, false, false, 0, 10000, true, false },
	    { NB_FIT_PROVEN, true, false, false, 0, 10, false, false } }, 1 },

	{ "proven_before_unproven", NB_FAILURE, 2,
	  { NB_ACTIVE(NB_FIT_UNPROVEN), NB_PLAIN(NB_FIT_PROVEN) }, 1 },
	{ "unproven_before_waiting", NB_FAILURE, 2,
	  { NB_ACTIVE(NB_FIT_WAITING), NB_PLAIN(NB_FIT_UNPROVEN) }, 1 },
	{ "waiting_before_lost_probes", NB_FAILURE, 2,
	  { NB_ACTIVE(NB_FIT_LINK), NB_PLAIN(NB_FIT_WAITING) }, 1 },
	{ "lost_probes_before_no_link", NB_FAILURE, 2,
	  { NB_ACTIVE(NB_FIT_NOT), NB_PLAIN(NB_FIT_LINK) }, 1 },
	{ "last_link_is_used_though_its_probes_are_lost", NB_FAILURE, 2,
	  { NB_PLAIN(NB_FIT_NOT), NB_PLAIN(NB_FIT_LINK) }, 1 },

	{ "fitness_before_pinned", NB_ALWAYS, 2,
	  { NB_PINNED(NB_FIT_UNPROVEN), NB_PLAIN(NB_FIT_PROVEN) }, 1 },
	{ "fitness_before_primary", NB_ALWAYS, 2,
	  { NB_PRIMARY(NB_FIT_LINK), NB_PLAIN(NB_FIT_PROVEN) }, 1 },
	{ "fitness_before_prio", NB_ALWAYS, 2,
	  { NB_PRIO(NB_FIT_WAITING, 2147483647), NB_PRIO(NB_FIT_UNPROVEN, -2147483647 - 1) }, 1 },
	{ "pinned_before_primary", NB_ALWAYS, 2,
	  { NB_PRIMARY(NB_FIT_PROVEN), NB_PINNED(NB_FIT_PROVEN) }, 1 },
	{ "pinned_before_prio", NB_ALWAYS, 2,
	  { NB_PRIO(NB_FIT_PROVEN, 100), NB_PINNED(NB_FIT_PROVEN) }, 1 },
	{ "pinned_before_active", NB_ALWAYS, 2,
	  { NB_ACTIVE(NB_FIT_PROVEN), NB_PINNED(NB_FIT_PROVEN) }, 1 },
	{ "primary_before_prio", NB_ALWAYS, 2,
	  { NB_PRIO(NB_FIT_PROVEN, 100), NB_PRIMARY(NB_FIT_PROVEN) }, 1 },
	{ "primary_before_active", NB_ALWAYS, 2,
	  { NB_ACTIVE(NB_FIT_PROVEN), NB_PRIMARY(NB_FIT_PROVEN) }, 1 },
	{ "higher_prio_before_lower", NB_ALWAYS, 3,
	  { NB_PRIO(NB_FIT_PROVEN, -1), NB_PRIO(NB_FIT_PROVEN, 1), NB_PRIO(NB_FIT_PROVEN, 0) }, 1 },
	{ "negative_prio_stands_behind_none", NB_ALWAYS, 2,
	  { NB_PRIO(NB_FIT_PROVEN, -5), NB_PLAIN(NB_FIT_PROVEN) }, 1 },
	{ "extreme_prios_compare", NB_ALWAYS, 2,
	  { NB_PRIO(NB_FIT_PROVEN, -2147483647 - 1), NB_PRIO(NB_FIT_PROVEN, 2147483647) }, 1 },
	{ "higher_prio_before_active", NB_ALWAYS, 2,
	  { NB_ACTIVE(NB_FIT_PROVEN), NB_PRIO(NB_FIT_PROVEN, 1) }, 1 },
	{ "first_joined_wins_among_equal_prios", NB_ALWAYS, 3,
	  { NB_PRIO(NB_FIT_PROVEN, 1), NB_PRIO(NB_FIT_PROVEN, 7), NB_PRIO(NB_FIT_PROVEN, 7) }, 1 },

	{ "first_choice_takes_the_primary_whatever_reselect_says", NB_FAILURE, 2,
	  { NB_PLAIN(NB_FIT_PROVEN), NB_PRIMARY(NB_FIT_PROVEN) }, 1 },
	{ "failure_keeps_the_active_from_the_primary", NB_FAILURE, 2,
	  { NB_ACTIVE(NB_FIT_PROVEN), NB_PRIMARY(NB_FIT_PROVEN) }, 0 },
	{ "failure_keeps_the_active_from_a_higher_prio", NB_FAILURE, 2,
	  { NB_ACTIVE(NB_FIT_PROVEN), NB_PRIO(NB_FIT_PROVEN, 9) }, 0 },
	{ "failure_yields_when_the_active_fails", NB_FAILURE, 3,
	  { NB_ACTIVE(NB_FIT_NOT), NB_PLAIN(NB_FIT_PROVEN), NB_PRIMARY(NB_FIT_PROVEN) }, 2 },
	{ "failure_yields_to_the_administrator", NB_FAILURE, 2,
	  { NB_ACTIVE(NB_FIT_PROVEN), NB_PINNED(NB_FIT_PROVEN) }, 1 },
	{ "failure_yields_to_a_primary_that_joined_or_was_named", NB_FAILURE, 2,
	  { NB_ACTIVE(NB_FIT_PROVEN), NB_CALLED(NB_FIT_PROVEN) }, 1 },
	{ "better_yields_to_a_primary_that_joined_or_was_named", NB_BETTER, 2,
	  { NB_ACTIVE(NB_FIT_PROVEN), NB_CALLED(NB_FIT_PROVEN) }, 1 },
	{ "such_a_primary_waits_until_it_is_proven", NB_ALWAYS, 2,
	  { NB_ACTIVE(NB_FIT_PROVEN), NB_CALLED(NB_FIT_UNPROVEN) }, 0 },
	{ "pinned_active_stays_though_the_primary_joined", NB_FAILURE, 2,
	  { { NB_FIT_PROVEN, true, true, false, 0, 1000, true, false }, NB_CALLED(NB_FIT_PROVEN) }, 0 },
	{ "better_takes_a_faster_primary", NB_BETTER, 2,
	  { NB_ACTIVE(NB_FIT_PROVEN), { NB_FIT_PROVEN, false, false, true, 0, 10000, true, false } }, 1 },
	{ "better_leaves_an_equally_fast_primary", NB_BETTER, 2,
	  { NB_ACTIVE(NB_FIT_PROVEN), NB_PRIMARY(NB_FIT_PROVEN) }, 0 },
	{ "better_leaves_a_slower_primary", NB_BETTER, 2,
	  { NB_ACTIVE(NB_FIT_PROVEN), { NB_FIT_PROVEN, false, false, true, 0, 100, true, false } }, 0 },
	{ "better_counts_duplex_at_equal_speed", NB_BETTER, 2,
	  { { NB_FIT_PROVEN, true, false, false, 0, 100, false, false },
	    { NB_FIT_PROVEN, false, false, true, 0, 100, true, false } }, 1 },
	{ "better_counts_speed_before_duplex", NB_BETTER, 2,
	  { { NB_FIT_PROVEN, true, false, false, 0, 100, true, false },
	    { NB_FIT_PROVEN, false, false, true, 0, 1000, false, false } }, 1 },
	{ "better_leaves_a_primary_of_half_duplex", NB_BETTER, 2,
	  { { NB_FIT_PROVEN, true, false, false, 0, 100, true, false },
	    { NB_FIT_PROVEN, false, false, true, 0, 100, false, false } }, 0 },
	{ "better_does_not_flap_between_unknown_speeds", NB_BETTER, 2,
	  { { NB_FIT_PROVEN, true, false, false, 0, 10000, false, false },
	    { NB_FIT_PROVEN, false, false, true, 0, 10000, false, false } }, 0 },
	{ "better_takes_a_primary_of_unknown_speed_from_a_slow_one", NB_BETTER, 2,
	  { { NB_FIT_PROVEN, true, false, false, 0, 1000, true, false },
	    { NB_FIT_PROVEN, false, false, true, 0, 10000, false, false } }, 1 },
	{ "better_yields_when_the_active_is_less_fit", NB_BETTER, 2,
	  { { NB_FIT_LINK, true, false, false, 0, 10000, true, false },
	    { NB_FIT_PROVEN, false, false, true, 0, 10, false, false } }, 1 },
	{ "better_yields_to_the_administrator", NB_BETTER, 2,
	  { { NB_FIT_PROVEN, true, false, false, 0, 10000, true, false },
	    { NB_FIT_PROVEN, false, true, false, 0, 10, false, false } }, 1 },
	{ "pinned_active_stays_though_the_primary_is_faster", NB_BETTER, 2,
	  { { NB_FIT_PROVEN, true, true, false, 0, 1000, true, false },
	    { NB_FIT_PROVEN, false, false, true, 0, 10000, true, false } }, 0 },
};

#define NB_CHOOSE_CASES (sizeof(nb_choose_cases) / sizeof(nb_choose_cases[0]))

/* The members considered one by one, as nb_active_pick() does it. */
static inline unsigned int nb_choose_pick(const struct nb_candidate *member,
					  unsigned int count, u32 reselect,
					  u32 probe_loss)
{
	unsigned int i, best = NB_NOBODY, active = NB_NOBODY;
	struct nb_choice choice;

	memset(&choice, 0, sizeof(choice));
	for (i = 0; i < count; i++) {
		if (nb_choose_add(&choice, &member[i]))
			best = i;
		if (member[i].active)
			active = i;
	}
	switch (nb_choose_end(&choice, reselect, probe_loss)) {
	case NB_CHOSEN_BEST:
		return best;
	case NB_CHOSEN_ACTIVE:
		return active;
	default:
		return NB_NOBODY;
	}
}

static inline bool nb_choose_case_run(const struct nb_choose_case *c,
				      struct nb_fault *fault)
{
	return nb_same(fault, 0, "chosen", c->chosen,
		       nb_choose_pick(c->member, c->count, c->reselect,
				      NETBOND_PROBE_LOSS_KEEP));
}

/* Only members without a lost or waiting vote may carry traffic. */
static inline bool nb_choose_usable_is(struct nb_fault *fault)
{
	return nb_same(fault, 0, "no link", false, nb_choose_usable(NB_FIT_NOT)) &&
	       nb_same(fault, 1, "probes lost", false, nb_choose_usable(NB_FIT_LINK)) &&
	       nb_same(fault, 2, "updelay", false, nb_choose_usable(NB_FIT_WAITING)) &&
	       nb_same(fault, 3, "no verdict", true, nb_choose_usable(NB_FIT_UNPROVEN)) &&
	       nb_same(fault, 4, "proven", true, nb_choose_usable(NB_FIT_PROVEN));
}

/* Few values for each field, so that ties of every kind are common. */
static inline struct nb_candidate nb_choose_random(u64 *seed)
{
	static const s32 prio[] = { -2147483647 - 1, -1, 0, 0, 1, 2147483647 };
	static const u32 speed[] = { 0, 10, 1000, 10000, 0xffffffff };
	struct nb_candidate c = {};

	c.fitness = (enum nb_fitness)nb_random_below(seed, 5);
	c.pinned = !nb_random_below(seed, 8);
	c.prio = prio[nb_random_below(seed, 6)];
	c.speed = speed[nb_random_below(seed, 5)];
	c.full_duplex = nb_random_below(seed, 2);
	return c;
}

/* better() is a strict order: no cycle can make the fold depend on luck. */
static inline bool nb_choose_random_order(u64 seed, struct nb_fault *fault)
{
	struct nb_candidate c[3];
	unsigned int i;

	for (i = 0; i < 3; i++) {
		c[i] = nb_choose_random(&seed);
		c[i].active = nb_random_below(&seed, 2);
		c[i].primary = nb_random_below(&seed, 2);
	}
	if (!nb_same(fault, 0, "better than itself", false, nb_choose_better(&c[0], &c[0])))
		return false;
	if (nb_choose_better(&c[0], &c[1]) &&
	    !nb_same(fault, 1, "better both ways", false, nb_choose_better(&c[1], &c[0])))
		return false;
	if (nb_choose_better(&c[0], &c[1]) && nb_choose_better(&c[1], &c[2]) &&
	    !nb_same(fault, 2, "transitive", true, nb_choose_better(&c[0], &c[2])))
		return false;
	/* Neither better: as good as each other, for any third too. */
	if (!nb_choose_better(&c[0], &c[1]) && !nb_choose_better(&c[1], &c[0]))
		return nb_same(fault, 3, "equals compare alike", nb_choose_better(&c[0], &c[2]),
			       nb_choose_better(&c[1], &c[2]));
	return true;
}

/* Members whose probes are all lost: the administrator said what to do. */
static inline bool nb_choose_probe_loss(struct nb_fault *fault)
{
	const struct nb_candidate lost[] = { NB_ACTIVE(NB_FIT_LINK), NB_PRIMARY(NB_FIT_LINK) };
	const struct nb_candidate one[] = { NB_ACTIVE(NB_FIT_LINK), NB_PLAIN(NB_FIT_WAITING) };

	return nb_same(fault, 0, "keep", 1,
		       nb_choose_pick(lost, 2, NB_ALWAYS, NETBOND_PROBE_LOSS_KEEP)) &&
	       nb_same(fault, 1, "down", NB_NOBODY,
		       nb_choose_pick(lost, 2, NB_ALWAYS, NETBOND_PROBE_LOSS_DOWN)) &&
	       nb_same(fault, 2, "down, but one waits", 1,
		       nb_choose_pick(one, 2, NB_ALWAYS, NETBOND_PROBE_LOSS_DOWN));
}

/* A bond whose members come and go: what every choice has to hold to. */
static inline bool nb_choose_random_bond(u64 seed, struct nb_fault *fault)
{
	struct nb_candidate member[NB_CANDIDATES];
	unsigned int count = 1 + nb_random_below(&seed, NB_CANDIDATES);
	unsigned int primary = nb_random_below(&seed, 2 * NB_CANDIDATES);
	u32 reselect = nb_random_below(&seed, 3);
	unsigned int i, round, chosen = NB_NOBODY;

	for (i = 0; i < count; i++) {
		member[i] = nb_choose_random(&seed);
		member[i].primary = i == primary;
	}
	for (round = 0; round < 20; round++) {
		unsigned int before = chosen, again;
		bool fitter = false;

		chosen = nb_choose_pick(member, count, reselect,
					NETBOND_PROBE_LOSS_KEEP);
		for (i = 0; i < count; i++) {
			member[i].active = i == chosen;
			if (chosen != NB_NOBODY && member[i].fitness > member[chosen].fitness)
				fitter = true;
			if (chosen == NB_NOBODY && member[i].fitness != NB_FIT_NOT)
				fitter = true;
		}
		if (!nb_same(fault, round, "a fitter one is left out", false, fitter))
			return false;
		if (chosen != NB_NOBODY &&
		    !nb_same(fault, round, "chosen has no link", false,
			     member[chosen].fitness == NB_FIT_NOT))
			return false;
		again = nb_choose_pick(member, count, reselect,
					NETBOND_PROBE_LOSS_KEEP);
		if (!nb_same(fault, round, "choosing twice", chosen, again))
			return false;
		if (reselect == NB_FAILURE && before != NB_NOBODY && before != chosen &&
		    !nb_same(fault, round, "left without a failure or an order", true,
			     chosen == NB_NOBODY || member[chosen].pinned ||
				     member[chosen].fitness > member[before].fitness))
			return false;
		i = nb_random_below(&seed, count);
		member[i].fitness = (enum nb_fitness)nb_random_below(&seed, 5);
	}
	return true;
}

#endif
