// SPDX-License-Identifier: GPL-2.0-or-later
// A terminal as a screen that is drawn anew, and the signals that concern one.
#ifndef BONDCTL_SCREEN_H
#define BONDCTL_SCREEN_H

#include <signal.h>
#include <termios.h>

#include <cstddef>
#include <string>
#include <vector>

namespace bondctl {

/// The two ends of a terminal.
struct Tty {
  int in = -1;
  int out = -1;
};

/// Takes over the alternate screen and single keys; whatever ends its life gives them back.
class Screen {
 public:
  /// Throws when the terminal does not let itself be set.
  explicit Screen(const Tty& tty);
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  std::size_t width() const;
  std::size_t height() const;
  /// False when the terminal is gone. Lines must not be wider than the screen.
  bool draw(const std::vector<std::string>& lines);
  /// The keys pressed; nothing when the terminal is gone.
  std::string keys();

  /// For the time that the process is stopped.
  void leave();
  void enter();

 private:
  bool write(const std::string& text);
  Tty tty_;
  termios before_{};
  bool entered_ = false;
};

/// Signals that come as bytes of a descriptor instead of interrupting, while this lives.
class Signals {
 public:
  explicit Signals(std::initializer_list<int> signals);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  int fd() const { return fd_; }
  /// The next one that waits; 0: none.
  int next();
  /// Lets this one do what it does to a process that does not take it: SIGTSTP stops it, but where
  /// no shell would wake it.
  void let(int signal);

 private:
  sigset_t before_{};
  int fd_;
};

}  // namespace bondctl

#endif
