// SPDX-License-Identifier: GPL-2.0-or-later
#include "plan.h"

#include <fmt/format.h>
#include <net/if_arp.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "error.h"
#include "options.h"
#include "stp_options.h"
#include "words.h"

namespace bondctl {

namespace {

constexpr std::string_view kPathCost = "path_cost";

using Members = std::vector<MemberRequest>;

Members members_of(const Bond* bond) {
  Members list;
  if (bond) {
    for (const Member& m : bond->members) {
      const MemberRequest request{m.name, m.prio, m.weight, m.actor_port_prio};
      list.push_back(m.stp ? with_defaults(request, m.stp->path_cost) : with_defaults(request));
    }
  }
  return list;
}

/// The members a bond is to have, in the order of the file.
Members wanted_members(const ConfigBond& bond, const Bond* now) {
  if (bond.absent)
    return {};
  if (!bond.members)
    return members_of(now);
  Members list;
  for (const ConfigMember& member : *bond.members)
    list.push_back(member.request);
  return list;
}

Error refused(const Place& place, const std::string& words) {
  return run_error(place.prefix() + words);
}

/// Bonds that contain each other, found at one of them.
struct Ring : Error {
  std::size_t at;
};

/// One plan while it is made.
class Planner {
 public:
  Planner(const Config& config, const HostState& now, Want want)
      : config_(config), now_(now), want_(want) {}

  Plan make();

 private:
  void check_bond(const ConfigBond& bond);
  void check_bonds();
  std::string member_problem(const ConfigBond& bond, const MemberRequest& member) const;
  void check_members(ConfigBond* bond);
  std::vector<std::size_t> order() const;
  std::vector<std::size_t> order_possible();
  void visit(std::size_t at, std::vector<int>* mark, std::vector<std::size_t>* order) const;
  bool releases(const ConfigBond& bond) const;

  void plan_moves();
  void plan_bond(const ConfigBond& bond);
  void plan_new(const ConfigBond& bond);
  void plan_change(const ConfigBond& bond, const Bond& now);
  void plan_mtu(const ConfigBond& bond);
  void plan_small_members(const ConfigBond& bond, const Bond& now);
  bool is_emptied(const Bond& now) const;
  void plan_links(const ConfigBond& bond);
  void plan_ends();
  Options changed_options(const ConfigBond& bond, const Bond& now);
  StpOptions changed_stp(const ConfigBond& bond, const Bond& now);
  std::optional<std::uint32_t> changed_cost(const ConfigBond& bond, const Bond& now);
  bool changed_members(const ConfigBond& bond, const Bond& now);
  void member_difference(const std::string& bond, const MemberRequest& before,
                         const MemberRequest& after);
  void link(const ConfigBond& bond, const std::string& key, const LinkChange& change);
  template <typename... Args>
  void tell(fmt::format_string<Args...> format, Args&&... args) {
    plan_.difference.push_back(fmt::format(format, std::forward<Args>(args)...));
  }
  void remember();

  const ConfigBond* configured(const std::string& name) const;
  bool is_first(const ConfigBond& bond, const ConfigMember& member);
  void check_names();

  Config config_;
  const HostState& now_;
  Want want_;
  Plan plan_;
  std::map<std::string, std::string> bond_of_;  ///< by members
};

const ConfigBond* Planner::configured(const std::string& name) const {
  return named(config_.bonds, name);
}

// Checks ------------------------------------------------------------------

bool Planner::is_first(const ConfigBond& bond, const ConfigMember& member) {
  const auto [other, first] = bond_of_.emplace(member.request.name, bond.name);
  if (first)
    return true;
  const std::string words =
      fmt::format("{}: members: {}: is to be a member of {} already, by another of its names",
                  bond.name, member.request.name, other->second);
  if (want_ == Want::kWhole)
    throw refused(member.place, words);
  plan_.problems.push_back(words);
  return false;
}

/// What was read has no name twice, but a device may have several.
void Planner::check_names() {
  for (ConfigBond& bond : config_.bonds) {
    if (bond.members)
      std::erase_if(*bond.members,
                    [&](const ConfigMember& member) { return !is_first(bond, member); });
  }
}

void Planner::check_bond(const ConfigBond& bond) {
  const Bond* now = now_.bond(bond.name);
  const Link* link = now_.link(bond.name);
  if (!now && link && !bond.absent)
    throw refused(bond.place, fmt::format("{}: is a device{}, not a bond of netbond", bond.name,
                                          link->kind.empty() ? "" : " of kind " + link->kind));
  if (!now || bond.absent)
    return;
  if (bond.stp.has_value() != now->stp.has_value())
    throw refused(
        bond.place_of("mode"),
        fmt::format("{}: mode: a bond does not become a bridge (stp), nor a bridge a bond",
                    bond.name));
  for (const OptionRow& row : option_rows()) {
    if (row.when != OptionWhen::kCreate || !bond.options.contains(row.id))
      continue;
    const auto current = now->options.find(row.id);
    if (current != now->options.end() && current->second != bond.options.at(row.id))
      throw refused(bond.place_of(row.name),
                    fmt::format("{}: {}: is {}, and can be set only when the bond is made",
                                bond.name, row.name, option_text(row, current->second)));
  }
}

/// Why a device cannot be a member, as far as it can be seen; empty if it can.
std::string Planner::member_problem(const ConfigBond& bond, const MemberRequest& member) const {
  const ConfigBond* other = configured(member.name);
  if (member.name == bond.name)
    return "a bond cannot join itself";
  if (other && other->absent)
    return "is to be absent";
  const Link* link = now_.link(member.name);
  if (!link)
    return other ? "" : "no such device (ENODEV)";
  if (link->type != ARPHRD_ETHER)
    return "is not an Ethernet device";
  const std::string master = now_.master_of(*link);
  const ConfigBond* owner = configured(master);
  if (!link->master || master == bond.name || (owner && (owner->absent || owner->members)))
    return "";
  return fmt::format("is a member of {}, which this does not change",
                     master.empty() ? "another device" : master);
}

void Planner::check_members(ConfigBond* bond) {
  if (!bond->members)
    return;
  std::erase_if(*bond->members, [&](const ConfigMember& member) {
    const std::string& name = member.request.name;
    const std::string problem = member_problem(*bond, member.request);
    if (problem.empty())
      return false;
    const std::string words = fmt::format("{}: members: {}: {}", bond->name, name, problem);
    if (want_ == Want::kWhole)
      throw refused(member.place, words);
    plan_.problems.push_back(words);
    return true;
  });
}

// Order -------------------------------------------------------------------

bool Planner::releases(const ConfigBond& bond) const {
  const Bond* now = now_.bond(bond.name);
  const Members wanted = wanted_members(bond, now);
  const Members before = members_of(now);
  return std::any_of(before.begin(), before.end(),
                     [&](const MemberRequest& member) { return !named(wanted, member.name); });
}

void Planner::visit(std::size_t at, std::vector<int>* mark, std::vector<std::size_t>* order) const {
  enum { kNew, kOpen, kDone };
  const ConfigBond& bond = config_.bonds[at];
  if ((*mark)[at] == kDone)
    return;
  if ((*mark)[at] == kOpen)
    throw Ring{
        refused(bond.place, fmt::format("{}: is a member of itself by way of others", bond.name)),
        at};
  (*mark)[at] = kOpen;
  for (const MemberRequest& member : wanted_members(bond, now_.bond(bond.name))) {
    for (std::size_t i = 0; i < config_.bonds.size(); i++) {
      if (config_.bonds[i].name == member.name)
        visit(i, mark, order);
    }
  }
  (*mark)[at] = kDone;
  order->push_back(at);
}

/// Bonds that are members before those they join; else, what only joins before what releases, so
/// that less was released when something fails.
std::vector<std::size_t> Planner::order() const {
  std::vector<std::size_t> first(config_.bonds.size());
  for (std::size_t i = 0; i < first.size(); i++)
    first[i] = i;
  std::stable_partition(first.begin(), first.end(),
                        [&](std::size_t i) { return !releases(config_.bonds[i]); });
  std::vector<int> mark(config_.bonds.size());
  std::vector<std::size_t> order;
  for (const std::size_t i : first)
    visit(i, &mark, &order);
  return order;
}

// Steps -------------------------------------------------------------------

/// Members that go from one bond to another leave first, all of them, so that a swap works.
void Planner::plan_moves() {
  std::map<std::string, Members> leaving;
  for (const ConfigBond& bond : config_.bonds) {
    for (const MemberRequest& member : wanted_members(bond, now_.bond(bond.name))) {
      const Link* link = now_.link(member.name);
      const std::string master = link ? now_.master_of(*link) : "";
      if (!master.empty() && master != bond.name)
        leaving[master].push_back({member.name, {}, {}, {}});
    }
  }
  for (const auto& [name, members] : leaving) {
    const ConfigBond* bond = configured(name);
    plan_.steps.push_back(
        {Step::kRelease, name, {}, members, {}, "", bond ? bond->place : Place{}});
  }
}

std::string settings_text(const MemberRequest& member) {
  std::vector<std::string> texts;
  if (member.path_cost)
    return fmt::format(" (path_cost {})", *member.path_cost);
  if (*member.prio != kDefaultPrio)
    texts.push_back(fmt::format("prio {}", *member.prio));
  if (*member.weight != kDefaultWeight)
    texts.push_back(fmt::format("weight {}", *member.weight));
  if (*member.actor_port_prio != kDefaultPortPriority)
    texts.push_back(fmt::format("actor_port_prio {}", *member.actor_port_prio));
  return texts.empty() ? "" : fmt::format(" ({})", join(texts, ", "));
}

void Planner::plan_new(const ConfigBond& bond) {
  const Members members = wanted_members(bond, nullptr);
  Options options = bond.options;
  std::erase_if(options, [](const auto& option) {
    return option_by_id(option.first)->when == OptionWhen::kCommand;
  });
  tell("+ {}: mode {}", bond.name,
       bond.stp ? "stp" : option_text(option_rows()[0], number_of(bond.options, NETBOND_OPT_MODE)));
  for (const StpOptionRow& row : stp_option_rows()) {
    if (bond.stp && row.name != kPathCost && (*bond.stp).*row.value != row.def)
      tell("+ {}: {} {}", bond.name, row.name, stp_option_text(row, *((*bond.stp).*row.value)));
  }
  for (const auto& [id, value] : options) {
    const OptionRow& row = *option_by_id(id);
    if (id != NETBOND_OPT_MODE && value != option_default(row))
      tell("+ {}: {} {}", bond.name, row.name, option_text(row, value));
  }
  for (const MemberRequest& member : members)
    tell("+ {}: member {}{}", bond.name, member.name, settings_text(member));
  std::optional<StpOptions> stp = bond.stp;
  if (stp)
    stp->path_cost = std::nullopt;  // members have it
  plan_.steps.push_back({Step::kAdd, bond.name, options, members, {}, "", bond.place, stp});
}

/// Options that are to be others than now; what the file does not name, the default.
Options Planner::changed_options(const ConfigBond& bond, const Bond& now) {
  Options changed;
  for (const OptionRow& row : option_rows()) {
    if (row.when != OptionWhen::kLive || !option_applies(row, bond.options))
      continue;
    const auto is = now.options.find(row.id);
    const auto wanted = bond.options.find(row.id);
    const OptionValue before = is == now.options.end() ? option_default(row) : is->second;
    const OptionValue after = wanted == bond.options.end() ? option_default(row) : wanted->second;
    if (before == after)
      continue;
    changed[row.id] = after;
    tell("~ {}: {} {} -> {}", bond.name, row.name, option_text(row, before),
         option_text(row, after));
  }
  return changed;
}

/// The same of a bridge; the cost belongs to its members.
StpOptions Planner::changed_stp(const ConfigBond& bond, const Bond& now) {
  const StpOptions before = merged(stp_options_of(now), stp_defaults());
  StpOptions changed;
  for (const StpOptionRow& row : stp_option_rows()) {
    const auto wanted = (*bond.stp).*row.value;
    if (row.name == kPathCost || before.*row.value == wanted)
      continue;
    changed.*row.value = wanted;
    tell("~ {}: {} {} -> {}", bond.name, row.name, stp_option_text(row, *(before.*row.value)),
         stp_option_text(row, *wanted));
  }
  if (now.stp->off) {
    changed.turn_on = true;
    tell("~ {}: spanning tree off -> on", bond.name);
  }
  if (!bond.members && bond.places.contains(std::string(kPathCost)))
    changed.path_cost = changed_cost(bond, now);
  return changed;
}

/// Of members that the file leaves alone, which have none of their own there.
std::optional<std::uint32_t> Planner::changed_cost(const ConfigBond& bond, const Bond& now) {
  const std::size_t lines = plan_.difference.size();
  for (MemberRequest member : members_of(&now)) {
    const MemberRequest before = member;
    member.path_cost = bond.stp->path_cost;
    member_difference(bond.name, before, member);
  }
  return plan_.difference.size() > lines ? bond.stp->path_cost : std::nullopt;
}

void Planner::member_difference(const std::string& bond, const MemberRequest& before,
                                const MemberRequest& after) {
  if (before.path_cost != after.path_cost)
    tell("~ {}: member {}: path_cost {} -> {}", bond, after.name, before.path_cost.value_or(0),
         after.path_cost.value_or(0));
  if (before.prio != after.prio)
    tell("~ {}: member {}: prio {} -> {}", bond, after.name, *before.prio, *after.prio);
  if (before.weight != after.weight)
    tell("~ {}: member {}: weight {} -> {}", bond, after.name, *before.weight, *after.weight);
  if (before.actor_port_prio != after.actor_port_prio)
    tell("~ {}: member {}: actor_port_prio {} -> {}", bond, after.name, *before.actor_port_prio,
         *after.actor_port_prio);
}

bool Planner::changed_members(const ConfigBond& bond, const Bond& now) {
  const std::size_t lines = plan_.difference.size();
  const Members before = members_of(&now);
  const Members wanted = wanted_members(bond, &now);
  for (const MemberRequest& member : before) {
    if (!named(wanted, member.name))
      tell("- {}: member {}", bond.name, member.name);
  }
  for (const MemberRequest& member : wanted) {
    if (const MemberRequest* old = named(before, member.name))
      member_difference(bond.name, *old, member);
    else
      tell("+ {}: member {}{}", bond.name, member.name, settings_text(member));
  }
  return plan_.difference.size() > lines;
}

void Planner::plan_change(const ConfigBond& bond, const Bond& now) {
  const Options options = bond.stp ? Options{} : changed_options(bond, now);
  const std::optional<StpOptions> stp =
      bond.stp ? std::optional(changed_stp(bond, now)) : std::nullopt;
  const bool members = changed_members(bond, now);
  if (options.empty() && !(stp && any_of(*stp)) && !members)
    return;
  const Step::Kind kind = bond.members ? Step::kApply : Step::kSet;
  const Members wanted = bond.members ? wanted_members(bond, &now) : Members();
  plan_.steps.push_back({kind, bond.name, options, wanted, {}, "", bond.place, stp});
}

void Planner::link(const ConfigBond& bond, const std::string& key, const LinkChange& change) {
  plan_.steps.push_back({Step::kLink, bond.name, {}, {}, change, key, bond.place_of(key)});
}

/// Of a bridge that has the MTU and drops what these cannot carry; the bonds of the module see to
/// their members themselves.
void Planner::plan_small_members(const ConfigBond& bond, const Bond& now) {
  const std::size_t lines = plan_.difference.size();
  const Members wanted = wanted_members(bond, &now);
  for (const Member& member : now.members) {
    if (member.stp && member.stp->mtu < *bond.mtu && named(wanted, member.name))
      tell("~ {}: member {}: mtu {} -> {}", bond.name, member.name, member.stp->mtu, *bond.mtu);
  }
  if (plan_.difference.size() > lines)
    link(bond, "mtu", {{}, bond.mtu, {}, {}, {}});
}

void Planner::plan_mtu(const ConfigBond& bond) {
  const Bond* now = now_.bond(bond.name);
  tell("{} {}: mtu {}{}", now ? '~' : '+', bond.name, now ? fmt::format("{} -> ", now->mtu) : "",
       *bond.mtu);
  link(bond, "mtu", {{}, bond.mtu, {}, {}, {}});
}

/// Whether all members leave before others join: then the bond loses the address that one brought.
bool Planner::is_emptied(const Bond& now) const {
  return !now.members.empty() &&
         std::any_of(plan_.steps.begin(), plan_.steps.end(), [&](const Step& step) {
           return step.kind == Step::kRelease && step.bond == now.name &&
                  step.members.size() == now.members.size();
         });
}

/// Settings that can fail; setting down comes in plan_ends().
void Planner::plan_links(const ConfigBond& bond) {
  const Bond* now = now_.bond(bond.name);
  const bool is_other = bond.address && (!now || now->address != mac_text(bond.address->data()));
  if (is_other)
    tell("{} {}: address {}{}", now ? '~' : '+', bond.name, now ? now->address + " -> " : "",
         mac_text(bond.address->data()));
  if (is_other || (bond.address && is_emptied(*now)))
    link(bond, "address", {{}, {}, bond.address, {}, {}});
  if (bond.mtu && (!now || *bond.mtu > now->mtu))
    plan_mtu(bond);
  else if (bond.mtu && *bond.mtu == now->mtu)
    plan_small_members(bond, *now);
  if (bond.up.value_or(false) && (!now || !now->up)) {
    tell("{} {}: {}up", now ? '~' : '+', bond.name, now ? "down -> " : "");
    link(bond, "up", {true, {}, {}, {}, {}});
  }
}

/// What cannot fail and takes something away that would not come back comes last.
void Planner::plan_ends() {
  for (const ConfigBond& bond : config_.bonds) {
    const Bond* now = now_.bond(bond.name);
    if (now && now->up && !bond.up.value_or(true)) {
      tell("~ {}: up -> down", bond.name);
      link(bond, "up", {false, {}, {}, {}, {}});
    }
  }
  for (const ConfigBond& bond : config_.bonds) {
    if (!bond.absent || !now_.bond(bond.name))
      continue;
    tell("- {}", bond.name);
    plan_.steps.push_back({Step::kRemove, bond.name, {}, {}, {}, "", bond.place});
  }
}

void Planner::plan_bond(const ConfigBond& bond) {
  if (bond.absent)
    return;
  const Bond* now = now_.bond(bond.name);
  // Before members that refuse more join; and more after those have left.
  if (now && bond.mtu && *bond.mtu < now->mtu)
    plan_mtu(bond);
  if (now)
    plan_change(bond, *now);
  else
    plan_new(bond);
  plan_links(bond);
}

// -------------------------------------------------------------------------

/// A link that is down has no speed; of one that is up and tells none the bond assumes one.
bool may_be_faster(const Member& member, const Member& than, std::uint32_t assumed) {
  constexpr std::uint8_t kFull = 1;
  if (!member.usable && !member.speed_mbps)
    return true;
  const std::uint32_t speed = member.speed_mbps ? member.speed_mbps : assumed;
  const std::uint32_t other = than.speed_mbps ? than.speed_mbps : assumed;
  return speed > other || (speed == other && member.duplex == kFull && than.duplex != kFull);
}

/// Whether it is active only until another one is usable again.
bool stands_in(const Bond& bond, const std::string& active) {
  const std::vector<const Member*> preferred = preferred_to(bond, active);
  return std::any_of(preferred.begin(), preferred.end(),
                     [](const Member* member) { return !member->usable; });
}

/// Whole, with what config_of() leaves out because nobody set it.
ConfigBond state_of(const Bond& bond) {
  ConfigBond out = config_of(bond);
  if (number_of(bond.options, NETBOND_OPT_FAIL_OVER_MAC) != NETBOND_FAIL_OVER_MAC_ACTIVE)
    out.address = parse_mac(bond.address);
  const OptionRow& command = *option_by_id(NETBOND_OPT_ACTIVE_SLAVE);
  if (!bond.stp && bond.active_member && option_applies(command, bond.options) &&
      !stands_in(bond, *bond.active_member))
    out.options[command.id] = *bond.active_member;
  return out;
}

void Planner::remember() {
  std::set<std::string> touched;
  for (const Step& step : plan_.steps) {
    if (!touched.insert(step.bond).second)
      continue;
    const Bond* now = now_.bond(step.bond);
    plan_.before.bonds.push_back(now ? state_of(*now) : ConfigBond{});
    plan_.before.bonds.back().name = step.bond;
    plan_.before.bonds.back().absent = !now;
  }
}

/// What is possible is so without a bond that is not.
void Planner::check_bonds() {
  std::erase_if(config_.bonds, [&](const ConfigBond& bond) {
    try {
      check_bond(bond);
      return false;
    } catch (const Error& error) {
      if (want_ == Want::kWhole)
        throw;
      plan_.problems.push_back(error.text);
      return true;
    }
  });
}

/// The same of bonds that contain each other: without the last of them.
std::vector<std::size_t> Planner::order_possible() {
  while (true) {
    try {
      return order();
    } catch (const Ring& ring) {
      if (want_ == Want::kWhole)
        throw;
      plan_.problems.push_back(ring.text);
      config_.bonds.erase(config_.bonds.begin() + static_cast<std::ptrdiff_t>(ring.at));
    }
  }
}

Plan Planner::make() {
  use_own_names(&config_, now_);
  check_names();
  check_bonds();
  for (ConfigBond& bond : config_.bonds)
    check_members(&bond);
  const std::vector<std::size_t> sequence = order_possible();
  plan_moves();
  for (const std::size_t i : sequence)
    plan_bond(config_.bonds[i]);
  plan_ends();
  remember();
  return std::move(plan_);
}

}  // namespace

void use_own_names(Config* config, const HostState& now) {
  for (ConfigBond& bond : config->bonds) {
    const auto primary = bond.options.find(NETBOND_OPT_PRIMARY);
    if (primary != bond.options.end())
      primary->second = now.own_name(name_of(bond.options, NETBOND_OPT_PRIMARY));
    if (!bond.members)
      continue;
    for (ConfigMember& member : *bond.members)
      member.request.name = now.own_name(member.request.name);
  }
}

Plan make_plan(const Config& config, const HostState& now, Want want) {
  return Planner(config, now, want).make();
}

std::vector<const Member*> preferred_to(const Bond& bond, const std::string& name) {
  const Member* than = named(bond.members, name);
  const std::string primary = name_of(bond.options, NETBOND_OPT_PRIMARY);
  const std::uint32_t reselect = number_of(bond.options, NETBOND_OPT_PRIMARY_RESELECT);
  const std::uint32_t assumed = number_of(bond.options, NETBOND_OPT_ASSUMED_SPEED);
  std::vector<const Member*> preferred;
  if (!than || name == primary || reselect == NETBOND_PRIMARY_RESELECT_FAILURE)
    return preferred;
  for (const Member& member : bond.members) {
    const bool comes_first = member.name == primary ||
                             member.prio.value_or(kDefaultPrio) > than->prio.value_or(kDefaultPrio);
    if (comes_first &&
        (reselect != NETBOND_PRIMARY_RESELECT_BETTER || may_be_faster(member, *than, assumed)))
      preferred.push_back(&member);
  }
  return preferred;
}

std::vector<std::string> put_off_removals(Plan* plan) {
  std::vector<std::string> later;
  std::map<std::string, Members> left;
  for (const ConfigBond& bond : plan->before.bonds)
    left[bond.name] = wanted_members(bond, nullptr);
  for (Step& step : plan->steps) {
    Members& members = left[step.bond];
    if (step.kind == Step::kRelease)
      std::erase_if(members,
                    [&](const MemberRequest& member) { return named(step.members, member.name); });
    if (step.kind != Step::kRemove)
      continue;
    step.kind = Step::kRelease;
    step.members = members;
    later.push_back(step.bond);
  }
  std::erase_if(plan->steps, [](const Step& step) {
    return step.kind == Step::kRelease && step.members.empty();
  });
  return later;
}

}  // namespace bondctl
