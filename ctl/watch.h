// SPDX-License-Identifier: GPL-2.0-or-later
// show --watch: bonds again and again, on a live screen or as frames of text.
#ifndef BONDCTL_WATCH_H
#define BONDCTL_WATCH_H

#include <cstdint>
#include <string>

#include "cli.h"

namespace bondctl {

struct WatchOpts {
  std::string bond;
  double interval = 1;
  std::uint64_t count = 0;  ///< frames of text, without a screen; 0: the screen
};

int run_watch(const Context& context, const WatchOpts& opts);

}  // namespace bondctl

#endif
