// SPDX-License-Identifier: GPL-2.0-or-later
#include "traffic.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>

#include <cstring>

namespace bondctl {

std::map<std::uint32_t, LinkBytes> link_bytes(const std::vector<Link>& links) {
  std::map<std::uint32_t, LinkBytes> all;
  for (const Link& link : links) {
    auto* header = const_cast<nlmsghdr*>(header_of(link.message));
    nlattr* attr = nlmsg_find_attr(header, sizeof(ifinfomsg), IFLA_STATS64);
    // The attribute is aligned to four bytes only, and newer kernels append counters.
    rtnl_link_stats64 stats{};
    constexpr std::size_t kNeeded = offsetof(rtnl_link_stats64, tx_bytes) + sizeof(stats.tx_bytes);
    if (!attr || static_cast<std::size_t>(nla_len(attr)) < kNeeded)
      continue;
    std::memcpy(&stats, nla_data(attr), kNeeded);
    all[link.ifindex] = {stats.tx_bytes, stats.rx_bytes};
  }
  return all;
}

void Traffic::look(const std::map<std::uint32_t, LinkBytes>& bytes, Clock::time_point now) {
  if (last_ && now - *last_ < shortest_)
    return;
  rates_.clear();
  const double seconds = last_ ? std::chrono::duration<double>(now - *last_).count() : 0;
  for (const auto& [ifindex, count] : bytes) {
    const auto before = bytes_.find(ifindex);
    if (before == bytes_.end() || count.sent < before->second.sent ||
        count.received < before->second.received || seconds <= 0)
      continue;
    rates_[ifindex] = {8 * static_cast<double>(count.sent - before->second.sent) / seconds,
                       8 * static_cast<double>(count.received - before->second.received) / seconds};
  }
  bytes_ = bytes;
  last_ = now;
}

}  // namespace bondctl
