/* SPDX-License-Identifier: GPL-2.0 */
/*
 * balance-tlb and balance-alb: what neighbours and switches are told about the
 * members' own addresses.
 */
#ifndef NB_TEACH_H
#define NB_TEACH_H

#include <linux/skbuff.h>

struct nb_bond;
struct nb_member;

/**
 * struct nb_teach - learning frames for switches. Guarded by the bond lock.
 * @next: when the next are due, ns, or NB_NEVER
 * @round: when the next round begins, ns
 * @at: VLANs of this round that were served; 0: it is yet to begin
 * @count: frames sent
 * @due: event_work is to send the next part of the round
 */
struct nb_teach {
	u64 next;
	u64 round;
	u32 at;
	u64 count;
	bool due;
};

/**
 * nb_teach_tx() - a frame of this host is about to leave; is it ARP or ND?
 * @bond: a bond in balance-alb
 * @skb: the frame, from its Ethernet header on; may be rewritten and reallocated
 *
 * Context: BH disabled, RCU; takes the bond lock for ARP and ND.
 * Return: the member to send it from, NULL: the frame is as any other.
 */
struct nb_member *nb_teach_tx(struct nb_bond *bond, struct sk_buff *skb);

/**
 * nb_teach_rx() - a frame came in; what does it tell about neighbours?
 * @bond: a bond in balance-alb, with clients
 * @skb: the frame, at its network header. Does not consume @skb.
 *
 * Context: receive softirq, RCU; takes the bond lock for ARP and ND.
 */
void nb_teach_rx(struct nb_bond *bond, const struct sk_buff *skb);

/**
 * nb_teach_path() - VLAN tags of a received frame, and what is behind them.
 * @skb: the frame, at its network header
 * @type: set to the Ethernet type behind the tags
 * @at: set to where that begins, from @skb->data on
 *
 * Context: any. Return: the tags, see nb_tags_push(); of more than two, the first.
 */
u64 nb_teach_path(const struct sk_buff *skb, __be16 *type, int *at);

/** nb_teach_switches() - addresses moved: begin a round of learning frames now. Context: bond lock held. */
void nb_teach_switches(struct nb_bond *bond, u64 now);

/** nb_teach_run() - hand what is due to event_work. Context: bond lock held. */
void nb_teach_run(struct nb_bond *bond, u64 now);

/** nb_teach_deadline() - when nb_teach_run() has work, ns, or NB_NEVER. Context: bond lock held. */
u64 nb_teach_deadline(const struct nb_bond *bond);

/** nb_teach_send() - give lessons to neighbours and learning frames to switches, those due. Context: process. */
void nb_teach_send(struct nb_bond *bond);

#endif
