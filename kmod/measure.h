/* SPDX-License-Identifier: GPL-2.0 */
/* Buckets that move from busy members to idle ones (tlb_dynamic_lb). */
#ifndef NB_MEASURE_H
#define NB_MEASURE_H

#include "rebalance.h"
#include "spread.h"

/**
 * struct nb_measure - how busy the buckets are.
 * @load: bytes by bucket
 * @rebalance: what was made of them. Guarded by the bond lock.
 * @bytes: work space of a look
 */
struct nb_measure {
	struct nb_spread_count __percpu *load;
	struct nb_rebalance rebalance;
	u64 bytes[NB_BUCKETS];
};

/** nb_measure_wanted() - are buckets moved by load with these settings? */
static inline bool nb_measure_wanted(const struct nb_config *config)
{
	return nb_mode_adaptive(config->mode) && config->tlb_dynamic_lb;
}

/** nb_measure_alloc() - may sleep. Return: it or NULL. */
struct nb_measure *nb_measure_alloc(void);

/** nb_measure_free() - @measure may be NULL. Context: no packet can see it. */
void nb_measure_free(struct nb_measure *measure);

/** nb_measure_configure() - begin or end to measure as the bond's settings say. Context: bond lock held. */
void nb_measure_configure(struct nb_bond *bond);

/** nb_measure_run() - look at the load when it is time, and plan moves. Context: bond lock held. */
void nb_measure_run(struct nb_bond *bond, u64 now);

#endif
