// SPDX-License-Identifier: GPL-2.0-or-later
#include "route_message.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>

#include <algorithm>
#include <array>

namespace bondctl {

namespace {

std::vector<std::uint32_t> devices_of(const View<rtmsg>& route) {
  std::vector<std::uint32_t> devices;
  if (const std::uint32_t device = route.number(RTA_OIF))
    devices.push_back(device);
  if (nlattr* hops = route.get(RTA_MULTIPATH))
    for_each_hop(nla_data(hops), nla_len(hops), [&](const rtnexthop* hop) {
      devices.push_back(static_cast<std::uint32_t>(hop->rtnh_ifindex));
    });
  return devices;
}

std::string address_text(int family, nlattr* attr) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int size = family == AF_INET ? 4 : 16;
  if (!attr || nla_len(attr) < size ||
      !inet_ntop(family, nla_data(attr), text.data(), static_cast<socklen_t>(text.size())))
    return "?";
  return text.data();
}

std::string route_text(const View<rtmsg>& route) {
  const std::uint32_t table =
      route.get(RTA_TABLE) ? route.number(RTA_TABLE) : route.fixed.rtm_table;
  const std::string where = table == RT_TABLE_MAIN ? "" : fmt::format(" in table {}", table);
  if (!route.get(RTA_DST))
    return "route default" + where;
  return fmt::format("route {}/{}{}", address_text(route.fixed.rtm_family, route.get(RTA_DST)),
                     route.fixed.rtm_dst_len, where);
}

}  // namespace

std::vector<std::uint32_t> devices_of(const Bytes& message) {
  switch (type_of(message)) {
    case RTM_NEWADDR: return {View<ifaddrmsg>(message).fixed.ifa_index};
    case RTM_NEWNEIGH: return {static_cast<std::uint32_t>(View<ndmsg>(message).fixed.ndm_ifindex)};
    case RTM_NEWNEXTHOP: {
      const std::uint32_t device = View<nhmsg>(message).number(NHA_OIF);
      return device ? std::vector{device} : std::vector<std::uint32_t>();
    }
    default: return devices_of(View<rtmsg>(message));
  }
}

std::vector<std::uint32_t> devices_needed(const Bytes& message) {
  const bool by_object =
      type_of(message) == RTM_NEWROUTE && View<rtmsg>(message).number(RTA_NH_ID) != 0;
  return by_object ? std::vector<std::uint32_t>() : devices_of(message);
}

bool is_about(const Bytes& message, std::uint32_t device) {
  const std::vector<std::uint32_t> devices = devices_of(message);
  return std::find(devices.begin(), devices.end(), device) != devices.end();
}

std::vector<nexthop_grp> group_of(const View<nhmsg>& hop) {
  nlattr* attr = hop.get(NHA_GROUP);
  std::vector<nexthop_grp> group(
      attr ? static_cast<std::size_t>(nla_len(attr)) / sizeof(nexthop_grp) : 0);
  if (!group.empty())
    std::memcpy(group.data(), nla_data(attr), group.size() * sizeof(nexthop_grp));
  return group;
}

std::string prefix_text(const Bytes& message) {
  const View<ifaddrmsg> view(message);
  nlattr* local = view.get(IFA_LOCAL);
  return fmt::format("{}/{}",
                     address_text(view.fixed.ifa_family, local ? local : view.get(IFA_ADDRESS)),
                     view.fixed.ifa_prefixlen);
}

std::string subject_text(const Bytes& message) {
  switch (type_of(message)) {
    case RTM_NEWADDR: return "address " + prefix_text(message);
    case RTM_NEWNEIGH: {
      const View<ndmsg> view(message);
      return "neighbour " + address_text(view.fixed.ndm_family, view.get(NDA_DST));
    }
    case RTM_NEWNEXTHOP: return fmt::format("nexthop {}", View<nhmsg>(message).number(NHA_ID));
    default: return route_text(View<rtmsg>(message));
  }
}

Msg route_message(int type, const void* fixed, std::size_t size) {
  // A route of many hops is longer than what libnl makes room for.
  constexpr std::size_t kLongest = (std::size_t{1} << 16) + (1 << 12);
  Msg msg(nlmsg_alloc_size(kLongest));
  if (msg)
    nlmsg_hdr(msg.get())->nlmsg_type = static_cast<std::uint16_t>(type);
  if (!msg || nlmsg_append(msg.get(), const_cast<void*>(fixed), size, NLMSG_ALIGNTO) < 0)
    throw run_error("netlink message: out of memory (ENOMEM)");
  return msg;
}

}  // namespace bondctl
