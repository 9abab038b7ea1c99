// SPDX-License-Identifier: GPL-2.0
// lacp_partner_pin: what other systems say changes nothing.
#include "lacp_rig.h"

namespace netbond {
namespace {

constexpr std::uint8_t kPartner = 0xb;   // whom LacpRig::Hear plays
constexpr std::uint8_t kStranger = 0xc;  // somebody else on the same wire

void Pin(nb_lacp_options& o, std::uint8_t who) {
  const std::uint8_t pin[6] = {0x02, 0, 0, 0, 0, who};
  o.pinned = true;
  std::memcpy(o.pin, pin, sizeof(pin));
}

void PinPartner(nb_lacp_options& o) {
  Pin(o, kPartner);
}

// All that decides what a port does; what is noted of strangers is left out.
std::string Standing(const nb_lacp_port& port) {
  nb_lacp_port copy;
  std::memcpy(static_cast<void*>(&copy), &port, sizeof(copy));
  std::memset(static_cast<void*>(&copy.foreign), 0, sizeof(copy.foreign));
  copy.foreign_at = 0;
  copy.count = {};
  return {reinterpret_cast<const char*>(&copy), sizeof(copy)};
}

TEST(LacpPin, AStrangerChangesNothing) {
  LacpRig rig(2, PinPartner);
  rig.BringUp(2);
  ASSERT_TRUE(rig.Distributing(0));
  rig.actions.clear();
  const std::string was[] = {Standing(rig.port[0]), Standing(rig.port[1])};
  int said = 0;
  for (unsigned state = 0; state <= 0xff; state++) {
    nb_lacpdu pdu = rig.Says(0, static_cast<std::uint8_t>(state), kStranger);
    if (state & 1)  // what it says of us is not believed either
      pdu.partner = {};
    if (state & 2)  // its port has the number of another port's partner
      pdu.actor.port = 101;
    rig.Hear(0, pdu);
    said++;
  }
  EXPECT_TRUE(rig.actions.empty());
  EXPECT_EQ(Standing(rig.port[0]), was[0]);
  EXPECT_EQ(Standing(rig.port[1]), was[1]);
  EXPECT_EQ(rig.port[0].count.pinned_out, static_cast<std::uint64_t>(said));
  EXPECT_EQ(rig.port[0].foreign.system[5], kStranger);
  EXPECT_EQ(rig.port[1].count.pinned_out, 0u);
}

TEST(LacpPin, TheSameWithoutAPinReplacesThePartner) {
  LacpRig rig;
  rig.BringUp(1);
  rig.Hear(0, rig.Says(0, kRunning, kStranger));
  EXPECT_FALSE(rig.Distributing(0));
  EXPECT_EQ(rig.port[0].partner.system[5], kStranger);
}

TEST(LacpPin, AStrangerDoesNotKeepThePartnerAlive) {
  LacpRig rig(1, PinPartner);
  rig.BringUp(1);
  const std::uint64_t heard = rig.port[0].last_rx;
  for (int i = 0; i < 29; i++) {
    rig.Pass(100 * kMs);
    rig.Hear(0, rig.Says(0, kRunning, kStranger));
  }
  EXPECT_TRUE(rig.Distributing(0));
  EXPECT_EQ(rig.port[0].last_rx, heard);
  rig.Pass(100 * kMs);
  EXPECT_EQ(rig.port[0].rx, NB_LACP_RX_EXPIRED);
  EXPECT_FALSE(rig.Distributing(0));
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_PINNED_OUT);
  rig.Hear(0, rig.Says(0, kRunning, kStranger));
  rig.Pass(3 * kSecond);
  EXPECT_EQ(rig.port[0].rx, NB_LACP_RX_DEFAULTED);
}

TEST(LacpPin, AStrangerStaysOutAndIsNamed) {
  LacpRig rig(1, PinPartner);
  rig.Link(0, true);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_NO_PDU);
  for (int i = 0; i < 10; i++) {
    rig.Hear(0, rig.Says(0, kRunning, kStranger));
    EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_PINNED_OUT);
    rig.Pass(kSecond);
  }
  EXPECT_NE(rig.port[0].selected, NB_LACP_SELECTED);
  EXPECT_FALSE(rig.View().up);
  // Who was heard last is told for 90 s.
  rig.Pass(89 * kSecond - 1);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_PINNED_OUT);
  rig.Pass(1);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_NO_PDU);
  rig.Hear(0, kRunning);
  rig.PassHearing(3 * kSecond, 1, kRunning);
  EXPECT_TRUE(rig.Distributing(0));
}

/// Data goes to the partner, until another system is pinned.
void PinWhileItCarries(LacpRig* rig) {
  rig->BringUp(1);
  rig->Pass(2 * kSecond);
  ASSERT_TRUE(rig->Distributing(0));
  rig->actions.clear();
  rig->Set([](nb_lacp_options& o) { Pin(o, kStranger); });
  EXPECT_FALSE(rig->Distributing(0));
}

TEST(LacpPin, AnotherPinGivesThePartnerUpAtOnceAndTellsIt) {
  LacpRig rig;
  PinWhileItCarries(&rig);
  EXPECT_EQ(rig.port[0].rx, NB_LACP_RX_DEFAULTED);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_PINNED_OUT);
  EXPECT_EQ(rig.port[0].foreign.system[5], kPartner);
  const std::vector<nb_lacpdu> sent = rig.Sent();
  ASSERT_FALSE(sent.empty());
  EXPECT_FALSE(sent.back().actor.state &
               (NB_LACP_SYNC | NB_LACP_COLLECTING | NB_LACP_DISTRIBUTING));
  EXPECT_TRUE(sent.back().actor.state & NB_LACP_DEFAULTED);
  rig.Hear(0, kRunning);
  EXPECT_FALSE(rig.Distributing(0));
  rig.PassHearing(3 * kSecond, 1, kRunning);
  EXPECT_FALSE(rig.Distributing(0));
  EXPECT_TRUE(rig.port[0].actor.state & NB_LACP_DEFAULTED);
}

TEST(LacpPin, APassiveEndTellsThePartnerThatItGivesUp) {
  LacpRig rig(1, [](nb_lacp_options& o) { o.active = false; });
  PinWhileItCarries(&rig);
  const std::vector<nb_lacpdu> sent = rig.Sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_FALSE(sent[0].actor.state & (NB_LACP_SYNC | NB_LACP_COLLECTING | NB_LACP_DISTRIBUTING));
  EXPECT_TRUE(sent[0].actor.state & NB_LACP_DEFAULTED);
  rig.PassHearing(10 * kSecond, 1, kRunning);
  EXPECT_TRUE(rig.Sent().empty()) << "it is passive";
}

TEST(LacpPin, APassiveEndTellsNobodyWhereNobodySpoke) {
  LacpRig rig(1, [](nb_lacp_options& o) { o.active = false; });
  rig.BringUp(1);
  rig.Pass(7 * kSecond);
  ASSERT_EQ(rig.port[0].rx, NB_LACP_RX_DEFAULTED);
  rig.actions.clear();
  rig.Set([](nb_lacp_options& o) { Pin(o, kStranger); });
  EXPECT_TRUE(rig.Sent().empty());
}

TEST(LacpPin, PinningThePartnerChangesNothing) {
  LacpRig rig;
  rig.BringUp(1);
  rig.Pass(2 * kSecond);
  rig.actions.clear();
  const std::string was = Standing(rig.port[0]);
  rig.Set(PinPartner);
  EXPECT_TRUE(rig.actions.empty());
  EXPECT_EQ(Standing(rig.port[0]), was);
  rig.Set([](nb_lacp_options& o) { o.pinned = false; });
  EXPECT_TRUE(rig.actions.empty());
}

TEST(LacpPin, WhoIsPinnedNoMoreIsAskedAtOnce) {
  LacpRig rig(1, [](nb_lacp_options& o) { Pin(o, kStranger); });
  rig.Link(0, true);
  rig.PassHearing(3500 * kMs, 1, kRunning);
  rig.actions.clear();
  rig.Set([](nb_lacp_options& o) { o.pinned = false; });
  EXPECT_EQ(rig.Sent().size(), 1u);
  EXPECT_NE(rig.port[0].reason, NB_LACP_WHY_PINNED_OUT);
  rig.PassHearing(3 * kSecond, 1, kRunning);
  EXPECT_TRUE(rig.Distributing(0));
}

TEST(LacpPin, APartnerKeptWhileTheLinkIsDownIsGivenUpToo) {
  LacpRig rig;
  rig.BringUp(1);
  rig.Link(0, false);
  ASSERT_FALSE(rig.port[0].actor.state & NB_LACP_DEFAULTED);
  rig.Set([](nb_lacp_options& o) { Pin(o, kStranger); });
  EXPECT_TRUE(rig.port[0].actor.state & NB_LACP_DEFAULTED);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_NO_LINK);
  rig.Link(0, true);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_NO_PDU);
}

TEST(LacpPin, WhereAStrangerSpeaksThereIsNoFallback) {
  LacpRig rig(1, [](nb_lacp_options& o) {
    PinPartner(o);
    o.fallback = NB_LACP_FALLBACK_SINGLE;
  });
  rig.Link(0, true);
  for (int i = 0; i < 20; i++) {
    rig.Hear(0, rig.Says(0, kRunning, kStranger));
    rig.Pass(kSecond);
    EXPECT_FALSE(rig.port[0].fallback);
  }
  rig.Pass(92 * kSecond);
  EXPECT_TRUE(rig.port[0].fallback);
  EXPECT_TRUE(rig.Distributing(0));
  rig.Hear(0, rig.Says(0, kRunning, kStranger));
  EXPECT_FALSE(rig.Distributing(0));
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_PINNED_OUT);
}

TEST(LacpPin, AnotherPinDoesNotLetFallbackBeginWhereAStrangerSpeaks) {
  LacpRig rig(1, [](nb_lacp_options& o) {
    PinPartner(o);
    o.fallback = NB_LACP_FALLBACK_SINGLE;
  });
  rig.Link(0, true);
  rig.Pass(2 * kSecond);
  rig.Hear(0, rig.Says(0, kRunning, kStranger));
  rig.Pass(60 * kSecond);
  rig.Set([](nb_lacp_options& o) { Pin(o, 0xd); });
  EXPECT_FALSE(rig.port[0].fallback);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_PINNED_OUT);
  // Nor at once where it may speak now.
  const std::uint64_t patience = rig.lacp.options.fallback_ms * kMs;
  rig.Set([](nb_lacp_options& o) { o.pinned = false; });
  rig.Pass(patience - 1);
  EXPECT_FALSE(rig.port[0].fallback);
  rig.Pass(1);
  EXPECT_TRUE(rig.port[0].fallback);
}

TEST(LacpPin, ALoopIsCalledALoop) {
  LacpRig rig(2, PinPartner);
  rig.Link(0, true);
  rig.Link(1, true);
  nb_lacpdu pdu = rig.Says(0, kRunning);
  pdu.actor = rig.port[1].actor;
  rig.Hear(0, pdu);
  EXPECT_EQ(rig.port[0].reason, NB_LACP_WHY_LOOPBACK);
  EXPECT_EQ(rig.port[0].count.loopback, 1u);
  EXPECT_EQ(rig.port[0].count.pinned_out, 1u);
}

TEST(LacpPin, MarkersOfAStrangerAreNotAnsweredAndDoNotUseUpAnswers) {
  LacpRig rig(1, PinPartner);
  rig.BringUp(1);
  rig.actions.clear();
  const auto ask = [&](std::uint8_t who) {
    const nb_marker marker = {7, {0x02, 0, 0, 0, 0, who}, 99, 0};
    std::array<std::uint8_t, NB_SLOW_LEN> frame;
    nb_marker_write(&marker, false, frame.data());
    nb_lacp_receive(&rig.port[0], frame.data(), frame.size(), rig.now);
    rig.Drain();
  };
  for (int i = 0; i < 100; i++)
    ask(kStranger);
  EXPECT_TRUE(rig.actions.empty());
  EXPECT_EQ(rig.port[0].count.pinned_out, 100u);
  EXPECT_EQ(rig.port[0].count.marker_rx, 100u);
  EXPECT_EQ(rig.port[0].count.response_limited, 0u);
  ask(kPartner);
  EXPECT_EQ(rig.Take(NB_LACP_DO_RESPONSE).size(), 1u);
}

}  // namespace
}  // namespace netbond
