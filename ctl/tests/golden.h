// SPDX-License-Identifier: GPL-2.0-or-later
// Comparison with files in golden/; BONDCTL_GOLDEN=write rewrites them, to be reviewed as a diff.
#ifndef BONDCTL_TESTS_GOLDEN_H
#define BONDCTL_TESTS_GOLDEN_H

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace bondctl {

inline std::string read_source(const std::string& name) {
  std::ifstream file(std::string(BONDCTL_SOURCE) + name);
  EXPECT_TRUE(file) << name << " cannot be read";
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline void expect_golden(const std::string& name, const std::string& text) {
  const char* order = std::getenv("BONDCTL_GOLDEN");
  if (order && std::string(order) == "write")
    std::ofstream(std::string(BONDCTL_SOURCE) + "tests/golden/" + name) << text;
  EXPECT_EQ(read_source("tests/golden/" + name), text);
}

}  // namespace bondctl

#endif
