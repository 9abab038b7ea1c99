// SPDX-License-Identifier: GPL-2.0-or-later
#include "link_file.h"

#include <fnmatch.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <system_error>

#include "words.h"

namespace bondctl {

namespace {

std::string trim(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  return begin == std::string::npos
             ? ""
             : text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

bool matches(const std::string& patterns, const std::string& word) {
  const bool negated = patterns.starts_with('!');
  const std::vector<std::string> list = split(patterns.substr(negated ? 1 : 0), ' ');
  const bool any = std::any_of(list.begin(), list.end(), [&](const std::string& pattern) {
    return fnmatch(pattern.c_str(), word.c_str(), 0) == 0;
  });
  return any != negated;
}

/// Whether one line of [Match] is true of the device. What is not known is taken for untrue.
bool holds(const std::string& key, const std::string& value, const LinkSubject& subject) {
  if (key == "OriginalName")
    return matches(value, subject.name);
  if (key == "Driver")
    return matches(value, subject.driver);
  if (key == "Kind")
    return matches(value, subject.kind);
  return key == "Type" && matches(value, "ether");
}

/// By file name; the first directory that has a name keeps it.
std::map<std::string, std::filesystem::path> link_files(
    const std::vector<std::string>& directories) {
  std::map<std::string, std::filesystem::path> files;
  for (const std::string& directory : directories) {
    std::error_code problem;
    for (const auto& entry : std::filesystem::directory_iterator(directory, problem)) {
      if (entry.path().extension() == ".link")
        files.emplace(entry.path().filename().string(), entry.path());
    }
  }
  return files;
}

}  // namespace

std::optional<LinkFile> match_link_file(const std::string& path, const std::string& text,
                                        const LinkSubject& subject) {
  LinkFile file{path, ""};
  std::string section;
  bool asked = false;
  std::istringstream lines(text);
  for (std::string raw; std::getline(lines, raw);) {
    const std::string line = trim(raw);
    const std::size_t equals = line.find('=');
    if (line.starts_with('[')) {
      section = line;
    } else if (!line.empty() && line[0] != '#' && line[0] != ';' && equals != std::string::npos) {
      const std::string key = trim(line.substr(0, equals));
      const std::string value = trim(line.substr(equals + 1));
      if (section == "[Match]") {
        asked = true;
        if (!holds(key, value, subject))
          return std::nullopt;
      } else if (section == "[Link]" && key == "MACAddressPolicy") {
        file.policy = value;
      }
    }
  }
  return asked ? std::optional(file) : std::nullopt;
}

std::optional<LinkFile> find_link_file(const std::vector<std::string>& directories,
                                       const LinkSubject& subject) {
  for (const auto& [name, path] : link_files(directories)) {
    std::ifstream stream(path);
    const std::string text((std::istreambuf_iterator<char>(stream)),
                           std::istreambuf_iterator<char>());
    if (std::optional<LinkFile> file = match_link_file(path.string(), text, subject))
      return file;
  }
  return std::nullopt;
}

}  // namespace bondctl
