// SPDX-License-Identifier: GPL-2.0-or-later
// The man page tells what the program does: the same options, reasons and commands.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "codec.h"
#include "flow.h"
#include "golden.h"
#include "printer.h"
#include "sample.h"
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

TEST(Man, NamesEveryReason) {
  const std::string page = read_source("bondctl.8");
  for (std::uint32_t reason = 0; reason < reason_count(); reason++)
    EXPECT_NE(page.find("\n.B " + reason_word(reason) + "\n"), std::string::npos)
        << reason_word(reason);
}

TEST(Man, NamesEveryKeyOfAFlow) {
  const std::string page = read_source("bondctl.8");
  for (const FlowKey& key : flow_keys())
    EXPECT_NE(page.find(std::string("\\fB") + key.name + "="), std::string::npos) << key.name;
}

/// Keys of the JSON of buckets and hash.
TEST(Man, NamesTheKeysOfTheJson) {
  const std::string page = read_source("bondctl.8");
  const std::string json = page.substr(page.find("\n.SH JSON"));
  for (const std::string& text : {buckets_json(sample::table({sample::bucket(0, "eth0", {})})),
                                  flow_json(decode_flow(sample::flow_reply(), {}))}) {
    const nlohmann::json object = nlohmann::json::parse(text)[0];
    for (const auto& [key, value] : object.items())
      EXPECT_NE(json.find(key), std::string::npos) << key;
  }
}

TEST(Man, NamesEveryCommand) {
  const std::string page = read_source("bondctl.8");
  for (const char* verb : {"show", "add", "set", "del", "member", "monitor", "explain", "history",
                           "buckets", "hash", "wait", "check", "options"})
    EXPECT_NE(page.find(std::string("\n.B bondctl ") + verb), std::string::npos) << verb;
}

}  // namespace
}  // namespace bondctl
