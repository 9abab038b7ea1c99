// SPDX-License-Identifier: GPL-2.0
/* The Churn Detection machines (6.4.17): a link that stays out of sync. */

#include "machine.h"

static void nb_lacp_churn_monitor(struct nb_lacp_churn *churn, u64 deadline)
{
	churn->state = NB_LACP_CHURN_MONITOR;
	churn->deadline = deadline;
}

static void nb_lacp_churn_watch(struct nb_lacp_churn *churn, bool watch,
				bool in_sync, u64 now)
{
	if (!watch) {
		nb_lacp_churn_monitor(churn, NB_NEVER);
	} else if (in_sync) {
		churn->state = NB_LACP_CHURN_NONE;
		churn->deadline = NB_NEVER;
	} else if (churn->state == NB_LACP_CHURN_NONE ||
		   (churn->state == NB_LACP_CHURN_MONITOR &&
		    churn->deadline == NB_NEVER)) {
		nb_lacp_churn_monitor(churn, now + NB_LACP_CHURN_TIME);
	} else if (nb_lacp_due(churn->deadline, now)) {
		churn->state = NB_LACP_CHURN_CHURN;
		churn->deadline = NB_NEVER;
		churn->count++;
	}
}

void nb_lacp_churn_begin(struct nb_lacp_port *port)
{
	nb_lacp_churn_monitor(&port->actor_churn, NB_NEVER);
	nb_lacp_churn_monitor(&port->partner_churn, NB_NEVER);
}

/* A port that stands by is out of sync as it is meant to be. */
void nb_lacp_churn_run(struct nb_lacp_port *port, u64 now)
{
	bool watch = port->enabled && !nb_lacp_select_stands_by(port);

	nb_lacp_churn_watch(&port->actor_churn, watch,
			    port->actor.state & NB_LACP_SYNC, now);
	nb_lacp_churn_watch(&port->partner_churn, watch,
			    port->partner.state & NB_LACP_SYNC, now);
}
