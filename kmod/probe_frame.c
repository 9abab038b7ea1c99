// SPDX-License-Identifier: GPL-2.0
/* The frames of the monitor: making probes, recognising answers. */

#include "probe_frame.h"

#include <linux/icmpv6.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <net/addrconf.h>
#include <net/arp.h>
#include <net/ip6_checksum.h>
#include <net/ndisc.h>

#include "member.h"

/* A Neighbor Solicitation with one source link-layer address option, RFC 4861 section 4.3. */
struct nb_solicit {
	struct ipv6hdr ip;
	struct icmp6hdr icmp;
	struct in6_addr target;
	u8 option;
	u8 option_len;
	u8 option_addr[ETH_ALEN];
} __packed;

static bool nb_probe_frame_named(const struct nb_route *route, bool as_bond)
{
	return as_bond && route->own_addr && route->source.family;
}

bool nb_probe_frame_anonymous(const struct nb_addr *target,
			      const struct nb_route *route, bool as_bond)
{
	return target->family == AF_INET &&
	       !nb_probe_frame_named(route, as_bond);
}

static struct sk_buff *nb_probe_frame_arp(const struct nb_member *member,
					  const u8 *mac,
					  const struct nb_addr *target,
					  const struct nb_route *route,
					  bool as_bond)
{
	__be32 sender =
		nb_probe_frame_named(route, as_bond) ? route->source.ip4 : 0;

	return arp_create(ARPOP_REQUEST, ETH_P_ARP, target->ip4, member->dev,
			  sender, NULL, mac, NULL);
}

void nb_probe_frame_link_local(struct in6_addr *addr, const u8 *mac)
{
	ipv6_addr_set(addr, htonl(0xfe800000), 0, 0, 0);
	addrconf_addr_eui48(addr->s6_addr + 8, (const char *)mac);
}

static void nb_probe_frame_solicit(struct nb_solicit *ns, const u8 *mac,
				   const struct in6_addr *source,
				   const struct in6_addr *target)
{
	const u32 len = sizeof(*ns) - sizeof(ns->ip);

	memset(ns, 0, sizeof(*ns));
	ip6_flow_hdr(&ns->ip, 0, 0);
	ns->ip.payload_len = htons(len);
	ns->ip.nexthdr = IPPROTO_ICMPV6;
	ns->ip.hop_limit = 255;
	ns->ip.saddr = *source;
	addrconf_addr_solict_mult(target, &ns->ip.daddr);
	ns->icmp.icmp6_type = NDISC_NEIGHBOUR_SOLICITATION;
	ns->target = *target;
	ns->option = ND_OPT_SOURCE_LL_ADDR;
	ns->option_len = 1;
	ether_addr_copy(ns->option_addr, mac);
	ns->icmp.icmp6_cksum = csum_ipv6_magic(&ns->ip.saddr, &ns->ip.daddr,
					       len, IPPROTO_ICMPV6,
					       csum_partial(&ns->icmp, len, 0));
}

static struct sk_buff *nb_probe_frame_ns(const struct nb_member *member,
					 const u8 *mac,
					 const struct nb_addr *target,
					 const struct nb_route *route,
					 bool as_bond)
{
	struct net_device *dev = member->dev;
	struct in6_addr source;
	struct nb_solicit *ns;
	unsigned int headroom;
	struct sk_buff *skb;
	u8 group[ETH_ALEN];

	if (nb_probe_frame_named(route, as_bond))
		source = route->source.ip6;
	else
		nb_probe_frame_link_local(&source, mac);

	/* Once: a device may come to need more at any moment. */
	headroom = LL_RESERVED_SPACE(dev);
	skb = alloc_skb(headroom + sizeof(*ns) + dev->needed_tailroom,
			GFP_ATOMIC);
	if (!skb)
		return NULL;
	skb_reserve(skb, headroom);
	skb_reset_network_header(skb);
	ns = skb_put(skb, sizeof(*ns));
	nb_probe_frame_solicit(ns, mac, &source, &target->ip6);
	skb->dev = dev;
	skb->protocol = htons(ETH_P_IPV6);
	ipv6_eth_mc_map(&ns->ip.daddr, group);
	if (dev_hard_header(skb, dev, ETH_P_IPV6, group, mac, skb->len) < 0) {
		kfree_skb(skb);
		return NULL;
	}
	return skb;
}

struct sk_buff *nb_probe_frame_tags(struct sk_buff *skb,
				    const struct nb_route *route)
{
	int i;

	/* The outermost tag is left to the device, the ones inside go in line. */
	for (i = route->tags - 1; i > 0; i--) {
		skb = vlan_insert_tag_set_proto(skb, route->tag[i].proto,
						route->tag[i].id);
		if (!skb)
			return NULL;
	}
	if (route->tags)
		__vlan_hwaccel_put_tag(skb, route->tag[0].proto,
				       route->tag[0].id);
	return skb;
}

struct sk_buff *nb_probe_frame(const struct nb_member *member, const u8 *mac,
			       const struct nb_addr *target,
			       const struct nb_route *route, bool as_bond)
{
	struct sk_buff *skb;

	if (target->family == AF_INET)
		skb = nb_probe_frame_arp(member, mac, target, route, as_bond);
	else
		skb = nb_probe_frame_ns(member, mac, target, route, as_bond);
	if (!skb)
		return NULL;
	skb_reset_mac_header(skb);
	skb->priority = TC_PRIO_CONTROL;
	return nb_probe_frame_tags(skb, route);
}

/* Whose ARP frame? Returns whether it is a reply. */
static bool nb_probe_frame_arp_answer(const struct sk_buff *skb, int offset,
				      struct nb_addr *from)
{
	struct {
		struct arphdr hdr;
		u8 sha[ETH_ALEN];
		__be32 spa;
		u8 tha[ETH_ALEN];
		__be32 tpa;
	} __packed buf, *arp;

	arp = skb_header_pointer(skb, offset, sizeof(buf), &buf);
	if (!arp || arp->hdr.ar_pro != htons(ETH_P_IP) ||
	    arp->hdr.ar_hln != ETH_ALEN || arp->hdr.ar_pln != sizeof(__be32))
		return false;
	from->family = AF_INET;
	from->ip4 = arp->spa;
	return arp->hdr.ar_op == htons(ARPOP_REPLY);
}

static bool nb_probe_frame_nd_answer(const struct sk_buff *skb, int offset,
				     struct nb_addr *from)
{
	struct {
		struct ipv6hdr ip;
		struct icmp6hdr icmp;
		struct in6_addr target;
	} __packed buf, *na;
	__wsum sum;
	u32 len;

	na = skb_header_pointer(skb, offset, sizeof(buf), &buf);
	if (!na || na->ip.version != 6 || na->ip.nexthdr != IPPROTO_ICMPV6)
		return false;
	if (na->icmp.icmp6_type < NDISC_ROUTER_SOLICITATION ||
	    na->icmp.icmp6_type > NDISC_REDIRECT)
		return false;
	if (na->icmp.icmp6_type != NDISC_NEIGHBOUR_ADVERTISEMENT)
		return true;

	/* RFC 4861 section 7.1.2: hop limit, code, length and checksum. */
	len = ntohs(na->ip.payload_len);
	if (na->ip.hop_limit != 255 || na->icmp.icmp6_code ||
	    len < sizeof(buf) - sizeof(buf.ip) ||
	    offset + sizeof(buf.ip) + len > skb->len ||
	    ipv6_addr_is_multicast(&na->ip.daddr))
		return true;
	sum = skb_checksum(skb, offset + sizeof(buf.ip), len, 0);
	if (csum_ipv6_magic(&na->ip.saddr, &na->ip.daddr, len, IPPROTO_ICMPV6,
			    sum))
		return true;
	from->family = AF_INET6;
	from->ip6 = na->target;
	return true;
}

bool nb_probe_frame_answer(const struct sk_buff *skb, struct nb_addr *from,
			   u64 *tags, bool *answers)
{
	__be16 proto = skb->protocol;
	int offset = 0;
	bool ours;

	from->family = 0;
	*tags = 0;
	*answers = false;
	if (skb_vlan_tag_present(skb))
		*tags = nb_tags_push(0, ntohs(skb->vlan_proto),
				     skb_vlan_tag_get_id(skb));
	/* One tag is in the skb already, so only those inside it are in line. */
	while (eth_type_vlan(proto)) {
		struct vlan_hdr buf, *tag;

		tag = skb_header_pointer(skb, offset, sizeof(buf), &buf);
		if (!tag || offset == NB_TAGS_MAX * VLAN_HLEN)
			return false;
		*tags = nb_tags_push(*tags, ntohs(proto),
				     ntohs(tag->h_vlan_TCI) & VLAN_VID_MASK);
		proto = tag->h_vlan_encapsulated_proto;
		offset += VLAN_HLEN;
	}
	if (proto == htons(ETH_P_ARP)) {
		*answers = nb_probe_frame_arp_answer(skb, offset, from);
		return true;
	}
	ours = proto == htons(ETH_P_IPV6) &&
	       nb_probe_frame_nd_answer(skb, offset, from);
	*answers = from->family;
	return ours;
}
