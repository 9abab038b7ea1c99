// SPDX-License-Identifier: GPL-2.0-or-later
#include "options.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "error.h"
#include "words.h"

namespace bondctl {
namespace {

OptionValue parse(const OptionRow& row, const std::string& text) {
  return parse_option(row, {text});
}

/// A refusal is a usage error of one line that names the option and what is allowed.
void expect_refused(const OptionRow& row, const std::vector<std::string>& given) {
  try {
    parse_option(row, given);
    ADD_FAILURE() << row.name << " took '" << join(given, "' '") << "'";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code, kExitUsage);
    EXPECT_TRUE(error.text.starts_with(option_flag(row))) << error.text;
    EXPECT_EQ(error.text.find('\n'), std::string::npos) << error.text;
  }
}

class EveryOption : public testing::TestWithParam<OptionRow> {};

TEST_P(EveryOption, HasATableRowThatMakesSense) {
  const OptionRow& row = GetParam();
  EXPECT_LE(row.min, row.max);
  EXPECT_NE(row.modes, 0u);
  EXPECT_NE(std::string(row.help), "");
  EXPECT_EQ(find_option(row.name)->id, row.id);
  EXPECT_EQ(option_by_id(row.id)->name, row.name);
  if (row.type == OptionType::kEnum) {
    EXPECT_EQ(option_words(row).size(), row.max + 1);
  }
}

TEST_P(EveryOption, TakesGoodValues) {
  const OptionRow& row = GetParam();
  switch (row.type) {
    case OptionType::kU32:
      for (const std::uint32_t value : {row.def, row.max})
        EXPECT_EQ(parse(row, fmt::format("{}", value)), OptionValue(value));
      EXPECT_EQ(parse(row, fmt::format("{}", row.min)), OptionValue(row.min));
      break;
    case OptionType::kBool:
      for (const char* text : {"1", "on", "yes", "true"})
        EXPECT_EQ(parse(row, text), OptionValue(1u));
      for (const char* text : {"0", "off", "no", "false"})
        EXPECT_EQ(parse(row, text), OptionValue(0u));
      break;
    case OptionType::kEnum:
      for (std::uint32_t i = row.min; i <= row.max; i++) {
        EXPECT_EQ(parse(row, option_words(row)[i]), OptionValue(i));
        EXPECT_EQ(parse(row, fmt::format("{}", i)), OptionValue(i));
      }
      break;
    case OptionType::kIfname:
      for (const char* text : {"eth0", "enp1s0f0np0", "eth0.100", ""})
        EXPECT_EQ(parse(row, text), OptionValue(std::string(text)));
      break;
    case OptionType::kIpv4s:
      EXPECT_EQ(option_text(row, parse_option(row, {"10.0.0.1,10.0.0.2", "10.0.0.3"})),
                "10.0.0.1,10.0.0.2,10.0.0.3");
      // Reserved, but the module takes them, and so they are in what export writes.
      EXPECT_EQ(option_text(row, parse(row, "240.0.0.1,255.255.255.254")),
                "240.0.0.1,255.255.255.254");
      EXPECT_EQ(parse(row, ""), OptionValue(std::vector<Address>{}));
      break;
    case OptionType::kIpv6s:
      EXPECT_EQ(option_text(row, parse_option(row, {"fe80::1,2001:DB8::2"})),
                "fe80::1,2001:db8::2");
      EXPECT_EQ(parse(row, ""), OptionValue(std::vector<Address>{}));
      break;
    case OptionType::kMac:
      EXPECT_EQ(parse(row, "02:00:5E:00:00:fF"), OptionValue(Mac{2, 0, 0x5e, 0, 0, 0xff}));
      EXPECT_EQ(option_text(row, parse(row, "02:00:5E:00:00:fF")), "02:00:5e:00:00:ff");
      for (const char* text : {"", "none", "00:00:00:00:00:00"}) {
        EXPECT_EQ(parse(row, text), OptionValue(Mac{})) << text;
        EXPECT_EQ(option_text(row, parse(row, text)), "none") << text;
      }
      break;
  }
}

TEST_P(EveryOption, RefusesBadValues) {
  const OptionRow& row = GetParam();
  std::vector<std::string> bad;
  switch (row.type) {
    case OptionType::kU32:
      bad = {"",
             "x",
             "-1",
             "1x",
             " 1",
             "1.5",
             "0x10",
             "99999999999999",
             fmt::format("{}", std::uint64_t{row.max} + 1)};
      if (row.min > 0)
        bad.push_back(fmt::format("{}", row.min - 1));
      break;
    case OptionType::kBool: bad = {"", "2", "maybe", "-1", "ON!"}; break;
    case OptionType::kEnum: bad = {"", "bogus", "-1", fmt::format("{}", row.max + 1)}; break;
    case OptionType::kIfname: bad = {"a/b", "with blank", "sixteencharacter", "..", "a:b"}; break;
    case OptionType::kIpv4s:
      bad = {"x",
             "10.0.0",
             "10.0.0.256",
             "fe80::1",
             "0.0.0.0",
             "224.0.0.1",
             "255.255.255.255",
             "10.0.0.1 10.0.0.2",
             "10.0.0.1,x",
             ",",
             ",10.0.0.1",
             "10.0.0.1,",
             "10.0.0.1,,10.0.0.2",
             "1.1.1.1,1.1.1.2,1.1.1.3,1.1.1.4,1.1.1.5,1.1.1.6,1.1.1.7,1.1.1.8,1.1.1.9,1.1.1.10,"
             "1.1.1.11,1.1.1.12,1.1.1.13,1.1.1.14,1.1.1.15,1.1.1.16,1.1.1.17"};
      break;
    case OptionType::kIpv6s:
      bad = {"x", "10.0.0.1", "::", "ff02::1", "fe80::g", "fe80::1%eth0", ",", "fe80::1,"};
      break;
    case OptionType::kMac:
      bad = {"x",
             "0",
             "02:00:5e:00:00",
             "02:00:5e:00:00:0g",
             "02005e000001",
             "02-00-5e-00-00-01",
             "01:80:c2:00:00:02",
             "ff:ff:ff:ff:ff:ff",
             "33:33:00:00:00:01",
             " none"};
      break;
  }
  for (const std::string& text : bad)
    expect_refused(row, {text});
  if (row.type != OptionType::kIpv4s && row.type != OptionType::kIpv6s)
    expect_refused(row, {"1", "1"});
  else
    expect_refused(row, {"", ""});
}

TEST_P(EveryOption, PrintsItsDefaultAsItReadsIt) {
  const OptionRow& row = GetParam();
  const std::string text = option_text(row, option_default(row));
  if (text == "none" && row.type != OptionType::kEnum && row.type != OptionType::kMac)
    return;
  EXPECT_EQ(parse(row, split(text, ' ')[0]), option_default(row)) << text;
}

INSTANTIATE_TEST_SUITE_P(Table, EveryOption,
                         testing::ValuesIn(option_rows().begin(), option_rows().end()),
                         [](const auto& param_info) { return std::string(param_info.param.name); });

TEST(Options, CoverEveryAttribute) {
  std::set<std::uint16_t> ids;
  for (const OptionRow& row : option_rows())
    ids.insert(row.id);
  EXPECT_EQ(ids.size(), std::size_t{NETBOND_OPT_MAX});
  EXPECT_EQ(option_rows().size(), std::size_t{NETBOND_OPT_MAX});
}

TEST(Options, AreFoundByEitherSpellingAndByAlias) {
  EXPECT_STREQ(find_option("arp-ip-target")->name, "arp_ip_target");
  EXPECT_STREQ(find_option("num_grat_arp")->name, "num_peer_notif");
  EXPECT_STREQ(find_option("num-unsol-na")->name, "num_peer_notif");
  EXPECT_EQ(find_option("bogus"), nullptr);
}

TEST(Options, RefuseProbesFasterThanFiveMilliseconds) {
  const OptionRow& row = *find_option("arp_interval");
  for (const char* text : {"1", "2", "3", "4"})
    expect_refused(row, {text});
  EXPECT_EQ(parse(row, "5"), OptionValue(5u));
}

TEST(Options, TakeEitherSpellingOfAWord) {
  EXPECT_EQ(parse(*find_option("arp_validate"), "filter-active"), OptionValue(5u));
  EXPECT_EQ(parse(*find_option("mode"), "802.3ad"), OptionValue(4u));
}

TEST(Options, ReadPrio) {
  EXPECT_EQ(parse_prio("-2147483648"), -2147483647 - 1);
  EXPECT_EQ(parse_prio("7"), 7);
  for (const char* text : {"", "x", "2147483648", "1.5"})
    EXPECT_THROW(parse_prio(text), Error) << text;
}

TEST(Options, ReadWeight) {
  EXPECT_EQ(parse_weight("1"), 1u);
  EXPECT_EQ(parse_weight("255"), 255u);
  for (const char* text : {"", "0", "-1", "256", "x", "1.5", "0x2"})
    EXPECT_THROW(parse_weight(text), Error) << text;
}

TEST(Options, ReadActorPortPrio) {
  EXPECT_EQ(parse_actor_port_prio("0"), 0u);
  EXPECT_EQ(parse_actor_port_prio("65535"), 65535u);
  for (const char* text : {"", "-1", "65536", "x", "0x1"})
    EXPECT_THROW(parse_actor_port_prio(text), Error) << text;
}

TEST(Options, SayThatAnAddressIsMulticast) {
  const OptionRow& row = *find_option("lacp_partner_pin");
  try {
    parse(row, "01:80:c2:00:00:02");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.text,
              "--lacp-partner-pin: '01:80:c2:00:00:02' is a multicast address, give a unicast MAC "
              "address, or none");
  }
}

TEST(Options, TellAMacThatIsSet) {
  EXPECT_EQ(mac_of({}, NETBOND_OPT_LACP_PARTNER_PIN), "");
  EXPECT_EQ(mac_of({{NETBOND_OPT_LACP_PARTNER_PIN, Mac{}}}, NETBOND_OPT_LACP_PARTNER_PIN), "");
  EXPECT_EQ(
      mac_of({{NETBOND_OPT_LACP_PARTNER_PIN, Mac{2, 0, 0, 0, 0, 9}}}, NETBOND_OPT_LACP_PARTNER_PIN),
      "02:00:00:00:00:09");
}

TEST(Words, ReadMacAddresses) {
  EXPECT_EQ(parse_mac("02:00:5e:00:FF:01"), (Mac{2, 0, 0x5e, 0, 0xff, 1}));
  for (const char* text : {"", "02:00:5e:00:ff", "2:0:5e:0:ff:1", "02:00:5e:00:ff:01:02",
                           "02:00:5e:00:ff:0x", "02-00-5e-00-ff-01", "02:00:5e:00::ff1"})
    EXPECT_FALSE(parse_mac(text)) << text;
}

TEST(Words, JoinWithAnd) {
  EXPECT_EQ(join_and({}), "");
  EXPECT_EQ(join_and({"a"}), "a");
  EXPECT_EQ(join_and({"a", "b"}), "a and b");
  EXPECT_EQ(join_and({"a", "b", "c"}), "a, b and c");
}

TEST(Words, SuggestWhatIsNear) {
  EXPECT_EQ(nearest("shwo", {"add", "show", "set"}), "show");
  EXPECT_EQ(nearest("--arp-intervall", {"--miimon", "--arp-interval"}), "--arp-interval");
  EXPECT_EQ(nearest("frobnicate", {"add", "show", "set"}), std::nullopt);
  EXPECT_EQ(nearest("xy", {"add", "on"}), std::nullopt);
}

TEST(Words, WriteDurations) {
  EXPECT_EQ(duration_text(0), "0ms");
  EXPECT_EQ(duration_text(999), "999ms");
  EXPECT_EQ(duration_text(12'345), "12.3s");
  EXPECT_EQ(duration_text(192'000), "3m12s");
  EXPECT_EQ(duration_text(18'420'000), "5h07m");
  EXPECT_EQ(duration_text(273'600'000), "3d04h");
}

TEST(Words, WriteGapsAndSpeeds) {
  EXPECT_EQ(gap_text(214'400'000), "214 ms");
  EXPECT_EQ(gap_text(412'000), "0.412 ms");
  EXPECT_EQ(gap_text(0), "0 ms");
  EXPECT_EQ(speed_text(0), "?");
  EXPECT_EQ(speed_text(100), "100M");
  EXPECT_EQ(speed_text(2'500), "2.5G");
  EXPECT_EQ(speed_text(100'000), "100G");
}

}  // namespace
}  // namespace bondctl
