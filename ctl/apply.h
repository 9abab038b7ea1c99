// SPDX-License-Identifier: GPL-2.0-or-later
// Carries a plan out: whole or, when something fails or a signal comes, not at all.
#ifndef BONDCTL_APPLY_H
#define BONDCTL_APPLY_H

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host.h"
#include "plan.h"

namespace bondctl {

/// Name of the signal that asks to stop; empty when none does.
using Stop = std::function<std::string()>;

/// Does all steps. When one fails or stop says so, goes back to plan.before and throws what was
/// wrong and whether all is as it was.
void carry_out(Host& host, const Plan& plan, const Stop& stop);

/// Brings the bonds back to a saved state as far as possible. Returns what could not be done.
std::vector<std::string> go_back(Host& host, const Config& before);

/// The lines of the difference, or that there is none.
void print_difference(const Context& context, const Plan& plan);

/// Keeps SIGINT, SIGTERM, SIGHUP and SIGPIPE away while it lives.
class SignalsHeld {
 public:
  SignalsHeld();
  ~SignalsHeld();
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

  /// As a Stop: takes the signal.
  std::string pending() const;

 private:
  struct Saved;
  std::unique_ptr<Saved> saved_;
};

}  // namespace bondctl

#endif
