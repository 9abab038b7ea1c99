/* SPDX-License-Identifier: GPL-2.0 */
/* What a new choice leaves to workers. */
#ifndef NB_WORK_H
#define NB_WORK_H

#include <linux/types.h>

struct nb_bond;

/**
 * nb_work_settle() - after a new choice: MAC addresses, listeners, announcements.
 * @bond: the bond
 * @members_changed: a member joined or left, even if the choice stayed
 *
 * Context: RTNL. May sleep.
 */
void nb_work_settle(struct nb_bond *bond, bool members_changed);

/** nb_work_queue_rtnl() - have rtnl_work run. Context: bond lock held. */
void nb_work_queue_rtnl(struct nb_bond *bond);

/** nb_work_queue_event() - have event_work run. Context: bond lock held. */
void nb_work_queue_event(struct nb_bond *bond);

/** nb_work_setup() - prepare the workers of a bond. */
void nb_work_setup(struct nb_bond *bond);

/** nb_work_init() - at load. May sleep. Return: 0 or -ENOMEM. */
int nb_work_init(void);

/** nb_work_fini() - at unload, when no bond is left. May sleep. */
void nb_work_fini(void);

#endif
