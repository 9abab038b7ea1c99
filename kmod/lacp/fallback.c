// SPDX-License-Identifier: GPL-2.0
/* lacp_fallback: after a time of silence, go on as if LACP were not there. */

#include "machine.h"

/* Where a system speaks that lacp_partner_pin keeps out, nothing is to go. */
u64 nb_lacp_fallback_deadline(const struct nb_lacp_port *port)
{
	const struct nb_lacp_options *options = &port->lacp->options;

	if (options->fallback == NB_LACP_FALLBACK_NONE || !port->enabled ||
	    !nb_lacp_defaulted(port) || nb_lacp_foreign(port))
		return NB_NEVER;
	return port->silent_since + options->fallback_ms * NB_MS;
}

/*
 * The standard's recordDefault takes a partner that was never heard for in
 * sync, if the administrator says so: fallback is that, later.
 */
static void nb_lacp_fallback_set(struct nb_lacp_port *port, bool on)
{
	port->fallback = on;
	port->partner.state &=
		~(NB_LACP_SYNC | NB_LACP_COLLECTING | NB_LACP_AGGREGATION);
	if (on) {
		port->partner.state |= NB_LACP_SYNC | NB_LACP_COLLECTING;
		if (port->lacp->options.fallback == NB_LACP_FALLBACK_ALL)
			port->partner.state |= NB_LACP_AGGREGATION;
	}
	nb_lacp_unselect(port);
}

void nb_lacp_fallback_run(struct nb_lacp_port *port, u64 now)
{
	bool want = nb_lacp_due(nb_lacp_fallback_deadline(port), now);

	if (port->fallback != want)
		nb_lacp_fallback_set(port, want);
}

void nb_lacp_fallback_end(struct nb_lacp_port *port)
{
	if (port->fallback)
		nb_lacp_fallback_set(port, false);
}
