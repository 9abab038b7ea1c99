/* SPDX-License-Identifier: GPL-2.0 */
/* What the carrier vote has to do, step by step. */
#ifndef NB_VOTE_CASES_H
#define NB_VOTE_CASES_H

#include "../vote.h"
#include "cases.h"

enum nb_vote_action {
	NB_DO_END,
	NB_DO_UP,
	NB_DO_LOST,
	NB_DO_ADMIN_DOWN,
};

#define NB_IS_NO NETBOND_VOTE_VALUE_NO
#define NB_IS_YES NETBOND_VOTE_VALUE_YES
#define NB_IS_UNKNOWN NETBOND_VOTE_VALUE_UNKNOWN
#define NB_WHY_NONE NETBOND_REASON_NONE
#define NB_WHY_LOST NETBOND_REASON_NO_CARRIER
#define NB_WHY_ADMIN NETBOND_REASON_ADMIN_DOWN
#define NB_WHY_UP NETBOND_REASON_UPDELAY
#define NB_WHY_DOWN NETBOND_REASON_DOWNDELAY

/* What happens when, and what the vote is then. Times are in ns. */
struct nb_vote_step {
	u64 at;
	enum nb_vote_action action;
	u8 value;
	u8 reason;
	u64 since;
	u64 deadline;
	bool changed;
};

struct nb_vote_case {
	const char *name;
	struct nb_link_delay delay;
	struct nb_vote_step step[10];
};

#define NB_AT(ms) ((ms) * NB_MS)

/* Every case begins with a vote that is not formed yet, at 0. */
static const struct nb_vote_case nb_vote_cases[] = {
	{ "first_look_at_a_live_link_is_yes",
	  { 0, 0 },
	  { { NB_AT(1), NB_DO_UP, NB_IS_YES, NB_WHY_NONE, NB_AT(1), NB_NEVER, true } } },
	{ "first_look_at_a_live_link_does_not_wait_for_updelay",
	  { NB_AT(500), NB_AT(500) },
	  { { NB_AT(1), NB_DO_UP, NB_IS_YES, NB_WHY_NONE, NB_AT(1), NB_NEVER, true } } },
	{ "first_look_at_a_dead_link_does_not_wait_for_downdelay",
	  { NB_AT(500), NB_AT(500) },
	  { { NB_AT(1), NB_DO_LOST, NB_IS_NO, NB_WHY_LOST, NB_AT(1), NB_NEVER, true } } },
	{ "first_look_at_a_device_set_down_is_no",
	  { NB_AT(500), NB_AT(500) },
	  { { NB_AT(1), NB_DO_ADMIN_DOWN, NB_IS_NO, NB_WHY_ADMIN, NB_AT(1), NB_NEVER, true } } },
	{ "without_delays_the_vote_follows_the_link",
	  { 0, 0 },
	  { { NB_AT(1), NB_DO_UP, NB_IS_YES, NB_WHY_NONE, NB_AT(1), NB_NEVER, true },
	    { NB_AT(2), NB_DO_LOST, NB_IS_NO, NB_WHY_LOST, NB_AT(2), NB_NEVER, true },
	    { NB_AT(3), NB_DO_UP, NB_IS_YES, NB_WHY_NONE, NB_AT(3), NB_NEVER, true } } },
	{ "asking_again_changes_nothing",
	  { 0, 0 },
	  { { NB_AT(1), NB_DO_UP, NB_IS_YES, NB_WHY_NONE, NB_AT(1), NB_NEVER, true },
	    { NB_AT(5), NB_DO_UP, NB_IS_YES, NB_WHY_NONE, NB_AT(1), NB_NEVER, false },
	    { NB_AT(6), NB_DO_LOST, NB_IS_NO, NB_WHY_LOST, NB_AT(6), NB_NEVER, true },
	    { NB_AT(9), NB_DO_LOST, NB_IS_NO, NB_WHY_LOST, NB_AT(6), NB_NEVER, false } } },
	{ "downdelay_holds_to_the_nanosecond",
	  { 0, NB_AT(7) },
	  { { 0, NB_DO_UP, NB_IS_YES, NB_WHY_NONE, 0, NB_NEVER, true },
	    { NB_AT(10), NB_DO_LOST, NB_IS_YES, NB_WHY_DOWN, NB_AT(10), NB_AT(17), false },
	    { NB_AT(17) - 1, NB_DO_LOST, NB_IS_YES, NB_WHY_DOWN, NB_AT(10), NB_AT(17), false },
	    { NB_AT(17), NB_DO_LOST, NB_IS_NO, NB_WHY_LOST, NB_AT(17), NB_NEVER, true } } },
	{ "downdelay_of_1_ms_is_1_ms",
	  { 0, NB_AT(1) },
	  { { 0, NB_DO_UP, NB_IS_YES, NB_WHY_NONE, 0, NB_NEVER, true },
	    { NB_AT(3) + 7, NB_DO_LOST, NB_IS_YES, NB_WHY_DOWN, NB_AT(3) + 7, NB_AT(4) + 7, false },
	    { NB_AT(4) + 7, NB_DO_LOST, NB_IS_NO, NB_WHY_LOST, NB_AT(4) + 7, NB_NEVER, true } } },
	{ "updelay_holds_to_the_nanosecond",
	  { NB_AT(7), 0 },
	  { { 0, NB_DO_LOST, NB_IS_NO, NB_WHY_LOST, 0, NB_NEVER, true },
	    { NB_AT(10), NB_DO_UP, NB_IS_NO, NB_WHY_UP, NB_AT(10), NB_AT(17), false },
	    { NB_AT(17) - 1, NB_DO_UP, NB_IS_NO, NB_WHY_UP, NB_AT(10), NB_AT(17), false },
	    { NB_AT(17), NB_DO_UP, NB_IS_YES, NB_WHY_NONE, NB_AT(17), NB_NEVER, true } } },
	{ "longest_delay_of_an_hour_does_not_overflow",
	  { NB_AT(3600000), NB_AT(3600000) },
	  { { NB_AT(1ULL << 43), NB_DO_UP, NB_IS_YES, NB_WHY_NONE, NB_AT(1ULL << 43), NB_NEVER, true },
	    { NB_AT((1ULL << 43) + 1), NB_DO_LOST, NB_IS_YES, NB_WHY_DOWN, NB_AT((1ULL << 43) + 1),
	      NB_AT((1ULL << 43) + 3600001), false },
	    { NB_AT((1ULL << 43) + 3600001), NB_DO_LOST, NB_IS_NO, NB_WHY_LOST,
	      NB_AT((1ULL << 43) + 3600001), NB_NEVER, true } } },
	{ "link_that_returns_during_downdelay_was_never_lost",
	  { NB_AT(50), NB_AT(20) },
	  { { 0, NB_DO_UP, NB_IS_YES, NB_WHY_NONE, 0, NB_NEVER, true },
	    { NB_AT(10), NB_DO_LOST, NB_IS_YES, NB_WHY_DOWN, NB_AT(10), NB_AT(30), false },
	    { NB_AT(25), NB_DO_UP, NB_IS_YES, NB_WHY_NONE, NB_AT(25), NB_NEVER, false },
	    { NB_AT(30), NB_DO_UP, NB_IS_YES, NB_WHY_NONE, NB_AT(25), NB_NEVER, false } } },
	{ "each_loss_has_its_own_downdelay",
	  { 0, NB_AT(20) },
	  { { 0, NB_DO_UP, NB_IS_YES, NB_WHY_NONE, 0, NB_NEVER, true },
	    { NB_AT(10), NB_DO_LOST, NB_IS_YES, NB_WHY_DOWN, NB_AT(10), NB_AT(30), false },
	    { NB_AT(15), NB_DO_UP, NB_IS_YES, NB_WHY_NONE, NB_AT(15), NB_NEVER, false },
	    { NB_AT(16), NB_DO_LOST, NB_IS_YES, NB_WHY_DOWN, NB_AT(16), NB_AT(36), false },
	    { NB_AT(30), NB_DO_LOST, NB_IS_YES, NB_WHY_DOWN, NB_AT(16), NB_AT(36), false },
	    { NB_AT(36), NB_DO_LOST, NB_IS_NO, NB_WHY_LOST, NB_AT(36), NB_NEVER, true } } },
	{ "link_lost_during_updelay_waits_anew",
	  { NB_AT(20), NB_AT(50) },
	  { { 0, NB_DO_LOST, NB_IS_NO, NB_WHY_LOST, 0, NB_NEVER, true },
	    { NB_AT(10), NB_DO_UP, NB_IS_NO, NB_WHY_UP, NB_AT(10), NB_AT(30), false },
	    { NB_AT(29), NB_DO_LOST, NB_IS_NO, NB_WHY_LOST, NB_AT(29), NB_NEVER, false },
	    { NB_AT(30), NB_DO_UP, NB_IS_NO, NB_WHY_UP, NB_AT(30), NB_AT(50), false },
	    { NB_AT(49), NB_DO_UP, NB_IS_NO, NB_WHY_UP, NB_AT(30), NB_AT(50), false },
	    { NB_AT(50), NB_DO_UP, NB_IS_YES, NB_WHY_NONE, NB_AT(50), NB_NEVER, true } } },
	{ "link_lost_right_after_updelay_gets_downdelay",
	  { NB_AT(20), NB_AT(5) },
	  { { 0, NB_DO_LOST, NB_IS_NO, NB_WHY_LOST, 0, NB_NEVER, true },
	    { NB_AT(10), NB_DO_UP, NB_IS_NO, NB_WHY_UP, NB_AT(10), NB_AT(30), false },
	    { NB_AT(30), NB_DO_UP, NB_IS_YES, NB_WHY_NONE, NB_AT(30), NB_NEVER, true },
	    { NB_AT(31), NB_DO_LOST, NB_IS_YES, NB_WHY_DOWN, NB_AT(31), NB_AT(36), false },
	    { NB_AT(36), NB_DO_LOST, NB_IS_NO, NB_WHY_LOST, NB_AT(36), NB_NEVER, true } } },
	{ "setting_a_device_down_does_not_wait_for_downdelay",
	  { 0, NB_AT(1000) },
	  { { 0, NB_DO_UP, NB_IS_YES, NB_WHY_NONE, 0, NB_NEVER, true },
	    { NB_AT(10), NB_DO_ADMIN_DOWN, NB_IS_NO, NB_WHY_ADMIN, NB_AT(10), NB_NEVER, true } } },
	{ "setting_a_device_down_ends_downdelay",
	  { 0, NB_AT(1000) },
	  { { 0, NB_DO_UP, NB_IS_YES, NB_WHY_NONE, 0, NB_NEVER, true },
	    { NB_AT(10), NB_DO_LOST, NB_IS_YES, NB_WHY_DOWN, NB_AT(10), NB_AT(1010), false },
	    { NB_AT(20), NB_DO_ADMIN_DOWN, NB_IS_NO, NB_WHY_ADMIN, NB_AT(20), NB_NEVER, true } } },
	{ "setting_a_device_down_ends_updelay",
	  { NB_AT(1000), 0 },
	  { { 0, NB_DO_LOST, NB_IS_NO, NB_WHY_LOST, 0, NB_NEVER, true },
	    { NB_AT(10), NB_DO_UP, NB_IS_NO, NB_WHY_UP, NB_AT(10), NB_AT(1010), false },
	    { NB_AT(20), NB_DO_ADMIN_DOWN, NB_IS_NO, NB_WHY_ADMIN, NB_AT(20), NB_NEVER, false } } },
	{ "device_set_up_again_waits_for_updelay",
	  { NB_AT(20), 0 },
	  { { 0, NB_DO_ADMIN_DOWN, NB_IS_NO, NB_WHY_ADMIN, 0, NB_NEVER, true },
	    { NB_AT(5), NB_DO_LOST, NB_IS_NO, NB_WHY_LOST, NB_AT(5), NB_NEVER, false },
	    { NB_AT(6), NB_DO_UP, NB_IS_NO, NB_WHY_UP, NB_AT(6), NB_AT(26), false },
	    { NB_AT(26), NB_DO_UP, NB_IS_YES, NB_WHY_NONE, NB_AT(26), NB_NEVER, true } } },
	{ "late_timer_ends_a_delay_at_once",
	  { NB_AT(20), 0 },
	  { { 0, NB_DO_LOST, NB_IS_NO, NB_WHY_LOST, 0, NB_NEVER, true },
	    { NB_AT(10), NB_DO_UP, NB_IS_NO, NB_WHY_UP, NB_AT(10), NB_AT(30), false },
	    { NB_AT(95), NB_DO_UP, NB_IS_YES, NB_WHY_NONE, NB_AT(95), NB_NEVER, true } } },
};

#define NB_VOTE_CASES (sizeof(nb_vote_cases) / sizeof(nb_vote_cases[0]))

static inline enum nb_link nb_vote_action_link(enum nb_vote_action action)
{
	return action == NB_DO_UP   ? NB_LINK_UP :
	       action == NB_DO_LOST ? NB_LINK_NO_CARRIER :
				      NB_LINK_ADMIN_DOWN;
}

static inline bool nb_vote_case_run(const struct nb_vote_case *c,
				    struct nb_fault *fault)
{
	struct nb_vote vote;
	unsigned int i;

	nb_vote_init(&vote, NETBOND_REASON_NONE, 0);
	for (i = 0; c->step[i].action != NB_DO_END; i++) {
		const struct nb_vote_step *step = &c->step[i];
		bool changed = nb_vote_link(&vote, nb_vote_action_link(step->action),
					    &c->delay, step->at);

		if (!nb_same(fault, i, "value", step->value, vote.value) ||
		    !nb_same(fault, i, "reason", step->reason, vote.reason) ||
		    !nb_same(fault, i, "since", step->since, vote.since) ||
		    !nb_same(fault, i, "deadline", step->deadline, vote.deadline) ||
		    !nb_same(fault, i, "changed", step->changed, changed))
			return false;
	}
	return nb_same(fault, i, "case has steps", 1, i > 0);
}

/* A delay that is changed while it runs counts from where it began. */
static inline bool nb_vote_delay_changes(struct nb_fault *fault)
{
	struct nb_link_delay delay = { 0, NB_AT(100) };
	struct nb_vote vote;
	bool changed;

	nb_vote_init(&vote, NETBOND_REASON_NONE, 0);
	nb_vote_link(&vote, NB_LINK_UP, &delay, 0);
	nb_vote_link(&vote, NB_LINK_NO_CARRIER, &delay, NB_AT(10));
	delay.down = NB_AT(50);
	nb_vote_link(&vote, NB_LINK_NO_CARRIER, &delay, NB_AT(20));
	if (!nb_same(fault, 0, "shorter delay's deadline", NB_AT(60), vote.deadline))
		return false;
	delay.down = NB_AT(5);
	changed = nb_vote_link(&vote, NB_LINK_NO_CARRIER, &delay, NB_AT(21));
	return nb_same(fault, 1, "delay that is over already", NB_IS_NO, vote.value) &&
	       nb_same(fault, 1, "changed", true, changed);
}

/* nb_vote_set() tells of values, dates every change, and forgets deadlines. */
static inline bool nb_vote_set_reports(struct nb_fault *fault)
{
	struct nb_vote vote;
	bool changed;

	nb_vote_init(&vote, NETBOND_REASON_PROBE_PENDING, 3);
	if (!nb_same(fault, 0, "value", NB_IS_UNKNOWN, vote.value) ||
	    !nb_same(fault, 0, "reason", NETBOND_REASON_PROBE_PENDING, vote.reason) ||
	    !nb_same(fault, 0, "since", 3, vote.since) ||
	    !nb_same(fault, 0, "deadline", NB_NEVER, vote.deadline))
		return false;
	vote.deadline = 9;
	changed = nb_vote_set(&vote, NB_IS_UNKNOWN, NETBOND_REASON_PROBE_NO_ROUTE, 5);
	if (!nb_same(fault, 1, "changed by a reason alone", false, changed) ||
	    !nb_same(fault, 1, "since", 5, vote.since) ||
	    !nb_same(fault, 1, "deadline", NB_NEVER, vote.deadline))
		return false;
	changed = nb_vote_set(&vote, NB_IS_UNKNOWN, NETBOND_REASON_PROBE_NO_ROUTE, 6);
	if (!nb_same(fault, 2, "changed by nothing", false, changed) ||
	    !nb_same(fault, 2, "since", 5, vote.since))
		return false;
	changed = nb_vote_set(&vote, NB_IS_YES, NETBOND_REASON_NONE, 7);
	return nb_same(fault, 3, "changed", true, changed) &&
	       nb_same(fault, 3, "since", 7, vote.since);
}

/*
 * The rule in other words, to compare with: when the link last turned, and
 * when the value has to change if it stays so.
 */
struct nb_vote_model {
	enum nb_link link;
	u64 turned;
	u8 value;
};

static inline void nb_vote_model_at(struct nb_vote_model *model, enum nb_link link,
				    const struct nb_link_delay *delay, u64 now)
{
	if (model->link != link)
		model->turned = now;
	model->link = link;
	if (link == NB_LINK_ADMIN_DOWN || model->value == NB_IS_UNKNOWN)
		model->value = link == NB_LINK_UP ? NB_IS_YES : NB_IS_NO;
	else if (link == NB_LINK_UP && now >= model->turned + delay->up)
		model->value = NB_IS_YES;
	else if (link == NB_LINK_NO_CARRIER && now >= model->turned + delay->down)
		model->value = NB_IS_NO;
}

/*
 * One life of a link, thousands of times: events at random, the timer always on
 * time, needless looks in between. The vote is what the model says, and its
 * deadline is never in the past.
 */
static inline bool nb_vote_random_life(u64 seed, struct nb_fault *fault)
{
	struct nb_link_delay delay = { 0, 0 };
	struct nb_vote_model model = { NB_LINK_UP, 0, NB_IS_UNKNOWN };
	struct nb_vote vote;
	enum nb_link link = NB_LINK_UP;
	unsigned int i;
	u64 now = 1;

	if (nb_random_below(&seed, 4))
		delay.up = nb_random_below(&seed, 40) * NB_MS;
	if (nb_random_below(&seed, 4))
		delay.down = nb_random_below(&seed, 40) * NB_MS;
	nb_vote_init(&vote, NETBOND_REASON_NONE, now);
	for (i = 0; i < 60; i++) {
		u64 next = now + nb_random_below(&seed, 30 * NB_MS);
		u8 before = vote.value;
		bool changed;

		if (vote.deadline <= next)
			next = vote.deadline;
		else if (nb_random_below(&seed, 3))
			link = (enum nb_link)nb_random_below(&seed, 3);
		now = next;
		changed = nb_vote_link(&vote, link, &delay, now);
		nb_vote_model_at(&model, link, &delay, now);
		if (!nb_same(fault, i, "value by the model", model.value, vote.value) ||
		    !nb_same(fault, i, "changed", before != vote.value, changed) ||
		    !nb_same(fault, i, "deadline ahead", true, vote.deadline > now) ||
		    !nb_same(fault, i, "since not ahead", true, vote.since <= now) ||
		    !nb_same(fault, i, "formed", true, vote.value != NB_IS_UNKNOWN))
			return false;
		/* Waiting has an end, resting has none. */
		if (!nb_same(fault, i, "has a deadline",
			     vote.reason == NB_WHY_UP || vote.reason == NB_WHY_DOWN,
			     vote.deadline != NB_NEVER))
			return false;
	}
	return true;
}

#endif
