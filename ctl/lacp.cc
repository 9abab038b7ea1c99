// SPDX-License-Identifier: GPL-2.0-or-later
#include "lacp.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace bondctl {

namespace {

constexpr const char* kFlagWords[] = {"activity",        "timeout",    "aggregation",
                                      "synchronization", "collecting", "distributing",
                                      "defaulted",       "expired"};

template <typename Wanted>
std::vector<const Member*> ports_of_aggregator(const Bond& bond, const Member& except,
                                               Wanted wanted) {
  std::vector<const Member*> found;
  for (const Member& member : bond.members) {
    if (member.name != except.name && member.lacp && member.lacp->aggregator &&
        member.lacp->aggregator == bond.lacp->aggregator && wanted(*member.lacp))
      found.push_back(&member);
  }
  return found;
}

}  // namespace

std::vector<std::string> lacp_flag_words(std::uint32_t state) {
  std::vector<std::string> words;
  for (std::size_t bit = 0; bit < std::size(kFlagWords); bit++) {
    if (state & (1u << bit))
      words.emplace_back(kFlagWords[bit]);
  }
  return words;
}

bool lacp_partner_known(const LacpEnd& actor) {
  return !has_flag(actor, kLacpDefaulted);
}

bool lacp_hears(const Member& member) {
  return member.lacp && member.lacp->rx == NETBOND_LACP_RX_CURRENT;
}

bool lacp_partner_decides(const LacpPort& port) {
  const LacpEnd& actor = port.actor;
  const LacpEnd& partner = port.partner;
  if (!lacp_partner_known(actor))
    return false;
  if (partner.system_priority != actor.system_priority)
    return partner.system_priority < actor.system_priority;
  return partner.system < actor.system;
}

std::vector<const Member*> lacp_carriers(const Bond& bond, const Member& except) {
  if (!bond.lacp)
    return {};
  std::vector<const Member*> found = ports_of_aggregator(
      bond, except, [](const LacpPort& port) { return has_flag(port.actor, kLacpDistributing); });
  if (found.empty())
    found = ports_of_aggregator(bond, except, [](const LacpPort& port) {
      return port.selected == NETBOND_LACP_SELECTED_SELECTED;
    });
  return found;
}

}  // namespace bondctl
