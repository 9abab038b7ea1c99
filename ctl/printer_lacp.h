// SPDX-License-Identifier: GPL-2.0-or-later
// Text about aggregators and LACP ports, for the printer of bonds.
#ifndef BONDCTL_PRINTER_LACP_H
#define BONDCTL_PRINTER_LACP_H

#include <string>

#include "model.h"
#include "text_table.h"

namespace bondctl {

/// One line about the aggregator that carries the traffic.
std::string lacp_status_line(const LacpStatus& status, const Paint& paint);

/// The number of the member's aggregator, for the table of members.
Cell lacp_cell(const Member& member);

/// All that is known of a port, some lines.
std::string lacp_details(const LacpPort& port);

}  // namespace bondctl

#endif
