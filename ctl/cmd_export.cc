// SPDX-License-Identifier: GPL-2.0-or-later
#include <CLI/App.hpp>

#include "cli.h"
#include "config.h"
#include "world.h"

namespace bondctl {

namespace {

int run_export(const Context& context, const std::string& bond) {
  Config config;
  for (const Bond& each : bonds_named(context, bond))
    config.bonds.push_back(config_of(each));
  context.out << config_text(config);
  return 0;
}

}  // namespace

void setup_export(CLI::App& app, Context& context) {
  const auto bond = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("export", "Write bonds as they are down as YAML, for bondctl apply");
  command->add_option("BOND", *bond, "Only this bond")->type_name("");
  command->footer("Example:\n  bondctl export >/etc/netbond/bonds.yaml");
  command->callback(
      [&context, bond] { context.run = [&context, bond] { return run_export(context, *bond); }; });
}

}  // namespace bondctl
