// SPDX-License-Identifier: GPL-2.0
// Any bytes as the load of a bond of balance-tlb: buckets carry more and less, counters break, runs
// come late and early, members come and go, proposals are planned, carried out, forgotten or not
// heard. Each proposal is one that the header promises; bit 0 of the first byte: at the end loads
// stay as they are and proposals end.
#include <cstring>

#include "bytes.h"
#include "rebalance.h"

namespace {

using netbond::Bytes;
using netbond::Demand;

constexpr unsigned kMost = 16;       // moves of a run
constexpr unsigned kApart = 15;      // slots from one member to the next
constexpr unsigned kLastRuns = 400;  // until smoothed rates are what is measured, and then some
constexpr unsigned kSilent = NB_REBALANCE_AGAIN / NB_REBALANCE_PERIOD + 5;

struct Life {
  unsigned members;
  u64 now;
  u64 last;       // run that measured
  unsigned runs;  // in a row
  u64 proposed[NB_BUCKETS];
  u64 rate[NB_BUCKETS];  // bytes a period
  u64 bytes[NB_BUCKETS];
  nb_table table;
  nb_table_weights weights;
  nb_rebalance state;
  nb_rebalance_move move[kMost];
};

u8 Slot(const Life& life, unsigned number) {
  return static_cast<u8>(number % life.members * kApart);
}

void Update(Life& life) {
  nb_table_update(&life.table, NB_TABLE_LOADED, &life.weights, life.now);
}

// What the state has measured, by who carries it once plans are carried out.
struct Loads {
  u64 of[NB_TABLE_MEMBERS] = {};
  u64 total = 0;
};

Loads Measured(const Life& life) {
  Loads loads;
  for (unsigned i = 0; i < NB_BUCKETS; i++) {
    const nb_bucket& bucket = life.table.bucket[i];
    unsigned home = bucket.next == NB_NOBODY ? bucket.owner : bucket.next;
    if (home >= NB_TABLE_MEMBERS || !life.weights.weight[home])
      continue;
    loads.of[home] += life.state.rate[i];
    loads.total += life.state.rate[i];
  }
  return loads;
}

void CheckProposal(Life& life, Loads& loads, const nb_rebalance_move& move) {
  const nb_bucket& bucket = life.table.bucket[move.bucket];
  Demand(bucket.owner < NB_TABLE_MEMBERS && move.to < NB_TABLE_MEMBERS && bucket.owner != move.to,
         "from one member to another");
  const u64 from = loads.of[bucket.owner], to = loads.of[move.to];
  const u64 from_weight = life.weights.weight[bucket.owner];
  const u64 to_weight = life.weights.weight[move.to];
  const u64 rate = life.state.rate[move.bucket];
  Demand(from_weight && to_weight, "both have weight");
  Demand(bucket.next == NB_NOBODY, "what has a plan stays");
  Demand(!bucket.moved || life.now - bucket.moved >= NB_REBALANCE_REST, "what was moved rests");
  Demand(!life.proposed[move.bucket] || life.now - life.proposed[move.bucket] >= NB_REBALANCE_AGAIN,
         "what was proposed is not proposed again");
  Demand(rate && rate >= loads.total >> 12, "it is worth a move");
  Demand(from * to_weight > to * from_weight, "to one that is less busy");
  const u64 gap = from * to_weight - to * from_weight;
  Demand(gap >= 512 * (from_weight + to_weight), "differences below a megabit stay");
  Demand((to + rate) * from_weight < from * to_weight, "which does not become as busy");
  Demand(2 * rate * (from_weight + to_weight) <= 3 * gap, "they come closer");
  loads.of[bucket.owner] -= rate;
  loads.of[move.to] += rate;
  life.proposed[move.bucket] = life.now;
}

// Returns how many moves it proposes.
unsigned Run(Life& life, unsigned max) {
  u64 elapsed = life.now - life.last;
  bool known = life.runs;
  nb_rebalance before = life.state;
  unsigned count = nb_rebalance_run(&life.state, &life.table, life.bytes, life.now, life.move, max);
  Demand(count <= max, "no more than asked for");
  if (known && elapsed < NB_REBALANCE_PERIOD / 2) {
    Demand(!count && !std::memcmp(&before, &life.state, sizeof(before)), "too early is no run");
    return 0;
  }
  life.runs = known && elapsed <= 8 * NB_REBALANCE_PERIOD ? life.runs + 1 : 1;
  life.last = life.now;
  Demand(!count || life.runs > NB_REBALANCE_RUNS, "first it measures");
  Loads loads = Measured(life);
  for (unsigned i = 0; i < count; i++)
    CheckProposal(life, loads, life.move[i]);
  return count;
}

void Flow(Life& life, u64 elapsed) {
  life.now += elapsed;
  for (unsigned i = 0; i < NB_BUCKETS; i++)
    life.bytes[i] +=
        elapsed == NB_REBALANCE_PERIOD ? life.rate[i] : (life.rate[i] >> 10) * (elapsed / NB_MS);
}

// @heed: 0 they are planned, 1 carried out at once, 2 not heard.
void RunAndHeed(Life& life, unsigned max, unsigned heed) {
  unsigned count = Run(life, max);
  for (unsigned i = 0; i < count; i++) {
    const nb_rebalance_move& move = life.move[i];
    if (heed == 0)
      Demand(nb_table_intend(&life.table, move.bucket, move.to, life.now), "it can be planned");
    if (heed == 1)
      nb_table_move(&life.table, move.bucket, move.to, life.now);
  }
}

void SettleAll(Life& life) {
  for (unsigned i = 0; i < NB_BUCKETS; i++)
    nb_table_settle(&life.table, i, life.now);
}

// From one bucket on, so many of them: a rate of up to some terabits.
void Load(Life& life, unsigned first, unsigned count, u64 rate) {
  for (unsigned i = 0; i <= count; i++)
    life.rate[(first + i) % NB_BUCKETS] = rate;
}

void Do(Life& life, Bytes& bytes) {
  std::uint8_t what = bytes.Next();
  std::uint8_t at = bytes.Next();
  switch (what & 15) {
    case 0:
      life.weights.weight[Slot(life, at)] = bytes.Next32() & NB_TABLE_WEIGHT_MAX;
      return Update(life);
    case 1: life.weights.weight[Slot(life, at)] = what & 0x80 ? 10000 : 0; return Update(life);
    case 2: return Load(life, at, what >> 4, u64{bytes.Next32()} << 7);
    case 3: return Load(life, at, 8 * (what >> 4), u64{bytes.Next16()} << 14);
    case 4: life.bytes[at] -= u64{bytes.Next32()} << (what >> 3 & 31); return;
    case 5: nb_table_move(&life.table, at, Slot(life, what >> 4), life.now); return;
    case 6: nb_table_settle(&life.table, at, life.now); return;
    case 7: nb_table_forget(&life.table, at); return;
    case 8: return SettleAll(life);
    case 9: nb_table_intend(&life.table, at, Slot(life, what >> 4), life.now); return;
    case 10:
      nb_rebalance_init(&life.state);
      life.runs = 0;
      std::memset(life.proposed, 0, sizeof(life.proposed));
      return;
    case 11:
      Flow(life, bytes.Next16() * NB_MS);
      return RunAndHeed(life, at % (kMost + 1), (what >> 4) % 3);
    default:
      for (unsigned run = 0; run <= at % 32; run++) {
        Flow(life, NB_REBALANCE_PERIOD);
        RunAndHeed(life, kMost, (what >> 4) % 3);
      }
  }
}

// Loads as they are, and plans that are carried out: each move lowers a sum, and none comes back.
void End(Life& life) {
  unsigned silent = 0;
  SettleAll(life);
  for (unsigned run = 0; run < kLastRuns && silent < kSilent; run++) {
    Flow(life, NB_REBALANCE_PERIOD);
    unsigned count = Run(life, kMost);
    for (unsigned i = 0; i < count; i++)
      nb_table_move(&life.table, life.move[i].bucket, life.move[i].to, life.now);
    silent = count ? 0 : silent + 1;
  }
  Demand(silent >= kSilent, "it comes to an end");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Padding, too: states are compared as a whole.
  static Life life;
  std::memset(&life, 0, sizeof(life));
  Bytes bytes(data, size);
  std::uint8_t first = bytes.Next();
  life.now = 100 * NB_REBALANCE_PERIOD;
  life.members = 2 + (first >> 1 & 15);
  nb_table_init(&life.table);
  nb_rebalance_init(&life.state);
  for (unsigned i = 0; i < life.members; i++)
    life.weights.weight[Slot(life, i)] = first & 0x80 ? 1 + bytes.Next16() * 255u : 10000;
  Update(life);
  while (!bytes.empty())
    Do(life, bytes);
  if (first & 1)
    End(life);
  return 0;
}
