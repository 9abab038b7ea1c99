// SPDX-License-Identifier: GPL-2.0-or-later
// Bridges and their ports between rtnetlink and the model. Pure: bytes in, plain data out.
#ifndef BONDCTL_STP_CODEC_H
#define BONDCTL_STP_CODEC_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model.h"
#include "netlink.h"
#include "rtnl.h"

namespace bondctl {

// The alias of a bridge made by bondctl begins with this. An alias follows the device through
// renames and network namespaces and is told with every link, so that no bridge has to be asked for
// it; it is to be seen with ip link, and who writes "netbond stp" makes any bridge one of
// bondctl's. An altname would take a name away from the namespace.
constexpr char kStpMark[] = "netbond stp";

// A port is a member that leads out by its kind (a card, a bond, a team, a VLAN, MACsec), whoever
// joined it: it is a way to the switches, and has to be judged as one. Ports of other kinds are
// guests' (taps, veths, tunnels), come and go with them, and are left alone, unless bondctl joined
// them: then their alias begins with this, followed by the one they had. Whoever manages guests
// writes no such alias; it lasts as long as the device does, and leaves the names of the namespace
// alone.
constexpr char kStpMemberMark[] = "netbond stp member";

bool is_stp_member(const Link& port);
/// Whether a device is a member only with the mark.
bool needs_member_mark(const Link& device);
std::string with_member_mark(const std::string& alias);
std::string without_member_mark(const std::string& alias);

/// Makes a bridge that speaks spanning tree from its first moment on, and has that address then.
Msg encode_bridge_new(const std::string& name, const StpOptions& options,
                      const std::optional<Mac>& address);
/// Changes what is given, path_cost left out, for that is the ports'.
Msg encode_bridge_set(const std::string& name, const StpOptions& options);
Msg encode_port_cost(const std::string& name, std::uint32_t path_cost);

Msg encode_bridges_get();
Msg encode_ports_get(std::uint32_t bridge);
Msg encode_port_stats_get(std::uint32_t port);

/// Nothing when it is another device, or a bridge without spanning tree that bondctl did not make.
std::optional<Bond> decode_bridge(const Link& bridge);
/// Nothing when it is no port of a bridge; whether that is a member says is_stp_member().
std::optional<Member> decode_port(const Link& port, bool bridge_up);
/// Nothing when the answer has no counters of spanning tree.
std::optional<StpCounters> decode_port_stats(const Bytes& message);

/// Completes a bridge that has its members: root port, active member, state.
void judge_stp(Bond* bond, std::uint32_t root_port_number);
std::uint32_t root_port_number(const Link& bridge);

/// A port's state from a notification of the bridge (AF_BRIDGE).
struct StpNotice {
  std::uint32_t port = 0;
  std::uint32_t bridge = 0;
  std::string name;
  std::uint32_t state = 0;
};
std::optional<StpNotice> decode_port_notice(const Bytes& message);

}  // namespace bondctl

#endif
