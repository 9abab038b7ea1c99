// SPDX-License-Identifier: GPL-2.0
// Any bytes as rounds of probes. Bit 0 of the first byte: members of a bond whose other end chooses
// the link of an answer, with one that does not receive at times and a target that is dead at
// others; else one target of one member, any call after any other. Then as many targets as a path.
#include <cstring>

#include "bytes.h"
#include "tests/target_cases.h"

namespace {

using netbond::Bytes;
using netbond::Demand;

void DemandWay(const nb_target_way& way) {
  Demand(way.from < NB_PROBE_ADDRS && way.home < NB_PROBE_ADDRS, "there is such an address");
  Demand(way.hope <= 2 * NB_PROBE_ADDRS, "hope is bounded");
  Demand(!way.lost || way.hope, "no blame without hope");
}

// One target.

struct One {
  u64 now = NB_MS;
  u64 reply = 0;
  u32 missed_max = 1;
  u32 missed = 0;  // probes that nothing was heard of, since rounds were last told to count anew
  u64 probes = 0;
  nb_target_state target = {};
};

void Probe(One& one) {
  one.now++;
  if (one.target.sent && one.reply >= one.target.sent)
    one.missed = 0;
  one.missed++;
  one.probes++;
  nb_target_probed(&one.target, one.reply, one.now);
  Demand(one.target.sent == one.now && one.target.sent_count == one.probes, "it is accounted for");
  Demand(one.target.silent_since <= one.now, "it is silent since a probe");
}

void Judge(One& one, bool routed) {
  nb_target_state& target = one.target;
  const nb_vote before = target.vote;
  bool changed = nb_target_judge(&target, one.reply, one.missed_max, routed, one.now);
  bool answered = target.sent && one.reply >= target.sent;
  const nb_vote& vote = target.vote;
  Demand(changed == (before.value != vote.value), "it tells of a change");
  if (!target.sent) {
    Demand(!changed, "no verdict without a probe");
    return;
  }
  Demand(!answered || vote.value == NB_UP_YES, "an answer in time is a yes");
  if (answered)
    one.missed = 0;
  bool silent = !answered && one.missed >= one.missed_max;
  Demand(!changed || vote.value != NB_UP_NO || (silent && routed), "it is lost by silence alone");
  Demand(!silent || vote.value == (routed ? NB_UP_NO : NB_UP_OPEN), "silence is a verdict");
  if (silent && !routed)
    one.missed = 0;
}

void Restart(One& one, bool same_end) {
  nb_target_restart(&one.target, same_end, one.now);
  one.missed = 0;
  Demand(one.target.vote.value == NB_UP_OPEN && !one.target.sent, "found out anew");
  Demand(same_end || (!one.target.way.hope && one.target.way.from == one.target.way.home),
         "nothing is known of another end");
}

void Turn(One& one, std::uint8_t what) {
  nb_target_way before = one.target.way;
  const nb_target_way& way = one.target.way;
  nb_target_turn(&one.target.way, what & 0x10, what & 0x20);
  if (what & 0x10)
    Demand(way.from == before.from && way.home == before.from, "where answers come home it stays");
  else if (!(what & 0x20) && before.hope && !before.lost && !before.unheard)
    Demand(way.from == before.from, "silence where answers came home turns nothing");
  else
    Demand(way.from == (before.from + 1) % NB_PROBE_ADDRS, "another address is tried");
}

void DoOne(One& one, Bytes& bytes) {
  std::uint8_t what = bytes.Next();
  switch (what & 7) {
    case 0:
    case 1: Probe(one); break;
    case 2:
    case 3:
      one.now += what >> 4;
      Judge(one, !(what & 8));
      break;
    case 4: one.reply = one.now - (what >> 4); break;
    case 5: Turn(one, what); break;
    case 6:
      nb_target_blame(&one.target, one.now - bytes.Next());
      Demand(!one.target.way.lost || one.target.way.hope, "no blame without hope");
      break;
    default:
      if (what & 0x80)
        one.missed_max = 1 + bytes.Next() % 255;
      else
        Restart(one, what & 8);
  }
  DemandWay(one.target.way);
}

void LiveOne(Bytes& bytes) {
  One one;
  nb_vote_init(&one.target.vote, NETBOND_REASON_PROBE_PENDING, 1);
  one.missed_max = 1 + bytes.Below(4);
  while (!bytes.empty())
    DoOne(one, bytes);
}

// Members of a bond.

// Nothing was changed for so many rounds.
struct Quiet {
  u32 rounds = 0;
  bool sound = true;  // nor was anything but the choice of the other end, ever
};

// All answers go to the one that hears none: as if there were none.
bool Dead(const nb_target_lag& lag) {
  return lag.dead || (lag.one && lag.deaf == 0);
}

void Round(nb_target_lag& lag, Quiet& quiet) {
  const u32 tries = lag.missed_max + 2 * NB_PROBE_ADDRS + 2;
  lag.now += 2 * NB_MS;
  quiet.rounds++;
  for (u32 i = 0; i < lag.links; i++) {
    nb_target_lag_round(&lag, i);
    u8 value = lag.target[i].vote.value;
    DemandWay(lag.target[i].way);
    if (quiet.sound)
      Demand(value == NB_UP_YES, "who receives is never lost for another's choice");
    if (Dead(lag) && quiet.rounds >= lag.missed_max)
      Demand(value == NB_UP_NO, "a dead target is lost in time");
    if (!Dead(lag) && i != lag.deaf && quiet.rounds >= tries)
      Demand(value == NB_UP_YES, "who receives is found again");
  }
  nb_target_lag_blame(&lag);
}

void DoLag(nb_target_lag& lag, Quiet& quiet, std::uint8_t what) {
  u32 rounds = 1;
  switch (what & 3) {
    case 0: rounds = what >> 2; break;
    case 1: lag.salt = what >> 2; break;
    case 2:
      lag.deaf = (what >> 2) % (lag.links + 1);
      if (lag.deaf == lag.links)
        lag.deaf = NB_LAG_LINKS;
      quiet.sound &= lag.deaf == NB_LAG_LINKS;
      break;
    default:
      lag.dead = what & 4;
      lag.one = what & 8;
      quiet.sound &= !lag.dead;
  }
  if (what & 3)
    quiet.rounds = 0;
  while (rounds--)
    Round(lag, quiet);
}

void LiveLag(Bytes& bytes) {
  nb_target_lag lag = {};
  Quiet quiet;
  std::uint8_t size = bytes.Next();
  lag.now = NB_MS;
  lag.deaf = NB_LAG_LINKS;
  lag.links = 2 + (size & 15) % (NB_LAG_LINKS - 1);
  lag.missed_max = 1 + (size >> 4) % 4;
  for (u32 i = 0; i < lag.links; i++) {
    nb_vote_init(&lag.target[i].vote, NETBOND_REASON_PROBE_PENDING, 1);
    lag.base[i] = bytes.Next();
  }
  while (!bytes.empty())
    DoLag(lag, quiet, bytes.Next());
}

// A path.

struct Counts {
  u32 yes = 0, no = 0, pending = 0, unrouted = 0;
};

void JudgePath(nb_vote& vote, const Counts& counts, u32 needed, u64 now) {
  u32 total = counts.yes + counts.no + counts.pending + counts.unrouted;
  nb_path_poll poll = {};
  nb_path_add(&poll, counts.yes, NB_UP_YES, NETBOND_REASON_NONE);
  nb_path_add(&poll, counts.no, NB_UP_NO, NB_NO_REPLY);
  nb_path_add(&poll, counts.pending, NB_UP_OPEN, NB_PENDING);
  nb_path_add(&poll, counts.unrouted, NB_UP_OPEN, NB_NO_ROUTE);
  u8 before = vote.value;
  bool changed = nb_path_judge(&vote, &poll, needed, now);
  bool open = counts.yes < needed && total - counts.no >= needed;
  Demand(poll.total == total && poll.unknown == counts.pending + counts.unrouted &&
             poll.unrouted == counts.unrouted && poll.yes == counts.yes,
         "all are counted");
  Demand(changed == (before != vote.value), "it tells of a change");
  Demand(counts.yes < needed || vote.value == NB_UP_YES, "enough answers are a yes");
  Demand(total - counts.no >= needed || vote.value == NB_UP_NO, "too few left are a no");
  Demand(!open || vote.value == NB_UP_OPEN || (counts.pending && vote.value == before),
         "a verdict stands while targets may still answer");
  Demand(!nb_path_judge(&vote, &poll, needed, now + 1), "judging twice changes nothing");
}

void LivePath(Bytes& bytes) {
  nb_vote vote;
  u64 now = 1;
  nb_vote_init(&vote, NB_PENDING, now);
  for (unsigned polls = 0; polls < 8; polls++) {
    Counts counts;
    counts.yes = bytes.Below(33);
    counts.no = bytes.Below(33);
    counts.pending = bytes.Below(33);
    counts.unrouted = bytes.Below(33);
    u32 total = counts.yes + counts.no + counts.pending + counts.unrouted;
    if (total)
      JudgePath(vote, counts, 1 + bytes.Below(total), now += 2);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes(data, size);
  std::uint8_t kind = bytes.Next();
  if (kind & 2)
    LivePath(bytes);
  if (kind & 1)
    LiveLag(bytes);
  else
    LiveOne(bytes);
  return 0;
}
