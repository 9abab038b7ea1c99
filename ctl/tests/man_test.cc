// SPDX-License-Identifier: GPL-2.0-or-later
// The man page tells what the program does: the same options, reasons and commands.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <CLI/App.hpp>
#include <iostream>
#include <nlohmann/json.hpp>
#include <regex>

#include "alb_sample.h"
#include "cli.h"
#include "codec.h"
#include "flow.h"
#include "golden.h"
#include "lacp.h"
#include "lacp_sample.h"
#include "options.h"
#include "printer.h"
#include "printer_advice.h"
#include "sample.h"
#include "stp_options.h"
#include "stp_sample.h"
#include "words.h"

namespace bondctl {
namespace {

const char kBegin[] = ".\\\" begin of bondctl options --man\n";
const char kEnd[] = ".\\\" end of bondctl options --man\n";

TEST(Man, HasTheOptionsOfTheTable) {
  const std::string page = read_source("bondctl.8");
  const std::size_t begin = page.find(kBegin);
  const std::size_t end = page.find(kEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const std::size_t start = begin + sizeof(kBegin) - 1;
  EXPECT_EQ(page.substr(start, end - start), options_man())
      << "put the output of 'bondctl options --man' between the marks";
}

TEST(Man, OfTheModuleNamesEveryOptionModeAndParameter) {
  const std::string page = read_source("netbond.4");
  const std::size_t options = page.find("\n.SH OPTIONS");
  ASSERT_NE(options, std::string::npos);
  for (const OptionRow& row : option_rows())
    EXPECT_NE(page.find(fmt::format("\n.BR {} ", row.name), options), std::string::npos)
        << row.name;
  for (std::string mode : option_words(*find_option("mode"))) {
    for (std::size_t at = 0; (at = mode.find('-', at)) != std::string::npos; at += 2)
      mode.insert(at, "\\");
    EXPECT_NE(page.find("\n.BR " + mode + " "), std::string::npos) << mode;
  }
  const std::string parameters = read_source("../kmod/param.c");
  static const std::regex row("\\{ \"(\\w+)\", &");
  for (std::sregex_iterator i(parameters.begin(), parameters.end(), row), end; i != end; ++i) {
    const std::size_t at = page.find("\n.BR " + (*i)[1].str() + " ");
    EXPECT_LT(at, options) << (*i)[1];
  }
}

const char kReasonsBegin[] = ".\\\" begin of the reasons\n";
const char kReasonsEnd[] = ".\\\" end of the reasons\n";

TEST(Man, TellsWhatEveryReasonMeansAndWhatMendsIt) {
  const std::string page = read_source("bondctl.8");
  const std::size_t begin = page.find(kReasonsBegin);
  const std::size_t end = page.find(kReasonsEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const std::size_t start = begin + sizeof(kReasonsBegin) - 1;
  EXPECT_EQ(page.substr(start, end - start), reasons_man()) << "put the latter between the marks";
  for (std::uint32_t reason = 0; reason < reason_count(); reason++)
    EXPECT_NE(page.find("\n.B " + reason_word(reason) + "\n"), std::string::npos)
        << reason_word(reason);
}

TEST(Man, NamesEveryKeyOfAFlow) {
  const std::string page = read_source("bondctl.8");
  for (const FlowKey& key : flow_keys())
    EXPECT_NE(page.find(std::string("\\fB") + key.name + "="), std::string::npos) << key.name;
}

void expect_keys(const nlohmann::json& value, const std::string& section) {
  for (const auto& [key, inner] : value.items()) {
    if (value.is_object()) {
      EXPECT_NE(section.find(key), std::string::npos) << key;
    }
    if (inner.is_structured())
      expect_keys(inner, section);
  }
}

/// Keys of the JSON of buckets, clients and hash.
TEST(Man, NamesTheKeysOfTheJson) {
  const std::string page = read_source("bondctl.8");
  const std::string keys = page.substr(page.find("\n.SH JSON"));
  for (const std::string& text :
       {buckets_json(sample::table({sample::bucket(0, "eth0", {})})),
        clients_json(sample::client_table()), flow_json(decode_flow(sample::flow_reply(), {}))}) {
    const nlohmann::json object = nlohmann::json::parse(text)[0];
    for (const auto& [key, value] : object.items())
      EXPECT_NE(keys.find(key), std::string::npos) << key;
  }
}

/// Keys of the JSON of explain, all the way down.
TEST(Man, NamesTheKeysOfExplain) {
  const std::string page = read_source("bondctl.8");
  const std::size_t begin = page.find("\n.B explain \\-\\-json");
  ASSERT_NE(begin, std::string::npos);
  const std::string section = page.substr(begin, page.find("\n.PP", begin) - begin);
  expect_keys(
      nlohmann::json::parse(explanations_json({explain(decode_bond(sample::bond_reply()))})),
      section);
}

/// Keys of one client, and of what a bond tells of them.
TEST(Man, NamesTheKeysOfClients) {
  const std::string page = read_source("bondctl.8");
  const std::size_t begin = page.find("\n.B clients \\-\\-json");
  ASSERT_NE(begin, std::string::npos);
  expect_keys(nlohmann::json::parse(clients_json(sample::client_table())),
              page.substr(begin, page.find("\n.PP", begin) - begin));
  const std::size_t alb = page.find("\n.B alb\nis null");
  ASSERT_NE(alb, std::string::npos);
  const nlohmann::json bond =
      nlohmann::json::parse(bonds_json({decode_bond(sample::alb_reply())}))[0];
  expect_keys(bond["alb"], page.substr(alb, page.find("\n.PP", alb) - alb));
}

TEST(Man, NamesTheKeysOfAdvice) {
  const std::string page = read_source("bondctl.8");
  const std::size_t begin = page.find("\n.B advise \\-\\-json");
  ASSERT_NE(begin, std::string::npos);
  HostView host;
  Candidate port;
  port.port.name = port.heard.name = "eth0";
  port.heard.lldp.resize(1);
  port.heard.cdp.resize(1);
  port.heard.lacp.resize(1);
  port.heard.stp.resize(1);
  expect_keys(nlohmann::json::parse(advice_json(advise(host, {port, port}, {}))),
              page.substr(begin, page.find("\n.PP", begin) - begin));
}

/// Keys of the JSON of LACP, all the way down.
TEST(Man, NamesTheKeysOfLacp) {
  const std::string page = read_source("bondctl.8");
  const std::size_t begin = page.find("\n.B lacp\nis null");
  ASSERT_NE(begin, std::string::npos);
  const std::string section = page.substr(begin, page.find("\n.PP", begin) - begin);
  const nlohmann::json bond =
      nlohmann::json::parse(bonds_json({decode_bond(sample::lag_reply())}))[0];
  expect_keys(bond["lacp"], section);
  expect_keys(bond["members"][0]["lacp"], section);
}

TEST(Man, NamesTheOptionsOfModeStp) {
  const std::string page = read_source("bondctl.8");
  const std::size_t begin = page.find("\n.SH MODE STP\n");
  ASSERT_NE(begin, std::string::npos);
  const std::string section = page.substr(begin, page.find("\n.SH BALANCE") - begin);
  for (const StpOptionRow& row : stp_option_rows()) {
    std::string flag = stp_option_flag(row);
    for (std::size_t at = flag.find('-'); at != std::string::npos; at = flag.find('-', at + 2))
      flag.insert(at, "\\");
    EXPECT_NE(section.find(".B " + flag + "\n"), std::string::npos) << flag;
    EXPECT_NE(section.find(stp_option_allowed(row)), std::string::npos) << flag;
    EXPECT_NE(section.find("Default: " + stp_option_text(row, row.def)), std::string::npos) << flag;
  }
}

/// Keys of the JSON of bridges, all the way down.
TEST(Man, NamesTheKeysOfStp) {
  const std::string page = read_source("bondctl.8");
  const std::size_t begin = page.find("\n.B stp\nis null");
  ASSERT_NE(begin, std::string::npos);
  const std::string section = page.substr(begin, page.find("\n.PP", begin) - begin);
  const nlohmann::json bond = nlohmann::json::parse(bonds_json({sample::stp_bond()}))[0];
  expect_keys(bond["stp"], section);
  expect_keys(bond["members"][0]["stp"], section);
}

TEST(Man, NamesEveryFlagAndState) {
  const std::string page = read_source("bondctl.8");
  const std::size_t begin = page.find("\n.SH LACP\n");
  ASSERT_NE(begin, std::string::npos);
  const std::string section = page.substr(begin, page.find("\n.SH REASONS") - begin);
  for (std::uint32_t bit = 0; bit < 8; bit++) {
    const std::string flag = lacp_flag_words(1u << bit).at(0);
    EXPECT_NE(section.find(".B " + flag + " \\fR(" + std::to_string(1u << bit) + ")"),
              std::string::npos)
        << flag;
  }
  const auto expect_words = [&](std::string (*word)(std::uint32_t)) {
    for (std::uint32_t i = 0; !word(i).starts_with("unknown_"); i++)
      EXPECT_NE(section.find(word(i)), std::string::npos) << word(i);
  };
  for (const auto& word :
       {lacp_selected_word, lacp_rx_word, lacp_periodic_word, lacp_mux_word, lacp_churn_word})
    expect_words(word);
}

TEST(Man, NamesEveryCommand) {
  const std::string page = read_source("bondctl.8");
  for (const char* verb :
       {"show",    "add",     "set",  "del",     "member",   "monitor", "explain", "history",
        "buckets", "clients", "hash", "wait",    "check",    "advise",  "metrics", "options",
        "export",  "apply",   "try",  "confirm", "rollback", "import"})
    EXPECT_NE(page.find(std::string("\n.B bondctl ") + verb), std::string::npos) << verb;
}

/// The lines of the synopsis that are about a command, as a terminal shows them.
std::string synopsis_of(const std::string& command) {
  const std::string page = read_source("bondctl.8");
  std::string text = page.substr(page.find("\n.SH SYNOPSIS\n"));
  text = text.substr(0, text.find("\n.fi\n"));
  text = std::regex_replace(text, std::regex("\\\\f[A-Z]"), "");
  text = std::regex_replace(text, std::regex("\\\\-"), "-");
  text = std::regex_replace(text, std::regex("\n\\.ti [^\n]*\n"), " ");
  std::string lines;
  const std::regex line("\n\\.B bondctl \\[?" + command + "( [^\n]*)?(?=\n|$)");
  for (std::sregex_iterator at(text.begin(), text.end(), line), end; at != end; ++at)
    lines += at->str() + " ";
  return lines;
}

void expect_flags(CLI::App& app, const std::string& command) {
  const std::string synopsis = synopsis_of(command);
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      const bool told = std::regex_search(synopsis, std::regex("--" + name + "[^a-z-]"));
      EXPECT_TRUE(told || name == "help" || option->get_group().empty())
          << command << " --" << name << ": " << synopsis;
    }
  }
  for (CLI::App* sub : app.get_subcommands({}))
    expect_flags(*sub, command + " " + sub->get_name());
}

/// The options of a bond have a section of their own.
TEST(Man, NamesEveryFlagOfACommandInItsSynopsis) {
  Context context{nullptr, std::cout, std::cerr, false, false, {}};
  CLI::App app;
  setup_all(app, context);
  for (CLI::App* sub : app.get_subcommands({})) {
    if (!sub->get_group().empty() && sub->get_name() != "add" && sub->get_name() != "set")
      expect_flags(*sub, sub->get_name());
  }
}

}  // namespace
}  // namespace bondctl
