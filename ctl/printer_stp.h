// SPDX-License-Identifier: GPL-2.0-or-later
// Text about bridges and their ports, for the printer of bonds.
#ifndef BONDCTL_PRINTER_STP_H
#define BONDCTL_PRINTER_STP_H

#include <string>

#include "model.h"
#include "text_table.h"

namespace bondctl {

/// One line about the bridge and the root.
std::string stp_status_line(const StpBridge& stp, const Paint& paint);

/// The table of members: one of their own, for the kernel does not tell since when.
std::string stp_members_table(const Bond& bond, const Paint& paint);

/// What --details adds: the bridge, its ports, its options.
std::string stp_details(const Bond& bond, const Paint& paint);

/// "eth0 forwarding -> blocking"
std::string stp_change_text(const StpChange& change, const std::string& member);

}  // namespace bondctl

#endif
