// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch_frame.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <optional>
#include <string_view>

#include "options.h"
#include "text_table.h"
#include "words.h"

namespace bondctl {

namespace {

/// A line in pieces, each of one colour, none of which changes its width.
class Line {
 public:
  Line& add(std::string_view text, PaintWord paint = nullptr) {
    pieces_.push_back({text, paint});
    width_ += pieces_.back().text.size();
    return *this;
  }
  Line& pad(std::size_t column) {
    return column > width_ ? add(std::string(column - width_, ' ')) : *this;
  }
  std::size_t width() const { return width_; }

  std::string cut(std::size_t width, const Paint& paint) const {
    std::string out;
    for (const Cell& piece : pieces_) {
      const std::string text = piece.text.substr(0, width);
      width -= text.size();
      out += piece.paint ? (paint.*piece.paint)(text) : text;
    }
    const std::size_t last = out.find_last_not_of(' ');
    return last == std::string::npos ? "" : out.substr(0, last + 1);
  }

 private:
  std::vector<Cell> pieces_;
  std::size_t width_ = 0;
};

PaintWord state_paint(std::uint32_t state) {
  return state == NETBOND_STATE_OK         ? &Paint::good
         : state == NETBOND_STATE_DEGRADED ? &Paint::warn
                                           : &Paint::bad;
}

std::string clock_text(std::uint64_t ns) {
  const auto seconds = static_cast<std::time_t>(ns / 1'000'000'000);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  char text[16];
  std::strftime(text, sizeof(text), "%T", &parts);
  return text;
}

Line head_line(const WatchState& state) {
  Line line;
  line.add(clock_text(state.now_ns)).add("  ");
  if (!state.notice.empty())
    return line.add(state.notice, &Paint::bad);
  line.add(fmt::format("{} bond{}", state.bonds.size(), state.bonds.size() == 1 ? "" : "s"));
  for (const std::uint32_t health :
       {NETBOND_STATE_OK, NETBOND_STATE_DEGRADED, NETBOND_STATE_FAILED}) {
    const auto count = std::count_if(state.bonds.begin(), state.bonds.end(),
                                     [&](const Bond& bond) { return bond.state == health; });
    if (count)
      line.add("  ").add(fmt::format("{} {}", count, state_word(health)), state_paint(health));
  }
  return line.add("  q quits");
}

Line bond_line(const Bond& bond) {
  Line line;
  line.add(bond.name, &Paint::strong).add("  " + mode_word(bond) + "  ");
  line.add(state_word(bond.state), state_paint(bond.state));
  if (bond.reason != NETBOND_REASON_NONE)
    line.add(fmt::format(" ({})", reason_word(bond.reason)));
  if (bond.active_member)
    line.add("  active ").add(*bond.active_member, &Paint::strong);
  if (!bond.up)
    line.add("  ").add("set down", &Paint::bad);
  else if (!bond.carrier)
    line.add("  ").add("no carrier", &Paint::bad);
  return line;
}

Line failover_line(const WatchState& state, const Bond& bond) {
  Line line;
  line.add("  ");
  if (bond.failovers == 0)
    return line.add("no failover yet");
  if (bond.stp)  // the kernel counts them, and tells no more
    return line.add(fmt::format("failovers {}", bond.failovers));
  const auto found = state.failovers.find(bond.ifindex);
  if (found == state.failovers.end())
    return line.add(fmt::format("failovers {}, last ?", bond.failovers));
  const Event& event = found->second;
  const std::uint64_t age = state.now_ns > event.time_ns ? state.now_ns - event.time_ns : 0;
  line.add(fmt::format("failovers {}, last {} ago: {}", bond.failovers,
                       duration_text(age / 1'000'000), event.old_member.value_or("?")));
  if (event.kind == NETBOND_EVENT_ACTIVE)
    line.add(fmt::format(" -> {}", event.member.value_or("none")));
  line.add(fmt::format(", {}", reason_word(event.reason)));
  return event.gap_ns ? line.add(fmt::format(", gap {}", gap_text(*event.gap_ns))) : line;
}

void add_votes(const Member& member, Line* line) {
  for (std::size_t i = 0; i < member.votes.size(); i++) {
    const Vote& vote = member.votes[i];
    const bool yes = vote.value == NETBOND_VOTE_VALUE_YES;
    const bool no = vote.value == NETBOND_VOTE_VALUE_NO;
    line->add(i ? " " : "")
        .add(fmt::format("{}{}",
                         yes  ? '+'
                         : no ? '-'
                              : '?',
                         vote_word(vote.kind)),
             yes  ? &Paint::good
             : no ? &Paint::bad
                  : &Paint::warn);
  }
  if (member.votes.empty())
    line->add("--");
}

// ---- bars

constexpr std::size_t kShareWidth = 4;  // "100%"
constexpr std::size_t kRateWidth = 5;   // "12.3M"
constexpr std::size_t kNumbersWidth = 1 + kShareWidth + 1 + kRateWidth;
constexpr std::size_t kShortestBar = 3;
constexpr std::size_t kLongestBar = 20;

/// A member's part of what all members of its bond send, or receive.
struct Part {
  std::optional<double> rate;
  double all = 0;
};

void add_bar(const Part& part, std::size_t length, Line* line) {
  std::string share = part.rate ? "--" : "?";
  std::size_t full = 0;
  if (part.rate && part.all > 0) {
    const double ratio = *part.rate / part.all;
    share = fmt::format("{:.0f}%", 100 * ratio);
    full = static_cast<std::size_t>(std::lround(ratio * static_cast<double>(length)));
    if (*part.rate > 0)
      full = std::max<std::size_t>(full, 1);
  }
  line->add(std::string(full, '#'), &Paint::good).add(std::string(length - full, '.'));
  line->add(fmt::format(" {:>{}} {:>{}}", share, kShareWidth,
                        part.rate ? rate_text(*part.rate) : "?", kRateWidth));
}

struct Parts {
  Part sent;
  Part received;
};

Parts parts_of(const WatchState& state, const Bond& bond, const Member& member) {
  Parts parts;
  for (const Member& each : bond.members) {
    const auto rate = state.rates.find(each.ifindex);
    if (rate == state.rates.end())
      continue;
    parts.sent.all += rate->second.sent;
    parts.received.all += rate->second.received;
    if (each.ifindex == member.ifindex) {
      parts.sent.rate = rate->second.sent;
      parts.received.rate = rate->second.received;
    }
  }
  return parts;
}

// ---- members

/// Where the columns of one bond's members begin.
struct Columns {
  std::size_t role;
  std::size_t votes;
  std::size_t bars;
  std::size_t length;  ///< of a bar; 0: bars have lines of their own
};

Columns columns_of(const Bond& bond, std::size_t width) {
  std::size_t name = std::string("MEMBER").size();
  std::size_t role = std::string("backup").size();
  std::size_t votes = std::string("VOTES").size();
  for (const Member& member : bond.members) {
    Line line;
    add_votes(member, &line);
    name = std::max(name, visible(member.name).size());
    role = std::max(role, role_text(member).size());
    votes = std::max(votes, line.width());
  }
  Columns columns{2 + name + 2, 2 + name + 2 + role + 2, 0, 0};
  columns.bars = columns.votes + votes + 2;
  const std::size_t fixed = columns.bars + 2 * kNumbersWidth + 2;
  if (width >= fixed + 2 * kShortestBar)
    columns.length = std::min((width - fixed) / 2, kLongestBar);
  return columns;
}

Line column_heads(const Columns& columns) {
  Line line;
  line.add("  MEMBER").pad(columns.role).add("ROLE").pad(columns.votes).add("VOTES");
  if (columns.length) {
    line.pad(columns.bars).add("TX bit/s");
    line.pad(columns.bars + columns.length + kNumbersWidth + 2).add("RX bit/s");
  }
  return line;
}

void add_member(const WatchState& state, const Bond& bond, const Member& member,
                const Columns& columns, std::size_t width, std::vector<Line>* lines) {
  Line line;
  const bool serves = role_word(member.role) != "none";
  line.add("  " + member.name).pad(columns.role);
  line.add(role_text(member), serves ? nullptr : &Paint::bad).pad(columns.votes);
  add_votes(member, &line);
  const Parts parts = parts_of(state, bond, member);
  if (columns.length) {
    add_bar(parts.sent, columns.length, &line.pad(columns.bars));
    add_bar(parts.received, columns.length, &line.add("  "));
    lines->push_back(line);
    return;
  }
  lines->push_back(line);
  constexpr std::size_t kFixed = 4 + 2 * (3 + kNumbersWidth) + 2;
  const std::size_t length =
      std::clamp(width > kFixed ? (width - kFixed) / 2 : 0, kShortestBar, kLongestBar);
  Line bars;
  add_bar(parts.sent, length, &bars.add("    tx "));
  add_bar(parts.received, length, &bars.add("  rx "));
  lines->push_back(bars);
}

void add_bond(const WatchState& state, const Bond& bond, std::size_t width,
              std::vector<Line>* lines) {
  lines->push_back({});
  lines->push_back(bond_line(bond));
  if (bond.members.empty()) {
    lines->push_back(Line().add("  no members"));
  } else {
    const Columns columns = columns_of(bond, width);
    lines->push_back(column_heads(columns));
    for (const Member& member : bond.members)
      add_member(state, bond, member, columns, width, lines);
  }
  lines->push_back(failover_line(state, bond));
}

Line more_line(std::size_t above, std::size_t below) {
  return Line().add(fmt::format("-- {} lines above, {} below: k up, j down", above, below));
}

}  // namespace

std::string rate_text(double bits_per_second) {
  constexpr const char* kUnits[] = {"", "k", "M", "G", "T", "P"};
  std::size_t unit = 0;
  // What would be rounded to four digits has the next unit.
  while (bits_per_second >= 999.5 && unit + 1 < std::size(kUnits)) {
    bits_per_second /= 1000;
    unit++;
  }
  const int decimals = unit > 0 && bits_per_second < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f}{}", bits_per_second, decimals, kUnits[unit]);
}

Frame watch_frame(const WatchState& state, std::size_t width, std::size_t height,
                  const Paint& paint) {
  std::vector<Line> body;
  for (const Bond& bond : state.bonds)
    add_bond(state, bond, width, &body);
  if (state.bonds.empty() && state.notice.empty())
    body.push_back(Line().add("no bonds, see bondctl add --help"));

  Frame frame;
  frame.lines.push_back(head_line(state).cut(width, paint));
  if (height == 0 || body.size() < height) {
    for (const Line& line : body)
      frame.lines.push_back(line.cut(width, paint));
    return frame;
  }
  // The first and the last line are taken.
  const std::size_t room = height > 2 ? height - 2 : 0;
  frame.scroll = std::min(state.scroll, body.size() - room);
  for (std::size_t i = frame.scroll; i < frame.scroll + room; i++)
    frame.lines.push_back(body[i].cut(width, paint));
  if (height > 1)
    frame.lines.push_back(
        more_line(frame.scroll, body.size() - room - frame.scroll).cut(width, paint));
  return frame;
}

}  // namespace bondctl
