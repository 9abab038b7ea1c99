/* SPDX-License-Identifier: GPL-2.0 */
/* The one timer of a bond: armed for the next deadline of anything it does. */
#ifndef NB_TIMER_H
#define NB_TIMER_H

#include <linux/types.h>

struct nb_bond;

void nb_timer_init(struct nb_bond *bond);

/** nb_timer_start() - the bond is up. Context: RTNL. */
void nb_timer_start(struct nb_bond *bond);

/** nb_timer_stop() - the bond goes down; no callback runs when it returns. Context: RTNL. */
void nb_timer_stop(struct nb_bond *bond);

/**
 * nb_timer_arm() - find the next deadline anew.
 * Context: bond lock held.
 */
void nb_timer_arm(struct nb_bond *bond, u64 now);

#endif
