// SPDX-License-Identifier: GPL-2.0-or-later
#include "exposition.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

namespace bondctl {

namespace {

const std::regex kName("[a-zA-Z_][a-zA-Z0-9_]*");

class Reader {
 public:
  Exposition read(const std::string& text) {
    if (text.empty() || text.back() != '\n')
      problem("the last line has no end");
    std::istringstream lines(text);
    while (std::getline(lines, line_))
      read_line();
    for (const auto& [name, family] : out_.families) {
      line_ = name;
      check_family(name, family);
    }
    return std::move(out_);
  }

 private:
  void problem(const std::string& what) { out_.problems.push_back(what + ": " + line_); }

  void read_line() {
    if (line_.starts_with("# HELP "))
      read_help(line_.substr(7));
    else if (line_.starts_with("# TYPE "))
      read_type(line_.substr(7));
    else if (line_.starts_with("#") || line_.empty())
      problem("neither help, type nor sample");
    else
      read_sample();
  }

  void read_help(const std::string& rest) {
    const std::size_t blank = rest.find(' ');
    current_ = rest.substr(0, blank);
    if (out_.families.contains(current_))
      problem("the family was there before");
    if (blank == std::string::npos || blank + 1 == rest.size())
      problem("no words of help");
    else
      out_.families[current_].help = rest.substr(blank + 1);
    const std::string& help = out_.families[current_].help;
    for (std::size_t at = help.find('\\'); at != std::string::npos; at = help.find('\\', at + 2)) {
      if (at + 1 == help.size() || (help[at + 1] != '\\' && help[at + 1] != 'n'))
        problem("bad escape in help");
    }
  }

  void read_type(const std::string& rest) {
    const std::size_t blank = rest.find(' ');
    if (rest.substr(0, blank) != current_)
      problem("the type does not follow the help");
    const std::string type = blank == std::string::npos ? "" : rest.substr(blank + 1);
    if (type != "counter" && type != "gauge")
      problem("unknown type");
    MetricFamily& family = out_.families[current_];
    if (!family.type.empty() || !family.samples.empty())
      problem("a second type, or one behind samples");
    family.type = type;
  }

  void read_sample() {
    at_ = line_.find_first_of("{ ");
    if (at_ == std::string::npos)
      return problem("no value");
    const std::string name = line_.substr(0, at_);
    if (name != current_ || out_.families[current_].type.empty())
      return problem("a sample outside its family");
    Sample sample;
    if (line_[at_] == '{' && !read_labels(&sample))
      return problem("bad labels");
    if (!read_value(&sample))
      return problem("bad value");
    if (!series_.insert(line_.substr(0, line_.rfind(' '))).second)
      problem("the series was there before");
    if (out_.families[current_].type == "counter" && sample.value < 0)
      problem("a negative counter");
    out_.families[current_].samples.push_back(sample);
  }

  /// name="value",... up to the closing bracket.
  bool read_labels(Sample* sample) {
    at_++;
    while (at_ < line_.size() && line_[at_] != '}') {
      const std::size_t equal = line_.find("=\"", at_);
      if (equal == std::string::npos)
        return false;
      const std::string label = line_.substr(at_, equal - at_);
      at_ = equal + 2;
      const std::optional<std::string> value = read_quoted();
      if (!value || !std::regex_match(label, kName) || label.starts_with("__") ||
          !sample->labels.emplace(label, *value).second)
        return false;
      if (line_[at_] == ',' && line_[at_ + 1] != '}')
        at_++;
      else if (line_[at_] != '}')
        return false;
    }
    return ++at_ < line_.size();
  }

  std::optional<std::string> read_quoted() {
    std::string value;
    for (; at_ < line_.size() && line_[at_] != '"'; at_++) {
      if (static_cast<unsigned char>(line_[at_]) >= 0x80)
        return std::nullopt;  // it would have to be valid UTF-8; ours is ASCII
      if (line_[at_] != '\\') {
        value += line_[at_];
        continue;
      }
      const char escaped = ++at_ < line_.size() ? line_[at_] : ' ';
      if (escaped != '\\' && escaped != '"' && escaped != 'n')
        return std::nullopt;
      value += escaped == 'n' ? '\n' : escaped;
    }
    return at_++ < line_.size() ? std::optional(value) : std::nullopt;
  }

  /// One blank, a number, and no timestamp.
  bool read_value(Sample* sample) {
    if (line_[at_] != ' ')
      return false;
    const char* end = line_.data() + line_.size();
    const auto [stop, error] = std::from_chars(line_.data() + at_ + 1, end, sample->value);
    return error == std::errc() && stop == end && std::isfinite(sample->value);
  }

  /// https://prometheus.io/docs/practices/naming/
  void check_family(const std::string& name, const MetricFamily& family) {
    if (!std::regex_match(name, kName))
      problem("bad name");
    if (family.type.empty() || family.samples.empty())
      problem("no type, or no samples");
    if ((family.type == "counter") != name.ends_with("_total"))
      problem("counters end in _total, and nothing else does");
    if (std::regex_search(
            name, std::regex("_(ms|milliseconds|minutes|bits|mbps|kb|percent|count|sum|bucket)$")))
      problem("not a base unit, or a suffix that is reserved");
    for (const Sample& sample : family.samples) {
      if (name.ends_with("_info") && sample.value != 1)
        problem("an info metric is 1");
      if (name.ends_with("_ratio") && (sample.value < 0 || sample.value > 1))
        problem("a ratio is from 0 to 1");
    }
  }

  Exposition out_;
  std::string line_;
  std::string current_;
  std::set<std::string> series_;
  std::size_t at_ = 0;
};

}  // namespace

Exposition read_exposition(const std::string& text) {
  return Reader().read(text);
}

}  // namespace bondctl
