/* SPDX-License-Identifier: GPL-2.0 */
/* 802.3ad: LACPDUs and Markers as frames, in and out. */
#ifndef NB_LAG_FRAME_H
#define NB_LAG_FRAME_H

#include <linux/skbuff.h>

struct nb_lacp_action;
struct nb_member;

/** nb_slow_protocols - 01-80-C2-00-00-02, the group address of the Slow Protocols (IEEE 802.3 Annex 57A). */
extern const u8 nb_slow_protocols[];

/**
 * nb_lag_frame_queue() - make the frame that an action asks for, to be sent by
 * nb_lag_flush().
 * @member: sent by, from the address that it had before it joined
 * @action: SEND, RESPONSE or MARKER
 *
 * Without memory there is none; LACP does not count on any single frame.
 * Context: bond lock held.
 */
void nb_lag_frame_queue(struct nb_member *member,
			const struct nb_lacp_action *action);

/**
 * nb_lag_frame_take() - copy what LACP reads of a received frame.
 * @skb: at its network header. Does not consume @skb.
 * @data: NB_SLOW_LEN octets
 * @len: set to how many of them there are
 *
 * Return: false when it is none of the Slow Protocols: it has another
 * destination, or a VLAN.
 */
bool nb_lag_frame_take(const struct sk_buff *skb, u8 *data, unsigned int *len);

#endif
