// SPDX-License-Identifier: GPL-2.0-or-later
// What ports of bridges have of their own and lose when they leave: settings, and their VLANs. The
// path cost is not among them, for that is the bond's.
#ifndef BONDCTL_PORT_SETTINGS_H
#define BONDCTL_PORT_SETTINGS_H

#include <cstdint>
#include <set>
#include <vector>

#include "rtnl.h"

namespace bondctl {

/// As the kernel tells them (RTM_NEWLINK of AF_BRIDGE), of those devices that are ports.
std::vector<Bytes> read_ports(Rtnl& rtnl, const std::set<std::uint32_t>& devices);

/// Whether a message is such a one.
bool is_port(const Bytes& message);
std::uint32_t port_of(const Bytes& message);
std::uint32_t bridge_of(const Bytes& message);

/// Gives a port the settings and VLANs that it had, and takes the VLAN from it that every port
/// begins with if it did not have that. Others that it has now stay. Throws the kernel's refusal.
void put_back_port(Rtnl& rtnl, const Bytes& then, const Bytes& now);

}  // namespace bondctl

#endif
