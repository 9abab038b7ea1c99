// SPDX-License-Identifier: GPL-2.0-or-later
// Targets that cannot prove a path, and what proves one by arp_validate.
#include "explain_probe.h"

#include <gtest/gtest.h>

#include "codec.h"
#include "finding_about.h"
#include "sample.h"

namespace bondctl {
namespace {

using Causes = std::vector<Cause>;

/// eth0 is active and 10.0.0.1 answers it; on eth1, and more like it, it is lost.
class ExplainProbe : public testing::Test {
 protected:
  ExplainProbe() : bond_(decode_bond(sample::bond_reply())) {
    bond_.options.erase(NETBOND_OPT_PRIMARY);
    bond_.options.erase(NETBOND_OPT_NS_IP6_TARGET);
    bond_.reason = NETBOND_REASON_PROBE_NO_REPLY;
    bond_.members.resize(1);
    bond_.members[0].targets.resize(1);
    add_silent("eth1");
  }
  void add_silent(const std::string& name) {
    Member member = bond_.members[0];
    member.name = name;
    member.role = NETBOND_ROLE_NONE;
    member.usable = false;
    member.reason = NETBOND_REASON_PROBE_NO_REPLY;
    lose(&member);
    member.targets[0].replies = 0;
    member.targets[0].reply_age_ms.reset();
    bond_.members.push_back(member);
  }
  static void lose(Member* member) {
    member->votes[1].value = NETBOND_VOTE_VALUE_NO;
    member->votes[1].reason = NETBOND_REASON_PROBE_NO_REPLY;
    member->targets[0].value = NETBOND_VOTE_VALUE_NO;
    member->targets[0].reason = NETBOND_REASON_PROBE_NO_REPLY;
  }
  const Finding* told(const char* about) {
    explanation_ = explain(bond_, {{}, host_});
    return find_about(explanation_.findings, about);
  }

  Bond bond_;
  HostFacts host_;
  Explanation explanation_;
};

TEST_F(ExplainProbe, NamesATargetThatAnswersNoArpProbe) {
  const Finding* finding = told("deaf_target");
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->weight, Weight::kProblem);
  EXPECT_NE(finding->text.find("has answered eth0, and eth1 never"), std::string::npos)
      << finding->text;
  EXPECT_EQ(explanation_.causes, (Causes{{{}, "deaf_target"}, {"eth1", "probe_no_reply"}}))
      << "it may be the path of the only backup, too";
  add_silent("eth2");
  ASSERT_TRUE(finding = told("deaf_target"));
  EXPECT_NE(finding->remedy.find("the path of eth1 and eth2"), std::string::npos)
      << finding->remedy;
  EXPECT_EQ(explanation_.causes, (Causes{{{}, "deaf_target"}})) << "two broken paths are unlikely";
}

TEST_F(ExplainProbe, NamesItWhenTheActivePathBreaks) {
  lose(&bond_.members[0]);
  bond_.members[0].usable = false;
  bond_.members[0].reason = bond_.reason = NETBOND_REASON_PROBE_ALL_LOST;
  EXPECT_TRUE(told("deaf_target"));
  EXPECT_EQ(explanation_.causes, (Causes{{{}, "probe_all_lost"}, {{}, "deaf_target"}}));
  bond_.active_member.reset();  // probe_loss down
  EXPECT_TRUE(told("deaf_target"));
}

TEST_F(ExplainProbe, NamesItAfterAFailover) {
  bond_.members[1].targets[0].reply_age_ms = 5'000;
  EXPECT_TRUE(told("deaf_target")) << "any frame was taken for an answer, by arp_validate none";
  bond_.members[1].targets[0].replies = 50;
  EXPECT_FALSE(told("deaf_target")) << "it answered on this link: the path broke";
  bond_.members[1].votes[0].since_ms = 4'000;
  EXPECT_TRUE(told("deaf_target")) << "that was when it was active, before its link went";
}

TEST_F(ExplainProbe, BlamesNoTargetThatABackupHears) {
  add_silent("eth2");
  bond_.members[2].targets[0] = bond_.members[0].targets[0];
  EXPECT_FALSE(told("deaf_target"));
}

TEST_F(ExplainProbe, BlamesNoTargetWhereAllMembersAskAlike) {
  bond_.options[NETBOND_OPT_MODE] = std::uint32_t{NETBOND_MODE_BALANCE_XOR};
  EXPECT_FALSE(told("deaf_target"));
}

TEST_F(ExplainProbe, NeedsALinkForIt) {
  bond_.members[1].votes[0].value = NETBOND_VOTE_VALUE_NO;
  EXPECT_FALSE(told("deaf_target"));
}

TEST_F(ExplainProbe, APathThatAnotherTargetProvesIsNotToBlame) {
  Target other = bond_.members[0].targets[0];
  other.address.bytes[3] = 9;
  bond_.members[1].targets.push_back(other);
  bond_.members[1].usable = true;
  bond_.state = NETBOND_STATE_OK;
  ASSERT_TRUE(told("deaf_target"));
  EXPECT_EQ(find_about(explanation_.findings, "deaf_target")->weight, Weight::kWarning);
  EXPECT_TRUE(blames_target(bond_, bond_.members[1]));
  EXPECT_FALSE(blames_target(bond_, bond_.members[0]));
}

TEST_F(ExplainProbe, NamesATargetThatIsThisHost) {
  EXPECT_FALSE(told("own_target"));
  const Address address = bond_.members[0].targets[0].address;
  host_["dummy0"].addresses.push_back(address);
  EXPECT_FALSE(told("own_target")) << "of another VRF: it is asked";
  bond_.reason = NETBOND_REASON_PROBE_NO_ROUTE;
  for (Member& member : bond_.members) {
    member.role = member.name == "eth0" ? NETBOND_ROLE_ACTIVE : NETBOND_ROLE_BACKUP;
    member.usable = true;
    member.reason = NETBOND_REASON_PROBE_NO_ROUTE;
    member.votes[1].value = member.targets[0].value = NETBOND_VOTE_VALUE_UNKNOWN;
    member.votes[1].reason = member.targets[0].reason = NETBOND_REASON_PROBE_NO_ROUTE;
  }
  const Finding* finding = told("own_target");
  ASSERT_TRUE(finding);
  EXPECT_NE(finding->text.find("10.0.0.1 is an address of this host, on dummy0"), std::string::npos)
      << finding->text;
  EXPECT_EQ(explanation_.causes, (Causes{{{}, "own_target"}}));
}

TEST_F(ExplainProbe, WarnsWhereBackupsBelieveAnyFrame) {
  for (const auto& [validate, what] :
       {std::pair{NETBOND_ARP_VALIDATE_ACTIVE, "by any frame"},
        std::pair{NETBOND_ARP_VALIDATE_FILTER_ACTIVE, "by any ARP or ND frame"}}) {
    bond_.options[NETBOND_OPT_ARP_VALIDATE] = std::uint32_t{validate};
    const Finding* finding = told("validate_active");
    ASSERT_TRUE(finding);
    EXPECT_NE(finding->text.find(what), std::string::npos) << finding->text;
    EXPECT_NE(finding->remedy.find("--arp-validate all"), std::string::npos);
  }
  bond_.reason = NETBOND_REASON_DAMPED;
  ASSERT_TRUE(told("damped"));
  EXPECT_TRUE(told("damped")->follows);
  bond_.options[NETBOND_OPT_ARP_INTERVAL] = std::uint32_t{0};
  EXPECT_FALSE(told("validate_active")) << "nothing is probed";
  bond_.options[NETBOND_OPT_ARP_INTERVAL] = std::uint32_t{100};
  bond_.options[NETBOND_OPT_ARP_VALIDATE] = std::uint32_t{NETBOND_ARP_VALIDATE_BACKUP};
  EXPECT_FALSE(told("validate_active"));
  bond_.options[NETBOND_OPT_ARP_VALIDATE] = std::uint32_t{NETBOND_ARP_VALIDATE_ACTIVE};
  bond_.options[NETBOND_OPT_MODE] = std::uint32_t{NETBOND_MODE_BALANCE_XOR};
  EXPECT_FALSE(told("validate_active")) << "no member is a backup";
}

}  // namespace
}  // namespace bondctl
