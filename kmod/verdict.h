/* SPDX-License-Identifier: GPL-2.0 */
/* From votes to what members do: fitness, who carries the traffic, health. */
#ifndef NB_VERDICT_H
#define NB_VERDICT_H

#include <linux/types.h>

struct nb_bond;
struct nb_member;

/**
 * nb_verdict_update() - judge all members, let the mode choose, and tell.
 * @bond: the bond
 * @reason: what gave rise to it, enum netbond_reason, for the history
 * @now: ns
 *
 * What packets read is published by RCU at once; workers do what may sleep or
 * needs RTNL.
 * Context: @bond->lock held.
 */
void nb_verdict_update(struct nb_bond *bond, u8 reason, u64 now);

/**
 * nb_verdict_now() - nb_verdict_update() after a look at every link.
 * Context: any but hard interrupts; takes @bond->lock.
 */
void nb_verdict_now(struct nb_bond *bond, u8 reason);

/**
 * nb_verdict_objection() - which vote keeps a member from being proven.
 * Context: bond lock held. Return: enum netbond_reason.
 */
u8 nb_verdict_objection(const struct nb_member *member);

/**
 * nb_verdict_gap() - from the last proof that a member worked until now.
 * Context: bond lock held. Return: ns, NB_NEVER when not known.
 */
u64 nb_verdict_gap(const struct nb_member *member, u64 now);

#endif
