/* SPDX-License-Identifier: GPL-2.0 */
/* How fast members are, as their drivers say. */

#ifndef NB_SPEED_H
#define NB_SPEED_H

#include <linux/types.h>

struct nb_bond;
struct nb_member;

/**
 * nb_speed_learn() - ask a member's driver for speed and duplex: its link changed.
 * What a card without a link does not say stays as it was with its last one. One
 * that has a link and does not say yet is asked again, after 1 s, 2 s and so on
 * up to 64 s.
 * Context: RTNL and netdev_lock_ops() of the member, as notifiers of it have them.
 * May sleep. The caller looks at the bond after it: nb_verdict_now().
 */
void nb_speed_learn(struct nb_member *member);

/** nb_speed_retry() - ask the drivers that did not know. Context: RTNL. May sleep. */
void nb_speed_retry(struct nb_bond *bond);

#endif
