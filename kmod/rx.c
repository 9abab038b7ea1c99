// SPDX-License-Identifier: GPL-2.0
/* A packet's way up: member, monitor, bond. */

#include "rx.h"

#include <linux/etherdevice.h>

#include "adaptive.h"
#include "bond.h"
#include "link.h"
#include "member.h"
#include "probe.h"
#include "spread.h"
#include "tx.h"

noinline bool nb_rx_takeover(struct nb_bond *bond, struct nb_member *member)
{
	struct nb_member *active = rcu_dereference(bond->active);

	if (active && nb_member_can_send(active))
		return false;
	nb_link_notice(bond, active);
	if (READ_ONCE(member->accepts))
		return true;
	active = rcu_dereference(bond->active);
	return active && !nb_member_can_send(active) &&
	       (nb_tx_substitute(bond) ?: active) == member;
}

/*
 * Until RTNL is to be had the member may not carry the bond's address yet
 * (fail_over_mac), and so takes the bond's frames for a stranger's.
 */
static noinline void nb_rx_recognise(const struct nb_bond *bond,
				     struct sk_buff *skb)
{
	if (skb->pkt_type == PACKET_OTHERHOST &&
	    nb_bond_has_addr(bond, eth_hdr(skb)->h_dest))
		skb->pkt_type = PACKET_HOST;
}

void nb_rx_direct(struct nb_member *member)
{
	struct nb_member_probe *probe;
	enum nb_rx_way way = NB_RX_ANY;

	lockdep_assert_held(&member->bond->lock);
	probe = rcu_dereference_protected(member->probe,
					  lockdep_is_held(&member->bond->lock));
	if (nb_mode_adaptive(member->bond->config.mode)) {
		way = NB_RX_ADAPTIVE;
	} else if (member->accepts && !member->foreign) {
		if (!probe)
			way = member->bond->lag.on ? NB_RX_SLOW : NB_RX_PLAIN;
		else if (nb_probe_answers_only(probe->validate))
			way = NB_RX_PROBED;
	}
	if (member->rx != way)
		WRITE_ONCE(member->rx, way);
}

static noinline rx_handler_result_t nb_rx_any(struct sk_buff **pskb)
{
	struct sk_buff *skb = skb_share_check(*pskb, GFP_ATOMIC);
	struct nb_member_probe *probe;
	rx_handler_result_t result;
	struct nb_member *member;
	struct nb_bond *bond;

	if (unlikely(!skb))
		return RX_HANDLER_CONSUMED;
	*pskb = skb;

	member = nb_member_of_rcu(skb->dev);
	bond = member->bond;
	if (unlikely(skb->protocol == htons(ETH_P_SLOW)) &&
	    nb_lag_receive(member, skb)) {
		consume_skb(skb);
		return RX_HANDLER_CONSUMED;
	}
	probe = rcu_dereference(member->probe);
	if (probe) {
		nb_probe_receive(member, probe, skb);
		if (unlikely(nb_probe_ends_here(member, skb)))
			return RX_HANDLER_EXACT;
	}

	if (READ_ONCE(member->rx) == NB_RX_ADAPTIVE) {
		result = nb_adaptive_rx(member, skb);
		if (result != RX_HANDLER_ANOTHER)
			return result;
	} else if (unlikely(!READ_ONCE(member->accepts))) {
		if (is_link_local_ether_addr(eth_hdr(skb)->h_dest))
			return RX_HANDLER_PASS;
		if (!nb_rx_takeover(bond, member))
			return RX_HANDLER_EXACT;
	}

	if (unlikely(READ_ONCE(member->foreign)))
		nb_rx_recognise(bond, skb);

	skb->dev = bond->dev;
	return RX_HANDLER_ANOTHER;
}

/* Nothing but the bond's own, as nearly all frames are: no call, no saved register. */
rx_handler_result_t nb_rx(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct nb_member *member = nb_member_of_rcu(skb->dev);
	u8 way = READ_ONCE(member->rx);

	if (unlikely(skb_shared(skb)))
		return nb_rx_any(pskb);
	/* IPv4 is no answer to a probe, and none of the Slow Protocols. */
	if (way != NB_RX_PLAIN &&
	    (way <= NB_RX_ADAPTIVE || skb->protocol != htons(ETH_P_IP)) &&
	    (way != NB_RX_SLOW || skb->protocol == htons(ETH_P_SLOW)))
		return nb_rx_any(pskb);
	skb->dev = member->bond->dev;
	return RX_HANDLER_ANOTHER;
}
