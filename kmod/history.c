// SPDX-License-Identifier: GPL-2.0
/* The last events of a bond. */

#include "history.h"

#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "bond.h"
#include "core.h"
#include "member.h"
#include "work.h"

int nb_history_init(struct nb_history *history)
{
	history->ring = kvcalloc(NB_HISTORY_SIZE, sizeof(*history->ring),
				 GFP_KERNEL_ACCOUNT);
	return history->ring ? 0 : -ENOMEM;
}

void nb_history_fini(struct nb_history *history)
{
	kvfree(history->ring);
	history->ring = NULL;
}

void nb_event_init(struct nb_event *event, u8 kind, u8 reason,
		   const struct nb_member *member)
{
	memset(event, 0, sizeof(*event));
	event->kind = kind;
	event->reason = reason;
	event->gap = NB_NEVER;
	if (member) {
		event->ifindex = member->dev->ifindex;
		strscpy(event->member, member->dev->name, IFNAMSIZ);
	}
}

void nb_history_add(struct nb_bond *bond, struct nb_event *event)
{
	struct nb_history *history = &bond->history;

	lockdep_assert_held(&bond->lock);
	event->seq = ++history->seq;
	event->time = ktime_get_real_ns();
	history->ring[event->seq % NB_HISTORY_SIZE] = *event;
	nb_work_queue_event(bond);
}

void nb_history_note(struct nb_bond *bond, u8 kind, u8 reason,
		     const struct nb_member *member)
{
	struct nb_event event;

	nb_event_init(&event, kind, reason, member);
	nb_history_add(bond, &event);
}

bool nb_history_next(const struct nb_history *history, u64 seq,
		     struct nb_event *event)
{
	u64 next = seq + 1;

	if (history->seq >= NB_HISTORY_SIZE)
		next = max(next, history->seq - NB_HISTORY_SIZE + 1);
	if (next > history->seq)
		return false;
	*event = history->ring[next % NB_HISTORY_SIZE];
	return true;
}
