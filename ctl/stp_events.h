// SPDX-License-Identifier: GPL-2.0-or-later
// What happens to bridges of mode stp, as events like those of the module.
#ifndef BONDCTL_STP_EVENTS_H
#define BONDCTL_STP_EVENTS_H

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cli.h"
#include "model.h"
#include "netlink.h"

namespace bondctl {

/// What must have happened between two looks at all bridges, without time and number.
std::vector<Event> stp_changes(const std::vector<Bond>& before, const std::vector<Bond>& after);

/// Events from the moment of construction on, over a socket of its own. The kernel tells of ports
/// and devices, and not of what follows from that: after each word from it the state is read again.
class StpEvents {
 public:
  struct Item {
    Received::Kind kind;  ///< kOverrun: the kernel dropped some, and the state was read again
    std::vector<Event> events;
  };

  /// Follows all bridges that bondctl made, and the named one whoever made it.
  StpEvents(const Context& context, std::string name);

  Item next(Deadline deadline);
  const std::vector<Bond>& bonds() const { return bonds_; }
  int descriptor() const { return channel_.descriptor(); }

 private:
  std::vector<Bond> read() const;
  void read_again(std::vector<Event>* events);
  bool concerns(const Bytes& message) const;
  void take_notice(const Bytes& message, std::vector<Event>* events);
  void number(std::vector<Event>* events);

  const Context& context_;
  std::string name_;
  Channel channel_;
  std::vector<Bond> bonds_;
  std::map<std::uint32_t, std::uint64_t> seq_;
};

}  // namespace bondctl

#endif
