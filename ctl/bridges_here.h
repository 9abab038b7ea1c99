// SPDX-License-Identifier: GPL-2.0-or-later
// Which devices cannot be bridges, found out without RTNL: rtnetlink waits for whoever holds it,
// and showing a bond of the module must not.
#ifndef BONDCTL_BRIDGES_HERE_H
#define BONDCTL_BRIDGES_HERE_H

#include <string>

namespace bondctl {

/// False when there is no such device in this network namespace, or it is no bridge. True also
/// when /sys is another namespace's and cannot tell.
bool may_be_bridge(const std::string& name);
/// The same of all devices.
bool may_have_bridges();

}  // namespace bondctl

#endif
