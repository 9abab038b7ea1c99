// SPDX-License-Identifier: GPL-2.0-or-later
// Whole runs of bondctl against a kernel of canned bytes.
#include "cli.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>
#include <utility>

#include "alb_sample.h"
#include "child.h"
#include "codec.h"
#include "flow.h"
#include "lacp_sample.h"
#include "options.h"
#include "sample.h"
#include "stp_sample.h"
#include "trial.h"

namespace bondctl {
namespace {

using wire::ack;
using wire::operator+;

struct Result {
  int code;
  std::string out;
  std::string err;
};

class Cli : public testing::Test {
 protected:
  Result run(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    Context context{wire::connect_to(script_), out, err, false, false, {}};
    context.connect_route = wire::connect_to(route_);
    context.ask = {.bridge_times = [](const std::string&, std::uint64_t) { return std::nullopt; },
                   .link_speed = [](const std::string&) { return std::nullopt; },
                   .may_be_bridge = [](const std::string&) { return true; },
                   .may_have_bridges = [] { return true; }};
    context.host = [](const Bond&) { return HostFacts{}; };
    context.trials = trials_;
    context.out_fd = out_fd_;
    context.sleep = [this](Clock::duration time) {
      slept_.push_back(time);
      meanwhile_();
    };
    const int code = run_bondctl(context, arguments);
    return {code, out.str(), err.str()};
  }

  void expect_usage(const std::vector<std::string>& arguments, const std::string& words) {
    const Result result = run(arguments);
    EXPECT_EQ(result.code, 2) << result.err;
    EXPECT_NE(result.err.find(words), std::string::npos) << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_TRUE(script_.requests.empty()) << "something was sent";
  }

  /// The request in the way the codec reads a reply.
  Bond sent(std::size_t at = 0) const { return decode_bond(script_.requests.at(at)); }
  int command(std::size_t at = 0) const { return script_.requests.at(at).at(NLMSG_HDRLEN); }

  wire::Script script_;
  wire::Script route_ = wire::no_links();
  std::function<void()> meanwhile_ = [] {};
  const std::string trials_ = testing::TempDir() + "bondctl-cli-" + std::to_string(getpid());
  std::vector<Clock::duration> slept_;
  int out_fd_ = -1;
};

TEST_F(Cli, ShowsWhenNothingIsAsked) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{}, {"show"}, {"--no-color"}}) {
    script_.answers = {{sample::quiet_reply(), wire::done()}};
    const Result result = run(arguments);
    EXPECT_EQ(result.code, 0) << result.err;
    EXPECT_TRUE(result.out.starts_with("bond1  802.3ad  ok")) << result.out;
  }
}

TEST_F(Cli, PrintsAnArrayForOneBond) {
  script_.answers = {{sample::quiet_reply(), ack(0)}};
  const Result result = run({"show", "bond1", "--json"});
  const nlohmann::json list = nlohmann::json::parse(result.out);
  EXPECT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0]["name"], "bond1");
  EXPECT_EQ(sent().name, "bond1");
}

TEST_F(Cli, AdvisesNothingForWrongWords) {
  expect_usage({"advise", "--managed", "perhaps"}, "perhaps");
  expect_usage({"advise", "--switch", "toaster"}, "toaster");
  expect_usage({"advise", "--listen", "-1"}, "--listen");
  expect_usage({"advise", "a/b"}, "a/b");
}

TEST_F(Cli, CompletesAdvise) {
  EXPECT_EQ(run({"complete", "advise", "--managed", ""}).out, "yes\nno\n");
  EXPECT_EQ(run({"complete", "advise", "--switch", "n"}).out, "nxos\n");
  EXPECT_NE(run({"complete", "adv"}).out.find("advise"), std::string::npos);
}

TEST_F(Cli, FailsForABondThatIsNotThere) {
  script_.answers = {{ack(ENODEV)}};
  const Result result = run({"show", "bond9"});
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.err, "bondctl: bond9: no such bond (ENODEV)\n");
}

TEST_F(Cli, AddsABondInOneMessage) {
  script_.answers = {{ack(0)}};
  const Result result =
      run({"add", "bond0", "--mode", "1", "--arp_interval=50", "--arp-ip-target", "10.0.0.1",
           "--arp-ip-target", "10.0.0.2,10.0.0.3", "--member", "eth0,eth1", "--member", "eth2"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.out + result.err, "");
  ASSERT_EQ(script_.requests.size(), 1u);
  EXPECT_EQ(command(), NETBOND_CMD_BOND_NEW);
  const Bond bond = sent();
  EXPECT_EQ(bond.members.size(), 3u);
  EXPECT_EQ(std::get<std::vector<Address>>(bond.options.at(NETBOND_OPT_ARP_IP_TARGET)).size(), 3u);
  EXPECT_EQ(number_of(bond.options, NETBOND_OPT_ARP_INTERVAL), 50u);
}

TEST_F(Cli, SetsOnlyWhatIsNamed) {
  script_.answers = {{ack(0)}};
  EXPECT_EQ(run({"set", "bond0", "--num-grat-arp", "3"}).code, 0);
  EXPECT_EQ(command(), NETBOND_CMD_BOND_SET);
  EXPECT_EQ(sent().options, (Options{{NETBOND_OPT_NUM_PEER_NOTIF, std::uint32_t{3}}}));
}

TEST_F(Cli, TakesOneValueByTwoNamesOfAnOption) {
  script_.answers = {{ack(0)}};
  const Result result =
      run({"set", "bond0", "--num-grat-arp", "3", "--num_unsol_na=3", "--num-peer-notif", "3"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(sent().options, (Options{{NETBOND_OPT_NUM_PEER_NOTIF, std::uint32_t{3}}}));
  script_.requests.clear();
  expect_usage({"set", "bond0", "--num-grat-arp", "3", "--num-unsol-na", "4"},
               "--num-peer-notif: given 2 times");
  expect_usage({"set", "bond0", "--num-grat-arp", "x", "--num-unsol-na", "x"},
               "--num-peer-notif: 'x'");
}

TEST_F(Cli, ClearsAListWithAnEmptyString) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"set", "bond0", "--arp-ip-target", ""},
        {"set", "bond0", "--arp-ip-target="}}) {
    script_.answers = {{ack(0)}};
    script_.requests.clear();
    EXPECT_EQ(run(arguments).code, 0);
    EXPECT_EQ(sent().options, (Options{{NETBOND_OPT_ARP_IP_TARGET, std::vector<Address>{}}}));
  }
}

/// The kernel compares the name that it keeps with devices' own.
TEST_F(Cli, SendsTheOwnNameOfAPreferredMember) {
  const Bytes link = sample::link_message_of(RTM_NEWLINK, 0, 3, 0, wire::str(IFLA_IFNAME, "eth1"));
  script_.answers = {{ack(0)}, {ack(0)}, {ack(0)}};
  route_.answers = {{link, ack(0)}};
  EXPECT_EQ(run({"add", "bond0", "--mode", "1", "--primary", "uplink"}).code, 0);
  EXPECT_EQ(name_of(sent().options, NETBOND_OPT_PRIMARY), "eth1");
  route_.answers = {{ack(ENODEV)}, {link, ack(0)}};  // the bond is no bridge
  EXPECT_EQ(run({"set", "bond0", "--active-slave", "uplink"}).code, 0);
  EXPECT_EQ(name_of(sent(1).options, NETBOND_OPT_ACTIVE_SLAVE), "eth1");
  EXPECT_EQ(run({"set", "bond0", "--primary", "later0"}).code, 0);
  EXPECT_EQ(name_of(sent(2).options, NETBOND_OPT_PRIMARY), "later0") << "it may come later";
}

TEST_F(Cli, ChangesMembersInOneMessage) {
  script_.answers = {{ack(0)}, {ack(0)}, {ack(0)}};
  EXPECT_EQ(run({"member", "add", "bond0", "eth0", "eth1,eth2", "--prio", "-5"}).code, 0);
  EXPECT_EQ(run({"member", "del", "bond0", "eth0"}).code, 0);
  EXPECT_EQ(run({"member", "set", "bond0", "eth1", "--prio=7"}).code, 0);
  EXPECT_EQ(command(0), NETBOND_CMD_MEMBER_ADD);
  EXPECT_EQ(command(1), NETBOND_CMD_MEMBER_DEL);
  EXPECT_EQ(command(2), NETBOND_CMD_MEMBER_SET);
  EXPECT_EQ(sent(0).members.size(), 3u);
  EXPECT_EQ(sent(0).members[2].prio, -5);
  EXPECT_FALSE(sent(1).members[0].prio);
  EXPECT_EQ(sent(2).members[0].prio, 7);
}

TEST_F(Cli, SetsTheWeightOfMembers) {
  script_.answers = {{ack(0)}, {ack(0)}};
  EXPECT_EQ(run({"member", "add", "bond0", "eth0,eth1", "--weight", "255"}).code, 0);
  EXPECT_EQ(run({"member", "set", "bond0", "eth1", "--weight=2", "--prio", "-1"}).code, 0);
  EXPECT_EQ(sent(0).members[1].weight, 255u);
  EXPECT_FALSE(sent(0).members[1].prio);
  EXPECT_EQ(sent(1).members[0].weight, 2u);
  EXPECT_EQ(sent(1).members[0].prio, -1);
}

TEST_F(Cli, SetsThePortPriorityOfMembers) {
  script_.answers = {{ack(0)}, {ack(0)}};
  EXPECT_EQ(run({"member", "add", "bond0", "eth0,eth1", "--actor_port_prio", "0"}).code, 0);
  EXPECT_EQ(run({"member", "set", "bond0", "eth1", "--actor-port-prio=65535"}).code, 0);
  EXPECT_EQ(sent(0).members[1].actor_port_prio, 0u);
  EXPECT_FALSE(sent(0).members[1].prio || sent(0).members[1].weight);
  EXPECT_EQ(sent(1).members[0].actor_port_prio, 65535u);
}

TEST_F(Cli, RefusesABadPortPriority) {
  expect_usage({"member", "set", "bond0", "eth1", "--actor-port-prio", "65536"}, "give 0..65535");
  expect_usage(
      {"member", "add", "bond0", "eth1", "--actor-port-prio", "1", "--actor-port-prio", "2"},
      "--actor-port-prio: give it once");
  expect_usage({"member", "set", "bond0", "eth1"}, "--actor-port-prio");
}

TEST_F(Cli, SetsAndClearsAMac) {
  script_.answers = {{ack(0)}, {ack(0)}, {ack(0)}};
  EXPECT_EQ(run({"set", "bond0", "--lacp-partner-pin", "00:1B:21:00:00:0A"}).code, 0);
  EXPECT_EQ(run({"set", "bond0", "--ad_actor_system=none"}).code, 0);
  EXPECT_EQ(run({"set", "bond0", "--ad_actor_system="}).code, 0);
  EXPECT_EQ(sent(0).options,
            (Options{{NETBOND_OPT_LACP_PARTNER_PIN, Mac{0, 0x1b, 0x21, 0, 0, 0x0a}}}));
  EXPECT_EQ(sent(1).options, (Options{{NETBOND_OPT_AD_ACTOR_SYSTEM, Mac{}}}));
  EXPECT_EQ(sent(2).options, (Options{{NETBOND_OPT_AD_ACTOR_SYSTEM, Mac{}}}));
}

TEST_F(Cli, RefusesAMulticastSystem) {
  expect_usage({"set", "bond0", "--ad-actor-system", "01:00:5e:00:00:01"},
               "--ad-actor-system: '01:00:5e:00:00:01' is a multicast address");
  expect_usage({"add", "bond0", "--mode", "802.3ad", "--ad-actor-system", "02:00"},
               "give a unicast MAC address");
}

/// The in-tree spellings of both, words and numbers.
TEST_F(Cli, TakesABooleanAsAWordOrANumber) {
  script_.answers = {{ack(0)}, {ack(0)}};
  EXPECT_EQ(run({"set", "bond0", "--coupled-control", "off", "--lacp-active", "1"}).code, 0);
  EXPECT_EQ(run({"set", "bond0", "--coupled-control", "0", "--lacp-active", "on"}).code, 0);
  for (const std::size_t at : {0, 1})
    EXPECT_EQ(sent(at).options, (Options{{NETBOND_OPT_LACP_ACTIVE, std::uint32_t{1}},
                                         {NETBOND_OPT_COUPLED_CONTROL, std::uint32_t{0}}}));
}

std::vector<Bytes> dump_of(std::vector<Bytes> messages) {
  messages.push_back(wire::done());
  return messages;
}

TEST_F(Cli, PrintsBuckets) {
  script_.answers = {{sample::xor_reply(), ack(0)}, dump_of(sample::buckets())};
  const Result result = run({"buckets", "bond2"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_TRUE(result.out.starts_with("bond2  balance-xor  256 buckets  64 to move\n"))
      << result.out;
  EXPECT_EQ(command(1), NETBOND_CMD_BUCKET_GET);
  EXPECT_EQ(sent(1).name, "bond2");
  EXPECT_TRUE(slept_.empty());
}

TEST_F(Cli, PrintsBucketsAsJson) {
  std::vector<Bytes> messages = sample::buckets();
  std::reverse(messages.begin(), messages.end());
  script_.answers = {{sample::xor_reply(), ack(0)}, dump_of(messages)};
  const nlohmann::json list = nlohmann::json::parse(run({"buckets", "bond2", "--json"}).out);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0]["bond"], "bond2");
  EXPECT_EQ(list[0]["ifindex"], 9);
  EXPECT_EQ(list[0]["counted_ms"], nullptr);
  EXPECT_EQ(list[0]["members"].size(), 3u);
  ASSERT_EQ(list[0]["buckets"].size(), 256u);
  for (int i = 0; i < 256; i++)
    EXPECT_EQ(list[0]["buckets"][i]["index"], i);
}

TEST_F(Cli, CountsForSomeSeconds) {
  script_.answers = {dump_of(sample::buckets(1000)),
                     {sample::xor_reply(), ack(0)},
                     dump_of(sample::buckets(3500))};
  const Result result = run({"buckets", "bond2", "--count", "2.5", "--json"});
  EXPECT_EQ(result.code, 0) << result.err;
  ASSERT_EQ(slept_.size(), 1u);
  EXPECT_NEAR(std::chrono::duration<double>(slept_[0]).count(), 2.5, 0.01);
  const nlohmann::json table = nlohmann::json::parse(result.out)[0];
  EXPECT_EQ(table["counted_ms"], 2500);
  EXPECT_EQ(table["buckets"][9]["packets"], 25);
  EXPECT_EQ(table["buckets"][9]["bytes"], 2500);
}

TEST_F(Cli, AsksAgainBeforeTheKernelStopsCounting) {
  script_.answers = {dump_of(sample::buckets(1000)),
                     dump_of(sample::buckets(31'000)),
                     dump_of(sample::buckets(61'000)),
                     {sample::xor_reply(), ack(0)},
                     dump_of(sample::buckets(71'000))};
  EXPECT_EQ(run({"buckets", "bond2", "--count", "70"}).code, 0);
  EXPECT_EQ(slept_.size(), 3u);
  EXPECT_TRUE(script_.answers.empty());
}

TEST_F(Cli, TellsThatNothingIsCounted) {
  script_.answers = {
      dump_of(sample::buckets()), {sample::xor_reply(), ack(0)}, dump_of(sample::buckets())};
  const Result result = run({"buckets", "bond2", "--count", "1"});
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_NE(result.err.find("CAP_NET_ADMIN"), std::string::npos) << result.err;
}

TEST_F(Cli, PassesOnWhyThereAreNoBuckets) {
  const Bytes words =
      wire::str(NLMSGERR_ATTR_MSG, "active-backup does not spread flows over members");
  script_.answers = {{sample::bond_reply(), ack(0)}, {wire::done(EOPNOTSUPP, words)}};
  Result result = run({"buckets", "bond0"});
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err,
            "bondctl: bond0: active-backup does not spread flows over members (EOPNOTSUPP)\n");
  script_.answers = {{ack(EOPNOTSUPP, words)}};
  result = run({"buckets", "bond0", "--count", "5"});
  EXPECT_EQ(result.code, 1);
  EXPECT_TRUE(slept_.empty());
  script_.answers = {{ack(ENODEV)}};
  EXPECT_EQ(run({"buckets", "bond9"}).err, "bondctl: bond9: no such bond (ENODEV)\n");
}

TEST_F(Cli, PrintsClients) {
  script_.answers = {{sample::alb_reply(), ack(0)}, dump_of(sample::clients(5'000))};
  const Result result = run({"clients", "bond4"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_TRUE(
      result.out.starts_with("bond4  balance-alb  7 clients  2 about to be taught  "
                             "counted for 5.0s\n"))
      << result.out;
  EXPECT_EQ(command(1), NETBOND_CMD_CLIENT_GET);
  EXPECT_EQ(sent(1).name, "bond4");
}

TEST_F(Cli, PrintsClientsAsJsonInOrder) {
  std::vector<Bytes> messages = sample::clients();
  std::reverse(messages.begin(), messages.end());
  script_.answers = {{sample::alb_reply(), ack(0)}, dump_of(messages)};
  const nlohmann::json list = nlohmann::json::parse(run({"clients", "bond4", "--json"}).out);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0]["bond"], "bond4");
  EXPECT_EQ(list[0]["mode"], "balance-alb");
  EXPECT_EQ(list[0]["counted_ms"], nullptr);
  std::vector<std::string> addresses;
  for (const nlohmann::json& client : list[0]["clients"])
    addresses.push_back(client["address"]);
  EXPECT_EQ(addresses,
            (std::vector<std::string>{"10.0.0.2", "10.0.0.9", "10.0.0.10", "fe80::2", "10.0.20.5",
                                      "2001:db8:12:3456:5054:ff:fe12:3456", "10.0.0.77"}));
}

TEST_F(Cli, TellsThatThereAreNoClients) {
  script_.answers = {{sample::alb_reply(), ack(0)}, {wire::done()}};
  Result result = run({"clients", "bond4"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out,
            "bond4 has no clients yet: no neighbour has exchanged ARP or Neighbour Discovery with "
            "it\n");
  script_.answers = {{sample::alb_reply(), ack(0)}, {wire::done()}};
  result = run({"clients", "bond4", "--json"});
  const nlohmann::json table = nlohmann::json::parse(result.out)[0];
  EXPECT_EQ(table["ifindex"], 11);
  EXPECT_EQ(table["clients"].size(), 0u);
  EXPECT_EQ(table["members"].size(), 3u);
}

TEST_F(Cli, PassesOnWhyThereAreNoClients) {
  const Bytes words = wire::str(NLMSGERR_ATTR_MSG, "active-backup teaches no neighbour");
  script_.answers = {{sample::bond_reply(), ack(0)}, {wire::done(EOPNOTSUPP, words)}};
  const Result result = run({"clients", "bond0"});
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err, "bondctl: bond0: active-backup teaches no neighbour (EOPNOTSUPP)\n");
  script_.answers = {{ack(ENODEV)}};
  EXPECT_EQ(run({"clients", "bond9"}).err, "bondctl: bond9: no such bond (ENODEV)\n");
}

TEST_F(Cli, SetsTheNumberOfClients) {
  script_.answers = {{ack(0)}};
  EXPECT_EQ(run({"set", "bond4", "--alb_max_clients", "65536"}).code, 0);
  EXPECT_EQ(sent().options, (Options{{NETBOND_OPT_ALB_MAX_CLIENTS, std::uint32_t{65536}}}));
  script_.requests.clear();
  expect_usage({"set", "bond4", "--alb-max-clients", "0"}, "--alb-max-clients: '0'");
  expect_usage({"set", "bond4", "--alb-max-clients", "65537"}, "1..65536");
}

TEST_F(Cli, TellsWhereAFlowGoes) {
  script_.answers = {{sample::flow_reply(), ack(0)}, {sample::flow_reply(), ack(0)}};
  const Result result =
      run({"hash", "bond2", "src=10.0.0.1:40000", "dst=10.0.0.2:443", "proto=tcp"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_TRUE(result.out.starts_with("bond2  bucket 77  member eth0\n")) << result.out;
  EXPECT_EQ(command(), NETBOND_CMD_FLOW_GET);
  const Flow asked = decode_flow(script_.requests[0], {}).flow;
  EXPECT_EQ(flow_text(asked), "10.0.0.1:40000 -> 10.0.0.2:443 tcp");

  const nlohmann::json list =
      nlohmann::json::parse(run({"hash", "--json", "bond2", "src=10.0.0.1", "dst=10.0.0.2"}).out);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0]["member"], "eth0");
  EXPECT_EQ(list[0]["next"], "eth1");
  EXPECT_EQ(list[0]["policy"], "layer3+4");
  EXPECT_EQ(list[0]["fields"], (std::vector<std::string>{"address", "port"}));
}

TEST_F(Cli, TakesAnIpv6AddressInBrackets) {
  script_.answers = {{sample::flow_reply(), ack(0)}};
  EXPECT_EQ(run({"hash", "bond2", "src=[2001:db8::1]:5", "dst=[2001:db8::2]:6"}).code, 0);
  EXPECT_EQ(flow_text(decode_flow(script_.requests.at(0), {}).flow),
            "[2001:db8::1]:5 -> [2001:db8::2]:6");
}

TEST_F(Cli, BlamesTheKeyOfAFlow) {
  // The kernel blames the VLAN id, the first attribute of the nest behind the name.
  const std::uint32_t offset = NLMSG_HDRLEN + GENL_HDRLEN + 4 + 8 + 4;
  script_.answers = {{ack(EINVAL, wire::str(NLMSGERR_ATTR_MSG, "no such VLAN") +
                                      wire::u32(NLMSGERR_ATTR_OFFS, offset))}};
  const Result result = run({"hash", "bond2", "vlan=7"});
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.err, "bondctl: bond2: vlan: no such VLAN (EINVAL)\n");
}

TEST_F(Cli, WaitsAsWellWhileItCannotSeeWhatThereIs) {
  const std::string path = trials_ + ".yaml";
  std::ofstream(path) << "version: 1\nbonds: {bond1: {mode: 1}}\n";
  const std::vector<Bytes> none = {wire::done()};
  const std::vector<Bytes> silence;
  script_.answers = {silence, none, silence, none};
  const Result result = run({"apply", path, "--dry-run", "--wait", "60"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.out, "+ bond1: mode active-backup\n");
  EXPECT_EQ(slept_.size(), 2u);
  script_.answers = {silence, none};
  EXPECT_NE(run({"apply", path, "--dry-run"}).err.find("ETIMEDOUT"), std::string::npos);
  std::filesystem::remove(path);
}

/// A card by an alternative name was waited for, and then left out.
TEST_F(Cli, FindsADeviceByAnotherName) {
  const std::string path = trials_ + ".yaml";
  std::ofstream(path) << "version: 1\nbonds: {bond1: {mode: 1, members: [uplink]}}\n";
  const std::vector<Bytes> none = {wire::done()};
  const Bytes link =
      sample::link_message_of(RTM_NEWLINK, 0, 3, 0,
                              wire::str(IFLA_IFNAME, "eth1") +
                                  wire::nest(IFLA_PROP_LIST, wire::str(IFLA_ALT_IFNAME, "uplink")),
                              NLM_F_MULTI);
  const std::vector<Bytes> links = {link, wire::done()};
  script_.answers = {none, none};
  route_.answers = {none, links, none, links};  // bridges, then links; twice
  const Result result = run({"apply", path, "--dry-run", "--possible", "--wait", "1"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(result.out, "+ bond1: mode active-backup\n+ bond1: member eth1\n");
  EXPECT_EQ(slept_.size(), 0u);
  std::filesystem::remove(path);
}

TEST_F(Cli, WaitsForAnotherWhoChangesBonds) {
  const std::string path = trials_ + ".yaml";
  std::ofstream(path) << "version: 1\nbonds: {bond1: {absent: true}}\n";
  const TrialFiles files(trials_);
  std::optional<TrialLock> other = TrialLock::take(files);
  ASSERT_TRUE(other);
  const std::vector<Bytes> none = {wire::done()};
  script_.answers = {none};
  EXPECT_EQ(run({"apply", path}).err, "bondctl: another bondctl is changing bonds here\n");
  meanwhile_ = [&] { other.reset(); };
  script_.answers = {none, none};
  const Result result = run({"apply", path, "--wait", "60"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.out, "nothing to change\n");
  EXPECT_EQ(slept_.size(), 1u);
  std::filesystem::remove(path);
  std::filesystem::remove_all(trials_);
}

TEST_F(Cli, KeepsATrialWhoseBeforeCannotBeRead) {
  const TrialFiles files(trials_);
  files.save({});
  std::ofstream(files.path("before.yaml")) << "bonds: {bond0: {mode: unknown_9}}\n";
  EXPECT_NE(run({"rollback"}).code, 0);
  EXPECT_TRUE(files.is_open());
  EXPECT_EQ(run({"confirm"}).out, "kept\n");
  EXPECT_FALSE(files.is_open());
  std::filesystem::remove_all(trials_);
}

/// As its guard would: nobody goes back after it.
TEST_F(Cli, GoesBackPatientlyInPlaceOfAGuard) {
  const TrialFiles files(trials_);
  TrialState state;
  state.addressing = "port 00";
  files.save(state);
  script_.answers.assign(20, {wire::done()});
  const Result result = run({"rollback"});
  EXPECT_EQ(result.code, 1);
  EXPECT_NE(result.err.find("bondctl: back, but "), std::string::npos) << result.err;
  EXPECT_GE(slept_.size(), 2u);
  EXPECT_FALSE(files.is_open());
  std::filesystem::remove_all(trials_);
}

TEST_F(Cli, RefusesWrongUsageBeforeAnythingIsSent) {
  expect_usage({"shwo"}, "did you mean show?");
  expect_usage({"set", "bond0", "--arp-intervall", "5"}, "did you mean --arp-interval?");
  expect_usage({"set", "bond0", "--arp-interval", "3"}, "--arp-interval: '3'");
  expect_usage({"set", "bond0", "--arp-interval"}, "--arp-interval");
  expect_usage({"set", "bond0", "--arp-ip-target", "10.0.0.300"}, "IPv4");
  expect_usage({"set", "bond0", "--ns-ip6-target", "10.0.0.3"}, "IPv6");
  expect_usage({"set", "bond0", "--mode", "fast"}, "balance-rr");
  expect_usage({"set", "bond0", "--mode", "1", "--mode", "2"}, "--mode: given 2 times");
  expect_usage({"set", "bond0", "--tx-queues", "4"}, "bond is made");
  expect_usage({"set", "bond0"}, "no option");
  expect_usage({"set"}, "BOND");
  expect_usage({"add", "a-name-that-is-too-long"}, "15 characters");
  expect_usage({"add", "bond0", "--member", "et/h0"}, "device name");
  for (const char* list : {",", "eth0,", ",eth0", "eth0,,eth1"}) {
    expect_usage({"add", "bond0", "--member", list}, "member: '" + std::string(list) + "' has an");
    expect_usage({"member", "add", "bond0", list}, "member: '" + std::string(list) + "' has an");
    expect_usage({"member", "del", "bond0", list}, "member: '" + std::string(list) + "' has an");
  }
  expect_usage({"add", "bond0", "--member", "eth0", "--member", ""}, "member: 'eth0,' has an");
  expect_usage({"member", "add", "bond0", "eth0", ""}, "member: 'eth0,' has an empty item");
  expect_usage({"set", "bond0", "--arp-ip-target", ","}, "--arp-ip-target: ',' has an empty item");
  expect_usage({"member"}, "add");
  expect_usage({"member", "ad", "bond0", "eth0"}, "did you mean add?");
  expect_usage({"member", "set", "bond0", "eth0"}, "--prio, --weight");
  expect_usage({"member", "set", "bond0", "eth0", "--weight", "0"}, "--weight: '0'");
  expect_usage({"member", "add", "bond0", "eth0", "--weight", "256"}, "1..255");
  expect_usage({"member", "set", "bond0", "eth0", "--weight", "1", "--weight", "2"}, "once");
  expect_usage({"member", "del", "bond0", "eth0", "--weight", "1"}, "--weight");
  expect_usage({"buckets"}, "BOND");
  expect_usage({"buckets", "a/b"}, "device name");
  expect_usage({"buckets", "bond0", "--count", "0"}, "--count");
  expect_usage({"buckets", "bond0", "--count", "-1"}, "--count");
  expect_usage({"buckets", "bond0", "--count", "x"}, "--count");
  expect_usage({"buckets", "bond0", "bond1"}, "unknown argument 'bond1'");
  expect_usage({"clients"}, "BOND");
  expect_usage({"clients", "a/b"}, "device name");
  expect_usage({"clients", "bond0", "bond1"}, "unknown argument 'bond1'");
  expect_usage({"clients", "bond0", "--detail"}, "did you mean --details?");
  expect_usage({"client", "bond0"}, "did you mean clients?");
  expect_usage({"hash"}, "BOND");
  expect_usage({"hash", "bond0"}, "FLOW");
  expect_usage({"hash", "src=10.0.0.1", "dst=10.0.0.2"}, "name of the bond before 'src=10.0.0.1'");
  expect_usage({"hash", "bond0", "src=10.0.0.1", "dst=fe80::1"}, "different families");
  expect_usage({"hash", "bond0", "src=10.0.0.1:5", "dst=10.0.0.2", "dport=6", "sport=7"},
               "sport: given twice");
  expect_usage({"hash", "bond0", "sport=5"}, "sport: a port needs addresses");
  expect_usage({"hash", "bond0", "--src", "10.0.0.1"}, "unknown option '--src'");
  expect_usage({"member", "set", "bond0", "eth0", "--prio", "x"}, "--prio");
  expect_usage({"wait", "bond0", "fine"}, "degraded");
  expect_usage({"wait", "bond0", "ok", "--timeout", "-1"}, "--timeout");
  for (const char* time : {"0", "-1", "nan", "inf", "1e9"})
    expect_usage({"try", "/nowhere.yaml", "--timeout", time}, "try: --timeout");
  for (const char* time : {"nan", "inf", "-1", "x"}) {
    expect_usage({"wait", "bond0", "ok", "--timeout", time}, "give 0 to 1e+09 seconds");
    expect_usage({"monitor", "--timeout", time}, "give 0 to 1e+09 seconds");
    expect_usage({"show", "--watch", "--interval", time}, "give 0.1 to 3600 seconds");
    expect_usage({"advise", "--listen", time}, "give 0 to 3600 seconds");
  }
  for (const char* time : {"-5", "nan", "inf", "x", ""})
    expect_usage({"apply", "/nowhere.yaml", "--wait", time}, "give 0 to 1e+09 seconds");
  for (const char* time : {"0", "1s", "nan", "inf", "-1"})
    expect_usage({"buckets", "bond0", "--count", time}, "give 0.1 to 86400 seconds");
  for (const char* count : {"-1", "18446744073709551616", "1.5", "nan", "x"}) {
    expect_usage({"monitor", "--count", count}, "give 0 to 1000000000");
    expect_usage({"show", "--watch", "--count", count}, "give 1 to 1000000000");
  }
  expect_usage({"show", "--watch", "--count", "0"}, "give 1 to 1000000000");
  expect_usage({"--json", "show"}, "--json: goes behind the command: bondctl show ... --json");
  expect_usage({"--prio=5", "member", "set", "bond0", "eth0"},
               "--prio: goes behind the command: bondctl member set ... --prio");
  expect_usage({"--jsn", "show"}, "did you mean --json?");
  expect_usage({"options", "mod"}, "did you mean mode?");
  expect_usage({"show", "a", "b"}, "unknown argument 'b'");
}

/// Every option is refused by name when its value is bad, in add and in set.
TEST_F(Cli, RefusesABadValueOfEveryOption) {
  for (const OptionRow& row : option_rows()) {
    const std::string flag = option_flag(row);
    if (row.when != OptionWhen::kCommand)
      expect_usage({"add", "bond0", flag, "a bad/value"}, flag + ": ");
    expect_usage({"set", "bond0", flag, "a bad/value"}, flag + ": ");
  }
}

TEST_F(Cli, HelpsWithEveryVerb) {
  for (const std::vector<std::string>& verb : {std::vector<std::string>{},
                                               {"show"},
                                               {"add"},
                                               {"set"},
                                               {"del"},
                                               {"member"},
                                               {"member", "add"},
                                               {"member", "del"},
                                               {"member", "set"},
                                               {"monitor"},
                                               {"explain"},
                                               {"history"},
                                               {"buckets"},
                                               {"clients"},
                                               {"hash"},
                                               {"wait"},
                                               {"check"},
                                               {"options"}}) {
    std::vector<std::string> arguments = verb;
    arguments.emplace_back("--help");
    const Result result = run(arguments);
    EXPECT_EQ(result.code, 0);
    EXPECT_EQ(result.err, "");
    EXPECT_NE(result.out.find("Example"), std::string::npos) << result.out;
    std::string usage = "Usage: bondctl";
    for (const std::string& word : verb)
      usage += " " + word;
    EXPECT_NE(result.out.find(usage), std::string::npos) << result.out;
  }
}

TEST_F(Cli, HelpNamesEveryOptionThatIsTaken) {
  const std::string set = run({"set", "--help"}).out;
  const std::string add = run({"add", "--help"}).out;
  const auto names = [](const std::string& help, const OptionRow& row) {
    return help.find("  " + option_flag(row)) != std::string::npos;
  };
  for (const OptionRow& row : option_rows()) {
    EXPECT_EQ(names(set, row), row.when != OptionWhen::kCreate) << row.name;
    EXPECT_EQ(names(add, row), row.when != OptionWhen::kCommand) << row.name;
  }
}

TEST_F(Cli, PrintsVersions) {
  const Result result = run({"--version"});
  EXPECT_EQ(result.code, 0);
  EXPECT_TRUE(result.out.starts_with("bondctl ")) << result.out;
}

TEST_F(Cli, ReportsARefusalOnOneLine) {
  script_.answers = {{ack(EBUSY, wire::str(NLMSGERR_ATTR_MSG, "two\nlines"))}};
  const Result result = run({"del", "bond0"});
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.err, "bondctl: bond0: two lines (EBUSY)\n");
}

TEST_F(Cli, ChecksAsAMonitoringPlugin) {
  const auto check = [&](const Bytes& bond) {
    script_.answers = {{bond, wire::done()}};
    return run({"check"});
  };
  EXPECT_EQ(check(sample::quiet_reply()).code, 0);
  EXPECT_EQ(check(sample::quiet_reply(NETBOND_STATE_DEGRADED)).code, 1);
  EXPECT_EQ(check(sample::quiet_reply(NETBOND_STATE_FAILED)).code, 2);
  EXPECT_EQ(check(sample::quiet_reply()).out,
            "OK - bond1 ok, 802.3ad, 2 of 2 members usable|failovers=0c usable=2;;;0;2\n");
}

TEST_F(Cli, CheckTellsTheWorstOfAll) {
  script_.answers = {{sample::quiet_reply(), sample::bond_reply(), wire::done()}};
  const Result result = run({"check"});
  EXPECT_EQ(result.code, 1);
  EXPECT_TRUE(result.out.starts_with("WARNING - bond0 degraded (no_carrier)")) << result.out;
  EXPECT_NE(result.out.find("bond1_failovers=0c"), std::string::npos);
}

TEST_F(Cli, CheckKeepsThePluginsFormat) {
  Bytes reply = sample::quiet_reply();
  const std::string_view name = "bond1";
  const auto at = std::search(reply.begin(), reply.end(), name.begin(), name.end());
  ASSERT_NE(at, reply.end());
  std::copy_n("a|'=b", name.size(), at);
  script_.answers = {{reply, sample::bond_reply(), wire::done()}};
  const std::string out = run({"check"}).out;
  EXPECT_EQ(std::count(out.begin(), out.end(), '|'), 1) << out;
  EXPECT_NE(out.find("a\\x7c'=b ok, "), std::string::npos) << out;
  EXPECT_NE(out.find(" 'a\\x7c''\\x3db_failovers'=0c 'a\\x7c''\\x3db_usable'=2;;;0;2\n"),
            std::string::npos)
      << out;
}

TEST_F(Cli, CheckIsAPluginBehindFlags) {
  script_.answers = {{ack(ENODEV)}};
  EXPECT_EQ(run({"--no-color", "check", "a|b"}).code, 3);
  const Result result = run({"check", "--bad|\nflag"});
  EXPECT_EQ(result.code, 3);
  EXPECT_EQ(result.out.find('|'), std::string::npos) << result.out;
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 1) << result.out;
}

/// 1 would be a warning, for a bond that has failed, too.
TEST_F(Cli, CheckThatCannotWriteIsUnknown) {
  struct Full : std::streambuf {
  } full;
  const auto run_full = [&](const std::vector<std::string>& arguments) {
    script_.answers = {{sample::quiet_reply(NETBOND_STATE_FAILED), wire::done()}};
    std::ostream out(&full);
    std::ostringstream err;
    Context context{wire::connect_to(script_), out, err, false, false, {}};
    context.connect_route = wire::connect_to(route_);
    const int code = run_program(context, arguments);
    EXPECT_EQ(err.str(), "bondctl: cannot write the output\n");
    return code;
  };
  EXPECT_EQ(run_full({"check"}), 3);
  EXPECT_EQ(run_full({"show"}), 1);
}

TEST_F(Cli, CheckThatBreaksIsUnknown) {
  std::ostringstream out;
  std::ostringstream err;
  Context context{[]() -> std::unique_ptr<Transport> { throw std::runtime_error("b|ad"); },
                  out,
                  err,
                  false,
                  false,
                  {}};
  context.connect_route = wire::connect_to(route_);
  EXPECT_EQ(run_program(context, {"check"}), 3);
  EXPECT_EQ(out.str(), "UNKNOWN - b\\x7cad\n");
  EXPECT_EQ(run_program(context, {"show"}), 1);
  EXPECT_EQ(err.str(), "bondctl: b|ad\n");
}

TEST_F(Cli, CheckSaysUnknown) {
  script_.answers = {{wire::done()}};
  EXPECT_EQ(run({"check"}).code, 3);
  script_.answers = {{ack(ENODEV)}};
  EXPECT_EQ(run({"check", "bond9"}).code, 3);
  script_.family = {ack(ENOENT)};
  const Result result = run({"check"});
  EXPECT_EQ(result.code, 3);
  EXPECT_TRUE(result.out.starts_with("UNKNOWN - ")) << result.out;
}

TEST_F(Cli, WaitsForAnEvent) {
  script_.answers = {{sample::quiet_reply(NETBOND_STATE_FAILED, false), ack(0)},
                     {sample::quiet_reply(NETBOND_STATE_DEGRADED, true), ack(0)}};
  script_.events = {{Received::kData, sample::failover(1)},  // of another bond
                    {Received::kData, sample::event(2, NETBOND_EVENT_STATE, 0, {}, "bond1", 8)}};
  EXPECT_EQ(run({"wait", "bond1", "up"}).code, 0);
  EXPECT_EQ(script_.requests.size(), 2u);
}

TEST_F(Cli, WaitsByAnAlternativeName) {
  const auto reply = [](bool carrier) {
    return std::vector<Bytes>{sample::quiet_reply(NETBOND_STATE_FAILED, carrier), ack(0)};
  };
  const Bytes event = sample::event(2, NETBOND_EVENT_STATE, 0, {}, "bond1", 8);
  script_.answers = {reply(false), reply(false), reply(true)};
  script_.events = {{Received::kData, sample::failover(1)},  // of another bond
                    {Received::kData, event},
                    {Received::kData, event}};
  EXPECT_EQ(run({"wait", "uplink", "up", "--timeout", "1"}).code, 0);
  EXPECT_EQ(script_.requests.size(), 3u);
}

TEST_F(Cli, WaitLooksAgainAfterAnOverrun) {
  script_.answers = {{ack(ENODEV)}, {sample::quiet_reply(), ack(0)}};
  script_.events = {{Received::kOverrun, {}}};
  EXPECT_EQ(run({"wait", "bond1", "ok"}).code, 0);
}

TEST_F(Cli, WaitLooksAgainWhenTheModuleIsLoadedAnew) {
  script_.answers = {{ack(ENODEV)}, {ack(ENODEV)}, {sample::quiet_reply(), ack(0)}};
  script_.controller = {{Received::kData, wire::module_word(CTRL_CMD_DELFAMILY)},
                        {Received::kData, wire::module_word(CTRL_CMD_NEWFAMILY)}};
  script_.events_later = {
      {Received::kData, sample::event(2, NETBOND_EVENT_STATE, 0, {}, "bond1", 8)}};
  EXPECT_EQ(run({"wait", "bond1", "ok", "--timeout", "1"}).code, 0);
  EXPECT_EQ(script_.requests.size(), 3u);
}

TEST_F(Cli, WaitsForTheModule) {
  script_.family_later = std::exchange(script_.family, {ack(ENOENT)});
  const Clock::time_point began = Clock::now();
  const Result late = run({"wait", "bond1", "up", "--timeout", "0.05"});
  EXPECT_GE(Clock::now() - began, std::chrono::milliseconds(50));
  EXPECT_EQ(late.code, 1);
  const std::string waiting = "bondctl: the netbond module is not loaded yet, waiting\n";
  EXPECT_EQ(late.err.substr(0, waiting.size()), waiting);
  EXPECT_NE(late.err.find("the netbond module is not loaded, try: modprobe"), std::string::npos)
      << "the last look says what is missing";
  script_.controller = {{Received::kData, wire::module_word(CTRL_CMD_NEWFAMILY)}};
  script_.answers = {{sample::quiet_reply(), ack(0)}};
  const Result result = run({"wait", "bond1", "ok", "--timeout", "5"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.err, waiting);
}

/// "bondctl monitor | head -1" hung until one event more came.
TEST_F(Cli, MonitorEndsWhenNobodyReads) {
  int never[2];
  int output[2];
  ASSERT_EQ(pipe(never), 0);
  ASSERT_EQ(pipe(output), 0);
  script_.descriptor = never[0];
  out_fd_ = output[1];
  const auto monitored = [&] {
    const Clock::time_point began = Clock::now();
    EXPECT_EQ(run({"monitor", "--timeout", "0.3"}).code, 0);
    return Clock::now() - began;
  };
  EXPECT_GE(monitored(), std::chrono::milliseconds(300)) << "somebody may read";
  out_fd_ = open("/dev/null", O_WRONLY);
  EXPECT_GE(monitored(), std::chrono::milliseconds(300)) << "a device is read by nobody";
  close(out_fd_);
  out_fd_ = open((trials_ + ".out").c_str(), O_WRONLY | O_CREAT, 0600);
  EXPECT_GE(monitored(), std::chrono::milliseconds(300)) << "nor is a file";
  close(out_fd_);
  std::filesystem::remove(trials_ + ".out");
  close(output[0]);
  out_fd_ = output[1];
  EXPECT_LT(monitored(), std::chrono::milliseconds(300));
  for (const int fd : {never[0], never[1], output[1]})
    close(fd);
}

/// Whether the events are printed or of another bond.
TEST_F(Cli, MonitorEndsInTimeInAStorm) {
  for (const char* bond : {"bond0", "bond7"}) {
    script_.answers = {{ack(ENODEV)}};
    script_.events.assign(100'000, {Received::kData, sample::failover(1)});
    EXPECT_EQ(run({"monitor", bond, "--timeout", "0.01"}).code, 0);
    EXPECT_FALSE(script_.events.empty()) << bond;
  }
}

TEST_F(Cli, MonitorEndsInTimeAmongOtherDevices) {
  int word[2];
  ASSERT_EQ(pipe(word), 0);
  ASSERT_EQ(write(word[1], "", 1), 1);
  route_.descriptor = word[0];
  route_.event_group = RTNLGRP_LINK;
  const Bytes other = sample::link_message_of(RTM_NEWLINK, AF_UNSPEC, 77, sample::kUp,
                                              wire::str(IFLA_IFNAME, "other"));
  route_.events.assign(100'000, {Received::kData, other});
  const auto too_late = [&] {
    alarm(20);
    return run({"monitor", "--timeout", "0.01"}).code || route_.events.empty() ? 1 : 0;
  };
  EXPECT_EQ(in_child(too_late), 0);
  for (const int end : word)
    close(end);
}

/// What came in time was printed, however late bondctl ran.
TEST_F(Cli, MonitorPrintsWhatCameInTime) {
  script_.events.assign(100, {Received::kData, sample::failover(1)});
  const Result result = run({"monitor", "--timeout", "0"});
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 100);
}

/// However little is read in time.
TEST_F(Cli, MonitorTellsHowBondsAreAtTheEndOfAStorm) {
  script_.answers = {{sample::bond_reply(), wire::done()}};
  script_.events.assign(100'000, {Received::kData, sample::failover(1)});
  script_.events.front() = {Received::kOverrun, {}};
  const Result result = run({"monitor", "--timeout", "0.01"});
  EXPECT_NE(result.out.find("*** bond0  now  degraded"), std::string::npos);
  EXPECT_FALSE(script_.events.empty());
}

TEST_F(Cli, MonitorsBeforeTheModuleIsLoaded) {
  script_.family_later = std::exchange(script_.family, {ack(ENOENT)});
  script_.controller = {{Received::kData, wire::module_word(CTRL_CMD_NEWFAMILY)}};
  script_.events_later = {{Received::kData, sample::vote_event(2)}};
  script_.answers = {{wire::done()}};
  const Result result = run({"monitor", "bond0", "--count", "1"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.err, "bondctl: the netbond module is not loaded yet, waiting\n");
  EXPECT_NE(result.out.find("#2"), std::string::npos) << result.out;
}

/// Commands that would have to wait for it say what to do.
TEST_F(Cli, OthersNeedTheModule) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"show"},
                                                    {"show", "--watch", "--count", "1"},
                                                    {"explain"},
                                                    {"history"},
                                                    {"buckets", "bond0"},
                                                    {"clients", "bond0"},
                                                    {"member", "del", "bond0", "eth0"},
                                                    {"add", "bond0", "--mode", "1"},
                                                    {"set", "bond0", "--miimon", "50"},
                                                    {"del", "bond0"},
                                                    {"hash", "bond0", "vlan=7"},
                                                    {"metrics"},
                                                    {"export"}}) {
    script_.family = {ack(ENOENT)};
    const Result result = run(arguments);
    EXPECT_EQ(result.code, 1) << arguments[0];
    EXPECT_NE(result.err.find("the netbond module is not loaded, try: modprobe netbond"),
              std::string::npos)
        << arguments[0] << ": " << result.err;
  }
}

TEST_F(Cli, WaitLooksOnceWhatWasLeftIsRead) {
  script_.answers = {{ack(ENODEV)}, {ack(ENODEV)}, {sample::quiet_reply(), ack(0)}};
  script_.events = {{Received::kOverrun, {}}, {Received::kData, sample::failover(1)}};
  EXPECT_EQ(run({"wait", "bond1", "ok"}).code, 0);
  EXPECT_EQ(script_.requests.size(), 3u);
}

TEST_F(Cli, WaitEndsInTimeInAStorm) {
  script_.answers = {{ack(ENODEV)}, {ack(ENODEV)}};
  script_.events.assign(100'000, {Received::kData, sample::failover(1)});
  EXPECT_EQ(run({"wait", "bond1", "ok", "--timeout", "0.01"}).code, 1);
  EXPECT_FALSE(script_.events.empty());
}

TEST_F(Cli, WaitGivesUp) {
  script_.answers = {{sample::quiet_reply(), ack(0)}, {sample::quiet_reply(), ack(0)}};
  const Result result = run({"wait", "bond1", "degraded", "--timeout", "0.1"});
  EXPECT_EQ(result.code, 1);
  EXPECT_NE(result.err.find("it is ok"), std::string::npos) << result.err;
}

TEST_F(Cli, MonitorsAndFindsHoles) {
  script_.answers = {{sample::bond_reply(), wire::done()}};
  script_.events = {{Received::kData, sample::vote_event(2)},
                    {Received::kOverrun, {}},
                    {Received::kData, sample::failover(5)}};
  const Result result = run({"monitor"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 8) << result.out;
  EXPECT_NE(result.out.find("reader was too slow"), std::string::npos);
  EXPECT_NE(result.out.find("events #3 to #4 were lost"), std::string::npos);
  EXPECT_NE(result.out.find("eth0 -> eth1  no_carrier  gap 214 ms"), std::string::npos);
}

TEST_F(Cli, MonitorsOneBondForACount) {
  script_.answers = {{ack(ENODEV)}};
  script_.events = {{Received::kData, sample::event(9, NETBOND_EVENT_STATE, 0, {}, "other", 9)},
                    {Received::kData, sample::vote_event(2)},
                    {Received::kData, sample::failover(3)}};
  const Result result = run({"monitor", "bond0", "--count", "1", "--json"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(nlohmann::json::parse(result.out)["seq"], 2);
  EXPECT_NE(result.err.find("no such bond yet"), std::string::npos);
}

TEST_F(Cli, SaysThatNoTrialIsBegun) {
  const std::string path = trials_ + ".yaml";
  std::ofstream(path) << "version: 1\nbonds: {bond1: {absent: true}}\n";
  script_.answers = {{wire::done()}};
  const Result result = run({"try", path});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.out, "nothing to change\nno trial is begun: there is nothing to confirm\n");
  EXPECT_EQ(run({"confirm"}).err, "bondctl: no trial is open\n");
  std::filesystem::remove(path);
  std::filesystem::remove_all(trials_);
}

/// CLI11 took zeros in front for octal.
TEST_F(Cli, CountsInTens) {
  for (const auto& [count, lines] : {std::pair("010", 10), {"08", 8}}) {
    script_.events.clear();
    for (std::uint64_t seq = 1; seq <= 12; seq++)
      script_.events.push_back({Received::kData, sample::vote_event(seq)});
    const Result result = run({"monitor", "--count", count});
    EXPECT_EQ(result.code, 0) << result.err;
    EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), lines) << count;
  }
  script_.answers.assign(20, {sample::bond_reply(), wire::done()});
  const Result result = run({"show", "--watch", "--count", "08"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(slept_.size(), 7u);
}

TEST_F(Cli, TakesWordsBehindTwoDashesAsTheyAre) {
  script_.answers = {{ack(0)}, {ack(0)}};
  EXPECT_EQ(run({"member", "del", "bond0", "--", "--my_card"}).code, 0);
  EXPECT_EQ(sent().members.at(0).name, "--my_card");
  EXPECT_EQ(run({"set", "bond0", "--arp_interval", "50"}).code, 0);
}

TEST_F(Cli, PrintsHistoryWhateverBondGoesMeanwhile) {
  std::vector<Bytes> events = sample::life();
  events.push_back(wire::done());
  script_.answers = {
      {sample::xor_reply(NLM_F_MULTI), sample::bond_reply(NLM_F_MULTI), wire::done()},
      {ack(ENODEV)},
      {ack(ENODEV)},
      events};
  const Result result = run({"history", "--json"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(nlohmann::json::parse(result.out).size(), sample::life().size());
}

TEST_F(Cli, PrintsHistoryOldestFirst) {
  std::vector<Bytes> events = sample::life();
  events.push_back(wire::done());
  script_.answers = {{sample::bond_reply(), ack(0)}, events};
  const Result result = run({"history", "bond0", "--json"});
  const nlohmann::json list = nlohmann::json::parse(result.out);
  ASSERT_EQ(list.size(), sample::life().size());
  EXPECT_EQ(list[2]["gap_ms"], 214.4);
  EXPECT_EQ(list[5]["member"], nullptr);
  EXPECT_EQ(list[5]["buckets"], nullptr);
  EXPECT_EQ(list[6]["event"], "buckets");
  EXPECT_EQ(list[6]["buckets"], 64);
}

TEST_F(Cli, ExplainsOneMember) {
  script_.answers = {{sample::bond_reply(), ack(0)}, {sample::bond_reply(), ack(0)}};
  const Result result = run({"explain", "bond0", "eth1"});
  EXPECT_NE(result.out.find("eth1  not usable"), std::string::npos) << result.out;
  EXPECT_EQ(result.out.find("eth2  not usable"), std::string::npos) << result.out;
  EXPECT_EQ(run({"explain", "bond0", "eth7"}).code, 1);
}

TEST_F(Cli, ExplainsAMemberByAnotherName) {
  script_.answers = {{sample::bond_reply(), ack(0)}};
  route_.answers = {
      {sample::link_message_of(RTM_NEWLINK, 0, 4, 0, wire::str(IFLA_IFNAME, "eth1")), ack(0)}};
  const Result result = run({"explain", "bond0", "uplink"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_NE(result.out.find("eth1  not usable"), std::string::npos) << result.out;
}

TEST_F(Cli, ExplainsWhatWasCountedIfItMay) {
  std::vector<Bytes> buckets = sample::buckets(60'000);
  buckets.push_back(wire::done());
  script_.answers = {
      {sample::xor_reply(), ack(0)}, buckets, {sample::xor_reply(), ack(0)}, {ack(EPERM)}};
  for (int i = 0; i < 2; i++) {
    const Result result = run({"explain", "bond2"});
    EXPECT_EQ(result.code, 0) << result.err;
    EXPECT_NE(result.out.find("eth2  not usable"), std::string::npos) << result.out;
  }
}

// ---- completion

class Complete : public Cli {
 protected:
  std::vector<std::string> words(const std::vector<std::string>& typed) {
    for (int i = 0; i < 4; i++)
      script_.answers.push_back(
          {sample::bond_reply(), sample::quiet_reply(), sample::lag_reply(), wire::done()});
    std::vector<std::string> arguments = typed;
    arguments.insert(arguments.begin(), "complete");
    std::istringstream lines(run(arguments).out);
    std::vector<std::string> list;
    for (std::string line; std::getline(lines, line);)
      list.push_back(line.substr(0, line.find('\t')));
    return list;
  }
  using List = std::vector<std::string>;
};

TEST_F(Complete, Verbs) {
  EXPECT_EQ(words({"s"}), (List{"show", "set"}));
  EXPECT_EQ(words({"member", ""}), (List{"add", "del", "set"}));
}

TEST_F(Complete, Bonds) {
  EXPECT_EQ(words({"show", ""}), (List{"bond0", "bond1", "bond3"}));
  EXPECT_EQ(words({"set", "bond1"}), (List{"bond1"}));
}

TEST_F(Complete, MembersOfTheBond) {
  EXPECT_EQ(words({"member", "del", "bond1", ""}), (List{"eth3", "eth4"}));
  EXPECT_EQ(words({"explain", "bond1", "eth4"}), (List{"eth4"}));
  EXPECT_EQ(words({"set", "bond1", "--primary", ""}), (List{"eth3", "eth4"}));
}

TEST_F(Complete, OptionsAndTheirValues) {
  EXPECT_EQ(words({"set", "bond0", "--arp-v"}), (List{"--arp-validate"}));
  EXPECT_EQ(words({"set", "bond0", "--lacp_rate", ""}), (List{"slow", "fast"}));
  EXPECT_EQ(words({"add", "bond0", "--mode", "ba"}),
            (List{"balance-rr", "balance-xor", "balance-tlb", "balance-alb"}));
  EXPECT_EQ(words({"set", "bond0", "--all-slaves-active", "o"}), (List{"on", "off"}));
  EXPECT_EQ(words({"wait", "bond0", "u"}), (List{"up"}));
  // Where the shell does not split there.
  EXPECT_EQ(words({"set", "bond0", "--lacp-rate="}),
            (List{"--lacp-rate=slow", "--lacp-rate=fast"}));
  EXPECT_EQ(words({"set", "bond0", "--lacp_rate=f"}), (List{"--lacp_rate=fast"}));
  EXPECT_EQ(words({"set", "bond0", "--json=f"}), List{});
}

TEST_F(Complete, BondsOnlyWhereTheyAreTaken) {
  EXPECT_EQ(words({"rollback", ""}), (List{"--help"}));
  EXPECT_EQ(words({"confirm", ""}), (List{"--help"}));
  EXPECT_EQ(words({"metrics", ""}), (List{"--help", "--output"}));
  const auto link = [](std::uint32_t ifindex, const std::string& name, const std::string& kind) {
    return sample::link_message_of(
        RTM_NEWLINK, 0, ifindex, 0,
        wire::str(IFLA_IFNAME, name) + wire::nest(IFLA_LINKINFO, wire::str(IFLA_INFO_KIND, kind)),
        NLM_F_MULTI);
  };
  route_.answers = {{link(5, "old0", "bond"), link(6, "bond0", "netbond"), link(7, "team0", "team"),
                     wire::done()}};
  EXPECT_EQ(words({"import", ""}), (List{"old0", "team0"}));
}

TEST_F(Complete, KeysOfAFlowThatAreNotThereYet) {
  EXPECT_EQ(words({"hash", ""}), (List{"bond0", "bond1", "bond3"}));
  EXPECT_EQ(words({"hash", "bond0", "s"}), (List{"src=", "sport=", "spi=", "smac="}));
  EXPECT_EQ(words({"hash", "bond0", "src=10.0.0.1", "s"}), (List{"sport=", "spi=", "smac="}));
  EXPECT_EQ(words({"hash", "bond0", "src", "=", "10.0.0.1", "s"}),
            (List{"sport=", "spi=", "smac="}));
  EXPECT_EQ(words({"hash", "bond0", "proto=u"}), (List{"proto=udp"}));
  EXPECT_EQ(words({"hash", "bond0", "src=1"}), List{});
  EXPECT_EQ(words({"hash", "bond0", "--j"}), (List{"--json"}));
}

TEST_F(Complete, BucketsAndWeights) {
  EXPECT_EQ(words({"b"}), (List{"buckets"}));
  EXPECT_EQ(words({"buckets", "bond1"}), (List{"bond1"}));
  EXPECT_EQ(words({"buckets", "bond1", "--"}), (List{"--help", "--count", "--details", "--json"}));
  EXPECT_EQ(words({"member", "set", "bond1", "eth3", "--w"}), (List{"--weight"}));
  EXPECT_EQ(words({"set", "bond0", "--weight-policy", ""}), (List{"equal", "speed"}));
}

TEST_F(Complete, Clients) {
  EXPECT_EQ(words({"c"}), (List{"clients", "check", "confirm"}));
  EXPECT_EQ(words({"clients", ""}), (List{"bond0", "bond1", "bond3"}));
  EXPECT_EQ(words({"clients", "bond1", "--"}), (List{"--help", "--details", "--json"}));
  EXPECT_EQ(words({"set", "bond1", "--alb"}), (List{"--alb-max-clients"}));
  EXPECT_EQ(words({"set", "bond1", "--alb-max-clients", ""}), (List{"4096"}));
}

TEST_F(Complete, ValuesOfLacp) {
  EXPECT_EQ(words({"member", "add", "bond0", "eth9", "--ac"}), (List{"--actor-port-prio"}));
  EXPECT_EQ(words({"set", "bond0", "--ad-select", "a"}), (List{"actor_port_prio"}));
  EXPECT_EQ(words({"set", "bond0", "--lacp-fallback", ""}), (List{"none", "single", "all"}));
  EXPECT_EQ(words({"set", "bond0", "--ad-actor-system", ""}), (List{"none"}));
  EXPECT_EQ(words({"set", "bond3", "--lacp-partner-pin", ""}),
            (List{"00:1b:21:00:00:0a", "00:1b:21:00:00:66", "none"}));
  EXPECT_EQ(words({"set", "bond0", "--lacp-partner-pin", ""}), (List{"none"}));
}

TEST_F(Complete, TimesOfSpanningTree) {
  EXPECT_EQ(words({"set", "bond0", "--forward-delay", ""}), (List{"15"}));
  EXPECT_EQ(words({"set", "bond0", "--max-age", ""}), (List{"20"}));
}

TEST_F(Complete, FilesOfConfiguration) {
  const std::string folder = std::string(BONDCTL_SOURCE) + "../Documentation/netlink/";
  EXPECT_EQ(words({"apply", folder}), (List{folder + "specs/"}));
  EXPECT_EQ(words({"apply", folder + "specs/netb"}), (List{folder + "specs/netbond.yaml"}));
}

TEST_F(Complete, StaysQuietWithoutAKernel) {
  script_.family = {ack(ENOENT)};
  EXPECT_EQ(words({"show", "b"}), List{});
}

}  // namespace
}  // namespace bondctl
