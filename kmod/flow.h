/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The headers of a frame to a number: frames of one flow give the same, flows
 * spread evenly. Pure: no kernel calls, no locks, no clock, no memory.
 */
#ifndef NB_FLOW_H
#define NB_FLOW_H

#include "core.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct nb_flow_seed - what makes one bond's hash differ from another's.
 * @a: key
 * @b: key
 *
 * Any value is a good seed, even zero. From nb_flow_seed_init().
 */
struct nb_flow_seed {
	u64 a;
	u64 b;
};

/**
 * struct nb_flow_frame - a frame about to be sent.
 * @data: its bytes from the Ethernet header on
 * @len: how many of them are at hand; the frame may be longer
 * @tag_tci: the VLAN tag carried beside the frame, outside all tags in @data
 * @tagged: there is such a tag
 */
struct nb_flow_frame {
	const u8 *data;
	u32 len;
	u16 tag_tci;
	bool tagged;
};

/**
 * struct nb_flow_info - the fields that count, as on the wire, rest zero.
 * @used: enum netbond_flow_field, which of the fields count
 * @vlan: VLAN id
 * @version: 4, 6 or 0: of the IP header that counts
 * @cut: bytes beyond those at hand were wanted
 * @mac: destination, source, ethertype behind all VLAN tags
 * @addr: IP source and destination, one directly after the other
 * @ports: source and destination port, or an SPI, or twice an identifier
 */
struct nb_flow_info {
	u16 used;
	u16 vlan;
	u8 version;
	bool cut;
	u8 mac[14];
	u8 addr[32];
	u8 ports[4];
};

/**
 * nb_flow_seed_init() - expand a number into a seed.
 * @seed: written
 * @number: chosen at random or by an administrator; each gives another seed
 *
 * Context: any.
 */
void nb_flow_seed_init(struct nb_flow_seed *seed, u32 number);

/**
 * nb_flow_hash() - the number of the flow a frame belongs to.
 * @seed: the bond's
 * @policy: enum netbond_xmit_hash_policy; what is none of them is layer2
 * @frame: the frame
 * @cut: set to whether bytes beyond those at hand were wanted; then another
 *	answer is possible when more are
 *
 * What counts:
 *
 * - layer2: MAC addresses and ethertype. The ethertype is that behind all VLAN
 *   tags, so that a tag counts the same in the frame and beside it: not at
 *   all. A length (802.3) is no ethertype: frames of one conversation differ
 *   in it.
 * - layer2+3: those and the IP addresses.
 * - layer3+4: the IP addresses, and the ports of TCP, UDP, UDP-Lite, DCCP and
 *   SCTP, the SPI of ESP and AH, the identifier of ICMP echo and timestamp
 *   messages. What has no IP header is as in layer2.
 * - encap2+3, encap3+4: the same, of the innermost IP header inside of IP, GRE,
 *   VXLAN and Geneve. The MAC addresses are the outermost even so. An inner
 *   packet without IP header leaves it at the header around it.
 * - vlan+srcmac: the outermost VLAN id and the source MAC address; a frame
 *   without tag is as one of VLAN 0.
 *
 * IP is found behind VLAN tags, PPPoE and MPLS labels, ports behind IPv6
 * extension headers. AH is not looked behind: the receiver's replay window
 * wants one security association on one way.
 *
 * Fragments have no ports, the first included, so that all take one way. An
 * IPv6 packet that is its own only fragment is none.
 *
 * An ICMP error counts as a packet of the flow that it travels along: the
 * packet inside was sent by whom the error goes to, so source and destination
 * are exchanged, addresses and ports. The SPI for that direction is not known:
 * the addresses alone count.
 *
 * A header that contradicts itself is none. An IP header that gives no length
 * (segments to be made of more than 64 KB) is believed otherwise.
 *
 * All bits are good. Byte order of the machine and width of its words make no
 * difference.
 *
 * Context: any.
 * Return: the hash.
 */
u32 nb_flow_hash(const struct nb_flow_seed *seed, u32 policy,
		 const struct nb_flow_frame *frame, bool *cut);

/**
 * nb_flow_dissect() - which headers nb_flow_hash() makes its number from.
 * @policy: enum netbond_xmit_hash_policy
 * @frame: the frame
 * @info: written whole
 *
 * Context: any.
 */
void nb_flow_dissect(u32 policy, const struct nb_flow_frame *frame,
		     struct nb_flow_info *info);

/**
 * nb_flow_mix() - the hash of dissected headers; that of nb_flow_hash().
 * @seed: the bond's
 * @info: from nb_flow_dissect()
 *
 * Context: any.
 * Return: the hash.
 */
u32 nb_flow_mix(const struct nb_flow_seed *seed,
		const struct nb_flow_info *info);

/**
 * nb_flow_remix() - a hash made by others, for use as nb_flow_hash()'s.
 * @seed: the bond's
 * @hash: skb->hash
 *
 * The member's device takes its transmit queue from the same hash. No bits of
 * the result follow from any bits of @hash, so that each member uses all of
 * its queues.
 *
 * Context: any.
 * Return: the hash.
 */
u32 nb_flow_remix(const struct nb_flow_seed *seed, u32 hash);

/**
 * nb_flow_policy_uses_l4_hash() - may skb->hash stand for the headers?
 * @policy: enum netbond_xmit_hash_policy
 *
 * Only of TCP (spread.h: nb_spread_hash_carried()), and only in policies that
 * count ports and nothing that is not part of a connection.
 *
 * Context: any.
 */
static inline bool nb_flow_policy_uses_l4_hash(u32 policy)
{
	return policy == NETBOND_XMIT_HASH_POLICY_LAYER34 ||
	       policy == NETBOND_XMIT_HASH_POLICY_ENCAP34;
}

#ifdef __cplusplus
}
#endif

#endif
