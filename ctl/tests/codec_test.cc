// SPDX-License-Identifier: GPL-2.0-or-later
#include "codec.h"

#include <gtest/gtest.h>

#include <random>

#include "alb_sample.h"
#include "error.h"
#include "lacp_sample.h"
#include "options.h"
#include "sample.h"
#include "words.h"

namespace bondctl {
namespace {

using wire::attr;
using wire::nest;
using wire::str;
using wire::operator+;

Bytes bytes_of(const Msg& msg) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(nlmsg_hdr(msg.get()));
  return Bytes(first, first + nlmsg_hdr(msg.get())->nlmsg_len);
}

Bytes attrs_of(const Msg& msg) {
  const Bytes all = bytes_of(msg);
  return Bytes(all.begin() + NLMSG_HDRLEN + GENL_HDRLEN, all.end());
}

TEST(Codec, ReadsABond) {
  const Bond bond = decode_bond(sample::bond_reply());
  EXPECT_EQ(bond.name, "bond0");
  EXPECT_EQ(bond.ifindex, 7u);
  EXPECT_EQ(bond.state, NETBOND_STATE_DEGRADED);
  EXPECT_EQ(bond.reason, NETBOND_REASON_NO_CARRIER);
  EXPECT_TRUE(bond.carrier && bond.up);
  EXPECT_EQ(bond.address, "02:00:00:00:00:01");
  EXPECT_EQ(bond.mtu, 1500u);
  EXPECT_EQ(bond.active_member, "eth0");
  EXPECT_EQ(bond.failovers, 2u);
  EXPECT_EQ(bond.event_seq, 41u);
  EXPECT_EQ(number_of(bond.options, NETBOND_OPT_UPDELAY), 5000u);
  EXPECT_EQ(name_of(bond.options, NETBOND_OPT_PRIMARY), "eth9");
  const auto& targets = std::get<std::vector<Address>>(bond.options.at(NETBOND_OPT_NS_IP6_TARGET));
  ASSERT_EQ(targets.size(), 1u);
  EXPECT_EQ(address_text(targets[0]), "fe80::1");
}

TEST(Codec, ReadsMembers) {
  const Bond bond = decode_bond(sample::bond_reply());
  ASSERT_EQ(bond.members.size(), 3u);
  const Member& eth0 = bond.members[0];
  EXPECT_EQ(eth0.name, "eth0");
  EXPECT_TRUE(eth0.usable);
  EXPECT_EQ(eth0.role, NETBOND_ROLE_ACTIVE);
  EXPECT_EQ(eth0.permanent_address, "02:00:00:00:00:03");
  EXPECT_EQ(eth0.probe_address, "");
  EXPECT_EQ(eth0.speed_mbps, 10'000u);
  EXPECT_EQ(eth0.duplex, 1);
  EXPECT_EQ(eth0.link_failures, 2u);
  EXPECT_EQ(eth0.since_ms, 192'000u);
  EXPECT_EQ(eth0.prio, -3);
  ASSERT_EQ(eth0.votes.size(), 2u);
  EXPECT_EQ(eth0.votes[1].kind, NETBOND_VOTE_PROBE);
  ASSERT_EQ(eth0.targets.size(), 2u);
  EXPECT_EQ(eth0.targets[0].reply_age_ms, 40u);
  EXPECT_FALSE(eth0.targets[1].reply_age_ms);
  EXPECT_EQ(bond.members[1].probe_address, "02:00:00:00:00:04");
  EXPECT_EQ(bond.members[2].votes[0].remaining_ms, 3'800u);
}

TEST(Codec, ReadsWhatSpreadingModesTell) {
  const Bond bond = decode_bond(sample::xor_reply());
  EXPECT_EQ(bond.moves, 640u);
  EXPECT_FALSE(bond.active_member);
  ASSERT_EQ(bond.members.size(), 3u);
  EXPECT_EQ(bond.members[1].weight, 2u);
  EXPECT_EQ(bond.members[1].buckets, 40u);
  EXPECT_EQ(bond.members[2].buckets, 0u);
  const Bond other = decode_bond(sample::bond_reply());
  EXPECT_FALSE(other.moves || other.members[0].weight || other.members[0].buckets);
}

TEST(Codec, ReadsTheAggregator) {
  const Bond bond = decode_bond(sample::lag_reply());
  ASSERT_TRUE(bond.lacp);
  EXPECT_EQ(bond.lacp->aggregator, 1u);
  EXPECT_EQ(bond.lacp->ports, 3u);
  EXPECT_EQ(bond.lacp->selected, 2u);
  EXPECT_EQ(bond.lacp->collecting, 2u);
  EXPECT_EQ(bond.lacp->distributing, 2u);
  EXPECT_EQ(bond.lacp->bandwidth_mbps, 20'000u);
  ASSERT_TRUE(bond.lacp->actor && bond.lacp->partner);
  EXPECT_EQ(bond.lacp->actor->key, 15u);
  EXPECT_EQ(bond.lacp->partner->system, "00:1b:21:00:00:0a");
  EXPECT_FALSE(decode_bond(sample::bond_reply()).lacp);
}

TEST(Codec, ReadsALacpPort) {
  const Bond bond = decode_bond(sample::lag_reply());
  ASSERT_EQ(bond.members.size(), 5u);
  EXPECT_EQ(bond.members[0].actor_port_prio, 100u);
  ASSERT_TRUE(bond.members[0].lacp);
  const LacpPort& port = *bond.members[0].lacp;
  EXPECT_EQ(port.selected, NETBOND_LACP_SELECTED_SELECTED);
  EXPECT_EQ(port.aggregator, 1u);
  EXPECT_EQ(port.rx, NETBOND_LACP_RX_CURRENT);
  EXPECT_EQ(port.periodic, NETBOND_LACP_PERIODIC_FAST);
  EXPECT_EQ(port.mux, NETBOND_LACP_MUX_COLLECTING_DISTRIBUTING);
  EXPECT_EQ(port.mux_since_ms, 192'000u);
  EXPECT_EQ(port.received_ms, 400u);
  EXPECT_EQ(port.sent_ms, 200u);
  EXPECT_EQ(port.expires_ms, 2'600u);
  EXPECT_FALSE(port.wait_ms || port.retry_ms || port.assumed_speed_mbps);
  EXPECT_EQ(port.actor_churn, NETBOND_LACP_CHURN_NONE);
  EXPECT_EQ(port.partner_churn, NETBOND_LACP_CHURN_NONE);
  EXPECT_EQ(bond.members[3].lacp->partner_churn, NETBOND_LACP_CHURN_CHURN);
  EXPECT_EQ(bond.members[3].lacp->actor_churns, 1u);
  EXPECT_EQ(bond.members[3].lacp->partner_churns, 2u);
  EXPECT_EQ(bond.members[1].lacp->assumed_speed_mbps, 10'000u);
  EXPECT_EQ(bond.members[2].lacp->wait_ms, 1'200u);
  EXPECT_EQ(bond.members[4].lacp->retry_ms, 5'000u);
  EXPECT_FALSE(bond.members[4].lacp->heard || bond.members[4].lacp->received_ms);
}

TEST(Codec, ReadsBothEndsOfALink) {
  const LacpPort port = *decode_bond(sample::lag_reply()).members[0].lacp;
  EXPECT_EQ(port.actor.system_priority, 65535u);
  EXPECT_EQ(port.actor.system, "02:00:00:00:00:01");
  EXPECT_EQ(port.actor.key, 15u);
  EXPECT_EQ(port.actor.port_priority, 100u);
  EXPECT_EQ(port.actor.port, 1u);
  EXPECT_EQ(port.actor.state, 63u);
  EXPECT_EQ(port.partner.system_priority, 32768u);
  EXPECT_EQ(port.partner.key, 11u);
  EXPECT_EQ(port.partner.port_priority, 32767u);
  EXPECT_EQ(port.partner.port, 7u);
  EXPECT_EQ(port.partner.state, 61u);
  ASSERT_TRUE(port.heard);
  EXPECT_EQ(port.heard->port_priority, 100u);
  EXPECT_EQ(port.heard->state, 31u);
  ASSERT_TRUE(port.foreign);
  EXPECT_EQ(port.foreign->system, "00:1b:21:00:00:66");
  EXPECT_EQ(port.foreign->port, 99u);
  EXPECT_EQ(port.foreign_ms, 900u);
}

TEST(Codec, ReadsTheFramesOfAPort) {
  const LacpCounters count = decode_bond(sample::lag_reply()).members[0].lacp->counters;
  EXPECT_EQ(count.pdu_tx, 210u);
  EXPECT_EQ(count.pdu_rx, 209u);
  EXPECT_EQ(count.marker_tx, 208u);
  EXPECT_EQ(count.marker_rx, 207u);
  EXPECT_EQ(count.response_tx, 206u);
  EXPECT_EQ(count.response_rx, 205u);
  EXPECT_EQ(count.response_limited, 204u);
  EXPECT_EQ(count.bad, 203u);
  EXPECT_EQ(count.unknown, 202u);
  EXPECT_EQ(count.loopback, 201u);
  EXPECT_EQ(count.pinned_out, 200u);
}

TEST(Codec, ReadsBuckets) {
  const BucketTable table =
      sample::table({sample::bucket(7, "eth0",
                                    sample::bucket_next("eth1") +
                                        sample::bucket_moved(1500, NETBOND_REASON_LOAD) +
                                        sample::bucket_count(10, 1000, 2500)),
                     sample::bucket(8, nullptr, {})});
  EXPECT_EQ(table.bond, "bond2");
  EXPECT_EQ(table.ifindex, 9u);
  ASSERT_EQ(table.buckets.size(), 2u);
  const Bucket& full = table.buckets[0];
  EXPECT_EQ(full.index, 7u);
  EXPECT_EQ(full.member, "eth0");
  EXPECT_EQ(full.next, "eth1");
  EXPECT_EQ(full.moved_ms, 1500u);
  EXPECT_EQ(full.moved_reason, NETBOND_REASON_LOAD);
  EXPECT_EQ(full.packets, 10u);
  EXPECT_EQ(full.bytes, 1000u);
  EXPECT_EQ(full.counted_ms, 2500u);
  const Bucket& bare = table.buckets[1];
  EXPECT_EQ(bare.index, 8u);
  EXPECT_FALSE(bare.member || bare.next || bare.moved_ms || bare.moved_reason || bare.counted_ms);
}

TEST(Codec, WritesAFlow) {
  Flow flow;
  flow.source_mac = Mac{2, 0, 0, 0, 0, 1};
  flow.destination_mac = Mac{2, 0, 0, 0, 0, 2};
  flow.vlan = 10;
  flow.type = 0x86dd;
  flow.source = parse_address("fe80::1", true);
  flow.destination = parse_address("fe80::2", true);
  flow.protocol = 6;
  flow.source_port = 0;
  flow.destination_port = 65535;
  Bytes low = Bytes{0xfe, 0x80} + Bytes(14);
  Bytes high = low;
  low[15] = 1;
  high[15] = 2;
  const Msg msg = encode_flow("bond0", flow);
  EXPECT_EQ(
      attrs_of(msg),
      str(NETBOND_A_NAME, "bond0") +
          nest(NETBOND_A_FLOW,
               attr(NETBOND_FLOW_SOURCE, sample::mac(1)) +
                   attr(NETBOND_FLOW_DESTINATION, sample::mac(2)) +
                   attr(NETBOND_FLOW_IPV6_SOURCE, low) + attr(NETBOND_FLOW_IPV6_DESTINATION, high) +
                   wire::u32(NETBOND_FLOW_VLAN, 10) + wire::u32(NETBOND_FLOW_ETHERTYPE, 0x86dd) +
                   wire::u32(NETBOND_FLOW_PROTOCOL, 6) + wire::u32(NETBOND_FLOW_SOURCE_PORT, 0) +
                   wire::u32(NETBOND_FLOW_DESTINATION_PORT, 65535)));
}

TEST(Codec, AsksWithWhatStandsForPorts) {
  Flow flow;
  flow.protocol = 1;
  flow.echo_id = 77;
  EXPECT_EQ(
      attrs_of(encode_flow("bond0", flow)),
      str(NETBOND_A_NAME, "bond0") + nest(NETBOND_A_FLOW, wire::u32(NETBOND_FLOW_PROTOCOL, 1) +
                                                              wire::u32(NETBOND_FLOW_ECHO_ID, 77)));
  flow = {};
  flow.protocol = 50;
  flow.spi = 0xfffffffe;
  EXPECT_EQ(attrs_of(encode_flow("bond0", flow)),
            str(NETBOND_A_NAME, "bond0") +
                nest(NETBOND_A_FLOW, wire::u32(NETBOND_FLOW_PROTOCOL, 50) +
                                         wire::u32(NETBOND_FLOW_SPI, 0xfffffffe)));
}

TEST(Codec, ReadsWhereAFlowGoes) {
  Flow asked;
  asked.vlan = 7;
  const FlowPlace place = decode_flow(sample::flow_reply(), asked);
  EXPECT_EQ(place.bond, "bond2");
  EXPECT_EQ(place.ifindex, 9u);
  EXPECT_EQ(place.flow.vlan, 7u) << "what the reply does not repeat stays";
  EXPECT_EQ(address_text(*place.flow.destination), "10.0.0.2");
  EXPECT_EQ(place.flow.protocol, 6u);
  EXPECT_FALSE(place.asked.protocol);
  EXPECT_EQ(place.policy, NETBOND_XMIT_HASH_POLICY_LAYER34);
  EXPECT_EQ(place.fields, NETBOND_FLOW_FIELD_ADDRESS | NETBOND_FLOW_FIELD_PORT);
  EXPECT_EQ(place.hash, 0x1a2b3c4du);
  EXPECT_EQ(place.bucket, 77u);
  EXPECT_EQ(place.member, "eth0");
  EXPECT_EQ(place.member_ifindex, 3u);
  EXPECT_EQ(place.next, "eth1");
}

TEST(Codec, ReadsHowManyBucketsMoved) {
  const Event event = decode_event(sample::life().at(6));
  EXPECT_EQ(event.kind, NETBOND_EVENT_BUCKETS);
  EXPECT_EQ(event.buckets, 64u);
  EXPECT_EQ(event.old_member, "eth1");
  EXPECT_FALSE(decode_event(sample::failover(3)).buckets);
}

TEST(Codec, ReadsEvents) {
  const Event event = decode_event(sample::failover(3));
  EXPECT_EQ(event.bond, "bond0");
  EXPECT_EQ(event.seq, 3u);
  EXPECT_EQ(event.kind, NETBOND_EVENT_ACTIVE);
  EXPECT_EQ(event.member, "eth1");
  EXPECT_EQ(event.old_member, "eth0");
  EXPECT_EQ(event.gap_ns, 214'400'000u);
  EXPECT_FALSE(event.vote || event.value || event.state || event.target);
}

TEST(Codec, SkipsWhatItDoesNotKnow) {
  const Bytes more =
      wire::u32(200, 1) + nest(NETBOND_A_OPTIONS, wire::u32(250, 9)) +
      nest(NETBOND_A_STATUS, wire::u32(250, 9) + wire::u32(NETBOND_STATUS_STATE, 77));
  const Bond bond = decode_bond(wire::generic(NETBOND_CMD_BOND_NEW, more));
  EXPECT_TRUE(bond.options.empty());
  EXPECT_EQ(state_word(bond.state), "unknown_77");
}

TEST(Codec, ReportsShortAttributes) {
  const Bytes bad = wire::generic(NETBOND_CMD_BOND_NEW, attr(NETBOND_A_IFINDEX, {1, 2}));
  EXPECT_THROW(decode_bond(bad), Error);
}

void read_damaged(const Bytes& whole) {
  const auto try_it = [](const Bytes& bytes) {
    try {
      BucketTable table;
      ClientTable clients;
      decode_bond(bytes);
      decode_event(bytes);
      decode_flow(bytes, {});
      decode_bucket(bytes, &table);
      decode_client(bytes, &clients);
    } catch (const Error&) {
    }
  };
  for (std::size_t size = 0; size < whole.size(); size++) {
    Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    try_it(cut);
    if (size >= 4) {
      const std::uint32_t length = static_cast<std::uint32_t>(size);
      std::memcpy(cut.data(), &length, sizeof(length));
      try_it(cut);
    }
  }
  std::mt19937 random(1);
  for (int i = 0; i < 20'000; i++) {
    Bytes bent = whole;
    for (int flips = 0; flips < 3; flips++)
      bent[16 + random() % (bent.size() - 16)] = static_cast<std::uint8_t>(random());
    try_it(bent);
  }
}

/// Whatever the bytes, the decoder reads or throws Error; the sanitizers watch it.
TEST(Codec, SurvivesDamagedMessages) {
  for (const Bytes& whole :
       {sample::bond_reply(), sample::xor_reply(), sample::lag_reply(), sample::alb_reply(),
        sample::flow_reply(), sample::clients(5'000)[4],
        sample::bucket(7, "eth0", sample::bucket_next("eth1") + sample::bucket_count(1, 2, 3))})
    read_damaged(whole);
}

TEST(Codec, WritesARequest) {
  Options options;
  options[NETBOND_OPT_MODE] = std::uint32_t{1};
  options[NETBOND_OPT_ARP_IP_TARGET] = std::vector<Address>{*parse_address("10.0.0.1", false)};
  options[NETBOND_OPT_NS_IP6_TARGET] = std::vector<Address>{};
  options[NETBOND_OPT_PRIMARY] = std::string("eth0");
  options[NETBOND_OPT_ALL_SLAVES_ACTIVE] = std::uint32_t{1};
  options[NETBOND_OPT_AD_ACTOR_SYSTEM] = Mac{2, 0, 0x5e, 0, 0, 1};
  options[NETBOND_OPT_LACP_PARTNER_PIN] = Mac{};
  const Msg msg = encode(NETBOND_CMD_BOND_NEW, "bond0", options,
                         {{"eth0", {}, {}, {}},
                          {"eth1", -5, {}, {}},
                          {"eth2", {}, 9, {}},
                          {"eth3", 1, 255, 0},
                          {"eth4", {}, {}, 65535}});
  const Bytes expected =
      str(NETBOND_A_NAME, "bond0") +
      nest(NETBOND_A_OPTIONS,
           wire::u32(NETBOND_OPT_MODE, 1) +
               nest(NETBOND_OPT_ARP_IP_TARGET, attr(NETBOND_ADDR_IPV4, {10, 0, 0, 1})) +
               nest(NETBOND_OPT_NS_IP6_TARGET, {}) + str(NETBOND_OPT_PRIMARY, "eth0") +
               wire::u8(NETBOND_OPT_ALL_SLAVES_ACTIVE, 1) +
               attr(NETBOND_OPT_AD_ACTOR_SYSTEM, {2, 0, 0x5e, 0, 0, 1}) +
               attr(NETBOND_OPT_LACP_PARTNER_PIN, Bytes(6))) +
      nest(NETBOND_A_MEMBER, str(NETBOND_MEMBER_NAME, "eth0")) +
      nest(NETBOND_A_MEMBER, str(NETBOND_MEMBER_NAME, "eth1") +
                                 nest(NETBOND_MEMBER_OPTIONS, wire::s32(NETBOND_MOPT_PRIO, -5))) +
      nest(NETBOND_A_MEMBER, str(NETBOND_MEMBER_NAME, "eth2") +
                                 nest(NETBOND_MEMBER_OPTIONS, wire::u32(NETBOND_MOPT_WEIGHT, 9))) +
      nest(NETBOND_A_MEMBER,
           str(NETBOND_MEMBER_NAME, "eth3") +
               nest(NETBOND_MEMBER_OPTIONS, wire::s32(NETBOND_MOPT_PRIO, 1) +
                                                wire::u32(NETBOND_MOPT_WEIGHT, 255) +
                                                wire::u32(NETBOND_MOPT_ACTOR_PORT_PRIO, 0))) +
      nest(NETBOND_A_MEMBER,
           str(NETBOND_MEMBER_NAME, "eth4") +
               nest(NETBOND_MEMBER_OPTIONS, wire::u32(NETBOND_MOPT_ACTOR_PORT_PRIO, 65535)));
  EXPECT_EQ(attrs_of(msg), expected);
}

/// Every option survives the way to the kernel and back.
TEST(Codec, ReturnsEveryOption) {
  Options options;
  for (const OptionRow& row : option_rows()) {
    switch (row.type) {
      case OptionType::kIfname: options[row.id] = std::string("eth7"); break;
      case OptionType::kIpv4s:
        options[row.id] = std::vector<Address>{*parse_address("192.0.2.1", false),
                                               *parse_address("192.0.2.2", false)};
        break;
      case OptionType::kIpv6s:
        options[row.id] = std::vector<Address>{*parse_address("2001:db8::1", true)};
        break;
      case OptionType::kMac: options[row.id] = Mac{2, 0, 0x5e, 0, 0, 7}; break;
      default: options[row.id] = row.max;
    }
  }
  const Bond bond = decode_bond(bytes_of(encode(NETBOND_CMD_BOND_SET, "bond0", options)));
  EXPECT_EQ(bond.options, options);
}

/// Where an attribute begins in a request: the first place its header bytes stand.
std::uint32_t offset_of(const Bytes& request, const Bytes& attribute) {
  const auto at = std::search(request.begin(), request.end(), attribute.begin(), attribute.end());
  EXPECT_NE(at, request.end());
  return static_cast<std::uint32_t>(at - request.begin());
}

class AttributePath : public testing::Test {
 protected:
  AttributePath() {
    Options options;
    options[NETBOND_OPT_ARP_INTERVAL] = std::uint32_t{100};
    options[NETBOND_OPT_ARP_IP_TARGET] =
        std::vector<Address>{*parse_address("10.0.0.1", false), *parse_address("10.0.0.2", false)};
    options[NETBOND_OPT_LACP_PARTNER_PIN] = Mac{2, 0, 0x5e, 0, 0, 1};
    msg_ =
        encode(NETBOND_CMD_BOND_NEW, "bond0", options, {{"eth0", {}, {}, {}}, {"eth1", 5, 7, 300}});
    bytes_ = bytes_of(msg_);
  }
  std::string path(const Bytes& attribute) const {
    return attribute_path(nlmsg_hdr(msg_.get()), offset_of(bytes_, attribute));
  }
  Msg msg_;
  Bytes bytes_;
};

TEST_F(AttributePath, NamesTheOption) {
  EXPECT_EQ(path(wire::u32(NETBOND_OPT_ARP_INTERVAL, 100)), "arp_interval");
  EXPECT_EQ(path(attr(NETBOND_OPT_LACP_PARTNER_PIN, {2, 0, 0x5e, 0, 0, 1})), "lacp_partner_pin");
}

TEST_F(AttributePath, NamesTheAddress) {
  EXPECT_EQ(path(attr(NETBOND_ADDR_IPV4, {10, 0, 0, 2})), "arp_ip_target: 10.0.0.2");
}

TEST_F(AttributePath, NamesTheMember) {
  EXPECT_EQ(path(str(NETBOND_MEMBER_NAME, "eth1")), "eth1");
  EXPECT_EQ(path(wire::s32(NETBOND_MOPT_PRIO, 5)), "eth1: prio");
  EXPECT_EQ(path(wire::u32(NETBOND_MOPT_WEIGHT, 7)), "eth1: weight");
  EXPECT_EQ(path(wire::u32(NETBOND_MOPT_ACTOR_PORT_PRIO, 300)), "eth1: actor_port_prio");
  EXPECT_EQ(path(nest(NETBOND_A_MEMBER, str(NETBOND_MEMBER_NAME, "eth0"))), "eth0");
}

TEST_F(AttributePath, NamesTheKeyOfAFlow) {
  Flow flow;
  flow.source = parse_address("10.0.0.1", false);
  flow.destination = parse_address("10.0.0.2", false);
  flow.destination_port = 80;
  flow.source_mac = Mac{2};
  flow.vlan = 5;
  flow.echo_id = 6;
  flow.spi = 7;
  msg_ = encode_flow("bond0", flow);
  bytes_ = bytes_of(msg_);
  EXPECT_EQ(path(attr(NETBOND_FLOW_IPV4_SOURCE, {10, 0, 0, 1})), "src");
  EXPECT_EQ(path(attr(NETBOND_FLOW_IPV4_DESTINATION, {10, 0, 0, 2})), "dst");
  EXPECT_EQ(path(wire::u32(NETBOND_FLOW_DESTINATION_PORT, 80)), "dport");
  EXPECT_EQ(path(attr(NETBOND_FLOW_SOURCE, {2, 0, 0, 0, 0, 0})), "smac");
  EXPECT_EQ(path(wire::u32(NETBOND_FLOW_VLAN, 5)), "vlan");
  EXPECT_EQ(path(wire::u32(NETBOND_FLOW_ECHO_ID, 6)), "id");
  EXPECT_EQ(path(wire::u32(NETBOND_FLOW_SPI, 7)), "spi");
}

TEST_F(AttributePath, SaysNothingOfTheBondItself) {
  EXPECT_EQ(path(str(NETBOND_A_NAME, "bond0")), "");
}

TEST_F(AttributePath, SurvivesAnyOffset) {
  for (std::uint32_t offset = 0; offset < bytes_.size() + 50; offset++)
    attribute_path(nlmsg_hdr(msg_.get()), offset);
}

}  // namespace
}  // namespace bondctl
