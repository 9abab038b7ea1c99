// SPDX-License-Identifier: GPL-2.0-or-later
// What commands ask of the kernel, in bonds and members; refusals become Errors here.
#ifndef BONDCTL_CLIENT_H
#define BONDCTL_CLIENT_H

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "error.h"
#include "model.h"
#include "netlink.h"

namespace bondctl {

class Client {
 public:
  /// Connects. Throws when the module is absent or of another protocol version.
  explicit Client(const Connect& connect);

  std::vector<Bond> bonds();
  /// Throws when there is no such bond.
  Bond bond(const std::string& name);
  std::optional<Bond> find_bond(const std::string& name);
  /// All bonds, or the named one.
  std::vector<Bond> bonds_named(const std::string& name_or_empty);

  void add(const std::string& bond, const Options& options,
           const std::vector<MemberRequest>& members);
  /// What the kernel has to say of a change that it made, mostly nothing.
  std::string set(const std::string& bond, const Options& options);
  /// Sets options and makes these the bond's only members, each with its settings, in one
  /// transaction: all of it or nothing.
  void apply(const std::string& bond, const Options& options,
             const std::vector<MemberRequest>& members);
  void del(const std::string& bond);
  void member_add(const std::string& bond, const std::vector<MemberRequest>& members);
  void member_del(const std::string& bond, const std::vector<MemberRequest>& members);
  void member_set(const std::string& bond, const std::vector<MemberRequest>& members);

  /// The kept events of one bond, oldest first.
  std::vector<Event> history(const std::string& bond);

  /// The table of a bond that spreads flows, its mode and members left out. Makes the kernel count
  /// the packets of each bucket for the next minute.
  BucketTable buckets(const std::string& bond);
  /// The neighbours of a balance-alb bond, its mode and members left out. Makes the kernel count
  /// the packets of each for the next minute.
  ClientTable clients(const std::string& bond);
  FlowPlace flow(const std::string& bond, const Flow& flow);

 private:
  std::optional<Bond> in_parts(const std::string& name);
  std::string change(std::uint8_t command, const std::string& bond, const Options& options,
                     const std::vector<MemberRequest>& members);
  Netlink netlink_;
};

/// What this asks of the module, or nothing while it is not loaded.
template <typename Ask>
auto if_loaded(Ask ask) -> decltype(ask()) {
  try {
    return ask();
  } catch (const ModuleAbsent&) {
    return {};
  }
}

/// Events of the module from open() on, over sockets of its own; also of one that is loaded later:
/// who unloads a module takes its group from the sockets that joined, without a word to them.
class EventStream {
 public:
  struct Item {
    Received::Kind kind;  ///< kOverrun: the kernel dropped some, or the module was loaded
    Event event;
    bool loaded = false;  ///< whether it was: what happened before it was listened to is unknown
  };

  explicit EventStream(Connect connect);
  /// Throws when the module is absent, which need not last, or of another protocol version; so does
  /// next() when one of another version comes.
  void open();
  Item next(Deadline deadline);
  /// To wait for; -1: there is none.
  std::array<int, 2> descriptors() const;

 private:
  std::optional<Item> ready();
  bool came(const Notice& notice);

  Connect connect_;
  Channel controller_;  ///< tells which families of generic netlink come and go
  std::optional<Netlink> module_;
};

/// "bond0: arp_interval: <kernel's words> (ERANGE)"
std::string refusal_text(const std::string& object, const nlmsghdr* request,
                         const Refusal& refusal);
/// The same of a request to rtnetlink, without the attribute: "eth0: <kernel's words> (EBUSY)"
std::string link_refusal_text(const std::string& object, const Refusal& refusal);

}  // namespace bondctl

#endif
