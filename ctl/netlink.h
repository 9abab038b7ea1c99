// SPDX-License-Identifier: GPL-2.0-or-later
// Requests, dumps, notifications and the kernel's refusals, of any netlink protocol and of one
// generic netlink family; knows nothing of bonds.
//
// libnl builds and walks messages and owns the socket. Acknowledgements are read raw, since libnl
// has no extended ack and folds errnos together.
#ifndef BONDCTL_NETLINK_H
#define BONDCTL_NETLINK_H

#include <linux/netlink.h>
#include <netlink/msg.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bondctl {

using Bytes = std::vector<std::uint8_t>;
using Clock = std::chrono::steady_clock;
using Deadline = std::optional<Clock::time_point>;

inline bool is_past(Deadline deadline) {
  return deadline && Clock::now() >= *deadline;
}

struct MsgFree {
  void operator()(nl_msg* msg) const { nlmsg_free(msg); }
};
using Msg = std::unique_ptr<nl_msg, MsgFree>;

/// What a socket gave: a datagram, nothing in time, or word that the kernel dropped some.
struct Received {
  enum Kind { kData, kTimeout, kOverrun } kind;
  Bytes data;
};

/// The seam for tests: a netlink socket, as far as bondctl needs one.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual void send(nlmsghdr* message) = 0;
  virtual Received receive(Deadline deadline) = 0;
  virtual void join(std::uint32_t group) = 0;
  /// To wait for; -1 where waiting means nothing.
  virtual int descriptor() const { return -1; }
};

using Connect = std::function<std::unique_ptr<Transport>()>;

/// Waits until one of these can be read; false when the deadline passed first, or there is none, or
/// nobody reads any more what is written to output.
bool wait_readable(const std::vector<int>& descriptors, Deadline deadline, int output = -1);

/// Sockets of this network namespace, with extended acks: generic netlink, and rtnetlink.
std::unique_ptr<Transport> open_socket();
std::unique_ptr<Transport> open_route_socket();

/// The kernel's "no" to a request.
struct Refusal {
  int error = 0;                        ///< errno, positive
  std::string text;                     ///< extended ack, may be empty
  std::optional<std::uint32_t> offset;  ///< of the attribute to blame, within the request
};

struct Answer {
  std::vector<Bytes> messages;  ///< one netlink message each
  std::optional<Refusal> refusal;
  std::string note;  ///< what the kernel adds to its "yes", mostly nothing
};

/// One notification, or why there is none.
struct Notice {
  Received::Kind kind;
  Bytes message;
};

/// A conversation over one socket, in messages whose type and content the caller made.
class Channel {
 public:
  explicit Channel(std::unique_ptr<Transport> transport);

  /// Sends a request, whose header it completes, and gathers replies up to the acknowledgement;
  /// again when the kernel asks for that (EAGAIN). flags: NLM_F_* beside REQUEST and ACK.
  Answer request(nl_msg* message, std::uint16_t flags = 0);
  /// The same for a dump; repeated until the kernel says it was not disturbed.
  Answer dump(nl_msg* message);
  /// The same, but when it was disturbed each time the last answer is good enough: it has
  /// whatever was there all the time, where the kernel goes through it by number.
  Answer dump_lasting(nl_msg* message);
  /// Joins a multicast group by number.
  void join(std::uint32_t group);
  /// The next message of a joined group.
  Notice next(Deadline deadline);
  int descriptor() const { return transport_->descriptor(); }

 private:
  struct Round {
    Answer answer;
    bool disturbed = false;
    bool done = false;
  };
  Round transact(nlmsghdr* header);
  Round dump_round(nl_msg* message);
  void take(const nlmsghdr* header, const nlmsghdr* request, Round* round);

  std::unique_ptr<Transport> transport_;
  std::uint32_t seq_ = 0;
  std::vector<Bytes> pending_;
};

/// A connection to one generic netlink family.
class Netlink {
 public:
  /// Resolves the family. Throws Error when it is absent or speaks another version.
  Netlink(std::unique_ptr<Transport> transport, const char* family, std::uint8_t version);

  /// As of Channel; the type of the message is set to the family's.
  Answer request(nl_msg* message);
  Answer dump(nl_msg* message);
  /// Joins a multicast group of the family.
  void subscribe(const std::string& group);
  /// The next message of the family from a joined group.
  Notice next(Deadline deadline);
  int descriptor() const { return channel_.descriptor(); }

 private:
  void resolve(const char* family, std::uint8_t version);

  Channel channel_;
  std::uint16_t family_ = 0;
  std::vector<std::pair<std::string, std::uint32_t>> groups_;
};

inline const nlmsghdr* header_of(const Bytes& message) {
  return reinterpret_cast<const nlmsghdr*>(message.data());
}

/// Reads the nlmsgerr of an NLMSG_ERROR, or the code of an NLMSG_DONE; nothing when it says
/// success, and then *note is what it adds to that.
std::optional<Refusal> read_ack(const nlmsghdr* header, std::string* note);

}  // namespace bondctl

#endif
