// SPDX-License-Identifier: GPL-2.0-or-later
// From a bond's state to sentences: why each member is or is not used, what would mend it, and
// what will hurt later although all is well now. Pure: model in, model out.
#ifndef BONDCTL_EXPLAIN_H
#define BONDCTL_EXPLAIN_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host_facts.h"
#include "model.h"

namespace bondctl {

/// What stands behind one reason word.
struct ReasonText {
  std::uint32_t reason;
  const char* why;   ///< a clause; {} is the object's name
  const char* mend;  ///< what to do; empty when there is nothing to do
};

/// A sentence about an object instead of {}.
std::string with_name(const char* text, const std::string& name);

/// The text of a reason; one that says so for a reason this bondctl does not know.
const ReasonText& reason_text(std::uint32_t reason);

enum class Weight { kFine, kNote, kWarning, kProblem };

struct Finding {
  Weight weight;
  std::string about;     ///< stable word: a reason or a trap ("no_probe_target", …)
  std::string text;      ///< sentence
  std::string remedy;    ///< sentence or empty
  bool follows = false;  ///< from what another finding tells: mend that one
};

struct Limit {
  std::string name;  ///< the option or the rule that sets it
  std::uint64_t ms = 0;
};

/// What happens by itself, and when.
struct Timer {
  std::string what;  ///< "used", "lost", "judged", "overdue", "given up", "attached", "tried again"
  std::uint64_t in_ms = 0;
};

/// A vote with what its time is measured by.
struct VoteExplanation {
  std::string vote;
  std::string value;
  std::string reason;
  std::uint64_t since_ms = 0;
  std::vector<Limit> limits;
  std::optional<Timer> next;
  std::string remedy;  ///< sentence or empty
};

struct MemberExplanation {
  std::string name;
  bool usable = false;
  std::string role;
  std::vector<Finding> findings;
  std::vector<VoteExplanation> votes;
};

/// Where to begin: a finding by its stable word, of the bond or of one member.
struct Cause {
  std::optional<std::string> member;
  std::string about;
  bool operator==(const Cause&) const = default;
};

struct Explanation {
  std::string bond;
  std::string mode;
  std::string state;
  std::vector<Cause>
      causes;  ///< problems, or warnings while there is none, that nothing else led to
  std::vector<Finding> findings;
  std::vector<MemberExplanation> members;
};

/// What is known besides the bond; what could not be had is absent.
struct Evidence {
  std::optional<BucketTable> buckets;
  HostFacts host;
};

Explanation explain(const Bond& bond, const Evidence& evidence = {});
std::string weight_word(Weight weight);

}  // namespace bondctl

#endif
