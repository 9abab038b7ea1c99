// SPDX-License-Identifier: GPL-2.0-or-later
#include "explain_probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "options.h"
#include "words.h"

namespace bondctl {

namespace {

using Findings = std::vector<Finding>;

std::vector<Address> targets_of(const Bond& bond, std::uint16_t option) {
  const auto found = bond.options.find(option);
  return found == bond.options.end() ? std::vector<Address>()
                                     : std::get<std::vector<Address>>(found->second);
}

bool probes(const Bond& bond) {
  return number_of(bond.options, NETBOND_OPT_ARP_INTERVAL) != 0 && target_count(bond) != 0;
}

const Target* target_of(const Member& member, const Address& address) {
  const auto found = std::find_if(member.targets.begin(), member.targets.end(),
                                  [&](const Target& target) { return target.address == address; });
  return found == member.targets.end() ? nullptr : &*found;
}

// ---- addresses of this host

/// The device that has an address; empty for none.
std::string holder_of(const HostFacts& host, const Address& address) {
  for (const auto& [name, device] : host) {
    const auto& list = device.addresses;
    if (std::find(list.begin(), list.end(), address) != list.end())
      return name;
  }
  return "";
}

/// An address of another VRF, or one that a neighbour has, too, is asked as any other.
bool is_unrouted(const Bond& bond, const Address& address) {
  return std::any_of(bond.members.begin(), bond.members.end(), [&](const Member& member) {
    const Target* target = target_of(member, address);
    return target && target->reason == NETBOND_REASON_PROBE_NO_ROUTE;
  });
}

void find_own_targets(const Bond& bond, const HostFacts& host, Findings* out) {
  for (const std::uint16_t option : {NETBOND_OPT_ARP_IP_TARGET, NETBOND_OPT_NS_IP6_TARGET}) {
    for (const Address& address : targets_of(bond, option)) {
      const std::string holder = holder_of(host, address);
      if (holder.empty() || !is_unrouted(bond, address))
        continue;
      out->push_back({Weight::kWarning, kOwnTarget,
                      fmt::format("target {} is an address of this host, on {}: it proves no path "
                                  "and is not asked",
                                  address_text(address), holder),
                      "choose a target beyond the cables: the gateway's own address, not a virtual "
                      "one that this host may hold"});
    }
  }
}

}  // namespace

std::size_t target_count(const Bond& bond) {
  return targets_of(bond, NETBOND_OPT_ARP_IP_TARGET).size() +
         targets_of(bond, NETBOND_OPT_NS_IP6_TARGET).size();
}

void find_probe_traps(const Bond& bond, const HostFacts& host, Findings* out) {
  if (!probes(bond))
    return;
  find_own_targets(bond, host, out);
}

}  // namespace bondctl
