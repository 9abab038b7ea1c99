// SPDX-License-Identifier: GPL-2.0
/* LACP of one bond: events in, machines to rest, things to do out. */

#include "machine.h"

/* More turns than any event needs; the tests watch that it is never reached. */
#define NB_LACP_TURNS 16

void nb_lacp_unselect(struct nb_lacp_port *port)
{
	port->selected = NB_LACP_UNSELECTED;
	port->spurned = false;
	port->lacp->reselect = true;
}

static u64 nb_lacp_port_deadline(const struct nb_lacp_port *port)
{
	u64 deadline = nb_lacp_earlier(port->current_while, port->periodic_at);

	deadline = nb_lacp_earlier(deadline, nb_lacp_fallback_deadline(port));
	if (!port->ready_n)
		deadline = nb_lacp_earlier(deadline, port->wait_until);
	deadline = nb_lacp_earlier(deadline, port->spurn_at);
	deadline = nb_lacp_earlier(deadline, port->actor_churn.deadline);
	deadline = nb_lacp_earlier(deadline, port->partner_churn.deadline);
	deadline = nb_lacp_earlier(deadline, port->marker.deadline);
	deadline = nb_lacp_earlier(deadline, nb_lacp_rx_foreign_deadline(port));
	return nb_lacp_earlier(deadline, nb_lacp_tx_deadline(port));
}

/* Mux goes first: a port leaves an aggregator before it is selected anew. */
static void nb_lacp_turn(struct nb_lacp_system *lacp, u64 now)
{
	struct nb_lacp_port *port;
	bool changed = true;
	int turn;

	for (turn = 0; turn < NB_LACP_TURNS && changed; turn++) {
		changed = false;
		nb_lacp_for_each_port(port, lacp)
			changed |= nb_lacp_mux_run(port, now);
		if (!lacp->reselect)
			continue;
		lacp->reselect = false;
		nb_lacp_select_run(lacp);
		changed = true;
	}
}

static void nb_lacp_publish(struct nb_lacp_port *port, u64 now)
{
	u8 told = port->actor.state &
		  (NB_LACP_COLLECTING | NB_LACP_DISTRIBUTING);
	u8 reason = nb_lacp_explain(port);

	if (port->told != told) {
		port->told = told;
		nb_lacp_todo(port, NB_LACP_DO_DATA);
	}
	if (port->reason != reason || port->noted != port->selected)
		nb_lacp_todo(port, NB_LACP_DO_NOTE);
	port->noted = port->selected;
	if (port->reason != reason) {
		port->reason = reason;
		port->reason_since = now;
	}
}

void nb_lacp_settle(struct nb_lacp_system *lacp, u64 now)
{
	struct nb_lacp_port *port;

	nb_lacp_for_each_port(port, lacp) {
		nb_lacp_rx_timer(port, now);
		nb_lacp_fallback_run(port, now);
		nb_lacp_marker_timer(port, now);
	}
	nb_lacp_turn(lacp, now);
	lacp->deadline = NB_NEVER;
	nb_lacp_for_each_port(port, lacp) {
		nb_lacp_periodic_run(port, now);
		nb_lacp_churn_run(port, now);
		nb_lacp_tx_run(port, now);
		nb_lacp_publish(port, now);
		lacp->deadline = nb_lacp_earlier(lacp->deadline,
						 nb_lacp_port_deadline(port));
	}
}

void nb_lacp_expire(struct nb_lacp_system *lacp, u64 now)
{
	if (nb_lacp_due(lacp->deadline, now))
		nb_lacp_settle(lacp, now);
}

void nb_lacp_init(struct nb_lacp_system *lacp,
		  const struct nb_lacp_options *options)
{
	memset(lacp, 0, sizeof(*lacp));
	lacp->options = *options;
	lacp->deadline = NB_NEVER;
}

/* This end as the options and the link make it; true when its LAG ID changed. */
static bool nb_lacp_port_describe(struct nb_lacp_port *port)
{
	const struct nb_lacp_options *options = &port->lacp->options;
	struct nb_lacp_info *actor = &port->actor;
	const u8 flags = NB_LACP_ACTIVITY | NB_LACP_TIMEOUT |
			 NB_LACP_AGGREGATION;
	const struct nb_lacp_info before = *actor;

	actor->system_priority = options->system_priority;
	memcpy(actor->system, options->system, sizeof(actor->system));
	actor->key = nb_lacp_key(options->user_key, &port->link);
	actor->state &= ~flags;
	if (options->active)
		actor->state |= NB_LACP_ACTIVITY;
	if (options->rate == NETBOND_LACP_RATE_FAST)
		actor->state |= NB_LACP_TIMEOUT;
	if (port->link.full_duplex)
		actor->state |= NB_LACP_AGGREGATION;
	if (!nb_lacp_same_end(&before, actor, flags))
		port->ntt = true;
	return !nb_lacp_same_end(&before, actor, NB_LACP_AGGREGATION);
}

static void nb_lacp_port_redescribe(struct nb_lacp_port *port)
{
	u8 rate = port->actor.state & NB_LACP_TIMEOUT;

	if (nb_lacp_port_describe(port))
		nb_lacp_unselect(port);
	if ((port->actor.state ^ rate) & NB_LACP_TIMEOUT)
		nb_lacp_rx_rate(port);
}

void nb_lacp_set_options(struct nb_lacp_system *lacp,
			 const struct nb_lacp_options *options, u64 now)
{
	const struct nb_lacp_options before = lacp->options;
	bool repinned = before.pinned != options->pinned ||
			memcmp(before.pin, options->pin, sizeof(before.pin));
	struct nb_lacp_port *port;

	lacp->options = *options;
	lacp->reselect = true;
	nb_lacp_for_each_port(port, lacp) {
		nb_lacp_port_redescribe(port);
		if (before.coupled != options->coupled)
			nb_lacp_mux_couple(port, options->coupled, now);
		if (before.fallback != options->fallback)
			nb_lacp_fallback_change(port);
		if (repinned)
			nb_lacp_rx_pin(port, now);
	}
	nb_lacp_settle(lacp, now);
}

/* A number for the aggregator that a new port brings room for. */
static u16 nb_lacp_port_room_id(const struct nb_lacp_system *lacp, u16 wish)
{
	const struct nb_lacp_port *port = lacp->ports;
	u16 next = 0;

	while (port) {
		if (port->home.id != wish) {
			port = port->next;
			continue;
		}
		wish = ++next;
		port = lacp->ports;
	}
	return wish;
}

static void nb_lacp_port_link_in(struct nb_lacp_system *lacp,
				 struct nb_lacp_port *port)
{
	struct nb_lacp_port **at = &lacp->ports;

	while (*at)
		at = &(*at)->next;
	*at = port;
}

void nb_lacp_port_add(struct nb_lacp_system *lacp, struct nb_lacp_port *port,
		      u16 number, u16 priority, u64 now)
{
	memset(port, 0, sizeof(*port));
	port->lacp = lacp;
	port->home.id = nb_lacp_port_room_id(lacp, number);
	port->actor.port = number;
	port->actor.port_priority = priority;
	port->link.full_duplex = true;
	port->periodic_at = NB_NEVER;
	port->wait_until = NB_NEVER;
	port->spurn_at = NB_NEVER;
	port->last_rx = NB_NEVER;
	port->last_tx = NB_NEVER;
	port->silent_since = now;
	port->mux_since = now;
	port->reason_since = now;
	nb_lacp_port_describe(port);
	nb_lacp_churn_begin(port);
	nb_lacp_marker_begin(port);
	nb_lacp_port_link_in(lacp, port);
	nb_lacp_rx_begin(port);
	nb_lacp_settle(lacp, now);
}

void nb_lacp_port_del(struct nb_lacp_port *port, u64 now)
{
	struct nb_lacp_system *lacp = port->lacp;
	struct nb_lacp_port **at = &lacp->ports;

	nb_lacp_unselect(port);
	nb_lacp_mux_run(port, now);
	nb_lacp_todo_forget(port);
	while (*at != port)
		at = &(*at)->next;
	*at = port->next;
	nb_lacp_select_rehome(port);
	port->lacp = NULL;
	port->suspect = false;
	nb_lacp_settle(lacp, now);
}

static void nb_lacp_port_update(struct nb_lacp_port *port, u64 now)
{
	bool enabled = port->admin && port->link.up;

	if (port->enabled != enabled) {
		port->enabled = enabled;
		nb_lacp_rx_enabled(port, now);
	}
	nb_lacp_settle(port->lacp, now);
}

void nb_lacp_port_enable(struct nb_lacp_port *port, bool enable, u64 now)
{
	bool speaks = port->periodic != NB_LACP_PERIODIC_NONE;

	if (port->admin == enable)
		return;
	port->admin = enable;
	if (!enable)
		nb_lacp_unselect(port);
	nb_lacp_port_update(port, now);
	if (!enable && speaks)
		nb_lacp_tx_goodbye(port, now);
}

void nb_lacp_port_link(struct nb_lacp_port *port,
		       const struct nb_lacp_link *link, u64 now)
{
	port->link.up = link->up;
	if (link->up) {
		port->link = *link;
		nb_lacp_port_redescribe(port);
	}
	nb_lacp_port_update(port, now);
}

void nb_lacp_port_hold(struct nb_lacp_port *port, bool hold, u64 now)
{
	if (port->held == hold)
		return;
	port->held = hold;
	port->suspect |= hold;
	port->lacp->reselect = true;
	nb_lacp_settle(port->lacp, now);
}

void nb_lacp_port_trust(struct nb_lacp_port *port, u64 now)
{
	if (!port->suspect)
		return;
	port->suspect = false;
	port->lacp->reselect = true;
	nb_lacp_settle(port->lacp, now);
}

void nb_lacp_port_priority(struct nb_lacp_port *port, u16 priority, u64 now)
{
	if (port->actor.port_priority == priority)
		return;
	port->actor.port_priority = priority;
	port->ntt = true;
	port->lacp->reselect = true;
	nb_lacp_settle(port->lacp, now);
}

static void nb_lacp_receive_pdu(struct nb_lacp_port *port, const u8 *data,
				u64 now)
{
	struct nb_lacp_port *other;
	struct nb_lacpdu pdu;

	port->count.pdu_rx++;
	if (!port->enabled)
		return;
	nb_lacpdu_read(data, &pdu);
	if (!memcmp(pdu.actor.system, port->actor.system,
		    sizeof(pdu.actor.system)))
		port->count.loopback++;
	if (nb_lacp_rx_pinned_out(port, pdu.actor.system)) {
		nb_lacp_rx_refuse(port, &pdu, now);
		nb_lacp_settle(port->lacp, now);
		return;
	}
	port->last_rx = now;
	nb_lacp_for_each_port(other, port->lacp)
		if (other != port)
			nb_lacp_rx_moved(other, &pdu);
	nb_lacp_rx_pdu(port, &pdu, now);
	nb_lacp_settle(port->lacp, now);
}

enum nb_slow_kind nb_lacp_receive(struct nb_lacp_port *port, const u8 *data,
				  size_t len, u64 now)
{
	enum nb_slow_kind kind = nb_slow_classify(data, len);

	switch (kind) {
	case NB_SLOW_LACPDU:
		nb_lacp_receive_pdu(port, data, now);
		break;
	case NB_SLOW_MARKER:
		nb_lacp_marker_asked(port, data, now);
		break;
	case NB_SLOW_RESPONSE:
		nb_lacp_marker_answered(port, data, now);
		break;
	case NB_SLOW_UNKNOWN:
		port->count.unknown++;
		break;
	case NB_SLOW_BAD:
		port->count.bad++;
		break;
	}
	return kind;
}
