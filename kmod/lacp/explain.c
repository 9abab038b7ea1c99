// SPDX-License-Identifier: GPL-2.0
/* Why a port does not carry data, in one word; the numbers stand beside it. */

#include "machine.h"

/* No LACPDU, or none any more, or none that counts. */
static u8 nb_lacp_explain_silence(const struct nb_lacp_port *port)
{
	if (nb_lacp_foreign(port))
		return memcmp(port->foreign.system, port->actor.system,
			      sizeof(port->actor.system)) ?
			       NB_LACP_WHY_PINNED_OUT :
			       NB_LACP_WHY_LOOPBACK;
	if (port->spoken)
		return nb_lacp_defaulted(port) ? NB_LACP_WHY_LOST :
						 NB_LACP_WHY_EXPIRED;
	return port->actor.state & NB_LACP_ACTIVITY ? NB_LACP_WHY_NO_PDU :
						      NB_LACP_WHY_PASSIVE;
}

/* How it differs from the ports that carry the traffic. */
static u8 nb_lacp_explain_other(const struct nb_lacp_port *port)
{
	const struct nb_lacp_aggregator *active = port->lacp->active;
	const struct nb_lacp_port *best = active ? active->best : NULL;

	if (!(port->actor.state & NB_LACP_AGGREGATION))
		return NB_LACP_WHY_HALF_DUPLEX;
	if (!(port->partner.state & NB_LACP_AGGREGATION))
		return NB_LACP_WHY_INDIVIDUAL;
	if (!best || !nb_lacp_same_system(&port->partner, &best->partner))
		return NB_LACP_WHY_OTHER_PARTNER;
	if (port->actor.key != best->actor.key)
		return NB_LACP_WHY_SPEED;
	if (port->partner.key != best->partner.key)
		return NB_LACP_WHY_KEY;
	return NB_LACP_WHY_INDIVIDUAL;
}

/* Attached, and the partner does not go along. */
static u8 nb_lacp_explain_partner(const struct nb_lacp_port *port)
{
	if (port->partner.state & NB_LACP_DEFAULTED)
		return NB_LACP_WHY_PARTNER_DEFAULTED;
	if (port->partner.state & NB_LACP_AGGREGATION &&
	    !nb_lacp_same_end(&port->heard, &port->actor, NB_LACP_AGGREGATION))
		return NB_LACP_WHY_PARTNER_MISMATCH;
	return NB_LACP_WHY_NOT_IN_SYNC;
}

static u8 nb_lacp_explain_mux(const struct nb_lacp_port *port)
{
	switch (port->mux) {
	case NB_LACP_MUX_ATTACHED:
		return nb_lacp_explain_partner(port);
	case NB_LACP_MUX_COLLECTING:
		return NB_LACP_WHY_NOT_COLLECTING;
	default:
		return NB_LACP_WHY_WAITING;
	}
}

/* Left out by max_links. One that reaches nobody could not stand in either. */
static u8 nb_lacp_explain_standby(const struct nb_lacp_port *port)
{
	if (port->partner.state & (NB_LACP_DEFAULTED | NB_LACP_EXPIRED))
		return NB_LACP_WHY_PARTNER_DEFAULTED;
	return NB_LACP_WHY_MAX_LINKS;
}

u8 nb_lacp_explain(const struct nb_lacp_port *port)
{
	if (port->actor.state & NB_LACP_DISTRIBUTING)
		return port->fallback ? NB_LACP_WHY_FALLBACK : NB_LACP_WHY_NONE;
	if (!port->admin)
		return NB_LACP_WHY_LEFT;
	if (!port->link.up)
		return NB_LACP_WHY_NO_LINK;
	if (port->held)
		return NB_LACP_WHY_HELD;
	if (port->rx != NB_LACP_RX_CURRENT &&
	    !(port->fallback && port->selected == NB_LACP_SELECTED))
		return nb_lacp_explain_silence(port);
	if (nb_lacp_select_refused(port))
		return NB_LACP_WHY_LOOPBACK;
	if (nb_lacp_select_stands_by(port))
		return nb_lacp_explain_standby(port);
	if (port->selected == NB_LACP_STANDBY)
		return nb_lacp_explain_other(port);
	return nb_lacp_explain_mux(port);
}
