// SPDX-License-Identifier: GPL-2.0
#include "world.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "lacp/machine.h"

namespace netbond::model {
namespace {

constexpr std::uint64_t kStart = 1000 * kSecond;
constexpr std::uint8_t kData = NB_LACP_SYNC | NB_LACP_COLLECTING | NB_LACP_DISTRIBUTING;

// A field that this file does not know of would be forgotten between two steps.
static_assert(sizeof(void*) != 8 || (sizeof(nb_lacp_port) == 624 && sizeof(nb_lacp_system) == 80),
              "the state of the core changed: teach Load() and Store()");

struct Name {
  const char* word;
  int most;  // indexes
};
constexpr Name kNames[kKinds] = {
    {"deliver", 4}, {"expire", 2},  {"advance", 1}, {"lose", 4},    {"twice", 4},  {"late", 1},
    {"half", 1},    {"carrier", 4}, {"cable", 2},   {"rate", 2},    {"active", 2}, {"coupled", 2},
    {"key", 2},     {"enable", 4},  {"hold", 4},    {"restart", 2}, {"mute", 4}};

// What the Mux machine's state says on the wire (figures 6-21 and 6-22).
std::uint8_t MuxFlags(std::uint8_t mux) {
  switch (mux) {
    case NB_LACP_MUX_ATTACHED: return NB_LACP_SYNC;
    case NB_LACP_MUX_COLLECTING: return NB_LACP_SYNC | NB_LACP_COLLECTING;
    case NB_LACP_MUX_DISTRIBUTING:
    case NB_LACP_MUX_COLLECTING_DISTRIBUTING: return kData;
    default: return 0;
  }
}

std::uint8_t OptionFlags(const nb_lacp_options& options) {
  return static_cast<std::uint8_t>(NB_LACP_AGGREGATION | (options.active ? NB_LACP_ACTIVITY : 0) |
                                   (options.rate == NETBOND_LACP_RATE_FAST ? NB_LACP_TIMEOUT : 0));
}

}  // namespace

class BitWriter {
 public:
  explicit BitWriter(std::uint64_t& word) : word_(word) {}
  void Put(std::uint64_t value, unsigned width) {
    word_ |= value << at_;
    at_ += width;
  }

 private:
  std::uint64_t& word_;
  unsigned at_ = 0;
};

class BitReader {
 public:
  explicit BitReader(std::uint64_t word) : word_(word) {}
  std::uint8_t Get(unsigned width) {
    std::uint64_t value = word_ & ((1ull << width) - 1);
    word_ >>= width;
    return static_cast<std::uint8_t>(value);
  }
  bool Flag() { return Get(1); }

 private:
  std::uint64_t word_;
};

std::string Word(Action action) {
  const Name& name = kNames[action.kind];
  return name.most == 1 ? name.word : name.word + std::to_string(action.index);
}

const std::vector<Action>& Actions() {
  static const std::vector<Action> all = [] {
    std::vector<Action> some;
    for (int kind = 0; kind < kKinds; kind++)
      for (int index = 0; index < kNames[kind].most; index++)
        some.push_back({static_cast<Kind>(kind), index});
    return some;
  }();
  return all;
}

bool Read(const std::string& word, Action& action) {
  for (Action some : Actions()) {
    action = some;
    if (Word(action) == word)
      return true;
  }
  return false;
}

unsigned Config::Unheard() const {
  return Slow() ? 2 * 90 + 3 : 2 * 3 + 3;
}

unsigned Config::Settle() const {
  return Slow() ? 250 : 30;
}

// ---- Building

World::World(const Config& config) : config_(config), now_(kStart) {
  const nb_lacp_link link = {true, true, 1000, false};
  for (std::uint16_t key = 0; key < 2; key++)
    keys_[key] = nb_lacp_key(key, &link);
  for (int a = 0; a < 2; a++) {
    nb_lacp_options& o = actor_[a].options;
    o = {};
    const std::uint8_t system[6] = {2, 0, 0, 0, 0, static_cast<std::uint8_t>(0x0a + a)};
    std::memcpy(o.system, system, sizeof(system));
    o.system_priority = 0xffff;
    o.active = config.active[a];
    o.rate = config.fast[a] ? NETBOND_LACP_RATE_FAST : NETBOND_LACP_RATE_SLOW;
    o.coupled = config.coupled[a];
    o.fast_join = config.fast_join;
    o.max_links = config.max_links;
  }
  std::memset(queue_, 0, sizeof(queue_));
  std::memset(side_, 0, sizeof(side_));
}

void World::AddPort(int wire, int a) {
  Side& side = side_[wire][a];
  side.collecting = side.distributing = false;
  side.sent[0] = side.sent[1] = 0;
  Step(a, [&] {
    nb_lacp_port_add(&actor_[a].lacp, &side.lacp, static_cast<std::uint16_t>(wire + 1), 255, now_);
    nb_lacp_port_enable(&side.lacp, true, now_);
  });
}

void World::Begin() {
  for (int a = 0; a < 2; a++) {
    nb_lacp_init(&actor_[a].lacp, &actor_[a].options);
    for (int wire = 0; wire < config_.wires; wire++)
      AddPort(wire, a);
  }
  for (int wire = 0; wire < config_.wires; wire++)
    for (int end = 0; end < 2; end++)
      SetCarrier(wire, end, true);
}

// ---- What can happen

bool World::Idle() const {
  for (const Queue& queue : queue_)
    if (queue.used)
      return false;
  return true;
}

// By the fields alone, not by what the core says. The Churn machines only watch.
std::uint64_t World::Deadline(int a) const {
  std::uint64_t deadline = NB_NEVER;
  const nb_lacp_port* port;
  nb_lacp_for_each_port(port, &actor_[a].lacp) {
    deadline = std::min({deadline, port->current_while, port->periodic_at, port->spurn_at});
    if (!port->ready_n)
      deadline = std::min(deadline, port->wait_until);
    if (port->ntt)
      deadline =
          std::min(deadline, std::max(now_, port->pdu_budget.at[port->pdu_budget.next] + kSecond));
  }
  return deadline;
}

std::uint64_t World::Next() const {
  return std::min(Deadline(0), Deadline(1));
}

bool World::Can(Action action) const {
  const int i = action.index;
  switch (action.kind) {
    case kDeliver:
    case kLose:
    case kTwice: return queue_[i].used > 0;
    case kExpire: return Due(i);
    case kAdvance: return Idle() && Next() > now_ && Next() != NB_NEVER;
    case kLate: return !Idle() && Next() > now_;
    case kHalf: return Idle() && Next() > now_ + kTick && Next() != NB_NEVER;
    case kCarrier:
    case kEnable:
    case kHold:
    case kMute: return i / 2 < config_.wires;
    case kCable: return i < config_.wires;
    case kRestart:
      for (int wire = 0; wire < config_.wires; wire++)
        if (!Up(wire, i))
          return false;
      return true;
    default: return true;
  }
}

bool World::Fair(Action& action) const {
  for (int used = kQueue; used; used--)
    for (int i = 0; i < kWires * 2; i++)
      if (action = {kDeliver, i}; queue_[i].used == used)
        return true;
  for (int a = 0; a < 2; a++)
    if (Can(action = {kExpire, a}))
      return true;
  return Can(action = {kAdvance, 0});
}

void World::Pass(std::uint64_t time) {
  now_ += time;
  for (int i = 0; i < config_.wires * 2; i++) {
    unsigned* sent = At(i).sent;
    sent[1] = time == kTick ? sent[0] : 0;
    sent[0] = 0;
  }
}

unsigned World::Do(Action action) {
  const std::uint64_t before = now_;
  const int i = action.index;
  switch (action.kind) {
    case kDeliver: Deliver(i, false); break;
    case kTwice: Deliver(i, true); break;
    case kLose: std::swap(queue_[i].frame[0], queue_[i].frame[1]), queue_[i].used--; break;
    case kExpire: Step(i, [&] { nb_lacp_expire(&actor_[i].lacp, now_); }); break;
    case kAdvance: Pass(Next() - now_); break;
    case kLate: Pass(std::min(Next() - now_, kSecond)); break;
    case kHalf: Pass(kTick); break;
    case kCarrier: SetCarrier(i / 2, i % 2, !Up(i / 2, i % 2)); break;
    case kCable: {
      bool up = !Up(i, 0) && !Up(i, 1);
      for (int end = 0; end < 2; end++)
        if (Up(i, end) != up)
          SetCarrier(i, end, up);
      break;
    }
    case kRestart: Restart(i); break;
    case kMute: mute_[i] = !mute_[i]; break;
    default: Change(action);
  }
  return static_cast<unsigned>((now_ - before) / kTick);
}

void World::Deliver(int index, bool keep) {
  const int wire = index / 2, end = index % 2;
  Queue& queue = queue_[index];
  const Frame frame = queue.frame[0];
  if (!keep)
    queue.frame[0] = queue.frame[1], queue.used--;
  nb_lacpdu pdu = {};
  pdu.actor = Info(wire, 1 - end, frame.key, frame.state);
  pdu.partner = PartnerInfo(wire, 1 - end, frame.state & NB_LACP_DEFAULTED, frame.partner_key,
                            frame.partner_state);
  std::uint8_t bytes[NB_SLOW_LEN];
  nb_lacpdu_write(&pdu, bytes);
  Step(end, [&] { nb_lacp_receive(&side_[wire][end].lacp, bytes, sizeof(bytes), now_); });
}

// What is under way to an end that is down is lost.
void World::SetCarrier(int wire, int end, bool up) {
  const nb_lacp_link link = {up, true, 1000, false};
  if (!up)
    queue_[wire * 2 + end].used = 0;
  Step(end, [&] { nb_lacp_port_link(&side_[wire][end].lacp, &link, now_); });
}

void World::Change(Action action) {
  const int i = action.index, a = action.kind < kEnable ? i : i % 2;
  nb_lacp_options& o = actor_[a].options;
  nb_lacp_port& port = At(action.kind < kEnable ? 0 : i).lacp;
  switch (action.kind) {
    case kRate:
      o.rate = o.rate == NETBOND_LACP_RATE_FAST ? NETBOND_LACP_RATE_SLOW : NETBOND_LACP_RATE_FAST;
      break;
    case kActive: o.active = !o.active; break;
    case kCoupled: o.coupled = !o.coupled; break;
    case kKey: o.user_key ^= 1; break;
    case kEnable:
      goodbye_ = port.admin ? &port : nullptr;
      Step(a, [&] { nb_lacp_port_enable(&port, !port.admin, now_); });
      goodbye_ = nullptr;
      return;
    case kHold:
      if (port.suspect && !port.held)
        Step(a, [&] { nb_lacp_port_trust(&port, now_); });
      else
        Step(a, [&] { nb_lacp_port_hold(&port, !port.held, now_); });
      return;
    default: return;
  }
  Step(a, [&] { nb_lacp_set_options(&actor_[a].lacp, &o, now_); });
}

void World::Restart(int a) {
  for (int wire = 0; wire < config_.wires; wire++)
    nb_lacp_port_del(&side_[wire][a].lacp, now_);
  nb_lacp_init(&actor_[a].lacp, &actor_[a].options);
  for (int wire = 0; wire < config_.wires; wire++)
    AddPort(wire, a);
  for (int wire = 0; wire < config_.wires; wire++)
    SetCarrier(wire, a, true);
}

// ---- What the core wants done

void World::Send(int wire, int end, const std::uint8_t* bytes) {
  nb_lacpdu pdu;
  Side& side = side_[wire][end];
  const bool goodbye = goodbye_ == &side.lacp;
  Check(goodbye || side.sent[0] + side.sent[1] < NB_LACP_TX_LIMIT,
        "more than three LACPDUs in a second");
  if (!goodbye)
    side.sent[0]++;
  Check(config_.active[0] || config_.active[1] || config_.faults & Bit(kActive),
        "a passive end speaks to a passive end");
  nb_lacpdu_read(bytes, &pdu);
  const bool defaulted = pdu.actor.state & NB_LACP_DEFAULTED;
  const Frame frame = {pdu.actor.state, pdu.partner.state, pdu.actor.key == keys_[1],
                       PartnerKey(wire, end, defaulted, pdu.partner)};
  const nb_lacp_info self = Info(wire, end, frame.key, frame.state);
  Check(nb_lacp_same_end(&pdu.actor, &self, 0xff), "an LACPDU of somebody else");
  if (!Up(wire, 0) || !Up(wire, 1) || mute_[wire * 2 + end])
    return;
  Queue& queue = queue_[wire * 2 + 1 - end];
  if (queue.used == kQueue) {
    overflows++;
    queue.frame[0] = queue.frame[1], queue.used--;
  }
  queue.frame[queue.used++] = frame;
}

void World::Act(int a, const nb_lacp_action& action) {
  const int wire = action.port == &side_[0][a].lacp ? 0 : 1;
  Side& side = side_[wire][a];
  switch (action.what) {
    case NB_LACP_DO_DATA:
      side.collecting = action.collecting;
      side.distributing = action.distributing;
      break;
    case NB_LACP_DO_SEND: Send(wire, a, action.frame); break;
    case NB_LACP_DO_NOTE: break;
    default: Check(false, "a marker that nobody asked for");
  }
}

template <typename Event>
void World::Step(int a, Event event) {
  nb_lacp_action action;
  Waiting before[kWires];
  for (int wire = 0; wire < config_.wires; wire++) {
    const nb_lacp_port& port = side_[wire][a].lacp;
    before[wire] = {port.mux, port.mux == NB_LACP_MUX_WAITING && port.wait_until <= now_};
  }
  event();
  while (nb_lacp_take(&actor_[a].lacp, &action))
    Act(a, action);
  actor_[a].stepped = true;
  CheckSystem(a);
  for (int wire = 0; wire < config_.wires; wire++)
    CheckWait(wire, a, before[wire]);
}

// ---- What has to hold

bool World::Usable(int wire) const {
  for (int end = 0; end < 2; end++) {
    const nb_lacp_port& port = side_[wire][end].lacp;
    if (!port.enabled || port.held || mute_[wire * 2 + end])
      return false;
  }
  return true;
}

bool World::Good() const {
  const bool speak = actor_[0].options.active || actor_[1].options.active;
  int most = 0, used = 0;
  for (int wire = 0; wire < config_.wires; wire++) {
    const Side(&side)[2] = side_[wire];
    const bool data = side[0].distributing;
    if (side[1].distributing != data || side[0].collecting != data || side[1].collecting != data ||
        (data && !Usable(wire)))
      return false;
    most += speak && Usable(wire);
    used += data;
  }
  return used == (config_.max_links ? std::min<int>(most, config_.max_links) : most);
}

bool World::Unheard() const {
  for (int wire = 0; wire < config_.wires; wire++)
    for (int end = 0; end < 2; end++)
      if (side_[wire][end].distributing && !side_[wire][1 - end].collecting)
        return true;
  return false;
}

void World::CheckTimers(const nb_lacp_port& port) {
  const bool awaited = port.rx == NB_LACP_RX_CURRENT || port.rx == NB_LACP_RX_EXPIRED;
  const bool waits = port.mux == NB_LACP_MUX_WAITING && !port.ready_n;
  Check(awaited == (port.current_while != NB_NEVER), "current_while is lost, or runs for nothing");
  Check((port.periodic != NB_LACP_PERIODIC_NONE) == (port.periodic_at != NB_NEVER),
        "periodic_timer is lost, or runs for nothing");
  Check(!waits || port.wait_until != NB_NEVER, "wait_while is lost");
  Check(port.spurn_at == NB_NEVER || (port.mux >= NB_LACP_MUX_ATTACHED && !port.carries),
        "spurn_at runs for nothing");
  // Hearing something on a port that left does not look at the others.
  Check(!port.ntt || port.pdu_budget.at[port.pdu_budget.next] + kSecond > now_ ||
            nb_lacp_next_deadline(port.lacp) <= now_,
        "an LACPDU waits for nothing");
}

// A port attaches after its own wait and that of all others which began before its end.
void World::CheckWait(int wire, int a, const Waiting& before) {
  const nb_lacp_port& port = side_[wire][a].lacp;
  if (port.mux < NB_LACP_MUX_ATTACHED || before.mux >= NB_LACP_MUX_ATTACHED || config_.fast_join)
    return;
  Check(before.over, "attached without a wait of 2 s");
  const nb_lacp_port* other;
  nb_lacp_for_each_port(other, &actor_[a].lacp)
      Check(other->aggregator != port.aggregator || other->mux != NB_LACP_MUX_WAITING ||
                other->selected != NB_LACP_SELECTED || other->ready_n || other->wait_since >= now_,
            "attached while another port waits");
}

void World::CheckPort(int wire, int a, const nb_lacp_port*& first) {
  const Side& side = side_[wire][a];
  const nb_lacp_port& port = side.lacp;
  CheckTimers(port);
  Check(!side.distributing || side.collecting, "distributing without collecting");
  Check(!!port.aggregator == (port.selected != NB_LACP_UNSELECTED), "selected to no aggregator");
  if (!side.collecting)
    return;
  Check(port.enabled && !port.held, "data on a port that is off");
  Check(port.aggregator == actor_[a].lacp.active, "data on an aggregator that is not active");
  Check(port.partner.state & NB_LACP_SYNC, "data without a partner in sync");
  Check(port.rx == NB_LACP_RX_CURRENT, "data without a current partner");
  if (!side.distributing)
    return;
  Check(actor_[a].options.coupled || port.partner.state & NB_LACP_COLLECTING,
        "distributing before the partner said that it collects");
  if (!first)
    first = &port;
  Check(nb_lacp_same_system(&first->partner, &port.partner) &&
            first->partner.key == port.partner.key && first->actor.key == port.actor.key &&
            first->aggregator == port.aggregator,
        "two partners or keys on one aggregator");
}

void World::CheckSystem(int a) {
  const nb_lacp_system& lacp = actor_[a].lacp;
  const nb_lacp_port *first = nullptr, *port;
  std::uint64_t deadline = Deadline(a);
  unsigned used = 0;
  Check(!lacp.reselect, "the machines did not come to rest");
  nb_lacp_for_each_port(port, &lacp) {
    const int wire = port == &side_[0][a].lacp ? 0 : 1;
    CheckPort(wire, a, first);
    used += side_[wire][a].distributing && port->carries;
    deadline = std::min({deadline, port->actor_churn.deadline, port->partner_churn.deadline});
  }
  Check(!config_.max_links || used <= config_.max_links, "more ports than max_links");
  Check(!lacp.active || lacp.active->ports, "the active aggregator is empty");
  Check(nb_lacp_next_deadline(&lacp) == deadline, "the next deadline is not that of any timer");
}

void World::CheckRest() {
  const State before = Store();
  for (int a = 0; a < 2; a++) {
    nb_lacp_action action;
    if (!actor_[a].stepped || Due(a))
      continue;
    nb_lacp_set_options(&actor_[a].lacp, &actor_[a].options, now_);
    while (nb_lacp_take(&actor_[a].lacp, &action))
      Check(action.what == NB_LACP_DO_NOTE, "there was more to do");
  }
  Check(before == Store(), "the machines were not at rest");
}

// ---- The state as words

nb_lacp_info World::Info(int wire, int end, bool key, std::uint8_t state) const {
  nb_lacp_info info = {0xffff, {}, keys_[key], 255, static_cast<std::uint16_t>(wire + 1), state};
  std::memcpy(info.system, actor_[end].options.system, sizeof(info.system));
  return info;
}

// What the port at this end believes of the other one.
nb_lacp_info World::PartnerInfo(int wire, int end, bool defaulted, bool key,
                                std::uint8_t state) const {
  return defaulted ? nb_lacp_info{0xffff, {}, 1, 0xff, 1, state} : Info(wire, 1 - end, key, state);
}

bool World::PartnerKey(int wire, int end, bool defaulted, const nb_lacp_info& info) {
  const bool key = !defaulted && info.key == keys_[1];
  const nb_lacp_info known = PartnerInfo(wire, end, defaulted, key, info.state);
  Check(nb_lacp_same_end(&known, &info, 0xff), "a partner that is not there");
  return key;
}

// In ticks from now; never: the value for a timer that does not run.
unsigned World::After(std::uint64_t time, unsigned most, unsigned never) {
  if (time == NB_NEVER)
    return never;
  Check(time >= now_ && (time - now_) % kTick == 0 && (time - now_) / kTick <= most,
        "a timer runs too long, or is past");
  return static_cast<unsigned>(std::min<std::uint64_t>((time - now_) / kTick, most));
}

std::uint64_t World::From(std::uint64_t ticks, unsigned never) const {
  return ticks == never ? NB_NEVER : now_ + ticks * kTick;
}

// All that is not stored follows from the rest.
void World::CheckDerived(int wire, int end) {
  const Side& side = side_[wire][end];
  const nb_lacp_port& port = side.lacp;
  const Actor& actor = actor_[end];
  const std::uint8_t kept = NB_LACP_DEFAULTED | NB_LACP_EXPIRED;
  const nb_lacp_info self =
      Info(wire, end, actor.options.user_key,
           static_cast<std::uint8_t>(OptionFlags(actor.options) | MuxFlags(port.mux) |
                                     (port.actor.state & kept)));
  Check(nb_lacp_same_end(&port.actor, &self, 0xff), "this end is not what options and Mux say");
  Check(side.collecting == !!(port.actor.state & NB_LACP_COLLECTING) &&
            side.distributing == !!(port.actor.state & NB_LACP_DISTRIBUTING),
        "the state on the wire is not what the data do");
  Check(port.enabled == (port.admin && port.link.up) && !port.fallback, "enabled, or is not");
  Check(port.foreign_at == NB_NEVER, "a system is kept out, and nothing is pinned");
}

// A wait that is over counts only as long as others may have begun before its end.
void World::StoreTimers(const nb_lacp_port& port, BitWriter& bits) {
  const unsigned wait = NB_LACP_WAIT_TIME / kTick;
  const bool current = port.rx == NB_LACP_RX_CURRENT;
  const std::uint64_t patience = current ? port.current_while - port.last_rx : 0;
  Check(!current || patience == NB_LACP_SHORT_TIMEOUT || patience == NB_LACP_LONG_TIMEOUT,
        "a partner's time is neither 3 s nor 90 s");
  bits.Put(After(port.current_while, NB_LACP_LONG_TIMEOUT / kTick, 255), 8);
  bits.Put(patience == NB_LACP_LONG_TIMEOUT, 1);
  bits.Put(After(port.periodic_at, NB_LACP_SLOW_PERIODIC / kTick, 63), 6);
  bits.Put(After(port.spurn_at, NB_LACP_SPURN_TIME / kTick, 15), 4);
  if (port.mux != NB_LACP_MUX_WAITING) {
    bits.Put(15, 4);
    return;
  }
  const std::uint64_t oldest = now_ - NB_LACP_WAIT_TIME;
  bits.Put(port.ready_n && port.wait_until < oldest
               ? 0
               : After(port.wait_until + NB_LACP_WAIT_TIME, 2 * wait, 15),
           4);
  Check(port.ready_n || port.wait_since + NB_LACP_WAIT_TIME == port.wait_until,
        "a wait that is not 2 s");
}

void World::LoadTimers(nb_lacp_port& port, BitReader& bits) const {
  port.current_while = From(bits.Get(8), 255);
  const std::uint64_t patience = bits.Flag() ? NB_LACP_LONG_TIMEOUT : NB_LACP_SHORT_TIMEOUT;
  port.last_rx = port.rx == NB_LACP_RX_CURRENT ? port.current_while - patience : NB_NEVER;
  port.periodic_at = From(bits.Get(6), 63);
  port.spurn_at = From(bits.Get(4), 15);
  port.wait_until = From(bits.Get(4), 15);
  if (port.wait_until == NB_NEVER)
    return;
  port.wait_until -= NB_LACP_WAIT_TIME;
  port.wait_since = port.wait_until - NB_LACP_WAIT_TIME;
}

std::uint64_t World::StorePort(int wire, int end) {
  const Side& side = side_[wire][end];
  const nb_lacp_port& port = side.lacp;
  const nb_lacp_budget& budget = port.pdu_budget;
  const bool defaulted = port.actor.state & NB_LACP_DEFAULTED;
  std::uint64_t word = 0;
  BitWriter bits(word);
  CheckDerived(wire, end);
  for (bool flag : {port.link.up, port.admin, port.held, port.suspect, port.ntt, port.ready_n,
                    port.spurned, port.carries, defaulted, !!(port.actor.state & NB_LACP_EXPIRED)})
    bits.Put(flag, 1);
  bits.Put(port.rx, 3);
  bits.Put(port.periodic, 2);
  bits.Put(port.mux, 3);
  bits.Put(port.selected, 2);
  bits.Put(!port.aggregator ? 0 : port.aggregator == &side_[0][end].lacp.home ? 1 : 2, 2);
  bits.Put(PartnerKey(wire, end, defaulted, port.partner), 1);
  bits.Put(port.partner.state, 8);
  StoreTimers(port, bits);
  for (unsigned age = 0; age < 2; age++) {
    unsigned sent = 0;
    for (unsigned i = 0; i < budget.used; i++)
      sent += now_ - budget.at[i] == age * kTick;
    bits.Put(sent, 2);
    bits.Put(side.sent[age], 2);
  }
  return word;
}

// Frames older than a second are as if there were none.
void World::LoadBudget(nb_lacp_budget& budget, unsigned now, unsigned before) const {
  budget.used = NB_LACP_TX_LIMIT;
  for (unsigned i = 0; i < NB_LACP_TX_LIMIT; i++) {
    const unsigned newer = NB_LACP_TX_LIMIT - 1 - i;
    budget.at[i] = newer < now ? now_ : newer < now + before ? now_ - kTick : now_ - 2 * kTick;
  }
}

void World::LoadChurn(nb_lacp_churn& churn, bool watched, bool in_sync) const {
  churn.state = watched && in_sync ? NB_LACP_CHURN_NONE : NB_LACP_CHURN_MONITOR;
  churn.deadline = watched && !in_sync ? now_ + NB_LACP_CHURN_TIME : NB_NEVER;
}

void World::LoadPort(int wire, int end, std::uint64_t word) {
  Side& side = side_[wire][end];
  nb_lacp_port& port = side.lacp;
  BitReader bits(word);
  std::memset(&port, 0, sizeof(port));
  port.lacp = &actor_[end].lacp;
  port.home.id = static_cast<std::uint16_t>(wire + 1);
  port.link = {bits.Flag(), true, 1000, false};
  port.admin = bits.Flag();
  port.held = bits.Flag();
  port.suspect = bits.Flag();
  port.ntt = bits.Flag();
  port.ready_n = bits.Flag();
  port.spurned = bits.Flag();
  port.carries = bits.Flag();
  port.enabled = port.admin && port.link.up;
  const bool defaulted = bits.Flag(), expired = bits.Flag();
  port.rx = bits.Get(3);
  port.periodic = bits.Get(2);
  port.mux = bits.Get(3);
  port.selected = port.noted = bits.Get(2);
  const int home = bits.Get(2);
  port.aggregator = home ? &side_[home - 1][end].lacp.home : nullptr;
  port.actor = Info(wire, end, actor_[end].options.user_key,
                    static_cast<std::uint8_t>(
                        OptionFlags(actor_[end].options) | MuxFlags(port.mux) |
                        (defaulted ? NB_LACP_DEFAULTED : 0) | (expired ? NB_LACP_EXPIRED : 0)));
  port.told = port.actor.state & (NB_LACP_COLLECTING | NB_LACP_DISTRIBUTING);
  side.collecting = port.told & NB_LACP_COLLECTING;
  side.distributing = port.told & NB_LACP_DISTRIBUTING;
  const bool key = bits.Flag();
  port.partner = PartnerInfo(wire, end, defaulted, key, bits.Get(8));
  LoadTimers(port, bits);
  unsigned budget[2];
  for (unsigned age = 0; age < 2; age++) {
    budget[age] = bits.Get(2);
    side.sent[age] = bits.Get(2);
  }
  LoadBudget(port.pdu_budget, budget[0], budget[1]);
  port.last_tx = NB_NEVER;
  port.silent_since = now_;
  const bool watched = port.enabled && !nb_lacp_select_stands_by(&port);
  LoadChurn(port.actor_churn, watched, port.actor.state & NB_LACP_SYNC);
  LoadChurn(port.partner_churn, watched, port.partner.state & NB_LACP_SYNC);
  port.marker.deadline = NB_NEVER;
  port.foreign_at = NB_NEVER;
}

// Word 4 to 6: three frames of 20 bits each; the last word has two, then what belongs to actors.
void World::StoreFrames(State& state) {
  for (int word = 0; word < 3; word++) {
    BitWriter bits(state[4 + word]);
    for (int i = word * 3; i < word * 3 + 3 && i < kWires * 2 * kQueue; i++) {
      const bool there = i % kQueue < queue_[i / kQueue].used;
      const Frame frame = there ? queue_[i / kQueue].frame[i % kQueue] : Frame{};
      bits.Put(there, 1);
      bits.Put(frame.key, 1);
      bits.Put(frame.partner_key, 1);
      bits.Put(frame.state, 8);
      bits.Put(frame.partner_state, 8);
    }
    if (word < 2)
      continue;
    for (int a = 0; a < 2; a++) {
      const nb_lacp_options& o = actor_[a].options;
      const nb_lacp_aggregator* active = actor_[a].lacp.active;
      for (bool flag : {o.active, o.rate == NETBOND_LACP_RATE_FAST, o.coupled, !!o.user_key})
        bits.Put(flag, 1);
      bits.Put(!active ? 0 : active == &side_[0][a].lacp.home ? 1 : 2, 2);
    }
    for (bool mute : mute_)
      bits.Put(mute, 1);
  }
}

void World::LoadFrames(const State& state) {
  for (Queue& queue : queue_)
    queue.used = 0;
  for (int word = 0; word < 3; word++) {
    BitReader bits(state[4 + word]);
    for (int i = word * 3; i < word * 3 + 3 && i < kWires * 2 * kQueue; i++) {
      Queue& queue = queue_[i / kQueue];
      Frame& frame = queue.frame[i % kQueue];
      queue.used += bits.Flag();
      frame.key = bits.Flag();
      frame.partner_key = bits.Flag();
      frame.state = bits.Get(8);
      frame.partner_state = bits.Get(8);
    }
    if (word < 2)
      continue;
    for (int a = 0; a < 2; a++) {
      nb_lacp_options& o = actor_[a].options;
      o.active = bits.Flag();
      o.rate = bits.Flag() ? NETBOND_LACP_RATE_FAST : NETBOND_LACP_RATE_SLOW;
      o.coupled = bits.Flag();
      o.user_key = bits.Flag();
      const int active = bits.Get(2);
      nb_lacp_init(&actor_[a].lacp, &o);
      actor_[a].lacp.active = active ? &side_[active - 1][a].lacp.home : nullptr;
      actor_[a].stepped = false;
    }
    for (bool& mute : mute_)
      mute = bits.Flag();
  }
}

State World::Store() {
  State state = {};
  for (int i = 0; i < config_.wires * 2; i++)
    state[static_cast<std::size_t>(i)] = StorePort(i / 2, i % 2);
  StoreFrames(state);
  return state;
}

void World::Load(const State& state) {
  now_ = kStart;
  fault = nullptr;
  LoadFrames(state);
  for (int a = 0; a < 2; a++) {
    nb_lacp_system& lacp = actor_[a].lacp;
    for (int wire = config_.wires; wire--;) {
      LoadPort(wire, a, state[static_cast<std::size_t>(wire * 2 + a)]);
      side_[wire][a].lacp.next = lacp.ports;
      lacp.ports = &side_[wire][a].lacp;
    }
    lacp.deadline = Deadline(a);
    const nb_lacp_port* port;
    nb_lacp_for_each_port(port, &lacp) {
      if (port->aggregator)
        port->aggregator->ports++;
      lacp.deadline =
          std::min({lacp.deadline, port->actor_churn.deadline, port->partner_churn.deadline});
    }
  }
}

std::string World::Text() const {
  static const char* const rx[] = {"INITIALIZE", "DISABLED", "EXPIRED", "DEFAULTED", "CURRENT"};
  static const char* const mux[] = {"DETACHED",   "WAITING",      "ATTACHED",
                                    "COLLECTING", "DISTRIBUTING", "COLL_DIST"};
  static const char* const selected[] = {"unselected", "standby", "selected"};
  std::string text;
  for (int i = 0; i < config_.wires * 2; i++) {
    const nb_lacp_port& port = At(i).lacp;
    char line[200];
    std::snprintf(
        line, sizeof(line),
        "    wire %d end %d: %s%s%s %-9s %-12s %-10s actor %02x partner %02x%s%s%s, %d to hear\n",
        i / 2, i % 2, port.link.up ? "up" : "down", port.admin ? "" : " left",
        mute_[i] ? " mute" : "", rx[port.rx], mux[port.mux], selected[port.selected],
        port.actor.state, port.partner.state,
        port.held      ? " held"
        : port.suspect ? " suspect"
                       : "",
        port.ntt ? " ntt" : "", port.spurned ? " spurned" : "", queue_[i].used);
    text += line;
  }
  return text;
}

}  // namespace netbond::model
