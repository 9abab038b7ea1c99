// SPDX-License-Identifier: GPL-2.0-or-later
#include "bucket_table.h"

#include <algorithm>

namespace bondctl {

namespace {

/// The share of a member, new if the bond did not name it (it joined or left meanwhile).
BucketShare& share_of(std::vector<BucketShare>* shares, const std::optional<std::string>& member) {
  const auto found = std::find_if(shares->begin(), shares->end(),
                                  [&](const BucketShare& share) { return share.member == member; });
  if (found != shares->end())
    return *found;
  shares->push_back({});
  shares->back().member = member;
  return shares->back();
}

}  // namespace

std::vector<BucketShare> bucket_shares(const BucketTable& table) {
  std::vector<BucketShare> shares;
  for (const std::string& member : table.members)
    share_of(&shares, member);
  BucketShare nobody;
  for (const Bucket& bucket : table.buckets) {
    BucketShare& share = bucket.member ? share_of(&shares, bucket.member) : nobody;
    share.buckets++;
    share.packets += bucket.packets;
    share.bytes += bucket.bytes;
    if (!bucket.next)
      continue;
    share.going++;
    share_of(&shares, bucket.next).coming++;
  }
  if (nobody.buckets)
    shares.push_back(nobody);
  return shares;
}

std::optional<std::uint64_t> counted_ms(const BucketTable& table) {
  std::optional<std::uint64_t> longest;
  for (const Bucket& bucket : table.buckets)
    longest = std::max(longest, bucket.counted_ms);
  return longest;
}

BucketTable counted_between(const BucketTable& earlier, BucketTable later) {
  for (Bucket& bucket : later.buckets) {
    const auto before =
        std::find_if(earlier.buckets.begin(), earlier.buckets.end(),
                     [&](const Bucket& other) { return other.index == bucket.index; });
    if (before == earlier.buckets.end())
      continue;
    // Smaller than before: counting ended and began anew.
    if (bucket.packets >= before->packets && bucket.bytes >= before->bytes) {
      bucket.packets -= before->packets;
      bucket.bytes -= before->bytes;
    }
    if (bucket.counted_ms && before->counted_ms && *bucket.counted_ms >= *before->counted_ms)
      *bucket.counted_ms -= *before->counted_ms;
  }
  return later;
}

}  // namespace bondctl
