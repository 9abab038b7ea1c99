// SPDX-License-Identifier: GPL-2.0
// Two systems that talk LACP to each other over one or two wires, as a finite automaton. The cores
// are those of the module; here are the wires, the clock, what may happen to them, and a form of
// the whole state that is equal exactly when the future is.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "lacp/system.h"

namespace netbond::model {

constexpr int kWires = 2;  // at most
constexpr int kQueue =
    2;  // frames under way in one direction of a wire; one more replaces the oldest
constexpr std::uint64_t kSecond = 1000 * NB_MS;
constexpr std::uint64_t kTick = 500 * NB_MS;  // all times are multiples of it

// What can happen. Up to kAdvance it is what has to, afterwards what goes wrong or is changed.
enum Kind : std::uint8_t {
  kDeliver,  // a frame arrives; index: wire * 2 + the end that hears it
  kExpire,   // an actor's timer that is due; index: actor
  kAdvance,  // time passes until the next timer is due
  kLose,     // as kDeliver
  kTwice,    // it arrives and will once more
  kLate,     // a second passes before it, or the time until a timer is due
  kHalf,     // half a second passes before what comes next, so that timers get out of step
  kCarrier,  // of one end falls or rises; index: wire * 2 + end
  kCable,    // is pulled or plugged: both ends; index: wire
  kRate,     // lacp_rate changes; index: actor
  kActive,   // lacp_active
  kCoupled,  // coupled_control
  kKey,      // ad_user_port_key
  kEnable,   // a port leaves with a goodbye, or comes back; index: wire * 2 + end
  kHold,     // a port is held, or is no more, or is trusted again
  kRestart,  // an actor forgets everything and tells nobody; index: actor
  kMute,     // what one end sends is lost, for good or until it is mended; index: wire * 2 + end
  kKinds,
};

struct Action {
  Kind kind;
  int index;
};

// Each with each of its indexes.
const std::vector<Action>& Actions();
// "deliver0", as in a trace.
std::string Word(Action action);
// The action of a word; false if it is none.
bool Read(const std::string& word, Action& action);

constexpr unsigned Bit(Kind kind) {
  return 1u << kind;
}
constexpr unsigned kFree = Bit(kDeliver) | Bit(kExpire) | Bit(kAdvance);
constexpr unsigned kLossy = Bit(kLose) | Bit(kTwice) | Bit(kLate) | Bit(kHalf);
constexpr unsigned kLinks = Bit(kCarrier) | Bit(kCable);
constexpr unsigned kVotes = Bit(kEnable) | Bit(kHold);
constexpr unsigned kOptions = Bit(kRate) | Bit(kActive) | Bit(kCoupled) | Bit(kKey);
// Not what lasts: each such fault leads to as many states again.
constexpr unsigned kAll = kLossy | kLinks | kVotes | kOptions | Bit(kRestart);

// What a search is about.
struct Config {
  const char* name = "";
  int wires = kWires;
  bool active[2] = {true, true}, fast[2] = {true, true}, coupled[2] = {true, true};
  bool fast_join = false;
  std::uint16_t max_links = 0;
  unsigned faults = kAll;      // kinds that may happen, beside kFree
  unsigned few = 0, most = 2;  // of them: in make unit, in make check-model

  // Seconds that an end may send data into one that takes none, once nothing goes wrong any more;
  // as in lacp_sim_test.cc.
  unsigned Unheard() const;
  // Seconds until both ends agree.
  unsigned Settle() const;
  bool Slow() const { return !fast[0] || !fast[1] || faults & Bit(kRate); }
};

// Everything that decides what can happen from here: four ports in a word each, then the frames
// under way, the options that may change and the selected aggregators.
using State = std::array<std::uint64_t, 7>;

class World {
 public:
  explicit World(const Config& config);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // All links come up, nothing was ever heard.
  void Begin();
  void Load(const State& state);
  State Store();
  // Is it possible here? Faults are, whether the configuration has them or not.
  bool Can(Action action) const;
  // Returns the ticks that passed.
  unsigned Do(Action action);
  // What happens next if nothing goes wrong: frames at once, timers when they are due. False:
  // nothing.
  bool Fair(Action& action) const;

  // Both ends carry data over as many links as there are, and no end over anything else.
  bool Good() const;
  // An end sends data to one that does not take them.
  bool Unheard() const;
  // Looking at everything again finds nothing. To be called last: what it finds is a fault.
  void CheckRest();

  // One line for each end.
  std::string Text() const;

  const char* fault = nullptr;  // the first rule that was broken since Load()
  std::uint64_t overflows = 0;  // frames replaced by newer ones

 private:
  // An LACPDU that can be told from the wire that it is on.
  struct Frame {
    std::uint8_t state, partner_state;
    bool key, partner_key;
  };
  struct Queue {
    Frame frame[kQueue];
    int used;
  };
  struct Side {  // one end of a wire
    nb_lacp_port lacp;
    bool collecting, distributing;  // as told by the core
    unsigned sent[2];               // LACPDUs but goodbyes: in this tick, in the one before it
  };
  struct Actor {
    nb_lacp_options options;
    nb_lacp_system lacp;
    bool stepped;  // since Load()
  };

  Side& At(int index) { return side_[index / 2][index % 2]; }
  const Side& At(int index) const { return side_[index / 2][index % 2]; }
  struct Waiting {
    std::uint8_t mux;
    bool over;
  };

  bool Up(int wire, int end) const { return side_[wire][end].lacp.link.up; }
  bool Usable(int wire) const;
  bool Idle() const;
  std::uint64_t Deadline(int a) const;
  bool Due(int a) const { return Deadline(a) <= now_; }
  std::uint64_t Next() const;

  nb_lacp_info Info(int wire, int end, bool key, std::uint8_t state) const;
  nb_lacp_info PartnerInfo(int wire, int end, bool defaulted, bool key, std::uint8_t state) const;
  bool PartnerKey(int wire, int end, bool defaulted, const nb_lacp_info& info);
  unsigned After(std::uint64_t time, unsigned most, unsigned never);
  std::uint64_t From(std::uint64_t ticks, unsigned never) const;

  void LoadPort(int wire, int end, std::uint64_t word);
  void LoadTimers(nb_lacp_port& port, class BitReader& bits) const;
  void LoadBudget(nb_lacp_budget& budget, unsigned now, unsigned before) const;
  void LoadFrames(const State& state);
  void LoadChurn(nb_lacp_churn& churn, bool watched, bool in_sync) const;
  std::uint64_t StorePort(int wire, int end);
  void StoreTimers(const nb_lacp_port& port, class BitWriter& bits);
  void StoreFrames(State& state);
  void CheckDerived(int wire, int end);

  void Pass(std::uint64_t time);
  void Deliver(int index, bool keep);
  void SetCarrier(int wire, int end, bool up);
  void Change(Action action);
  void Restart(int a);
  void AddPort(int wire, int a);
  void Send(int wire, int end, const std::uint8_t* bytes);
  void Act(int a, const nb_lacp_action& action);
  template <typename Event>
  void Step(int a, Event event);

  void Check(bool fine, const char* what) {
    if (!fine && !fault)
      fault = what;
  }
  void CheckSystem(int a);
  void CheckWait(int wire, int a, const Waiting& before);
  void CheckPort(int wire, int a, const nb_lacp_port*& first);
  void CheckTimers(const nb_lacp_port& port);

  Config config_;
  std::uint64_t now_;
  std::uint16_t keys_[2];
  Actor actor_[2];
  Side side_[kWires][2];
  Queue queue_[kWires * 2];
  bool mute_[kWires * 2] = {};             // by wire * 2 + end
  const nb_lacp_port* goodbye_ = nullptr;  // it leaves, and may say so whatever the limit
};

}  // namespace netbond::model
