// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>

#include "bucket_table.h"
#include "cli.h"
#include "cli_checks.h"
#include "client.h"
#include "error.h"
#include "options.h"
#include "world.h"

namespace bondctl {

namespace {

/// The kernel counts for a minute after it was asked: ask again in time.
constexpr std::chrono::seconds kAskAgain{30};

constexpr double kLongestCount = 86400;

struct BucketsOpts {
  std::string bond;
  double count = 0;
  bool details = false;
  bool json = false;
};

BucketTable read_table(Client* client, const std::string& name) {
  const Bond bond = client->bond(name);
  BucketTable table = client->buckets(name);
  table.mode = mode_word(bond);
  for (const Member& member : bond.members)
    table.members.push_back(member.name);
  return table;
}

/// The table after some seconds, with what passed meanwhile.
BucketTable count_table(const Context& context, Client* client, const std::string& name,
                        double seconds) {
  const BucketTable before = client->buckets(name);
  const Clock::time_point start = Clock::now();
  Clock::duration left = *deadline_in(seconds) - start;
  while (left > kAskAgain) {
    context.sleep(kAskAgain);
    left -= kAskAgain;
    client->buckets(name);
  }
  context.sleep(left);
  const BucketTable after = read_table(client, name);
  if (!counted_ms(after))
    throw run_error(
        fmt::format("{}: packets are counted for administrators only, it takes "
                    "CAP_NET_ADMIN (are you root?)",
                    name));
  return counted_between(before, after);
}

int run_buckets(const Context& context, const BucketsOpts& opts) {
  check_ifname("buckets", opts.bond);
  refuse_bridge(context, opts.bond,
                "a bridge has no buckets, it sends where it learned an address: bridge fdb");
  Client client(context.connect);
  const BucketTable table = opts.count > 0 ? count_table(context, &client, opts.bond, opts.count)
                                           : read_table(&client, opts.bond);
  context.out << (opts.json ? buckets_json(table)
                            : buckets_text(table, opts.details, context.paint()));
  return 0;
}

}  // namespace

void setup_buckets(CLI::App& app, Context& context) {
  const auto opts = std::make_shared<BucketsOpts>();
  CLI::App* command = app.add_subcommand(
      "buckets", "The table that says which member carries which flows, and their packets");
  command->add_option("BOND", opts->bond, "The bond")->type_name("")->required();
  command->add_option("--count", opts->count, "Count packets for so many seconds, 0.1 to 86400")
      ->type_name("S")
      ->check(seconds_within(0.1, kLongestCount));
  command->add_flag("--details", opts->details, "One line a bucket instead of the map");
  command->add_flag("--json", opts->json, "An array of the one table as JSON");
  command->footer(
      "A flow's hash chooses its bucket, see bondctl hash. Asked by root, the kernel counts the\n"
      "packets of each bucket for the next minute.\n"
      "Example:\n  bondctl buckets bond0 --count 5");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_buckets(context, *opts); }; });
}

}  // namespace bondctl
