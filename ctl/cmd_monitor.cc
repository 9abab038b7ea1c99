// SPDX-License-Identifier: GPL-2.0-or-later
#include <signal.h>
#include <unistd.h>

#include "cli.h"
#include "event_gaps.h"
#include "world.h"
#include "world_events.h"

namespace bondctl {

namespace {

struct MonitorOpts {
  std::string bond;
  bool json = false;
  std::uint64_t count = 0;
  double timeout = -1;
};

/// Every line was flushed, so there is nothing left to do when the user has seen enough.
void leave(int) {
  _exit(0);
}

void leave_on_signals() {
  struct sigaction action {};
  action.sa_handler = leave;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

/// The bond to follow: by index, so that it may be renamed, or by name until it exists.
struct Filter {
  std::string name;
  std::uint32_t ifindex = 0;

  bool passes(const Event& event) {
    if (name.empty())
      return true;
    if (event.bond == name)
      ifindex = event.ifindex;
    return event.bond == name || (ifindex && event.ifindex == ifindex);
  }
};

void print_loss(const Context& context, const MonitorOpts& opts, const Loss& loss) {
  context.out << (opts.json ? loss_json(loss) : loss_text(loss)) << std::flush;
}

int run_monitor(const Context& context, const MonitorOpts& opts) {
  leave_on_signals();
  WorldEvents stream(context, opts.bond);
  Filter filter{opts.bond, 0};
  if (!opts.bond.empty()) {
    if (const auto bond = find_bond(context, opts.bond))
      filter.ifindex = bond->ifindex;
    else
      context.err << "bondctl: " << opts.bond << ": no such bond yet, waiting for it\n";
  }
  EventGaps gaps;
  const Deadline deadline = deadline_in(opts.timeout);
  for (std::uint64_t printed = 0; opts.count == 0 || printed < opts.count;) {
    const WorldEvents::Item item = stream.next(deadline);
    if (item.kind == Received::kTimeout)
      break;
    if (item.kind == Received::kOverrun) {
      Loss loss;
      loss.read_again = item.bridges;
      print_loss(context, opts, loss);
      continue;
    }
    if (!filter.passes(item.event))
      continue;
    if (const auto loss = gaps.check(item.event))
      print_loss(context, opts, *loss);
    context.out << (opts.json ? event_json(item.event) : event_text(item.event)) << std::flush;
    if (!context.out)
      return 1;
    printed++;
  }
  return 0;
}

}  // namespace

void setup_monitor(CLI::App& app, Context& context) {
  const auto opts = std::make_shared<MonitorOpts>();
  CLI::App* command = app.add_subcommand("monitor", "Print events as they happen, one a line");
  command->add_option("BOND", opts->bond, "Only this bond")->type_name("");
  command->add_flag("--json", opts->json, "One JSON object a line");
  command->add_option("--count", opts->count, "End after so many events")->type_name("N");
  command->add_option("--timeout", opts->timeout, "End after so many seconds")
      ->type_name("S")
      ->check(CLI::NonNegativeNumber);
  command->footer(
      "Says so when events were lost. Ends with status 0 on interrupt.\n"
      "Example:\n  bondctl monitor bond0");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_monitor(context, *opts); }; });
}

}  // namespace bondctl
