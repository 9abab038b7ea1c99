// SPDX-License-Identifier: GPL-2.0
// Any bytes as the life of a link: it turns, its delays change, its timer comes in time or late,
// and it is looked at without need. The carrier vote is what the model of the test cases says. An
// opinion that is only held, beside it, tells of every change.
#include <cstring>

#include "bytes.h"
#include "tests/vote_cases.h"

namespace {

using netbond::Bytes;
using netbond::Demand;

struct Life {
  u64 now = 1;
  nb_link link = NB_LINK_UP;
  nb_link_delay delay = {0, 0};
  nb_vote vote;
  nb_vote_model model = {NB_LINK_UP, 0, NB_IS_UNKNOWN};
  nb_vote held;
};

void Look(Life& life) {
  u8 before = life.vote.value;
  bool changed = nb_vote_link(&life.vote, life.link, &life.delay, life.now);
  nb_vote_model_at(&life.model, life.link, &life.delay, life.now);
  const nb_vote& vote = life.vote;
  bool waits = vote.reason == NB_WHY_UP || vote.reason == NB_WHY_DOWN;
  Demand(vote.value == life.model.value, "the value is the model's");
  Demand(changed == (before != vote.value), "it tells of a change");
  Demand(vote.value != NB_IS_UNKNOWN, "an opinion is formed at the first look");
  Demand(vote.since <= life.now, "nothing is since a time to come");
  Demand(waits == (vote.deadline != NB_NEVER), "waiting has an end, resting has none");
  u64 delay = vote.reason == NB_WHY_UP ? life.delay.up : life.delay.down;
  Demand(!waits || vote.deadline == life.model.turned + delay,
         "a delay counts from where the link turned");
  Demand(!waits || vote.deadline > life.now, "what is over is not waited for");
  nb_vote again = vote;
  Demand(!nb_vote_link(&again, life.link, &life.delay, life.now) &&
             !std::memcmp(&again, &vote, sizeof(vote)),
         "a second look changes nothing");
}

void Hold(Life& life, Bytes& bytes) {
  u8 value = static_cast<u8>(bytes.Below(3));
  u8 reason = bytes.Next();
  nb_vote before = life.held;
  bool changed = nb_vote_set(&life.held, value, reason, life.now);
  bool same = before.value == value && before.reason == reason;
  Demand(changed == (before.value != value), "it tells of values alone");
  Demand(life.held.value == value && life.held.reason == reason, "it is held");
  Demand(life.held.since == (same ? before.since : life.now), "every change is dated");
  Demand(life.held.deadline == NB_NEVER, "it waits for nothing");
}

void Do(Life& life, Bytes& bytes) {
  std::uint8_t what = bytes.Next();
  switch (what & 7) {
    case 0: life.now += bytes.Next16() * NB_MS / 64; break;
    case 1:
      if (life.vote.deadline != NB_NEVER && life.vote.deadline > life.now)
        life.now = life.vote.deadline - (what >> 7);
      break;
    case 2: life.delay.up = bytes.Next16() * NB_MS / 64; break;
    case 3: life.delay.down = bytes.Next16() * NB_MS / 64; break;
    case 4: return Hold(life, bytes);
    case 5: nb_vote_init(&life.held, bytes.Next(), life.now); return;
    default: life.link = static_cast<nb_link>((what >> 3) % 3);
  }
  // Without a look the timer is late.
  if (!(what & 0x40))
    Look(life);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes(data, size);
  Life life;
  // Padding, too: votes are compared as a whole.
  std::memset(&life.vote, 0, sizeof(life.vote));
  nb_vote_init(&life.vote, NB_WHY_NONE, life.now);
  nb_vote_init(&life.held, NB_WHY_NONE, life.now);
  while (!bytes.empty())
    Do(life, bytes);
  return 0;
}
