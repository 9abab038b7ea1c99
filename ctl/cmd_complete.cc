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
#include "stp_options.h"
#include "words.h"
#include "world.h"

namespace bondctl {

namespace {

struct Candidate {
  std::string word;
  std::string help;
};

using Candidates = std::vector<Candidate>;

/// Bonds now; none when the kernel cannot be asked, for completion never complains.
std::vector<Bond> bonds_now(const Context& context) {
  try {
    return bonds_named(context, "");
  } catch (const Error&) {
    return {};
  }
}

Candidates bond_names(const Context& context) {
  Candidates out;
  for (const Bond& bond : bonds_now(context))
    out.push_back({bond.name, fmt::format("{}, {}", mode_word(bond), state_word(bond.state))});
  return out;
}

Candidates member_names(const Context& context, const std::string& of) {
  Candidates out;
  for (const Bond& bond : bonds_now(context)) {
    for (const Member& member : bond.members) {
      if (of.empty() || bond.name == of)
        out.push_back({member.name, fmt::format("member of {}", bond.name)});
    }
  }
  return out;
}

/// Devices that are neither bonds nor joined to one.
Candidates free_devices(const Context& context) {
  std::vector<std::string> taken = {"lo"};
  for (const Candidate& bond : bond_names(context))
    taken.push_back(bond.word);
  for (const Candidate& member : member_names(context, ""))
    taken.push_back(member.word);
  Candidates out;
  struct if_nameindex* list = if_nameindex();
  for (const struct if_nameindex* each = list; each && each->if_name; each++) {
    if (std::find(taken.begin(), taken.end(), each->if_name) == taken.end())
      out.push_back({each->if_name, "device"});
  }
  if_freenameindex(list);
  return out;
}

/// Systems that the members of a bond, or of any, face now, or would if lacp_partner_pin let them.
Candidates partner_systems(const Context& context, const std::string& of) {
  Candidates out;
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
  const auto same = [](const Candidate& a, const Candidate& b) { return a.word == b.word; };
  std::stable_sort(out.begin(), out.end(),
                   [](const Candidate& a, const Candidate& b) { return a.word < b.word; });
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  return out;
}

Candidates option_values(const Context& context, const OptionRow& row, const std::string& bond) {
  Candidates out;
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

Candidates verbs_of(CLI::App* app) {
  Candidates out;
  for (const CLI::App* verb : app->get_subcommands([](CLI::App*) { return true; }))
    out.push_back({verb->get_name(), verb->get_description()});
  return out;
}

Candidates flags_of(CLI::App* app) {
  Candidates out;
  for (const CLI::Option* option : app->get_options()) {
    if (option->get_group().empty())
      continue;
    for (const std::string& name : option->get_lnames())
      out.push_back({"--" + name, option->get_description()});
  }
  return out;
}

/// The command line up to the word to complete.
struct Place {
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

Place find_place(CLI::App* app, const std::vector<std::string>& words) {
  Place place{app, {}, ""};
  for (std::size_t i = 0; i + 1 < words.size(); i++) {
    std::string word = words[i];
    if (!place.flag.empty()) {
      place.flag.clear();
    } else if (word.starts_with("--")) {
      std::replace(word.begin(), word.end(), '_', '-');
      if (takes_value(place.command, word))
        place.flag = word;
    } else if (CLI::App* verb = verb_named(place.command, word)) {
      place.command = verb;
    } else {
      place.positionals.push_back(word);
    }
  }
  return place;
}

/// Keys of a flow that were not given yet, or the values of the one that is being written. The
/// shell may have split words at "=".
Candidates flow_words(const Place& place, const std::string& word) {
  Candidates out;
  if (word.starts_with("proto=")) {
    for (const std::string& name : flow_protocols())
      out.push_back({"proto=" + name, ""});
    return out;
  }
  const auto given = [&](const std::string& key) {
    return std::any_of(place.positionals.begin() + 1, place.positionals.end(),
                       [&](const std::string& p) { return p.substr(0, p.find('=')) == key; });
  };
  for (const FlowKey& key : flow_keys()) {
    if (!given(key.name))
      out.push_back({fmt::format("{}=", key.name), key.help});
  }
  return out;
}

/// Directories and files of netbond.yaml(5) that begin with the word.
Candidates config_paths(const std::string& word) {
  const std::string folder = word.substr(0, word.rfind('/') + 1);
  Candidates out;
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
            [](const Candidate& a, const Candidate& b) { return a.word < b.word; });
  return out;
}

Candidates positional_words(const Context& context, const Place& place, const std::string& word) {
  const std::string verb = place.command->get_name();
  const std::size_t at = place.positionals.size();
  if (place.command->get_parent() && place.command->get_parent()->get_name() == "member") {
    if (at == 0)
      return bond_names(context);
    return verb == "add" ? free_devices(context) : member_names(context, place.positionals[0]);
  }
  if (verb == "advise")
    return free_devices(context);
  if (verb == "options") {
    Candidates out;
    for (const OptionRow& row : option_rows())
      out.push_back({row.name, row.help});
    return out;
  }
  if (verb == "apply" || verb == "try")
    return at == 0 ? config_paths(word) : Candidates{};
  if (verb == "wait" && at == 1)
    return {{"ok", "every member usable"}, {"degraded", "something is lost"}, {"up", "carrier"}};
  if (verb == "hash" && at > 0)
    return flow_words(place, word);
  if (verb == "explain" && at == 1)
    return member_names(context, place.positionals[0]);
  return at == 0 && verb != "add" ? bond_names(context) : Candidates{};
}

/// The words of a flag whose value is "yes|no" in help.
Candidates words_of_type(CLI::App* command, const std::string& flag) {
  const std::string type = command->get_option(flag)->get_type_name();
  Candidates out;
  if (type.find('|') != std::string::npos) {
    for (const std::string& word : split(type, '|'))
      out.push_back({word, ""});
  }
  return out;
}

Candidates candidates_at(const Context& context, const Place& place, const std::string& word) {
  const std::string bond = place.positionals.empty() ? "" : place.positionals[0];
  if (place.flag == "--member")
    return free_devices(context);
  if (place.command->get_name() == "advise" && !place.flag.empty())
    return words_of_type(place.command, place.flag);
  if (!place.flag.empty()) {
    if (const StpOptionRow* row = find_stp_option(place.flag.substr(2)))
      return {{fmt::format("{:g}", stp_option_number(*row, row->def)),
               fmt::format("default of {}", stp_option_allowed(*row))}};
    const OptionRow* row = find_option(place.flag.substr(2));
    return row ? option_values(context, *row, bond) : Candidates{};
  }
  if (word.starts_with("-"))
    return flags_of(place.command);
  Candidates out = verbs_of(place.command);
  if (out.empty())
    out = positional_words(context, place, word);
  if (out.empty())
    out = flags_of(place.command);
  return out;
}

}  // namespace

int run_complete(Context& context, const std::vector<std::string>& words) {
  CLI::App app("", "bondctl");
  setup_all(app, context);
  const std::string word = words.empty() ? "" : words.back();
  const Place place = find_place(&app, words);
  const std::size_t comma = place.flag.empty() ? std::string::npos : word.rfind(',');
  const std::string kept = comma == std::string::npos ? "" : word.substr(0, comma + 1);
  const std::vector<std::string> listed = split(kept, ',');
  for (const Candidate& candidate : candidates_at(context, place, word)) {
    if (std::find(listed.begin(), listed.end(), candidate.word) != listed.end())
      continue;
    const std::string whole = kept + candidate.word;
    if (whole.starts_with(word))
      context.out << whole << (candidate.help.empty() ? "" : "\t" + candidate.help) << "\n";
  }
  return 0;
}

}  // namespace bondctl
