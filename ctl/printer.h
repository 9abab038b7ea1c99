// SPDX-License-Identifier: GPL-2.0-or-later
// Model to text for people and JSON for programs. Text is no interface; JSON is, see kSchema.
#ifndef BONDCTL_PRINTER_H
#define BONDCTL_PRINTER_H

#include <string>
#include <vector>

#include "explain.h"
#include "model.h"
#include "words.h"

namespace bondctl {

/// Grows when a key of the JSON changes its meaning or goes; new keys do not count.
constexpr int kSchema = 1;

/// Colours words, or not. What it returns is visible().
class Paint {
 public:
  explicit Paint(bool on) : on_(on) {}
  std::string good(const std::string& text) const { return wrap("32", text); }
  std::string warn(const std::string& text) const { return wrap("33", text); }
  std::string bad(const std::string& text) const { return wrap("31", text); }
  std::string strong(const std::string& text) const { return wrap("1", text); }

 private:
  std::string wrap(const char* code, const std::string& text) const {
    const std::string shown = visible(text);
    return on_ && !text.empty() ? "\033[" + std::string(code) + "m" + shown + "\033[0m" : shown;
  }
  bool on_;
};

std::string bonds_text(const std::vector<Bond>& bonds, bool details, const Paint& paint);
std::string bonds_json(const std::vector<Bond>& bonds);

/// One line, newline included.
std::string event_text(const Event& event);
std::string event_json(const Event& event);
std::string events_json(const std::vector<Event>& events);

/// The table of one bond; its map, or with details one line a bucket.
std::string buckets_text(const BucketTable& table, bool details, const Paint& paint);
std::string buckets_json(const BucketTable& table);

/// The neighbours of one bond, or a sentence when there are none.
std::string clients_text(const ClientTable& table, bool details, const Paint& paint);
std::string clients_json(const ClientTable& table);

std::string flow_place_text(const FlowPlace& place, const Paint& paint);
std::string flow_json(const FlowPlace& place);

/// Tells of events that did not arrive. first 0: an unknown number, of any bond.
struct Loss {
  std::string bond;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  bool read_again = false;  ///< of bridges, whose state was read again and compared
  bool loaded = false;      ///< the module was, and what was before is unknown
};
std::string loss_text(const Loss& loss);
std::string loss_json(const Loss& loss);

std::string explanations_text(const std::vector<Explanation>& list, const Paint& paint);
std::string explanations_json(const std::vector<Explanation>& list);

/// The option table: for people, as JSON, and as the section of the man page.
std::string options_text(const std::vector<std::string>& names);
std::string options_json(const std::vector<std::string>& names);
std::string options_man();
/// The section of the man page about reasons: what each means and what mends it.
std::string reasons_man();

}  // namespace bondctl

#endif
