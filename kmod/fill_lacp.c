// SPDX-License-Identifier: GPL-2.0
/* LACP written as attributes. */

#include "fill_lacp.h"

#include <linux/if_ether.h>
#include <net/netlink.h>

#include "fill.h"
#include "lag.h"

static int nb_fill_end(struct sk_buff *skb, int attr,
		       const struct nb_lacp_info *end)
{
	struct nlattr *nest = nla_nest_start(skb, attr);

	if (!nest ||
	    nla_put_u32(skb, NETBOND_END_SYSTEM_PRIORITY,
			end->system_priority) ||
	    nla_put(skb, NETBOND_END_SYSTEM, ETH_ALEN, end->system) ||
	    nla_put_u32(skb, NETBOND_END_KEY, end->key) ||
	    nla_put_u32(skb, NETBOND_END_PORT_PRIORITY, end->port_priority) ||
	    nla_put_u32(skb, NETBOND_END_PORT, end->port) ||
	    nla_put_u32(skb, NETBOND_END_STATE, end->state))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* Nothing is written of a time that is not known. */
static int nb_fill_ms(struct sk_buff *skb, int attr, u64 from, u64 to)
{
	if (from == NB_NEVER || to == NB_NEVER)
		return 0;
	return nla_put_u64_64bit(skb, attr, nb_fill_age(from, to),
				 NETBOND_LACP_PAD);
}

static int nb_fill_lacp_machines(struct sk_buff *skb,
				 const struct nb_lacp_port *port, u64 now)
{
	const struct nb_lacp_aggregator *agg = port->aggregator;

	return nla_put_u32(skb, NETBOND_LACP_SELECTED, port->selected) ?:
		       nla_put_u32(skb, NETBOND_LACP_AGGREGATOR, agg ? agg->id : 0) ?:
		       nla_put_u32(skb, NETBOND_LACP_RX, port->rx) ?:
		       nla_put_u32(skb, NETBOND_LACP_PERIODIC, port->periodic) ?:
		       nla_put_u32(skb, NETBOND_LACP_MUX, port->mux) ?:
		       nb_fill_ms(skb, NETBOND_LACP_MUX_SINCE_MS,
				  port->mux_since, now);
}

static int nb_fill_lacp_ends(struct sk_buff *skb,
			     const struct nb_lacp_port *port)
{
	if (nb_fill_end(skb, NETBOND_LACP_ACTOR, &port->actor) ||
	    nb_fill_end(skb, NETBOND_LACP_PARTNER, &port->partner))
		return -EMSGSIZE;
	if (!(port->actor.state & NB_LACP_DEFAULTED) &&
	    nb_fill_end(skb, NETBOND_LACP_HEARD, &port->heard))
		return -EMSGSIZE;
	if (port->foreign_at != NB_NEVER &&
	    nb_fill_end(skb, NETBOND_LACP_FOREIGN, &port->foreign))
		return -EMSGSIZE;
	if (!port->link.assumed)
		return 0;
	return nla_put_u32(skb, NETBOND_LACP_ASSUMED_SPEED, port->link.speed);
}

static int nb_fill_lacp_times(struct sk_buff *skb,
			      const struct nb_lag_port *lag, u64 now)
{
	const struct nb_lacp_port *port = &lag->lacp;

	return nb_fill_ms(skb, NETBOND_LACP_RECEIVED_MS, port->last_rx, now) ?:
		       nb_fill_ms(skb, NETBOND_LACP_SENT_MS, port->last_tx, now) ?:
		       nb_fill_ms(skb, NETBOND_LACP_EXPIRES_MS, now, port->current_while) ?:
		       nb_fill_ms(skb, NETBOND_LACP_WAIT_MS, now, port->ready_n ? NB_NEVER : port->wait_until) ?:
		       nb_fill_ms(skb, NETBOND_LACP_RETRY_MS, now, lag->retry_at) ?:
		       nb_fill_ms(skb, NETBOND_LACP_FOREIGN_MS,
				  port->foreign_at, now);
}

static int nb_fill_lacp_churn(struct sk_buff *skb,
			      const struct nb_lacp_port *port)
{
	return nla_put_u32(skb, NETBOND_LACP_ACTOR_CHURN,
			   port->actor_churn.state) ?:
		       nla_put_u32(skb, NETBOND_LACP_PARTNER_CHURN,
				   port->partner_churn.state) ?:
		       nla_put_u32(skb, NETBOND_LACP_ACTOR_CHURNS,
				   port->actor_churn.count) ?:
		       nla_put_u32(skb, NETBOND_LACP_PARTNER_CHURNS,
				   port->partner_churn.count);
}

static int nb_fill_lacp_counters(struct sk_buff *skb,
				 const struct nb_lacp_counters *count)
{
	const struct {
		int attr;
		u64 value;
	} rows[] = {
		{ NETBOND_LACP_PDU_TX, count->pdu_tx },
		{ NETBOND_LACP_PDU_RX, count->pdu_rx },
		{ NETBOND_LACP_MARKER_TX, count->marker_tx },
		{ NETBOND_LACP_MARKER_RX, count->marker_rx },
		{ NETBOND_LACP_RESPONSE_TX, count->response_tx },
		{ NETBOND_LACP_RESPONSE_RX, count->response_rx },
		{ NETBOND_LACP_RESPONSE_LIMITED, count->response_limited },
		{ NETBOND_LACP_BAD, count->bad },
		{ NETBOND_LACP_UNKNOWN, count->unknown },
		{ NETBOND_LACP_LOOPBACK, count->loopback },
		{ NETBOND_LACP_PINNED_OUT, count->pinned_out },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (nla_put_u64_64bit(skb, rows[i].attr, rows[i].value,
				      NETBOND_LACP_PAD))
			return -EMSGSIZE;
	return 0;
}

int nb_fill_lacp(struct sk_buff *skb, const struct nb_lag_port *lag, u64 now)
{
	const struct nb_lacp_port *port = &lag->lacp;
	struct nlattr *nest = nla_nest_start(skb, NETBOND_MEMBER_LACP);

	if (!nest || nb_fill_lacp_machines(skb, port, now) ||
	    nb_fill_lacp_ends(skb, port) || nb_fill_lacp_times(skb, lag, now) ||
	    nb_fill_lacp_churn(skb, port) ||
	    nb_fill_lacp_counters(skb, &port->count))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

int nb_fill_lacp_status(struct sk_buff *skb, const struct nb_lacp_system *lacp)
{
	struct nlattr *nest = nla_nest_start(skb, NETBOND_STATUS_LACP);
	struct nb_lacp_view view;

	nb_lacp_view_of(lacp, &view);
	if (!nest ||
	    nla_put_u32(skb, NETBOND_LAG_AGGREGATOR, view.aggregator) ||
	    nla_put_u32(skb, NETBOND_LAG_PORTS, view.ports) ||
	    nla_put_u32(skb, NETBOND_LAG_SELECTED, view.selected) ||
	    nla_put_u32(skb, NETBOND_LAG_COLLECTING, view.collecting) ||
	    nla_put_u32(skb, NETBOND_LAG_DISTRIBUTING, view.distributing) ||
	    nla_put_u64_64bit(skb, NETBOND_LAG_BANDWIDTH, view.bandwidth,
			      NETBOND_LAG_PAD))
		return -EMSGSIZE;
	if (view.aggregator &&
	    (nb_fill_end(skb, NETBOND_LAG_ACTOR, &view.actor) ||
	     nb_fill_end(skb, NETBOND_LAG_PARTNER, &view.partner)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}
