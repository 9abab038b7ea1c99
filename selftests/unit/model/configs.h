// SPDX-License-Identifier: GPL-2.0
// What is searched: by make unit with few faults, by make check-model with more.
#pragma once

#include "world.h"

namespace netbond::model {

constexpr Config kConfigs[] = {
    {.name = "one-wire", .wires = 1, .few = 2, .most = 4},
    {.name = "one-wire-independent", .wires = 1, .coupled = {false, false}, .few = 2, .most = 4},
    {.name = "active-active", .few = 1},
    {.name = "independent", .coupled = {false, false}, .few = 1},
    {.name = "mixed-control", .coupled = {true, false}},
    {.name = "active-passive", .active = {true, false}, .few = 1},
    // It may not become active.
    {.name = "passive-passive",
     .active = {false, false},
     .faults = kAll & ~Bit(kActive),
     .few = 3,
     .most = 6},
    {.name = "slow-slow", .fast = {false, false}, .few = 1},
    {.name = "slow-fast", .fast = {false, true}},
    {.name = "fast-join", .fast_join = true},
    {.name = "max-links-1", .max_links = 1, .few = 1},
    // A link passes nothing one way although it is up, and may be mended.
    {.name = "one-way", .max_links = 1, .faults = Bit(kMute) | Bit(kHalf) | kVotes, .few = 1},
    // No frame is lost or late.
    {.name = "clean", .faults = Bit(kCable) | Bit(kHalf) | kVotes | kOptions, .few = 1},
    // Nothing but lost, doubled and late frames, at steady options.
    {.name = "lossy", .faults = kLossy, .most = 3},
};

}  // namespace netbond::model
