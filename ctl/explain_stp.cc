// SPDX-License-Identifier: GPL-2.0-or-later
#include "explain_stp.h"

#include <fmt/format.h>
#include <linux/if_bridge.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "options.h"
#include "stp_options.h"
#include "words.h"

namespace bondctl {

namespace {

using Findings = std::vector<Finding>;

bool linked(const Member& member) {
  return member.votes.empty() || member.votes[0].value == NETBOND_VOTE_VALUE_YES;
}

/// Whether the bridge itself speaks for the link, for want of a better one there.
bool designated_here(const Bond& bond, const Member& member) {
  return member.stp->designated_bridge == bond.stp->id;
}

bool heard_bpdus(const Member& member) {
  return member.stp->counters && member.stp->counters->bpdu_rx > 0;
}

bool is_root(const Bond& bond) {
  return bond.stp->id == bond.stp->root;
}

bool any_linked(const Bond& bond) {
  return bond.up && std::any_of(bond.members.begin(), bond.members.end(), linked);
}

Finding from_reason(std::uint32_t reason, const std::string& name) {
  const ReasonText& text = reason_text(reason);
  return {Weight::kProblem, reason_word(reason), with_name(text.why, name),
          with_name(text.mend, shell_word(name))};
}

// ---- the bridge

void find_off(const Bond& bond, Findings* out) {
  if (bond.stp->off)
    out->push_back({Weight::kProblem, "stp_off",
                    fmt::format("spanning tree of {} is switched off: nothing keeps its members "
                                "from forwarding, and two that lead to one network make a loop",
                                bond.name),
                    fmt::format("ip link set {} type bridge stp_state 1", shell_word(bond.name))});
}

void find_reason(const Bond& bond, Findings* out) {
  if (bond.stp->off && bond.up)
    return;
  if (bond.reason != NETBOND_REASON_NONE)
    out->push_back(from_reason(bond.reason, bond.name));
}

/// The root where no other bridge was ever heard, where it is so by its priority, or for another
/// cause.
void find_root(const Bond& bond, Findings* out) {
  if (!is_root(bond) || !any_linked(bond))
    return;
  if (!std::any_of(bond.members.begin(), bond.members.end(), heard_bpdus)) {
    out->push_back({Weight::kWarning, "no_bpdu",
                    fmt::format("{} is the root, for no BPDU was heard on any member: no switch "
                                "there speaks spanning tree, or it filters BPDUs",
                                bond.name),
                    "enable spanning tree on the switches, without BPDU filter or guard on these "
                    "ports; where there is none, use mode active-backup"});
    return;
  }
  const std::uint32_t lowest = find_stp_option("priority")->def;
  const bool chosen = bond.stp->priority < lowest;
  out->push_back({Weight::kWarning, "root",
                  fmt::format("{} is the root, which a leaf host should never be: {}", bond.name,
                              chosen ? fmt::format("its priority {} wins", bond.stp->priority)
                                     : std::string("no switch claims to be it any more")),
                  chosen
                      ? fmt::format("bondctl set {} --priority {}", shell_word(bond.name), lowest)
                      : fmt::format("see whether the switches still send BPDUs: tcpdump -ni {} stp",
                                    shell_word(bond.members[0].name))});
}

/// Then the members lead nowhere, for the tree is behind a guest.
void find_guest_root(const Bond& bond, Findings* out) {
  const std::vector<std::string>& guests = bond.stp->guests;
  const std::string port = bond.stp->root_port.value_or("");
  if (std::find(guests.begin(), guests.end(), port) == guests.end())
    return;
  out->push_back(
      {Weight::kWarning, "guest_root",
       fmt::format("the way to the root {} is by {}, a port that is no member: a guest there "
                   "speaks spanning tree",
                   bond.stp->root, port),
       fmt::format("bridge link set dev {0} root_block on; if it leads to a switch: bondctl "
                   "member add {1} {0}",
                   shell_word(port), shell_word(bond.name))});
}

/// The bridge drops what is longer, and tells nobody.
void find_small(const Bond& bond, Findings* out) {
  for (const Member& member : bond.members) {
    if (member.stp->mtu && member.stp->mtu < bond.mtu)
      out->push_back(
          {Weight::kWarning, "mtu",
           fmt::format("{} has MTU {}, less than the {} of {}: longer packets vanish on that way "
                       "while short ones pass",
                       member.name, member.stp->mtu, bond.mtu, bond.name),
           fmt::format("ip link set {} mtu {}", shell_word(member.name), bond.mtu)});
  }
}

/// Both ways forward, and beyond the second there is a bridge that reaches the root through here.
void find_transit(const Bond& bond, Findings* out) {
  for (const Member& member : bond.members) {
    if (is_root(bond) || member.role != NETBOND_ROLE_ACTIVE || !designated_here(bond, member) ||
        !heard_bpdus(member))
      continue;
    out->push_back(
        {Weight::kWarning, "transit",
         fmt::format("traffic between switches crosses this host, by {} and {}: they are cut from "
                     "each other, or their own way is dearer than path_cost {}",
                     bond.stp->root_port.value_or("?"), member.name, member.stp->path_cost),
         "mend the link between the switches"});
  }
}

/// BPDUs pass where data does not, so the tree looks whole.
void find_filter(const Bond& bond, const HostFacts& host, Findings* out) {
  const auto own = host.find(bond.name);
  if (own == host.end() || own->second.filters.empty() ||
      std::none_of(out->begin(), out->end(),
                   [](const Finding& finding) { return finding.about == "transit"; }))
    return;
  std::string commands;
  for (const std::string& filter : own->second.filters)
    commands += fmt::format(" net.bridge.bridge-nf-call-{}=0", filter);
  out->push_back({Weight::kNote, "transit_filtered",
                  fmt::format("{} {} what crosses {} (br_netfilter, which Docker loads), and drops "
                              "what FORWARD does not accept",
                              join_and(own->second.filters),
                              own->second.filters.size() == 1 ? "sees" : "see", bond.name),
                  fmt::format("accept it in FORWARD, or: sysctl{}", commands)});
}

void find_one_switch(const Bond& bond, Findings* out) {
  std::map<std::string, std::vector<std::string>> members;
  for (const Member& member : bond.members) {
    if (linked(member) && !designated_here(bond, member))
      members[member.stp->designated_bridge].push_back(member.name);
  }
  for (const auto& [bridge, names] : members) {
    if (names.size() > 1)
      out->push_back({Weight::kNote, "one_switch",
                      fmt::format("{} end in one switch, {}: this survives a cut cable, but not "
                                  "the switch",
                                  join_and(names), bridge),
                      "plug one of them into a second switch; for both at once use 802.3ad"});
  }
}

void find_topology_change(const Bond& bond, Findings* out) {
  if (bond.stp->topology_change)
    out->push_back({Weight::kNote, "topology_change",
                    "the network changed a moment ago: bridges forget early where addresses are",
                    "wait; if it stays, a link somewhere flaps"});
}

void find_daemon(const Bond& bond, Findings* out) {
  const std::string name = shell_word(bond.name);
  out->push_back({Weight::kNote, "user_space",
                  "a daemon speaks spanning tree here, started by /sbin/bridge-stp, not the "
                  "kernel: root, priority, costs and times are its own",
                  fmt::format("ask it: mstpctl showbridge {0}; mstpctl showport {0}", name)});
}

/// IEEE 802.1D-1998 has no quick way from blocking to forwarding.
void find_slow(const Bond& bond, Findings* out) {
  const StpTimes& times = bond.stp->times;
  if (times.forward_delay_ms <= 4000 || bond.members.size() < 2)
    return;
  out->push_back(
      {Weight::kNote, "slow",
       fmt::format("the kernel speaks classic spanning tree: when the way is lost, {} "
                   "pass (2 * forward_delay), and max_age {} more when no carrier falls",
                   duration_text(2 * times.forward_delay_ms), duration_text(times.max_age_ms)),
       is_root(bond) ? fmt::format("bondctl set {} --forward-delay 4 --hello-time 1 "
                                   "--max-age 6",
                                   shell_word(bond.name))
                     : std::string("the times are the root's: shorten them there")});
}

// ---- members

/// On the way to forwarding: what is left of this step, and of the next.
Finding explain_waiting(const Bond& bond, const Member& member) {
  const StpPort& port = *member.stp;
  const std::uint64_t more =
      port.state == BR_STATE_LISTENING ? bond.stp->times.forward_delay_ms : 0;
  std::string text = fmt::format("{} is {}", member.name, stp_state_word(port.state));
  if (port.forward_delay_left_ms)
    text += fmt::format(" and forwards in {}, unless a better way is heard of",
                        duration_text(*port.forward_delay_left_ms + more));
  return {Weight::kWarning, stp_state_word(port.state), text,
          "wait: spanning tree makes sure first that no loop is closed"};
}

Finding explain_blocking(const Bond& bond, const Member& member) {
  const StpPort& port = *member.stp;
  if (designated_here(bond, member))
    return {Weight::kWarning, "loop",
            fmt::format("{} blocks, for it hears this very bridge: two members are joined by a "
                        "cable, or by a switch without spanning tree",
                        member.name),
            "take the loop out, or enable spanning tree on the switch"};
  std::string text = fmt::format("{} blocks: on its link bridge {} speaks, {} from the root",
                                 member.name, port.designated_bridge, port.designated_cost);
  if (bond.stp->root_port)
    text += fmt::format("; it takes over when {} is lost", *bond.stp->root_port);
  return {Weight::kFine, "blocking", text, ""};
}

Finding explain_forwarding(const Bond& bond, const Member& member) {
  const StpPort& port = *member.stp;
  if (bond.stp->root_port == member.name)
    return {
        Weight::kFine, "root_port",
        fmt::format("{} is the root port: the way to the root {} by bridge {}, cost {}",
                    member.name, bond.stp->root, port.designated_bridge, bond.stp->root_path_cost),
        ""};
  if (!heard_bpdus(member))
    return {Weight::kNote, "no_stp_partner",
            fmt::format("{} forwards, and nothing at its other end ever sent a BPDU", member.name),
            "if that is a switch, enable spanning tree on it: a loop behind it is not seen"};
  return {Weight::kFine, "designated",
          fmt::format("{} forwards: no other bridge on its link has a better way to the root",
                      member.name),
          ""};
}

/// What is known of a port where the kernel speaks no spanning tree: its state, and no cause of it.
Finding explain_unspoken(const Bond& bond, const Member& member) {
  const std::string state = stp_state_word(member.stp->state);
  return {Weight::kFine, state,
          fmt::format("{} is {}, {}", member.name, state,
                      bond.stp->off ? "without spanning tree" : "as the daemon wants"),
          ""};
}

Finding explain_port(const Bond& bond, const Member& member) {
  if (member.reason != NETBOND_REASON_NONE) {
    const bool whole = member.reason == NETBOND_REASON_BOND_DOWN;
    return from_reason(member.reason, whole ? bond.name : member.name);
  }
  if (!kernel_speaks(*bond.stp) && member.stp->state != BR_STATE_DISABLED)
    return explain_unspoken(bond, member);
  switch (member.stp->state) {
    case BR_STATE_FORWARDING: return explain_forwarding(bond, member);
    case BR_STATE_BLOCKING: return explain_blocking(bond, member);
    case BR_STATE_LISTENING:
    case BR_STATE_LEARNING: return explain_waiting(bond, member);
    default:
      return {Weight::kProblem, "disabled",
              fmt::format("{} is disabled in the bridge, by command", member.name),
              fmt::format("bondctl member del {0} {1}, then bondctl member add {0} {1}",
                          shell_word(bond.name), shell_word(member.name))};
  }
}

/// Each device has one, whatever else it has.
bool is_link_local(const Address& address) {
  return address.ipv6 && address.bytes[0] == 0xfe && (address.bytes[1] & 0xc0) == 0x80;
}

/// The kernel's bridge takes what a port receives, and leaves it all that it sends by.
void find_addresses(const Bond& bond, const Member& member, const HostDevice& device,
                    Findings* out) {
  std::vector<std::string> addresses;
  for (const Address& address : device.addresses) {
    if (!is_link_local(address))
      addresses.push_back(address_text(address));
  }
  if (addresses.empty())
    return;
  out->push_back(
      {Weight::kWarning, "own_addresses",
       fmt::format("{} keeps {}: what the host sends from there leaves by {} alone, and the "
                   "answers come in by {}, where nobody waits for them",
                   member.name, join_and(addresses), member.name, bond.name),
       fmt::format("ip address flush dev {0}, then on the bridge: ip address add ADDRESS/PREFIX "
                   "dev {1}, and the routes; in one line if you came in by it",
                   shell_word(member.name), shell_word(bond.name))});
}

/// It has them before the bridge is asked.
void find_vlans(const Bond& bond, const Member& member, const HostDevice& device, Findings* out) {
  for (const std::string& vlan : device.vlans)
    out->push_back(
        {Weight::kWarning, "own_vlan",
         fmt::format("{} takes its VLAN out of what {} receives: {} never sees it, and it is lost "
                     "with {}",
                     vlan, member.name, bond.name, member.name),
         fmt::format("ip link del {0}, then on the bridge: ip link add link {1} name {0} type vlan "
                     "id ID",
                     shell_word(vlan), shell_word(bond.name))});
}

/// A switch that shuts a port at its first BPDU looks like a cable that is out.
void find_guard(const Bond& bond, const Member& member, Findings* out) {
  if (member.reason != NETBOND_REASON_NO_CARRIER || !member.stp->counters ||
      !member.stp->counters->bpdu_tx)
    return;
  out->push_back({Weight::kNote, "bpdu_guard",
                  fmt::format("{} lost its link after it sent BPDUs: a switch with BPDU guard "
                              "shuts a port that hears one",
                              member.name),
                  fmt::format("see on the switch whether it did (show interfaces status "
                              "err-disabled); then take BPDU guard off the ports of {}, and set "
                              "them up again",
                              bond.name)});
}

using Find = void (*)(const Bond&, Findings*);

/// Where the kernel speaks no spanning tree, what it tells of the tree is of no account.
std::vector<Find> finds_about(const Bond& bond) {
  if (bond.stp->off)
    return {find_off, find_reason, find_small};
  if (bond.stp->user_space)
    return {find_reason, find_daemon, find_small};
  return {find_reason,          find_root,  find_guest_root, find_transit, find_one_switch,
          find_topology_change, find_small, find_slow};
}

}  // namespace

void find_kept(const Bond& bond, const Member& member, const HostFacts& host, Findings* out) {
  const auto found = host.find(member.name);
  if (found == host.end())
    return;
  find_addresses(bond, member, found->second, out);
  find_vlans(bond, member, found->second, out);
}

Explanation explain_stp(const Bond& bond, const HostFacts& host) {
  Explanation result;
  result.bond = bond.name;
  result.mode = mode_word(bond);
  result.state = state_word(bond.state);
  for (const Find find : finds_about(bond))
    find(bond, &result.findings);
  find_filter(bond, host, &result.findings);
  for (const Member& member : bond.members) {
    MemberExplanation explanation;
    explanation.name = member.name;
    explanation.usable = member.usable;
    explanation.role = role_word(member.role);
    explanation.findings = {explain_port(bond, member)};
    find_guard(bond, member, &explanation.findings);
    find_kept(bond, member, host, &explanation.findings);
    result.members.push_back(explanation);
  }
  return result;
}

}  // namespace bondctl
