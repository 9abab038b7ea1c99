// SPDX-License-Identifier: GPL-2.0-or-later
// Carries a plan out: whole or, when something fails or a signal comes, not at all.
#ifndef BONDCTL_APPLY_H
#define BONDCTL_APPLY_H

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "error.h"
#include "host.h"
#include "plan.h"

namespace bondctl {

/// Something failed, and going back did, too: some of it is changed.
struct NotBack : Error {};

/// Name of the signal that asks to stop; empty when none does.
using Stop = std::function<std::string()>;
using Sleep = std::function<void(Clock::duration)>;

/// Addresses and routes that the plan may cost: those of its bonds and of their members, now and
/// then, and of what stands on them.
Addressing addressing_of(Host& host, const Plan& plan);

/// Does all steps. When one fails, or stop says so while all can be undone, goes back to
/// plan.before and throws what was wrong, as NotBack unless all is as it was; but once a bond is
/// removed it goes on with the others. saved is what addressing_of() told. Going back waits, for
/// some seconds in all, while it cannot be seen what there is.
void carry_out(Host& host, const Plan& plan, const Addressing& saved, const Stop& stop,
               const Sleep& sleep);

/// Does of a file what can be done, each bond and member without those that cannot, and takes
/// nothing away until all else is done. Returns what was not done; throws as go_back() does.
std::vector<std::string> carry_out_possible(Host& host, const Config& config);

/// One that somebody else removed is removed.
void remove_bond(Host& host, const std::string& bond);

/// Brings the bonds back to a saved state as far as possible, then what their devices carried.
/// Returns what could not be done. Throws when nothing was, as how it is now cannot be read, and
/// Passing when some of it was not that may be a moment later.
std::vector<std::string> go_back(Host& host, const Config& before, const Addressing& saved);

/// A line, which begins with '!', for each device that is about to join and to lose what it
/// carries.
std::vector<std::string> joining_notes(const Plan& plan, const HostState& now,
                                       const Addressing& carried);

/// What the files say against IEEE 802.1D.
void print_warnings(const Context& context, const Config& config);
/// The lines of the difference, or that there is none, and the notes.
void print_difference(const Context& context, const Plan& plan,
                      const std::vector<std::string>& notes);

/// Keeps SIGINT, SIGTERM, SIGHUP and SIGPIPE away while it lives; of them only SIGPIPE comes later.
class SignalsHeld {
 public:
  SignalsHeld();
  ~SignalsHeld();
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

  /// As a Stop: takes the signal.
  std::string pending() const;

 private:
  int take() const;
  struct Saved;
  std::unique_ptr<Saved> saved_;
};

}  // namespace bondctl

#endif
