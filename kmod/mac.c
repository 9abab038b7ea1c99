// SPDX-License-Identifier: GPL-2.0
/* MAC addresses: where fail_over_mac wants them, and back. */

#include "mac.h"

#include <linux/rtnetlink.h>
#include <linux/etherdevice.h>
#include <linux/jhash.h>
#include <linux/net.h>
#include <linux/slab.h>

#include "address.h"
#include "bond.h"
#include "compat/compat.h"
#include "filter.h"
#include "member.h"
#include "timer.h"

static int nb_mac_write(struct net_device *dev, const u8 *addr,
			struct netlink_ext_ack *extack)
{
	if (ether_addr_equal(dev->dev_addr, addr))
		return 0;
	return nb_compat_set_mac_address(dev, addr, extack);
}

static struct nb_member *nb_mac_active(const struct nb_bond *bond)
{
	return rtnl_dereference(bond->active);
}

/*
 * With "follow" and "own" one member carries the bond's address: the active one,
 * or while there is none whoever did last.
 */
static struct nb_member *nb_mac_holder(const struct nb_bond *bond)
{
	struct nb_member *holder = nb_mac_active(bond);
	struct nb_member *member;

	if (holder)
		return holder;
	nb_for_each_member(bond, member)
		if (ether_addr_equal(member->dev->dev_addr,
				     bond->dev->dev_addr))
			return member;
	return NULL;
}

/*
 * The address a member ought to carry. With "follow" whoever has the bond's
 * address as its own lends it to the holder and carries the holder's meanwhile.
 * @own: the first of the member's own.
 */
static const u8 *nb_mac_wanted(const struct nb_member *member, u32 policy,
			       const struct nb_member *holder, const u8 *own)
{
	const u8 *bond_addr = member->bond->dev->dev_addr;

	switch (policy) {
	case NB_MAC_ACTIVE:
		return member->orig.addr;
	case NB_MAC_FOLLOW:
		if (member == holder)
			return bond_addr;
		if (!holder || !ether_addr_equal(member->orig.addr, bond_addr))
			return member->orig.addr;
		/* Two that came with the same address leave none to lend. */
		return ether_addr_equal(holder->orig.addr, bond_addr) ?
			       own :
			       holder->orig.addr;
	case NB_MAC_OWN:
		return member == holder ? bond_addr : own;
	default:
		return bond_addr;
	}
}

static bool nb_mac_probes_from(const struct nb_member *member, const u8 *addr)
{
	int i;

	for (i = 0; i < NB_PROBE_ADDRS; i++)
		if (nb_member_has_addr(member, i, addr))
			return true;
	return false;
}

static bool nb_mac_taken(const struct nb_member *member, const u8 *addr)
{
	const struct nb_bond *bond = member->bond;
	const struct nb_member *other;

	if (ether_addr_equal(addr, bond->dev->dev_addr))
		return true;
	nb_for_each_member(bond, other)
		if (other != member &&
		    (nb_mac_probes_from(other, addr) ||
		     ether_addr_equal(other->dev->dev_addr, addr)))
			return true;
	return false;
}

/*
 * IEEE 802: locally administered. Of one that is that already nobody knows who
 * has the next one: any other, but the same each time, for neighbours may still
 * know it.
 */
static void nb_mac_derive(u8 *addr)
{
	u32 a, b;

	if (addr[0] & 0x02) {
		a = jhash(addr, ETH_ALEN, 0);
		b = jhash(addr, ETH_ALEN, a);
		memcpy(addr, &a, sizeof(a));
		memcpy(addr + sizeof(a), &b, ETH_ALEN - sizeof(a));
		addr[0] &= 0xfe;
	}
	addr[0] |= 0x02;
}

/*
 * An address of the member's own that is never the bond's nor another member's.
 * Neighbours may know one that was the bond's by a link-local address, which its
 * probes, too, would come from: they would learn to send to a backup.
 */
static void nb_mac_probe_first(const struct nb_member *member, u8 *addr)
{
	ether_addr_copy(addr, member->orig.addr);
	if (nb_mac_taken(member, addr) ||
	    nb_address_made_of(member->bond, addr))
		nb_mac_derive(addr);
	while (nb_mac_taken(member, addr))
		eth_random_addr(addr);
}

/*
 * And some more, which differ from it and from each other where switches look
 * when they choose a link of a LAG: in the last bits.
 */
static void nb_mac_probe_addr(struct nb_member *member)
{
	u8 addr[NB_PROBE_ADDRS][ETH_ALEN];
	int i;

	nb_mac_probe_first(member, addr[0]);
	for (i = 1; i < NB_PROBE_ADDRS; i++) {
		do {
			eth_random_addr(addr[i]);
			addr[i][ETH_ALEN - 1] = addr[0][ETH_ALEN - 1] ^ i;
		} while (nb_mac_taken(member, addr[i]));
	}
	spin_lock_bh(&member->bond->lock);
	for (i = 0; i < NB_PROBE_ADDRS; i++)
		nb_member_set_addr(member, i, addr[i]);
	nb_client_readdress(member);
	spin_unlock_bh(&member->bond->lock);
}

void nb_mac_refresh(struct nb_bond *bond)
{
	struct nb_member *member;
	bool moved = false;

	ASSERT_RTNL();
	nb_for_each_member(bond, member)
		if (nb_mac_probes_from(member, bond->dev->dev_addr)) {
			nb_mac_probe_addr(member);
			moved = true;
		}
	/* Each receives for the others, too, by the addresses they have now. */
	nb_for_each_member(bond, member)
		nb_filter_refresh(member);
	if (!moved)
		return;
	/* Clients that were taught an old address are to hear of it soon. */
	spin_lock_bh(&bond->lock);
	nb_timer_arm(bond, ktime_get_ns());
	spin_unlock_bh(&bond->lock);
}

void nb_mac_adopt(struct nb_bond *bond, const u8 *addr)
{
	if (ether_addr_equal(bond->dev->dev_addr, addr))
		return;
	if (netif_pre_changeaddr_notify(bond->dev, addr, NULL)) {
		netdev_warn_once(bond->dev,
				 "a device above refuses MAC address %pM\n",
				 addr);
		return;
	}
	eth_hw_addr_set(bond->dev, addr);
	call_netdevice_notifiers(NETDEV_CHANGEADDR, bond->dev);
	nb_lag_readdress(bond);
}

/*
 * Let the holder have the bond's address without two carrying one at any
 * moment. With @insist a member that refuses does not stop the others.
 */
static int nb_mac_hand_over(struct nb_bond *bond, struct nb_member *holder,
			    bool insist, struct netlink_ext_ack *extack)
{
	struct nb_member *member;
	u8 own[ETH_ALEN];
	int err;

	nb_for_each_member(bond, member) {
		if (member == holder || !ether_addr_equal(member->dev->dev_addr,
							  bond->dev->dev_addr))
			continue;
		nb_member_addr(member, 0, own);
		err = nb_mac_write(member->dev, own, extack);
		if (err && !insist)
			return err;
	}
	return nb_mac_write(holder->dev, bond->dev->dev_addr, extack);
}

static int nb_mac_write_all(struct nb_bond *bond, u32 policy, bool insist,
			    struct netlink_ext_ack *extack)
{
	struct nb_member *holder = NULL, *member;
	int err = 0, refused = 0;
	u8 own[ETH_ALEN];

	if (policy == NB_MAC_FOLLOW || policy == NB_MAC_OWN)
		holder = nb_mac_holder(bond);
	if (holder)
		refused = nb_mac_hand_over(bond, holder, insist, extack);
	nb_for_each_member(bond, member) {
		if (refused && !insist)
			break;
		nb_member_addr(member, 0, own);
		err = nb_mac_write(member->dev,
				   nb_mac_wanted(member, policy, holder, own),
				   extack);
		refused = refused ?: err;
	}
	return refused;
}

static int nb_mac_apply(struct nb_bond *bond, u32 policy,
			struct netlink_ext_ack *extack)
{
	struct nb_member *member;
	u8(*before)[ETH_ALEN];
	int err, i = 0;

	before = kcalloc(bond->member_count ?: 1, ETH_ALEN, GFP_KERNEL);
	if (!before)
		return -ENOMEM;
	nb_for_each_member(bond, member)
		ether_addr_copy(before[i++], member->dev->dev_addr);
	err = nb_mac_write_all(bond, policy, false, extack);
	i = 0;
	if (err)
		nb_for_each_member(bond, member)
			nb_mac_write(member->dev, before[i++], NULL);
	kfree(before);
	return err;
}

int nb_mac_sync(struct nb_bond *bond, u32 policy,
		struct netlink_ext_ack *extack)
{
	struct nb_member *active = nb_mac_active(bond);
	int err;

	ASSERT_RTNL();
	err = nb_mac_apply(bond, policy, extack);
	if (err)
		return err;
	if (policy == NB_MAC_ACTIVE && active)
		nb_mac_adopt(bond, active->orig.addr);
	nb_mac_refresh(bond);
	return 0;
}

/* Will the bond take its address from this member, its first? */
static bool nb_mac_brings(const struct nb_member *member)
{
	const struct nb_bond *bond = member->bond;

	return !bond->member_count &&
	       bond->dev->addr_assign_type == NET_ADDR_RANDOM;
}

void nb_mac_joined(struct nb_member *member)
{
	struct nb_bond *bond = member->bond;

	ASSERT_RTNL();
	if (!nb_mac_brings(member))
		return;
	ether_addr_copy(bond->random_addr, bond->dev->dev_addr);
	nb_mac_adopt(bond, member->dev->dev_addr);
	bond->dev->addr_assign_type = NET_ADDR_STOLEN;
	nb_mac_probe_addr(member);
	nb_filter_refresh(member);
}

void nb_mac_follow(struct nb_bond *bond)
{
	struct nb_member *active = nb_mac_active(bond);
	u32 policy = nb_mac_policy(&bond->config);

	ASSERT_RTNL();
	/* The old active member may be in no state to change its address. */
	if (nb_mac_write_all(bond, policy, true, NULL))
		netdev_warn_once(
			bond->dev,
			"a member refused the MAC address that it is to have now\n");
	if (policy == NB_MAC_ACTIVE && active)
		nb_mac_adopt(bond, active->orig.addr);
	nb_mac_refresh(bond);
}

int nb_mac_join(struct nb_member *member, struct netlink_ext_ack *extack)
{
	struct nb_bond *bond = member->bond;
	struct net_device *dev = member->dev;
	u32 policy = nb_mac_policy(&bond->config);
	u8 own[ETH_ALEN];
	int err;

	ASSERT_RTNL();
	nb_mac_probe_addr(member);
	nb_member_addr(member, 0, own);
	if (nb_mac_brings(member))
		return netif_pre_changeaddr_notify(bond->dev, dev->dev_addr,
						   extack);
	if (policy == NB_MAC_ACTIVE)
		return 0;
	/* "follow" swaps addresses when the choice is made. */
	if (policy == NB_MAC_FOLLOW && bond->member_count)
		return 0;
	err = nb_mac_write(dev,
			   policy == NB_MAC_OWN && bond->member_count ?
				   own :
				   bond->dev->dev_addr,
			   extack);
	if (err)
		NL_SET_ERR_MSG(extack,
			       "The device refuses the bond's MAC address");
	return err;
}

/* What a bond took from its first member goes with its last. */
static void nb_mac_forget(struct nb_bond *bond)
{
	if (bond->member_count ||
	    bond->dev->addr_assign_type != NET_ADDR_STOLEN)
		return;
	nb_mac_adopt(bond, bond->random_addr);
	bond->dev->addr_assign_type = NET_ADDR_RANDOM;
}

void nb_mac_leave(struct nb_member *member)
{
	struct nb_bond *inner = nb_bond_of(member->dev);
	struct nb_bond *bond = member->bond;
	int err = 0;

	ASSERT_RTNL();
	if (member->dev->reg_state == NETREG_REGISTERED)
		err = nb_mac_write(member->dev, member->orig.addr, NULL);
	if (err && net_ratelimit())
		netdev_warn(bond->dev,
			    "%s: cannot restore MAC address %pM (error %d)\n",
			    member->dev->name, member->orig.addr, err);
	if (!err)
		member->dev->addr_assign_type = member->orig.addr_assign_type;
	/* A bond whose own members left while it was one. */
	if (inner && member->dev->reg_state == NETREG_REGISTERED)
		nb_mac_forget(inner);
	if (bond->dev->addr_assign_type != NET_ADDR_STOLEN ||
	    bond->dev->reg_state != NETREG_REGISTERED)
		return;
	nb_mac_forget(bond);
	if (bond->member_count &&
	    nb_mac_policy(&bond->config) != NB_MAC_ACTIVE &&
	    ether_addr_equal(member->orig.addr, bond->dev->dev_addr) &&
	    net_ratelimit()) {
		netdev_warn(
			bond->dev,
			"the MAC address %pM of %s, which left, is still the bond's; set another one if both stay in one network\n",
			member->orig.addr, member->dev->name);
	}
}

int nb_mac_set(struct net_device *dev, void *addr)
{
	struct nb_bond *bond = netdev_priv(dev);
	struct sockaddr *sa = addr;
	u8 before[ETH_ALEN];
	int err;

	ASSERT_RTNL();
	if (!is_valid_ether_addr(sa->sa_data))
		return -EADDRNOTAVAIL;
	/* The bond's address is its active member's: there is nothing to set. */
	if (nb_mac_policy(&bond->config) == NB_MAC_ACTIVE && bond->member_count)
		return -EOPNOTSUPP;

	ether_addr_copy(before, dev->dev_addr);
	eth_hw_addr_set(dev, sa->sa_data);
	err = nb_mac_apply(bond, nb_mac_policy(&bond->config), NULL);
	if (err)
		eth_hw_addr_set(dev, before);
	nb_mac_refresh(bond);
	if (err)
		return err;
	/* An own address that has become the bond's is another one now. */
	if (nb_mac_policy(&bond->config) == NB_MAC_OWN)
		nb_mac_follow(bond);
	nb_lag_readdress(bond);
	return 0;
}
