// SPDX-License-Identifier: GPL-2.0
/* Counters of a bond, added up from its members when somebody reads them. */

#include "stats.h"

#include <linux/rtnetlink.h>

#include "bond.h"
#include "member.h"

void nb_stats_init(struct nb_stats *stats)
{
	spin_lock_init(&stats->lock);
	memset(&stats->sum, 0, sizeof(stats->sum));
}

/*
 * A counter that went back was reset by its driver, or is 32 bits wide and
 * wrapped; in both cases the bond's own must not follow it down.
 */
static u64 nb_stats_delta(u64 now, u64 last)
{
	if (now >= last)
		return now - last;
	if (!((now | last) >> 32) && last - now > U32_MAX / 2)
		return (u32)now - (u32)last;
	return 0;
}

static void nb_stats_fold(struct nb_bond *bond, struct nb_member *member)
{
	const size_t count = sizeof(struct rtnl_link_stats64) / sizeof(u64);
	struct rtnl_link_stats64 now = {};
	u64 *sum = (u64 *)&bond->stats.sum;
	u64 *last = (u64 *)&member->last_stats;
	const u64 *new = (const u64 *)&now;
	size_t i;

	lockdep_assert_held(&bond->stats.lock);
	dev_get_stats(member->dev, &now);
	for (i = 0; i < count; i++) {
		sum[i] += nb_stats_delta(new[i], last[i]);
		last[i] = new[i];
	}
}

static_assert(MAX_NEST_DEV <= MAX_LOCKDEP_SUBCLASSES);

/* Bonds on bonds read each other's counters downwards only. */
static void nb_stats_lock(struct nb_bond *bond) __acquires(&bond->stats.lock)
{
	local_bh_disable();
	spin_lock_nested(&bond->stats.lock, bond->dev->lower_level - 1);
}

static void nb_stats_unlock(struct nb_bond *bond) __releases(&bond->stats.lock)
{
	spin_unlock(&bond->stats.lock);
	local_bh_enable();
}

void nb_stats_member_start(struct nb_member *member)
{
	ASSERT_RTNL();
	dev_get_stats(member->dev, &member->last_stats);
}

void nb_stats_member_stop(struct nb_member *member)
{
	ASSERT_RTNL();
	nb_stats_lock(member->bond);
	nb_stats_fold(member->bond, member);
	nb_stats_unlock(member->bond);
}

void nb_stats_drop(struct nb_bond *bond, enum nb_drop why, unsigned int packets)
{
	atomic64_add(packets, &bond->stats.drops[why]);
}

void nb_stats_get(struct net_device *dev, struct rtnl_link_stats64 *stats)
{
	struct nb_bond *bond = netdev_priv(dev);
	struct nb_member *member;

	rcu_read_lock();
	nb_stats_lock(bond);
	nb_for_each_member_rcu(bond, member)
		nb_stats_fold(bond, member);
	memcpy(stats, &bond->stats.sum, sizeof(*stats));
	nb_stats_unlock(bond);
	rcu_read_unlock();
}
