// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <istream>

#include "advice.h"
#include "cli.h"
#include "cli_checks.h"
#include "error.h"
#include "host_ports.h"
#include "listen.h"
#include "options.h"
#include "printer_advice.h"
#include "words.h"
#include "world.h"

namespace bondctl {

namespace {

// LACP at the fast rate comes each second and spanning tree every 2, slow LACP and LLDP every 30.
constexpr double kListen = 5;
constexpr double kListenLong = 32;

struct AdviseOpts {
  std::vector<std::string> ports;
  double listen = kListen;
  std::map<std::string, std::string> said;  ///< flag to "yes" or "no"
  std::string vendor;
  std::string bond;
  bool json = false;
  bool no_input = false;
};

constexpr std::pair<const char*, const char*> kAnswers[] = {
    {"--same-switch", "All ports end at one switch or stack"},
    {"--managed", "LACP can be configured at the other end"},
    {"--mlag", "The two switches act as one for LACP (MLAG, vPC, MC-LAG)"},
    {"--guests", "Guests or containers send through the bond with addresses of their own"},
    {"--transit", "The host may carry traffic between the two switches"},
};

std::optional<bool>* answer_of(Answers* answers, const std::string& flag) {
  return flag == "--same-switch" ? &answers->same_switch
         : flag == "--managed"   ? &answers->managed
         : flag == "--mlag"      ? &answers->mlag
         : flag == "--guests"    ? &answers->guests
                                 : &answers->transit;
}

Answers answers_of(const AdviseOpts& opts) {
  Answers answers;
  for (const auto& [flag, word] : opts.said) {
    if (!word.empty())
      *answer_of(&answers, flag) = word == "yes";
  }
  answers.vendor = vendor_named(opts.vendor);
  answers.bond = opts.bond;
  return answers;
}

/// Yes or no from the terminal; nothing for an empty line or at its end.
std::optional<bool> ask(const Context& context, const std::string& text) {
  for (std::string line;
       context.err << visible(text) << " [yes/no/empty: not known] " << std::flush,
       std::getline(*context.in, line);) {
    if (line.empty())
      return std::nullopt;
    if (line == "yes" || line == "y")
      return true;
    if (line == "no" || line == "n")
      return false;
  }
  return std::nullopt;
}

/// Asks what is not known, as long as an answer opens or closes something.
void ask_open(const Context& context, const std::vector<Candidate>& ports, Answers* answers) {
  std::vector<std::string> asked;
  for (;;) {
    const std::vector<Question> open = open_questions(facts_of(ports, *answers), ports);
    const auto next = std::find_if(open.begin(), open.end(), [&](const Question& question) {
      return std::find(asked.begin(), asked.end(), question.flag) == asked.end();
    });
    if (next == open.end())
      return;
    asked.push_back(next->flag);
    *answer_of(answers, next->flag) = ask(context, next->text);
  }
}

/// netbond's own bonds have their modes from netbond.
void fill_modes(const Context& context, HostView* host) {
  const bool any = std::any_of(host->bonds.begin(), host->bonds.end(),
                               [](const HostBond& bond) { return bond.kind == "netbond"; });
  if (!any)
    return;
  for (const Bond& known : bonds_named(context, "")) {
    for (HostBond& bond : host->bonds) {
      if (bond.name == known.name)
        bond.mode = mode_word(known);
    }
  }
}

std::vector<Candidate> hear(const Context& context, const std::vector<HostPort>& ports,
                            const AdviseOpts& opts) {
  std::vector<std::string> names;
  for (const HostPort& port : ports) {
    if (port.up && port.carrier)
      names.push_back(port.name);
  }
  if (context.in && !names.empty() && opts.listen >= 1)
    context.err << fmt::format("listening on {} for {:g} s ...\n", visible(join_and(names)),
                               opts.listen);
  const auto time = std::chrono::milliseconds(static_cast<long>(opts.listen * 1000));
  const std::vector<PortHeard> heard = listen_on(names, time);
  std::vector<Candidate> candidates;
  for (const HostPort& port : ports) {
    Candidate candidate{port, {}};
    candidate.heard.name = port.name;
    for (const PortHeard& one : heard) {
      if (one.name == port.name)
        candidate.heard = one;
    }
    candidates.push_back(candidate);
  }
  return candidates;
}

int run_advise(const Context& context, const AdviseOpts& opts) {
  for (const std::string& port : opts.ports)
    check_ifname("advise", port);
  if (!opts.bond.empty())
    check_ifname("--bond", opts.bond);
  HostView host = read_host(context.connect_route);
  check_free(host, opts.bond);
  fill_modes(context, &host);
  const std::vector<Candidate> ports = hear(context, candidate_ports(host, opts.ports), opts);
  Answers answers = answers_of(opts);
  if (context.in && !opts.no_input && !opts.json)
    ask_open(context, ports, &answers);
  const Advice advice = advise(host, ports, answers);
  context.out << (opts.json ? advice_json(advice) : advice_text(advice, context.paint()));
  return 0;
}

}  // namespace

void setup_advise(CLI::App& app, Context& context) {
  const auto opts = std::make_shared<AdviseOpts>();
  CLI::App* command = app.add_subcommand(
      "advise", "Say which method fits this host and its switches, and what to write where");
  command->add_option("IF", opts->ports, "Only these ports; all cards by default")->type_name("");
  command
      ->add_option("--listen", opts->listen,
                   fmt::format("Seconds to listen; {:g} hear fast LACP and spanning tree, {:g} "
                               "slow LACP and LLDP, too; default {:g}",
                               kListen, kListenLong, kListen))
      ->type_name("S")
      ->check(seconds_within(0, 3600));
  for (const auto& [flag, help] : kAnswers)
    command->add_option(flag, opts->said[flag], help)
        ->type_name("yes|no")
        ->check(CLI::IsMember({"yes", "no"}).description(""));
  command->add_option("--switch", opts->vendor, "Whose configuration to print; default: as heard")
      ->type_name("ios|nxos|eos|junos|linux")
      ->check(CLI::IsMember({"ios", "nxos", "eos", "junos", "linux"}).description(""));
  command->add_option("--bond", opts->bond, "Name of the bond to make; default: a free one")
      ->type_name("NAME");
  command->add_flag("--json", opts->json, "An array of the one answer as JSON; asks nothing");
  command->add_flag("--no-input", opts->no_input, "Ask nothing");
  command->footer(
      "Changes nothing. What was not heard and not said is asked for on a terminal.\n"
      "Example:\n  bondctl advise eth0 eth1 --listen 32");
  command->callback(
      [&context, opts] { context.run = [&context, opts] { return run_advise(context, *opts); }; });
}

}  // namespace bondctl
