/* SPDX-License-Identifier: GPL-2.0 */
/* A packet's way up. */
#ifndef NB_RX_H
#define NB_RX_H

#include <linux/netdevice.h>

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
