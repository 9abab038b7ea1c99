/* SPDX-License-Identifier: GPL-2.0 */
/* The hash that a local TCP socket gives to all it sends. */
#ifndef NB_SOCKET_H
#define NB_SOCKET_H

#include <linux/types.h>

struct net_device;
struct nlattr;

/**
 * nb_socket_hash() - find a connection of this host and its hash.
 * @dev: the device that it sends by
 * @protocol: there is none but of IPPROTO_TCP
 * @tb: the flow, attributes NETBOND_FLOW_*; source is the local side
 * @hash: what skb->hash is in all packets of the flow, until TCP has to send
 *	  again and tries another way
 *
 * Context: any; takes RCU.
 * Return: false when there is no such socket.
 */
bool nb_socket_hash(const struct net_device *dev, u8 protocol,
		    struct nlattr **tb, u32 *hash);

#endif
