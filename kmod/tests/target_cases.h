/* SPDX-License-Identifier: GPL-2.0 */
/* What rounds of probes have to say of a target and of a path. */
#ifndef NB_TARGET_CASES_H
#define NB_TARGET_CASES_H

#include "../target.h"
#include "cases.h"

/*
 * Rounds are 10 ms apart in these tables: a probe goes out at 0, 10, 20... and
 * is judged 5 ms later. A round's answer is told by how long it took, in ms.
 */
#define NB_ROUND 10
#define NB_SILENT (~0U) /* no answer to this round's probe */

#define NB_UP_YES NETBOND_VOTE_VALUE_YES
#define NB_UP_NO NETBOND_VOTE_VALUE_NO
#define NB_UP_OPEN NETBOND_VOTE_VALUE_UNKNOWN

/* One round: when its answer came, whether a route led there, the verdict. */
struct nb_target_round {
	u32 took;
	bool unrouted;
	u8 value;
};

struct nb_target_case {
	const char *name;
	u32 missed_max;
	unsigned int count;
	/* The last one is repeated until @count. */
	struct nb_target_round round[12];
	u8 reason;
};

static const struct nb_target_case nb_target_cases[] = {
	{ "first_answer_is_yes", 2, 1, { { 1, false, NB_UP_YES } }, NETBOND_REASON_NONE },
	{ "answer_in_the_instant_of_the_probe_counts", 2, 2,
	  { { 0, false, NB_UP_YES } }, NETBOND_REASON_NONE },
	{ "one_missed_round_of_1_is_no", 1, 2,
	  { { 1, false, NB_UP_YES }, { NB_SILENT, false, NB_UP_NO } },
	  NETBOND_REASON_PROBE_NO_REPLY },
	{ "silence_from_the_start_with_1_is_no", 1, 1,
	  { { NB_SILENT, false, NB_UP_NO } }, NETBOND_REASON_PROBE_NO_REPLY },
	{ "one_missed_round_of_2_is_nothing", 2, 4,
	  { { 1, false, NB_UP_YES }, { NB_SILENT, false, NB_UP_YES }, { 1, false, NB_UP_YES } },
	  NETBOND_REASON_NONE },
	{ "two_missed_rounds_of_2_are_no", 2, 3,
	  { { 1, false, NB_UP_YES }, { NB_SILENT, false, NB_UP_YES },
	    { NB_SILENT, false, NB_UP_NO } }, NETBOND_REASON_PROBE_NO_REPLY },
	{ "every_second_answer_is_enough_for_2", 2, 6,
	  { { 1, false, NB_UP_YES }, { NB_SILENT, false, NB_UP_YES }, { 1, false, NB_UP_YES },
	    { NB_SILENT, false, NB_UP_YES }, { 1, false, NB_UP_YES },
	    { NB_SILENT, false, NB_UP_YES } }, NETBOND_REASON_NONE },
	{ "no_verdict_before_missed_max_rounds", 3, 2,
	  { { NB_SILENT, false, NB_UP_OPEN } }, NETBOND_REASON_PROBE_PENDING },
	{ "missed_max_rounds_of_silence_are_a_verdict", 3, 3,
	  { { NB_SILENT, false, NB_UP_OPEN }, { NB_SILENT, false, NB_UP_OPEN },
	    { NB_SILENT, false, NB_UP_NO } }, NETBOND_REASON_PROBE_NO_REPLY },
	{ "254_missed_rounds_of_255_are_nothing", 255, 255,
	  { { 1, false, NB_UP_YES }, { NB_SILENT, false, NB_UP_YES } }, NETBOND_REASON_NONE },
	{ "one_answer_brings_a_lost_target_back", 1, 3,
	  { { 1, false, NB_UP_YES }, { NB_SILENT, false, NB_UP_NO }, { 1, false, NB_UP_YES } },
	  NETBOND_REASON_NONE },
	{ "late_answers_keep_a_target", 2, 8,
	  { { 1, false, NB_UP_YES }, { 7, false, NB_UP_YES } }, NETBOND_REASON_NONE },
	{ "late_answers_alone_prove_a_target", 2, 4,
	  { { 7, false, NB_UP_OPEN }, { 7, false, NB_UP_YES } }, NETBOND_REASON_NONE },
	{ "late_answers_alone_bring_a_target_back", 2, 6,
	  { { 1, false, NB_UP_YES }, { NB_SILENT, false, NB_UP_YES },
	    { NB_SILENT, false, NB_UP_NO }, { 7, false, NB_UP_NO }, { 7, false, NB_UP_YES } },
	  NETBOND_REASON_NONE },
	{ "answers_slower_than_a_round_count_for_the_next", 2, 5,
	  { { 13, false, NB_UP_OPEN }, { 13, false, NB_UP_YES } }, NETBOND_REASON_NONE },
	{ "late_answer_before_the_break_gives_no_round_more", 2, 3,
	  { { 7, false, NB_UP_OPEN }, { NB_SILENT, false, NB_UP_YES },
	    { NB_SILENT, false, NB_UP_NO } }, NETBOND_REASON_PROBE_NO_REPLY },
	{ "silence_without_a_route_proves_nothing", 1, 4,
	  { { NB_SILENT, true, NB_UP_OPEN } }, NETBOND_REASON_PROBE_NO_ROUTE },
	{ "lost_route_never_makes_a_target_fail", 2, 6,
	  { { 1, false, NB_UP_YES }, { NB_SILENT, true, NB_UP_YES },
	    { NB_SILENT, true, NB_UP_OPEN } }, NETBOND_REASON_PROBE_NO_ROUTE },
	{ "lost_route_takes_back_a_failure", 1, 3,
	  { { NB_SILENT, false, NB_UP_NO }, { NB_SILENT, true, NB_UP_OPEN } },
	  NETBOND_REASON_PROBE_NO_ROUTE },
	{ "answer_without_a_route_counts", 1, 2,
	  { { 1, true, NB_UP_YES } }, NETBOND_REASON_NONE },
	{ "route_that_returns_starts_the_count_anew", 2, 4,
	  { { NB_SILENT, true, NB_UP_OPEN }, { NB_SILENT, true, NB_UP_OPEN },
	    { NB_SILENT, false, NB_UP_OPEN }, { NB_SILENT, false, NB_UP_NO } },
	  NETBOND_REASON_PROBE_NO_REPLY },
};

#define NB_TARGET_CASES (sizeof(nb_target_cases) / sizeof(nb_target_cases[0]))

/* The newest answer that has come by @now to the probes of rounds 0..@last. */
static inline u64 nb_target_reply(const u64 *sent, const u32 *took,
				  unsigned int last, u64 now)
{
	u64 reply = 0;
	unsigned int i;

	for (i = 0; i <= last; i++) {
		u64 at = sent[i] + took[i] * NB_MS;

		if (took[i] != NB_SILENT && at <= now && at > reply)
			reply = at;
	}
	return reply;
}

#define NB_ROUNDS_MAX 256

static inline bool nb_target_case_run(const struct nb_target_case *c,
				      struct nb_fault *fault)
{
	struct nb_target_state target = {};
	static u64 sent[NB_ROUNDS_MAX];
	static u32 took[NB_ROUNDS_MAX];
	const struct nb_target_round *round = c->round;
	unsigned int i;

	nb_vote_init(&target.vote, NETBOND_REASON_PROBE_PENDING, 1);
	for (i = 0; i < c->count; i++) {
		u64 now = (1000 + i * NB_ROUND) * NB_MS;
		u8 before = target.vote.value;
		bool changed;

		if (i && round < &c->round[11] && (round[1].took || round[1].value))
			round++;
		nb_target_probed(&target, i ? nb_target_reply(sent, took, i - 1, now) : 0, now);
		sent[i] = now;
		took[i] = round->took;
		now += NB_ROUND * NB_MS / 2;
		changed = nb_target_judge(&target, nb_target_reply(sent, took, i, now),
					  c->missed_max, !round->unrouted, now);
		if (!nb_same(fault, i, "value", round->value, target.vote.value) ||
		    !nb_same(fault, i, "changed", before != round->value, changed))
			return false;
	}
	return nb_same(fault, i, "reason", c->reason, target.vote.reason) &&
	       nb_same(fault, i, "probes", i, target.sent_count);
}

/* A target that was never probed has no verdict, whatever is heard. */
static inline bool nb_target_needs_a_probe(struct nb_fault *fault)
{
	struct nb_target_state target = {};

	nb_vote_init(&target.vote, NETBOND_REASON_PROBE_PENDING, 1);
	return nb_same(fault, 0, "changed", false, nb_target_judge(&target, 5, 1, true, 10)) &&
	       nb_same(fault, 0, "value", NB_UP_OPEN, target.vote.value);
}

/* 255 rounds to the round: kept at 254, lost at 255, not a counter that wraps. */
static inline bool nb_target_counts_to_255(struct nb_fault *fault)
{
	struct nb_target_state target = {};
	unsigned int i;

	nb_vote_init(&target.vote, NETBOND_REASON_PROBE_PENDING, 1);
	nb_target_probed(&target, 0, 100);
	nb_target_judge(&target, 101, 255, true, 105);
	for (i = 1; i <= 600; i++) {
		nb_target_probed(&target, 101, 100 + i * 10);
		nb_target_judge(&target, 101, 255, true, 105 + i * 10);
		if (!nb_same(fault, i, "value", i < 255 ? NB_UP_YES : NB_UP_NO,
			     target.vote.value))
			return false;
	}
	return nb_same(fault, 255, "since", 105 + 255 * 10, target.vote.since);
}

/*
 * The promise on time: a path that breaks at any moment is lost at most
 * missed_max + 1/2 intervals later, and one whose answers take less than half
 * an interval is never lost without a break.
 */
static inline bool nb_target_random_break(u64 seed, struct nb_fault *fault)
{
	struct nb_target_state target = {};
	u32 missed_max = 1 + nb_random_below(&seed, 4);
	u64 interval = (5 + nb_random_below(&seed, 100)) * NB_MS;
	u64 took = nb_random_below(&seed, (u32)(interval / 2));
	u64 start = NB_MS, cut, reply = 0, now = start;
	unsigned int i;

	cut = start + interval * 3 + nb_random_below(&seed, (u32)(interval * 4));
	nb_vote_init(&target.vote, NETBOND_REASON_PROBE_PENDING, 1);
	for (i = 0; i < 20; i++) {
		u64 sent = start + i * interval;

		nb_target_probed(&target, reply, sent);
		if (sent + took < cut)
			reply = sent + took;
		now = sent + interval / 2;
		nb_target_judge(&target, reply, missed_max, true, now);
		if (target.vote.value == NB_UP_NO)
			break;
		if (!nb_same(fault, i, "proven", NB_UP_YES, target.vote.value))
			return false;
	}
	return nb_same(fault, i, "lost after the break", true, now >= cut) &&
	       nb_same(fault, i, "lost in time", true,
		       now <= cut + missed_max * interval + interval / 2);
}

#define NB_LAG_LINKS 4
#define NB_NOT_ASKED (~0U) /* a round that does not come */

/* Members whose other end chooses the link of an answer by the address it goes to. */
struct nb_target_lag {
	struct nb_target_state target[NB_LAG_LINKS];
	u64 reply[NB_LAG_LINKS], strayed[NB_LAG_LINKS];
	u32 base[NB_LAG_LINKS];
	u32 links, salt, missed_max, deaf;
	bool one; /* it always takes the first */
	bool dead; /* it does not answer at all */
	u64 now;
};

static inline u64 nb_target_lag_reply(const struct nb_target_lag *lag, u32 i)
{
	u64 strayed = lag->target[i].way.lost ? 0 : lag->strayed[i];

	return strayed > lag->reply[i] ? strayed : lag->reply[i];
}

static inline void nb_target_lag_round(struct nb_target_lag *lag, u32 i)
{
	struct nb_target_state *target = &lag->target[i];
	u32 link;

	if (target->sent)
		nb_target_turn(&target->way, lag->reply[i] >= target->sent,
			       lag->strayed[i] >= target->sent);
	nb_target_probed(target, nb_target_lag_reply(lag, i), lag->now);
	link = lag->one ? 0 : ((lag->base[i] ^ target->way.from) + lag->salt) % lag->links;
	if (lag->dead)
		;
	else if (link == i)
		lag->reply[i] = link == lag->deaf ? lag->reply[i] : lag->now + 1;
	else if (link != lag->deaf)
		lag->strayed[i] = lag->now + 1;
	nb_target_judge(target, nb_target_lag_reply(lag, i), lag->missed_max, true,
			lag->now + NB_MS);
}

static inline void nb_target_lag_blame(struct nb_target_lag *lag)
{
	u64 heard = 0;
	u32 i;

	for (i = 0; i < lag->links; i++) {
		heard = lag->reply[i] > heard ? lag->reply[i] : heard;
		heard = lag->strayed[i] > heard ? lag->strayed[i] : heard;
	}
	for (i = 0; i < lag->links; i++)
		nb_target_blame(&lag->target[i], heard);
}

/* 20 rounds: all are proven from round @yes_by on, but the one that is deaf, which is lost from @no_by on. */
static inline bool nb_target_lag_rounds(struct nb_target_lag *lag, u32 yes_by,
					u32 no_by, struct nb_fault *fault)
{
	u32 round, i;

	for (round = 1; round <= 20; round++) {
		lag->now += 2 * NB_MS;
		for (i = 0; i < lag->links; i++) {
			bool deaf = lag->dead || i == lag->deaf;

			nb_target_lag_round(lag, i);
			if (round >= (deaf ? no_by : yes_by) &&
			    !nb_same(fault, i, "value", deaf ? NB_UP_NO : NB_UP_YES,
				     lag->target[i].vote.value))
				return false;
		}
		nb_target_lag_blame(lag);
	}
	return true;
}

/* Nobody knows an address yet, and the other end chooses at random. */
static inline void nb_target_lag_begin(struct nb_target_lag *lag, u64 *seed)
{
	u32 i;

	lag->now = NB_MS;
	lag->deaf = NB_LAG_LINKS;
	lag->links = 2 + nb_random_below(seed, NB_LAG_LINKS - 1);
	lag->missed_max = 1 + nb_random_below(seed, 4);
	for (i = 0; i < lag->links; i++) {
		nb_vote_init(&lag->target[i].vote, NETBOND_REASON_PROBE_PENDING, 1);
		lag->base[i] = nb_random_below(seed, 256);
	}
}

/*
 * The promise on blame: a member that does not receive is found, stays found
 * and is found alone; another choice of the other end is nobody's fault, and
 * where it leads into the deaf one it is made good. Nor is the silence of the
 * target: all are proven as soon as it is back.
 */
static inline bool nb_target_random_lag(u64 seed, struct nb_fault *fault)
{
	struct nb_target_lag lag = {};
	u32 tries;

	nb_target_lag_begin(&lag, &seed);
	tries = lag.missed_max + 2 * NB_PROBE_ADDRS;
	if (!nb_target_lag_rounds(&lag, 1, 1, fault))
		return false;
	lag.salt = nb_random_below(&seed, 256);
	if (!nb_target_lag_rounds(&lag, 1, 1, fault))
		return false;
	lag.dead = true;
	if (!nb_target_lag_rounds(&lag, 1, lag.missed_max, fault))
		return false;
	lag.dead = false;
	if (nb_random_below(&seed, 2))
		lag.salt = nb_random_below(&seed, 256);
	if (!nb_target_lag_rounds(&lag, 1, 1, fault))
		return false;
	lag.deaf = nb_random_below(&seed, lag.links);
	if (!nb_target_lag_rounds(&lag, 1, lag.missed_max, fault))
		return false;
	lag.salt = nb_random_below(&seed, 256);
	if (!nb_target_lag_rounds(&lag, tries, 1, fault))
		return false;
	lag.deaf = NB_LAG_LINKS;
	lag.one = nb_random_below(&seed, 2);
	return nb_target_lag_rounds(&lag, 2 * NB_PROBE_ADDRS + 2, 1, fault);
}

/*
 * One ceases to receive while all look for their links: whichever addresses they
 * had come to, the others are proven again.
 */
static inline bool nb_target_random_search(u64 seed, struct nb_fault *fault)
{
	struct nb_target_lag lag = {};
	u32 i, rounds;

	nb_target_lag_begin(&lag, &seed);
	if (!nb_target_lag_rounds(&lag, 1, 1, fault))
		return false;
	lag.salt = nb_random_below(&seed, 256);
	for (rounds = nb_random_below(&seed, 4); rounds; rounds--) {
		lag.now += 2 * NB_MS;
		for (i = 0; i < lag.links; i++)
			nb_target_lag_round(&lag, i);
		nb_target_lag_blame(&lag);
	}
	lag.deaf = nb_random_below(&seed, lag.links);
	return nb_target_lag_rounds(&lag, lag.missed_max + 2 * NB_PROBE_ADDRS,
				    NB_NOT_ASKED, fault);
}

/* Votes of a path's targets, and what the path is then. */
struct nb_path_case {
	const char *name;
	u32 needed;
	/* What the path was before: it may stand while targets come and go. */
	u8 before;
	u32 yes, no, pending, unrouted;
	u8 value;
	u8 reason;
};

#define NB_NO_REPLY NETBOND_REASON_PROBE_NO_REPLY
#define NB_NO_ROUTE NETBOND_REASON_PROBE_NO_ROUTE
#define NB_PENDING NETBOND_REASON_PROBE_PENDING

static const struct nb_path_case nb_path_cases[] = {
	{ "any_one_answer_is_enough", 1, NB_UP_OPEN, 1, 2, 0, 0, NB_UP_YES, 0 },
	{ "any_one_answer_is_enough_while_others_wait", 1, NB_UP_OPEN, 1, 0, 2, 0, NB_UP_YES, 0 },
	{ "any_fails_when_all_are_silent", 1, NB_UP_YES, 0, 3, 0, 0, NB_UP_NO, NB_NO_REPLY },
	{ "any_stands_while_one_may_still_answer", 1, NB_UP_YES, 0, 2, 1, 0, NB_UP_YES, 0 },
	{ "any_has_no_verdict_while_one_may_still_answer", 1, NB_UP_OPEN, 0, 2, 1, 0,
	  NB_UP_OPEN, NB_PENDING },
	{ "failure_stands_while_targets_may_still_answer", 1, NB_UP_NO, 0, 0, 3, 0,
	  NB_UP_NO, NB_NO_REPLY },
	{ "all_needs_every_answer", 3, NB_UP_OPEN, 3, 0, 0, 0, NB_UP_YES, 0 },
	{ "all_fails_with_the_first_silent_one", 3, NB_UP_YES, 2, 1, 0, 0, NB_UP_NO, NB_NO_REPLY },
	{ "all_stands_while_the_last_may_still_answer", 3, NB_UP_YES, 2, 0, 1, 0, NB_UP_YES, 0 },
	{ "quorum_of_2_of_4_is_met", 2, NB_UP_NO, 2, 2, 0, 0, NB_UP_YES, 0 },
	{ "quorum_of_2_of_4_is_missed", 2, NB_UP_YES, 1, 3, 0, 0, NB_UP_NO, NB_NO_REPLY },
	{ "quorum_of_2_of_4_is_open", 2, NB_UP_OPEN, 1, 2, 1, 0, NB_UP_OPEN, NB_PENDING },
	{ "quorum_of_32_of_32", 32, NB_UP_OPEN, 32, 0, 0, 0, NB_UP_YES, 0 },
	{ "quorum_of_32_of_32_lacks_one", 32, NB_UP_YES, 31, 1, 0, 0, NB_UP_NO, NB_NO_REPLY },
	{ "no_route_anywhere_is_no_failure", 1, NB_UP_YES, 0, 0, 0, 2, NB_UP_OPEN, NB_NO_ROUTE },
	{ "no_route_takes_back_a_failure", 1, NB_UP_NO, 0, 1, 0, 1, NB_UP_OPEN, NB_NO_ROUTE },
	{ "no_route_to_one_leaves_the_others_word", 1, NB_UP_OPEN, 1, 0, 0, 1, NB_UP_YES, 0 },
	{ "all_without_a_route_to_one_is_no_failure", 2, NB_UP_YES, 1, 0, 0, 1,
	  NB_UP_OPEN, NB_NO_ROUTE },
	{ "enough_silent_ones_fail_whatever_has_no_route", 2, NB_UP_YES, 0, 2, 0, 1,
	  NB_UP_NO, NB_NO_REPLY },
	{ "waiting_comes_before_no_route", 2, NB_UP_OPEN, 0, 0, 1, 1, NB_UP_OPEN, NB_PENDING },
};

#define NB_PATH_CASES (sizeof(nb_path_cases) / sizeof(nb_path_cases[0]))

static inline void nb_path_add(struct nb_path_poll *poll, u32 count, u8 value,
			       u8 reason)
{
	struct nb_vote vote;

	nb_vote_init(&vote, reason, 0);
	nb_vote_set(&vote, value, reason, 1);
	while (count--)
		nb_path_count(poll, &vote);
}

static inline bool nb_path_case_run(const struct nb_path_case *c,
				    struct nb_fault *fault)
{
	struct nb_path_poll poll = {};
	struct nb_vote vote;
	bool changed;

	nb_vote_init(&vote, NB_PENDING, 1);
	nb_vote_set(&vote, c->before,
		    c->before == NB_UP_NO  ? NB_NO_REPLY :
		    c->before == NB_UP_YES ? NETBOND_REASON_NONE :
					     NB_PENDING, 1);
	nb_path_add(&poll, c->yes, NB_UP_YES, NETBOND_REASON_NONE);
	nb_path_add(&poll, c->no, NB_UP_NO, NB_NO_REPLY);
	nb_path_add(&poll, c->pending, NB_UP_OPEN, NB_PENDING);
	nb_path_add(&poll, c->unrouted, NB_UP_OPEN, NB_NO_ROUTE);
	changed = nb_path_judge(&vote, &poll, c->needed, 2);
	return nb_same(fault, 0, "total", c->yes + c->no + c->pending + c->unrouted,
		       poll.total) &&
	       nb_same(fault, 0, "value", c->value, vote.value) &&
	       nb_same(fault, 0, "reason", c->reason, vote.reason) &&
	       nb_same(fault, 0, "changed", c->before != c->value, changed);
}

/* Whatever the votes: yes only with a quorum, no only when none is possible. */
static inline bool nb_path_random_poll(u64 seed, struct nb_fault *fault)
{
	u32 yes = nb_random_below(&seed, 9), no = nb_random_below(&seed, 9);
	u32 pending = nb_random_below(&seed, 9), unrouted = nb_random_below(&seed, 9);
	u32 total = yes + no + pending + unrouted;
	struct nb_path_poll poll = {};
	struct nb_vote vote;
	u32 needed;

	if (!total)
		return true;
	needed = 1 + nb_random_below(&seed, total);
	nb_vote_init(&vote, NB_PENDING, 1);
	nb_path_add(&poll, yes, NB_UP_YES, NETBOND_REASON_NONE);
	nb_path_add(&poll, no, NB_UP_NO, NB_NO_REPLY);
	nb_path_add(&poll, pending, NB_UP_OPEN, NB_PENDING);
	nb_path_add(&poll, unrouted, NB_UP_OPEN, NB_NO_ROUTE);
	nb_path_judge(&vote, &poll, needed, 2);
	if (!nb_same(fault, 0, "yes", yes >= needed, vote.value == NB_UP_YES) ||
	    !nb_same(fault, 0, "no", total - no < needed, vote.value == NB_UP_NO))
		return false;
	return nb_same(fault, 1, "judging twice changes nothing", false,
		       nb_path_judge(&vote, &poll, needed, 3));
}

#endif
