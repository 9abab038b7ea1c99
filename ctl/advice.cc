// SPDX-License-Identifier: GPL-2.0-or-later
#include "advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "advice_traps.h"
#include "error.h"
#include "words.h"

namespace bondctl {

namespace {

using Ports = std::vector<Candidate>;

// From here on the slower ports add too little to be worth balancing.
constexpr std::uint32_t kFarApart = 4;

bool is_half(const Candidate& port) {
  return port.port.duplex == 0;
}

std::uint32_t fastest(const Ports& ports) {
  std::uint32_t speed = 0;
  for (const Candidate& port : ports)
    speed = std::max(speed, port.port.speed_mbps);
  return speed;
}

std::uint32_t slowest(const Ports& ports) {
  std::uint32_t speed = UINT32_MAX;
  for (const Candidate& port : ports) {
    if (port.port.speed_mbps)
      speed = std::min(speed, port.port.speed_mbps);
  }
  return speed;
}

bool speeds_differ(const Ports& ports) {
  return fastest(ports) != 0 && fastest(ports) != slowest(ports);
}

/// The most ports that can be one aggregate: full duplex and of one speed, the faster of two. A
/// speed that is not known yet may be any.
Ports aggregable(const Ports& ports) {
  std::map<std::uint32_t, Ports> by_speed;
  Ports unknown;
  for (const Candidate& port : ports) {
    if (is_half(port))
      continue;
    if (port.port.speed_mbps == 0)
      unknown.push_back(port);
    else
      by_speed[port.port.speed_mbps].push_back(port);
  }
  Ports best;
  for (const auto& [speed, group] : by_speed) {
    if (group.size() >= best.size())
      best = group;
  }
  best.insert(best.end(), unknown.begin(), unknown.end());
  return best;
}

std::string speeds_text(const Ports& ports) {
  std::vector<std::string> parts;
  for (const Candidate& port : ports)
    parts.push_back(fmt::format("{} {}", port.port.name, speed_text(port.port.speed_mbps)));
  return join(parts, ", ");
}

/// What the methods are weighed by.
struct Case {
  const Facts& facts;
  const Ports& ports;
  Ports lag;
  bool one = false;  ///< one switch, or two that act as one for LACP
  bool two = false;  ///< two that do not
  bool lacp_possible = false;
  bool half = false;

  Case(const Facts& f, const Ports& p) : facts(f), ports(p), lag(aggregable(p)) {
    one = facts.same_switch.value == true || facts.mlag.value == true || facts.one_lag == true;
    two = !one && facts.same_switch.value == false;
    const bool can = facts.one_lag == true || facts.managed.value == true;
    lacp_possible = one && can && facts.one_lag != false && lag.size() >= 2;
    half = std::any_of(p.begin(), p.end(), is_half);
  }
};

bool alb_fits(const Case& c) {
  if (c.facts.same_switch.value != true || c.facts.guests.value == true || c.half)
    return false;
  return !speeds_differ(c.ports) || fastest(c.ports) / slowest(c.ports) < kFarApart;
}

Method choose(const Case& c) {
  if (c.ports.size() < 2)
    return Method::kNone;
  if (c.two && c.facts.transit.value == true)
    return Method::kStp;
  if (c.lacp_possible)
    return Method::kLacp;
  return alb_fits(c) ? Method::kAlb : Method::kActiveBackup;
}

std::string why_lacp(const Case& c) {
  if (c.facts.one_lag == true)
    return fmt::format(
        "The switch offers one LAG already: all ports hear LACP system {}. All ports carry "
        "traffic, both ends watch each link, and a lost one costs nothing but its flows' move.",
        c.facts.partner);
  return fmt::format(
      "{}, and it can be configured: all ports carry traffic both ways, and both ends watch each "
      "link.",
      c.facts.same_switch.value == true ? "All ports end at one switch"
                                        : "The switches act as one (MLAG)");
}

std::string why_alb(const Case& c) {
  return fmt::format("All ports are used both ways, and the switch need not know: {}.",
                     c.facts.managed.value == false ? "it cannot be configured for LACP"
                     : c.facts.managed.value
                         ? "LACP does not fit these ports"
                         : "whether it could be configured for LACP is not known");
}

std::string why_backup(const Case& c) {
  if (c.two)
    return "The ports end at two switches that are not one for LACP: one port carries the "
           "traffic, and the probes of the others prove that their way is whole, too.";
  if (c.half)
    return "A half duplex link carries traffic only when there is nothing better.";
  if (speeds_differ(c.ports) && c.facts.same_switch.value == true)
    return "The speeds are far apart: the fastest port carries the traffic, the others wait.";
  if (c.facts.guests.value == true && c.facts.same_switch.value == true)
    return "Guests' frames are carried by one port without any change to them, and the switch "
           "need not know.";
  return "It works whatever the ports are plugged into, and nothing of what would allow more is "
         "known.";
}

std::string why(Method method, const Case& c) {
  switch (method) {
    case Method::kLacp: return why_lacp(c);
    case Method::kAlb: return why_alb(c);
    case Method::kActiveBackup: return why_backup(c);
    case Method::kStp:
      return "The ports end at two switches, and the host may carry traffic between them: the "
             "kernel's bridge keeps one port blocked as long as the switches reach each other, and "
             "opens it when they do not.";
    case Method::kNone: break;
  }
  return c.ports.empty() ? "There is no port to make a bond of."
                         : "One port is no redundancy: plug in and name a second one.";
}

std::string not_lacp(const Case& c) {
  if (c.facts.one_lag == false)
    return "the ports hear LACP of different systems or keys, which cannot be one aggregate";
  if (c.two)
    return "the ports end at two switches without MLAG, and an aggregate needs one partner";
  if (c.half && c.lag.size() < 2)
    return "LACP takes full duplex links alone";
  if (c.lag.size() < 2)
    return fmt::format("an aggregate takes links of one speed alone, and these are {}",
                       speeds_text(c.ports));
  if (c.facts.managed.value == false)
    return "the switch must be configured for it, and cannot be";
  if (c.one && c.facts.transit.value == true)
    return "another method was asked for";
  return "it is not known that all ports end at one switch, or a pair that acts as one, that can "
         "be configured";
}

std::string not_alb(const Case& c, Method chosen) {
  if (chosen == Method::kLacp)
    return "LACP does the same with both ends watching, for guests as well, and without teaching "
           "neighbours other addresses";
  if (c.facts.guests.value == true)
    return "guests' frames use the active member alone, so little would be won";
  if (c.half)
    return "a half duplex link would get a share of the traffic";
  if (c.two)
    return "neighbours would be spread over both switches, and lose the host when these are cut "
           "from each other";
  if (c.facts.same_switch.value != true)
    return "it is not known that the ports end at one switch, and across several it depends on "
           "their links to each other";
  if (chosen == Method::kStp)
    return "it does not carry traffic between the switches";
  return fmt::format("the speeds are far apart: {}", speeds_text(c.ports));
}

std::string not_backup(Method chosen) {
  return chosen == Method::kStp ? "it does not carry traffic between the switches"
                                : "it would leave all ports but one idle, where all can be used";
}

std::string not_stp(const Case& c) {
  if (!c.two && c.facts.same_switch.value == true)
    return "it is for two switches; at one it would block all ports but one, and take seconds "
           "where the other methods take none";
  if (!c.two && c.one)
    return "the switches act as one already";
  if (c.facts.transit.value == false)
    return "the host is not to carry traffic between the switches";
  return "it makes the host a path between switches, which nobody asked for (--transit yes)";
}

std::vector<Verdict> reject(const Case& c, Method chosen) {
  std::vector<Verdict> others;
  if (chosen == Method::kNone)
    return others;
  if (chosen != Method::kLacp)
    others.push_back({Method::kLacp, not_lacp(c)});
  if (chosen != Method::kAlb)
    others.push_back({Method::kAlb, not_alb(c, chosen)});
  if (chosen != Method::kActiveBackup)
    others.push_back({Method::kActiveBackup, not_backup(chosen)});
  if (chosen != Method::kStp)
    others.push_back({Method::kStp, not_stp(c)});
  return others;
}

std::string free_name(const HostView& host) {
  for (unsigned n = 0;; n++) {
    std::string name = fmt::format("bond{}", n);
    if (std::find(host.devices.begin(), host.devices.end(), name) == host.devices.end())
      return name;
  }
}

bool is_any_of(const std::string& word, const std::vector<std::string>& list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Routers that the members reach, as targets of the option.
std::string targets(const HostView& host, const std::vector<std::string>& members, bool ipv6) {
  std::vector<std::string> found;
  for (const Gateway& gateway : host.gateways) {
    const bool by_member = std::any_of(gateway.ports.begin(), gateway.ports.end(),
                                       [&](const auto& port) { return is_any_of(port, members); });
    if (by_member && gateway.ipv6 == ipv6 && !gateway.address.starts_with("fe80:") &&
        !is_any_of(gateway.address, found))
      found.push_back(gateway.address);
  }
  return join(found, ",");
}

std::string probe_options(const HostView& host, const Advice& advice) {
  const std::string ipv4 = targets(host, advice.members, false);
  const std::string ipv6 = targets(host, advice.members, true);
  if ((advice.method != Method::kActiveBackup && advice.method != Method::kAlb) ||
      (ipv4.empty() && ipv6.empty()))
    return "";
  std::string options = " --arp-interval 100";
  if (!ipv4.empty())
    options += " --arp-ip-target " + ipv4;
  if (!ipv6.empty())
    options += " --ns-ip6-target " + ipv6;
  return options;
}

/// The one that shall be used while it works, where the others are worse.
std::string primary_option(const Advice& advice, const Ports& ports) {
  if (advice.method != Method::kActiveBackup)
    return "";
  const auto better = [](const Candidate& a, const Candidate& b) {
    return std::pair(!is_half(a), a.port.speed_mbps) > std::pair(!is_half(b), b.port.speed_mbps);
  };
  const auto best = std::min_element(ports.begin(), ports.end(), better);
  const auto worst = std::max_element(ports.begin(), ports.end(), better);
  const bool differ = better(*best, *worst) && best->port.speed_mbps && worst->port.speed_mbps;
  return differ ? " --primary " + shell_word(best->port.name) : "";
}

std::string add_command(const HostView& host, const Advice& advice, const Ports& ports) {
  std::vector<std::string> words;
  for (const std::string& member : advice.members)
    words.push_back(shell_word(member));
  std::string command = fmt::format("bondctl add {} --mode {} --member {}", shell_word(advice.bond),
                                    method_word(advice.method), join(words, ","));
  return command + primary_option(advice, ports) + probe_options(host, advice);
}

/// The masters of members, which they have to leave, each once.
std::vector<std::string> masters(const Advice& advice, bool bridges) {
  std::vector<std::string> found;
  for (const Candidate& port : advice.ports) {
    if (!port.port.master.empty() && (port.port.master_kind == "bridge") == bridges &&
        is_any_of(port.port.name, advice.members) && !is_any_of(port.port.master, found))
      found.push_back(port.port.master);
  }
  return found;
}

std::vector<std::string> all_commands(const Advice& advice) {
  std::vector<std::string> commands;
  for (const Candidate& port : advice.ports) {
    if (!port.port.master.empty() && is_any_of(port.port.name, advice.members))
      commands.push_back(fmt::format("ip link set {} nomaster", shell_word(port.port.name)));
  }
  commands.push_back(advice.command);
  for (const std::string& bridge : masters(advice, true)) {
    if (advice.method != Method::kStp)
      commands.push_back(
          fmt::format("ip link set {} master {}", shell_word(advice.bond), shell_word(bridge)));
  }
  commands.push_back(fmt::format("ip link set {} up", shell_word(advice.bond)));
  return commands;
}

/// The name of a switch's port as its configuration has it: an interface, not a number or MAC.
std::string configured_name(const LldpHeard& lldp) {
  const auto is_name = [](const std::string& text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'g' && c <= 'z'; }) &&
           text.find(' ') == std::string::npos;
  };
  if (is_name(lldp.port))
    return lldp.port;
  return is_name(lldp.port_description) ? lldp.port_description : "";
}

SwitchPort switch_port(const Candidate& port) {
  SwitchPort plug{port.port.name, "", ""};
  if (const LldpHeard* lldp = only_switch(port.heard)) {
    plug.name = configured_name(*lldp);
    plug.system = lldp->system_name;
  } else if (port.heard.cdp.size() == 1) {
    plug.name = port.heard.cdp[0].port;
    plug.system = port.heard.cdp[0].device;
  }
  return plug;
}

std::optional<Vendor> vendor_heard(const Ports& ports) {
  for (const Candidate& port : ports) {
    const LldpHeard* lldp = only_switch(port.heard);
    if (const auto vendor = vendor_of(lldp ? lldp->system_description : ""))
      return vendor;
    for (const CdpHeard& cdp : port.heard.cdp) {
      if (const auto vendor = vendor_of(cdp.version + " " + cdp.platform))
        return vendor;
    }
  }
  return std::nullopt;
}

/// 0 is for none, and what is greater than there may be is somebody's mistake.
bool is_vlan(const std::optional<std::uint16_t>& vlan) {
  constexpr std::uint16_t kGreatest = 4094;
  return vlan && *vlan >= 1 && *vlan <= kGreatest;
}

std::optional<std::uint16_t> vlan_heard(const Ports& ports) {
  for (const Candidate& port : ports) {
    const LldpHeard* lldp = only_switch(port.heard);
    if (lldp && is_vlan(lldp->vlan))
      return lldp->vlan;
    if (!port.heard.cdp.empty() && is_vlan(port.heard.cdp[0].vlan))
      return port.heard.cdp[0].vlan;
  }
  return std::nullopt;
}

std::vector<SwitchLines> lines_for(const HostView& host, const Advice& advice,
                                   const Answers& answers) {
  if (advice.method == Method::kNone ||
      (advice.facts.managed.value == false && advice.method != Method::kLacp))
    return {};
  SwitchPlan plan;
  plan.method = advice.method;
  plan.host = host.name;
  plan.pair = advice.facts.same_switch.value == false;
  plan.vlan = vlan_heard(advice.ports);
  for (const Candidate& port : advice.ports) {
    if (!is_any_of(port.port.name, advice.members))
      continue;
    plan.ports.push_back(switch_port(port));
    plan.lag_now = plan.lag_now || !port.heard.lacp.empty();
  }
  const std::optional<Vendor> vendor = answers.vendor ? answers.vendor : vendor_heard(advice.ports);
  std::vector<SwitchLines> all;
  for (const Vendor each : kVendors) {
    if (!vendor || each == *vendor)
      all.push_back(switch_lines(each, plan));
  }
  return all;
}

HostPort port_named(const HostView& host, const std::string& name) {
  for (const HostPort& port : host.ports) {
    if (port.name == name)
      return port;
  }
  if (is_any_of(name, host.devices))
    throw usage_error(fmt::format("advise: {}: not a port, name what it is made of", name));
  throw run_error(fmt::format("{}: no such device (ENODEV)", name));
}

}  // namespace

const HostBond* fitting_bond(const HostView& host, const Advice& advice) {
  for (const HostBond& bond : host.bonds) {
    const bool whole =
        std::all_of(advice.members.begin(), advice.members.end(),
                    [&](const std::string& member) { return is_any_of(member, bond.members); });
    if (whole && !advice.members.empty() && bond.mode == method_word(advice.method))
      return &bond;
  }
  return nullptr;
}

std::vector<HostPort> candidate_ports(const HostView& host, const std::vector<std::string>& named) {
  std::vector<HostPort> ports;
  for (const std::string& name : named) {
    const auto same = [&](const HostPort& port) { return port.name == name; };
    if (std::none_of(ports.begin(), ports.end(), same))
      ports.push_back(port_named(host, name));
  }
  if (named.empty())
    std::copy_if(host.ports.begin(), host.ports.end(), std::back_inserter(ports),
                 [](const HostPort& port) { return port.card_port && !port.wireless; });
  return ports;
}

void check_free(const HostView& host, const std::string& name) {
  const bool bond = std::any_of(host.bonds.begin(), host.bonds.end(),
                                [&](const HostBond& each) { return each.name == name; });
  if (!bond && is_any_of(name, host.devices))
    throw usage_error(
        fmt::format("--bond: {} is a device that is there, give the bond another name", name));
}

std::vector<Question> open_questions(const Facts& facts, const std::vector<Candidate>& ports) {
  std::vector<Question> open;
  if (ports.size() < 2 || facts.one_lag == true)
    return open;
  if (!facts.same_switch.value)
    open.push_back(
        {"--same-switch", fmt::format("Do {} end at one switch (or stack)?", names_of(ports))});
  if (!facts.managed.value)
    open.push_back({"--managed", "Can LACP be configured there (a managed switch)?"});
  if (facts.same_switch.value == false && facts.managed.value != false && !facts.mlag.value)
    open.push_back({"--mlag", "Do the two switches act as one for LACP (MLAG, vPC, MC-LAG)?"});
  if (facts.same_switch.value == false && facts.mlag.value != true && !facts.transit.value)
    open.push_back(
        {"--transit",
         "May this host carry traffic between the two switches when they lose each other?"});
  return open;
}

Advice advise(const HostView& host, const std::vector<Candidate>& ports, const Answers& answers) {
  Advice advice;
  advice.ports = ports;
  advice.facts = facts_of(ports, answers);
  const Case weighed(advice.facts, ports);
  advice.method = choose(weighed);
  advice.why = why(advice.method, weighed);
  advice.others = reject(weighed, advice.method);
  advice.questions = open_questions(advice.facts, ports);
  if (advice.method != Method::kNone) {
    for (const Candidate& port : advice.method == Method::kLacp ? weighed.lag : ports)
      advice.members.push_back(port.port.name);
    advice.bond = answers.bond.empty() ? free_name(host) : answers.bond;
    advice.command = add_command(host, advice, ports);
    const HostBond* bond = fitting_bond(host, advice);
    if (!bond || (bond->kind != "netbond" && bond->kind != "bridge"))
      advice.commands = all_commands(advice);
    advice.switches = lines_for(host, advice, answers);
  }
  find_traps(host, &advice);
  return advice;
}

}  // namespace bondctl
