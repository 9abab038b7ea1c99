// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow.h"

#include <gtest/gtest.h>

#include "error.h"
#include "words.h"

namespace bondctl {
namespace {

using Words = std::vector<std::string>;

void expect_refused(const Words& words, const std::string& why) {
  try {
    parse_flow(words);
    ADD_FAILURE() << "took " << join(words, " ");
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code, kExitUsage);
    EXPECT_TRUE(error.text.starts_with("hash: ")) << error.text;
    EXPECT_NE(error.text.find(why), std::string::npos) << error.text;
    EXPECT_EQ(error.text.find('\n'), std::string::npos) << error.text;
  }
}

TEST(Flow, ReadsEveryKey) {
  const Flow flow =
      parse_flow({"src=10.0.0.1", "dst=10.0.0.2", "sport=1", "dport=65535", "proto=sctp",
                  "smac=02:00:00:00:00:01", "dmac=02:00:00:00:00:02", "vlan=4094", "type=0x0800"});
  EXPECT_EQ(address_text(*flow.source), "10.0.0.1");
  EXPECT_EQ(address_text(*flow.destination), "10.0.0.2");
  EXPECT_EQ(flow.source_port, 1u);
  EXPECT_EQ(flow.destination_port, 65535u);
  EXPECT_EQ(flow.protocol, 132u);
  EXPECT_EQ(flow.source_mac, (Mac{2, 0, 0, 0, 0, 1}));
  EXPECT_EQ(flow.destination_mac, (Mac{2, 0, 0, 0, 0, 2}));
  EXPECT_EQ(flow.vlan, 4094u);
  EXPECT_EQ(flow.type, 0x0800u);
}

/// Each way to write the same flow reads back the same.
TEST(Flow, ReadsEveryForm) {
  const std::pair<Words, const char*> cases[] = {
      {{"src=10.0.0.1:5000", "dst=10.0.0.2:0"}, "10.0.0.1:5000 -> 10.0.0.2:0"},
      {{"src=10.0.0.1", "dst=10.0.0.2:80", "sport=5", "proto=tcp"},
       "10.0.0.1:5 -> 10.0.0.2:80 tcp"},
      {{"src=2001:DB8::1", "dst=::", "proto=58"}, "2001:db8::1 -> :: icmp6"},
      {{"src=[2001:db8::1]:5000", "dst=[2001:db8::2]", "dport=7"},
       "[2001:db8::1]:5000 -> [2001:db8::2]:7"},
      {{"src=::ffff:10.0.0.1", "dst=fe80::1", "type=0x86dd"}, "::ffff:10.0.0.1 -> fe80::1"},
      {{"dst=02:00:00:00:00:0f", "src=02:00:00:00:00:01"},
       "from 02:00:00:00:00:01 to 02:00:00:00:00:0f"},
      {{"src=1:2:3:4:5:6:7:8", "dst=::1", "proto=89"}, "1:2:3:4:5:6:7:8 -> ::1 89"},
      {{"vlan=0", "type=2054"}, "type 0x0806"},
      {{"vlan=7"}, "vlan 7"},
  };
  for (const auto& [words, text] : cases)
    EXPECT_EQ(flow_text(parse_flow(words)), text);
}

/// What stands for ports where there are none.
TEST(Flow, ReadsIdentifiersAndIndices) {
  const Flow echo = parse_flow({"src=10.0.0.1", "dst=10.0.0.2", "proto=icmp", "id=65535"});
  EXPECT_EQ(echo.echo_id, 65535u);
  EXPECT_EQ(flow_text(echo), "10.0.0.1 -> 10.0.0.2 icmp id 65535");
  const Flow six = parse_flow({"id=0", "src=::1", "dst=::2", "proto=58"});
  EXPECT_EQ(flow_text(six), "::1 -> ::2 icmp6 id 0");
  const Flow esp = parse_flow({"src=::1", "dst=::2", "proto=esp", "spi=0xffffffff"});
  EXPECT_EQ(esp.spi, 0xffffffffu);
  const Flow ah = parse_flow({"src=10.0.0.1", "dst=10.0.0.2", "proto=ah", "spi=256"});
  EXPECT_EQ(flow_text(ah), "10.0.0.1 -> 10.0.0.2 ah spi 0x100");
}

TEST(Flow, RefusesThemOfOtherProtocols) {
  const Words ends = {"src=10.0.0.1", "dst=10.0.0.2"};
  const auto with = [&](Words more) {
    more.insert(more.begin(), ends.begin(), ends.end());
    return more;
  };
  expect_refused(with({"id=5"}), "id: belongs to another protocol, give proto=icmp or proto=icmp6");
  expect_refused(with({"id=5", "proto=esp"}), "id: belongs to another protocol");
  expect_refused(with({"spi=5", "proto=icmp"}), "give proto=esp or proto=ah");
  expect_refused(with({"sport=5", "dport=6", "proto=icmp6"}), "icmp6 has no ports, give id=");
  expect_refused(with({"sport=5", "dport=6", "proto=51"}), "ah has no ports, give spi=");
  expect_refused(with({"proto=icmp", "id=65536"}), "id: '65536' is not allowed, give 0..65535");
  expect_refused(with({"proto=esp", "spi=4294967296"}), "give 0x0..0xffffffff");
  expect_refused(with({"proto=esp", "spi=1", "spi=1"}), "spi: given twice");
}

TEST(Flow, KnowsEveryProtocolItNames) {
  for (const std::string& name : flow_protocols()) {
    const Flow flow = parse_flow({"src=::1", "dst=::2", "proto=" + name});
    EXPECT_EQ(protocol_text(*flow.protocol), name);
  }
  EXPECT_EQ(protocol_text(89), "89");
}

TEST(Flow, RefusesUnknownWords) {
  expect_refused({"sprot=1"}, "did you mean sport=?");
  expect_refused({"10.0.0.1"}, "unknown word '10.0.0.1', give src=, dst=, sport=");
  expect_refused({""}, "unknown word ''");
  expect_refused({"=1"}, "unknown word '=1'");
  expect_refused({"SRC=10.0.0.1"}, "unknown word");
  expect_refused({"src"}, "src: give src=ADDRESS[:PORT]");
}

TEST(Flow, RefusesBadAddresses) {
  for (const char* text : {"",
                           "x",
                           "10.0.0",
                           "10.0.0.256",
                           "10.0.0.1:",
                           "10.0.0.1:x",
                           "10.0.0.1:65536",
                           "10.0.0.1:-1",
                           "10.0.0.1:5:6",
                           "2001:db8::1::",
                           "[2001:db8::1",
                           "[2001:db8::1]5",
                           "[2001:db8::1]:",
                           "[10.0.0.1]:5",
                           "[]",
                           "[]:5",
                           "2001:db8::1]:5",
                           "02:00:00:00:00:0g",
                           "02:00:00:00:00",
                           "fe80::1%eth0",
                           " 10.0.0.1",
                           "10.0.0.1 "})
    expect_refused({std::string("src=") + text, "dst=10.0.0.2"}, "is not allowed, give");
}

TEST(Flow, RefusesBadNumbers) {
  for (const char* key : {"sport", "dport", "proto", "vlan", "type"}) {
    for (const char* text : {"", "x", "-1", "65536", "1.5", "4294967296", "0x", " 1", "1 "})
      expect_refused({std::string(key) + "=" + text}, std::string(key) + ": '" + text + "'");
  }
  expect_refused({"vlan=4095"}, "0..4094");
  expect_refused({"proto=256"}, "tcp, udp, sctp");
  expect_refused({"proto=TCP"}, "0..255");
  expect_refused({"type=0x10000"}, "0xffff");
  expect_refused({"smac=2:0:0:0:0:1"}, "02:00:00:00:00:01");
  expect_refused({"dmac=10.0.0.1"}, "MAC address");
}

TEST(Flow, RefusesWhatIsGivenTwice) {
  expect_refused({"vlan=1", "vlan=1"}, "vlan: given twice");
  expect_refused({"src=10.0.0.1", "src=10.0.0.2"}, "src: given twice");
  expect_refused({"src=10.0.0.1:5", "sport=5"}, "sport: given twice");
  expect_refused({"dport=5", "dst=[::1]:5"}, "dport: given twice");
  expect_refused({"smac=02:00:00:00:00:01", "src=02:00:00:00:00:01"}, "smac: given twice");
}

TEST(Flow, RefusesWhatDoesNotGoTogether) {
  expect_refused({"src=10.0.0.1"}, "src= without dst=");
  expect_refused({"dst=10.0.0.1"}, "dst= without src=");
  expect_refused({"src=10.0.0.1", "dst=::1"}, "different families");
  expect_refused({"src=10.0.0.1", "dst=02:00:00:00:00:01"}, "src= without dst=");
  expect_refused({"sport=5", "dport=6"}, "sport: a port needs addresses");
  expect_refused({"dport=6", "smac=02:00:00:00:00:01"}, "dport: a port needs addresses");
  expect_refused({"src=10.0.0.1", "dst=10.0.0.2:5"}, "dport= without sport=");
  expect_refused({"src=10.0.0.1:5", "dst=10.0.0.2"}, "sport= without dport=");
  expect_refused({"src=10.0.0.1:5", "dst=10.0.0.2:5", "proto=icmp"}, "icmp has no ports");
  expect_refused({"src=10.0.0.1:5", "dst=10.0.0.2:5", "proto=50"}, "esp has no ports");
  expect_refused({"proto=tcp"}, "proto: a protocol needs addresses");
  expect_refused({"src=10.0.0.1", "dst=10.0.0.2", "type=0x86dd"}, "which is 0x0800");
  expect_refused({"src=::1", "dst=::2", "type=0x0806"}, "which is 0x86dd");
}

std::string why(std::uint32_t policy, std::uint32_t fields, const Words& words = {}) {
  FlowPlace place;
  place.policy = policy;
  place.fields = fields;
  place.asked = place.flow = parse_flow(words);
  return join(flow_reasons(place), "; ");
}

TEST(Flow, SaysWhatDecided) {
  const auto l34 = NETBOND_XMIT_HASH_POLICY_LAYER34;
  const auto both = NETBOND_FLOW_FIELD_ADDRESS | NETBOND_FLOW_FIELD_PORT;
  EXPECT_EQ(why(l34, both), "IP addresses and ports");
  EXPECT_EQ(why(l34, both | NETBOND_FLOW_FIELD_INNER),
            "IP addresses and ports of the packet inside the tunnel");
  EXPECT_EQ(why(l34, both, {"src=::1", "dst=::2", "proto=icmp6"}), "IP addresses and identifier");
  EXPECT_EQ(why(l34, both, {"src=::1", "dst=::2", "proto=esp"}),
            "IP addresses and security parameter index");
  EXPECT_EQ(why(l34, NETBOND_FLOW_FIELD_ADDRESS | NETBOND_FLOW_FIELD_FRAGMENT),
            "IP addresses; a fragment: only the addresses");
  EXPECT_EQ(why(l34, both | NETBOND_FLOW_FIELD_ERROR),
            "IP addresses and ports; an ICMP error: it goes with the flow that it is about");
  EXPECT_EQ(why(l34, both | NETBOND_FLOW_FIELD_SOCKET),
            "the local socket's own hash: it changes when TCP retransmits");
  EXPECT_EQ(
      why(NETBOND_XMIT_HASH_POLICY_LAYER23, NETBOND_FLOW_FIELD_MAC | NETBOND_FLOW_FIELD_ADDRESS),
      "MAC addresses, Ethernet type and IP addresses");
  EXPECT_EQ(
      why(NETBOND_XMIT_HASH_POLICY_VLAN_SRCMAC, NETBOND_FLOW_FIELD_MAC | NETBOND_FLOW_FIELD_VLAN),
      "VLAN id and source MAC address");
  EXPECT_EQ(why(l34, 0), "nothing of the flow");
}

TEST(Flow, SaysWhatDidNotCount) {
  EXPECT_EQ(
      why(NETBOND_XMIT_HASH_POLICY_LAYER23, NETBOND_FLOW_FIELD_MAC | NETBOND_FLOW_FIELD_ADDRESS,
          {"src=10.0.0.1:5", "dst=10.0.0.2:6", "vlan=7"}),
      "MAC addresses, Ethernet type and IP addresses; not counted: vlan, sport, dport");
  const auto addresses = NETBOND_FLOW_FIELD_MAC | NETBOND_FLOW_FIELD_ADDRESS;
  EXPECT_EQ(why(NETBOND_XMIT_HASH_POLICY_LAYER23, addresses,
                {"src=10.0.0.1", "dst=10.0.0.2", "proto=icmp", "id=7"}),
            "MAC addresses, Ethernet type and IP addresses; not counted: id");
  EXPECT_EQ(why(NETBOND_XMIT_HASH_POLICY_LAYER23, addresses,
                {"src=10.0.0.1", "dst=10.0.0.2", "proto=esp", "spi=7"}),
            "MAC addresses, Ethernet type and IP addresses; not counted: spi");
  EXPECT_EQ(
      why(NETBOND_XMIT_HASH_POLICY_VLAN_SRCMAC, NETBOND_FLOW_FIELD_MAC | NETBOND_FLOW_FIELD_VLAN,
          {"smac=02:00:00:00:00:01", "dmac=02:00:00:00:00:02", "vlan=7", "type=0x0806"}),
      "VLAN id and source MAC address; not counted: dmac, type");
}

TEST(Flow, NamesEveryField) {
  EXPECT_EQ(join(flow_field_words(255), " "), "mac vlan address port inner fragment error socket");
  EXPECT_EQ(join(flow_field_words(1 | 1024 | 0x80000000u), " "),
            "mac unknown_1024 unknown_2147483648");
  EXPECT_EQ(flow_field_words(0).size(), 0u);
  EXPECT_EQ(hash_policy_word(NETBOND_XMIT_HASH_POLICY_ENCAP34), "encap3+4");
  EXPECT_EQ(hash_policy_word(99), "unknown_99");
}

}  // namespace
}  // namespace bondctl
