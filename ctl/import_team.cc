// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "error.h"
#include "import.h"
#include "options.h"
#include "words.h"

namespace bondctl {

namespace {

using nlohmann::json;

/// A value as bondctl's options are written.
std::string text_of(const json& value) {
  if (value.is_string())
    return value.get<std::string>();
  if (value.is_boolean())
    return value.get<bool>() ? "on" : "off";
  return value.dump();
}

/// One object of teamd's configuration: what nobody asked for is noted in the end.
class Section {
 public:
  Section(const json& object, std::string path, ConfigBond* bond)
      : object_(object), path_(std::move(path)), bond_(bond) {
    if (!object.is_object())
      throw run_error(fmt::format("{}: {}: is no object", bond->name, path_));
  }

  const json* get(const char* key) {
    known_.insert(key);
    const auto found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
  }
  void skip(const char* key) { known_.insert(key); }
  void option(const char* key, const char* name) {
    if (const json* value = get(key))
      import_option(bond_, name, {text_of(*value)});
  }
  std::string path(const std::string& key) const { return path_.empty() ? key : path_ + "." + key; }
  /// Notes the keys that nothing asked for.
  void note_others() const {
    for (const auto& [key, value] : object_.items()) {
      if (!known_.contains(key))
        import_note(bond_, fmt::format("{} {}", path(key), value.dump()));
    }
  }

 private:
  const json& object_;
  std::string path_;
  ConfigBond* bond_;
  std::set<std::string> known_;
};

struct Runner {
  const char* name;
  const char* mode;
};
constexpr Runner kRunners[] = {
    {"activebackup", "active-backup"}, {"roundrobin", "balance-rr"}, {"broadcast", "broadcast"},
    {"loadbalance", "balance-xor"},    {"lacp", "802.3ad"},          {"random", "balance-rr"},
};

bool has_any(const json& list, std::initializer_list<const char*> words) {
  return std::any_of(words.begin(), words.end(), [&](const char* word) {
    return std::find(list.begin(), list.end(), word) != list.end();
  });
}

/// The hash policy that looks at as much as teamd's list of headers.
void take_hash(const json& list, ConfigBond* bond) {
  if (!list.is_array())
    return;
  const bool ports = has_any(list, {"l4", "tcp", "udp", "sctp"});
  const bool addresses = has_any(list, {"l3", "ip", "ipv4", "ipv6"});
  import_option(bond, "xmit_hash_policy", {ports ? "layer3+4" : addresses ? "layer2+3" : "layer2"});
}

void take_selection(const json& policy, ConfigBond* bond) {
  const std::string word = text_of(policy);
  if (word == "bandwidth" || word == "count")
    import_option(bond, "ad_select", {word});
  else if (word != "lacp_prio" && word != "lacp_prio_stable")
    import_note(bond, "runner.agg_select_policy " + word);
}

void take_address_policy(const json& policy, ConfigBond* bond) {
  const std::string word = text_of(policy);
  if (word != "same_all")
    import_option(bond, "fail_over_mac", {word == "by_active" ? "active" : "follow"});
}

void take_runner(const json& object, ConfigBond* bond) {
  Section runner(object, "runner", bond);
  const json* given = runner.get("name");
  const std::string name = given ? text_of(*given) : "roundrobin";
  const auto* known = std::find_if(std::begin(kRunners), std::end(kRunners),
                                   [&](const Runner& r) { return r.name == name; });
  if (known == std::end(kRunners))
    throw run_error(fmt::format("{}: runner '{}' is not known", bond->name, name));
  import_option(bond, "mode", {known->mode});
  if (name == "random")
    import_option(bond, "packets_per_slave", {"0"});
  if (name == "lacp" && !object.contains("fast_rate"))
    import_option(bond, "lacp_rate", {"slow"});
  if (const json* rate = runner.get("fast_rate"))
    import_option(bond, "lacp_rate", {*rate == true ? "fast" : "slow"});
  runner.option("active", "lacp_active");
  runner.option("sys_prio", "ad_actor_sys_prio");
  runner.option("min_ports", "min_links");
  if (const json* policy = runner.get("agg_select_policy"))
    take_selection(*policy, bond);
  if (const json* policy = runner.get("hwaddr_policy"))
    take_address_policy(*policy, bond);
  if (const json* hash = runner.get("tx_hash"))
    take_hash(*hash, bond);
  runner.note_others();
}

constexpr std::uint64_t kTeamMissedMax = 3;  // when it is not given

/// What the ways of watching links probe, all of them together.
struct Probes {
  std::vector<std::string> ipv4;
  std::vector<std::string> ipv6;
  std::map<std::string, json> common;  ///< by key, of the first that has it
};

/// A bond has one of these for all ways: what another one says is noted. Returns null then, and
/// when it is not given.
const json* common_setting(Section* watch, const char* key, Probes* probes, ConfigBond* bond) {
  const json* value = watch->get(key);
  if (!value)
    return nullptr;
  const auto [first, is_first] = probes->common.emplace(key, *value);
  if (!is_first && first->second != *value)
    import_note(bond, fmt::format("{} {}", watch->path(key), value->dump()));
  return is_first ? value : nullptr;
}

void take_common(Section* watch, const char* key, const char* name, Probes* probes,
                 ConfigBond* bond) {
  if (const json* value = common_setting(watch, key, probes, bond))
    import_option(bond, name, {text_of(*value)});
}

void take_probes(Section* watch, std::vector<std::string>* targets, Probes* probes,
                 ConfigBond* bond) {
  take_common(watch, "interval", "arp_interval", probes, bond);
  common_setting(watch, "missed_max", probes, bond);
  if (const json* target = watch->get("target_host"))
    targets->push_back(text_of(*target));
  // Answers are always validated, and the source is found by the route.
  for (const char* key : {"source_host", "validate_active", "validate_inactive", "send_always"})
    watch->skip(key);
}

/// One way of watching links.
void take_watch(const json& object, const std::string& path, Probes* probes, ConfigBond* bond) {
  Section watch(object, path, bond);
  const json* given = watch.get("name");
  const std::string name = given ? text_of(*given) : "";
  if (name == "ethtool") {
    take_common(&watch, "delay_up", "updelay", probes, bond);
    take_common(&watch, "delay_down", "downdelay", probes, bond);
  } else if (name == "arp_ping") {
    take_probes(&watch, &probes->ipv4, probes, bond);
  } else if (name == "nsna_ping") {
    take_probes(&watch, &probes->ipv6, probes, bond);
  } else {
    import_note(bond, fmt::format("{}.name {}", path, name));
  }
  watch.note_others();
}

void take_watches(const json& given, const std::string& path, ConfigBond* bond) {
  Probes probes;
  if (given.is_object())
    take_watch(given, path, &probes, bond);
  for (std::size_t i = 0; given.is_array() && i < given.size(); i++)
    take_watch(given[i], fmt::format("{}[{}]", path, i), &probes, bond);
  if (!probes.ipv4.empty())
    import_option(bond, "arp_ip_target", probes.ipv4);
  if (!probes.ipv6.empty())
    import_option(bond, "ns_ip6_target", probes.ipv6);
  if (probes.ipv4.empty() && probes.ipv6.empty())
    return;
  // teamd loses a link when it misses more than that, netbond when it misses as many.
  const auto most = probes.common.find("missed_max");
  const std::uint64_t missed =
      most == probes.common.end() ? kTeamMissedMax : most->second.get<std::uint64_t>();
  import_option(bond, "arp_missed_max", {fmt::format("{}", missed + 1)});
}

void take_repeats(Section* all, const char* key, const char* count, const char* interval,
                  ConfigBond* bond) {
  const json* object = all->get(key);
  if (!object)
    return;
  Section section(*object, key, bond);
  section.option("count", count);
  if (interval)
    section.option("interval", interval);
  section.note_others();
}

/// A setting of a port, if a member can have such a one.
template <typename Parse>
auto port_setting(Section* port, const char* key, Parse parse, ConfigBond* bond)
    -> std::optional<decltype(parse(""))> {
  const json* value = port->get(key);
  if (!value)
    return std::nullopt;
  try {
    return parse(text_of(*value));
  } catch (const Error& error) {
    import_note(bond, port->path(key) + error.text.substr(error.text.find(':')));
    return std::nullopt;
  }
}

/// Returns the port's own way of watching its link; null when it has none.
const json* take_port(const std::string& name, const json& object, ConfigBond* bond) {
  Section port(object, "ports." + name, bond);
  ConfigMember member;
  member.request.name = name;
  member.request.prio = port_setting(&port, "prio", parse_prio, bond);
  member.request.actor_port_prio = port_setting(&port, "lacp_prio", parse_actor_port_prio, bond);
  member.request = with_defaults(member.request);
  bond->members->push_back(member);
  const json* watch = port.get("link_watch");
  port.note_others();
  return watch;
}

/// A bond has one way of watching for all members.
void take_ports(Section* all, ConfigBond* bond) {
  const json* ports = all->get("ports");
  const json* common = all->get("link_watch");
  bond->members.emplace();
  if (ports && ports->is_object()) {
    for (const auto& [name, object] : ports->items()) {
      const json* own = take_port(name, object, bond);
      common = common ? common : own;
      if (own && *own != *common)
        import_note(bond, fmt::format("ports.{}.link_watch {}", name, own->dump()));
    }
  }
  if (common)
    take_watches(*common, "link_watch", bond);
}

void take_address(const json& given, ConfigBond* bond) {
  const std::string text = text_of(given);
  const std::optional<Mac> address = parse_mac(text);
  if (moves_address(bond->options))
    import_note(bond, fmt::format("hwaddr {}: with fail_over_mac active the bond has its active "
                                  "member's",
                                  text));
  else if (!address || (address->front() & 1) || *address == Mac{})
    import_note(bond, fmt::format("hwaddr {}: is no unicast MAC address", text));
  else
    bond->address = address;
}

ConfigBond team_of(const Link& team, const json& config) {
  ConfigBond bond;
  bond.name = team.name;
  bond.up = team.up;
  bond.mtu = team.mtu;
  Section all(config, "", &bond);
  const json* runner = all.get("runner");
  take_runner(runner ? *runner : json::object(), &bond);
  take_ports(&all, &bond);
  take_repeats(&all, "notify_peers", "num_peer_notif", "peer_notif_delay", &bond);
  take_repeats(&all, "mcast_rejoin", "resend_igmp", nullptr, &bond);
  if (const json* address = all.get("hwaddr"))
    take_address(*address, &bond);
  // Which port brought it is not told, and the file names them by their names.
  if (!bond.address && !bond.members->empty() && !moves_address(bond.options))
    bond.address = parse_mac(team.address);
  all.skip("device");
  all.note_others();
  return bond;
}

std::string all_of(int fd) {
  std::string text;
  char part[4096];
  ssize_t length = 0;
  while ((length = read(fd, part, sizeof(part))) > 0)
    text.append(part, static_cast<std::size_t>(length));
  return text;
}

}  // namespace

ConfigBond import_team(const Link& team, const std::string& text) {
  const json config = json::parse(text, nullptr, false);
  if (!config.is_object())
    throw run_error(fmt::format("{}: teamdctl tells no configuration", team.name));
  try {
    return team_of(team, config);
  } catch (const json::exception& problem) {
    throw run_error(fmt::format("{}: configuration of teamd: {}", team.name, problem.what()));
  }
}

std::string output_of(const std::vector<std::string>& command) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0)
    throw system_error("pipe", errno);
  std::vector<char*> words;
  for (const std::string& word : command)
    words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  pid_t child = 0;
  const int problem = posix_spawnp(&child, words[0], &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string text = problem ? "" : all_of(ends[0]);
  close(ends[0]);
  if (problem)
    throw system_error(command[0], problem);
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0)
    throw run_error(fmt::format("'{}' failed", join(command, " ")));
  return text;
}

}  // namespace bondctl
