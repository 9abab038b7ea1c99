// SPDX-License-Identifier: GPL-2.0
// Any bytes as a frame. The first byte: bit 7 a tag beside the frame, the rest the policy; two
// bytes of tag; the frame. More policies than there are, so that unknown ones are met too.
#include <cstring>
#include <memory>

#include "bytes.h"
#include "flow.h"
#include "flow_narrow.h"

namespace {

constexpr nb_flow_seed kSeed = {0x0123456789abcdefULL, 0xfedcba9876543210ULL};

using netbond::Demand;

// A copy of exactly as many bytes, so that the sanitizer sees every byte too far.
struct Frame {
  Frame(const std::uint8_t* data, std::size_t len, std::uint8_t control, std::uint16_t tci)
      : bytes(new std::uint8_t[len ? len : 1]) {
    if (len)
      std::memcpy(bytes.get(), data, len);
    view = {bytes.get(), static_cast<u32>(len), tci, (control & 0x80) != 0};
  }
  std::unique_ptr<std::uint8_t[]> bytes;
  nb_flow_frame view;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3)
    return 0;
  std::uint32_t policy = (data[0] & 0x7f) % 7;
  std::uint16_t tci = static_cast<std::uint16_t>(data[1] << 8 | data[2]);
  Frame whole(data + 3, size - 3, data[0], tci);
  Frame half(data + 3, (size - 3) / 2, data[0], tci);

  bool cut = true, cut_again = false, cut_half = false;
  u32 hash = nb_flow_hash(&kSeed, policy, &whole.view, &cut);
  nb_flow_info info;
  nb_flow_dissect(policy, &whole.view, &info);
  Demand(hash == nb_flow_mix(&kSeed, &info), "the short way and the long way agree");
  Demand(cut == info.cut, "both say whether bytes are missing");
  Demand(hash == nb_flow_narrow_hash(&kSeed, policy, &whole.view, &cut_again) && cut == cut_again,
         "without 128-bit numbers it is the same");
  u32 hash_half = nb_flow_hash(&kSeed, policy, &half.view, &cut_half);
  Demand(cut_half || (hash_half == hash && !cut), "more bytes matter only if they were wanted");
  return 0;
}
