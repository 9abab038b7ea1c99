// SPDX-License-Identifier: GPL-2.0-or-later
// What a file of netbond.yaml(5) says: bonds as they are to be. Plain data, and its way from and
// to YAML.
#ifndef BONDCTL_CONFIG_H
#define BONDCTL_CONFIG_H

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model.h"

namespace bondctl {

/// Where something is written; no file for what was not read from one.
struct Place {
  std::string file;
  int line = 0;

  /// "FILE:LINE: ", or nothing.
  std::string prefix() const;
};

struct ConfigMember {
  MemberRequest request;  ///< its settings, all of them given
  Place place;
};

/// What is absent is left alone, but for options: those go to their defaults.
struct ConfigBond {
  std::string name;
  Place place;
  bool absent = false;  ///< there is to be no such bond
  Options options;
  std::optional<StpOptions> stp;  ///< then it is a bridge of mode stp and has no options
  std::optional<bool> up;
  std::optional<std::uint32_t> mtu;
  std::optional<Mac> address;
  std::optional<std::vector<ConfigMember>> members;
  std::map<std::string, Place> places;  ///< of its keys
  std::vector<std::string> notes;       ///< for whoever reads the file
  std::vector<std::string> warnings;    ///< of what is taken all the same, with its place

  Place place_of(const std::string& key) const;
};

struct Config {
  std::vector<ConfigBond> bonds;
  bool whole = true;  ///< nothing of the files was left out
};

/// Whether a file may hold what only a saved state does: which member is active.
enum class ConfigKind { kFile, kSnapshot };

constexpr int kConfigVersion = 1;

/// Reads YAML. Throws a usage error that names file, line and key. With problems, what is wrong
/// with one bond alone is told there, and the bond left out.
Config read_config(const std::string& text, const std::string& file,
                   ConfigKind kind = ConfigKind::kFile,
                   std::vector<std::string>* problems = nullptr);
/// Reads a file, "-" for standard input, or all files *.yaml of a directory by name. With problems,
/// a file of a directory that cannot be used is left out, too; a file of its own none of whose
/// bonds can be used is an error.
Config load_config(const std::string& path, std::vector<std::string>* problems = nullptr);
/// YAML that read_config() reads.
std::string config_text(const Config& config);

/// A bond as it is, to be written down or gone back to.
ConfigBond config_of(const Bond& bond);

/// All settings of a member of a bond or, with the cost it has by default, of a bridge; those that
/// are not given by their defaults.
MemberRequest with_defaults(const MemberRequest& request);
MemberRequest with_defaults(const MemberRequest& request, std::uint32_t path_cost);

}  // namespace bondctl

#endif
