// SPDX-License-Identifier: GPL-2.0-or-later
#include "put_back.h"

#include <fmt/format.h>
#include <linux/if_addr.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <utility>

#include "client.h"
#include "error.h"
#include "port_settings.h"
#include "route_message.h"
#include "route_request.h"
#include "stp_codec.h"
#include "words.h"

namespace bondctl {

namespace {

using namespace std::chrono_literals;

constexpr auto kLookAgain = 100ms;
constexpr auto kPatience = 5s;  // detection of one address takes up to two

/// Whether routers tell it again.
bool is_of_router(const Bytes& message) {
  if (type_of(message) == RTM_NEWROUTE)
    return View<rtmsg>(message).fixed.rtm_protocol == RTPROT_RA;
  if (type_of(message) != RTM_NEWADDR)
    return false;
  const View<ifaddrmsg> address(message);
  return address.byte(kIfaProto) == kMadeByRouter ||
         (address.fixed.ifa_family == AF_INET6 && (address.fixed.ifa_flags & IFA_F_TEMPORARY));
}

bool is_refused(const Answer& answer, int error) {
  return answer.refusal && answer.refusal->error == error;
}

class Restorer {
 public:
  Restorer(Rtnl& rtnl, const Addressing& saved) : rtnl_(rtnl), saved_(saved) {
    find_devices(rtnl.links());
  }

  std::vector<std::string> run(const std::function<void(Clock::duration)>& sleep) {
    set_devices();
    set_ports();
    // After it: IPv6 addresses go with a device that is set down.
    if (!saved_.messages.empty())
      note_present();
    std::vector<const Bytes*> left;
    for (const Bytes& message : saved_.messages) {
      if (!is_of_router(message) && is_ours(message))
        left.push_back(&message);
    }
    auto patience = std::chrono::duration_cast<Clock::duration>(kPatience);
    while (true) {
      const std::size_t before = left.size();
      problems_ = lasting_;
      std::erase_if(left, [&](const Bytes* message) { return tell(*message); });
      // A gateway needs the route to it, whichever comes first.
      if (left.empty() || (left.size() == before && (patience.count() <= 0 || !is_detecting())))
        return problems();
      if (left.size() == before) {
        sleep(kLookAgain);
        patience -= kLookAgain;
      }
    }
  }

 private:
  std::vector<std::string> problems() const {
    if (is_passing_)
      throw Passing{run_error(join(problems_, "; "))};
    return problems_;
  }

  /// By name those that were saved, by number those that are next hops beside them.
  void find_devices(const std::vector<Link>& links) {
    for (const Link& link : links) {
      numbers_[link.ifindex] = link.ifindex;
      if (!link.master && !is_stp_member(link))
        loose_[link.ifindex] = link.name;
    }
    for (const Addressing::Device& device : saved_.devices) {
      const auto link = std::find_if(links.begin(), links.end(),
                                     [&](const Link& each) { return each.name == device.name; });
      if (link != links.end()) {
        numbers_[device.ifindex] = link->ifindex;
        note_followed(device, *link);
        continue;
      }
      numbers_.erase(device.ifindex);
      if (std::any_of(saved_.messages.begin(), saved_.messages.end(),
                      [&](const Bytes& each) { return is_about(each, device.ifindex); }))
        lasting_.push_back(fmt::format("{}: is gone with its addresses and routes", device.name));
    }
    for (const Bytes& message : saved_.messages) {
      for (const std::uint32_t device : devices_needed(message)) {
        if (const auto now = numbers_.find(device); now != numbers_.end())
          devices_.insert(now->second);
      }
    }
  }

  /// Not what stood beside a route of these devices.
  bool is_ours(const Bytes& message) const {
    if (type_of(message) != RTM_NEWROUTE)
      return true;
    if (const std::uint32_t object = View<rtmsg>(message).number(RTA_NH_ID))
      return std::any_of(saved_.messages.begin(), saved_.messages.end(), [&](const Bytes& each) {
        return type_of(each) == RTM_NEWNEXTHOP && View<nhmsg>(each).number(NHA_ID) == object;
      });
    return std::any_of(
        saved_.devices.begin(), saved_.devices.end(),
        [&](const Addressing::Device& each) { return is_about(message, each.ifindex); });
  }

  void note_followed(const Addressing::Device& then, const Link& now) {
    LinkChange change;
    if (now.mtu < then.mtu)
      change.mtu = then.mtu;
    if (now.up && !then.up)
      change.up = false;
    if (change.mtu || change.up)
      changes_.emplace_back(now.name, change);
  }

  /// Before addresses: IPv6 has none below an MTU of 1280. A device is perhaps noted before the one
  /// that it stands on.
  void set_devices() {
    for (std::size_t left = changes_.size() + 1; changes_.size() < left;) {
      left = changes_.size();
      problems_.clear();
      std::erase_if(changes_, [&](const auto& each) {
        try {
          rtnl_.set(each.first, each.second);
          return true;
        } catch (const Error& error) {
          problems_.push_back(fmt::format(
              "{}: {}", each.second.mtu ? fmt::format("mtu {}", *each.second.mtu) : "down",
              error.text));
          return false;
        }
      });
    }
    lasting_.insert(lasting_.end(), problems_.begin(), problems_.end());
  }

  /// A guest's port that was made a member left its bridge as one.
  void plug_guests() {
    for (const Bytes& then : saved_.ports) {
      const auto port = numbers_.find(port_of(then));
      const auto bridge = numbers_.find(bridge_of(then));
      const auto guest = port == numbers_.end() ? loose_.end() : loose_.find(port->second);
      if (guest != loose_.end() && bridge != numbers_.end())
        attempt([&] { rtnl_.set(guest->second, {.master = bridge->second}); });
    }
  }

  /// They have joined again by now.
  void set_ports() {
    plug_guests();
    std::vector<Bytes> ports;
    if (!saved_.ports.empty())
      attempt([&] { ports = read_ports(rtnl_, numbers_now()); });
    for (const Bytes& now : ports) {
      const auto then = std::find_if(saved_.ports.begin(), saved_.ports.end(),
                                     [&](const Bytes& each) { return is_same_port(each, now); });
      if (then != saved_.ports.end())
        attempt([&] { put_back_port(rtnl_, *then, now); });
    }
  }

  /// Something about ports: what fails is no reason to leave the rest.
  void attempt(const std::function<void()>& piece) {
    try {
      piece();
    } catch (const Passing& error) {
      is_passing_ = true;
      lasting_.push_back("settings of a port: " + error.text);
    } catch (const Error& error) {
      lasting_.push_back("settings of a port: " + error.text);
    }
  }

  std::set<std::uint32_t> numbers_now() const {
    std::set<std::uint32_t> all;
    for (const auto& [then, now] : numbers_)
      all.insert(now);
    return all;
  }

  bool is_same_port(const Bytes& then, const Bytes& now) const {
    const auto port = numbers_.find(port_of(then));
    const auto bridge = numbers_.find(bridge_of(then));
    return port != numbers_.end() && port->second == port_of(now) && bridge != numbers_.end() &&
           bridge->second == bridge_of(now);
  }

  /// All nexthops: a group that lost one has perhaps none of these devices left.
  void note_present() {
    DeviceNumbers same;
    for (const std::uint32_t now : numbers_now())
      same[now] = now;
    const std::set<Bytes> before = saved_identities();
    for (const Bytes& message : read_messages(rtnl_, devices_, Nexthops::kAll, saved_places())) {
      const Msg msg = route_request(message, same, 0);
      if (!msg)
        continue;
      const Bytes identity = identity_of(msg.get());
      present_.insert(identity);
      if (is_of_router(message) || before.contains(identity))
        continue;
      const Parts now = parts_of(msg.get());
      parts_[now.whole].insert(now.parts.begin(), now.parts.end());
    }
  }

  std::set<Bytes> saved_identities() const {
    std::set<Bytes> identities;
    for (const Bytes& message : saved_.messages) {
      if (const Msg msg = request_of(message))
        identities.insert(identity_of(msg.get()));
    }
    return identities;
  }

  std::set<Bytes> saved_places() const {
    std::set<Bytes> places;
    for (const Bytes& message : saved_.messages)
      places.insert(place_of(message));
    places.erase(Bytes());
    return places;
  }

  Msg request_of(const Bytes& message) const {
    return route_request(message, numbers_, seconds_since_boot() - saved_.taken);
  }

  /// Whether it is done, or not ours to do. Else why not is among the problems.
  bool tell(const Bytes& message) {
    const Msg msg = request_of(message);
    if (!msg || present_.contains(identity_of(msg.get())))
      return true;
    const Parts then = parts_of(msg.get());
    const bool is_taken = parts_.contains(then.whole);
    const bool is_neighbour = type_of(message) == RTM_NEWNEIGH;
    if (is_neighbour && is_taken)
      return true;
    // Packets that pass make an entry of the same neighbour, but not one that stays.
    Answer answer = ask(msg.get(), is_neighbour || has_shrunk(then) ? NLM_F_REPLACE : NLM_F_EXCL);
    // In IPv6 that is said because of any route of the same metric, also a router's, or one that
    // stood beside it before.
    if (is_refused(answer, EEXIST) && !place_of(message).empty() && !is_taken)
      answer = ask(msg.get(), NLM_F_APPEND);
    if (!answer.refusal || is_refused(answer, EEXIST))
      return true;
    problems_.push_back(link_refusal_text(subject_text(message), *answer.refusal));
    return false;
  }

  Answer ask(nl_msg* request, int how) {
    return rtnl_.channel().request(request, static_cast<std::uint16_t>(NLM_F_CREATE | how));
  }

  /// Whether the kernel took parts of it away, and nobody put other ones in.
  bool has_shrunk(const Parts& then) const {
    const auto found = parts_.find(then.whole);
    if (then.whole.empty() || found == parts_.end())
      return false;
    const std::set<Bytes>& now = found->second;
    return !now.empty() && now.size() < then.parts.size() &&
           std::includes(then.parts.begin(), then.parts.end(), now.begin(), now.end());
  }

  /// Whether an address of these devices waits to be known as unique.
  bool is_detecting() {
    const Msg msg = route_message(RTM_GETADDR, ifaddrmsg{AF_INET6, 0, 0, 0, 0});
    const std::vector<Bytes> all = rtnl_.dump("addresses", msg.get()).messages;
    return std::any_of(all.begin(), all.end(), [&](const Bytes& message) {
      const ifaddrmsg fixed = View<ifaddrmsg>(message).fixed;
      return fixed.ifa_family == AF_INET6 && devices_.contains(fixed.ifa_index) &&
             (fixed.ifa_flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) == IFA_F_TENTATIVE;
    });
  }

  Rtnl& rtnl_;
  const Addressing& saved_;
  DeviceNumbers numbers_;
  std::map<std::uint32_t, std::string> loose_;  ///< what may be a guest's and has no master now
  std::set<std::uint32_t> devices_;  ///< that the saved messages need, as they are numbered now
  std::set<Bytes> present_;
  /// By Parts::whole, of what is there now and neither was before nor is a router's.
  std::map<Bytes, std::set<Bytes>> parts_;
  std::vector<std::pair<std::string, LinkChange>> changes_;
  std::vector<std::string> lasting_;  ///< what cannot be had by trying again
  std::vector<std::string> problems_;
  bool is_passing_ = false;  ///< some of that may be had by starting again
};

}  // namespace

std::vector<std::string> put_back(Rtnl& rtnl, const Addressing& saved,
                                  const std::function<void(Clock::duration)>& sleep) {
  if (saved.devices.empty())
    return {};
  try {
    return Restorer(rtnl, saved).run(sleep);
  } catch (const Passing&) {
    throw;
  } catch (const Error& error) {
    return {error.text};
  }
}

}  // namespace bondctl
