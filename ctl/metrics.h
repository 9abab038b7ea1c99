// SPDX-License-Identifier: GPL-2.0-or-later
// Bonds in the text format of Prometheus, version 0.0.4.
#ifndef BONDCTL_METRICS_H
#define BONDCTL_METRICS_H

#include <string>
#include <vector>

#include "model.h"

namespace bondctl {

/// module: whether it answered. Bridges are told without it, too.
std::string metrics_text(const std::vector<Bond>& bonds, bool module = true);
/// What there is to say while the kernel cannot be asked: netbond_up 0.
std::string metrics_down_text();

}  // namespace bondctl

#endif
