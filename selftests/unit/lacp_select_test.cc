// SPDX-License-Identifier: GPL-2.0
// Which ports go together, which carry the traffic, and why others do not.
#include "lacp_rig.h"

namespace netbond {
namespace {

// The partner `who` repeats itself on some ports.
struct Voice {
  int port;
  std::uint8_t who;
  std::uint8_t state;
};

void Listen(LacpRig& rig, const std::vector<Voice>& voices, std::uint64_t time) {
  for (std::uint64_t end = rig.now + time;;) {
    for (const Voice& voice : voices)
      rig.Hear(voice.port, rig.Says(voice.port, voice.state, voice.who));
    if (rig.now >= end)
      return;
    rig.Pass(std::min(kSecond / 2, end - rig.now));
  }
}

void LinkAll(LacpRig& rig, int n, std::uint32_t speed = 1000) {
  for (int i = 0; i < n; i++)
    rig.Link(i, true, speed);
}

// ---- LAG IDs

TEST(LacpSelect, OneLagIdIsOneAggregator) {
  LacpRig rig(3);
  LinkAll(rig, 3);
  Listen(rig, {{0, 0xb, kRunning}, {1, 0xb, kRunning}, {2, 0xb, kRunning}}, 2 * kSecond);
  EXPECT_EQ(rig.port[0].aggregator, rig.port[1].aggregator);
  EXPECT_EQ(rig.port[0].aggregator, rig.port[2].aggregator);
  nb_lacp_view view = rig.View();
  EXPECT_TRUE(view.up);
  EXPECT_EQ(view.aggregator, 1);
  EXPECT_EQ(view.ports, 3);
  EXPECT_EQ(view.selected, 3);
  EXPECT_EQ(view.distributing, 3);
  EXPECT_EQ(view.bandwidth, 3000u);
  EXPECT_EQ(view.partner.key, 42);
  EXPECT_EQ(view.actor.key, 9);
  EXPECT_EQ(view.reason, NB_LACP_WHY_NONE);
}

TEST(LacpSelect, AnotherPartnerStandsByAndTakesOver) {
  LacpRig rig(2);
  LinkAll(rig, 2);
  Listen(rig, {{0, 0xb, kRunning}, {1, 0xc, kHealthy}}, 3 * kSecond);
  EXPECT_TRUE(rig.Distributing(0));
  EXPECT_NE(rig.port[0].aggregator, rig.port[1].aggregator);
  EXPECT_EQ(rig.port[1].selected, NB_LACP_STANDBY);
  EXPECT_EQ(rig.port[1].reason, NB_LACP_WHY_OTHER_PARTNER);
  EXPECT_FALSE(rig.port[1].actor.state & NB_LACP_SYNC);
  rig.Link(0, false);
  EXPECT_EQ(rig.port[1].selected, NB_LACP_SELECTED);
  EXPECT_TRUE(rig.port[1].actor.state & NB_LACP_SYNC) << "it has waited long enough";
  rig.Hear(1, rig.Says(1, kRunning, 0xc));
  EXPECT_TRUE(rig.Distributing(1));
}

TEST(LacpSelect, AnotherKeyOfThePartnerIsAnotherAggregator) {
  LacpRig rig(2);
  LinkAll(rig, 2);
  rig.Hear(0, kHealthy);
  nb_lacpdu pdu = rig.Says(1, kHealthy);
  pdu.actor.key = 43;
  rig.Hear(1, pdu);
  EXPECT_NE(rig.port[0].aggregator, rig.port[1].aggregator);
  EXPECT_EQ(rig.port[1].reason, NB_LACP_WHY_KEY);
}

TEST(LacpSelect, UnequalSpeedStaysOut) {
  LacpRig rig(2);
  rig.Link(0, true, 10000);
  rig.Link(1, true, 1000);
  rig.Hear(0, kHealthy);
  rig.Hear(1, kHealthy);
  EXPECT_EQ(rig.port[0].selected, NB_LACP_SELECTED);
  EXPECT_EQ(rig.port[1].selected, NB_LACP_STANDBY);
  EXPECT_EQ(rig.port[1].reason, NB_LACP_WHY_SPEED);
}

TEST(LacpSelect, ASpeedThatChangesIsSelectedAnew) {
  LacpRig rig(2);
  rig.BringUp(2);
  rig.Link(1, true, 100);
  EXPECT_FALSE(rig.Distributing(1));
  EXPECT_TRUE(rig.Distributing(0));
  EXPECT_EQ(rig.port[1].reason, NB_LACP_WHY_SPEED);
  EXPECT_NE(rig.port[0].aggregator, rig.port[1].aggregator);
}

TEST(LacpSelect, HalfDuplexIsIndividual) {
  LacpRig rig(2);
  rig.Link(0, true, 1000, false);
  rig.Link(1, true, 1000, false);
  EXPECT_FALSE(rig.port[0].actor.state & NB_LACP_AGGREGATION);
  rig.Hear(0, kHealthy);
  rig.Hear(1, kHealthy);
  EXPECT_NE(rig.port[0].aggregator, rig.port[1].aggregator);
  EXPECT_EQ(rig.port[0].selected, NB_LACP_SELECTED);
  EXPECT_EQ(rig.port[1].reason, NB_LACP_WHY_HALF_DUPLEX);
  rig.Link(1, true, 1000, true);
  rig.Hear(1, kHealthy);
  rig.PassHearing(2 * kSecond, 2, kHealthy);
  EXPECT_EQ(rig.port[1].selected, NB_LACP_SELECTED) << "an aggregate before an individual link";
}

TEST(LacpSelect, IndividualPartnersAreAlone) {
  LacpRig rig(2);
  LinkAll(rig, 2);
  const std::uint8_t alone = kRunning & ~NB_LACP_AGGREGATION;
  Listen(rig, {{0, 0xb, alone}, {1, 0xb, alone}}, 3 * kSecond);
  EXPECT_NE(rig.port[0].aggregator, rig.port[1].aggregator);
  EXPECT_TRUE(rig.Distributing(0));
  EXPECT_FALSE(rig.Distributing(1));
  EXPECT_EQ(rig.port[1].reason, NB_LACP_WHY_INDIVIDUAL);
}

TEST(LacpSelect, OwnFramesAreNeverAggregated) {
  LacpRig rig(2, [](nb_lacp_options& o) {
    o.fallback = NB_LACP_FALLBACK_ALL;
    o.fallback_ms = 0;
  });
  for (int second = 0; second < 10; second++) {
    for (int i = 0; i < 2; i++) {
      if (!second)
        rig.Link(i, true);
      nb_lacpdu pdu = rig.Says(i, kRunning);
      pdu.actor = rig.port[1 - i].actor;
      rig.Hear(i, pdu);
      EXPECT_EQ(rig.port[i].selected, NB_LACP_UNSELECTED);
      EXPECT_EQ(rig.port[i].reason, NB_LACP_WHY_LOOPBACK);
    }
    rig.Pass(kSecond);
  }
  EXPECT_EQ(rig.port[0].count.loopback, 10u);
  EXPECT_EQ(rig.port[0].count.bad, 0u);
  rig.Hear(0, kHealthy);
  EXPECT_EQ(rig.port[0].selected, NB_LACP_SELECTED);
}

TEST(LacpSelect, AnOwnFrameReflectedToItsPort) {
  LacpRig rig;
  rig.Link(0, true);
  for (int i = 0; i < 100; i++) {
    auto sent = rig.Sent();
    for (const nb_lacpdu& pdu : sent)
      rig.Hear(0, pdu);
    rig.Pass(kSecond);
  }
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_LOOPBACK);
  EXPECT_FALSE(rig.View().up);
  EXPECT_LE(rig.sent_at.size(), 105u) << "it must not talk to itself faster than periodically";
}

// ---- ad_select

// Ports 0 and 1 have partner b, the others c.
const std::vector<Voice> kBoth = {{0, 0xb, kRunning},
                                  {1, 0xb, kRunning},
                                  {2, 0xc, kRunning},
                                  {3, 0xc, kRunning},
                                  {4, 0xc, kRunning}};

TEST(LacpAdSelect, StableKeepsWhatItHas) {
  LacpRig rig(5);
  rig.Link(0, true, 100);
  Listen(rig, {{0, 0xb, kRunning}}, 3 * kSecond);
  for (int i = 1; i < 5; i++)
    rig.Link(i, true, 1000);
  Listen(rig,
         {{0, 0xb, kRunning},
          {1, 0xc, kRunning},
          {2, 0xc, kRunning},
          {3, 0xc, kRunning},
          {4, 0xc, kRunning}},
         30 * kSecond);
  EXPECT_TRUE(rig.Distributing(0));
  EXPECT_EQ(rig.View().distributing, 1);
}

TEST(LacpAdSelect, CountPrefersManyPortsWhenTheyAreReady) {
  for (auto [by, winner] : {std::pair{NB_LACP_BY_COUNT, 2}, {NB_LACP_BY_BANDWIDTH, 0}}) {
    std::uint8_t policy = by;
    LacpRig rig(5, [policy](nb_lacp_options& o) { o.ad_select = policy; });
    for (int i = 0; i < 2; i++)
      rig.Link(i, true, 10000);
    Listen(rig, {{0, 0xb, kRunning}, {1, 0xb, kRunning}}, 2 * kSecond);
    EXPECT_TRUE(rig.Distributing(0));
    for (int i = 2; i < 5; i++)
      rig.Link(i, true, 1000);
    Listen(rig, kBoth, kSecond);
    EXPECT_TRUE(rig.Distributing(0)) << "nothing is given up for what is not ready";
    Listen(rig, kBoth, 2 * kSecond);
    EXPECT_TRUE(rig.Distributing(winner));
    EXPECT_FALSE(rig.Distributing(2 - winner));
  }
}

TEST(LacpAdSelect, AHeldPortDoesNotCountWhenItIsTriedAgain) {
  LacpRig rig(3, [](nb_lacp_options& o) { o.ad_select = NB_LACP_BY_COUNT; });
  rig.Link(0, true, 1000);
  rig.Link(1, true, 1000);
  rig.Link(2, true, 10000);
  const std::vector<Voice> all = {{0, 0xb, kRunning}, {1, 0xb, kRunning}, {2, 0xc, kRunning}};
  Listen(rig, all, 3 * kSecond);
  EXPECT_TRUE(rig.Distributing(0));
  nb_lacp_port_hold(&rig.port[0], true, rig.now);
  Listen(rig, all, 3 * kSecond);
  EXPECT_TRUE(rig.Distributing(2)) << "one each: the faster";
  nb_lacp_port_hold(&rig.port[0], false, rig.now);
  Listen(rig, all, 10 * kSecond);
  EXPECT_TRUE(rig.Distributing(2)) << "or all traffic moves at each trial";
  nb_lacp_port_trust(&rig.port[0], rig.now);
  Listen(rig, all, 3 * kSecond);
  EXPECT_TRUE(rig.Distributing(0));
}

TEST(LacpAdSelect, BandwidthFollowsALostPort) {
  LacpRig rig(3, [](nb_lacp_options& o) { o.ad_select = NB_LACP_BY_BANDWIDTH; });
  rig.Link(0, true, 1000);
  rig.Link(1, true, 1000);
  rig.Link(2, true, 1000);
  const std::vector<Voice> all = {{0, 0xb, kRunning}, {1, 0xb, kRunning}, {2, 0xc, kRunning}};
  Listen(rig, all, 3 * kSecond);
  EXPECT_EQ(rig.View().distributing, 2);
  rig.Link(0, false);
  EXPECT_EQ(rig.View().distributing, 1);
  EXPECT_TRUE(rig.Distributing(1)) << "equal bandwidth is no reason to move";
  rig.Link(2, true, 2500);
  Listen(rig, {{1, 0xb, kRunning}, {2, 0xc, kRunning}}, 3 * kSecond);
  EXPECT_TRUE(rig.Distributing(2));
}

TEST(LacpAdSelect, PriorityIsASumThatIsToBeHigh) {
  LacpRig rig(2, [](nb_lacp_options& o) { o.ad_select = NB_LACP_BY_PRIORITY; });
  nb_lacp_port_priority(&rig.port[1], 1000, rig.now);
  LinkAll(rig, 2);
  Listen(rig, {{0, 0xb, kRunning}, {1, 0xc, kRunning}}, 3 * kSecond);
  EXPECT_TRUE(rig.Distributing(1));
  nb_lacp_port_priority(&rig.port[0], 2000, rig.now);
  Listen(rig, {{0, 0xb, kRunning}, {1, 0xc, kRunning}}, 3 * kSecond);
  EXPECT_TRUE(rig.Distributing(0));
}

// ---- max_links and min_links

TEST(LacpMaxLinks, TheOthersStandByInOrderOfPriority) {
  LacpRig rig(3, [](nb_lacp_options& o) {
    o.max_links = 2;
    o.system_priority = 1;
  });
  nb_lacp_port_priority(&rig.port[0], 300, rig.now);
  LinkAll(rig, 3);
  rig.PassHearing(2 * kSecond, 3, kHealthy);
  EXPECT_EQ(rig.port[0].selected, NB_LACP_STANDBY);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_MAX_LINKS);
  EXPECT_EQ(rig.port[1].mux, NB_LACP_MUX_ATTACHED);
  EXPECT_EQ(rig.port[2].mux, NB_LACP_MUX_ATTACHED);
  rig.Link(1, false);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_ATTACHED) << "at once";
}

TEST(LacpMaxLinks, TheBetterSystemIdDecides) {
  LacpRig rig(2, [](nb_lacp_options& o) { o.max_links = 1; });
  LinkAll(rig, 2);
  nb_lacpdu pdu = rig.Says(1, kHealthy);
  pdu.actor.port_priority = 1;
  rig.Hear(0, kHealthy);
  rig.Hear(1, pdu);
  EXPECT_EQ(rig.port[0].selected, NB_LACP_STANDBY);
  EXPECT_EQ(rig.port[1].selected, NB_LACP_SELECTED);
  rig.Set([](nb_lacp_options& o) { o.system_priority = 1; });
  EXPECT_EQ(rig.port[0].selected, NB_LACP_SELECTED);
  EXPECT_EQ(rig.port[1].selected, NB_LACP_STANDBY);
}

// Port 1 carries all, and port 0, the better one, is back and attached.
struct Return : LacpRig {
  explicit Return(bool coupled = true)
      : LacpRig(2, [coupled](nb_lacp_options& o) {
          o.max_links = 1;
          o.coupled = coupled;
        }) {
    LinkAll(*this, 2);
    PassHearing(2 * kSecond, 2, kHealthy);
    Hear(0, kRunning);
    EXPECT_TRUE(Distributing(0));
    Link(0, false);
    Hear(1, kRunning);
    EXPECT_TRUE(Distributing(1));
    Link(0, true);
    Hear(0, kHealthy);
    EXPECT_TRUE(Distributing(1)) << "port 0 has to wait first";
    Pass(2 * kSecond);
    EXPECT_EQ(port[0].mux, NB_LACP_MUX_ATTACHED);
  }
  void Listens(std::uint8_t first, std::uint64_t time) {
    Listen(*this, {{0, 0xb, first}, {1, 0xb, kRunning}}, time);
  }
};

TEST(LacpMaxLinks, ABetterPortThatReturnsTakesOverWhenThePartnerCollectsThere) {
  Return rig;
  EXPECT_TRUE(rig.Distributing(1)) << "the partner does not know yet";
  rig.Hear(0, kSynced);
  EXPECT_TRUE(rig.Distributing(0) && rig.Distributing(1));
  rig.Hear(0, kSynced | NB_LACP_COLLECTING);
  EXPECT_TRUE(rig.Distributing(0));
  EXPECT_EQ(rig.port[1].selected, NB_LACP_STANDBY);
  EXPECT_EQ(rig.port[1].mux, NB_LACP_MUX_WAITING);
}

TEST(LacpMaxLinks, SoUnderIndependentControl) {
  Return rig(false);
  rig.Hear(0, kSynced);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_COLLECTING);
  EXPECT_TRUE(rig.Distributing(1));
  rig.Hear(0, kSynced | NB_LACP_COLLECTING);
  EXPECT_TRUE(rig.Distributing(0));
  EXPECT_FALSE(rig.Distributing(1));
}

TEST(LacpMaxLinks, ABetterPortThatThePartnerDoesNotWantTakesNoPlace) {
  Return rig;
  for (int i = 0; i < 20; i++) {
    rig.Listens(kHealthy, kSecond);
    EXPECT_TRUE(rig.Distributing(1)) << i << " s";
  }
  EXPECT_EQ(rig.port[0].selected, NB_LACP_STANDBY);
}

TEST(LacpMaxLinks, APartnerThatNeverSaysThatItCollectsIsTakenAtItsFirstWord) {
  Return rig;
  rig.Listens(kSynced, 5 * kSecond - 1);
  EXPECT_TRUE(rig.Distributing(0) && rig.Distributing(1));
  rig.Listens(kSynced, 1);
  EXPECT_TRUE(rig.Distributing(0));
  EXPECT_FALSE(rig.Distributing(1));
  rig.Listens(kSynced, 60 * kSecond);
  EXPECT_TRUE(rig.Distributing(0));
  EXPECT_FALSE(rig.Distributing(1)) << "and no more to and fro";
}

TEST(LacpMaxLinks, APortThatCarriesNothingWaitsForNoBetterOne) {
  Return rig;
  rig.Hear(1, kHealthy);
  EXPECT_EQ(rig.port[1].selected, NB_LACP_STANDBY);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_ATTACHED);
}

TEST(LacpMaxLinks, EachOfTwoThatReturnTakesOnePlace) {
  LacpRig rig(4, [](nb_lacp_options& o) { o.max_links = 2; });
  LinkAll(rig, 4);
  rig.PassHearing(3 * kSecond, 4, kRunning);
  rig.Link(0, false);
  rig.Link(1, false);
  Listen(rig, {{2, 0xb, kRunning}, {3, 0xb, kRunning}}, kSecond);
  rig.Link(0, true);
  rig.Link(1, true);
  Listen(rig, {{0, 0xb, kHealthy}, {1, 0xb, kHealthy}, {2, 0xb, kRunning}, {3, 0xb, kRunning}},
         2 * kSecond);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_ATTACHED);
  EXPECT_EQ(rig.port[1].mux, NB_LACP_MUX_ATTACHED);
  EXPECT_TRUE(rig.Distributing(2) && rig.Distributing(3));
  rig.Hear(1, kRunning);
  EXPECT_TRUE(rig.Distributing(1) && rig.Distributing(2));
  EXPECT_FALSE(rig.Distributing(3));
  rig.Hear(0, kRunning);
  EXPECT_TRUE(rig.Distributing(0) && rig.Distributing(1));
  EXPECT_FALSE(rig.Distributing(2));
}

TEST(LacpMaxLinks, APortThatThePartnerDoesNotWantGivesItsPlaceAway) {
  LacpRig rig(2, [](nb_lacp_options& o) { o.max_links = 1; });
  LinkAll(rig, 2);
  rig.PassHearing(2 * kSecond, 2, kHealthy);
  ASSERT_EQ(rig.port[0].mux, NB_LACP_MUX_ATTACHED);
  rig.PassHearing(5 * kSecond - 1, 2, kHealthy);
  EXPECT_EQ(rig.port[1].selected, NB_LACP_STANDBY);
  rig.PassHearing(1, 2, kHealthy);
  EXPECT_EQ(rig.port[1].mux, NB_LACP_MUX_ATTACHED);
  EXPECT_EQ(rig.port[0].selected, NB_LACP_STANDBY);
  rig.PassHearing(300 * kSecond, 2, kHealthy);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_ATTACHED) << "neither is wanted: the better one again";
  rig.Take(NB_LACP_DO_NOTE);
  rig.PassHearing(300 * kSecond, 2, kHealthy);
  EXPECT_TRUE(rig.Take(NB_LACP_DO_NOTE).empty()) << "and no more to and fro";
  rig.Hear(1, kRunning);
  EXPECT_EQ(rig.port[1].mux, NB_LACP_MUX_COLLECTING_DISTRIBUTING);
}

// Port 0 carries all, port 1 stands by and its partner is in sync.
struct Leaving : LacpRig {
  explicit Leaving(bool coupled = true)
      : LacpRig(2, [coupled](nb_lacp_options& o) {
          o.max_links = 1;
          o.coupled = coupled;
        }) {
    LinkAll(*this, 2);
    Listen(*this, {{0, 0xb, kRunning}, {1, 0xb, kSynced}}, 5 * kSecond);
    EXPECT_TRUE(Distributing(0));
    EXPECT_EQ(port[1].selected, NB_LACP_STANDBY);
  }
};

TEST(LacpMaxLinks, APortThatThePartnerLeavesGivesItsPlaceToAReadyOneAtOnce) {
  // It hears nothing any more; the same, but it had never been in sync with it; it goes politely.
  for (std::uint8_t left : {kSynced | NB_LACP_EXPIRED, kHealthy | NB_LACP_EXPIRED, kHealthy + 0}) {
    for (bool coupled : {true, false}) {
      Leaving rig(coupled);
      rig.Hear(0, left);
      EXPECT_EQ(rig.port[1].actor.state & NB_LACP_SYNC, NB_LACP_SYNC) << "left " << +left;
      EXPECT_EQ(rig.port[0].selected, NB_LACP_STANDBY);
      rig.Hear(1, kRunning);
      EXPECT_TRUE(rig.Distributing(1));
      Listen(rig, {{0, 0xb, left}, {1, 0xb, kRunning}}, 10 * kSecond);
      EXPECT_TRUE(rig.Distributing(1)) << "and no more to and fro";
      EXPECT_EQ(rig.port[0].selected, NB_LACP_STANDBY);
      // It hears again, and is in sync.
      rig.Hear(0, kSynced);
      EXPECT_EQ(rig.port[0].mux,
                coupled ? NB_LACP_MUX_COLLECTING_DISTRIBUTING : NB_LACP_MUX_COLLECTING);
      EXPECT_TRUE(rig.Distributing(1));
      rig.Hear(0, kRunning);
      EXPECT_TRUE(rig.Distributing(0));
      EXPECT_FALSE(rig.Distributing(1));
    }
  }
}

TEST(LacpMaxLinks, APortThatIsLeftKeepsItsPlaceWhereNoneIsReady) {
  LacpRig rig(2, [](nb_lacp_options& o) { o.max_links = 1; });
  rig.BringUp(1);
  rig.Hear(0, kSynced | NB_LACP_EXPIRED);
  EXPECT_EQ(rig.port[0].selected, NB_LACP_SELECTED);
  EXPECT_TRUE(rig.port[0].spurned);
  rig.Hear(0, kRunning);
  EXPECT_TRUE(rig.Distributing(0) && rig.port[0].carries);
  EXPECT_FALSE(rig.port[0].spurned);
}

TEST(LacpMaxLinks, ALinkOnWhichThePartnerHearsNothingIsNoSpare) {
  for (std::uint8_t deaf : {kSynced | NB_LACP_EXPIRED, kHealthy | NB_LACP_DEFAULTED}) {
    Leaving rig;
    EXPECT_EQ(rig.port[1].reason, NB_LACP_WHY_MAX_LINKS);
    rig.Hear(0, deaf);
    rig.Hear(1, kRunning);
    ASSERT_TRUE(rig.Distributing(1));
    ASSERT_EQ(rig.port[0].selected, NB_LACP_STANDBY);
    EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_PARTNER_DEFAULTED) << "deaf " << +deaf;
    rig.Hear(0, kHealthy);
    EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_MAX_LINKS) << "it hears again";
  }
  // It was never in use.
  Leaving rig;
  rig.Hear(1, kHealthy | NB_LACP_DEFAULTED);
  EXPECT_EQ(rig.port[1].reason, NB_LACP_WHY_PARTNER_DEFAULTED);
}

TEST(LacpMaxLinks, ALinkThatThePartnerLeftForAnotherIsASpare) {
  Leaving rig;
  rig.Hear(0, kHealthy);
  rig.Hear(1, kRunning);
  ASSERT_TRUE(rig.port[0].spurned && rig.Distributing(1));
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_MAX_LINKS);
}

TEST(LacpMaxLinks, APartnerThatNeverSaidThatItCollectsTakesNothingBack) {
  LacpRig rig(2, [](nb_lacp_options& o) { o.max_links = 1; });
  LinkAll(rig, 2);
  Listen(rig, {{0, 0xb, kSynced}, {1, 0xb, kSynced}}, 60 * kSecond);
  EXPECT_TRUE(rig.Distributing(0) && rig.port[0].carries);
  EXPECT_EQ(rig.port[1].selected, NB_LACP_STANDBY);
}

// What another partner says, or the first one after fallback, takes nothing back.
TEST(LacpMaxLinks, AnotherPartnerIsJudgedAnew) {
  LacpRig rig(2, [](nb_lacp_options& o) {
    o.max_links = 1;
    o.fallback = NB_LACP_FALLBACK_SINGLE;
  });
  rig.Link(0, true);
  rig.Pass(10 * kSecond);
  ASSERT_TRUE(rig.port[0].fallback && rig.port[0].carries);
  rig.Hear(0, kHealthy);
  EXPECT_FALSE(rig.port[0].spurned);
  rig.PassHearing(3 * kSecond, 1, kRunning);
  ASSERT_TRUE(rig.Distributing(0));
  rig.Hear(0, rig.Says(0, kHealthy, 0xc));
  EXPECT_FALSE(rig.port[0].spurned);
}

TEST(LacpAdSelect, NothingThatCarriesIsGivenUpForAPartnerThatIsNotInSync) {
  for (std::uint8_t by : {NB_LACP_BY_BANDWIDTH, NB_LACP_BY_COUNT, NB_LACP_BY_PRIORITY}) {
    for (std::uint16_t priority : {0xffff, 1}) {  // who has the better system ID is all the same
      LacpRig rig(5, [by, priority](nb_lacp_options& o) {
        o.ad_select = by;
        o.system_priority = priority;
      });
      LinkAll(rig, 2);
      Listen(rig, {{0, 0xb, kRunning}, {1, 0xb, kRunning}}, 3 * kSecond);
      ASSERT_EQ(rig.View().distributing, 2);
      LinkAll(rig, 5);
      std::vector<Voice> voices = kBoth;
      for (std::size_t i = 2; i < 5; i++)
        voices[i].state = kHealthy;
      rig.actions.clear();
      Listen(rig, voices, 20 * kSecond);
      voices[2].state = kSynced;
      voices[3].state = kSynced;
      Listen(rig, voices, 20 * kSecond);
      EXPECT_TRUE(rig.Take(NB_LACP_DO_DATA).empty()) << "two would be no more";
      voices[4].state = kSynced;
      Listen(rig, voices, 0);
      EXPECT_TRUE(rig.Distributing(2) && rig.Distributing(3) && rig.Distributing(4));
      EXPECT_FALSE(rig.Distributing(0));
    }
  }
}

TEST(LacpAdSelect, AnIndividualLinkThatCarriesWaitsForThePartnerOfAnAggregate) {
  LacpRig rig(2);
  const std::uint8_t alone = kRunning & ~NB_LACP_AGGREGATION;
  LinkAll(rig, 2);
  Listen(rig, {{0, 0xb, alone}}, 3 * kSecond);
  ASSERT_TRUE(rig.Distributing(0));
  rig.actions.clear();
  Listen(rig, {{0, 0xb, alone}, {1, 0xc, kHealthy}}, 20 * kSecond);
  EXPECT_TRUE(rig.Take(NB_LACP_DO_DATA).empty());
  Listen(rig, {{0, 0xb, alone}, {1, 0xc, kSynced}}, 0);
  EXPECT_TRUE(rig.Distributing(1));
}

TEST(LacpAdSelect, LinksThatStandByAddNothing) {
  LacpRig rig(4, [](nb_lacp_options& o) {
    o.ad_select = NB_LACP_BY_BANDWIDTH;
    o.max_links = 1;
  });
  rig.Link(0, true, 25000);
  const std::vector<Voice> all = {
      {0, 0xb, kRunning}, {1, 0xc, kRunning}, {2, 0xc, kRunning}, {3, 0xc, kRunning}};
  Listen(rig, {all[0]}, 3 * kSecond);
  for (int i = 1; i < 4; i++)
    rig.Link(i, true, 10000);
  Listen(rig, all, 10 * kSecond);
  EXPECT_TRUE(rig.Distributing(0)) << "10 G would be used of the 30 G";
  rig.Set([](nb_lacp_options& o) { o.max_links = 3; });
  EXPECT_EQ(rig.View().distributing, 3);
}

// Else each end would wait for the other.
TEST(LacpAdSelect, BetweenLinksToOnePartnerTheBetterSystemIdGoesFirst) {
  for (bool theirs : {true, false}) {
    LacpRig rig(2, [theirs](nb_lacp_options& o) {
      o.ad_select = NB_LACP_BY_BANDWIDTH;
      o.system_priority = theirs ? 0xffff : 1;
    });
    rig.Link(0, true, 1000);
    Listen(rig, {{0, 0xb, kRunning}}, 3 * kSecond);
    ASSERT_TRUE(rig.Distributing(0));
    rig.Link(1, true, 10000);
    const auto hear = [&](std::uint8_t first, std::uint8_t second) {
      nb_lacpdu other = rig.Says(1, second);
      other.actor.key = 43;
      rig.Hear(0, first);
      rig.Hear(1, other);
    };
    for (int i = 0; i < 4; i++, rig.Pass(kSecond))
      hear(kRunning, kHealthy);
    EXPECT_EQ(rig.Distributing(0), theirs);
    hear(kHealthy, kSynced);
    EXPECT_TRUE(rig.Distributing(1));
  }
}

TEST(LacpAdSelect, AnAggregateWhosePartnerLeavesGivesWayAtOnce) {
  LacpRig rig(2);
  LinkAll(rig, 2);
  Listen(rig, {{0, 0xb, kRunning}, {1, 0xc, kSynced}}, 5 * kSecond);
  ASSERT_TRUE(rig.Distributing(0));
  rig.Hear(0, kHealthy);
  EXPECT_EQ(rig.port[1].mux, NB_LACP_MUX_COLLECTING_DISTRIBUTING);
  Listen(rig, {{0, 0xb, kRunning}, {1, 0xc, kRunning}}, 20 * kSecond);
  EXPECT_TRUE(rig.Distributing(1)) << "stable";
}

TEST(LacpAdSelect, ThePartnerWithTheBetterSystemIdChoosesAmongUnequalLinks) {
  for (bool theirs : {true, false}) {
    LacpRig rig(2, [theirs](nb_lacp_options& o) { o.system_priority = theirs ? 0xffff : 1; });
    rig.Link(0, true, 10000);
    rig.Link(1, true, 1000);
    nb_lacpdu other = rig.Says(1, kSynced);
    other.actor.key = 43;
    rig.Hear(0, kHealthy);
    rig.Hear(1, other);
    EXPECT_EQ(rig.port[0].selected == NB_LACP_SELECTED, !theirs);
    EXPECT_EQ(rig.port[1].selected == NB_LACP_SELECTED, theirs);
  }
}

TEST(LacpMaxLinks, ChangesLive) {
  LacpRig rig(3);
  rig.BringUp(3);
  EXPECT_EQ(rig.View().distributing, 3);
  rig.Set([](nb_lacp_options& o) { o.max_links = 1; });
  EXPECT_EQ(rig.View().distributing, 1);
  rig.Set([](nb_lacp_options& o) { o.max_links = 0; });
  EXPECT_EQ(rig.View().selected, 3);
}

TEST(LacpMinLinks, TheBondIsUpWithEnough) {
  LacpRig rig(2, [](nb_lacp_options& o) { o.min_links = 2; });
  rig.BringUp(1);
  EXPECT_EQ(rig.View().distributing, 1);
  EXPECT_FALSE(rig.View().up);
  EXPECT_EQ(rig.View().reason, NB_LACP_WHY_MIN_LINKS);
  rig.Link(1, true);
  rig.PassHearing(2 * kSecond, 2, kRunning);
  rig.Hear(1, kRunning);
  EXPECT_TRUE(rig.View().up);
}

// ---- lacp_fallback

TEST(LacpFallback, NoneStaysDown) {
  LacpRig rig(2);
  LinkAll(rig, 2);
  rig.Pass(1000 * kSecond);
  EXPECT_FALSE(rig.View().up);
  EXPECT_EQ(rig.View().reason, NB_LACP_WHY_NO_PORT);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_NO_PDU);
}

TEST(LacpFallback, SingleUsesOnePort) {
  LacpRig rig(2, [](nb_lacp_options& o) { o.fallback = NB_LACP_FALLBACK_SINGLE; });
  LinkAll(rig, 2);
  rig.Pass(5 * kSecond - 1);
  EXPECT_EQ(rig.port[0].selected, NB_LACP_UNSELECTED);
  rig.Pass(1 + 2 * kSecond);
  EXPECT_TRUE(rig.Distributing(0));
  EXPECT_FALSE(rig.Distributing(1));
  EXPECT_TRUE(rig.View().up);
  EXPECT_EQ(rig.View().reason, NB_LACP_WHY_FALLBACK);
  EXPECT_EQ(rig.port[1].reason, NB_LACP_WHY_NO_PDU);
  rig.Pass(1000 * kSecond);
  EXPECT_TRUE(rig.Distributing(0));
  rig.Link(0, false);
  EXPECT_TRUE(rig.Distributing(1));
}

TEST(LacpFallback, AllUsesAllOfEqualSpeed) {
  for (bool coupled : {true, false}) {
    LacpRig rig(3, [coupled](nb_lacp_options& o) {
      o.fallback = NB_LACP_FALLBACK_ALL;
      o.fallback_ms = 100;
      o.coupled = coupled;
    });
    LinkAll(rig, 2);
    rig.Link(2, true, 100);
    rig.Pass(3 * kSecond);
    EXPECT_TRUE(rig.Distributing(0) && rig.Distributing(1));
    EXPECT_FALSE(rig.Distributing(2));
    rig.Take(NB_LACP_DO_DATA);
    rig.Pass(100 * kSecond);
    EXPECT_TRUE(rig.Take(NB_LACP_DO_DATA).empty()) << "EXPIRED to DEFAULTED interrupts nothing";
  }
}

TEST(LacpFallback, EndsWhenAPartnerSpeaks) {
  LacpRig rig(2, [](nb_lacp_options& o) { o.fallback = NB_LACP_FALLBACK_SINGLE; });
  LinkAll(rig, 2);
  rig.Pass(10 * kSecond);
  ASSERT_TRUE(rig.Distributing(0));
  rig.Hear(0, kHealthy);
  EXPECT_FALSE(rig.Distributing(0));
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_WAITING);
}

TEST(LacpFallback, GoesOnUntilAnotherPortsPartnerIsReady) {
  LacpRig rig(2, [](nb_lacp_options& o) { o.fallback = NB_LACP_FALLBACK_SINGLE; });
  LinkAll(rig, 2);
  rig.Pass(10 * kSecond);
  ASSERT_TRUE(rig.Distributing(0));
  Listen(rig, {{1, 0xb, kHealthy}}, 2 * kSecond - 1);
  EXPECT_TRUE(rig.Distributing(0));
  Listen(rig, {{1, 0xb, kHealthy}}, 1);
  EXPECT_FALSE(rig.Distributing(0));
  EXPECT_EQ(rig.port[1].mux, NB_LACP_MUX_ATTACHED);
}

TEST(LacpFallback, FollowsAPartnerThatFallsSilent) {
  LacpRig rig(2, [](nb_lacp_options& o) { o.fallback = NB_LACP_FALLBACK_ALL; });
  rig.BringUp(2);
  rig.Pass(6 * kSecond + 2 * kSecond);
  EXPECT_EQ(rig.View().distributing, 2);
  EXPECT_EQ(rig.View().reason, NB_LACP_WHY_FALLBACK);
}

TEST(LacpFallback, ChangesLive) {
  LacpRig rig(2);
  LinkAll(rig, 2);
  rig.Pass(100 * kSecond);
  rig.Set([](nb_lacp_options& o) { o.fallback = NB_LACP_FALLBACK_ALL; });
  rig.Pass(2 * kSecond);
  EXPECT_EQ(rig.View().distributing, 2);
  rig.Set([](nb_lacp_options& o) { o.fallback = NB_LACP_FALLBACK_SINGLE; });
  rig.Pass(2 * kSecond);
  EXPECT_EQ(rig.View().distributing, 1);
  rig.Set([](nb_lacp_options& o) { o.fallback = NB_LACP_FALLBACK_NONE; });
  EXPECT_EQ(rig.View().distributing, 0);
}

TEST(LacpFallback, ALongerTimeoutEndsNothing) {
  LacpRig rig(2, [](nb_lacp_options& o) { o.fallback = NB_LACP_FALLBACK_SINGLE; });
  LinkAll(rig, 2);
  rig.Pass(10 * kSecond);
  ASSERT_TRUE(rig.Distributing(0));
  rig.actions.clear();
  rig.Set([](nb_lacp_options& o) { o.fallback_ms = 60000; });
  rig.Pass(100 * kSecond);
  EXPECT_TRUE(rig.Distributing(0));
  EXPECT_TRUE(rig.Take(NB_LACP_DO_DATA).empty());
  rig.Link(0, false);
  rig.Link(1, false);
  rig.Link(0, true);
  rig.Pass(60 * kSecond - 1);
  EXPECT_FALSE(rig.port[0].fallback);
  rig.Pass(1);
  EXPECT_TRUE(rig.port[0].fallback);
}

TEST(LacpFallback, FromOnePortToAllAndBackTheOneInUseStays) {
  for (int used : {0, 1}) {
    LacpRig rig(3, [](nb_lacp_options& o) { o.fallback = NB_LACP_FALLBACK_SINGLE; });
    nb_lacp_port_priority(&rig.port[used], 1, rig.now);
    LinkAll(rig, 3);
    rig.Pass(10 * kSecond);
    ASSERT_TRUE(rig.Distributing(used));
    const std::uint64_t since = rig.port[used].mux_since;
    rig.Set([](nb_lacp_options& o) { o.fallback = NB_LACP_FALLBACK_ALL; });
    EXPECT_TRUE(rig.Distributing(used));
    rig.Pass(2 * kSecond);
    EXPECT_EQ(rig.View().distributing, 3);
    rig.Set([](nb_lacp_options& o) { o.fallback = NB_LACP_FALLBACK_SINGLE; });
    EXPECT_TRUE(rig.Distributing(used));
    rig.Pass(10 * kSecond);
    EXPECT_EQ(rig.View().distributing, 1);
    EXPECT_EQ(rig.port[used].mux_since, since);
    rig.Link(used, false);
    EXPECT_EQ(rig.View().distributing, 1) << "the others stand by";
  }
}

TEST(LacpFallback, StartsAgainWithTheLink) {
  LacpRig rig(1, [](nb_lacp_options& o) { o.fallback = NB_LACP_FALLBACK_SINGLE; });
  rig.Link(0, true);
  rig.Pass(10 * kSecond);
  ASSERT_TRUE(rig.Distributing(0));
  rig.Link(0, false);
  EXPECT_FALSE(rig.Distributing(0));
  rig.Link(0, true);
  rig.Pass(5 * kSecond);
  EXPECT_FALSE(rig.Distributing(0));
  rig.Pass(2 * kSecond);
  EXPECT_TRUE(rig.Distributing(0));
}

// ---- Leaving and being kept out

TEST(LacpLeave, SaysSoAtOnceWhateverTheLimit) {
  LacpRig rig;
  rig.BringUp(1);
  rig.Hear(0, kHealthy);
  rig.Hear(0, kRunning);
  rig.Hear(0, kHealthy);
  rig.Hear(0, kRunning);
  ASSERT_TRUE(rig.Distributing(0));
  rig.actions.clear();
  nb_lacp_port_enable(&rig.port[0], false, rig.now);
  rig.Drain();
  ASSERT_FALSE(rig.actions.empty());
  EXPECT_EQ(rig.actions[0].what, NB_LACP_DO_DATA);
  auto sent = rig.Sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].actor.state & (NB_LACP_SYNC | NB_LACP_COLLECTING | NB_LACP_DISTRIBUTING), 0);
  EXPECT_EQ(sent[0].actor.port, 1);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_LEFT);
  rig.Pass(100 * kSecond);
  EXPECT_TRUE(rig.Sent().empty());
  nb_lacp_port_enable(&rig.port[0], true, rig.now);
  rig.Drain();
  EXPECT_EQ(rig.Sent().size(), 1u);
}

TEST(LacpLeave, IsSilentWithoutALinkAndWhenNobodySpeaks) {
  LacpRig rig(2, [](nb_lacp_options& o) { o.active = false; });
  rig.Link(0, true);
  nb_lacp_port_enable(&rig.port[0], false, rig.now);
  nb_lacp_port_enable(&rig.port[1], false, rig.now);
  rig.Drain();
  EXPECT_TRUE(rig.Sent().empty());
}

TEST(LacpLeave, AnAggregatorOutlivesThePortItLivedIn) {
  LacpRig rig(3);
  rig.BringUp(3);
  ASSERT_EQ(rig.port[1].aggregator, &rig.port[0].home);
  rig.actions.clear();
  nb_lacp_port_del(&rig.port[0], rig.now);
  rig.Drain();
  EXPECT_TRUE(rig.Take(NB_LACP_DO_DATA).empty());
  EXPECT_EQ(rig.View().aggregator, 1);
  EXPECT_EQ(rig.View().distributing, 2);
  EXPECT_EQ(rig.port[1].aggregator, rig.port[2].aggregator);
  nb_lacp_port_add(&rig.lacp, &rig.port[0], 1, 255, rig.now);
  EXPECT_NE(rig.port[0].home.id, 1) << "a number names one aggregator";
  nb_lacp_port_del(&rig.port[2], rig.now);
  nb_lacp_port_del(&rig.port[1], rig.now);
  nb_lacp_port_del(&rig.port[0], rig.now);
  rig.Drain();
  EXPECT_EQ(rig.lacp.ports, nullptr);
  EXPECT_EQ(rig.lacp.active, nullptr);
  EXPECT_EQ(nb_lacp_next_deadline(&rig.lacp), NB_NEVER);
}

TEST(LacpLeave, WhatWasToBeDoneOnADeletedPortIsForgotten) {
  LacpRig rig(3);
  for (int i = 0; i < 3; i++) {
    nb_lacp_link link = {true, true, 1000, false};
    nb_lacp_port_link(&rig.port[i], &link, rig.now);
  }
  nb_lacp_port_del(&rig.port[1], rig.now);
  nb_lacp_port_del(&rig.port[2], rig.now);
  nb_lacp_action action;
  int actions = 0;
  for (; nb_lacp_take(&rig.lacp, &action); actions++)
    EXPECT_EQ(action.port, &rig.port[0]);
  EXPECT_GT(actions, 0);
  EXPECT_EQ(rig.lacp.todo_tail, nullptr);
}

TEST(LacpHold, APortKeptOutTellsThePartnerAndReturnsWithoutWaiting) {
  LacpRig rig(2);
  rig.BringUp(2);
  rig.PassHearing(3 * kSecond, 2, kRunning);
  rig.Sent();
  nb_lacp_port_hold(&rig.port[0], true, rig.now);
  rig.Drain();
  EXPECT_FALSE(rig.Distributing(0));
  EXPECT_TRUE(rig.Distributing(1));
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_HELD);
  auto sent = rig.Sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_FALSE(sent[0].actor.state & NB_LACP_SYNC);
  rig.PassHearing(5 * kSecond, 2, kRunning);
  nb_lacp_port_hold(&rig.port[0], false, rig.now);
  rig.Drain();
  EXPECT_EQ(rig.port[0].actor.state & NB_LACP_SYNC, NB_LACP_SYNC);
}

TEST(LacpHold, AHeldPortGivesItsPlaceAway) {
  LacpRig rig(2, [](nb_lacp_options& o) { o.max_links = 1; });
  LinkAll(rig, 2);
  rig.PassHearing(2 * kSecond, 2, kHealthy);
  nb_lacp_port_hold(&rig.port[0], true, rig.now);
  rig.Drain();
  EXPECT_EQ(rig.port[1].mux, NB_LACP_MUX_ATTACHED);
}

// The partner does not know what this end suspects: each would wait for the other on another port.
TEST(LacpHold, WhereNoneWorksASuspectPortIsAsGoodAsAny) {
  LacpRig rig(2, [](nb_lacp_options& o) { o.max_links = 1; });
  nb_lacp_port_hold(&rig.port[0], true, rig.now);
  nb_lacp_port_hold(&rig.port[0], false, rig.now);
  LinkAll(rig, 2);
  rig.PassHearing(2 * kSecond, 2, kHealthy);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_ATTACHED);
  EXPECT_EQ(rig.port[1].selected, NB_LACP_STANDBY);
}

// It would carry nothing before it is proven, and the one that made room for it would have to wait
// anew when it fails again.
TEST(LacpHold, APortLetInAgainTakesNoPlaceFromOneThatWorks) {
  LacpRig rig(3, [](nb_lacp_options& o) { o.max_links = 2; });
  LinkAll(rig, 3);
  rig.PassHearing(3 * kSecond, 3, kRunning);
  nb_lacp_port_hold(&rig.port[0], true, rig.now);
  rig.PassHearing(5 * kSecond, 3, kRunning);
  EXPECT_TRUE(rig.Distributing(1) && rig.Distributing(2));
  nb_lacp_port_hold(&rig.port[0], false, rig.now);
  rig.PassHearing(5 * kSecond, 3, kRunning);
  EXPECT_TRUE(rig.Distributing(1) && rig.Distributing(2));
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_MAX_LINKS);
  // When there is room it is tried, and then it is as good as any.
  rig.Link(1, false);
  rig.PassHearing(5 * kSecond, 3, kRunning);
  EXPECT_TRUE(rig.Distributing(0) && rig.Distributing(2));
  rig.Link(1, true);
  rig.PassHearing(5 * kSecond, 3, kRunning);
  EXPECT_TRUE(rig.Distributing(1) && rig.Distributing(2));
  nb_lacp_port_trust(&rig.port[0], rig.now);
  rig.PassHearing(5 * kSecond, 3, kRunning);
  EXPECT_TRUE(rig.Distributing(0) && rig.Distributing(1));
}

// ---- Options while it runs

TEST(LacpOptions, AnotherSystemOrKeySelectsAnewAndTellsThePartner) {
  for (int what = 0; what < 3; what++) {
    LacpRig rig;
    rig.BringUp(1);
    rig.PassHearing(3 * kSecond, 1, kRunning);
    rig.Sent();
    rig.Set([what](nb_lacp_options& o) {
      if (what == 0)
        o.system[5] = 0x77;
      else if (what == 1)
        o.system_priority = 7;
      else
        o.user_key = 7;
    });
    EXPECT_FALSE(rig.Distributing(0));
    auto sent = rig.Sent();
    ASSERT_EQ(sent.size(), 1u);
    EXPECT_EQ(std::memcmp(&sent[0].actor, &rig.port[0].actor, sizeof(nb_lacp_info)), 0);
    rig.PassHearing(2 * kSecond, 1, kRunning);
    rig.Hear(0, kRunning);
    EXPECT_TRUE(rig.Distributing(0));
  }
}

TEST(LacpOptions, RateChangesInterruptNothing) {
  LacpRig rig;
  rig.BringUp(1);
  rig.actions.clear();
  rig.Set([](nb_lacp_options& o) { o.rate = NETBOND_LACP_RATE_SLOW; });
  auto sent = rig.Sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_FALSE(sent[0].actor.state & NB_LACP_TIMEOUT);
  rig.Pass(30 * kSecond);
  EXPECT_TRUE(rig.Distributing(0)) << "the partner speaks every 30 s now";
  rig.Hear(0, kRunning);
  rig.Set([](nb_lacp_options& o) { o.rate = NETBOND_LACP_RATE_FAST; });
  rig.Pass(29 * kSecond);
  EXPECT_TRUE(rig.Distributing(0));
  rig.Hear(0, kRunning);
  rig.Pass(3 * kSecond);
  EXPECT_FALSE(rig.Distributing(0));
}

TEST(LacpOptions, UnchangedOptionsChangeNothing) {
  LacpRig rig(2);
  rig.BringUp(2);
  rig.PassHearing(3 * kSecond, 2, kRunning);
  nb_lacp_port before = rig.port[0];
  rig.actions.clear();
  rig.Set([](nb_lacp_options&) {});
  EXPECT_TRUE(rig.actions.empty());
  EXPECT_EQ(std::memcmp(&before, &rig.port[0], sizeof(before)), 0);
}

TEST(LacpOptions, BecomingActiveSpeaksAtOnce) {
  LacpRig rig(1, [](nb_lacp_options& o) { o.active = false; });
  rig.Link(0, true);
  rig.Pass(10 * kSecond);
  ASSERT_TRUE(rig.sent_at.empty());
  rig.Set([](nb_lacp_options& o) { o.active = true; });
  EXPECT_EQ(rig.Sent().size(), 1u);
}

// ---- Words

TEST(LacpExplain, TheOtherWords) {
  LacpRig rig;
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_NO_LINK);
  rig.Link(0, true);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_NO_PDU);
  std::uint64_t since = rig.port[0].reason_since;
  rig.Pass(10 * kSecond);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_NO_PDU);
  EXPECT_EQ(rig.port[0].reason_since, since);
  rig.Hear(0, kHealthy);
  rig.Pass(2 * kSecond);
  nb_lacpdu pdu = rig.Says(0, kRunning);
  pdu.partner.key = 1;
  rig.Hear(0, pdu);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_PARTNER_MISMATCH);
  EXPECT_EQ(rig.port[0].heard.key, 1);
  rig.Hear(0, rig.Says(0, kHealthy | NB_LACP_DEFAULTED));
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_PARTNER_DEFAULTED);
  rig.Link(0, false);
  rig.Link(0, true);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_NO_PDU) << "the partner of before does not count";
}

TEST(LacpExplain, EveryChangeIsNoted) {
  LacpRig rig;
  rig.Link(0, true);
  rig.actions.clear();
  rig.Hear(0, kHealthy);
  EXPECT_EQ(rig.Take(NB_LACP_DO_NOTE).size(), 1u);
  rig.Hear(0, kHealthy);
  EXPECT_TRUE(rig.Take(NB_LACP_DO_NOTE).empty());
  rig.Pass(2 * kSecond);
  EXPECT_EQ(rig.Take(NB_LACP_DO_NOTE).size(), 1u);
}

}  // namespace
}  // namespace netbond
