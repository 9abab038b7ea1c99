/* SPDX-License-Identifier: GPL-2.0 */
/* A packet's way down. */
#ifndef NB_TX_H
#define NB_TX_H

#include <linux/netdevice.h>

#include "member.h"
#include "stats.h"

/**
 * nb_tx() - ndo_start_xmit: hand a frame to the member that carries it.
 * Consumes @skb.
 * Context: BH disabled, RCU; no lock.
 */
netdev_tx_t nb_tx(struct sk_buff *skb, struct net_device *dev);

/** nb_tx_member() - hand a frame to a member's queue. Consumes @skb. Context: as nb_tx(). */
static inline netdev_tx_t nb_tx_member(struct nb_member *member,
				       struct sk_buff *skb)
{
	skb->dev = member->dev;
	return dev_queue_xmit(skb);
}

/** nb_tx_drop() - a frame goes nowhere: count why. Consumes @skb. Context: any. */
netdev_tx_t nb_tx_drop(struct nb_bond *bond, struct sk_buff *skb,
		       enum nb_drop why);

/**
 * nb_tx_substitute() - the fittest member that can send, whoever was chosen.
 *
 * The votes hold a lost link (downdelay), or their lock is busy: until they
 * change any fit member carries the packets.
 * Context: RCU. Return: NULL when there is none.
 */
struct nb_member *nb_tx_substitute(struct nb_bond *bond);

/**
 * nb_tx_queue() - ndo_select_queue of a bond with more than one queue.
 *
 * Frames that came in by several queues leave by several; the member chooses
 * its own anyway.
 */
u16 nb_tx_queue(struct net_device *dev, struct sk_buff *skb,
		struct net_device *sb_dev);

#endif
