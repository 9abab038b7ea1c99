// SPDX-License-Identifier: GPL-2.0-or-later
// The part of explain.h that is about one vote: what it says, what it waits for, and how long it
// still does.
#ifndef BONDCTL_EXPLAIN_VOTES_H
#define BONDCTL_EXPLAIN_VOTES_H

#include <cstdint>
#include <string>

#include "explain.h"
#include "model.h"

namespace bondctl {

/// What the vote of this kind says of a member; unknown if it has none.
std::uint32_t vote_value(const Member& member, std::uint32_t kind);

/// A member's vote with the limits that apply to it and what happens next by itself.
VoteExplanation explain_time(const Bond& bond, const Member& member, const Vote& vote);

/// The same as a clause, ", lost at once when the link goes" for example; empty when there is
/// nothing to say.
std::string time_text(const VoteExplanation& vote);

}  // namespace bondctl

#endif
