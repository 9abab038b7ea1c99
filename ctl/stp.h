// SPDX-License-Identifier: GPL-2.0-or-later
// Mode stp: a Linux bridge with spanning tree as a bond, made and changed by rtnetlink alone.
// Each change is done whole or not at all: what was done before a refusal is undone.
#ifndef BONDCTL_STP_H
#define BONDCTL_STP_H

#include <optional>
#include <string>
#include <vector>

#include "cli.h"
#include "model.h"

namespace bondctl {

/// The bridges that bondctl made, all of them.
std::vector<Bond> stp_bonds(const Context& context);
/// A bridge with spanning tree, whoever made it; nothing when there is no bridge of that name.
/// Throws for a bridge without spanning tree.
std::optional<Bond> find_stp_bond(const Context& context, const std::string& name);
/// By index, also under another name than before; nothing as above and without spanning tree.
std::optional<Bond> find_stp_bond(const Context& context, std::uint32_t ifindex);

bool is_bridge(const Context& context, const std::string& name);

/// These only touch bridges that bondctl made. Options and costs that a request leaves out get the
/// defaults in stp_add, the cost of the other members in stp_member_add, and stay otherwise.
void stp_add(const Context& context, const std::string& name, const StpOptions& options,
             const std::vector<MemberRequest>& members);
void stp_set(const Context& context, const std::string& name, const StpOptions& options);
/// Of the bridge and of its members, for a bridge drops without a word what a port is too small
/// for.
void stp_set_mtu(const Context& context, const std::string& name, std::uint32_t mtu);
void stp_del(const Context& context, const std::string& name);
void stp_member_add(const Context& context, const std::string& name,
                    const std::vector<MemberRequest>& members);
/// Names on err what members kept for themselves that is of no use in a bridge.
void warn_of_kept(const Context& context, const std::string& name);
void stp_member_del(const Context& context, const std::string& name,
                    const std::vector<MemberRequest>& members);
void stp_member_set(const Context& context, const std::string& name,
                    const std::vector<MemberRequest>& members);

}  // namespace bondctl

#endif
