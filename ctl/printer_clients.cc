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
Cell count_cell(const AlbClient& client, std::uint64_t count) {
  return number_cell(client.counted_ms ? fmt::format("{}", count) : "?");
}

void append_details(Row* row, const AlbClient& client) {
  row->push_back(count_cell(client, client.packets));
  row->push_back(count_cell(client, client.bytes));
  row->push_back({client.mac ? mac_text(client.mac->data()) : "?"});
  row->push_back({address_text(client.local)});
}

std::string client_lines(const ClientTable& table, bool details, const Paint& paint) {
  std::vector<Row> rows = {
      {{"CLIENT"}, {"VLAN"}, {"MEMBER"}, {"SEEN"}, {"TAUGHT"}, number_cell("SHARE")}};
  if (details)
    rows[0].insert(rows[0].end(),
                   {number_cell("PACKETS"), number_cell("BYTES"), {"MAC"}, {"LOCAL"}});
  const std::uint64_t all_bytes = counted_bytes(table);
  bool due = false;
  for (const AlbClient& client : table.clients) {
    rows.push_back(client_row(client, all_bytes));
    if (details)
      append_details(&rows.back(), client);
    due |= client.due;
  }
  return table_text(rows, "  ", paint) +
         (due ? "  * is about to be taught: its member changed, or a broadcast misled it\n" : "");
}

}  // namespace

std::string clients_text(const ClientTable& table, bool details, const Paint& paint) {
  if (table.clients.empty())
    return fmt::format(
        "{} has no clients yet: no neighbour has exchanged ARP or Neighbour Discovery with it\n",
        table.bond);
  return clients_line(table, paint) + share_table(table, paint) +
         client_lines(table, details, paint);
}

}  // namespace bondctl
