// SPDX-License-Identifier: GPL-2.0-or-later
#include "options.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

#include "error.h"
#include "words.h"

namespace bondctl {

namespace {

constexpr OptionType U32 = OptionType::kU32;
constexpr OptionType BOOL = OptionType::kBool;
constexpr OptionType ENUM = OptionType::kEnum;
constexpr OptionType IFNAME = OptionType::kIfname;
constexpr OptionType IPV4S = OptionType::kIpv4s;
constexpr OptionType IPV6S = OptionType::kIpv6s;
constexpr OptionType MAC = OptionType::kMac;
constexpr OptionWhen LIVE = OptionWhen::kLive;
constexpr OptionWhen CREATE = OptionWhen::kCreate;
constexpr OptionWhen COMMAND = OptionWhen::kCommand;

constexpr OptionRow kRows[] = {
#define NETBOND_OPTION(name, ID, TYPE, min, max, def, modes, WHEN, unit, words, help) \
  {#name, NETBOND_OPT_##ID, TYPE, min, max, def, modes, WHEN, unit, words, help},
#define NETBOND_OPTION_ALIAS(name, other)
#include "netbond/option_table.h"
};

constexpr std::pair<const char*, const char*> kAliases[] = {
#define NETBOND_OPTION(name, ID, TYPE, min, max, def, modes, WHEN, unit, words, help)
#define NETBOND_OPTION_ALIAS(name, other) {#name, #other},
#include "netbond/option_table.h"
};

constexpr std::uint32_t kAllModes = 0x7f;
constexpr std::uint32_t kShortestProbeInterval = 5;

std::string dashed(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

bool same_name(std::string_view a, std::string_view b) {
  return dashed(a) == dashed(b);
}

Error not_allowed(const OptionRow& row, const std::string& given) {
  return usage_error(fmt::format("{}: '{}' is not allowed, give {}", option_flag(row), given,
                                 option_allowed(row)));
}

std::uint32_t parse_number(const OptionRow& row, const std::string& text) {
  const std::optional<std::uint32_t> value = whole_number<std::uint32_t>(text);
  const bool too_short =
      row.id == NETBOND_OPT_ARP_INTERVAL && value && *value > 0 && *value < kShortestProbeInterval;
  if (!value || *value < row.min || *value > row.max || too_short)
    throw not_allowed(row, text);
  return *value;
}

std::uint32_t parse_bool(const OptionRow& row, const std::string& text) {
  if (text == "1" || text == "on" || text == "yes" || text == "true")
    return 1;
  if (text == "0" || text == "off" || text == "no" || text == "false")
    return 0;
  throw not_allowed(row, text);
}

std::uint32_t parse_word(const OptionRow& row, const std::string& text) {
  const std::vector<std::string> words = option_words(row);
  const auto found = std::find_if(words.begin(), words.end(),
                                  [&](const std::string& word) { return same_name(word, text); });
  if (found != words.end())
    return static_cast<std::uint32_t>(found - words.begin());
  return parse_number(row, text);
}

/// Empty, "none" and all zero are the same: nothing is set.
Mac parse_unicast(const OptionRow& row, const std::string& text) {
  if (text.empty() || text == "none")
    return Mac{};
  const std::optional<Mac> mac = parse_mac(text);
  if (!mac)
    throw not_allowed(row, text);
  if (mac->front() & 1)
    throw usage_error(fmt::format("{}: '{}' is a multicast address, give {}", option_flag(row),
                                  text, option_allowed(row)));
  return *mac;
}

bool can_be_probed(const Address& address) {
  const auto is = [](std::uint8_t wanted) {
    return [wanted](std::uint8_t b) { return b == wanted; };
  };
  const std::uint8_t* first = address.bytes.data();
  if (address.ipv6)
    return *first != 0xff && !std::all_of(first, first + 16, is(0));
  return (*first & 0xf0) != 0xe0 && !std::all_of(first, first + 4, is(0)) &&
         !std::all_of(first, first + 4, is(0xff));
}

/// Beyond what no link could have: what is this host itself.
bool is_of_another_host(const Address& address) {
  const std::uint8_t* first = address.bytes.data();
  if (!address.ipv6)
    return *first != 0 && *first != 127;
  constexpr std::uint8_t kLoopback[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  constexpr std::uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return !std::equal(std::begin(kLoopback), std::end(kLoopback), first) &&
         !std::equal(std::begin(kMapped), std::end(kMapped), first);
}

std::vector<Address> parse_addresses(const OptionRow& row, const std::vector<std::string>& given) {
  std::vector<Address> list;
  for (const std::string& item : listed(option_flag(row), given)) {
    const std::optional<Address> address = parse_address(item, row.type == IPV6S);
    if (!address || !can_be_probed(*address))
      throw not_allowed(row, item);
    list.push_back(*address);
  }
  if (list.size() > row.max)
    throw not_allowed(row, fmt::format("{} addresses", list.size()));
  return list;
}

}  // namespace

std::span<const OptionRow> option_rows() {
  return kRows;
}

const OptionRow* find_option(std::string_view name) {
  for (const auto& [alias, other] : kAliases) {
    if (same_name(alias, name))
      name = other;
  }
  for (const OptionRow& row : kRows) {
    if (same_name(row.name, name))
      return &row;
  }
  return nullptr;
}

const OptionRow* option_by_id(std::uint16_t id) {
  const OptionRow* row = std::find_if(std::begin(kRows), std::end(kRows),
                                      [&](const OptionRow& r) { return r.id == id; });
  return row == std::end(kRows) ? nullptr : row;
}

std::string option_flag(const OptionRow& row) {
  return "--" + dashed(row.name);
}

std::vector<std::string> option_aliases(const OptionRow& row) {
  std::vector<std::string> names;
  for (const auto& [alias, other] : kAliases) {
    if (std::string_view(other) == row.name)
      names.emplace_back(alias);
  }
  return names;
}

std::vector<std::string> option_alias_flags(const OptionRow& row) {
  std::vector<std::string> flags;
  for (const std::string& alias : option_aliases(row))
    flags.push_back("--" + dashed(alias));
  return flags;
}

std::vector<std::string> option_words(const OptionRow& row) {
  return split(row.words, ' ');
}

std::string option_allowed(const OptionRow& row) {
  const std::string unit = *row.unit ? fmt::format(" {}", row.unit) : "";
  switch (row.type) {
    case U32:
      if (row.id == NETBOND_OPT_ARP_INTERVAL)
        return fmt::format("0 or {}..{}{}", kShortestProbeInterval, row.max, unit);
      return fmt::format("{}..{}{}", row.min, row.max, unit);
    case BOOL: return "on or off (1/0, yes/no)";
    case ENUM: return fmt::format("{} ({}..{})", join(option_words(row), ", "), row.min, row.max);
    case IFNAME: return "a device's name, or '' for none";
    case IPV4S: return fmt::format("up to {} IPv4 unicast addresses, by comma; '' clears", row.max);
    case IPV6S: return fmt::format("up to {} IPv6 unicast addresses, by comma; '' clears", row.max);
    case MAC: return "a unicast MAC address, or none";
  }
  return "";
}

std::string option_modes(const OptionRow& row) {
  if (row.modes == kAllModes)
    return "all";
  const std::vector<std::string> modes = option_words(kRows[0]);
  std::vector<std::string> used;
  for (std::size_t i = 0; i < modes.size(); i++) {
    if (row.modes & (1u << i))
      used.push_back(modes[i]);
  }
  return join(used, ", ");
}

OptionValue parse_option(const OptionRow& row, const std::vector<std::string>& given) {
  if (row.type == IPV4S || row.type == IPV6S)
    return parse_addresses(row, given);
  if (given.size() != 1)
    throw usage_error(
        fmt::format("{}: given {} times, give it once", option_flag(row), given.size()));
  switch (row.type) {
    case BOOL: return parse_bool(row, given[0]);
    case ENUM: return parse_word(row, given[0]);
    case IFNAME:
      if (!given[0].empty())
        check_ifname(option_flag(row), given[0]);
      return given[0];
    case MAC: return parse_unicast(row, given[0]);
    default: return parse_number(row, given[0]);
  }
}

std::string kernel_objection(const OptionValue& value) {
  const auto* list = std::get_if<std::vector<Address>>(&value);
  if (!list)
    return "";
  for (auto at = list->begin(); at != list->end(); ++at) {
    if (!is_of_another_host(*at))
      return fmt::format("'{}' is not the address of one other host", address_text(*at));
    if (std::find(list->begin(), at, *at) != at)
      return fmt::format("'{}' is given twice", address_text(*at));
  }
  return "";
}

OptionValue option_default(const OptionRow& row) {
  if (row.type == IPV4S || row.type == IPV6S)
    return std::vector<Address>{};
  if (row.type == IFNAME)
    return std::string();
  if (row.type == MAC)
    return Mac{};
  return row.def;
}

std::string option_text(const OptionRow& row, const OptionValue& value) {
  if (const auto* list = std::get_if<std::vector<Address>>(&value)) {
    std::vector<std::string> texts;
    std::transform(list->begin(), list->end(), std::back_inserter(texts), address_text);
    return texts.empty() ? "none" : join(texts, ",");
  }
  if (const auto* name = std::get_if<std::string>(&value))
    return name->empty() ? "none" : *name;
  if (const auto* mac = std::get_if<Mac>(&value))
    return *mac == Mac{} ? "none" : mac_text(mac->data());
  const std::uint32_t number = std::get<std::uint32_t>(value);
  const std::vector<std::string> words = option_words(row);
  if (row.type == ENUM)
    return number < words.size() ? words[number] : fmt::format("unknown_{}", number);
  if (row.type == BOOL)
    return number ? "on" : "off";
  return *row.unit ? fmt::format("{} {}", number, row.unit) : fmt::format("{}", number);
}

bool option_applies(const OptionRow& row, const Options& options) {
  const std::uint32_t mode = number_of(options, NETBOND_OPT_MODE);
  return mode < 32 && (row.modes & (1u << mode));
}

std::uint32_t number_of(const Options& options, std::uint16_t id) {
  const auto found = options.find(id);
  if (found != options.end()) {
    if (const auto* number = std::get_if<std::uint32_t>(&found->second))
      return *number;
  }
  const OptionRow* row = option_by_id(id);
  return row ? row->def : 0;
}

bool moves_address(const Options& options) {
  return number_of(options, NETBOND_OPT_FAIL_OVER_MAC) == NETBOND_FAIL_OVER_MAC_ACTIVE;
}

std::string name_of(const Options& options, std::uint16_t id) {
  const auto found = options.find(id);
  if (found == options.end())
    return "";
  const auto* name = std::get_if<std::string>(&found->second);
  return name ? *name : "";
}

std::string mac_of(const Options& options, std::uint16_t id) {
  const auto found = options.find(id);
  if (found == options.end())
    return "";
  const auto* mac = std::get_if<Mac>(&found->second);
  return mac && *mac != Mac{} ? mac_text(mac->data()) : "";
}

std::string mode_word(const Bond& bond) {
  if (bond.stp)
    return "stp";
  return option_text(kRows[0], number_of(bond.options, NETBOND_OPT_MODE));
}

std::vector<std::string> listed(const std::string& what, const std::vector<std::string>& given) {
  const std::string whole = join(given, ",");
  const auto two_commas = std::adjacent_find(whole.begin(), whole.end(),
                                             [](char a, char b) { return a == ',' && b == ','; });
  if (whole.starts_with(',') || whole.ends_with(',') || two_commas != whole.end())
    throw usage_error(fmt::format(
        "{}: '{}' has an empty item, as an unset variable leaves it; leave it out", what, whole));
  return split(whole, ',');
}

std::int32_t parse_prio(const std::string& text) {
  const std::optional<std::int32_t> value = whole_number<std::int32_t>(text);
  if (!value) {
    using Limits = std::numeric_limits<std::int32_t>;
    throw usage_error(fmt::format("--prio: '{}' is not allowed, give {}..{}", text, Limits::min(),
                                  Limits::max()));
  }
  return *value;
}

std::uint32_t parse_weight(const std::string& text) {
  const std::optional<std::uint32_t> value = whole_number<std::uint32_t>(text);
  if (!value || *value < 1 || *value > kMaxWeight)
    throw usage_error(fmt::format("--weight: '{}' is not allowed, give 1..{}", text, kMaxWeight));
  return *value;
}

std::uint32_t parse_actor_port_prio(const std::string& text) {
  const std::optional<std::uint32_t> value = whole_number<std::uint32_t>(text);
  if (!value || *value > kMaxPortPriority)
    throw usage_error(
        fmt::format("--actor-port-prio: '{}' is not allowed, give 0..{}", text, kMaxPortPriority));
  return *value;
}

void check_ifname(const std::string& what, const std::string& name) {
  const auto bad = [](unsigned char c) { return !c || c == '/' || c == ':' || std::isspace(c); };
  if (name.empty() || name.size() > 15 || name == "." || name == ".." ||
      std::any_of(name.begin(), name.end(), bad)) {
    throw usage_error(
        fmt::format("{}: '{}' is no device name, give 1 to 15 characters without blank, '/' or ':'",
                    what, name));
  }
}

}  // namespace bondctl
