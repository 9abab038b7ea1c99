// SPDX-License-Identifier: GPL-2.0-or-later
#include "printer_lacp.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include "lacp.h"
#include "words.h"

namespace bondctl {

namespace {

constexpr const char* kIndent = "    ";
constexpr std::size_t kTextColumn = 13;

PaintWord selected_paint(std::uint32_t selected) {
  return selected == NETBOND_LACP_SELECTED_SELECTED  ? nullptr
         : selected == NETBOND_LACP_SELECTED_STANDBY ? &Paint::warn
                                                     : &Paint::bad;
}

std::string ago_text(const char* done, const std::optional<std::uint64_t>& ms) {
  return ms ? fmt::format("{} {} ago", done, duration_text(*ms)) : fmt::format("none {}", done);
}

/// "lacp     PART, PART": parts in as many lines as they take.
std::string parts_text(const char* what, const std::vector<std::string>& parts,
                       const char* separator = ", ") {
  std::vector<Cell> cells;
  for (const std::string& part : parts)
    cells.push_back({part});
  return fmt::format("{}{:<9}{}\n", kIndent, what,
                     flowed_text(cells, separator, kTextColumn, kTextColumn, Paint(false)));
}

std::string machines_text(const LacpPort& port) {
  std::string selected = lacp_selected_word(port.selected);
  if (port.aggregator)
    selected += fmt::format(" in aggregator {}", port.aggregator);
  std::vector<std::string> parts = {
      selected,
      fmt::format("mux {} for {}", lacp_mux_word(port.mux), duration_text(port.mux_since_ms)),
      fmt::format("rx {}", lacp_rx_word(port.rx)),
      fmt::format("periodic {}", lacp_periodic_word(port.periodic))};
  if (port.assumed_speed_mbps)
    parts.push_back(fmt::format("speed {} assumed", speed_text(*port.assumed_speed_mbps)));
  return parts_text("lacp", parts);
}

std::string times_text(const LacpPort& port) {
  std::vector<std::string> parts = {ago_text("received", port.received_ms),
                                    ago_text("sent", port.sent_ms)};
  if (port.expires_ms)
    parts.push_back(fmt::format("expires in {}", duration_text(*port.expires_ms)));
  if (port.wait_ms)
    parts.push_back(fmt::format("attaches in {}", duration_text(*port.wait_ms)));
  if (port.retry_ms)
    parts.push_back(fmt::format("tried again in {}", duration_text(*port.retry_ms)));
  if (port.foreign_ms)
    parts.push_back(fmt::format("another system heard {} ago", duration_text(*port.foreign_ms)));
  return parts_text("times", parts);
}

/// One end, priority before what it belongs to as in a LAG ID, and its state below.
std::string end_text(const char* who, const LacpEnd& end) {
  const std::vector<std::string> flags = lacp_flag_words(end.state);
  std::vector<std::string> state = {fmt::format("state {}:", end.state)};
  state.insert(state.end(), flags.begin(), flags.end());
  if (flags.empty())
    state.push_back("none");
  return parts_text(who,
                    {fmt::format("system {},{}", end.system_priority, end.system),
                     fmt::format("key {}", end.key),
                     fmt::format("port {},{}", end.port_priority, end.port)},
                    "  ") +
         parts_text("", state, " ");
}

std::string ends_text(const LacpPort& port) {
  std::string out = end_text("actor", port.actor) + end_text("partner", port.partner);
  if (port.heard)
    out += end_text("heard", *port.heard);
  if (port.foreign)
    out += end_text("foreign", *port.foreign);
  if (!lacp_partner_known(port.actor))
    out += parts_text("", {"no partner is known, these are the defaults"});
  return out;
}

std::string churn_text(const LacpPort& port) {
  return parts_text(
      "churn",
      {fmt::format("actor {}, {} times", lacp_churn_word(port.actor_churn), port.actor_churns),
       fmt::format("partner {}, {} times", lacp_churn_word(port.partner_churn),
                   port.partner_churns)},
      "; ");
}

std::string frames_text(const LacpCounters& count) {
  return parts_text(
      "frames",
      {fmt::format("LACPDUs sent {} received {}", count.pdu_tx, count.pdu_rx),
       fmt::format("Markers sent {} received {}", count.marker_tx, count.marker_rx),
       fmt::format("Responses sent {} received {} limited {}", count.response_tx, count.response_rx,
                   count.response_limited),
       fmt::format("bad {}", count.bad), fmt::format("unknown {}", count.unknown),
       fmt::format("loopback {}", count.loopback), fmt::format("pinned out {}", count.pinned_out)});
}

}  // namespace

std::string lacp_status_line(const LacpStatus& status, const Paint& paint) {
  if (status.aggregator == 0)
    return "  " + paint.bad("no aggregator") + "\n";
  std::vector<Cell> cells = {{fmt::format("aggregator {}", status.aggregator)}};
  if (status.actor && lacp_partner_known(*status.actor) && status.partner)
    cells.push_back(
        {fmt::format("partner {} key {}", status.partner->system, status.partner->key)});
  else
    cells.push_back({"no partner", &Paint::warn});
  cells.push_back({fmt::format("{} of {} distributing", status.distributing, status.ports),
                   status.distributing == 0             ? &Paint::bad
                   : status.distributing < status.ports ? &Paint::warn
                                                        : nullptr});
  if (status.bandwidth_mbps)
    cells.push_back({speed_text(static_cast<std::uint32_t>(std::min<std::uint64_t>(
        status.bandwidth_mbps, std::numeric_limits<std::uint32_t>::max())))});
  return "  " + flowed_text(cells, "  ", 2, 2, paint) + "\n";
}

Cell lacp_cell(const Member& member) {
  if (!member.lacp || member.lacp->aggregator == 0)
    return {kEmpty};
  return {fmt::format("{}", member.lacp->aggregator), selected_paint(member.lacp->selected)};
}

std::string lacp_details(const LacpPort& port) {
  return machines_text(port) + times_text(port) + ends_text(port) + churn_text(port) +
         frames_text(port.counters);
}

}  // namespace bondctl
