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

void put(const Context& context, const std::string& file, const std::string& text) {
  if (file.empty())
    context.out << text;
  else
    write_whole_file(file, text);
}

/// Throws what went wrong, but leaves word of it first: old metrics would go on to tell that all is
/// well. That the module is not loaded a file tells, and that was asked for.
int run_metrics(const Context& context, const std::string& file) {
  std::string text;
  try {
    text = text_now(context);
  } catch (const ModuleAbsent& absent) {
    put(context, file, metrics_down_text());
    if (file.empty())
      throw;
    context.err << "bondctl: " << visible(absent.text) << "\n";
    return 0;
  } catch (const Error&) {
    put(context, file, metrics_down_text());
    throw;
  }
  put(context, file, text);
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
      "Where the module is not loaded or cannot be asked, netbond_up 0 is written. Exit status 1\n"
      "then, but 0 with --output when FILE says that it is not loaded.\n"
      "Example:\n  bondctl metrics --output /var/lib/prometheus/node-exporter/netbond.prom");
  command->callback(
      [&context, file] { context.run = [&context, file] { return run_metrics(context, *file); }; });
}

}  // namespace bondctl
