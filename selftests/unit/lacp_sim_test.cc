// SPDX-License-Identifier: GPL-2.0
// Bonds over bad links: whatever happens, the invariants of sim.h hold at every step, and soon
// after it stops happening both ends carry data over the same links.
//
//   NB_SIM_SEEDS=n  so many seeds instead of the default
//   NB_SIM_SEED=n   this one alone, with everything that happened
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <set>

#include "sim.h"

namespace netbond::sim {
namespace {

// What a seed is about.
struct Plan {
  bool slow = false;         // both ends at slow rate
  bool clean = false;        // no frame is lost, late timers and carriers aside
  std::uint64_t settle = 0;  // time to agree once all is well
};

class Story {
 public:
  Story(std::uint64_t seed, bool log) : sim(seed, log) {}

  // Returns what went wrong, or nothing.
  std::string Tell() {
    Set();
    Trouble();
    Mend();
    sim.Run(sim.now + plan.settle);
    CheckAgreed();
    std::uint64_t changed = sim.data_changed;
    sim.Run(sim.now + 130 * kSecond);
    CheckAgreed();
    sim.Check(changed == sim.data_changed, "data changed without a cause");
    return sim.fault;
  }

  Sim sim;
  Plan plan;
  std::uint64_t agreed_after = 0;

 private:
  nb_lacp_options Options(int who) {
    Random& random = sim.random;
    nb_lacp_options o = {};
    const std::uint8_t system[6] = {2, 0, 0, 0, 0, static_cast<std::uint8_t>(0x0a + who)};
    std::memcpy(o.system, system, sizeof(system));
    o.system_priority = random.Pick<std::uint16_t>({0xffff, 0xffff, 1});
    o.active = true;
    Change(o);
    return o;
  }

  void Change(nb_lacp_options& o) {
    Random& random = sim.random;
    o.rate = plan.slow ? NETBOND_LACP_RATE_SLOW : NETBOND_LACP_RATE_FAST;
    o.coupled = random.Chance(50);
    o.fast_join = random.Chance(50);
    o.ad_select = static_cast<std::uint8_t>(random.Below(4));
    o.fallback = static_cast<std::uint8_t>(random.Below(3));
    o.fallback_ms = random.Pick<std::uint32_t>({0, 1000, 5000, 30000});
    o.max_links = random.Pick<std::uint16_t>({0, 0, 1, 2});
    o.min_links = static_cast<std::uint16_t>(random.Below(3));
    o.user_key = static_cast<std::uint16_t>(random.Below(2));
  }

  std::uint64_t Delay() { return sim.random.Pick({10 * kMs / 1000, kMs, 20 * kMs}); }

  void Set() {
    Random& random = sim.random;
    plan.slow = random.Chance(20);
    plan.clean = random.Chance(25);
    plan.settle = (plan.slow ? 250 : 30) * kSecond;
    int a = sim.AddActor(Options(0));
    int b = sim.AddActor(Options(1));
    // One end may be passive.
    if (random.Chance(25))
      sim.actors[static_cast<std::size_t>(random.Pick({a, b}))]->options.active = false;
    for (auto& actor : sim.actors) {
      actor->lateness = random.Pick<std::uint64_t>({0, kMs, 5 * kMs});
      nb_lacp_set_options(&actor->lacp, &actor->options, 0);
    }
    for (std::uint64_t n = 1 + random.Below(4); n; n--)
      sim.AddWire(a, b, Delay());
    if (random.Chance(20)) {
      int c = sim.AddActor(Options(2));
      for (std::uint64_t n = 1 + random.Below(2); n; n--)
        sim.AddWire(a, c, Delay());
    }
    if (random.Chance(10))
      sim.AddWire(a, a, Delay());
    bool mixed = random.Chance(25);
    for (Wire& wire : sim.wires) {
      if (mixed)
        wire.speed = random.Pick<std::uint32_t>({1000, 1000, 10000});
      wire.full = !mixed || random.Chance(90);
    }
    std::uint64_t rate = (plan.slow ? 90 : 3) * kSecond;
    sim.unheard_limit = plan.clean ? 2 * kSecond + 100 * kMs : 2 * rate + 3 * kSecond;
    for (std::size_t i = 0; i < sim.wires.size(); i++)
      for (int end = 0; end < 2; end++)
        sim.SetCarrier(static_cast<int>(i), end, true);
  }

  void Trouble() {
    std::uint64_t end = sim.now + sim.random.Below(plan.slow ? 1200 : 120) * kSecond;
    std::uint64_t pause = sim.random.Pick({20 * kMs, 500 * kMs, 5 * kSecond, 20 * kSecond});
    while (sim.ok() && sim.now < end) {
      sim.Run(sim.now + sim.random.Below(2 * pause));
      Incident();
    }
  }

  // A cable: both ends see it, one a little later.
  void Cable(int wire, bool up) {
    int first = static_cast<int>(sim.random.Below(2));
    sim.SetCarrier(wire, first, up);
    sim.Run(sim.now + sim.random.Below(5 * kMs));
    sim.SetCarrier(wire, 1 - first, up);
  }

  void Incident() {
    Random& random = sim.random;
    int wire = static_cast<int>(random.Below(sim.wires.size()));
    int end = static_cast<int>(random.Below(2));
    int who = static_cast<int>(random.Below(sim.actors.size()));
    Wire& w = sim.wires[static_cast<std::size_t>(wire)];
    switch (random.Below(plan.clean ? 9 : 14)) {
      case 0:
      case 1: Cable(wire, !w.carrier[0]); break;
      case 2: Cable(wire, true); break;
      case 3: sim.Hold(wire, end, random.Chance(50)); break;
      case 4: sim.Ask(wire, end); break;
      case 5:
        Change(sim.actors[static_cast<std::size_t>(who)]->options);
        sim.SetOptions(who);
        break;
      case 6: sim.Priority(wire, end, static_cast<std::uint16_t>(random.Below(4))); break;
      case 7: sim.Enable(wire, end, random.Chance(70)); break;
      case 8: sim.Replug(wire, end); break;
      case 9:
        w.loss = static_cast<unsigned>(random.Pick({0, 10, 50, 90}));
        w.twice = static_cast<unsigned>(random.Pick({0, 30}));
        w.jitter = random.Pick({std::uint64_t{0}, 5 * kMs, 1500 * kMs});
        sim.Log("wire %d: loss %u twice %u", wire, w.loss, w.twice);
        break;
      case 10: w.broken[end] = random.Chance(60); break;
      case 11: w.broken[0] = w.broken[1] = random.Chance(50); break;
      case 12: sim.SetCarrier(wire, end, random.Chance(50)); break;
      case 13: sim.Restart(who); break;
    }
  }

  // Some ends may stay held: their partners have to make do with the rest.
  void KeepOut() {
    if (!sim.random.Chance(30))
      return;
    int spared = static_cast<int>(sim.random.Below(sim.wires.size()));
    for (int wire = 0; wire < static_cast<int>(sim.wires.size()); wire++)
      if (wire != spared && IsLoop(wire) == IsLoop(spared) && sim.random.Chance(50))
        kept_out_.insert({wire, static_cast<int>(sim.random.Below(2))});
  }

  bool IsLoop(int wire) const {
    const Wire& w = sim.wires[static_cast<std::size_t>(wire)];
    return w.actor[0] == w.actor[1];
  }

  void Mend() {
    KeepOut();
    sim.Log("all is well from here");
    for (std::size_t i = 0; i < sim.wires.size(); i++) {
      Wire& wire = sim.wires[i];
      wire.loss = wire.twice = 0;
      wire.jitter = 0;
      wire.broken[0] = wire.broken[1] = false;
      for (int end = 0; end < 2; end++) {
        int index = static_cast<int>(i);
        sim.Hold(index, end, kept_out_.count({index, end}));
        sim.Enable(index, end, true);
        if (!wire.carrier[end])
          sim.SetCarrier(index, end, true);
      }
    }
  }

  // Both ends use the same links, of one kind, as many of them as they may.
  void CheckAgreed() {
    std::map<std::vector<unsigned>, unsigned> used, there;
    for (std::size_t i = 0; i < sim.wires.size(); i++) {
      const Wire& w = sim.wires[i];
      int index = static_cast<int>(i);
      bool here = sim.At(index, 0).distributing;
      sim.Check(here == sim.At(index, 1).distributing, "one end sends, the other does not");
      sim.Check(sim.At(index, 0).collecting == here && sim.At(index, 1).collecting == here,
                "collecting and not distributing");
      if (IsLoop(index)) {
        sim.Check(!here, "data on a loop");
        continue;
      }
      std::vector<unsigned> kind = {static_cast<unsigned>(w.actor[1]), w.speed,
                                    w.full ? 0 : 1 + static_cast<unsigned>(i)};
      there[kind] += !kept_out_.count({index, 0}) && !kept_out_.count({index, 1});
      if (here)
        used[kind]++;
    }
    sim.Check(used.size() == 1, used.empty() ? "no link is used" : "links of two kinds are used");
    if (!sim.ok())
      return;
    unsigned most = there[used.begin()->first];
    for (int who : {0, static_cast<int>(used.begin()->first[0])})
      if (unsigned limit = sim.actors[static_cast<std::size_t>(who)]->options.max_links)
        most = std::min(most, limit);
    sim.Check(used.begin()->second == most, "a link is not used");
  }

  std::set<std::pair<int, int>> kept_out_;  // wire and end
};

// ---- How long it takes on a good link

struct Pair {
  explicit Pair(int links, bool fast_join = false, bool coupled = true) : sim(1, false) {
    for (int who = 0; who < 2; who++) {
      nb_lacp_options o = {};
      o.system[5] = static_cast<std::uint8_t>(who + 1);
      o.system_priority = 0xffff;
      o.rate = NETBOND_LACP_RATE_FAST;
      o.active = true;
      o.coupled = coupled;
      o.fast_join = fast_join;
      sim.AddActor(o);
    }
    for (; links; links--)
      sim.AddWire(0, 1, kMs);
  }
  void Plug(int wire, bool up) {
    sim.SetCarrier(wire, 0, up);
    sim.SetCarrier(wire, 1, up);
  }
  bool Both(int wire) { return sim.At(wire, 0).distributing && sim.At(wire, 1).distributing; }
  Sim sim;
};

TEST(LacpSimTime, FromNothingToDataInTheTimeOfTheWait) {
  for (bool coupled : {true, false}) {
    Pair pair(2, false, coupled);
    pair.Plug(0, true);
    pair.Plug(1, true);
    pair.sim.Run(2 * kSecond);
    EXPECT_FALSE(pair.Both(0));
    pair.sim.Run(2 * kSecond + 5 * kMs);
    EXPECT_TRUE(pair.Both(0) && pair.Both(1));
    EXPECT_TRUE(pair.sim.ok()) << pair.sim.fault;
  }
}

TEST(LacpSimTime, FastJoinTakesRoundTripsOnly) {
  Pair pair(2, true);
  pair.Plug(0, true);
  pair.sim.Run(10 * kSecond + 300 * kMs);
  pair.Plug(1, true);
  pair.sim.Run(pair.sim.now + 5 * kMs);
  EXPECT_TRUE(pair.Both(1));
}

TEST(LacpSimTime, GoodbyeAndHoldStopThePartnerInOneDelay) {
  for (bool goodbye : {true, false}) {
    Pair pair(2);
    pair.Plug(0, true);
    pair.Plug(1, true);
    pair.sim.Run(10 * kSecond + 300 * kMs);
    ASSERT_TRUE(pair.Both(0));
    goodbye ? pair.sim.Enable(0, 0, false) : pair.sim.Hold(0, 0, true);
    EXPECT_FALSE(pair.sim.At(0, 0).collecting);
    EXPECT_TRUE(pair.sim.At(0, 1).distributing);
    pair.sim.Run(pair.sim.now + kMs);
    EXPECT_FALSE(pair.sim.At(0, 1).distributing);
    EXPECT_TRUE(pair.Both(1));
  }
}

TEST(LacpSimTime, ACableThatReturnsCarriesDataAfterRoundTrips) {
  Pair pair(1);
  pair.Plug(0, true);
  pair.sim.Run(10 * kSecond + 300 * kMs);
  pair.Plug(0, false);
  EXPECT_FALSE(pair.sim.At(0, 0).distributing);
  pair.sim.Run(pair.sim.now + 20 * kSecond);
  pair.Plug(0, true);
  pair.sim.Run(pair.sim.now + 5 * kMs);
  EXPECT_TRUE(pair.Both(0));
}

TEST(LacpSimTime, ASilentPartnerIsDroppedAfter3s) {
  Pair pair(1, false, false);
  pair.Plug(0, true);
  pair.sim.Run(10 * kSecond + 300 * kMs);
  pair.sim.wires[0].broken[1] = true;
  std::uint64_t last = pair.sim.At(0, 0).lacp.last_rx;
  pair.sim.Run(last + 3 * kSecond - 1);
  EXPECT_TRUE(pair.sim.At(0, 0).distributing);
  pair.sim.Run(last + 3 * kSecond);
  EXPECT_FALSE(pair.sim.At(0, 0).distributing);
  pair.sim.Run(last + 3 * kSecond + kMs);
  EXPECT_FALSE(pair.sim.At(0, 1).distributing) << "the other end hears that";
}

// The end that hears nothing says so after its timeout, and the other one has a link that is ready.
TEST(LacpSimTime, WithMaxLinksALinkThatPassesNothingOneWayCostsATimeoutAndRoundTrips) {
  for (int limited : {1, 2}) {
    for (bool coupled : {true, false}) {
      Pair pair(2, false, coupled);
      for (int who = 0; who < limited; who++) {
        pair.sim.actors[who]->options.max_links = 1;
        pair.sim.SetOptions(who);
      }
      pair.Plug(0, true);
      pair.Plug(1, true);
      pair.sim.Run(10 * kSecond + 300 * kMs);
      ASSERT_TRUE(pair.Both(0));
      ASSERT_FALSE(pair.sim.At(1, 0).distributing);
      pair.sim.wires[0].broken[0] = true;
      const std::uint64_t last = pair.sim.At(0, 1).lacp.last_rx;
      pair.sim.Run(last + 3 * kSecond - 1);
      EXPECT_TRUE(pair.Both(0));
      pair.sim.Run(last + 3 * kSecond + 10 * kMs);
      EXPECT_TRUE(pair.Both(1)) << limited << " with max_links, coupled " << coupled;
      EXPECT_FALSE(pair.sim.At(0, 0).distributing);
      const std::uint64_t changed = pair.sim.data_changed;
      pair.sim.Run(last + 60 * kSecond);
      EXPECT_EQ(pair.sim.data_changed, changed);
      pair.sim.wires[0].broken[0] = false;
      pair.sim.Run(last + 70 * kSecond);
      EXPECT_TRUE(pair.Both(0));
      EXPECT_TRUE(pair.sim.ok()) << pair.sim.fault;
    }
  }
}

TEST(LacpSimTime, BothEndsGoToTheFasterLinkAndWaitForNoneOther) {
  for (bool coupled : {true, false}) {
    Pair pair(2, false, coupled);
    for (int who = 0; who < 2; who++) {
      pair.sim.actors[who]->options.ad_select = NB_LACP_BY_BANDWIDTH;
      pair.sim.SetOptions(who);
    }
    pair.sim.wires[1].speed = 10000;
    pair.Plug(0, true);
    pair.sim.Run(10 * kSecond + 300 * kMs);
    ASSERT_TRUE(pair.Both(0));
    pair.Plug(1, true);
    pair.sim.Run(pair.sim.now + 2 * kSecond + 10 * kMs);
    EXPECT_TRUE(pair.Both(1));
    EXPECT_FALSE(pair.sim.At(0, 0).distributing);
    EXPECT_TRUE(pair.sim.ok()) << pair.sim.fault;
  }
}

TEST(LacpSimTime, AMarkerComesBackInARoundTrip) {
  Pair pair(1);
  pair.Plug(0, true);
  pair.sim.Run(10 * kSecond + 300 * kMs);
  pair.sim.Ask(0, 0);
  pair.sim.Run(pair.sim.now + 2 * kMs);
  EXPECT_FALSE(pair.sim.At(0, 0).asking);
  EXPECT_TRUE(pair.sim.At(0, 0).lacp.marker.answered);
}

std::uint64_t Number(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 0) : otherwise;
}

std::string Trace(std::uint64_t seed, std::size_t lines) {
  Story story(seed, true);
  story.Tell();
  std::string text;
  const std::vector<std::string>& log = story.sim.log;
  for (std::size_t i = log.size() > lines ? log.size() - lines : 0; i < log.size(); i++)
    text += log[i] + "\n";
  return text;
}

TEST(LacpSim, AnySeed) {
  std::uint64_t one = Number("NB_SIM_SEED", 0);
  std::uint64_t seeds = Number("NB_SIM_SEEDS", 1000);
  std::uint64_t pdus = 0, steps = 0, hours = 0;
  if (one)
    std::fputs(Trace(one, SIZE_MAX).c_str(), stdout);
  for (std::uint64_t seed = one ? one : 1; seed <= (one ? one : seeds); seed++) {
    Story story(seed, false);
    std::string fault = story.Tell();
    pdus += story.sim.pdus;
    steps += story.sim.steps;
    hours += story.sim.now / kSecond;
    if (!fault.empty()) {
      ADD_FAILURE() << fault << "\nall of it: NB_SIM_SEED=" << seed << "\n" << Trace(seed, 80);
      break;
    }
  }
  std::printf("# %llu seeds, %llu hours, %llu LACPDUs, %llu steps\n",
              static_cast<unsigned long long>(seeds), static_cast<unsigned long long>(hours / 3600),
              static_cast<unsigned long long>(pdus), static_cast<unsigned long long>(steps));
}

}  // namespace
}  // namespace netbond::sim
