/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every difference between supported kernels, translated into the form of the
 * newest one. Facts come from Kbuild.probe; nothing else tests versions.
 */
#ifndef NB_COMPAT_H
#define NB_COMPAT_H

#include <linux/hrtimer.h>
#include <linux/netdevice.h>
#include <net/genetlink.h>

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
 * Keep IPv6 from giving the member addresses of its own: a flag of its own in
 * newer kernels, IFF_SLAVE in older ones.
 */
#ifdef NB_HAVE_NO_ADDRCONF
#define NB_MEMBER_PRIV_FLAGS IFF_NO_ADDRCONF
#else
#define NB_MEMBER_PRIV_FLAGS 0
#endif

#ifndef NB_HAVE_MASTER_UPPER_FEATURES
void netdev_compute_master_upper_features(struct net_device *dev,
					  bool update_header);
#endif

static inline struct nlattr **nb_compat_dump_attrs(struct netlink_callback *cb)
{
#ifdef NB_HAVE_GENL_INFO_DUMP
	return genl_info_dump(cb)->attrs;
#else
	return genl_dumpit_info(cb)->attrs;
#endif
}

/* Since namespaces may have a table of UDP sockets of their own. */
#ifdef NB_HAVE_NETNS_UDP_TABLE
#define nb_compat_udp_table(net) ((net)->ipv4.udp_table)
#else
#define nb_compat_udp_table(net) (&udp_table)
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

#endif
