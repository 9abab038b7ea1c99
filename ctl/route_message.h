// SPDX-License-Identifier: GPL-2.0-or-later
// What one message of rtnetlink says of an address, a neighbour, a nexthop object or a route.
#ifndef BONDCTL_ROUTE_MESSAGE_H
#define BONDCTL_ROUTE_MESSAGE_H

#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "error.h"
#include "netlink.h"

namespace bondctl {

/// Who made an address; <linux/if_addr.h> has these since Linux 5.18.
constexpr int kIfaProto = 11;
enum : std::uint8_t { kMadeByKernel = 1, kMadeByRouter = 2, kMadeOfLink = 3 };

/// The fixed part of a message and its attributes by type. It points into the message.
template <typename Header>
class View {
 public:
  /// Throws when it is malformed.
  explicit View(const Bytes& message) {
    if (message.size() < sizeof(nlmsghdr) || header_of(message)->nlmsg_len != message.size())
      throw malformed();
    read(header_of(message));
  }
  explicit View(Bytes&&) = delete;
  explicit View(nl_msg* message) { read(nlmsg_hdr(message)); }

  nlattr* get(int type) const {
    const auto found = attrs.find(type);
    return found == attrs.end() ? nullptr : found->second;
  }
  /// 0 when it is not there.
  std::uint32_t number(int type) const {
    nlattr* attr = get(type);
    return attr && nla_len(attr) >= 4 ? nla_get_u32(attr) : 0;
  }
  std::uint8_t byte(int type) const {
    nlattr* attr = get(type);
    return attr && nla_len(attr) >= 1 ? nla_get_u8(attr) : std::uint8_t{0};
  }

  Header fixed{};
  std::map<int, nlattr*> attrs;

 private:
  static Error malformed() { return run_error("malformed address or route (EBADMSG)"); }

  void read(const nlmsghdr* told) {
    auto* header = const_cast<nlmsghdr*>(told);
    if (!nlmsg_valid_hdr(header, sizeof(Header)))
      throw malformed();
    std::memcpy(&fixed, nlmsg_data(header), sizeof(fixed));
    int left = nlmsg_attrlen(header, sizeof(Header));
    for (nlattr* attr = nlmsg_attrdata(header, sizeof(Header)); nla_ok(attr, left);
         attr = nla_next(attr, &left))
      attrs[nla_type(attr)] = attr;
  }
};

inline int type_of(const Bytes& message) {
  return header_of(message)->nlmsg_type;
}

/// The next hops of a RTA_MULTIPATH in place.
template <typename Each>
void for_each_hop(void* first, int size, Each each) {
  auto* hop = static_cast<rtnexthop*>(first);
  while (size >= static_cast<int>(sizeof(*hop)) && hop->rtnh_len >= sizeof(*hop) &&
         hop->rtnh_len <= size) {
    each(hop);
    size -= static_cast<int>(RTNH_ALIGN(hop->rtnh_len));
    hop = RTNH_NEXT(hop);
  }
}

/// The devices a message is about, by number.
std::vector<std::uint32_t> devices_of(const Bytes& message);
/// Those it cannot be told again without: a route by a nexthop object only informs of devices.
std::vector<std::uint32_t> devices_needed(const Bytes& message);
bool is_about(const Bytes& message, std::uint32_t device);

/// The nexthops of a group; none when it is not a group.
std::vector<nexthop_grp> group_of(const View<nhmsg>& hop);

/// "10.0.0.1/24" of an RTM_NEWADDR.
std::string prefix_text(const Bytes& message);
/// "route 192.0.2.0/24 in table 100", to complain of it.
std::string subject_text(const Bytes& message);

/// A message to complete. Throws when there is no memory.
Msg route_message(int type, const void* fixed, std::size_t size);
template <typename Header>
Msg route_message(int type, const Header& fixed) {
  return route_message(type, &fixed, sizeof(fixed));
}

}  // namespace bondctl

#endif
