// SPDX-License-Identifier: GPL-2.0-or-later
#include "frames_heard.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "words.h"

namespace bondctl {

namespace {

using Span = std::span<const std::uint8_t>;
using Mac6 = std::array<std::uint8_t, 6>;

constexpr std::size_t kHeader = 14;     // destination, source, type or length
constexpr std::size_t kTextMost = 160;  // of what a neighbour says of itself
constexpr std::size_t kHeardMost = 8;   // of a kind, from one port

constexpr Mac6 kBridgeGroup = {0x01, 0x80, 0xc2, 0x00, 0x00, 0x00};
constexpr Mac6 kSlowProtocols = {0x01, 0x80, 0xc2, 0x00, 0x00, 0x02};
constexpr Mac6 kCdpGroup = {0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc};
constexpr Mac6 kPvstGroup = {0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcd};

// Callers have checked that the bytes are there.
std::uint16_t u16(Span bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

std::uint32_t u32(Span bytes, std::size_t at) {
  return static_cast<std::uint32_t>(u16(bytes, at)) << 16 | u16(bytes, at + 2);
}

bool begins(Span bytes, std::initializer_list<std::uint8_t> with) {
  return bytes.size() >= with.size() && std::equal(with.begin(), with.end(), bytes.begin());
}

/// Printable ASCII, blanks for the rest: it goes to terminals.
std::string clean_text(Span bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes.first(std::min(bytes.size(), kTextMost))) {
    const bool printable = byte > 0x20 && byte < 0x7f;
    if (printable || (!text.empty() && text.back() != ' '))
      text += printable ? static_cast<char>(byte) : ' ';
  }
  while (!text.empty() && text.back() == ' ')
    text.pop_back();
  return text;
}

/// A chassis or port ID: subtype, then a MAC address, an IPv4 address or text.
std::string id_text(Span value, std::uint8_t mac_subtype, std::uint8_t address_subtype) {
  if (value.size() < 2)
    return "";
  const Span id = value.subspan(1);
  if (value[0] == mac_subtype && id.size() == 6)
    return mac_text(id.data());
  if (value[0] == address_subtype && id.size() == 5 && id[0] == 1)
    return fmt::format("{}.{}.{}.{}", id[1], id[2], id[3], id[4]);
  return clean_text(id);
}

void read_organization_tlv(Span value, LldpHeard* heard) {
  const bool dot3_lag = begins(value, {0x00, 0x12, 0x0f, 3});
  const bool dot1_lag = begins(value, {0x00, 0x80, 0xc2, 7});
  if ((dot3_lag || dot1_lag) && value.size() >= 9) {
    heard->aggregated = (value[4] & 3) == 3;
    heard->aggregate = u32(value, 5);
  }
  if (begins(value, {0x00, 0x80, 0xc2, 1}) && value.size() >= 6)
    heard->vlan = u16(value, 4);
}

void read_lldp_tlv(unsigned type, Span value, LldpHeard* heard) {
  switch (type) {
    case 4: heard->port_description = clean_text(value); break;
    case 5: heard->system_name = clean_text(value); break;
    case 6: heard->system_description = clean_text(value); break;
    case 7:
      if (value.size() >= 4)
        heard->forwards = (u16(value, 2) & 0x0014) != 0;  // bridge, router
      break;
    case 127: read_organization_tlv(value, heard); break;
    default: break;
  }
}

/// IEEE 802.1AB: chassis, port and time to live come first, and all must be there.
std::optional<FrameHeard> read_lldp(Span tlvs) {
  LldpHeard heard;
  std::uint16_t lifetime = 0;
  for (unsigned number = 1; tlvs.size() >= 2; number++) {
    const std::uint16_t head = u16(tlvs, 0);
    const unsigned type = head >> 9;
    const std::size_t length = head & 0x1ff;
    if (type == 0 || tlvs.size() - 2 < length)
      break;
    const Span value = tlvs.subspan(2, length);
    if (number <= 3 && type != number)
      return std::nullopt;
    if (number == 1)
      heard.chassis = id_text(value, 4, 5);
    else if (number == 2)
      heard.port = id_text(value, 3, 4);
    else if (number == 3 && length >= 2)
      lifetime = u16(value, 0);
    else
      read_lldp_tlv(type, value, &heard);
    tlvs = tlvs.subspan(2 + length);
  }
  // Without a lifetime it says goodbye.
  if (heard.chassis.empty() || heard.port.empty() || lifetime == 0)
    return std::nullopt;
  return heard;
}

void read_cdp_tlv(std::uint16_t type, Span value, CdpHeard* heard) {
  switch (type) {
    case 1: heard->device = clean_text(value); break;
    case 3: heard->port = clean_text(value); break;
    case 4:
      if (value.size() >= 4)
        heard->forwards = (u32(value, 0) & 0x0b) != 0;  // router, bridge, switch
      break;
    case 5: heard->version = clean_text(value); break;
    case 6: heard->platform = clean_text(value); break;
    case 10:
      if (value.size() >= 2)
        heard->vlan = u16(value, 0);
      break;
    default: break;
  }
}

std::optional<FrameHeard> read_cdp(Span packet) {
  CdpHeard heard;
  if (packet.size() < 4)
    return std::nullopt;
  for (Span tlvs = packet.subspan(4); tlvs.size() >= 4;) {
    const std::size_t length = u16(tlvs, 2);
    if (length < 4 || length > tlvs.size())
      break;
    read_cdp_tlv(u16(tlvs, 0), tlvs.subspan(4, length - 4), &heard);
    tlvs = tlvs.subspan(length);
  }
  if (heard.device.empty() || heard.port.empty())
    return std::nullopt;
  return heard;
}

/// IEEE 802.1AX: subtype 1, then the actor's half.
std::optional<FrameHeard> read_lacp(Span pdu) {
  if (pdu.size() < 22 || pdu[0] != 1 || pdu[1] < 1 || pdu[2] != 1 || pdu[3] != 20)
    return std::nullopt;
  LacpHeard heard;
  heard.system_priority = u16(pdu, 4);
  heard.system = mac_text(pdu.data() + 6);
  heard.key = u16(pdu, 12);
  heard.port = u16(pdu, 16);
  heard.state = pdu[18];
  return heard;
}

/// IEEE 802.1D and 802.1Q. An MST BPDU has its sender behind the regional root.
std::optional<FrameHeard> read_bpdu(Span bpdu) {
  constexpr std::size_t kSmallest = 35;
  constexpr std::size_t kMstBridge = 93;
  if (bpdu.size() < kSmallest || u16(bpdu, 0) != 0 || (bpdu[3] != 0 && bpdu[3] != 2))
    return std::nullopt;
  const bool mst = bpdu[2] >= 3 && bpdu[3] == 2 && bpdu.size() >= kMstBridge + 8;
  const std::size_t bridge = mst ? kMstBridge : 17;
  StpHeard heard;
  heard.version = bpdu[2];
  heard.root_priority = u16(bpdu, 5) & 0xf000;
  heard.vlan = u16(bpdu, 5) & 0x0fff;
  heard.root = mac_text(bpdu.data() + 7);
  heard.root_cost = u32(bpdu, 13);
  heard.bridge_priority = u16(bpdu, bridge) & 0xf000;
  heard.bridge = mac_text(bpdu.data() + bridge + 2);
  heard.port = u16(bpdu, 25);
  return heard;
}

/// A frame with a length: 802.2 and what it carries.
std::optional<FrameHeard> read_llc(Span frame, bool is_bridge_group) {
  const std::size_t length = u16(frame, 12);
  const Span llc = frame.subspan(kHeader, std::min(length, frame.size() - kHeader));
  if (is_bridge_group)
    return begins(llc, {0x42, 0x42, 0x03}) ? read_bpdu(llc.subspan(3)) : std::nullopt;
  if (begins(llc, {0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x20, 0x00}))
    return read_cdp(llc.subspan(8));
  if (begins(llc, {0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x01, 0x0b}))
    return read_bpdu(llc.subspan(8));
  return std::nullopt;
}

/// Replaces what the same sender said before.
template <typename T, typename Same>
void keep(std::vector<T>* list, const T& heard, Same same) {
  const auto old = std::find_if(list->begin(), list->end(), same);
  if (old != list->end())
    *old = heard;
  else if (list->size() < kHeardMost)
    list->push_back(heard);
}

}  // namespace

std::optional<FrameHeard> read_frame(Span frame) {
  if (frame.size() < kHeader)
    return std::nullopt;
  Mac6 to{};
  std::copy_n(frame.begin(), to.size(), to.begin());
  const std::uint16_t type = u16(frame, 12);
  // LLDP has three groups: 01-80-C2-00-00-0E, -03 and -00.
  if (type == 0x88cc && std::equal(to.begin(), to.end() - 1, kBridgeGroup.begin()))
    return read_lldp(frame.subspan(kHeader));
  if (type == 0x8809 && to == kSlowProtocols)
    return read_lacp(frame.subspan(kHeader));
  if (type < 0x600 && (to == kBridgeGroup || to == kCdpGroup || to == kPvstGroup))
    return read_llc(frame, to == kBridgeGroup);
  return std::nullopt;
}

void PortHeard::take(const FrameHeard& frame) {
  if (const auto* l = std::get_if<LldpHeard>(&frame))
    keep(&lldp, *l,
         [&](const LldpHeard& o) { return o.chassis == l->chassis && o.port == l->port; });
  else if (const auto* c = std::get_if<CdpHeard>(&frame))
    keep(&cdp, *c, [&](const CdpHeard& o) { return o.device == c->device && o.port == c->port; });
  else if (const auto* a = std::get_if<LacpHeard>(&frame))
    keep(&lacp, *a, [&](const LacpHeard& o) { return o.system == a->system && o.port == a->port; });
  else if (const auto* s = std::get_if<StpHeard>(&frame))
    keep(&stp, *s, [&](const StpHeard& o) {
      return o.bridge == s->bridge && o.port == s->port && o.vlan == s->vlan;
    });
}

}  // namespace bondctl
