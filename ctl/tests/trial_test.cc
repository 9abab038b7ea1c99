// SPDX-License-Identifier: GPL-2.0-or-later
#include "trial.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "child.h"
#include "error.h"
#include "refusal.h"

namespace bondctl {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

const auto kNoPause = [](Clock::duration) {};

class Trial : public testing::Test {
 protected:
  Trial() : files_(root()) {}
  ~Trial() override { std::filesystem::remove_all(root()); }

  static std::string root() {
    return std::filesystem::temp_directory_path() / ("bondctl-trial-" + std::to_string(getpid()));
  }

  TrialState state() const {
    TrialState out;
    out.before = read_config("version: 1\nbonds: {bond0: {mode: 1}}\n", "");
    out.addressing = "taken 5\n";
    out.removals = {"bond7", "bond8"};
    return out;
  }

  /// A guard whose trial is open; it says how it ended.
  void begin(
      std::chrono::milliseconds time, const Ending& ending = [](bool confirmed) {
        return confirmed ? std::string("confirmed") : "back";
      }) {
    const std::optional<TrialLock> lock = TrialLock::take(files_);
    ASSERT_TRUE(lock);
    Guard guard(files_, *lock, ending);
    TrialState open = state();
    open.guard = guard.process();
    files_.save(open);
    EXPECT_TRUE(guard.arm(time));
  }

  bool over() const { return !files_.pending() && TrialLock::take(files_); }
  bool soon_over(std::chrono::milliseconds time) const {
    const auto end = std::chrono::steady_clock::now() + time;
    while (!over() && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(5ms);
    return over();
  }
  /// Whether the process has blocked the signal.
  static bool holds(pid_t process, int signal) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    std::string word;
    while (status >> word && word != "SigBlk:") {
    }
    std::uint64_t set = 0;
    status >> std::hex >> set;
    return set >> (signal - 1) & 1;
  }
  std::string refusal() const {
    try {
      take_turn(files_);
    } catch (const Error& error) {
      return error.text;
    }
    return "no error";
  }

  TrialFiles files_;
};

TEST_F(Trial, KeepsItsState) {
  EXPECT_FALSE(files_.pending());
  EXPECT_EQ(files_.last(), "");
  files_.save(state());
  const std::optional<TrialState> kept = files_.pending();
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->removals, state().removals);
  EXPECT_EQ(config_text(kept->before), config_text(state().before));
  EXPECT_EQ(kept->addressing, state().addressing);
  files_.finish("back");
  EXPECT_FALSE(files_.pending());
  EXPECT_EQ(files_.last(), "back");
  EXPECT_FALSE(std::filesystem::exists(files_.path("addressing")));
}

TEST_F(Trial, IsOpenThoughNotReadable) {
  files_.save(state());
  std::ofstream(files_.path("before.yaml")) << "bonds: {bond0: {mode: unknown_9}}\n";
  EXPECT_TRUE(files_.is_open());
  EXPECT_EQ(files_.removals(), state().removals);
  EXPECT_THROW(files_.pending(), Error);
  EXPECT_EQ(refusal(),
            "a trial whose guard is gone is open: bondctl confirm or bondctl rollback first");
}

TEST_F(Trial, NamesTheErrorOfItsFiles) {
  const std::string refusal = refusal_of([] { TrialFiles("/dev/null"); });
  EXPECT_NE(refusal.find(": Not a directory (ENOTDIR)"), std::string::npos) << refusal;
  std::filesystem::remove_all(root());
  const std::string gone = refusal_of([this] { files_.save(state()); });
  EXPECT_NE(gone.find(": No such file or directory (ENOENT)"), std::string::npos) << gone;
}

TEST_F(Trial, OfAnOlderVersionHasNoAddresses) {
  files_.save(state());
  std::filesystem::remove(files_.path("addressing"));
  ASSERT_TRUE(files_.pending());
  EXPECT_EQ(files_.pending()->addressing, "");
}

TEST_F(Trial, GoesBackInTime) {
  const auto begun = std::chrono::steady_clock::now();
  begin(200ms);
  EXPECT_FALSE(over());
  EXPECT_TRUE(soon_over(3s));
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 200ms);
  EXPECT_EQ(files_.last(), "back");
}

TEST_F(Trial, IsConfirmed) {
  begin(60s);
  EXPECT_EQ(refusal(), "a trial is open: bondctl confirm or bondctl rollback first");
  end_trial(files_, true);
  EXPECT_TRUE(over());
  EXPECT_EQ(files_.last(), "confirmed");
}

TEST_F(Trial, GoesBackWhenAsked) {
  begin(60s);
  end_trial(files_, false);
  EXPECT_EQ(files_.last(), "back");
}

TEST_F(Trial, GoesBackWhenTheMachineStops) {
  begin(60s);
  EXPECT_EQ(kill(files_.pending()->guard, SIGTERM), 0);
  EXPECT_TRUE(soon_over(3s));
  EXPECT_EQ(files_.last(), "back");
}

/// Else one that comes while it starts kills it, and nobody goes back.
TEST_F(Trial, HoldsTerminationBeforeItIsKnown) {
  for (int i = 0; i < 20; i++) {
    {
      const std::optional<TrialLock> lock = TrialLock::take(files_);
      ASSERT_TRUE(lock);
      Guard guard(files_, *lock, [](bool) { return std::string("back"); });
      EXPECT_TRUE(holds(guard.process(), SIGTERM));
      EXPECT_TRUE(guard.dismiss());
    }
    ASSERT_TRUE(soon_over(3s));
  }
}

/// The number stands for another process in another namespace of processes.
TEST_F(Trial, SignalsNobody) {
  const pid_t stranger = fork();
  if (stranger == 0) {
    pause();
    _exit(0);
  }
  begin(60s);
  TrialState open = *files_.pending();
  open.guard = stranger;
  files_.save(open);
  end_trial(files_, true);
  EXPECT_EQ(files_.last(), "confirmed");
  EXPECT_EQ(waitpid(stranger, nullptr, WNOHANG), 0);
  kill(stranger, SIGKILL);
  waitpid(stranger, nullptr, 0);
}

TEST_F(Trial, MayEndBeforeItIsTold) {
  end_trial(files_, true);  // no guard, no file
  begin(60s);
  EXPECT_EQ(kill(files_.pending()->guard, SIGKILL), 0);
  end_trial(files_, true);  // nobody reads
  EXPECT_TRUE(files_.pending());
}

TEST_F(Trial, OutlivesHangups) {
  begin(300ms);
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT})
    EXPECT_EQ(kill(files_.pending()->guard, signal), 0);
  EXPECT_TRUE(soon_over(3s));
  EXPECT_EQ(files_.last(), "back");
}

TEST_F(Trial, LeavesItsFilesWhenTheGuardIsKilled) {
  begin(60s);
  EXPECT_EQ(kill(files_.pending()->guard, SIGKILL), 0);
  const auto end = std::chrono::steady_clock::now() + 3s;
  while (!TrialLock::take(files_) && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(5ms);
  ASSERT_TRUE(files_.pending());
  EXPECT_EQ(refusal(),
            "a trial whose guard is gone is open: bondctl confirm or bondctl rollback first");
}

TEST_F(Trial, GoesBackWhenTheCallerIsKilledInTheMiddle) {
  const pid_t caller = fork();
  if (caller == 0) {
    const std::optional<TrialLock> lock = TrialLock::take(files_);
    Guard guard(files_, *lock, [](bool) { return std::string("back"); });
    files_.save(state());
    kill(getpid(), SIGKILL);
  }
  waitpid(caller, nullptr, 0);
  EXPECT_TRUE(soon_over(3s));
  EXPECT_EQ(files_.last(), "back");
}

/// As in a container or chroot that somebody made by hand.
TEST_F(Trial, GoesBackWhereThereIsNoNull) {
  const std::string directory = root();
  const int ended = in_child([&] {
    if (chroot(directory.c_str()) < 0 &&
        (unshare(CLONE_NEWUSER) < 0 || chroot(directory.c_str()) < 0))
      return kCannot;
    const TrialFiles files("/");
    const std::optional<TrialLock> lock = TrialLock::take(files);
    Guard guard(files, *lock, [](bool) { return std::string("back"); });
    files.save(state());
    return guard.arm(1ms) ? 0 : 1;
  });
  if (ended == kCannot)
    GTEST_SKIP() << "no other root to be had";
  EXPECT_EQ(ended, 0);
  EXPECT_TRUE(soon_over(3s));
  EXPECT_EQ(files_.last(), "back");
}

TEST_F(Trial, IsDismissedWithoutAWord) {
  {
    const std::optional<TrialLock> lock = TrialLock::take(files_);
    Guard guard(files_, *lock, [](bool) { return std::string("back"); });
    EXPECT_TRUE(guard.dismiss());
  }
  EXPECT_TRUE(soon_over(3s));
  EXPECT_EQ(files_.last(), "");
}

TEST_F(Trial, SaysThatItWasKilledBeforeItWasArmed) {
  const std::optional<TrialLock> lock = TrialLock::take(files_);
  Guard guard(files_, *lock, [](bool) { return std::string("back"); });
  EXPECT_EQ(kill(guard.process(), SIGKILL), 0);
  const auto deadline = std::chrono::steady_clock::now() + 3s;
  while (kill(guard.process(), 0) == 0 && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(10ms);
  EXPECT_FALSE(guard.arm(60s));
}

/// Nobody else goes back for a host that is cut off.
TEST_F(Trial, IsEndedAgainUntilItIs) {
  begin(1ms, [tries = 0](bool) mutable {
    return end_patiently(
        [&] {
          if (++tries < 3)
            throw run_error("changes faster than it can be read");
          return Ended{"back", true};
        },
        kNoPause);
  });
  EXPECT_TRUE(soon_over(3s));
  EXPECT_EQ(files_.last(), "back");
}

TEST_F(Trial, StaysOpenWhenItCannotBeEnded) {
  begin(1ms, [](bool) -> std::string { throw run_error("changes faster than it can be read"); });
  const auto end = std::chrono::steady_clock::now() + 3s;
  while (!TrialLock::take(files_) && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(5ms);
  ASSERT_TRUE(files_.pending());
  EXPECT_EQ(files_.pending()->addressing, state().addressing);
  EXPECT_EQ(refusal(),
            "a trial whose guard is gone is open: bondctl confirm or bondctl rollback first");
}

TEST(Ending, IsTriedForHalfAMinute) {
  Clock::duration slept{};
  const auto sleep = [&](Clock::duration time) { slept += time; };
  EXPECT_THROW(end_patiently([]() -> Ended { throw run_error("no"); }, sleep), Error);
  EXPECT_GE(slept, 25s);
  EXPECT_LE(slept, 30s) << "a rollback by hand waits a minute for the guard";
}

TEST(Ending, TellsWhatIsRefusedEachTime) {
  int tries = 0;
  const auto refused = [&] { return Ended{"back, but eth1: is gone", ++tries == 9}; };
  EXPECT_EQ(end_patiently(refused, kNoPause), "back, but eth1: is gone");
  EXPECT_GE(tries, 2);
  EXPECT_LE(tries, 5);
  tries = 0;
  const auto better = [&] { return Ended{++tries == 2 ? "back" : "back, but", tries == 2}; };
  EXPECT_EQ(end_patiently(better, kNoPause), "back");
}

}  // namespace
}  // namespace bondctl
