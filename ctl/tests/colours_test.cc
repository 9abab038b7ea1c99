// SPDX-License-Identifier: GPL-2.0-or-later
// Colours: on terminals, unless the environment says otherwise.
#include "colours.h"

#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <string>

namespace bondctl {
namespace {

class Colours : public testing::Test {
 protected:
  Colours() {
    for (const char* name : {"NO_COLOR", "CLICOLOR_FORCE", "TERM"}) {
      if (const char* value = std::getenv(name))
        before_[name] = value;
      unsetenv(name);
    }
    setenv("TERM", "xterm", 1);
    EXPECT_EQ(openpty(&screen_, &terminal_, nullptr, nullptr, nullptr), 0);
    EXPECT_EQ(::pipe(pipe_), 0);
  }
  ~Colours() override {
    for (const int file : {screen_, terminal_, pipe_[0], pipe_[1]})
      close(file);
    for (const char* name : {"NO_COLOR", "CLICOLOR_FORCE", "TERM"})
      unsetenv(name);
    for (const auto& [name, value] : before_)
      setenv(name.c_str(), value.c_str(), 1);
  }

  bool on_terminal() const { return wants_colours(terminal_); }
  bool into_pipe() const { return wants_colours(pipe_[1]); }

 private:
  std::map<std::string, std::string> before_;
  int screen_ = -1;
  int terminal_ = -1;
  int pipe_[2] = {-1, -1};
};

TEST_F(Colours, AreForTerminals) {
  EXPECT_TRUE(on_terminal());
  EXPECT_FALSE(into_pipe());
}

TEST_F(Colours, CanBeDeclined) {
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(on_terminal());
  setenv("NO_COLOR", "0", 1);
  EXPECT_FALSE(on_terminal()) << "any word declines";
  setenv("NO_COLOR", "", 1);
  EXPECT_TRUE(on_terminal()) << "none does not";
}

TEST_F(Colours, CanBeHadInAPipe) {
  setenv("CLICOLOR_FORCE", "1", 1);
  EXPECT_TRUE(into_pipe());
  setenv("CLICOLOR_FORCE", "", 1);
  EXPECT_FALSE(into_pipe());
  setenv("CLICOLOR_FORCE", "0", 1);
  EXPECT_FALSE(into_pipe());
  EXPECT_TRUE(on_terminal());
}

TEST_F(Colours, AreNotForTerminalsThatKnowNone) {
  setenv("TERM", "dumb", 1);
  EXPECT_FALSE(on_terminal());
  setenv("CLICOLOR_FORCE", "1", 1);
  EXPECT_TRUE(on_terminal());
}

TEST_F(Colours, DeclinedIsDeclinedWhateverIsForced) {
  setenv("NO_COLOR", "1", 1);
  setenv("CLICOLOR_FORCE", "1", 1);
  EXPECT_FALSE(on_terminal());
  EXPECT_FALSE(into_pipe());
}

}  // namespace
}  // namespace bondctl
