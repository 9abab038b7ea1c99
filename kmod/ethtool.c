// SPDX-License-Identifier: GPL-2.0
/* What ethtool says of a bond: driver, link, time stamping in software. */

#include "ethtool.h"

#include <linux/netdevice.h>

#include "bond.h"
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

const struct ethtool_ops nb_ethtool_ops = {
	.get_drvinfo = nb_ethtool_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = nb_ethtool_link,
	.get_ts_info = ethtool_op_get_ts_info,
};
