// SPDX-License-Identifier: GPL-2.0-or-later
// What neighbours say of themselves: LLDP, CDP, LACP and spanning tree frames, read from bytes that
// anybody may have sent. Pure.
#ifndef BONDCTL_FRAMES_HEARD_H
#define BONDCTL_FRAMES_HEARD_H

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace bondctl {

/// Texts of a frame are printable ASCII, whatever was sent.
struct LldpHeard {
  std::string chassis;
  std::string port;
  std::string port_description;
  std::string system_name;
  std::string system_description;
  std::optional<bool> forwards;    ///< says that it is a bridge or a router
  std::optional<bool> aggregated;  ///< says that the port belongs to a LAG
  std::optional<std::uint32_t> aggregate;
  std::optional<std::uint16_t> vlan;  ///< of untagged frames
  bool operator==(const LldpHeard&) const = default;
};

struct CdpHeard {
  std::string device;
  std::string port;
  std::string platform;
  std::string version;
  std::optional<bool> forwards;
  std::optional<std::uint16_t> vlan;
  bool operator==(const CdpHeard&) const = default;
};

/// The sender's own half of an LACPDU.
struct LacpHeard {
  std::string system;  ///< MAC address as text
  std::uint16_t system_priority = 0;
  std::uint16_t key = 0;
  std::uint16_t port = 0;
  std::uint8_t state = 0;
  bool operator==(const LacpHeard&) const = default;
};

struct StpHeard {
  std::uint8_t version = 0;  ///< 0 STP, 2 RSTP, 3 MSTP
  std::string bridge;        ///< MAC address as text
  std::uint16_t bridge_priority = 0;
  std::uint16_t vlan = 0;  ///< the system ID extension of the root: a VLAN, or 0
  std::string root;
  std::uint16_t root_priority = 0;
  std::uint32_t root_cost = 0;
  std::uint16_t port = 0;
  bool operator==(const StpHeard&) const = default;
};

using FrameHeard = std::variant<LldpHeard, CdpHeard, LacpHeard, StpHeard>;

/// Reads an Ethernet frame; nothing when it is none of these, malformed or cut short.
std::optional<FrameHeard> read_frame(std::span<const std::uint8_t> frame);

/// All that one port heard.
struct PortHeard {
  std::string name;
  bool listened = false;
  std::string problem;  ///< why it could not listen
  std::vector<LldpHeard> lldp;
  std::vector<CdpHeard> cdp;
  std::vector<LacpHeard> lacp;
  std::vector<StpHeard> stp;

  /// Adds what is new; a bounded number of each kind.
  void take(const FrameHeard& frame);
  bool silent() const { return lldp.empty() && cdp.empty() && lacp.empty() && stp.empty(); }
};

}  // namespace bondctl

#endif
