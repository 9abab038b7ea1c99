// SPDX-License-Identifier: GPL-2.0
/* The hash that a local TCP socket gives to all it sends. */

#include "socket.h"

#include <linux/netbond.h>
#include <linux/netdevice.h>
#include <net/inet6_hashtables.h>
#include <net/inet_hashtables.h>
#include <net/netlink.h>
#include <net/tcp.h>

#include "compat/compat.h"

static u16 nb_socket_port(const struct nlattr *attr)
{
	return attr ? nla_get_u32(attr) : 0;
}

static struct sock *nb_socket_find4(const struct net_device *dev,
				    struct nlattr **tb, u16 here, u16 there)
{
	__be32 local = nla_get_in_addr(tb[NETBOND_FLOW_IPV4_SOURCE]);
	__be32 remote = nla_get_in_addr(tb[NETBOND_FLOW_IPV4_DESTINATION]);

	return nb_compat_inet_lookup(dev_net(dev), remote, htons(there), local,
				     here, dev->ifindex);
}

static struct sock *nb_socket_find6(const struct net_device *dev,
				    struct nlattr **tb, u16 here, u16 there)
{
#if IS_ENABLED(CONFIG_IPV6)
	struct in6_addr local = nla_get_in6_addr(tb[NETBOND_FLOW_IPV6_SOURCE]);
	struct in6_addr remote =
		nla_get_in6_addr(tb[NETBOND_FLOW_IPV6_DESTINATION]);

	return nb_compat_inet6_lookup(dev_net(dev), &remote, htons(there),
				      &local, here, dev->ifindex);
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

	if (protocol != IPPROTO_TCP || !here || !there)
		return false;
	*hash = 0;
	rcu_read_lock();
	if (tb[NETBOND_FLOW_IPV4_SOURCE] && tb[NETBOND_FLOW_IPV4_DESTINATION])
		sk = nb_socket_find4(dev, tb, here, there);
	else if (tb[NETBOND_FLOW_IPV6_SOURCE] &&
		 tb[NETBOND_FLOW_IPV6_DESTINATION])
		sk = nb_socket_find6(dev, tb, here, there);
	if (sk && sk_fullsock(sk))
		*hash = READ_ONCE(sk->sk_txhash);
	if (sk)
		sock_gen_put(sk);
	rcu_read_unlock();
	return *hash;
}
