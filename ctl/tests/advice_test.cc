// SPDX-License-Identifier: GPL-2.0-or-later
#include "advice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "error.h"
#include "golden.h"
#include "printer_advice.h"

namespace bondctl {
namespace {

/// Two cards of 10 Gbit/s, each with a cable, a router behind them; nothing heard.
struct Situation {
  HostView host;
  std::vector<Candidate> ports;
  Answers answers;

  Situation() {
    for (const char* name : {"eth0", "eth1"})
      add_port(name, 10000);
    host.gateways.push_back({"10.0.0.1", false, "eth0", {"eth0"}});
    host.devices = {"lo", "eth0", "eth1"};
    host.name = "server";
  }
  Candidate& add_port(const std::string& name, std::uint32_t speed) {
    HostPort port;
    port.name = name;
    port.driver = "ice";
    port.card_port = port.up = port.carrier = true;
    port.speed_mbps = speed;
    port.duplex = 1;
    port.mtu = 1500;
    Candidate candidate{port, {}};
    candidate.heard.name = name;
    candidate.heard.listened = true;
    ports.push_back(candidate);
    return ports.back();
  }
  Advice advice() {
    host.ports.clear();
    for (const Candidate& port : ports)
      host.ports.push_back(port.port);
    return advise(host, ports, answers);
  }
  void lacp(std::size_t at, const std::string& system, std::uint16_t key) {
    ports[at].heard.take(LacpHeard{system, 0x8000, key, static_cast<std::uint16_t>(at + 1), 0x3f});
  }
  void lldp(std::size_t at, const std::string& chassis, const std::string& port,
            std::uint16_t vlan = 10) {
    LldpHeard heard;
    heard.chassis = chassis;
    heard.port = port;
    heard.system_name = chassis;
    heard.system_description = "Cisco Nexus Operating System (NX-OS) Software";
    heard.forwards = true;
    heard.vlan = vlan;
    ports[at].heard.take(heard);
  }
  void stp(std::size_t at, const std::string& bridge, std::uint16_t port,
           const std::string& root = "02:00:00:00:00:01") {
    StpHeard heard;
    heard.bridge = bridge;
    heard.bridge_priority = heard.root_priority = 0x8000;
    heard.root = root;
    heard.port = port;
    ports[at].heard.take(heard);
  }
};

const Finding* find(const Advice& advice, const std::string& about) {
  const auto found = std::find_if(advice.findings.begin(), advice.findings.end(),
                                  [&](const Finding& f) { return f.about == about; });
  return found == advice.findings.end() ? nullptr : &*found;
}

struct Row {
  const char* what;
  std::function<void(Situation&)> make;
  Method method;
  const char* finding;  ///< one that must be there
};

const Row kRows[] = {
    {"nothing known", [](Situation&) {}, Method::kActiveBackup, "edge_port"},
    {"no port", [](Situation& s) { s.ports.clear(); }, Method::kNone, nullptr},
    {"one port", [](Situation& s) { s.ports.pop_back(); }, Method::kNone, nullptr},
    {"one switch, unmanaged",
     [](Situation& s) { s.answers.same_switch = true, s.answers.managed = false; }, Method::kAlb,
     nullptr},
    {"one switch, unmanaged, guests",
     [](Situation& s) {
       s.answers.same_switch = true, s.answers.managed = false, s.answers.guests = true;
     },
     Method::kActiveBackup, nullptr},
    {"one switch, unmanaged, a tap seen",
     [](Situation& s) {
       s.answers.same_switch = true, s.answers.managed = false;
       s.ports[1].port.guests = {"tap0"};
     },
     Method::kActiveBackup, nullptr},
    {"one switch, perhaps managed", [](Situation& s) { s.answers.same_switch = true; },
     Method::kAlb, nullptr},
    {"one switch, managed",
     [](Situation& s) { s.answers.same_switch = true, s.answers.managed = true; }, Method::kLacp,
     "switch_first"},
    {"two switches", [](Situation& s) { s.answers.same_switch = false; }, Method::kActiveBackup,
     nullptr},
    {"two switches, host between",
     [](Situation& s) { s.answers.same_switch = false, s.answers.transit = true; }, Method::kStp,
     "bpdu_guard"},
    {"two managed switches, MLAG",
     [](Situation& s) {
       s.answers.same_switch = false, s.answers.managed = true, s.answers.mlag = true;
     },
     Method::kLacp, "switch_first"},
    {"two managed switches, no MLAG",
     [](Situation& s) {
       s.answers.same_switch = false, s.answers.managed = true, s.answers.mlag = false;
     },
     Method::kActiveBackup, nullptr},
    {"one LAG heard",
     [](Situation& s) { s.lacp(0, "02:00:00:00:00:0a", 9), s.lacp(1, "02:00:00:00:00:0a", 9); },
     Method::kLacp, "probes_beside_lacp"},
    {"LACP of two systems",
     [](Situation& s) { s.lacp(0, "02:00:00:00:00:0a", 9), s.lacp(1, "02:00:00:00:00:0b", 9); },
     Method::kActiveBackup, "lacp_on"},
    {"LACP of two keys",
     [](Situation& s) { s.lacp(0, "02:00:00:00:00:0a", 9), s.lacp(1, "02:00:00:00:00:0a", 8); },
     Method::kAlb, "different_keys"},
    {"two chassis, one LACP system: MLAG",
     [](Situation& s) {
       s.lacp(0, "02:00:00:00:00:0a", 9), s.lacp(1, "02:00:00:00:00:0a", 9);
       s.lldp(0, "sw1", "Ethernet1/1"), s.lldp(1, "sw2", "Ethernet1/1");
     },
     Method::kLacp, nullptr},
    {"one chassis by LLDP",
     [](Situation& s) { s.lldp(0, "sw1", "Ethernet1/1"), s.lldp(1, "sw1", "Ethernet1/2"); },
     Method::kLacp, "switch_first"},
    {"one chassis, different VLANs",
     [](Situation& s) { s.lldp(0, "sw1", "Ethernet1/1"), s.lldp(1, "sw1", "Ethernet1/2", 20); },
     Method::kLacp, "different_vlans"},
    {"one port of a switch heard twice: a dumb one between",
     [](Situation& s) {
       s.lldp(0, "sw1", "Ethernet1/1"), s.lldp(1, "sw1", "Ethernet1/1");
       s.answers.same_switch = true;
     },
     Method::kAlb, nullptr},
    {"two bridges of one root",
     [](Situation& s) { s.stp(0, "02:00:00:00:00:0a", 1), s.stp(1, "02:00:00:00:00:0b", 1); },
     Method::kActiveBackup, "edge_port"},
    {"two bridges, two roots",
     [](Situation& s) {
       s.stp(0, "02:00:00:00:00:0a", 1, "02:00:00:00:00:0a");
       s.stp(1, "02:00:00:00:00:0b", 1, "02:00:00:00:00:0b");
     },
     Method::kActiveBackup, "different_roots"},
    {"two bridges, two roots, host between",
     [](Situation& s) {
       s.stp(0, "02:00:00:00:00:0a", 1, "02:00:00:00:00:0a");
       s.stp(1, "02:00:00:00:00:0b", 1, "02:00:00:00:00:0b");
       s.answers.transit = true;
     },
     Method::kStp, "different_roots"},
    {"one bridge, two ports",
     [](Situation& s) { s.stp(0, "02:00:00:00:00:0a", 1), s.stp(1, "02:00:00:00:00:0a", 2); },
     Method::kLacp, "switch_first"},
    {"speeds far apart",
     [](Situation& s) {
       s.answers.same_switch = true, s.answers.managed = true;
       s.ports[0].port.speed_mbps = 1000;
     },
     Method::kActiveBackup, nullptr},
    {"speeds not far apart",
     [](Situation& s) {
       s.answers.same_switch = true, s.answers.managed = true;
       s.ports[0].port.speed_mbps = 25000;
     },
     Method::kAlb, nullptr},
    {"two of one speed and one slower",
     [](Situation& s) {
       s.answers.same_switch = true, s.answers.managed = true;
       s.add_port("eth2", 1000);
     },
     Method::kLacp, "left_out"},
    {"speed not known",
     [](Situation& s) {
       s.answers.same_switch = true, s.answers.managed = true;
       s.ports[0].port.speed_mbps = s.ports[1].port.speed_mbps = 0;
     },
     Method::kLacp, nullptr},
    {"half duplex",
     [](Situation& s) {
       s.answers.same_switch = true, s.answers.managed = true;
       s.ports[1].port.duplex = 0;
     },
     Method::kActiveBackup, "half_duplex"},
    {"a port is down",
     [](Situation& s) { s.ports[1].port.carrier = false, s.ports[1].heard.listened = false; },
     Method::kActiveBackup, "no_carrier"},
    {"no privilege",
     [](Situation& s) {
       s.ports[1].heard.listened = false;
       s.ports[1].heard.problem = "listening takes CAP_NET_RAW: run as root";
     },
     Method::kActiveBackup, "not_heard"},
    {"no router", [](Situation& s) { s.host.gateways.clear(); }, Method::kActiveBackup,
     "no_probe_target"},
    {"said one switch, heard two",
     [](Situation& s) {
       s.lldp(0, "sw1", "Ethernet1/1"), s.lldp(1, "sw2", "Ethernet1/1");
       s.answers.same_switch = true;
     },
     Method::kLacp, "contradiction"},
    {"a LAG without LACP",
     [](Situation& s) {
       s.lldp(0, "sw1", "Ethernet1/1"), s.lldp(1, "sw1", "Ethernet1/2");
       s.ports[0].heard.lldp[0].aggregated = true;
     },
     Method::kLacp, "lag_without_lacp"},
    {"addresses to move", [](Situation& s) { s.ports[0].port.addresses = {"10.0.0.9/24"}; },
     Method::kActiveBackup, "move_addresses"},
    {"one card", [](Situation& s) { s.ports[0].port.card = s.ports[1].port.card = "0000:3b:00"; },
     Method::kActiveBackup, "one_card"},
    {"MTUs differ", [](Situation& s) { s.ports[0].port.mtu = 9000; }, Method::kActiveBackup,
     "mtu_differs"},
    {"a bond that fits",
     [](Situation& s) {
       s.host.bonds.push_back({"bond7", "netbond", "active-backup", {"eth0", "eth1"}});
       s.ports[0].port.master = s.ports[1].port.master = "bond7";
     },
     Method::kActiveBackup, "bond_fits"},
    {"a bond that does not fit",
     [](Situation& s) {
       s.host.bonds.push_back({"bond7", "bond", "balance-rr", {"eth0", "eth1"}});
       s.ports[0].port.master = s.ports[1].port.master = "bond7";
     },
     Method::kActiveBackup, "bond_does_not_fit"},
};

TEST(Advice, FitsTheSituation) {
  for (const Row& row : kRows) {
    Situation situation;
    row.make(situation);
    const Advice advice = situation.advice();
    EXPECT_EQ(method_word(advice.method), method_word(row.method)) << row.what;
    EXPECT_TRUE(!row.finding || find(advice, row.finding))
        << row.what << ": " << (row.finding ? row.finding : "");
    EXPECT_FALSE(advice.why.empty()) << row.what;
    EXPECT_EQ(advice.others.size(), row.method == Method::kNone ? 0u : 3u) << row.what;
    for (const Verdict& other : advice.others)
      EXPECT_FALSE(other.why.empty() || other.method == row.method) << row.what;
    EXPECT_EQ(advice.command.empty(), row.method == Method::kNone) << row.what;
  }
}

TEST(Advice, WritesTheWholeCommand) {
  Situation s;
  s.host.devices.push_back("bond0");
  s.host.gateways.push_back({"2001:db8::1", true, "eth1", {"eth1"}});
  s.host.gateways.push_back({"fe80::1", true, "eth1", {"eth1"}});
  EXPECT_EQ(s.advice().command,
            "bondctl add bond1 --mode active-backup --member eth0,eth1 --arp-interval 100 "
            "--arp-ip-target 10.0.0.1 --ns-ip6-target 2001:db8::1");
  s.ports[1].port.speed_mbps = 25000;
  s.answers.bond = "up;link";
  EXPECT_TRUE(s.advice().command.starts_with(
      "bondctl add 'up;link' --mode active-backup --member eth0,eth1 --primary eth1 "))
      << s.advice().command;
  s.answers.same_switch = s.answers.managed = true;
  s.ports[1].port.speed_mbps = 10000;
  s.answers.bond = "lag";
  EXPECT_EQ(s.advice().command, "bondctl add lag --mode 802.3ad --member eth0,eth1");
}

TEST(Advice, TakesPortsOutOfABridgeAndPutsTheBondIn) {
  Situation s;
  s.ports[0].port.master = "br0";
  s.ports[0].port.master_kind = "bridge";
  const Advice advice = s.advice();
  ASSERT_EQ(advice.commands.size(), 4u);
  EXPECT_EQ(advice.commands[0], "ip link set eth0 nomaster");
  EXPECT_EQ(advice.commands[1], advice.command);
  EXPECT_EQ(advice.commands[2], "ip link set bond0 master br0");
  EXPECT_EQ(advice.commands[3], "ip link set bond0 up");
}

TEST(Advice, LeavesABondThatFits) {
  Situation s;
  s.host.bonds.push_back({"bond7", "netbond", "active-backup", {"eth0", "eth1"}});
  s.ports[0].port.master = s.ports[1].port.master = "bond7";
  EXPECT_TRUE(s.advice().commands.empty());
  s.host.bonds[0].members.pop_back();
  EXPECT_FALSE(s.advice().commands.empty());
  EXPECT_TRUE(find(s.advice(), "bond_does_not_fit"));
}

TEST(Advice, AsksOnlyWhatDecides) {
  const auto flags = [](Situation& s) {
    std::string all;
    for (const Question& question : s.advice().questions)
      all += question.flag + " ";
    return all;
  };
  Situation s;
  EXPECT_EQ(flags(s), "--same-switch --managed ");
  s.answers.same_switch = true;
  EXPECT_EQ(flags(s), "--managed ");
  s.answers.same_switch = false;
  EXPECT_EQ(flags(s), "--managed --mlag --transit ");
  s.answers.managed = false;
  EXPECT_EQ(flags(s), "--transit ");
  s.answers.transit = false;
  EXPECT_EQ(flags(s), "");
}

TEST(Advice, KnowsPortsFromOtherDevices) {
  Situation s;
  s.advice();
  HostPort radio = s.ports[0].port;
  radio.name = "wlan0";
  radio.wireless = true;
  s.host.ports.push_back(radio);
  s.host.devices.push_back("br0");
  EXPECT_EQ(candidate_ports(s.host, {}).size(), 2u);
  EXPECT_EQ(candidate_ports(s.host, {"eth1", "eth1"}).size(), 1u);
  EXPECT_THROW(candidate_ports(s.host, {"br0"}), Error);
  EXPECT_THROW(candidate_ports(s.host, {"nothing"}), Error);
  EXPECT_THROW(check_free(s.host, "eth0"), Error);
  EXPECT_NO_THROW(check_free(s.host, "bond7"));
  EXPECT_NO_THROW(check_free(s.host, ""));
}

TEST(Advice, NamesThePortsOfTheSwitch) {
  Situation s;
  s.lldp(0, "sw1", "Ethernet1/1"), s.lldp(1, "sw1", "00:de:0a:00:00:02");
  const Advice advice = s.advice();
  ASSERT_EQ(advice.switches.size(), 1u);
  const std::vector<std::string>& lines = advice.switches[0].lines;
  EXPECT_NE(std::find(lines.begin(), lines.end(), "interface Ethernet1/1"), lines.end());
  EXPECT_NE(std::find(lines.begin(), lines.end(), "interface <port of eth1>"), lines.end());
  EXPECT_NE(std::find(lines.begin(), lines.end(), "  switchport access vlan 10"), lines.end());
}

TEST(Advice, TakesNoVlanThatCannotBe) {
  for (const auto vlan : std::initializer_list<std::uint16_t>{0, 4095, 65535}) {
    Situation s;
    s.lldp(0, "sw1", "Ethernet1/1", vlan), s.lldp(1, "sw1", "Ethernet1/2", vlan);
    s.ports[0].heard.cdp.push_back({"sw1", "Ethernet1/1", "", "", true, vlan});
    const Advice advice = s.advice();
    const std::vector<std::string>& lines = advice.switches.at(0).lines;
    EXPECT_NE(std::find(lines.begin(), lines.end(), "  switchport access vlan <VLAN>"), lines.end())
        << vlan;
  }
}

TEST(Advice, LetsNobodyWriteIntoTheConfiguration) {
  Situation s;
  s.lldp(0, "sw1\nno vlan 10", "Ethernet1/1 shutdown"), s.lldp(1, "sw1\nno vlan 10", "Gi1;reload");
  for (const SwitchLines& lines : s.advice().switches) {
    for (const std::string& line : lines.lines) {
      EXPECT_EQ(line.find("reload"), std::string::npos) << line;
      EXPECT_EQ(line.find("no vlan"), std::string::npos) << line;
      EXPECT_EQ(line.find("shutdown"), std::string::npos) << line;
    }
  }
}

TEST(Advice, KnowsVendors) {
  EXPECT_EQ(vendor_of("Cisco IOS Software, C3750E"), Vendor::kIos);
  EXPECT_EQ(vendor_of("Cisco Nexus Operating System (NX-OS) Software"), Vendor::kNxos);
  EXPECT_EQ(vendor_of("Arista Networks EOS version 4.28 on Linux"), Vendor::kEos);
  EXPECT_EQ(vendor_of("Juniper Networks, Inc. qfx5100"), Vendor::kJunos);
  EXPECT_EQ(vendor_of("Debian GNU/Linux 12"), Vendor::kLinux);
  EXPECT_EQ(vendor_of("SONiC Software Version, Debian"), std::nullopt);
  EXPECT_EQ(vendor_of("ProCurve"), std::nullopt);
  for (const Vendor vendor : kVendors)
    EXPECT_EQ(vendor_named(vendor_word(vendor)), vendor);
}

/// All that is printed for switches, of each method, to be read as a whole.
TEST(Advice, PrintsSwitchLines) {
  std::string text;
  for (const bool pair : {false, true}) {
    for (const Method method : {Method::kLacp, Method::kActiveBackup, Method::kAlb, Method::kStp}) {
      if (pair && method != Method::kLacp)
        continue;
      SwitchPlan plan;
      plan.method = method;
      plan.host = "server";
      plan.pair = pair;
      plan.lag_now = method == Method::kActiveBackup;
      plan.vlan = 10;
      plan.ports = {{"eth0", "", pair ? "sw1" : ""}, {"eth1", "", pair ? "sw2" : ""}};
      for (const Vendor vendor : kVendors) {
        const SwitchLines lines = switch_lines(vendor, plan);
        text += "== " + method_word(method) + (pair ? ", a pair" : "") + ": " + lines.title + "\n";
        for (const std::string& line : lines.lines)
          text += line + "\n";
        for (const std::string& note : lines.notes)
          text += "-- " + note + "\n";
      }
    }
  }
  expect_golden("switch_lines.txt", text);
}

Situation telling() {
  Situation s;
  s.lacp(0, "02:00:00:00:00:0a", 9), s.lacp(1, "02:00:00:00:00:0a", 9);
  s.lldp(0, "sw1", "Ethernet1/1"), s.lldp(1, "sw2", "Ethernet1/1");
  s.stp(0, "02:00:00:00:00:0c", 0x8001);
  s.ports[0].port.addresses = {"10.0.0.9/24"};
  return s;
}

TEST(Advice, PrintsForPeople) {
  Situation silent;
  expect_golden("advice.txt", advice_text(telling().advice(), Paint(false)) + "\n----\n\n" +
                                  advice_text(silent.advice(), Paint(false)).substr(0, 1900));
}

TEST(Advice, FitsEightyColumns) {
  for (const Row& row : kRows) {
    Situation situation;
    row.make(situation);
    std::istringstream text(advice_text(situation.advice(), Paint(false)));
    for (std::string line; std::getline(text, line);) {
      // Lines of a switch are as long as they are.
      EXPECT_TRUE(line.size() <= 80 || line.starts_with("    ")) << row.what << ": " << line;
    }
  }
}

TEST(Advice, PrintsForPrograms) {
  const nlohmann::json list = nlohmann::json::parse(advice_json(telling().advice()));
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0]["method"], "802.3ad");
  EXPECT_EQ(list[0]["command"], "bondctl add bond0 --mode 802.3ad --member eth0,eth1");
  EXPECT_EQ(list[0]["facts"]["mlag"]["value"], true);
  EXPECT_EQ(list[0]["ports"][0]["heard"]["lacp"][0]["key"], 9);
  EXPECT_EQ(list[0]["switches"][0]["vendor"], "nxos");
}

}  // namespace
}  // namespace bondctl
