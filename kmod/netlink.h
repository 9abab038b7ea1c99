/* SPDX-License-Identifier: GPL-2.0 */
/* The generic netlink family: messages in, tables out. */
#ifndef NB_NETLINK_H
#define NB_NETLINK_H

#include <net/genetlink.h>

struct nb_bond;

extern struct genl_family nb_netlink_family;

/** nb_netlink_fill_name() - say which bond a message is about. Return: 0 or -EMSGSIZE. */
int nb_netlink_fill_name(struct sk_buff *skb, const struct nb_bond *bond);

int nb_netlink_init(void);
void nb_netlink_fini(void);

#endif
