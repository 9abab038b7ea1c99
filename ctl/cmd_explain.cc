// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "cli.h"
#include "error.h"
#include "explain.h"
#include "world.h"

namespace bondctl {

namespace {

struct ExplainOpts {
  std::string bond;
  std::string member;
  bool json = false;
};

/// Leaves the one member in an explanation.
void keep_only(const std::string& member, Explanation* explanation) {
  std::erase_if(explanation->members,
                [&](const MemberExplanation& other) { return other.name != member; });
  if (explanation->members.empty())
    throw run_error(fmt::format("{}: {} is not a member", explanation->bond, member));
}

int run_explain(const Context& context, const ExplainOpts& opts) {
  std::vector<Explanation> list;
  for (const Bond& bond : bonds_named(context, opts.bond)) {
    list.push_back(explain(bond));
    if (!opts.member.empty())
      keep_only(opts.member, &list.back());
  }
  context.out << (opts.json ? explanations_json(list) : explanations_text(list, context.paint()));
  return 0;
}

}  // namespace

void setup_explain(CLI::App& app, Context& context) {
  const auto opts = std::make_shared<ExplainOpts>();
  CLI::App* command = app.add_subcommand(
      "explain", "Say why each member is or is not used, and what would mend it");
  command->add_option("BOND", opts->bond, "Only this bond")->type_name("");
  command->add_option("IF", opts->member, "Only this member")->type_name("");
  command->add_flag("--json", opts->json, "An array of explanations as JSON");
  command->footer(
      "Also names traps that do not hurt yet, such as paths that nothing probes.\n"
      "Example:\n  bondctl explain bond0 eth1");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_explain(context, *opts); }; });
}

}  // namespace bondctl
