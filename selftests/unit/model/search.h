// SPDX-License-Identifier: GPL-2.0
// All states of a World: those that need fewest faults first, of these the ones of fewest steps.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "world.h"

namespace netbond::model {

// Zeros, and no memory before they are written.
template <typename T>
class Pages {
 public:
  explicit Pages(std::size_t size) : at_(static_cast<T*>(std::calloc(size, sizeof(T)))) {
    if (!at_)
      throw std::bad_alloc();
  }
  T& operator[](std::size_t i) { return at_.get()[i]; }
  const T& operator[](std::size_t i) const { return at_.get()[i]; }

 private:
  struct Free {
    void operator()(T* at) const { std::free(at); }
  };
  std::unique_ptr<T, Free> at_;
};

class Search {
 public:
  // Room for so many states, at 85 octets or less each.
  Search(const Config& config, std::uint32_t room);

  // Visits all states that at most so many faults lead to, each with its fair continuation: frames
  // arrive, timers run out, nothing else happens. False: a rule is broken; there was no room or no
  // time for all of them.
  bool Run(unsigned faults, double seconds = 1e9);
  bool Broken() const { return !what_.empty(); }

  // The numbers, in one line.
  std::string Summary() const;
  // What is broken, and how it comes to that: replayable words, then what they do.
  std::string Report() const;

  std::uint32_t states = 0;     // reached
  std::uint64_t steps = 0;      // computed
  int faults = -1;              // all states of so many are known
  bool complete = false;        // one fault more finds no new one
  bool cut_short = false;       // there was no room or no time for all that was asked for
  unsigned depth = 0;           // steps to the farthest state
  unsigned agree = 0;           // ticks from any state until both ends agree, at most
  unsigned unheard = 0;         // ticks that an end still sends into a port that does not collect
  std::uint64_t overflows = 0;  // frames replaced by a third of the same moment and direction
  std::uint64_t unfair = 0;     // those of continuations
  double took = 0;              // s
  std::string trace;            // of what is broken

 private:
  static constexpr std::uint16_t kUnknown = 0xffff, kOnPath = 0xfffe;
  static constexpr std::uint32_t kNone = ~0u;
  // Of a state that one fault more leads to; that was seen in a continuation only; else its faults.
  static constexpr std::uint8_t kSeed = 254, kUnreached = 255;

  struct PathStep {
    std::uint32_t id;
    unsigned ticks;
    bool good, unheard;
  };

  std::uint32_t Find(const State& state);
  std::uint32_t Go(std::uint32_t from, Action action, unsigned& ticks);
  std::uint32_t Take(std::uint32_t from, Action action);
  void Came(std::uint32_t id, std::uint32_t from, Action action);
  void Reach(std::uint32_t id, std::uint8_t layer);
  std::uint32_t Walk(std::uint32_t id);
  void Continue(std::uint32_t id);
  std::vector<Action> Possible(std::uint32_t id, unsigned kinds);
  void Grow(std::uint32_t id, std::uint8_t layer);
  void Sow(std::uint32_t id);
  void CloseLayer(std::uint8_t layer);
  bool Stopped();
  void Break(const char* what, std::uint32_t where, const Action* last);

  Config config_;
  std::uint32_t room_, used_ = 0;
  std::size_t mask_;
  Pages<State> state_;
  Pages<std::uint32_t> index_, parent_;
  Pages<std::uint16_t> depth_, agree_, unheard_;
  Pages<std::uint8_t> action_, layer_;
  std::vector<std::uint32_t> order_;         // of this layer, by depth
  std::vector<std::uint32_t> seeds_, sown_;  // of this layer, of the next; by depth
  std::vector<PathStep> path_;
  World world_;
  std::chrono::steady_clock::time_point start_;
  double limit_ = 0;
  std::string what_;
};

// Goes the words of a trace and shows each step; fault: the rule broken on the way, or nothing.
// Returns false for what is no trace.
bool Replay(const Config& config, const std::string& words, std::string& text, std::string& fault);

}  // namespace netbond::model
