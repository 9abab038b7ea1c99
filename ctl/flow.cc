// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow.h"

#include <fmt/format.h>
#include <linux/if_ether.h>
#include <netinet/in.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "error.h"
#include "options.h"
#include "words.h"

namespace bondctl {

namespace {

constexpr FlowKey kKeys[] = {
    {"src", "ADDRESS[:PORT]", "source: IPv4, IPv6 or MAC address, a port if you like"},
    {"dst", "ADDRESS[:PORT]", "destination, as src"},
    {"sport", "PORT", "source port"},
    {"dport", "PORT", "destination port"},
    {"proto", "PROTOCOL", "tcp, udp, sctp, icmp, icmp6, esp, ah or a number"},
    {"id", "NUMBER", "identifier of an ICMP echo, as ping -e gives it"},
    {"spi", "NUMBER", "security parameter index of ESP or AH"},
    {"smac", "MAC", "source MAC address; without it the bond's"},
    {"dmac", "MAC", "destination MAC address; without it the next hop's"},
    {"vlan", "ID", "VLAN id"},
    {"type", "NUMBER", "Ethernet type, such as 0x0806; without it that of the addresses"},
};

/// What stands behind the IP header and tells flows apart.
enum class Ends { kPorts, kEchoId, kSpi };

struct Protocol {
  const char* name;
  std::uint32_t number;
  Ends ends;
};

constexpr Protocol kProtocols[] = {
    {"tcp", IPPROTO_TCP, Ends::kPorts},       {"udp", IPPROTO_UDP, Ends::kPorts},
    {"sctp", IPPROTO_SCTP, Ends::kPorts},     {"icmp", IPPROTO_ICMP, Ends::kEchoId},
    {"icmp6", IPPROTO_ICMPV6, Ends::kEchoId}, {"esp", IPPROTO_ESP, Ends::kSpi},
    {"ah", IPPROTO_AH, Ends::kSpi},
};

constexpr std::uint32_t kMaxPort = 65535;
constexpr std::uint32_t kMaxEchoId = 65535;
constexpr std::uint32_t kMaxVlan = 4094;
constexpr std::uint32_t kMaxProtocol = 255;
constexpr std::uint32_t kMaxType = 65535;

const Protocol* protocol_numbered(std::uint32_t number) {
  const auto* found = std::find_if(std::begin(kProtocols), std::end(kProtocols),
                                   [&](const Protocol& p) { return p.number == number; });
  return found == std::end(kProtocols) ? nullptr : found;
}

std::string type_text(std::uint32_t type) {
  return fmt::format("0x{:04x}", type);
}

Error not_allowed(const std::string& key, const std::string& value, const std::string& allowed) {
  return usage_error(fmt::format("hash: {}: '{}' is not allowed, give {}", key, value, allowed));
}

/// One end of a flow as it was written.
struct End {
  std::optional<Mac> mac;
  std::optional<Address> address;
  std::optional<std::string> port;
};

/// Reads MAC, IPv4, IPv4:port, IPv6, [IPv6] or [IPv6]:port; nothing if it is none of them.
std::optional<End> parse_end(const std::string& text) {
  End end;
  end.mac = parse_mac(text);
  if (end.mac)
    return end;
  const bool bracket = text.starts_with("[");
  const bool ipv6 = bracket || std::count(text.begin(), text.end(), ':') > 1;
  std::string address = text;
  std::string rest;
  if (bracket) {
    const std::size_t close = text.find(']');
    if (close == std::string::npos)
      return std::nullopt;
    address = text.substr(1, close - 1);
    rest = text.substr(close + 1);
  } else if (const std::size_t colon = text.find(':'); !ipv6 && colon != std::string::npos) {
    address = text.substr(0, colon);
    rest = text.substr(colon);
  }
  end.address = parse_address(address, ipv6);
  if (!end.address || (!rest.empty() && rest[0] != ':'))
    return std::nullopt;
  if (!rest.empty())
    end.port = rest.substr(1);
  return end;
}

/// Gathers the words of a flow.
class Reader {
 public:
  void take(const std::string& word) {
    const std::size_t equal = word.find('=');
    const std::string key = word.substr(0, equal);
    const auto* known = std::find_if(std::begin(kKeys), std::end(kKeys),
                                     [&](const FlowKey& each) { return key == each.name; });
    if (known == std::end(kKeys))
      throw unknown(word, key);
    if (equal == std::string::npos)
      throw usage_error(fmt::format("hash: {0}: give {0}={1}", known->name, known->value));
    read(key, word.substr(equal + 1));
  }

  Flow flow() const {
    check();
    return flow_;
  }

 private:
  static Error unknown(const std::string& word, const std::string& key) {
    std::vector<std::string> names;
    for (const FlowKey& each : kKeys)
      names.emplace_back(each.name);
    if (const auto near = nearest(key, names))
      return usage_error(fmt::format("hash: unknown word '{}', did you mean {}=?", word, *near));
    return usage_error(fmt::format("hash: unknown word '{}', give {}=", word, join(names, "=, ")));
  }

  void read(const std::string& key, const std::string& value) {
    if (key == "src")
      read_end(key, value, "smac", "sport");
    else if (key == "dst")
      read_end(key, value, "dmac", "dport");
    else if (key == "smac" || key == "dmac")
      set_mac(key, parse_mac(value), value);
    else if (key == "sport" || key == "dport")
      set_port(key, value);
    else if (key == "proto")
      set(key, &flow_.protocol, parse_protocol(value));
    else if (key == "vlan")
      set(key, &flow_.vlan, parse_number(key, value, kMaxVlan));
    else if (key == "type")
      set(key, &flow_.type, parse_hex(key, value, kMaxType, "0x0000..0xffff"));
    else if (key == "id")
      set(key, &flow_.echo_id, parse_number(key, value, kMaxEchoId));
    else if (key == "spi")
      set(key, &flow_.spi, parse_hex(key, value, 0xffffffff, "0x0..0xffffffff"));
  }

  template <typename T>
  void set(const std::string& key, std::optional<T>* field, const T& value) {
    if (*field)
      throw usage_error(fmt::format("hash: {}: given twice, give it once", key));
    *field = value;
  }

  void read_end(const std::string& key, const std::string& value, const char* mac_key,
                const char* port_key) {
    const std::optional<End> end = parse_end(value);
    if (!end)
      throw not_allowed(key, value, "an IPv4 address, IPv4:PORT, IPv6, [IPv6]:PORT or MAC");
    if (end->mac)
      set_mac(mac_key, end->mac, value);
    else
      set(key, key == "src" ? &flow_.source : &flow_.destination, *end->address);
    if (end->port)
      set_port(port_key, *end->port);
  }

  void set_mac(const std::string& key, const std::optional<Mac>& mac, const std::string& value) {
    if (!mac)
      throw not_allowed(key, value, "a MAC address, such as 02:00:00:00:00:01");
    set(key, key == "smac" ? &flow_.source_mac : &flow_.destination_mac, *mac);
  }

  void set_port(const std::string& key, const std::string& value) {
    set(key, key == "sport" ? &flow_.source_port : &flow_.destination_port,
        parse_number(key, value, kMaxPort));
  }

  static std::uint32_t parse_number(const std::string& key, const std::string& value,
                                    std::uint32_t max) {
    const std::optional<std::uint32_t> number = whole_number<std::uint32_t>(value);
    if (!number || *number > max)
      throw not_allowed(key, value, fmt::format("0..{}", max));
    return *number;
  }

  static std::uint32_t parse_protocol(const std::string& value) {
    for (const Protocol& protocol : kProtocols) {
      if (value == protocol.name)
        return protocol.number;
    }
    const std::optional<std::uint32_t> number = whole_number<std::uint32_t>(value);
    if (!number || *number > kMaxProtocol)
      throw not_allowed("proto", value,
                        fmt::format("{} or 0..{}", join(flow_protocols(), ", "), kMaxProtocol));
    return *number;
  }

  /// A number that people write in either base.
  static std::uint32_t parse_hex(const std::string& key, const std::string& value,
                                 std::uint32_t max, const std::string& allowed) {
    const bool hex = value.starts_with("0x") || value.starts_with("0X");
    const std::optional<std::uint32_t> number =
        whole_number<std::uint32_t>(hex ? value.substr(2) : value, hex ? 16 : 10);
    if (!number || *number > max)
      throw not_allowed(key, value, allowed);
    return *number;
  }

  void check() const {
    check_addresses();
    check_ports();
    check_instead("id", flow_.echo_id, Ends::kEchoId);
    check_instead("spi", flow_.spi, Ends::kSpi);
    if (flow_.protocol && !flow_.source)
      throw usage_error("hash: proto: a protocol needs addresses, give src= and dst= too");
  }

  void check_addresses() const {
    const bool source = flow_.source.has_value();
    if (source != flow_.destination.has_value())
      throw usage_error(fmt::format("hash: {}= without {}=, give both", source ? "src" : "dst",
                                    source ? "dst" : "src"));
    if (!source)
      return;
    if (flow_.source->ipv6 != flow_.destination->ipv6)
      throw usage_error("hash: src= and dst= are of different families, give two of one");
    const std::uint32_t type = flow_.source->ipv6 ? ETH_P_IPV6 : ETH_P_IP;
    if (flow_.type && *flow_.type != type)
      throw usage_error(fmt::format("hash: type: {} is not that of the addresses, which is {}",
                                    type_text(*flow_.type), type_text(type)));
  }

  void check_ports() const {
    const bool source = flow_.source_port.has_value();
    const bool destination = flow_.destination_port.has_value();
    if (!source && !destination)
      return;
    if (!flow_.source)
      throw usage_error(fmt::format("hash: {}: a port needs addresses, give src= and dst= too",
                                    source ? "sport" : "dport"));
    if (source != destination)
      throw usage_error(fmt::format("hash: {}= without {}=, give both", source ? "sport" : "dport",
                                    source ? "dport" : "sport"));
    const Protocol* protocol = flow_.protocol ? protocol_numbered(*flow_.protocol) : nullptr;
    if (protocol && protocol->ends != Ends::kPorts)
      throw usage_error(fmt::format("hash: sport: {} has no ports, give {}=", protocol->name,
                                    protocol->ends == Ends::kSpi ? "spi" : "id"));
  }

  /// What some protocols have instead of ports.
  void check_instead(const char* key, const std::optional<std::uint32_t>& given, Ends ends) const {
    if (!given)
      return;
    std::vector<std::string> having;
    for (const Protocol& protocol : kProtocols) {
      if (protocol.ends == ends && flow_.protocol == protocol.number)
        return;
      if (protocol.ends == ends)
        having.push_back(fmt::format("proto={}", protocol.name));
    }
    throw usage_error(
        fmt::format("hash: {}: belongs to another protocol, give {}", key, join(having, " or ")));
  }

  Flow flow_;
};

std::string end_text(const Address& address, const std::optional<std::uint32_t>& port) {
  if (!port)
    return address_text(address);
  const std::string text = address_text(address);
  return address.ipv6 ? fmt::format("[{}]:{}", text, *port) : fmt::format("{}:{}", text, *port);
}

constexpr std::pair<std::uint32_t, const char*> kFields[] = {
    {NETBOND_FLOW_FIELD_MAC, "mac"},         {NETBOND_FLOW_FIELD_VLAN, "vlan"},
    {NETBOND_FLOW_FIELD_ADDRESS, "address"}, {NETBOND_FLOW_FIELD_PORT, "port"},
    {NETBOND_FLOW_FIELD_INNER, "inner"},     {NETBOND_FLOW_FIELD_FRAGMENT, "fragment"},
    {NETBOND_FLOW_FIELD_ERROR, "error"},     {NETBOND_FLOW_FIELD_SOCKET, "socket"},
};

/// What stands for the ports.
const char* port_word(const Flow& flow) {
  switch (flow.protocol.value_or(IPPROTO_UDP)) {
    case IPPROTO_ICMP:
    case IPPROTO_ICMPV6: return "identifier";
    case IPPROTO_ESP:
    case IPPROTO_AH: return "security parameter index";
    default: return "ports";
  }
}

std::string counted_text(const FlowPlace& place) {
  const bool one_mac = place.policy == NETBOND_XMIT_HASH_POLICY_VLAN_SRCMAC;
  const std::pair<std::uint32_t, const char*> names[] = {
      {NETBOND_FLOW_FIELD_VLAN, "VLAN id"},
      {NETBOND_FLOW_FIELD_MAC, one_mac ? "source MAC address" : "MAC addresses"},
      {one_mac ? 0u : std::uint32_t{NETBOND_FLOW_FIELD_MAC}, "Ethernet type"},
      {NETBOND_FLOW_FIELD_ADDRESS, "IP addresses"},
      {NETBOND_FLOW_FIELD_PORT, port_word(place.flow)},
  };
  std::vector<std::string> counted;
  for (const auto& [bit, name] : names) {
    if (place.fields & bit)
      counted.emplace_back(name);
  }
  std::string text = counted.empty() ? "nothing of the flow" : join_and(counted);
  if (place.fields & NETBOND_FLOW_FIELD_INNER)
    text += " of the packet inside the tunnel";
  return text;
}

/// What was asked with and made no difference.
std::vector<std::string> ignored_parts(const FlowPlace& place) {
  const Flow& asked = place.asked;
  std::vector<std::string> parts;
  if (asked.source_mac && !(place.fields & NETBOND_FLOW_FIELD_MAC))
    parts.emplace_back("smac");
  if (asked.destination_mac && (!(place.fields & NETBOND_FLOW_FIELD_MAC) ||
                                place.policy == NETBOND_XMIT_HASH_POLICY_VLAN_SRCMAC))
    parts.emplace_back("dmac");
  if (asked.vlan && !(place.fields & NETBOND_FLOW_FIELD_VLAN))
    parts.emplace_back("vlan");
  if (asked.type && (!(place.fields & NETBOND_FLOW_FIELD_MAC) ||
                     place.policy == NETBOND_XMIT_HASH_POLICY_VLAN_SRCMAC))
    parts.emplace_back("type");
  if (asked.source && !(place.fields & NETBOND_FLOW_FIELD_ADDRESS))
    parts.emplace_back("src");
  if (asked.destination && !(place.fields & NETBOND_FLOW_FIELD_ADDRESS))
    parts.emplace_back("dst");
  if (asked.source_port && !(place.fields & NETBOND_FLOW_FIELD_PORT))
    parts.emplace_back("sport");
  if (asked.destination_port && !(place.fields & NETBOND_FLOW_FIELD_PORT))
    parts.emplace_back("dport");
  if (asked.echo_id && !(place.fields & NETBOND_FLOW_FIELD_PORT))
    parts.emplace_back("id");
  if (asked.spi && !(place.fields & NETBOND_FLOW_FIELD_PORT))
    parts.emplace_back("spi");
  return parts;
}

}  // namespace

std::span<const FlowKey> flow_keys() {
  return kKeys;
}

std::vector<std::string> flow_protocols() {
  std::vector<std::string> names;
  for (const Protocol& protocol : kProtocols)
    names.emplace_back(protocol.name);
  return names;
}

std::string protocol_text(std::uint32_t protocol) {
  const Protocol* known = protocol_numbered(protocol);
  return known ? known->name : fmt::format("{}", protocol);
}

Flow parse_flow(const std::vector<std::string>& words) {
  Reader reader;
  for (const std::string& word : words)
    reader.take(word);
  return reader.flow();
}

std::string flow_text(const Flow& flow) {
  std::vector<std::string> parts;
  if (flow.source && flow.destination)
    parts.push_back(fmt::format("{} -> {}", end_text(*flow.source, flow.source_port),
                                end_text(*flow.destination, flow.destination_port)));
  if (flow.protocol)
    parts.push_back(protocol_text(*flow.protocol));
  if (flow.echo_id)
    parts.push_back(fmt::format("id {}", *flow.echo_id));
  if (flow.spi)
    parts.push_back(fmt::format("spi 0x{:x}", *flow.spi));
  if (flow.source_mac)
    parts.push_back(fmt::format("from {}", mac_text(flow.source_mac->data())));
  if (flow.destination_mac)
    parts.push_back(fmt::format("to {}", mac_text(flow.destination_mac->data())));
  if (flow.vlan && *flow.vlan)
    parts.push_back(fmt::format("vlan {}", *flow.vlan));
  if (flow.type && !flow.source)
    parts.push_back(fmt::format("type {}", type_text(*flow.type)));
  return join(parts, " ");
}

std::string hash_policy_word(std::uint32_t policy) {
  return option_text(*option_by_id(NETBOND_OPT_XMIT_HASH_POLICY), policy);
}

std::vector<std::string> flow_field_words(std::uint32_t fields) {
  std::vector<std::string> words;
  for (const auto& [bit, word] : kFields) {
    if (fields & bit)
      words.emplace_back(word);
    fields &= ~bit;
  }
  for (std::uint32_t bit = 1; fields; bit <<= 1) {
    if (fields & bit)
      words.push_back(fmt::format("unknown_{}", bit));
    fields &= ~bit;
  }
  return words;
}

std::vector<std::string> flow_reasons(const FlowPlace& place) {
  if (place.fields & NETBOND_FLOW_FIELD_SOCKET)
    return {"the local socket's own hash: it changes when TCP retransmits"};
  std::vector<std::string> reasons = {counted_text(place)};
  if (place.fields & NETBOND_FLOW_FIELD_FRAGMENT)
    reasons.emplace_back("a fragment: only the addresses");
  if (place.fields & NETBOND_FLOW_FIELD_ERROR)
    reasons.emplace_back("an ICMP error: it goes with the flow that it is about");
  if (const std::vector<std::string> ignored = ignored_parts(place); !ignored.empty())
    reasons.push_back("not counted: " + join(ignored, ", "));
  return reasons;
}

}  // namespace bondctl
