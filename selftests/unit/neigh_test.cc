// SPDX-License-Identifier: GPL-2.0
// ARP and Neighbour Discovery: what a frame says, that it says so with another address, and that
// nothing is read or written too far.
#include "neigh.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "cases.h"
#include "tests/neigh_cases.h"

void PrintTo(const nb_neigh_case& c, std::ostream* out) {
  netbond::PrintCase(c, out);
}

namespace netbond {
namespace {

using Bytes = std::vector<u8>;
using Random = std::mt19937_64;

class NeighFrame : public testing::TestWithParam<nb_neigh_case> {};
TEST_P(NeighFrame, Case) {
  EXPECT_TRUE(Check(nb_neigh_case_run, GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Table, NeighFrame, testing::ValuesIn(nb_neigh_cases),
                         CaseName<nb_neigh_case>);

TEST(Neigh, RandomFrames) {
  EXPECT_TRUE(RunSeeds(nb_neigh_random_frame));
}
TEST(Neigh, MakesArp) {
  EXPECT_TRUE(Check(nb_neigh_makes_arp));
}
TEST(Neigh, MakesNa) {
  EXPECT_TRUE(Check(nb_neigh_makes_na));
}

// --- Frames ---

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
Bytes Be16(u32 v) {
  return {static_cast<u8>(v >> 8), static_cast<u8>(v)};
}
Bytes Be32(u32 v) {
  return Be16(v >> 16) + Be16(v & 0xffff);
}
Bytes Some(Random& random, std::size_t n) {
  Bytes bytes(n);
  for (u8& byte : bytes)
    byte = static_cast<u8>(random());
  return bytes;
}
bool Zero(const Bytes& bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](u8 byte) { return !byte; });
}
Bytes Hex(const std::string& text) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    bytes.push_back(static_cast<u8>(std::stoi(text.substr(i, 2), nullptr, 16)));
  return bytes;
}

const Bytes kOurMac = {2, 0, 0, 0, 0, 1};
const Bytes kPeerMac = {2, 0, 0, 0, 0, 2};
const Bytes kNewMac = {6, 0x11, 0x22, 0x33, 0x44, 0x55};
const Bytes kBroadcast(6, 0xff);
const Bytes kNobody(6, 0);
const Bytes kOurs4 = {192, 0, 2, 1};
const Bytes kPeers4 = {192, 0, 2, 2};
const Bytes kOurs6 = Hex("20010db8000000000000000000000001");
const Bytes kPeers6 = Hex("20010db80000000000000000000a0b0c");
const Bytes kUnspecified(16, 0);
const Bytes kAllNodes = Hex("ff020000000000000000000000000001");
const Bytes kSolicited = Hex("ff0200000000000000000001ff0a0b0c");
const Bytes kSolicitedMac = Hex("3333ff0a0b0c");
const Bytes kAllNodesMac = Hex("333300000001");

struct Tag {
  u32 type, tci;
};
using Tags = std::vector<Tag>;

struct Eth {
  Bytes to = kPeerMac, from = kOurMac;
  Tags tags = {};
  Bytes padding = {};
};
Bytes Frame(const Eth& eth, u32 type, const Bytes& payload) {
  Bytes frame = eth.to + eth.from;
  for (const Tag& tag : eth.tags)
    frame = frame + Be16(tag.type) + Be16(tag.tci);
  return frame + Be16(type) + payload + eth.padding;
}

struct Arp {
  Eth eth = {};
  u32 op = 2;
  Bytes sha = kOurMac, spa = kOurs4, tha = kPeerMac, tpa = kPeers4;
  u32 hardware = 1, protocol = 0x0800;
  u8 hardware_len = 6, protocol_len = 4;
  u32 type = 0x0806;
};
Bytes Make(const Arp& a) {
  return Frame(a.eth, a.type,
               Be16(a.hardware) + Be16(a.protocol) + Bytes{a.hardware_len, a.protocol_len} +
                   Be16(a.op) + a.sha + a.spa + a.tha + a.tpa);
}
Arp Reply() {
  return {};
}
Arp Request() {
  Arp a;
  a.eth.to = kBroadcast;
  a.op = 1;
  a.tha = kNobody;
  return a;
}

// The remainder of pseudo-header and message as one number modulo 65535: 0 if it is right.
u32 Remainder(const Bytes& from, const Bytes& to, const Bytes& message) {
  Bytes all =
      from + to + Be32(static_cast<u32>(message.size())) + Bytes{0, 0, 0, 58} + message + Bytes{0};
  u32 rest = 0;
  for (std::size_t i = 0; i + 1 < all.size(); i += 2)
    rest = (rest * 65536ULL + all[i] * 256U + all[i + 1]) % 65535;
  return rest;
}

struct Nd {
  Eth eth = {};
  u8 type = 136;
  u8 flags = 0;
  Bytes from = kOurs6, to = kPeers6, target = kOurs6;
  Bytes options = {};
  u8 code = 0, hops = 255, next = 58;
  u32 version = 6, label = 0;
  int payload = -1;   // length, if not the right one
  u32 wrong = 0;      // is added to the checksum
  Bytes before = {};  // between IPv6 header and message
};
Bytes Make(const Nd& n) {
  Bytes message = Bytes{n.type, n.code, 0, 0, n.flags, 0, 0, 0} + n.target + n.options;
  u32 sum = (65535 - Remainder(n.from, n.to, message)) % 65535 + n.wrong;
  message[2] = static_cast<u8>(sum >> 8);
  message[3] = static_cast<u8>(sum);
  u32 length = n.payload < 0 ? static_cast<u32>(n.before.size() + message.size()) : u32(n.payload);
  return Frame(n.eth, 0x86dd,
               Be32(n.version << 28 | n.label) + Be16(length) + Bytes{n.next, n.hops} + n.from +
                   n.to + n.before + message);
}
Bytes Option(u8 type, const Bytes& data) {
  return Bytes{type, static_cast<u8>((data.size() + 2) / 8)} + data;
}
Nd Na() {
  Nd n;
  n.flags = 0x40;
  n.options = Option(2, kOurMac);
  return n;
}
Nd AnnouncingNa() {
  Nd n = Na();
  n.eth.to = kAllNodesMac;
  n.to = kAllNodes;
  n.flags = 0x20;
  return n;
}
Nd Ns() {
  Nd n;
  n.type = 135;
  n.eth.to = kSolicitedMac;
  n.to = kSolicited;
  n.target = kPeers6;
  n.options = Option(1, kOurMac);
  return n;
}
Nd Dad() {
  Nd n = Ns();
  n.from = kUnspecified;
  n.options = {};
  return n;
}
template <typename Message>
Message With(Message message, const std::function<void(Message&)>& change) {
  change(message);
  return message;
}
using Change = std::function<void(Nd&)>;
using ArpChange = std::function<void(Arp&)>;

// --- Reading ---

// Bytes before a page that can neither be read nor written: one too far ends the test.
class Guarded {
 public:
  explicit Guarded(std::size_t most) {
    std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    size_ = (most + page - 1) / page * page;
    whole_ = size_ + page;
    base_ = static_cast<u8*>(
        mmap(nullptr, whole_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (base_ == MAP_FAILED || mprotect(base_ + size_, page, PROT_NONE))
      abort();
  }
  ~Guarded() { munmap(base_, whole_); }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;
  u8* Put(const Bytes& bytes, std::size_t room = 0) {
    u8* at = base_ + size_ - bytes.size() - room;
    if (!bytes.empty())
      std::memcpy(at, bytes.data(), bytes.size());
    return at;
  }

 private:
  std::size_t size_, whole_;
  u8* base_;
};

nb_neigh Parse(const Bytes& frame) {
  static Guarded guarded(70000);
  nb_neigh neigh;
  std::memset(&neigh, 0xa5, sizeof(neigh));
  bool found = nb_neigh_parse(guarded.Put(frame), static_cast<u32>(frame.size()), &neigh);
  EXPECT_EQ(found, neigh.kind != NB_NEIGH_NONE);
  return neigh;
}
// None, and nothing else is left of it.
bool IsNone(const Bytes& frame) {
  nb_neigh neigh = Parse(frame), nothing;
  std::memset(&nothing, 0, sizeof(nothing));
  return !std::memcmp(&neigh, &nothing, sizeof(neigh));
}

void Put(u8* to, const Bytes& bytes) {
  std::copy(bytes.begin(), bytes.end(), to);
}

// What is to be found in a message that is right, worked out from what it was made of.
nb_neigh Start(const Eth& eth) {
  nb_neigh want = {};
  want.at = static_cast<u16>(14 + 4 * eth.tags.size());
  want.group = eth.to[0] & 1;
  for (const Tag& tag : eth.tags)
    if (tag.tci & 0xfff)
      want.tags = want.tags << 32 | u64{tag.type} << 16 | (tag.tci & 0xfff);
  if (!want.group)
    Put(want.peer_mac, eth.to);
  return want;
}
nb_neigh Want(const Arp& a) {
  nb_neigh want = Start(a.eth);
  want.kind = a.op == 1 ? NB_NEIGH_ARP_REQUEST : NB_NEIGH_ARP_REPLY;
  want.probing = Zero(a.spa);
  want.announcing = !want.probing && a.spa == a.tpa;
  Put(want.mac, a.sha);
  Put(want.local, a.spa);
  Put(want.peer, a.tpa);
  if (a.op == 2 && !Zero(a.tha) && !(a.tha[0] & 1))
    Put(want.peer_mac, a.tha);
  return want;
}
nb_neigh Want(const Nd& n) {
  bool ns = n.type == 135;
  nb_neigh want = Start(n.eth);
  want.kind = ns ? NB_NEIGH_NS : NB_NEIGH_NA;
  want.ip6 = true;
  want.probing = ns && Zero(n.from);
  want.announcing = !ns && n.to[0] == 0xff;
  want.router = !ns && n.flags & 0x80;
  want.solicited = !ns && n.flags & 0x40;
  Put(want.local, ns ? n.from : n.target);
  Put(want.peer, ns ? n.target : n.to);
  for (std::size_t i = 0; i < n.options.size(); i += 8UL * n.options[i + 1]) {
    if (n.options[i] != (ns ? 1 : 2))
      continue;
    want.option = static_cast<u16>(want.at + 64 + i);
    std::memcpy(want.mac, &n.options[i + 2], 6);
  }
  return want;
}

#define EXPECT_SAME_FIELD(field) EXPECT_EQ(want.field, got.field) << what << ": " #field
#define EXPECT_SAME_ARRAY(field)                                \
  EXPECT_EQ(Bytes(want.field, want.field + sizeof(want.field)), \
            Bytes(got.field, got.field + sizeof(got.field)))    \
      << what << ": " #field
void ExpectSame(const nb_neigh& want, const nb_neigh& got, const std::string& what) {
  EXPECT_SAME_FIELD(kind);
  EXPECT_SAME_FIELD(ip6);
  EXPECT_SAME_FIELD(group);
  EXPECT_SAME_FIELD(probing);
  EXPECT_SAME_FIELD(announcing);
  EXPECT_SAME_FIELD(router);
  EXPECT_SAME_FIELD(solicited);
  EXPECT_SAME_FIELD(at);
  EXPECT_SAME_FIELD(option);
  EXPECT_SAME_FIELD(tags);
  EXPECT_SAME_ARRAY(mac);
  EXPECT_SAME_ARRAY(local);
  EXPECT_SAME_ARRAY(peer);
  EXPECT_SAME_ARRAY(peer_mac);
}

const std::vector<Tags> kTags = {
    {},
    {{0x8100, 100}},
    {{0x88a8, 4094}},
    {{0x9100, 1}},
    {{0x8100, 0}},
    {{0x8100, 0xf000}},
    {{0x8100, 0xf001}},
    {{0x88a8, 100}, {0x8100, 200}},
    {{0x8100, 0x6064}, {0x8100, 0x70c8}},
    {{0x9100, 4095}, {0x88a8, 4095}},
    {{0x8100, 0}, {0x8100, 200}},
    {{0x8100, 100}, {0x8100, 0xe000}},
    {{0x8100, 0}, {0x8100, 0}},
};

std::string Name(const Tags& tags) {
  std::string name = "tags";
  for (const Tag& tag : tags)
    name += " " + std::to_string(tag.type) + "/" + std::to_string(tag.tci);
  return name;
}

template <typename Message>
void ExpectRead(Message message, const std::string& what) {
  for (const Tags& tags : kTags)
    for (std::size_t padding : {0, 1, 7, 8, 18}) {
      message.eth.tags = tags;
      message.eth.padding = Bytes(padding, 0xa5);
      ExpectSame(Want(message), Parse(Make(message)),
                 what + ", " + Name(tags) + ", padding " + std::to_string(padding));
    }
}

TEST(NeighParse, Arp) {
  ExpectRead(Reply(), "reply");
  ExpectRead(Request(), "request");
  ExpectRead(With<Arp>(Request(), [](Arp& a) { a.eth.to = kPeerMac; }), "unicast request");
  ExpectRead(With<Arp>(Request(), [](Arp& a) { a.spa = {0, 0, 0, 0}; }), "probe");
  ExpectRead(With<Arp>(Request(), [](Arp& a) { a.spa = {0, 0, 0, 1}; }), "no probe");
  ExpectRead(With<Arp>(Request(), [](Arp& a) { a.tpa = a.spa; }), "announcement");
  ExpectRead(With<Arp>(Request(), [](Arp& a) { a.spa = a.tpa = {0, 0, 0, 0}; }), "nothing");
  ExpectRead(With<Arp>(Request(), [](Arp& a) { a.tha = {8, 8, 8, 8, 8, 8}; }), "request's target");
  // Whose target hardware address says nothing, somewhere else than where the frame goes.
  Bytes other = {2, 9, 9, 9, 9, 9};
  for (const Bytes& to : {kPeerMac, kBroadcast})
    for (const Bytes& tha : {other, kPeerMac, kNobody, kBroadcast, Bytes{3, 0, 0, 0, 0, 9}})
      ExpectRead(With<Arp>(Reply(),
                           [&](Arp& a) {
                             a.eth.to = to;
                             a.tha = tha;
                           }),
                 "reply's target");
}

TEST(NeighParse, PeerOfArp) {
  nb_neigh neigh = Parse(Make(With<Arp>(Reply(), [](Arp& a) { a.tha = {2, 9, 9, 9, 9, 9}; })));
  EXPECT_EQ(neigh.peer_mac[1], 9);
  neigh = Parse(Make(With<Arp>(Reply(), [](Arp& a) { a.tha = kBroadcast; })));
  EXPECT_EQ(Bytes(neigh.peer_mac, neigh.peer_mac + 6), kPeerMac);
  neigh = Parse(Make(Request()));
  EXPECT_EQ(Bytes(neigh.peer_mac, neigh.peer_mac + 6), kNobody);
}

TEST(NeighParse, Nd) {
  Bytes nonce = Option(14, {1, 2, 3, 4, 5, 6});
  Bytes both = Option(1, kOurMac) + Option(2, {2, 7, 7, 7, 7, 7});
  for (const Nd& base : {Na(), AnnouncingNa(), Ns(), With<Nd>(Ns(), [](Nd& n) {
                           n.eth.to = kPeerMac;
                           n.to = kPeers6;
                         })}) {
    ExpectRead(base, "base");
    for (const Bytes& options :
         {Bytes{}, nonce, nonce + base.options, base.options + nonce, both,
          Option(200, Bytes(22)) + base.options + Option(0, Bytes(6)) + Option(255, Bytes(2038)),
          Option(13, Bytes(14)) + nonce + both})
      ExpectRead(With<Nd>(base, [&](Nd& n) { n.options = options; }), "options");
    ExpectRead(With<Nd>(base, [](Nd& n) { n.label = 0x0fedcba9; }), "traffic class and label");
  }
  for (int flags = 0; flags < 256; flags++) {
    ExpectRead(With<Nd>(Na(), [&](Nd& n) { n.flags = u8(flags); }), "flags");
    ExpectRead(With<Nd>(Ns(), [&](Nd& n) { n.flags = u8(flags); }), "reserved of NS");
  }
}

TEST(NeighParse, Dad) {
  ExpectRead(Dad(), "DAD");
  ExpectRead(With<Nd>(Dad(), [](Nd& n) { n.options = Option(14, Bytes(6)); }), "with a nonce");
  ExpectRead(With<Nd>(Dad(), [](Nd& n) { n.options = Option(2, kOurMac); }), "option of NA");
  EXPECT_TRUE(Parse(Make(Dad())).probing);
}

TEST(NeighParse, TagsAsNumber) {
  Nd n = Ns();
  n.eth.tags = {{0x88a8, 0x6064}, {0x8100, 200}};
  EXPECT_EQ(Parse(Make(n)).tags, 0x88a80064810000c8ULL);
  n.eth.tags = {{0x8100, 0}, {0x9100, 1}};
  EXPECT_EQ(Parse(Make(n)).tags, 0x91000001ULL);
}

// --- None ---

TEST(NeighNone, ThreeTags) {
  for (u32 id : {0, 1}) {
    Tags tags = {{0x8100, id}, {0x8100, id}, {0x8100, id}};
    EXPECT_TRUE(IsNone(Make(With<Arp>(Reply(), [&](Arp& a) { a.eth.tags = tags; }))));
    EXPECT_TRUE(IsNone(Make(With<Nd>(Na(), [&](Nd& n) { n.eth.tags = tags; }))));
  }
}

TEST(NeighNone, TagsOfOtherTypes) {
  for (u32 type : {0x8847, 0x8864, 0x9200, 0x0806, 0x0000, 0x88e5})
    EXPECT_TRUE(IsNone(Make(With<Arp>(Reply(), [&](Arp& a) { a.eth.tags = {{type, 100}}; }))));
}

TEST(NeighNone, Arp) {
  const std::vector<std::pair<std::string, ArpChange>> changes = {
      {"hardware", [](Arp& a) { a.hardware = 6; }},
      {"hardware's high byte", [](Arp& a) { a.hardware = 0x101; }},
      {"protocol", [](Arp& a) { a.protocol = 0x86dd; }},
      {"protocol's low byte", [](Arp& a) { a.protocol = 0x0801; }},
      {"hardware length", [](Arp& a) { a.hardware_len = 8; }},
      {"hardware length 0", [](Arp& a) { a.hardware_len = 0; }},
      {"protocol length", [](Arp& a) { a.protocol_len = 16; }},
      {"operation 0", [](Arp& a) { a.op = 0; }},
      {"operation 3", [](Arp& a) { a.op = 3; }},
      {"operation's high byte", [](Arp& a) { a.op = 0x101; }},
      {"reverse ARP", [](Arp& a) { a.type = 0x8035; }},
      {"a length", [](Arp& a) { a.type = 46; }},
  };
  for (const auto& [what, change] : changes)
    for (const Arp& base : {Reply(), Request()})
      EXPECT_TRUE(IsNone(Make(With<Arp>(base, change)) + Bytes(20))) << what;
}

const std::vector<std::pair<std::string, Change>> kBadNd = {
    {"version", [](Nd& n) { n.version = 4; }},
    {"next header", [](Nd& n) { n.next = 17; }},
    {"hop limit 254", [](Nd& n) { n.hops = 254; }},
    {"hop limit 0", [](Nd& n) { n.hops = 0; }},
    {"code", [](Nd& n) { n.code = 1; }},
    {"router solicitation", [](Nd& n) { n.type = 133; }},
    {"router advertisement", [](Nd& n) { n.type = 134; }},
    {"redirect", [](Nd& n) { n.type = 137; }},
    {"echo", [](Nd& n) { n.type = 128; }},
    {"checksum", [](Nd& n) { n.wrong = 1; }},
    {"checksum's high byte", [](Nd& n) { n.wrong = 0x100; }},
    {"payload 0", [](Nd& n) { n.payload = 0; }},
    {"payload short of the message", [](Nd& n) { n.payload = 16; }},
    {"payload beyond the frame", [](Nd& n) { n.payload = 40; }},
    {"hop-by-hop options",
     [](Nd& n) {
       n.next = 0;
       n.before = Bytes{58, 0, 1, 4, 0, 0, 0, 0};
     }},
    {"atomic fragment",
     [](Nd& n) {
       n.next = 44;
       n.before = Bytes{58, 0, 0, 0, 0, 0, 0, 1};
     }},
    {"multicast target", [](Nd& n) { n.target = kAllNodes; }},
    {"multicast source", [](Nd& n) { n.from = kAllNodes; }},
    {"unspecified destination", [](Nd& n) { n.to = kUnspecified; }},
    {"option of length 0", [](Nd& n) { n.options = n.options + Bytes(8); }},
    {"option beyond the end",
     [](Nd& n) { n.options = n.options + Bytes{14, 2, 0, 0, 0, 0, 0, 0}; }},
    {"option far beyond the end", [](Nd& n) { n.options[1] = 255; }},
    {"half an option",
     [](Nd& n) {
       n.options = n.options + Bytes{14, 1, 0, 0};
     }},
    {"a byte of an option", [](Nd& n) { n.options = n.options + Bytes{14}; }},
    {"CGA option", [](Nd& n) { n.options = n.options + Option(11, Bytes(14)); }},
    {"RSA option", [](Nd& n) { n.options = n.options + Option(12, Bytes(22)); }},
    {"RSA option first", [](Nd& n) { n.options = Option(12, Bytes(6)) + n.options; }},
    {"link-layer option of 16 bytes",
     [](Nd& n) { n.options = Option(n.type == 135 ? 1 : 2, Bytes(14)); }},
    {"link-layer option twice", [](Nd& n) { n.options = n.options + n.options; }},
    {"IPv4's type",
     [](Nd& n) {
       n.eth.tags = {{0x0800, 0}};
     }},
};

TEST(NeighNone, Nd) {
  for (const auto& [what, change] : kBadNd)
    for (const Nd& base : {Na(), AnnouncingNa(), Ns()})
      EXPECT_TRUE(IsNone(Make(With<Nd>(base, change)))) << what;
}

TEST(NeighNone, DadMustBeLikeOne) {
  for (const auto& [what, change] : kBadNd) {
    // These do something to the link-layer option, and here there is none.
    if (what == "link-layer option twice" || what == "option far beyond the end")
      continue;
    EXPECT_TRUE(IsNone(Make(With<Nd>(Dad(), change)))) << what;
  }
  EXPECT_TRUE(IsNone(Make(With<Nd>(Dad(), [](Nd& n) { n.options = Option(1, kOurMac); }))));
  for (std::size_t i = 0; i < 16; i++) {
    Bytes to = kSolicited;
    to[i] ^= 1;
    EXPECT_EQ(IsNone(Make(With<Nd>(Dad(), [&](Nd& n) { n.to = to; }))), i < 13) << i;
  }
  EXPECT_TRUE(IsNone(Make(With<Nd>(Dad(), [](Nd& n) { n.to = kPeers6; }))));
}

TEST(NeighNone, SolicitedMulticastNa) {
  for (int flags = 0; flags < 256; flags++)
    EXPECT_EQ(IsNone(Make(With<Nd>(AnnouncingNa(), [&](Nd& n) { n.flags = u8(flags); }))),
              (flags & 0x40) != 0);
}

// A message as long as offsets of 16 bits allow, or @less bytes shorter.
Nd Longest(const Tags& tags, bool option, std::size_t less) {
  Nd n = Ns();
  n.eth.tags = tags;
  std::size_t most = 0xffff - (14 + 4 * tags.size() + 64 + (option ? 8 : 0)) - less;
  n.options.clear();
  for (std::size_t i = 0; i < most / 8; i++)
    n.options.insert(n.options.end(), {200, 1, 0, 0, 0, 0, 0, 0});
  if (option)
    n.options = n.options + Option(1, kOurMac);
  return n;
}

TEST(NeighNone, TooLong) {
  for (const Tags& tags : {kTags[0], kTags[1], kTags[7]}) {
    for (bool option : {false, true}) {
      Nd n = Longest(tags, option, option ? 0 : 8);
      ExpectSame(Want(n), Parse(Make(n)), "the longest");
      n.options = Option(200, Bytes(6)) + n.options;
      EXPECT_TRUE(IsNone(Make(n)));
    }
  }
}

TEST(NeighNone, Truncated) {
  for (const Tags& tags : kTags) {
    Arp arp = Reply();
    Nd na = Na(), bare = Ns();
    bare.options = {};
    arp.eth.tags = na.eth.tags = bare.eth.tags = tags;
    for (const auto& [frame, want] :
         {std::pair{Make(arp), Want(arp)}, {Make(na), Want(na)}, {Make(bare), Want(bare)}}) {
      for (std::size_t len = 0; len < frame.size(); len++)
        ASSERT_TRUE(IsNone(Bytes(frame.begin(), frame.begin() + long(len)))) << len;
      ExpectSame(want, Parse(frame), Name(tags));
    }
  }
}

// --- Rewriting ---

// In a buffer with exactly the room that it may need.
Bytes Rewrite(const Bytes& frame, nb_neigh* neigh, const Bytes& mac) {
  static Guarded guarded(70000);
  u8* data = guarded.Put(frame, NB_NEIGH_GROWTH);
  u32 len = nb_neigh_rewrite(data, static_cast<u32>(frame.size()), neigh, mac.data());
  EXPECT_LE(len, frame.size() + NB_NEIGH_GROWTH);
  return Bytes(data, data + std::min<std::size_t>(len, frame.size() + NB_NEIGH_GROWTH));
}

// The same message made with the other address.
Arp Taught(Arp a, const Bytes& mac) {
  a.eth.from = a.sha = mac;
  return a;
}
Nd Taught(Nd n, const Bytes& mac) {
  u8 type = n.type == 135 ? 1 : 2;
  bool has = false;
  for (std::size_t i = 0; i < n.options.size(); i += 8UL * n.options[i + 1])
    if (n.options[i] == type) {
      std::copy(mac.begin(), mac.end(), &n.options[i + 2]);
      has = true;
    }
  if (!has) {
    n.options = n.options + Option(type, mac);
    if (n.type == 136)
      n.flags |= 0x20;
  }
  n.eth.from = mac;
  return n;
}

template <typename Message>
void ExpectRewritten(const Message& message, const std::string& what) {
  Bytes frame = Make(message);
  nb_neigh neigh = Parse(frame);
  ASSERT_NE(neigh.kind, NB_NEIGH_NONE) << what;
  Message want = Taught(message, kNewMac);
  Bytes once = Rewrite(frame, &neigh, kNewMac);
  EXPECT_EQ(once, Make(want)) << what;
  ExpectSame(Want(want), neigh, what + ", brought up to date");
  ExpectSame(Want(want), Parse(once), what + ", read again");
  Bytes twice = Rewrite(once, &neigh, kOurMac);
  EXPECT_EQ(twice, Make(Taught(want, kOurMac))) << what;
  ExpectSame(Want(Taught(want, kOurMac)), neigh, what + ", twice");
}

template <typename Message>
void ExpectRewrittenAnywhere(Message message, const std::string& what) {
  for (const Tags& tags : kTags)
    for (std::size_t padding : {0, 1, 6, 8, 9, 40}) {
      message.eth.tags = tags;
      message.eth.padding = {};
      for (std::size_t i = 0; i < padding; i++)
        message.eth.padding.push_back(static_cast<u8>(i + 1));
      ExpectRewritten(message, what + ", " + Name(tags) + ", padding " + std::to_string(padding));
    }
}

TEST(NeighRewrite, Arp) {
  ExpectRewrittenAnywhere(Request(), "request");
  ExpectRewrittenAnywhere(Reply(), "reply");
  ExpectRewrittenAnywhere(With<Arp>(Request(), [](Arp& a) { a.tpa = a.spa; }), "announcement");
}

TEST(NeighRewrite, Nd) {
  Bytes nonce = Option(14, {1, 2, 3, 4, 5, 6});
  for (const Nd& base : {Na(), AnnouncingNa(), Ns()})
    for (const Bytes& options : {base.options, Bytes{}, nonce, nonce + base.options,
                                 base.options + nonce, Option(1, kOurMac) + Option(2, kPeerMac)})
      ExpectRewrittenAnywhere(With<Nd>(base, [&](Nd& n) { n.options = options; }), "options");
}

TEST(NeighRewrite, KeepsFlagsOfNa) {
  for (int flags = 0; flags < 256; flags++) {
    Nd n = With<Nd>(Na(), [&](Nd& na) { na.flags = u8(flags); });
    nb_neigh neigh = Parse(Make(n));
    EXPECT_EQ(Rewrite(Make(n), &neigh, kNewMac)[14 + 44], flags);
    nb_neigh bare = Parse(Make(With<Nd>(n, [](Nd& na) { na.options = {}; })));
    EXPECT_EQ(Rewrite(Make(With<Nd>(n, [](Nd& na) { na.options = {}; })), &bare, kNewMac)[14 + 44],
              flags | 0x20);
    EXPECT_EQ(neigh.router, (flags & 0x80) != 0);
    EXPECT_EQ(neigh.solicited, (flags & 0x40) != 0);
  }
  nb_neigh neigh = Parse(Make(Ns()));
  EXPECT_EQ(Rewrite(Make(Ns()), &neigh, kNewMac)[14 + 44], 0);
}

TEST(NeighRewrite, AppendsBehindTheMessage) {
  Nd n = Na();
  n.options = {};
  n.eth.padding = {1, 2, 3};
  nb_neigh neigh = Parse(Make(n));
  Bytes after = Rewrite(Make(n), &neigh, kNewMac);
  ASSERT_EQ(after.size(), Make(n).size() + 8);
  EXPECT_EQ(neigh.option, 78);
  EXPECT_EQ(Bytes(after.begin() + 78, after.end()), Bytes({2, 1}) + kNewMac + n.eth.padding);
  EXPECT_EQ(after[14 + 4] << 8 | after[14 + 5], 32);
}

TEST(NeighRewrite, CarriesIntoThePayloadsHighByte) {
  Nd n = Ns();
  n.options = Option(200, Bytes(222));
  ASSERT_EQ(24 + n.options.size(), 248U);
  ExpectRewrittenAnywhere(n, "248 bytes");
}

TEST(NeighRewrite, TheLongest) {
  for (const Tags& tags : {kTags[0], kTags[1], kTags[7]}) {
    ExpectRewritten(Longest(tags, false, 8), "the longest without option");
    ExpectRewritten(Longest(tags, true, 0), "the longest");
  }
}

TEST(NeighRewrite, LeavesProbesAlone) {
  for (const Bytes& frame :
       {Make(Dad()), Make(With<Arp>(Request(), [](Arp& a) { a.spa = Bytes(4); })),
        Make(With<Nd>(Na(), [](Nd& n) { n.wrong = 1; }))}) {
    nb_neigh before = Parse(frame), after = before;
    EXPECT_EQ(Rewrite(frame, &after, kNewMac), frame);
    EXPECT_FALSE(std::memcmp(&before, &after, sizeof(before)));
  }
}

// --- Making ---

nb_neigh_lesson Lesson(bool ip6, bool router) {
  nb_neigh_lesson lesson = {};
  lesson.ip6 = ip6;
  lesson.router = router;
  Put(lesson.mac, kNewMac);
  Put(lesson.local, ip6 ? kOurs6 : kOurs4);
  Put(lesson.peer, ip6 ? kPeers6 : kPeers4);
  Put(lesson.peer_mac, kPeerMac);
  return lesson;
}
Bytes Teach(const nb_neigh_lesson& lesson) {
  static Guarded guarded(NB_NEIGH_MADE);
  u8* data = guarded.Put(Bytes(NB_NEIGH_MADE, 0xa5));
  u32 len = nb_neigh_make(data, &lesson);
  EXPECT_LE(len, NB_NEIGH_MADE);
  return Bytes(data, data + std::min(len, NB_NEIGH_MADE));
}

TEST(NeighMake, Arp) {
  for (bool router : {false, true}) {
    Arp asked = Taught(Request(), kNewMac);
    asked.eth.to = Reply().eth.to;
    EXPECT_EQ(Teach(Lesson(false, router)), Make(asked));
  }
}

TEST(NeighMake, Na) {
  for (bool router : {false, true}) {
    Nd n = Na();
    n.flags = router ? 0xa0 : 0x20;
    Bytes made = Teach(Lesson(true, router));
    EXPECT_EQ(made, Make(Taught(n, kNewMac)));
    EXPECT_EQ(made.size(), NB_NEIGH_MADE);
    ExpectSame(Want(Taught(n, kNewMac)), Parse(made), "made");
  }
}

// --- From a Linux host ---

// Heard on a veth pair of Linux, ping in between: that what is made here is like in life.
const Bytes kLinuxRequest =
    Hex("ffffffffffff020000000a010806"
        "0001080006040001020000000a01c0000201000000000000c0000202");
const Bytes kLinuxReply =
    Hex("020000000a01020000000b010806"
        "0001080006040002020000000b01c0000202020000000a01c0000201");
const Bytes kLinuxDad =
    Hex("3333ff000b01020000000b0186dd6000000000203aff"
        "00000000000000000000000000000000ff0200000000000000000001ff000b01"
        "8700ea5100000000fe80000000000000000000fffe000b010e011338fbdc5fb5");
const Bytes kLinuxNs =
    Hex("3333ff000002020000000a0186dd6000000000203aff"
        "20010db8000000000000000000000001ff0200000000000000000001ff000002"
        "870012270000000020010db80000000000000000000000020101020000000a01");
const Bytes kLinuxNa =
    Hex("020000000a01020000000b0186dd6000000000203aff"
        "20010db800000000000000000000000220010db8000000000000000000000001"
        "88007f726000000020010db80000000000000000000000020201020000000b01");
// The answer to a unicast NS has neither option nor Override.
const Bytes kLinuxNaBare =
    Hex("020000000b01020000000a0186dd6000000000183aff"
        "20010db8000000000000000000000001fe80000000000000000000fffe000b01"
        "8800d3b64000000020010db8000000000000000000000001");

TEST(NeighLinux, Kinds) {
  EXPECT_EQ(Parse(kLinuxRequest).kind, NB_NEIGH_ARP_REQUEST);
  EXPECT_EQ(Parse(kLinuxReply).kind, NB_NEIGH_ARP_REPLY);
  EXPECT_EQ(Parse(kLinuxDad).kind, NB_NEIGH_NS);
  EXPECT_TRUE(Parse(kLinuxDad).probing);
  EXPECT_EQ(Parse(kLinuxNs).kind, NB_NEIGH_NS);
  EXPECT_EQ(Parse(kLinuxNs).option, 78);
  EXPECT_EQ(Parse(kLinuxNa).kind, NB_NEIGH_NA);
  EXPECT_EQ(Parse(kLinuxNa).option, 78);
  EXPECT_EQ(Parse(kLinuxNaBare).kind, NB_NEIGH_NA);
  EXPECT_EQ(Parse(kLinuxNaBare).option, 0);
}

TEST(NeighLinux, AsMadeHere) {
  Nd ns = Ns();
  ns.eth.to = Hex("3333ff000002");
  ns.eth.from = Hex("020000000a01");
  ns.from = Hex("20010db8000000000000000000000001");
  ns.to = Hex("ff0200000000000000000001ff000002");
  ns.target = Hex("20010db8000000000000000000000002");
  ns.options = Option(1, ns.eth.from);
  EXPECT_EQ(Make(ns), kLinuxNs);
  ExpectRewritten(ns, "NS");

  Nd na = Na();
  na.eth.to = Hex("020000000b01");
  na.eth.from = Hex("020000000a01");
  na.from = na.target = Hex("20010db8000000000000000000000001");
  na.to = Hex("fe80000000000000000000fffe000b01");
  na.options = {};
  EXPECT_EQ(Make(na), kLinuxNaBare);
  ExpectRewritten(na, "NA");
}

// What Linux answers to a multicast NS is what is taught unasked, but for being solicited.
TEST(NeighLinux, AsTaught) {
  nb_neigh neigh = Parse(kLinuxNa);
  nb_neigh_lesson lesson = {};
  lesson.ip6 = true;
  Put(lesson.mac, Hex("020000000b01"));
  Put(lesson.local, Bytes(neigh.local, neigh.local + 16));
  Put(lesson.peer, Bytes(neigh.peer, neigh.peer + 16));
  Put(lesson.peer_mac, Hex("020000000a01"));
  Bytes want = kLinuxNa;
  want[14 + 44] ^= 0x40;
  want[14 + 42] = static_cast<u8>(want[14 + 42] + 0x40);
  EXPECT_EQ(Teach(lesson), want);
}

// --- Routers ---

Nd Ra() {
  Nd n = Na();
  n.type = 134;
  n.flags = 0;
  n.eth.to = Hex("333300000001");
  n.to = Hex("ff020000000000000000000000000001");
  // What NA has as its target is reachable and retrans time of RA.
  n.target = Bytes(8);
  n.options = Option(1, kOurMac);
  return n;
}

TEST(NeighRouter, Advertisement) {
  Nd ra = Ra();
  nb_neigh neigh = Parse(Make(ra));
  EXPECT_EQ(neigh.kind, NB_NEIGH_RA);
  EXPECT_TRUE(neigh.announcing);
  EXPECT_TRUE(neigh.router);
  EXPECT_FALSE(neigh.probing);
  EXPECT_EQ(Bytes(neigh.mac, neigh.mac + 6), kOurMac);
  EXPECT_EQ(Bytes(neigh.local, neigh.local + 16), ra.from);
  EXPECT_EQ(neigh.option, 14 + 40 + 16);
  ra.options = Option(5, Bytes(6)) + ra.options;
  EXPECT_EQ(Parse(Make(ra)).option, 14 + 40 + 16 + 8);
}

TEST(NeighRouter, WithoutAnAddressItTeachesNothing) {
  EXPECT_TRUE(IsNone(Make(With<Nd>(Ra(), [](Nd& n) { n.options = {}; }))));
  EXPECT_TRUE(IsNone(Make(With<Nd>(Ra(), [](Nd& n) { n.from = Bytes(16); }))));
  EXPECT_TRUE(IsNone(Make(With<Nd>(Ra(), [](Nd& n) { n.options = Option(2, kOurMac); }))));
  EXPECT_TRUE(IsNone(Make(With<Nd>(Ra(), [](Nd& n) { n.type = 133; }))));
}

TEST(NeighRouter, ProxyIsNotTheSourceOfItsNa) {
  EXPECT_FALSE(Parse(Make(With<Nd>(Na(), [](Nd& n) { n.from = n.target; }))).proxy);
  EXPECT_TRUE(Parse(Make(With<Nd>(Na(), [](Nd& n) {
                n.from = n.target;
                n.from.back() ^= 1;
              }))).proxy);
}

// --- Random messages ---

Tags SomeTags(Random& random) {
  static const u32 types[] = {0x8100, 0x88a8, 0x9100};
  Tags tags(random() % 3);
  for (Tag& tag : tags)
    tag = {types[random() % 3], static_cast<u32>(random() % 4 ? random() & 0xffff : 0)};
  return tags;
}
Eth SomeEth(Random& random) {
  Eth eth;
  eth.to = Some(random, 6);
  eth.from = Some(random, 6);
  eth.tags = SomeTags(random);
  eth.padding = Some(random, random() % 2 ? random() % 70 : 0);
  return eth;
}
Arp SomeArp(Random& random) {
  Arp a;
  a.eth = SomeEth(random);
  a.op = 1 + random() % 2;
  a.sha = Some(random, 6);
  a.spa = random() % 8 ? Some(random, 4) : Bytes(4);
  a.tha = random() % 4 ? Some(random, 6) : Bytes(6);
  a.tpa = random() % 4 ? Some(random, 4) : a.spa;
  return a;
}
Bytes SomeUnicast(Random& random) {
  Bytes addr = Some(random, 16);
  addr[0] = random() & 1 ? 0xfe : 0x20;
  return addr;
}
// With the link-layer option of @type or without.
Bytes SomeOptions(Random& random, u8 type, bool has) {
  std::vector<Bytes> all(random() % 5);
  for (Bytes& option : all) {
    u8 other = static_cast<u8>(random());
    while (other == type || other == 11 || other == 12)
      other = static_cast<u8>(random());
    option = Option(other, Some(random, 8 * (1 + random() % 4) - 2));
  }
  if (has)
    all.insert(all.begin() + long(random() % (all.size() + 1)), Option(type, Some(random, 6)));
  Bytes options;
  for (const Bytes& option : all)
    options = options + option;
  return options;
}
Nd SomeNd(Random& random) {
  bool ns = random() & 1, dad = ns && random() % 8 == 0, group = random() & 1;
  Nd n;
  n.eth = SomeEth(random);
  n.type = ns ? 135 : 136;
  n.flags = static_cast<u8>(random());
  n.from = dad ? kUnspecified : SomeUnicast(random);
  n.to = group ? kAllNodes : SomeUnicast(random);
  if (dad)
    n.to = Bytes(kSolicited.begin(), kSolicited.begin() + 13) + Some(random, 3);
  n.target = SomeUnicast(random);
  if (!ns && group)
    n.flags &= 0xbf;
  n.options = SomeOptions(random, ns ? 1 : 2, !dad && random() % 3);
  n.label = random() & 0x0fffffff;
  return n;
}

template <typename Message>
void ExpectRandom(Message (*some)(Random&), u64 seed) {
  Random random(seed);
  for (int i = 0; i < 20000 && !testing::Test::HasFailure(); i++) {
    Message message = some(random);
    std::string what = "seed " + std::to_string(seed) + ", round " + std::to_string(i);
    nb_neigh want = Want(message);
    ExpectSame(want, Parse(Make(message)), what);
    if (!want.probing)
      ExpectRewritten(message, what);
  }
}
TEST(NeighRandom, Arp) {
  ExpectRandom(SomeArp, 1);
}
TEST(NeighRandom, Nd) {
  ExpectRandom(SomeNd, 2);
}

TEST(NeighRandom, CutAnywhere) {
  Random random(3);
  for (int i = 0; i < 300; i++) {
    Nd n = SomeNd(random);
    Bytes frame = Make(n);
    std::size_t whole = frame.size() - n.eth.padding.size();
    for (std::size_t len = 0; len < frame.size(); len++) {
      Bytes cut(frame.begin(), frame.begin() + long(len));
      if (len >= whole)
        ExpectSame(Want(n), Parse(cut), "cut in the padding");
      else
        ASSERT_TRUE(IsNone(cut)) << "round " << i << ", length " << len;
    }
  }
}

// The checksum finds each bit; what it does not cover is looked at, or does not count.
TEST(NeighRandom, EachBitOfNdCounts) {
  Random random(4);
  for (int i = 0; i < 100; i++) {
    Nd n = SomeNd(random);
    Bytes frame = Make(n);
    std::size_t at = 14 + 4 * n.eth.tags.size();
    for (std::size_t bit = at * 8; bit < (frame.size() - n.eth.padding.size()) * 8; bit++) {
      Bytes other = frame;
      other[bit / 8] ^= static_cast<u8>(0x80 >> bit % 8);
      bool label = bit >= at * 8 + 4 && bit < at * 8 + 32;
      ASSERT_EQ(IsNone(other), !label) << "round " << i << ", bit " << bit - at * 8;
    }
  }
}

TEST(NeighRandom, Noise) {
  Random random(5);
  for (int i = 0; i < 200000; i++) {
    Bytes noise = Some(random, random() % 128);
    nb_neigh neigh = Parse(noise);
    if (neigh.kind)
      Rewrite(noise, &neigh, kNewMac);
  }
}

}  // namespace
}  // namespace netbond
