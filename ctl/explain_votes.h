// SPDX-License-Identifier: GPL-2.0-or-later
// The part of explain.h that is about time: what a vote waits for, and how long it still does.
#ifndef BONDCTL_EXPLAIN_VOTES_H
#define BONDCTL_EXPLAIN_VOTES_H

#include <string>

#include "explain.h"
#include "model.h"

namespace bondctl {

/// A member's vote with the limits that apply to it and what happens next by itself.
VoteExplanation explain_time(const Bond& bond, const Member& member, const Vote& vote);

/// The same as a clause, ", lost at once when the link goes" for example; empty when there is
/// nothing to say.
std::string time_text(const VoteExplanation& vote);

}  // namespace bondctl

#endif
