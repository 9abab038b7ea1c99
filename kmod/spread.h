/* SPDX-License-Identifier: GPL-2.0 */
/* Modes in which all usable members carry traffic: the published table. */
#ifndef NB_SPREAD_H
#define NB_SPREAD_H

#include <linux/netdevice.h>
#include <linux/u64_stats_sync.h>

#include "flow_plain.h"
#include "option.h"
#include "table.h"

struct nb_bond;
struct nb_measure;
struct nb_member;

/** nb_mode_spreads() - do all usable members of a bond in @mode carry traffic? */
static inline bool nb_mode_spreads(u32 mode)
{
	return mode != NETBOND_MODE_ACTIVE_BACKUP;
}

/**
 * nb_mode_adaptive() - do members send from addresses of their own, so that
 * switches see none of them on two ports?
 */
static inline bool nb_mode_adaptive(u32 mode)
{
	return mode == NETBOND_MODE_BALANCE_TLB ||
	       mode == NETBOND_MODE_BALANCE_ALB;
}

/** nb_mode_has_active() - has a bond in @mode an active member, which carries its address? */
static inline bool nb_mode_has_active(u32 mode)
{
	return mode == NETBOND_MODE_ACTIVE_BACKUP || nb_mode_adaptive(mode);
}

/** nb_mode_shares_answers() - may the network return on any member what one asked? */
static inline bool nb_mode_shares_answers(u32 mode)
{
	return nb_mode_spreads(mode) && !nb_mode_adaptive(mode);
}

/** nb_mode_hashes() - does a bond in @mode choose members by flow? */
static inline bool nb_mode_hashes(u32 mode)
{
	return mode == NETBOND_MODE_BALANCE_XOR ||
	       mode == NETBOND_MODE_IEEE8023AD || nb_mode_adaptive(mode);
}

/** nb_mode_has_table() - does a bond in @mode choose members by buckets? */
static inline bool nb_mode_has_table(u32 mode)
{
	return nb_mode_spreads(mode) && mode != NETBOND_MODE_BROADCAST;
}

/** nb_bond_spreads() - does this bond at this moment? Context: any. */
#define nb_bond_spreads(bond) rcu_access_pointer((bond)->spreading)

/** nb_spread_mode() - the mode as packets find it, active-backup while none spreads them. Context: RCU or bond lock. */
u32 nb_spread_mode(const struct nb_bond *bond);

/**
 * enum nb_way - the shortest way from a packet to its bucket.
 * @NB_WAY_ANY: none is short
 * @NB_WAY_TURN: balance-rr
 * @NB_WAY_MAC: layer2
 * @NB_WAY_ADDR: layer2+3, encap2+3
 * @NB_WAY_PORT: layer3+4, encap3+4
 * @NB_WAY_MODE: broadcast, no bucket at all; balance-tlb, balance-alb: what kind of
 *	frame it is counts first
 */
enum nb_way {
	NB_WAY_ANY,
	NB_WAY_TURN,
	NB_WAY_MAC,
	NB_WAY_ADDR,
	NB_WAY_PORT,
	NB_WAY_MODE,
};

/**
 * struct nb_spread_turn - where one CPU is in the round of balance-rr.
 * @index: the bucket whose turn it is
 * @left: packets that it still gets
 */
struct nb_spread_turn {
	u32 index;
	u32 left;
};

/**
 * struct nb_spread_count - what one CPU sent through each bucket.
 * @syncp: for readers on 32-bit machines
 * @packets: by bucket, segments of a large packet counted one by one
 * @bytes: by bucket, from the Ethernet header on
 */
struct nb_spread_count {
	struct u64_stats_sync syncp;
	u64_stats_t packets[NB_BUCKETS];
	u64_stats_t bytes[NB_BUCKETS];
};

/**
 * struct nb_spread - a bond's table of buckets.
 *
 * The first part is what a packet reads.
 */
struct nb_spread {
	/** @seed: key of the hash. Write: RTNL and bond lock. Read: lockless; a packet that meets a change may go anywhere. */
	struct nb_flow_seed seed;
	/** @way: enum nb_way; NB_WAY_ANY while @watched. Write: bond lock. Read: lockless. */
	u32 way;
	/** @mode: enum netbond_mode. Write: RTNL and bond lock. Read: lockless. */
	u32 mode;
	/** @policy: enum netbond_xmit_hash_policy. Write: RTNL and bond lock. Read: lockless. */
	u32 policy;
	/** @turn_packets: packets_per_slave. Write: RTNL and bond lock. Read: lockless. */
	u32 turn_packets;
	/** @turn_length: buckets in a round, never 0. Write: bond lock. Read: lockless. */
	u32 turn_length;
	/** @watched: packets leave traces in @used_at. Write: bond lock. Read: lockless. */
	bool watched;
	/** @by_ports: the policy counts ports, and nothing is @watched. Write: bond lock. Read: lockless. */
	bool by_ports;
	/** @counting: and in @count. Write: bond lock, release. Read: lockless, acquire. */
	bool counting;
	/** @turn: balance-rr. Write: the CPU itself. */
	struct nb_spread_turn __percpu *turn;
	/**
	 * @count: NULL until somebody asks. Write: once, lockless. Read:
	 * lockless. Freed: with the bond.
	 */
	struct nb_spread_count __percpu *count;
	/** @load: bytes by bucket, NULL while nobody balances by load. Write: bond lock. Read: lockless. */
	struct nb_spread_count __percpu *load;
	/** @bucket: who carries it. Write: bond lock. Read: RCU. Freed: with the member. */
	struct nb_member __rcu *bucket[NB_BUCKETS] ____cacheline_aligned;
	/** @used_at: jiffies of a bucket's last packet, while @watched. Write: lockless. Read: bond lock. */
	u32 used_at[NB_BUCKETS];

	/** @asked: no packet since the owner's partner was asked whether it has all. Write: bond lock; packets clear it. Read: bond lock. */
	bool asked[NB_BUCKETS];

	/** @table: who carries what, and will. Write: bond lock. Read: bond lock. */
	struct nb_table table ____cacheline_aligned;
	/** @why: why a bucket last changed its member, enum netbond_reason. Write: bond lock. Read: bond lock. */
	u8 why[NB_BUCKETS];
	/** @measure: what @load may be, and what is made of it. Write: RTNL and bond lock, once. Read: RTNL or bond lock. Freed: with the bond. */
	struct nb_measure *measure;
	/** @next_balance: next look at @load, ns. Write: bond lock. Read: bond lock. */
	u64 next_balance;
	/** @layout: enum nb_table_layout of @table. Write: bond lock. Read: bond lock. */
	u8 layout;
	/** @weights: work space of an update. Write: bond lock. */
	struct nb_table_weights weights;
	/** @member: members by slot. Write: bond lock. Read: bond lock. */
	struct nb_member *member[NB_TABLE_MEMBERS];
	/** @next_run: next look at planned moves, ns. Write: bond lock. Read: bond lock. */
	u64 next_run;
	/** @count_from: when counting began, ns, 0 while nobody asks. Write: bond lock. Read: bond lock. */
	u64 count_from;
	/** @count_until: when it ends, ns. Write: bond lock. Read: bond lock. */
	u64 count_until;
	/** @settled: moves carried out since the last plan was made. Write: bond lock. Read: bond lock. */
	u32 settled;
	/** @settled_slot: the member they went to, NB_NOBODY for several. Write: bond lock. Read: bond lock. */
	u8 settled_slot;
	/** @plan_reason: what gave rise to the plan, enum netbond_reason. Write: bond lock. Read: bond lock. */
	u8 plan_reason;
};

/** nb_spread_alloc() - a table without members. May sleep. Return: it or NULL. */
struct nb_spread *nb_spread_alloc(void);

/** nb_spread_free() - @spread may be NULL. Context: no packet can see it. */
void nb_spread_free(struct nb_spread *spread);

/**
 * nb_spread_configure() - take over what packets need of the bond's settings.
 * @bond: the bond, its settings are the new ones
 * @reseed: make a new key
 *
 * Context: RTNL and bond lock held.
 */
void nb_spread_configure(struct nb_bond *bond, bool reseed);

/**
 * nb_spread_update() - share the buckets among the members that can carry them.
 * @bond: the bond, whose members have been judged
 * @reason: what gave rise to it, enum netbond_reason, for the history
 * @now: ns
 *
 * What a lost member carried moves at once; what a returned member is to get
 * moves in nb_spread_run().
 * Context: bond lock held.
 * Return: true when there is a member to carry traffic.
 */
bool nb_spread_update(struct nb_bond *bond, u8 reason, u64 now);

/** nb_spread_run() - carry out planned moves whose time has come. Context: bond lock held. */
void nb_spread_run(struct nb_bond *bond, u64 now);

/**
 * nb_spread_answered() - the end of what nb_lag_ask() began.
 * @bond: the bond
 * @member: the member
 * @all: all that was sent on @member before has arrived
 * @now: ns
 *
 * Context: bond lock held.
 */
void nb_spread_answered(struct nb_bond *bond, struct nb_member *member,
			bool all, u64 now);

/** nb_spread_deadline() - when nb_spread_run() has work, ns, or NB_NEVER. Context: bond lock held. */
u64 nb_spread_deadline(const struct nb_bond *bond);

/**
 * nb_spread_count_start() - count packets by bucket for the next minute.
 * Context: may sleep. Return: 0 or -ENOMEM.
 */
int nb_spread_count_start(struct nb_bond *bond);

/** nb_spread_count_alloc() - counters for all CPUs. May sleep. Return: them or NULL. */
struct nb_spread_count __percpu *nb_spread_count_alloc(void);

/** nb_spread_counted() - packets and bytes of one bucket, all CPUs. @count may be NULL. */
void nb_spread_counted(struct nb_spread_count __percpu *count,
		       unsigned int index, u64 *packets, u64 *bytes);

/**
 * nb_spread_intend() - plan to move a bucket to a member because of load.
 * @bond: the bond
 * @index: the bucket
 * @to: slot of the member
 * @now: ns
 *
 * It moves in a pause of its flows. Without one for some seconds it stays.
 * Context: bond lock held.
 * Return: false when it cannot be planned.
 */
bool nb_spread_intend(struct nb_bond *bond, unsigned int index, u8 to, u64 now);

/** nb_spread_weigh_packet() - note how much goes through a bucket. Context: BH disabled. */
static __always_inline void nb_spread_weigh_packet(struct nb_spread *spread,
						   u32 index,
						   const struct sk_buff *skb)
{
	struct nb_spread_count __percpu *load = READ_ONCE(spread->load);
	struct nb_spread_count *own;

	if (!load)
		return;
	own = this_cpu_ptr(load);
	u64_stats_update_begin(&own->syncp);
	u64_stats_add(&own->bytes[index], skb->len);
	u64_stats_update_end(&own->syncp);
}

/** nb_spread_trace() - note the use of a bucket. Context: BH disabled. */
void nb_spread_trace(struct nb_spread *spread, u32 index,
		     const struct sk_buff *skb);

/**
 * nb_spread_hash_carried() - may skb->hash stand for a packet's headers?
 * @skb: at its Ethernet header
 *
 * Of TCP of this host it is the connection's, made by its socket. What the stack
 * made from the headers itself (for IPv6 flow labels) is no better than ours, and
 * nobody could foretell it. Tunnels, ESP and MACsec leave packets the hash of what
 * is inside, and what came out of one has the hash that a NIC made of its outside:
 * of those, and of UDP, which may be one, it says nothing.
 * Context: any.
 */
static __always_inline bool nb_spread_hash_carried(const struct sk_buff *skb)
{
	return skb->l4_hash && !skb->sw_hash && skb->sk &&
	       nb_flow_plain_tcp(skb->data, skb_headlen(skb));
}

/**
 * nb_spread_hash() - the hash of a packet's flow.
 * @spread: the table
 * @skb: at its Ethernet header; its data may be pulled into the linear part
 *
 * Context: any.
 */
u32 nb_spread_hash(const struct nb_spread *spread, struct sk_buff *skb);

/**
 * nb_spread_next() - the bucket whose turn it is on this CPU.
 * @spread: the table
 * @packets: how many each gets
 *
 * On real-time kernels another packet may come in between: then two take the
 * same turn, but none one that is not there.
 * Context: BH disabled.
 */
static __always_inline u32 nb_spread_next(struct nb_spread *spread, u32 packets)
{
	struct nb_spread_turn *turn = this_cpu_ptr(spread->turn);
	u32 index = READ_ONCE(turn->index), left = READ_ONCE(turn->left);

	if (!left || left > packets) {
		left = packets;
		index++;
	}
	if (index >= READ_ONCE(spread->turn_length))
		index = 0;
	WRITE_ONCE(turn->index, index);
	WRITE_ONCE(turn->left, left - 1);
	return index;
}

/** nb_spread_turns() - the same as packets_per_slave says. Context: BH disabled. */
u32 nb_spread_turns(struct nb_spread *spread);

/**
 * nb_spread_frame() - the bucket of a frame that is no packet, and note its use.
 * @spread: the table
 * @frame: its first bytes
 * @bytes: how long it is
 *
 * Context: BH disabled.
 */
u32 nb_spread_frame(struct nb_spread *spread, const struct nb_flow_frame *frame,
		    unsigned int bytes);

#endif
