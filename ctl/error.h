// SPDX-License-Identifier: GPL-2.0-or-later
// The one error type: thrown anywhere, caught in main() alone.
#ifndef BONDCTL_ERROR_H
#define BONDCTL_ERROR_H

#include <cstring>
#include <string>
#include <utility>

namespace bondctl {

/// Exit codes of every command but check.
enum Exit : int { kExitOk = 0, kExitRefused = 1, kExitUsage = 2 };
/// Of check, when it cannot tell how the bonds are.
constexpr int kExitUnknown = 3;

struct Error {
  int exit_code;
  std::string text;  ///< one line, without "bondctl:" in front
};

/// What may go well a moment later: the kernel was disturbed, busy or short of memory.
struct Passing : Error {};

/// An answer found no room in the socket.
struct Overrun : Passing {};

/// The module is not loaded; what needs only the kernel's own devices works all the same.
struct ModuleAbsent : Error {};

inline Error usage_error(std::string text) {
  return {kExitUsage, std::move(text)};
}

inline Error run_error(std::string text) {
  return {kExitRefused, std::move(text)};
}

/// "ENODEV"; a number that has no name here as "errno 524".
inline std::string errno_name(int error) {
  const char* name = strerrorname_np(error);
  return name ? name : "errno " + std::to_string(error);
}

/// "FILE: No such file or directory (ENOENT)"
inline Error system_error(const std::string& what, int error) {
  return run_error(what + ": " + strerror(error) + " (" + errno_name(error) + ")");
}

}  // namespace bondctl

#endif
