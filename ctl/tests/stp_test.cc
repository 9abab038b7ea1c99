// SPDX-License-Identifier: GPL-2.0-or-later
// Bridges with spanning tree: bytes to model and back, changes and their undoing, events,
// sentences.
#include "stp.h"

#include <gtest/gtest.h>

#include <sstream>

#include "config.h"
#include "error.h"
#include "explain_stp.h"
#include "printer.h"
#include "stp_events.h"
#include "stp_options.h"
#include "stp_sample.h"
#include "words.h"

namespace bondctl {
namespace {

using wire::ack;
using wire::operator+;

template <typename Call>
std::string stp_error(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.text;
  }
  return "no error";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

bool has_finding(const std::vector<Finding>& findings, const std::string& about) {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const Finding& finding) { return finding.about == about; });
}

StpOptions only(std::optional<std::uint32_t> StpOptions::*option, std::uint32_t value) {
  StpOptions options;
  options.*option = value;
  return options;
}

class Stp : public testing::Test {
 protected:
  Stp() {
    context_.connect_route = wire::connect_to(route_);
    context_.ask = {.bridge_times =
                        [](const std::string&, std::uint64_t) {
                          return StpTimes{2000, 15000, 20000};
                        },
                    .link_speed =
                        [](const std::string&) {
                          return LinkSpeed{1000, 1};
                        }};
    context_.ask.may_be_bridge = [](const std::string&) { return true; };
    context_.ask.may_have_bridges = [] { return true; };
  }

  /// What is asked for when one bridge with two ports is read, after its link.
  void answer_ports() {
    route_.answers.push_back({sample::port_link("eth0", 1, BR_STATE_FORWARDING),
                              sample::port_link("eth1", 2, BR_STATE_BLOCKING), wire::done()});
    route_.answers.push_back({sample::port_stats(1, 7), ack(0)});
    route_.answers.push_back({sample::port_stats(0, 9), ack(0)});
  }

  void answer_bridge(const Bytes& bridge = sample::bridge_link()) {
    route_.answers.push_back({bridge, ack(0)});
    answer_ports();
  }

  int type(std::size_t at) const { return header_of(route_.requests.at(at))->nlmsg_type; }

  std::ostringstream out_;
  std::ostringstream err_;
  wire::Script script_;
  wire::Script route_ = wire::no_links();
  Context context_{wire::connect_to(script_), out_, err_, false, false, {}};
};

TEST_F(Stp, ReadsABridgeAndItsPorts) {
  answer_bridge();
  const std::optional<Bond> bond = find_stp_bond(context_, "bond0");
  ASSERT_TRUE(bond);
  EXPECT_EQ(bond->stp->id, "f000.02000000000a");
  EXPECT_EQ(bond->stp->root, "1000.020000000001");
  EXPECT_EQ(bond->stp->root_port, "eth0");
  EXPECT_EQ(bond->stp->times, (StpTimes{1000, 4000, 6000}));
  EXPECT_TRUE(bond->stp->topology_change);
  EXPECT_TRUE(bond->stp->made_here);
  EXPECT_EQ(bond->active_member, "eth0");
  EXPECT_EQ(bond->state, std::uint32_t{NETBOND_STATE_OK});
  ASSERT_EQ(bond->members.size(), 2u);
  EXPECT_EQ(bond->members[0].role, std::uint32_t{NETBOND_ROLE_ACTIVE});
  EXPECT_EQ(bond->members[0].link_failures, 3u);
  EXPECT_EQ(bond->members[0].speed_mbps, 1000u);
  EXPECT_EQ(bond->members[0].stp->counters->bpdu_rx, 7u);
  EXPECT_EQ(bond->members[1].role, std::uint32_t{NETBOND_ROLE_BACKUP});
  EXPECT_TRUE(bond->members[1].usable);
  EXPECT_EQ(bond->members[1].stp->designated_bridge, "2000.020000000002");
  EXPECT_EQ(bond->members[1].stp->message_age_left_ms, 5100u);
  EXPECT_FALSE(bond->members[1].stp->forward_delay_left_ms);
  EXPECT_EQ(bond->failovers, 1u);
}

TEST_F(Stp, TellsBridgesApart) {
  EXPECT_FALSE(find_stp_bond(context_, "bond0"));
  route_.answers = {{sample::bridge_link("", 0), ack(0)}};
  EXPECT_TRUE(has(stp_error([&] { find_stp_bond(context_, "bond0"); }), "without spanning tree"));
  answer_bridge(sample::bridge_link("uplink"));
  EXPECT_FALSE(find_stp_bond(context_, "bond0")->stp->made_here);
  answer_bridge(sample::bridge_link("uplink"));
  EXPECT_TRUE(has(stp_error([&] { stp_del(context_, "bond0"); }), "did not make"));
}

TEST_F(Stp, JudgesAPortByItsLinkAndState) {
  const auto port = [](std::uint32_t state, std::uint32_t flags) {
    return *decode_port(decode_link(sample::port_link("eth0", 1, state, flags, 120)), true);
  };
  EXPECT_EQ(member_reason_word(port(BR_STATE_DISABLED, IFF_UP)), "no_carrier");
  EXPECT_EQ(member_reason_word(port(BR_STATE_DISABLED, 0)), "admin_down");
  EXPECT_EQ(member_reason_word(port(BR_STATE_LEARNING, sample::kUp)), "learning");
  EXPECT_EQ(port(BR_STATE_LEARNING, sample::kUp).stp->forward_delay_left_ms, 1200u);
  EXPECT_EQ(member_reason_word(port(BR_STATE_BLOCKING, sample::kUp)), "blocking");
  EXPECT_EQ(member_reason_word(port(BR_STATE_FORWARDING, sample::kUp)), "none");
  EXPECT_FALSE(port(BR_STATE_LISTENING, sample::kUp).usable);
}

TEST_F(Stp, MakesABridgeInOneMessage) {
  const Mac address = {2, 0, 0, 0, 0, 0x0a};
  const Msg msg = encode_bridge_new("bond0", stp_defaults(), address);
  const auto* first = reinterpret_cast<const std::uint8_t*>(nlmsg_hdr(msg.get()));
  const Bytes sent(first, first + nlmsg_hdr(msg.get())->nlmsg_len);
  const Bytes data = wire::u32(IFLA_BR_FORWARD_DELAY, 1500) + wire::u32(IFLA_BR_HELLO_TIME, 200) +
                     wire::u32(IFLA_BR_MAX_AGE, 2000) + wire::u16(IFLA_BR_PRIORITY, 61440) +
                     wire::u32(IFLA_BR_STP_STATE, 1);
  const Bytes expected = wire::str(IFLA_IFNAME, "bond0") +
                         wire::nest(IFLA_LINKINFO, wire::str(IFLA_INFO_KIND, "bridge") +
                                                       wire::nest(IFLA_INFO_DATA, data)) +
                         wire::attr(IFLA_ADDRESS, Bytes(address.begin(), address.end()));
  EXPECT_EQ(Bytes(sent.begin() + NLMSG_HDRLEN + sizeof(ifinfomsg), sent.end()), expected);
}

Bytes device(const std::string& name, std::uint32_t ifindex, std::uint8_t last_octet) {
  return sample::link_message_of(
      RTM_NEWLINK, 0, ifindex, 0,
      wire::str(IFLA_IFNAME, name) + wire::attr(IFLA_ADDRESS, {2, 0, 0, 0, 0, last_octet}));
}

/// One that came later would be set by whoever sees a device without an address of its own first.
TEST_F(Stp, MakesABridgeWithTheLowestAddressOfItsMembers) {
  const Bytes eth0 = device("eth0", 2, 0x0b);
  const Bytes eth1 = device("eth1", 3, 0x0a);
  const Bytes lo = sample::link_message_of(
      RTM_NEWLINK, 0, 1, 0,
      wire::str(IFLA_IFNAME, "lo") + wire::attr(IFLA_ADDRESS, {0, 0, 0, 0, 0, 0}));
  route_.answers = {
      {eth0, ack(0)}, {eth1, ack(0)}, {lo, ack(0)},                     // looked at
      {ack(0)},       {ack(0)},       {sample::bridge_link(), ack(0)},  // made, marked, found
      {eth0, ack(0)}, {ack(0)},       {ack(0)},
      {ack(0)},  // joined, cost, up
      {eth1, ack(0)}, {ack(0)},       {ack(0)},
      {ack(0)},       {lo, ack(0)},   {ack(0)},
      {ack(0)},       {ack(0)}};
  stp_add(context_, "bond0", {}, member_requests({"eth0,eth1,lo"}));
  ASSERT_EQ(route_.requests.size(), 18u);
  const auto sets = [this](std::size_t at, const Bytes& attribute) {
    const Bytes& request = route_.requests.at(at);
    return std::search(request.begin(), request.end(), attribute.begin(), attribute.end()) !=
           request.end();
  };
  EXPECT_TRUE(sets(3, wire::attr(IFLA_ADDRESS, {2, 0, 0, 0, 0, 0x0a})));
  for (std::size_t at = 4; at < route_.requests.size(); ++at)
    EXPECT_FALSE(sets(at, Bytes{2, 0, 0, 0, 0, 0x0a})) << at;
}

TEST_F(Stp, MakesNothingForAMemberThatIsNotThere) {
  route_.answers = {{device("eth0", 2, 0x0b), ack(0)}, {ack(ENODEV)}};
  EXPECT_EQ(stp_error([&] { stp_add(context_, "bond0", {}, member_requests({"eth0,eth1"})); }),
            "bond0: eth1: no such device (ENODEV)");
  EXPECT_EQ(route_.requests.size(), 2u);
}

/// The second member is refused: the first one is let go, set down again, and the bridge removed.
TEST_F(Stp, UndoesWhatWasRefusedHalfWay) {
  const Bytes eth0 = device("eth0", 2, 0x0b);
  const Bytes eth1 = sample::port_link("eth1", 3, BR_STATE_BLOCKING);
  route_.answers = {{eth0, ack(0)},
                    {eth1, ack(0)},  // looked at
                    {ack(0)},
                    {ack(0)},
                    {sample::bridge_link(), ack(0)},  // made, marked, found
                    {eth0, ack(0)},
                    {ack(0)},
                    {ack(0)},
                    {ack(0)},  // joined, cost, up
                    {eth1, ack(0)},
                    {sample::bridge_link(), ack(0)},  // whose it is
                    {ack(0)},
                    {ack(0)},
                    {ack(0)}};
  EXPECT_EQ(stp_error([&] { stp_add(context_, "bond0", {}, member_requests({"eth0,eth1"})); }),
            "bond0: eth1: has a master already: bond0 (EBUSY)");
  ASSERT_EQ(route_.requests.size(), 14u);
  EXPECT_EQ(type(13), RTM_DELLINK);
  const Bytes& release = route_.requests[12];
  EXPECT_EQ(Bytes(release.begin() + NLMSG_HDRLEN + sizeof(ifinfomsg), release.end()),
            wire::str(IFLA_IFNAME, "eth0") + wire::u32(IFLA_MASTER, 0));
}

TEST_F(Stp, DoesNotTakeAMemberFromAnother) {
  answer_bridge();
  route_.answers.push_back({sample::port_link("eth2", 3, BR_STATE_BLOCKING), ack(0)});
  route_.answers.push_back({sample::bridge_link(), ack(0)});
  EXPECT_EQ(stp_error([&] { stp_member_add(context_, "bond0", member_requests({"eth2"})); }),
            "bond0: eth2: has a master already: bond0 (EBUSY)");
}

/// eth1 as cheap as that while eth0 is not yet would be the root port for a moment.
TEST_F(Stp, MakesTheRootPortCheaperFirst) {
  route_.answers = {{sample::bridge_link(), ack(0)},
                    {sample::port_link("eth1", 2, BR_STATE_BLOCKING),
                     sample::port_link("eth0", 1, BR_STATE_FORWARDING), wire::done()},
                    {sample::port_stats(0, 9), ack(0)},
                    {sample::port_stats(1, 7), ack(0)},
                    {ack(0)},
                    {ack(0)}};
  stp_set(context_, "bond0", only(&StpOptions::path_cost, 100));
  ASSERT_EQ(route_.requests.size(), 6u);
  for (const auto& [at, name] : {std::pair{4, "eth0"}, {5, "eth1"}}) {
    const Bytes& request = route_.requests[static_cast<std::size_t>(at)];
    const Bytes named = wire::str(IFLA_IFNAME, name);
    EXPECT_NE(std::search(request.begin(), request.end(), named.begin(), named.end()),
              request.end())
        << name;
  }
}

TEST_F(Stp, KnowsMembersByOtherNames) {
  const std::vector<std::vector<Bytes>> reading = {
      {sample::bridge_link(), ack(0)},
      {sample::port_link("eth0", 1, BR_STATE_FORWARDING),
       sample::port_link("eth1", 2, BR_STATE_BLOCKING), wire::done()},
      {sample::port_stats(1, 7), ack(0)},
      {sample::port_stats(0, 9), ack(0)},
      {sample::port_link("eth1", 2, BR_STATE_BLOCKING), ack(0)}};  // uplink is that
  const auto asks_for = [&](std::size_t at, const std::string& name) {
    const Bytes& request = route_.requests.at(at);
    const Bytes named = wire::str(IFLA_IFNAME, name);
    return std::search(request.begin(), request.end(), named.begin(), named.end()) != request.end();
  };
  MemberRequest request;
  request.name = "uplink";
  request.path_cost = 100;
  route_.answers.assign(reading.begin(), reading.end());
  route_.answers.push_back({ack(0)});
  stp_member_set(context_, "bond0", {request});
  EXPECT_TRUE(asks_for(4, "uplink"));
  EXPECT_TRUE(asks_for(5, "eth1"));
  route_.requests.clear();
  route_.answers.assign(reading.begin(), reading.end());
  route_.answers.push_back({ack(0)});
  route_.answers.push_back({ack(0)});
  stp_member_del(context_, "bond0", {request});
  EXPECT_TRUE(asks_for(5, "eth1"));
}

/// A bridge with a guest's tap, up and forwarding as it always is.
class StpGuest : public Stp {
 protected:
  void answer_with_guest(std::uint32_t flags = sample::kUp) {
    route_.answers.push_back({sample::bridge_link(), ack(0)});
    route_.answers.push_back({sample::port_link("eth0", 1, BR_STATE_FORWARDING, flags),
                              sample::port_link("eth1", 2, BR_STATE_BLOCKING, flags),
                              sample::soft_port("vnet0", 3, BR_STATE_FORWARDING, "tun", "guest"),
                              wire::done()});
    route_.answers.push_back({sample::port_stats(1, 7), ack(0)});
    route_.answers.push_back({sample::port_stats(0, 9), ack(0)});
  }

  /// The attributes of a request.
  Bytes asked(std::size_t at) const {
    const Bytes& request = route_.requests.at(at);
    return Bytes(request.begin() + NLMSG_HDRLEN + sizeof(ifinfomsg), request.end());
  }
};

TEST_F(StpGuest, IsNoMember) {
  answer_with_guest();
  const std::optional<Bond> bond = find_stp_bond(context_, "bond0");
  ASSERT_EQ(bond->members.size(), 2u);
  EXPECT_EQ(bond->stp->guests, std::vector<std::string>{"vnet0"});
  EXPECT_FALSE(has(config_text({{config_of(*bond)}}), "vnet0"));
  EXPECT_TRUE(has(bonds_text({*bond}, false, Paint(false)), "no members, but ports: vnet0\n"));
}

TEST_F(StpGuest, IsNoWayOut) {
  answer_with_guest(IFF_UP);
  const std::optional<Bond> bond = find_stp_bond(context_, "bond0");
  EXPECT_EQ(bond->state, std::uint32_t{NETBOND_STATE_FAILED});
  EXPECT_FALSE(bond->carrier);
  answer_with_guest();
  EXPECT_TRUE(find_stp_bond(context_, "bond0")->carrier);
}

TEST_F(StpGuest, IsNeitherReleasedNorMadeDearer) {
  answer_with_guest();
  EXPECT_EQ(stp_error([&] { stp_member_del(context_, "bond0", member_requests({"vnet0"})); }),
            "bond0: vnet0 is not a member");
  route_.requests.clear();
  answer_with_guest();
  route_.answers.push_back({ack(0)});
  route_.answers.push_back({ack(0)});
  stp_set(context_, "bond0", only(&StpOptions::path_cost, 100));
  EXPECT_EQ(route_.requests.size(), 6u);
}

/// Its number is that of the bridge's root port.
TEST_F(StpGuest, IsToldWhenTheRootIsBehindIt) {
  route_.answers = {
      {sample::bridge_link(), ack(0)},
      {sample::soft_port("vnet0", 1, BR_STATE_FORWARDING, "tun"), wire::done()},
  };
  const std::optional<Bond> bond = find_stp_bond(context_, "bond0");
  EXPECT_EQ(bond->stp->root_port, "vnet0");
  EXPECT_FALSE(bond->active_member);
  EXPECT_TRUE(has_finding(explain_stp(*bond).findings, "guest_root"));
  EXPECT_FALSE(has_finding(explain_stp(sample::stp_bond()).findings, "guest_root"));
}

TEST_F(StpGuest, IsToldFromMembersByKindAndMark) {
  const auto is_member = [](const std::string& kind, const std::string& alias) {
    return is_stp_member(decode_link(sample::soft_port("p", 1, BR_STATE_FORWARDING, kind, alias)));
  };
  for (const char* kind : {"bond", "netbond", "team", "vlan", "macsec", "dsa"})
    EXPECT_TRUE(is_member(kind, "")) << kind;
  for (const char* kind : {"tun", "veth", "macvtap", "macvlan", "vxlan", "dummy"}) {
    EXPECT_FALSE(is_member(kind, "an alias")) << kind;
    EXPECT_TRUE(is_member(kind, with_member_mark(""))) << kind;
    EXPECT_TRUE(is_member(kind, with_member_mark("an alias"))) << kind;
  }
  const auto is_card = [](const Bytes& attribute) {
    return is_stp_member(decode_link(sample::link_message_of(
        RTM_NEWLINK, 0, 2, sample::kUp, wire::str(IFLA_IFNAME, "p") + attribute)));
  };
  EXPECT_TRUE(is_card(wire::str(IFLA_PARENT_DEV_BUS_NAME, "pci")));
  EXPECT_FALSE(is_card(wire::str(IFLA_PARENT_DEV_BUS_NAME, "xen-backend")));
  EXPECT_TRUE(is_card(wire::str(IFLA_PHYS_PORT_NAME, "p0")));
  EXPECT_TRUE(is_card(wire::str(IFLA_PHYS_PORT_NAME, "sfp1")));
  EXPECT_FALSE(is_card(wire::str(IFLA_PHYS_PORT_NAME, "pf0vf1")));
}

/// A veth joins, keeps the alias it had behind the mark, and has it alone again when it leaves.
TEST_F(StpGuest, IsAMemberOnceBondctlJoinsIt) {
  answer_bridge();
  route_.answers.push_back({sample::soft_port("veth0", 3, 0, "veth", "lab", 0), ack(0)});
  for (int i = 0; i < 3; i++)
    route_.answers.push_back({ack(0)});
  stp_member_add(context_, "bond0", member_requests({"veth0"}));
  ASSERT_EQ(route_.requests.size(), 8u);
  EXPECT_EQ(asked(5),
            wire::str(IFLA_IFNAME, "veth0") + wire::str(IFLA_IFALIAS, "netbond stp member: lab"));
  EXPECT_EQ(asked(6), wire::str(IFLA_IFNAME, "veth0") + wire::u32(IFLA_MASTER, sample::kBridge));

  route_.requests.clear();
  route_.answers = {
      {sample::bridge_link(), ack(0)},
      {sample::soft_port("veth0", 3, BR_STATE_BLOCKING, "veth", "netbond stp member: lab"),
       wire::done()},
      {sample::port_stats(0, 9), ack(0)},
      {ack(0)},
      {ack(0)}};
  stp_member_del(context_, "bond0", member_requests({"veth0"}));
  ASSERT_EQ(route_.requests.size(), 5u);
  EXPECT_EQ(asked(3), wire::str(IFLA_IFNAME, "veth0") + wire::u32(IFLA_MASTER, 0));
  EXPECT_EQ(asked(4), wire::str(IFLA_IFNAME, "veth0") + wire::str(IFLA_IFALIAS, "lab"));
}

/// It is in the bridge already, and stays there when this fails.
TEST_F(StpGuest, BecomesAMemberWithoutLeaving) {
  answer_bridge();
  const Bytes veth = sample::soft_port("veth0", 3, BR_STATE_FORWARDING, "veth");
  route_.answers.insert(route_.answers.end(), {{veth, ack(0)}, {ack(0)}, {ack(EINVAL)}, {ack(0)}});
  EXPECT_TRUE(has(stp_error([&] { stp_member_add(context_, "bond0", member_requests({"veth0"})); }),
                  "veth0"));
  ASSERT_EQ(route_.requests.size(), 8u);
  EXPECT_EQ(asked(6), [] {
    const Msg msg = encode_port_cost("veth0", 65535);
    const auto* first = reinterpret_cast<const std::uint8_t*>(nlmsg_hdr(msg.get()));
    return Bytes(first + NLMSG_HDRLEN + sizeof(ifinfomsg), first + nlmsg_hdr(msg.get())->nlmsg_len);
  }());
  EXPECT_EQ(asked(7), wire::str(IFLA_IFNAME, "veth0") + wire::str(IFLA_IFALIAS, ""));
}

TEST_F(StpGuest, LosesTheMarkWithTheBridge) {
  route_.answers = {{sample::bridge_link(), ack(0)},
                    {sample::soft_port("veth0", 3, BR_STATE_BLOCKING, "veth", "netbond stp member"),
                     wire::done()},
                    {sample::port_stats(0, 9), ack(0)},
                    {ack(0)},
                    {ack(ENODEV)}};
  stp_del(context_, "bond0");
  ASSERT_EQ(route_.requests.size(), 5u);
  EXPECT_EQ(type(3), RTM_DELLINK);
  EXPECT_EQ(asked(4), wire::str(IFLA_IFNAME, "veth0") + wire::str(IFLA_IFALIAS, ""));
}

/// A loop may be closed: the worst that can be, and nothing to look away from.
TEST_F(Stp, StaysABondWhenSpanningTreeIsSwitchedOff) {
  route_.answers.push_back({sample::bridge_link("netbond stp", 0), wire::done()});
  answer_ports();
  const std::vector<Bond> bonds = stp_bonds(context_);
  ASSERT_EQ(bonds.size(), 1u);
  EXPECT_TRUE(bonds[0].stp->off);
  EXPECT_EQ(bonds[0].state, std::uint32_t{NETBOND_STATE_FAILED});
  EXPECT_EQ(reason_word(bonds[0].reason), "administrator");
  answer_bridge(sample::bridge_link("netbond stp", 0));
  EXPECT_TRUE(find_stp_bond(context_, "bond0"));
  const Explanation told = explain_stp(bonds[0]);
  ASSERT_EQ(told.findings.size(), 1u);
  EXPECT_EQ(told.findings[0].about, "stp_off");
  EXPECT_EQ(told.findings[0].remedy, "ip link set bond0 type bridge stp_state 1");
  EXPECT_TRUE(has(bonds_text(bonds, false, Paint(false)), "spanning tree is off"));
}

TEST_F(Stp, JoinsNothingWhileSpanningTreeIsOff) {
  answer_bridge(sample::bridge_link("netbond stp", 0));
  EXPECT_TRUE(has(stp_error([&] { stp_member_add(context_, "bond0", member_requests({"eth2"})); }),
                  "ip link set bond0 type bridge stp_state 1"));
}

TEST_F(Stp, SwitchesSpanningTreeOn) {
  answer_bridge(sample::bridge_link("netbond stp", 0));
  route_.answers.push_back({ack(0)});
  StpOptions options;
  options.turn_on = true;
  stp_set(context_, "bond0", options);
  ASSERT_EQ(route_.requests.size(), 5u);
  const Bytes on = wire::u32(IFLA_BR_STP_STATE, 1);
  const Bytes& request = route_.requests[4];
  EXPECT_NE(std::search(request.begin(), request.end(), on.begin(), on.end()), request.end());
}

class StpDaemon : public Stp {
 protected:
  const Bytes bridge_ = sample::bridge_link("netbond stp", 2);

  Bond bond() const {
    Bond bond = sample::stp_bond();
    bond.stp->user_space = true;
    bond.stp->root = bond.stp->id;
    bond.stp->root_port.reset();
    for (Member& member : bond.members) {
      member.stp->designated_bridge = bond.stp->id;
      member.stp->counters->bpdu_rx = 0;
    }
    return bond;
  }
};

/// The kernel believes what it began with: to be the root that hears nothing.
TEST_F(StpDaemon, IsSaidToKnowBetter) {
  const Explanation told = explain_stp(bond());
  ASSERT_EQ(told.findings.size(), 1u);
  EXPECT_EQ(told.findings[0].about, "user_space");
  EXPECT_TRUE(has(told.findings[0].remedy, "mstpctl showbridge bond0"));
  EXPECT_EQ(told.members[0].findings[0].text, "eth0 is forwarding, as the daemon wants");
  EXPECT_EQ(told.members[1].findings[0].text, "eth1 is blocking, as the daemon wants");
  const std::string text = bonds_text({bond()}, true, Paint(false));
  EXPECT_TRUE(has(text, "a daemon speaks spanning tree, see mstpctl\n")) << text;
  EXPECT_FALSE(has(text, "is the root")) << text;
  EXPECT_TRUE(has(text, "not in force")) << text;
  EXPECT_TRUE(has(bonds_json({bond()}), "\"is_root\": null"));
}

TEST_F(StpDaemon, IsNotSpokenOver) {
  answer_bridge(bridge_);
  EXPECT_TRUE(has(stp_error([&] { stp_set(context_, "bond0", only(&StpOptions::priority, 4096)); }),
                  "mstpctl"));
  answer_bridge(bridge_);
  EXPECT_TRUE(has(stp_error([&] {
                    stp_member_set(context_, "bond0", {{"eth0", {}, {}, {}, 5}});
                  }),
                  "mstpctl"));
  EXPECT_EQ(route_.requests.size(), 8u);
  answer_bridge(bridge_);
  EXPECT_EQ(stp_error([&] {
              stp_member_set(context_, "bond0", {{"eth0", {}, {}, {}, 65535}});
            }),
            "no error")
      << "a file that says what is there";
}

TEST_F(StpDaemon, IsWarnedOfWhenABridgeIsMade) {
  const auto warning = [this](const Bytes& bridge) {
    route_.answers = {{ack(0)}, {ack(0)}, {bridge, ack(0)}};
    err_.str("");
    stp_add(context_, "bond0", {}, {});
    return err_.str();
  };
  EXPECT_TRUE(has(warning(bridge_), "bondctl: bond0: a daemon speaks spanning tree here"));
  EXPECT_EQ(warning(sample::bridge_link()), "");
}

class StpMtu : public Stp {
 protected:
  /// "NAME MTU" of a request that sets one.
  std::string set(std::size_t at) const {
    const Bytes& request = route_.requests.at(at);
    for (const char* name : {"eth0", "eth1", "eth2", "bond0"}) {
      for (const std::uint32_t mtu : {1400u, 1499u, 1500u, 9000u}) {
        if (Bytes(request.begin() + NLMSG_HDRLEN + sizeof(ifinfomsg), request.end()) ==
            wire::str(IFLA_IFNAME, name) + wire::u32(IFLA_MTU, mtu))
          return fmt::format("{} {}", name, mtu);
      }
    }
    return "?";
  }

  void allow(int requests) {
    for (int i = 0; i < requests; i++)
      route_.answers.push_back({ack(0)});
  }
};

TEST_F(StpMtu, RaisesMembersBeforeTheBridge) {
  answer_bridge();
  allow(2);
  route_.answers.push_back({sample::bridge_link(), ack(0)});
  allow(1);
  stp_set_mtu(context_, "bond0", 9000);
  ASSERT_EQ(route_.requests.size(), 8u);
  EXPECT_EQ(set(4), "eth0 9000");
  EXPECT_EQ(set(5), "eth1 9000");
  EXPECT_EQ(set(7), "bond0 9000");
}

/// Else the next tap that is plugged in would make it smaller.
TEST_F(StpMtu, IsPinnedWhereTheBridgeFollowedItsMembers) {
  answer_bridge();
  route_.answers.push_back({sample::bridge_link(), ack(0)});
  allow(2);
  stp_set_mtu(context_, "bond0", 1500);
  ASSERT_EQ(route_.requests.size(), 7u);
  EXPECT_EQ(set(5), "bond0 1499");
  EXPECT_EQ(set(6), "bond0 1500");
}

TEST_F(StpMtu, LowersThemAfterIt) {
  answer_bridge();
  allow(3);
  stp_set_mtu(context_, "bond0", 1400);
  ASSERT_EQ(route_.requests.size(), 7u);
  EXPECT_EQ(set(4), "bond0 1400");
  EXPECT_EQ(set(6), "eth1 1400");
}

TEST_F(StpMtu, IsThatOfBeforeWhenAMemberRefuses) {
  answer_bridge();
  allow(1);
  route_.answers.push_back({ack(EINVAL)});
  allow(1);
  EXPECT_TRUE(has(stp_error([&] { stp_set_mtu(context_, "bond0", 9000); }), "bond0: eth1: "));
  ASSERT_EQ(route_.requests.size(), 7u);
  EXPECT_EQ(set(6), "eth0 1500");
}

TEST_F(StpMtu, IsTheBridgesForWhoJoins) {
  answer_bridge();
  route_.answers.push_back(
      {sample::link_message_of(RTM_NEWLINK, 0, 4, IFF_UP,
                               wire::str(IFLA_IFNAME, "eth2") + wire::u32(IFLA_MTU, 1400)),
       ack(0)});
  allow(3);
  stp_member_add(context_, "bond0", member_requests({"eth2"}));
  ASSERT_EQ(route_.requests.size(), 8u);
  EXPECT_EQ(set(5), "eth2 1500");
}

TEST_F(StpMtu, IsExplainedWhereAMemberHasLess) {
  Bond bond = sample::stp_bond();
  EXPECT_FALSE(has_finding(explain_stp(bond).findings, "mtu"));
  bond.mtu = 9000;
  const Explanation told = explain_stp(bond);
  ASSERT_TRUE(has_finding(told.findings, "mtu"));
  EXPECT_EQ(told.findings[told.findings.size() - 1].remedy, "ip link set eth1 mtu 9000");
}

/// The alias of a member begins like that of a bridge.
TEST_F(Stp, IsNoMember) {
  EXPECT_FALSE(decode_bridge(decode_link(
      sample::soft_port("veth0", 3, BR_STATE_FORWARDING, "veth", with_member_mark("")))));
}

TEST(StpOptions, FitEachOther) {
  EXPECT_EQ(stp_error([] { check_stp_times({}); }), "no error");
  EXPECT_TRUE(
      has(stp_error([] { check_stp_times(only(&StpOptions::forward_delay, 400)); }), "at most"));
  EXPECT_TRUE(
      has(stp_error([] { check_stp_times(only(&StpOptions::hello_time, 1000)); }), "at least"));
  const StpOptionRow& priority = *find_stp_option("priority");
  EXPECT_EQ(parse_stp_option(priority, {"4096"}), 4096u);
  EXPECT_EQ(stp_error([&] { parse_stp_option(priority, {"4097"}); }),
            "--priority: '4097' is not allowed, give 0..61440 in steps of 4096");
  EXPECT_EQ(find_stp_option("forward-delay"), find_stp_option("forward_delay"));
  EXPECT_EQ(stp_options_of(sample::stp_bond()), stp_defaults());
}

/// The least that is said to be allowed is, with the best of the others.
TEST(StpOptions, AllowNothingThatFitsNoOther) {
  const auto least = [](const char* name) {
    const StpOptionRow& row = *find_stp_option(name);
    const std::string allowed = stp_option_allowed(row);
    return parse_stp_option(row, {allowed.substr(0, allowed.find('.'))});
  };
  StpOptions options;
  options.forward_delay = least("forward_delay");
  options.hello_time = least("hello_time");
  options.max_age = least("max_age");
  EXPECT_EQ(stp_error([&] { check_stp_times(options); }), "no error");
}

/// What ip made odd, to the hundredth.
TEST(StpOptions, AreReadAsTheyAre) {
  Bond bond = sample::stp_bond();
  bond.stp->own_times = StpTimes{1990, 4548, 20000};
  const StpOptions options = stp_options_of(bond);
  EXPECT_EQ(options.hello_time, 199u);
  EXPECT_EQ(options.forward_delay, 455u);
  const StpOptionRow& delay = *find_stp_option("forward_delay");
  EXPECT_EQ(stp_option_text(delay, 455), "4.55 s");
  EXPECT_EQ(read_stp_option(delay, "4.55"), 455u);
  EXPECT_FALSE(read_stp_option(delay, "4.55 s"));
  EXPECT_FALSE(read_stp_option(delay, "nan"));
  EXPECT_EQ(parse_stp_option(delay, {"4"}), 400u);
  EXPECT_EQ(stp_error([&] { parse_stp_option(delay, {"4.5"}); }),
            "--forward-delay: '4.5' is not allowed, give 4..30 s");
}

/// Jiffies of 250 Hz, and of 100.
TEST(StpOptions, OwnTimesAreReadWhateverTheTick) {
  EXPECT_EQ(own_times(1000, 4000, 5000, 500, 1500), (StpTimes{2000, 15000, 20000}));
  EXPECT_EQ(own_times(400, 4000, 2000, 200, 1500), (StpTimes{2000, 15000, 20000}));
  // Three jiffies of 4 ms, told as 10 ms, would be those of another rate.
  EXPECT_FALSE(own_times(3, 10, 5000, 500, 1500));
  EXPECT_FALSE(own_times(0, 0, 1, 1, 1));
  // 4.55 s are 1137 jiffies, of which netlink tells 4.54 s; and the root's need not be the
  // bridge's.
  EXPECT_EQ(own_times(1137, 4540, 5000, 500, 454), (StpTimes{2000, 4548, 20000}));
  EXPECT_EQ(own_times(1137, 4540, 5000, 500, 1500), (StpTimes{2000, 15000, 20000}));
}

TEST(StpChanges, TellWhatHappened) {
  const Bond before = sample::stp_bond();
  Bond after = before;
  after.members[0].stp->state = BR_STATE_DISABLED;
  after.members[0].votes[0].value = NETBOND_VOTE_VALUE_NO;
  after.members[0].votes[0].reason = NETBOND_REASON_NO_CARRIER;
  after.members[1].stp->state = BR_STATE_LISTENING;
  after.active_member.reset();
  after.state = NETBOND_STATE_FAILED;
  std::string lines;
  for (const Event& event : stp_changes({before}, {after}))
    lines += event_name(event) + " ";
  EXPECT_EQ(lines, "vote stp stp active state ");
  EXPECT_EQ(stp_changes({}, {before}).size(), 3u);
  EXPECT_EQ(event_name(stp_changes({before}, {})[0]), "deleted");
  EXPECT_TRUE(stp_changes({before}, {before}).empty());
}

/// Who waits for a bond of the new name has to look again.
TEST(StpChanges, TellANewName) {
  const Bond before = sample::stp_bond();
  Bond after = before;
  after.name = "br0";
  const std::vector<Event> events = stp_changes({before}, {after});
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(event_name(events[0]), "configured");
  EXPECT_EQ(events[0].bond, "br0");
}

TEST(StpChanges, ReadANotice) {
  const auto notice = decode_port_notice(sample::port_notice("eth1", 2, BR_STATE_LISTENING));
  ASSERT_TRUE(notice);
  EXPECT_EQ(notice->bridge, sample::kBridge);
  EXPECT_EQ(notice->port, 3u);
  EXPECT_EQ(notice->state, std::uint32_t{BR_STATE_LISTENING});
  EXPECT_FALSE(decode_port_notice(sample::port_link("eth1", 2, BR_STATE_LISTENING)));
}

TEST(StpExplain, NamesRootPortAndWhoSpeaks) {
  const Explanation told = explain_stp(sample::stp_bond());
  EXPECT_TRUE(has(told.members[0].findings[0].text, "eth0 is the root port"));
  EXPECT_TRUE(has(told.members[1].findings[0].text, "bridge 2000.020000000002 speaks"));
  EXPECT_FALSE(has_finding(told.findings, "root"));
}

TEST(StpExplain, KnowsARootThatShouldNotBe) {
  Bond bond = sample::stp_bond();
  bond.stp->root = bond.stp->id;
  EXPECT_TRUE(has_finding(explain_stp(bond).findings, "root"));
  for (Member& member : bond.members)
    member.stp->counters->bpdu_rx = 0;
  EXPECT_TRUE(has_finding(explain_stp(bond).findings, "no_bpdu"));
}

TEST(StpExplain, KnowsTransitLoopsAndOneSwitch) {
  Bond bond = sample::stp_bond();
  bond.members[1].stp->designated_bridge = bond.stp->id;
  EXPECT_TRUE(has_finding(explain_stp(bond).members[1].findings, "loop"));
  bond.members[1].role = NETBOND_ROLE_ACTIVE;
  bond.members[1].stp->state = BR_STATE_FORWARDING;
  EXPECT_TRUE(has_finding(explain_stp(bond).findings, "transit"));
  bond.members[1].stp->counters->bpdu_rx = 0;
  EXPECT_FALSE(has_finding(explain_stp(bond).findings, "transit"));
  EXPECT_TRUE(has_finding(explain_stp(bond).members[1].findings, "no_stp_partner"));
  bond.members[1].stp->designated_bridge = bond.members[0].stp->designated_bridge;
  EXPECT_TRUE(has_finding(explain_stp(bond).findings, "one_switch"));
}

HostFacts kept_facts() {
  HostFacts host;
  host["eth0"].addresses = {*parse_address("10.0.0.1", false), *parse_address("fe80::1", true),
                            *parse_address("2001:db8::1", true)};
  host["eth0"].vlans = {"eth0.10"};
  host["eth1"].addresses = {*parse_address("febf::1", true)};
  return host;
}

TEST(StpExplain, NamesWhatAPortKeptForItself) {
  const Explanation told = explain(sample::stp_bond(), {std::nullopt, kept_facts()});
  const std::vector<Finding>& findings = told.members[0].findings;
  ASSERT_EQ(findings.size(), 3u);
  EXPECT_EQ(findings[1].about, "own_addresses");
  EXPECT_TRUE(has(findings[1].text, "eth0 keeps 10.0.0.1 and 2001:db8::1: ")) << findings[1].text;
  EXPECT_TRUE(has(findings[1].remedy, "ip address flush dev eth0, ")) << findings[1].remedy;
  EXPECT_EQ(findings[2].about, "own_vlan");
  EXPECT_TRUE(has(findings[2].remedy, "ip link add link bond0 name eth0.10 "));
  EXPECT_EQ(told.members[1].findings.size(), 1u) << "each device has a link-local address";
  EXPECT_EQ(told.causes.size(), 2u);
}

TEST_F(Stp, WarnsOfWhatAPortKeptForItself) {
  context_.host = [](const Bond&) { return kept_facts(); };
  route_.answers.push_back({sample::bridge_link(), ack(0)});
  answer_bridge();
  route_.answers.push_back({device("eth2", 4, 0x0c), ack(0)});
  for (int i = 0; i < 3; i++)  // joined, cost, up
    route_.answers.push_back({ack(0)});
  answer_bridge();
  EXPECT_EQ(run_bondctl(context_, {"member", "add", "bond0", "eth2"}), 0);
  EXPECT_TRUE(has(err_.str(), "bondctl: bond0: eth0 keeps 10.0.0.1")) << err_.str();
  EXPECT_TRUE(has(err_.str(), "bondctl: bond0: eth0.10 takes its VLAN")) << err_.str();
}

/// Spanning tree sees the way that the filter closes.
TEST(StpExplain, KnowsThatTransitIsFiltered) {
  Bond bond = sample::stp_bond();
  HostFacts host;
  host["bond0"].filters = {"iptables"};
  EXPECT_FALSE(has_finding(explain_stp(bond, host).findings, "transit_filtered"));
  bond.members[1].stp->designated_bridge = bond.stp->id;
  bond.members[1].role = NETBOND_ROLE_ACTIVE;
  bond.members[1].stp->state = BR_STATE_FORWARDING;
  EXPECT_FALSE(has_finding(explain_stp(bond).findings, "transit_filtered"));
  const Explanation told = explain(bond, {std::nullopt, host});
  const auto found =
      std::find_if(told.findings.begin(), told.findings.end(),
                   [](const Finding& finding) { return finding.about == "transit_filtered"; });
  ASSERT_NE(found, told.findings.end());
  EXPECT_EQ(found->remedy, "accept it in FORWARD, or: sysctl net.bridge.bridge-nf-call-iptables=0");
}

/// Shut by the switch as soon as the bridge came up, so that nothing was ever heard.
TEST(StpExplain, SuspectsBpduGuard) {
  Bond bond = sample::stp_bond();
  EXPECT_FALSE(has_finding(explain_stp(bond).members[0].findings, "bpdu_guard"));
  for (Member& member : bond.members) {
    member.reason = NETBOND_REASON_NO_CARRIER;
    member.votes[0].value = NETBOND_VOTE_VALUE_NO;
    member.stp->counters->bpdu_rx = 0;
  }
  bond.members[1].stp->counters->bpdu_tx = 0;
  const Explanation told = explain_stp(bond);
  ASSERT_TRUE(has_finding(told.members[0].findings, "bpdu_guard"));
  EXPECT_TRUE(has(told.members[0].findings[1].remedy, "show interfaces status err-disabled"));
  EXPECT_FALSE(has_finding(told.members[1].findings, "bpdu_guard")) << "it never sent any";
}

TEST(StpExplain, TakesAnyName) {
  Bond bond = sample::stp_bond();
  bond.members[0].name = "{}";
  bond.members[0].reason = NETBOND_REASON_NO_CARRIER;
  EXPECT_EQ(explain_stp(bond).members[0].findings[0].text, "the driver of {} reports no link");
}

TEST(StpExplain, CountsDownToForwarding) {
  Bond bond = sample::stp_bond();
  bond.members[0].role = NETBOND_ROLE_NONE;
  bond.members[0].stp->state = BR_STATE_LISTENING;
  bond.members[0].stp->forward_delay_left_ms = 1500;
  EXPECT_TRUE(has(explain_stp(bond).members[0].findings[0].text, "forwards in 5.5s"));
}

TEST(StpPrinter, ShowsABridge) {
  const std::string text = bonds_text({sample::stp_bond()}, true, Paint(false));
  EXPECT_TRUE(has(text, "bond0  stp  ok  active eth0")) << text;
  EXPECT_TRUE(has(text, "root 1000.020000000001 by eth0  cost 65535")) << text;
  EXPECT_TRUE(has(text, "BPDUs sent 4 received 7")) << text;
  std::istringstream lines(bonds_text({sample::stp_bond()}, false, Paint(false)));
  for (std::string line; std::getline(lines, line);)
    EXPECT_LE(line.size(), 80u) << line;
}

}  // namespace
}  // namespace bondctl
