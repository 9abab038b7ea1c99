// SPDX-License-Identifier: GPL-2.0-or-later
#include "config.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "codec.h"
#include "error.h"
#include "options.h"
#include "refusal.h"
#include "sample.h"
#include "stp_sample.h"

namespace bondctl {
namespace {

const char kHead[] = "version: 1\nbonds:\n  bond0:\n";

std::string error_of(const std::string& text, ConfigKind kind = ConfigKind::kFile) {
  try {
    read_config(text, "a.yaml", kind);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code, kExitUsage);
    return error.text;
  }
  return "no error";
}

std::string error_in_bond(const std::string& lines) {
  return error_of(kHead + lines);
}

TEST(Config, ReadsABond) {
  const Config config = read_config(
      "version: 1\n"
      "bonds:\n"
      "  bond0:\n"
      "    mode: 802.3ad\n"
      "    up: true\n"
      "    mtu: 9000\n"
      "    address: 02:00:00:00:00:01\n"
      "    lacp-rate: slow\n"
      "    arp_ip_target: [10.0.0.1, 10.0.0.2]\n"
      "    ns_ip6_target: fe80::1\n"
      "    coupled_control: off\n"
      "    members:\n"
      "      eth0: {prio: -10, weight: 3, actor-port-prio: 7}\n"
      "      eth1:\n",
      "a.yaml");
  ASSERT_EQ(config.bonds.size(), 1u);
  const ConfigBond& bond = config.bonds[0];
  EXPECT_EQ(bond.name, "bond0");
  EXPECT_EQ(bond.up, true);
  EXPECT_EQ(bond.mtu, 9000u);
  EXPECT_EQ(bond.address, (Mac{2, 0, 0, 0, 0, 1}));
  EXPECT_EQ(number_of(bond.options, NETBOND_OPT_MODE), unsigned{NETBOND_MODE_IEEE8023AD});
  EXPECT_EQ(number_of(bond.options, NETBOND_OPT_LACP_RATE), 0u);
  EXPECT_EQ(number_of(bond.options, NETBOND_OPT_COUPLED_CONTROL), 0u);
  EXPECT_EQ(std::get<std::vector<Address>>(bond.options.at(NETBOND_OPT_ARP_IP_TARGET)).size(), 2u);
  EXPECT_EQ(bond.options.size(), 5u);
  ASSERT_EQ(bond.members->size(), 2u);
  EXPECT_EQ(bond.members->at(0).request.prio, -10);
  EXPECT_EQ(bond.members->at(0).request.weight, 3u);
  EXPECT_EQ(bond.members->at(0).request.actor_port_prio, 7u);
  EXPECT_EQ(bond.members->at(1).request.actor_port_prio, kDefaultPortPriority);
  EXPECT_EQ(bond.members->at(1).place.line, 14);
  EXPECT_EQ(bond.place_of("lacp_rate").line, 8);
}

TEST(Config, LeavesAloneWhatIsAbsent) {
  const ConfigBond bond =
      read_config(kHead + std::string("    mode: broadcast\n"), "a.yaml").bonds[0];
  EXPECT_FALSE(bond.up || bond.mtu || bond.address || bond.members || bond.absent);
  EXPECT_TRUE(read_config("version: 1\n", "a.yaml").bonds.empty());
  EXPECT_TRUE(read_config("version: 1\nbonds:\n", "a.yaml").bonds.empty());
}

TEST(Config, TakesMembersAsAList) {
  const ConfigBond bond =
      read_config(kHead + std::string("    mode: 1\n    members: [eth0, eth1]\n"), "a").bonds[0];
  ASSERT_EQ(bond.members->size(), 2u);
  EXPECT_EQ(bond.members->at(1).request.name, "eth1");
  EXPECT_EQ(bond.members->at(1).request.weight, kDefaultWeight);
}

/// As ifenslave's bond-num-grat-arp and bond-num-unsol-na stood side by side.
TEST(Config, TakesOneValueByTwoNamesOfAnOption) {
  const ConfigBond bond =
      read_config(
          kHead + std::string("    mode: 1\n    num_grat_arp: 3\n    num_unsol_na: \"3\"\n"),
          "a.yaml")
          .bonds[0];
  EXPECT_EQ(number_of(bond.options, NETBOND_OPT_NUM_PEER_NOTIF), 3u);
}

struct Mistake {
  const char* lines;
  const char* words;
};

void expect_mistakes(std::initializer_list<Mistake> mistakes) {
  for (const auto& [lines, words] : mistakes)
    EXPECT_TRUE(error_in_bond(lines).starts_with(words)) << error_in_bond(lines);
}

TEST(Config, NamesFileLineAndKey) {
  expect_mistakes({
      Mistake{"    mode: 1\n    arp_intervall: 5\n",
              "a.yaml:5: bond0: arp_intervall: unknown key, did you mean arp_interval?"},
      Mistake{"    mode: 1\n    memebrs: [eth0]\n",
              "a.yaml:5: bond0: memebrs: unknown key, did you mean members?"},
      Mistake{"    mode: 1\n    zzzzzzzz: 1\n", "a.yaml:5: bond0: zzzzzzzz: unknown key"},
      Mistake{"    mode: 1\n    arp_interval: 3\n",
              "a.yaml:5: bond0: arp_interval: '3' is not allowed, give 0 or 5..60000 ms"},
      Mistake{"    mode: 1\n    primary_reselect: allways\n",
              "a.yaml:5: bond0: primary_reselect: 'allways' is not allowed, give always, "
              "better, failure (0..2); did you mean always?"},
      Mistake{"    mode: 1\n    mtu: 12\n",
              "a.yaml:5: bond0: mtu: '12' is not allowed, give 68..65535"},
      Mistake{"    mode: 1\n    address: 01:00:00:00:00:01\n",
              "a.yaml:5: bond0: address: '01:00:00:00:00:01' is not allowed, give a unicast "
              "MAC address"},
      Mistake{"    mode: 1\n    up: maybe\n",
              "a.yaml:5: bond0: up: 'maybe' is not allowed, give true or false"},
      Mistake{"    mode: 1\n    memebrs:\n",
              "a.yaml:5: bond0: memebrs: unknown key, did you mean members?"},
      Mistake{"    mode: 1\n    primary: [eth0, eth1]\n",
              "a.yaml:5: bond0: primary: give one value here"},
      Mistake{"    mode: 1\n    mode: 2\n", "a.yaml:5: bond0: mode: is given twice"},
      Mistake{"    mode: 1\n    num_grat_arp: 2\n    num-peer-notif: 3\n",
              "a.yaml:6: bond0: num-peer-notif: is given twice"},
      Mistake{"    mode: 1\n    arp_interval: 100\n    arp-interval: 100\n",
              "a.yaml:6: bond0: arp-interval: is given twice"},
      Mistake{"    mode: 1\n    lacp_rate: slow\n",
              "a.yaml:5: bond0: lacp_rate: means nothing in mode active-backup, but in "
              "802.3ad"},
      Mistake{"    mode: 1\n    active_slave: eth0\n",
              "a.yaml:5: bond0: active_slave: is a command and not a setting; primary "
              "prefers a member"},
      Mistake{"    mode: 1\n    address: 02:00:00:00:00:01\n    fail_over_mac: active\n",
              "a.yaml:5: bond0: address: with fail_over_mac active the bond has its active "
              "member's"},
      Mistake{"    up: true\n", "a.yaml:3: bond0: mode is missing"},
      Mistake{"    absent: true\n    mode: 1\n",
              "a.yaml:3: bond0: is to be absent: give nothing else"},
      Mistake{"    mode: 1\n    members:\n      eth0: {}\n      eth1: {pri: 3}\n",
              "a.yaml:7: bond0: members: eth1: pri: unknown key, did you mean prio?"},
      Mistake{"    mode: 1\n    members:\n      eth0: {weight: 0}\n",
              "a.yaml:6: bond0: members: eth0: weight: '0' is not allowed, give 1..255"},
      Mistake{"    mode: stp\n    forward_delay: 4\n    forward-delay: 5\n",
              "a.yaml:6: bond0: forward-delay: is given twice"},
      Mistake{"    mode: 4\n    members:\n      eth0:\n        actor_port_prio: 1\n"
              "        actor-port-prio: 2\n",
              "a.yaml:8: bond0: members: eth0: actor-port-prio: is given twice"},
      Mistake{"    mode: 1\n    members:\n      eth0:\n      eth0:\n",
              "a.yaml:7: bond0: members: eth0: is given twice"},
      Mistake{"    mode: 1\n    members: [eth0, eth0]\n",
              "a.yaml:5: bond0: members: eth0: is given twice"},
      Mistake{"    mode: 1\n    members: eth0\n",
              "a.yaml:5: bond0: members: give 'key: value' lines here"},
      Mistake{"    mode: 1\n    members:\n      a/b: {}\n",
              "a.yaml:6: bond0: members: 'a/b' is no device name, give 1 to 15 characters "
              "without blank, '/' or ':'"},
      Mistake{"    mode: 1\n    members: [eth0]\n  bond1:\n    mode: 1\n    members: [eth0]\n",
              "a.yaml:8: bond1: members: eth0: is to be a member of bond0 already"},
      Mistake{"    mode: stp\n    arp_interval: 5\n",
              "a.yaml:5: bond0: arp_interval: means nothing in mode stp"},
      Mistake{"    mode: stp\n    helo_time: 5\n",
              "a.yaml:5: bond0: helo_time: unknown key, did you mean hello_time?"},
      Mistake{"    mode: stp\n    priority: 65536\n",
              "a.yaml:5: bond0: priority: '65536' is not allowed, give 0..61440 in steps of "},
      Mistake{"    mode: stp\n    priority: 5.5\n", "a.yaml:5: bond0: priority: '5.5' is not"},
      Mistake{"    mode: stp\n    path_cost: 0\n", "a.yaml:5: bond0: path_cost: '0' is not"},
      Mistake{"    mode: stp\n    max_age: 41\n", "a.yaml:5: bond0: max_age: '41' is not"},
      Mistake{"    mode: stp\n    members: {eth0: {prio: 3}}\n",
              "a.yaml:5: bond0: members: eth0: has only path_cost in mode stp"},
      Mistake{"    mode: 1\n    members: {eth0: {path_cost: 3}}\n",
              "a.yaml:5: bond0: members: eth0: has path_cost only in mode stp"},
      Mistake{"    mode: 1\n    hello_time: 3\n",
              "a.yaml:5: bond0: hello_time: means nothing in this mode, but in stp"},
      Mistake{"    mode: [\n", "a.yaml:5: "},
  });
}

TEST(Config, RefusesWhatHasNoValue) {
  expect_mistakes({
      Mistake{"    mode: 1\n    arp_ip_target: 10.0.0.1,\n",
              "a.yaml:5: bond0: arp_ip_target: '10.0.0.1,' has an empty item"},
      Mistake{"    mode: 1\n    arp_ip_target: [10.0.0.1, \"\"]\n",
              "a.yaml:5: bond0: arp_ip_target: '10.0.0.1,' has an empty item"},
      Mistake{"    mode: 1\n    members:\n#      eth0: {}\n    up: true\n",
              "a.yaml:5: bond0: members: has no value, give {} or [] for none or leave the "
              "key out"},
      Mistake{"    mode: stp\n    members: ~\n", "a.yaml:5: bond0: members: has no value"},
      Mistake{"    mode: 1\n    arp_ip_target:\n    up: true\n",
              "a.yaml:5: bond0: arp_ip_target: has no value, give [] for none or leave"},
      Mistake{"    mode: 1\n    ns_ip6_target: null\n",
              "a.yaml:5: bond0: ns_ip6_target: has no value, give [] for none or leave"},
      Mistake{"    mode: 1\n    arp_ip_target:\n      - 10.0.0.1\n      -\n",
              "a.yaml:6: bond0: arp_ip_target: has an item without a value"},
      Mistake{"    mode: 1\n    primary:\n",
              "a.yaml:5: bond0: primary: has no value, give '' for none or leave the key out"},
      Mistake{"    mode: 1\n    mtu:\n",
              "a.yaml:5: bond0: mtu: has no value, give one or leave the key out"},
      Mistake{"    mode: 4\n    ad_actor_system:\n",
              "a.yaml:5: bond0: ad_actor_system: has "
              "no value, give none for none or leave"},
      Mistake{"    mode: 1\n    members:\n      eth0:\n        prio:\n",
              "a.yaml:7: bond0: members: eth0: prio: has no value, give one or leave the key"},
  });
}

/// The kernel would refuse these, but a dry run does not ask it.
TEST(Config, RefusesTargetsThatTheKernelRefuses) {
  expect_mistakes({
      Mistake{"    mode: 1\n    arp_ip_target: [10.0.0.1, 10.0.0.2, 10.0.0.1]\n",
              "a.yaml:5: bond0: arp_ip_target: '10.0.0.1' is given twice"},
      Mistake{"    mode: 1\n    arp_ip_target: 127.0.0.1\n",
              "a.yaml:5: bond0: arp_ip_target: '127.0.0.1' is not the address of one other host"},
      Mistake{"    mode: 1\n    arp_ip_target: 0.1.2.3\n",
              "a.yaml:5: bond0: arp_ip_target: '0.1.2.3' is not the address of one other host"},
      Mistake{"    mode: 1\n    ns_ip6_target: ['::1']\n",
              "a.yaml:5: bond0: ns_ip6_target: '::1' is not the address of one other host"},
      Mistake{"    mode: 1\n    ns_ip6_target: ['::ffff:1.2.3.4']\n",
              "a.yaml:5: bond0: ns_ip6_target: '::ffff:1.2.3.4' is not the address of one other"},
      Mistake{"    mode: 1\n    ns_ip6_target: ['fe80::1', 'fe80:0::1']\n",
              "a.yaml:5: bond0: ns_ip6_target: 'fe80::1' is given twice"},
  });
}

TEST(Config, TakesBlanksBesideCommas) {
  const auto targets = [](const std::string& text) {
    const Config config = read_config(
        "version: 1\nbonds:\n  bond0:\n    mode: 1\n    arp_ip_target: " + text + "\n", "a.yaml");
    return option_text(*find_option("arp_ip_target"),
                       config.bonds.at(0).options.at(NETBOND_OPT_ARP_IP_TARGET));
  };
  EXPECT_EQ(targets("10.0.0.1, 10.0.0.2"), "10.0.0.1,10.0.0.2");
  EXPECT_EQ(targets("10.0.0.1 ,\t10.0.0.2"), "10.0.0.1,10.0.0.2");
  EXPECT_EQ(targets("[' 10.0.0.1', '10.0.0.2 ']"), "10.0.0.1,10.0.0.2");
  expect_mistakes({
      Mistake{"    mode: 1\n    arp_ip_target: '10.0.0.1, '\n",
              "a.yaml:5: bond0: arp_ip_target: '10.0.0.1,' has an empty item"},
      Mistake{"    mode: 1\n    arp_ip_target: 10.0.0.1 10.0.0.2\n",
              "a.yaml:5: bond0: arp_ip_target: '10.0.0.1 10.0.0.2' is not allowed"},
      Mistake{"    mode: 1\n    arp_ip_target: ' '\n",
              "a.yaml:5: bond0: arp_ip_target: ' ' is not allowed"},
  });
}

TEST(Config, NeedsItsVersion) {
  EXPECT_EQ(error_of("bonds: {}\n"), "a.yaml:1: version: is missing, give 1");
  EXPECT_EQ(error_of("# new\nversion: 2\n"),
            "a.yaml:2: version: '2' is not known to this bondctl, give 1");
  EXPECT_EQ(error_of(""), "a.yaml:1: give 'version: 1' and 'bonds:'");
  EXPECT_EQ(error_of("version: 1\nbond: {}\n"), "a.yaml:2: bond: unknown key, did you mean bonds?");
}

TEST(Config, EndsAtWhatBelongsToNothing) {
  EXPECT_EQ(error_of(", mode: stp}\n"), "a.yaml:1: this cannot stand here");
  EXPECT_EQ(error_of("version: 1\nbonds: {}\n---\n, x"), "a.yaml:4: this cannot stand here");
}

/// It would be the name up to there for the kernel.
TEST(Config, HasNoNameWithAZeroInIt) {
  std::string text = "version: 1\nbonds: {bond?0: {mode: stp}}\n";
  text[text.find('?')] = '\0';
  EXPECT_NE(error_of(text).find("is no device name"), std::string::npos) << error_of(text);
}

TEST(Config, IsOneDocument) {
  EXPECT_EQ(error_of("version: 1\nbonds: {}\n---\nversion: 1\nbonds: {}\n"),
            "a.yaml:4: a second document begins: give one alone");
  EXPECT_TRUE(read_config("---\nversion: 1\nbonds: {}\n---\n", "a.yaml").bonds.empty());
}

TEST(Config, IsReadAsItWasWritten) {
  Config config;
  config.bonds.push_back(config_of(decode_bond(sample::bond_reply())));
  ConfigBond& bond = config.bonds[0];
  bond.address = Mac{2, 0, 0, 0, 0, 9};
  bond.options[NETBOND_OPT_PRIMARY] = std::string("on");
  bond.options[NETBOND_OPT_ALL_SLAVES_ACTIVE] = std::uint32_t{1};
  bond.options.erase(NETBOND_OPT_LACP_RATE);
  bond.members->push_back({with_defaults({"1.5", 3, 2, 1}), {}});
  bond.notes = {"a note"};
  config.bonds.push_back({});
  config.bonds[1].name = "null";
  config.bonds[1].absent = true;
  const std::string text = config_text(config);
  EXPECT_EQ(config_text(read_config(text, "a.yaml")), [&] {
    Config plain = config;
    plain.bonds[0].notes.clear();
    return config_text(plain);
  }()) << text;
  EXPECT_NE(text.find("    # a note\n    mode: active-backup\n"), std::string::npos) << text;
  EXPECT_NE(text.find("primary: \"on\"\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\"1.5\": {prio: 3, weight: 2, actor_port_prio: 1}\n"), std::string::npos);
  EXPECT_NE(text.find("  \"null\":\n    absent: true\n"), std::string::npos) << text;
}

TEST(Config, TakesTheActiveMemberOfASavedStateAlone) {
  const std::string text = kHead + std::string("    mode: 1\n    active_slave: eth1\n");
  EXPECT_EQ(name_of(read_config(text, "", ConfigKind::kSnapshot).bonds[0].options,
                    NETBOND_OPT_ACTIVE_SLAVE),
            "eth1");
}

TEST(Config, WritesNamesThatATerminalWouldObey) {
  Config config;
  config.bonds.emplace_back();
  for (const std::string name : {"a\033[m\177", "\302\233m", "\303\233", "a\200"}) {
    config.bonds[0].name = name;
    config.bonds[0].options[NETBOND_OPT_MODE] = std::uint32_t{NETBOND_MODE_BROADCAST};
    const std::string text = config_text(config);
    EXPECT_EQ(text.find('\033'), std::string::npos) << text;
    EXPECT_EQ(text.find("\302\233"), std::string::npos) << text;
    EXPECT_EQ(read_config(text, "").bonds[0].name, name) << text;
  }
}

/// What ip made of it; a trial could not be confirmed else.
TEST(Config, TakesASavedBridgeAsItIs) {
  const std::string lines = "    mode: stp\n    priority: 100\n    forward_delay: 4.5\n";
  const Config saved = read_config(kHead + lines, "a.yaml", ConfigKind::kSnapshot);
  EXPECT_EQ(saved.bonds[0].stp->priority, 100u);
  EXPECT_EQ(saved.bonds[0].stp->forward_delay, 450u);
  EXPECT_NE(config_text(saved).find(lines), std::string::npos) << config_text(saved);
  // What export writes of such times apply takes.
  const Config file = read_config(
      std::string(kHead) + "    mode: stp\n    forward_delay: 4.5\n    max_age: 6.25\n", "a.yaml");
  EXPECT_EQ(file.bonds[0].stp->forward_delay, 450u);
  EXPECT_EQ(file.bonds[0].stp->max_age, 625u);
  EXPECT_EQ(read_config(std::string(kHead) + "    mode: stp\n    forward_delay: 2\n", "a.yaml")
                .bonds[0]
                .stp->forward_delay,
            200u);
  EXPECT_NE(error_in_bond("    mode: stp\n    forward_delay: 1.99\n"), "no error");
}

/// bridge_fd 4 of ifupdown beside the kernel's max_age of 20 s.
TEST(Config, TakesABridgeThatIsExportedAndBreaksTheStandard) {
  Bond bond = sample::stp_bond();
  bond.stp->priority = 100;
  bond.stp->own_times = StpTimes{2000, 4000, 20000};
  const std::string text = config_text({{config_of(bond)}});
  const Config read = read_config(text, "a.yaml");
  EXPECT_EQ(config_text(read), text);
  EXPECT_EQ(read.bonds[0].warnings,
            (std::vector<std::string>{
                "a.yaml:8: " + bond.name +
                    ": priority: is set all the same: '100' is not allowed, give 0..61440 in steps "
                    "of 4096",
                "a.yaml:3: " + bond.name +
                    ": max_age: is set all the same: 20 s is not allowed with --forward-delay 4 s, "
                    "give at most 2 * (forward_delay - 1) = 6 s"}));
  bond.stp->priority = 65535;
  EXPECT_EQ(read_config(config_text({{config_of(bond)}}), "a.yaml").bonds[0].stp->priority, 65535u);
  EXPECT_TRUE(
      read_config(kHead + std::string("    mode: stp\n"), "a.yaml").bonds[0].warnings.empty());
}

TEST(Config, LeavesOutABondThatIsWrong) {
  const std::string text =
      "version: 1\n"
      "bonds:\n"
      "  bond0: {mode: active-backup, members: [eth0]}\n"
      "  bond1: {mode: nonsense}\n"
      "  bond2: {mode: balance-xor, members: [eth0]}\n"
      "  bond0: {mode: broadcast}\n"
      "  bond3: {mode: balance-xor, members: [eth1]}\n";
  std::vector<std::string> problems;
  const Config config = read_config(text, "a.yaml", ConfigKind::kFile, &problems);
  ASSERT_EQ(config.bonds.size(), 2u);
  EXPECT_EQ(number_of(config.bonds[0].options, NETBOND_OPT_MODE),
            unsigned{NETBOND_MODE_ACTIVE_BACKUP});
  EXPECT_EQ(config.bonds[1].name, "bond3");
  EXPECT_FALSE(config.whole);
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_TRUE(problems[0].starts_with("a.yaml:4: bond1: mode: 'nonsense' is not")) << problems[0];
  EXPECT_EQ(problems[1], "a.yaml:6: bonds: bond0: is given twice");
  EXPECT_EQ(problems[2], "a.yaml:5: bond2: members: eth0: is to be a member of bond0 already");
}

TEST(Config, RefusesAFileOfWhichNothingIsRight) {
  const std::string file = testing::TempDir() + "bondctl-wrong-" + std::to_string(getpid());
  std::ofstream(file) << "version: 1\nbonds:\n  bond1: {mode: nonsense}\n";
  std::vector<std::string> problems;
  EXPECT_THROW(load_config(file, &problems), Error);
  std::ofstream(file) << "version: 1\nbonds:\n  bond1: {mode: nonsense}\n  bond2: {mode: 1}\n";
  EXPECT_THROW(load_config(file), Error);
  problems.clear();
  EXPECT_EQ(load_config(file, &problems).bonds.size(), 1u);
  EXPECT_EQ(problems.size(), 1u);
  std::filesystem::remove(file);
}

TEST(Config, WritesNoAddressThatItsFirstMemberBrings) {
  Bond bond = decode_bond(sample::bond_reply());
  bond.members.resize(1);
  bond.members.push_back(bond.members[0]);
  bond.members[1].permanent_address = "02:00:00:00:00:01";
  bond.address = bond.members[0].permanent_address;
  EXPECT_FALSE(config_of(bond).address);
  bond.address = "02:00:00:00:00:01";
  EXPECT_TRUE(config_of(bond).address) << "the second is the first no more when it is made anew";
  bond.members.clear();
  EXPECT_FALSE(config_of(bond).address);
  bond = decode_bond(sample::bond_reply());
  bond.address = "02:00:00:00:00:77";
  EXPECT_EQ(config_of(bond).address, (Mac{2, 0, 0, 0, 0, 0x77}));
}

TEST(Config, WritesNoAddressThatABridgeTakes) {
  Bond bond = sample::stp_bond();
  bond.address = bond.members[0].address;
  EXPECT_FALSE(config_of(bond).address) << "the lowest";
  bond.address = bond.members[1].address;
  EXPECT_TRUE(config_of(bond).address);
}

TEST(Config, NamesTheErrorOfAFile) {
  EXPECT_EQ(refusal_of([] { load_config("/nowhere/none.yaml"); }),
            "/nowhere/none.yaml: No such file or directory (ENOENT)");
  EXPECT_EQ(refusal_of([] { load_config("/dev/null/none.yaml"); }),
            "/dev/null/none.yaml: Not a directory (ENOTDIR)");
  const std::string ring = testing::TempDir() + "bondctl-ring-" + std::to_string(getpid());
  std::filesystem::create_symlink(ring, ring);
  EXPECT_EQ(refusal_of([&] { load_config(ring); }),
            ring + ": Too many levels of symbolic links (ELOOP)");
  std::filesystem::remove(ring);
}

TEST(Config, LeavesOutFilesThatCannotBeUsed) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("bondctl-config-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  const char* const files[][2] = {
      {"a.yaml", "version: 1\nbonds:\n  bond0: {mode: active-backup, members: [eth0]}\n"},
      {"b.yaml", "version: 1\nbonds:\n  bond1: {mode: nonsense}\n"},
      {"c.yaml", ""},
      {"d.yaml", "version: 1\nbonds:\n  bond2: {mode: active-backup, members: [eth0]}\n"},
      {"e.yaml", "version: 1\nbonds:\n  bond3: {mode: active-backup, members: [eth1]}\n"}};
  for (const auto& [name, text] : files)
    std::ofstream(folder / name) << text;
  EXPECT_THROW(load_config(folder), Error);
  std::vector<std::string> problems;
  const Config config = load_config(folder, &problems);
  std::filesystem::remove_all(folder);
  ASSERT_EQ(config.bonds.size(), 2u);
  EXPECT_EQ(config.bonds[0].name, "bond0");
  EXPECT_EQ(config.bonds[1].name, "bond3");
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_NE(problems[0].find("b.yaml"), std::string::npos) << problems[0];
  EXPECT_NE(problems[1].find("c.yaml"), std::string::npos) << problems[1];
  EXPECT_NE(problems[2].find("already"), std::string::npos) << problems[2];
}

}  // namespace
}  // namespace bondctl
