// SPDX-License-Identifier: GPL-2.0-or-later
// Any text as a file of bonds: refused in one line, or read, and then what is written of it reads
// the same, and on a host with some devices it is planned and done, or refused in one line.
#include "config.h"

#include "apply.h"
#include "error.h"
#include "fuzz/pure.h"
#include "plan.h"
#include "tests/fake_host.h"
#include "words.h"

namespace {

/// As it is said to the user.
void demand_one_line(const bondctl::Error& error) {
  bondctl::demand_clean(bondctl::visible(error.text), "a refusal is clean");
  bondctl::demand(!error.text.empty(), "a refusal has words");
}

void carry_out(const bondctl::Config& config) {
  bondctl::FakeHost host(4);
  try {
    const bondctl::Plan plan = bondctl::make_plan(config, host.now());
    bondctl::carry_out(
        host, plan, {}, [] { return std::string(); }, [](auto) {});
  } catch (const bondctl::Error& error) {
    demand_one_line(error);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  bondctl::Config config;
  try {
    config = bondctl::read_config(text, "file.yaml");
  } catch (const bondctl::Error& error) {
    demand_one_line(error);
    return 0;
  }
  const std::string written = bondctl::config_text(config);
  const std::string again = bondctl::config_text(bondctl::read_config(written, "again.yaml"));
  bondctl::demand(again == written, "what is written reads the same", written);
  carry_out(config);
  return 0;
}
