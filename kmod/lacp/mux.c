// SPDX-License-Identifier: GPL-2.0
/* The Mux machine, coupled (figure 6-21) and independent (figure 6-22). */

#include "machine.h"

static bool nb_lacp_mux_holds_up(const struct nb_lacp_port *other,
				 const struct nb_lacp_port *port)
{
	return other != port && other->aggregator == port->aggregator &&
	       other->mux == NB_LACP_MUX_WAITING &&
	       other->selected == NB_LACP_SELECTED && !other->ready_n &&
	       other->wait_since < port->wait_until;
}

/*
 * Ready: all ports that wait for this aggregator have waited long enough. One
 * that began to wait when this port had done so does not count, else a link
 * that flaps would keep all others out.
 */
static bool nb_lacp_mux_ready(const struct nb_lacp_port *port)
{
	const struct nb_lacp_port *other;

	if (!port->ready_n)
		return false;
	nb_lacp_for_each_port(other, port->lacp)
		if (nb_lacp_mux_holds_up(other, port))
			return false;
	return true;
}

static u8 nb_lacp_mux_from_attached(const struct nb_lacp_port *port)
{
	if (port->selected != NB_LACP_SELECTED)
		return NB_LACP_MUX_DETACHED;
	if (!(port->partner.state & NB_LACP_SYNC))
		return NB_LACP_MUX_ATTACHED;
	return port->lacp->options.coupled ?
		       NB_LACP_MUX_COLLECTING_DISTRIBUTING :
		       NB_LACP_MUX_COLLECTING;
}

/* Figure 6-22 above ATTACHED. */
static u8 nb_lacp_mux_independent(const struct nb_lacp_port *port, bool in_sync)
{
	bool theirs = port->partner.state & NB_LACP_COLLECTING;

	if (port->mux == NB_LACP_MUX_DISTRIBUTING)
		return in_sync && theirs ? NB_LACP_MUX_DISTRIBUTING :
					   NB_LACP_MUX_COLLECTING;
	if (!in_sync)
		return NB_LACP_MUX_ATTACHED;
	return theirs ? NB_LACP_MUX_DISTRIBUTING : NB_LACP_MUX_COLLECTING;
}

static u8 nb_lacp_mux_next(const struct nb_lacp_port *port)
{
	bool in_sync = port->selected == NB_LACP_SELECTED &&
		       port->partner.state & NB_LACP_SYNC;

	switch (port->mux) {
	case NB_LACP_MUX_DETACHED:
		return port->selected == NB_LACP_UNSELECTED ?
			       NB_LACP_MUX_DETACHED :
			       NB_LACP_MUX_WAITING;
	case NB_LACP_MUX_WAITING:
		if (port->selected == NB_LACP_UNSELECTED)
			return NB_LACP_MUX_DETACHED;
		return port->selected == NB_LACP_SELECTED &&
				       nb_lacp_mux_ready(port) ?
			       NB_LACP_MUX_ATTACHED :
			       NB_LACP_MUX_WAITING;
	case NB_LACP_MUX_ATTACHED:
		return nb_lacp_mux_from_attached(port);
	case NB_LACP_MUX_COLLECTING_DISTRIBUTING:
		return in_sync ? NB_LACP_MUX_COLLECTING_DISTRIBUTING :
				 NB_LACP_MUX_ATTACHED;
	default:
		return nb_lacp_mux_independent(port, in_sync);
	}
}

/* What a state means for the actor; DISTRIBUTING alone is no reason to send. */
static void nb_lacp_mux_enter(struct nb_lacp_port *port, u8 mux, u64 now)
{
	static const u8 flags[] = {
		[NB_LACP_MUX_DETACHED] = 0,
		[NB_LACP_MUX_WAITING] = 0,
		[NB_LACP_MUX_ATTACHED] = NB_LACP_SYNC,
		[NB_LACP_MUX_COLLECTING] = NB_LACP_SYNC | NB_LACP_COLLECTING,
		[NB_LACP_MUX_DISTRIBUTING] = NB_LACP_SYNC | NB_LACP_COLLECTING |
					     NB_LACP_DISTRIBUTING,
		[NB_LACP_MUX_COLLECTING_DISTRIBUTING] = NB_LACP_SYNC |
							NB_LACP_COLLECTING |
							NB_LACP_DISTRIBUTING,
	};

	port->mux = mux;
	port->mux_since = now;
	port->ready_n = false;
	port->wait_until = NB_NEVER;
	port->actor.state &=
		~(NB_LACP_SYNC | NB_LACP_COLLECTING | NB_LACP_DISTRIBUTING);
	port->actor.state |= flags[mux];
	if (mux == NB_LACP_MUX_WAITING) {
		port->wait_since = now;
		port->wait_until = now + NB_LACP_WAIT_TIME;
	} else if (mux != NB_LACP_MUX_DISTRIBUTING) {
		port->ntt = true;
	}
	if (mux <= NB_LACP_MUX_ATTACHED) {
		port->spurn_at = mux == NB_LACP_MUX_ATTACHED ?
					 now + NB_LACP_SPURN_TIME :
					 NB_NEVER;
		port->lacp->reselect = true;
	}
	if (mux == NB_LACP_MUX_DETACHED)
		nb_lacp_select_detach(port);
}

/* fast_join: is the aggregate in use, so that it gets its ports one by one? */
static bool nb_lacp_mux_joins(const struct nb_lacp_port *port)
{
	const struct nb_lacp_port *other;

	if (!port->lacp->options.fast_join)
		return false;
	nb_lacp_for_each_port(other, port->lacp)
		if (other->aggregator == port->aggregator &&
		    other->actor.state & NB_LACP_DISTRIBUTING)
			return true;
	return false;
}

static bool nb_lacp_mux_wait(struct nb_lacp_port *port, u64 now)
{
	if (port->mux != NB_LACP_MUX_WAITING || port->ready_n)
		return false;
	if (now < port->wait_until && !nb_lacp_mux_joins(port))
		return false;
	port->ready_n = true;
	port->wait_until = nb_lacp_earlier(port->wait_until, now);
	port->lacp->reselect = true;
	return true;
}

/*
 * The partner goes along, or has had the time for it: one that is in sync and
 * never says that it collects is taken at its first word.
 */
static bool nb_lacp_mux_judge(struct nb_lacp_port *port, u64 now)
{
	bool due = nb_lacp_due(port->spurn_at, now);
	bool carries = port->actor.state & NB_LACP_DISTRIBUTING &&
		       (port->partner.state & NB_LACP_COLLECTING ||
			(port->carries && !port->spurned) || due);
	bool spurned = port->spurned ||
		       (due && port->mux == NB_LACP_MUX_ATTACHED);

	if (carries || due)
		port->spurn_at = NB_NEVER;
	if (port->carries == carries && port->spurned == spurned)
		return false;
	port->carries = carries;
	port->spurned = spurned;
	port->lacp->reselect = true;
	return true;
}

bool nb_lacp_mux_run(struct nb_lacp_port *port, u64 now)
{
	bool changed = nb_lacp_mux_wait(port, now);
	u8 next = nb_lacp_mux_next(port);

	while (next != port->mux) {
		nb_lacp_mux_enter(port, next, now);
		nb_lacp_mux_wait(port, now);
		next = nb_lacp_mux_next(port);
		changed = true;
	}
	return nb_lacp_mux_judge(port, now) || changed;
}

/* coupled_control changed: the same state by the other figure. */
void nb_lacp_mux_couple(struct nb_lacp_port *port, bool coupled, u64 now)
{
	if (coupled && port->mux >= NB_LACP_MUX_COLLECTING)
		nb_lacp_mux_enter(port, NB_LACP_MUX_COLLECTING_DISTRIBUTING,
				  now);
	if (!coupled && port->mux == NB_LACP_MUX_COLLECTING_DISTRIBUTING)
		nb_lacp_mux_enter(port, NB_LACP_MUX_DISTRIBUTING, now);
}
