// SPDX-License-Identifier: GPL-2.0-or-later
// The man page tells what the program does: the same options, reasons and commands.
#include <gtest/gtest.h>

#include "golden.h"
#include "printer.h"
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

TEST(Man, NamesEveryCommand) {
  const std::string page = read_source("bondctl.8");
  for (const char* verb : {"show", "add", "set", "del", "member", "monitor", "explain", "history",
                           "wait", "check", "options"})
    EXPECT_NE(page.find(std::string("\n.B bondctl ") + verb), std::string::npos) << verb;
}

}  // namespace
}  // namespace bondctl
