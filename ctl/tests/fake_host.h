// SPDX-License-Identifier: GPL-2.0-or-later
// A kernel with bonds in memory: it does what it is asked, refuses what a real one would, fails
// when told to, and writes down what was asked.
#ifndef BONDCTL_TESTS_FAKE_HOST_H
#define BONDCTL_TESTS_FAKE_HOST_H

#include <fmt/format.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if_arp.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "config.h"
#include "error.h"
#include "host.h"
#include "options.h"
#include "wire.h"
#include "words.h"

namespace bondctl {

using wire::operator+;

/// What the kernel tells of fd00::LAST/64, with no device yet.
inline Bytes sample_address(std::uint8_t last) {
  const ifaddrmsg fixed{AF_INET6, 64, IFA_F_PERMANENT, RT_SCOPE_UNIVERSE, 0};
  Bytes ip(16);
  ip[0] = 0xfd;
  ip[15] = last;
  return wire::message(RTM_NEWADDR, 0, wire::raw(fixed) + wire::attr(IFA_ADDRESS, ip));
}

class FakeHost : public Host {
 public:
  explicit FakeHost(int cards) {
    for (int i = 0; i < cards; i++)
      device(fmt::format("eth{}", i), "");
  }

  HostState now() override {
    look();
    return state;
  }

  void add(const std::string& bond, const Options& options,
           const std::vector<MemberRequest>& members) override {
    act("add " + bond);
    if (state.link(bond))
      throw run_error(bond + ": exists (EEXIST)");
    Bond made;
    made.name = bond;
    made.mtu = 1500;
    made.address = fmt::format("02:00:00:00:10:{:02x}", last_);
    made.options = options;
    whole(bond, [&] {
      device(bond, "netbond");
      state.bonds.push_back(made);
      join(bond, members);
    });
  }

  void apply(const std::string& bond, const Options& options,
             const std::vector<MemberRequest>& members) override {
    act("apply " + bond);
    whole(bond, [&] {
      std::vector<MemberRequest> gone;
      for (const Member& member : find(bond).members) {
        if (std::none_of(members.begin(), members.end(),
                         [&](const MemberRequest& m) { return m.name == member.name; }))
          gone.push_back({member.name, {}, {}, {}});
      }
      join(bond, members);
      take(bond, options);
      leave(bond, gone);
    });
  }

  void add_stp(const std::string& bond, const StpOptions& options,
               const std::vector<MemberRequest>& members) override {
    act("add_stp " + bond);
    Bond made;
    made.name = bond;
    made.mtu = 1500;
    made.stp.emplace();
    whole(bond, [&] {
      device(bond, "bridge");
      state.bonds.push_back(made);
      take_stp(bond, options);
      join(bond, members);
    });
  }

  void apply_stp(const std::string& bond, const StpOptions& options,
                 const std::vector<MemberRequest>& members) override {
    act("apply_stp " + bond);
    take_stp(bond, options);
    std::vector<MemberRequest> gone;
    for (const Member& member : find(bond).members) {
      if (std::none_of(members.begin(), members.end(),
                       [&](const MemberRequest& m) { return m.name == member.name; }))
        gone.push_back({member.name, {}, {}, {}});
    }
    join(bond, members);
    leave(bond, gone);
  }

  void set(const std::string& bond, const Options& options) override {
    act("set " + bond);
    take(bond, options);
  }

  void set_stp(const std::string& bond, const StpOptions& options) override {
    act("set_stp " + bond);
    take_stp(bond, options);
  }

  void release(const std::string& bond, const std::vector<MemberRequest>& members) override {
    act("release " + bond);
    leave(bond, members);
  }

  void remove(const std::string& bond) override {
    act("remove " + bond);
    std::vector<MemberRequest> all;
    for (const Member& member : find(bond).members)
      all.push_back({member.name, {}, {}, {}});
    leave(bond, all);
    std::erase_if(state.bonds, [&](const Bond& b) { return b.name == bond; });
    std::erase_if(state.links, [&](const Link& l) { return l.name == bond; });
    carried.erase(bond);
  }

  void change_link(const std::string& name, const LinkChange& change) override {
    act("link " + name);
    Bond& bond = find(name);
    if (change.mtu && *change.mtu > most_mtu)
      throw run_error(name + ": mtu greater than device maximum (EINVAL)");
    Bond changed = bond;
    changed.mtu = change.mtu.value_or(bond.mtu);
    changed.address = change.address ? mac_text(change.address->data()) : bond.address;
    for (const Member& member : bond.members)
      check_card(changed, member.name);
    bond.up = change.up.value_or(bond.up);
    bond.mtu = changed.mtu;
    for (Member& member : bond.members) {
      if (member.stp && change.mtu)
        member.stp->mtu = *change.mtu;
    }
    bond.address = changed.address;
  }

  void join(const std::string& bond, const std::vector<MemberRequest>& members) {
    for (const MemberRequest& request : members) {
      Link& device = link(request.name);
      const std::uint32_t own = link(bond).ifindex;
      if (device.master && device.master != own)
        throw run_error(fmt::format("{}: {}: has another master (EBUSY)", bond, request.name));
      Bond& target = find(bond);
      auto found = std::find_if(target.members.begin(), target.members.end(),
                                [&](const Member& m) { return m.name == request.name; });
      if (request.name == refused)
        throw run_error(fmt::format("{}: {}: does not open (EIO)", bond, request.name));
      if (found == target.members.end()) {
        check_card(target, request.name);
        Member joined;
        joined.name = request.name;
        joined.permanent_address = "02:00:00:00:ff:01";
        found = target.members.insert(found, joined);
        carried.erase(request.name);
      }
      device.master = own;
      if (target.stp) {
        found->stp.emplace();
        found->stp->mtu = target.mtu;
        found->stp->path_cost = request.path_cost.value_or(0);
        continue;
      }
      found->prio = request.prio.value_or(found->prio.value_or(kDefaultPrio));
      found->weight = request.weight.value_or(found->weight.value_or(kDefaultWeight));
      found->actor_port_prio =
          request.actor_port_prio.value_or(found->actor_port_prio.value_or(kDefaultPortPriority));
    }
  }

  Addressing addressing(const std::vector<std::string>& devices) override {
    meanwhile("addressing");
    Addressing out;
    for (const Link& each : state.links) {
      if (std::find(devices.begin(), devices.end(), each.name) == devices.end())
        continue;
      out.devices.push_back({each.ifindex, each.name, each.mtu, each.up});
      if (!carried.contains(each.name))
        continue;
      Bytes message = carried[each.name];
      std::memcpy(message.data() + kIndexAt, &each.ifindex, sizeof(each.ifindex));
      out.messages.push_back(message);
    }
    return out;
  }

  std::vector<std::string> restore(const Addressing& saved) override {
    meanwhile("restore");
    look();
    for (const Bytes& message : saved.messages) {
      std::uint32_t ifindex = 0;
      std::memcpy(&ifindex, message.data() + kIndexAt, sizeof(ifindex));
      for (const Addressing::Device& device : saved.devices) {
        if (device.ifindex == ifindex && state.link(device.name) && !link(device.name).master)
          carried[device.name] = message;
      }
    }
    for (auto& [name, message] : carried)
      std::fill_n(message.begin() + kIndexAt, sizeof(std::uint32_t), std::uint8_t{0});
    return restore_problem.empty() ? std::vector<std::string>() : std::vector{restore_problem};
  }

  /// Everything but numbers that a real kernel counts up, as text; members by name.
  std::string dump() const {
    Config config;
    std::vector<Bond> bonds = state.bonds;
    std::sort(bonds.begin(), bonds.end(),
              [](const Bond& a, const Bond& b) { return a.name < b.name; });
    std::string text;
    for (Bond& bond : bonds) {
      std::sort(bond.members.begin(), bond.members.end(),
                [](const Member& a, const Member& b) { return a.name < b.name; });
      config.bonds.push_back(config_of(bond));
      text += fmt::format("{} {} {}\n", bond.name, bond.address, bond.active_member.value_or("-"));
    }
    for (const auto& [name, message] : carried)
      text += fmt::format("{} {:02x}\n", name, fmt::join(message, ""));
    return text + config_text(config);
  }

  HostState state;
  std::vector<std::string> asked;
  std::map<std::string, std::string> pinned;  ///< by bonds: the member that active_slave holds
  std::vector<std::string> left;              ///< devices that left a bond, each time
  std::uint32_t most_mtu = 9000;
  std::map<std::string, std::uint32_t> most_mtu_of;    ///< of cards that take less
  std::map<std::string, std::string> only_address_of;  ///< of cards that take no other
  std::map<std::string, Bytes> carried;  ///< by devices; it goes when one joins or is removed
  std::string restore_problem;
  int unreadable = 0;   ///< so often it cannot be told how it is
  std::string refused;  ///< joins nothing
  int fail_at = 0;      ///< the request of this number fails, counted from 1
  /// What somebody else does while this is asked.
  std::function<void(const std::string&)> meanwhile = [](const std::string&) {};

 private:
  static constexpr std::size_t kIndexAt = NLMSG_HDRLEN + offsetof(ifaddrmsg, ifa_index);

  void look() {
    if (unreadable > 0) {
      unreadable--;
      throw Passing{run_error("changes faster than it can be read (EINTR)")};
    }
  }

  void act(const std::string& what) {
    asked.push_back(what);
    meanwhile(what);
    if (static_cast<int>(asked.size()) == fail_at)
      throw run_error(what + ": out of memory (ENOMEM)");
  }

  void device(const std::string& name, const std::string& kind) {
    Link link;
    link.name = name;
    link.ifindex = ++last_;
    link.type = ARPHRD_ETHER;
    link.kind = kind;
    state.links.push_back(link);
  }

  Bond& find(const std::string& name) {
    for (Bond& bond : state.bonds) {
      if (bond.name == name)
        return bond;
    }
    throw run_error(name + ": no such bond (ENODEV)");
  }

  Link& link(const std::string& name) {
    for (Link& each : state.links) {
      if (each.name == name)
        return each;
    }
    throw run_error(name + ": no such device (ENODEV)");
  }

  void check_card(const Bond& bond, const std::string& card) const {
    const auto mtu = most_mtu_of.find(card);
    if (mtu != most_mtu_of.end() && bond.mtu > mtu->second)
      throw run_error(fmt::format("{}: {}: refuses the bond's MTU (EINVAL)", bond.name, card));
    const auto address = only_address_of.find(card);
    if (address != only_address_of.end() && bond.address != address->second)
      throw run_error(fmt::format("{}: {}: refuses the bond's address (EPERM)", bond.name, card));
  }

  /// All of it or nothing.
  void whole(const std::string&, const std::function<void()>& change) {
    // What devices carried stays lost, as in the kernel.
    const HostState before = state;
    const std::vector<std::string> left_before = left;
    try {
      change();
    } catch (const Error&) {
      state = before;
      left = left_before;
      throw;
    }
  }

  void leave(const std::string& bond, const std::vector<MemberRequest>& members) {
    for (const MemberRequest& request : members) {
      if (!std::erase_if(find(bond).members,
                         [&](const Member& m) { return m.name == request.name; }))
        throw run_error(fmt::format("{}: {}: is not a member (ENOENT)", bond, request.name));
      link(request.name).master = 0;
      left.push_back(request.name);
    }
  }

  void take(const std::string& bond, const Options& options) {
    Bond& target = find(bond);
    for (const auto& [id, value] : options) {
      if (option_by_id(id)->when == OptionWhen::kCommand)
        pin(&target, std::get<std::string>(value));
      else
        target.options[id] = value;
    }
    std::erase_if(target.options, [&](const auto& option) {
      return !option_applies(*option_by_id(option.first), target.options);
    });
  }

  void pin(Bond* bond, const std::string& member) {
    pinned[bond->name] = member;
    if (!member.empty())
      bond->active_member = member;
  }

  void take_stp(const std::string& bond, const StpOptions& options) {
    StpBridge& bridge = *find(bond).stp;
    bridge.off = bridge.off && !options.turn_on;
    bridge.priority = options.priority.value_or(bridge.priority);
    if (!bridge.own_times)
      bridge.own_times.emplace();
    StpTimes& times = *bridge.own_times;
    if (options.forward_delay)
      times.forward_delay_ms = *options.forward_delay * std::uint64_t{10};
    if (options.hello_time)
      times.hello_time_ms = *options.hello_time * std::uint64_t{10};
    if (options.max_age)
      times.max_age_ms = *options.max_age * std::uint64_t{10};
  }

  std::uint32_t last_ = 0;
};

}  // namespace bondctl

#endif
