// SPDX-License-Identifier: GPL-2.0-or-later
// Checks of options' values that CLI11 does not have.
#ifndef BONDCTL_CLI_CHECKS_H
#define BONDCTL_CLI_CHECKS_H

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <cstdlib>
#include <string>

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

/// What a monitoring system takes for text: '|' would begin the numbers.
std::string plugin_text(const std::string& text);

}  // namespace bondctl

#endif
