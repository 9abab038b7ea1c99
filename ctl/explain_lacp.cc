// SPDX-License-Identifier: GPL-2.0-or-later
// Reasons of LACP as sentences, with the numbers of both ends.
#include "explain_lacp.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>

#include "explain_votes.h"
#include "lacp.h"
#include "options.h"
#include "words.h"

namespace bondctl {

namespace {

/// What a sentence is made of: a member whose port is known, and its bond.
struct Case {
  const Bond& bond;
  const Member& member;
  const LacpPort& port;
};

struct Verdict {
  std::string why;
  std::string mend;
  Weight weight = Weight::kProblem;
};

constexpr const char* kLookAtSwitch =
    "look at the partner's port: was it restarted, shut, or taken out of its LAG? Frames may also "
    "be "
    "lost in one direction: ethtool -S {}";

std::string set_command(const Bond& bond, const std::string& options) {
  return fmt::format("bondctl set {} {}", shell_word(bond.name), options);
}

std::string names_text(const std::vector<const Member*>& members) {
  std::vector<std::string> names;
  for (const Member* member : members)
    names.push_back(member->name);
  return join_and(names);
}

/// "the members that carry the traffic (eth0 and eth2)"
std::string carriers_text(const Case& c) {
  const std::vector<const Member*> carriers = lacp_carriers(c.bond, c.member);
  return carriers.empty()
             ? "the members that carry the traffic"
             : fmt::format("the members that carry the traffic ({})", names_text(carriers));
}

/// "system 00:1b:21:00:00:0a, port 7"
std::string end_text(const LacpEnd& end) {
  return fmt::format("system {}, port {}", end.system, end.port);
}

/// How long a vote has been as it is.
std::string vote_age(const Member& member, std::uint32_t kind) {
  for (const Vote& vote : member.votes) {
    if (vote.kind == kind)
      return duration_text(vote.since_ms);
  }
  return duration_text(member.since_ms);
}

std::string heard_text(const LacpPort& port) {
  return port.received_ms ? fmt::format("last heard {} ago", duration_text(*port.received_ms))
                          : std::string("not heard");
}

/// "10G full", "10G assumed"
std::string rate_text(const Member& member) {
  if (member.lacp && member.lacp->assumed_speed_mbps)
    return speed_text(*member.lacp->assumed_speed_mbps) + " assumed";
  return member.duplex > 1
             ? speed_text(member.speed_mbps)
             : fmt::format("{} {}", speed_text(member.speed_mbps), duplex_word(member.duplex));
}

// ---- nothing is heard

std::string silence_text(const Case& c) {
  const std::string bad =
      c.port.counters.bad ? fmt::format(" and {} malformed frames came", c.port.counters.bad) : "";
  // It listens anew when its bond is set up, whatever its link did; counters go on.
  return fmt::format(
      "no LACPDU was heard on {} since it began to listen {} ago, {} were sent{} since it joined",
      c.member.name, vote_age(c.member, NETBOND_VOTE_LACP), c.port.counters.pdu_tx, bad);
}

Verdict no_pdu(const Case& c) {
  return {silence_text(c),
          "enable LACP on the partner's port; a bridge or converter between passes LACPDUs "
          "(01:80:c2:00:00:02) only when told to"};
}

Verdict passive(const Case& c) {
  return {
      silence_text(c) + "; this end is passive (lacp_active off), and two passive ends never speak",
      set_command(c.bond, "--lacp-active on") + ", or make the partner active"};
}

Verdict expired(const Case& c) {
  std::string why = fmt::format("the partner of {} ({}) is overdue: {}, it is asked again",
                                c.member.name, end_text(c.port.partner), heard_text(c.port));
  if (c.port.expires_ms)
    why += fmt::format(" and given up in {}", duration_text(*c.port.expires_ms));
  return {why, fmt::format(fmt::runtime(kLookAtSwitch), shell_word(c.member.name))};
}

Verdict lost(const Case& c) {
  if (!has_flag(c.port.actor, kLacpActivity))
    return {fmt::format("the partner of {} fell silent and is given up: {}; this end is passive "
                        "(lacp_active off) and speaks only when spoken to",
                        c.member.name, heard_text(c.port)),
            set_command(c.bond, "--lacp-active on")};
  return {fmt::format("the partner of {} fell silent and is given up: {}", c.member.name,
                      heard_text(c.port)),
          fmt::format(fmt::runtime(kLookAtSwitch), shell_word(c.member.name))};
}

// ---- the wrong partner

/// The end that speaks here: one that lacp_partner_pin keeps out has not become the partner.
const LacpEnd& speaker(const Case& c) {
  return c.port.foreign && !lacp_partner_known(c.port.actor) ? *c.port.foreign : c.port.partner;
}

Verdict loopback(const Case& c) {
  const std::uint32_t port = speaker(c).port;
  const auto other = std::find_if(
      c.bond.members.begin(), c.bond.members.end(),
      [&](const Member& member) { return member.lacp && member.lacp->actor.port == port; });
  const std::string who = other == c.bond.members.end()  ? fmt::format("port {} of it", port)
                          : other->name == c.member.name ? "its own frames come back"
                                                         : fmt::format("it faces {}", other->name);
  return {fmt::format("{} hears this very system ({}): {}, {} such LACPDUs", c.member.name,
                      speaker(c).system, who, c.port.counters.loopback),
          "take the loop out; if it is another bond with this address, give one of them another "
          "--ad-actor-system"};
}

Verdict pinned_out(const Case& c) {
  const LacpEnd& end = c.port.foreign ? *c.port.foreign : c.port.partner;
  const std::string heard =
      c.port.foreign_ms ? fmt::format(", last {} ago", duration_text(*c.port.foreign_ms)) : "";
  return {
      fmt::format("another system, {}, port {}, speaks on {}{}; pinned is {} (lacp_partner_pin)",
                  end.system, end.port, c.member.name, heard,
                  mac_of(c.bond.options, NETBOND_OPT_LACP_PARTNER_PIN)),
      fmt::format("plug {} into the right switch; if it is in the right one: {}", c.member.name,
                  set_command(c.bond, "--lacp-partner-pin " + end.system))};
}

Verdict other_partner(const Case& c) {
  const std::string theirs = c.bond.lacp && c.bond.lacp->partner
                                 ? fmt::format(" face {}", c.bond.lacp->partner->system)
                                 : std::string(" face another");
  return {fmt::format("{} faces system {} (port {}), {}{}: two switches that are not one system",
                      c.member.name, c.port.partner.system, c.port.partner.port, carriers_text(c),
                      theirs),
          "make the switches one LACP system (MLAG, stack), or plug all members into one; for two "
          "independent switches use mode active-backup"};
}

Verdict key_mismatch(const Case& c) {
  const std::optional<LacpEnd>& theirs = c.bond.lacp ? c.bond.lacp->partner : std::nullopt;
  const std::string others = theirs ? fmt::format(" have key {}", theirs->key) : " have another";
  return {
      fmt::format("the partner of {} ({}) gives it key {}, {}{}: its ports are in different LAGs",
                  c.member.name, end_text(c.port.partner), c.port.partner.key, carriers_text(c),
                  others),
      fmt::format("put port {} of the partner into the LAG of the others", c.port.partner.port)};
}

// ---- a link that does not fit

Verdict speed_mismatch(const Case& c) {
  std::set<std::string> rates;
  std::set<std::uint32_t> keys;
  bool assumed = c.port.assumed_speed_mbps.has_value();
  for (const Member* other : lacp_carriers(c.bond, c.member)) {
    rates.insert(rate_text(*other));
    keys.insert(other->lacp->actor.key);
    assumed |= other->lacp->assumed_speed_mbps.has_value();
  }
  const std::string others =
      rates.empty() ? " at another speed"
                    : fmt::format(" at {} (key {})", fmt::join(rates, ", "), fmt::join(keys, ", "));
  return {fmt::format("{} runs at {} (key {}), {}{}: an aggregate has one speed", c.member.name,
                      rate_text(c.member), c.port.actor.key, carriers_text(c), others),
          assumed ? set_command(c.bond, "--assumed-speed MBITS") + " if the assumption is wrong"
                  : fmt::format("give all links one speed and duplex, on both ends: ethtool {}",
                                shell_word(c.member.name))};
}

Verdict half_duplex(const Case& c) {
  return {fmt::format("{} runs at {}: a half-duplex link cannot be aggregated", c.member.name,
                      rate_text(c.member)),
          "use autonegotiation on both ends"};
}

Verdict individual(const Case& c) {
  const std::string text =
      has_flag(c.port.partner, kLacpAggregation)
          ? fmt::format("the link of {} has an aggregator of its own", c.member.name)
          : fmt::format(
                "the partner of {} ({}) calls its port individual (flag aggregation is off)",
                c.member.name, end_text(c.port.partner));
  return {text + ", so it goes together with no other link",
          fmt::format("make port {} of the partner part of the LAG, at full duplex",
                      c.port.partner.port)};
}

/// Whose port priorities count, and why theirs.
std::string who_decides(const Case& c) {
  if (!lacp_partner_decides(c.port))
    return "this end's count";
  if (c.port.partner.system_priority == c.port.actor.system_priority)
    return "the partner's count, for its system address is lower";
  return fmt::format("the partner's count, for its system priority is {} and ours {}",
                     c.port.partner.system_priority, c.port.actor.system_priority);
}

Verdict standby(const Case& c) {
  const bool theirs = lacp_partner_decides(c.port);
  std::vector<std::string> used;
  for (const Member* other : lacp_carriers(c.bond, c.member)) {
    const LacpEnd& end = theirs ? other->lacp->partner : other->lacp->actor;
    used.push_back(fmt::format("{} ({})", other->name, end.port_priority));
  }
  const LacpEnd& end = theirs ? c.port.partner : c.port.actor;
  const std::string places =
      fmt::format("max_links {}{}", number_of(c.bond.options, NETBOND_OPT_MAX_LINKS),
                  used.empty() ? "" : " is used up by " + join_and(used));
  if (vote_value(c.member, NETBOND_VOTE_PROBE) == NETBOND_VOTE_VALUE_NO)
    return {fmt::format("{} stands by: {}, and its probes were lost when it last carried data, so "
                        "it goes behind those that work",
                        c.member.name, places),
            "mend what its probes need; it is tried again when there is a place for it",
            Weight::kNote};
  const std::string why =
      fmt::format("{} stands by: {}; its port priority is {}, the lower goes first; {}",
                  c.member.name, places, end.port_priority, who_decides(c));
  const std::string mend =
      theirs ? fmt::format("give port {} of the partner a lower priority", c.port.partner.port)
             : fmt::format("bondctl member set {} {} --actor-port-prio N", shell_word(c.bond.name),
                           shell_word(c.member.name));
  return {why, mend + ", or raise max_links", Weight::kFine};
}

// ---- the partner does not go along

Verdict partner_defaulted(const Case& c) {
  const std::string sent =
      c.port.sent_ms ? fmt::format(", the last {} ago", duration_text(*c.port.sent_ms)) : "";
  const bool given_up = has_flag(c.port.partner, kLacpDefaulted);
  return {fmt::format("the partner of {} ({}) is heard but says that it hears no LACPDU (flag "
                      "{}), {} were sent{}",
                      c.member.name, end_text(c.port.partner), given_up ? "defaulted" : "expired",
                      c.port.counters.pdu_tx, sent),
          "look for what loses frames towards the partner: a half-broken fibre, a filter, a device "
          "between"};
}

/// "key 9 for 15": what the partner says of this end and what is true.
std::vector<std::string> differences(const LacpEnd& heard, const LacpEnd& actor) {
  std::vector<std::string> list;
  const auto compare = [&](const char* what, const auto& said, const auto& is) {
    if (said != is)
      list.push_back(fmt::format("{} {} for {}", what, said, is));
  };
  compare("system", heard.system, actor.system);
  compare("system priority", heard.system_priority, actor.system_priority);
  compare("key", heard.key, actor.key);
  compare("port", heard.port, actor.port);
  compare("port priority", heard.port_priority, actor.port_priority);
  compare("aggregation", has_flag(heard, kLacpAggregation), has_flag(actor, kLacpAggregation));
  return list;
}

Verdict partner_mismatch(const Case& c) {
  const std::vector<std::string> list =
      c.port.heard ? differences(*c.port.heard, c.port.actor) : std::vector<std::string>{};
  return {fmt::format("the partner of {} ({}) describes this end wrongly{}{}", c.member.name,
                      end_text(c.port.partner), list.empty() ? "" : ": ", join(list, ", ")),
          "its next LACPDU should mend it; if it stays, its LACPDUs are meant for somebody else: a "
          "hub or a mirrored port"};
}

Verdict not_in_sync(const Case& c) {
  const std::string for_time = duration_text(c.port.mux_since_ms);
  if (!has_flag(c.port.actor, kLacpActivity) && !has_flag(c.port.partner, kLacpActivity))
    return {fmt::format("both ends of {} are passive, so the partner's word does not hold",
                        c.member.name),
            set_command(c.bond, "--lacp-active on") + ", or make the partner active"};
  return {
      fmt::format("the partner of {} ({}, key {}) has not put the link into an aggregate (flag "
                  "synchronization is off), {} attached for {}",
                  c.member.name, end_text(c.port.partner), c.port.partner.key, c.member.name,
                  for_time),
      fmt::format("see on the partner why port {} is not bundled: speed, VLANs, or the most links "
                  "that its LAG takes",
                  c.port.partner.port)};
}

Verdict not_collecting(const Case& c) {
  return {fmt::format("the partner of {} ({}) is in sync but does not take in data yet (flag "
                      "collecting is off), for {}",
                      c.member.name, end_text(c.port.partner), duration_text(c.port.mux_since_ms)),
          "wait; if it stays, see on the partner whether it forwards on the port"};
}

// ---- this end holds it back

Verdict waiting(const Case& c) {
  std::string why =
      fmt::format("{} is selected for aggregator {}", c.member.name, c.port.aggregator);
  why += c.port.wait_ms ? fmt::format(" and attaches in {}", duration_text(*c.port.wait_ms))
                        : std::string(" and about to attach");
  const bool fast = number_of(c.bond.options, NETBOND_OPT_FAST_JOIN) != 0;
  return {why, fast ? "wait" : "wait; with fast_join a member joins an aggregate in use at once",
          Weight::kNote};
}

Verdict held(const Case& c) {
  std::string why = fmt::format(
      "the probes of {} are lost, so LACP keeps it out and told the partner", c.member.name);
  if (c.port.retry_ms)
    why += fmt::format(", it is tried again in {}", duration_text(*c.port.retry_ms));
  return {why, "look behind the partner: its uplink, the VLAN of the port, the target itself"};
}

Verdict left(const Case& c) {
  if (!c.bond.up)
    return {fmt::format("{} does not take part in LACP because {} is set down", c.member.name,
                        c.bond.name),
            fmt::format("ip link set {} up", shell_word(c.bond.name))};
  return {
      fmt::format("{} does not take part in LACP, it is leaving {}", c.member.name, c.bond.name),
      ""};
}

std::string fallback_option(const Bond& bond) {
  return option_text(*option_by_id(NETBOND_OPT_LACP_FALLBACK),
                     number_of(bond.options, NETBOND_OPT_LACP_FALLBACK));
}

Verdict fallback(const Case& c) {
  const std::uint32_t timeout = number_of(c.bond.options, NETBOND_OPT_LACP_FALLBACK_TIMEOUT);
  return {fmt::format(
              "{} carries data without a partner ({}), as lacp_fallback {} allows after {}: "
              "nothing tells a dead path or a wrong cable",
              c.member.name, heard_text(c.port), fallback_option(c.bond), duration_text(timeout)),
          "enable LACP on the partner's port", Weight::kWarning};
}

// ---- the bond

Verdict bond_min_links(const Bond& bond) {
  const std::uint32_t distributing = bond.lacp ? bond.lacp->distributing : 0;
  std::string mend = "mend the members below";
  if (distributing)
    mend += ", or " + set_command(bond, fmt::format("--min-links {}", distributing));
  return {fmt::format("{} of {} members {} distributing, min_links asks for {}: {} has no carrier",
                      distributing, bond.members.size(), distributing == 1 ? "is" : "are",
                      number_of(bond.options, NETBOND_OPT_MIN_LINKS), bond.name),
          mend};
}

Verdict bond_fallback(const Bond& bond) {
  return {fmt::format("{} carries traffic without a partner, as lacp_fallback {} allows", bond.name,
                      fallback_option(bond)),
          "enable LACP on the partner's ports"};
}

Verdict bond_no_aggregator(const Bond& bond) {
  std::string mend = "see the members below";
  if (number_of(bond.options, NETBOND_OPT_LACP_FALLBACK) == NETBOND_LACP_FALLBACK_NONE)
    mend += "; to be reachable without a partner, " + set_command(bond, "--lacp-fallback single");
  return {fmt::format("no member of {} has an aggregator: no usable partner is heard on any",
                      bond.name),
          mend};
}

struct MemberRow {
  std::uint32_t reason;
  Verdict (*verdict)(const Case&);
};

constexpr MemberRow kMembers[] = {
    {NETBOND_REASON_SPEED_MISMATCH, speed_mismatch},
    {NETBOND_REASON_HALF_DUPLEX, half_duplex},
    {NETBOND_REASON_STANDBY_MAX_LINKS, standby},
    {NETBOND_REASON_LACP_FALLBACK, fallback},
    {NETBOND_REASON_LACP_LEFT, left},
    {NETBOND_REASON_LACP_HELD, held},
    {NETBOND_REASON_LACP_NO_PDU, no_pdu},
    {NETBOND_REASON_LACP_PASSIVE, passive},
    {NETBOND_REASON_LACP_EXPIRED, expired},
    {NETBOND_REASON_LACP_LOST, lost},
    {NETBOND_REASON_LACP_LOOPBACK, loopback},
    {NETBOND_REASON_LACP_PINNED_OUT, pinned_out},
    {NETBOND_REASON_LACP_OTHER_PARTNER, other_partner},
    {NETBOND_REASON_LACP_INDIVIDUAL, individual},
    {NETBOND_REASON_LACP_KEY_MISMATCH, key_mismatch},
    {NETBOND_REASON_LACP_WAITING, waiting},
    {NETBOND_REASON_LACP_PARTNER_DEFAULTED, partner_defaulted},
    {NETBOND_REASON_LACP_PARTNER_MISMATCH, partner_mismatch},
    {NETBOND_REASON_LACP_NOT_IN_SYNC, not_in_sync},
    {NETBOND_REASON_LACP_NOT_COLLECTING, not_collecting},
};

struct BondRow {
  std::uint32_t reason;
  Verdict (*verdict)(const Bond&);
};

constexpr BondRow kBonds[] = {
    {NETBOND_REASON_MIN_LINKS, bond_min_links},
    {NETBOND_REASON_LACP_FALLBACK, bond_fallback},
    {NETBOND_REASON_LACP_NO_AGGREGATOR, bond_no_aggregator},
};

template <typename RowType, std::size_t N, typename Subject>
std::optional<Finding> look_up(const RowType (&rows)[N], std::uint32_t reason,
                               const Subject& subject) {
  const auto* row = std::find_if(std::begin(rows), std::end(rows),
                                 [&](const RowType& r) { return r.reason == reason; });
  if (row == std::end(rows))
    return std::nullopt;
  const Verdict verdict = row->verdict(subject);
  return Finding{verdict.weight, reason_word(reason), verdict.why, verdict.mend};
}

}  // namespace

std::optional<Finding> explain_lacp(const Bond& bond, const Member& member, std::uint32_t reason) {
  if (!member.lacp)
    return std::nullopt;
  return look_up(kMembers, reason, Case{bond, member, *member.lacp});
}

std::optional<Finding> explain_lacp(const Bond& bond, std::uint32_t reason) {
  return look_up(kBonds, reason, bond);
}

std::string lacp_standing(const LacpPort& port) {
  std::string text = lacp_selected_word(port.selected);
  if (port.aggregator)
    text += fmt::format(" in aggregator {}", port.aggregator);
  text += fmt::format(", mux {}, rx {}, LACPDU {}", lacp_mux_word(port.mux), lacp_rx_word(port.rx),
                      heard_text(port));
  if (lacp_partner_known(port.actor))
    text += fmt::format(", partner {}, key {}", end_text(port.partner), port.partner.key);
  return text;
}

}  // namespace bondctl
