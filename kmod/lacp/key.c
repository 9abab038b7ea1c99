// SPDX-License-Identifier: GPL-2.0
/* The operational key: which ports of this system may aggregate at all. */

#include "system.h"

/* Codes 1.. as in-tree; what it does not know comes last. */
static const u32 nb_lacp_speeds[] = {
	1,     10,    100,   1000,  2500,   5000,   10000,  14000,  20000,
	25000, 40000, 50000, 56000, 100000, 200000, 400000, 800000, 80000,
};

#define NB_LACP_SPEEDS (sizeof(nb_lacp_speeds) / sizeof(nb_lacp_speeds[0]))
#define NB_LACP_OTHER_SPEEDS 19 /* codes 19..31 */

/* Equal speeds have to have equal codes, unequal ones should not. */
static u16 nb_lacp_speed_code(u32 speed)
{
	u16 code;

	for (code = 0; code < NB_LACP_SPEEDS; code++)
		if (nb_lacp_speeds[code] == speed)
			return (u16)(code + 1);
	return (u16)(NB_LACP_OTHER_SPEEDS + speed % 13);
}

u16 nb_lacp_key(u16 user_key, const struct nb_lacp_link *link)
{
	return (u16)((user_key & 0x3ff) << 6 |
		     nb_lacp_speed_code(link->speed) << 1 | link->full_duplex);
}
