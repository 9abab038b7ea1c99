// SPDX-License-Identifier: GPL-2.0-or-later
#include "lacp.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "codec.h"
#include "golden.h"
#include "lacp_sample.h"
#include "printer.h"
#include "words.h"

namespace bondctl {
namespace {

using nlohmann::json;

Bond lag() {
  return decode_bond(sample::lag_reply());
}

std::string show(const Bond& bond, bool details = false) {
  return bonds_text({bond}, details, Paint(false));
}

std::string second_line(const std::string& text) {
  const std::size_t begin = text.find('\n') + 1;
  return text.substr(begin, text.find('\n', begin) - begin);
}

TEST(Lacp, NamesTheFlagsOfAState) {
  EXPECT_EQ(lacp_flag_words(0), std::vector<std::string>{});
  EXPECT_EQ(lacp_flag_words(63),
            (std::vector<std::string>{"activity", "timeout", "aggregation", "synchronization",
                                      "collecting", "distributing"}));
  EXPECT_EQ(lacp_flag_words(0xc2), (std::vector<std::string>{"timeout", "defaulted", "expired"}));
  EXPECT_EQ(lacp_flag_words(0x100), std::vector<std::string>{}) << "an octet has eight";
}

TEST(Lacp, NamesEveryStateOfTheMachines) {
  EXPECT_EQ(lacp_mux_word(NETBOND_LACP_MUX_COLLECTING_DISTRIBUTING), "collecting_distributing");
  EXPECT_EQ(lacp_rx_word(NETBOND_LACP_RX_PORT_DISABLED), "port_disabled");
  EXPECT_EQ(lacp_periodic_word(NETBOND_LACP_PERIODIC_SLOW), "slow");
  EXPECT_EQ(lacp_selected_word(NETBOND_LACP_SELECTED_STANDBY), "standby");
  EXPECT_EQ(lacp_churn_word(NETBOND_LACP_CHURN_CHURN), "churn");
  EXPECT_EQ(lacp_mux_word(77), "unknown_77");
}

/// 6.7.1: the lower priority, then the lower address.
TEST(Lacp, TellsWhosePortPrioritiesCount) {
  LacpPort port = *lag().members[0].lacp;
  EXPECT_TRUE(lacp_partner_decides(port)) << "32768 against 65535";
  port.actor.system_priority = 100;
  EXPECT_FALSE(lacp_partner_decides(port));
  port.actor.system_priority = port.partner.system_priority;
  EXPECT_TRUE(lacp_partner_decides(port)) << "00:1b:... against 02:00:...";
  port.partner.system = "02:00:00:00:00:02";
  EXPECT_FALSE(lacp_partner_decides(port));
  port.partner.system_priority = 0;
  port.actor.state |= kLacpDefaulted;
  EXPECT_FALSE(lacp_partner_decides(port)) << "there is no partner";
}

TEST(Lacp, FindsWhoCarriesTheTraffic) {
  Bond bond = lag();
  const auto names = [&](std::size_t except) {
    std::string text;
    for (const Member* member : lacp_carriers(bond, bond.members[except]))
      text += member->name + " ";
    return text;
  };
  EXPECT_EQ(names(3), "eth0 eth1 ");
  EXPECT_EQ(names(0), "eth1 ");
  for (Member& member : bond.members)
    member.lacp->actor.state &= ~std::uint32_t{kLacpDistributing};
  EXPECT_EQ(names(3), "eth0 eth1 ") << "they are selected";
  bond.lacp->aggregator = 0;
  EXPECT_EQ(names(3), "") << "eth4 has none either";
  bond.lacp.reset();
  EXPECT_EQ(names(3), "");
}

TEST(LacpPrinter, ShowsABondAsText) {
  expect_golden("show_lacp.txt", show(lag()));
}

TEST(LacpPrinter, ShowsDetailsAsText) {
  expect_golden("show_lacp_details.txt", show(lag(), true));
}

TEST(LacpPrinter, FitsEightyColumns) {
  for (const std::string& line : split(show(lag()) + show(lag(), true), '\n'))
    EXPECT_LE(line.size(), 80U) << line;
}

TEST(LacpPrinter, ShowsABondAsJson) {
  expect_golden("show_lacp.json", bonds_json({lag()}));
}

TEST(LacpPrinter, SaysSoWhenThereIsNoAggregator) {
  Bond bond = lag();
  *bond.lacp = LacpStatus{};
  EXPECT_EQ(second_line(show(bond)), "  no aggregator");
}

TEST(LacpPrinter, SaysSoWhenThereIsNoPartner) {
  Bond bond = lag();
  bond.lacp->actor->state |= kLacpDefaulted;
  EXPECT_EQ(second_line(show(bond)), "  aggregator 1  no partner  2 of 3 distributing  20G");
  bond.lacp->partner.reset();
  bond.lacp->distributing = 0;
  bond.lacp->bandwidth_mbps = 0;
  EXPECT_EQ(second_line(show(bond)), "  aggregator 1  no partner  0 of 3 distributing");
}

TEST(LacpPrinter, ShowsFallbackInDetails) {
  const std::string text = show(lag(), true);
  EXPECT_NE(text.find("no partner is known"), std::string::npos);
  Bond bond = lag();
  bond.members.resize(4);
  EXPECT_EQ(show(bond, true).find("no partner is known"), std::string::npos);
}

TEST(LacpPrinter, ColoursWhatDoesNotDistribute) {
  const std::string text = bonds_text({lag()}, false, Paint(true));
  EXPECT_NE(text.find("\033[31mlacp_key_mismatch\033[0m  10G   0"), std::string::npos) << text;
  EXPECT_NE(text.find("\033[33m4\033[0m"), std::string::npos) << text;
  EXPECT_NE(text.find("\033[33m2 of 3 distributing"), std::string::npos) << text;
}

/// The keys and values that programs rely on.
TEST(LacpPrinter, KeepsTheContractOfTheJson) {
  const json bond = json::parse(bonds_json({lag()}))[0];
  const json& lacp = bond["members"][0]["lacp"];
  for (const char* key : {"selected",
                          "aggregator",
                          "mux",
                          "rx",
                          "periodic",
                          "actor",
                          "partner",
                          "heard",
                          "mux_since_ms",
                          "received_ms",
                          "sent_ms",
                          "expires_ms",
                          "wait_ms",
                          "retry_ms",
                          "foreign",
                          "foreign_ms",
                          "assumed_speed_mbps",
                          "actor_churn",
                          "partner_churn",
                          "actor_churns",
                          "partner_churns",
                          "counters"})
    EXPECT_TRUE(lacp.contains(key)) << key;
  EXPECT_EQ(lacp["selected"], "selected");
  EXPECT_EQ(lacp["aggregator"], 1);
  EXPECT_EQ(lacp["mux"], "collecting_distributing");
  EXPECT_EQ(lacp["rx"], "current");
  EXPECT_EQ(lacp["periodic"], "fast");
  EXPECT_EQ(lacp["actor"], json::parse(R"({"system_priority": 65535, "system": "02:00:00:00:00:01",
      "key": 15, "port_priority": 100, "port": 1, "state": 63, "flags": ["activity", "timeout",
      "aggregation", "synchronization", "collecting", "distributing"]})"));
  EXPECT_EQ(lacp["partner"]["state"], 61);
  EXPECT_EQ(lacp["heard"]["state"], 31);
  EXPECT_EQ(lacp["wait_ms"], nullptr);
  EXPECT_EQ(lacp["assumed_speed_mbps"], nullptr);
  EXPECT_EQ(bond["members"][1]["lacp"]["assumed_speed_mbps"], 10'000);
  EXPECT_EQ(bond["members"][4]["lacp"]["heard"], nullptr);
  EXPECT_EQ(bond["members"][4]["lacp"]["received_ms"], nullptr);
  EXPECT_EQ(bond["members"][4]["lacp"]["aggregator"], 0);
  EXPECT_EQ(lacp["counters"], json::parse(R"({"pdu_tx": 210, "pdu_rx": 209, "marker_tx": 208,
      "marker_rx": 207, "response_tx": 206, "response_rx": 205, "response_limited": 204,
      "bad": 203, "unknown": 202, "loopback": 201, "pinned_out": 200})"));
  EXPECT_EQ(lacp["foreign"]["system"], "00:1b:21:00:00:66");
  EXPECT_EQ(lacp["foreign_ms"], 900);
  EXPECT_EQ(bond["members"][1]["lacp"]["foreign"], nullptr);
  EXPECT_EQ(bond["members"][1]["lacp"]["foreign_ms"], nullptr);
}

TEST(LacpPrinter, KeepsTheContractOfTheBond) {
  const json bond = json::parse(bonds_json({lag()}))[0];
  EXPECT_EQ(bond["members"][0]["actor_port_prio"], 100);
  const json& lacp = bond["lacp"];
  EXPECT_EQ(lacp["aggregator"], 1);
  EXPECT_EQ(lacp["ports"], 3);
  EXPECT_EQ(lacp["selected"], 2);
  EXPECT_EQ(lacp["collecting"], 2);
  EXPECT_EQ(lacp["distributing"], 2);
  EXPECT_EQ(lacp["bandwidth_mbps"], 20'000);
  EXPECT_EQ(lacp["actor"]["port"], 1);
  EXPECT_EQ(lacp["partner"]["system"], "00:1b:21:00:00:0a");
  EXPECT_EQ(lacp["partner"]["flags"][1], "aggregation");
}

TEST(LacpPrinter, IsNullInOtherModes) {
  const json bond = json::parse(bonds_json({decode_bond(sample::xor_reply())}))[0];
  EXPECT_EQ(bond["lacp"], nullptr);
  EXPECT_EQ(bond["members"][0]["lacp"], nullptr);
  EXPECT_EQ(show(decode_bond(sample::xor_reply()), true).find("ggregator"), std::string::npos);
}

TEST(LacpPrinter, PrintsMacsAsNullOrText) {
  const json options = json::parse(bonds_json({lag()}))[0]["options"];
  EXPECT_EQ(options["ad_actor_system"], nullptr);
  EXPECT_EQ(options["lacp_partner_pin"], "00:1b:21:00:00:0a");
  EXPECT_EQ(options["lacp_active"], true);
  EXPECT_EQ(options["coupled_control"], false);
  EXPECT_EQ(options["ad_select"], "actor_port_prio");
  const json row = json::parse(options_json({"lacp_partner_pin"}))[0];
  EXPECT_EQ(row["type"], "mac");
  EXPECT_EQ(row["default"], nullptr);
  EXPECT_EQ(row["max"], nullptr);
}

/// Buckets that a member lost to LACP came from it.
TEST(LacpPrinter, TellsWhichWayBucketsMoved) {
  const auto moved = [](unsigned reason) {
    return event_text(
        decode_event(sample::event(1, NETBOND_EVENT_BUCKETS, reason,
                                   wire::operator+(wire::str(NETBOND_EV_MEMBER_NAME, "eth1"),
                                                   wire::u32(NETBOND_EV_BUCKETS, 5)))));
  };
  for (const unsigned reason : {NETBOND_REASON_LACP_EXPIRED, NETBOND_REASON_LACP_HELD,
                                NETBOND_REASON_STANDBY_MAX_LINKS, NETBOND_REASON_LACP_NOT_IN_SYNC})
    EXPECT_NE(moved(reason).find("5 moved from eth1"), std::string::npos) << moved(reason);
  for (const unsigned reason :
       std::vector<unsigned>{NETBOND_REASON_NONE, NETBOND_REASON_LACP_FALLBACK, 9999})
    EXPECT_NE(moved(reason).find("5 moved to eth1"), std::string::npos) << moved(reason);
}

}  // namespace
}  // namespace bondctl
