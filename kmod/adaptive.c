// SPDX-License-Identifier: GPL-2.0
/* balance-tlb and balance-alb: whose way a frame goes, and whose address it wears. */

#include "adaptive.h"

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ipv6.h>
#include <net/ndisc.h>

#include "bond.h"
#include "flow_plain.h"
#include "link.h"
#include "member.h"
#include "rx.h"
#include "spread.h"
#include "teach.h"
#include "tx.h"

/* Down ------------------------------------------------------------------ */

static __always_inline netdev_tx_t nb_adaptive_send(struct nb_member *member,
						    struct sk_buff *skb)
{
	if (READ_ONCE(member->wears_own)) {
		if (unlikely(skb_cow_head(skb, 0)))
			return nb_tx_drop(member->bond, skb, NB_DROP_NO_MEMORY);
		nb_member_addr(member, 0,
			       ((struct ethhdr *)skb->data)->h_source);
	}
	return nb_tx_member(member, skb);
}

static __always_inline bool nb_adaptive_from_host(const struct nb_bond *bond,
						  const struct ethhdr *eth)
{
	/* data_race: as nb_bond_has_addr(). */
	return data_race(
		ether_addr_equal_64bits(eth->h_source, bond->dev->dev_addr));
}

/* The type behind VLAN tags, and where what it is begins. */
static __be16 nb_adaptive_type(const struct sk_buff *skb, u32 *at)
{
	const u8 *data = skb->data;
	u32 len = skb_headlen(skb);
	__be16 type = 0;

	for (*at = ETH_HLEN; *at <= len && *at <= ETH_HLEN + 2 * VLAN_HLEN;
	     *at += VLAN_HLEN) {
		type = *(const __be16 *)(data + *at - 2);
		if (!eth_type_vlan(type))
			break;
	}
	return type;
}

static bool nb_adaptive_is_nd(const struct sk_buff *skb, u32 at)
{
	const struct ipv6hdr *ip = (const struct ipv6hdr *)(skb->data + at);
	u8 type;

	if (skb_headlen(skb) <= at + sizeof(*ip) ||
	    ip->nexthdr != IPPROTO_ICMPV6)
		return false;
	type = skb->data[at + sizeof(*ip)];
	return type == NDISC_ROUTER_ADVERTISEMENT ||
	       type == NDISC_NEIGHBOUR_SOLICITATION ||
	       type == NDISC_NEIGHBOUR_ADVERTISEMENT;
}

/* Does a frame go by the table? If not, @skb may teach somebody something. */
static bool nb_adaptive_spreads(const struct nb_bond *bond,
				const struct sk_buff *skb, bool *teaches)
{
	const struct ethhdr *eth = (const struct ethhdr *)skb->data;
	__be16 type;
	bool nd;
	u32 at;

	*teaches = false;
	if (!nb_adaptive_from_host(bond, eth))
		return false;
	type = nb_adaptive_type(skb, &at);
	nd = type == htons(ETH_P_IPV6) && nb_adaptive_is_nd(skb, at);
	*teaches = nd || type == htons(ETH_P_ARP);
	if (nd || is_multicast_ether_addr(eth->h_dest))
		return false;
	return type == htons(ETH_P_IP) || type == htons(ETH_P_IPV6);
}

static struct nb_member *nb_adaptive_owner(struct nb_spread *spread,
					   struct sk_buff *skb)
{
	u32 index = nb_spread_hash(spread, skb) % NB_BUCKETS;

	nb_spread_weigh_packet(spread, index, skb);
	if (READ_ONCE(spread->watched))
		nb_spread_trace(spread, index, skb);
	return rcu_dereference_bh(spread->bucket[index]);
}

static noinline netdev_tx_t nb_adaptive_by_table(struct nb_bond *bond,
						 struct nb_spread *spread,
						 struct sk_buff *skb)
{
	struct nb_member *member = nb_adaptive_owner(spread, skb);

	if (unlikely(!member || !nb_member_can_send(member))) {
		nb_link_notice(bond, member);
		member = nb_adaptive_owner(spread, skb);
	}
	if (unlikely(!member || !nb_member_can_send(member)))
		member = nb_tx_substitute(bond);
	return member ? nb_adaptive_send(member, skb) :
			nb_tx_drop(bond, skb, NB_DROP_NO_MEMBER);
}

/* As it is: by the active member it wears the right address already. */
static noinline netdev_tx_t nb_adaptive_by_active(struct nb_bond *bond,
						  struct sk_buff *skb)
{
	struct nb_member *member = rcu_dereference_bh(bond->active);

	if (unlikely(!member || !nb_member_can_send(member))) {
		nb_link_notice(bond, member);
		member = rcu_dereference_bh(bond->active);
	}
	if (unlikely(!member || !nb_member_can_send(member)))
		member = nb_tx_substitute(bond);
	return member ? nb_tx_member(member, skb) :
			nb_tx_drop(bond, skb, NB_DROP_NO_MEMBER);
}

static noinline netdev_tx_t nb_adaptive_tx_any(struct nb_bond *bond,
					       struct nb_spread *spread,
					       struct sk_buff *skb)
{
	struct nb_member *member = NULL;
	bool teaches;

	if (nb_adaptive_spreads(bond, skb, &teaches))
		return nb_adaptive_by_table(bond, spread, skb);
	if (teaches && READ_ONCE(spread->mode) == NETBOND_MODE_BALANCE_ALB)
		member = nb_teach_tx(bond, skb);
	if (member && likely(nb_member_can_send(member)))
		return nb_tx_member(member, skb);
	/* The active member stands in for the one whose address it tells. */
	nb_link_notice(bond, member);
	return nb_adaptive_by_active(bond, skb);
}

/* What nearly all frames are: unicast of this host, IPv4, with ports that count. */
static __always_inline bool nb_adaptive_plain(const struct nb_bond *bond,
					      const struct nb_spread *spread,
					      const struct sk_buff *skb,
					      u32 *hash)
{
	if (skb->data[0] & 1 || !READ_ONCE(spread->by_ports) ||
	    !nb_adaptive_from_host(bond, (const struct ethhdr *)skb->data))
		return false;
	if (nb_spread_hash_carried(skb)) {
		*hash = nb_flow_plain_remix(&spread->seed, skb->hash);
		return true;
	}
	return nb_flow_plain_port4(&spread->seed, READ_ONCE(spread->policy),
				   skb->data, skb_headlen(skb), hash);
}

netdev_tx_t nb_adaptive_tx(struct nb_bond *bond, struct nb_spread *spread,
			   struct sk_buff *skb)
{
	struct nb_member *member;
	u32 hash;

	if (unlikely(!nb_adaptive_plain(bond, spread, skb, &hash)))
		return nb_adaptive_tx_any(bond, spread, skb);
	hash %= NB_BUCKETS;
	member = rcu_dereference_bh(spread->bucket[hash]);
	if (unlikely(!member || !nb_member_can_send(member)))
		return nb_adaptive_by_table(bond, spread, skb);
	nb_spread_weigh_packet(spread, hash, skb);
	return nb_adaptive_send(member, skb);
}

/* Up -------------------------------------------------------------------- */

bool nb_adaptive_is_ours(struct nb_bond *bond, const u8 *addr)
{
	struct nb_member *member;

	if (nb_bond_has_addr(bond, addr))
		return true;
	nb_for_each_member_rcu(bond, member)
		if (nb_member_has_addr(member, 0, addr))
			return true;
	return false;
}

bool nb_adaptive_stands_in(const struct nb_member *member)
{
	return READ_ONCE(member->role) != NETBOND_ROLE_ACTIVE;
}

/* Whose own address is it? */
static struct nb_member *nb_adaptive_of(struct nb_bond *bond, const u8 *addr)
{
	struct nb_member *member;

	nb_for_each_member_rcu(bond, member)
		if (nb_member_has_addr(member, 0, addr))
			return member;
	return NULL;
}

/* Devices above know the bond's address alone. */
static bool nb_adaptive_readdress(struct nb_bond *bond, struct sk_buff *skb)
{
	if (skb_cow_head(skb, skb->data - skb_mac_header(skb)))
		return false;
	ether_addr_copy(eth_hdr(skb)->h_dest, bond->dev->dev_addr);
	skb->pkt_type = PACKET_HOST;
	return true;
}

/* A frame that the active member receives, and that is not for the bond's address. */
static rx_handler_result_t nb_adaptive_rx_active(struct nb_bond *bond,
						 struct sk_buff *skb)
{
	const struct ethhdr *eth = eth_hdr(skb);
	struct nb_member *other;

	/* Sent by another member, and brought back by the network. */
	if (nb_adaptive_is_ours(bond, eth->h_source))
		return RX_HANDLER_EXACT;
	if (is_multicast_ether_addr(eth->h_dest))
		return RX_HANDLER_ANOTHER;
	other = nb_adaptive_of(bond, eth->h_dest);
	if (!other)
		return RX_HANDLER_ANOTHER;
	/* Itself it takes nothing while its link is dead, though downdelay holds it. */
	if ((!nb_adaptive_stands_in(other) && nb_member_can_send(other)) ||
	    !nb_adaptive_readdress(bond, skb))
		return RX_HANDLER_EXACT;
	return RX_HANDLER_ANOTHER;
}

static rx_handler_result_t nb_adaptive_rx_other(struct nb_bond *bond,
						struct nb_member *member,
						struct sk_buff *skb)
{
	if (is_link_local_ether_addr(eth_hdr(skb)->h_dest))
		return RX_HANDLER_PASS;
	if (!nb_rx_takeover(bond, member))
		return RX_HANDLER_EXACT;
	return nb_adaptive_rx_active(bond, skb);
}

static rx_handler_result_t nb_adaptive_judge(struct nb_bond *bond,
					     struct nb_member *member,
					     struct sk_buff *skb)
{
	const u8 *dest = eth_hdr(skb)->h_dest;

	if (nb_member_has_addr(member, 0, dest))
		return nb_adaptive_readdress(bond, skb) ? RX_HANDLER_ANOTHER :
							  RX_HANDLER_EXACT;
	if (!READ_ONCE(member->accepts))
		return nb_adaptive_rx_other(bond, member, skb);
	if (nb_bond_has_addr(bond, dest))
		return RX_HANDLER_ANOTHER;
	return nb_adaptive_rx_active(bond, skb);
}

rx_handler_result_t nb_adaptive_rx(struct nb_member *member,
				   struct sk_buff *skb)
{
	struct nb_bond *bond = member->bond;
	rx_handler_result_t result = nb_adaptive_judge(bond, member, skb);
	/* Pairs with nb_bond_commit(). */
	struct nb_clients *clients = smp_load_acquire(&bond->clients);

	if (result != RX_HANDLER_ANOTHER || !clients)
		return result;
	if (unlikely(READ_ONCE(clients->counting)))
		nb_client_trace(clients, skb);
	if (skb->protocol != htons(ETH_P_IP) && READ_ONCE(clients->count))
		nb_teach_rx(bond, skb);
	return result;
}

/* What changes ----------------------------------------------------------- */

void nb_adaptive_update(struct nb_bond *bond, u64 now)
{
	bool adaptive = nb_mode_adaptive(bond->config.mode);
	struct nb_member *active, *member;
	bool moved = false, changed = false;

	lockdep_assert_held(&bond->lock);
	active = rcu_dereference_protected(bond->active,
					   lockdep_is_held(&bond->lock));
	nb_for_each_member(bond, member) {
		bool own = adaptive && member != active;
		u32 share = adaptive ? member->share : 0;

		moved |= member->wears_own != own ||
			 !member->known_share != !share;
		changed |= member->known_share != share || member->leaving;
		WRITE_ONCE(member->wears_own, own);
		member->known_share = share;
	}
	if (changed && bond->config.mode == NETBOND_MODE_BALANCE_ALB)
		nb_client_update(bond);
	if (moved)
		nb_teach_switches(bond, now);
}
