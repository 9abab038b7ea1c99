// SPDX-License-Identifier: GPL-2.0
/* What ethtool says of a bond: driver, link, counters, time stamping in software. */

#include "ethtool.h"

#include <linux/netdevice.h>

#include "bond.h"
#include "member.h"
#include "spread.h"

static void nb_ethtool_drvinfo(struct net_device *dev,
			       struct ethtool_drvinfo *info)
{
	strscpy(info->driver, "netbond", sizeof(info->driver));
	strscpy(info->version, NB_VERSION, sizeof(info->version));
}

/* Link ------------------------------------------------------------------ */

/* What one more member adds: a copy of everything is as fast as the slowest. */
static u32 nb_ethtool_add_speed(u32 mode, u32 sum, u32 speed)
{
	if (!sum || !speed)
		return sum ?: speed;
	return mode == NETBOND_MODE_BROADCAST ? min(sum, speed) : sum + speed;
}

static int nb_ethtool_link(struct net_device *dev,
			   struct ethtool_link_ksettings *link)
{
	struct nb_bond *bond = netdev_priv(dev);
	struct nb_member *member;
	int duplex = -1;
	u32 speed = 0;

	spin_lock_bh(&bond->lock);
	nb_for_each_member(bond, member) {
		if (member->role != NETBOND_ROLE_ACTIVE)
			continue;
		speed = nb_ethtool_add_speed(bond->config.mode, speed,
					     member->speed);
		if (duplex >= 0 && member->duplex != duplex)
			duplex = DUPLEX_UNKNOWN;
		else
			duplex = member->duplex;
	}
	spin_unlock_bh(&bond->lock);
	link->base.speed = speed ?: SPEED_UNKNOWN;
	link->base.duplex = duplex >= 0 ? duplex : DUPLEX_UNKNOWN;
	link->base.port = PORT_OTHER;
	return 0;
}

/* Counters -------------------------------------------------------------- */

enum nb_ethtool_stat {
	NB_STAT_FAILOVERS,
	NB_STAT_BUCKET_MOVES,
	NB_STAT_HISTORY_EVENTS,
	NB_STAT_DROPS, /* by enum nb_drop from here on */
	NB_STATS = NB_STAT_DROPS + NB_DROPS,
};

/* Names that scripts know: never changed, new ones at the end. */
static const char nb_ethtool_names[NB_STATS][ETH_GSTRING_LEN] = {
	[NB_STAT_FAILOVERS] = "failovers",
	[NB_STAT_BUCKET_MOVES] = "bucket_moves",
	[NB_STAT_HISTORY_EVENTS] = "history_events",
	[NB_STAT_DROPS + NB_DROP_NO_MEMBER] = "tx_drop_no_member",
	[NB_STAT_DROPS + NB_DROP_NO_MEMORY] = "tx_drop_no_memory",
	[NB_STAT_DROPS + NB_DROP_XDP_NO_MEMBER] = "xdp_tx_drop_no_member",
	[NB_STAT_DROPS + NB_DROP_XDP_REFUSED] = "xdp_tx_drop_refused",
};

static int nb_ethtool_count(struct net_device *dev, int set)
{
	return set == ETH_SS_STATS ? NB_STATS : -EOPNOTSUPP;
}

static void nb_ethtool_strings(struct net_device *dev, u32 set, u8 *data)
{
	if (set == ETH_SS_STATS)
		memcpy(data, nb_ethtool_names, sizeof(nb_ethtool_names));
}

static void nb_ethtool_stats(struct net_device *dev,
			     struct ethtool_stats *unused, u64 *data)
{
	struct nb_bond *bond = netdev_priv(dev);
	int i;

	spin_lock_bh(&bond->lock);
	data[NB_STAT_FAILOVERS] = bond->failovers;
	data[NB_STAT_BUCKET_MOVES] = bond->spread ? bond->spread->table.moves :
						    0;
	data[NB_STAT_HISTORY_EVENTS] = bond->history.seq;
	spin_unlock_bh(&bond->lock);
	for (i = 0; i < NB_DROPS; i++)
		data[NB_STAT_DROPS + i] = atomic64_read(&bond->stats.drops[i]);
}

const struct ethtool_ops nb_ethtool_ops = {
	.get_drvinfo = nb_ethtool_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = nb_ethtool_link,
	.get_sset_count = nb_ethtool_count,
	.get_strings = nb_ethtool_strings,
	.get_ethtool_stats = nb_ethtool_stats,
	.get_ts_info = ethtool_op_get_ts_info,
};
