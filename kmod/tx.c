// SPDX-License-Identifier: GPL-2.0
/* A packet's way down: bond, the member that carries it, that member's queue. */

#include "tx.h"

#include "bond.h"
#include "link.h"
#include "member.h"

static netdev_tx_t nb_tx_member(struct nb_member *member, struct sk_buff *skb)
{
	skb->dev = member->dev;
	return dev_queue_xmit(skb);
}

/*
 * The votes hold a lost link (downdelay), or their lock is busy: until they
 * change any fit member carries the packets.
 */
static struct nb_member *nb_tx_substitute(struct nb_bond *bond)
{
	struct nb_member *member, *best = NULL;
	u8 best_fitness = NB_FIT_NOT;

	nb_for_each_member_rcu(bond, member) {
		u8 fitness = READ_ONCE(member->fitness);

		if (fitness <= best_fitness || !nb_member_can_send(member))
			continue;
		best = member;
		best_fitness = fitness;
	}
	return best;
}

static noinline netdev_tx_t nb_tx_failover(struct nb_bond *bond,
					   struct sk_buff *skb)
{
	struct nb_member *member;

	nb_link_notice(bond);
	member = rcu_dereference_bh(bond->active);
	if (!member || !nb_member_can_send(member))
		member = nb_tx_substitute(bond);
	if (member)
		return nb_tx_member(member, skb);

	dev_core_stats_tx_dropped_inc(bond->dev);
	kfree_skb(skb);
	return NETDEV_TX_OK;
}

netdev_tx_t nb_tx(struct sk_buff *skb, struct net_device *dev)
{
	struct nb_bond *bond = netdev_priv(dev);
	struct nb_member *member = rcu_dereference_bh(bond->active);

	if (likely(member && nb_member_can_send(member)))
		return nb_tx_member(member, skb);
	return nb_tx_failover(bond, skb);
}

u16 nb_tx_queue(struct net_device *dev, struct sk_buff *skb,
		struct net_device *sb_dev)
{
	u16 queue = skb_rx_queue_recorded(skb) ? skb_get_rx_queue(skb) : 0;

	while (unlikely(queue >= dev->real_num_tx_queues))
		queue -= dev->real_num_tx_queues;
	return queue;
}
