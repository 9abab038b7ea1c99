// SPDX-License-Identifier: GPL-2.0-or-later
// The part of explain.h that is about balance-tlb and balance-alb: what hurts, or surprises.
#ifndef BONDCTL_EXPLAIN_ALB_H
#define BONDCTL_EXPLAIN_ALB_H

#include <string>
#include <vector>

#include "explain.h"
#include "model.h"

namespace bondctl {

/// Whether flows go where there is little load, so that no member is due a share by its speed.
bool moves_by_load(const Bond& bond);

/// What a member does besides sending, as clauses.
std::vector<std::string> alb_duties(const Bond& bond, const Member& member);

/// Nothing in other modes.
void find_alb_traps(const Bond& bond, std::vector<Finding>* out);

}  // namespace bondctl

#endif
