// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <cctype>
#include <cstring>

#include "cli.h"
#include "cli_checks.h"
#include "error.h"
#include "options.h"
#include "words.h"
#include "world.h"

namespace bondctl {

namespace {

enum Status : int { kOk = 0, kWarning = 1, kCritical = 2, kUnknown = 3 };

Status status_of(const Bond& bond) {
  switch (bond.state) {
    case NETBOND_STATE_OK: return kOk;
    case NETBOND_STATE_DEGRADED: return kWarning;
    default: return kCritical;
  }
}

const char* status_word(int status) {
  constexpr const char* kWords[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
  return kWords[status];
}

std::size_t usable_members(const Bond& bond) {
  return static_cast<std::size_t>(std::count_if(bond.members.begin(), bond.members.end(),
                                                [](const Member& m) { return m.usable; }));
}

std::string summary(const Bond& bond) {
  std::string text = fmt::format("{} {}", bond.name, state_word(bond.state));
  if (bond.reason != NETBOND_REASON_NONE)
    text += fmt::format(" ({})", reason_word(bond.reason));
  text += fmt::format(", {}, {} of {} members usable", mode_word(bond), usable_members(bond),
                      bond.members.size());
  if (bond.active_member)
    text += fmt::format(", active {}", *bond.active_member);
  for (const Member& member : bond.members) {
    if (!member.usable)
      text += fmt::format(", {} {}", member.name, member_reason_word(member));
  }
  return text;
}

/// The name of a number, in quotes where it has more than letters: a quote in it is doubled, and
/// '=' would end it.
std::string label(const std::string& name) {
  const auto plain = [](unsigned char c) { return std::isalnum(c) || std::strchr("_-.", c); };
  if (std::all_of(name.begin(), name.end(), plain))
    return name;
  std::string out = "'";
  for (const char c : plugin_text(name))
    out += c == '\'' ? "''" : c == '=' ? "\\x3d" : std::string(1, c);
  return out + "'";
}

std::string numbers(const Bond& bond, const std::string& prefix) {
  // That of a bridge is no counter: it falls when a member leaves.
  const std::string failovers =
      bond.stp ? "" : fmt::format("{}={}c ", label(prefix + "failovers"), bond.failovers);
  return fmt::format("{}{}={};;;0;{}", failovers, label(prefix + "usable"), usable_members(bond),
                     bond.members.size());
}

int run_check(const Context& context, const std::string& name) {
  std::vector<Bond> bonds = bonds_named(context, name);
  if (bonds.empty())
    throw run_error("there is no bond");
  std::stable_sort(bonds.begin(), bonds.end(),
                   [](const Bond& a, const Bond& b) { return status_of(a) > status_of(b); });
  std::vector<std::string> texts;
  std::vector<std::string> data;
  for (const Bond& bond : bonds) {
    texts.push_back(summary(bond));
    data.push_back(numbers(bond, bonds.size() > 1 ? bond.name + "_" : ""));
  }
  const Status worst = status_of(bonds[0]);
  context.out << fmt::format("{} - {}|{}\n", status_word(worst), plugin_text(join(texts, "; ")),
                             join(data, " "));
  return worst;
}

}  // namespace

std::string plugin_text(const std::string& text) {
  std::string out;
  for (const char c : visible(text))
    out += c == '|' ? "\\x7c" : std::string(1, c);
  return out;
}

void setup_check(CLI::App& app, Context& context) {
  const auto bond = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("check", "One line and a status for monitoring systems");
  command->add_option("BOND", *bond, "Only this bond; default: all, the worst counts")
      ->type_name("");
  command->footer(
      "Exit status: 0 OK, 1 WARNING (degraded), 2 CRITICAL (failed), 3 UNKNOWN (no bond, no "
      "module).\n"
      "Example:\n  bondctl check bond0");
  command->callback(
      [&context, bond] { context.run = [&context, bond] { return run_check(context, *bond); }; });
}

}  // namespace bondctl
