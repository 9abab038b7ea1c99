// SPDX-License-Identifier: GPL-2.0-or-later
// Words for the shell: the scripts in completion/ ask here, so that they know nothing themselves.
#include <fmt/format.h>
#include <net/if.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <filesystem>

#include "cli.h"
#include "error.h"
#include "flow.h"
#include "options.h"
#include "rtnl.h"
#include "stp_options.h"
#include "words.h"
#include "world.h"

namespace bondctl {

namespace {

struct Suggestion {
  std::string word;
  std::string help;
};

using Suggestions = std::vector<Suggestion>;

/// Bonds now; none when the kernel cannot be asked, for completion never complains.
std::vector<Bond> bonds_now(const Context& context) {
  try {
    return bonds_named(context, "");
  } catch (const Error&) {
    return {};
  }
}

Suggestions bond_names(const Context& context) {
  Suggestions out;
  for (const Bond& bond : bonds_now(context))
    out.push_back({bond.name, fmt::format("{}, {}", mode_word(bond), state_word(bond.state))});
  return out;
}

Suggestions member_names(const Context& context, const std::string& of) {
  Suggestions out;
  for (const Bond& bond : bonds_now(context)) {
    for (const Member& member : bond.members) {
      if (of.empty() || bond.name == of)
        out.push_back({member.name, fmt::format("member of {}", bond.name)});
    }
  }
  return out;
}

/// Devices that are neither bonds nor joined to one.
Suggestions free_devices(const Context& context) {
  std::vector<std::string> taken = {"lo"};
  for (const Suggestion& bond : bond_names(context))
    taken.push_back(bond.word);
  for (const Suggestion& member : member_names(context, ""))
    taken.push_back(member.word);
  Suggestions out;
  struct if_nameindex* list = if_nameindex();
  for (const struct if_nameindex* each = list; each && each->if_name; each++) {
    if (std::find(taken.begin(), taken.end(), each->if_name) == taken.end())
      out.push_back({each->if_name, "device"});
  }
  if_freenameindex(list);
  return out;
}

/// Systems that the members of a bond, or of any, face now, or would if lacp_partner_pin let them.
Suggestions partner_systems(const Context& context, const std::string& of) {
  Suggestions out;
  for (const Bond& bond : bonds_now(context)) {
    for (const Member& member : bond.members) {
      if ((!of.empty() && bond.name != of) || !member.lacp)
        continue;
      if (member.lacp->heard)
        out.push_back({member.lacp->partner.system, fmt::format("partner of {}", member.name)});
      if (member.lacp->foreign)
        out.push_back({member.lacp->foreign->system, fmt::format("speaks on {}", member.name)});
    }
  }
  const auto same = [](const Suggestion& a, const Suggestion& b) { return a.word == b.word; };
  std::stable_sort(out.begin(), out.end(),
                   [](const Suggestion& a, const Suggestion& b) { return a.word < b.word; });
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  return out;
}

Suggestions option_values(const Context& context, const OptionRow& row, const std::string& bond) {
  Suggestions out;
  switch (row.type) {
    case OptionType::kEnum:
      for (const std::string& word : option_words(row))
        out.push_back({word, ""});
      if (row.id == NETBOND_OPT_MODE)
        out.push_back({"stp", "a Linux bridge with spanning tree"});
      break;
    case OptionType::kBool: return {{"on", ""}, {"off", ""}};
    case OptionType::kIfname:
      out = member_names(context, bond);
      return out.empty() ? free_devices(context) : out;
    case OptionType::kMac:
      if (row.id == NETBOND_OPT_LACP_PARTNER_PIN)
        out = partner_systems(context, bond);
      out.push_back({"none", "default"});
      break;
    case OptionType::kU32:
      out.push_back(
          {fmt::format("{}", row.def), fmt::format("default of {}", option_allowed(row))});
      break;
    default: break;
  }
  return out;
}

Suggestions verbs_of(CLI::App* app) {
  Suggestions out;
  for (const CLI::App* verb : app->get_subcommands([](CLI::App*) { return true; }))
    out.push_back({verb->get_name(), verb->get_description()});
  return out;
}

Suggestions flags_of(CLI::App* app) {
  Suggestions out;
  for (const CLI::Option* option : app->get_options()) {
    if (option->get_group().empty())
      continue;
    for (const std::string& name : option->get_lnames())
      out.push_back({"--" + name, option->get_description()});
  }
  return out;
}

/// The command line up to the word to complete.
struct Cursor {
  CLI::App* command;
  std::vector<std::string> positionals;
  std::string flag;  ///< set when the word to complete is this flag's value
};

bool takes_value(CLI::App* command, const std::string& flag) {
  const CLI::Option* option = command->get_option_no_throw(flag);
  return option && option->get_items_expected_min() > 0;
}

CLI::App* verb_named(CLI::App* command, const std::string& word) {
  const std::vector<CLI::App*> found =
      command->get_subcommands([&](CLI::App* verb) { return verb->get_name() == word; });
  return found.empty() ? nullptr : found[0];
}

Cursor find_cursor(CLI::App* app, const std::vector<std::string>& words) {
  Cursor cursor{app, {}, ""};
  for (std::size_t i = 0; i + 1 < words.size(); i++) {
    std::string word = words[i];
    if (!cursor.flag.empty()) {
      cursor.flag.clear();
    } else if (word.starts_with("--")) {
      std::replace(word.begin(), word.end(), '_', '-');
      if (takes_value(cursor.command, word))
        cursor.flag = word;
    } else if (CLI::App* verb = verb_named(cursor.command, word)) {
      cursor.command = verb;
    } else {
      cursor.positionals.push_back(word);
    }
  }
  return cursor;
}

/// Keys of a flow that were not given yet, or the values of the one that is being written. The
/// shell may have split words at "=".
Suggestions flow_words(const Cursor& cursor, const std::string& word) {
  Suggestions out;
  if (word.starts_with("proto=")) {
    for (const std::string& name : flow_protocols())
      out.push_back({"proto=" + name, ""});
    return out;
  }
  const auto given = [&](const std::string& key) {
    return std::any_of(cursor.positionals.begin() + 1, cursor.positionals.end(),
                       [&](const std::string& p) { return p.substr(0, p.find('=')) == key; });
  };
  for (const FlowKey& key : flow_keys()) {
    if (!given(key.name))
      out.push_back({fmt::format("{}=", key.name), key.help});
  }
  return out;
}

/// Directories and files of netbond.yaml(5) that begin with the word.
Suggestions config_paths(const std::string& word) {
  const std::string folder = word.substr(0, word.rfind('/') + 1);
  Suggestions out;
  std::error_code problem;
  for (const auto& entry :
       std::filesystem::directory_iterator(folder.empty() ? "." : folder, problem)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_directory(problem))
      out.push_back({folder + name + "/", ""});
    else if (entry.path().extension() == ".yaml")
      out.push_back({folder + name, ""});
  }
  std::sort(out.begin(), out.end(),
            [](const Suggestion& a, const Suggestion& b) { return a.word < b.word; });
  return out;
}

/// Bonds of other drivers.
Suggestions foreign_bonds(const Context& context) {
  Suggestions out;
  try {
    for (const Link& link : Rtnl(context.connect_route).links()) {
      if (link.kind == "bond" || link.kind == "team")
        out.push_back({link.name, "of kind " + link.kind});
    }
  } catch (const Error&) {
  }
  return out;
}

bool takes_words(const CLI::App* command) {
  const std::vector<const CLI::Option*> options = command->get_options();
  return std::any_of(options.begin(), options.end(),
                     [](const CLI::Option* option) { return option->get_positional(); });
}

Suggestions positional_words(const Context& context, const Cursor& cursor,
                             const std::string& word) {
  const std::string verb = cursor.command->get_name();
  const std::size_t at = cursor.positionals.size();
  if (!takes_words(cursor.command))
    return {};
  if (cursor.command->get_parent() && cursor.command->get_parent()->get_name() == "member") {
    if (at == 0)
      return bond_names(context);
    return verb == "add" ? free_devices(context) : member_names(context, cursor.positionals[0]);
  }
  if (verb == "advise")
    return free_devices(context);
  if (verb == "import")
    return at == 0 ? foreign_bonds(context) : Suggestions{};
  if (verb == "options") {
    Suggestions out;
    for (const OptionRow& row : option_rows())
      out.push_back({row.name, row.help});
    return out;
  }
  if (verb == "apply" || verb == "try")
    return at == 0 ? config_paths(word) : Suggestions{};
  if (verb == "wait" && at == 1)
    return {{"ok", "every member is proven"}, {"degraded", "something is lost"}, {"up", "carrier"}};
  if (verb == "hash" && at > 0)
    return flow_words(cursor, word);
  if (verb == "explain" && at == 1)
    return member_names(context, cursor.positionals[0]);
  return at == 0 && verb != "add" ? bond_names(context) : Suggestions{};
}

/// The words of a flag whose value is "yes|no" in help.
Suggestions words_of_type(CLI::App* command, const std::string& flag) {
  const std::string type = command->get_option(flag)->get_type_name();
  Suggestions out;
  if (type.find('|') != std::string::npos) {
    for (const std::string& word : split(type, '|'))
      out.push_back({word, ""});
  }
  return out;
}

Suggestions suggestions_at(const Context& context, const Cursor& cursor, const std::string& word) {
  const std::string bond = cursor.positionals.empty() ? "" : cursor.positionals[0];
  if (cursor.flag == "--member")
    return free_devices(context);
  if (cursor.command->get_name() == "advise" && !cursor.flag.empty())
    return words_of_type(cursor.command, cursor.flag);
  if (!cursor.flag.empty()) {
    if (const StpOptionRow* row = find_stp_option(cursor.flag.substr(2)))
      return {{fmt::format("{:g}", stp_option_number(*row, row->def)),
               fmt::format("default of {}", stp_option_allowed(*row))}};
    const OptionRow* row = find_option(cursor.flag.substr(2));
    return row ? option_values(context, *row, bond) : Suggestions{};
  }
  if (word.starts_with("-"))
    return flags_of(cursor.command);
  Suggestions out = verbs_of(cursor.command);
  if (out.empty())
    out = positional_words(context, cursor, word);
  if (out.empty())
    out = flags_of(cursor.command);
  return out;
}

/// Makes two words of a last one that is "--option=value", as bash does; returns what the shell
/// wants to see again before each value.
std::string unglue(std::vector<std::string>* words) {
  if (words->empty() || !words->back().starts_with("--"))
    return "";
  const std::string whole = words->back();
  const std::size_t equals = whole.find('=');
  if (equals == std::string::npos)
    return "";
  words->back() = whole.substr(0, equals);
  words->push_back(whole.substr(equals + 1));
  return whole.substr(0, equals + 1);
}

}  // namespace

int run_complete(Context& context, std::vector<std::string> words) {
  CLI::App app("", "bondctl");
  setup_all(app, context);
  const std::string before = unglue(&words);
  const std::string word = words.empty() ? "" : words.back();
  const Cursor cursor = find_cursor(&app, words);
  const std::size_t comma = cursor.flag.empty() ? std::string::npos : word.rfind(',');
  const std::string kept = comma == std::string::npos ? "" : word.substr(0, comma + 1);
  const std::vector<std::string> listed = split(kept, ',');
  for (const Suggestion& suggestion : suggestions_at(context, cursor, word)) {
    if (std::find(listed.begin(), listed.end(), suggestion.word) != listed.end())
      continue;
    const std::string whole = kept + suggestion.word;
    if (whole.starts_with(word))
      context.out << before << whole << (suggestion.help.empty() ? "" : "\t" + suggestion.help)
                  << "\n";
  }
  return 0;
}

}  // namespace bondctl
