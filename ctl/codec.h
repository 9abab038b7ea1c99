// SPDX-License-Identifier: GPL-2.0-or-later
// Attributes <-> model. The only place that names NETBOND_A_* and the nests below.
#ifndef BONDCTL_CODEC_H
#define BONDCTL_CODEC_H

#include <cstdint>
#include <string>
#include <vector>

#include "model.h"
#include "netlink.h"

namespace bondctl {

/// A request about a bond; an empty name leaves it out (dump of all), options and members are
/// written only when there are any.
Msg encode(std::uint8_t command, const std::string& bond, const Options& options = {},
           const std::vector<MemberRequest>& members = {});

/// Adds to such a request that the members it names are to be all of the bond.
void put_members_exact(nl_msg* msg);
/// Asks where a flow goes.
Msg encode_flow(const std::string& bond, const Flow& flow);

/// Read a reply or a notification. Unknown attributes are skipped (newer module), malformed ones
/// throw Error.
Bond decode_bond(const Bytes& message);
Event decode_event(const Bytes& message);
/// Adds the bucket of one message of a dump to its table.
void decode_bucket(const Bytes& message, BucketTable* table);
/// Adds the neighbour of one message of a dump to its table.
void decode_client(const Bytes& message, ClientTable* table);
/// What the reply does not repeat of the flow stays as it was asked.
FlowPlace decode_flow(const Bytes& message, const Flow& asked);

/// Words for the attribute at an offset of a request, as an extended ack blames it:
/// "arp_interval", "arp_ip_target: 10.0.0.2", "eth0: prio", "dport"; empty for none or the bond
/// itself.
std::string attribute_path(const nlmsghdr* request, std::uint32_t offset);

}  // namespace bondctl

#endif
