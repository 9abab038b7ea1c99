// SPDX-License-Identifier: GPL-2.0-or-later
#include "stp_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "error.h"
#include "words.h"

namespace bondctl {

namespace {

// A leaf host must be the last that is chosen. 61440 is the greatest priority that IEEE 802.1D-2004
// (table 17-2) has: the twelve bits below it number VLANs there. Of path costs it is 65535, the
// kernel's greatest: more than three links of 1 Gbit/s even where switches count in the long costs
// of table 17-3, so that a way through the host loses against one between the switches.
constexpr StpOptionRow kRows[] = {
    {"priority", &StpOptions::priority, 0, 0, 61440, 61440, 4096, 1, "",
     "Bridge priority; the lowest in the network becomes the root"},
    {"path_cost", &StpOptions::path_cost, 1, 1, 65535, 65535, 1, 1, "",
     "Path cost of the members; the dearer, the less traffic between switches takes this host"},
    {"forward_delay", &StpOptions::forward_delay, 200, 400, 3000, 1500, 100, 100, "s",
     "Time in listening and again in learning, while this host is the root"},
    {"hello_time", &StpOptions::hello_time, 100, 100, 1000, 200, 100, 100, "s",
     "Time between BPDUs, while this host is the root"},
    {"max_age", &StpOptions::max_age, 600, 600, 4000, 2000, 100, 100, "s",
     "Time after which a silent root is given up, while this host is the root"},
};

std::string dashed(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

/// The kernel's times went through its jiffies, which may have cut them.
std::uint32_t ticks(std::uint64_t ms) {
  return static_cast<std::uint32_t>((ms + kMsPerStpTick / 2) / kMsPerStpTick);
}

double in_seconds(std::uint32_t time) {
  constexpr double kTicksPerSecond = 100;
  return time / kTicksPerSecond;
}

/// The cost that all members have.
std::optional<std::uint32_t> common_cost(const Bond& bond) {
  std::optional<std::uint32_t> cost;
  for (const Member& member : bond.members) {
    if (!member.stp || (cost && cost != member.stp->path_cost))
      return std::nullopt;
    cost = member.stp->path_cost;
  }
  return cost;
}

}  // namespace

std::span<const StpOptionRow> stp_option_rows() {
  return kRows;
}

const StpOptionRow* find_stp_option(std::string_view name) {
  const auto* found = std::find_if(std::begin(kRows), std::end(kRows), [&](const auto& row) {
    return dashed(row.name) == dashed(name);
  });
  return found == std::end(kRows) ? nullptr : found;
}

std::string stp_option_flag(const StpOptionRow& row) {
  return "--" + dashed(row.name);
}

std::string stp_option_allowed(const StpOptionRow& row) {
  std::string text = fmt::format("{}..{}", row.min / row.scale, row.max / row.scale);
  if (*row.unit)
    text += fmt::format(" {}", row.unit);
  return row.step == row.scale ? text : fmt::format("{} in steps of {}", text, row.step);
}

double stp_option_number(const StpOptionRow& row, std::uint32_t value) {
  return static_cast<double>(value) / row.scale;
}

std::string stp_option_text(const StpOptionRow& row, std::uint32_t value) {
  return fmt::format("{:g}{}{}", stp_option_number(row, value), *row.unit ? " " : "", row.unit);
}

std::uint32_t parse_stp_option(const StpOptionRow& row, const std::vector<std::string>& given) {
  if (given.size() != 1)
    throw usage_error(
        fmt::format("{}: given {} times, give it once", stp_option_flag(row), given.size()));
  const std::optional<std::uint32_t> value = whole_number<std::uint32_t>(given[0]);
  if (!value || *value < row.min / row.scale || *value > row.max / row.scale ||
      *value * row.scale % row.step)
    throw usage_error(fmt::format("{}: '{}' is not allowed, give {}", stp_option_flag(row),
                                  given[0], stp_option_allowed(row)));
  return *value * row.scale;
}

std::optional<std::uint32_t> read_stp_option(const StpOptionRow& row, const std::string& saved) {
  double number = 0;
  const char* end = saved.data() + saved.size();
  const auto [at, problem] = std::from_chars(saved.data(), end, number);
  if (problem != std::errc() || at != end || !(number >= 0 && number <= 1e6))
    return std::nullopt;
  return static_cast<std::uint32_t>(std::lround(number * row.scale));
}

bool any_of(const StpOptions& options) {
  return options != StpOptions{};
}

StpOptions merged(const StpOptions& options, const StpOptions& otherwise) {
  StpOptions result = options;
  for (const StpOptionRow& row : kRows) {
    if (!(result.*row.value))
      result.*row.value = otherwise.*row.value;
  }
  return result;
}

StpOptions stp_defaults() {
  StpOptions options;
  for (const StpOptionRow& row : kRows)
    options.*row.value = row.def;
  return options;
}

/// IEEE 802.1D-1998 8.10.2: or a BPDU may outlive the time in which a port begins to forward.
void check_stp_times(const StpOptions& options) {
  const StpOptions whole = merged(options, stp_defaults());
  const double max_age = in_seconds(*whole.max_age);
  const double forward_delay = in_seconds(*whole.forward_delay);
  const double hello_time = in_seconds(*whole.hello_time);
  const double most = 2 * (forward_delay - 1);
  const double least = 2 * (hello_time + 1);
  if (max_age > most)
    throw usage_error(
        fmt::format("--max-age: {} s is not allowed with --forward-delay {} s, give at most "
                    "2 * (forward_delay - 1) = {} s",
                    max_age, forward_delay, most));
  if (max_age < least)
    throw usage_error(
        fmt::format("--max-age: {} s is not allowed with --hello-time {} s, give at least "
                    "2 * (hello_time + 1) = {} s",
                    max_age, hello_time, least));
}

StpOptions stp_options_of(const Bond& bond) {
  StpOptions options;
  if (!bond.stp)
    return options;
  options.priority = bond.stp->priority;
  options.path_cost = common_cost(bond);
  if (const std::optional<StpTimes>& own = bond.stp->own_times) {
    options.forward_delay = ticks(own->forward_delay_ms);
    options.hello_time = ticks(own->hello_time_ms);
    options.max_age = ticks(own->max_age_ms);
  }
  return options;
}

}  // namespace bondctl
