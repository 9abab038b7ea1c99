// SPDX-License-Identifier: GPL-2.0-or-later
// What has to be done so that bonds become what a Config says: checked, compared, put in order.
// Pure: knows no kernel.
#ifndef BONDCTL_PLAN_H
#define BONDCTL_PLAN_H

#include <optional>
#include <string>
#include <vector>

#include "config.h"
#include "host.h"

namespace bondctl {

struct Step {
  enum Kind {
    kRelease,  ///< members that another bond is to have
    kAdd,      ///< a bond with options and members
    kApply,    ///< options and all members of a bond
    kSet,      ///< options of a bond whose members are left alone
    kLink,     ///< one setting that every device has
    kRemove,
  };
  Kind kind;
  std::string bond;
  Options options;
  std::vector<MemberRequest> members;
  LinkChange change;
  std::string key;                     ///< of a kLink
  Place place;                         ///< of the bond in the file
  std::optional<StpOptions> stp = {};  ///< of a bridge of mode stp
};

struct Plan {
  std::vector<Step> steps;
  /// The difference for people, one line each, which begins with '+', '-' or '~'.
  std::vector<std::string> difference;
  /// Bonds with steps, as they are now; those that are not there yet as absent.
  Config before;
  /// What could not be planned; only for a Want::kPossible.
  std::vector<std::string> problems;
};

/// What to do when the state cannot be had: refuse it, or come as near to it as possible.
enum class Want { kWhole, kPossible };

/// Throws for what cannot be, before anything is done.
Plan make_plan(const Config& config, const HostState& now, Want want = Want::kWhole);

/// Puts devices' own names where the file names them by others.
void use_own_names(Config* config, const HostState& now);

/// Members that a bond's own rules (primary, prio) put before this one as soon as they are usable.
std::vector<const Member*> preferred_to(const Bond& bond, const std::string& name);

/// Turns the removal of bonds into the release of their members, so that going back restores all.
/// Returns the bonds that are to be removed later.
std::vector<std::string> put_off_removals(Plan* plan);

}  // namespace bondctl

#endif
