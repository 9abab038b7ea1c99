// SPDX-License-Identifier: GPL-2.0-or-later
#include "explain_lacp.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "codec.h"
#include "explain_votes.h"
#include "golden.h"
#include "lacp.h"
#include "lacp_sample.h"
#include "printer.h"
#include "words.h"

namespace bondctl {
namespace {

using Findings = std::vector<Finding>;

/// Reasons of LACP that are about the bond as a whole.
bool of_the_bond_alone(std::uint32_t reason) {
  return reason == NETBOND_REASON_MIN_LINKS || reason == NETBOND_REASON_LACP_NO_AGGREGATOR;
}

std::size_t count_about(const Findings& findings, const std::string& about) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [&](const Finding& finding) { return finding.about == about; }));
}

class ExplainLacp : public testing::Test {
 protected:
  /// The bond's own vote about a member, and with it what the member is.
  void set_reason(std::size_t at, std::uint32_t reason) {
    Member& member = bond_.members[at];
    member.usable = false;
    member.role = NETBOND_ROLE_NONE;
    member.reason = reason;
    member.votes[1].value = NETBOND_VOTE_VALUE_NO;
    member.votes[1].reason = reason;
  }

  /// The first finding of a member that is as it is for the reason.
  Finding why(std::uint32_t reason, std::size_t at = 3) {
    set_reason(at, reason);
    const Findings findings = explain(bond_).members[at].findings;
    EXPECT_EQ(findings[0].about, reason_word(reason));
    return findings[0];
  }

  void lose_probes(std::size_t at) {
    bond_.members[at].votes.push_back({NETBOND_VOTE_PROBE, NETBOND_VOTE_VALUE_NO,
                                       NETBOND_REASON_PROBE_NO_REPLY, 5'000, std::nullopt});
  }

  Findings of_bond() const { return explain(bond_).findings; }
  Findings of_member(std::size_t at) const { return explain(bond_).members[at].findings; }
  LacpPort& port(std::size_t at = 3) { return *bond_.members[at].lacp; }

  static Finding about(const Findings& findings, const std::string& word) {
    for (const Finding& finding : findings) {
      if (finding.about == word)
        return finding;
    }
    ADD_FAILURE() << "nothing about " << word;
    return {};
  }

  Bond bond_ = decode_bond(sample::lag_reply());
};

void expect_says(const std::string& text, const std::vector<std::string>& words) {
  for (const std::string& word : words)
    EXPECT_NE(text.find(word), std::string::npos) << "'" << word << "' is not in: " << text;
}

void expect_silent(const std::string& text, const std::string& word) {
  EXPECT_EQ(text.find(word), std::string::npos) << text;
}

TEST_F(ExplainLacp, TellsItAllAsText) {
  expect_golden("explain_lacp.txt", explanations_text({explain(bond_)}, Paint(false)));
}

/// With the port known, every reason says more than its line in the table, and once.
TEST_F(ExplainLacp, HasItsOwnWordsForEveryReason) {
  for (std::uint32_t reason = NETBOND_REASON_SPEED_MISMATCH;
       reason <= NETBOND_REASON_LACP_NO_AGGREGATOR; reason++) {
    if (of_the_bond_alone(reason)) {
      EXPECT_TRUE(explain_lacp(bond_, reason)) << reason_word(reason);
      continue;
    }
    const Finding finding = why(reason);
    EXPECT_NE(finding.text.find("eth3"), std::string::npos) << finding.text;
    EXPECT_EQ(finding.text.find("{}"), std::string::npos) << finding.text;
    EXPECT_EQ(finding.remedy.find("{}"), std::string::npos) << finding.remedy;
    const std::string general = reason_text(reason).why;
    EXPECT_EQ(general.find(finding.text), std::string::npos) << finding.text;
    const Findings all = of_member(3);
    EXPECT_EQ(std::count_if(all.begin(), all.end(),
                            [&](const Finding& f) { return f.text == finding.text; }),
              1)
        << finding.text;
  }
}

/// An older module, or a reason without its port, still gets a sentence.
TEST_F(ExplainLacp, DoesWithoutThePort) {
  for (std::uint32_t reason = NETBOND_REASON_SPEED_MISMATCH;
       reason <= NETBOND_REASON_LACP_NO_AGGREGATOR; reason++) {
    bond_.members[3].lacp.reset();
    EXPECT_FALSE(explain_lacp(bond_, bond_.members[3], reason));
    EXPECT_NE(why(reason).text, "") << reason_word(reason);
  }
  EXPECT_FALSE(explain_lacp(bond_, bond_.members[0], NETBOND_REASON_NO_CARRIER));
  EXPECT_FALSE(explain_lacp(bond_, NETBOND_REASON_NO_MEMBER));
}

TEST_F(ExplainLacp, DoesWithoutAnAggregator) {
  bond_.lacp = LacpStatus{};
  for (std::uint32_t reason = NETBOND_REASON_SPEED_MISMATCH;
       reason <= NETBOND_REASON_LACP_NO_AGGREGATOR; reason++) {
    if (!of_the_bond_alone(reason))
      expect_silent(why(reason).text, "()");
  }
  bond_.lacp.reset();
  for (std::uint32_t reason = NETBOND_REASON_SPEED_MISMATCH;
       reason <= NETBOND_REASON_LACP_NO_AGGREGATOR; reason++) {
    if (!of_the_bond_alone(reason)) {
      EXPECT_NE(why(reason).text, "");
    }
  }
}

// ---- nothing is heard

TEST_F(ExplainLacp, TellsThatNothingWasHeard) {
  const Finding finding = why(NETBOND_REASON_LACP_NO_PDU, 4);
  EXPECT_EQ(finding.text,
            "no LACPDU was heard on eth4 since it began to listen 35.0s ago, 36 were sent since it "
            "joined");
  expect_says(finding.remedy, {"enable LACP", "01:80:c2:00:00:02"});
  port(4).counters.bad = 7;
  expect_says(why(NETBOND_REASON_LACP_NO_PDU, 4).text,
              {"36 were sent and 7 malformed frames came since it joined"});
}

TEST_F(ExplainLacp, TellsThatThisEndIsPassive) {
  const Finding finding = why(NETBOND_REASON_LACP_PASSIVE, 4);
  expect_says(finding.text, {"35.0s ago", "passive (lacp_active off)", "two passive ends"});
  EXPECT_EQ(finding.remedy, "bondctl set bond3 --lacp-active on, or make the partner active");
}

TEST_F(ExplainLacp, TellsSinceWhenAPartnerIsOverdue) {
  port().received_ms = 4'100;
  port().expires_ms = 1'900;
  const Finding finding = why(NETBOND_REASON_LACP_EXPIRED);
  expect_says(finding.text,
              {"system 00:1b:21:00:00:0a, port 10", "last heard 4.1s ago", "given up in 1.9s"});
  expect_says(finding.remedy, {"ethtool -S eth3"});
  port().expires_ms.reset();
  expect_silent(why(NETBOND_REASON_LACP_EXPIRED).text, "given up");
}

/// Who is overdue has the short time, whatever lacp_rate says.
TEST_F(ExplainLacp, TellsTheTimeThatRuns) {
  port().actor.state &= ~std::uint32_t{kLacpTimeout};
  const auto lacp_vote = [&] { return explain(bond_).members[3].votes[1]; };
  EXPECT_EQ(lacp_vote().limits.at(0).ms, 90'000u);
  port().rx = NETBOND_LACP_RX_EXPIRED;
  port().expires_ms = 2'100;
  EXPECT_EQ(lacp_vote().limits.at(0).ms, 3'000u);
  EXPECT_EQ(time_text(lacp_vote()), ", without an LACPDU given up in 2.1s of 3.0s");
}

TEST_F(ExplainLacp, TellsSinceWhenAPartnerIsLost) {
  port().received_ms = 130'000;
  const Finding finding = why(NETBOND_REASON_LACP_LOST);
  expect_says(finding.text, {"given up", "last heard 2m10s ago"});
  expect_silent(finding.text, "00:1b:21");  // what is shown of a partner then is the default
}

// ---- the wrong partner

TEST_F(ExplainLacp, TellsWhereALoopEnds) {
  port().partner = port(1).actor;
  port().counters.loopback = 12;
  expect_says(why(NETBOND_REASON_LACP_LOOPBACK).text,
              {"(02:00:00:00:00:01)", "it faces eth1", "12 such LACPDUs"});
  port().partner = port().actor;
  expect_says(why(NETBOND_REASON_LACP_LOOPBACK).text, {"its own frames come back"});
  port().partner.port = 99;
  const Finding finding = why(NETBOND_REASON_LACP_LOOPBACK);
  expect_says(finding.text, {"port 99"});
  expect_says(finding.remedy, {"--ad-actor-system"});
}

TEST_F(ExplainLacp, TellsWhoIsPinned) {
  port().foreign = port().partner;
  port().foreign->system = "00:1b:21:00:00:0b";
  port().foreign_ms = 700;
  port().partner = LacpEnd{};
  const Finding finding = why(NETBOND_REASON_LACP_PINNED_OUT);
  expect_says(finding.text, {"another system, 00:1b:21:00:00:0b, port 10, speaks on eth3",
                             "last 700ms ago", "pinned is 00:1b:21:00:00:0a"});
  expect_says(finding.remedy, {"bondctl set bond3 --lacp-partner-pin 00:1b:21:00:00:0b"});
}

TEST_F(ExplainLacp, TellsWhereALoopEndsThatThePinKeepsOut) {
  port().foreign = port(1).actor;
  port().actor.state |= kLacpDefaulted;
  expect_says(why(NETBOND_REASON_LACP_LOOPBACK).text, {"(02:00:00:00:00:01)", "it faces eth1"});
}

TEST_F(ExplainLacp, TellsBothSystems) {
  port().partner.system = "00:1b:21:00:00:0b";
  const Finding finding = why(NETBOND_REASON_LACP_OTHER_PARTNER);
  expect_says(finding.text, {"eth3 faces system 00:1b:21:00:00:0b (port 10)", "(eth0 and eth1)",
                             "face 00:1b:21:00:00:0a"});
  expect_says(finding.remedy, {"MLAG", "active-backup"});
}

TEST_F(ExplainLacp, TellsBothKeys) {
  const Finding finding = why(NETBOND_REASON_LACP_KEY_MISMATCH);
  EXPECT_EQ(finding.weight, Weight::kProblem);
  expect_says(finding.text, {"system 00:1b:21:00:00:0a, port 10", "gives it key 12",
                             "(eth0 and eth1) have key 11"});
  expect_says(finding.remedy, {"port 10"});
}

// ---- a link that does not fit

TEST_F(ExplainLacp, TellsAllSpeeds) {
  bond_.members[3].speed_mbps = 1000;
  port().actor.key = 9;
  const Finding finding = why(NETBOND_REASON_SPEED_MISMATCH);
  expect_says(finding.text, {"eth3 runs at 1G full (key 9)", "(eth0 and eth1)",
                             "at 10G assumed, 10G full (key 15)"});
  expect_says(finding.remedy, {"bondctl set bond3 --assumed-speed"});
  port(1).assumed_speed_mbps.reset();
  bond_.members[1].speed_mbps = 10'000;
  expect_says(why(NETBOND_REASON_SPEED_MISMATCH).remedy, {"ethtool eth3"});
  port().assumed_speed_mbps = 2'500;
  expect_says(why(NETBOND_REASON_SPEED_MISMATCH).text, {"eth3 runs at 2.5G assumed"});
}

TEST_F(ExplainLacp, TellsOfHalfDuplexOnce) {
  bond_.members[3].speed_mbps = 100;
  bond_.members[3].duplex = 0;
  expect_says(why(NETBOND_REASON_HALF_DUPLEX).text, {"100M half"});
  EXPECT_EQ(count_about(of_member(3), "half_duplex"), 2u) << "the reason, and the vote";
}

TEST_F(ExplainLacp, TellsWhoIsIndividual) {
  port().partner.state &= ~std::uint32_t{kLacpAggregation};
  expect_says(why(NETBOND_REASON_LACP_INDIVIDUAL).text,
              {"system 00:1b:21:00:00:0a, port 10", "calls its port individual", "aggregation"});
  port().partner.state |= kLacpAggregation;
  expect_silent(why(NETBOND_REASON_LACP_INDIVIDUAL).text, "calls");
}

TEST_F(ExplainLacp, TellsWhyAMemberStandsBy) {
  Finding finding = why(NETBOND_REASON_STANDBY_MAX_LINKS, 2);
  EXPECT_EQ(finding.weight, Weight::kFine) << "it is as somebody wants it";
  expect_says(finding.text,
              {"max_links 2 is used up by", "eth0 (32767) and eth1 (32768)",
               "its port priority is 32769", "the partner's count", "is 32768 and ours 65535"});
  expect_says(finding.remedy, {"port 9 of the partner"});

  for (Member& member : bond_.members)
    member.lacp->actor.system_priority = 1;
  finding = why(NETBOND_REASON_STANDBY_MAX_LINKS, 2);
  expect_says(finding.text,
              {"eth0 (100) and eth1 (255)", "its port priority is 255", "this end's count"});
  expect_says(finding.remedy, {"bondctl member set bond3 eth2 --actor-port-prio", "max_links"});

  for (Member& member : bond_.members)
    member.lacp->actor.system_priority = member.lacp->partner.system_priority;
  expect_says(why(NETBOND_REASON_STANDBY_MAX_LINKS, 2).text, {"its system address is lower"});
}

TEST_F(ExplainLacp, TellsOfAStandbyWhoseProbesWereLost) {
  lose_probes(2);
  const Finding finding = why(NETBOND_REASON_STANDBY_MAX_LINKS, 2);
  EXPECT_EQ(finding.weight, Weight::kNote);
  expect_says(finding.text, {"max_links 2 is used up by eth0 (32767) and eth1 (32768)",
                             "its probes were lost", "behind those that work"});
  expect_silent(finding.text, "the lower goes first");
  expect_silent(finding.remedy, "priority");
  bond_.members.resize(3);
  const std::vector<Cause> causes = explain(bond_).causes;
  ASSERT_EQ(causes.size(), 1u);
  EXPECT_EQ(causes[0], (Cause{"eth2", "probe_no_reply"}));
}

TEST_F(ExplainLacp, TellsTheSameOfABackup) {
  bond_.members[2].role = NETBOND_ROLE_BACKUP;
  EXPECT_EQ(of_member(2)[0].about, "standby_max_links");
  bond_.members[2].reason = NETBOND_REASON_LACP_OTHER_PARTNER;
  EXPECT_EQ(of_member(2)[0].about, "lacp_other_partner");
  bond_.members[2].reason = NETBOND_REASON_BACKUP;
  EXPECT_EQ(of_member(2)[0].about, "backup");
}

// ---- the partner does not go along

TEST_F(ExplainLacp, TellsThatThePartnerHearsNothing) {
  port().counters.pdu_tx = 55;
  port().partner.state |= kLacpDefaulted;
  Finding finding = why(NETBOND_REASON_LACP_PARTNER_DEFAULTED);
  expect_says(finding.text,
              {"port 10", "hears no LACPDU", "defaulted", "55 were sent", "the last 200ms ago"});
  port().partner.state ^= kLacpDefaulted | kLacpExpired;
  finding = why(NETBOND_REASON_LACP_PARTNER_DEFAULTED);
  expect_says(finding.text, {"hears no LACPDU (flag expired)"});
  expect_says(finding.remedy, {"towards the partner"});
}

TEST_F(ExplainLacp, TellsWhatThePartnerGotWrong) {
  port().heard->key = 9;
  port().heard->port = 1;
  const std::string text = why(NETBOND_REASON_LACP_PARTNER_MISMATCH).text;
  expect_says(text, {"key 9 for 15", "port 1 for 4"});
  expect_silent(text, "system priority");
  expect_silent(text, "aggregation");
  port().heard = port().actor;
  port().heard->state &= ~std::uint32_t{kLacpAggregation};
  port().heard->system = "02:00:00:00:00:99";
  port().heard->port_priority = 1;
  port().heard->system_priority = 2;
  expect_says(why(NETBOND_REASON_LACP_PARTNER_MISMATCH).text,
              {"system 02:00:00:00:00:99 for 02:00:00:00:00:01", "system priority 2 for 65535",
               "port priority 1 for 255", "aggregation"});
  port().heard.reset();
  expect_silent(why(NETBOND_REASON_LACP_PARTNER_MISMATCH).text, ": ,");
}

TEST_F(ExplainLacp, TellsThatThePartnerIsNotInSync) {
  port().mux_since_ms = 12'000;
  const Finding finding = why(NETBOND_REASON_LACP_NOT_IN_SYNC);
  expect_says(finding.text, {"port 10, key 12", "synchronization is off", "for 12.0s"});
  expect_says(finding.remedy, {"why port 10 is not bundled"});
}

TEST_F(ExplainLacp, TellsThatNobodyIsActive) {
  port().actor.state &= ~std::uint32_t{kLacpActivity};
  expect_says(why(NETBOND_REASON_LACP_NOT_IN_SYNC).text, {"synchronization is off"});
  port().partner.state &= ~std::uint32_t{kLacpActivity};
  const Finding finding = why(NETBOND_REASON_LACP_NOT_IN_SYNC);
  expect_says(finding.text, {"both ends of eth3 are passive"});
  expect_says(finding.remedy, {"--lacp-active on"});
}

TEST_F(ExplainLacp, TellsThatThePartnerDoesNotCollect) {
  port().mux_since_ms = 2'000;
  const Finding finding = why(NETBOND_REASON_LACP_NOT_COLLECTING);
  expect_says(finding.text, {"collecting is off", "for 2.0s"});
  expect_says(finding.remedy, {"whether it forwards"});
}

// ---- this end holds it back

TEST_F(ExplainLacp, TellsWhenAMemberAttaches) {
  Finding finding = why(NETBOND_REASON_LACP_WAITING, 2);
  EXPECT_EQ(finding.weight, Weight::kNote);
  EXPECT_EQ(finding.text, "eth2 is selected for aggregator 1 and attaches in 1.2s");
  expect_says(finding.remedy, {"fast_join"});
  bond_.options[NETBOND_OPT_FAST_JOIN] = std::uint32_t{1};
  port(2).wait_ms.reset();
  finding = why(NETBOND_REASON_LACP_WAITING, 2);
  expect_says(finding.text, {"about to attach"});
  expect_silent(finding.remedy, "fast_join");
}

TEST_F(ExplainLacp, TellsWhenAHeldMemberIsTriedAgain) {
  expect_says(why(NETBOND_REASON_LACP_HELD, 4).text,
              {"the probes of eth4 are lost", "told the partner", "tried again in 5.0s"});
  port(4).retry_ms.reset();
  expect_silent(why(NETBOND_REASON_LACP_HELD, 4).text, "again");
}

/// Two reasons at once: what the member is, and what LACP made of it.
TEST_F(ExplainLacp, TellsLacpsReasonBesideAnother) {
  set_reason(4, NETBOND_REASON_LACP_HELD);
  bond_.members[4].reason = NETBOND_REASON_PROBE_NO_REPLY;
  const Findings findings = of_member(4);
  EXPECT_EQ(findings[0].about, "probe_no_reply");
  expect_says(about(findings, "lacp_held").text, {"tried again in 5.0s"});
}

TEST_F(ExplainLacp, TellsWhyAMemberLeft) {
  expect_says(why(NETBOND_REASON_LACP_LEFT).text, {"leaving bond3"});
  bond_.up = false;
  const Finding finding = why(NETBOND_REASON_LACP_LEFT);
  expect_says(finding.text, {"because bond3 is set down"});
  EXPECT_EQ(finding.remedy, "ip link set bond3 up");
}

TEST_F(ExplainLacp, WarnsOfAMemberWithoutAPartner) {
  Member& member = bond_.members[0];
  member.votes[1].reason = NETBOND_REASON_LACP_FALLBACK;
  port(0).received_ms.reset();
  bond_.options[NETBOND_OPT_LACP_FALLBACK] = std::uint32_t{NETBOND_LACP_FALLBACK_ALL};
  bond_.options[NETBOND_OPT_LACP_FALLBACK_TIMEOUT] = std::uint32_t{4'000};
  for (const std::uint32_t reason : {NETBOND_REASON_NONE, NETBOND_REASON_LACP_FALLBACK}) {
    member.reason = reason;
    const Findings findings = of_member(0);
    EXPECT_EQ(findings[0].about, "active");
    const Finding finding = about(findings, "lacp_fallback");
    EXPECT_EQ(finding.weight, Weight::kWarning);
    expect_says(finding.text,
                {"eth0 carries data without a partner (not heard)", "lacp_fallback all", "4.0s"});
  }
}

TEST_F(ExplainLacp, ShowsWhereTheMachinesStand) {
  EXPECT_EQ(lacp_standing(port(0)),
            "selected in aggregator 1, mux collecting_distributing, rx current, LACPDU last heard "
            "400ms ago, partner system 00:1b:21:00:00:0a, port 7, key 11");
  EXPECT_EQ(lacp_standing(port(4)), "unselected, mux detached, rx defaulted, LACPDU not heard");
}

TEST_F(ExplainLacp, IsQuietWithoutALink) {
  bond_.members[4].votes[0].value = NETBOND_VOTE_VALUE_NO;
  bond_.members[4].votes[0].reason = NETBOND_REASON_NO_CARRIER;
  bond_.members[4].reason = NETBOND_REASON_NO_CARRIER;
  EXPECT_EQ(count_about(of_member(4), "lacp_no_pdu"), 0u);
}

// ---- the bond

TEST_F(ExplainLacp, TellsThatTooFewDistribute) {
  bond_.state = NETBOND_STATE_FAILED;
  bond_.reason = NETBOND_REASON_MIN_LINKS;
  bond_.options[NETBOND_OPT_MAX_LINKS] = std::uint32_t{0};
  bond_.options[NETBOND_OPT_MIN_LINKS] = std::uint32_t{3};
  Finding finding = of_bond()[0];
  EXPECT_EQ(finding.about, "min_links");
  EXPECT_EQ(finding.weight, Weight::kProblem);
  expect_says(finding.text, {"2 of 5 members are distributing", "min_links asks for 3"});
  expect_says(finding.remedy, {"bondctl set bond3 --min-links 2"});
  bond_.lacp->distributing = 0;
  expect_silent(of_bond()[0].remedy, "--min-links 0");
}

TEST_F(ExplainLacp, TellsThatThereIsNoAggregator) {
  bond_.state = NETBOND_STATE_FAILED;
  bond_.reason = NETBOND_REASON_LACP_NO_AGGREGATOR;
  Finding finding = of_bond()[0];
  expect_says(finding.text, {"no member of bond3 has an aggregator"});
  expect_says(finding.remedy, {"bondctl set bond3 --lacp-fallback single"});
  bond_.options[NETBOND_OPT_LACP_FALLBACK] = std::uint32_t{NETBOND_LACP_FALLBACK_SINGLE};
  expect_silent(of_bond()[0].remedy, "--lacp-fallback");
}

TEST_F(ExplainLacp, TellsThatTheBondHasNoPartner) {
  bond_.reason = NETBOND_REASON_LACP_FALLBACK;
  bond_.options[NETBOND_OPT_LACP_FALLBACK] = std::uint32_t{NETBOND_LACP_FALLBACK_SINGLE};
  const Finding finding = of_bond()[0];
  EXPECT_EQ(finding.weight, Weight::kWarning);
  expect_says(finding.text, {"bond3 carries traffic without a partner", "lacp_fallback single"});
}

TEST_F(ExplainLacp, CountsAStandbyAsSpare) {
  bond_.members[1].usable = false;
  EXPECT_EQ(count_about(of_bond(), "no_spare"), 0u);
  lose_probes(2);
  EXPECT_EQ(count_about(of_bond(), "no_spare"), 1u);
  bond_.members[2].votes.pop_back();
  bond_.members[2].reason = NETBOND_REASON_LACP_NO_PDU;
  EXPECT_EQ(count_about(of_bond(), "no_spare"), 1u);
}

TEST_F(ExplainLacp, NamesAStandbyOfABondThatIsWell) {
  bond_.state = NETBOND_STATE_OK;
  bond_.members.resize(3);
  expect_says(of_bond()[0].text, {"eth2 (standby_max_links)"});
  EXPECT_EQ(of_bond()[0].weight, Weight::kFine);
}

// ---- traps

TEST_F(ExplainLacp, WarnsOfDifferentRates) {
  EXPECT_EQ(port(0).partner.state & kLacpTimeout, 0u) << "the sample's partner is slow there";
  Finding finding = about(of_bond(), "lacp_rates_differ");
  expect_says(finding.text,
              {"on eth0 this end", "every second (lacp_rate fast)", "the partner every 30 s"});
  expect_silent(finding.text, "eth1");
  for (Member& member : bond_.members)
    member.lacp->partner.state |= kLacpTimeout;
  EXPECT_EQ(count_about(of_bond(), "lacp_rates_differ"), 0u);
  for (Member& member : bond_.members)
    member.lacp->actor.state &= ~std::uint32_t{kLacpTimeout};
  finding = about(of_bond(), "lacp_rates_differ");
  expect_says(finding.text, {"on eth0, eth1, eth2 and eth3", "every 30 s (lacp_rate slow)"});
  expect_says(finding.remedy, {"bondctl set bond3 --lacp-rate fast"});
}

TEST_F(ExplainLacp, DoesNotJudgeAPartnerThatIsNotHeard) {
  for (Member& member : bond_.members) {
    member.lacp->rx = NETBOND_LACP_RX_DEFAULTED;
    member.lacp->actor.state &= ~std::uint32_t{kLacpActivity};
    member.lacp->partner.state = 0;
  }
  port(1).partner.system = "00:1b:21:00:00:0b";
  for (const char* trap : {"lacp_rates_differ", "lacp_both_passive", "lacp_two_partners"})
    EXPECT_EQ(count_about(of_bond(), trap), 0u) << trap;
}

TEST_F(ExplainLacp, WarnsWhenBothEndsArePassive) {
  EXPECT_EQ(count_about(of_bond(), "lacp_both_passive"), 0u);
  port(0).actor.state &= ~std::uint32_t{kLacpActivity};
  EXPECT_EQ(count_about(of_bond(), "lacp_both_passive"), 0u) << "the partner is active";
  port(0).partner.state &= ~std::uint32_t{kLacpActivity};
  const Finding finding = about(of_bond(), "lacp_both_passive");
  expect_says(finding.text, {"on eth0 both ends are passive"});
  expect_says(finding.remedy, {"bondctl set bond3 --lacp-active on"});
}

TEST_F(ExplainLacp, WarnsOfTwoPartners) {
  EXPECT_EQ(count_about(of_bond(), "lacp_two_partners"), 0u);
  port(2).partner.system = "00:1b:21:00:00:0b";
  expect_says(
      about(of_bond(), "lacp_two_partners").text,
      {"face 2 systems", "00:1b:21:00:00:0a on eth0, eth1 and eth3", "00:1b:21:00:00:0b on eth2"});
  port(2).partner.system = port(2).actor.system;
  EXPECT_EQ(count_about(of_bond(), "lacp_two_partners"), 0u) << "a loop is told of elsewhere";
}

TEST_F(ExplainLacp, WarnsOfAMinimumOutOfReach) {
  bond_.options[NETBOND_OPT_MIN_LINKS] = std::uint32_t{2};
  EXPECT_EQ(count_about(of_bond(), "min_links_too_high"), 0u);
  bond_.options[NETBOND_OPT_MIN_LINKS] = std::uint32_t{3};
  expect_says(about(of_bond(), "min_links_too_high").text, {"asks for 3", "there can be 2"});
  bond_.options[NETBOND_OPT_MAX_LINKS] = std::uint32_t{0};
  EXPECT_EQ(count_about(of_bond(), "min_links_too_high"), 0u);
  bond_.options[NETBOND_OPT_MIN_LINKS] = std::uint32_t{6};
  expect_says(about(of_bond(), "min_links_too_high").text, {"asks for 6", "there can be 5"});
  bond_.options[NETBOND_OPT_MODE] = std::uint32_t{NETBOND_MODE_BALANCE_XOR};
  EXPECT_EQ(count_about(of_bond(), "min_links_too_high"), 0u) << "it means nothing there";
}

TEST_F(ExplainLacp, WarnsOfChurn) {
  EXPECT_EQ(count_about(of_member(0), "lacp_churn"), 0u);
  const Findings findings = of_member(3);
  EXPECT_EQ(count_about(findings, "lacp_churn"), 2u);
  const Finding past = about(findings, "lacp_churn");
  EXPECT_EQ(past.weight, Weight::kNote);
  expect_says(past.text, {"this end of eth3 was out of sync", ", once so far"});
  port().actor_churns = 0;
  const Finding now = about(of_member(3), "lacp_churn");
  EXPECT_EQ(now.weight, Weight::kWarning);
  expect_says(now.text, {"the partner of eth3 is out of sync", "2 times"});
}

TEST_F(ExplainLacp, NotesOddFrames) {
  const Findings findings = of_member(0);
  expect_says(about(findings, "lacp_bad_frames").text, {"203 malformed"});
  expect_says(about(findings, "lacp_markers_limited").text, {"204 of 207 Markers"});
  expect_says(about(findings, "lacp_own_frames").text, {"201 LACPDUs of this very system"});
  port(0).counters = LacpCounters{};
  for (const char* trap : {"lacp_bad_frames", "lacp_markers_limited", "lacp_own_frames"})
    EXPECT_EQ(count_about(of_member(0), trap), 0u) << trap;
}

TEST_F(ExplainLacp, WarnsOfAnotherSystemThatThePinKeepsOut) {
  const Finding now = about(of_member(0), "lacp_foreign_frames");
  EXPECT_EQ(now.weight, Weight::kWarning);
  expect_says(now.text, {"another system, 00:1b:21:00:00:66, port 99, speaks on eth0, too",
                         "lacp_partner_pin kept out 200"});
  port(0).foreign.reset();
  const Finding past = about(of_member(0), "lacp_foreign_frames");
  EXPECT_EQ(past.weight, Weight::kNote);
  expect_says(past.text, {"another system spoke on eth0"});
  EXPECT_EQ(count_about(of_member(1), "lacp_foreign_frames"), 0u);
  port().counters.pinned_out = 7;
  set_reason(3, NETBOND_REASON_LACP_PINNED_OUT);
  EXPECT_EQ(count_about(of_member(3), "lacp_foreign_frames"), 0u) << "the reason says it";
}

TEST_F(ExplainLacp, SaysThatASpeedIsAssumed) {
  const Finding finding = about(of_member(1), "speed_unknown");
  expect_says(finding.text, {"counts as 10000 Mbit/s", "LACP key 15"});
}

TEST_F(ExplainLacp, APassiveEndDoesNotBringBackASilentPartner) {
  EXPECT_EQ(why(NETBOND_REASON_LACP_LOST).remedy.find("--lacp-active"), std::string::npos);
  port().actor.state &= ~std::uint32_t{kLacpActivity};
  EXPECT_NE(why(NETBOND_REASON_LACP_LOST).remedy.find("--lacp-active on"), std::string::npos);
}

}  // namespace
}  // namespace bondctl
