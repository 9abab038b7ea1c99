/* SPDX-License-Identifier: GPL-2.0 */
/* The last events of a bond, kept for "bondctl history" and notify.c. */
#ifndef NB_HISTORY_H
#define NB_HISTORY_H

#include "option.h"

#define NB_HISTORY_SIZE 256

struct nb_bond;
struct nb_member;

/**
 * struct nb_event - something that happened to a bond.
 * @seq: its number, from 1
 * @time: CLOCK_REALTIME, ns
 * @gap: see NETBOND_EVENT_GAP_NS, or NB_NEVER
 * @kind: enum netbond_event
 * @reason: enum netbond_reason
 * @vote: enum netbond_vote, when @kind is NETBOND_EVENT_VOTE
 * @value: enum netbond_vote_value, as @vote
 * @state: enum netbond_state, when @kind is NETBOND_EVENT_STATE
 * @ifindex: the member, 0 for none
 * @member: its name then
 * @old: name of the member that was active before
 * @buckets: how many moved, when @kind is NETBOND_EVENT_BUCKETS
 * @target: a probed address; family 0 for none
 */
struct nb_event {
	u64 seq;
	u64 time;
	u64 gap;
	u8 kind;
	u8 reason;
	u8 vote;
	u8 value;
	u8 state;
	int ifindex;
	char member[IFNAMSIZ];
	char old[IFNAMSIZ];
	u32 buckets;
	struct nb_addr target;
};

/**
 * struct nb_history - a ring of events.
 * @ring: NB_HISTORY_SIZE entries, event n at n % NB_HISTORY_SIZE
 * @seq: number of the newest event, 0 for none
 * @told: number of the newest event that listeners were told
 *
 * All guarded by the bond lock.
 */
struct nb_history {
	struct nb_event *ring;
	u64 seq;
	u64 told;
};

/** nb_history_init() - may sleep. Return: 0 or -ENOMEM. */
int nb_history_init(struct nb_history *history);
void nb_history_fini(struct nb_history *history);

/** nb_event_init() - an event of @kind that concerns @member, which may be NULL. */
void nb_event_init(struct nb_event *event, u8 kind, u8 reason,
		   const struct nb_member *member);

/**
 * nb_history_add() - number, date and keep an event; listeners are told soon.
 * Context: bond lock held.
 */
void nb_history_add(struct nb_bond *bond, struct nb_event *event);

/** nb_history_note() - nb_event_init() and nb_history_add() in one. Context: bond lock held. */
void nb_history_note(struct nb_bond *bond, u8 kind, u8 reason,
		     const struct nb_member *member);

/**
 * nb_history_next() - copy the oldest kept event after number @seq.
 * Context: bond lock held.
 * Return: false when there is none.
 */
bool nb_history_next(const struct nb_history *history, u64 seq,
		     struct nb_event *event);

#endif
