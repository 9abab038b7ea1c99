// SPDX-License-Identifier: GPL-2.0-or-later
// One bond in trouble, as the kernel would send it, and some events of its life.
#ifndef BONDCTL_TESTS_SAMPLE_H
#define BONDCTL_TESTS_SAMPLE_H

#include <linux/netbond.h>

#include "wire.h"

namespace bondctl::sample {

using namespace wire;  // NOLINT: the samples are written in its words

constexpr std::uint64_t kNoon = 1'700'000'000'123'456'789;

inline Bytes mac(unsigned last) {
  return {2, 0, 0, 0, 0, static_cast<std::uint8_t>(last)};
}

inline Bytes vote(unsigned kind, unsigned value, unsigned reason, std::uint64_t since,
                  std::uint64_t remaining = 0) {
  Bytes inner = u32(NETBOND_VOTE_KIND, kind) + u32(NETBOND_VOTE_VALUE, value) +
                u32(NETBOND_VOTE_REASON, reason) + u64(NETBOND_VOTE_SINCE_MS, since);
  if (remaining)
    inner = inner + u64(NETBOND_VOTE_REMAINING_MS, remaining);
  return nest(NETBOND_MEMBER_VOTE, inner);
}

inline Bytes target4(unsigned value, unsigned reason, unsigned missed) {
  Bytes inner = attr(NETBOND_TARGET_IPV4, {10, 0, 0, 1}) + u32(NETBOND_TARGET_VALUE, value) +
                u32(NETBOND_TARGET_REASON, reason) + u64(NETBOND_TARGET_SENT, 100) +
                u64(NETBOND_TARGET_REPLIES, 100 - missed) + u32(NETBOND_TARGET_MISSED, missed);
  return nest(NETBOND_MEMBER_TARGET, inner + u64(NETBOND_TARGET_REPLY_AGE_MS, 40 + 100 * missed));
}

inline Bytes target6() {
  const Bytes fe80_1 = {0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  return nest(NETBOND_MEMBER_TARGET,
              attr(NETBOND_TARGET_IPV6, fe80_1) + u32(NETBOND_TARGET_VALUE, NETBOND_VOTE_VALUE_NO) +
                  u32(NETBOND_TARGET_REASON, NETBOND_REASON_PROBE_NO_REPLY) +
                  u64(NETBOND_TARGET_SENT, 100) + u64(NETBOND_TARGET_REPLIES, 0) +
                  u32(NETBOND_TARGET_MISSED, 100));
}

inline Bytes member(const char* name, unsigned ifindex, bool usable, unsigned role, unsigned reason,
                    const Bytes& more) {
  return nest(NETBOND_A_MEMBER,
              u32(NETBOND_MEMBER_IFINDEX, ifindex) + str(NETBOND_MEMBER_NAME, name) +
                  nest(NETBOND_MEMBER_OPTIONS, s32(NETBOND_MOPT_PRIO, -3)) +
                  u8(NETBOND_MEMBER_USABLE, usable) + u32(NETBOND_MEMBER_ROLE, role) +
                  u32(NETBOND_MEMBER_REASON, reason) + attr(NETBOND_MEMBER_ADDRESS, mac(1)) +
                  attr(NETBOND_MEMBER_PERMANENT_ADDRESS, mac(ifindex)) +
                  u64(NETBOND_MEMBER_SINCE_MS, 192'000) + more);
}

/// eth0 carries traffic, eth1 has no link, eth2 waits for updelay and knows no speed.
inline Bytes bond_attrs() {
  const Bytes options =
      u32(NETBOND_OPT_MODE, NETBOND_MODE_ACTIVE_BACKUP) + u32(NETBOND_OPT_MIIMON, 100) +
      u32(NETBOND_OPT_UPDELAY, 5000) + u32(NETBOND_OPT_ARP_INTERVAL, 100) +
      nest(NETBOND_OPT_ARP_IP_TARGET, attr(NETBOND_ADDR_IPV4, {10, 0, 0, 1})) +
      nest(NETBOND_OPT_NS_IP6_TARGET,
           attr(NETBOND_ADDR_IPV6, {0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})) +
      u32(NETBOND_OPT_PROBE_LOSS, NETBOND_PROBE_LOSS_KEEP) + str(NETBOND_OPT_PRIMARY, "eth9") +
      u8(NETBOND_OPT_ALL_SLAVES_ACTIVE, 0) + u32(NETBOND_OPT_LACP_RATE, NETBOND_LACP_RATE_FAST);
  const Bytes eth0 =
      u32(NETBOND_MEMBER_SPEED, 10'000) + u8(NETBOND_MEMBER_DUPLEX, 1) +
      u32(NETBOND_MEMBER_LINK_FAILURES, 2) +
      vote(NETBOND_VOTE_CARRIER, NETBOND_VOTE_VALUE_YES, NETBOND_REASON_NONE, 192'000) +
      vote(NETBOND_VOTE_PROBE, NETBOND_VOTE_VALUE_YES, NETBOND_REASON_NONE, 9'500) +
      target4(NETBOND_VOTE_VALUE_YES, NETBOND_REASON_NONE, 0) + target6();
  const Bytes eth1 =
      attr(NETBOND_MEMBER_PROBE_ADDRESS, mac(4)) + u32(NETBOND_MEMBER_SPEED, 0) +
      u8(NETBOND_MEMBER_DUPLEX, 255) +
      vote(NETBOND_VOTE_CARRIER, NETBOND_VOTE_VALUE_NO, NETBOND_REASON_NO_CARRIER, 430) +
      vote(NETBOND_VOTE_PROBE, NETBOND_VOTE_VALUE_UNKNOWN, NETBOND_REASON_PROBE_PENDING, 430) +
      target4(NETBOND_VOTE_VALUE_NO, NETBOND_REASON_PROBE_NO_REPLY, 4);
  const Bytes eth2 =
      u32(NETBOND_MEMBER_SPEED, 0) + u8(NETBOND_MEMBER_DUPLEX, 255) +
      vote(NETBOND_VOTE_CARRIER, NETBOND_VOTE_VALUE_YES, NETBOND_REASON_UPDELAY, 1'200, 3'800);
  return u32(NETBOND_A_IFINDEX, 7) + str(NETBOND_A_NAME, "bond0") +
         nest(NETBOND_A_OPTIONS, options) +
         nest(NETBOND_A_STATUS,
              u32(NETBOND_STATUS_STATE, NETBOND_STATE_DEGRADED) +
                  u32(NETBOND_STATUS_REASON, NETBOND_REASON_NO_CARRIER) +
                  u8(NETBOND_STATUS_CARRIER, 1) + u8(NETBOND_STATUS_UP, 1) +
                  attr(NETBOND_STATUS_ADDRESS, mac(1)) + u32(NETBOND_STATUS_MTU, 1500) +
                  u32(NETBOND_STATUS_ACTIVE_IFINDEX, 3) + str(NETBOND_STATUS_ACTIVE_NAME, "eth0") +
                  u64(NETBOND_STATUS_FAILOVERS, 2) + u64(NETBOND_STATUS_EVENT_SEQ, 41)) +
         member("eth0", 3, true, NETBOND_ROLE_ACTIVE, NETBOND_REASON_NONE, eth0) +
         member("eth1", 4, false, NETBOND_ROLE_NONE, NETBOND_REASON_NO_CARRIER, eth1) +
         member("eth2", 5, false, NETBOND_ROLE_NONE, NETBOND_REASON_UPDELAY, eth2);
}

inline Bytes bond_reply(int flags = 0) {
  return generic(NETBOND_CMD_BOND_NEW, bond_attrs(), flags);
}

/// A healthy two-member bond without probes.
inline Bytes quiet_reply(unsigned state = NETBOND_STATE_OK, bool carrier = true) {
  const Bytes good =
      u32(NETBOND_MEMBER_SPEED, 1000) + u8(NETBOND_MEMBER_DUPLEX, 1) +
      vote(NETBOND_VOTE_CARRIER, NETBOND_VOTE_VALUE_YES, NETBOND_REASON_NONE, 60'000);
  return generic(NETBOND_CMD_BOND_NEW,
                 u32(NETBOND_A_IFINDEX, 8) + str(NETBOND_A_NAME, "bond1") +
                     nest(NETBOND_A_OPTIONS, u32(NETBOND_OPT_MODE, NETBOND_MODE_IEEE8023AD)) +
                     nest(NETBOND_A_STATUS,
                          u32(NETBOND_STATUS_STATE, state) + u8(NETBOND_STATUS_CARRIER, carrier) +
                              u8(NETBOND_STATUS_UP, 1) + u32(NETBOND_STATUS_MTU, 9000)) +
                     member("eth3", 5, true, NETBOND_ROLE_ACTIVE, NETBOND_REASON_NONE, good) +
                     member("eth4", 6, true, NETBOND_ROLE_BACKUP, NETBOND_REASON_BACKUP, good));
}

inline Bytes event(std::uint64_t seq, unsigned kind, unsigned reason, const Bytes& more,
                   const char* bond = "bond0", unsigned ifindex = 7) {
  return generic(
      NETBOND_CMD_EVENT_NTF,
      u32(NETBOND_A_IFINDEX, ifindex) + str(NETBOND_A_NAME, bond) +
          nest(NETBOND_A_EVENT,
               u64(NETBOND_EV_SEQ, seq) + u64(NETBOND_EV_TIME_NS, kNoon + seq * 1000000) +
                   u32(NETBOND_EV_KIND, kind) + u32(NETBOND_EV_REASON, reason) + more));
}

inline Bytes failover(std::uint64_t seq) {
  return event(seq, NETBOND_EVENT_ACTIVE, NETBOND_REASON_NO_CARRIER,
               u32(NETBOND_EV_MEMBER_IFINDEX, 4) + str(NETBOND_EV_MEMBER_NAME, "eth1") +
                   str(NETBOND_EV_OLD_NAME, "eth0") + u64(NETBOND_EV_GAP_NS, 214'400'000));
}

inline Bytes vote_event(std::uint64_t seq) {
  return event(seq, NETBOND_EVENT_VOTE, NETBOND_REASON_NO_CARRIER,
               u32(NETBOND_EV_MEMBER_IFINDEX, 3) + str(NETBOND_EV_MEMBER_NAME, "eth0") +
                   u32(NETBOND_EV_VOTE, NETBOND_VOTE_CARRIER) +
                   u32(NETBOND_EV_VALUE, NETBOND_VOTE_VALUE_NO));
}

inline std::vector<Bytes> life() {
  return {event(1, NETBOND_EVENT_CREATED, NETBOND_REASON_ADMINISTRATOR, {}),
          vote_event(2),
          failover(3),
          event(4, NETBOND_EVENT_STATE, NETBOND_REASON_NO_CARRIER,
                u32(NETBOND_EV_STATE, NETBOND_STATE_DEGRADED)),
          event(5, NETBOND_EVENT_TARGET_LOST, NETBOND_REASON_PROBE_NO_REPLY,
                attr(NETBOND_EV_IPV4, {10, 0, 0, 1})),
          event(6, NETBOND_EVENT_ACTIVE, NETBOND_REASON_NO_USABLE_MEMBER,
                str(NETBOND_EV_OLD_NAME, "eth1") + u64(NETBOND_EV_GAP_NS, 412'000))};
}

}  // namespace bondctl::sample

#endif
