// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "bucket_table.h"
#include "flow.h"
#include "options.h"
#include "printer.h"
#include "printer_lacp.h"
#include "printer_stp.h"
#include "text_table.h"
#include "words.h"

namespace bondctl {

namespace {

PaintWord state_paint(std::uint32_t state) {
  return state == NETBOND_STATE_OK         ? &Paint::good
         : state == NETBOND_STATE_DEGRADED ? &Paint::warn
                                           : &Paint::bad;
}

PaintWord value_paint(std::uint32_t value) {
  return value == NETBOND_VOTE_VALUE_YES  ? &Paint::good
         : value == NETBOND_VOTE_VALUE_NO ? &Paint::bad
                                          : &Paint::warn;
}

std::string bond_line(const Bond& bond, const Paint& paint) {
  const std::string state =
      bond.reason == NETBOND_REASON_NONE
          ? state_word(bond.state)
          : fmt::format("{} ({})", state_word(bond.state), reason_word(bond.reason));
  std::vector<Cell> cells = {
      {bond.name, &Paint::strong}, {mode_word(bond)}, {state, state_paint(bond.state)}};
  if (bond.active_member)
    cells.push_back({"active " + *bond.active_member, &Paint::strong});
  if (!bond.up)
    cells.push_back({"set down", &Paint::bad});
  else if (!bond.carrier)
    cells.push_back({"no carrier", &Paint::bad});
  if (!bond.address.empty())
    cells.push_back({bond.address});
  cells.push_back({fmt::format("mtu {}", bond.mtu)});
  return flowed_text(cells, "  ", 0, 2, paint) + "\n";
}

/// The kinds of vote that any member has, in the order of their numbers.
std::vector<std::uint32_t> vote_kinds(const Bond& bond) {
  std::vector<std::uint32_t> kinds;
  for (const Member& member : bond.members) {
    for (const Vote& vote : member.votes)
      kinds.push_back(vote.kind);
  }
  std::sort(kinds.begin(), kinds.end());
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  return kinds;
}

std::string upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z')
      c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

std::string vote_cell_word(std::uint32_t value) {
  return value == NETBOND_VOTE_VALUE_UNKNOWN ? "?" : vote_value_word(value);
}

Cell vote_cell(const Member& member, std::uint32_t kind) {
  for (const Vote& vote : member.votes) {
    if (vote.kind == kind)
      return {vote_cell_word(vote.value), value_paint(vote.value)};
  }
  return {kEmpty};
}

/// "48.3%", or "--" of nothing.
std::string percent_text(std::uint64_t part, std::uint64_t whole) {
  return whole ? fmt::format("{:.1f}%",
                             100.0 * static_cast<double>(part) / static_cast<double>(whole))
               : kEmpty;
}

/// Buckets that any member carries; nothing where flows are not spread.
std::optional<std::uint64_t> carried_buckets(const Bond& bond) {
  std::optional<std::uint64_t> sum;
  for (const Member& member : bond.members) {
    if (member.buckets)
      sum = sum.value_or(0) + *member.buckets;
  }
  return sum;
}

Cell buckets_cell(const Member& member, std::uint64_t carried) {
  if (!member.buckets)
    return {kEmpty};
  if (carried == 0)
    return {"0"};
  const double share = 100.0 * static_cast<double>(*member.buckets) / static_cast<double>(carried);
  return {fmt::format("{} ({:.0f}%)", *member.buckets, share)};
}

bool has_clients(const Bond& bond) {
  return std::any_of(bond.members.begin(), bond.members.end(),
                     [](const Member& member) { return member.clients.has_value(); });
}

Cell clients_cell(const Member& member) {
  return {member.clients ? fmt::format("{}", *member.clients) : kEmpty};
}

void append(Row* row, const Row& more) {
  row->insert(row->end(), more.begin(), more.end());
}

Row member_row(const Bond& bond, const Member& member, const std::vector<std::uint32_t>& kinds) {
  const bool serves = member.role != NETBOND_ROLE_NONE;
  Row row = {
      {member.name}, {role_text(member), serves ? nullptr : &Paint::bad}, {link_text(member)}};
  if (const auto carried = carried_buckets(bond))
    row.push_back(buckets_cell(member, *carried));
  if (has_clients(bond))
    row.push_back(clients_cell(member));
  if (bond.lacp)
    row.push_back(lacp_cell(member));
  for (const std::uint32_t kind : kinds)
    row.push_back(vote_cell(member, kind));
  row.push_back({duration_text(member.since_ms)});
  return row;
}

std::string member_table(const Bond& bond, const Paint& paint) {
  if (bond.members.empty())
    return "  no members\n";
  const std::vector<std::uint32_t> kinds = vote_kinds(bond);
  Row head = {{"MEMBER"}, {"ROLE"}, {"LINK"}};
  if (carried_buckets(bond))
    head.push_back({"BUCKETS"});
  if (has_clients(bond))
    head.push_back({"CLIENTS"});
  if (bond.lacp)
    head.push_back({"AGG"});
  for (const std::uint32_t kind : kinds)
    head.push_back({upper(vote_word(kind))});
  head.push_back({"SINCE"});
  std::vector<Row> rows = {head};
  for (const Member& member : bond.members)
    rows.push_back(member_row(bond, member, kinds));
  return table_text(rows, "  ", paint);
}

// ---- --details

std::string options_details(const Bond& bond, const Paint& paint) {
  std::vector<Row> rows;
  for (const auto& [id, value] : bond.options) {
    const OptionRow* option = option_by_id(id);
    const bool changed = value != option_default(*option);
    Row row = {{changed ? "*" : " "}, {option->name}, {option_text(*option, value)}};
    if (changed) {
      row[2].paint = &Paint::strong;
      row.push_back({fmt::format("default {}", option_text(*option, option_default(*option)))});
    }
    rows.push_back(row);
  }
  return rows.empty() ? ""
                      : "  options (* differs from the default)\n" + table_text(rows, "  ", paint);
}

std::string why_text(std::uint32_t reason) {
  return reason == NETBOND_REASON_NONE ? kEmpty : reason_word(reason);
}

Row vote_details(const Vote& vote) {
  std::string time = fmt::format("since {}", duration_text(vote.since_ms));
  if (vote.remaining_ms)
    time += fmt::format(", {} left", duration_text(*vote.remaining_ms));
  return {{"vote"},
          {vote_word(vote.kind)},
          {vote_value_word(vote.value), value_paint(vote.value)},
          {why_text(vote.reason)},
          {time}};
}

Row target_details(const Target& target) {
  const std::string age = target.reply_age_ms
                              ? fmt::format("answered {} ago", duration_text(*target.reply_age_ms))
                              : std::string("never answered");
  return {{"target"},
          {address_text(target.address)},
          {vote_value_word(target.value), value_paint(target.value)},
          {why_text(target.reason)},
          {fmt::format("{}, sent {}, replies {}, missed {}", age, target.sent, target.replies,
                       target.missed)}};
}

std::vector<Cell> member_cells(const Member& member) {
  std::vector<Cell> cells = {{member.name, &Paint::strong},
                             {fmt::format("ifindex {}", member.ifindex)}};
  for (const auto& [word, address] :
       {std::pair("address", &member.address), std::pair("permanent", &member.permanent_address),
        std::pair("own", &member.own_address), std::pair("probes from", &member.probe_address)}) {
    if (!address->empty())
      cells.push_back({fmt::format("{} {}", word, *address)});
  }
  if (member.prio)
    cells.push_back({fmt::format("prio {}", *member.prio)});
  if (member.weight)
    cells.push_back({fmt::format("weight {}", *member.weight)});
  if (member.actor_port_prio)
    cells.push_back({fmt::format("actor_port_prio {}", *member.actor_port_prio)});
  cells.push_back({fmt::format("lost {} times", member.link_failures)});
  return cells;
}

std::string member_details(const Member& member, const Paint& paint) {
  std::vector<Row> rows;
  for (const Vote& vote : member.votes)
    rows.push_back(vote_details(vote));
  for (const Target& target : member.targets)
    rows.push_back(target_details(target));
  const std::string out = "  " + flowed_text(member_cells(member), "  ", 2, 4, paint) + "\n" +
                          details_text(rows, "    ", paint);
  return member.lacp ? out + lacp_details(*member.lacp) : out;
}

std::vector<Cell> alb_cells(const AlbStatus& alb) {
  std::vector<Cell> cells;
  if (alb.clients)
    cells.push_back({fmt::format("clients {}", *alb.clients)});
  if (alb.evicted)
    cells.push_back({fmt::format("evicted {}", *alb.evicted)});
  if (alb.taught)
    cells.push_back({fmt::format("taught {}", *alb.taught)});
  cells.push_back({fmt::format("learning frames {}", alb.learning_frames)});
  return cells;
}

std::string bond_details(const Bond& bond, const Paint& paint) {
  std::vector<Cell> cells = {{fmt::format("ifindex {}", bond.ifindex)},
                             {fmt::format("failovers {}", bond.failovers)},
                             {fmt::format("events {}", bond.event_seq)}};
  if (bond.moves)
    cells.push_back({fmt::format("moves {}", *bond.moves)});
  if (bond.alb)
    append(&cells, alb_cells(*bond.alb));
  std::string out = "  " + flowed_text(cells, "  ", 2, 2, paint) + "\n";
  for (const Member& member : bond.members)
    out += member_details(member, paint);
  return out + options_details(bond, paint);
}

// ---- events

/// Local time, to the microsecond.
std::string local_time(std::uint64_t ns) {
  const std::time_t seconds = static_cast<std::time_t>(ns / 1'000'000'000);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof(text), "%F %T", &parts);
  return fmt::format("{}.{:06}", text, ns % 1'000'000'000 / 1000);
}

/// Whether a member that an event names lost something for the reason, and did not gain it.
bool takes_away(std::uint32_t reason) {
  switch (reason) {
    case NETBOND_REASON_NONE:
    case NETBOND_REASON_BACKUP:
    case NETBOND_REASON_NO_MEMBER:
    case NETBOND_REASON_NO_USABLE_MEMBER:
    case NETBOND_REASON_JOINED:
    case NETBOND_REASON_PRIMARY:
    case NETBOND_REASON_ADMINISTRATOR:
    case NETBOND_REASON_LINK_BACK:
    case NETBOND_REASON_PROBE_REPLY:
    case NETBOND_REASON_LACP_FALLBACK:
    case NETBOND_REASON_LOAD: return false;
    default: return reason < reason_count();
  }
}

/// "64 moved from eth1": where the buckets came from or went, as far as the event tells.
std::string moved_text(const Event& event) {
  std::string text = event.buckets ? fmt::format("{} moved", *event.buckets) : "moved";
  const bool left = !event.old_member && takes_away(event.reason);
  if (event.old_member || (event.member && left))
    text += fmt::format(" from {}", event.old_member ? *event.old_member : *event.member);
  if (event.member && !left)
    text += fmt::format(" to {}", *event.member);
  return text;
}

std::string object_text(const Event& event) {
  if (event.stp)
    return stp_change_text(*event.stp, event.member.value_or("?"));
  if (event.kind == NETBOND_EVENT_BUCKETS)
    return moved_text(event);
  if (event.kind == NETBOND_EVENT_ACTIVE)
    return fmt::format("{} -> {}", event.old_member.value_or("none"),
                       event.member.value_or("none"));
  std::vector<std::string> words;
  if (event.member)
    words.push_back(*event.member);
  if (event.vote)
    words.push_back(vote_word(*event.vote));
  if (event.value)
    words.push_back(vote_value_word(*event.value));
  if (event.state)
    words.push_back(state_word(*event.state));
  if (event.target)
    words.push_back(address_text(*event.target));
  return join(words, " ");
}

// ---- the table of buckets

std::string table_line(const BucketTable& table, const Paint& paint) {
  std::string line =
      fmt::format("{}  {}  {} buckets", paint.strong(table.bond), table.mode, table.buckets.size());
  const auto moving = std::count_if(table.buckets.begin(), table.buckets.end(),
                                    [](const Bucket& bucket) { return bucket.next.has_value(); });
  if (moving)
    line += "  " + paint.warn(fmt::format("{} to move", moving));
  if (const auto counted = counted_ms(table))
    line += fmt::format("  counted for {}", duration_text(*counted));
  return line + "\n";
}

std::string share_table(const BucketTable& table, const Paint& paint) {
  const std::vector<BucketShare> shares = bucket_shares(table);
  const bool counted = counted_ms(table).has_value();
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  for (const BucketShare& share : shares) {
    packets += share.packets;
    bytes += share.bytes;
  }
  Row head = {{"MEMBER"}};
  for (const char* word : {"BUCKETS", "SHARE", "COMING", "GOING"})
    head.push_back(number_cell(word));
  for (const char* word : {"PACKETS", "%", "BYTES", "%"}) {
    if (counted)
      head.push_back(number_cell(word));
  }
  std::vector<Row> rows = {head};
  for (const BucketShare& share : shares) {
    Row row = {{share.member.value_or("nobody"), share.member ? nullptr : &Paint::bad},
               number_cell(fmt::format("{}", share.buckets)),
               number_cell(percent_text(share.buckets, table.buckets.size())),
               number_cell(fmt::format("{}", share.coming)),
               number_cell(fmt::format("{}", share.going))};
    if (counted) {
      row.push_back(number_cell(fmt::format("{}", share.packets)));
      row.push_back(number_cell(percent_text(share.packets, packets)));
      row.push_back(number_cell(fmt::format("{}", share.bytes)));
      row.push_back(number_cell(percent_text(share.bytes, bytes)));
    }
    rows.push_back(row);
  }
  return table_text(rows, "  ", paint);
}

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kMapWidth = 64;

/// The letter of a member in the map; '*' is for all that have none.
char letter_of(const std::vector<BucketShare>& shares, const Bucket& bucket) {
  if (!bucket.member)
    return '.';
  const auto found = std::find_if(shares.begin(), shares.end(), [&](const BucketShare& share) {
    return share.member == bucket.member;
  });
  const auto at = static_cast<std::size_t>(found - shares.begin());
  return at < kLetters.size() ? kLetters[at] : '*';
}

std::string bucket_map(const BucketTable& table) {
  const std::vector<BucketShare> shares = bucket_shares(table);
  std::vector<std::string> legend;
  for (std::size_t i = 0; i < shares.size() && i < kLetters.size(); i++) {
    if (shares[i].member)
      legend.push_back(fmt::format("{} {}", kLetters[i], *shares[i].member));
  }
  std::string cells;
  bool moving = false;
  for (const Bucket& bucket : table.buckets) {
    const std::string letter(1, letter_of(shares, bucket));
    cells += bucket.next ? upper(letter) : letter;
    moving |= bucket.next.has_value();
  }
  if (cells.find('*') != std::string::npos)
    legend.emplace_back("* another");
  if (cells.find('.') != std::string::npos)
    legend.emplace_back(". nobody");
  if (moving)
    legend.emplace_back("capital: moves at its flows' next pause");
  std::string out = fmt::format("  map: {}\n", visible(join(legend, ", ")));
  for (std::size_t at = 0; at < cells.size(); at += kMapWidth)
    out += fmt::format("  {:>5}  {}\n", table.buckets[at].index, cells.substr(at, kMapWidth));
  return out;
}

std::string bucket_lines(const BucketTable& table, const Paint& paint) {
  const bool counted = counted_ms(table).has_value();
  std::vector<Row> rows = {
      {number_cell("BUCKET"), {"MEMBER"}, {"NEXT"}, number_cell("MOVED"), {"REASON"}}};
  if (counted) {
    rows[0].push_back(number_cell("PACKETS"));
    rows[0].push_back(number_cell("BYTES"));
  }
  for (const Bucket& bucket : table.buckets) {
    Row row = {number_cell(fmt::format("{}", bucket.index)),
               {bucket.member.value_or("nobody"), bucket.member ? nullptr : &Paint::bad},
               {bucket.next.value_or(kEmpty), bucket.next ? &Paint::warn : nullptr},
               number_cell(bucket.moved_ms ? duration_text(*bucket.moved_ms) + " ago" : "never"),
               {bucket.moved_reason ? reason_word(*bucket.moved_reason) : kEmpty}};
    if (counted) {
      row.push_back(number_cell(fmt::format("{}", bucket.packets)));
      row.push_back(number_cell(fmt::format("{}", bucket.bytes)));
    }
    rows.push_back(row);
  }
  return table_text(rows, "  ", paint);
}

// ---- explain

std::string finding_text(const Finding& finding, const std::string& indent, const Paint& paint) {
  const PaintWord colour = finding.weight == Weight::kProblem   ? &Paint::bad
                           : finding.weight == Weight::kWarning ? &Paint::warn
                                                                : nullptr;
  const std::string word = weight_word(finding.weight);
  const std::string margin = indent + std::string(9, ' ');
  std::string out =
      fmt::format("{}{}{} {}\n", indent, colour ? (paint.*colour)(word) : word,
                  std::string(8 - word.size(), ' '), wrapped(finding.text, margin.size()));
  if (!finding.remedy.empty())
    out += fmt::format("{}-> {}\n", margin, wrapped(finding.remedy, margin.size() + 3));
  return out;
}

std::string explanation_text(const Explanation& explanation, const Paint& paint) {
  std::string out = fmt::format("{}  {}  {}\n", paint.strong(explanation.bond), explanation.mode,
                                explanation.state);
  for (const Finding& finding : explanation.findings)
    out += finding_text(finding, "  ", paint);
  for (const MemberExplanation& member : explanation.members) {
    out += fmt::format("  {}  {}\n", paint.strong(member.name),
                       member.usable ? "usable" : "not usable");
    for (const Finding& finding : member.findings)
      out += finding_text(finding, "    ", paint);
  }
  return out;
}

// ---- the option table

std::string when_text(const OptionRow& row) {
  switch (row.when) {
    case OptionWhen::kLive: return "";
    case OptionWhen::kCreate: return "only when the bond is made";
    case OptionWhen::kCommand: return "an order that holds until then; export does not write it";
  }
  return "";
}

std::string man_escape(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '-')
      out += "\\-";
    else if (c == '\\')
      out += "\\e";
    else
      out += c;
  }
  return out;
}

std::string option_man(const OptionRow& row) {
  std::vector<std::string> flags = {option_flag(row)};
  for (const std::string& alias : option_alias_flags(row))
    flags.push_back(alias);
  std::string out = ".TP\n";
  out += fmt::format(".BR {}\n", man_escape(join(flags, " \", \" ")));
  out += man_escape(fmt::format("{}.\n", row.help));
  out += man_escape(fmt::format("Give {}.\n", option_allowed(row)));
  if (row.when != OptionWhen::kCommand)
    out += man_escape(fmt::format("Default: {}.\n", option_text(row, option_default(row))));
  out += man_escape(fmt::format("Modes: {}.\n", option_modes(row)));
  if (row.when != OptionWhen::kLive)
    out += man_escape(fmt::format("Changeable: {}.\n", when_text(row)));
  return out;
}

/// With a full stop, and a capital where it begins with a word of ours.
std::string man_sentence(std::string text) {
  const bool own = !text.starts_with("bondctl ") && !text.starts_with("ip ");
  if (own && 'a' <= text[0] && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return man_escape(text) + (text.ends_with('.') ? "" : ".") + "\n";
}

/// A reason of a member is told of IF, one of the bond as a whole of BOND.
std::string reason_man(std::uint32_t reason) {
  const ReasonText& text = reason_text(reason);
  const bool of_bond =
      reason == NETBOND_REASON_NO_MEMBER || reason == NETBOND_REASON_NO_USABLE_MEMBER ||
      reason == NETBOND_REASON_BOND_DOWN || reason == NETBOND_REASON_LACP_NO_AGGREGATOR;
  const char* name = of_bond ? "BOND" : "IF";
  std::string out = fmt::format(".TP\n.B {}\n{}", man_escape(reason_word(reason)),
                                man_sentence(with_name(text.why, name)));
  if (*text.mend)
    out += ".br\nRemedy: " + man_sentence(with_name(text.mend, name));
  return out;
}

}  // namespace

std::string bonds_text(const std::vector<Bond>& bonds, bool details, const Paint& paint) {
  std::string out;
  for (const Bond& bond : bonds) {
    if (!out.empty())
      out += '\n';
    out += bond_line(bond, paint);
    if (bond.lacp)
      out += lacp_status_line(*bond.lacp, paint);
    if (bond.stp)
      out += stp_status_line(*bond.stp, paint);
    out += bond.stp ? stp_members_table(bond, paint) : member_table(bond, paint);
    if (details)
      out += bond.stp ? stp_details(bond, paint) : bond_details(bond, paint);
  }
  return out;
}

std::string event_text(const Event& event) {
  std::string line = fmt::format("{}  {}  #{}  {:<14}  {}", local_time(event.time_ns), event.bond,
                                 event.seq, event_name(event), object_text(event));
  if (event.reason != NETBOND_REASON_NONE)
    line += fmt::format("  {}", reason_word(event.reason));
  if (event.gap_ns)
    line += fmt::format("  gap {}", gap_text(*event.gap_ns));
  while (!line.empty() && line.back() == ' ')
    line.pop_back();
  return visible(line) + "\n";
}

std::string buckets_text(const BucketTable& table, bool details, const Paint& paint) {
  std::string out = table_line(table, paint) + share_table(table, paint);
  if (table.buckets.empty())
    return out;
  return out + (details ? bucket_lines(table, paint) : bucket_map(table));
}

std::string flow_place_text(const FlowPlace& place, const Paint& paint) {
  std::string out = fmt::format("{}  bucket {}  ", paint.strong(place.bond), place.bucket);
  out += place.member ? fmt::format("member {}\n", paint.strong(*place.member))
                      : paint.bad("no member carries it") + "\n";
  const std::vector<std::string> reasons = flow_reasons(place);
  std::vector<Row> rows;
  if (place.next)
    rows.push_back({{"next"}, {*place.next + " takes the bucket over at its flows' next pause"}});
  if (const std::string flow = flow_text(place.flow); !flow.empty())
    rows.push_back({{"flow"}, {flow}});
  rows.push_back({{"policy"}, {hash_policy_word(place.policy) + ": " + reasons[0]}});
  for (std::size_t i = 1; i < reasons.size(); i++)
    rows.push_back({{""}, {reasons[i]}});
  rows.push_back({{"hash"}, {fmt::format("0x{:08x}", place.hash)}});
  return out + table_text(rows, "  ", paint);
}

std::string loss_text(const Loss& loss) {
  if (loss.read_again)
    return "*** word of bridges was lost: this reader was too slow; their state was read again\n";
  if (loss.loaded)
    return "*** events may have been lost: the module was loaded only now\n";
  if (loss.first == 0)
    return "*** events were lost: this reader was too slow; bondctl history has the last ones\n";
  return fmt::format("*** {}: events #{} to #{} were lost; see bondctl history {}\n",
                     visible(loss.bond), loss.first, loss.last, shell_word(loss.bond));
}

std::string explanations_text(const std::vector<Explanation>& list, const Paint& paint) {
  std::string out;
  for (const Explanation& explanation : list)
    out += (out.empty() ? "" : "\n") + explanation_text(explanation, paint);
  return out;
}

std::string options_text(const std::vector<std::string>& names) {
  std::string out;
  for (const OptionRow& row : option_rows()) {
    if (!names.empty() && std::find(names.begin(), names.end(), row.name) == names.end())
      continue;
    out += fmt::format("{}\n    {}\n    give: {}\n", row.name, row.help, option_allowed(row));
    if (row.when != OptionWhen::kCommand)
      out += fmt::format("    default: {}\n", option_text(row, option_default(row)));
    out += fmt::format("    modes: {}\n", option_modes(row));
    if (row.when != OptionWhen::kLive)
      out += fmt::format("    {}\n", when_text(row));
  }
  return out;
}

std::string options_man() {
  std::string out;
  for (const OptionRow& row : option_rows())
    out += option_man(row);
  return out;
}

std::string reasons_man() {
  std::string out;
  for (std::uint32_t reason = 0; reason < reason_count(); reason++)
    out += reason_man(reason);
  return out;
}

}  // namespace bondctl
