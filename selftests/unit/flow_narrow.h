// SPDX-License-Identifier: GPL-2.0
// The flow core built for machines without 128-bit numbers.
#pragma once

#include "flow.h"

extern "C" {
u32 nb_flow_narrow_hash(const nb_flow_seed* seed, u32 policy, const nb_flow_frame* frame,
                        bool* cut);
u32 nb_flow_narrow_remix(const nb_flow_seed* seed, u32 hash);
}
