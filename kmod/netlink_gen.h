/* SPDX-License-Identifier: GPL-2.0 */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/netbond.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_NETBOND_GEN_H
#define _LINUX_NETBOND_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/netbond.h>

/* Common nested types */
extern const struct nla_policy netbond_addresses_nl_policy[NETBOND_ADDR_IPV6 + 1];
extern const struct nla_policy netbond_flow_nl_policy[NETBOND_FLOW_SPI + 1];
extern const struct nla_policy netbond_lacp_nl_policy[NETBOND_LACP_FOREIGN_MS + 1];
extern const struct nla_policy netbond_lacp_end_nl_policy[NETBOND_END_STATE + 1];
extern const struct nla_policy netbond_member_nl_policy[NETBOND_MEMBER_CLIENTS + 1];
extern const struct nla_policy netbond_member_options_nl_policy[NETBOND_MOPT_ACTOR_PORT_PRIO + 1];
extern const struct nla_policy netbond_options_nl_policy[NETBOND_OPT_ALB_MAX_CLIENTS + 1];
extern const struct nla_policy netbond_target_nl_policy[NETBOND_TARGET_PAD + 1];
extern const struct nla_policy netbond_vote_nl_policy[NETBOND_VOTE_PAD + 1];

/* Global operation policy for netbond */
extern const struct nla_policy netbond_main_nl_policy[NETBOND_A_MEMBERS_EXACT + 1];

/* Ops table for netbond */
extern const struct genl_small_ops netbond_nl_ops[12];

int netbond_nl_bond_new_doit(struct sk_buff *skb, struct genl_info *info);
int netbond_nl_bond_del_doit(struct sk_buff *skb, struct genl_info *info);
int netbond_nl_bond_set_doit(struct sk_buff *skb, struct genl_info *info);
int netbond_nl_bond_get_doit(struct sk_buff *skb, struct genl_info *info);
int netbond_nl_bond_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int netbond_nl_member_add_doit(struct sk_buff *skb, struct genl_info *info);
int netbond_nl_member_del_doit(struct sk_buff *skb, struct genl_info *info);
int netbond_nl_member_set_doit(struct sk_buff *skb, struct genl_info *info);
int netbond_nl_history_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb);
int netbond_nl_bucket_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int netbond_nl_flow_get_doit(struct sk_buff *skb, struct genl_info *info);
int netbond_nl_client_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int netbond_nl_member_get_doit(struct sk_buff *skb, struct genl_info *info);

enum {
	NETBOND_NLGRP_EVENTS,
};

#endif /* _LINUX_NETBOND_GEN_H */
