// SPDX-License-Identifier: GPL-2.0-or-later
#include "advice_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "words.h"

namespace bondctl {

namespace {

using Key = std::function<std::string(const PortHeard&)>;
using Ports = std::vector<Candidate>;

/// Whether what ports heard has one key: yes when all did, no when any two differ.
std::optional<bool> agree(const Ports& ports, const Key& key) {
  std::vector<std::string> found;
  for (const Candidate& port : ports) {
    if (const std::string text = key(port.heard); !text.empty())
      found.push_back(text);
  }
  if (found.size() < 2)
    return std::nullopt;
  if (std::any_of(found.begin(), found.end(), [&](const auto& k) { return k != found[0]; }))
    return false;
  return found.size() == ports.size() ? std::optional<bool>(true) : std::nullopt;
}

/// What each port heard, "eth0: sw1, eth1: sw2".
std::string told(const Ports& ports, const Key& key) {
  std::vector<std::string> parts;
  for (const Candidate& port : ports) {
    if (const std::string text = key(port.heard); !text.empty())
      parts.push_back(fmt::format("{}: {}", port.port.name, text));
  }
  return join(parts, ", ");
}

std::string lldp_chassis(const PortHeard& heard) {
  const LldpHeard* lldp = only_switch(heard);
  return lldp ? lldp->chassis : "";
}

std::string cdp_device(const PortHeard& heard) {
  return heard.cdp.size() == 1 ? heard.cdp[0].device : "";
}

std::string stp_bridge(const PortHeard& heard) {
  return heard.stp.size() == 1 ? heard.stp[0].bridge : "";
}

std::string lacp_system(const PortHeard& heard) {
  return heard.lacp.size() == 1 ? heard.lacp[0].system : "";
}

// A port of a switch is at the end of one cable.
std::string lldp_port(const PortHeard& heard) {
  const LldpHeard* lldp = only_switch(heard);
  return lldp ? lldp->chassis + " " + lldp->port : "";
}

std::string stp_port(const PortHeard& heard) {
  return heard.stp.size() == 1 ? fmt::format("{} {:04x}", heard.stp[0].bridge, heard.stp[0].port)
                               : "";
}

struct Protocol {
  const char* name;
  Key key;
};

const Protocol kSwitchProtocols[] = {{"LLDP chassis", lldp_chassis},
                                     {"CDP device", cdp_device},
                                     {"spanning tree bridge", stp_bridge}};

/// Two ports that hear one and the same port of a switch, or one that hears many switches: what is
/// between passes on what a switch that can be managed would keep.
std::string dumb_switch_between(const Ports& ports) {
  for (const Key& key : {Key(lldp_port), Key(stp_port)}) {
    for (std::size_t i = 0; i < ports.size(); i++) {
      for (std::size_t j = i + 1; j < ports.size(); j++) {
        const std::string mine = key(ports[i].heard);
        if (!mine.empty() && mine == key(ports[j].heard))
          return fmt::format("{} and {} hear the same port of {}", ports[i].port.name,
                             ports[j].port.name, mine.substr(0, mine.find(' ')));
      }
    }
  }
  for (const Candidate& port : ports) {
    if (port.heard.lldp.size() > 1)
      return fmt::format("{} hears {} neighbours by LLDP", port.port.name, port.heard.lldp.size());
  }
  return "";
}

/// The administrator's word, with what was heard against it.
Fact answered(const std::optional<bool>& answer, Fact heard) {
  if (!answer)
    return heard;
  Fact fact{answer, "you said so", ""};
  if (heard.value && *heard.value != *answer)
    fact.contrary = heard.because;
  else if (heard.value)
    fact.because = heard.because;
  return fact;
}

Fact same_switch_heard(const Ports& ports, const std::string& between) {
  if (!between.empty())
    return {std::nullopt, between + ": what they are plugged into does not speak", ""};
  for (const Protocol& protocol : kSwitchProtocols) {
    if (const auto same = agree(ports, protocol.key))
      return {same, fmt::format("{} {}", protocol.name, told(ports, protocol.key)), ""};
  }
  if (const auto same = agree(ports, lacp_system))
    return {same, fmt::format("LACP system {}", told(ports, lacp_system)), ""};
  return {std::nullopt, "not every port heard who it is plugged into", ""};
}

Fact managed_heard(const Ports& ports, const std::string& between) {
  if (!between.empty())
    return {false, between + ": a switch that does not speak is between", ""};
  for (const Candidate& port : ports) {
    const PortHeard& heard = port.heard;
    const char* what = !heard.lacp.empty()  ? "LACP"
                       : !heard.stp.empty() ? "spanning tree"
                       : !heard.cdp.empty() ? "CDP"
                       : only_switch(heard) ? "LLDP"
                                            : nullptr;
    if (what)
      return {true, fmt::format("{} hears {}", port.port.name, what), ""};
  }
  return {std::nullopt, "nothing was heard that only a managed switch says", ""};
}

Fact guests_seen(const Ports& ports) {
  for (const Candidate& port : ports) {
    if (!port.port.guests.empty())
      return {true, fmt::format("{} by {}", join(port.port.guests, ", "), port.port.name), ""};
  }
  return {false, "no tap, veth in a bridge or macvlan on these ports", ""};
}

/// One LAG: the same system, and keys that do not differ.
std::optional<bool> one_lag_heard(const Ports& ports) {
  const std::optional<bool> same = agree(ports, lacp_system);
  if (same != true)
    return same;
  return std::all_of(ports.begin(), ports.end(), [&](const Candidate& port) {
    return port.heard.lacp[0].key == ports[0].heard.lacp[0].key;
  });
}

Fact mlag_heard(const Ports& ports, const Fact& same_switch) {
  const std::optional<bool> same = agree(ports, lacp_system);
  if (same_switch.value != false)
    return {std::nullopt, "matters between two switches", ""};
  if (same)
    return {same, fmt::format("LACP system {}", told(ports, lacp_system)), ""};
  return {std::nullopt, "LACPDUs of both switches were not heard", ""};
}

}  // namespace

const LldpHeard* only_switch(const PortHeard& heard) {
  if (heard.lldp.size() != 1 || heard.lldp[0].forwards == false)
    return nullptr;
  return &heard.lldp[0];
}

std::string names_of(const std::vector<Candidate>& ports) {
  std::vector<std::string> names;
  for (const Candidate& port : ports)
    names.push_back(port.port.name);
  return join_and(names);
}

Facts facts_of(const std::vector<Candidate>& ports, const Answers& answers) {
  const std::string between = dumb_switch_between(ports);
  Facts facts;
  facts.same_switch = answered(answers.same_switch, same_switch_heard(ports, between));
  facts.managed = answered(answers.managed, managed_heard(ports, between));
  facts.mlag = answered(answers.mlag, mlag_heard(ports, facts.same_switch));
  facts.guests = answered(answers.guests, guests_seen(ports));
  facts.transit = answered(answers.transit, {std::nullopt, "not said", ""});
  facts.one_lag = one_lag_heard(ports);
  for (const Candidate& port : ports) {
    if (facts.partner.empty() && port.heard.lacp.size() == 1)
      facts.partner = fmt::format("{} key {}", port.heard.lacp[0].system, port.heard.lacp[0].key);
  }
  return facts;
}

}  // namespace bondctl
