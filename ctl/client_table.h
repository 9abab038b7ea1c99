// SPDX-License-Identifier: GPL-2.0-or-later
// What a table of neighbours adds up to. Pure: model in, model out.
#ifndef BONDCTL_CLIENT_TABLE_H
#define BONDCTL_CLIENT_TABLE_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model.h"

namespace bondctl {

/// What one member has of the neighbours. Traffic is counted by MAC address, family and VLAN:
/// neighbours that have them in common, such as two addresses of a host, count once.
struct ClientShare {
  std::optional<std::string> member;  ///< absent: neighbours that have none
  std::uint32_t clients = 0;
  std::uint32_t ipv4 = 0;
  std::uint32_t ipv6 = 0;
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  std::optional<double> share;  ///< percentage of the bytes; absent: not counted
};

/// For each member, in the order they joined; then, if there are any, the neighbours without one.
std::vector<ClientShare> client_shares(const ClientTable& table);

/// Bytes received from all neighbours while counted, each source once.
std::uint64_t counted_bytes(const ClientTable& table);

/// A neighbour's percentage of these; nothing while it is not counted.
std::optional<double> share_of(const AlbClient& client, std::uint64_t all_bytes);

/// How long packets have been counted; nothing when they are not.
std::optional<std::uint64_t> counted_ms(const ClientTable& table);

/// For each neighbour of the table: are there others of its address and VLAN, so that only the
/// address of this host that each was taught about tells them apart?
std::vector<bool> told_apart_by_local(const ClientTable& table);

/// By member, in the order they joined, then by address, as a number.
void sort_clients(ClientTable* table);

}  // namespace bondctl

#endif
