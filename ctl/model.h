// SPDX-License-Identifier: GPL-2.0-or-later
// What a bond is to bondctl: plain data, filled by codec.cc, read by the printers.
//
// Enumerations of <linux/netbond.h> are kept as the numbers that came, so that a
// newer module's unknown values survive; words.h names them.
#ifndef BONDCTL_MODEL_H
#define BONDCTL_MODEL_H

#include <linux/netbond.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace bondctl {

struct Address {
  bool ipv6 = false;
  std::array<std::uint8_t, 16> bytes{};  ///< network order; IPv4 uses the first four
  bool operator==(const Address&) const = default;
};

using Mac = std::array<std::uint8_t, 6>;

/// A number, word number or boolean; an interface name; a list of addresses; or a MAC address, of
/// which all zero is none.
using OptionValue = std::variant<std::uint32_t, std::string, std::vector<Address>, Mac>;

/// By NETBOND_OPT_*; holds only what was given or what the kernel sent.
using Options = std::map<std::uint16_t, OptionValue>;

struct Vote {
  std::uint32_t kind = NETBOND_VOTE_CARRIER;
  std::uint32_t value = NETBOND_VOTE_VALUE_UNKNOWN;
  std::uint32_t reason = NETBOND_REASON_NONE;
  std::uint64_t since_ms = 0;
  std::optional<std::uint64_t> remaining_ms;
};

struct Target {
  Address address;
  std::uint32_t value = NETBOND_VOTE_VALUE_UNKNOWN;
  std::uint32_t reason = NETBOND_REASON_NONE;
  std::uint64_t sent = 0;
  std::uint64_t replies = 0;
  std::uint32_t missed = 0;
  std::optional<std::uint64_t> reply_age_ms;
};

struct Member {
  std::string name;
  std::uint32_t ifindex = 0;
  bool usable = false;
  std::uint32_t role = NETBOND_ROLE_NONE;
  std::uint32_t reason = NETBOND_REASON_NONE;
  std::string address;  ///< MAC addresses as text; empty when not told
  std::string permanent_address;
  std::string probe_address;
  std::uint32_t speed_mbps = 0;  ///< 0: unknown
  std::uint8_t duplex = 255;     ///< 0 half, 1 full, else unknown
  std::uint32_t link_failures = 0;
  std::uint64_t since_ms = 0;
  std::optional<std::int32_t> prio;
  std::optional<std::uint32_t> weight;
  std::optional<std::uint32_t> actor_port_prio;
  std::optional<std::uint32_t> buckets;  ///< absent where flows are not spread
  std::vector<Vote> votes;
  std::vector<Target> targets;
};

struct Bond {
  std::string name;
  std::uint32_t ifindex = 0;
  Options options;
  std::uint32_t state = NETBOND_STATE_FAILED;
  std::uint32_t reason = NETBOND_REASON_NONE;
  bool carrier = false;
  bool up = false;
  std::string address;
  std::uint32_t mtu = 0;
  std::optional<std::string> active_member;
  std::uint64_t failovers = 0;
  std::uint64_t event_seq = 0;
  std::optional<std::uint64_t> moves;  ///< absent where flows are not spread
  std::vector<Member> members;
};

/// An entry of the history or a notification. What does not apply is absent.
struct Event {
  std::string bond;
  std::uint32_t ifindex = 0;
  std::uint64_t seq = 0;
  std::uint64_t time_ns = 0;  ///< CLOCK_REALTIME
  std::uint32_t kind = NETBOND_EVENT_CREATED;
  std::uint32_t reason = NETBOND_REASON_NONE;
  std::optional<std::uint32_t> member_ifindex;
  std::optional<std::string> member;
  std::optional<std::string> old_member;
  std::optional<std::uint32_t> vote;
  std::optional<std::uint32_t> value;
  std::optional<std::uint32_t> state;
  std::optional<Address> target;
  std::optional<std::uint64_t> gap_ns;
  std::optional<std::uint32_t> buckets;
};

/// A member as named in a request.
struct MemberRequest {
  std::string name;
  std::optional<std::int32_t> prio;
  std::optional<std::uint32_t> weight;
  std::optional<std::uint32_t> actor_port_prio;
};

/// One slot of the table that says which member carries a flow.
struct Bucket {
  std::uint32_t index = 0;
  std::optional<std::string> member;
  std::optional<std::string> next;  ///< takes it over at the next pause of its flows
  std::optional<std::uint64_t> moved_ms;
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  std::optional<std::uint64_t> counted_ms;  ///< how long packets and bytes have been counted
};

/// The table of one bond.
struct BucketTable {
  std::string bond;
  std::uint32_t ifindex = 0;
  std::string mode;
  std::vector<std::string> members;  ///< all of the bond, in the order they joined
  std::vector<Bucket> buckets;       ///< by index
};

/// What is known of a flow. Addresses come in pairs of one family, ports in pairs.
struct Flow {
  std::optional<Mac> source_mac;
  std::optional<Mac> destination_mac;
  std::optional<std::uint32_t> vlan;
  std::optional<std::uint32_t> type;
  std::optional<Address> source;
  std::optional<Address> destination;
  std::optional<std::uint32_t> protocol;
  std::optional<std::uint32_t> source_port;
  std::optional<std::uint32_t> destination_port;
};

/// Where a flow goes, and what decided.
struct FlowPlace {
  std::string bond;
  std::uint32_t ifindex = 0;
  Flow asked;
  Flow flow;  ///< with what the kernel added
  std::uint32_t policy = NETBOND_XMIT_HASH_POLICY_LAYER34;
  std::uint32_t fields = 0;  ///< bits NETBOND_FLOW_FIELD_*
  std::uint32_t hash = 0;
  std::uint32_t bucket = 0;
  std::optional<std::string> member;
  std::optional<std::uint32_t> member_ifindex;
  std::optional<std::string> next;
};

}  // namespace bondctl

#endif
