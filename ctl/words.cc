// SPDX-License-Identifier: GPL-2.0-or-later
#include "words.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/ethtool.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <numeric>

#include "netbond/names_gen.h"

namespace bondctl {

namespace {

template <std::size_t N>
std::string word_of(const netbond_word (&words)[N], std::uint32_t value) {
  return value < N ? words[value].word : fmt::format("unknown_{}", value);
}

bool is_visible(char c) {
  return c >= ' ' && c <= '~';
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); i++) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); j++) {
      const std::size_t replace = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replace});
    }
  }
  return row.back();
}

}  // namespace

std::string state_word(std::uint32_t state) {
  return word_of(netbond_state_words, state);
}

std::string role_word(std::uint32_t role) {
  return word_of(netbond_role_words, role);
}

std::string vote_word(std::uint32_t kind) {
  return word_of(netbond_vote_words, kind);
}

std::string vote_value_word(std::uint32_t value) {
  return word_of(netbond_vote_value_words, value);
}

std::string reason_word(std::uint32_t reason) {
  return word_of(netbond_reason_words, reason);
}

std::string event_word(std::uint32_t kind) {
  return word_of(netbond_event_words, kind);
}

std::string event_name(const Event& event) {
  return event.stp ? "stp" : event_word(event.kind);
}

std::string duplex_word(std::uint8_t duplex) {
  return duplex == 0 ? "half" : duplex == 1 ? "full" : "unknown";
}

std::string lacp_selected_word(std::uint32_t selected) {
  return word_of(netbond_lacp_selected_words, selected);
}

std::string lacp_rx_word(std::uint32_t state) {
  return word_of(netbond_lacp_rx_words, state);
}

std::string lacp_periodic_word(std::uint32_t state) {
  return word_of(netbond_lacp_periodic_words, state);
}

std::string lacp_mux_word(std::uint32_t state) {
  return word_of(netbond_lacp_mux_words, state);
}

std::string lacp_churn_word(std::uint32_t state) {
  return word_of(netbond_lacp_churn_words, state);
}

std::string stp_state_word(std::uint32_t state) {
  constexpr const char* kWords[] = {"disabled", "listening", "learning", "forwarding", "blocking"};
  return state < std::size(kWords) ? kWords[state] : fmt::format("unknown_{}", state);
}

std::string member_reason_word(const Member& member) {
  const bool told = member.reason != NETBOND_REASON_NONE || member.role == NETBOND_ROLE_ACTIVE;
  return member.stp && !told ? stp_state_word(member.stp->state) : reason_word(member.reason);
}

std::string role_text(const Member& member) {
  if (member.role == NETBOND_ROLE_NONE)
    return member.reason == NETBOND_REASON_NONE ? kEmpty : reason_word(member.reason);
  if (member.reason == NETBOND_REASON_NONE || member.reason == NETBOND_REASON_BACKUP)
    return role_word(member.role);
  return fmt::format("{} ({})", role_word(member.role), reason_word(member.reason));
}

std::string link_text(const Member& member) {
  const std::string speed = speed_text(member.speed_mbps);
  return member.speed_mbps && member.duplex == DUPLEX_HALF ? speed + " half" : speed;
}

std::size_t reason_count() {
  return std::size(netbond_reason_words);
}

std::string address_text(const Address& address) {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(address.ipv6 ? AF_INET6 : AF_INET, address.bytes.data(), text, sizeof(text));
  return text;
}

std::optional<Address> parse_address(const std::string& text, bool ipv6) {
  Address address;
  address.ipv6 = ipv6;
  if (inet_pton(ipv6 ? AF_INET6 : AF_INET, text.c_str(), address.bytes.data()) != 1)
    return std::nullopt;
  return address;
}

std::string mac_text(const std::uint8_t bytes[6]) {
  return fmt::format("{:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", bytes[0], bytes[1], bytes[2],
                     bytes[3], bytes[4], bytes[5]);
}

std::optional<Mac> parse_mac(std::string_view text) {
  Mac mac;
  const std::vector<std::string> pairs = split(text, ':');
  if (pairs.size() != mac.size() || text.size() != 3 * mac.size() - 1)
    return std::nullopt;
  for (std::size_t i = 0; i < mac.size(); i++) {
    const std::optional<std::uint8_t> byte = whole_number<std::uint8_t>(pairs[i], 16);
    if (!byte || pairs[i].size() != 2)
      return std::nullopt;
    mac[i] = *byte;
  }
  return mac;
}

std::string duration_text(std::uint64_t ms) {
  const std::uint64_t s = ms / 1000;
  if (ms < 1000)
    return fmt::format("{}ms", ms);
  if (s < 60)
    return fmt::format("{}.{}s", s, ms % 1000 / 100);
  if (s < 3600)
    return fmt::format("{}m{:02}s", s / 60, s % 60);
  if (s < 86400)
    return fmt::format("{}h{:02}m", s / 3600, s / 60 % 60);
  return fmt::format("{}d{:02}h", s / 86400, s / 3600 % 24);
}

std::string speed_text(std::uint32_t mbps) {
  if (mbps == 0)
    return "?";
  if (mbps < 1000)
    return fmt::format("{}M", mbps);
  if (mbps % 1000 == 0)
    return fmt::format("{}G", mbps / 1000);
  return fmt::format("{:g}G", mbps / 1000.0);
}

std::string gap_text(std::uint64_t ns) {
  const double ms = static_cast<double>(ns) / 1e6;
  return fmt::format("{:.{}f} ms", ms, ns > 0 && ms < 10 ? 3 : 0);
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t at = text.find(separator);
    if (at != 0 && !text.empty())
      parts.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos)
      return parts;
    text.remove_prefix(at + 1);
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string join_and(const std::vector<std::string>& parts) {
  if (parts.size() < 2)
    return join(parts, "");
  return join({parts.begin(), parts.end() - 1}, ", ") + " and " + parts.back();
}

std::string visible(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_visible(c))
      out += c;
    else
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain = "._-:@+,/";
  const auto plain = [&](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) || kPlain.find(static_cast<char>(c)) != kPlain.npos);
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), plain))
    return word;
  const bool shown = std::all_of(word.begin(), word.end(), is_visible);
  std::string quoted = shown ? "'" : "$'";
  for (const char c : word) {
    if (!is_visible(c))
      quoted += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    else if (shown)
      quoted += c == '\'' ? "'\\''" : std::string(1, c);
    else
      quoted += (c == '\'' || c == '\\' ? "\\" : "") + std::string(1, c);
  }
  return quoted + "'";
}

std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates) {
  const std::size_t limit = std::max<std::size_t>(2, word.size() / 3);
  std::optional<std::string> best;
  std::size_t best_distance = limit + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance && distance < word.size()) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace bondctl
