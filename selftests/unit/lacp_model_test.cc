// SPDX-License-Identifier: GPL-2.0
// Every state of two systems that talk LACP to each other that a fault or two lead to; and that the
// model's form of a state forgets nothing. make check-model looks farther.
#include <gtest/gtest.h>

#include <random>

#include "model/configs.h"
#include "model/search.h"

namespace netbond::model {

void PrintTo(const Config& config, std::ostream* out) {
  *out << config.name;
}

namespace {

class LacpModel : public testing::TestWithParam<Config> {};

TEST_P(LacpModel, EveryStateKeepsTheRulesAndLeadsToAgreement) {
  Search search(GetParam(), 1000000);
  EXPECT_TRUE(search.Run(GetParam().few)) << (search.Broken() ? search.Report() : "no room");
  std::printf("# %s\n", search.Summary().c_str());
}

// One world lives on, the other is taken apart and put together again before every step.
TEST_P(LacpModel, AStateSaysAllThatDecidesTheFuture) {
  std::mt19937_64 random(1);
  for (int walk = 0; walk < 100; walk++) {
    World living(GetParam()), stored(GetParam());
    std::string trace;
    living.Begin();
    State state = living.Store();
    for (int step = 0; step < 400; step++) {
      const std::vector<Action>& all = Actions();
      Action action;
      // What has to happen comes more often than what goes wrong.
      if (random() % 10 == 0 || !living.Fair(action))
        action = all[random() % all.size()];
      else if (const Action other = all[random() % 7]; living.Can(other))
        action = other;
      if (!living.Can(action) || !((kFree | GetParam().faults) & Bit(action.kind)))
        continue;
      trace += Word(action) + " ";
      stored.Load(state);
      ASSERT_EQ(stored.Do(action), living.Do(action)) << trace;
      state = stored.Store();
      ASSERT_EQ(state, living.Store()) << trace;
      ASSERT_STREQ(living.fault, nullptr) << trace;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Configs, LacpModel, testing::ValuesIn(kConfigs), [](const auto& some) {
  std::string name = some.param.name;
  std::erase(name, '-');
  return name;
});

}  // namespace
}  // namespace netbond::model
