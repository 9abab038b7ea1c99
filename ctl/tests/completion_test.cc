// SPDX-License-Identifier: GPL-2.0-or-later
// completion/ in shells: bash and zsh are typed into, and what bondctl is run with in the end
// counts; fish is asked what it would offer.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace bondctl {
namespace {

/// What bondctl answers to "complete WORD...": lines, a word and its help. Otherwise it writes down
/// what it is run with.
constexpr char kBondctl[] = R"(#!/bin/bash
if [[ $1 != complete ]]; then
  printf '<%s>' "$@" >"${0%/*}/ran"
  exit
fi
line="${*:2}"
# Where a shell leaves "--option=value" as it is, so does bondctl.
[[ $line != *" --arp-validate="* ]] || { printf -- '--arp-validate=none\n'; exit; }
case $line in
sh) printf 'show\thow it is\n' ;;
"show bo") printf 'bond0\tactive-backup\n' ;;
"set bond0 --arp-v") printf -- '--arp-validate\twhat counts\n' ;;
"set bond0 --arp-validate no") printf 'none\n' ;;
"set bond0 --arp-validate ") printf 'none\n' ;;
"set bond0 --lacp-partner-pin 00:1b:2") printf '00:1b:21:00:00:0a\tpartner of eth0\n' ;;
"hash bond0 s") printf 'src=\tsource\n' ;;
"hash bond0 proto=u") printf 'proto=udp\n' ;;
"hash bond0 src=fd00::1 proto=") printf 'proto=udp\n' ;;
"add bond0 --member eth0,") printf 'eth0,eth1\tdevice\n' ;;
"explain bond0 e") printf 'eth;0\tmember of bond0\n' ;;
esac
)";

constexpr char kPrompt[] = "type> ";

/// A folder with that bondctl in it, and where a shell's own files go.
class Completion : public testing::Test {
 protected:
  Completion() {
    std::filesystem::create_directories(folder_);
    write("bondctl", kBondctl);
    std::filesystem::permissions(folder_ + "/bondctl", std::filesystem::perms::owner_all);
  }
  ~Completion() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ + "/" + name) << text;
  }
  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder_ + "/" + name).rdbuf();
    return text.str();
  }

  static bool installed(const std::string& program) {
    return std::system(("command -v " + program + " >/dev/null").c_str()) == 0;
  }
  /// In a child: that bondctl comes first, and nothing of the user's is read or written.
  void settle() const {
    const std::string path = folder_ + ":" + std::getenv("PATH");
    setenv("PATH", path.c_str(), 1);
    setenv("TERM", "dumb", 1);
    setenv("INPUTRC", "/dev/null", 1);
    setenv("HISTFILE", "", 1);
    setenv("HOME", folder_.c_str(), 1);
    setenv("ZDOTDIR", folder_.c_str(), 1);
  }

  const std::string source_ = std::string(BONDCTL_SOURCE) + "completion";
  const std::string folder_ = testing::TempDir() + "bondctl-shell-" + std::to_string(getpid());
};

class TypedCompletion : public Completion {
 protected:
  /// The arguments that bondctl is run with when this is typed.
  std::string typed(const std::string& line) {
    std::filesystem::remove(folder_ + "/ran");
    int screen = -1;
    const pid_t shell = forkpty(&screen, nullptr, nullptr, nullptr);
    if (shell == 0) {
      settle();
      become();
      _exit(127);
    }
    wait_for(screen, kPrompt);
    type(screen, line + "\n");
    wait_for(screen, kPrompt);
    type(screen, "exit\n");
    wait_for(screen, "what never comes");
    close(screen);
    EXPECT_EQ(waitpid(shell, nullptr, 0), shell);
    return read("ran");
  }

 private:
  virtual void become() const = 0;

  static void type(int screen, const std::string& keys) {
    EXPECT_EQ(::write(screen, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
  }

  /// Until this is on the screen, or nothing more comes.
  static void wait_for(int screen, const std::string& words) {
    std::string seen;
    char piece[256];
    pollfd ready = {screen, POLLIN, 0};
    while (seen.find(words) == std::string::npos && poll(&ready, 1, 20000) > 0) {
      const ssize_t size = ::read(screen, piece, sizeof(piece));
      if (size <= 0)
        return;
      seen.append(piece, static_cast<std::size_t>(size));
    }
  }
};

class BashCompletion : public TypedCompletion {
 protected:
  BashCompletion() {
    write("rc", "source '" + source_ + "/bondctl.bash'\nPS1='" + kPrompt + "'\n");
  }

 private:
  void become() const override {
    execlp("bash", "bash", "--noprofile", "--rcfile", (folder_ + "/rc").c_str(), "-i", nullptr);
  }
};

class ZshCompletion : public TypedCompletion {
 protected:
  ZshCompletion() {
    write(".zshrc", "fpath=('" + source_ +
                        "' $fpath)\nautoload -Uz compinit\ncompinit -u -D\nPS1='" + kPrompt +
                        "'\n");
  }
  void SetUp() override {
    if (!installed("zsh"))
      GTEST_SKIP() << "no zsh";
  }

 private:
  void become() const override { execlp("zsh", "zsh", "-d", "-i", nullptr); }
};

class FishCompletion : public Completion {
 protected:
  void SetUp() override {
    if (!installed("fish"))
      GTEST_SKIP() << "no fish";
  }

  /// What it offers for the end of this line, words with their help.
  std::string offered(const std::string& line) {
    const pid_t shell = fork();
    if (shell == 0) {
      settle();
      const std::string ask = "source '" + source_ + "/bondctl.fish'; complete -C '" + line +
                              "' >'" + folder_ + "/offered'";
      execlp("fish", "fish", "-c", ask.c_str(), nullptr);
      _exit(127);
    }
    EXPECT_EQ(waitpid(shell, nullptr, 0), shell);
    return read("offered");
  }
};

TEST_F(BashCompletion, Verbs) {
  EXPECT_EQ(typed("bondctl sh\t"), "<show>");
}

TEST_F(BashCompletion, Bonds) {
  EXPECT_EQ(typed("bondctl show bo\t"), "<show><bond0>");
}

TEST_F(BashCompletion, OptionsAndTheirValues) {
  EXPECT_EQ(typed("bondctl set bond0 --arp-v\tno\t"), "<set><bond0><--arp-validate><none>");
  EXPECT_EQ(typed("bondctl set bond0 --arp-validate=no\t"), "<set><bond0><--arp-validate=none>");
  EXPECT_EQ(typed("bondctl set bond0 --arp-validate=\t"), "<set><bond0><--arp-validate=none>");
}

TEST_F(BashCompletion, ValuesWithColons) {
  EXPECT_EQ(typed("bondctl set bond0 --lacp-partner-pin 00:1b:2\t"),
            "<set><bond0><--lacp-partner-pin><00:1b:21:00:00:0a>");
  EXPECT_EQ(typed("bondctl set bond0 --lacp-partner-pin=00:1b:2\t"),
            "<set><bond0><--lacp-partner-pin=00:1b:21:00:00:0a>");
}

TEST_F(BashCompletion, KeysAndTheirValues) {
  EXPECT_EQ(typed("bondctl hash bond0 s\t10.0.0.1"), "<hash><bond0><src=10.0.0.1>");
  EXPECT_EQ(typed("bondctl hash bond0 proto=u\t"), "<hash><bond0><proto=udp>");
  EXPECT_EQ(typed("bondctl hash bond0 src=fd00::1 proto=\t"),
            "<hash><bond0><src=fd00::1><proto=udp>");
}

TEST_F(BashCompletion, Lists) {
  EXPECT_EQ(typed("bondctl add bond0 --member eth0,\t"), "<add><bond0><--member><eth0,eth1>");
}

TEST_F(BashCompletion, NothingThatBashWouldObey) {
  EXPECT_EQ(typed("bondctl explain bond0 e\t"), "<explain><bond0><eth;0>");
}

TEST_F(BashCompletion, NothingWhereNothingFits) {
  EXPECT_EQ(typed("bondctl show none\t"), "<show><none>");
}

TEST_F(ZshCompletion, VerbsBondsOptionsAndValues) {
  EXPECT_EQ(typed("bondctl sh\tbo\t"), "<show><bond0>");
  EXPECT_EQ(typed("bondctl set bond0 --arp-v\tno\t"), "<set><bond0><--arp-validate><none>");
  EXPECT_EQ(typed("bondctl set bond0 --arp-validate=no\t"), "<set><bond0><--arp-validate=none>");
  EXPECT_EQ(typed("bondctl set bond0 --lacp-partner-pin 00:1b:2\t"),
            "<set><bond0><--lacp-partner-pin><00:1b:21:00:00:0a>");
}

TEST_F(ZshCompletion, NoBlankWhereMoreFollows) {
  EXPECT_EQ(typed("bondctl hash bond0 s\t10.0.0.1"), "<hash><bond0><src=10.0.0.1>");
  EXPECT_EQ(typed("bondctl add bond0 --member eth0,\t"), "<add><bond0><--member><eth0,eth1>");
}

TEST_F(ZshCompletion, NothingThatZshWouldObey) {
  EXPECT_EQ(typed("bondctl explain bond0 e\t"), "<explain><bond0><eth;0>");
}

TEST_F(FishCompletion, VerbsBondsOptionsAndValues) {
  EXPECT_EQ(offered("bondctl sh"), "show\thow it is\n");
  EXPECT_EQ(offered("bondctl show bo"), "bond0\tactive-backup\n");
  EXPECT_EQ(offered("bondctl set bond0 --arp-v"), "--arp-validate\twhat counts\n");
  EXPECT_EQ(offered("bondctl set bond0 --arp-validate no"), "none\n");
  EXPECT_EQ(offered("bondctl set bond0 --arp-validate=no"), "--arp-validate=none\n");
  EXPECT_EQ(offered("bondctl show none"), "");
}

}  // namespace
}  // namespace bondctl
