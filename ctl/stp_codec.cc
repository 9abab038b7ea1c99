// SPDX-License-Identifier: GPL-2.0-or-later
#include "stp_codec.h"

#include <fmt/format.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "attribute.h"
#include "error.h"
#include "words.h"

namespace bondctl {

namespace {

constexpr std::uint32_t kKernelStp = 1;
constexpr std::uint32_t kUserStp = 2;

void check(int problem) {
  if (problem < 0)
    throw usage_error("too much for one message");
}

/// A nested attribute, open while this lives.
class Nest {
 public:
  Nest(nl_msg* msg, int type) : msg_(msg), start_(nla_nest_start(msg, type)) {
    if (!start_)
      throw usage_error("too much for one message");
  }
  ~Nest() { nla_nest_end(msg_, start_); }
  Nest(const Nest&) = delete;
  Nest& operator=(const Nest&) = delete;

 private:
  nl_msg* msg_;
  nlattr* start_;
};

void put_times(nl_msg* msg, const StpOptions& options) {
  for (const auto& [attribute, value] : {std::pair(IFLA_BR_FORWARD_DELAY, &options.forward_delay),
                                         std::pair(IFLA_BR_HELLO_TIME, &options.hello_time),
                                         std::pair(IFLA_BR_MAX_AGE, &options.max_age)}) {
    if (*value)
      check(nla_put_u32(msg, attribute, **value));
  }
  if (options.priority)
    check(nla_put_u16(msg, IFLA_BR_PRIORITY, static_cast<std::uint16_t>(*options.priority)));
}

Msg bridge_message(const std::string& name, const StpOptions& options, bool making) {
  Msg msg = link_message(RTM_NEWLINK, name);
  const Nest info(msg.get(), IFLA_LINKINFO);
  check(nla_put_string(msg.get(), IFLA_INFO_KIND, "bridge"));
  const Nest data(msg.get(), IFLA_INFO_DATA);
  put_times(msg.get(), options);
  if (making || options.turn_on)
    check(nla_put_u32(msg.get(), IFLA_BR_STP_STATE, kKernelStp));
  return msg;
}

/// A dump of links without their counters.
Msg links_message() {
  Msg msg = link_message(RTM_GETLINK, "");
  check(nla_put_u32(msg.get(), IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS));
  return msg;
}

/// The attributes of a message of links, or of one nest of them.
struct Attrs {
  std::vector<nlattr*> found;
  nlattr* operator[](int type) const { return found[static_cast<std::size_t>(type)]; }
};

Attrs link_attrs(const Bytes& message) {
  Attrs attrs{std::vector<nlattr*>(IFLA_MAX + 1)};
  if (nlmsg_parse(const_cast<nlmsghdr*>(header_of(message)), sizeof(ifinfomsg), attrs.found.data(),
                  IFLA_MAX, nullptr) < 0)
    throw run_error("malformed link from the kernel (EBADMSG)");
  return attrs;
}

Attrs nested(nlattr* nest, int most) {
  Attrs attrs{std::vector<nlattr*>(static_cast<std::size_t>(most) + 1)};
  if (nest && nla_parse_nested(attrs.found.data(), most, nest, nullptr) < 0)
    throw run_error("malformed link from the kernel (EBADMSG)");
  return attrs;
}

std::uint64_t time_ms(nlattr* attr) {
  return number_in(attr) * kMsPerStpTick;
}

/// What is left of a timer; nothing when it does not run.
std::optional<std::uint64_t> left_ms(nlattr* attr) {
  return number_in(attr) ? std::optional(time_ms(attr)) : std::nullopt;
}

std::string id_text(nlattr* attr) {
  if (!attr || nla_len(attr) < 8)
    return "";
  const auto* bytes = static_cast<const std::uint8_t*>(nla_data(attr));
  return fmt::format("{:02x}{:02x}.{:02x}{:02x}{:02x}{:02x}{:02x}{:02x}", bytes[0], bytes[1],
                     bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]);
}

/// The kernel's side of what a guest has of a card: of a virtual function ("pf0vf1"), or of Xen.
bool is_guests_card(const Link& device) {
  const Attrs attrs = link_attrs(device.message);
  const std::string port = text_in(attrs[IFLA_PHYS_PORT_NAME]);
  // "pf0vf1", "c1pf0sf88": devlink's names; a card's own may be "p0" or "sfp1".
  return text_in(attrs[IFLA_PARENT_DEV_BUS_NAME]) == "xen-backend" ||
         port.find("vf", port.find("pf")) != std::string::npos ||
         port.find("sf", port.find("pf")) != std::string::npos;
}

/// The data of a bridge; all absent for another device.
Attrs bridge_data(const Link& link) {
  const Attrs info = nested(link_attrs(link.message)[IFLA_LINKINFO], IFLA_INFO_MAX);
  return nested(link.kind == "bridge" ? info[IFLA_INFO_DATA] : nullptr, IFLA_BR_MAX);
}

StpPort stp_port(const Attrs& data) {
  StpPort port;
  port.state = small_in(data[IFLA_BRPORT_STATE]);
  port.path_cost = small_in(data[IFLA_BRPORT_COST]);
  port.priority = small_in(data[IFLA_BRPORT_PRIORITY]);
  port.id = small_in(data[IFLA_BRPORT_ID]);
  port.number = small_in(data[IFLA_BRPORT_NO]);
  port.designated_root = id_text(data[IFLA_BRPORT_ROOT_ID]);
  port.designated_bridge = id_text(data[IFLA_BRPORT_BRIDGE_ID]);
  port.designated_port = small_in(data[IFLA_BRPORT_DESIGNATED_PORT]);
  port.designated_cost = small_in(data[IFLA_BRPORT_DESIGNATED_COST]);
  port.forward_delay_left_ms = left_ms(data[IFLA_BRPORT_FORWARD_DELAY_TIMER]);
  port.message_age_left_ms = left_ms(data[IFLA_BRPORT_MESSAGE_AGE_TIMER]);
  return port;
}

/// What the bridge makes of the port: its role, and the reason when it has none.
void judge_port(Member* member, const Link& link, bool bridge_up) {
  const bool linked = link.up && link.carrier;
  std::uint32_t why = NETBOND_REASON_NONE;
  if (!linked)
    why = link.up ? NETBOND_REASON_NO_CARRIER : NETBOND_REASON_ADMIN_DOWN;
  Vote vote;
  vote.value = linked ? NETBOND_VOTE_VALUE_YES : NETBOND_VOTE_VALUE_NO;
  vote.reason = why;
  member->votes = {vote};
  member->reason = why;
  if (linked && !bridge_up)
    member->reason = NETBOND_REASON_BOND_DOWN;
  if (!linked || !bridge_up)
    return;
  if (member->stp->state == BR_STATE_FORWARDING)
    member->role = NETBOND_ROLE_ACTIVE;
  else if (member->stp->state == BR_STATE_BLOCKING)
    member->role = NETBOND_ROLE_BACKUP;
  member->usable = member->role != NETBOND_ROLE_NONE;
}

}  // namespace

bool needs_member_mark(const Link& device) {
  static const std::set<std::string> lead_out = {"",     "bond", "netbond", "team",
                                                 "vlan", "dsa",  "macsec"};
  return !lead_out.contains(device.kind) || is_guests_card(device);
}

bool is_stp_member(const Link& port) {
  return port.alias.starts_with(kStpMemberMark) || !needs_member_mark(port);
}

std::string with_member_mark(const std::string& alias) {
  return alias.empty() ? kStpMemberMark : fmt::format("{}: {}", kStpMemberMark, alias);
}

std::string without_member_mark(const std::string& alias) {
  if (!alias.starts_with(kStpMemberMark))
    return alias;
  const std::string mark = fmt::format("{}: ", kStpMemberMark);
  return alias.starts_with(mark) ? alias.substr(mark.size()) : "";
}

Msg encode_bridge_new(const std::string& name, const StpOptions& options,
                      const std::optional<Mac>& address) {
  Msg msg = bridge_message(name, options, true);
  if (address)
    check(nla_put(msg.get(), IFLA_ADDRESS, static_cast<int>(address->size()), address->data()));
  return msg;
}

Msg encode_bridge_set(const std::string& name, const StpOptions& options) {
  return bridge_message(name, options, false);
}

Msg encode_port_cost(const std::string& name, std::uint32_t path_cost) {
  Msg msg = link_message(RTM_NEWLINK, name);
  const Nest info(msg.get(), IFLA_LINKINFO);
  check(nla_put_string(msg.get(), IFLA_INFO_SLAVE_KIND, "bridge"));
  const Nest data(msg.get(), IFLA_INFO_SLAVE_DATA);
  check(nla_put_u32(msg.get(), IFLA_BRPORT_COST, path_cost));
  return msg;
}

Msg encode_bridges_get() {
  Msg msg = links_message();
  const Nest info(msg.get(), IFLA_LINKINFO);
  check(nla_put_string(msg.get(), IFLA_INFO_KIND, "bridge"));
  return msg;
}

Msg encode_ports_get(std::uint32_t bridge) {
  Msg msg = links_message();
  check(nla_put_u32(msg.get(), IFLA_MASTER, bridge));
  return msg;
}

Msg encode_port_stats_get(std::uint32_t port) {
  Msg msg(nlmsg_alloc_simple(RTM_GETSTATS, 0));
  if_stats_msg stats{};
  stats.ifindex = port;
  stats.filter_mask = IFLA_STATS_FILTER_BIT(IFLA_STATS_LINK_XSTATS_SLAVE);
  if (!msg)
    throw run_error("netlink message: out of memory (ENOMEM)");
  check(nlmsg_append(msg.get(), &stats, sizeof(stats), NLMSG_ALIGNTO));
  return msg;
}

std::optional<Bond> decode_bridge(const Link& link) {
  const Attrs data = bridge_data(link);
  const std::uint32_t speaks = small_in(data[IFLA_BR_STP_STATE]);
  const bool off = speaks != kKernelStp && speaks != kUserStp;
  const bool made_here = link.kind == "bridge" && link.alias.starts_with(kStpMark);
  if (off && !made_here)
    return std::nullopt;
  Bond bond;
  bond.name = link.name;
  bond.ifindex = link.ifindex;
  bond.carrier = link.carrier;
  bond.up = link.up;
  bond.address = link.address;
  bond.mtu = link.mtu;
  StpBridge& stp = bond.stp.emplace();
  stp.id = id_text(data[IFLA_BR_BRIDGE_ID]);
  stp.root = id_text(data[IFLA_BR_ROOT_ID]);
  stp.root_path_cost = small_in(data[IFLA_BR_ROOT_PATH_COST]);
  stp.priority = small_in(data[IFLA_BR_PRIORITY]);
  stp.times = {time_ms(data[IFLA_BR_HELLO_TIME]), time_ms(data[IFLA_BR_FORWARD_DELAY]),
               time_ms(data[IFLA_BR_MAX_AGE])};
  stp.topology_change = small_in(data[IFLA_BR_TOPOLOGY_CHANGE]) != 0;
  stp.made_here = made_here;
  stp.off = off;
  stp.user_space = speaks == kUserStp;
  return bond;
}

std::uint32_t root_port_number(const Link& bridge) {
  return small_in(bridge_data(bridge)[IFLA_BR_ROOT_PORT]);
}

std::optional<Member> decode_port(const Link& link, bool bridge_up) {
  const Attrs attrs = link_attrs(link.message);
  const Attrs info = nested(attrs[IFLA_LINKINFO], IFLA_INFO_MAX);
  if (text_in(info[IFLA_INFO_SLAVE_KIND]) != "bridge")
    return std::nullopt;
  Member member;
  member.name = link.name;
  member.ifindex = link.ifindex;
  member.address = link.address;
  if (nlattr* address = attrs[IFLA_PERM_ADDRESS]; address && nla_len(address) == 6)
    member.permanent_address = mac_text(static_cast<const std::uint8_t*>(nla_data(address)));
  member.link_failures = small_in(attrs[IFLA_CARRIER_DOWN_COUNT]);
  member.stp = stp_port(nested(info[IFLA_INFO_SLAVE_DATA], IFLA_BRPORT_MAX));
  member.stp->mtu = link.mtu;
  member.stp->alias = link.alias;
  judge_port(&member, link, bridge_up);
  return member;
}

std::optional<StpCounters> decode_port_stats(const Bytes& message) {
  std::vector<nlattr*> found(IFLA_STATS_MAX + 1);
  if (nlmsg_parse(const_cast<nlmsghdr*>(header_of(message)), sizeof(if_stats_msg), found.data(),
                  IFLA_STATS_MAX, nullptr) < 0)
    throw run_error("malformed counters from the kernel (EBADMSG)");
  const Attrs kinds = nested(found[IFLA_STATS_LINK_XSTATS_SLAVE], LINK_XSTATS_TYPE_MAX);
  const Attrs bridge = nested(kinds[LINK_XSTATS_TYPE_BRIDGE], BRIDGE_XSTATS_MAX);
  nlattr* stp = bridge[BRIDGE_XSTATS_STP];
  if (!stp || nla_len(stp) < static_cast<int>(sizeof(bridge_stp_xstats)))
    return std::nullopt;
  bridge_stp_xstats count;
  std::memcpy(&count, nla_data(stp), sizeof(count));
  return StpCounters{count.transition_blk, count.transition_fwd, count.rx_bpdu,
                     count.tx_bpdu,        count.rx_tcn,         count.tx_tcn};
}

namespace {

/// Ports that forward without spanning tree are no sign of health: they may close a loop.
void judge_off(Bond* bond) {
  if (!bond->stp->off)
    return;
  bond->state = NETBOND_STATE_FAILED;
  bond->reason = NETBOND_REASON_ADMINISTRATOR;
}

}  // namespace

void judge_stp(Bond* bond, std::uint32_t root_port) {
  std::size_t usable = 0;
  bool forwards = false;
  for (const Member& member : bond->members) {
    usable += member.usable;
    forwards |= member.role == NETBOND_ROLE_ACTIVE;
    if (!root_port || !member.stp || member.stp->number != root_port)
      continue;
    bond->stp->root_port = member.name;
    if (member.role == NETBOND_ROLE_ACTIVE)
      bond->active_member = member.name;
  }
  // What a guest's port carries leads nowhere.
  if (!bond->stp->guests.empty())
    bond->carrier = bond->carrier && forwards;
  bond->state = !forwards                        ? NETBOND_STATE_FAILED
                : usable == bond->members.size() ? NETBOND_STATE_OK
                                                 : NETBOND_STATE_DEGRADED;
  if (bond->members.empty())
    bond->reason = NETBOND_REASON_NO_MEMBER;
  else if (!bond->up)
    bond->reason = NETBOND_REASON_BOND_DOWN;
  else if (!forwards)
    bond->reason = NETBOND_REASON_NO_USABLE_MEMBER;
  judge_off(bond);
}

std::optional<StpNotice> decode_port_notice(const Bytes& message) {
  auto* header = const_cast<nlmsghdr*>(header_of(message));
  if (header->nlmsg_type != RTM_NEWLINK || header->nlmsg_len < NLMSG_LENGTH(sizeof(ifinfomsg)))
    return std::nullopt;
  const auto* info = static_cast<const ifinfomsg*>(nlmsg_data(header));
  const Attrs attrs = link_attrs(message);
  if (info->ifi_family != AF_BRIDGE || !attrs[IFLA_PROTINFO] || !attrs[IFLA_MASTER] ||
      !attrs[IFLA_IFNAME])
    return std::nullopt;
  const Attrs port = nested(attrs[IFLA_PROTINFO], IFLA_BRPORT_MAX);
  if (!port[IFLA_BRPORT_STATE])
    return std::nullopt;
  return StpNotice{static_cast<std::uint32_t>(info->ifi_index), small_in(attrs[IFLA_MASTER]),
                   text_in(attrs[IFLA_IFNAME]), small_in(port[IFLA_BRPORT_STATE])};
}

}  // namespace bondctl
