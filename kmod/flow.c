// SPDX-License-Identifier: GPL-2.0
/*
 * The headers of a frame to a number.
 *
 * Plain IPv4 and IPv6 with TCP or UDP is flow_plain.h's. All else goes through
 * nb_flow_dissect() and nb_flow_mix(), which answer for plain frames the same.
 */

#include "flow_plain.h"

/* Out of the way of plain frames. */
#define NB_FLOW_COLD __attribute__((__noinline__, __cold__))
#define NB_FLOW_TAGS 8 /* VLAN tags of a frame */
#define NB_FLOW_LABELS 8 /* MPLS labels of a packet */
#define NB_FLOW_EXTENSIONS 8 /* extension headers of an IPv6 header */
#define NB_FLOW_LAYERS 5 /* IP headers inside one another */

static inline u32 nb_flow_mix_vlan(const struct nb_flow_seed *seed,
				   const u8 *mac, u16 vlan)
{
	u64 source = nb_flow_load64(mac + 6) << 16 | vlan;

	return nb_flow_finish(nb_flow_absorb(seed, seed->b, source, 0));
}

u32 nb_flow_mix(const struct nb_flow_seed *seed,
		const struct nb_flow_info *info)
{
	u32 ports = nb_flow_load32(info->ports);
	u64 state = seed->b;

	if (info->used & NETBOND_FLOW_FIELD_VLAN)
		return nb_flow_mix_vlan(seed, info->mac, info->vlan);
	if (info->used & NETBOND_FLOW_FIELD_MAC)
		state = nb_flow_absorb_mac(seed, state, info->mac);
	if (info->version == 4)
		state = nb_flow_absorb_ipv4(seed, state, info->addr, ports);
	if (info->version == 6)
		state = nb_flow_absorb_ipv6(seed, state, info->addr, ports);
	return nb_flow_finish(state);
}

u32 nb_flow_remix(const struct nb_flow_seed *seed, u32 hash)
{
	return nb_flow_plain_remix(seed, hash);
}

/* splitmix64: one to one, so no two numbers give the same seed. */
static u64 nb_flow_splitmix(u64 state)
{
	state = (state ^ state >> 30) * 0xbf58476d1ce4e5b9ULL;
	state = (state ^ state >> 27) * 0x94d049bb133111ebULL;
	return state ^ state >> 31;
}

void nb_flow_seed_init(struct nb_flow_seed *seed, u32 number)
{
	seed->a = nb_flow_splitmix(number + 0x9e3779b97f4a7c15ULL);
	seed->b = nb_flow_splitmix(number + 0x3c6ef372fe94f82aULL);
}

/*
 * struct nb_flow_walk - on the way through the headers.
 * @data, @len: the bytes at hand
 * @end: where the IP headers passed say that the packet ends; what is behind
 *	is padding, and never wanted
 * @at: where the next header begins; never more than a few tens of thousands,
 *	so sums with it do not wrap
 * @type: its ethertype
 * @ports: the policy counts ports
 * @encap: the policy looks into tunnels
 * @inner: @at is in a tunnel
 * @error: @at is in the packet an ICMP error is about
 */
struct nb_flow_walk {
	struct nb_flow_info *info;
	const u8 *data;
	u32 len;
	u32 end;
	u32 at;
	u16 type;
	bool ports;
	bool encap;
	bool inner;
	bool error;
};

/* The only way to the bytes: @n at @walk->at, or NULL. */
static const u8 *nb_flow_peek(struct nb_flow_walk *walk, u32 n)
{
	if (walk->at + n > walk->end)
		return NULL;
	if (walk->at + n > walk->len) {
		walk->info->cut = true;
		return NULL;
	}
	return walk->data + walk->at;
}

static const u8 *nb_flow_take(struct nb_flow_walk *walk, u32 n)
{
	const u8 *header = nb_flow_peek(walk, n);

	if (header)
		walk->at += n;
	return header;
}

static void nb_flow_ends(struct nb_flow_walk *walk, u32 end)
{
	if (end < walk->end)
		walk->end = end;
}

static bool nb_flow_is_tag(u16 type)
{
	return type == NB_FLOW_TYPE_8021Q || type == NB_FLOW_TYPE_8021AD ||
	       type == NB_FLOW_TYPE_QINQ;
}

/* To behind an Ethernet header's tags. Return: the outermost tag, or -1. */
static s32 nb_flow_tags(struct nb_flow_walk *walk, u32 most)
{
	s32 outermost = -1;
	const u8 *tag;

	while (most-- && nb_flow_is_tag(walk->type)) {
		tag = nb_flow_take(walk, 4);
		if (!tag)
			break;
		if (outermost < 0)
			outermost = nb_flow_get16(tag);
		walk->type = nb_flow_get16(tag + 2);
	}
	return outermost;
}

static bool nb_flow_inner_eth(struct nb_flow_walk *walk)
{
	const u8 *eth = nb_flow_take(walk, NB_FLOW_ETH);

	if (!eth)
		return false;
	walk->type = nb_flow_get16(eth + 12);
	nb_flow_tags(walk, NB_FLOW_TAGS);
	return true;
}

/*
 * @length: of an address; source and destination are at @addr. What was found
 * around this header counts no more.
 */
static void nb_flow_found(struct nb_flow_walk *walk, u8 version, const u8 *addr,
			  u32 length)
{
	struct nb_flow_info *info = walk->info;
	u32 swap = walk->error ? length : 0;

	info->version = version;
	__builtin_memset(info->addr, 0, sizeof(info->addr));
	__builtin_memcpy(info->addr + swap, addr, length);
	__builtin_memcpy(info->addr + length - swap, addr + length, length);
	__builtin_memset(info->ports, 0, sizeof(info->ports));
	info->used &= NETBOND_FLOW_FIELD_MAC;
	info->used |= NETBOND_FLOW_FIELD_ADDRESS;
	if (walk->inner)
		info->used |= NETBOND_FLOW_FIELD_INNER;
	if (walk->error)
		info->used |= NETBOND_FLOW_FIELD_ERROR;
}

/* Return: the protocol of what follows, or -1: nothing that could count. */
static s32 nb_flow_ipv4(struct nb_flow_walk *walk)
{
	const u8 *ip = nb_flow_peek(walk, NB_FLOW_IPV4);
	u32 header, total;

	if (!ip || ip[0] >> 4 != 4)
		return -1;
	header = (ip[0] & 15) * 4;
	total = nb_flow_get16(ip + 2);
	if (header < NB_FLOW_IPV4 || (total && total < header))
		return -1;
	nb_flow_found(walk, 4, ip + 12, 4);
	if (nb_flow_get16(ip + 6) & NB_FLOW_FRAGMENT) {
		walk->info->used |= NETBOND_FLOW_FIELD_FRAGMENT;
		return -1;
	}
	if (total)
		nb_flow_ends(walk, walk->at + total);
	walk->at += header;
	return ip[9];
}

/* @next: the protocol of the first; return as nb_flow_ipv4(). */
static s32 nb_flow_extensions(struct nb_flow_walk *walk, u8 next)
{
	const u8 *header;
	u32 left;

	for (left = NB_FLOW_EXTENSIONS; left; left--) {
		switch (next) {
		case NB_FLOW_PROTO_HOPOPTS:
		case NB_FLOW_PROTO_ROUTING:
		case NB_FLOW_PROTO_DSTOPTS:
			header = nb_flow_take(walk, 8);
			if (!header)
				return -1;
			walk->at += header[1] * 8;
			break;
		case NB_FLOW_PROTO_FRAGMENT:
			header = nb_flow_take(walk, 8);
			if (!header)
				return -1;
			if (!(nb_flow_get16(header + 2) & 0xfff9))
				break;
			walk->info->used |= NETBOND_FLOW_FIELD_FRAGMENT;
			return -1;
		default:
			return next;
		}
		next = header[0];
	}
	return -1;
}

static s32 nb_flow_ipv6(struct nb_flow_walk *walk)
{
	const u8 *ip = nb_flow_peek(walk, NB_FLOW_IPV6);
	u32 payload;

	if (!ip || ip[0] >> 4 != 6)
		return -1;
	payload = nb_flow_get16(ip + 4);
	nb_flow_found(walk, 6, ip + 8, 16);
	walk->at += NB_FLOW_IPV6;
	if (payload)
		nb_flow_ends(walk, walk->at + payload);
	return nb_flow_extensions(walk, ip[6]);
}

static void nb_flow_ports(struct nb_flow_walk *walk)
{
	struct nb_flow_info *info = walk->info;
	u32 swap = walk->error ? 2 : 0;
	const u8 *ports;

	if (!walk->ports)
		return;
	ports = nb_flow_peek(walk, 4);
	if (!ports)
		return;
	__builtin_memcpy(info->ports + swap, ports, 2);
	__builtin_memcpy(info->ports + 2 - swap, ports + 2, 2);
	info->used |= NETBOND_FLOW_FIELD_PORT;
}

static void nb_flow_spi(struct nb_flow_walk *walk, u32 offset)
{
	const u8 *header;

	if (!walk->ports || walk->error)
		return;
	header = nb_flow_peek(walk, offset + 4);
	if (!header)
		return;
	__builtin_memcpy(walk->info->ports, header + offset, 4);
	walk->info->used |= NETBOND_FLOW_FIELD_PORT;
}

/* The identifier stands for both ports: query and answer have the same. */
static void nb_flow_identifier(struct nb_flow_walk *walk)
{
	const u8 *header;

	if (!walk->ports)
		return;
	header = nb_flow_peek(walk, 6);
	if (!header)
		return;
	__builtin_memcpy(walk->info->ports, header + 4, 2);
	__builtin_memcpy(walk->info->ports + 2, header + 4, 2);
	walk->info->used |= NETBOND_FLOW_FIELD_PORT;
}

/* Return: there is another header at @walk->at, of @walk->type. */
static bool nb_flow_embedded(struct nb_flow_walk *walk, u16 type)
{
	/* An error about an error is not sent. */
	if (walk->error || !nb_flow_take(walk, 8))
		return false;
	walk->type = type;
	walk->error = true;
	return true;
}

static bool nb_flow_icmp(struct nb_flow_walk *walk)
{
	const u8 *icmp = nb_flow_peek(walk, 1);

	if (!icmp || walk->info->version != 4)
		return false;
	switch (icmp[0]) {
	case 0: /* echo reply */
	case 8: /* echo */
	case 13: /* timestamp */
	case 14: /* timestamp reply */
		nb_flow_identifier(walk);
		return false;
	case 3: /* destination unreachable */
	case 4: /* source quench */
	case 5: /* redirect */
	case 11: /* time exceeded */
	case 12: /* parameter problem */
		return nb_flow_embedded(walk, NB_FLOW_TYPE_IPV4);
	default:
		return false;
	}
}

static bool nb_flow_icmpv6(struct nb_flow_walk *walk)
{
	const u8 *icmp = nb_flow_peek(walk, 1);

	if (!icmp || walk->info->version != 6)
		return false;
	switch (icmp[0]) {
	case 128: /* echo request */
	case 129: /* echo reply */
		nb_flow_identifier(walk);
		return false;
	case 1: /* destination unreachable */
	case 2: /* packet too big */
	case 3: /* time exceeded */
	case 4: /* parameter problem */
		return nb_flow_embedded(walk, NB_FLOW_TYPE_IPV6);
	default:
		return false;
	}
}

static bool nb_flow_gre(struct nb_flow_walk *walk)
{
	const u8 *gre = nb_flow_take(walk, 4);
	u16 flags;

	if (!gre)
		return false;
	flags = nb_flow_get16(gre);
	/* Neither source routes nor versions: 1 is PPTP. */
	if (flags & 0x4007)
		return false;
	walk->at += !!(flags & 0x8000) * 4; /* checksum */
	walk->at += !!(flags & 0x2000) * 4; /* key */
	walk->at += !!(flags & 0x1000) * 4; /* sequence number */
	walk->type = nb_flow_get16(gre + 2);
	if (walk->type == NB_FLOW_TYPE_TEB)
		return nb_flow_inner_eth(walk);
	return true;
}

/* At the header that follows UDP's. */
static bool nb_flow_vxlan(struct nb_flow_walk *walk)
{
	const u8 *vxlan = nb_flow_take(walk, 8);

	/* There is a VNI, and no other protocol than Ethernet. */
	if (!vxlan || (vxlan[0] & 0x0c) != 0x08)
		return false;
	return nb_flow_inner_eth(walk);
}

static bool nb_flow_geneve(struct nb_flow_walk *walk)
{
	const u8 *geneve = nb_flow_take(walk, 8);

	/* Version 0, and no control message. */
	if (!geneve || geneve[0] >> 6 || geneve[1] & 0x80)
		return false;
	walk->at += (geneve[0] & 0x3f) * 4;
	walk->type = nb_flow_get16(geneve + 2);
	if (walk->type == NB_FLOW_TYPE_TEB)
		return nb_flow_inner_eth(walk);
	return true;
}

static bool nb_flow_udp(struct nb_flow_walk *walk)
{
	const u8 *udp = nb_flow_peek(walk, 4);
	u16 port;

	if (!udp)
		return false;
	port = nb_flow_get16(udp + 2);
	if (!nb_flow_is_tunnel(port))
		return false;
	walk->at += 8;
	return port == NB_FLOW_PORT_GENEVE ? nb_flow_geneve(walk) :
					     nb_flow_vxlan(walk);
}

/* Return: there is another header at @walk->at, of @walk->type. */
static bool nb_flow_tunnel(struct nb_flow_walk *walk, u8 proto)
{
	switch (proto) {
	case NB_FLOW_PROTO_UDP:
		return nb_flow_udp(walk);
	case NB_FLOW_PROTO_GRE:
		return nb_flow_gre(walk);
	case NB_FLOW_PROTO_IPIP:
		walk->type = NB_FLOW_TYPE_IPV4;
		return true;
	case NB_FLOW_PROTO_IPV6:
		walk->type = NB_FLOW_TYPE_IPV6;
		return true;
	case NB_FLOW_PROTO_MPLS:
		walk->type = NB_FLOW_TYPE_MPLS;
		return true;
	default:
		return false;
	}
}

/* Return: there is another header at @walk->at, of @walk->type. */
static bool nb_flow_transport(struct nb_flow_walk *walk, u8 proto)
{
	switch (proto) {
	case NB_FLOW_PROTO_TCP:
	case NB_FLOW_PROTO_UDP:
	case NB_FLOW_PROTO_DCCP:
	case NB_FLOW_PROTO_SCTP:
	case NB_FLOW_PROTO_UDPLITE:
		nb_flow_ports(walk);
		break;
	case NB_FLOW_PROTO_ESP:
		nb_flow_spi(walk, 0);
		break;
	case NB_FLOW_PROTO_AH:
		nb_flow_spi(walk, 4);
		break;
	case NB_FLOW_PROTO_ICMP:
		return nb_flow_icmp(walk);
	case NB_FLOW_PROTO_ICMPV6:
		return nb_flow_icmpv6(walk);
	}
	/* What turns out not to be a tunnel has its ports already. */
	if (!walk->encap || !nb_flow_tunnel(walk, proto))
		return false;
	walk->inner = true;
	return true;
}

static bool nb_flow_pppoe(struct nb_flow_walk *walk)
{
	const u8 *pppoe = nb_flow_take(walk, 8);

	/* Version 1, type 1, session data. */
	if (!pppoe || nb_flow_get16(pppoe) != 0x1100)
		return false;
	switch (nb_flow_get16(pppoe + 6)) {
	case 0x0021:
		walk->type = NB_FLOW_TYPE_IPV4;
		return true;
	case 0x0057:
		walk->type = NB_FLOW_TYPE_IPV6;
		return true;
	default:
		return false;
	}
}

/* What labels stand before is not said: IP has its version in the first byte. */
static bool nb_flow_mpls(struct nb_flow_walk *walk)
{
	const u8 *label, *first;
	u32 left;

	for (left = NB_FLOW_LABELS; left; left--) {
		label = nb_flow_take(walk, 4);
		if (!label)
			return false;
		if (!(label[2] & 1))
			continue;
		first = nb_flow_peek(walk, 1);
		if (!first)
			return false;
		walk->type = first[0] >> 4 == 4 ? NB_FLOW_TYPE_IPV4 :
						  NB_FLOW_TYPE_IPV6;
		return true;
	}
	return false;
}

/* One IP header and what is before it. Return: there may be another inside. */
static bool nb_flow_layer(struct nb_flow_walk *walk)
{
	s32 proto = -1;

	switch (walk->type) {
	case NB_FLOW_TYPE_PPPOE:
		if (!nb_flow_pppoe(walk))
			return false;
		break;
	case NB_FLOW_TYPE_MPLS:
	case NB_FLOW_TYPE_MPLS_MC:
		if (!nb_flow_mpls(walk))
			return false;
		break;
	}
	if (walk->type == NB_FLOW_TYPE_IPV4)
		proto = nb_flow_ipv4(walk);
	else if (walk->type == NB_FLOW_TYPE_IPV6)
		proto = nb_flow_ipv6(walk);
	return proto >= 0 && nb_flow_transport(walk, (u8)proto);
}

/* The Ethernet header and its tags. */
static bool nb_flow_eth(struct nb_flow_walk *walk,
			const struct nb_flow_frame *frame)
{
	const u8 *eth = nb_flow_take(walk, NB_FLOW_ETH);
	struct nb_flow_info *info = walk->info;
	s32 tag;

	info->used = NETBOND_FLOW_FIELD_MAC;
	if (!eth)
		return false;
	__builtin_memcpy(info->mac, eth, 12);
	walk->type = nb_flow_get16(eth + 12);
	tag = nb_flow_tags(walk, NB_FLOW_TAGS - frame->tagged);
	if (frame->tagged)
		tag = frame->tag_tci;
	if (tag >= 0)
		info->vlan = tag & 0xfff;
	if (walk->type >= NB_FLOW_TYPE_MIN) {
		info->mac[12] = (u8)(walk->type >> 8);
		info->mac[13] = (u8)walk->type;
	}
	return true;
}

/* From the IP header that counts, if there is one. */
static void nb_flow_layers(struct nb_flow_walk *walk)
{
	u32 left = NB_FLOW_LAYERS;

	while (left && nb_flow_layer(walk))
		left--;
	if (walk->ports && walk->info->version)
		walk->info->used &= ~NETBOND_FLOW_FIELD_MAC;
}

NB_FLOW_COLD void nb_flow_dissect(u32 policy, const struct nb_flow_frame *frame,
				  struct nb_flow_info *info)
{
	struct nb_flow_walk walk = {
		.info = info, .data = frame->data, .len = frame->len, .end = ~0U
	};

	__builtin_memset(info, 0, sizeof(*info));
	if (!nb_flow_eth(&walk, frame))
		return;

	switch (policy) {
	case NETBOND_XMIT_HASH_POLICY_VLAN_SRCMAC:
		info->used |= NETBOND_FLOW_FIELD_VLAN;
		break;
	case NETBOND_XMIT_HASH_POLICY_LAYER23:
	case NETBOND_XMIT_HASH_POLICY_LAYER34:
	case NETBOND_XMIT_HASH_POLICY_ENCAP23:
	case NETBOND_XMIT_HASH_POLICY_ENCAP34:
		walk.encap = nb_flow_looks_inside(policy);
		walk.ports = nb_flow_policy_uses_l4_hash(policy);
		nb_flow_layers(&walk);
		break;
	}
}

/* All but plain frames. */
static NB_FLOW_COLD u32 nb_flow_hash_other(const struct nb_flow_seed *seed,
					   u32 policy,
					   const struct nb_flow_frame *frame,
					   bool *cut)
{
	struct nb_flow_info info;

	nb_flow_dissect(policy, frame, &info);
	*cut = info.cut;
	return nb_flow_mix(seed, &info);
}

/* What flow_plain.h knows: false for other frames and policies. */
static bool nb_flow_hash_plain(const struct nb_flow_seed *seed, u32 policy,
			       const u8 *data, u32 len, u32 *hash)
{
	switch (policy) {
	case NETBOND_XMIT_HASH_POLICY_LAYER2:
		return nb_flow_plain_mac(seed, data, len, hash);
	case NETBOND_XMIT_HASH_POLICY_LAYER23:
	case NETBOND_XMIT_HASH_POLICY_ENCAP23:
		return nb_flow_plain_addr4(seed, policy, data, len, hash) ||
		       nb_flow_plain_addr6(seed, policy, data, len, hash);
	case NETBOND_XMIT_HASH_POLICY_LAYER34:
	case NETBOND_XMIT_HASH_POLICY_ENCAP34:
		return nb_flow_plain_port4(seed, policy, data, len, hash) ||
		       nb_flow_plain_port6(seed, policy, data, len, hash);
	default:
		return false;
	}
}

u32 nb_flow_hash(const struct nb_flow_seed *seed, u32 policy,
		 const struct nb_flow_frame *frame, bool *cut)
{
	u32 hash;

	*cut = false;
	if (nb_flow_hash_plain(seed, policy, frame->data, frame->len, &hash))
		return hash;
	return nb_flow_hash_other(seed, policy, frame, cut);
}
