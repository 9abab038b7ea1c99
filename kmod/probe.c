// SPDX-License-Identifier: GPL-2.0
/* ARP and NS monitoring: rounds of probes, what they found, and the probe votes. */

#include "probe.h"

#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/ipv6.h>

#include "adaptive.h"
#include "bond.h"
#include "member.h"
#include "probe_frame.h"
#include "spread.h"
#include "timer.h"

#define NB_PROBE_REST_MAX ((u64)NSEC_PER_SEC)

static bool nb_addr_equal(const struct nb_addr *a, const struct nb_addr *b)
{
	if (a->family != b->family)
		return false;
	if (a->family == AF_INET)
		return a->ip4 == b->ip4;
	return ipv6_addr_equal(&a->ip6, &b->ip6);
}

/* Plans ----------------------------------------------------------------- */

static u32 nb_plan_size(const struct nb_config *config)
{
	if (!config->arp_interval)
		return 0;
	return config->arp_ip_target.count + config->ns_ip6_target.count;
}

static const struct nb_addr *nb_plan_addr(const struct nb_config *config, u32 i)
{
	if (i < config->arp_ip_target.count)
		return &config->arp_ip_target.addr[i];
	return &config->ns_ip6_target.addr[i - config->arp_ip_target.count];
}

static bool nb_plan_same(const struct nb_probe_plan *plan,
			 const struct nb_config *config)
{
	u32 i, count = nb_plan_size(config);

	if (!plan || plan->count != count)
		return !plan && !count;
	for (i = 0; i < count; i++)
		if (!nb_addr_equal(&plan->entry[i].addr,
				   nb_plan_addr(config, i)))
			return false;
	return true;
}

static struct nb_probe_plan *nb_plan_alloc(const struct nb_config *config)
{
	u32 i, count = nb_plan_size(config);
	struct nb_probe_plan *plan;

	plan = kzalloc(struct_size(plan, entry, count), GFP_KERNEL_ACCOUNT);
	if (!plan)
		return NULL;
	plan->count = count;
	for (i = 0; i < count; i++)
		plan->entry[i].addr = *nb_plan_addr(config, i);
	return plan;
}

/* Where @old, which may be NULL, has the target; NB_TARGETS_MAX: nowhere. */
static u8 nb_plan_find(const struct nb_probe_plan *old,
		       const struct nb_addr *addr)
{
	u32 i;

	for (i = 0; old && i < old->count; i++)
		if (nb_addr_equal(&old->entry[i].addr, addr))
			return i;
	return NB_TARGETS_MAX;
}

static struct nb_member_probe *
nb_member_probe_alloc(const struct nb_probe_plan *plan, u32 validate)
{
	struct nb_member_probe *probe;

	probe = kzalloc(struct_size(probe, target, plan->count),
			GFP_KERNEL_ACCOUNT);
	if (!probe)
		return NULL;
	probe->plan = plan;
	probe->validate = validate;
	return probe;
}

struct nb_member_probe *nb_probe_member_alloc(struct nb_bond *bond)
{
	const struct nb_probe_plan *plan = rtnl_dereference(bond->probe.plan);
	struct nb_member_probe *probe;

	if (!plan)
		return NULL;
	probe = nb_member_probe_alloc(plan, bond->config.arp_validate);
	return probe ?: ERR_PTR(-ENOMEM);
}

int nb_probe_prepare(struct nb_bond *bond, const struct nb_config *config,
		     struct nb_probe_update *update)
{
	const struct nb_probe_plan *old = rtnl_dereference(bond->probe.plan);
	unsigned int i;

	ASSERT_RTNL();
	memset(update, 0, sizeof(*update));
	if (nb_plan_same(old, config))
		return 0;
	update->changed = true;
	if (!nb_plan_size(config))
		return 0;

	update->plan = nb_plan_alloc(config);
	update->member = kcalloc(bond->member_count ?: 1,
				 sizeof(*update->member), GFP_KERNEL);
	if (!update->plan || !update->member)
		goto err_discard;
	for (i = 0; i < update->plan->count; i++)
		update->known[i] =
			nb_plan_find(old, &update->plan->entry[i].addr);
	for (i = 0; i < bond->member_count; i++) {
		update->member[i] = nb_member_probe_alloc(update->plan,
							  config->arp_validate);
		if (!update->member[i])
			goto err_discard;
		update->count++;
	}
	return 0;

err_discard:
	nb_probe_discard(update);
	return -ENOMEM;
}

void nb_probe_discard(struct nb_probe_update *update)
{
	unsigned int i;

	for (i = 0; i < update->count; i++)
		kfree(update->member[i]);
	kfree(update->member);
	kfree(update->plan);
	memset(update, 0, sizeof(*update));
}

static bool nb_member_locked(const struct nb_member *member)
{
	return lockdep_is_held(&member->bond->lock);
}

static struct nb_probe_plan *nb_plan_locked(const struct nb_bond *bond)
{
	return rcu_dereference_protected(bond->probe.plan,
					 lockdep_is_held(&bond->lock));
}

static struct nb_member_probe *
nb_member_probe_locked(const struct nb_member *member)
{
	return rcu_dereference_protected(member->probe,
					 nb_member_locked(member));
}

static void nb_member_probe_restart(struct nb_member_probe *probe,
				    bool same_end, u64 now)
{
	u32 i;

	for (i = 0; i < probe->plan->count; i++)
		nb_target_restart(&probe->target[i].state, same_end, now);
}

/* What is known of a target that stays. An answer that comes just now is lost, but the next probe goes out at once. */
static void nb_member_probe_inherit(struct nb_member_probe *new,
				    const struct nb_member_probe *old,
				    const struct nb_probe_update *update)
{
	u32 i;

	atomic64_set(&new->life, atomic64_read(&old->life));
	for (i = 0; i < new->plan->count; i++) {
		u8 known = update->known[i];

		if (known == NB_TARGETS_MAX)
			continue;
		atomic64_set(&new->target[i].tags,
			     atomic64_read(&old->target[known].tags));
		atomic64_set(&new->target[i].reply,
			     atomic64_read(&old->target[known].reply));
		atomic64_set(&new->target[i].strayed,
			     atomic64_read(&old->target[known].strayed));
		atomic64_set(&new->target[i].seen,
			     atomic64_read(&old->target[known].seen));
		atomic64_set(&new->target[i].replies,
			     atomic64_read(&old->target[known].replies));
		new->target[i].state = old->target[known].state;
	}
}

static void nb_member_probe_replace(struct nb_member *member,
				    struct nb_member_probe *new,
				    const struct nb_probe_update *update,
				    u64 now)
{
	struct nb_member_probe *old = nb_member_probe_locked(member);

	rcu_assign_pointer(member->probe, new);
	if (!old || !new)
		nb_vote_init(&member->votes[NETBOND_VOTE_PROBE],
			     NETBOND_REASON_PROBE_PENDING, now);
	if (new)
		nb_member_probe_restart(new, false, now);
	/* The path's verdict stands until the targets that it has now are judged. */
	if (old && new)
		nb_member_probe_inherit(new, old, update);
	if (old)
		kfree_rcu(old, rcu);
}

static void nb_plan_replace(struct nb_bond *bond,
			    const struct nb_probe_update *update)
{
	struct nb_probe_plan *old = nb_plan_locked(bond);
	struct nb_probe_plan *plan = update->plan;
	u32 i;

	for (i = 0; plan && i < plan->count; i++) {
		u8 known = update->known[i];

		if (known == NB_TARGETS_MAX)
			continue;
		plan->entry[i].heard = old->entry[known].heard;
		plan->entry[i].silent_since = old->entry[known].silent_since;
		plan->entry[i].next_anonymous =
			old->entry[known].next_anonymous;
	}
	rcu_assign_pointer(bond->probe.plan, plan);
	/* A reader of an old member probe may follow it to its plan: both go after RCU. */
	if (old)
		kfree_rcu(old, rcu);
}

static void nb_probe_begin(struct nb_bond *bond, u64 now)
{
	bond->probe.next_judge = NB_NEVER;
	bond->probe.put_off = false;
	WRITE_ONCE(bond->probe.next_send,
		   nb_plan_locked(bond) ? now : NB_NEVER);
}

void nb_probe_commit(struct nb_bond *bond, struct nb_probe_update *update,
		     u64 now)
{
	struct nb_member *member;
	unsigned int i = 0;

	lockdep_assert_held(&bond->lock);
	if (update->changed) {
		nb_for_each_member(bond, member)
			nb_member_probe_replace(
				member,
				update->plan ? update->member[i++] : NULL,
				update, now);
		nb_plan_replace(bond, update);
	}
	nb_for_each_member(bond, member) {
		struct nb_member_probe *probe = nb_member_probe_locked(member);

		if (probe)
			WRITE_ONCE(probe->validate, bond->config.arp_validate);
	}
	nb_probe_begin(bond, now);
	/* Published: only the list that carried the pointers is left to free. */
	kfree(update->member);
	memset(update, 0, sizeof(*update));
}

void nb_probe_fini(struct nb_bond *bond)
{
	struct nb_probe_plan *plan = rtnl_dereference(bond->probe.plan);

	RCU_INIT_POINTER(bond->probe.plan, NULL);
	if (plan)
		kfree_rcu(plan, rcu);
}

/* Does an answer come back by a link that its address decides? In broadcast it comes by all, or by none but this. */
static bool nb_probe_may_stray(const struct nb_bond *bond)
{
	u32 mode = nb_spread_mode(bond);

	return nb_mode_shares_answers(mode) && mode != NETBOND_MODE_BROADCAST;
}

/* Did the answer to the last probe come by another link? */
static bool nb_probe_strayed(const struct nb_member *member,
			     const struct nb_member_probe *probe, u32 i)
{
	const u64 sent = probe->target[i].state.sent;

	return sent && nb_probe_may_stray(member->bond) &&
	       atomic64_read(&probe->target[i].strayed) >= sent;
}

/* See by which link the answer to the last probe came, and choose an address for the next. */
static void nb_probe_turn(const struct nb_member *member,
			  struct nb_member_probe *probe, u32 i)
{
	struct nb_target_state *state = &probe->target[i].state;
	bool home = atomic64_read(&probe->target[i].reply) >= state->sent;
	bool strayed = nb_probe_strayed(member, probe, i);

	if (!state->sent || !nb_probe_may_stray(member->bond))
		return;
	/* Where any frame proves the path nobody looks for answers. */
	if (home || strayed || nb_probe_reply(probe, i) < state->sent)
		nb_target_turn(&state->way, home, strayed);
}

void nb_probe_member_restart(struct nb_member *member, u64 now)
{
	struct nb_member_probe *probe = nb_member_probe_locked(member);
	u32 i;

	nb_vote_init(&member->votes[NETBOND_VOTE_PROBE],
		     NETBOND_REASON_PROBE_PENDING, now);
	if (!probe)
		return;
	/* One that LACP lets in again to be tried is expected to answer as it used to. */
	for (i = 0; i < probe->plan->count; i++)
		nb_probe_turn(member, probe, i);
	nb_member_probe_restart(probe, member->lag.lacp.suspect, now);
}

void nb_probe_restart(struct nb_bond *bond, u64 now)
{
	struct nb_probe_plan *plan = nb_plan_locked(bond);
	struct nb_member *member;
	u32 i;

	lockdep_assert_held(&bond->lock);
	nb_for_each_member(bond, member)
		nb_probe_member_restart(member, now);
	for (i = 0; plan && i < plan->count; i++)
		plan->entry[i].silent_since = 0;
	nb_probe_begin(bond, now);
}

u64 nb_probe_deadline(const struct nb_bond *bond)
{
	lockdep_assert_held(&bond->lock);
	return min(bond->probe.next_send, bond->probe.next_judge);
}

/* Rounds ---------------------------------------------------------------- */

u64 nb_probe_reply(const struct nb_member_probe *probe, u32 i)
{
	u64 life = atomic64_read(&probe->life);
	u64 reply = atomic64_read(&probe->target[i].reply);

	/* life is stamped once a jiffy and may be that much too old. */
	if (life)
		life += TICK_NSEC;
	if (!probe->target[i].state.way.lost)
		reply = max_t(u64, reply,
			      atomic64_read(&probe->target[i].strayed));
	return max(reply, life);
}

u64 nb_probe_last_reply(const struct nb_member *member)
{
	struct nb_member_probe *probe = nb_member_probe_locked(member);
	u64 last = 0;
	u32 i;

	for (i = 0; probe && i < probe->plan->count; i++)
		last = max(last, nb_probe_reply(probe, i));
	return last;
}

bool nb_probe_silent(const struct nb_member *member)
{
	const struct nb_member_probe *probe = nb_member_probe_locked(member);
	u32 i;

	for (i = 0; probe && i < probe->plan->count; i++) {
		const struct nb_target_state *state = &probe->target[i].state;

		if (state->vote.value == NETBOND_VOTE_VALUE_NO &&
		    state->strayed)
			return false;
	}
	return true;
}

/* Would an answer come back? */
static bool nb_probe_link_up(const struct nb_member *member)
{
	return nb_member_can_send(member) && !member->closing &&
	       !member->leaving && nb_lag_sends(member);
}

void nb_probe_source(const struct nb_member *member, u32 i, u8 *addr)
{
	const struct nb_member_probe *probe = nb_member_probe_locked(member);
	int from = 0;

	if (nb_probe_may_stray(member->bond))
		from = probe ? probe->target[i].state.way.from : 0;
	else if (!nb_mode_shares_answers(nb_spread_mode(member->bond)))
		/* The first is the active member's as long as that stands in for it. */
		from = nb_bond_spreads(member->bond) &&
		       nb_adaptive_stands_in(member);
	nb_member_addr(member, from, addr);
}

static u64 nb_probe_tags(const struct nb_route *route)
{
	u64 tags = 0;
	int i;

	for (i = 0; i < route->tags; i++)
		tags = nb_tags_push(tags, ntohs(route->tag[i].proto),
				    route->tag[i].id);
	return tags;
}

/* What is silent on every member is asked less often by those who do not say who they are. */
static bool nb_probe_asks(const struct nb_member_probe *probe, u32 i,
			  bool as_bond, u64 now)
{
	const struct nb_addr *addr = &probe->plan->entry[i].addr;
	const struct nb_route *route = &probe->plan->entry[i].route;

	return !probe->plan->entry[i].silent_since ||
	       now >= probe->plan->entry[i].next_anonymous ||
	       probe->target[i].state.vote.value != NETBOND_VOTE_VALUE_NO ||
	       !nb_probe_frame_anonymous(addr, route, as_bond);
}

static void nb_probe_ask(struct nb_member *member,
			 struct nb_member_probe *probe, u32 i, bool as_bond,
			 u64 now, struct sk_buff_head *out)
{
	const struct nb_route *route = &probe->plan->entry[i].route;
	struct sk_buff *skb;
	u8 mac[ETH_ALEN];

	nb_probe_turn(member, probe, i);
	if (as_bond)
		ether_addr_copy(mac, member->bond->dev->dev_addr);
	else
		nb_probe_source(member, i, mac);
	skb = nb_probe_frame(member, mac, &probe->plan->entry[i].addr, route,
			     as_bond);
	if (!skb)
		return;
	atomic64_set(&probe->target[i].tags, nb_probe_tags(route));
	nb_target_probed(&probe->target[i].state, nb_probe_reply(probe, i),
			 now);
	__skb_queue_tail(out, skb);
}

/*
 * All members carry traffic and have fallen silent. The answer to one that says
 * who it is comes back by any of them and proves no path, but that there is
 * somebody to ask again.
 */
static void nb_probe_call(struct nb_member *member,
			  struct nb_member_probe *probe, u32 i,
			  struct sk_buff_head *out)
{
	const struct nb_addr *addr = &probe->plan->entry[i].addr;
	const struct nb_route *route = &probe->plan->entry[i].route;
	struct sk_buff *skb;

	if (nb_probe_frame_anonymous(addr, route, true))
		return;
	skb = nb_probe_frame(member, member->bond->dev->dev_addr, addr, route,
			     true);
	if (skb)
		__skb_queue_tail(out, skb);
}

static void nb_probe_send_member(struct nb_member *member, bool speaks, u64 now,
				 struct sk_buff_head *out)
{
	struct nb_member_probe *probe = nb_member_probe_locked(member);
	bool as_bond = nb_probe_as_bond(member);
	u32 i;

	if (!probe || !nb_probe_link_up(member))
		return;
	for (i = 0; i < probe->plan->count; i++) {
		if (probe->plan->entry[i].route.local)
			continue;
		if (nb_probe_asks(probe, i, as_bond, now))
			nb_probe_ask(member, probe, i, as_bond, now, out);
		else if (speaks)
			nb_probe_call(member, probe, i, out);
	}
}

/* With fail_over_mac, and in balance-alb, one has the bond's address; switches are to find it there. */
static bool nb_probe_may_speak(const struct nb_member *member)
{
	return nb_probe_link_up(member) &&
	       nb_bond_has_addr(member->bond, member->dev->dev_addr);
}

/*
 * Who may say that he is the bond: the active member. While there is none, and
 * nobody has to know where the bond is, each in turn.
 */
static struct nb_member *nb_probe_spokesman(const struct nb_bond *bond, u64 now)
{
	struct nb_member *member = rcu_dereference_protected(
		bond->active, lockdep_is_held(&bond->lock));
	u32 count = 0, turn;

	if (member)
		return member;
	nb_for_each_member(bond, member)
		count += nb_probe_may_speak(member);
	if (!count)
		return NULL;
	div_u64_rem(div_u64(now, NSEC_PER_SEC), count, &turn);
	nb_for_each_member(bond, member)
		if (nb_probe_may_speak(member) && !turn--)
			return member;
	return NULL;
}

static void nb_probe_pause(struct nb_probe_plan *plan, u64 now)
{
	u32 i;

	for (i = 0; i < plan->count; i++) {
		u64 silent = now - plan->entry[i].silent_since;

		if (plan->entry[i].silent_since &&
		    now >= plan->entry[i].next_anonymous)
			plan->entry[i].next_anonymous =
				now + nb_target_pause(silent);
	}
}

static void nb_probe_send(struct nb_bond *bond, u64 now,
			  struct sk_buff_head *out)
{
	u64 interval = bond->config.arp_interval * NB_MS;
	struct nb_probe *probe = &bond->probe;
	struct nb_member *member, *spokesman;

	spokesman = nb_probe_spokesman(bond, now);
	WRITE_ONCE(probe->spokesman, spokesman);
	nb_for_each_member(bond, member)
		nb_probe_send_member(member, member == spokesman, now, out);
	nb_probe_pause(nb_plan_locked(bond), now);

	probe->next_judge = now + interval / 2;
	/*
	 * Keep the beat; after a pause begin a new one instead of catching up,
	 * for the next round has to wait for the verdict on this one.
	 */
	if (now - probe->next_send < interval / 2)
		WRITE_ONCE(probe->next_send, probe->next_send + interval);
	else
		WRITE_ONCE(probe->next_send, now + interval);
}

static u32 nb_probe_needed(const struct nb_config *config, u32 total)
{
	if (config->arp_quorum)
		return min(config->arp_quorum, total);
	return config->arp_all_targets == NETBOND_ARP_ALL_TARGETS_ALL ? total :
									1;
}

static void nb_probe_judge_target(const struct nb_member *member,
				  struct nb_member_probe *probe, u32 i, u64 now)
{
	struct nb_target_state *state = &probe->target[i].state;

	state->strayed = nb_probe_strayed(member, probe, i) &&
			 (state->unanswered < 2 || state->strayed);
	nb_target_judge(state, nb_probe_reply(probe, i),
			member->bond->config.arp_missed_max,
			probe->plan->entry[i].route.direct, now);
}

static void nb_probe_judge_member(struct nb_bond *bond,
				  struct nb_member *member, u64 now)
{
	struct nb_member_probe *probe = nb_member_probe_locked(member);
	struct nb_vote *vote = &member->votes[NETBOND_VOTE_PROBE];
	struct nb_path_poll poll = {};
	struct nb_event event;
	u32 i;

	if (!probe || !nb_probe_link_up(member))
		return;
	for (i = 0; i < probe->plan->count; i++) {
		struct nb_target_state *state = &probe->target[i].state;

		if (probe->plan->entry[i].route.local)
			nb_target_excuse(state, now);
		else
			nb_probe_judge_target(member, probe, i, now);
		nb_path_count(&poll, &state->vote);
	}
	if (!nb_path_judge(vote, &poll,
			   nb_probe_needed(&bond->config, poll.total), now))
		return;
	nb_event_init(&event, NETBOND_EVENT_VOTE, vote->reason, member);
	event.vote = NETBOND_VOTE_PROBE;
	event.value = vote->value;
	if (vote->value == NETBOND_VOTE_VALUE_YES)
		event.reason = NETBOND_REASON_PROBE_REPLY;
	nb_history_add(bond, &event);
}

/* How members see target @i: the best opinion of all that can ask. */
static u8 nb_probe_opinion(const struct nb_bond *bond, u32 i)
{
	u8 opinion = NETBOND_VOTE_VALUE_UNKNOWN;
	struct nb_member *member;
	bool any = false;

	nb_for_each_member(bond, member) {
		struct nb_member_probe *probe = nb_member_probe_locked(member);
		u8 value;

		if (!probe || !nb_probe_link_up(member))
			continue;
		value = probe->target[i].state.vote.value;
		if (value == NETBOND_VOTE_VALUE_YES)
			return value;
		if (!any || value == NETBOND_VOTE_VALUE_UNKNOWN)
			opinion = value;
		any = true;
	}
	return opinion;
}

/* When target @i last answered anybody. */
static u64 nb_probe_heard(const struct nb_bond *bond, u32 i)
{
	const struct nb_member *member;
	u64 heard = 0;

	nb_for_each_member(bond, member) {
		struct nb_member_probe *probe = nb_member_probe_locked(member);

		if (!probe)
			continue;
		heard = max_t(u64, heard,
			      atomic64_read(&probe->target[i].reply));
		heard = max_t(u64, heard,
			      atomic64_read(&probe->target[i].strayed));
	}
	return heard;
}

/* When anything of target @i was seen, also what is no answer. */
static u64 nb_probe_seen(const struct nb_bond *bond, u32 i)
{
	const struct nb_member *member;
	u64 seen = 0;

	nb_for_each_member(bond, member) {
		struct nb_member_probe *probe = nb_member_probe_locked(member);

		if (probe)
			seen = max_t(u64, seen,
				     atomic64_read(&probe->target[i].seen));
	}
	return seen;
}

/* A link that comes up ends no silence: it does so when a target reboots, too. */
static void nb_probe_note_silence(struct nb_bond *bond, u64 now)
{
	struct nb_probe_plan *plan = nb_plan_locked(bond);
	u32 i;

	for (i = 0; i < plan->count; i++) {
		u64 since = plan->entry[i].silent_since;
		u8 opinion = nb_probe_opinion(bond, i);

		if (opinion == NETBOND_VOTE_VALUE_YES) {
			plan->entry[i].silent_since = 0;
		} else if (since ? nb_probe_seen(bond, i) > since :
				   opinion == NETBOND_VOTE_VALUE_NO) {
			plan->entry[i].silent_since = now;
			plan->entry[i].next_anonymous = now;
		}
	}
}

static void nb_probe_blame(struct nb_bond *bond)
{
	struct nb_member *member;
	u32 i;

	for (i = 0; i < nb_plan_locked(bond)->count; i++) {
		u64 heard = nb_probe_heard(bond, i);

		nb_for_each_member(bond, member) {
			struct nb_member_probe *probe =
				nb_member_probe_locked(member);

			if (probe)
				nb_target_blame(&probe->target[i].state, heard);
		}
	}
}

static void nb_probe_note_target(struct nb_bond *bond,
				 const struct nb_addr *addr, bool lost)
{
	struct nb_event event;

	nb_event_init(&event,
		      lost ? NETBOND_EVENT_TARGET_LOST :
			     NETBOND_EVENT_TARGET_BACK,
		      lost ? NETBOND_REASON_PROBE_NO_REPLY :
			     NETBOND_REASON_PROBE_REPLY,
		      NULL);
	event.target = *addr;
	nb_history_add(bond, &event);
}

/* Tell a dead target from a dead path: the former is silent on every member. */
static void nb_probe_note_targets(struct nb_bond *bond)
{
	struct nb_probe_plan *plan = nb_plan_locked(bond);
	bool any = false;
	u32 i;

	for (i = 0; i < plan->count && !any; i++)
		any = nb_probe_opinion(bond, i) == NETBOND_VOTE_VALUE_YES;
	for (i = 0; any && i < plan->count; i++) {
		enum nb_heard before = plan->entry[i].heard, heard;
		u8 opinion = nb_probe_opinion(bond, i);

		if (opinion == NETBOND_VOTE_VALUE_UNKNOWN)
			continue;
		heard = opinion == NETBOND_VOTE_VALUE_YES ? NB_HEARD_YES :
							    NB_HEARD_NO;
		plan->entry[i].heard = heard;
		if (heard != before &&
		    !(before == NB_HEARD_UNKNOWN && heard == NB_HEARD_YES))
			nb_probe_note_target(bond, &plan->entry[i].addr,
					     heard == NB_HEARD_NO);
	}
}

/*
 * A machine that stalled runs this late and has answers waiting that it did
 * not look at yet: let it do so, once a round, before a path is called lost.
 */
static bool nb_probe_put_off(struct nb_bond *bond, u64 now)
{
	u64 patience = bond->config.arp_interval * NB_MS / 4;
	struct nb_probe *probe = &bond->probe;

	if (probe->put_off || now - probe->next_judge <= patience) {
		probe->put_off = false;
		return false;
	}
	probe->put_off = true;
	probe->next_judge = now + patience;
	WRITE_ONCE(probe->next_send, max(probe->next_send, probe->next_judge));
	return true;
}

void nb_probe_run(struct nb_bond *bond, u64 now,
		  const struct nb_probe_plan *routed, struct sk_buff_head *out)
{
	struct nb_member *member;

	lockdep_assert_held(&bond->lock);
	if (!nb_plan_locked(bond))
		return;
	if (now >= bond->probe.next_judge && !nb_probe_put_off(bond, now)) {
		bond->probe.next_judge = NB_NEVER;
		nb_for_each_member(bond, member)
			nb_probe_judge_member(bond, member, now);
		nb_probe_blame(bond);
		nb_probe_note_silence(bond, now);
		nb_probe_note_targets(bond);
	}
	if (now >= bond->probe.next_send && nb_plan_locked(bond) == routed)
		nb_probe_send(bond, now, out);
}

void nb_probe_rest(struct nb_bond *bond, u64 began)
{
	struct nb_probe *probe = &bond->probe;
	u64 now = ktime_get_ns();
	u64 until = now + min(now - began, NB_PROBE_REST_MAX);

	if (READ_ONCE(probe->next_send) >= until)
		return;
	spin_lock(&bond->lock);
	WRITE_ONCE(probe->next_send, max(probe->next_send, until));
	nb_timer_arm(bond, now);
	spin_unlock(&bond->lock);
}

/* Answers --------------------------------------------------------------- */

static bool nb_probe_validates(const struct nb_member *member, u32 validate)
{
	bool active = READ_ONCE(member->role) == NETBOND_ROLE_ACTIVE;

	return validate & (active ? NETBOND_ARP_VALIDATE_ACTIVE :
				    NETBOND_ARP_VALIDATE_BACKUP);
}

static void nb_probe_life(struct nb_member_probe *probe)
{
	if (READ_ONCE(probe->life_stamp) == jiffies)
		return;
	WRITE_ONCE(probe->life_stamp, jiffies);
	atomic64_set(&probe->life, ktime_get_ns());
}

bool nb_probe_as_bond(const struct nb_member *member)
{
	const struct nb_bond *bond = member->bond;

	if (nb_bond_spreads(bond))
		return false;
	return READ_ONCE(member->role) == NETBOND_ROLE_ACTIVE ||
	       (!rcu_access_pointer(bond->active) &&
		READ_ONCE(bond->probe.spokesman) == member);
}

static bool nb_probe_own_addr(const struct nb_member *member, const u8 *addr)
{
	int i;

	for (i = 0; i < NB_PROBE_ADDRS; i++)
		if (nb_member_has_addr(member, i, addr))
			return true;
	return false;
}

/* Whose probes alone know this address, where any link may return the answer? */
static struct nb_member *nb_probe_owner(const struct nb_bond *bond,
					const u8 *addr)
{
	struct nb_member *member;

	nb_for_each_member_rcu(bond, member)
		if (nb_probe_own_addr(member, addr))
			return member;
	return NULL;
}

bool nb_probe_ends_here(const struct nb_member *member,
			const struct sk_buff *skb)
{
	return skb->pkt_type == PACKET_OTHERHOST &&
	       nb_mode_shares_answers(nb_spread_mode(member->bond)) &&
	       nb_probe_owner(member->bond, eth_hdr(skb)->h_dest);
}

/*
 * The member that asked: the answer was sent to its address. A static LAG
 * returns answers on any of its links.
 */
static struct nb_member *nb_probe_asker(struct nb_member *member,
					const struct sk_buff *skb)
{
	struct nb_bond *bond = member->bond;
	const u8 *dest = eth_hdr(skb)->h_dest;

	if (!nb_mode_shares_answers(nb_spread_mode(bond))) {
		if (nb_member_has_addr(member, 0, dest) ||
		    nb_member_has_addr(member, 1, dest))
			return member;
		return nb_probe_as_bond(member) &&
				       nb_bond_has_addr(bond, dest) ?
			       member :
			       NULL;
	}
	return nb_probe_owner(bond, dest);
}

static void nb_probe_see(struct nb_member_probe *probe,
			 const struct nb_addr *from, u64 tags)
{
	u32 i;

	for (i = 0; i < probe->plan->count; i++)
		if (nb_addr_equal(&probe->plan->entry[i].addr, from) &&
		    atomic64_read(&probe->target[i].tags) == tags)
			atomic64_set(&probe->target[i].seen, ktime_get_ns());
}

void nb_probe_receive(struct nb_member *member, struct nb_member_probe *probe,
		      const struct sk_buff *skb)
{
	u32 validate = READ_ONCE(probe->validate);
	bool strict = nb_probe_validates(member, validate);
	struct nb_member *asker;
	struct nb_addr from;
	bool answers, strayed;
	u64 tags;
	u32 i;

	if (!strict && !(validate & NETBOND_ARP_VALIDATE_FILTER)) {
		nb_probe_life(probe);
		return;
	}
	if (!nb_probe_frame_answer(skb, &from, &tags, &answers))
		return;
	if (!strict) {
		nb_probe_life(probe);
		return;
	}
	nb_probe_see(probe, &from, tags);
	if (!answers)
		return;
	asker = nb_probe_asker(member, skb);
	probe = asker ? rcu_dereference(asker->probe) : NULL;
	if (!probe)
		return;
	strayed = asker != member && nb_probe_may_stray(member->bond);
	for (i = 0; i < probe->plan->count; i++) {
		if (!nb_addr_equal(&probe->plan->entry[i].addr, &from) ||
		    atomic64_read(&probe->target[i].tags) != tags)
			continue;
		atomic64_set(strayed ? &probe->target[i].strayed :
				       &probe->target[i].reply,
			     ktime_get_ns());
		atomic64_inc(&probe->target[i].replies);
	}
}
