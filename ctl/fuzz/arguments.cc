// SPDX-License-Identifier: GPL-2.0-or-later
// Any lines as arguments: what every command is held to, and nothing is asked of the module when
// the usage is wrong. Commands that would touch the host are read but not run.
#include <CLI/App.hpp>
#include <algorithm>
#include <set>
#include <sstream>

#include "error.h"
#include "fuzz/pure.h"
#include "tests/sample.h"

namespace {

using Words = std::vector<std::string>;

/// As the kernel hands them over.
Words words_of(const std::uint8_t* data, std::size_t size) {
  Words words;
  std::istringstream in(std::string(reinterpret_cast<const char*>(data), size));
  for (std::string line; std::getline(in, line);)
    words.push_back(line.substr(0, line.find('\0')));
  return words;
}

bool touches_the_host(const Words& words) {
  static const std::set<std::string> verbs = {"apply", "try", "confirm", "rollback", "advise"};
  return std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return verbs.count(word) || word.starts_with("--output");
  });
}

void read_only(Words words) {
  bondctl::Pure pure;
  CLI::App app("", "bondctl");
  bondctl::setup_all(app, pure.context);
  std::reverse(words.begin(), words.end());
  try {
    app.parse(std::move(words));
  } catch (const CLI::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Words words = words_of(data, size);
  if (touches_the_host(words)) {
    read_only(words);
    return 0;
  }
  bondctl::Pure pure;
  for (int i = 0; i < 8; i++)
    pure.module.answers.push_back({bondctl::sample::bond_reply(), bondctl::wire::ack(0)});
  const int code = pure.run(words);
  if (code == bondctl::kExitUsage)
    bondctl::demand(pure.module.requests.empty(), "wrong usage asks nothing");
  return 0;
}
