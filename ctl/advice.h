// SPDX-License-Identifier: GPL-2.0-or-later
// Which method fits a host and its switches, why the others do not, and what to write where. Pure:
// what was seen, heard and said in, advice out.
#ifndef BONDCTL_ADVICE_H
#define BONDCTL_ADVICE_H

#include <string>
#include <vector>

#include "advice_facts.h"
#include "explain.h"
#include "switch_lines.h"

namespace bondctl {

struct Verdict {
  Method method;
  std::string why;
};

/// What would decide more, if it were known.
struct Question {
  std::string flag;  ///< "--managed"
  std::string text;
};

struct Advice {
  Method method = Method::kNone;
  std::string why;
  std::string bond;
  std::vector<std::string> members;
  std::string command;                ///< the bondctl command alone; empty for no method
  std::vector<std::string> commands;  ///< all, in order; none when a bond is there that fits
  Facts facts;
  std::vector<Verdict> others;
  std::vector<Question> questions;
  std::vector<Finding> findings;
  std::vector<SwitchLines> switches;
  std::vector<Candidate> ports;
};

/// Ports to look at: those that are named, or all cards. Throws when a name is no port.
std::vector<HostPort> candidate_ports(const HostView& host, const std::vector<std::string>& named);
/// Throws when a new bond cannot be called so because a device is.
void check_free(const HostView& host, const std::string& name);
/// Questions whose answer would change something now.
std::vector<Question> open_questions(const Facts& facts, const std::vector<Candidate>& ports);

Advice advise(const HostView& host, const std::vector<Candidate>& ports, const Answers& answers);

/// The bond that has all members already, and the method; nullptr: none.
const HostBond* fitting_bond(const HostView& host, const Advice& advice);

}  // namespace bondctl

#endif
