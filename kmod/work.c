// SPDX-License-Identifier: GPL-2.0
/* What a new choice leaves to workers: RTNL, listeners, announcements. */

#include "work.h"

#include <linux/rtnetlink.h>

#include "bond.h"
#include "mac.h"
#include "member.h"
#include "notify.h"
#include "timer.h"

static struct workqueue_struct *nb_wq;

void nb_work_queue_rtnl(struct nb_bond *bond)
{
	lockdep_assert_held(&bond->lock);
	/* Released by nb_work_rtnl(). */
	dev_hold(bond->dev);
	if (!queue_work(nb_wq, &bond->rtnl_work))
		dev_put(bond->dev);
}

static void nb_work_tell_roles(struct nb_bond *bond)
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

static void nb_work_announce(struct nb_bond *bond)
{
	u64 now;

	spin_lock_bh(&bond->lock);
	now = ktime_get_ns();
	nb_announce_start(bond, now);
	nb_timer_arm(bond, now);
	spin_unlock_bh(&bond->lock);
}

void nb_work_settle(struct nb_bond *bond, bool members_changed)
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
			nb_work_announce(bond);
	}
	nb_work_tell_roles(bond);
}

static void nb_work_rtnl(struct work_struct *work)
{
	struct nb_bond *bond = container_of(work, struct nb_bond, rtnl_work);
	bool igmp;

	rtnl_lock();
	if (!bond->dying) {
		spin_lock_bh(&bond->lock);
		igmp = bond->igmp_due;
		bond->igmp_due = false;
		spin_unlock_bh(&bond->lock);

		nb_work_settle(bond, false);
		if (igmp)
			call_netdevice_notifiers(NETDEV_RESEND_IGMP, bond->dev);
	}
	rtnl_unlock();
	dev_put(bond->dev);
}

static void nb_work_event(struct work_struct *work)
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

void nb_work_queue_event(struct nb_bond *bond)
{
	lockdep_assert_held(&bond->lock);
	queue_work(nb_wq, &bond->event_work);
}

void nb_work_setup(struct nb_bond *bond)
{
	INIT_WORK(&bond->event_work, nb_work_event);
	INIT_WORK(&bond->rtnl_work, nb_work_rtnl);
}

int nb_work_init(void)
{
	nb_wq = alloc_workqueue("netbond", WQ_UNBOUND | WQ_HIGHPRI, 0);
	return nb_wq ? 0 : -ENOMEM;
}

void nb_work_fini(void)
{
	destroy_workqueue(nb_wq);
}
