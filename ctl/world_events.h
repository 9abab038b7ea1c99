// SPDX-License-Identifier: GPL-2.0-or-later
// Events of all that bondctl calls a bond, in the order in which they are heard.
#ifndef BONDCTL_WORLD_EVENTS_H
#define BONDCTL_WORLD_EVENTS_H

#include <array>
#include <deque>
#include <optional>
#include <string>

#include "cli.h"
#include "client.h"
#include "stp_events.h"

namespace bondctl {

inline constexpr char kNoModuleYet[] = "the netbond module is not loaded yet, waiting";

class WorldEvents {
 public:
  struct Item {
    Received::Kind kind;  ///< kOverrun: the kernel dropped some, or the module was loaded
    Event event;
    bool bridges = false;  ///< of bridges; after an overrun their state was read again
    bool loaded = false;   ///< the module was loaded
  };

  /// From the moment of construction on; of the named bridge also when bondctl did not make it.
  /// The module and bridges may come and go, and need not be there yet.
  explicit WorldEvents(const Context& context, const std::string& name = "");

  /// Whether there was something that events could be of.
  bool begun() const { return begun_; }

  /// In time or not at all, kTimeout; so, too, when nobody reads output any more.
  Item next(Deadline deadline, int output = -1);
  /// To wait for: of bridges, then of the module; -1: there is none.
  std::array<int, 3> descriptors() const;

 private:
  /// What is there already, without waiting; nothing when there is nothing.
  std::optional<Item> ready();
  void take_bridges();

  StpEvents bridges_;
  EventStream module_;
  bool begun_ = true;
  std::deque<Item> pending_;
};

}  // namespace bondctl

#endif
