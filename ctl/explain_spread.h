// SPDX-License-Identifier: GPL-2.0-or-later
// The part of explain.h that is about flows spread over members: shares, hashes and their traps.
#ifndef BONDCTL_EXPLAIN_SPREAD_H
#define BONDCTL_EXPLAIN_SPREAD_H

#include <cstdint>
#include <vector>

#include "explain.h"
#include "model.h"

namespace bondctl {

/// Whether a hash of each packet's headers chooses the member.
bool spreads_by_hash(const Bond& bond);

/// Buckets that any member carries.
std::uint64_t carried_buckets(const Bond& bond);

void find_pending_moves(const Bond& bond, const Member& member, std::vector<Finding>* out);

void find_spread_traps(const Bond& bond, std::vector<Finding>* out);

/// Whether one bucket carried more than a member's part, where packets were counted.
void find_skew(const Bond& bond, const BucketTable& table, std::vector<Finding>* out);

}  // namespace bondctl

#endif
