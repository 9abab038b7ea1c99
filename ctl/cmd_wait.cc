// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <CLI/App.hpp>

#include "cli.h"
#include "cli_checks.h"
#include "client.h"
#include "error.h"
#include "options.h"
#include "words.h"
#include "world.h"
#include "world_events.h"

namespace bondctl {

namespace {

struct WaitOpts {
  std::string bond;
  std::string what;
  double timeout = -1;
};

bool reached(const Bond& bond, const std::string& what) {
  return what == "up" ? bond.carrier : state_word(bond.state) == what;
}

std::string standing(const std::optional<Bond>& bond) {
  if (!bond)
    return "there is no such bond";
  return fmt::format("it is {}, carrier {}", state_word(bond->state), bond->carrier ? "on" : "off");
}

int run_wait(const Context& context, const WaitOpts& opts) {
  check_ifname("wait", opts.bond);
  const Deadline deadline = deadline_in(opts.timeout);
  WorldEvents stream(context, opts.bond);  // before the first look, so that no change slips between
  if (!stream.begun())
    context.err << fmt::format("bondctl: {}\n", kNoModuleYet);
  // Until what is left after an overrun was read the kernel drops more, without a word.
  bool behind = false;
  // An event has the bond's own name, and this may be another one of it.
  std::uint32_t ifindex = 0;
  for (bool look = true;;) {
    const bool late = deadline && Clock::now() >= *deadline;
    if (look || late) {
      const auto ask = [&] { return find_bond(context, opts.bond); };
      const std::optional<Bond> bond = late ? ask() : if_loaded(ask);
      ifindex = bond ? bond->ifindex : 0;
      if (bond && reached(*bond, opts.what))
        return 0;
      if (late)
        throw run_error(fmt::format("{}: not {} within {} s, {}", opts.bond, opts.what,
                                    opts.timeout, standing(bond)));
    }
    const WorldEvents::Item item = stream.next(behind ? Deadline(Clock::now()) : deadline);
    const bool drained = behind && item.kind == Received::kTimeout;
    behind = !drained && (behind || item.kind == Received::kOverrun);
    look = drained || item.kind == Received::kOverrun ||
           (item.kind == Received::kData &&
            (item.event.bond == opts.bond || (ifindex && item.event.ifindex == ifindex)));
  }
}

}  // namespace

void setup_wait(CLI::App& app, Context& context) {
  const auto opts = std::make_shared<WaitOpts>();
  CLI::App* command = app.add_subcommand("wait", "Wait until a bond is in a state");
  command->add_option("BOND", opts->bond, "The bond; it need not exist yet")
      ->type_name("")
      ->required();
  command
      ->add_option(
          "STATE", opts->what,
          "ok: every member is proven, or stands by for max_links; degraded: passes traffic, but "
          "something is lost; "
          "up: has carrier")
      ->type_name("")
      ->required()
      ->check(CLI::IsMember({"ok", "degraded", "up"}));
  command->add_option("--timeout", opts->timeout, "Give up after so many seconds; default never")
      ->type_name("S")
      ->check(seconds_within(0, 1e9));
  command->footer(
      "Driven by events, it does not poll. Exit status 0: reached, 1: not in time.\n"
      "Example:\n  bondctl wait bond0 up --timeout 30");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_wait(context, *opts); }; });
}

}  // namespace bondctl
