// SPDX-License-Identifier: GPL-2.0-or-later
// Sockets take every protocol of one device, for only those see what a member's bond or bridge
// consumes; a filter in the kernel lets through the few groups that matter.
#include "listen.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

namespace bondctl {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint8_t kGroups[][6] = {
    {0x01, 0x80, 0xc2, 0x00, 0x00, 0x00},  // spanning tree; LLDP of customers
    {0x01, 0x80, 0xc2, 0x00, 0x00, 0x02},  // LACP
    {0x01, 0x80, 0xc2, 0x00, 0x00, 0x03},  // LLDP past repeaters
    {0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e},  // LLDP
    {0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc},  // CDP
    {0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcd},  // PVST+
};

/// Frames without a VLAN tag to 01-80-C2-00-00-xx and 01-00-0C-CC-CC-xx.
sock_filter kFilter[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
             static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_VLAN_TAG_PRESENT)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 8),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x0180c200, 0, 2),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 4),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x00, 3, 4),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x01000ccc, 0, 3),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 4),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0xcc, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, 0xffff),
    BPF_STMT(BPF_RET | BPF_K, 0),
};

class Socket {
 public:
  explicit Socket(const std::string& device) {
    // Protocol 0 receives nothing until the filter stands.
    fd_ = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd_ < 0) {
      problem_ = errno == EPERM ? "listening takes CAP_NET_RAW: run as root" : std::strerror(errno);
      return;
    }
    if (!begin(if_nametoindex(device.c_str())))
      problem_ = std::strerror(errno);
  }
  Socket(const Socket&) = delete;
  Socket(Socket&& other) noexcept : fd_(other.fd_), problem_(std::move(other.problem_)) {
    other.fd_ = -1;
  }
  ~Socket() {
    if (fd_ >= 0)
      close(fd_);
  }
  int fd() const { return problem_.empty() ? fd_ : -1; }
  const std::string& problem() const { return problem_; }

  /// What has arrived; not for ever, however much it is.
  void drain(PortHeard* heard) const {
    std::array<std::uint8_t, 2048> frame;
    sockaddr_ll from{};
    for (int most = 0; most < 256; most++) {
      socklen_t size = sizeof(from);
      const ssize_t got = recvfrom(fd_, frame.data(), frame.size(), MSG_DONTWAIT,
                                   reinterpret_cast<sockaddr*>(&from), &size);
      if (got < 0)
        return;
      // What this host sends itself is heard here as well.
      if (from.sll_pkttype == PACKET_OUTGOING)
        continue;
      if (const auto read = read_frame(std::span(frame).first(static_cast<std::size_t>(got))))
        heard->take(*read);
    }
  }

 private:
  bool begin(unsigned ifindex) const {
    if (!ifindex)  // it is gone; bound to 0 the socket would hear all devices
      return false;
    const sock_fprog program = {std::size(kFilter), kFilter};
    if (setsockopt(fd_, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0)
      return false;
    sockaddr_ll to{};
    to.sll_family = AF_PACKET;
    to.sll_protocol = htons(ETH_P_ALL);
    to.sll_ifindex = static_cast<int>(ifindex);
    if (bind(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) < 0)
      return false;
    for (const auto& group : kGroups)
      join(ifindex, group);
    return true;
  }

  /// Some cards let these groups pass anyway, and few have no filter at all: never an error.
  void join(unsigned ifindex, const std::uint8_t (&group)[6]) const {
    packet_mreq wish{};
    wish.mr_ifindex = static_cast<int>(ifindex);
    wish.mr_type = PACKET_MR_MULTICAST;
    wish.mr_alen = sizeof(group);
    std::memcpy(wish.mr_address, group, sizeof(group));
    (void)setsockopt(fd_, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &wish, sizeof(wish));
  }

  int fd_ = -1;
  std::string problem_;
};

}  // namespace

std::vector<PortHeard> listen_on(const std::vector<std::string>& devices,
                                 std::chrono::milliseconds time) {
  std::vector<Socket> sockets;
  std::vector<pollfd> polls;
  std::vector<PortHeard> heard(devices.size());
  for (std::size_t i = 0; i < devices.size(); i++) {
    sockets.emplace_back(devices[i]);
    heard[i].name = devices[i];
    heard[i].problem = sockets[i].problem();
    heard[i].listened = heard[i].problem.empty();
    polls.push_back({sockets[i].fd(), POLLIN, 0});
  }
  if (std::none_of(heard.begin(), heard.end(), [](const PortHeard& h) { return h.listened; }))
    return heard;
  const Clock::time_point end = Clock::now() + time;
  for (Clock::time_point now = Clock::now(); now < end; now = Clock::now()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - now);
    if (poll(polls.data(), polls.size(), static_cast<int>(left.count()) + 1) < 0 && errno != EINTR)
      break;
    for (std::size_t i = 0; i < polls.size(); i++) {
      if (polls[i].revents & POLLIN)
        sockets[i].drain(&heard[i]);
      // A device that goes down reports an error once; it may come back.
      if (polls[i].revents & POLLERR) {
        int error = 0;
        socklen_t size = sizeof(error);
        (void)getsockopt(polls[i].fd, SOL_SOCKET, SO_ERROR, &error, &size);
      }
    }
  }
  return heard;
}

}  // namespace bondctl
