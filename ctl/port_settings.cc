// SPDX-License-Identifier: GPL-2.0-or-later
#include "port_settings.h"

#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "attribute.h"
#include "route_message.h"

namespace bondctl {

namespace {

constexpr int kMab = 40;  // IFLA_BRPORT_..., which <linux/if_link.h> of 6.1 does not have
constexpr int kMcastMaxGroups = 42;
constexpr int kNeighVlanSuppress = 43;
constexpr int kSettings[] = {
    IFLA_BRPORT_PRIORITY,
    IFLA_BRPORT_MODE,
    IFLA_BRPORT_GUARD,
    IFLA_BRPORT_PROTECT,
    IFLA_BRPORT_FAST_LEAVE,
    IFLA_BRPORT_LEARNING,
    IFLA_BRPORT_UNICAST_FLOOD,
    IFLA_BRPORT_PROXYARP,
    IFLA_BRPORT_PROXYARP_WIFI,
    IFLA_BRPORT_MULTICAST_ROUTER,
    IFLA_BRPORT_MCAST_FLOOD,
    IFLA_BRPORT_MCAST_TO_UCAST,
    IFLA_BRPORT_VLAN_TUNNEL,
    IFLA_BRPORT_BCAST_FLOOD,
    IFLA_BRPORT_GROUP_FWD_MASK,
    IFLA_BRPORT_NEIGH_SUPPRESS,
    IFLA_BRPORT_ISOLATED,
    IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT,
    IFLA_BRPORT_LOCKED,
    kMab,
    kMcastMaxGroups,
    kNeighVlanSuppress,
};
constexpr int kFirstVlan = BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED;

template <typename Take>
void for_each_in(nlattr* nest, Take take) {
  int left = nest ? nla_len(nest) : 0;
  for (auto* attr = nest ? static_cast<nlattr*>(nla_data(nest)) : nullptr;
       attr && nla_ok(attr, left); attr = nla_next(attr, &left))
    take(attr);
}

/// It points into the message.
struct Port {
  explicit Port(const Bytes& message) : view(message) {
    for_each_in(view.get(IFLA_PROTINFO), [&](nlattr* attr) { settings[nla_type(attr)] = attr; });
    for_each_in(view.get(IFLA_AF_SPEC), [&](nlattr* attr) {
      if (nla_type(attr) == IFLA_BRIDGE_FLAGS)
        is_cards_own = true;
      if (nla_type(attr) == IFLA_BRIDGE_VLAN_INFO &&
          nla_len(attr) >= static_cast<int>(sizeof(bridge_vlan_info)))
        vlans[static_cast<bridge_vlan_info*>(nla_data(attr))->vid] =
            static_cast<bridge_vlan_info*>(nla_data(attr))->flags;
    });
  }

  View<ifinfomsg> view;
  std::map<int, nlattr*> settings;
  std::map<std::uint16_t, std::uint16_t> vlans;  ///< flags by number
  bool is_cards_own = false;                     ///< a switch in the card, not the kernel's bridge
};

Msg bridge_message(int type, std::uint32_t device) {
  ifinfomsg info{};
  info.ifi_family = AF_BRIDGE;
  info.ifi_index = static_cast<int>(device);
  return route_message(type, info);
}

void put(const Msg& msg, int type, const void* data, int size) {
  if (nla_put(msg.get(), type, size, data) < 0)
    throw run_error("netlink message: too long");
}

/// A nest of what put_all puts; none of nothing.
template <typename PutAll>
bool put_nest(const Msg& msg, int type, PutAll put_all) {
  nlattr* nest = nla_nest_start(msg.get(), type | NLA_F_NESTED);
  if (!nest)
    throw run_error("netlink message: too long");
  const bool any = put_all();
  if (any)
    nla_nest_end(msg.get(), nest);
  else
    nla_nest_cancel(msg.get(), nest);
  return any;
}

bool put_settings(const Msg& msg, const Port& then, const Port& now) {
  return put_nest(msg, IFLA_PROTINFO, [&] {
    bool any = false;
    for (const int type : kSettings) {
      const auto was = then.settings.find(type);
      const auto is = now.settings.find(type);
      if (was == then.settings.end() || is == now.settings.end() ||
          number_in(was->second) == number_in(is->second))
        continue;
      put(msg, type, nla_data(was->second), nla_len(was->second));
      any = true;
    }
    return any;
  });
}

bool put_vlans(const Msg& msg, const Port& then, const Port& now) {
  return put_nest(msg, IFLA_AF_SPEC, [&] {
    bool any = false;
    for (const auto& [number, flags] : then.vlans) {
      const auto is = now.vlans.find(number);
      if (is != now.vlans.end() && is->second == flags)
        continue;
      const bridge_vlan_info vlan{flags, number};
      put(msg, IFLA_BRIDGE_VLAN_INFO, &vlan, sizeof(vlan));
      any = true;
    }
    return any;
  });
}

/// The VLAN that the kernel gave a port which joined, if it has that alone.
std::optional<std::uint16_t> first_vlan(const Port& now) {
  const bool is_first = now.vlans.size() == 1 && now.vlans.begin()->second == kFirstVlan;
  return is_first ? std::optional(now.vlans.begin()->first) : std::nullopt;
}

void take_vlan(Rtnl& rtnl, const std::string& name, std::uint32_t port, std::uint16_t number) {
  const Msg msg = bridge_message(RTM_DELLINK, port);
  const bridge_vlan_info vlan{0, number};
  put_nest(msg, IFLA_AF_SPEC, [&] {
    put(msg, IFLA_BRIDGE_VLAN_INFO, &vlan, sizeof(vlan));
    return true;
  });
  rtnl.request(name, msg.get());
}

}  // namespace

std::vector<Bytes> read_ports(Rtnl& rtnl, const std::set<std::uint32_t>& devices) {
  const Msg msg = bridge_message(RTM_GETLINK, 0);
  const std::uint32_t with_vlans = RTEXT_FILTER_BRVLAN;
  put(msg, IFLA_EXT_MASK, &with_vlans, sizeof(with_vlans));
  std::vector<Bytes> ports = rtnl.dump("ports", msg.get()).messages;
  std::erase_if(ports, [&](const Bytes& message) {
    return !is_port(message) || !devices.contains(port_of(message));
  });
  return ports;
}

bool is_port(const Bytes& message) {
  if (type_of(message) != RTM_NEWLINK)
    return false;
  const Port port(message);
  return port.view.fixed.ifi_family == AF_BRIDGE && port.view.get(IFLA_MASTER) &&
         !port.settings.empty() && !port.is_cards_own;
}

std::uint32_t port_of(const Bytes& message) {
  return static_cast<std::uint32_t>(View<ifinfomsg>(message).fixed.ifi_index);
}

std::uint32_t bridge_of(const Bytes& message) {
  return View<ifinfomsg>(message).number(IFLA_MASTER);
}

void put_back_port(Rtnl& rtnl, const Bytes& then, const Bytes& now) {
  const Port was(then);
  const Port is(now);
  const std::string name = text_in(is.view.get(IFLA_IFNAME));
  const Msg msg = bridge_message(RTM_SETLINK, port_of(now));
  const bool settings = put_settings(msg, was, is);
  const bool vlans = put_vlans(msg, was, is);
  if (settings || vlans)
    rtnl.request(name, msg.get());
  if (const auto first = first_vlan(is); first && !was.vlans.contains(*first))
    take_vlan(rtnl, name, port_of(now), *first);
}

}  // namespace bondctl
