// SPDX-License-Identifier: GPL-2.0-or-later
#include "text_table.h"

#include <algorithm>
#include <cstddef>

namespace bondctl {

Cell number_cell(const std::string& text) {
  return {text, nullptr, true};
}

std::string table_text(const std::vector<Row>& rows, const std::string& indent,
                       const Paint& paint) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); i++)
      widths[i] = std::max(widths[i], row[i].text.size());
  }
  std::string out;
  for (const Row& row : rows) {
    out += indent;
    for (std::size_t i = 0; i < row.size(); i++) {
      const Cell& cell = row[i];
      const std::string padding(widths[i] - cell.text.size(), ' ');
      out += cell.right ? padding : "";
      out += cell.paint ? (paint.*cell.paint)(cell.text) : cell.text;
      if (i + 1 < row.size())
        out += (cell.right ? "" : padding) + "  ";
    }
    out += '\n';
  }
  return out;
}

}  // namespace bondctl
