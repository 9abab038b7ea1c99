// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch.h"

#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <string_view>

#include "client.h"
#include "error.h"
#include "rtnl.h"
#include "screen.h"
#include "watch_frame.h"
#include "world.h"
#include "world_events.h"

namespace bondctl {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t kFrameWidth = 80;
/// A storm of events is drawn so often and no more.
constexpr milliseconds kShortestTime{50};

std::uint64_t wall_clock_ns() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

/// Gathers what a frame says; keeps what a later look is compared with.
class Watcher {
 public:
  Watcher(const Context& context, const WatchOpts& opts)
      : context_(context), bond_(opts.bond), traffic_(interval_of(opts) / 2) {}

  static Clock::duration interval_of(const WatchOpts& opts) {
    return std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>(opts.interval));
  }

  WatchState& state() { return state_; }

  /// Throws what the kernel refuses.
  void look() {
    state_.now_ns = wall_clock_ns();
    state_.bonds.clear();
    state_.bonds = bonds_named(context_, bond_);
    traffic_.look(link_bytes(Rtnl(context_.connect_route).links()), Clock::now());
    state_.rates = traffic_.rates();
    for (const Bond& bond : state_.bonds)
      look_at_failovers(bond);
    state_.notice.clear();
  }

  /// The same, but says on the screen what is refused.
  void look_again() {
    try {
      look();
    } catch (const Error& error) {
      state_.notice = error.text;
    }
  }

 private:
  /// Reads the history only when the count has grown.
  void look_at_failovers(const Bond& bond) {
    std::uint64_t& known = known_failovers_[bond.ifindex];
    if (bond.stp || bond.failovers == known)
      return;
    known = bond.failovers;
    state_.failovers.erase(bond.ifindex);
    for (const Event& event : Client(context_.connect).history(bond.name)) {
      if (event.gap_ns && event.old_member)
        state_.failovers[bond.ifindex] = event;
    }
  }

  const Context& context_;
  std::string bond_;
  Traffic traffic_;
  std::map<std::uint32_t, std::uint64_t> known_failovers_;
  WatchState state_;
};

/// Whether there was an event among what came; in a storm there is more after that.
bool silence(WorldEvents* alarm) {
  const Deadline enough = Clock::now() + kShortestTime;
  bool any = false;
  try {
    while (!is_past(enough) && alarm->next(Clock::now()).kind != Received::kTimeout)
      any = true;
  } catch (const Error&) {  // the look that follows says what is refused
    any = true;
  }
  return any;
}

class Live {
 public:
  Live(const Context& context, const WatchOpts& opts, Watcher* watcher)
      : context_(context),
        interval_(Watcher::interval_of(opts)),
        watcher_(*watcher),
        alarm_(context, opts.bond),
        signals_({SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH}),
        screen_(*context.tty) {}

  int run() {
    draw();
    while (!ended_) {
      const auto [bridges, controller, module] = alarm_.descriptors();
      pollfd ready[] = {{context_.tty->in, POLLIN, 0},
                        {signals_.fd(), POLLIN, 0},
                        {bridges, POLLIN, 0},
                        {controller, POLLIN, 0},
                        {module, POLLIN, 0}};
      const int count = poll(ready, std::size(ready), time_left());
      if (count < 0 && errno != EINTR)
        throw run_error("poll failed");
      if (ready[1].revents)
        take_signals();
      if (ready[0].revents)
        take_keys(screen_.keys());
      // The kernel tells of all devices where one waits for bridges.
      const bool of_module = ready[3].revents || ready[4].revents;
      if ((ready[2].revents || of_module) && (silence(&alarm_) || of_module))
        next_look_ = std::min(next_look_, last_look_ + kShortestTime);
      if (!ended_ && Clock::now() >= next_look_)
        look_and_draw();
    }
    return 0;
  }

 private:
  int time_left() const {
    const auto left = std::chrono::ceil<milliseconds>(next_look_ - Clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1 << 30));
  }

  void look_and_draw() {
    watcher_.look_again();
    last_look_ = Clock::now();
    next_look_ = last_look_ + interval_;
    draw();
  }

  void draw() {
    const Frame frame =
        watch_frame(watcher_.state(), screen_.width(), screen_.height(), context_.paint());
    watcher_.state().scroll = frame.scroll;
    ended_ |= !screen_.draw(frame.lines);
  }

  void take_signals() {
    while (const int signal = signals_.next()) {
      if (signal == SIGTSTP) {
        screen_.leave();
        signals_.let(SIGTSTP);
        screen_.enter();
      } else if (signal != SIGWINCH) {
        ended_ = true;
      }
    }
    if (!ended_)
      draw();
  }

  void take_keys(const std::string& keys) {
    ended_ |= keys.empty();
    std::size_t& scroll = watcher_.state().scroll;
    const std::size_t page = std::max<std::size_t>(screen_.height(), 4) - 3;
    for (std::size_t i = 0; i < keys.size(); i++) {
      const std::string_view rest = std::string_view(keys).substr(i);
      if (rest[0] == 'q' || rest[0] == 'Q')
        ended_ = true;
      else if (rest[0] == 'j' || rest.starts_with("\033[B"))
        scroll++;
      else if (rest[0] == 'k' || rest.starts_with("\033[A"))
        scroll -= std::min<std::size_t>(scroll, 1);
      else if (rest[0] == ' ' || rest.starts_with("\033[6~"))
        scroll += page;
      else if (rest[0] == 'b' || rest.starts_with("\033[5~"))
        scroll -= std::min(scroll, page);
      if (rest.starts_with("\033["))
        i += rest[2 < rest.size() ? 2 : rest.size() - 1] > '9' ? 2 : 3;
    }
    if (!ended_)
      draw();
  }

  const Context& context_;
  Clock::duration interval_;
  Watcher& watcher_;
  WorldEvents alarm_;  // says when to look
  Clock::time_point last_look_ = Clock::now();
  Clock::time_point next_look_ = last_look_ + interval_;
  bool ended_ = false;
  // In this order: while the screen is taken no signal ends bondctl without giving it back.
  Signals signals_;
  Screen screen_;
};

int print_frames(const Context& context, const WatchOpts& opts, Watcher* watcher) {
  for (std::uint64_t i = 0; i < opts.count; i++) {
    if (i) {
      context.sleep(Watcher::interval_of(opts));
      context.out << "\n";
    }
    watcher->look();
    for (const std::string& line :
         watch_frame(watcher->state(), kFrameWidth, 0, context.paint()).lines)
      context.out << line << "\n";
    context.out.flush();
    if (!context.out)
      return kExitRefused;
  }
  return kExitOk;
}

}  // namespace

int run_watch(const Context& context, const WatchOpts& opts) {
  Watcher watcher(context, opts);
  if (opts.count)
    return print_frames(context, opts, &watcher);
  if (!context.tty)
    throw usage_error("show: --watch needs a terminal; --count N prints N frames anywhere");
  watcher.look();  // what is refused at once is said without a screen
  return Live(context, opts, &watcher).run();
}

}  // namespace bondctl
