// SPDX-License-Identifier: GPL-2.0-or-later
#include "netlink.h"

#include <fmt/format.h>
#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <thread>
#include <utility>

#include "attribute.h"
#include "error.h"
#include "version.h"

namespace bondctl {

namespace {

constexpr int kTries = 20;
constexpr int kMostErrno = 4095;
constexpr int kReceiveBuffer = 1 << 20;
constexpr std::chrono::seconds kAnswerTime{10};
constexpr std::chrono::milliseconds kFirstPause{1};
constexpr std::chrono::milliseconds kLongestPause{50};
constexpr std::size_t kUsualDatagram = 32768;  // more than this the kernel never gathers

struct SocketFree {
  void operator()(nl_sock* socket) const { nl_socket_free(socket); }
};

class SocketTransport : public Transport {
 public:
  explicit SocketTransport(int protocol) : socket_(nl_socket_alloc()) {
    if (!socket_)
      throw system_error("netlink socket", ENOMEM);
    if (const int problem = nl_connect(socket_.get(), protocol); problem < 0)
      throw run_error(fmt::format("netlink socket: {}", nl_geterror(problem)));
    nl_socket_set_buffer_size(socket_.get(), kReceiveBuffer, 0);
    set(NETLINK_EXT_ACK);
    set(NETLINK_CAP_ACK);
  }

  void send(nlmsghdr* message) override {
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    const ssize_t sent = sendto(nl_socket_get_fd(socket_.get()), message, message->nlmsg_len, 0,
                                reinterpret_cast<sockaddr*>(&kernel), sizeof(kernel));
    if (sent < 0)
      throw system_error("netlink send", errno);
  }

  Received receive(Deadline deadline) override {
    if (!wait_readable({descriptor()}, deadline))
      return {Received::kTimeout, {}};
    // A bond with many members and targets makes a large datagram: ask for its size first. With
    // what is offered here the kernel fills those that follow, and a dump of few is disturbed less.
    const int fd = nl_socket_get_fd(socket_.get());
    const ssize_t size = recv(fd, room_.data(), room_.size(), MSG_PEEK | MSG_TRUNC);
    if (size < 0)
      return failed_receive(errno);
    room_.resize(std::max(room_.size(), static_cast<std::size_t>(size)));
    const ssize_t got = recv(fd, room_.data(), room_.size(), 0);
    if (got < 0)
      return failed_receive(errno);
    return {Received::kData, Bytes(room_.begin(), room_.begin() + got)};
  }

  void join(std::uint32_t group) override {
    if (setsockopt(nl_socket_get_fd(socket_.get()), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
                   sizeof(group)) < 0)
      throw system_error("events group", errno);
  }

  int descriptor() const override { return nl_socket_get_fd(socket_.get()); }

 private:
  void set(int option) {
    const int on = 1;
    setsockopt(nl_socket_get_fd(socket_.get()), SOL_NETLINK, option, &on, sizeof(on));
  }

  static Received failed_receive(int error) {
    if (error == ENOBUFS)
      return {Received::kOverrun, {}};
    throw system_error("netlink receive", error);
  }

  std::unique_ptr<nl_sock, SocketFree> socket_;
  Bytes room_ = Bytes(kUsualDatagram);
};

Bytes copy_of(const nlmsghdr* header) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(header);
  return Bytes(first, first + header->nlmsg_len);
}

/// Calls take(header) for each message of a datagram.
template <typename Take>
void for_each_message(const Bytes& datagram, Take take) {
  int left = static_cast<int>(datagram.size());
  auto* header = reinterpret_cast<nlmsghdr*>(const_cast<std::uint8_t*>(datagram.data()));
  for (; nlmsg_ok(header, left); header = nlmsg_next(header, &left))
    take(header);
}

/// The extended-ack attributes that follow the fixed part of an acknowledgement.
void read_extended_ack(const nlmsghdr* header, std::size_t fixed, Refusal* refusal) {
  const std::size_t skip = NLMSG_HDRLEN + NLMSG_ALIGN(fixed);
  if (!(header->nlmsg_flags & NLM_F_ACK_TLVS) || header->nlmsg_len <= skip)
    return;
  auto* first = reinterpret_cast<nlattr*>(
      const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(header)) + skip);
  nlattr* found[NLMSGERR_ATTR_MAX + 1] = {};
  if (nla_parse(found, NLMSGERR_ATTR_MAX, first, static_cast<int>(header->nlmsg_len - skip),
                nullptr) < 0)
    return;
  refusal->text = text_in(found[NLMSGERR_ATTR_MSG]);
  if (nlattr* offset = found[NLMSGERR_ATTR_OFFS]; offset && nla_len(offset) >= 4)
    refusal->offset = nla_get_u32(offset);
}

}  // namespace

bool wait_readable(const std::vector<int>& descriptors, Deadline deadline, int output) {
  std::vector<pollfd> waited = {{output, 0, 0}};  // errors are told unasked
  for (const int descriptor : descriptors) {
    if (descriptor >= 0)
      waited.push_back({descriptor, POLLIN, 0});
  }
  while (waited.size() > 1) {
    int left = -1;
    if (deadline) {
      const auto ms = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now());
      left = static_cast<int>(std::clamp<std::int64_t>(ms.count(), 0, 1 << 30));
    }
    const int count = poll(waited.data(), waited.size(), left);
    if (count > 0)
      return !waited[0].revents;
    if (count == 0 && deadline && Clock::now() >= *deadline)
      return false;
    if (count < 0 && errno != EINTR)
      throw system_error("netlink poll", errno);
  }
  return false;
}

std::unique_ptr<Transport> open_socket() {
  return std::make_unique<SocketTransport>(NETLINK_GENERIC);
}

std::unique_ptr<Transport> open_route_socket() {
  return std::make_unique<SocketTransport>(NETLINK_ROUTE);
}

std::optional<Refusal> read_ack(const nlmsghdr* header, std::string* note) {
  const std::size_t payload = header->nlmsg_len - NLMSG_HDRLEN;
  const bool is_error = header->nlmsg_type == NLMSG_ERROR;
  std::size_t fixed = is_error ? sizeof(nlmsgerr) : sizeof(int);
  if (payload < fixed)
    return is_error ? std::optional<Refusal>(Refusal{EBADMSG, "short acknowledgement", {}})
                    : std::nullopt;
  const int code = *static_cast<const int*>(NLMSG_DATA(header));
  if (is_error && !(header->nlmsg_flags & NLM_F_CAPPED)) {
    const auto* body = static_cast<const nlmsgerr*>(NLMSG_DATA(header));
    fixed = sizeof(int) + std::max<std::size_t>(body->msg.nlmsg_len, sizeof(nlmsghdr));
  }
  Refusal said;
  read_extended_ack(header, fixed, &said);
  if (code < 0) {
    said.error = -std::max(code, -kMostErrno);
    return said;
  }
  *note = said.text;
  return std::nullopt;
}

Netlink::Netlink(std::unique_ptr<Transport> transport, const char* family, std::uint8_t version)
    : channel_(std::move(transport)) {
  resolve(family, version);
}

void Netlink::resolve(const char* family, std::uint8_t version) {
  const Msg msg(nlmsg_alloc());
  if (!msg || !genlmsg_put(msg.get(), 0, 0, GENL_ID_CTRL, 0, 0, CTRL_CMD_GETFAMILY, 1) ||
      nla_put_string(msg.get(), CTRL_ATTR_FAMILY_NAME, family) < 0)
    throw system_error("netlink message", ENOMEM);
  family_ = GENL_ID_CTRL;
  const Answer answer = request(msg.get());
  if (answer.refusal && answer.refusal->error == ENOENT)
    throw ModuleAbsent{
        run_error(fmt::format("the {0} module is not loaded, try: modprobe {0}, or insmod {0}.ko "
                              "(ENOENT)",
                              family))};
  if (answer.refusal || answer.messages.empty())
    throw system_error("netlink family", answer.refusal ? answer.refusal->error : EBADMSG);

  nlattr* found[CTRL_ATTR_MAX + 1] = {};
  auto* header = const_cast<nlmsghdr*>(header_of(answer.messages[0]));
  if (genlmsg_parse(header, 0, found, CTRL_ATTR_MAX, nullptr) < 0 || !found[CTRL_ATTR_FAMILY_ID] ||
      !found[CTRL_ATTR_VERSION])
    throw system_error("netlink family", EBADMSG);
  family_ = static_cast<std::uint16_t>(number_in(found[CTRL_ATTR_FAMILY_ID]));
  const std::uint32_t spoken = small_in(found[CTRL_ATTR_VERSION]);
  if (spoken != version)
    throw run_error(
        fmt::format("the loaded {0} module speaks version {1} of the protocol, this bondctl "
                    "version {2}: bonds go on as they are, and ip -d link shows them; install "
                    "matching packages and load the new module ({3})",
                    family, spoken, version, both_versions(versions_here())));
  if (!found[CTRL_ATTR_MCAST_GROUPS])
    return;
  nlattr* group;
  int left;
  nla_for_each_nested(group, found[CTRL_ATTR_MCAST_GROUPS], left) {
    nlattr* part[CTRL_ATTR_MCAST_GRP_MAX + 1] = {};
    if (nla_parse_nested(part, CTRL_ATTR_MCAST_GRP_MAX, group, nullptr) == 0 &&
        part[CTRL_ATTR_MCAST_GRP_NAME] && part[CTRL_ATTR_MCAST_GRP_ID])
      groups_.emplace_back(text_in(part[CTRL_ATTR_MCAST_GRP_NAME]),
                           small_in(part[CTRL_ATTR_MCAST_GRP_ID]));
  }
}

Answer Netlink::request(nl_msg* message) {
  nlmsg_hdr(message)->nlmsg_type = family_;
  return channel_.request(message);
}

Answer Netlink::dump(nl_msg* message) {
  nlmsg_hdr(message)->nlmsg_type = family_;
  return channel_.dump(message);
}

void Netlink::subscribe(const std::string& group) {
  const auto found = std::find_if(groups_.begin(), groups_.end(),
                                  [&](const auto& known) { return known.first == group; });
  if (found == groups_.end())
    throw run_error(fmt::format("the module has no event group '{}'", group));
  channel_.join(found->second);
}

Notice Netlink::next(Deadline deadline) {
  while (true) {
    Notice notice = channel_.next(deadline);
    if (notice.kind != Received::kData || header_of(notice.message)->nlmsg_type == family_)
      return notice;
  }
}

Channel::Channel(std::unique_ptr<Transport> transport) : transport_(std::move(transport)) {}

Answer Channel::request(nl_msg* message, std::uint16_t flags) {
  nlmsghdr* header = nlmsg_hdr(message);
  header->nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | NLM_F_ACK | flags);
  Answer answer = transact(header).answer;
  for (int i = 1; i < kTries && answer.refusal && answer.refusal->error == EAGAIN; i++)
    answer = transact(header).answer;
  return answer;
}

/// The first that was not disturbed, or the last of all tries.
Channel::Round Channel::dump_round(nl_msg* message) {
  nlmsghdr* header = nlmsg_hdr(message);
  header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  std::chrono::milliseconds pause = kFirstPause;
  for (int i = 1;; i++) {
    Round round = transact(header);
    if (!round.disturbed || i == kTries)
      return round;
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, kLongestPause);
  }
}

Answer Channel::dump(nl_msg* message) {
  Round round = dump_round(message);
  if (round.disturbed)
    throw Passing{
        run_error("what is asked for changes faster than it can be read, try again (EINTR)")};
  return std::move(round.answer);
}

Answer Channel::dump_lasting(nl_msg* message) {
  return dump_round(message).answer;
}

Channel::Round Channel::transact(nlmsghdr* header) {
  header->nlmsg_seq = ++seq_;
  header->nlmsg_pid = 0;
  transport_->send(header);
  Round round;
  const Clock::time_point deadline = Clock::now() + kAnswerTime;
  while (!round.done) {
    const Received received = transport_->receive(deadline);
    if (received.kind == Received::kTimeout)
      throw Passing{system_error("no answer from the kernel", ETIMEDOUT)};
    if (received.kind == Received::kOverrun)
      throw Overrun{{system_error("answer from the kernel", ENOBUFS)}};
    for_each_message(received.data,
                     [&](const nlmsghdr* message) { take(message, header, &round); });
  }
  return round;
}

void Channel::take(const nlmsghdr* header, const nlmsghdr* request, Round* round) {
  if (header->nlmsg_seq != request->nlmsg_seq) {
    if (header->nlmsg_seq == 0)  // a notification that came between
      pending_.push_back(copy_of(header));
    return;
  }
  if (header->nlmsg_flags & NLM_F_DUMP_INTR)
    round->disturbed = true;
  if (header->nlmsg_type == NLMSG_ERROR || header->nlmsg_type == NLMSG_DONE) {
    round->answer.refusal = read_ack(header, &round->answer.note);
    round->done = true;
  } else if (header->nlmsg_type >= NLMSG_MIN_TYPE) {
    round->answer.messages.push_back(copy_of(header));
  }
}

void Channel::join(std::uint32_t group) {
  transport_->join(group);
}

Notice Channel::next(Deadline deadline) {
  while (pending_.empty()) {
    const Received received = transport_->receive(deadline);
    if (received.kind != Received::kData)
      return {received.kind, {}};
    for_each_message(received.data,
                     [&](const nlmsghdr* header) { pending_.push_back(copy_of(header)); });
  }
  Notice notice{Received::kData, std::move(pending_.front())};
  pending_.erase(pending_.begin());
  return notice;
}

}  // namespace bondctl
