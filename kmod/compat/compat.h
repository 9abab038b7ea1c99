/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every difference between supported kernels, translated into the form of the
 * newest one. Facts come from Kbuild.probe; nothing else tests versions.
 */
#ifndef NB_COMPAT_H
#define NB_COMPAT_H

#include <linux/ethtool.h>
#include <linux/hrtimer.h>
#include <linux/net.h>
#include <linux/netdevice.h>
#include <net/addrconf.h>
#include <net/genetlink.h>
#include <net/inet6_hashtables.h>
#include <net/inet_hashtables.h>
#include <net/ip6_fib.h>
#include <net/ipv6.h>
#include <net/ndisc.h>
#include <net/rtnetlink.h>
#include <net/xdp.h>
#ifdef NB_HAVE_HEX_HEADER
#include <linux/hex.h> /* mac_pton() */
#endif
#ifdef NB_HAVE_IPV6_STUB
#include <net/ipv6_stubs.h>
#endif
#ifdef NB_HAVE_NETDEV_LOCK
#include <net/netdev_lock.h>
#endif

/* Transmit without the device's tx lock. */
static inline void nb_compat_set_lltx(struct net_device *dev)
{
#ifdef NB_HAVE_LLTX_BIT
	dev->lltx = true;
#else
	dev->features |= NETIF_F_LLTX;
#endif
}

/* The device stays in the network namespace it was made in. */
static inline void nb_compat_set_netns_immutable(struct net_device *dev)
{
#if defined(NB_HAVE_NETNS_IMMUTABLE)
	dev->netns_immutable = true;
#elif defined(NB_HAVE_NETNS_LOCAL_BIT)
	dev->netns_local = true;
#else
	dev->features |= NETIF_F_NETNS_LOCAL;
#endif
}

/*
 * The next device with these operations, by number from *@ifindex on, which
 * becomes its number. Older kernels have no tree of devices. Context: RCU.
 */
static inline struct net_device *
nb_compat_netdev_from(struct net *net, const struct net_device_ops *ops,
		      unsigned long *ifindex)
{
	struct net_device *dev, *next = NULL;
#ifdef NB_HAVE_NETDEV_DUMP
	unsigned long i = *ifindex;

	for_each_netdev_dump(net, dev, i) {
		next = dev->netdev_ops == ops ? dev : NULL;
		if (next)
			break;
	}
#else

	for_each_netdev_rcu(net, dev)
		if (dev->netdev_ops == ops && dev->ifindex >= *ifindex &&
		    (!next || dev->ifindex < next->ifindex))
			next = dev;
#endif
	if (next)
		*ifindex = next->ifindex;
	return next;
}

/*
 * Keep IPv6 from giving the member addresses of its own: a flag of its own in
 * newer kernels, IFF_SLAVE in older ones.
 */
#ifdef NB_HAVE_NO_ADDRCONF
#define NB_MEMBER_PRIV_FLAGS IFF_NO_ADDRCONF
#else
#define NB_MEMBER_PRIV_FLAGS 0
#endif

/*
 * Newer kernels have a lock of its own for a device whose driver wants it. What
 * is called netif_...() there is for whoever holds it, and dev_...() takes it;
 * older kernels know only RTNL, and the former names not at all.
 */
#ifndef NB_HAVE_NETDEV_LOCK
static inline void netdev_lock_ops(struct net_device *dev)
{
}

static inline void netdev_unlock_ops(struct net_device *dev)
{
}
#endif

#ifndef NB_HAVE_NETIF_SET_MTU
static inline int __netif_set_mtu(struct net_device *dev, int mtu)
{
	return __dev_set_mtu(dev, mtu);
}
#endif

#ifndef NB_HAVE_NETIF_CHANGEADDR
static inline int netif_pre_changeaddr_notify(struct net_device *dev,
					      const char *addr,
					      struct netlink_ext_ack *extack)
{
	return dev_pre_changeaddr_notify(dev, addr, extack);
}
#endif

#ifndef NB_HAVE_NETIF_KSETTINGS
static inline int netif_get_link_ksettings(struct net_device *dev,
					   struct ethtool_link_ksettings *link)
{
	return __ethtool_get_link_ksettings(dev, link);
}
#endif

/*
 * Newer kernels leave the receive filters of some devices to a worker, which
 * finds nothing to do once they are down. Have it done now: a count that is
 * changed by nothing makes the kernel do what is pending. Context: RTNL.
 */
static inline void nb_compat_rx_mode_sync(struct net_device *dev)
{
#ifdef NB_HAVE_RX_MODE_ASYNC
	dev_set_allmulti(dev, 0);
#endif
}

#ifndef NB_HAVE_MASTER_UPPER_FEATURES
void netdev_compute_master_upper_features(struct net_device *dev,
					  bool update_header);
#endif

/*
 * The address was a struct sockaddr and is the larger sockaddr_storage in newer
 * kernels: both begin alike, so one of those will do for either.
 */
static inline int nb_compat_set_mac_address(struct net_device *dev,
					    const u8 *addr,
					    struct netlink_ext_ack *extack)
{
	struct sockaddr_storage storage = { .ss_family = dev->type };
	void *any = &storage;

	memcpy(storage.__data, addr, ETH_ALEN);
	return dev_set_mac_address(dev, any, extack);
}

/* @name is a rtnl_link_ops::newlink() that asks @make(dev, data, extack). */
#ifdef NB_HAVE_NEWLINK_PARAMS
#define NB_COMPAT_NEWLINK(name, make)                       \
	static int name(struct net_device *dev,             \
			struct rtnl_newlink_params *params, \
			struct netlink_ext_ack *extack)     \
	{                                                   \
		return make(dev, params->data, extack);     \
	}
#else
#define NB_COMPAT_NEWLINK(name, make)                               \
	static int name(struct net *net, struct net_device *dev,    \
			struct nlattr *tb[], struct nlattr *data[], \
			struct netlink_ext_ack *extack)             \
	{                                                           \
		return make(dev, data, extack);                     \
	}
#endif

static inline struct nlattr **nb_compat_dump_attrs(struct netlink_callback *cb)
{
#ifdef NB_HAVE_GENL_INFO_DUMP
	return genl_info_dump(cb)->attrs;
#else
	return genl_dumpit_info(cb)->attrs;
#endif
}

/* The route of IPv6 that @dst is the beginning of. */
static inline const struct rt6_info *
nb_compat_dst_rt6_info(const struct dst_entry *dst)
{
#ifdef NB_HAVE_DST_RT6_INFO
	return dst_rt6_info(dst);
#else
	return container_of(dst, struct rt6_info, dst);
#endif
}

/*
 * IPv6, which is a module of its own in older kernels. Where it is switched off
 * (ipv6.disable=1) a namespace has neither routing tables nor addresses of it:
 * what stands in for the module says so, the functions of newer kernels do not.
 */
#if IS_ENABLED(CONFIG_IPV6)
static inline struct dst_entry *nb_compat_ip6_route(struct net *net,
						    struct flowi6 *flow)
{
#ifdef NB_HAVE_IPV6_STUB
	return ipv6_stub->ipv6_dst_lookup_flow(net, NULL, flow, NULL);
#else
	if (!ipv6_mod_enabled())
		return ERR_PTR(-EAFNOSUPPORT);
	return ip6_dst_lookup_flow(net, NULL, flow, NULL);
#endif
}

/* The device of this namespace that has @addr, NULL. Context: RCU. */
static inline struct net_device *
nb_compat_ip6_dev_find(struct net *net, const struct in6_addr *addr)
{
#ifdef NB_HAVE_IPV6_STUB
	return ipv6_stub->ipv6_dev_find(net, addr, NULL);
#else
	return ipv6_mod_enabled() ? ipv6_dev_find(net, addr, NULL) : NULL;
#endif
}

/* Tell everybody on the link, unasked, that @addr is here and where. */
static inline void nb_compat_announce_na(struct net_device *dev,
					 const struct in6_addr *addr,
					 bool router)
{
#ifdef NB_HAVE_IPV6_STUB
	ipv6_stub->ndisc_send_na(dev, &in6addr_linklocal_allnodes, addr, router,
				 false, true, true);
#else
	ndisc_send_na(dev, &in6addr_linklocal_allnodes, addr, router, false,
		      true, true);
#endif
}
#endif

/* The TCP socket of a connection, in a table that older kernels want named. */
static inline struct sock *nb_compat_inet_lookup(struct net *net, __be32 remote,
						 __be16 there, __be32 local,
						 u16 here, int ifindex)
{
#ifdef NB_HAVE_LOOKUP_HASHINFO
	return __inet_lookup_established(net, net->ipv4.tcp_death_row.hashinfo,
					 remote, there, local, here, ifindex,
					 0);
#else
	return __inet_lookup_established(net, remote, there, local, here,
					 ifindex, 0);
#endif
}

#if IS_ENABLED(CONFIG_IPV6)
static inline struct sock *nb_compat_inet6_lookup(struct net *net,
						  const struct in6_addr *remote,
						  __be16 there,
						  const struct in6_addr *local,
						  u16 here, int ifindex)
{
#ifdef NB_HAVE_LOOKUP_HASHINFO
	return __inet6_lookup_established(net, net->ipv4.tcp_death_row.hashinfo,
					  remote, there, local, here, ifindex,
					  0);
#else
	return __inet6_lookup_established(net, remote, there, local, here,
					  ifindex, 0);
#endif
}
#endif

static inline void
nb_compat_hrtimer_setup(struct hrtimer *timer,
			enum hrtimer_restart (*fn)(struct hrtimer *),
			clockid_t clock, enum hrtimer_mode mode)
{
#ifdef NB_HAVE_HRTIMER_SETUP
	hrtimer_setup(timer, fn, clock, mode);
#else
	hrtimer_init(timer, clock, mode);
	timer->function = fn;
#endif
}

/*
 * "@dev @what", with @what a literal; without the name, which then goes to the
 * log, where messages cannot be made of parts. Who is refused may try again as
 * often as he likes, and is not to fill the log with it.
 */
#ifdef NB_HAVE_ERR_MSG_FMT
#define nb_compat_blame(extack, dev, what) \
	NL_SET_ERR_MSG_FMT(extack, "%s " what, (dev)->name)
#else
#define nb_compat_blame(extack, dev, what)                                    \
	do {                                                                  \
		if (net_ratelimit())                                          \
			netdev_notice(dev, what "\n");                        \
		NL_SET_ERR_MSG(extack,                                        \
			       "a member, named in the kernel's log, " what); \
	} while (0)
#endif

/* "@address @what", with @what a literal; without the address where messages cannot be made of parts. */
#ifdef NB_HAVE_ERR_MSG_FMT
#define nb_compat_blame_ip4(extack, address, what) \
	NL_SET_ERR_MSG_FMT(extack, "%pI4 " what, address)
#define nb_compat_blame_ip6(extack, address, what) \
	NL_SET_ERR_MSG_FMT(extack, "%pI6c " what, address)
#else
#define nb_compat_blame_ip4(extack, address, what)                    \
	do {                                                          \
		(void)(address);                                      \
		NL_SET_ERR_MSG(extack, "one of the addresses " what); \
	} while (0)
#define nb_compat_blame_ip6(extack, address, what) \
	nb_compat_blame_ip4(extack, address, what)
#endif

/* Say whose driver the message is from, where messages can be made of parts. */
static inline void nb_compat_name_driver(struct netlink_ext_ack *extack,
					 const struct net_device *dev)
{
#ifdef NB_HAVE_ERR_MSG_FMT
	char words[NETLINK_MAX_FMTMSG_LEN];

	strscpy(words, extack->_msg, sizeof(words));
	NL_SET_ERR_MSG_FMT(extack, "%s: %.55s", dev->name, words);
#else
	if (net_ratelimit())
		netdev_notice(dev, "%s\n", extack->_msg);
#endif
}

/* A command of ndo_bpf for a lower device. */
static inline int nb_compat_xdp_propagate(struct net_device *dev,
					  struct netdev_bpf *bpf)
{
#ifdef NB_HAVE_XDP_PROPAGATE
	return dev_xdp_propagate(dev, bpf);
#else
	if (!dev->netdev_ops->ndo_bpf)
		return -EOPNOTSUPP;
	return dev->netdev_ops->ndo_bpf(dev, bpf);
#endif
}

/* What a device can do with XDP: older kernels know only which operations it has. */
#ifdef NB_HAVE_XDP_FEATURES
static inline u32 nb_compat_xdp_features(const struct net_device *dev)
{
	return READ_ONCE(dev->xdp_features);
}

static inline void nb_compat_set_xdp_features(struct net_device *dev,
					      u32 features)
{
	xdp_set_features_flag(dev, features);
}
#else
#define NETDEV_XDP_FEAT_CHANGE UINT_MAX /* never happens */
#define NETDEV_XDP_ACT_BASIC BIT(0)
#define NETDEV_XDP_ACT_REDIRECT BIT(1)
#define NETDEV_XDP_ACT_NDO_XMIT BIT(2)
#define NETDEV_XDP_ACT_RX_SG BIT(5)
#define NETDEV_XDP_ACT_NDO_XMIT_SG BIT(6)

static inline u32 nb_compat_xdp_features(const struct net_device *dev)
{
	const struct net_device_ops *ops = dev->netdev_ops;

	return (ops->ndo_bpf ? NETDEV_XDP_ACT_BASIC : 0) |
	       (ops->ndo_xdp_xmit ? NETDEV_XDP_ACT_NDO_XMIT : 0);
}

static inline void nb_compat_set_xdp_features(struct net_device *dev,
					      u32 features)
{
}
#endif

#endif
