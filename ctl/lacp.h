// SPDX-License-Identifier: GPL-2.0-or-later
// What the numbers of LACP ports mean. Pure: model in, words and answers out.
#ifndef BONDCTL_LACP_H
#define BONDCTL_LACP_H

#include <cstdint>
#include <string>
#include <vector>

#include "model.h"

namespace bondctl {

/// Flags of the state octet (IEEE 802.1AX 6.4.2.3).
enum LacpFlag : std::uint32_t {
  kLacpActivity = 0x01,
  kLacpTimeout = 0x02,  ///< short
  kLacpAggregation = 0x04,
  kLacpSynchronization = 0x08,
  kLacpCollecting = 0x10,
  kLacpDistributing = 0x20,
  kLacpDefaulted = 0x40,
  kLacpExpired = 0x80,
};

inline bool has_flag(const LacpEnd& end, LacpFlag flag) {
  return (end.state & flag) != 0;
}

/// "activity", "timeout", ...: the flags that are set, from the lowest.
std::vector<std::string> lacp_flag_words(std::uint32_t state);

/// Whether the partner's information came in LACPDUs; else it is the default.
bool lacp_partner_known(const LacpEnd& actor);
/// Whether LACPDUs come in now.
bool lacp_hears(const Member& member);
/// Whether the partner's port priorities choose the links in use, its system ID being the better
/// one (6.7.1).
bool lacp_partner_decides(const LacpPort& port);

/// The other members that carry the traffic: of the bond's aggregator those that distribute, or
/// while none does, those that are selected.
std::vector<const Member*> lacp_carriers(const Bond& bond, const Member& except);

}  // namespace bondctl

#endif
