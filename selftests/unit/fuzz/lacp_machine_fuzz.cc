// SPDX-License-Identifier: GPL-2.0
// Any bytes as a story: two bonds of the simulator, to which each byte or few does something. The
// invariants of sim.h hold at every step, forged frames and all.
#include "bytes.h"
#include "sim.h"

namespace {

using namespace netbond::sim;

using netbond::Bytes;

nb_lacp_options Options(std::uint8_t who, Bytes& bytes) {
  nb_lacp_options o = {};
  std::uint8_t flags = bytes.Next();
  std::uint8_t more = bytes.Next();
  o.system[5] = who;
  o.system_priority = flags & 0x80 ? 1 : 0xffff;
  o.rate = flags & 0x01;
  o.active = flags & 0x02;
  o.coupled = flags & 0x04;
  o.fast_join = flags & 0x08;
  o.pinned = flags & 0x10;
  o.pin[5] = flags & 0x20 ? 1 : 2;
  o.ad_select = more & 3;
  o.fallback = static_cast<std::uint8_t>((more >> 2 & 3) % 3);
  o.fallback_ms = more & 0x10 ? 0 : 5000;
  o.max_links = more >> 5 & 3;
  o.user_key = more >> 7;
  return o;
}

// A frame that the partner might have sent, but for one octet.
void Forge(Sim& sim, int wire, int end, Bytes& bytes) {
  nb_lacpdu pdu = {};
  std::uint8_t frame[NB_SLOW_LEN];
  pdu.actor = sim.At(wire, 1 - end).lacp.actor;
  pdu.partner = sim.At(wire, end).lacp.actor;
  pdu.actor.state = bytes.Next();
  nb_lacpdu_write(&pdu, frame);
  std::uint8_t where = bytes.Next();
  frame[where % NB_SLOW_LEN] = bytes.Next();
  sim.Inject(wire, end, frame, NB_SLOW_LEN);
}

void Raw(Sim& sim, int wire, int end, Bytes& bytes) {
  std::vector<std::uint8_t> frame(bytes.Next() % 128);
  for (std::uint8_t& byte : frame)
    byte = bytes.Next();
  sim.Inject(wire, end, frame.data(), frame.size());
}

void Do(Sim& sim, Bytes& bytes) {
  std::uint8_t what = bytes.Next();
  int wire = what >> 4 & 3;
  int end = what >> 6 & 1;
  bool on = what >> 7;
  Wire& w = sim.wires[static_cast<std::size_t>(wire)];
  int who = w.actor[end];
  switch (what & 15) {
    case 0: sim.Run(sim.now + bytes.Next() * kMs); break;
    case 1: sim.Run(sim.now + bytes.Next() * kSecond / 4); break;
    case 2:
      w.speed = bytes.Next() & 1 ? 1000 : 10000;
      w.full = on || bytes.Next() & 1;
      sim.SetCarrier(wire, end, on);
      break;
    case 3: sim.Enable(wire, end, on); break;
    case 4: sim.Hold(wire, end, on); break;
    case 5:
    case 6:
      sim.actors[static_cast<std::size_t>(who)]->options =
          Options(static_cast<std::uint8_t>(who + 1), bytes);
      sim.SetOptions(who);
      break;
    case 7: sim.Priority(wire, end, bytes.Next()); break;
    case 8: sim.Ask(wire, end); break;
    case 9: on ? sim.Restart(who) : sim.Replug(wire, end); break;
    case 10: w.broken[end] = on; break;
    case 11: w.delay = bytes.Next16() * kMs / 64; break;
    case 12:
    case 13: Forge(sim, wire, end, bytes); break;
    default: Raw(sim, wire, end, bytes); break;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes(data, size);
  Sim sim(1, false);
  for (std::uint8_t who = 1; who <= 2; who++)
    sim.AddActor(Options(who, bytes));
  for (int wire = 0; wire < 3; wire++)
    sim.AddWire(0, 1, kMs);
  sim.AddWire(0, 0, kMs);
  while (!bytes.empty() && sim.ok())
    Do(sim, bytes);
  if (sim.ok())
    return 0;
  std::fprintf(stderr, "not so: %s\n", sim.fault.c_str());
  std::abort();
}
