/* SPDX-License-Identifier: GPL-2.0 */
/* What a new choice leaves to workers. */
#ifndef NB_WORK_H
#define NB_WORK_H

#include <linux/types.h>

struct nb_bond;

/**
 * enum nb_due - what a bond may have to do under RTNL
 * @NB_DUE_CHOICE: another member is active, or others carry data
 * @NB_DUE_IGMP: membership reports are to be asked for
 * @NB_DUE_FILTERS: members' filters could not take all, for want of memory
 * @NB_DUE_SPEEDS: drivers have a link and knew no speed
 * @NB_DUES: how many there are
 */
enum nb_due {
	NB_DUE_CHOICE,
	NB_DUE_IGMP,
	NB_DUE_FILTERS,
	NB_DUE_SPEEDS,
	NB_DUES
};

/**
 * nb_work_settle() - after a new choice: MAC addresses, listeners, announcements.
 * @bond: the bond
 * @members_changed: a member joined or left, even if the choice stayed
 *
 * Context: RTNL. May sleep.
 */
void nb_work_settle(struct nb_bond *bond, bool members_changed);

/** nb_work_queue_rtnl() - have rtnl_work do @what. Context: bond lock held. */
void nb_work_queue_rtnl(struct nb_bond *bond, enum nb_due what);

/** nb_work_rtnl_at() - the same at @when, ns, or before. The caller arms the timer. Context: bond lock held. */
void nb_work_rtnl_at(struct nb_bond *bond, enum nb_due what, u64 when);

/** nb_work_run() - have rtnl_work do what it is time for. Context: bond lock held. */
void nb_work_run(struct nb_bond *bond, u64 now);

/** nb_work_deadline() - when nb_work_run() has work, ns, or NB_NEVER. Context: bond lock held. */
u64 nb_work_deadline(const struct nb_bond *bond);

/** nb_work_queue_event() - have event_work run. Context: bond lock held. */
void nb_work_queue_event(struct nb_bond *bond);

/** nb_work_setup() - prepare the workers of a bond. */
void nb_work_setup(struct nb_bond *bond);

/** nb_work_init() - at load. May sleep. Return: 0 or -ENOMEM. */
int nb_work_init(void);

/** nb_work_fini() - at unload, when no bond is left. May sleep. */
void nb_work_fini(void);

#endif
