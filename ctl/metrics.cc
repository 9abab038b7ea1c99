// SPDX-License-Identifier: GPL-2.0-or-later
// A table of families: a metric is one row, with the function that takes it out of a bond.
#include "metrics.h"

#include <fmt/format.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <utility>

#include "options.h"
#include "version.h"
#include "words.h"

namespace bondctl {

namespace {

using Labels = std::initializer_list<std::pair<const char*, std::string>>;

/// Names of devices are bytes; label values are UTF-8, and people read them: what is no visible
/// ASCII is written as \xNN, and so is what that begins with, or two devices could be called the
/// same.
std::string label_value(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n')
      out += "\\n";
    else if (c == '"')
      out += "\\\"";
    else if (c >= ' ' && c <= '~' && c != '\\')
      out += c;
    else
      out += fmt::format("\\\\x{:02x}", static_cast<unsigned char>(c));
  }
  return out;
}

/// The samples of one family, as lines.
class Samples {
 public:
  explicit Samples(const char* name) : name_(name) {}

  template <typename Number>
  void add(Labels labels, Number value) {
    std::string list;
    for (const auto& [label, text] : labels)
      list += fmt::format("{}{}=\"{}\"", list.empty() ? "" : ",", label, label_value(text));
    lines_ += fmt::format("{}{{{}}} {}\n", name_, list, +value);
  }
  void add(Labels labels, bool value) { add(labels, value ? 1 : 0); }

  const std::string& lines() const { return lines_; }

 private:
  const char* name_;
  std::string lines_;
};

struct Family {
  const char* name;
  const char* type;
  const char* help;
  void (*collect)(const Bond& bond, Samples& samples);
};

constexpr double kBytesPerMegabit = 1e6 / 8;

double seconds(std::uint64_t ms) {
  return static_cast<double>(ms) / 1000;
}

using WordOf = std::string (*)(std::uint32_t);

/// Calls take(word, whether it is the one) for each word of an enumeration.
template <typename Take>
void for_each_word(WordOf word, std::uint32_t value, Take take) {
  for (std::uint32_t i = 0; !word(i).starts_with("unknown_"); i++)
    take(word(i), i == value);
}

void add_states(const Bond& bond, Samples& samples) {
  for_each_word(state_word, bond.state, [&](const std::string& state, bool now) {
    samples.add({{"bond", bond.name}, {"state", state}}, now);
  });
}

/// Adds one sample a word of every member that has a value.
template <typename Take>
void add_member_words(const Bond& bond, Samples& samples, const char* label, WordOf word,
                      Take take) {
  for (const Member& member : bond.members) {
    if (const std::optional<std::uint32_t> value = take(member))
      for_each_word(word, *value, [&](const std::string& text, bool now) {
        samples.add({{"bond", bond.name}, {"member", member.name}, {label, text}}, now);
      });
  }
}

std::uint64_t usable_members(const Bond& bond) {
  std::uint64_t count = 0;
  for (const Member& member : bond.members)
    count += member.usable ? 1 : 0;
  return count;
}

void add_votes(const Bond& bond, Samples& samples) {
  for (const Member& member : bond.members) {
    for (const Vote& vote : member.votes) {
      for_each_word(vote_value_word, vote.value, [&](const std::string& value, bool now) {
        samples.add({{"bond", bond.name},
                     {"member", member.name},
                     {"vote", vote_word(vote.kind)},
                     {"value", value}},
                    now);
      });
    }
  }
}

/// Adds a number of every member that has it.
template <typename Take>
void add_members(const Bond& bond, Samples& samples, Take take) {
  for (const Member& member : bond.members) {
    if (const auto value = take(member))
      samples.add({{"bond", bond.name}, {"member", member.name}}, *value);
  }
}

template <typename Take>
void add_targets(const Bond& bond, Samples& samples, Take take) {
  for (const Member& member : bond.members) {
    for (const Target& target : member.targets) {
      if (const auto value = take(target))
        samples.add({{"bond", bond.name},
                     {"member", member.name},
                     {"target", address_text(target.address)}},
                    *value);
    }
  }
}

/// Adds numbers of every member in 802.3ad, each with a word for what it counts.
template <typename Number>
void add_lacp(const Bond& bond, Samples& samples, const char* label,
              std::initializer_list<std::pair<const char*, Number (*)(const LacpPort&)>> numbers) {
  for (const Member& member : bond.members) {
    for (const auto& [word, take] : numbers) {
      if (member.lacp)
        samples.add({{"bond", bond.name}, {"member", member.name}, {label, word}},
                    take(*member.lacp));
    }
  }
}

void add_bucket_ratio(const Bond& bond, Samples& samples) {
  std::uint64_t all = 0;
  for (const Member& member : bond.members)
    all += member.buckets.value_or(0);
  add_members(bond, samples, [all](const Member& member) -> std::optional<double> {
    if (!member.buckets || !all)
      return std::nullopt;
    return static_cast<double>(*member.buckets) / static_cast<double>(all);
  });
}

using Word = std::optional<std::uint32_t>;
using Count = std::optional<std::uint64_t>;
using Seconds = std::optional<double>;

const Family kFamilies[] = {
    {"netbond_bond_info", "gauge", "A bond, with its mode and MAC address.",
     [](const Bond& bond, Samples& out) {
       out.add({{"bond", bond.name}, {"mode", mode_word(bond)}, {"address", bond.address}}, 1);
     }},
    {"netbond_bond_state", "gauge", "1 for the state that the bond is in, 0 for the others.",
     add_states},
    {"netbond_bond_reason_info", "gauge", "Why the state is not ok; none if it is.",
     [](const Bond& bond, Samples& out) {
       out.add({{"bond", bond.name}, {"reason", reason_word(bond.reason)}}, 1);
     }},
    {"netbond_bond_carrier", "gauge", "Whether the bond has carrier.",
     [](const Bond& bond, Samples& out) {
       out.add({{"bond", bond.name}}, bond.carrier);
     }},
    {"netbond_bond_admin_up", "gauge", "Whether the bond is set up.",
     [](const Bond& bond, Samples& out) {
       out.add({{"bond", bond.name}}, bond.up);
     }},
    {"netbond_bond_mtu_bytes", "gauge", "MTU of the bond.",
     [](const Bond& bond, Samples& out) {
       out.add({{"bond", bond.name}}, bond.mtu);
     }},
    {"netbond_bond_members", "gauge", "Members that the bond has.",
     [](const Bond& bond, Samples& out) {
       out.add({{"bond", bond.name}}, bond.members.size());
     }},
    {"netbond_bond_usable_members", "gauge", "Members that could carry traffic.",
     [](const Bond& bond, Samples& out) {
       out.add({{"bond", bond.name}}, usable_members(bond));
     }},
    {"netbond_bond_failovers_total", "counter", "Losses of a member that carried traffic.",
     [](const Bond& bond, Samples& out) {
       // That of a bridge is a sum over the members it has now, which falls when one leaves.
       if (!bond.stp)
         out.add({{"bond", bond.name}}, bond.failovers);
     }},
    {"netbond_bond_events_total", "counter", "Events of the bond.",
     [](const Bond& bond, Samples& out) {
       // Those of a bridge are counted by each who hears of them.
       if (!bond.stp)
         out.add({{"bond", bond.name}}, bond.event_seq);
     }},
    {"netbond_bond_bucket_moves_total", "counter", "Buckets of flows that moved to other members.",
     [](const Bond& bond, Samples& out) {
       if (bond.moves)
         out.add({{"bond", bond.name}}, *bond.moves);
     }},
    {"netbond_bond_lacp_distributing_ports", "gauge", "Ports of the LAG that send traffic.",
     [](const Bond& bond, Samples& out) {
       if (bond.lacp)
         out.add({{"bond", bond.name}}, bond.lacp->distributing);
     }},
    {"netbond_bond_lacp_bandwidth_bytes_per_second", "gauge", "Speed of the LAG's ports together.",
     [](const Bond& bond, Samples& out) {
       if (bond.lacp)
         out.add({{"bond", bond.name}},
                 static_cast<double>(bond.lacp->bandwidth_mbps) * kBytesPerMegabit);
     }},
    {"netbond_bond_lacp_partner_info", "gauge", "The system at the other end of the LAG.",
     [](const Bond& bond, Samples& out) {
       if (bond.lacp && bond.lacp->partner)
         out.add({{"bond", bond.name},
                  {"system", bond.lacp->partner->system},
                  {"key", fmt::format("{}", bond.lacp->partner->key)}},
                 1);
     }},
    {"netbond_bond_alb_clients", "gauge", "Neighbours that are taught a member to send to.",
     [](const Bond& bond, Samples& out) {
       if (bond.alb && bond.alb->clients)
         out.add({{"bond", bond.name}}, *bond.alb->clients);
     }},
    {"netbond_bond_alb_evicted_total", "counter", "Neighbours forgotten to make room for others.",
     [](const Bond& bond, Samples& out) {
       if (bond.alb && bond.alb->evicted)
         out.add({{"bond", bond.name}}, *bond.alb->evicted);
     }},
    {"netbond_bond_alb_taught_total", "counter", "Messages that taught a neighbour its member.",
     [](const Bond& bond, Samples& out) {
       if (bond.alb && bond.alb->taught)
         out.add({{"bond", bond.name}}, *bond.alb->taught);
     }},
    {"netbond_bond_alb_learning_frames_total", "counter",
     "Frames that taught switches where addresses are.",
     [](const Bond& bond, Samples& out) {
       if (bond.alb)
         out.add({{"bond", bond.name}}, bond.alb->learning_frames);
     }},
    {"netbond_member_usable", "gauge", "Whether the member could carry traffic.",
     [](const Bond& bond, Samples& out) {
       add_members(bond, out, [](const Member& m) { return Word(m.usable); });
     }},
    {"netbond_member_role", "gauge", "1 for the role that the member has, 0 for the others.",
     [](const Bond& bond, Samples& out) {
       add_member_words(bond, out, "role", role_word, [](const Member& m) { return Word(m.role); });
     }},
    {"netbond_member_reason_info", "gauge",
     "Why the member does not carry traffic; none if it does.",
     [](const Bond& bond, Samples& out) {
       for (const Member& member : bond.members)
         out.add(
             {{"bond", bond.name}, {"member", member.name}, {"reason", reason_word(member.reason)}},
             1);
     }},
    {"netbond_member_role_age_seconds", "gauge",
     "Time that the member has had its role, for its reason; absent where the kernel does not "
     "tell.",
     [](const Bond& bond, Samples& out) {
       add_members(bond, out, [](const Member& m) {
         return m.stp ? Seconds() : Seconds(seconds(m.since_ms));
       });
     }},
    {"netbond_member_speed_bytes_per_second", "gauge", "Speed of the member, absent if unknown.",
     [](const Bond& bond, Samples& out) {
       add_members(bond, out, [](const Member& m) {
         return m.speed_mbps ? std::optional<double>(m.speed_mbps * kBytesPerMegabit)
                             : std::nullopt;
       });
     }},
    {"netbond_member_link_failures_total", "counter", "Times that the member was lost.",
     [](const Bond& bond, Samples& out) {
       add_members(bond, out, [](const Member& m) { return Count(m.link_failures); });
     }},
    {"netbond_member_vote", "gauge", "1 for what the vote says, 0 for what it does not.",
     add_votes},
    {"netbond_member_buckets", "gauge", "Buckets of flows that the member carries.",
     [](const Bond& bond, Samples& out) {
       add_members(bond, out, [](const Member& m) { return m.buckets; });
     }},
    {"netbond_member_buckets_ratio", "gauge", "The member's part of the buckets.",
     add_bucket_ratio},
    {"netbond_member_alb_clients", "gauge", "Neighbours that were taught to send to the member.",
     [](const Bond& bond, Samples& out) {
       add_members(bond, out, [](const Member& m) { return m.clients; });
     }},
    {"netbond_member_lacp_selected", "gauge", "1 for how LACP uses the port, 0 for other ways.",
     [](const Bond& bond, Samples& out) {
       add_member_words(bond, out, "selected", lacp_selected_word, [](const Member& m) {
         return m.lacp ? Word(m.lacp->selected) : std::nullopt;
       });
     }},
    {"netbond_member_lacp_mux", "gauge", "1 for the state of the Mux machine, 0 for the others.",
     [](const Bond& bond, Samples& out) {
       add_member_words(bond, out, "state", lacp_mux_word,
                        [](const Member& m) { return m.lacp ? Word(m.lacp->mux) : std::nullopt; });
     }},
    {"netbond_member_lacp_churns_total", "counter", "Times that an end was out of sync for long.",
     [](const Bond& bond, Samples& out) {
       add_lacp<std::uint32_t>(bond, out, "end",
                               {{"actor", [](const LacpPort& p) { return p.actor_churns; }},
                                {"partner", [](const LacpPort& p) { return p.partner_churns; }}});
     }},
    {"netbond_member_lacp_sent_total", "counter", "Slow Protocols frames sent.",
     [](const Bond& bond, Samples& out) {
       add_lacp<std::uint64_t>(
           bond, out, "type",
           {{"lacpdu", [](const LacpPort& p) { return p.counters.pdu_tx; }},
            {"marker", [](const LacpPort& p) { return p.counters.marker_tx; }},
            {"marker_response", [](const LacpPort& p) { return p.counters.response_tx; }}});
     }},
    {"netbond_member_lacp_received_total", "counter", "Slow Protocols frames received.",
     [](const Bond& bond, Samples& out) {
       add_lacp<std::uint64_t>(
           bond, out, "type",
           {{"lacpdu", [](const LacpPort& p) { return p.counters.pdu_rx; }},
            {"marker", [](const LacpPort& p) { return p.counters.marker_rx; }},
            {"marker_response", [](const LacpPort& p) { return p.counters.response_rx; }}});
     }},
    {"netbond_member_lacp_refused_total", "counter", "Slow Protocols frames not acted upon.",
     [](const Bond& bond, Samples& out) {
       add_lacp<std::uint64_t>(
           bond, out, "cause",
           {{"malformed", [](const LacpPort& p) { return p.counters.bad; }},
            {"unknown", [](const LacpPort& p) { return p.counters.unknown; }},
            {"loopback", [](const LacpPort& p) { return p.counters.loopback; }},
            {"pinned_out", [](const LacpPort& p) { return p.counters.pinned_out; }},
            {"rate_limited", [](const LacpPort& p) { return p.counters.response_limited; }}});
     }},
    {"netbond_bond_stp_root", "gauge", "Whether the bridge is the root of the spanning tree.",
     [](const Bond& bond, Samples& out) {
       if (bond.stp && kernel_speaks(*bond.stp))
         out.add({{"bond", bond.name}}, bond.stp->id == bond.stp->root);
     }},
    {"netbond_member_stp_state", "gauge",
     "1 for the state that spanning tree has the port in, 0 for the others.",
     [](const Bond& bond, Samples& out) {
       add_member_words(bond, out, "state", stp_state_word,
                        [](const Member& m) { return m.stp ? Word(m.stp->state) : std::nullopt; });
     }},
    {"netbond_member_stp_path_cost", "gauge", "What the way to the root by the port costs more.",
     [](const Bond& bond, Samples& out) {
       add_members(bond, out,
                   [](const Member& m) { return m.stp ? Word(m.stp->path_cost) : std::nullopt; });
     }},
    {"netbond_member_stp_forwarded_total", "counter", "Times that the port began to forward.",
     [](const Bond& bond, Samples& out) {
       add_members(bond, out, [](const Member& m) {
         return m.stp && m.stp->counters ? Count(m.stp->counters->forwarded) : std::nullopt;
       });
     }},
    {"netbond_target_up", "gauge",
     "Whether the target answers through the member, absent if unknown.",
     [](const Bond& bond, Samples& out) {
       add_targets(bond, out, [](const Target& t) {
         return t.value <= NETBOND_VOTE_VALUE_YES ? Word(t.value == NETBOND_VOTE_VALUE_YES)
                                                  : std::nullopt;
       });
     }},
    {"netbond_target_probes_total", "counter", "Probes sent to the target.",
     [](const Bond& bond, Samples& out) {
       add_targets(bond, out, [](const Target& t) { return Count(t.sent); });
     }},
    {"netbond_target_replies_total", "counter", "Answers of the target.",
     [](const Bond& bond, Samples& out) {
       add_targets(bond, out, [](const Target& t) { return Count(t.replies); });
     }},
    {"netbond_target_missed_rounds", "gauge", "Rounds since the target answered.",
     [](const Bond& bond, Samples& out) {
       add_targets(bond, out, [](const Target& t) { return Word(t.missed); });
     }},
    {"netbond_target_reply_age_seconds", "gauge", "Time since the target answered.",
     [](const Bond& bond, Samples& out) {
       add_targets(bond, out, [](const Target& t) {
         return t.reply_age_ms ? Seconds(seconds(*t.reply_age_ms)) : std::nullopt;
       });
     }},
};

std::string head(const char* name, const char* type, const char* help) {
  return fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

std::string up_text(int up) {
  return head("netbond_up", "gauge", "Whether the netbond module answered.") +
         fmt::format("netbond_up {}\n", up) +
         head("netbond_bondctl_info", "gauge", "The bondctl that wrote this.") +
         fmt::format("netbond_bondctl_info{{version=\"{}\"}} 1\n",
                     label_value(versions_here().tool));
}

}  // namespace

std::string metrics_text(const std::vector<Bond>& bonds, bool module) {
  std::string out = up_text(module ? 1 : 0);
  for (const Family& family : kFamilies) {
    Samples samples(family.name);
    for (const Bond& bond : bonds)
      family.collect(bond, samples);
    if (!samples.lines().empty())
      out += head(family.name, family.type, family.help) + samples.lines();
  }
  return out;
}

std::string metrics_down_text() {
  return up_text(0);
}

}  // namespace bondctl
