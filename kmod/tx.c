// SPDX-License-Identifier: GPL-2.0
/* A packet's way down: bond, the member that carries it, that member's queue. */

#include "tx.h"

#include <linux/ip.h>

#include "adaptive.h"
#include "bond.h"
#include "flow_plain.h"
#include "link.h"
#include "member.h"
#include "spread.h"

struct nb_member *nb_tx_substitute(struct nb_bond *bond)
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

netdev_tx_t nb_tx_drop(struct nb_bond *bond, struct sk_buff *skb,
		       enum nb_drop why)
{
	dev_core_stats_tx_dropped_inc(bond->dev);
	nb_stats_drop(bond, why, 1);
	kfree_skb(skb);
	return NETDEV_TX_OK;
}

/* Membership reports go one way, or switches that snoop would follow them around. */
static bool nb_tx_is_igmp(const struct sk_buff *skb)
{
	return skb->protocol == htons(ETH_P_IP) &&
	       skb_network_offset(skb) + sizeof(struct iphdr) <=
		       skb_headlen(skb) &&
	       ip_hdr(skb)->protocol == IPPROTO_IGMP;
}

/* Any frame's; what @spread was asked to note is noted. */
static u32 nb_tx_bucket(struct nb_spread *spread, struct sk_buff *skb)
{
	u32 index;

	if (READ_ONCE(spread->mode) == NETBOND_MODE_BALANCE_RR)
		index = nb_tx_is_igmp(skb) ? 0 : nb_spread_turns(spread);
	else
		index = nb_spread_hash(spread, skb) % NB_BUCKETS;
	if (READ_ONCE(spread->watched))
		nb_spread_trace(spread, index, skb);
	return index;
}

static noinline netdev_tx_t nb_tx_failover(struct nb_bond *bond,
					   struct nb_member *member,
					   struct sk_buff *skb)
{
	struct nb_spread *spread;

	nb_link_notice(bond, member);
	spread = rcu_dereference_bh(bond->spreading);
	member = spread ? rcu_dereference_bh(
				  spread->bucket[nb_tx_bucket(spread, skb)]) :
			  rcu_dereference_bh(bond->active);
	if (!member || !nb_member_can_send(member))
		member = nb_tx_substitute(bond);
	return member ? nb_tx_member(member, skb) :
			nb_tx_drop(bond, skb, NB_DROP_NO_MEMBER);
}

static void nb_tx_lost_copy(struct nb_bond *bond)
{
	dev_core_stats_tx_dropped_inc(bond->dev);
	nb_stats_drop(bond, NB_DROP_NO_MEMORY, 1);
}

/* A copy for every member but the last, which gets @skb itself. */
static noinline netdev_tx_t nb_tx_broadcast(struct nb_bond *bond,
					    struct sk_buff *skb)
{
	struct nb_member *member, *last = NULL;

	nb_for_each_member_rcu(bond, member) {
		struct sk_buff *copy;

		if (READ_ONCE(member->role) != NETBOND_ROLE_ACTIVE)
			continue;
		if (unlikely(!nb_member_can_send(member))) {
			nb_link_notice(bond, member);
			continue;
		}
		copy = last ? skb_clone(skb, GFP_ATOMIC) : NULL;
		if (copy)
			nb_tx_member(last, copy);
		else if (last)
			nb_tx_lost_copy(bond);
		last = member;
	}
	if (!last)
		last = nb_tx_substitute(bond);
	return last ? nb_tx_member(last, skb) :
		      nb_tx_drop(bond, skb, NB_DROP_NO_MEMBER);
}

static __always_inline netdev_tx_t nb_tx_index(struct nb_bond *bond,
					       struct nb_spread *spread,
					       u32 index, struct sk_buff *skb)
{
	struct nb_member *member = rcu_dereference_bh(spread->bucket[index]);

	if (likely(member && nb_member_can_send(member)))
		return nb_tx_member(member, skb);
	return nb_tx_failover(bond, member, skb);
}

/*
 * One function for each way to a bucket, and no calls in them: what one way
 * keeps in registers costs the others nothing.
 */

static noinline netdev_tx_t nb_tx_any(struct nb_bond *bond,
				      struct nb_spread *spread,
				      struct sk_buff *skb)
{
	return nb_tx_index(bond, spread, nb_tx_bucket(spread, skb), skb);
}

static noinline netdev_tx_t nb_tx_turns(struct nb_bond *bond,
					struct nb_spread *spread,
					struct sk_buff *skb)
{
	u32 packets = READ_ONCE(spread->turn_packets);

	if (unlikely(!packets || nb_tx_is_igmp(skb)))
		return nb_tx_any(bond, spread, skb);
	return nb_tx_index(bond, spread, nb_spread_next(spread, packets), skb);
}

static noinline netdev_tx_t nb_tx_mac(struct nb_bond *bond,
				      struct nb_spread *spread,
				      struct sk_buff *skb)
{
	u32 hash;

	if (!nb_flow_plain_mac(&spread->seed, skb->data, skb_headlen(skb),
			       &hash))
		return nb_tx_any(bond, spread, skb);
	return nb_tx_index(bond, spread, hash % NB_BUCKETS, skb);
}

static noinline netdev_tx_t nb_tx_addr(struct nb_bond *bond,
				       struct nb_spread *spread,
				       struct sk_buff *skb)
{
	u32 hash;

	if (!nb_flow_plain_addr4(&spread->seed, READ_ONCE(spread->policy),
				 skb->data, skb_headlen(skb), &hash))
		return nb_tx_any(bond, spread, skb);
	return nb_tx_index(bond, spread, hash % NB_BUCKETS, skb);
}

static noinline netdev_tx_t nb_tx_port(struct nb_bond *bond,
				       struct nb_spread *spread,
				       struct sk_buff *skb)
{
	u32 hash;

	if (nb_spread_hash_carried(skb))
		hash = nb_flow_plain_remix(&spread->seed, skb->hash);
	else if (!nb_flow_plain_port4(&spread->seed, READ_ONCE(spread->policy),
				      skb->data, skb_headlen(skb), &hash))
		return nb_tx_any(bond, spread, skb);
	return nb_tx_index(bond, spread, hash % NB_BUCKETS, skb);
}

static __always_inline netdev_tx_t nb_tx_spread(struct nb_bond *bond,
						struct nb_spread *spread,
						struct sk_buff *skb)
{
	switch (READ_ONCE(spread->way)) {
	case NB_WAY_PORT:
		return nb_tx_port(bond, spread, skb);
	case NB_WAY_ADDR:
		return nb_tx_addr(bond, spread, skb);
	case NB_WAY_MAC:
		return nb_tx_mac(bond, spread, skb);
	case NB_WAY_TURN:
		return nb_tx_turns(bond, spread, skb);
	case NB_WAY_MODE:
		/* As one case: one more would cost balance-rr four instructions. */
		if (READ_ONCE(spread->mode) != NETBOND_MODE_BROADCAST)
			return nb_adaptive_tx(bond, spread, skb);
		return nb_tx_broadcast(bond, skb);
	default:
		return nb_tx_any(bond, spread, skb);
	}
}

netdev_tx_t nb_tx(struct sk_buff *skb, struct net_device *dev)
{
	struct nb_bond *bond = netdev_priv(dev);
	struct nb_spread *spread = rcu_dereference_bh(bond->spreading);
	struct nb_member *member;

	if (spread)
		return nb_tx_spread(bond, spread, skb);
	member = rcu_dereference_bh(bond->active);
	if (likely(member && nb_member_can_send(member)))
		return nb_tx_member(member, skb);
	return nb_tx_failover(bond, member, skb);
}

u16 nb_tx_queue(struct net_device *dev, struct sk_buff *skb,
		struct net_device *sb_dev)
{
	u16 queue = skb_rx_queue_recorded(skb) ? skb_get_rx_queue(skb) : 0;

	while (unlikely(queue >= dev->real_num_tx_queues))
		queue -= dev->real_num_tx_queues;
	return queue;
}
