// SPDX-License-Identifier: GPL-2.0-or-later
#include "listen.h"

#include <gtest/gtest.h>

namespace bondctl {
namespace {

/// Not on all others instead of it. Without CAP_NET_RAW it listens on none anyway.
TEST(Listen, HearsNothingOnADeviceThatIsGone) {
  const std::vector<PortHeard> heard = listen_on({"bondctl-gone"}, std::chrono::milliseconds(1));
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_FALSE(heard[0].listened);
  EXPECT_NE(heard[0].problem, "");
}

}  // namespace
}  // namespace bondctl
