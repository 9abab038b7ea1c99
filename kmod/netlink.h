/* SPDX-License-Identifier: GPL-2.0 */
/* The generic netlink family: messages in, tables out. */
#ifndef NB_NETLINK_H
#define NB_NETLINK_H

#include <net/genetlink.h>

struct nb_bond;
struct nb_member_options;

extern struct genl_family nb_netlink_family;

/**
 * nb_netlink_bond() - the bond that a message names.
 * @net: where to look
 * @tb: attributes of the message
 * @extack: says what was wrong
 *
 * Context: RTNL or RCU, which keep the bond.
 * Return: the bond or an ERR_PTR().
 */
struct nb_bond *nb_netlink_bond(struct net *net, struct nlattr **tb,
				struct netlink_ext_ack *extack);

/**
 * nb_netlink_only() - refuse what a command does not take.
 * @info: the message
 * @allowed: bits of NETBOND_A_*
 *
 * Return: 0 or -EINVAL.
 */
int nb_netlink_only(struct genl_info *info, unsigned long allowed);

/**
 * nb_netlink_dump_same() - is this the bond that the dump began with?
 * @cb: the dump; args[5] is the number of that bond
 * @bond: the one that has the name now, or the ERR_PTR() of what was found
 *
 * Return: 0, the error of @bond or -ENODEV.
 */
int nb_netlink_dump_same(struct netlink_callback *cb,
			 const struct nb_bond *bond);

/** nb_netlink_member_options() - take those settings of a member that are given by NETBOND_MOPT_*. */
void nb_netlink_member_options(struct nlattr **tb,
			       struct nb_member_options *options);

int nb_netlink_init(void);
void nb_netlink_fini(void);

#endif
