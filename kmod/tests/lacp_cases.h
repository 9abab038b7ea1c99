/* SPDX-License-Identifier: GPL-2.0 */
/* Two systems that talk LACP over two wires, without delay, on a clock that the test moves. */
#ifndef NB_LACP_CASES_H
#define NB_LACP_CASES_H

#include "../lacp/system.h"
#include "cases.h"

#ifdef __KERNEL__
#include <linux/string.h>
#else
#include <string.h>
#endif

#define NB_PAIR_WIRES 2
#define NB_PAIR_SECOND (1000 * NB_MS)
#define NB_PAIR_STRANGER 0x0c /* last octet of a third system; ours have 0x0a and 0x0b */

/* By end, then by wire. Too large for a kernel stack. */
static struct {
	struct nb_lacp_options options[2];
	struct nb_lacp_system lacp[2];
	struct nb_lacp_port port[2][NB_PAIR_WIRES];
	bool deaf[2][NB_PAIR_WIRES]; /* what is sent to this end is lost */
	bool collecting[2][NB_PAIR_WIRES];
	bool distributing[2][NB_PAIR_WIRES];
	unsigned int changes; /* of these two */
	unsigned int answered, given_up; /* Markers */
	unsigned int responses;
	u8 response[NB_SLOW_LEN]; /* the last one */
	bool restless; /* there was no end to what was to be done */
	u64 now;
} nb_pair;

static inline void nb_pair_act(int who, const struct nb_lacp_action *action)
{
	int wire = (int)(action->port - nb_pair.port[who]);

	switch (action->what) {
	case NB_LACP_DO_DATA:
		nb_pair.collecting[who][wire] = action->collecting;
		nb_pair.distributing[who][wire] = action->distributing;
		nb_pair.changes++;
		return;
	case NB_LACP_DO_MARKER_END:
		nb_pair.answered += action->answered;
		nb_pair.given_up += !action->answered;
		return;
	case NB_LACP_DO_NOTE:
		return;
	default:
		break;
	}
	if (action->what == NB_LACP_DO_RESPONSE) {
		nb_pair.responses++;
		memcpy(nb_pair.response, action->frame, NB_SLOW_LEN);
	}
	if (!nb_pair.deaf[!who][wire])
		nb_lacp_receive(&nb_pair.port[!who][wire], action->frame, NB_SLOW_LEN, nb_pair.now);
}

/* Until nobody has anything to do. */
static inline void nb_pair_talk(void)
{
	struct nb_lacp_action action;
	unsigned int left;
	int who;

	for (left = 1000; left; left--) {
		who = !nb_lacp_take(&nb_pair.lacp[0], &action);
		if (who && !nb_lacp_take(&nb_pair.lacp[1], &action))
			return;
		nb_pair_act(who, &action);
	}
	nb_pair.restless = true;
}

static inline void nb_pair_until(u64 end)
{
	while (!nb_pair.restless) {
		u64 one = nb_lacp_next_deadline(&nb_pair.lacp[0]);
		u64 other = nb_lacp_next_deadline(&nb_pair.lacp[1]);
		u64 next = one < other ? one : other;

		if (next > end)
			break;
		/* One that has passed would come for ever. */
		nb_pair.restless = next <= nb_pair.now;
		nb_pair.now = next;
		nb_lacp_expire(&nb_pair.lacp[0], next);
		nb_lacp_expire(&nb_pair.lacp[1], next);
		nb_pair_talk();
	}
	nb_pair.now = end;
}

static inline void nb_pair_pass(u64 seconds)
{
	nb_pair_until(nb_pair.now + seconds * NB_PAIR_SECOND);
}

static inline void nb_pair_link(int who, int wire, bool up, u32 speed)
{
	const struct nb_lacp_link link = { up, true, speed, false };

	nb_lacp_port_link(&nb_pair.port[who][wire], &link, nb_pair.now);
	nb_pair_talk();
}

static inline void nb_pair_enable(int who, int wire, bool enable)
{
	nb_lacp_port_enable(&nb_pair.port[who][wire], enable, nb_pair.now);
	nb_pair_talk();
}

/* Options are to be changed between this and nb_pair_begin(). */
static inline void nb_pair_defaults(void)
{
	int who;

	memset(&nb_pair, 0, sizeof(nb_pair));
	nb_pair.now = 1000 * NB_PAIR_SECOND;
	for (who = 0; who < 2; who++) {
		struct nb_lacp_options *options = &nb_pair.options[who];

		options->system[0] = 0x02;
		options->system[5] = (u8)(0x0a + who);
		options->system_priority = 0xffff;
		options->rate = NETBOND_LACP_RATE_FAST;
		options->active = true;
		options->coupled = true;
	}
}

static inline void nb_pair_begin(void)
{
	int who, wire;

	for (who = 0; who < 2; who++) {
		nb_lacp_init(&nb_pair.lacp[who], &nb_pair.options[who]);
		for (wire = 0; wire < NB_PAIR_WIRES; wire++) {
			nb_lacp_port_add(&nb_pair.lacp[who], &nb_pair.port[who][wire],
					 (u16)(wire + 1), 255, nb_pair.now);
			nb_lacp_port_enable(&nb_pair.port[who][wire], true, nb_pair.now);
		}
	}
}

/* From nothing to two links that carry data. */
static inline bool nb_pair_up(struct nb_fault *fault)
{
	int who, wire;

	nb_pair_begin();
	for (wire = 0; wire < NB_PAIR_WIRES; wire++)
		for (who = 0; who < 2; who++)
			nb_pair_link(who, wire, true, 1000);
	nb_pair_pass(5);
	for (wire = 0; wire < NB_PAIR_WIRES; wire++)
		for (who = 0; who < 2; who++)
			if (!nb_same(fault, wire, "carries data when both are up", true,
				     nb_pair.distributing[who][wire]))
				return false;
	return true;
}

/* What goes in and out at both ends of a wire. */
static inline bool nb_pair_carries(struct nb_fault *fault, int wire, bool data, const char *what)
{
	int who;

	for (who = 0; who < 2; who++)
		if (!nb_same(fault, who, what, data, nb_pair.collecting[who][wire]) ||
		    !nb_same(fault, who, what, data, nb_pair.distributing[who][wire]))
			return false;
	return nb_same(fault, wire, "no end to it", false, nb_pair.restless);
}

struct nb_pair_end {
	bool slow;
	bool passive;
	bool independent;
	u16 user_key;
	u16 max_links;
	u32 speed[NB_PAIR_WIRES];
};

/*
 * @data: bits, the wires that are to carry data
 * @reason: of the first end's ports
 */
struct nb_pair_case {
	const char *name;
	struct nb_pair_end end[2];
	unsigned int data;
	u8 reason[NB_PAIR_WIRES];
};

static const struct nb_pair_case nb_pair_cases[] = {
	{ "two_links_are_one_lag",
	  { { false, false, false, 0, 0, { 1000, 1000 } }, { false, false, false, 0, 0, { 1000, 1000 } } },
	  3, { NB_LACP_WHY_NONE, NB_LACP_WHY_NONE } },
	{ "both_slow",
	  { { true, false, false, 0, 0, { 1000, 1000 } }, { true, false, false, 0, 0, { 1000, 1000 } } },
	  3, { NB_LACP_WHY_NONE, NB_LACP_WHY_NONE } },
	{ "one_slow",
	  { { true, false, false, 0, 0, { 1000, 1000 } }, { false, false, false, 0, 0, { 1000, 1000 } } },
	  3, { NB_LACP_WHY_NONE, NB_LACP_WHY_NONE } },
	{ "one_passive",
	  { { false, true, false, 0, 0, { 1000, 1000 } }, { false, false, false, 0, 0, { 1000, 1000 } } },
	  3, { NB_LACP_WHY_NONE, NB_LACP_WHY_NONE } },
	{ "both_passive_never_speak",
	  { { false, true, false, 0, 0, { 1000, 1000 } }, { false, true, false, 0, 0, { 1000, 1000 } } },
	  0, { NB_LACP_WHY_PASSIVE, NB_LACP_WHY_PASSIVE } },
	{ "independent_control",
	  { { false, false, true, 0, 0, { 1000, 1000 } }, { false, false, true, 0, 0, { 1000, 1000 } } },
	  3, { NB_LACP_WHY_NONE, NB_LACP_WHY_NONE } },
	{ "independent_control_at_one_end",
	  { { false, false, false, 0, 0, { 1000, 1000 } }, { false, false, true, 0, 0, { 1000, 1000 } } },
	  3, { NB_LACP_WHY_NONE, NB_LACP_WHY_NONE } },
	{ "ends_may_have_keys_of_their_own",
	  { { false, false, false, 5, 0, { 1000, 1000 } }, { false, false, false, 7, 0, { 1000, 1000 } } },
	  3, { NB_LACP_WHY_NONE, NB_LACP_WHY_NONE } },
	{ "another_key_is_no_part_of_the_lag",
	  { { false, false, false, 0, 0, { 1000, 1000 } }, { false, false, false, 0, 0, { 1000, 10000 } } },
	  1, { NB_LACP_WHY_NONE, NB_LACP_WHY_KEY } },
	{ "nor_is_another_speed",
	  { { false, false, false, 0, 0, { 1000, 10000 } }, { false, false, false, 0, 0, { 1000, 1000 } } },
	  2, { NB_LACP_WHY_SPEED, NB_LACP_WHY_NONE } },
	{ "no_more_than_max_links",
	  { { false, false, false, 0, 1, { 1000, 1000 } }, { false, false, false, 0, 0, { 1000, 1000 } } },
	  1, { NB_LACP_WHY_NONE, NB_LACP_WHY_MAX_LINKS } },
	{ "no_more_than_max_links_of_the_other_end",
	  { { false, false, false, 0, 0, { 1000, 1000 } }, { false, false, false, 0, 1, { 1000, 1000 } } },
	  1, { NB_LACP_WHY_NONE, NB_LACP_WHY_NOT_IN_SYNC } },
};

#define NB_PAIR_CASES (sizeof(nb_pair_cases) / sizeof(nb_pair_cases[0]))

static inline void nb_pair_case_begin(const struct nb_pair_case *c)
{
	int who, wire;

	nb_pair_defaults();
	for (who = 0; who < 2; who++) {
		const struct nb_pair_end *end = &c->end[who];
		struct nb_lacp_options *options = &nb_pair.options[who];

		options->rate = end->slow ? NETBOND_LACP_RATE_SLOW : NETBOND_LACP_RATE_FAST;
		options->active = !end->passive;
		options->coupled = !end->independent;
		options->user_key = end->user_key;
		options->max_links = end->max_links;
	}
	nb_pair_begin();
	for (wire = 0; wire < NB_PAIR_WIRES; wire++)
		for (who = 0; who < 2; who++)
			nb_pair_link(who, wire, true, c->end[who].speed[wire]);
}

/* A partner with the long timeout is told every 30 s, others every second. */
static inline bool nb_pair_periods(struct nb_fault *fault, const struct nb_pair_case *c)
{
	u64 before[2][NB_PAIR_WIRES];
	int who, wire;

	for (who = 0; who < 2; who++)
		for (wire = 0; wire < NB_PAIR_WIRES; wire++)
			before[who][wire] = nb_pair.port[who][wire].count.pdu_tx;
	nb_pair_pass(300);
	for (who = 0; who < 2; who++) {
		for (wire = 0; wire < NB_PAIR_WIRES; wire++) {
			u64 sent = nb_pair.port[who][wire].count.pdu_tx - before[who][wire];

			if (c->data & 1U << wire &&
			    !nb_same(fault, wire, "LACPDUs", c->end[!who].slow ? 10 : 300, sent))
				return false;
			if (!c->data && !nb_same(fault, wire, "LACPDUs of the passive", 0, sent))
				return false;
		}
	}
	return true;
}

static inline bool nb_pair_case_run(const struct nb_pair_case *c, struct nb_fault *fault)
{
	struct nb_lacp_view view;
	unsigned int changes;
	int wire;

	nb_pair_case_begin(c);
	nb_pair_pass(1);
	for (wire = 0; wire < NB_PAIR_WIRES; wire++)
		if (!nb_pair_carries(fault, wire, false, "data before the wait is over"))
			return false;
	nb_pair_pass(9);
	for (wire = 0; wire < NB_PAIR_WIRES; wire++)
		if (!nb_pair_carries(fault, wire, c->data >> wire & 1, "data") ||
		    !nb_same(fault, wire, "reason", c->reason[wire], nb_pair.port[0][wire].reason))
			return false;
	nb_lacp_view_of(&nb_pair.lacp[0], &view);
	if (!nb_same(fault, 0, "up", !!c->data, view.up) ||
	    !nb_same(fault, 0, "distributing", (c->data & 1) + (c->data >> 1), view.distributing) ||
	    !nb_same(fault, 0, "partner", c->data ? 0x0b : 0, view.partner.system[5]))
		return false;
	changes = nb_pair.changes;
	return nb_pair_periods(fault, c) &&
	       nb_same(fault, 0, "changes without a cause", changes, nb_pair.changes);
}

/*
 * Who is heard no more is out when its time is over, to the nanosecond. The
 * other end, which hears us, learns of it when it is given up, 3 s later.
 */
static inline bool nb_lacp_falls_silent(bool slow, struct nb_fault *fault)
{
	struct nb_lacp_port *port = &nb_pair.port[0][0];
	u64 end;

	nb_pair_defaults();
	nb_pair.options[0].rate = slow ? NETBOND_LACP_RATE_SLOW : NETBOND_LACP_RATE_FAST;
	if (!nb_pair_up(fault))
		return false;
	nb_pair.deaf[0][0] = true;
	end = port->last_rx + (slow ? 90 : 3) * NB_PAIR_SECOND;
	nb_pair_until(end - 1);
	if (!nb_pair_carries(fault, 0, true, "data while the partner has time"))
		return false;
	nb_pair_until(end);
	if (!nb_same(fault, 0, "data when it has none left", false, nb_pair.distributing[0][0]) ||
	    !nb_same(fault, 1, "data when it has none left", false, nb_pair.collecting[0][0]) ||
	    !nb_pair_carries(fault, 1, true, "data of the other wire") ||
	    !nb_same(fault, 2, "reason", NB_LACP_WHY_EXPIRED, port->reason))
		return false;
	nb_pair_pass(3);
	if (!nb_pair_carries(fault, 0, false, "data when it is given up") ||
	    !nb_same(fault, 3, "reason", NB_LACP_WHY_LOST, port->reason) ||
	    !nb_same(fault, 4, "selected", NB_LACP_UNSELECTED, port->selected))
		return false;
	nb_pair.deaf[0][0] = false;
	nb_pair_pass(35);
	return nb_pair_carries(fault, 0, true, "data when it is heard again");
}

static inline bool nb_lacp_short_timeout(struct nb_fault *fault)
{
	return nb_lacp_falls_silent(false, fault);
}

static inline bool nb_lacp_long_timeout(struct nb_fault *fault)
{
	return nb_lacp_falls_silent(true, fault);
}

/* A port that leaves says so, and comes back like a new one. */
static inline bool nb_lacp_goodbye(struct nb_fault *fault)
{
	nb_pair_defaults();
	if (!nb_pair_up(fault))
		return false;
	nb_pair_enable(0, 0, false);
	if (!nb_pair_carries(fault, 0, false, "data of a port that left") ||
	    !nb_pair_carries(fault, 1, true, "data of the one that stays") ||
	    !nb_same(fault, 2, "reason", NB_LACP_WHY_LEFT, nb_pair.port[0][0].reason))
		return false;
	nb_pair_pass(10);
	nb_pair_enable(0, 0, true);
	nb_pair_pass(1);
	if (!nb_pair_carries(fault, 0, false, "data without the wait"))
		return false;
	nb_pair_pass(4);
	return nb_pair_carries(fault, 0, true, "data after it");
}

/* A third system on the first wire says that it is in sync with this end, or anything else. */
static inline void nb_pair_stranger(u8 state)
{
	struct nb_lacpdu pdu;
	u8 frame[NB_SLOW_LEN];

	memset(&pdu, 0, sizeof(pdu));
	pdu.actor.system_priority = 1;
	pdu.actor.system[0] = 0x02;
	pdu.actor.system[5] = NB_PAIR_STRANGER;
	pdu.actor.key = 42;
	pdu.actor.port = 7;
	pdu.actor.state = state;
	pdu.partner = nb_pair.port[0][0].actor;
	nb_lacpdu_write(&pdu, frame);
	nb_lacp_receive(&nb_pair.port[0][0], frame, sizeof(frame), nb_pair.now);
	nb_pair_talk();
}

/* It stays with the partner that is pinned, and without a pin it would not. */
static inline bool nb_lacp_pinned(struct nb_fault *fault)
{
	struct nb_lacp_port *port = &nb_pair.port[0][0];
	unsigned int state, changes;

	nb_pair_defaults();
	nb_pair.options[0].pinned = true;
	memcpy(nb_pair.options[0].pin, nb_pair.options[1].system, 6);
	if (!nb_pair_up(fault))
		return false;
	changes = nb_pair.changes;
	for (state = 0; state < 0x100; state++)
		nb_pair_stranger((u8)state);
	nb_pair_pass(1);
	if (!nb_same(fault, 0, "changes", changes, nb_pair.changes) ||
	    !nb_same(fault, 0, "kept out", 0x100, port->count.pinned_out) ||
	    !nb_same(fault, 0, "partner", 0x0b, port->partner.system[5]) ||
	    !nb_pair_carries(fault, 0, true, "data"))
		return false;
	/* Nor does it keep the partner alive. */
	nb_pair.deaf[0][0] = true;
	for (state = 0; state < 4; state++) {
		nb_pair_stranger(0x3f);
		nb_pair_pass(1);
	}
	if (!nb_same(fault, 1, "data when only a stranger speaks", false, nb_pair.distributing[0][0]) ||
	    !nb_same(fault, 1, "reason", NB_LACP_WHY_PINNED_OUT, port->reason))
		return false;
	nb_pair.deaf[0][0] = false;
	nb_pair_pass(5);
	nb_pair.options[0].pinned = false;
	nb_lacp_set_options(&nb_pair.lacp[0], &nb_pair.options[0], nb_pair.now);
	nb_pair_talk();
	if (!nb_pair_carries(fault, 0, true, "data when it is heard again"))
		return false;
	nb_pair_stranger(0x3f);
	return nb_same(fault, 2, "data without a pin", false, nb_pair.distributing[0][0]);
}

/* @transaction: also what the two octets behind it are made of */
static inline void nb_pair_ask(u32 transaction)
{
	struct nb_marker marker;
	u8 frame[NB_SLOW_LEN];

	marker.port = 0x1234;
	memcpy(marker.system, nb_pair.options[1].system, 6);
	marker.transaction = transaction;
	marker.pad = (u16)(~transaction & 0xffff);
	nb_marker_write(&marker, false, frame);
	nb_lacp_receive(&nb_pair.port[0][0], frame, sizeof(frame), nb_pair.now);
	nb_pair_talk();
}

/* A Marker is answered with all that it said, five of them in a second. */
static inline bool nb_lacp_answers(struct nb_fault *fault)
{
	static const u8 answer[] = {
		2, 1, 2, 16, 0x12, 0x34, 2, 0, 0, 0, 0, 0x0b, 0xde, 0xad, 0xbe, 0xef, 0x41, 0x10, 0, 0,
	};
	unsigned int i;

	nb_pair_defaults();
	if (!nb_pair_up(fault))
		return false;
	nb_pair_ask(0xdeadbeef);
	if (!nb_same(fault, 0, "answers", 1, nb_pair.responses))
		return false;
	for (i = 0; i < NB_SLOW_LEN; i++)
		if (!nb_same(fault, i, "octet", i < sizeof(answer) ? answer[i] : 0, nb_pair.response[i]))
			return false;
	for (i = 1; i < 10; i++)
		nb_pair_ask(i);
	if (!nb_same(fault, 1, "answers in a second", 5, nb_pair.responses) ||
	    !nb_same(fault, 1, "left unanswered", 5, nb_pair.port[0][0].count.response_limited))
		return false;
	nb_pair_pass(1);
	nb_pair_ask(0);
	return nb_same(fault, 2, "answers later", 6, nb_pair.responses);
}

/* Our own: the far end answers, or it is given up in time. */
static inline bool nb_lacp_asks(struct nb_fault *fault)
{
	struct nb_lacp_port *port = &nb_pair.port[0][0];

	nb_pair_defaults();
	if (!nb_pair_up(fault) ||
	    !nb_same(fault, 0, "asked", true, nb_lacp_marker_start(port, 1, 50 * NB_MS, nb_pair.now)) ||
	    !nb_same(fault, 0, "two at a time", false,
		     nb_lacp_marker_start(port, 2, 50 * NB_MS, nb_pair.now)))
		return false;
	nb_pair_talk();
	if (!nb_same(fault, 1, "answered", 1, nb_pair.answered))
		return false;
	nb_pair.deaf[0][0] = true;
	if (!nb_same(fault, 2, "asked", true, nb_lacp_marker_start(port, 2, 50 * NB_MS, nb_pair.now)))
		return false;
	nb_pair_until(nb_pair.now + 50 * NB_MS - 1);
	if (!nb_same(fault, 3, "given up early", 0, nb_pair.given_up))
		return false;
	nb_pair_until(nb_pair.now + 1);
	return nb_same(fault, 4, "given up", 1, nb_pair.given_up) &&
	       nb_same(fault, 4, "answered", 1, nb_pair.answered);
}

/* Octet by octet as IEEE 802.1AX has it; and what is not so is no LACPDU. */
static inline bool nb_lacp_octets(struct nb_fault *fault)
{
	static const u8 octets[] = {
		1, 1,
		1, 20, 0x80, 0, 2, 0, 0, 0, 0, 0x0a, 0x12, 0x34, 0, 0xff, 0, 7, 0x3d, 0, 0, 0,
		2, 20, 0xff, 0xff, 2, 0, 0, 0, 0, 0x0b, 0, 1, 0x80, 0, 1, 0, 0x47, 0, 0, 0,
		3, 16, 0, 10,
	};
	/* Where an octet of another value spoils it, or makes it another protocol's. */
	static const struct {
		u8 at;
		u8 value;
		enum nb_slow_kind kind;
	} spoilt[] = {
		{ 0, 0, NB_SLOW_BAD }, { 0, 3, NB_SLOW_UNKNOWN }, { 0, 10, NB_SLOW_UNKNOWN },
		{ 0, 11, NB_SLOW_BAD }, { 3, 19, NB_SLOW_BAD }, { 23, 21, NB_SLOW_BAD },
		{ 43, 0, NB_SLOW_BAD }, { 59, 1, NB_SLOW_BAD }, { 17, 0, NB_SLOW_BAD },
		{ 1, 2, NB_SLOW_LACPDU }, { 2, 9, NB_SLOW_LACPDU }, { 19, 9, NB_SLOW_LACPDU },
	};
	u8 frame[NB_SLOW_LEN], other[NB_SLOW_LEN];
	struct nb_lacpdu pdu;
	unsigned int i;

	memset(frame, 0, NB_SLOW_LEN);
	memcpy(frame, octets, sizeof(octets));
	nb_lacpdu_read(frame, &pdu);
	if (!nb_same(fault, 0, "version", 1, pdu.version) ||
	    !nb_same(fault, 0, "system priority", 0x8000, pdu.actor.system_priority) ||
	    !nb_same(fault, 0, "system", 0x0a, pdu.actor.system[5]) ||
	    !nb_same(fault, 0, "key", 0x1234, pdu.actor.key) ||
	    !nb_same(fault, 0, "port priority", 0xff, pdu.actor.port_priority) ||
	    !nb_same(fault, 0, "port", 7, pdu.actor.port) ||
	    !nb_same(fault, 0, "state", 0x3d, pdu.actor.state) ||
	    !nb_same(fault, 0, "partner's port", 0x100, pdu.partner.port) ||
	    !nb_same(fault, 0, "delay", 10, pdu.collector_max_delay))
		return false;
	memset(other, 0xa5, NB_SLOW_LEN);
	nb_lacpdu_write(&pdu, other);
	for (i = 0; i < NB_SLOW_LEN; i++)
		if (!nb_same(fault, i, "octet", frame[i], other[i]))
			return false;
	for (i = 0; i <= NB_SLOW_LEN; i++)
		if (!nb_same(fault, i, "kind of a part", i < NB_SLOW_LEN ? NB_SLOW_BAD : NB_SLOW_LACPDU,
			     nb_slow_classify(frame, i)))
			return false;
	for (i = 0; i < sizeof(spoilt) / sizeof(spoilt[0]); i++) {
		memcpy(other, frame, NB_SLOW_LEN);
		other[spoilt[i].at] = spoilt[i].value;
		if (!nb_same(fault, i, "kind", spoilt[i].kind, nb_slow_classify(other, NB_SLOW_LEN)))
			return false;
	}
	return true;
}

/* An end hears nothing for a while, loses its link, leaves, or all of that is over. */
static inline void nb_pair_incident(u64 *seed)
{
	int who = (int)nb_random_below(seed, 2), wire = (int)nb_random_below(seed, NB_PAIR_WIRES);
	bool good = nb_random_below(seed, 2);

	switch (nb_random_below(seed, 3)) {
	case 0:
		nb_pair.deaf[who][wire] = !good;
		break;
	case 1:
		nb_pair_link(who, wire, good, 1000);
		break;
	case 2:
		nb_pair_enable(who, wire, good);
		break;
	}
}

/* Whatever happens, in the end both carry data over both wires. */
static inline bool nb_lacp_random_life(u64 seed, struct nb_fault *fault)
{
	unsigned int step;
	int who, wire;

	nb_pair_defaults();
	for (who = 0; who < 2; who++) {
		nb_pair.options[who].rate = nb_random_below(&seed, 2) ? NETBOND_LACP_RATE_SLOW :
									NETBOND_LACP_RATE_FAST;
		nb_pair.options[who].coupled = nb_random_below(&seed, 2);
		nb_pair.options[who].fast_join = nb_random_below(&seed, 2);
	}
	nb_pair.options[nb_random_below(&seed, 2)].active = nb_random_below(&seed, 2);
	nb_pair_begin();
	for (step = 0; step < 40; step++) {
		nb_pair_incident(&seed);
		nb_pair_until(nb_pair.now + nb_random_below(&seed, 5000) * NB_MS);
		for (who = 0; who < 2; who++)
			for (wire = 0; wire < NB_PAIR_WIRES; wire++)
				if (!nb_same(fault, step, "sends but does not take in", false,
					     nb_pair.distributing[who][wire] && !nb_pair.collecting[who][wire]))
					return false;
	}
	memset(nb_pair.deaf, 0, sizeof(nb_pair.deaf));
	for (who = 0; who < 2; who++) {
		for (wire = 0; wire < NB_PAIR_WIRES; wire++) {
			nb_pair_enable(who, wire, true);
			nb_pair_link(who, wire, true, 1000);
		}
	}
	nb_pair_pass(250);
	return nb_pair_carries(fault, 0, true, "data in the end") &&
	       nb_pair_carries(fault, 1, true, "data in the end");
}

#endif
