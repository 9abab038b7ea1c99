// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <iterator>

#include "config.h"
#include "options.h"
#include "stp_options.h"
#include "words.h"

namespace bondctl {

namespace {

/// Words that readers of YAML take for something else than text.
bool is_reserved(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr const char* kReserved[] = {"y",  "n",   "yes",  "no", "true",
                                       "on", "off", "null", "~",  "false"};
  return std::find(std::begin(kReserved), std::end(kReserved), text) != std::end(kReserved);
}

/// The second half of the control characters, which terminals obey, too.
bool is_high_control(unsigned char c) {
  return c >= 0x80 && c <= 0x9f;
}

/// Text that every reader of YAML takes for this text: plain where it is plain, else in quotes.
std::string quoted(const std::string& text) {
  const auto plain = [](unsigned char c) { return std::isalnum(c) || std::strchr("_-+.", c); };
  if (!text.empty() && std::isalpha(static_cast<unsigned char>(text[0])) && !is_reserved(text) &&
      std::all_of(text.begin(), text.end(), plain))
    return text;
  std::string out = "\"";
  unsigned char before = 0;
  for (std::size_t i = 0; i < text.size(); i++) {
    const auto c = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(text.c_str()[i + 1]);
    if (c == '"' || c == '\\')
      out += '\\';
    if (c == 0xc2 && is_high_control(next)) {
      // Two bytes of UTF-8 are one control character; the second alone is written.
    } else if (std::iscntrl(c) || (is_high_control(c) && before == 0xc2)) {
      out += fmt::format("\\x{:02x}", c);
    } else {
      out += text[i];
    }
    before = c;
  }
  return out + "\"";
}

/// With its notation as in option_text(), but without a unit.
std::string option_yaml(const OptionRow& row, const OptionValue& value) {
  if (const auto* list = std::get_if<std::vector<Address>>(&value)) {
    std::vector<std::string> texts;
    std::transform(list->begin(), list->end(), std::back_inserter(texts), [](const Address& a) {
      return a.ipv6 ? "\"" + address_text(a) + "\"" : address_text(a);
    });
    return "[" + join(texts, ", ") + "]";
  }
  if (const auto* name = std::get_if<std::string>(&value))
    return quoted(*name);
  if (row.type == OptionType::kU32)
    return fmt::format("{}", std::get<std::uint32_t>(value));
  if (row.type == OptionType::kBool)
    return std::get<std::uint32_t>(value) ? "true" : "false";
  const std::string text = option_text(row, value);
  return row.type == OptionType::kEnum && row.id == NETBOND_OPT_MODE ? text : quoted(text);
}

std::string member_yaml(const MemberRequest& member, const std::optional<StpOptions>& stp) {
  std::vector<std::string> settings;
  if (stp && member.path_cost && member.path_cost != merged(*stp, stp_defaults()).path_cost)
    settings.push_back(fmt::format("path_cost: {}", *member.path_cost));
  if (member.prio.value_or(kDefaultPrio) != kDefaultPrio)
    settings.push_back(fmt::format("prio: {}", *member.prio));
  if (member.weight.value_or(kDefaultWeight) != kDefaultWeight)
    settings.push_back(fmt::format("weight: {}", *member.weight));
  if (member.actor_port_prio.value_or(kDefaultPortPriority) != kDefaultPortPriority)
    settings.push_back(fmt::format("actor_port_prio: {}", *member.actor_port_prio));
  return fmt::format("{}: {{{}}}", quoted(member.name), join(settings, ", "));
}

std::string members_yaml(const std::vector<ConfigMember>& members,
                         const std::optional<StpOptions>& stp) {
  if (members.empty())
    return "    members: {}\n";
  std::string out = "    members:\n";
  for (const ConfigMember& member : members)
    out += fmt::format("      {}\n", member_yaml(member.request, stp));
  return out;
}

/// Options in the order of the table, those at their defaults left out.
std::string options_yaml(const Options& options) {
  std::string out;
  for (const OptionRow& row : option_rows()) {
    const auto given = options.find(row.id);
    if (given == options.end() ||
        (row.id != NETBOND_OPT_MODE && given->second == option_default(row)))
      continue;
    out += fmt::format("    {}: {}\n", row.name, option_yaml(row, given->second));
  }
  return out;
}

std::string stp_yaml(const StpOptions& options) {
  std::string out;
  for (const StpOptionRow& row : stp_option_rows()) {
    if (options.*row.value && options.*row.value != row.def)
      out += fmt::format("    {}: {:g}\n", row.name, stp_option_number(row, *(options.*row.value)));
  }
  return out;
}

std::string bond_yaml(const ConfigBond& bond) {
  std::string out = fmt::format("  {}:\n", quoted(bond.name));
  if (bond.absent)
    return out + "    absent: true\n";
  for (const std::string& note : bond.notes)
    out += fmt::format("    # {}\n", note);
  const auto mode = bond.options.find(NETBOND_OPT_MODE);
  Options others = bond.options;
  if (mode != bond.options.end()) {
    out += options_yaml({*mode});
    others.erase(NETBOND_OPT_MODE);
  }
  if (bond.stp)
    out += "    mode: stp\n";
  if (bond.up)
    out += fmt::format("    up: {}\n", *bond.up);
  if (bond.mtu)
    out += fmt::format("    mtu: {}\n", *bond.mtu);
  if (bond.address)
    out += fmt::format("    address: \"{}\"\n", mac_text(bond.address->data()));
  out += bond.stp ? stp_yaml(*bond.stp) : options_yaml(others);
  if (bond.members)
    out += members_yaml(*bond.members, bond.stp);
  return out;
}

/// The address that a new bond of these members gets: its first one's. A bridge gets the lowest.
std::string brought_address(const Bond& bond) {
  if (!bond.stp)
    return bond.members.front().permanent_address;
  return std::min_element(bond.members.begin(), bond.members.end(),
                          [](const Member& a, const Member& b) { return a.address < b.address; })
      ->address;
}

/// Whether the bond would have another address if it were made anew.
bool has_own_address(const Bond& bond) {
  return !bond.members.empty() && !moves_address(bond.options) &&
         brought_address(bond) != bond.address;
}

}  // namespace

std::string config_text(const Config& config) {
  std::string out =
      fmt::format("version: {}\nbonds:{}\n", kConfigVersion, config.bonds.empty() ? " {}" : "");
  for (const ConfigBond& bond : config.bonds)
    out += bond_yaml(bond);
  return out;
}

ConfigBond config_of(const Bond& bond) {
  ConfigBond out;
  out.name = bond.name;
  for (const auto& [id, value] : bond.options) {
    const OptionRow* row = option_by_id(id);
    if (row && (id == NETBOND_OPT_MODE || value != option_default(*row)))
      out.options[id] = value;
  }
  if (bond.stp)
    out.stp = merged(stp_options_of(bond), stp_defaults());
  out.up = bond.up;
  out.mtu = bond.mtu;
  if (has_own_address(bond))
    out.address = parse_mac(bond.address);
  out.members.emplace();
  for (const Member& member : bond.members) {
    const MemberRequest request{member.name, member.prio, member.weight, member.actor_port_prio};
    const std::uint32_t cost = member.stp ? member.stp->path_cost : 0;
    out.members->push_back({bond.stp ? with_defaults(request, cost) : with_defaults(request), {}});
  }
  return out;
}

}  // namespace bondctl
