// SPDX-License-Identifier: GPL-2.0-or-later
// The part of explain.h that is about the targets of a bond's probes: those that cannot prove a
// path, and settings by which they prove less than they seem to.
#ifndef BONDCTL_EXPLAIN_PROBE_H
#define BONDCTL_EXPLAIN_PROBE_H

#include <cstddef>
#include <vector>

#include "explain.h"
#include "host_facts.h"
#include "model.h"

namespace bondctl {

/// Stable words of findings that others follow from.
inline constexpr const char* kOwnTarget = "own_target";
inline constexpr const char* kDeafTarget = "deaf_target";
inline constexpr const char* kValidateActive = "validate_active";

/// How many targets of both families are set, probed or not.
std::size_t target_count(const Bond& bond);

void find_probe_traps(const Bond& bond, const HostFacts& host, std::vector<Finding>* out);

/// Whether a member's missing answers are the fault of targets that find_probe_traps() told of, and
/// not of its path.
bool blames_target(const Bond& bond, const Member& member);

}  // namespace bondctl

#endif
