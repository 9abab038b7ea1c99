// SPDX-License-Identifier: GPL-2.0-or-later
// What LACP does that will hurt, although it may carry traffic now.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "explain_lacp.h"
#include "lacp.h"
#include "options.h"
#include "words.h"

namespace bondctl {

namespace {

using Findings = std::vector<Finding>;

const char* period_text(bool fast) {
  return fast ? "every second" : "every 30 s";
}

/// Each end sends as often as the other one asks, and gives up after three times as long.
void find_rates(const Bond& bond, Findings* out) {
  for (const bool fast : {true, false}) {
    std::vector<std::string> names;
    for (const Member& member : bond.members) {
      if (lacp_hears(member) && has_flag(member.lacp->actor, kLacpTimeout) == fast &&
          has_flag(member.lacp->partner, kLacpTimeout) != fast)
        names.push_back(member.name);
    }
    if (names.empty())
      continue;
    out->push_back(
        {Weight::kWarning, "lacp_rates_differ",
         fmt::format("on {} this end asks for LACPDUs {} (lacp_rate {}), the partner {}: a silent "
                     "loss is noticed after 3 s on one end and after 90 s on the other",
                     join_and(names), period_text(fast), fast ? "fast" : "slow",
                     period_text(!fast)),
         fmt::format("set the same rate on the partner, best fast{}",
                     fast ? ""
                          : fmt::format("; here: bondctl set {} --lacp-rate fast",
                                        shell_word(bond.name)))});
  }
}

void find_passive(const Bond& bond, Findings* out) {
  std::vector<std::string> names;
  for (const Member& member : bond.members) {
    if (lacp_hears(member) && !has_flag(member.lacp->actor, kLacpActivity) &&
        !has_flag(member.lacp->partner, kLacpActivity))
      names.push_back(member.name);
  }
  if (!names.empty())
    out->push_back(
        {Weight::kWarning, "lacp_both_passive",
         fmt::format("on {} both ends are passive: once they fall silent, neither speaks "
                     "again",
                     join_and(names)),
         fmt::format("bondctl set {} --lacp-active on", shell_word(bond.name))});
}

/// "eth0 and eth1: 00:…:0a; eth2: 00:…:0b"
void find_partners(const Bond& bond, Findings* out) {
  std::map<std::string, std::vector<std::string>> systems;
  for (const Member& member : bond.members) {
    if (lacp_hears(member) && member.lacp->partner.system != member.lacp->actor.system)
      systems[member.lacp->partner.system].push_back(member.name);
  }
  if (systems.size() < 2)
    return;
  std::vector<std::string> texts;
  for (const auto& [system, names] : systems)
    texts.push_back(fmt::format("{} on {}", system, join_and(names)));
  out->push_back({Weight::kWarning, "lacp_two_partners",
                  fmt::format("the members face {} systems ({}), only one of them carries traffic",
                              systems.size(), join(texts, "; ")),
                  "make the switches one LACP system (MLAG, stack), or use mode active-backup"});
}

void find_unreachable_minimum(const Bond& bond, Findings* out) {
  const std::uint32_t wanted = number_of(bond.options, NETBOND_OPT_MIN_LINKS);
  const std::uint32_t most = number_of(bond.options, NETBOND_OPT_MAX_LINKS);
  const auto members = static_cast<std::uint32_t>(bond.members.size());
  const std::uint32_t possible = most ? std::min(most, members) : members;
  if (wanted <= possible)
    return;
  out->push_back(
      {Weight::kProblem, "min_links_too_high",
       fmt::format("min_links asks for {} links, there can be {}: {} never has carrier", wanted,
                   possible, bond.name),
       possible ? fmt::format("bondctl set {} --min-links {}", shell_word(bond.name), possible)
                : fmt::format("bondctl member add {} DEVICE...", shell_word(bond.name))});
}

// ---- one member

void find_churn(const Member& member, Findings* out) {
  const LacpPort& port = *member.lacp;
  const auto tell = [&](const char* who, std::uint32_t state, std::uint32_t times) {
    const bool now = state == NETBOND_LACP_CHURN_CHURN;
    if (!now && times == 0)
      return;
    out->push_back({now ? Weight::kWarning : Weight::kNote, "lacp_churn",
                    fmt::format("{} of {} {} out of sync for more than 60 s, {} so far", who,
                                member.name, now ? "is" : "was",
                                times == 1 ? std::string("once") : fmt::format("{} times", times)),
                    now ? "compare both ends: bondctl show --details" : ""});
  };
  tell("this end", port.actor_churn, port.actor_churns);
  tell("the partner", port.partner_churn, port.partner_churns);
}

void find_odd_frames(const Member& member, Findings* out) {
  const LacpCounters& count = member.lacp->counters;
  if (count.bad)
    out->push_back(
        {Weight::kNote, "lacp_bad_frames",
         fmt::format("{} discarded {} malformed frames of the Slow Protocols", member.name,
                     count.bad),
         fmt::format("capture one: tcpdump -xxni {} ether proto 0x8809", shell_word(member.name))});
  if (count.response_limited)
    out->push_back({Weight::kNote, "lacp_markers_limited",
                    fmt::format("{} left {} of {} Markers unanswered, more came than the Slow "
                                "Protocols allow",
                                member.name, count.response_limited, count.marker_rx),
                    "somebody floods the link with Markers; the partner may move flows late"});
  if (count.loopback && member.reason != NETBOND_REASON_LACP_LOOPBACK)
    out->push_back(
        {Weight::kNote, "lacp_own_frames",
         fmt::format("{} heard {} LACPDUs of this very system", member.name, count.loopback),
         "there is or was a loop, or another bond with the same system address"});
}

/// lacp_partner_pin at work on a member that does not stay out for it.
void find_foreign(const Member& member, Findings* out) {
  const LacpPort& port = *member.lacp;
  if (!port.counters.pinned_out || member.reason == NETBOND_REASON_LACP_PINNED_OUT)
    return;
  const std::string whose = port.foreign
                                ? fmt::format("another system, {}, port {}, speaks on {}, too",
                                              port.foreign->system, port.foreign->port, member.name)
                                : fmt::format("another system spoke on {}", member.name);
  out->push_back({port.foreign ? Weight::kWarning : Weight::kNote, "lacp_foreign_frames",
                  fmt::format("{}: lacp_partner_pin kept out {} LACPDUs and Markers", whose,
                              port.counters.pinned_out),
                  fmt::format("find who sends them: tcpdump -eni {} ether proto 0x8809",
                              shell_word(member.name))});
}

}  // namespace

void find_lacp_traps(const Bond& bond, std::vector<Finding>* out) {
  if (number_of(bond.options, NETBOND_OPT_MODE) != NETBOND_MODE_IEEE8023AD)
    return;
  for (const auto& find : {find_rates, find_passive, find_partners, find_unreachable_minimum})
    find(bond, out);
}

void find_lacp_traps(const Member& member, std::vector<Finding>* out) {
  if (!member.lacp)
    return;
  find_churn(member, out);
  find_odd_frames(member, out);
  find_foreign(member, out);
}

}  // namespace bondctl
