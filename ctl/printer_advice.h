// SPDX-License-Identifier: GPL-2.0-or-later
// Advice as text and JSON.
#ifndef BONDCTL_PRINTER_ADVICE_H
#define BONDCTL_PRINTER_ADVICE_H

#include <string>

#include "advice.h"
#include "printer.h"

namespace bondctl {

std::string advice_text(const Advice& advice, const Paint& paint);
/// An array of the one answer.
std::string advice_json(const Advice& advice);

}  // namespace bondctl

#endif
