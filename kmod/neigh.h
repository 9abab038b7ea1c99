/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ARP and Neighbour Discovery frames of this host: what they teach to whom, and
 * how to teach something else. Pure: no kernel calls, no locks, no memory.
 */
#ifndef NB_NEIGH_H
#define NB_NEIGH_H

#include "core.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NB_NEIGH_ADDR 16u /* IPv4: the first four bytes, the rest zero */
#define NB_NEIGH_GROWTH 8u /* of a frame that lacks the link-layer option */
#define NB_NEIGH_MADE 86u /* length of the longest frame of nb_neigh_make() */

/**
 * enum nb_neigh_kind - which message.
 * @NB_NEIGH_NONE: none, malformed, or one that nobody may touch
 * @NB_NEIGH_ARP_REQUEST: RFC 826
 * @NB_NEIGH_ARP_REPLY: RFC 826
 * @NB_NEIGH_NS: Neighbor Solicitation, RFC 4861 section 4.3
 * @NB_NEIGH_NA: Neighbor Advertisement, RFC 4861 section 4.4
 * @NB_NEIGH_RA: Router Advertisement with a link-layer address, section 4.2
 */
enum nb_neigh_kind {
	NB_NEIGH_NONE,
	NB_NEIGH_ARP_REQUEST,
	NB_NEIGH_ARP_REPLY,
	NB_NEIGH_NS,
	NB_NEIGH_NA,
	NB_NEIGH_RA,
};

/**
 * struct nb_neigh - a message.
 * @kind: enum nb_neigh_kind
 * @ip6: it is Neighbour Discovery
 * @group: the Ethernet destination is a group
 * @probing: it tells nobody an address (ARP probe of RFC 5227, Duplicate
 *	Address Detection of RFC 4862: the sender has none yet)
 * @announcing: it is meant for everybody: ARP with sender and target the same
 *	that is not probing, NA or RA to a multicast address
 * @proxy: NA that is not from the address it is about: its owner is another
 *	host, or one of many (RFC 4861 sections 7.2.7 and 7.2.8)
 * @router: NA with the Router flag, or RA
 * @solicited: NA with the Solicited flag
 * @at: offset of the ARP or IPv6 header from the Ethernet header on
 * @option: offset of the source (NA: target) link-layer address option,
 *	0: there is none
 * @tags: VLAN tags in the frame, see nb_tags_push(); 0 none, two at most
 * @mac: the address that it teaches: ARP sender hardware address, the option's;
 *	all zero without option
 * @local: about which IP address: ARP sender, target of NA, else the source
 * @peer: who asked or is asked: ARP target, target of NS, else the destination
 * @peer_mac: the peer's address as far as the message tells it: ARP reply's
 *	target hardware address that is neither zero nor a group, else a
 *	destination that is no group; else zero
 */
struct nb_neigh {
	u8 kind;
	bool ip6;
	bool group;
	bool probing;
	bool announcing;
	bool proxy;
	bool router;
	bool solicited;
	u16 at;
	u16 option;
	u64 tags;
	u8 mac[6];
	u8 local[NB_NEIGH_ADDR];
	u8 peer[NB_NEIGH_ADDR];
	u8 peer_mac[6];
};

/**
 * nb_neigh_parse() - which message is a frame?
 * @data: the frame, whole, from the Ethernet header on
 * @len: its length, bytes
 * @neigh: written whole
 *
 * A message that a receiver must discard by RFC 826 or RFC 4861 section 7.1 is
 * none: wrong lengths, hop limit, code or checksum, an option of length 0; or
 * by RFC 4291: a multicast source, the unspecified address as destination.
 * Neither is one that is protected by SEND (RFC 3971, options 11 and 12),
 * fragmented, or behind extension headers, that has the link-layer option
 * twice, that ends or would have to grow beyond 65535 bytes, nor ARP whose
 * hardware is not Ethernet or whose protocol is not IPv4. Bytes behind the
 * message (padding) are no fault. Of none all else in @neigh is zero.
 *
 * Context: any.
 * Return: neigh->kind != NB_NEIGH_NONE.
 */
bool nb_neigh_parse(const u8 *data, u32 len, struct nb_neigh *neigh);

/**
 * nb_neigh_rewrite() - let a message teach another MAC address.
 * @data: the frame that nb_neigh_parse() took, writable, with room for
 *	NB_NEIGH_GROWTH bytes more
 * @len: its length, bytes
 * @neigh: from nb_neigh_parse(); brought up to date
 * @mac: the address
 *
 * The Ethernet source, the ARP sender hardware address or the link-layer
 * option become @mac. An option that is absent is appended behind the others,
 * before any padding; IPv6 payload length and ICMPv6 checksum follow. An NA
 * to which the option is appended gets the Override flag: without it the
 * receiver keeps the address that it knows (RFC 4861 section 7.2.5). Where the
 * sender has put the option, the flag is its decision: an address that it is a
 * proxy for has to give way to its owner. None and one that is probing stay as
 * they are.
 *
 * Context: any.
 * Return: the new length, bytes.
 */
u32 nb_neigh_rewrite(u8 *data, u32 len, struct nb_neigh *neigh, const u8 *mac);

/**
 * struct nb_neigh_lesson - what to teach to one neighbour.
 * @ip6: by Neighbour Discovery
 * @router: this host forwards IPv6
 * @mac: the address that it is to send to
 * @local: for this IP address
 * @peer: the neighbour
 * @peer_mac: its MAC address
 */
struct nb_neigh_lesson {
	bool ip6;
	bool router;
	u8 mac[6];
	u8 local[NB_NEIGH_ADDR];
	u8 peer[NB_NEIGH_ADDR];
	u8 peer_mac[6];
};

/**
 * nb_neigh_make() - a message for one neighbour that teaches it an address.
 * @data: NB_NEIGH_MADE bytes, from the Ethernet header on; no tags, no padding
 * @lesson: what it teaches
 *
 * ARP is a request, as if to find out whether the neighbour is still there: an
 * answer that nobody asked for is not believed by everybody, nor by Linux
 * within a second of another one (locktime).
 *
 * The NA has Override set and Solicited clear, hop limit 255 and the target
 * link-layer option (RFC 4861 section 7.2.6).
 *
 * Context: any.
 * Return: the length, bytes.
 */
u32 nb_neigh_make(u8 *data, const struct nb_neigh_lesson *lesson);

#ifdef __cplusplus
}
#endif

#endif
