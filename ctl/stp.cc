// SPDX-License-Identifier: GPL-2.0-or-later
#include "stp.h"

#include <fmt/format.h>
#include <linux/if_ether.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "device_ioctl.h"
#include "error.h"
#include "explain_stp.h"
#include "host.h"
#include "rtnl.h"
#include "stp_codec.h"
#include "stp_options.h"
#include "words.h"

namespace bondctl {

namespace {

/// What takes back the steps of a change that was refused half-way, the last one first.
class Undo {
 public:
  void on_failure(std::function<void()> step) { steps_.push_back(std::move(step)); }

  /// Says in the error what could not be taken back.
  Error run(Error error) {
    for (; !steps_.empty(); steps_.pop_back()) {
      try {
        steps_.back()();
      } catch (const Error& problem) {
        error.text += fmt::format("; nor could it be undone: {}", problem.text);
      }
    }
    return error;
  }

 private:
  std::vector<std::function<void()>> steps_;
};

void whole_or_not(const std::function<void(Undo*)>& change) {
  Undo undo;
  try {
    change(&undo);
  } catch (const Error& error) {
    throw undo.run(error);
  }
}

// ---- reading

void add_counters(Rtnl* rtnl, Bond* bond) {
  for (Member& member : bond->members) {
    const Msg msg = encode_port_stats_get(member.ifindex);
    const Answer answer = rtnl->channel().request(msg.get());
    if (answer.refusal || answer.messages.empty())  // it left a moment ago
      continue;
    member.stp->counters = decode_port_stats(answer.messages[0]);
    if (member.stp->counters)
      bond->failovers += member.stp->counters->forwarded;
  }
}

/// It is only told, but for a root port: that one says where the tree is.
void take_guest(const Member& guest, std::uint32_t root_port, StpBridge* bridge) {
  bridge->guests.push_back(guest.name);
  if (root_port && guest.stp->number == root_port)
    bridge->root_port = guest.name;
}

/// Nothing when the device is no bridge with spanning tree.
std::optional<Bond> read_bond(const Context& context, Rtnl* rtnl, const Link& link) {
  std::optional<Bond> bond = decode_bridge(link);
  if (!bond)
    return std::nullopt;
  bond->stp->own_times = context.ask.bridge_times(bond->name, bond->stp->times.forward_delay_ms);
  const Msg msg = encode_ports_get(link.ifindex);
  for (const Bytes& message : rtnl->dump_lasting(link.name, msg.get()).messages) {
    const Link port = decode_link(message);
    std::optional<Member> member = decode_port(port, link.up);
    if (!member || port.master != link.ifindex)
      continue;
    if (!is_stp_member(port)) {
      take_guest(*member, root_port_number(link), &*bond->stp);
      continue;
    }
    if (const auto speed = context.ask.link_speed(member->name)) {
      member->speed_mbps = speed->mbps;
      member->duplex = speed->duplex;
    }
    bond->members.push_back(std::move(*member));
  }
  add_counters(rtnl, &*bond);
  judge_stp(&*bond, root_port_number(link));
  return bond;
}

/// The named bridge, to be changed.
Bond bond_to_change(const Context& context, Rtnl* rtnl, const std::string& name) {
  const std::optional<Link> link = rtnl->find(name);
  std::optional<Bond> bond = link ? read_bond(context, rtnl, *link) : std::nullopt;
  if (!bond)
    throw run_error(fmt::format("{}: no such bond (ENODEV)", name));
  if (!bond->stp->made_here)
    throw run_error(
        fmt::format("{0}: a bridge that bondctl did not make: change it with ip, or hand it over: "
                    "ip link set {1} alias '{2}'",
                    name, shell_word(name), kStpMark));
  return *bond;
}

const Member* find_member(const Bond& bond, std::uint32_t ifindex) {
  const auto found = std::find_if(bond.members.begin(), bond.members.end(),
                                  [&](const Member& member) { return member.ifindex == ifindex; });
  return found == bond.members.end() ? nullptr : &*found;
}

/// The member, perhaps by an alternative name.
const Member& member_of(Rtnl* rtnl, const Bond& bond, const std::string& name) {
  const Member* member = named(bond.members, name);
  if (!member) {
    const std::optional<Link> link = rtnl->find(name);
    member = link ? find_member(bond, link->ifindex) : nullptr;
  }
  if (!member)
    throw run_error(fmt::format("{}: {} is not a member", bond.name, name));
  return *member;
}

// ---- steps

void set_cost(Rtnl* rtnl, const std::string& member, std::uint32_t path_cost) {
  const Msg msg = encode_port_cost(member, path_cost);
  rtnl->request(member, msg.get());
}

void change_cost(Rtnl* rtnl, Undo* undo, const Member& member, std::uint32_t path_cost) {
  set_cost(rtnl, member.name, path_cost);
  undo->on_failure(
      [rtnl, name = member.name, old = member.stp->path_cost] { set_cost(rtnl, name, old); });
}

struct CostChange {
  const Member* member;
  std::uint32_t path_cost;
};

/// One after the other, for there is no other way; but a root port that is the best before and
/// after is so in between: those that become dearer come before it, those that become cheaper after
/// it.
void change_costs(Rtnl* rtnl, Undo* undo, const Bond& bond, std::vector<CostChange> changes) {
  const auto turn = [&](const CostChange& change) {
    if (change.member->name == bond.stp->root_port)
      return 1;
    return change.path_cost > change.member->stp->path_cost ? 0 : 2;
  };
  std::stable_sort(changes.begin(), changes.end(),
                   [&](const CostChange& a, const CostChange& b) { return turn(a) < turn(b); });
  for (const CostChange& change : changes)
    change_cost(rtnl, undo, *change.member, change.path_cost);
}

std::string master_text(Rtnl* rtnl, std::uint32_t ifindex) {
  const std::optional<Link> master = rtnl->find(ifindex);
  return master ? master->name : fmt::format("device {}", ifindex);
}

void change_alias(Rtnl* rtnl, Undo* undo, const std::string& name, const std::string& old,
                  const std::string& alias) {
  if (alias == old)
    return;
  rtnl->set(name, {.alias = alias});
  undo->on_failure([rtnl, name, old] { rtnl->set(name, {.alias = old}); });
}

void unmark(Rtnl* rtnl, Undo* undo, const Member& member) {
  const std::string& alias = member.stp->alias;
  change_alias(rtnl, undo, member.name, alias, without_member_mark(alias));
}

/// A port that was a guest's, or any other device.
void become_port(Rtnl* rtnl, Undo* undo, std::uint32_t bridge, const Link& device,
                 std::uint32_t path_cost) {
  const std::optional<Member> port = device.master ? decode_port(device, true) : std::nullopt;
  if (port)
    return change_cost(rtnl, undo, *port, path_cost);
  rtnl->set(device.name, {.master = bridge});
  undo->on_failure([rtnl, name = device.name] { rtnl->set(name, {.master = 0}); });
  set_cost(rtnl, device.name, path_cost);
}

void change_mtu(Rtnl* rtnl, Undo* undo, const std::string& name, std::uint32_t old,
                std::uint32_t mtu) {
  if (mtu == old)
    return;
  rtnl->set(name, {.mtu = mtu});
  undo->on_failure([rtnl, name, old] { rtnl->set(name, {.mtu = old}); });
}

/// A bridge follows the smallest of its ports, a guest's too, until somebody sets another MTU than
/// it has.
void pin_mtu(Rtnl* rtnl, const std::string& bridge, std::uint32_t mtu) {
  if (rtnl->link(bridge).mtu == mtu)
    rtnl->set(bridge, {.mtu = mtu > ETH_MIN_MTU ? mtu - 1 : mtu + 1});
  rtnl->set(bridge, {.mtu = mtu});
}

/// What it joins; a new one has no MTU of its own, but that of its ports.
struct Bridge {
  std::uint32_t ifindex;
  std::uint32_t mtu = 0;
};

/// The device is set up as well, for a port that is down forwards nothing.
void join(Rtnl* rtnl, Undo* undo, const Bridge& bridge, const std::string& name,
          std::uint32_t path_cost) {
  const Link device = rtnl->link(name);
  // The kernel would take it away from there without a word.
  if (device.master && (device.master != bridge.ifindex || is_stp_member(device)))
    throw run_error(fmt::format("{}: has a master already: {} (EBUSY)", name,
                                master_text(rtnl, device.master)));
  if (needs_member_mark(device))
    change_alias(rtnl, undo, name, device.alias,
                 with_member_mark(without_member_mark(device.alias)));
  if (device.mtu && device.mtu < bridge.mtu)
    change_mtu(rtnl, undo, name, device.mtu, bridge.mtu);
  become_port(rtnl, undo, bridge.ifindex, device, path_cost);
  if (device.up)
    return;
  rtnl->set(name, {.up = true});
  undo->on_failure([rtnl, name] { rtnl->set(name, {.up = false}); });
}

/// Loopback and tunnels have none that a bridge could have; to join them is for the kernel to
/// refuse.
bool is_station(const Mac& address) {
  return address != Mac() && !(address[0] & 1);
}

/// What the kernel gives a bridge of these. It would follow its ports until somebody sets it, and
/// the host would change addresses when a member leaves. Set after the bridge is made it would race
/// with systemd-udevd, which gives a device whose address nobody has set one of its own.
std::optional<Mac> lowest_address(Rtnl* rtnl, const std::vector<MemberRequest>& members) {
  std::optional<Mac> lowest;
  for (const MemberRequest& member : members) {
    const std::optional<Mac> address = parse_mac(rtnl->link(member.name).address);
    if (address && is_station(*address) && (!lowest || *address < *lowest))
      lowest = address;
  }
  return lowest;
}

/// The same for a bridge that is there, whose first members have joined: set it to what it is.
void pin_address(Rtnl* rtnl, const std::string& name) {
  if (const std::optional<Mac> address = parse_mac(rtnl->link(name).address))
    rtnl->set(name, {.address = *address});
}

std::string in_bond(const std::string& bond, const Error& error) {
  return error.text.starts_with(bond + ":") ? error.text : fmt::format("{}: {}", bond, error.text);
}

/// Runs a change of members, whose errors name a device alone.
void named_whole_or_not(const std::string& bond, const std::function<void(Undo*)>& change) {
  try {
    whole_or_not(change);
  } catch (const Error& error) {
    throw Error{error.exit_code, in_bond(bond, error)};
  }
}

void make_bridge(Rtnl* rtnl, Undo* undo, const std::string& name, const StpOptions& options,
                 const std::optional<Mac>& address) {
  const Msg msg = encode_bridge_new(name, options, address);
  rtnl->request(name, msg.get(), NLM_F_CREATE | NLM_F_EXCL);
  undo->on_failure([rtnl, name] { rtnl->del(name); });
  rtnl->set(name, {.alias = kStpMark});
}

StpOptions without_turning_on(StpOptions options) {
  options.turn_on = false;
  return options;
}

/// What is the bridge's own.
StpOptions without_cost(StpOptions options) {
  options.path_cost.reset();
  return options;
}

constexpr char kDaemonSpeaks[] =
    "a daemon speaks spanning tree here (/sbin/bridge-stp), not the kernel: priority, costs and "
    "times are its own, see mstpctl";

void refuse_of_daemon(const Bond& bond) {
  if (bond.stp->user_space)
    throw run_error(fmt::format("{}: {}", bond.name, kDaemonSpeaks));
}

/// What was asked for is there, but has no effect.
void warn_of_daemon(const Context& context, const Bond& bond) {
  if (bond.stp->user_space)
    context.err << fmt::format("bondctl: {}: {}\n", visible(bond.name), kDaemonSpeaks);
}

/// The options that change has, with the values they have now; spanning tree that was off stays
/// on.
StpOptions old_of(const StpOptions& change, const StpOptions& now) {
  StpOptions old;
  for (const StpOptionRow& row : stp_option_rows()) {
    if (change.*row.value)
      old.*row.value = now.*row.value;
  }
  return old;
}

}  // namespace

bool is_bridge(const Context& context, const std::string& name) {
  if (!context.ask.may_be_bridge(name))
    return false;
  const std::optional<Link> link = Rtnl(context.connect_route).find(name);
  return link && link->kind == "bridge";
}

std::vector<Bond> stp_bonds(const Context& context) {
  if (!context.ask.may_have_bridges())
    return {};
  Rtnl rtnl(context.connect_route);
  const Msg msg = encode_bridges_get();
  std::vector<Bond> bonds;
  for (const Bytes& message : rtnl.dump_lasting("bridges", msg.get()).messages) {
    const Link link = decode_link(message);
    if (link.kind != "bridge" || !link.alias.starts_with(kStpMark))
      continue;
    if (std::optional<Bond> bond = read_bond(context, &rtnl, link))
      bonds.push_back(std::move(*bond));
  }
  return bonds;
}

std::optional<Bond> find_stp_bond(const Context& context, const std::string& name) {
  if (!context.ask.may_be_bridge(name))
    return std::nullopt;
  Rtnl rtnl(context.connect_route);
  const std::optional<Link> link = rtnl.find(name);
  if (!link || link->kind != "bridge")
    return std::nullopt;
  std::optional<Bond> bond = read_bond(context, &rtnl, *link);
  if (!bond)
    throw run_error(
        fmt::format("{0}: a bridge without spanning tree is no bond, this makes it "
                    "one: ip link set {1} type bridge stp_state 1",
                    name, shell_word(name)));
  return bond;
}

std::optional<Bond> find_stp_bond(const Context& context, std::uint32_t ifindex) {
  Rtnl rtnl(context.connect_route);
  const std::optional<Link> link = rtnl.find(ifindex);
  return link ? read_bond(context, &rtnl, *link) : std::nullopt;
}

void stp_add(const Context& context, const std::string& name, const StpOptions& options,
             const std::vector<MemberRequest>& members) {
  if (options.path_cost && members.empty())
    throw usage_error("--path-cost: belongs to members, give it with --member or member add");
  const StpOptions whole = merged(options, stp_defaults());
  std::optional<Bond> made;
  Rtnl rtnl(context.connect_route);
  named_whole_or_not(name, [&](Undo* undo) {
    make_bridge(&rtnl, undo, name, whole, lowest_address(&rtnl, members));
    const Link link = rtnl.link(name);
    const Bridge bridge{link.ifindex};
    made = decode_bridge(link);
    for (const MemberRequest& member : members)
      join(&rtnl, undo, bridge, member.name, member.path_cost.value_or(*whole.path_cost));
  });
  if (made)
    warn_of_daemon(context, *made);
}

void stp_set(const Context& context, const std::string& name, const StpOptions& options) {
  Rtnl rtnl(context.connect_route);
  const Bond bond = bond_to_change(context, &rtnl, name);
  const StpOptions now = stp_options_of(bond);
  if (any_of(without_turning_on(options)))
    refuse_of_daemon(bond);
  if (options.path_cost && bond.members.empty())
    throw run_error(
        fmt::format("{0}: path_cost: belongs to members, there is none; give it with bondctl "
                    "member add {1}",
                    name, shell_word(name)));
  named_whole_or_not(name, [&](Undo* undo) {
    if (any_of(without_cost(options))) {
      const Msg msg = encode_bridge_set(name, options);
      undo->on_failure([&] {
        const Msg old = encode_bridge_set(name, old_of(options, now));
        rtnl.request(name, old.get());
      });
      rtnl.request(name, msg.get());
    }
    std::vector<CostChange> costs;
    for (const Member& member : bond.members) {
      if (options.path_cost)
        costs.push_back({&member, *options.path_cost});
    }
    change_costs(&rtnl, undo, bond, std::move(costs));
  });
}

void stp_set_mtu(const Context& context, const std::string& name, std::uint32_t mtu) {
  Rtnl rtnl(context.connect_route);
  const Bond bond = bond_to_change(context, &rtnl, name);
  named_whole_or_not(name, [&](Undo* undo) {
    if (mtu < bond.mtu)
      change_mtu(&rtnl, undo, name, bond.mtu, mtu);
    for (const Member& member : bond.members)
      change_mtu(&rtnl, undo, member.name, member.stp->mtu, mtu);
    if (mtu >= bond.mtu)
      pin_mtu(&rtnl, name, mtu);
  });
}

void stp_del(const Context& context, const std::string& name) {
  Rtnl rtnl(context.connect_route);
  const Bond bond = bond_to_change(context, &rtnl, name);
  rtnl.del(name);
  for (const Member& member : bond.members) {
    Undo none;
    try {
      unmark(&rtnl, &none, member);
    } catch (const Error&) {  // it went with the bridge
    }
  }
}

void stp_member_add(const Context& context, const std::string& name,
                    const std::vector<MemberRequest>& members) {
  Rtnl rtnl(context.connect_route);
  const Bond bond = bond_to_change(context, &rtnl, name);
  if (bond.stp->off)
    throw run_error(
        fmt::format("{0}: spanning tree is off, one more member may close a loop; first: ip link "
                    "set {1} type bridge stp_state 1",
                    name, shell_word(name)));
  const std::uint32_t cost = *merged(stp_options_of(bond), stp_defaults()).path_cost;
  named_whole_or_not(name, [&](Undo* undo) {
    for (const MemberRequest& member : members)
      join(&rtnl, undo, {bond.ifindex, bond.mtu}, member.name, member.path_cost.value_or(cost));
    if (bond.members.empty())
      pin_address(&rtnl, name);
  });
  if (std::any_of(members.begin(), members.end(),
                  [](const MemberRequest& member) { return member.path_cost.has_value(); }))
    warn_of_daemon(context, bond);
}

void warn_of_kept(const Context& context, const std::string& name) {
  std::optional<Bond> bond;
  try {
    bond = find_stp_bond(context, name);
  } catch (const Error&) {  // somebody else changed it since
  }
  if (!bond)
    return;
  const HostFacts host = context.host(*bond);
  std::vector<Finding> findings;
  for (const Member& member : bond->members)
    find_kept(*bond, member, host, &findings);
  for (const Finding& finding : findings)
    context.err << fmt::format("bondctl: {}: {}; {}\n", visible(name), visible(finding.text),
                               visible(finding.remedy));
}

void stp_member_del(const Context& context, const std::string& name,
                    const std::vector<MemberRequest>& members) {
  Rtnl rtnl(context.connect_route);
  const Bond bond = bond_to_change(context, &rtnl, name);
  std::vector<const Member*> leaving;
  for (const MemberRequest& member : members)
    leaving.push_back(&member_of(&rtnl, bond, member.name));
  named_whole_or_not(name, [&](Undo* undo) {
    for (const Member* each : leaving) {
      const Member& member = *each;
      rtnl.set(member.name, {.master = 0});
      undo->on_failure([&] {
        rtnl.set(member.name, {.master = bond.ifindex});
        set_cost(&rtnl, member.name, member.stp->path_cost);
      });
      unmark(&rtnl, undo, member);
    }
  });
}

void stp_member_set(const Context& context, const std::string& name,
                    const std::vector<MemberRequest>& members) {
  Rtnl rtnl(context.connect_route);
  const Bond bond = bond_to_change(context, &rtnl, name);
  std::vector<CostChange> costs;
  for (const MemberRequest& request : members) {
    const Member& member = member_of(&rtnl, bond, request.name);
    if (request.path_cost && request.path_cost != member.stp->path_cost)
      costs.push_back({&member, *request.path_cost});
  }
  named_whole_or_not(name, [&](Undo* undo) {
    if (!costs.empty())
      refuse_of_daemon(bond);
    change_costs(&rtnl, undo, bond, std::move(costs));
  });
}

}  // namespace bondctl
