/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the pure cores may use: fixed-width types and nothing else. They are
 * compiled into the module, into KUnit suites and into user-space tests.
 */
#ifndef NB_CORE_H
#define NB_CORE_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
#endif

#include <linux/netbond.h>

#define NB_MS 1000000ULL /* nanoseconds */
#define NB_NEVER (~0ULL) /* a time that does not come */

/**
 * nb_tags_push() - VLAN tags as one number: shift in the next tag inwards.
 * @tags: the tags outside of it, 0 for none
 * @proto: its Ethernet type
 * @id: its VLAN id; 0 is a priority tag, which makes no VLAN
 */
static inline u64 nb_tags_push(u64 tags, u16 proto, u16 id)
{
	return id ? tags << 32 | (u32)proto << 16 | id : tags;
}

#endif
