// SPDX-License-Identifier: GPL-2.0-or-later
// The .link files of systemd-udevd, as far as they decide a device's MAC address: systemd.link(5).
#ifndef BONDCTL_LINK_FILE_H
#define BONDCTL_LINK_FILE_H

#include <optional>
#include <string>
#include <vector>

namespace bondctl {

struct LinkFile {
  std::string path;
  std::string policy;  ///< MACAddressPolicy, empty when the file has none
};

/// What a [Match] section may ask of a device that has no hardware.
struct LinkSubject {
  std::string name;
  std::string driver;
  std::string kind;
};

/// The text of a file that matches the device; nothing when it does not, or asks what is not known.
std::optional<LinkFile> match_link_file(const std::string& path, const std::string& text,
                                        const LinkSubject& subject);

/// The first of the files in the directories that matches, in the order of systemd: by name, and of
/// two of one name the one in the earlier directory.
std::optional<LinkFile> find_link_file(const std::vector<std::string>& directories,
                                       const LinkSubject& subject);

}  // namespace bondctl

#endif
