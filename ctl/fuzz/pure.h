// SPDX-License-Identifier: GPL-2.0-or-later
// bondctl between answers that a fuzzer makes and strings, with what is always demanded of it. It
// touches nothing of the host: no file, no socket, no process, no time that passes.
#ifndef BONDCTL_FUZZ_PURE_H
#define BONDCTL_FUZZ_PURE_H

#include <sstream>
#include <string>
#include <vector>

#include "cli.h"
#include "tests/wire.h"

namespace bondctl {

/// Ends the fuzzer, with what is not so.
void demand(bool ok, const char* what, const std::string& seen = "");

/// Nothing that a terminal would obey.
void demand_clean(const std::string& text, const char* what);

class Pure {
 public:
  Pure();
  Pure(const Pure&) = delete;
  Pure& operator=(const Pure&) = delete;

  /// Runs it and demands that it ends as every command does. Returns the exit code.
  int run(const std::vector<std::string>& words);

  wire::Script module;
  wire::Script route = wire::no_links();
  std::ostringstream out;
  std::ostringstream err;
  Context context;

 private:
  Connect connect_to(wire::Script& script);
  void wait();

  /// So often it may wait for what never comes; nothing else ends what waits for ever.
  int patience_ = 64;
};

}  // namespace bondctl

#endif
