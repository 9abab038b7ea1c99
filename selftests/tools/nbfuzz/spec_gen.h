/* SPDX-License-Identifier: GPL-2.0 */
/* Generated from Documentation/netlink/specs/netbond.yaml by scripts/regen. */
#ifndef NBFUZZ_SPEC_GEN_H
#define NBFUZZ_SPEC_GEN_H

#include <linux/netbond.h>

#include "spec.h"

static const struct spec_attr spec_addresses_attrs[] = {
	{ .id = NETBOND_ADDR_IPV4, .name = "ipv4", .type = SPEC_U32, .max = 4294967295u, .many = 1 },
	{ .id = NETBOND_ADDR_IPV6, .name = "ipv6", .type = SPEC_BINARY, .min = 16, .max = 16u, .many = 1 },
};
static const struct spec_set spec_addresses = { "addresses", "ADDR_", spec_addresses_attrs, 2 };

static const struct spec_attr spec_options_attrs[] = {
	{ .id = NETBOND_OPT_MODE, .name = "mode", .type = SPEC_U32, .max = 6u },
	{ .id = NETBOND_OPT_MIIMON, .name = "miimon", .type = SPEC_U32, .max = 60000u },
	{ .id = NETBOND_OPT_UPDELAY, .name = "updelay", .type = SPEC_U32, .max = 3600000u },
	{ .id = NETBOND_OPT_DOWNDELAY, .name = "downdelay", .type = SPEC_U32, .max = 3600000u },
	{ .id = NETBOND_OPT_ARP_INTERVAL, .name = "arp-interval", .type = SPEC_U32, .max = 60000u },
	{ .id = NETBOND_OPT_ARP_IP_TARGET, .name = "arp-ip-target", .type = SPEC_NEST, .max = 4096u, .nest = &spec_addresses },
	{ .id = NETBOND_OPT_NS_IP6_TARGET, .name = "ns-ip6-target", .type = SPEC_NEST, .max = 4096u, .nest = &spec_addresses },
	{ .id = NETBOND_OPT_ARP_VALIDATE, .name = "arp-validate", .type = SPEC_U32, .max = 6u },
	{ .id = NETBOND_OPT_ARP_ALL_TARGETS, .name = "arp-all-targets", .type = SPEC_U32, .max = 1u },
	{ .id = NETBOND_OPT_ARP_QUORUM, .name = "arp-quorum", .type = SPEC_U32, .max = 32u },
	{ .id = NETBOND_OPT_ARP_MISSED_MAX, .name = "arp-missed-max", .type = SPEC_U32, .min = 1, .max = 255u },
	{ .id = NETBOND_OPT_PROBE_LOSS, .name = "probe-loss", .type = SPEC_U32, .max = 1u },
	{ .id = NETBOND_OPT_PRIMARY, .name = "primary", .type = SPEC_STRING, .max = 15u },
	{ .id = NETBOND_OPT_PRIMARY_RESELECT, .name = "primary-reselect", .type = SPEC_U32, .max = 2u },
	{ .id = NETBOND_OPT_FAIL_OVER_MAC, .name = "fail-over-mac", .type = SPEC_U32, .max = 2u },
	{ .id = NETBOND_OPT_ACTIVE_SLAVE, .name = "active-slave", .type = SPEC_STRING, .max = 15u },
	{ .id = NETBOND_OPT_NUM_PEER_NOTIF, .name = "num-peer-notif", .type = SPEC_U32, .max = 255u },
	{ .id = NETBOND_OPT_PEER_NOTIF_DELAY, .name = "peer-notif-delay", .type = SPEC_U32, .max = 300000u },
	{ .id = NETBOND_OPT_RESEND_IGMP, .name = "resend-igmp", .type = SPEC_U32, .max = 255u },
	{ .id = NETBOND_OPT_ALL_SLAVES_ACTIVE, .name = "all-slaves-active", .type = SPEC_U8, .max = 1u },
	{ .id = NETBOND_OPT_ASSUMED_SPEED, .name = "assumed-speed", .type = SPEC_U32, .min = 1, .max = 4000000u },
	{ .id = NETBOND_OPT_TX_QUEUES, .name = "tx-queues", .type = SPEC_U32, .min = 1, .max = 255u },
	{ .id = NETBOND_OPT_XMIT_HASH_POLICY, .name = "xmit-hash-policy", .type = SPEC_U32, .max = 5u },
	{ .id = NETBOND_OPT_PACKETS_PER_SLAVE, .name = "packets-per-slave", .type = SPEC_U32, .max = 65535u },
	{ .id = NETBOND_OPT_LACP_RATE, .name = "lacp-rate", .type = SPEC_U32, .max = 1u },
	{ .id = NETBOND_OPT_AD_SELECT, .name = "ad-select", .type = SPEC_U32, .max = 3u },
	{ .id = NETBOND_OPT_MIN_LINKS, .name = "min-links", .type = SPEC_U32, .max = 65535u },
	{ .id = NETBOND_OPT_LP_INTERVAL, .name = "lp-interval", .type = SPEC_U32, .min = 1, .max = 86400u },
	{ .id = NETBOND_OPT_TLB_DYNAMIC_LB, .name = "tlb-dynamic-lb", .type = SPEC_U8, .max = 1u },
	{ .id = NETBOND_OPT_WEIGHT_POLICY, .name = "weight-policy", .type = SPEC_U32, .max = 1u },
	{ .id = NETBOND_OPT_HASH_SEED, .name = "hash-seed", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_OPT_MOVE_IDLE, .name = "move-idle", .type = SPEC_U32, .max = 60000u },
	{ .id = NETBOND_OPT_MOVE_TIMEOUT, .name = "move-timeout", .type = SPEC_U32, .max = 3600000u },
	{ .id = NETBOND_OPT_LACP_ACTIVE, .name = "lacp-active", .type = SPEC_U8, .max = 1u },
	{ .id = NETBOND_OPT_AD_ACTOR_SYSTEM, .name = "ad-actor-system", .type = SPEC_BINARY, .min = 6, .max = 6u },
	{ .id = NETBOND_OPT_AD_ACTOR_SYS_PRIO, .name = "ad-actor-sys-prio", .type = SPEC_U32, .min = 1, .max = 65535u },
	{ .id = NETBOND_OPT_AD_USER_PORT_KEY, .name = "ad-user-port-key", .type = SPEC_U32, .max = 1023u },
	{ .id = NETBOND_OPT_MAX_LINKS, .name = "max-links", .type = SPEC_U32, .max = 65535u },
	{ .id = NETBOND_OPT_COUPLED_CONTROL, .name = "coupled-control", .type = SPEC_U8, .max = 1u },
	{ .id = NETBOND_OPT_LACP_FALLBACK, .name = "lacp-fallback", .type = SPEC_U32, .max = 2u },
	{ .id = NETBOND_OPT_LACP_FALLBACK_TIMEOUT, .name = "lacp-fallback-timeout", .type = SPEC_U32, .min = 100, .max = 3600000u },
	{ .id = NETBOND_OPT_FAST_JOIN, .name = "fast-join", .type = SPEC_U8, .max = 1u },
	{ .id = NETBOND_OPT_LACP_PARTNER_PIN, .name = "lacp-partner-pin", .type = SPEC_BINARY, .min = 6, .max = 6u },
	{ .id = NETBOND_OPT_ALB_MAX_CLIENTS, .name = "alb-max-clients", .type = SPEC_U32, .min = 1, .max = 65536u },
};
static const struct spec_set spec_options = { "options", "OPT_", spec_options_attrs, 44 };

static const struct spec_attr spec_member_options_attrs[] = {
	{ .id = NETBOND_MOPT_PRIO, .name = "prio", .type = SPEC_S32, .max = 4294967295u },
	{ .id = NETBOND_MOPT_WEIGHT, .name = "weight", .type = SPEC_U32, .min = 1, .max = 255u },
	{ .id = NETBOND_MOPT_ACTOR_PORT_PRIO, .name = "actor-port-prio", .type = SPEC_U32, .max = 65535u },
};
static const struct spec_set spec_member_options = { "member-options", "MOPT_", spec_member_options_attrs, 3 };

static const struct spec_attr spec_vote_attrs[] = {
	{ .id = NETBOND_VOTE_KIND, .name = "kind", .type = SPEC_U32, .max = 2u },
	{ .id = NETBOND_VOTE_VALUE, .name = "value", .type = SPEC_U32, .max = 2u },
	{ .id = NETBOND_VOTE_REASON, .name = "reason", .type = SPEC_U32, .max = 44u },
	{ .id = NETBOND_VOTE_SINCE_MS, .name = "since-ms", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_VOTE_REMAINING_MS, .name = "remaining-ms", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_VOTE_PAD, .name = "pad", .type = SPEC_PAD, .max = 4096u },
};
static const struct spec_set spec_vote = { "vote", "VOTE_", spec_vote_attrs, 6 };

static const struct spec_attr spec_target_attrs[] = {
	{ .id = NETBOND_TARGET_IPV4, .name = "ipv4", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_TARGET_IPV6, .name = "ipv6", .type = SPEC_BINARY, .min = 16, .max = 16u },
	{ .id = NETBOND_TARGET_VALUE, .name = "value", .type = SPEC_U32, .max = 2u },
	{ .id = NETBOND_TARGET_REASON, .name = "reason", .type = SPEC_U32, .max = 44u },
	{ .id = NETBOND_TARGET_SENT, .name = "sent", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_TARGET_REPLIES, .name = "replies", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_TARGET_MISSED, .name = "missed", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_TARGET_REPLY_AGE_MS, .name = "reply-age-ms", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_TARGET_PAD, .name = "pad", .type = SPEC_PAD, .max = 4096u },
};
static const struct spec_set spec_target = { "target", "TARGET_", spec_target_attrs, 9 };

static const struct spec_attr spec_lacp_end_attrs[] = {
	{ .id = NETBOND_END_SYSTEM_PRIORITY, .name = "system-priority", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_END_SYSTEM, .name = "system", .type = SPEC_BINARY, .min = 6, .max = 6u },
	{ .id = NETBOND_END_KEY, .name = "key", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_END_PORT_PRIORITY, .name = "port-priority", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_END_PORT, .name = "port", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_END_STATE, .name = "state", .type = SPEC_U32, .max = 4294967295u },
};
static const struct spec_set spec_lacp_end = { "lacp-end", "END_", spec_lacp_end_attrs, 6 };

static const struct spec_attr spec_lacp_attrs[] = {
	{ .id = NETBOND_LACP_SELECTED, .name = "selected", .type = SPEC_U32, .max = 2u },
	{ .id = NETBOND_LACP_AGGREGATOR, .name = "aggregator", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_LACP_RX, .name = "rx", .type = SPEC_U32, .max = 4u },
	{ .id = NETBOND_LACP_PERIODIC, .name = "periodic", .type = SPEC_U32, .max = 2u },
	{ .id = NETBOND_LACP_MUX, .name = "mux", .type = SPEC_U32, .max = 5u },
	{ .id = NETBOND_LACP_MUX_SINCE_MS, .name = "mux-since-ms", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LACP_ACTOR, .name = "actor", .type = SPEC_NEST, .max = 4096u, .nest = &spec_lacp_end },
	{ .id = NETBOND_LACP_PARTNER, .name = "partner", .type = SPEC_NEST, .max = 4096u, .nest = &spec_lacp_end },
	{ .id = NETBOND_LACP_HEARD, .name = "heard", .type = SPEC_NEST, .max = 4096u, .nest = &spec_lacp_end },
	{ .id = NETBOND_LACP_ASSUMED_SPEED, .name = "assumed-speed", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_LACP_RECEIVED_MS, .name = "received-ms", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LACP_SENT_MS, .name = "sent-ms", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LACP_EXPIRES_MS, .name = "expires-ms", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LACP_WAIT_MS, .name = "wait-ms", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LACP_RETRY_MS, .name = "retry-ms", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LACP_ACTOR_CHURN, .name = "actor-churn", .type = SPEC_U32, .max = 2u },
	{ .id = NETBOND_LACP_PARTNER_CHURN, .name = "partner-churn", .type = SPEC_U32, .max = 2u },
	{ .id = NETBOND_LACP_ACTOR_CHURNS, .name = "actor-churns", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_LACP_PARTNER_CHURNS, .name = "partner-churns", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_LACP_PDU_TX, .name = "pdu-tx", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LACP_PDU_RX, .name = "pdu-rx", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LACP_MARKER_TX, .name = "marker-tx", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LACP_MARKER_RX, .name = "marker-rx", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LACP_RESPONSE_TX, .name = "response-tx", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LACP_RESPONSE_RX, .name = "response-rx", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LACP_RESPONSE_LIMITED, .name = "response-limited", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LACP_BAD, .name = "bad", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LACP_UNKNOWN, .name = "unknown", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LACP_LOOPBACK, .name = "loopback", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LACP_PAD, .name = "pad", .type = SPEC_PAD, .max = 4096u },
	{ .id = NETBOND_LACP_PINNED_OUT, .name = "pinned-out", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LACP_FOREIGN, .name = "foreign", .type = SPEC_NEST, .max = 4096u, .nest = &spec_lacp_end },
	{ .id = NETBOND_LACP_FOREIGN_MS, .name = "foreign-ms", .type = SPEC_U64, .max = 18446744073709551615ull },
};
static const struct spec_set spec_lacp = { "lacp", "LACP_", spec_lacp_attrs, 33 };

static const struct spec_attr spec_member_attrs[] = {
	{ .id = NETBOND_MEMBER_IFINDEX, .name = "ifindex", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_MEMBER_NAME, .name = "name", .type = SPEC_STRING, .max = 15u },
	{ .id = NETBOND_MEMBER_OPTIONS, .name = "options", .type = SPEC_NEST, .max = 4096u, .nest = &spec_member_options },
	{ .id = NETBOND_MEMBER_USABLE, .name = "usable", .type = SPEC_U8, .max = 255u },
	{ .id = NETBOND_MEMBER_ROLE, .name = "role", .type = SPEC_U32, .max = 2u },
	{ .id = NETBOND_MEMBER_REASON, .name = "reason", .type = SPEC_U32, .max = 44u },
	{ .id = NETBOND_MEMBER_ADDRESS, .name = "address", .type = SPEC_BINARY, .min = 6, .max = 6u },
	{ .id = NETBOND_MEMBER_PERMANENT_ADDRESS, .name = "permanent-address", .type = SPEC_BINARY, .min = 6, .max = 6u },
	{ .id = NETBOND_MEMBER_PROBE_ADDRESS, .name = "probe-address", .type = SPEC_BINARY, .min = 6, .max = 6u },
	{ .id = NETBOND_MEMBER_SPEED, .name = "speed", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_MEMBER_DUPLEX, .name = "duplex", .type = SPEC_U8, .max = 255u },
	{ .id = NETBOND_MEMBER_LINK_FAILURES, .name = "link-failures", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_MEMBER_SINCE_MS, .name = "since-ms", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_MEMBER_VOTE, .name = "vote", .type = SPEC_NEST, .max = 4096u, .nest = &spec_vote, .many = 1 },
	{ .id = NETBOND_MEMBER_TARGET, .name = "target", .type = SPEC_NEST, .max = 4096u, .nest = &spec_target, .many = 1 },
	{ .id = NETBOND_MEMBER_BUCKETS, .name = "buckets", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_MEMBER_LACP, .name = "lacp", .type = SPEC_NEST, .max = 4096u, .nest = &spec_lacp },
	{ .id = NETBOND_MEMBER_PAD, .name = "pad", .type = SPEC_PAD, .max = 4096u },
	{ .id = NETBOND_MEMBER_OWN_ADDRESS, .name = "own-address", .type = SPEC_BINARY, .min = 6, .max = 6u },
	{ .id = NETBOND_MEMBER_CLIENTS, .name = "clients", .type = SPEC_U32, .max = 4294967295u },
};
static const struct spec_set spec_member = { "member", "MEMBER_", spec_member_attrs, 20 };

static const struct spec_attr spec_lacp_status_attrs[] = {
	{ .id = NETBOND_LAG_AGGREGATOR, .name = "aggregator", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_LAG_PORTS, .name = "ports", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_LAG_SELECTED, .name = "selected", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_LAG_COLLECTING, .name = "collecting", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_LAG_DISTRIBUTING, .name = "distributing", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_LAG_BANDWIDTH, .name = "bandwidth", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_LAG_ACTOR, .name = "actor", .type = SPEC_NEST, .max = 4096u, .nest = &spec_lacp_end },
	{ .id = NETBOND_LAG_PARTNER, .name = "partner", .type = SPEC_NEST, .max = 4096u, .nest = &spec_lacp_end },
	{ .id = NETBOND_LAG_PAD, .name = "pad", .type = SPEC_PAD, .max = 4096u },
};
static const struct spec_set spec_lacp_status = { "lacp-status", "LAG_", spec_lacp_status_attrs, 9 };

static const struct spec_attr spec_alb_status_attrs[] = {
	{ .id = NETBOND_ALB_CLIENTS, .name = "clients", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_ALB_EVICTED, .name = "evicted", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_ALB_TAUGHT, .name = "taught", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_ALB_LEARNING, .name = "learning", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_ALB_PAD, .name = "pad", .type = SPEC_PAD, .max = 4096u },
};
static const struct spec_set spec_alb_status = { "alb-status", "ALB_", spec_alb_status_attrs, 5 };

static const struct spec_attr spec_status_attrs[] = {
	{ .id = NETBOND_STATUS_STATE, .name = "state", .type = SPEC_U32, .max = 2u },
	{ .id = NETBOND_STATUS_REASON, .name = "reason", .type = SPEC_U32, .max = 44u },
	{ .id = NETBOND_STATUS_CARRIER, .name = "carrier", .type = SPEC_U8, .max = 255u },
	{ .id = NETBOND_STATUS_UP, .name = "up", .type = SPEC_U8, .max = 255u },
	{ .id = NETBOND_STATUS_ADDRESS, .name = "address", .type = SPEC_BINARY, .min = 6, .max = 6u },
	{ .id = NETBOND_STATUS_MTU, .name = "mtu", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_STATUS_ACTIVE_IFINDEX, .name = "active-ifindex", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_STATUS_ACTIVE_NAME, .name = "active-name", .type = SPEC_STRING, .max = 4096u },
	{ .id = NETBOND_STATUS_FAILOVERS, .name = "failovers", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_STATUS_EVENT_SEQ, .name = "event-seq", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_STATUS_MOVES, .name = "moves", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_STATUS_LACP, .name = "lacp", .type = SPEC_NEST, .max = 4096u, .nest = &spec_lacp_status },
	{ .id = NETBOND_STATUS_PAD, .name = "pad", .type = SPEC_PAD, .max = 4096u },
	{ .id = NETBOND_STATUS_ALB, .name = "alb", .type = SPEC_NEST, .max = 4096u, .nest = &spec_alb_status },
};
static const struct spec_set spec_status = { "status", "STATUS_", spec_status_attrs, 14 };

static const struct spec_attr spec_event_attrs[] = {
	{ .id = NETBOND_EV_SEQ, .name = "seq", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_EV_TIME_NS, .name = "time-ns", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_EV_KIND, .name = "kind", .type = SPEC_U32, .max = 10u },
	{ .id = NETBOND_EV_REASON, .name = "reason", .type = SPEC_U32, .max = 44u },
	{ .id = NETBOND_EV_MEMBER_IFINDEX, .name = "member-ifindex", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_EV_MEMBER_NAME, .name = "member-name", .type = SPEC_STRING, .max = 4096u },
	{ .id = NETBOND_EV_OLD_NAME, .name = "old-name", .type = SPEC_STRING, .max = 4096u },
	{ .id = NETBOND_EV_VOTE, .name = "vote", .type = SPEC_U32, .max = 2u },
	{ .id = NETBOND_EV_VALUE, .name = "value", .type = SPEC_U32, .max = 2u },
	{ .id = NETBOND_EV_STATE, .name = "state", .type = SPEC_U32, .max = 2u },
	{ .id = NETBOND_EV_IPV4, .name = "ipv4", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_EV_IPV6, .name = "ipv6", .type = SPEC_BINARY, .min = 16, .max = 16u },
	{ .id = NETBOND_EV_GAP_NS, .name = "gap-ns", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_EV_BUCKETS, .name = "buckets", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_EV_PAD, .name = "pad", .type = SPEC_PAD, .max = 4096u },
};
static const struct spec_set spec_event = { "event", "EV_", spec_event_attrs, 15 };

static const struct spec_attr spec_bucket_attrs[] = {
	{ .id = NETBOND_BUCKET_INDEX, .name = "index", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_BUCKET_MEMBER_IFINDEX, .name = "member-ifindex", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_BUCKET_MEMBER_NAME, .name = "member-name", .type = SPEC_STRING, .max = 4096u },
	{ .id = NETBOND_BUCKET_NEXT_IFINDEX, .name = "next-ifindex", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_BUCKET_NEXT_NAME, .name = "next-name", .type = SPEC_STRING, .max = 4096u },
	{ .id = NETBOND_BUCKET_MOVED_MS, .name = "moved-ms", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_BUCKET_PACKETS, .name = "packets", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_BUCKET_BYTES, .name = "bytes", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_BUCKET_COUNTED_MS, .name = "counted-ms", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_BUCKET_PAD, .name = "pad", .type = SPEC_PAD, .max = 4096u },
	{ .id = NETBOND_BUCKET_MOVED_REASON, .name = "moved-reason", .type = SPEC_U32, .max = 44u },
};
static const struct spec_set spec_bucket = { "bucket", "BUCKET_", spec_bucket_attrs, 11 };

static const struct spec_attr spec_flow_attrs[] = {
	{ .id = NETBOND_FLOW_SOURCE, .name = "source", .type = SPEC_BINARY, .min = 6, .max = 6u },
	{ .id = NETBOND_FLOW_DESTINATION, .name = "destination", .type = SPEC_BINARY, .min = 6, .max = 6u },
	{ .id = NETBOND_FLOW_VLAN, .name = "vlan", .type = SPEC_U32, .max = 4094u },
	{ .id = NETBOND_FLOW_ETHERTYPE, .name = "ethertype", .type = SPEC_U32, .max = 65535u },
	{ .id = NETBOND_FLOW_IPV4_SOURCE, .name = "ipv4-source", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_FLOW_IPV4_DESTINATION, .name = "ipv4-destination", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_FLOW_IPV6_SOURCE, .name = "ipv6-source", .type = SPEC_BINARY, .min = 16, .max = 16u },
	{ .id = NETBOND_FLOW_IPV6_DESTINATION, .name = "ipv6-destination", .type = SPEC_BINARY, .min = 16, .max = 16u },
	{ .id = NETBOND_FLOW_PROTOCOL, .name = "protocol", .type = SPEC_U32, .max = 255u },
	{ .id = NETBOND_FLOW_SOURCE_PORT, .name = "source-port", .type = SPEC_U32, .max = 65535u },
	{ .id = NETBOND_FLOW_DESTINATION_PORT, .name = "destination-port", .type = SPEC_U32, .max = 65535u },
	{ .id = NETBOND_FLOW_POLICY, .name = "policy", .type = SPEC_U32, .max = 5u },
	{ .id = NETBOND_FLOW_FIELDS, .name = "fields", .type = SPEC_U32, .max = 255u },
	{ .id = NETBOND_FLOW_HASH, .name = "hash", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_FLOW_BUCKET, .name = "bucket", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_FLOW_MEMBER_IFINDEX, .name = "member-ifindex", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_FLOW_MEMBER_NAME, .name = "member-name", .type = SPEC_STRING, .max = 4096u },
	{ .id = NETBOND_FLOW_NEXT_NAME, .name = "next-name", .type = SPEC_STRING, .max = 4096u },
	{ .id = NETBOND_FLOW_ECHO_ID, .name = "echo-id", .type = SPEC_U32, .max = 65535u },
	{ .id = NETBOND_FLOW_SPI, .name = "spi", .type = SPEC_U32, .max = 4294967295u },
};
static const struct spec_set spec_flow = { "flow", "FLOW_", spec_flow_attrs, 20 };

static const struct spec_attr spec_client_attrs[] = {
	{ .id = NETBOND_CLIENT_IPV4, .name = "ipv4", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_CLIENT_IPV6, .name = "ipv6", .type = SPEC_BINARY, .min = 16, .max = 16u },
	{ .id = NETBOND_CLIENT_LOCAL_IPV4, .name = "local-ipv4", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_CLIENT_LOCAL_IPV6, .name = "local-ipv6", .type = SPEC_BINARY, .min = 16, .max = 16u },
	{ .id = NETBOND_CLIENT_VLAN, .name = "vlan", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_CLIENT_VLAN_PROTOCOL, .name = "vlan-protocol", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_CLIENT_INNER_VLAN, .name = "inner-vlan", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_CLIENT_INNER_VLAN_PROTOCOL, .name = "inner-vlan-protocol", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_CLIENT_ADDRESS, .name = "address", .type = SPEC_BINARY, .min = 6, .max = 6u },
	{ .id = NETBOND_CLIENT_MEMBER_IFINDEX, .name = "member-ifindex", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_CLIENT_MEMBER_NAME, .name = "member-name", .type = SPEC_STRING, .max = 4096u },
	{ .id = NETBOND_CLIENT_SEEN_MS, .name = "seen-ms", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_CLIENT_TAUGHT_MS, .name = "taught-ms", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_CLIENT_DUE, .name = "due", .type = SPEC_U8, .max = 255u },
	{ .id = NETBOND_CLIENT_PACKETS, .name = "packets", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_CLIENT_BYTES, .name = "bytes", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_CLIENT_COUNTED_MS, .name = "counted-ms", .type = SPEC_U64, .max = 18446744073709551615ull },
	{ .id = NETBOND_CLIENT_PAD, .name = "pad", .type = SPEC_PAD, .max = 4096u },
};
static const struct spec_set spec_client = { "client", "CLIENT_", spec_client_attrs, 18 };

static const struct spec_attr spec_main_attrs[] = {
	{ .id = NETBOND_A_IFINDEX, .name = "ifindex", .type = SPEC_U32, .max = 4294967295u },
	{ .id = NETBOND_A_NAME, .name = "name", .type = SPEC_STRING, .max = 15u },
	{ .id = NETBOND_A_OPTIONS, .name = "options", .type = SPEC_NEST, .max = 4096u, .nest = &spec_options },
	{ .id = NETBOND_A_MEMBER, .name = "member", .type = SPEC_NEST, .max = 4096u, .nest = &spec_member, .many = 1 },
	{ .id = NETBOND_A_STATUS, .name = "status", .type = SPEC_NEST, .max = 4096u, .nest = &spec_status },
	{ .id = NETBOND_A_EVENT, .name = "event", .type = SPEC_NEST, .max = 4096u, .nest = &spec_event },
	{ .id = NETBOND_A_BUCKET, .name = "bucket", .type = SPEC_NEST, .max = 4096u, .nest = &spec_bucket },
	{ .id = NETBOND_A_FLOW, .name = "flow", .type = SPEC_NEST, .max = 4096u, .nest = &spec_flow },
	{ .id = NETBOND_A_CLIENT, .name = "client", .type = SPEC_NEST, .max = 4096u, .nest = &spec_client },
	{ .id = NETBOND_A_MEMBERS_EXACT, .name = "members-exact", .type = SPEC_FLAG, .max = 4096u },
};
static const struct spec_set spec_main = { "main", "A_", spec_main_attrs, 10 };

static const struct spec_op spec_ops[] = {
	{ .cmd = NETBOND_CMD_BOND_NEW, .name = "bond-new", .has_do = 1, .do_takes = 1u << NETBOND_A_NAME | 1u << NETBOND_A_OPTIONS | 1u << NETBOND_A_MEMBER },
	{ .cmd = NETBOND_CMD_BOND_DEL, .name = "bond-del", .has_do = 1, .do_takes = 1u << NETBOND_A_IFINDEX | 1u << NETBOND_A_NAME },
	{ .cmd = NETBOND_CMD_BOND_SET, .name = "bond-set", .has_do = 1, .do_takes = 1u << NETBOND_A_IFINDEX | 1u << NETBOND_A_NAME | 1u << NETBOND_A_OPTIONS | 1u << NETBOND_A_MEMBER | 1u << NETBOND_A_MEMBERS_EXACT },
	{ .cmd = NETBOND_CMD_BOND_GET, .name = "bond-get", .has_do = 1, .do_takes = 1u << NETBOND_A_IFINDEX | 1u << NETBOND_A_NAME, .has_dump = 1, .dump_takes = 0 },
	{ .cmd = NETBOND_CMD_MEMBER_ADD, .name = "member-add", .has_do = 1, .do_takes = 1u << NETBOND_A_IFINDEX | 1u << NETBOND_A_NAME | 1u << NETBOND_A_MEMBER },
	{ .cmd = NETBOND_CMD_MEMBER_DEL, .name = "member-del", .has_do = 1, .do_takes = 1u << NETBOND_A_IFINDEX | 1u << NETBOND_A_NAME | 1u << NETBOND_A_MEMBER },
	{ .cmd = NETBOND_CMD_MEMBER_SET, .name = "member-set", .has_do = 1, .do_takes = 1u << NETBOND_A_IFINDEX | 1u << NETBOND_A_NAME | 1u << NETBOND_A_MEMBER },
	{ .cmd = NETBOND_CMD_HISTORY_GET, .name = "history-get", .has_dump = 1, .dump_takes = 1u << NETBOND_A_IFINDEX | 1u << NETBOND_A_NAME },
	{ .cmd = NETBOND_CMD_BUCKET_GET, .name = "bucket-get", .has_dump = 1, .dump_takes = 1u << NETBOND_A_IFINDEX | 1u << NETBOND_A_NAME },
	{ .cmd = NETBOND_CMD_FLOW_GET, .name = "flow-get", .has_do = 1, .do_takes = 1u << NETBOND_A_IFINDEX | 1u << NETBOND_A_NAME | 1u << NETBOND_A_FLOW },
	{ .cmd = NETBOND_CMD_EVENT_NTF, .name = "event-ntf" },
	{ .cmd = NETBOND_CMD_CLIENT_GET, .name = "client-get", .has_dump = 1, .dump_takes = 1u << NETBOND_A_IFINDEX | 1u << NETBOND_A_NAME },
	{ .cmd = NETBOND_CMD_MEMBER_GET, .name = "member-get", .has_do = 1, .do_takes = 1u << NETBOND_A_IFINDEX | 1u << NETBOND_A_NAME | 1u << NETBOND_A_MEMBER },
};

#endif
