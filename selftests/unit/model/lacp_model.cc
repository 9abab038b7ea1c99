// SPDX-License-Identifier: GPL-2.0
// Every state of two systems that talk LACP, as far as there are room and time.
//
//   lacp_model [CONFIG...]   these configurations; without any, all of them
//     -f FAULTS    that may happen on the way to a state (default: of each configuration)
//     -n MILLIONS  of states that there is room for, at 85 octets each (90)
//     -t SECONDS   for each configuration (no limit)
//     -r "WORDS"   replays a trace instead
//     -l           lists the configurations
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "configs.h"
#include "search.h"

namespace netbond::model {
namespace {

int Usage() {
  std::fputs(
      "usage: lacp_model [-l] [-f FAULTS] [-n MILLIONS] [-t SECONDS] [-r WORDS] [CONFIG...]\n",
      stderr);
  return 2;
}

struct Order {
  int faults = -1;
  double millions = 90, seconds = 1e9;
  const char* replay = nullptr;
  bool list = false;
};

bool Asked(const char* name, char** names) {
  if (!*names)
    return true;
  for (; *names; names++)
    if (!std::strcmp(*names, name))
      return true;
  return false;
}

bool Look(const Config& config, const Order& order) {
  if (order.replay) {
    std::string text, fault;
    const bool possible = Replay(config, order.replay, text, fault);
    std::fputs(text.c_str(), stdout);
    return possible && fault.empty();
  }
  Search search(config, static_cast<std::uint32_t>(order.millions * 1e6));
  search.Run(order.faults < 0 ? config.most : static_cast<unsigned>(order.faults), order.seconds);
  std::printf("%s %s\n", search.Broken() ? "not ok" : "ok", search.Summary().c_str());
  if (search.Broken())
    std::fputs(search.Report().c_str(), stdout);
  std::fflush(stdout);
  return !search.Broken();
}

int Main(int argc, char** argv) {
  Order order;
  int passed = 0, failed = 0;
  for (int option; (option = getopt(argc, argv, "f:n:t:r:l")) != -1;) {
    switch (option) {
      case 'f': order.faults = std::atoi(optarg); break;
      case 'n': order.millions = std::atof(optarg); break;
      case 't': order.seconds = std::atof(optarg); break;
      case 'r': order.replay = optarg; break;
      case 'l': order.list = true; break;
      default: return Usage();
    }
  }
  for (const Config& config : kConfigs) {
    if (!Asked(config.name, argv + optind))
      continue;
    if (order.list)
      std::printf("%s\n", config.name);
    else
      (Look(config, order) ? passed : failed)++;
  }
  if (order.list)
    return 0;
  std::printf("# %d passed, %d failed, 0 skipped\n", passed, failed);
  return failed || !passed;
}

}  // namespace
}  // namespace netbond::model

int main(int argc, char** argv) {
  return netbond::model::Main(argc, argv);
}
