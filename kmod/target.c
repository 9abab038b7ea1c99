// SPDX-License-Identifier: GPL-2.0
/* What rounds of probes say of a target and of a path. */

#include "target.h"

/*
 * Answers in a row by other links that prove that none comes home: the other
 * end may choose otherwise meanwhile, so all addresses are tried twice.
 */
#define NB_WAY_HOPE (2 * NB_PROBE_ADDRS)

/* Longer than a host takes to make sure of its address: 9 s at most. */
#define NB_TARGET_PAUSE_MAX (15000 * NB_MS)

void nb_target_turn(struct nb_target_way *way, bool home, bool strayed)
{
	if (home) {
		way->home = way->from;
		way->hope = NB_WAY_HOPE;
		way->lost = false;
		return;
	}
	if (strayed && way->hope)
		way->hope--;
	else if (way->lost)
		way->hope = NB_WAY_HOPE;
	else if (way->hope && !way->unheard)
		return;
	if (!way->hope)
		way->lost = false;
	way->from = (way->from + 1) % NB_PROBE_ADDRS;
}

void nb_target_restart(struct nb_target_state *target, bool same_end, u64 now)
{
	struct nb_target_way *way = &target->way;

	nb_vote_init(&target->vote, NETBOND_REASON_PROBE_PENDING, now);
	target->sent = 0;
	target->unanswered = 0;
	target->strayed = false;
	if (!same_end) {
		way->hope = 0;
		way->lost = false;
	}
	/* Unless answers have just shown that it is home no more. */
	if (!way->hope || way->hope == NB_WAY_HOPE)
		way->from = way->home;
}

void nb_target_probed(struct nb_target_state *target, u64 reply, u64 now)
{
	target->late = target->sent && reply >= target->sent;
	if (target->late)
		target->unanswered = 0;
	if (!target->unanswered++)
		target->silent_since = now;
	target->sent = now;
	target->sent_count++;
}

bool nb_target_judge(struct nb_target_state *target, u64 reply, u32 missed_max,
		     bool routed, u64 now)
{
	struct nb_vote *vote = &target->vote;

	if (!target->sent)
		return false;
	if (reply >= target->sent) {
		target->unanswered = 0;
		return nb_vote_set(vote, NETBOND_VOTE_VALUE_YES,
				   NETBOND_REASON_NONE, now);
	}
	if (target->unanswered < missed_max) {
		/* Answers that take most of a round come after every verdict. */
		return target->late && nb_vote_set(vote, NETBOND_VOTE_VALUE_YES,
						   NETBOND_REASON_NONE, now);
	}
	if (!routed) {
		/* Rounds without a route do not count once there is one. */
		target->unanswered = 0;
		return nb_vote_set(vote, NETBOND_VOTE_VALUE_UNKNOWN,
				   NETBOND_REASON_PROBE_NO_ROUTE, now);
	}
	return nb_vote_set(vote, NETBOND_VOTE_VALUE_NO,
			   NETBOND_REASON_PROBE_NO_REPLY, now);
}

void nb_target_excuse(struct nb_target_state *target, u64 now)
{
	target->sent = 0;
	target->unanswered = 0;
	target->late = false;
	target->strayed = false;
	nb_vote_set(&target->vote, NETBOND_VOTE_VALUE_UNKNOWN,
		    NETBOND_REASON_PROBE_NO_ROUTE, now);
}

void nb_target_blame(struct nb_target_state *target, u64 heard)
{
	struct nb_target_way *way = &target->way;
	bool no = target->vote.value == NETBOND_VOTE_VALUE_NO;

	way->unheard = no && heard < target->silent_since;
	if (no && !way->unheard)
		way->lost = way->hope;
}

u64 nb_target_pause(u64 silent)
{
	u64 pause = silent / 4;

	return pause < NB_TARGET_PAUSE_MAX ? pause : NB_TARGET_PAUSE_MAX;
}

void nb_path_count(struct nb_path_poll *poll, const struct nb_vote *vote)
{
	poll->total++;
	if (vote->value == NETBOND_VOTE_VALUE_YES)
		poll->yes++;
	if (vote->value != NETBOND_VOTE_VALUE_UNKNOWN)
		return;
	poll->unknown++;
	if (vote->reason == NETBOND_REASON_PROBE_NO_ROUTE)
		poll->unrouted++;
}

bool nb_path_judge(struct nb_vote *vote, const struct nb_path_poll *poll,
		   u32 needed, u64 now)
{
	if (poll->yes >= needed)
		return nb_vote_set(vote, NETBOND_VOTE_VALUE_YES,
				   NETBOND_REASON_NONE, now);
	if (poll->yes + poll->unknown < needed)
		return nb_vote_set(vote, NETBOND_VOTE_VALUE_NO,
				   NETBOND_REASON_PROBE_NO_REPLY, now);
	/* A verdict once reached stands while single targets come and go. */
	if (poll->unknown > poll->unrouted &&
	    vote->value != NETBOND_VOTE_VALUE_UNKNOWN)
		return false;
	return nb_vote_set(vote, NETBOND_VOTE_VALUE_UNKNOWN,
			   poll->unknown > poll->unrouted ?
				   NETBOND_REASON_PROBE_PENDING :
				   NETBOND_REASON_PROBE_NO_ROUTE,
			   now);
}
