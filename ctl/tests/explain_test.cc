// SPDX-License-Identifier: GPL-2.0-or-later
#include "explain.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "codec.h"
#include "finding_about.h"
#include "golden.h"
#include "printer.h"
#include "sample.h"
#include "words.h"

namespace bondctl {
namespace {

Bond troubled() {
  return decode_bond(sample::bond_reply());
}
Bond quiet() {
  return decode_bond(sample::quiet_reply());
}

Bond spread() {
  return decode_bond(sample::xor_reply());
}

bool warns(const Bond& bond, const std::string& about) {
  const Explanation explanation = explain(bond);
  return find_about(explanation.findings, about) != nullptr;
}

TEST(Explain, HasTextForEveryReason) {
  for (std::uint32_t reason = 0; reason < reason_count(); reason++) {
    EXPECT_EQ(reason_text(reason).reason, reason) << reason_word(reason);
    EXPECT_NE(std::string(reason_text(reason).why), "") << reason_word(reason);
  }
  EXPECT_NE(std::string(reason_text(9999).why), "");
}

TEST(Explain, TellsTroubleAsText) {
  expect_golden(
      "explain.txt",
      explanations_text({explain(troubled()), explain(quiet()), explain(spread())}, Paint(false)));
}

TEST(Explain, TellsTroubleAsJson) {
  expect_golden("explain.json", explanations_json({explain(troubled())}));
}

TEST(Explain, SaysWhatWouldMendAMember) {
  const Explanation explanation = explain(troubled());
  const Finding* finding = find_about(explanation.members[1].findings, "no_carrier");
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->weight, Weight::kProblem);
  EXPECT_NE(finding->remedy.find("ethtool eth1"), std::string::npos);
}

TEST(Explain, SaysHowLongADelayStillRuns) {
  const Explanation explanation = explain(troubled());
  const std::vector<Finding>& findings = explanation.members[2].findings;
  EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.text.find("3.8s left") != std::string::npos;
  }));
  EXPECT_TRUE(find_about(findings, "speed_unknown"));
}

TEST(Explain, WarnsOfAnAbsentPrimary) {
  EXPECT_TRUE(warns(troubled(), "primary_absent"));
  EXPECT_FALSE(warns(quiet(), "primary_absent"));
}

TEST(Explain, QuotesNamesInCommands) {
  Bond bond = decode_bond(sample::bond_reply());
  bond.name = "$(id)";
  const std::string text = explanations_text({explain(bond)}, Paint(false));
  EXPECT_NE(text.find("bondctl member add '$(id)' eth9"), std::string::npos) << text;
  EXPECT_EQ(text.find("bondctl member add $("), std::string::npos) << text;
}

TEST(Explain, WarnsOfADeadTarget) {
  EXPECT_TRUE(warns(troubled(), "dead_target"));
  EXPECT_FALSE(warns(troubled(), "all_targets_lost"));
}

TEST(Explain, TellsWhenAllTargetsAreLost) {
  Bond bond = troubled();
  for (Member& member : bond.members) {
    for (Target& target : member.targets)
      target.value = NETBOND_VOTE_VALUE_NO;
  }
  const Explanation explanation = explain(bond);
  const Finding* finding = find_about(explanation.findings, "all_targets_lost");
  ASSERT_TRUE(finding);
  EXPECT_NE(finding->text.find("keep"), std::string::npos);
  bond.options[NETBOND_OPT_PROBE_LOSS] = std::uint32_t{NETBOND_PROBE_LOSS_DOWN};
  EXPECT_NE(find_about(explain(bond).findings, "all_targets_lost")->text.find("down"),
            std::string::npos);
}

TEST(Explain, NotesThatNothingIsProbed) {
  EXPECT_TRUE(warns(quiet(), "no_probe_target"));
  EXPECT_FALSE(warns(troubled(), "no_probe_target"));
  Bond bond = quiet();
  bond.options[NETBOND_OPT_ARP_INTERVAL] = std::uint32_t{100};
  EXPECT_EQ(find_about(explain(bond).findings, "no_probe_target")->weight, Weight::kWarning);
}

TEST(Explain, WarnsOfAQuorumThatNoTargetsCanMeet) {
  Bond bond = troubled();
  bond.options[NETBOND_OPT_ARP_QUORUM] = std::uint32_t{2};
  EXPECT_FALSE(warns(bond, "quorum_too_high"));
  bond.options[NETBOND_OPT_ARP_QUORUM] = std::uint32_t{3};
  EXPECT_TRUE(warns(bond, "quorum_too_high"));
}

TEST(Explain, WarnsOfALoneMember) {
  Bond bond = quiet();
  bond.members.resize(1);
  EXPECT_TRUE(warns(bond, "one_member"));
  EXPECT_TRUE(warns(troubled(), "no_spare"));
  EXPECT_FALSE(warns(quiet(), "no_spare"));
}

const Finding* pending(const Explanation& explanation, std::size_t member) {
  return find_about(explanation.members[member].findings, "moves_pending");
}

TEST(Explain, TellsOfMovesThatArePending) {
  Bond bond = spread();
  Explanation explanation = explain(bond);
  const Finding* finding = pending(explanation, 1);
  ASSERT_TRUE(finding);
  EXPECT_NE(finding->text.find("carries 40 buckets and is due 170"), std::string::npos)
      << finding->text;
  EXPECT_NE(finding->text.find("or after 10.0s"), std::string::npos) << finding->text;
  EXPECT_FALSE(pending(explanation, 0));
  EXPECT_FALSE(pending(explanation, 2)) << "it is lost";
  bond.up = false;
  EXPECT_FALSE(pending(explanation = explain(bond), 1)) << "nothing moves";
  bond.up = true;

  bond.options[NETBOND_OPT_MOVE_TIMEOUT] = std::uint32_t{0};
  EXPECT_NE(pending(explanation = explain(bond), 1)->text.find("never without"), std::string::npos);
  bond.members[1].speed_mbps = 100;  // 2 * 100 of 1200: it has what it is due
  EXPECT_FALSE(pending(explanation = explain(bond), 1));
  bond.members[1].speed_mbps = 0;  // counts as 10000
  EXPECT_TRUE(pending(explanation = explain(bond), 1));
  bond.options[NETBOND_OPT_WEIGHT_POLICY] = std::uint32_t{NETBOND_WEIGHT_POLICY_EQUAL};
  bond.members[1].weight = 1;
  bond.members[0].buckets = 130;
  bond.members[1].buckets = 126;
  EXPECT_FALSE(pending(explanation = explain(bond), 1)) << "less than a bucket for each member";
  bond.members[1].buckets = 100;
  bond.members[1].votes.push_back({NETBOND_VOTE_PROBE, NETBOND_VOTE_VALUE_UNKNOWN, 0, 0, {}});
  EXPECT_FALSE(pending(explanation = explain(bond), 1)) << "it may be passed over";
}

TEST(Explain, NotesThatTheSwitchHasToKnow) {
  for (std::uint32_t mode = 0; mode <= NETBOND_MODE_BALANCE_ALB; mode++) {
    Bond bond = spread();
    bond.options[NETBOND_OPT_MODE] = mode;
    EXPECT_EQ(warns(bond, "static_lag"), mode == NETBOND_MODE_BALANCE_RR ||
                                             mode == NETBOND_MODE_BALANCE_XOR ||
                                             mode == NETBOND_MODE_BROADCAST)
        << mode;
    bond.members.resize(1);
    EXPECT_FALSE(warns(bond, "static_lag")) << mode;
  }
}

TEST(Explain, NotesAHashThatUsesOneMember) {
  Bond bond = spread();
  const Explanation explanation = explain(bond);
  const Finding* finding = find_about(explanation.findings, "hash_layer2");
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->weight, Weight::kNote);
  EXPECT_EQ(finding->remedy, "bondctl set bond2 --xmit-hash-policy layer3+4");
  bond.options[NETBOND_OPT_XMIT_HASH_POLICY] = std::uint32_t{NETBOND_XMIT_HASH_POLICY_LAYER23};
  EXPECT_FALSE(warns(bond, "hash_layer2") || warns(bond, "hash_vlan_srcmac"));
  bond.options[NETBOND_OPT_XMIT_HASH_POLICY] = std::uint32_t{NETBOND_XMIT_HASH_POLICY_VLAN_SRCMAC};
  EXPECT_TRUE(warns(bond, "hash_vlan_srcmac"));
  bond.options[NETBOND_OPT_MODE] = std::uint32_t{NETBOND_MODE_BALANCE_RR};
  EXPECT_FALSE(warns(bond, "hash_vlan_srcmac")) << "there is no hash";
}

TEST(Explain, WarnsOfMixedSpeedsInARound) {
  Bond bond = spread();
  bond.members[1].speed_mbps = 0;
  EXPECT_FALSE(warns(bond, "mixed_speeds")) << "a flow stays with its member";
  bond.options[NETBOND_OPT_MODE] = std::uint32_t{NETBOND_MODE_BALANCE_RR};
  const Explanation explanation = explain(bond);
  const Finding* finding = find_about(explanation.findings, "mixed_speeds");
  ASSERT_TRUE(finding);
  EXPECT_NE(finding->text.find("(eth0 1G, eth1 10G assumed)"), std::string::npos) << finding->text;
  bond.members[1].speed_mbps = 1000;
  bond.members[2].speed_mbps = 100;
  EXPECT_FALSE(warns(bond, "mixed_speeds")) << "eth2 is not used";
}

TEST(Explain, TellsThatTheBondIsDown) {
  Bond bond = quiet();
  bond.up = false;
  EXPECT_TRUE(warns(bond, "bond_down"));
}

// ---- votes and causes

const VoteExplanation& vote_of(const Explanation& explanation, std::size_t member,
                               std::size_t vote) {
  return explanation.members.at(member).votes.at(vote);
}

TEST(Explain, TellsWhatALinkWaitsFor) {
  Bond bond = troubled();
  bond.options[NETBOND_OPT_DOWNDELAY] = std::uint32_t{300};
  Explanation explanation = explain(bond);
  const VoteExplanation& waits = vote_of(explanation, 2, 0);
  ASSERT_TRUE(waits.next);
  EXPECT_EQ(waits.next->what, "used");
  EXPECT_EQ(waits.next->in_ms, 3'800u);
  ASSERT_EQ(waits.limits.size(), 2u);
  EXPECT_EQ(waits.limits[0].ms, 5'000u);
  EXPECT_EQ(waits.limits[1].ms, 300u);
  EXPECT_NE(waits.remedy, "");
  EXPECT_FALSE(vote_of(explanation, 0, 0).next) << "nothing happens by itself";
  EXPECT_EQ(vote_of(explanation, 0, 0).remedy, "");

  bond.members[0].votes[0].reason = NETBOND_REASON_DOWNDELAY;
  bond.members[0].votes[0].remaining_ms = 200;
  explanation = explain(bond);
  EXPECT_EQ(vote_of(explanation, 0, 0).next->what, "lost");
}

TEST(Explain, TellsWhenSilenceCounts) {
  Bond bond = troubled();
  bond.options[NETBOND_OPT_ARP_MISSED_MAX] = std::uint32_t{3};
  const Explanation explanation = explain(bond);
  const VoteExplanation& probe = vote_of(explanation, 0, 1);
  ASSERT_EQ(probe.limits.size(), 1u);
  EXPECT_EQ(probe.limits[0].ms, 300u);
  ASSERT_TRUE(probe.next);
  EXPECT_EQ(probe.next->what, "lost");
  EXPECT_EQ(probe.next->in_ms, 260u) << "the last answer came 40 ms ago";
}

using Causes = std::vector<Cause>;

TEST(Explain, NamesCausesAndNotWhatFollows) {
  EXPECT_EQ(explain(troubled()).causes, (Causes{{"eth1", "no_carrier"}, {"eth2", "updelay"}}));
  EXPECT_EQ(explain(quiet()).causes, Causes{});
  Bond bond = troubled();
  bond.members.resize(1);
  bond.state = NETBOND_STATE_OK;
  EXPECT_EQ(explain(bond).causes,
            (Causes{{{}, "one_member"}, {{}, "dead_target"}, {{}, "primary_absent"}}))
      << "warnings, while nothing is worse; the target is no fault of eth0's";
}

TEST(Explain, DeadTargetsAreNoFaultOfMembers) {
  Bond bond = troubled();
  bond.reason = NETBOND_REASON_PROBE_ALL_LOST;
  bond.options.erase(NETBOND_OPT_PRIMARY);
  bond.members.resize(1);
  bond.members.push_back(bond.members[0]);
  for (Member& member : bond.members) {
    member.reason = NETBOND_REASON_PROBE_ALL_LOST;
    member.votes[1].value = NETBOND_VOTE_VALUE_NO;
    member.votes[1].reason = NETBOND_REASON_PROBE_NO_REPLY;
    for (Target& target : member.targets) {
      target.value = NETBOND_VOTE_VALUE_NO;
      target.reason = NETBOND_REASON_PROBE_NO_REPLY;
    }
  }
  EXPECT_EQ(explain(bond).causes, (Causes{{{}, "probe_all_lost"}}));
  // arp_all_targets all: one dead target is enough.
  for (Member& member : bond.members)
    member.targets[0].value = NETBOND_VOTE_VALUE_YES;
  EXPECT_EQ(explain(bond).causes, (Causes{{{}, "dead_target"}}));
}

TEST(Explain, ABondThatIsDownExplainsItsMembers) {
  Bond bond = troubled();
  bond.up = false;
  bond.state = NETBOND_STATE_FAILED;
  bond.reason = NETBOND_REASON_BOND_DOWN;
  bond.options.erase(NETBOND_OPT_PRIMARY);
  EXPECT_EQ(explain(bond).causes, (Causes{{{}, "bond_down"}}));
}

TEST(Explain, NotesAHabitOfBonding) {
  Bond bond = quiet();
  EXPECT_FALSE(warns(bond, "habit_miimon"));
  bond.options[NETBOND_OPT_MIIMON] = std::uint32_t{0};
  const Explanation explanation = explain(bond);
  ASSERT_TRUE(find_about(explanation.findings, "habit_miimon"));
  EXPECT_EQ(find_about(explanation.findings, "habit_miimon")->weight, Weight::kNote);
  EXPECT_EQ(explanation.causes, Causes{});
}

// ---- one bucket that carries too much

class Skew : public testing::Test {
 protected:
  Skew() : bond_(spread()), table_(sample::table(sample::buckets(60'000))) {
    for (Bucket& bucket : table_.buckets)
      bucket.packets = bucket.bytes = 10;
  }
  bool told() const {
    const Explanation explanation = explain(bond_, {table_, {}});
    return find_about(explanation.findings, "hash_skewed") != nullptr;
  }
  Bond bond_;
  BucketTable table_;
};

TEST_F(Skew, IsMoreThanAMembersPart) {
  EXPECT_FALSE(told());
  table_.buckets[77].bytes = 2'550;  // as much as all the others
  EXPECT_FALSE(told());
  table_.buckets[77].bytes++;
  EXPECT_TRUE(told());
  const Explanation explanation = explain(bond_, {table_, {}});
  const Finding* finding = find_about(explanation.findings, "hash_skewed");
  EXPECT_NE(finding->text.find("bucket 77"), std::string::npos) << finding->text;
  EXPECT_NE(finding->text.find("50%"), std::string::npos) << finding->text;
  EXPECT_NE(finding->remedy.find("layer3+4"), std::string::npos) << finding->remedy;
}

TEST_F(Skew, IsToldOfCountersOfAnySize) {
  bond_.members.push_back(bond_.members[0]);
  table_.buckets.resize(2);
  for (Bucket& bucket : table_.buckets)
    bucket.packets = bucket.bytes = std::uint64_t{1} << 63;
  table_.buckets[0].packets--;
  EXPECT_TRUE(told());
}

TEST_F(Skew, SaysNothingOfLittleOrUncounted) {
  table_.buckets[77].bytes = 5'000;
  EXPECT_TRUE(told());
  for (Bucket& bucket : table_.buckets)
    bucket.packets = 1;
  EXPECT_FALSE(told()) << "256 packets";
  for (Bucket& bucket : table_.buckets) {
    bucket.packets = 10;
    bucket.counted_ms.reset();
  }
  EXPECT_FALSE(told()) << "asked by nobody who may";
}

TEST_F(Skew, IsNoneWithOneMember) {
  table_.buckets[77].bytes = 5'000;
  bond_.members[1].usable = false;
  EXPECT_FALSE(told());
}

}  // namespace
}  // namespace bondctl
