/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which buckets to move so that members carry what they are worth, by measured
 * load. Pure: no kernel calls, no locks, no clock, no allocation, and no 64-bit
 * division, which 32-bit kernels do not have.
 */
#ifndef NB_REBALANCE_H
#define NB_REBALANCE_H

#include "table.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NB_REBALANCE_PERIOD (1000 * NB_MS) /* from one run to the next */
/* Runs that have to agree: a burst of three periods touches four of them. */
#define NB_REBALANCE_RUNS 5u
/* How long a bucket rests after any move. */
#define NB_REBALANCE_REST (10000 * NB_MS)
/*
 * And after a proposal: what was moved does not come back while loads settle,
 * and when a plan found no pause others get their chance.
 */
#define NB_REBALANCE_AGAIN (120000 * NB_MS)

/**
 * struct nb_rebalance_levels - how busy members were, one moment or period.
 * @level: by slot, load for each unit of weight, fixed point; 0 without weight
 * @mean: the same of all of them together
 */
struct nb_rebalance_levels {
	u64 level[NB_TABLE_MEMBERS];
	u64 mean;
};

/**
 * struct nb_rebalance - what a bond knows about the load of its buckets.
 * @last: time of the last measurement, ns
 * @runs: measurements so far: 0 none, 1 counters are known, 2 and more rates,
 *	too; stops at NB_REBALANCE_RUNS + 1
 * @moving: the last run that might propose something did: small differences count, too
 * @seen: bytes of each bucket at @last
 * @rate: smoothed load of each bucket, in 128 bytes a period
 * @proposed: when a move of each bucket was last proposed, ns, 0 never
 * @period: how busy members were in the last periods, newest first
 * @smooth: how busy they are by @rate
 * @load: by slot, sum of rates; work space of a run
 * @total: of all buckets; work space of a run
 * @least: by slot, the smallest rate that is worth a move; work space of a run
 * @rank: slots of members with weight, busiest last; work space of a run
 *
 * The caller locks. 20 KiB.
 */
struct nb_rebalance {
	u64 last;
	u8 runs;
	bool moving;
	u64 seen[NB_BUCKETS];
	u32 rate[NB_BUCKETS];
	u64 proposed[NB_BUCKETS];
	struct nb_rebalance_levels period[NB_REBALANCE_RUNS];
	struct nb_rebalance_levels smooth;
	u64 load[NB_TABLE_MEMBERS];
	u64 total;
	u32 least[NB_TABLE_MEMBERS];
	u8 rank[NB_TABLE_MEMBERS];
};

/**
 * struct nb_rebalance_move - a proposal.
 * @bucket: number of the bucket
 * @to: slot of the member that is to carry it
 */
struct nb_rebalance_move {
	u8 bucket;
	u8 to;
};

/**
 * nb_rebalance_init() - forget everything: nothing is known about any load.
 * @state: the measurements
 *
 * Context: before anybody else can see it, or under its lock.
 */
void nb_rebalance_init(struct nb_rebalance *state);

/**
 * nb_rebalance_run() - measure, and propose moves.
 * @state: the measurements
 * @table: the table, loaded; weights are those of its last update
 * @bytes: of each bucket, counted since whenever. At most 2^38 a second
 *	(2 Tbit/s) are taken into account for one bucket.
 * @now: ns
 * @moves: proposals are written here, in the order in which they help
 * @max: how many fit; with 0 it only measures
 *
 * To be called every NB_REBALANCE_PERIOD; lateness is allowed for. A call less
 * than half a period after the last one does nothing. After a gap of eight
 * periods, as after nb_rebalance_init(), it is measured anew: the first call
 * only notes the counters, and proposals begin with the NB_REBALANCE_RUNS-th
 * after it. A counter that went backwards is noted anew; its bucket keeps its
 * rate for that period.
 *
 * Planned moves count as carried out. A member is as busy as its load divided
 * by its weight. Between two members a move is proposed only when
 *
 * - they are apart, smoothed over some seconds and in each of the last
 *   NB_REBALANCE_RUNS periods, by 3/32 of what members are on the mean (1/16
 *   while moves go on);
 * - more than 64 KiB a second, 0.5 Mbit/s, would have to change places to make
 *   them equal: for members of the same weight, a difference of 1 Mbit/s;
 * - the bucket carries at least a sixteenth of what buckets do on the mean;
 * - the other one does not become busier than the first was, and they do not
 *   end more than half as far apart the other way round;
 * - the bucket has no plan, was not moved for NB_REBALANCE_REST, and was not
 *   proposed for NB_REBALANCE_AGAIN.
 *
 * The busiest member that can give a bucket gives it to the least busy one that
 * can take one, and of its buckets the one that makes them most alike. At loads
 * that stay the same proposals end: each lowers the sum of load * load / weight.
 *
 * The caller plans the moves, with nb_table_intend(). Costs buckets plus members
 * times members for each move, and 64 steps for each member.
 *
 * Context: under the lock of @state and @table.
 * Return: the number of @moves.
 */
unsigned int nb_rebalance_run(struct nb_rebalance *state,
			      const struct nb_table *table, const u64 *bytes,
			      u64 now, struct nb_rebalance_move *moves,
			      unsigned int max);

#ifdef __cplusplus
}
#endif

#endif
