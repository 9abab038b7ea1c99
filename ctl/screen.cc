// SPDX-License-Identifier: GPL-2.0-or-later
#include "screen.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "error.h"

namespace bondctl {

namespace {

// Of ECMA-48 and xterm: alternate screen, cursor hidden, no wrapping at the right edge.
constexpr char kEnter[] = "\033[?1049h\033[?25l\033[?7l";
constexpr char kLeave[] = "\033[?7h\033[?25h\033[?1049l";
constexpr char kHome[] = "\033[H";
constexpr char kClearLine[] = "\033[K";
constexpr char kClearBelow[] = "\033[J";

winsize size_of(int fd) {
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) < 0 || size.ws_col == 0 || size.ws_row == 0) {
    size.ws_col = 80;
    size.ws_row = 24;
  }
  return size;
}

Error terminal_error(int error) {
  return run_error(fmt::format("terminal: {} ({})", strerror(error), errno_name(error)));
}

}  // namespace

Screen::Screen(const Tty& tty) : tty_(tty) {
  if (tcgetattr(tty_.in, &before_) < 0)
    throw terminal_error(errno);
  enter();
}

Screen::~Screen() {
  leave();
}

void Screen::enter() {
  termios keys = before_;
  keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  keys.c_iflag &= ~static_cast<tcflag_t>(IXON);  // a stopped terminal would stop bondctl, too
  keys.c_cc[VMIN] = 1;
  keys.c_cc[VTIME] = 0;
  if (tcsetattr(tty_.in, TCSADRAIN, &keys) < 0)
    throw terminal_error(errno);
  entered_ = true;
  write(kEnter);
}

void Screen::leave() {
  if (!entered_)
    return;
  entered_ = false;
  write(kLeave);
  tcsetattr(tty_.in, TCSADRAIN, &before_);
}

std::size_t Screen::width() const {
  return size_of(tty_.out).ws_col;
}

std::size_t Screen::height() const {
  return size_of(tty_.out).ws_row;
}

bool Screen::draw(const std::vector<std::string>& lines) {
  std::string text = kHome;
  for (std::size_t i = 0; i < lines.size(); i++)
    text += (i ? "\r\n" : "") + lines[i] + kClearLine;
  return write(text + kClearBelow);
}

bool Screen::write(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t count = ::write(tty_.out, text.data() + at, text.size() - at);
    if (count < 0 && errno != EINTR)
      return false;
    at += count < 0 ? 0 : static_cast<std::size_t>(count);
  }
  return true;
}

std::string Screen::keys() {
  char bytes[64];
  ssize_t count;
  do
    count = read(tty_.in, bytes, sizeof(bytes));
  while (count < 0 && errno == EINTR);
  return std::string(bytes, count > 0 ? static_cast<std::size_t>(count) : 0);
}

Signals::Signals(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals)
    sigaddset(&set, signal);
  fd_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd_ < 0)
    throw run_error(fmt::format("signalfd: {} ({})", strerror(errno), errno_name(errno)));
  sigprocmask(SIG_BLOCK, &set, &before_);
}

Signals::~Signals() {
  close(fd_);
  sigprocmask(SIG_SETMASK, &before_, nullptr);
}

void Signals::let(int signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  kill(getpid(), signal);
  sigprocmask(SIG_UNBLOCK, &set, nullptr);
  sigprocmask(SIG_BLOCK, &set, nullptr);
}

int Signals::next() {
  signalfd_siginfo info{};
  return read(fd_, &info, sizeof(info)) == sizeof(info) ? static_cast<int>(info.ssi_signo) : 0;
}

}  // namespace bondctl
