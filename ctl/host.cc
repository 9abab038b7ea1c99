// SPDX-License-Identifier: GPL-2.0-or-later
#include "host.h"

#include <algorithm>

#include "client.h"

namespace bondctl {

namespace {

class KernelHost : public Host {
 public:
  explicit KernelHost(const Context& context)
      : client_(context.connect), rtnl_(context.connect_route) {}

  HostState now() override { return {client_.bonds(), rtnl_.links()}; }
  void add(const std::string& bond, const Options& options,
           const std::vector<MemberRequest>& members) override {
    client_.add(bond, options, members);
  }
  void apply(const std::string& bond, const Options& options,
             const std::vector<MemberRequest>& members) override {
    client_.apply(bond, options, members);
  }
  void set(const std::string& bond, const Options& options) override { client_.set(bond, options); }
  void release(const std::string& bond, const std::vector<MemberRequest>& members) override {
    client_.member_del(bond, members);
  }
  void remove(const std::string& bond) override { client_.del(bond); }
  void change_link(const std::string& name, const LinkChange& change) override {
    rtnl_.set(name, change);
  }

 private:
  Client client_;
  Rtnl rtnl_;
};

template <typename T>
const T* named(const std::vector<T>& list, const std::string& name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const T& each) { return each.name == name; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

const Bond* HostState::bond(const std::string& name) const {
  return named(bonds, name);
}

const Link* HostState::link(const std::string& name) const {
  return named(links, name);
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
