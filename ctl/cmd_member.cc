// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <utility>

#include "cli.h"
#include "client.h"
#include "error.h"
#include "options.h"
#include "stp.h"
#include "stp_options.h"

namespace bondctl {

namespace {

struct MemberOpts {
  std::string bond;
  std::vector<std::string> members;
  std::vector<std::string> prio;
  std::vector<std::string> weight;
  std::vector<std::string> actor_port_prio;
  std::vector<std::string> path_cost;
};

struct MemberVerb {
  const char* name;
  const char* help;
  const char* footer;
  void (Client::*change)(const std::string&, const std::vector<MemberRequest>&);
  void (*change_stp)(const Context&, const std::string&, const std::vector<MemberRequest>&);
  bool takes_options;
  bool needs_options;
};

MemberRequest member_options(const MemberOpts& opts) {
  for (const auto& [flag, given] :
       {std::pair("--prio", &opts.prio), std::pair("--weight", &opts.weight),
        std::pair("--actor-port-prio", &opts.actor_port_prio)}) {
    if (given->size() > 1)
      throw usage_error(fmt::format("{}: give it once", flag));
  }
  MemberRequest options;
  if (!opts.prio.empty())
    options.prio = parse_prio(opts.prio[0]);
  if (!opts.weight.empty())
    options.weight = parse_weight(opts.weight[0]);
  if (!opts.actor_port_prio.empty())
    options.actor_port_prio = parse_actor_port_prio(opts.actor_port_prio[0]);
  if (!opts.path_cost.empty())
    options.path_cost = parse_stp_option(*find_stp_option("path_cost"), opts.path_cost);
  return options;
}

/// Options of a bond's members are none of a bridge's, and the other way round.
void refuse_foreign_options(const MemberOpts& opts, bool bridge) {
  if (!bridge && !opts.path_cost.empty())
    throw usage_error("--path-cost: only in mode stp, a Linux bridge with spanning tree");
  for (const auto& [flag, given] :
       {std::pair("--prio", &opts.prio), std::pair("--weight", &opts.weight),
        std::pair("--actor-port-prio", &opts.actor_port_prio)}) {
    if (bridge && !given->empty())
      throw usage_error(
          fmt::format("{}: not in mode stp, members of a bridge have --path-cost", flag));
  }
}

int run_member(const Context& context, const MemberOpts& opts, const MemberVerb& verb) {
  check_ifname("member", opts.bond);
  if (verb.needs_options && opts.prio.empty() && opts.weight.empty() &&
      opts.actor_port_prio.empty() && opts.path_cost.empty())
    throw usage_error("member set: give --prio, --weight, --actor-port-prio or --path-cost");
  const std::vector<MemberRequest> members = member_requests(opts.members, member_options(opts));
  if (members.empty())
    throw usage_error("member: no device given");
  const bool bridge = is_bridge(context, opts.bond);
  refuse_foreign_options(opts, bridge);
  if (bridge) {
    verb.change_stp(context, opts.bond, members);
    return 0;
  }
  Client client(context.connect);
  (client.*verb.change)(opts.bond, members);
  return 0;
}

void add_stp(const Context& context, const std::string& bond,
             const std::vector<MemberRequest>& members) {
  stp_member_add(context, bond, members);
  warn_of_kept(context, bond);
}

constexpr MemberVerb kMemberVerbs[] = {
    {"add", "Join devices to a bond, all or none",
     "The devices may be up or down. A device that joins loses its IPv6 addresses and its routes, "
     "the\n"
     "default route, too: have another way in. When it leaves it gets back its MAC address, MTU,\n"
     "filters and whether it was up, no more. In mode stp it keeps addresses and routes when it\n"
     "joins, and nothing works by them: they belong on the bridge; and it stays up.\n"
     "Example:\n  bondctl member add bond0 eth0 eth1 --prio 10",
     &Client::member_add, add_stp, true, false},
    {"del", "Release devices from a bond, all or none", "Example:\n  bondctl member del bond0 eth1",
     &Client::member_del, stp_member_del, false, false},
    {"set", "Change options of members, all or none",
     "Examples:\n  bondctl member set bond0 eth1 --prio -5\n  bondctl member set bond0 eth1 "
     "--weight 4",
     &Client::member_set, stp_member_set, true, true},
};

void attach_options(CLI::App* command, MemberOpts* opts) {
  const auto attach = [&](const char* flag, std::vector<std::string>* given,
                          const std::string& help) {
    command->add_option(flag, *given, help)->type_name("N")->allow_extra_args(false);
  };
  attach("--prio", &opts->prio,
         "Preference, -2147483648..2147483647; after primary the highest usable becomes active, as "
         "primary_reselect allows; default 0");
  attach("--weight", &opts->weight,
         fmt::format("Share of the flows relative to other members, 1..{}, times speed if "
                     "weight_policy says so; default 1",
                     kMaxWeight));
  attach("--actor-port-prio", &opts->actor_port_prio,
         fmt::format("LACP port priority, 0..{}; the lower one is used first when max_links leaves "
                     "some out; default 255",
                     kMaxPortPriority));
  const StpOptionRow& cost = *find_stp_option("path_cost");
  attach("--path-cost", &opts->path_cost,
         fmt::format("Mode stp: the dearer, the less the bridge goes this way, {}; default that of "
                     "the other members, or {}",
                     stp_option_allowed(cost), cost.def));
}

void setup_verb(CLI::App* parent, Context& context, const MemberVerb& verb) {
  const auto opts = std::make_shared<MemberOpts>();
  CLI::App* command = parent->add_subcommand(verb.name, verb.help);
  command->add_option("BOND", opts->bond, "The bond")->type_name("")->required();
  command->add_option("IF", opts->members, "Devices, by blank or comma")->type_name("")->required();
  if (verb.takes_options)
    attach_options(command, opts.get());
  command->footer(verb.footer);
  command->callback([&context, opts, &verb] {
    context.run = [&context, opts, &verb] { return run_member(context, *opts, verb); };
  });
}

}  // namespace

void setup_member(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("member", "Join, release or change members of a bond");
  command->require_subcommand(1);
  command->fallthrough();
  for (const MemberVerb& verb : kMemberVerbs)
    setup_verb(command, context, verb);
  command->footer("Example:\n  bondctl member add bond0 eth2 --prio 10");
}

}  // namespace bondctl
