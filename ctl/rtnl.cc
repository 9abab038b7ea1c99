// SPDX-License-Identifier: GPL-2.0-or-later
// Messages are made and read with libnl's attributes; libnl-route hides the kernel's own words.
#include "rtnl.h"

#include <fmt/format.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>

#include <algorithm>
#include <cerrno>
#include <iterator>

#include "attribute.h"
#include "client.h"
#include "error.h"
#include "words.h"

namespace bondctl {

namespace {

constexpr unsigned kLowerUp = 1u << 16;  // IFF_LOWER_UP, which <net/if.h> does not have

void check(int problem) {
  if (problem < 0)
    throw usage_error("too much for one message");
}

std::string kind_of(nlattr* info) {
  nlattr* found[IFLA_INFO_MAX + 1] = {};
  if (!info || nla_parse_nested(found, IFLA_INFO_MAX, info, nullptr) < 0)
    return "";
  return text_in(found[IFLA_INFO_KIND]);
}

std::vector<std::string> other_names_in(nlattr* list) {
  std::vector<std::string> names;
  int left = list ? nla_len(list) : 0;
  for (auto* each = list ? static_cast<nlattr*>(nla_data(list)) : nullptr;
       each && nla_ok(each, left); each = nla_next(each, &left)) {
    if (nla_type(each) == IFLA_ALT_IFNAME)
      names.push_back(text_in(each));
  }
  return names;
}

}  // namespace

Msg link_message(int type, const std::string& name) {
  Msg msg(nlmsg_alloc_simple(type, 0));
  ifinfomsg info{};
  if (!msg)
    throw run_error("netlink message: out of memory (ENOMEM)");
  check(nlmsg_append(msg.get(), &info, sizeof(info), NLMSG_ALIGNTO));
  if (!name.empty())
    check(nla_put_string(msg.get(), IFLA_IFNAME, name.c_str()));
  return msg;
}

Link decode_link(const Bytes& message) {
  auto* header = const_cast<nlmsghdr*>(header_of(message));
  nlattr* found[IFLA_MAX + 1] = {};
  if (header->nlmsg_type != RTM_NEWLINK ||
      nlmsg_parse(header, sizeof(ifinfomsg), found, IFLA_MAX, nullptr) < 0 || !found[IFLA_IFNAME])
    throw run_error("malformed link from the kernel (EBADMSG)");
  const auto* info = static_cast<const ifinfomsg*>(nlmsg_data(header));
  Link link;
  link.name = text_in(found[IFLA_IFNAME]);
  link.ifindex = static_cast<std::uint32_t>(info->ifi_index);
  link.type = info->ifi_type;
  link.master = small_in(found[IFLA_MASTER]);
  if (!found[IFLA_LINK_NETNSID])
    link.lower = small_in(found[IFLA_LINK]);
  link.mtu = small_in(found[IFLA_MTU]);
  link.up = info->ifi_flags & IFF_UP;
  link.carrier = info->ifi_flags & kLowerUp;
  link.kind = kind_of(found[IFLA_LINKINFO]);
  if (nlattr* address = found[IFLA_ADDRESS]; address && nla_len(address) == 6)
    link.address = mac_text(static_cast<const std::uint8_t*>(nla_data(address)));
  link.alias = text_in(found[IFLA_IFALIAS]);
  link.other_names = other_names_in(found[IFLA_PROP_LIST]);
  link.message = message;
  return link;
}

Rtnl::Rtnl(const Connect& connect_route) : channel_(connect_route()) {}

namespace {

Answer accepted(const std::string& object, Answer answer) {
  if (answer.refusal)
    throw run_error(link_refusal_text(object, *answer.refusal));
  return answer;
}

}  // namespace

Answer Rtnl::request(const std::string& object, nl_msg* message, std::uint16_t flags) {
  return accepted(object, channel_.request(message, flags));
}

Answer Rtnl::dump(const std::string& object, nl_msg* message) {
  return accepted(object, channel_.dump(message));
}

Answer Rtnl::dump_lasting(const std::string& object, nl_msg* message) {
  return accepted(object, channel_.dump_lasting(message));
}

std::vector<Link> Rtnl::links() {
  const Msg msg = link_message(RTM_GETLINK, "");
  const Answer answer = dump("links", msg.get());
  std::vector<Link> links;
  std::transform(answer.messages.begin(), answer.messages.end(), std::back_inserter(links),
                 decode_link);
  return links;
}

std::optional<Link> Rtnl::find(const std::string& name) {
  const Msg msg = link_message(RTM_GETLINK, name);
  return ask(name, msg.get());
}

std::optional<Link> Rtnl::find(std::uint32_t ifindex) {
  const Msg msg = link_message(RTM_GETLINK, "");
  static_cast<ifinfomsg*>(nlmsg_data(nlmsg_hdr(msg.get())))->ifi_index = static_cast<int>(ifindex);
  return ask(fmt::format("device {}", ifindex), msg.get());
}

std::optional<Link> Rtnl::ask(const std::string& object, nl_msg* message) {
  const Answer answer = channel_.request(message);
  if (answer.refusal && answer.refusal->error == ENODEV)
    return std::nullopt;
  if (answer.refusal)
    throw run_error(link_refusal_text(object, *answer.refusal));
  if (answer.messages.empty())
    throw run_error(fmt::format("{}: empty answer from the kernel (EBADMSG)", object));
  return decode_link(answer.messages[0]);
}

Link Rtnl::link(const std::string& name) {
  std::optional<Link> found = find(name);
  if (!found)
    throw run_error(fmt::format("{}: no such device (ENODEV)", name));
  return *found;
}

void Rtnl::set(const std::string& name, const LinkChange& change) {
  const Msg msg = link_message(RTM_NEWLINK, name);
  auto* info = static_cast<ifinfomsg*>(nlmsg_data(nlmsg_hdr(msg.get())));
  if (change.up) {
    info->ifi_change = IFF_UP;
    info->ifi_flags = *change.up ? IFF_UP : 0;
  }
  if (change.mtu)
    check(nla_put_u32(msg.get(), IFLA_MTU, *change.mtu));
  if (change.address)
    check(nla_put(msg.get(), IFLA_ADDRESS, static_cast<int>(change.address->size()),
                  change.address->data()));
  if (change.alias)
    check(nla_put_string(msg.get(), IFLA_IFALIAS, change.alias->c_str()));
  if (change.master)
    check(nla_put_u32(msg.get(), IFLA_MASTER, *change.master));
  request(name, msg.get());
}

void Rtnl::del(const std::string& name) {
  const Msg msg = link_message(RTM_DELLINK, name);
  request(name, msg.get());
}

}  // namespace bondctl
