// SPDX-License-Identifier: GPL-2.0-or-later
// A bridge at two switches as the kernel tells it, in bytes by hand.
#ifndef BONDCTL_TESTS_STP_SAMPLE_H
#define BONDCTL_TESTS_STP_SAMPLE_H

#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <string>

#include "model.h"
#include "stp_codec.h"
#include "wire.h"

namespace bondctl::sample {

using wire::operator+;

constexpr std::uint32_t kBridge = 9;
constexpr std::uint32_t kUp = IFF_UP | 1u << 16;  // IFF_LOWER_UP

inline Bytes link_message_of(int type, int family, std::uint32_t ifindex, std::uint32_t flags,
                             const Bytes& attrs, int message_flags = 0) {
  ifinfomsg info{};
  info.ifi_family = static_cast<unsigned char>(family);
  info.ifi_type = 1;
  info.ifi_index = static_cast<int>(ifindex);
  info.ifi_flags = flags;
  return wire::message(type, message_flags, wire::raw(info) + attrs);
}

/// f000.02000000000a and the like.
inline Bytes bridge_id(int type, std::uint8_t priority, std::uint8_t last) {
  return wire::attr(type, {priority, 0, 2, 0, 0, 0, 0, last});
}

inline Bytes bridge_link(const std::string& alias = "netbond stp", std::uint32_t stp_state = 1,
                         std::uint32_t flags = kUp) {
  const Bytes data = wire::u32(IFLA_BR_FORWARD_DELAY, 400) + wire::u32(IFLA_BR_HELLO_TIME, 100) +
                     wire::u32(IFLA_BR_MAX_AGE, 600) + wire::u32(IFLA_BR_STP_STATE, stp_state) +
                     wire::u16(IFLA_BR_PRIORITY, 61440) + bridge_id(IFLA_BR_BRIDGE_ID, 0xf0, 10) +
                     bridge_id(IFLA_BR_ROOT_ID, 0x10, 1) + wire::u16(IFLA_BR_ROOT_PORT, 1) +
                     wire::u32(IFLA_BR_ROOT_PATH_COST, 65535) +
                     wire::u8(IFLA_BR_TOPOLOGY_CHANGE, 1);
  return link_message_of(
      RTM_NEWLINK, 0, kBridge, flags,
      wire::str(IFLA_IFNAME, "bond0") + wire::u32(IFLA_MTU, 1500) +
          wire::attr(IFLA_ADDRESS, {2, 0, 0, 0, 0, 10}) + wire::str(IFLA_IFALIAS, alias) +
          wire::nest(IFLA_LINKINFO,
                     wire::str(IFLA_INFO_KIND, "bridge") + wire::nest(IFLA_INFO_DATA, data)));
}

inline Bytes port_data(std::uint32_t number, std::uint32_t state, std::uint32_t left = 0) {
  return wire::u8(IFLA_BRPORT_STATE, state) + wire::u16(IFLA_BRPORT_PRIORITY, 32) +
         wire::u32(IFLA_BRPORT_COST, 65535) + wire::u16(IFLA_BRPORT_ID, 0x8000 + number) +
         wire::u16(IFLA_BRPORT_NO, number) + bridge_id(IFLA_BRPORT_ROOT_ID, 0x10, 1) +
         bridge_id(IFLA_BRPORT_BRIDGE_ID, static_cast<std::uint8_t>(number * 0x10),
                   static_cast<std::uint8_t>(number)) +
         wire::u16(IFLA_BRPORT_DESIGNATED_PORT, 0x8002) +
         wire::u16(IFLA_BRPORT_DESIGNATED_COST, number == 1 ? 0 : 2) +
         wire::u64(IFLA_BRPORT_FORWARD_DELAY_TIMER, left) +
         wire::u64(IFLA_BRPORT_MESSAGE_AGE_TIMER, 510);
}

inline Bytes port_link(const std::string& name, std::uint32_t number, std::uint32_t state,
                       std::uint32_t flags = kUp, std::uint32_t left = 0) {
  return link_message_of(
      RTM_NEWLINK, 0, number + 1, flags,
      wire::str(IFLA_IFNAME, name) + wire::u32(IFLA_MASTER, kBridge) + wire::u32(IFLA_MTU, 1500) +
          wire::attr(IFLA_ADDRESS, {2, 0, 0, 0, 1, static_cast<std::uint8_t>(number)}) +
          wire::u32(IFLA_CARRIER_DOWN_COUNT, 3) +
          wire::nest(IFLA_LINKINFO,
                     wire::str(IFLA_INFO_SLAVE_KIND, "bridge") +
                         wire::nest(IFLA_INFO_SLAVE_DATA, port_data(number, state, left))),
      NLM_F_MULTI);
}

/// The same of a device made by software.
inline Bytes soft_port(const std::string& name, std::uint32_t number, std::uint32_t state,
                       const std::string& kind, const std::string& alias = "",
                       std::uint32_t master = kBridge) {
  const Bytes port = wire::str(IFLA_INFO_SLAVE_KIND, "bridge") +
                     wire::nest(IFLA_INFO_SLAVE_DATA, port_data(number, state));
  return link_message_of(
      RTM_NEWLINK, 0, number + 1, kUp,
      wire::str(IFLA_IFNAME, name) + wire::u32(IFLA_MASTER, master) +
          wire::str(IFLA_IFALIAS, alias) +
          wire::nest(IFLA_LINKINFO, wire::str(IFLA_INFO_KIND, kind) + (master ? port : Bytes())),
      NLM_F_MULTI);
}

inline Bytes port_stats(std::uint64_t forwarded, std::uint64_t bpdus) {
  if_stats_msg head{};
  const Bytes stp = wire::raw(std::uint64_t{2}) + wire::raw(forwarded) + wire::raw(bpdus) +
                    wire::raw(std::uint64_t{4}) + wire::raw(std::uint64_t{5}) +
                    wire::raw(std::uint64_t{6});
  return wire::message(
      RTM_NEWSTATS, 0,
      wire::raw(head) +
          wire::nest(IFLA_STATS_LINK_XSTATS_SLAVE,
                     wire::nest(LINK_XSTATS_TYPE_BRIDGE, wire::attr(BRIDGE_XSTATS_STP, stp))));
}

/// A port's change as the bridge tells it.
inline Bytes port_notice(const std::string& name, std::uint32_t number, std::uint32_t state) {
  return link_message_of(RTM_NEWLINK, AF_BRIDGE, number + 1, kUp,
                         wire::str(IFLA_IFNAME, name) + wire::u32(IFLA_MASTER, kBridge) +
                             wire::nest(IFLA_PROTINFO, port_data(number, state)));
}

/// eth0 forwards, eth1 blocks.
inline Bond stp_bond() {
  const Link link = decode_link(bridge_link());
  Bond bond = *decode_bridge(link);
  bond.stp->own_times = StpTimes{2000, 15000, 20000};
  bond.members = {*decode_port(decode_link(port_link("eth0", 1, BR_STATE_FORWARDING)), true),
                  *decode_port(decode_link(port_link("eth1", 2, BR_STATE_BLOCKING)), true)};
  for (Member& member : bond.members) {
    member.stp->counters = StpCounters{2, 1, 7, 4, 5, 6};
    bond.failovers += member.stp->counters->forwarded;
  }
  judge_stp(&bond, root_port_number(link));
  return bond;
}

}  // namespace bondctl::sample

#endif
