// SPDX-License-Identifier: GPL-2.0
// Bonds that talk LACP to each other over bad links, in virtual time. Everything that happens
// follows from a seed; with a log, every step of it can be read again.
#pragma once

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <queue>
#include <string>
#include <vector>

#include "lacp/system.h"

namespace netbond::sim {

constexpr std::uint64_t kMs = NB_MS;
constexpr std::uint64_t kSecond = 1000 * NB_MS;

// splitmix64
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15) {}
  std::uint64_t Next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // 0 .. n - 1
  std::uint64_t Below(std::uint64_t n) { return n ? Next() % n : 0; }
  bool Chance(unsigned percent) { return Below(100) < percent; }
  template <typename T>
  T Pick(std::initializer_list<T> some) {
    return some.begin()[Below(some.size())];
  }

 private:
  std::uint64_t state_;
};

struct Port {
  nb_lacp_port lacp;
  int wire;  // and which end of it
  int end;
  bool collecting = false, distributing = false;  // as told by the core
  std::deque<std::uint64_t> sent;                 // times of the last LACPDUs but goodbyes
  std::uint32_t transaction = 0;
  bool asking = false;
};

struct Actor {
  nb_lacp_options options;
  nb_lacp_system lacp;
  std::vector<std::unique_ptr<Port>> ports;
  std::uint64_t timer_due = NB_NEVER;
  unsigned timer_generation = 0;
  std::uint64_t lateness = 0;  // its timers come up to that late
};

struct Wire {
  int actor[2], port[2];
  std::uint32_t speed = 1000;
  bool full = true;
  bool carrier[2] = {false, false};
  bool broken[2] = {false, false};  // frames from this end are lost
  unsigned loss = 0, twice = 0;     // percent
  std::uint64_t delay = 0, jitter = 0;
  std::uint64_t unheard[2] = {NB_NEVER, NB_NEVER};  // since when this end sends into a closed port
};

class Sim {
 public:
  Sim(std::uint64_t seed, bool logging) : random(seed), logging_(logging) {}

  // ---- Building

  int AddActor(const nb_lacp_options& options) {
    auto actor = std::make_unique<Actor>();
    actor->options = options;
    nb_lacp_init(&actor->lacp, &options);
    actors.push_back(std::move(actor));
    return static_cast<int>(actors.size()) - 1;
  }

  int AddWire(int a, int b, std::uint64_t delay) {
    Wire wire = {};
    wire.delay = delay;
    int ends[2] = {a, b};
    int index = static_cast<int>(wires.size());
    wires.push_back(wire);
    for (int end = 0; end < 2; end++) {
      Actor& actor = *actors[ends[end]];
      wires[index].actor[end] = ends[end];
      wires[index].port[end] = static_cast<int>(actor.ports.size());
      actor.ports.push_back(std::make_unique<Port>());
      actor.ports.back()->wire = index;
      actor.ports.back()->end = end;
      AddPort(ends[end], wires[index].port[end]);
    }
    return index;
  }

  // ---- What can happen

  void SetCarrier(int wire, int end, bool up) {
    Wire& w = wires[wire];
    w.carrier[end] = up;
    nb_lacp_link link = {up, w.full, w.speed, false};
    Log("wire %d end %d: carrier %s %u", wire, end, up ? "on" : "off", w.speed);
    Step(w.actor[end], [&] { nb_lacp_port_link(&At(wire, end).lacp, &link, now); });
  }

  void SetOptions(int a) {
    Actor& actor = *actors[a];
    const nb_lacp_options& o = actor.options;
    Log("actor %d: rate %u active %d coupled %d fast_join %d ad_select %u max_links %u fallback %u"
        " key %u prio %u",
        a, o.rate, o.active, o.coupled, o.fast_join, o.ad_select, o.max_links, o.fallback,
        o.user_key, o.system_priority);
    Step(a, [&] { nb_lacp_set_options(&actor.lacp, &actor.options, now); });
  }

  void Enable(int wire, int end, bool on) {
    Log("wire %d end %d: %s", wire, end, on ? "enabled" : "disabled");
    goodbye_ = !on;
    Step(wires[wire].actor[end], [&] { nb_lacp_port_enable(&At(wire, end).lacp, on, now); });
    goodbye_ = false;
  }

  void Hold(int wire, int end, bool on) {
    Log("wire %d end %d: %s", wire, end, on ? "held" : "released");
    Step(wires[wire].actor[end], [&] { nb_lacp_port_hold(&At(wire, end).lacp, on, now); });
  }

  void Priority(int wire, int end, std::uint16_t priority) {
    Log("wire %d end %d: priority %u", wire, end, priority);
    Step(wires[wire].actor[end],
         [&] { nb_lacp_port_priority(&At(wire, end).lacp, priority, now); });
  }

  void Ask(int wire, int end) {
    Port& port = At(wire, end);
    Log("wire %d end %d: marker", wire, end);
    Step(wires[wire].actor[end], [&] {
      if (nb_lacp_marker_start(&port.lacp, port.transaction + 1, 50 * kMs, now)) {
        port.transaction++;
        Check(!port.asking, "a marker started while one is under way");
        port.asking = true;
      }
    });
  }

  // A frame from nowhere.
  void Inject(int wire, int end, const std::uint8_t* frame, std::size_t size) {
    Log("wire %d end %d: hears %zu octets from nowhere", wire, end, size);
    Step(wires[wire].actor[end], [&] { nb_lacp_receive(&At(wire, end).lacp, frame, size, now); });
  }

  // A crash: everything is forgotten, nobody is told.
  void Restart(int a) {
    Actor& actor = *actors[a];
    Log("actor %d: restarts", a);
    for (auto& port : actor.ports)
      nb_lacp_port_del(&port->lacp, now);
    Check(!actor.lacp.ports && !actor.lacp.active && !actor.lacp.todo_head,
          "an empty system is not empty");
    nb_lacp_init(&actor.lacp, &actor.options);
    for (std::size_t i = 0; i < actor.ports.size(); i++) {
      Port& port = *actor.ports[i];
      port.collecting = port.distributing = port.asking = false;
      port.sent.clear();
      AddPort(a, static_cast<int>(i));
      Step(a, [&] {
        const Wire& w = wires[port.wire];
        nb_lacp_link link = {w.carrier[port.end], w.full, w.speed, false};
        nb_lacp_port_link(&port.lacp, &link, now);
      });
    }
  }

  // A port leaves and joins again, as the last one.
  void Replug(int wire, int end) {
    Wire& w = wires[wire];
    Port& port = At(wire, end);
    Log("wire %d end %d: leaves and joins", wire, end);
    goodbye_ = true;
    Step(w.actor[end], [&] { nb_lacp_port_enable(&port.lacp, false, now); });
    goodbye_ = false;
    Step(w.actor[end], [&] { nb_lacp_port_del(&port.lacp, now); });
    port.collecting = port.distributing = port.asking = false;
    port.sent.clear();
    AddPort(w.actor[end], w.port[end]);
    SetCarrier(wire, end, w.carrier[end]);
  }

  // ---- Running

  void Run(std::uint64_t until) {
    while (ok() && !events_.empty() && events_.top().time <= until) {
      Event event = events_.top();
      events_.pop();
      now = event.time;
      Happen(event);
    }
    now = until;
  }

  bool ok() const { return fault.empty(); }
  Port& At(int wire, int end) {
    return *actors[wires[wire].actor[end]]->ports[wires[wire].port[end]];
  }

  void Check(bool fine, const char* what) {
    if (fine || !ok())
      return;
    Log("FAULT: %s", what);
    fault = what;
  }

  __attribute__((format(printf, 2, 3))) void Log(const char* format, ...) {
    if (!logging_)
      return;
    char line[512];
    int length = std::snprintf(line, sizeof(line), "%11.3f ", static_cast<double>(now) / 1e6);
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(line + length, sizeof(line) - static_cast<std::size_t>(length), format,
                   arguments);
    va_end(arguments);
    log.push_back(line);
  }

  std::uint64_t now = 0;
  Random random;
  std::vector<std::unique_ptr<Actor>> actors;
  std::vector<Wire> wires;
  std::string fault;             // the first invariant that did not hold
  std::vector<std::string> log;  // all that happened
  std::uint64_t data_changed = 0, steps = 0, pdus = 0;
  std::uint64_t unheard_limit = NB_NEVER;  // how long an end may send into a closed port

 private:
  struct Event {
    std::uint64_t time, order;
    int actor;  // of a timer, or -1 for a frame
    unsigned generation;
    int wire, end;  // where it arrives
    std::array<std::uint8_t, NB_SLOW_LEN> frame;
    bool operator<(const Event& other) const {
      return time != other.time ? time > other.time : order > other.order;
    }
  };

  void AddPort(int a, int index) {
    Actor& actor = *actors[a];
    Port& port = *actor.ports[index];
    Step(a, [&] {
      nb_lacp_port_add(&actor.lacp, &port.lacp, static_cast<std::uint16_t>(index + 1), 255, now);
      nb_lacp_port_enable(&port.lacp, true, now);
    });
  }

  void Happen(const Event& event) {
    if (event.actor >= 0) {
      Actor& actor = *actors[event.actor];
      if (event.generation != actor.timer_generation)
        return;
      Log("actor %d: timer", event.actor);
      actor.timer_due = NB_NEVER;
      Step(event.actor, [&] { nb_lacp_expire(&actor.lacp, now); });
      return;
    }
    const Wire& w = wires[event.wire];
    if (!w.carrier[event.end])
      return;
    LogFrame("hears", event.wire, event.end, event.frame.data());
    Step(w.actor[event.end], [&] {
      nb_lacp_receive(&At(event.wire, event.end).lacp, event.frame.data(), event.frame.size(), now);
    });
  }

  void LogFrame(const char* verb, int wire, int end, const std::uint8_t* frame) {
    if (!logging_)
      return;
    nb_lacpdu pdu;
    if (nb_slow_classify(frame, NB_SLOW_LEN) != NB_SLOW_LACPDU) {
      Log("wire %d end %d: %s marker type %u", wire, end, verb, frame[2]);
      return;
    }
    nb_lacpdu_read(frame, &pdu);
    Log("wire %d end %d: %s actor %02x:%u key %u state %02x, partner %02x:%u key %u state %02x",
        wire, end, verb, pdu.actor.system[5], pdu.actor.port, pdu.actor.key, pdu.actor.state,
        pdu.partner.system[5], pdu.partner.port, pdu.partner.key, pdu.partner.state);
  }

  void Send(int wire, int end, const std::uint8_t* frame) {
    Wire& w = wires[wire];
    LogFrame("sends", wire, end, frame);
    if (!w.carrier[end] || !w.carrier[1 - end] || w.broken[end])
      return;
    for (int copies = random.Chance(w.twice) ? 2 : 1; copies; copies--) {
      if (random.Chance(w.loss))
        continue;
      Event event = {
          now + w.delay + random.Below(w.jitter + 1), order_++, -1, 0, wire, 1 - end, {}};
      std::memcpy(event.frame.data(), frame, NB_SLOW_LEN);
      events_.push(event);
    }
  }

  // An LACPDU leaves: never more than three in any second.
  void Count(Port& port) {
    pdus++;
    if (goodbye_)
      return;
    if (port.sent.size() == 3) {
      Check(now - port.sent.front() >= kSecond, "more than three LACPDUs in a second");
      port.sent.pop_front();
    }
    port.sent.push_back(now);
  }

  void Act(Actor& actor, const nb_lacp_action& action) {
    Port& port = *std::find_if(actor.ports.begin(), actor.ports.end(), [&](const auto& some) {
                    return &some->lacp == action.port;
                  })->get();
    switch (action.what) {
      case NB_LACP_DO_DATA:
        Log("wire %d end %d: collecting %d distributing %d", port.wire, port.end, action.collecting,
            action.distributing);
        port.collecting = action.collecting;
        port.distributing = action.distributing;
        data_changed++;
        break;
      case NB_LACP_DO_SEND: Count(port); [[fallthrough]];
      case NB_LACP_DO_RESPONSE:
      case NB_LACP_DO_MARKER: Send(port.wire, port.end, action.frame); break;
      case NB_LACP_DO_MARKER_END:
        Check(port.asking && action.transaction == port.transaction, "the end of no marker");
        port.asking = false;
        break;
      case NB_LACP_DO_NOTE:
        Log("wire %d end %d: selected %u reason %u rx %u mux %u", port.wire, port.end,
            port.lacp.selected, port.lacp.reason, port.lacp.rx, port.lacp.mux);
        break;
    }
  }

  template <typename Event>
  void Step(int a, Event event) {
    Actor& actor = *actors[a];
    steps++;
    event();
    nb_lacp_action action;
    while (nb_lacp_take(&actor.lacp, &action))
      Act(actor, action);
    CheckSystem(actor);
    if (steps % 8 == 0)
      CheckRest(actor);
    CheckUnheard();
    Arm(a);
  }

  void Arm(int a) {
    Actor& actor = *actors[a];
    std::uint64_t due = nb_lacp_next_deadline(&actor.lacp);
    // A frame that is only counted leaves even a timer alone that is late.
    if (due == actor.timer_due)
      return;
    Check(due > now, "a deadline that has passed");
    actor.timer_due = due;
    actor.timer_generation++;
    if (due == NB_NEVER)
      return;
    Event event = {
        due + random.Below(actor.lateness + 1), order_++, a, actor.timer_generation, 0, 0, {}};
    events_.push(event);
  }

  // ---- Invariants

  void CheckPort(const Actor& actor, const Port& port, const Port*& first) {
    const nb_lacp_port& lacp = port.lacp;
    bool collecting = lacp.actor.state & NB_LACP_COLLECTING;
    bool distributing = lacp.actor.state & NB_LACP_DISTRIBUTING;
    Check(collecting == port.collecting && distributing == port.distributing,
          "the state on the wire is not what the data do");
    Check(!distributing || collecting, "distributing without collecting");
    Check(!!lacp.aggregator == (lacp.selected != NB_LACP_UNSELECTED), "selected to no aggregator");
    if (!collecting)
      return;
    Check(lacp.enabled && !lacp.held, "data on a port that is off");
    Check(lacp.aggregator == actor.lacp.active, "data on an aggregator that is not the active one");
    Check(lacp.partner.state & NB_LACP_SYNC, "data without a partner in sync");
    if (!lacp.fallback) {
      std::uint64_t patience = lacp.current_while - lacp.last_rx;
      Check(lacp.rx == NB_LACP_RX_CURRENT, "data without a current partner");
      Check(patience == NB_LACP_SHORT_TIMEOUT || patience == NB_LACP_LONG_TIMEOUT,
            "a partner's time is neither 3 s nor 90 s");
      Check(now <= lacp.current_while + actor.lateness, "data without a partner");
    }
    if (!distributing)
      return;
    Check(actor.lacp.options.coupled || lacp.fallback || lacp.partner.state & NB_LACP_COLLECTING,
          "distributing before the partner said that it collects");
    if (!first)
      first = &port;
    Check(nb_lacp_same_system(&first->lacp.partner, &lacp.partner) &&
              first->lacp.partner.key == lacp.partner.key &&
              first->lacp.actor.key == lacp.actor.key,
          "two partners or keys on one aggregator");
  }

  void CheckSystem(const Actor& actor) {
    const Port* first = nullptr;
    unsigned distributing = 0;
    std::map<const nb_lacp_aggregator*, unsigned> ports;
    Check(!actor.lacp.reselect, "the machines did not come to rest");
    for (const auto& port : actor.ports) {
      if (port->lacp.lacp != &actor.lacp)
        continue;
      CheckPort(actor, *port, first);
      // One more may wait for the partner to collect, and another for that.
      distributing += port->distributing && port->lacp.carries;
      if (port->lacp.aggregator)
        ports[port->lacp.aggregator]++;
    }
    for (auto [aggregator, count] : ports)
      Check(aggregator->ports == count, "an aggregator has lost count of its ports");
    Check(!actor.lacp.active || ports.count(actor.lacp.active), "the active aggregator is empty");
    Check(!actor.options.max_links || distributing <= actor.lacp.options.max_links,
          "more ports than max_links");
  }

  // Nothing changes without an event or a deadline: looking at everything again finds nothing.
  void CheckRest(Actor& actor) {
    if (!ok() || nb_lacp_next_deadline(&actor.lacp) <= now)
      return;
    std::vector<nb_lacp_port> before;
    for (const auto& port : actor.ports)
      before.push_back(port->lacp);
    std::uint64_t deadline = nb_lacp_next_deadline(&actor.lacp);
    nb_lacp_aggregator* active = actor.lacp.active;
    nb_lacp_set_options(&actor.lacp, &actor.lacp.options, now);
    Check(!actor.lacp.todo_head, "there was more to do");
    Check(deadline == nb_lacp_next_deadline(&actor.lacp), "a deadline was missing");
    Check(active == actor.lacp.active, "another aggregator was better");
    for (std::size_t i = 0; i < before.size(); i++)
      Check(!std::memcmp(&before[i], &actor.ports[i]->lacp, sizeof(before[i])),
            "a port was not at rest");
  }

  // An end that sends data to one that does not take them finds out in time.
  void CheckUnheard() {
    for (std::size_t i = 0; i < wires.size(); i++) {
      for (int end = 0; end < 2; end++) {
        Wire& w = wires[i];
        if (w.port[1] >= static_cast<int>(actors[w.actor[1]]->ports.size()))
          return;
        bool unheard = At(static_cast<int>(i), end).distributing &&
                       !At(static_cast<int>(i), 1 - end).collecting &&
                       !At(static_cast<int>(i), end).lacp.fallback;
        if (!unheard)
          w.unheard[end] = NB_NEVER;
        else if (w.unheard[end] == NB_NEVER)
          w.unheard[end] = now;
        else
          Check(now - w.unheard[end] <= unheard_limit, "data into a port that does not collect");
      }
    }
  }

  bool logging_;
  bool goodbye_ = false;
  std::uint64_t order_ = 0;
  std::priority_queue<Event> events_;
};

}  // namespace netbond::sim
