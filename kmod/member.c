// SPDX-License-Identifier: GPL-2.0
/* Joining and leaving, and what happens to members meanwhile. */

#include "member.h"

#include <linux/ethtool.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/net.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "active.h"
#include "announce.h"
#include "compat/compat.h"
#include "filter.h"
#include "link.h"
#include "mac.h"
#include "rx.h"
#include "speed.h"
#include "timer.h"
#include "verdict.h"
#include "work.h"
#include "xdp.h"

struct nb_member *nb_member_of_rtnl(const struct net_device *dev)
{
	if (rcu_access_pointer(dev->rx_handler) != nb_rx)
		return NULL;
	return rtnl_dereference(dev->rx_handler_data);
}

struct nb_member *nb_member_find(struct nb_bond *bond, const char *name)
{
	struct nb_member *member;

	nb_for_each_member_rcu(bond, member)
		if (!strcmp(member->dev->name, name))
			return member;
	return NULL;
}

/* Joining --------------------------------------------------------------- */

static int nb_member_refuse(struct netlink_ext_ack *extack, const char *why,
			    int err)
{
	if (extack)
		extack->_msg = why;
	return err;
}

/* Could this device be a member of any bond? */
static int nb_member_check_device(struct net_device *dev,
				  struct netlink_ext_ack *extack)
{
	if (dev->reg_state != NETREG_REGISTERED || !netif_device_present(dev))
		return nb_member_refuse(extack, "The device is going away",
					-ENODEV);
	if (dev->flags & IFF_LOOPBACK)
		return nb_member_refuse(
			extack, "The loopback device cannot join", -EINVAL);
	if (dev->type != ARPHRD_ETHER || dev->addr_len != ETH_ALEN)
		return nb_member_refuse(extack, "The device is not Ethernet",
					-EINVAL);
	/* Its driver takes each of its devices that is IFF_SLAVE for a slave of its own, and our private data for its. */
	if (netif_is_bond_master(dev))
		return nb_member_refuse(
			extack,
			"A bond of the kernel's own driver cannot join; it can have this one as a slave",
			-EOPNOTSUPP);
	if (dev->priv_flags & IFF_NO_RX_HANDLER)
		return nb_member_refuse(
			extack, "The device lets nobody take its frames",
			-EINVAL);
	return 0;
}

/* May the bond stand upon this device? */
static int nb_member_check_place(struct nb_bond *bond, struct net_device *dev,
				 struct netlink_ext_ack *extack)
{
	struct net_device *master = netdev_master_upper_dev_get(dev);

	if (dev == bond->dev)
		return nb_member_refuse(extack, "A bond cannot join itself",
					-EINVAL);
	if (master)
		return nb_member_refuse(
			extack,
			master == bond->dev ? "The device is a member already" :
					      "The device has another master",
			-EBUSY);
	if (netdev_is_rx_handler_busy(dev))
		return nb_member_refuse(
			extack,
			"The device is in use by macvlan, Open vSwitch or the like",
			-EBUSY);
	if (netdev_has_upper_dev(bond->dev, dev))
		return nb_member_refuse(extack, "The device stands on the bond",
					-ELOOP);
	if (dev->lower_level + bond->dev->upper_level > MAX_NEST_DEV)
		return nb_member_refuse(
			extack,
			"More than eight devices would stand upon each other",
			-EMLINK);
	return 0;
}

int nb_member_check(struct nb_bond *bond, struct net_device *dev,
		    struct netlink_ext_ack *extack)
{
	int err = nb_member_check_device(dev, extack);

	if (!err)
		err = nb_member_check_place(bond, dev, extack);
	if (err)
		return err;
	if (bond->member_count >= NB_TABLE_MEMBERS)
		return nb_member_refuse(
			extack, "The bond has as many members as it can have",
			-ENOSPC);
	/* A largest MTU of 0 is none, as in dev_validate_mtu(). */
	if ((dev->max_mtu && bond->dev->mtu > dev->max_mtu) ||
	    bond->dev->mtu < dev->min_mtu)
		return nb_member_refuse(
			extack, "The device refuses the bond's MTU", -EINVAL);
	if (!dev->netdev_ops->ndo_set_mac_address &&
	    nb_mac_policy(&bond->config) != NB_MAC_ACTIVE)
		return nb_member_refuse(
			extack,
			"The device cannot change its MAC address; active-backup with fail_over_mac active does without",
			-EOPNOTSUPP);
	if ((dev->features & NETIF_F_VLAN_CHALLENGED) &&
	    vlan_uses_dev(bond->dev))
		return nb_member_refuse(
			extack, "The device cannot carry the bond's VLANs",
			-EINVAL);
	return nb_xdp_check(bond, dev, extack);
}

static int nb_member_set_mtu(struct nb_member *member, unsigned int mtu)
{
	struct nb_bond *bond = member->bond;
	int err;

	bond->mtu_changing = true;
	err = dev_set_mtu(member->dev, mtu);
	bond->mtu_changing = false;
	return err;
}

/* For drivers that can do in hardware what the bond does. */
static void nb_member_describe(struct nb_member *member)
{
	static const enum netdev_lag_tx_type types[] = {
		[NETBOND_MODE_BALANCE_RR] = NETDEV_LAG_TX_TYPE_ROUNDROBIN,
		[NETBOND_MODE_ACTIVE_BACKUP] = NETDEV_LAG_TX_TYPE_ACTIVEBACKUP,
		[NETBOND_MODE_BALANCE_XOR] = NETDEV_LAG_TX_TYPE_HASH,
		[NETBOND_MODE_BROADCAST] = NETDEV_LAG_TX_TYPE_BROADCAST,
		[NETBOND_MODE_IEEE8023AD] = NETDEV_LAG_TX_TYPE_HASH,
		/* By flow and by load, with other addresses: no card does that. */
		[NETBOND_MODE_BALANCE_TLB] = NETDEV_LAG_TX_TYPE_UNKNOWN,
		[NETBOND_MODE_BALANCE_ALB] = NETDEV_LAG_TX_TYPE_UNKNOWN,
	};
	static const enum netdev_lag_hash hashes[] = {
		[NETBOND_XMIT_HASH_POLICY_LAYER2] = NETDEV_LAG_HASH_L2,
		[NETBOND_XMIT_HASH_POLICY_LAYER34] = NETDEV_LAG_HASH_L34,
		[NETBOND_XMIT_HASH_POLICY_LAYER23] = NETDEV_LAG_HASH_L23,
		[NETBOND_XMIT_HASH_POLICY_ENCAP23] = NETDEV_LAG_HASH_E23,
		[NETBOND_XMIT_HASH_POLICY_ENCAP34] = NETDEV_LAG_HASH_E34,
		[NETBOND_XMIT_HASH_POLICY_VLAN_SRCMAC] =
			NETDEV_LAG_HASH_VLAN_SRCMAC,
	};
	const struct nb_config *config = &member->bond->config;

	member->upper_info.tx_type = types[config->mode];
	member->upper_info.hash_type = NETDEV_LAG_HASH_NONE;
	if (member->upper_info.tx_type == NETDEV_LAG_TX_TYPE_HASH)
		member->upper_info.hash_type = hashes[config->xmit_hash_policy];
}

static struct nb_member *
nb_member_alloc(struct nb_bond *bond, struct net_device *dev,
		const struct nb_member_options *options)
{
	struct nb_member *member = kzalloc(sizeof(*member), GFP_KERNEL_ACCOUNT);
	struct nb_member_probe *probe;
	u64 now = ktime_get_ns();

	if (!member)
		return NULL;
	probe = nb_probe_member_alloc(bond);
	if (IS_ERR(probe)) {
		kfree(member);
		return NULL;
	}
	member->dev = dev;
	member->bond = bond;
	member->options = *options;
	member->slot = find_first_zero_bit(bond->slots, NB_TABLE_MEMBERS);
	__set_bit(member->slot, bond->slots);
	member->since = now;
	member->duplex = DUPLEX_UNKNOWN;
	member->orig.mtu = dev->mtu;
	member->orig.up = dev->flags & IFF_UP;
	member->orig.addr_assign_type = dev->addr_assign_type;
	ether_addr_copy(member->orig.addr, dev->dev_addr);
	INIT_LIST_HEAD(&member->clients.head);
	nb_member_describe(member);
	/* A link not seen yet is one that was down: updelay applies to it. */
	nb_vote_init(&member->votes[NETBOND_VOTE_CARRIER],
		     NETBOND_REASON_NO_CARRIER, now);
	member->votes[NETBOND_VOTE_CARRIER].value = NETBOND_VOTE_VALUE_NO;
	nb_vote_init(&member->votes[NETBOND_VOTE_PROBE],
		     NETBOND_REASON_PROBE_PENDING, now);
	nb_vote_init(&member->votes[NETBOND_VOTE_LACP],
		     NETBOND_REASON_LACP_LEFT, now);
	RCU_INIT_POINTER(member->probe, probe);
	netdev_hold(dev, &member->tracker, GFP_KERNEL);
	return member;
}

/* No reader can have seen it, or all of them are gone. */
static void nb_member_free(struct nb_member *member)
{
	__clear_bit(member->slot, member->bond->slots);
	netdev_put(member->dev, &member->tracker);
	kfree(rcu_dereference_protected(member->probe, true));
	kfree(member);
}

/* Bring the device into the state of a member: address, MTU, up. */
static int nb_member_dress(struct nb_member *member,
			   struct netlink_ext_ack *extack)
{
	struct net_device *dev = member->dev;
	int err;

	/* Not every device changes its address while up; IPv6 lets go of it too. */
	dev_close(dev);
	dev->flags |= IFF_SLAVE;
	dev->priv_flags |= NB_MEMBER_PRIV_FLAGS;

	err = nb_member_set_mtu(member, member->bond->dev->mtu);
	if (err) {
		NL_SET_ERR_MSG(extack, "The device refuses the bond's MTU");
		return err;
	}
	err = nb_mac_join(member, extack);
	if (err)
		return err;
	err = dev_open(dev, extack);
	if (err && extack && !extack->_msg)
		NL_SET_ERR_MSG(extack, "The device cannot be set up");
	return err;
}

/*
 * And back into the state before; harmless after half a nb_member_dress(). A
 * device on its way out, for good or into another network namespace, is not
 * opened, and nobody is told of its MTU: protocols would take hold of it anew.
 */
static void nb_member_undress(struct nb_member *member, bool unregister)
{
	struct net_device *dev = member->dev;

	/* Promiscuity that stood in for a unicast filter ends only while it is up. */
	if (!unregister && dev->uc_promisc && netdev_uc_empty(dev)) {
		dev_open(dev, NULL);
		nb_compat_rx_mode_sync(dev);
	}
	dev_close(dev);
	nb_mac_leave(member);
	dev->flags &= ~IFF_SLAVE;
	dev->priv_flags &= ~NB_MEMBER_PRIV_FLAGS;
	if (unregister) {
		netdev_lock_ops(dev);
		__netif_set_mtu(dev, member->orig.mtu);
		netdev_unlock_ops(dev);
		return;
	}
	if (dev->mtu != member->orig.mtu &&
	    nb_member_set_mtu(member, member->orig.mtu) && net_ratelimit())
		netdev_warn(member->bond->dev, "%s: cannot restore MTU %u\n",
			    dev->name, member->orig.mtu);
	if (member->orig.up && dev_open(dev, NULL) && net_ratelimit())
		netdev_warn(member->bond->dev, "%s: cannot be set up again\n",
			    dev->name);
}

static void nb_member_publish(struct nb_member *member)
{
	struct nb_bond *bond = member->bond;
	u64 now;

	spin_lock_bh(&bond->lock);
	now = ktime_get_ns();
	member->carrier_downs = atomic_read(&member->dev->carrier_down_count);
	list_add_tail_rcu(&member->list, &bond->members);
	bond->member_count++;
	bond->member_gen++;
	nb_history_note(bond, NETBOND_EVENT_MEMBER_ADDED, NETBOND_REASON_JOINED,
			member);
	nb_lag_join(member, now);
	nb_active_call(member);
	nb_link_update(bond, now);
	nb_verdict_update(bond, NETBOND_REASON_JOINED, now);
	nb_timer_arm(bond, now);
	spin_unlock_bh(&bond->lock);
}

int nb_member_add(struct nb_bond *bond, struct net_device *dev,
		  const struct nb_member_options *options,
		  struct netlink_ext_ack *extack)
{
	struct nb_member *member;
	int err;

	ASSERT_RTNL();
	err = nb_member_check(bond, dev, extack);
	if (err)
		return err;
	member = nb_member_alloc(bond, dev, options);
	if (!member)
		return -ENOMEM;

	err = nb_member_dress(member, extack);
	if (err)
		goto err_undress;
	call_netdevice_notifiers(NETDEV_JOIN, dev);
	err = netdev_rx_handler_register(dev, nb_rx, member);
	if (err)
		goto err_undress;
	/* Nothing of it reaches the bond before it is published. */
	err = nb_xdp_join(member, extack);
	if (err)
		goto err_rx_handler;
	err = netdev_master_upper_dev_link(dev, bond->dev, member,
					   &member->upper_info, extack);
	if (err)
		goto err_xdp;
	err = nb_filter_join(member, extack);
	if (err)
		goto err_unlink;

	nb_mac_joined(member);
	nb_stats_member_start(member);
	netdev_lock_ops(dev);
	nb_speed_learn(member);
	netdev_unlock_ops(dev);
	nb_member_publish(member);
	nb_filter_sync(member);
	nb_mac_refresh(bond);
	nb_bond_update_features(bond);
	nb_xdp_update_features(bond);
	nb_work_settle(bond, true);
	return 0;

err_unlink:
	netdev_upper_dev_unlink(dev, bond->dev);
err_xdp:
	nb_xdp_leave(member);
err_rx_handler:
	netdev_rx_handler_unregister(dev);
err_undress:
	nb_member_undress(member, false);
	nb_member_free(member);
	return err;
}

/* Leaving --------------------------------------------------------------- */

static void nb_member_unpublish(struct nb_member *member)
{
	struct nb_bond *bond = member->bond;
	u64 now;

	spin_lock_bh(&bond->lock);
	now = ktime_get_ns();
	member->leaving = true;
	nb_verdict_update(bond, NETBOND_REASON_LEFT, now);
	nb_lag_leave(member, now);
	list_del_rcu(&member->list);
	bond->member_count--;
	bond->member_gen++;
	nb_history_note(bond, NETBOND_EVENT_MEMBER_REMOVED, NETBOND_REASON_LEFT,
			member);
	nb_verdict_update(bond, NETBOND_REASON_LEFT, now);
	/* Who was taught its own address and forgotten since has to hear of another. */
	if (bond->config.mode == NETBOND_MODE_BALANCE_ALB)
		nb_announce_start(bond, now);
	nb_timer_arm(bond, now);
	spin_unlock_bh(&bond->lock);
	/* While its device still sends. */
	nb_lag_flush(bond);
}

void nb_member_del(struct nb_member *member, bool unregister)
{
	struct nb_bond *bond = member->bond;
	struct net_device *dev = member->dev;

	ASSERT_RTNL();
	nb_member_unpublish(member);
	/*
	 * From here on nobody new finds the member: it is neither active nor in
	 * the list. Unregistering the receive handler waits for a grace period, so
	 * when it returns no packet on its way up (RCU) or down (RCU-bh) and no
	 * reader of the list still has it; the timer and the workers touch
	 * members only under the bond lock, RTNL or RCU.
	 */
	nb_filter_leave(member);
	netdev_rx_handler_unregister(dev);
	/* Only now: no frame gets into the bond past the program. */
	nb_xdp_leave(member);
	nb_stats_member_stop(member);
	netdev_upper_dev_unlink(dev, bond->dev);
	nb_member_undress(member, unregister);
	nb_mac_refresh(bond);
	nb_bond_update_features(bond);
	nb_xdp_update_features(bond);
	nb_work_settle(bond, true);
	nb_member_free(member);
}

/* Meanwhile ------------------------------------------------------------- */

void nb_member_configure(struct nb_member *member,
			 const struct nb_member_options *options)
{
	struct nb_bond *bond = member->bond;
	u64 now;

	ASSERT_RTNL();
	if (!memcmp(&member->options, options, sizeof(*options)))
		return;
	spin_lock_bh(&bond->lock);
	now = ktime_get_ns();
	member->options = *options;
	nb_history_note(bond, NETBOND_EVENT_CONFIGURED,
			NETBOND_REASON_ADMINISTRATOR, member);
	nb_verdict_update(bond, NETBOND_REASON_PRIMARY, now);
	nb_timer_arm(bond, now);
	spin_unlock_bh(&bond->lock);
	call_netdevice_notifiers(NETDEV_CHANGEINFODATA, member->dev);
}

static void nb_member_set_closing(struct nb_member *member, bool closing)
{
	spin_lock_bh(&member->bond->lock);
	member->closing = closing;
	spin_unlock_bh(&member->bond->lock);
}

/*
 * The other end of a pair (veth) stops taking frames some time before the
 * carrier of this end falls: move over while nothing is lost yet.
 */
static void nb_member_pair_event(struct net_device *dev, unsigned long event)
{
	struct nb_member *member = NULL;
	struct net_device *peer;

	if ((event != NETDEV_GOING_DOWN && event != NETDEV_DOWN) ||
	    !dev->netdev_ops->ndo_get_peer_dev)
		return;
	rcu_read_lock();
	peer = dev->netdev_ops->ndo_get_peer_dev(dev);
	if (peer)
		member = nb_member_of_rtnl(peer);
	rcu_read_unlock();
	if (!member)
		return;
	/* RTNL keeps the member. */
	spin_lock_bh(&member->bond->lock);
	WRITE_ONCE(member->peer_closing, event == NETDEV_GOING_DOWN);
	spin_unlock_bh(&member->bond->lock);
	nb_verdict_now(member->bond, NETBOND_REASON_NONE);
}

static int nb_member_event(struct notifier_block *unused, unsigned long event,
			   void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct nb_member *member = nb_member_of_rtnl(dev);

	nb_member_pair_event(dev, event);
	if (event == NETDEV_CHANGENAME && nb_bond_of(dev))
		nb_bond_renamed(nb_bond_of(dev));
	if (!member)
		return NOTIFY_DONE;

	switch (event) {
	case NETDEV_UNREGISTER:
		nb_member_del(member, true);
		break;
	case NETDEV_GOING_DOWN:
	case NETDEV_DOWN:
		nb_member_set_closing(member, event == NETDEV_GOING_DOWN);
		nb_verdict_now(member->bond, NETBOND_REASON_NONE);
		break;
	case NETDEV_UP:
	case NETDEV_CHANGE:
		nb_member_set_closing(member, false);
		nb_speed_learn(member);
		nb_verdict_now(member->bond, NETBOND_REASON_LINK_BACK);
		break;
	case NETDEV_CHANGEADDR:
		nb_filter_refresh(member);
		break;
	case NETDEV_CHANGENAME:
		/* The primary is known by name. */
		nb_verdict_now(member->bond, NETBOND_REASON_PRIMARY);
		break;
	case NETDEV_FEAT_CHANGE:
		nb_bond_update_features(member->bond);
		break;
	case NETDEV_XDP_FEAT_CHANGE:
		nb_xdp_update_features(member->bond);
		break;
	case NETDEV_PRECHANGEMTU:
		/* All members have the bond's MTU; it is set there. */
		if (!member->bond->mtu_changing)
			return notifier_from_errno(-EBUSY);
		break;
	case NETDEV_PRE_TYPE_CHANGE:
		return notifier_from_errno(-EBUSY);
	case NETDEV_RESEND_IGMP:
		call_netdevice_notifiers(event, member->bond->dev);
		break;
	}
	return NOTIFY_DONE;
}

struct notifier_block nb_member_notifier = {
	.notifier_call = nb_member_event,
};
