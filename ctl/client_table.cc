// SPDX-License-Identifier: GPL-2.0-or-later
#include "client_table.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace bondctl {

namespace {

struct Traffic {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
};

/// What came from the neighbours that are chosen.
template <typename Chosen>
Traffic traffic_of(const ClientTable& table, Chosen chosen) {
  // What the kernel tells neighbours apart by when it counts.
  std::map<std::tuple<std::optional<Mac>, bool, std::optional<std::uint32_t>,
                      std::optional<std::uint32_t>>,
           Traffic>
      by_source;
  for (const AlbClient& client : table.clients) {
    if (!chosen(client))
      continue;
    Traffic& traffic = by_source[{client.mac, client.address.ipv6, client.vlan, client.inner_vlan}];
    traffic.packets = std::max(traffic.packets, client.packets);
    traffic.bytes = std::max(traffic.bytes, client.bytes);
  }
  Traffic sum;
  for (const auto& [source, traffic] : by_source) {
    sum.packets += traffic.packets;
    sum.bytes += traffic.bytes;
  }
  return sum;
}

double percentage(std::uint64_t part, std::uint64_t whole) {
  return whole ? 100.0 * static_cast<double>(part) / static_cast<double>(whole) : 0.0;
}

ClientShare share_of_member(const ClientTable& table, const std::optional<std::string>& member) {
  const auto is_its = [&](const AlbClient& client) { return client.member == member; };
  ClientShare share;
  share.member = member;
  for (const AlbClient& client : table.clients) {
    if (!is_its(client))
      continue;
    share.clients++;
    (client.address.ipv6 ? share.ipv6 : share.ipv4)++;
  }
  const Traffic traffic = traffic_of(table, is_its);
  share.packets = traffic.packets;
  share.bytes = traffic.bytes;
  return share;
}

/// Where a member stands: as it joined, then those that the bond did not name, then nobody.
std::size_t rank_of(const ClientTable& table, const std::optional<std::string>& member) {
  if (!member)
    return table.members.size() + 1;
  const auto found = std::find(table.members.begin(), table.members.end(), *member);
  return static_cast<std::size_t>(found - table.members.begin());
}

/// All members that the bond or a neighbour names, and nobody if a neighbour has none.
std::vector<std::optional<std::string>> all_members(const ClientTable& table) {
  std::vector<std::optional<std::string>> members(table.members.begin(), table.members.end());
  for (const AlbClient& client : table.clients) {
    if (std::find(members.begin(), members.end(), client.member) == members.end())
      members.push_back(client.member);
  }
  std::stable_sort(members.begin(), members.end(), [&](const auto& a, const auto& b) {
    return std::pair(rank_of(table, a), a) < std::pair(rank_of(table, b), b);
  });
  return members;
}

}  // namespace

std::vector<ClientShare> client_shares(const ClientTable& table) {
  std::vector<ClientShare> shares;
  std::uint64_t bytes = 0;
  for (const std::optional<std::string>& member : all_members(table)) {
    shares.push_back(share_of_member(table, member));
    bytes += shares.back().bytes;
  }
  if (!counted_ms(table))
    return shares;
  for (ClientShare& share : shares)
    share.share = percentage(share.bytes, bytes);
  return shares;
}

std::uint64_t counted_bytes(const ClientTable& table) {
  return traffic_of(table, [](const AlbClient&) { return true; }).bytes;
}

std::optional<double> share_of(const AlbClient& client, std::uint64_t all_bytes) {
  if (!client.counted_ms)
    return std::nullopt;
  return percentage(client.bytes, all_bytes);
}

std::optional<std::uint64_t> counted_ms(const ClientTable& table) {
  std::optional<std::uint64_t> longest;
  for (const AlbClient& client : table.clients)
    longest = std::max(longest, client.counted_ms);
  return longest;
}

std::vector<bool> told_apart_by_local(const ClientTable& table) {
  const auto key = [](const AlbClient& client) {
    return std::tuple(client.address.ipv6, client.address.bytes, client.vlan, client.inner_vlan);
  };
  std::map<decltype(key(AlbClient{})), std::size_t> alike;
  for (const AlbClient& client : table.clients)
    alike[key(client)]++;
  std::vector<bool> apart;
  for (const AlbClient& client : table.clients)
    apart.push_back(alike[key(client)] > 1);
  return apart;
}

void sort_clients(ClientTable* table) {
  const auto key = [&](const AlbClient& client) {
    return std::tuple(rank_of(*table, client.member), client.member, client.address.ipv6,
                      client.address.bytes, client.vlan, client.inner_vlan, client.local.bytes);
  };
  std::stable_sort(table->clients.begin(), table->clients.end(),
                   [&](const AlbClient& a, const AlbClient& b) { return key(a) < key(b); });
}

}  // namespace bondctl
