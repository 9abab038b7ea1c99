// SPDX-License-Identifier: GPL-2.0-or-later
// A balance-alb bond and its neighbours, as the kernel would send them.
#ifndef BONDCTL_TESTS_ALB_SAMPLE_H
#define BONDCTL_TESTS_ALB_SAMPLE_H

#include "client_table.h"
#include "sample.h"

namespace bondctl::sample {

inline Bytes alb_member(const char* name, unsigned ifindex, unsigned speed, unsigned buckets,
                        unsigned own, const Bytes& more) {
  const bool good = buckets != 0;
  const unsigned reason = good ? NETBOND_REASON_NONE : NETBOND_REASON_NO_CARRIER;
  return nest(
      NETBOND_A_MEMBER,
      u32(NETBOND_MEMBER_IFINDEX, ifindex) + str(NETBOND_MEMBER_NAME, name) +
          u8(NETBOND_MEMBER_USABLE, good) +
          u32(NETBOND_MEMBER_ROLE, good ? NETBOND_ROLE_ACTIVE : NETBOND_ROLE_NONE) +
          u32(NETBOND_MEMBER_REASON, reason) + u32(NETBOND_MEMBER_SPEED, speed) +
          u8(NETBOND_MEMBER_DUPLEX, speed ? 1 : 255) + u64(NETBOND_MEMBER_SINCE_MS, 35'000) +
          vote(NETBOND_VOTE_CARRIER, good ? NETBOND_VOTE_VALUE_YES : NETBOND_VOTE_VALUE_NO, reason,
               35'000) +
          u32(NETBOND_MEMBER_BUCKETS, buckets) + attr(NETBOND_MEMBER_OWN_ADDRESS, mac(own)) + more);
}

inline Bytes alb_bond(unsigned mode, const Bytes& status, const Bytes& members) {
  const Bytes options = u32(NETBOND_OPT_MODE, mode) + u32(NETBOND_OPT_ASSUMED_SPEED, 10'000) +
                        u32(NETBOND_OPT_XMIT_HASH_POLICY, NETBOND_XMIT_HASH_POLICY_LAYER34) +
                        u32(NETBOND_OPT_LP_INTERVAL, 1) + u8(NETBOND_OPT_TLB_DYNAMIC_LB, 1) +
                        u32(NETBOND_OPT_WEIGHT_POLICY, NETBOND_WEIGHT_POLICY_SPEED) +
                        u32(NETBOND_OPT_ALB_MAX_CLIENTS, 7);
  return generic(
      NETBOND_CMD_BOND_NEW,
      u32(NETBOND_A_IFINDEX, 11) + str(NETBOND_A_NAME, "bond4") + nest(NETBOND_A_OPTIONS, options) +
          nest(NETBOND_A_STATUS,
               u32(NETBOND_STATUS_STATE, NETBOND_STATE_DEGRADED) +
                   u32(NETBOND_STATUS_REASON, NETBOND_REASON_NO_CARRIER) +
                   u8(NETBOND_STATUS_CARRIER, 1) + u8(NETBOND_STATUS_UP, 1) +
                   attr(NETBOND_STATUS_ADDRESS, mac(1)) + u32(NETBOND_STATUS_MTU, 1500) +
                   str(NETBOND_STATUS_ACTIVE_NAME, "eth0") + u64(NETBOND_STATUS_EVENT_SEQ, 9) +
                   u64(NETBOND_STATUS_MOVES, 97) + nest(NETBOND_STATUS_ALB, status)) +
          members);
}

/// eth0 carries the bond's address, eth1 knows no speed, eth2 is lost; the table of neighbours is
/// full.
inline Bytes alb_reply() {
  const auto clients = [](unsigned count) { return u32(NETBOND_MEMBER_CLIENTS, count); };
  return alb_bond(NETBOND_MODE_BALANCE_ALB,
                  u32(NETBOND_ALB_CLIENTS, 7) + u64(NETBOND_ALB_EVICTED, 3) +
                      u64(NETBOND_ALB_TAUGHT, 41) + u64(NETBOND_ALB_LEARNING, 380),
                  alb_member("eth0", 3, 1000, 160, 0x31, clients(4)) +
                      alb_member("eth1", 4, 0, 96, 4, clients(2)) +
                      alb_member("eth2", 5, 1000, 0, 5, clients(0)));
}

inline Bytes tlb_reply() {
  return alb_bond(NETBOND_MODE_BALANCE_TLB, u64(NETBOND_ALB_LEARNING, 380),
                  alb_member("eth0", 3, 10'000, 160, 0x31, {}) +
                      alb_member("eth1", 4, 10'000, 96, 4, {}) +
                      alb_member("eth2", 5, 10'000, 0, 5, {}));
}

inline Bytes client(const Bytes& addresses, const char* member, std::uint64_t seen_ms,
                    const Bytes& more) {
  Bytes inner = addresses + u64(NETBOND_CLIENT_SEEN_MS, seen_ms);
  if (member)
    inner = inner + u32(NETBOND_CLIENT_MEMBER_IFINDEX, 3) + str(NETBOND_CLIENT_MEMBER_NAME, member);
  return generic(NETBOND_CMD_CLIENT_GET,
                 u32(NETBOND_A_IFINDEX, 11) + str(NETBOND_A_NAME, "bond4") +
                     nest(NETBOND_A_CLIENT, inner + more),
                 NLM_F_MULTI);
}

inline Bytes client4(unsigned subnet, unsigned last) {
  const auto byte = [](unsigned value) { return static_cast<std::uint8_t>(value); };
  return attr(NETBOND_CLIENT_IPV4, {10, 0, byte(subnet), byte(last)}) +
         attr(NETBOND_CLIENT_LOCAL_IPV4, {10, 0, byte(subnet), 1});
}

inline Bytes client6(const Bytes& address, const Bytes& local) {
  return attr(NETBOND_CLIENT_IPV6, address) + attr(NETBOND_CLIENT_LOCAL_IPV6, local);
}

inline Bytes client_count(std::uint64_t packets, std::uint64_t bytes, std::uint64_t ms) {
  return ms ? u64(NETBOND_CLIENT_PACKETS, packets) + u64(NETBOND_CLIENT_BYTES, bytes) +
                  u64(NETBOND_CLIENT_COUNTED_MS, ms)
            : Bytes{};
}

/// Seven neighbours: 10.0.0.10 and fe80::2 are one host, 10.0.20.5 is behind two tags, 10.0.0.9 was
/// misled, 10.0.0.77 did not answer yet.
inline std::vector<Bytes> clients(std::uint64_t counted_ms = 0) {
  const auto told = [](unsigned host, std::uint64_t ms) {
    return attr(NETBOND_CLIENT_ADDRESS, mac(host)) + u64(NETBOND_CLIENT_TAUGHT_MS, ms) +
           u8(NETBOND_CLIENT_DUE, 0);
  };
  const auto count = [&](std::uint64_t packets, std::uint64_t bytes) {
    return client_count(packets, bytes, counted_ms);
  };
  const Bytes tags = u32(NETBOND_CLIENT_VLAN, 20) + u32(NETBOND_CLIENT_VLAN_PROTOCOL, 0x88a8) +
                     u32(NETBOND_CLIENT_INNER_VLAN, 10) +
                     u32(NETBOND_CLIENT_INNER_VLAN_PROTOCOL, 0x8100);
  const Bytes tag = u32(NETBOND_CLIENT_VLAN, 10) + u32(NETBOND_CLIENT_VLAN_PROTOCOL, 0x8100);
  const Bytes global = {0x20, 1, 0xd, 0xb8, 0, 0x12, 0x34, 0x56, 0x50, 0x54, 0, 0xff, 0xfe, 0x12};
  const Bytes link = Bytes{0xfe, 0x80} + Bytes(13);
  return {client(client4(0, 2), "eth0", 1'500, told(0xa2, 12'300) + count(400, 200'000)),
          client(client4(0, 9), "eth0", 92'000,
                 attr(NETBOND_CLIENT_ADDRESS, mac(0xa9)) + u64(NETBOND_CLIENT_TAUGHT_MS, 4'000) +
                     u8(NETBOND_CLIENT_DUE, 1) + count(40, 40'000)),
          client(client4(0, 10), "eth0", 300, told(0xaa, 7'260'000) + count(200, 160'000)),
          client(client6(link + Bytes{2}, link + Bytes{1}), "eth0", 20'000,
                 told(0xaa, 20'000) + count(0, 0)),
          client(client4(20, 5) + tags, "eth1", 800, told(0xb5, 800) + count(0, 0)),
          client(client6(global + Bytes{0x34, 0x56}, global + Bytes{0, 1}) + tag, "eth1", 45'000,
                 told(0xb6, 45'000) + count(100, 100'000)),
          client(client4(0, 77), nullptr, 150, u8(NETBOND_CLIENT_DUE, 1))};
}

/// The table of the bond above.
inline ClientTable client_table(std::uint64_t counted_ms = 0) {
  ClientTable table;
  table.mode = "balance-alb";
  table.members = {"eth0", "eth1", "eth2"};
  for (const Bytes& message : clients(counted_ms))
    decode_client(message, &table);
  sort_clients(&table);
  return table;
}

}  // namespace bondctl::sample

#endif
