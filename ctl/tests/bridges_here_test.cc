// SPDX-License-Identifier: GPL-2.0-or-later
#include "bridges_here.h"

#include <gtest/gtest.h>

namespace bondctl {
namespace {

TEST(BridgesHere, KnowsWhatIsNone) {
  EXPECT_FALSE(may_be_bridge("lo"));
  EXPECT_FALSE(may_be_bridge("not_there"));
  EXPECT_FALSE(may_be_bridge(""));
}

}  // namespace
}  // namespace bondctl
