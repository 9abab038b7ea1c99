// SPDX-License-Identifier: GPL-2.0-or-later
// One bond in trouble, as the kernel would send it, and some events of its life.
#ifndef BONDCTL_TESTS_SAMPLE_H
#define BONDCTL_TESTS_SAMPLE_H

#include <linux/netbond.h>

#include "codec.h"
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

/// A bond that spreads flows: eth1 came back and has little yet, eth2 is lost.
inline Bytes xor_attrs() {
  const auto options = [](unsigned weight) {
    return nest(NETBOND_MEMBER_OPTIONS,
                s32(NETBOND_MOPT_PRIO, 0) + u32(NETBOND_MOPT_WEIGHT, weight));
  };
  const auto port = [&](const char* name, unsigned ifindex, unsigned speed, unsigned weight,
                        unsigned buckets, bool good) {
    const unsigned reason = good ? NETBOND_REASON_NONE : NETBOND_REASON_NO_CARRIER;
    return nest(NETBOND_A_MEMBER,
                u32(NETBOND_MEMBER_IFINDEX, ifindex) + str(NETBOND_MEMBER_NAME, name) +
                    options(weight) + u8(NETBOND_MEMBER_USABLE, good) +
                    u32(NETBOND_MEMBER_ROLE, good ? NETBOND_ROLE_ACTIVE : NETBOND_ROLE_NONE) +
                    u32(NETBOND_MEMBER_REASON, reason) + u32(NETBOND_MEMBER_SPEED, speed) +
                    u8(NETBOND_MEMBER_DUPLEX, 1) + u64(NETBOND_MEMBER_SINCE_MS, 5'000) +
                    vote(NETBOND_VOTE_CARRIER,
                         good ? NETBOND_VOTE_VALUE_YES : NETBOND_VOTE_VALUE_NO, reason, 5'000) +
                    u32(NETBOND_MEMBER_BUCKETS, buckets));
  };
  return u32(NETBOND_A_IFINDEX, 9) + str(NETBOND_A_NAME, "bond2") +
         nest(NETBOND_A_OPTIONS,
              u32(NETBOND_OPT_MODE, NETBOND_MODE_BALANCE_XOR) +
                  u32(NETBOND_OPT_XMIT_HASH_POLICY, NETBOND_XMIT_HASH_POLICY_LAYER2) +
                  u32(NETBOND_OPT_WEIGHT_POLICY, NETBOND_WEIGHT_POLICY_SPEED) +
                  u32(NETBOND_OPT_HASH_SEED, 0) + u32(NETBOND_OPT_MOVE_IDLE, 100) +
                  u32(NETBOND_OPT_MOVE_TIMEOUT, 10'000)) +
         nest(NETBOND_A_STATUS,
              u32(NETBOND_STATUS_STATE, NETBOND_STATE_DEGRADED) +
                  u32(NETBOND_STATUS_REASON, NETBOND_REASON_NO_CARRIER) +
                  u8(NETBOND_STATUS_CARRIER, 1) + u8(NETBOND_STATUS_UP, 1) +
                  u32(NETBOND_STATUS_MTU, 1500) + u64(NETBOND_STATUS_FAILOVERS, 1) +
                  u64(NETBOND_STATUS_EVENT_SEQ, 7) + u64(NETBOND_STATUS_MOVES, 640)) +
         port("eth0", 3, 1000, 1, 216, true) + port("eth1", 4, 1000, 2, 40, true) +
         port("eth2", 5, 1000, 1, 0, false);
}

inline Bytes xor_reply(int flags = 0) {
  return generic(NETBOND_CMD_BOND_NEW, xor_attrs(), flags);
}

inline Bytes bucket(unsigned index, const char* member, const Bytes& more) {
  Bytes inner = u32(NETBOND_BUCKET_INDEX, index);
  if (member)
    inner = inner + u32(NETBOND_BUCKET_MEMBER_IFINDEX, 3) + str(NETBOND_BUCKET_MEMBER_NAME, member);
  return generic(NETBOND_CMD_BUCKET_GET,
                 u32(NETBOND_A_IFINDEX, 9) + str(NETBOND_A_NAME, "bond2") +
                     nest(NETBOND_A_BUCKET, inner + more),
                 NLM_F_MULTI);
}

inline Bytes bucket_next(const char* name) {
  return u32(NETBOND_BUCKET_NEXT_IFINDEX, 4) + str(NETBOND_BUCKET_NEXT_NAME, name);
}

inline Bytes bucket_moved(std::uint64_t ms, unsigned reason) {
  return u64(NETBOND_BUCKET_MOVED_MS, ms) + u32(NETBOND_BUCKET_MOVED_REASON, reason);
}

inline Bytes bucket_count(std::uint64_t packets, std::uint64_t bytes, std::uint64_t ms) {
  return u64(NETBOND_BUCKET_PACKETS, packets) + u64(NETBOND_BUCKET_BYTES, bytes) +
         u64(NETBOND_BUCKET_COUNTED_MS, ms);
}

/// 256 buckets of the bond above: eth1's are scattered, some of eth0's are to move to it.
inline std::vector<Bytes> buckets(std::uint64_t counted_ms = 0) {
  std::vector<Bytes> list;
  for (unsigned i = 0; i < 256; i++) {
    const bool second = i % 6 == 1 && i < 240;
    Bytes more = second ? bucket_moved(1'500, NETBOND_REASON_LINK_BACK) : Bytes{};
    if (i % 4 == 2)
      more = more + bucket_next("eth1");
    if (counted_ms)
      more = more + bucket_count(counted_ms / 100 + i, counted_ms + 100 * i, counted_ms);
    list.push_back(bucket(i, second ? "eth1" : "eth0", more));
  }
  return list;
}

inline Bytes flow_answer(const Bytes& flow) {
  return generic(NETBOND_CMD_FLOW_GET, u32(NETBOND_A_IFINDEX, 9) + str(NETBOND_A_NAME, "bond2") +
                                           nest(NETBOND_A_FLOW, flow));
}

inline Bytes flow_reply(unsigned policy = NETBOND_XMIT_HASH_POLICY_LAYER34,
                        unsigned fields = NETBOND_FLOW_FIELD_ADDRESS | NETBOND_FLOW_FIELD_PORT,
                        const Bytes& more = str(NETBOND_FLOW_NEXT_NAME, "eth1")) {
  return flow_answer(attr(NETBOND_FLOW_IPV4_SOURCE, {10, 0, 0, 1}) +
                     attr(NETBOND_FLOW_IPV4_DESTINATION, {10, 0, 0, 2}) +
                     u32(NETBOND_FLOW_PROTOCOL, 6) + u32(NETBOND_FLOW_SOURCE_PORT, 40'000) +
                     u32(NETBOND_FLOW_DESTINATION_PORT, 443) + u32(NETBOND_FLOW_POLICY, policy) +
                     u32(NETBOND_FLOW_FIELDS, fields) + u32(NETBOND_FLOW_HASH, 0x1a2b3c4d) +
                     u32(NETBOND_FLOW_BUCKET, 77) + u32(NETBOND_FLOW_MEMBER_IFINDEX, 3) +
                     str(NETBOND_FLOW_MEMBER_NAME, "eth0") + more);
}

/// A table out of the messages of a dump.
inline BucketTable table(const std::vector<Bytes>& messages) {
  BucketTable result;
  for (const Bytes& message : messages)
    decode_bucket(message, &result);
  return result;
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
  return {
      event(1, NETBOND_EVENT_CREATED, NETBOND_REASON_ADMINISTRATOR, {}),
      vote_event(2),
      failover(3),
      event(4, NETBOND_EVENT_STATE, NETBOND_REASON_NO_CARRIER,
            u32(NETBOND_EV_STATE, NETBOND_STATE_DEGRADED)),
      event(5, NETBOND_EVENT_TARGET_LOST, NETBOND_REASON_PROBE_NO_REPLY,
            attr(NETBOND_EV_IPV4, {10, 0, 0, 1})),
      event(6, NETBOND_EVENT_ACTIVE, NETBOND_REASON_NO_USABLE_MEMBER,
            str(NETBOND_EV_OLD_NAME, "eth1") + u64(NETBOND_EV_GAP_NS, 412'000)),
      event(7, NETBOND_EVENT_BUCKETS, NETBOND_REASON_NO_CARRIER,
            str(NETBOND_EV_OLD_NAME, "eth1") + u64(NETBOND_EV_GAP_NS, 412'000) +
                u32(NETBOND_EV_BUCKETS, 64)),
      event(8, NETBOND_EVENT_BUCKETS, NETBOND_REASON_LINK_BACK,
            str(NETBOND_EV_MEMBER_NAME, "eth1") + u32(NETBOND_EV_BUCKETS, 60)),
      event(9, NETBOND_EVENT_BUCKETS, NETBOND_REASON_PROBE_NO_REPLY,
            str(NETBOND_EV_MEMBER_NAME, "eth0") + u32(NETBOND_EV_BUCKETS, 128)),
      event(10, NETBOND_EVENT_BUCKETS, NETBOND_REASON_ADMINISTRATOR, u32(NETBOND_EV_BUCKETS, 4)),
      event(11, NETBOND_EVENT_BUCKETS, NETBOND_REASON_LOAD,
            str(NETBOND_EV_MEMBER_NAME, "eth1") + u32(NETBOND_EV_BUCKETS, 3))};
}

}  // namespace bondctl::sample

#endif
