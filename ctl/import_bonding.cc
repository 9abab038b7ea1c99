// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include <algorithm>
#include <cstring>
#include <iterator>

#include "attribute.h"
#include "error.h"
#include "import.h"
#include "options.h"
#include "words.h"

namespace bondctl {

namespace {

// Newer than the headers this may be built with.
constexpr int kMissedMax = 30;
constexpr int kNsIp6Target = 31;
constexpr int kCoupledControl = 32;
constexpr int kBondMax = 40;
constexpr int kSlavePrio = 9;
constexpr int kSlaveActorPortPrio = 10;
constexpr int kSlaveMax = 16;

/// Means the same in both drivers; 8, 16 or 32 bits long.
struct Number {
  int attr;
  const char* name;
};
constexpr Number kNumbers[] = {
    {IFLA_BOND_UPDELAY, "updelay"},
    {IFLA_BOND_DOWNDELAY, "downdelay"},
    {IFLA_BOND_PRIMARY_RESELECT, "primary_reselect"},
    {IFLA_BOND_FAIL_OVER_MAC, "fail_over_mac"},
    {IFLA_BOND_RESEND_IGMP, "resend_igmp"},
    {IFLA_BOND_NUM_PEER_NOTIF, "num_peer_notif"},
    {IFLA_BOND_PEER_NOTIF_DELAY, "peer_notif_delay"},
    {IFLA_BOND_ALL_SLAVES_ACTIVE, "all_slaves_active"},
    {IFLA_BOND_MIN_LINKS, "min_links"},
    {IFLA_BOND_LP_INTERVAL, "lp_interval"},
    {IFLA_BOND_PACKETS_PER_SLAVE, "packets_per_slave"},
    {IFLA_BOND_AD_LACP_RATE, "lacp_rate"},
    {IFLA_BOND_AD_LACP_ACTIVE, "lacp_active"},
    {IFLA_BOND_AD_SELECT, "ad_select"},
    {IFLA_BOND_AD_ACTOR_SYS_PRIO, "ad_actor_sys_prio"},
    {IFLA_BOND_AD_USER_PORT_KEY, "ad_user_port_key"},
    {IFLA_BOND_TLB_DYNAMIC_LB, "tlb_dynamic_lb"},
    {kCoupledControl, "coupled_control"},
};

/// The same of what only counts while there are ARP probes.
constexpr Number kProbes[] = {
    {IFLA_BOND_ARP_INTERVAL, "arp_interval"},
    {IFLA_BOND_ARP_VALIDATE, "arp_validate"},
    {IFLA_BOND_ARP_ALL_TARGETS, "arp_all_targets"},
    {kMissedMax, "arp_missed_max"},
};

/// Without a counterpart. What comes behind them is newer than this, a setting as likely as not.
constexpr Number kForeign[] = {
    {33, "broadcast_neighbor"},
    {34, "lacp_strict"},
};

/// A nest of IFLA_LINKINFO, read into table; false when there is none.
bool read_nest(const Link& link, int nest, nlattr** table, int most) {
  nlattr* found[IFLA_MAX + 1] = {};
  nlattr* info[IFLA_INFO_MAX + 1] = {};
  auto* header = const_cast<nlmsghdr*>(header_of(link.message));
  return nlmsg_parse(header, sizeof(ifinfomsg), found, IFLA_MAX, nullptr) >= 0 &&
         found[IFLA_LINKINFO] &&
         nla_parse_nested(info, IFLA_INFO_MAX, found[IFLA_LINKINFO], nullptr) >= 0 && info[nest] &&
         nla_parse_nested(table, most, info[nest], nullptr) >= 0;
}

void take_number(nlattr* const* data, int attr, const char* name, ConfigBond* bond) {
  if (data[attr])
    import_option(bond, name, {fmt::format("{}", small_in(data[attr]))});
}

void take_addresses(nlattr* list, const char* name, bool ipv6, ConfigBond* bond) {
  std::vector<std::string> texts;
  const int size = ipv6 ? 16 : 4;
  int left = list ? nla_len(list) : 0;
  for (auto* each = list ? static_cast<nlattr*>(nla_data(list)) : nullptr;
       each && nla_ok(each, left); each = nla_next(each, &left)) {
    Address address;
    address.ipv6 = ipv6;
    if (nla_len(each) < size)
      continue;
    std::memcpy(address.bytes.data(), nla_data(each), static_cast<std::size_t>(size));
    texts.push_back(address_text(address));
  }
  if (!texts.empty())
    import_option(bond, name, texts);
}

/// Carrier is always watched, so no monitoring at all is not to be had.
void take_monitoring(nlattr* const* data, ConfigBond* bond) {
  const std::uint32_t miimon = small_in(data[IFLA_BOND_MIIMON]);
  if (miimon)
    import_option(bond, "miimon", {fmt::format("{}", miimon)});
  if (data[IFLA_BOND_USE_CARRIER] && !small_in(data[IFLA_BOND_USE_CARRIER]))
    import_note(bond, "use_carrier 0: carrier is what drivers say");
  if (!small_in(data[IFLA_BOND_ARP_INTERVAL]))
    return;
  for (const auto& [attr, name] : kProbes)
    take_number(data, attr, name, bond);
  take_addresses(data[IFLA_BOND_ARP_IP_TARGET], "arp_ip_target", false, bond);
  take_addresses(data[kNsIp6Target], "ns_ip6_target", true, bond);
}

/// balance-alb that balances by load goes by the destination's address there and heeds no policy,
/// which for nearly everybody is the one of its beginning, layer2.
void take_hash_policy(nlattr* const* data, ConfigBond* bond) {
  const bool unused = number_of(bond->options, NETBOND_OPT_MODE) == NETBOND_MODE_BALANCE_ALB &&
                      small_in(data[IFLA_BOND_TLB_DYNAMIC_LB]);
  const std::uint32_t policy = small_in(data[IFLA_BOND_XMIT_HASH_POLICY]);
  if (!unused)
    take_number(data, IFLA_BOND_XMIT_HASH_POLICY, "xmit_hash_policy", bond);
  else if (policy)
    import_note(bond, fmt::format("xmit_hash_policy {}: it had no effect with tlb_dynamic_lb",
                                  option_text(*find_option("xmit_hash_policy"), policy)));
}

/// Who this end of a LAG is, the kernel tells to the privileged only.
void take_system(nlattr* const* data, ConfigBond* bond) {
  if (nlattr* system = data[IFLA_BOND_AD_ACTOR_SYSTEM]; system && nla_len(system) == 6)
    import_option(bond, "ad_actor_system",
                  {mac_text(static_cast<const std::uint8_t*>(nla_data(system)))});
  if (number_of(bond->options, NETBOND_OPT_MODE) == NETBOND_MODE_IEEE8023AD &&
      !data[IFLA_BOND_AD_ACTOR_SYS_PRIO])
    import_note(bond,
                "ad_actor_system, ad_actor_sys_prio, ad_user_port_key: the kernel tells them with "
                "CAP_NET_ADMIN only");
}

void note_foreign(nlattr* const* data, ConfigBond* bond) {
  for (int attr = kForeign[0].attr; attr <= kBondMax; attr++) {
    const auto* known = std::find_if(std::begin(kForeign), std::end(kForeign),
                                     [&](const Number& each) { return each.attr == attr; });
    const std::string name =
        known == std::end(kForeign)
            ? fmt::format("setting {}, which this bondctl does not know:", attr)
            : known->name;
    if (const std::uint32_t value = small_in(data[attr]))
      import_note(bond, fmt::format("{} {}", name, value));
  }
}

void take_primary(nlattr* const* data, const std::vector<Link>& links, ConfigBond* bond) {
  const std::uint32_t primary = small_in(data[IFLA_BOND_PRIMARY]);
  for (const Link& link : links) {
    if (primary && link.ifindex == primary)
      import_option(bond, "primary", {link.name});
  }
}

/// Returns the address that the member came with; empty when it is not told.
std::string take_member(const Link& link, ConfigBond* bond) {
  nlattr* data[kSlaveMax + 1] = {};
  ConfigMember member;
  member.request.name = link.name;
  std::string address;
  if (read_nest(link, IFLA_INFO_SLAVE_DATA, data, kSlaveMax)) {
    if (data[kSlavePrio])
      member.request.prio = static_cast<std::int32_t>(small_in(data[kSlavePrio]));
    if (data[kSlaveActorPortPrio])
      member.request.actor_port_prio = small_in(data[kSlaveActorPortPrio]);
    if (nlattr* own = data[IFLA_BOND_SLAVE_PERM_HWADDR]; own && nla_len(own) == 6)
      address = mac_text(static_cast<const std::uint8_t*>(nla_data(own)));
    if (small_in(data[IFLA_BOND_SLAVE_QUEUE_ID]))
      import_note(bond, fmt::format("{}: queue_id {}", link.name,
                                    small_in(data[IFLA_BOND_SLAVE_QUEUE_ID])));
  }
  member.request = with_defaults(member.request);
  bond->members->push_back(member);
  return address;
}

void take_members(const Link& from, const std::vector<Link>& links, ConfigBond* bond) {
  std::vector<std::string> addresses;
  bond->members.emplace();
  for (const Link& link : links) {
    if (link.master == from.ifindex)
      addresses.push_back(take_member(link, bond));
  }
  // The new bond would have that of the first in the file.
  if (!moves_address(bond->options) && !addresses.empty() && addresses.front() != from.address)
    bond->address = parse_mac(from.address);
}

}  // namespace

/// It goes to a terminal and into a comment, which a new line would end.
void import_note(ConfigBond* bond, const std::string& what) {
  bond->notes.push_back("not taken over: " + visible(what));
}

void import_option(ConfigBond* bond, const char* name, const std::vector<std::string>& value) {
  const OptionRow& row = *find_option(name);
  if (row.id != NETBOND_OPT_MODE && !option_applies(row, bond->options))
    return;
  try {
    const OptionValue taken = parse_option(row, value);
    if (row.id == NETBOND_OPT_MODE || taken != option_default(row))
      bond->options[row.id] = taken;
  } catch (const Error&) {
    import_note(bond,
                fmt::format("{} {}: allowed is {}", name, join(value, ","), option_allowed(row)));
  }
}

ConfigBond import_bonding(const Link& from, const std::vector<Link>& links) {
  nlattr* data[kBondMax + 1] = {};
  if (!read_nest(from, IFLA_INFO_DATA, data, kBondMax) || !data[IFLA_BOND_MODE])
    throw run_error(fmt::format("{}: the kernel tells no settings (EBADMSG)", from.name));
  ConfigBond bond;
  bond.name = from.name;
  bond.up = from.up;
  bond.mtu = from.mtu;
  take_number(data, IFLA_BOND_MODE, "mode", &bond);
  take_monitoring(data, &bond);
  for (const auto& [attr, name] : kNumbers)
    take_number(data, attr, name, &bond);
  take_hash_policy(data, &bond);
  take_primary(data, links, &bond);
  take_system(data, &bond);
  note_foreign(data, &bond);
  take_members(from, links, &bond);
  return bond;
}

}  // namespace bondctl
