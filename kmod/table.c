// SPDX-License-Identifier: GPL-2.0
/* Which member carries which bucket: shares, moves at once, planned moves. */

#include "table.h"

static bool nb_table_usable(const struct nb_table *table, u8 slot)
{
	return slot < NB_TABLE_MEMBERS && table->share[slot].weight;
}

/* Note who has weight. */
static void nb_table_weigh(struct nb_table *table,
			   const struct nb_table_weights *weights)
{
	unsigned int slot;

	table->used = 0;
	for (slot = 0; slot < NB_TABLE_MEMBERS; slot++) {
		struct nb_table_share *share = &table->share[slot];

		share->weight = weights->weight[slot];
		if (share->weight > NB_TABLE_WEIGHT_MAX)
			share->weight = NB_TABLE_WEIGHT_MAX;
		share->has = 0;
		if (share->weight)
			table->member[table->used++] = slot;
	}
}

static u32 nb_table_weight(const struct nb_table *table)
{
	u32 sum = 0;
	unsigned int i;

	for (i = 0; i < table->used; i++)
		sum += table->share[table->member[i]].weight;
	return sum;
}

/* The exact share of every member in @total buckets. */
static void nb_table_divide(struct nb_table *table, u32 total)
{
	u32 sum = nb_table_weight(table);
	struct nb_table_share *share;
	unsigned int i;
	bool again;

	for (i = 0; i < table->used; i++)
		table->share[table->member[i]].least = 0;

	/* What one is given beyond its weight may leave another below one. */
	do {
		again = false;
		for (i = 0; i < table->used; i++) {
			share = &table->share[table->member[i]];
			if (share->least || share->weight * total >= sum)
				continue;
			share->least = 1;
			share->rest = 0;
			sum -= share->weight;
			total--;
			again = true;
		}
	} while (again);

	for (i = 0; i < table->used; i++) {
		share = &table->share[table->member[i]];
		if (share->least)
			continue;
		share->least = share->weight * total / sum;
		share->rest = share->weight * total % sum;
	}
}

/* The member that is to round up next, or the one to round down. */
static struct nb_table_share *nb_table_edge(struct nb_table *table, bool up)
{
	struct nb_table_share *edge = NULL;
	unsigned int i;

	for (i = 0; i < table->used; i++) {
		struct nb_table_share *share = &table->share[table->member[i]];

		if (!share->rest || up != (share->due == share->least))
			continue;
		if (!edge ||
		    (up ? share->rest > edge->rest : share->rest <= edge->rest))
			edge = share;
	}
	return edge;
}

/*
 * Whole buckets: of up and down, what is nearer to what a member has, so that
 * rounding alone moves nothing; largest rest first where that is not enough.
 */
static void nb_table_round(struct nb_table *table, u32 total)
{
	u32 sum = 0;
	unsigned int i;

	for (i = 0; i < table->used; i++) {
		struct nb_table_share *share = &table->share[table->member[i]];

		share->due = share->least;
		if (share->rest && share->has > share->least)
			share->due++;
		sum += share->due;
	}
	for (; sum > total; sum--)
		nb_table_edge(table, false)->due--;
	for (; sum < total; sum++)
		nb_table_edge(table, true)->due++;
}

static void nb_table_unplan(struct nb_table *table, struct nb_bucket *bucket)
{
	if (bucket->next == NB_NOBODY)
		return;
	bucket->next = NB_NOBODY;
	bucket->by_load = false;
	bucket->planned = 0;
	table->pending--;
}

static void nb_table_want(struct nb_table *table, struct nb_bucket *bucket,
			  u8 to, u64 now)
{
	bucket->next = to;
	bucket->planned = now;
	table->pending++;
}

static bool nb_table_give(struct nb_table *table, struct nb_bucket *bucket,
			  u8 to, u64 now)
{
	nb_table_unplan(table, bucket);
	if (bucket->owner == to)
		return false;
	bucket->owner = to;
	bucket->moved = now;
	table->moves++;
	return true;
}

/* Who is furthest below its due; NB_NOBODY when nobody is. */
static u8 nb_table_neediest(const struct nb_table *table)
{
	u8 neediest = NB_NOBODY;
	unsigned int i;
	int most = 0;

	for (i = 0; i < table->used; i++) {
		u8 slot = table->member[i];
		int need = table->share[slot].due - table->share[slot].has;

		if (need > most) {
			most = need;
			neediest = slot;
		}
	}
	return neediest;
}

/* Buckets of members without weight whose next member is known go there. */
static unsigned int nb_table_hasten(struct nb_table *table, u64 now)
{
	unsigned int i, changed = 0;

	for (i = 0; i < NB_BUCKETS; i++) {
		struct nb_bucket *bucket = &table->bucket[i];

		if (!nb_table_usable(table, bucket->owner) &&
		    nb_table_usable(table, bucket->next))
			changed +=
				nb_table_give(table, bucket, bucket->next, now);
		if (nb_table_usable(table, bucket->owner))
			table->share[bucket->owner].has++;
	}
	return changed;
}

/* All others go where most are missing. */
static unsigned int nb_table_adopt(struct nb_table *table, u64 now)
{
	unsigned int i, changed = 0;

	for (i = 0; i < NB_BUCKETS; i++) {
		struct nb_bucket *bucket = &table->bucket[i];
		u8 to;

		if (nb_table_usable(table, bucket->owner))
			continue;
		to = nb_table_neediest(table);
		changed += nb_table_give(table, bucket, to, now);
		if (to != NB_NOBODY)
			table->share[to].has++;
	}
	return changed;
}

static bool nb_table_over(const struct nb_table *table, u8 slot)
{
	return nb_table_usable(table, slot) &&
	       table->share[slot].has > table->share[slot].due;
}

static bool nb_table_under(const struct nb_table *table, u8 slot)
{
	return nb_table_usable(table, slot) &&
	       table->share[slot].has < table->share[slot].due;
}

/* A plan counts as carried out. */
static void nb_table_foresee(struct nb_table *table,
			     const struct nb_bucket *bucket)
{
	table->share[bucket->owner].has--;
	table->share[bucket->next].has++;
}

/* Drop plans that serve nobody any more; the others count as carried out. */
static void nb_table_review(struct nb_table *table)
{
	unsigned int i;

	for (i = 0; i < NB_BUCKETS; i++) {
		struct nb_bucket *bucket = &table->bucket[i];

		if (nb_table_over(table, bucket->owner) &&
		    nb_table_under(table, bucket->next)) {
			nb_table_foresee(table, bucket);
			bucket->by_load = false;
		} else {
			nb_table_unplan(table, bucket);
		}
	}
}

static void nb_table_plan(struct nb_table *table, u64 now)
{
	unsigned int i;

	for (i = 0; i < NB_BUCKETS; i++) {
		struct nb_bucket *bucket = &table->bucket[i];

		if (bucket->next != NB_NOBODY ||
		    !nb_table_over(table, bucket->owner))
			continue;
		nb_table_want(table, bucket, nb_table_neediest(table), now);
		nb_table_foresee(table, bucket);
	}
}

/* What a loss and a first member change at once. */
static unsigned int nb_table_rescue(struct nb_table *table, u64 now)
{
	unsigned int changed = nb_table_hasten(table, now);

	table->length = NB_BUCKETS;
	if (table->used) {
		nb_table_divide(table, NB_BUCKETS);
		nb_table_round(table, NB_BUCKETS);
	}
	return changed + nb_table_adopt(table, now);
}

static unsigned int nb_table_hash(struct nb_table *table, u64 now)
{
	unsigned int changed = nb_table_rescue(table, now);

	nb_table_review(table);
	nb_table_plan(table, now);
	return changed;
}

/* Who has weight and owns nothing, while that can be told. */
static void nb_table_greet(struct nb_table *table)
{
	unsigned int i;

	for (i = 0; i < table->used; i++)
		table->share[table->member[i]].fresh = true;
	for (i = 0; i < NB_BUCKETS; i++)
		if (nb_table_usable(table, table->bucket[i].owner))
			table->share[table->bucket[i].owner].fresh = false;
}

/*
 * Which way a share is rounded depends on what its member has, so it may turn
 * while a plan is carried out: room is what the larger one leaves.
 */
static bool nb_table_room(const struct nb_table *table, u8 slot)
{
	const struct nb_table_share *share = &table->share[slot];

	return share->has < share->least + !!share->rest;
}

/* As nb_table_review(), but what a member has needs no other ground than load. */
static void nb_table_retain(struct nb_table *table)
{
	unsigned int i;

	for (i = 0; i < NB_BUCKETS; i++) {
		struct nb_bucket *bucket = &table->bucket[i];

		if (nb_table_usable(table, bucket->owner) &&
		    nb_table_usable(table, bucket->next) &&
		    (bucket->by_load || nb_table_room(table, bucket->next)))
			nb_table_foresee(table, bucket);
		else
			nb_table_unplan(table, bucket);
	}
}

/* A bucket without a plan, of whoever is furthest above its due, or NULL. */
static struct nb_bucket *nb_table_spare(struct nb_table *table)
{
	struct nb_bucket *spare = NULL;
	unsigned int i;
	int most = 0;

	for (i = 0; i < NB_BUCKETS; i++) {
		struct nb_bucket *bucket = &table->bucket[i];
		const struct nb_table_share *share;

		if (bucket->next != NB_NOBODY || bucket->owner == NB_NOBODY)
			continue;
		share = &table->share[bucket->owner];
		if (share->has - share->due > most) {
			most = share->has - share->due;
			spare = bucket;
		}
	}
	return spare;
}

/* Only who had nothing is to have more than load has given it. */
static void nb_table_endow(struct nb_table *table, u64 now)
{
	struct nb_bucket *bucket;
	unsigned int i;
	u8 to;

	for (i = 0; i < table->used; i++) {
		struct nb_table_share *share = &table->share[table->member[i]];

		if (!share->fresh && share->due > share->has)
			share->due = share->has;
	}
	for (;;) {
		to = nb_table_neediest(table);
		bucket = to == NB_NOBODY ? NULL : nb_table_spare(table);
		if (!bucket)
			break;
		nb_table_want(table, bucket, to, now);
		nb_table_foresee(table, bucket);
	}
}

static unsigned int nb_table_load(struct nb_table *table, u64 now)
{
	unsigned int changed;

	nb_table_greet(table);
	changed = nb_table_rescue(table, now);
	nb_table_retain(table);
	nb_table_endow(table, now);
	return changed;
}

/* How far whole numbers are off the exact shares of a cycle, in weights. */
static u64 nb_table_misfit(const struct nb_table *table, u32 length, u32 sum)
{
	u64 misfit = 0;
	unsigned int i;

	for (i = 0; i < table->used; i++) {
		u32 part = table->share[table->member[i]].weight * length;
		u32 below = part % sum;
		u32 above = sum - below;

		misfit += part < sum || above < below ? above : below;
	}
	return misfit;
}

/* The longest of the cycles whose whole shares are nearest to the weights. */
static u32 nb_table_cycle(const struct nb_table *table)
{
	u32 length, best = NB_BUCKETS, sum = nb_table_weight(table);
	u64 least = nb_table_misfit(table, best, sum);

	/* What fits half the table fits all of it as well. */
	for (length = NB_BUCKETS - 1;
	     least && length > NB_BUCKETS / 2 && length >= table->used;
	     length--) {
		u64 misfit = nb_table_misfit(table, length, sum);

		if (misfit * best < least * length) {
			least = misfit;
			best = length;
		}
	}
	return best;
}

/* Is the turn of @a due before that of @b, which has the lower slot? */
static bool nb_table_sooner(const struct nb_table *table, u8 a, u8 b, u8 last)
{
	const struct nb_table_share *one = &table->share[a];
	const struct nb_table_share *other = &table->share[b];
	u32 due = (one->has + 1u) * other->due;
	u32 other_due = (other->has + 1u) * one->due;

	if (due != other_due)
		return due < other_due;
	if (a == last || b == last)
		return b == last;
	return one->due > other->due;
}

/*
 * Of the members that would not run ahead of their share, the one whose turn
 * is due first. Unlike smooth weighted round robin, nobody is ever a whole
 * turn off its share, and 3:2:2 has no member twice in a row at the wrap.
 */
static u8 nb_table_turn(const struct nb_table *table, u32 turn, u8 last)
{
	u8 first = NB_NOBODY;
	unsigned int i;

	for (i = 0; i < table->used; i++) {
		u8 slot = table->member[i];
		const struct nb_table_share *share = &table->share[slot];

		if (share->has * (u32)table->length >= (turn + 1) * share->due)
			continue;
		if (first == NB_NOBODY ||
		    nb_table_sooner(table, slot, first, last))
			first = slot;
	}
	return first;
}

static unsigned int nb_table_deal(struct nb_table *table, u64 now)
{
	unsigned int i, changed = 0;
	u8 to = NB_NOBODY;

	table->length = nb_table_cycle(table);
	nb_table_divide(table, table->length);
	nb_table_round(table, table->length);
	for (i = 0; i < NB_BUCKETS; i++) {
		if (i < table->length) {
			to = nb_table_turn(table, i, to);
			table->share[to].has++;
		} else {
			to = table->bucket[i - table->length].owner;
		}
		changed += nb_table_give(table, &table->bucket[i], to, now);
	}
	return changed;
}

void nb_table_init(struct nb_table *table)
{
	unsigned int i;

	for (i = 0; i < NB_BUCKETS; i++)
		table->bucket[i] = (struct nb_bucket){ .owner = NB_NOBODY,
						       .next = NB_NOBODY };
	for (i = 0; i < NB_TABLE_MEMBERS; i++)
		table->share[i] = (struct nb_table_share){ 0 };
	table->pending = 0;
	table->length = NB_BUCKETS;
	table->moves = 0;
	table->used = 0;
}

unsigned int nb_table_update(struct nb_table *table,
			     enum nb_table_layout layout,
			     const struct nb_table_weights *weights, u64 now)
{
	nb_table_weigh(table, weights);
	if (layout == NB_TABLE_ROUND && table->used)
		return nb_table_deal(table, now);
	if (layout == NB_TABLE_LOADED)
		return nb_table_load(table, now);
	return nb_table_hash(table, now);
}

bool nb_table_settle(struct nb_table *table, unsigned int bucket, u64 now)
{
	struct nb_bucket *settled = &table->bucket[bucket];

	if (settled->next == NB_NOBODY)
		return false;
	return nb_table_give(table, settled, settled->next, now);
}

void nb_table_move(struct nb_table *table, unsigned int bucket, u8 to, u64 now)
{
	if (nb_table_usable(table, to))
		nb_table_give(table, &table->bucket[bucket], to, now);
}

bool nb_table_intend(struct nb_table *table, unsigned int bucket, u8 to,
		     u64 now)
{
	struct nb_bucket *intended = &table->bucket[bucket];

	if (intended->next != NB_NOBODY || intended->owner == to ||
	    !nb_table_usable(table, to))
		return false;
	nb_table_want(table, intended, to, now);
	intended->by_load = true;
	return true;
}

bool nb_table_forget(struct nb_table *table, unsigned int bucket)
{
	struct nb_bucket *forgotten = &table->bucket[bucket];

	if (!forgotten->by_load)
		return false;
	nb_table_unplan(table, forgotten);
	return true;
}

unsigned int nb_table_count(const struct nb_table *table, u8 owner)
{
	unsigned int i, count = 0;

	for (i = 0; i < NB_BUCKETS; i++)
		count += table->bucket[i].owner == owner;
	return count;
}
