// SPDX-License-Identifier: GPL-2.0-or-later
// Flows as people write and read them. Pure: words in, model out, and back.
#ifndef BONDCTL_FLOW_H
#define BONDCTL_FLOW_H

#include <span>
#include <string>
#include <vector>

#include "model.h"

namespace bondctl {

/// A word of a flow, "key=value".
struct FlowKey {
  const char* name;
  const char* value;  ///< what stands for the value in help
  const char* help;
};
std::span<const FlowKey> flow_keys();

/// Protocols that may be given by name.
std::vector<std::string> flow_protocols();
/// "tcp", or the number of one without a name.
std::string protocol_text(std::uint32_t protocol);

/// Reads "src=10.0.0.1:5000 dst=10.0.0.2:80 proto=tcp" and the like. Throws a usage error that
/// names the word and what is allowed.
Flow parse_flow(const std::vector<std::string>& words);

/// "10.0.0.1:5000 -> 10.0.0.2:80 tcp"; empty when nothing is known.
std::string flow_text(const Flow& flow);

std::string hash_policy_word(std::uint32_t policy);
/// Stable words of the bits NETBOND_FLOW_FIELD_*.
std::vector<std::string> flow_field_words(std::uint32_t fields);

/// What decided, in clauses: first what counted, then what makes it special.
std::vector<std::string> flow_reasons(const FlowPlace& place);

}  // namespace bondctl

#endif
