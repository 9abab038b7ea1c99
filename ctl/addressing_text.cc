// SPDX-License-Identifier: GPL-2.0-or-later
#include "addressing_text.h"

#include <fmt/format.h>

#include <cctype>
#include <optional>
#include <sstream>

#include "error.h"
#include "port_settings.h"
#include "route_message.h"

namespace bondctl {

namespace {

std::optional<Bytes> bytes_from_hex(const std::string& text) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    if (!isxdigit(static_cast<unsigned char>(text[i])) ||
        !isxdigit(static_cast<unsigned char>(text[i + 1])))
      return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(text.substr(i, 2), nullptr, 16)));
  }
  return text.size() % 2 == 0 ? std::optional(bytes) : std::nullopt;
}

bool is_whole_port(const Bytes& message) {
  try {
    return message.size() >= sizeof(nlmsghdr) && is_port(message);
  } catch (const Error&) {
    return false;
  }
}

bool is_whole(const Bytes& message) {
  if (message.size() < sizeof(nlmsghdr))
    return false;
  switch (type_of(message)) {
    case RTM_NEWADDR:
    case RTM_NEWNEIGH:
    case RTM_NEWNEXTHOP:
    case RTM_NEWROUTE: break;
    default: return false;
  }
  try {
    devices_of(message);
    return true;
  } catch (const Error&) {
    return false;
  }
}

/// A bondctl of before said neither an MTU nor whether it is up: then it has to follow in nothing.
bool read_device(std::istream& line, Addressing* out) {
  Addressing::Device device{0, "", 0, true};
  if (!(line >> device.ifindex >> device.name))
    return false;
  const bool is_old = (line >> std::ws).eof();
  if (!is_old && !(line >> device.mtu >> device.up))
    return false;
  out->devices.push_back(device);
  return true;
}

bool read_line(std::istream& line, Addressing* out) {
  std::string word;
  line >> word;
  if (word == "taken")
    return static_cast<bool>(line >> out->taken);
  if (word == "device")
    return read_device(line, out);
  std::string hex;
  const bool is_of_port = word == "port";
  if ((word != "message" && !is_of_port) || !(line >> hex))
    return false;
  const std::optional<Bytes> message = bytes_from_hex(hex);
  if (!message || !(is_of_port ? is_whole_port(*message) : is_whole(*message)))
    return false;
  (is_of_port ? out->ports : out->messages).push_back(*message);
  return true;
}

}  // namespace

std::string addressing_text(const Addressing& addressing) {
  std::string text = fmt::format("taken {}\n", addressing.taken);
  for (const Addressing::Device& device : addressing.devices)
    text +=
        fmt::format("device {} {} {} {:d}\n", device.ifindex, device.name, device.mtu, device.up);
  for (const Bytes& message : addressing.messages)
    text += fmt::format("message {:02x}\n", fmt::join(message, ""));
  for (const Bytes& message : addressing.ports)
    text += fmt::format("port {:02x}\n", fmt::join(message, ""));
  return text;
}

Addressing parse_addressing(const std::string& text) {
  Addressing out;
  std::istringstream lines(text);
  for (std::string each; std::getline(lines, each);) {
    std::istringstream line(each);
    if (!read_line(line, &out))
      throw run_error("the addresses and routes of before the trial are not readable");
  }
  return out;
}

}  // namespace bondctl
