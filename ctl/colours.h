// SPDX-License-Identifier: GPL-2.0-or-later
// Whether output has colours, which its reader says by what it is and by the environment.
#ifndef BONDCTL_COLOURS_H
#define BONDCTL_COLOURS_H

namespace bondctl {

/// For what is written to this file.
bool wants_colours(int file);

}  // namespace bondctl

#endif
