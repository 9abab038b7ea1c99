// SPDX-License-Identifier: GPL-2.0-or-later
// The part of explain.h that is about the devices as the host sees them: addresses, MTU, offloads.
#ifndef BONDCTL_EXPLAIN_HOST_H
#define BONDCTL_EXPLAIN_HOST_H

#include <vector>

#include "explain.h"
#include "host_facts.h"
#include "model.h"

namespace bondctl {

/// What somebody else does to the bond, or to how fast it can be.
void find_host_traps(const Bond& bond, const HostFacts& facts, std::vector<Finding>* out);
void find_host_traps(const Bond& bond, const Member& member, const HostFacts& facts,
                     std::vector<Finding>* out);

}  // namespace bondctl

#endif
