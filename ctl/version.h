// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef BONDCTL_VERSION_H
#define BONDCTL_VERSION_H

#include <string>

namespace bondctl {

/// bondctl's version and, if one is loaded, the module's.
std::string version_text();

}  // namespace bondctl

#endif
