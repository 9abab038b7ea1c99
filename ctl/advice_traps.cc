// SPDX-License-Identifier: GPL-2.0-or-later
#include "advice_traps.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "words.h"

namespace bondctl {

namespace {

bool is_member(const Advice& advice, const std::string& name) {
  return std::find(advice.members.begin(), advice.members.end(), name) != advice.members.end();
}

void add(Advice* advice, Weight weight, const char* about, std::string text,
         std::string remedy = "") {
  advice->findings.push_back({weight, about, std::move(text), std::move(remedy)});
}

void find_deaf_ports(const HostView&, Advice* advice) {
  std::set<std::string> problems;
  for (const auto& [port, heard] : advice->ports) {
    if (!port.up || !port.carrier)
      add(advice, Weight::kWarning, "no_carrier",
          fmt::format("{} {}: it hears nothing, so nothing is known of its far end.", port.name,
                      port.up ? "has no carrier" : "is set down"),
          port.up ? fmt::format("Plug in {} and ask again.", port.name)
                  : fmt::format("ip link set {} up, and ask again.", shell_word(port.name)));
    if (!heard.listened && !heard.problem.empty())
      problems.insert(heard.problem);
  }
  for (const std::string& problem : problems)
    add(advice, Weight::kWarning, "not_heard",
        fmt::format("The ports could not be listened on ({}): LLDP, CDP, LACP and spanning tree "
                    "are not known.",
                    problem));
}

void find_contradictions(const HostView&, Advice* advice) {
  const std::pair<const char*, const Fact*> all[] = {{"--same-switch", &advice->facts.same_switch},
                                                     {"--managed", &advice->facts.managed},
                                                     {"--mlag", &advice->facts.mlag},
                                                     {"--guests", &advice->facts.guests}};
  for (const auto& [flag, fact] : all) {
    if (!fact->contrary.empty())
      add(advice, Weight::kWarning, "contradiction",
          fmt::format("You said {} {}, but: {}.", flag, *fact->value ? "yes" : "no",
                      fact->contrary),
          "Make sure which is right before you follow this.");
  }
}

std::uint16_t vlan_of(const PortHeard& heard) {
  if (const LldpHeard* lldp = only_switch(heard); lldp && lldp->vlan)
    return *lldp->vlan;
  if (heard.cdp.size() == 1 && heard.cdp[0].vlan)
    return *heard.cdp[0].vlan;
  return heard.stp.size() == 1 ? heard.stp[0].vlan : std::uint16_t{0};
}

/// Ports in different networks cannot stand in for each other.
void find_different_networks(const HostView&, Advice* advice) {
  std::set<std::uint16_t> vlans;
  std::set<std::string> roots;
  for (const auto& [port, heard] : advice->ports) {
    if (const std::uint16_t vlan = vlan_of(heard))
      vlans.insert(vlan);
    if (heard.stp.size() == 1)
      roots.insert(heard.stp[0].root);
  }
  if (vlans.size() > 1) {
    std::vector<std::string> numbers;
    for (const std::uint16_t vlan : vlans)
      numbers.push_back(fmt::format("{}", vlan));
    add(advice, Weight::kProblem, "different_vlans",
        fmt::format("The ports are in different VLANs: {}.", join_and(numbers)),
        "Put all of them into the same VLAN on the switch first.");
  } else if (roots.size() > 1) {
    add(advice, Weight::kWarning, "different_roots",
        "The ports hear different spanning tree roots: their networks do not reach each other now.",
        advice->method == Method::kStp
            ? "If they are two networks on purpose, do not join them: this bridge would."
            : "Connect the switches with each other, or the bond moves into another network when "
              "it fails over.");
  }
}

void find_lacp_traps(const HostView& host, Advice* advice) {
  bool heard_any = false;
  bool slow = false;
  std::set<std::uint16_t> keys;
  std::set<std::string> systems;
  for (const auto& [port, heard] : advice->ports) {
    for (const LacpHeard& lacp : heard.lacp) {
      heard_any = true;
      slow = slow || !(lacp.state & 2);
      keys.insert(lacp.key);
      systems.insert(lacp.system);
    }
  }
  if (advice->method != Method::kLacp) {
    if (heard_any)
      add(advice, Weight::kWarning, "lacp_on",
          "The switch sends LACPDUs: it may keep a port out of use whose partner does not answer.",
          "Take the ports out of their LAG on the switch.");
    if (systems.size() == 1 && keys.size() > 1)
      add(advice, Weight::kProblem, "different_keys",
          "The ports belong to different LAGs of one system: their LACP keys differ.",
          "Put all ports into one LAG on the switch, and ask again: 802.3ad would fit.");
    return;
  }
  if (!heard_any)
    add(advice, Weight::kNote, "switch_first",
        "No LACPDU was heard: until the switch is configured the bond has no carrier.",
        "Configure the switch first, or add --lacp-fallback single to go on with one port "
        "meanwhile.");
  if (slow)
    add(advice, Weight::kNote, "slow_partner",
        "The switch asks for slow LACPDUs; the bond asks it for fast ones, which finds a dead path "
        "in 3 s.",
        "Set the fast rate on the switch, too.");
  for (const Gateway& gateway : host.gateways) {
    const bool reached = std::any_of(gateway.ports.begin(), gateway.ports.end(),
                                     [&](const auto& port) { return is_member(*advice, port); });
    if (gateway.ipv6 || !reached)
      continue;
    add(advice, Weight::kNote, "probes_beside_lacp",
        "Probes beside LACP find a path that is dead behind a living link in 0.3 s instead of 3 s.",
        fmt::format("If that matters, add --arp-interval 100 --arp-ip-target {}.",
                    gateway.address));
    return;
  }
}

/// A LAG that the switch made without LACP swallows what comes back by another port.
void find_static_lag(const HostView&, Advice* advice) {
  for (const auto& [port, heard] : advice->ports) {
    const LldpHeard* lldp = only_switch(heard);
    if (lldp && lldp->aggregated == true && heard.lacp.empty())
      add(advice, Weight::kWarning, "lag_without_lacp",
          fmt::format("The switch says by LLDP that {} belongs to a LAG, but no LACPDU was heard: "
                      "LACP is passive or slow, or the LAG is static.",
                      port.name),
          "Ask again with --listen 32. A static LAG goes with --mode balance-xor alone; better, "
          "make it LACP.");
  }
}

void find_left_out(const HostView&, Advice* advice) {
  for (const auto& [port, heard] : advice->ports) {
    if (!advice->members.empty() && !is_member(*advice, port.name))
      add(advice, Weight::kNote, "left_out",
          fmt::format("{} ({}, {} duplex) is left out: an aggregate takes full duplex links of one "
                      "speed.",
                      port.name, speed_text(port.speed_mbps), duplex_word(port.duplex)));
    if (port.duplex == 0)
      add(advice, Weight::kWarning, "half_duplex",
          fmt::format("{} is half duplex: most often one end does not negotiate.", port.name),
          "Let both ends negotiate, or set both to the same.");
  }
}

void find_no_target(const HostView&, Advice* advice) {
  const bool probes = advice->command.find("--arp-interval") != std::string::npos;
  if (probes || (advice->method != Method::kActiveBackup && advice->method != Method::kAlb))
    return;
  add(advice, Weight::kWarning, "no_probe_target",
      "No router is known by these ports: a path that is dead behind a living link is not found.",
      "Add --arp-interval 100 --arp-ip-target ADDRESS of something that always answers.");
}

void find_moves(const HostView&, Advice* advice) {
  for (const auto& [port, heard] : advice->ports) {
    if (!port.addresses.empty() && is_member(*advice, port.name))
      add(advice, Weight::kNote, "move_addresses",
          fmt::format("{} has {}, which does not work any more once it is a member.", port.name,
                      join_and(port.addresses)),
          fmt::format("Give addresses and routes to {} instead; if you are connected by {}, have "
                      "another way in.",
                      advice->bond, port.name));
  }
}

void find_one_card(const HostView&, Advice* advice) {
  std::set<std::string> cards;
  for (const auto& [port, heard] : advice->ports) {
    if (is_member(*advice, port.name))
      cards.insert(port.card);
  }
  if (advice->members.size() > 1 && cards.size() == 1 && !cards.begin()->empty())
    add(advice, Weight::kNote, "one_card",
        fmt::format("All ports are on one card ({}): its death takes all of them.", *cards.begin()),
        "Where there is another card, take one port of each.");
}

void find_mtus(const HostView&, Advice* advice) {
  std::set<std::uint32_t> mtus;
  for (const auto& [port, heard] : advice->ports) {
    if (is_member(*advice, port.name))
      mtus.insert(port.mtu);
  }
  if (mtus.size() > 1)
    add(advice, Weight::kNote, "mtu_differs",
        fmt::format("The ports' MTUs differ ({} and {}): the bond gives all of them its own.",
                    *mtus.begin(), *mtus.rbegin()));
}

void find_spanning_tree(const HostView&, Advice* advice) {
  if (advice->method == Method::kStp)
    add(advice, Weight::kWarning, "bpdu_guard",
        "A switch with BPDU guard shuts a port at which it hears a bridge.",
        "Configure the switches first.");
  else if (advice->method != Method::kNone && advice->facts.managed.value != false)
    add(advice, Weight::kNote, "edge_port",
        "A switch port that is not an edge port (portfast) drops traffic for up to 30 s after its "
        "link comes up.",
        "Make the host's ports edge ports.");
}

/// What to do about a bond that is there and is not what fits.
std::string instead_of(const HostBond& bond, const Advice& advice) {
  if (bond.kind != "netbond" || advice.method == Method::kStp)
    return "The commands above take its ports away; have another way in.";
  if (bond.mode != method_word(advice.method))
    return fmt::format("Instead of the commands above: bondctl set {} --mode {}",
                       shell_word(bond.name), method_word(advice.method));
  std::string words;
  for (const std::string& member : advice.members) {
    if (std::find(bond.members.begin(), bond.members.end(), member) == bond.members.end())
      words += " " + shell_word(member);
  }
  return fmt::format("Instead of the commands above: bondctl member add {}{}",
                     shell_word(bond.name), words);
}

/// What a bond that is there already does for these ports.
void find_bonds(const HostView& host, Advice* advice) {
  for (const HostBond& bond : host.bonds) {
    const bool ours = std::any_of(advice->ports.begin(), advice->ports.end(),
                                  [&](const Candidate& c) { return c.port.master == bond.name; });
    if (!ours || advice->method == Method::kNone)
      continue;
    const std::string what = fmt::format("{} ({}, {}) has {} already", bond.name, bond.kind,
                                         bond.mode, join_and(bond.members));
    if (fitting_bond(host, *advice) == &bond)
      add(advice, Weight::kFine, "bond_fits", fmt::format("{}, and its mode fits.", what),
          bond.kind == "bond" || bond.kind == "team"
              ? "The commands above would make it one of netbond."
              : "Nothing is to be done; bondctl explain tells how it is.");
    else
      add(advice, Weight::kWarning, "bond_does_not_fit",
          bond.mode == method_word(advice->method)
              ? fmt::format("{}: its mode fits, but it has not all of these ports.", what)
              : fmt::format("{}, but {} fits better.", what, method_word(advice->method)),
          instead_of(bond, *advice));
  }
}

}  // namespace

void find_traps(const HostView& host, Advice* advice) {
  for (const auto find : {find_bonds, find_different_networks, find_contradictions, find_deaf_ports,
                          find_lacp_traps, find_static_lag, find_left_out, find_no_target,
                          find_moves, find_one_card, find_mtus, find_spanning_tree})
    find(host, advice);
}

}  // namespace bondctl
