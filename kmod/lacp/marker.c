// SPDX-License-Identifier: GPL-2.0
/* Marker: the responder, and the generator that moves flows in order (6.5). */

#include "machine.h"

void nb_lacp_marker_begin(struct nb_lacp_port *port)
{
	port->marker.deadline = NB_NEVER;
}

static void nb_lacp_marker_end(struct nb_lacp_port *port, bool answered)
{
	port->marker.deadline = NB_NEVER;
	port->marker.answered = answered;
	nb_lacp_todo(port, NB_LACP_DO_MARKER_END);
}

/*
 * A system that is kept out has sent nothing that an answer could be about, and
 * its questions would use up the answers of the partner.
 */
void nb_lacp_marker_asked(struct nb_lacp_port *port, const u8 *data, u64 now)
{
	struct nb_marker marker;

	port->count.marker_rx++;
	if (!port->enabled)
		return;
	nb_marker_read(data, &marker);
	if (nb_lacp_rx_pinned_out(port, marker.system)) {
		port->count.pinned_out++;
		return;
	}
	if (!nb_lacp_budget_left(&port->response_budget, NB_LACP_RESPONSE_LIMIT,
				 now)) {
		port->count.response_limited++;
		return;
	}
	nb_lacp_budget_use(&port->response_budget, NB_LACP_RESPONSE_LIMIT, now);
	port->response = marker;
	port->count.response_tx++;
	nb_lacp_todo(port, NB_LACP_DO_RESPONSE);
}

/* An answer to nobody's question, or to an older one, is counted alone. */
void nb_lacp_marker_answered(struct nb_lacp_port *port, const u8 *data, u64 now)
{
	struct nb_marker marker;

	port->count.response_rx++;
	nb_marker_read(data, &marker);
	if (port->marker.deadline == NB_NEVER ||
	    marker.transaction != port->marker.transaction ||
	    marker.port != port->actor.port ||
	    memcmp(marker.system, port->actor.system, sizeof(marker.system)))
		return;
	nb_lacp_marker_end(port, true);
	nb_lacp_settle(port->lacp, now);
}

/* Data in flight on a link that is gone is gone too: nothing to wait for. */
void nb_lacp_marker_timer(struct nb_lacp_port *port, u64 now)
{
	if (port->marker.deadline == NB_NEVER)
		return;
	if (!port->enabled || nb_lacp_due(port->marker.deadline, now))
		nb_lacp_marker_end(port, false);
}

bool nb_lacp_marker_start(struct nb_lacp_port *port, u32 transaction,
			  u64 timeout, u64 now)
{
	if (!port->enabled || port->marker.deadline != NB_NEVER ||
	    !nb_lacp_budget_left(&port->marker_budget, NB_LACP_MARKER_LIMIT,
				 now))
		return false;
	nb_lacp_budget_use(&port->marker_budget, NB_LACP_MARKER_LIMIT, now);
	port->marker.transaction = transaction;
	port->marker.deadline = now + timeout;
	port->count.marker_tx++;
	nb_lacp_todo(port, NB_LACP_DO_MARKER);
	nb_lacp_settle(port->lacp, now);
	return true;
}

void nb_lacp_marker_frame(const struct nb_lacp_port *port, u8 *frame)
{
	struct nb_marker marker = { .port = port->actor.port };

	memcpy(marker.system, port->actor.system, sizeof(marker.system));
	marker.transaction = port->marker.transaction;
	nb_marker_write(&marker, false, frame);
}
