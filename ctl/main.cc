// SPDX-License-Identifier: GPL-2.0-or-later
// A command's way: main.cc -> cli.cc -> cmd_<verb>.cc -> client.cc -> codec.cc, netlink.cc, and
// back through printer_text.cc or printer_json.cc.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "cli.h"
#include "colours.h"

namespace {

/// Takes the numbers of those that are closed, or a socket would, and what is said go into it.
void keep_standard_files() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(fd, F_GETFD) < 0)
      open("/dev/null", O_RDONLY);
  }
}

}  // namespace

int main(int argc, char** argv) {
  keep_standard_files();
  constexpr mode_t kOthersWrite = S_IWGRP | S_IWOTH;
  umask(umask(kOthersWrite) | kOthersWrite);  // or they could write what a trial goes back to
  bondctl::Context context{
      bondctl::open_socket, std::cout, std::cerr, bondctl::wants_colours(STDOUT_FILENO), false, {}};
  context.out_fd = STDOUT_FILENO;
  if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
    context.in = &std::cin;
  const char* kind = std::getenv("TERM");
  if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && kind && std::string(kind) != "dumb")
    context.tty = {STDIN_FILENO, STDOUT_FILENO};
  return bondctl::run_program(context, std::vector<std::string>(argv + 1, argv + argc));
}
