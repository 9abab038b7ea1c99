// SPDX-License-Identifier: GPL-2.0
/* The active member: that which carries the bond's address, and in active-backup all traffic. */

#include "active.h"

#include <linux/ethtool.h>
#include <linux/random.h>

#include "bond.h"
#include "member.h"
#include "spread.h"
#include "verdict.h"
#include "work.h"

static struct nb_member *nb_active_locked(const struct nb_bond *bond)
{
	return rcu_dereference_protected(bond->active,
					 lockdep_is_held(&bond->lock));
}

static bool nb_active_is_primary(const struct nb_member *member)
{
	const char *primary = member->bond->config.primary;

	return primary[0] && !strcmp(primary, member->dev->name);
}

void nb_active_call(struct nb_member *member)
{
	lockdep_assert_held(&member->bond->lock);
	if (nb_active_is_primary(member))
		member->bond->primary_called = true;
}

static struct nb_candidate nb_active_candidate(const struct nb_member *member)
{
	const struct nb_config *config = &member->bond->config;
	bool primary = nb_active_is_primary(member);

	return (struct nb_candidate){
		.fitness = member->fitness,
		.active = member == nb_active_locked(member->bond),
		.pinned = member->pinned,
		.primary = primary,
		.called = primary && member->bond->primary_called,
		.prio = member->options.prio,
		.speed = member->speed ?: config->assumed_speed,
		.full_duplex = member->duplex == DUPLEX_FULL,
	};
}

static struct nb_member *nb_active_pick(struct nb_bond *bond)
{
	struct nb_member *member, *best = NULL;
	struct nb_choice choice = {};

	if (!nb_mode_has_active(bond->config.mode))
		return NULL;
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

static void nb_active_switch(struct nb_bond *bond, struct nb_member *old,
			     struct nb_member *new, u8 reason, u64 now)
{
	bool lost = old && !nb_choose_usable(old->fitness);
	struct nb_event event;

	rcu_assign_pointer(bond->active, new);

	if (lost) {
		reason = nb_verdict_objection(old);
		/* Where its flows were lost, too, they were counted. */
		if (!nb_mode_spreads(bond->config.mode))
			bond->failovers++;
	} else if (old && new) {
		reason = new->pinned ? NETBOND_REASON_ADMINISTRATOR :
			 new->fitness != old->fitness ?
				       nb_verdict_objection(old) :
				       NETBOND_REASON_PRIMARY;
	}
	nb_event_init(&event, NETBOND_EVENT_ACTIVE, reason, new);
	if (old)
		strscpy(event.old, old->dev->name, IFNAMSIZ);
	if (lost)
		event.gap = nb_verdict_gap(old, now);
	nb_history_add(bond, &event);

	nb_work_queue_rtnl(bond, NB_DUE_CHOICE);
	/* Where the address has to move first, rtnl_work announces it. */
	if (new && bond->config.fail_over_mac == NETBOND_FAIL_OVER_MAC_NONE)
		nb_announce_start(bond, now);
}

static void nb_active_answer(struct nb_bond *bond,
			     const struct nb_member *active)
{
	if (active && nb_active_is_primary(active))
		bond->primary_called = false;
}

/* Is @next fitter by its probes alone? Links that are lost, and commands, wait for nothing. */
static bool nb_active_by_probes(const struct nb_member *old,
				const struct nb_member *next)
{
	return old && next && !next->pinned && next->fitness > old->fitness &&
	       (old->fitness == NB_FIT_LINK || old->fitness == NB_FIT_UNPROVEN);
}

static bool nb_active_waits(struct nb_bond *bond, const struct nb_member *old,
			    const struct nb_member *next, u64 now)
{
	const struct nb_config *config = &bond->config;
	u64 rounds = config->arp_missed_max + 1;

	if (!nb_active_by_probes(old, next)) {
		nb_damp_rest(&bond->damp);
		return false;
	}
	return !nb_damp_allows(&bond->damp,
			       rounds * config->arp_interval * NB_MS,
			       get_random_u32(), now);
}

struct nb_member *nb_active_update(struct nb_bond *bond, u8 reason, u64 now)
{
	struct nb_member *old = nb_active_locked(bond);
	struct nb_member *new = nb_active_pick(bond);

	lockdep_assert_held(&bond->lock);
	if (nb_active_waits(bond, old, new, now))
		return old;
	if (new != old)
		nb_active_switch(bond, old, new, reason, now);
	nb_active_answer(bond, new);
	return new;
}
