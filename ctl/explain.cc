// SPDX-License-Identifier: GPL-2.0-or-later
#include "explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <set>

#include "explain_alb.h"
#include "explain_host.h"
#include "explain_lacp.h"
#include "explain_probe.h"
#include "explain_spread.h"
#include "explain_stp.h"
#include "explain_votes.h"
#include "options.h"
#include "words.h"

namespace bondctl {

namespace {

using Findings = std::vector<Finding>;

constexpr ReasonText kReasons[] = {
    {NETBOND_REASON_NONE, "nothing is wrong", ""},
    {NETBOND_REASON_NO_CARRIER, "the driver of {} reports no link",
     "check the cable, the transceiver and that the switch port is enabled: ethtool {}"},
    {NETBOND_REASON_ADMIN_DOWN, "{} is set down", "ip link set {} up"},
    {NETBOND_REASON_UPDELAY, "the link of {} is back and waits for updelay",
     "wait, or shorten updelay"},
    {NETBOND_REASON_DOWNDELAY, "the link of {} is lost and held for downdelay",
     "check the cable and the switch port now; a shorter downdelay fails over sooner"},
    {NETBOND_REASON_PROBE_NO_REPLY,
     "{} has a link, but the probed targets do not answer through it",
     "look behind the first switch: its uplink, the VLAN of the port, the target itself"},
    {NETBOND_REASON_PROBE_NO_ROUTE, "no route to a target leaves through {}",
     "give the bond (or its VLAN) an address in the target's subnet, or choose a target that is "
     "in one; an address of this host itself is none"},
    {NETBOND_REASON_PROBE_PENDING, "probing through {} has begun and has no verdict yet",
     "wait arp_missed_max * arp_interval"},
    {NETBOND_REASON_PROBE_ALL_LOST,
     "the targets answer on no member: they, or what all paths share, may be dead",
     "ping the targets from elsewhere; add a second, independent target"},
    {NETBOND_REASON_BACKUP, "{} is usable and waits as a backup", ""},
    {NETBOND_REASON_NO_MEMBER, "{} has no member", "bondctl member add {} DEVICE..."},
    {NETBOND_REASON_NO_USABLE_MEMBER, "no member of {} is usable", "mend one of its members"},
    {NETBOND_REASON_JOINED, "{} joined", ""},
    {NETBOND_REASON_LEFT, "{} left its bond or disappeared", ""},
    {NETBOND_REASON_PRIMARY, "{} is preferred by primary or prio and usable again", ""},
    {NETBOND_REASON_ADMINISTRATOR, "it was done by command", ""},
    {NETBOND_REASON_LINK_BACK, "the link of {} returned", ""},
    {NETBOND_REASON_PROBE_REPLY, "a target answered through {}", ""},
    {NETBOND_REASON_BOND_DOWN, "{} is set down", "ip link set {} up"},
    {NETBOND_REASON_SPEED_MISMATCH, "the members that carry the traffic have another speed than {}",
     "give all links one speed and duplex"},
    {NETBOND_REASON_HALF_DUPLEX, "{} runs at half duplex and cannot be aggregated",
     "use autonegotiation on both ends"},
    {NETBOND_REASON_STANDBY_MAX_LINKS, "{} stands by, max_links better members are in use",
     "raise max_links to use it too"},
    {NETBOND_REASON_MIN_LINKS, "fewer members than min_links are distributing",
     "mend the other members, or lower min_links"},
    {NETBOND_REASON_LACP_FALLBACK, "{} carries data without a partner, as lacp_fallback allows",
     "enable LACP on the partner"},
    {NETBOND_REASON_LACP_LEFT, "{} does not take part in LACP", "set its bond up"},
    {NETBOND_REASON_LACP_HELD, "the probes of {} are lost, so LACP keeps it out",
     "look behind the partner: its uplink, the VLAN of the port, the target itself"},
    {NETBOND_REASON_LACP_NO_PDU, "no LACPDU was heard on {} since it began to listen",
     "enable LACP on the partner's port"},
    {NETBOND_REASON_LACP_PASSIVE,
     "no LACPDU was heard on {} since it began to listen, and this end is passive",
     "set lacp_active on, or make the partner active"},
    {NETBOND_REASON_LACP_EXPIRED, "the partner of {} is overdue and asked again",
     "look at the partner's port"},
    {NETBOND_REASON_LACP_LOST, "the partner of {} fell silent and is given up",
     "look at the partner's port"},
    {NETBOND_REASON_LACP_LOOPBACK, "{} hears this very system", "take the loop out"},
    {NETBOND_REASON_LACP_PINNED_OUT, "another system than lacp_partner_pin speaks on {}",
     "plug it into the right switch"},
    {NETBOND_REASON_LACP_OTHER_PARTNER,
     "{} faces another partner than the members that carry the traffic",
     "make the switches one LACP system, or plug all members into one"},
    {NETBOND_REASON_LACP_INDIVIDUAL, "the partner of {} calls the link individual",
     "make its port part of the LAG"},
    {NETBOND_REASON_LACP_KEY_MISMATCH,
     "the partner gives {} another key than the members that carry the traffic",
     "put all ports of the partner into one LAG"},
    {NETBOND_REASON_LACP_WAITING, "{} is selected and waits 2 s before it attaches", "wait"},
    {NETBOND_REASON_LACP_PARTNER_DEFAULTED, "the partner of {} says that it hears no LACPDU",
     "look for what loses frames towards the partner"},
    {NETBOND_REASON_LACP_PARTNER_MISMATCH, "the partner of {} describes this end wrongly",
     "wait for its next LACPDU"},
    {NETBOND_REASON_LACP_NOT_IN_SYNC, "the partner of {} has not put the link into an aggregate",
     "see on the partner why the port is not bundled"},
    {NETBOND_REASON_LACP_NOT_COLLECTING, "the partner of {} does not take in data yet",
     "wait; if it stays, see on the partner whether it forwards on the port"},
    {NETBOND_REASON_LACP_NO_AGGREGATOR, "no member of {} has an aggregator", "see its members"},
    {NETBOND_REASON_LOAD,
     "flows were moved from a busy member to an idle one, as tlb_dynamic_lb says", ""},
    {NETBOND_REASON_SPEED_UNKNOWN, "the driver of {} tells no speed, assumed_speed counts",
     "set assumed_speed if that is wrong"},
    {NETBOND_REASON_DAMPED,
     "the active member changed to and fro with its probes, so the next change waits",
     "probe targets that answer by each member alike: beyond the cables, not this host's own "
     "guests"},
    {NETBOND_REASON_DRAINED, "{} is being relieved of its flows", "wait"},
};

constexpr ReasonText kUnknownReason = {~std::uint32_t{0},
                                       "the module gives a reason that this bondctl does not know",
                                       "install the bondctl that came with the module"};

Finding from_reason(Weight weight, std::uint32_t reason, const std::string& name) {
  const ReasonText& text = reason_text(reason);
  return {weight, reason_word(reason), with_name(text.why, name),
          with_name(text.mend, shell_word(name))};
}

/// The same of a member, with the numbers of its LACP port where they say more.
Finding of_member(Weight weight, const Bond& bond, const Member& member, std::uint32_t reason) {
  return explain_lacp(bond, member, reason).value_or(from_reason(weight, reason, member.name));
}

Finding of_bond(Weight weight, const Bond& bond) {
  Finding finding =
      explain_lacp(bond, bond.reason).value_or(from_reason(weight, bond.reason, bond.name));
  finding.weight = weight;
  return finding;
}

// ---- members

Finding explain_role(const Bond& bond, const Member& member) {
  if (member.role == NETBOND_ROLE_ACTIVE) {
    std::string text = fmt::format("{} carries traffic", member.name);
    if (!member.usable)
      text += " for want of a better one";
    std::vector<std::string> parts = alb_duties(bond, member);
    if (member.buckets)
      parts.insert(parts.begin(),
                   fmt::format("{} of {} buckets", *member.buckets, carried_buckets(bond)));
    if (!parts.empty())
      text += ": " + join_and(parts);
    return {Weight::kFine, "active", text, ""};
  }
  if (member.role != NETBOND_ROLE_BACKUP || explain_lacp(bond, member, member.reason))
    return of_member(Weight::kProblem, bond, member, member.reason);
  std::string text = with_name(reason_text(NETBOND_REASON_BACKUP).why, member.name);
  std::string remedy;
  if (bond.active_member) {
    text += fmt::format(", {} is active", *bond.active_member);
    remedy = fmt::format("bondctl set {} --active-slave {} makes it active", shell_word(bond.name),
                         shell_word(member.name));
  }
  return {Weight::kFine, "backup", text, remedy};
}

std::string vote_text(const Vote& vote) {
  return fmt::format("{} says {} for {}", vote_word(vote.kind), vote_value_word(vote.value),
                     duration_text(vote.since_ms));
}

/// What mends a vote that is not yes, or will not stay so.
std::string vote_remedy(const Bond& bond, const Member& member, const Vote& vote) {
  const bool running = vote.remaining_ms && *vote.remaining_ms > 0;
  if (vote.value == NETBOND_VOTE_VALUE_YES && !running)
    return "";
  return of_member(Weight::kProblem, bond, member, vote.reason).remedy;
}

/// LACP's vote has more to tell than one clause: where its machines stand. The reason stands alone,
/// unless it was said of the member as a whole.
void explain_lacp_vote(const Bond& bond, const Member& member, const Vote& vote, Findings* out) {
  const bool good = vote.value == NETBOND_VOTE_VALUE_YES;
  const bool told = member.role != NETBOND_ROLE_ACTIVE && member.reason == vote.reason;
  const Finding why = of_member(Weight::kProblem, bond, member, vote.reason);
  if (!told && vote.reason != NETBOND_REASON_NONE)
    out->push_back(why);
  out->push_back({good ? Weight::kFine : why.weight, reason_word(vote.reason),
                  vote_text(vote) + ": " + lacp_standing(*member.lacp) +
                      time_text(explain_time(bond, member, vote)),
                  ""});
}

Finding explain_vote(const Bond& bond, const Member& member, const Vote& vote) {
  const bool good = vote.value == NETBOND_VOTE_VALUE_YES;
  const bool running = vote.remaining_ms && *vote.remaining_ms > 0;
  const Weight weight = running                                    ? Weight::kWarning
                        : good                                     ? Weight::kFine
                        : vote.value == NETBOND_VOTE_VALUE_UNKNOWN ? Weight::kNote
                                                                   : Weight::kProblem;
  const bool told = member.role == NETBOND_ROLE_NONE && member.reason == vote.reason;
  std::string text = vote_text(vote);
  if (vote.reason != NETBOND_REASON_NONE && !told)
    text += ": " + with_name(reason_text(vote.reason).why, member.name);
  text += time_text(explain_time(bond, member, vote));
  std::string remedy;
  if ((!good || running) && !told)
    remedy = with_name(reason_text(vote.reason).mend, shell_word(member.name));
  return {weight, reason_word(vote.reason), text, remedy};
}

Finding explain_target(const Member& member, const Target& target) {
  const std::string name = address_text(target.address);
  const std::string age =
      target.reply_age_ms ? fmt::format("last answer {} ago", duration_text(*target.reply_age_ms))
                          : std::string("never answered");
  const bool good = target.value == NETBOND_VOTE_VALUE_YES;
  std::string text =
      fmt::format("target {} {} through {}: {}, {} missed", name,
                  good ? "answers" : "does not answer", member.name, age, target.missed);
  if (target.value == NETBOND_VOTE_VALUE_UNKNOWN)
    text = fmt::format("target {} has no verdict on {} yet", name, member.name);
  if (good)
    return {Weight::kFine, "target", text, ""};
  const Weight weight = target.value == NETBOND_VOTE_VALUE_NO ? Weight::kWarning : Weight::kNote;
  // What to do when a target is silent is said of the probe vote, or of the bond.
  const bool told = target.reason == NETBOND_REASON_PROBE_NO_REPLY;
  return {weight, reason_word(target.reason), text,
          told ? "" : with_name(reason_text(target.reason).mend, shell_word(member.name))};
}

/// What the votes say. Without a link, silence means nothing.
void find_votes(const Bond& bond, const Member& member, bool linked, Findings* out) {
  for (const Vote& vote : member.votes) {
    if (!linked && (vote.kind == NETBOND_VOTE_PROBE || vote.kind == NETBOND_VOTE_LACP))
      continue;
    if (vote.kind == NETBOND_VOTE_LACP && member.lacp)
      explain_lacp_vote(bond, member, vote, out);
    else
      out->push_back(explain_vote(bond, member, vote));
  }
  for (const Target& target : member.targets) {
    if (linked)
      out->push_back(explain_target(member, target));
  }
}

void find_unknown_speed(const Bond& bond, const Member& member, Findings* out) {
  std::uint32_t counted = number_of(bond.options, NETBOND_OPT_ASSUMED_SPEED);
  std::string lacp;
  if (member.lacp && member.lacp->assumed_speed_mbps) {
    counted = *member.lacp->assumed_speed_mbps;
    lacp = fmt::format(", also in its LACP key {}: links of that speed aggregate with it",
                       member.lacp->actor.key);
  }
  out->push_back({Weight::kNote, reason_word(NETBOND_REASON_SPEED_UNKNOWN),
                  fmt::format("{} does not know its speed and counts as {} Mbit/s{}", member.name,
                              counted, lacp),
                  "set assumed_speed if that is wrong"});
}

MemberExplanation explain_member(const Bond& bond, const Member& member, const HostFacts& host) {
  MemberExplanation result{member.name, member.usable, role_word(member.role), {}, {}};
  Findings* out = &result.findings;
  for (const Vote& vote : member.votes) {
    result.votes.push_back(explain_time(bond, member, vote));
    result.votes.back().remedy = vote_remedy(bond, member, vote);
  }
  out->push_back(explain_role(bond, member));
  find_pending_moves(bond, member, out);
  const bool linked = vote_value(member, NETBOND_VOTE_CARRIER) != NETBOND_VOTE_VALUE_NO;
  find_votes(bond, member, linked, out);
  if (member.speed_mbps == 0 && linked)
    find_unknown_speed(bond, member, out);
  if (member.duplex == 0 && member.reason != NETBOND_REASON_HALF_DUPLEX)
    out->push_back({Weight::kWarning, "half_duplex",
                    fmt::format("{} runs at half duplex", member.name),
                    "use autonegotiation on both ends"});
  find_lacp_traps(member, out);
  find_host_traps(bond, member, host, out);
  if (blames_target(bond, member)) {
    for (Finding& finding : *out)
      finding.follows |= finding.about == reason_word(NETBOND_REASON_PROBE_NO_REPLY);
  }
  return result;
}

// ---- traps of the bond

/// "eth1 (no_carrier), eth2 (updelay)": the members that cannot be used.
std::string unusable_members(const Bond& bond) {
  std::vector<std::string> texts;
  for (const Member& member : bond.members) {
    if (!member.usable)
      texts.push_back(fmt::format("{} ({})", member.name, reason_word(member.reason)));
  }
  return join(texts, ", ");
}

/// Whether a reason is about a bond as a whole; others are about one of its members.
bool concerns_bond(std::uint32_t reason) {
  return reason == NETBOND_REASON_NO_MEMBER || reason == NETBOND_REASON_NO_USABLE_MEMBER ||
         reason == NETBOND_REASON_BOND_DOWN || reason == NETBOND_REASON_PROBE_ALL_LOST ||
         reason == NETBOND_REASON_PROBE_NO_ROUTE || reason == NETBOND_REASON_PROBE_PENDING ||
         reason == NETBOND_REASON_MIN_LINKS || reason == NETBOND_REASON_LACP_FALLBACK ||
         reason == NETBOND_REASON_DAMPED || reason == NETBOND_REASON_LACP_NO_AGGREGATOR;
}

void find_state(const Bond& bond, Findings* out) {
  const std::string unusable = unusable_members(bond);
  if (bond.state == NETBOND_STATE_OK) {
    out->push_back({Weight::kFine, "ok",
                    unusable.empty() ? fmt::format("every member of {} is usable", bond.name)
                                     : "all is well, although not in use: " + unusable,
                    ""});
    return;
  }
  const Weight weight = bond.state == NETBOND_STATE_FAILED ? Weight::kProblem : Weight::kWarning;
  if (concerns_bond(bond.reason) || unusable.empty())
    out->push_back(of_bond(weight, bond));
  else
    out->push_back({weight, reason_word(bond.reason), "not usable: " + unusable,
                    "see the members below", true});
}

void find_down(const Bond& bond, Findings* out) {
  if (!bond.up && bond.reason != NETBOND_REASON_BOND_DOWN)
    out->push_back(from_reason(Weight::kProblem, NETBOND_REASON_BOND_DOWN, bond.name));
  else if (bond.up && !bond.carrier && bond.state != NETBOND_STATE_FAILED)
    out->push_back(
        {Weight::kProblem, "no_carrier", fmt::format("{} itself shows no carrier", bond.name), ""});
}

void find_too_few(const Bond& bond, Findings* out) {
  if (bond.members.size() == 1)
    out->push_back({Weight::kWarning, "one_member",
                    fmt::format("{} has one member: nothing takes over when {} fails", bond.name,
                                bond.members[0].name),
                    fmt::format("bondctl member add {} DEVICE", shell_word(bond.name))});
  const auto usable = std::count_if(bond.members.begin(), bond.members.end(),
                                    [](const Member& member) { return member.usable; });
  const bool spare = std::any_of(bond.members.begin(), bond.members.end(), [](const Member& m) {
    return m.reason == NETBOND_REASON_STANDBY_MAX_LINKS &&
           vote_value(m, NETBOND_VOTE_PROBE) != NETBOND_VOTE_VALUE_NO;
  });
  if (bond.members.size() > 1 && usable == 1 && !spare)
    out->push_back({Weight::kWarning, "no_spare", "one member is usable: its loss ends the traffic",
                    "see the members below", true});
}

void find_no_probes(const Bond& bond, Findings* out) {
  const bool timed = number_of(bond.options, NETBOND_OPT_ARP_INTERVAL) != 0;
  const bool targets = target_count(bond) != 0;
  if (timed && targets)
    return;
  const char* text = timed ? "arp_interval is set, but there is no target: nothing is probed"
                           : "targets are set, but arp_interval is 0: nothing is probed";
  if (!timed && !targets)
    text = "no target is probed: a path that dies behind the first switch stays unseen";
  out->push_back({timed || targets ? Weight::kWarning : Weight::kNote, "no_probe_target", text,
                  fmt::format("bondctl set {} --arp-interval 100 --arp-ip-target GATEWAY",
                              shell_word(bond.name))});
}

void find_quorum(const Bond& bond, Findings* out) {
  const std::uint32_t quorum = number_of(bond.options, NETBOND_OPT_ARP_QUORUM);
  const std::size_t count = target_count(bond);
  if (count > 0 && quorum > count)
    out->push_back({Weight::kWarning, "quorum_too_high",
                    fmt::format("arp_quorum asks for {} targets, there are {}", quorum, count),
                    fmt::format("bondctl set {} --arp-quorum {}", shell_word(bond.name), count)});
}

/// Targets that answer on no member, while others do.
void find_dead_targets(const Bond& bond, Findings* out) {
  std::set<std::string> dead;
  std::set<std::string> alive;
  for (const Member& member : bond.members) {
    for (const Target& target : member.targets) {
      if (target.value == NETBOND_VOTE_VALUE_YES)
        alive.insert(address_text(target.address));
      else if (target.value == NETBOND_VOTE_VALUE_NO)
        dead.insert(address_text(target.address));
    }
  }
  for (const std::string& target : dead) {
    if (!alive.contains(target) && !alive.empty())
      out->push_back({Weight::kWarning, "dead_target",
                      fmt::format("target {} answers on no member, others do", target),
                      "mend or replace it: while it is dead it proves no path"});
  }
  if (!dead.empty() && alive.empty()) {
    const bool keep = number_of(bond.options, NETBOND_OPT_PROBE_LOSS) == NETBOND_PROBE_LOSS_KEEP;
    out->push_back({Weight::kWarning, "all_targets_lost",
                    fmt::format("all targets are lost on all members; probe_loss {}",
                                keep ? "keep: traffic goes on where there is carrier"
                                     : "down: the bond's carrier is off"),
                    ""});
  }
}

void find_primary(const Bond& bond, Findings* out) {
  const std::string primary = name_of(bond.options, NETBOND_OPT_PRIMARY);
  const bool joined = std::any_of(bond.members.begin(), bond.members.end(),
                                  [&](const Member& member) { return member.name == primary; });
  if (primary.empty() || joined)
    return;
  out->push_back({Weight::kWarning, "primary_absent",
                  fmt::format("primary {} is not a member of {}", primary, bond.name),
                  fmt::format("bondctl member add {} {}, or set --primary ''",
                              shell_word(bond.name), shell_word(primary))});
}

/// What was needed in bonding and is not here.
void find_habits(const Bond& bond, Findings* out) {
  const std::uint32_t miimon = number_of(bond.options, NETBOND_OPT_MIIMON);
  const auto standard = std::get<std::uint32_t>(option_default(*option_by_id(NETBOND_OPT_MIIMON)));
  if (miimon == standard)
    return;
  out->push_back(
      {Weight::kNote, "habit_miimon",
       (miimon ? fmt::format("miimon {} does not make failover faster or slower", miimon)
               : std::string("miimon 0 does not turn link monitoring off")) +
           ": every change of carrier acts at once; miimon polls in case a driver tells of none, "
           "and updelay and downdelay need not be multiples of it",
       fmt::format("bondctl set {} --miimon {}", shell_word(bond.name), standard)});
}

// ---- what leads to what

bool is_one_of(const std::string& word, std::initializer_list<std::uint32_t> reasons) {
  return std::any_of(reasons.begin(), reasons.end(),
                     [&](std::uint32_t reason) { return reason_word(reason) == word; });
}

/// Whether the state of the bond as a whole makes a member's finding so.
bool follows_from_bond(const Bond& bond, const Finding& finding) {
  switch (bond.reason) {
    case NETBOND_REASON_BOND_DOWN: return finding.about != reason_word(NETBOND_REASON_NONE);
    case NETBOND_REASON_PROBE_ALL_LOST:
      return is_one_of(finding.about, {NETBOND_REASON_PROBE_ALL_LOST, NETBOND_REASON_PROBE_NO_REPLY,
                                       NETBOND_REASON_LACP_HELD});
    case NETBOND_REASON_PROBE_NO_ROUTE:
    case NETBOND_REASON_PROBE_PENDING: return finding.about == reason_word(bond.reason);
    default: return false;
  }
}

bool has_problem(const Explanation& explanation) {
  return std::any_of(
      explanation.members.begin(), explanation.members.end(), [](const MemberExplanation& member) {
        return std::any_of(member.findings.begin(), member.findings.end(),
                           [](const Finding& finding) {
                             return finding.weight == Weight::kProblem && !finding.follows;
                           });
      });
}

bool tells_of(const Findings& findings, const std::string& about) {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const Finding& finding) { return finding.about == about; });
}

/// Which findings are there only because of others.
void mark_consequences(const Bond& bond, Explanation* explanation) {
  const bool silent = tells_of(explanation->findings, "dead_target");
  const bool own = tells_of(explanation->findings, kOwnTarget);
  const bool believed = tells_of(explanation->findings, kValidateActive);
  for (MemberExplanation& member : explanation->members) {
    const bool held = tells_of(member.findings, reason_word(NETBOND_REASON_LACP_HELD));
    for (Finding& finding : member.findings) {
      // A target that is dead everywhere is told of the bond, and no member's fault.
      const bool dead = held || (silent && finding.weight == Weight::kWarning);
      finding.follows |= (dead && is_one_of(finding.about, {NETBOND_REASON_PROBE_NO_REPLY})) ||
                         (own && is_one_of(finding.about, {NETBOND_REASON_PROBE_NO_ROUTE})) ||
                         follows_from_bond(bond, finding);
    }
  }
  const bool member_fails = has_problem(*explanation);
  const bool impossible = tells_of(explanation->findings, "min_links_too_high");
  for (Finding& finding : explanation->findings) {
    finding.follows |=
        (member_fails && is_one_of(finding.about, {NETBOND_REASON_NO_USABLE_MEMBER,
                                                   NETBOND_REASON_LACP_NO_AGGREGATOR})) ||
        is_one_of(finding.about, {NETBOND_REASON_LACP_FALLBACK}) ||
        (own && is_one_of(finding.about, {NETBOND_REASON_PROBE_NO_ROUTE})) ||
        (believed && is_one_of(finding.about, {NETBOND_REASON_DAMPED})) ||
        (impossible && is_one_of(finding.about, {NETBOND_REASON_MIN_LINKS})) ||
        (finding.about == "all_targets_lost" && bond.reason == NETBOND_REASON_PROBE_ALL_LOST) ||
        (silent && is_one_of(finding.about, {NETBOND_REASON_PROBE_ALL_LOST}));
  }
}

void add_causes(const Findings& findings, const std::optional<std::string>& member, Weight weight,
                std::vector<Cause>* causes) {
  for (const Finding& finding : findings) {
    const Cause cause{member, finding.about};
    if (finding.weight == weight && !finding.follows &&
        std::find(causes->begin(), causes->end(), cause) == causes->end())
      causes->push_back(cause);
  }
}

std::vector<Cause> causes_of(const Explanation& explanation) {
  std::vector<Cause> causes;
  for (const Weight weight : {Weight::kProblem, Weight::kWarning}) {
    if (!causes.empty())
      break;
    add_causes(explanation.findings, std::nullopt, weight, &causes);
    for (const MemberExplanation& member : explanation.members)
      add_causes(member.findings, member.name, weight, &causes);
  }
  return causes;
}

}  // namespace

std::string with_name(const char* text, const std::string& name) {
  std::string result;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t at = rest.find("{}");
    result += rest.substr(0, at);
    if (at == std::string_view::npos)
      break;
    result += name;
    rest.remove_prefix(at + 2);
  }
  return result;
}

const ReasonText& reason_text(std::uint32_t reason) {
  const auto* found = std::find_if(std::begin(kReasons), std::end(kReasons),
                                   [&](const ReasonText& text) { return text.reason == reason; });
  return found == std::end(kReasons) ? kUnknownReason : *found;
}

std::string weight_word(Weight weight) {
  switch (weight) {
    case Weight::kFine: return "ok";
    case Weight::kNote: return "note";
    case Weight::kWarning: return "warning";
    case Weight::kProblem: return "problem";
  }
  return "";
}

Explanation explain(const Bond& bond, const Evidence& evidence) {
  if (bond.stp) {
    Explanation bridge = explain_stp(bond, evidence.host);
    bridge.causes = causes_of(bridge);
    return bridge;
  }
  Explanation result{bond.name, mode_word(bond), state_word(bond.state), {}, {}, {}};
  for (const auto& find : {find_state, find_down, find_too_few, find_no_probes, find_quorum,
                           find_dead_targets, find_primary, find_spread_traps})
    find(bond, &result.findings);
  if (evidence.buckets)
    find_skew(bond, *evidence.buckets, &result.findings);
  find_lacp_traps(bond, &result.findings);
  find_alb_traps(bond, &result.findings);
  find_probe_traps(bond, evidence.host, &result.findings);
  find_host_traps(bond, evidence.host, &result.findings);
  find_habits(bond, &result.findings);
  for (const Member& member : bond.members)
    result.members.push_back(explain_member(bond, member, evidence.host));
  mark_consequences(bond, &result);
  result.causes = causes_of(result);
  return result;
}

}  // namespace bondctl
