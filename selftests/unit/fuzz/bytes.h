// SPDX-License-Identifier: GPL-2.0
// What fuzzers share: bytes that tell a life, one choice after the other, and what has to be so.
// Little is included, for every fuzzer is compiled by itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace netbond {

inline void Demand(bool ok, const char* what) {
  if (ok)
    return;
  std::fprintf(stderr, "not so: %s\n", what);
  std::abort();
}

// Zeroes behind the end.
class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : at_(data), end_(data + size) {}
  bool empty() const { return at_ == end_; }
  std::uint8_t Next() { return empty() ? 0 : *at_++; }
  std::uint16_t Next16() {
    std::uint16_t high = Next();
    return static_cast<std::uint16_t>(high << 8 | Next());
  }
  std::uint32_t Next32() {
    std::uint32_t high = Next16();
    return high << 16 | Next16();
  }
  unsigned Below(unsigned limit) { return Next() % limit; }

 private:
  const std::uint8_t *at_, *end_;
};

}  // namespace netbond
