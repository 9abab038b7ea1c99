// SPDX-License-Identifier: GPL-2.0-or-later
// What this host has to make a bond of: its ports, what stands on them, and who is reached by them.
#ifndef BONDCTL_HOST_PORTS_H
#define BONDCTL_HOST_PORTS_H

#include <cstdint>
#include <string>
#include <vector>

#include "netlink.h"

namespace bondctl {

struct HostPort {
  std::string name;
  std::string kind;        ///< of rtnl_link_ops; empty for a card
  std::string driver;      ///< empty when not known
  std::string card;        ///< the bus address of the card, functions left out
  bool card_port = false;  ///< a device behind it, not made by software
  bool wireless = false;
  bool up = false;
  bool carrier = false;
  std::uint32_t speed_mbps = 0;  ///< 0: not known
  std::uint8_t duplex = 255;     ///< 0 half, 1 full, else not known
  std::uint32_t mtu = 0;
  std::string master;
  std::string master_kind;
  std::vector<std::string> addresses;  ///< "10.0.0.1/24", no link-local ones
  std::vector<std::string> guests;     ///< taps, macvlans and the like that reach it
};

/// A router of this host, and the ports that it is reached by.
struct Gateway {
  std::string address;
  bool ipv6 = false;
  std::string device;
  std::vector<std::string> ports;
};

/// A bond that is there already, of any driver.
struct HostBond {
  std::string name;
  std::string kind;  ///< "netbond", "bond", "team", "bridge"
  std::string mode;  ///< "?" when not known
  std::vector<std::string> members;
};

struct HostView {
  std::string name;
  std::vector<HostPort> ports;
  std::vector<Gateway> gateways;
  std::vector<HostBond> bonds;
  std::vector<std::string> devices;  ///< all names that are taken
};

/// Reads it all over rtnetlink, sysfs and ethtool. The modes of netbond's own bonds are "?".
HostView read_host(const Connect& connect_route);

}  // namespace bondctl

#endif
