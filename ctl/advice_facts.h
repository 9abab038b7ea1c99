// SPDX-License-Identifier: GPL-2.0-or-later
// What is known of the network around a host: from what its ports heard, and from its
// administrator. Pure.
#ifndef BONDCTL_ADVICE_FACTS_H
#define BONDCTL_ADVICE_FACTS_H

#include <optional>
#include <string>
#include <vector>

#include "frames_heard.h"
#include "host_ports.h"
#include "switch_lines.h"

namespace bondctl {

/// What the administrator said; absent: nothing.
struct Answers {
  std::optional<bool> same_switch;
  std::optional<bool> managed;
  std::optional<bool> mlag;
  std::optional<bool> guests;
  std::optional<bool> transit;
  std::optional<Vendor> vendor;
  std::string bond;  ///< name of the bond to make; empty: a free one
};

/// One thing that decides, and how it is known.
struct Fact {
  std::optional<bool> value;
  std::string because;   ///< a clause
  std::string contrary;  ///< what was heard against an answer; empty: nothing
};

struct Facts {
  Fact same_switch;             ///< all ports end at one switch, or one stack
  Fact managed;                 ///< somebody can configure LACP there
  Fact mlag;                    ///< the switches act as one for LACP
  Fact guests;                  ///< others send through this host with addresses of their own
  Fact transit;                 ///< the host may carry traffic from one switch to the other
  std::optional<bool> one_lag;  ///< LACPDUs of one system and key at all ports; of several: no
  std::string partner;          ///< "02:.. key 9"
};

/// A port and what it heard.
struct Candidate {
  HostPort port;
  PortHeard heard;
};

/// The neighbour of a port that can only be a switch; none when several answer.
const LldpHeard* only_switch(const PortHeard& heard);
/// "eth0, eth1 and eth2"
std::string names_of(const std::vector<Candidate>& ports);

Facts facts_of(const std::vector<Candidate>& ports, const Answers& answers);

}  // namespace bondctl

#endif
