// SPDX-License-Identifier: GPL-2.0-or-later
// Targets that cannot prove a path.
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

}  // namespace
}  // namespace bondctl
