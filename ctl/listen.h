// SPDX-License-Identifier: GPL-2.0-or-later
// Hears on ports what their neighbours say of themselves. Changes nothing: the multicast groups it
// joins go with its sockets.
#ifndef BONDCTL_LISTEN_H
#define BONDCTL_LISTEN_H

#include <chrono>
#include <string>
#include <vector>

#include "frames_heard.h"

namespace bondctl {

/// Listens on all these devices at once, so long. A device that cannot be listened on says why.
std::vector<PortHeard> listen_on(const std::vector<std::string>& devices,
                                 std::chrono::milliseconds time);

}  // namespace bondctl

#endif
