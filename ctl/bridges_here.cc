// SPDX-License-Identifier: GPL-2.0-or-later
#include "bridges_here.h"

#include <net/if.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <system_error>

namespace bondctl {

namespace {

constexpr const char* kDevices = "/sys/class/net/";

/// As /sys says; 0: it does not.
unsigned index_in_sys(const std::string& name) {
  unsigned index = 0;
  std::ifstream(kDevices + name + "/ifindex") >> index;
  return index;
}

}  // namespace

bool may_be_bridge(const std::string& name) {
  const unsigned index = if_nametoindex(name.c_str());
  if (!index)
    return false;
  std::error_code ignored;
  return index_in_sys(name) != index ||
         std::filesystem::exists(kDevices + name + "/bridge", ignored);
}

bool may_have_bridges() {
  std::ifstream devices("/proc/self/net/dev");
  constexpr auto kLine = std::numeric_limits<std::streamsize>::max();
  devices.ignore(kLine, '\n').ignore(kLine, '\n');  // two lines of heads
  std::string name;
  while (devices >> std::ws && std::getline(devices, name, ':')) {
    if (may_be_bridge(name))
      return true;
    devices.ignore(kLine, '\n');
  }
  return false;
}

}  // namespace bondctl
