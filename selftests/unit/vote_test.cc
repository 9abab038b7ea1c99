// SPDX-License-Identifier: GPL-2.0
// The carrier vote: updelay, downdelay, flaps.
#include "cases.h"
#include "tests/vote_cases.h"

void PrintTo(const nb_vote_case& c, std::ostream* out) {
  netbond::PrintCase(c, out);
}

namespace netbond {
namespace {

class VoteLink : public testing::TestWithParam<nb_vote_case> {};

TEST_P(VoteLink, Case) {
  EXPECT_TRUE(Check(nb_vote_case_run, GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Table, VoteLink, testing::ValuesIn(nb_vote_cases), CaseName<nb_vote_case>);

TEST(Vote, DelayThatChangesCountsFromWhereItBegan) {
  EXPECT_TRUE(Check(nb_vote_delay_changes));
}
TEST(Vote, SetTellsOfValuesAndDatesEveryChange) {
  EXPECT_TRUE(Check(nb_vote_set_reports));
}
TEST(Vote, RandomLivesFollowTheModel) {
  EXPECT_TRUE(RunSeeds(nb_vote_random_life));
}

}  // namespace
}  // namespace netbond
