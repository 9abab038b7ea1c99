// SPDX-License-Identifier: GPL-2.0
/* The bond as a whole, added up from its ports. */

#include "machine.h"

static void nb_lacp_view_add(struct nb_lacp_view *view,
			     const struct nb_lacp_port *port)
{
	view->ports++;
	view->selected += port->selected == NB_LACP_SELECTED;
	view->collecting += !!(port->actor.state & NB_LACP_COLLECTING);
	if (!(port->actor.state & NB_LACP_DISTRIBUTING))
		return;
	view->distributing++;
	view->bandwidth += port->link.speed;
}

static u8 nb_lacp_view_reason(const struct nb_lacp_view *view,
			      const struct nb_lacp_port *best)
{
	if (view->up)
		return best && best->fallback ? NB_LACP_WHY_FALLBACK :
						NB_LACP_WHY_NONE;
	if (view->distributing)
		return NB_LACP_WHY_MIN_LINKS;
	return best ? best->reason : NB_LACP_WHY_NO_PORT;
}

void nb_lacp_view_of(const struct nb_lacp_system *lacp,
		     struct nb_lacp_view *view)
{
	const struct nb_lacp_aggregator *active = lacp->active;
	const struct nb_lacp_port *best = NULL;
	const struct nb_lacp_port *port;

	memset(view, 0, sizeof(*view));
	nb_lacp_for_each_port(port, lacp) {
		if (!active || port->aggregator != active)
			continue;
		nb_lacp_view_add(view, port);
		if (!best)
			best = port;
	}
	if (active && active->best)
		best = active->best;
	view->up = view->distributing &&
		   view->distributing >= lacp->options.min_links;
	view->reason = nb_lacp_view_reason(view, best);
	if (!best)
		return;
	view->aggregator = active->id;
	view->actor = best->actor;
	view->partner = best->partner;
}
