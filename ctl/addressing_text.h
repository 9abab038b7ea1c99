// SPDX-License-Identifier: GPL-2.0-or-later
// What devices carry, written down for the time of a trial.
#ifndef BONDCTL_ADDRESSING_TEXT_H
#define BONDCTL_ADDRESSING_TEXT_H

#include <string>

#include "addressing.h"

namespace bondctl {

/// One line for each device and message.
std::string addressing_text(const Addressing& addressing);
/// The way back; of no text nothing. Throws when it is not such a text.
Addressing parse_addressing(const std::string& text);

}  // namespace bondctl

#endif
