// SPDX-License-Identifier: GPL-2.0-or-later
#include "client.h"

#include <fmt/format.h>
#include <linux/genetlink.h>
#include <netlink/genl/genl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

#include "attribute.h"
#include "codec.h"
#include "error.h"
#include "version.h"

namespace bondctl {

namespace {

/// Words for a refusal that the kernel left unexplained.
std::string plain_words(int error) {
  if (error == EPERM)
    return "not permitted, it takes CAP_NET_ADMIN in the user namespace that owns this network "
           "namespace (are you root?)";
  if (error == ENODEV)
    return "no such bond";
  return strerror(error);
}

/// The kernel's own words, or these, behind what they are about.
std::string with_words(const std::string& about, const Refusal& refusal,
                       const std::string& otherwise) {
  std::string words = refusal.text.empty() ? otherwise : refusal.text;
  std::replace(words.begin(), words.end(), '\n', ' ');
  return fmt::format("{}{}{} ({})", about, about.empty() ? "" : ": ", words,
                     errno_name(refusal.error));
}

/// What a module says to a request of a newer bondctl; empty when the refusal has other reasons.
/// The words are netlink's own, the same since Linux 4.20: the module never saw the request.
std::string older_module_words(const Refusal& refusal) {
  if (refusal.error == EINVAL && refusal.text == "Unknown attribute type")
    return "the loaded module does not know it, nothing was changed: leave it out";
  // bondctl has sent what its own table allows.
  if (refusal.error == ERANGE && refusal.text == "integer out of range")
    return "the loaded module does not know this value, nothing was changed: give another";
  if (refusal.error == EOPNOTSUPP && refusal.text.empty())
    return "the loaded module does not know this command, others work: do without it";
  return "";
}

/// What the controller of generic netlink says of the module: CTRL_CMD_*, or 0 for nothing.
int command_about_module(const Bytes& message) {
  auto* header = const_cast<nlmsghdr*>(header_of(message));
  nlattr* found[CTRL_ATTR_MAX + 1] = {};
  if (header->nlmsg_type != GENL_ID_CTRL ||
      genlmsg_parse(header, 0, found, CTRL_ATTR_MAX, nullptr) < 0 ||
      text_in(found[CTRL_ATTR_FAMILY_NAME]) != NETBOND_GENL_NAME)
    return 0;
  return genlmsg_hdr(header)->cmd;
}

void throw_refused(const std::string& object, const Msg& msg, const Answer& answer) {
  if (answer.refusal)
    throw run_error(refusal_text(object, nlmsg_hdr(msg.get()), *answer.refusal));
}

}  // namespace

std::string refusal_text(const std::string& object, const nlmsghdr* request,
                         const Refusal& refusal) {
  std::string text = object;
  if (refusal.offset) {
    const std::string path = attribute_path(request, *refusal.offset);
    if (!path.empty())
      text += fmt::format("{}{}", text.empty() ? "" : ": ", path);
  }
  const std::string older = older_module_words(refusal);
  if (older.empty())
    return with_words(text, refusal, plain_words(refusal.error));
  return fmt::format("{}{}{}, or load the module of this bondctl ({}) ({})", text,
                     text.empty() ? "" : ": ", older, both_versions(versions_here()),
                     errno_name(refusal.error));
}

std::string link_refusal_text(const std::string& object, const Refusal& refusal) {
  return with_words(object, refusal,
                    refusal.error == ENODEV ? "no such device" : plain_words(refusal.error));
}

Client::Client(const Connect& connect)
    : netlink_(connect(), NETBOND_GENL_NAME, NETBOND_GENL_VERSION) {}

std::vector<Bond> Client::bonds() {
  const Msg msg = encode(NETBOND_CMD_BOND_GET, "");
  const Answer answer = netlink_.dump(msg.get());
  throw_refused("", msg, answer);
  std::vector<Bond> bonds;
  for (const Bytes& message : answer.messages) {
    Bond bond = decode_bond(message);
    if (bonds.empty() || bonds.back().ifindex != bond.ifindex) {
      bonds.push_back(std::move(bond));
      continue;
    }
    // The members that did not fit into the message before.
    std::move(bond.members.begin(), bond.members.end(), std::back_inserter(bonds.back().members));
  }
  return bonds;
}

std::optional<Bond> Client::find_bond(const std::string& name) {
  const Msg msg = encode(NETBOND_CMD_BOND_GET, name);
  Answer answer;
  try {
    answer = netlink_.request(msg.get());
  } catch (const Overrun&) {
    return in_parts(name);
  }
  if (answer.refusal && answer.refusal->error == ENOMEM)
    return in_parts(name);
  if (answer.refusal && (answer.refusal->error == ENODEV || answer.refusal->error == ENOENT))
    return std::nullopt;
  throw_refused(name, msg, answer);
  if (answer.messages.empty())
    throw run_error(fmt::format("{}: empty answer from the kernel (EBADMSG)", name));
  return decode_bond(answer.messages[0]);
}

/// A hundred members with all their targets are more than a socket holds; a dump comes in parts.
std::optional<Bond> Client::in_parts(const std::string& name) {
  for (const Bond& bond : bonds()) {
    if (bond.name == name)
      return bond;
  }
  return std::nullopt;
}

Bond Client::bond(const std::string& name) {
  std::optional<Bond> found = find_bond(name);
  if (!found)
    throw run_error(fmt::format("{}: no such bond (ENODEV)", name));
  return *found;
}

std::vector<Bond> Client::bonds_named(const std::string& name_or_empty) {
  return name_or_empty.empty() ? bonds() : std::vector<Bond>{bond(name_or_empty)};
}

std::string Client::change(std::uint8_t command, const std::string& bond, const Options& options,
                           const std::vector<MemberRequest>& members) {
  const Msg msg = encode(command, bond, options, members);
  const Answer answer = netlink_.request(msg.get());
  throw_refused(bond, msg, answer);
  return answer.note;
}

void Client::add(const std::string& bond, const Options& options,
                 const std::vector<MemberRequest>& members) {
  change(NETBOND_CMD_BOND_NEW, bond, options, members);
}

std::string Client::set(const std::string& bond, const Options& options) {
  return change(NETBOND_CMD_BOND_SET, bond, options, {});
}

void Client::apply(const std::string& bond, const Options& options,
                   const std::vector<MemberRequest>& members) {
  const Msg msg = encode(NETBOND_CMD_BOND_SET, bond, options, members);
  put_members_exact(msg.get());
  throw_refused(bond, msg, netlink_.request(msg.get()));
}

void Client::del(const std::string& bond) {
  change(NETBOND_CMD_BOND_DEL, bond, {}, {});
}

void Client::member_add(const std::string& bond, const std::vector<MemberRequest>& members) {
  change(NETBOND_CMD_MEMBER_ADD, bond, {}, members);
}

void Client::member_del(const std::string& bond, const std::vector<MemberRequest>& members) {
  change(NETBOND_CMD_MEMBER_DEL, bond, {}, members);
}

void Client::member_set(const std::string& bond, const std::vector<MemberRequest>& members) {
  change(NETBOND_CMD_MEMBER_SET, bond, {}, members);
}

std::vector<Event> Client::history(const std::string& bond) {
  const Msg msg = encode(NETBOND_CMD_HISTORY_GET, bond);
  const Answer answer = netlink_.dump(msg.get());
  throw_refused(bond, msg, answer);
  std::vector<Event> events;
  std::transform(answer.messages.begin(), answer.messages.end(), std::back_inserter(events),
                 decode_event);
  return events;
}

BucketTable Client::buckets(const std::string& bond) {
  const Msg msg = encode(NETBOND_CMD_BUCKET_GET, bond);
  const Answer answer = netlink_.dump(msg.get());
  throw_refused(bond, msg, answer);
  BucketTable table;
  table.bond = bond;
  for (const Bytes& message : answer.messages)
    decode_bucket(message, &table);
  std::sort(table.buckets.begin(), table.buckets.end(),
            [](const Bucket& a, const Bucket& b) { return a.index < b.index; });
  return table;
}

ClientTable Client::clients(const std::string& bond) {
  const Msg msg = encode(NETBOND_CMD_CLIENT_GET, bond);
  const Answer answer = netlink_.dump(msg.get());
  throw_refused(bond, msg, answer);
  ClientTable table;
  table.bond = bond;
  for (const Bytes& message : answer.messages)
    decode_client(message, &table);
  return table;
}

FlowPlace Client::flow(const std::string& bond, const Flow& flow) {
  const Msg msg = encode_flow(bond, flow);
  const Answer answer = netlink_.request(msg.get());
  throw_refused(bond, msg, answer);
  if (answer.messages.empty())
    throw run_error(fmt::format("{}: empty answer from the kernel (EBADMSG)", bond));
  return decode_flow(answer.messages[0], flow);
}

EventStream::EventStream(Connect connect) : connect_(std::move(connect)), controller_(connect_()) {
  controller_.join(GENL_ID_CTRL);  // its group has its own number, as no other family's has
}

void EventStream::open() {
  module_.reset();
  Netlink module(connect_(), NETBOND_GENL_NAME, NETBOND_GENL_VERSION);
  module.subscribe(NETBOND_MCGRP_EVENTS);
  module_ = std::move(module);
}

/// Whether the module was taken up that came; one that went is let go.
bool EventStream::came(const Notice& notice) {
  // Any word may have been among what was dropped.
  const int command = notice.kind == Received::kOverrun ? int{CTRL_CMD_NEWFAMILY}
                                                        : command_about_module(notice.message);
  if (command == CTRL_CMD_DELFAMILY)
    module_.reset();
  if (command != CTRL_CMD_NEWFAMILY)
    return false;
  return if_loaded([this] {
    open();
    return true;
  });
}

/// What is there already. The module's last events first, then that it went.
std::optional<EventStream::Item> EventStream::ready() {
  if (module_) {
    const Notice notice = module_->next(Clock::now());
    if (notice.kind == Received::kData)
      return Item{notice.kind, decode_event(notice.message)};
    if (notice.kind == Received::kOverrun)
      return Item{notice.kind, {}};
  }
  while (true) {
    const Notice notice = controller_.next(Clock::now());
    if (notice.kind == Received::kTimeout)
      return std::nullopt;
    if (came(notice))
      return Item{Received::kOverrun, {}, true};
  }
}

EventStream::Item EventStream::next(Deadline deadline) {
  while (true) {
    if (std::optional<Item> item = ready())
      return std::move(*item);
    const auto [controller, module] = descriptors();
    if (!wait_readable({controller, module}, deadline))
      return {Received::kTimeout, {}};
  }
}

std::array<int, 2> EventStream::descriptors() const {
  return {controller_.descriptor(), module_ ? module_->descriptor() : -1};
}

}  // namespace bondctl
