// SPDX-License-Identifier: GPL-2.0-or-later
#include <CLI/App.hpp>

#include "cli.h"
#include "client.h"
#include "client_table.h"
#include "options.h"
#include "world.h"

namespace bondctl {

namespace {

struct ClientsOpts {
  std::string bond;
  bool details = false;
  bool json = false;
};

ClientTable read_clients(Client* client, const std::string& name) {
  const Bond bond = client->bond(name);
  ClientTable table = client->clients(name);
  table.ifindex = bond.ifindex;
  table.mode = mode_word(bond);
  for (const Member& member : bond.members)
    table.members.push_back(member.name);
  sort_clients(&table);
  return table;
}

int run_clients(const Context& context, const ClientsOpts& opts) {
  check_ifname("clients", opts.bond);
  refuse_bridge(context, opts.bond,
                "a bridge has no clients, it sends where it learned an address: bridge fdb");
  Client client(context.connect);
  const ClientTable table = read_clients(&client, opts.bond);
  context.out << (opts.json ? clients_json(table)
                            : clients_text(table, opts.details, context.paint()));
  return 0;
}

}  // namespace

void setup_clients(CLI::App& app, Context& context) {
  const auto opts = std::make_shared<ClientsOpts>();
  CLI::App* command = app.add_subcommand(
      "clients", "The neighbours of a balance-alb bond, and which member each was taught");
  command->add_option("BOND", opts->bond, "The bond")->type_name("")->required();
  command->add_flag("--details", opts->details,
                    "Also MAC addresses, the addresses of this host, packets and bytes");
  command->add_flag("--json", opts->json, "An array of the one table as JSON");
  command->footer(
      "A client is a neighbour that this host exchanges ARP or Neighbour Discovery with. Asked by\n"
      "root, the kernel counts what comes from each of them for the next minute: SHARE is known\n"
      "when asked again.\n"
      "Example:\n  bondctl clients bond0 --details");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_clients(context, *opts); }; });
}

}  // namespace bondctl
