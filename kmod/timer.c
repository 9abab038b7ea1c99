// SPDX-License-Identifier: GPL-2.0
/* The one timer of a bond: backstop poll, delays, probes, announcements. */

#include "timer.h"

#include <linux/rtnetlink.h>

#include "bond.h"
#include "compat/compat.h"
#include "core.h"
#include "link.h"
#include "member.h"
#include "probe.h"
#include "spread.h"
#include "verdict.h"
#include "work.h"

void nb_timer_arm(struct nb_bond *bond, u64 now)
{
	u64 next;

	lockdep_assert_held(&bond->lock);
	if (!bond->running)
		return;
	next = nb_announce_run(bond, now);
	next = min(next, nb_link_deadline(bond));
	next = min(next, nb_damp_deadline(&bond->damp));
	next = min(next, nb_probe_deadline(bond));
	next = min(next, nb_spread_deadline(bond));
	next = min(next, nb_lag_deadline(bond));
	next = min(next, nb_teach_deadline(bond));
	next = min(next, bond->next_poll);
	next = min(next, nb_work_deadline(bond));
	if (next == NB_NEVER)
		return;
	next = max(next, now);
	if (hrtimer_is_queued(&bond->timer) &&
	    hrtimer_get_expires(&bond->timer) == ns_to_ktime(next))
		return;
	hrtimer_start(&bond->timer, ns_to_ktime(next), HRTIMER_MODE_ABS_SOFT);
}

static void nb_timer_poll(struct nb_bond *bond, u64 now)
{
	u64 period = bond->config.miimon * NB_MS;

	if (!period)
		bond->next_poll = NB_NEVER;
	else if (now >= bond->next_poll || bond->next_poll > now + period)
		bond->next_poll = now + period;
}

static enum hrtimer_restart nb_timer_fire(struct hrtimer *timer)
{
	struct nb_bond *bond = container_of(timer, struct nb_bond, timer);
	const struct nb_probe_plan *routed;
	struct sk_buff_head probes;
	u64 began = ktime_get_ns(), now;
	struct sk_buff *skb;
	bool sends;

	__skb_queue_head_init(&probes);
	rcu_read_lock();
	routed = nb_probe_route(bond, began);

	spin_lock(&bond->lock);
	/* Others may have been here since. */
	now = ktime_get_ns();
	if (bond->running) {
		nb_timer_poll(bond, now);
		nb_link_update(bond, now);
		nb_probe_run(bond, now, routed, &probes);
		nb_verdict_update(bond, NETBOND_REASON_NONE, now);
		nb_spread_run(bond, now);
		nb_teach_run(bond, now);
		nb_work_run(bond, now);
		nb_timer_arm(bond, now);
	}
	spin_unlock(&bond->lock);

	sends = !skb_queue_empty(&probes);
	/* Not under the lock: a member's driver may lead back to this bond. */
	while ((skb = __skb_dequeue(&probes)))
		dev_queue_xmit(skb);
	nb_lag_flush(bond);
	if (sends)
		nb_probe_rest(bond, began);
	rcu_read_unlock();
	return HRTIMER_NORESTART;
}

void nb_timer_init(struct nb_bond *bond)
{
	nb_compat_hrtimer_setup(&bond->timer, nb_timer_fire, CLOCK_MONOTONIC,
				HRTIMER_MODE_ABS_SOFT);
}

void nb_timer_start(struct nb_bond *bond)
{
	u64 now;

	ASSERT_RTNL();
	spin_lock_bh(&bond->lock);
	now = ktime_get_ns();
	bond->running = true;
	bond->next_poll = now;
	nb_timer_poll(bond, now);
	/* What was found before it went down proves nothing now. */
	nb_probe_restart(bond, now);
	nb_link_update(bond, now);
	nb_verdict_update(bond, NETBOND_REASON_NONE, now);
	nb_teach_switches(bond, now);
	nb_timer_arm(bond, now);
	spin_unlock_bh(&bond->lock);
}

void nb_timer_stop(struct nb_bond *bond)
{
	ASSERT_RTNL();
	spin_lock_bh(&bond->lock);
	bond->running = false;
	nb_verdict_update(bond, NETBOND_REASON_BOND_DOWN, ktime_get_ns());
	nb_teach_switches(bond, 0);
	spin_unlock_bh(&bond->lock);
	/* Nothing arms it again while running is false, so this is final. */
	hrtimer_cancel(&bond->timer);
	nb_lag_flush(bond);
}
