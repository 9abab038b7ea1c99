// SPDX-License-Identifier: GPL-2.0-or-later
// Rows of cells as aligned text.
#ifndef BONDCTL_TEXT_TABLE_H
#define BONDCTL_TEXT_TABLE_H

#include <string>
#include <vector>

#include "printer.h"

namespace bondctl {

using PaintWord = std::string (Paint::*)(const std::string&) const;

/// What does not apply; what is not known is "?".
constexpr const char* kEmpty = "--";

struct Cell {
  std::string text;
  PaintWord paint = nullptr;
  bool right = false;
};

using Row = std::vector<Cell>;

Cell number_cell(const std::string& text);

/// Columns two blanks apart; the last one is not padded.
std::string table_text(const std::vector<Row>& rows, const std::string& indent, const Paint& paint);

}  // namespace bondctl

#endif
