// SPDX-License-Identifier: GPL-2.0-or-later
// The table of neighbours as text.
#include <fmt/format.h>

#include <algorithm>

#include "client_table.h"
#include "printer.h"
#include "text_table.h"
#include "words.h"

namespace bondctl {

namespace {

std::string clients_line(const ClientTable& table, const Paint& paint) {
  const std::size_t count = table.clients.size();
  std::string line = fmt::format("{}  {}  {} client{}", paint.strong(table.bond), table.mode, count,
                                 count == 1 ? "" : "s");
  const auto due = std::count_if(table.clients.begin(), table.clients.end(),
                                 [](const AlbClient& client) { return client.due; });
  if (due)
    line += "  " + paint.warn(fmt::format("{} about to be taught", due));
  if (const auto counted = counted_ms(table))
    line += fmt::format("  counted for {}", duration_text(*counted));
  return line + "\n";
}

Cell member_cell(const std::optional<std::string>& member) {
  return {member.value_or("nobody"), member ? nullptr : &Paint::bad};
}

Cell share_cell(const std::optional<double>& share) {
  return number_cell(share ? fmt::format("{:.1f}%", *share) : "?");
}

std::string share_table(const ClientTable& table, const Paint& paint) {
  Row head = {{"MEMBER"}};
  for (const char* word : {"CLIENTS", "IPV4", "IPV6", "SHARE"})
    head.push_back(number_cell(word));
  std::vector<Row> rows = {head};
  for (const ClientShare& share : client_shares(table))
    rows.push_back({member_cell(share.member), number_cell(fmt::format("{}", share.clients)),
                    number_cell(fmt::format("{}", share.ipv4)),
                    number_cell(fmt::format("{}", share.ipv6)), share_cell(share.share)});
  return table_text(rows, "  ", paint);
}

/// "10", "20.10" (outer and inner), or "--".
std::string vlan_text(const AlbClient& client) {
  if (!client.vlan)
    return kEmpty;
  return client.inner_vlan ? fmt::format("{}.{}", *client.vlan, *client.inner_vlan)
                           : fmt::format("{}", *client.vlan);
}

Cell taught_cell(const AlbClient& client) {
  const std::string text = client.taught_ms ? duration_text(*client.taught_ms) : "never";
  return {text + (client.due ? "*" : ""), client.due ? &Paint::warn : nullptr};
}

Row client_row(const AlbClient& client, std::uint64_t all_bytes) {
  return {{address_text(client.address)},
          {vlan_text(client)},
          member_cell(client.member),
          {duration_text(client.seen_ms)},
          taught_cell(client),
          share_cell(share_of(client, all_bytes))};
}

/// A count, unless nothing was counted yet.
std::string count_text(const AlbClient& client, std::uint64_t count) {
  return client.counted_ms ? fmt::format("{}", count) : "?";
}

std::string local_text(const AlbClient& client) {
  return "local " + address_text(client.local);
}

std::string client_details(const AlbClient& client, const Paint& paint) {
  const std::vector<Cell> cells = {
      {"mac " + (client.mac ? mac_text(client.mac->data()) : "?")},
      {"packets " + count_text(client, client.packets)},
      {"bytes " + count_text(client, client.bytes)},
      {local_text(client)},
  };
  return "    " + flowed_text(cells, "  ", 4, 4, paint) + "\n";
}

std::size_t widest(const std::vector<std::string>& lines) {
  std::size_t width = 0;
  for (const std::string& line : lines)
    width = std::max(width, line.size());
  return width;
}

/// The lines of a table; where they would be too wide the first cells have lines of their own.
std::vector<std::string> fitting_lines(std::vector<Row> rows, const Paint& paint) {
  if (widest(split(table_text(rows, "  ", Paint(false)), '\n')) <= kColumns)
    return split(table_text(rows, "  ", paint), '\n');
  std::vector<std::string> firsts;
  for (Row& row : rows) {
    firsts.push_back("  " + row.front().text + "\n");
    row.erase(row.begin());
  }
  std::vector<std::string> lines = split(table_text(rows, "    ", paint), '\n');
  for (std::size_t i = 0; i < lines.size(); i++)
    lines[i].insert(0, firsts[i]);
  return lines;
}

std::string client_lines(const ClientTable& table, bool details, const Paint& paint) {
  std::vector<Row> rows = {
      {{"CLIENT"}, {"VLAN"}, {"MEMBER"}, {"SEEN"}, {"TAUGHT"}, number_cell("SHARE")}};
  const std::uint64_t all_bytes = counted_bytes(table);
  bool due = false;
  for (const AlbClient& client : table.clients) {
    rows.push_back(client_row(client, all_bytes));
    due |= client.due;
  }
  const std::vector<std::string> lines = fitting_lines(rows, paint);
  const std::vector<bool> apart = told_apart_by_local(table);
  std::string out = lines[0] + "\n";
  for (std::size_t i = 0; i < table.clients.size(); i++) {
    out += lines[i + 1] + "\n";
    if (details)
      out += client_details(table.clients[i], paint);
    else if (apart[i])
      out += "    " + local_text(table.clients[i]) + "\n";
  }
  return out +
         (due ? "  * is about to be taught: its member changed, or a broadcast misled it\n" : "");
}

}  // namespace

std::string clients_text(const ClientTable& table, bool details, const Paint& paint) {
  if (table.clients.empty())
    return fmt::format(
        "{} has no clients yet: no neighbour has exchanged ARP or Neighbour Discovery with it\n",
        visible(table.bond));
  return clients_line(table, paint) + share_table(table, paint) +
         client_lines(table, details, paint);
}

}  // namespace bondctl
