// SPDX-License-Identifier: GPL-2.0-or-later
// An 802.3ad bond, as the kernel would send it.
#ifndef BONDCTL_TESTS_LACP_SAMPLE_H
#define BONDCTL_TESTS_LACP_SAMPLE_H

#include "sample.h"

namespace bondctl::sample {

/// The switch that carries the traffic, and another one.
inline Bytes switch_mac(unsigned last) {
  return {0x00, 0x1b, 0x21, 0, 0, static_cast<std::uint8_t>(last)};
}

inline Bytes lacp_end(int type, unsigned system_priority, const Bytes& system, unsigned key,
                      unsigned port_priority, unsigned port, unsigned state) {
  return nest(type, u32(NETBOND_END_SYSTEM_PRIORITY, system_priority) +
                        attr(NETBOND_END_SYSTEM, system) + u32(NETBOND_END_KEY, key) +
                        u32(NETBOND_END_PORT_PRIORITY, port_priority) +
                        u32(NETBOND_END_PORT, port) + u32(NETBOND_END_STATE, state));
}

/// Each counter has another value, so that none can stand for another.
inline Bytes lacp_counters(std::uint64_t highest) {
  Bytes bytes;
  for (int type = NETBOND_LACP_PDU_TX; type <= NETBOND_LACP_LOOPBACK; type++)
    bytes = bytes + u64(type, highest - static_cast<std::uint64_t>(type - NETBOND_LACP_PDU_TX));
  return bytes + u64(NETBOND_LACP_PINNED_OUT, highest - 10);
}

inline Bytes machines(unsigned selected, unsigned aggregator, unsigned rx, unsigned mux) {
  return u32(NETBOND_LACP_SELECTED, selected) + u32(NETBOND_LACP_AGGREGATOR, aggregator) +
         u32(NETBOND_LACP_RX, rx) + u32(NETBOND_LACP_PERIODIC, NETBOND_LACP_PERIODIC_FAST) +
         u32(NETBOND_LACP_MUX, mux) + u64(NETBOND_LACP_MUX_SINCE_MS, 192'000);
}

inline Bytes churn(unsigned actor, unsigned partner, unsigned actor_times, unsigned partner_times) {
  return u32(NETBOND_LACP_ACTOR_CHURN, actor) + u32(NETBOND_LACP_PARTNER_CHURN, partner) +
         u32(NETBOND_LACP_ACTOR_CHURNS, actor_times) +
         u32(NETBOND_LACP_PARTNER_CHURNS, partner_times);
}

inline Bytes heard_now() {
  return u64(NETBOND_LACP_RECEIVED_MS, 400) + u64(NETBOND_LACP_SENT_MS, 200) +
         u64(NETBOND_LACP_EXPIRES_MS, 2'600);
}

inline Bytes lag_member(const char* name, unsigned ifindex, unsigned port_priority, unsigned reason,
                        unsigned speed, const Bytes& lacp) {
  const bool good = reason == NETBOND_REASON_NONE;
  const unsigned yes_or_no = good ? NETBOND_VOTE_VALUE_YES : NETBOND_VOTE_VALUE_NO;
  return nest(
      NETBOND_A_MEMBER,
      u32(NETBOND_MEMBER_IFINDEX, ifindex) + str(NETBOND_MEMBER_NAME, name) +
          nest(NETBOND_MEMBER_OPTIONS, s32(NETBOND_MOPT_PRIO, 0) + u32(NETBOND_MOPT_WEIGHT, 1) +
                                           u32(NETBOND_MOPT_ACTOR_PORT_PRIO, port_priority)) +
          u8(NETBOND_MEMBER_USABLE, good) +
          u32(NETBOND_MEMBER_ROLE, good ? NETBOND_ROLE_ACTIVE : NETBOND_ROLE_NONE) +
          u32(NETBOND_MEMBER_REASON, reason) + attr(NETBOND_MEMBER_ADDRESS, mac(1)) +
          attr(NETBOND_MEMBER_PERMANENT_ADDRESS, mac(ifindex)) + u32(NETBOND_MEMBER_SPEED, speed) +
          u8(NETBOND_MEMBER_DUPLEX, speed ? 1 : 255) + u64(NETBOND_MEMBER_SINCE_MS, 35'000) +
          vote(NETBOND_VOTE_CARRIER, NETBOND_VOTE_VALUE_YES, NETBOND_REASON_NONE, 200'000) +
          vote(NETBOND_VOTE_LACP, yes_or_no, reason, 35'000) +
          u32(NETBOND_MEMBER_BUCKETS, good ? 128 : 0) + nest(NETBOND_MEMBER_LACP, lacp));
}

inline Bytes lag_options() {
  return nest(NETBOND_A_OPTIONS,
              u32(NETBOND_OPT_MODE, NETBOND_MODE_IEEE8023AD) + u32(NETBOND_OPT_ARP_INTERVAL, 100) +
                  nest(NETBOND_OPT_ARP_IP_TARGET, attr(NETBOND_ADDR_IPV4, {10, 0, 0, 1})) +
                  u32(NETBOND_OPT_AD_SELECT, NETBOND_AD_SELECT_ACTOR_PORT_PRIO) +
                  u8(NETBOND_OPT_LACP_ACTIVE, 1) + attr(NETBOND_OPT_AD_ACTOR_SYSTEM, Bytes(6)) +
                  u32(NETBOND_OPT_MAX_LINKS, 2) + u8(NETBOND_OPT_COUPLED_CONTROL, 0) +
                  attr(NETBOND_OPT_LACP_PARTNER_PIN, switch_mac(0x0a)));
}

inline Bytes lag_status() {
  const Bytes lacp = u32(NETBOND_LAG_AGGREGATOR, 1) + u32(NETBOND_LAG_PORTS, 3) +
                     u32(NETBOND_LAG_SELECTED, 2) + u32(NETBOND_LAG_COLLECTING, 2) +
                     u32(NETBOND_LAG_DISTRIBUTING, 2) + u64(NETBOND_LAG_BANDWIDTH, 20'000) +
                     lacp_end(NETBOND_LAG_ACTOR, 65535, mac(1), 15, 100, 1, 63) +
                     lacp_end(NETBOND_LAG_PARTNER, 32768, switch_mac(0x0a), 11, 32767, 7, 61);
  return nest(NETBOND_A_STATUS, u32(NETBOND_STATUS_STATE, NETBOND_STATE_DEGRADED) +
                                    u32(NETBOND_STATUS_REASON, NETBOND_REASON_LACP_KEY_MISMATCH) +
                                    u8(NETBOND_STATUS_CARRIER, 1) + u8(NETBOND_STATUS_UP, 1) +
                                    attr(NETBOND_STATUS_ADDRESS, mac(1)) +
                                    u32(NETBOND_STATUS_MTU, 1500) + u64(NETBOND_STATUS_MOVES, 12) +
                                    nest(NETBOND_STATUS_LACP, lacp));
}

/// eth0, where another system speaks, too, and eth1 (of assumed speed) carry traffic, eth2 stands
/// by, the switch has eth3 in another LAG, eth4 hears nothing.
inline Bytes lag_attrs() {
  const auto actor = [](unsigned priority, unsigned port, unsigned state) {
    return lacp_end(NETBOND_LACP_ACTOR, 65535, mac(1), 15, priority, port, state);
  };
  const auto partner = [](unsigned key, unsigned port, unsigned state) {
    return lacp_end(NETBOND_LACP_PARTNER, 32768, switch_mac(0x0a), key, 32760 + port, port, state);
  };
  const auto heard = [](unsigned priority, unsigned port, unsigned state) {
    return lacp_end(NETBOND_LACP_HEARD, 65535, mac(1), 15, priority, port, state);
  };
  const Bytes calm = churn(NETBOND_LACP_CHURN_NONE, NETBOND_LACP_CHURN_NONE, 0, 0);
  const Bytes eth0 = machines(NETBOND_LACP_SELECTED_SELECTED, 1, NETBOND_LACP_RX_CURRENT,
                              NETBOND_LACP_MUX_COLLECTING_DISTRIBUTING) +
                     actor(100, 1, 63) + partner(11, 7, 61) + heard(100, 1, 31) + heard_now() +
                     calm + lacp_counters(210) +
                     lacp_end(NETBOND_LACP_FOREIGN, 1, switch_mac(0x66), 2, 3, 99, 63) +
                     u64(NETBOND_LACP_FOREIGN_MS, 900);
  const Bytes eth1 = machines(NETBOND_LACP_SELECTED_SELECTED, 1, NETBOND_LACP_RX_CURRENT,
                              NETBOND_LACP_MUX_DISTRIBUTING) +
                     actor(255, 2, 63) + partner(11, 8, 63) + heard(255, 2, 63) + heard_now() +
                     calm + u32(NETBOND_LACP_ASSUMED_SPEED, 10'000);
  const Bytes eth2 = machines(NETBOND_LACP_SELECTED_STANDBY, 1, NETBOND_LACP_RX_CURRENT,
                              NETBOND_LACP_MUX_WAITING) +
                     actor(255, 3, 7) + partner(11, 9, 7) + heard(255, 3, 7) + heard_now() + calm +
                     u64(NETBOND_LACP_WAIT_MS, 1'200);
  const Bytes eth3 = machines(NETBOND_LACP_SELECTED_STANDBY, 4, NETBOND_LACP_RX_CURRENT,
                              NETBOND_LACP_MUX_WAITING) +
                     actor(255, 4, 7) + partner(12, 10, 7) + heard(255, 4, 7) + heard_now() +
                     churn(NETBOND_LACP_CHURN_MONITOR, NETBOND_LACP_CHURN_CHURN, 1, 2);
  const Bytes eth4 = machines(NETBOND_LACP_SELECTED_UNSELECTED, 0, NETBOND_LACP_RX_DEFAULTED,
                              NETBOND_LACP_MUX_DETACHED) +
                     actor(255, 5, 71) +
                     lacp_end(NETBOND_LACP_PARTNER, 65535, Bytes(6), 1, 255, 1, 0) +
                     u64(NETBOND_LACP_SENT_MS, 700) + u64(NETBOND_LACP_RETRY_MS, 5'000) +
                     u64(NETBOND_LACP_PDU_TX, 36);
  return u32(NETBOND_A_IFINDEX, 10) + str(NETBOND_A_NAME, "bond3") + lag_options() + lag_status() +
         lag_member("eth0", 3, 100, NETBOND_REASON_NONE, 10'000, eth0) +
         lag_member("eth1", 4, 255, NETBOND_REASON_NONE, 0, eth1) +
         lag_member("eth2", 5, 255, NETBOND_REASON_STANDBY_MAX_LINKS, 10'000, eth2) +
         lag_member("eth3", 6, 255, NETBOND_REASON_LACP_KEY_MISMATCH, 10'000, eth3) +
         lag_member("eth4", 7, 255, NETBOND_REASON_LACP_NO_PDU, 10'000, eth4);
}

inline Bytes lag_reply() {
  return generic(NETBOND_CMD_BOND_NEW, lag_attrs());
}

}  // namespace bondctl::sample

#endif
