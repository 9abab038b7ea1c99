// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <set>
#include <sstream>
#include <utility>

#include "config.h"
#include "error.h"
#include "options.h"
#include "stp_options.h"
#include "words.h"

namespace bondctl {

namespace {

constexpr std::uint32_t kLeastMtu = 68;
constexpr std::uint32_t kMostMtu = 65535;
constexpr const char* kStpMode = "stp";

Error bad(const Place& place, const std::string& path, const std::string& words) {
  return usage_error(
      fmt::format("{}{}{}{}", place.prefix(), path, path.empty() ? "" : ": ", words));
}

std::string inside(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + ": " + key;
}

/// The reason of a usage error without the flag in front: "--mtu: 'x' is ..." as "'x' is ...".
std::string without_flag(const std::string& text) {
  const std::size_t colon = text.find(": ");
  return text.starts_with("--") && colon != std::string::npos ? text.substr(colon + 2) : text;
}

/// A list without quotes and brackets, "10.0.0.1, 10.0.0.2", is one text in YAML, with the blanks.
std::string without_blanks_at_commas(const std::string& text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  std::string out;
  for (const char c : text + ',') {
    while (c == ',' && !out.empty() && is_blank(out.back()))
      out.pop_back();
    if (!is_blank(c) || (!out.empty() && out.back() != ','))
      out += c;
  }
  out.pop_back();
  return out.empty() ? text : out;  // a blank alone is not nothing: nobody said so
}

/// With problems, what is wrong is told there and goes no further.
template <typename Try>
void attempt(std::vector<std::string>* problems, Try part) {
  try {
    part();
  } catch (const Error& error) {
    if (!problems)
      throw;
    problems->push_back(error.text);
  }
}

/// One file while it is read.
class Reader {
 public:
  Reader(std::string file, ConfigKind kind, std::vector<std::string>* problems)
      : file_(std::move(file)), kind_(kind), problems_(problems) {}

  Config read(const std::string& text);

 private:
  using Take = std::function<void(const std::string& key, const YAML::Node& value, Place place)>;

  Place place_of(const YAML::Node& node) const {
    return {file_, std::max(node.Mark().line, 0) + 1};
  }
  void each(const YAML::Node& map, const std::string& path, const Take& take,
            std::vector<std::string>* problems = nullptr) const;
  std::string scalar(const YAML::Node& node, const std::string& path) const;
  std::vector<std::string> scalars(const YAML::Node& node, const std::string& path) const;
  template <typename Parse>
  auto value(const YAML::Node& node, const std::string& path, Parse parse) const;
  bool flag(const YAML::Node& node, const std::string& path) const;
  void check_given(const YAML::Node& node, const Place& place, const std::string& path,
                   const std::string& none) const;
  YAML::Node load(const std::string& text) const;
  void check_version(const YAML::Node& root) const;

  ConfigBond bond(const std::string& name, const YAML::Node& node, const Place& place) const;
  bool bond_key(const std::string& key, const YAML::Node& node, ConfigBond* bond) const;
  void stp_option(const std::string& key, const YAML::Node& node, const Place& place,
                  ConfigBond* bond) const;
  void settle_stp(ConfigBond* bond) const;
  void settle_members(ConfigBond* bond) const;
  OptionValue option_value(const OptionRow& row, const YAML::Node& node,
                           const std::string& path) const;
  void option(const std::string& key, const YAML::Node& node, const Place& place,
              ConfigBond* bond) const;
  std::vector<ConfigMember> members(const YAML::Node& node, const std::string& path) const;
  ConfigMember member(const std::string& name, const YAML::Node& settings, const Place& place,
                      const std::string& path) const;
  void check_name(const std::string& name, const Place& place, const std::string& path) const;
  void check_bond(const ConfigBond& bond) const;
  Error unknown_key(const std::string& key, const Place& place, const std::string& path,
                    const std::vector<std::string>& known) const;

  std::string file_;
  ConfigKind kind_;
  std::vector<std::string>* problems_;
};

/// Calls take for each entry of a map, none twice; with problems, for each that is right.
void Reader::each(const YAML::Node& map, const std::string& path, const Take& take,
                  std::vector<std::string>* problems) const {
  if (map.IsNull())
    return;
  if (!map.IsMap())
    throw bad(place_of(map), path, "give 'key: value' lines here");
  std::set<std::string> seen;
  for (const auto& entry : map) {
    attempt(problems, [&] {
      const std::string key = scalar(entry.first, path);
      const Place place = place_of(entry.first);
      if (!seen.insert(key).second)
        throw bad(place, inside(path, key), "is given twice");
      take(key, entry.second, place);
    });
  }
}

std::string Reader::scalar(const YAML::Node& node, const std::string& path) const {
  if (node.IsNull())
    return "";
  if (!node.IsScalar())
    throw bad(place_of(node), path, "give one value here");
  return node.Scalar();
}

std::vector<std::string> Reader::scalars(const YAML::Node& node, const std::string& path) const {
  if (!node.IsSequence())
    return {scalar(node, path)};
  std::vector<std::string> texts;
  for (const YAML::Node& item : node) {
    if (item.IsNull())
      throw bad(place_of(node), path, "has an item without a value");
    texts.push_back(scalar(item, path));
  }
  return texts;
}

/// What parse makes of a scalar; its complaint with file, line and key.
template <typename Parse>
auto Reader::value(const YAML::Node& node, const std::string& path, Parse parse) const {
  const std::string text = scalar(node, path);
  try {
    return parse(text);
  } catch (const Error& error) {
    throw bad(place_of(node), path, without_flag(error.text));
  }
}

bool Reader::flag(const YAML::Node& node, const std::string& path) const {
  return value(node, path, [](const std::string& text) {
    for (const auto& [yes, no] :
         {std::pair("true", "false"), std::pair("on", "off"), std::pair("yes", "no")}) {
      if (text == yes || text == no)
        return text == yes;
    }
    throw usage_error(fmt::format("'{}' is not allowed, give true or false", text));
  });
}

/// Its lines were commented out, perhaps: nobody said to take away what it stands for.
void Reader::check_given(const YAML::Node& node, const Place& place, const std::string& path,
                         const std::string& none) const {
  if (node.IsNull())
    throw bad(place, path,
              none.empty()
                  ? "has no value, give one or leave the key out"
                  : fmt::format("has no value, give {} for none or leave the key out", none));
}

Error Reader::unknown_key(const std::string& key, const Place& place, const std::string& path,
                          const std::vector<std::string>& known) const {
  const std::optional<std::string> near = nearest(key, known);
  return bad(place, inside(path, key),
             near ? fmt::format("unknown key, did you mean {}?", *near) : "unknown key");
}

void Reader::check_name(const std::string& name, const Place& place,
                        const std::string& path) const {
  try {
    check_ifname(path, name);
  } catch (const Error& error) {
    throw bad(place, "", error.text);
  }
}

std::vector<std::string> bond_keys() {
  std::vector<std::string> keys = {"absent", "up", "mtu", "address", "members"};
  for (const OptionRow& row : option_rows()) {
    if (row.when != OptionWhen::kCommand)
      keys.emplace_back(row.name);
  }
  return keys;
}

bool is_known(const std::string& key) {
  const std::vector<std::string> keys = bond_keys();
  return find_option(key) || find_stp_option(key) ||
         std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// How "none" is written for a key of a bond that can have it.
std::string none_of(const std::string& key) {
  const OptionRow* row = find_option(key);
  if (key == "members")
    return "{} or []";
  if (!row)
    return "";
  switch (row->type) {
    case OptionType::kIpv4s:
    case OptionType::kIpv6s: return "[]";
    case OptionType::kIfname: return "''";
    case OptionType::kMac: return "none";
    default: return "";
  }
}

/// The word of an option that a mistyped one was perhaps to be.
std::string meant_word(const OptionRow& row, const YAML::Node& node) {
  const auto near = row.type == OptionType::kEnum && node.IsScalar()
                        ? nearest(node.Scalar(), option_words(row))
                        : std::nullopt;
  return near ? fmt::format("; did you mean {}?", *near) : "";
}

std::vector<std::string> stp_keys() {
  std::vector<std::string> keys = {"absent", "mode", "up", "mtu", "address", "members"};
  for (const StpOptionRow& row : stp_option_rows())
    keys.emplace_back(row.name);
  return keys;
}

/// The kernel's objections are told before anything is done: dry runs ask it nothing.
OptionValue Reader::option_value(const OptionRow& row, const YAML::Node& node,
                                 const std::string& path) const {
  if (row.type != OptionType::kIpv4s && row.type != OptionType::kIpv6s)
    return parse_option(row, {scalar(node, path)});
  std::vector<std::string> texts = scalars(node, path);
  std::transform(texts.begin(), texts.end(), texts.begin(), without_blanks_at_commas);
  const OptionValue list = parse_option(row, texts);
  if (const std::string objection = kernel_objection(list); !objection.empty())
    throw bad(place_of(node), path, objection);
  return list;
}

void Reader::option(const std::string& key, const YAML::Node& node, const Place& place,
                    ConfigBond* bond) const {
  const OptionRow* row = find_option(key);
  if (!row && find_stp_option(key))
    throw bad(place, inside(bond->name, key), "means nothing in this mode, but in stp");
  if (!row)
    throw unknown_key(key, place, bond->name, bond_keys());
  const std::string path = inside(bond->name, key);
  if (row->when == OptionWhen::kCommand && kind_ == ConfigKind::kFile)
    throw bad(place, path, "is a command and not a setting; primary prefers a member");
  const auto before = bond->options.find(row->id);
  const bool twice = before != bond->options.end();
  if (twice && option_aliases(*row).empty())
    throw bad(place, path, "is given twice");
  const std::optional<OptionValue> first = twice ? std::optional(before->second) : std::nullopt;
  try {
    bond->options[row->id] = option_value(*row, node, path);
  } catch (const Error& error) {
    if (!error.text.starts_with("--"))
      throw;
    throw bad(place_of(node), path, without_flag(error.text) + meant_word(*row, node));
  }
  if (first && *first != bond->options[row->id])
    throw bad(place, path, "is given twice, with another value by another name of it");
  bond->places[row->name] = place;
}

/// The kernel takes more than IEEE 802.1D has, so a bridge may be so and export has written it
/// down: of priorities any that fit, of times any hundredth.
std::optional<std::uint32_t> taken_by_kernel(const StpOptionRow& row, const std::string& text) {
  if (row.scale > 1) {
    const std::optional<std::uint32_t> time = read_stp_option(row, text);
    return time && *time >= row.kernel_min && *time <= row.max ? time : std::nullopt;
  }
  const std::optional<std::uint16_t> number = whole_number<std::uint16_t>(text);
  return number && *number >= row.kernel_min ? std::optional<std::uint32_t>(*number) : std::nullopt;
}

/// Tells what check has against a setting, which is made all the same.
template <typename Check>
void warn_stp(ConfigBond* bond, const std::string& key, Check check) {
  try {
    check();
  } catch (const Error& error) {
    bond->warnings.push_back(bad(bond->place_of(key), inside(bond->name, key),
                                 "is set all the same: " + without_flag(error.text))
                                 .text);
  }
}

void Reader::stp_option(const std::string& key, const YAML::Node& node, const Place& place,
                        ConfigBond* bond) const {
  const std::string path = inside(bond->name, key);
  const StpOptionRow* row = find_stp_option(key);
  if (!row && find_option(key))
    throw bad(place, path, "means nothing in mode stp");
  if (!row)
    throw unknown_key(key, place, bond->name, stp_keys());
  if ((*bond->stp).*row->value)
    throw bad(place, path, "is given twice");
  bond->places[row->name] = place;
  (*bond->stp).*row->value = value(node, path, [&](const std::string& text) {
    const auto saved = read_stp_option(*row, text);
    if (kind_ == ConfigKind::kSnapshot && saved)
      return *saved;  // it was so before, whoever made it so
    const auto taken = taken_by_kernel(*row, text);
    if (taken && row->scale == 1)
      warn_stp(bond, row->name, [&] { parse_stp_option(*row, {text}); });
    return taken ? *taken : parse_stp_option(*row, {text});
  });
}

std::uint32_t parse_mtu(const std::string& text) {
  const std::optional<std::uint32_t> mtu = whole_number<std::uint32_t>(text);
  if (!mtu || *mtu < kLeastMtu || *mtu > kMostMtu)
    throw usage_error(fmt::format("'{}' is not allowed, give {}..{}", text, kLeastMtu, kMostMtu));
  return *mtu;
}

Mac parse_address_of_bond(const std::string& text) {
  const std::optional<Mac> mac = parse_mac(text);
  if (!mac || (mac->front() & 1) || *mac == Mac{})
    throw usage_error(fmt::format("'{}' is not allowed, give a unicast MAC address", text));
  return *mac;
}

/// Takes a key that is no option. Returns whether it is one.
bool Reader::bond_key(const std::string& key, const YAML::Node& node, ConfigBond* bond) const {
  const std::string path = inside(bond->name, key);
  if (key == "absent")
    bond->absent = flag(node, path);
  else if (key == "up")
    bond->up = flag(node, path);
  else if (key == "mtu")
    bond->mtu = value(node, path, parse_mtu);
  else if (key == "address")
    bond->address = value(node, path, parse_address_of_bond);
  else if (key == "members")
    bond->members = members(node, path);
  else
    return false;
  return true;
}

ConfigMember Reader::member(const std::string& name, const YAML::Node& settings, const Place& place,
                            const std::string& path) const {
  check_name(name, place, path);
  ConfigMember member;
  member.place = place;
  member.request.name = name;
  const std::string own = inside(path, name);
  std::set<std::string> seen;
  each(settings, own, [&](const std::string& key, const YAML::Node& node, const Place& where) {
    std::string plain = key;
    std::replace(plain.begin(), plain.end(), '-', '_');
    const std::string key_path = inside(own, key);
    if (!seen.insert(plain).second)
      throw bad(where, key_path, "is given twice");
    check_given(node, where, key_path, "");
    if (plain == "prio")
      member.request.prio = value(node, key_path, parse_prio);
    else if (plain == "weight")
      member.request.weight = value(node, key_path, parse_weight);
    else if (plain == "actor_port_prio")
      member.request.actor_port_prio = value(node, key_path, parse_actor_port_prio);
    else if (plain == "path_cost")
      member.request.path_cost = value(node, key_path, [](const std::string& text) {
        return parse_stp_option(*find_stp_option("path_cost"), {text});
      });
    else
      throw unknown_key(key, where, own, {"prio", "weight", "actor_port_prio", "path_cost"});
  });
  return member;
}

/// A map of names with their settings, or a list of names.
std::vector<ConfigMember> Reader::members(const YAML::Node& node, const std::string& path) const {
  std::vector<ConfigMember> list;
  if (!node.IsSequence()) {
    each(node, path, [&](const std::string& name, const YAML::Node& settings, const Place& place) {
      list.push_back(member(name, settings, place, path));
    });
    return list;
  }
  for (const YAML::Node& item : node) {
    const std::string name = scalar(item, path);
    const Place place = place_of(item);
    if (std::any_of(list.begin(), list.end(),
                    [&](const ConfigMember& other) { return other.request.name == name; }))
      throw bad(place, inside(path, name), "is given twice");
    list.push_back(member(name, YAML::Node(), place, path));
  }
  return list;
}

/// What can be seen of a whole bond.
void Reader::check_bond(const ConfigBond& bond) const {
  if (bond.absent) {
    if (bond.places.size() > 1)
      throw bad(bond.place, bond.name, "is to be absent: give nothing else");
    return;
  }
  if (bond.stp)
    return;
  if (!bond.options.contains(NETBOND_OPT_MODE))
    throw bad(bond.place, bond.name, "mode is missing");
  for (const auto& [id, given] : bond.options) {
    const OptionRow& row = *option_by_id(id);
    if (!option_applies(row, bond.options))
      throw bad(bond.place_of(row.name), inside(bond.name, row.name),
                fmt::format("means nothing in mode {}, but in {}",
                            option_text(option_rows()[0], bond.options.at(NETBOND_OPT_MODE)),
                            option_modes(row)));
  }
  if (bond.address && moves_address(bond.options))
    throw bad(bond.place_of("address"), inside(bond.name, "address"),
              "with fail_over_mac active the bond has its active member's");
}

/// Gives members all their settings; those of another mode are an error.
void Reader::settle_members(ConfigBond* bond) const {
  if (!bond->members)
    return;
  for (ConfigMember& member : *bond->members) {
    MemberRequest& request = member.request;
    const bool foreign = bond->stp ? request.prio || request.weight || request.actor_port_prio
                                   : request.path_cost.has_value();
    if (foreign)
      throw bad(member.place, inside(inside(bond->name, "members"), request.name),
                bond->stp ? "has only path_cost in mode stp" : "has path_cost only in mode stp");
    request = bond->stp ? with_defaults(request, *bond->stp->path_cost) : with_defaults(request);
  }
}

/// Fills in the defaults of mode stp.
void Reader::settle_stp(ConfigBond* bond) const {
  if (!bond->stp)
    return;
  if (kind_ == ConfigKind::kFile)
    warn_stp(bond, "max_age", [&] { check_stp_times(*bond->stp); });
  bond->stp = merged(*bond->stp, stp_defaults());
}

bool is_stp(const YAML::Node& node) {
  if (!node.IsMap())
    return false;
  const YAML::Node mode = node["mode"];
  return mode && mode.IsScalar() && mode.Scalar() == kStpMode;
}

ConfigBond Reader::bond(const std::string& name, const YAML::Node& node, const Place& place) const {
  check_name(name, place, "bonds");
  ConfigBond bond;
  bond.name = name;
  bond.place = place;
  if (is_stp(node))
    bond.stp.emplace();
  each(node, name, [&](const std::string& key, const YAML::Node& given, const Place& where) {
    if (is_known(key))
      check_given(given, where, inside(name, key), none_of(key));
    if (bond_key(key, given, &bond) || (bond.stp && key == "mode"))
      bond.places[key] = where;
    else if (bond.stp)
      stp_option(key, given, where, &bond);
    else
      option(key, given, where, &bond);
  });
  settle_stp(&bond);
  settle_members(&bond);
  check_bond(bond);
  return bond;
}

void Reader::check_version(const YAML::Node& root) const {
  const YAML::Node version = root["version"];
  if (!version)
    throw bad(place_of(root), "version", fmt::format("is missing, give {}", kConfigVersion));
  const std::string text = scalar(version, "version");
  if (whole_number<int>(text) != kConfigVersion)
    throw bad(place_of(version), "version",
              fmt::format("'{}' is not known to this bondctl, give {}", text, kConfigVersion));
}

/// Takes no notice of what is in documents, but of whether one begins behind the last.
class Progress : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (mark.pos <= last_)
      throw YAML::ParserException(mark, "this cannot stand here");
    last_ = mark.pos;
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  int last_ = -1;
};

/// Throws where yaml-cpp would find one empty document after the other for ever: at a ',' that
/// belongs to nothing.
void check_ends(const std::string& text) {
  std::istringstream in(text);
  YAML::Parser parser(in);
  Progress progress;
  while (parser.HandleNextDocument(progress)) {
  }
}

/// The one document of a text, for none of several may be passed over.
YAML::Node Reader::load(const std::string& text) const {
  std::vector<YAML::Node> documents;
  try {
    check_ends(text);
    documents = YAML::LoadAll(text);
  } catch (const YAML::Exception& problem) {
    throw bad({file_, std::max(problem.mark.line, 0) + 1}, "", problem.msg);
  }
  std::erase_if(documents, [](const YAML::Node& document) { return document.IsNull(); });
  if (documents.size() > 1)
    throw bad(place_of(documents[1]), "", "a second document begins: give one alone");
  return documents.empty() ? YAML::Node() : documents[0];
}

Config Reader::read(const std::string& text) {
  const YAML::Node root = load(text);
  Config config;
  if (!root.IsMap())
    throw bad(place_of(root), "", "give 'version: 1' and 'bonds:'");
  check_version(root);
  each(root, "", [&](const std::string& key, const YAML::Node& node, const Place& place) {
    if (key == "version")
      return;
    if (key != "bonds")
      throw unknown_key(key, place, "", {"version", "bonds"});
    const Take take = [&](const std::string& name, const YAML::Node& inner, const Place& where) {
      config.bonds.push_back(bond(name, inner, where));
    };
    each(node, key, take, problems_);
  });
  return config;
}

std::string whole_file(const std::string& path) {
  std::stringstream text;
  if (path == "-") {
    text << std::cin.rdbuf();
    return text.str();
  }
  std::ifstream file(path);
  if (file)
    text << file.rdbuf();
  if (!file || text.bad())
    throw system_error(path, errno);
  return text.str();
}

std::vector<std::string> yaml_files(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(directory, problem)) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() == ".yaml" && !path.filename().string().starts_with("."))
      files.push_back(path.string());
  }
  if (problem)
    throw system_error(directory, problem.value());
  std::sort(files.begin(), files.end());
  return files;
}

/// No bond and no member stands twice in all that is read together.
class Together {
 public:
  /// Throws when the bond or one of its members was taken before.
  void take(const ConfigBond& bond);

 private:
  std::map<std::string, std::string> bonds_;    ///< to the file
  std::map<std::string, std::string> members_;  ///< to the bond
};

void Together::take(const ConfigBond& bond) {
  const auto known = bonds_.find(bond.name);
  if (known != bonds_.end())
    throw bad(bond.place, bond.name, fmt::format("is given already in {}", known->second));
  const std::vector<ConfigMember> members = bond.members.value_or(std::vector<ConfigMember>());
  for (const ConfigMember& member : members) {
    const auto other = members_.find(member.request.name);
    if (other != members_.end())
      throw bad(member.place, inside(inside(bond.name, "members"), member.request.name),
                fmt::format("is to be a member of {} already", other->second));
  }
  bonds_[bond.name] = bond.place.file;
  for (const ConfigMember& member : members)
    members_[member.request.name] = bond.name;
}

}  // namespace

std::string Place::prefix() const {
  return file.empty() ? "" : fmt::format("{}:{}: ", file, line);
}

Place ConfigBond::place_of(const std::string& key) const {
  const auto found = places.find(key);
  return found == places.end() ? place : found->second;
}

MemberRequest with_defaults(const MemberRequest& request) {
  MemberRequest whole = request;
  whole.prio = request.prio.value_or(kDefaultPrio);
  whole.weight = request.weight.value_or(kDefaultWeight);
  whole.actor_port_prio = request.actor_port_prio.value_or(kDefaultPortPriority);
  return whole;
}

MemberRequest with_defaults(const MemberRequest& request, std::uint32_t path_cost) {
  MemberRequest whole{request.name, {}, {}, {}};
  whole.path_cost = request.path_cost.value_or(path_cost);
  return whole;
}

Config read_config(const std::string& text, const std::string& file, ConfigKind kind,
                   std::vector<std::string>* problems) {
  const Config read = Reader(file, kind, problems).read(text);
  Config config;
  Together together;
  for (const ConfigBond& bond : read.bonds) {
    attempt(problems, [&] {
      together.take(bond);
      config.bonds.push_back(bond);
    });
  }
  config.whole = !problems || problems->empty();
  return config;
}

Config load_config(const std::string& path, std::vector<std::string>* problems) {
  std::error_code none;  // what is the matter with the path is said when it is opened
  if (path == "-" || !std::filesystem::is_directory(path, none)) {
    Config one =
        read_config(whole_file(path), path == "-" ? "stdin" : path, ConfigKind::kFile, problems);
    if (!one.whole && one.bonds.empty())
      throw usage_error(join(*problems, "; "));
    return one;
  }
  Config all;
  Together together;
  for (const std::string& file : yaml_files(path)) {
    attempt(problems, [&] {
      const Config one = read_config(whole_file(file), file, ConfigKind::kFile, problems);
      for (const ConfigBond& bond : one.bonds) {
        attempt(problems, [&] {
          together.take(bond);
          all.bonds.push_back(bond);
        });
      }
    });
  }
  all.whole = !problems || problems->empty();
  return all;
}

}  // namespace bondctl
