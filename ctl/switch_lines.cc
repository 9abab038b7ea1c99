// SPDX-License-Identifier: GPL-2.0-or-later
// The number of a LAG is never made up: the switch may have one of that number.
#include "switch_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace bondctl {

namespace {

using Lines = std::vector<std::string>;

/// Whether a word that a neighbour sent may stand in a configuration.
bool is_plain(const std::string& word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' ||
           c == '.' || c == '-' || c == '_' || c == ':';
  });
}

std::string port_name(const SwitchPort& port) {
  return is_plain(port.name) ? port.name : fmt::format("<port of {}>", port.host_port);
}

std::string vlan_text(const SwitchPlan& plan) {
  return plan.vlan ? fmt::format("{}", *plan.vlan) : "<VLAN>";
}

std::string plugged(const SwitchPlan& plan, const SwitchPort& port) {
  return fmt::format("{} {}", is_plain(plan.host) ? plan.host : "host", port.host_port);
}

std::string on_which(const SwitchPort& port) {
  return is_plain(port.system) ? fmt::format(" on {}", port.system) : "";
}

void add(Lines* lines, std::initializer_list<std::string> more) {
  lines->insert(lines->end(), more.begin(), more.end());
}

/// Lines for each port, behind a comment that says which it is where there are several switches.
template <typename Each>
void each_port(const SwitchPlan& plan, const std::string& comment, Lines* lines, Each each) {
  for (const SwitchPort& port : plan.ports) {
    if (!on_which(port).empty())
      lines->push_back(fmt::format("{} {}{}", comment, port_name(port), on_which(port)));
    each(port);
  }
}

// IOS, NX-OS and EOS are one family; what differs is in this table.
struct CliDialect {
  const char* lag;         ///< name of the LAG's interface
  const char* switchport;  ///< makes a port one of layer 2; empty where it is one
  const char* fast;        ///< LACPDUs each second
  const char* edge;        ///< forwards at once
  const char* no_edge;
  const char* no_guard;
  const char* trunk;  ///< what to write instead for VLANs with tags
};

const CliDialect kIosDialect = {
    "Port-channel<N>",
    "",
    "lacp rate fast",
    "spanning-tree portfast",
    "no spanning-tree portfast",
    "spanning-tree guard none",
    "switchport mode trunk, spanning-tree portfast trunk",
};
const CliDialect kNxosDialect = {
    "port-channel<N>",
    "switchport",
    "lacp rate fast",
    "spanning-tree port type edge",
    "spanning-tree port type normal",
    "spanning-tree guard none",
    "switchport mode trunk, spanning-tree port type edge trunk",
};
const CliDialect kEosDialect = {
    "Port-Channel<N>",
    "",
    "lacp timer fast",
    "spanning-tree portfast",
    "no spanning-tree portfast",
    "spanning-tree guard none",
    "switchport mode trunk (and the VLANs it may carry)",
};

void cli_access(const CliDialect& dialect, const SwitchPlan& plan, Lines* lines) {
  if (*dialect.switchport)
    lines->push_back(fmt::format("  {}", dialect.switchport));
  add(lines,
      {"  switchport mode access", fmt::format("  switchport access vlan {}", vlan_text(plan))});
}

void cli_lag(const CliDialect& dialect, Vendor vendor, const SwitchPlan& plan, Lines* lines) {
  if (vendor == Vendor::kNxos)
    lines->push_back("feature lacp");
  lines->push_back(fmt::format("interface {}", dialect.lag));
  cli_access(dialect, plan, lines);
  lines->push_back(fmt::format("  {}", dialect.edge));
  if (plan.pair && vendor == Vendor::kNxos)
    lines->push_back("  vpc <N>");
  if (plan.pair && vendor == Vendor::kEos)
    lines->push_back("  mlag <N>");
  each_port(plan, "!", lines, [&](const SwitchPort& port) {
    add(lines, {fmt::format("interface {}", port_name(port)),
                fmt::format("  description {}", plugged(plan, port))});
    cli_access(dialect, plan, lines);
    add(lines, {"  channel-group <N> mode active", fmt::format("  {}", dialect.fast)});
  });
}

void cli_single(const CliDialect& dialect, Vendor vendor, const SwitchPlan& plan, Lines* lines) {
  each_port(plan, "!", lines, [&](const SwitchPort& port) {
    add(lines, {fmt::format("interface {}", port_name(port)),
                fmt::format("  description {}", plugged(plan, port))});
    // What belonged to a LAG has no VLANs of its own; what did not keeps what it has.
    if (plan.lag_now) {
      lines->push_back("  no channel-group");
      cli_access(dialect, plan, lines);
    }
    if (plan.method == Method::kStp) {
      add(lines, {fmt::format("  {}", dialect.no_edge), "  spanning-tree bpduguard disable",
                  fmt::format("  {}", dialect.no_guard)});
      return;
    }
    lines->push_back(fmt::format("  {}", dialect.edge));
    if (vendor == Vendor::kNxos && plan.method == Method::kActiveBackup)
      lines->push_back("  vpc orphan-port suspend   ! only where the two switches are a vPC pair");
  });
}

void cli_notes(const CliDialect& dialect, Vendor vendor, SwitchLines* out, const SwitchPlan& plan) {
  if (plan.method != Method::kStp)
    out->notes.push_back(fmt::format("Where the host uses tagged VLANs: {}.", dialect.trunk));
  if (plan.method != Method::kLacp)
    return;
  if (vendor == Vendor::kIos)
    out->notes.push_back("lacp rate fast is not on every Catalyst; without it LACP is slow.");
  if (vendor == Vendor::kNxos)
    out->notes.push_back(
        "lacp rate can only be changed while the port is shut down. For hosts that boot by this "
        "network: no lacp suspend-individual on the port channel.");
  if (!plan.pair)
    return;
  if (vendor == Vendor::kIos)
    out->notes.push_back(
        "Only a stack or StackWise Virtual is one switch to LACP; it takes these lines once. Two "
        "separate switches with IOS cannot share a LAG.");
  if (vendor == Vendor::kNxos)
    out->notes.push_back(
        "On both switches, with the same <N>, on top of a vPC domain whose peer-keepalive and "
        "peer-link work (show vpc brief).");
  if (vendor == Vendor::kEos)
    out->notes.push_back(
        "On both switches, with the same <N>, on top of an MLAG domain that is active (show "
        "mlag).");
}

SwitchLines cli_lines(Vendor vendor, const SwitchPlan& plan) {
  const CliDialect& dialect = vendor == Vendor::kIos    ? kIosDialect
                              : vendor == Vendor::kNxos ? kNxosDialect
                                                        : kEosDialect;
  const char* title = vendor == Vendor::kIos    ? "Cisco IOS and IOS XE"
                      : vendor == Vendor::kNxos ? "Cisco NX-OS"
                                                : "Arista EOS";
  SwitchLines out{vendor, title, {}, {}};
  if (plan.method == Method::kLacp)
    cli_lag(dialect, vendor, plan, &out.lines);
  else
    cli_single(dialect, vendor, plan, &out.lines);
  cli_notes(dialect, vendor, &out, plan);
  return out;
}

void junos_pair(Lines* lines) {
  const std::string ae = "set interfaces ae<N> aggregated-ether-options";
  add(lines, {
                 ae + " lacp system-id <MAC, the same on both switches>",
                 ae + " lacp admin-key <N>",
                 ae + " mc-ae mc-ae-id <N>",
                 ae + " mc-ae redundancy-group <group of the ICCP peer>",
                 ae + " mc-ae chassis-id <0 on one, 1 on the other>",
                 ae + " mc-ae mode active-active",
                 ae + " mc-ae status-control <active on one, standby on the other>",
             });
}

void junos_lag(const SwitchPlan& plan, Lines* lines) {
  lines->push_back("set chassis aggregated-devices ethernet device-count <COUNT>");
  each_port(plan, "#", lines, [&](const SwitchPort& port) {
    const std::string name = port_name(port);
    add(lines, {
                   fmt::format("delete protocols rstp interface {}", name),
                   fmt::format("delete interfaces {} unit 0", name),
                   fmt::format("set interfaces {} description \"{}\"", name, plugged(plan, port)),
                   fmt::format("set interfaces {} ether-options 802.3ad ae<N>", name),
               });
  });
  add(lines, {
                 "set interfaces ae<N> aggregated-ether-options lacp active",
                 "set interfaces ae<N> aggregated-ether-options lacp periodic fast",
             });
  if (plan.pair)
    junos_pair(lines);
  add(lines,
      {
          "set interfaces ae<N> unit 0 family ethernet-switching interface-mode access",
          fmt::format("set interfaces ae<N> unit 0 family ethernet-switching vlan members {}",
                      vlan_text(plan)),
          "set protocols rstp interface ae<N> edge",
      });
}

void junos_single(const SwitchPlan& plan, Lines* lines) {
  each_port(plan, "#", lines, [&](const SwitchPort& port) {
    const std::string name = port_name(port);
    const std::string unit =
        fmt::format("set interfaces {} unit 0 family ethernet-switching", name);
    if (plan.lag_now)
      add(lines, {fmt::format("delete interfaces {} ether-options 802.3ad", name),
                  unit + " interface-mode access",
                  fmt::format("{} vlan members {}", unit, vlan_text(plan))});
    lines->push_back(
        fmt::format("set interfaces {} description \"{}\"", name, plugged(plan, port)));
    if (plan.method == Method::kStp) {
      add(lines, {fmt::format("set protocols rstp interface {}", name),
                  fmt::format("delete protocols rstp interface {} edge", name),
                  fmt::format("delete protocols rstp interface {} no-root-port", name)});
    } else {
      lines->push_back(fmt::format("set protocols rstp interface {} edge", name));
    }
  });
}

SwitchLines junos_lines(const SwitchPlan& plan) {
  SwitchLines out{Vendor::kJunos, "Juniper Junos (EX, QFX)", {}, {}};
  if (plan.method == Method::kLacp)
    junos_lag(plan, &out.lines);
  else
    junos_single(plan, &out.lines);
  out.notes.push_back(
      "For VLANs with tags: interface-mode trunk. A delete of what is not there only warns; older "
      "releases without ELS say port-mode for interface-mode.");
  if (plan.method == Method::kLacp)
    out.notes.push_back(
        "<COUNT> is more than the highest ae number in use; never lower it, aggregates go with it. "
        "The ports lose their own unit 0. On MX: gigether-options.");
  if (plan.method == Method::kLacp && plan.pair)
    out.notes.push_back(
        "On both switches, on top of ICCP and an inter-chassis link that work (show iccp); a "
        "Virtual Chassis is one switch instead and takes no system-id, admin-key and mc-ae.");
  return out;
}

void linux_port(const SwitchPlan& plan, const SwitchPort& port, Lines* lines) {
  const std::string name = port_name(port);
  if (plan.lag_now)
    lines->push_back(fmt::format("ip link set {} nomaster", name));
  lines->push_back(fmt::format("ip link set {} master <bridge>", name));
  if (plan.method == Method::kStp)
    lines->push_back(fmt::format("bridge link set dev {} guard off root_block off", name));
  lines->push_back(fmt::format("ip link set {} up", name));
}

void linux_lag(const SwitchPlan& plan, Lines* lines) {
  lines->push_back(
      "ip link add <lag> type bond mode 802.3ad miimon 100 lacp_rate fast xmit_hash_policy "
      "layer3+4");
  each_port(plan, "#", lines, [&](const SwitchPort& port) {
    add(lines, {fmt::format("ip link set {} down", port_name(port)),
                fmt::format("ip link set {} master <lag>", port_name(port))});
  });
  add(lines, {"ip link set <lag> master <bridge>", "ip link set <lag> up"});
}

SwitchLines linux_lines(const SwitchPlan& plan) {
  SwitchLines out{Vendor::kLinux, "Linux (bridge and bonding)", {}, {}};
  if (plan.method == Method::kLacp && plan.pair) {
    out.notes.push_back(
        "Linux alone has no MLAG: two plain Linux switches cannot share a LAG. Switch systems on "
        "Linux (SONiC, Cumulus) have commands of their own.");
    return out;
  }
  Lines* lines = &out.lines;
  if (plan.method == Method::kLacp)
    linux_lag(plan, lines);
  else
    each_port(plan, "#", lines, [&](const SwitchPort& port) { linux_port(plan, port, lines); });
  if (plan.method == Method::kStp)
    lines->push_back("ip link set <bridge> type bridge stp_state 1");
  out.notes.push_back("These last until the next start: put them into the switch's own files.");
  return out;
}

bool has(const std::string& text, const char* word) {
  return text.find(word) != std::string::npos;
}

}  // namespace

std::string method_word(Method method) {
  switch (method) {
    case Method::kActiveBackup: return "active-backup";
    case Method::kLacp: return "802.3ad";
    case Method::kAlb: return "balance-alb";
    case Method::kStp: return "stp";
    case Method::kNone: break;
  }
  return "none";
}

std::string vendor_word(Vendor vendor) {
  switch (vendor) {
    case Vendor::kIos: return "ios";
    case Vendor::kNxos: return "nxos";
    case Vendor::kEos: return "eos";
    case Vendor::kJunos: return "junos";
    case Vendor::kLinux: break;
  }
  return "linux";
}

std::optional<Vendor> vendor_named(const std::string& word) {
  for (const Vendor vendor : kVendors) {
    if (vendor_word(vendor) == word)
      return vendor;
  }
  return std::nullopt;
}

std::optional<Vendor> vendor_of(const std::string& description) {
  // Arista says Linux, too, and SONiC and Cumulus are configured by other words than ip's.
  if (has(description, "NX-OS") || has(description, "Nexus"))
    return Vendor::kNxos;
  if (has(description, "Arista"))
    return Vendor::kEos;
  if (has(description, "Juniper") || has(description, "JUNOS"))
    return Vendor::kJunos;
  if (has(description, "Cisco IOS") || has(description, "Catalyst"))
    return Vendor::kIos;
  if (has(description, "SONiC") || has(description, "Cumulus"))
    return std::nullopt;
  if (has(description, "Linux") || has(description, "Debian") || has(description, "Ubuntu"))
    return Vendor::kLinux;
  return std::nullopt;
}

SwitchLines switch_lines(Vendor vendor, const SwitchPlan& plan) {
  SwitchLines out = vendor == Vendor::kJunos   ? junos_lines(plan)
                    : vendor == Vendor::kLinux ? linux_lines(plan)
                                               : cli_lines(vendor, plan);
  out.notes.push_back(plan.method == Method::kLacp
                          ? "The LAG needs the VLANs that the ports have now."
                          : "All of these ports need the same VLANs.");
  return out;
}

}  // namespace bondctl
