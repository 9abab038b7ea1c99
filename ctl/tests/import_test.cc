// SPDX-License-Identifier: GPL-2.0-or-later
#include "import.h"

#include <gtest/gtest.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>

#include <algorithm>

#include "error.h"
#include "options.h"
#include "wire.h"

namespace bondctl {
namespace {

using namespace wire;  // NOLINT: the messages are written in its words

/// A device as rtnetlink tells it.
Link link(const char* name, unsigned ifindex, const Bytes& attrs) {
  ifinfomsg info{};
  info.ifi_type = ARPHRD_ETHER;
  info.ifi_index = static_cast<int>(ifindex);
  info.ifi_flags = IFF_UP;
  return decode_link(message(RTM_NEWLINK, 0,
                             raw(info) + str(IFLA_IFNAME, name) + u32(IFLA_MTU, 1500) +
                                 attr(IFLA_ADDRESS, {2, 0, 0, 0, 0, 1}) + attrs));
}

Link bond(const Bytes& data) {
  return link("bond0", 9,
              nest(IFLA_LINKINFO, str(IFLA_INFO_KIND, "bond") + nest(IFLA_INFO_DATA, data)));
}

Link slave(const char* name, unsigned ifindex, unsigned last, const Bytes& more = {}) {
  const Bytes data =
      attr(IFLA_BOND_SLAVE_PERM_HWADDR, {2, 0, 0, 0, 0, static_cast<std::uint8_t>(last)}) + more;
  return link(name, ifindex,
              u32(IFLA_MASTER, 9) + nest(IFLA_LINKINFO, str(IFLA_INFO_SLAVE_KIND, "bond") +
                                                            nest(IFLA_INFO_SLAVE_DATA, data)));
}

/// What is written down, and that it can be read again.
std::string text_of(const ConfigBond& bond) {
  const std::string text = config_text({{bond}});
  EXPECT_EQ(read_config(text, "a").bonds.size(), 1u);
  return text;
}

TEST(Import, TakesABondOfTheInTreeDriver) {
  const Link from = bond(u8(IFLA_BOND_MODE, 1) + u32(IFLA_BOND_MIIMON, 50) +
                         u32(IFLA_BOND_UPDELAY, 200) + u32(IFLA_BOND_ARP_INTERVAL, 0) +
                         u32(IFLA_BOND_ARP_VALIDATE, 0) + u32(IFLA_BOND_PRIMARY, 4) +
                         u8(IFLA_BOND_PRIMARY_RESELECT, 1) + u8(IFLA_BOND_FAIL_OVER_MAC, 0) +
                         u8(IFLA_BOND_XMIT_HASH_POLICY, 0) + u8(IFLA_BOND_AD_LACP_RATE, 0) +
                         u8(IFLA_BOND_NUM_PEER_NOTIF, 3) + u8(IFLA_BOND_USE_CARRIER, 0));
  const ConfigBond taken =
      import_bonding(from, {from, slave("eth0", 3, 1), slave("eth1", 4, 2, s32(9, -7) + u16(5, 2)),
                            link("eth2", 5, {})});
  EXPECT_EQ(text_of(taken),
            "version: 1\n"
            "bonds:\n"
            "  bond0:\n"
            "    # not taken over: use_carrier 0: carrier is what drivers say\n"
            "    # not taken over: eth1: queue_id 2\n"
            "    mode: active-backup\n"
            "    up: true\n"
            "    mtu: 1500\n"
            "    miimon: 50\n"
            "    updelay: 200\n"
            "    primary: eth1\n"
            "    primary_reselect: better\n"
            "    num_peer_notif: 3\n"
            "    members:\n"
            "      eth0: {}\n"
            "      eth1: {prio: -7}\n");
}

TEST(Import, TakesLacpAndProbesAndAnOwnAddress) {
  const Bytes target = attr(0, {10, 0, 0, 1}) + attr(1, {10, 0, 0, 2});
  const Bytes target6 = attr(0, {0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
  const Link lag = bond(u8(IFLA_BOND_MODE, 4) + u8(IFLA_BOND_XMIT_HASH_POLICY, 0) +
                        u8(IFLA_BOND_AD_LACP_RATE, 0) + u32(IFLA_BOND_MIN_LINKS, 2) +
                        u16(IFLA_BOND_AD_ACTOR_SYS_PRIO, 99) +
                        attr(IFLA_BOND_AD_ACTOR_SYSTEM, {2, 0, 0, 0, 0, 9}));
  EXPECT_EQ(text_of(import_bonding(lag, {lag, slave("eth0", 3, 7)})),
            "version: 1\n"
            "bonds:\n"
            "  bond0:\n"
            "    mode: 802.3ad\n"
            "    up: true\n"
            "    mtu: 1500\n"
            "    address: \"02:00:00:00:00:01\"\n"
            "    xmit_hash_policy: layer2\n"
            "    lacp_rate: slow\n"
            "    min_links: 2\n"
            "    ad_actor_system: \"02:00:00:00:00:09\"\n"
            "    ad_actor_sys_prio: 99\n"
            "    members:\n"
            "      eth0: {}\n");
  const Link probing =
      bond(u8(IFLA_BOND_MODE, 1) + u32(IFLA_BOND_ARP_INTERVAL, 100) +
           u32(IFLA_BOND_ARP_VALIDATE, 0) + u8(30, 3) + nest(IFLA_BOND_ARP_IP_TARGET, target) +
           nest(31, target6) + u32(IFLA_BOND_DOWNDELAY, 4'000'000));
  EXPECT_EQ(text_of(import_bonding(probing, {probing})),
            "version: 1\n"
            "bonds:\n"
            "  bond0:\n"
            "    # not taken over: downdelay 4000000: allowed is 0..3600000 ms\n"
            "    mode: active-backup\n"
            "    up: true\n"
            "    mtu: 1500\n"
            "    arp_interval: 100\n"
            "    arp_ip_target: [10.0.0.1, 10.0.0.2]\n"
            "    ns_ip6_target: [\"fe80::1\"]\n"
            "    arp_validate: none\n"
            "    arp_missed_max: 3\n"
            "    members: {}\n");
}

/// In-tree balance-alb has a policy and heeds it only without tlb_dynamic_lb.
TEST(Import, TakesNoHashPolicyThatHadNoEffect) {
  const auto imported = [](std::uint8_t mode, std::uint8_t policy, std::uint8_t dynamic) {
    const Link from = bond(u8(IFLA_BOND_MODE, mode) + u8(IFLA_BOND_XMIT_HASH_POLICY, policy) +
                           u8(IFLA_BOND_TLB_DYNAMIC_LB, dynamic));
    return import_bonding(from, {from});
  };
  const auto policy_of = [](const ConfigBond& bond) {
    return bond.options.contains(NETBOND_OPT_XMIT_HASH_POLICY);
  };
  EXPECT_FALSE(policy_of(imported(6, 0, 1)));
  EXPECT_TRUE(imported(6, 0, 1).notes.empty());
  EXPECT_FALSE(policy_of(imported(6, 2, 1)));
  EXPECT_EQ(imported(6, 2, 1).notes,
            (std::vector<std::string>{"not taken over: xmit_hash_policy layer2+3: it had no effect "
                                      "with tlb_dynamic_lb"}));
  EXPECT_TRUE(policy_of(imported(6, 0, 0)));
  EXPECT_TRUE(policy_of(imported(5, 0, 1)));
}

/// The new bond would have that of the first in the file.
TEST(Import, TakesTheAddressThatAnotherMemberBrought) {
  const Link from = bond(u8(IFLA_BOND_MODE, 1));
  const auto address_with = [&](unsigned first, unsigned second) {
    return import_bonding(from, {from, slave("eth0", 3, first), slave("eth1", 4, second)}).address;
  };
  EXPECT_FALSE(address_with(1, 2));
  EXPECT_EQ(address_with(2, 1), (Mac{2, 0, 0, 0, 0, 1}));
}

/// Without CAP_NET_ADMIN the kernel leaves out what a LAG is called.
TEST(Import, SaysWhatTheKernelDoesNotTell) {
  const char* note =
      "    # not taken over: ad_actor_system, ad_actor_sys_prio, ad_user_port_key: the kernel "
      "tells "
      "them with CAP_NET_ADMIN only\n";
  const auto imported = [](std::uint8_t mode) {
    const Link from = bond(u8(IFLA_BOND_MODE, mode));
    return text_of(import_bonding(from, {from}));
  };
  EXPECT_NE(imported(4).find(note), std::string::npos) << imported(4);
  EXPECT_EQ(imported(1).find("not taken over"), std::string::npos) << imported(1);
}

TEST(Import, SaysWhatOnlyANewerDriverHas) {
  const auto notes_of = [](const Bytes& more) {
    const Link from = bond(u8(IFLA_BOND_MODE, 3) + more);
    return import_bonding(from, {from}).notes;
  };
  EXPECT_EQ(notes_of(u8(33, 1) + u8(34, 1) + u16(36, 7)),
            (std::vector<std::string>{
                "not taken over: broadcast_neighbor 1", "not taken over: lacp_strict 1",
                "not taken over: setting 36, which this bondctl does not know: 7"}));
  EXPECT_TRUE(notes_of(u8(33, 0) + u8(34, 0) + u16(36, 0)).empty());
}

Link team() {
  return link("team0", 9, nest(IFLA_LINKINFO, str(IFLA_INFO_KIND, "team")));
}

TEST(Import, TakesATeam) {
  EXPECT_EQ(text_of(import_team(team(), R"({
      "device": "team0", "hwaddr": "02:00:00:00:00:05",
      "runner": {"name": "lacp", "active": true, "fast_rate": true, "min_ports": 2,
                 "sys_prio": 100, "tx_hash": ["eth", "ipv4", "ipv6"],
                 "agg_select_policy": "bandwidth", "tx_balancer": {"name": "basic"}},
      "link_watch": {"name": "ethtool", "delay_up": 500},
      "notify_peers": {"count": 4, "interval": 50}, "mcast_rejoin": {"count": 2},
      "ports": {"eth0": {"lacp_prio": 7, "lacp_key": 3},
                "eth1": {"link_watch": {"name": "ethtool"}}}})")),
            "version: 1\n"
            "bonds:\n"
            "  team0:\n"
            "    # not taken over: runner.tx_balancer {\"name\":\"basic\"}\n"
            "    # not taken over: ports.eth0.lacp_key 3\n"
            "    # not taken over: ports.eth1.link_watch {\"name\":\"ethtool\"}\n"
            "    mode: 802.3ad\n"
            "    up: true\n"
            "    mtu: 1500\n"
            "    address: \"02:00:00:00:00:05\"\n"
            "    updelay: 500\n"
            "    num_peer_notif: 4\n"
            "    peer_notif_delay: 50\n"
            "    resend_igmp: 2\n"
            "    xmit_hash_policy: layer2+3\n"
            "    ad_select: bandwidth\n"
            "    min_links: 2\n"
            "    ad_actor_sys_prio: 100\n"
            "    members:\n"
            "      eth0: {actor_port_prio: 7}\n"
            "      eth1: {}\n");
}

TEST(Import, TakesATeamThatProbes) {
  EXPECT_EQ(text_of(import_team(team(), R"({
      "runner": {"name": "activebackup", "hwaddr_policy": "by_active"},
      "link_watch": [{"name": "arp_ping", "interval": 100, "missed_max": 3,
                      "source_host": "10.0.0.9", "target_host": "10.0.0.1"},
                     {"name": "arp_ping", "target_host": "10.0.0.2"}, {"name": "tipc"}],
      "ports": {"eth0": {"prio": 10, "sticky": true}}})")),
            "version: 1\n"
            "bonds:\n"
            "  team0:\n"
            "    # not taken over: ports.eth0.sticky true\n"
            "    # not taken over: link_watch[2].name tipc\n"
            "    mode: active-backup\n"
            "    up: true\n"
            "    mtu: 1500\n"
            "    arp_interval: 100\n"
            "    arp_ip_target: [10.0.0.1, 10.0.0.2]\n"
            "    arp_missed_max: 4\n"
            "    fail_over_mac: active\n"
            "    members:\n"
            "      eth0: {prio: 10}\n");
}

/// teamd loses a link when more answers than missed_max are missing; 3 when it is not given.
TEST(Import, CountsMissedAnswersAsATeamDid) {
  const auto missed = [](const std::string& given) {
    const ConfigBond taken = import_team(
        team(),
        R"({"link_watch": {"name": "nsna_ping", "interval": 100, "target_host": "fe80::1")" +
            given + "}}");
    EXPECT_EQ(text_of(taken).find("not taken over") != std::string::npos,
              given.find("255") != std::string::npos);
    return number_of(taken.options, NETBOND_OPT_ARP_MISSED_MAX);
  };
  EXPECT_EQ(missed(""), 4u);
  EXPECT_EQ(missed(R"(, "missed_max": 0)"), 1u);
  EXPECT_EQ(missed(R"(, "missed_max": 254)"), 255u);
  EXPECT_EQ(missed(R"(, "missed_max": 255)"), 2u) << "out of range, and said";
}

TEST(Import, SaysWhatWaysOfWatchingDoNotShare) {
  const ConfigBond taken = import_team(team(), R"({"link_watch": [
      {"name": "ethtool", "delay_up": 100}, {"name": "ethtool", "delay_up": 100, "delay_down": 5},
      {"name": "ethtool", "delay_up": 200},
      {"name": "arp_ping", "interval": 100, "missed_max": 4, "target_host": "10.0.0.1"},
      {"name": "nsna_ping", "interval": 100, "missed_max": 9, "target_host": "fe80::1"},
      {"name": "arp_ping", "interval": 300, "target_host": "10.0.0.2"}]})");
  EXPECT_EQ(taken.notes, (std::vector<std::string>{"not taken over: link_watch[2].delay_up 200",
                                                   "not taken over: link_watch[4].missed_max 9",
                                                   "not taken over: link_watch[5].interval 300"}));
  EXPECT_EQ(number_of(taken.options, NETBOND_OPT_UPDELAY), 100u);
  EXPECT_EQ(number_of(taken.options, NETBOND_OPT_ARP_INTERVAL), 100u);
  EXPECT_EQ(number_of(taken.options, NETBOND_OPT_ARP_MISSED_MAX), 5u);
}

TEST(Import, SaysWhichAddressIsNone) {
  for (const std::string address : {"", "x", "01:00:5e:00:00:01", "00:00:00:00:00:00"}) {
    const ConfigBond taken = import_team(team(), R"({"hwaddr": ")" + address + "\"}");
    EXPECT_FALSE(taken.address) << address;
    EXPECT_EQ(taken.notes, std::vector<std::string>{"not taken over: hwaddr " + address +
                                                    ": is no unicast MAC address"});
  }
}

TEST(Import, TakesTheAddressThatATeamHas) {
  const auto address_of = [](const char* text) { return import_team(team(), text).address; };
  EXPECT_EQ(address_of(R"({"ports": {"eth1": {}, "eth0": {}}})"), (Mac{2, 0, 0, 0, 0, 1}));
  EXPECT_EQ(address_of(R"({"hwaddr": "02:00:00:00:00:05", "ports": {"eth0": {}}})"),
            (Mac{2, 0, 0, 0, 0, 5}));
  EXPECT_FALSE(address_of("{}")) << "there is none whose it could be";
  EXPECT_FALSE(address_of(R"({"runner": {"name": "activebackup", "hwaddr_policy": "by_active"},
      "ports": {"eth0": {}}})"));
}

/// Such an address would be refused by apply.
TEST(Import, LeavesTheAddressOutThatMoves) {
  const std::string text = text_of(import_team(team(), R"({"hwaddr": "02:00:00:00:00:05",
      "runner": {"name": "activebackup", "hwaddr_policy": "by_active"}})"));
  EXPECT_NE(text.find("    # not taken over: hwaddr 02:00:00:00:00:05: with fail_over_mac active "
                      "the bond has its active member's\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("    address:"), std::string::npos) << text;
}

TEST(Import, CutsNoNumber) {
  const std::string text = text_of(import_team(team(), R"({"ports": {
      "eth0": {"prio": 4294967297, "lacp_prio": 65536}, "eth1": {"prio": -2147483648}}})"));
  EXPECT_NE(text.find("    # not taken over: ports.eth0.prio: '4294967297' is not allowed, give "
                      "-2147483648..2147483647\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("ports.eth0.lacp_prio: '65536' is not allowed"), std::string::npos) << text;
  EXPECT_NE(text.find("      eth0: {}\n      eth1: {prio: -2147483648}\n"), std::string::npos)
      << text;
}

TEST(Import, KeepsNotesInTheirComments) {
  const std::string text = text_of(import_team(team(), R"({"a\n  bond9:\u001b[2J": 1})"));
  EXPECT_NE(text.find("    # not taken over: a\\x0a  bond9:\\x1b[2J 1\n"), std::string::npos)
      << text;
}

TEST(Import, RefusesWhatIsNoConfiguration) {
  for (const char* text : {"", "x", "[]", "{\"runner\": 3}", "{\"runner\": {\"name\": \"new\"}}"})
    EXPECT_THROW(import_team(team(), text), Error) << text;
  EXPECT_THROW(import_bonding(team(), {}), Error);
  EXPECT_THROW(output_of({"/nonexistent/teamdctl"}), Error);
  EXPECT_THROW(output_of({"false"}), Error);
  EXPECT_EQ(output_of({"echo", "a", "b"}), "a b\n");
}

}  // namespace
}  // namespace bondctl
