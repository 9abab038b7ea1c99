// SPDX-License-Identifier: GPL-2.0-or-later
#include <CLI/App.hpp>
#include <algorithm>

#include "cli.h"
#include "client.h"
#include "error.h"
#include "world.h"

namespace bondctl {

namespace {

struct HistoryOpts {
  std::string bond;
  bool json = false;
};

/// None of a bond that went a moment ago.
std::vector<Event> history_of(Client* client, const std::string& bond) {
  try {
    return client->history(bond);
  } catch (const Error&) {
    if (client->find_bond(bond))
      throw;
    return {};
  }
}

std::vector<Event> read_history(const Context& context, const std::string& bond) {
  Client client(context.connect);
  std::vector<Event> events;
  for (const Bond& each : client.bonds_named(bond)) {
    const std::vector<Event> more = history_of(&client, each.name);
    events.insert(events.end(), more.begin(), more.end());
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return a.ifindex != b.ifindex ? a.time_ns < b.time_ns : a.seq < b.seq;
  });
  return events;
}

int run_history(const Context& context, const HistoryOpts& opts) {
  if (!opts.bond.empty())
    refuse_bridge(context, opts.bond,
                  "the kernel keeps no history of a bridge; bondctl monitor tells what happens");
  const std::vector<Event> events = read_history(context, opts.bond);
  if (opts.json) {
    context.out << events_json(events);
    return 0;
  }
  for (const Event& event : events)
    context.out << event_text(event);
  return 0;
}

}  // namespace

void setup_history(CLI::App& app, Context& context) {
  const auto opts = std::make_shared<HistoryOpts>();
  CLI::App* command =
      app.add_subcommand("history", "The last events with cause and measured gap, oldest first");
  command->add_option("BOND", opts->bond, "Only this bond")->type_name("");
  command->add_flag("--json", opts->json, "An array of events as JSON");
  command->footer(
      "The gap of a failover is the time from the last proof that the old member worked to the\n"
      "moment the new one took over.\n"
      "Example:\n  bondctl history bond0");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_history(context, *opts); }; });
}

}  // namespace bondctl
