// SPDX-License-Identifier: GPL-2.0-or-later
// A change on trial: a process of its own, the guard, goes back to what was before unless somebody
// confirms in time. What it needs stands in a directory of the network namespace, so that going
// back by hand works when the guard was killed.
#ifndef BONDCTL_TRIAL_H
#define BONDCTL_TRIAL_H

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config.h"

namespace bondctl {

/// What is kept of a trial until it ends.
struct TrialState {
  Config before;
  std::string addressing = {};        ///< text of what the devices carried
  std::vector<std::string> removals;  ///< bonds that are to go once confirmed
  int guard = 0;                      ///< process, in its own namespace: to be read, not signalled
};

/// The files of trials in this network namespace.
class TrialFiles {
 public:
  /// Makes the directory below root. Throws when that cannot be.
  explicit TrialFiles(const std::string& root);

  /// Whether a trial waits to be confirmed.
  bool is_open() const;
  /// That trial; nothing when there is none. Throws when what it goes back to is not readable.
  std::optional<TrialState> pending() const;
  /// Of that trial: the bonds that are to go once it is confirmed.
  std::vector<std::string> removals() const;
  void save(const TrialState& state) const;
  /// The trial is over. The word tells how: "confirmed", "back", or what went wrong.
  void finish(const std::string& word) const;
  /// The word of the last one; empty when there was none.
  std::string last() const;
  std::string path(const std::string& name) const { return directory_ + "/" + name; }

 private:
  void write(const std::string& name, const std::string& text) const;
  std::string directory_;
};

/// Whoever has it changes bonds here, alone. It goes when all processes that have it are gone.
class TrialLock {
 public:
  /// Nothing when somebody has it.
  static std::optional<TrialLock> take(const TrialFiles& files);
  TrialLock(TrialLock&& other) noexcept;
  TrialLock& operator=(TrialLock&&) = delete;
  ~TrialLock();

  int fd() const { return fd_; }

 private:
  explicit TrialLock(int fd) : fd_(fd) {}
  int fd_;
};

/// Takes the lock. Throws when another bondctl changes something here or a trial is open.
TrialLock take_turn(const TrialFiles& files);

/// How a trial ended: the word for finish(), and whether nothing is left to do.
struct Ended {
  std::string word;
  bool whole = true;
};

/// Ends a trial when nobody else is going to: what fails may go well a moment later. end() throws
/// when it did nothing, or not all that may go well then; so does this after half a minute.
std::string end_patiently(const std::function<Ended()>& end,
                          const std::function<void(std::chrono::steady_clock::duration)>& sleep);

/// What the guard does in the end. Returns the word for finish(); the trial stays open when it
/// throws.
using Ending = std::function<std::string(bool confirmed)>;

/// The caller's end of a running guard.
class Guard {
 public:
  /// Starts it, without terminal, session and files of the caller but for the lock. Until arm() it
  /// ends the trial as soon as the caller is gone.
  Guard(const TrialFiles& files, const TrialLock& lock, const Ending& ending);
  ~Guard();
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

  int process() const { return process_; }
  /// The change is made: it waits so long for a word. False if it was killed.
  bool arm(std::chrono::milliseconds time);
  /// The change was not made: it goes. False if it is gone already.
  bool dismiss();

 private:
  bool tell(std::int64_t word);
  int pipe_ = -1;
  int process_ = 0;
};

/// Tells the guard to end the trial now and waits until it is gone. The trial is still pending if
/// it died without ending it.
TrialLock end_trial(const TrialFiles& files, bool confirm);

}  // namespace bondctl

#endif
