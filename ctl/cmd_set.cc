// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <CLI/App.hpp>

#include "cli.h"
#include "client.h"
#include "error.h"
#include "options.h"
#include "stp.h"
#include "stp_options.h"
#include "words.h"
#include "world.h"

namespace bondctl {

namespace {

struct SetOpts {
  std::string bond;
  OptionFlags flags;
  StpFlags stp;
};

Error between_modes(const std::string& bond) {
  return run_error(
      fmt::format("{0}: mode: a bond does not become a bridge (stp), nor a bridge a "
                  "bond: bondctl del {1}, then bondctl add {1} --mode MODE",
                  bond, shell_word(bond)));
}

int run_set_stp(const Context& context, const SetOpts& opts, const StpOptions& options) {
  if (opts.flags.has_mode() && !opts.flags.wants_stp())
    throw between_modes(opts.bond);
  opts.flags.refuse_besides_mode();
  if (options.forward_delay || options.hello_time || options.max_age) {
    if (const std::optional<Bond> now = find_stp_bond(context, opts.bond))
      check_stp_times(merged(options, stp_options_of(*now)));
  }
  stp_set(context, opts.bond, options);
  return 0;
}

int run_set(const Context& context, const SetOpts& opts) {
  check_ifname("set", opts.bond);
  const StpOptions stp = opts.stp.values();
  Options options = opts.flags.wants_stp() ? Options{} : opts.flags.values();
  if (options.empty() && !any_of(stp) && !opts.flags.wants_stp())
    throw usage_error("set: no option given, see bondctl set --help");
  if (is_bridge(context, opts.bond))
    return run_set_stp(context, opts, stp);
  if (opts.flags.wants_stp())
    throw between_modes(opts.bond);
  opts.stp.refuse();
  use_own_names(context, &options);
  const std::string note = Client(context.connect).set(opts.bond, options);
  if (!note.empty())
    context.err << fmt::format("bondctl: {}: done, but {}\n", visible(opts.bond), visible(note));
  return 0;
}

}  // namespace

void setup_set(CLI::App& app, Context& context) {
  const auto opts = std::make_shared<SetOpts>();
  CLI::App* command =
      app.add_subcommand("set", "Change options of a bond, all that are named or none");
  command->add_option("BOND", opts->bond, "The bond")->type_name("")->required();
  opts->flags.attach(command, false);
  opts->stp.attach(command);
  command->footer(
      "Lists replace what was there; an empty string clears them. With another mode, options that\n"
      "mean nothing in it go to their defaults, and do not come back with the old one: bondctl "
      "export\n"
      "first. An active member that is set stays so, before primary and prio, until it is lost or\n"
      "'' is given. The next boot knows only what stands in /etc/netbond.\n"
      "Examples:\n"
      "  bondctl set bond0 --arp-interval 50 --arp-ip-target 10.0.0.1,10.0.0.2\n"
      "  bondctl set bond0 --arp-interval 0 --arp-ip-target ''\n"
      "  bondctl set bond0 --active-slave eth1");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_set(context, *opts); }; });
}

}  // namespace bondctl
