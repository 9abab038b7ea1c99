// SPDX-License-Identifier: GPL-2.0
#include "search.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <iterator>
#include <sstream>

namespace netbond::model {
namespace {

std::uint64_t Hash(const State& state) {
  std::uint64_t hash = 0x9e3779b97f4a7c15;
  for (std::uint64_t word : state) {
    hash = (hash ^ word) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
  }
  return hash;
}

std::uint8_t Code(Action action) {
  return static_cast<std::uint8_t>(action.kind << 2 | action.index);
}
Action Decode(std::uint8_t code) {
  return {static_cast<Kind>(code >> 2), code & 3};
}

constexpr double kSecondsOfTick = static_cast<double>(kTick) / static_cast<double>(kSecond);

}  // namespace

Search::Search(const Config& config, std::uint32_t room)
    : config_(config),
      room_(room),
      mask_(std::bit_ceil(std::size_t{room} + room / 4) - 1),
      state_(room),
      index_(mask_ + 1),
      parent_(room),
      depth_(room),
      agree_(room),
      unheard_(room),
      action_(room),
      layer_(room),
      world_(config) {}

// Ids in the index count from 1.
std::uint32_t Search::Find(const State& state) {
  std::size_t at = Hash(state) & mask_;
  for (; index_[at]; at = (at + 1) & mask_)
    if (state_[index_[at] - 1] == state)
      return index_[at] - 1;
  index_[at] = used_ + 1;
  state_[used_] = state;
  layer_[used_] = kUnreached;
  agree_[used_] = kUnknown;
  return used_++;
}

void Search::Came(std::uint32_t id, std::uint32_t from, Action action) {
  parent_[id] = from;
  action_[id] = Code(action);
  depth_[id] = from == kNone ? 0 : static_cast<std::uint16_t>(depth_[from] + 1);
}

// From what world_ was loaded with.
std::uint32_t Search::Go(std::uint32_t from, Action action, unsigned& ticks) {
  const std::uint32_t before = used_;
  steps++;
  ticks = world_.Do(action);
  const std::uint32_t id = Find(world_.Store());
  if (id == before) {
    Came(id, from, action);
    world_.CheckRest();
  }
  if (world_.fault)
    Break(world_.fault, from, &action);
  return id;
}

std::uint32_t Search::Take(std::uint32_t from, Action action) {
  unsigned ticks;
  world_.Load(state_[from]);
  return Go(from, action, ticks);
}

// The fair continuation up to a state that is known; returns that.
std::uint32_t Search::Walk(std::uint32_t id) {
  path_.clear();
  while (agree_[id] == kUnknown && !Broken() && used_ < room_) {
    PathStep step = {id, 0, false, false};
    Action action;
    agree_[id] = kOnPath;
    world_.Load(state_[id]);
    step.good = world_.Good();
    step.unheard = world_.Unheard();
    const std::uint64_t before = world_.overflows;
    if (world_.Fair(action))
      id = Go(id, action, step.ticks);
    unfair += world_.overflows - before;
    path_.push_back(step);
  }
  return id;
}

// Every continuation ends in a circle, if only one of a single state: there all has to be well.
void Search::Continue(std::uint32_t id) {
  std::uint32_t next = Walk(id);
  if (Broken() || used_ == room_)
    return;
  if (agree_[next] == kOnPath) {
    bool good = true;
    while (agree_[next] == kOnPath) {
      const PathStep& step = path_.back();
      good &= step.good;
      agree_[step.id] = unheard_[step.id] = 0;
      path_.pop_back();
    }
    if (!good)
      return Break("it goes on for ever and the ends do not agree", id, nullptr);
  }
  for (; !path_.empty(); path_.pop_back()) {
    const PathStep& step = path_.back();
    const unsigned later = agree_[next];
    const unsigned ticks = step.good && !later ? 0 : later + step.ticks;
    agree_[step.id] = static_cast<std::uint16_t>(std::min(ticks, kOnPath - 1u));
    unheard_[step.id] = static_cast<std::uint16_t>(
        step.unheard ? std::min(unheard_[next] + step.ticks, kOnPath - 1u) : 0);
    next = step.id;
  }
}

void Search::Reach(std::uint32_t id, std::uint8_t layer) {
  layer_[id] = layer;
  states++;
  depth = std::max<unsigned>(depth, depth_[id]);
  order_.push_back(id);
  Continue(id);
  if (Broken() || used_ == room_)
    return;
  agree = std::max<unsigned>(agree, agree_[id]);
  unheard = std::max<unsigned>(unheard, unheard_[id]);
  if (agree_[id] * kTick > config_.Settle() * kSecond)
    Break("the ends take too long to agree", id, nullptr);
  if (unheard_[id] * kTick > config_.Unheard() * kSecond)
    Break("data go into a port that does not collect", id, nullptr);
}

std::vector<Action> Search::Possible(std::uint32_t id, unsigned kinds) {
  std::vector<Action> some;
  world_.Load(state_[id]);
  for (Action action : Actions())
    if (kinds & Bit(action.kind) && world_.Can(action))
      some.push_back(action);
  return some;
}

// What follows without a fault belongs to the same layer.
void Search::Grow(std::uint32_t id, std::uint8_t layer) {
  for (Action action : Possible(id, kFree)) {
    const std::uint32_t next = Take(id, action);
    if (Stopped())
      return;
    if (layer_[next] < kSeed)
      continue;
    Came(next, id, action);
    Reach(next, layer);
  }
}

void Search::Sow(std::uint32_t id) {
  for (Action action : Possible(id, config_.faults)) {
    const std::uint32_t next = Take(id, action);
    if (Stopped())
      return;
    if (layer_[next] != kUnreached)
      continue;
    Came(next, id, action);
    layer_[next] = kSeed;
    sown_.push_back(next);
  }
}

// Merges the seeds in where their depth belongs, so that order_ stays sorted by it.
void Search::CloseLayer(std::uint8_t layer) {
  std::size_t seed = 0, i = 0;
  order_.clear();
  while (!Stopped() && (i < order_.size() || seed < seeds_.size())) {
    while (seed < seeds_.size() &&
           (i == order_.size() || depth_[seeds_[seed]] <= depth_[order_[i]] + 1)) {
      if (layer_[seeds_[seed]] >= kSeed)
        Reach(seeds_[seed], layer);
      seed++;
    }
    if (i < order_.size())
      Grow(order_[i++], layer);
  }
}

bool Search::Stopped() {
  if (steps % 1024 == 0 || used_ == room_)
    took = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  return Broken() || used_ == room_ || took > limit_;
}

bool Search::Run(unsigned most, double seconds) {
  start_ = std::chrono::steady_clock::now();
  limit_ = seconds;
  world_.Begin();
  const std::uint32_t first = Find(world_.Store());
  Came(first, kNone, {});
  if (world_.fault)
    Break(world_.fault, first, nullptr);
  seeds_ = {first};
  for (unsigned layer = 0; !Stopped() && !complete && layer <= most; layer++) {
    CloseLayer(static_cast<std::uint8_t>(layer));
    if (Stopped())
      break;
    faults = static_cast<int>(layer);
    sown_.clear();
    for (std::size_t i = 0; layer < most && i < order_.size() && !Stopped(); i++)
      Sow(order_[i]);
    complete = layer < most && sown_.empty() && !Stopped();
    std::swap(seeds_, sown_);
  }
  overflows = world_.overflows;
  took = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  cut_short = !Broken() && !complete && faults < static_cast<int>(most);
  return !Broken() && !cut_short;
}

std::string Search::Summary() const {
  char line[400];
  const std::string bound = complete    ? "any number of faults"
                            : cut_short ? std::to_string(faults) + " faults and some of more"
                                        : std::to_string(faults) + " faults";
  std::snprintf(
      line, sizeof(line),
      "%s, %s: %u states, %u steps deep, %.0f s (%.0f states/s, %llu steps), both agree in "
      "%.1f s, data unheard for %.1f s; frames replaced %llu, in continuations %llu",
      config_.name, bound.c_str(), states, depth, took, states / std::max(took, 0.001),
      static_cast<unsigned long long>(steps), agree * kSecondsOfTick, unheard * kSecondsOfTick,
      static_cast<unsigned long long>(overflows), static_cast<unsigned long long>(unfair));
  return line;
}

// Remembers the way there, and what happens afterwards when the state itself is not broken.
void Search::Break(const char* what, std::uint32_t where, const Action* last) {
  if (Broken())
    return;
  what_ = what;
  std::vector<std::uint32_t> way;
  for (std::uint32_t id = where; parent_[id] != kNone; id = parent_[id])
    way.push_back(id);
  for (; !way.empty(); way.pop_back())
    trace += Word(Decode(action_[way.back()])) + " ";
  if (last)
    trace += Word(*last);
}

std::string Search::Report() const {
  std::string text, fault;
  Replay(config_, trace, text, fault);
  std::string words = trace;
  if (fault.empty()) {
    // It is what comes that is bad: show some of it.
    World world(config_);
    world.Begin();
    std::istringstream stream(trace);
    Action action;
    for (std::string word; stream >> word && Read(word, action);)
      world.Do(action);
    for (int i = 0; i < 60 && world.Fair(action); i++) {
      words += Word(action) + " ";
      world.Do(action);
    }
    text.clear();
    Replay(config_, words, text, fault);
  }
  std::istringstream stream(trace);
  const auto steps_to = std::distance(std::istream_iterator<std::string>(stream), {});
  return std::string(config_.name) + ": " + what_ + ", after " + std::to_string(steps_to) +
         " steps\nreplay: " + words + "\n" + text;
}

bool Replay(const Config& config, const std::string& words, std::string& text, std::string& fault) {
  World world(config);
  std::istringstream stream(words);
  std::uint64_t ticks = 0;
  int number = 0;
  world.Begin();
  text += "  begin\n" + world.Text();
  for (std::string word; stream >> word;) {
    Action action;
    if (!Read(word, action) || !world.Can(action)) {
      text += "  " + word + ": not possible here\n";
      return false;
    }
    ticks += world.Do(action);
    char line[80];
    std::snprintf(line, sizeof(line), "%3d  %5.1f s  %s\n", ++number,
                  static_cast<double>(ticks) * kSecondsOfTick, word.c_str());
    text += line + world.Text();
    world.Store();
    world.CheckRest();
    if (world.fault) {
      fault = world.fault;
      text += "  FAULT: " + fault + "\n";
      break;
    }
  }
  return true;
}

}  // namespace netbond::model
