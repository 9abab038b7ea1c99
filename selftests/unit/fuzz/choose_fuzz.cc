// SPDX-License-Identifier: GPL-2.0
// Any bytes as the members of a bond and what becomes of them. The choice is the same again, takes
// the fittest, leaves the active one for no less than its options say, and rests on an order.
#include <cstring>

#include "bytes.h"
#include "tests/choose_cases.h"

namespace {

using netbond::Bytes;
using netbond::Demand;

struct Bond {
  nb_candidate member[NB_CANDIDATES] = {};
  unsigned count = 0;
  u32 reselect = 0, probe_loss = 0;
  unsigned chosen = NB_NOBODY;
};

// Few values for most fields, so that ties of every kind are common.
void Fill(nb_candidate& member, Bytes& bytes) {
  static const s32 prios[] = {-2147483647 - 1, -1, 0, 1, 2147483647};
  static const u32 speeds[] = {0, 10, 1000, 10000, 0xffffffff};
  std::uint8_t flags = bytes.Next();
  std::uint8_t numbers = bytes.Next();
  member.fitness = static_cast<nb_fitness>((flags & 15) % 5);
  member.pinned = flags & 0x10;
  member.primary = flags & 0x20;
  member.full_duplex = flags & 0x40;
  member.prio = flags & 0x80 ? static_cast<s32>(bytes.Next32()) : prios[(numbers & 15) % 5];
  member.speed = speeds[(numbers >> 4) % 5];
  member.called = member.primary && (numbers & 15) == 15;
}

void Ordered(const nb_candidate& a, const nb_candidate& b, const nb_candidate& c) {
  bool ab = nb_choose_better(&a, &b), ba = nb_choose_better(&b, &a);
  bool bc = nb_choose_better(&b, &c), ac = nb_choose_better(&a, &c);
  Demand(!nb_choose_better(&a, &a), "nobody is better than itself");
  Demand(!ab || !ba, "better is one way");
  Demand(!ab || !bc || ac, "better than the better");
  Demand(ab || ba || ac == bc, "equals compare alike");
}

// Who would have been chosen by asking for all of them, one against the other.
unsigned Best(const Bond& bond) {
  for (unsigned i = 0; i < bond.count; i++) {
    bool best = bond.member[i].fitness != NB_FIT_NOT;
    for (unsigned j = 0; best && j < bond.count; j++) {
      if (bond.member[j].fitness != NB_FIT_NOT)
        best = j < i ? nb_choose_better(&bond.member[i], &bond.member[j])
                     : !nb_choose_better(&bond.member[j], &bond.member[i]);
    }
    if (best)
      return i;
  }
  return NB_NOBODY;
}

nb_fitness Fittest(const Bond& bond) {
  nb_fitness fittest = NB_FIT_NOT;
  for (unsigned i = 0; i < bond.count; i++) {
    if (bond.member[i].fitness > fittest)
      fittest = bond.member[i].fitness;
  }
  return fittest;
}

// Of members that are as fit: the administrator's word, primary, prio. Only the first wins over an
// active one whatever its options say.
void JudgePreference(const nb_candidate& chosen, const nb_candidate& other, bool all) {
  Demand(chosen.pinned || !other.pinned, "the administrator's word counts");
  if (!all || chosen.pinned != other.pinned)
    return;
  Demand(chosen.primary || !other.primary, "the primary member is preferred");
  Demand(chosen.primary != other.primary || chosen.prio >= other.prio, "then the higher prio");
}

// A bond has one primary at most, here there may be more.
void JudgeCalled(const Bond& bond, const nb_candidate& chosen) {
  const nb_candidate* primary = nullptr;
  for (unsigned i = 0; i < bond.count; i++) {
    if (bond.member[i].primary && primary)
      return;
    if (bond.member[i].primary)
      primary = &bond.member[i];
  }
  if (primary && primary->called && primary->fitness == chosen.fitness)
    Demand(chosen.pinned || chosen.called, "no rule keeps a primary out that was called");
}

// The choice has been made; before it was @before.
void Judge(const Bond& bond, unsigned before) {
  nb_fitness fittest = Fittest(bond);
  bool lost = fittest == NB_FIT_NOT ||
              (fittest == NB_FIT_LINK && bond.probe_loss == NETBOND_PROBE_LOSS_DOWN);
  Demand(lost == (bond.chosen == NB_NOBODY), "one is chosen unless none may carry traffic");
  for (unsigned i = 0; i < bond.count; i++) {
    nb_fitness fitness = bond.member[i].fitness;
    bool carries = nb_choose_carries(fitness, fittest, bond.probe_loss);
    Demand(!carries || !lost, "who carries what nobody may");
    Demand(!carries || fitness == fittest || (nb_choose_usable(fitness) && fitness < fittest),
           "only usable ones carry beside the fittest");
    Demand(nb_choose_usable(fittest) ? carries == nb_choose_usable(fitness)
                                     : !carries || fitness == fittest,
           "all usable ones carry, or the fittest");
    Demand(i != bond.chosen || carries, "the chosen one may carry");
  }
  if (lost)
    return;
  const nb_candidate& chosen = bond.member[bond.chosen];
  Demand(chosen.fitness == fittest, "the chosen one is among the fittest");
  bool all =
      bond.reselect == NB_ALWAYS || before == NB_NOBODY || bond.member[before].fitness != fittest;
  for (unsigned i = 0; i < bond.count; i++) {
    if (bond.member[i].fitness == fittest)
      JudgePreference(chosen, bond.member[i], all);
  }
  JudgeCalled(bond, chosen);
  if (bond.chosen == before || before == NB_NOBODY)
    return;
  const nb_candidate& left = bond.member[before];
  bool fitter = chosen.fitness > left.fitness || chosen.pinned || chosen.called;
  bool faster = chosen.speed > left.speed ||
                (chosen.speed == left.speed && chosen.full_duplex && !left.full_duplex);
  Demand(fitter || bond.reselect == NB_ALWAYS || (bond.reselect == NB_BETTER && faster),
         "the active one is left as its options say");
}

unsigned Pick(const Bond& bond) {
  return nb_choose_pick(bond.member, bond.count, bond.reselect, bond.probe_loss);
}

void Choose(Bond& bond) {
  unsigned before = bond.chosen, best = Best(bond);
  bond.chosen = Pick(bond);
  Judge(bond, before);
  Demand(bond.chosen == best || bond.chosen == NB_NOBODY || bond.chosen == before,
         "it is the best or stays");
  for (unsigned i = 0; i < bond.count; i++)
    bond.member[i].active = i == bond.chosen;
  Demand(Pick(bond) == bond.chosen, "once chosen it is chosen again");
}

void Do(Bond& bond, Bytes& bytes) {
  std::uint8_t what = bytes.Next();
  nb_candidate& member = bond.member[(what >> 4) % bond.count];
  bool active = member.active;
  switch (what & 3) {
    case 0: member.fitness = static_cast<nb_fitness>(bytes.Below(5)); break;
    case 1: Fill(member, bytes); break;
    case 2: bond.reselect = bytes.Below(3); break;
    default: bond.probe_loss = bytes.Below(2); break;
  }
  member.active = active;
  Ordered(bond.member[(what >> 2) % bond.count], member, bond.member[(what >> 5) % bond.count]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes(data, size);
  Bond bond;
  bond.count = 1 + bytes.Below(NB_CANDIDATES);
  bond.reselect = bytes.Below(3);
  bond.probe_loss = bytes.Below(2);
  for (unsigned i = 0; i < bond.count; i++)
    Fill(bond.member[i], bytes);
  Choose(bond);
  while (!bytes.empty()) {
    Do(bond, bytes);
    Choose(bond);
  }
  return 0;
}
