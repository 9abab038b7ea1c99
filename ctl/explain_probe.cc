// SPDX-License-Identifier: GPL-2.0-or-later
#include "explain_probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "explain_votes.h"
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

bool has_active(const Bond& bond) {
  return number_of(bond.options, NETBOND_OPT_MODE) == NETBOND_MODE_ACTIVE_BACKUP;
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

// ---- targets that answer no ARP probe

/// Since its link came up. Signs of life that counted before arp_validate was changed are none.
bool has_answered(const Member& member, const Target& target) {
  for (const Vote& vote : member.votes) {
    if (vote.kind == NETBOND_VOTE_CARRIER)
      return target.replies && target.reply_age_ms && *target.reply_age_ms <= vote.since_ms;
  }
  return false;
}

/// Who heard a target since its link came up, and for whom it has been lost all that time.
struct Hearing {
  std::vector<std::string> heard;
  std::vector<std::string> unheard;
  bool unusable = false;  ///< one of the latter is
};

Hearing hearing_of(const Bond& bond, const Address& address) {
  Hearing result;
  for (const Member& member : bond.members) {
    const Target* target = target_of(member, address);
    if (!target || vote_value(member, NETBOND_VOTE_CARRIER) != NETBOND_VOTE_VALUE_YES)
      continue;
    if (has_answered(member, *target)) {
      result.heard.push_back(member.name);
    } else if (target->value == NETBOND_VOTE_VALUE_NO) {
      result.unheard.push_back(member.name);
      result.unusable |= !member.usable;
    }
  }
  return result;
}

/// The active member asks with the bond's address, and one that was it did.
bool is_deaf(const Bond& bond, const Address& address, const Hearing& hearing) {
  return has_active(bond) && !address.ipv6 && !hearing.unheard.empty() &&
         hearing.heard.size() == 1 &&
         (!bond.active_member || *bond.active_member == hearing.heard[0]);
}

void find_deaf_targets(const Bond& bond, Findings* out) {
  for (const Address& address : targets_of(bond, NETBOND_OPT_ARP_IP_TARGET)) {
    const Hearing hearing = hearing_of(bond, address);
    if (!is_deaf(bond, address, hearing))
      continue;
    const std::string name = address_text(address);
    const bool problem = hearing.unusable && bond.reason != NETBOND_REASON_PROBE_ALL_LOST;
    out->push_back(
        {problem ? Weight::kProblem : Weight::kWarning, kDeafTarget,
         fmt::format("target {} has answered {}, and {} never: backups ask by ARP probes (sender "
                     "address 0.0.0.0, RFC 5227), which it may not answer, as addresses behind "
                     "proxy ARP do not",
                     name, hearing.heard[0], join_and(hearing.unheard)),
         fmt::format("choose a target that answers \"arping -D -I DEVICE {}\" of another host; if "
                     "this one does, look at the path of {}",
                     name, join_and(hearing.unheard))});
  }
}

// ---- what proves a path

void find_validate(const Bond& bond, Findings* out) {
  const std::uint32_t validate = number_of(bond.options, NETBOND_OPT_ARP_VALIDATE);
  const bool any = validate == NETBOND_ARP_VALIDATE_ACTIVE;
  if (!has_active(bond) || (!any && validate != NETBOND_ARP_VALIDATE_FILTER_ACTIVE))
    return;
  out->push_back({Weight::kWarning, kValidateActive,
                  fmt::format("arp_validate {}: a backup is believed by any {} that it hears, so "
                              "when the targets die the members take turns, for ever",
                              any ? "active" : "filter_active", any ? "frame" : "ARP or ND frame"),
                  fmt::format("bondctl set {} --arp-validate all", shell_word(bond.name))});
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
  find_deaf_targets(bond, out);
  find_validate(bond, out);
}

bool blames_target(const Bond& bond, const Member& member) {
  // That several paths were never whole, or that one answers other targets only, is less likely.
  const bool path =
      std::any_of(member.targets.begin(), member.targets.end(),
                  [](const Target& target) { return target.value == NETBOND_VOTE_VALUE_YES; });
  return std::any_of(member.targets.begin(), member.targets.end(), [&](const Target& target) {
    const Hearing hearing = hearing_of(bond, target.address);
    const auto& unheard = hearing.unheard;
    return is_deaf(bond, target.address, hearing) && (path || unheard.size() > 1) &&
           std::find(unheard.begin(), unheard.end(), member.name) != unheard.end();
  });
}

}  // namespace bondctl
