// SPDX-License-Identifier: GPL-2.0-or-later
#include "world.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "client.h"
#include "error.h"
#include "rtnl.h"
#include "stp.h"

namespace bondctl {

World read_world(const Context& context) {
  std::vector<Bond> bridges = stp_bonds(context);
  World world;
  try {
    world.bonds = Client(context.connect).bonds();
  } catch (const ModuleAbsent&) {
    if (bridges.empty())
      throw;
    world.module = false;
  }
  std::move(bridges.begin(), bridges.end(), std::back_inserter(world.bonds));
  return world;
}

std::vector<Bond> bonds_named(const Context& context, const std::string& name_or_empty) {
  if (!name_or_empty.empty()) {
    std::optional<Bond> bond = find_bond(context, name_or_empty);
    if (!bond)
      throw run_error(fmt::format("{}: no such bond (ENODEV)", name_or_empty));
    return {std::move(*bond)};
  }
  return read_world(context).bonds;
}

// The module first: it answers without RTNL, which a bridge is told under.
std::optional<Bond> find_bond(const Context& context, const std::string& name) {
  try {
    if (std::optional<Bond> bond = Client(context.connect).find_bond(name))
      return bond;
  } catch (const Error&) {
    // The device is none of its bonds, or there is no module.
    if (std::optional<Bond> bridge = find_stp_bond(context, name))
      return bridge;
    throw;
  }
  return find_stp_bond(context, name);
}

void use_own_names(const Context& context, Options* options) {
  for (auto& [id, value] : *options) {
    auto* name = std::get_if<std::string>(&value);
    if (!name || name->empty())
      continue;
    if (const std::optional<Link> link = Rtnl(context.connect_route).find(*name))
      *name = link->name;
  }
}

void refuse_bridge(const Context& context, const std::string& name, const std::string& why) {
  if (is_bridge(context, name))
    throw run_error(fmt::format("{}: {}", name, why));
}

}  // namespace bondctl
