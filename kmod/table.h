/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which member carries which bucket of traffic. Pure: no kernel calls, no
 * locks, no clock, no allocation.
 */
#ifndef NB_TABLE_H
#define NB_TABLE_H

#include "core.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NB_BUCKETS 256u
#define NB_TABLE_MEMBERS 255u /* slots 0..254 */
#define NB_NOBODY 0xffu

/*
 * Heavier weights count as this one. 256 times it, and 255 times it, fit into
 * 32 bits: shares need no 64-bit division, which 32-bit kernels do not have.
 */
#define NB_TABLE_WEIGHT_MAX 0xffffffu

/**
 * enum nb_table_layout - how buckets lie in the table.
 * @NB_TABLE_HASHED: a bucket is a set of flows: it stays with its member as
 *	long as shares allow
 * @NB_TABLE_ROUND: buckets are turns: members alternate as evenly as their
 *	weights allow, and every change lays all of them anew
 * @NB_TABLE_LOADED: as hashed, but load, not count, says what a member carries:
 *	members that carry something keep it
 */
enum nb_table_layout {
	NB_TABLE_HASHED,
	NB_TABLE_ROUND,
	NB_TABLE_LOADED,
};

/**
 * struct nb_bucket - who carries one bucket.
 * @owner: slot of the member that carries it now, or NB_NOBODY
 * @next: slot of the member it is to move to once that reorders nothing, or
 *	NB_NOBODY: it stays
 * @by_load: @next was set by nb_table_intend(), false without @next
 * @moved: when @owner last changed, ns, 0 never
 * @planned: when @next was set, ns, 0 without @next
 */
struct nb_bucket {
	u8 owner;
	u8 next;
	bool by_load;
	u64 moved;
	u64 planned;
};

/**
 * struct nb_table_share - what one member is due; work space of an update.
 * @weight: its weight, at most NB_TABLE_WEIGHT_MAX; 0: it carries nothing
 * @rest: what its exact share has beyond @least, in parts of all weights
 * @least: its exact share in buckets, rounded down, at least 1
 * @due: buckets it is to have
 * @has: buckets it owns; then those planned for it, too; when round, turns dealt
 * @fresh: it owned nothing when the update began; when loaded only
 */
struct nb_table_share {
	u32 weight;
	u32 rest;
	u16 least;
	u16 due;
	u16 has;
	bool fresh;
};

/**
 * struct nb_table - all buckets.
 * @bucket: by number
 * @pending: how many buckets have a next member
 * @length: buckets that make a whole cycle: turns are to be taken modulo this,
 *	never 0. NB_BUCKETS when hashed; when round, the number that fits the
 *	weights best, and buckets beyond go on with the cycle.
 * @moves: changes of owner since nb_table_init(), of all buckets; a first owner
 *	and the loss of the last one count
 * @used: members with weight at the last update
 * @member: their slots, ascending
 * @share: by slot; beyond the weights, work space of an update
 *
 * The caller locks. All but @share may be read between updates.
 */
struct nb_table {
	struct nb_bucket bucket[NB_BUCKETS];
	u16 pending;
	u16 length;
	u64 moves;
	u16 used;
	u8 member[NB_TABLE_MEMBERS];
	struct nb_table_share share[NB_TABLE_MEMBERS];
};

/**
 * struct nb_table_weights - what members are worth to each other.
 * @weight: by slot; 0: it carries nothing. Only proportions count, mostly
 *	Mbit/s; NB_TABLE_WEIGHT_MAX at most.
 */
struct nb_table_weights {
	u32 weight[NB_TABLE_MEMBERS];
};

/**
 * nb_table_init() - a table that nobody carries.
 * @table: written whole
 *
 * Context: before anybody else can see it.
 */
void nb_table_init(struct nb_table *table);

/**
 * nb_table_update() - follow members that come, go or change weight.
 * @table: the table
 * @layout: how buckets are to lie
 * @weights: of all members now
 * @now: ns
 *
 * A member is due its exact share of the buckets by weight, rounded up or down
 * and never less than one; those due less than one leave fewer to the others.
 *
 * Hashed: a bucket moves at once only when its owner has no weight: to its next
 * member if that one has, else to the member that is furthest below its due.
 * With shares off by a whole bucket or more, just as many buckets as that takes
 * get a next member and keep their owner until nb_table_settle(). Plans that
 * are still of use are kept, with their time.
 *
 * Loaded: a lost member's buckets move as when hashed, and only they. Who has
 * weight and owns nothing yet gets its share planned, from those furthest above
 * theirs. Between members that own something nothing is planned, whatever their
 * shares. Plans are kept while both members have weight; those that load did not
 * make end when the next member has its share rounded up without them.
 *
 * Round: see enum nb_table_layout; nothing is ever planned. Switching layout
 * needs no more than another @layout; plans by load are plans like others then.
 *
 * The same call again changes nothing. Costs buckets times members with weight
 * at most a few times over; when loaded and a member is new, buckets times
 * buckets.
 *
 * Context: under the lock of @table.
 * Return: buckets whose owner changed at once.
 */
unsigned int nb_table_update(struct nb_table *table,
			     enum nb_table_layout layout,
			     const struct nb_table_weights *weights, u64 now);

/**
 * nb_table_settle() - carry out the planned move of one bucket.
 * @table: the table
 * @bucket: its number, less than NB_BUCKETS
 * @now: ns
 *
 * Context: under the lock of @table.
 * Return: true when it had a next member, who owns it now.
 */
bool nb_table_settle(struct nb_table *table, unsigned int bucket, u64 now);

/**
 * nb_table_move() - give one bucket to a member at once.
 * @table: the table
 * @bucket: its number, less than NB_BUCKETS
 * @to: slot of a member with weight at the last update; others are ignored
 * @now: ns
 *
 * Ends a plan for this bucket. When hashed, the next update plans it back when
 * shares are off by a whole bucket or more.
 *
 * Context: under the lock of @table.
 */
void nb_table_move(struct nb_table *table, unsigned int bucket, u8 to, u64 now);

/**
 * nb_table_intend() - plan to move one bucket, because of load.
 * @table: the table, loaded
 * @bucket: its number, less than NB_BUCKETS
 * @to: slot of the member that is to carry it
 * @now: ns
 *
 * The bucket keeps its owner until nb_table_settle() or nb_table_forget().
 *
 * Context: under the lock of @table.
 * Return: true when it is planned; false, and nothing has changed, when the
 * bucket has a plan already, @to owns it, or @to had no weight at the last
 * update.
 */
bool nb_table_intend(struct nb_table *table, unsigned int bucket, u8 to,
		     u64 now);

/**
 * nb_table_forget() - drop a plan of nb_table_intend().
 * @table: the table
 * @bucket: its number, less than NB_BUCKETS
 *
 * Context: under the lock of @table.
 * Return: true when there was one; plans of other kinds stay.
 */
bool nb_table_forget(struct nb_table *table, unsigned int bucket);

/**
 * nb_table_count() - how many buckets a member carries.
 * @table: the table
 * @owner: its slot, or NB_NOBODY for buckets without owner
 *
 * All NB_BUCKETS are counted, when round too.
 *
 * Context: under the lock of @table.
 * Return: the number of buckets it owns; planned ones count for their owner.
 */
unsigned int nb_table_count(const struct nb_table *table, u8 owner);

#ifdef __cplusplus
}
#endif

#endif
