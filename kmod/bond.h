/* SPDX-License-Identifier: GPL-2.0 */
/* The bond: the upper device, its settings and everything its members share. */
#ifndef NB_BOND_H
#define NB_BOND_H

#include <linux/etherdevice.h>
#include <linux/hrtimer.h>
#include <linux/netdevice.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "announce.h"
#include "client.h"
#include "damp.h"
#include "history.h"
#include "lag.h"
#include "option.h"
#include "probe.h"
#include "stats.h"
#include "table.h"
#include "teach.h"
#include "work.h"

struct bpf_prog;
struct nb_member;
struct nb_spread;

/**
 * struct nb_bond - private data of a bond.
 *
 * The first line is all that a packet on its way down reads.
 */
struct nb_bond {
	/**
	 * @active: the member that carries the traffic, NULL for none.
	 * Write: @lock. Read: RCU or @lock. Freed: with the member.
	 */
	struct nb_member __rcu *active;
	/**
	 * @spreading: @spread while the mode lets all usable members carry
	 * traffic, else NULL.
	 * Write: RTNL and @lock. Read: RCU or @lock. Freed: with the bond.
	 */
	struct nb_spread __rcu *spreading;
	/** @dev: the upper device. Constant. */
	struct net_device *dev;
	/**
	 * @members: struct nb_member.list, in the order they joined.
	 * Write: RTNL and @lock. Read: RTNL, @lock or RCU.
	 */
	struct list_head members;
	/**
	 * @member_count: length of @members.
	 * Write: RTNL and @lock. Read: RTNL or @lock.
	 */
	unsigned int member_count;
	/** @slots: numbers that members have. Write: RTNL. Read: RTNL. */
	DECLARE_BITMAP(slots, NB_TABLE_MEMBERS);

	/** @lock: votes, choice, probes, history, timer. Softirq-safe. */
	spinlock_t lock ____cacheline_aligned_in_smp;
	/** @config: settings. Write: RTNL and @lock. Read: RTNL or @lock. */
	struct nb_config config;
	/**
	 * @spread: the table of buckets, NULL until a mode needs one. Write:
	 * RTNL and @lock, once. Read: RTNL, @lock or lockless, see
	 * nb_bond_table(). Freed: with the bond.
	 */
	struct nb_spread *spread;
	/** @running: the bond is up and its timer may be armed. Write: RTNL and @lock. Read: @lock. */
	bool running;
	/** @dying: unregistered, workers have nothing to do. Write: RTNL. Read: RTNL. */
	bool dying;
	/** @state: enum netbond_state. Write: @lock. Read: @lock. */
	u8 state;
	/** @reason: why @state is not ok, enum netbond_reason. Write: @lock. Read: @lock. */
	u8 reason;
	/** @failovers: losses of a member that carried traffic. Write: @lock. Read: @lock. */
	u64 failovers;
	/** @damp: how the active member changed with its probes. Write: @lock. Read: @lock. */
	struct nb_damp damp;
	/** @timer: the bond's one timer, see timer.c. Write: @lock. */
	struct hrtimer timer;
	/** @next_poll: next backstop poll of carrier, ns. Write: @lock. Read: @lock. */
	u64 next_poll;
	/** @probe: what is probed and when. Write: @lock, see probe.h. */
	struct nb_probe probe;
	/** @lag: LACP. Write: @lock, see lag.h. */
	struct nb_lag lag;
	/** @teach: learning frames. Write: @lock, see teach.h. */
	struct nb_teach teach;
	/** @clients: balance-alb, NULL until a mode needs it. Write: RTNL and @lock, once. Read: RTNL, @lock or lockless. Freed: with the bond. */
	struct nb_clients *clients;
	/** @announce: announcements still to send. Write: @lock. */
	struct nb_announce announce;
	/** @history: recent events. Write: @lock. */
	struct nb_history history;

	/** @event_work: announces and notifies; never takes RTNL. */
	struct work_struct event_work;
	/** @rtnl_work: what needs RTNL, by itself: @rtnl_due. */
	struct work_struct rtnl_work;
	/** @peers_due: a round of announcements to send in event_work. Write: @lock. Read: @lock. */
	bool peers_due;
	/** @primary_called: the primary joined or was named and was not active since. Write: @lock. Read: @lock. */
	bool primary_called;
	/** @rtnl_due: what rtnl_work has to do, bits of enum nb_due. Write: @lock. Read: @lock. */
	u8 rtnl_due;
	/** @rtnl_at: when it has to do what is not due yet, ns, or NB_NEVER. Write: @lock. Read: @lock. */
	u64 rtnl_at[NB_DUES];

	/** @promisc: members were told to be promiscuous. Write: RTNL. Read: RTNL. */
	bool promisc;
	/** @allmulti: members were told to take all multicast. Write: RTNL. Read: RTNL. */
	bool allmulti;
	/** @xdp_prog: the program that all members run, NULL none; holds a reference. Write: RTNL. Read: RTNL. */
	struct bpf_prog *xdp_prog;
	/** @member_gen: changes of @members. Write: RTNL and @lock. Read: @lock. */
	u32 member_gen;
	/** @features_changing: an update of features is ours. Write: RTNL. Read: RTNL. */
	bool features_changing;
	/** @mtu_changing: a change of a member's MTU is ours. Write: RTNL. Read: RTNL. */
	bool mtu_changing;
	/** @random_addr: its address before the first member brought one, and again after the last. Write: RTNL. Read: RTNL. */
	u8 random_addr[ETH_ALEN];
	/** @stats: counters of members that left, and what was reported. */
	struct nb_stats stats;
};

/**
 * nb_bond_renamed() - tell listeners, who know bonds by name, of @bond's new one.
 * Context: RTNL; takes @bond->lock.
 */
void nb_bond_renamed(struct nb_bond *bond);

/** nb_bond_of() - the bond behind @dev, NULL when @dev is not one. */
struct nb_bond *nb_bond_of(const struct net_device *dev);

/**
 * nb_bond_from() - the bond with the least number of its device from a number on.
 * @net: where
 * @ifindex: that number; becomes the bond's, and stays when there is none
 * Context: RCU.
 * Return: the bond, or NULL.
 */
struct nb_bond *nb_bond_from(struct net *net, unsigned long *ifindex);

/**
 * nb_bond_has_addr() - is @addr the bond's MAC address?
 * Context: any. Without RTNL a frame of the moment in which the core writes a new
 * one may be judged by either, or by neither.
 */
static inline bool nb_bond_has_addr(const struct nb_bond *bond, const u8 *addr)
{
	/* data_race: as eth_type_trans(), which judged the frame just before. */
	return data_race(ether_addr_equal(addr, bond->dev->dev_addr));
}

/** nb_bond_table() - the table of buckets, NULL while there is none; it stays with the bond. Context: any. */
static inline struct nb_spread *nb_bond_table(const struct nb_bond *bond)
{
	/* Pairs with nb_bond_commit(). */
	return smp_load_acquire(&bond->spread);
}

/** nb_bond_update_features() - offer what all members can do. Context: RTNL. */
void nb_bond_update_features(struct nb_bond *bond);

/** nb_bond_no_more() - refuse new bonds from now on. Context: no RTNL, may sleep. */
void nb_bond_no_more(void);

/** nb_bond_setup() - rtnl_link_ops.setup. */
void nb_bond_setup(struct net_device *dev);

/**
 * nb_bond_register() - register a device that was set up, and apply its first settings.
 * @dev: the device
 * @config: its settings, checked
 * @extack: says what was wrong
 *
 * Context: RTNL. May sleep.
 * Return: 0 or a negative errno, then @dev is not registered or on its way out.
 */
int nb_bond_register(struct net_device *dev, const struct nb_config *config,
		     struct netlink_ext_ack *extack);

/**
 * nb_bond_create() - make and register a bond.
 * @net: its network namespace
 * @name: its name, may contain %d
 * @config: its settings, checked
 * @extack: says what was wrong
 *
 * Context: RTNL. May sleep.
 * Return: the bond or an ERR_PTR(); on error nothing is left behind.
 */
struct nb_bond *nb_bond_create(struct net *net, const char *name,
			       const struct nb_config *config,
			       struct netlink_ext_ack *extack);

/**
 * nb_bond_configure() - change settings, all of them or none.
 * @bond: the bond
 * @change: the new settings and which of them were given
 * @extack: says what was wrong
 *
 * Context: RTNL. May sleep.
 * Return: 0 or a negative errno, then nothing has changed.
 */
int nb_bond_configure(struct nb_bond *bond, const struct nb_change *change,
		      struct netlink_ext_ack *extack);

#endif
