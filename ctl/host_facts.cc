// SPDX-License-Identifier: GPL-2.0-or-later
#include "host_facts.h"

#include <ifaddrs.h>
#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string_view>
#include <system_error>
#include <vector>

namespace bondctl {

namespace {

/// NET_ADDR_SET of the kernel: by dev_set_mac_address().
constexpr int kAddressSet = 3;

/// What the offloads that cost most where they are missing are called in ETHTOOL_GSTRINGS. Drivers
/// offer checksums in one of several ways.
struct OffloadRow {
  const char* word;
  std::array<const char*, 2> features;
};
constexpr OffloadRow kOffloads[] = {
    {"rx", {"rx-checksum", nullptr}},       {"tx", {"tx-checksum-ip-generic", "tx-checksum-ipv4"}},
    {"sg", {"tx-scatter-gather", nullptr}}, {"tso", {"tx-tcp-segmentation", nullptr}},
    {"gro", {"rx-gro", nullptr}},
};

/// A socket to ask about devices of this network namespace, whatever /sys shows.
class Asker {
 public:
  Asker() : fd_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}
  ~Asker() {
    if (fd_ >= 0)
      close(fd_);
  }
  Asker(const Asker&) = delete;
  Asker& operator=(const Asker&) = delete;

  std::optional<std::uint32_t> mtu(const std::string& name) const {
    ifreq request = named(name);
    if (ioctl(fd_, SIOCGIFMTU, &request) != 0)
      return std::nullopt;
    return static_cast<std::uint32_t>(request.ifr_mtu);
  }

  std::string driver(const std::string& name) const {
    ethtool_drvinfo info{};
    info.cmd = ETHTOOL_GDRVINFO;
    return ethtool(name, &info) ? std::string(info.driver) : std::string();
  }

  std::map<std::string, Offload> offloads(const std::string& name) const;

 private:
  static ifreq named(const std::string& name) {
    ifreq request{};
    std::strncpy(request.ifr_name, name.c_str(), IFNAMSIZ - 1);
    return request;
  }
  bool ethtool(const std::string& name, void* command) const {
    ifreq request = named(name);
    request.ifr_data = static_cast<char*>(command);
    return ioctl(fd_, SIOCETHTOOL, &request) == 0;
  }
  std::uint32_t feature_count(const std::string& name) const;
  int fd_;
};

/// A structure of ethtool with an array behind it.
template <typename Head>
class Flexible {
 public:
  Flexible(std::uint32_t command, std::size_t tail)
      : words_((sizeof(Head) + tail + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t)) {
    head()->cmd = command;
  }
  Head* head() { return reinterpret_cast<Head*>(words_.data()); }

 private:
  std::vector<std::uint64_t> words_;
};

std::uint32_t Asker::feature_count(const std::string& name) const {
  Flexible<ethtool_sset_info> info(ETHTOOL_GSSET_INFO, sizeof(std::uint32_t));
  info.head()->sset_mask = std::uint64_t{1} << ETH_SS_FEATURES;
  return ethtool(name, info.head()) && info.head()->sset_mask ? info.head()->data[0] : 0;
}

std::map<std::string, Offload> Asker::offloads(const std::string& name) const {
  const std::uint32_t count = feature_count(name);
  Flexible<ethtool_gstrings> strings(ETHTOOL_GSTRINGS, std::size_t{count} * ETH_GSTRING_LEN);
  const std::uint32_t blocks = (count + 31) / 32;
  Flexible<ethtool_gfeatures> features(ETHTOOL_GFEATURES,
                                       blocks * sizeof(ethtool_get_features_block));
  strings.head()->string_set = ETH_SS_FEATURES;
  strings.head()->len = count;
  features.head()->size = blocks;
  if (!count || !ethtool(name, strings.head()) || !ethtool(name, features.head()))
    return {};
  const auto state_of = [&](const char* feature) {
    for (std::uint32_t i = 0; feature && i < count; i++) {
      const auto* at =
          reinterpret_cast<const char*>(strings.head()->data) + std::size_t{i} * ETH_GSTRING_LEN;
      if (std::strncmp(at, feature, ETH_GSTRING_LEN) != 0)
        continue;
      const ethtool_get_features_block& block = features.head()->features[i / 32];
      const std::uint32_t bit = 1u << i % 32;
      return block.active & bit                             ? Offload::kOn
             : block.available & ~block.never_changed & bit ? Offload::kOff
                                                            : Offload::kUnable;
    }
    return Offload::kUnable;
  };
  std::map<std::string, Offload> result;
  for (const OffloadRow& row : kOffloads)
    result[row.word] = std::max(state_of(row.features[0]), state_of(row.features[1]));
  return result;
}

template <typename T>
std::optional<T> read_value(const std::string& path) {
  std::ifstream stream(path);
  T value{};
  return stream >> value ? std::optional(value) : std::nullopt;
}

/// Whether /sys, which may show another network namespace, means this device.
bool address_was_set(const std::string& directory, std::uint32_t ifindex,
                     const std::string& address) {
  return read_value<std::uint32_t>(directory + "/ifindex") == ifindex &&
         read_value<std::string>(directory + "/address") == address &&
         read_value<int>(directory + "/addr_assign_type") == kAddressSet;
}

bool is_vlan(const std::string& directory) {
  std::ifstream stream(directory + "/uevent");
  for (std::string line; std::getline(stream, line);) {
    if (line == "DEVTYPE=vlan")
      return true;
  }
  return false;
}

/// Of no device that only has the same name, in another network namespace that /sys may show.
std::vector<std::string> vlans_on(const std::string& directory, std::uint32_t ifindex) {
  constexpr std::string_view kUpper = "upper_";
  std::vector<std::string> vlans;
  if (read_value<std::uint32_t>(directory + "/ifindex") != ifindex)
    return vlans;
  std::error_code ignored;
  for (std::filesystem::directory_iterator at(directory, ignored), end; !ignored && at != end;
       at.increment(ignored)) {
    const std::string name = at->path().filename().string();
    if (name.starts_with(kUpper) && is_vlan(at->path().string()))
      vlans.push_back(name.substr(kUpper.size()));
  }
  std::sort(vlans.begin(), vlans.end());
  return vlans;
}

std::vector<std::string> bridge_filters(const std::string& sysctl) {
  std::vector<std::string> filters;
  for (const char* filter : {"iptables", "ip6tables"}) {
    if (read_value<int>(sysctl + "/bridge-nf-call-" + filter).value_or(0) != 0)
      filters.emplace_back(filter);
  }
  return filters;
}

std::optional<Address> address_of(const sockaddr* from) {
  Address address;
  if (from && from->sa_family == AF_INET) {
    const auto* ip4 = reinterpret_cast<const sockaddr_in*>(from);
    std::memcpy(address.bytes.data(), &ip4->sin_addr, sizeof(ip4->sin_addr));
    return address;
  }
  if (!from || from->sa_family != AF_INET6)
    return std::nullopt;
  const auto* ip6 = reinterpret_cast<const sockaddr_in6*>(from);
  address.ipv6 = true;
  std::memcpy(address.bytes.data(), &ip6->sin6_addr, sizeof(ip6->sin6_addr));
  return address;
}

void read_addresses(HostFacts* facts) {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0)
    return;
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, freeifaddrs);
  for (const ifaddrs* entry = list; entry; entry = entry->ifa_next) {
    if (const std::optional<Address> address = address_of(entry->ifa_addr))
      (*facts)[entry->ifa_name].addresses.push_back(*address);
  }
}

}  // namespace

HostFacts read_host(const Bond& bond, const HostPaths& paths) {
  const Asker asker;
  HostFacts facts;
  HostDevice& own = facts[bond.name];
  own.mtu = asker.mtu(bond.name);
  own.address_was_set = address_was_set(paths.net + "/" + bond.name, bond.ifindex, bond.address);
  own.link_file =
      find_link_file(paths.link_files, {bond.name, asker.driver(bond.name), NETBOND_GENL_NAME});
  if (bond.stp)
    own.filters = bridge_filters(paths.bridge_sysctl);
  for (const Member& member : bond.members) {
    HostDevice& device = facts[member.name];
    device.mtu = asker.mtu(member.name);
    device.offloads = asker.offloads(member.name);
    if (bond.stp)
      device.vlans = vlans_on(paths.net + "/" + member.name, member.ifindex);
  }
  read_addresses(&facts);
  return facts;
}

}  // namespace bondctl
