/* SPDX-License-Identifier: GPL-2.0 */
/* A packet's way down. */
#ifndef NB_TX_H
#define NB_TX_H

#include <linux/netdevice.h>

/**
 * nb_tx() - ndo_start_xmit: hand a frame to the member that carries it.
 * Consumes @skb.
 * Context: BH disabled, RCU; no lock.
 */
netdev_tx_t nb_tx(struct sk_buff *skb, struct net_device *dev);

/**
 * nb_tx_queue() - ndo_select_queue of a bond with more than one queue.
 *
 * Keeps the queue that the frame was received on, if any; the member chooses
 * its own anyway.
 */
u16 nb_tx_queue(struct net_device *dev, struct sk_buff *skb,
		struct net_device *sb_dev);

#endif
