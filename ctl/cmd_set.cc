// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"
#include "client.h"
#include "error.h"
#include "options.h"

namespace bondctl {

namespace {

struct SetOpts {
  std::string bond;
  OptionFlags flags;
};

int run_set(const Context& context, const SetOpts& opts) {
  check_ifname("set", opts.bond);
  const Options options = opts.flags.values();
  if (options.empty())
    throw usage_error("set: no option given, see bondctl set --help");
  Client(context.connect).set(opts.bond, options);
  return 0;
}

}  // namespace

void setup_set(CLI::App& app, Context& context) {
  const auto opts = std::make_shared<SetOpts>();
  CLI::App* command =
      app.add_subcommand("set", "Change options of a bond, all that are named or none");
  command->add_option("BOND", opts->bond, "The bond")->type_name("")->required();
  opts->flags.attach(command, false);
  command->footer(
      "Lists replace what was there; an empty string clears them.\n"
      "Examples:\n"
      "  bondctl set bond0 --arp-interval 50 --arp-ip-target 10.0.0.1,10.0.0.2\n"
      "  bondctl set bond0 --arp-interval 0 --arp-ip-target ''\n"
      "  bondctl set bond0 --active-slave eth1");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_set(context, *opts); }; });
}

}  // namespace bondctl
