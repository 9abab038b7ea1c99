// SPDX-License-Identifier: GPL-2.0-or-later
// From a bond's state to sentences: why each member is or is not used, what would mend it, and
// what will hurt later although all is well now. Pure: model in, model out.
#ifndef BONDCTL_EXPLAIN_H
#define BONDCTL_EXPLAIN_H

#include <cstdint>
#include <string>
#include <vector>

#include "model.h"

namespace bondctl {

/// What stands behind one reason word.
struct ReasonText {
  std::uint32_t reason;
  const char* why;   ///< a clause; {} is the object's name
  const char* mend;  ///< what to do; empty when there is nothing to do
};

/// The text of a reason; one that says so for a reason this bondctl does not know.
const ReasonText& reason_text(std::uint32_t reason);

enum class Weight { kFine, kNote, kWarning, kProblem };

struct Finding {
  Weight weight;
  std::string about;   ///< stable word: a reason or a trap ("no_probe_target", …)
  std::string text;    ///< sentence
  std::string remedy;  ///< sentence or empty
};

struct MemberExplanation {
  std::string name;
  bool usable = false;
  std::string role;
  std::vector<Finding> findings;
};

struct Explanation {
  std::string bond;
  std::string mode;
  std::string state;
  std::vector<Finding> findings;
  std::vector<MemberExplanation> members;
};

Explanation explain(const Bond& bond);
std::string weight_word(Weight weight);

}  // namespace bondctl

#endif
