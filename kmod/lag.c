// SPDX-License-Identifier: GPL-2.0
/* 802.3ad: links, settings and commands go to LACP, votes come back. */

#include "lag.h"

#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/rtnetlink.h>

#include "bond.h"
#include "lag_frame.h"
#include "member.h"
#include "spread.h"
#include "timer.h"
#include "verdict.h"

/* A member whose probes were lost is tried again after this long; the next
 * time after twice as long, and so on.
 */
#define NB_LAG_PATIENCE_MIN (5000 * NB_MS)
#define NB_LAG_PATIENCE_MAX (60000 * NB_MS)
/* A partner that does not say by then that it takes data in will not say so. */
#define NB_LAG_COLLECT_TIME (1000 * NB_MS)
/* An answer to a Marker that takes longer is not worth waiting for. */
#define NB_LAG_MARKER_TIMEOUT (1000 * NB_MS)

static struct nb_member *nb_lag_member(struct nb_lacp_port *port)
{
	return container_of(port, struct nb_member, lag.lacp);
}

/* Settings -------------------------------------------------------------- */

static void nb_lag_options(const struct nb_bond *bond,
			   struct nb_lacp_options *options)
{
	const struct nb_config *config = &bond->config;

	*options = (struct nb_lacp_options){
		.system_priority = config->ad_actor_sys_prio,
		.user_key = config->ad_user_port_key,
		.rate = config->lacp_rate,
		.active = config->lacp_active,
		.coupled = config->coupled_control,
		.fast_join = config->fast_join,
		.ad_select = config->ad_select,
		.fallback = config->lacp_fallback,
		.fallback_ms = config->lacp_fallback_timeout,
		.max_links = config->max_links,
		.min_links = config->min_links,
		.pinned = !is_zero_ether_addr(config->lacp_partner_pin),
	};
	ether_addr_copy(options->pin, config->lacp_partner_pin);
	ether_addr_copy(options->system,
			is_zero_ether_addr(config->ad_actor_system) ?
				bond->dev->dev_addr :
				config->ad_actor_system);
}

void nb_lag_setup(struct nb_bond *bond)
{
	__skb_queue_head_init(&bond->lag.out);
}

void nb_lag_fini(struct nb_bond *bond)
{
	ASSERT_RTNL();
	/* No member has a port any more, and whoever sent has seen its end. */
	__skb_queue_purge(&bond->lag.out);
}

static void nb_lag_begin(struct nb_bond *bond,
			 const struct nb_lacp_options *options, u64 now)
{
	struct nb_member *member;

	nb_lacp_init(&bond->lag.lacp, options);
	WRITE_ONCE(bond->lag.on, true);
	nb_for_each_member(bond, member)
		nb_lag_join(member, now);
}

static void nb_lag_drain(struct nb_bond *bond, u64 now)
{
	struct nb_lacp_action action;

	while (nb_lacp_take(&bond->lag.lacp, &action)) {
		struct nb_member *member = nb_lag_member(action.port);

		switch (action.what) {
		case NB_LACP_DO_SEND:
		case NB_LACP_DO_RESPONSE:
		case NB_LACP_DO_MARKER:
			nb_lag_frame_queue(member, &action);
			break;
		case NB_LACP_DO_MARKER_END:
			nb_spread_answered(bond, member, action.answered, now);
			break;
		case NB_LACP_DO_DATA:
		case NB_LACP_DO_NOTE:
			/* nb_lag_vote() looks for itself. */
			break;
		}
	}
}

static void nb_lag_end(struct nb_bond *bond, u64 now)
{
	struct nb_member *member;

	nb_for_each_member(bond, member) {
		nb_lacp_port_enable(&member->lag.lacp, false, now);
		nb_lag_drain(bond, now);
		nb_lag_leave(member, now);
	}
	WRITE_ONCE(bond->lag.on, false);
}

void nb_lag_configure(struct nb_bond *bond, u64 now)
{
	bool on = bond->config.mode == NETBOND_MODE_IEEE8023AD;
	struct nb_lacp_options options;

	lockdep_assert_held(&bond->lock);
	nb_lag_options(bond, &options);
	if (on && !bond->lag.on)
		nb_lag_begin(bond, &options, now);
	else if (on)
		nb_lacp_set_options(&bond->lag.lacp, &options, now);
	else if (bond->lag.on)
		nb_lag_end(bond, now);
}

void nb_lag_readdress(struct nb_bond *bond)
{
	u64 now;

	ASSERT_RTNL();
	spin_lock_bh(&bond->lock);
	if (bond->lag.on && !ether_addr_equal(bond->lag.lacp.options.system,
					      bond->dev->dev_addr)) {
		now = ktime_get_ns();
		nb_lag_configure(bond, now);
		nb_verdict_update(bond, NETBOND_REASON_ADMINISTRATOR, now);
		nb_timer_arm(bond, now);
	}
	spin_unlock_bh(&bond->lock);
}

/* Members --------------------------------------------------------------- */

void nb_lag_join(struct nb_member *member, u64 now)
{
	struct nb_bond *bond = member->bond;

	lockdep_assert_held(&bond->lock);
	if (!bond->lag.on)
		return;
	memset(&member->lag, 0, sizeof(member->lag));
	member->lag.retry_at = NB_NEVER;
	member->lag.send_at = NB_NEVER;
	nb_lacp_port_add(&bond->lag.lacp, &member->lag.lacp, member->slot + 1,
			 member->options.actor_port_prio, now);
	nb_vote_init(&member->votes[NETBOND_VOTE_LACP],
		     NETBOND_REASON_LACP_LEFT, now);
	member->votes[NETBOND_VOTE_LACP].value = NETBOND_VOTE_VALUE_NO;
}

void nb_lag_leave(struct nb_member *member, u64 now)
{
	lockdep_assert_held(&member->bond->lock);
	if (member->bond->lag.on)
		nb_lacp_port_del(&member->lag.lacp, now);
}

void nb_lag_link_lost(struct nb_member *member, u64 now)
{
	const struct nb_lacp_link link = {};

	lockdep_assert_held(&member->bond->lock);
	if (!member->bond->lag.on || !member->lag.lacp.link.up)
		return;
	nb_lacp_port_link(&member->lag.lacp, &link, now);
	/* It may be up again before anybody looks, and at another end. */
	member->lag.patience = 0;
	nb_lacp_port_trust(&member->lag.lacp, now);
}

static bool nb_lag_link_waits(const struct nb_member *member)
{
	return member->votes[NETBOND_VOTE_CARRIER].reason ==
	       NETBOND_REASON_UPDELAY;
}

static bool nb_lag_link_good(const struct nb_member *member)
{
	return member->votes[NETBOND_VOTE_CARRIER].value ==
	       NETBOND_VOTE_VALUE_YES;
}

/*
 * A link that waits for updelay is better than none. Others are judged by what
 * is known of them now, for it may be that they have not been fed it yet.
 */
static bool nb_lag_link_up(const struct nb_member *member)
{
	const struct nb_member *other;

	if (nb_lag_link_good(member) || !nb_lag_link_waits(member))
		return nb_lag_link_good(member);
	nb_for_each_member(member->bond, other)
		if (other != member &&
		    (nb_lag_link_good(other) ||
		     (nb_lag_link_waits(other) && other->lag.lacp.link.up)))
			return member->lag.lacp.link.up;
	return true;
}

static void nb_lag_feed_link(struct nb_member *member, u64 now)
{
	const struct nb_lacp_link *old = &member->lag.lacp.link;
	const struct nb_lacp_link link = {
		.up = nb_lag_link_up(member),
		.full_duplex = member->duplex != DUPLEX_HALF,
		.speed = member->speed ?: member->bond->config.assumed_speed,
		.assumed = !member->speed,
	};

	if (old->up == link.up &&
	    (!link.up ||
	     (old->full_duplex == link.full_duplex &&
	      old->speed == link.speed && old->assumed == link.assumed)))
		return;
	nb_lacp_port_link(&member->lag.lacp, &link, now);
}

/* Does another member carry data, and what do its probes say? */
static bool nb_lag_another(const struct nb_member *member, bool proven)
{
	const struct nb_member *other;

	nb_for_each_member(member->bond, other) {
		u8 probe = other->votes[NETBOND_VOTE_PROBE].value;

		if (other != member && nb_lag_sends(other) &&
		    other->lag.lacp.link.up &&
		    (proven ? probe == NETBOND_VOTE_VALUE_YES :
			      probe != NETBOND_VOTE_VALUE_NO))
			return true;
	}
	return false;
}

static void nb_lag_release(struct nb_member *member, u64 now)
{
	member->lag.retry_at = NB_NEVER;
	nb_lacp_port_hold(&member->lag.lacp, false, now);
}

static void nb_lag_hold(struct nb_member *member, u64 now)
{
	struct nb_lag_port *port = &member->lag;

	port->patience = clamp(2 * port->patience, NB_LAG_PATIENCE_MIN,
			       NB_LAG_PATIENCE_MAX);
	port->retry_at = now + port->patience;
	nb_lacp_port_hold(&port->lacp, true, now);
}

/*
 * A member whose probes are lost is kept out and its partner is told, so that
 * nothing comes in there either; one that is answered by other links is still
 * looking for an address whose answers come to itself. Nothing can be probed
 * then: after a while it is let in again, if there is room beside those that
 * work, and carries none of our data before a probe is answered. When no other
 * member is better off, the targets are taken for dead; without a partner
 * nothing has to be kept out.
 */
static void nb_lag_feed_probe(struct nb_member *member, u64 now)
{
	const struct nb_vote *vote = &member->votes[NETBOND_VOTE_PROBE];
	struct nb_lag_port *port = &member->lag;

	if (!nb_probe_active(&member->bond->probe) || !port->lacp.link.up ||
	    (nb_lag_sends(member) &&
	     (vote->value == NETBOND_VOTE_VALUE_YES ||
	      vote->reason == NETBOND_REASON_PROBE_NO_ROUTE))) {
		port->patience = 0;
		nb_lacp_port_trust(&port->lacp, now);
		nb_lag_release(member, now);
		return;
	}
	if (port->retry_at == NB_NEVER) {
		if (nb_lag_sends(member) &&
		    port->lacp.rx == NB_LACP_RX_CURRENT &&
		    vote->value == NETBOND_VOTE_VALUE_NO &&
		    nb_probe_silent(member) && nb_lag_another(member, true))
			nb_lag_hold(member, now);
		return;
	}
	if (now >= port->retry_at || port->lacp.rx != NB_LACP_RX_CURRENT ||
	    !nb_lag_another(member, false))
		nb_lag_release(member, now);
}

static void nb_lag_feed_port(struct nb_member *member, u64 now)
{
	struct nb_lacp_port *port = &member->lag.lacp;

	/* Before the link is seen down, for goodbye is said while it is up. */
	nb_lacp_port_enable(port,
			    member->bond->running && !member->leaving &&
				    !member->closing,
			    now);
	nb_lacp_port_priority(port, member->options.actor_port_prio, now);
	nb_lag_feed_link(member, now);
}

/* Votes ----------------------------------------------------------------- */

u8 nb_lag_reason(u8 why)
{
	static const u8 reasons[] = {
		[NB_LACP_WHY_NONE] = NETBOND_REASON_NONE,
		[NB_LACP_WHY_FALLBACK] = NETBOND_REASON_LACP_FALLBACK,
		[NB_LACP_WHY_NO_LINK] = NETBOND_REASON_NO_CARRIER,
		[NB_LACP_WHY_LEFT] = NETBOND_REASON_LACP_LEFT,
		[NB_LACP_WHY_HELD] = NETBOND_REASON_LACP_HELD,
		[NB_LACP_WHY_NO_PDU] = NETBOND_REASON_LACP_NO_PDU,
		[NB_LACP_WHY_PASSIVE] = NETBOND_REASON_LACP_PASSIVE,
		[NB_LACP_WHY_EXPIRED] = NETBOND_REASON_LACP_EXPIRED,
		[NB_LACP_WHY_LOST] = NETBOND_REASON_LACP_LOST,
		[NB_LACP_WHY_LOOPBACK] = NETBOND_REASON_LACP_LOOPBACK,
		[NB_LACP_WHY_PINNED_OUT] = NETBOND_REASON_LACP_PINNED_OUT,
		[NB_LACP_WHY_OTHER_PARTNER] = NETBOND_REASON_LACP_OTHER_PARTNER,
		[NB_LACP_WHY_SPEED] = NETBOND_REASON_SPEED_MISMATCH,
		[NB_LACP_WHY_HALF_DUPLEX] = NETBOND_REASON_HALF_DUPLEX,
		[NB_LACP_WHY_INDIVIDUAL] = NETBOND_REASON_LACP_INDIVIDUAL,
		[NB_LACP_WHY_KEY] = NETBOND_REASON_LACP_KEY_MISMATCH,
		[NB_LACP_WHY_MAX_LINKS] = NETBOND_REASON_STANDBY_MAX_LINKS,
		[NB_LACP_WHY_WAITING] = NETBOND_REASON_LACP_WAITING,
		[NB_LACP_WHY_PARTNER_DEFAULTED] =
			NETBOND_REASON_LACP_PARTNER_DEFAULTED,
		[NB_LACP_WHY_PARTNER_MISMATCH] =
			NETBOND_REASON_LACP_PARTNER_MISMATCH,
		[NB_LACP_WHY_NOT_IN_SYNC] = NETBOND_REASON_LACP_NOT_IN_SYNC,
		[NB_LACP_WHY_NOT_COLLECTING] =
			NETBOND_REASON_LACP_NOT_COLLECTING,
		[NB_LACP_WHY_NO_PORT] = NETBOND_REASON_LACP_NO_AGGREGATOR,
		[NB_LACP_WHY_MIN_LINKS] = NETBOND_REASON_MIN_LINKS,
	};

	return reasons[why];
}

bool nb_lag_sends(const struct nb_member *member)
{
	return !member->bond->lag.on || member->lag.sends;
}

bool nb_lag_without_partner(const struct nb_member *member)
{
	return member->bond->lag.on && member->lag.sends &&
	       member->lag.lacp.fallback;
}

bool nb_lag_collects(const struct nb_member *member)
{
	return !member->bond->lag.on ||
	       member->lag.lacp.actor.state & NB_LACP_COLLECTING;
}

/* When data may be sent on a member that is Distributing, if nothing else happens, ns. */
static u64 nb_lag_send_time(struct nb_member *member, bool sent, u64 now)
{
	struct nb_lag_port *lag = &member->lag;
	u64 from = now;

	if (lag->lacp.partner.state & NB_LACP_COLLECTING)
		lag->collected = true;
	else if (lag->collected)
		return NB_NEVER;
	else
		from = lag->since + NB_LAG_COLLECT_TIME;
	return sent ? from : max(from, lag->rises[lag->rise] + NSEC_PER_SEC);
}

/*
 * Under coupled control a port is Distributing while the partner is in sync,
 * which may take a while longer to take data in, and ends to do so when it
 * hears nothing any more: let none be lost there.
 */
static void nb_lag_let_send(struct nb_member *member, u64 now)
{
	const struct nb_lacp_port *port = &member->lag.lacp;
	struct nb_lag_port *lag = &member->lag;
	bool sent = lag->sends;

	lag->sends = false;
	lag->send_at = NB_NEVER;
	if (!(port->actor.state & NB_LACP_DISTRIBUTING) ||
	    lag->since != port->mux_since)
		lag->collected = false;
	lag->since = port->mux_since;
	if (!(port->actor.state & NB_LACP_DISTRIBUTING))
		return;
	lag->send_at = nb_lag_send_time(member, sent, now);
	if (now < lag->send_at)
		return;
	lag->send_at = NB_NEVER;
	lag->sends = true;
	if (sent)
		return;
	lag->rises[lag->rise] = now;
	lag->rise = (lag->rise + 1) % NB_LAG_RISES;
}

static u8 nb_lag_vote_reason(const struct nb_member *member)
{
	u8 reason = nb_lag_reason(member->lag.lacp.reason);

	if (reason == NETBOND_REASON_NONE && !member->lag.sends)
		return NETBOND_REASON_LACP_NOT_COLLECTING;
	return reason;
}

static void nb_lag_vote(struct nb_member *member, u64 now)
{
	struct nb_vote *vote = &member->votes[NETBOND_VOTE_LACP];
	struct nb_event event;
	bool yes;

	nb_lag_let_send(member, now);
	yes = member->lag.sends;
	if (!nb_vote_set(vote,
			 yes ? NETBOND_VOTE_VALUE_YES : NETBOND_VOTE_VALUE_NO,
			 nb_lag_vote_reason(member), now))
		return;
	/* What was found on another day proves nothing now. */
	if (yes)
		nb_probe_member_restart(member, now);
	nb_event_init(&event, NETBOND_EVENT_VOTE, vote->reason, member);
	event.vote = NETBOND_VOTE_LACP;
	event.value = vote->value;
	nb_history_add(member->bond, &event);
}

void nb_lag_update(struct nb_bond *bond, u64 now)
{
	struct nb_member *member;

	lockdep_assert_held(&bond->lock);
	if (!bond->lag.on)
		return;
	nb_lacp_expire(&bond->lag.lacp, now);
	nb_for_each_member(bond, member)
		nb_lag_feed_port(member, now);
	/* Who is better off is known when all links are. */
	nb_for_each_member(bond, member)
		nb_lag_feed_probe(member, now);
	nb_lag_drain(bond, now);
	nb_for_each_member(bond, member)
		nb_lag_vote(member, now);
}

bool nb_lag_up(const struct nb_bond *bond)
{
	const struct nb_member *member;
	u32 count = 0;

	lockdep_assert_held(&bond->lock);
	if (!bond->lag.on)
		return true;
	nb_for_each_member(bond, member)
		count += !!member->share;
	return count >= max(bond->config.min_links, 1u);
}

u8 nb_lag_failure(const struct nb_bond *bond)
{
	const struct nb_member *member;
	struct nb_lacp_view view;

	lockdep_assert_held(&bond->lock);
	nb_for_each_member(bond, member)
		if (member->share)
			return NETBOND_REASON_MIN_LINKS;
	nb_lacp_view_of(&bond->lag.lacp, &view);
	if (view.aggregator)
		return view.reason == NB_LACP_WHY_NONE ?
			       NETBOND_REASON_LACP_NOT_COLLECTING :
			       nb_lag_reason(view.reason);
	/* Nobody has a partner: the first one with a link says why. */
	nb_for_each_member(bond, member)
		if (member->lag.lacp.link.up)
			return nb_lag_reason(member->lag.lacp.reason);
	return NETBOND_REASON_NO_USABLE_MEMBER;
}

/* Time ------------------------------------------------------------------ */

u64 nb_lag_deadline(const struct nb_bond *bond)
{
	const struct nb_member *member;
	u64 next;

	lockdep_assert_held(&bond->lock);
	/* Whoever is sending sends all of it. */
	if (!bond->lag.sending && !skb_queue_empty(&bond->lag.out))
		return 0;
	if (!bond->lag.on)
		return NB_NEVER;
	next = nb_lacp_next_deadline(&bond->lag.lacp);
	nb_for_each_member(bond, member)
		next = min3(next, member->lag.retry_at, member->lag.send_at);
	return next;
}

/* Markers --------------------------------------------------------------- */

bool nb_lag_ask(struct nb_member *member, u64 now)
{
	struct nb_lag *lag = &member->bond->lag;
	bool asked;

	lockdep_assert_held(&member->bond->lock);
	if (!lag->on || !nb_lag_sends(member))
		return false;
	asked = nb_lacp_marker_start(&member->lag.lacp, lag->transaction + 1,
				     NB_LAG_MARKER_TIMEOUT, now);
	if (asked) {
		lag->transaction++;
		nb_lag_drain(member->bond, now);
	}
	return asked;
}

/* Frames ---------------------------------------------------------------- */

/* What is malformed, or no business of LACP's, costs no more than its count. */
static void nb_lag_received(struct nb_bond *bond, enum nb_slow_kind kind,
			    u64 now)
{
	switch (kind) {
	case NB_SLOW_LACPDU:
	case NB_SLOW_RESPONSE:
		nb_verdict_update(bond, NETBOND_REASON_NONE, now);
		nb_timer_arm(bond, now);
		break;
	case NB_SLOW_MARKER:
		nb_lag_drain(bond, now);
		break;
	case NB_SLOW_UNKNOWN:
	case NB_SLOW_BAD:
		break;
	}
}

bool nb_lag_receive(struct nb_member *member, const struct sk_buff *skb)
{
	struct nb_bond *bond = member->bond;
	enum nb_slow_kind kind = NB_SLOW_UNKNOWN;
	u8 data[NB_SLOW_LEN];
	unsigned int len;
	u64 now;

	if (!READ_ONCE(bond->lag.on) || !nb_lag_frame_take(skb, data, &len))
		return false;
	spin_lock_bh(&bond->lock);
	/* It may have left its system meanwhile. */
	if (member->lag.lacp.lacp) {
		now = ktime_get_ns();
		kind = nb_lacp_receive(&member->lag.lacp, data, len, now);
		nb_lag_received(bond, kind, now);
	}
	spin_unlock_bh(&bond->lock);
	nb_lag_flush(bond);
	return kind != NB_SLOW_UNKNOWN;
}
