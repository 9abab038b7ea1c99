// SPDX-License-Identifier: GPL-2.0
/* Which member becomes active: order of preference and when to switch. */

#include "choose.h"

bool nb_choose_better(const struct nb_candidate *a,
		      const struct nb_candidate *b)
{
	if (a->fitness != b->fitness)
		return a->fitness > b->fitness;
	if (a->pinned != b->pinned)
		return a->pinned;
	if (a->primary != b->primary)
		return a->primary;
	if (a->prio != b->prio)
		return a->prio > b->prio;
	return a->active && !b->active;
}

static bool nb_choose_faster(const struct nb_candidate *a,
			     const struct nb_candidate *b)
{
	if (a->speed != b->speed)
		return a->speed > b->speed;
	return a->full_duplex && !b->full_duplex;
}

static bool nb_choose_switch(const struct nb_candidate *active,
			     const struct nb_candidate *best, u32 reselect)
{
	if (best->fitness != active->fitness || best->pinned || best->called)
		return true;

	switch (reselect) {
	case NETBOND_PRIMARY_RESELECT_ALWAYS:
		return true;
	case NETBOND_PRIMARY_RESELECT_BETTER:
		return nb_choose_faster(best, active);
	default:
		return false;
	}
}

bool nb_choose_add(struct nb_choice *choice,
		   const struct nb_candidate *candidate)
{
	if (candidate->active) {
		choice->active = *candidate;
		choice->has_active = true;
	}
	if (candidate->fitness == NB_FIT_NOT)
		return false;
	if (choice->any && !nb_choose_better(candidate, &choice->best))
		return false;
	choice->best = *candidate;
	choice->any = true;
	return true;
}

enum nb_chosen nb_choose_end(const struct nb_choice *choice, u32 reselect,
			     u32 probe_loss)
{
	if (!choice->any)
		return NB_CHOSEN_NONE;
	if (choice->best.fitness == NB_FIT_LINK &&
	    probe_loss == NETBOND_PROBE_LOSS_DOWN)
		return NB_CHOSEN_NONE;
	if (!choice->has_active || choice->best.active)
		return NB_CHOSEN_BEST;
	return nb_choose_switch(&choice->active, &choice->best, reselect) ?
		       NB_CHOSEN_BEST :
		       NB_CHOSEN_ACTIVE;
}

bool nb_choose_carries(enum nb_fitness fitness, enum nb_fitness best,
		       u32 probe_loss)
{
	if (nb_choose_usable(best))
		return nb_choose_usable(fitness);
	if (best == NB_FIT_LINK && probe_loss == NETBOND_PROBE_LOSS_DOWN)
		return false;
	return best != NB_FIT_NOT && fitness == best;
}
