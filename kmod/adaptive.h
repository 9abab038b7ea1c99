/* SPDX-License-Identifier: GPL-2.0 */
/*
 * balance-tlb and balance-alb: which member carries a frame, and whose MAC
 * address it wears.
 */
#ifndef NB_ADAPTIVE_H
#define NB_ADAPTIVE_H

#include <linux/netdevice.h>

struct nb_bond;
struct nb_member;
struct nb_spread;

/**
 * nb_adaptive_tx() - hand a frame to the member that carries it. Consumes @skb.
 * @bond: the bond
 * @spread: its table
 * @skb: the frame
 *
 * Unicast of this host goes by the table, and wears the own address of a member
 * that is not the active one. All else goes by the active member as it is:
 * switches see every address on one port. In balance-alb what teaches an
 * address to a neighbour goes by the neighbour's member, see teach.h.
 * Context: BH disabled, RCU; no lock but for ARP and ND.
 */
netdev_tx_t nb_adaptive_tx(struct nb_bond *bond, struct nb_spread *spread,
			   struct sk_buff *skb);

/**
 * nb_adaptive_rx() - is a frame the bond's?
 * @member: it came in here
 * @skb: the frame, not shared; a destination that is a member's own address is
 *	replaced by the bond's
 *
 * Switches may flood a frame to all members: one of them takes it in.
 * Context: receive softirq, RCU; no lock but for ARP and ND.
 * Return: RX_HANDLER_ANOTHER when it is, RX_HANDLER_PASS or RX_HANDLER_EXACT.
 */
rx_handler_result_t nb_adaptive_rx(struct nb_member *member,
				   struct sk_buff *skb);

/**
 * nb_adaptive_update() - members have been judged: dress them, tell the network.
 * Context: bond lock held.
 */
void nb_adaptive_update(struct nb_bond *bond, u64 now);

/** nb_adaptive_is_ours() - is @addr the bond's, or the own one of a member? Context: RCU or bond lock. */
bool nb_adaptive_is_ours(struct nb_bond *bond, const u8 *addr);

/**
 * nb_adaptive_stands_in() - does the active member receive for this one, which
 * carries no traffic?
 * Context: any.
 */
bool nb_adaptive_stands_in(const struct nb_member *member);

#endif
