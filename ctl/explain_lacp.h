// SPDX-License-Identifier: GPL-2.0-or-later
// The part of explain.h that is about LACP: its reasons with the numbers of the link, and traps.
#ifndef BONDCTL_EXPLAIN_LACP_H
#define BONDCTL_EXPLAIN_LACP_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "explain.h"
#include "model.h"

namespace bondctl {

/// What a reason of LACP means on a member and what mends it. Nothing when the reason is not one of
/// LACP, or nothing is known of the member's port.
std::optional<Finding> explain_lacp(const Bond& bond, const Member& member, std::uint32_t reason);

/// The same of a reason that is about the bond as a whole.
std::optional<Finding> explain_lacp(const Bond& bond, std::uint32_t reason);

/// Where the machines of a port stand and whom it faces, as a clause.
std::string lacp_standing(const LacpPort& port);

/// What will hurt although it may carry traffic now.
void find_lacp_traps(const Bond& bond, std::vector<Finding>* out);
void find_lacp_traps(const Member& member, std::vector<Finding>* out);

}  // namespace bondctl

#endif
