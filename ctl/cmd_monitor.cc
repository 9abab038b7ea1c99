// SPDX-License-Identifier: GPL-2.0-or-later
#include <signal.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <map>
#include <string>

#include "cli.h"
#include "cli_checks.h"
#include "client.h"
#include "event_gaps.h"
#include "resync.h"
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

/// Says what nobody has seen yet.
void look_first(const Context& context, const WorldEvents& stream, Filter* filter) {
  const std::string& name = filter->name;
  if (!stream.begun()) {
    context.err << "bondctl: " << kNoModuleYet << "\n";
  } else if (!name.empty()) {
    if (const auto bond = if_loaded([&] { return find_bond(context, name); }))
      filter->ifindex = bond->ifindex;
    else
      context.err << "bondctl: " << visible(name) << ": no such bond yet, waiting for it\n";
  }
}

/// Tells, once events were lost, how the bonds of the module are that they may have been of.
class Resync {
 public:
  Resync(const Context& context, const MonitorOpts& opts, const Filter& filter)
      : context_(context), opts_(opts), filter_(filter) {}

  void saw(const Event& event) {
    if (event.kind == NETBOND_EVENT_DELETED)
      known_.erase(event.ifindex);
    else
      known_[event.ifindex].name = event.bond;
  }

  /// After a loss of unknown events, of any bond.
  void all() {
    std::map<std::uint32_t, Known> gone;
    gone.swap(known_);
    const auto bonds = if_loaded([&] { return Client(context_.connect).bonds(); });
    for (const Bond& bond : bonds) {
      const bool followed = gone.erase(bond.ifindex) > 0;
      if (followed || opts_.bond.empty() || filter_.ifindex == bond.ifindex ||
          bond.name == opts_.bond)
        tell(bond);
    }
    for (const auto& [ifindex, known] : gone)
      context_.out << (opts_.json ? resync_gone_json(known.name, ifindex)
                                  : resync_gone_text(known.name));
    context_.out << std::flush;
  }

  /// After events of one bond up to this one were lost; what was told since then covers them.
  void one(const Event& event, std::uint64_t last_lost) {
    if (known_[event.ifindex].told_seq >= last_lost)
      return;
    if (const auto bond = if_loaded([&] { return Client(context_.connect).find_bond(event.bond); }))
      tell(*bond);
    context_.out << std::flush;
  }

 private:
  struct Known {
    std::string name;
    std::uint64_t told_seq = 0;
  };

  void tell(const Bond& bond) {
    known_[bond.ifindex] = {bond.name, bond.event_seq};
    context_.out << (opts_.json ? resync_json(bond) : resync_text(bond));
  }

  const Context& context_;
  const MonitorOpts& opts_;
  const Filter& filter_;
  std::map<std::uint32_t, Known> known_;
};

/// More than this no socket holds of what came in time.
constexpr int kMostLeft = 4096;

/// Says when to end, also while more and more comes.
class TimeUp {
 public:
  explicit TimeUp(Deadline deadline) : deadline_(deadline) {}
  bool operator()() { return is_past(deadline_) && left_-- == 0; }

 private:
  Deadline deadline_;
  int left_ = kMostLeft;
};

int run_monitor(const Context& context, const MonitorOpts& opts) {
  leave_on_signals();
  WorldEvents stream(context, opts.bond);
  Filter filter{opts.bond, 0};
  look_first(context, stream, &filter);
  EventGaps gaps;
  Resync resync(context, opts, filter);
  const Deadline deadline = deadline_in(opts.timeout);
  TimeUp time_up(deadline);
  // Until what is left was read the kernel drops more, without a word: it is too soon to look.
  bool behind = false;
  for (std::uint64_t printed = 0; opts.count == 0 || printed < opts.count;) {
    if (time_up()) {
      if (behind)
        resync.all();
      break;
    }
    const WorldEvents::Item item =
        stream.next(behind ? Deadline(Clock::now()) : deadline, context.out_fd);
    if (item.kind == Received::kTimeout && behind) {
      behind = false;
      resync.all();
      continue;
    }
    if (item.kind == Received::kTimeout)
      break;
    if (item.kind == Received::kOverrun) {
      Loss loss;
      loss.read_again = item.bridges;
      loss.loaded = item.loaded;
      print_loss(context, opts, loss);
      behind |= !item.bridges;
      continue;
    }
    if (!filter.passes(item.event))
      continue;
    if (const auto loss = gaps.check(item.event)) {
      print_loss(context, opts, *loss);
      if (!behind)
        resync.one(item.event, loss->last);
    }
    if (!item.bridges)
      resync.saw(item.event);
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
  command->add_option("--count", opts->count, "End after so many events; 0, the default: never")
      ->type_name("N")
      ->transform(whole_within(0, kMostCount));
  command->add_option("--timeout", opts->timeout, "End after so many seconds")
      ->type_name("S")
      ->check(seconds_within(0, 1e9));
  command->footer(
      "When events were lost it says so, and how the bonds are now. Ends with status 0 on "
      "interrupt.\n"
      "Example:\n  bondctl monitor bond0");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_monitor(context, *opts); }; });
}

}  // namespace bondctl
