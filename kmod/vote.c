// SPDX-License-Identifier: GPL-2.0
/* Opinions about a member, and the delays of the carrier vote. */

#include "vote.h"

void nb_vote_init(struct nb_vote *vote, u8 reason, u64 now)
{
	vote->value = NETBOND_VOTE_VALUE_UNKNOWN;
	vote->reason = reason;
	vote->since = now;
	vote->deadline = NB_NEVER;
}

bool nb_vote_set(struct nb_vote *vote, u8 value, u8 reason, u64 now)
{
	bool changed = vote->value != value;

	/* Votes are formed often and change seldom: leave the cache line alone. */
	if (changed || vote->reason != reason) {
		vote->value = value;
		vote->reason = reason;
		vote->since = now;
	}
	if (vote->deadline != NB_NEVER)
		vote->deadline = NB_NEVER;
	return changed;
}

/* Keep the value, say why, and change it when @wait has passed since then. */
static void nb_vote_hold(struct nb_vote *vote, u8 reason, u64 wait, u64 now)
{
	if (vote->reason != reason) {
		vote->reason = reason;
		vote->since = now;
	}
	vote->deadline = vote->since + wait;
}

static bool nb_vote_link_up(struct nb_vote *vote, u64 wait, u64 now)
{
	if (vote->value == NETBOND_VOTE_VALUE_NO && wait) {
		nb_vote_hold(vote, NETBOND_REASON_UPDELAY, wait, now);
		if (now < vote->deadline)
			return false;
	}
	return nb_vote_set(vote, NETBOND_VOTE_VALUE_YES, NETBOND_REASON_NONE,
			   now);
}

static bool nb_vote_link_lost(struct nb_vote *vote, u64 wait, u64 now)
{
	if (vote->value == NETBOND_VOTE_VALUE_YES && wait) {
		nb_vote_hold(vote, NETBOND_REASON_DOWNDELAY, wait, now);
		if (now < vote->deadline)
			return false;
	}
	return nb_vote_set(vote, NETBOND_VOTE_VALUE_NO,
			   NETBOND_REASON_NO_CARRIER, now);
}

bool nb_vote_link(struct nb_vote *vote, enum nb_link link,
		  const struct nb_link_delay *delay, u64 now)
{
	switch (link) {
	case NB_LINK_UP:
		return nb_vote_link_up(vote, delay->up, now);
	case NB_LINK_NO_CARRIER:
		return nb_vote_link_lost(vote, delay->down, now);
	case NB_LINK_ADMIN_DOWN:
		break;
	}
	return nb_vote_set(vote, NETBOND_VOTE_VALUE_NO,
			   NETBOND_REASON_ADMIN_DOWN, now);
}
