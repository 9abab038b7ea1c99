// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as what the kernel answers, to every command that reads: what every command is held to,
// and what is printed for programs, they can read. The first byte chooses the command, the second
// what the others are, in pieces that begin with their length.
#include <linux/if_link.h>
#include <linux/netbond.h>
#include <linux/rtnetlink.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config.h"
#include "error.h"
#include "fuzz/pure.h"
#include "tests/exposition.h"

namespace {

using bondctl::Bytes;
using bondctl::wire::operator+;
namespace wire = bondctl::wire;

struct Question {
  std::uint8_t command;
  std::vector<std::string> words;
};

const std::vector<Question>& questions() {
  static const std::vector<Question> all = {
      {NETBOND_CMD_BOND_GET, {"show"}},
      {NETBOND_CMD_BOND_GET, {"show", "--details"}},
      {NETBOND_CMD_BOND_GET, {"show", "--json"}},
      {NETBOND_CMD_BOND_GET, {"show", "--watch", "--count", "3"}},
      {NETBOND_CMD_BOND_GET, {"explain", "bond0"}},
      {NETBOND_CMD_BOND_GET, {"explain", "--json"}},
      {NETBOND_CMD_BOND_GET, {"export"}},
      {NETBOND_CMD_BOND_GET, {"metrics"}},
      {NETBOND_CMD_BOND_GET, {"check"}},
      {NETBOND_CMD_BOND_GET, {"complete", "set", "bond0", "--lacp-partner-pin", ""}},
      {NETBOND_CMD_HISTORY_GET, {"history", "bond0"}},
      {NETBOND_CMD_HISTORY_GET, {"history", "bond0", "--json"}},
      {NETBOND_CMD_BUCKET_GET, {"buckets", "bond0", "--details"}},
      {NETBOND_CMD_BUCKET_GET, {"buckets", "bond0", "--count", "1"}},
      {NETBOND_CMD_BUCKET_GET, {"buckets", "bond0", "--json"}},
      {NETBOND_CMD_CLIENT_GET, {"clients", "bond0", "--details"}},
      {NETBOND_CMD_CLIENT_GET, {"clients", "bond0", "--json"}},
      {NETBOND_CMD_FLOW_GET, {"hash", "bond0", "src=10.0.0.1", "dst=10.0.0.2"}},
      {NETBOND_CMD_FLOW_GET, {"hash", "bond0", "src=10.0.0.1", "dst=10.0.0.2", "--json"}},
      {NETBOND_CMD_BOND_SET, {"set", "bond0", "--miimon", "100", "--arp-ip-target", "10.0.0.1"}},
      {NETBOND_CMD_EVENT_NTF, {"monitor", "bond0"}},
      {NETBOND_CMD_EVENT_NTF, {"monitor", "--json"}},
      {NETBOND_CMD_EVENT_NTF, {"wait", "bond0", "up"}},
      {NETBOND_CMD_BOND_GET, {"import"}},
      {NETBOND_CMD_BOND_GET, {"member", "add", "bond0", "eth0", "--path-cost", "7"}},
      {NETBOND_CMD_BOND_GET, {"set", "bond0", "--mode", "stp", "--forward-delay", "4"}},
  };
  return all;
}

std::vector<Bytes> pieces(const std::uint8_t* data, std::size_t size) {
  std::vector<Bytes> all;
  while (size >= 2) {
    const std::size_t length = std::min<std::size_t>(data[0] | data[1] << 8, size - 2);
    all.emplace_back(data + 2, data + 2 + length);
    data += 2 + length;
    size -= 2 + length;
  }
  return all;
}

/// Whole datagrams, with room for the number of the request.
Bytes datagram(const Bytes& bytes) {
  Bytes whole = bytes;
  whole.resize(std::max(whole.size(), std::size_t{NLMSG_HDRLEN}));
  return whole;
}

Bytes refusal(const Bytes& bytes) {
  return wire::message(NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS, bytes);
}

template <typename Make>
std::vector<Bytes> each(const std::vector<Bytes>& list, Make make) {
  std::vector<Bytes> made;
  std::transform(list.begin(), list.end(), std::back_inserter(made), make);
  return made;
}

/// The same answer to some requests, which each begins one piece later: what was the answer to the
/// one is of no use to the next.
void answer(wire::Script* script, std::vector<Bytes> replies) {
  for (int i = 0; i < 12; i++) {
    script->answers.push_back(replies);
    script->answers.back().push_back(wire::done());
    if (!replies.empty())
      std::rotate(replies.begin(), replies.begin() + 1, replies.end());
  }
}

enum Way { kAttributes, kMessages, kEvents, kFamily, kRefusal, kLinks, kRouteMessages, kWays };

void tell(bondctl::Pure* pure, Way way, std::uint8_t command, const std::vector<Bytes>& said) {
  const auto generic = [&](const Bytes& bytes) { return wire::generic(command, bytes); };
  const auto link = [](const Bytes& bytes) { return wire::message(RTM_NEWLINK, 0, bytes); };
  switch (way) {
    case kAttributes: answer(&pure->module, each(said, generic)); break;
    case kMessages: answer(&pure->module, each(said, datagram)); break;
    case kEvents:
      answer(&pure->module, each(said, generic));
      for (const Bytes& event : each(said, generic))
        pure->module.events.push_back({bondctl::Received::kData, event});
      break;
    case kFamily:
      pure->module.family = each(said, [](const Bytes& bytes) {
        return wire::generic(CTRL_CMD_NEWFAMILY, bytes, 0, GENL_ID_CTRL);
      });
      pure->module.family.push_back(wire::ack(0));
      break;
    case kRefusal: answer(&pure->module, each(said, refusal)); break;
    case kLinks: answer(&pure->route, each(said, link)); break;
    case kRouteMessages: answer(&pure->route, each(said, datagram)); break;
    case kWays: break;
  }
  if (way == kLinks || way == kRouteMessages)
    pure->module.family = {wire::ack(ENOENT)};
}

/// What programs are to read.
void demand_readable(const std::vector<std::string>& words, const std::string& text) {
  const bool lines = words[0] == "monitor";
  if (words.back() == "--json") {
    std::istringstream in(text);
    for (std::string line; lines && std::getline(in, line);)
      bondctl::demand(nlohmann::json::accept(line), "each line is JSON", line);
    bondctl::demand(lines || nlohmann::json::accept(text), "it is JSON", text);
  } else if (words[0] == "export" || words[0] == "import") {
    YAML::Load(text);
    try {
      bondctl::read_config(text, "exported.yaml");
    } catch (const bondctl::Error&) {
      // The kernel may have what a file may not.
    }
  } else if (words[0] == "metrics") {
    for (const std::string& problem : bondctl::read_exposition(text).problems) {
      // No two devices of a kernel have one name.
      bondctl::demand(problem.starts_with("the series was there"), "scrapers can read it", problem);
    }
  } else if (words[0] == "check") {
    bondctl::demand(std::count(text.begin(), text.end(), '\n') == 1, "it is one line", text);
  }
}

/// It would ask teamd, which is another program.
bool asks_teamd(const std::vector<std::string>& words, const std::uint8_t* data, std::size_t size) {
  return words[0] == "import" && std::string(data, data + size).find("team") != std::string::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2)
    return 0;
  const Question& question = questions()[data[0] % questions().size()];
  if (asks_teamd(question.words, data, size))
    return 0;
  bondctl::Pure pure;
  tell(&pure, static_cast<Way>(data[1] % kWays), question.command, pieces(data + 2, size - 2));
  if (pure.run(question.words) == bondctl::kExitOk)
    demand_readable(question.words, pure.out.str());
  return 0;
}
