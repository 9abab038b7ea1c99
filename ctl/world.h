// SPDX-License-Identifier: GPL-2.0-or-later
// Everything that bondctl calls a bond, whoever in the kernel makes it.
#ifndef BONDCTL_WORLD_H
#define BONDCTL_WORLD_H

#include <optional>
#include <string>
#include <vector>

#include "cli.h"
#include "model.h"

namespace bondctl {

struct World {
  std::vector<Bond> bonds;
  bool module = true;  ///< whether it is loaded; without it there are bridges alone
};

/// Throws when there is neither the module nor a bridge.
World read_world(const Context& context);
/// All bonds, or the named one. Throws when there is no such bond.
std::vector<Bond> bonds_named(const Context& context, const std::string& name_or_empty);
/// The same of one name; nothing when there is no such bond.
std::optional<Bond> find_bond(const Context& context, const std::string& name);
/// Puts the devices' own names where options name them by others: the kernel compares a name that
/// it keeps with those alone.
void use_own_names(const Context& context, Options* options);
/// Throws, with this sentence, when the name is a bridge's: for what only bonds of the module have.
void refuse_bridge(const Context& context, const std::string& name, const std::string& why);

}  // namespace bondctl

#endif
