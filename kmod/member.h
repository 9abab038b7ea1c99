/* SPDX-License-Identifier: GPL-2.0 */
/* A member: a device joined to a bond, and what it was before. */
#ifndef NB_MEMBER_H
#define NB_MEMBER_H

#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "bond.h"
#include "choose.h"
#include "vote.h"

#define NB_VOTES (NETBOND_VOTE_LACP + 1)

/**
 * struct nb_member_options - settings of a member.
 * @prio: the highest usable becomes active
 * @weight: its part of the buckets, 1 to 255
 * @actor_port_prio: LACP port priority, 0 to 65535, the lower one is used first
 */
struct nb_member_options {
	s32 prio;
	u32 weight;
	u32 actor_port_prio;
};

/** NB_MEMBER_DEFAULTS - settings of a member that nobody configured. */
#define NB_MEMBER_DEFAULTS \
	((struct nb_member_options){ .weight = 1, .actor_port_prio = 255 })

/**
 * struct nb_member - private data of a member, rx_handler_data of its device.
 *
 * The first line is what packets read.
 */
struct nb_member {
	/** @dev: the device, held. Constant. */
	struct net_device *dev;
	/** @bond: its bond. Constant. */
	struct nb_bond *bond;
	/**
	 * @state_bits: those of its device's state that say whether it can send;
	 * none, and it cannot, while its link was last seen gone.
	 * Write: bond lock. Read: lockless.
	 */
	u8 state_bits;
	/**
	 * @rx: enum nb_rx_way, what received frames have to go through.
	 * Write: bond lock. Read: lockless.
	 */
	u8 rx;
	/**
	 * @accepts: frames received here are the bond's.
	 * Write: bond lock. Read: lockless.
	 */
	bool accepts;
	/**
	 * @foreign: its device's MAC address is not the bond's.
	 * Write: RTNL and bond lock. Read: lockless.
	 */
	bool foreign;
	/**
	 * @wears_own: what it sends of this host is to come from its own
	 * address. Write: bond lock. Read: lockless.
	 */
	bool wears_own;
	/**
	 * @fitness: enum nb_fitness, from its votes.
	 * Write: bond lock. Read: bond lock or lockless.
	 */
	u8 fitness;
	/**
	 * @probe: what its probes found; NULL when not probing.
	 * Write: bond lock. Read: RCU or bond lock. Freed: kfree_rcu.
	 */
	struct nb_member_probe __rcu *probe;
	/**
	 * @probe_addr: addresses of its own, for probes while it does not speak
	 * as the bond; the first is its own address in balance-tlb and
	 * balance-alb, too. More are used where an answer may come back on any
	 * member. Words, so that no packet sees half of one: see
	 * nb_member_addr(). Write: RTNL and bond lock. Read: bond lock or
	 * lockless.
	 */
	atomic64_t probe_addr[NB_PROBE_ADDRS];

	/** @list: in nb_bond.members. Write: RTNL and bond lock. Read: RTNL, bond lock or RCU. */
	struct list_head list ____cacheline_aligned_in_smp;
	/** @votes: by enum netbond_vote. Write: bond lock. Read: bond lock. */
	struct nb_vote votes[NB_VOTES];
	/** @role: enum netbond_role. Write: bond lock. Read: bond lock or lockless. */
	u8 role;
	/** @reason: why it is not active, enum netbond_reason. Write: bond lock. Read: bond lock. */
	u8 reason;
	/** @since: when @role or @reason last changed, ns. Write: bond lock. Read: bond lock. */
	u64 since;
	/** @lost_at: when its link was first seen gone, ns, 0 while up. Write: bond lock. Read: bond lock or lockless. */
	u64 lost_at;
	/** @carrier_downs: the device's count of carrier losses when last looked at. Write: bond lock. Read: bond lock. */
	int carrier_downs;
	/** @link_failures: times it became unusable. Write: bond lock. Read: bond lock. */
	u32 link_failures;
	/** @closing: the device is about to go down. Write: RTNL and bond lock. Read: bond lock. */
	bool closing;
	/** @peer_closing: the other end of its pair is about to go down. Write: RTNL and bond lock. Read: bond lock or lockless. */
	bool peer_closing;
	/** @leaving: being released, not to be chosen. Write: RTNL and bond lock. Read: bond lock. */
	bool leaving;
	/** @pinned: made active by command. Write: bond lock. Read: bond lock. */
	bool pinned;
	/** @options: set by command. Write: RTNL and bond lock. Read: RTNL or bond lock. */
	struct nb_member_options options;
	/** @slot: its number in the table of buckets. Constant. */
	u8 slot;
	/** @share: its part of the buckets, relative to other members; 0: none. Write: bond lock. Read: bond lock. */
	u32 share;
	/** @known_share: @share as last seen by adaptive.c. Write: bond lock. Read: bond lock. */
	u32 known_share;
	/** @clients: who was taught to send to it. Write: bond lock. Read: bond lock. */
	struct nb_client_list clients;
	/** @lag: its LACP port. Write: bond lock, see lag.h. */
	struct nb_lag_port lag;
	/** @speed: Mbit/s, 0 unknown. Write: RTNL and bond lock. Read: RTNL or bond lock. */
	u32 speed;
	/** @speed_tries: how often a driver that did not know was asked. Write: RTNL. Read: RTNL. */
	u8 speed_tries;
	/** @duplex: DUPLEX_*. Write: RTNL and bond lock. Read: RTNL or bond lock. */
	u8 duplex;

	/** @filter_addr: extra unicast addresses in its filter. Write: RTNL. Read: RTNL. */
	u8 (*filter_addr)[ETH_ALEN];
	/** @filter_count: entries of @filter_addr. Write: RTNL. Read: RTNL. */
	unsigned int filter_count;

	/** @orig: what to restore. Constant. */
	struct {
		u8 addr[ETH_ALEN];
		unsigned int mtu;
		unsigned char addr_assign_type;
		bool up;
	} orig;
	/** @last_stats: its counters when last added up. Write: stats lock. Read: stats lock. */
	struct rtnl_link_stats64 last_stats;
	/** @tracker: of the reference on @dev. */
	netdevice_tracker tracker;
	/** @upper_info: told to listeners of NETDEV_CHANGEUPPER. */
	struct netdev_lag_upper_info upper_info;
};

/** nb_member_addr_word() - an address as one word. Context: any. */
static inline u64 nb_member_addr_word(const u8 *addr)
{
	return get_unaligned_le32(addr) | (u64)get_unaligned_le16(addr + 4)
						  << 32;
}

/**
 * nb_member_addr() - copy number @i of a member's own addresses.
 *
 * The word stays in a register: what is copied out of memory of its own costs
 * each packet the stack protector.
 * Context: any.
 */
static inline void nb_member_addr(const struct nb_member *member, int i,
				  u8 *addr)
{
	u64 word = atomic64_read(&member->probe_addr[i]);

	put_unaligned_le32((u32)word, addr);
	put_unaligned_le16((u16)(word >> 32), addr + 4);
}

/** nb_member_has_addr() - is @addr number @i of a member's own? Context: any. */
static inline bool nb_member_has_addr(const struct nb_member *member, int i,
				      const u8 *addr)
{
	return atomic64_read(&member->probe_addr[i]) ==
	       nb_member_addr_word(addr);
}

/** nb_member_set_addr() - give a member another one. Context: RTNL and bond lock held. */
static inline void nb_member_set_addr(struct nb_member *member, int i,
				      const u8 *addr)
{
	atomic64_set(&member->probe_addr[i], nb_member_addr_word(addr));
}

/** nb_member_of_rtnl() - the member behind @dev, NULL. Context: RTNL. */
struct nb_member *nb_member_of_rtnl(const struct net_device *dev);

/** nb_member_of_rcu() - the member behind @dev, which is one. Context: RCU. */
static inline struct nb_member *nb_member_of_rcu(const struct net_device *dev)
{
	return rcu_dereference(dev->rx_handler_data);
}

/** nb_member_find() - the member of @bond called @name, NULL. Context: RTNL, bond lock or RCU. */
struct nb_member *nb_member_find(struct nb_bond *bond, const char *name);

/**
 * nb_member_check() - could a device join a bond, as things are now?
 * Context: RTNL. Return: 0 or a negative errno.
 */
int nb_member_check(struct nb_bond *bond, struct net_device *dev,
		    struct netlink_ext_ack *extack);

/**
 * nb_member_add() - join a device to a bond.
 * @bond: the bond
 * @dev: the device, up or down
 * @options: its settings
 * @extack: says what was wrong
 *
 * Context: RTNL. May sleep.
 * Return: 0 or a negative errno, then @dev is as it was before.
 */
int nb_member_add(struct nb_bond *bond, struct net_device *dev,
		  const struct nb_member_options *options,
		  struct netlink_ext_ack *extack);

/**
 * nb_member_del() - release a member and restore its device.
 * @member: the member; gone when this returns
 * @unregister: its device is being unregistered or moved elsewhere
 *
 * Context: RTNL. May sleep.
 */
void nb_member_del(struct nb_member *member, bool unregister);

/** nb_member_configure() - change the settings of a member. Context: RTNL. */
void nb_member_configure(struct nb_member *member,
			 const struct nb_member_options *options);

#define NB_STATE_GOOD (BIT(__LINK_STATE_START) | BIT(__LINK_STATE_PRESENT))
#define NB_STATE_BITS (NB_STATE_GOOD | BIT(__LINK_STATE_NOCARRIER))
static_assert(NB_STATE_BITS <= U8_MAX);

/**
 * nb_member_can_send() - the device is there, up and has carrier, at this moment.
 *
 * A link that returned has queues only a moment later: it has to be seen up.
 */
static inline bool nb_member_can_send(const struct nb_member *member)
{
	u8 state = READ_ONCE(member->dev->state);

	/* data_race: a byte, and as an operand it costs packets no instruction. */
	return (state & data_race(member->state_bits)) == NB_STATE_GOOD;
}

extern struct notifier_block nb_member_notifier;

#define nb_for_each_member(bond, member) \
	list_for_each_entry(member, &(bond)->members, list)
#define nb_for_each_member_rcu(bond, member)                    \
	list_for_each_entry_rcu(member, &(bond)->members, list, \
				lockdep_rtnl_is_held() ||       \
					lockdep_is_held(&(bond)->lock))

#endif
