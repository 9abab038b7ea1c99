// SPDX-License-Identifier: GPL-2.0-or-later
#include "rtnl.h"

#include <gtest/gtest.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include "refusal.h"
#include "stp_sample.h"

namespace bondctl {
namespace {

using wire::ack;
using wire::Script;
using wire::operator+;

const ifinfomsg* info_of(const Bytes& request) {
  return reinterpret_cast<const ifinfomsg*>(request.data() + NLMSG_HDRLEN);
}

/// The attributes of a request, raw.
Bytes attrs_of(const Bytes& request) {
  return {request.begin() + NLMSG_HDRLEN + sizeof(ifinfomsg), request.end()};
}

TEST(Rtnl, ReadsALink) {
  const Link link = decode_link(sample::bridge_link("netbond stp", 1, IFF_UP));
  EXPECT_EQ(link.name, "bond0");
  EXPECT_EQ(link.ifindex, sample::kBridge);
  EXPECT_EQ(link.kind, "bridge");
  EXPECT_EQ(link.alias, "netbond stp");
  EXPECT_EQ(link.address, "02:00:00:00:00:0a");
  EXPECT_EQ(link.mtu, 1500u);
  EXPECT_EQ(link.master, 0u);
  EXPECT_TRUE(link.up);
  EXPECT_FALSE(link.carrier);
  EXPECT_EQ(decode_link(sample::port_link("eth0", 1, 3)).master, sample::kBridge);
}

TEST(Rtnl, ReadsOtherNamesOfALink) {
  const Bytes names = wire::str(IFLA_ALT_IFNAME, "enp1s0") + wire::str(IFLA_ALT_IFNAME, "uplink");
  const Link link = decode_link(sample::link_message_of(
      RTM_NEWLINK, 0, 1, 0, wire::str(IFLA_IFNAME, "eth0") + wire::nest(IFLA_PROP_LIST, names)));
  EXPECT_EQ(link.name, "eth0");
  EXPECT_EQ(link.other_names, (std::vector<std::string>{"enp1s0", "uplink"}));
}

TEST(Rtnl, RefusesAMalformedLink) {
  const Bytes nameless = sample::link_message_of(RTM_NEWLINK, 0, 1, 0, wire::u32(IFLA_MTU, 1500));
  EXPECT_NE(refusal_of([&] { decode_link(nameless); }).find("EBADMSG"), std::string::npos);
  const Bytes other = sample::link_message_of(RTM_DELLINK, 0, 1, 0, wire::str(IFLA_IFNAME, "x"));
  EXPECT_NE(refusal_of([&] { decode_link(other); }).find("EBADMSG"), std::string::npos);
  EXPECT_NE(refusal_of([&] {
              decode_link(wire::message(RTM_NEWLINK, 0, {1, 2}));
            }).find("EBADMSG"),
            std::string::npos);
}

TEST(Rtnl, ReadsNothingBehindAnAttribute) {
  const Bytes name(4, 'x');  // without an end
  const Bytes kind = wire::nest(IFLA_LINKINFO, wire::attr(IFLA_INFO_KIND, Bytes(4, 'y')) +
                                                   wire::u32(IFLA_INFO_DATA, 0x7a7a7a7a));
  const Link link = decode_link(sample::link_message_of(
      RTM_NEWLINK, 0, 1, 0,
      kind + wire::attr(IFLA_IFNAME, name) + wire::attr(IFLA_MTU, Bytes(2, 1)) +
          wire::attr(IFLA_IFALIAS, Bytes(4, 'z')) + wire::u32(IFLA_MASTER, 7)));
  EXPECT_EQ(link.name, "xxxx");
  EXPECT_EQ(link.kind, "yyyy");
  EXPECT_EQ(link.alias, "zzzz");
  EXPECT_EQ(link.mtu, 257u);
}

TEST(Rtnl, FindsByNameAndByIndex) {
  Script script = wire::no_links();
  script.answers = {{sample::bridge_link(), ack(0)}, {sample::bridge_link(), ack(0)}};
  Rtnl rtnl(wire::connect_to(script));
  EXPECT_EQ(rtnl.link("bond0").ifindex, sample::kBridge);
  EXPECT_EQ(rtnl.find(sample::kBridge)->name, "bond0");
  EXPECT_EQ(header_of(script.requests[0])->nlmsg_type, RTM_GETLINK);
  EXPECT_EQ(attrs_of(script.requests[0]), wire::str(IFLA_IFNAME, "bond0"));
  EXPECT_EQ(info_of(script.requests[1])->ifi_index, static_cast<int>(sample::kBridge));
  EXPECT_TRUE(attrs_of(script.requests[1]).empty());
}

TEST(Rtnl, SaysWhenThereIsNone) {
  Script script = wire::no_links();
  Rtnl rtnl(wire::connect_to(script));
  EXPECT_FALSE(rtnl.find("eth9"));
  EXPECT_FALSE(rtnl.find(99));
  EXPECT_EQ(refusal_of([&] { rtnl.link("eth9"); }), "eth9: no such device (ENODEV)");
  EXPECT_TRUE(rtnl.links().empty());
}

TEST(Rtnl, SendsOnlyWhatChanges) {
  Script script = wire::no_links();
  script.answers = {{ack(0)}, {ack(0)}, {ack(0)}};
  Rtnl rtnl(wire::connect_to(script));
  rtnl.set("eth0", {.up = true});
  EXPECT_EQ(info_of(script.requests[0])->ifi_flags, unsigned{IFF_UP});
  EXPECT_EQ(info_of(script.requests[0])->ifi_change, unsigned{IFF_UP});
  EXPECT_EQ(attrs_of(script.requests[0]), wire::str(IFLA_IFNAME, "eth0"));
  rtnl.set("eth0", {.up = false, .master = 0});
  EXPECT_EQ(info_of(script.requests[1])->ifi_flags, 0u);
  EXPECT_EQ(info_of(script.requests[1])->ifi_change, unsigned{IFF_UP});
  EXPECT_EQ(attrs_of(script.requests[1]),
            wire::str(IFLA_IFNAME, "eth0") + wire::u32(IFLA_MASTER, 0));
  rtnl.set("eth0", {.mtu = 9000, .address = Mac{2, 0, 0, 0, 0, 1}, .alias = "a"});
  EXPECT_EQ(info_of(script.requests[2])->ifi_change, 0u);
  EXPECT_EQ(attrs_of(script.requests[2]),
            wire::str(IFLA_IFNAME, "eth0") + wire::u32(IFLA_MTU, 9000) +
                wire::attr(IFLA_ADDRESS, {2, 0, 0, 0, 0, 1}) + wire::str(IFLA_IFALIAS, "a"));
}

TEST(Rtnl, TellsTheKernelsWords) {
  Script script = wire::no_links();
  script.answers = {{ack(EBUSY, wire::str(NLMSGERR_ATTR_MSG, "Device is busy"))},
                    {ack(EPERM)},
                    {wire::done(EINVAL)}};
  Rtnl rtnl(wire::connect_to(script));
  EXPECT_EQ(refusal_of([&] { rtnl.del("eth0"); }), "eth0: Device is busy (EBUSY)");
  EXPECT_EQ(header_of(script.requests[0])->nlmsg_type, RTM_DELLINK);
  EXPECT_NE(refusal_of([&] { rtnl.set("eth0", {.up = true}); }).find("CAP_NET_ADMIN"),
            std::string::npos);
  EXPECT_EQ(refusal_of([&] { rtnl.links(); }), "links: Invalid argument (EINVAL)");
}

TEST(Rtnl, ReadsALongDump) {
  Script script = wire::no_links();
  script.answers = {
      {sample::port_link("eth0", 1, 3), sample::port_link("eth1", 2, 4), wire::done()}};
  const std::vector<Link> links = Rtnl(wire::connect_to(script)).links();
  ASSERT_EQ(links.size(), 2u);
  EXPECT_EQ(links[1].name, "eth1");
}

}  // namespace
}  // namespace bondctl
