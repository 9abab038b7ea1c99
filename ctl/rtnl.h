// SPDX-License-Identifier: GPL-2.0-or-later
// Links of this network namespace over rtnetlink: what every device has, not what bonds have.
#ifndef BONDCTL_RTNL_H
#define BONDCTL_RTNL_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model.h"
#include "netlink.h"

namespace bondctl {

struct Link {
  std::string name;
  std::uint32_t ifindex = 0;
  std::uint16_t type = 0;    ///< ARPHRD_*
  std::uint32_t master = 0;  ///< ifindex; 0: none
  std::uint32_t lower = 0;   ///< of the device below, in this network namespace; 0: none
  std::uint32_t mtu = 0;
  bool up = false;       ///< IFF_UP
  bool carrier = false;  ///< IFF_LOWER_UP
  std::string kind;      ///< of rtnl_link_ops, "bridge"; empty for a card
  std::string address;   ///< MAC address as text; empty for none
  std::string alias;
  std::vector<std::string> other_names;  ///< alternative ones
  Bytes message;  ///< the RTM_NEWLINK that told it, for attributes of one kind
};

/// What to change; what is absent stays.
struct LinkChange {
  std::optional<bool> up = {};
  std::optional<std::uint32_t> mtu = {};
  std::optional<Mac> address = {};
  std::optional<std::string> alias = {};
  std::optional<std::uint32_t> master = {};  ///< ifindex; 0 releases
};

class Rtnl {
 public:
  explicit Rtnl(const Connect& connect_route);

  std::vector<Link> links();
  std::optional<Link> find(const std::string& name);
  std::optional<Link> find(std::uint32_t ifindex);
  /// Throws when there is no such device.
  Link link(const std::string& name);
  /// Throws the kernel's refusal, with the device's name in front.
  void set(const std::string& name, const LinkChange& change);
  void del(const std::string& name);

  /// Sends a request of the caller's making; throws its refusal with object in front.
  Answer request(const std::string& object, nl_msg* message, std::uint16_t flags = 0);
  /// The same for a dump.
  Answer dump(const std::string& object, nl_msg* message);
  Answer dump_lasting(const std::string& object, nl_msg* message);
  Channel& channel() { return channel_; }

 private:
  std::optional<Link> ask(const std::string& object, nl_msg* message);

  Channel channel_;
};

/// Reads an RTM_NEWLINK. Throws when it is malformed.
Link decode_link(const Bytes& message);
/// A message about the named device, or about none yet: RTM_* and an ifinfomsg.
Msg link_message(int type, const std::string& name);

}  // namespace bondctl

#endif
