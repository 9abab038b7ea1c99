// SPDX-License-Identifier: GPL-2.0
// The machines of a port, by the tables of IEEE 802.1AX-2014 6.4.
#include "lacp_rig.h"

namespace netbond {
namespace {

// ---- Receive machine, figure 6-18

TEST(LacpRx, BeginsDisabledWithADefaultPartner) {
  LacpRig rig;
  EXPECT_EQ(rig.port[0].rx, NB_LACP_RX_PORT_DISABLED);
  EXPECT_EQ(rig.port[0].selected, NB_LACP_UNSELECTED);
  EXPECT_TRUE(rig.port[0].actor.state & NB_LACP_DEFAULTED);
  EXPECT_FALSE(rig.port[0].partner.state & NB_LACP_SYNC);
  EXPECT_EQ(nb_lacp_next_deadline(&rig.lacp), NB_NEVER);
}

TEST(LacpRx, LinkUpIsExpiredFor3sThenDefaulted) {
  LacpRig rig;
  rig.Link(0, true);
  EXPECT_EQ(rig.port[0].rx, NB_LACP_RX_EXPIRED);
  EXPECT_TRUE(rig.port[0].actor.state & NB_LACP_EXPIRED);
  EXPECT_TRUE(rig.port[0].partner.state & NB_LACP_TIMEOUT);
  EXPECT_FALSE(rig.port[0].partner.state & NB_LACP_ACTIVITY);
  rig.Pass(3 * kSecond - 1);
  EXPECT_EQ(rig.port[0].rx, NB_LACP_RX_EXPIRED);
  rig.Pass(1);
  EXPECT_EQ(rig.port[0].rx, NB_LACP_RX_DEFAULTED);
  EXPECT_FALSE(rig.port[0].actor.state & NB_LACP_EXPIRED);
  EXPECT_TRUE(rig.port[0].actor.state & NB_LACP_DEFAULTED);
}

TEST(LacpRx, PduMakesCurrentFromExpiredDefaultedAndCurrent) {
  LacpRig rig;
  rig.Link(0, true);
  rig.Hear(0, kHealthy);
  EXPECT_EQ(rig.port[0].rx, NB_LACP_RX_CURRENT);
  EXPECT_EQ(rig.port[0].actor.state & (NB_LACP_DEFAULTED | NB_LACP_EXPIRED), 0);
  EXPECT_EQ(rig.port[0].partner.key, 42);
  EXPECT_EQ(rig.port[0].partner.port, 100);
  rig.Hear(0, kHealthy);
  EXPECT_EQ(rig.port[0].rx, NB_LACP_RX_CURRENT);
  rig.Pass(7 * kSecond);
  EXPECT_EQ(rig.port[0].rx, NB_LACP_RX_DEFAULTED);
  rig.Hear(0, kHealthy);
  EXPECT_EQ(rig.port[0].rx, NB_LACP_RX_CURRENT);
}

TEST(LacpRx, CurrentEndsAfter3sAtFastRate) {
  LacpRig rig;
  rig.BringUp(1);
  ASSERT_TRUE(rig.Distributing(0));
  rig.Pass(3 * kSecond - 1);
  EXPECT_TRUE(rig.Distributing(0));
  rig.Pass(1);
  EXPECT_EQ(rig.port[0].rx, NB_LACP_RX_EXPIRED);
  EXPECT_FALSE(rig.Distributing(0));
  EXPECT_EQ(rig.port[0].selected, NB_LACP_SELECTED);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_EXPIRED);
  rig.Pass(3 * kSecond);
  EXPECT_EQ(rig.port[0].rx, NB_LACP_RX_DEFAULTED);
  EXPECT_EQ(rig.port[0].selected, NB_LACP_UNSELECTED);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_LOST);
}

TEST(LacpRx, CurrentEndsAfter90sAtSlowRateWhateverThePartnersRate) {
  LacpRig rig(1, [](nb_lacp_options& o) { o.rate = NETBOND_LACP_RATE_SLOW; });
  rig.BringUp(1);
  rig.Pass(90 * kSecond - 1);
  EXPECT_TRUE(rig.Distributing(0));
  rig.Pass(1);
  EXPECT_EQ(rig.port[0].rx, NB_LACP_RX_EXPIRED);
  EXPECT_FALSE(rig.Distributing(0));
}

TEST(LacpRx, AnExpiredPartnerThatReturnsNeedNotWait) {
  LacpRig rig;
  rig.BringUp(1);
  rig.Pass(4 * kSecond);
  ASSERT_FALSE(rig.Distributing(0));
  rig.Hear(0, kRunning);
  EXPECT_TRUE(rig.Distributing(0));
}

TEST(LacpRx, AQuickBounceNeedNotWait) {
  LacpRig rig;
  rig.BringUp(1);
  rig.Link(0, false);
  EXPECT_EQ(rig.port[0].rx, NB_LACP_RX_PORT_DISABLED);
  EXPECT_FALSE(rig.Distributing(0));
  EXPECT_EQ(rig.port[0].partner.port, 100);
  rig.Pass(60 * kSecond);
  rig.Link(0, true);
  EXPECT_FALSE(rig.Distributing(0));
  rig.Hear(0, kRunning);
  EXPECT_TRUE(rig.Distributing(0));
}

TEST(LacpRx, AnotherPartnerAfterABounceWaits) {
  LacpRig rig;
  rig.BringUp(1);
  rig.Link(0, false);
  rig.Link(0, true);
  rig.Hear(0, rig.Says(0, kRunning, 0xc));
  EXPECT_FALSE(rig.Distributing(0));
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_WAITING);
  rig.PassHearing(2 * kSecond, 1, kRunning);
}

TEST(LacpRx, PortMovedForgetsThePartnerOfAPortThatIsDown) {
  LacpRig rig(2);
  rig.BringUp(1);
  rig.Link(0, false);
  ASSERT_EQ(rig.port[0].partner.port, 100);
  rig.Link(1, true);
  rig.Hear(1, rig.Says(0, kHealthy));
  EXPECT_EQ(rig.port[0].selected, NB_LACP_UNSELECTED);
  EXPECT_TRUE(rig.port[0].actor.state & NB_LACP_DEFAULTED);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_DETACHED);
  EXPECT_EQ(rig.port[0].rx, NB_LACP_RX_PORT_DISABLED);
}

TEST(LacpRx, PortMovedLeavesAPortThatIsUpAlone) {
  LacpRig rig(2);
  rig.BringUp(1);
  rig.Link(1, true);
  rig.Hear(1, rig.Says(0, kHealthy));
  EXPECT_TRUE(rig.Distributing(0));
}

TEST(LacpRx, PduOnAPortThatIsDownIsCountedAlone) {
  LacpRig rig;
  rig.Hear(0, kHealthy);
  EXPECT_EQ(rig.port[0].count.pdu_rx, 1u);
  EXPECT_EQ(rig.port[0].rx, NB_LACP_RX_PORT_DISABLED);
  EXPECT_EQ(rig.port[0].last_rx, NB_NEVER);
}

// ---- recordPDU, update_Selected, update_NTT (6.4.9)

// What the partner may say of this end, and whether it counts as in sync.
struct Echo {
  const char* name;
  std::function<void(nb_lacpdu&)> change;
  bool sync;
};

const Echo kEchoes[] = {
    {"right", [](nb_lacpdu&) {}, true},
    {"port", [](nb_lacpdu& p) { p.partner.port++; }, false},
    {"port_priority", [](nb_lacpdu& p) { p.partner.port_priority++; }, false},
    {"system", [](nb_lacpdu& p) { p.partner.system[5]++; }, false},
    {"system_priority", [](nb_lacpdu& p) { p.partner.system_priority--; }, false},
    {"key", [](nb_lacpdu& p) { p.partner.key++; }, false},
    {"aggregation", [](nb_lacpdu& p) { p.partner.state ^= NB_LACP_AGGREGATION; }, false},
    {"wrong_from_an_individual",
     [](nb_lacpdu& p) {
       p.partner.port++;
       p.actor.state &= ~NB_LACP_AGGREGATION;
     },
     true},
    {"its_own_sync_off", [](nb_lacpdu& p) { p.actor.state &= ~NB_LACP_SYNC; }, false},
    {"passive_but_knows_us_active", [](nb_lacpdu& p) { p.actor.state &= ~NB_LACP_ACTIVITY; }, true},
    {"passive_and_thinks_us_passive",
     [](nb_lacpdu& p) {
       p.actor.state &= ~NB_LACP_ACTIVITY;
       p.partner.state &= ~NB_LACP_ACTIVITY;
     },
     false},
    {"flags_that_do_not_matter",
     [](nb_lacpdu& p) {
       p.partner.state ^= NB_LACP_COLLECTING | NB_LACP_DISTRIBUTING | NB_LACP_DEFAULTED;
     },
     true},
};

TEST(LacpRecord, SyncByWhatThePartnerSays) {
  for (const Echo& echo : kEchoes) {
    LacpRig rig;
    rig.Link(0, true);
    nb_lacpdu pdu = rig.Says(0, kRunning);
    echo.change(pdu);
    rig.Hear(0, pdu);
    EXPECT_EQ(!!(rig.port[0].partner.state & NB_LACP_SYNC), echo.sync) << echo.name;
  }
}

const Echo kIdentities[] = {
    {"same", [](nb_lacpdu&) {}, true},
    {"port", [](nb_lacpdu& p) { p.actor.port++; }, false},
    {"port_priority", [](nb_lacpdu& p) { p.actor.port_priority++; }, false},
    {"system", [](nb_lacpdu& p) { p.actor.system[5]++; }, false},
    {"system_priority", [](nb_lacpdu& p) { p.actor.system_priority--; }, false},
    {"key", [](nb_lacpdu& p) { p.actor.key++; }, false},
    {"aggregation", [](nb_lacpdu& p) { p.actor.state ^= NB_LACP_AGGREGATION; }, false},
    {"timeout", [](nb_lacpdu& p) { p.actor.state ^= NB_LACP_TIMEOUT; }, true},
};

TEST(LacpRecord, AnotherIdentityIsSelectedAnew) {
  for (const Echo& identity : kIdentities) {
    LacpRig rig;
    rig.BringUp(1);
    nb_lacpdu pdu = rig.Says(0, kRunning);
    identity.change(pdu);
    rig.Hear(0, pdu);
    EXPECT_EQ(rig.Distributing(0), identity.sync) << identity.name;
    EXPECT_EQ(rig.port[0].mux == NB_LACP_MUX_WAITING, !identity.sync) << identity.name;
  }
}

TEST(LacpRecord, AnswersWhoDescribesThisEndWrongly) {
  const std::vector<std::pair<std::uint8_t, bool>> flags = {
      {NB_LACP_ACTIVITY, true},   {NB_LACP_TIMEOUT, true},     {NB_LACP_AGGREGATION, true},
      {NB_LACP_SYNC, true},       {NB_LACP_COLLECTING, false}, {NB_LACP_DISTRIBUTING, false},
      {NB_LACP_DEFAULTED, false}, {NB_LACP_EXPIRED, false},
  };
  for (auto [flag, answer] : flags) {
    LacpRig rig;
    rig.BringUp(1);
    rig.Pass(2 * kSecond + kMs);
    rig.Sent();
    nb_lacpdu pdu = rig.Says(0, kRunning);
    pdu.partner.state ^= flag;
    rig.Hear(0, pdu);
    EXPECT_EQ(!rig.Sent().empty(), answer) << "flag " << int(flag);
  }
}

TEST(LacpRecord, TheAnswerCarriesTheNewValues) {
  LacpRig rig;
  rig.Link(0, true);
  rig.Sent();
  nb_lacpdu pdu = rig.Says(0, kHealthy);
  pdu.partner.port = 0;
  rig.Hear(0, pdu);
  auto sent = rig.Sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].partner.port, 100);
  EXPECT_EQ(sent[0].actor.state & (NB_LACP_EXPIRED | NB_LACP_DEFAULTED), 0);
}

TEST(LacpRecord, APartnerThatRestartsStopsTheDataAtOnce) {
  LacpRig rig;
  rig.BringUp(1);
  nb_lacpdu pdu = rig.Says(0, kHealthy | NB_LACP_DEFAULTED);
  pdu.partner = {0xffff, {}, 1, 0xff, 1, NB_LACP_TIMEOUT};
  rig.Hear(0, pdu);
  EXPECT_FALSE(rig.Distributing(0));
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_ATTACHED);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_PARTNER_DEFAULTED);
  rig.Hear(0, kRunning);
  EXPECT_TRUE(rig.Distributing(0));
}

// ---- Periodic machine (6.4.13)

// LACPDUs that leave in `time` while the partner says `state` once.
std::size_t SentIn(LacpRig& rig, std::uint64_t time) {
  rig.Pass(3 * kSecond);
  rig.Sent();
  rig.Pass(time);
  return rig.Sent().size();
}

TEST(LacpPeriodic, SpeaksAtOnceWhenTheLinkComesUp) {
  LacpRig rig;
  rig.Sent();
  rig.Link(0, true);
  auto sent = rig.Sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].actor.state, kHealthy | NB_LACP_DEFAULTED | NB_LACP_EXPIRED);
}

TEST(LacpPeriodic, ThePartnerSetsThePace) {
  LacpRig fast(1, [](nb_lacp_options& o) { o.rate = NETBOND_LACP_RATE_SLOW; });
  fast.BringUp(1);
  fast.Hear(0, kRunning);
  EXPECT_EQ(fast.port[0].periodic, NB_LACP_PERIODIC_FAST);
  EXPECT_EQ(SentIn(fast, 60 * kSecond), 60u);

  LacpRig slow(1, [](nb_lacp_options& o) { o.rate = NETBOND_LACP_RATE_SLOW; });
  slow.BringUp(1);
  slow.Hear(0, kRunning & ~NB_LACP_TIMEOUT);
  EXPECT_EQ(slow.port[0].periodic, NB_LACP_PERIODIC_SLOW);
  EXPECT_EQ(SentIn(slow, 60 * kSecond), 2u);
}

TEST(LacpPeriodic, SlowToFastSpeaksAtOnceAndOnTheMillisecondAfter) {
  LacpRig rig(1, [](nb_lacp_options& o) { o.rate = NETBOND_LACP_RATE_SLOW; });
  rig.BringUp(1);
  rig.Hear(0, kRunning & ~NB_LACP_TIMEOUT);
  rig.Pass(10 * kSecond);
  rig.Sent();
  rig.Hear(0, kRunning);
  EXPECT_EQ(rig.Sent().size(), 1u);
  rig.Pass(kSecond - 1);
  EXPECT_EQ(rig.Sent().size(), 0u);
  rig.Pass(1);
  EXPECT_EQ(rig.Sent().size(), 1u);
}

TEST(LacpPeriodic, APassiveEndIsSilentUntilSpokenTo) {
  LacpRig rig(1, [](nb_lacp_options& o) { o.active = false; });
  rig.Link(0, true);
  rig.Pass(300 * kSecond);
  EXPECT_TRUE(rig.Sent().empty());
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_PASSIVE);
  rig.Hear(0, kHealthy & ~NB_LACP_ACTIVITY);
  EXPECT_TRUE(rig.Sent().empty());
  rig.Hear(0, kHealthy);
  EXPECT_EQ(rig.Sent().size(), 1u);
  rig.Pass(kSecond);
  EXPECT_EQ(rig.Sent().size(), 1u);
}

TEST(LacpPeriodic, BothPassiveStopsWhenThePartnerIsGivenUp) {
  LacpRig rig(1, [](nb_lacp_options& o) { o.active = false; });
  rig.BringUp(1);
  EXPECT_TRUE(rig.Distributing(0));
  rig.Pass(6 * kSecond);
  EXPECT_EQ(rig.port[0].periodic, NB_LACP_PERIODIC_NONE);
  rig.Sent();
  rig.Pass(100 * kSecond);
  EXPECT_TRUE(rig.Sent().empty());
}

TEST(LacpPeriodic, NoPartnerAtSlowRateIsAskedEvery30s) {
  LacpRig rig(1, [](nb_lacp_options& o) { o.rate = NETBOND_LACP_RATE_SLOW; });
  rig.Link(0, true);
  rig.Pass(10 * kSecond);
  rig.Sent();
  rig.Pass(300 * kSecond);
  EXPECT_EQ(rig.Sent().size(), 10u);
}

// ---- Transmit machine (6.4.16)

TEST(LacpTx, ThreeAtOnceThenTheLimitThenTheLatest) {
  LacpRig rig;
  rig.BringUp(1);
  rig.PassHearing(5 * kSecond, 1, kRunning);
  rig.Pass(kSecond / 2);
  rig.Sent();
  rig.sent_at.clear();
  std::uint64_t start = rig.now;
  for (std::uint16_t key = 1; key <= 10; key++) {
    rig.Set([key](nb_lacp_options& o) { o.user_key = key; });
    rig.Pass(kMs);
  }
  EXPECT_EQ(rig.sent_at.size(), 2u) << "one went out periodically before";
  EXPECT_TRUE(rig.port[0].ntt);
  rig.Pass(start + kSecond + 10 * kMs - rig.now);
  auto sent = rig.Sent();
  ASSERT_FALSE(sent.empty());
  EXPECT_EQ(sent.back().actor.key >> 6, 10);
}

TEST(LacpTx, NeverMoreThanThreeInAnySecond) {
  LacpRig rig;
  rig.Link(0, true);
  for (unsigned i = 0; i < 5000; i++) {
    nb_lacpdu pdu = rig.Says(0, kHealthy);
    pdu.partner.port = 0;
    rig.Hear(0, pdu);
    rig.Pass(i % 7 * kMs);
  }
  ASSERT_GT(rig.sent_at.size(), 30u);
  for (std::size_t i = 3; i < rig.sent_at.size(); i++)
    ASSERT_GE(rig.sent_at[i] - rig.sent_at[i - 3], kSecond);
}

TEST(LacpTx, TheLimitEndsToTheNanosecond) {
  LacpRig rig;
  rig.Link(0, true);
  nb_lacpdu pdu = rig.Says(0, kHealthy);
  pdu.partner.port = 0;
  rig.Hear(0, pdu);
  rig.Hear(0, pdu);
  ASSERT_EQ(rig.sent_at.size(), 3u);
  rig.now += kSecond - 1;
  rig.Hear(0, pdu);
  EXPECT_EQ(rig.sent_at.size(), 3u);
  EXPECT_EQ(nb_lacp_next_deadline(&rig.lacp), rig.now + 1);
  rig.Pass(1);
  EXPECT_EQ(rig.sent_at.size(), 4u);
}

TEST(LacpTx, ChangeHeardIsChangeSentInTheSameCall) {
  LacpRig rig;
  rig.BringUp(1);
  rig.PassHearing(3 * kSecond, 1, kRunning);
  rig.Sent();
  rig.Hear(0, kHealthy);
  auto sent = rig.Sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_FALSE(sent[0].actor.state & NB_LACP_DISTRIBUTING);
}

// ---- Mux machine, figures 6-21 and 6-22

TEST(LacpMux, CoupledFromDetachedToDistributing) {
  LacpRig rig;
  rig.Link(0, true);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_DETACHED);
  rig.Hear(0, kHealthy);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_WAITING);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_WAITING);
  rig.Pass(2 * kSecond - 1);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_WAITING);
  EXPECT_FALSE(rig.port[0].actor.state & NB_LACP_SYNC);
  rig.Pass(1);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_ATTACHED);
  EXPECT_TRUE(rig.port[0].actor.state & NB_LACP_SYNC);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_NOT_IN_SYNC);
  rig.Hear(0, kSynced);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_COLLECTING_DISTRIBUTING);
  EXPECT_EQ(rig.port[0].actor.state, kRunning);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_NONE);
  rig.Hear(0, kSynced | NB_LACP_COLLECTING);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_COLLECTING_DISTRIBUTING);
  rig.Hear(0, kHealthy);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_ATTACHED);
  EXPECT_EQ(rig.port[0].actor.state, kSynced);
}

TEST(LacpMux, IndependentCollectsBeforeItDistributes) {
  LacpRig rig(1, [](nb_lacp_options& o) { o.coupled = false; });
  rig.Link(0, true);
  rig.Hear(0, kHealthy);
  rig.Pass(2 * kSecond);
  rig.Hear(0, kSynced);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_COLLECTING);
  EXPECT_EQ(rig.port[0].actor.state, kSynced | NB_LACP_COLLECTING);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_NOT_COLLECTING);
  rig.Hear(0, kSynced | NB_LACP_COLLECTING);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_DISTRIBUTING);
  EXPECT_EQ(rig.port[0].actor.state, kRunning);
  rig.Hear(0, kSynced);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_COLLECTING);
  rig.Hear(0, kRunning);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_DISTRIBUTING);
  rig.Hear(0, kHealthy);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_ATTACHED);
}

TEST(LacpMux, TellsWhatToDoWithDataBeforeItTellsThePartner) {
  LacpRig rig;
  rig.Link(0, true);
  rig.Hear(0, kHealthy);
  rig.Pass(2 * kSecond);
  rig.actions.clear();
  rig.Hear(0, kSynced);
  ASSERT_GE(rig.actions.size(), 2u);
  EXPECT_EQ(rig.actions[0].what, NB_LACP_DO_DATA);
  EXPECT_TRUE(rig.actions[0].collecting);
  EXPECT_TRUE(rig.actions[0].distributing);
  EXPECT_EQ(rig.actions[1].what, NB_LACP_DO_SEND);
}

TEST(LacpMux, ChangingCoupledControlInterruptsNothing) {
  LacpRig rig;
  rig.BringUp(1);
  rig.actions.clear();
  rig.Set([](nb_lacp_options& o) { o.coupled = false; });
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_DISTRIBUTING);
  rig.Set([](nb_lacp_options& o) { o.coupled = true; });
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_COLLECTING_DISTRIBUTING);
  EXPECT_TRUE(rig.Take(NB_LACP_DO_DATA).empty());
}

TEST(LacpMux, PortsThatComeTogetherAttachTogether) {
  LacpRig rig(2);
  rig.Link(0, true);
  rig.Link(1, true);
  rig.Hear(0, kHealthy);
  rig.Pass(kSecond);
  rig.Hear(1, kHealthy);
  rig.Hear(0, kHealthy);
  rig.Pass(kSecond);
  EXPECT_TRUE(rig.port[0].ready_n);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_WAITING);
  rig.Hear(0, kHealthy);
  rig.Hear(1, kHealthy);
  rig.Pass(kSecond);
  EXPECT_EQ(rig.port[0].mux, NB_LACP_MUX_ATTACHED);
  EXPECT_EQ(rig.port[1].mux, NB_LACP_MUX_ATTACHED);
}

TEST(LacpMux, APortThatFlapsDoesNotKeepOthersWaiting) {
  for (int flaps : {0, 1}) {
    LacpRig rig(2);
    rig.Link(0, true);
    rig.Link(1, true);
    std::uint64_t start = rig.now;
    for (std::uint8_t number = 1; rig.port[1 - flaps].mux != NB_LACP_MUX_ATTACHED; number++) {
      rig.Hear(1 - flaps, kHealthy);
      nb_lacpdu pdu = rig.Says(flaps, kHealthy);
      pdu.actor.port = number;
      rig.Hear(flaps, pdu);
      rig.Pass(kSecond);
      ASSERT_LE(rig.now - start, 4 * kSecond);
    }
  }
}

TEST(LacpMux, FastJoinSkipsTheWaitOnlyForAnAggregateInUse) {
  for (bool fast : {false, true}) {
    LacpRig rig(2, [fast](nb_lacp_options& o) { o.fast_join = fast; });
    std::uint64_t start = rig.now;
    rig.BringUp(1);
    EXPECT_EQ(rig.now - start, 2 * kSecond);
    EXPECT_TRUE(rig.Distributing(0));
    rig.Link(1, true);
    rig.Hear(1, kHealthy);
    EXPECT_EQ(rig.port[1].mux, fast ? NB_LACP_MUX_ATTACHED : NB_LACP_MUX_WAITING);
    rig.Hear(1, kRunning);
    EXPECT_EQ(rig.Distributing(1), fast);
  }
}

TEST(LacpMux, FastJoinSwitchedOnLetsWaitersIn) {
  LacpRig rig(2);
  rig.BringUp(1);
  rig.Link(1, true);
  rig.Hear(1, kHealthy);
  EXPECT_EQ(rig.port[1].mux, NB_LACP_MUX_WAITING);
  rig.Set([](nb_lacp_options& o) { o.fast_join = true; });
  EXPECT_EQ(rig.port[1].mux, NB_LACP_MUX_ATTACHED);
}

// ---- Churn machines (6.4.17)

TEST(LacpChurn, After60sOutOfSync) {
  LacpRig rig;
  rig.Link(0, true);
  rig.Pass(60 * kSecond - 1);
  EXPECT_EQ(rig.port[0].actor_churn.state, NB_LACP_CHURN_MONITOR);
  rig.Pass(1);
  EXPECT_EQ(rig.port[0].actor_churn.state, NB_LACP_CHURN_CHURN);
  EXPECT_EQ(rig.port[0].partner_churn.state, NB_LACP_CHURN_CHURN);
  EXPECT_EQ(rig.port[0].actor_churn.count, 1u);
  rig.Pass(600 * kSecond);
  EXPECT_EQ(rig.port[0].actor_churn.count, 1u);
}

TEST(LacpChurn, EndsAtOnceWithSync) {
  LacpRig rig;
  rig.Link(0, true);
  rig.PassHearing(70 * kSecond, 1, kHealthy);
  EXPECT_EQ(rig.port[0].actor_churn.state, NB_LACP_CHURN_NONE);
  EXPECT_EQ(rig.port[0].partner_churn.state, NB_LACP_CHURN_CHURN);
  rig.Hear(0, kSynced);
  EXPECT_EQ(rig.port[0].partner_churn.state, NB_LACP_CHURN_NONE);
  rig.Hear(0, kHealthy);
  EXPECT_EQ(rig.port[0].partner_churn.state, NB_LACP_CHURN_MONITOR);
  rig.PassHearing(60 * kSecond, 1, kHealthy);
  EXPECT_EQ(rig.port[0].partner_churn.state, NB_LACP_CHURN_CHURN);
  EXPECT_EQ(rig.port[0].partner_churn.count, 2u);
}

TEST(LacpChurn, APortThatIsDownIsMonitoredFromTheStart) {
  LacpRig rig;
  rig.Link(0, true);
  rig.Pass(59 * kSecond);
  rig.Link(0, false);
  rig.Pass(59 * kSecond);
  rig.Link(0, true);
  rig.Pass(60 * kSecond - 1);
  EXPECT_EQ(rig.port[0].actor_churn.state, NB_LACP_CHURN_MONITOR);
  rig.Pass(1);
  EXPECT_EQ(rig.port[0].actor_churn.state, NB_LACP_CHURN_CHURN);
}

// Neither end is to be in sync there, and nobody is stuck.
TEST(LacpChurn, APortThatStandsByIsNotWatched) {
  LacpRig rig(2, [](nb_lacp_options& o) { o.max_links = 1; });
  rig.BringUp(1);
  rig.Link(1, true);
  const auto pass = [&](std::uint64_t time) {
    for (std::uint64_t end = rig.now + time; rig.now < end; rig.Pass(kSecond)) {
      rig.Hear(0, kRunning);
      rig.Hear(1, kHealthy);
    }
  };
  pass(100 * kSecond);
  ASSERT_EQ(rig.port[1].reason, NB_LACP_WHY_MAX_LINKS);
  EXPECT_EQ(rig.port[1].actor_churn.state, NB_LACP_CHURN_MONITOR);
  EXPECT_EQ(rig.port[1].actor_churn.count, 0u);
  EXPECT_EQ(rig.port[1].partner_churn.count, 0u);
  // It is from when it gets a place on.
  rig.Link(0, false);
  ASSERT_EQ(rig.port[1].selected, NB_LACP_SELECTED);
  EXPECT_EQ(rig.port[1].actor_churn.state, NB_LACP_CHURN_NONE);
  rig.PassHearing(60 * kSecond, 2, kHealthy);
  EXPECT_EQ(rig.port[1].partner_churn.count, 1u);
}

// ---- Marker (6.5)

nb_slow_kind HearMarker(LacpRig& rig, const nb_marker& marker, bool response) {
  std::array<std::uint8_t, NB_SLOW_LEN> frame;
  nb_marker_write(&marker, response, frame.data());
  nb_slow_kind kind = nb_lacp_receive(&rig.port[0], frame.data(), frame.size(), rig.now);
  rig.Drain();
  return kind;
}

TEST(LacpMarker, IsAnsweredWithACopy) {
  LacpRig rig;
  rig.Link(0, true);
  nb_marker marker = {7, {1, 2, 3, 4, 5, 6}, 99, 0x0102};
  EXPECT_EQ(HearMarker(rig, marker, false), NB_SLOW_MARKER);
  auto answers = rig.Take(NB_LACP_DO_RESPONSE);
  ASSERT_EQ(answers.size(), 1u);
  std::array<std::uint8_t, NB_SLOW_LEN> want;
  nb_marker_write(&marker, true, want.data());
  EXPECT_EQ(std::memcmp(answers[0].frame, want.data(), want.size()), 0);
}

TEST(LacpMarker, AnswersAreLimited) {
  LacpRig rig;
  rig.Link(0, true);
  for (int i = 0; i < 1000; i++)
    HearMarker(rig, {7, {}, 1, 0}, false);
  EXPECT_EQ(rig.Take(NB_LACP_DO_RESPONSE).size(), 5u);
  EXPECT_EQ(rig.port[0].count.marker_rx, 1000u);
  EXPECT_EQ(rig.port[0].count.response_limited, 995u);
  rig.Pass(kSecond);
  HearMarker(rig, {7, {}, 1, 0}, false);
  EXPECT_EQ(rig.Take(NB_LACP_DO_RESPONSE).size(), 1u);
}

TEST(LacpMarker, GeneratorHearsItsAnswer) {
  LacpRig rig;
  rig.BringUp(1);
  rig.actions.clear();
  ASSERT_TRUE(nb_lacp_marker_start(&rig.port[0], 77, 100 * kMs, rig.now));
  EXPECT_FALSE(nb_lacp_marker_start(&rig.port[0], 78, 100 * kMs, rig.now));
  rig.Drain();
  auto asked = rig.Take(NB_LACP_DO_MARKER);
  ASSERT_EQ(asked.size(), 1u);
  ASSERT_EQ(nb_slow_classify(asked[0].frame, NB_SLOW_LEN), NB_SLOW_MARKER);
  nb_marker marker;
  nb_marker_read(asked[0].frame, &marker);
  EXPECT_EQ(marker.port, 1);
  nb_marker other = marker;
  other.transaction++;
  HearMarker(rig, other, true);
  EXPECT_TRUE(rig.Take(NB_LACP_DO_MARKER_END).empty());
  HearMarker(rig, marker, true);
  auto end = rig.Take(NB_LACP_DO_MARKER_END);
  ASSERT_EQ(end.size(), 1u);
  EXPECT_TRUE(end[0].answered);
  EXPECT_EQ(end[0].transaction, 77u);
  HearMarker(rig, marker, true);
  EXPECT_TRUE(rig.actions.empty());
}

TEST(LacpMarker, GeneratorGivesUpOnTimeAndWithTheLink) {
  LacpRig rig;
  rig.BringUp(1);
  ASSERT_TRUE(nb_lacp_marker_start(&rig.port[0], 1, 100 * kMs, rig.now));
  rig.Pass(100 * kMs - 1);
  EXPECT_TRUE(rig.Take(NB_LACP_DO_MARKER_END).empty());
  rig.Pass(1);
  auto end = rig.Take(NB_LACP_DO_MARKER_END);
  ASSERT_EQ(end.size(), 1u);
  EXPECT_FALSE(end[0].answered);
  ASSERT_TRUE(nb_lacp_marker_start(&rig.port[0], 2, 100 * kMs, rig.now));
  rig.Link(0, false);
  EXPECT_EQ(rig.Take(NB_LACP_DO_MARKER_END).size(), 1u);
  EXPECT_FALSE(nb_lacp_marker_start(&rig.port[0], 3, 100 * kMs, rig.now));
}

TEST(LacpMarker, QuestionsAreLimited) {
  LacpRig rig;
  rig.BringUp(1);
  int asked = 0;
  for (std::uint32_t i = 0; i < 100; i++) {
    asked += nb_lacp_marker_start(&rig.port[0], i, kMs, rig.now);
    rig.Pass(5 * kMs);
  }
  EXPECT_EQ(asked, 2);
}

}  // namespace
}  // namespace netbond
