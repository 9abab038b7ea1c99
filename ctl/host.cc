// SPDX-License-Identifier: GPL-2.0-or-later
#include "host.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "client.h"
#include "error.h"
#include "put_back.h"
#include "stp.h"
#include "stp_options.h"

namespace bondctl {

namespace {

class KernelHost : public Host {
 public:
  explicit KernelHost(const Context& context) : context_(context), rtnl_(context.connect_route) {}

  HostState now() override {
    HostState state{stp_bonds(context_), rtnl_.links()};
    try {
      std::vector<Bond> bonds = client().bonds();
      std::move(bonds.begin(), bonds.end(), std::back_inserter(state.bonds));
    } catch (const ModuleAbsent&) {
      // Then it has no bonds; whoever wants one is told when it is to be made.
    }
    return state;
  }
  void add(const std::string& bond, const Options& options,
           const std::vector<MemberRequest>& members) override {
    client().add(bond, options, members);
  }
  void apply(const std::string& bond, const Options& options,
             const std::vector<MemberRequest>& members) override {
    client().apply(bond, options, members);
  }
  void add_stp(const std::string& bond, const StpOptions& options,
               const std::vector<MemberRequest>& members) override {
    stp_add(context_, bond, options, members);
  }
  void apply_stp(const std::string& bond, const StpOptions& options,
                 const std::vector<MemberRequest>& members) override;
  void set(const std::string& bond, const Options& options) override {
    client().set(bond, options);
  }
  void set_stp(const std::string& bond, const StpOptions& options) override {
    stp_set(context_, bond, options);
  }
  void release(const std::string& bond, const std::vector<MemberRequest>& members) override {
    if (is_bridge(context_, bond))
      stp_member_del(context_, bond, members);
    else
      client().member_del(bond, members);
  }
  void remove(const std::string& bond) override {
    if (is_bridge(context_, bond))
      stp_del(context_, bond);
    else
      client().del(bond);
  }
  void change_link(const std::string& name, const LinkChange& change) override {
    if (change.mtu && is_bridge(context_, name))
      return stp_set_mtu(context_, name, *change.mtu);
    rtnl_.set(name, change);
  }
  Addressing addressing(const std::vector<std::string>& devices) override {
    return read_addressing(rtnl_, devices);
  }
  std::vector<std::string> restore(const Addressing& saved) override {
    return put_back(rtnl_, saved, context_.sleep);
  }

 private:
  Client& client() {
    if (!client_)
      client_.emplace(context_.connect);
    return *client_;
  }

  const Context& context_;
  std::optional<Client> client_;
  Rtnl rtnl_;
};

/// Several transactions: the caller goes back when one fails.
void KernelHost::apply_stp(const std::string& bond, const StpOptions& options,
                           const std::vector<MemberRequest>& members) {
  const std::optional<Bond> now = find_stp_bond(context_, bond);
  std::vector<MemberRequest> joining;
  std::vector<MemberRequest> staying;
  std::vector<MemberRequest> leaving;
  for (const MemberRequest& member : members) {
    const bool is = now && named(now->members, member.name);
    (is ? staying : joining).push_back(member);
  }
  for (const Member& member : now ? now->members : std::vector<Member>()) {
    if (!named(members, member.name))
      leaving.push_back({member.name, {}, {}, {}});
  }
  if (any_of(options))
    stp_set(context_, bond, options);
  if (!joining.empty())
    stp_member_add(context_, bond, joining);
  if (!staying.empty())
    stp_member_set(context_, bond, staying);
  if (!leaving.empty())
    stp_member_del(context_, bond, leaving);
}

}  // namespace

const Bond* HostState::bond(const std::string& name) const {
  return named(bonds, name);
}

const Link* HostState::link(const std::string& name) const {
  return named(links, name);
}

std::string HostState::own_name(const std::string& name) const {
  const auto has = [&](const Link& link) {
    const auto& others = link.other_names;
    return std::find(others.begin(), others.end(), name) != others.end();
  };
  const auto found = std::find_if(links.begin(), links.end(), has);
  return found == links.end() ? name : found->name;
}

std::string HostState::master_of(const Link& link) const {
  const auto found = std::find_if(links.begin(), links.end(), [&](const Link& other) {
    return link.master && other.ifindex == link.master;
  });
  return found == links.end() ? "" : found->name;
}

std::unique_ptr<Host> open_host(const Context& context) {
  return std::make_unique<KernelHost>(context);
}

}  // namespace bondctl
