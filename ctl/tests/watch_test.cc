// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch.h"

#include <gtest/gtest.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "alb_sample.h"
#include "codec.h"
#include "golden.h"
#include "lacp_sample.h"
#include "sample.h"
#include "stp_sample.h"
#include "watch_frame.h"
#include "words.h"

namespace bondctl {
namespace {

using wire::operator+;
using std::chrono::seconds;

Bytes link(std::uint32_t ifindex, const std::string& name, std::uint64_t sent,
           std::uint64_t received) {
  rtnl_link_stats64 stats{};
  stats.tx_bytes = sent;
  stats.rx_bytes = received;
  ifinfomsg info{};
  info.ifi_index = static_cast<int>(ifindex);
  return wire::message(
      RTM_NEWLINK, NLM_F_MULTI,
      wire::raw(info) + wire::str(IFLA_IFNAME, name) + wire::attr(IFLA_STATS64, wire::raw(stats)));
}

WatchState sample_state() {
  setenv("TZ", "UTC", 1);
  tzset();
  WatchState state;
  state.now_ns = sample::kNoon + 65'000'000'000;
  state.bonds = {decode_bond(sample::bond_reply()), decode_bond(sample::quiet_reply()),
                 decode_bond(sample::lag_reply()), decode_bond(sample::alb_reply())};
  state.rates = {{3, {8.1e8, 1.2e3}}, {4, {9e7, 0}}, {5, {0, 0}}};
  state.failovers[7] = decode_event(sample::failover(3));
  state.bonds.back().failovers = 3;
  return state;
}

std::string text_of(const Frame& frame) {
  std::string text;
  for (const std::string& line : frame.lines)
    text += line + "\n";
  return text;
}

/// Columns on the screen: colours take none.
std::size_t width_of(const std::string& line) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < line.size(); i++) {
    if (line[i] == '\033')
      i = line.find('m', i);
    else
      width++;
  }
  return width;
}

TEST(WatchFrame, ShowsBonds) {
  expect_golden("watch.txt", text_of(watch_frame(sample_state(), 80, 0, Paint(false))));
  expect_golden("watch_narrow.txt", text_of(watch_frame(sample_state(), 40, 0, Paint(false))));
  expect_golden("watch_short.txt", text_of(watch_frame(sample_state(), 80, 10, Paint(false))));
}

TEST(WatchFrame, FitsAnyScreen) {
  WatchState state = sample_state();
  state.bonds[0].name = "\033[2J\xc3\xbc\n";
  for (const bool colours : {false, true}) {
    for (std::size_t width = 1; width < 200; width++) {
      for (const std::size_t height : {1, 2, 3, 7, 24, 60}) {
        const Frame frame = watch_frame(state, width, height, Paint(colours));
        EXPECT_LE(frame.lines.size(), height) << width << "x" << height;
        for (const std::string& line : frame.lines) {
          EXPECT_LE(width_of(line), width) << line;
          EXPECT_EQ(line.find('\n'), std::string::npos) << line;
        }
      }
    }
  }
}

/// From the narrowest promised width on no bar is cut, where names are of the usual length.
TEST(WatchFrame, ShowsWholeBarsFromFortyColumnsOn) {
  for (std::size_t width = kNarrowest; width < 130; width++) {
    const std::string text = text_of(watch_frame(sample_state(), width, 0, Paint(false)));
    EXPECT_NE(text.find(" 100%  1.2k\n"), std::string::npos) << width << "\n" << text;
  }
}

TEST(WatchFrame, ScrollsToTheEndAndNoFurther) {
  WatchState state = sample_state();
  state.scroll = 1000;
  const Frame end = watch_frame(state, 80, 10, Paint(false));
  EXPECT_LT(end.scroll, 100u);
  EXPECT_NE(end.lines.back().find(" 0 below"), std::string::npos);
  state.scroll = end.scroll;
  EXPECT_EQ(watch_frame(state, 80, 10, Paint(false)).lines, end.lines);
  EXPECT_EQ(watch_frame(state, 80, 200, Paint(false)).scroll, 0u);
}

/// Its failovers have no history: "last ?" stood there for ever.
TEST(WatchFrame, SaysOfABridgeWhatIsKnown) {
  WatchState state;
  state.bonds = {sample::stp_bond()};
  const std::string text = text_of(watch_frame(state, 80, 24, Paint(false)));
  EXPECT_NE(text.find("\n  failovers 2\n"), std::string::npos) << text;
}

TEST(WatchFrame, SaysWhyThereIsNothing) {
  WatchState state;
  EXPECT_NE(text_of(watch_frame(state, 80, 24, Paint(false))).find("no bonds"), std::string::npos);
  state.notice = "the netbond module is not loaded";
  const Frame frame = watch_frame(state, 80, 24, Paint(false));
  ASSERT_EQ(frame.lines.size(), 1u);
  EXPECT_NE(frame.lines[0].find("not loaded"), std::string::npos);
}

TEST(WatchFrame, WritesRatesShort) {
  for (const auto& [rate, text] :
       std::initializer_list<std::pair<double, const char*>>{{0, "0"},
                                                             {7, "7"},
                                                             {999.4, "999"},
                                                             {999.6, "1.0k"},
                                                             {1234, "1.2k"},
                                                             {99'949, "99.9k"},
                                                             {99'960, "100k"},
                                                             {999'600, "1.0M"},
                                                             {8.12e8, "812M"},
                                                             {4e11, "400G"},
                                                             {1e15, "1.0P"}})
    EXPECT_EQ(rate_text(rate), text);
}

TEST(Traffic, IsTheDifferenceOfTwoLooks) {
  Traffic traffic(seconds(1));
  const Clock::time_point start;
  traffic.look({{3, {1000, 500}}, {4, {9, 9}}}, start);
  EXPECT_TRUE(traffic.rates().empty());
  traffic.look({{3, {3000, 500}}, {4, {5, 9}}, {5, {1, 1}}}, start + seconds(2));
  ASSERT_EQ(traffic.rates().size(), 1u) << "of those that went back or are new nothing is known";
  EXPECT_EQ(traffic.rates().at(3).sent, 8000);
  EXPECT_EQ(traffic.rates().at(3).received, 0);
  traffic.look({{3, {999'999, 500}}}, start + std::chrono::milliseconds(2500));
  EXPECT_EQ(traffic.rates().at(3).sent, 8000) << "too soon";
}

TEST(Traffic, ReadsTheCountersOfLinks) {
  const auto bytes =
      link_bytes({decode_link(link(3, "eth0", 1ull << 40, 7)),
                  decode_link(wire::message(
                      RTM_NEWLINK, 0, wire::raw(ifinfomsg{}) + wire::str(IFLA_IFNAME, "odd")))});
  ASSERT_EQ(bytes.size(), 1u);
  EXPECT_EQ(bytes.at(3).sent, 1ull << 40);
  EXPECT_EQ(bytes.at(3).received, 7u);
}

// ---- the command

/// Events without an end, of whoever joined their group.
class Storm : public wire::FakeKernel {
 public:
  using FakeKernel::FakeKernel;
  void join(std::uint32_t group) override {
    joined_ |= group == wire::kEventGroup;
    FakeKernel::join(group);
  }
  Received receive(Deadline deadline) override {
    Received next = FakeKernel::receive(deadline);
    if (joined_ && next.kind == Received::kTimeout)
      return {Received::kData, sample::failover(3)};
    return next;
  }

 private:
  bool joined_ = false;
};

/// A kernel that tells the same of one bond again and again, while its members send.
struct Kernel {
  explicit Kernel(int looks = 200) {
    for (int i = 0; i < looks; i++) {
      const auto sent = static_cast<std::uint64_t>(i) * 3'000'000;
      script.answers.push_back({sample::bond_reply(), wire::done()});
      route.answers.push_back({wire::done()});  // no bridges
      route.answers.push_back({link(3, "eth0", sent, sent), link(4, "eth1", sent / 3, 0),
                               link(5, "eth2", 0, 0), wire::done()});
      if (i == 0)
        script.answers.push_back({sample::event(2, NETBOND_EVENT_VOTE, 1, {}), sample::failover(3),
                                  sample::event(4, NETBOND_EVENT_STATE, 1, {}), wire::done()});
    }
  }
  Context context(std::ostream& out, std::ostream& err) {
    Context made{wire::connect_to(script), out, err, false, false, {}};
    if (storm)
      made.connect = [this] { return std::make_unique<Storm>(script); };
    made.connect_route = wire::connect_to(route);
    made.ask.may_be_bridge = [](const std::string&) { return true; };
    made.ask.may_have_bridges = [] { return true; };
    return made;
  }
  wire::Script script;
  wire::Script route;
  bool storm = false;
};

struct WatchResult {
  int code;
  std::string out;
  std::string err;
};

WatchResult run(Kernel& kernel, const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  Context context = kernel.context(out, err);
  context.sleep = [](Clock::duration) { usleep(60'000); };
  const int code = run_bondctl(context, arguments);
  return {code, out.str(), err.str()};
}

TEST(Watch, PrintsFramesWithoutATerminal) {
  Kernel kernel;
  const WatchResult result = run(kernel, {"show", "--watch", "--count", "2", "--interval", "0.1"});
  EXPECT_EQ(result.code, 0) << result.err;
  const std::size_t second = result.out.find("\n\n", result.out.find("failovers 2"));
  ASSERT_NE(second, std::string::npos) << result.out;
  EXPECT_NE(result.out.find(" ?"), std::string::npos) << "nothing is known at the first look";
  EXPECT_NE(result.out.find(" 75% ", second), std::string::npos) << result.out;
  EXPECT_NE(result.out.find(" ago: eth0 -> eth1, no_carrier, gap 214", second), std::string::npos)
      << result.out;
  EXPECT_EQ(kernel.script.requests.size(), 3u) << "the history is read when failovers were counted";
  EXPECT_EQ(result.out.find('\033'), std::string::npos);
}

TEST(Watch, RefusesWhatItCannotDo) {
  for (const auto& [arguments, words] :
       std::initializer_list<std::pair<std::vector<std::string>, const char*>>{
           {{"show", "--watch"}, "needs a terminal"},
           {{"show", "--watch", "--json"}, "--json"},
           {{"show", "--interval", "2"}, "--watch"},
           {{"show", "--watch", "--interval", "0"}, "--interval"},
           {{"show", "--watch", "--count", "0"}, "--count"}}) {
    Kernel kernel;
    const WatchResult result = run(kernel, arguments);
    EXPECT_EQ(result.code, 2) << result.err;
    EXPECT_NE(result.err.find(words), std::string::npos) << result.err;
    EXPECT_TRUE(kernel.script.requests.empty());
  }
}

TEST(Watch, FailsAtOnceWithoutTheModule) {
  Kernel kernel;
  kernel.script.family = {wire::ack(ENOENT)};
  EXPECT_EQ(run(kernel, {"show", "--watch", "--count", "1"}).code, 1);
}

// ---- on a terminal

constexpr char kTaken[] = "\033[?1049h";
constexpr char kGivenBack[] = "\033[?1049l";

/// bondctl show --watch in a process of its own on a pseudo-terminal.
class Terminal : public testing::Test {
 protected:
  void start(Connect route = nullptr) {
    winsize size{14, 80, 0, 0};
    child_ = forkpty(&master_, nullptr, nullptr, &size);
    ASSERT_GE(child_, 0);
    if (child_ == 0)
      _exit(lead(route));
    ASSERT_TRUE(shows("bond0")) << seen_;
    EXPECT_TRUE(seen_.starts_with(kTaken));
    EXPECT_FALSE(flags() & ECHO);
  }
  void TearDown() override {
    if (child_ > 0) {
      kill(child_, SIGKILL);
      waitpid(child_, nullptr, 0);
    }
    if (master_ >= 0)
      close(master_);
  }

  /// What the leader of the terminal's session does.
  virtual int lead(const Connect& route) { return watch(route); }

  int watch(const Connect& route) {
    Kernel kernel(2000);
    // No bridges to follow: asked for after the first look.
    kernel.route.answers.insert(kernel.route.answers.begin() + 2, {wire::done()});
    prepare_(kernel);
    Context context = kernel.context(std::cout, std::cerr);
    if (route)
      context.connect_route = route;
    context.tty = {STDIN_FILENO, STDOUT_FILENO};
    try {
      return run_bondctl(context, {"show", "--watch", "--interval", interval_});
    } catch (const std::exception&) {
      return 77;
    }
  }

  /// Reads until the text was seen, for some seconds at most.
  bool shows(const std::string& text) {
    for (int i = 0; i < 100 && seen_.find(text) == std::string::npos; i++) {
      pollfd ready{master_, POLLIN, 0};
      char bytes[4096];
      if (poll(&ready, 1, 100) <= 0)
        continue;
      const ssize_t count = ::read(master_, bytes, sizeof(bytes));
      if (count <= 0)
        break;
      seen_.append(bytes, static_cast<std::size_t>(count));
    }
    return seen_.find(text) != std::string::npos;
  }
  void press(const std::string& keys) {
    ASSERT_EQ(write(master_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
  }
  tcflag_t flags() const {
    termios now{};
    EXPECT_EQ(tcgetattr(master_, &now), 0);
    return now.c_lflag;
  }
  /// Its exit code; the terminal must be as it was.
  int ended() {
    if (!shows(kGivenBack)) {
      ADD_FAILURE() << "it goes on: " << seen_;
      return -1;
    }
    EXPECT_TRUE(seen_.ends_with(kGivenBack)) << "something was drawn later";
    int status = 0;
    EXPECT_EQ(waitpid(child_, &status, 0), child_);
    child_ = -1;
    EXPECT_TRUE(flags() & ECHO);
    EXPECT_TRUE(flags() & ICANON);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::function<void(Kernel&)> prepare_ = [](Kernel&) {};
  const char* interval_ = "0.2";
  int master_ = -1;
  pid_t child_ = -1;
  std::string seen_;
};

/// With a shell that does job control, where the other leads its session itself.
class TerminalOfAShell : public Terminal {
 protected:
  void SetUp() override { ASSERT_EQ(pipe(word_), 0); }
  void TearDown() override {
    Terminal::TearDown();
    for (const int end : word_)
      close(end);
  }

  int lead(const Connect& route) override {
    const pid_t job = fork();
    if (job == 0) {
      setpgid(0, 0);
      signal(SIGTTOU, SIG_IGN);
      tcsetpgrp(STDIN_FILENO, getpid());
      signal(SIGTTOU, SIG_DFL);
      return watch(route);
    }
    int status = 0;
    while (waitpid(job, &status, WUNTRACED) == job && WIFSTOPPED(status)) {
      if (write(word_[1], &job, sizeof(job)) != sizeof(job))
        return 1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  }

  /// The job, once it is stopped; 0: it is not.
  pid_t stopped() {
    pollfd ready{word_[0], POLLIN, 0};
    pid_t job = 0;
    if (poll(&ready, 1, 10'000) <= 0 || ::read(word_[0], &job, sizeof(job)) != sizeof(job))
      return 0;
    return job;
  }

  int word_[2] = {-1, -1};
};

TEST_F(Terminal, IsGivenBackOnQ) {
  start();
  press("q");
  EXPECT_EQ(ended(), 0);
}

TEST_F(Terminal, IsGivenBackOnInterrupt) {
  start();
  press("\x03");
  EXPECT_EQ(ended(), 0);
}

TEST_F(Terminal, IsGivenBackOnSigterm) {
  start();
  kill(child_, SIGTERM);
  EXPECT_EQ(ended(), 0);
}

TEST_F(Terminal, IsGivenBackOnAnException) {
  int links = 0;
  start([&links]() -> std::unique_ptr<Transport> {
    static Kernel kernel;
    if (++links > 4)
      throw std::runtime_error("out of everything");
    return wire::connect_to(kernel.route)();
  });
  EXPECT_EQ(ended(), 77);
}

TEST_F(Terminal, IsDrawnAnewWhenItsSizeChanges) {
  start();
  ASSERT_TRUE(shows("TX bit/s")) << seen_;
  seen_.clear();
  const winsize size{8, 44, 0, 0};
  ASSERT_EQ(ioctl(master_, TIOCSWINSZ, &size), 0);
  ASSERT_TRUE(shows("lines above")) << seen_;
  ASSERT_TRUE(shows("    tx #")) << seen_;
  press("j");
  EXPECT_TRUE(shows("-- 1 lines above")) << seen_;
  press("\033[B");
  EXPECT_TRUE(shows("-- 2 lines above")) << seen_;
  press("k");
  seen_.clear();
  EXPECT_TRUE(shows("-- 1 lines above")) << seen_;
  press("Q");
  EXPECT_EQ(ended(), 0);
}

TEST_F(Terminal, ThatIsGoneEndsIt) {
  start();
  close(master_);
  master_ = -1;
  int status = 0;
  for (int i = 0; i < 100 && waitpid(child_, &status, WNOHANG) == 0; i++)
    usleep(50'000);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  child_ = -1;
}

TEST_F(TerminalOfAShell, IsLentToItWhileStopped) {
  start();
  press("\032");
  const pid_t job = stopped();
  ASSERT_GT(job, 0);
  ASSERT_TRUE(shows(kGivenBack));
  EXPECT_TRUE(flags() & ECHO);
  seen_.clear();
  kill(job, SIGCONT);
  ASSERT_TRUE(shows(kTaken));
  press("q");
  EXPECT_EQ(ended(), 0);
}

/// As by "ssh -t host bondctl show --watch": it froze the terminal.
TEST_F(Terminal, StaysAliveWhereNoShellWouldWakeIt) {
  start();
  seen_.clear();
  press("\032");
  ASSERT_TRUE(shows(kTaken)) << "it sleeps";
  seen_.clear();
  press("q");
  EXPECT_EQ(ended(), 0);
}

/// The interval is long: only word of the bridge can have drawn it.
TEST_F(Terminal, ShowsABridgeAtOnce) {
  int word[2];
  ASSERT_EQ(pipe(word), 0);
  interval_ = "600";
  prepare_ = [&](Kernel& kernel) {
    kernel.route.descriptor = word[0];
    kernel.route.event_group = RTNLGRP_LINK;
    kernel.route.events = {{Received::kData, sample::bridge_link()}};
    kernel.route.answers.resize(3);  // until it is drawn
    for (int i = 0; i < 2; i++) {
      kernel.route.answers.push_back({sample::bridge_link(), wire::done()});
      kernel.route.answers.push_back({wire::done()});  // it has no ports
    }
    kernel.route.knows_nothing = true;
  };
  start();
  EXPECT_EQ(write(word[1], "", 1), 1);
  EXPECT_TRUE(shows("bond0  stp")) << seen_;
  press("q");
  EXPECT_EQ(ended(), 0);
  for (const int end : word)
    close(end);
}

TEST_F(Terminal, TakesKeysInAStorm) {
  int word[2];
  ASSERT_EQ(pipe(word), 0);
  ASSERT_EQ(write(word[1], "", 1), 1);
  prepare_ = [&](Kernel& kernel) {
    kernel.script.descriptor = word[0];
    kernel.storm = true;
  };
  start();
  press("q");
  EXPECT_EQ(ended(), 0);
  for (const int end : word)
    close(end);
}

}  // namespace
}  // namespace bondctl
