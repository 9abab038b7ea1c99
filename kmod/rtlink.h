/* SPDX-License-Identifier: GPL-2.0 */
/* ip link ... type netbond. */
#ifndef NB_RTLINK_H
#define NB_RTLINK_H

#include <net/rtnetlink.h>

extern struct rtnl_link_ops nb_rtlink_ops;

#endif
