// SPDX-License-Identifier: GPL-2.0-or-later
// Bonds of other drivers as netbond.yaml(5) would say them.
#ifndef BONDCTL_IMPORT_H
#define BONDCTL_IMPORT_H

#include <string>
#include <vector>

#include "config.h"
#include "rtnl.h"

namespace bondctl {

/// A bond of the in-tree driver, out of all devices; notes say what has no counterpart.
ConfigBond import_bonding(const Link& bond, const std::vector<Link>& links);

/// A device of teamd, whose configuration "teamdctl NAME config dump actual" printed. Throws when
/// that is not JSON or no configuration.
ConfigBond import_team(const Link& team, const std::string& json);

/// Sets an option of the bond, or notes why not: out of range, or without meaning in its mode.
void import_option(ConfigBond* bond, const char* name, const std::vector<std::string>& value);
void import_note(ConfigBond* bond, const std::string& what);

/// What a program prints. Throws when it is not there or fails.
std::string output_of(const std::vector<std::string>& command);

}  // namespace bondctl

#endif
