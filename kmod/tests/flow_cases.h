/* SPDX-License-Identifier: GPL-2.0 */
/* What hash a frame has, by which of its headers, and that a part of it does not mislead. */
#ifndef NB_FLOW_CASES_H
#define NB_FLOW_CASES_H

#include "../flow.h"
#include "cases.h"

#define NB_FLOW_POLICIES 6
#define NB_FLOW_CASE_MAX 128 /* bytes of a frame */
#define NB_FLOW_PIECES 4
#define NB_FLOW_UNTAGGED (-1)

/*
 * Hashes of seed 1, made of the fields that are to count by a program that
 * knows no headers. Two that are equal say that it is the same flow.
 * @tag: the VLAN tag beside the frame
 * @frame: its bytes, in pieces
 * @hash: by enum netbond_xmit_hash_policy: layer2, layer3+4, layer2+3,
 *	encap2+3, encap3+4, vlan+srcmac
 */
struct nb_flow_case {
	const char *name;
	s32 tag;
	const char *frame[NB_FLOW_PIECES];
	u32 hash[NB_FLOW_POLICIES];
};

static const struct nb_flow_case nb_flow_cases[] = {
	{ "tcp4", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 0800 45000028 00070000 40060000 0a000001 0a000002",
	    "c35001bb 00000000000000000000000000000000" },
	  { 0xa4b122b3, 0xc3b6dd64, 0x285a02b1, 0x285a02b1, 0xc3b6dd64, 0x20edaec6 } },
	{ "udp4", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 0800 4500001c 00070000 40110000 0a000001 0a000002 c35001bb 00000000" },
	  { 0xa4b122b3, 0xc3b6dd64, 0x285a02b1, 0x285a02b1, 0xc3b6dd64, 0x20edaec6 } },
	{ "tcp6", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 86dd",
	    "60000000 00140640 fd000000000000000000000000000001 fd000000000000000000000000000002",
	    "c35001bb 00000000000000000000000000000000" },
	  { 0x77c54148, 0xf391fa20, 0xf889a69c, 0xf889a69c, 0xf391fa20, 0x20edaec6 } },
	{ "udp6", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 86dd",
	    "60000000 00081140 fd000000000000000000000000000001 fd000000000000000000000000000002 c35001bb 00000000" },
	  { 0x77c54148, 0xf391fa20, 0xf889a69c, 0xf889a69c, 0xf391fa20, 0x20edaec6 } },
	{ "sctp4", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 0800 45000028 00070000 40840000 0a000001 0a000002",
	    "c35001bb 00000000000000000000000000000000" },
	  { 0xa4b122b3, 0xc3b6dd64, 0x285a02b1, 0x285a02b1, 0xc3b6dd64, 0x20edaec6 } },
	{ "udplite6", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 86dd",
	    "60000000 00088840 fd000000000000000000000000000001 fd000000000000000000000000000002 c35001bb 00000000" },
	  { 0x77c54148, 0xf391fa20, 0xf889a69c, 0xf889a69c, 0xf391fa20, 0x20edaec6 } },
	{ "options4", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 0800 47000030 00070000 40060000 0a000001 0a000002 0102030405060708",
	    "c35001bb 00000000000000000000000000000000" },
	  { 0xa4b122b3, 0xc3b6dd64, 0x285a02b1, 0x285a02b1, 0xc3b6dd64, 0x20edaec6 } },
	{ "extensions6", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 86dd",
	    "60000000 002c0040 fd000000000000000000000000000001 fd000000000000000000000000000002 2b00 000000000000",
	    "0601 000000000000 0000000000000000 c35001bb 00000000000000000000000000000000" },
	  { 0x77c54148, 0xf391fa20, 0xf889a69c, 0xf889a69c, 0xf391fa20, 0x20edaec6 } },
	{ "arp", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 0806 0001080006040001 020000000001 0a000001 000000000000 0a000002" },
	  { 0x3eef8a97, 0x3eef8a97, 0x3eef8a97, 0x3eef8a97, 0x3eef8a97, 0x20edaec6 } },
	{ "length_is_no_type", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 0027 424203000000000000000000000000000000000000000000000000000000000000000000000000" },
	  { 0x93a5b41a, 0x93a5b41a, 0x93a5b41a, 0x93a5b41a, 0x93a5b41a, 0x20edaec6 } },
	{ "tag_in_the_frame", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 8100 60640800 45000028 00070000 40060000 0a000001 0a000002",
	    "c35001bb 00000000000000000000000000000000" },
	  { 0xa4b122b3, 0xc3b6dd64, 0x285a02b1, 0x285a02b1, 0xc3b6dd64, 0x91e629e0 } },
	{ "tag_beside_the_frame", 0x6064,
	  { "020000000002 020000000001 0800 45000028 00070000 40060000 0a000001 0a000002",
	    "c35001bb 00000000000000000000000000000000" },
	  { 0xa4b122b3, 0xc3b6dd64, 0x285a02b1, 0x285a02b1, 0xc3b6dd64, 0x91e629e0 } },
	{ "tags_in_tags", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 88a8 0005 8100 000686dd",
	    "60000000 00140640 fd000000000000000000000000000001 fd000000000000000000000000000002",
	    "c35001bb 00000000000000000000000000000000" },
	  { 0x77c54148, 0xf391fa20, 0xf889a69c, 0xf889a69c, 0xf391fa20, 0xc8deb851 } },
	{ "tag_beside_tags", 0x0005,
	  { "020000000002 020000000001 8100 00070800 45000028 00070000 40060000 0a000001 0a000002",
	    "c35001bb 00000000000000000000000000000000" },
	  { 0xa4b122b3, 0xc3b6dd64, 0x285a02b1, 0x285a02b1, 0xc3b6dd64, 0xc8deb851 } },
	{ "first_fragment4", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 0800 4500001c 00072000 40110000 0a000001 0a000002 c35001bb 00000000" },
	  { 0xa4b122b3, 0x0cc03885, 0x285a02b1, 0x285a02b1, 0x0cc03885, 0x20edaec6 } },
	{ "later_fragment4", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 0800 4500001c 000700b9 40110000 0a000001 0a000002 a5a5a5a5a5a5a5a5" },
	  { 0xa4b122b3, 0x0cc03885, 0x285a02b1, 0x285a02b1, 0x0cc03885, 0x20edaec6 } },
	{ "fragment6", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 86dd",
	    "60000000 00102c40 fd000000000000000000000000000001 fd000000000000000000000000000002 1100000100000009",
	    "c35001bb 00000000" },
	  { 0x77c54148, 0xe9d68b30, 0xf889a69c, 0xf889a69c, 0xe9d68b30, 0x20edaec6 } },
	{ "only_fragment6", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 86dd",
	    "60000000 00102c40 fd000000000000000000000000000001 fd000000000000000000000000000002 1100000000000009",
	    "c35001bb 00000000" },
	  { 0x77c54148, 0xf391fa20, 0xf889a69c, 0xf889a69c, 0xf391fa20, 0x20edaec6 } },
	{ "another_protocol", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 0800 4500001c 00070000 40630000 0a000001 0a000002 a5a5a5a5a5a5a5a5" },
	  { 0xa4b122b3, 0x0cc03885, 0x285a02b1, 0x285a02b1, 0x0cc03885, 0x20edaec6 } },
	{ "esp4", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 0800 45000024 00070000 40320000 0a000001 0a000002 00c0ffee a5a5a5a5a5a5a5a5a5a5a5a5" },
	  { 0xa4b122b3, 0x1702999b, 0x285a02b1, 0x285a02b1, 0x1702999b, 0x20edaec6 } },
	{ "ah6", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 86dd",
	    "60000000 00183340 fd000000000000000000000000000001 fd000000000000000000000000000002 06040000 00c0ffee",
	    "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5" },
	  { 0x77c54148, 0xd556c9f1, 0xf889a69c, 0xf889a69c, 0xd556c9f1, 0x20edaec6 } },
	{ "ping4", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 0800 4500001c 00070000 40010000 0a000001 0a000002 08000000 12340001" },
	  { 0xa4b122b3, 0x94c856a2, 0x285a02b1, 0x285a02b1, 0x94c856a2, 0x20edaec6 } },
	{ "ping6", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 86dd",
	    "60000000 00083a40 fd000000000000000000000000000001 fd000000000000000000000000000002 81000000 12340001" },
	  { 0x77c54148, 0xb2e5dc83, 0xf889a69c, 0xf889a69c, 0xb2e5dc83, 0x20edaec6 } },
	{ "error4", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 0800 45000038 00070000 40010000 0a000009 0a000002 0b000000 00000000",
	    "450005dc 00070000 40110000 0a000002 0a000001 01bbc350 00000000" },
	  { 0xa4b122b3, 0xc3b6dd64, 0x285a02b1, 0x285a02b1, 0xc3b6dd64, 0x20edaec6 } },
	{ "error6", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 86dd",
	    "60000000 00383a40 fd000000000000000000000000000009 fd000000000000000000000000000002 03000000 00000000",
	    "60000000 00081140 fd000000000000000000000000000002 fd000000000000000000000000000001 01bbc350 00000000" },
	  { 0x77c54148, 0xf391fa20, 0xf889a69c, 0xf889a69c, 0xf391fa20, 0x20edaec6 } },
	{ "ipip", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 0800 4500003c 00070000 40040000 0a000001 0a000002",
	    "45000028 00070000 40060000 c0a80001 c0a80002 c35001bb 00000000000000000000000000000000" },
	  { 0xa4b122b3, 0x0cc03885, 0x285a02b1, 0x1b35d3e3, 0x59a53913, 0x20edaec6 } },
	{ "gre4_with_key", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 0800 45000044 00070000 402f0000 0a000001 0a000002 20000800 a5a5a5a5",
	    "45000028 00070000 40060000 c0a80001 c0a80002 c35001bb 00000000000000000000000000000000" },
	  { 0xa4b122b3, 0x0cc03885, 0x285a02b1, 0x1b35d3e3, 0x59a53913, 0x20edaec6 } },
	{ "gre6_with_ethernet", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 86dd",
	    "60000000 003a2f40 fd000000000000000000000000000001 fd000000000000000000000000000002 00006558",
	    "0a0000000002 0a0000000001 0800 45000028 00070000 40060000 c0a80001 c0a80002",
	    "c35001bb 00000000000000000000000000000000" },
	  { 0x77c54148, 0xe9d68b30, 0xf889a69c, 0x53bca299, 0x59a53913, 0x20edaec6 } },
	{ "vxlan", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 0800 4500005a 00070000 40110000 0a000001 0a000002 000112b5 00460000 08000000 01020300",
	    "0a0000000002 0a0000000001 0800 45000028 00070000 40060000 c0a80001 c0a80002",
	    "c35001bb 00000000000000000000000000000000" },
	  { 0xa4b122b3, 0xd28f1c68, 0x285a02b1, 0x1b35d3e3, 0x59a53913, 0x20edaec6 } },
	{ "geneve_with_ip", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 86dd",
	    "60000000 003c1140 fd000000000000000000000000000001 fd000000000000000000000000000002 000117c1 003c0000",
	    "01000800 01020300 00000000 45000028 00070000 40060000 c0a80001 c0a80002",
	    "c35001bb 00000000000000000000000000000000" },
	  { 0x77c54148, 0xc395a15b, 0xf889a69c, 0x53bca299, 0x59a53913, 0x20edaec6 } },
	{ "vxlan_with_arp", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 0800 4500004e 00070000 40110000 0a000001 0a000002 000112b5 003a0000 08000000 01020300",
	    "0a0000000002 0a0000000001 0806 a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5" },
	  { 0xa4b122b3, 0xd28f1c68, 0x285a02b1, 0x285a02b1, 0xd28f1c68, 0x20edaec6 } },
	{ "mpls", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 8847 00010040 00020140 45000028 00070000 40060000 0a000001 0a000002",
	    "c35001bb 00000000000000000000000000000000" },
	  { 0x80568af6, 0xc3b6dd64, 0x0ea654cd, 0x0ea654cd, 0xc3b6dd64, 0x20edaec6 } },
	{ "pppoe", NB_FLOW_UNTAGGED,
	  { "020000000002 020000000001 8864 11000001 002a 0021 45000028 00070000 40060000 0a000001 0a000002",
	    "c35001bb 00000000000000000000000000000000" },
	  { 0xbe52b730, 0xc3b6dd64, 0x491aeafe, 0x491aeafe, 0xc3b6dd64, 0x20edaec6 } },
};

#define NB_FLOW_CASES (sizeof(nb_flow_cases) / sizeof(nb_flow_cases[0]))

static inline u8 nb_flow_digit(char c)
{
	return (u8)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* Return: the length of the frame, whose bytes are in @data. */
static inline u32 nb_flow_case_bytes(const struct nb_flow_case *c, u8 *data)
{
	u32 len = 0;
	const char *at;
	int i;

	for (i = 0; i < NB_FLOW_PIECES && c->frame[i]; i++) {
		for (at = c->frame[i]; *at && len < NB_FLOW_CASE_MAX; at++) {
			if (*at == ' ')
				continue;
			data[len++] = (u8)(nb_flow_digit(at[0]) << 4 | nb_flow_digit(at[1]));
			at++;
		}
	}
	return len;
}

static inline u32 nb_flow_ask(u32 policy, s32 tag, const u8 *data, u32 len, bool *cut)
{
	const struct nb_flow_frame frame = { data, len, (u16)(tag < 0 ? 0 : tag), tag >= 0 };
	struct nb_flow_seed seed;

	nb_flow_seed_init(&seed, 1);
	return nb_flow_hash(&seed, policy, &frame, cut);
}

/* By the way that names the fields. */
static inline u32 nb_flow_ask_fields(u32 policy, s32 tag, const u8 *data, u32 len, bool *cut)
{
	const struct nb_flow_frame frame = { data, len, (u16)(tag < 0 ? 0 : tag), tag >= 0 };
	struct nb_flow_info info;
	struct nb_flow_seed seed;

	nb_flow_seed_init(&seed, 1);
	nb_flow_dissect(policy, &frame, &info);
	*cut = info.cut;
	return nb_flow_mix(&seed, &info);
}

/*
 * Both ways have one answer, and who has only the first @len bytes of @whole
 * has that of all of them, or says that there might be another.
 */
static inline bool nb_flow_agrees(struct nb_fault *fault, u32 policy, s32 tag, const u8 *data,
				  u32 len, u32 whole)
{
	bool cut, cut_fields, cut_whole;
	u32 hash = nb_flow_ask(policy, tag, data, len, &cut);
	u32 fields = nb_flow_ask_fields(policy, tag, data, len, &cut_fields);
	u32 other = nb_flow_ask(policy, tag, data, whole, &cut_whole);

	if (!nb_same(fault, policy, "hash by fields", hash, fields) ||
	    !nb_same(fault, policy, "cut by fields", cut, cut_fields))
		return false;
	if (cut)
		return true;
	return nb_same(fault, policy, "of all bytes, cut", false, cut_whole) &&
	       nb_same(fault, policy, "hash of all bytes", other, hash);
}

/* Nothing is read behind the bytes at hand: they are all there is. */
static inline bool nb_flow_case_run(const struct nb_flow_case *c, struct nb_fault *fault)
{
	u8 data[NB_FLOW_CASE_MAX];
	u32 whole = nb_flow_case_bytes(c, data);
	u32 policy, len;
	bool cut;

	for (policy = 0; policy < NB_FLOW_POLICIES; policy++) {
		u32 hash = nb_flow_ask(policy, c->tag, data, whole, &cut);

		if (!nb_same(fault, policy, "hash", c->hash[policy], hash) ||
		    !nb_same(fault, policy, "cut", false, cut))
			return false;
		for (len = 0; len <= whole; len++)
			if (!nb_flow_agrees(fault, policy, c->tag, data, len, whole))
				return false;
	}
	return true;
}

/* A number always gives the same seed, and that the same of a number of others. */
static inline bool nb_flow_seeds(struct nb_fault *fault)
{
	static const struct {
		u32 number;
		u64 a;
		u64 b;
	} seeds[] = {
		{ 0, 0xe220a8397b1dcdafULL, 0x6e789e6aa1b965f4ULL },
		{ 1, 0x910a2dec89025cc1ULL, 0xbeeb8da1658eec67ULL },
		{ 0xffffffff, 0x73b13ba2aff181c0ULL, 0x612043051340d3b4ULL },
	};
	static const u32 remixed[][2] = {
		{ 0, 0xe33af9af }, { 1, 0x667e3d84 }, { 0xdeadbeef, 0x2e12053a },
	};
	struct nb_flow_seed seed;
	u32 i;

	for (i = 0; i < 3; i++) {
		nb_flow_seed_init(&seed, seeds[i].number);
		if (!nb_same(fault, i, "a", seeds[i].a, seed.a) ||
		    !nb_same(fault, i, "b", seeds[i].b, seed.b))
			return false;
	}
	nb_flow_seed_init(&seed, 1);
	for (i = 0; i < 3; i++)
		if (!nb_same(fault, i, "remixed", remixed[i][1], nb_flow_remix(&seed, remixed[i][0])))
			return false;
	return true;
}

/* Of a frame above some bytes are others, the first of its headers most often. */
static inline bool nb_flow_random_frame(u64 seed, struct nb_fault *fault)
{
	const struct nb_flow_case *c = &nb_flow_cases[nb_random_below(&seed, NB_FLOW_CASES)];
	s32 tag = nb_random_below(&seed, 8) ? NB_FLOW_UNTAGGED : (s32)nb_random_below(&seed, 0x10000);
	u32 changes = nb_random_below(&seed, 4), policy = nb_random_below(&seed, NB_FLOW_POLICIES);
	u8 data[NB_FLOW_CASE_MAX];
	u32 whole = nb_flow_case_bytes(c, data);

	for (; changes; changes--) {
		data[nb_random_below(&seed, whole)] = (u8)nb_random_below(&seed, 0x100);
		data[12 + nb_random_below(&seed, 24)] = (u8)nb_random_below(&seed, 0x100);
	}
	return nb_flow_agrees(fault, policy, tag, data, nb_random_below(&seed, whole + 1), whole);
}

#endif
