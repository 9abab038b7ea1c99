// SPDX-License-Identifier: GPL-2.0
/* The choice among the members: from votes to the published active member. */

#include "active.h"

#include <linux/ethtool.h>

#include "bond.h"
#include "link.h"
#include "member.h"
#include "timer.h"
#include "work.h"

static struct nb_member *nb_active_locked(const struct nb_bond *bond)
{
	return rcu_dereference_protected(bond->active,
					 lockdep_is_held(&bond->lock));
}

static enum nb_fitness nb_active_fitness(const struct nb_member *member)
{
	const struct nb_vote *carrier = &member->votes[NETBOND_VOTE_CARRIER];
	const struct nb_vote *probe = &member->votes[NETBOND_VOTE_PROBE];

	if (member->leaving)
		return NB_FIT_NOT;
	if (carrier->value != NETBOND_VOTE_VALUE_YES)
		return carrier->reason == NETBOND_REASON_UPDELAY ?
			       NB_FIT_WAITING :
			       NB_FIT_NOT;
	if (!nb_probe_active(&member->bond->probe) ||
	    probe->value == NETBOND_VOTE_VALUE_YES)
		return NB_FIT_PROVEN;
	return probe->value == NETBOND_VOTE_VALUE_NO ? NB_FIT_LINK :
						       NB_FIT_UNPROVEN;
}

/* Which vote keeps a member from being proven. */
static u8 nb_active_objection(const struct nb_member *member)
{
	if (member->leaving)
		return NETBOND_REASON_LEFT;
	if (member->fitness == NB_FIT_NOT || member->fitness == NB_FIT_WAITING)
		return member->votes[NETBOND_VOTE_CARRIER].reason;
	if (member->fitness != NB_FIT_PROVEN)
		return member->votes[NETBOND_VOTE_PROBE].reason;
	return NETBOND_REASON_NONE;
}

static struct nb_candidate nb_active_candidate(const struct nb_member *member)
{
	const struct nb_config *config = &member->bond->config;

	return (struct nb_candidate){
		.fitness = member->fitness,
		.active = member == nb_active_locked(member->bond),
		.pinned = member->pinned,
		.primary = config->primary[0] &&
			   !strcmp(config->primary, member->dev->name),
		.prio = member->prio,
		.speed = member->speed ?: config->assumed_speed,
		.full_duplex = member->duplex == DUPLEX_FULL,
	};
}

static struct nb_member *nb_active_pick(struct nb_bond *bond)
{
	struct nb_member *member, *best = NULL;
	struct nb_choice choice = {};

	nb_for_each_member(bond, member) {
		struct nb_candidate candidate = nb_active_candidate(member);

		if (nb_choose_add(&choice, &candidate))
			best = member;
	}
	switch (nb_choose_end(&choice, bond->config.primary_reselect,
			      bond->config.probe_loss)) {
	case NB_CHOSEN_BEST:
		return best;
	case NB_CHOSEN_ACTIVE:
		return nb_active_locked(bond);
	default:
		return NULL;
	}
}

/* From the last proof that the old member worked until now. */
static u64 nb_active_gap(const struct nb_member *old, u64 now)
{
	if (old->lost_at)
		return now - old->lost_at;
	if (old->fitness == NB_FIT_LINK) {
		u64 reply = nb_probe_last_reply(old);

		return reply && reply < now ? now - reply : NB_NEVER;
	}
	return NB_NEVER;
}

static void nb_active_switch(struct nb_bond *bond, struct nb_member *old,
			     struct nb_member *new, u8 reason, u64 now)
{
	bool lost = old && !nb_choose_usable(old->fitness);
	struct nb_event event;

	rcu_assign_pointer(bond->active, new);

	if (lost) {
		reason = nb_active_objection(old);
		bond->failovers++;
	} else if (old && new) {
		reason = new->pinned ? NETBOND_REASON_ADMINISTRATOR :
			 new->fitness != old->fitness ?
				       nb_active_objection(old) :
				       NETBOND_REASON_PRIMARY;
	}
	nb_event_init(&event, NETBOND_EVENT_ACTIVE, reason, new);
	if (old)
		strscpy(event.old, old->dev->name, IFNAMSIZ);
	if (lost)
		event.gap = nb_active_gap(old, now);
	nb_history_add(bond, &event);

	bond->choice_moved = true;
	nb_work_queue_rtnl(bond);
	/* Where the address has to move first, rtnl_work announces it. */
	if (new && bond->config.fail_over_mac == NETBOND_FAIL_OVER_MAC_NONE)
		nb_announce_start(bond, now);
}

static void nb_active_judge(struct nb_bond *bond)
{
	struct nb_member *member;

	nb_for_each_member(bond, member) {
		enum nb_fitness fitness = nb_active_fitness(member);

		if (nb_choose_usable(member->fitness) &&
		    !nb_choose_usable(fitness) && !member->leaving)
			member->link_failures++;
		if (!nb_choose_usable(fitness))
			member->pinned = false;
		if (member->fitness != fitness)
			WRITE_ONCE(member->fitness, fitness);
	}
}

static void nb_active_assign_role(struct nb_member *member,
				  const struct nb_member *active, u64 now)
{
	u8 reason = nb_active_objection(member);
	u8 role = NETBOND_ROLE_NONE;
	bool accepts;

	if (member == active)
		role = NETBOND_ROLE_ACTIVE;
	else if (nb_choose_usable(member->fitness))
		role = NETBOND_ROLE_BACKUP;
	if (role == NETBOND_ROLE_BACKUP && reason == NETBOND_REASON_NONE)
		reason = NETBOND_REASON_BACKUP;
	if (role == NETBOND_ROLE_ACTIVE && member->fitness == NB_FIT_LINK)
		reason = NETBOND_REASON_PROBE_ALL_LOST;

	if (member->role != role || member->reason != reason) {
		member->since = now;
		member->reason = reason;
		WRITE_ONCE(member->role, role);
	}
	accepts = role == NETBOND_ROLE_ACTIVE ||
		  member->bond->config.all_slaves_active;
	if (member->accepts != accepts)
		WRITE_ONCE(member->accepts, accepts);
}

/* Why nothing can pass. */
static u8 nb_active_failure(const struct nb_bond *bond)
{
	struct nb_member *member;

	if (!bond->running)
		return NETBOND_REASON_BOND_DOWN;
	if (list_empty(&bond->members))
		return NETBOND_REASON_NO_MEMBER;
	nb_for_each_member(bond, member)
		if (member->fitness == NB_FIT_LINK)
			return NETBOND_REASON_PROBE_ALL_LOST;
	return NETBOND_REASON_NO_USABLE_MEMBER;
}

/* The first objection to a member, the active one's before others'. */
static u8 nb_active_defect(const struct nb_bond *bond,
			   const struct nb_member *active)
{
	struct nb_member *member;

	if (active->fitness != NB_FIT_PROVEN)
		return active->reason;
	nb_for_each_member(bond, member)
		if (!member->leaving && member->fitness != NB_FIT_PROVEN)
			return member->reason;
	return NETBOND_REASON_NONE;
}

static void nb_active_assign_state(struct nb_bond *bond,
				   const struct nb_member *active)
{
	u8 state, reason;
	struct nb_event event;

	if (!active || !bond->running) {
		state = NETBOND_STATE_FAILED;
		reason = nb_active_failure(bond);
	} else {
		reason = nb_active_defect(bond, active);
		state = reason == NETBOND_REASON_NONE ? NETBOND_STATE_OK :
							NETBOND_STATE_DEGRADED;
	}
	if (bond->state == state && bond->reason == reason)
		return;
	bond->state = state;
	bond->reason = reason;
	nb_event_init(&event, NETBOND_EVENT_STATE, reason, NULL);
	event.state = state;
	nb_history_add(bond, &event);
}

void nb_active_choose(struct nb_bond *bond, u8 reason, u64 now)
{
	struct nb_member *old = nb_active_locked(bond);
	struct nb_member *member, *new;

	lockdep_assert_held(&bond->lock);
	nb_active_judge(bond);
	new = nb_active_pick(bond);
	if (new != old)
		nb_active_switch(bond, old, new, reason, now);
	nb_for_each_member(bond, member)
		nb_active_assign_role(member, new, now);
	nb_active_assign_state(bond, new);

	if (new)
		netif_carrier_on(bond->dev);
	else
		netif_carrier_off(bond->dev);
}

void nb_active_choose_now(struct nb_bond *bond, u8 reason)
{
	u64 now;

	spin_lock_bh(&bond->lock);
	now = ktime_get_ns();
	nb_link_update(bond, now);
	nb_active_choose(bond, reason, now);
	nb_timer_arm(bond, now);
	spin_unlock_bh(&bond->lock);
}
