/* SPDX-License-Identifier: GPL-2.0 */
/* The generic netlink family: messages in, tables out. */
#ifndef NB_NETLINK_H
#define NB_NETLINK_H

#include <net/genetlink.h>

extern struct genl_family nb_netlink_family;

int nb_netlink_init(void);
void nb_netlink_fini(void);

#endif
