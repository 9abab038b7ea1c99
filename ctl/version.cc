// SPDX-License-Identifier: GPL-2.0-or-later
#include "version.h"

#include <fmt/format.h>

#include <fstream>

#ifndef BONDCTL_VERSION
#define BONDCTL_VERSION "unknown"
#endif

namespace bondctl {

std::string version_text() {
  std::string module;
  std::ifstream file("/sys/module/netbond/version");
  if (file && std::getline(file, module))
    module = "netbond module " + module;
  else
    module = std::ifstream("/sys/module/netbond/refcnt") ? "netbond module of unknown version"
                                                         : "netbond module not loaded";
  return fmt::format("bondctl {}\n{}", BONDCTL_VERSION, module);
}

}  // namespace bondctl
