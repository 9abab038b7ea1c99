// SPDX-License-Identifier: GPL-2.0-or-later
#include "host_ports.h"

#include <fmt/format.h>
#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <netlink/attr.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "attribute.h"
#include "error.h"
#include "rtnl.h"
#include "words.h"

namespace bondctl {

namespace {

namespace fs = std::filesystem;

struct Device {
  Link link;
  std::uint32_t lower = 0;  ///< ifindex of the device it stands on: a VLAN's, a macvlan's
};

using Devices = std::map<std::uint32_t, Device>;

fs::path sysfs(const std::string& device) {
  return fs::path("/sys/class/net") / device;
}

std::string first_word(const fs::path& path) {
  std::ifstream file(path);
  std::string word;
  file >> word;
  return word;
}

std::string link_name(const fs::path& path) {
  std::error_code problem;
  const fs::path target = fs::read_symlink(path, problem);
  return problem ? "" : target.filename().string();
}

/// "0000:3b:00.1" and "0000:3b:00.0" are ports of one card.
std::string card_of(const std::string& device) {
  const std::string bus = link_name(sysfs(device) / "device");
  return bus.substr(0, bus.rfind('.'));
}

class Ethtool {
 public:
  Ethtool() : fd_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}
  Ethtool(const Ethtool&) = delete;
  ~Ethtool() {
    if (fd_ >= 0)
      close(fd_);
  }

  void read_speed(HostPort* port) const {
    constexpr std::size_t kMasks = std::size_t{3} * 128 * sizeof(std::uint32_t);
    alignas(ethtool_link_settings) std::uint8_t room[sizeof(ethtool_link_settings) + kMasks] = {};
    auto* wish = reinterpret_cast<ethtool_link_settings*>(room);
    wish->cmd = ETHTOOL_GLINKSETTINGS;
    // The kernel answers the first question with the negative size of its masks.
    if (!ask(port->name, wish) || wish->link_mode_masks_nwords >= 0)
      return;
    const auto words = static_cast<std::int8_t>(-wish->link_mode_masks_nwords);
    std::memset(room, 0, sizeof(room));
    wish->cmd = ETHTOOL_GLINKSETTINGS;
    wish->link_mode_masks_nwords = words;
    if (!ask(port->name, wish))
      return;
    const bool known = wish->speed != static_cast<std::uint32_t>(SPEED_UNKNOWN);
    port->speed_mbps = known ? wish->speed : 0;
    port->duplex = wish->duplex;
  }

  std::string driver(const std::string& device) const {
    ethtool_drvinfo info{};
    info.cmd = ETHTOOL_GDRVINFO;
    return ask(device, &info) ? std::string(info.driver, strnlen(info.driver, sizeof(info.driver)))
                              : "";
  }

 private:
  bool ask(const std::string& device, void* data) const {
    ifreq request{};
    std::strncpy(request.ifr_name, device.c_str(), IFNAMSIZ - 1);
    request.ifr_data = static_cast<char*>(data);
    return ioctl(fd_, SIOCETHTOOL, &request) == 0;
  }

  int fd_;
};

Devices read_devices(Rtnl& rtnl) {
  Devices devices;
  for (Link& link : rtnl.links()) {
    const std::uint32_t ifindex = link.ifindex;
    const std::uint32_t lower = link.lower;
    devices[ifindex] = {std::move(link), lower};
  }
  return devices;
}

std::string name_of(const Devices& devices, std::uint32_t ifindex) {
  const auto found = devices.find(ifindex);
  return found == devices.end() ? "" : found->second.link.name;
}

std::uint32_t index_of(const Devices& devices, const std::string& name) {
  const auto found = std::find_if(devices.begin(), devices.end(),
                                  [&](const auto& each) { return each.second.link.name == name; });
  return found == devices.end() ? 0 : found->first;
}

/// The ways up from a device: its master, and what stands on it.
std::set<std::uint32_t> above(const Devices& devices, std::uint32_t ifindex) {
  std::set<std::uint32_t> seen;
  std::vector<std::uint32_t> todo = {ifindex};
  while (!todo.empty()) {
    const std::uint32_t at = todo.back();
    todo.pop_back();
    for (const auto& [index, device] : devices) {
      const bool stands_on = device.lower == at && device.link.kind != "veth";
      const auto self = devices.find(at);
      const bool master = self != devices.end() && self->second.link.master == index;
      if ((stands_on || master) && seen.insert(index).second)
        todo.push_back(index);
    }
  }
  return seen;
}

bool is_guest(const Device& device) {
  static const std::set<std::string> kinds = {"tun", "macvlan", "macvtap", "ipvlan", "ipvtap"};
  return kinds.contains(device.link.kind);
}

/// Taps and veths in a bridge above, and macvlans on the way.
std::vector<std::string> guests_of(const Devices& devices, std::uint32_t ifindex) {
  const std::set<std::uint32_t> uppers = above(devices, ifindex);
  std::vector<std::string> guests;
  for (const auto& [index, device] : devices) {
    const auto master = devices.find(device.link.master);
    const bool in_bridge = master != devices.end() && uppers.contains(master->first) &&
                           master->second.link.kind == "bridge";
    const bool plugged = in_bridge && (device.link.kind == "tun" || device.link.kind == "veth");
    if (index != ifindex && (plugged || (uppers.contains(index) && is_guest(device))))
      guests.push_back(device.link.name);
  }
  return guests;
}

HostPort port_of(const Devices& devices, const Device& device, const Ethtool& ethtool) {
  const Link& link = device.link;
  HostPort port;
  port.name = link.name;
  port.kind = link.kind;
  port.up = link.up;
  port.carrier = link.carrier;
  port.mtu = link.mtu;
  std::error_code ignored;
  port.card_port = fs::exists(sysfs(link.name) / "device", ignored);
  port.wireless = fs::exists(sysfs(link.name) / "phy80211", ignored) ||
                  fs::exists(sysfs(link.name) / "wireless", ignored);
  port.card = port.card_port ? card_of(link.name) : "";
  port.driver = ethtool.driver(link.name);
  if (port.driver.empty())
    port.driver = link_name(sysfs(link.name) / "device" / "driver");
  ethtool.read_speed(&port);
  if (const auto master = devices.find(link.master); master != devices.end()) {
    port.master = master->second.link.name;
    port.master_kind = master->second.link.kind;
  }
  port.guests = guests_of(devices, link.ifindex);
  return port;
}

bool may_be_port(const Device& device) {
  static const std::set<std::string> uppers = {
      "bridge", "bond",   "netbond", "team", "vlan",  "macvlan", "macvtap", "ipvlan", "ipvtap",
      "vxlan",  "geneve", "vrf",     "tun",  "dummy", "ifb",     "hsr",     "bareudp"};
  return device.link.type == ARPHRD_ETHER && !uppers.contains(device.link.kind);
}

/// Messages of a dump whose request begins with this header.
template <typename Header>
std::vector<Bytes> dump(Rtnl& rtnl, int type, const Header& header) {
  const Msg message(nlmsg_alloc_simple(type, 0));
  Header copy = header;
  if (!message || nlmsg_append(message.get(), &copy, sizeof(copy), NLMSG_ALIGNTO) < 0)
    throw run_error("netlink message: out of memory (ENOMEM)");
  return rtnl.dump("host", message.get()).messages;
}

std::string ip_text(nlattr* attr) {
  Address address;
  const auto size = static_cast<std::size_t>(nla_len(attr));
  address.ipv6 = size == 16;
  if (size != 4 && size != 16)
    return "";
  std::memcpy(address.bytes.data(), nla_data(attr), size);
  return address_text(address);
}

/// Addresses by ifindex.
std::multimap<std::uint32_t, std::string> read_addresses(Rtnl& rtnl) {
  std::multimap<std::uint32_t, std::string> addresses;
  for (const Bytes& message : dump(rtnl, RTM_GETADDR, ifaddrmsg{})) {
    auto* header = const_cast<nlmsghdr*>(header_of(message));
    nlattr* found[IFA_MAX + 1] = {};
    if (header->nlmsg_type != RTM_NEWADDR ||
        nlmsg_parse(header, sizeof(ifaddrmsg), found, IFA_MAX, nullptr) < 0)
      continue;
    const auto* info = static_cast<const ifaddrmsg*>(nlmsg_data(header));
    nlattr* local = found[IFA_LOCAL] ? found[IFA_LOCAL] : found[IFA_ADDRESS];
    if (local && info->ifa_scope == RT_SCOPE_UNIVERSE)
      addresses.emplace(info->ifa_index,
                        fmt::format("{}/{}", ip_text(local), int{info->ifa_prefixlen}));
  }
  return addresses;
}

void take_gateway(nlattr** found, std::uint32_t ifindex, const Devices& devices, HostView* host) {
  nlattr* via = found[RTA_GATEWAY];
  const std::string device = name_of(devices, ifindex);
  if (!via || device.empty())
    return;
  Gateway gateway{ip_text(via), nla_len(via) == 16, device, {}};
  for (const HostPort& port : host->ports) {
    const std::uint32_t index = index_of(devices, port.name);
    if (index == ifindex || above(devices, index).contains(ifindex))
      gateway.ports.push_back(port.name);
  }
  const auto same = [&](const Gateway& g) {
    return g.address == gateway.address && g.device == device;
  };
  if (!gateway.ports.empty() && std::none_of(host->gateways.begin(), host->gateways.end(), same))
    host->gateways.push_back(gateway);
}

/// The next hops of one route of many.
void take_hops(nlattr* hops, const Devices& devices, HostView* host) {
  auto* hop = static_cast<rtnexthop*>(nla_data(hops));
  for (int left = nla_len(hops); left > 0 && RTNH_OK(hop, left);) {
    nlattr* found[RTA_MAX + 1] = {};
    const int length = hop->rtnh_len - static_cast<int>(sizeof(*hop));
    auto* attrs = reinterpret_cast<nlattr*>(reinterpret_cast<char*>(hop) + sizeof(*hop));
    if (length > 0 && nla_parse(found, RTA_MAX, attrs, length, nullptr) >= 0)
      take_gateway(found, static_cast<std::uint32_t>(hop->rtnh_ifindex), devices, host);
    left -= RTNH_ALIGN(hop->rtnh_len);
    hop = RTNH_NEXT(hop);
  }
}

void read_gateways(Rtnl& rtnl, const Devices& devices, HostView* host) {
  for (const Bytes& message : dump(rtnl, RTM_GETROUTE, rtmsg{})) {
    auto* header = const_cast<nlmsghdr*>(header_of(message));
    nlattr* found[RTA_MAX + 1] = {};
    if (header->nlmsg_type != RTM_NEWROUTE ||
        nlmsg_parse(header, sizeof(rtmsg), found, RTA_MAX, nullptr) < 0)
      continue;
    const auto* route = static_cast<const rtmsg*>(nlmsg_data(header));
    if (route->rtm_dst_len != 0 || route->rtm_type != RTN_UNICAST)
      continue;
    if (found[RTA_OIF])
      take_gateway(found, small_in(found[RTA_OIF]), devices, host);
    if (found[RTA_MULTIPATH])
      take_hops(found[RTA_MULTIPATH], devices, host);
  }
}

void read_bonds(const Devices& devices, HostView* host) {
  for (const auto& [index, device] : devices) {
    const Link& link = device.link;
    const bool bridge =
        link.kind == "bridge" && first_word(sysfs(link.name) / "bridge" / "stp_state") != "0";
    if (link.kind != "netbond" && link.kind != "bond" && link.kind != "team" && !bridge)
      continue;
    HostBond bond{link.name, link.kind, bridge ? "stp" : "?", {}};
    if (link.kind == "bond")
      bond.mode = first_word(sysfs(link.name) / "bonding" / "mode");
    for (const auto& [other, member] : devices) {
      if (member.link.master == index)
        bond.members.push_back(member.link.name);
    }
    host->bonds.push_back(bond);
  }
}

}  // namespace

HostView read_host(const Connect& connect_route) {
  Rtnl rtnl(connect_route);
  const Devices devices = read_devices(rtnl);
  const auto addresses = read_addresses(rtnl);
  const Ethtool ethtool;
  HostView host;
  char name[65] = {};
  if (gethostname(name, sizeof(name) - 1) == 0)
    host.name = name;
  for (const auto& [index, device] : devices) {
    host.devices.push_back(device.link.name);
    if (!may_be_port(device))
      continue;
    HostPort port = port_of(devices, device, ethtool);
    const auto [first, last] = addresses.equal_range(index);
    for (auto each = first; each != last; ++each)
      port.addresses.push_back(each->second);
    host.ports.push_back(port);
  }
  read_gateways(rtnl, devices, &host);
  read_bonds(devices, &host);
  return host;
}

}  // namespace bondctl
