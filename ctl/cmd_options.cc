// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <CLI/App.hpp>

#include "cli.h"
#include "error.h"
#include "options.h"
#include "words.h"

namespace bondctl {

namespace {

struct OptionsOpts {
  std::vector<std::string> names;
  bool json = false;
  bool man = false;
};

/// In-tree spelling of each name, whatever way it was written.
std::vector<std::string> known_names(const std::vector<std::string>& names) {
  std::vector<std::string> known;
  std::vector<std::string> candidates;
  for (const OptionRow& row : option_rows())
    candidates.emplace_back(row.name);
  for (const std::string& name : names) {
    const OptionRow* row = find_option(name);
    if (!row) {
      const std::optional<std::string> near = nearest(name, candidates);
      throw usage_error(fmt::format("options: unknown option '{}'{}", name,
                                    near ? fmt::format(", did you mean {}?", *near) : ""));
    }
    known.emplace_back(row->name);
  }
  return known;
}

int run_options(const Context& context, const OptionsOpts& opts) {
  const std::vector<std::string> names = known_names(opts.names);
  if (opts.man)
    context.out << options_man();
  else
    context.out << (opts.json ? options_json(names) : options_text(names));
  return 0;
}

}  // namespace

void setup_options(CLI::App& app, Context& context) {
  const auto opts = std::make_shared<OptionsOpts>();
  CLI::App* command =
      app.add_subcommand("options", "List the options of a bond: values, defaults, modes, meaning");
  command->add_option("NAME", opts->names, "Only these options")->type_name("");
  command->add_flag("--json", opts->json, "An array of options as JSON");
  command->add_flag("--man", opts->man, "")->group("");
  command->footer("Example:\n  bondctl options arp_interval primary");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_options(context, *opts); }; });
}

}  // namespace bondctl
