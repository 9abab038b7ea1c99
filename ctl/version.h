// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef BONDCTL_VERSION_H
#define BONDCTL_VERSION_H

#include <optional>
#include <string>

namespace bondctl {

/// bondctl and the module are installed apart, and a module that is loaded stays when its package
/// is replaced.
struct Versions {
  std::string tool;
  std::optional<std::string> module;  ///< empty: of unknown version; nothing: none is loaded
};

/// Of this bondctl and the loaded module.
Versions versions_here();

/// bondctl's version and, if one is loaded, the module's; and what it means when they differ.
std::string version_text(const Versions& versions);

/// "netbond module 0.1.0, bondctl 0.2.0"
std::string both_versions(const Versions& versions);

}  // namespace bondctl

#endif
