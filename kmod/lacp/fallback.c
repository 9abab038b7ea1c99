// SPDX-License-Identifier: GPL-2.0
/* lacp_fallback: after a time of silence, go on as if LACP were not there. */

#include "machine.h"

/* Where a system speaks that lacp_partner_pin keeps out, nothing is to go. */
static bool nb_lacp_fallback_allowed(const struct nb_lacp_port *port)
{
	return port->lacp->options.fallback != NB_LACP_FALLBACK_NONE &&
	       port->enabled && nb_lacp_defaulted(port) &&
	       !nb_lacp_foreign(port);
}

u64 nb_lacp_fallback_deadline(const struct nb_lacp_port *port)
{
	if (port->fallback || !nb_lacp_fallback_allowed(port))
		return NB_NEVER;
	return port->silent_since + port->lacp->options.fallback_ms * NB_MS;
}

/*
 * The standard's recordDefault takes a partner that was never heard for in
 * sync, if the administrator says so: fallback is that, later.
 */
static void nb_lacp_fallback_describe(struct nb_lacp_port *port)
{
	port->partner.state &=
		~(NB_LACP_SYNC | NB_LACP_COLLECTING | NB_LACP_AGGREGATION);
	if (!port->fallback)
		return;
	port->partner.state |= NB_LACP_SYNC | NB_LACP_COLLECTING;
	if (port->lacp->options.fallback == NB_LACP_FALLBACK_ALL)
		port->partner.state |= NB_LACP_AGGREGATION;
}

/* The time says when it begins, and nothing later. */
void nb_lacp_fallback_run(struct nb_lacp_port *port, u64 now)
{
	bool want = port->fallback ?
			    nb_lacp_fallback_allowed(port) :
			    nb_lacp_due(nb_lacp_fallback_deadline(port), now);

	if (port->fallback == want)
		return;
	port->fallback = want;
	nb_lacp_fallback_describe(port);
	nb_lacp_unselect(port);
}

/* One port or all: the best one in use is among them. */
void nb_lacp_fallback_change(struct nb_lacp_port *port)
{
	const struct nb_lacp_aggregator *active = port->lacp->active;

	if (!port->fallback || !nb_lacp_fallback_allowed(port))
		return;
	nb_lacp_fallback_describe(port);
	if (!active || active->best != port)
		nb_lacp_unselect(port);
}
