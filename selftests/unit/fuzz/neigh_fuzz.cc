// SPDX-License-Identifier: GPL-2.0
// Any bytes as a frame. Of the first byte, bit 0: the checksum is made right, which bytes by chance
// never have; then the address to teach, six bytes; the frame.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "bytes.h"
#include "neigh.h"

namespace {

constexpr std::size_t kPrefix = 7;

using netbond::Demand;

using Bytes = std::vector<std::uint8_t>;

// What an IPv6 packet at @at has to have in the place of an ICMPv6 checksum.
void Sign(Bytes& frame, std::size_t at) {
  if (frame.size() < at + 44)
    return;
  std::size_t end = at + 40 + (frame[at + 4] << 8 | frame[at + 5]);
  if (end > frame.size() || end < at + 44)
    return;
  frame[at + 42] = frame[at + 43] = 0;
  std::uint64_t sum = 58 + end - at - 40;
  for (std::size_t i = at + 8; i < end; i++)
    sum += std::uint64_t{frame[i]} << ((i - at) % 2 ? 0 : 8);
  sum = 65535 - sum % 65535;
  frame[at + 42] = static_cast<std::uint8_t>(sum >> 8);
  frame[at + 43] = static_cast<std::uint8_t>(sum);
}

void SignWhereTagsEnd(Bytes& frame) {
  for (std::size_t at = 14; at <= 22 && at <= frame.size(); at += 4)
    if (frame[at - 2] == 0x86 && frame[at - 1] == 0xdd)
      return Sign(frame, at);
}

// Of a copy of exactly as many bytes, so that the sanitizer sees every byte too far.
nb_neigh Parse(const Bytes& bytes, std::size_t len) {
  std::uint8_t* copy = new std::uint8_t[len];
  nb_neigh neigh, nothing;
  std::memset(&neigh, 0xa5, sizeof(neigh));
  std::memset(&nothing, 0, sizeof(nothing));
  if (len)
    std::memcpy(copy, bytes.data(), len);
  bool found = nb_neigh_parse(copy, static_cast<u32>(len), &neigh);
  delete[] copy;
  Demand(found == (neigh.kind != NB_NEIGH_NONE), "one opinion");
  Demand(found || !std::memcmp(&neigh, &nothing, sizeof(neigh)), "of none nothing is left");
  return neigh;
}

bool Same(const nb_neigh& a, const nb_neigh& b) {
  return !std::memcmp(&a, &b, sizeof(a));
}

Bytes Rewrite(const Bytes& bytes, nb_neigh* neigh, const std::uint8_t* mac) {
  bool grows = neigh->ip6 && !neigh->option && !neigh->probing;
  std::uint8_t* copy = new std::uint8_t[bytes.size() + NB_NEIGH_GROWTH];
  std::memcpy(copy, bytes.data(), bytes.size());
  u32 len = nb_neigh_rewrite(copy, static_cast<u32>(bytes.size()), neigh, mac);
  Demand(len == bytes.size() + (grows ? NB_NEIGH_GROWTH : 0), "it grows by the option");
  Bytes after(copy, copy + len);
  delete[] copy;
  return after;
}

void Rewritten(const Bytes& before, nb_neigh neigh, const std::uint8_t* mac) {
  nb_neigh want = neigh;
  Bytes after = Rewrite(before, &neigh, mac);
  nb_neigh again = Parse(after, after.size());
  Demand(Same(neigh, again), "brought up to date");
  if (want.probing) {
    Demand(after == before, "who has no address teaches none");
    return;
  }
  std::memcpy(want.mac, mac, 6);
  Demand(want.option == 0 || want.option == again.option, "an option stays where it is");
  want.option = again.option;
  Demand(Same(want, again), "nothing but the address changed");
  Demand(!std::memcmp(after.data() + 6, mac, 6), "the source");
  std::size_t padding = before.size();
  if (want.ip6)
    padding -= want.at + 40u + (before[want.at + 4u] << 8 | before[want.at + 5u]);
  else
    padding -= want.at + 28u;
  Demand(std::equal(before.end() - static_cast<long>(padding), before.end(),
                    after.end() - static_cast<long>(padding)),
         "padding stays");
  Demand(Rewrite(after, &neigh, mac) == after, "twice is once");
}

// What a message says can be taught to its peer.
void Taught(const nb_neigh& said) {
  nb_neigh_lesson lesson = {};
  lesson.ip6 = said.ip6;
  lesson.router = said.router;
  std::memcpy(lesson.mac, said.mac, 6);
  std::memcpy(lesson.peer_mac, said.peer_mac, 6);
  std::memcpy(lesson.local, said.local, NB_NEIGH_ADDR);
  std::memcpy(lesson.peer, said.peer, NB_NEIGH_ADDR);
  std::uint8_t* data = new std::uint8_t[NB_NEIGH_MADE];
  u32 len = nb_neigh_make(data, &lesson);
  Bytes frame(data, data + len);
  delete[] data;
  nb_neigh made = Parse(frame, len);
  static const std::uint8_t nobody[NB_NEIGH_ADDR] = {};
  if (said.ip6 && !std::memcmp(said.peer, nobody, NB_NEIGH_ADDR)) {
    Demand(!made.kind, "nobody is taught nothing");
    return;
  }
  Demand(made.kind == (said.ip6 ? NB_NEIGH_NA : NB_NEIGH_ARP_REQUEST), "the kind that teaches");
  Demand(!std::memcmp(made.mac, said.mac, 6), "the address");
  Demand(!std::memcmp(made.local, said.local, NB_NEIGH_ADDR), "for this address");
  Demand(!std::memcmp(made.peer, said.peer, NB_NEIGH_ADDR), "to this neighbour");
  Demand(!std::memcmp(made.peer_mac, said.peer_mac, 6), "at its address");
  Demand(!made.solicited && made.router == said.router && !made.tags, "unasked");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < kPrefix)
    return 0;
  Bytes frame(data + kPrefix, data + size);
  if (data[0] & 1)
    SignWhereTagsEnd(frame);
  nb_neigh neigh = Parse(frame, frame.size());
  nb_neigh half = Parse(frame, frame.size() / 2);
  Demand(!half.kind || Same(half, neigh), "what is missing was padding");
  if (!neigh.kind)
    return 0;
  Rewritten(frame, neigh, data + 1);
  Taught(neigh);
  return 0;
}
