// SPDX-License-Identifier: GPL-2.0-or-later
#include "text_table.h"

#include <algorithm>
#include <cstddef>

#include "words.h"

namespace bondctl {

Cell number_cell(const std::string& text) {
  return {text, nullptr, true};
}

namespace {

std::vector<std::size_t> widths_of(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); i++)
      widths[i] = std::max(widths[i], row[i].text.size());
  }
  return widths;
}

std::string painted(const Cell& cell, const Paint& paint) {
  return cell.paint ? (paint.*cell.paint)(cell.text) : cell.text;
}

/// A row without its last cell: that one is aligned by who adds it.
std::string but_last(const Row& row, const std::vector<std::size_t>& widths, const Paint& paint) {
  std::string out;
  for (std::size_t i = 0; i + 1 < row.size(); i++) {
    const std::string padding(widths[i] - row[i].text.size(), ' ');
    out += row[i].right ? padding + painted(row[i], paint) : painted(row[i], paint) + padding;
    out += "  ";
  }
  return out;
}

std::vector<Cell> words_of(const std::string& text) {
  std::vector<Cell> cells;
  for (const std::string& word : split(text, ' '))
    cells.push_back({word});
  return cells;
}

}  // namespace

std::string table_text(const std::vector<Row>& rows, const std::string& indent,
                       const Paint& paint) {
  const std::vector<std::size_t> widths = widths_of(rows);
  std::string out;
  for (const Row& row : rows) {
    out += indent + but_last(row, widths, paint);
    if (!row.empty()) {
      const Cell& last = row.back();
      out += last.right ? std::string(widths[row.size() - 1] - last.text.size(), ' ') : "";
      out += painted(last, paint);
    }
    out += '\n';
  }
  return out;
}

std::string details_text(const std::vector<Row>& rows, const std::string& indent,
                         const Paint& paint) {
  const std::vector<std::size_t> widths = widths_of(rows);
  std::string out;
  for (const Row& row : rows) {
    std::size_t column = indent.size();
    for (std::size_t i = 0; i + 1 < row.size(); i++)
      column += widths[i] + 2;
    out +=
        indent + but_last(row, widths, paint) +
        flowed_text(words_of(row.back().text), " ", column, indent.size() + widths[0] + 2, paint) +
        '\n';
  }
  return out;
}

std::string flowed_text(const std::vector<Cell>& cells, const std::string& separator,
                        std::size_t column, std::size_t indent, const Paint& paint) {
  // What stays at the end of a line of the separator: ", " leaves its comma.
  const std::string end = separator.substr(0, separator.find_last_not_of(' ') + 1);
  std::string out;
  for (std::size_t i = 0; i < cells.size(); i++) {
    const std::string& text = cells[i].text;
    const std::size_t more = i + 1 < cells.size() ? end.size() : 0;
    if (i && column + separator.size() + text.size() + more > kColumns) {
      out += end + '\n' + std::string(indent, ' ');
      column = indent;
    } else if (i) {
      out += separator;
      column += separator.size();
    }
    out += painted(cells[i], paint);
    column += text.size();
  }
  return out;
}

std::string wrapped(const std::string& text, std::size_t indent) {
  return flowed_text(words_of(text), " ", indent, indent, Paint(false));
}

}  // namespace bondctl
