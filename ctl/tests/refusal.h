// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef BONDCTL_TESTS_REFUSAL_H
#define BONDCTL_TESTS_REFUSAL_H

#include <gtest/gtest.h>

#include <string>

#include "error.h"

namespace bondctl {

/// What a call says that the kernel refused, or "no error".
template <typename Call>
std::string refusal_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code, kExitRefused);
    return error.text;
  }
  return "no error";
}

}  // namespace bondctl

#endif
