// SPDX-License-Identifier: GPL-2.0
/* What a new choice leaves to workers: RTNL, listeners, announcements. */

#include "work.h"

#include <linux/rtnetlink.h>

#include "bond.h"
#include "core.h"
#include "filter.h"
#include "mac.h"
#include "member.h"
#include "notify.h"
#include "speed.h"
#include "timer.h"

/* Apart, so that many bonds waiting for RTNL never keep one from announcing. */
static struct workqueue_struct *nb_event_wq;
static struct workqueue_struct *nb_rtnl_wq;

void nb_work_queue_rtnl(struct nb_bond *bond, enum nb_due what)
{
	lockdep_assert_held(&bond->lock);
	bond->rtnl_due |= BIT(what);
	bond->rtnl_at[what] = NB_NEVER;
	/* Released by nb_work_rtnl(). */
	dev_hold(bond->dev);
	if (!queue_work(nb_rtnl_wq, &bond->rtnl_work))
		dev_put(bond->dev);
}

void nb_work_rtnl_at(struct nb_bond *bond, enum nb_due what, u64 when)
{
	lockdep_assert_held(&bond->lock);
	bond->rtnl_at[what] = min(bond->rtnl_at[what], when);
}

void nb_work_run(struct nb_bond *bond, u64 now)
{
	unsigned int what;

	for (what = 0; what < NB_DUES; what++)
		if (now >= bond->rtnl_at[what])
			nb_work_queue_rtnl(bond, what);
}

u64 nb_work_deadline(const struct nb_bond *bond)
{
	u64 next = NB_NEVER;
	unsigned int what;

	lockdep_assert_held(&bond->lock);
	for (what = 0; what < NB_DUES; what++)
		next = min(next, bond->rtnl_at[what]);
	return next;
}

/* Is @what to be done? Then it is the caller's. */
static bool nb_work_take(struct nb_bond *bond, enum nb_due what)
{
	bool due;

	spin_lock_bh(&bond->lock);
	due = bond->rtnl_due & BIT(what);
	bond->rtnl_due &= ~BIT(what);
	spin_unlock_bh(&bond->lock);
	return due;
}

static void nb_work_tell_roles(struct nb_bond *bond)
{
	struct nb_member *member;

	nb_for_each_member(bond, member) {
		struct netdev_lag_lower_state_info info = {
			.link_up = nb_choose_usable(READ_ONCE(member->fitness)),
			.tx_enabled = READ_ONCE(member->role) ==
				      NETBOND_ROLE_ACTIVE,
		};

		netdev_lower_state_changed(member->dev, &info);
	}
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
	u32 policy = nb_mac_policy(&bond->config);
	bool moved;

	ASSERT_RTNL();
	moved = nb_work_take(bond, NB_DUE_CHOICE);
	if (!moved && !members_changed)
		return;

	if (policy != NB_MAC_NONE) {
		nb_mac_follow(bond);
		if (moved && policy != NB_MAC_OWN)
			nb_work_announce(bond);
	}
	nb_work_tell_roles(bond);
	if (moved)
		call_netdevice_notifiers(NETDEV_BONDING_FAILOVER, bond->dev);
}

static void nb_work_rtnl(struct work_struct *work)
{
	struct nb_bond *bond = container_of(work, struct nb_bond, rtnl_work);

	rtnl_lock();
	if (!bond->dying) {
		nb_work_settle(bond, false);
		if (nb_work_take(bond, NB_DUE_FILTERS))
			nb_filter_retry(bond);
		if (nb_work_take(bond, NB_DUE_SPEEDS))
			nb_speed_retry(bond);
		if (nb_work_take(bond, NB_DUE_IGMP))
			call_netdevice_notifiers(NETDEV_RESEND_IGMP, bond->dev);
	}
	/* Before rtnl_unlock(), which may wait for the last reference to a device. */
	dev_put(bond->dev);
	rtnl_unlock();
}

static void nb_work_event(struct work_struct *work)
{
	struct nb_bond *bond = container_of(work, struct nb_bond, event_work);
	bool due;

	spin_lock_bh(&bond->lock);
	due = bond->peers_due;
	bond->peers_due = false;
	spin_unlock_bh(&bond->lock);
	nb_teach_send(bond);
	if (due)
		nb_announce_send(bond);
	nb_notify_events(bond);
}

void nb_work_queue_event(struct nb_bond *bond)
{
	lockdep_assert_held(&bond->lock);
	queue_work(nb_event_wq, &bond->event_work);
}

void nb_work_setup(struct nb_bond *bond)
{
	unsigned int what;

	for (what = 0; what < NB_DUES; what++)
		bond->rtnl_at[what] = NB_NEVER;
	INIT_WORK(&bond->event_work, nb_work_event);
	INIT_WORK(&bond->rtnl_work, nb_work_rtnl);
}

int nb_work_init(void)
{
	/* Memory may wait for writeback, and that for this very failover. */
	const unsigned int flags = WQ_UNBOUND | WQ_HIGHPRI | WQ_MEM_RECLAIM;

	nb_event_wq = alloc_workqueue("netbond_event", flags, 0);
	nb_rtnl_wq = alloc_workqueue("netbond_rtnl", flags, 0);
	if (nb_event_wq && nb_rtnl_wq)
		return 0;
	nb_work_fini();
	return -ENOMEM;
}

void nb_work_fini(void)
{
	if (nb_rtnl_wq)
		destroy_workqueue(nb_rtnl_wq);
	if (nb_event_wq)
		destroy_workqueue(nb_event_wq);
}
