// SPDX-License-Identifier: GPL-2.0-or-later
// What the kernel tells of a device by ioctl only.
#ifndef BONDCTL_DEVICE_IOCTL_H
#define BONDCTL_DEVICE_IOCTL_H

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "bridges_here.h"
#include "model.h"

namespace bondctl {

struct LinkSpeed {
  std::uint32_t mbps = 0;     ///< 0: unknown
  std::uint8_t duplex = 255;  ///< as of Member
};

/// The times that were set on a bridge: netlink tells those of the root. forward_delay_ms is what
/// netlink said, for the kernel answers in a unit of its own, jiffies.
std::optional<StpTimes> read_bridge_times(const std::string& bridge,
                                          std::uint64_t forward_delay_ms);
std::optional<LinkSpeed> read_link_speed(const std::string& device);

/// The seam for tests: what is asked of devices otherwise than by netlink.
struct DeviceQueries {
  std::function<std::optional<StpTimes>(const std::string&, std::uint64_t)> bridge_times =
      read_bridge_times;
  std::function<std::optional<LinkSpeed>(const std::string&)> link_speed = read_link_speed;
  std::function<bool(const std::string&)> may_be_bridge = bondctl::may_be_bridge;
  std::function<bool()> may_have_bridges = bondctl::may_have_bridges;
};

/// The times out of the kernel's answer.
std::optional<StpTimes> own_times(std::uint32_t forward_delay_jiffies,
                                  std::uint64_t forward_delay_ms, std::uint32_t max_age_jiffies,
                                  std::uint32_t hello_time_jiffies,
                                  std::uint32_t forward_delay_ticks);

}  // namespace bondctl

#endif
