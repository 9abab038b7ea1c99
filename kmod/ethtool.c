// SPDX-License-Identifier: GPL-2.0
/* What ethtool says of a bond: driver, link, time stamping of the active member. */

#include "ethtool.h"

#include <linux/netdevice.h>

#include "bond.h"
#include "compat/compat.h"
#include "member.h"

static void nb_ethtool_drvinfo(struct net_device *dev,
			       struct ethtool_drvinfo *info)
{
	strscpy(info->driver, "netbond", sizeof(info->driver));
	strscpy(info->version, NB_VERSION, sizeof(info->version));
}

static int nb_ethtool_link(struct net_device *dev,
			   struct ethtool_link_ksettings *link)
{
	struct nb_bond *bond = netdev_priv(dev);
	struct nb_member *member;

	link->base.speed = SPEED_UNKNOWN;
	link->base.duplex = DUPLEX_UNKNOWN;
	link->base.port = PORT_OTHER;
	spin_lock_bh(&bond->lock);
	member = rcu_dereference_protected(bond->active,
					   lockdep_is_held(&bond->lock));
	if (member && member->speed)
		link->base.speed = member->speed;
	if (member)
		link->base.duplex = member->duplex;
	spin_unlock_bh(&bond->lock);
	return 0;
}

static int nb_ethtool_ts_info(struct net_device *dev,
			      struct kernel_ethtool_ts_info *info)
{
	struct nb_bond *bond = netdev_priv(dev);
	struct net_device *lower = NULL;
	struct nb_member *member;
	int err;

	/* Sockets ask without RTNL. */
	rcu_read_lock();
	member = rcu_dereference(bond->active);
	if (member)
		lower = member->dev;
	dev_hold(lower);
	rcu_read_unlock();
	err = lower ? nb_compat_ts_info(lower, info) :
		      ethtool_op_get_ts_info(dev, info);
	dev_put(lower);
	return err;
}

const struct ethtool_ops nb_ethtool_ops = {
	.get_drvinfo = nb_ethtool_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = nb_ethtool_link,
	.get_ts_info = nb_ethtool_ts_info,
};
