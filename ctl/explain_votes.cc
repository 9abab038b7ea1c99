// SPDX-License-Identifier: GPL-2.0-or-later
#include "explain_votes.h"

#include <fmt/format.h>

#include <algorithm>

#include "lacp.h"
#include "options.h"
#include "words.h"

namespace bondctl {

namespace {

/// IEEE 802.1AX 6.4.4: three times the period at which the partner is asked to send.
constexpr std::uint64_t kLacpShortTimeoutMs = 3'000;
constexpr std::uint64_t kLacpLongTimeoutMs = 90'000;

void time_carrier(const Bond& bond, const Vote& vote, VoteExplanation* out) {
  out->limits = {{"updelay", number_of(bond.options, NETBOND_OPT_UPDELAY)},
                 {"downdelay", number_of(bond.options, NETBOND_OPT_DOWNDELAY)}};
  if (vote.remaining_ms)
    out->next = Timer{vote.reason == NETBOND_REASON_UPDELAY ? "used" : "lost", *vote.remaining_ms};
}

/// How long ago any target answered last.
std::optional<std::uint64_t> answer_age(const Member& member) {
  std::optional<std::uint64_t> youngest;
  for (const Target& target : member.targets) {
    if (target.reply_age_ms)
      youngest = std::min(youngest.value_or(*target.reply_age_ms), *target.reply_age_ms);
  }
  return youngest;
}

void time_probe(const Bond& bond, const Member& member, const Vote& vote, VoteExplanation* out) {
  const std::uint64_t limit =
      std::uint64_t{number_of(bond.options, NETBOND_OPT_ARP_INTERVAL)} *
      std::max<std::uint32_t>(number_of(bond.options, NETBOND_OPT_ARP_MISSED_MAX), 1);
  out->limits = {{"arp_missed_max * arp_interval", limit}};
  const std::optional<std::uint64_t> age = answer_age(member);
  if (vote.value == NETBOND_VOTE_VALUE_YES && age && *age < limit)
    out->next = Timer{"lost", limit - *age};
  else if (vote.reason == NETBOND_REASON_PROBE_PENDING && vote.since_ms < limit)
    out->next = Timer{"judged", limit - vote.since_ms};
}

void time_lacp(const Member& member, VoteExplanation* out) {
  if (!member.lacp)
    return;
  const LacpPort& port = *member.lacp;
  // Who is overdue is asked for an answer soon, whatever lacp_rate says.
  const bool soon = has_flag(port.actor, kLacpTimeout) || port.rx == NETBOND_LACP_RX_EXPIRED;
  out->limits = {{"lacp timeout", soon ? kLacpShortTimeoutMs : kLacpLongTimeoutMs}};
  if (port.wait_ms)
    out->next = Timer{"attached", *port.wait_ms};
  else if (port.retry_ms)
    out->next = Timer{"tried again", *port.retry_ms};
  else if (port.expires_ms)
    out->next =
        Timer{port.rx == NETBOND_LACP_RX_CURRENT ? "overdue" : "given up", *port.expires_ms};
}

std::string delay_text(const Limit& limit, const char* done) {
  return limit.ms ? fmt::format("{} after {} {}", done, limit.name, duration_text(limit.ms))
                  : fmt::format("{} at once", done);
}

std::string carrier_text(const VoteExplanation& vote) {
  if (vote.next)
    return fmt::format(", {} left of {}", duration_text(vote.next->in_ms),
                       duration_text(vote.limits[vote.next->what == "used" ? 0 : 1].ms));
  return vote.value == vote_value_word(NETBOND_VOTE_VALUE_YES)
             ? "; without a link it is " + delay_text(vote.limits[1], "lost")
             : "; with a link it is " + delay_text(vote.limits[0], "used");
}

std::string probe_text(const VoteExplanation& vote) {
  const std::string limit = duration_text(vote.limits[0].ms);
  if (vote.value == vote_value_word(NETBOND_VOTE_VALUE_YES))
    return fmt::format("; without an answer it is lost after {}", limit);
  if (vote.next)
    return fmt::format(", judged in {}", duration_text(vote.next->in_ms));
  return vote.reason == reason_word(NETBOND_REASON_PROBE_NO_REPLY) ? "; the next answer ends it"
                                                                   : "";
}

std::string lacp_text(const VoteExplanation& vote) {
  if (!vote.next)
    return "";
  const bool silence = vote.next->what == "overdue" || vote.next->what == "given up";
  return fmt::format(", {}{} in {}{}", silence ? "without an LACPDU " : "", vote.next->what,
                     duration_text(vote.next->in_ms),
                     silence ? fmt::format(" of {}", duration_text(vote.limits[0].ms)) : "");
}

}  // namespace

std::uint32_t vote_value(const Member& member, std::uint32_t kind) {
  for (const Vote& vote : member.votes) {
    if (vote.kind == kind)
      return vote.value;
  }
  return NETBOND_VOTE_VALUE_UNKNOWN;
}

VoteExplanation explain_time(const Bond& bond, const Member& member, const Vote& vote) {
  VoteExplanation out{vote_word(vote.kind),
                      vote_value_word(vote.value),
                      reason_word(vote.reason),
                      vote.since_ms,
                      {},
                      {},
                      {}};
  switch (vote.kind) {
    case NETBOND_VOTE_CARRIER: time_carrier(bond, vote, &out); break;
    case NETBOND_VOTE_PROBE: time_probe(bond, member, vote, &out); break;
    case NETBOND_VOTE_LACP: time_lacp(member, &out); break;
    default: break;
  }
  return out;
}

std::string time_text(const VoteExplanation& vote) {
  if (vote.limits.empty())
    return "";
  if (vote.vote == vote_word(NETBOND_VOTE_CARRIER))
    return carrier_text(vote);
  return vote.vote == vote_word(NETBOND_VOTE_PROBE) ? probe_text(vote) : lacp_text(vote);
}

}  // namespace bondctl
