/* SPDX-License-Identifier: GPL-2.0 */
/* A choice that goes to and fro with what probes say is slowed down. Pure. */
#ifndef NB_DAMP_H
#define NB_DAMP_H

#include "core.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Changes in quick succession that are made at once. */
#define NB_DAMP_FREE 3
/* The longest wait before a change, but for dice, ns. */
#define NB_DAMP_MOST (10000 * NB_MS)

/**
 * struct nb_damp - how the choice changed of late; begins as all zero.
 * @at: the last change, ns
 * @until: when the change that is wanted may be made, ns
 * @changes: made and wanted, each soon after the one before it
 * @wanted: a change is wanted
 */
struct nb_damp {
	u64 at;
	u64 until;
	u32 changes;
	bool wanted;
};

/**
 * nb_damp_allows() - may a change that probes want be made now?
 * @damp: of the bond; takes note of a change that it allows
 * @window: one that is wanted earlier than this after the last is not for what
 *	happened since, ns
 * @dice: any number, so that two ends that wait for each other part
 * @now: ns
 *
 * Two targets, or two bonds that probe each other, may each prove another
 * member than the one in use, for ever. The first NB_DAMP_FREE changes are made
 * at once, each further one waits twice as long as the one before it, up to
 * NB_DAMP_MOST, half of it more or less by @dice.
 * Return: true when the caller is to make it; else ask again at
 * nb_damp_deadline().
 */
bool nb_damp_allows(struct nb_damp *damp, u64 window, u32 dice, u64 now);

/** nb_damp_rest() - no change is wanted, or one that probes do not want. */
static inline void nb_damp_rest(struct nb_damp *damp)
{
	damp->wanted = false;
}

/** nb_damp_deadline() - when the change that waits may be made, ns, or NB_NEVER. */
static inline u64 nb_damp_deadline(const struct nb_damp *damp)
{
	return damp->wanted ? damp->until : NB_NEVER;
}

#ifdef __cplusplus
}
#endif

#endif
