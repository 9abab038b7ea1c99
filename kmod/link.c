// SPDX-License-Identifier: GPL-2.0
/* Reading the members' links, by event, by poll and from the packet path. */

#include "link.h"

#include <net/sch_generic.h>

#include "bond.h"
#include "lag.h"
#include "member.h"
#include "teach.h"
#include "timer.h"
#include "verdict.h"

static bool nb_link_has_carrier(const struct nb_member *member)
{
	return netif_carrier_ok(member->dev) &&
	       !READ_ONCE(member->peer_closing);
}

/* @downs: the device's count of lost links. */
static bool nb_link_was_up(const struct nb_member *member, int downs)
{
	const struct nb_vote *vote = &member->votes[NETBOND_VOTE_CARRIER];

	return (vote->value == NETBOND_VOTE_VALUE_YES ||
		vote->reason == NETBOND_REASON_UPDELAY) &&
	       !member->lost_at && member->carrier_downs == downs;
}

static enum nb_link nb_link_read(const struct nb_member *member, int downs)
{
	const struct net_device *dev = member->dev;

	if (member->closing || !netif_running(dev) ||
	    !netif_device_present(dev))
		return NB_LINK_ADMIN_DOWN;
	if (!nb_link_has_carrier(member))
		return NB_LINK_NO_CARRIER;
	/*
	 * A link that has just come up drops everything until linkwatch has
	 * attached its queues, whatever the carrier bit says. One that stays up
	 * has none for a moment while somebody exchanges them.
	 */
	if (qdisc_tx_is_noop(dev) && !nb_link_was_up(member, downs))
		return NB_LINK_NO_CARRIER;
	return NB_LINK_UP;
}

static void nb_link_judge(struct nb_member *member, enum nb_link link,
			  const struct nb_link_delay *delay, u64 now)
{
	struct nb_vote *vote = &member->votes[NETBOND_VOTE_CARRIER];
	struct nb_event event;

	if (!nb_vote_link(vote, link, delay, now))
		return;
	/* What was probed on the other side of a cut proves nothing now. */
	nb_probe_member_restart(member, now);

	nb_event_init(&event, NETBOND_EVENT_VOTE, vote->reason, member);
	event.vote = NETBOND_VOTE_CARRIER;
	event.value = vote->value;
	if (vote->value == NETBOND_VOTE_VALUE_YES)
		event.reason = NETBOND_REASON_LINK_BACK;
	nb_history_add(member->bond, &event);
}

/* Lost and back before anybody looked is still lost once. */
static void nb_link_flapped(struct nb_member *member,
			    const struct nb_link_delay *delay, u64 now)
{
	nb_link_judge(member, NB_LINK_NO_CARRIER, delay, now);
	if (member->votes[NETBOND_VOTE_CARRIER].value == NETBOND_VOTE_VALUE_NO)
		nb_lag_link_lost(member, now);
}

static bool nb_link_held(const struct nb_member *member)
{
	return member->votes[NETBOND_VOTE_CARRIER].reason ==
	       NETBOND_REASON_DOWNDELAY;
}

/*
 * Switches know the bond, and the member, where another one stood in while the
 * link was held. What neighbours are told passes all switches on the way.
 */
static void nb_link_returned(struct nb_member *member, u64 now)
{
	struct nb_bond *bond = member->bond;

	if (!nb_link_held(member))
		return;
	if (member == rcu_access_pointer(bond->active))
		nb_announce_start(bond, now);
	nb_client_readdress(member);
}

static void nb_link_vote(struct nb_member *member,
			 const struct nb_link_delay *delay, u64 now)
{
	int downs = atomic_read(&member->dev->carrier_down_count);
	enum nb_link link = nb_link_read(member, downs);
	u8 bits = link == NB_LINK_UP ? NB_STATE_BITS : 0;
	bool held = nb_link_held(member);

	if (link == NB_LINK_UP)
		WRITE_ONCE(member->lost_at, 0);
	else if (!member->lost_at)
		WRITE_ONCE(member->lost_at, now);
	if (member->state_bits != bits)
		WRITE_ONCE(member->state_bits, bits);

	if (downs != member->carrier_downs && link == NB_LINK_UP)
		nb_link_flapped(member, delay, now);
	member->carrier_downs = downs;
	if (link == NB_LINK_UP)
		nb_link_returned(member, now);
	nb_link_judge(member, link, delay, now);
	/* Another member receives for it from now on, or no more. */
	if (nb_link_held(member) != held)
		nb_teach_switches(member->bond, now);
}

void nb_link_update(struct nb_bond *bond, u64 now)
{
	const struct nb_link_delay delay = {
		.up = bond->config.updelay * NB_MS,
		.down = bond->config.downdelay * NB_MS,
	};
	struct nb_member *member;

	lockdep_assert_held(&bond->lock);
	nb_for_each_member(bond, member)
		nb_link_vote(member, &delay, now);
}

u64 nb_link_deadline(const struct nb_bond *bond)
{
	struct nb_member *member;
	u64 next = NB_NEVER;

	lockdep_assert_held(&bond->lock);
	nb_for_each_member(bond, member)
		next = min(next, member->votes[NETBOND_VOTE_CARRIER].deadline);
	return next;
}

/* Known already, held by downdelay, and not back. */
static bool nb_link_still_lost(const struct nb_member *member)
{
	return READ_ONCE(member->lost_at) &&
	       (!nb_link_has_carrier(member) || qdisc_tx_is_noop(member->dev));
}

void nb_link_notice(struct nb_bond *bond, const struct nb_member *member)
{
	u64 now;

	if (!member || nb_link_still_lost(member))
		return;
	if (!spin_trylock(&bond->lock))
		return;
	now = ktime_get_ns();
	nb_link_update(bond, now);
	nb_verdict_update(bond, NETBOND_REASON_NONE, now);
	nb_timer_arm(bond, now);
	spin_unlock(&bond->lock);
}
