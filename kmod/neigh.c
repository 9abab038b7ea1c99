// SPDX-License-Identifier: GPL-2.0
/* ARP and Neighbour Discovery: read, made to teach another address, made. */

#include "neigh.h"

/* Lengths. */
enum {
	NB_NEIGH_MAC = 6,
	NB_NEIGH_ETH = 14,
	NB_NEIGH_TAG = 4,
	NB_NEIGH_ARP = 28,
	NB_NEIGH_IPV4 = 4,
	NB_NEIGH_IPV6 = 40,
	NB_NEIGH_ND = 24, /* NS and NA up to the options */
	NB_NEIGH_RA_SIZE = 16, /* the same of RA */
	NB_NEIGH_OPTION = 8, /* with a link-layer address */
};

#define NB_NEIGH_TAGS 2u
#define NB_NEIGH_LAST 0xffffu /* offsets are 16 bits wide */

enum {
	NB_NEIGH_TYPE_ARP = 0x0806,
	NB_NEIGH_TYPE_8021Q = 0x8100,
	NB_NEIGH_TYPE_IPV6 = 0x86dd,
	NB_NEIGH_TYPE_8021AD = 0x88a8,
	NB_NEIGH_TYPE_QINQ = 0x9100,
};

/* From the ARP header on. */
enum {
	NB_NEIGH_ARP_OP = 6,
	NB_NEIGH_ARP_SHA = 8,
	NB_NEIGH_ARP_SPA = 14,
	NB_NEIGH_ARP_THA = 18,
	NB_NEIGH_ARP_TPA = 24,
};

enum {
	NB_NEIGH_OP_REQUEST = 1,
	NB_NEIGH_OP_REPLY = 2,
};

/* From the IPv6 header on; the message follows it. */
enum {
	NB_NEIGH_IP_PAYLOAD = 4,
	NB_NEIGH_IP_NEXT = 6,
	NB_NEIGH_IP_HOPS = 7,
	NB_NEIGH_IP_SOURCE = 8,
	NB_NEIGH_IP_DEST = 24,
	NB_NEIGH_ND_TYPE = 40,
	NB_NEIGH_ND_CODE = 41,
	NB_NEIGH_ND_SUM = 42,
	NB_NEIGH_ND_FLAGS = 44,
	NB_NEIGH_ND_TARGET = 48,
	NB_NEIGH_ND_OPTIONS = 64,
};

#define NB_NEIGH_ICMPV6 58u
#define NB_NEIGH_HOPS 255u

enum {
	NB_NEIGH_ND_RA = 134,
	NB_NEIGH_ND_NS = 135,
	NB_NEIGH_ND_NA = 136,
};

enum {
	NB_NEIGH_NA_ROUTER = 0x80,
	NB_NEIGH_NA_SOLICITED = 0x40,
	NB_NEIGH_NA_OVERRIDE = 0x20,
};

enum {
	NB_NEIGH_OPTION_SOURCE = 1,
	NB_NEIGH_OPTION_TARGET = 2,
	NB_NEIGH_OPTION_CGA = 11, /* RFC 3971 */
	NB_NEIGH_OPTION_RSA = 12,
};

/* ARP for IPv4 over Ethernet, up to the operation. */
static const u8 nb_neigh_arp_head[] = {
	0, 1, 8, 0, NB_NEIGH_MAC, NB_NEIGH_IPV4
};

static u16 nb_neigh_get16(const u8 *at)
{
	return (u16)(at[0] << 8 | at[1]);
}

static void nb_neigh_put16(u8 *at, u32 value)
{
	at[0] = (u8)(value >> 8);
	at[1] = (u8)value;
}

static bool nb_neigh_is_zero(const u8 *addr, u32 len)
{
	while (len)
		if (addr[--len])
			return false;
	return true;
}

/* Of a MAC address. */
static bool nb_neigh_is_group(const u8 *mac)
{
	return mac[0] & 1;
}

/* Of an IPv6 address. */
static bool nb_neigh_is_multicast(const u8 *addr)
{
	return addr[0] == 0xff;
}

/* ff02::1:ff00:0/104 */
static bool nb_neigh_is_solicited_node(const u8 *addr)
{
	static const u8 prefix[] = {
		0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff
	};

	return !__builtin_memcmp(addr, prefix, sizeof(prefix));
}

static bool nb_neigh_is_tag(u16 type)
{
	return type == NB_NEIGH_TYPE_8021Q || type == NB_NEIGH_TYPE_8021AD ||
	       type == NB_NEIGH_TYPE_QINQ;
}

/* Return: the ethertype behind the tags, 0: the frame ends before. */
static u16 nb_neigh_eth(const u8 *data, u32 len, struct nb_neigh *neigh)
{
	u32 left, at = NB_NEIGH_ETH;
	u16 type;

	if (len < at)
		return 0;
	type = nb_neigh_get16(data + at - 2);
	for (left = NB_NEIGH_TAGS; left && nb_neigh_is_tag(type); left--) {
		if (len < at + NB_NEIGH_TAG)
			return 0;
		neigh->tags = nb_tags_push(neigh->tags, type,
					   nb_neigh_get16(data + at) & 0xfff);
		at += NB_NEIGH_TAG;
		type = nb_neigh_get16(data + at - 2);
	}
	neigh->group = nb_neigh_is_group(data);
	neigh->at = (u16)at;
	return type;
}

static u8 nb_neigh_arp_kind(const u8 *arp)
{
	if (__builtin_memcmp(arp, nb_neigh_arp_head, sizeof(nb_neigh_arp_head)))
		return NB_NEIGH_NONE;
	switch (nb_neigh_get16(arp + NB_NEIGH_ARP_OP)) {
	case NB_NEIGH_OP_REQUEST:
		return NB_NEIGH_ARP_REQUEST;
	case NB_NEIGH_OP_REPLY:
		return NB_NEIGH_ARP_REPLY;
	default:
		return NB_NEIGH_NONE;
	}
}

static bool nb_neigh_arp(const u8 *data, u32 len, struct nb_neigh *neigh)
{
	const u8 *arp = data + neigh->at;
	const u8 *tha = arp + NB_NEIGH_ARP_THA;

	if (len - neigh->at < NB_NEIGH_ARP)
		return false;
	neigh->kind = nb_neigh_arp_kind(arp);
	__builtin_memcpy(neigh->mac, arp + NB_NEIGH_ARP_SHA, NB_NEIGH_MAC);
	__builtin_memcpy(neigh->local, arp + NB_NEIGH_ARP_SPA, NB_NEIGH_IPV4);
	__builtin_memcpy(neigh->peer, arp + NB_NEIGH_ARP_TPA, NB_NEIGH_IPV4);
	neigh->probing = nb_neigh_is_zero(neigh->local, NB_NEIGH_IPV4);
	neigh->announcing =
		!neigh->probing &&
		!__builtin_memcmp(neigh->local, neigh->peer, NB_NEIGH_IPV4);
	if (neigh->kind == NB_NEIGH_ARP_REPLY && !nb_neigh_is_group(tha))
		__builtin_memcpy(neigh->peer_mac, tha, NB_NEIGH_MAC);
	return neigh->kind != NB_NEIGH_NONE;
}

/*
 * Over the pseudo-header of RFC 8200 section 8.1 and the message, of even
 * length. Return: 0 if the checksum in it is right; what it has to be if that
 * is 0.
 */
static u16 nb_neigh_checksum(const u8 *ip)
{
	u32 payload = nb_neigh_get16(ip + NB_NEIGH_IP_PAYLOAD);
	u32 sum = payload + NB_NEIGH_ICMPV6;
	u32 at;

	for (at = NB_NEIGH_IP_SOURCE; at < NB_NEIGH_IPV6 + payload; at += 2)
		sum += nb_neigh_get16(ip + at);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (u16)~sum;
}

static u32 nb_neigh_end(const u8 *data, const struct nb_neigh *neigh)
{
	return neigh->at + NB_NEIGH_IPV6 +
	       nb_neigh_get16(data + neigh->at + NB_NEIGH_IP_PAYLOAD);
}

static u8 nb_neigh_option_type(u8 kind)
{
	return kind == NB_NEIGH_NA ? NB_NEIGH_OPTION_TARGET :
				     NB_NEIGH_OPTION_SOURCE;
}

/* Bytes of a message before its options; 0: not one of these. */
static u32 nb_neigh_fixed(u8 type)
{
	switch (type) {
	case NB_NEIGH_ND_RA:
		return NB_NEIGH_RA_SIZE;
	case NB_NEIGH_ND_NS:
	case NB_NEIGH_ND_NA:
		return NB_NEIGH_ND;
	default:
		return 0;
	}
}

/* Are the options those of a message that may be touched? Finds the address. */
static bool nb_neigh_options(const u8 *data, struct nb_neigh *neigh)
{
	u32 at = neigh->at + NB_NEIGH_IPV6 +
		 nb_neigh_fixed(data[neigh->at + NB_NEIGH_ND_TYPE]);
	u32 size, end = nb_neigh_end(data, neigh);

	for (; at < end; at += size) {
		size = data[at + 1] * 8u;
		if (!size || size > end - at ||
		    data[at] == NB_NEIGH_OPTION_CGA ||
		    data[at] == NB_NEIGH_OPTION_RSA)
			return false;
		if (data[at] != nb_neigh_option_type(neigh->kind))
			continue;
		/* Of two, receivers are free to believe either. */
		if (neigh->option || size != NB_NEIGH_OPTION)
			return false;
		neigh->option = (u16)at;
		__builtin_memcpy(neigh->mac, data + at + 2, NB_NEIGH_MAC);
	}
	return neigh->option || end + NB_NEIGH_GROWTH <= NB_NEIGH_LAST;
}

/* Is a message there, whole and unharmed, with no header in between? */
static bool nb_neigh_is_nd(const u8 *data, u32 len,
			   const struct nb_neigh *neigh)
{
	const u8 *ip = data + neigh->at;
	u32 payload, end, fixed;

	if (len - neigh->at < NB_NEIGH_IPV6 + NB_NEIGH_RA_SIZE)
		return false;
	fixed = nb_neigh_fixed(ip[NB_NEIGH_ND_TYPE]);
	payload = nb_neigh_get16(ip + NB_NEIGH_IP_PAYLOAD);
	end = nb_neigh_end(data, neigh);
	/* Options come in eights. */
	if (!fixed || payload < fixed || payload % 8 || end > len ||
	    end > NB_NEIGH_LAST)
		return false;
	return ip[0] >> 4 == 6 && ip[NB_NEIGH_IP_NEXT] == NB_NEIGH_ICMPV6 &&
	       ip[NB_NEIGH_IP_HOPS] == NB_NEIGH_HOPS && !ip[NB_NEIGH_ND_CODE] &&
	       !nb_neigh_checksum(ip);
}

/* RFC 4861 section 7.1.1 */
static bool nb_neigh_ns(const u8 *data, struct nb_neigh *neigh)
{
	const u8 *ip = data + neigh->at;

	neigh->kind = NB_NEIGH_NS;
	__builtin_memcpy(neigh->local, ip + NB_NEIGH_IP_SOURCE, NB_NEIGH_ADDR);
	__builtin_memcpy(neigh->peer, ip + NB_NEIGH_ND_TARGET, NB_NEIGH_ADDR);
	neigh->probing = nb_neigh_is_zero(neigh->local, NB_NEIGH_ADDR);
	if (!nb_neigh_options(data, neigh))
		return false;
	return !neigh->probing ||
	       (!neigh->option &&
		nb_neigh_is_solicited_node(ip + NB_NEIGH_IP_DEST));
}

/* RFC 4861 section 7.1.2 */
static bool nb_neigh_na(const u8 *data, struct nb_neigh *neigh)
{
	const u8 *ip = data + neigh->at;

	neigh->kind = NB_NEIGH_NA;
	__builtin_memcpy(neigh->local, ip + NB_NEIGH_ND_TARGET, NB_NEIGH_ADDR);
	__builtin_memcpy(neigh->peer, ip + NB_NEIGH_IP_DEST, NB_NEIGH_ADDR);
	neigh->announcing = nb_neigh_is_multicast(neigh->peer);
	neigh->proxy = !!__builtin_memcmp(ip + NB_NEIGH_IP_SOURCE, neigh->local,
					  NB_NEIGH_ADDR);
	neigh->router = ip[NB_NEIGH_ND_FLAGS] & NB_NEIGH_NA_ROUTER;
	neigh->solicited = ip[NB_NEIGH_ND_FLAGS] & NB_NEIGH_NA_SOLICITED;
	if (!nb_neigh_options(data, neigh))
		return false;
	return !neigh->announcing || !neigh->solicited;
}

/* RFC 4861 section 6.1.2; without the option it teaches nothing. */
static bool nb_neigh_ra(const u8 *data, struct nb_neigh *neigh)
{
	const u8 *ip = data + neigh->at;

	neigh->kind = NB_NEIGH_RA;
	__builtin_memcpy(neigh->local, ip + NB_NEIGH_IP_SOURCE, NB_NEIGH_ADDR);
	__builtin_memcpy(neigh->peer, ip + NB_NEIGH_IP_DEST, NB_NEIGH_ADDR);
	neigh->announcing = nb_neigh_is_multicast(neigh->peer);
	neigh->router = true;
	return nb_neigh_options(data, neigh) && neigh->option &&
	       !nb_neigh_is_zero(neigh->local, NB_NEIGH_ADDR);
}

static bool nb_neigh_nd(const u8 *data, u32 len, struct nb_neigh *neigh)
{
	const u8 *ip = data + neigh->at;

	neigh->ip6 = true;
	if (!nb_neigh_is_nd(data, len, neigh) ||
	    nb_neigh_is_multicast(ip + NB_NEIGH_IP_SOURCE) ||
	    nb_neigh_is_zero(ip + NB_NEIGH_IP_DEST, NB_NEIGH_ADDR))
		return false;
	if (ip[NB_NEIGH_ND_TYPE] == NB_NEIGH_ND_RA)
		return nb_neigh_ra(data, neigh);
	if (nb_neigh_is_multicast(ip + NB_NEIGH_ND_TARGET))
		return false;
	switch (ip[NB_NEIGH_ND_TYPE]) {
	case NB_NEIGH_ND_NS:
		return nb_neigh_ns(data, neigh);
	case NB_NEIGH_ND_NA:
		return nb_neigh_na(data, neigh);
	default:
		return false;
	}
}

bool nb_neigh_parse(const u8 *data, u32 len, struct nb_neigh *neigh)
{
	bool found = false;

	__builtin_memset(neigh, 0, sizeof(*neigh));
	switch (nb_neigh_eth(data, len, neigh)) {
	case NB_NEIGH_TYPE_ARP:
		found = nb_neigh_arp(data, len, neigh);
		break;
	case NB_NEIGH_TYPE_IPV6:
		found = nb_neigh_nd(data, len, neigh);
		break;
	}
	if (!found)
		__builtin_memset(neigh, 0, sizeof(*neigh));
	else if (!neigh->group &&
		 nb_neigh_is_zero(neigh->peer_mac, NB_NEIGH_MAC))
		__builtin_memcpy(neigh->peer_mac, data, NB_NEIGH_MAC);
	return found;
}

static void nb_neigh_sign(u8 *ip)
{
	nb_neigh_put16(ip + NB_NEIGH_ND_SUM, 0);
	nb_neigh_put16(ip + NB_NEIGH_ND_SUM, nb_neigh_checksum(ip));
}

static void nb_neigh_put_option(u8 *option, u8 kind, const u8 *mac)
{
	option[0] = nb_neigh_option_type(kind);
	option[1] = NB_NEIGH_OPTION / 8;
	__builtin_memcpy(option + 2, mac, NB_NEIGH_MAC);
}

/* Room for an option, where the message ends. Return: the new length. */
static u32 nb_neigh_grow(u8 *data, u32 len, struct nb_neigh *neigh)
{
	u8 *payload = data + neigh->at + NB_NEIGH_IP_PAYLOAD;
	u32 end = nb_neigh_end(data, neigh);

	__builtin_memmove(data + end + NB_NEIGH_GROWTH, data + end, len - end);
	nb_neigh_put16(payload, nb_neigh_get16(payload) + NB_NEIGH_GROWTH);
	neigh->option = (u16)end;
	return len + NB_NEIGH_GROWTH;
}

static u32 nb_neigh_rewrite_nd(u8 *data, u32 len, struct nb_neigh *neigh)
{
	u8 *ip = data + neigh->at;

	if (!neigh->option) {
		len = nb_neigh_grow(data, len, neigh);
		if (neigh->kind == NB_NEIGH_NA)
			ip[NB_NEIGH_ND_FLAGS] |= NB_NEIGH_NA_OVERRIDE;
	}
	nb_neigh_put_option(data + neigh->option, neigh->kind, neigh->mac);
	nb_neigh_sign(ip);
	return len;
}

u32 nb_neigh_rewrite(u8 *data, u32 len, struct nb_neigh *neigh, const u8 *mac)
{
	if (neigh->kind == NB_NEIGH_NONE || neigh->probing)
		return len;
	__builtin_memcpy(neigh->mac, mac, NB_NEIGH_MAC);
	__builtin_memcpy(data + NB_NEIGH_MAC, mac, NB_NEIGH_MAC);
	if (neigh->ip6)
		return nb_neigh_rewrite_nd(data, len, neigh);
	__builtin_memcpy(data + neigh->at + NB_NEIGH_ARP_SHA, mac,
			 NB_NEIGH_MAC);
	return len;
}

static u32 nb_neigh_make_arp(u8 *arp, const struct nb_neigh_lesson *lesson)
{
	__builtin_memcpy(arp, nb_neigh_arp_head, sizeof(nb_neigh_arp_head));
	nb_neigh_put16(arp + NB_NEIGH_ARP_OP, NB_NEIGH_OP_REQUEST);
	__builtin_memcpy(arp + NB_NEIGH_ARP_SHA, lesson->mac, NB_NEIGH_MAC);
	__builtin_memcpy(arp + NB_NEIGH_ARP_SPA, lesson->local, NB_NEIGH_IPV4);
	__builtin_memset(arp + NB_NEIGH_ARP_THA, 0, NB_NEIGH_MAC);
	__builtin_memcpy(arp + NB_NEIGH_ARP_TPA, lesson->peer, NB_NEIGH_IPV4);
	return NB_NEIGH_ARP;
}

static u32 nb_neigh_make_na(u8 *ip, const struct nb_neigh_lesson *lesson)
{
	u8 *flags = ip + NB_NEIGH_ND_FLAGS;

	__builtin_memset(ip, 0, NB_NEIGH_ND_OPTIONS);
	ip[0] = 6 << 4;
	nb_neigh_put16(ip + NB_NEIGH_IP_PAYLOAD, NB_NEIGH_ND + NB_NEIGH_OPTION);
	ip[NB_NEIGH_IP_NEXT] = NB_NEIGH_ICMPV6;
	ip[NB_NEIGH_IP_HOPS] = NB_NEIGH_HOPS;
	__builtin_memcpy(ip + NB_NEIGH_IP_SOURCE, lesson->local, NB_NEIGH_ADDR);
	__builtin_memcpy(ip + NB_NEIGH_IP_DEST, lesson->peer, NB_NEIGH_ADDR);
	ip[NB_NEIGH_ND_TYPE] = NB_NEIGH_ND_NA;
	*flags = NB_NEIGH_NA_OVERRIDE;
	if (lesson->router)
		*flags |= NB_NEIGH_NA_ROUTER;
	__builtin_memcpy(ip + NB_NEIGH_ND_TARGET, lesson->local, NB_NEIGH_ADDR);
	nb_neigh_put_option(ip + NB_NEIGH_ND_OPTIONS, NB_NEIGH_NA, lesson->mac);
	nb_neigh_sign(ip);
	return NB_NEIGH_ND_OPTIONS + NB_NEIGH_OPTION;
}

u32 nb_neigh_make(u8 *data, const struct nb_neigh_lesson *lesson)
{
	u8 *message = data + NB_NEIGH_ETH;
	u8 *type = message - 2;

	__builtin_memcpy(data, lesson->peer_mac, NB_NEIGH_MAC);
	__builtin_memcpy(data + NB_NEIGH_MAC, lesson->mac, NB_NEIGH_MAC);
	if (lesson->ip6) {
		nb_neigh_put16(type, NB_NEIGH_TYPE_IPV6);
		return NB_NEIGH_ETH + nb_neigh_make_na(message, lesson);
	}
	nb_neigh_put16(type, NB_NEIGH_TYPE_ARP);
	return NB_NEIGH_ETH + nb_neigh_make_arp(message, lesson);
}
