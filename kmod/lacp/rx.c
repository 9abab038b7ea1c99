// SPDX-License-Identifier: GPL-2.0
/* The Receive machine (figure 6-18) and the functions it uses (6.4.9). */

#include "machine.h"

/* What update_NTT compares; what the other comparisons do. */
#define NB_LACP_NTT_FLAGS                                    \
	(NB_LACP_ACTIVITY | NB_LACP_TIMEOUT | NB_LACP_SYNC | \
	 NB_LACP_AGGREGATION)

/* Partner_Admin. An end without a partner speaks as often as it wants to be
 * spoken to, so that one who asks for little traffic gets little.
 */
static void nb_lacp_rx_default(const struct nb_lacp_port *port,
			       struct nb_lacp_info *partner)
{
	const struct nb_lacp_options *options = &port->lacp->options;

	memset(partner, 0, sizeof(*partner));
	partner->system_priority = 0xffff;
	partner->key = 1;
	partner->port_priority = 0xff;
	partner->port = 1;
	if (options->rate == NETBOND_LACP_RATE_FAST)
		partner->state |= NB_LACP_TIMEOUT;
	if (!port->fallback)
		return;
	partner->state |= NB_LACP_SYNC | NB_LACP_COLLECTING;
	if (options->fallback == NB_LACP_FALLBACK_ALL)
		partner->state |= NB_LACP_AGGREGATION;
}

static void nb_lacp_rx_record_default(struct nb_lacp_port *port)
{
	nb_lacp_rx_default(port, &port->partner);
	port->actor.state |= NB_LACP_DEFAULTED;
	port->lacp->reselect = true;
}

static void nb_lacp_rx_update_default_selected(struct nb_lacp_port *port)
{
	struct nb_lacp_info partner;

	nb_lacp_rx_default(port, &partner);
	if (!nb_lacp_same_end(&partner, &port->partner, NB_LACP_AGGREGATION))
		nb_lacp_unselect(port);
}

/* Is the link kept alive by somebody who may speak unasked? */
static bool nb_lacp_rx_maintained(const struct nb_lacp_port *port,
				  const struct nb_lacpdu *pdu)
{
	return pdu->actor.state & NB_LACP_ACTIVITY ||
	       port->actor.state & pdu->partner.state & NB_LACP_ACTIVITY;
}

static bool nb_lacp_rx_matched(const struct nb_lacp_port *port,
			       const struct nb_lacpdu *pdu)
{
	return nb_lacp_same_end(&pdu->partner, &port->actor,
				NB_LACP_AGGREGATION) ||
	       !(pdu->actor.state & NB_LACP_AGGREGATION);
}

/*
 * A partner that takes back Synchronization or Collecting on a port that
 * carries data leaves it. It may do so because it hears nothing any more; then
 * it says EXPIRED as long, and may be in sync all the time.
 */
static bool nb_lacp_rx_spurned(const struct nb_lacp_port *port, u8 before)
{
	const u8 state = port->partner.state;

	if (port->carries && port->selected == NB_LACP_SELECTED &&
	    before & ~state & (NB_LACP_SYNC | NB_LACP_COLLECTING))
		return true;
	return port->spurned &&
	       (!(state & NB_LACP_SYNC) || state & NB_LACP_EXPIRED);
}

static void nb_lacp_rx_record(struct nb_lacp_port *port,
			      const struct nb_lacpdu *pdu, u64 now)
{
	const u8 before = port->partner.state;
	bool spurned;

	port->partner = pdu->actor;
	if (!nb_lacp_rx_matched(port, pdu) || !nb_lacp_rx_maintained(port, pdu))
		port->partner.state &= ~NB_LACP_SYNC;
	spurned = nb_lacp_rx_spurned(port, before);
	if (port->spurned != spurned ||
	    (before ^ port->partner.state) & NB_LACP_SYNC)
		port->lacp->reselect = true;
	port->spurned = spurned;
	port->heard = pdu->partner;
	port->actor.state &= ~NB_LACP_DEFAULTED;
	port->fallback = false;
	port->spoken = true;
	port->silent_since = now;
}

static void nb_lacp_rx_enter(struct nb_lacp_port *port, u8 state)
{
	if (port->rx != state)
		port->lacp->reselect = true;
	port->rx = state;
}

static void nb_lacp_rx_expired(struct nb_lacp_port *port, u64 now)
{
	nb_lacp_rx_enter(port, NB_LACP_RX_EXPIRED);
	port->partner.state &= ~NB_LACP_SYNC;
	port->partner.state |= NB_LACP_TIMEOUT;
	port->current_while = now + NB_LACP_SHORT_TIMEOUT;
	port->actor.state |= NB_LACP_EXPIRED;
}

static void nb_lacp_rx_defaulted(struct nb_lacp_port *port)
{
	nb_lacp_rx_enter(port, NB_LACP_RX_DEFAULTED);
	nb_lacp_rx_update_default_selected(port);
	nb_lacp_rx_record_default(port);
	port->actor.state &= ~NB_LACP_EXPIRED;
	port->current_while = NB_NEVER;
}

static void nb_lacp_rx_disabled(struct nb_lacp_port *port)
{
	nb_lacp_rx_enter(port, NB_LACP_RX_PORT_DISABLED);
	port->partner.state &= ~NB_LACP_SYNC;
	port->current_while = NB_NEVER;
}

void nb_lacp_rx_begin(struct nb_lacp_port *port)
{
	nb_lacp_unselect(port);
	port->fallback = false;
	nb_lacp_rx_record_default(port);
	port->actor.state &= ~NB_LACP_EXPIRED;
	port->foreign_at = NB_NEVER;
	nb_lacp_rx_disabled(port);
}

void nb_lacp_rx_enabled(struct nb_lacp_port *port, u64 now)
{
	/* Fallback counts from here, whatever it did before. */
	if (port->fallback) {
		port->fallback = false;
		nb_lacp_rx_record_default(port);
		nb_lacp_unselect(port);
	}
	port->spoken = false;
	port->foreign_at = NB_NEVER;
	port->silent_since = now;
	if (port->enabled)
		nb_lacp_rx_expired(port, now);
	else
		nb_lacp_rx_disabled(port);
}

void nb_lacp_rx_pdu(struct nb_lacp_port *port, const struct nb_lacpdu *pdu,
		    u64 now)
{
	bool fast = port->actor.state & NB_LACP_TIMEOUT;

	if (nb_lacp_defaulted(port) ||
	    !nb_lacp_same_end(&pdu->actor, &port->partner, NB_LACP_AGGREGATION))
		nb_lacp_unselect(port);
	/* By the values from before nb_lacp_rx_record(). */
	if (!nb_lacp_same_end(&pdu->partner, &port->actor, 0) ||
	    (pdu->partner.state ^ port->actor.state) & NB_LACP_NTT_FLAGS)
		port->ntt = true;
	nb_lacp_rx_record(port, pdu, now);
	nb_lacp_rx_enter(port, NB_LACP_RX_CURRENT);
	port->current_while =
		now + (fast ? NB_LACP_SHORT_TIMEOUT : NB_LACP_LONG_TIMEOUT);
	port->actor.state &= ~NB_LACP_EXPIRED;
}

void nb_lacp_rx_moved(struct nb_lacp_port *port, const struct nb_lacpdu *pdu)
{
	if (port->rx != NB_LACP_RX_PORT_DISABLED || nb_lacp_defaulted(port) ||
	    port->partner.port != pdu->actor.port ||
	    !nb_lacp_same_system(&port->partner, &pdu->actor))
		return;
	nb_lacp_rx_begin(port);
}

/* The Receive machine never sees an LACPDU of such a system. */
bool nb_lacp_rx_pinned_out(const struct nb_lacp_port *port, const u8 *system)
{
	const struct nb_lacp_options *options = &port->lacp->options;

	return options->pinned &&
	       memcmp(system, options->pin, sizeof(options->pin));
}

static void nb_lacp_rx_note_foreign(struct nb_lacp_port *port,
				    const struct nb_lacp_info *speaker, u64 at)
{
	port->foreign = *speaker;
	port->foreign_at = at;
}

void nb_lacp_rx_refuse(struct nb_lacp_port *port, const struct nb_lacpdu *pdu,
		       u64 now)
{
	port->count.pinned_out++;
	nb_lacp_rx_note_foreign(port, &pdu->actor, now);
}

/* A partner that speaks every 30 s still speaks after two losses. */
u64 nb_lacp_rx_foreign_deadline(const struct nb_lacp_port *port)
{
	return nb_lacp_foreign(port) ? port->foreign_at + NB_LACP_LONG_TIMEOUT :
				       NB_NEVER;
}

/*
 * lacp_partner_pin changed. One that was kept out so far is asked, and has the
 * time before fallback to answer; a partner that is not the one wanted is given
 * up at once.
 */
void nb_lacp_rx_pin(struct nb_lacp_port *port, u64 now)
{
	const struct nb_lacp_info partner = port->partner;
	bool speaks = port->periodic != NB_LACP_PERIODIC_NONE;

	if (nb_lacp_foreign(port) &&
	    !nb_lacp_rx_pinned_out(port, port->foreign.system)) {
		port->foreign_at = NB_NEVER;
		port->silent_since = now;
		port->ntt = true;
	}
	if (nb_lacp_defaulted(port) ||
	    !nb_lacp_rx_pinned_out(port, partner.system))
		return;
	if (port->rx == NB_LACP_RX_PORT_DISABLED) {
		nb_lacp_rx_begin(port);
		return;
	}
	nb_lacp_unselect(port);
	nb_lacp_rx_defaulted(port);
	nb_lacp_rx_note_foreign(port, &partner, port->last_rx);
	port->ntt = true;
	/* A passive end without a partner says nothing after this. */
	if (speaks && !(port->actor.state & NB_LACP_ACTIVITY))
		nb_lacp_tx_goodbye(port, now);
}

void nb_lacp_rx_timer(struct nb_lacp_port *port, u64 now)
{
	if (nb_lacp_due(nb_lacp_rx_foreign_deadline(port), now))
		port->foreign_at = NB_NEVER;
	if (!nb_lacp_due(port->current_while, now))
		return;
	if (port->rx == NB_LACP_RX_CURRENT)
		nb_lacp_rx_expired(port, now);
	else
		nb_lacp_rx_defaulted(port);
}

/*
 * lacp_rate changed. The partner of one that became slow will speak every 30 s
 * before the short timer is started anew; the partner of one that became fast
 * answers at once, so its long timer may run until then.
 */
void nb_lacp_rx_rate(struct nb_lacp_port *port)
{
	bool fast = port->actor.state & NB_LACP_TIMEOUT;

	if (port->rx == NB_LACP_RX_CURRENT && !fast)
		port->current_while = port->last_rx + NB_LACP_LONG_TIMEOUT;
	if (nb_lacp_defaulted(port) && port->rx != NB_LACP_RX_EXPIRED)
		nb_lacp_rx_default(port, &port->partner);
}
