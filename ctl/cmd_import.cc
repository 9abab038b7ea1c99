// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <CLI/App.hpp>

#include "cli.h"
#include "config.h"
#include "error.h"
#include "import.h"
#include "options.h"
#include "rtnl.h"

namespace bondctl {

namespace {

bool can_import(const Link& link) {
  return link.kind == "bond" || link.kind == "team";
}

std::string kind_text(const Link& link) {
  return link.kind.empty() ? "a device of no kind" : "of kind " + link.kind;
}

ConfigBond import_link(const Link& link, const std::vector<Link>& links) {
  if (!can_import(link))
    throw run_error(fmt::format("{}: is {}, neither a bond of the in-tree driver nor a team",
                                link.name, kind_text(link)));
  ConfigBond bond =
      link.kind == "bond"
          ? import_bonding(link, links)
          : import_team(link, output_of({"teamdctl", link.name, "config", "dump", "actual"}));
  bond.notes.insert(bond.notes.begin(),
                    fmt::format("was of kind {}: remove that before bondctl apply", link.kind));
  return bond;
}

int run_import(const Context& context, const std::string& name) {
  if (!name.empty())
    check_ifname("import", name);
  const std::vector<Link> links = Rtnl(context.connect_route).links();
  Config config;
  for (const Link& link : links) {
    if (name.empty() ? can_import(link) : link.name == name)
      config.bonds.push_back(import_link(link, links));
  }
  if (config.bonds.empty())
    throw run_error(name.empty() ? "there is no bond of the in-tree driver and no team"
                                 : fmt::format("{}: no such device (ENODEV)", name));
  context.out << config_text(config);
  for (const ConfigBond& bond : config.bonds) {
    for (std::size_t i = 1; i < bond.notes.size(); i++)
      context.err << visible(fmt::format("bondctl: {}: {}", bond.name, bond.notes[i])) + "\n";
  }
  return 0;
}

}  // namespace

void setup_import(CLI::App& app, Context& context) {
  const auto bond = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "import", "Write bonds of the in-tree driver and of teamd down as YAML, for bondctl apply");
  command->add_option("DEVICE", *bond, "Only this bond or team")->type_name("");
  command->footer(
      "What has no counterpart is named on standard error and in the file.\n"
      "Remove the old bond, and what makes it at boot, before the file is applied: while a device "
      "of\n"
      "that name is there, bondctl apply refuses all of the file, and at boot this bond.\n"
      "Example:\n"
      "  bondctl import bond0 >bond0.yaml");
  command->callback(
      [&context, bond] { context.run = [&context, bond] { return run_import(context, *bond); }; });
}

}  // namespace bondctl
