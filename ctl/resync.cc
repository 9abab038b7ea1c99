// SPDX-License-Identifier: GPL-2.0-or-later
#include "resync.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "printer.h"
#include "words.h"

namespace bondctl {

namespace {

using Json = nlohmann::ordered_json;

std::string line_of(const Json& json) {
  return json.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
}

Json head_of(const std::string& bond, std::uint32_t ifindex) {
  return {{"schema", kSchema}, {"event", "resync"}, {"bond", bond}, {"ifindex", ifindex}};
}

Json member_json(const Bond& bond, const Member& member) {
  Json object = head_of(bond.name, bond.ifindex);
  object["seq"] = bond.event_seq;
  object["member"] = member.name;
  object["usable"] = member.usable;
  object["role"] = role_word(member.role);
  object["reason"] = reason_word(member.reason);
  object["votes"] = Json::object();
  for (const Vote& vote : member.votes)
    object["votes"][vote_word(vote.kind)] = vote_value_word(vote.value);
  return object;
}

std::string member_text(const Member& member) {
  std::string line = fmt::format("{} {}", visible(member.name), role_word(member.role));
  if (member.reason != NETBOND_REASON_NONE)
    line += fmt::format(" ({})", reason_word(member.reason));
  for (const Vote& vote : member.votes)
    line += fmt::format("  {} {}", vote_word(vote.kind), vote_value_word(vote.value));
  return line;
}

}  // namespace

std::string resync_text(const Bond& bond) {
  const std::string head = fmt::format("*** {}  now  ", visible(bond.name));
  std::string text = head + state_word(bond.state);
  if (bond.reason != NETBOND_REASON_NONE)
    text += fmt::format(" ({})", reason_word(bond.reason));
  if (bond.active_member)
    text += fmt::format("  active {}", visible(*bond.active_member));
  text += fmt::format("  as of event #{}\n", bond.event_seq);
  for (const Member& member : bond.members)
    text += head + member_text(member) + "\n";
  return text;
}

std::string resync_json(const Bond& bond) {
  Json object = head_of(bond.name, bond.ifindex);
  object["seq"] = bond.event_seq;
  object["member"] = nullptr;
  object["exists"] = true;
  object["state"] = state_word(bond.state);
  object["reason"] = reason_word(bond.reason);
  object["active_member"] = bond.active_member ? Json(*bond.active_member) : Json(nullptr);
  std::string text = line_of(object);
  for (const Member& member : bond.members)
    text += line_of(member_json(bond, member));
  return text;
}

std::string resync_gone_text(const std::string& bond) {
  return fmt::format("*** {}  now  gone\n", visible(bond));
}

std::string resync_gone_json(const std::string& bond, std::uint32_t ifindex) {
  Json object = head_of(bond, ifindex);
  object["seq"] = nullptr;
  object["member"] = nullptr;
  object["exists"] = false;
  return line_of(object);
}

}  // namespace bondctl
