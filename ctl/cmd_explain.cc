// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>

#include "cli.h"
#include "client.h"
#include "error.h"
#include "explain.h"
#include "explain_spread.h"
#include "host.h"
#include "rtnl.h"
#include "world.h"

namespace bondctl {

namespace {

/// Of more bonds the tables are not read: they are longer than all the rest.
constexpr std::size_t kFewBonds = 16;

struct ExplainOpts {
  std::string bond;
  std::string member;
  bool json = false;
};

/// The name that the bond knows a member by; it may have been given by an alternative one.
std::string own_name(const Context& context, const Bond& bond, const std::string& member) {
  if (named(bond.members, member))
    return member;
  const std::optional<Link> link = Rtnl(context.connect_route).find(member);
  return link ? link->name : member;
}

/// Leaves the one member in an explanation.
void keep_only(const std::string& member, Explanation* explanation) {
  std::erase_if(explanation->members,
                [&](const MemberExplanation& other) { return other.name != member; });
  if (explanation->members.empty())
    throw run_error(fmt::format("{}: {} is not a member", explanation->bond, member));
  std::erase_if(explanation->causes,
                [&](const Cause& cause) { return cause.member && cause.member != member; });
}

/// The buckets with what they carried since they were last asked for: from the second explanation
/// within a minute on, and for administrators only.
std::optional<BucketTable> counted_buckets(const Context& context, const Bond& bond) {
  if (!bond.up || bond.members.size() < 2 || !spreads_by_hash(bond))
    return std::nullopt;
  try {
    return Client(context.connect).buckets(bond.name);
  } catch (const Error&) {
    return std::nullopt;
  }
}

int run_explain(const Context& context, const ExplainOpts& opts) {
  const std::vector<Bond> bonds = bonds_named(context, opts.bond);
  std::vector<Explanation> list;
  for (const Bond& bond : bonds) {
    Evidence evidence{std::nullopt, context.host(bond)};
    if (bonds.size() <= kFewBonds)
      evidence.buckets = counted_buckets(context, bond);
    list.push_back(explain(bond, evidence));
    if (!opts.member.empty())
      keep_only(own_name(context, bond, opts.member), &list.back());
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
      "Also names traps that do not hurt yet, such as paths that nothing probes. Asked again "
      "within\n"
      "a minute by root, it also knows whether one flow is more than a member's part.\n"
      "Example:\n  bondctl explain bond0 eth1");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_explain(context, *opts); }; });
}

}  // namespace bondctl
