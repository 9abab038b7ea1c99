// SPDX-License-Identifier: GPL-2.0-or-later
#include "addressing.h"

#include <gtest/gtest.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>

#include <algorithm>

#include "addressing_text.h"
#include "error.h"
#include "put_back.h"
#include "stp_sample.h"

namespace bondctl {
namespace {

using wire::ack;
using wire::attr;
using wire::done;
using wire::message;
using wire::raw;
using wire::Script;
using wire::u32;
using wire::u8;
using wire::operator+;

const Bytes kGateway = {10, 0, 0, 2};

Bytes link_of(const std::string& name, int ifindex, const Bytes& more = {}) {
  return sample::link_message_of(RTM_NEWLINK, 0, ifindex, 1, wire::str(IFLA_IFNAME, name) + more);
}

Bytes link_with(const std::string& name, std::uint32_t ifindex, std::uint32_t mtu, bool up) {
  return sample::link_message_of(
      RTM_NEWLINK, 0, ifindex, up ? IFF_UP : 0,
      wire::str(IFLA_IFNAME, name) + u32(IFLA_MTU, mtu) + u32(IFLA_LINK, 2));
}

Bytes address_of(std::uint32_t ifindex, std::uint8_t last, unsigned made = 0,
                 std::uint32_t valid = ~0u) {
  const ifa_cacheinfo life{valid, valid, 1, 2};
  return message(
      RTM_NEWADDR, NLM_F_MULTI,
      raw(ifaddrmsg{AF_INET6, 64, IFA_F_PERMANENT | IFA_F_TENTATIVE, 0, ifindex}) +
          attr(IFA_ADDRESS, Bytes{0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last}) +
          attr(IFA_CACHEINFO, raw(life)) + u8(11, made) +
          u32(IFA_FLAGS, IFA_F_PERMANENT | IFA_F_TENTATIVE | IFA_F_NOPREFIXROUTE));
}

Bytes plain_address(std::uint32_t ifindex) {
  return message(RTM_NEWADDR, NLM_F_MULTI,
                 raw(ifaddrmsg{AF_INET, 24, IFA_F_PERMANENT, 0, ifindex}) +
                     attr(IFA_ADDRESS, {10, 0, 0, 1}) + attr(IFA_LOCAL, {10, 0, 0, 1}));
}

rtmsg default_route(std::uint8_t protocol) {
  rtmsg route{};
  route.rtm_family = AF_INET;
  route.rtm_table = RT_TABLE_MAIN;
  route.rtm_protocol = protocol;
  route.rtm_type = RTN_UNICAST;
  route.rtm_flags = RTNH_F_ONLINK | RTNH_F_LINKDOWN | RTNH_F_DEAD;
  return route;
}

Bytes route_of(std::uint32_t ifindex, std::uint8_t protocol = RTPROT_STATIC) {
  return message(RTM_NEWROUTE, NLM_F_MULTI,
                 raw(default_route(protocol)) + u32(RTA_TABLE, RT_TABLE_MAIN) +
                     u32(RTA_PRIORITY, 7) + attr(RTA_GATEWAY, kGateway) + u32(RTA_OIF, ifindex) +
                     attr(RTA_CACHEINFO, raw(rta_cacheinfo{})));
}

Bytes route_by_object(std::uint32_t id, std::uint32_t ifindex = 9) {
  return message(RTM_NEWROUTE, NLM_F_MULTI,
                 raw(default_route(RTPROT_BOOT)) + u32(RTA_NH_ID, id) + u32(RTA_OIF, ifindex) +
                     attr(RTA_GATEWAY, kGateway));
}

Bytes route_by_both(std::uint32_t one, std::uint32_t other) {
  const auto hop = [](std::uint32_t ifindex) {
    return raw(rtnexthop{16, RTNH_F_DEAD, 0, static_cast<int>(ifindex)}) +
           attr(RTA_GATEWAY, kGateway);
  };
  return message(RTM_NEWROUTE, NLM_F_MULTI,
                 raw(default_route(RTPROT_BOOT)) + attr(RTA_MULTIPATH, hop(one) + hop(other)));
}

Bytes route_by_many(std::size_t hops) {
  const Bytes hop = raw(rtnexthop{16, 0, 0, 2}) + attr(RTA_GATEWAY, kGateway);
  Bytes all;
  for (std::size_t i = 0; i < hops; i++)
    all = all + hop;
  return message(RTM_NEWROUTE, NLM_F_MULTI,
                 raw(default_route(RTPROT_BOOT)) + attr(RTA_MULTIPATH, all));
}

Bytes route_of_ipv6(const std::vector<std::uint32_t>& ifindexes,
                    std::uint8_t protocol = RTPROT_STATIC) {
  const Bytes gateway(16, 0xfe);
  rtmsg route = default_route(protocol);
  route.rtm_family = AF_INET6;
  Bytes hops;
  for (const std::uint32_t each : ifindexes)
    hops = hops + raw(rtnexthop{28, 0, 0, static_cast<int>(each)}) + attr(RTA_GATEWAY, gateway);
  return message(
      RTM_NEWROUTE, NLM_F_MULTI,
      raw(route) + (ifindexes.size() == 1 ? attr(RTA_GATEWAY, gateway) + u32(RTA_OIF, ifindexes[0])
                                          : attr(RTA_MULTIPATH, hops)));
}

Bytes nexthop_of(std::uint32_t id, std::uint32_t ifindex) {
  return message(RTM_NEWNEXTHOP, NLM_F_MULTI,
                 raw(nhmsg{AF_INET, RT_SCOPE_LINK, RTPROT_BOOT, 0, RTNH_F_DEAD}) + u32(NHA_ID, id) +
                     u32(NHA_OIF, ifindex) + attr(NHA_GATEWAY, kGateway));
}

Bytes group_of(std::uint32_t id, const std::vector<std::uint32_t>& ids) {
  Bytes group;
  for (const std::uint32_t each : ids)
    group = group + raw(nexthop_grp{each, 0, 0, 0});
  return message(RTM_NEWNEXTHOP, NLM_F_MULTI,
                 raw(nhmsg{}) + u32(NHA_ID, id) + attr(NHA_GROUP, group));
}

Bytes neighbour_of(int ifindex, std::uint16_t state, std::uint8_t flags = 0) {
  return message(RTM_NEWNEIGH, NLM_F_MULTI,
                 raw(ndmsg{AF_INET, 0, 0, ifindex, state, flags, 0}) + attr(NDA_DST, kGateway));
}

/// What there is, by dumps, in the order of the questions.
struct World {
  std::vector<Bytes> links = {link_of("eth0", 2), link_of("eth1", 3)};
  std::vector<Bytes> plain = {};
  std::vector<Bytes> addresses = {};
  std::vector<Bytes> neighbours = {};
  std::vector<Bytes> proxies = {};
  std::vector<Bytes> nexthops = {};
  std::vector<Bytes> routes = {};
  std::vector<Bytes> routes_of_ipv6 = {};
};

void answer_dumps(Script* script, const std::vector<std::vector<Bytes>>& dumps) {
  for (std::vector<Bytes> each : dumps) {
    each.push_back(done());
    script->answers.push_back(each);
  }
}

/// Devices are set between the first dump and the others: errors are what that is answered with.
void answer(Script* script, const World& world, const std::vector<int>& errors = {}) {
  answer_dumps(script, {world.links});
  for (const int error : errors)
    script->answers.push_back({ack(error)});
  const std::vector<Bytes> none;
  answer_dumps(script, {world.plain, world.addresses, world.neighbours, world.proxies, none, none,
                        world.nexthops, world.routes, world.routes_of_ipv6});
}

Addressing read(const World& world, const std::vector<std::string>& devices = {"eth0"}) {
  Script script = wire::no_links();
  answer(&script, world);
  Rtnl rtnl(wire::connect_to(script));
  return read_addressing(rtnl, devices);
}

std::vector<int> kinds_of(const std::vector<Bytes>& messages) {
  std::vector<int> kinds;
  for (const Bytes& each : messages)
    kinds.push_back(header_of(each)->nlmsg_type);
  return kinds;
}

/// The kernel at going back: what it has, what it answers, what it was told.
class GoingBack {
 public:
  explicit GoingBack(const World& now, const std::vector<int>& setting_devices = {}) {
    answer(&script_, now, setting_devices);
  }

  GoingBack& refuse(int error) {
    script_.answers.push_back({ack(error)});
    return *this;
  }
  GoingBack& take(int times = 1) {
    for (int i = 0; i < times; i++)
      script_.answers.push_back({ack(0)});
    return *this;
  }
  /// Whether an address of eth0 is tentative, when that is asked for.
  GoingBack& detecting(bool is) {
    script_.answers.push_back(is ? std::vector<Bytes>{address_of(2, 1), done()}
                                 : std::vector<Bytes>{done()});
    return *this;
  }

  std::vector<std::string> run(const Addressing& saved) {
    Rtnl rtnl(wire::connect_to(script_));
    const std::vector<std::string> problems =
        put_back(rtnl, saved, [&](Clock::duration) { slept++; });
    asked = script_.requests;
    for (const Bytes& request : asked) {
      if ((header_of(request)->nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
        told.push_back(request);
    }
    EXPECT_TRUE(script_.answers.empty()) << "not asked for";
    return problems;
  }

  int slept = 0;
  std::vector<Bytes> asked;
  std::vector<Bytes> told;  ///< without questions

 private:
  Script script_ = wire::no_links();
};

bool has(const Bytes& all, const Bytes& part) {
  return std::search(all.begin(), all.end(), part.begin(), part.end()) != all.end();
}

/// Without the header, which has the number of the question.
Bytes content_of(const Bytes& message) {
  return {message.begin() + NLMSG_HDRLEN, message.end()};
}

TEST(Addressing, KeepsWhatTheKernelDoesNotMakeItself) {
  const Addressing kept =
      read({.plain = {plain_address(2), plain_address(3)},
            .addresses = {address_of(2, 1), address_of(2, 9, 3), address_of(3, 2)},
            .neighbours = {neighbour_of(2, NUD_PERMANENT), neighbour_of(2, NUD_REACHABLE),
                           neighbour_of(3, NUD_PERMANENT)},
            .proxies = {neighbour_of(2, 0, NTF_PROXY)},
            .nexthops = {nexthop_of(5, 2), nexthop_of(7, 3), group_of(6, {5, 7}), group_of(8, {7})},
            .routes = {route_of(2), route_of(2, RTPROT_KERNEL), route_of(3), route_by_object(6),
                       route_by_object(8), route_by_both(3, 2)}});
  EXPECT_EQ(kinds_of(kept.messages),
            (std::vector<int>{RTM_NEWADDR, RTM_NEWADDR, RTM_NEWNEIGH, RTM_NEWNEIGH, RTM_NEWNEXTHOP,
                              RTM_NEWNEXTHOP, RTM_NEWROUTE, RTM_NEWROUTE, RTM_NEWROUTE}));
  EXPECT_EQ(carried_text(kept, "eth0"), "10.0.0.1/24, fd00::1/64 and the default route");
  EXPECT_EQ(carried_text(kept, "eth9"), "");
}

/// As NetworkManager leaves them: a gateway is not to be had without.
TEST(Addressing, KeepsARouteThatIsOnlySaidToBeOfTheKernel) {
  const auto route_to = [](std::uint8_t last, std::uint32_t device) {
    rtmsg route = default_route(RTPROT_KERNEL);
    route.rtm_family = AF_INET6;
    route.rtm_dst_len = 62;
    return message(RTM_NEWROUTE, NLM_F_MULTI,
                   raw(route) +
                       attr(RTA_DST, Bytes{0xfd, 0, 0, 0, 0, 0, 0, last, 0, 0, 0, 0, 0, 0, 0, 0}) +
                       u32(RTA_PRIORITY, 100) + u32(RTA_OIF, device));
  };
  const auto address = [](std::uint32_t device, std::uint32_t flags) {
    return message(RTM_NEWADDR, NLM_F_MULTI,
                   raw(ifaddrmsg{AF_INET6, 62, 0, 0, device}) +
                       attr(IFA_ADDRESS, Bytes{0xfd, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 1}) +
                       u32(IFA_FLAGS, flags));
  };
  const World world{.addresses = {address(2, IFA_F_NOPREFIXROUTE), address(3, 0)},
                    .routes_of_ipv6 = {route_to(4, 2), route_to(8, 2), route_to(4, 3)}};
  const Addressing kept = read(world, {"eth0", "eth1"});
  EXPECT_EQ(kinds_of(kept.messages), (std::vector<int>{RTM_NEWADDR, RTM_NEWADDR, RTM_NEWROUTE}));
  EXPECT_EQ(content_of(kept.messages.back()), content_of(route_to(4, 2)));
  EXPECT_EQ(carried_text(kept, "eth0"), "fd00:0:0:7::1/62") << "it comes and goes with the address";
  GoingBack back({.addresses = {address(3, 0)}, .routes_of_ipv6 = {route_to(4, 3)}});
  EXPECT_TRUE(back.take(2).run(kept).empty());
  EXPECT_EQ(kinds_of(back.told), (std::vector<int>{RTM_NEWADDR, RTM_NEWROUTE}));
}

TEST(Addressing, KeepsAGroupWhateverItsNumber) {
  const Addressing kept = read({.nexthops = {group_of(4, {5}), nexthop_of(5, 2)}});
  EXPECT_EQ(kept.messages.size(), 2u);
}

TEST(Addressing, TellsOfARouteByAnObject) {
  World world{.nexthops = {nexthop_of(5, 2)}, .routes = {route_by_object(5, 2)}};
  EXPECT_EQ(carried_text(read(world), "eth0"), "the default route");
}

TEST(Addressing, TakesWhatStandsOnADevice) {
  const World world{.links = {link_of("eth0", 2, u32(IFLA_MASTER, 8)), link_of("br0", 8),
                              link_of("br0.5", 9, u32(IFLA_LINK, 8)),
                              link_of("other", 10, u32(IFLA_LINK, 2) + u32(IFLA_LINK_NETNSID, 0))},
                    .addresses = {address_of(9, 1), address_of(10, 2)}};
  const Addressing kept = read(world);
  EXPECT_EQ(kept.devices.size(), 3u);
  EXPECT_EQ(kept.messages.size(), 1u);
  EXPECT_EQ(carried_text(kept, "br0.5"), "fd00::1/64");
}

TEST(Addressing, IsAText) {
  const Addressing kept = read({.addresses = {address_of(2, 1)}, .routes = {route_of(2)}});
  const Addressing again = parse_addressing(addressing_text(kept));
  EXPECT_EQ(again.messages, kept.messages);
  EXPECT_EQ(again.taken, kept.taken);
  ASSERT_EQ(again.devices.size(), 1u);
  EXPECT_EQ(again.devices[0].name, "eth0");
  EXPECT_EQ(again.devices[0].mtu, kept.devices[0].mtu);
  EXPECT_EQ(again.devices[0].up, kept.devices[0].up);
  EXPECT_TRUE(parse_addressing("").messages.empty());
  for (const char* text :
       {"message 1", "message 14", "message zz", "device x y", "what 3", "device 2 eth0 x",
        "device 2 eth0 1500", "message 20000000180000000000000000000000", "message", "device 2",
        "message 10000000180000000000000000000000",
        "message 180000001900000000000000000000000000000000000000"})
    EXPECT_THROW(parse_addressing(text), Error) << text;
}

/// An upgrade during a trial.
TEST(Addressing, IsReadFromABondctlOfBefore) {
  Addressing saved = parse_addressing("taken 7\ndevice 2 eth0\n");
  ASSERT_EQ(saved.devices.size(), 1u);
  EXPECT_EQ(saved.devices[0].name, "eth0");
  GoingBack back({.links = {link_with("eth0", 2, 1500, true)}});
  saved.messages = read({.addresses = {address_of(2, 1)}}).messages;
  EXPECT_TRUE(back.take().run(saved).empty());
  EXPECT_EQ(kinds_of(back.told), std::vector<int>{RTM_NEWADDR});
}

TEST(Addressing, PutsBackOnlyWhatIsMissing) {
  const World before{
      .plain = {plain_address(2)}, .addresses = {address_of(2, 1)}, .routes = {route_of(2)}};
  EXPECT_TRUE(GoingBack(before).run(read(before)).empty());
  GoingBack back({.plain = {plain_address(2)}});
  EXPECT_TRUE(back.take(2).run(read(before)).empty());
  ASSERT_EQ(kinds_of(back.told), (std::vector<int>{RTM_NEWADDR, RTM_NEWROUTE}));
  for (const Bytes& told : back.told)
    EXPECT_EQ(header_of(told)->nlmsg_flags & (NLM_F_CREATE | NLM_F_EXCL | NLM_F_REPLACE),
              NLM_F_CREATE | NLM_F_EXCL);
}

TEST(Addressing, TellsNothingThatTheKernelDecides) {
  GoingBack back(World{});
  EXPECT_TRUE(back.take(3)
                  .run(read({.addresses = {address_of(2, 1)},
                             .routes = {route_of(2), route_by_both(2, 3)}}))
                  .empty());
  ASSERT_EQ(back.told.size(), 3u);
  EXPECT_TRUE(has(back.told[0], u32(IFA_FLAGS, IFA_F_NOPREFIXROUTE)));
  rtmsg route = default_route(RTPROT_STATIC);
  route.rtm_flags = RTNH_F_ONLINK;
  EXPECT_TRUE(has(back.told[1], raw(route) + attr(RTA_GATEWAY, kGateway) + u32(RTA_PRIORITY, 7) +
                                    u32(RTA_TABLE, RT_TABLE_MAIN) + u32(RTA_OIF, 2)));
  EXPECT_TRUE(has(back.told[2], raw(rtnexthop{16, 0, 0, 3})));
}

/// Silence instead of the first dump behind that of links.
TEST(Addressing, SaysThatItCouldNotBeReadForAMoment) {
  Addressing saved = read({.addresses = {address_of(2, 1)}});
  const auto last_request = [&] {
    Script script = wire::no_links();
    answer(&script, World{});
    script.answers.insert(script.answers.begin() + 1, std::vector<Bytes>());
    script.answers.push_back({ack(0)});
    Rtnl rtnl(wire::connect_to(script));
    EXPECT_THROW(put_back(rtnl, saved, [](Clock::duration) {}), Passing);
    return script.requests.back();
  };
  EXPECT_NE(header_of(last_request())->nlmsg_type, RTM_NEWADDR);
  saved.ports = {link_of("eth0", 2)};
  EXPECT_EQ(header_of(last_request())->nlmsg_type, RTM_NEWADDR) << "ports are no reason";
}

TEST(Addressing, KnowsDevicesByName) {
  GoingBack back({.links = {link_of("eth0", 22), link_of("eth1", 3)}});
  const World before{.addresses = {address_of(2, 1)},
                     .neighbours = {neighbour_of(2, NUD_PERMANENT)},
                     .nexthops = {nexthop_of(5, 2)},
                     .routes = {route_of(2), route_by_both(2, 3), route_by_object(5)}};
  EXPECT_TRUE(back.take(6).run(read(before)).empty());
  ASSERT_EQ(back.told.size(), 6u);
  EXPECT_TRUE(has(back.told[0], raw(std::uint32_t{22})));
  EXPECT_TRUE(has(back.told[1], raw(22)));
  EXPECT_TRUE(has(back.told[2], u32(NHA_OIF, 22)));
  EXPECT_TRUE(has(back.told[3], u32(RTA_OIF, 22)));
  EXPECT_TRUE(has(back.told[4], raw(rtnexthop{16, 0, 0, 22})));
  EXPECT_TRUE(has(back.told[5], u32(RTA_NH_ID, 5)));
  EXPECT_FALSE(has(back.told[5], attr(RTA_GATEWAY, kGateway)));
}

TEST(Addressing, GivesDevicesBackWhatTheyHadToFollow) {
  const Bytes lower = link_of("eth0", 2);
  const Addressing saved =
      read({.links = {lower, link_with("same", 3, 9000, true), link_with("small", 4, 9000, true),
                      link_with("down", 5, 9000, false), link_with("large", 6, 1500, true)},
            .addresses = {address_of(2, 1)}});
  GoingBack back(
      {.links = {lower, link_with("same", 3, 9000, true), link_with("small", 4, 1500, true),
                 link_with("down", 5, 9000, true), link_with("large", 6, 9000, false)},
       .addresses = {address_of(2, 1)}},
      {EINVAL, 0, 0});
  EXPECT_TRUE(back.run(saved).empty());
  ASSERT_EQ(back.told.size(), 3u);
  EXPECT_TRUE(has(back.told[0], wire::str(IFLA_IFNAME, "small") + u32(IFLA_MTU, 9000)));
  EXPECT_TRUE(has(back.told[1], wire::str(IFLA_IFNAME, "down")));
  const auto* info = static_cast<const ifinfomsg*>(
      nlmsg_data(reinterpret_cast<const nlmsghdr*>(back.told[1].data())));
  EXPECT_EQ(info->ifi_change, unsigned{IFF_UP});
  EXPECT_FALSE(info->ifi_flags & IFF_UP);
  EXPECT_TRUE(has(back.told[2], u32(IFLA_MTU, 9000))) << "what it stands on may come later";
  GoingBack fails(
      {.links = {lower, link_with("small", 4, 1500, true)}, .addresses = {address_of(2, 1)}},
      {EINVAL});
  EXPECT_EQ(fails.run(saved),
            std::vector<std::string>{"mtu 9000: small: Invalid argument (EINVAL)"});
}

/// It is still there when devices are looked at, and gone with the one that is set down.
TEST(Addressing, PutsBackWhatGoesWithADeviceThatIsSetDown) {
  const World before{.links = {link_with("vlan", 5, 1500, false)}, .addresses = {address_of(5, 1)}};
  GoingBack back({.links = {link_with("vlan", 5, 1500, true)}}, {0});
  EXPECT_TRUE(back.take().run(read(before, {"vlan"})).empty());
  EXPECT_EQ(kinds_of(back.told), (std::vector<int>{RTM_NEWLINK, RTM_NEWADDR}));
  const std::vector<int> kinds = kinds_of(back.asked);
  EXPECT_LT(std::find(kinds.begin(), kinds.end(), RTM_NEWLINK),
            std::find(kinds.begin(), kinds.end(), RTM_GETADDR));
}

TEST(Addressing, SaysWhichDeviceIsGone) {
  GoingBack back({.links = {link_of("eth1", 3)}});
  EXPECT_EQ(back.run(read({.routes = {route_of(2)}})),
            std::vector<std::string>{"eth0: is gone with its addresses and routes"});
}

TEST(Addressing, LeavesAloneWhoeverHasItsNumberNow) {
  GoingBack back({.links = {link_of("other", 2), link_of("eth0", 3)}});
  EXPECT_TRUE(back.take().run(read({.addresses = {address_of(2, 1)}})).empty());
  ASSERT_EQ(back.told.size(), 1u);
  EXPECT_TRUE(has(back.told[0], raw(ifaddrmsg{AF_INET6, 64, 0, 0, 3}))) << "eth1 is of no matter";
  GoingBack gone({.links = {link_of("other", 2)}});
  EXPECT_EQ(gone.run(read({.addresses = {address_of(2, 1)}})).size(), 1u);
  EXPECT_TRUE(gone.told.empty());
}

TEST(Addressing, LeavesToRoutersWhatTheyTell) {
  EXPECT_TRUE(
      GoingBack(World{})
          .run(read({.addresses = {address_of(2, 1, 2)}, .routes = {route_of(2, RTPROT_RA)}}))
          .empty());
}

TEST(Addressing, LeavesWhatSomebodyPutInItsPlace) {
  GoingBack back(World{});
  EXPECT_TRUE(back.refuse(EEXIST).run(read({.routes = {route_of(2)}})).empty());
  EXPECT_EQ(back.told.size(), 1u);
}

/// The kernel learns neighbours as soon as a device is up.
TEST(Addressing, PinsANeighbourThatWasLearntMeanwhile) {
  const auto pinned = [](std::uint8_t last) {
    return message(RTM_NEWNEIGH, NLM_F_MULTI,
                   raw(ndmsg{AF_INET, 0, 0, 2, NUD_PERMANENT, 0, 0}) + attr(NDA_DST, kGateway) +
                       attr(NDA_LLADDR, {2, 0, 0, 0, 0, last}));
  };
  const Addressing saved = read({.neighbours = {pinned(1)}});
  GoingBack back({.neighbours = {neighbour_of(2, NUD_STALE)}});
  EXPECT_TRUE(back.take().run(saved).empty());
  ASSERT_EQ(back.told.size(), 1u);
  EXPECT_EQ(header_of(back.told[0])->nlmsg_flags & (NLM_F_CREATE | NLM_F_EXCL | NLM_F_REPLACE),
            NLM_F_CREATE | NLM_F_REPLACE);
  GoingBack others({.neighbours = {pinned(2)}});
  EXPECT_TRUE(others.run(saved).empty());
  EXPECT_TRUE(others.told.empty()) << "somebody pinned it elsewhere";
}

TEST(Addressing, TriesAgainWhatNeedsALaterOne) {
  const Addressing saved = read({.routes = {route_of(2), route_by_both(2, 3)}});
  GoingBack back(World{});
  EXPECT_TRUE(back.refuse(ENETUNREACH).take(2).run(saved).empty());
  EXPECT_EQ(back.slept, 0);
}

TEST(Addressing, WaitsForDetectionAndSaysWhatFailed) {
  const Addressing saved = read({.routes = {route_of(2)}});
  GoingBack back(World{});
  EXPECT_TRUE(
      back.refuse(EINVAL).detecting(true).refuse(EINVAL).detecting(true).take().run(saved).empty());
  EXPECT_EQ(back.slept, 2);
  GoingBack fails(World{});
  EXPECT_EQ(fails.refuse(ENETUNREACH).detecting(false).run(saved).size(), 1u);
  EXPECT_EQ(fails.slept, 0);
}

TEST(Addressing, SubtractsTheTimeThatPassed) {
  Addressing saved = read({.addresses = {address_of(2, 1, 0, 100), address_of(2, 2, 0, 30)}});
  saved.taken -= 40;
  GoingBack back(World{});
  EXPECT_TRUE(back.take().run(saved).empty());
  ASSERT_EQ(back.told.size(), 1u);
  const auto left = [&](std::uint32_t seconds) {
    return has(back.told[0], attr(IFA_CACHEINFO, raw(ifa_cacheinfo{seconds, seconds, 1, 2})));
  };
  EXPECT_TRUE(left(60) || left(59));
}

TEST(Addressing, GivesAGroupBackWhatTheKernelTookFromIt) {
  const Addressing saved =
      read({.nexthops = {nexthop_of(5, 2), nexthop_of(7, 3), group_of(6, {5, 7})}});
  const auto flags_of_group = [&](const std::vector<Bytes>& now) {
    GoingBack back({.nexthops = now});
    EXPECT_TRUE(back.take(2).run(saved).empty());
    EXPECT_EQ(back.told.size(), 2u);
    return header_of(back.told.back())->nlmsg_flags & (NLM_F_REPLACE | NLM_F_EXCL);
  };
  EXPECT_EQ(flags_of_group({}), NLM_F_EXCL);
  EXPECT_EQ(flags_of_group({nexthop_of(7, 3), group_of(6, {7})}), NLM_F_REPLACE);
  EXPECT_EQ(flags_of_group({nexthop_of(9, 3), group_of(6, {9})}), NLM_F_EXCL);
}

TEST(Addressing, GivesARouteOfIpv6BackItsHops) {
  const Addressing saved = read({.routes_of_ipv6 = {route_of_ipv6({2, 3})}});
  const auto flags_of_route = [&](const std::vector<Bytes>& now) {
    GoingBack back({.routes_of_ipv6 = now});
    EXPECT_TRUE(back.take().run(saved).empty());
    EXPECT_EQ(back.told.size(), 1u);
    return header_of(back.told.back())->nlmsg_flags & (NLM_F_REPLACE | NLM_F_EXCL);
  };
  EXPECT_EQ(flags_of_route({}), NLM_F_EXCL);
  EXPECT_EQ(flags_of_route({route_of_ipv6({3})}), NLM_F_REPLACE);
  EXPECT_EQ(flags_of_route({route_of_ipv6({9, 3})}), NLM_F_EXCL);
  EXPECT_TRUE(GoingBack({.routes_of_ipv6 = {route_of_ipv6({2, 3})}}).run(saved).empty());
}

/// EEXIST is said of any route of the same metric.
TEST(Addressing, PutsARouteOfIpv6BesideThoseOfBefore) {
  const std::vector<Bytes> links = {link_of("eth0", 2), link_of("eth1", 3), link_of("eth2", 4)};
  const World before{.links = links, .routes_of_ipv6 = {route_of_ipv6({2}), route_of_ipv6({3})}};
  const auto flags_beside = [&](const std::vector<Bytes>& now) {
    GoingBack back({.links = links, .routes_of_ipv6 = now});
    EXPECT_TRUE(back.refuse(EEXIST).take().run(read(before)).empty());
    EXPECT_EQ(back.told.size(), 2u);
    return header_of(back.told.back())->nlmsg_flags & (NLM_F_CREATE | NLM_F_EXCL | NLM_F_APPEND);
  };
  constexpr int kBeside = NLM_F_CREATE | NLM_F_APPEND;
  EXPECT_EQ(flags_beside({}), kBeside) << "a router spoke at this moment";
  EXPECT_EQ(flags_beside({route_of_ipv6({3})}), kBeside);
  EXPECT_EQ(flags_beside({route_of_ipv6({4}, RTPROT_RA)}), kBeside);
  GoingBack taken({.links = links, .routes_of_ipv6 = {route_of_ipv6({3}), route_of_ipv6({4})}});
  EXPECT_TRUE(taken.refuse(EEXIST).run(read(before)).empty());
  GoingBack gone({.links = links});
  EXPECT_TRUE(gone.take().run(read(before)).empty()) << "that of eth1 is none of ours";
  ASSERT_EQ(gone.told.size(), 1u);
  EXPECT_TRUE(has(gone.told[0], u32(RTA_OIF, 2)));
}

TEST(Addressing, LeavesARouteByAnObjectThatStoodBeside) {
  const auto by_object = [](std::uint32_t id) {
    rtmsg route = default_route(RTPROT_STATIC);
    route.rtm_family = AF_INET6;
    return message(RTM_NEWROUTE, NLM_F_MULTI, raw(route) + u32(RTA_NH_ID, id));
  };
  GoingBack back(World{});
  EXPECT_TRUE(back.take(2)
                  .run(read({.nexthops = {nexthop_of(5, 2), nexthop_of(7, 3)},
                             .routes_of_ipv6 = {by_object(5), by_object(7)}}))
                  .empty());
  EXPECT_EQ(kinds_of(back.told), (std::vector<int>{RTM_NEWNEXTHOP, RTM_NEWROUTE}));
}

/// The longest that a message takes.
TEST(Addressing, PutsBackARouteOfAnyLength) {
  const Bytes route = route_by_many(4095);
  GoingBack back(World{});
  EXPECT_EQ(back.take().run(read({.routes = {route}})), std::vector<std::string>());
  ASSERT_EQ(back.told.size(), 1u);
  EXPECT_GE(back.told[0].size(), route.size());
}

TEST(Addressing, SetsUpAResilientGroupAgain) {
  const Bytes set = wire::u16(NHA_RES_GROUP_BUCKETS, 32) + u32(NHA_RES_GROUP_IDLE_TIMER, 7);
  const Bytes group =
      message(RTM_NEWNEXTHOP, NLM_F_MULTI,
              raw(nhmsg{}) + u32(NHA_ID, 6) + attr(NHA_GROUP, raw(nexthop_grp{5, 0, 0, 0})) +
                  wire::u16(NHA_GROUP_TYPE, NEXTHOP_GRP_TYPE_RES) +
                  wire::nest(NHA_RES_GROUP, set + wire::u64(NHA_RES_GROUP_UNBALANCED_TIME, 9)));
  GoingBack back(World{});
  EXPECT_TRUE(back.take(2).run(read({.nexthops = {nexthop_of(5, 2), group}})).empty());
  ASSERT_EQ(back.told.size(), 2u);
  EXPECT_TRUE(has(back.told[1], wire::nest(NHA_RES_GROUP, set)));
}

struct PortLink {
  std::string name = "eth0";
  int ifindex = 2;
  Bytes settings = {};
};

/// A card in br0 as the bridge tells of it, with VLANs by number and flags.
Bytes port_of_bridge(unsigned isolated, const std::vector<std::pair<unsigned, unsigned>>& vlans,
                     const Bytes& more = {}, const PortLink& link = {}) {
  Bytes all = more;
  for (const auto& [number, flags] : vlans)
    all = all + attr(IFLA_BRIDGE_VLAN_INFO,
                     raw(bridge_vlan_info{static_cast<__u16>(flags), static_cast<__u16>(number)}));
  return sample::link_message_of(
      RTM_NEWLINK, AF_BRIDGE, link.ifindex, sample::kUp,
      wire::str(IFLA_IFNAME, link.name) + u32(IFLA_MASTER, 8) +
          wire::nest(IFLA_PROTINFO, u8(IFLA_BRPORT_STATE, 3) + wire::u16(IFLA_BRPORT_PRIORITY, 32) +
                                        u8(IFLA_BRPORT_ISOLATED, isolated) + link.settings) +
          attr(IFLA_AF_SPEC, all),
      NLM_F_MULTI);
}

const World kBridged{
    .links = {link_of("eth0", 2, u32(IFLA_MASTER, 8)),
              link_of("br0", 8, wire::nest(IFLA_LINKINFO, wire::str(IFLA_INFO_KIND, "bridge")))}};
constexpr unsigned kPvid = BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED;

TEST(Addressing, KeepsWhatAPortHas) {
  const Bytes port = port_of_bridge(1, {{10, kPvid}});
  const Bytes of_card = port_of_bridge(1, {}, wire::u16(IFLA_BRIDGE_FLAGS, BRIDGE_FLAGS_SELF));
  Script script = wire::no_links();
  answer(&script, kBridged);
  answer_dumps(&script, {{of_card, port, link_of("br0", 8)}});
  Rtnl rtnl(wire::connect_to(script));
  const Addressing kept = read_addressing(rtnl, {"eth0"});
  ASSERT_EQ(kept.ports.size(), 1u);
  EXPECT_EQ(content_of(kept.ports[0]), content_of(port));
  EXPECT_EQ(parse_addressing(addressing_text(kept)).ports, kept.ports);
  EXPECT_THROW(parse_addressing("port 00"), Error);
}

TEST(Addressing, GivesAPortBackWhatItHad) {
  const auto told = [](const Bytes& then, const Bytes& now, int requests) {
    Addressing saved;
    saved.devices = {{2, "eth0", 0, true}, {8, "br0", 0, true}};
    saved.ports = {then};
    Script script = wire::no_links();
    answer_dumps(&script, {kBridged.links, {now}});
    for (int i = 0; i < requests; i++)
      script.answers.push_back({ack(0)});
    Rtnl rtnl(wire::connect_to(script));
    EXPECT_TRUE(put_back(rtnl, saved, [](Clock::duration) {}).empty());
    EXPECT_TRUE(script.answers.empty());
    return std::vector<Bytes>(script.requests.begin() + 2, script.requests.end());
  };
  const auto vlan = [](unsigned number, unsigned flags) {
    return attr(IFLA_BRIDGE_VLAN_INFO,
                raw(bridge_vlan_info{static_cast<__u16>(flags), static_cast<__u16>(number)}));
  };
  const Bytes joined = port_of_bridge(0, {{1, kPvid}});
  const std::vector<Bytes> all = told(port_of_bridge(1, {{10, kPvid}, {20, 0}}), joined, 2);
  ASSERT_EQ(kinds_of(all), (std::vector<int>{RTM_SETLINK, RTM_DELLINK}));
  EXPECT_TRUE(has(all[0], wire::nest(IFLA_PROTINFO, u8(IFLA_BRPORT_ISOLATED, 1)) +
                              wire::nest(IFLA_AF_SPEC, vlan(10, kPvid) + vlan(20, 0))));
  EXPECT_TRUE(has(all[1], wire::nest(IFLA_AF_SPEC, vlan(1, 0))));
  EXPECT_TRUE(told(joined, joined, 0).empty());
  EXPECT_EQ(told(port_of_bridge(0, {{1, kPvid}, {20, 0}}), joined, 1).size(), 1u);
  EXPECT_TRUE(told(joined, port_of_bridge(0, {{1, kPvid}, {30, 0}}), 0).empty())
      << "somebody added one";
  const auto newer = [](unsigned mab, std::uint32_t most_groups, unsigned suppress) {
    return u8(40, mab) + u32(42, most_groups) + u8(43, suppress);
  };
  const std::vector<Bytes> settings =
      told(port_of_bridge(0, {}, {}, {"eth0", 2, newer(1, 7, 1)}),
           port_of_bridge(0, {}, {}, {"eth0", 2, newer(0, 0, 0)}), 1);
  ASSERT_EQ(settings.size(), 1u);
  EXPECT_TRUE(has(settings[0], wire::nest(IFLA_PROTINFO, newer(1, 7, 1))));
}

/// A trial made it a member; a card that did not join again is none of this.
TEST(Addressing, PlugsAGuestIntoItsBridgeAgain) {
  Addressing saved;
  saved.devices = {{2, "eth0", 0, true}, {3, "vnet0", 0, true}, {8, "br0", 0, true}};
  saved.ports = {port_of_bridge(0, {}), port_of_bridge(0, {}, {}, {"vnet0", 3})};
  Script script = wire::no_links();
  const Bytes tap =
      link_of("vnet0", 3, wire::nest(IFLA_LINKINFO, wire::str(IFLA_INFO_KIND, "tun")));
  answer_dumps(&script, {{link_of("eth0", 2), tap, kBridged.links[1]}});
  script.answers.push_back({ack(0)});
  answer_dumps(&script, {{port_of_bridge(0, {}, {}, {"vnet0", 3})}});
  Rtnl rtnl(wire::connect_to(script));
  EXPECT_TRUE(put_back(rtnl, saved, [](Clock::duration) {}).empty());
  ASSERT_EQ(script.requests.size(), 3u);
  EXPECT_TRUE(has(script.requests[1], wire::str(IFLA_IFNAME, "vnet0") + u32(IFLA_MASTER, 8)));
}

TEST(Addressing, GivesPortsBackWhatTheyHadBesideOneThatIsRefused) {
  const PortLink other{"eth1", 3};
  Addressing saved;
  saved.devices = {{2, "eth0", 0, true}, {3, "eth1", 0, true}, {8, "br0", 0, true}};
  saved.ports = {port_of_bridge(1, {}), port_of_bridge(1, {}, {}, other)};
  Script script = wire::no_links();
  std::vector<Bytes> links = kBridged.links;
  links.push_back(link_of("eth1", 3, u32(IFLA_MASTER, 8)));
  answer_dumps(&script, {links, {port_of_bridge(0, {}), port_of_bridge(0, {}, {}, other)}});
  script.answers.push_back({ack(EINVAL)});
  script.answers.push_back({ack(0)});
  Rtnl rtnl(wire::connect_to(script));
  const std::vector<std::string> problems = put_back(rtnl, saved, [](Clock::duration) {});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_TRUE(problems[0].starts_with("settings of a port: eth0: ")) << problems[0];
  ASSERT_TRUE(script.answers.empty());
  const Bytes& last = script.requests.back();
  EXPECT_EQ(header_of(last)->nlmsg_type, RTM_SETLINK);
  EXPECT_TRUE(has(last, raw(std::int32_t{3})));
}

}  // namespace
}  // namespace bondctl
