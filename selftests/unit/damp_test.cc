// SPDX-License-Identifier: GPL-2.0
// A choice that goes to and fro with what probes say.
#include "damp.h"

#include <gtest/gtest.h>

namespace netbond {
namespace {

constexpr std::uint64_t kWindow = 300 * NB_MS;
constexpr std::uint32_t kMiddle = 1u << 31;

// The change that is wanted now is made when it may be; returns how long that takes.
std::uint64_t Change(nb_damp& damp, std::uint64_t& now, std::uint32_t dice = kMiddle) {
  const std::uint64_t wanted = now;
  while (!nb_damp_allows(&damp, kWindow, dice, now)) {
    EXPECT_GT(nb_damp_deadline(&damp), now);
    now = nb_damp_deadline(&damp);
  }
  EXPECT_EQ(nb_damp_deadline(&damp), NB_NEVER);
  return now - wanted;
}

TEST(Damp, WhatChangesNowAndThenWaitsForNothing) {
  nb_damp damp = {};
  std::uint64_t now = 1;
  for (int i = 0; i < 100; i++, now += kWindow)
    EXPECT_EQ(Change(damp, now), 0u) << i;
}

TEST(Damp, WhatGoesToAndFroWaitsTwiceAsLongEachTime) {
  nb_damp damp = {};
  std::uint64_t now = 1, expected = kWindow;
  for (int i = 0; i < 3; i++, now += kWindow - 1)
    EXPECT_EQ(Change(damp, now), 0u) << i;
  for (int i = 0; i < 40; i++, now += kWindow - 1) {
    EXPECT_NEAR(static_cast<double>(Change(damp, now)), static_cast<double>(expected), 1e6) << i;
    expected = std::min<std::uint64_t>(2 * expected, NB_DAMP_MOST);
  }
  // A while of rest, and all is forgotten.
  now += kWindow;
  EXPECT_EQ(Change(damp, now), 0u);
}

TEST(Damp, HalfOfItMoreOrLessByDice) {
  std::uint64_t waits[2];
  for (std::uint32_t dice : {0u, ~0u}) {
    nb_damp damp = {};
    std::uint64_t now = 1;
    for (int i = 0; i < 3; i++)
      Change(damp, now);
    waits[dice & 1] = Change(damp, now, dice);
  }
  EXPECT_EQ(waits[0], kWindow / 2);
  EXPECT_NEAR(static_cast<double>(waits[1]), 1.5 * kWindow, 1e6);
}

TEST(Damp, WhatIsWantedNoMoreIsForgottenAndItsTimeToo) {
  nb_damp damp = {};
  std::uint64_t now = 1;
  for (int i = 0; i < 3; i++)
    Change(damp, now);
  EXPECT_FALSE(nb_damp_allows(&damp, kWindow, kMiddle, now));
  nb_damp_rest(&damp);
  EXPECT_EQ(nb_damp_deadline(&damp), NB_NEVER);
  now += kWindow;
  EXPECT_EQ(Change(damp, now), 0u);
}

TEST(Damp, WithoutProbesNothingWaits) {
  nb_damp damp = {};
  for (int i = 0; i < 10; i++)
    EXPECT_TRUE(nb_damp_allows(&damp, 0, kMiddle, 1000));
}

}  // namespace
}  // namespace netbond
