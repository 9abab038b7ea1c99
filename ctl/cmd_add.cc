// SPDX-License-Identifier: GPL-2.0-or-later
#include <CLI/App.hpp>

#include "cli.h"
#include "client.h"
#include "options.h"
#include "stp.h"
#include "stp_options.h"
#include "world.h"

namespace bondctl {

namespace {

struct AddOpts {
  std::string bond;
  std::vector<std::string> members;
  OptionFlags flags;
  StpFlags stp;
};

int run_add(const Context& context, const AddOpts& opts) {
  check_ifname("add", opts.bond);
  const std::vector<MemberRequest> members = member_requests(opts.members);
  if (opts.flags.wants_stp()) {
    opts.flags.refuse_besides_mode();
    const StpOptions options = opts.stp.values();
    check_stp_times(options);
    stp_add(context, opts.bond, options, members);
    warn_of_kept(context, opts.bond);
    return 0;
  }
  opts.stp.refuse();
  Options options = opts.flags.values();
  use_own_names(context, &options);
  Client(context.connect).add(opts.bond, options, members);
  return 0;
}

}  // namespace

void setup_add(CLI::App& app, Context& context) {
  const auto opts = std::make_shared<AddOpts>();
  CLI::App* command =
      app.add_subcommand("add", "Make a bond with its options and members, whole or not at all");
  command->add_option("BOND", opts->bond, "Name of the new bond")->type_name("")->required();
  command->add_option("--member", opts->members, "Device to join; repeat, or list by comma")
      ->type_name("IF")
      ->allow_extra_args(false);
  opts->flags.attach(command, true);
  opts->stp.attach(command);
  command->footer(
      "Devices that join lose their IPv6 addresses and routes: have another way in. In mode stp\n"
      "they keep them, and nothing works by them: they belong on the bridge. What is set by\n"
      "command is gone after the next boot; what is to come up then stands in /etc/netbond.\n"
      "Example:\n"
      "  bondctl add bond0 --mode active-backup --member eth0,eth1 --primary eth0 \\\n"
      "      --arp-interval 100 --arp-ip-target 10.0.0.1,10.0.0.2\n"
      "  ip link set bond0 up\n"
      "  bondctl add br0 --mode stp --member eth0,eth1\n"
      "  ip link set br0 up");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_add(context, *opts); }; });
}

}  // namespace bondctl
