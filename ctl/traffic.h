// SPDX-License-Identifier: GPL-2.0-or-later
// How much devices send and receive now, from their counters at two looks.
#ifndef BONDCTL_TRAFFIC_H
#define BONDCTL_TRAFFIC_H

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "netlink.h"
#include "rtnl.h"

namespace bondctl {

struct LinkBytes {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
};

/// Bits a second.
struct Rate {
  double sent = 0;
  double received = 0;
};

/// Counters by ifindex, of the links that tell theirs.
std::map<std::uint32_t, LinkBytes> link_bytes(const std::vector<Link>& links);

class Traffic {
 public:
  /// Looks that follow too soon on the last one (by less than shortest) change nothing.
  explicit Traffic(Clock::duration shortest) : shortest_(shortest) {}
  void look(const std::map<std::uint32_t, LinkBytes>& bytes, Clock::time_point now);
  /// Rates by ifindex, of the links that were there at both looks.
  const std::map<std::uint32_t, Rate>& rates() const { return rates_; }

 private:
  Clock::duration shortest_;
  std::optional<Clock::time_point> last_;
  std::map<std::uint32_t, LinkBytes> bytes_;
  std::map<std::uint32_t, Rate> rates_;
};

}  // namespace bondctl

#endif
