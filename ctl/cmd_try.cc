// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <CLI/App.hpp>

#include "addressing_text.h"
#include "apply.h"
#include "cli.h"
#include "config.h"
#include "error.h"
#include "plan.h"
#include "trial.h"
#include "words.h"

namespace bondctl {

namespace {

constexpr char kConfirmed[] = "confirmed";
constexpr char kBack[] = "back";
constexpr char kNoTrial[] = "no trial is begun: there is nothing to confirm\n";
constexpr double kLongestTrial = 7 * 86400;

struct TryOpts {
  std::string path;
  double timeout = 60;
};

/// The bonds go back whatever is the matter with the rest.
std::vector<std::string> back_to(Host& host, const TrialState& state) {
  std::vector<std::string> problems;
  Addressing saved;
  try {
    saved = parse_addressing(state.addressing);
  } catch (const Error& error) {
    problems.push_back(error.text);
  }
  const std::vector<std::string> more = go_back(host, state.before, saved);
  problems.insert(problems.end(), more.begin(), more.end());
  return problems;
}

std::vector<std::string> remove_bonds(Host& host, const std::vector<std::string>& bonds) {
  std::vector<std::string> problems;
  for (const std::string& bond : bonds) {
    try {
      remove_bond(host, bond);
    } catch (const Error& error) {
      problems.push_back(error.text);
    }
  }
  return problems;
}

/// Ends a trial: the bonds that were to go do so, or everything goes back.
Ended finish_trial(Host& host, const TrialState& state, bool confirmed) {
  const std::string word = confirmed ? kConfirmed : kBack;
  const std::vector<std::string> problems =
      confirmed ? remove_bonds(host, state.removals) : back_to(host, state);
  if (problems.empty())
    return {word, true};
  return {fmt::format("{}, but {}", word, join(problems, "; ")), false};
}

std::string ended_patiently(const Context& context, const TrialState& state, bool confirmed) {
  return end_patiently([&] { return finish_trial(*open_host(context), state, confirmed); },
                       context.sleep);
}

/// The guard was killed before its trial began: this goes back in its place.
[[noreturn]] void end_without_guard(const Context& context, const TrialFiles& files,
                                    const TrialState& state) {
  try {
    files.finish(ended_patiently(context, state, false));
  } catch (const Error& error) {
    throw run_error(fmt::format(
        "the guard of the trial was killed, and going back failed: {}; bondctl rollback tries it "
        "again",
        error.text));
  }
  throw run_error("the guard of the trial was killed: " + files.last());
}

int run_try(const Context& context, const TryOpts& opts) {
  if (!(opts.timeout > 0 && opts.timeout <= kLongestTrial))  // nor what is no number
    throw usage_error(fmt::format("try: --timeout: '{}' is not allowed, give up to {} seconds",
                                  opts.timeout, kLongestTrial));
  const Config config = load_config(opts.path);
  print_warnings(context, config);
  const std::unique_ptr<Host> host = open_host(context);
  const TrialFiles files(context.trials);
  const TrialLock turn = take_turn(files);
  const HostState now = host->now();
  Plan plan = make_plan(config, now);
  const Addressing carried = addressing_of(*host, plan);
  print_difference(context, plan, joining_notes(plan, now, carried));
  if (plan.steps.empty()) {
    context.out << kNoTrial;
    return 0;
  }
  TrialState state{plan.before, addressing_text(carried), put_off_removals(&plan), 0};
  const SignalsHeld signals;
  Guard guard(files, turn, [&context, state](bool confirmed) {
    return ended_patiently(context, state, confirmed);
  });
  state.guard = guard.process();
  files.save(state);
  try {
    carry_out(
        *host, plan, carried, [&] { return signals.pending(); }, context.sleep);
  } catch (const NotBack&) {
    context.err << "bondctl: the guard of the trial goes on going back, bondctl rollback tells how "
                   "that ended\n";
    throw;
  } catch (const Error& error) {
    files.finish("not begun: " + error.text);
    if (!guard.dismiss())
      context.err << "bondctl: the guard of the trial was killed\n";
    throw;
  }
  if (!guard.arm(std::chrono::milliseconds(static_cast<std::int64_t>(opts.timeout * 1000))))
    end_without_guard(context, files, state);
  context.out << fmt::format("on trial for {} s: bondctl confirm keeps it, else it goes back\n",
                             opts.timeout);
  return 0;
}

/// Ends the trial that is open. Returns how it ended.
std::string end_now(const Context& context, bool confirm) {
  const TrialFiles files(context.trials);
  // First, or a guard that ends at this moment would be taken for one that was killed.
  std::optional<TrialLock> lock = TrialLock::take(files);
  if (!files.is_open()) {
    const std::string last = files.last();
    throw run_error(last.empty() ? "no trial is open"
                                 : fmt::format("no trial is open; the last one: {}", last));
  }
  if (!lock) {
    lock.emplace(end_trial(files, confirm));
    if (!files.is_open())
      return files.last();
  }
  context.err << "bondctl: the guard of the trial is gone, so this does its work\n";
  // To keep what is there nobody needs to read what was before.
  const TrialState state = confirm ? TrialState{{}, {}, files.removals()} : *files.pending();
  files.finish(ended_patiently(context, state, confirm));
  return files.last();
}

int run_confirm(const Context& context) {
  const std::string word = end_now(context, true);
  if (word != kConfirmed)
    throw run_error(word);
  context.out << "kept\n";
  return 0;
}

int run_rollback(const Context& context) {
  const std::string word = end_now(context, false);
  if (word != kBack)
    throw run_error(word);
  context.out << "everything is as it was\n";
  return 0;
}

}  // namespace

void setup_try(CLI::App& app, Context& context) {
  const auto opts = std::make_shared<TryOpts>();
  CLI::App* command = app.add_subcommand(
      "try", "The same as apply, but it goes back by itself unless it is confirmed");
  command->add_option("FILE", opts->path, "YAML, a directory of *.yaml, or - for standard input")
      ->type_name("")
      ->required();
  command
      ->add_option("--timeout", opts->timeout,
                   "Seconds to wait for bondctl confirm, up to 604800; default 60")
      ->type_name("S");
  command->footer(std::string(kWhatAFileMeans) +
                  "It goes back when the terminal or bondctl itself dies, too.\n"
                  "Example:\n"
                  "  bondctl try bonds.yaml --timeout 30\n"
                  "  bondctl confirm");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_try(context, *opts); }; });
}

void setup_confirm(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("confirm", "Keep what bondctl try changed");
  command->footer("Until the next boot: what is to come up then has to stand in /etc/netbond.");
  command->callback([&context] { context.run = [&context] { return run_confirm(context); }; });
}

void setup_rollback(CLI::App& app, Context& context) {
  CLI::App* command =
      app.add_subcommand("rollback", "Go back to what was before bondctl try, at once");
  command->callback([&context] { context.run = [&context] { return run_rollback(context); }; });
}

}  // namespace bondctl
