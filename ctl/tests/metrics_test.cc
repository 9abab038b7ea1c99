// SPDX-License-Identifier: GPL-2.0-or-later
#include "metrics.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "alb_sample.h"
#include "cli.h"
#include "codec.h"
#include "exposition.h"
#include "golden.h"
#include "lacp_sample.h"
#include "sample.h"
#include "stp_sample.h"

namespace bondctl {
namespace {

using nlohmann::json;
using Labels = std::map<std::string, std::string>;

std::vector<Bond> every_kind() {
  Bond bridge = sample::stp_bond();
  bridge.name = "bond5";
  return {decode_bond(sample::bond_reply()), decode_bond(sample::xor_reply()),
          decode_bond(sample::lag_reply()), decode_bond(sample::alb_reply()), bridge};
}

Exposition checked(const std::string& text) {
  Exposition read = read_exposition(text);
  for (const std::string& problem : read.problems)
    ADD_FAILURE() << problem;
  return read;
}

double value_of(const Exposition& read, const std::string& family, const Labels& labels) {
  const auto found = read.families.find(family);
  if (found == read.families.end()) {
    ADD_FAILURE() << "no " << family;
    return -1;
  }
  for (const Sample& sample : found->second.samples) {
    if (sample.labels == labels)
      return sample.value;
  }
  ADD_FAILURE() << family << " has no such sample";
  return -1;
}

TEST(Metrics, KeepsTheFormatAndTheConventions) {
  const std::string text = metrics_text(every_kind());
  checked(text);
  const std::regex version("bondctl_info\\{version=\"[^\"]*\"");
  expect_golden("metrics.prom", std::regex_replace(text, version, "bondctl_info{version=\"V\""));
}

TEST(Metrics, TellsWhatTheKernelTold) {
  const Exposition read = checked(metrics_text(every_kind()));
  EXPECT_EQ(value_of(read, "netbond_up", {}), 1);
  EXPECT_EQ(value_of(read, "netbond_bond_state", {{"bond", "bond0"}, {"state", "degraded"}}), 1);
  EXPECT_EQ(value_of(read, "netbond_bond_state", {{"bond", "bond0"}, {"state", "ok"}}), 0);
  EXPECT_EQ(value_of(read, "netbond_bond_failovers_total", {{"bond", "bond0"}}), 2);
  EXPECT_EQ(value_of(read, "netbond_member_speed_bytes_per_second",
                     {{"bond", "bond0"}, {"member", "eth0"}}),
            1.25e9);
  EXPECT_EQ(
      value_of(read, "netbond_member_role_age_seconds", {{"bond", "bond0"}, {"member", "eth0"}}),
      192);
  EXPECT_EQ(value_of(read, "netbond_target_reply_age_seconds",
                     {{"bond", "bond0"}, {"member", "eth0"}, {"target", "10.0.0.1"}}),
            0.04);
  EXPECT_EQ(value_of(read, "netbond_member_buckets_ratio", {{"bond", "bond2"}, {"member", "eth0"}}),
            216.0 / 256);
  EXPECT_EQ(value_of(read, "netbond_member_vote",
                     {{"bond", "bond0"}, {"member", "eth1"}, {"vote", "carrier"}, {"value", "no"}}),
            1);
}

/// One of the words is true, of whatever has a word.
TEST(Metrics, HasOneTrueWordOfEach) {
  const Exposition read = checked(metrics_text(every_kind()));
  for (const auto& [family, label] : {std::pair("netbond_bond_state", "state"),
                                      {"netbond_member_role", "role"},
                                      {"netbond_member_vote", "value"},
                                      {"netbond_member_lacp_selected", "selected"},
                                      {"netbond_member_lacp_mux", "state"},
                                      {"netbond_member_stp_state", "state"}}) {
    std::map<Labels, double> sums;
    for (Sample sample : read.families.at(family).samples) {
      sample.labels.erase(label);
      sums[sample.labels] += sample.value;
    }
    EXPECT_FALSE(sums.empty());
    for (const auto& [labels, sum] : sums)
      EXPECT_EQ(sum, 1) << family;
  }
}

/// A member that leaves a bridge takes its own series away, and no other falls.
TEST(Metrics, CountersOnlyGrow) {
  const Bond before = sample::stp_bond();
  Bond after = before;
  after.members.pop_back();
  after.failovers = before.failovers - 1;
  const Exposition old = checked(metrics_text({before}));
  const Exposition now = checked(metrics_text({after}));
  EXPECT_EQ(
      value_of(old, "netbond_member_stp_forwarded_total", {{"bond", "bond0"}, {"member", "eth1"}}),
      1);
  int compared = 0;
  for (const auto& [name, family] : now.families) {
    for (const Sample& sample : name.ends_with("_total") ? family.samples : std::vector<Sample>()) {
      EXPECT_GE(sample.value, value_of(old, name, sample.labels)) << name;
      compared++;
    }
  }
  EXPECT_GT(compared, 0);
}

/// There were 0 of a bridge, however much happened to it.
TEST(Metrics, CountsNoEventsThatNobodyCounts) {
  EXPECT_FALSE(
      checked(metrics_text({sample::stp_bond()})).families.contains("netbond_bond_events_total"));
}

TEST(Metrics, EscapesLabels) {
  Bond bond = every_kind()[0];
  bond.name = "b\"\\\n\xff";
  const Exposition read = checked(metrics_text({bond}));
  EXPECT_EQ(value_of(read, "netbond_bond_carrier", {{"bond", "b\"\\x5c\n\\xff"}}), 1);
}

/// node_exporter drops a file in which a series stands twice.
TEST(Metrics, CallsNoTwoDevicesTheSame) {
  Bond bond = every_kind()[0];
  ASSERT_GE(bond.members.size(), 2u);
  bond.members[0].name = "\a";
  bond.members[1].name = "\\x07";
  checked(metrics_text({bond}));
}

TEST(Metrics, OfNoBondIsWellFormed) {
  EXPECT_EQ(value_of(checked(metrics_text({})), "netbond_up", {}), 1);
  EXPECT_EQ(value_of(checked(metrics_down_text()), "netbond_up", {}), 0);
}

/// The reader refuses what it is there to refuse.
TEST(Exposition, FindsWhatIsWrong) {
  const std::string head = "# HELP a_total x\n# TYPE a_total counter\n";
  EXPECT_TRUE(
      read_exposition(head + "a_total{b=\"c\\\"\\\\\\n\",d=\"\"} 1.5e+09\n").problems.empty());
  for (const std::string& text :
       {std::string("a_total 1\n"),
        head,
        head + "a_total 1",
        head + "a_total x\n",
        head + "a_total 1 2\n",
        head + "a_total -1\n",
        head + "a_total 1\na_total 1\n",
        head + "a_total 1\n" + head + "a_total{b=\"c\"} 1\n",
        head + "b_total 1\n",
        head + "a_total{b=\"c} 1\n",
        head + "a_total{b=\"c\",} 1\n",
        head + "a_total{1b=\"c\"} 1\n",
        head + "a_total{b=\"\\x\"} 1\n",
        head + "a_total{b=\"\xff\"} 1\n",
        head + "a_total{b=\"c\",b=\"d\"} 1\n",
        head + "\na_total 1\n",
        std::string("# HELP a x\n# TYPE a counter\na 1\n"),
        std::string("# HELP a_total x\n# TYPE a_total gauge\na_total 1\n"),
        std::string("# HELP a_ms x\n# TYPE a_ms gauge\na_ms 1\n"),
        std::string("# TYPE a gauge\na 1\n"),
        std::string("# HELP a x\n# TYPE a hex\na 1\n"),
        std::string("# HELP a_info x\n# TYPE a_info gauge\na_info 0\n")})
    EXPECT_FALSE(read_exposition(text).problems.empty()) << text;
}

class MetricsCommand : public testing::Test {
 protected:
  int run(const std::vector<std::string>& arguments) {
    Context context{wire::connect_to(script_), out_, err_, false, false, {}};
    context.connect_route = wire::connect_to(route_);
    context.ask.may_have_bridges = [] { return true; };
    return run_bondctl(context, arguments);
  }

  wire::Script script_;
  wire::Script route_ = wire::no_links();
  std::ostringstream out_;
  std::ostringstream err_;
};

/// One of bonds, and one of bridges.
TEST_F(MetricsCommand, AsksForOneDump) {
  script_.answers = {{sample::bond_reply(NLM_F_MULTI), sample::xor_reply(NLM_F_MULTI),
                      sample::lag_reply(), wire::done()}};
  EXPECT_EQ(run({"metrics"}), 0) << err_.str();
  EXPECT_EQ(script_.requests.size(), 1u);
  EXPECT_EQ(route_.requests.size(), 1u);
  EXPECT_EQ(checked(out_.str()).families.at("netbond_bond_carrier").samples.size(), 3u);
}

TEST_F(MetricsCommand, SaysThatOnlyBridgesAreThere) {
  script_.family = {wire::ack(ENOENT)};
  route_.answers = {{sample::bridge_link(), wire::done()}};
  EXPECT_EQ(run({"metrics"}), 0) << err_.str();
  const Exposition read = checked(out_.str());
  EXPECT_EQ(value_of(read, "netbond_up", {}), 0);
  EXPECT_EQ(value_of(read, "netbond_bond_carrier", {{"bond", "bond0"}}), 1);
}

TEST_F(MetricsCommand, SaysThatTheModuleIsNotThere) {
  script_.family = {wire::ack(ENOENT)};
  EXPECT_EQ(run({"metrics"}), 1);
  EXPECT_NE(err_.str().find("not loaded"), std::string::npos);
  EXPECT_EQ(value_of(checked(out_.str()), "netbond_up", {}), 0);
}

/// By name they are looked up over AF_UNIX or AF_INET, and ports are asked over AF_INET.
TEST(Metrics, UnitLetsBridgesBeFound) {
  const std::string unit = read_source("../packaging/systemd/netbond-metrics.service.in");
  const std::size_t at = unit.find("\nRestrictAddressFamilies=");
  ASSERT_NE(at, std::string::npos);
  const std::string families = unit.substr(at + 1, unit.find('\n', at + 1) - at - 1) + " ";
  for (const char* family : {"=AF_NETLINK ", " AF_UNIX ", " AF_INET "})
    EXPECT_NE(families.find(family), std::string::npos) << family;
}

TEST_F(MetricsCommand, ReplacesAFileWhole) {
  char folder[] = "/tmp/bondctl-test.XXXXXX";
  ASSERT_TRUE(mkdtemp(folder));
  const std::string file = std::string(folder) + "/netbond.prom";
  std::ofstream(file) << "old";
  script_.answers = {{sample::bond_reply(), wire::done()}};
  EXPECT_EQ(run({"metrics", "--output", file}), 0) << err_.str();
  const auto text = [&] {
    std::stringstream all;
    all << std::ifstream(file).rdbuf();
    return all.str();
  };
  EXPECT_EQ(value_of(checked(text()), "netbond_up", {}), 1);
  struct stat info {};
  EXPECT_EQ(stat(file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0644u);

  script_.family = {wire::ack(ENOENT)};
  EXPECT_EQ(run({"metrics", "--output", file}), 0) << "the file says it";
  EXPECT_NE(err_.str().find("not loaded"), std::string::npos);
  EXPECT_EQ(value_of(checked(text()), "netbond_up", {}), 0);
  const std::filesystem::directory_iterator files{std::filesystem::path(folder)};
  EXPECT_EQ(std::distance(begin(files), end(files)), 1) << "something is left behind";
  std::filesystem::remove_all(folder);
}

/// It passed for one that is not loaded, with status 0.
TEST_F(MetricsCommand, FailsWhenTheModuleCannotBeAsked) {
  char folder[] = "/tmp/bondctl-test.XXXXXX";
  ASSERT_TRUE(mkdtemp(folder));
  const std::string file = std::string(folder) + "/netbond.prom";
  for (const auto& [family, words] :
       {std::pair(std::vector<Bytes>{wire::family_reply(2), wire::ack(0)}, "speaks version 2"),
        {{wire::ack(EPERM)}, "(EPERM)"}}) {
    script_.family = family;
    std::ofstream(file) << "old";
    err_.str("");
    EXPECT_EQ(run({"metrics", "--output", file}), 1);
    EXPECT_NE(err_.str().find(words), std::string::npos) << err_.str();
    EXPECT_EQ(err_.str().find("not loaded"), std::string::npos) << err_.str();
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    EXPECT_EQ(value_of(checked(text.str()), "netbond_up", {}), 0) << "old metrics tell of no harm";
  }
  std::filesystem::remove_all(folder);
}

TEST_F(MetricsCommand, ReplacesNoDevice) {
  char folder[] = "/tmp/bondctl-test.XXXXXX";
  ASSERT_TRUE(mkdtemp(folder));
  const std::string pipe = std::string(folder) + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  script_.answers = {{sample::bond_reply(), wire::done()}};
  EXPECT_EQ(run({"metrics", "--output", pipe}), 1);
  EXPECT_EQ(err_.str(), "bondctl: " + pipe + ": is no regular file, and no other is replaced\n");
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  std::filesystem::remove_all(folder);
}

TEST_F(MetricsCommand, TellsOfAFileThatCannotBeWritten) {
  script_.answers = {{sample::bond_reply(), wire::done()}};
  EXPECT_EQ(run({"metrics", "--output", "/nowhere/at/all"}), 1);
  EXPECT_EQ(err_.str(), "bondctl: /nowhere/at/all: No such file or directory (ENOENT)\n");
  script_.family = {wire::ack(ENOENT)};
  EXPECT_EQ(run({"metrics", "--output", "/nowhere/at/all"}), 1) << "not told by the file either";
}

// ---- the dashboard

json dashboard() {
  return json::parse(read_source("../packaging/grafana/netbond.json"));
}

/// Every string under a key, wherever it is.
void gather(const json& value, const std::string& key, std::vector<std::string>* texts) {
  for (const auto& [name, inner] : value.items()) {
    if (value.is_object() && name == key && inner.is_string())
      texts->push_back(inner);
    if (inner.is_structured())
      gather(inner, key, texts);
  }
}

TEST(Dashboard, AsksOnlyForWhatIsThere) {
  const Exposition read = checked(metrics_text(every_kind()));
  std::vector<std::string> queries;
  gather(dashboard(), "expr", &queries);
  gather(dashboard(), "definition", &queries);
  gather(dashboard(), "query", &queries);
  std::set<std::string> names;
  const std::regex metric("netbond_[a-z_]+");
  for (const std::string& query : queries) {
    for (std::sregex_iterator at(query.begin(), query.end(), metric), end; at != end; ++at)
      names.insert(at->str());
  }
  EXPECT_GT(names.size(), 10u);
  for (const std::string& name : names)
    EXPECT_TRUE(read.families.contains(name)) << name;
}

/// What Grafana's schema of dashboards wants of one.
TEST(Dashboard, HasWhatGrafanaWants) {
  const json board = dashboard();
  EXPECT_TRUE(board["id"].is_null());
  EXPECT_TRUE(board["title"].is_string());
  EXPECT_LE(board["uid"].get<std::string>().size(), 40u);
  EXPECT_EQ(board["schemaVersion"], 39);
  for (const char* key : {"templating", "annotations"})
    EXPECT_TRUE(board[key]["list"].is_array()) << key;
  for (const char* key : {"from", "to"})
    EXPECT_TRUE(board["time"][key].is_string()) << key;
  std::set<std::string> variables;
  for (const json& variable : board["templating"]["list"]) {
    for (const char* key : {"name", "type", "query"})
      EXPECT_TRUE(variable.contains(key)) << key;
    variables.insert(variable["name"]);
  }
  std::set<int> ids;
  for (const json& panel : board["panels"]) {
    EXPECT_TRUE(ids.insert(panel["id"].get<int>()).second) << panel["id"];
    EXPECT_FALSE(panel["type"].get<std::string>().empty());
    const json& place = panel["gridPos"];
    EXPECT_GT(place["h"].get<int>(), 0);
    EXPECT_LE(place["x"].get<int>() + place["w"].get<int>(), 24);
    EXPECT_TRUE(panel["fieldConfig"]["defaults"].is_object());
    EXPECT_TRUE(panel["fieldConfig"]["overrides"].is_array());
    std::set<std::string> references;
    for (const json& target : panel["targets"]) {
      EXPECT_TRUE(references.insert(target["refId"].get<std::string>()).second);
      EXPECT_EQ(target["datasource"]["uid"], "${datasource}");
      EXPECT_TRUE(target["expr"].is_string());
    }
  }
  const std::string text = board.dump();
  const std::regex variable("\\$\\{?([a-z]+)\\b");
  for (std::sregex_iterator at(text.begin(), text.end(), variable), end; at != end; ++at)
    EXPECT_TRUE(variables.contains((*at)[1])) << at->str();
}

}  // namespace
}  // namespace bondctl
