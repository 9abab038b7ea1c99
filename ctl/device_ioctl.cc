// SPDX-License-Identifier: GPL-2.0-or-later
#include "device_ioctl.h"

#include <linux/ethtool.h>
#include <linux/if_bridge.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>

namespace bondctl {

namespace {

/// Any socket of this network namespace will do.
class Socket {
 public:
  Socket() : fd_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}
  ~Socket() {
    if (fd_ >= 0)
      close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool ask(unsigned long request, const std::string& device, void* data) const {
    ifreq asked{};
    if (fd_ < 0 || device.size() >= sizeof(asked.ifr_name))
      return false;
    std::memcpy(asked.ifr_name, device.c_str(), device.size());
    asked.ifr_data = static_cast<char*>(data);
    return ioctl(fd_, request, &asked) == 0;
  }

 private:
  int fd_;
};

/// The three bit maps of link modes that follow the settings, as long as they may ever be.
constexpr std::size_t kLinkModes = std::size_t{3} * 127 * sizeof(std::uint32_t);

}  // namespace

std::optional<StpTimes> own_times(std::uint32_t forward_delay_jiffies,
                                  std::uint64_t forward_delay_ms, std::uint32_t max_age_jiffies,
                                  std::uint32_t hello_time_jiffies,
                                  std::uint32_t forward_delay_ticks) {
  // A root may say anything; of so short a time too little is left to know jiffies by.
  constexpr std::uint64_t kLeastMs = 200;
  if (forward_delay_jiffies == 0 || forward_delay_ms < kLeastMs)
    return std::nullopt;
  // What netlink tells is cut to a hundredth of a second, and the times of the root may be any.
  constexpr std::uint64_t kRates[] = {100, 250, 300, 1000};
  const auto off = [&](std::uint64_t rate) {
    const std::uint64_t told = rate * forward_delay_ms;
    const std::uint64_t counted = std::uint64_t{1000} * forward_delay_jiffies;
    return told > counted ? told - counted : counted - told;
  };
  const std::uint64_t rate =
      *std::min_element(std::begin(kRates), std::end(kRates),
                        [&](std::uint64_t a, std::uint64_t b) { return off(a) < off(b); });
  const auto ms = [&](std::uint64_t jiffies) { return jiffies * 1000 / rate; };
  // The own forward delay is cut, too; most often it is the root's.
  const std::uint64_t root_ms = ms(forward_delay_jiffies);
  const bool same = root_ms / kMsPerStpTick == forward_delay_ticks;
  return StpTimes{ms(hello_time_jiffies), same ? root_ms : forward_delay_ticks * kMsPerStpTick,
                  ms(max_age_jiffies)};
}

std::optional<StpTimes> read_bridge_times(const std::string& bridge,
                                          std::uint64_t forward_delay_ms) {
  __bridge_info info{};
  std::array<unsigned long, 4> arguments = {BRCTL_GET_BRIDGE_INFO,
                                            reinterpret_cast<unsigned long>(&info), 0, 0};
  if (!Socket().ask(SIOCDEVPRIVATE, bridge, arguments.data()))
    return std::nullopt;
  return own_times(info.forward_delay, forward_delay_ms, info.bridge_max_age,
                   info.bridge_hello_time, info.bridge_forward_delay);
}

std::optional<LinkSpeed> read_link_speed(const std::string& device) {
  const Socket socket;
  alignas(ethtool_link_settings)
      std::array<std::uint8_t, sizeof(ethtool_link_settings) + kLinkModes>
          room{};
  auto* settings = reinterpret_cast<ethtool_link_settings*>(room.data());
  settings->cmd = ETHTOOL_GLINKSETTINGS;
  // The first answer is how long the bit maps are, negative.
  if (!socket.ask(SIOCETHTOOL, device, settings) || settings->link_mode_masks_nwords >= 0)
    return std::nullopt;
  settings->cmd = ETHTOOL_GLINKSETTINGS;
  settings->link_mode_masks_nwords = static_cast<std::int8_t>(-settings->link_mode_masks_nwords);
  if (!socket.ask(SIOCETHTOOL, device, settings))
    return std::nullopt;
  const std::uint32_t speed = settings->speed;
  return LinkSpeed{speed == static_cast<std::uint32_t>(SPEED_UNKNOWN) ? 0 : speed,
                   settings->duplex};
}

}  // namespace bondctl
