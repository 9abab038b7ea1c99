// SPDX-License-Identifier: GPL-2.0
/* The Periodic Transmission machine (6.4.13): the partner sets the pace. */

#include "machine.h"

/*
 * Any LACPDU tells the partner what a periodic one would, so that the next is
 * a period away. The ones saved leave room below the limit of the Transmit
 * machine when both ends attach at once and each step wants an LACPDU.
 */
void nb_lacp_periodic_restart(struct nb_lacp_port *port, u64 now)
{
	if (port->periodic == NB_LACP_PERIODIC_FAST)
		port->periodic_at = now + NB_LACP_FAST_PERIODIC;
	if (port->periodic == NB_LACP_PERIODIC_SLOW)
		port->periodic_at = now + NB_LACP_SLOW_PERIODIC;
}

static void nb_lacp_periodic_enter(struct nb_lacp_port *port, u64 now)
{
	bool fast = port->partner.state & NB_LACP_TIMEOUT;

	port->periodic = fast ? NB_LACP_PERIODIC_FAST : NB_LACP_PERIODIC_SLOW;
	nb_lacp_periodic_restart(port, now);
}

void nb_lacp_periodic_run(struct nb_lacp_port *port, u64 now)
{
	bool fast = port->partner.state & NB_LACP_TIMEOUT;
	bool hurry = fast && port->periodic == NB_LACP_PERIODIC_SLOW;
	bool relax = !fast && port->periodic == NB_LACP_PERIODIC_FAST;

	if (!port->enabled ||
	    !((port->actor.state | port->partner.state) & NB_LACP_ACTIVITY)) {
		port->periodic = NB_LACP_PERIODIC_NONE;
		port->periodic_at = NB_NEVER;
		return;
	}
	/* Figure 6-19 would be silent for a period after NO_PERIODIC. */
	if (port->periodic == NB_LACP_PERIODIC_NONE || hurry ||
	    nb_lacp_due(port->periodic_at, now)) {
		port->ntt = true;
		nb_lacp_periodic_enter(port, now);
	} else if (relax) {
		nb_lacp_periodic_enter(port, now);
	}
}
