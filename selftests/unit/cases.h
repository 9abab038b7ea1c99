// SPDX-License-Identifier: GPL-2.0
// From the shared test tables to GoogleTest.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "tests/cases.h"

namespace netbond {

inline testing::AssertionResult Verdict(bool ok, const nb_fault& fault) {
  if (ok)
    return testing::AssertionSuccess();
  return testing::AssertionFailure() << "step " << fault.step << ": " << fault.what << ": expected "
                                     << fault.want << ", got " << fault.got;
}

template <typename Case>
testing::AssertionResult Check(bool (*run)(const Case*, nb_fault*), const Case& c) {
  nb_fault fault = {};
  bool ok = run(&c, &fault);
  return Verdict(ok, fault);
}

inline testing::AssertionResult Check(bool (*run)(nb_fault*)) {
  nb_fault fault = {};
  bool ok = run(&fault);
  return Verdict(ok, fault);
}

// The same scenario from ever other seeds; says which one failed.
inline testing::AssertionResult RunSeeds(bool (*run)(std::uint64_t, nb_fault*),
                                         std::uint64_t rounds = 50000) {
  for (std::uint64_t seed = 1; seed <= rounds; seed++) {
    nb_fault fault = {};
    bool ok = run(seed, &fault);
    if (!ok)
      return Verdict(ok, fault) << ", seed " << seed;
  }
  return testing::AssertionSuccess();
}

template <typename Case>
std::string CaseName(const testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

template <typename Case>
void PrintCase(const Case& c, std::ostream* out) {
  *out << c.name;
}

}  // namespace netbond
