// SPDX-License-Identifier: GPL-2.0-or-later
#include "explain_alb.h"

#include <fmt/format.h>

#include <algorithm>

#include "options.h"
#include "words.h"

namespace bondctl {

namespace {

using Findings = std::vector<Finding>;

std::uint32_t mode_of(const Bond& bond) {
  return number_of(bond.options, NETBOND_OPT_MODE);
}

bool teaches(const Bond& bond) {
  return mode_of(bond) == NETBOND_MODE_BALANCE_ALB;
}

bool adapts(const Bond& bond) {
  return teaches(bond) || mode_of(bond) == NETBOND_MODE_BALANCE_TLB;
}

std::size_t usable_count(const Bond& bond) {
  return static_cast<std::size_t>(
      std::count_if(bond.members.begin(), bond.members.end(),
                    [](const Member& member) { return member.usable; }));
}

std::string active_text(const Bond& bond) {
  return bond.active_member ? fmt::format("the active member, {}", *bond.active_member)
                            : "the active member";
}

std::string plural(std::uint64_t count, const char* word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

/// The way out of too few places for neighbours.
std::string more_clients(const Bond& bond, std::uint32_t most) {
  const std::uint32_t limit = option_by_id(NETBOND_OPT_ALB_MAX_CLIENTS)->max;
  if (most >= limit)
    return "it is the greatest number there is: put some of the neighbours behind a router";
  return fmt::format("bondctl set {} --alb-max-clients {}", shell_word(bond.name),
                     most > limit / 2 ? limit : 2 * most);
}

/// Neighbours that were forgotten; a problem of today only while there is no room.
void find_evicted(const Bond& bond, Findings* out) {
  const std::uint64_t evicted = bond.alb->evicted.value_or(0);
  if (!teaches(bond) || evicted == 0)
    return;
  const std::uint32_t most = number_of(bond.options, NETBOND_OPT_ALB_MAX_CLIENTS);
  const bool full = bond.alb->clients.value_or(0) >= most;
  out->push_back(
      {full ? Weight::kWarning : Weight::kNote, "clients_evicted",
       fmt::format("alb_max_clients lets {} be known, and so far {} forgotten for want of room: "
                   "who is forgotten is not told of another member",
                   plural(most, "neighbour"),
                   evicted == 1 ? "1 was" : fmt::format("{} were", evicted)),
       full ? more_clients(bond, most) : "nothing now, there is room"});
}

/// Nobody was taught: that is so before the first exchange, and where nobody is on the same
/// network.
void find_no_clients(const Bond& bond, Findings* out) {
  if (!teaches(bond) || bond.alb->clients != 0u || !bond.up || usable_count(bond) < 2)
    return;
  out->push_back(
      {Weight::kNote, "no_clients",
       fmt::format("no neighbour was taught yet: everything for this host comes in by {}",
                   active_text(bond)),
       "neighbours are taught when they and this host exchange ARP or Neighbour "
       "Discovery"});
}

void find_one_way_in(const Bond& bond, Findings* out) {
  if (teaches(bond) || bond.members.size() < 2)
    return;
  out->push_back({Weight::kNote, "one_way_in",
                  fmt::format("everything for this host comes in by {}: that is how balance-tlb "
                              "works",
                              active_text(bond)),
                  fmt::format("bondctl set {} --mode balance-alb spreads what comes in, too",
                              shell_word(bond.name))});
}

/// Speeds that are guesses beside others that are known.
void find_guessed_speeds(const Bond& bond, Findings* out) {
  if (number_of(bond.options, NETBOND_OPT_WEIGHT_POLICY) != NETBOND_WEIGHT_POLICY_SPEED)
    return;
  const std::uint32_t assumed = number_of(bond.options, NETBOND_OPT_ASSUMED_SPEED);
  std::vector<std::string> guessed;
  std::vector<std::string> others;
  for (const Member& member : bond.members) {
    if (!member.usable)
      continue;
    if (member.speed_mbps == 0)
      guessed.push_back(member.name);
    else if (member.speed_mbps != assumed)
      others.push_back(fmt::format("{} {}", member.name, speed_text(member.speed_mbps)));
  }
  if (guessed.empty() || others.empty())
    return;
  out->push_back({Weight::kWarning, "speed_guessed",
                  fmt::format("{} {} by assumed_speed, {}, beside {}: if that is wrong, so are the "
                              "shares of what they send",
                              join_and(guessed), guessed.size() == 1 ? "counts" : "count",
                              speed_text(assumed), join_and(others)),
                  fmt::format("bondctl set {0} --assumed-speed MBIT, or bondctl set {0} "
                              "--weight-policy equal",
                              shell_word(bond.name))});
}

}  // namespace

bool moves_by_load(const Bond& bond) {
  return adapts(bond) && number_of(bond.options, NETBOND_OPT_TLB_DYNAMIC_LB) != 0;
}

std::vector<std::string> alb_duties(const Bond& bond, const Member& member) {
  std::vector<std::string> duties;
  if (!adapts(bond))
    return duties;
  if (member.clients)
    duties.push_back(plural(*member.clients, "client"));
  if (bond.active_member == member.name)
    duties.push_back("the bond's address");
  return duties;
}

void find_alb_traps(const Bond& bond, std::vector<Finding>* out) {
  if (!adapts(bond) || !bond.alb)
    return;
  for (const auto& find : {find_evicted, find_no_clients, find_one_way_in, find_guessed_speeds})
    find(bond, out);
}

}  // namespace bondctl
