// SPDX-License-Identifier: GPL-2.0-or-later
#include "printer_advice.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "text_table.h"
#include "words.h"

namespace bondctl {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kWidth = 79;

/// A command in lines that a shell puts together again.
std::string command_lines(const std::string& command, const std::string& indent) {
  std::string out = indent;
  std::size_t column = indent.size();
  for (std::size_t at = 0; at < command.size();) {
    std::size_t end = command.find(" --", at + 1);
    end = end == std::string::npos ? command.size() : end;
    if (column + (end - at) + 2 > kWidth && at > 0) {
      out += " \\\n" + indent + "   ";
      column = indent.size() + 3;
    }
    out += command.substr(at, end - at);
    column += end - at;
    at = end;
  }
  return out + "\n";
}

std::string mac_id(std::uint16_t priority, const std::string& mac) {
  return fmt::format("{:04x}.{}", priority, mac);
}

std::string link_text(const HostPort& port) {
  if (port.speed_mbps == 0)
    return "?";
  const std::string speed = speed_text(port.speed_mbps);
  return port.duplex > 1 ? speed : fmt::format("{} {}", speed, duplex_word(port.duplex));
}

std::string state_text(const HostPort& port) {
  return !port.up ? "down" : port.carrier ? "up" : "no carrier";
}

std::string known(const std::string& text) {
  return text.empty() ? "--" : text;
}

void heard_line(std::string* out, const char* protocol, const std::string& text) {
  *out += fmt::format("  {:<6}{}\n", protocol, wrapped(text, 8));
}

std::string heard_text(const PortHeard& heard) {
  std::string out;
  for (const LldpHeard& lldp : heard.lldp)
    heard_line(&out, "LLDP",
               fmt::format("{} {}{}{}", lldp.system_name.empty() ? lldp.chassis : lldp.system_name,
                           lldp.port, lldp.vlan ? fmt::format(", VLAN {}", *lldp.vlan) : "",
                           lldp.system_description.empty() ? "" : ": " + lldp.system_description));
  for (const CdpHeard& cdp : heard.cdp)
    heard_line(&out, "CDP", fmt::format("{} {} {}", cdp.device, cdp.port, cdp.platform));
  for (const LacpHeard& lacp : heard.lacp)
    heard_line(&out, "LACP",
               fmt::format("system {} key {} port {}, {}", lacp.system, lacp.key, lacp.port,
                           lacp.state & 2 ? "fast" : "slow"));
  for (const StpHeard& stp : heard.stp)
    heard_line(
        &out, "STP",
        fmt::format("bridge {} port {:04x}, root {}", mac_id(stp.bridge_priority, stp.bridge),
                    stp.port, mac_id(stp.root_priority, stp.root)));
  if (out.empty() && heard.listened)
    return "  nothing heard\n";
  return out;
}

std::string ports_text(const Advice& advice, const Paint& paint) {
  std::string out;
  for (const auto& [port, heard] : advice.ports) {
    out += fmt::format("{}  {}  {}  {}", paint.strong(port.name), link_text(port),
                       known(port.driver), state_text(port));
    if (!port.master.empty())
      out += fmt::format("  in {} ({})", visible(port.master), known(port.master_kind));
    out += "\n" + heard_text(heard);
  }
  return out;
}

std::string value_text(const std::optional<bool>& value) {
  return !value ? "?" : *value ? "yes" : "no";
}

std::string facts_text(const Facts& facts) {
  std::string out = "What is known\n";
  const std::pair<const char*, const Fact*> all[] = {{"same switch", &facts.same_switch},
                                                     {"managed", &facts.managed},
                                                     {"mlag", &facts.mlag},
                                                     {"guests", &facts.guests},
                                                     {"transit", &facts.transit}};
  for (const auto& [name, fact] : all)
    out +=
        fmt::format("  {:<12}{:<5}{}\n", name, value_text(fact->value), wrapped(fact->because, 19));
  return out;
}

std::string others_text(const Advice& advice) {
  std::string out = "Why not\n";
  for (const Verdict& verdict : advice.others)
    out += fmt::format("  {:<15}{}\n", method_word(verdict.method), wrapped(verdict.why, 17));
  return out;
}

std::string questions_text(const Advice& advice) {
  std::string out = "What would tell more\n";
  for (const Question& question : advice.questions)
    out += fmt::format("  {:<23}{}\n", question.flag + " yes|no", wrapped(question.text, 25));
  return out;
}

std::string findings_text(const Advice& advice, const Paint& paint) {
  std::string out = "To mind\n";
  for (const Finding& finding : advice.findings) {
    const PaintWord colour = finding.weight == Weight::kProblem   ? &Paint::bad
                             : finding.weight == Weight::kWarning ? &Paint::warn
                                                                  : &Paint::good;
    const std::string word = weight_word(finding.weight);
    out += fmt::format("  {}{}{}\n", (paint.*colour)(word), std::string(9 - word.size(), ' '),
                       wrapped(finding.text, 11));
    if (!finding.remedy.empty())
      out += fmt::format("           {}\n", wrapped(finding.remedy, 11));
  }
  return out;
}

std::string switch_text(const SwitchLines& lines, const Paint& paint) {
  std::string out = fmt::format("On the switch: {}\n", paint.strong(lines.title));
  for (const std::string& line : lines.lines)
    out += fmt::format("    {}\n", visible(line));
  for (const std::string& note : lines.notes)
    out += fmt::format("  {}\n", wrapped(note, 2));
  return out;
}

Json optional_json(const auto& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json text_json(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json heard_json(const PortHeard& heard) {
  Json lldp = Json::array(), cdp = Json::array(), lacp = Json::array(), stp = Json::array();
  for (const LldpHeard& l : heard.lldp)
    lldp.push_back({{"chassis", l.chassis},
                    {"port", l.port},
                    {"port_description", text_json(l.port_description)},
                    {"system_name", text_json(l.system_name)},
                    {"system_description", text_json(l.system_description)},
                    {"forwards", optional_json(l.forwards)},
                    {"aggregated", optional_json(l.aggregated)},
                    {"vlan", optional_json(l.vlan)}});
  for (const CdpHeard& c : heard.cdp)
    cdp.push_back({{"device", c.device},
                   {"port", c.port},
                   {"platform", text_json(c.platform)},
                   {"version", text_json(c.version)},
                   {"vlan", optional_json(c.vlan)}});
  for (const LacpHeard& a : heard.lacp)
    lacp.push_back({{"system_priority", a.system_priority},
                    {"system", a.system},
                    {"key", a.key},
                    {"port", a.port},
                    {"state", a.state}});
  for (const StpHeard& s : heard.stp)
    stp.push_back({{"version", s.version},
                   {"bridge", mac_id(s.bridge_priority, s.bridge)},
                   {"root", mac_id(s.root_priority, s.root)},
                   {"root_cost", s.root_cost},
                   {"port", s.port},
                   {"vlan", s.vlan ? Json(s.vlan) : Json(nullptr)}});
  return {{"lldp", lldp}, {"cdp", cdp}, {"lacp", lacp}, {"stp", stp}};
}

Json ports_json(const Advice& advice) {
  Json list = Json::array();
  for (const auto& [port, heard] : advice.ports)
    list.push_back({{"name", port.name},
                    {"driver", text_json(port.driver)},
                    {"up", port.up},
                    {"carrier", port.carrier},
                    {"speed_mbps", port.speed_mbps ? Json(port.speed_mbps) : Json(nullptr)},
                    {"duplex", port.duplex > 1 ? Json(nullptr) : Json(duplex_word(port.duplex))},
                    {"master", text_json(port.master)},
                    {"addresses", port.addresses},
                    {"guests", port.guests},
                    {"listened", heard.listened},
                    {"problem", text_json(heard.problem)},
                    {"heard", heard_json(heard)}});
  return list;
}

Json fact_json(const Fact& fact) {
  return {{"value", optional_json(fact.value)},
          {"because", fact.because},
          {"contrary", text_json(fact.contrary)}};
}

Json facts_json(const Facts& facts) {
  return {{"same_switch", fact_json(facts.same_switch)},
          {"managed", fact_json(facts.managed)},
          {"mlag", fact_json(facts.mlag)},
          {"guests", fact_json(facts.guests)},
          {"transit", fact_json(facts.transit)}};
}

Json switches_json(const Advice& advice) {
  Json list = Json::array();
  for (const SwitchLines& lines : advice.switches)
    list.push_back({{"vendor", vendor_word(lines.vendor)},
                    {"title", lines.title},
                    {"lines", lines.lines},
                    {"notes", lines.notes}});
  return list;
}

}  // namespace

std::string advice_text(const Advice& advice, const Paint& paint) {
  std::string out = ports_text(advice, paint);
  if (advice.ports.size() > 1)
    out += "\n" + facts_text(advice.facts);
  out += fmt::format("\n{}\n  {}\n",
                     advice.method == Method::kNone
                         ? paint.bad("No method fits")
                         : "Best: " + paint.strong(method_word(advice.method)),
                     wrapped(advice.why, 2));
  if (!advice.commands.empty())
    out += "\n";
  for (const std::string& command : advice.commands)
    out += command_lines(visible(command), "    ");
  if (!advice.others.empty())
    out += "\n" + others_text(advice);
  if (!advice.questions.empty())
    out += "\n" + questions_text(advice);
  if (!advice.findings.empty())
    out += "\n" + findings_text(advice, paint);
  for (const SwitchLines& lines : advice.switches)
    out += "\n" + switch_text(lines, paint);
  return out;
}

std::string advice_json(const Advice& advice) {
  Json others = Json::array(), questions = Json::array(), findings = Json::array();
  for (const Verdict& verdict : advice.others)
    others.push_back({{"method", method_word(verdict.method)}, {"why", verdict.why}});
  for (const Question& question : advice.questions)
    questions.push_back({{"flag", question.flag}, {"text", question.text}});
  for (const Finding& finding : advice.findings)
    findings.push_back({{"weight", weight_word(finding.weight)},
                        {"about", finding.about},
                        {"text", finding.text},
                        {"remedy", text_json(finding.remedy)}});
  const Json answer = {{"schema", kSchema},
                       {"method", method_word(advice.method)},
                       {"why", advice.why},
                       {"bond", text_json(advice.bond)},
                       {"members", advice.members},
                       {"command", text_json(advice.command)},
                       {"commands", advice.commands},
                       {"facts", facts_json(advice.facts)},
                       {"others", others},
                       {"questions", questions},
                       {"findings", findings},
                       {"switches", switches_json(advice)},
                       {"ports", ports_json(advice)}};
  return Json::array({answer}).dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace bondctl
