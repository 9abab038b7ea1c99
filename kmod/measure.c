// SPDX-License-Identifier: GPL-2.0
/* Buckets that move from busy members to idle ones: counters, and looks at them. */

#include "measure.h"

#include <linux/slab.h>

#include "bond.h"

/* At a time: what a move did is to be seen before the next ones. */
#define NB_MEASURE_MOVES 8

struct nb_measure *nb_measure_alloc(void)
{
	struct nb_measure *measure =
		kvzalloc(sizeof(*measure), GFP_KERNEL_ACCOUNT);

	if (!measure)
		return NULL;
	measure->load = nb_spread_count_alloc();
	if (!measure->load) {
		kvfree(measure);
		return NULL;
	}
	return measure;
}

void nb_measure_free(struct nb_measure *measure)
{
	if (!measure)
		return;
	free_percpu(measure->load);
	kvfree(measure);
}

void nb_measure_configure(struct nb_bond *bond)
{
	bool wanted = nb_measure_wanted(&bond->config);
	struct nb_spread *spread = bond->spread;

	lockdep_assert_held(&bond->lock);
	if (wanted == !!spread->load)
		return;
	if (wanted)
		nb_rebalance_init(&spread->measure->rebalance);
	spread->next_balance = wanted ? 0 : NB_NEVER;
	/* Who sees the counters sees them made. */
	smp_store_release(&spread->load, wanted ? spread->measure->load : NULL);
}

void nb_measure_run(struct nb_bond *bond, u64 now)
{
	struct nb_rebalance_move moves[NB_MEASURE_MOVES];
	struct nb_spread *spread = bond->spread;
	struct nb_measure *measure = spread->measure;
	unsigned int i, count;
	u64 packets;

	lockdep_assert_held(&bond->lock);
	if (now < spread->next_balance)
		return;
	spread->next_balance = now + NB_REBALANCE_PERIOD;
	for (i = 0; i < NB_BUCKETS; i++)
		nb_spread_counted(measure->load, i, &packets,
				  &measure->bytes[i]);
	count = nb_rebalance_run(&measure->rebalance, &spread->table,
				 measure->bytes, now, moves, NB_MEASURE_MOVES);
	for (i = 0; i < count; i++)
		nb_spread_intend(bond, moves[i].bucket, moves[i].to, now);
}
