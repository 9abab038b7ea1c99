// SPDX-License-Identifier: GPL-2.0
// Balancing by load: cases, and a simulator of flows.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "cases.h"
#include "tests/rebalance_cases.h"

void PrintTo(const nb_rebalance_case& c, std::ostream* out) {
  netbond::PrintCase(c, out);
}

namespace netbond {
namespace {

class RebalanceCase : public testing::TestWithParam<nb_rebalance_case> {};

TEST_P(RebalanceCase, Case) {
  EXPECT_TRUE(Check(nb_rebalance_case_run, GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Table, RebalanceCase, testing::ValuesIn(nb_rebalance_cases),
                         CaseName<nb_rebalance_case>);

TEST(Rebalance, DifferencesBelowAMegabitStay) {
  EXPECT_TRUE(Check(nb_rebalance_small_differences));
}
TEST(Rebalance, ABurstMovesNothing) {
  EXPECT_TRUE(Check(nb_rebalance_burst));
}
TEST(Rebalance, OnceMovingItGoesOn) {
  EXPECT_TRUE(Check(nb_rebalance_hysteresis));
}
TEST(Rebalance, CountersMayBeginAgain) {
  EXPECT_TRUE(Check(nb_rebalance_backwards));
}
TEST(Rebalance, RunsMayBeLate) {
  EXPECT_TRUE(Check(nb_rebalance_timing));
}
TEST(Rebalance, MovedBucketsRest) {
  EXPECT_TRUE(Check(nb_rebalance_rest));
}
TEST(Rebalance, PlansCountAsCarriedOut) {
  EXPECT_TRUE(Check(nb_rebalance_planned));
}
TEST(Rebalance, NoMoreThanAskedFor) {
  EXPECT_TRUE(Check(nb_rebalance_few));
}
TEST(Rebalance, BrokenCountersOverflowNothing) {
  EXPECT_TRUE(Check(nb_rebalance_overflow));
}
TEST(Rebalance, RandomLivesComeToAnEnd) {
  EXPECT_TRUE(RunSeeds(nb_rebalance_random_life, 5000));
}

// The simulator.

using Weights = std::vector<std::uint32_t>;

constexpr double kGigabit = 125e6;  // bytes a second
constexpr unsigned kFew = 8;        // moves a run

struct Flow {
  unsigned bucket;
  double rate;  // bytes a second
};

// What balancing has done.
struct Story {
  unsigned moves = 0;      // carried out
  unsigned returns = 0;    // of them, back to the last owner but one, load being the same
  unsigned forgotten = 0;  // plans
  unsigned last = 0;       // second of the last proposal
};

// A bond second by second. Plans wait for a pause, which busy buckets have seldom.
class Sim {
 public:
  Sim(std::uint64_t seed, const Weights& weights) : random_(seed) {
    nb_table_init(&table_);
    nb_rebalance_init(&state_);
    Weigh(weights);
    std::fill(std::begin(before_), std::end(before_), NB_NOBODY);
  }

  // What the world does.
  void Weigh(const Weights& weights) {
    weights_ = {};
    std::copy(weights.begin(), weights.end(), weights_.weight);
    nb_table_update(&table_, NB_TABLE_LOADED, &weights_, now_);
  }
  void Lose(unsigned slot) {
    weights_.weight[slot] = 0;
    nb_table_update(&table_, NB_TABLE_LOADED, &weights_, now_);
  }
  unsigned Hash() { return static_cast<unsigned>(random_() % NB_BUCKETS); }
  void Add(double rate) { AddTo(Hash(), rate); }
  void AddTo(unsigned bucket, double rate) {
    flows_.push_back({bucket, rate});
    rates_[bucket] += rate;
  }
  void Clear() {
    flows_.clear();
    std::fill(std::begin(rates_), std::end(rates_), 0);
  }
  // Heavy-tailed flows of @total together, none of more than @most.
  void AddMany(unsigned flows, double total, double most, double tail = 1.2) {
    std::vector<double> sizes(flows);
    for (double& size : sizes)
      size = std::pow(1 - std::uniform_real_distribution<>(0, 1)(random_), -1 / tail);
    double scale = 1;
    for (int again = 20; again; again--) {
      double sum = 0;
      for (double size : sizes)
        sum += std::min(size * scale, most);
      scale *= total / sum;
    }
    for (double size : sizes)
      Add(std::min(size * scale, most));
  }
  // Each flow ends with that probability, and another begins.
  void Churn(double ends) {
    auto count = std::binomial_distribution<>(static_cast<int>(flows_.size()), ends)(random_);
    for (; count; count--) {
      Flow& flow = flows_[random_() % flows_.size()];
      rates_[flow.bucket] -= flow.rate;
      flow.bucket = Hash();
      rates_[flow.bucket] += flow.rate;
    }
  }
  void Noise(double sigma) { noise_ = sigma; }
  // How long plans wait for a pause.
  void Patience(unsigned periods) { patience_ = periods * NB_REBALANCE_PERIOD; }
  void ForgetHistory() { std::fill(std::begin(before_), std::end(before_), NB_NOBODY); }

  void Run(unsigned seconds) {
    for (; seconds; seconds--)
      Second();
  }

  // What comes of it.
  double Load(unsigned slot) const {
    double load = 0;
    for (unsigned i = 0; i < NB_BUCKETS; i++)
      load += table_.bucket[i].owner == slot ? rates_[i] : 0;
    return load;
  }
  // The busiest member over the mean, and the least busy one, by weight.
  std::pair<double, double> Extremes() const {
    double high = 0, low = 1e300, weight = 0;
    for (unsigned i = 0; i < table_.used; i++) {
      unsigned slot = table_.member[i];
      double level = Load(slot) / weights_.weight[slot];
      high = std::max(high, level);
      low = std::min(low, level);
      weight += weights_.weight[slot];
    }
    return {high * weight / Total(), low * weight / Total()};
  }
  double Heaviest() const { return *std::max_element(std::begin(rates_), std::end(rates_)); }
  double Total() const { return std::accumulate(std::begin(rates_), std::end(rates_), 0.0); }
  unsigned Owner(unsigned bucket) const { return table_.bucket[bucket].owner; }
  unsigned Pending() const { return table_.pending; }
  unsigned MovesOf(unsigned bucket) const { return moves_of_[bucket]; }
  unsigned second() const { return second_; }
  Story story;

 private:
  bool Chance(double p) { return std::bernoulli_distribution(p)(random_); }

  void Second() {
    std::uint64_t elapsed = NB_REBALANCE_PERIOD + random_() % (20 * NB_MS);
    second_++;
    now_ += elapsed;
    for (unsigned i = 0; i < NB_BUCKETS; i++) {
      double noise =
          noise_ == 0 ? 1 : std::lognormal_distribution<>(-noise_ * noise_ / 2, noise_)(random_);
      bytes_[i] +=
          static_cast<std::uint64_t>(rates_[i] * noise * static_cast<double>(elapsed) / 1e9);
    }
    Settle();
    nb_rebalance_move moves[kFew];
    unsigned count = nb_rebalance_run(&state_, &table_, bytes_, now_, moves, kFew);
    ASSERT_LE(count, kFew);
    for (unsigned i = 0; i < count; i++) {
      story.last = second_;
      ASSERT_TRUE(nb_table_intend(&table_, moves[i].bucket, moves[i].to, now_));
    }
  }

  void Settle() {
    for (unsigned i = 0; i < NB_BUCKETS; i++) {
      nb_bucket& bucket = table_.bucket[i];
      if (bucket.next == NB_NOBODY)
        continue;
      if (Chance(rates_[i] > kGigabit ? 0.05 : 0.6)) {
        bool by_load = bucket.by_load;
        std::uint8_t owner = bucket.owner;
        nb_table_settle(&table_, i, now_);
        if (!by_load)
          continue;
        story.moves++;
        moves_of_[i]++;
        story.returns += before_[i] == bucket.owner;
        before_[i] = owner;
      } else if (now_ - bucket.planned > patience_) {
        story.forgotten += nb_table_forget(&table_, i);
      }
    }
  }

  std::mt19937_64 random_;
  nb_table table_;
  nb_rebalance state_;
  nb_table_weights weights_ = {};
  std::uint64_t bytes_[NB_BUCKETS] = {};
  std::uint64_t now_ = NB_RIG_BEGIN;
  std::uint8_t before_[NB_BUCKETS];
  unsigned moves_of_[NB_BUCKETS] = {};
  std::vector<Flow> flows_;
  double rates_[NB_BUCKETS] = {};  // of all flows
  double noise_ = 0;
  std::uint64_t patience_ = 30 * NB_REBALANCE_PERIOD;
  unsigned second_ = 0;
};

// The worst of many simulations; printed, so that a change of it can be seen.
struct Worst {
  double high = 0, low = 10;
  unsigned moves = 0, last = 0, returns = 0, forgotten = 0, runs = 0;
  double mean_moves = 0;

  void Note(const Sim& sim) {
    auto [h, l] = sim.Extremes();
    high = std::max(high, h);
    low = std::min(low, l);
    moves = std::max(moves, sim.story.moves);
    last = std::max(last, sim.story.last);
    returns = std::max(returns, sim.story.returns);
    forgotten = std::max(forgotten, sim.story.forgotten);
    mean_moves += sim.story.moves;
    runs++;
  }
  ~Worst() {
    std::printf(
        "# %u runs: busiest %.3f, least busy %.3f of the mean; moves %u (mean %.1f), last at %u s, "
        "returns %u, forgotten %u\n",
        runs, high, low, moves, mean_moves / runs, last, returns, forgotten);
  }
};

#ifdef __SANITIZE_ADDRESS__
constexpr std::uint64_t kSeeds = 15;  // sanitizers are slow
#else
constexpr std::uint64_t kSeeds = 200;
#endif

Weights Equal(unsigned members, std::uint32_t weight = 10000) {
  return Weights(members, weight);
}

double Sum(const Weights& weights) {
  return std::accumulate(weights.begin(), weights.end(), 0.0);
}

// Converged after five minutes, silent for the next ten.
testing::AssertionResult StaysConverged(Sim& sim, unsigned returns = 0) {
  sim.Run(300);
  if (sim.Pending())
    sim.Run(60);
  unsigned until = sim.second();
  sim.Run(600);
  if (sim.story.last > until)
    return testing::AssertionFailure() << "moves at second " << sim.story.last;
  if (sim.story.returns > returns)
    return testing::AssertionFailure() << sim.story.returns << " moves back";
  return testing::AssertionSuccess();
}

TEST(RebalanceSim, EqualMembers) {
  Worst worst;
  for (std::uint64_t seed = 1; seed <= kSeeds; seed++) {
    unsigned members = 2 + static_cast<unsigned>(seed % 15);
    Sim sim(seed, Equal(members));
    // No flow of more than an eighth of a member.
    sim.Patience(seed / 2 % 2 ? 1 : 30);
    sim.AddMany(seed % 4 ? 5000 : 800, members * 5 * kGigabit, 5 * kGigabit / 8);
    ASSERT_TRUE(StaysConverged(sim)) << "seed " << seed;
    worst.Note(sim);
    EXPECT_LE(sim.Extremes().first, 1.1) << "seed " << seed << ", members " << members;
    EXPECT_GE(sim.Extremes().second, 0.9) << "seed " << seed << ", members " << members;
  }
}

TEST(RebalanceSim, UnequalMembers) {
  const Weights kinds[] = {
      {10000, 25000},     {1000, 10000},    {10000, 40000, 100000}, {25000, 10000, 10000},
      {1000, 1000, 2500}, {100000, 400000}, {10000, 9999},          {5000, 2500, 1000, 10000}};
  Worst worst;
  for (std::uint64_t seed = 1; seed <= kSeeds; seed++) {
    const Weights& weights = kinds[seed % std::size(kinds)];
    double lightest = *std::min_element(weights.begin(), weights.end()) / 1000.0;
    Sim sim(seed, weights);
    sim.Patience(seed / 2 % 2 ? 1 : 30);
    sim.AddMany(5000, Sum(weights) / 2000 * kGigabit, lightest / 20 * kGigabit);
    ASSERT_TRUE(StaysConverged(sim)) << "seed " << seed;
    worst.Note(sim);
    EXPECT_LE(sim.Extremes().first, 1.1) << "seed " << seed;
    EXPECT_GE(sim.Extremes().second, 0.9) << "seed " << seed;
  }
}

TEST(RebalanceSim, TenAndTwentyFive) {
  Worst worst;
  for (std::uint64_t seed = 1; seed <= kSeeds; seed++) {
    Sim sim(seed, seed % 2 ? Weights{10000, 25000} : Weights{10000, 10000});
    sim.Weigh({10000, 25000});
    sim.Patience(seed / 2 % 2 ? 1 : 30);
    sim.AddMany(20000, 30 * kGigabit, kGigabit / 2);
    ASSERT_TRUE(StaysConverged(sim)) << "seed " << seed;
    worst.Note(sim);
    EXPECT_NEAR(sim.Load(0) / sim.Total(), 10 / 35.0, 1 / 35.0) << "seed " << seed;
  }
}

TEST(RebalanceSim, FourHundredGigabit) {
  Worst worst;
  for (std::uint64_t seed = 1; seed <= kSeeds; seed++) {
    unsigned members = 2 + static_cast<unsigned>(seed % 15);
    // As heavy as a table takes them, and as fast as they send.
    Sim sim(seed, Equal(members, seed % 2 ? NB_TABLE_WEIGHT_MAX : 400000));
    sim.AddMany(5000, members * 400 * kGigabit, 50 * kGigabit);
    ASSERT_TRUE(StaysConverged(sim)) << "seed " << seed;
    worst.Note(sim);
    EXPECT_LE(sim.Extremes().first, 1.1) << "seed " << seed << ", members " << members;
  }
}

// Load has to undo what the count of buckets says.
TEST(RebalanceSim, FarOff) {
  Worst worst;
  for (std::uint64_t seed = 1; seed <= kSeeds; seed++) {
    unsigned members = 2 + static_cast<unsigned>(seed % 7);
    Weights weights = Equal(members, 1000);
    weights[seed % members] = 40000;
    Sim sim(seed, weights);
    sim.Weigh(Equal(members));
    sim.AddMany(5000, members * 5 * kGigabit, 5 * kGigabit / 8);
    ASSERT_GT(sim.Extremes().first, 1.3);
    ASSERT_TRUE(StaysConverged(sim)) << "seed " << seed;
    worst.Note(sim);
    EXPECT_LE(sim.Extremes().first, 1.1) << "seed " << seed << ", members " << members;
  }
}

TEST(RebalanceSim, ElephantsStay) {
  Worst worst;
  for (std::uint64_t seed = 1; seed <= kSeeds; seed++) {
    unsigned members = 2 + static_cast<unsigned>(seed % 7);
    Sim sim(seed, Equal(members));
    sim.AddMany(2000, members * 2 * kGigabit, 2 * kGigabit / 10);
    unsigned elephant = sim.Hash();
    sim.AddTo(elephant, 8 * kGigabit + 2 * members * kGigabit);
    unsigned owner = sim.Owner(elephant);
    double mice = sim.Total() - sim.Heaviest();
    ASSERT_TRUE(StaysConverged(sim)) << "seed " << seed;
    worst.Note(sim);
    EXPECT_EQ(sim.Owner(elephant), owner) << "seed " << seed;
    EXPECT_EQ(sim.MovesOf(elephant), 0u) << "seed " << seed;
    // What could make way for it has, and the others are alike.
    EXPECT_LE(sim.Load(owner) - sim.Heaviest(), mice / members / 8) << "seed " << seed;
    double high = 0, low = mice;
    for (unsigned slot = 0; slot < members; slot++) {
      if (slot == owner)
        continue;
      high = std::max(high, sim.Load(slot));
      low = std::min(low, sim.Load(slot));
    }
    EXPECT_LE(high - low, 0.1 * sim.Total() / members) << "seed " << seed;
  }
}

// As many as members, or one more: each is moved once at most.
TEST(RebalanceSim, ElephantsPart) {
  Worst worst;
  for (std::uint64_t seed = 1; seed <= kSeeds; seed++) {
    unsigned members = 2 + static_cast<unsigned>(seed % 7);
    unsigned elephants = members + static_cast<unsigned>(seed % 2);
    Sim sim(seed, Equal(members));
    std::vector<unsigned> buckets;
    for (unsigned i = 0; i < elephants; i++) {
      unsigned bucket = sim.Hash();
      while (std::find(buckets.begin(), buckets.end(), bucket) != buckets.end())
        bucket = sim.Hash();
      buckets.push_back(bucket);
      sim.AddTo(bucket, 4 * kGigabit * (1 + 0.01 * i));
    }
    sim.AddMany(1000, members * 0.2 * kGigabit, 0.02 * kGigabit);
    // Mice that made way may return when an elephant has gone.
    ASSERT_TRUE(StaysConverged(sim, 8)) << "seed " << seed;
    worst.Note(sim);
    std::vector<unsigned> held(members);
    for (unsigned bucket : buckets) {
      held[sim.Owner(bucket)]++;
      EXPECT_LE(sim.MovesOf(bucket), 1u) << "seed " << seed;
    }
    EXPECT_EQ(*std::max_element(held.begin(), held.end()), elephants == members ? 1u : 2u)
        << "seed " << seed;
    EXPECT_GE(*std::min_element(held.begin(), held.end()), 1u) << "seed " << seed;
  }
}

// Every second each bucket carries something else, the same on the mean.
TEST(RebalanceSim, Noise) {
  Worst worst;
  unsigned late = 0, returns = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; seed++) {
    unsigned members = 2 + static_cast<unsigned>(seed % 7);
    Sim sim(seed, Equal(members));
    sim.AddMany(5000, members * 5 * kGigabit, 5 * kGigabit / 10);
    sim.Noise(0.3);
    sim.Run(300);
    unsigned before = sim.story.moves;
    sim.Run(600);
    worst.Note(sim);
    late += sim.story.moves - before;
    returns += sim.story.returns;
    EXPECT_LE(sim.Extremes().first, 1.12) << "seed " << seed;
  }
  std::printf("# %.2f moves in ten minutes of noise, %u returns\n", double(late) / kSeeds, returns);
  EXPECT_LE(late, 4 * kSeeds);
}

// Flows end and begin all the time; every ten minutes all is different.
TEST(RebalanceSim, Changes) {
  Worst worst;
  unsigned moves = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds / 3; seed++) {
    unsigned members = 2 + static_cast<unsigned>(seed % 7);
    Sim sim(seed, Equal(members));
    double busy = 0;
    unsigned looks = 0;
    for (unsigned round = 0; round < 3; round++) {
      sim.Clear();
      sim.AddMany(5000, members * (1 + round * 3) * kGigabit, kGigabit / 3);
      for (unsigned minute = 0; minute < 10; minute++) {
        for (unsigned second = 0; second < 60; second++) {
          sim.Churn(0.002);
          sim.Run(1);
        }
        if (minute) {
          busy += sim.Extremes().first;
          looks++;
        }
      }
      moves += sim.story.moves;
      sim.story = {};
      sim.ForgetHistory();
      ASSERT_TRUE(StaysConverged(sim)) << "seed " << seed << ", round " << round;
      worst.Note(sim);
      EXPECT_LE(sim.Extremes().first, 1.1) << "seed " << seed << ", round " << round;
      sim.story = {};
    }
    EXPECT_LE(busy / looks, 1.1) << "seed " << seed;
  }
  std::printf("# %.1f moves a minute of change\n", double(moves) / (kSeeds / 3) / 30);
}

TEST(RebalanceSim, MembersComeAndGo) {
  Worst worst;
  for (std::uint64_t seed = 1; seed <= kSeeds; seed++) {
    unsigned members = 2 + static_cast<unsigned>(seed % 7);
    Sim sim(seed, Equal(members));
    sim.AddMany(5000, members * 4 * kGigabit, 4 * kGigabit / 10);
    sim.Run(60);
    sim.Lose(static_cast<unsigned>(seed % members));
    sim.Run(120);
    sim.Weigh(Equal(members));
    sim.Run(60);
    sim.ForgetHistory();
    sim.story = {};
    ASSERT_TRUE(StaysConverged(sim)) << "seed " << seed;
    worst.Note(sim);
    EXPECT_LE(sim.Extremes().first, 1.1) << "seed " << seed;
    EXPECT_GE(sim.Extremes().second, 0.9) << "seed " << seed;
  }
}

}  // namespace
}  // namespace netbond
