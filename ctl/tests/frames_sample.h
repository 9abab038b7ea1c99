// SPDX-License-Identifier: GPL-2.0-or-later
// Frames as switches send them, by hand.
#ifndef BONDCTL_TESTS_FRAMES_SAMPLE_H
#define BONDCTL_TESTS_FRAMES_SAMPLE_H

#include <cstdint>
#include <string>
#include <vector>

namespace bondctl::sample {

using Frame = std::vector<std::uint8_t>;

/// Bytes out of hexadecimal digits; blanks are for people.
inline Frame frame(const std::string& hex) {
  Frame bytes;
  std::string digits;
  for (const char c : hex) {
    if (c == ' ')
      continue;
    digits += c;
    if (digits.size() == 2) {
      bytes.push_back(static_cast<std::uint8_t>(std::stoul(digits, nullptr, 16)));
      digits.clear();
    }
  }
  return bytes;
}

inline Frame lldp_tlv(unsigned type, const Frame& value) {
  Frame tlv = {static_cast<std::uint8_t>(type << 1 | value.size() >> 8),
               static_cast<std::uint8_t>(value.size())};
  tlv.insert(tlv.end(), value.begin(), value.end());
  return tlv;
}

inline Frame lldp_text(unsigned type, const std::string& text) {
  return lldp_tlv(type, Frame(text.begin(), text.end()));
}

/// A switch with NX-OS: port Ethernet1/7 in VLAN 10, of a LAG.
inline Frame lldp_frame() {
  Frame bytes = frame("0180c200000e 00de0a000001 88cc");
  for (const Frame& tlv :
       {lldp_tlv(1, frame("04 00de0a000001")), lldp_tlv(2, frame("05 45746865726e6574312f37")),
        lldp_tlv(3, frame("0078")), lldp_text(4, "Ethernet1/7"), lldp_text(5, "sw1"),
        lldp_text(6, "Cisco Nexus Operating System (NX-OS)\n\x1b[31mSoftware"),
        lldp_tlv(7, frame("0014 0004")), lldp_tlv(127, frame("0080c2 01 000a")),
        lldp_tlv(127, frame("00120f 03 03 00000011")), lldp_tlv(0, {})})
    bytes.insert(bytes.end(), tlv.begin(), tlv.end());
  return bytes;
}

inline Frame lacp_frame() {
  Frame bytes = frame(
      "0180c2000002 02000000000a 8809 01 01"
      "0114 8000 02000000000a 0009 00ff 0003 3f 000000"
      "0214 ffff 000000000000 0000 0000 0000 00 000000"
      "0310 0000 000000000000000000000000");
  bytes.resize(124);
  return bytes;
}

/// RSTP from bridge 8000.02:..:0b, port 8002, root 1000.02:..:01 at cost 20000, VLAN 5 in both.
inline Frame rstp_frame() {
  return frame(
      "0180c2000000 02000000000b 0027 424203"
      "0000 02 02 3c 1005 020000000001 00004e20 8005 02000000000b 8002 0001 1400 0200 0f00 00"
      "000000");
}

/// MSTP: the bridge stands behind the digest, the regional root where RSTP has the bridge.
inline Frame mstp_frame() {
  Frame bytes = frame(
      "0180c2000000 02000000000c 0069 424203"
      "0000 03 02 7c 8000 020000000001 00000000 8000 020000000001 8001 0001 1400 0200 0f00 00"
      "0040");
  bytes.resize(14 + 3 + 93);
  const Frame bridge = frame("8000 02000000000c 14");
  bytes.insert(bytes.end(), bridge.begin(), bridge.end());
  return bytes;
}

/// A Catalyst by CDP: port GigabitEthernet1/0/3, native VLAN 20.
inline Frame cdp_frame() {
  return frame(
      "01000ccccccc 02000000000d 005c aaaa03 00000c 2000 02 b4 0000"
      "0001 0007 737732 0003 0018 4769676162697445746865726e6574312f302f33"
      "0004 0008 00000028 0005 000d 436973636f20494f53 0006 000c 63697363 6f205753"
      "000a 0006 0014");
}

}  // namespace bondctl::sample

#endif
