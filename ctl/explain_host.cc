// SPDX-License-Identifier: GPL-2.0-or-later
#include "explain_host.h"

#include <fmt/format.h>

#include <algorithm>

#include "options.h"
#include "words.h"

namespace bondctl {

namespace {

using Findings = std::vector<Finding>;

const HostDevice* device_of(const HostFacts& facts, const std::string& name) {
  const auto found = facts.find(name);
  return found == facts.end() ? nullptr : &found->second;
}

/// The address that the mode gives a member; empty where it is told by nothing.
std::string due_address(const Bond& bond, const Member& member) {
  if (bond.stp)
    return "";  // ports of a bridge have their own
  const bool active = bond.active_member == member.name;
  switch (number_of(bond.options, NETBOND_OPT_MODE)) {
    case NETBOND_MODE_BALANCE_TLB:
    case NETBOND_MODE_BALANCE_ALB:
      return !bond.active_member ? "" : active ? bond.address : member.own_address;
    case NETBOND_MODE_ACTIVE_BACKUP: break;
    default: return bond.address;
  }
  switch (number_of(bond.options, NETBOND_OPT_FAIL_OVER_MAC)) {
    case NETBOND_FAIL_OVER_MAC_NONE: return bond.address;
    case NETBOND_FAIL_OVER_MAC_ACTIVE: return member.permanent_address;
    default: return active ? bond.address : "";
  }
}

void find_foreign_address(const Bond& bond, const Member& member, Findings* out) {
  const std::string due = due_address(bond, member);
  if (due.empty() || member.address.empty() || member.address == due)
    return;
  out->push_back(
      {Weight::kWarning, "mac_changed",
       fmt::format("{} has MAC address {}, {} gave it {}: somebody else changed it, as udev and "
                   "NetworkManager do",
                   member.name, member.address, bond.name, due),
       fmt::format("ip link set {} address {}, and end what sets it: MACAddress= or "
                   "MACAddressPolicy= of a .link file, cloned-mac-address of a connection",
                   shell_word(member.name), due)});
}

void find_other_mtu(const Bond& bond, const Member& member, const HostDevice& device,
                    Findings* out) {
  if (bond.stp || !device.mtu || !bond.mtu || *device.mtu == bond.mtu)
    return;
  out->push_back({Weight::kWarning, "mtu_mismatch",
                  fmt::format("{} has MTU {}, {} has {}: larger packets are lost there",
                              member.name, *device.mtu, bond.name, bond.mtu),
                  fmt::format("ip link set {} mtu {}", shell_word(bond.name), bond.mtu)});
}

const char* offload_text(const std::string& word) {
  return word == "rx"    ? "receive checksums"
         : word == "tx"  ? "transmit checksums"
         : word == "sg"  ? "scatter-gather"
         : word == "tso" ? "TCP segmentation"
                         : "receive coalescing (GRO)";
}

/// Members that have an offload on.
std::vector<std::string> users_of(const Bond& bond, const HostFacts& facts,
                                  const std::string& word) {
  std::vector<std::string> names;
  for (const Member& member : bond.members) {
    const HostDevice* device = device_of(facts, member.name);
    if (device && device->offloads.contains(word) && device->offloads.at(word) == Offload::kOn)
      names.push_back(member.name);
  }
  return names;
}

/// What a member does without and another one uses: it is slower, and so may the bond be.
void find_missing_offloads(const Bond& bond, const Member& member, const HostFacts& facts,
                           Offload state, Findings* out) {
  std::vector<std::string> texts;
  std::string command = fmt::format("ethtool -K {}", shell_word(member.name));
  std::vector<std::string> users;
  for (const auto& [word, own] : device_of(facts, member.name)->offloads) {
    const std::vector<std::string> names = users_of(bond, facts, word);
    if (own != state || names.empty())
      continue;
    texts.emplace_back(offload_text(word));
    command += " " + word + " on";
    users = names;
  }
  if (texts.empty())
    return;
  const bool off = state == Offload::kOff;
  out->push_back({off ? Weight::kWarning : Weight::kNote, "offload_mismatch",
                  fmt::format("{} {} {}, which {} {}: it costs more of the processor, and what "
                              "crosses {} has to do without",
                              member.name, off ? "has turned off" : "cannot do", join_and(texts),
                              join_and(users), users.size() == 1 ? "does" : "do", bond.name),
                  off ? command : "use cards of one kind where throughput counts"});
}

}  // namespace

void find_host_traps(const Bond& bond, const HostFacts& facts, Findings* out) {
  const HostDevice* own = device_of(facts, bond.name);
  const bool brought =
      std::any_of(bond.members.begin(), bond.members.end(),
                  [&](const Member& member) { return member.permanent_address == bond.address; });
  if (!own || !own->address_was_set || !own->link_file || own->link_file->policy.empty() ||
      own->link_file->policy == "none" || bond.members.empty() || brought)
    return;
  out->push_back(
      {Weight::kWarning, "mac_policy",
       fmt::format("{} has MAC address {}, which no member brought: {} says MACAddressPolicy={}, "
                   "by which systemd-udevd sets it as soon as the bond is there",
                   bond.name, bond.address, own->link_file->path, own->link_file->policy),
       "a .link file that is read before it, with [Match] Driver=netbond and [Link] "
       "MACAddressPolicy=none; nothing, if the address was chosen by hand"});
}

void find_host_traps(const Bond& bond, const Member& member, const HostFacts& facts,
                     Findings* out) {
  find_foreign_address(bond, member, out);
  const HostDevice* device = device_of(facts, member.name);
  if (!device)
    return;
  find_other_mtu(bond, member, *device, out);
  for (const Offload state : {Offload::kOff, Offload::kUnable})
    find_missing_offloads(bond, member, facts, state, out);
}

}  // namespace bondctl
