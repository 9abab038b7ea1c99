// SPDX-License-Identifier: GPL-2.0
/* A choice that goes to and fro with what probes say: when the next change may be. */

#include "damp.h"

static u64 nb_damp_delay(u32 changes, u64 window, u32 dice)
{
	u64 delay = window;

	if (changes <= NB_DAMP_FREE)
		return 0;
	while (--changes > NB_DAMP_FREE && delay < NB_DAMP_MOST)
		delay *= 2;
	if (delay > NB_DAMP_MOST)
		delay = NB_DAMP_MOST;
	return delay / 2 + ((delay >> 16) * (dice >> 16));
}

bool nb_damp_allows(struct nb_damp *damp, u64 window, u32 dice, u64 now)
{
	if (!damp->wanted) {
		if (!damp->changes || now - damp->at >= window)
			damp->changes = 0;
		damp->changes++;
		damp->until = now + nb_damp_delay(damp->changes, window, dice);
		damp->wanted = true;
	}
	if (now < damp->until)
		return false;
	damp->wanted = false;
	damp->at = now;
	return true;
}
