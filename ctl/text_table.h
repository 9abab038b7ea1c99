// SPDX-License-Identifier: GPL-2.0-or-later
// Cells as text: in aligned rows, or one after the other in lines of a terminal's width.
#ifndef BONDCTL_TEXT_TABLE_H
#define BONDCTL_TEXT_TABLE_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "printer.h"
#include "words.h"

namespace bondctl {

using PaintWord = std::string (Paint::*)(const std::string&) const;

struct Cell {
  // Not explicit: a text is a cell.
  Cell(std::string_view what, PaintWord how = nullptr, bool to_the_right = false)
      : text(visible(what)), paint(how), right(to_the_right) {}
  std::string text;
  PaintWord paint;
  bool right;
};

using Row = std::vector<Cell>;

Cell number_cell(const std::string& text);

/// What fits every terminal.
constexpr std::size_t kColumns = 80;

/// Columns two blanks apart; the last one is not padded.
std::string table_text(const std::vector<Row>& rows, const std::string& indent, const Paint& paint);

/// As table_text, and what the last cell of a row has over kColumns goes on below, at its blanks.
std::string details_text(const std::vector<Row>& rows, const std::string& indent,
                         const Paint& paint);

/// Cells one after the other in lines of at most kColumns. The first stands at column; where the
/// next does not fit, a new line begins behind as many blanks as indent says. No newline at the
/// end.
std::string flowed_text(const std::vector<Cell>& cells, const std::string& separator,
                        std::size_t column, std::size_t indent, const Paint& paint);

/// Sentences in lines of at most kColumns: the first stands at column indent, the others behind as
/// many blanks. No newline at the end.
std::string wrapped(const std::string& text, std::size_t indent);

}  // namespace bondctl

#endif
