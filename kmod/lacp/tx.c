// SPDX-License-Identifier: GPL-2.0
/* The Transmit machine (6.4.16): an LACPDU that is due leaves at once, but no
 * more than NB_LACP_TX_LIMIT in any second. What is held back is sent with the
 * state of the moment when it leaves, so the partner always ends up with the
 * latest.
 */

#include "machine.h"

bool nb_lacp_budget_left(const struct nb_lacp_budget *budget, u8 limit, u64 now)
{
	return budget->used < limit ||
	       now - budget->at[budget->next] >= NB_LACP_FAST_PERIODIC;
}

void nb_lacp_budget_use(struct nb_lacp_budget *budget, u8 limit, u64 now)
{
	budget->at[budget->next] = now;
	budget->next = (u8)(budget->next + 1 < limit ? budget->next + 1 : 0);
	if (budget->used < limit)
		budget->used++;
}

static void nb_lacp_tx_send(struct nb_lacp_port *port, u64 now)
{
	port->ntt = false;
	port->last_tx = now;
	port->count.pdu_tx++;
	nb_lacp_budget_use(&port->pdu_budget, NB_LACP_TX_LIMIT, now);
	nb_lacp_periodic_restart(port, now);
	nb_lacp_todo(port, NB_LACP_DO_SEND);
}

void nb_lacp_tx_run(struct nb_lacp_port *port, u64 now)
{
	if (port->periodic == NB_LACP_PERIODIC_NONE)
		port->ntt = false;
	if (port->ntt &&
	    nb_lacp_budget_left(&port->pdu_budget, NB_LACP_TX_LIMIT, now))
		nb_lacp_tx_send(port, now);
}

void nb_lacp_tx_goodbye(struct nb_lacp_port *port, u64 now)
{
	nb_lacp_tx_send(port, now);
}

u64 nb_lacp_tx_deadline(const struct nb_lacp_port *port)
{
	const struct nb_lacp_budget *budget = &port->pdu_budget;

	return port->ntt ? budget->at[budget->next] + NB_LACP_FAST_PERIODIC :
			   NB_NEVER;
}
