// SPDX-License-Identifier: GPL-2.0-or-later
// What else has to be minded when advice is followed. Pure.
#ifndef BONDCTL_ADVICE_TRAPS_H
#define BONDCTL_ADVICE_TRAPS_H

#include "advice.h"

namespace bondctl {

/// Adds the findings to advice that is otherwise whole.
void find_traps(const HostView& host, Advice* advice);

}  // namespace bondctl

#endif
