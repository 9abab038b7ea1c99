// SPDX-License-Identifier: GPL-2.0-or-later
// The options of mode stp, a table of their own: the kernel's bridge has them, not the module.
#ifndef BONDCTL_STP_OPTIONS_H
#define BONDCTL_STP_OPTIONS_H

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model.h"

namespace bondctl {

/// Numbers are the kernel's: times are hundredths of a second, of which ip may have set any.
struct StpOptionRow {
  const char* name;  ///< with '_'
  std::optional<std::uint32_t> StpOptions::*value;
  std::uint32_t kernel_min;  ///< a file may say it, for a bridge may be so
  std::uint32_t min;         ///< less fits no value of the others
  std::uint32_t max;
  std::uint32_t def;
  std::uint32_t step;
  std::uint32_t scale;  ///< what people write as 1
  const char* unit;
  const char* help;
};

std::span<const StpOptionRow> stp_option_rows();

/// By name, '-' and '_' alike; null if there is none.
const StpOptionRow* find_stp_option(std::string_view name);

/// "--forward-delay"
std::string stp_option_flag(const StpOptionRow& row);
/// What may be given, for messages and help: "4..30 s"
std::string stp_option_allowed(const StpOptionRow& row);
/// In what people write: "15", "4.5".
double stp_option_number(const StpOptionRow& row, std::uint32_t value);
std::string stp_option_text(const StpOptionRow& row, std::uint32_t value);

/// Reads what the user gave (several texts: the option was repeated). Throws a usage error that
/// names the option and what is allowed.
std::uint32_t parse_stp_option(const StpOptionRow& row, const std::vector<std::string>& given);

/// Reads what was saved of a bridge; nothing when it is no number.
std::optional<std::uint32_t> read_stp_option(const StpOptionRow& row, const std::string& saved);

/// Whether anything is given.
bool any_of(const StpOptions& options);
/// The second, where the first has nothing.
StpOptions merged(const StpOptions& options, const StpOptions& otherwise);
StpOptions stp_defaults();

/// Throws a usage error unless the times of a whole set of options fit each other.
void check_stp_times(const StpOptions& options);

/// What is set on a bridge, as far as that can be known: path_cost only when all members have the
/// same.
StpOptions stp_options_of(const Bond& bond);

}  // namespace bondctl

#endif
