// SPDX-License-Identifier: GPL-2.0-or-later
// Checks of options' values that CLI11 does not have.
#ifndef BONDCTL_CLI_CHECKS_H
#define BONDCTL_CLI_CHECKS_H

#include <CLI/App.hpp>
#include <cmath>
#include <cstdlib>
#include <string>

namespace bondctl {

/// Refuses "nan" and "inf", which CLI::Range lets pass and no integer can hold.
inline CLI::Validator finite_number() {
  return CLI::Validator(
      [](std::string& text) {
        return std::isfinite(std::strtod(text.c_str(), nullptr))
                   ? std::string()
                   : text + " is no number of seconds";
      },
      "");
}

}  // namespace bondctl

#endif
