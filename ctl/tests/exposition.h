// SPDX-License-Identifier: GPL-2.0-or-later
// A strict reader of the text format of Prometheus, version 0.0.4: what it does not refuse, every
// scraper takes.
#ifndef BONDCTL_TESTS_EXPOSITION_H
#define BONDCTL_TESTS_EXPOSITION_H

#include <map>
#include <string>
#include <vector>

namespace bondctl {

struct Sample {
  std::map<std::string, std::string> labels;
  double value = 0;
};

struct MetricFamily {
  std::string type;
  std::string help;
  std::vector<Sample> samples;
};

struct Exposition {
  std::map<std::string, MetricFamily> families;
  std::vector<std::string> problems;  ///< each with the line that has it
};

Exposition read_exposition(const std::string& text);

}  // namespace bondctl

#endif
