// SPDX-License-Identifier: GPL-2.0-or-later
// A process of its own for a test that leaves a namespace or a root directory.
#ifndef BONDCTL_TESTS_CHILD_H
#define BONDCTL_TESTS_CHILD_H

#include <sys/wait.h>
#include <unistd.h>

#include <functional>

namespace bondctl {

constexpr int kCannot = 77;  ///< what the test needs is not permitted here

/// What run() returned there; negative when the process was killed.
inline int in_child(const std::function<int()>& run) {
  const pid_t child = fork();
  if (child == 0)
    _exit(run());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace bondctl

#endif
