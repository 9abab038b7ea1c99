// SPDX-License-Identifier: GPL-2.0
// The table of buckets: shares, what a loss and a return move, turns.
#include "table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "cases.h"
#include "tests/table_cases.h"

void PrintTo(const nb_table_case& c, std::ostream* out) {
  netbond::PrintCase(c, out);
}

namespace netbond {
namespace {

class TableShares : public testing::TestWithParam<nb_table_case> {};
TEST_P(TableShares, Case) {
  EXPECT_TRUE(Check(nb_table_case_run, GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Table, TableShares, testing::ValuesIn(nb_table_cases),
                         CaseName<nb_table_case>);

TEST(TableCases, Weighs) {
  EXPECT_TRUE(Check(nb_table_weighs));
}
TEST(TableCases, DiesWaiting) {
  EXPECT_TRUE(Check(nb_table_dies_waiting));
}
TEST(TableCases, Turns) {
  EXPECT_TRUE(Check(nb_table_turns));
}
TEST(TableCases, Loaded) {
  EXPECT_TRUE(Check(nb_table_loaded));
}
TEST(TableCases, RandomLives) {
  EXPECT_TRUE(RunSeeds(nb_table_random_life, 1000));
}

using Counts = std::vector<int>;

// Exact shares, rounded down and up: what a member may have.
struct Bounds {
  Counts low = Counts(NB_TABLE_MEMBERS);
  Counts high = Counts(NB_TABLE_MEMBERS);
  std::vector<std::uint64_t> rest = std::vector<std::uint64_t>(NB_TABLE_MEMBERS);
};

// Lightest first, unlike the table: who is due less than one bucket gets one.
Bounds Fair(const nb_table_weights& weights, std::uint64_t total = NB_BUCKETS) {
  std::vector<unsigned> slots;
  std::uint64_t sum = 0;
  auto weight = [&](unsigned slot) -> std::uint64_t {
    return std::min(weights.weight[slot], NB_TABLE_WEIGHT_MAX);
  };
  for (unsigned slot = 0; slot < NB_TABLE_MEMBERS; slot++) {
    if (weight(slot) == 0)
      continue;
    slots.push_back(slot);
    sum += weight(slot);
  }
  std::stable_sort(slots.begin(), slots.end(),
                   [&](unsigned a, unsigned b) { return weight(a) < weight(b); });
  Bounds bounds;
  for (std::size_t i = 0; i < slots.size(); i++) {
    unsigned slot = slots[i];
    if (weight(slot) * total < sum) {
      bounds.low[slot] = bounds.high[slot] = 1;
      total--;
      sum -= weight(slot);
      continue;
    }
    bounds.low[slot] = static_cast<int>(weight(slot) * total / sum);
    bounds.rest[slot] = weight(slot) * total % sum;
    bounds.high[slot] = bounds.low[slot] + (bounds.rest[slot] != 0);
  }
  return bounds;
}

Counts Owned(const nb_table& table) {
  Counts counts(NB_TABLE_MEMBERS + 1);
  for (const nb_bucket& bucket : table.bucket)
    counts[bucket.owner]++;
  return counts;
}

// As Owned() when all plans are carried out.
Counts Settled(const nb_table& table) {
  Counts counts(NB_TABLE_MEMBERS + 1);
  for (const nb_bucket& bucket : table.bucket)
    counts[bucket.next == NB_NOBODY ? bucket.owner : bucket.next]++;
  return counts;
}

bool Same(const nb_bucket& a, const nb_bucket& b) {
  return a.owner == b.owner && a.next == b.next && a.by_load == b.by_load && a.moved == b.moved &&
         a.planned == b.planned;
}

// Everything but the work space.
bool Same(const nb_table& a, const nb_table& b) {
  return a.pending == b.pending && a.length == b.length && a.moves == b.moves && a.used == b.used &&
         std::equal(std::begin(a.bucket), std::end(a.bucket), std::begin(b.bucket),
                    [](const nb_bucket& x, const nb_bucket& y) { return Same(x, y); });
}

class Table {
 public:
  Table() { nb_table_init(&table_); }

  void Weigh(unsigned slot, std::uint32_t weight) { weights_.weight[slot] = weight; }
  void WeighAll(std::initializer_list<std::uint32_t> all) {
    weights_ = {};
    std::copy(all.begin(), all.end(), weights_.weight);
  }
  void WeighEqually(unsigned members, std::uint32_t weight = 1000) {
    weights_ = {};
    std::fill_n(weights_.weight, members, weight);
  }
  unsigned Update(std::uint64_t now, nb_table_layout layout = NB_TABLE_HASHED) {
    return nb_table_update(&table_, layout, &weights_, now);
  }
  void SettleAll(std::uint64_t now) {
    for (unsigned bucket = 0; bucket < NB_BUCKETS; bucket++)
      nb_table_settle(&table_, bucket, now);
  }
  int Count(unsigned slot) const {
    return static_cast<int>(nb_table_count(&table_, static_cast<std::uint8_t>(slot)));
  }
  // The first bucket of that owner and plan.
  unsigned Find(unsigned owner, unsigned next) const {
    return static_cast<unsigned>(std::find_if(std::begin(table_.bucket), std::end(table_.bucket),
                                              [&](const nb_bucket& bucket) {
                                                return bucket.owner == owner && bucket.next == next;
                                              }) -
                                 std::begin(table_.bucket));
  }
  nb_table* operator->() { return &table_; }
  nb_table& operator*() { return table_; }
  const nb_table_weights& weights() const { return weights_; }

 private:
  nb_table table_;
  nb_table_weights weights_ = {};
};

TEST(Table, BeginsWithNobody) {
  auto table = std::make_unique<nb_table>();
  std::memset(table.get(), 0xa5, sizeof(*table));
  nb_table_init(table.get());
  EXPECT_EQ(nb_table_count(table.get(), NB_NOBODY), NB_BUCKETS);
  EXPECT_EQ(table->pending, 0);
  EXPECT_EQ(table->moves, 0u);
  EXPECT_EQ(table->length, NB_BUCKETS);
  for (unsigned bucket = 0; bucket < NB_BUCKETS; bucket++) {
    EXPECT_FALSE(nb_table_settle(table.get(), bucket, 1));
    EXPECT_EQ(table->bucket[bucket].moved, 0u);
    EXPECT_EQ(table->bucket[bucket].planned, 0u);
  }
  nb_table_move(table.get(), 0, 3, 1);
  EXPECT_EQ(table->bucket[0].owner, NB_NOBODY) << "a member without weight is given nothing";
}

TEST(Table, FirstMembersFillItAtOnce) {
  for (unsigned members = 1; members <= NB_TABLE_MEMBERS; members++) {
    Table table;
    table.WeighEqually(members);
    EXPECT_EQ(table.Update(5), NB_BUCKETS);
    EXPECT_EQ(table->pending, 0);
    EXPECT_EQ(table->moves, NB_BUCKETS);
    for (unsigned slot = 0; slot < members; slot++) {
      EXPECT_GE(table.Count(slot), static_cast<int>(NB_BUCKETS / members));
      EXPECT_LE(table.Count(slot), static_cast<int>((NB_BUCKETS + members - 1) / members));
    }
  }
}

TEST(Table, WithoutWeightsNobodyCarriesAnything) {
  Table table;
  table.WeighEqually(3);
  table.Update(1);
  table.WeighEqually(4);
  table.Update(2);
  ASSERT_EQ(table->pending, 64);
  table.WeighAll({});
  EXPECT_EQ(table.Update(3), NB_BUCKETS);
  EXPECT_EQ(table.Count(NB_NOBODY), static_cast<int>(NB_BUCKETS));
  EXPECT_EQ(table->pending, 0);
  EXPECT_EQ(table.Update(4), 0u);
  EXPECT_EQ(table.Update(4, NB_TABLE_ROUND), 0u);
  EXPECT_EQ(table->length, NB_BUCKETS);
  table.WeighEqually(2);
  EXPECT_EQ(table.Update(5), NB_BUCKETS);
  EXPECT_EQ(table.Count(1), 128);
}

struct LossCase {
  unsigned members;
  unsigned moved;
};

class TableLoss : public testing::TestWithParam<LossCase> {};

TEST_P(TableLoss, MovesJustWhatWasLost) {
  for (unsigned lost = 0; lost < GetParam().members; lost++) {
    Table table;
    table.WeighEqually(GetParam().members);
    table.Update(1);
    nb_table before = *table;
    table.Weigh(lost, 0);
    EXPECT_EQ(table.Update(2), GetParam().moved);
    EXPECT_EQ(table->pending, 0);
    for (unsigned i = 0; i < NB_BUCKETS; i++) {
      bool orphan = before.bucket[i].owner == lost;
      EXPECT_EQ(table->bucket[i].owner != before.bucket[i].owner, orphan);
      EXPECT_EQ(table->bucket[i].moved, orphan ? 2u : 1u);
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Equal, TableLoss,
                         testing::Values(LossCase{2, 128}, LossCase{4, 64}, LossCase{8, 32},
                                         LossCase{16, 16}, LossCase{128, 2}),
                         [](const auto& c) { return std::to_string(c.param.members); });

TEST(Table, OneOfEqualMembersIsLostAndReturns) {
  for (unsigned members = 2; members <= NB_TABLE_MEMBERS; members++) {
    Table table;
    table.WeighEqually(members);
    table.Update(1);
    Counts before = Owned(*table);
    unsigned lost = members * 7 / 11;
    table.Weigh(lost, 0);
    int moved = static_cast<int>(table.Update(2));
    EXPECT_EQ(moved, before[lost]);
    EXPECT_EQ(table->pending, 0) << members;
    Counts without = Owned(*table);
    int fewest = NB_BUCKETS, most = 0;
    for (unsigned slot = 0; slot < members; slot++) {
      if (slot == lost)
        continue;
      fewest = std::min(fewest, without[slot]);
      most = std::max(most, without[slot]);
    }
    EXPECT_LE(most, fewest + 1) << members;
    table.Weigh(lost, 1000);
    EXPECT_EQ(table.Update(3), 0u) << "a return moves nothing at once";
    EXPECT_EQ(Owned(*table), without);
    EXPECT_GE(table->pending, NB_BUCKETS / members);
    EXPECT_LE(table->pending, (NB_BUCKETS + members - 1) / members);
    for (const nb_bucket& bucket : table->bucket)
      EXPECT_TRUE(bucket.next == NB_NOBODY || bucket.next == lost);
    unsigned planned = table->pending;
    table.SettleAll(4);
    EXPECT_EQ(table.Count(lost), static_cast<int>(planned));
    EXPECT_EQ(table->pending, 0);
    EXPECT_EQ(table.Update(5), 0u);
    EXPECT_EQ(table->pending, 0);
  }
}

TEST(Table, ReturnsTakeTheirShareFromWhoHasTooMuch) {
  Table table;
  table.WeighEqually(4);
  table.Update(1);
  table.Weigh(2, 0);
  table.Update(2);
  table.Weigh(2, 1000);
  table.Update(3);
  EXPECT_EQ(table->pending, 64);
  table.SettleAll(4);
  for (unsigned slot = 0; slot < 4; slot++)
    EXPECT_EQ(table.Count(slot), 64);
  EXPECT_EQ(table->moves, 256u + 64u + 64u);
}

TEST(Table, SharesFollowWeights) {
  Table table;
  table.WeighAll({1000, 10000, 2500, 40000, 300});
  table.Update(1);
  for (unsigned slot = 0; slot < 5; slot++) {
    double exact = 256.0 * table.weights().weight[slot] / 53800;
    EXPECT_NEAR(table.Count(slot), exact, 1) << slot;
  }
  table.WeighAll({25000, 10000, 10000});
  table.Update(2);
  table.SettleAll(3);
  for (unsigned slot = 0; slot < 3; slot++) {
    double exact = 256.0 * table.weights().weight[slot] / 45000;
    EXPECT_NEAR(table.Count(slot), exact, 1) << slot;
    EXPECT_NEAR(table.Count(slot) / exact, 1, 0.05) << slot;
  }
}

TEST(Table, TheLightestHasABucketToo) {
  Table table;
  table.WeighEqually(NB_TABLE_MEMBERS, 1);
  table.Weigh(77, 4000000);
  table.Update(1);
  for (unsigned slot = 0; slot < NB_TABLE_MEMBERS; slot++)
    EXPECT_EQ(table.Count(slot), slot == 77 ? 2 : 1);

  Table few;
  few.WeighAll({4000000, 1, 4000000, 10});
  few.Update(1);
  EXPECT_EQ(few.Count(0), 127);
  EXPECT_EQ(few.Count(1), 1);
  EXPECT_EQ(few.Count(2), 127);
  EXPECT_EQ(few.Count(3), 1);
}

TEST(Table, HeavyWeightsDoNotOverflow) {
  for (std::uint32_t weight : {4000000u, NB_TABLE_WEIGHT_MAX, 0x80000000u, 0xffffffffu}) {
    for (nb_table_layout layout : {NB_TABLE_HASHED, NB_TABLE_ROUND}) {
      Table table;
      table.WeighEqually(NB_TABLE_MEMBERS, weight);
      table.Update(1, layout);
      for (unsigned slot = 0; slot < NB_TABLE_MEMBERS; slot++)
        EXPECT_NEAR(table.Count(slot), 1.5, 0.5);
      EXPECT_EQ(table->length, layout == NB_TABLE_ROUND ? 255 : 256);
      table.WeighEqually(3, weight);
      table.Update(2, layout);
      table.SettleAll(3);
      for (unsigned slot = 0; slot < 3; slot++)
        EXPECT_NEAR(table.Count(slot), 85.5, 0.5);
    }
  }
}

TEST(Table, RoundingMovesNothing) {
  Table table;
  table.WeighAll({1000, 1000, 1000});
  table.Update(1);
  Counts before = Owned(*table);
  // Whoever has the odd bucket keeps it, also when others would round up first.
  for (unsigned slot = 0; slot < 3; slot++) {
    table.WeighAll({1000, 1000, 1000});
    table.Weigh(slot, 1001);
    EXPECT_EQ(table.Update(2), 0u);
    EXPECT_EQ(table->pending, 0) << slot;
  }
  EXPECT_EQ(Owned(*table), before);
}

TEST(Table, AMemberThatJoinsTakesNoMoreThanItsShare) {
  Table table;
  table.WeighAll({10000});
  table.Update(1);
  table.Weigh(1, 1000);
  EXPECT_EQ(table.Update(2), 0u);
  EXPECT_EQ(table->pending, 23);  // 23.27
  unsigned first = table.Find(0, 1);
  EXPECT_TRUE(nb_table_settle(&*table, first, 3));
  EXPECT_FALSE(nb_table_settle(&*table, first, 4));
  EXPECT_EQ(table->bucket[first].owner, 1);
  EXPECT_EQ(table->bucket[first].moved, 3u);
  EXPECT_EQ(table->bucket[first].planned, 0u);
  EXPECT_EQ(table->pending, 22);
  EXPECT_EQ(table.Update(5), 0u);
  EXPECT_EQ(table->pending, 22);
}

TEST(Table, PlansKeepTheirTimeWhileTheyAreOfUse) {
  Table table;
  table.WeighEqually(2);
  table.Update(10);
  table.WeighEqually(3);
  table.Update(20);
  EXPECT_EQ(table->pending, 85);
  table.WeighEqually(4);
  table.Update(30);
  EXPECT_EQ(table->pending, 128);
  Counts at(31);
  for (const nb_bucket& bucket : table->bucket) {
    if (bucket.next != NB_NOBODY) {
      at[bucket.planned]++;
      EXPECT_EQ(bucket.planned, bucket.next == 2 ? 20u : 30u);
    }
  }
  EXPECT_EQ(at[20], 64);
  EXPECT_EQ(at[30], 64);
}

TEST(Table, PlansForALostMemberEnd) {
  Table table;
  table.WeighEqually(2);
  table.Update(10);
  table.WeighEqually(4);
  table.Update(20);
  table.Weigh(3, 0);
  EXPECT_EQ(table.Update(30), 0u);
  EXPECT_EQ(table->pending, 85);
  EXPECT_EQ(table.Find(0, 3), NB_BUCKETS);
  EXPECT_EQ(table.Find(1, 3), NB_BUCKETS);
  table.Weigh(2, 0);
  EXPECT_EQ(table.Update(40), 0u);
  EXPECT_EQ(table->pending, 0);
}

TEST(Table, PlannedBucketsOfALostMemberGoWhereTheyWereToGo) {
  Table table;
  table.WeighEqually(2);
  table.Update(10);
  table.WeighEqually(4);
  table.Update(20);
  nb_table before = *table;
  table.Weigh(0, 0);
  EXPECT_EQ(table.Update(30), 128u);
  for (unsigned i = 0; i < NB_BUCKETS; i++) {
    const nb_bucket& was = before.bucket[i];
    std::uint8_t to = was.owner == 1 ? 1 : was.next;
    if (to != NB_NOBODY) {
      EXPECT_EQ(table->bucket[i].owner, to);
    }
  }
  // What the orphans filled need not come from the healthy one any more.
  EXPECT_EQ(table.Count(1), 128);
  EXPECT_EQ(table->pending, 128 - 86);
}

TEST(Table, AMovedBucketIsPlannedBackOnlyByTheWhole) {
  Table table;
  table.WeighEqually(3);
  table.Update(1);
  ASSERT_EQ(table.Count(0), 86);
  unsigned bucket = table.Find(0, NB_NOBODY);
  nb_table_move(&*table, bucket, 1, 2);
  EXPECT_EQ(table->bucket[bucket].owner, 1);
  EXPECT_EQ(table->bucket[bucket].moved, 2u);
  EXPECT_EQ(table->moves, 257u);
  table.Update(3);
  EXPECT_EQ(table->pending, 0) << "85, 86, 85 is as good as 86, 85, 85";
  nb_table_move(&*table, bucket, 1, 4);
  EXPECT_EQ(table->moves, 257u) << "it was there";
  nb_table_move(&*table, bucket, 9, 4);
  nb_table_move(&*table, bucket, NB_NOBODY, 4);
  EXPECT_EQ(table->bucket[bucket].owner, 1);
  nb_table_move(&*table, table.Find(0, NB_NOBODY), 1, 5);
  EXPECT_EQ(table.Update(6), 0u);
  EXPECT_EQ(table->pending, 1);
  EXPECT_EQ(table->bucket[table.Find(1, 0)].planned, 6u);
  nb_table_move(&*table, table.Find(1, 0), 2, 7);
  EXPECT_EQ(table->pending, 0) << "a move ends the plan";
}

// Loaded.

// Load has given so many buckets to the second, from the first or to it.
Table Loaded(int second, unsigned members = 2) {
  Table table;
  table.WeighEqually(members);
  table.Update(1, NB_TABLE_LOADED);
  while (table.Count(1) < second)
    nb_table_move(&*table, table.Find(0, NB_NOBODY), 1, 2);
  while (table.Count(1) > second)
    nb_table_move(&*table, table.Find(1, NB_NOBODY), 0, 2);
  return table;
}

TEST(TableLoaded, BeginsAsWhenHashed) {
  for (unsigned members = 1; members <= NB_TABLE_MEMBERS; members++) {
    Table hashed, loaded;
    hashed.WeighEqually(members);
    loaded.WeighEqually(members);
    EXPECT_EQ(hashed.Update(1), loaded.Update(1, NB_TABLE_LOADED));
    EXPECT_TRUE(Same(*hashed, *loaded)) << members;
  }
}

TEST(TableLoaded, WhoCarriesSomethingKeepsIt) {
  Table table = Loaded(1);
  nb_table before = *table;
  EXPECT_EQ(table.Update(3, NB_TABLE_LOADED), 0u);
  EXPECT_TRUE(Same(before, *table));
  table.WeighAll({1, 4000000});
  EXPECT_EQ(table.Update(4, NB_TABLE_LOADED), 0u);
  EXPECT_TRUE(Same(before, *table)) << "weights alone plan nothing";
  table.WeighEqually(2);
  EXPECT_EQ(table.Update(5), 0u);
  EXPECT_EQ(table->pending, 127) << "hashed, count decides";
  EXPECT_EQ(table.Update(6, NB_TABLE_LOADED), 0u);
  EXPECT_EQ(table->pending, 127) << "a plan in progress goes on";
}

TEST(TableLoaded, ALossMovesOnlyWhatWasLost) {
  Table table = Loaded(50, 3);
  nb_table before = *table;
  table.Weigh(2, 0);
  int lost = table.Count(2);
  EXPECT_EQ(table.Update(3, NB_TABLE_LOADED), static_cast<unsigned>(lost));
  EXPECT_EQ(table->pending, 0);
  for (unsigned i = 0; i < NB_BUCKETS; i++)
    EXPECT_TRUE(before.bucket[i].owner == 2 || Same(before.bucket[i], table->bucket[i]));
  EXPECT_EQ(table.Count(0), 128) << "who is furthest below its due is filled first";
}

TEST(TableLoaded, WhoOwnsNothingGetsItsShare) {
  Table table = Loaded(40, 3);
  ASSERT_GT(table.Count(0), 120);
  table.WeighEqually(4);
  int others = table.Count(2);
  EXPECT_EQ(table.Update(10, NB_TABLE_LOADED), 0u);
  EXPECT_EQ(table->pending, 64);
  Counts settled = Settled(*table);
  EXPECT_EQ(settled[3], 64);
  EXPECT_EQ(settled[1], 40) << "who has less than its share gives nothing";
  EXPECT_LE(std::abs(settled[0] - settled[2]), 1) << "who has most gives first";
  EXPECT_LT(settled[2], others);
  for (int settles = 0; settles < 64; settles++) {
    nb_table before = *table;
    EXPECT_EQ(table.Update(11, NB_TABLE_LOADED), 0u);
    EXPECT_TRUE(Same(before, *table)) << "kept until all is there";
    unsigned bucket = 0;
    while (table->bucket[bucket].next == NB_NOBODY)
      bucket++;
    EXPECT_FALSE(table->bucket[bucket].by_load);
    EXPECT_FALSE(nb_table_forget(&*table, bucket)) << "it is no plan by load";
    EXPECT_TRUE(nb_table_settle(&*table, bucket, 12));
  }
  EXPECT_EQ(table.Count(3), 64);
  EXPECT_EQ(table->pending, 0);
}

TEST(TableLoaded, AHeavierMemberThatIsStillEmptyGetsMore) {
  Table table = Loaded(128);
  table.WeighEqually(3);
  table.Update(10, NB_TABLE_LOADED);
  ASSERT_EQ(table->pending, 85);
  table.Weigh(2, 2000);
  table.Update(11, NB_TABLE_LOADED);
  EXPECT_EQ(table->pending, 128);
  nb_table_settle(&*table, table.Find(0, 2), 12);
  table.Weigh(2, 6000);
  table.Update(13, NB_TABLE_LOADED);
  EXPECT_EQ(table->pending, 127) << "now it carries something";
  table.Weigh(2, 1000);
  table.Update(14, NB_TABLE_LOADED);
  EXPECT_EQ(table->pending, 85) << "86 with what it has";
}

TEST(TableLoaded, IntendAndForget) {
  Table table = Loaded(128);
  unsigned bucket = table.Find(0, NB_NOBODY);
  EXPECT_FALSE(nb_table_intend(&*table, bucket, 0, 3)) << "it owns it";
  EXPECT_FALSE(nb_table_intend(&*table, bucket, 2, 3)) << "no weight";
  EXPECT_FALSE(nb_table_intend(&*table, bucket, NB_NOBODY, 3));
  EXPECT_FALSE(nb_table_forget(&*table, bucket)) << "nothing to forget";
  EXPECT_EQ(table->pending, 0);
  nb_table before = *table;
  EXPECT_TRUE(nb_table_intend(&*table, bucket, 1, 3));
  EXPECT_FALSE(nb_table_intend(&*table, bucket, 1, 4)) << "a plan already";
  EXPECT_EQ(table->pending, 1);
  EXPECT_EQ(table->bucket[bucket].owner, 0);
  EXPECT_EQ(table->bucket[bucket].next, 1);
  EXPECT_TRUE(table->bucket[bucket].by_load);
  EXPECT_EQ(table->bucket[bucket].planned, 3u);
  nb_table intended = *table;
  EXPECT_EQ(table.Update(5, NB_TABLE_LOADED), 0u);
  EXPECT_TRUE(Same(intended, *table)) << "an update keeps it";
  EXPECT_TRUE(nb_table_forget(&*table, bucket));
  EXPECT_FALSE(nb_table_forget(&*table, bucket));
  EXPECT_TRUE(Same(before, *table));
  nb_table_intend(&*table, bucket, 1, 6);
  EXPECT_TRUE(nb_table_settle(&*table, bucket, 7));
  EXPECT_FALSE(table->bucket[bucket].by_load);
  EXPECT_EQ(table->bucket[bucket].owner, 1);
  EXPECT_EQ(table->pending, 0);
}

TEST(TableLoaded, PlansByLoadEndWithTheirMembers) {
  Table table = Loaded(128, 3);
  unsigned first = table.Find(0, NB_NOBODY), second = table.Find(2, NB_NOBODY);
  nb_table_intend(&*table, first, 2, 3);
  nb_table_intend(&*table, second, 1, 3);
  table.Weigh(2, 0);
  table.Update(4, NB_TABLE_LOADED);
  EXPECT_EQ(table->bucket[first].owner, 0);
  EXPECT_EQ(table->bucket[first].next, NB_NOBODY);
  EXPECT_FALSE(table->bucket[first].by_load);
  EXPECT_EQ(table->bucket[second].owner, 1) << "a loss hastens it";
  EXPECT_EQ(table->pending, 0);
}

TEST(TableLoaded, HashedAgainPlansByLoadArePlansLikeOthers) {
  Table table = Loaded(100);
  unsigned useful = table.Find(0, NB_NOBODY), useless = table.Find(1, NB_NOBODY);
  nb_table_intend(&*table, useful, 1, 3);
  nb_table_intend(&*table, useless, 0, 3);
  table.Update(4);
  EXPECT_EQ(table->bucket[useful].next, 1);
  EXPECT_EQ(table->bucket[useful].planned, 3u);
  EXPECT_FALSE(table->bucket[useful].by_load);
  EXPECT_EQ(table->bucket[useless].next, NB_NOBODY);
  EXPECT_EQ(table->pending, 28);
}

// Turns.

// How far a member's turns are off its share of them.
struct Drift {
  double start = 0;   // in any number of turns from the start
  double window = 0;  // in any window, the wrap included
};

Drift Follow(const std::vector<int>& turns, unsigned slot) {
  double share = static_cast<double>(std::count(turns.begin(), turns.end(), slot)) /
                 static_cast<double>(turns.size());
  double off = 0, low = 0, high = 0;
  for (int turn : turns) {
    off += (turn == static_cast<int>(slot)) - share;
    low = std::min(low, off);
    high = std::max(high, off);
  }
  return {std::max(high, -low), high - low};
}

std::vector<int> Turns(const nb_table& table) {
  std::vector<int> turns;
  for (unsigned i = 0; i < table.length; i++)
    turns.push_back(table.bucket[i].owner);
  return turns;
}

int Repeats(const std::vector<int>& turns) {
  int repeats = 0;
  for (std::size_t i = 0; i < turns.size(); i++)
    repeats += turns[i] == turns[(i + 1) % turns.size()];
  return repeats;
}

std::vector<int> SmoothWeightedRoundRobin(const Counts& quota) {
  int total = std::accumulate(quota.begin(), quota.end(), 0);
  Counts current(quota.size());
  std::vector<int> turns;
  for (int turn = 0; turn < total; turn++) {
    for (std::size_t i = 0; i < quota.size(); i++)
      current[i] += quota[i];
    auto first = std::max_element(current.begin(), current.end());
    *first -= total;
    turns.push_back(static_cast<int>(first - current.begin()));
  }
  return turns;
}

TEST(TableRound, EqualMembersTakeEqualTurns) {
  for (unsigned members = 1; members <= NB_TABLE_MEMBERS; members++) {
    Table table;
    table.WeighEqually(members);
    table.Update(1, NB_TABLE_ROUND);
    EXPECT_EQ(table->length, members * (NB_BUCKETS / members));
    EXPECT_EQ(table->pending, 0);
    for (unsigned i = 0; i < NB_BUCKETS; i++)
      ASSERT_EQ(table->bucket[i].owner, i % members);
  }
}

TEST(TableRound, TheLengthFitsTheWeights) {
  struct {
    std::initializer_list<std::uint32_t> weights;
    unsigned length;
    Counts count;
  } cases[] = {
      {{1000, 10000}, 253, {23, 230}}, {{40000, 25000, 10000}, 255, {136, 85, 34}},
      {{1000, 2500}, 252, {72, 180}},  {{1000, 1000, 999}, 255, {85, 85, 85}},
      {{4000000, 1}, 256, {255, 1}},
  };
  for (const auto& c : cases) {
    Table table;
    table.WeighAll(c.weights);
    table.Update(1, NB_TABLE_ROUND);
    EXPECT_EQ(table->length, c.length);
    auto turns = Turns(*table);
    for (unsigned slot = 0; slot < c.count.size(); slot++)
      EXPECT_EQ(std::count(turns.begin(), turns.end(), slot), c.count[slot]);
  }
}

TEST(TableRound, NobodyTwiceInARowAtTheWrap) {
  Table table;
  table.WeighAll({3, 2, 2});
  table.Update(1, NB_TABLE_ROUND);
  EXPECT_EQ(table->length, 252);
  EXPECT_EQ(Repeats(Turns(*table)), 0);
}

TEST(TableRound, ChangesLayItAnewAndPlanNothing) {
  Table table;
  table.WeighEqually(2);
  table.Update(1);
  table.WeighEqually(3);
  table.Update(2);
  ASSERT_NE(table->pending, 0);
  table.Update(3, NB_TABLE_ROUND);
  EXPECT_EQ(table->pending, 0);
  nb_table before = *table;
  EXPECT_EQ(table.Update(4, NB_TABLE_ROUND), 0u);
  EXPECT_TRUE(Same(before, *table));
  table.Weigh(1, 0);
  unsigned changed = table.Update(5, NB_TABLE_ROUND);
  unsigned found = 0;
  for (unsigned i = 0; i < NB_BUCKETS; i++) {
    EXPECT_EQ(table->bucket[i].owner, i % 2 ? 2 : 0);
    found += table->bucket[i].owner != before.bucket[i].owner;
  }
  EXPECT_EQ(changed, found);
  table.WeighEqually(3);
  table.Update(6, NB_TABLE_ROUND);
  EXPECT_EQ(table->length, 255);
  EXPECT_EQ(table.Update(7), 0u) << "hashed again, with shares as they are";
  EXPECT_EQ(table->length, NB_BUCKETS);
  EXPECT_EQ(table->pending, 0);
}

TEST(TableRound, RandomWeightsAreDealtEvenly) {
  std::mt19937_64 random(20);
  double worst = 0, worst_smooth = 0;
  int repeats = 0, repeats_smooth = 0;
  for (int round = 0; round < 4000; round++) {
    Table table;
    unsigned members = 1 + random() % (round % 50 ? 9 : NB_TABLE_MEMBERS);
    for (unsigned slot = 0; slot < members; slot++)
      table.Weigh(slot, static_cast<std::uint32_t>(random() % (2u << random() % 23)));
    table.Update(1, NB_TABLE_ROUND);
    if (!table->used)
      continue;
    auto turns = Turns(*table);
    Bounds fair = Fair(table.weights(), table->length);
    Counts quota;
    for (unsigned slot = 0; slot < members; slot++) {
      int count = static_cast<int>(std::count(turns.begin(), turns.end(), slot));
      ASSERT_TRUE(count == fair.low[slot] || count == fair.high[slot]) << "round " << round;
      Drift drift = Follow(turns, slot);
      ASSERT_LT(drift.start, 1) << "round " << round;
      ASSERT_LT(drift.window, 2) << "round " << round;
      quota.push_back(count);
      worst = std::max(worst, drift.window);
    }
    auto smooth = SmoothWeightedRoundRobin(quota);
    for (unsigned slot = 0; slot < members; slot++)
      worst_smooth = std::max(worst_smooth, Follow(smooth, slot).window);
    repeats += Repeats(turns);
    repeats_smooth += Repeats(smooth);
    for (unsigned i = table->length; i < NB_BUCKETS; i++)
      ASSERT_EQ(table->bucket[i].owner, turns[i - table->length]);
  }
  EXPECT_LE(worst, worst_smooth);
  EXPECT_LE(repeats, repeats_smooth);
}

// Random lives.

// What the documentation of nb_table_update() says, written down once more for
// the hashed layout, without regard to cost.
void ModelUpdate(nb_table* table, const nb_table_weights& weights, std::uint64_t now) {
  auto usable = [&](unsigned slot) { return slot < NB_TABLE_MEMBERS && weights.weight[slot]; };
  auto give = [&](nb_bucket& bucket, std::uint8_t to) {
    if (bucket.owner != to) {
      bucket.moved = now;
      table->moves++;
    }
    bucket.owner = to;
    bucket.next = NB_NOBODY;
    bucket.planned = 0;
  };
  table->length = NB_BUCKETS;
  table->used =
      static_cast<std::uint16_t>(std::count_if(std::begin(weights.weight), std::end(weights.weight),
                                               [](std::uint32_t weight) { return weight != 0; }));
  for (nb_bucket& bucket : table->bucket) {
    if (!usable(bucket.owner) && usable(bucket.next))
      give(bucket, bucket.next);
  }
  Bounds fair = Fair(weights);
  Counts has = Owned(*table), due = fair.low;
  std::vector<unsigned> slots;
  for (unsigned slot = 0; slot < NB_TABLE_MEMBERS; slot++) {
    due[slot] = std::clamp(has[slot], fair.low[slot], fair.high[slot]);
    if (fair.rest[slot])
      slots.push_back(slot);
  }
  std::stable_sort(slots.begin(), slots.end(),
                   [&](unsigned a, unsigned b) { return fair.rest[a] > fair.rest[b]; });
  int sum = std::accumulate(due.begin(), due.end(), 0);
  for (auto slot = slots.begin(); slot != slots.end() && sum < 256; slot++) {
    sum += due[*slot] == fair.low[*slot];
    due[*slot] = fair.high[*slot];
  }
  for (auto slot = slots.rbegin(); slot != slots.rend() && sum > 256; slot++) {
    sum -= due[*slot] == fair.high[*slot];
    due[*slot] = fair.low[*slot];
  }
  unsigned last = NB_TABLE_MEMBERS - 1;
  while (last && !due[last])
    last--;
  auto neediest = [&]() {
    unsigned best = 0;
    for (unsigned slot = 0; slot <= last; slot++) {
      if (due[slot] - has[slot] > due[best] - has[best])
        best = slot;
    }
    return static_cast<std::uint8_t>(due[best] > has[best] ? best : NB_NOBODY);
  };
  for (nb_bucket& bucket : table->bucket) {
    if (usable(bucket.owner))
      continue;
    give(bucket, neediest());
    has[bucket.owner]++;
  }
  for (nb_bucket& bucket : table->bucket) {
    bool useful = usable(bucket.next) && has[bucket.owner] > due[bucket.owner] &&
                  has[bucket.next] < due[bucket.next];
    if (!useful) {
      bucket.next = NB_NOBODY;
      bucket.planned = 0;
      continue;
    }
    has[bucket.owner]--;
    has[bucket.next]++;
  }
  for (nb_bucket& bucket : table->bucket) {
    if (bucket.next != NB_NOBODY || !usable(bucket.owner) || has[bucket.owner] <= due[bucket.owner])
      continue;
    bucket.next = neediest();
    bucket.planned = now;
    has[bucket.owner]--;
    has[bucket.next]++;
  }
  table->pending = static_cast<std::uint16_t>(
      std::count_if(std::begin(table->bucket), std::end(table->bucket),
                    [](const nb_bucket& bucket) { return bucket.next != NB_NOBODY; }));
}

// One bond's members and clock, told by a seed; every step is checked.
class Life {
 public:
  Life(std::uint64_t seed, unsigned members) : random_(seed), members_(members) {
    nb_table_init(&table_);
  }

  // False, with what(), at the first thing that is not as promised.
  bool Step() {
    now_ += 1 + random_() % 1000;
    switch (random_() % 16) {
      case 0: weights_.weight[Member()] = 0; return Update();
      case 1: weights_.weight[Member()] = Weight(); return Update();
      case 2: weights_.weight[Member()] = 10000; return Update();
      case 3:
        for (int changes = 3; changes; changes--)
          weights_.weight[Member()] = Pick(2) ? Weight() : 0;
        return Update();
      case 4: return Pick(40) || Outage();
      case 5: return Pick(8) || SettleAll();
      case 6: return Pick(4) || Move();
      default: return Settle();
    }
  }
  const std::string& what() const { return what_; }
  std::uint64_t operations() const { return operations_; }

 protected:
  std::uint64_t Pick(std::uint64_t n) { return random_() % n; }
  unsigned Member() { return static_cast<unsigned>(Pick(members_)); }
  std::uint32_t Weight() {
    static constexpr std::uint32_t kSpeeds[] = {100,   1000,   2500,   5000,    10000,
                                                25000, 100000, 400000, 4000000, 1};
    return Pick(4) ? kSpeeds[Pick(std::size(kSpeeds))] : 1 + static_cast<std::uint32_t>(Pick(5000));
  }

  bool Fail(const char* what) {
    if (what_.empty())
      what_ = what;
    return false;
  }

  bool Outage() {
    weights_ = {};
    return Update();
  }

  bool Update() {
    operations_++;
    nb_table before = table_;
    unsigned changed = nb_table_update(&table_, NB_TABLE_HASHED, &weights_, now_);
    return CheckMoves(before, changed) && CheckPlans(before) && CheckAgain(before) &&
           CheckModel(before);
  }

  bool Usable(unsigned slot) const { return slot < NB_TABLE_MEMBERS && weights_.weight[slot]; }

  bool CheckMoves(const nb_table& before, unsigned changed) {
    bool any = table_.used != 0;
    unsigned orphans = 0, moved = 0;
    for (unsigned i = 0; i < NB_BUCKETS; i++) {
      const nb_bucket& was = before.bucket[i];
      const nb_bucket& is = table_.bucket[i];
      bool orphan = any ? !Usable(was.owner) : was.owner != NB_NOBODY;
      orphans += orphan;
      moved += was.owner != is.owner;
      if (any ? !Usable(is.owner) : is.owner != NB_NOBODY)
        return Fail("owned by a member without weight");
      if (!orphan && was.owner != is.owner)
        return Fail("a healthy member lost a bucket at once");
      if (orphan && Usable(was.next) && is.owner != was.next)
        return Fail("a planned orphan went elsewhere");
      if (is.moved != (was.owner != is.owner ? now_ : was.moved))
        return Fail("wrong time of move");
    }
    if (moved != orphans || changed != moved || table_.moves != before.moves + moved)
      return Fail("not as many moves as orphans");
    return true;
  }

  bool CheckPlans(const nb_table& before) {
    unsigned pending = 0;
    for (unsigned i = 0; i < NB_BUCKETS; i++) {
      const nb_bucket& was = before.bucket[i];
      const nb_bucket& is = table_.bucket[i];
      if (is.next == NB_NOBODY) {
        if (is.planned)
          return Fail("a time without a plan");
        continue;
      }
      pending++;
      if (!Usable(is.next) || is.next == is.owner)
        return Fail("a plan for nothing");
      if (is.planned != (is.next == was.next ? was.planned : now_))
        return Fail("wrong time of plan");
    }
    if (pending != table_.pending)
      return Fail("plans miscounted");
    Bounds fair = Fair(weights_);
    Counts has = Owned(table_), settled = Settled(table_);
    int over = 0, under = 0;
    for (unsigned slot = 0; slot < members_; slot++) {
      over += std::max(0, has[slot] - fair.high[slot]);
      under += std::max(0, fair.low[slot] - has[slot]);
      if (table_.used && (settled[slot] < fair.low[slot] || settled[slot] > fair.high[slot]))
        return Fail("plans do not lead to the shares");
    }
    if (table_.used && static_cast<int>(pending) != std::max(over, under))
      return Fail("more plans than needed");
    return true;
  }

  // Neither the work space nor a second call makes a difference.
  bool CheckAgain(const nb_table& before, nb_table_layout layout = NB_TABLE_HASHED) {
    nb_table other = before;
    std::memset(other.share, 0xa5, sizeof(other.share));
    std::memset(other.member, 0xa5, sizeof(other.member));
    nb_table_update(&other, layout, &weights_, now_);
    if (!Same(other, table_))
      return Fail("not the same from the same");
    if (nb_table_update(&other, layout, &weights_, now_ + 1) || !Same(other, table_))
      return Fail("the same update again changed something");
    return true;
  }

  bool CheckModel(const nb_table& before) {
    nb_table model = before;
    ModelUpdate(&model, weights_, now_);
    return Same(model, table_) || Fail("not as the model");
  }

  bool Settle() {
    operations_++;
    unsigned i = static_cast<unsigned>(Pick(NB_BUCKETS));
    for (unsigned tries = 0; tries < 16 && table_.bucket[i].next == NB_NOBODY; tries++)
      i = (i + 1) % NB_BUCKETS;
    nb_table expected = table_;
    nb_bucket& bucket = expected.bucket[i];
    bool planned = bucket.next != NB_NOBODY;
    if (planned) {
      bucket = {bucket.next, NB_NOBODY, false, now_, 0};
      expected.pending--;
      expected.moves++;
    }
    if (nb_table_settle(&table_, i, now_) != planned || !Same(expected, table_))
      return Fail("a bucket settled wrongly");
    return true;
  }

  bool SettleAll() {
    operations_++;
    Counts has = Settled(table_);
    for (unsigned i = 0; i < NB_BUCKETS; i++)
      nb_table_settle(&table_, i, now_);
    if (table_.pending || Owned(table_) != has)
      return Fail("settling all left plans");
    return true;
  }

  bool Move() {
    operations_++;
    unsigned i = static_cast<unsigned>(Pick(NB_BUCKETS));
    auto to = static_cast<std::uint8_t>(Member());
    nb_table expected = table_;
    nb_bucket& bucket = expected.bucket[i];
    if (Usable(to)) {
      expected.pending -= bucket.next != NB_NOBODY;
      expected.moves += bucket.owner != to;
      bucket = {to, NB_NOBODY, false, bucket.owner != to ? now_ : bucket.moved, 0};
    }
    nb_table_move(&table_, i, to, now_);
    return Same(expected, table_) || Fail("a bucket moved wrongly");
  }

  std::mt19937_64 random_;
  unsigned members_;
  std::uint64_t now_ = 0;
  std::uint64_t operations_ = 0;
  nb_table table_;
  nb_table_weights weights_ = {};
  std::string what_;
};

// The same with load that plans and forgets.
class LoadedLife : public Life {
 public:
  using Life::Life;

  bool Step() {
    now_ += 1 + Pick(1000);
    switch (Pick(24)) {
      case 0: weights_.weight[Member()] = 0; return Follow();
      case 1: weights_.weight[Member()] = Weight(); return Follow();
      case 2: weights_.weight[Member()] = 10000; return Follow();
      case 3:
        for (int changes = 3; changes; changes--)
          weights_.weight[Member()] = Pick(2) ? Weight() : 0;
        return Follow();
      case 4: return Pick(8) || SettleAll();
      case 5: return Pick(4) || Move();
      case 6: return Pick(4) || Elsewhere();
      case 7:
      case 8: return Forget();
      case 9:
      case 10:
      case 11: return Settle();
      default: return Intend();
    }
  }

 private:
  // An update as another layout, and back.
  bool Elsewhere() {
    nb_table_update(&table_, Pick(2) ? NB_TABLE_HASHED : NB_TABLE_ROUND, &weights_, now_);
    for (const nb_bucket& bucket : table_.bucket) {
      if (bucket.by_load)
        return Fail("a plan by load outlived the layout");
    }
    return Follow();
  }

  bool Follow() {
    operations_++;
    nb_table before = table_;
    unsigned changed = nb_table_update(&table_, NB_TABLE_LOADED, &weights_, now_);
    return CheckMoves(before, changed) && CheckCounts() && CheckKept(before) && CheckNew(before) &&
           CheckShares(before) && CheckAgain(before, NB_TABLE_LOADED);
  }

  bool CheckCounts() {
    unsigned pending = 0;
    for (const nb_bucket& bucket : table_.bucket) {
      bool planned = bucket.next != NB_NOBODY;
      pending += planned;
      if (!planned && (bucket.planned || bucket.by_load))
        return Fail("something is left of a plan");
      if (planned && (!Usable(bucket.next) || bucket.next == bucket.owner))
        return Fail("a plan for nothing");
    }
    return pending == table_.pending || Fail("plans miscounted");
  }

  // Plans by load while both have weight, others while they are needed.
  bool CheckKept(const nb_table& before) {
    Bounds fair = Fair(weights_);
    Counts room = Owned(table_);
    for (const nb_bucket& bucket : table_.bucket)
      room[bucket.next] += bucket.next != NB_NOBODY;
    for (unsigned i = 0; i < NB_BUCKETS; i++) {
      const nb_bucket& was = before.bucket[i];
      if (was.next == NB_NOBODY || !Usable(was.owner) || !Usable(was.next))
        continue;
      if (Same(was, table_.bucket[i]))
        continue;
      if (was.by_load)
        return Fail("a plan by load was lost");
      if (table_.bucket[i].next == was.next)
        return Fail("a plan was made anew");
      if (room[was.next] < fair.high[was.next])
        return Fail("a plan in progress was lost");
    }
    return true;
  }

  // New plans lead to who owned nothing.
  bool CheckNew(const nb_table& before) {
    Counts owned = Owned(before);
    for (unsigned i = 0; i < NB_BUCKETS; i++) {
      const nb_bucket& was = before.bucket[i];
      const nb_bucket& is = table_.bucket[i];
      if (is.next == NB_NOBODY || is.next == was.next)
        continue;
      if (owned[is.next])
        return Fail("a plan for a member that carries something");
      if (is.by_load || is.planned != now_)
        return Fail("a wrong plan");
    }
    return true;
  }

  bool CheckShares(const nb_table& before) {
    Bounds fair = Fair(weights_);
    Counts owned = Owned(before), settled = Settled(table_);
    bool hungry = false;
    for (unsigned slot = 0; slot < members_; slot++)
      hungry |= Usable(slot) && !owned[slot] && settled[slot] < fair.low[slot];
    for (unsigned i = 0; i < NB_BUCKETS; i++) {
      const nb_bucket& was = before.bucket[i];
      const nb_bucket& is = table_.bucket[i];
      if (is.next == NB_NOBODY && hungry && settled[is.owner] > fair.high[is.owner])
        return Fail("a new member did not get its share");
      if (is.next == NB_NOBODY || is.next == was.next)
        continue;
      if (settled[is.owner] < fair.low[is.owner] || settled[is.next] > fair.high[is.next])
        return Fail("a new member got more than its share");
    }
    return true;
  }

  bool Intend() {
    operations_++;
    auto i = static_cast<unsigned>(Pick(NB_BUCKETS));
    auto to = static_cast<std::uint8_t>(Pick(30) ? Member() : NB_NOBODY);
    nb_table expected = table_;
    nb_bucket& bucket = expected.bucket[i];
    bool fine = Usable(to) && bucket.owner != to && bucket.next == NB_NOBODY;
    if (fine) {
      bucket = {bucket.owner, to, true, bucket.moved, now_};
      expected.pending++;
    }
    if (nb_table_intend(&table_, i, to, now_) != fine || !Same(expected, table_))
      return Fail("a bucket was planned wrongly");
    return true;
  }

  bool Forget() {
    operations_++;
    auto i = static_cast<unsigned>(Pick(NB_BUCKETS));
    for (unsigned tries = 0; tries < 16 && !table_.bucket[i].by_load; tries++)
      i = (i + 1) % NB_BUCKETS;
    nb_table expected = table_;
    nb_bucket& bucket = expected.bucket[i];
    bool planned = bucket.by_load;
    if (planned) {
      bucket = {bucket.owner, NB_NOBODY, false, bucket.moved, 0};
      expected.pending--;
    }
    if (nb_table_forget(&table_, i) != planned || !Same(expected, table_))
      return Fail("a plan was forgotten wrongly");
    return true;
  }
};

#ifdef __SANITIZE_ADDRESS__
constexpr std::uint64_t kPart = 10;  // sanitizers are slow
#else
constexpr std::uint64_t kPart = 1;
#endif

template <typename Kind = Life>
std::uint64_t Live(std::uint64_t lives, std::uint64_t steps, unsigned most_members) {
  std::uint64_t operations = 0;
  for (std::uint64_t seed = 1; seed <= lives; seed++) {
    unsigned members = 1 + static_cast<unsigned>(seed % most_members);
    Kind life(seed, members);
    for (std::uint64_t step = 0; step < steps; step++) {
      if (!life.Step()) {
        ADD_FAILURE() << life.what() << ": seed " << seed << ", " << members << " members, step "
                      << step;
        return operations;
      }
    }
    operations += life.operations();
  }
  return operations;
}

TEST(TableRandom, SmallBonds) {
  EXPECT_GE(Live(2750 / kPart, 440, 12), 1000000u / kPart);
}
TEST(TableRandom, LargeBonds) {
  EXPECT_GE(Live(255, 100, NB_TABLE_MEMBERS), 20000u);
}
TEST(TableRandom, LoadedSmallBonds) {
  EXPECT_GE(Live<LoadedLife>(1000 / kPart, 600, 12), 500000u / kPart);
}
TEST(TableRandom, LoadedLargeBonds) {
  EXPECT_GE(Live<LoadedLife>(255, 100, NB_TABLE_MEMBERS), 20000u);
}

}  // namespace
}  // namespace netbond
