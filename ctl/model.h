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

/// One end of a link, as LACPDUs describe it (IEEE 802.1AX 6.4.2.3).
struct LacpEnd {
  std::uint32_t system_priority = 0;
  std::string system;  ///< MAC address as text
  std::uint32_t key = 0;
  std::uint32_t port_priority = 0;
  std::uint32_t port = 0;
  std::uint32_t state = 0;  ///< the state octet; lacp.h names its flags
};

struct LacpCounters {
  std::uint64_t pdu_tx = 0;
  std::uint64_t pdu_rx = 0;
  std::uint64_t marker_tx = 0;
  std::uint64_t marker_rx = 0;
  std::uint64_t response_tx = 0;
  std::uint64_t response_rx = 0;
  std::uint64_t response_limited = 0;
  std::uint64_t bad = 0;
  std::uint64_t unknown = 0;
  std::uint64_t loopback = 0;
  std::uint64_t pinned_out = 0;
};

/// The LACP port of a member. A time that does not run, or has not come, is absent.
struct LacpPort {
  std::uint32_t selected = NETBOND_LACP_SELECTED_UNSELECTED;
  std::uint32_t aggregator = 0;  ///< 0: none
  std::uint32_t rx = NETBOND_LACP_RX_INITIALIZE;
  std::uint32_t periodic = NETBOND_LACP_PERIODIC_NONE;
  std::uint32_t mux = NETBOND_LACP_MUX_DETACHED;
  std::uint64_t mux_since_ms = 0;
  LacpEnd actor;
  LacpEnd partner;
  std::optional<LacpEnd> heard;    ///< this end as the partner described it last
  std::optional<LacpEnd> foreign;  ///< the end that lacp_partner_pin kept out last
  std::optional<std::uint64_t> foreign_ms;
  std::optional<std::uint32_t> assumed_speed_mbps;
  std::optional<std::uint64_t> received_ms;
  std::optional<std::uint64_t> sent_ms;
  std::optional<std::uint64_t> expires_ms;
  std::optional<std::uint64_t> wait_ms;
  std::optional<std::uint64_t> retry_ms;
  std::uint32_t actor_churn = NETBOND_LACP_CHURN_MONITOR;
  std::uint32_t partner_churn = NETBOND_LACP_CHURN_MONITOR;
  std::uint32_t actor_churns = 0;
  std::uint32_t partner_churns = 0;
  LacpCounters counters;
};

/// The aggregator of a bond that carries the traffic.
struct LacpStatus {
  std::uint32_t aggregator = 0;  ///< 0: there is none
  std::uint32_t ports = 0;
  std::uint32_t selected = 0;
  std::uint32_t collecting = 0;
  std::uint32_t distributing = 0;
  std::uint64_t bandwidth_mbps = 0;
  std::optional<LacpEnd> actor;
  std::optional<LacpEnd> partner;
};

/// What the network is taught in balance-tlb and balance-alb.
struct AlbStatus {
  std::optional<std::uint32_t> clients;  ///< these three only in balance-alb
  std::optional<std::uint64_t> evicted;
  std::optional<std::uint64_t> taught;
  std::uint64_t learning_frames = 0;
};

/// BPDUs of a port, and how often it began to block and to forward.
struct StpCounters {
  std::uint64_t blocked = 0;
  std::uint64_t forwarded = 0;
  std::uint64_t bpdu_rx = 0;
  std::uint64_t bpdu_tx = 0;
  std::uint64_t tcn_rx = 0;
  std::uint64_t tcn_tx = 0;
};

/// A port of a Linux bridge that speaks the Spanning Tree Protocol (IEEE 802.1D-1998 8.5.5).
struct StpPort {
  std::uint32_t state = 0;  ///< BR_STATE_* of <linux/if_bridge.h>
  std::uint32_t path_cost = 0;
  std::uint32_t priority = 0;
  std::uint32_t id = 0;
  std::uint32_t number = 0;
  std::string designated_root;  ///< bridge identifiers as text: "8000.525400123456"
  std::string designated_bridge;
  std::uint32_t designated_port = 0;
  std::uint32_t designated_cost = 0;                   ///< of 16 bits: the kernel tells no more
  std::optional<std::uint64_t> forward_delay_left_ms;  ///< until the next state
  std::optional<std::uint64_t> message_age_left_ms;    ///< until what was heard is forgotten
  std::optional<StpCounters> counters;
  std::uint32_t mtu = 0;  ///< of the device
  std::string alias;      ///< of the device; stp_codec.h says what bondctl writes there
};

/// The kernel's bridge counts in USER_HZ, a hundredth of a second on every architecture Debian has.
constexpr std::uint64_t kMsPerStpTick = 10;

struct StpTimes {
  std::uint64_t hello_time_ms = 0;
  std::uint64_t forward_delay_ms = 0;
  std::uint64_t max_age_ms = 0;
  bool operator==(const StpTimes&) const = default;
};

/// What can be set on a bridge of mode stp; stp_options.h has their table. Times in
/// hundredths of a second.
struct StpOptions {
  std::optional<std::uint32_t> priority;
  std::optional<std::uint32_t> path_cost;
  std::optional<std::uint32_t> forward_delay;
  std::optional<std::uint32_t> hello_time;
  std::optional<std::uint32_t> max_age;
  bool turn_on = false;  ///< spanning tree, where somebody switched it off; none of the table
  bool operator==(const StpOptions&) const = default;
};

/// The bridge of mode stp.
struct StpBridge {
  std::string id;  ///< as of StpPort
  std::string root;
  std::optional<std::string> root_port;  ///< a member's or a guest's; absent when this is the root
  std::uint32_t root_path_cost = 0;
  std::uint32_t priority = 0;
  StpTimes times;                     ///< in force: the root's
  std::optional<StpTimes> own_times;  ///< set here, in force while this is the root
  bool topology_change = false;
  bool made_here = false;   ///< by bondctl
  bool off = false;         ///< somebody switched spanning tree off on a bridge that bondctl made
  bool user_space = false;  ///< a daemon speaks the protocol, not the kernel
  std::vector<std::string> guests;  ///< ports that are no members: guests' taps and the like
};

/// Whether what the kernel tells of the tree is so.
inline bool kernel_speaks(const StpBridge& bridge) {
  return !bridge.off && !bridge.user_space;
}

struct Member {
  std::string name;
  std::uint32_t ifindex = 0;
  bool usable = false;
  std::uint32_t role = NETBOND_ROLE_NONE;
  std::uint32_t reason = NETBOND_REASON_NONE;
  std::string address;  ///< MAC addresses as text; empty when not told
  std::string permanent_address;
  std::string probe_address;
  std::string own_address;       ///< balance-tlb and balance-alb
  std::uint32_t speed_mbps = 0;  ///< 0: unknown
  std::uint8_t duplex = 255;     ///< 0 half, 1 full, else unknown
  std::uint32_t link_failures = 0;
  std::uint64_t since_ms = 0;
  std::optional<std::int32_t> prio;
  std::optional<std::uint32_t> weight;
  std::optional<std::uint32_t> actor_port_prio;
  std::optional<std::uint32_t> buckets;  ///< absent where flows are not spread
  std::optional<std::uint32_t> clients;  ///< balance-alb
  std::vector<Vote> votes;
  std::vector<Target> targets;
  std::optional<LacpPort> lacp;  ///< absent in other modes than 802.3ad
  std::optional<StpPort> stp;    ///< only in mode stp
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
  std::uint64_t failovers = 0;  ///< of a bridge: times that the members of now began to forward
  std::uint64_t event_seq = 0;
  std::optional<std::uint64_t> moves;  ///< absent where flows are not spread
  std::optional<LacpStatus> lacp;      ///< absent in other modes than 802.3ad
  std::optional<AlbStatus> alb;        ///< balance-tlb and balance-alb
  std::optional<StpBridge> stp;        ///< a Linux bridge, not a bond of the module
  std::vector<Member> members;
};

/// A port of a bridge changed its state, of BR_STATE_*.
struct StpChange {
  std::optional<std::uint32_t> old_state;
  std::uint32_t state = 0;
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
  std::optional<StpChange> stp;  ///< then kind says nothing
};

/// A member as named in a request.
struct MemberRequest {
  std::string name;
  std::optional<std::int32_t> prio;
  std::optional<std::uint32_t> weight;
  std::optional<std::uint32_t> actor_port_prio;
  std::optional<std::uint32_t> path_cost = {};  ///< only in mode stp
};

/// One slot of the table that says which member carries a flow.
struct Bucket {
  std::uint32_t index = 0;
  std::optional<std::string> member;
  std::optional<std::string> next;  ///< takes it over at the next pause of its flows
  std::optional<std::uint64_t> moved_ms;
  std::optional<std::uint32_t> moved_reason;
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

/// A neighbour that was taught which member to send to.
struct AlbClient {
  Address address;
  Address local;  ///< the address of this host that it was taught about
  std::optional<std::uint32_t> vlan;
  std::optional<std::uint32_t> vlan_protocol;
  std::optional<std::uint32_t> inner_vlan;
  std::optional<std::uint32_t> inner_vlan_protocol;
  std::optional<Mac> mac;
  std::optional<std::string> member;
  std::uint64_t seen_ms = 0;
  std::optional<std::uint64_t> taught_ms;
  bool due = false;  ///< it is about to be taught
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  std::optional<std::uint64_t> counted_ms;  ///< how long packets and bytes have been counted
};

/// The neighbours of one bond.
struct ClientTable {
  std::string bond;
  std::uint32_t ifindex = 0;
  std::string mode;
  std::vector<std::string> members;  ///< all of the bond, in the order they joined
  std::vector<AlbClient> clients;
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
  std::optional<std::uint32_t> echo_id;  ///< of ICMP and ICMPv6
  std::optional<std::uint32_t> spi;      ///< of ESP and AH
};

/// Where a flow goes, and what decided.
struct FlowPlace {
  std::string bond;
  std::uint32_t ifindex = 0;
  Flow asked;
  Flow flow;  ///< with what the answer repeats of it
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
