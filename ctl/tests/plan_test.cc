// SPDX-License-Identifier: GPL-2.0-or-later
#include "plan.h"

#include <gtest/gtest.h>

#include <csignal>
#include <iostream>

#include "addressing_text.h"
#include "apply.h"
#include "fake_host.h"

namespace bondctl {
namespace {

Config config(const std::string& bonds) {
  return read_config("version: 1\nbonds:\n" + bonds, "a.yaml");
}

const char kTwo[] =
    "  bond0: {mode: active-backup, up: true, arp_interval: 100, members: [eth0, eth1]}\n"
    "  bond1: {mode: 802.3ad, mtu: 9000, members: {eth2: {prio: 3}, eth3: {}}}\n";

const Stop kNoStop = [] { return std::string(); };

class Planned : public testing::Test {
 protected:
  void carry(const Plan& plan, const Stop& stop = kNoStop) {
    carry_out(host, plan, addressing_of(host, plan), stop,
              [this](Clock::duration time) { slept += time; });
  }
  void apply(const std::string& bonds) {
    carry(make_plan(config(bonds), host.now()));
    host.asked.clear();
  }
  std::vector<std::string> difference(const std::string& bonds) {
    return make_plan(config(bonds), host.now()).difference;
  }
  std::string refusal(const std::string& bonds) {
    try {
      make_plan(config(bonds), host.now());
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code, kExitRefused);
      return error.text;
    }
    return "no error";
  }
  using Lines = std::vector<std::string>;

  FakeHost host{6};
  Clock::duration slept{};
};

TEST_F(Planned, MakesBondsThatAreNotThere) {
  EXPECT_EQ(difference(kTwo), (Lines{"+ bond0: mode active-backup", "+ bond0: arp_interval 100 ms",
                                     "+ bond0: member eth0", "+ bond0: member eth1", "+ bond0: up",
                                     "+ bond1: mode 802.3ad", "+ bond1: member eth2 (prio 3)",
                                     "+ bond1: member eth3", "+ bond1: mtu 9000"}));
  carry(make_plan(config(kTwo), host.now()));
  EXPECT_EQ(host.asked, (Lines{"add bond0", "link bond0", "add bond1", "link bond1"}));
  EXPECT_TRUE(host.state.bond("bond0")->up);
  EXPECT_FALSE(host.state.bond("bond1")->up);
}

TEST_F(Planned, ChangesNothingTheSecondTime) {
  apply(kTwo);
  const Plan plan = make_plan(config(kTwo), host.now());
  EXPECT_TRUE(plan.steps.empty());
  EXPECT_TRUE(plan.difference.empty());
}

TEST_F(Planned, ChangesABondInOneTransaction) {
  apply(kTwo);
  const std::string changed =
      "  bond0: {mode: balance-xor, members: {eth1: {weight: 3}, eth4: {}}}\n";
  EXPECT_EQ(difference(changed),
            (Lines{"~ bond0: mode active-backup -> balance-xor",
                   "~ bond0: arp_interval 100 ms -> 0 ms", "- bond0: member eth0",
                   "~ bond0: member eth1: weight 1 -> 3", "+ bond0: member eth4"}));
  const Plan plan = make_plan(config(changed), host.now());
  ASSERT_EQ(plan.steps.size(), 1u);
  EXPECT_EQ(plan.steps[0].kind, Step::kApply);
  EXPECT_EQ(plan.steps[0].options.size(), 2u) << "only what differs";
  EXPECT_EQ(plan.steps[0].members.size(), 2u);
  carry(plan);
  EXPECT_TRUE(difference(changed).empty());
}

TEST_F(Planned, LeavesAloneWhatIsNotNamed) {
  apply(kTwo);
  EXPECT_TRUE(difference("  bond1: {mode: 802.3ad}\n").empty());
  EXPECT_TRUE(difference("  bond7: {absent: true}\n").empty());
  EXPECT_EQ(difference("  bond1: {mode: 802.3ad, members: []}\n"),
            (Lines{"- bond1: member eth2", "- bond1: member eth3"}));
}

TEST_F(Planned, RefusesWhatCannotBe) {
  apply(kTwo);
  EXPECT_EQ(refusal("  b: {mode: 1, members: [eth9]}\n"),
            "a.yaml:3: b: members: eth9: no such device (ENODEV)");
  EXPECT_EQ(refusal("  b: {mode: 1, members: [eth0]}\n"),
            "a.yaml:3: b: members: eth0: is a member of bond0, which this does not change");
  EXPECT_EQ(refusal("  b: {mode: 1, members: [eth0]}\n  bond0: {mode: 1}\n"),
            "a.yaml:3: b: members: eth0: is a member of bond0, which this does not change");
  EXPECT_EQ(refusal("  eth4: {mode: 1}\n"), "a.yaml:3: eth4: is a device, not a bond of netbond");
  EXPECT_EQ(refusal("  b: {mode: 1, members: [b]}\n"),
            "a.yaml:3: b: members: b: a bond cannot join itself");
  EXPECT_EQ(refusal("  b: {mode: 1, members: [c]}\n  c: {mode: 1, members: [b]}\n"),
            "a.yaml:3: b: is a member of itself by way of others");
  EXPECT_EQ(refusal("  b: {mode: 1, members: [bond0]}\n  bond0: {absent: true}\n"),
            "a.yaml:3: b: members: bond0: is to be absent");
  host.state.bonds[0].options[NETBOND_OPT_TX_QUEUES] = std::uint32_t{1};
  EXPECT_EQ(refusal("  bond0:\n    mode: 1\n    tx_queues: 4\n"),
            "a.yaml:5: bond0: tx_queues: is 1, and can be set only when the bond is made");
  host.state.links[4].type = ARPHRD_LOOPBACK;
  EXPECT_EQ(refusal("  b: {mode: 1, members: [eth4]}\n"),
            "a.yaml:3: b: members: eth4: is not an Ethernet device");
}

TEST_F(Planned, LeavesMembersAloneWhoeverJoinsMeanwhile) {
  apply(kTwo);
  apply("  br0: {mode: stp, members: [eth5]}\n");
  host.meanwhile = [&](const std::string& what) {
    if (what == "addressing")
      host.join("bond0", {{"eth4", {}, {}, {}}});
  };
  const std::string changed =
      "  bond0: {mode: active-backup, arp_interval: 50}\n"
      "  br0: {mode: stp, priority: 4096}\n";
  const Plan plan = make_plan(config(changed), host.now());
  carry(plan);
  EXPECT_EQ(host.asked, (Lines{"set bond0", "set_stp br0"}));
  EXPECT_EQ(host.state.bond("bond0")->members.size(), 3u);
  EXPECT_EQ(host.state.bond("br0")->members.size(), 1u);
  EXPECT_TRUE(difference(changed).empty());
}

TEST_F(Planned, HasTheMtuThatMembersTakeWhenTheyJoin) {
  host.most_mtu_of["eth0"] = 1500;
  const std::string small = "  bond0: {mode: active-backup, mtu: 1500, members: [eth0, eth1]}\n";
  const std::string large = "  bond0: {mode: active-backup, mtu: 9000, members: [eth1, eth2]}\n";
  apply(small);
  apply(large);
  EXPECT_EQ(difference(small),
            (Lines{"~ bond0: mtu 9000 -> 1500", "- bond0: member eth2", "+ bond0: member eth0"}));
  apply(small);
  const std::string before = host.dump();
  const Plan plan = make_plan(config(large), host.now());
  carry(plan);
  EXPECT_EQ(go_back(host, plan.before, {}), Lines());
  EXPECT_EQ(host.dump(), before);
}

TEST_F(Planned, SwapsMembers) {
  apply(kTwo);
  apply(
      "  bond0: {mode: active-backup, members: [eth2, eth1]}\n"
      "  bond1: {mode: 802.3ad, members: [eth0, eth3]}\n");
  EXPECT_EQ(host.state.master_of(*host.state.link("eth0")), "bond1");
  EXPECT_EQ(host.state.master_of(*host.state.link("eth2")), "bond0");
  EXPECT_EQ(host.state.bond("bond0")->members.size(), 2u);
}

/// What a card brought, and was to stay when it moved, went with it.
TEST_F(Planned, SetsTheAddressThatABondLosesWithItsLastMember) {
  apply("  bond0: {mode: active-backup, members: [eth0]}\n");
  const std::string address = host.state.bond("bond0")->address;
  host.meanwhile = [&](const std::string& what) {
    if (what == "apply bond0" && host.state.bonds[0].members.empty())
      host.state.bonds[0].address = "02:00:00:00:00:0c";
  };
  const std::string moved = "  bond0: {mode: active-backup, address: '" + address +
                            "', members: [eth1]}\n"
                            "  bond1: {mode: active-backup, members: [eth0]}\n";
  EXPECT_EQ(difference(moved), (Lines{"+ bond1: mode active-backup", "+ bond1: member eth0",
                                      "- bond0: member eth0", "+ bond0: member eth1"}));
  apply(moved);
  EXPECT_EQ(host.state.bond("bond0")->address, address);
  EXPECT_TRUE(difference(moved).empty());
  const Config more =
      config("  bond0: {mode: active-backup, address: '" + address + "', members: [eth1, eth2]}\n");
  EXPECT_EQ(make_plan(more, host.now()).steps.size(), 1u) << "nobody left";
}

TEST_F(Planned, TakesMembersFromABondThatGoes) {
  apply(kTwo);
  EXPECT_EQ(difference("  bond0: {absent: true}\n  b: {mode: 1, members: [eth0]}\n"),
            (Lines{"+ b: mode active-backup", "+ b: member eth0", "- bond0"}));
  apply("  bond0: {absent: true}\n  b: {mode: 1, members: [eth0]}\n");
  EXPECT_EQ(host.state.bonds.size(), 2u);
  EXPECT_EQ(host.state.bond("bond0"), nullptr);
  EXPECT_EQ(host.state.master_of(*host.state.link("eth0")), "b");
}

TEST_F(Planned, MakesBondsBeforeThoseTheyJoin) {
  apply(
      "  top: {mode: active-backup, members: [low0, low1]}\n"
      "  low0: {mode: 802.3ad, members: [eth0, eth1]}\n"
      "  low1: {mode: 802.3ad, members: [eth2, eth3]}\n");
  EXPECT_EQ(host.state.bond("top")->members.size(), 2u);
}

TEST_F(Planned, TakesABridgeAsABond) {
  const std::string bridge = "  br0: {mode: stp, up: true, hello_time: 1, path_cost: 7, members: ";
  EXPECT_EQ(difference(bridge + "{eth0: {}, eth1: {path_cost: 9}}}\n"),
            (Lines{"+ br0: mode stp", "+ br0: hello_time 1 s", "+ br0: member eth0 (path_cost 7)",
                   "+ br0: member eth1 (path_cost 9)", "+ br0: up"}));
  apply(bridge + "{eth0: {}, eth1: {path_cost: 9}}}\n");
  EXPECT_TRUE(difference(bridge + "{eth0: {}, eth1: {path_cost: 9}}}\n").empty());
  const std::string before = host.dump();
  const std::string dearer = "  br0: {mode: stp, hello_time: 1, path_cost: 9}\n";
  EXPECT_EQ(difference(dearer), Lines{"~ br0: member eth0: path_cost 7 -> 9"})
      << "by the file's cost";
  const std::string changed = "  br0: {mode: stp, priority: 4096, members: [eth1, eth2]}\n";
  EXPECT_EQ(
      difference(changed),
      (Lines{"~ br0: priority 61440 -> 4096", "~ br0: hello_time 1 s -> 2 s", "- br0: member eth0",
             "~ br0: member eth1: path_cost 9 -> 65535", "+ br0: member eth2 (path_cost 65535)"}));
  const Plan plan = make_plan(config(changed), host.now());
  carry(plan);
  EXPECT_TRUE(
      go_back(host, read_config(config_text(plan.before), "", ConfigKind::kSnapshot), {}).empty());
  EXPECT_EQ(host.dump(), before);
  EXPECT_EQ(refusal("  br0: {mode: broadcast}\n"),
            "a.yaml:3: br0: mode: a bond does not become a bridge (stp), nor a bridge a bond");
}

/// Its own file, which says nothing else.
TEST_F(Planned, SwitchesSpanningTreeOnAgain) {
  const std::string file = "  br0: {mode: stp, members: [eth0]}\n";
  apply(file);
  host.state.bonds[0].stp->off = true;
  EXPECT_EQ(difference(file), Lines{"~ br0: spanning tree off -> on"});
  apply(file);
  EXPECT_FALSE(host.state.bonds[0].stp->off);
  EXPECT_TRUE(difference(file).empty());
}

/// Cards are at 1500 again after a boot, or somebody set one.
TEST_F(Planned, GivesMembersOfABridgeItsMtu) {
  const std::string file = "  br0: {mode: stp, mtu: 9000, members: [eth0, eth1]}\n";
  apply(file);
  EXPECT_EQ(host.state.bonds[0].members[0].stp->mtu, 9000u);
  EXPECT_TRUE(difference(file).empty());
  host.state.bonds[0].members[0].stp->mtu = 1500;
  ASSERT_EQ(difference(file).size(), 1u);
  EXPECT_TRUE(difference(file)[0].ends_with("mtu 1500 -> 9000"));
  apply(file);
  EXPECT_EQ(host.state.bonds[0].members[0].stp->mtu, 9000u);
}

/// A change of everything, to be undone wherever it fails.
const char kMuch[] =
    "  bond0: {mode: balance-xor, mtu: 2000, address: '02:00:00:00:00:07', hash_seed: 5,\n"
    "          members: {eth2: {}, eth1: {weight: 9}}}\n"
    "  bond1: {mode: active-backup, up: true, mtu: 1500, members: [eth0, eth4]}\n"
    "  bond2: {mode: broadcast, up: true, members: [eth3]}\n";

TEST_F(Planned, UndoesWhatWasDoneWhereverItFails) {
  apply(kTwo);
  // eth0 to eth3 are members: what has something to lose are cards that only now join.
  host.carried["eth4"] = sample_address(5);
  host.carried["bond0"] = sample_address(7);
  host.state.bonds[0].active_member = "eth1";
  const std::string before = host.dump();
  const FakeHost fresh = host;
  int failures = 0;
  for (int at = 1;; at++, failures++) {
    host = fresh;
    host.fail_at = at;
    const Plan plan = make_plan(config(kMuch), host.now());
    try {
      carry(plan);
      break;
    } catch (const Error& error) {
      EXPECT_TRUE(error.text.starts_with("a.yaml:")) << error.text;
      EXPECT_TRUE(error.text.ends_with("out of memory (ENOMEM); nothing is changed")) << error.text;
    }
    EXPECT_EQ(host.dump(), before) << "failed at " << at;
  }
  EXPECT_GE(failures, 9);
  EXPECT_NE(host.dump(), before);
}

TEST_F(Planned, UndoesWhatWasDoneWhenASignalComes) {
  apply(kTwo);
  const std::string before = host.dump();
  for (int at = 1; at < 6; at++) {
    int calls = 0;
    try {
      carry(make_plan(config(kMuch), host.now()),
            [&] { return ++calls == at ? std::string("SIGINT") : std::string(); });
      ADD_FAILURE() << "not stopped";
    } catch (const Error& error) {
      EXPECT_EQ(error.text, "interrupted by SIGINT; nothing is changed");
    }
    EXPECT_EQ(host.dump(), before) << "stopped at " << at;
  }
}

/// Ends as bondctl does when SIGTERM comes with each request from this one on.
[[noreturn]] void end_terminated(FakeHost* host, const Plan& plan, int from) {
  const std::string before = host->dump();
  host->asked.clear();
  host->meanwhile = [&](const std::string&) {
    if (static_cast<int>(host->asked.size()) >= from)
      raise(SIGTERM);
  };
  try {
    const SignalsHeld signals;
    carry_out(
        *host, plan, addressing_of(*host, plan), [&] { return signals.pending(); }, [](auto) {});
  } catch (const Error& error) {
    std::cerr << error.text << (host->dump() == before ? ", indeed" : ", but for something");
    std::exit(error.exit_code);
  }
  std::exit(kExitOk);
}

TEST_F(Planned, IsInterruptedInItsLastStepAndAsOftenAsItMayBe) {
  apply(kTwo);
  const std::string last =
      "  bond0: {mode: active-backup, arp_interval: 100, members: [eth0, eth4]}\n";
  EXPECT_EXIT(end_terminated(&host, make_plan(config(last), host.now()), 1),
              testing::ExitedWithCode(kExitRefused),
              "interrupted by SIGTERM; nothing is changed, indeed");
  const std::string end = "  bond0: {mode: active-backup, arp_interval: 100, up: false}\n";
  EXPECT_EXIT(end_terminated(&host, make_plan(config(end), host.now()), 1),
              testing::ExitedWithCode(kExitOk), "^$")
      << "what has begun to go is gone";
}

const char kAllAbsent[] =
    "  bond0: {absent: true}\n  bond1: {absent: true}\n  bond2: {absent: true}\n";

/// What stood on a bond would not come back with it.
TEST_F(Planned, GoesOnOnceABondIsRemoved) {
  apply(kTwo);
  apply("  bond2: {mode: broadcast, members: [eth4]}\n");
  host.fail_at = 2;
  try {
    carry(make_plan(config(kAllAbsent), host.now()));
    ADD_FAILURE() << "not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.text, "a.yaml:4: remove bond1: out of memory (ENOMEM); all else is done");
  }
  EXPECT_EQ(host.asked, (Lines{"remove bond0", "remove bond1", "remove bond2"}));
  ASSERT_EQ(host.state.bonds.size(), 1u);
  EXPECT_EQ(host.state.bonds[0].name, "bond1");
}

TEST_F(Planned, IsContentThatSomebodyElseRemovedABond) {
  apply(kTwo);
  host.meanwhile = [&](const std::string& what) {
    if (what == "remove bond1")
      std::erase_if(host.state.bonds, [](const Bond& bond) { return bond.name == "bond1"; });
  };
  apply(kAllAbsent);
  EXPECT_TRUE(host.state.bonds.empty());
}

TEST_F(Planned, NamesTheKeyThatTheKernelRefused) {
  try {
    apply("  b:\n    mode: 1\n    mtu: 9001\n    members: [eth5]\n");
    ADD_FAILURE() << "not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.text,
              "a.yaml:5: b: mtu: mtu greater than device maximum (EINVAL); nothing is changed");
  }
}

TEST_F(Planned, GoesBackAsFarAsItCan) {
  apply(kTwo);
  const Plan plan = make_plan(config(kMuch), host.now());
  carry(plan);
  std::erase_if(host.state.links, [](const Link& link) { return link.name == "eth0"; });
  std::erase_if(host.state.bonds[1].members, [](const Member& m) { return m.name == "eth0"; });
  EXPECT_EQ(go_back(host, plan.before, {}),
            (Lines{"bond0: members: eth0: no such device (ENODEV)"}));
  EXPECT_EQ(host.state.bond("bond0")->members.size(), 1u);
  EXPECT_EQ(number_of(host.state.bond("bond0")->options, NETBOND_OPT_MODE),
            unsigned{NETBOND_MODE_ACTIVE_BACKUP});
  EXPECT_EQ(host.state.bond("bond1")->members.size(), 2u);
  EXPECT_EQ(host.state.bond("bond2"), nullptr);
}

/// The kernel compares the name that it keeps with devices' own.
TEST_F(Planned, PrefersADeviceByItsOwnName) {
  for (Link& link : host.state.links) {
    if (link.name == "eth1")
      link.other_names = {"enp1s0", "uplink"};
  }
  const char file[] = "  bond0: {mode: active-backup, primary: uplink, members: [eth0, eth1]}\n";
  apply(file);
  EXPECT_EQ(name_of(host.state.bond("bond0")->options, NETBOND_OPT_PRIMARY), "eth1");
  EXPECT_EQ(difference(file), Lines());
}

TEST_F(Planned, TakesMembersByAnotherName) {
  for (Link& link : host.state.links) {
    if (link.name == "eth1")
      link.other_names = {"uplink"};
  }
  const char file[] = "  bond0: {mode: active-backup, members: {eth0: {}, uplink: {prio: 3}}}\n";
  EXPECT_EQ(difference(file), (Lines{"+ bond0: mode active-backup", "+ bond0: member eth0",
                                     "+ bond0: member eth1 (prio 3)"}));
  apply(file);
  EXPECT_EQ(host.state.bond("bond0")->members[1].name, "eth1");
  EXPECT_EQ(difference(file), Lines());
  const char twice[] =
      "  bond0: {mode: active-backup, members: [eth0, uplink]}\n"
      "  bond1: {mode: active-backup, members: [eth1, eth2]}\n";
  EXPECT_EQ(refusal(twice),
            "a.yaml:4: bond1: members: eth1: is to be a member of bond0 already, by another of its "
            "names");
  const Plan plan = make_plan(config(twice), host.now(), Want::kPossible);
  EXPECT_EQ(plan.problems.size(), 1u);
  EXPECT_EQ(plan.difference, (Lines{"~ bond0: member eth1: prio 3 -> 0",
                                    "+ bond1: mode active-backup", "+ bond1: member eth2"}));
}

TEST_F(Planned, DoesOfAFileWhatIsPossible) {
  host.only_address_of["eth1"] = "02:00:00:00:99:99";
  const char file[] =
      "  bond0: {mode: active-backup, members: [eth0, eth1, nosuch]}\n"
      "  eth5: {mode: active-backup, members: [eth4]}\n"
      "  bond1: {mode: balance-xor, members: [eth2, eth3]}\n";
  const Lines problems = carry_out_possible(host, config(file));
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_NE(problems[0].find("eth5"), std::string::npos) << problems[0];
  EXPECT_NE(problems[1].find("nosuch: no such device"), std::string::npos) << problems[1];
  EXPECT_NE(problems[2].find("eth1: refuses the bond's address"), std::string::npos) << problems[2];
  EXPECT_TRUE(problems[2].starts_with("a.yaml:3: bond0: ")) << problems[2];
  ASSERT_TRUE(host.state.bond("bond0"));
  EXPECT_EQ(host.state.bond("bond0")->members.size(), 1u);
  EXPECT_EQ(host.state.bond("bond1")->members.size(), 2u);
  host.only_address_of.clear();
  EXPECT_EQ(carry_out_possible(host, config(file)).size(), 2u);
  EXPECT_EQ(host.state.bond("bond0")->members.size(), 2u);
}

/// What was never seen working is no reason to lose what works.
TEST_F(Planned, TakesNothingAwayWhereNotAllIsPossible) {
  apply(
      "  bond0: {mode: active-backup, members: [eth0]}\n"
      "  bond1: {mode: active-backup, members: [eth2]}\n");
  host.only_address_of["eth1"] = "02:00:00:00:99:99";
  const char file[] =
      "  bond0: {mode: active-backup, members: [eth1]}\n"
      "  bond1: {absent: true}\n"
      "  bond2: {mode: active-backup, members: [eth3]}\n";
  EXPECT_FALSE(carry_out_possible(host, config(file)).empty());
  EXPECT_EQ(host.state.bond("bond0")->members.size(), 1u);
  EXPECT_EQ(host.state.bond("bond0")->members[0].name, "eth0");
  EXPECT_TRUE(host.state.bond("bond1"));
  EXPECT_TRUE(host.state.bond("bond2"));
  host.only_address_of.clear();
  EXPECT_EQ(carry_out_possible(host, config(file)), Lines());
  ASSERT_EQ(host.state.bond("bond0")->members.size(), 1u);
  EXPECT_EQ(host.state.bond("bond0")->members[0].name, "eth1");
  EXPECT_FALSE(host.state.bond("bond1"));
}

/// Nor is a member that the file names and that cannot come, as anybody can see before trying.
TEST_F(Planned, KeepsMembersWhoseReplacementCannotCome) {
  apply("  bond0: {mode: active-backup, members: [eth0]}\n");
  const auto give_master = [&](std::uint32_t master) {
    for (Link& link : host.state.links)
      link.master = link.name == "eth1" ? master : link.master;
  };
  give_master(99);
  const char file[] = "  bond0: {mode: active-backup, members: [eth1]}\n";
  const Lines problems = carry_out_possible(host, config(file));
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_NE(problems[0].find("eth1"), std::string::npos) << problems[0];
  EXPECT_NE(problems[1].find("eth0: stays a member meanwhile"), std::string::npos) << problems[1];
  ASSERT_EQ(host.state.bond("bond0")->members.size(), 1u);
  EXPECT_EQ(host.state.bond("bond0")->members[0].name, "eth0");
  EXPECT_FALSE(
      carry_out_possible(host, config("  bond0: {mode: active-backup, members: [no0]}\n")).empty());
  EXPECT_EQ(host.state.bond("bond0")->members.size(), 1u);
  give_master(0);
  EXPECT_EQ(carry_out_possible(host, config(file)), Lines());
  ASSERT_EQ(host.state.bond("bond0")->members.size(), 1u);
  EXPECT_EQ(host.state.bond("bond0")->members[0].name, "eth1");
}

/// The bond that was left out of the file may be the one that a member was to go to.
TEST_F(Planned, TakesNothingAwayWhenABondIsLeftOutOfTheFile) {
  apply("  bond0: {mode: active-backup, members: [eth0, eth1]}\n");
  Config some = config("  bond0: {mode: active-backup, members: [eth0]}\n");
  some.whole = false;
  const Lines problems = carry_out_possible(host, some);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_NE(problems[0].find("eth1: stays a member meanwhile"), std::string::npos) << problems[0];
  EXPECT_EQ(host.state.bond("bond0")->members.size(), 2u);
  some.whole = true;
  EXPECT_EQ(carry_out_possible(host, some), Lines());
  EXPECT_EQ(host.state.bond("bond0")->members.size(), 1u);
}

TEST_F(Planned, MakesBondsBesideARingOfThem) {
  const Lines problems =
      carry_out_possible(host, config("  bond0: {mode: active-backup, members: [bond1]}\n"
                                      "  bond1: {mode: active-backup, members: [bond0]}\n"
                                      "  bond2: {mode: active-backup, members: [eth0]}\n"));
  ASSERT_FALSE(problems.empty());
  EXPECT_NE(problems[0].find("is a member of itself"), std::string::npos) << problems[0];
  EXPECT_EQ(host.state.bond("bond2")->members.size(), 1u);
}

TEST_F(Planned, MakesABridgeWithoutTheCardThatRefuses) {
  host.refused = "eth1";
  const char file[] = "  br0: {mode: stp, members: [eth0, eth1, eth2]}\n";
  const Lines problems = carry_out_possible(host, config(file));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_NE(problems[0].find("eth1"), std::string::npos) << problems[0];
  EXPECT_EQ(host.state.bond("br0")->members.size(), 2u);
  host.refused.clear();
  EXPECT_EQ(carry_out_possible(host, config(file)), Lines());
  EXPECT_EQ(host.state.bond("br0")->members.size(), 3u);
}

/// Whoever called then knows that all of it is left to do.
TEST_F(Planned, DoesNothingWhenItCannotBeSeenWhatThereIs) {
  host.carried["eth1"] = sample_address(2);
  const std::string before = host.dump();
  const Plan plan = make_plan(config(kTwo), host.now());
  const Addressing saved = addressing_of(host, plan);
  carry(plan);
  const std::string changed = host.dump();
  host.asked.clear();
  host.unreadable = 1;
  EXPECT_THROW(go_back(host, plan.before, saved), Error);
  EXPECT_EQ(host.dump(), changed);
  EXPECT_EQ(host.asked, Lines());
  EXPECT_EQ(go_back(host, plan.before, saved), Lines());
  EXPECT_EQ(host.dump(), before);
}

/// Whoever called then tries that again.
TEST_F(Planned, TellsWhatIsNotBackOnlyForAMoment) {
  for (const std::string& disturbed : Lines{"remove bond1", "restore"}) {
    host = FakeHost(6);
    host.carried["eth3"] = sample_address(2);
    const std::string before = host.dump();
    const Plan plan = make_plan(config(kTwo), host.now());
    const Addressing saved = addressing_of(host, plan);
    carry(plan);
    host.asked.clear();
    host.fail_at = disturbed == "restore" ? 0 : 1;  // else it does not look again
    host.meanwhile = [&](const std::string& what) { host.unreadable = what == disturbed; };
    EXPECT_THROW(go_back(host, plan.before, saved), Passing);
    EXPECT_EQ(host.carried.contains("eth3"), disturbed != "restore");
    host.meanwhile = [](const std::string&) {};
    EXPECT_EQ(go_back(host, plan.before, saved), Lines());
    EXPECT_EQ(host.dump(), before);
  }
}

TEST_F(Planned, SaysThatItIsNotBack) {
  host.fail_at = 3;
  host.meanwhile = [&](const std::string& what) {
    host.unreadable = what == "add bond1" ? 1000 : 0;
  };
  try {
    carry(make_plan(config(kTwo), host.now()));
    ADD_FAILURE() << "not refused";
  } catch (const NotBack& error) {
    EXPECT_EQ(error.text,
              "a.yaml:4: add bond1: out of memory (ENOMEM); and going back failed: changes faster "
              "than it can be read (EINTR)");
  }
}

TEST_F(Planned, WaitsForAMomentToGoBack) {
  const std::string before = host.dump();
  host.fail_at = 3;
  host.meanwhile = [&](const std::string& what) { host.unreadable = what == "add bond1" ? 3 : 0; };
  try {
    carry(make_plan(config(kTwo), host.now()));
    ADD_FAILURE() << "not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.text, "a.yaml:4: add bond1: out of memory (ENOMEM); nothing is changed");
  }
  EXPECT_EQ(host.dump(), before);
  EXPECT_GT(slept, Clock::duration::zero());
  EXPECT_LE(slept, std::chrono::seconds(10));
}

TEST_F(Planned, GivesBackWhatDevicesCarriedThoughItCannotGoBack) {
  host.carried["eth2"] = sample_address(2);
  host.fail_at = 3;
  host.meanwhile = [&](const std::string& what) {
    host.unreadable = what == "add bond1" ? 1000 : 0;
    if (what == "add bond1")
      host.carried.clear();
  };
  EXPECT_THROW(carry(make_plan(config(kTwo), host.now())), NotBack);
  EXPECT_TRUE(host.carried.contains("eth2"));
  EXPECT_LE(slept, std::chrono::seconds(10));
}

TEST_F(Planned, GoesBackWithoutABondWhoseNameAnotherDeviceHasNow) {
  apply(kTwo);
  const Plan plan = make_plan(config(kMuch), host.now());
  carry(plan);
  host.remove("bond1");
  host.state.links.push_back(*host.state.link("eth5"));
  host.state.links.back().name = "bond1";
  host.state.links.back().ifindex = 99;
  host.state.links.back().kind = "dummy";
  EXPECT_EQ(go_back(host, plan.before, {}),
            (Lines{"bond1: is a device of kind dummy, not a bond of netbond"}));
  EXPECT_EQ(number_of(host.state.bond("bond0")->options, NETBOND_OPT_MODE),
            unsigned{NETBOND_MODE_ACTIVE_BACKUP});
  EXPECT_EQ(host.state.bond("bond0")->members.size(), 2u);
  EXPECT_EQ(host.state.bond("bond2"), nullptr);
}

/// One of them may be the only one that works.
TEST_F(Planned, LeavesMembersInWhenAnotherDoesNotComeBack) {
  apply("  bond0: {mode: active-backup, members: {eth0: {}, eth1: {prio: 3}, eth2: {}}}\n");
  const Plan plan = make_plan(
      config("  bond0: {mode: active-backup, arp_interval: 50, members: [eth0, eth1, eth3]}\n"),
      host.now());
  carry(plan);
  host.left.clear();
  host.only_address_of["eth2"] = "02:00:00:00:00:0b";
  EXPECT_FALSE(go_back(host, plan.before, {}).empty());
  EXPECT_EQ(host.left, (Lines{"eth3"}));
  const Bond& bond = *host.state.bond("bond0");
  EXPECT_EQ(bond.members.size(), 2u);
  EXPECT_EQ(named(bond.members, "eth1")->prio, 3);
  EXPECT_EQ(number_of(bond.options, NETBOND_OPT_ARP_INTERVAL), 0u);
}

TEST_F(Planned, GoesBackOnceMoreForWhatNeedsALaterStep) {
  const std::string address = "02:00:00:00:00:0a";
  apply("  bond0: {mode: active-backup, address: '" + address + "', members: [eth0]}\n");
  host.only_address_of["eth0"] = address;
  const std::string before = host.dump();
  const Plan plan = make_plan(
      config("  bond0: {mode: active-backup, address: '02:00:00:00:00:0b', members: [eth1]}\n"),
      host.now());
  carry(plan);
  EXPECT_EQ(go_back(host, plan.before, {}), Lines());
  EXPECT_EQ(host.dump(), before);
}

class ActiveMember : public Planned {
 protected:
  ActiveMember() {
    apply("  bond0: {mode: active-backup, primary: eth0, members: [eth0, eth1, eth2]}\n");
    for (Member& member : bond().members)
      member.usable = true;
    bond().active_member = "eth1";
  }

  Bond& bond() { return host.state.bonds[0]; }
  /// What is held after a trial that made another member active.
  std::string held_after_trial() {
    const Plan plan =
        make_plan(config("  bond0: {mode: active-backup, arp_interval: 50}\n"), host.now());
    carry(plan);
    bond().active_member = "eth2";
    EXPECT_EQ(go_back(host, plan.before, {}), Lines());
    return host.pinned["bond0"];
  }
};

TEST_F(ActiveMember, IsHeldAgainstThePrimaryAsBefore) {
  EXPECT_EQ(held_after_trial(), "eth1");
  EXPECT_EQ(bond().active_member, "eth1");
}

/// Held, it would stay active when the primary comes back.
TEST_F(ActiveMember, IsNotHeldWhenItStoodInForThePrimary) {
  bond().members[0].usable = false;
  EXPECT_EQ(held_after_trial(), "");
}

TEST_F(ActiveMember, IsHeldOnlyAsLongAsItMustBe) {
  bond().options[NETBOND_OPT_PRIMARY] = std::string();
  EXPECT_EQ(held_after_trial(), "");
  EXPECT_EQ(bond().active_member, "eth1");
}

TEST_F(ActiveMember, IsPreferredByPrimaryAndPrioAsTheBondSays) {
  const auto preferred = [&] {
    Lines names;
    for (const Member* member : preferred_to(bond(), "eth1"))
      names.push_back(member->name);
    return names;
  };
  EXPECT_EQ(preferred(), (Lines{"eth0"}));
  bond().members[2].prio = 5;
  EXPECT_EQ(preferred(), (Lines{"eth0", "eth2"}));
  bond().members[1].prio = 5;
  bond().options[NETBOND_OPT_PRIMARY] = std::string("eth1");
  EXPECT_EQ(preferred(), Lines());
  bond().options[NETBOND_OPT_PRIMARY] = std::string("eth0");
  bond().options[NETBOND_OPT_PRIMARY_RESELECT] = std::uint32_t{NETBOND_PRIMARY_RESELECT_FAILURE};
  EXPECT_EQ(preferred(), Lines());
  bond().options[NETBOND_OPT_PRIMARY_RESELECT] = std::uint32_t{NETBOND_PRIMARY_RESELECT_BETTER};
  for (Member& member : bond().members)
    member.speed_mbps = 1000;
  EXPECT_EQ(preferred(), Lines());
  bond().members[0].speed_mbps = 10000;
  EXPECT_EQ(preferred(), (Lines{"eth0"}));
}

/// As those of virtual machines, which tell none.
TEST_F(ActiveMember, IsPreferredByTheSpeedThatTheBondAssumes) {
  const auto is_primary_preferred = [&] { return !preferred_to(bond(), "eth1").empty(); };
  bond().options[NETBOND_OPT_PRIMARY_RESELECT] = std::uint32_t{NETBOND_PRIMARY_RESELECT_BETTER};
  EXPECT_FALSE(is_primary_preferred()) << "neither has one";
  EXPECT_EQ(held_after_trial(), "");
  bond().members[1].speed_mbps = 1000;
  EXPECT_TRUE(is_primary_preferred());
  bond().options[NETBOND_OPT_ASSUMED_SPEED] = std::uint32_t{100};
  EXPECT_FALSE(is_primary_preferred());
  bond().members[0].usable = false;
  EXPECT_TRUE(is_primary_preferred());
  bond().members[0].speed_mbps = 100;
  EXPECT_FALSE(is_primary_preferred());
}

TEST_F(Planned, SaysWhatADeviceLosesByJoining) {
  apply(kTwo);
  host.carried["eth0"] = sample_address(1);
  host.carried["eth4"] = sample_address(5);
  const Plan plan = make_plan(config(kMuch), host.now());
  EXPECT_EQ(joining_notes(plan, host.now(), addressing_of(host, plan)),
            (Lines{"! eth4: carries fd00::5/64: of no use in a bond, give them to bond1"}));
  EXPECT_TRUE(joining_notes(Plan(), host.now(), Addressing()).empty());
}

TEST_F(Planned, GivesBackWhatDevicesCarriedAfterTheyLeft) {
  host.carried["eth1"] = sample_address(2);
  const std::string before = host.dump();
  const Plan plan = make_plan(config(kTwo), host.now());
  const std::string saved = addressing_text(addressing_of(host, plan));
  carry(plan);
  EXPECT_TRUE(host.carried.empty());
  EXPECT_TRUE(go_back(host, plan.before, parse_addressing(saved)).empty());
  EXPECT_EQ(host.dump(), before);
  host.restore_problem = "route default: no";
  EXPECT_EQ(go_back(host, plan.before, {}), (Lines{"route default: no"}));
}

TEST_F(Planned, IsRememberedAsAFile) {
  apply(kTwo);
  const std::string before = host.dump();
  const Plan plan = make_plan(config(kMuch), host.now());
  const std::string saved = config_text(plan.before);
  carry(plan);
  EXPECT_TRUE(go_back(host, read_config(saved, "", ConfigKind::kSnapshot), {}).empty());
  EXPECT_EQ(host.dump(), before) << saved;
}

}  // namespace
}  // namespace bondctl
