// SPDX-License-Identifier: GPL-2.0-or-later
// A bondctl and a module that are not of one version: what is said, and that all else works.
#include "version.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "codec.h"
#include "explain.h"
#include "options.h"
#include "printer.h"
#include "sample.h"

namespace bondctl {
namespace {

using wire::operator+;

constexpr std::uint32_t kNew = 200;
constexpr int kNewAttr = 250;

TEST(Version, SaysBothAndWhetherTheyDiffer) {
  EXPECT_EQ(version_text({"0.2.0", "0.2.0"}), "bondctl 0.2.0\nnetbond module 0.2.0");
  EXPECT_EQ(version_text({"0.2.0", "0.1.0"}),
            "bondctl 0.2.0\nnetbond module 0.1.0\nThey differ: what only one of them knows is "
            "refused or shown as unknown, all else works.");
  EXPECT_EQ(version_text({"0.2.0", std::nullopt}), "bondctl 0.2.0\nnetbond module not loaded");
  EXPECT_EQ(version_text({"0.2.0", ""}), "bondctl 0.2.0\nnetbond module of unknown version");
}

/// What a newer module may send: attributes, words and numbers that are not known here.
Bytes newer_bond() {
  const Bytes options = wire::u32(NETBOND_OPT_MODE, kNew) + wire::u32(NETBOND_OPT_MIIMON, 100) +
                        wire::u32(NETBOND_OPT_LACP_RATE, kNew) + wire::u32(kNewAttr, 1);
  const Bytes vote = wire::nest(NETBOND_MEMBER_VOTE,
                                wire::u32(NETBOND_VOTE_KIND, kNew) +
                                    wire::u32(NETBOND_VOTE_VALUE, NETBOND_VOTE_VALUE_NO) +
                                    wire::u32(NETBOND_VOTE_REASON, kNew) + wire::u64(kNewAttr, 1));
  return wire::generic(
      NETBOND_CMD_BOND_GET,
      wire::u32(NETBOND_A_IFINDEX, 7) + wire::str(NETBOND_A_NAME, "bond0") +
          wire::nest(NETBOND_A_OPTIONS, options) + wire::nest(kNewAttr, options) +
          sample::member("eth0", 3, false, kNew, kNew, vote + wire::u32(kNewAttr, 5)));
}

TEST(Version, ShowsWhatANewerModuleSends) {
  const std::vector<Bond> bonds = {decode_bond(newer_bond())};
  const nlohmann::json bond = nlohmann::json::parse(bonds_json(bonds))[0];
  EXPECT_EQ(bond["mode"], "unknown_200");
  EXPECT_EQ(bond["options"]["lacp_rate"], "unknown_200");
  EXPECT_EQ(bond["options"]["miimon"], 100);
  EXPECT_EQ(bond["options"].size(), 3u);
  EXPECT_EQ(bond["members"][0]["role"], "unknown_200");
  EXPECT_EQ(bond["members"][0]["reason"], "unknown_200");
  EXPECT_EQ(bond["members"][0]["votes"][0]["vote"], "unknown_200");
  const Paint plain(false);
  EXPECT_NE(bonds_text(bonds, true, plain).find("unknown_200"), std::string::npos);
  EXPECT_NE(explanations_text({explain(bonds[0])}, plain).find("eth0"), std::string::npos);
}

TEST(Version, ReadsEventsOfANewerModule) {
  const Event event = decode_event(sample::event(1, kNew, kNew, wire::u32(kNewAttr, 1)));
  EXPECT_NE(event_json(event).find("unknown_200"), std::string::npos);
  EXPECT_NE(event_text(event).find("unknown_200"), std::string::npos);
}

}  // namespace
}  // namespace bondctl
