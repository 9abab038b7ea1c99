// SPDX-License-Identifier: GPL-2.0-or-later
// What monitor says of a bond after events were lost: how it is now, marked as no event.
#ifndef BONDCTL_RESYNC_H
#define BONDCTL_RESYNC_H

#include <cstdint>
#include <string>

#include "model.h"

namespace bondctl {

/// One line for the bond and one for each member.
std::string resync_text(const Bond& bond);
std::string resync_json(const Bond& bond);

/// Of a bond that events were told of and that is there no more.
std::string resync_gone_text(const std::string& bond);
std::string resync_gone_json(const std::string& bond, std::uint32_t ifindex);

}  // namespace bondctl

#endif
