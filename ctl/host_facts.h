// SPDX-License-Identifier: GPL-2.0-or-later
// What the host, not the module, says of a bond's devices: plain data, read once and explained by
// explain_host.h.
#ifndef BONDCTL_HOST_FACTS_H
#define BONDCTL_HOST_FACTS_H

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "link_file.h"
#include "model.h"

namespace bondctl {

enum class Offload { kUnable, kOff, kOn };

struct HostDevice {
  std::optional<std::uint32_t> mtu;
  /// Whether somebody gave it its MAC address, rather than the driver or chance.
  bool address_was_set = false;
  std::map<std::string, Offload> offloads;  ///< by the word that ethtool -K takes
  std::optional<LinkFile> link_file;        ///< the one of systemd-udevd that matches it
  std::vector<Address> addresses;
  /// Of a bridge's member: VLAN devices on it.
  std::vector<std::string> vlans;
  /// Of a bridge: what br_netfilter hands the frames that cross it to, "iptables" or "ip6tables".
  std::vector<std::string> filters;
};

/// By name: a bond and its members, and of all others their addresses. A device, or a part of one,
/// that could not be read is absent.
using HostFacts = std::map<std::string, HostDevice>;

/// Where to read, for tests.
struct HostPaths {
  std::string net = "/sys/class/net";
  std::string bridge_sysctl = "/proc/sys/net/bridge";  ///< there while br_netfilter is loaded
  /// The first one's files stand in for files of the same name in the others.
  std::vector<std::string> link_files = {"/etc/systemd/network", "/run/systemd/network",
                                         "/usr/lib/systemd/network"};
};

/// Reads about a bond and its members; never throws for what is not there.
HostFacts read_host(const Bond& bond, const HostPaths& paths = {});

}  // namespace bondctl

#endif
