// SPDX-License-Identifier: GPL-2.0-or-later
#include "world.h"

#include "client.h"

namespace bondctl {

std::vector<Bond> bonds_named(const Context& context, const std::string& name_or_empty) {
  return Client(context.connect).bonds_named(name_or_empty);
}

std::optional<Bond> find_bond(const Context& context, const std::string& name) {
  return Client(context.connect).find_bond(name);
}

}  // namespace bondctl
