// SPDX-License-Identifier: GPL-2.0-or-later
// What devices carry beside their own settings and lose when they go down to join a bond:
// addresses, permanent neighbours, nexthop objects and routes. It is kept as the kernel told it, so
// that nothing that a route may have gets lost on the way back (put_back.h). And what a device that
// stands on another has to follow it in: a smaller MTU, and being up; and what a port of a bridge
// loses when it leaves (port_settings.h).
#ifndef BONDCTL_ADDRESSING_H
#define BONDCTL_ADDRESSING_H

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "rtnl.h"

namespace bondctl {

struct Addressing {
  struct Device {
    std::uint32_t ifindex;
    std::string name;
    std::uint32_t mtu;
    bool up;
  };
  std::vector<Device> devices;
  std::vector<Bytes> messages;  ///< RTM_NEW* each, of these devices
  std::vector<Bytes> ports;     ///< RTM_NEWLINK of AF_BRIDGE, of those that are ports
  std::int64_t taken = 0;       ///< of seconds_since_boot()
};

/// Also of those asleep.
std::int64_t seconds_since_boot();

/// Of these devices and of all that stand on them (VLANs, masters); names that are not there are
/// left out. What the kernel makes by itself of an address or of a device that is up is left out.
Addressing read_addressing(Rtnl& rtnl, const std::vector<std::string>& devices);

enum class Nexthops { kOfDevices, kAll };

/// The messages alone, of devices by number. Routes of IPv6 also of other devices, in places (of
/// place_of()) and where one of these devices has one: what is beside it.
std::vector<Bytes> read_messages(Rtnl& rtnl, const std::set<std::uint32_t>& devices,
                                 Nexthops nexthops, const std::set<Bytes>& places = {});

/// "10.0.0.1/24, 2001:db8::1/64 and the default route"; empty for nothing.
std::string carried_text(const Addressing& addressing, const std::string& device);

}  // namespace bondctl

#endif
