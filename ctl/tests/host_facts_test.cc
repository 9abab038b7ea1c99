// SPDX-License-Identifier: GPL-2.0-or-later
// What the host says of a bond's devices, and what is made of it.
#include "host_facts.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "codec.h"
#include "explain_host.h"
#include "lacp_sample.h"
#include "sample.h"

namespace bondctl {
namespace {

using Findings = std::vector<Finding>;

const LinkSubject kBond = {"bond0", "netbond", "netbond"};

std::string policy_of(const std::string& text) {
  const std::optional<LinkFile> file = match_link_file("x.link", text, kBond);
  return file ? "<" + file->policy + ">" : "no match";
}

TEST(LinkFile, MatchesWhatItAsks) {
  EXPECT_EQ(policy_of("[Match]\nOriginalName=*\n[Link]\nMACAddressPolicy=persistent\n"),
            "<persistent>");
  EXPECT_EQ(policy_of("# x\n[Match]\n OriginalName = eth* bond? \n\n[Link]\n"
                      "NamePolicy=keep\nMACAddressPolicy = none\n"),
            "<none>");
  EXPECT_EQ(policy_of("[Match]\nDriver=netbond\nKind=netbond\n[Link]\nMTUBytes=9000\n"), "<>");
  EXPECT_EQ(policy_of("[Match]\nOriginalName=!bond* eth0\n[Link]\n"), "no match");
  EXPECT_EQ(policy_of("[Match]\nOriginalName=!eth*\n[Link]\n"), "<>");
  EXPECT_EQ(policy_of("[Match]\nOriginalName=*\nPath=pci-*\n[Link]\n"), "no match");
  EXPECT_EQ(policy_of("[Match]\nDriver=bonding\n[Link]\nMACAddressPolicy=none\n"), "no match");
  EXPECT_EQ(policy_of("[Link]\nMACAddressPolicy=none\n"), "no match") << "systemd ignores it, too";
  EXPECT_EQ(policy_of(""), "no match");
}

/// Files in a directory of their own, gone afterwards.
class Files : public testing::Test {
 protected:
  Files() : root_(make_root()) {}
  ~Files() override { std::filesystem::remove_all(root_); }
  void write(const std::string& path, const std::string& text) const {
    const std::filesystem::path whole = root_ / path;
    std::filesystem::create_directories(whole.parent_path());
    std::ofstream(whole) << text;
  }
  std::string at(const std::string& path) const { return (root_ / path).string(); }

 private:
  static std::filesystem::path make_root() {
    char name[] = "/tmp/bondctl-test-XXXXXX";
    const char* made = mkdtemp(name);
    return made ? made : "/nonexistent";
  }
  std::filesystem::path root_;
};

const char kPersistent[] = "[Match]\nOriginalName=*\n[Link]\nMACAddressPolicy=persistent\n";
const char kNone[] = "[Match]\nDriver=netbond\n[Link]\nMACAddressPolicy=none\n";

TEST_F(Files, TheFirstByNameThatMatchesDecides) {
  const std::vector<std::string> directories = {at("etc"), at("run"), at("usr")};
  EXPECT_FALSE(find_link_file(directories, kBond));
  write("usr/99-default.link", kPersistent);
  EXPECT_EQ(find_link_file(directories, kBond)->path, at("usr/99-default.link"));
  write("usr/80-netbond.link", kNone);
  EXPECT_EQ(find_link_file(directories, kBond)->policy, "none");
  write("etc/80-netbond.link", "");  // as a link to /dev/null: it takes the other one away
  EXPECT_EQ(find_link_file(directories, kBond)->policy, "persistent");
  write("run/10-x.link.orig", kNone);
  EXPECT_EQ(find_link_file(directories, kBond)->policy, "persistent");
}

TEST_F(Files, TellsWhoGaveTheBondItsAddress) {
  const Bond bond = decode_bond(sample::bond_reply());
  const HostPaths paths = {at("net"), {at("etc")}};
  EXPECT_FALSE(read_host(bond, paths).at("bond0").address_was_set);
  write("net/bond0/ifindex", "7\n");
  write("net/bond0/address", bond.address + "\n");
  write("net/bond0/addr_assign_type", "3\n");
  EXPECT_TRUE(read_host(bond, paths).at("bond0").address_was_set);
  write("net/bond0/addr_assign_type", "2\n");
  EXPECT_FALSE(read_host(bond, paths).at("bond0").address_was_set) << "of a member";
  write("net/bond0/addr_assign_type", "3\n");
  write("net/bond0/ifindex", "8\n");
  EXPECT_FALSE(read_host(bond, paths).at("bond0").address_was_set) << "of another namespace";
}

TEST_F(Files, TellsWhatFiltersABridge) {
  Bond bond;
  bond.name = "br0";
  HostPaths paths;
  paths.bridge_sysctl = at("bridge");
  const auto filters = [&] { return read_host(bond, paths).at("br0").filters; };
  bond.stp.emplace();
  EXPECT_TRUE(filters().empty()) << "br_netfilter is not loaded";
  write("bridge/bridge-nf-call-iptables", "0\n");
  write("bridge/bridge-nf-call-ip6tables", "1\n");
  EXPECT_EQ(filters(), (std::vector<std::string>{"ip6tables"}));
  write("bridge/bridge-nf-call-iptables", "1\n");
  EXPECT_EQ(filters(), (std::vector<std::string>{"iptables", "ip6tables"}));
  bond.stp.reset();
  EXPECT_TRUE(filters().empty()) << "a bond of the module is no bridge";
}

TEST_F(Files, TellsVlansOnAPort) {
  Bond bond;
  bond.name = "br0";
  bond.stp.emplace();
  bond.members.emplace_back();
  bond.members[0].name = "eth0";
  bond.members[0].ifindex = 3;
  HostPaths paths;
  paths.net = at("net");
  const auto vlans = [&] { return read_host(bond, paths).at("eth0").vlans; };
  EXPECT_TRUE(vlans().empty());
  write("net/eth0/ifindex", "3\n");
  write("net/eth0/upper_v20/uevent", "DEVTYPE=vlan\nINTERFACE=v20\nIFINDEX=5\n");
  write("net/eth0/upper_eth0.10/uevent", "DEVTYPE=vlan\nINTERFACE=eth0.10\nIFINDEX=4\n");
  write("net/eth0/upper_br0/uevent", "DEVTYPE=bridge\nINTERFACE=br0\nIFINDEX=9\n");
  EXPECT_EQ(vlans(), (std::vector<std::string>{"eth0.10", "v20"}));
  bond.members[0].ifindex = 7;
  EXPECT_TRUE(vlans().empty()) << "of another namespace";
}

TEST(Host, ReadsADeviceThatIsThere) {
  Bond bond = decode_bond(sample::bond_reply());
  bond.members.resize(1);
  bond.members[0].name = "lo";
  const HostFacts facts = read_host(bond, {"/nonexistent", {}});
  EXPECT_GT(facts.at("lo").mtu.value_or(0), 0u);
  EXPECT_EQ(facts.at("lo").offloads.size(), 5u);
  const std::vector<Address>& own = facts.at("lo").addresses;
  EXPECT_NE(std::find(own.begin(), own.end(), Address{false, {127, 0, 0, 1}}), own.end());
  bond.members[0].name = "no-such-device";
  const HostFacts none = read_host(bond, {"/nonexistent", {}});
  EXPECT_FALSE(none.at("no-such-device").mtu);
  EXPECT_TRUE(none.at("no-such-device").offloads.empty());
}

// ---- what is made of it

class ExplainHost : public testing::Test {
 protected:
  ExplainHost() : bond_(decode_bond(sample::lag_reply())) {
    for (Member& member : bond_.members)
      member.address = bond_.address;
  }
  Findings of_member(std::size_t at) const {
    Findings findings;
    find_host_traps(bond_, bond_.members[at], facts_, &findings);
    return findings;
  }
  Findings of_bond() const {
    Findings findings;
    find_host_traps(bond_, facts_, &findings);
    return findings;
  }
  std::string words(const Findings& findings) const {
    std::string out;
    for (const Finding& finding : findings)
      out += (out.empty() ? "" : " ") + weight_word(finding.weight) + ":" + finding.about;
    return out;
  }
  HostDevice& member(std::size_t at) { return facts_[bond_.members[at].name]; }
  void mode(std::uint32_t mode, std::uint32_t fail_over_mac = NETBOND_FAIL_OVER_MAC_NONE) {
    bond_.options[NETBOND_OPT_MODE] = mode;
    bond_.options[NETBOND_OPT_FAIL_OVER_MAC] = fail_over_mac;
  }

  Bond bond_;
  HostFacts facts_;
};

TEST_F(ExplainHost, SaysNothingWhereNothingIsKnown) {
  EXPECT_EQ(words(of_bond()) + words(of_member(0)), "");
}

TEST_F(ExplainHost, NamesAnAddressThatTheModeDoesNotGive) {
  bond_.members[1].address = "02:00:00:00:00:66";
  EXPECT_EQ(words(of_member(1)), "warning:mac_changed");
  EXPECT_NE(of_member(1)[0].remedy.find("address " + bond_.address), std::string::npos);
  EXPECT_EQ(words(of_member(0)), "");
}

TEST_F(ExplainHost, KnowsWhichAddressEachModeGives) {
  Member& member = bond_.members[1];
  bond_.active_member = bond_.members[0].name;
  member.own_address = "02:00:00:00:00:31";
  mode(NETBOND_MODE_ACTIVE_BACKUP, NETBOND_FAIL_OVER_MAC_ACTIVE);
  EXPECT_EQ(words(of_member(1)), "warning:mac_changed");
  member.address = member.permanent_address;
  EXPECT_EQ(words(of_member(1)), "");
  mode(NETBOND_MODE_ACTIVE_BACKUP, NETBOND_FAIL_OVER_MAC_FOLLOW);
  EXPECT_EQ(words(of_member(1)), "") << "any but the bond's";
  mode(NETBOND_MODE_BALANCE_ALB);
  EXPECT_EQ(words(of_member(1)), "warning:mac_changed");
  member.address = member.own_address;
  EXPECT_EQ(words(of_member(1)), "");
  bond_.active_member = member.name;
  EXPECT_EQ(words(of_member(1)), "warning:mac_changed");
}

TEST_F(ExplainHost, NamesAnotherMtu) {
  member(0).mtu = bond_.mtu;
  member(1).mtu = bond_.mtu - 100;
  EXPECT_EQ(words(of_member(0)), "");
  EXPECT_EQ(words(of_member(1)), "warning:mtu_mismatch");
}

TEST_F(ExplainHost, NamesOffloadsThatOneMemberLacks) {
  member(0).offloads = {{"gro", Offload::kOn}, {"tso", Offload::kOn}, {"tx", Offload::kUnable}};
  member(1).offloads = {{"gro", Offload::kOff}, {"tso", Offload::kOff}, {"tx", Offload::kUnable}};
  EXPECT_EQ(words(of_member(0)), "");
  const Findings off = of_member(1);
  ASSERT_EQ(words(off), "warning:offload_mismatch");
  EXPECT_EQ(off[0].remedy, "ethtool -K eth1 gro on tso on");
  member(1).offloads = {{"gro", Offload::kOn}, {"tso", Offload::kUnable}};
  EXPECT_EQ(words(of_member(1)), "note:offload_mismatch") << "there is nothing to turn on";
  member(0).offloads["tso"] = Offload::kOff;
  EXPECT_EQ(words(of_member(0)) + words(of_member(1)), "") << "nobody does it";
}

TEST_F(ExplainHost, NamesTheFileThatGaveTheBondItsAddress) {
  HostDevice& own = facts_[bond_.name];
  own.link_file = LinkFile{"/usr/lib/systemd/network/99-default.link", "persistent"};
  EXPECT_EQ(words(of_bond()), "") << "it had no part in it";
  own.address_was_set = true;
  bond_.address = "02:00:00:00:00:77";
  ASSERT_EQ(words(of_bond()), "warning:mac_policy");
  EXPECT_NE(of_bond()[0].text.find("99-default.link"), std::string::npos);
  own.link_file->policy = "none";
  EXPECT_EQ(words(of_bond()), "");
  own.link_file->policy = "persistent";
  bond_.address = bond_.members[2].permanent_address;
  EXPECT_EQ(words(of_bond()), "") << "a member brought it";
}

}  // namespace
}  // namespace bondctl
