/* SPDX-License-Identifier: GPL-2.0 */
/* Opinions about a member. Pure: no kernel calls, no locks, no clock. */
#ifndef NB_VOTE_H
#define NB_VOTE_H

#include "core.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct nb_vote - one opinion and how long it has been held.
 * @value: enum netbond_vote_value
 * @reason: enum netbond_reason
 * @since: when value or reason last changed, ns
 * @deadline: when it changes by itself, ns, or NB_NEVER
 */
struct nb_vote {
	u8 value;
	u8 reason;
	u64 since;
	u64 deadline;
};

/**
 * enum nb_link - what a device says of its link right now.
 * @NB_LINK_UP: set up, carrier, ready to send
 * @NB_LINK_NO_CARRIER: set up, no carrier
 * @NB_LINK_ADMIN_DOWN: set down
 */
enum nb_link {
	NB_LINK_UP,
	NB_LINK_NO_CARRIER,
	NB_LINK_ADMIN_DOWN,
};

/**
 * struct nb_link_delay - how long a link has to last or is held.
 * @up: updelay, ns
 * @down: downdelay, ns; not applied to a device that is set down
 */
struct nb_link_delay {
	u64 up;
	u64 down;
};

/**
 * nb_vote_init() - an opinion that is not formed yet.
 * @vote: written whole
 * @reason: enum netbond_reason
 * @now: ns
 */
void nb_vote_init(struct nb_vote *vote, u8 reason, u64 now);

/**
 * nb_vote_set() - hold an opinion.
 * @vote: the vote
 * @value: enum netbond_vote_value
 * @reason: enum netbond_reason
 * @now: ns
 *
 * Return: true when @value changed; a change of reason alone is kept but not
 * reported.
 */
bool nb_vote_set(struct nb_vote *vote, u8 value, u8 reason, u64 now);

/**
 * nb_vote_link() - form the carrier vote.
 * @vote: the carrier vote
 * @link: the link now
 * @delay: delays now in force
 * @now: ns
 *
 * A lost link keeps its yes until @delay->down has passed, a returned one its
 * no until @delay->up has; a vote not formed yet takes the link as it is. To
 * be called when the link changes and at @vote->deadline.
 *
 * Return: true when the value changed.
 */
bool nb_vote_link(struct nb_vote *vote, enum nb_link link,
		  const struct nb_link_delay *delay, u64 now);

#ifdef __cplusplus
}
#endif

#endif
