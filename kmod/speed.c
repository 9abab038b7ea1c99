// SPDX-License-Identifier: GPL-2.0
/* How fast members are, as their drivers say. */

#include "speed.h"

#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "bond.h"
#include "compat/compat.h"
#include "core.h"
#include "member.h"
#include "verdict.h"
#include "work.h"

/* The last wait is of 64 s. Virtual cards know none and never will. */
#define NB_SPEED_TRIES 7

static void nb_speed_read(struct nb_member *member)
{
	struct nb_bond *bond = member->bond;
	struct ethtool_link_ksettings link;
	u32 speed = 0;
	u8 duplex = DUPLEX_UNKNOWN;
	u64 wait;

	ASSERT_RTNL();
	if (!netif_get_link_ksettings(member->dev, &link)) {
		if (link.base.speed != (u32)SPEED_UNKNOWN)
			speed = link.base.speed;
		duplex = link.base.duplex;
	}
	/* A link that comes back is seen before its driver can be asked. */
	if (!speed && !netif_carrier_ok(member->dev))
		return;
	spin_lock_bh(&bond->lock);
	member->speed = speed;
	member->duplex = duplex;
	if (!speed && member->speed_tries < NB_SPEED_TRIES) {
		wait = (u64)NSEC_PER_SEC << member->speed_tries++;
		nb_work_rtnl_at(bond, NB_DUE_SPEEDS, ktime_get_ns() + wait);
	}
	spin_unlock_bh(&bond->lock);
}

void nb_speed_learn(struct nb_member *member)
{
	member->speed_tries = 0;
	nb_speed_read(member);
}

void nb_speed_retry(struct nb_bond *bond)
{
	struct nb_member *member;

	ASSERT_RTNL();
	nb_for_each_member(bond, member)
		if (!member->speed) {
			netdev_lock_ops(member->dev);
			nb_speed_read(member);
			netdev_unlock_ops(member->dev);
		}
	nb_verdict_now(bond, NETBOND_REASON_NONE);
}
