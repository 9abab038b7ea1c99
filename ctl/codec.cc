// SPDX-License-Identifier: GPL-2.0-or-later
#include "codec.h"

#include <fmt/format.h>
#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include <cstring>
#include <functional>
#include <utility>

#include "error.h"
#include "options.h"
#include "words.h"

namespace bondctl {

namespace {

// ---- model -> attributes

void check(int problem) {
  if (problem < 0)
    throw usage_error("too much for one message");
}

void put_nest(nl_msg* msg, int type, const std::function<void()>& fill) {
  nlattr* nest = nla_nest_start(msg, type | NLA_F_NESTED);
  if (!nest)
    check(-1);
  fill();
  nla_nest_end_keep_empty(msg, nest);
}

void put_addresses(nl_msg* msg, const std::vector<Address>& list) {
  for (const Address& address : list) {
    check(address.ipv6 ? nla_put(msg, NETBOND_ADDR_IPV6, 16, address.bytes.data())
                       : nla_put(msg, NETBOND_ADDR_IPV4, 4, address.bytes.data()));
  }
}

void put_option(nl_msg* msg, std::uint16_t id, const OptionValue& value) {
  const OptionRow* row = option_by_id(id);
  if (const auto* list = std::get_if<std::vector<Address>>(&value))
    put_nest(msg, id, [&] { put_addresses(msg, *list); });
  else if (const auto* name = std::get_if<std::string>(&value))
    check(nla_put_string(msg, id, name->c_str()));
  else if (const auto* mac = std::get_if<Mac>(&value))
    check(nla_put(msg, id, static_cast<int>(mac->size()), mac->data()));
  else if (row && row->type == OptionType::kBool)
    check(nla_put_u8(msg, id, static_cast<std::uint8_t>(std::get<std::uint32_t>(value))));
  else
    check(nla_put_u32(msg, id, std::get<std::uint32_t>(value)));
}

void put_member(nl_msg* msg, const MemberRequest& member) {
  check(nla_put_string(msg, NETBOND_MEMBER_NAME, member.name.c_str()));
  if (!member.prio && !member.weight && !member.actor_port_prio)
    return;
  put_nest(msg, NETBOND_MEMBER_OPTIONS, [&] {
    if (member.prio)
      check(nla_put_s32(msg, NETBOND_MOPT_PRIO, *member.prio));
    if (member.weight)
      check(nla_put_u32(msg, NETBOND_MOPT_WEIGHT, *member.weight));
    if (member.actor_port_prio)
      check(nla_put_u32(msg, NETBOND_MOPT_ACTOR_PORT_PRIO, *member.actor_port_prio));
  });
}

void put_flow_address(nl_msg* msg, int ipv4, int ipv6, const Address& address) {
  check(address.ipv6 ? nla_put(msg, ipv6, 16, address.bytes.data())
                     : nla_put(msg, ipv4, 4, address.bytes.data()));
}

void put_flow(nl_msg* msg, const Flow& flow) {
  if (flow.source_mac)
    check(nla_put(msg, NETBOND_FLOW_SOURCE, 6, flow.source_mac->data()));
  if (flow.destination_mac)
    check(nla_put(msg, NETBOND_FLOW_DESTINATION, 6, flow.destination_mac->data()));
  if (flow.source)
    put_flow_address(msg, NETBOND_FLOW_IPV4_SOURCE, NETBOND_FLOW_IPV6_SOURCE, *flow.source);
  if (flow.destination)
    put_flow_address(msg, NETBOND_FLOW_IPV4_DESTINATION, NETBOND_FLOW_IPV6_DESTINATION,
                     *flow.destination);
  for (const auto& [type, value] :
       {std::pair(NETBOND_FLOW_VLAN, &flow.vlan), std::pair(NETBOND_FLOW_ETHERTYPE, &flow.type),
        std::pair(NETBOND_FLOW_PROTOCOL, &flow.protocol),
        std::pair(NETBOND_FLOW_SOURCE_PORT, &flow.source_port),
        std::pair(NETBOND_FLOW_DESTINATION_PORT, &flow.destination_port),
        std::pair(NETBOND_FLOW_ECHO_ID, &flow.echo_id), std::pair(NETBOND_FLOW_SPI, &flow.spi)}) {
    if (*value)
      check(nla_put_u32(msg, type, **value));
  }
}

// ---- attributes -> model

Error malformed(const char* what) {
  return run_error(fmt::format("the kernel's answer cannot be read: {} (EBADMSG)", what));
}

/// One attribute of a reply, with checked reads.
class Attr {
 public:
  explicit Attr(const nlattr* attr) : attr_(attr) {}

  int type() const { return nla_type(attr_); }
  std::uint8_t u8() const { return scalar<std::uint8_t>(); }
  std::uint32_t u32() const { return scalar<std::uint32_t>(); }
  std::int32_t s32() const { return scalar<std::int32_t>(); }
  std::uint64_t u64() const { return scalar<std::uint64_t>(); }

  std::string string() const {
    const char* chars = static_cast<const char*>(nla_data(attr_));
    return std::string(chars, strnlen(chars, static_cast<std::size_t>(nla_len(attr_))));
  }

  Mac mac_bytes() const { return scalar<Mac>(); }
  std::string mac() const { return mac_text(mac_bytes().data()); }

  Address address(bool ipv6) const {
    Address address;
    address.ipv6 = ipv6;
    const std::size_t size = ipv6 ? 16 : 4;
    need(size);
    std::memcpy(address.bytes.data(), nla_data(attr_), size);
    return address;
  }

  /// Calls visit(Attr) for each attribute inside.
  template <typename Visit>
  void each(Visit visit) const {
    const nlattr* inner;
    int left;
    nla_for_each_nested(inner, attr_, left) visit(Attr(inner));
    if (left > 0)
      throw malformed("rest in a nest");
  }

 private:
  void need(std::size_t size) const {
    if (static_cast<std::size_t>(nla_len(attr_)) < size)
      throw malformed("short attribute");
  }

  template <typename T>
  T scalar() const {
    need(sizeof(T));
    T value{};
    std::memcpy(&value, nla_data(attr_), sizeof(T));
    return value;
  }

  const nlattr* attr_;
};

std::vector<Address> read_addresses(Attr nest) {
  std::vector<Address> list;
  nest.each([&](Attr a) {
    if (a.type() == NETBOND_ADDR_IPV4 || a.type() == NETBOND_ADDR_IPV6)
      list.push_back(a.address(a.type() == NETBOND_ADDR_IPV6));
  });
  return list;
}

Options read_options(Attr nest) {
  Options options;
  nest.each([&](Attr a) {
    const std::uint16_t id = static_cast<std::uint16_t>(a.type());
    const OptionRow* row = option_by_id(id);
    if (!row)
      return;
    if (row->type == OptionType::kIpv4s || row->type == OptionType::kIpv6s)
      options[id] = read_addresses(a);
    else if (row->type == OptionType::kIfname)
      options[id] = a.string();
    else if (row->type == OptionType::kMac)
      options[id] = a.mac_bytes();
    else
      options[id] = row->type == OptionType::kBool ? std::uint32_t{a.u8()} : a.u32();
  });
  return options;
}

Vote read_vote(Attr nest) {
  Vote vote;
  nest.each([&](Attr a) {
    switch (a.type()) {
      case NETBOND_VOTE_KIND: vote.kind = a.u32(); break;
      case NETBOND_VOTE_VALUE: vote.value = a.u32(); break;
      case NETBOND_VOTE_REASON: vote.reason = a.u32(); break;
      case NETBOND_VOTE_SINCE_MS: vote.since_ms = a.u64(); break;
      case NETBOND_VOTE_REMAINING_MS: vote.remaining_ms = a.u64(); break;
    }
  });
  return vote;
}

Target read_target(Attr nest) {
  Target target;
  nest.each([&](Attr a) {
    switch (a.type()) {
      case NETBOND_TARGET_IPV4: target.address = a.address(false); break;
      case NETBOND_TARGET_IPV6: target.address = a.address(true); break;
      case NETBOND_TARGET_VALUE: target.value = a.u32(); break;
      case NETBOND_TARGET_REASON: target.reason = a.u32(); break;
      case NETBOND_TARGET_SENT: target.sent = a.u64(); break;
      case NETBOND_TARGET_REPLIES: target.replies = a.u64(); break;
      case NETBOND_TARGET_MISSED: target.missed = a.u32(); break;
      case NETBOND_TARGET_REPLY_AGE_MS: target.reply_age_ms = a.u64(); break;
    }
  });
  return target;
}

void read_member_options(Attr nest, Member* member) {
  nest.each([&](Attr a) {
    switch (a.type()) {
      case NETBOND_MOPT_PRIO: member->prio = a.s32(); break;
      case NETBOND_MOPT_WEIGHT: member->weight = a.u32(); break;
      case NETBOND_MOPT_ACTOR_PORT_PRIO: member->actor_port_prio = a.u32(); break;
    }
  });
}

LacpEnd read_lacp_end(Attr nest) {
  LacpEnd end;
  nest.each([&](Attr a) {
    switch (a.type()) {
      case NETBOND_END_SYSTEM_PRIORITY: end.system_priority = a.u32(); break;
      case NETBOND_END_SYSTEM: end.system = a.mac(); break;
      case NETBOND_END_KEY: end.key = a.u32(); break;
      case NETBOND_END_PORT_PRIORITY: end.port_priority = a.u32(); break;
      case NETBOND_END_PORT: end.port = a.u32(); break;
      case NETBOND_END_STATE: end.state = a.u32(); break;
    }
  });
  return end;
}

void read_lacp_counter(Attr a, LacpCounters* counters) {
  switch (a.type()) {
    case NETBOND_LACP_PDU_TX: counters->pdu_tx = a.u64(); break;
    case NETBOND_LACP_PDU_RX: counters->pdu_rx = a.u64(); break;
    case NETBOND_LACP_MARKER_TX: counters->marker_tx = a.u64(); break;
    case NETBOND_LACP_MARKER_RX: counters->marker_rx = a.u64(); break;
    case NETBOND_LACP_RESPONSE_TX: counters->response_tx = a.u64(); break;
    case NETBOND_LACP_RESPONSE_RX: counters->response_rx = a.u64(); break;
    case NETBOND_LACP_RESPONSE_LIMITED: counters->response_limited = a.u64(); break;
    case NETBOND_LACP_BAD: counters->bad = a.u64(); break;
    case NETBOND_LACP_UNKNOWN: counters->unknown = a.u64(); break;
    case NETBOND_LACP_LOOPBACK: counters->loopback = a.u64(); break;
    case NETBOND_LACP_PINNED_OUT: counters->pinned_out = a.u64(); break;
  }
}

LacpPort read_lacp_port(Attr nest) {
  LacpPort port;
  nest.each([&](Attr a) {
    switch (a.type()) {
      case NETBOND_LACP_SELECTED: port.selected = a.u32(); break;
      case NETBOND_LACP_AGGREGATOR: port.aggregator = a.u32(); break;
      case NETBOND_LACP_RX: port.rx = a.u32(); break;
      case NETBOND_LACP_PERIODIC: port.periodic = a.u32(); break;
      case NETBOND_LACP_MUX: port.mux = a.u32(); break;
      case NETBOND_LACP_MUX_SINCE_MS: port.mux_since_ms = a.u64(); break;
      case NETBOND_LACP_ACTOR: port.actor = read_lacp_end(a); break;
      case NETBOND_LACP_PARTNER: port.partner = read_lacp_end(a); break;
      case NETBOND_LACP_HEARD: port.heard = read_lacp_end(a); break;
      case NETBOND_LACP_FOREIGN: port.foreign = read_lacp_end(a); break;
      case NETBOND_LACP_FOREIGN_MS: port.foreign_ms = a.u64(); break;
      case NETBOND_LACP_ASSUMED_SPEED: port.assumed_speed_mbps = a.u32(); break;
      case NETBOND_LACP_RECEIVED_MS: port.received_ms = a.u64(); break;
      case NETBOND_LACP_SENT_MS: port.sent_ms = a.u64(); break;
      case NETBOND_LACP_EXPIRES_MS: port.expires_ms = a.u64(); break;
      case NETBOND_LACP_WAIT_MS: port.wait_ms = a.u64(); break;
      case NETBOND_LACP_RETRY_MS: port.retry_ms = a.u64(); break;
      case NETBOND_LACP_ACTOR_CHURN: port.actor_churn = a.u32(); break;
      case NETBOND_LACP_PARTNER_CHURN: port.partner_churn = a.u32(); break;
      case NETBOND_LACP_ACTOR_CHURNS: port.actor_churns = a.u32(); break;
      case NETBOND_LACP_PARTNER_CHURNS: port.partner_churns = a.u32(); break;
      default: read_lacp_counter(a, &port.counters); break;
    }
  });
  return port;
}

LacpStatus read_lacp_status(Attr nest) {
  LacpStatus status;
  nest.each([&](Attr a) {
    switch (a.type()) {
      case NETBOND_LAG_AGGREGATOR: status.aggregator = a.u32(); break;
      case NETBOND_LAG_PORTS: status.ports = a.u32(); break;
      case NETBOND_LAG_SELECTED: status.selected = a.u32(); break;
      case NETBOND_LAG_COLLECTING: status.collecting = a.u32(); break;
      case NETBOND_LAG_DISTRIBUTING: status.distributing = a.u32(); break;
      case NETBOND_LAG_BANDWIDTH: status.bandwidth_mbps = a.u64(); break;
      case NETBOND_LAG_ACTOR: status.actor = read_lacp_end(a); break;
      case NETBOND_LAG_PARTNER: status.partner = read_lacp_end(a); break;
    }
  });
  return status;
}

AlbStatus read_alb_status(Attr nest) {
  AlbStatus status;
  nest.each([&](Attr a) {
    switch (a.type()) {
      case NETBOND_ALB_CLIENTS: status.clients = a.u32(); break;
      case NETBOND_ALB_EVICTED: status.evicted = a.u64(); break;
      case NETBOND_ALB_TAUGHT: status.taught = a.u64(); break;
      case NETBOND_ALB_LEARNING: status.learning_frames = a.u64(); break;
    }
  });
  return status;
}

Member read_member(Attr nest) {
  Member member;
  nest.each([&](Attr a) {
    switch (a.type()) {
      case NETBOND_MEMBER_IFINDEX: member.ifindex = a.u32(); break;
      case NETBOND_MEMBER_NAME: member.name = a.string(); break;
      case NETBOND_MEMBER_OPTIONS: read_member_options(a, &member); break;
      case NETBOND_MEMBER_USABLE: member.usable = a.u8() != 0; break;
      case NETBOND_MEMBER_ROLE: member.role = a.u32(); break;
      case NETBOND_MEMBER_REASON: member.reason = a.u32(); break;
      case NETBOND_MEMBER_ADDRESS: member.address = a.mac(); break;
      case NETBOND_MEMBER_PERMANENT_ADDRESS: member.permanent_address = a.mac(); break;
      case NETBOND_MEMBER_PROBE_ADDRESS: member.probe_address = a.mac(); break;
      case NETBOND_MEMBER_SPEED: member.speed_mbps = a.u32(); break;
      case NETBOND_MEMBER_DUPLEX: member.duplex = a.u8(); break;
      case NETBOND_MEMBER_LINK_FAILURES: member.link_failures = a.u32(); break;
      case NETBOND_MEMBER_SINCE_MS: member.since_ms = a.u64(); break;
      case NETBOND_MEMBER_BUCKETS: member.buckets = a.u32(); break;
      case NETBOND_MEMBER_VOTE: member.votes.push_back(read_vote(a)); break;
      case NETBOND_MEMBER_TARGET: member.targets.push_back(read_target(a)); break;
      case NETBOND_MEMBER_LACP: member.lacp = read_lacp_port(a); break;
      case NETBOND_MEMBER_OWN_ADDRESS: member.own_address = a.mac(); break;
      case NETBOND_MEMBER_CLIENTS: member.clients = a.u32(); break;
    }
  });
  return member;
}

void read_status(Attr nest, Bond* bond) {
  nest.each([&](Attr a) {
    switch (a.type()) {
      case NETBOND_STATUS_STATE: bond->state = a.u32(); break;
      case NETBOND_STATUS_REASON: bond->reason = a.u32(); break;
      case NETBOND_STATUS_CARRIER: bond->carrier = a.u8() != 0; break;
      case NETBOND_STATUS_UP: bond->up = a.u8() != 0; break;
      case NETBOND_STATUS_ADDRESS: bond->address = a.mac(); break;
      case NETBOND_STATUS_MTU: bond->mtu = a.u32(); break;
      case NETBOND_STATUS_ACTIVE_NAME: bond->active_member = a.string(); break;
      case NETBOND_STATUS_FAILOVERS: bond->failovers = a.u64(); break;
      case NETBOND_STATUS_EVENT_SEQ: bond->event_seq = a.u64(); break;
      case NETBOND_STATUS_MOVES: bond->moves = a.u64(); break;
      case NETBOND_STATUS_LACP: bond->lacp = read_lacp_status(a); break;
      case NETBOND_STATUS_ALB: bond->alb = read_alb_status(a); break;
    }
  });
}

void read_event(Attr nest, Event* event) {
  nest.each([&](Attr a) {
    switch (a.type()) {
      case NETBOND_EV_SEQ: event->seq = a.u64(); break;
      case NETBOND_EV_TIME_NS: event->time_ns = a.u64(); break;
      case NETBOND_EV_KIND: event->kind = a.u32(); break;
      case NETBOND_EV_REASON: event->reason = a.u32(); break;
      case NETBOND_EV_MEMBER_IFINDEX: event->member_ifindex = a.u32(); break;
      case NETBOND_EV_MEMBER_NAME: event->member = a.string(); break;
      case NETBOND_EV_OLD_NAME: event->old_member = a.string(); break;
      case NETBOND_EV_VOTE: event->vote = a.u32(); break;
      case NETBOND_EV_VALUE: event->value = a.u32(); break;
      case NETBOND_EV_STATE: event->state = a.u32(); break;
      case NETBOND_EV_IPV4: event->target = a.address(false); break;
      case NETBOND_EV_IPV6: event->target = a.address(true); break;
      case NETBOND_EV_GAP_NS: event->gap_ns = a.u64(); break;
      case NETBOND_EV_BUCKETS: event->buckets = a.u32(); break;
    }
  });
}

Bucket read_bucket(Attr nest) {
  Bucket bucket;
  nest.each([&](Attr a) {
    switch (a.type()) {
      case NETBOND_BUCKET_INDEX: bucket.index = a.u32(); break;
      case NETBOND_BUCKET_MEMBER_NAME: bucket.member = a.string(); break;
      case NETBOND_BUCKET_NEXT_NAME: bucket.next = a.string(); break;
      case NETBOND_BUCKET_MOVED_MS: bucket.moved_ms = a.u64(); break;
      case NETBOND_BUCKET_MOVED_REASON: bucket.moved_reason = a.u32(); break;
      case NETBOND_BUCKET_PACKETS: bucket.packets = a.u64(); break;
      case NETBOND_BUCKET_BYTES: bucket.bytes = a.u64(); break;
      case NETBOND_BUCKET_COUNTED_MS: bucket.counted_ms = a.u64(); break;
    }
  });
  return bucket;
}

AlbClient read_client(Attr nest) {
  AlbClient client;
  nest.each([&](Attr a) {
    switch (a.type()) {
      case NETBOND_CLIENT_IPV4: client.address = a.address(false); break;
      case NETBOND_CLIENT_IPV6: client.address = a.address(true); break;
      case NETBOND_CLIENT_LOCAL_IPV4: client.local = a.address(false); break;
      case NETBOND_CLIENT_LOCAL_IPV6: client.local = a.address(true); break;
      case NETBOND_CLIENT_VLAN: client.vlan = a.u32(); break;
      case NETBOND_CLIENT_VLAN_PROTOCOL: client.vlan_protocol = a.u32(); break;
      case NETBOND_CLIENT_INNER_VLAN: client.inner_vlan = a.u32(); break;
      case NETBOND_CLIENT_INNER_VLAN_PROTOCOL: client.inner_vlan_protocol = a.u32(); break;
      case NETBOND_CLIENT_ADDRESS: client.mac = a.mac_bytes(); break;
      case NETBOND_CLIENT_MEMBER_NAME: client.member = a.string(); break;
      case NETBOND_CLIENT_SEEN_MS: client.seen_ms = a.u64(); break;
      case NETBOND_CLIENT_TAUGHT_MS: client.taught_ms = a.u64(); break;
      case NETBOND_CLIENT_DUE: client.due = a.u8() != 0; break;
      case NETBOND_CLIENT_PACKETS: client.packets = a.u64(); break;
      case NETBOND_CLIENT_BYTES: client.bytes = a.u64(); break;
      case NETBOND_CLIENT_COUNTED_MS: client.counted_ms = a.u64(); break;
    }
  });
  return client;
}

void read_flow(Attr nest, FlowPlace* place) {
  Flow& flow = place->flow;
  nest.each([&](Attr a) {
    switch (a.type()) {
      case NETBOND_FLOW_SOURCE: flow.source_mac = a.mac_bytes(); break;
      case NETBOND_FLOW_DESTINATION: flow.destination_mac = a.mac_bytes(); break;
      case NETBOND_FLOW_VLAN: flow.vlan = a.u32(); break;
      case NETBOND_FLOW_ETHERTYPE: flow.type = a.u32(); break;
      case NETBOND_FLOW_IPV4_SOURCE: flow.source = a.address(false); break;
      case NETBOND_FLOW_IPV4_DESTINATION: flow.destination = a.address(false); break;
      case NETBOND_FLOW_IPV6_SOURCE: flow.source = a.address(true); break;
      case NETBOND_FLOW_IPV6_DESTINATION: flow.destination = a.address(true); break;
      case NETBOND_FLOW_PROTOCOL: flow.protocol = a.u32(); break;
      case NETBOND_FLOW_SOURCE_PORT: flow.source_port = a.u32(); break;
      case NETBOND_FLOW_DESTINATION_PORT: flow.destination_port = a.u32(); break;
      case NETBOND_FLOW_ECHO_ID: flow.echo_id = a.u32(); break;
      case NETBOND_FLOW_SPI: flow.spi = a.u32(); break;
      case NETBOND_FLOW_POLICY: place->policy = a.u32(); break;
      case NETBOND_FLOW_FIELDS: place->fields = a.u32(); break;
      case NETBOND_FLOW_HASH: place->hash = a.u32(); break;
      case NETBOND_FLOW_BUCKET: place->bucket = a.u32(); break;
      case NETBOND_FLOW_MEMBER_IFINDEX: place->member_ifindex = a.u32(); break;
      case NETBOND_FLOW_MEMBER_NAME: place->member = a.string(); break;
      case NETBOND_FLOW_NEXT_NAME: place->next = a.string(); break;
    }
  });
}

/// Calls visit(Attr) for each top attribute of a message.
template <typename Visit>
void each_top(const Bytes& message, Visit visit) {
  auto* header = const_cast<nlmsghdr*>(header_of(message));
  if (message.size() < NLMSG_HDRLEN + GENL_HDRLEN || header->nlmsg_len > message.size() ||
      header->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN)
    throw malformed("short message");
  genlmsghdr* generic = genlmsg_hdr(header);
  const nlattr* attr = genlmsg_attrdata(generic, 0);
  int left = genlmsg_attrlen(generic, 0);
  for (; nla_ok(attr, left); attr = nla_next(attr, &left))
    visit(Attr(attr));
  if (left > 0)
    throw malformed("rest in a message");
}

// ---- offset -> words

enum class Level { kMain, kOptions, kAddresses, kMember, kMemberOptions, kFlow };

struct Step {
  std::string word;            ///< empty: says nothing that the rest does not
  std::optional<Level> inner;  ///< set when it is a nest
};

/// The interface name in a member nest of a request.
std::string member_name(const nlattr* nest) {
  std::string name = "member";
  const nlattr* inner;
  int left;
  nla_for_each_nested(inner, nest, left) {
    if (nla_type(inner) == NETBOND_MEMBER_NAME)
      name = Attr(inner).string();
  }
  return name;
}

Step step_main(const nlattr* attr) {
  switch (nla_type(attr)) {
    case NETBOND_A_OPTIONS: return {"", Level::kOptions};
    case NETBOND_A_MEMBER: return {member_name(attr), Level::kMember};
    case NETBOND_A_FLOW: return {"", Level::kFlow};
    default: return {};
  }
}

std::string member_option_word(int type) {
  switch (type) {
    case NETBOND_MOPT_PRIO: return "prio";
    case NETBOND_MOPT_WEIGHT: return "weight";
    case NETBOND_MOPT_ACTOR_PORT_PRIO: return "actor_port_prio";
    default: return "";
  }
}

/// The key of bondctl hash that gives the attribute.
std::string flow_word(int type) {
  switch (type) {
    case NETBOND_FLOW_SOURCE: return "smac";
    case NETBOND_FLOW_DESTINATION: return "dmac";
    case NETBOND_FLOW_VLAN: return "vlan";
    case NETBOND_FLOW_ETHERTYPE: return "type";
    case NETBOND_FLOW_IPV4_SOURCE:
    case NETBOND_FLOW_IPV6_SOURCE: return "src";
    case NETBOND_FLOW_IPV4_DESTINATION:
    case NETBOND_FLOW_IPV6_DESTINATION: return "dst";
    case NETBOND_FLOW_PROTOCOL: return "proto";
    case NETBOND_FLOW_SOURCE_PORT: return "sport";
    case NETBOND_FLOW_DESTINATION_PORT: return "dport";
    case NETBOND_FLOW_ECHO_ID: return "id";
    case NETBOND_FLOW_SPI: return "spi";
    default: return "";
  }
}

Step step(Level level, const nlattr* attr) {
  const int type = nla_type(attr);
  switch (level) {
    case Level::kMain: return step_main(attr);
    case Level::kOptions: {
      const OptionRow* row = option_by_id(static_cast<std::uint16_t>(type));
      if (!row)
        return {fmt::format("option {}", type), {}};
      const bool list = row->type == OptionType::kIpv4s || row->type == OptionType::kIpv6s;
      return {row->name, list ? std::optional<Level>(Level::kAddresses) : std::nullopt};
    }
    case Level::kAddresses:
      return {address_text(Attr(attr).address(type == NETBOND_ADDR_IPV6)), {}};
    case Level::kMember:
      return {"", type == NETBOND_MEMBER_OPTIONS ? std::optional<Level>(Level::kMemberOptions)
                                                 : std::nullopt};
    case Level::kMemberOptions: return {member_option_word(type), {}};
    case Level::kFlow: return {flow_word(type), {}};
  }
  return {};
}

Msg request_about(std::uint8_t command, const std::string& bond) {
  Msg msg(nlmsg_alloc_size(1 << 15));
  if (!msg || !genlmsg_put(msg.get(), 0, 0, 0, 0, 0, command, NETBOND_GENL_VERSION))
    throw run_error("no memory (ENOMEM)");
  if (!bond.empty())
    check(nla_put_string(msg.get(), NETBOND_A_NAME, bond.c_str()));
  return msg;
}

}  // namespace

Msg encode(std::uint8_t command, const std::string& bond, const Options& options,
           const std::vector<MemberRequest>& members) {
  Msg msg = request_about(command, bond);
  if (!options.empty()) {
    put_nest(msg.get(), NETBOND_A_OPTIONS, [&] {
      for (const auto& [id, value] : options)
        put_option(msg.get(), id, value);
    });
  }
  for (const MemberRequest& member : members)
    put_nest(msg.get(), NETBOND_A_MEMBER, [&] { put_member(msg.get(), member); });
  return msg;
}

void put_members_exact(nl_msg* msg) {
  check(nla_put_flag(msg, NETBOND_A_MEMBERS_EXACT));
}

Msg encode_flow(const std::string& bond, const Flow& flow) {
  Msg msg = request_about(NETBOND_CMD_FLOW_GET, bond);
  put_nest(msg.get(), NETBOND_A_FLOW, [&] { put_flow(msg.get(), flow); });
  return msg;
}

Bond decode_bond(const Bytes& message) {
  Bond bond;
  each_top(message, [&](Attr a) {
    switch (a.type()) {
      case NETBOND_A_IFINDEX: bond.ifindex = a.u32(); break;
      case NETBOND_A_NAME: bond.name = a.string(); break;
      case NETBOND_A_OPTIONS: bond.options = read_options(a); break;
      case NETBOND_A_MEMBER: bond.members.push_back(read_member(a)); break;
      case NETBOND_A_STATUS: read_status(a, &bond); break;
    }
  });
  return bond;
}

Event decode_event(const Bytes& message) {
  Event event;
  each_top(message, [&](Attr a) {
    switch (a.type()) {
      case NETBOND_A_IFINDEX: event.ifindex = a.u32(); break;
      case NETBOND_A_NAME: event.bond = a.string(); break;
      case NETBOND_A_EVENT: read_event(a, &event); break;
    }
  });
  return event;
}

void decode_bucket(const Bytes& message, BucketTable* table) {
  each_top(message, [&](Attr a) {
    switch (a.type()) {
      case NETBOND_A_IFINDEX: table->ifindex = a.u32(); break;
      case NETBOND_A_NAME: table->bond = a.string(); break;
      case NETBOND_A_BUCKET: table->buckets.push_back(read_bucket(a)); break;
    }
  });
}

void decode_client(const Bytes& message, ClientTable* table) {
  each_top(message, [&](Attr a) {
    switch (a.type()) {
      case NETBOND_A_IFINDEX: table->ifindex = a.u32(); break;
      case NETBOND_A_NAME: table->bond = a.string(); break;
      case NETBOND_A_CLIENT: table->clients.push_back(read_client(a)); break;
    }
  });
}

FlowPlace decode_flow(const Bytes& message, const Flow& asked) {
  FlowPlace place;
  place.asked = asked;
  place.flow = asked;
  each_top(message, [&](Attr a) {
    switch (a.type()) {
      case NETBOND_A_IFINDEX: place.ifindex = a.u32(); break;
      case NETBOND_A_NAME: place.bond = a.string(); break;
      case NETBOND_A_FLOW: read_flow(a, &place); break;
    }
  });
  return place;
}

std::string attribute_path(const nlmsghdr* request, std::uint32_t offset) {
  const auto* base = reinterpret_cast<const std::uint8_t*>(request);
  std::vector<std::string> words;
  Level level = Level::kMain;
  const auto* attr = reinterpret_cast<const nlattr*>(base + NLMSG_HDRLEN + GENL_HDRLEN);
  int left = static_cast<int>(request->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN);
  while (nla_ok(attr, left)) {
    const auto start =
        static_cast<std::uint32_t>(reinterpret_cast<const std::uint8_t*>(attr) - base);
    if (offset < start)
      break;
    if (offset >= start + attr->nla_len) {
      attr = nla_next(attr, &left);
      continue;
    }
    const Step here = step(level, attr);
    if (!here.word.empty())
      words.push_back(here.word);
    if (!here.inner)
      break;
    level = *here.inner;
    left = nla_len(attr);
    attr = static_cast<const nlattr*>(nla_data(attr));
  }
  return join(words, ": ");
}

}  // namespace bondctl
