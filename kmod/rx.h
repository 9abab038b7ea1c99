/* SPDX-License-Identifier: GPL-2.0 */
/* A packet's way up. */
#ifndef NB_RX_H
#define NB_RX_H

#include <linux/netdevice.h>

struct nb_bond;
struct nb_member;

/**
 * enum nb_rx_way - what the frames that a member receives have to go through.
 * @NB_RX_ANY: all that there is
 * @NB_RX_ADAPTIVE: the same, and each has to be asked whose it is
 * @NB_RX_PLAIN: they are the bond's, and that is all
 * @NB_RX_PROBED: the same for those that are no answer to a probe
 * @NB_RX_SLOW: the same for those that are none of the Slow Protocols
 */
enum nb_rx_way {
	NB_RX_ANY,
	NB_RX_ADAPTIVE,
	NB_RX_PLAIN,
	NB_RX_PROBED,
	NB_RX_SLOW,
};

/**
 * nb_rx_direct() - find the shortest way for the frames of a member.
 *
 * To be called when what it rests on has changed: whether its frames are the
 * bond's, its address, its probes.
 * Context: bond lock held.
 */
void nb_rx_direct(struct nb_member *member);

/**
 * nb_rx_takeover() - may a backup take a frame in?
 *
 * When the active member's link is gone the network has moved over before this
 * host noticed: notice now, and let no frame be lost while the votes hold the
 * link (downdelay). Then frames come in where they go out, and nowhere else, or
 * what the network floods would come in by every backup.
 * Context: receive softirq, RCU; tries the bond lock.
 */
bool nb_rx_takeover(struct nb_bond *bond, struct nb_member *member);

/**
 * nb_rx() - rx_handler of a member.
 *
 * Frames of the active member become the bond's. On any other only link-local
 * control frames (LLDP, STP, LACP, ...) pass, and what a socket bound to the
 * member wants.
 * Context: receive softirq, RCU; no lock.
 */
rx_handler_result_t nb_rx(struct sk_buff **pskb);

#endif
