// SPDX-License-Identifier: GPL-2.0-or-later
#include "stp_events.h"

#include <linux/rtnetlink.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "error.h"
#include "rtnl.h"
#include "stp.h"
#include "stp_codec.h"
#include "stp_options.h"

namespace bondctl {

namespace {

template <typename T>
const T* by_index(const std::vector<T>& list, std::uint32_t ifindex) {
  const auto found = std::find_if(list.begin(), list.end(),
                                  [&](const T& each) { return each.ifindex == ifindex; });
  return found == list.end() ? nullptr : &*found;
}

Event event_of(const Bond& bond, std::uint32_t kind) {
  Event event;
  event.bond = bond.name;
  event.ifindex = bond.ifindex;
  event.kind = kind;
  return event;
}

Event event_of(const Bond& bond, const Member& member, std::uint32_t kind) {
  Event event = event_of(bond, kind);
  event.member = member.name;
  event.member_ifindex = member.ifindex;
  return event;
}

Event state_change(const Bond& bond, const Member& member,
                   const std::optional<std::uint32_t>& old_state, std::uint32_t state) {
  Event event = event_of(bond, member, NETBOND_EVENT_CONFIGURED);
  event.stp = StpChange{old_state, state};
  return event;
}

void compare_members(const Bond& bond, const Member& before, const Member& after,
                     std::vector<Event>* out) {
  if (!before.votes.empty() && !after.votes.empty() &&
      (before.votes[0].value != after.votes[0].value ||
       before.votes[0].reason != after.votes[0].reason)) {
    Event event = event_of(bond, after, NETBOND_EVENT_VOTE);
    event.vote = after.votes[0].kind;
    event.value = after.votes[0].value;
    event.reason = after.votes[0].reason;
    out->push_back(event);
  }
  if (before.stp->state != after.stp->state)
    out->push_back(state_change(bond, after, before.stp->state, after.stp->state));
}

void compare_all_members(const Bond& before, const Bond& after, std::vector<Event>* out) {
  for (const Member& member : before.members) {
    if (!by_index(after.members, member.ifindex))
      out->push_back(event_of(after, member, NETBOND_EVENT_MEMBER_REMOVED));
  }
  for (const Member& member : after.members) {
    if (const Member* old = by_index(before.members, member.ifindex))
      compare_members(after, *old, member, out);
    else
      out->push_back(event_of(after, member, NETBOND_EVENT_MEMBER_ADDED));
  }
}

/// The name, as of bonds of the module, and options: that a member joined with another cost is told
/// already.
bool configured(const Bond& before, const Bond& after) {
  StpOptions old = stp_options_of(before);
  StpOptions now = stp_options_of(after);
  if (before.members.size() != after.members.size())
    old.path_cost = now.path_cost = std::nullopt;
  return before.name != after.name || old != now;
}

void compare_bonds(const Bond& before, const Bond& after, std::vector<Event>* out) {
  compare_all_members(before, after, out);
  if (configured(before, after))
    out->push_back(event_of(after, NETBOND_EVENT_CONFIGURED));
  if (before.active_member != after.active_member) {
    Event event = event_of(after, NETBOND_EVENT_ACTIVE);
    event.old_member = before.active_member;
    event.member = after.active_member;
    out->push_back(event);
  }
  if (before.state != after.state || before.reason != after.reason) {
    Event event = event_of(after, NETBOND_EVENT_STATE);
    event.state = after.state;
    event.reason = after.reason;
    out->push_back(event);
  }
}

/// What is left after an overrun: until it was read the kernel drops more, without a word.
void drain(Channel& channel) {
  while (channel.next(Clock::now()).kind != Received::kTimeout) {
  }
}

std::uint64_t now_ns() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

}  // namespace

std::vector<Event> stp_changes(const std::vector<Bond>& before, const std::vector<Bond>& after) {
  std::vector<Event> events;
  for (const Bond& bond : before) {
    if (!by_index(after, bond.ifindex))
      events.push_back(event_of(bond, NETBOND_EVENT_DELETED));
  }
  for (const Bond& bond : after) {
    if (const Bond* old = by_index(before, bond.ifindex)) {
      compare_bonds(*old, bond, &events);
      continue;
    }
    events.push_back(event_of(bond, NETBOND_EVENT_CREATED));
    for (const Member& member : bond.members)
      events.push_back(event_of(bond, member, NETBOND_EVENT_MEMBER_ADDED));
  }
  return events;
}

StpEvents::StpEvents(const Context& context, std::string name)
    : context_(context), name_(std::move(name)), channel_(context.connect_route()) {
  channel_.join(RTNLGRP_LINK);
  bonds_ = read();
}

std::vector<Bond> StpEvents::read() const {
  std::vector<Bond> bonds = stp_bonds(context_);
  if (name_.empty())
    return bonds;
  try {
    std::optional<Bond> named = find_stp_bond(context_, name_);
    if (named && !by_index(bonds, named->ifindex))
      bonds.push_back(std::move(*named));
  } catch (const Error&) {  // it speaks no spanning tree now
  }
  return bonds;
}

void StpEvents::read_again(std::vector<Event>* events) {
  std::vector<Bond> now = read();
  const std::vector<Event> more = stp_changes(bonds_, now);
  events->insert(events->end(), more.begin(), more.end());
  bonds_ = std::move(now);
}

/// Whether a link is a bridge, or a port of one that is followed, now or before.
bool StpEvents::concerns(const Bytes& message) const {
  const int type = header_of(message)->nlmsg_type;
  if (type != RTM_NEWLINK && type != RTM_DELLINK)
    return false;
  Bytes as_new = message;
  reinterpret_cast<nlmsghdr*>(as_new.data())->nlmsg_type = RTM_NEWLINK;
  const Link link = decode_link(as_new);
  return link.kind == "bridge" || by_index(bonds_, link.master) ||
         std::any_of(bonds_.begin(), bonds_.end(), [&](const Bond& bond) {
           return bond.ifindex == link.ifindex || by_index(bond.members, link.ifindex);
         });
}

/// The state a port took, also when it has another one by now.
void StpEvents::take_notice(const Bytes& message, std::vector<Event>* events) {
  const std::optional<StpNotice> notice = decode_port_notice(message);
  if (!notice)
    return;
  for (Bond& bond : bonds_) {
    for (Member& member : bond.members) {
      if (bond.ifindex != notice->bridge || member.ifindex != notice->port ||
          member.stp->state == notice->state)
        continue;
      events->push_back(state_change(bond, member, member.stp->state, notice->state));
      member.stp->state = notice->state;
    }
  }
}

void StpEvents::number(std::vector<Event>* events) {
  const std::uint64_t now = now_ns();
  for (Event& event : *events) {
    event.seq = ++seq_[event.ifindex];
    event.time_ns = now;
  }
}

StpEvents::Item StpEvents::next(Deadline deadline) {
  do {
    const Notice notice = channel_.next(deadline);
    if (notice.kind == Received::kTimeout)
      break;
    if (notice.kind == Received::kData && !concerns(notice.message))
      continue;
    Item item{notice.kind, {}};
    if (notice.kind == Received::kData)
      take_notice(notice.message, &item.events);
    else
      drain(channel_);
    read_again(&item.events);
    number(&item.events);
    if (notice.kind == Received::kOverrun || !item.events.empty())
      return item;
  } while (!is_past(deadline));
  return {Received::kTimeout, {}};
}

}  // namespace bondctl
