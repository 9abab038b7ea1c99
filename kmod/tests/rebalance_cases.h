/* SPDX-License-Identifier: GPL-2.0 */
/* What balancing by load has to move, and what not. */
#ifndef NB_REBALANCE_CASES_H
#define NB_REBALANCE_CASES_H

#include "../rebalance.h"
#include "cases.h"

#define NB_RIG_MOVES 8
/* Bytes a second in a Mbit/s of 2^20: a whole number of what is measured. */
#define NB_RIG_MBIT 131072ULL
#define NB_RIG_BEGIN (100 * NB_REBALANCE_PERIOD)

/* A bond whose buckets pause all the time: plans are carried out at once. */
struct nb_rebalance_rig {
	struct nb_table table;
	struct nb_table_weights weights;
	struct nb_rebalance state;
	u64 bytes[NB_BUCKETS];
	u64 rate[NB_BUCKETS]; /* bytes a second */
	u64 now;
	struct nb_rebalance_move move[NB_RIG_MOVES];
	unsigned int count; /* of the last run */
	unsigned int moves; /* of all runs */
};

/* Too large for a kernel stack. */
static struct nb_rebalance_rig nb_rig;

static inline void nb_rig_start(const u32 *weight, unsigned int members)
{
	unsigned int i;

	for (i = 0; i < NB_TABLE_MEMBERS; i++)
		nb_rig.weights.weight[i] = i < members ? weight[i] : 0;
	for (i = 0; i < NB_BUCKETS; i++) {
		nb_rig.bytes[i] = 0;
		nb_rig.rate[i] = 0;
	}
	nb_table_init(&nb_rig.table);
	nb_table_update(&nb_rig.table, NB_TABLE_LOADED, &nb_rig.weights, 1);
	nb_rebalance_init(&nb_rig.state);
	nb_rig.now = NB_RIG_BEGIN;
	nb_rig.count = 0;
	nb_rig.moves = 0;
}

static inline void nb_rig_put(unsigned int bucket, u8 owner, u64 rate)
{
	nb_table_move(&nb_rig.table, bucket, owner, 2);
	nb_rig.rate[bucket] = rate;
}

/* One run, @ms after the last one; what it proposes is not carried out. */
static inline void nb_rig_look(unsigned int ms)
{
	unsigned int i;

	nb_rig.now += ms * NB_MS;
	for (i = 0; i < NB_BUCKETS; i++)
		nb_rig.bytes[i] += (nb_rig.rate[i] >> 10) * (ms == 1000 ? 1024 : ms);
	nb_rig.count = nb_rebalance_run(&nb_rig.state, &nb_rig.table, nb_rig.bytes, nb_rig.now,
					nb_rig.move, NB_RIG_MOVES);
	nb_rig.moves += nb_rig.count;
}

static inline void nb_rig_run(unsigned int seconds)
{
	unsigned int i;

	for (; seconds; seconds--) {
		nb_rig_look(1000);
		for (i = 0; i < nb_rig.count; i++) {
			nb_table_intend(&nb_rig.table, nb_rig.move[i].bucket, nb_rig.move[i].to,
					nb_rig.now);
			nb_table_settle(&nb_rig.table, nb_rig.move[i].bucket, nb_rig.now);
		}
	}
}

static inline u64 nb_rig_load(u8 owner)
{
	u64 load = 0;
	unsigned int i;

	for (i = 0; i < NB_BUCKETS; i++)
		if (nb_rig.table.bucket[i].owner == owner)
			load += nb_rig.rate[i];
	return load;
}

/* So many buckets of a member, each with that load. */
struct nb_rebalance_group {
	u8 owner;
	u8 buckets;
	u32 mbit;
};

/* What members carry in the end, in Mbit/s, and how many moves that takes. */
struct nb_rebalance_case {
	const char *name;
	u32 weight[4];
	struct nb_rebalance_group group[5];
	unsigned int moves;
	u32 load[4];
};

static const struct nb_rebalance_case nb_rebalance_cases[] = {
	{ "nothing_is_balanced_already",
	  { 1000, 1000 }, { { 0, 0, 0 } }, 0, { 0, 0 } },
	{ "one_member_has_nobody_to_give_to",
	  { 1000 }, { { 0, 20, 40 } }, 0, { 800 } },
	{ "equal_loads_stay",
	  { 1000, 1000 }, { { 0, 20, 10 }, { 1, 20, 10 } }, 0, { 200, 200 } },
	{ "half_of_what_one_carries_goes",
	  { 1000, 1000 }, { { 0, 20, 10 } }, 10, { 100, 100 } },
	{ "the_bucket_that_makes_them_equal_goes",
	  { 1000, 1000 }, { { 0, 5, 20 }, { 0, 1, 100 }, { 0, 1, 300 }, { 1, 1, 300 } }, 1, { 400, 400 } },
	{ "a_bucket_that_is_all_of_the_load_stays",
	  { 1000, 1000 }, { { 0, 1, 900 } }, 0, { 900, 0 } },
	{ "what_is_beside_an_elephant_makes_way",
	  { 1000, 1000 }, { { 0, 1, 900 }, { 0, 5, 20 }, { 1, 5, 20 } }, 5, { 900, 200 } },
	{ "two_elephants_part",
	  { 1000, 1000 }, { { 0, 2, 500 } }, 1, { 500, 500 } },
	{ "three_elephants_do_not_go_round",
	  { 1000, 1000 }, { { 0, 2, 500 }, { 1, 1, 500 } }, 0, { 1000, 500 } },
	{ "behind_an_elephant_the_others_are_balanced",
	  { 1000, 1000, 1000 }, { { 0, 1, 900 }, { 1, 10, 40 }, { 2, 1, 40 } }, 4, { 900, 240, 200 } },
	{ "loads_follow_weights",
	  { 10000, 25000 }, { { 0, 35, 100 } }, 25, { 1000, 2500 } },
	{ "twice_the_load_on_twice_the_weight_stays",
	  { 1000, 2000 }, { { 0, 10, 10 }, { 1, 20, 10 } }, 0, { 100, 200 } },
	{ "a_light_member_is_not_overrun",
	  { 10, 1000 }, { { 1, 10, 90 } }, 0, { 0, 900 } },
	{ "a_heavy_member_takes_what_a_light_one_cannot_carry",
	  { 10, 1000 }, { { 0, 3, 100 } }, 3, { 0, 300 } },
	{ "who_is_too_light_is_passed_over",
	  { 10, 1000, 1000 }, { { 1, 10, 100 } }, 5, { 0, 500, 500 } },
	{ "a_difference_of_a_tenth_moves_something",
	  { 1000, 1000 }, { { 0, 21, 10 }, { 1, 19, 10 } }, 1, { 200, 200 } },
	{ "less_than_a_tenth_does_not",
	  { 1000, 1000 }, { { 0, 52, 10 }, { 1, 48, 10 } }, 0, { 520, 480 } },
	{ "less_than_a_megabit_does_not",
	  { 1000, 1000 }, { { 0, 1, 0 } }, 0, { 0, 0 } },
	{ "a_megabit_that_is_one_bucket_stays",
	  { 1000, 1000 }, { { 0, 1, 1 } }, 0, { 1, 0 } },
	{ "dust_is_left_alone",
	  { 1000, 1000 }, { { 0, 1, 40000 }, { 0, 100, 9 }, { 1, 1, 34000 } }, 0, { 40900, 34000 } },
	{ "a_unit_of_weight_is_worth_the_same_at_both_ends",
	  { 0xffffff, 0xffffff }, { { 0, 4, 100000 } }, 2, { 200000, 200000 } },
};

#define NB_REBALANCE_CASES (sizeof(nb_rebalance_cases) / sizeof(nb_rebalance_cases[0]))

static inline bool nb_rebalance_case_run(const struct nb_rebalance_case *c, struct nb_fault *fault)
{
	unsigned int group, i, bucket = 0;
	u8 slot;

	nb_rig_start(c->weight, 4);
	for (group = 0; group < 5; group++)
		for (i = 0; i < c->group[group].buckets; i++)
			nb_rig_put(bucket++, c->group[group].owner,
				   c->group[group].mbit * NB_RIG_MBIT);
	nb_rig_run(NB_REBALANCE_RUNS);
	if (!nb_same(fault, 0, "moves while it measures", 0, nb_rig.moves))
		return false;
	nb_rig_run(60);
	for (slot = 0; slot < 4; slot++)
		if (!nb_same(fault, slot, "load", c->load[slot] * NB_RIG_MBIT, nb_rig_load(slot)))
			return false;
	return nb_same(fault, 4, "moves", c->moves, nb_rig.moves);
}

/* Two equal members, 20 buckets each; the first has @more in each. */
static inline void nb_rig_two(u64 more)
{
	static const u32 weight[] = { 1000, 1000 };
	unsigned int i;

	nb_rig_start(weight, 2);
	for (i = 0; i < 40; i++)
		nb_rig_put(i, i & 1, (10 + (i & 1 ? 0 : more)) * NB_RIG_MBIT);
}

/* The difference that moves is a Mbit/s, to the unit of measurement. */
static inline bool nb_rebalance_small_differences(struct nb_fault *fault)
{
	static const u32 weight[] = { 1000, 1000 };
	u64 least = NB_RIG_MBIT / 2;

	nb_rig_start(weight, 2);
	nb_rig_put(0, 0, least);
	nb_rig_put(1, 0, least - 128);
	nb_rig_run(60);
	if (!nb_same(fault, 0, "moves below it", 0, nb_rig.moves))
		return false;
	nb_rig_start(weight, 2);
	nb_rig_put(0, 0, least);
	nb_rig_put(1, 0, least);
	nb_rig_run(60);
	return nb_same(fault, 1, "moves at it", 1, nb_rig.moves);
}

/* Wherever in the periods it falls, in a busy bucket or in an idle one. */
static inline bool nb_rebalance_burst(struct nb_fault *fault)
{
	unsigned int at;

	for (at = 0; at <= 1000; at += 125) {
		u64 burst = 10000 * NB_RIG_MBIT >> 10;
		unsigned int bucket = at & 32;

		nb_rig_two(0);
		nb_rig_run(20);
		nb_rig.bytes[bucket] += burst * at;
		nb_rig_run(1);
		nb_rig.bytes[bucket] += burst * 1000;
		nb_rig_run(1);
		nb_rig.bytes[bucket] += burst * 1000;
		nb_rig_run(1);
		nb_rig.bytes[bucket] += burst * (1000 - at);
		nb_rig_run(60);
		if (!nb_same(fault, at, "moves", 0, nb_rig.moves))
			return false;
	}
	nb_rig_two(0);
	nb_rig_run(20);
	nb_rig.rate[0] += 150 * NB_RIG_MBIT;
	nb_rig_run(30);
	return nb_same(fault, at, "load that lasts moves something", true, nb_rig.moves > 0);
}

/* Once moving, it goes on below the difference that starts it. */
static inline bool nb_rebalance_hysteresis(struct nb_fault *fault)
{
	static const u32 weight[] = { 1000, 1000 };
	unsigned int i, more;

	for (more = 0; more < 2; more++) {
		/* 7.5 % of the mean apart; or 9.4 %, then 7.5 %, then 5.7 %. */
		nb_rig_start(weight, 2);
		for (i = 0; i < 212; i++)
			nb_rig_put(i, i >= 110 + more, 10 * NB_RIG_MBIT);
		nb_rig_run(60);
		if (!nb_same(fault, more, "moves", more ? 2 : 0, nb_rig.moves))
			return false;
	}
	/* Who only measures does not end that. */
	nb_rig_two(10);
	nb_rig_run(NB_REBALANCE_RUNS + 1);
	nb_rebalance_run(&nb_rig.state, &nb_rig.table, nb_rig.bytes,
			 nb_rig.now + NB_REBALANCE_PERIOD, nb_rig.move, 0);
	return nb_same(fault, 2, "moving", true, nb_rig.state.moving);
}

/* Counters that begin again are no load, and no reason to forget one. */
static inline bool nb_rebalance_backwards(struct nb_fault *fault)
{
	unsigned int i, round;

	nb_rig_two(0);
	nb_rig_run(10);
	for (round = 0; round < 5; round++) {
		for (i = 0; i < NB_BUCKETS; i++)
			if (round & 1 || i & 1)
				nb_rig.bytes[i] = 0;
		nb_rig_run(1);
		for (i = 0; i < 40; i++)
			if (!nb_same(fault, round, "rate", nb_rig.rate[i] >> 7, nb_rig.state.rate[i]))
				return false;
		nb_rig_run(5);
	}
	return nb_same(fault, round, "moves", 0, nb_rig.moves);
}

/* A run that is late measures no more for that, an early one nothing. */
static inline bool nb_rebalance_timing(struct nb_fault *fault)
{
	unsigned int i, ms;

	nb_rig_two(0);
	nb_rig_run(10);
	nb_rig_look(499);
	if (!nb_same(fault, 0, "early", NB_RIG_BEGIN + 10 * NB_REBALANCE_PERIOD, nb_rig.state.last))
		return false;
	for (ms = 501; ms <= 8000; ms += 1499) {
		nb_rig_two(0);
		nb_rig_run(10);
		nb_rig_look(ms);
		for (i = 0; i < 40; i++) {
			u32 want = nb_rig.rate[i] >> 7, got = nb_rig.state.rate[i];

			/* nb_rig_look() itself takes 1024 parts for 1000. */
			if (!nb_same(fault, ms, "rate", true,
				     got >= want - want / 50 && got <= want + want / 50))
				return false;
		}
	}
	nb_rig_two(10);
	nb_rig_run(NB_REBALANCE_RUNS);
	nb_rig_look(8001);
	for (i = 0; i + 1 < NB_REBALANCE_RUNS; i++)
		nb_rig_look(1000);
	if (!nb_same(fault, 1, "moves after a gap", 0, nb_rig.moves))
		return false;
	nb_rig_look(1000);
	return nb_same(fault, 2, "moves when measured anew", true, nb_rig.moves > 0);
}

/* A moved bucket rests; one whose plan came to nothing gives way to others. */
static inline bool nb_rebalance_rest(struct nb_fault *fault)
{
	unsigned int i, seconds = 0;

	nb_rig_two(0);
	for (i = 0; i < 40; i += 2)
		nb_table_move(&nb_rig.table, i, 1, NB_RIG_BEGIN);
	for (i = 1; i < 40; i += 2)
		nb_rig.rate[i] = 0;
	while (!nb_rig.moves && seconds < 60) {
		nb_rig_look(1000);
		seconds++;
	}
	if (!nb_same(fault, 0, "rest after a move", 10, seconds) ||
	    !nb_same(fault, 1, "moves", NB_RIG_MOVES, nb_rig.count))
		return false;
	/* None of the 8 is carried out. */
	nb_rig_look(1000);
	for (i = 0; i < nb_rig.count; i++)
		if (!nb_same(fault, 2, "proposed again", true, nb_rig.move[i].bucket >= 16))
			return false;
	if (!nb_same(fault, 3, "others instead", NB_RIG_MOVES, nb_rig.count))
		return false;
	for (seconds = 2; seconds < 120; seconds++) {
		nb_rig_look(1000);
		for (i = 0; i < nb_rig.count; i++)
			if (!nb_same(fault, seconds, "in vain", true, nb_rig.move[i].bucket >= 32))
				return false;
	}
	nb_rig_look(1000);
	return nb_same(fault, seconds, "tried again", true,
		       nb_rig.count && nb_rig.move[0].bucket < 16);
}

/* What is planned counts as done: it is not planned for twice. */
static inline bool nb_rebalance_planned(struct nb_fault *fault)
{
	unsigned int i, step;

	nb_rig_two(10);
	for (step = 0; step < 30; step++) {
		nb_rig_look(1000);
		for (i = 0; i < nb_rig.count; i++)
			if (!nb_same(fault, step, "planned", true,
				     nb_table_intend(&nb_rig.table, nb_rig.move[i].bucket,
						     nb_rig.move[i].to, nb_rig.now)))
				return false;
	}
	return nb_same(fault, 0, "moves", 5, nb_rig.moves) &&
	       nb_same(fault, 1, "plans", 5, nb_rig.table.pending) &&
	       nb_same(fault, 2, "carried out", 400 * NB_RIG_MBIT, nb_rig_load(0));
}

/* No more than fit, and none where none fit. */
static inline bool nb_rebalance_few(struct nb_fault *fault)
{
	static const u32 weight[] = { 1000, 1000 };
	unsigned int i, max;

	for (max = 0; max < 12; max++) {
		struct nb_rebalance_move move[16];

		nb_rig_start(weight, 2);
		for (i = 0; i < 20; i++)
			nb_rig_put(i, 0, 10 * NB_RIG_MBIT);
		nb_rig_run(NB_REBALANCE_RUNS);
		for (i = 0; i < NB_BUCKETS; i++)
			nb_rig.bytes[i] += nb_rig.rate[i];
		for (i = 0; i < 16; i++)
			move[i].to = NB_NOBODY;
		if (!nb_same(fault, max, "moves", max < 10 ? max : 10,
			     nb_rebalance_run(&nb_rig.state, &nb_rig.table, nb_rig.bytes,
					      nb_rig.now + NB_REBALANCE_PERIOD, move, max)))
			return false;
		for (i = 0; i < 16; i++)
			if (!nb_same(fault, i, "to", i < max && i < 10 ? 1 : NB_NOBODY, move[i].to))
				return false;
	}
	return true;
}

/* Whatever counters say, and however heavy members are. */
static inline bool nb_rebalance_overflow(struct nb_fault *fault)
{
	static const u32 weight[] = { NB_TABLE_WEIGHT_MAX, NB_TABLE_WEIGHT_MAX };
	unsigned int i;

	nb_rig_start(weight, 2);
	for (i = 0; i < NB_BUCKETS; i++)
		nb_rig_put(i, i >= 200, 1ULL << 52);
	nb_rig_run(120);
	for (i = 0; i < NB_BUCKETS; i++)
		if (!nb_same(fault, i, "rate", 0x7fffffff, nb_rig.state.rate[i]))
			return false;
	/* Until they are less than a sixteenth apart. */
	return nb_same(fault, i, "moves", 69, nb_rig.moves) &&
	       nb_same(fault, i, "buckets", 131, nb_table_count(&nb_rig.table, 0));
}

/* As long as it is steady: see nb_rebalance_run(), in units of measurement. */
static inline bool nb_rig_check(struct nb_fault *fault, unsigned int step,
				const struct nb_rebalance_move *move)
{
	const struct nb_bucket *bucket = &nb_rig.table.bucket[move->bucket];
	u64 rate = nb_rig.rate[move->bucket] >> 7;
	u64 from = nb_rig_load(bucket->owner) >> 7, to = nb_rig_load(move->to) >> 7;
	u64 from_weight = nb_rig.weights.weight[bucket->owner];
	u64 to_weight = nb_rig.weights.weight[move->to];
	u64 gap = from * to_weight - to * from_weight;

	return nb_same(fault, step, "to a member", true, to_weight > 0) &&
	       nb_same(fault, step, "to a less busy one", true, from * to_weight > to * from_weight) &&
	       nb_same(fault, step, "not busier than the first was", true,
		       (to + rate) * from_weight < from * to_weight) &&
	       nb_same(fault, step, "closer", true,
		       2 * rate * (from_weight + to_weight) <= 3 * gap) &&
	       nb_same(fault, step, "rested", true,
		       nb_rig.now - bucket->moved >= NB_REBALANCE_REST) &&
	       nb_same(fault, step, "carries something", true, rate > 0);
}

/* Any members, any loads from nothing to 400 Gbit/s: it comes to an end. */
static inline bool nb_rebalance_random_life(u64 seed, struct nb_fault *fault)
{
	unsigned int members = 2 + nb_random_below(&seed, 15);
	unsigned int wide = 8 + nb_random_below(&seed, 16);
	unsigned int i, step, last = 0;
	u32 weight[16];

	for (i = 0; i < members; i++)
		weight[i] = 1 + (nb_random_below(&seed, 0xffffff) >> nb_random_below(&seed, 12));
	nb_rig_start(weight, members);
	for (i = 0; i < NB_BUCKETS; i++)
		nb_rig.rate[i] = (u64)nb_random_below(&seed, 0x17000000) >>
				 nb_random_below(&seed, wide) << 7;
	for (step = 0; step < 100 && step < last + 20; step++) {
		nb_rig_look(1000);
		for (i = 0; i < nb_rig.count; i++) {
			last = step;
			if (!nb_rig_check(fault, step, &nb_rig.move[i]))
				return false;
			nb_table_move(&nb_rig.table, nb_rig.move[i].bucket, nb_rig.move[i].to,
				      nb_rig.now);
		}
	}
	return nb_same(fault, step, "comes to an end", true, step < 100);
}

#endif
