// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"
#include "client.h"
#include "error.h"
#include "options.h"

namespace bondctl {

namespace {

struct MemberOpts {
  std::string bond;
  std::vector<std::string> members;
  std::vector<std::string> prio;
};

using Change = void (Client::*)(const std::string&, const std::vector<MemberRequest>&);

int run_member(const Context& context, const MemberOpts& opts, Change change) {
  check_ifname("member", opts.bond);
  const std::vector<MemberRequest> members = member_requests(opts.members, opts.prio);
  if (members.empty())
    throw usage_error("member: no device given");
  Client client(context.connect);
  (client.*change)(opts.bond, members);
  return 0;
}

struct Verb {
  const char* name;
  const char* help;
  const char* footer;
  Change change;
  bool takes_prio;
  bool needs_prio;
};

constexpr Verb kVerbs[] = {
    {"add", "Join devices to a bond, all or none",
     "The devices may be up or down. What they were is restored when they leave.\n"
     "Example:\n  bondctl member add bond0 eth0 eth1 --prio 10",
     &Client::member_add, true, false},
    {"del", "Release devices from a bond, all or none", "Example:\n  bondctl member del bond0 eth1",
     &Client::member_del, false, false},
    {"set", "Change options of members, all or none",
     "Example:\n  bondctl member set bond0 eth1 --prio -5", &Client::member_set, true, true},
};

void setup_verb(CLI::App* parent, Context& context, const Verb& verb) {
  const auto opts = std::make_shared<MemberOpts>();
  CLI::App* command = parent->add_subcommand(verb.name, verb.help);
  command->add_option("BOND", opts->bond, "The bond")->type_name("")->required();
  command->add_option("IF", opts->members, "Devices, by blank or comma")->type_name("")->required();
  if (verb.takes_prio) {
    CLI::Option* prio = command->add_option(
        "--prio", opts->prio,
        "Preference, -2147483648..2147483647; the highest usable becomes active, unless primary "
        "is set; default 0");
    prio->type_name("N")->allow_extra_args(false)->required(verb.needs_prio);
  }
  command->footer(verb.footer);
  command->callback([&context, opts, change = verb.change] {
    context.run = [&context, opts, change] { return run_member(context, *opts, change); };
  });
}

}  // namespace

void setup_member(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("member", "Join, release or change members of a bond");
  command->require_subcommand(1);
  command->fallthrough();
  for (const Verb& verb : kVerbs)
    setup_verb(command, context, verb);
  command->footer("Example:\n  bondctl member add bond0 eth2 --prio 10");
}

}  // namespace bondctl
