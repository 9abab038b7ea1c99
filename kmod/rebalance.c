// SPDX-License-Identifier: GPL-2.0
/* Which buckets to move so that members carry what they are worth. */

#include "rebalance.h"

/*
 * Rates are 31 bits wide, so all buckets together have 39. A level is a load
 * shifted by 24 and divided by a weight: 63 bits. A load times a weight of 24
 * bits has 63, too, and a rate times two weights 56: no product overflows.
 */
#define NB_REBALANCE_UNIT_SHIFT 7
#define NB_REBALANCE_RATE_MAX 0x7fffffffu
#define NB_REBALANCE_NOTHING 0xffffffffu /* no rate is worth a move */
#define NB_REBALANCE_LEVEL_SHIFT 24
/* More than this in a gap is no load but a broken counter. */
#define NB_REBALANCE_BYTES_MAX (1ULL << 44)
/* Time in 16384 ns, so that a period fits 16 bits. */
#define NB_REBALANCE_TIME_SHIFT 14
#define NB_REBALANCE_SCALE_SHIFT 15
#define NB_REBALANCE_GAP (8 * NB_REBALANCE_PERIOD)
/* In units of a rate: what would have to change places. */
#define NB_REBALANCE_DIFFERENCE 512u

/* A candidate pair. */
struct nb_rebalance_pair {
	u8 from;
	u8 to;
	u32 weight; /* of both */
	u32 from_weight;
	u64 gap; /* a rate times @weight that would make them equal */
};

/* Rounded down; @divisor has at most 32 bits and is not 0. */
static u64 nb_rebalance_divide(u64 dividend, u64 divisor)
{
	u64 quotient = 0, rest = 0;
	unsigned int bit;

	for (bit = 0; bit < 64; bit++) {
		rest = rest << 1 | dividend >> 63;
		dividend <<= 1;
		quotient <<= 1;
		if (rest >= divisor) {
			rest -= divisor;
			quotient |= 1;
		}
	}
	return quotient;
}

static u64 nb_rebalance_level(u64 load, u32 weight)
{
	return nb_rebalance_divide(load << NB_REBALANCE_LEVEL_SHIFT, weight);
}

/* Measuring ------------------------------------------------------------- */

/* What @bytes in @elapsed ns are in a period, in units of a rate. */
static u32 nb_rebalance_sample(u64 bytes, u64 elapsed)
{
	u32 period = NB_REBALANCE_PERIOD >> NB_REBALANCE_TIME_SHIFT;
	u32 time = elapsed >> NB_REBALANCE_TIME_SHIFT;
	u32 scale = (period << NB_REBALANCE_SCALE_SHIFT) / time;
	u64 rate;

	if (bytes > NB_REBALANCE_BYTES_MAX)
		bytes = NB_REBALANCE_BYTES_MAX;
	rate = bytes * scale >>
	       (NB_REBALANCE_SCALE_SHIFT + NB_REBALANCE_UNIT_SHIFT);
	return rate < NB_REBALANCE_RATE_MAX ? rate : NB_REBALANCE_RATE_MAX;
}

/* Who carries a bucket once its plan is carried out. */
static u8 nb_rebalance_home(const struct nb_bucket *bucket)
{
	return bucket->next == NB_NOBODY ? bucket->owner : bucket->next;
}

static bool nb_rebalance_usable(const struct nb_table *table, u8 slot)
{
	return slot < NB_TABLE_MEMBERS && table->share[slot].weight;
}

static void nb_rebalance_clear(struct nb_rebalance *state)
{
	unsigned int slot;

	for (slot = 0; slot < NB_TABLE_MEMBERS; slot++)
		state->load[slot] = 0;
	state->total = 0;
}

static void nb_rebalance_add(struct nb_rebalance *state,
			     const struct nb_table *table, unsigned int bucket,
			     u32 rate)
{
	u8 home = nb_rebalance_home(&table->bucket[bucket]);

	if (!nb_rebalance_usable(table, home))
		return;
	state->load[home] += rate;
	state->total += rate;
}

/* From loads to levels; who comes later was idle. */
static void nb_rebalance_compare(const struct nb_rebalance *state,
				 const struct nb_table *table,
				 struct nb_rebalance_levels *levels)
{
	unsigned int slot;
	u32 sum = 0;

	for (slot = 0; slot < NB_TABLE_MEMBERS; slot++) {
		u32 weight = table->share[slot].weight;

		levels->level[slot] =
			weight ? nb_rebalance_level(state->load[slot], weight) :
				 0;
		sum += weight;
	}
	levels->mean = sum ? nb_rebalance_level(state->total, sum) : 0;
}

/*
 * Half of a change is seen after five periods. The first measurement has nothing
 * to be smoothed with.
 */
static u32 nb_rebalance_smooth(const struct nb_rebalance *state, u32 rate,
			       u32 sample)
{
	return state->runs == 1 ? sample : rate - (rate >> 3) + (sample >> 3);
}

static void nb_rebalance_measure(struct nb_rebalance *state,
				 const struct nb_table *table, const u64 *bytes,
				 u64 elapsed)
{
	unsigned int i;

	nb_rebalance_clear(state);
	for (i = 0; i < NB_BUCKETS; i++) {
		u32 sample = state->rate[i];

		if (bytes[i] >= state->seen[i])
			sample = nb_rebalance_sample(bytes[i] - state->seen[i],
						     elapsed);
		state->rate[i] =
			nb_rebalance_smooth(state, state->rate[i], sample);
		nb_rebalance_add(state, table, i, sample);
	}
	for (i = NB_REBALANCE_RUNS - 1; i; i--)
		state->period[i] = state->period[i - 1];
	nb_rebalance_compare(state, table, &state->period[0]);
	nb_rebalance_clear(state);
	for (i = 0; i < NB_BUCKETS; i++)
		nb_rebalance_add(state, table, i, state->rate[i]);
	nb_rebalance_compare(state, table, &state->smooth);
}

/* Returns whether all that is needed is known now. */
static bool nb_rebalance_look(struct nb_rebalance *state,
			      const struct nb_table *table, const u64 *bytes,
			      u64 now)
{
	u64 elapsed = now - state->last;
	unsigned int i;

	if (state->runs && elapsed < NB_REBALANCE_PERIOD / 2)
		return false;
	if (state->runs && elapsed > NB_REBALANCE_GAP) {
		state->runs = 0;
		state->moving = false;
	}
	if (state->runs)
		nb_rebalance_measure(state, table, bytes, elapsed);
	for (i = 0; i < NB_BUCKETS; i++)
		state->seen[i] = bytes[i];
	state->last = now;
	if (state->runs <= NB_REBALANCE_RUNS)
		state->runs++;
	return state->runs > NB_REBALANCE_RUNS;
}

/* Choosing -------------------------------------------------------------- */

static void nb_rebalance_sort(struct nb_rebalance *state,
			      const struct nb_table *table)
{
	const u64 *level = state->smooth.level;
	unsigned int i, at;

	for (i = 0; i < table->used; i++) {
		u8 slot = table->member[i];

		for (at = i; at && level[state->rank[at - 1]] > level[slot];
		     at--)
			state->rank[at] = state->rank[at - 1];
		state->rank[at] = slot;
	}
}

/* A smaller one is not worth that its flows be disturbed. */
static u32 nb_rebalance_worth(const struct nb_rebalance *state)
{
	u32 worth = state->total >> 12;

	return worth ? worth : 1;
}

static bool nb_rebalance_rests(const struct nb_rebalance *state,
			       const struct nb_bucket *bucket,
			       unsigned int index, u64 now)
{
	u64 proposed = state->proposed[index];

	return bucket->next != NB_NOBODY ||
	       (bucket->moved && now - bucket->moved < NB_REBALANCE_REST) ||
	       (proposed && now - proposed < NB_REBALANCE_AGAIN);
}

/* Could @index be moved at all? */
static bool nb_rebalance_movable(const struct nb_rebalance *state,
				 const struct nb_table *table,
				 unsigned int index, u64 now)
{
	const struct nb_bucket *bucket = &table->bucket[index];

	return nb_rebalance_usable(table, bucket->owner) &&
	       state->rate[index] >= nb_rebalance_worth(state) &&
	       !nb_rebalance_rests(state, bucket, index, now);
}

static void nb_rebalance_survey(struct nb_rebalance *state,
				const struct nb_table *table, u64 now)
{
	unsigned int i;

	for (i = 0; i < table->used; i++)
		state->least[table->member[i]] = NB_REBALANCE_NOTHING;
	for (i = 0; i < NB_BUCKETS; i++) {
		u8 owner = table->bucket[i].owner;

		if (nb_rebalance_movable(state, table, i, now) &&
		    state->rate[i] < state->least[owner])
			state->least[owner] = state->rate[i];
	}
}

static bool nb_rebalance_apart(const struct nb_rebalance *state,
			       const struct nb_rebalance_levels *levels,
			       u8 from, u8 to)
{
	u64 high = levels->level[from], low = levels->level[to];
	u64 mean = levels->mean;
	u64 least = state->moving ? mean >> 4 : (mean >> 3) - (mean >> 5);

	return high > low && high - low >= least;
}

static bool nb_rebalance_pair(const struct nb_rebalance *state,
			      const struct nb_table *table, u8 from, u8 to,
			      struct nb_rebalance_pair *pair)
{
	u32 from_weight = table->share[from].weight;
	u32 to_weight = table->share[to].weight;
	unsigned int i;

	for (i = 0; i < NB_REBALANCE_RUNS; i++)
		if (!nb_rebalance_apart(state, &state->period[i], from, to))
			return false;
	*pair = (struct nb_rebalance_pair){
		.from = from,
		.to = to,
		.weight = from_weight + to_weight,
		.from_weight = from_weight,
		.gap = state->load[from] * to_weight -
		       state->load[to] * from_weight,
	};
	return pair->gap >= (u64)NB_REBALANCE_DIFFERENCE * pair->weight;
}

/* Does a bucket of this rate leave the two closer than they were? */
static bool nb_rebalance_fits(const struct nb_rebalance_pair *pair, u32 rate)
{
	return (u64)rate * pair->from_weight < pair->gap &&
	       (u64)rate * pair->weight <= pair->gap + (pair->gap >> 1);
}

/* How far apart, in the measure of @gap. */
static u64 nb_rebalance_left(const struct nb_rebalance_pair *pair, u32 rate)
{
	u64 moved = (u64)rate * pair->weight;

	return moved > pair->gap ? moved - pair->gap : pair->gap - moved;
}

/* The bucket to move: nb_rebalance_fits() holds for the smallest at least. */
static unsigned int nb_rebalance_pick(const struct nb_rebalance *state,
				      const struct nb_table *table,
				      const struct nb_rebalance_pair *pair,
				      u64 now)
{
	unsigned int i, best = 0;
	u64 least = NB_NEVER;

	for (i = 0; i < NB_BUCKETS; i++) {
		u32 rate = state->rate[i];

		if (table->bucket[i].owner != pair->from ||
		    !nb_rebalance_fits(pair, rate) ||
		    nb_rebalance_left(pair, rate) >= least ||
		    !nb_rebalance_movable(state, table, i, now))
			continue;
		least = nb_rebalance_left(pair, rate);
		best = i;
	}
	return best;
}

/* The busiest that can give, and the least busy that can take from it. */
static bool nb_rebalance_find(struct nb_rebalance *state,
			      const struct nb_table *table,
			      struct nb_rebalance_pair *pair)
{
	unsigned int high, low;

	for (high = table->used; high-- > 1;) {
		u8 from = state->rank[high];

		if (state->least[from] == NB_REBALANCE_NOTHING)
			continue;
		for (low = 0; low < high; low++) {
			u8 to = state->rank[low];

			if (!nb_rebalance_apart(state, &state->smooth, from,
						to))
				break;
			if (nb_rebalance_pair(state, table, from, to, pair) &&
			    nb_rebalance_fits(pair, state->least[from]))
				return true;
		}
	}
	return false;
}

static void nb_rebalance_foresee(struct nb_rebalance *state,
				 const struct nb_table *table,
				 const struct nb_rebalance_pair *pair,
				 unsigned int bucket, u64 now)
{
	u64 *level = state->smooth.level;

	state->load[pair->from] -= state->rate[bucket];
	state->load[pair->to] += state->rate[bucket];
	level[pair->from] = nb_rebalance_level(state->load[pair->from],
					       table->share[pair->from].weight);
	level[pair->to] = nb_rebalance_level(state->load[pair->to],
					     table->share[pair->to].weight);
	state->proposed[bucket] = now;
}

/* All else is written before it is read. */
void nb_rebalance_init(struct nb_rebalance *state)
{
	unsigned int i;

	state->last = 0;
	state->runs = 0;
	state->moving = false;
	for (i = 0; i < NB_BUCKETS; i++) {
		state->rate[i] = 0;
		state->proposed[i] = 0;
	}
}

unsigned int nb_rebalance_run(struct nb_rebalance *state,
			      const struct nb_table *table, const u64 *bytes,
			      u64 now, struct nb_rebalance_move *moves,
			      unsigned int max)
{
	struct nb_rebalance_pair pair;
	unsigned int count, bucket;

	if (!nb_rebalance_look(state, table, bytes, now))
		return 0;
	for (count = 0; count < max; count++) {
		nb_rebalance_sort(state, table);
		nb_rebalance_survey(state, table, now);
		if (!nb_rebalance_find(state, table, &pair))
			break;
		bucket = nb_rebalance_pick(state, table, &pair, now);
		moves[count] = (struct nb_rebalance_move){ bucket, pair.to };
		nb_rebalance_foresee(state, table, &pair, bucket, now);
		state->moving = true;
	}
	if (max)
		state->moving = count > 0;
	return count;
}
