// SPDX-License-Identifier: GPL-2.0
// One bond whose partner is played by the test, on a clock that the test moves.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "lacp/system.h"

namespace netbond {

constexpr std::uint64_t kMs = NB_MS;
constexpr std::uint64_t kSecond = 1000 * NB_MS;
constexpr std::uint8_t kHealthy = NB_LACP_ACTIVITY | NB_LACP_TIMEOUT | NB_LACP_AGGREGATION;
constexpr std::uint8_t kSynced = kHealthy | NB_LACP_SYNC;
constexpr std::uint8_t kRunning = kSynced | NB_LACP_COLLECTING | NB_LACP_DISTRIBUTING;

inline nb_lacp_options DefaultOptions() {
  nb_lacp_options options = {};
  const std::uint8_t system[6] = {0x02, 0, 0, 0, 0, 0x0a};
  std::memcpy(options.system, system, sizeof(system));
  options.system_priority = 0xffff;
  options.rate = NETBOND_LACP_RATE_FAST;
  options.active = true;
  options.coupled = true;
  options.fallback_ms = 5000;
  return options;
}

class LacpRig {
 public:
  static constexpr int kMaxPorts = 6;

  explicit LacpRig(
      int ports = 1, const std::function<void(nb_lacp_options&)>& tweak = [](nb_lacp_options&) {}) {
    options = DefaultOptions();
    tweak(options);
    nb_lacp_init(&lacp, &options);
    for (int i = 0; i < ports; i++) {
      nb_lacp_port_add(&lacp, &port[i], static_cast<std::uint16_t>(i + 1), 255, now);
      nb_lacp_port_enable(&port[i], true, now);
    }
    Drain();
  }

  void Link(int i, bool up, std::uint32_t speed = 1000, bool full = true) {
    nb_lacp_link link = {up, full, speed, false};
    nb_lacp_port_link(&port[i], &link, now);
    Drain();
  }

  void Set(const std::function<void(nb_lacp_options&)>& tweak) {
    tweak(options);
    nb_lacp_set_options(&lacp, &options, now);
    Drain();
  }

  // What partner number `who` would say on port i: it knows us, and its state is `state`.
  nb_lacpdu Says(int i, std::uint8_t state, std::uint8_t who = 0xb) const {
    nb_lacpdu pdu = {};
    const std::uint8_t system[6] = {0x02, 0, 0, 0, 0, who};
    pdu.version = 1;
    pdu.actor = {0x8000, {}, 42, 128, static_cast<std::uint16_t>(100 + i), state};
    std::memcpy(pdu.actor.system, system, sizeof(system));
    pdu.partner = port[i].actor;
    return pdu;
  }

  void Hear(int i, const nb_lacpdu& pdu) {
    std::array<std::uint8_t, NB_SLOW_LEN> frame;
    nb_lacpdu_write(&pdu, frame.data());
    EXPECT_EQ(nb_lacp_receive(&port[i], frame.data(), frame.size(), now), NB_SLOW_LACPDU);
    Drain();
  }
  void Hear(int i, std::uint8_t state) { Hear(i, Says(i, state)); }

  // Lets time pass; every deadline is met to the nanosecond.
  void Pass(std::uint64_t time) {
    std::uint64_t end = now + time;
    while (nb_lacp_next_deadline(&lacp) <= end) {
      ASSERT_GT(nb_lacp_next_deadline(&lacp), now) << "a deadline that has passed";
      now = nb_lacp_next_deadline(&lacp);
      nb_lacp_expire(&lacp, now);
      Drain();
    }
    now = end;
  }

  // The same, with a partner that repeats itself on ports 0..n-1.
  void PassHearing(std::uint64_t time, int n, std::uint8_t state) {
    for (std::uint64_t end = now + time; now < end;) {
      for (int i = 0; i < n; i++)
        Hear(i, state);
      Pass(std::min(kSecond, end - now));
    }
  }

  // Ports 0..n-1 from nothing to distributing.
  void BringUp(int n) {
    for (int i = 0; i < n; i++) {
      Link(i, true);
      Hear(i, kHealthy);
    }
    Pass(NB_LACP_WAIT_TIME);
    for (int i = 0; i < n; i++)
      Hear(i, kRunning);
  }

  bool Distributing(int i) const { return port[i].actor.state & NB_LACP_DISTRIBUTING; }
  nb_lacp_view View() const {
    nb_lacp_view view;
    nb_lacp_view_of(&lacp, &view);
    return view;
  }
  std::vector<nb_lacp_action> Take(nb_lacp_do what) {
    std::vector<nb_lacp_action> some;
    for (const nb_lacp_action& action : actions)
      if (action.what == what)
        some.push_back(action);
    actions.clear();
    return some;
  }
  // The LACPDUs sent since the last look.
  std::vector<nb_lacpdu> Sent() {
    std::vector<nb_lacpdu> pdus;
    for (const nb_lacp_action& action : Take(NB_LACP_DO_SEND)) {
      EXPECT_EQ(nb_slow_classify(action.frame, NB_SLOW_LEN), NB_SLOW_LACPDU);
      nb_lacpdu_read(action.frame, &pdus.emplace_back());
    }
    return pdus;
  }
  void Drain() {
    nb_lacp_action action;
    while (nb_lacp_take(&lacp, &action)) {
      actions.push_back(action);
      if (action.what == NB_LACP_DO_SEND)
        sent_at.push_back(now);
    }
    EXPECT_FALSE(lacp.reselect) << "the machines did not come to rest";
  }

  std::uint64_t now = 1000 * kSecond;
  nb_lacp_options options;
  nb_lacp_system lacp;
  std::array<nb_lacp_port, kMaxPorts> port;
  std::vector<nb_lacp_action> actions;
  std::vector<std::uint64_t> sent_at;
};

}  // namespace netbond
