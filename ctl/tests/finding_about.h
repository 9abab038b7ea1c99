// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef BONDCTL_TESTS_FINDING_ABOUT_H
#define BONDCTL_TESTS_FINDING_ABOUT_H

#include <algorithm>
#include <string>
#include <vector>

#include "explain.h"

namespace bondctl {

/// The finding with this stable word; null if there is none.
inline const Finding* find_about(const std::vector<Finding>& findings, const std::string& about) {
  const auto found = std::find_if(findings.begin(), findings.end(),
                                  [&](const Finding& finding) { return finding.about == about; });
  return found == findings.end() ? nullptr : &*found;
}

}  // namespace bondctl

#endif
