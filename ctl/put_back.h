// SPDX-License-Identifier: GPL-2.0-or-later
// Gives devices back what they carried.
#ifndef BONDCTL_PUT_BACK_H
#define BONDCTL_PUT_BACK_H

#include <functional>
#include <string>
#include <vector>

#include "addressing.h"

namespace bondctl {

/// Tells the kernel what is missing now, after it has given devices the MTU they had if it is
/// smaller now, set down those that were down, and given ports of bridges their settings and guests
/// their bridge; what somebody else put in its place stays. What routers told (SLAAC) is theirs to
/// tell again. Waits some seconds for duplicate address detection when a route needs an address.
/// Returns what could not be done; throws Passing when it may be a moment later.
std::vector<std::string> put_back(Rtnl& rtnl, const Addressing& saved,
                                  const std::function<void(Clock::duration)>& sleep);

}  // namespace bondctl

#endif
