// SPDX-License-Identifier: GPL-2.0-or-later
#include "route_request.h"

#include <linux/if_addr.h>
#include <linux/neighbour.h>

#include <algorithm>

#include "route_message.h"

namespace bondctl {

namespace {

constexpr std::int64_t kUserHz = 100;

constexpr std::uint32_t kOwnFlags = IFA_F_NODAD | IFA_F_OPTIMISTIC | IFA_F_HOMEADDRESS |
                                    IFA_F_MANAGETEMPADDR | IFA_F_NOPREFIXROUTE | IFA_F_MCAUTOJOIN;

void put(const Msg& msg, int type, const void* data, std::size_t size) {
  if (nla_put(msg.get(), type, static_cast<int>(size), data) < 0)
    throw run_error("netlink message: too long");
}

void put(const Msg& msg, nlattr* attr) {
  put(msg, attr->nla_type, nla_data(attr), static_cast<std::size_t>(nla_len(attr)));
}

void put_all(const Msg& msg, const std::map<int, nlattr*>& attrs, const std::set<int>& but) {
  for (const auto& [type, attr] : attrs) {
    if (!but.contains(type))
      put(msg, attr);
  }
}

/// A structure out of an attribute; zeros when there is none.
template <typename Content>
Content content_of(nlattr* attr) {
  Content content{};
  if (attr && nla_len(attr) >= static_cast<int>(sizeof(content)))
    std::memcpy(&content, nla_data(attr), sizeof(content));
  return content;
}

class Request {
 public:
  Request(const DeviceNumbers& numbers, std::int64_t elapsed)
      : numbers_(numbers), elapsed_(elapsed) {}

  Msg of(const Bytes& told) const {
    const std::vector<std::uint32_t> needed = devices_needed(told);
    if (!std::all_of(needed.begin(), needed.end(),
                     [&](std::uint32_t each) { return numbers_.contains(each); }))
      return nullptr;
    switch (type_of(told)) {
      case RTM_NEWADDR: return address(View<ifaddrmsg>(told));
      case RTM_NEWNEIGH: return neighbour(View<ndmsg>(told));
      case RTM_NEWNEXTHOP: return nexthop(View<nhmsg>(told));
      default: return route(View<rtmsg>(told));
    }
  }

 private:
  Msg address(View<ifaddrmsg> view) const {
    view.fixed.ifa_index = numbers_.at(view.fixed.ifa_index);
    const std::uint32_t flags =
        (view.get(IFA_FLAGS) ? view.number(IFA_FLAGS) : view.fixed.ifa_flags) & kOwnFlags;
    view.fixed.ifa_flags = static_cast<std::uint8_t>(flags);
    Msg msg = route_message(RTM_NEWADDR, view.fixed);
    put_all(msg, view.attrs, {IFA_FLAGS, IFA_CACHEINFO});
    put(msg, IFA_FLAGS, &flags, sizeof(flags));
    if (!view.get(IFA_CACHEINFO))
      return msg;
    auto life = content_of<ifa_cacheinfo>(view.get(IFA_CACHEINFO));
    life.ifa_valid = left_of(life.ifa_valid);
    life.ifa_prefered = left_of(life.ifa_prefered);
    put(msg, IFA_CACHEINFO, &life, sizeof(life));
    return life.ifa_valid ? std::move(msg) : nullptr;
  }

  Msg neighbour(View<ndmsg> view) const {
    view.fixed.ndm_ifindex =
        static_cast<int>(numbers_.at(static_cast<std::uint32_t>(view.fixed.ndm_ifindex)));
    Msg msg = route_message(RTM_NEWNEIGH, view.fixed);
    put_all(msg, view.attrs, {NDA_CACHEINFO, NDA_PROBES});
    return msg;
  }

  Msg nexthop(View<nhmsg> view) const {
    view.fixed.nh_scope = 0;
    view.fixed.nh_flags &= RTNH_F_ONLINK;
    Msg msg = route_message(RTM_NEWNEXTHOP, view.fixed);
    nlattr* resilience = view.get(NHA_RES_GROUP);
    // Newer kernels tell more, of what happens now.
    std::erase_if(view.attrs, [](const auto& each) { return each.first > NHA_FDB; });
    put_all(msg, view.attrs, {NHA_OIF});
    put_device(msg, NHA_OIF, view.number(NHA_OIF));
    if (resilience)
      put_resilience(msg, resilience);
    return msg;
  }

  /// What is set, not for how long it has been unbalanced.
  static void put_resilience(const Msg& msg, nlattr* resilience) {
    nlattr* nest = nla_nest_start(msg.get(), NHA_RES_GROUP | NLA_F_NESTED);
    if (!nest)
      throw run_error("netlink message: too long");
    for (const int type :
         {NHA_RES_GROUP_BUCKETS, NHA_RES_GROUP_IDLE_TIMER, NHA_RES_GROUP_UNBALANCED_TIMER}) {
      if (nlattr* attr =
              nla_find(static_cast<nlattr*>(nla_data(resilience)), nla_len(resilience), type))
        put(msg, attr);
    }
    nla_nest_end(msg.get(), nest);
  }

  Msg route(View<rtmsg> view) const {
    view.fixed.rtm_flags &= RTNH_F_ONLINK;
    Msg msg = route_message(RTM_NEWROUTE, view.fixed);
    if (view.get(RTA_NH_ID)) {
      // The nexthop object says it all, and then nothing else may.
      put_all(
          msg, view.attrs,
          {RTA_CACHEINFO, RTA_OIF, RTA_MULTIPATH, RTA_GATEWAY, RTA_VIA, RTA_ENCAP, RTA_ENCAP_TYPE});
    } else {
      put_all(msg, view.attrs, {RTA_CACHEINFO, RTA_OIF, RTA_MULTIPATH});
      put_device(msg, RTA_OIF, view.number(RTA_OIF));
      if (nlattr* hops = view.get(RTA_MULTIPATH))
        put_hops(msg, hops);
    }
    return put_expiry(msg, view) ? std::move(msg) : nullptr;
  }

  void put_device(const Msg& msg, int type, std::uint32_t then) const {
    if (!then)
      return;
    const std::uint32_t now = numbers_.at(then);
    put(msg, type, &now, sizeof(now));
  }

  void put_hops(const Msg& msg, nlattr* attr) const {
    const auto* first = static_cast<const std::uint8_t*>(nla_data(attr));
    Bytes hops(first, first + nla_len(attr));
    for_each_hop(hops.data(), static_cast<int>(hops.size()), [&](rtnexthop* hop) {
      hop->rtnh_ifindex =
          static_cast<int>(numbers_.at(static_cast<std::uint32_t>(hop->rtnh_ifindex)));
      hop->rtnh_flags &= RTNH_F_ONLINK;
    });
    put(msg, RTA_MULTIPATH, hops.data(), hops.size());
  }

  /// The kernel tells hundredths of seconds and takes seconds. False when they are over.
  bool put_expiry(const Msg& msg, const View<rtmsg>& view) const {
    const auto info = content_of<rta_cacheinfo>(view.get(RTA_CACHEINFO));
    if (!info.rta_expires)
      return true;
    const std::int64_t left = static_cast<std::int32_t>(info.rta_expires) / kUserHz - elapsed_;
    const auto seconds = static_cast<std::uint32_t>(std::max<std::int64_t>(left, 0));
    put(msg, RTA_EXPIRES, &seconds, sizeof(seconds));
    return left > 0;
  }

  std::uint32_t left_of(std::uint32_t lifetime) const {
    if (lifetime == ~0u)
      return lifetime;
    return static_cast<std::uint32_t>(std::max<std::int64_t>(lifetime - elapsed_, 0));
  }

  const DeviceNumbers& numbers_;
  std::int64_t elapsed_;
};

void add(Bytes* out, const void* data, std::size_t size) {
  const auto* first = static_cast<const std::uint8_t*>(data);
  out->insert(out->end(), first, first + size);
}

void add(Bytes* out, nlattr* attr) {
  if (attr)
    add(out, nla_data(attr), static_cast<std::size_t>(nla_len(attr)));
}

template <typename Number>
Bytes bytes_of(Number number) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(&number);
  return {first, first + sizeof(number)};
}

Bytes hop_of(std::uint32_t device, nlattr* gateway) {
  Bytes out = bytes_of(device);
  add(&out, gateway);
  return out;
}

Bytes whole_of(int type) {
  return bytes_of(static_cast<std::uint16_t>(type));
}

Parts parts_of(const View<ndmsg>& neighbour) {
  Parts out;
  out.whole = whole_of(RTM_NEWNEIGH);
  out.whole.push_back(static_cast<std::uint8_t>(neighbour.fixed.ndm_flags & NTF_PROXY));
  add(&out.whole, &neighbour.fixed.ndm_ifindex, sizeof(neighbour.fixed.ndm_ifindex));
  add(&out.whole, neighbour.get(NDA_DST));
  return out;
}

Parts parts_of(const View<nhmsg>& hop) {
  Parts out;
  for (const nexthop_grp& each : group_of(hop))
    out.parts.insert(bytes_of(each.id));
  if (out.parts.empty())
    return out;
  out.whole = whole_of(RTM_NEWNEXTHOP);
  add(&out.whole, hop.get(NHA_ID));
  return out;
}

Bytes place_of(const View<rtmsg>& route) {
  if (route.fixed.rtm_family != AF_INET6)
    return {};
  Bytes out = whole_of(RTM_NEWROUTE);
  for (const std::uint8_t each :
       {route.fixed.rtm_table, route.fixed.rtm_dst_len, route.fixed.rtm_src_len})
    out.push_back(each);
  for (const int type : {RTA_TABLE, RTA_PRIORITY, RTA_DST, RTA_SRC})
    add(&out, route.get(type));
  return out;
}

/// One by a nexthop object is whole, whatever that has lost.
Parts parts_of(const View<rtmsg>& route) {
  Parts out{place_of(route), {}};
  if (out.whole.empty() || route.get(RTA_NH_ID))
    return out;
  if (route.get(RTA_OIF))
    out.parts.insert(hop_of(route.number(RTA_OIF), route.get(RTA_GATEWAY)));
  if (nlattr* hops = route.get(RTA_MULTIPATH))
    for_each_hop(nla_data(hops), nla_len(hops), [&](rtnexthop* hop) {
      const int size = static_cast<int>(hop->rtnh_len - sizeof(*hop));
      out.parts.insert(
          hop_of(static_cast<std::uint32_t>(hop->rtnh_ifindex),
                 nla_find(reinterpret_cast<nlattr*>(RTNH_DATA(hop)), size, RTA_GATEWAY)));
    });
  return out;
}

}  // namespace

Msg route_request(const Bytes& told, const DeviceNumbers& numbers, std::int64_t elapsed) {
  return Request(numbers, elapsed).of(told);
}

Bytes identity_of(nl_msg* request) {
  const nlmsghdr* header = nlmsg_hdr(request);
  Bytes out = bytes_of(header->nlmsg_type);
  if (header->nlmsg_type != RTM_NEWADDR) {
    add(&out, nlmsg_data(header), static_cast<std::size_t>(nlmsg_datalen(header)));
    return out;
  }
  const View<ifaddrmsg> view(request);
  out.push_back(view.fixed.ifa_family);
  out.push_back(view.fixed.ifa_prefixlen);
  add(&out, &view.fixed.ifa_index, sizeof(view.fixed.ifa_index));
  for (const int type : {IFA_LOCAL, IFA_ADDRESS})
    add(&out, view.get(type));
  return out;
}

Parts parts_of(nl_msg* request) {
  switch (nlmsg_hdr(request)->nlmsg_type) {
    case RTM_NEWNEIGH: return parts_of(View<ndmsg>(request));
    case RTM_NEWNEXTHOP: return parts_of(View<nhmsg>(request));
    case RTM_NEWROUTE: return parts_of(View<rtmsg>(request));
    default: return {};
  }
}

Bytes place_of(const Bytes& told) {
  return type_of(told) == RTM_NEWROUTE ? place_of(View<rtmsg>(told)) : Bytes();
}

}  // namespace bondctl
