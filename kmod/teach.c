// SPDX-License-Identifier: GPL-2.0
/* balance-tlb and balance-alb: telling neighbours and switches who is where. */

#include "teach.h"

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/pkt_sched.h>

#include "adaptive.h"
#include "address.h"
#include "bond.h"
#include "member.h"
#include "spread.h"
#include "timer.h"
#include "tx.h"
#include "work.h"

/* Neighbours, then VLANs, that are told at a time, and the time between. */
#define NB_LESSONS 32
#define NB_TEACH_VLANS 32
#define NB_TEACH_PACE (10 * NB_MS)
#define NB_TEACH_REST_MAX ((u64)NSEC_PER_SEC)
/* ND with more options than this tells nothing that we need. */
#define NB_TEACH_FRAME 256

/* Frames of this host --------------------------------------------------- */

static u64 nb_teach_tags(const struct sk_buff *skb, u64 inner)
{
	u64 tags = 0;

	if (skb_vlan_tag_present(skb))
		tags = nb_tags_push(0, ntohs(skb->vlan_proto),
				    skb_vlan_tag_get_id(skb));
	return inner ? tags << 32 | inner : tags;
}

/* More than two cannot be put on a lesson. */
static bool nb_teach_deep(const struct sk_buff *skb, u64 inner)
{
	return inner >> 32 && skb_vlan_tag_present(skb) &&
	       skb_vlan_tag_get_id(skb);
}

/* Does it teach the bond's own address, and nobody else's? */
static bool nb_teach_ours(const struct nb_bond *bond, const struct sk_buff *skb,
			  const struct nb_neigh *neigh)
{
	const struct ethhdr *eth = (const struct ethhdr *)skb->data;

	if (!nb_bond_has_addr(bond, eth->h_source))
		return false;
	return nb_bond_has_addr(bond, neigh->mac) ||
	       (neigh->ip6 && !neigh->option);
}

/*
 * What is said on behalf of others is left to them: they may move without a
 * word to us, and our next lesson would bring their neighbours back. An NA of a
 * proxy says that it is one.
 */
static bool nb_teach_proxies(const struct nb_bond *bond,
			     const struct nb_neigh *neigh)
{
	__be32 addr;

	if (neigh->ip6)
		return neigh->proxy;
	memcpy(&addr, neigh->local, sizeof(addr));
	return !nb_address_is_ours(bond, addr);
}

/* Writable, in one piece, with room for an option more. */
static bool nb_teach_prepare(struct sk_buff *skb)
{
	if (skb->ip_summed == CHECKSUM_PARTIAL || skb_linearize(skb))
		return false;
	if (!skb_cloned(skb) && skb_tailroom(skb) >= (int)NB_NEIGH_GROWTH)
		return true;
	return !pskb_expand_head(skb, 0, NB_NEIGH_GROWTH, GFP_ATOMIC);
}

static struct nb_member *nb_teach_choose(struct nb_bond *bond,
					 const struct nb_neigh *neigh, u64 tags)
{
	bool broadcast = neigh->group && !neigh->ip6;
	struct nb_member *member = NULL;
	u64 now;

	spin_lock(&bond->lock);
	now = ktime_get_ns();
	if (bond->clients && bond->config.mode == NETBOND_MODE_BALANCE_ALB) {
		if (!neigh->announcing)
			member = nb_client_teach(bond, neigh, tags, now);
		/* The groups of Neighbor Solicitations reach whom is asked. */
		if (neigh->announcing || broadcast)
			nb_client_mislead(bond, neigh, tags, member, now);
		nb_timer_arm(bond, now);
	}
	spin_unlock(&bond->lock);
	return member;
}

struct nb_member *nb_teach_tx(struct nb_bond *bond, struct sk_buff *skb)
{
	struct nb_member *member;
	struct nb_neigh neigh;
	u8 mac[ETH_ALEN];
	u32 len;

	if (!nb_teach_prepare(skb) ||
	    !nb_neigh_parse(skb->data, skb->len, &neigh) || neigh.probing ||
	    nb_teach_deep(skb, neigh.tags) ||
	    !memchr_inv(neigh.peer, 0, sizeof(neigh.peer)) ||
	    !nb_teach_ours(bond, skb, &neigh) || nb_teach_proxies(bond, &neigh))
		return NULL;
	member = nb_teach_choose(bond, &neigh, nb_teach_tags(skb, neigh.tags));
	if (!member)
		return NULL;
	nb_member_addr(member, 0, mac);
	len = nb_neigh_rewrite(skb->data, skb->len, &neigh, mac);
	skb_put(skb, len - skb->len);
	return member;
}

/* Frames of neighbours -------------------------------------------------- */

u64 nb_teach_path(const struct sk_buff *skb, __be16 *type, int *at)
{
	struct vlan_hdr buf, *tag;
	u64 tags = 0;

	if (skb_vlan_tag_present(skb))
		tags = nb_tags_push(0, ntohs(skb->vlan_proto),
				    skb_vlan_tag_get_id(skb));
	*type = skb->protocol;
	for (*at = 0; eth_type_vlan(*type) && !(tags >> 32); *at += VLAN_HLEN) {
		tag = skb_header_pointer(skb, *at, sizeof(buf), &buf);
		if (!tag)
			break;
		tags = nb_tags_push(tags, ntohs(*type),
				    ntohs(tag->h_vlan_TCI) & VLAN_VID_MASK);
		*type = tag->h_vlan_encapsulated_proto;
	}
	return tags;
}

/* May it be ARP or ND? Data is not to be copied and summed up here. */
static bool nb_teach_speaks(const struct sk_buff *skb, u64 *tags)
{
	const struct ipv6hdr *ip;
	struct ipv6hdr buf;
	__be16 type;
	int at;

	*tags = nb_teach_path(skb, &type, &at);
	if (type != htons(ETH_P_IPV6))
		return type == htons(ETH_P_ARP);
	ip = skb_header_pointer(skb, at, sizeof(buf), &buf);
	return ip && ip->nexthdr == IPPROTO_ICMPV6;
}

void nb_teach_rx(struct nb_bond *bond, const struct sk_buff *skb)
{
	int head = skb->data - skb_mac_header(skb);
	u32 len = skb->len + head;
	u8 frame[NB_TEACH_FRAME];
	struct nb_neigh neigh;
	u64 tags, now;

	if (!nb_teach_speaks(skb, &tags))
		return;
	len = min_t(u32, len, sizeof(frame));
	if (skb_copy_bits(skb, -head, frame, len) ||
	    !nb_neigh_parse(frame, len, &neigh) || neigh.probing ||
	    !is_valid_ether_addr(neigh.mac) ||
	    nb_adaptive_is_ours(bond, neigh.mac))
		return;
	spin_lock(&bond->lock);
	now = ktime_get_ns();
	if (nb_client_heard(bond, &neigh, tags, now))
		nb_timer_arm(bond, now);
	spin_unlock(&bond->lock);
}

/* Lessons --------------------------------------------------------------- */

static struct sk_buff *nb_teach_alloc(struct nb_member *member, u32 len)
{
	struct net_device *dev = member->dev;
	struct sk_buff *skb;
	u32 room = LL_RESERVED_SPACE(dev);

	len = max_t(u32, len, ETH_ZLEN);
	skb = alloc_skb(room + len + dev->needed_tailroom, GFP_ATOMIC);
	if (!skb)
		return NULL;
	skb_reserve(skb, room);
	skb_put_zero(skb, len);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	skb->dev = dev;
	skb->priority = TC_PRIO_CONTROL;
	return skb;
}

static void nb_teach_lesson(struct nb_member *member,
			    const struct nb_neigh_lesson *lesson, u64 tags)
{
	struct sk_buff *skb = nb_teach_alloc(member, NB_NEIGH_MADE);

	if (!skb)
		return;
	skb_trim(skb, nb_neigh_make(skb->data, lesson));
	skb->protocol = eth_hdr(skb)->h_proto;
	/* The outermost tag is left to the device, the one inside goes in line. */
	if (tags >> 32)
		skb = vlan_insert_tag_set_proto(skb, htons((u32)tags >> 16),
						tags & VLAN_VID_MASK);
	if (!skb)
		return;
	if (tags >> 32)
		tags >>= 32;
	if (tags)
		__vlan_hwaccel_put_tag(skb, htons(tags >> 16),
				       tags & VLAN_VID_MASK);
	dev_queue_xmit(skb);
}

static void nb_teach_lessons(struct nb_bond *bond)
{
	unsigned int left = NB_LESSONS;

	while (left--) {
		struct nb_neigh_lesson lesson;
		struct nb_member *member;
		u64 tags;

		spin_lock_bh(&bond->lock);
		member = bond->clients && bond->running ?
				 nb_client_next_lesson(bond, ktime_get_ns(),
						       &lesson, &tags) :
				 NULL;
		spin_unlock_bh(&bond->lock);
		if (!member)
			return;
		nb_teach_lesson(member, &lesson, tags);
	}
}

/* Learning frames ------------------------------------------------------- */

/* A frame of the Configuration Testing Protocol: it ends at the next switch. */
static bool nb_teach_address(struct nb_member *member, const u8 *addr,
			     const struct net_device *vlan)
{
	struct sk_buff *skb = nb_teach_alloc(member, ETH_ZLEN);
	struct ethhdr *eth;

	if (!skb)
		return false;
	eth = eth_hdr(skb);
	ether_addr_copy(eth->h_dest, addr);
	ether_addr_copy(eth->h_source, addr);
	eth->h_proto = htons(ETH_P_LOOPBACK);
	skb->protocol = eth->h_proto;
	if (vlan)
		__vlan_hwaccel_put_tag(skb, vlan_dev_vlan_proto(vlan),
				       vlan_dev_vlan_id(vlan));
	dev_queue_xmit(skb);
	return true;
}

/* The own address of @whose. */
static bool nb_teach_own(struct nb_member *member,
			 const struct nb_member *whose,
			 const struct net_device *vlan)
{
	u8 addr[ETH_ALEN];

	nb_member_addr(whose, 0, addr);
	return nb_teach_address(member, addr, vlan);
}

/* Who receives for the bond and for members that do not: as nb_rx_takeover(). */
static struct nb_member *nb_teach_speaker(struct nb_bond *bond)
{
	struct nb_member *active = rcu_dereference(bond->active);

	if (!active || nb_member_can_send(active))
		return active;
	return nb_tx_substitute(bond);
}

/* What one member tells about a VLAN, or without one. */
static u32 nb_teach_member(struct nb_bond *bond, struct nb_member *member,
			   const struct nb_member *speaker,
			   const struct net_device *vlan)
{
	struct nb_member *other;
	u32 sent = 0;

	if (!nb_member_can_send(member))
		return 0;
	if (READ_ONCE(member->role) == NETBOND_ROLE_ACTIVE)
		sent += nb_teach_own(member, member, vlan);
	if (member != speaker)
		return sent;
	sent += nb_teach_address(member, bond->dev->dev_addr, vlan);
	nb_for_each_member_rcu(bond, other)
		if (nb_adaptive_stands_in(other) || !nb_member_can_send(other))
			sent += nb_teach_own(member, other, vlan);
	return sent;
}

static u32 nb_teach_vlan(struct nb_bond *bond, const struct net_device *vlan)
{
	const struct nb_member *speaker = nb_teach_speaker(bond);
	struct nb_member *member;
	u32 sent = 0;

	nb_for_each_member_rcu(bond, member)
		sent += nb_teach_member(bond, member, speaker, vlan);
	return sent;
}

/*
 * Serves no VLAN, and those from number @at on. Returns whether there are more
 * than could be served.
 */
static bool nb_teach_part(struct nb_bond *bond, u32 at, u32 *sent)
{
	struct net_device *upper;
	struct list_head *iter;
	u32 number = 0;

	*sent = at ? 0 : nb_teach_vlan(bond, NULL);
	netdev_for_each_upper_dev_rcu(bond->dev, upper, iter) {
		if (!is_vlan_dev(upper) || number++ < at)
			continue;
		if (number > at + NB_TEACH_VLANS)
			return true;
		*sent += nb_teach_vlan(bond, upper);
	}
	return false;
}

static void nb_teach_round(struct nb_bond *bond)
{
	struct nb_teach *teach = &bond->teach;
	bool due, more;
	u32 at, sent;
	u64 now;

	spin_lock_bh(&bond->lock);
	due = teach->due;
	teach->due = false;
	at = teach->at;
	spin_unlock_bh(&bond->lock);
	if (!due)
		return;
	more = nb_teach_part(bond, at, &sent);

	spin_lock_bh(&bond->lock);
	now = ktime_get_ns();
	teach->count += sent;
	/* A round that began anew meanwhile goes first. */
	if (!teach->due && teach->next != NB_NEVER) {
		teach->at = more ? at + NB_TEACH_VLANS : 0;
		teach->next = more ? now + NB_TEACH_PACE :
				     max(teach->round, now + NB_TEACH_PACE);
		nb_timer_arm(bond, now);
	}
	spin_unlock_bh(&bond->lock);
}

/* When ----------------------------------------------------------------- */

void nb_teach_switches(struct nb_bond *bond, u64 now)
{
	struct nb_teach *teach = &bond->teach;

	lockdep_assert_held(&bond->lock);
	if (!bond->running || !nb_mode_adaptive(bond->config.mode)) {
		teach->next = NB_NEVER;
		teach->due = false;
		return;
	}
	teach->at = 0;
	teach->round = now + (u64)bond->config.lp_interval * NSEC_PER_SEC;
	teach->next = teach->round;
	teach->due = true;
	nb_work_queue_event(bond);
}

u64 nb_teach_deadline(const struct nb_bond *bond)
{
	return min(bond->teach.next, nb_client_deadline(bond));
}

void nb_teach_run(struct nb_bond *bond, u64 now)
{
	struct nb_clients *clients = bond->clients;
	struct nb_teach *teach = &bond->teach;

	lockdep_assert_held(&bond->lock);
	nb_client_run(bond, now);
	if (clients && now >= clients->next_lesson &&
	    (!list_empty(&clients->due) || !clients->settled)) {
		clients->next_lesson = now + NB_TEACH_PACE;
		nb_work_queue_event(bond);
	}
	if (now < teach->next)
		return;
	if (!teach->at) {
		nb_teach_switches(bond, now);
		return;
	}
	/* Until the worker has been there. */
	teach->next = max(teach->round, now + NB_TEACH_PACE);
	teach->due = true;
	nb_work_queue_event(bond);
}

/*
 * Where thousands of frames take longer than they may, as with many VLANs on a
 * slow processor, others get as much of it.
 */
static void nb_teach_rest(struct nb_bond *bond, u64 began)
{
	struct nb_teach *teach = &bond->teach;
	u64 now = ktime_get_ns();
	u64 until = now + min(now - began, NB_TEACH_REST_MAX);

	if (until <= now + NB_TEACH_PACE)
		return;
	spin_lock_bh(&bond->lock);
	teach->next = max(teach->next, until);
	if (bond->clients)
		bond->clients->next_lesson =
			max(bond->clients->next_lesson, until);
	spin_unlock_bh(&bond->lock);
}

void nb_teach_send(struct nb_bond *bond)
{
	u64 began = ktime_get_ns();

	/* A member that leaves waits for RCU before its device is let go. */
	rcu_read_lock();
	nb_teach_round(bond);
	nb_teach_lessons(bond);
	rcu_read_unlock();
	nb_teach_rest(bond, began);
}
