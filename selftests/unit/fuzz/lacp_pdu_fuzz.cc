// SPDX-License-Identifier: GPL-2.0
// Any bytes as a frame of the Slow Protocols: read alone, and heard by a port that runs.
#include <cstdint>
#include <cstring>
#include <vector>

#include "bytes.h"
#include "lacp/system.h"

namespace {

using netbond::Demand;

// What is read and written and read again is the same.
void Lacpdu(const std::uint8_t* data) {
  nb_lacpdu once, twice;
  std::memset(&once, 0, sizeof(once));
  std::memset(&twice, 0, sizeof(twice));
  std::uint8_t frame[NB_SLOW_LEN];
  nb_lacpdu_read(data, &once);
  nb_lacpdu_write(&once, frame);
  Demand(nb_slow_classify(frame, sizeof(frame)) == NB_SLOW_LACPDU, "it writes LACPDUs");
  nb_lacpdu_read(frame, &twice);
  once.version = 1;
  Demand(!std::memcmp(&once, &twice, sizeof(once)), "an LACPDU says the same twice");
}

void Marker(const std::uint8_t* data, bool response) {
  nb_marker marker;
  std::uint8_t frame[NB_SLOW_LEN];
  nb_marker_read(data, &marker);
  nb_marker_write(&marker, response, frame);
  Demand(nb_slow_classify(frame, sizeof(frame)) == (response ? NB_SLOW_RESPONSE : NB_SLOW_MARKER),
         "it writes Markers");
  Demand(!std::memcmp(frame + 4, data + 4, 14), "a Marker says the same twice");
}

void Heard(const std::vector<std::uint8_t>& bytes, nb_slow_kind kind) {
  nb_lacp_options options = {};
  nb_lacp_system lacp;
  nb_lacp_port port;
  nb_lacp_link link = {true, true, 1000, false};
  nb_lacp_action action;
  options.active = true;
  nb_lacp_init(&lacp, &options);
  nb_lacp_port_add(&lacp, &port, 1, 1, 1);
  nb_lacp_port_enable(&port, true, 1);
  nb_lacp_port_link(&port, &link, 1);
  while (nb_lacp_take(&lacp, &action)) {
  }
  nb_lacp_port before = port;
  Demand(nb_lacp_receive(&port, bytes.data(), bytes.size(), 2) == kind, "one opinion");
  if (kind != NB_SLOW_BAD && kind != NB_SLOW_UNKNOWN)
    return;
  (kind == NB_SLOW_BAD ? before.count.bad : before.count.unknown)++;
  Demand(!std::memcmp(&before, &port, sizeof(port)), "a bad frame changes nothing");
  Demand(!nb_lacp_take(&lacp, &action), "a bad frame is not answered");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A copy of exactly as many bytes, so that the sanitizer sees every byte too far.
  std::vector<std::uint8_t> bytes(data, data + size);
  bytes.shrink_to_fit();
  nb_slow_kind kind = nb_slow_classify(bytes.data(), bytes.size());
  if (kind == NB_SLOW_LACPDU)
    Lacpdu(bytes.data());
  if (kind == NB_SLOW_MARKER || kind == NB_SLOW_RESPONSE)
    Marker(bytes.data(), kind == NB_SLOW_RESPONSE);
  Heard(bytes, kind);
  return 0;
}
