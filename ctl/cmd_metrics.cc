// SPDX-License-Identifier: GPL-2.0-or-later
#include <CLI/App.hpp>

#include "cli.h"
#include "error.h"
#include "metrics.h"
#include "whole_file.h"
#include "world.h"

namespace bondctl {

namespace {

/// The file is not written: an old one stays, or there is none.
constexpr int kExitNoFile = 3;

std::string text_now(const Context& context) {
  const World world = read_world(context);
  return metrics_text(world.bonds, world.module);
}

/// Has a status of its own: what is told by 1 stands in the file, too.
void write_file(const std::string& file, const std::string& text) {
  try {
    write_whole_file(file, text);
  } catch (const Error& error) {
    throw Error{kExitNoFile, error.text};
  }
}

/// Throws what went wrong, but leaves word of it in the file first: an old one would go on to tell
/// that all is well.
std::string text_for_file(const Context& context, const std::string& file) {
  try {
    return text_now(context);
  } catch (const Error&) {
    write_file(file, metrics_down_text());
    throw;
  }
}

int run_metrics(const Context& context, const std::string& file) {
  if (file.empty())
    context.out << text_now(context);
  else
    write_file(file, text_for_file(context, file));
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
      "Exit status 1 when the module is not loaded; what is written then says netbond_up 0.\n"
      "3 when FILE cannot be written.\n"
      "Example:\n  bondctl metrics --output /var/lib/prometheus/node-exporter/netbond.prom");
  command->callback(
      [&context, file] { context.run = [&context, file] { return run_metrics(context, *file); }; });
}

}  // namespace bondctl
