/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hash of plain frames, each kind in a straight line, for the packet path to
 * inline; and what it shares with flow.c. Pure.
 */
#ifndef NB_FLOW_PLAIN_H
#define NB_FLOW_PLAIN_H

#include "flow.h"

enum {
	NB_FLOW_ETH = 14,
	NB_FLOW_IPV4 = 20,
	NB_FLOW_IPV6 = 40,
};

#define NB_FLOW_FRAGMENT 0x3fff /* of IPv4: more of them, or an offset */

/* Ethertypes and, of GRE, what is like them. */
enum {
	NB_FLOW_TYPE_MIN = 0x0600, /* below are lengths */
	NB_FLOW_TYPE_IPV4 = 0x0800,
	NB_FLOW_TYPE_TEB = 0x6558,
	NB_FLOW_TYPE_8021Q = 0x8100,
	NB_FLOW_TYPE_IPV6 = 0x86dd,
	NB_FLOW_TYPE_MPLS = 0x8847,
	NB_FLOW_TYPE_MPLS_MC = 0x8848,
	NB_FLOW_TYPE_PPPOE = 0x8864,
	NB_FLOW_TYPE_8021AD = 0x88a8,
	NB_FLOW_TYPE_QINQ = 0x9100,
};

/* IP protocols and IPv6 extension headers. */
enum {
	NB_FLOW_PROTO_HOPOPTS = 0,
	NB_FLOW_PROTO_ICMP = 1,
	NB_FLOW_PROTO_IPIP = 4,
	NB_FLOW_PROTO_TCP = 6,
	NB_FLOW_PROTO_UDP = 17,
	NB_FLOW_PROTO_DCCP = 33,
	NB_FLOW_PROTO_IPV6 = 41,
	NB_FLOW_PROTO_ROUTING = 43,
	NB_FLOW_PROTO_FRAGMENT = 44,
	NB_FLOW_PROTO_GRE = 47,
	NB_FLOW_PROTO_ESP = 50,
	NB_FLOW_PROTO_AH = 51,
	NB_FLOW_PROTO_ICMPV6 = 58,
	NB_FLOW_PROTO_DSTOPTS = 60,
	NB_FLOW_PROTO_SCTP = 132,
	NB_FLOW_PROTO_UDPLITE = 136,
	NB_FLOW_PROTO_MPLS = 137,
};

enum {
	NB_FLOW_PORT_VXLAN = 4789,
	NB_FLOW_PORT_GENEVE = 6081,
	NB_FLOW_PORT_VXLAN_OLD = 8472, /* Linux, when not told otherwise */
};

/* Reading bytes at any address; little-endian, so that all agree. */

static inline u16 nb_flow_get16(const u8 *p)
{
	return (u16)(p[0] << 8 | p[1]);
}

static inline u16 nb_flow_load16(const u8 *p)
{
	u16 v;

	__builtin_memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap16(v);
#endif
	return v;
}

static inline u32 nb_flow_load32(const u8 *p)
{
	u32 v;

	__builtin_memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap32(v);
#endif
	return v;
}

static inline u64 nb_flow_load64(const u8 *p)
{
	u64 v;

	__builtin_memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v;
}

/* What nb_flow_load16() gives where nb_flow_get16() gives @v; for constants. */
#define NB_FLOW_LOADED(v) ((u16)((v) / 256 + (v) % 256 * 256))

/* Mixing: keyed multiplication of 64 by 64 bits, the halves folded. */

#if defined(__SIZEOF_INT128__) && !defined(NB_FLOW_NO_INT128) && \
	(!defined(__KERNEL__) || defined(CONFIG_ARCH_SUPPORTS_INT128))
static inline u64 nb_flow_multiply(u64 a, u64 b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (u64)product ^ (u64)(product >> 64);
}
#else
static inline u64 nb_flow_multiply(u64 a, u64 b)
{
	u64 a0 = a & 0xffffffff, a1 = a >> 32;
	u64 b0 = b & 0xffffffff, b1 = b >> 32;
	u64 low = a0 * b0;
	u64 one = a1 * b0 + (low >> 32);
	u64 two = a0 * b1 + (u32)one;

	return (two << 32 | (u32)low) ^ (a1 * b1 + (one >> 32) + (two >> 32));
}
#endif

/*
 * Takes two words more into @state. Both factors go into the result once more:
 * one that happens to be zero or all ones must not wipe out the other. Added,
 * as with a factor of one the other would cancel itself.
 */
static inline u64 nb_flow_absorb(const struct nb_flow_seed *seed, u64 state,
				 u64 u, u64 v)
{
	u ^= seed->a;
	v ^= state;
	return nb_flow_multiply(u, v) + u + v;
}

static inline u32 nb_flow_finish(u64 state)
{
	return (u32)nb_flow_multiply(state, 0x9e6c63d0876a9a47ULL);
}

/* @mac: both addresses and the ethertype, 14 bytes in two overlapping words. */
static inline u64 nb_flow_absorb_mac(const struct nb_flow_seed *seed, u64 state,
				     const u8 *mac)
{
	return nb_flow_absorb(seed, state, nb_flow_load64(mac),
			      nb_flow_load64(mac + 6));
}

static inline u64 nb_flow_absorb_ipv4(const struct nb_flow_seed *seed,
				      u64 state, const u8 *addr, u32 ports)
{
	return nb_flow_absorb(seed, state, nb_flow_load64(addr), ports);
}

static inline u64 nb_flow_absorb_ipv6(const struct nb_flow_seed *seed,
				      u64 state, const u8 *addr, u32 ports)
{
	state = nb_flow_absorb(seed, state, nb_flow_load64(addr),
			       nb_flow_load64(addr + 8));
	state = nb_flow_absorb(seed, state, nb_flow_load64(addr + 16),
			       nb_flow_load64(addr + 24));
	return nb_flow_absorb(seed, state, ports, 0);
}

static inline bool nb_flow_is_tunnel(u16 port)
{
	return port == NB_FLOW_PORT_VXLAN || port == NB_FLOW_PORT_VXLAN_OLD ||
	       port == NB_FLOW_PORT_GENEVE;
}

static inline bool nb_flow_looks_inside(u32 policy)
{
	return policy == NETBOND_XMIT_HASH_POLICY_ENCAP23 ||
	       policy == NETBOND_XMIT_HASH_POLICY_ENCAP34;
}

/* TCP, or UDP that is not a tunnel to look into. */
static inline bool nb_flow_plain_ports(u8 proto, const u8 *ports, u32 policy)
{
	if (proto == NB_FLOW_PROTO_TCP)
		return true;
	if (proto != NB_FLOW_PROTO_UDP)
		return false;
	return !nb_flow_looks_inside(policy) ||
	       !nb_flow_is_tunnel(nb_flow_get16(ports + 2));
}

/* No length is as good as any that is enough for the ports. */
static inline bool nb_flow_plain_length(u16 length, u16 least)
{
	return (u16)(length - 1) >= least - 1;
}

static inline bool nb_flow_plain_ipv4(u32 policy, const u8 *data, u32 len)
{
	const u8 *ip = data + NB_FLOW_ETH;

	return len >= NB_FLOW_ETH + NB_FLOW_IPV4 + 4 &&
	       nb_flow_load16(ip - 2) == NB_FLOW_LOADED(NB_FLOW_TYPE_IPV4) &&
	       ip[0] == 0x45 &&
	       !(nb_flow_load16(ip + 6) & NB_FLOW_LOADED(NB_FLOW_FRAGMENT)) &&
	       nb_flow_plain_length(nb_flow_get16(ip + 2), NB_FLOW_IPV4 + 4) &&
	       nb_flow_plain_ports(ip[9], ip + NB_FLOW_IPV4, policy);
}

static inline bool nb_flow_plain_ipv6(u32 policy, const u8 *data, u32 len)
{
	const u8 *ip = data + NB_FLOW_ETH;

	return len >= NB_FLOW_ETH + NB_FLOW_IPV6 + 4 &&
	       nb_flow_load16(ip - 2) == NB_FLOW_LOADED(NB_FLOW_TYPE_IPV6) &&
	       ip[0] >> 4 == 6 &&
	       nb_flow_plain_length(nb_flow_get16(ip + 4), 4) &&
	       nb_flow_plain_ports(ip[6], ip + NB_FLOW_IPV6, policy);
}

/* TCP, if need be behind a jumbogram's header; not what something else was put around. */
static inline bool nb_flow_plain_tcp(const u8 *data, u32 len)
{
	const u8 *ip = data + NB_FLOW_ETH;
	u16 type;

	if (len < NB_FLOW_ETH + NB_FLOW_IPV4)
		return false;
	type = nb_flow_load16(ip - 2);
	if (type == NB_FLOW_LOADED(NB_FLOW_TYPE_IPV4))
		return ip[9] == NB_FLOW_PROTO_TCP;
	if (type != NB_FLOW_LOADED(NB_FLOW_TYPE_IPV6) ||
	    len <= NB_FLOW_ETH + NB_FLOW_IPV6)
		return false;
	return ip[6] == NB_FLOW_PROTO_TCP ||
	       (ip[6] == NB_FLOW_PROTO_HOPOPTS &&
		ip[NB_FLOW_IPV6] == NB_FLOW_PROTO_TCP);
}

/* No tag, no length: the addresses and the type are as they are to count. */
static inline bool nb_flow_plain_eth(const u8 *data, u32 len)
{
	u16 type;

	if (len < NB_FLOW_ETH)
		return false;
	type = nb_flow_load16(data + 12);
	return type == NB_FLOW_LOADED(NB_FLOW_TYPE_IPV4) ||
	       type == NB_FLOW_LOADED(NB_FLOW_TYPE_IPV6);
}

/*
 * The hash of one kind of plain frame under one kind of policy, as
 * nb_flow_hash() has it. They return false for other frames.
 */

static inline u32 nb_flow_plain_remix(const struct nb_flow_seed *seed, u32 hash)
{
	return nb_flow_finish(nb_flow_absorb(seed, seed->b, hash, 0));
}

static inline bool nb_flow_plain_mac(const struct nb_flow_seed *seed,
				     const u8 *data, u32 len, u32 *hash)
{
	if (!nb_flow_plain_eth(data, len))
		return false;
	*hash = nb_flow_finish(nb_flow_absorb_mac(seed, seed->b, data));
	return true;
}

static inline bool nb_flow_plain_addr4(const struct nb_flow_seed *seed,
				       u32 policy, const u8 *data, u32 len,
				       u32 *hash)
{
	u64 state;

	if (!nb_flow_plain_ipv4(policy, data, len))
		return false;
	state = nb_flow_absorb_mac(seed, seed->b, data);
	state = nb_flow_absorb_ipv4(seed, state, data + NB_FLOW_ETH + 12, 0);
	*hash = nb_flow_finish(state);
	return true;
}

static inline bool nb_flow_plain_port4(const struct nb_flow_seed *seed,
				       u32 policy, const u8 *data, u32 len,
				       u32 *hash)
{
	const u8 *ip = data + NB_FLOW_ETH;

	if (!nb_flow_plain_ipv4(policy, data, len))
		return false;
	*hash = nb_flow_finish(nb_flow_absorb_ipv4(
		seed, seed->b, ip + 12, nb_flow_load32(ip + NB_FLOW_IPV4)));
	return true;
}

static inline bool nb_flow_plain_addr6(const struct nb_flow_seed *seed,
				       u32 policy, const u8 *data, u32 len,
				       u32 *hash)
{
	u64 state;

	if (!nb_flow_plain_ipv6(policy, data, len))
		return false;
	state = nb_flow_absorb_mac(seed, seed->b, data);
	state = nb_flow_absorb_ipv6(seed, state, data + NB_FLOW_ETH + 8, 0);
	*hash = nb_flow_finish(state);
	return true;
}

static inline bool nb_flow_plain_port6(const struct nb_flow_seed *seed,
				       u32 policy, const u8 *data, u32 len,
				       u32 *hash)
{
	const u8 *ip = data + NB_FLOW_ETH;

	if (!nb_flow_plain_ipv6(policy, data, len))
		return false;
	*hash = nb_flow_finish(nb_flow_absorb_ipv6(
		seed, seed->b, ip + 8, nb_flow_load32(ip + NB_FLOW_IPV6)));
	return true;
}

#endif
