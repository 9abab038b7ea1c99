// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"
#include "world.h"

namespace bondctl {

namespace {

struct ShowOpts {
  std::string bond;
  bool details = false;
  bool json = false;
};

int run_show(const Context& context, const ShowOpts& opts) {
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
  command->footer("Example:\n  bondctl show bond0 --details");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_show(context, *opts); }; });
}

}  // namespace bondctl
