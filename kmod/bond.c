// SPDX-License-Identifier: GPL-2.0
/* The bond's device: its life, its operations and its settings. */

#include "bond.h"

#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>
#include <net/rtnetlink.h>

#include "compat/compat.h"
#include "ethtool.h"
#include "filter.h"
#include "link.h"
#include "mac.h"
#include "measure.h"
#include "member.h"
#include "rtlink.h"
#include "spread.h"
#include "timer.h"
#include "tx.h"
#include "verdict.h"
#include "work.h"
#include "xdp.h"

/* Settings -------------------------------------------------------------- */

static int nb_bond_find_pin(struct nb_bond *bond,
			    const struct nb_change *change,
			    struct nb_member **pin,
			    struct netlink_ext_ack *extack)
{
	*pin = NULL;
	if (!nb_change_has(change, NETBOND_OPT_ACTIVE_SLAVE) ||
	    !change->config.active_slave[0])
		return 0;
	*pin = nb_member_find(bond, change->config.active_slave);
	if (!*pin) {
		NL_SET_ERR_MSG_ATTR(extack, change->active_slave_attr,
				    "not a member of the bond");
		return -ENODEV;
	}
	if (!nb_choose_usable(READ_ONCE((*pin)->fitness))) {
		NL_SET_ERR_MSG_ATTR(extack, change->active_slave_attr,
				    "the member is not usable");
		return -ENETDOWN;
	}
	return 0;
}

static void nb_bond_pin(struct nb_bond *bond, struct nb_member *pin)
{
	struct nb_member *member;

	nb_for_each_member(bond, member)
		member->pinned = member == pin;
	if (pin)
		bond->primary_called = false;
}

/* What a change of settings needs, got before anything is changed. */
struct nb_bond_update {
	/* The bond's address before. */
	u8 addr[ETH_ALEN];
	struct nb_member *pin;
	struct nb_probe_update probe;
	struct nb_spread *spread;
	struct nb_measure *measure;
	struct nb_clients *clients;
	bool policy_changed;
};

static void nb_bond_discard(struct nb_bond *bond, struct nb_bond_update *update)
{
	struct nb_member *member;

	if (update->policy_changed) {
		nb_mac_adopt(bond, update->addr);
		/* Not nb_mac_sync(), which wants memory before it begins. */
		nb_mac_follow(bond);
	}
	nb_for_each_member(bond, member)
		nb_filter_refresh(member);
	nb_clients_free(update->clients);
	nb_measure_free(update->measure);
	nb_spread_free(update->spread);
	nb_probe_discard(&update->probe);
}

/* The receive filters and addresses that the members will need. */
static int nb_bond_prepare_members(struct nb_bond *bond,
				   const struct nb_config *config,
				   struct nb_bond_update *update,
				   struct netlink_ext_ack *extack)
{
	bool probing = update->probe.changed ? !!update->probe.plan :
					       nb_probe_active(&bond->probe);
	/* Those of before, too, until it is done: to go back takes no memory. */
	const enum nb_filter_probes probes =
		max(nb_filter_probes(config->mode, probing),
		    nb_filter_probes(bond->config.mode,
				     nb_probe_active(&bond->probe)));
	struct nb_member *member;
	int err;

	if (update->policy_changed) {
		err = nb_mac_sync(bond, nb_mac_policy(config), extack);
		if (err) {
			NL_SET_ERR_MSG(
				extack,
				"a member refuses the MAC address it would get");
			return err;
		}
	}
	nb_for_each_member(bond, member) {
		err = nb_filter_addresses(member, probes);
		if (err)
			return err;
	}
	return 0;
}

/* What is made when a mode first needs it stays with the bond. */
static int nb_bond_prepare_tables(struct nb_bond *bond,
				  const struct nb_config *config,
				  struct nb_bond_update *update)
{
	if (nb_mode_spreads(config->mode) && !bond->spread) {
		update->spread = nb_spread_alloc();
		if (!update->spread)
			return -ENOMEM;
	}
	if (nb_measure_wanted(config) &&
	    !(bond->spread && bond->spread->measure)) {
		update->measure = nb_measure_alloc();
		if (!update->measure)
			return -ENOMEM;
	}
	if (config->mode == NETBOND_MODE_BALANCE_ALB && !bond->clients) {
		update->clients = nb_clients_alloc();
		if (!update->clients)
			return -ENOMEM;
	}
	return 0;
}

static int nb_bond_prepare(struct nb_bond *bond, const struct nb_change *change,
			   struct nb_bond_update *update,
			   struct netlink_ext_ack *extack)
{
	const struct nb_config *config = &change->config;
	int err;

	memset(update, 0, sizeof(*update));
	ether_addr_copy(update->addr, bond->dev->dev_addr);
	update->policy_changed = nb_mac_policy(config) !=
				 nb_mac_policy(&bond->config);
	err = nb_xdp_check_mode(bond, change, extack);
	err = err ?: nb_bond_find_pin(bond, change, &update->pin, extack);
	err = err ?: nb_probe_prepare(bond, config, &update->probe);
	if (err)
		return err;
	err = nb_bond_prepare_tables(bond, config, update);
	err = err ?: nb_bond_prepare_members(bond, config, update, extack);
	if (err)
		nb_bond_discard(bond, update);
	return err;
}

static void nb_bond_commit(struct nb_bond *bond, const struct nb_change *change,
			   struct nb_bond_update *update)
{
	const struct nb_config *config = &change->config;
	bool reseed, learn, announce;
	u64 now;

	spin_lock_bh(&bond->lock);
	now = ktime_get_ns();
	if (config->miimon != bond->config.miimon)
		bond->next_poll = now;
	reseed = update->spread || config->hash_seed != bond->config.hash_seed;
	if (update->spread)
		/* Pairs with nb_bond_table(). */
		smp_store_release(&bond->spread, update->spread);
	if (update->measure)
		bond->spread->measure = update->measure;
	if (update->clients)
		nb_clients_give(bond, update->clients);
	/* Those who were taught an own address have to hear of another. */
	announce = update->policy_changed ||
		   (config->mode != bond->config.mode &&
		    bond->config.mode == NETBOND_MODE_BALANCE_ALB);
	if (config->mode != NETBOND_MODE_BALANCE_ALB)
		nb_clients_clear(bond);
	learn = config->mode != bond->config.mode ||
		config->lp_interval != bond->config.lp_interval;
	bond->config = *config;
	bond->config.active_slave[0] = '\0';
	nb_lag_configure(bond, now);
	nb_spread_configure(bond, reseed);
	nb_probe_commit(bond, &update->probe, now);
	if (nb_change_has(change, NETBOND_OPT_PRIMARY))
		bond->primary_called = true;
	if (nb_change_has(change, NETBOND_OPT_ACTIVE_SLAVE))
		nb_bond_pin(bond, update->pin);
	nb_history_note(bond,
			change->creating ? NETBOND_EVENT_CREATED :
					   NETBOND_EVENT_CONFIGURED,
			NETBOND_REASON_ADMINISTRATOR, NULL);
	nb_link_update(bond, now);
	nb_verdict_update(bond, NETBOND_REASON_ADMINISTRATOR, now);
	/* The table is filled before packets look there. */
	rcu_assign_pointer(bond->spreading,
			   nb_mode_spreads(config->mode) ? bond->spread : NULL);
	if (announce)
		nb_announce_start(bond, now);
	if (learn)
		nb_teach_switches(bond, now);
	nb_timer_arm(bond, now);
	spin_unlock_bh(&bond->lock);
}

int nb_bond_configure(struct nb_bond *bond, const struct nb_change *change,
		      struct netlink_ext_ack *extack)
{
	struct nb_bond_update update;
	int err;

	ASSERT_RTNL();
	err = nb_bond_prepare(bond, change, &update, extack);
	if (err)
		return err;
	nb_bond_commit(bond, change, &update);
	nb_lag_flush(bond);
	/* A change of addresses above knew only of the former targets. */
	nb_mac_refresh(bond);
	nb_xdp_update_features(bond);
	nb_work_settle(bond, false);
	if (!change->creating)
		call_netdevice_notifiers(NETDEV_CHANGEINFODATA, bond->dev);
	return 0;
}

/* The device ------------------------------------------------------------ */

static int nb_bond_open(struct net_device *dev)
{
	nb_timer_start(netdev_priv(dev));
	return 0;
}

static int nb_bond_stop(struct net_device *dev)
{
	nb_filter_stop(dev);
	nb_timer_stop(netdev_priv(dev));
	return 0;
}

static int nb_bond_change_mtu(struct net_device *dev, int mtu)
{
	struct nb_bond *bond = netdev_priv(dev);
	struct nb_member *member;
	int err = 0;

	ASSERT_RTNL();
	bond->mtu_changing = true;
	nb_for_each_member(bond, member) {
		err = dev_set_mtu(member->dev, mtu);
		if (err)
			break;
	}
	if (err)
		list_for_each_entry_continue_reverse(member, &bond->members,
						     list)
			dev_set_mtu(member->dev, dev->mtu);
	bond->mtu_changing = false;
	if (!err)
		WRITE_ONCE(dev->mtu, mtu);
	return err;
}

static int nb_bond_add_slave(struct net_device *dev, struct net_device *slave,
			     struct netlink_ext_ack *extack)
{
	const struct nb_member_options options = NB_MEMBER_DEFAULTS;

	return nb_member_add(netdev_priv(dev), slave, &options, extack);
}

static int nb_bond_del_slave(struct net_device *dev, struct net_device *slave)
{
	struct nb_member *member = nb_member_of_rtnl(slave);

	if (!member || member->bond->dev != dev)
		return -EINVAL;
	nb_member_del(member, false);
	return 0;
}

void nb_bond_update_features(struct nb_bond *bond)
{
	ASSERT_RTNL();
	/* What is taken from the bond is taken from members too, who then say so. */
	if (bond->features_changing)
		return;
	bond->features_changing = true;
	netdev_compute_master_upper_features(bond->dev, true);
	bond->features_changing = false;
}

static netdev_features_t nb_bond_fix_features(struct net_device *dev,
					      netdev_features_t features)
{
	struct nb_bond *bond = netdev_priv(dev);
	netdev_features_t mask = features;
	struct nb_member *member;

	features &= ~NETIF_F_ONE_FOR_ALL;
	features |= NETIF_F_ALL_FOR_ALL;
	nb_for_each_member(bond, member)
		features = netdev_increment_features(
			features, member->dev->features, mask);
	return netdev_add_tso_features(features, mask);
}

static int nb_bond_dev_init(struct net_device *dev)
{
	struct nb_bond *bond = netdev_priv(dev);
	int err;

	err = nb_history_init(&bond->history);
	if (err)
		return err;
	netdev_lockdep_set_classes(dev);
	if (is_zero_ether_addr(dev->dev_addr))
		eth_hw_addr_random(dev);
	netif_carrier_off(dev);
	spin_lock_bh(&bond->lock);
	bond->state = NETBOND_STATE_FAILED;
	bond->reason = NETBOND_REASON_BOND_DOWN;
	spin_unlock_bh(&bond->lock);
	return 0;
}

static void nb_bond_dev_uninit(struct net_device *dev)
{
	struct nb_bond *bond = netdev_priv(dev);
	struct nb_member *member, *next;

	ASSERT_RTNL();
	list_for_each_entry_safe(member, next, &bond->members, list)
		nb_member_del(member,
			      member->dev->reg_state != NETREG_REGISTERED);
	bond->dying = true;

	spin_lock_bh(&bond->lock);
	nb_clients_withdraw(bond);
	nb_history_note(bond, NETBOND_EVENT_DELETED,
			NETBOND_REASON_ADMINISTRATOR, NULL);
	spin_unlock_bh(&bond->lock);
	/*
	 * ndo_stop has ended the timer and no member is left, so nobody queues
	 * event_work after this note; it never takes RTNL and may be waited
	 * for. rtnl_work holds a reference on the device, does nothing once
	 * dying is set, and is gone before the device is freed.
	 */
	flush_work(&bond->event_work);
	nb_probe_fini(bond);
	nb_lag_fini(bond);
}

static void nb_bond_dev_free(struct net_device *dev)
{
	struct nb_bond *bond = netdev_priv(dev);

	nb_history_fini(&bond->history);
	nb_spread_free(bond->spread);
	nb_clients_free(bond->clients);
}

static const struct net_device_ops nb_bond_ops = {
	.ndo_init = nb_bond_dev_init,
	.ndo_uninit = nb_bond_dev_uninit,
	.ndo_open = nb_bond_open,
	.ndo_stop = nb_bond_stop,
	.ndo_start_xmit = nb_tx,
	.ndo_select_queue = nb_tx_queue,
	.ndo_get_stats64 = nb_stats_get,
	.ndo_change_rx_flags = nb_filter_rx_flags,
	.ndo_set_rx_mode = nb_filter_rx_mode,
	.ndo_change_mtu = nb_bond_change_mtu,
	.ndo_set_mac_address = nb_mac_set,
	.ndo_vlan_rx_add_vid = nb_filter_vlan_add,
	.ndo_vlan_rx_kill_vid = nb_filter_vlan_del,
	.ndo_add_slave = nb_bond_add_slave,
	.ndo_del_slave = nb_bond_del_slave,
	.ndo_fix_features = nb_bond_fix_features,
	.ndo_features_check = passthru_features_check,
	.ndo_bpf = nb_xdp_bpf,
	.ndo_xdp_xmit = nb_xdp_xmit,
};

void nb_bond_renamed(struct nb_bond *bond)
{
	ASSERT_RTNL();
	spin_lock_bh(&bond->lock);
	nb_history_note(bond, NETBOND_EVENT_CONFIGURED,
			NETBOND_REASON_ADMINISTRATOR, NULL);
	spin_unlock_bh(&bond->lock);
}

struct nb_bond *nb_bond_of(const struct net_device *dev)
{
	return dev->netdev_ops == &nb_bond_ops ? netdev_priv(dev) : NULL;
}

struct nb_bond *nb_bond_from(struct net *net, unsigned long *ifindex)
{
	struct net_device *dev =
		nb_compat_netdev_from(net, &nb_bond_ops, ifindex);

	return dev ? netdev_priv(dev) : NULL;
}

void nb_bond_setup(struct net_device *dev)
{
	struct nb_bond *bond = netdev_priv(dev);

	ether_setup(dev);
	dev->netdev_ops = &nb_bond_ops;
	dev->ethtool_ops = &nb_ethtool_ops;
	dev->needs_free_netdev = true;
	dev->priv_destructor = nb_bond_dev_free;
	dev->max_mtu = ETH_MAX_MTU;
	dev->priv_flags |= IFF_NO_QUEUE | IFF_UNICAST_FLT |
			   IFF_LIVE_ADDR_CHANGE | IFF_DISABLE_NETPOLL;
	dev->priv_flags &= ~(IFF_XMIT_DST_RELEASE | IFF_TX_SKB_SHARING);
	nb_compat_set_lltx(dev);
	nb_compat_set_netns_immutable(dev);
	dev->hw_features =
		NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_RXCSUM |
		NETIF_F_HIGHDMA | NETIF_F_FRAGLIST | NETIF_F_LRO |
		NETIF_F_GSO_SOFTWARE | NETIF_F_GSO_ENCAP_ALL |
		NETIF_F_HW_VLAN_CTAG_RX | NETIF_F_HW_VLAN_CTAG_FILTER |
		NETIF_F_HW_VLAN_STAG_RX | NETIF_F_HW_VLAN_STAG_FILTER;
	dev->features |= dev->hw_features | NETIF_F_GSO_PARTIAL |
			 NETIF_F_HW_VLAN_CTAG_TX | NETIF_F_HW_VLAN_STAG_TX;

	bond->dev = dev;
	INIT_LIST_HEAD(&bond->members);
	spin_lock_init(&bond->lock);
	nb_work_setup(bond);
	nb_stats_init(&bond->stats);
	nb_timer_init(bond);
	nb_lag_setup(bond);
	nb_option_defaults(&bond->config);
	bond->probe.next_send = NB_NEVER;
	bond->probe.next_judge = NB_NEVER;
	bond->teach.next = NB_NEVER;
	bond->next_poll = NB_NEVER;
}

/* The module is being unloaded. Write: RTNL. Read: RTNL. */
static bool nb_bonds_closed;

void nb_bond_no_more(void)
{
	rtnl_lock();
	nb_bonds_closed = true;
	rtnl_unlock();
}

int nb_bond_register(struct net_device *dev, const struct nb_config *config,
		     struct netlink_ext_ack *extack)
{
	struct nb_change first = { .config = *config, .creating = true };
	struct nb_bond *bond = netdev_priv(dev);
	int err;

	if (nb_bonds_closed)
		return -ENODEV;
	err = register_netdevice(dev);
	if (err) {
		if (err == -EEXIST)
			NL_SET_ERR_MSG(extack, "A device of that name exists");
		return err;
	}
	err = nb_bond_configure(bond, &first, extack);
	if (err)
		unregister_netdevice(dev);
	return err;
}

struct nb_bond *nb_bond_create(struct net *net, const char *name,
			       const struct nb_config *config,
			       struct netlink_ext_ack *extack)
{
	struct net_device *dev;
	int err;

	ASSERT_RTNL();
	dev = alloc_netdev_mqs(sizeof(struct nb_bond), name, NET_NAME_USER,
			       nb_bond_setup, config->tx_queues, 1);
	if (!dev)
		return ERR_PTR(-ENOMEM);
	dev_net_set(dev, net);
	dev->rtnl_link_ops = &nb_rtlink_ops;
	err = nb_bond_register(dev, config, extack);
	if (err) {
		/* However far it got: what is being unregistered is freed at the end of that. */
		free_netdev(dev);
		return ERR_PTR(err);
	}
	/*
	 * rtnetlink told of it when it was registered, with the defaults. What it
	 * makes itself it tells of when that is whole.
	 */
	call_netdevice_notifiers(NETDEV_CHANGEINFODATA, dev);
	return netdev_priv(dev);
}
