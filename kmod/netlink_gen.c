// SPDX-License-Identifier: GPL-2.0
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/netbond.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink_gen.h"

#include <uapi/linux/netbond.h>

/* Integer value ranges */
static struct netlink_range_validation netbond_opt_miimon_range = {
	.max	= 60000ULL,
};

static struct netlink_range_validation netbond_opt_updelay_range = {
	.max	= 3600000ULL,
};

static struct netlink_range_validation netbond_opt_downdelay_range = {
	.max	= 3600000ULL,
};

static struct netlink_range_validation netbond_opt_arp_interval_range = {
	.max	= 60000ULL,
};

static struct netlink_range_validation netbond_opt_peer_notif_delay_range = {
	.max	= 300000ULL,
};

static struct netlink_range_validation netbond_opt_assumed_speed_range = {
	.min	= 1ULL,
	.max	= 4000000ULL,
};

static struct netlink_range_validation netbond_opt_packets_per_slave_range = {
	.max	= 65535ULL,
};

static struct netlink_range_validation netbond_opt_min_links_range = {
	.max	= 65535ULL,
};

static struct netlink_range_validation netbond_opt_lp_interval_range = {
	.min	= 1ULL,
	.max	= 86400ULL,
};

static struct netlink_range_validation netbond_opt_move_idle_range = {
	.max	= 60000ULL,
};

static struct netlink_range_validation netbond_opt_move_timeout_range = {
	.max	= 3600000ULL,
};

static struct netlink_range_validation netbond_opt_ad_actor_sys_prio_range = {
	.min	= 1ULL,
	.max	= 65535ULL,
};

static struct netlink_range_validation netbond_opt_max_links_range = {
	.max	= 65535ULL,
};

static struct netlink_range_validation netbond_opt_lacp_fallback_timeout_range = {
	.min	= 100ULL,
	.max	= 3600000ULL,
};

static struct netlink_range_validation netbond_opt_alb_max_clients_range = {
	.min	= 1ULL,
	.max	= 65536ULL,
};

static struct netlink_range_validation netbond_mopt_actor_port_prio_range = {
	.max	= 65535ULL,
};

static struct netlink_range_validation netbond_flow_ethertype_range = {
	.max	= 65535ULL,
};

static struct netlink_range_validation netbond_flow_source_port_range = {
	.max	= 65535ULL,
};

static struct netlink_range_validation netbond_flow_destination_port_range = {
	.max	= 65535ULL,
};

static struct netlink_range_validation netbond_flow_echo_id_range = {
	.max	= 65535ULL,
};

/* Common nested types */
const struct nla_policy netbond_addresses_nl_policy[NETBOND_ADDR_IPV6 + 1] = {
	[NETBOND_ADDR_IPV4] = { .type = NLA_U32, },
	[NETBOND_ADDR_IPV6] = NLA_POLICY_EXACT_LEN(16),
};

const struct nla_policy netbond_flow_nl_policy[NETBOND_FLOW_SPI + 1] = {
	[NETBOND_FLOW_SOURCE] = NLA_POLICY_EXACT_LEN(6),
	[NETBOND_FLOW_DESTINATION] = NLA_POLICY_EXACT_LEN(6),
	[NETBOND_FLOW_VLAN] = NLA_POLICY_MAX(NLA_U32, 4094),
	[NETBOND_FLOW_ETHERTYPE] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_flow_ethertype_range),
	[NETBOND_FLOW_IPV4_SOURCE] = { .type = NLA_U32, },
	[NETBOND_FLOW_IPV4_DESTINATION] = { .type = NLA_U32, },
	[NETBOND_FLOW_IPV6_SOURCE] = NLA_POLICY_EXACT_LEN(16),
	[NETBOND_FLOW_IPV6_DESTINATION] = NLA_POLICY_EXACT_LEN(16),
	[NETBOND_FLOW_PROTOCOL] = NLA_POLICY_MAX(NLA_U32, 255),
	[NETBOND_FLOW_SOURCE_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_flow_source_port_range),
	[NETBOND_FLOW_DESTINATION_PORT] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_flow_destination_port_range),
	[NETBOND_FLOW_POLICY] = NLA_POLICY_MAX(NLA_U32, 5),
	[NETBOND_FLOW_FIELDS] = NLA_POLICY_MASK(NLA_U32, 0xff),
	[NETBOND_FLOW_HASH] = { .type = NLA_U32, },
	[NETBOND_FLOW_BUCKET] = { .type = NLA_U32, },
	[NETBOND_FLOW_MEMBER_IFINDEX] = { .type = NLA_U32, },
	[NETBOND_FLOW_MEMBER_NAME] = { .type = NLA_NUL_STRING, },
	[NETBOND_FLOW_NEXT_NAME] = { .type = NLA_NUL_STRING, },
	[NETBOND_FLOW_ECHO_ID] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_flow_echo_id_range),
	[NETBOND_FLOW_SPI] = { .type = NLA_U32, },
};

const struct nla_policy netbond_lacp_nl_policy[NETBOND_LACP_FOREIGN_MS + 1] = {
	[NETBOND_LACP_SELECTED] = NLA_POLICY_MAX(NLA_U32, 2),
	[NETBOND_LACP_AGGREGATOR] = { .type = NLA_U32, },
	[NETBOND_LACP_RX] = NLA_POLICY_MAX(NLA_U32, 4),
	[NETBOND_LACP_PERIODIC] = NLA_POLICY_MAX(NLA_U32, 2),
	[NETBOND_LACP_MUX] = NLA_POLICY_MAX(NLA_U32, 5),
	[NETBOND_LACP_MUX_SINCE_MS] = { .type = NLA_U64, },
	[NETBOND_LACP_ACTOR] = NLA_POLICY_NESTED(netbond_lacp_end_nl_policy),
	[NETBOND_LACP_PARTNER] = NLA_POLICY_NESTED(netbond_lacp_end_nl_policy),
	[NETBOND_LACP_HEARD] = NLA_POLICY_NESTED(netbond_lacp_end_nl_policy),
	[NETBOND_LACP_ASSUMED_SPEED] = { .type = NLA_U32, },
	[NETBOND_LACP_RECEIVED_MS] = { .type = NLA_U64, },
	[NETBOND_LACP_SENT_MS] = { .type = NLA_U64, },
	[NETBOND_LACP_EXPIRES_MS] = { .type = NLA_U64, },
	[NETBOND_LACP_WAIT_MS] = { .type = NLA_U64, },
	[NETBOND_LACP_RETRY_MS] = { .type = NLA_U64, },
	[NETBOND_LACP_ACTOR_CHURN] = NLA_POLICY_MAX(NLA_U32, 2),
	[NETBOND_LACP_PARTNER_CHURN] = NLA_POLICY_MAX(NLA_U32, 2),
	[NETBOND_LACP_ACTOR_CHURNS] = { .type = NLA_U32, },
	[NETBOND_LACP_PARTNER_CHURNS] = { .type = NLA_U32, },
	[NETBOND_LACP_PDU_TX] = { .type = NLA_U64, },
	[NETBOND_LACP_PDU_RX] = { .type = NLA_U64, },
	[NETBOND_LACP_MARKER_TX] = { .type = NLA_U64, },
	[NETBOND_LACP_MARKER_RX] = { .type = NLA_U64, },
	[NETBOND_LACP_RESPONSE_TX] = { .type = NLA_U64, },
	[NETBOND_LACP_RESPONSE_RX] = { .type = NLA_U64, },
	[NETBOND_LACP_RESPONSE_LIMITED] = { .type = NLA_U64, },
	[NETBOND_LACP_BAD] = { .type = NLA_U64, },
	[NETBOND_LACP_UNKNOWN] = { .type = NLA_U64, },
	[NETBOND_LACP_LOOPBACK] = { .type = NLA_U64, },
	[NETBOND_LACP_PINNED_OUT] = { .type = NLA_U64, },
	[NETBOND_LACP_FOREIGN] = NLA_POLICY_NESTED(netbond_lacp_end_nl_policy),
	[NETBOND_LACP_FOREIGN_MS] = { .type = NLA_U64, },
};

const struct nla_policy netbond_lacp_end_nl_policy[NETBOND_END_STATE + 1] = {
	[NETBOND_END_SYSTEM_PRIORITY] = { .type = NLA_U32, },
	[NETBOND_END_SYSTEM] = NLA_POLICY_EXACT_LEN(6),
	[NETBOND_END_KEY] = { .type = NLA_U32, },
	[NETBOND_END_PORT_PRIORITY] = { .type = NLA_U32, },
	[NETBOND_END_PORT] = { .type = NLA_U32, },
	[NETBOND_END_STATE] = { .type = NLA_U32, },
};

const struct nla_policy netbond_member_nl_policy[NETBOND_MEMBER_CLIENTS + 1] = {
	[NETBOND_MEMBER_IFINDEX] = { .type = NLA_U32, },
	[NETBOND_MEMBER_NAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[NETBOND_MEMBER_OPTIONS] = NLA_POLICY_NESTED(netbond_member_options_nl_policy),
	[NETBOND_MEMBER_USABLE] = { .type = NLA_U8, },
	[NETBOND_MEMBER_ROLE] = NLA_POLICY_MAX(NLA_U32, 2),
	[NETBOND_MEMBER_REASON] = NLA_POLICY_MAX(NLA_U32, 44),
	[NETBOND_MEMBER_ADDRESS] = NLA_POLICY_EXACT_LEN(6),
	[NETBOND_MEMBER_PERMANENT_ADDRESS] = NLA_POLICY_EXACT_LEN(6),
	[NETBOND_MEMBER_PROBE_ADDRESS] = NLA_POLICY_EXACT_LEN(6),
	[NETBOND_MEMBER_SPEED] = { .type = NLA_U32, },
	[NETBOND_MEMBER_DUPLEX] = { .type = NLA_U8, },
	[NETBOND_MEMBER_LINK_FAILURES] = { .type = NLA_U32, },
	[NETBOND_MEMBER_SINCE_MS] = { .type = NLA_U64, },
	[NETBOND_MEMBER_VOTE] = NLA_POLICY_NESTED(netbond_vote_nl_policy),
	[NETBOND_MEMBER_TARGET] = NLA_POLICY_NESTED(netbond_target_nl_policy),
	[NETBOND_MEMBER_BUCKETS] = { .type = NLA_U32, },
	[NETBOND_MEMBER_LACP] = NLA_POLICY_NESTED(netbond_lacp_nl_policy),
	[NETBOND_MEMBER_OWN_ADDRESS] = NLA_POLICY_EXACT_LEN(6),
	[NETBOND_MEMBER_CLIENTS] = { .type = NLA_U32, },
};

const struct nla_policy netbond_member_options_nl_policy[NETBOND_MOPT_ACTOR_PORT_PRIO + 1] = {
	[NETBOND_MOPT_PRIO] = { .type = NLA_S32, },
	[NETBOND_MOPT_WEIGHT] = NLA_POLICY_RANGE(NLA_U32, 1, 255),
	[NETBOND_MOPT_ACTOR_PORT_PRIO] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_mopt_actor_port_prio_range),
};

const struct nla_policy netbond_options_nl_policy[NETBOND_OPT_ALB_MAX_CLIENTS + 1] = {
	[NETBOND_OPT_MODE] = NLA_POLICY_MAX(NLA_U32, 6),
	[NETBOND_OPT_MIIMON] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_opt_miimon_range),
	[NETBOND_OPT_UPDELAY] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_opt_updelay_range),
	[NETBOND_OPT_DOWNDELAY] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_opt_downdelay_range),
	[NETBOND_OPT_ARP_INTERVAL] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_opt_arp_interval_range),
	[NETBOND_OPT_ARP_IP_TARGET] = NLA_POLICY_NESTED(netbond_addresses_nl_policy),
	[NETBOND_OPT_NS_IP6_TARGET] = NLA_POLICY_NESTED(netbond_addresses_nl_policy),
	[NETBOND_OPT_ARP_VALIDATE] = NLA_POLICY_MAX(NLA_U32, 6),
	[NETBOND_OPT_ARP_ALL_TARGETS] = NLA_POLICY_MAX(NLA_U32, 1),
	[NETBOND_OPT_ARP_QUORUM] = NLA_POLICY_MAX(NLA_U32, 32),
	[NETBOND_OPT_ARP_MISSED_MAX] = NLA_POLICY_RANGE(NLA_U32, 1, 255),
	[NETBOND_OPT_PROBE_LOSS] = NLA_POLICY_MAX(NLA_U32, 1),
	[NETBOND_OPT_PRIMARY] = { .type = NLA_NUL_STRING, .len = 15, },
	[NETBOND_OPT_PRIMARY_RESELECT] = NLA_POLICY_MAX(NLA_U32, 2),
	[NETBOND_OPT_FAIL_OVER_MAC] = NLA_POLICY_MAX(NLA_U32, 2),
	[NETBOND_OPT_ACTIVE_SLAVE] = { .type = NLA_NUL_STRING, .len = 15, },
	[NETBOND_OPT_NUM_PEER_NOTIF] = NLA_POLICY_MAX(NLA_U32, 255),
	[NETBOND_OPT_PEER_NOTIF_DELAY] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_opt_peer_notif_delay_range),
	[NETBOND_OPT_RESEND_IGMP] = NLA_POLICY_MAX(NLA_U32, 255),
	[NETBOND_OPT_ALL_SLAVES_ACTIVE] = NLA_POLICY_MAX(NLA_U8, 1),
	[NETBOND_OPT_ASSUMED_SPEED] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_opt_assumed_speed_range),
	[NETBOND_OPT_TX_QUEUES] = NLA_POLICY_RANGE(NLA_U32, 1, 255),
	[NETBOND_OPT_XMIT_HASH_POLICY] = NLA_POLICY_MAX(NLA_U32, 5),
	[NETBOND_OPT_PACKETS_PER_SLAVE] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_opt_packets_per_slave_range),
	[NETBOND_OPT_LACP_RATE] = NLA_POLICY_MAX(NLA_U32, 1),
	[NETBOND_OPT_AD_SELECT] = NLA_POLICY_MAX(NLA_U32, 3),
	[NETBOND_OPT_MIN_LINKS] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_opt_min_links_range),
	[NETBOND_OPT_LP_INTERVAL] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_opt_lp_interval_range),
	[NETBOND_OPT_TLB_DYNAMIC_LB] = NLA_POLICY_MAX(NLA_U8, 1),
	[NETBOND_OPT_WEIGHT_POLICY] = NLA_POLICY_MAX(NLA_U32, 1),
	[NETBOND_OPT_HASH_SEED] = { .type = NLA_U32, },
	[NETBOND_OPT_MOVE_IDLE] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_opt_move_idle_range),
	[NETBOND_OPT_MOVE_TIMEOUT] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_opt_move_timeout_range),
	[NETBOND_OPT_LACP_ACTIVE] = NLA_POLICY_MAX(NLA_U8, 1),
	[NETBOND_OPT_AD_ACTOR_SYSTEM] = NLA_POLICY_EXACT_LEN(6),
	[NETBOND_OPT_AD_ACTOR_SYS_PRIO] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_opt_ad_actor_sys_prio_range),
	[NETBOND_OPT_AD_USER_PORT_KEY] = NLA_POLICY_MAX(NLA_U32, 1023),
	[NETBOND_OPT_MAX_LINKS] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_opt_max_links_range),
	[NETBOND_OPT_COUPLED_CONTROL] = NLA_POLICY_MAX(NLA_U8, 1),
	[NETBOND_OPT_LACP_FALLBACK] = NLA_POLICY_MAX(NLA_U32, 2),
	[NETBOND_OPT_LACP_FALLBACK_TIMEOUT] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_opt_lacp_fallback_timeout_range),
	[NETBOND_OPT_FAST_JOIN] = NLA_POLICY_MAX(NLA_U8, 1),
	[NETBOND_OPT_LACP_PARTNER_PIN] = NLA_POLICY_EXACT_LEN(6),
	[NETBOND_OPT_ALB_MAX_CLIENTS] = NLA_POLICY_FULL_RANGE(NLA_U32, &netbond_opt_alb_max_clients_range),
};

const struct nla_policy netbond_target_nl_policy[NETBOND_TARGET_PAD + 1] = {
	[NETBOND_TARGET_IPV4] = { .type = NLA_U32, },
	[NETBOND_TARGET_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[NETBOND_TARGET_VALUE] = NLA_POLICY_MAX(NLA_U32, 2),
	[NETBOND_TARGET_REASON] = NLA_POLICY_MAX(NLA_U32, 44),
	[NETBOND_TARGET_SENT] = { .type = NLA_U64, },
	[NETBOND_TARGET_REPLIES] = { .type = NLA_U64, },
	[NETBOND_TARGET_MISSED] = { .type = NLA_U32, },
	[NETBOND_TARGET_REPLY_AGE_MS] = { .type = NLA_U64, },
};

const struct nla_policy netbond_vote_nl_policy[NETBOND_VOTE_PAD + 1] = {
	[NETBOND_VOTE_KIND] = NLA_POLICY_MAX(NLA_U32, 2),
	[NETBOND_VOTE_VALUE] = NLA_POLICY_MAX(NLA_U32, 2),
	[NETBOND_VOTE_REASON] = NLA_POLICY_MAX(NLA_U32, 44),
	[NETBOND_VOTE_SINCE_MS] = { .type = NLA_U64, },
	[NETBOND_VOTE_REMAINING_MS] = { .type = NLA_U64, },
};

/* Global operation policy for netbond */
const struct nla_policy netbond_main_nl_policy[NETBOND_A_MEMBERS_EXACT + 1] = {
	[NETBOND_A_IFINDEX] = { .type = NLA_U32, },
	[NETBOND_A_NAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[NETBOND_A_OPTIONS] = NLA_POLICY_NESTED(netbond_options_nl_policy),
	[NETBOND_A_MEMBER] = NLA_POLICY_NESTED(netbond_member_nl_policy),
	[NETBOND_A_FLOW] = NLA_POLICY_NESTED(netbond_flow_nl_policy),
	[NETBOND_A_MEMBERS_EXACT] = { .type = NLA_FLAG, },
};

/* Ops table for netbond */
const struct genl_small_ops netbond_nl_ops[12] = {
	{
		.cmd	= NETBOND_CMD_BOND_NEW,
		.doit	= netbond_nl_bond_new_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NETBOND_CMD_BOND_DEL,
		.doit	= netbond_nl_bond_del_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NETBOND_CMD_BOND_SET,
		.doit	= netbond_nl_bond_set_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NETBOND_CMD_BOND_GET,
		.doit	= netbond_nl_bond_get_doit,
		.dumpit	= netbond_nl_bond_get_dumpit,
	},
	{
		.cmd	= NETBOND_CMD_MEMBER_ADD,
		.doit	= netbond_nl_member_add_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NETBOND_CMD_MEMBER_DEL,
		.doit	= netbond_nl_member_del_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NETBOND_CMD_MEMBER_SET,
		.doit	= netbond_nl_member_set_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NETBOND_CMD_HISTORY_GET,
		.dumpit	= netbond_nl_history_get_dumpit,
	},
	{
		.cmd	= NETBOND_CMD_BUCKET_GET,
		.dumpit	= netbond_nl_bucket_get_dumpit,
	},
	{
		.cmd	= NETBOND_CMD_FLOW_GET,
		.doit	= netbond_nl_flow_get_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NETBOND_CMD_CLIENT_GET,
		.dumpit	= netbond_nl_client_get_dumpit,
	},
	{
		.cmd	= NETBOND_CMD_MEMBER_GET,
		.doit	= netbond_nl_member_get_doit,
	},
};
