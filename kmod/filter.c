// SPDX-License-Identifier: GPL-2.0
/* Promiscuity, multicast, unicast and VLAN filters, carried to every member. */

#include "filter.h"

#include <linux/net.h>
#include <linux/rtnetlink.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/slab.h>

#include "bond.h"
#include "lag_frame.h"
#include "member.h"
#include "rx.h"
#include "spread.h"
#include "timer.h"
#include "work.h"

/* How long memory is given to come back. */
#define NB_FILTER_PATIENCE (100 * NB_MS)

enum nb_filter_probes nb_filter_probes(u32 mode, bool probing)
{
	if (nb_mode_adaptive(mode))
		return NB_FILTER_FIRST;
	if (!probing)
		return NB_FILTER_NONE;
	return nb_mode_spreads(mode) ? NB_FILTER_ALL : NB_FILTER_OWN;
}

/* A list of addresses without repetitions. */
struct nb_filter_list {
	u8 (*addr)[ETH_ALEN];
	unsigned int count;
};

static bool nb_filter_has(const struct nb_filter_list *list, const u8 *addr)
{
	unsigned int i;

	for (i = 0; i < list->count; i++)
		if (ether_addr_equal(list->addr[i], addr))
			return true;
	return false;
}

static void nb_filter_want(struct nb_filter_list *list,
			   const struct nb_member *member, const u8 *addr)
{
	if (!ether_addr_equal(member->dev->dev_addr, addr) &&
	    !nb_filter_has(list, addr))
		ether_addr_copy(list->addr[list->count++], addr);
}

static void nb_filter_want_own(struct nb_filter_list *list,
			       const struct nb_member *member,
			       const struct nb_member *other, int i)
{
	u8 addr[ETH_ALEN];

	nb_member_addr(other, i, addr);
	nb_filter_want(list, member, addr);
}

static void nb_filter_want_all(struct nb_filter_list *list,
			       const struct nb_member *member,
			       const struct nb_member *other, int count)
{
	int i;

	for (i = 0; i < count; i++)
		nb_filter_want_own(list, member, other, i);
}

/* The addresses beside its own that a member has to receive for. */
static int nb_filter_wanted(const struct nb_member *member,
			    enum nb_filter_probes probes,
			    struct nb_filter_list *list)
{
	const struct nb_bond *bond = member->bond;
	const int count = probes == NB_FILTER_ALL ? NB_PROBE_ADDRS : 1;
	const struct nb_member *other;

	list->count = 0;
	list->addr =
		kmalloc_array((bond->member_count + 1) * NB_PROBE_ADDRS + 1,
			      ETH_ALEN, GFP_KERNEL);
	if (!list->addr)
		return -ENOMEM;
	nb_filter_want(list, member, bond->dev->dev_addr);
	if (probes == NB_FILTER_NONE)
		return 0;
	nb_filter_want_all(list, member, member, count);
	if (probes == NB_FILTER_OWN)
		return 0;
	/* What it probes from while another one stands in for it. */
	if (probes == NB_FILTER_FIRST)
		nb_filter_want_own(list, member, member, 1);
	nb_for_each_member(bond, other)
		if (!other->leaving)
			nb_filter_want_all(list, member, other, count);
	return 0;
}

int nb_filter_addresses(struct nb_member *member, enum nb_filter_probes probes)
{
	const struct nb_filter_list old = { member->filter_addr,
					    member->filter_count };
	struct nb_filter_list list;
	unsigned int i;
	int err;

	ASSERT_RTNL();
	/* Whatever comes of the filter: this is so already. */
	spin_lock_bh(&member->bond->lock);
	WRITE_ONCE(member->foreign,
		   !ether_addr_equal(member->dev->dev_addr,
				     member->bond->dev->dev_addr));
	nb_rx_direct(member);
	spin_unlock_bh(&member->bond->lock);
	err = nb_filter_wanted(member, probes, &list);
	if (err)
		return err;
	/* New ones first, so that no frame is refused in between. */
	for (i = 0; i < list.count; i++) {
		if (nb_filter_has(&old, list.addr[i]))
			continue;
		err = dev_uc_add(member->dev, list.addr[i]);
		if (err)
			goto err_forget;
	}
	for (i = 0; i < old.count; i++)
		if (!nb_filter_has(&list, old.addr[i]))
			dev_uc_del(member->dev, old.addr[i]);
	kfree(old.addr);
	member->filter_addr = list.addr;
	member->filter_count = list.count;
	return 0;

err_forget:
	while (i--)
		if (!nb_filter_has(&old, list.addr[i]))
			dev_uc_del(member->dev, list.addr[i]);
	kfree(list.addr);
	return err;
}

/* Some address found no place in a filter: there may be memory for it later. */
static void nb_filter_missed(struct nb_bond *bond)
{
	u64 now;

	if (net_ratelimit())
		netdev_warn(
			bond->dev,
			"no memory for a member's receive filter, trying again\n");
	spin_lock_bh(&bond->lock);
	now = ktime_get_ns();
	nb_work_rtnl_at(bond, NB_DUE_FILTERS, now + NB_FILTER_PATIENCE);
	nb_timer_arm(bond, now);
	spin_unlock_bh(&bond->lock);
}

void nb_filter_retry(struct nb_bond *bond)
{
	struct nb_member *member;

	ASSERT_RTNL();
	nb_for_each_member(bond, member) {
		nb_filter_refresh(member);
		nb_filter_sync(member);
	}
}

void nb_filter_refresh(struct nb_member *member)
{
	struct nb_bond *bond = member->bond;

	if (nb_filter_addresses(
		    member, nb_filter_probes(bond->config.mode,
					     nb_probe_active(&bond->probe))))
		nb_filter_missed(bond);
}

static void nb_filter_forget(struct nb_member *member)
{
	while (member->filter_count)
		dev_uc_del(member->dev,
			   member->filter_addr[--member->filter_count]);
	kfree(member->filter_addr);
	member->filter_addr = NULL;
}

/* While the bond is down its lists are not carried to members. */
static int nb_filter_carry(struct nb_member *member)
{
	struct net_device *upper = member->bond->dev;
	int err;

	if (!(upper->flags & IFF_UP))
		return 0;
	netif_addr_lock_bh(upper);
	err = dev_uc_sync_multiple(member->dev, upper) ?:
		      dev_mc_sync_multiple(member->dev, upper);
	netif_addr_unlock_bh(upper);
	return err;
}

static void nb_filter_unsync(struct nb_member *member)
{
	dev_uc_unsync(member->dev, member->bond->dev);
	dev_mc_unsync(member->dev, member->bond->dev);
}

int nb_filter_join(struct nb_member *member, struct netlink_ext_ack *extack)
{
	struct nb_bond *bond = member->bond;
	struct net_device *dev = member->dev;
	int err;

	ASSERT_RTNL();
	err = vlan_vids_add_by_dev(dev, bond->dev);
	if (err) {
		NL_SET_ERR_MSG(extack,
			       "The device cannot filter the bond's VLANs");
		return err;
	}
	err = bond->promisc ? dev_set_promiscuity(dev, 1) : 0;
	if (err)
		goto err_vlans;
	err = bond->allmulti ? dev_set_allmulti(dev, 1) : 0;
	if (err)
		goto err_promisc;
	err = nb_filter_addresses(
		member, nb_filter_probes(bond->config.mode,
					 nb_probe_active(&bond->probe)));
	if (err)
		goto err_allmulti;
	/* In every mode, so that a change to 802.3ad has nothing to program. */
	err = dev_mc_add(dev, nb_slow_protocols);
	if (err)
		goto err_forget;
	err = nb_filter_carry(member);
	if (err)
		goto err_unsync;

	return 0;

err_unsync:
	nb_filter_unsync(member);
	dev_mc_del(dev, nb_slow_protocols);
err_forget:
	nb_filter_forget(member);
err_allmulti:
	if (bond->allmulti)
		dev_set_allmulti(dev, -1);
err_promisc:
	if (bond->promisc)
		dev_set_promiscuity(dev, -1);
err_vlans:
	vlan_vids_del_by_dev(dev, bond->dev);
	NL_SET_ERR_MSG(extack, "The device's receive filter cannot be set");
	return err;
}

void nb_filter_sync(struct nb_member *member)
{
	ASSERT_RTNL();
	if (nb_filter_carry(member))
		nb_filter_missed(member->bond);
}

/*
 * The core empties the lists of a device that is deleted before it asks for
 * the members to be released, so take back now what they were given.
 */
void nb_filter_stop(struct net_device *dev)
{
	struct nb_bond *bond = netdev_priv(dev);
	struct nb_member *member;

	ASSERT_RTNL();
	nb_for_each_member(bond, member)
		nb_filter_unsync(member);
}

void nb_filter_leave(struct nb_member *member)
{
	struct nb_bond *bond = member->bond;
	struct net_device *dev = member->dev;

	ASSERT_RTNL();
	if (bond->dev->flags & IFF_UP)
		nb_filter_unsync(member);
	dev_mc_del(dev, nb_slow_protocols);
	nb_filter_forget(member);
	if (bond->allmulti)
		dev_set_allmulti(dev, -1);
	if (bond->promisc)
		dev_set_promiscuity(dev, -1);
	vlan_vids_del_by_dev(dev, bond->dev);
}

void nb_filter_rx_flags(struct net_device *dev, int change)
{
	struct nb_bond *bond = netdev_priv(dev);
	struct nb_member *member;

	ASSERT_RTNL();
	if (change & IFF_PROMISC) {
		bond->promisc = dev->flags & IFF_PROMISC;
		nb_for_each_member(bond, member)
			dev_set_promiscuity(member->dev,
					    bond->promisc ? 1 : -1);
	}
	if (change & IFF_ALLMULTI) {
		bond->allmulti = dev->flags & IFF_ALLMULTI;
		nb_for_each_member(bond, member)
			dev_set_allmulti(member->dev, bond->allmulti ? 1 : -1);
	}
}

void nb_filter_rx_mode(struct net_device *dev)
{
	struct nb_bond *bond = netdev_priv(dev);
	struct nb_member *member;
	int missed = 0;

	rcu_read_lock();
	nb_for_each_member_rcu(bond, member) {
		missed |= dev_uc_sync_multiple(member->dev, dev);
		missed |= dev_mc_sync_multiple(member->dev, dev);
	}
	rcu_read_unlock();
	if (missed)
		nb_filter_missed(bond);
}

int nb_filter_vlan_add(struct net_device *dev, __be16 proto, u16 vid)
{
	struct nb_bond *bond = netdev_priv(dev);
	struct nb_member *member;
	int err;

	ASSERT_RTNL();
	nb_for_each_member(bond, member) {
		err = vlan_vid_add(member->dev, proto, vid);
		if (err)
			goto err_undo;
	}
	return 0;

err_undo:
	list_for_each_entry_continue_reverse(member, &bond->members, list)
		vlan_vid_del(member->dev, proto, vid);
	return err;
}

int nb_filter_vlan_del(struct net_device *dev, __be16 proto, u16 vid)
{
	struct nb_bond *bond = netdev_priv(dev);
	struct nb_member *member;

	ASSERT_RTNL();
	nb_for_each_member(bond, member)
		vlan_vid_del(member->dev, proto, vid);
	return 0;
}
