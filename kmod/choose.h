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
 */
struct nb_candidate {
	enum nb_fitness fitness;
	bool active;
	bool pinned;
	bool primary;
	s32 prio;
	u32 speed;
	bool full_duplex;
};

/**
 * nb_choose_better() - is @a to be preferred to @b, which joined earlier?
 * @a: a candidate
 * @b: another
 *
 * Fitness counts first, then the administrator's word, primary, prio and at
 * last the present choice. Folding the members with it yields the best one.
 */
bool nb_choose_better(const struct nb_candidate *a,
		      const struct nb_candidate *b);

/**
 * nb_choose_switch() - leave an active member for a better one?
 * @active: the active member
 * @best: the best one by nb_choose_better(), not @active
 * @reselect: enum netbond_primary_reselect
 *
 * A fitter member or the administrator's word always wins; a mere preference
 * (primary, prio) only as @reselect allows.
 */
bool nb_choose_switch(const struct nb_candidate *active,
		      const struct nb_candidate *best, u32 reselect);

/**
 * nb_choose_usable() - may a member of this fitness carry traffic by its votes?
 */
static inline bool nb_choose_usable(enum nb_fitness fitness)
{
	return fitness >= NB_FIT_UNPROVEN;
}

#ifdef __cplusplus
}
#endif

#endif
