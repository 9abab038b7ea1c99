// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <ctime>
#include <nlohmann/json.hpp>

#include "bucket_table.h"
#include "client_table.h"
#include "flow.h"
#include "lacp.h"
#include "options.h"
#include "printer.h"
#include "stp_options.h"
#include "words.h"

namespace bondctl {

namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json, int indent) {
  return json.dump(indent, ' ', true, Json::error_handler_t::replace) + "\n";
}

Json word_or_null(const std::string& word) {
  return word.empty() ? Json(nullptr) : Json(word);
}

template <typename T>
Json value_or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json option_json(const OptionRow& row, const OptionValue& value) {
  if (const auto* list = std::get_if<std::vector<Address>>(&value)) {
    Json texts = Json::array();
    for (const Address& address : *list)
      texts.push_back(address_text(address));
    return texts;
  }
  if (const auto* name = std::get_if<std::string>(&value))
    return word_or_null(*name);
  if (const auto* mac = std::get_if<Mac>(&value))
    return *mac == Mac{} ? Json(nullptr) : Json(mac_text(mac->data()));
  const std::uint32_t number = std::get<std::uint32_t>(value);
  if (row.type == OptionType::kEnum)
    return option_text(row, value);
  return row.type == OptionType::kBool ? Json(number != 0) : Json(number);
}

Json options_object(const Options& options) {
  Json object = Json::object();
  for (const auto& [id, value] : options) {
    const OptionRow* row = option_by_id(id);
    object[row->name] = option_json(*row, value);
    for (const std::string& alias : option_aliases(*row))
      object[alias] = object[row->name];
  }
  return object;
}

/// A whole number where it is one.
Json stp_option_json(const StpOptionRow& row, const std::optional<std::uint32_t>& value) {
  if (!value)
    return nullptr;
  return *value % row.scale ? Json(stp_option_number(row, *value)) : Json(*value / row.scale);
}

Json stp_options_object(const Bond& bond) {
  const StpOptions options = stp_options_of(bond);
  Json object = {{"mode", mode_word(bond)}};
  for (const StpOptionRow& row : stp_option_rows())
    object[row.name] = stp_option_json(row, options.*row.value);
  return object;
}

Json stp_times_json(const StpTimes& times) {
  return {{"hello_time_ms", times.hello_time_ms},
          {"forward_delay_ms", times.forward_delay_ms},
          {"max_age_ms", times.max_age_ms}};
}

Json stp_bridge_json(const StpBridge& stp) {
  return {{"id", stp.id},
          {"root", stp.root},
          {"is_root", kernel_speaks(stp) ? Json(stp.id == stp.root) : Json(nullptr)},
          {"root_port", value_or_null(stp.root_port)},
          {"root_path_cost", stp.root_path_cost},
          {"priority", stp.priority},
          {"times", stp_times_json(stp.times)},
          {"own_times", stp.own_times ? stp_times_json(*stp.own_times) : Json(nullptr)},
          {"topology_change", stp.topology_change},
          {"made_by_bondctl", stp.made_here},
          {"off", stp.off},
          {"user_space", stp.user_space},
          {"guests", stp.guests}};
}

Json stp_counters_json(const StpCounters& count) {
  return {{"bpdu_rx", count.bpdu_rx}, {"bpdu_tx", count.bpdu_tx},     {"tcn_rx", count.tcn_rx},
          {"tcn_tx", count.tcn_tx},   {"forwarded", count.forwarded}, {"blocked", count.blocked}};
}

Json stp_port_json(const StpPort& port) {
  return {{"state", stp_state_word(port.state)},
          {"mtu", port.mtu},
          {"path_cost", port.path_cost},
          {"priority", port.priority},
          {"id", port.id},
          {"designated_root", port.designated_root},
          {"designated_bridge", port.designated_bridge},
          {"designated_port", port.designated_port},
          {"designated_cost", port.designated_cost},
          {"forward_delay_left_ms", value_or_null(port.forward_delay_left_ms)},
          {"message_age_left_ms", value_or_null(port.message_age_left_ms)},
          {"counters", port.counters ? stp_counters_json(*port.counters) : Json(nullptr)}};
}

Json ok_json(std::uint32_t value) {
  if (value > NETBOND_VOTE_VALUE_YES)
    return nullptr;
  return value == NETBOND_VOTE_VALUE_YES;
}

/// timed: whether it is known since when.
Json vote_json(const Vote& vote, bool timed) {
  Json object = {{"vote", vote_word(vote.kind)},
                 {"ok", ok_json(vote.value)},
                 {"value", vote_value_word(vote.value)},
                 {"reason", reason_word(vote.reason)},
                 {"since_ms", timed ? Json(vote.since_ms) : Json(nullptr)},
                 {"remaining_ms", value_or_null(vote.remaining_ms)}};
  std::string detail = reason_word(vote.reason);
  if (vote.remaining_ms)
    detail = fmt::format("{}, {} left", detail, duration_text(*vote.remaining_ms));
  object["detail"] = vote.reason == NETBOND_REASON_NONE ? "" : detail;
  return object;
}

Json target_json(const Target& target) {
  return {{"target", address_text(target.address)},
          {"ok", ok_json(target.value)},
          {"value", vote_value_word(target.value)},
          {"reason", reason_word(target.reason)},
          {"sent", target.sent},
          {"replies", target.replies},
          {"missed", target.missed},
          {"reply_age_ms", value_or_null(target.reply_age_ms)}};
}

Json lacp_end_json(const LacpEnd& end) {
  return {{"system_priority", end.system_priority}, {"system", end.system}, {"key", end.key},
          {"port_priority", end.port_priority},     {"port", end.port},     {"state", end.state},
          {"flags", lacp_flag_words(end.state)}};
}

Json lacp_end_or_null(const std::optional<LacpEnd>& end) {
  return end ? lacp_end_json(*end) : Json(nullptr);
}

Json lacp_counters_json(const LacpCounters& count) {
  return {{"pdu_tx", count.pdu_tx},
          {"pdu_rx", count.pdu_rx},
          {"marker_tx", count.marker_tx},
          {"marker_rx", count.marker_rx},
          {"response_tx", count.response_tx},
          {"response_rx", count.response_rx},
          {"response_limited", count.response_limited},
          {"bad", count.bad},
          {"unknown", count.unknown},
          {"loopback", count.loopback},
          {"pinned_out", count.pinned_out}};
}

Json lacp_port_json(const LacpPort& port) {
  return {{"selected", lacp_selected_word(port.selected)},
          {"aggregator", port.aggregator},
          {"mux", lacp_mux_word(port.mux)},
          {"rx", lacp_rx_word(port.rx)},
          {"periodic", lacp_periodic_word(port.periodic)},
          {"actor", lacp_end_json(port.actor)},
          {"partner", lacp_end_json(port.partner)},
          {"heard", lacp_end_or_null(port.heard)},
          {"foreign", lacp_end_or_null(port.foreign)},
          {"mux_since_ms", port.mux_since_ms},
          {"received_ms", value_or_null(port.received_ms)},
          {"sent_ms", value_or_null(port.sent_ms)},
          {"expires_ms", value_or_null(port.expires_ms)},
          {"wait_ms", value_or_null(port.wait_ms)},
          {"retry_ms", value_or_null(port.retry_ms)},
          {"foreign_ms", value_or_null(port.foreign_ms)},
          {"assumed_speed_mbps", value_or_null(port.assumed_speed_mbps)},
          {"actor_churn", lacp_churn_word(port.actor_churn)},
          {"partner_churn", lacp_churn_word(port.partner_churn)},
          {"actor_churns", port.actor_churns},
          {"partner_churns", port.partner_churns},
          {"counters", lacp_counters_json(port.counters)}};
}

Json lacp_status_json(const LacpStatus& status) {
  return {{"aggregator", status.aggregator},
          {"ports", status.ports},
          {"selected", status.selected},
          {"collecting", status.collecting},
          {"distributing", status.distributing},
          {"bandwidth_mbps", status.bandwidth_mbps},
          {"actor", lacp_end_or_null(status.actor)},
          {"partner", lacp_end_or_null(status.partner)}};
}

Json alb_status_json(const AlbStatus& status) {
  return {{"clients", value_or_null(status.clients)},
          {"evicted", value_or_null(status.evicted)},
          {"taught", value_or_null(status.taught)},
          {"learning_frames", status.learning_frames}};
}

Json member_json(const Member& member) {
  Json object = {{"name", member.name},
                 {"ifindex", member.ifindex},
                 {"usable", member.usable},
                 {"role", role_word(member.role)},
                 {"reason", member_reason_word(member)},
                 {"address", word_or_null(member.address)},
                 {"permanent_address", word_or_null(member.permanent_address)},
                 {"probe_address", word_or_null(member.probe_address)},
                 {"own_address", word_or_null(member.own_address)},
                 {"speed_mbps", member.speed_mbps ? Json(member.speed_mbps) : Json(nullptr)},
                 {"duplex", duplex_word(member.duplex)},
                 {"link_failures", member.link_failures},
                 {"since_ms", member.since_ms},
                 {"prio", value_or_null(member.prio)},
                 {"weight", value_or_null(member.weight)},
                 {"actor_port_prio", value_or_null(member.actor_port_prio)},
                 {"buckets", value_or_null(member.buckets)},
                 {"clients", value_or_null(member.clients)}};
  object["votes"] = Json::array();
  for (const Vote& vote : member.votes)
    object["votes"].push_back(vote_json(vote, !member.stp));
  object["targets"] = Json::array();
  for (const Target& target : member.targets)
    object["targets"].push_back(target_json(target));
  object["lacp"] = member.lacp ? lacp_port_json(*member.lacp) : Json(nullptr);
  object["stp"] = member.stp ? stp_port_json(*member.stp) : Json(nullptr);
  if (member.stp)  // the kernel does not tell
    object["since_ms"] = nullptr;
  return object;
}

Json bond_json(const Bond& bond) {
  Json object = {{"schema", kSchema},
                 {"name", bond.name},
                 {"ifindex", bond.ifindex},
                 {"mode", mode_word(bond)},
                 {"state", state_word(bond.state)},
                 {"reason", reason_word(bond.reason)},
                 {"carrier", bond.carrier},
                 {"up", bond.up},
                 {"address", word_or_null(bond.address)},
                 {"mtu", bond.mtu},
                 {"active_member", value_or_null(bond.active_member)},
                 {"failovers", bond.failovers},
                 {"event_seq", bond.event_seq},
                 {"moves", value_or_null(bond.moves)},
                 {"lacp", bond.lacp ? lacp_status_json(*bond.lacp) : Json(nullptr)},
                 {"alb", bond.alb ? alb_status_json(*bond.alb) : Json(nullptr)},
                 {"stp", bond.stp ? stp_bridge_json(*bond.stp) : Json(nullptr)},
                 {"options", bond.stp ? stp_options_object(bond) : options_object(bond.options)}};
  object["members"] = Json::array();
  for (const Member& member : bond.members)
    object["members"].push_back(member_json(member));
  return object;
}

/// RFC 3339 in UTC, with all nine digits.
std::string utc_time(std::uint64_t ns) {
  const std::time_t seconds = static_cast<std::time_t>(ns / 1'000'000'000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts);
  return fmt::format("{}.{:09}Z", text, ns % 1'000'000'000);
}

Json stp_change_json(const StpChange& change) {
  const auto& old = change.old_state;
  return {{"old_state", old ? Json(stp_state_word(*old)) : Json(nullptr)},
          {"state", stp_state_word(change.state)}};
}

Json event_object(const Event& event) {
  Json object = {{"schema", kSchema},
                 {"seq", event.seq},
                 {"time", utc_time(event.time_ns)},
                 {"time_ns", event.time_ns},
                 {"bond", event.bond},
                 {"ifindex", event.ifindex},
                 {"event", event_name(event)},
                 {"reason", reason_word(event.reason)},
                 {"member", value_or_null(event.member)},
                 {"member_ifindex", value_or_null(event.member_ifindex)},
                 {"old_member", value_or_null(event.old_member)}};
  object["vote"] = event.vote ? Json(vote_word(*event.vote)) : Json(nullptr);
  object["value"] = event.value ? Json(vote_value_word(*event.value)) : Json(nullptr);
  object["state"] = event.state ? Json(state_word(*event.state)) : Json(nullptr);
  object["target"] = event.target ? Json(address_text(*event.target)) : Json(nullptr);
  object["buckets"] = value_or_null(event.buckets);
  object["stp"] = event.stp ? stp_change_json(*event.stp) : Json(nullptr);
  object["gap_ns"] = value_or_null(event.gap_ns);
  object["gap_ms"] = event.gap_ns ? Json(static_cast<double>(*event.gap_ns) / 1e6) : Json(nullptr);
  return object;
}

Json findings_json(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings)
    list.push_back({{"weight", weight_word(finding.weight)},
                    {"about", finding.about},
                    {"text", finding.text},
                    {"remedy", word_or_null(finding.remedy)},
                    {"follows", finding.follows}});
  return list;
}

Json vote_explanation_json(const VoteExplanation& vote) {
  Json limits = Json::array();
  for (const Limit& limit : vote.limits)
    limits.push_back({{"name", limit.name}, {"ms", limit.ms}});
  Json next = nullptr;
  if (vote.next)
    next = {{"what", vote.next->what}, {"in_ms", vote.next->in_ms}};
  return {{"vote", vote.vote},
          {"value", vote.value},
          {"reason", vote.reason},
          {"since_ms", vote.since_ms},
          {"limits", limits},
          {"next", next},
          {"remedy", word_or_null(vote.remedy)}};
}

Json causes_json(const std::vector<Cause>& causes) {
  Json list = Json::array();
  for (const Cause& cause : causes)
    list.push_back({{"member", value_or_null(cause.member)}, {"about", cause.about}});
  return list;
}

Json explanation_json(const Explanation& explanation) {
  Json object = {{"schema", kSchema},
                 {"name", explanation.bond},
                 {"mode", explanation.mode},
                 {"state", explanation.state},
                 {"causes", causes_json(explanation.causes)},
                 {"findings", findings_json(explanation.findings)}};
  object["members"] = Json::array();
  for (const MemberExplanation& member : explanation.members) {
    Json votes = Json::array();
    for (const VoteExplanation& vote : member.votes)
      votes.push_back(vote_explanation_json(vote));
    object["members"].push_back({{"name", member.name},
                                 {"usable", member.usable},
                                 {"role", member.role},
                                 {"votes", votes},
                                 {"findings", findings_json(member.findings)}});
  }
  return object;
}

Json share_json(const BucketShare& share) {
  return {{"name", value_or_null(share.member)},
          {"buckets", share.buckets},
          {"coming", share.coming},
          {"going", share.going},
          {"packets", share.packets},
          {"bytes", share.bytes}};
}

Json bucket_json(const Bucket& bucket) {
  const auto& why = bucket.moved_reason;
  return {{"index", bucket.index},
          {"member", value_or_null(bucket.member)},
          {"next", value_or_null(bucket.next)},
          {"moved_ms", value_or_null(bucket.moved_ms)},
          {"moved_reason", why ? Json(reason_word(*why)) : Json(nullptr)},
          {"packets", bucket.packets},
          {"bytes", bucket.bytes},
          {"counted_ms", value_or_null(bucket.counted_ms)}};
}

Json mac_json(const std::optional<Mac>& mac) {
  return mac ? Json(mac_text(mac->data())) : Json(nullptr);
}

Json address_json(const std::optional<Address>& address) {
  return address ? Json(address_text(*address)) : Json(nullptr);
}

Json client_share_json(const ClientShare& share) {
  return {{"name", value_or_null(share.member)},
          {"clients", share.clients},
          {"ipv4", share.ipv4},
          {"ipv6", share.ipv6},
          {"packets", share.packets},
          {"bytes", share.bytes},
          {"share", value_or_null(share.share)}};
}

Json client_json(const AlbClient& client, std::uint64_t all_bytes) {
  return {{"address", address_text(client.address)},
          {"local_address", address_text(client.local)},
          {"vlan", value_or_null(client.vlan)},
          {"vlan_protocol", value_or_null(client.vlan_protocol)},
          {"inner_vlan", value_or_null(client.inner_vlan)},
          {"inner_vlan_protocol", value_or_null(client.inner_vlan_protocol)},
          {"mac", mac_json(client.mac)},
          {"member", value_or_null(client.member)},
          {"seen_ms", client.seen_ms},
          {"taught_ms", value_or_null(client.taught_ms)},
          {"due", client.due},
          {"packets", client.packets},
          {"bytes", client.bytes},
          {"counted_ms", value_or_null(client.counted_ms)},
          {"share", value_or_null(share_of(client, all_bytes))}};
}

Json flow_object(const Flow& flow) {
  Json object = {
      {"src", address_json(flow.source)},         {"dst", address_json(flow.destination)},
      {"sport", value_or_null(flow.source_port)}, {"dport", value_or_null(flow.destination_port)},
      {"id", value_or_null(flow.echo_id)},        {"spi", value_or_null(flow.spi)},
      {"proto", value_or_null(flow.protocol)},    {"smac", mac_json(flow.source_mac)},
      {"dmac", mac_json(flow.destination_mac)},   {"vlan", value_or_null(flow.vlan)},
      {"type", value_or_null(flow.type)}};
  return object;
}

const char* type_word(OptionType type) {
  switch (type) {
    case OptionType::kU32: return "number";
    case OptionType::kBool: return "boolean";
    case OptionType::kEnum: return "word";
    case OptionType::kIfname: return "device";
    case OptionType::kIpv4s: return "ipv4_list";
    case OptionType::kIpv6s: return "ipv6_list";
    case OptionType::kMac: return "mac";
  }
  return "";
}

const char* when_word(OptionWhen when) {
  switch (when) {
    case OptionWhen::kLive: return "live";
    case OptionWhen::kCreate: return "create";
    case OptionWhen::kCommand: return "command";
  }
  return "";
}

}  // namespace

std::string bonds_json(const std::vector<Bond>& bonds) {
  Json list = Json::array();
  for (const Bond& bond : bonds)
    list.push_back(bond_json(bond));
  return dump(list, 2);
}

std::string event_json(const Event& event) {
  return dump(event_object(event), -1);
}

std::string events_json(const std::vector<Event>& events) {
  Json list = Json::array();
  for (const Event& event : events)
    list.push_back(event_object(event));
  return dump(list, 2);
}

std::string buckets_json(const BucketTable& table) {
  Json object = {{"schema", kSchema},
                 {"bond", table.bond},
                 {"ifindex", table.ifindex},
                 {"mode", table.mode},
                 {"counted_ms", value_or_null(counted_ms(table))}};
  object["members"] = Json::array();
  for (const BucketShare& share : bucket_shares(table))
    object["members"].push_back(share_json(share));
  object["buckets"] = Json::array();
  for (const Bucket& bucket : table.buckets)
    object["buckets"].push_back(bucket_json(bucket));
  return dump(Json::array({object}), 2);
}

std::string clients_json(const ClientTable& table) {
  Json object = {{"schema", kSchema},
                 {"bond", table.bond},
                 {"ifindex", table.ifindex},
                 {"mode", table.mode},
                 {"counted_ms", value_or_null(counted_ms(table))}};
  object["members"] = Json::array();
  for (const ClientShare& share : client_shares(table))
    object["members"].push_back(client_share_json(share));
  object["clients"] = Json::array();
  const std::uint64_t all_bytes = counted_bytes(table);
  for (const AlbClient& client : table.clients)
    object["clients"].push_back(client_json(client, all_bytes));
  return dump(Json::array({object}), 2);
}

std::string flow_json(const FlowPlace& place) {
  Json object = {{"schema", kSchema},
                 {"bond", place.bond},
                 {"ifindex", place.ifindex},
                 {"bucket", place.bucket},
                 {"member", value_or_null(place.member)},
                 {"member_ifindex", value_or_null(place.member_ifindex)},
                 {"next", value_or_null(place.next)},
                 {"policy", hash_policy_word(place.policy)},
                 {"hash", place.hash},
                 {"fields", flow_field_words(place.fields)},
                 {"why", flow_reasons(place)},
                 {"flow", flow_object(place.flow)}};
  return dump(Json::array({object}), 2);
}

std::string loss_json(const Loss& loss) {
  Json object = {{"schema", kSchema}, {"event", "events_lost"}, {"bond", word_or_null(loss.bond)}};
  object["first_seq"] = loss.first ? Json(loss.first) : Json(nullptr);
  object["last_seq"] = loss.first ? Json(loss.last) : Json(nullptr);
  object["read_again"] = loss.read_again;
  object["module_loaded"] = loss.loaded;
  return dump(object, -1);
}

std::string explanations_json(const std::vector<Explanation>& list) {
  Json array = Json::array();
  for (const Explanation& explanation : list)
    array.push_back(explanation_json(explanation));
  return dump(array, 2);
}

std::string options_json(const std::vector<std::string>& names) {
  Json list = Json::array();
  for (const OptionRow& row : option_rows()) {
    if (!names.empty() && std::find(names.begin(), names.end(), row.name) == names.end())
      continue;
    const bool number = row.type == OptionType::kU32;
    list.push_back({{"schema", kSchema},
                    {"name", row.name},
                    {"type", type_word(row.type)},
                    {"min", number ? Json(row.min) : Json(nullptr)},
                    {"max", number ? Json(row.max) : Json(nullptr)},
                    {"words", option_words(row)},
                    {"unit", word_or_null(row.unit)},
                    {"default", option_json(row, option_default(row))},
                    {"modes", option_modes(row)},
                    {"when", when_word(row.when)},
                    {"help", row.help}});
  }
  return dump(list, 2);
}

}  // namespace bondctl
