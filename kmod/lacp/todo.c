// SPDX-License-Identifier: GPL-2.0
/* What the caller has to do: a queue of ports, and bits in each of them. */

#include "machine.h"

void nb_lacp_todo(struct nb_lacp_port *port, enum nb_lacp_do what)
{
	struct nb_lacp_system *lacp = port->lacp;

	port->todo |= (u8)(1u << what);
	if (port->queued)
		return;
	port->queued = true;
	port->todo_next = NULL;
	if (lacp->todo_tail)
		lacp->todo_tail->todo_next = port;
	else
		lacp->todo_head = port;
	lacp->todo_tail = port;
}

static void nb_lacp_todo_pop(struct nb_lacp_system *lacp)
{
	struct nb_lacp_port *port = lacp->todo_head;

	lacp->todo_head = port->todo_next;
	if (!lacp->todo_head)
		lacp->todo_tail = NULL;
	port->queued = false;
}

void nb_lacp_todo_forget(struct nb_lacp_port *port)
{
	struct nb_lacp_port *other = port->lacp->todo_head;

	port->todo = 0;
	if (!port->queued)
		return;
	if (other == port) {
		nb_lacp_todo_pop(port->lacp);
		return;
	}
	while (other->todo_next != port)
		other = other->todo_next;
	other->todo_next = port->todo_next;
	if (port->lacp->todo_tail == port)
		port->lacp->todo_tail = other;
	port->queued = false;
}

static void nb_lacp_todo_fill(struct nb_lacp_port *port,
			      struct nb_lacp_action *action)
{
	struct nb_lacpdu pdu = { .actor = port->actor,
				 .partner = port->partner };

	switch (action->what) {
	case NB_LACP_DO_SEND:
		nb_lacpdu_write(&pdu, action->frame);
		break;
	case NB_LACP_DO_RESPONSE:
		nb_marker_write(&port->response, true, action->frame);
		break;
	case NB_LACP_DO_MARKER:
		nb_lacp_marker_frame(port, action->frame);
		break;
	case NB_LACP_DO_MARKER_END:
		action->answered = port->marker.answered;
		action->transaction = port->marker.transaction;
		break;
	case NB_LACP_DO_DATA:
		action->collecting = port->told & NB_LACP_COLLECTING;
		action->distributing = port->told & NB_LACP_DISTRIBUTING;
		break;
	case NB_LACP_DO_NOTE:
		break;
	}
}

bool nb_lacp_take(struct nb_lacp_system *lacp, struct nb_lacp_action *action)
{
	struct nb_lacp_port *port = lacp->todo_head;
	u8 what = 0;

	if (!port)
		return false;
	while (!(port->todo & 1u << what))
		what++;
	port->todo = (u8)(port->todo & ~(1u << what));
	action->what = (enum nb_lacp_do)what;
	action->port = port;
	nb_lacp_todo_fill(port, action);
	if (!port->todo)
		nb_lacp_todo_pop(lacp);
	return true;
}
