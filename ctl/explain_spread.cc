// SPDX-License-Identifier: GPL-2.0-or-later
#include "explain_spread.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <set>

#include "bucket_table.h"
#include "explain_alb.h"
#include "explain_votes.h"
#include "options.h"
#include "words.h"

namespace bondctl {

namespace {

using Findings = std::vector<Finding>;

/// Of fewer packets a share says nothing.
constexpr std::uint64_t kEnoughPackets = 1000;

bool has_mode(const Bond& bond, std::initializer_list<std::uint32_t> modes) {
  const std::uint32_t mode = number_of(bond.options, NETBOND_OPT_MODE);
  return std::find(modes.begin(), modes.end(), mode) != modes.end();
}

bool has_vote(const Member& member, std::uint32_t kind) {
  return std::any_of(member.votes.begin(), member.votes.end(),
                     [&](const Vote& vote) { return vote.kind == kind; });
}

/// What a member's share of the buckets is measured by.
std::uint64_t worth_of(const Bond& bond, const Member& member) {
  const std::uint64_t weight = member.weight.value_or(1);
  if (number_of(bond.options, NETBOND_OPT_WEIGHT_POLICY) == NETBOND_WEIGHT_POLICY_EQUAL)
    return weight;
  const std::uint32_t assumed = number_of(bond.options, NETBOND_OPT_ASSUMED_SPEED);
  return weight * (member.speed_mbps ? member.speed_mbps : assumed);
}

/// Buckets that a usable member is due by weight and speed.
std::uint64_t due_buckets(const Bond& bond, const Member& member) {
  std::uint64_t all = 0;
  for (const Member& other : bond.members)
    all += other.usable ? worth_of(bond, other) : 0;
  return all ? carried_buckets(bond) * worth_of(bond, member) / all : 0;
}

/// These modes send from one address through several links, which the other side has to know.
void find_static_lag(const Bond& bond, Findings* out) {
  if (bond.members.size() < 2 ||
      !has_mode(bond, {NETBOND_MODE_BALANCE_RR, NETBOND_MODE_BALANCE_XOR, NETBOND_MODE_BROADCAST}))
    return;
  out->push_back({Weight::kNote, "static_lag",
                  fmt::format("{} needs a static LAG on the switch, or a switch of its own for "
                              "each member",
                              mode_word(bond)),
                  "configure the ports of the members as one static LAG, without LACP"});
}

void find_poor_hash(const Bond& bond, Findings* out) {
  if (!spreads_by_hash(bond))
    return;
  const std::string remedy =
      fmt::format("bondctl set {} --xmit-hash-policy layer3+4", shell_word(bond.name));
  const std::uint32_t policy = number_of(bond.options, NETBOND_OPT_XMIT_HASH_POLICY);
  if (policy == NETBOND_XMIT_HASH_POLICY_LAYER2)
    out->push_back({Weight::kNote, "hash_layer2",
                    "xmit_hash_policy layer2 counts MAC addresses alone: all traffic to a router "
                    "takes one member",
                    remedy});
  if (policy == NETBOND_XMIT_HASH_POLICY_VLAN_SRCMAC)
    out->push_back({Weight::kNote, "hash_vlan_srcmac",
                    "xmit_hash_policy vlan+srcmac counts the VLAN and the sender's MAC address "
                    "alone: what this host itself sends in a VLAN takes one member",
                    remedy});
}

/// Packets of one flow over links of different speed overtake each other.
void find_mixed_speeds(const Bond& bond, Findings* out) {
  if (!has_mode(bond, {NETBOND_MODE_BALANCE_RR}))
    return;
  std::vector<std::string> texts;
  std::set<std::uint32_t> speeds;
  for (const Member& member : bond.members) {
    if (!member.usable)
      continue;
    const std::uint32_t known = member.speed_mbps;
    const std::uint32_t speed = known ? known : number_of(bond.options, NETBOND_OPT_ASSUMED_SPEED);
    speeds.insert(speed);
    texts.push_back(
        fmt::format("{} {}{}", member.name, speed_text(speed), known ? "" : " assumed"));
  }
  if (speeds.size() > 1)
    out->push_back({Weight::kWarning, "mixed_speeds",
                    fmt::format("balance-rr over links of different speed ({}): packets of one "
                                "flow overtake each other",
                                join(texts, ", ")),
                    fmt::format("give {} members of one speed, or bondctl set {} --mode "
                                "balance-xor",
                                shell_word(bond.name), shell_word(bond.name))});
}

/// The bucket that carried most, with the packets of all.
struct Heaviest {
  Bucket bucket;
  std::uint64_t packets = 0;
  double bytes = 0;  ///< a sum that never begins anew
};

Heaviest heaviest_of(const BucketTable& table) {
  Heaviest result;
  for (const Bucket& bucket : table.buckets) {
    result.packets += bucket.packets;
    result.bytes += static_cast<double>(bucket.bytes);
    if (bucket.bytes > result.bucket.bytes)
      result.bucket = bucket;
  }
  return result;
}

std::string spread_more(const Bond& bond) {
  const OptionRow& row = *option_by_id(NETBOND_OPT_XMIT_HASH_POLICY);
  const std::uint32_t policy = number_of(bond.options, NETBOND_OPT_XMIT_HASH_POLICY);
  const std::string many =
      "layer3+4 tells most flows apart; it is one flow, then, or one tunnel: for a tunnel bondctl "
      "set {} --xmit-hash-policy encap3+4, and one flow goes by one member in every mode but "
      "balance-rr";
  if (policy == NETBOND_XMIT_HASH_POLICY_LAYER34)
    return fmt::format(fmt::runtime(many), shell_word(bond.name));
  if (policy == NETBOND_XMIT_HASH_POLICY_ENCAP34)
    return "it is one flow, then: it goes by one member in every mode but balance-rr";
  return fmt::format(
      "if it is many flows, bondctl set {} --xmit-hash-policy layer3+4 tells them "
      "apart, {} does not",
      shell_word(bond.name), option_text(row, policy));
}

}  // namespace

bool spreads_by_hash(const Bond& bond) {
  return option_applies(*option_by_id(NETBOND_OPT_XMIT_HASH_POLICY), bond.options);
}

std::uint64_t carried_buckets(const Bond& bond) {
  std::uint64_t sum = 0;
  for (const Member& member : bond.members)
    sum += member.buckets.value_or(0);
  return sum;
}

/// A member that has not got its share yet. Who is due less than one bucket gets one at the cost of
/// others: a difference of a bucket for each member means nothing.
void find_pending_moves(const Bond& bond, const Member& member, Findings* out) {
  const std::uint32_t probe = vote_value(member, NETBOND_VOTE_PROBE);
  const bool proven = probe == NETBOND_VOTE_VALUE_YES || !has_vote(member, NETBOND_VOTE_PROBE);
  if (!bond.up || !spreads_by_hash(bond) || !member.buckets || !member.usable || !proven ||
      moves_by_load(bond))
    return;
  const std::uint64_t due = due_buckets(bond, member);
  if (*member.buckets + std::max<std::size_t>(bond.members.size(), 2) > due)
    return;
  const std::uint32_t timeout = number_of(bond.options, NETBOND_OPT_MOVE_TIMEOUT);
  out->push_back(
      {Weight::kNote, "moves_pending",
       fmt::format("{} carries {} buckets and is due {}: the others come when their flows pause "
                   "for {}, {}",
                   member.name, *member.buckets, due,
                   duration_text(number_of(bond.options, NETBOND_OPT_MOVE_IDLE)),
                   timeout ? fmt::format("or after {}", duration_text(timeout))
                           : std::string("never without a pause")),
       fmt::format("wait; bondctl buckets {} shows what is planned", shell_word(bond.name))});
}

void find_spread_traps(const Bond& bond, Findings* out) {
  for (const auto& find : {find_static_lag, find_poor_hash, find_mixed_speeds})
    find(bond, out);
}

void find_skew(const Bond& bond, const BucketTable& table, Findings* out) {
  const auto usable =
      static_cast<std::uint64_t>(std::count_if(bond.members.begin(), bond.members.end(),
                                               [](const Member& member) { return member.usable; }));
  const std::optional<std::uint64_t> counted = counted_ms(table);
  const Heaviest heavy = heaviest_of(table);
  const auto most = static_cast<double>(heavy.bucket.bytes);
  // More than one member's part cannot be evened out by moving other buckets.
  if (!spreads_by_hash(bond) || usable < 2 || !counted || heavy.packets < kEnoughPackets ||
      most * static_cast<double>(usable) <= heavy.bytes)
    return;
  out->push_back(
      {Weight::kWarning, "hash_skewed",
       fmt::format("bucket {} on {} carried {}% of what {} sent in {}: {} members cannot share it",
                   heavy.bucket.index, heavy.bucket.member.value_or("nobody"),
                   static_cast<int>(100 * most / heavy.bytes), bond.name, duration_text(*counted),
                   usable),
       spread_more(bond)});
}

}  // namespace bondctl
