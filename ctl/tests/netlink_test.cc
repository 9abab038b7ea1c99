// SPDX-License-Identifier: GPL-2.0-or-later
#include "netlink.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/if_addr.h>
#include <sched.h>

#include <limits>

#include "child.h"
#include "client.h"
#include "codec.h"
#include "error.h"
#include "refusal.h"
#include "route_message.h"
#include "sample.h"

namespace bondctl {
namespace {

using wire::ack;
using wire::Script;
using wire::operator+;

std::string error_of_set(Script& script, const Bytes& answer) {
  script.answers = {{answer}};
  return refusal_of([&] {
    Client(wire::connect_to(script)).set("bond0", {{NETBOND_OPT_ARP_INTERVAL, std::uint32_t{7}}});
  });
}

TEST(Netlink, SaysThatTheModuleIsNotLoaded) {
  Script script;
  script.family = {ack(ENOENT)};
  const std::string text = refusal_of([&] { Client(wire::connect_to(script)); });
  EXPECT_NE(text.find("not loaded"), std::string::npos) << text;
  EXPECT_NE(text.find("modprobe netbond"), std::string::npos) << text;
}

TEST(Netlink, SaysBothVersionsWhenTheyDiffer) {
  Script script;
  script.family = {wire::family_reply(2), ack(0)};
  const std::string text = refusal_of([&] { Client(wire::connect_to(script)); });
  EXPECT_NE(text.find("version 2"), std::string::npos) << text;
  EXPECT_NE(text.find("version 1"), std::string::npos) << text;
  EXPECT_NE(text.find("bonds go on as they are"), std::string::npos) << text;
  EXPECT_NE(text.find(", bondctl "), std::string::npos) << text;
}

TEST(Netlink, ReadsNothingBehindAGroupsName) {
  const Bytes group = wire::attr(CTRL_ATTR_MCAST_GRP_NAME, {'e', 'v', 'e', 'n'}) +
                      wire::u32(CTRL_ATTR_MCAST_GRP_ID, wire::kEventGroup);
  Script script;
  script.family = {wire::generic(CTRL_CMD_NEWFAMILY,
                                 wire::u16(CTRL_ATTR_FAMILY_ID, wire::kFamily) +
                                     wire::u32(CTRL_ATTR_VERSION, 1) +
                                     wire::nest(CTRL_ATTR_MCAST_GROUPS, wire::nest(1, group)),
                                 0, GENL_ID_CTRL),
                   ack(0)};
  Netlink netlink(std::make_unique<wire::FakeKernel>(script), "netbond", 1);
  EXPECT_EQ(refusal_of([&] { netlink.subscribe("even"); }), "no error");
}

TEST(Netlink, TakesAnyNumberForAnError) {
  Script script;
  const Bytes least = wire::message(NLMSG_ERROR, NLM_F_CAPPED,
                                    wire::raw(std::numeric_limits<int>::min()) + Bytes(16));
  EXPECT_EQ(error_of_set(script, least), "bond0: Unknown error 4095 (errno 4095)");
}

TEST(Netlink, TellsTheKernelsWordsAndTheOption) {
  Script script;
  const Msg probe =
      encode(NETBOND_CMD_BOND_SET, "bond0", {{NETBOND_OPT_ARP_INTERVAL, std::uint32_t{7}}});
  const std::uint32_t offset = NLMSG_HDRLEN + GENL_HDRLEN + 12 + 4;  // name, options nest
  ASSERT_EQ(attribute_path(nlmsg_hdr(probe.get()), offset), "arp_interval");
  EXPECT_EQ(error_of_set(script, ack(ERANGE, wire::str(NLMSGERR_ATTR_MSG, "too short") +
                                                 wire::u32(NLMSGERR_ATTR_OFFS, offset))),
            "bond0: arp_interval: too short (ERANGE)");
}

TEST(Netlink, HandsOnWhatTheKernelAddsToItsYes) {
  Script script;
  script.answers = {{ack(0, wire::str(NLMSGERR_ATTR_MSG, "192.0.2.1 has no route"))}, {ack(0)}};
  Client client(wire::connect_to(script));
  EXPECT_EQ(client.set("bond0", {}), "192.0.2.1 has no route");
  EXPECT_EQ(client.set("bond0", {}), "");
}

/// netlink itself answers for a module that is older than bondctl.
TEST(Netlink, SaysWhatAnOlderModuleDoesNotKnow) {
  Script script;
  const Bytes here = wire::u32(NLMSGERR_ATTR_OFFS, NLMSG_HDRLEN + GENL_HDRLEN + 12 + 4);
  const auto refused = [&](int error, const char* words) {
    return error_of_set(script, ack(error, wire::str(NLMSGERR_ATTR_MSG, words) + here));
  };
  std::string text = refused(EINVAL, "Unknown attribute type");
  EXPECT_TRUE(
      text.starts_with("bond0: arp_interval: the loaded module does not know it, nothing "
                       "was changed: leave it out, or load the module of this bondctl "
                       "(netbond module "))
      << text;
  EXPECT_TRUE(text.ends_with(") (EINVAL)")) << text;
  text = refused(ERANGE, "integer out of range");
  EXPECT_TRUE(text.starts_with("bond0: arp_interval: the loaded module does not know this value"))
      << text;
  // The module's own words, and a plain error, are no sign of another version.
  EXPECT_EQ(refused(EINVAL, "needs a target"), "bond0: arp_interval: needs a target (EINVAL)");
}

TEST(Netlink, SaysWhenAnOlderModuleDoesNotKnowACommand) {
  Script script;
  script.answers = {{wire::done(EOPNOTSUPP)}, {ack(EOPNOTSUPP)}};
  Client client(wire::connect_to(script));
  const std::string text = refusal_of([&] { client.clients("bond0"); });
  EXPECT_TRUE(text.starts_with("bond0: the loaded module does not know this command, others work"))
      << text;
  EXPECT_TRUE(refusal_of([&] { client.flow("bond0", {}); }).ends_with("(EOPNOTSUPP)"));
}

TEST(Netlink, ReadsAnUncappedAcknowledgement) {
  Script script;
  Bytes request(40);
  request[0] = 40;  // nlmsg_len of the request that is echoed
  const Bytes answer =
      wire::message(NLMSG_ERROR, NLM_F_ACK_TLVS,
                    wire::raw(-EBUSY) + request + wire::str(NLMSGERR_ATTR_MSG, "is busy"));
  EXPECT_EQ(error_of_set(script, answer), "bond0: is busy (EBUSY)");
}

TEST(Netlink, ExplainsPlainErrors) {
  Script script;
  EXPECT_EQ(error_of_set(script, ack(ENODEV)), "bond0: no such bond (ENODEV)");
  EXPECT_NE(error_of_set(script, ack(EPERM)).find("CAP_NET_ADMIN"), std::string::npos);
  EXPECT_EQ(error_of_set(script, ack(EINVAL)), "bond0: Invalid argument (EINVAL)");
  EXPECT_EQ(error_of_set(script, ack(4095)), "bond0: Unknown error 4095 (errno 4095)");
}

TEST(Netlink, SurvivesADamagedAcknowledgement) {
  Script script;
  EXPECT_EQ(error_of_set(script, wire::message(NLMSG_ERROR, 0, {1, 2})),
            "bond0: short acknowledgement (EBADMSG)");
  Bytes liar(16);
  liar[3] = 0x7f;  // echoed request claims to be huge
  EXPECT_EQ(
      error_of_set(script, wire::message(NLMSG_ERROR, NLM_F_ACK_TLVS, wire::raw(-EINVAL) + liar)),
      "bond0: Invalid argument (EINVAL)");
}

TEST(Netlink, TimesOutWhenTheKernelIsSilent) {
  Script script;
  script.answers = {};
  const std::string text = refusal_of([&] { Client(wire::connect_to(script)).del("bond0"); });
  EXPECT_NE(text.find("ETIMEDOUT"), std::string::npos) << text;
}

TEST(Netlink, ReadsADumpOfSeveralDatagrams) {
  Script script;
  script.answers = {{sample::bond_reply(NLM_F_MULTI), sample::quiet_reply(), wire::done()}};
  const std::vector<Bond> bonds = Client(wire::connect_to(script)).bonds();
  ASSERT_EQ(bonds.size(), 2u);
  EXPECT_EQ(bonds[1].name, "bond1");
  EXPECT_TRUE(header_of(script.requests[0])->nlmsg_flags & NLM_F_DUMP);
}

TEST(Netlink, JoinsABondThatFilledSeveralMessages) {
  Script script;
  const Bytes rest = wire::generic(
      NETBOND_CMD_BOND_GET,
      wire::u32(NETBOND_A_IFINDEX, 7) + wire::str(NETBOND_A_NAME, "bond0") +
          sample::member("eth8", 9, true, NETBOND_ROLE_BACKUP, NETBOND_REASON_BACKUP, {}),
      NLM_F_MULTI);
  script.answers = {{sample::bond_reply(NLM_F_MULTI), rest, sample::quiet_reply(), wire::done()}};
  const std::vector<Bond> bonds = Client(wire::connect_to(script)).bonds();
  ASSERT_EQ(bonds.size(), 2u);
  ASSERT_EQ(bonds[0].members.size(), 4u);
  EXPECT_EQ(bonds[0].members[3].name, "eth8");
  EXPECT_EQ(bonds[0].mtu, 1500u);
}

TEST(Netlink, AsksForABondInPartsThatFitsNoSocket) {
  const std::vector<Bytes> all = {sample::quiet_reply(), sample::bond_reply(NLM_F_MULTI),
                                  wire::done()};
  for (const Bytes& answer : {Bytes{}, ack(ENOMEM)}) {
    Script script;
    script.answers = {{answer}, all, {answer}, all};
    Client client(wire::connect_to(script));
    EXPECT_EQ(client.bond("bond0").name, "bond0");
    EXPECT_FALSE(client.find_bond("bond9"));
    EXPECT_TRUE(header_of(script.requests[1])->nlmsg_flags & NLM_F_DUMP);
  }
}

TEST(Netlink, AsksAgainWhenTheKernelSaysSo) {
  Script script;
  script.answers = {{ack(EAGAIN)}, {sample::quiet_reply(), ack(0)}};
  EXPECT_EQ(Client(wire::connect_to(script)).bond("bond1").mtu, 9000u);
}

TEST(Netlink, RepeatsADisturbedDump) {
  Script script;
  script.answers = {{sample::bond_reply(NLM_F_MULTI | NLM_F_DUMP_INTR), wire::done()},
                    {sample::quiet_reply(), wire::done()}};
  const std::vector<Bond> bonds = Client(wire::connect_to(script)).bonds();
  ASSERT_EQ(bonds.size(), 1u);
  EXPECT_EQ(bonds[0].name, "bond1");
  EXPECT_EQ(script.requests.size(), 2u);
}

/// Else all tries are over before whoever disturbs is.
TEST(Netlink, PausesBetweenDisturbedDumps) {
  using namespace std::chrono_literals;
  Script script;
  for (int i = 0; i < 5; i++)
    script.answers.push_back({sample::bond_reply(NLM_F_MULTI | NLM_F_DUMP_INTR), wire::done()});
  script.answers.push_back({sample::quiet_reply(), wire::done()});
  const Clock::time_point begun = Clock::now();
  EXPECT_EQ(Client(wire::connect_to(script)).bonds().size(), 1u);
  EXPECT_GE(Clock::now() - begun, 30ms);
}

TEST(Netlink, GivesUpOnWhatIsDisturbedEachTime) {
  Script script;
  for (int i = 0; i < 20; i++)
    script.answers.push_back({sample::bond_reply(NLM_F_MULTI | NLM_F_DUMP_INTR), wire::done()});
  EXPECT_THROW(Client(wire::connect_to(script)).bonds(), Passing);
  EXPECT_EQ(script.requests.size(), 20u);
}

TEST(Netlink, TakesWhatLastsOfADumpThatIsDisturbedEachTime) {
  Script script;
  for (int i = 0; i < 20; i++)
    script.answers.push_back({sample::bond_reply(NLM_F_MULTI | NLM_F_DUMP_INTR), wire::done()});
  const Msg msg = route_message(RTM_GETLINK, ifinfomsg{});
  EXPECT_EQ(Channel(wire::connect_to(script)()).dump_lasting(msg.get()).messages.size(), 1u);
  EXPECT_EQ(script.requests.size(), 20u);
}

/// How many datagrams tell of 300 addresses of a new network namespace.
int datagrams_of_addresses() {
  if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
    return kCannot;
  Channel channel(open_route_socket());
  for (std::uint32_t i = 1; i <= 300; i++) {
    const Msg msg = route_message(RTM_NEWADDR, ifaddrmsg{AF_INET, 32, 0, 0, 1});
    if (nla_put_u32(msg.get(), IFA_LOCAL, htonl(0x0a000000 + i)) < 0 ||
        channel.request(msg.get(), NLM_F_CREATE).refusal)
      return kCannot;
  }
  const std::unique_ptr<Transport> socket = open_route_socket();
  const Msg msg = route_message(RTM_GETADDR, ifaddrmsg{AF_INET, 0, 0, 0, 0});
  nlmsg_hdr(msg.get())->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  socket->send(nlmsg_hdr(msg.get()));
  for (int count = 1;; count++) {
    const Received received = socket->receive(Clock::now() + std::chrono::seconds(5));
    int left = static_cast<int>(received.data.size());
    auto* header = const_cast<nlmsghdr*>(header_of(received.data));
    for (; nlmsg_ok(header, left); header = nlmsg_next(header, &left)) {
      if (header->nlmsg_type == NLMSG_DONE)
        return count;
    }
    if (received.kind != Received::kData)
      return -1;
  }
}

/// The kernel fills what it was offered: 4 kB at a time would be seven, each a chance to be
/// disturbed.
TEST(Netlink, OffersRoomForLongDatagrams) {
  const int datagrams = in_child(datagrams_of_addresses);
  if (datagrams == kCannot)
    GTEST_SKIP() << "no network namespace to be had";
  EXPECT_GE(datagrams, 1);
  EXPECT_LE(datagrams, 4);
}

TEST(Netlink, ReportsARefusedDump) {
  Script script;
  script.answers = {{wire::done(ENODEV, wire::str(NLMSGERR_ATTR_MSG, "no such bond"))}};
  EXPECT_EQ(refusal_of([&] { Client(wire::connect_to(script)).history("bond9"); }),
            "bond9: no such bond (ENODEV)");
}

TEST(Netlink, FindsNoBondWithoutAnError) {
  Script script;
  script.answers = {{ack(ENODEV)}};
  EXPECT_FALSE(Client(wire::connect_to(script)).find_bond("bond9"));
}

TEST(Netlink, DeliversEventsAndOverruns) {
  Script script;
  script.events = {{Received::kData, sample::failover(3)}, {Received::kOverrun, {}}};
  EventStream stream(wire::connect_to(script));
  stream.open();
  const EventStream::Item first = stream.next(std::nullopt);
  EXPECT_EQ(first.kind, Received::kData);
  EXPECT_EQ(first.event.seq, 3u);
  EXPECT_EQ(stream.next(std::nullopt).kind, Received::kOverrun);
  EXPECT_EQ(stream.next(std::nullopt).kind, Received::kTimeout);
}

void expect_loaded(EventStream* stream) {
  const EventStream::Item item = stream->next(std::nullopt);
  EXPECT_EQ(item.kind, Received::kOverrun);
  EXPECT_TRUE(item.loaded);
}

void expect_event(EventStream* stream, std::uint64_t seq) {
  const EventStream::Item item = stream->next(std::nullopt);
  EXPECT_EQ(item.kind, Received::kData);
  EXPECT_EQ(item.event.seq, seq);
}

const Received kComes{Received::kData, wire::module_word(CTRL_CMD_NEWFAMILY)};
const Received kGoes{Received::kData, wire::module_word(CTRL_CMD_DELFAMILY)};

TEST(Netlink, DeliversEventsOfAModuleThatIsLoadedAnew) {
  Script script;
  script.events = {{Received::kData, sample::failover(3)}};
  script.controller = {
      kGoes, {Received::kData, wire::module_word(CTRL_CMD_NEWFAMILY, "another")}, kComes};
  script.events_later = {{Received::kData, sample::failover(1)}};
  EventStream stream(wire::connect_to(script));
  stream.open();
  expect_event(&stream, 3);
  expect_loaded(&stream);
  expect_event(&stream, 1);
  EXPECT_EQ(stream.next(std::nullopt).kind, Received::kTimeout);
}

TEST(Netlink, DeliversEventsOfAModuleThatIsLoadedLater) {
  Script script;
  const std::vector<Bytes> family = std::exchange(script.family, {ack(ENOENT)});
  EventStream stream(wire::connect_to(script));
  EXPECT_THROW(stream.open(), ModuleAbsent);
  EXPECT_EQ(stream.next(std::nullopt).kind, Received::kTimeout);
  script.family = family;
  script.controller = {kComes};
  script.events_later = {{Received::kData, sample::failover(1)}};
  expect_loaded(&stream);
  expect_event(&stream, 1);
}

TEST(Netlink, LooksForTheModuleWhenWordOfItMayBeLost) {
  Script script;
  EventStream stream(wire::connect_to(script));
  script.controller = {{Received::kOverrun, {}}};
  expect_loaded(&stream);
}

TEST(Netlink, WaitsForAModuleThatWentAgain) {
  Script script;
  EventStream stream(wire::connect_to(script));
  stream.open();
  script.family = {ack(ENOENT)};
  script.controller = {kGoes, kComes, kGoes};
  EXPECT_EQ(stream.next(std::nullopt).kind, Received::kTimeout);
}

}  // namespace
}  // namespace bondctl
