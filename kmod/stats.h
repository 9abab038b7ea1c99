/* SPDX-License-Identifier: GPL-2.0 */
/* Counters of a bond: what its members counted while they were members. */
#ifndef NB_STATS_H
#define NB_STATS_H

#include <linux/atomic.h>
#include <linux/if_link.h>
#include <linux/spinlock.h>

struct nb_bond;
struct nb_member;
struct net_device;

/**
 * enum nb_drop - why a packet went nowhere.
 * @NB_DROP_NO_MEMBER: no member could carry it
 * @NB_DROP_NO_MEMORY: no copy of it for one more member, or for another source address
 * @NB_DROP_XDP_NO_MEMBER: redirected by a program, and no member could carry it
 * @NB_DROP_XDP_REFUSED: redirected by a program, and the mode or its member's driver did not take it
 */
enum nb_drop {
	NB_DROP_NO_MEMBER,
	NB_DROP_NO_MEMORY,
	NB_DROP_XDP_NO_MEMBER,
	NB_DROP_XDP_REFUSED,
	NB_DROPS,
};

/** struct nb_stats - the counters of a bond. */
struct nb_stats {
	/** @lock: guards @sum and nb_member.last_stats. Nested by level of stacking. */
	spinlock_t lock;
	/** @sum: what all members, also former ones, counted for the bond. Write: @lock. Read: @lock. */
	struct rtnl_link_stats64 sum;
	/** @drops: packets that went nowhere, by enum nb_drop. Write: lockless, atomic. Read: lockless. */
	atomic64_t drops[NB_DROPS] ____cacheline_aligned_in_smp;
};

void nb_stats_init(struct nb_stats *stats);

/** nb_stats_member_start() - count from here on. Context: RTNL. */
void nb_stats_member_start(struct nb_member *member);

/** nb_stats_member_stop() - keep what a leaving member counted. Context: RTNL. */
void nb_stats_member_stop(struct nb_member *member);

/** nb_stats_drop() - count @packets that went nowhere. Context: any. */
void nb_stats_drop(struct nb_bond *bond, enum nb_drop why,
		   unsigned int packets);

/** nb_stats_get() - ndo_get_stats64. Context: RCU or RTNL, no hard interrupt. */
void nb_stats_get(struct net_device *dev, struct rtnl_link_stats64 *stats);

#endif
