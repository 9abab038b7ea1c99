// SPDX-License-Identifier: GPL-2.0
// Rounds of probes: answers, silence, quorum.
#include "cases.h"
#include "tests/target_cases.h"

void PrintTo(const nb_target_case& c, std::ostream* out) {
  netbond::PrintCase(c, out);
}
void PrintTo(const nb_path_case& c, std::ostream* out) {
  netbond::PrintCase(c, out);
}

namespace netbond {
namespace {

class TargetRounds : public testing::TestWithParam<nb_target_case> {};
class Path : public testing::TestWithParam<nb_path_case> {};

TEST_P(TargetRounds, Case) {
  EXPECT_TRUE(Check(nb_target_case_run, GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Table, TargetRounds, testing::ValuesIn(nb_target_cases),
                         CaseName<nb_target_case>);

TEST_P(Path, Case) {
  EXPECT_TRUE(Check(nb_path_case_run, GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Table, Path, testing::ValuesIn(nb_path_cases), CaseName<nb_path_case>);

TEST(Target, NeedsAProbeForAVerdict) {
  EXPECT_TRUE(Check(nb_target_needs_a_probe));
}
TEST(Target, CountsTo255) {
  EXPECT_TRUE(Check(nb_target_counts_to_255));
}
TEST(Target, AsksASilentOneLessAndLess) {
  EXPECT_EQ(nb_target_pause(0), 0U);
  EXPECT_EQ(nb_target_pause(4000 * NB_MS), 1000 * NB_MS);
  EXPECT_EQ(nb_target_pause(60000 * NB_MS), 15000 * NB_MS);
  EXPECT_EQ(nb_target_pause(UINT64_MAX), 15000 * NB_MS);
}
TEST(Target, RandomBreaksAreFoundInTime) {
  EXPECT_TRUE(RunSeeds(nb_target_random_break));
}
TEST(Target, RandomDeafMembersAreFoundAlone) {
  EXPECT_TRUE(RunSeeds(nb_target_random_lag));
}
TEST(Target, RandomSearchesComeToAnEnd) {
  EXPECT_TRUE(RunSeeds(nb_target_random_search));
}
TEST(Target, RandomPollsObeyTheQuorum) {
  EXPECT_TRUE(RunSeeds(nb_path_random_poll));
}

}  // namespace
}  // namespace netbond
