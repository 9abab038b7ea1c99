/* SPDX-License-Identifier: GPL-2.0 */
/* The frames of the monitor: ARP requests, Neighbor Solicitations and their answers. */
#ifndef NB_PROBE_FRAME_H
#define NB_PROBE_FRAME_H

#include <linux/in6.h>

#include "probe.h"

/** nb_probe_frame_link_local() - the link-local address that belongs to a MAC address. Context: any. */
void nb_probe_frame_link_local(struct in6_addr *addr, const u8 *mac);

/**
 * nb_probe_frame() - make a probe.
 * @member: sent by
 * @mac: MAC address to ask from
 * @target: the address to probe
 * @route: how it is reached
 * @as_bond: @mac is the bond's
 *
 * As the bond it asks from the bond's IP address, where that is known; else by
 * an RFC 5227 ARP Probe (sender address 0) or from the link-local address that
 * belongs to @mac, so that nobody learns anything about the bond from it.
 *
 * Context: softirq, RCU.
 * Return: the frame, ready for dev_queue_xmit(), or NULL.
 */
struct sk_buff *nb_probe_frame(const struct nb_member *member, const u8 *mac,
			       const struct nb_addr *target,
			       const struct nb_route *route, bool as_bond);

/** nb_probe_frame_anonymous() - would this be an ARP Probe, without a sender's address? Context: any. */
bool nb_probe_frame_anonymous(const struct nb_addr *target,
			      const struct nb_route *route, bool as_bond);

/**
 * nb_probe_frame_tags() - put the VLAN tags of a route on a frame.
 * Consumes @skb on failure only. Return: the frame or NULL.
 */
struct sk_buff *nb_probe_frame_tags(struct sk_buff *skb,
				    const struct nb_route *route);

/**
 * nb_probe_frame_answer() - whose answer is this?
 * @skb: a received frame at its network header. Does not consume @skb.
 * @from: set to the address that answers, or that sent another ARP frame; family
 *        0 when it is none of these but still a ND frame
 * @tags: set to its VLAN tags as by nb_tags_push()
 * @answers: set to whether it is an answer
 *
 * Only what proves a round trip is an answer: an ARP reply or a Neighbor
 * Advertisement with a valid checksum, addressed to one station.
 * Return: whether it is an ARP or Neighbor Discovery frame at all.
 */
bool nb_probe_frame_answer(const struct sk_buff *skb, struct nb_addr *from,
			   u64 *tags, bool *answers);

#endif
