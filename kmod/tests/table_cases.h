/* SPDX-License-Identifier: GPL-2.0 */
/* Who carries which bucket: shares by weight, and that nothing moves that need not. */
#ifndef NB_TABLE_CASES_H
#define NB_TABLE_CASES_H

#include "../table.h"
#include "cases.h"

#define NB_TABLE_SOME 5 /* members at most */

/* A table, and what it was before the last step. Too large for a kernel stack. */
static struct {
	struct nb_table table;
	struct nb_table_weights weights;
	struct nb_bucket before[NB_BUCKETS];
	u64 now;
} nb_desk;

static inline void nb_desk_start(const u32 *weight)
{
	unsigned int i;

	for (i = 0; i < NB_TABLE_MEMBERS; i++)
		nb_desk.weights.weight[i] = i < NB_TABLE_SOME ? weight[i] : 0;
	nb_table_init(&nb_desk.table);
	nb_desk.now = 0;
}

/* Return: the buckets that moved at once, if what it says is what is to be seen. */
static inline unsigned int nb_desk_update(enum nb_table_layout layout)
{
	unsigned int i, moved, seen = 0;
	u64 moves = nb_desk.table.moves;

	for (i = 0; i < NB_BUCKETS; i++)
		nb_desk.before[i] = nb_desk.table.bucket[i];
	moved = nb_table_update(&nb_desk.table, layout, &nb_desk.weights, ++nb_desk.now);
	for (i = 0; i < NB_BUCKETS; i++) {
		bool other = nb_desk.table.bucket[i].owner != nb_desk.before[i].owner;
		bool now = nb_desk.table.bucket[i].moved == nb_desk.now;

		seen += other;
		if (other != now)
			return ~0U;
	}
	return moved == seen && nb_desk.table.moves == moves + moved ? moved : ~0U;
}

static inline void nb_desk_settle(void)
{
	unsigned int i;

	nb_desk.now++;
	for (i = 0; i < NB_BUCKETS; i++)
		nb_table_settle(&nb_desk.table, i, nb_desk.now);
}

static inline bool nb_desk_usable(u8 slot)
{
	return slot < NB_TABLE_SOME && nb_desk.weights.weight[slot];
}

/* Plans that the buckets have; those of @from alone, unless it is NB_NOBODY. */
static inline unsigned int nb_desk_plans(u8 from, u8 to)
{
	unsigned int i, count = 0;

	for (i = 0; i < NB_BUCKETS; i++)
		count += nb_desk.table.bucket[i].next == to &&
			 (from == NB_NOBODY || nb_desk.table.bucket[i].owner == from);
	return count;
}

/* At once only what nobody carries any more, and that whole. */
static inline bool nb_desk_calm(struct nb_fault *fault, unsigned int step)
{
	unsigned int i;

	for (i = 0; i < NB_BUCKETS; i++) {
		bool orphan = !nb_desk_usable(nb_desk.before[i].owner);
		bool moved = nb_desk.table.bucket[i].owner != nb_desk.before[i].owner;

		if (!nb_same(fault, step, "moved", orphan, moved))
			return false;
	}
	return true;
}

/* The same again finds nothing more to do. */
static inline bool nb_desk_rests(struct nb_fault *fault, unsigned int step,
				 enum nb_table_layout layout)
{
	unsigned int i, pending = nb_desk.table.pending;

	if (!nb_same(fault, step, "moved by the same again", 0, nb_desk_update(layout)) ||
	    !nb_same(fault, step, "pending after the same again", pending, nb_desk.table.pending))
		return false;
	for (i = 0; i < NB_BUCKETS; i++)
		if (!nb_same(fault, step, "next after the same again", nb_desk.before[i].next,
			     nb_desk.table.bucket[i].next))
			return false;
	return true;
}

/* What members with these weights have of a table that was empty. */
struct nb_table_case {
	const char *name;
	u32 weight[NB_TABLE_SOME];
	unsigned int share[NB_TABLE_SOME];
};

static const struct nb_table_case nb_table_cases[] = {
	{ "one_has_all", { 1000 }, { 256 } },
	{ "the_second_alone", { 0, 1000 }, { 0, 256 } },
	{ "two_equal", { 1000, 1000 }, { 128, 128 } },
	{ "three_equal", { 1000, 1000, 1000 }, { 86, 85, 85 } },
	{ "four_equal", { 7, 7, 7, 7 }, { 64, 64, 64, 64 } },
	{ "five_equal", { 1, 1, 1, 1, 1 }, { 52, 51, 51, 51, 51 } },
	{ "one_to_three", { 1000, 3000 }, { 64, 192 } },
	{ "one_to_ten", { 1000, 10000 }, { 23, 233 } },
	{ "the_largest_rest_is_rounded_up", { 25000, 10000, 10000 }, { 142, 57, 57 } },
	{ "speeds_of_all_kinds", { 1000, 10000, 2500, 40000, 300 }, { 5, 48, 12, 190, 1 } },
	{ "the_lightest_has_one_too", { 4000000, 1, 4000000, 10 }, { 127, 1, 127, 1 } },
	{ "too_heavy_counts_as_heaviest", { 0xffffffff, NB_TABLE_WEIGHT_MAX }, { 128, 128 } },
};

#define NB_TABLE_CASES (sizeof(nb_table_cases) / sizeof(nb_table_cases[0]))

/* Its share of what was whole, or rounded up or down. */
static inline bool nb_table_shared(struct nb_fault *fault, const struct nb_table_case *c)
{
	unsigned int slot, sum = 0;

	for (slot = 0; slot < NB_TABLE_SOME; slot++) {
		unsigned int has = nb_table_count(&nb_desk.table, (u8)slot);

		if (!nb_same(fault, slot, "share", true,
			     has + 1 >= c->share[slot] && has <= c->share[slot] + 1 &&
				     !has == !c->share[slot]))
			return false;
		sum += has;
	}
	return nb_same(fault, slot, "shares together", NB_BUCKETS, sum);
}

/* The member is lost and returns. */
static inline bool nb_table_returns(const struct nb_table_case *c, u8 lost, struct nb_fault *fault)
{
	unsigned int pending;

	nb_desk_start(c->weight);
	nb_desk_update(NB_TABLE_HASHED);
	nb_desk.weights.weight[lost] = 0;
	if (!nb_same(fault, lost, "moved by a loss", c->share[lost], nb_desk_update(NB_TABLE_HASHED)) ||
	    !nb_same(fault, lost, "left to the lost", 0, nb_table_count(&nb_desk.table, lost)) ||
	    !nb_desk_calm(fault, lost) || !nb_desk_rests(fault, lost, NB_TABLE_HASHED))
		return false;
	if (nb_table_count(&nb_desk.table, NB_NOBODY))
		return nb_same(fault, lost, "lost by all", NB_BUCKETS, c->share[lost]);
	nb_desk_settle();
	nb_desk.weights.weight[lost] = c->weight[lost];
	if (!nb_same(fault, lost, "moved by a return", 0, nb_desk_update(NB_TABLE_HASHED)))
		return false;
	pending = nb_desk.table.pending;
	if (!nb_same(fault, lost, "planned for others", pending, nb_desk_plans(NB_NOBODY, lost)) ||
	    !nb_desk_rests(fault, lost, NB_TABLE_HASHED))
		return false;
	nb_desk_settle();
	return nb_same(fault, lost, "has what was planned", pending, nb_table_count(&nb_desk.table, lost)) &&
	       nb_same(fault, lost, "pending", 0, nb_desk.table.pending) &&
	       nb_table_shared(fault, c) && nb_desk_rests(fault, lost, NB_TABLE_HASHED);
}

static inline bool nb_table_case_run(const struct nb_table_case *c, struct nb_fault *fault)
{
	unsigned int slot;

	nb_desk_start(c->weight);
	if (!nb_same(fault, 0, "moved", NB_BUCKETS, nb_desk_update(NB_TABLE_HASHED)) ||
	    !nb_same(fault, 0, "pending", 0, nb_desk.table.pending))
		return false;
	for (slot = 0; slot < NB_TABLE_SOME; slot++)
		if (!nb_same(fault, slot, "first share", c->share[slot],
			     nb_table_count(&nb_desk.table, (u8)slot)))
			return false;
	if (!nb_desk_rests(fault, 0, NB_TABLE_HASHED))
		return false;
	for (slot = 0; slot < NB_TABLE_SOME; slot++)
		if (c->weight[slot] && !nb_table_returns(c, (u8)slot, fault))
			return false;
	return true;
}

/* Another weight plans just the difference, and the old one takes that back. */
static inline bool nb_table_weighs(struct nb_fault *fault)
{
	static const u32 equal[NB_TABLE_SOME] = { 1000, 1000, 2000 };

	nb_desk_start(equal);
	nb_desk_update(NB_TABLE_HASHED);
	nb_desk.weights.weight[1] = 5000;
	if (!nb_same(fault, 0, "moved", 0, nb_desk_update(NB_TABLE_HASHED)) ||
	    !nb_same(fault, 1, "of the first", 32, nb_desk_plans(0, 1)) ||
	    !nb_same(fault, 2, "of the third", 64, nb_desk_plans(2, 1)) ||
	    !nb_same(fault, 3, "in all", 96, nb_desk.table.pending))
		return false;
	nb_desk.weights.weight[1] = 1000;
	if (!nb_same(fault, 4, "moved", 0, nb_desk_update(NB_TABLE_HASHED)) ||
	    !nb_same(fault, 5, "taken back", 0, nb_desk.table.pending))
		return false;
	nb_desk.weights.weight[1] = 5000;
	nb_desk_update(NB_TABLE_HASHED);
	nb_desk_settle();
	return nb_same(fault, 6, "the first has", 32, nb_table_count(&nb_desk.table, 0)) &&
	       nb_same(fault, 7, "the second has", 160, nb_table_count(&nb_desk.table, 1)) &&
	       nb_same(fault, 8, "the third has", 64, nb_table_count(&nb_desk.table, 2));
}

/* Who dies while buckets wait to leave it gives those to whom they are to go, though another needs more. */
static inline bool nb_table_dies_waiting(struct nb_fault *fault)
{
	static const u32 equal[NB_TABLE_SOME] = { 1000, 1000, 1000 };
	unsigned int i, hastened = 0;

	nb_desk_start(equal);
	nb_desk.weights.weight[2] = 0;
	nb_desk_update(NB_TABLE_HASHED);
	nb_desk.weights.weight[2] = 1000;
	nb_desk_update(NB_TABLE_HASHED);
	if (!nb_same(fault, 0, "planned", true, nb_desk_plans(0, 2) > 0))
		return false;
	nb_desk.weights.weight[0] = 0;
	nb_desk.weights.weight[3] = 3000;
	if (!nb_same(fault, 1, "moved", 128, nb_desk_update(NB_TABLE_HASHED)) || !nb_desk_calm(fault, 2))
		return false;
	for (i = 0; i < NB_BUCKETS; i++) {
		if (nb_desk.before[i].owner || nb_desk.before[i].next != 2)
			continue;
		hastened++;
		if (!nb_same(fault, i, "goes where it was to go", 2, nb_desk.table.bucket[i].owner))
			return false;
	}
	return nb_same(fault, 3, "went there", true, hastened > 0);
}

/* Turns: the cycle that fits the weights, and nobody twice where that can be. */
static inline bool nb_table_turns(struct nb_fault *fault)
{
	static const u32 weight[NB_TABLE_SOME] = { 3000, 2000, 2000 };
	unsigned int i, j, length;

	nb_desk_start(weight);
	if (!nb_same(fault, 0, "moved", NB_BUCKETS, nb_desk_update(NB_TABLE_ROUND)) ||
	    !nb_same(fault, 0, "length", 252, nb_desk.table.length) ||
	    !nb_desk_rests(fault, 0, NB_TABLE_ROUND))
		return false;
	length = nb_desk.table.length;
	for (i = 0; i < length; i += 7) {
		unsigned int turns[NB_TABLE_SOME] = { 0 };

		for (j = i; j < i + 7; j++) {
			u8 owner = nb_desk.table.bucket[j].owner;

			if (!nb_same(fault, j, "somebody's turn", true, owner < 3) ||
			    !nb_same(fault, j, "twice in a row", false,
				     owner == nb_desk.table.bucket[(j + 1) % length].owner))
				return false;
			turns[owner]++;
		}
		if (!nb_same(fault, i, "turns of the first", 3, turns[0]) ||
		    !nb_same(fault, i, "turns of the second", 2, turns[1]))
			return false;
	}
	for (i = length; i < NB_BUCKETS; i++)
		if (!nb_same(fault, i, "goes on", nb_desk.table.bucket[i - length].owner,
			     nb_desk.table.bucket[i].owner))
			return false;
	return true;
}

/* By load: shares are no ground to move, but who owns nothing is given some. */
static inline bool nb_table_loaded(struct nb_fault *fault)
{
	static const u32 weight[NB_TABLE_SOME] = { 1000, 1000 };
	unsigned int i;

	nb_desk_start(weight);
	nb_desk_update(NB_TABLE_LOADED);
	for (i = 0; i < NB_BUCKETS; i++)
		nb_table_move(&nb_desk.table, i, i >= 16, ++nb_desk.now);
	if (!nb_desk_rests(fault, 0, NB_TABLE_LOADED) ||
	    !nb_same(fault, 0, "planned by shares", 0, nb_desk.table.pending) ||
	    !nb_same(fault, 1, "to its owner", false, nb_table_intend(&nb_desk.table, 0, 0, 1)) ||
	    !nb_same(fault, 2, "to nobody", false, nb_table_intend(&nb_desk.table, 0, 2, 1)) ||
	    !nb_same(fault, 3, "by load", true, nb_table_intend(&nb_desk.table, 0, 1, 1)) ||
	    !nb_same(fault, 4, "twice", false, nb_table_intend(&nb_desk.table, 0, 1, 1)) ||
	    !nb_desk_rests(fault, 5, NB_TABLE_LOADED) ||
	    !nb_same(fault, 6, "kept", 1, nb_desk_plans(0, 1)) ||
	    !nb_same(fault, 7, "forgotten", true, nb_table_forget(&nb_desk.table, 0)) ||
	    !nb_same(fault, 8, "pending", 0, nb_desk.table.pending))
		return false;
	nb_desk.weights.weight[2] = 1000;
	if (!nb_same(fault, 9, "moved", 0, nb_desk_update(NB_TABLE_LOADED)) ||
	    !nb_same(fault, 10, "of whom has too much", 85, nb_desk_plans(1, 2)) ||
	    !nb_same(fault, 11, "in all", 85, nb_desk.table.pending))
		return false;
	nb_desk.weights.weight[1] = 0;
	return nb_same(fault, 12, "lost", 240, nb_desk_update(NB_TABLE_LOADED)) &&
	       nb_desk_calm(fault, 13) &&
	       nb_same(fault, 14, "the first has", 128, nb_table_count(&nb_desk.table, 0));
}

/* Exact shares, rounded up or down; who is due less than one has one. */
static inline bool nb_desk_fair(struct nb_fault *fault, unsigned int step)
{
	u64 sum = 0;
	unsigned int slot;

	for (slot = 0; slot < NB_TABLE_SOME; slot++)
		sum += nb_desk.weights.weight[slot];
	for (slot = 0; slot < NB_TABLE_SOME; slot++) {
		u64 part = (u64)nb_desk.weights.weight[slot] * NB_BUCKETS;
		u64 has = nb_table_count(&nb_desk.table, (u8)slot);

		if (sum &&
		    !nb_same(fault, step, "fair", true,
			     (has + 1) * sum > part && (!has || (has - 1) * sum < part)))
			return false;
	}
	return true;
}

/* Members come, go and change; of the plans some are carried out. */
static inline bool nb_table_random_life(u64 seed, struct nb_fault *fault)
{
	static const u32 none[NB_TABLE_SOME] = { 0 };
	unsigned int step, i, plans;

	nb_desk_start(none);
	for (step = 0; step < 20; step++) {
		unsigned int slot = nb_random_below(&seed, NB_TABLE_SOME), some = 0;
		/* Not so light that one bucket is more than its share. */
		u32 weight = nb_random_below(&seed, 3) ? 1000 + nb_random_below(&seed, 30000) : 0;

		nb_desk.weights.weight[slot] = weight;
		for (i = 0; i < NB_TABLE_SOME; i++)
			some |= nb_desk.weights.weight[i];
		nb_desk_update(NB_TABLE_HASHED);
		for (i = 0, plans = 0; i < NB_BUCKETS; i++) {
			const struct nb_bucket *bucket = &nb_desk.table.bucket[i];

			plans += bucket->next != NB_NOBODY;
			if (!nb_same(fault, step, "owner", some != 0, nb_desk_usable(bucket->owner)) ||
			    !nb_same(fault, step, "next", bucket->next != NB_NOBODY,
				     nb_desk_usable(bucket->next)) ||
			    !nb_same(fault, step, "planned when", !!bucket->planned,
				     bucket->next != NB_NOBODY))
				return false;
		}
		if (!nb_same(fault, step, "pending", plans, nb_desk.table.pending) ||
		    (some && !nb_desk_calm(fault, step)) || !nb_desk_rests(fault, step, NB_TABLE_HASHED))
			return false;
		for (i = 0; i < NB_BUCKETS; i++)
			if (nb_random_below(&seed, 4))
				nb_table_settle(&nb_desk.table, i, nb_desk.now);
	}
	nb_desk_settle();
	return nb_desk_fair(fault, step) && nb_desk_rests(fault, step, NB_TABLE_HASHED);
}

#endif
