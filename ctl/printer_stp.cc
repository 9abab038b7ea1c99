// SPDX-License-Identifier: GPL-2.0-or-later
#include "printer_stp.h"

#include <fmt/format.h>
#include <linux/if_bridge.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "stp_options.h"
#include "words.h"

namespace bondctl {

namespace {

PaintWord state_paint(const Member& member) {
  switch (member.role) {
    case NETBOND_ROLE_ACTIVE: return &Paint::good;
    case NETBOND_ROLE_BACKUP: return nullptr;
    default: return member.reason == NETBOND_REASON_NONE ? &Paint::warn : &Paint::bad;
  }
}

/// What keeps it, or else where spanning tree has it: "forwarding", "listening 12.3s",
/// "no_carrier".
std::string state_text(const Member& member) {
  if (member.reason != NETBOND_REASON_NONE)
    return reason_word(member.reason);
  std::string text = stp_state_word(member.stp->state);
  const std::uint32_t state = member.stp->state;
  if ((state == BR_STATE_LISTENING || state == BR_STATE_LEARNING) &&
      member.stp->forward_delay_left_ms)
    text += " " + duration_text(*member.stp->forward_delay_left_ms);
  return text;
}

/// The bridge that speaks for the link.
std::string designated_text(const StpBridge& bridge, const StpPort& port) {
  if (!kernel_speaks(bridge))
    return kEmpty;
  return port.designated_bridge == bridge.id ? "this one" : port.designated_bridge;
}

std::string seconds_text(std::uint64_t ms) {
  return fmt::format("{:g} s", static_cast<double>(ms) / 1000);
}

std::string times_text(const StpTimes& times) {
  return fmt::format("hello {}, max age {}, forward delay {}", seconds_text(times.hello_time_ms),
                     seconds_text(times.max_age_ms), seconds_text(times.forward_delay_ms));
}

std::string left_text(const char* what, const std::optional<std::uint64_t>& ms) {
  return ms ? fmt::format(", {} in {}", what, duration_text(*ms)) : "";
}

/// The first of them, where a host has many.
std::string guests_line(const StpBridge& stp) {
  constexpr std::size_t kShown = 3;
  if (stp.guests.empty())
    return "";
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(kShown, stp.guests.size()); i++)
    names.push_back(visible(stp.guests[i]));
  const std::size_t more = stp.guests.size() - names.size();
  return fmt::format("  no members, but ports: {}{}\n", join(names, ", "),
                     more ? fmt::format(" and {} more", more) : "");
}

std::string port_details(const Member& member, const Paint& paint) {
  const StpPort& port = *member.stp;
  std::string out = fmt::format("  {}  ifindex {}  address {}", paint.strong(member.name),
                                member.ifindex, member.address);
  if (!member.permanent_address.empty())
    out += fmt::format("  permanent {}", member.permanent_address);
  out += fmt::format("  lost {} times\n", member.link_failures);
  out += fmt::format("    port     {:04x}, priority {}, cost {}, {}{}{}\n", port.id, port.priority,
                     port.path_cost, stp_state_word(port.state),
                     left_text("next state", port.forward_delay_left_ms),
                     left_text("forgets what it heard", port.message_age_left_ms));
  out += fmt::format("    link     bridge {} port {:04x}, root {} at cost {}\n",
                     port.designated_bridge, port.designated_port, port.designated_root,
                     port.designated_cost);
  if (const auto& count = port.counters)
    out += fmt::format(
        "    frames   BPDUs sent {} received {}, TCNs sent {} received {}\n"
        "    changes  forwarded {} times, blocked {} times\n",
        count->bpdu_tx, count->bpdu_rx, count->tcn_tx, count->tcn_rx, count->forwarded,
        count->blocked);
  return out;
}

std::string options_text(const Bond& bond, const Paint& paint) {
  const StpOptions options = stp_options_of(bond);
  std::vector<Row> rows;
  for (const StpOptionRow& row : stp_option_rows()) {
    const std::optional<std::uint32_t> value = options.*row.value;
    const bool changed = value && *value != row.def;
    Row cells = {{changed ? "*" : " "}, {row.name}, {value ? stp_option_text(row, *value) : "?"}};
    if (changed) {
      cells[2].paint = &Paint::strong;
      cells.push_back({fmt::format("default {}", stp_option_text(row, row.def))});
    }
    rows.push_back(cells);
  }
  const char* head = bond.stp->user_space ? "  options, not in force: those of the daemon are\n"
                                          : "  options (* differs from the default)\n";
  return head + table_text(rows, "  ", paint);
}

}  // namespace

std::string stp_status_line(const StpBridge& stp, const Paint& paint) {
  std::string line = fmt::format("  bridge {}", stp.id);
  if (stp.off)
    line += "  " + paint.bad("spanning tree is off");
  else if (stp.user_space)
    line += "  a daemon speaks spanning tree, see mstpctl";
  else if (stp.root_port)
    line += fmt::format("  root {} by {}  cost {}", stp.root, visible(*stp.root_port),
                        stp.root_path_cost);
  else
    line += "  " + paint.warn("is the root");
  return line + "\n" + guests_line(stp);
}

std::string stp_members_table(const Bond& bond, const Paint& paint) {
  if (bond.members.empty())
    return "  no members\n";
  std::vector<Row> rows = {{{"MEMBER"}, {"ROLE"}, {"STATE"}, {"LINK"}, {"COST"}, {"DESIGNATED"}}};
  for (const Member& member : bond.members) {
    const bool serves = member.role != NETBOND_ROLE_NONE;
    rows.push_back({{member.name},
                    {serves ? role_word(member.role) : kEmpty, serves ? nullptr : &Paint::bad},
                    {state_text(member), state_paint(member)},
                    {link_text(member)},
                    {fmt::format("{}", member.stp->path_cost)},
                    {designated_text(*bond.stp, *member.stp)}});
  }
  return table_text(rows, "  ", paint);
}

std::string stp_details(const Bond& bond, const Paint& paint) {
  std::string out =
      fmt::format("  ifindex {}  times {}\n", bond.ifindex, times_text(bond.stp->times));
  if (bond.stp->topology_change)
    out += "  " + paint.warn("topology change") + "\n";
  for (const Member& member : bond.members)
    out += port_details(member, paint);
  return out + options_text(bond, paint);
}

std::string stp_change_text(const StpChange& change, const std::string& member) {
  return change.old_state ? fmt::format("{} {} -> {}", member, stp_state_word(*change.old_state),
                                        stp_state_word(change.state))
                          : fmt::format("{} {}", member, stp_state_word(change.state));
}

}  // namespace bondctl
