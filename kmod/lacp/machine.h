/* SPDX-License-Identifier: GPL-2.0 */
/* The machines of a port as they see each other. For kmod/lacp alone. */
#ifndef NB_LACP_MACHINE_H
#define NB_LACP_MACHINE_H

#include "system.h"

#ifdef __KERNEL__
#include <linux/string.h>
#else
#include <string.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* rx.c: figure 6-18 and the functions of 6.4.9. */
void nb_lacp_rx_begin(struct nb_lacp_port *port);
void nb_lacp_rx_enabled(struct nb_lacp_port *port, u64 now);
void nb_lacp_rx_pdu(struct nb_lacp_port *port, const struct nb_lacpdu *pdu,
		    u64 now);
void nb_lacp_rx_moved(struct nb_lacp_port *port, const struct nb_lacpdu *pdu);
void nb_lacp_rx_timer(struct nb_lacp_port *port, u64 now);
void nb_lacp_rx_rate(struct nb_lacp_port *port);
bool nb_lacp_rx_pinned_out(const struct nb_lacp_port *port, const u8 *system);
void nb_lacp_rx_refuse(struct nb_lacp_port *port, const struct nb_lacpdu *pdu,
		       u64 now);
void nb_lacp_rx_pin(struct nb_lacp_port *port, u64 now);
u64 nb_lacp_rx_foreign_deadline(const struct nb_lacp_port *port);

/* fallback.c: a port without a partner. */
void nb_lacp_fallback_run(struct nb_lacp_port *port, u64 now);
void nb_lacp_fallback_change(struct nb_lacp_port *port);
u64 nb_lacp_fallback_deadline(const struct nb_lacp_port *port);

/* periodic.c: 6.4.13. */
void nb_lacp_periodic_restart(struct nb_lacp_port *port, u64 now);
void nb_lacp_periodic_run(struct nb_lacp_port *port, u64 now);

/* mux.c: figures 6-21 and 6-22. True: the state or Ready_N changed. */
bool nb_lacp_mux_run(struct nb_lacp_port *port, u64 now);
void nb_lacp_mux_couple(struct nb_lacp_port *port, bool coupled, u64 now);

/* tx.c: 6.4.16. */
bool nb_lacp_budget_left(const struct nb_lacp_budget *budget, u8 limit,
			 u64 now);
void nb_lacp_budget_use(struct nb_lacp_budget *budget, u8 limit, u64 now);
void nb_lacp_tx_run(struct nb_lacp_port *port, u64 now);
void nb_lacp_tx_goodbye(struct nb_lacp_port *port, u64 now);
u64 nb_lacp_tx_deadline(const struct nb_lacp_port *port);

/* churn.c: 6.4.17. */
void nb_lacp_churn_begin(struct nb_lacp_port *port);
void nb_lacp_churn_run(struct nb_lacp_port *port, u64 now);

/* marker.c: 6.5. */
void nb_lacp_marker_begin(struct nb_lacp_port *port);
void nb_lacp_marker_asked(struct nb_lacp_port *port, const u8 *data, u64 now);
void nb_lacp_marker_answered(struct nb_lacp_port *port, const u8 *data,
			     u64 now);
void nb_lacp_marker_timer(struct nb_lacp_port *port, u64 now);
void nb_lacp_marker_frame(const struct nb_lacp_port *port, u8 *frame);

/* select.c: 6.4.14. */
bool nb_lacp_select_fit(const struct nb_lacp_port *port);
bool nb_lacp_select_refused(const struct nb_lacp_port *port);
bool nb_lacp_select_stands_by(const struct nb_lacp_port *port);
void nb_lacp_select_run(struct nb_lacp_system *lacp);
void nb_lacp_select_detach(struct nb_lacp_port *port);
void nb_lacp_select_rehome(struct nb_lacp_port *port);

/* explain.c */
u8 nb_lacp_explain(const struct nb_lacp_port *port);

/* todo.c: what is to be done. */
void nb_lacp_todo(struct nb_lacp_port *port, enum nb_lacp_do what);
void nb_lacp_todo_forget(struct nb_lacp_port *port);

/* system.c */
void nb_lacp_unselect(struct nb_lacp_port *port);
void nb_lacp_settle(struct nb_lacp_system *lacp, u64 now);

/* The partner of this port is the default, not one that was heard. */
static inline bool nb_lacp_defaulted(const struct nb_lacp_port *port)
{
	return port->actor.state & NB_LACP_DEFAULTED;
}

/* Another system than that of lacp_partner_pin speaks here. */
static inline bool nb_lacp_foreign(const struct nb_lacp_port *port)
{
	return port->foreign_at != NB_NEVER;
}

/* Has a deadline come? NB_NEVER never does. */
static inline bool nb_lacp_due(u64 deadline, u64 now)
{
	return deadline != NB_NEVER && now >= deadline;
}

static inline u64 nb_lacp_earlier(u64 a, u64 b)
{
	return a < b ? a : b;
}

#ifdef __cplusplus
}
#endif

#endif
