// SPDX-License-Identifier: GPL-2.0-or-later
// Makes of what the kernel told of an address or a route what it takes.
#ifndef BONDCTL_ROUTE_REQUEST_H
#define BONDCTL_ROUTE_REQUEST_H

#include <cstdint>
#include <map>
#include <set>

#include "netlink.h"

namespace bondctl {

/// Old number of a device to the one it has now.
using DeviceNumbers = std::map<std::uint32_t, std::uint32_t>;

/// With the numbers of now, what is left of lifetimes some seconds later, and without what the
/// kernel alone decides. Nothing when there is nothing to tell: a device or the time is gone.
Msg route_request(const Bytes& told, const DeviceNumbers& numbers, std::int64_t elapsed);

/// What makes two requests the same: of an address not how long it lives, else everything.
Bytes identity_of(nl_msg* request);

/// Of what may be there otherwise than it was: neighbours, and nexthop groups and routes of IPv6,
/// of which a device that goes down takes parts. Routes of IPv4 keep their hops.
struct Parts {
  Bytes whole;  ///< which neighbour, group or route; empty for all else
  std::set<Bytes> parts;
};
Parts parts_of(nl_msg* request);

/// Parts::whole of a route of IPv6 as it is told; empty for all else.
Bytes place_of(const Bytes& told);

}  // namespace bondctl

#endif
