// SPDX-License-Identifier: GPL-2.0
/* Modes in which all usable members carry traffic: the published table. */

#include "spread.h"

#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "bond.h"
#include "measure.h"
#include "member.h"
#include "timer.h"
#include "verdict.h"
#include "work.h"

#define NB_COUNT_TIME (60 * (u64)NSEC_PER_SEC)
/* A look at planned moves costs little, but not nothing. */
#define NB_RUN_PERIOD_MIN (10 * NB_MS)
/* Jiffies without a packet that make an answered Marker believed. */
#define NB_ASKED_PAUSE 2
/* How long a move by load waits for a pause. */
#define NB_PATIENCE (5 * (u64)NSEC_PER_SEC)
/* Headers of tunnels in tunnels end before this many bytes. */
#define NB_PULL_MAX 256u

/* Life ------------------------------------------------------------------ */

struct nb_spread *nb_spread_alloc(void)
{
	struct nb_spread *spread =
		kvzalloc(sizeof(*spread), GFP_KERNEL_ACCOUNT);
	int cpu;

	if (!spread)
		return NULL;
	spread->turn =
		alloc_percpu_gfp(struct nb_spread_turn, GFP_KERNEL_ACCOUNT);
	if (!spread->turn) {
		kvfree(spread);
		return NULL;
	}
	/* CPUs that start together do not stay in step. */
	for_each_possible_cpu(cpu)
		per_cpu_ptr(spread->turn, cpu)->index = cpu % NB_BUCKETS;
	nb_table_init(&spread->table);
	spread->turn_length = NB_BUCKETS;
	spread->turn_packets = 1;
	spread->next_run = NB_NEVER;
	spread->next_balance = NB_NEVER;
	spread->count_until = NB_NEVER;
	nb_flow_seed_init(&spread->seed, get_random_u32());
	return spread;
}

void nb_spread_free(struct nb_spread *spread)
{
	if (!spread)
		return;
	free_percpu(spread->turn);
	free_percpu(spread->count);
	nb_measure_free(spread->measure);
	kvfree(spread);
}

u32 nb_spread_mode(const struct nb_bond *bond)
{
	const struct nb_spread *spread = rcu_dereference_check(
		bond->spreading, lockdep_is_held(&bond->lock));

	return spread ? READ_ONCE(spread->mode) : NETBOND_MODE_ACTIVE_BACKUP;
}

/* Shares ---------------------------------------------------------------- */

static u32 nb_spread_worth(const struct nb_member *member)
{
	const struct nb_config *config = &member->bond->config;

	if (config->weight_policy == NETBOND_WEIGHT_POLICY_EQUAL)
		return member->options.weight;
	return member->options.weight *
	       (member->speed ?: config->assumed_speed);
}

/* Returns the bits to drop so that the largest worth fits into a table. */
static unsigned int nb_spread_scale(const struct nb_bond *bond)
{
	struct nb_member *member;
	u32 most = 0;

	nb_for_each_member(bond, member)
		most = max(most, nb_spread_worth(member));
	return max(fls(most), fls(NB_TABLE_WEIGHT_MAX)) -
	       fls(NB_TABLE_WEIGHT_MAX);
}

static enum nb_fitness nb_spread_best(const struct nb_bond *bond)
{
	enum nb_fitness best = NB_FIT_NOT;
	struct nb_member *member;

	nb_for_each_member(bond, member)
		best = max_t(enum nb_fitness, best, member->fitness);
	return best;
}

static void nb_spread_lose(struct nb_bond *bond, struct nb_member *member,
			   u64 now)
{
	struct nb_event event;

	nb_event_init(&event, NETBOND_EVENT_BUCKETS,
		      nb_verdict_objection(member), NULL);
	strscpy(event.old, member->dev->name, IFNAMSIZ);
	event.buckets = nb_table_count(&bond->spread->table, member->slot);
	event.gap = nb_verdict_gap(member, now);
	nb_history_add(bond, &event);
	bond->failovers++;
	/* Only the active member's loss moves the bond's address. */
	if (!nb_mode_has_active(bond->config.mode))
		nb_announce_start(bond, now);
}

enum nb_spread_change {
	NB_SPREAD_SAME,
	NB_SPREAD_SHARES, /* other shares for the same members */
	NB_SPREAD_MEMBERS, /* traffic has to find another way, or comes back */
};

static enum nb_spread_change nb_spread_weigh(struct nb_bond *bond, u64 now)
{
	bool spreads = nb_mode_spreads(bond->config.mode);
	enum nb_fitness best = nb_spread_best(bond);
	unsigned int scale = nb_spread_scale(bond);
	struct nb_spread *spread = bond->spread;
	struct nb_member *member;
	enum nb_spread_change change = NB_SPREAD_SAME;

	memset(&spread->weights, 0, sizeof(spread->weights));
	memset(spread->member, 0, sizeof(spread->member));
	nb_for_each_member(bond, member) {
		u32 share = 0;

		if (spreads && nb_choose_carries(member->fitness, best,
						 bond->config.probe_loss))
			share = max(nb_spread_worth(member) >> scale, 1u);
		if (nb_mode_has_table(bond->config.mode) && member->share &&
		    !share && bond->running)
			nb_spread_lose(bond, member, now);
		if (!member->share != !share)
			change = NB_SPREAD_MEMBERS;
		else if (member->share != share && change == NB_SPREAD_SAME)
			change = NB_SPREAD_SHARES;
		member->share = share;
		spread->member[member->slot] = member;
		spread->weights.weight[member->slot] = share;
	}
	return change;
}

/* Publishing ------------------------------------------------------------ */

static void nb_spread_publish(struct nb_bond *bond, unsigned int index,
			      u8 reason)
{
	struct nb_spread *spread = bond->spread;
	u8 owner = spread->table.bucket[index].owner;
	struct nb_member *member = owner == NB_NOBODY ? NULL :
							spread->member[owner];
	struct nb_member *old = rcu_dereference_protected(
		spread->bucket[index], lockdep_is_held(&bond->lock));

	if (old == member)
		return;
	rcu_assign_pointer(spread->bucket[index], member);
	spread->why[index] = old && !old->share ? nb_verdict_objection(old) :
						  reason;
}

static enum nb_way nb_spread_way(const struct nb_spread *spread)
{
	if (spread->mode == NETBOND_MODE_BROADCAST ||
	    nb_mode_adaptive(spread->mode))
		return NB_WAY_MODE;
	if (spread->watched)
		return NB_WAY_ANY;
	if (spread->mode == NETBOND_MODE_BALANCE_RR)
		return NB_WAY_TURN;
	switch (spread->policy) {
	case NETBOND_XMIT_HASH_POLICY_LAYER2:
		return NB_WAY_MAC;
	case NETBOND_XMIT_HASH_POLICY_LAYER23:
	case NETBOND_XMIT_HASH_POLICY_ENCAP23:
		return NB_WAY_ADDR;
	case NETBOND_XMIT_HASH_POLICY_LAYER34:
	case NETBOND_XMIT_HASH_POLICY_ENCAP34:
		return NB_WAY_PORT;
	default:
		return NB_WAY_ANY;
	}
}

/* Packets leave traces only while somebody needs them. */
static void nb_spread_watch(struct nb_spread *spread)
{
	/* Whoever sees it sees the counters, too: see nb_spread_note_use(). */
	smp_store_release(&spread->counting, !!spread->count_from);
	WRITE_ONCE(spread->watched, spread->table.pending || spread->counting);
	WRITE_ONCE(spread->by_ports,
		   !spread->watched &&
			   nb_flow_policy_uses_l4_hash(spread->policy));
	WRITE_ONCE(spread->way, nb_spread_way(spread));
}

void nb_spread_configure(struct nb_bond *bond, bool reseed)
{
	struct nb_spread *spread = bond->spread;

	lockdep_assert_held(&bond->lock);
	if (!spread)
		return;
	if (nb_mode_spreads(bond->config.mode))
		WRITE_ONCE(spread->mode, bond->config.mode);
	WRITE_ONCE(spread->policy, bond->config.xmit_hash_policy);
	WRITE_ONCE(spread->turn_packets, bond->config.packets_per_slave);
	nb_measure_configure(bond);
	/* The times may be others now. */
	if (spread->table.pending)
		spread->next_run = 0;
	if (reseed)
		nb_flow_seed_init(&spread->seed,
				  bond->config.hash_seed ?: get_random_u32());
	nb_spread_watch(spread);
}

static void nb_spread_note_moved(struct nb_bond *bond)
{
	struct nb_spread *spread = bond->spread;
	struct nb_event event;

	nb_event_init(&event, NETBOND_EVENT_BUCKETS, spread->plan_reason,
		      spread->settled_slot == NB_NOBODY ?
			      NULL :
			      spread->member[spread->settled_slot]);
	event.buckets = spread->settled;
	nb_history_add(bond, &event);
	spread->settled = 0;
}

/* Time from one look at planned moves to the next: a pause is seen half of it late. */
static u64 nb_spread_period(const struct nb_bond *bond)
{
	u64 period = bond->config.move_idle * NB_MS / 2;

	/* Time is up for all of a plan at once. */
	if (bond->config.move_timeout)
		period = min(period, bond->config.move_timeout * NB_MS);
	return max(period, NB_RUN_PERIOD_MIN);
}

/* A plan made at @now cannot know what was sent before: count pauses from here. */
static void nb_spread_plan(struct nb_bond *bond, u8 reason, u64 now)
{
	struct nb_spread *spread = bond->spread;
	bool fresh = false;
	unsigned int i;

	for (i = 0; i < NB_BUCKETS; i++) {
		const struct nb_bucket *bucket = &spread->table.bucket[i];

		if (bucket->next == NB_NOBODY || bucket->planned != now)
			continue;
		WRITE_ONCE(spread->used_at[i], (u32)jiffies);
		WRITE_ONCE(spread->asked[i], false);
		fresh = true;
	}
	/* A loss may have done in another way what was left of the last plan. */
	if (spread->settled && !spread->table.pending)
		nb_spread_note_moved(bond);
	if (fresh) {
		spread->plan_reason = reason;
		spread->next_run = now + nb_spread_period(bond);
	}
	if (!spread->table.pending)
		spread->next_run = NB_NEVER;
	nb_spread_watch(spread);
}

static enum nb_table_layout nb_spread_layout(const struct nb_config *config)
{
	if (config->mode == NETBOND_MODE_BALANCE_RR)
		return NB_TABLE_ROUND;
	return nb_measure_wanted(config) ? NB_TABLE_LOADED : NB_TABLE_HASHED;
}

bool nb_spread_update(struct nb_bond *bond, u8 reason, u64 now)
{
	enum nb_table_layout layout = nb_spread_layout(&bond->config);
	struct nb_spread *spread = bond->spread;
	enum nb_spread_change change;
	unsigned int i;

	lockdep_assert_held(&bond->lock);
	if (!spread ||
	    (!nb_mode_spreads(bond->config.mode) && !spread->table.used))
		return false;
	change = nb_spread_weigh(bond, now);
	if (change == NB_SPREAD_SAME && layout == spread->layout)
		return spread->table.used;
	if (change == NB_SPREAD_MEMBERS)
		nb_work_queue_rtnl(bond, NB_DUE_CHOICE);
	spread->layout = layout;
	nb_table_update(&spread->table, layout, &spread->weights, now);
	WRITE_ONCE(spread->turn_length, spread->table.length);
	for (i = 0; i < NB_BUCKETS; i++)
		nb_spread_publish(bond, i, reason);
	nb_spread_plan(bond, reason, now);
	return spread->table.used;
}

/* Planned moves --------------------------------------------------------- */

bool nb_spread_intend(struct nb_bond *bond, unsigned int index, u8 to, u64 now)
{
	struct nb_spread *spread = bond->spread;

	lockdep_assert_held(&bond->lock);
	if (!nb_table_intend(&spread->table, index, to, now))
		return false;
	nb_spread_plan(bond, NETBOND_REASON_LOAD, now);
	return true;
}

/*
 * Jiffies since a bucket's last packet; less than none if it is stamped while
 * we look.
 */
static s32 nb_spread_rest(const struct nb_spread *spread, unsigned int index)
{
	u32 used_at = READ_ONCE(spread->used_at[index]);

	return (s32)((u32)jiffies - used_at);
}

static bool nb_spread_due(const struct nb_bond *bond, unsigned int index,
			  u64 now)
{
	const struct nb_spread *spread = bond->spread;
	u64 waited = now - spread->table.bucket[index].planned;

	/* A stamp is up to a jiffy younger than the packet. */
	if (nb_spread_rest(spread, index) >
	    (s32)msecs_to_jiffies(bond->config.move_idle))
		return true;
	return bond->config.move_timeout &&
	       !spread->table.bucket[index].by_load &&
	       waited >= bond->config.move_timeout * NB_MS;
}

static void nb_spread_settled(struct nb_spread *spread, u8 slot)
{
	if (!spread->settled)
		spread->settled_slot = slot;
	else if (spread->settled_slot != slot)
		spread->settled_slot = NB_NOBODY;
	spread->settled++;
}

static void nb_spread_move(struct nb_bond *bond, unsigned int index, u64 now)
{
	struct nb_spread *spread = bond->spread;

	nb_table_settle(&spread->table, index, now);
	nb_spread_publish(bond, index, spread->plan_reason);
	nb_spread_settled(spread, spread->table.bucket[index].owner);
	if (!spread->table.pending)
		nb_spread_note_moved(bond);
}

static bool nb_spread_waits(const struct nb_spread *spread, unsigned int index,
			    const struct nb_member *owner)
{
	const struct nb_bucket *bucket = &spread->table.bucket[index];

	return bucket->next != NB_NOBODY && bucket->owner == owner->slot;
}

/*
 * Flows without a pause: where the partner of a LAG can be asked (802.1AX 6.5),
 * the time that its answer takes is pause enough.
 */
static void nb_spread_ask(struct nb_bond *bond, u64 now)
{
	struct nb_spread *spread = bond->spread;
	struct nb_member *member;
	unsigned int i;

	nb_for_each_member(bond, member) {
		for (i = 0; i < NB_BUCKETS; i++)
			if (nb_spread_waits(spread, i, member))
				break;
		if (i == NB_BUCKETS || !nb_lag_ask(member, now))
			continue;
		for (; i < NB_BUCKETS; i++)
			if (nb_spread_waits(spread, i, member))
				WRITE_ONCE(spread->asked[i], true);
	}
}

/*
 * A packet that has noted its use and is not in the member's queue yet, or
 * waits in a queue that the Marker did not take, may come behind it: a little
 * pause is asked for all the same.
 */
void nb_spread_answered(struct nb_bond *bond, struct nb_member *member,
			bool all, u64 now)
{
	struct nb_spread *spread = bond->spread;
	unsigned int i;

	lockdep_assert_held(&bond->lock);
	for (i = 0; spread && i < NB_BUCKETS; i++) {
		if (!nb_spread_waits(spread, i, member))
			continue;
		if (all && READ_ONCE(spread->asked[i]) &&
		    nb_spread_rest(spread, i) >= NB_ASKED_PAUSE)
			nb_spread_move(bond, i, now);
		WRITE_ONCE(spread->asked[i], false);
	}
}

/* A bucket that was never at rest: to move it would cost more than it gains. */
static void nb_spread_give_up(struct nb_bond *bond, unsigned int index, u64 now)
{
	struct nb_spread *spread = bond->spread;

	if (now - spread->table.bucket[index].planned < NB_PATIENCE ||
	    !nb_table_forget(&spread->table, index))
		return;
	if (!spread->table.pending && spread->settled)
		nb_spread_note_moved(bond);
}

static void nb_spread_settle(struct nb_bond *bond, u64 now)
{
	struct nb_spread *spread = bond->spread;
	unsigned int i;

	for (i = 0; i < NB_BUCKETS && spread->table.pending; i++) {
		if (spread->table.bucket[i].next == NB_NOBODY)
			continue;
		/*
		 * A packet that found the old member a moment ago may still be
		 * on its way there; the pause that it ended makes it the only
		 * one of its flow.
		 */
		if (nb_spread_due(bond, i, now))
			nb_spread_move(bond, i, now);
		else
			nb_spread_give_up(bond, i, now);
	}
	if (spread->table.pending)
		nb_spread_ask(bond, now);
}

void nb_spread_run(struct nb_bond *bond, u64 now)
{
	struct nb_spread *spread = bond->spread;

	lockdep_assert_held(&bond->lock);
	if (!spread)
		return;
	if (now >= spread->next_run) {
		nb_spread_settle(bond, now);
		spread->next_run = spread->table.pending ?
					   now + nb_spread_period(bond) :
					   NB_NEVER;
	}
	nb_measure_run(bond, now);
	if (now >= spread->count_until) {
		spread->count_from = 0;
		spread->count_until = NB_NEVER;
	}
	nb_spread_watch(spread);
}

u64 nb_spread_deadline(const struct nb_bond *bond)
{
	lockdep_assert_held(&bond->lock);
	if (!bond->spread)
		return NB_NEVER;
	return min3(bond->spread->next_run, bond->spread->count_until,
		    bond->spread->next_balance);
}

/* Traces ---------------------------------------------------------------- */

/* Nobody counts but a packet that saw the end of the last time late. */
static void nb_spread_count_reset(struct nb_spread *spread)
{
	int cpu, i;

	for_each_possible_cpu(cpu) {
		struct nb_spread_count *own = per_cpu_ptr(spread->count, cpu);

		for (i = 0; i < NB_BUCKETS; i++) {
			u64_stats_set(&own->packets[i], 0);
			u64_stats_set(&own->bytes[i], 0);
		}
	}
}

struct nb_spread_count __percpu *nb_spread_count_alloc(void)
{
	struct nb_spread_count __percpu *count;
	int cpu;

	count = alloc_percpu_gfp(struct nb_spread_count, GFP_KERNEL_ACCOUNT);
	if (!count)
		return NULL;
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(count, cpu)->syncp);
	return count;
}

int nb_spread_count_start(struct nb_bond *bond)
{
	struct nb_spread *spread = nb_bond_table(bond);
	struct nb_spread_count __percpu *count;
	u64 now;

	if (!READ_ONCE(spread->count)) {
		count = nb_spread_count_alloc();
		if (!count)
			return -ENOMEM;
		if (cmpxchg(&spread->count, NULL, count))
			free_percpu(count);
	}
	spin_lock_bh(&bond->lock);
	now = ktime_get_ns();
	if (!spread->count_from) {
		nb_spread_count_reset(spread);
		spread->count_from = now;
	}
	spread->count_until = now + NB_COUNT_TIME;
	nb_spread_watch(spread);
	nb_timer_arm(bond, now);
	spin_unlock_bh(&bond->lock);
	return 0;
}

void nb_spread_counted(struct nb_spread_count __percpu *count,
		       unsigned int index, u64 *packets, u64 *bytes)
{
	int cpu;

	*packets = 0;
	*bytes = 0;
	if (!count)
		return;
	for_each_possible_cpu(cpu) {
		struct nb_spread_count *own = per_cpu_ptr(count, cpu);
		u64 some_packets, some_bytes;
		unsigned int start;

		do {
			start = u64_stats_fetch_begin(&own->syncp);
			some_packets = u64_stats_read(&own->packets[index]);
			some_bytes = u64_stats_read(&own->bytes[index]);
		} while (u64_stats_fetch_retry(&own->syncp, start));
		*packets += some_packets;
		*bytes += some_bytes;
	}
}

static void nb_spread_note_use(struct nb_spread *spread, u32 index,
			       unsigned int packets, unsigned int bytes)
{
	u32 stamp = (u32)jiffies;

	/* Once a jiffy, so that busy CPUs do not fight for the line. */
	if (READ_ONCE(spread->used_at[index]) != stamp)
		WRITE_ONCE(spread->used_at[index], stamp);
	if (READ_ONCE(spread->asked[index]))
		WRITE_ONCE(spread->asked[index], false);
	/* Pairs with nb_spread_watch(): who sees it sees the counters, too. */
	if (smp_load_acquire(&spread->counting)) {
		struct nb_spread_count *own = this_cpu_ptr(spread->count);

		u64_stats_update_begin(&own->syncp);
		u64_stats_add(&own->packets[index], packets);
		u64_stats_add(&own->bytes[index], bytes);
		u64_stats_update_end(&own->syncp);
	}
}

void nb_spread_trace(struct nb_spread *spread, u32 index,
		     const struct sk_buff *skb)
{
	nb_spread_note_use(spread, index,
			   max_t(u16, skb_shinfo(skb)->gso_segs, 1), skb->len);
}

/* Packets --------------------------------------------------------------- */

static u32 nb_spread_parse(const struct nb_spread *spread,
			   const struct sk_buff *skb, bool *cut)
{
	const struct nb_flow_frame frame = {
		.data = skb->data,
		.len = skb_headlen(skb),
		.tagged = skb_vlan_tag_present(skb),
		.tag_tci = skb_vlan_tag_get(skb),
	};
	u32 policy = READ_ONCE(spread->policy);

	*cut = false;
	if (nb_flow_policy_uses_l4_hash(policy) && nb_spread_hash_carried(skb))
		return nb_flow_remix(&spread->seed, skb->hash);
	return nb_flow_hash(&spread->seed, policy, &frame, cut);
}

static noinline u32 nb_spread_pull(const struct nb_spread *spread,
				   struct sk_buff *skb, u32 hash)
{
	bool cut;

	if (!pskb_may_pull(skb, min(skb->len, NB_PULL_MAX)))
		return hash;
	return nb_spread_parse(spread, skb, &cut);
}

u32 nb_spread_hash(const struct nb_spread *spread, struct sk_buff *skb)
{
	bool cut;
	u32 hash = nb_spread_parse(spread, skb, &cut);

	if (unlikely(cut && skb_is_nonlinear(skb)))
		return nb_spread_pull(spread, skb, hash);
	return hash;
}

u32 nb_spread_turns(struct nb_spread *spread)
{
	u32 packets = READ_ONCE(spread->turn_packets);

	if (packets)
		return nb_spread_next(spread, packets);
	return reciprocal_scale(get_random_u32(),
				READ_ONCE(spread->turn_length));
}

/* As nb_tx_is_igmp(). */
static bool nb_spread_frame_pinned(const struct nb_flow_frame *frame)
{
	const struct ethhdr *eth = (const struct ethhdr *)frame->data;
	const struct iphdr *ip = (const struct iphdr *)(eth + 1);

	return frame->len >= sizeof(*eth) + sizeof(*ip) &&
	       eth->h_proto == htons(ETH_P_IP) && ip->protocol == IPPROTO_IGMP;
}

u32 nb_spread_frame(struct nb_spread *spread, const struct nb_flow_frame *frame,
		    unsigned int bytes)
{
	bool cut;
	u32 index;

	if (READ_ONCE(spread->mode) != NETBOND_MODE_BALANCE_RR)
		index = nb_flow_hash(&spread->seed, READ_ONCE(spread->policy),
				     frame, &cut) %
			NB_BUCKETS;
	else if (unlikely(nb_spread_frame_pinned(frame)))
		index = 0;
	else
		index = nb_spread_turns(spread);
	if (unlikely(READ_ONCE(spread->watched)))
		nb_spread_note_use(spread, index, 1, bytes);
	return index;
}
