// SPDX-License-Identifier: GPL-2.0
// What KUnit plays inside a kernel, too: two systems on two wires.
#include "tests/lacp_cases.h"

#include "cases.h"

void PrintTo(const nb_pair_case& c, std::ostream* out) {
  netbond::PrintCase(c, out);
}

namespace netbond {
namespace {

class LacpPair : public testing::TestWithParam<nb_pair_case> {};
TEST_P(LacpPair, Case) {
  EXPECT_TRUE(Check(nb_pair_case_run, GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Table, LacpPair, testing::ValuesIn(nb_pair_cases), CaseName<nb_pair_case>);

TEST(LacpCases, ShortTimeout) {
  EXPECT_TRUE(Check(nb_lacp_short_timeout));
}
TEST(LacpCases, LongTimeout) {
  EXPECT_TRUE(Check(nb_lacp_long_timeout));
}
TEST(LacpCases, Goodbye) {
  EXPECT_TRUE(Check(nb_lacp_goodbye));
}
TEST(LacpCases, APinnedPartnerIsNotReplaced) {
  EXPECT_TRUE(Check(nb_lacp_pinned));
}
TEST(LacpCases, MarkersAreAnswered) {
  EXPECT_TRUE(Check(nb_lacp_answers));
}
TEST(LacpCases, MarkersAreAsked) {
  EXPECT_TRUE(Check(nb_lacp_asks));
}
TEST(LacpCases, Octets) {
  EXPECT_TRUE(Check(nb_lacp_octets));
}
TEST(LacpCases, RandomLivesEndWell) {
  EXPECT_TRUE(RunSeeds(nb_lacp_random_life, 500));
}

}  // namespace
}  // namespace netbond
