/* SPDX-License-Identifier: GPL-2.0 */
/* Which member becomes active. Pure. */
#ifndef NB_CHOOSE_H
#define NB_CHOOSE_H

#include "core.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * enum nb_fitness - how fit a member is to carry traffic, worst first.
 * @NB_FIT_NOT: its link is down
 * @NB_FIT_LINK: its link is up, its probes are lost
 * @NB_FIT_WAITING: its link is back and waits for updelay
 * @NB_FIT_UNPROVEN: its link is up, its probes have no verdict
 * @NB_FIT_PROVEN: every required vote says yes
 */
enum nb_fitness {
	NB_FIT_NOT,
	NB_FIT_LINK,
	NB_FIT_WAITING,
	NB_FIT_UNPROVEN,
	NB_FIT_PROVEN,
};

/**
 * struct nb_candidate - what the choice knows of a member.
 * @fitness: from its votes
 * @active: it is the active member now
 * @pinned: an administrator made it active and has not taken that back
 * @primary: it is the primary member
 * @prio: its prio option
 * @speed: Mbit/s, assumed when unknown
 * @full_duplex: known to be full duplex
 * @called: it is the primary member and was not active since it joined or was named
 */
struct nb_candidate {
	enum nb_fitness fitness;
	bool active;
	bool pinned;
	bool primary;
	s32 prio;
	u32 speed;
	bool full_duplex;
	bool called;
};

/**
 * nb_choose_better() - is @a to be preferred to @b, which joined earlier?
 * @a: a candidate
 * @b: another
 *
 * Fitness counts first, then the administrator's word, primary, prio and at
 * last the present choice.
 */
bool nb_choose_better(const struct nb_candidate *a,
		      const struct nb_candidate *b);

/**
 * struct nb_choice - a choice in the making; begins as all zero.
 * @best: the best candidate so far
 * @active: the active member
 * @any: @best is there
 * @has_active: @active is there
 */
struct nb_choice {
	struct nb_candidate best;
	struct nb_candidate active;
	bool any;
	bool has_active;
};

/**
 * nb_choose_add() - consider one more member, in the order they joined.
 * Return: true when it is the best so far.
 */
bool nb_choose_add(struct nb_choice *choice,
		   const struct nb_candidate *candidate);

/** enum nb_chosen - the outcome: nobody, who is active already, or the best. */
enum nb_chosen {
	NB_CHOSEN_NONE,
	NB_CHOSEN_ACTIVE,
	NB_CHOSEN_BEST,
};

/**
 * nb_choose_end() - decide.
 * @choice: all members considered
 * @reselect: enum netbond_primary_reselect
 * @probe_loss: enum netbond_probe_loss
 *
 * A fitter member or the administrator's word always wins over the active
 * one, and so does a primary that joins or is named; a mere preference
 * (primary, prio) does only as @reselect allows. When no member has better than
 * a link whose probes are lost, @probe_loss decides whether it carries the
 * traffic.
 */
enum nb_chosen nb_choose_end(const struct nb_choice *choice, u32 reselect,
			     u32 probe_loss);

/**
 * nb_choose_usable() - may a member of this fitness carry traffic by its votes?
 */
static inline bool nb_choose_usable(enum nb_fitness fitness)
{
	return fitness >= NB_FIT_UNPROVEN;
}

/**
 * nb_choose_carries() - does a member carry traffic where all usable ones do?
 * @fitness: its fitness
 * @best: the highest fitness of all members
 * @probe_loss: enum netbond_probe_loss
 *
 * Without any usable member those do that are fit most, unless their probes
 * are lost and @probe_loss forbids it.
 */
bool nb_choose_carries(enum nb_fitness fitness, enum nb_fitness best,
		       u32 probe_loss);

#ifdef __cplusplus
}
#endif

#endif
