/* SPDX-License-Identifier: GPL-2.0 */
/* The active member: that which carries the bond's address, and in active-backup all traffic. */
#ifndef NB_ACTIVE_H
#define NB_ACTIVE_H

#include <linux/types.h>

struct nb_bond;
struct nb_member;

/**
 * nb_active_call() - @member joins: if it is the primary, it becomes active as
 * soon as no other is fitter, whatever primary_reselect says (in-tree: the same).
 * Context: bond lock held.
 */
void nb_active_call(struct nb_member *member);

/**
 * nb_active_update() - choose the active member anew and publish it.
 * @bond: the bond, whose members have been judged
 * @reason: what gave rise to it, enum netbond_reason, for the history
 * @now: ns
 *
 * Publishes by RCU at once; workers do what may sleep or needs RTNL. In a mode
 * without an active member there will be none.
 * Context: @bond->lock held.
 * Return: the active member, NULL for none.
 */
struct nb_member *nb_active_update(struct nb_bond *bond, u8 reason, u64 now);

#endif
