// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>

#include "cli.h"
#include "client.h"
#include "error.h"
#include "flow.h"
#include "options.h"
#include "world.h"

namespace bondctl {

namespace {

struct HashOpts {
  std::string bond;
  std::vector<std::string> words;
  bool json = false;
};

/// A key of a flow where the bond's name belongs.
bool is_flow_word(const std::string& word) {
  return std::any_of(flow_keys().begin(), flow_keys().end(), [&](const FlowKey& key) {
    return word.starts_with(fmt::format("{}=", key.name));
  });
}

int run_hash(const Context& context, const HashOpts& opts) {
  if (is_flow_word(opts.bond))
    throw usage_error(fmt::format("hash: give the name of the bond before '{}'", opts.bond));
  check_ifname("hash", opts.bond);
  const Flow flow = parse_flow(opts.words);
  refuse_bridge(context, opts.bond,
                "a bridge does not spread flows, it sends where it learned an address: bridge fdb");
  const FlowPlace place = Client(context.connect).flow(opts.bond, flow);
  context.out << (opts.json ? flow_json(place) : flow_place_text(place, context.paint()));
  return 0;
}

std::string keys_help() {
  std::string text = "FLOW is one or more of:\n";
  for (const FlowKey& key : flow_keys())
    text += fmt::format("  {:<21} {}\n", fmt::format("{}={}", key.name, key.value), key.help);
  return text;
}

}  // namespace

void setup_hash(CLI::App& app, Context& context) {
  const auto opts = std::make_shared<HashOpts>();
  CLI::App* command =
      app.add_subcommand("hash", "Which bucket and member a flow takes, and what decides");
  command->add_option("BOND", opts->bond, "The bond")->type_name("")->required();
  command->add_option("FLOW", opts->words, "Words key=value, see below")->type_name("")->required();
  command->add_flag("--json", opts->json, "An array of the one answer as JSON");
  command->footer(keys_help() +
                  "Ports without proto are those of UDP. What the policy counts has to be given.\n"
                  "Examples:\n"
                  "  bondctl hash bond0 src=10.0.0.1:40000 dst=10.0.0.2:443 proto=tcp\n"
                  "  bondctl hash bond0 src=[2001:db8::1]:53 dst=[2001:db8::2]:53\n"
                  "  bondctl hash bond0 src=10.0.0.1 dst=10.0.0.2 proto=icmp id=77\n"
                  "  bondctl hash bond0 smac=02:00:00:00:00:01 dmac=02:00:00:00:00:02 type=0x0806");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_hash(context, *opts); }; });
}

}  // namespace bondctl
