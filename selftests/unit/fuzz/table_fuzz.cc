// SPDX-License-Identifier: GPL-2.0
// Any bytes as the life of a table: members come, go and change weight, layouts change, buckets are
// planned, settled, moved and forgotten. Only members with weight own or await buckets, shares are
// within a bucket of the exact ones, a healthy member loses nothing at once, and the same table and
// weights always make the same table.
#include <cstring>

#include "bytes.h"
#include "table.h"

namespace {

using netbond::Bytes;
using netbond::Demand;

struct Counts {
  unsigned of[NB_TABLE_MEMBERS + 1] = {};  // the last is nobody's
};

struct Life {
  unsigned members = 1;
  u64 now = 1;
  nb_table_layout layout = NB_TABLE_HASHED;
  nb_table table;
  nb_table_weights weights = {};
};

bool Usable(const Life& life, unsigned slot) {
  return slot < NB_TABLE_MEMBERS && life.weights.weight[slot];
}

Counts Owned(const nb_table& table) {
  Counts counts;
  for (const nb_bucket& bucket : table.bucket)
    counts.of[bucket.owner]++;
  return counts;
}

// As Owned() when all plans are carried out.
Counts Settled(const nb_table& table) {
  Counts counts;
  for (const nb_bucket& bucket : table.bucket)
    counts.of[bucket.next == NB_NOBODY ? bucket.owner : bucket.next]++;
  return counts;
}

bool Same(const nb_bucket& a, const nb_bucket& b) {
  return a.owner == b.owner && a.next == b.next && a.by_load == b.by_load && a.moved == b.moved &&
         a.planned == b.planned;
}

// Everything but the work space.
bool Same(const nb_table& a, const nb_table& b) {
  for (unsigned i = 0; i < NB_BUCKETS; i++) {
    if (!Same(a.bucket[i], b.bucket[i]))
      return false;
  }
  return a.pending == b.pending && a.length == b.length && a.moves == b.moves && a.used == b.used;
}

// Exact shares, rounded down and up.
struct Bounds {
  unsigned low[NB_TABLE_MEMBERS] = {}, high[NB_TABLE_MEMBERS] = {};
};

// Who is due less than one bucket gets one, of what is left then until nobody is.
Bounds Fair(const Life& life, u64 total) {
  Bounds bounds;
  u64 weight[NB_TABLE_MEMBERS], sum = 0;
  for (unsigned slot = 0; slot < NB_TABLE_MEMBERS; slot++) {
    weight[slot] = life.weights.weight[slot];
    if (weight[slot] > NB_TABLE_WEIGHT_MAX)
      weight[slot] = NB_TABLE_WEIGHT_MAX;
    sum += weight[slot];
  }
  for (bool again = true; again;) {
    again = false;
    for (unsigned slot = 0; slot < life.members; slot++) {
      if (!weight[slot] || weight[slot] * total >= sum)
        continue;
      bounds.low[slot] = bounds.high[slot] = 1;
      sum -= weight[slot];
      total--;
      weight[slot] = 0;
      again = true;
    }
  }
  for (unsigned slot = 0; slot < life.members; slot++) {
    if (!weight[slot])
      continue;
    bounds.low[slot] = static_cast<unsigned>(weight[slot] * total / sum);
    bounds.high[slot] = bounds.low[slot] + (weight[slot] * total % sum != 0);
  }
  return bounds;
}

void CheckPlans(const Life& life) {
  unsigned pending = 0;
  for (const nb_bucket& bucket : life.table.bucket) {
    bool planned = bucket.next != NB_NOBODY;
    pending += planned;
    Demand(planned || (!bucket.planned && !bucket.by_load), "nothing is left of a plan");
    Demand(!planned || (Usable(life, bucket.next) && bucket.next != bucket.owner),
           "plans are for members with weight");
    Demand(life.table.used ? Usable(life, bucket.owner) : bucket.owner == NB_NOBODY,
           "only members with weight own buckets");
  }
  Demand(pending == life.table.pending, "plans are counted");
}

// What has an owner with weight keeps it; what has none goes where it was planned to go.
void CheckMoves(const Life& life, const nb_table& before, unsigned changed) {
  unsigned orphans = 0, moved = 0;
  for (unsigned i = 0; i < NB_BUCKETS; i++) {
    const nb_bucket& was = before.bucket[i];
    const nb_bucket& is = life.table.bucket[i];
    bool moves = was.owner != is.owner;
    bool orphan = life.table.used ? !Usable(life, was.owner) : was.owner != NB_NOBODY;
    Demand(orphan || !moves, "a healthy member loses nothing at once");
    Demand(!orphan || !Usable(life, was.next) || is.owner == was.next, "orphans go as planned");
    Demand(is.moved == (moves ? life.now : was.moved), "moves are dated");
    orphans += orphan;
    moved += moves;
  }
  Demand(moved == orphans && changed == moved, "as many moves as orphans");
  Demand(life.table.moves == before.moves + moved, "moves are counted");
}

void CheckHashed(const Life& life, const nb_table& before) {
  Bounds fair = Fair(life, NB_BUCKETS);
  Counts owned = Owned(life.table), settled = Settled(life.table);
  unsigned over = 0, under = 0;
  for (unsigned slot = 0; slot < life.members; slot++) {
    unsigned has = owned.of[slot];
    Demand(settled.of[slot] >= fair.low[slot] && settled.of[slot] <= fair.high[slot],
           "plans lead to the shares");
    over += has > fair.high[slot] ? has - fair.high[slot] : 0;
    under += has < fair.low[slot] ? fair.low[slot] - has : 0;
  }
  Demand(life.table.pending == (over > under ? over : under), "no more plans than needed");
  for (unsigned i = 0; i < NB_BUCKETS; i++) {
    const nb_bucket& was = before.bucket[i];
    const nb_bucket& is = life.table.bucket[i];
    Demand(!is.by_load, "load plans nothing where flows are hashed");
    Demand(is.next == NB_NOBODY || is.planned == (is.next == was.next ? was.planned : life.now),
           "plans keep their time");
  }
}

// What load has planned stays; new plans are for who owned nothing, up to its share.
void CheckLoaded(const Life& life, const nb_table& before) {
  Bounds fair = Fair(life, NB_BUCKETS);
  Counts owned = Owned(before), settled = Settled(life.table);
  for (unsigned i = 0; i < NB_BUCKETS; i++) {
    const nb_bucket& was = before.bucket[i];
    const nb_bucket& is = life.table.bucket[i];
    bool both = Usable(life, was.owner) && Usable(life, was.next);
    Demand(!was.by_load || !both || Same(was, is), "plans by load stay");
    if (is.next == NB_NOBODY || is.next == was.next)
      continue;
    Demand(!owned.of[is.next], "who carries something is planned nothing");
    Demand(!is.by_load && is.planned == life.now, "such a plan is not made by load");
    Demand(settled.of[is.owner] >= fair.low[is.owner] && settled.of[is.next] <= fair.high[is.next],
           "a new member takes no more than its share");
  }
}

// Nobody is ever a whole turn off its share of the turns so far.
void CheckRound(const Life& life) {
  const nb_table& table = life.table;
  const unsigned length = table.length;
  Demand(length && length <= NB_BUCKETS && length >= table.used && !table.pending,
         "a cycle, and no plans");
  Bounds fair = Fair(life, length);
  Counts turns, so_far;
  for (unsigned i = 0; i < length; i++)
    turns.of[table.bucket[i].owner]++;
  for (unsigned slot = 0; slot < life.members; slot++)
    Demand(turns.of[slot] >= fair.low[slot] && turns.of[slot] <= fair.high[slot],
           "turns are by weight");
  for (unsigned i = 0; i < length; i++) {
    so_far.of[table.bucket[i].owner]++;
    for (unsigned slot = 0; slot < life.members; slot++) {
      unsigned due = (i + 1) * turns.of[slot], has = so_far.of[slot] * length;
      Demand(has < due + length && due < has + length, "turns are even");
    }
  }
  for (unsigned i = length; i < NB_BUCKETS; i++)
    Demand(table.bucket[i].owner == table.bucket[i - length].owner, "the cycle goes on");
}

// Neither the work space nor a second call makes a difference.
void CheckAgain(const Life& life, const nb_table& before) {
  nb_table other = before;
  std::memset(other.share, 0xa5, sizeof(other.share));
  std::memset(other.member, 0xa5, sizeof(other.member));
  nb_table_update(&other, life.layout, &life.weights, life.now);
  Demand(Same(other, life.table), "the same from the same");
  Demand(
      !nb_table_update(&other, life.layout, &life.weights, life.now + 1) && Same(other, life.table),
      "the same update again changes nothing");
}

void Update(Life& life) {
  nb_table before = life.table;
  unsigned changed = nb_table_update(&life.table, life.layout, &life.weights, life.now);
  bool any = life.table.used;
  CheckPlans(life);
  if (life.layout == NB_TABLE_ROUND && any) {
    CheckRound(life);
  } else {
    CheckMoves(life, before, changed);
    Demand(life.table.length == NB_BUCKETS, "all of it is a cycle");
  }
  if (life.layout == NB_TABLE_HASHED && any)
    CheckHashed(life, before);
  if (life.layout == NB_TABLE_LOADED && any)
    CheckLoaded(life, before);
  CheckAgain(life, before);
}

// One call that is about one bucket: @bucket is what it has to be then.
void Expect(const Life& life, const nb_table& before, unsigned at, const nb_bucket& bucket) {
  nb_table expected = before;
  expected.pending = static_cast<u16>(expected.pending + (bucket.next != NB_NOBODY) -
                                      (before.bucket[at].next != NB_NOBODY));
  expected.moves += bucket.owner != before.bucket[at].owner;
  expected.bucket[at] = bucket;
  Demand(Same(expected, life.table), "one bucket changes, as it should");
}

void Settle(Life& life, unsigned at) {
  nb_table before = life.table;
  nb_bucket want = before.bucket[at];
  bool planned = want.next != NB_NOBODY;
  if (planned)
    want = {want.next, NB_NOBODY, false, life.now, 0};
  Demand(nb_table_settle(&life.table, at, life.now) == planned, "it settles what was planned");
  Expect(life, before, at, want);
}

void Move(Life& life, unsigned at, u8 to) {
  nb_table before = life.table;
  nb_bucket want = before.bucket[at];
  if (Usable(life, to))
    want = {to, NB_NOBODY, false, want.owner == to ? want.moved : life.now, 0};
  nb_table_move(&life.table, at, to, life.now);
  Expect(life, before, at, want);
}

void Intend(Life& life, unsigned at, u8 to) {
  nb_table before = life.table;
  nb_bucket want = before.bucket[at];
  bool fine = Usable(life, to) && want.owner != to && want.next == NB_NOBODY;
  if (fine)
    want = {want.owner, to, true, want.moved, life.now};
  Demand(nb_table_intend(&life.table, at, to, life.now) == fine, "it plans what can be");
  Expect(life, before, at, want);
}

void Forget(Life& life, unsigned at) {
  nb_table before = life.table;
  nb_bucket want = before.bucket[at];
  bool planned = want.by_load;
  if (planned)
    want = {want.owner, NB_NOBODY, false, want.moved, 0};
  Demand(nb_table_forget(&life.table, at) == planned, "it forgets plans by load");
  Expect(life, before, at, want);
}

void SettleAll(Life& life) {
  Counts has = Settled(life.table);
  for (unsigned i = 0; i < NB_BUCKETS; i++)
    nb_table_settle(&life.table, i, life.now);
  Counts owned = Owned(life.table);
  Demand(!life.table.pending && !std::memcmp(&has, &owned, sizeof(has)), "all is settled");
}

// Speeds of cards, and what nobody would take.
u32 Weight(Bytes& bytes) {
  static const u32 speeds[] = {100, 1000, 2500, 10000, 25000, 400000, 4000000, 1, 0xffffffff};
  std::uint8_t what = bytes.Next();
  if (what & 0x80)
    return bytes.Next32() >> (what & 31);
  return speeds[what % (sizeof(speeds) / sizeof(speeds[0]))];
}

// Mostly a member.
u8 Slot(const Life& life, Bytes& bytes) {
  std::uint8_t slot = bytes.Next();
  return static_cast<u8>(slot & 0x80 ? slot : slot % life.members);
}

void WeighAll(Life& life, u32 weight) {
  for (unsigned slot = 0; slot < life.members; slot++)
    life.weights.weight[slot] = weight;
}

void Do(Life& life, Bytes& bytes) {
  std::uint8_t what = bytes.Next();
  std::uint8_t at = bytes.Next();
  unsigned slot = at % life.members;
  life.now += 1 + (what >> 4);
  switch (what & 15) {
    case 0:
    case 1: life.weights.weight[slot] = 0; return Update(life);
    case 2:
    case 3:
    case 4: life.weights.weight[slot] = Weight(bytes); return Update(life);
    case 5: WeighAll(life, what & 0x80 ? Weight(bytes) : 0); return Update(life);
    case 6: life.layout = static_cast<nb_table_layout>(at % 3); return Update(life);
    case 7: return SettleAll(life);
    case 8: return Move(life, at, Slot(life, bytes));
    case 9: return Forget(life, at);
    case 10:
    case 11:
    case 12:
      if (life.layout == NB_TABLE_LOADED)
        return Intend(life, at, Slot(life, bytes));
      [[fallthrough]];
    default: return Settle(life, at);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes(data, size);
  Life life;
  std::uint8_t few = bytes.Next();
  life.members = few & 0x80 ? 1 + bytes.Next() % NB_TABLE_MEMBERS : 1 + few % 12;
  std::memset(&life.table, 0xa5, sizeof(life.table));
  nb_table_init(&life.table);
  Demand(nb_table_count(&life.table, NB_NOBODY) == NB_BUCKETS, "it begins with nobody");
  while (!bytes.empty())
    Do(life, bytes);
  Counts owned = Owned(life.table);
  for (unsigned slot = 0; slot <= NB_NOBODY; slot++)
    Demand(nb_table_count(&life.table, static_cast<u8>(slot)) == owned.of[slot], "it counts right");
  return 0;
}
