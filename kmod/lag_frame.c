// SPDX-License-Identifier: GPL-2.0
/* 802.3ad: LACPDUs and Markers as frames, in and out. */

#include "lag_frame.h"

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/pkt_sched.h>

#include "bond.h"
#include "lag.h"
#include "member.h"

const u8 nb_slow_protocols[ETH_ALEN] = { 0x01, 0x80, 0xc2, 0x00, 0x00, 0x02 };

static struct sk_buff *nb_lag_frame(const struct nb_member *member,
				    const u8 *data)
{
	struct net_device *dev = member->dev;
	/* Once: a device may come to need more at any moment. */
	unsigned int headroom = LL_RESERVED_SPACE(dev);
	struct sk_buff *skb;

	skb = alloc_skb(headroom + NB_SLOW_LEN + dev->needed_tailroom,
			GFP_ATOMIC);
	if (!skb)
		return NULL;
	skb_reserve(skb, headroom);
	skb_reset_network_header(skb);
	skb_put_data(skb, data, NB_SLOW_LEN);
	skb->dev = dev;
	skb->protocol = htons(ETH_P_SLOW);
	if (eth_header(skb, dev, ETH_P_SLOW, nb_slow_protocols,
		       member->orig.addr, skb->len) < 0) {
		kfree_skb(skb);
		return NULL;
	}
	skb_reset_mac_header(skb);
	return skb;
}

void nb_lag_frame_queue(struct nb_member *member,
			const struct nb_lacp_action *action)
{
	struct sk_buff *skb = nb_lag_frame(member, action->frame);

	if (!skb)
		return;
	/* A Marker waits in the queue of the data it has to follow. */
	if (action->what != NB_LACP_DO_MARKER)
		skb->priority = TC_PRIO_CONTROL;
	__skb_queue_tail(&member->bond->lag.out, skb);
}

void nb_lag_flush(struct nb_bond *bond)
{
	struct nb_lag *lag = &bond->lag;
	struct sk_buff *skb;

	/*
	 * A member that leaves waits for RCU after its last frame was queued, so
	 * the devices of the frames stay for as long as this takes.
	 */
	rcu_read_lock();
	/* Others rely on whoever sends: let nothing put that off. */
	local_bh_disable();
	spin_lock(&bond->lock);
	if (!lag->sending) {
		lag->sending = true;
		while ((skb = __skb_dequeue(&lag->out))) {
			/* A member's driver may lead back to this bond. */
			spin_unlock(&bond->lock);
			dev_queue_xmit(skb);
			spin_lock(&bond->lock);
		}
		lag->sending = false;
	}
	spin_unlock(&bond->lock);
	local_bh_enable();
	rcu_read_unlock();
}

bool nb_lag_frame_take(const struct sk_buff *skb, u8 *data, unsigned int *len)
{
	/* A tag that was taken off leaves its number behind, on some kernels. */
	if (!ether_addr_equal(eth_hdr(skb)->h_dest, nb_slow_protocols) ||
	    (skb_vlan_tag_present(skb) && skb_vlan_tag_get_id(skb)))
		return false;
	*len = min_t(unsigned int, skb->len, NB_SLOW_LEN);
	return !skb_copy_bits(skb, 0, data, *len);
}
