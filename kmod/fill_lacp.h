/* SPDX-License-Identifier: GPL-2.0 */
/* LACP written as attributes. */
#ifndef NB_FILL_LACP_H
#define NB_FILL_LACP_H

#include <linux/types.h>

struct nb_lacp_system;
struct nb_lag_port;
struct sk_buff;

/**
 * nb_fill_lacp() - write the LACP port of a member.
 * @skb: a reply, within a member
 * @lag: its port, that of a member of a bond whose LACP is on
 * @now: ns
 *
 * Context: bond lock held. Return: 0 or -EMSGSIZE.
 */
int nb_fill_lacp(struct sk_buff *skb, const struct nb_lag_port *lag, u64 now);

/**
 * nb_fill_lacp_status() - write the aggregator that carries the traffic.
 * @skb: a reply, within a status
 * @lacp: the machines of the bond
 *
 * Context: bond lock held. Return: 0 or -EMSGSIZE.
 */
int nb_fill_lacp_status(struct sk_buff *skb, const struct nb_lacp_system *lacp);

#endif
