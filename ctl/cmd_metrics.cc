// SPDX-License-Identifier: GPL-2.0-or-later
#include <CLI/App.hpp>

#include "cli.h"
#include "error.h"
#include "metrics.h"
#include "whole_file.h"
#include "words.h"
#include "world.h"

namespace bondctl {

namespace {

std::string text_now(const Context& context) {
  const World world = read_world(context);
  return metrics_text(world.bonds, world.module);
}

/// Throws what went wrong, but leaves word of it first: old metrics would go on to tell that all is
/// well. Where a file tells it, it is written, and that was asked for.
int run_metrics(const Context& context, const std::string& file) {
  std::string text;
  try {
    text = text_now(context);
  } catch (const Error& error) {
    if (file.empty()) {
      context.out << metrics_down_text();
      throw;
    }
    text = metrics_down_text();
    context.err << "bondctl: " << visible(error.text) << "\n";
  }
  if (file.empty())
    context.out << text;
  else
    write_whole_file(file, text);
  return 0;
}

}  // namespace

void setup_metrics(CLI::App& app, Context& context) {
  const auto file = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("metrics", "All bonds in the text format of Prometheus");
  command
      ->add_option("--output", *file,
                   "Write this file, whole or not at all; for node_exporter's textfile collector")
      ->type_name("FILE");
  command->footer(
      "Where the module is not loaded, netbond_up 0 is written. Exit status 1 then, but 0 with\n"
      "--output when FILE says so, and 1 when it cannot be written.\n"
      "Example:\n  bondctl metrics --output /var/lib/prometheus/node-exporter/netbond.prom");
  command->callback(
      [&context, file] { context.run = [&context, file] { return run_metrics(context, *file); }; });
}

}  // namespace bondctl
