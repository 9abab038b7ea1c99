// SPDX-License-Identifier: GPL-2.0-or-later
// balance-tlb and balance-alb: what is read, added up, printed and explained.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "alb_sample.h"
#include "client_table.h"
#include "codec.h"
#include "error.h"
#include "explain.h"
#include "finding_about.h"
#include "golden.h"
#include "options.h"
#include "printer.h"
#include "words.h"

namespace bondctl {
namespace {

using nlohmann::json;

Bond alb() {
  return decode_bond(sample::alb_reply());
}

Bond tlb() {
  return decode_bond(sample::tlb_reply());
}

// ---- bytes

TEST(AlbCodec, ReadsWhatTheNetworkIsTaught) {
  const Bond bond = alb();
  ASSERT_TRUE(bond.alb);
  EXPECT_EQ(bond.alb->clients, 7u);
  EXPECT_EQ(bond.alb->evicted, 3u);
  EXPECT_EQ(bond.alb->taught, 41u);
  EXPECT_EQ(bond.alb->learning_frames, 380u);
  ASSERT_EQ(bond.members.size(), 3u);
  EXPECT_EQ(bond.members[0].own_address, "02:00:00:00:00:31");
  EXPECT_EQ(bond.members[0].clients, 4u);
  EXPECT_EQ(bond.members[2].clients, 0u);
}

TEST(AlbCodec, ReadsLessOfOtherModes) {
  const Bond bond = tlb();
  ASSERT_TRUE(bond.alb);
  EXPECT_FALSE(bond.alb->clients || bond.alb->evicted || bond.alb->taught);
  EXPECT_EQ(bond.alb->learning_frames, 380u);
  EXPECT_EQ(bond.members[1].own_address, "02:00:00:00:00:04");
  EXPECT_FALSE(bond.members[1].clients);
  const Bond other = decode_bond(sample::xor_reply());
  EXPECT_FALSE(other.alb || other.members[0].clients);
  EXPECT_EQ(other.members[0].own_address, "");
}

TEST(AlbCodec, ReadsAClient) {
  ClientTable table;
  decode_client(sample::clients(5'000)[4], &table);
  EXPECT_EQ(table.bond, "bond4");
  EXPECT_EQ(table.ifindex, 11u);
  ASSERT_EQ(table.clients.size(), 1u);
  const AlbClient& client = table.clients[0];
  EXPECT_EQ(address_text(client.address), "10.0.20.5");
  EXPECT_EQ(address_text(client.local), "10.0.20.1");
  EXPECT_EQ(client.vlan, 20u);
  EXPECT_EQ(client.vlan_protocol, 0x88a8u);
  EXPECT_EQ(client.inner_vlan, 10u);
  EXPECT_EQ(client.inner_vlan_protocol, 0x8100u);
  EXPECT_EQ(client.mac, (Mac{2, 0, 0, 0, 0, 0xb5}));
  EXPECT_EQ(client.member, "eth1");
  EXPECT_EQ(client.seen_ms, 800u);
  EXPECT_EQ(client.taught_ms, 800u);
  EXPECT_FALSE(client.due);
  EXPECT_EQ(client.counted_ms, 5'000u);
}

TEST(AlbCodec, ReadsCountsAndIpv6) {
  ClientTable table;
  decode_client(sample::clients(5'000)[5], &table);
  const AlbClient& client = table.clients.at(0);
  EXPECT_EQ(address_text(client.address), "2001:db8:12:3456:5054:ff:fe12:3456");
  EXPECT_EQ(address_text(client.local), "2001:db8:12:3456:5054:ff:fe12:1");
  EXPECT_EQ(client.packets, 100u);
  EXPECT_EQ(client.bytes, 100'000u);
  EXPECT_FALSE(client.inner_vlan || client.inner_vlan_protocol);
}

TEST(AlbCodec, ReadsAClientThatDidNotAnswerYet) {
  ClientTable table;
  decode_client(sample::clients(5'000)[6], &table);
  const AlbClient& client = table.clients.at(0);
  EXPECT_TRUE(client.due);
  EXPECT_FALSE(client.mac || client.member || client.taught_ms || client.counted_ms || client.vlan);
}

TEST(AlbCodec, ReportsShortAttributes) {
  for (const int type : {NETBOND_CLIENT_IPV4, NETBOND_CLIENT_IPV6, NETBOND_CLIENT_LOCAL_IPV6,
                         NETBOND_CLIENT_VLAN, NETBOND_CLIENT_ADDRESS, NETBOND_CLIENT_SEEN_MS}) {
    ClientTable table;
    const Bytes bad = sample::client(wire::attr(type, {1, 2}), "eth0", 1, {});
    EXPECT_THROW(decode_client(bad, &table), Error) << type;
    EXPECT_TRUE(table.clients.empty()) << type;
  }
}

TEST(AlbCodec, SkipsWhatItDoesNotKnow) {
  ClientTable table;
  decode_client(sample::client(wire::u32(200, 1), "eth0", 7, wire::u64(201, 1)), &table);
  ASSERT_EQ(table.clients.size(), 1u);
  EXPECT_EQ(table.clients[0].seen_ms, 7u);
}

// ---- sums

TEST(ClientTable, AddsUpShares) {
  const std::vector<ClientShare> shares = client_shares(sample::client_table(5'000));
  ASSERT_EQ(shares.size(), 4u);
  EXPECT_EQ(shares[0].member, "eth0");
  EXPECT_EQ(shares[0].clients, 4u);
  EXPECT_EQ(shares[0].ipv4, 3u);
  EXPECT_EQ(shares[0].ipv6, 1u);
  EXPECT_EQ(shares[0].bytes, 400'000u)
      << "10.0.0.10 and fe80::2 have one MAC address, and are counted apart";
  EXPECT_EQ(shares[0].packets, 640u);
  EXPECT_EQ(shares[0].share, 80.0);
  EXPECT_EQ(shares[1].share, 20.0);
  EXPECT_EQ(shares[2].clients, 0u);
  EXPECT_EQ(shares[2].share, 0.0);
  EXPECT_FALSE(shares[3].member);
  EXPECT_EQ(shares[3].clients, 1u);
}

TEST(ClientTable, KnowsNoShareBeforeItCounts) {
  const ClientTable table = sample::client_table();
  EXPECT_FALSE(counted_ms(table));
  for (const ClientShare& share : client_shares(table))
    EXPECT_FALSE(share.share);
  EXPECT_FALSE(share_of(table.clients[0], counted_bytes(table)));
}

TEST(ClientTable, KnowsTheShareOfAClient) {
  const ClientTable table = sample::client_table(5'000);
  EXPECT_EQ(counted_ms(table), 5'000u);
  EXPECT_EQ(counted_bytes(table), 500'000u);
  EXPECT_EQ(share_of(table.clients[0], 500'000), 40.0);
  EXPECT_EQ(share_of(table.clients[0], 0), 0.0) << "silence";
  EXPECT_FALSE(share_of(table.clients[6], 500'000)) << "it is not counted";
}

TEST(ClientTable, SortsByMemberAndAddress) {
  ClientTable table = sample::client_table();
  std::reverse(table.clients.begin(), table.clients.end());
  table.members = {"eth1"};
  table.clients[3].member = "eth9";
  sort_clients(&table);
  std::string order;
  for (const AlbClient& client : table.clients)
    order += client.member.value_or("nobody") + " " + address_text(client.address) + "\n";
  EXPECT_EQ(order,
            "eth1 10.0.20.5\neth1 2001:db8:12:3456:5054:ff:fe12:3456\neth0 10.0.0.2\n"
            "eth0 10.0.0.9\neth0 10.0.0.10\neth9 fe80::2\nnobody 10.0.0.77\n");
  const std::vector<ClientShare> shares = client_shares(table);
  ASSERT_EQ(shares.size(), 4u);
  EXPECT_EQ(shares[2].member, "eth9");
}

TEST(ClientTable, IsEmpty) {
  EXPECT_TRUE(client_shares({}).empty());
  EXPECT_EQ(counted_bytes({}), 0u);
  EXPECT_FALSE(counted_ms(ClientTable{}));
}

// ---- text and JSON

TEST(AlbPrinter, PrintsClientsAsText) {
  expect_golden("clients.txt", clients_text(sample::client_table(), false, Paint(false)));
  expect_golden("clients_counted.txt",
                clients_text(sample::client_table(5'000), false, Paint(false)));
  expect_golden("clients_details.txt",
                clients_text(sample::client_table(5'000), true, Paint(false)));
}

TEST(AlbPrinter, PrintsClientsAsJson) {
  expect_golden("clients.json", clients_json(sample::client_table(5'000)));
}

TEST(AlbPrinter, TellsApartWhoKnowsSeveralAddresses) {
  ClientTable table = sample::client_table();
  table.clients.resize(3);
  table.clients[1].address = table.clients[0].address;
  table.clients[1].local.bytes[3] = 11;
  const auto lines_of = [](const std::string& text, const std::string& word) {
    std::string found;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
      if (line.find(word) != std::string::npos)
        found += line + "\n";
    return found;
  };
  const std::string text = clients_text(table, false, Paint(false));
  EXPECT_EQ(lines_of(text, "local"), "    local 10.0.0.1\n    local 10.0.0.11\n") << text;
  EXPECT_NE(text.find("?\n    local 10.0.0.11\n  10.0.0.10 "), std::string::npos) << text;
  const std::string details = clients_text(table, true, Paint(false));
  EXPECT_EQ(lines_of(details, "    local"), "") << details;

  table.clients[1].member = "eth1";
  EXPECT_NE(clients_text(table, false, Paint(false)).find("local"), std::string::npos)
      << "of two members, too";
  table.clients[1].vlan = 10;
  EXPECT_EQ(lines_of(clients_text(table, false, Paint(false)), "local"), "")
      << "in another VLAN it is another neighbour";
}

TEST(AlbPrinter, FitsATerminal) {
  ClientTable wide = sample::client_table(5'000);
  wide.clients.push_back(wide.clients[5]);
  wide.clients[5].inner_vlan = 4094;
  wide.clients[5].member = "fifteen-letters";
  for (const ClientTable& table : {sample::client_table(5'000), wide}) {
    for (const bool details : {false, true}) {
      std::istringstream lines(clients_text(table, details, Paint(false)));
      for (std::string line; std::getline(lines, line);)
        EXPECT_LE(line.size(), 80u) << line;
    }
  }
}

TEST(AlbPrinter, ColoursWhatIsNotTaughtYet) {
  const std::string text = clients_text(sample::client_table(), false, Paint(true));
  EXPECT_NE(text.find("\033[33mnever*"), std::string::npos) << text;
  EXPECT_NE(text.find("\033[31mnobody"), std::string::npos) << text;
}

TEST(AlbPrinter, ShowsBonds) {
  expect_golden("show_alb.txt", bonds_text({alb(), tlb()}, false, Paint(false)));
  expect_golden("show_alb_details.txt", bonds_text({alb(), tlb()}, true, Paint(false)));
  expect_golden("show_alb.json", bonds_json({alb(), tlb()}));
}

/// The keys that programs rely on.
TEST(AlbPrinter, KeepsTheContractOfTheJson) {
  const json bond = json::parse(bonds_json({alb()}))[0];
  EXPECT_EQ(bond["alb"], json::parse(R"({"clients": 7, "evicted": 3, "taught": 41,
      "learning_frames": 380})"));
  EXPECT_EQ(bond["members"][0]["own_address"], "02:00:00:00:00:31");
  EXPECT_EQ(bond["members"][0]["clients"], 4);
  const json other = json::parse(bonds_json({decode_bond(sample::xor_reply())}))[0];
  EXPECT_EQ(other["alb"], nullptr);
  EXPECT_EQ(other["members"][0]["own_address"], nullptr);
  EXPECT_EQ(other["members"][0]["clients"], nullptr);
  EXPECT_EQ(bonds_text({decode_bond(sample::xor_reply())}, true, Paint(false)).find("learning"),
            std::string::npos);
  EXPECT_EQ(json::parse(bonds_json({tlb()}))[0]["alb"]["clients"], nullptr);
}

TEST(AlbPrinter, TellsWhyABucketMoved) {
  BucketTable table = sample::table(
      {sample::bucket(0, "eth0", sample::bucket_moved(1'500, NETBOND_REASON_LOAD)),
       sample::bucket(1, "eth0", {}), sample::bucket(2, "eth0", sample::bucket_moved(1, 9999))});
  const std::string text = buckets_text(table, true, Paint(false));
  EXPECT_NE(text.find("1.5s ago  load\n"), std::string::npos) << text;
  EXPECT_NE(text.find("never  --\n"), std::string::npos) << text;
  EXPECT_NE(text.find("1ms ago  unknown_9999\n"), std::string::npos) << text;
  const json buckets = json::parse(buckets_json(table))[0]["buckets"];
  EXPECT_EQ(buckets[0]["moved_reason"], "load");
  EXPECT_EQ(buckets[1]["moved_reason"], nullptr);
}

// ---- explain

class ExplainAlb : public testing::Test {
 protected:
  const Finding* trap(const Bond& bond, const std::string& about) {
    explanation_ = explain(bond);
    return find_about(explanation_.findings, about);
  }
  Explanation explanation_;
};

TEST_F(ExplainAlb, TellsTroubleAsText) {
  expect_golden("explain_alb.txt",
                explanations_text({explain(alb()), explain(tlb())}, Paint(false)));
}

TEST_F(ExplainAlb, WarnsOfForgottenNeighbours) {
  Bond bond = alb();
  const Finding* finding = trap(bond, "clients_evicted");
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->weight, Weight::kWarning);
  EXPECT_NE(finding->text.find("7 neighbours"), std::string::npos) << finding->text;
  EXPECT_NE(finding->text.find("3 were forgotten"), std::string::npos) << finding->text;
  EXPECT_EQ(finding->remedy, "bondctl set bond4 --alb-max-clients 14");

  bond.options[NETBOND_OPT_ALB_MAX_CLIENTS] = std::uint32_t{40'000};
  bond.alb->clients = 40'000;
  EXPECT_EQ(trap(bond, "clients_evicted")->remedy, "bondctl set bond4 --alb-max-clients 65536");
  bond.options[NETBOND_OPT_ALB_MAX_CLIENTS] = std::uint32_t{65'536};
  bond.alb->clients = 65'536;
  EXPECT_NE(trap(bond, "clients_evicted")->remedy.find("router"), std::string::npos);
  bond.alb->clients = 100;
  EXPECT_EQ(trap(bond, "clients_evicted")->weight, Weight::kNote) << "there is room";
  bond.alb->evicted = 0;
  EXPECT_FALSE(trap(bond, "clients_evicted"));
}

TEST_F(ExplainAlb, WarnsOfGuessedSpeeds) {
  Bond bond = alb();
  const Finding* finding = trap(bond, "speed_guessed");
  ASSERT_TRUE(finding);
  EXPECT_NE(finding->text.find("eth1 counts by assumed_speed, 10G, beside eth0 1G"),
            std::string::npos)
      << finding->text;
  bond.members[0].speed_mbps = 10'000;
  EXPECT_FALSE(trap(bond, "speed_guessed")) << "the guess is as good; eth2 is not used";
  bond.members[0].speed_mbps = 0;
  EXPECT_FALSE(trap(bond, "speed_guessed")) << "all alike";
  bond.members[0].speed_mbps = 1000;
  bond.options[NETBOND_OPT_WEIGHT_POLICY] = std::uint32_t{NETBOND_WEIGHT_POLICY_EQUAL};
  EXPECT_FALSE(trap(bond, "speed_guessed"));
}

TEST_F(ExplainAlb, NotesThatNobodyWasTaught) {
  Bond bond = alb();
  EXPECT_FALSE(trap(bond, "no_clients"));
  bond.alb->clients = 0;
  ASSERT_TRUE(trap(bond, "no_clients"));
  EXPECT_NE(trap(bond, "no_clients")->text.find("eth0"), std::string::npos);
  bond.members[1].usable = false;
  EXPECT_FALSE(trap(bond, "no_clients")) << "there is one way in";
}

TEST_F(ExplainAlb, NotesTheOneWayIn) {
  Bond bond = tlb();
  const Finding* finding = trap(bond, "one_way_in");
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->weight, Weight::kNote);
  EXPECT_NE(finding->text.find("eth0"), std::string::npos);
  EXPECT_FALSE(trap(alb(), "one_way_in"));
  bond.active_member.reset();
  EXPECT_TRUE(trap(bond, "one_way_in"));
  bond.members.resize(1);
  EXPECT_FALSE(trap(bond, "one_way_in"));
}

TEST_F(ExplainAlb, StaysOutOfOtherModes) {
  for (const std::uint32_t mode :
       {NETBOND_MODE_ACTIVE_BACKUP, NETBOND_MODE_BALANCE_XOR, NETBOND_MODE_IEEE8023AD}) {
    Bond bond = alb();
    bond.options[NETBOND_OPT_MODE] = mode;
    for (const char* about : {"clients_evicted", "no_clients", "one_way_in", "speed_guessed"})
      EXPECT_FALSE(trap(bond, about)) << about << " in " << mode;
  }
}

/// Where flows go by load, a share by speed is not due.
TEST_F(ExplainAlb, ExpectsNoShareWhereLoadDecides) {
  Bond bond = tlb();
  bond.members[1].buckets = 10;
  const auto pending = [&] {
    explanation_ = explain(bond);
    return find_about(explanation_.members[1].findings, "moves_pending") != nullptr;
  };
  EXPECT_FALSE(pending());
  bond.options[NETBOND_OPT_TLB_DYNAMIC_LB] = std::uint32_t{0};
  EXPECT_TRUE(pending());
}

}  // namespace
}  // namespace bondctl
