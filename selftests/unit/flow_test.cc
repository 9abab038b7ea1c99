// SPDX-License-Identifier: GPL-2.0
// The hash of a frame: which headers count, that nothing is read too far, and how evenly it
// spreads.
#include "flow.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

#include "cases.h"
#include "flow_narrow.h"
#include "flow_plain.h"
#include "tests/flow_cases.h"

void PrintTo(const nb_flow_case& c, std::ostream* out) {
  netbond::PrintCase(c, out);
}

namespace netbond {
namespace {

class FlowVector : public testing::TestWithParam<nb_flow_case> {};
TEST_P(FlowVector, Case) {
  EXPECT_TRUE(Check(nb_flow_case_run, GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Table, FlowVector, testing::ValuesIn(nb_flow_cases),
                         CaseName<nb_flow_case>);

TEST(FlowCases, Seeds) {
  EXPECT_TRUE(Check(nb_flow_seeds));
}
TEST(FlowCases, RandomFrames) {
  EXPECT_TRUE(RunSeeds(nb_flow_random_frame));
}

using Bytes = std::vector<u8>;
using Random = std::mt19937_64;

constexpr u32 kLayer2 = NETBOND_XMIT_HASH_POLICY_LAYER2;
constexpr u32 kLayer23 = NETBOND_XMIT_HASH_POLICY_LAYER23;
constexpr u32 kLayer34 = NETBOND_XMIT_HASH_POLICY_LAYER34;
constexpr u32 kEncap23 = NETBOND_XMIT_HASH_POLICY_ENCAP23;
constexpr u32 kEncap34 = NETBOND_XMIT_HASH_POLICY_ENCAP34;
constexpr u32 kVlanSrcmac = NETBOND_XMIT_HASH_POLICY_VLAN_SRCMAC;
constexpr std::array<u32, 6> kPolicies = {kLayer2,  kLayer34, kLayer23,
                                          kEncap23, kEncap34, kVlanSrcmac};

bool CountsPorts(u32 policy) {
  return policy == kLayer34 || policy == kEncap34;
}
bool CountsAddresses(u32 policy) {
  return policy != kLayer2 && policy != kVlanSrcmac;
}
bool LooksInside(u32 policy) {
  return policy == kEncap23 || policy == kEncap34;
}

nb_flow_seed Seed(u32 number) {
  nb_flow_seed seed;
  nb_flow_seed_init(&seed, number);
  return seed;
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
Bytes Zeros(std::size_t n) {
  return Bytes(n);
}
Bytes Some(Random& random, std::size_t n) {
  Bytes bytes(n);
  for (u8& byte : bytes)
    byte = static_cast<u8>(random());
  return bytes;
}

// One end of a conversation.
struct End {
  Bytes mac, ip;
  u16 port;
};
End SomeEnd(Random& random, int version) {
  return {Some(random, 6), Some(random, version == 4 ? 4 : 16), static_cast<u16>(random() | 1)};
}
struct Flow {
  End from, to;
  Flow Reply() const { return {to, from}; }
};
Flow SomeFlow(Random& random, int version) {
  Flow flow = {SomeEnd(random, version), SomeEnd(random, version)};
  flow.to.port = 443;
  return flow;
}

Bytes Eth(const Flow& flow, u32 type, const Bytes& payload) {
  return flow.to.mac + flow.from.mac + Be16(type) + payload;
}
Bytes Tag(u32 tci, u32 type, const Bytes& payload) {
  return Be16(tci) + Be16(type) + payload;
}
Bytes Ports(const Flow& flow) {
  return Be16(flow.from.port) + Be16(flow.to.port);
}
Bytes Udp(u32 from, u32 to, const Bytes& payload) {
  return Be16(from) + Be16(to) + Be16(8 + static_cast<u32>(payload.size())) + Zeros(2) + payload;
}
// 20 bytes are a whole TCP header and enough of all others.
Bytes Segment(const Flow& flow) {
  return Ports(flow) + Zeros(16);
}

struct Rest4 {
  u32 tos = 0, id = 0, fragment = 0x4000, ttl = 64;
  Bytes options = {};
  int total = -1;
};
Bytes Ip4(const Flow& flow, u32 proto, const Bytes& payload, const Rest4& rest = {}) {
  u32 header = 20 + static_cast<u32>(rest.options.size());
  u32 total = rest.total < 0 ? header + static_cast<u32>(payload.size()) : rest.total;
  return Bytes{static_cast<u8>(0x40 | header / 4), static_cast<u8>(rest.tos)} + Be16(total) +
         Be16(rest.id) + Be16(rest.fragment) +
         Bytes{static_cast<u8>(rest.ttl), static_cast<u8>(proto)} + Zeros(2) + flow.from.ip +
         flow.to.ip + rest.options + payload;
}
Bytes Ip6(const Flow& flow, u32 next, const Bytes& payload, u32 label = 0, int length = -1) {
  return Be32(0x60000000 | label) +
         Be16(length < 0 ? static_cast<u32>(payload.size()) : static_cast<u32>(length)) +
         Bytes{static_cast<u8>(next), 64} + flow.from.ip + flow.to.ip + payload;
}
Bytes Extension(u32 next, u32 units, const Bytes& payload) {
  return Bytes{static_cast<u8>(next), static_cast<u8>(units)} + Zeros(6 + 8 * units) + payload;
}
Bytes Fragment6(u32 next, u32 offset_and_more, u32 id, const Bytes& payload) {
  return Bytes{static_cast<u8>(next), 0} + Be16(offset_and_more) + Be32(id) + payload;
}
u32 TypeOf(const Flow& flow) {
  return flow.from.ip.size() == 4 ? 0x0800 : 0x86dd;
}
Bytes Ip(const Flow& flow, u32 proto, const Bytes& payload) {
  return flow.from.ip.size() == 4 ? Ip4(flow, proto, payload) : Ip6(flow, proto, payload);
}
Bytes Packet(const Flow& flow, u32 proto = 6) {
  return Eth(flow, TypeOf(flow), Ip(flow, proto, Segment(flow)));
}
Bytes Gre(u32 flags, u32 type, const Bytes& payload) {
  std::size_t optional = 4 * std::popcount(flags & 0xb000);
  return Be16(flags) + Be16(type) + Bytes(optional, 0xa5) + payload;
}
Bytes Vxlan(const Bytes& inner) {
  return Bytes{8, 0, 0, 0, 1, 2, 3, 0} + inner;
}
Bytes Geneve(u32 options, u32 type, const Bytes& inner) {
  return Bytes{static_cast<u8>(options), 0} + Be16(type) + Zeros(4 + 4 * options) + inner;
}
Bytes Error4(u32 type, const Bytes& about) {
  return Bytes{static_cast<u8>(type), 1, 0, 0, 0, 0, 0, 0} + about;
}

// --- Hashing ---

// The last bytes before a page that cannot be read: a byte too far ends the test.
class Guarded {
 public:
  Guarded() : page_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) {
    base_ = static_cast<u8*>(
        mmap(nullptr, 2 * page_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (base_ == MAP_FAILED || mprotect(base_ + page_, page_, PROT_NONE))
      abort();
  }
  ~Guarded() { munmap(base_, 2 * page_); }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;
  const u8* Put(const u8* data, std::size_t len) {
    u8* at = base_ + page_ - len;
    if (len)
      std::memcpy(at, data, len);
    return at;
  }

 private:
  std::size_t page_;
  u8* base_;
};

struct Answer {
  u32 hash;
  bool cut;
};
constexpr int kUntagged = -1;

// All ways to the answer, which are to agree.
Answer AskOf(const nb_flow_seed& seed, u32 policy, const u8* data, std::size_t len, int tag) {
  nb_flow_frame frame = {data, static_cast<u32>(len), static_cast<u16>(tag < 0 ? 0 : tag),
                         tag >= 0};
  bool cut = false, cut_narrow = false;
  nb_flow_info info;
  u32 hash = nb_flow_hash(&seed, policy, &frame, &cut);
  nb_flow_dissect(policy, &frame, &info);
  EXPECT_EQ(hash, nb_flow_mix(&seed, &info)) << "policy " << policy;
  EXPECT_EQ(cut, info.cut) << "policy " << policy;
  EXPECT_EQ(hash, nb_flow_narrow_hash(&seed, policy, &frame, &cut_narrow)) << "policy " << policy;
  EXPECT_EQ(cut, cut_narrow);
  return {hash, cut};
}
Answer Ask(u32 policy, const Bytes& bytes, int tag = kUntagged) {
  static const nb_flow_seed seed = Seed(1);
  static Guarded guarded;
  return AskOf(seed, policy, guarded.Put(bytes.data(), bytes.size()), bytes.size(), tag);
}
u32 Hash(u32 policy, const Bytes& bytes, int tag = kUntagged) {
  Answer answer = Ask(policy, bytes, tag);
  EXPECT_FALSE(answer.cut);
  return answer.hash;
}
u32 Used(u32 policy, const Bytes& bytes, int tag = kUntagged) {
  nb_flow_frame frame = {bytes.data(), static_cast<u32>(bytes.size()),
                         static_cast<u16>(tag < 0 ? 0 : tag), tag >= 0};
  nb_flow_info info;
  nb_flow_dissect(policy, &frame, &info);
  return info.used;
}

// What a change does to the hash over many flows. Two 32-bit numbers may be equal by chance once in
// four thousand million: one such case in a run would be suspicious, so none is let pass.
void ExpectCounts(bool counts, const std::function<void(Random&, Bytes*, Bytes*)>& pair, u32 policy,
                  const std::string& what, int rounds = 300) {
  Random random(policy * 7919 + what.size());
  for (int i = 0; i < rounds; i++) {
    Bytes one, other;
    pair(random, &one, &other);
    bool differs = Hash(policy, one) != Hash(policy, other);
    ASSERT_EQ(differs, counts) << what << ", policy " << policy << ", round " << i;
  }
}

struct Field {
  std::string name;
  std::function<void(Flow*)> change;
  bool mac, source_mac, address, port;
};
const std::vector<Field> kFields = {
    {"destination MAC", [](Flow* f) { f->to.mac[2] ^= 1; }, true, false, false, false},
    {"source MAC", [](Flow* f) { f->from.mac[5] ^= 0x80; }, true, true, false, false},
    {"source address", [](Flow* f) { f->from.ip.front() ^= 4; }, false, false, true, false},
    {"source address's end", [](Flow* f) { f->from.ip.back() ^= 1; }, false, false, true, false},
    {"destination address", [](Flow* f) { f->to.ip.front() ^= 4; }, false, false, true, false},
    {"destination address's end", [](Flow* f) { f->to.ip.back() ^= 1; }, false, false, true, false},
    {"source port", [](Flow* f) { f->from.port ^= 0x0100; }, false, false, false, true},
    {"destination port", [](Flow* f) { f->to.port ^= 2; }, false, false, false, true},
};

bool Counts(u32 policy, const Field& field) {
  if (policy == kVlanSrcmac)
    return field.source_mac;
  if (policy == kLayer2)
    return field.mac;
  return CountsPorts(policy) ? field.address || field.port : field.mac || field.address;
}

class FlowPolicy : public testing::TestWithParam<u32> {};
INSTANTIATE_TEST_SUITE_P(Each, FlowPolicy, testing::ValuesIn(kPolicies),
                         [](const auto& policy) { return std::to_string(policy.param); });

TEST_P(FlowPolicy, CountsItsFieldsAndNoOthers) {
  u32 policy = GetParam();
  for (int version : {4, 6})
    for (u32 proto : {6, 17, 33, 132, 136})
      for (const Field& field : kFields)
        ExpectCounts(
            Counts(policy, field),
            [&](Random& random, Bytes* one, Bytes* other) {
              Flow flow = SomeFlow(random, version);
              *one = Packet(flow, proto);
              field.change(&flow);
              *other = Packet(flow, proto);
            },
            policy, field.name + " of protocol " + std::to_string(proto), 100);
}

TEST_P(FlowPolicy, IgnoresWhatChangesFromPacketToPacket) {
  ExpectCounts(
      false,
      [](Random& random, Bytes* one, Bytes* other) {
        Flow flow = SomeFlow(random, 4);
        *one = Eth(flow, 0x0800, Ip4(flow, 6, Segment(flow)));
        Rest4 rest = {.tos = static_cast<u32>(random() & 0xff),
                      .id = static_cast<u32>(random() & 0xffff),
                      .fragment = static_cast<u32>(random() & 0x4000),
                      .ttl = static_cast<u32>(random() & 0xff)};
        *other =
            Eth(flow, 0x0800, Ip4(flow, 6, Ports(flow) + Some(random, 16 + random() % 40), rest));
      },
      GetParam(), "IPv4");
  ExpectCounts(
      false,
      [](Random& random, Bytes* one, Bytes* other) {
        Flow flow = SomeFlow(random, 6);
        *one = Packet(flow);
        *other =
            Eth(flow, 0x86dd, Ip6(flow, 6, Ports(flow) + Some(random, 16), random() & 0x0fffffff));
      },
      GetParam(), "IPv6");
}

// No protocol number in any policy: TCP and UDP of the same ports are the same flow in-tree, too.
TEST_P(FlowPolicy, IgnoresTheProtocolOfPorts) {
  ExpectCounts(
      false,
      [](Random& random, Bytes* one, Bytes* other) {
        Flow flow = SomeFlow(random, 4);
        *one = Packet(flow, 6);
        *other = Packet(flow, 132);
      },
      GetParam(), "protocol");
}

TEST_P(FlowPolicy, TakesOtherProtocolsByMacAndType) {
  u32 policy = GetParam();
  Random random(3);
  Flow flow = SomeFlow(random, 4), other = flow;
  other.to.mac[0] ^= 2;
  Bytes arp = Eth(flow, 0x0806, Some(random, 46));
  EXPECT_EQ(Hash(policy, arp), Hash(policy, Eth(flow, 0x0806, Some(random, 46))));
  EXPECT_EQ(Hash(policy, arp) == Hash(policy, Eth(other, 0x0806, Zeros(46))),
            policy == kVlanSrcmac);
  EXPECT_EQ(Hash(policy, arp) == Hash(policy, Eth(flow, 0x88cc, Zeros(46))), policy == kVlanSrcmac);
  EXPECT_EQ(Hash(policy, Eth(flow, 46, Zeros(46))), Hash(policy, Eth(flow, 300, Zeros(300))))
      << "a length is no type";
}

TEST(Flow, UnknownPoliciesAreLayer2) {
  Random random(4);
  Bytes packet = Packet(SomeFlow(random, 4));
  for (u32 policy : {6U, 7U, 255U, ~0U})
    EXPECT_EQ(Hash(policy, packet), Hash(kLayer2, packet));
}

// --- VLAN tags ---

TEST_P(FlowPolicy, TagsInTheFrameAndBesideItAreTheSame) {
  u32 policy = GetParam();
  Random random(5);
  for (int version : {4, 6})
    for (u32 type : {0x8100, 0x88a8, 0x9100})
      for (u32 tci : {0, 1, 0x6064, 0xffff}) {
        Flow flow = SomeFlow(random, version);
        Bytes ip = Ip(flow, 17, Segment(flow));
        u32 bare = Hash(policy, Packet(flow, 17));
        u32 within = Hash(policy, Eth(flow, type, Tag(tci, TypeOf(flow), ip)));
        u32 beside = Hash(policy, Packet(flow, 17), static_cast<int>(tci));
        EXPECT_EQ(within, beside);
        EXPECT_EQ(within == bare, policy != kVlanSrcmac || (tci & 0xfff) == 0);
        Bytes one = Eth(flow, 0x8100, Tag(7, TypeOf(flow), ip));
        Bytes two = Eth(flow, type, Tag(tci, 0x8100, Tag(7, TypeOf(flow), ip)));
        EXPECT_EQ(Hash(policy, two), Hash(policy, one, static_cast<int>(tci))) << "QinQ";
        EXPECT_EQ(Hash(policy, two), within) << "the outermost counts";
      }
}

TEST(Flow, PriorityIsNoPartOfTheVlan) {
  Random random(6);
  Bytes packet = Packet(SomeFlow(random, 4));
  EXPECT_EQ(Hash(kVlanSrcmac, packet, 0xe064), Hash(kVlanSrcmac, packet, 0x0064));
  EXPECT_NE(Hash(kVlanSrcmac, packet, 0x0065), Hash(kVlanSrcmac, packet, 0x0064));
}

TEST_P(FlowPolicy, EightTagsAndNoMore) {
  u32 policy = GetParam();
  Random random(7);
  Flow flow = SomeFlow(random, 4);
  Bytes rest = Ip4(flow, 6, Segment(flow));
  u32 type = 0x0800;
  for (int tags = 1; tags <= 9; tags++) {
    rest = Tag(1, type, rest);
    type = 0x8100;
    u32 used = Used(policy, Eth(flow, type, rest));
    EXPECT_EQ((used & NETBOND_FLOW_FIELD_ADDRESS) != 0, CountsAddresses(policy) && tags <= 8)
        << tags;
  }
}

// --- Fragments ---

TEST_P(FlowPolicy, FragmentsStayTogether) {
  u32 policy = GetParam();
  Random random(8);
  for (int round = 0; round < 200; round++) {
    Flow flow = SomeFlow(random, 4), other = flow;
    other.from.port ^= 1;
    Bytes first = Eth(flow, 0x0800, Ip4(flow, 17, Segment(flow), {.fragment = 0x2000}));
    u32 hash = Hash(policy, first);
    for (u32 fragment : {0x2001, 0x0001, 0x20ff, 0x1fff, 0x3fff})
      EXPECT_EQ(hash, Hash(policy, Eth(flow, 0x0800,
                                       Ip4(flow, 17, Some(random, 24), {.fragment = fragment}))));
    EXPECT_EQ(hash, Hash(policy,
                         Eth(other, 0x0800, Ip4(other, 17, Segment(other), {.fragment = 0x2000}))));
    EXPECT_EQ(hash == Hash(policy, Packet(flow, 17)), !CountsPorts(policy));

    flow = SomeFlow(random, 6);
    hash = Hash(policy, Eth(flow, 0x86dd, Ip6(flow, 44, Fragment6(17, 1, 5, Segment(flow)))));
    for (u32 fragment : {0x0009, 0x0008, 0xfff8})
      EXPECT_EQ(hash,
                Hash(policy, Eth(flow, 0x86dd,
                                 Ip6(flow, 44, Fragment6(17, fragment, 5, Some(random, 24))))));
    EXPECT_EQ(hash == Hash(policy, Packet(flow, 17)), !CountsPorts(policy));
    u32 atomic = Hash(policy, Eth(flow, 0x86dd, Ip6(flow, 44, Fragment6(17, 0, 5, Segment(flow)))));
    EXPECT_EQ(atomic, Hash(policy, Packet(flow, 17))) << "its own only fragment";
  }
}

TEST(Flow, FragmentsOfATunnelAreNotLookedInto) {
  Random random(9);
  Flow outer = SomeFlow(random, 4), inner = SomeFlow(random, 4);
  Bytes payload = Ip4(inner, 17, Segment(inner));
  u32 first = Hash(kEncap34, Eth(outer, 0x0800, Ip4(outer, 4, payload, {.fragment = 0x2000})));
  EXPECT_EQ(first,
            Hash(kEncap34, Eth(outer, 0x0800, Ip4(outer, 4, Some(random, 30), {.fragment = 9}))));
  EXPECT_EQ(Used(kEncap34, Eth(outer, 0x0800, Ip4(outer, 4, payload, {.fragment = 0x2000}))),
            u32{NETBOND_FLOW_FIELD_ADDRESS | NETBOND_FLOW_FIELD_FRAGMENT});
}

// --- Headers of other lengths ---

TEST_P(FlowPolicy, PortsAreFoundBehindOptionsAndExtensions) {
  u32 policy = GetParam();
  Random random(10);
  for (u32 words = 1; words <= 10; words++) {
    Flow flow = SomeFlow(random, 4);
    EXPECT_EQ(Hash(policy, Packet(flow)),
              Hash(policy,
                   Eth(flow, 0x0800, Ip4(flow, 6, Segment(flow), {.options = Zeros(4 * words)}))));
  }
  Flow flow = SomeFlow(random, 6);
  u32 plain = Hash(policy, Packet(flow));
  for (u32 kind : {0, 43, 60})
    for (u32 units : {0, 1, 5}) {
      Bytes one = Extension(6, units, Segment(flow));
      EXPECT_EQ(plain, Hash(policy, Eth(flow, 0x86dd, Ip6(flow, kind, one))));
      Bytes four = Extension(43, units,
                             Extension(60, 1, Extension(44, 0, Fragment6(6, 0, 3, Segment(flow)))));
      EXPECT_EQ(plain, Hash(policy, Eth(flow, 0x86dd, Ip6(flow, kind, four))));
    }
}

TEST(Flow, EightExtensionsAndNoMore) {
  Random random(11);
  Flow flow = SomeFlow(random, 6);
  Bytes rest = Segment(flow);
  u32 next = 6;
  for (int extensions = 1; extensions <= 9; extensions++) {
    rest = Extension(next, 0, rest);
    next = 60;
    bool ports = Used(kLayer34, Eth(flow, 0x86dd, Ip6(flow, next, rest))) & NETBOND_FLOW_FIELD_PORT;
    EXPECT_EQ(ports, extensions < 8) << extensions;
  }
}

TEST(Flow, HeadersThatContradictThemselvesAreNone) {
  Random random(12);
  Flow flow = SomeFlow(random, 4);
  auto used = [&](Bytes ip, u32 type = 0x0800) { return Used(kLayer34, Eth(flow, type, ip)); };
  Bytes ip = Ip4(flow, 6, Segment(flow));
  u32 mac = NETBOND_FLOW_FIELD_MAC, address = NETBOND_FLOW_FIELD_ADDRESS,
      all = address | NETBOND_FLOW_FIELD_PORT;
  EXPECT_EQ(used(ip), all);
  for (u8 first : {0x44, 0x40, 0x55, 0x65, 0x05}) {
    ip[0] = first;
    EXPECT_EQ(used(ip), mac) << int{first};
  }
  for (auto [total, want] : {std::pair{0, all},
                             {19, mac},
                             {20, address},
                             {23, address},
                             {24, all},
                             {1500, all},
                             {65535, all}})
    EXPECT_EQ(used(Ip4(flow, 6, Segment(flow), {.total = total})), want) << total;

  flow = SomeFlow(random, 6);
  for (auto [length, want] : {std::pair{0, all}, {1, address}, {3, address}, {4, all}, {9000, all}})
    EXPECT_EQ(used(Ip6(flow, 6, Segment(flow), 0, length), 0x86dd), want) << length;
  Bytes six = Ip6(flow, 6, Segment(flow));
  six[0] = 0x45;
  EXPECT_EQ(used(six, 0x86dd), mac);
  EXPECT_EQ(used(Ip6(flow, 60, Extension(6, 255, Segment(flow)), 0, 28), 0x86dd), address)
      << "an extension longer than its packet";
}

TEST(Flow, PaddingIsNoPort) {
  Random random(13);
  Flow flow = SomeFlow(random, 4);
  Bytes ip = Ip4(flow, 6, Zeros(0));
  EXPECT_EQ(Hash(kLayer34, Eth(flow, 0x0800, ip + Some(random, 26))),
            Hash(kLayer34, Eth(flow, 0x0800, ip + Some(random, 26))));
}

TEST(Flow, SecurityAssociationsStayTogether) {
  Random random(14);
  for (int version : {4, 6}) {
    Flow flow = SomeFlow(random, version);
    auto hash = [&](u32 proto, const Bytes& payload) {
      return Hash(kLayer34, Eth(flow, TypeOf(flow), Ip(flow, proto, payload)));
    };
    EXPECT_EQ(hash(50, Be32(1) + Some(random, 20)), hash(50, Be32(1) + Some(random, 20)));
    EXPECT_NE(hash(50, Be32(1) + Zeros(20)), hash(50, Be32(2) + Zeros(20)));
    Bytes ah = {6, 4, 0, 0};
    EXPECT_EQ(hash(51, ah + Be32(1) + Some(random, 40)), hash(51, ah + Be32(1) + Some(random, 40)));
    EXPECT_NE(hash(51, ah + Be32(1) + Zeros(40)), hash(51, ah + Be32(2) + Zeros(40)));
  }
}

// --- Tunnels ---

struct Tunnel {
  const char* name;
  bool mac;  // an Ethernet header is inside
  std::function<Bytes(const Flow& outer, const Bytes& inner, u32 type)> wrap;
};
u32 IpProto(u32 type) {
  return type == 0x0800 ? 4 : 41;
}
const std::vector<Tunnel> kTunnels = {
    {"IP", false,
     [](const Flow& o, const Bytes& inner, u32 type) { return Ip(o, IpProto(type), inner); }},
    {"GRE", false,
     [](const Flow& o, const Bytes& inner, u32 type) { return Ip(o, 47, Gre(0, type, inner)); }},
    {"GRE with key", false,
     [](const Flow& o, const Bytes& inner, u32 type) {
       return Ip(o, 47, Gre(0x2000, type, inner));
     }},
    {"GRE with all", false,
     [](const Flow& o, const Bytes& inner, u32 type) {
       return Ip(o, 47, Gre(0xb000, type, inner));
     }},
    {"GRE with Ethernet", true,
     [](const Flow& o, const Bytes& inner, u32) { return Ip(o, 47, Gre(0x1000, 0x6558, inner)); }},
    {"VXLAN", true,
     [](const Flow& o, const Bytes& inner, u32) { return Ip(o, 17, Udp(1, 4789, Vxlan(inner))); }},
    {"VXLAN on the old port", true,
     [](const Flow& o, const Bytes& inner, u32) { return Ip(o, 17, Udp(1, 8472, Vxlan(inner))); }},
    {"Geneve", true,
     [](const Flow& o, const Bytes& inner, u32) {
       return Ip(o, 17, Udp(1, 6081, Geneve(3, 0x6558, inner)));
     }},
    {"Geneve with IP", false,
     [](const Flow& o, const Bytes& inner, u32 type) {
       return Ip(o, 17, Udp(1, 6081, Geneve(0, type, inner)));
     }},
    {"MPLS in IP", false,
     [](const Flow& o, const Bytes& inner, u32) {
       return Ip(o, 137, Be32(0x00010040) + Be32(0x00020140) + inner);
     }},
};

Bytes Wrap(const Tunnel& tunnel, const Flow& outer, const Flow& inner, bool tagged = false) {
  Bytes ip = Ip(inner, 6, Segment(inner));
  if (tunnel.mac && tagged)
    ip = Eth(inner, 0x88a8, Tag(5, 0x8100, Tag(6, TypeOf(inner), ip)));
  else if (tunnel.mac)
    ip = Eth(inner, TypeOf(inner), ip);
  return Eth(outer, TypeOf(outer), tunnel.wrap(outer, ip, TypeOf(inner)));
}

TEST_P(FlowPolicy, TunnelsAreLookedIntoWhereThePolicySaysSo) {
  u32 policy = GetParam();
  Random random(15);
  for (const Tunnel& tunnel : kTunnels)
    for (int outside : {4, 6})
      for (int inside : {4, 6})
        for (bool tagged : {false, true}) {
          SCOPED_TRACE(tunnel.name);
          Flow outer = SomeFlow(random, outside), inner = SomeFlow(random, inside);
          u32 hash = Hash(policy, Wrap(tunnel, outer, inner, tagged));
          Flow o = outer, i = inner;
          o.from.ip[1] ^= 1;
          EXPECT_EQ(hash != Hash(policy, Wrap(tunnel, o, inner, tagged)),
                    CountsAddresses(policy) && !LooksInside(policy));
          o = outer, o.to.mac[1] ^= 1;
          EXPECT_EQ(hash != Hash(policy, Wrap(tunnel, o, inner, tagged)),
                    policy != kVlanSrcmac && !CountsPorts(policy));
          i.to.ip[3] ^= 1;
          EXPECT_EQ(hash != Hash(policy, Wrap(tunnel, outer, i, tagged)), LooksInside(policy));
          i = inner, i.from.port ^= 1;
          EXPECT_EQ(hash != Hash(policy, Wrap(tunnel, outer, i, tagged)), policy == kEncap34);
          i = inner, i.from.mac[0] ^= 2;
          EXPECT_EQ(hash, Hash(policy, Wrap(tunnel, outer, i, tagged)));
          if (policy == kEncap34) {
            EXPECT_EQ(hash, Hash(policy, Packet(inner))) << "as if there were no tunnel";
          }
        }
}

TEST(Flow, WhatIsNoIpInATunnelLeavesItAtTheTunnel) {
  Random random(16);
  Flow outer = SomeFlow(random, 4), inner = SomeFlow(random, 4);
  u32 all = NETBOND_FLOW_FIELD_ADDRESS | NETBOND_FLOW_FIELD_PORT;
  auto used = [&](u32 proto, const Bytes& payload) {
    return Used(kEncap34, Eth(outer, 0x0800, Ip4(outer, proto, payload)));
  };
  Bytes ip = Ip4(inner, 6, Segment(inner)), eth = Eth(inner, 0x0800, ip);
  EXPECT_EQ(used(17, Udp(1, 4789, Vxlan(Eth(inner, 0x0806, Zeros(46))))), all);
  EXPECT_EQ(used(17, Udp(1, 4789, Bytes{0, 0, 0, 0, 0, 0, 0, 0} + eth)), all) << "no VNI";
  EXPECT_EQ(used(17, Udp(1, 4789, Bytes{12, 0, 0, 1, 0, 0, 0, 0} + ip)), all) << "GPE";
  EXPECT_EQ(used(17, Udp(1, 4789, Bytes{12, 0, 0, 3, 0, 0, 0, 0} + eth)), all) << "GPE";
  EXPECT_EQ(used(17, Udp(1, 6081, Bytes{0x40, 0} + Zeros(6) + eth)), all) << "version";
  EXPECT_EQ(used(17, Udp(1, 6081, Bytes{0, 0x80, 0x65, 0x58} + Zeros(4) + eth)), all) << "control";
  EXPECT_EQ(used(17, Udp(1, 6082, Vxlan(eth))), all) << "another port";
  EXPECT_EQ(used(47, Gre(0x3001, 0x880b, ip)), u32{NETBOND_FLOW_FIELD_ADDRESS}) << "PPTP";
  EXPECT_EQ(used(47, Gre(0x0001, 0x0800, ip)), u32{NETBOND_FLOW_FIELD_ADDRESS}) << "version";
  EXPECT_EQ(used(47, Gre(0x4000, 0x0800, ip)), u32{NETBOND_FLOW_FIELD_ADDRESS}) << "source route";
  EXPECT_EQ(used(47, Gre(0, 0x0806, ip)), u32{NETBOND_FLOW_FIELD_ADDRESS});
  EXPECT_EQ(used(4, Ip6(SomeFlow(random, 6), 6, Segment(inner))), u32{NETBOND_FLOW_FIELD_ADDRESS});
}

// An IP header inside makes the one around it and its ports count no more.
TEST(Flow, WhatIsAroundTheInnermostHeaderCountsNoMore) {
  Random random(28);
  Flow outer = SomeFlow(random, 6), inner = SomeFlow(random, 4);
  Bytes ip = Ip4(inner, 99, Zeros(8));
  Bytes packet = Eth(outer, 0x86dd, Ip6(outer, 17, Udp(1, 6081, Geneve(0, 0x0800, ip))));
  EXPECT_EQ(Hash(kEncap34, packet), Hash(kEncap34, Eth(outer, 0x0800, ip)));
  nb_flow_frame frame = {packet.data(), static_cast<u32>(packet.size()), 0, false};
  nb_flow_info info;
  nb_flow_dissect(kEncap34, &frame, &info);
  EXPECT_EQ(info.used, NETBOND_FLOW_FIELD_ADDRESS | NETBOND_FLOW_FIELD_INNER);
  EXPECT_EQ(info.version, 4);
  EXPECT_EQ(Bytes(info.addr, info.addr + 32), inner.from.ip + inner.to.ip + Zeros(24));
  EXPECT_EQ(Bytes(info.ports, info.ports + 4), Zeros(4));
}

TEST(Flow, FiveLayersAndNoMore) {
  Random random(17);
  std::vector<Flow> flows;
  for (int i = 0; i < 7; i++)
    flows.push_back(SomeFlow(random, 4));
  Bytes rest = Ip4(flows[6], 6, Segment(flows[6]));
  for (int i = 5; i >= 1; i--)
    rest = Ip4(flows[i], 4, rest);
  EXPECT_EQ(Hash(kEncap23, Eth(flows[0], 0x0800, rest)),
            Hash(kEncap23, Eth(flows[0], 0x0800, Ip4(flows[5], 99, Zeros(9)))));
}

TEST_P(FlowPolicy, IpBehindPppoeAndMplsCounts) {
  u32 policy = GetParam();
  if (!CountsAddresses(policy))
    return;
  Random random(18);
  for (int version : {4, 6})
    for (const Field& field : kFields) {
      Flow flow = SomeFlow(random, version), other = flow;
      field.change(&other);
      auto pppoe = [&](const Flow& f) {
        Bytes ip = Ip(f, 6, Segment(f));
        return Eth(f, 0x8864,
                   Bytes{0x11, 0, 0, 1} + Be16(2 + static_cast<u32>(ip.size())) +
                       Be16(version == 4 ? 0x21 : 0x57) + ip);
      };
      auto mpls = [](const Flow& f) {
        return Eth(f, 0x8847, Be32(0x00010040) + Be32(0x00020140) + Ip(f, 6, Segment(f)));
      };
      EXPECT_EQ(Hash(policy, pppoe(flow)) != Hash(policy, pppoe(other)), Counts(policy, field));
      EXPECT_EQ(Hash(policy, mpls(flow)) != Hash(policy, mpls(other)), Counts(policy, field));
    }
}

TEST(Flow, PppoeControlIsByMac) {
  Random random(29);
  Flow flow = SomeFlow(random, 4);
  Bytes ip = Ip4(flow, 6, Segment(flow));
  for (u32 protocol : {0xc021, 0x8021})
    EXPECT_EQ(Used(kLayer34, Eth(flow, 0x8864, Bytes{0x11, 0, 0, 1, 0, 42} + Be16(protocol) + ip)),
              u32{NETBOND_FLOW_FIELD_MAC});
  EXPECT_EQ(Used(kLayer34, Eth(flow, 0x8864, Bytes{0x11, 9, 0, 1, 0, 42} + Be16(0x21) + ip)),
            u32{NETBOND_FLOW_FIELD_MAC});
}

// --- ICMP ---

TEST_P(FlowPolicy, ErrorsGoTheWayOfTheFlowTheyTravelAlong) {
  u32 policy = GetParam();
  Random random(19);
  for (int round = 0; round < 100; round++)
    for (u32 proto : {6, 17, 132}) {
      Flow flow = SomeFlow(random, 4);
      // A router on the way answers: its address, the MAC addresses of the way back.
      Flow back = flow.Reply();
      back.from.ip = Some(random, 4);
      u32 reply = Hash(policy, Packet(flow.Reply(), proto));
      for (u32 type : {3, 4, 5, 11, 12}) {
        Bytes about = Ip4(flow, proto, Ports(flow) + Zeros(4), {.total = 1500});
        EXPECT_EQ(reply, Hash(policy, Eth(back, 0x0800, Ip4(back, 1, Error4(type, about)))));
      }
      flow = SomeFlow(random, 6), back = flow.Reply();
      back.from.ip = Some(random, 16);
      reply = Hash(policy, Packet(flow.Reply(), proto));
      for (u32 type : {1, 2, 3, 4}) {
        Bytes about = Ip6(flow, 60, Extension(proto, 0, Segment(flow)), 0, 1400);
        EXPECT_EQ(reply, Hash(policy, Eth(back, 0x86dd, Ip6(back, 58, Error4(type, about)))));
      }
    }
}

TEST(Flow, ErrorsAboutWhatHasNoPorts) {
  Random random(20);
  Flow flow = SomeFlow(random, 4), back = flow.Reply();
  back.from.ip = Some(random, 4);
  auto error = [&](const Bytes& about) {
    return Eth(back, 0x0800, Ip4(back, 1, Error4(11, about)));
  };
  u32 addresses = Hash(kLayer34, Eth(flow.Reply(), 0x0800, Ip4(flow.Reply(), 99, Zeros(8))));
  EXPECT_EQ(addresses, Hash(kLayer34, error(Ip4(flow, 50, Be32(77) + Zeros(4))))) << "ESP";
  EXPECT_EQ(addresses, Hash(kLayer34, error(Ip4(flow, 17, Segment(flow), {.fragment = 0x2000}))));
  EXPECT_EQ(addresses, Hash(kLayer34, error(Ip4(flow, 1, Error4(3, Ip4(back, 6, Segment(back)))))))
      << "an error about an error";
  Bytes ping = {8, 0, 0, 0, 0x12, 0x34, 0, 1}, pong = {0, 0, 0, 0, 0x12, 0x34, 0, 1};
  EXPECT_EQ(Hash(kLayer34, error(Ip4(flow, 1, ping))),
            Hash(kLayer34, Eth(flow.Reply(), 0x0800, Ip4(flow.Reply(), 1, pong))));
  u32 own = Hash(kLayer34, Eth(back, 0x0800, Ip4(back, 99, Zeros(8))));
  EXPECT_EQ(own, Hash(kLayer34, error(Zeros(28)))) << "about no packet";
  EXPECT_EQ(Used(kEncap34, error(Ip4(flow, 4, Ip4(back, 6, Segment(back))))),
            u32{NETBOND_FLOW_FIELD_ADDRESS | NETBOND_FLOW_FIELD_PORT | NETBOND_FLOW_FIELD_INNER |
                NETBOND_FLOW_FIELD_ERROR});
}

TEST_P(FlowPolicy, PingsSpreadByIdentifierWherePortsCount) {
  u32 policy = GetParam();
  Random random(21);
  for (int version : {4, 6})
    for (u32 type : version == 4 ? std::vector<u32>{0, 8, 13, 14} : std::vector<u32>{128, 129}) {
      Flow flow = SomeFlow(random, version);
      auto hash = [&](u32 id, u32 sequence) {
        Bytes icmp = Bytes{static_cast<u8>(type), 0, 0, 0} + Be16(id) + Be16(sequence);
        return Hash(policy, Eth(flow, TypeOf(flow), Ip(flow, version == 4 ? 1 : 58, icmp)));
      };
      EXPECT_EQ(hash(1, 1), hash(1, 2));
      EXPECT_EQ(hash(1, 1) != hash(2, 1), CountsPorts(policy));
    }
  Flow flow = SomeFlow(random, 4);
  EXPECT_EQ(Used(kLayer34, Eth(flow, 0x0800, Ip4(flow, 58, Bytes{0x80} + Zeros(40)))),
            u32{NETBOND_FLOW_FIELD_ADDRESS})
      << "ICMPv6 is for IPv6";
  flow = SomeFlow(random, 6);
  EXPECT_EQ(Used(kLayer34, Eth(flow, 0x86dd, Ip6(flow, 1, Bytes{8} + Zeros(40)))),
            u32{NETBOND_FLOW_FIELD_ADDRESS})
      << "ICMP is for IPv4";
}

// --- Short and hostile frames ---

std::vector<Bytes> Zoo(Random& random) {
  std::vector<Bytes> zoo;
  for (int version : {4, 6}) {
    Flow flow = SomeFlow(random, version), inner = SomeFlow(random, 10 - version);
    for (u32 proto : {6, 17, 50, 51, 99, 1, 58})
      zoo.push_back(Packet(flow, proto));
    for (const Tunnel& tunnel : kTunnels) {
      zoo.push_back(Wrap(tunnel, flow, inner));
      zoo.push_back(Wrap(tunnel, flow, inner, true));
    }
    Bytes ip = Ip(flow, 17, Segment(flow));
    zoo.push_back(Eth(flow, 0x88a8, Tag(1, 0x8100, Tag(2, TypeOf(flow), ip))));
    zoo.push_back(Eth(flow, 0x8847, Be32(0x00010040) + Be32(0x00020140) + ip));
    zoo.push_back(Eth(flow, TypeOf(flow), Ip(flow, version == 4 ? 1 : 58, Error4(3, ip))));
  }
  Flow six = SomeFlow(random, 6);
  zoo.push_back(
      Eth(six, 0x86dd,
          Ip6(six, 0, Extension(43, 2, Extension(44, 1, Fragment6(17, 0, 1, Segment(six)))))));
  return zoo;
}

// Each beginning of each frame: nothing is read too far, and what says that it misses nothing has
// the answer of the whole frame.
TEST(FlowShort, EveryBeginningOfEveryFrame) {
  Random random(22);
  for (const Bytes& whole : Zoo(random))
    for (u32 policy : kPolicies) {
      u32 hash = Hash(policy, whole);
      for (std::size_t len = 0; len < whole.size(); len++) {
        Answer answer = Ask(policy, Bytes(whole.begin(), whole.begin() + static_cast<long>(len)));
        ASSERT_TRUE(answer.cut || answer.hash == hash) << policy << ", " << len << " bytes";
        ASSERT_TRUE(answer.cut || len >= 14);
      }
    }
}

TEST(FlowShort, AsksForNoMoreThanThePolicyNeeds) {
  Random random(23);
  Bytes packet = Packet(SomeFlow(random, 4));
  for (auto [policy, least] : {std::pair{kLayer2, 14},
                               {kVlanSrcmac, 14},
                               {kLayer23, 34},
                               {kEncap23, 34},
                               {kLayer34, 38},
                               {kEncap34, 38}}) {
    EXPECT_FALSE(Ask(policy, Bytes(packet.begin(), packet.begin() + least)).cut) << policy;
    EXPECT_TRUE(Ask(policy, Bytes(packet.begin(), packet.begin() + least - 1)).cut) << policy;
  }
}

// Real frames with bytes changed and cut anywhere.
TEST(FlowShort, AMillionDamagedFrames) {
  Random random(24);
  std::vector<Bytes> zoo = Zoo(random);
  Guarded guarded;
  for (int round = 0; round < 1000000; round++) {
    nb_flow_seed seed = {random(), random()};
    std::array<u8, 512> bytes;
    const Bytes& model = zoo[random() % zoo.size()];
    std::copy(model.begin(), model.end(), bytes.begin());
    for (u64 changes = random() % 4; changes; changes--) {
      u64 dice = random();
      // The first bytes of headers more often than all else.
      bytes[dice % model.size()] = static_cast<u8>(dice >> 32);
      bytes[12 + (dice >> 8) % 60 % (model.size() - 12)] = static_cast<u8>(dice >> 40);
    }
    std::size_t len = random() % 2 ? model.size() : random() % (model.size() + 1);
    int tag = random() % 8 ? kUntagged : static_cast<int>(random() & 0xffff);
    u32 policy = kPolicies[random() % kPolicies.size()];
    Answer whole = AskOf(seed, policy, bytes.data(), model.size(), tag);
    Answer part = AskOf(seed, policy, guarded.Put(bytes.data(), len), len, tag);
    ASSERT_TRUE(part.cut || (part.hash == whole.hash && !whole.cut)) << round;
  }
}

// --- How evenly it spreads ---

struct Pattern {
  const char* name;
  std::vector<Flow> flows;
};
Bytes Mac(u32 host) {
  return Bytes{2, 0} + Be32(host);
}
End Host(u32 address, u32 port) {
  return {Mac(address), Be32(address), static_cast<u16>(port)};
}
std::vector<Pattern> Patterns() {
  const u32 ten = 10 << 24;
  Pattern storage = {"storage daemons", {}}, mesh = {"mesh", {}}, clients = {"clients", {}},
          even = {"even ports", {}};
  for (u32 i = 0; i < 16; i++) {
    storage.flows.push_back({Host(ten | 100, 40000), Host(ten | i, 6800 + i)});
    for (u32 j = 0; j < 16; j++)
      if (i != j)
        mesh.flows.push_back({Host(ten | i, 50000 + i), Host(ten | j, 50000 + j)});
  }
  for (u32 i = 0; i < 64; i++)
    clients.flows.push_back({Host(ten | 1 << 16 | i, 7000 + i), Host(ten | 200, 9000)});
  for (u32 i = 0; i < 1000; i++)
    even.flows.push_back({Host(ten | 1, 32768 + 2 * i), Host(ten | 2, 443)});
  return {storage, mesh, clients, even};
}

double BusiestByMean(const std::vector<u32>& hashes, u32 members) {
  std::vector<u32> count(members);
  for (u32 hash : hashes)
    count[(hash & 255) % members]++;
  return *std::max_element(count.begin(), count.end()) * double(members) / double(hashes.size());
}
double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

// As numbers drawn at random would, and never all on one member.
TEST(FlowSpread, CorrelatedFlows) {
  Random random(25);
  for (const Pattern& pattern : Patterns())
    for (u32 members : {2, 3, 4, 8}) {
      std::vector<double> ours, drawn;
      std::vector<Bytes> packets;
      for (const Flow& flow : pattern.flows)
        packets.push_back(Packet(flow));
      for (u32 number = 0; number < 100; number++) {
        nb_flow_seed seed = Seed(number);
        std::vector<u32> hashes, other;
        for (const Bytes& packet : packets) {
          hashes.push_back(AskOf(seed, kLayer34, packet.data(), packet.size(), kUntagged).hash);
          other.push_back(static_cast<u32>(random()));
        }
        ours.push_back(BusiestByMean(hashes, members));
        drawn.push_back(BusiestByMean(other, members));
      }
      double worst = *std::max_element(ours.begin(), ours.end());
      EXPECT_LT(worst, members) << pattern.name << ", all on one of " << members;
      EXPECT_LE(Median(ours), Median(drawn) * 1.1) << pattern.name << " over " << members;
      if (packets.size() >= 1000 && members <= 4) {
        EXPECT_LE(Median(ours), 1.15) << pattern.name << " over " << members;
      }
      std::printf("%-16s n=%u busiest/mean: median %.2f (drawn %.2f) worst %.2f\n", pattern.name,
                  members, Median(ours), Median(drawn), worst);
    }
}

TEST(FlowSpread, ThousandFlowsOfAnyPolicy) {
  for (u32 policy : kPolicies)
    for (u32 members : {2, 3, 4}) {
      std::vector<double> ratios;
      for (u32 number = 0; number < 30; number++) {
        Random random(number);
        nb_flow_seed seed = Seed(number);
        std::vector<u32> hashes;
        for (int i = 0; i < 1000; i++) {
          Bytes packet = Packet(SomeFlow(random, 4));
          hashes.push_back(AskOf(seed, policy, packet.data(), packet.size(), kUntagged).hash);
        }
        ratios.push_back(BusiestByMean(hashes, members));
      }
      EXPECT_LE(Median(ratios), 1.15) << policy;
    }
}

// The sum of squares over cells that ought to be equally full, in standard deviations.
double Unevenness(const std::vector<u32>& cells) {
  double total = 0, sum = 0;
  for (u32 n : cells)
    total += n;
  double mean = total / double(cells.size());
  for (u32 n : cells)
    sum += (n - mean) * (n - mean) / mean;
  double freedom = double(cells.size() - 1);
  return (sum - freedom) / std::sqrt(2 * freedom);
}

// No seed is bad, not even by keys that wipe out what they are multiplied with.
TEST(FlowSpread, EverySeedIsGood) {
  u64 ones = ~0ULL;
  for (nb_flow_seed seed : {nb_flow_seed{0, 0},
                            {1, 0},
                            {0, 1},
                            {ones, ones},
                            {0, ones},
                            {ones, 0},
                            {1ULL << 63, 1},
                            {0x0200000a0100000aULL, 0},
                            {0, 443 << 16}})
    for (u32 policy : kPolicies)
      for (int version : {4, 6})
        for (u32 proto : {6, 99}) {
          std::vector<u32> cells(256);
          for (u32 i = 0; i < 8192; i++) {
            Flow flow = {Host(10 << 24 | 1, 1024 + i % 64), Host(10 << 24 | i / 64, 443)};
            flow.from.mac = Mac(proto == 99 || !CountsPorts(policy) ? i : 1);
            if (proto == 99)
              flow.to.ip = Be32(10 << 24 | i);
            if (version == 6)
              flow.from.ip = Zeros(12) + flow.from.ip, flow.to.ip = Zeros(12) + flow.to.ip;
            Bytes packet = Packet(flow, proto);
            cells[AskOf(seed, policy, packet.data(), packet.size(), kUntagged).hash & 255]++;
          }
          // Flows in a row may fill the cells more evenly than chance.
          EXPECT_LT(Unevenness(cells), 6) << std::hex << seed.a << " " << seed.b << ", policy "
                                          << policy << ", IPv" << version << ", protocol " << proto;
        }
}

// Two bonds one behind the other: what the first sends one way, the second spreads evenly.
TEST(FlowSpread, SeedsAreIndependent) {
  nb_flow_seed one = Seed(1), two = Seed(2);
  std::vector<u32> cells(16 * 16);
  for (u32 i = 0; i < 100000; i++) {
    Bytes packet = Packet({Host(10 << 24 | i % 251, 32768 + i / 251), Host(10 << 24 | 99, 443)});
    u32 first = AskOf(one, kLayer34, packet.data(), packet.size(), kUntagged).hash;
    u32 second = AskOf(two, kLayer34, packet.data(), packet.size(), kUntagged).hash;
    cells[(first & 15) << 4 | (second & 15)]++;
  }
  EXPECT_LT(std::abs(Unevenness(cells)), 6);
}

TEST(FlowSeed, EachNumberGivesAnother) {
  std::vector<u64> keys;
  for (u32 number = 0; number < 100000; number++) {
    nb_flow_seed seed = Seed(number % 2 ? number : ~number);
    keys.insert(keys.end(), {seed.a, seed.b});
    ASSERT_GT(std::popcount(seed.a), 8);
    ASSERT_GT(std::popcount(seed.b), 8);
  }
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
}

// Each bit that counts turns each bit of the hash every other time.
void ExpectAvalanche(u32 policy, int version, std::initializer_list<std::pair<int, int>> ranges) {
  constexpr int kTrials = 12000;
  Random random(policy * 31 + version);
  std::vector<int> bits;
  for (auto [from, to] : ranges)
    for (int bit = from * 8; bit < to * 8; bit++)
      bits.push_back(bit);
  std::vector<std::array<u32, 32>> turned(bits.size());
  for (int trial = 0; trial < kTrials; trial++) {
    nb_flow_seed seed = Seed(static_cast<u32>(random()));
    Bytes packet = Packet(SomeFlow(random, version));
    nb_flow_frame frame = {packet.data(), static_cast<u32>(packet.size()), 0, false};
    bool cut;
    u32 before = nb_flow_hash(&seed, policy, &frame, &cut);
    for (std::size_t i = 0; i < bits.size(); i++) {
      packet[bits[i] / 8] ^= static_cast<u8>(1 << bits[i] % 8);
      u32 change = before ^ nb_flow_hash(&seed, policy, &frame, &cut);
      packet[bits[i] / 8] ^= static_cast<u8>(1 << bits[i] % 8);
      for (; change; change &= change - 1)
        turned[i][std::countr_zero(change)]++;
    }
  }
  for (std::size_t i = 0; i < bits.size(); i++)
    for (u32 n : turned[i])
      ASSERT_NEAR(double(n) / kTrials, 0.5, 0.02) << "policy " << policy << ", bit " << bits[i];
}

TEST(FlowAvalanche, Layer2) {
  ExpectAvalanche(kLayer2, 4, {{0, 12}});
}
TEST(FlowAvalanche, VlanSrcmac) {
  ExpectAvalanche(kVlanSrcmac, 4, {{6, 12}});
}
TEST(FlowAvalanche, Layer23) {
  ExpectAvalanche(kLayer23, 4, {{0, 12}, {26, 34}});
}
TEST(FlowAvalanche, Layer34) {
  ExpectAvalanche(kLayer34, 4, {{26, 38}});
}
TEST(FlowAvalanche, Layer23OfIpv6) {
  ExpectAvalanche(kLayer23, 6, {{0, 12}, {22, 54}});
}
TEST(FlowAvalanche, Layer34OfIpv6) {
  ExpectAvalanche(kLayer34, 6, {{22, 58}});
}

// --- Hashes made by others ---

// The queue comes from the high bits of skb->hash, the member from the low ones of ours.
TEST(FlowRemix, MemberAndQueueAreIndependent) {
  for (u32 number : {0, 1, 2, 3}) {
    nb_flow_seed seed = Seed(number);
    for (u32 queues : {3, 8, 16}) {
      std::vector<u32> high(256 * queues), low(256 * 256);
      for (u32 i = 0; i < 1000000; i++) {
        u32 hash = i * 2654435769U;
        u32 ours = nb_flow_remix(&seed, hash) & 255;
        high[ours * queues + static_cast<u32>(u64{hash} * queues >> 32)]++;
        low[ours << 8 | (hash & 255)]++;
      }
      // Evenly drawn numbers fill the queues more evenly than chance: only too uneven is wrong.
      EXPECT_LT(Unevenness(high), 6) << queues;
      EXPECT_LT(Unevenness(low), 6);
    }
  }
}

TEST(FlowRemix, EachBitTurnsHalf) {
  Random random(26);
  constexpr int kTrials = 20000;
  std::array<std::array<u32, 32>, 32> turned = {};
  for (int trial = 0; trial < kTrials; trial++) {
    nb_flow_seed seed = Seed(static_cast<u32>(random()));
    u32 hash = static_cast<u32>(random()), before = nb_flow_remix(&seed, hash);
    for (int in = 0; in < 32; in++) {
      u32 change = before ^ nb_flow_remix(&seed, hash ^ 1U << in);
      for (int out = 0; out < 32; out++)
        turned[in][out] += change >> out & 1;
    }
  }
  for (const auto& in : turned)
    for (u32 n : in)
      ASSERT_NEAR(double(n) / kTrials, 0.5, 0.02);
}

TEST(FlowRemix, SameWithout128BitNumbers) {
  Random random(27);
  for (int i = 0; i < 1000000; i++) {
    nb_flow_seed seed = {random(), random()};
    u32 hash = static_cast<u32>(random());
    ASSERT_EQ(nb_flow_remix(&seed, hash), nb_flow_narrow_remix(&seed, hash));
  }
}

TEST(FlowL4Hash, IsThatOfTcpInTheFrameItself) {
  Random random(28);
  auto tcp = [](const Bytes& frame) {
    // What is read too far, AddressSanitizer tells.
    return nb_flow_plain_tcp(frame.data(), static_cast<u32>(frame.size()));
  };
  for (int version : {4, 6}) {
    Flow flow = SomeFlow(random, version);
    Bytes inside = Packet(flow);
    auto eth = [&](u32 proto, const Bytes& payload) {
      return Eth(flow, TypeOf(flow), Ip(flow, proto, payload));
    };
    Bytes frame = eth(6, Segment(flow));
    EXPECT_TRUE(tcp(frame));
    for (u32 proto : {1, 4, 17, 41, 47, 50, 51, 115, 132})
      EXPECT_FALSE(tcp(eth(proto, inside))) << proto;
    for (u32 type : {0x8100, 0x8847, 0x8864, 0x88e5})
      EXPECT_FALSE(tcp(Eth(flow, type, inside))) << type;
    std::size_t wanted = version == 4 ? 34 : 55;
    for (std::size_t n = 0; n < frame.size(); n++)
      EXPECT_EQ(tcp(Bytes(frame.begin(), frame.begin() + n)), n >= wanted) << n;
  }
  Flow flow = SomeFlow(random, 6);
  auto jumbo = [&](u32 proto) {
    return Eth(flow, 0x86dd, Ip6(flow, 0, Extension(proto, 0, Segment(flow)), 0, 0));
  };
  EXPECT_TRUE(tcp(jumbo(6)));
  EXPECT_FALSE(tcp(jumbo(17)));
}

TEST(FlowL4Hash, ServesPoliciesOfPortsOnly) {
  for (u32 policy : kPolicies)
    EXPECT_EQ(nb_flow_policy_uses_l4_hash(policy), CountsPorts(policy));
}

}  // namespace
}  // namespace netbond
