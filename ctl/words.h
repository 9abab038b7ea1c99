// SPDX-License-Identifier: GPL-2.0-or-later
// Numbers of the protocol as the words and notations that people read.
#ifndef BONDCTL_WORDS_H
#define BONDCTL_WORDS_H

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "model.h"

namespace bondctl {

/// What does not apply; what is not known is "?".
constexpr const char* kEmpty = "--";

// A value this bondctl does not know (newer module) reads "unknown_N".
std::string state_word(std::uint32_t state);
std::string role_word(std::uint32_t role);
std::string vote_word(std::uint32_t kind);
std::string vote_value_word(std::uint32_t value);
std::string reason_word(std::uint32_t reason);
std::string event_word(std::uint32_t kind);
/// Of a bridge's event "stp".
std::string event_name(const Event& event);
std::string duplex_word(std::uint8_t duplex);
std::string lacp_selected_word(std::uint32_t selected);
std::string lacp_rx_word(std::uint32_t state);
std::string lacp_periodic_word(std::uint32_t state);
std::string lacp_mux_word(std::uint32_t state);
std::string lacp_churn_word(std::uint32_t state);
/// BR_STATE_*: disabled, listening, learning, forwarding, blocking
std::string stp_state_word(std::uint32_t state);
/// The reason, and of a bridge's port that neither forwards nor lacks anything its state.
/// What the member does, or why it does nothing: "active", "no_carrier",
/// "active (lacp_fallback)"; "--" when nobody says why.
std::string role_text(const Member& member);
/// Speed, and duplex when it is half: "10G", "100M half", "?".
std::string link_text(const Member& member);
std::string member_reason_word(const Member& member);

/// Number of reasons the protocol has, 0 .. count-1.
std::size_t reason_count();

std::string address_text(const Address& address);
/// Reads an IPv4 or IPv6 address; nothing if it is neither.
std::optional<Address> parse_address(const std::string& text, bool ipv6);
std::string mac_text(const std::uint8_t bytes[6]);
/// Reads six pairs of hexadecimal digits with colons between.
std::optional<Mac> parse_mac(std::string_view text);

/// 430ms, 12.3s, 3m12s, 5h07m, 3d04h
std::string duration_text(std::uint64_t ms);
/// 2.5G, 100M, or "?" for an unknown speed
std::string speed_text(std::uint32_t mbps);
/// Milliseconds: "214 ms", "0.412 ms"
std::string gap_text(std::uint64_t ns);

std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
/// "a, b and c"
std::string join_and(const std::vector<std::string>& parts);

/// Reads a number that fits into T and nothing else, in base 10 or, for whole_number("ff", 16), 16.
template <typename T>
std::optional<T> whole_number(std::string_view text, int base = 10) {
  T value{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (problem != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

/// What people read: each byte that is no visible ASCII and no blank as "\x1b", for names may hold
/// what a terminal obeys.
std::string visible(std::string_view text);
/// A word as a shell takes it, visible too.
std::string shell_word(const std::string& word);

/// The candidate most like a mistyped word; nothing if none is near.
std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates);

}  // namespace bondctl

#endif
