// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef BONDCTL_WHOLE_FILE_H
#define BONDCTL_WHOLE_FILE_H

#include <string>

namespace bondctl {

/// Replaces a file, readable by all: who reads it sees the old text or the new, never a part.
/// Throws with the file's name and what the system said.
void write_whole_file(const std::string& path, const std::string& text);

}  // namespace bondctl

#endif
