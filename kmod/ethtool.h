/* SPDX-License-Identifier: GPL-2.0 */
/* What ethtool says of a bond. */
#ifndef NB_ETHTOOL_H
#define NB_ETHTOOL_H

#include <linux/ethtool.h>

extern const struct ethtool_ops nb_ethtool_ops;

#endif
