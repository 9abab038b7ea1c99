// SPDX-License-Identifier: GPL-2.0-or-later
#include "trial.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>
#include <utility>

#include "error.h"
#include "words.h"

namespace bondctl {

namespace {

using namespace std::chrono_literals;

constexpr char kWord[] = "word";  // a FIFO: what is written there only a living guard reads
constexpr char kConfirm = 'c';
constexpr char kGoBack = 'b';
constexpr std::int64_t kDismiss = -1;
constexpr auto kPatience = 60s;

// What is refused will mostly be refused again, what could not even be read will mostly be read.
constexpr int kTriesOfSome = 4;
constexpr int kTriesOfAll = 17;
constexpr std::chrono::milliseconds kFirstPause{250};
constexpr std::chrono::milliseconds kLongestPause{2000};

Error failed(const std::string& what) {
  return system_error(what, errno);
}

std::optional<std::string> text_of_file(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    return std::nullopt;
  std::stringstream text;
  text << file.rdbuf();
  if (text.bad())
    throw failed(path);
  return text.str();
}

/// The network namespace by its cookie: unlike an inode's number it is never given again.
std::string namespace_name() {
  std::uint64_t cookie = 0;
  socklen_t size = sizeof(cookie);
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const bool told = fd >= 0 && getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) == 0;
  const Error problem = failed("the cookie of this network namespace");
  close(fd);
  if (!told)
    throw problem;
  return fmt::format("{}", cookie);
}

}  // namespace

// Files -------------------------------------------------------------------

TrialFiles::TrialFiles(const std::string& root) : directory_(root + "/" + namespace_name()) {
  std::error_code problem;
  std::filesystem::create_directories(directory_, problem);
  if (problem)
    throw system_error(directory_, problem.value());
}

/// Whole or not at all.
void TrialFiles::write(const std::string& name, const std::string& text) const {
  const std::string part = path(name + ".part");
  std::ofstream file(part);
  file << text;
  file.close();
  if (!file || rename(part.c_str(), path(name).c_str()) < 0)
    throw failed(path(name));
}

void TrialFiles::save(const TrialState& state) const {
  write("removals", join(state.removals, "\n"));
  write("guard", fmt::format("{}", state.guard));
  write("addressing", state.addressing);
  write("before.yaml", config_text(state.before));
}

bool TrialFiles::is_open() const {
  return access(path("before.yaml").c_str(), F_OK) == 0;
}

std::vector<std::string> TrialFiles::removals() const {
  return split(text_of_file(path("removals")).value_or(""), '\n');
}

std::optional<TrialState> TrialFiles::pending() const {
  const std::optional<std::string> before = text_of_file(path("before.yaml"));
  if (!before)
    return std::nullopt;
  TrialState state;
  state.before = read_config(*before, "", ConfigKind::kSnapshot);
  state.addressing = text_of_file(path("addressing")).value_or("");
  state.removals = removals();
  state.guard = whole_number<int>(text_of_file(path("guard")).value_or("")).value_or(0);
  return state;
}

void TrialFiles::finish(const std::string& word) const {
  write("last", word);
  for (const char* name : {"before.yaml", "addressing", "removals", "guard", kWord})
    unlink(path(name).c_str());
}

std::string TrialFiles::last() const {
  return text_of_file(path("last")).value_or("");
}

// Lock --------------------------------------------------------------------

std::optional<TrialLock> TrialLock::take(const TrialFiles& files) {
  const std::string path = files.path("lock");
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    throw failed(path);
  TrialLock lock(fd);
  if (flock(fd, LOCK_EX | LOCK_NB) == 0)
    return lock;
  if (errno != EWOULDBLOCK)
    throw failed(path);
  return std::nullopt;
}

TrialLock::TrialLock(TrialLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

TrialLock::~TrialLock() {
  if (fd_ >= 0)
    close(fd_);
}

TrialLock take_turn(const TrialFiles& files) {
  std::optional<TrialLock> lock = TrialLock::take(files);
  if (files.is_open())
    throw run_error(
        lock ? "a trial whose guard is gone is open: bondctl confirm or bondctl rollback first"
             : "a trial is open: bondctl confirm or bondctl rollback first");
  if (!lock)
    throw run_error("another bondctl is changing bonds here");
  return std::move(*lock);
}

// Its end -----------------------------------------------------------------

std::string end_patiently(const std::function<Ended()>& end,
                          const std::function<void(std::chrono::steady_clock::duration)>& sleep) {
  std::chrono::milliseconds pause = kFirstPause;
  int left_some = 0;
  for (int tries = 1;; tries++) {
    try {
      const Ended ended = end();
      if (ended.whole || ++left_some == kTriesOfSome)
        return ended.word;
    } catch (const Error&) {
      if (tries >= kTriesOfAll)
        throw;
    }
    sleep(pause);
    pause = std::min(2 * pause, kLongestPause);
  }
}

// The guard's process -----------------------------------------------------

namespace {

void ignore_terminal() {
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU})
    ::signal(signal, SIG_IGN);
}

/// Nothing of the caller's directory or files but what is kept.
void leave_caller(std::array<int, 4> kept) {
  if (chdir("/") < 0)
    _exit(1);
  std::sort(kept.begin(), kept.end());
  unsigned next = 0;
  for (const int fd : kept) {
    if (static_cast<unsigned>(fd) > next)
      close_range(next, static_cast<unsigned>(fd) - 1, 0);
    next = static_cast<unsigned>(fd) + 1;
  }
  close_range(next, ~0u, 0);
  // What is printed by mistake goes nowhere: the lowest numbers are free now.
  int nowhere = 0;
  while (nowhere >= 0 && nowhere < STDERR_FILENO)
    nowhere = open("/dev/null", O_RDWR);
}

sigset_t termination() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  return set;
}

/// Who shuts the machine down is obeyed, too: by going back, not by dying on the way to it.
void hold_terminations() {
  const sigset_t held = termination();
  sigprocmask(SIG_BLOCK, &held, nullptr);
}

/// Readable once there was one that was held.
int terminations() {
  const sigset_t held = termination();
  return signalfd(-1, &held, SFD_CLOEXEC);
}

/// Waits for the word to confirm, or that it is time to go back.
bool is_confirmed(int words, int end, std::chrono::milliseconds time) {
  const auto deadline = std::chrono::steady_clock::now() + time;
  pollfd wait[] = {{words, POLLIN, 0}, {end, POLLIN, 0}};
  while (true) {
    const auto left = std::max<std::chrono::nanoseconds>(
        deadline - std::chrono::steady_clock::now(), std::chrono::nanoseconds(0));
    const timespec limit{static_cast<time_t>(left / 1s), static_cast<long>((left % 1s).count())};
    const int ready = ppoll(wait, std::size(wait), &limit, nullptr);
    char word = kGoBack;
    if (ready > 0 && wait[0].revents)
      return read(words, &word, 1) == 1 && word == kConfirm;
    if (ready >= 0 || errno != EINTR)
      return false;
  }
}

struct GuardEnds {
  int orders;  ///< of the caller
  int words;   ///< of whoever ends the trial
  int report;
};

[[noreturn]] void guard(const TrialFiles& files, const GuardEnds& ends, const Ending& ending) {
  const int end = terminations();
  std::int64_t word = 0;
  const bool armed = read(ends.orders, &word, sizeof(word)) == sizeof(word);
  if (armed && word == kDismiss)
    _exit(0);
  try {
    files.finish(ending(armed && is_confirmed(ends.words, end, std::chrono::milliseconds(word))));
  } catch (const Error&) {
    _exit(1);
  }
  _exit(0);
}

struct Pipe {
  int read_end;
  int write_end;
};

Pipe make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0)
    throw failed("pipe");
  return {ends[0], ends[1]};
}

/// Like a pipe, but who writes when the other is gone is told so and not killed.
Pipe make_orders() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
    throw failed("socketpair");
  return {ends[0], ends[1]};
}

/// Open for both ends, so that it does not end with the first who writes.
int make_words(const std::string& path) {
  unlink(path.c_str());
  const int fd =
      mkfifo(path.c_str(), 0600) == 0 ? open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC) : -1;
  if (fd < 0)
    throw failed(path);
  return fd;
}

/// In the child of the caller: the guard is its child, so that nobody waits for it.
[[noreturn]] void start_guard(const TrialFiles& files, int lock, const GuardEnds& ends,
                              const Ending& ending) {
  ignore_terminal();
  hold_terminations();
  setsid();
  const pid_t process = fork();
  if (process != 0) {
    const int told = static_cast<int>(process);
    const bool good = process > 0 && ::write(ends.report, &told, sizeof(told)) == sizeof(told);
    _exit(good ? 0 : 1);
  }
  leave_caller({lock, ends.orders, ends.words, ends.report});
  close(ends.report);
  guard(files, ends, ending);
}

}  // namespace

// The caller's end --------------------------------------------------------

Guard::Guard(const TrialFiles& files, const TrialLock& lock, const Ending& ending) {
  const int words = make_words(files.path(kWord));
  const Pipe orders = make_orders();
  const Pipe report = make_pipe();
  const pid_t child = fork();
  if (child == 0) {
    close(orders.write_end);
    close(report.read_end);
    start_guard(files, lock.fd(), {orders.read_end, words, report.write_end}, ending);
  }
  close(words);
  close(orders.read_end);
  close(report.write_end);
  pipe_ = orders.write_end;
  const bool started = child > 0 && waitpid(child, nullptr, 0) == child &&
                       read(report.read_end, &process_, sizeof(process_)) == sizeof(process_);
  close(report.read_end);
  if (!started)
    throw failed("the guard does not start");
}

Guard::~Guard() {
  if (pipe_ >= 0)
    close(pipe_);
}

bool Guard::tell(std::int64_t word) {
  const bool told = send(pipe_, &word, sizeof(word), MSG_NOSIGNAL) == sizeof(word);
  close(std::exchange(pipe_, -1));
  return told;
}

bool Guard::arm(std::chrono::milliseconds time) {
  return tell(time.count());
}

bool Guard::dismiss() {
  return tell(kDismiss);
}

TrialLock end_trial(const TrialFiles& files, bool confirm) {
  // It may have ended meanwhile: then there is nothing to open. Nor is there a SIGPIPE where the
  // writer could read, too.
  const int words = open(files.path(kWord).c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  const bool told = words >= 0 && ::write(words, confirm ? &kConfirm : &kGoBack, 1) == 1;
  const bool over = errno == ENOENT;
  const Error problem = failed("the guard of the trial cannot be told");
  close(words);
  if (!told && !over)
    throw problem;
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (true) {
    if (std::optional<TrialLock> lock = TrialLock::take(files))
      return std::move(*lock);
    if (std::chrono::steady_clock::now() > deadline)
      throw run_error("the guard of the trial does not end");
    std::this_thread::sleep_for(10ms);
  }
}

}  // namespace bondctl
