// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"

#include <fmt/format.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <utility>

#include "cli_checks.h"
#include "error.h"
#include "options.h"
#include "stp_options.h"
#include "version.h"
#include "words.h"

namespace bondctl {

namespace {

bool is_flag(const std::string& argument) {
  return argument.size() > 2 && argument.starts_with("--");
}

/// --arp_interval= as --arp-interval and an empty word: CLI11 knows neither spelling.
std::vector<std::string> normalized(const std::vector<std::string>& arguments) {
  std::vector<std::string> out;
  bool words_alone = false;  // behind "--"
  for (const std::string& argument : arguments) {
    words_alone |= argument == "--";
    if (words_alone || !is_flag(argument)) {
      out.push_back(argument);
      continue;
    }
    const std::size_t equal = argument.find('=');
    std::string flag = argument.substr(0, equal);
    std::replace(flag.begin(), flag.end(), '_', '-');
    const bool empty_value = equal != std::string::npos && equal + 1 == argument.size();
    out.push_back(equal == std::string::npos || empty_value ? flag : flag + argument.substr(equal));
    if (empty_value)
      out.emplace_back();
  }
  return out;
}

/// "bondctl" and "bondctl --json" show all bonds.
bool names_no_verb(const std::vector<std::string>& arguments) {
  return std::all_of(arguments.begin(), arguments.end(), [](const std::string& argument) {
    return argument.starts_with("-") && argument != "--help" && argument != "-h" &&
           argument != "--version" && argument != "-V";
  });
}

CLI::App* deepest(CLI::App* app) {
  for (std::vector<CLI::App*> chosen = app->get_subcommands(); !chosen.empty();
       chosen = app->get_subcommands())
    app = chosen[0];
  return app;
}

std::vector<std::string> words_of(CLI::App* app, bool flags) {
  std::vector<std::string> words;
  if (flags) {
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& name : option->get_lnames())
        words.push_back("--" + name);
    }
  } else {
    for (const CLI::App* verb : app->get_subcommands([](CLI::App*) { return true; }))
      words.push_back(verb->get_name());
  }
  return words;
}

/// "bondctl member add": the chosen command as it was typed.
std::string path_of(const CLI::App* command) {
  const CLI::App* parent = command->get_parent();
  return (parent ? path_of(parent) + " " : "") + command->get_name();
}

/// A word that no verb or flag matches, with the one that was perhaps meant.
Error unexpected(CLI::App& app) {
  CLI::App* command = deepest(&app);
  const std::vector<std::string> extras = app.remaining(true);
  const std::string word = extras.empty() ? "" : extras[0];
  const bool flag = word.starts_with("-");
  const bool verb = !flag && !command->get_subcommands([](CLI::App*) { return true; }).empty();
  std::string text = fmt::format("unknown {} '{}'",
                                 flag   ? "option"
                                 : verb ? "command"
                                        : "argument",
                                 word);
  if (command != &app)
    text = fmt::format("{}: {}", command->get_name(), text);
  const std::string plain = word.substr(0, word.find('='));
  const std::vector<std::string> known = words_of(command, flag);
  if (flag && command != &app && std::find(known.begin(), known.end(), plain) != known.end())
    return usage_error(
        fmt::format("{0}: goes behind the command: {1} ... {0}", plain, path_of(command)));
  if (const auto near = nearest(word.substr(0, word.find('=')), words_of(command, flag)))
    return usage_error(fmt::format("{}, did you mean {}?", text, *near));
  return usage_error(fmt::format("{}, see {} --help", text, path_of(command)));
}

/// What is wrong with a command line, as CLI11 found it.
Error misused(CLI::App& app, const CLI::ParseError& problem) {
  if (!app.remaining(true).empty())
    return unexpected(app);
  const CLI::App* command = deepest(&app);
  const std::string where = command == &app ? "" : command->get_name() + ": ";
  std::string what = problem.what();
  std::replace(what.begin(), what.end(), '\n', ' ');
  if (const std::vector<std::string> verbs = words_of(deepest(&app), false); !verbs.empty())
    what = "give one of " + join(verbs, ", ");
  return usage_error(fmt::format("{}{}, see {} --help", where, what, path_of(command)));
}

/// Help without CLI11's "..." behind every option that may be repeated.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    const std::string type = option->get_type_name();
    return (type.empty() ? "" : " " + type) + (option->get_required() ? " (required)" : "");
  }
};

struct Verb {
  const char* name;
  void (*setup)(CLI::App&, Context&);
};

/// In the order of --help.
constexpr Verb kVerbs[] = {
    // clang-format off
    {"show", setup_show},
    {"explain", setup_explain},
    {"add", setup_add},
    {"set", setup_set},
    {"del", setup_del},
    {"member", setup_member},
    {"monitor", setup_monitor},
    {"history", setup_history},
    {"buckets", setup_buckets},
    {"clients", setup_clients},
    {"hash", setup_hash},
    {"wait", setup_wait},
    {"check", setup_check},
    {"advise", setup_advise},
    {"metrics", setup_metrics},
    {"options", setup_options},
    {"export", setup_export},
    {"apply", setup_apply},
    {"import", setup_import},
    {"try", setup_try},
    {"confirm", setup_confirm},
    {"rollback", setup_rollback},
    // clang-format on
};

/// The whole command line, or what one verb needs of it.
void setup(CLI::App& app, Context& context, const Verb* only) {
  app.formatter(std::make_shared<HelpFormatter>());
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("-V,--version", "", "Print the versions of bondctl and the loaded module");
  app.add_flag("--no-color", context.no_color, "No colours, as with NO_COLOR in the environment");
  for (const Verb& verb : kVerbs) {
    if (!only || only == &verb)
      verb.setup(app, context);
  }
  app.footer(
      "Examples:\n"
      "  bondctl add bond0 --mode active-backup --member eth0,eth1\n"
      "  bondctl set bond0 --arp-interval 100 --arp-ip-target 10.0.0.1\n"
      "  bondctl show --details\n"
      "  bondctl explain bond0\n"
      "\n"
      "bondctl alone shows all bonds; bondctl VERB --help tells more.\n"
      "Exit status: 0 done, 1 refused by the kernel or failed, 2 wrong usage; of check\n"
      "see bondctl check --help.");
}

/// The verb that the command line begins with: to set up all others takes longer than most of them
/// run. None: perhaps no verb at all.
const Verb* verb_of(const std::vector<std::string>& arguments) {
  const auto* verb = std::find_if(std::begin(kVerbs), std::end(kVerbs), [&](const Verb& each) {
    return !arguments.empty() && arguments[0] == each.name;
  });
  return verb == std::end(kVerbs) ? nullptr : verb;
}

/// What stands for the value in help.
std::string value_name(const OptionRow& row) {
  switch (row.type) {
    case OptionType::kU32: return *row.unit ? row.unit : "N";
    case OptionType::kBool: return "on|off";
    case OptionType::kEnum: return "WORD";
    case OptionType::kIfname: return "IF";
    case OptionType::kIpv4s: return "IP,...";
    case OptionType::kIpv6s: return "IP6,...";
    case OptionType::kMac: return "MAC";
  }
  return "";
}

/// One value, where an option was given by several of its in-tree names and means the same by all.
std::vector<std::string> settled(const OptionRow& row, const std::vector<std::string>& texts) {
  const auto as_first = [&](const std::string& text) {
    return parse_option(row, {text}) == parse_option(row, {texts[0]});
  };
  const bool same =
      !option_aliases(row).empty() && std::all_of(texts.begin(), texts.end(), as_first);
  return same ? std::vector<std::string>{texts[0]} : texts;
}

/// Reads the command line into context.run. Returns true when help or version was all it wanted.
bool parse(CLI::App& app, Context& context, std::vector<std::string> arguments) {
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    const CLI::App* command = deepest(&app);
    context.out << command->help(command == &app ? "" : path_of(command->get_parent()));
    return true;
  } catch (const CLI::CallForVersion&) {
    context.out << version_text(versions_here()) << "\n";
    return true;
  } catch (const CLI::ExtrasError&) {
    throw unexpected(app);
  } catch (const CLI::ParseError& problem) {
    throw misused(app, problem);
  }
  return false;
}

int run_checked(Context& context, const std::vector<std::string>& arguments) {
  CLI::App app("Configure and explain netbond bonds: several network ports, one connection.",
               "bondctl");
  setup(app, context, verb_of(arguments));
  if (parse(app, context, arguments))
    return kExitOk;
  return context.run();
}

}  // namespace

void setup_all(CLI::App& app, Context& context) {
  setup(app, context, nullptr);
}

void OptionFlags::attach(CLI::App* command, bool making) {
  making_ = making;
  for (const OptionRow& row : option_rows()) {
    if (making && row.when == OptionWhen::kCommand)
      continue;
    std::vector<std::string> names = {option_flag(row)};
    for (const std::string& alias : option_alias_flags(row))
      names.push_back(alias);
    std::string help = fmt::format("{} [{}]", row.help, option_allowed(row));
    if (row.when != OptionWhen::kCommand)
      help += fmt::format("; default {}", option_text(row, option_default(row)));
    if (option_modes(row) != "all")
      help += fmt::format("; modes {}", option_modes(row));
    // Known, so that set says why it does not take it.
    const bool shown = making || row.when != OptionWhen::kCreate;
    command->add_option(join(names, ","), given_[row.id], help)
        ->type_name(value_name(row))
        ->allow_extra_args(false)
        ->group(shown ? "Options of the bond" : "");
  }
}

Options OptionFlags::values() const {
  Options options;
  for (const auto& [id, texts] : given_) {
    if (texts.empty())
      continue;
    const OptionRow& row = *option_by_id(id);
    if (!making_ && row.when == OptionWhen::kCreate)
      throw usage_error(fmt::format("{}: can only be given when the bond is made (bondctl add)",
                                    option_flag(row)));
    options[id] = parse_option(row, settled(row, texts));
  }
  return options;
}

bool OptionFlags::wants_stp() const {
  const auto given = given_.find(NETBOND_OPT_MODE);
  return given != given_.end() && given->second == std::vector<std::string>{"stp"};
}

bool OptionFlags::has_mode() const {
  const auto given = given_.find(NETBOND_OPT_MODE);
  return given != given_.end() && !given->second.empty();
}

void OptionFlags::refuse_besides_mode() const {
  std::vector<std::string> known;
  for (const StpOptionRow& row : stp_option_rows())
    known.push_back(stp_option_flag(row));
  for (const auto& [id, texts] : given_) {
    if (!texts.empty() && id != NETBOND_OPT_MODE)
      throw usage_error(fmt::format("{}: not in mode stp, a bridge has {}",
                                    option_flag(*option_by_id(id)), join_and(known)));
  }
}

void StpFlags::attach(CLI::App* command) {
  for (const StpOptionRow& row : stp_option_rows())
    command
        ->add_option(stp_option_flag(row), given_[row.name],
                     fmt::format("{} [{}]; default {}", row.help, stp_option_allowed(row),
                                 stp_option_text(row, row.def)))
        ->type_name(*row.unit ? row.unit : "N")
        ->allow_extra_args(false)
        ->group("Options of mode stp, a Linux bridge with spanning tree");
}

StpOptions StpFlags::values() const {
  StpOptions options;
  for (const StpOptionRow& row : stp_option_rows()) {
    const auto given = given_.find(row.name);
    if (given != given_.end() && !given->second.empty())
      options.*row.value = parse_stp_option(row, given->second);
  }
  return options;
}

void StpFlags::refuse() const {
  for (const auto& [name, texts] : given_) {
    if (!texts.empty())
      throw usage_error(fmt::format("{}: only in mode stp, a Linux bridge with spanning tree",
                                    stp_option_flag(*find_stp_option(name))));
  }
}

std::vector<MemberRequest> member_requests(const std::vector<std::string>& given,
                                           const MemberRequest& options) {
  std::vector<MemberRequest> members;
  for (const std::string& name : listed("member", given)) {
    check_ifname("member", name);
    members.push_back(options);
    members.back().name = name;
  }
  return members;
}

Deadline deadline_in(double seconds) {
  if (!(seconds >= 0))
    return std::nullopt;
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(
                            std::chrono::duration<double>(std::min(seconds, 1e8)));
}

namespace {

/// A monitoring system reads what becomes of it, so 1 would be a warning.
bool is_plugin(const std::vector<std::string>& arguments) {
  const auto verb = std::find_if(arguments.begin(), arguments.end(),
                                 [](const std::string& word) { return !word.starts_with("-"); });
  return verb != arguments.end() && *verb == "check";
}

int failed_as_plugin(const Context& context, const std::string& why) {
  context.out << "UNKNOWN - " << plugin_text(why) << "\n";
  return kExitUnknown;
}

}  // namespace

int run_program(Context& context, const std::vector<std::string>& arguments) {
  const bool plugin = is_plugin(arguments);
  int code = kExitRefused;
  try {
    code = run_bondctl(context, arguments);
  } catch (const std::exception& problem) {
    if (plugin)
      code = failed_as_plugin(context, problem.what());
    else
      context.err << "bondctl: " << visible(problem.what()) << "\n";
  }
  context.out.flush();
  if (context.out)
    return code;
  context.err << "bondctl: cannot write the output\n";
  return plugin ? kExitUnknown : kExitRefused;
}

int run_bondctl(Context& context, std::vector<std::string> arguments) {
  const bool plugin = is_plugin(arguments);
  try {
    if (!arguments.empty() && arguments[0] == "complete")
      return run_complete(context, {arguments.begin() + 1, arguments.end()});
    if (names_no_verb(arguments))
      arguments.insert(arguments.begin(), "show");
    return run_checked(context, normalized(arguments));
  } catch (const Error& error) {
    if (plugin)
      return failed_as_plugin(context, error.text);
    context.out.flush();
    context.err << "bondctl: " << visible(error.text) << "\n";
    return error.exit_code;
  }
}

}  // namespace bondctl
