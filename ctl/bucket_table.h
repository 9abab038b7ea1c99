// SPDX-License-Identifier: GPL-2.0-or-later
// What a table of buckets adds up to. Pure: model in, model out.
#ifndef BONDCTL_BUCKET_TABLE_H
#define BONDCTL_BUCKET_TABLE_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model.h"

namespace bondctl {

/// What one member has of the table.
struct BucketShare {
  std::optional<std::string> member;  ///< absent: the buckets that nobody carries
  std::uint32_t buckets = 0;
  std::uint32_t coming = 0;  ///< planned to move to it
  std::uint32_t going = 0;   ///< planned to leave it
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
};

/// For each member, in the order they joined; then, if there are any, the buckets of nobody.
std::vector<BucketShare> bucket_shares(const BucketTable& table);

/// How long packets have been counted; nothing when they are not.
std::optional<std::uint64_t> counted_ms(const BucketTable& table);

/// The later table, with what was counted since the earlier one.
BucketTable counted_between(const BucketTable& earlier, BucketTable later);

}  // namespace bondctl

#endif
