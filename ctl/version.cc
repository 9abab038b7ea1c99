// SPDX-License-Identifier: GPL-2.0-or-later
#include "version.h"

#include <fmt/format.h>

#include <fstream>

#ifndef BONDCTL_VERSION
#define BONDCTL_VERSION "unknown"
#endif

namespace bondctl {

Versions versions_here() {
  Versions versions{BONDCTL_VERSION, std::nullopt};
  std::ifstream file("/sys/module/netbond/version");
  if (std::string module; file && std::getline(file, module))
    versions.module = module;
  else if (std::ifstream("/sys/module/netbond/refcnt"))
    versions.module = "";
  return versions;
}

std::string version_text(const Versions& versions) {
  const std::string tool = fmt::format("bondctl {}\n", versions.tool);
  if (!versions.module)
    return tool + "netbond module not loaded";
  if (versions.module->empty())
    return tool + "netbond module of unknown version";
  std::string both = fmt::format("{}netbond module {}", tool, *versions.module);
  if (*versions.module == versions.tool)
    return both;
  return both +
         "\nThey differ: what only one of them knows is refused or shown as unknown, "
         "all else works.";
}

std::string both_versions(const Versions& versions) {
  const std::string module = versions.module.value_or("");
  return fmt::format("netbond module {}, bondctl {}",
                     module.empty() ? "of unknown version" : module, versions.tool);
}

}  // namespace bondctl
