// SPDX-License-Identifier: GPL-2.0
/* The hash that a local socket gives to all it sends. */

#include "socket.h"

#include <linux/netbond.h>
#include <linux/netdevice.h>
#include <net/inet6_hashtables.h>
#include <net/inet_hashtables.h>
#include <net/netlink.h>
#include <net/tcp.h>
#include <net/udp.h>

#include "compat/compat.h"

static u16 nb_socket_port(const struct nlattr *attr)
{
	return attr ? nla_get_u32(attr) : 0;
}

/* TCP sockets are returned with a reference, UDP sockets without. */
static struct sock *nb_socket_find4(const struct net_device *dev, u8 protocol,
				    struct nlattr **tb, u16 here, u16 there)
{
	__be32 local = nla_get_in_addr(tb[NETBOND_FLOW_IPV4_SOURCE]);
	__be32 remote = nla_get_in_addr(tb[NETBOND_FLOW_IPV4_DESTINATION]);
	struct net *net = dev_net(dev);

	if (protocol == IPPROTO_TCP)
		return __inet_lookup_established(
			net, net->ipv4.tcp_death_row.hashinfo, remote,
			htons(there), local, here, dev->ifindex, 0);
	return __udp4_lib_lookup(net, remote, htons(there), local, htons(here),
				 dev->ifindex, 0, nb_compat_udp_table(net),
				 NULL);
}

static struct sock *nb_socket_find6(const struct net_device *dev, u8 protocol,
				    struct nlattr **tb, u16 here, u16 there)
{
#if IS_ENABLED(CONFIG_IPV6)
	struct in6_addr local = nla_get_in6_addr(tb[NETBOND_FLOW_IPV6_SOURCE]);
	struct in6_addr remote =
		nla_get_in6_addr(tb[NETBOND_FLOW_IPV6_DESTINATION]);
	struct net *net = dev_net(dev);

	if (protocol == IPPROTO_TCP)
		return __inet6_lookup_established(
			net, net->ipv4.tcp_death_row.hashinfo, &remote,
			htons(there), &local, here, dev->ifindex, 0);
	return __udp6_lib_lookup(net, &remote, htons(there), &local,
				 htons(here), dev->ifindex, 0,
				 nb_compat_udp_table(net), NULL);
#else
	return NULL;
#endif
}

bool nb_socket_hash(const struct net_device *dev, u8 protocol,
		    struct nlattr **tb, u32 *hash)
{
	u16 here = nb_socket_port(tb[NETBOND_FLOW_SOURCE_PORT]);
	u16 there = nb_socket_port(tb[NETBOND_FLOW_DESTINATION_PORT]);
	struct sock *sk = NULL;

	if ((protocol != IPPROTO_TCP && protocol != IPPROTO_UDP) || !here ||
	    !there)
		return false;
	*hash = 0;
	rcu_read_lock();
	if (tb[NETBOND_FLOW_IPV4_SOURCE] && tb[NETBOND_FLOW_IPV4_DESTINATION])
		sk = nb_socket_find4(dev, protocol, tb, here, there);
	else if (tb[NETBOND_FLOW_IPV6_SOURCE] &&
		 tb[NETBOND_FLOW_IPV6_DESTINATION])
		sk = nb_socket_find6(dev, protocol, tb, here, there);
	/* UDP sockets have one while they are connected, others have 0. */
	if (sk && sk_fullsock(sk))
		*hash = READ_ONCE(sk->sk_txhash);
	if (sk && protocol == IPPROTO_TCP)
		sock_gen_put(sk);
	rcu_read_unlock();
	return *hash;
}
