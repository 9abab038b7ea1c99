// SPDX-License-Identifier: GPL-2.0-or-later
#include "bucket_table.h"

#include <gtest/gtest.h>

#include "sample.h"

namespace bondctl {
namespace {

Bucket counted(std::uint64_t packets, std::uint64_t bytes, std::optional<std::uint64_t> ms) {
  Bucket bucket;
  bucket.packets = packets;
  bucket.bytes = bytes;
  bucket.counted_ms = ms;
  return bucket;
}

BucketTable table_of(const Bucket& bucket) {
  BucketTable table;
  table.buckets = {bucket};
  return table;
}

TEST(BucketTable, AddsUpShares) {
  BucketTable table = sample::table(sample::buckets(1000));
  table.members = {"eth0", "eth1", "eth2"};
  const std::vector<BucketShare> shares = bucket_shares(table);
  ASSERT_EQ(shares.size(), 3u);
  EXPECT_EQ(shares[0].member, "eth0");
  EXPECT_EQ(shares[0].buckets, 216u);
  EXPECT_EQ(shares[0].going, 64u);
  EXPECT_EQ(shares[0].coming, 0u);
  EXPECT_EQ(shares[1].buckets, 40u);
  EXPECT_EQ(shares[1].coming, 64u);
  EXPECT_EQ(shares[0].packets + shares[1].packets, 256u * 10 + 255u * 128);
  EXPECT_EQ(shares[2].buckets, 0u);
}

TEST(BucketTable, ShowsBucketsOfNobodyAndOfNewcomers) {
  BucketTable table = sample::table(
      {sample::bucket(0, nullptr, sample::bucket_next("eth9")), sample::bucket(1, "eth8", {})});
  table.members = {"eth0"};
  const std::vector<BucketShare> shares = bucket_shares(table);
  ASSERT_EQ(shares.size(), 4u);
  EXPECT_EQ(shares[0].member, "eth0");
  EXPECT_EQ(shares[1].member, "eth9");
  EXPECT_EQ(shares[1].coming, 1u);
  EXPECT_EQ(shares[2].member, "eth8");
  EXPECT_FALSE(shares[3].member);
  EXPECT_EQ(shares[3].buckets, 1u);
  EXPECT_EQ(shares[3].going, 1u);
}

TEST(BucketTable, TellsWhetherItCounts) {
  EXPECT_FALSE(counted_ms(BucketTable{}));
  EXPECT_FALSE(counted_ms(sample::table(sample::buckets())));
  EXPECT_EQ(counted_ms(sample::table(sample::buckets(500))), 500u);
  EXPECT_EQ(counted_ms(table_of(counted(0, 0, 0))), 0u);
}

TEST(BucketTable, TellsWhatPassedMeanwhile) {
  const auto between = [](const Bucket& before, const Bucket& after) {
    return counted_between(table_of(before), table_of(after)).buckets[0];
  };
  const Bucket usual = between(counted(10, 1000, 5000), counted(14, 1400, 7000));
  EXPECT_EQ(usual.packets, 4u);
  EXPECT_EQ(usual.bytes, 400u);
  EXPECT_EQ(usual.counted_ms, 2000u);
  // Counting began with the first look; what was counted long ago is not of now.
  const Bucket begun = between(counted(10, 1000, {}), counted(14, 1400, 2000));
  EXPECT_EQ(begun.packets, 4u);
  EXPECT_EQ(begun.counted_ms, 2000u);
  // The numbers were forgotten in between.
  const Bucket anew = between(counted(10, 1000, 5000), counted(3, 300, 2000));
  EXPECT_EQ(anew.packets, 3u);
  EXPECT_EQ(anew.bytes, 300u);
  EXPECT_EQ(anew.counted_ms, 2000u);
  // A bucket that was not there before.
  EXPECT_EQ(counted_between({}, table_of(counted(3, 300, 20))).buckets[0].packets, 3u);
}

}  // namespace
}  // namespace bondctl
