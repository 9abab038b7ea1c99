// SPDX-License-Identifier: GPL-2.0-or-later
// Netlink bytes written by hand, not by libnl or the codec, and a kernel that answers with them.
#ifndef BONDCTL_TESTS_WIRE_H
#define BONDCTL_TESTS_WIRE_H

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include <cerrno>
#include <cstring>
#include <deque>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "netlink.h"

namespace bondctl::wire {

constexpr std::uint16_t kFamily = 0x21;
constexpr std::uint32_t kEventGroup = 9;

inline Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

template <typename T>
Bytes raw(T value) {
  Bytes bytes(sizeof(value));
  std::memcpy(bytes.data(), &value, sizeof(value));
  return bytes;
}

inline Bytes attr(int type, const Bytes& payload) {
  Bytes bytes = raw(static_cast<std::uint16_t>(4 + payload.size())) +
                raw(static_cast<std::uint16_t>(type)) + payload;
  bytes.resize((bytes.size() + 3) & ~std::size_t{3});
  return bytes;
}

inline Bytes u8(int type, unsigned value) {
  return attr(type, raw(static_cast<std::uint8_t>(value)));
}
inline Bytes u16(int type, unsigned value) {
  return attr(type, raw(static_cast<std::uint16_t>(value)));
}
inline Bytes u32(int type, std::uint32_t value) {
  return attr(type, raw(value));
}
inline Bytes s32(int type, std::int32_t value) {
  return attr(type, raw(value));
}
inline Bytes u64(int type, std::uint64_t value) {
  return attr(type, raw(value));
}
inline Bytes str(int type, const std::string& text) {
  Bytes bytes(text.begin(), text.end());
  bytes.push_back(0);
  return attr(type, bytes);
}
inline Bytes nest(int type, const Bytes& inner) {
  return attr(type | NLA_F_NESTED, inner);
}

/// A netlink message; seq 0 is replaced by the request's in FakeKernel.
inline Bytes message(int type, int flags, const Bytes& payload, std::uint32_t seq = 0) {
  return raw(static_cast<std::uint32_t>(NLMSG_HDRLEN + payload.size())) +
         raw(static_cast<std::uint16_t>(type)) + raw(static_cast<std::uint16_t>(flags)) + raw(seq) +
         raw(std::uint32_t{0}) + payload;
}

inline Bytes generic(int command, const Bytes& attrs, int flags = 0, int type = kFamily) {
  return message(type, flags, Bytes{static_cast<std::uint8_t>(command), 1, 0, 0} + attrs);
}

/// nlmsgerr in the capped form: errno and the header of the request, then extended-ack attributes.
inline Bytes ack(int error, const Bytes& extended = {}) {
  const int flags = NLM_F_CAPPED | (extended.empty() ? 0 : NLM_F_ACK_TLVS);
  return message(NLMSG_ERROR, flags, raw(-error) + Bytes(NLMSG_HDRLEN) + extended);
}

inline Bytes done(int error = 0, const Bytes& extended = {}) {
  return message(NLMSG_DONE, NLM_F_MULTI | (extended.empty() ? 0 : NLM_F_ACK_TLVS),
                 raw(-error) + extended);
}

inline Bytes family_reply(unsigned version = 1) {
  const Bytes group =
      str(CTRL_ATTR_MCAST_GRP_NAME, "events") + u32(CTRL_ATTR_MCAST_GRP_ID, kEventGroup);
  return generic(CTRL_CMD_NEWFAMILY,
                 str(CTRL_ATTR_FAMILY_NAME, "netbond") + u16(CTRL_ATTR_FAMILY_ID, kFamily) +
                     u32(CTRL_ATTR_VERSION, version) + nest(CTRL_ATTR_MCAST_GROUPS, nest(1, group)),
                 0, GENL_ID_CTRL);
}

/// CTRL_CMD_NEWFAMILY or CTRL_CMD_DELFAMILY, as the controller tells all who joined its group.
inline Bytes module_word(int command, const std::string& name = "netbond") {
  return generic(command, str(CTRL_ATTR_FAMILY_NAME, name) + u16(CTRL_ATTR_FAMILY_ID, kFamily), 0,
                 GENL_ID_CTRL);
}

/// What the tests say the kernel answers, and what it was asked. Shared by all sockets.
struct Script {
  std::deque<std::vector<Bytes>> answers;  ///< for each request in turn: datagrams; empty: no room
  std::deque<Received> events;             ///< for a socket that joined the group
  std::uint32_t event_group = kEventGroup;
  std::deque<Received> controller;    ///< for one that joined the controller's
  std::deque<Received> events_later;  ///< once that one read that the module was loaded
  int loads = 1;
  std::vector<Bytes> requests;  ///< all but the family look-ups
  std::vector<Bytes> family = {family_reply(), ack(0)};
  std::optional<std::vector<Bytes>> family_later;  ///< once that one read so, too
  int descriptor = -1;                             ///< what is waited for when there is nothing
  bool knows_nothing = false;  ///< once out of answers: no such device, and empty dumps

  std::vector<Bytes> otherwise(int flags) const {
    if (!knows_nothing)
      return {};
    return {(flags & NLM_F_DUMP) == NLM_F_DUMP ? done() : ack(ENODEV)};
  }
};

/// The kernel's rtnetlink, without devices.
inline Script no_links() {
  Script script;
  script.knows_nothing = true;
  return script;
}

class FakeKernel : public Transport {
 public:
  explicit FakeKernel(Script& script) : script_(script) {}

  void send(nlmsghdr* header) override {
    const auto* first = reinterpret_cast<const std::uint8_t*>(header);
    // RTM_NEWLINK has the same number.
    if (header->nlmsg_type == GENL_ID_CTRL && !script_.knows_nothing) {
      queue(script_.family, header->nlmsg_seq);
      return;
    }
    script_.requests.emplace_back(first, first + header->nlmsg_len);
    if (script_.answers.empty()) {
      queue(script_.otherwise(header->nlmsg_flags), header->nlmsg_seq);
      return;
    }
    queue(script_.answers.front(), header->nlmsg_seq);
    script_.answers.pop_front();
  }

  Received receive(Deadline) override {
    std::deque<Received>& from = source();
    if (from.empty())
      return {Received::kTimeout, {}};
    Received next = std::move(from.front());
    from.pop_front();
    if (&from == &script_.controller && next.data == module_word(CTRL_CMD_NEWFAMILY))
      load();
    return next;
  }

  int descriptor() const override { return script_.descriptor; }

  void join(std::uint32_t group) override {
    group_ = group;
    joined_at_ = script_.loads;
  }

 private:
  std::deque<Received>& source() {
    if (ready_.empty() && group_ == GENL_ID_CTRL)
      return script_.controller;
    // Who unloads a module takes its group from all sockets.
    const bool hears = group_ == script_.event_group && joined_at_ == script_.loads;
    return ready_.empty() && hears ? script_.events : ready_;
  }

  void load() {
    script_.loads++;
    if (script_.family_later)
      script_.family = *script_.family_later;
    script_.events = std::exchange(script_.events_later, {});
  }

  void queue(const std::vector<Bytes>& datagrams, std::uint32_t seq) {
    for (Bytes bytes : datagrams) {
      if (bytes.empty()) {
        ready_.push_back({Received::kOverrun, {}});
        continue;
      }
      std::memcpy(bytes.data() + offsetof(nlmsghdr, nlmsg_seq), &seq, sizeof(seq));
      ready_.push_back({Received::kData, std::move(bytes)});
    }
  }

  Script& script_;
  std::deque<Received> ready_;
  std::uint32_t group_ = 0;
  int joined_at_ = 0;
};

inline Connect connect_to(Script& script) {
  return [&script] { return std::make_unique<FakeKernel>(script); };
}

}  // namespace bondctl::wire

#endif
