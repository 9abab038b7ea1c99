// SPDX-License-Identifier: GPL-2.0-or-later
#include "printer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <nlohmann/json.hpp>

#include "codec.h"
#include "event_gaps.h"
#include "explain.h"
#include "flow.h"
#include "golden.h"
#include "options.h"
#include "resync.h"
#include "sample.h"
#include "words.h"

namespace bondctl {
namespace {

using nlohmann::json;
using wire::attr;
using wire::operator+;

class Printer : public testing::Test {
 protected:
  Printer() {
    setenv("TZ", "UTC", 1);
    tzset();
  }
  const std::vector<Bond> bonds_ = {decode_bond(sample::bond_reply()),
                                    decode_bond(sample::quiet_reply()),
                                    decode_bond(sample::xor_reply())};
  static BucketTable buckets(std::uint64_t counted_ms = 0) {
    BucketTable table = sample::table(sample::buckets(counted_ms));
    table.mode = "balance-xor";
    table.members = {"eth0", "eth1", "eth2"};
    return table;
  }
  static std::vector<Event> events() {
    std::vector<Event> list;
    for (const Bytes& message : sample::life())
      list.push_back(decode_event(message));
    return list;
  }
};

TEST_F(Printer, ShowsBondsAsText) {
  expect_golden("show.txt", bonds_text(bonds_, false, Paint(false)));
}

TEST_F(Printer, HasOptionsByAllTheirNames) {
  Bond bond = bonds_[0];
  bond.options[NETBOND_OPT_NUM_PEER_NOTIF] = std::uint32_t{7};
  const json options = json::parse(bonds_json({bond}))[0]["options"];
  for (const char* name : {"num_peer_notif", "num_grat_arp", "num_unsol_na"})
    EXPECT_EQ(options.value(name, 0), 7) << name;
}

TEST_F(Printer, ShowsDetailsAsText) {
  expect_golden("show_details.txt", bonds_text(bonds_, true, Paint(false)));
}

/// The names of these devices are short; longer ones take what they need.
TEST_F(Printer, FitsEightyColumns) {
  for (const bool details : {false, true}) {
    for (const std::string& line : split(bonds_text(bonds_, details, Paint(false)), '\n'))
      EXPECT_LE(line.size(), 80U) << line;
  }
}

TEST_F(Printer, ShowsBondsAsJson) {
  expect_golden("show.json", bonds_json(bonds_));
}

TEST_F(Printer, ShowsNothingAsAnEmptyArray) {
  EXPECT_EQ(bonds_text({}, true, Paint(false)), "");
  EXPECT_EQ(bonds_json({}), "[]\n");
  EXPECT_EQ(events_json({}), "[]\n");
}

/// The keys that programs rely on.
TEST_F(Printer, KeepsTheContractOfTheJson) {
  const json list = json::parse(bonds_json(bonds_));
  ASSERT_TRUE(list.is_array());
  const json& bond = list[0];
  for (const char* key : {"name", "ifindex", "mode", "state", "carrier", "address", "mtu",
                          "active_member", "options", "members"})
    EXPECT_TRUE(bond.contains(key)) << key;
  const json& member = bond["members"][0];
  for (const char* key :
       {"name", "ifindex", "usable", "role", "reason", "address", "permanent_address", "speed_mbps",
        "duplex", "link_failures", "since_ms", "votes"})
    EXPECT_TRUE(member.contains(key)) << key;
  for (const char* key : {"vote", "ok", "reason", "since_ms", "detail"})
    EXPECT_TRUE(member["votes"][0].contains(key)) << key;
  EXPECT_TRUE(member["since_ms"].is_number());
  EXPECT_TRUE(list[1]["active_member"].is_null());
  EXPECT_EQ(list[1]["mode"], "802.3ad");
  EXPECT_EQ(bond["options"]["lacp_rate"], "fast");
  EXPECT_EQ(bond["members"][1]["votes"][1]["ok"], nullptr);
}

TEST_F(Printer, PrintsEventsAsText) {
  std::string text;
  for (const Event& event : events())
    text += event_text(event);
  expect_golden("events.txt", text);
}

TEST_F(Printer, PrintsEventsAsJson) {
  expect_golden("events.json", events_json(events()));
}

TEST_F(Printer, PrintsTheTableOfBuckets) {
  expect_golden("buckets.txt", buckets_text(buckets(), false, Paint(false)));
  expect_golden("buckets_counted.txt", buckets_text(buckets(5'000), false, Paint(false)));
  expect_golden("buckets_details.txt", buckets_text(buckets(5'000), true, Paint(false)));
}

TEST_F(Printer, PrintsTheTableOfBucketsAsJson) {
  BucketTable table = buckets(5'000);
  table.buckets.resize(3);
  table.buckets[2].member.reset();
  expect_golden("buckets.json", buckets_json(table));
}

TEST_F(Printer, PrintsTablesOfAnySize) {
  BucketTable table;
  table.bond = "bond2";
  EXPECT_NE(buckets_text(table, false, Paint(false)), "");
  EXPECT_EQ(json::parse(buckets_json(table))[0]["buckets"].size(), 0u);
  for (std::uint32_t i = 0; i < 100; i++) {
    Bucket bucket;
    bucket.index = i;
    if (i < 99)
      bucket.member = "m" + std::to_string(i);
    table.buckets.push_back(bucket);
  }
  const std::string text = buckets_text(table, false, Paint(false));
  EXPECT_NE(text.find("\n      0  abcdefghijklmnopqrstuvwxyz***"), std::string::npos) << text;
  EXPECT_NE(text.find("\n     64  ***********************************.\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("z m25, * another, . nobody\n"), std::string::npos) << text;
}

TEST_F(Printer, PrintsWhereAFlowGoes) {
  expect_golden("hash.txt",
                flow_place_text(decode_flow(sample::flow_reply(), {}), Paint(false)) +
                    flow_place_text(
                        decode_flow(sample::flow_answer(attr(NETBOND_FLOW_SOURCE, sample::mac(1)) +
                                                        wire::u32(NETBOND_FLOW_POLICY, 5) +
                                                        wire::u32(NETBOND_FLOW_FIELDS,
                                                                  NETBOND_FLOW_FIELD_MAC |
                                                                      NETBOND_FLOW_FIELD_VLAN) +
                                                        wire::u32(NETBOND_FLOW_BUCKET, 3)),
                                    parse_flow({"vlan=7", "dmac=02:00:00:00:00:02"})),
                        Paint(false)));
  expect_golden("hash.json", flow_json(decode_flow(sample::flow_reply(), {})));
}

TEST_F(Printer, PrintsAnEventOnOneLine) {
  for (const Event& event : events()) {
    for (const std::string& line : {event_text(event), event_json(event)})
      EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_EQ(json::parse(event_json(event))["seq"], event.seq);
  }
}

TEST_F(Printer, TellsOfLostEvents) {
  EXPECT_EQ(loss_text({"bond0", 4, 6}),
            "*** bond0: events #4 to #6 were lost; see bondctl history bond0\n");
  EXPECT_EQ(json::parse(loss_json({"bond0", 4, 6}))["last_seq"], 6);
  EXPECT_EQ(json::parse(loss_json({}))["bond"], nullptr);
}

TEST_F(Printer, ColoursOnlyWhenAsked) {
  EXPECT_EQ(bonds_text(bonds_, true, Paint(false)).find('\033'), std::string::npos);
  EXPECT_NE(bonds_text(bonds_, true, Paint(true)).find("\033[33mdegraded"), std::string::npos);
}

TEST_F(Printer, SurvivesNamesThatAreNotUtf8) {
  Bond bond = bonds_[0];
  bond.name = "b\xff\xfe";
  EXPECT_NE(bonds_json({bond}), "");
}

/// Whether a terminal would take any of it for an order.
bool obeyed(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c != '\n' && (c < ' ' || c > '~'); });
}

constexpr char kHostile[] = "a\033]0;x\a\302\233";
constexpr char kShown[] = "a\\x1b]0;x\\x07\\xc2\\x9b";

TEST_F(Printer, ObeysNoName) {
  Bond bond = bonds_[0];
  bond.name = kHostile;
  bond.active_member = kHostile;
  for (Member& member : bond.members)
    member.name = kHostile;
  BucketTable table = buckets(1000);
  table.bond = kHostile;
  table.members = {kHostile};
  for (Bucket& bucket : table.buckets)
    bucket.member = bucket.next = kHostile;
  Event event = events()[0];
  event.bond = kHostile;
  event.member = event.old_member = kHostile;
  const Paint paint(false);
  for (const std::string& text :
       {bonds_text({bond}, false, paint), bonds_text({bond}, true, paint), event_text(event),
        buckets_text(table, false, paint), buckets_text(table, true, paint),
        loss_text({kHostile, 4, 6}), resync_text(bond), resync_gone_text(kHostile),
        explanations_text({explain(bond)}, paint)}) {
    EXPECT_FALSE(obeyed(text)) << text;
    EXPECT_NE(text.find(kShown), std::string::npos) << text;
  }
  for (const std::string& text :
       {bonds_json({bond}), event_json(event), buckets_json(table), resync_json(bond)}) {
    EXPECT_FALSE(obeyed(text)) << text;
    EXPECT_NE(text.find(R"("a\u001b]0;x\u0007\u009b")"), std::string::npos) << text;
  }
}

TEST(Words, AShellTakesAnyName) {
  EXPECT_EQ(shell_word("eth0.5@x"), "eth0.5@x");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("$(id)"), "'$(id)'");
  EXPECT_EQ(shell_word("a'b"), "'a'\\''b'");
  EXPECT_EQ(shell_word("a'\\\0331"), "$'a\\'\\\\\\0331'");
}

TEST(EventGaps, FindsHoles) {
  EventGaps gaps;
  const auto at = [&](std::uint64_t seq, std::uint32_t ifindex = 7) {
    return gaps.check(decode_event(sample::event(seq, NETBOND_EVENT_STATE, 0, {}, "b", ifindex)));
  };
  EXPECT_FALSE(at(5));
  EXPECT_FALSE(at(6));
  EXPECT_FALSE(at(100, 8));
  const auto loss = at(10);
  ASSERT_TRUE(loss);
  EXPECT_EQ(loss->first, 7u);
  EXPECT_EQ(loss->last, 9u);
  EXPECT_FALSE(at(11));
}

TEST(EventGaps, ForgetsADeletedBond) {
  EventGaps gaps;
  EXPECT_FALSE(gaps.check(decode_event(sample::event(5, NETBOND_EVENT_DELETED, 0, {}))));
  EXPECT_FALSE(gaps.check(decode_event(sample::event(50, NETBOND_EVENT_CREATED, 0, {}))));
}

TEST(OptionPrinter, NamesEveryOption) {
  for (const OptionRow& row : option_rows()) {
    EXPECT_NE(options_text({}).find(row.name), std::string::npos) << row.name;
    EXPECT_NE(options_json({}).find(row.name), std::string::npos) << row.name;
  }
  EXPECT_EQ(json::parse(options_json({"mode"})).size(), 1u);
}

}  // namespace
}  // namespace bondctl
