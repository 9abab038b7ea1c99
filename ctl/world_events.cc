// SPDX-License-Identifier: GPL-2.0-or-later
#include "world_events.h"

#include <utility>

#include "error.h"

namespace bondctl {

WorldEvents::WorldEvents(const Context& context, const std::string& name)
    : bridges_(context, name), module_(context.connect) {
  try {
    module_.open();
  } catch (const ModuleAbsent&) {
    begun_ = !bridges_.bonds().empty();
  }
}

void WorldEvents::take_bridges() {
  StpEvents::Item item = bridges_.next(Clock::now());
  if (item.kind == Received::kOverrun)
    pending_.push_back({item.kind, {}, true});
  for (Event& event : item.events)
    pending_.push_back({Received::kData, std::move(event), true});
}

std::optional<WorldEvents::Item> WorldEvents::ready() {
  if (pending_.empty()) {
    EventStream::Item item = module_.next(Clock::now());
    if (item.kind != Received::kTimeout)
      return Item{item.kind, std::move(item.event), false, item.loaded};
  }
  if (pending_.empty())
    take_bridges();
  if (pending_.empty())
    return std::nullopt;
  Item item = std::move(pending_.front());
  pending_.pop_front();
  return item;
}

WorldEvents::Item WorldEvents::next(Deadline deadline, int output) {
  while (true) {
    if (std::optional<Item> item = ready())
      return std::move(*item);
    if (is_past(deadline))
      return {Received::kTimeout, {}};
    const auto [bridges, controller, module] = descriptors();
    if (!wait_readable({bridges, controller, module}, deadline, output))
      return {Received::kTimeout, {}};
  }
}

std::array<int, 3> WorldEvents::descriptors() const {
  const auto [controller, module] = module_.descriptors();
  return {bridges_.descriptor(), controller, module};
}

}  // namespace bondctl
