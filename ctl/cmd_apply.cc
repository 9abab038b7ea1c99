// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

#include "apply.h"
#include "cli.h"
#include "cli_checks.h"
#include "config.h"
#include "error.h"
#include "plan.h"
#include "trial.h"

namespace bondctl {

namespace {

struct ApplyOpts {
  std::string path;
  bool dry_run = false;
  bool possible = false;
  double wait = -1;
};

constexpr auto kLookAgain = std::chrono::milliseconds(100);
constexpr double kTimeForOthers = 5;

bool is_there(const ConfigMember& member, const Config& config, const HostState& now) {
  const std::string& name = member.request.name;
  return now.link(name) ||
         std::any_of(config.bonds.begin(), config.bonds.end(),
                     [&](const ConfigBond& bond) { return bond.name == name && !bond.absent; });
}

bool is_wanted(const Config& config, const std::string& member) {
  return std::any_of(config.bonds.begin(), config.bonds.end(), [&](const ConfigBond& bond) {
    return bond.members &&
           std::any_of(bond.members->begin(), bond.members->end(),
                       [&](const ConfigMember& each) { return each.request.name == member; });
  });
}

/// A name that is missing may be a mistake for one of those that are in the bond.
void keep_members(ConfigBond* bond, const Config& config, const Bond* now) {
  if (!now)
    return;
  for (const ConfigMember& member : config_of(*now).members.value_or(std::vector<ConfigMember>())) {
    if (!is_wanted(config, member.request.name))
      bond->members->push_back(member);
  }
}

/// Takes out of the file the members that are not there. Returns them.
std::vector<std::string> leave_out_missing(Config* config, const HostState& now) {
  std::vector<std::string> missing;
  const Config whole = *config;
  for (ConfigBond& bond : config->bonds) {
    if (!bond.members)
      continue;
    const std::size_t before = missing.size();
    std::erase_if(*bond.members, [&](const ConfigMember& member) {
      if (is_there(member, *config, now))
        return false;
      missing.push_back(
          fmt::format("{}{}: members: {}", member.place.prefix(), bond.name, member.request.name));
      return true;
    });
    if (missing.size() > before)
      keep_members(&bond, whole, now.bond(bond.name));
  }
  return missing;
}

/// Devices that come and go, at boot most of all, disturb whoever reads them: asks again until
/// then.
template <typename Read>
auto read_by(const Deadline& deadline, const Context& context, const Read& read) {
  while (true) {
    try {
      return read();
    } catch (const Passing&) {
      if (Clock::now() >= *deadline)
        throw;
    }
    context.sleep(kLookAgain);
  }
}

/// Waits for devices that are not there yet and goes on without those that do not come.
void wait_for_devices(const Context& context, Host& host, const Deadline& deadline,
                      Config* config) {
  while (true) {
    Config whole = *config;
    const HostState now = read_by(deadline, context, [&] { return host.now(); });
    use_own_names(&whole, now);
    const std::vector<std::string> missing = leave_out_missing(&whole, now);
    if (missing.empty())
      return;
    if (Clock::now() >= *deadline) {
      for (const std::string& member : missing)
        context.err << fmt::format("bondctl: {}: no such device, left out\n", visible(member));
      *config = whole;
      return;
    }
    context.sleep(kLookAgain);
  }
}

/// The right to change bonds, when others that do so have ended; none where no trial could be
/// either.
std::optional<TrialLock> turn_of(const Context& context, const Deadline& deadline) {
  std::optional<TrialFiles> files;
  try {
    files.emplace(context.trials);
  } catch (const Error&) {
    return std::nullopt;
  }
  while (Clock::now() < *deadline && !files->is_open()) {
    if (std::optional<TrialLock> lock = TrialLock::take(*files))
      return lock;
    context.sleep(kLookAgain);
  }
  return take_turn(*files);
}

void complain(const Context& context, const std::vector<std::string>& problems) {
  for (const std::string& problem : problems)
    context.err << fmt::format("bondctl: {}\n", visible(problem));
}

/// Nobody at a machine that boots can mend one bond so that the others come up. Returns whether all
/// was done.
bool do_possible(const Context& context, Host& host, const Config& config,
                 const Deadline& deadline) {
  const std::vector<std::string> problems =
      read_by(deadline, context, [&] { return carry_out_possible(host, config); });
  complain(context, problems);
  return problems.empty();
}

int run_apply(const Context& context, const ApplyOpts& opts) {
  std::vector<std::string> problems;
  Config config = load_config(opts.path, opts.possible ? &problems : nullptr);
  complain(context, problems);
  print_warnings(context, config);
  const std::unique_ptr<Host> host = open_host(context);
  Deadline deadline = deadline_in(opts.wait >= 0 ? opts.wait : 0);
  if (opts.wait >= 0)
    wait_for_devices(context, *host, deadline, &config);
  // A card that never came has taken all the time.
  if (opts.wait > 0)
    deadline = std::max(deadline, deadline_in(kTimeForOthers));
  const std::optional<TrialLock> turn = opts.dry_run ? std::nullopt : turn_of(context, deadline);
  const HostState now = read_by(deadline, context, [&] { return host->now(); });
  const Plan plan = make_plan(config, now, opts.possible ? Want::kPossible : Want::kWhole);
  const Addressing carried = read_by(deadline, context, [&] { return addressing_of(*host, plan); });
  print_difference(context, plan, joining_notes(plan, now, carried));
  bool whole = problems.empty();
  if (opts.dry_run) {
    complain(context, plan.problems);
    return whole && plan.problems.empty() ? 0 : 1;
  }
  if (opts.possible) {
    whole = do_possible(context, *host, config, deadline) && whole;
    if (!whole)
      context.err << "bondctl: all else is done\n";
    return whole ? 0 : 1;
  }
  if (plan.steps.empty())
    return 0;
  const SignalsHeld signals;
  carry_out(
      *host, plan, carried, [&] { return signals.pending(); }, context.sleep);
  return 0;
}

}  // namespace

void print_warnings(const Context& context, const Config& config) {
  for (const ConfigBond& bond : config.bonds)
    complain(context, bond.warnings);
}

void print_difference(const Context& context, const Plan& plan,
                      const std::vector<std::string>& notes) {
  const Paint paint = context.paint();
  for (const std::string& line : plan.difference) {
    const std::string coloured = line.starts_with("+")   ? paint.good(line)
                                 : line.starts_with("-") ? paint.bad(line)
                                                         : paint.warn(line);
    context.out << coloured << "\n";
  }
  if (plan.difference.empty())
    context.out << "nothing to change\n";
  for (const std::string& note : notes)
    context.out << paint.warn(note) << "\n";
  context.out.flush();
}

void setup_apply(CLI::App& app, Context& context) {
  const auto opts = std::make_shared<ApplyOpts>();
  CLI::App* command = app.add_subcommand(
      "apply", "Make bonds what a file says, whole or not at all; print the difference first");
  command->add_option("FILE", opts->path, "YAML, a directory of *.yaml, or - for standard input")
      ->type_name("")
      ->required();
  command->add_flag("--dry-run", opts->dry_run, "Print the difference and change nothing");
  command->add_flag(
      "--possible", opts->possible,
      "Do what can be done, each bond, member and file without those that cannot (exit status 1 "
      "then), and take nothing away until all else is done");
  command
      ->add_option(
          "--wait", opts->wait,
          "Wait so long for devices that are not there and for others who change bonds, then "
          "go on without the devices")
      ->type_name("S")
      ->check(seconds_within(0, 1e9));
  command->footer(std::string(kWhatAFileMeans) +
                  "Example:\n  bondctl apply /etc/netbond --dry-run");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_apply(context, *opts); }; });
}

}  // namespace bondctl
