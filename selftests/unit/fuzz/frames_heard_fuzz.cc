// SPDX-License-Identifier: GPL-2.0
// Any bytes as a frame that bondctl advise hears: what it makes of them is clean text, and of
// bounded number.
#include <cstring>
#include <memory>

#include "bytes.h"
#include "frames_heard.h"

namespace {

using netbond::Demand;

void DemandClean(const std::string& text) {
  Demand(text.size() <= 200, "texts are short");
  for (unsigned char c : text)
    Demand(c >= 0x20 && c < 0x7f, "texts are printable");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A copy of exactly as many bytes, so that the sanitizer sees every byte too far.
  std::unique_ptr<std::uint8_t[]> copy(new std::uint8_t[size]);
  if (size)
    std::memcpy(copy.get(), data, size);
  bondctl::PortHeard port;
  for (std::size_t cut = size; cut + 3 > size; cut--) {
    if (const auto heard = bondctl::read_frame({copy.get(), cut}))
      port.take(*heard);
    if (cut == 0)
      break;
  }
  Demand(port.lldp.size() + port.cdp.size() + port.lacp.size() + port.stp.size() <= 3,
         "one frame, one sender");
  for (const auto& heard : port.lldp)
    for (const std::string* text : {&heard.chassis, &heard.port, &heard.port_description,
                                    &heard.system_name, &heard.system_description})
      DemandClean(*text);
  for (const auto& heard : port.cdp)
    for (const std::string* text : {&heard.device, &heard.port, &heard.platform, &heard.version})
      DemandClean(*text);
  return 0;
}
