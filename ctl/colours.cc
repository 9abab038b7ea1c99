// SPDX-License-Identifier: GPL-2.0-or-later
#include "colours.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

namespace bondctl {

namespace {

/// Empty where it is not there.
std::string environment(const char* variable) {
  const char* value = std::getenv(variable);
  return value ? value : "";
}

}  // namespace

/// CLICOLOR_FORCE is for pipes to programs that understand colours.
bool wants_colours(int file) {
  if (!environment("NO_COLOR").empty())
    return false;
  const std::string force = environment("CLICOLOR_FORCE");
  const bool dumb = environment("TERM") == "dumb";
  return (isatty(file) && !dumb) || (!force.empty() && force != "0");
}

}  // namespace bondctl
