/* SPDX-License-Identifier: GPL-2.0 */
/* What ARP and Neighbour Discovery frames teach, and that they can be changed. */
#ifndef NB_NEIGH_CASES_H
#define NB_NEIGH_CASES_H

#include "../neigh.h"
#include "cases.h"

/* Frames to begin with, the checksums left out. */

static const u8 nb_neigh_frame_arp_request[] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 8, 6,
	0, 1, 8, 0, 6, 4, 0, 1,
	2, 0, 0, 0, 0, 1, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2,
};

static const u8 nb_neigh_frame_arp_reply[] = {
	2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 6,
	0, 1, 8, 0, 6, 4, 0, 2,
	2, 0, 0, 0, 0, 1, 10, 0, 0, 1, 2, 0, 0, 0, 0, 2, 10, 0, 0, 2,
};

static const u8 nb_neigh_frame_ns[] = {
	0x33, 0x33, 0xff, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x86, 0xdd,
	0x60, 0, 0, 0, 0, 32, 58, 255,
	0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0, 0, 2,
	135, 0, 0, 0, 0, 0, 0, 0,
	0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,
	1, 1, 2, 0, 0, 0, 0, 1,
};

static const u8 nb_neigh_frame_dad[] = {
	0x33, 0x33, 0xff, 0, 0, 1, 2, 0, 0, 0, 0, 1, 0x86, 0xdd,
	0x60, 0, 0, 0, 0, 32, 58, 255,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0, 0, 1,
	135, 0, 0, 0, 0, 0, 0, 0,
	0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	14, 1, 5, 6, 7, 8, 9, 10,
};

static const u8 nb_neigh_frame_na[] = {
	2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x86, 0xdd,
	0x60, 0, 0, 0, 0, 32, 58, 255,
	0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,
	136, 0, 0, 0, 0x40, 0, 0, 0,
	0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	2, 1, 2, 0, 0, 0, 0, 1,
};

static const u8 nb_neigh_frame_announcement[] = {
	0x33, 0x33, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 0x86, 0xdd,
	0x60, 0, 0, 0, 0, 32, 58, 255,
	0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	136, 0, 0, 0, 0xa0, 0, 0, 0,
	0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	2, 1, 2, 0, 0, 0, 0, 1,
};

enum {
	NB_NEIGH_BASE_REQUEST,
	NB_NEIGH_BASE_REPLY,
	NB_NEIGH_BASE_NS,
	NB_NEIGH_BASE_DAD,
	NB_NEIGH_BASE_NA,
	NB_NEIGH_BASE_ANNOUNCEMENT,
	NB_NEIGH_BASES,
};

static const struct {
	const u8 *data;
	u32 len;
} nb_neigh_bases[NB_NEIGH_BASES] = {
	{ nb_neigh_frame_arp_request, sizeof(nb_neigh_frame_arp_request) },
	{ nb_neigh_frame_arp_reply, sizeof(nb_neigh_frame_arp_reply) },
	{ nb_neigh_frame_ns, sizeof(nb_neigh_frame_ns) },
	{ nb_neigh_frame_dad, sizeof(nb_neigh_frame_dad) },
	{ nb_neigh_frame_na, sizeof(nb_neigh_frame_na) },
	{ nb_neigh_frame_announcement, sizeof(nb_neigh_frame_announcement) },
};

/* Offsets into the frames above. */
enum {
	NB_NEIGH_AT_TYPE = 12,
	NB_NEIGH_AT_BODY = 14,
	NB_NEIGH_AT_LENGTH = 19, /* of the IPv6 payload, the low byte */
	NB_NEIGH_AT_SUM = 56,
	NB_NEIGH_AT_OPTION = 78,
	NB_NEIGH_CASE_MAX = 160,
};

enum {
	NB_NEIGH_GROUP = 1,
	NB_NEIGH_PROBING = 2,
	NB_NEIGH_ANNOUNCING = 4,
	NB_NEIGH_ROUTER = 8,
	NB_NEIGH_SOLICITED = 16,
};

/* One byte; offset 0 is none. */
struct nb_neigh_edit {
	u8 at;
	u8 value;
};

/*
 * @base: NB_NEIGH_BASE_*
 * @tags: VLAN tags, 802.1ad 100 outside of 802.1Q 200
 * @more: bytes of padding, or bytes too few
 * @edit: done before tags, padding and the checksum
 * @late: done after the checksum
 * @kind, @flags, @option: what is to be found; @option without tags
 */
struct nb_neigh_case {
	const char *name;
	u8 base;
	u8 tags;
	s32 more;
	struct nb_neigh_edit edit[4];
	struct nb_neigh_edit late;
	u8 kind;
	u8 flags;
	u8 option;
};

#define NB_NO_EDIT { { 0, 0 } }
#define NB_NOT_LATE { 0, 0 }
#define NB_IS_NONE NB_NEIGH_NONE, 0, 0

static const struct nb_neigh_case nb_neigh_cases[] = {
	{ "arp_request", NB_NEIGH_BASE_REQUEST, 0, 0, NB_NO_EDIT, NB_NOT_LATE,
	  NB_NEIGH_ARP_REQUEST, NB_NEIGH_GROUP, 0 },
	{ "arp_request_padded", NB_NEIGH_BASE_REQUEST, 1, 18, NB_NO_EDIT, NB_NOT_LATE,
	  NB_NEIGH_ARP_REQUEST, NB_NEIGH_GROUP, 0 },
	{ "arp_reply", NB_NEIGH_BASE_REPLY, 2, 0, NB_NO_EDIT, NB_NOT_LATE,
	  NB_NEIGH_ARP_REPLY, 0, 0 },
	{ "arp_probe", NB_NEIGH_BASE_REQUEST, 0, 0, { { 28, 0 }, { 31, 0 } }, NB_NOT_LATE,
	  NB_NEIGH_ARP_REQUEST, NB_NEIGH_GROUP | NB_NEIGH_PROBING, 0 },
	{ "arp_announcement", NB_NEIGH_BASE_REQUEST, 0, 0, { { 41, 1 } }, NB_NOT_LATE,
	  NB_NEIGH_ARP_REQUEST, NB_NEIGH_GROUP | NB_NEIGH_ANNOUNCING, 0 },
	{ "arp_of_three_tags", NB_NEIGH_BASE_REPLY, 3, 0, NB_NO_EDIT, NB_NOT_LATE, NB_IS_NONE },
	{ "arp_cut", NB_NEIGH_BASE_REPLY, 0, -1, NB_NO_EDIT, NB_NOT_LATE, NB_IS_NONE },
	{ "arp_of_other_hardware", NB_NEIGH_BASE_REPLY, 0, 0, { { 15, 6 } }, NB_NOT_LATE,
	  NB_IS_NONE },
	{ "arp_of_other_protocol", NB_NEIGH_BASE_REPLY, 0, 0, { { 17, 1 } }, NB_NOT_LATE,
	  NB_IS_NONE },
	{ "arp_of_long_hardware", NB_NEIGH_BASE_REPLY, 0, 8, { { 18, 8 } }, NB_NOT_LATE,
	  NB_IS_NONE },
	{ "arp_of_long_protocol", NB_NEIGH_BASE_REPLY, 0, 8, { { 19, 5 } }, NB_NOT_LATE,
	  NB_IS_NONE },
	{ "rarp", NB_NEIGH_BASE_REPLY, 0, 0, { { 21, 3 } }, NB_NOT_LATE, NB_IS_NONE },

	{ "ns", NB_NEIGH_BASE_NS, 0, 0, NB_NO_EDIT, NB_NOT_LATE,
	  NB_NEIGH_NS, NB_NEIGH_GROUP, NB_NEIGH_AT_OPTION },
	{ "ns_tagged_twice_padded", NB_NEIGH_BASE_NS, 2, 9, NB_NO_EDIT, NB_NOT_LATE,
	  NB_NEIGH_NS, NB_NEIGH_GROUP, NB_NEIGH_AT_OPTION },
	{ "ns_without_option", NB_NEIGH_BASE_NS, 0, -8, { { NB_NEIGH_AT_LENGTH, 24 } },
	  NB_NOT_LATE, NB_NEIGH_NS, NB_NEIGH_GROUP, 0 },
	{ "ns_before_padding_like_an_option", NB_NEIGH_BASE_NS, 1, 0,
	  { { NB_NEIGH_AT_LENGTH, 24 } }, NB_NOT_LATE, NB_NEIGH_NS, NB_NEIGH_GROUP, 0 },
	{ "ns_with_option_of_na", NB_NEIGH_BASE_NS, 0, 0, { { NB_NEIGH_AT_OPTION, 2 } },
	  NB_NOT_LATE, NB_NEIGH_NS, NB_NEIGH_GROUP, 0 },
	{ "ns_of_dad", NB_NEIGH_BASE_DAD, 0, 0, NB_NO_EDIT, NB_NOT_LATE,
	  NB_NEIGH_NS, NB_NEIGH_GROUP | NB_NEIGH_PROBING, 0 },
	{ "ns_of_dad_with_address", NB_NEIGH_BASE_DAD, 0, 0, { { NB_NEIGH_AT_OPTION, 1 } },
	  NB_NOT_LATE, NB_IS_NONE },
	{ "ns_of_dad_to_all_nodes", NB_NEIGH_BASE_DAD, 0, 0, { { 50, 0 } }, NB_NOT_LATE,
	  NB_IS_NONE },
	{ "ns_to_multicast_target", NB_NEIGH_BASE_NS, 0, 0, { { 62, 0xff } }, NB_NOT_LATE,
	  NB_IS_NONE },
	{ "ns_from_multicast", NB_NEIGH_BASE_NS, 0, 0, { { 22, 0xff } }, NB_NOT_LATE, NB_IS_NONE },

	{ "na", NB_NEIGH_BASE_NA, 0, 0, NB_NO_EDIT, NB_NOT_LATE,
	  NB_NEIGH_NA, NB_NEIGH_SOLICITED, NB_NEIGH_AT_OPTION },
	{ "na_of_router", NB_NEIGH_BASE_NA, 1, 0, { { 58, 0xc0 } }, NB_NOT_LATE,
	  NB_NEIGH_NA, NB_NEIGH_SOLICITED | NB_NEIGH_ROUTER, NB_NEIGH_AT_OPTION },
	{ "na_without_option", NB_NEIGH_BASE_NA, 2, 13, { { NB_NEIGH_AT_LENGTH, 24 } },
	  NB_NOT_LATE, NB_NEIGH_NA, NB_NEIGH_SOLICITED, 0 },
	{ "na_to_all", NB_NEIGH_BASE_ANNOUNCEMENT, 0, 0, NB_NO_EDIT, NB_NOT_LATE,
	  NB_NEIGH_NA, NB_NEIGH_GROUP | NB_NEIGH_ANNOUNCING | NB_NEIGH_ROUTER,
	  NB_NEIGH_AT_OPTION },
	{ "na_to_all_solicited", NB_NEIGH_BASE_ANNOUNCEMENT, 0, 0, { { 58, 0x60 } }, NB_NOT_LATE,
	  NB_IS_NONE },

	{ "nd_cut", NB_NEIGH_BASE_NS, 0, -1, NB_NO_EDIT, NB_NOT_LATE, NB_IS_NONE },
	{ "nd_too_short", NB_NEIGH_BASE_NS, 0, 0, { { NB_NEIGH_AT_LENGTH, 16 } }, NB_NOT_LATE,
	  NB_IS_NONE },
	{ "nd_of_bad_checksum", NB_NEIGH_BASE_NS, 0, 0, NB_NO_EDIT, { 85, 2 }, NB_IS_NONE },
	{ "nd_of_other_version", NB_NEIGH_BASE_NS, 0, 0, { { 14, 0x40 } }, NB_NOT_LATE,
	  NB_IS_NONE },
	{ "nd_behind_hop_by_hop", NB_NEIGH_BASE_NS, 0, 0, NB_NO_EDIT, { 20, 0 }, NB_IS_NONE },
	{ "nd_fragmented", NB_NEIGH_BASE_NS, 0, 0, NB_NO_EDIT, { 20, 44 }, NB_IS_NONE },
	{ "nd_of_hop_limit_254", NB_NEIGH_BASE_NA, 0, 0, { { 21, 254 } }, NB_NOT_LATE,
	  NB_IS_NONE },
	{ "nd_of_code_1", NB_NEIGH_BASE_NA, 0, 0, { { 55, 1 } }, NB_NOT_LATE, NB_IS_NONE },
	{ "nd_of_other_type", NB_NEIGH_BASE_NA, 0, 0, { { 54, 137 } }, NB_NOT_LATE, NB_IS_NONE },
	{ "nd_option_of_length_0", NB_NEIGH_BASE_NA, 0, 0, { { 79, 0 } }, NB_NOT_LATE,
	  NB_IS_NONE },
	{ "nd_option_beyond_the_end", NB_NEIGH_BASE_NA, 0, 8, { { 79, 2 } }, NB_NOT_LATE,
	  NB_IS_NONE },
	{ "nd_option_too_long", NB_NEIGH_BASE_NA, 0, 8,
	  { { NB_NEIGH_AT_LENGTH, 40 }, { 79, 2 } }, NB_NOT_LATE, NB_IS_NONE },
	{ "nd_option_twice", NB_NEIGH_BASE_NA, 0, 8,
	  { { NB_NEIGH_AT_LENGTH, 40 }, { 86, 2 }, { 87, 1 } }, NB_NOT_LATE, NB_IS_NONE },
	{ "nd_with_cga", NB_NEIGH_BASE_NA, 0, 8,
	  { { NB_NEIGH_AT_LENGTH, 40 }, { 86, 11 }, { 87, 1 } }, NB_NOT_LATE, NB_IS_NONE },
	{ "nd_with_rsa", NB_NEIGH_BASE_NS, 0, 8,
	  { { NB_NEIGH_AT_LENGTH, 40 }, { 86, 12 }, { 87, 1 } }, NB_NOT_LATE, NB_IS_NONE },
	{ "nd_with_unknown_option", NB_NEIGH_BASE_NA, 0, 8,
	  { { NB_NEIGH_AT_LENGTH, 40 }, { 86, 200 }, { 87, 1 } }, NB_NOT_LATE,
	  NB_NEIGH_NA, NB_NEIGH_SOLICITED, NB_NEIGH_AT_OPTION },
	{ "other_type", NB_NEIGH_BASE_NA, 0, 0, { { NB_NEIGH_AT_TYPE, 8 }, { 13, 0 } },
	  NB_NOT_LATE, NB_IS_NONE },
};

#define NB_NEIGH_CASES (sizeof(nb_neigh_cases) / sizeof(nb_neigh_cases[0]))

/* Makes the checksum of an untagged frame right, as far as it has one. */
static inline void nb_neigh_case_sign(u8 *frame, u32 len)
{
	u32 payload, sum = 58, at;

	if (len < NB_NEIGH_AT_OPTION || frame[NB_NEIGH_AT_TYPE] != 0x86)
		return;
	payload = (u32)frame[NB_NEIGH_AT_LENGTH - 1] << 8 |
		  frame[NB_NEIGH_AT_LENGTH];
	if (NB_NEIGH_AT_BODY + 40 + payload > len)
		return;
	frame[NB_NEIGH_AT_SUM] = 0;
	frame[NB_NEIGH_AT_SUM + 1] = 0;
	for (at = 0; at < 32 + payload; at++)
		sum += (u32)frame[NB_NEIGH_AT_BODY + 8 + at] << (at % 2 ? 0 : 8);
	sum = 0xffff - (sum + payload) % 0xffff;
	frame[NB_NEIGH_AT_SUM] = (u8)(sum >> 8);
	frame[NB_NEIGH_AT_SUM + 1] = (u8)sum;
}

/* Return: the new length. */
static inline u32 nb_neigh_case_tag(u8 *frame, u32 len, u32 tags)
{
	u8 *at = frame + NB_NEIGH_AT_TYPE;

	for (; tags; tags--) {
		__builtin_memmove(at + 4, at, len - NB_NEIGH_AT_TYPE);
		at[0] = tags == 2 ? 0x81 : 0x88;
		at[1] = tags == 2 ? 0 : 0xa8;
		at[2] = 0x60;
		at[3] = tags == 2 ? 200 : 100;
		len += 4;
	}
	return len;
}

static inline u32 nb_neigh_case_build(const struct nb_neigh_case *c, u8 *frame)
{
	u32 len = nb_neigh_bases[c->base].len, i;

	__builtin_memset(frame, 0xa5, NB_NEIGH_CASE_MAX);
	__builtin_memcpy(frame, nb_neigh_bases[c->base].data, len);
	for (i = 0; i < 4; i++)
		if (c->edit[i].at)
			frame[c->edit[i].at] = c->edit[i].value;
	len = (u32)((s32)len + c->more);
	nb_neigh_case_sign(frame, len);
	if (c->late.at)
		frame[c->late.at] = c->late.value;
	return nb_neigh_case_tag(frame, len, c->tags);
}

static inline u32 nb_neigh_case_flags(const struct nb_neigh *neigh)
{
	return (neigh->group ? NB_NEIGH_GROUP : 0) |
	       (neigh->probing ? NB_NEIGH_PROBING : 0) |
	       (neigh->announcing ? NB_NEIGH_ANNOUNCING : 0) |
	       (neigh->router ? NB_NEIGH_ROUTER : 0) |
	       (neigh->solicited ? NB_NEIGH_SOLICITED : 0);
}

static inline u64 nb_neigh_case_mac(const u8 *mac)
{
	u64 number = 0;
	u32 i;

	for (i = 0; i < 6; i++)
		number = number << 8 | mac[i];
	return number;
}

static inline u64 nb_neigh_case_tags(u32 tags)
{
	return tags == 2 ? 0x88a80064810000c8ULL : tags ? 0x88a80064 : 0;
}

/* Lets @frame teach another address: it says so, and all else as before. */
static inline bool nb_neigh_case_rewrite(u8 *frame, u32 len,
					 const struct nb_neigh *before,
					 struct nb_fault *fault)
{
	static const u8 mac[] = { 6, 5, 4, 3, 2, 1 };
	bool grows = before->ip6 && !before->option && !before->probing;
	u8 was = frame[before->at + 44];
	struct nb_neigh said = *before, after;
	u32 now = nb_neigh_rewrite(frame, len, &said, mac);

	if (!nb_same(fault, 1, "length", len + (grows ? NB_NEIGH_GROWTH : 0), now) ||
	    !nb_same(fault, 1, "found", true, nb_neigh_parse(frame, now, &after)) ||
	    !nb_same(fault, 1, "kind", before->kind, after.kind))
		return false;
	if (before->probing)
		return nb_same(fault, 1, "a probe stays", 0,
			       !!__builtin_memcmp(&after, before, sizeof(after)));
	return nb_same(fault, 1, "brought up to date", 0,
		       !!__builtin_memcmp(&said, &after, sizeof(said))) &&
	       nb_same(fault, 1, "address", nb_neigh_case_mac(mac),
		       nb_neigh_case_mac(after.mac)) &&
	       nb_same(fault, 1, "source", nb_neigh_case_mac(mac),
		       nb_neigh_case_mac(frame + 6)) &&
	       nb_same(fault, 1, "flags", nb_neigh_case_flags(before),
		       nb_neigh_case_flags(&after)) &&
	       nb_same(fault, 1, "tags", before->tags, after.tags) &&
	       nb_same(fault, 1, "addresses", 0,
		       !!__builtin_memcmp(before->local, after.local, NB_NEIGH_ADDR) ||
			       !!__builtin_memcmp(before->peer, after.peer, NB_NEIGH_ADDR)) &&
	       nb_same(fault, 1, "override", grows ? 0x20 : was & 0x20,
		       after.kind == NB_NEIGH_NA ? frame[after.at + 44] & 0x20 :
						   grows ? 0x20 : was & 0x20);
}

static inline bool nb_neigh_case_run(const struct nb_neigh_case *c,
				     struct nb_fault *fault)
{
	u8 frame[NB_NEIGH_CASE_MAX];
	u32 len = nb_neigh_case_build(c, frame);
	u32 option = c->option ? c->option + 4u * c->tags : 0;
	struct nb_neigh neigh;
	bool found = nb_neigh_parse(frame, len, &neigh);

	if (!nb_same(fault, 0, "kind", c->kind, neigh.kind) ||
	    !nb_same(fault, 0, "found", c->kind != NB_NEIGH_NONE, found) ||
	    !nb_same(fault, 0, "flags", c->flags, nb_neigh_case_flags(&neigh)) ||
	    !nb_same(fault, 0, "option", option, neigh.option))
		return false;
	if (!found)
		return true;
	return nb_same(fault, 0, "at", NB_NEIGH_AT_BODY + 4u * c->tags, neigh.at) &&
	       nb_same(fault, 0, "tags", nb_neigh_case_tags(c->tags), neigh.tags) &&
	       nb_same(fault, 0, "address", option || !neigh.ip6 ? 0x020000000001 : 0,
		       nb_neigh_case_mac(neigh.mac)) &&
	       nb_same(fault, 0, "peer's address", neigh.group ? 0 : 0x020000000002,
		       nb_neigh_case_mac(neigh.peer_mac)) &&
	       nb_neigh_case_rewrite(frame, len, &neigh, fault);
}

/* A frame with a few wrong bytes is none, or does all that a right one does. */
static inline bool nb_neigh_random_frame(u64 seed, struct nb_fault *fault)
{
	struct nb_neigh_case c = {};
	u8 frame[NB_NEIGH_CASE_MAX];
	struct nb_neigh neigh;
	u32 i, len;

	c.base = (u8)nb_random_below(&seed, NB_NEIGH_BASES);
	c.tags = (u8)nb_random_below(&seed, 4);
	c.more = (s32)nb_random_below(&seed, 40) - 10;
	for (i = nb_random_below(&seed, 4); i; i--) {
		c.edit[i].at = (u8)nb_random_below(&seed, 86);
		c.edit[i].value = (u8)nb_random(&seed);
	}
	len = nb_neigh_case_build(&c, frame);
	if (nb_neigh_parse(frame, len, &neigh))
		return nb_neigh_case_rewrite(frame, len, &neigh, fault);
	return nb_same(fault, 0, "kind", NB_NEIGH_NONE, neigh.kind);
}

/* What is taught without being asked. */
static inline bool nb_neigh_made(bool ip6, struct nb_fault *fault)
{
	struct nb_neigh_lesson lesson = {};
	u8 frame[NB_NEIGH_MADE];
	struct nb_neigh neigh;

	lesson.ip6 = ip6;
	lesson.router = true;
	lesson.mac[5] = 1;
	lesson.peer_mac[5] = 2;
	lesson.local[3] = 3;
	lesson.peer[3] = 4;
	return nb_same(fault, 0, "length", ip6 ? NB_NEIGH_MADE : 42,
		       nb_neigh_make(frame, &lesson)) &&
	       nb_same(fault, 0, "found", true,
		       nb_neigh_parse(frame, ip6 ? NB_NEIGH_MADE : 42, &neigh)) &&
	       nb_same(fault, 0, "kind", ip6 ? NB_NEIGH_NA : NB_NEIGH_ARP_REQUEST, neigh.kind) &&
	       nb_same(fault, 0, "flags", ip6 ? NB_NEIGH_ROUTER : 0,
		       nb_neigh_case_flags(&neigh)) &&
	       nb_same(fault, 0, "address", 1, nb_neigh_case_mac(neigh.mac)) &&
	       nb_same(fault, 0, "peer's address", 2, nb_neigh_case_mac(neigh.peer_mac)) &&
	       nb_same(fault, 0, "local", 3, neigh.local[3]) &&
	       nb_same(fault, 0, "peer", 4, neigh.peer[3]);
}

static inline bool nb_neigh_makes_arp(struct nb_fault *fault)
{
	return nb_neigh_made(false, fault);
}

static inline bool nb_neigh_makes_na(struct nb_fault *fault)
{
	return nb_neigh_made(true, fault);
}

#endif
