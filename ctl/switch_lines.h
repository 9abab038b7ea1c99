// SPDX-License-Identifier: GPL-2.0-or-later
// What has to stand on the switch for a method, in the words of its vendor. Pure.
#ifndef BONDCTL_SWITCH_LINES_H
#define BONDCTL_SWITCH_LINES_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bondctl {

enum class Method { kNone, kActiveBackup, kLacp, kAlb, kStp };
std::string method_word(Method method);

enum class Vendor { kIos, kNxos, kEos, kJunos, kLinux };
inline constexpr Vendor kVendors[] = {Vendor::kIos, Vendor::kNxos, Vendor::kEos, Vendor::kJunos,
                                      Vendor::kLinux};
/// "ios", "nxos", "eos", "junos", "linux"
std::string vendor_word(Vendor vendor);
std::optional<Vendor> vendor_named(const std::string& word);
/// Out of what a switch says of itself.
std::optional<Vendor> vendor_of(const std::string& description);

/// A port of a switch, and who is plugged in there.
struct SwitchPort {
  std::string host_port;
  std::string name;    ///< empty when not known
  std::string system;  ///< of the switch; empty when not known
};

struct SwitchPlan {
  Method method = Method::kNone;
  std::string host;      ///< name for descriptions
  bool pair = false;     ///< the LAG ends at two switches that act as one
  bool lag_now = false;  ///< the ports belong to a LAG, and should not
  std::optional<std::uint16_t> vlan;
  std::vector<SwitchPort> ports;
};

struct SwitchLines {
  Vendor vendor;
  std::string title;               ///< "Cisco NX-OS"
  std::vector<std::string> notes;  ///< sentences that belong to the lines
  std::vector<std::string> lines;  ///< what is in <> is the reader's to fill in
};

SwitchLines switch_lines(Vendor vendor, const SwitchPlan& plan);

}  // namespace bondctl

#endif
