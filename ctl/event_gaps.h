// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef BONDCTL_EVENT_GAPS_H
#define BONDCTL_EVENT_GAPS_H

#include <cstdint>
#include <map>
#include <optional>

#include "model.h"
#include "printer.h"

namespace bondctl {

/// Finds holes in the sequence numbers of a stream of events, bond by bond.
class EventGaps {
 public:
  /// What was lost between the last event of this bond and this one, if anything.
  std::optional<Loss> check(const Event& event) {
    std::optional<Loss> loss;
    const auto last = last_.find(event.ifindex);
    const bool follows = last == last_.end() || event.seq <= last->second + 1;
    if (!follows)
      loss = Loss{event.bond, last->second + 1, event.seq - 1};
    last_[event.ifindex] = event.seq;
    if (event.kind == NETBOND_EVENT_DELETED)
      last_.erase(event.ifindex);
    return loss;
  }

 private:
  std::map<std::uint32_t, std::uint64_t> last_;
};

}  // namespace bondctl

#endif
