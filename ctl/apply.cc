// SPDX-License-Identifier: GPL-2.0-or-later
#include "apply.h"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <ctime>

#include "options.h"
#include "words.h"

namespace bondctl {

namespace {

using namespace std::chrono_literals;

constexpr int kTriesToGoBack = 10;
constexpr auto kLookAgain = 500ms;

void do_step(Host& host, const Step& step) {
  switch (step.kind) {
    case Step::kRelease: return host.release(step.bond, step.members);
    case Step::kAdd:
      if (step.stp)
        return host.add_stp(step.bond, *step.stp, step.members);
      return host.add(step.bond, step.options, step.members);
    case Step::kApply:
      if (step.stp)
        return host.apply_stp(step.bond, *step.stp, step.members);
      return host.apply(step.bond, step.options, step.members);
    case Step::kSet:
      return step.stp ? host.set_stp(step.bond, *step.stp) : host.set(step.bond, step.options);
    case Step::kLink: return host.change_link(step.bond, step.change);
    case Step::kRemove: return remove_bond(host, step.bond);
  }
}

/// "FILE:LINE: bond0: mtu: <kernel's words>": the key is told where the kernel could not.
std::string failure_text(const Step& step, const Error& error) {
  const std::string name = step.bond + ": ";
  const bool about_key = step.kind == Step::kLink && error.text.starts_with(name);
  const std::string words =
      about_key ? fmt::format("{}{}: {}", name, step.key, error.text.substr(name.size()))
                : error.text;
  return step.place.prefix() + words;
}

/// Whether nothing follows that could fail: then there is no going back any more.
bool is_end(const Step& step) {
  return step.kind == Step::kRemove || (step.kind == Step::kLink && !step.change.up.value_or(true));
}

struct Problems {
  std::vector<std::string> texts;
  bool passing = false;  ///< some of it may go well a moment later
};

using TextOf = std::function<std::string(const Error&)>;

template <typename Piece>
bool attempt(
    Problems* problems, const Piece& piece,
    const TextOf& text = [](const Error& error) { return error.text; }) {
  try {
    piece();
    return true;
  } catch (const Passing& error) {
    problems->passing = true;
    problems->texts.push_back(text(error));
  } catch (const Error& error) {
    problems->texts.push_back(text(error));
  }
  return false;
}

template <typename Piece>
bool attempt(Problems* problems, const Step& step, const Piece& piece) {
  return attempt(problems, piece, [&](const Error& error) { return failure_text(step, error); });
}

/// When what a plan takes away goes, where not all of it can be done. A state that was is had only
/// by first undoing what came; but what was never seen working is no reason to lose what works.
enum class Leave { kFirst, kWhenAllIsDone };

/// The members that are in a step's bond already, as they are.
std::vector<MemberRequest> present_members(Host& host, const Step& step, Leave leave) {
  const HostState now = host.now();
  const Bond* bond = now.bond(step.bond);
  std::vector<MemberRequest> present;
  for (const Member& member : bond ? bond->members : std::vector<Member>()) {
    if (leave == Leave::kWhenAllIsDone || named(step.members, member.name))
      present.push_back({member.name, {}, {}, {}});
  }
  return present;
}

/// A bond's members are these and no others.
void make_members(Host& host, const Step& step, const std::vector<MemberRequest>& members) {
  if (step.stp)
    host.apply_stp(step.bond, {}, members);
  else
    host.apply(step.bond, {}, members);
}

/// One after the other they join and get their settings: a member that carries the traffic and
/// needs no change has none.
void apply_members(Host& host, const Step& step, Leave leave, Problems* problems) {
  std::vector<MemberRequest> members = present_members(host, step, leave);
  if (step.kind == Step::kApply && leave == Leave::kFirst)
    attempt(problems, step, [&] { make_members(host, step, members); });
  bool all = true;
  for (const MemberRequest& member : step.members) {
    std::vector<MemberRequest> more = members;
    std::erase_if(more, [&](const MemberRequest& each) { return each.name == member.name; });
    more.push_back(member);
    if (attempt(problems, step, [&] { make_members(host, step, more); }))
      members = more;
    else
      all = false;
  }
  if (step.kind == Step::kApply && leave == Leave::kWhenAllIsDone && all)
    attempt(problems, step, [&] { make_members(host, step, step.members); });
}

void make_empty(Host& host, const Step& step) {
  Step empty = step;
  empty.members.clear();
  do_step(host, empty);
}

void set_options(Host& host, const Step& step) {
  if (step.stp)
    host.set_stp(step.bond, *step.stp);
  else if (!step.options.empty())
    host.set(step.bond, step.options);
}

/// What a bond's transaction refuses as a whole, in pieces.
void apply_in_pieces(Host& host, const Step& step, Leave leave, Problems* problems) {
  if (step.kind != Step::kAdd)
    attempt(problems, step, [&] { set_options(host, step); });
  else if (!attempt(problems, step, [&] { make_empty(host, step); }))
    return;
  attempt(problems, step, [&] { apply_members(host, step, leave, problems); });
}

void try_step(Host& host, const Step& step, Leave leave, Problems* problems) {
  const bool has_pieces = (step.kind == Step::kAdd || step.kind == Step::kApply) &&
                          (!step.stp || leave == Leave::kWhenAllIsDone);
  Problems of_whole;
  const bool done = attempt(has_pieces ? &of_whole : problems, step, [&] { do_step(host, step); });
  if (!done && has_pieces)
    apply_in_pieces(host, step, leave, problems);
}

/// The member that was active becomes it again; not worth a complaint when it cannot carry now. It
/// is held against the bond's own rules only where it was.
void make_active(Host& host, const Config& before) {
  const HostState now = host.now();
  for (const ConfigBond& bond : before.bonds) {
    const std::string active = name_of(bond.options, NETBOND_OPT_ACTIVE_SLAVE);
    const Bond* is = now.bond(bond.name);
    if (active.empty() || !is || is->active_member == active)
      continue;
    try {
      host.set(bond.name, {{NETBOND_OPT_ACTIVE_SLAVE, active}});
      if (preferred_to(*is, active).empty())
        host.set(bond.name, {{NETBOND_OPT_ACTIVE_SLAVE, std::string()}});
    } catch (const Error&) {
    }
  }
}

/// What stood on a bond that is removed does not come back with it: there is no going back now.
void remove_rest(Host& host, std::vector<Step>::const_iterator step,
                 std::vector<Step>::const_iterator end) {
  Problems problems;
  for (; step != end; ++step)
    try_step(host, *step, Leave::kFirst, &problems);
  if (!problems.texts.empty())
    throw run_error(fmt::format("{}; all else is done", join(problems.texts, "; ")));
}

/// The step, but that no member of the bond leaves.
Step without_leaving(Host& host, const Step& step, Problems* problems) {
  Step keeps = step;
  for (const MemberRequest& member : present_members(host, step, Leave::kWhenAllIsDone)) {
    if (named(step.members, member.name))
      continue;
    problems->texts.push_back(fmt::format("{}{}: {}: stays a member meanwhile", step.place.prefix(),
                                          step.bond, member.name));
    keeps.members.push_back(member);
  }
  return keeps;
}

/// Whole: no bond was left out, who might want what is taken away here.
void do_possible_steps(Host& host, const Plan& plan, Leave leave, bool whole, Problems* problems) {
  for (const Step& step : plan.steps) {
    const bool keeps = leave == Leave::kWhenAllIsDone && (!whole || !problems->texts.empty());
    if (keeps && (step.kind == Step::kRemove || step.kind == Step::kRelease))
      problems->texts.push_back(
          fmt::format("{}{}: stays as it is meanwhile", step.place.prefix(), step.bond));
    else if (keeps && step.kind == Step::kApply)
      try_step(host, without_leaving(host, step, problems), leave, problems);
    else
      try_step(host, step, leave, problems);
  }
}

void bring_bonds_to(Host& host, const Config& config, Leave leave, Plan* plan, Problems* problems) {
  // Again as long as less is left: what was refused may have waited for a later step.
  for (std::size_t left = SIZE_MAX; plan->difference.size() < left;) {
    left = plan->difference.size();
    *problems = {plan->problems, false};
    do_possible_steps(host, *plan, leave, config.whole, problems);
    if (problems->texts.size() > plan->problems.size())
      *plan = make_plan(config, host.now(), Want::kPossible);
  }
  make_active(host, config);
}

std::vector<std::string> told(const Problems& problems) {
  if (problems.passing)
    throw Passing{run_error(join(problems.texts, "; "))};
  return problems.texts;
}

void restore(Host& host, const Addressing& saved, Problems* problems) {
  const std::vector<std::string> lost = host.restore(saved);
  problems->texts.insert(problems->texts.end(), lost.begin(), lost.end());
}

/// Nobody goes back after this, so what devices carried is given back whatever is the matter with
/// the bonds.
std::vector<std::string> problems_of_going_back(Host& host, const Plan& plan,
                                                const Addressing& saved, const Sleep& sleep) {
  std::string text;
  for (int i = 0; i < kTriesToGoBack; i++) {
    try {
      return go_back(host, plan.before, saved);
    } catch (const Error& error) {
      text = error.text;
    }
    sleep(kLookAgain);
  }
  Problems problems{{text}, false};
  attempt(&problems, [&] { restore(host, saved, &problems); });
  return problems.texts;
}

std::string interruption(const Stop& stop) {
  const std::string signal = stop();
  return signal.empty() ? "" : fmt::format("interrupted by {}", signal);
}

}  // namespace

Addressing addressing_of(Host& host, const Plan& plan) {
  std::vector<std::string> devices;
  for (const ConfigBond& bond : plan.before.bonds) {
    devices.push_back(bond.name);
    for (const ConfigMember& member : bond.members.value_or(std::vector<ConfigMember>()))
      devices.push_back(member.request.name);
  }
  for (const Step& step : plan.steps) {
    for (const MemberRequest& member : step.members)
      devices.push_back(member.name);
  }
  return devices.empty() ? Addressing() : host.addressing(devices);
}

std::vector<std::string> joining_notes(const Plan& plan, const HostState& now,
                                       const Addressing& carried) {
  std::vector<std::string> notes;
  for (const Step& step : plan.steps) {
    if (step.kind != Step::kAdd && step.kind != Step::kApply)
      continue;
    for (const MemberRequest& member : step.members) {
      const Link* link = now.link(member.name);
      const std::string text = carried_text(carried, member.name);
      if (link && !link->master && !text.empty())
        notes.push_back(fmt::format("! {}: carries {}: of no use in a bond, give them to {}",
                                    member.name, text, step.bond));
    }
  }
  return notes;
}

std::vector<std::string> go_back(Host& host, const Config& before, const Addressing& saved) {
  Plan plan = make_plan(before, host.now(), Want::kPossible);
  Problems problems;
  attempt(&problems, [&] { bring_bonds_to(host, before, Leave::kFirst, &plan, &problems); });
  // Last: a device has to have left, and to be up.
  attempt(&problems, [&] { restore(host, saved, &problems); });
  return told(problems);
}

std::vector<std::string> carry_out_possible(Host& host, const Config& config) {
  Plan plan = make_plan(config, host.now(), Want::kPossible);
  Problems problems;
  attempt(&problems,
          [&] { bring_bonds_to(host, config, Leave::kWhenAllIsDone, &plan, &problems); });
  return told(problems);
}

void remove_bond(Host& host, const std::string& bond) {
  try {
    host.remove(bond);
  } catch (const Error&) {
    if (host.now().bond(bond))
      throw;
  }
}

void carry_out(Host& host, const Plan& plan, const Addressing& saved, const Stop& stop,
               const Sleep& sleep) {
  std::string failure = interruption(stop);
  auto step = plan.steps.begin();
  for (bool removed = false; failure.empty() && !removed && step != plan.steps.end(); ++step) {
    try {
      do_step(host, *step);
      removed = step->kind == Step::kRemove;
      if (!is_end(*step))
        failure = interruption(stop);
    } catch (const Error& error) {
      failure = failure_text(*step, error);
    }
  }
  if (failure.empty())
    return remove_rest(host, step, plan.steps.end());
  const std::vector<std::string> problems = problems_of_going_back(host, plan, saved, sleep);
  if (problems.empty())
    throw run_error(fmt::format("{}; nothing is changed", failure));
  throw NotBack{
      run_error(fmt::format("{}; and going back failed: {}", failure, join(problems, "; ")))};
}

struct SignalsHeld::Saved {
  sigset_t held;
  sigset_t mask;
};

SignalsHeld::SignalsHeld() : saved_(std::make_unique<Saved>()) {
  sigemptyset(&saved_->held);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
    // Who starts this with nohup wants it to go on.
    struct sigaction action {};
    sigaction(signal, nullptr, &action);
    if (action.sa_handler != SIG_IGN)
      sigaddset(&saved_->held, signal);
  }
  sigprocmask(SIG_BLOCK, &saved_->held, &saved_->mask);
}

SignalsHeld::~SignalsHeld() {
  // It is decided: who asks to stop now is to hear how it went, not to kill who tells it.
  while (take() > 0) {
  }
  sigprocmask(SIG_SETMASK, &saved_->mask, nullptr);
}

int SignalsHeld::take() const {
  const timespec at_once{};
  sigset_t asked = saved_->held;
  sigdelset(&asked, SIGPIPE);
  return sigtimedwait(&asked, nullptr, &at_once);
}

std::string SignalsHeld::pending() const {
  const int signal = take();
  return signal > 0 ? fmt::format("SIG{}", sigabbrev_np(signal)) : "";
}

}  // namespace bondctl
