// SPDX-License-Identifier: GPL-2.0
/* The bond's device: its life, its settings, and the choice among its members. */

#include "bond.h"

#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>
#include <net/rtnetlink.h>

#include "compat/compat.h"
#include "ethtool.h"
#include "filter.h"
#include "link.h"
#include "mac.h"
#include "member.h"
#include "netlink_gen.h"
#include "notify.h"
#include "timer.h"
#include "tx.h"

struct workqueue_struct *nb_wq;

/* The choice ------------------------------------------------------------ */

static struct nb_member *nb_bond_active_locked(const struct nb_bond *bond)
{
	return rcu_dereference_protected(bond->active,
					 lockdep_is_held(&bond->lock));
}

static enum nb_fitness nb_bond_fitness(const struct nb_member *member)
{
	const struct nb_vote *carrier = &member->votes[NETBOND_VOTE_CARRIER];
	const struct nb_vote *probe = &member->votes[NETBOND_VOTE_PROBE];

	if (member->leaving)
		return NB_FIT_NOT;
	if (carrier->value != NETBOND_VOTE_VALUE_YES)
		return carrier->reason == NETBOND_REASON_UPDELAY ? NB_FIT_WAITING :
								   NB_FIT_NOT;
	if (!nb_probe_active(&member->bond->probe) ||
	    probe->value == NETBOND_VOTE_VALUE_YES)
		return NB_FIT_PROVEN;
	return probe->value == NETBOND_VOTE_VALUE_NO ? NB_FIT_LINK :
						       NB_FIT_UNPROVEN;
}

/* Which vote keeps a member from being proven. */
static u8 nb_bond_objection(const struct nb_member *member)
{
	if (member->leaving)
		return NETBOND_REASON_LEFT;
	if (member->fitness == NB_FIT_NOT || member->fitness == NB_FIT_WAITING)
		return member->votes[NETBOND_VOTE_CARRIER].reason;
	if (member->fitness != NB_FIT_PROVEN)
		return member->votes[NETBOND_VOTE_PROBE].reason;
	return NETBOND_REASON_NONE;
}

static struct nb_candidate nb_bond_candidate(const struct nb_member *member)
{
	const struct nb_config *config = &member->bond->config;

	return (struct nb_candidate){
		.fitness = member->fitness,
		.active = member == nb_bond_active_locked(member->bond),
		.pinned = member->pinned,
		.primary = config->primary[0] &&
			   !strcmp(config->primary, member->dev->name),
		.prio = member->prio,
		.speed = member->speed ?: config->assumed_speed,
		.full_duplex = member->duplex == DUPLEX_FULL,
	};
}

static struct nb_member *nb_bond_pick(struct nb_bond *bond)
{
	struct nb_member *active = nb_bond_active_locked(bond);
	struct nb_member *member, *best = NULL;
	struct nb_candidate best_candidate, candidate;

	nb_for_each_member(bond, member) {
		if (member->fitness == NB_FIT_NOT)
			continue;
		candidate = nb_bond_candidate(member);
		if (best && !nb_choose_better(&candidate, &best_candidate))
			continue;
		best = member;
		best_candidate = candidate;
	}
	if (!best || (best_candidate.fitness == NB_FIT_LINK &&
		      bond->config.probe_loss == NETBOND_PROBE_LOSS_DOWN))
		return NULL;
	if (!active || active == best)
		return best;
	candidate = nb_bond_candidate(active);
	return nb_choose_switch(&candidate, &best_candidate,
				bond->config.primary_reselect) ? best : active;
}

/* From the last proof that the old member worked until now. */
static u64 nb_bond_gap(const struct nb_member *old, u64 now)
{
	if (old->lost_at)
		return now - old->lost_at;
	if (old->fitness == NB_FIT_LINK) {
		u64 reply = nb_probe_last_reply(old);

		return reply && reply < now ? now - reply : NB_NEVER;
	}
	return NB_NEVER;
}

static void nb_bond_switch(struct nb_bond *bond, struct nb_member *old,
			   struct nb_member *new, u8 reason, u64 now)
{
	bool lost = old && !nb_choose_usable(old->fitness);
	struct nb_event event;

	rcu_assign_pointer(bond->active, new);

	if (lost) {
		reason = nb_bond_objection(old);
		bond->failovers++;
	} else if (old && new) {
		reason = new->pinned ? NETBOND_REASON_ADMINISTRATOR :
			 new->fitness != old->fitness ? nb_bond_objection(old) :
							NETBOND_REASON_PRIMARY;
	}
	nb_event_init(&event, NETBOND_EVENT_ACTIVE, reason, new);
	if (old)
		strscpy(event.old, old->dev->name, IFNAMSIZ);
	if (lost)
		event.gap = nb_bond_gap(old, now);
	nb_history_add(bond, &event);

	bond->choice_moved = true;
	nb_bond_queue_rtnl(bond);
	/* Where the address has to move first, rtnl_work announces it. */
	if (new && bond->config.fail_over_mac == NETBOND_FAIL_OVER_MAC_NONE)
		nb_announce_start(bond, now);
}

static void nb_bond_judge(struct nb_bond *bond)
{
	struct nb_member *member;

	nb_for_each_member(bond, member) {
		enum nb_fitness fitness = nb_bond_fitness(member);

		if (nb_choose_usable(member->fitness) &&
		    !nb_choose_usable(fitness) && !member->leaving)
			member->link_failures++;
		if (!nb_choose_usable(fitness))
			member->pinned = false;
		WRITE_ONCE(member->fitness, fitness);
	}
}

static void nb_bond_assign_role(struct nb_member *member,
				const struct nb_member *active, u64 now)
{
	u8 reason = nb_bond_objection(member);
	u8 role = NETBOND_ROLE_NONE;

	if (member == active)
		role = NETBOND_ROLE_ACTIVE;
	else if (nb_choose_usable(member->fitness))
		role = NETBOND_ROLE_BACKUP;
	if (role == NETBOND_ROLE_BACKUP && reason == NETBOND_REASON_NONE)
		reason = NETBOND_REASON_BACKUP;
	if (role == NETBOND_ROLE_ACTIVE && member->fitness == NB_FIT_LINK)
		reason = NETBOND_REASON_PROBE_ALL_LOST;

	if (member->role != role || member->reason != reason)
		member->since = now;
	WRITE_ONCE(member->role, role);
	member->reason = reason;
	WRITE_ONCE(member->accepts, role == NETBOND_ROLE_ACTIVE ||
				    member->bond->config.all_slaves_active);
}

/* Why nothing can pass. */
static u8 nb_bond_failure(const struct nb_bond *bond)
{
	struct nb_member *member;

	if (!bond->running)
		return NETBOND_REASON_BOND_DOWN;
	if (list_empty(&bond->members))
		return NETBOND_REASON_NO_MEMBER;
	nb_for_each_member(bond, member)
		if (member->fitness == NB_FIT_LINK)
			return NETBOND_REASON_PROBE_ALL_LOST;
	return NETBOND_REASON_NO_USABLE_MEMBER;
}

/* The first objection to a member, the active one's before others'. */
static u8 nb_bond_defect(const struct nb_bond *bond,
			 const struct nb_member *active)
{
	struct nb_member *member;

	if (active->fitness != NB_FIT_PROVEN)
		return active->reason;
	nb_for_each_member(bond, member)
		if (!member->leaving && member->fitness != NB_FIT_PROVEN)
			return member->reason;
	return NETBOND_REASON_NONE;
}

static void nb_bond_assign_state(struct nb_bond *bond,
				 const struct nb_member *active)
{
	u8 state, reason;
	struct nb_event event;

	if (!active || !bond->running) {
		state = NETBOND_STATE_FAILED;
		reason = nb_bond_failure(bond);
	} else {
		reason = nb_bond_defect(bond, active);
		state = reason == NETBOND_REASON_NONE ? NETBOND_STATE_OK :
							NETBOND_STATE_DEGRADED;
	}
	if (bond->state == state && bond->reason == reason)
		return;
	bond->state = state;
	bond->reason = reason;
	nb_event_init(&event, NETBOND_EVENT_STATE, reason, NULL);
	event.state = state;
	nb_history_add(bond, &event);
}

void nb_bond_choose(struct nb_bond *bond, u8 reason, u64 now)
{
	struct nb_member *old = nb_bond_active_locked(bond);
	struct nb_member *member, *new;

	lockdep_assert_held(&bond->lock);
	nb_bond_judge(bond);
	new = nb_bond_pick(bond);
	if (new != old)
		nb_bond_switch(bond, old, new, reason, now);
	nb_for_each_member(bond, member)
		nb_bond_assign_role(member, new, now);
	nb_bond_assign_state(bond, new);

	if (new)
		netif_carrier_on(bond->dev);
	else
		netif_carrier_off(bond->dev);
}

void nb_bond_choose_now(struct nb_bond *bond, u8 reason)
{
	u64 now;

	spin_lock_bh(&bond->lock);
	now = ktime_get_ns();
	nb_link_update(bond, now);
	nb_bond_choose(bond, reason, now);
	nb_timer_arm(bond, now);
	spin_unlock_bh(&bond->lock);
}

/* Workers --------------------------------------------------------------- */

void nb_bond_queue_rtnl(struct nb_bond *bond)
{
	lockdep_assert_held(&bond->lock);
	/* Released by nb_bond_rtnl_work(). */
	dev_hold(bond->dev);
	if (!queue_work(nb_wq, &bond->rtnl_work))
		dev_put(bond->dev);
}

static void nb_bond_tell_roles(struct nb_bond *bond)
{
	struct nb_member *member;

	nb_for_each_member(bond, member) {
		struct netdev_lag_lower_state_info info = {
			.link_up = nb_choose_usable(READ_ONCE(member->fitness)),
			.tx_enabled = READ_ONCE(member->role) == NETBOND_ROLE_ACTIVE,
		};

		netdev_lower_state_changed(member->dev, &info);
	}
	call_netdevice_notifiers(NETDEV_BONDING_FAILOVER, bond->dev);
}

static void nb_bond_announce_now(struct nb_bond *bond)
{
	u64 now;

	spin_lock_bh(&bond->lock);
	now = ktime_get_ns();
	nb_announce_start(bond, now);
	nb_timer_arm(bond, now);
	spin_unlock_bh(&bond->lock);
}

void nb_bond_settle(struct nb_bond *bond, bool members_changed)
{
	u32 policy = bond->config.fail_over_mac;
	bool moved;

	ASSERT_RTNL();
	spin_lock_bh(&bond->lock);
	moved = bond->choice_moved;
	bond->choice_moved = false;
	spin_unlock_bh(&bond->lock);
	if (!moved && !members_changed)
		return;

	if (policy != NETBOND_FAIL_OVER_MAC_NONE) {
		if (nb_mac_sync(bond, policy, NULL))
			netdev_warn_once(bond->dev,
					 "fail_over_mac: a member refused its MAC address\n");
		if (moved)
			nb_bond_announce_now(bond);
	}
	nb_bond_tell_roles(bond);
}

static void nb_bond_rtnl_work(struct work_struct *work)
{
	struct nb_bond *bond = container_of(work, struct nb_bond, rtnl_work);
	bool igmp;

	rtnl_lock();
	if (!bond->dying) {
		spin_lock_bh(&bond->lock);
		igmp = bond->igmp_due;
		bond->igmp_due = false;
		spin_unlock_bh(&bond->lock);

		nb_bond_settle(bond, false);
		if (igmp)
			call_netdevice_notifiers(NETDEV_RESEND_IGMP, bond->dev);
	}
	rtnl_unlock();
	dev_put(bond->dev);
}

static void nb_bond_event_work(struct work_struct *work)
{
	struct nb_bond *bond = container_of(work, struct nb_bond, event_work);
	bool due;

	spin_lock_bh(&bond->lock);
	due = bond->peers_due;
	bond->peers_due = false;
	spin_unlock_bh(&bond->lock);
	if (due)
		nb_announce_send(bond);
	nb_notify_events(bond);
}

/* Settings -------------------------------------------------------------- */

static int nb_bond_check(struct nb_bond *bond, const struct nb_change *change,
			 struct nb_member **pin, struct netlink_ext_ack *extack)
{
	*pin = NULL;
	if (!nb_change_has(change, NETBOND_OPT_ACTIVE_SLAVE) ||
	    !change->config.active_slave[0])
		return 0;
	*pin = nb_member_find(bond, change->config.active_slave);
	if (!*pin) {
		NL_SET_ERR_MSG(extack, "active_slave: not a member of the bond");
		return -ENODEV;
	}
	if (!nb_choose_usable(READ_ONCE((*pin)->fitness))) {
		NL_SET_ERR_MSG(extack, "active_slave: the member is not usable");
		return -ENETDOWN;
	}
	return 0;
}

static void nb_bond_pin(struct nb_bond *bond, struct nb_member *pin)
{
	struct nb_member *member;

	nb_for_each_member(bond, member)
		member->pinned = member == pin;
}

int nb_bond_configure(struct nb_bond *bond, const struct nb_change *change,
		      struct netlink_ext_ack *extack)
{
	const struct nb_config *config = &change->config;
	struct nb_probe_update update;
	struct nb_member *pin, *member;
	bool probing;
	int err;
	u64 now;

	ASSERT_RTNL();
	err = nb_bond_check(bond, change, &pin, extack);
	if (err)
		return err;
	err = nb_probe_prepare(bond, config, &update);
	if (err)
		return err;
	probing = update.changed ? !!update.plan : nb_probe_active(&bond->probe);
	nb_for_each_member(bond, member) {
		err = nb_filter_addresses(member, probing);
		if (err)
			goto err_filters;
	}
	if (config->fail_over_mac != bond->config.fail_over_mac) {
		err = nb_mac_sync(bond, config->fail_over_mac, extack);
		if (err) {
			NL_SET_ERR_MSG(extack, "fail_over_mac: a member refuses the MAC address it would get");
			goto err_filters;
		}
	}

	spin_lock_bh(&bond->lock);
	now = ktime_get_ns();
	if (config->miimon != bond->config.miimon)
		bond->next_poll = now;
	bond->config = *config;
	bond->config.active_slave[0] = '\0';
	nb_probe_commit(bond, &update, now);
	if (nb_change_has(change, NETBOND_OPT_ACTIVE_SLAVE))
		nb_bond_pin(bond, pin);
	nb_history_note(bond, change->creating ? NETBOND_EVENT_CREATED :
						 NETBOND_EVENT_CONFIGURED,
			NETBOND_REASON_ADMINISTRATOR, NULL);
	nb_link_update(bond, now);
	nb_bond_choose(bond, NETBOND_REASON_ADMINISTRATOR, now);
	nb_timer_arm(bond, now);
	spin_unlock_bh(&bond->lock);

	nb_bond_settle(bond, false);
	call_netdevice_notifiers(NETDEV_CHANGEINFODATA, bond->dev);
	return 0;

err_filters:
	nb_probe_discard(&update);
	nb_for_each_member(bond, member)
		nb_filter_addresses(member, nb_probe_active(&bond->probe));
	return err;
}

/* The device ------------------------------------------------------------ */

static int nb_bond_open(struct net_device *dev)
{
	nb_timer_start(netdev_priv(dev));
	return 0;
}

static int nb_bond_stop(struct net_device *dev)
{
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
		list_for_each_entry_continue_reverse(member, &bond->members, list)
			dev_set_mtu(member->dev, dev->mtu);
	bond->mtu_changing = false;
	if (!err)
		WRITE_ONCE(dev->mtu, mtu);
	return err;
}

static int nb_bond_add_slave(struct net_device *dev, struct net_device *slave,
			     struct netlink_ext_ack *extack)
{
	return nb_member_add(netdev_priv(dev), slave, 0, extack);
}

static int nb_bond_del_slave(struct net_device *dev, struct net_device *slave)
{
	struct nb_member *member = nb_member_of_rtnl(slave);

	if (!member || member->bond->dev != dev)
		return -EINVAL;
	nb_member_del(member);
	return 0;
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
		features = netdev_increment_features(features,
						     member->dev->features,
						     mask);
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
		nb_member_del(member);
	bond->dying = true;

	spin_lock_bh(&bond->lock);
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
}

static void nb_bond_dev_free(struct net_device *dev)
{
	struct nb_bond *bond = netdev_priv(dev);

	nb_history_fini(&bond->history);
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
};

struct nb_bond *nb_bond_of(const struct net_device *dev)
{
	return dev->netdev_ops == &nb_bond_ops ? netdev_priv(dev) : NULL;
}

static void nb_bond_setup(struct net_device *dev)
{
	struct nb_bond *bond = netdev_priv(dev);

	ether_setup(dev);
	dev->netdev_ops = &nb_bond_ops;
	dev->ethtool_ops = &nb_ethtool_ops;
	dev->needs_free_netdev = true;
	dev->priv_destructor = nb_bond_dev_free;
	dev->max_mtu = ETH_MAX_MTU;
	dev->priv_flags |= IFF_NO_QUEUE | IFF_UNICAST_FLT | IFF_LIVE_ADDR_CHANGE;
	dev->priv_flags &= ~(IFF_XMIT_DST_RELEASE | IFF_TX_SKB_SHARING);
	nb_compat_set_lltx(dev);
	nb_compat_set_netns_immutable(dev);
	dev->hw_features = NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_RXCSUM |
			   NETIF_F_HIGHDMA | NETIF_F_FRAGLIST | NETIF_F_LRO |
			   NETIF_F_GSO_SOFTWARE | NETIF_F_GSO_ENCAP_ALL |
			   NETIF_F_HW_VLAN_CTAG_RX |
			   NETIF_F_HW_VLAN_CTAG_FILTER |
			   NETIF_F_HW_VLAN_STAG_RX |
			   NETIF_F_HW_VLAN_STAG_FILTER;
	dev->features |= dev->hw_features | NETIF_F_GSO_PARTIAL |
			 NETIF_F_HW_VLAN_CTAG_TX | NETIF_F_HW_VLAN_STAG_TX;

	bond->dev = dev;
	INIT_LIST_HEAD(&bond->members);
	spin_lock_init(&bond->lock);
	INIT_WORK(&bond->event_work, nb_bond_event_work);
	INIT_WORK(&bond->rtnl_work, nb_bond_rtnl_work);
	nb_stats_init(&bond->stats);
	nb_timer_init(bond);
	nb_option_defaults(&bond->config);
	bond->probe.next_send = NB_NEVER;
	bond->probe.next_judge = NB_NEVER;
	bond->next_poll = NB_NEVER;
}

/* Register a device that setup prepared, and apply its first settings. */
static int nb_bond_register(struct net_device *dev,
			    const struct nb_config *config,
			    struct netlink_ext_ack *extack)
{
	struct nb_change first = { .config = *config, .creating = true };
	struct nb_bond *bond = netdev_priv(dev);
	int err;

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
	dev->rtnl_link_ops = &nb_link_ops;
	err = nb_bond_register(dev, config, extack);
	if (err) {
		/* Once registered it frees itself. */
		if (dev->reg_state == NETREG_UNINITIALIZED)
			free_netdev(dev);
		return ERR_PTR(err);
	}
	return netdev_priv(dev);
}

/* ip link ... type netbond ---------------------------------------------- */

static int nb_link_change(struct nb_change *change, struct nlattr **data,
			  struct netlink_ext_ack *extack)
{
	const char *why = NULL;
	int err, attr = 0;

	if (data) {
		err = nb_option_from_attrs(change, data, extack);
		if (err)
			return err;
	}
	err = nb_option_check(change, &attr, &why);
	if (err) {
		if (extack)
			extack->_msg = why;
		if (data && attr)
			NL_SET_BAD_ATTR(extack, data[attr]);
	}
	return err;
}

static int nb_link_newlink(struct net *src_net, struct net_device *dev,
			   struct nlattr *tb[], struct nlattr *data[],
			   struct netlink_ext_ack *extack)
{
	struct nb_change change = { .creating = true };
	int err;

	nb_option_defaults(&change.config);
	change.config.tx_queues = dev->num_tx_queues;
	err = nb_link_change(&change, data, extack);
	if (err)
		return err;
	return nb_bond_register(dev, &change.config, extack);
}

static int nb_link_changelink(struct net_device *dev, struct nlattr *tb[],
			      struct nlattr *data[],
			      struct netlink_ext_ack *extack)
{
	struct nb_bond *bond = netdev_priv(dev);
	struct nb_change change = { .config = bond->config };
	int err;

	err = nb_link_change(&change, data, extack);
	return err ?: nb_bond_configure(bond, &change, extack);
}

static size_t nb_link_size(const struct net_device *dev)
{
	return nb_option_size();
}

static int nb_link_fill(struct sk_buff *skb, const struct net_device *dev)
{
	const struct nb_bond *bond = netdev_priv(dev);

	return nb_option_fill(skb, &bond->config);
}

static int nb_link_slave_changelink(struct net_device *dev,
				    struct net_device *slave,
				    struct nlattr *tb[], struct nlattr *data[],
				    struct netlink_ext_ack *extack)
{
	if (data && data[NETBOND_MOPT_PRIO])
		nb_member_set_prio(nb_member_of_rtnl(slave),
				   nla_get_s32(data[NETBOND_MOPT_PRIO]));
	return 0;
}

static size_t nb_link_slave_size(const struct net_device *dev,
				 const struct net_device *slave)
{
	return nla_total_size(sizeof(s32));
}

static int nb_link_slave_fill(struct sk_buff *skb, const struct net_device *dev,
			      const struct net_device *slave)
{
	return nla_put_s32(skb, NETBOND_MOPT_PRIO,
			   nb_member_of_rtnl(slave)->prio);
}

struct rtnl_link_ops nb_link_ops __read_mostly = {
	.kind = "netbond",
	.priv_size = sizeof(struct nb_bond),
	.setup = nb_bond_setup,
	.maxtype = NB_OPTION_MAX,
	.policy = netbond_options_nl_policy,
	.newlink = nb_link_newlink,
	.changelink = nb_link_changelink,
	.dellink = unregister_netdevice_queue,
	.get_size = nb_link_size,
	.fill_info = nb_link_fill,
	.slave_maxtype = NETBOND_MOPT_PRIO,
	.slave_policy = netbond_member_options_nl_policy,
	.slave_changelink = nb_link_slave_changelink,
	.get_slave_size = nb_link_slave_size,
	.fill_slave_info = nb_link_slave_fill,
};

int nb_bond_init(void)
{
	int err;

	nb_wq = alloc_workqueue("netbond", WQ_UNBOUND | WQ_HIGHPRI, 0);
	if (!nb_wq)
		return -ENOMEM;
	err = rtnl_link_register(&nb_link_ops);
	if (err)
		destroy_workqueue(nb_wq);
	return err;
}

void nb_bond_fini(void)
{
	rtnl_link_unregister(&nb_link_ops);
	destroy_workqueue(nb_wq);
}
