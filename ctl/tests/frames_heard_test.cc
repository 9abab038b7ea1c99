// SPDX-License-Identifier: GPL-2.0-or-later
#include "frames_heard.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>

#include "frames_sample.h"

namespace bondctl {
namespace {

using sample::frame;

template <typename T>
T read_as(const sample::Frame& bytes) {
  const auto heard = read_frame(bytes);
  EXPECT_TRUE(heard && std::holds_alternative<T>(*heard));
  return heard && std::holds_alternative<T>(*heard) ? std::get<T>(*heard) : T{};
}

TEST(Frames, ReadsLldp) {
  const LldpHeard heard = read_as<LldpHeard>(sample::lldp_frame());
  EXPECT_EQ(heard.chassis, "00:de:0a:00:00:01");
  EXPECT_EQ(heard.port, "Ethernet1/7");
  EXPECT_EQ(heard.system_name, "sw1");
  EXPECT_EQ(heard.forwards, true);
  EXPECT_EQ(heard.vlan, 10);
  EXPECT_EQ(heard.aggregated, true);
  EXPECT_EQ(heard.aggregate, 17u);
}

TEST(Frames, LeavesNoControlCharacters) {
  const LldpHeard heard = read_as<LldpHeard>(sample::lldp_frame());
  EXPECT_EQ(heard.system_description, "Cisco Nexus Operating System (NX-OS) [31mSoftware");
}

TEST(Frames, ReadsLacp) {
  const LacpHeard heard = read_as<LacpHeard>(sample::lacp_frame());
  EXPECT_EQ(heard.system, "02:00:00:00:00:0a");
  EXPECT_EQ(heard.system_priority, 0x8000);
  EXPECT_EQ(heard.key, 9);
  EXPECT_EQ(heard.port, 3);
  EXPECT_EQ(heard.state, 0x3f);
}

TEST(Frames, ReadsRstp) {
  const StpHeard heard = read_as<StpHeard>(sample::rstp_frame());
  EXPECT_EQ(heard.version, 2);
  EXPECT_EQ(heard.bridge, "02:00:00:00:00:0b");
  EXPECT_EQ(heard.bridge_priority, 0x8000);
  EXPECT_EQ(heard.root, "02:00:00:00:00:01");
  EXPECT_EQ(heard.root_priority, 0x1000);
  EXPECT_EQ(heard.root_cost, 20000u);
  EXPECT_EQ(heard.vlan, 5);
  EXPECT_EQ(heard.port, 0x8002);
}

TEST(Frames, ReadsTheSenderOfMstp) {
  EXPECT_EQ(read_as<StpHeard>(sample::mstp_frame()).bridge, "02:00:00:00:00:0c");
}

TEST(Frames, ReadsCdp) {
  const CdpHeard heard = read_as<CdpHeard>(sample::cdp_frame());
  EXPECT_EQ(heard.device, "sw2");
  EXPECT_EQ(heard.port, "GigabitEthernet1/0/3");
  EXPECT_EQ(heard.version, "Cisco IOS");
  EXPECT_EQ(heard.platform, "cisco WS");
  EXPECT_EQ(heard.vlan, 20);
  EXPECT_EQ(heard.forwards, true);
}

TEST(Frames, ReadsPvst) {
  sample::Frame bytes = sample::rstp_frame();
  const sample::Frame head = frame("01000ccccccd 02000000000b 0032 aaaa03 00000c 010b");
  bytes.erase(bytes.begin(), bytes.begin() + 17);
  bytes.insert(bytes.begin(), head.begin(), head.end());
  EXPECT_EQ(read_as<StpHeard>(bytes).bridge, "02:00:00:00:00:0b");
}

TEST(Frames, TakesNoGoodbyeForANeighbour) {
  sample::Frame bytes =
      frame("0180c200000e 00de0a000001 88cc 0207 04 00de0a000001 0402 0531 0602 0000 0000");
  EXPECT_FALSE(read_frame(bytes));
}

TEST(Frames, WantsTheMandatoryOfLldpInOrder) {
  EXPECT_FALSE(
      read_frame(frame("0180c200000e 00de0a000001 88cc 0402 0531 0207 04 00de0a000001"
                       "0602 0078 0000")));
}

TEST(Frames, TakesNothingElse) {
  for (const char* hex :
       {"", "0180c200000e", "ffffffffffff 020000000001 0806 0001",
        "0180c2000002 020000000001 8809 02", "0180c2000000 02000000000b 0007 424203 0000 00 80",
        "01000ccccccc 02000000000d 000c aaaa03 00000c 0104 0000 0000"})
    EXPECT_FALSE(read_frame(frame(hex))) << hex;
}

// The bytes are exactly as many as are told, so that a sanitizer sees one too far.
std::optional<FrameHeard> read_exactly(const std::uint8_t* bytes, std::size_t size) {
  const auto copy = std::make_unique<std::uint8_t[]>(size);
  std::copy_n(bytes, size, copy.get());
  return read_frame({copy.get(), size});
}

TEST(Frames, SurvivesEveryCut) {
  for (const sample::Frame& whole :
       {sample::lldp_frame(), sample::lacp_frame(), sample::rstp_frame(), sample::mstp_frame(),
        sample::cdp_frame()}) {
    for (std::size_t size = 0; size <= whole.size(); size++)
      read_exactly(whole.data(), size);
  }
  EXPECT_FALSE(read_exactly(sample::lacp_frame().data(), 35));
  EXPECT_FALSE(read_exactly(sample::rstp_frame().data(), 51));
}

TEST(Frames, SurvivesNonsense) {
  std::mt19937 random(1);
  for (int round = 0; round < 20000; round++) {
    sample::Frame bytes = round % 5 == 0   ? sample::lldp_frame()
                          : round % 5 == 1 ? sample::lacp_frame()
                          : round % 5 == 2 ? sample::mstp_frame()
                          : round % 5 == 3 ? sample::cdp_frame()
                                           : sample::rstp_frame();
    for (int change = 0; change < 4; change++)
      bytes[12 + random() % (bytes.size() - 12)] = static_cast<std::uint8_t>(random());
    const auto heard = read_exactly(bytes.data(), bytes.size());
    const auto* lldp = heard ? std::get_if<LldpHeard>(&*heard) : nullptr;
    for (const char c : lldp ? lldp->system_description : "")
      EXPECT_TRUE(c >= 0x20 && c < 0x7f);
  }
}

TEST(Frames, KeepsTheLastOfASenderAndNotTooMany) {
  PortHeard port;
  for (std::uint16_t i = 0; i < 50; i++)
    port.take(LacpHeard{"02:00:00:00:00:01", 1, 9, i, 0});
  EXPECT_EQ(port.lacp.size(), 8u);
  port.take(LacpHeard{"02:00:00:00:00:01", 1, 10, 3, 0});
  EXPECT_EQ(port.lacp.size(), 8u);
  EXPECT_EQ(port.lacp[3].key, 10);
}

}  // namespace
}  // namespace bondctl
