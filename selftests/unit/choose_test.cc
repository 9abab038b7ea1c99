// SPDX-License-Identifier: GPL-2.0
// The choice of the active member.
#include "cases.h"
#include "tests/choose_cases.h"

void PrintTo(const nb_choose_case& c, std::ostream* out) {
  netbond::PrintCase(c, out);
}

namespace netbond {
namespace {

class Choose : public testing::TestWithParam<nb_choose_case> {};

TEST_P(Choose, Case) {
  EXPECT_TRUE(Check(nb_choose_case_run, GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Table, Choose, testing::ValuesIn(nb_choose_cases),
                         CaseName<nb_choose_case>);

TEST(ChooseUsable, ByFitness) {
  EXPECT_TRUE(Check(nb_choose_usable_is));
}
TEST(ChooseProbeLoss, AsConfigured) {
  EXPECT_TRUE(Check(nb_choose_probe_loss));
}
TEST(ChooseRandom, BetterIsAStrictOrder) {
  EXPECT_TRUE(RunSeeds(nb_choose_random_order));
}
TEST(ChooseRandom, BondsSettleAtOnce) {
  EXPECT_TRUE(RunSeeds(nb_choose_random_bond));
}

}  // namespace
}  // namespace netbond
