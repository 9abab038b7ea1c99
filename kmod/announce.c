// SPDX-License-Identifier: GPL-2.0
/* Gratuitous ARP, unsolicited NA and IGMP reports after the address moved. */

#include "announce.h"

#include <linux/if_arp.h>
#include <linux/inetdevice.h>
#include <linux/netdevice.h>
#include <net/addrconf.h>
#include <net/arp.h>
#include <net/sch_generic.h>

#include "bond.h"
#include "compat/compat.h"
#include "core.h"
#include "work.h"

#define NB_PEER_DELAY (100 * NB_MS)
#define NB_IGMP_DELAY (200 * NB_MS)
/* How long a device is given to get its queues. */
#define NB_QUEUE_DELAY (10 * NB_MS)
/* The bond's own addresses do not wait longer for what others do with devices above it. */
#define NB_UPPERS_DELAY (1000 * NB_MS)

void nb_announce_start(struct nb_bond *bond, u64 now)
{
	struct nb_announce *announce = &bond->announce;

	lockdep_assert_held(&bond->lock);
	announce->peers_left = bond->config.num_peer_notif;
	announce->peers_next = now;
	announce->igmp_left = bond->config.resend_igmp;
	announce->igmp_next = now;
}

/*
 * What has carrier again drops everything until linkwatch has attached its
 * queues, and what is being set up until its open has returned.
 */
static int nb_announce_mute(struct net_device *dev,
			    struct netdev_nested_priv *unused)
{
	return netif_running(dev) && netif_carrier_ok(dev) &&
	       qdisc_tx_is_noop(dev);
}

static bool nb_announce_uppers_wait(struct nb_bond *bond, u64 now)
{
	struct nb_announce *announce = &bond->announce;
	struct netdev_nested_priv priv = {};
	bool mute;

	rcu_read_lock();
	mute = netdev_walk_all_upper_dev_rcu(bond->dev, nb_announce_mute,
					     &priv);
	rcu_read_unlock();
	if (!mute)
		announce->uppers_until = 0;
	else if (!announce->uppers_until)
		announce->uppers_until = now + NB_UPPERS_DELAY;
	return now < announce->uppers_until;
}

static bool nb_announce_waits(struct nb_bond *bond, u64 now)
{
	struct nb_announce *announce = &bond->announce;
	struct netdev_nested_priv unused = {};

	if (nb_announce_mute(bond->dev, &unused)) {
		announce->mute = true;
		announce->uppers_until = 0;
		return true;
	}
	/* A VLAN hears of its carrier after the bond has got its queues. */
	if (announce->mute)
		announce->ready_at = now + NB_QUEUE_DELAY;
	announce->mute = false;
	return now < announce->ready_at || nb_announce_uppers_wait(bond, now);
}

static u64 nb_announce_next(const struct nb_announce *announce)
{
	return min(announce->peers_left ? announce->peers_next : NB_NEVER,
		   announce->igmp_left ? announce->igmp_next : NB_NEVER);
}

u64 nb_announce_run(struct nb_bond *bond, u64 now)
{
	struct nb_announce *announce = &bond->announce;

	lockdep_assert_held(&bond->lock);
	if (now < nb_announce_next(announce))
		return nb_announce_next(announce);
	/* Whoever can carry it brings carrier, and is a reason to be called. */
	if (!netif_carrier_ok(bond->dev)) {
		announce->uppers_until = 0;
		return NB_NEVER;
	}
	if (nb_announce_waits(bond, now))
		return now + NB_QUEUE_DELAY;
	if (announce->peers_left && now >= announce->peers_next) {
		u64 delay = bond->config.peer_notif_delay * NB_MS;

		announce->peers_left--;
		announce->peers_next = now + (delay ?: NB_PEER_DELAY);
		bond->peers_due = true;
		nb_work_queue_event(bond);
	}
	if (announce->igmp_left && now >= announce->igmp_next) {
		announce->igmp_left--;
		announce->igmp_next = now + NB_IGMP_DELAY;
		nb_work_queue_rtnl(bond, NB_DUE_IGMP);
	}
	return nb_announce_next(announce);
}

/* What RFC 5227 section 3 calls an ARP Announcement, for every local address. */
static void nb_announce_arp(struct net_device *dev)
{
	struct in_device *in_dev = __in_dev_get_rcu(dev);
	const struct in_ifaddr *ifa;

	if (!in_dev)
		return;
	in_dev_for_each_ifa_rcu(ifa, in_dev)
		arp_send(ARPOP_REQUEST, ETH_P_ARP, ifa->ifa_local, dev,
			 ifa->ifa_local, NULL, dev->dev_addr, NULL);
}

#if IS_ENABLED(CONFIG_IPV6)
/* An unsolicited Neighbor Advertisement (RFC 4861 section 7.2.6) for every usable address. */
static void nb_announce_na(struct net_device *dev)
{
	struct inet6_dev *idev = __in6_dev_get(dev);
	struct inet6_ifaddr *ifa;
	bool router;

	if (!idev)
		return;
	router = !!READ_ONCE(idev->cnf.forwarding);
	read_lock_bh(&idev->lock);
	list_for_each_entry(ifa, &idev->addr_list, if_list) {
		if ((ifa->flags & IFA_F_TENTATIVE) &&
		    !(ifa->flags & IFA_F_OPTIMISTIC))
			continue;
		nb_compat_announce_na(dev, &ifa->addr, router);
	}
	read_unlock_bh(&idev->lock);
}
#else
static void nb_announce_na(struct net_device *dev)
{
}
#endif

static void nb_announce_device(struct net_device *dev)
{
	if (!netif_running(dev) || dev->type != ARPHRD_ETHER ||
	    (dev->flags & (IFF_NOARP | IFF_LOOPBACK)))
		return;
	nb_announce_arp(dev);
	nb_announce_na(dev);
}

static int nb_announce_is(struct net_device *dev,
			  struct netdev_nested_priv *priv)
{
	return dev == priv->data;
}

static bool nb_announce_upon(const struct nb_bond *bond, struct net_device *dev)
{
	struct netdev_nested_priv priv = { .data = bond->dev };

	return dev == bond->dev ||
	       netdev_walk_all_lower_dev_rcu(dev, nb_announce_is, &priv);
}

/* Of the ways that lead up to @upper, as to a bridge of several VLANs, one counts. */
static bool nb_announce_first(const struct nb_bond *bond,
			      const struct net_device *from,
			      struct net_device *upper)
{
	struct list_head *iter = &upper->adj_list.lower;
	struct net_device *lower = netdev_next_lower_dev_rcu(upper, &iter);

	while (lower && lower != from) {
		if (nb_announce_upon(bond, lower))
			return false;
		lower = netdev_next_lower_dev_rcu(upper, &iter);
	}
	return true;
}

/* netdev_walk_all_upper_dev_rcu() comes to a device again after each one above it. */
static void nb_announce_tree(const struct nb_bond *bond, struct net_device *dev,
			     int depth)
{
	struct net_device *upper;
	struct list_head *iter;

	nb_announce_device(dev);
	if (!depth)
		return;
	netdev_for_each_upper_dev_rcu(dev, upper, iter)
		if (nb_announce_first(bond, dev, upper))
			nb_announce_tree(bond, upper, depth - 1);
}

void nb_announce_send(struct nb_bond *bond)
{
	rcu_read_lock();
	nb_announce_tree(bond, bond->dev, MAX_NEST_DEV);
	rcu_read_unlock();
}
