// SPDX-License-Identifier: GPL-2.0-or-later
// What the live screen of show --watch says, as lines of text.
#ifndef BONDCTL_WATCH_FRAME_H
#define BONDCTL_WATCH_FRAME_H

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model.h"
#include "printer.h"
#include "traffic.h"

namespace bondctl {

struct WatchState {
  std::vector<Bond> bonds;
  std::map<std::uint32_t, Rate> rates;       ///< by ifindex of the member
  std::map<std::uint32_t, Event> failovers;  ///< the last one, by ifindex of the bond
  std::uint64_t now_ns = 0;                  ///< CLOCK_REALTIME
  std::string notice;                        ///< why there are no bonds to show
  std::size_t scroll = 0;                    ///< lines above the first one shown
};

constexpr std::size_t kNarrowest = 40;

struct Frame {
  std::vector<std::string> lines;
  std::size_t scroll = 0;  ///< as far as there was something to scroll to
};

/// At most height lines (0: all there are), none wider than width on the screen, whatever it is.
Frame watch_frame(const WatchState& state, std::size_t width, std::size_t height,
                  const Paint& paint);

/// "812M", "1.2k", "0": a number with three digits at least where it has them.
std::string rate_text(double bits_per_second);

}  // namespace bondctl

#endif
