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

PaintWord selected_paint(std::uint32_t selected) {
  return selected == NETBOND_LACP_SELECTED_SELECTED  ? nullptr
         : selected == NETBOND_LACP_SELECTED_STANDBY ? &Paint::warn
                                                     : &Paint::bad;
}

PaintWord mux_paint(std::uint32_t mux) {
  switch (mux) {
    case NETBOND_LACP_MUX_DISTRIBUTING:
    case NETBOND_LACP_MUX_COLLECTING_DISTRIBUTING: return &Paint::good;
    case NETBOND_LACP_MUX_DETACHED: return &Paint::bad;
    default: return &Paint::warn;
  }
}

/// "1", "1 standby", or "--" for a port that has none.
std::string aggregator_text(const LacpPort& port) {
  if (port.aggregator == 0)
    return kEmpty;
  return port.selected == NETBOND_LACP_SELECTED_SELECTED
             ? fmt::format("{}", port.aggregator)
             : fmt::format("{} {}", port.aggregator, lacp_selected_word(port.selected));
}

/// Both are "distributing" to who only asks whether data flows.
std::string mux_text(std::uint32_t mux) {
  if (mux == NETBOND_LACP_MUX_COLLECTING_DISTRIBUTING)
    return lacp_mux_word(NETBOND_LACP_MUX_DISTRIBUTING);
  return lacp_mux_word(mux);
}

std::string ago_text(const char* done, const std::optional<std::uint64_t>& ms) {
  return ms ? fmt::format("{} {} ago", done, duration_text(*ms)) : fmt::format("none {}", done);
}

std::string machines_line(const LacpPort& port) {
  std::string line = lacp_selected_word(port.selected);
  if (port.aggregator)
    line += fmt::format(" in aggregator {}", port.aggregator);
  line += fmt::format(", mux {} for {}, rx {}, periodic {}", lacp_mux_word(port.mux),
                      duration_text(port.mux_since_ms), lacp_rx_word(port.rx),
                      lacp_periodic_word(port.periodic));
  if (port.assumed_speed_mbps)
    line += fmt::format(", speed {} assumed", speed_text(*port.assumed_speed_mbps));
  return line;
}

std::string times_line(const LacpPort& port) {
  std::vector<std::string> parts = {ago_text("received", port.received_ms),
                                    ago_text("sent", port.sent_ms)};
  if (port.expires_ms)
    parts.push_back(fmt::format("expires in {}", duration_text(*port.expires_ms)));
  if (port.wait_ms)
    parts.push_back(fmt::format("attaches in {}", duration_text(*port.wait_ms)));
  if (port.retry_ms)
    parts.push_back(fmt::format("tried again in {}", duration_text(*port.retry_ms)));
  return join(parts, ", ");
}

Row end_row(const char* who, const LacpEnd& end) {
  const std::vector<std::string> flags = lacp_flag_words(end.state);
  return {{who},
          {fmt::format("system {}", end.system)},
          {fmt::format("priority {}", end.system_priority)},
          {fmt::format("key {}", end.key)},
          {fmt::format("port {}", end.port)},
          {fmt::format("priority {}", end.port_priority)},
          {fmt::format("state {}: {}", end.state, flags.empty() ? "none" : join(flags, " "))}};
}

std::string ends_table(const LacpPort& port, const Paint& paint) {
  std::vector<Row> rows = {end_row("actor", port.actor), end_row("partner", port.partner)};
  if (port.heard)
    rows.push_back(end_row("heard", *port.heard));
  std::string out = table_text(rows, kIndent, paint);
  if (!lacp_partner_known(port.actor))
    out += fmt::format("{}         no partner is known, these are the defaults\n", kIndent);
  return out;
}

std::string churn_line(const LacpPort& port) {
  return fmt::format("actor {}, {} times; partner {}, {} times", lacp_churn_word(port.actor_churn),
                     port.actor_churns, lacp_churn_word(port.partner_churn), port.partner_churns);
}

std::string frames_line(const LacpCounters& count) {
  return fmt::format(
      "LACPDUs sent {} received {}, Markers sent {} received {}, Responses sent {} received {} "
      "limited {}, bad {}, unknown {}, loopback {}",
      count.pdu_tx, count.pdu_rx, count.marker_tx, count.marker_rx, count.response_tx,
      count.response_rx, count.response_limited, count.bad, count.unknown, count.loopback);
}

}  // namespace

std::string lacp_status_line(const LacpStatus& status, const Paint& paint) {
  if (status.aggregator == 0)
    return "  " + paint.bad("no aggregator") + "\n";
  std::string line = fmt::format("  aggregator {}", status.aggregator);
  const bool known = status.actor && lacp_partner_known(*status.actor) && status.partner;
  line += known ? fmt::format("  partner {} key {}", status.partner->system, status.partner->key)
                : "  " + paint.warn("no partner");
  const std::string share = fmt::format("{} of {} distributing", status.distributing, status.ports);
  line += "  " + (status.distributing == 0             ? paint.bad(share)
                  : status.distributing < status.ports ? paint.warn(share)
                                                       : share);
  if (status.bandwidth_mbps)
    line += "  " + speed_text(static_cast<std::uint32_t>(std::min<std::uint64_t>(
                       status.bandwidth_mbps, std::numeric_limits<std::uint32_t>::max())));
  return line + "\n";
}

Row lacp_columns() {
  return {{"AGGREGATOR"}, {"MUX"}};
}

Row lacp_cells(const Member& member) {
  if (!member.lacp)
    return {{kEmpty}, {kEmpty}};
  const LacpPort& port = *member.lacp;
  return {{aggregator_text(port), selected_paint(port.selected)},
          {mux_text(port.mux), mux_paint(port.mux)}};
}

std::string lacp_details(const LacpPort& port, const Paint& paint) {
  return fmt::format("{0}lacp     {1}\n{0}times    {2}\n", kIndent, machines_line(port),
                     times_line(port)) +
         ends_table(port, paint) +
         fmt::format("{0}churn    {1}\n{0}frames   {2}\n", kIndent, churn_line(port),
                     frames_line(port.counters));
}

}  // namespace bondctl
