// SPDX-License-Identifier: GPL-2.0-or-later
#include "addressing.h"

#include <linux/if_addr.h>
#include <linux/neighbour.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <optional>
#include <tuple>

#include "port_settings.h"
#include "route_message.h"
#include "route_request.h"
#include "words.h"

namespace bondctl {

namespace {

using Ids = std::set<std::uint32_t>;

constexpr std::array<std::uint8_t, 2> kFamilies = {AF_INET, AF_INET6};
constexpr std::array<std::uint8_t, 2> kNeighbours = {0, NTF_PROXY};

/// Whether the kernel makes it of itself, whoever is up. Of routes that are said to be the kernel's
/// that is another question.
bool is_own_of_kernel(const Bytes& message) {
  switch (type_of(message)) {
    case RTM_NEWADDR: {
      const std::uint8_t made = View<ifaddrmsg>(message).byte(kIfaProto);
      return made == kMadeByKernel || made == kMadeOfLink;
    }
    case RTM_NEWROUTE: {
      const rtmsg fixed = View<rtmsg>(message).fixed;
      return (fixed.rtm_flags & RTM_F_CLONED) || fixed.rtm_protocol == RTPROT_REDIRECT;
    }
    case RTM_NEWNEIGH: {
      const ndmsg fixed = View<ndmsg>(message).fixed;
      return !(fixed.ndm_state & NUD_PERMANENT) && !(fixed.ndm_flags & NTF_PROXY);
    }
    default: return false;
  }
}

/// The family stands first in each of them.
std::uint8_t family_of(const Bytes& message) {
  return message.size() > NLMSG_HDRLEN ? message[NLMSG_HDRLEN] : std::uint8_t{AF_UNSPEC};
}

/// Device, family, length, and the bits up to there.
using Prefix = std::tuple<std::uint32_t, std::uint8_t, std::uint8_t, Bytes>;

Prefix prefix_of(std::uint32_t device, std::uint8_t family, std::uint8_t length, nlattr* address) {
  const auto* first = address ? static_cast<const std::uint8_t*>(nla_data(address)) : nullptr;
  Bytes bits(first, first + (address ? nla_len(address) : 0));
  for (std::size_t i = length; i < bits.size() * 8; i++)
    bits[i / 8] &= static_cast<std::uint8_t>(~(0x80 >> i % 8));
  return {device, family, length, bits};
}

Prefix prefix_of(const View<ifaddrmsg>& address) {
  return prefix_of(address.fixed.ifa_index, address.fixed.ifa_family, address.fixed.ifa_prefixlen,
                   address.get(IFA_ADDRESS));
}

Prefix prefix_of(const View<rtmsg>& route) {
  return prefix_of(route.number(RTA_OIF), route.fixed.rtm_family, route.fixed.rtm_dst_len,
                   route.get(RTA_DST));
}

class Reader {
 public:
  Reader(Rtnl& rtnl, const Ids& devices, std::set<Bytes> places)
      : rtnl_(rtnl), devices_(devices), places_(std::move(places)) {}

  std::vector<Bytes> read(Nexthops nexthops) {
    for (const std::uint8_t family : kFamilies) {
      const std::vector<Bytes> addresses =
          dump(family, RTM_NEWADDR, route_message(RTM_GETADDR, ifaddrmsg{family, 0, 0, 0, 0}));
      note_bare(addresses);
      keep(addresses);
    }
    for (const std::uint8_t family : kFamilies) {
      for (const std::uint8_t flags : kNeighbours)
        keep(dump(family, RTM_NEWNEIGH,
                  route_message(RTM_GETNEIGH, ndmsg{family, 0, 0, 0, 0, flags, 0})));
    }
    const std::vector<Bytes> objects =
        dump(std::nullopt, RTM_NEWNEXTHOP, route_message(RTM_GETNEXTHOP, nhmsg{}));
    know(objects);
    if (nexthops == Nexthops::kAll)
      messages_.insert(messages_.end(), objects.begin(), objects.end());
    else
      keep(objects);
    for (const std::uint8_t family : kFamilies) {
      rtmsg all{};
      all.rtm_family = family;
      const std::vector<Bytes> routes =
          dump(family, RTM_NEWROUTE, route_message(RTM_GETROUTE, all));
      note_places(routes);
      keep(routes);
    }
    return std::move(messages_);
  }

 private:
  /// A kernel without the family may answer with all that it has.
  std::vector<Bytes> dump(std::optional<std::uint8_t> family, int type, const Msg& msg) {
    std::vector<Bytes> all = rtnl_.dump("addresses and routes", msg.get()).messages;
    std::erase_if(all, [&](const Bytes& message) {
      return type_of(message) != type || (family && family_of(message) != *family) ||
             is_own_of_kernel(message) || (type == RTM_NEWROUTE && is_of_plain_address(message));
    });
    return all;
  }

  /// Whether the kernel makes the route of an address. NetworkManager says so of routes that the
  /// kernel does not make, since it was told to make none of their addresses.
  bool is_of_plain_address(const Bytes& message) const {
    const View<rtmsg> route(message);
    return route.fixed.rtm_protocol == RTPROT_KERNEL &&
           (route.fixed.rtm_type != RTN_UNICAST || !bare_.contains(prefix_of(route)));
  }

  void note_bare(const std::vector<Bytes>& addresses) {
    for (const Bytes& message : addresses) {
      const View<ifaddrmsg> address(message);
      if (address.number(IFA_FLAGS) & IFA_F_NOPREFIXROUTE)
        bare_.insert(prefix_of(address));
    }
  }

  void note_places(const std::vector<Bytes>& routes) {
    for (const Bytes& message : routes) {
      if (concerns(message))
        places_.insert(place_of(message));
    }
    places_.erase(Bytes());
  }

  void keep(const std::vector<Bytes>& messages) {
    std::copy_if(messages.begin(), messages.end(), std::back_inserter(messages_),
                 [&](const Bytes& message) { return concerns(message); });
  }

  /// The nexthops of the devices first: a group may have a lower number than what is in it.
  void know(const std::vector<Bytes>& objects) {
    for (const Bytes& message : objects) {
      if (has_device(message))
        nexthops_.insert(View<nhmsg>(message).number(NHA_ID));
    }
    for (const Bytes& message : objects) {
      const View<nhmsg> hop(message);
      const std::vector<nexthop_grp> group = group_of(hop);
      if (std::any_of(group.begin(), group.end(),
                      [&](const nexthop_grp& each) { return nexthops_.contains(each.id); }))
        nexthops_.insert(hop.number(NHA_ID));
    }
  }

  bool has_device(const Bytes& message) const {
    const std::vector<std::uint32_t> devices = devices_needed(message);
    return std::any_of(devices.begin(), devices.end(),
                       [&](std::uint32_t each) { return devices_.contains(each); });
  }

  bool concerns(const Bytes& message) const {
    switch (type_of(message)) {
      case RTM_NEWNEXTHOP: return nexthops_.contains(View<nhmsg>(message).number(NHA_ID));
      case RTM_NEWROUTE:
        return has_device(message) || nexthops_.contains(View<rtmsg>(message).number(RTA_NH_ID)) ||
               places_.contains(place_of(message));
      default: return has_device(message);
    }
  }

  Rtnl& rtnl_;
  const Ids& devices_;
  Ids nexthops_;
  std::set<Bytes> places_;
  std::set<Prefix> bare_;  ///< prefixes of addresses that the kernel makes no route of
  std::vector<Bytes> messages_;
};

/// With all that stands on them.
Ids with_uppers(const std::vector<Link>& links, Ids devices) {
  std::size_t before = 0;
  while (before != devices.size()) {
    before = devices.size();
    for (const Link& link : links) {
      if (devices.contains(link.lower))
        devices.insert(link.ifindex);
      if (link.master && devices.contains(link.ifindex))
        devices.insert(link.master);
    }
  }
  return devices;
}

bool has_ports(const std::vector<Link>& links, const Ids& devices) {
  Ids bridges;
  for (const Link& link : links) {
    if (link.kind == "bridge")
      bridges.insert(link.ifindex);
  }
  return std::any_of(links.begin(), links.end(), [&](const Link& link) {
    return devices.contains(link.ifindex) && bridges.contains(link.master);
  });
}

}  // namespace

std::int64_t seconds_since_boot() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return now.tv_sec;
}

std::vector<Bytes> read_messages(Rtnl& rtnl, const std::set<std::uint32_t>& devices,
                                 Nexthops nexthops, const std::set<Bytes>& places) {
  return Reader(rtnl, devices, places).read(nexthops);
}

Addressing read_addressing(Rtnl& rtnl, const std::vector<std::string>& devices) {
  const std::vector<Link> links = rtnl.links();
  Ids named;
  for (const Link& link : links) {
    if (std::find(devices.begin(), devices.end(), link.name) != devices.end())
      named.insert(link.ifindex);
  }
  const Ids all = with_uppers(links, named);
  Addressing out;
  out.taken = seconds_since_boot();
  for (const Link& link : links) {
    if (all.contains(link.ifindex))
      out.devices.push_back({link.ifindex, link.name, link.mtu, link.up});
  }
  if (!all.empty())
    out.messages = read_messages(rtnl, all, Nexthops::kOfDevices);
  if (has_ports(links, all))
    out.ports = read_ports(rtnl, all);
  return out;
}

std::string carried_text(const Addressing& addressing, const std::string& device) {
  const auto found =
      std::find_if(addressing.devices.begin(), addressing.devices.end(),
                   [&](const Addressing::Device& each) { return each.name == device; });
  if (found == addressing.devices.end())
    return "";
  std::vector<std::string> addresses;
  std::string routes;
  for (const Bytes& message : addressing.messages) {
    if (!is_about(message, found->ifindex))
      continue;
    if (type_of(message) == RTM_NEWADDR)
      addresses.push_back(prefix_text(message));
    if (type_of(message) != RTM_NEWROUTE)
      continue;
    const rtmsg route = View<rtmsg>(message).fixed;
    if (!route.rtm_dst_len)
      routes = "the default route";
    else if (routes.empty() && route.rtm_protocol != RTPROT_KERNEL)  // it belongs to its address
      routes = "routes";
  }
  if (routes.empty() || addresses.empty())
    return join(addresses, ", ") + routes;
  return join(addresses, ", ") + " and " + routes;
}

}  // namespace bondctl
