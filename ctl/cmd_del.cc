// SPDX-License-Identifier: GPL-2.0-or-later
#include <CLI/App.hpp>

#include "cli.h"
#include "client.h"
#include "options.h"
#include "stp.h"

namespace bondctl {

namespace {

int run_del(const Context& context, const std::string& bond) {
  check_ifname("del", bond);
  if (is_bridge(context, bond)) {
    stp_del(context, bond);
    return 0;
  }
  Client(context.connect).del(bond);
  return 0;
}

}  // namespace

void setup_del(CLI::App& app, Context& context) {
  const auto bond = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("del", "Release all members and remove a bond");
  command->add_option("BOND", *bond, "The bond")->type_name("")->required();
  command->footer("Example:\n  bondctl del bond0");
  command->callback(
      [&context, bond] { context.run = [&context, bond] { return run_del(context, *bond); }; });
}

}  // namespace bondctl
