// SPDX-License-Identifier: GPL-2.0-or-later
// The option table as C++: names, limits, reading and writing of values.
// Everything here comes from include/netbond/option_table.h.
#ifndef BONDCTL_OPTIONS_H
#define BONDCTL_OPTIONS_H

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model.h"

namespace bondctl {

enum class OptionType { kU32, kBool, kEnum, kIfname, kIpv4s, kIpv6s, kMac };
enum class OptionWhen { kLive, kCreate, kCommand };

struct OptionRow {
  const char* name;  ///< in-tree spelling, with '_'
  std::uint16_t id;  ///< NETBOND_OPT_*
  OptionType type;
  std::uint32_t min;
  std::uint32_t max;
  std::uint32_t def;
  std::uint32_t modes;  ///< bits 1 << NETBOND_MODE_*
  OptionWhen when;
  const char* unit;
  const char* words;
  const char* help;
};

std::span<const OptionRow> option_rows();

/// By name or in-tree alias, '-' and '_' alike; null if there is none.
const OptionRow* find_option(std::string_view name);
const OptionRow* option_by_id(std::uint16_t id);

/// "--arp-interval"
std::string option_flag(const OptionRow& row);
/// Other in-tree names of the same option.
std::vector<std::string> option_aliases(const OptionRow& row);
/// The same as flags.
std::vector<std::string> option_alias_flags(const OptionRow& row);
std::vector<std::string> option_words(const OptionRow& row);

/// What may be given, for messages and help: "0 or 5..60000 ms", "any or all (0..1)".
std::string option_allowed(const OptionRow& row);
/// "all" or the modes in which it means something.
std::string option_modes(const OptionRow& row);

/// Reads what the user gave (several texts: the option was repeated). Throws a usage error that
/// names the option and what is allowed.
OptionValue parse_option(const OptionRow& row, const std::vector<std::string>& given);

/// What the kernel will have against a value that parse_option() took; empty: nothing that can be
/// seen.
std::string kernel_objection(const OptionValue& value);

/// What stands between commas in texts of one option. Nothing at all is an empty list; a usage
/// error that names the option when one item of several is empty: it was to be something.
std::vector<std::string> listed(const std::string& what, const std::vector<std::string>& given);

OptionValue option_default(const OptionRow& row);
/// Text for people: word, number with unit, list with commas, "none".
std::string option_text(const OptionRow& row, const OptionValue& value);

/// Whether the option means something in the mode of a bond with these options.
bool option_applies(const OptionRow& row, const Options& options);

/// Value of a kept option, or its default if the kernel did not send it.
std::uint32_t number_of(const Options& options, std::uint16_t id);
/// Whether a bond has its active member's MAC address, and can be given none.
bool moves_address(const Options& options);
std::string name_of(const Options& options, std::uint16_t id);
/// As text; empty for none.
std::string mac_of(const Options& options, std::uint16_t id);
std::string mode_word(const Bond& bond);

/// Greatest weight of a member, as in the spec.
constexpr std::uint32_t kMaxWeight = 255;
/// Greatest LACP priority of a port, which two octets of an LACPDU hold.
constexpr std::uint32_t kMaxPortPriority = 65535;

/// What a member has that is told nothing else, as in the spec.
constexpr std::int32_t kDefaultPrio = 0;
constexpr std::uint32_t kDefaultWeight = 1;
constexpr std::uint32_t kDefaultPortPriority = 255;

/// Read a member's --prio, --weight and --actor-port-prio.
std::int32_t parse_prio(const std::string& text);
std::uint32_t parse_weight(const std::string& text);
std::uint32_t parse_actor_port_prio(const std::string& text);
/// Throws a usage error unless the kernel could accept it as a device's name.
void check_ifname(const std::string& what, const std::string& name);

}  // namespace bondctl

#endif
