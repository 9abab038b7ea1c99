/* SPDX-License-Identifier: GPL-2.0 */
/* What the members' receive filters have to let through. */
#ifndef NB_FILTER_H
#define NB_FILTER_H

#include <linux/netdevice.h>

struct nb_bond;
struct nb_member;

/**
 * nb_filter_join() - program a joining member like the others.
 *
 * All members, backups too, have the bond's filters, so that a failover has
 * nothing to program.
 * Context: RTNL. May sleep.
 * Return: 0 or a negative errno, then nothing was left behind.
 */
int nb_filter_join(struct nb_member *member, struct netlink_ext_ack *extack);

/**
 * nb_filter_sync() - give a member that is in the list the addresses that the
 * bond got since nb_filter_join(); when it fails, again a little later.
 * Context: RTNL.
 */
void nb_filter_sync(struct nb_member *member);

/** nb_filter_leave() - undo nb_filter_join(). Context: RTNL. May sleep. */
void nb_filter_leave(struct nb_member *member);

/**
 * enum nb_filter_probes - whose probes' answers a member has to receive, each
 * with those before it.
 * @NB_FILTER_NONE: nobody probes
 * @NB_FILTER_OWN: its own
 * @NB_FILTER_FIRST: the first address of all members: it may have to stand in
 * @NB_FILTER_ALL: those of all members: a static LAG may return the answer on
 *		   any of them
 */
enum nb_filter_probes {
	NB_FILTER_NONE,
	NB_FILTER_OWN,
	NB_FILTER_FIRST,
	NB_FILTER_ALL,
};

/** nb_filter_probes() - as it has to be in @mode with or without probes. */
enum nb_filter_probes nb_filter_probes(u32 mode, bool probing);

/**
 * nb_filter_addresses() - let a member receive for the bond and for probes.
 * @member: the member
 * @probes: whose probes
 *
 * To be called after any MAC address changed.
 * Context: RTNL. May sleep.
 * Return: 0 or a negative errno; the filter is then wider than wanted, never
 * narrower than before.
 */
int nb_filter_addresses(struct nb_member *member, enum nb_filter_probes probes);

/** nb_filter_refresh() - nb_filter_addresses() as things are now; when it fails, again a little later. Context: RTNL. */
void nb_filter_refresh(struct nb_member *member);

/** nb_filter_retry() - let all members take what they could not for want of memory. Context: RTNL. May sleep. */
void nb_filter_retry(struct nb_bond *bond);

/* Operations of the bond's device. */
void nb_filter_rx_flags(struct net_device *dev, int change);
void nb_filter_rx_mode(struct net_device *dev);
void nb_filter_stop(struct net_device *dev);
int nb_filter_vlan_add(struct net_device *dev, __be16 proto, u16 vid);
int nb_filter_vlan_del(struct net_device *dev, __be16 proto, u16 vid);

#endif
