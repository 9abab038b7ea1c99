/* SPDX-License-Identifier: GPL-2.0 */
/* The carrier votes: what the members' drivers say, read at once. */
#ifndef NB_LINK_H
#define NB_LINK_H

#include <linux/types.h>

struct nb_bond;
struct nb_member;

/** nb_link_update() - read every member's link and form its carrier vote. Context: bond lock held. */
void nb_link_update(struct nb_bond *bond, u64 now);

/** nb_link_deadline() - when a delay ends, ns, or NB_NEVER. Context: bond lock held. */
u64 nb_link_deadline(const struct nb_bond *bond);

/**
 * nb_link_notice() - the packet path saw a dead link: choose anew right here.
 * @bond: the bond
 * @member: whose link it is; NULL is ignored
 *
 * Does nothing when the lock is busy; its holder or the next packet will see
 * the same.
 * Context: BH disabled, any; never waits.
 */
void nb_link_notice(struct nb_bond *bond, const struct nb_member *member);

#endif
