// SPDX-License-Identifier: GPL-2.0-or-later
// The part of explain.h that is about bridges with spanning tree.
#ifndef BONDCTL_EXPLAIN_STP_H
#define BONDCTL_EXPLAIN_STP_H

#include <vector>

#include "explain.h"
#include "model.h"

namespace bondctl {

/// A bridge whole: which port leads to the root, why others block, what will hurt.
Explanation explain_stp(const Bond& bond, const HostFacts& host = {});

/// What a member kept for itself when it became a port, and is of no use there.
void find_kept(const Bond& bond, const Member& member, const HostFacts& host,
               std::vector<Finding>* out);

}  // namespace bondctl

#endif
