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

bool nb_choose_switch(const struct nb_candidate *active,
		      const struct nb_candidate *best, u32 reselect)
{
	if (best->fitness != active->fitness || best->pinned)
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
