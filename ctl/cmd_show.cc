// SPDX-License-Identifier: GPL-2.0-or-later
#include <CLI/App.hpp>

#include "cli.h"
#include "cli_checks.h"
#include "watch.h"
#include "world.h"

namespace bondctl {

namespace {

struct ShowOpts {
  std::string bond;
  bool details = false;
  bool json = false;
  bool watch = false;
  WatchOpts watching;
};

int run_show(const Context& context, const ShowOpts& opts) {
  if (opts.watch)
    return run_watch(context, {opts.bond, opts.watching.interval, opts.watching.count});
  const std::vector<Bond> bonds = bonds_named(context, opts.bond);
  if (bonds.empty() && !opts.json)
    context.out << "no bonds, see bondctl add --help\n";
  context.out << (opts.json ? bonds_json(bonds) : bonds_text(bonds, opts.details, context.paint()));
  return 0;
}

}  // namespace

void setup_show(CLI::App& app, Context& context) {
  const auto opts = std::make_shared<ShowOpts>();
  CLI::App* command = app.add_subcommand("show", "Bonds, their health and their members");
  command->add_option("BOND", opts->bond, "Only this bond")->type_name("");
  command->add_flag("--details", opts->details,
                    "Also options, votes, probed targets, LACP, addresses and counters");
  command->add_flag("--json", opts->json, "An array of bonds as JSON, always with all details");
  CLI::Option* watch = command->add_flag(
      "--watch", opts->watch,
      "A live screen: members, their share of what is sent and received, votes, the last failover");
  watch->excludes("--details", "--json");
  command
      ->add_option("--interval", opts->watching.interval,
                   "Seconds between two looks, 0.1 to 3600; default 1")
      ->type_name("S")
      ->check(seconds_within(0.1, 3600))
      ->needs(watch);
  command
      ->add_option("--count", opts->watching.count,
                   "No screen: print so many frames, with an empty line between two")
      ->type_name("N")
      ->transform(whole_within(1, kMostCount))
      ->needs(watch);
  command->footer(
      "On the screen: q quits, j and k scroll. It is drawn anew at once when something happens.\n"
      "Example:\n  bondctl show bond0 --details\n  bondctl show --watch");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_show(context, *opts); }; });
}

}  // namespace bondctl
