// SPDX-License-Identifier: GPL-2.0-or-later
// What monitor says after events were lost.
#include "resync.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "cli.h"
#include "golden.h"
#include "sample.h"

namespace bondctl {
namespace {

class Resync : public testing::Test {
 protected:
  std::string monitor(std::vector<std::string> arguments) {
    std::ostringstream out;
    std::ostringstream err;
    Context context{wire::connect_to(script_), out, err, false, false, {}};
    context.connect_route = wire::connect_to(route_);
    arguments.insert(arguments.begin(), "monitor");
    EXPECT_EQ(run_bondctl(context, arguments), 0) << err.str();
    return out.str();
  }

  wire::Script script_;
  wire::Script route_ = wire::no_links();
};

TEST_F(Resync, TellsHowAllBondsAreAfterAnOverrun) {
  script_.events = {{Received::kData, sample::event(1, NETBOND_EVENT_CREATED, 0, {}, "bond9", 99)},
                    {Received::kOverrun, {}},
                    {Received::kData, sample::failover(42)}};
  script_.answers = {{sample::bond_reply(NLM_F_MULTI), sample::quiet_reply(), wire::done()}};
  const std::string text = monitor({});
  const std::size_t begin = text.find("***");
  ASSERT_NE(begin, std::string::npos);
  expect_golden("resync.txt", text.substr(begin));
}

TEST_F(Resync, TellsProgramsTheSame) {
  script_.events = {{Received::kData, sample::event(1, NETBOND_EVENT_CREATED, 0, {}, "bond9", 99)},
                    {Received::kOverrun, {}}};
  script_.answers = {{sample::bond_reply(), wire::done()}};
  std::istringstream lines(monitor({"--json"}));
  std::vector<nlohmann::json> objects;
  for (std::string line; std::getline(lines, line);)
    objects.push_back(nlohmann::json::parse(line));
  ASSERT_EQ(objects.size(), 7u);
  EXPECT_EQ(objects[1]["event"], "events_lost");
  EXPECT_EQ(objects[1]["module_loaded"], false);
  EXPECT_EQ(objects[2]["event"], "resync");
  EXPECT_EQ(objects[2]["seq"], 41);
  EXPECT_EQ(objects[2]["member"], nullptr);
  EXPECT_EQ(objects[2]["state"], "degraded");
  EXPECT_EQ(objects[3]["member"], "eth0");
  EXPECT_EQ(objects[3]["votes"]["probe"], "yes");
  EXPECT_EQ(objects[4]["reason"], "no_carrier");
  EXPECT_EQ(objects[6]["bond"], "bond9");
  EXPECT_EQ(objects[6]["exists"], false);
}

TEST_F(Resync, TellsHowBondsAreOnceTheModuleIsLoadedAnew) {
  script_.events = {{Received::kData, sample::event(1, NETBOND_EVENT_DELETED, 0, {}, "bond9", 99)}};
  script_.controller = {{Received::kData, wire::module_word(CTRL_CMD_DELFAMILY)},
                        {Received::kData, wire::module_word(CTRL_CMD_NEWFAMILY)}};
  script_.events_later = {{Received::kData, sample::failover(42)}};
  script_.answers = {{sample::bond_reply(), wire::done()}};
  const std::string text = monitor({});
  const std::size_t loaded = text.find("*** events may have been lost: the module was loaded");
  const std::size_t event = text.find("eth0 -> eth1");
  const std::size_t now = text.find("*** bond0  now  degraded");
  EXPECT_LT(loaded, event) << text;
  EXPECT_LT(event, now) << text;
  EXPECT_NE(now, std::string::npos) << text;
}

TEST_F(Resync, AsksForOneBondAfterAHoleInItsEvents) {
  script_.events = {{Received::kData, sample::vote_event(2)},
                    {Received::kData, sample::failover(50)},
                    {Received::kData, sample::vote_event(53)}};
  script_.answers = {{sample::bond_reply(), wire::ack(0)}, {sample::bond_reply(), wire::ack(0)}};
  const std::string text = monitor({});
  EXPECT_NE(text.find("#3 to #49 were lost"), std::string::npos) << text;
  EXPECT_NE(text.find("*** bond0  now  degraded (no_carrier)  active eth0  as of event #41\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(script_.requests.size(), 2u) << "the state of #41 does not cover what was lost later";
}

TEST_F(Resync, SaysNothingOfOtherBonds) {
  script_.answers = {{sample::quiet_reply(), wire::ack(0)},
                     {sample::bond_reply(NLM_F_MULTI), sample::quiet_reply(), wire::done()}};
  script_.events = {{Received::kOverrun, {}}};
  const std::string text = monitor({"bond1"});
  EXPECT_EQ(text.find("bond0"), std::string::npos) << text;
  EXPECT_NE(
      text.find("*** bond1  now  ok  as of event #0\n*** bond1  now  eth3 active  carrier yes"),
      std::string::npos)
      << text;
}

}  // namespace
}  // namespace bondctl
