// SPDX-License-Identifier: GPL-2.0-or-later
// Checks of options' values that CLI11 does not have.
#ifndef BONDCTL_CLI_CHECKS_H
#define BONDCTL_CLI_CHECKS_H

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "words.h"

namespace bondctl {

/// Unlike CLI::Range it refuses "nan", and says what is allowed in few digits.
inline CLI::Validator seconds_within(double least, double most) {
  return CLI::Validator(
      [=](std::string& text) {
        char* end = nullptr;
        const double seconds = std::strtod(text.c_str(), &end);
        if (!text.empty() && !*end && seconds >= least && seconds <= most)
          return std::string();
        return fmt::format("'{}' is not allowed, give {:g} to {:g} seconds", text, least, most);
      },
      "");
}

constexpr std::uint64_t kMostCount = 1'000'000'000;

/// Unlike CLI::Range it takes no number for another that does not fit, and writes it without zeros
/// in front, which CLI11 would take for octal: to be given to transform(), not to check().
inline CLI::Validator whole_within(std::uint64_t least, std::uint64_t most) {
  return CLI::Validator(
      [=](std::string& text) {
        const std::optional<std::uint64_t> number = whole_number<std::uint64_t>(text);
        if (!number || *number < least || *number > most)
          return fmt::format("'{}' is not allowed, give {} to {}", text, least, most);
        text = std::to_string(*number);
        return std::string();
      },
      "");
}

/// What a monitoring system takes for text: '|' would begin the numbers.
std::string plugin_text(const std::string& text);

}  // namespace bondctl

#endif
