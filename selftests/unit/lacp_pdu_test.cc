// SPDX-License-Identifier: GPL-2.0
// Frames of LACP and Marker: layout, tolerance, and what is malformed.
#include <algorithm>

#include "cases.h"
#include "lacp_rig.h"

namespace netbond {
namespace {

using Frame = std::vector<std::uint8_t>;

Frame Lacpdu() {
  nb_lacpdu pdu = {
      1,
      {0x1234, {1, 2, 3, 4, 5, 6}, 0x5678, 0x9abc, 0xdef0, 0x3f},
      {0x4321, {6, 5, 4, 3, 2, 1}, 0x8765, 0xcba9, 0x0fed, 0x3d},
      0x8000,
  };
  Frame frame(NB_SLOW_LEN, 0xee);
  nb_lacpdu_write(&pdu, frame.data());
  return frame;
}

Frame Marker(bool response) {
  nb_marker marker = {0x1122, {1, 2, 3, 4, 5, 6}, 0xdeadbeef, 0};
  Frame frame(NB_SLOW_LEN, 0xee);
  nb_marker_write(&marker, response, frame.data());
  return frame;
}

nb_slow_kind Classify(const Frame& frame) {
  return nb_slow_classify(frame.data(), frame.size());
}

Frame With(Frame frame, std::size_t at, std::uint8_t value) {
  frame[at] = value;
  return frame;
}

TEST(LacpPdu, LayoutOfVersion1) {
  Frame want = {
      1,    1,                                                              // subtype, version
      1,    20,   0x12, 0x34, 1,    2, 3, 4, 5, 6, 0x56, 0x78,              // actor
      0x9a, 0xbc, 0xde, 0xf0, 0x3f, 0, 0, 0,                                //
      2,    20,   0x43, 0x21, 6,    5, 4, 3, 2, 1, 0x87, 0x65,              // partner
      0xcb, 0xa9, 0x0f, 0xed, 0x3d, 0, 0, 0,                                //
      3,    16,   0x80, 0x00, 0,    0, 0, 0, 0, 0, 0,    0,    0, 0, 0, 0,  // collector
  };
  want.resize(NB_SLOW_LEN);
  EXPECT_EQ(Lacpdu(), want);
}

TEST(LacpPdu, ReadsWhatItWrites) {
  nb_lacpdu pdu;
  Frame frame = Lacpdu();
  ASSERT_EQ(Classify(frame), NB_SLOW_LACPDU);
  nb_lacpdu_read(frame.data(), &pdu);
  Frame again(NB_SLOW_LEN);
  nb_lacpdu_write(&pdu, again.data());
  EXPECT_EQ(again, frame);
  EXPECT_EQ(pdu.actor.port, 0xdef0);
  EXPECT_EQ(pdu.partner.state, 0x3d);
  EXPECT_EQ(pdu.collector_max_delay, 0x8000);
}

TEST(LacpPdu, LayoutOfMarker) {
  Frame want = {2, 1, 1, 16, 0x11, 0x22, 1, 2, 3, 4, 5, 6, 0xde, 0xad, 0xbe, 0xef};
  want.resize(NB_SLOW_LEN);
  EXPECT_EQ(Marker(false), want);
  EXPECT_EQ(Marker(true), With(want, 2, 2));
  nb_marker marker;
  nb_marker_read(want.data(), &marker);
  EXPECT_EQ(marker.transaction, 0xdeadbeef);
  EXPECT_EQ(marker.port, 0x1122);
}

struct Case {
  const char* name;
  Frame frame;
  nb_slow_kind kind;
};

Frame Cut(Frame frame, std::size_t size) {
  frame.resize(size);
  return frame;
}

const Case kCases[] = {
    {"lacpdu", Lacpdu(), NB_SLOW_LACPDU},
    {"lacpdu_with_more_behind", Cut(Lacpdu(), 1500), NB_SLOW_LACPDU},
    {"lacpdu_cut", Cut(Lacpdu(), 109), NB_SLOW_BAD},
    {"lacpdu_cut_after_actor", Cut(Lacpdu(), 22), NB_SLOW_BAD},
    {"lacpdu_subtype_alone", Cut(Lacpdu(), 1), NB_SLOW_BAD},
    {"nothing", {}, NB_SLOW_BAD},
    {"version_0", With(Lacpdu(), 1, 0), NB_SLOW_LACPDU},
    {"version_2", With(Lacpdu(), 1, 2), NB_SLOW_LACPDU},
    {"version_2_with_tlvs_in_the_terminators_place", With(With(With(Lacpdu(), 1, 2), 58, 4), 59, 6),
     NB_SLOW_LACPDU},
    {"version_f1", With(With(Lacpdu(), 1, 0xf1), 59, 4), NB_SLOW_LACPDU},
    {"actor_type_is_not_judged", With(Lacpdu(), 2, 9), NB_SLOW_LACPDU},
    {"partner_type_is_not_judged", With(Lacpdu(), 22, 9), NB_SLOW_LACPDU},
    {"reserved_is_not_judged", With(Lacpdu(), 19, 9), NB_SLOW_LACPDU},
    {"tail_is_not_judged", With(Lacpdu(), 109, 9), NB_SLOW_LACPDU},
    {"actor_length", With(Lacpdu(), 3, 19), NB_SLOW_BAD},
    {"partner_length", With(Lacpdu(), 23, 21), NB_SLOW_BAD},
    {"collector_length", With(Lacpdu(), 43, 0), NB_SLOW_BAD},
    {"terminator_length", With(Lacpdu(), 59, 1), NB_SLOW_BAD},
    {"actor_port_0", With(With(Lacpdu(), 16, 0), 17, 0), NB_SLOW_BAD},
    {"actor_key_0", With(With(Lacpdu(), 12, 0), 13, 0), NB_SLOW_LACPDU},
    {"marker", Marker(false), NB_SLOW_MARKER},
    {"marker_response", Marker(true), NB_SLOW_RESPONSE},
    {"marker_cut", Cut(Marker(false), 60), NB_SLOW_BAD},
    {"marker_length", With(Marker(false), 3, 0x16), NB_SLOW_BAD},
    {"marker_of_no_type", With(Marker(false), 2, 0), NB_SLOW_BAD},
    {"marker_of_unknown_type", With(Marker(false), 2, 3), NB_SLOW_BAD},
    {"marker_version_is_not_judged", With(Marker(false), 1, 7), NB_SLOW_MARKER},
    {"marker_pad_is_not_judged", With(Marker(false), 16, 7), NB_SLOW_MARKER},
    {"subtype_0", With(Lacpdu(), 0, 0), NB_SLOW_BAD},
    {"subtype_oam", With(Lacpdu(), 0, 3), NB_SLOW_UNKNOWN},
    {"subtype_ossp", With(Lacpdu(), 0, 10), NB_SLOW_UNKNOWN},
    {"subtype_oam_short", {3}, NB_SLOW_UNKNOWN},
    {"subtype_11", With(Lacpdu(), 0, 11), NB_SLOW_BAD},
    {"subtype_255", With(Lacpdu(), 0, 255), NB_SLOW_BAD},
};

void PrintTo(const Case& c, std::ostream* out) {
  PrintCase(c, out);
}

class LacpFrame : public testing::TestWithParam<Case> {};

TEST_P(LacpFrame, Kind) {
  EXPECT_EQ(Classify(GetParam().frame), GetParam().kind);
}

// A port that runs does not care, and counts.
TEST_P(LacpFrame, BadChangesNothing) {
  const Case& c = GetParam();
  if (c.kind != NB_SLOW_BAD && c.kind != NB_SLOW_UNKNOWN)
    return;
  LacpRig rig;
  rig.BringUp(1);
  ASSERT_TRUE(rig.Distributing(0));
  rig.Sent();
  nb_lacp_port before = rig.port[0];
  EXPECT_EQ(nb_lacp_receive(&rig.port[0], c.frame.data(), c.frame.size(), rig.now), c.kind);
  rig.Drain();
  EXPECT_TRUE(rig.actions.empty());
  (c.kind == NB_SLOW_BAD ? before.count.bad : before.count.unknown)++;
  EXPECT_EQ(std::memcmp(&before, &rig.port[0], sizeof(before)), 0);
}
INSTANTIATE_TEST_SUITE_P(Table, LacpFrame, testing::ValuesIn(kCases), CaseName<Case>);

TEST(LacpKey, AsInTree) {
  nb_lacp_link link = {true, true, 1000, false};
  EXPECT_EQ(nb_lacp_key(0, &link), 9);
  link.speed = 10000;
  EXPECT_EQ(nb_lacp_key(0, &link), 15);
  EXPECT_EQ(nb_lacp_key(3, &link), 3 << 6 | 15);
  link.full_duplex = false;
  EXPECT_EQ(nb_lacp_key(1023, &link), 1023 << 6 | 14);
}

TEST(LacpKey, IsNever0AndTellsSpeedsApart) {
  std::vector<std::uint16_t> keys;
  for (std::uint32_t speed : {0u, 10u, 1000u, 1600000u, 80000u, 100000u, 0xffffffffu}) {
    nb_lacp_link link = {true, false, speed, true};
    keys.push_back(nb_lacp_key(0, &link));
    EXPECT_NE(keys.back(), 0);
  }
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(std::unique(keys.begin(), keys.end()), keys.end());
}

}  // namespace
}  // namespace netbond
