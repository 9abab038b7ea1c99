// SPDX-License-Identifier: GPL-2.0
/* From votes to what members do: fitness, who carries the traffic, health. */

#include "verdict.h"

#include "active.h"
#include "adaptive.h"
#include "bond.h"
#include "link.h"
#include "member.h"
#include "rx.h"
#include "spread.h"
#include "timer.h"

static enum nb_fitness nb_verdict_fitness(const struct nb_member *member)
{
	const struct nb_vote *carrier = &member->votes[NETBOND_VOTE_CARRIER];
	const struct nb_vote *probe = &member->votes[NETBOND_VOTE_PROBE];

	if (member->leaving)
		return NB_FIT_NOT;
	/* What LACP keeps out carries nothing, be there a better one or not. */
	if (!nb_lag_sends(member))
		return NB_FIT_NOT;
	if (carrier->value != NETBOND_VOTE_VALUE_YES)
		return carrier->reason == NETBOND_REASON_UPDELAY ?
			       NB_FIT_WAITING :
			       NB_FIT_NOT;
	if (!nb_probe_active(&member->bond->probe) ||
	    probe->value == NETBOND_VOTE_VALUE_YES)
		return NB_FIT_PROVEN;
	return probe->value == NETBOND_VOTE_VALUE_NO ||
			       member->lag.lacp.suspect ?
		       NB_FIT_LINK :
		       NB_FIT_UNPROVEN;
}

static bool nb_verdict_kept_out(const struct nb_member *member)
{
	return member->votes[NETBOND_VOTE_CARRIER].value ==
		       NETBOND_VOTE_VALUE_YES &&
	       !nb_lag_sends(member);
}

u8 nb_verdict_objection(const struct nb_member *member)
{
	if (member->leaving)
		return NETBOND_REASON_LEFT;
	if (nb_verdict_kept_out(member))
		return member->votes[NETBOND_VOTE_LACP].reason;
	if (member->fitness == NB_FIT_NOT || member->fitness == NB_FIT_WAITING)
		return member->votes[NETBOND_VOTE_CARRIER].reason;
	if (member->fitness != NB_FIT_PROVEN)
		return member->votes[NETBOND_VOTE_PROBE].reason;
	return NETBOND_REASON_NONE;
}

/* When a member that has a link was last known to work, ns; 0 if that is not what is lost. */
static u64 nb_verdict_worked(const struct nb_member *member)
{
	u64 heard = member->lag.lacp.last_rx;

	if (member->leaving)
		return 0;
	/* What is lost behind the link is why LACP keeps it out, too. */
	if (member->votes[NETBOND_VOTE_PROBE].value == NETBOND_VOTE_VALUE_NO)
		return nb_probe_last_reply(member);
	switch (nb_verdict_objection(member)) {
	case NETBOND_REASON_LACP_EXPIRED:
	case NETBOND_REASON_LACP_LOST:
		return heard == NB_NEVER ? 0 : heard;
	default:
		return 0;
	}
}

u64 nb_verdict_gap(const struct nb_member *old, u64 now)
{
	u64 worked = old->lost_at ?: nb_verdict_worked(old);

	return worked && worked <= now ? now - worked : NB_NEVER;
}

static void nb_verdict_judge(struct nb_bond *bond)
{
	struct nb_member *member;

	nb_for_each_member(bond, member) {
		enum nb_fitness fitness = nb_verdict_fitness(member);

		if (nb_choose_usable(member->fitness) &&
		    !nb_choose_usable(fitness) && !member->leaving &&
		    bond->running)
			member->link_failures++;
		if (!nb_choose_usable(fitness))
			member->pinned = false;
		if (member->fitness != fitness)
			WRITE_ONCE(member->fitness, fitness);
	}
}

/*
 * A backup must not deliver what the network floods to all members; where all
 * carry traffic, the other end may use one that this end does not trust, and
 * LACP tells from when on. Ordinary switches flood to all of them.
 */
static bool nb_verdict_accepts(const struct nb_member *member,
			       const struct nb_member *active)
{
	const struct nb_config *config = &member->bond->config;

	/* A held link is out as long as another member stands in for it. */
	if (nb_mode_has_active(config->mode))
		return (member == active && !member->lost_at) ||
		       config->all_slaves_active;
	return member->role == NETBOND_ROLE_ACTIVE ||
	       config->all_slaves_active ||
	       (nb_mode_spreads(config->mode) && nb_lag_collects(member));
}

static void nb_verdict_assign_role(struct nb_member *member,
				   const struct nb_member *active, u64 now)
{
	bool carries = member == active || member->share;
	u8 reason = nb_verdict_objection(member);
	u8 role = NETBOND_ROLE_NONE;
	bool accepts;

	if (carries)
		role = NETBOND_ROLE_ACTIVE;
	else if (nb_choose_usable(member->fitness) ||
		 reason == NETBOND_REASON_STANDBY_MAX_LINKS)
		role = NETBOND_ROLE_BACKUP;
	if (role == NETBOND_ROLE_BACKUP && reason == NETBOND_REASON_NONE)
		reason = NETBOND_REASON_BACKUP;
	if (role == NETBOND_ROLE_ACTIVE && member->fitness == NB_FIT_LINK)
		reason = NETBOND_REASON_PROBE_ALL_LOST;
	if (member == active && member->bond->damp.wanted)
		reason = NETBOND_REASON_DAMPED;
	if (role == NETBOND_ROLE_ACTIVE && reason == NETBOND_REASON_NONE &&
	    nb_lag_without_partner(member))
		reason = NETBOND_REASON_LACP_FALLBACK;

	if (member->role != role || member->reason != reason) {
		member->since = now;
		member->reason = reason;
		WRITE_ONCE(member->role, role);
	}
	accepts = nb_verdict_accepts(member, active);
	if (member->accepts != accepts)
		WRITE_ONCE(member->accepts, accepts);
	nb_rx_direct(member);
}

/* Why nothing can pass. */
static u8 nb_verdict_failure(const struct nb_bond *bond, bool carries)
{
	struct nb_member *member;

	if (!bond->running)
		return NETBOND_REASON_BOND_DOWN;
	if (list_empty(&bond->members))
		return NETBOND_REASON_NO_MEMBER;
	nb_for_each_member(bond, member)
		if (member->fitness == NB_FIT_LINK && !carries)
			return NETBOND_REASON_PROBE_ALL_LOST;
	if (bond->lag.on)
		return nb_lag_failure(bond);
	return NETBOND_REASON_NO_USABLE_MEMBER;
}

/*
 * What is wrong with a member. One that stands by for max_links is as it should
 * be, unless it was held for what is lost behind it.
 */
static u8 nb_verdict_flaw(const struct nb_member *member)
{
	if (member->leaving || (member->fitness == NB_FIT_PROVEN &&
				!nb_lag_without_partner(member)))
		return NETBOND_REASON_NONE;
	if (member->reason != NETBOND_REASON_STANDBY_MAX_LINKS)
		return member->reason;
	return member->lag.lacp.suspect ? NETBOND_REASON_PROBE_NO_REPLY :
					  NETBOND_REASON_NONE;
}

/* The first objection to a member, the active one's before others'. */
static u8 nb_verdict_defect(const struct nb_bond *bond,
			    const struct nb_member *active)
{
	struct nb_member *member;

	if (active && active->fitness != NB_FIT_PROVEN)
		return active->reason;
	/* Nothing is known to arrive: that tells more than who is out besides. */
	nb_for_each_member(bond, member)
		if (member->reason == NETBOND_REASON_PROBE_ALL_LOST)
			return member->reason;
	nb_for_each_member(bond, member) {
		u8 flaw = nb_verdict_flaw(member);

		if (flaw != NETBOND_REASON_NONE)
			return flaw;
	}
	return NETBOND_REASON_NONE;
}

static void nb_verdict_assign_state(struct nb_bond *bond, bool carries, bool up,
				    const struct nb_member *active)
{
	u8 state, reason;
	struct nb_event event;

	if (!up || !bond->running) {
		state = NETBOND_STATE_FAILED;
		reason = nb_verdict_failure(bond, carries);
	} else {
		reason = nb_verdict_defect(bond, active);
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

void nb_verdict_update(struct nb_bond *bond, u8 reason, u64 now)
{
	struct nb_member *member, *active;
	bool any, up;

	lockdep_assert_held(&bond->lock);
	nb_lag_update(bond, now);
	nb_verdict_judge(bond);
	/* Both, for a change of mode moves traffic from one to the other. */
	any = nb_spread_update(bond, reason, now);
	active = nb_active_update(bond, reason, now);
	any = any || active;
	up = any && nb_lag_up(bond);
	nb_for_each_member(bond, member)
		nb_verdict_assign_role(member, active, now);
	nb_adaptive_update(bond, now);
	nb_verdict_assign_state(bond, any, up, active);

	if (up)
		netif_carrier_on(bond->dev);
	else
		netif_carrier_off(bond->dev);
}

void nb_verdict_now(struct nb_bond *bond, u8 reason)
{
	u64 now;

	spin_lock_bh(&bond->lock);
	now = ktime_get_ns();
	nb_link_update(bond, now);
	nb_verdict_update(bond, reason, now);
	nb_timer_arm(bond, now);
	spin_unlock_bh(&bond->lock);
	nb_lag_flush(bond);
}
