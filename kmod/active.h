/* SPDX-License-Identifier: GPL-2.0 */
/* The choice among the members. */
#ifndef NB_ACTIVE_H
#define NB_ACTIVE_H

#include <linux/types.h>

struct nb_bond;

/**
 * nb_active_choose() - judge all members, choose, publish, and tell.
 * @bond: the bond
 * @reason: what gave rise to it, enum netbond_reason, for the history
 * @now: ns
 *
 * Publishes by RCU at once; workers do what may sleep or needs RTNL.
 * Context: @bond->lock held.
 */
void nb_active_choose(struct nb_bond *bond, u8 reason, u64 now);

/**
 * nb_active_choose_now() - nb_active_choose() after a look at every link.
 * Context: any but hard interrupts; takes @bond->lock.
 */
void nb_active_choose_now(struct nb_bond *bond, u8 reason);

#endif
