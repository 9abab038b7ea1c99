// SPDX-License-Identifier: GPL-2.0-or-later
#include "fuzz/pure.h"

#include <net/if.h>
#include <sys/types.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "error.h"

// The C library's, as all of bondctl finds them here.
extern "C" {

int socket(int, int, int) noexcept {
  bondctl::demand(false, "no socket is opened");
  return -1;
}

pid_t fork() noexcept {
  bondctl::demand(false, "no process is begun");
  return -1;
}

struct if_nameindex* if_nameindex() noexcept {
  static char names[][5] = {"lo", "eth0", "eth1"};
  static struct if_nameindex list[] = {{1, names[0]}, {2, names[1]}, {3, names[2]}, {0, nullptr}};
  return list;
}

void if_freenameindex(struct if_nameindex*) noexcept {}
}

namespace bondctl {

namespace {

class Impatient : public wire::FakeKernel {
 public:
  Impatient(wire::Script& script, std::function<void()> wait)
      : FakeKernel(script), wait_(std::move(wait)) {}

  Received receive(Deadline deadline) override {
    Received received = FakeKernel::receive(deadline);
    if (received.kind == Received::kTimeout)
      wait_();
    return received;
  }

 private:
  std::function<void()> wait_;
};

/// "bondctl: ...", and no more than that in a line.
bool is_complaint(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("bondctl: "))
      return false;
  }
  return text.ends_with("\n");
}

/// As run_bondctl() knows it: a plugin for monitoring systems has other exit codes, and complains
/// on standard output.
bool is_plugin(const std::vector<std::string>& words) {
  const auto verb = std::find_if(words.begin(), words.end(),
                                 [](const std::string& word) { return !word.starts_with("-"); });
  return verb != words.end() && *verb == "check";
}

}  // namespace

void demand(bool ok, const char* what, const std::string& seen) {
  if (ok)
    return;
  std::fprintf(stderr, "not so: %s\n%s\n", what, seen.c_str());
  std::abort();
}

void demand_clean(const std::string& text, const char* what) {
  unsigned char before = 0;
  for (const char each : text) {
    const auto c = static_cast<unsigned char>(each);
    demand(c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7f), what, text);
    demand(before != 0xc2 || c < 0x80 || c > 0x9f, what, text);
    before = c;
  }
}

Pure::Pure() : context{connect_to(module), out, err} {
  context.connect_route = connect_to(route);
  context.ask = {.bridge_times = [](const std::string&, std::uint64_t) { return std::nullopt; },
                 .link_speed = [](const std::string&) { return std::nullopt; },
                 .may_be_bridge = [](const std::string&) { return true; },
                 .may_have_bridges = [] { return true; }};
  context.host = [](const Bond&) { return HostFacts{}; };
  context.sleep = [this](Clock::duration) { wait(); };
}

int Pure::run(const std::vector<std::string>& words) {
  const int code = run_bondctl(context, words);
  demand_clean(out.str(), "what is printed is clean");
  demand_clean(err.str(), "what is complained is clean");
  demand(err.str().empty() || is_complaint(err.str()), "complaints are lines", err.str());
  if (is_plugin(words)) {
    demand(code >= 0 && code <= 3, "an exit code of plugins");
    return code;
  }
  demand(code >= 0 && code <= 2, "an exit code");
  demand(code == kExitOk || !err.str().empty(), "what fails says why");
  const std::string said = err.str();
  demand(code != kExitUsage || std::count(said.begin(), said.end(), '\n') == 1,
         "wrong usage is one line", said);
  return code;
}

Connect Pure::connect_to(wire::Script& script) {
  return [this, &script] { return std::make_unique<Impatient>(script, [this] { wait(); }); };
}

void Pure::wait() {
  if (--patience_ < 0)
    throw run_error("nothing more comes");
}

}  // namespace bondctl
