/* SPDX-License-Identifier: GPL-2.0 */
/* Which device carries which MAC address. */
#ifndef NB_MAC_H
#define NB_MAC_H

#include <linux/netdevice.h>

#include "option.h"
#include "spread.h"

struct nb_bond;
struct nb_member;

/**
 * enum nb_mac_policy - who carries which address, enum netbond_fail_over_mac and
 * @NB_MAC_OWN: the active member the bond's, each other one its own
 */
enum nb_mac_policy {
	NB_MAC_NONE = NETBOND_FAIL_OVER_MAC_NONE,
	NB_MAC_ACTIVE = NETBOND_FAIL_OVER_MAC_ACTIVE,
	NB_MAC_FOLLOW = NETBOND_FAIL_OVER_MAC_FOLLOW,
	NB_MAC_OWN,
};

/** nb_mac_policy() - that of a bond with these settings. */
static inline enum nb_mac_policy nb_mac_policy(const struct nb_config *config)
{
	return nb_mode_adaptive(config->mode) ?
		       NB_MAC_OWN :
		       (enum nb_mac_policy)config->fail_over_mac;
}

/**
 * nb_mac_join() - give a joining member its address.
 *
 * Context: RTNL. May sleep. The device is down.
 * Return: 0 or a negative errno, then nothing has changed.
 */
int nb_mac_join(struct nb_member *member, struct netlink_ext_ack *extack);

/**
 * nb_mac_joined() - give a bond that has no address of its own yet the one of
 * its first member.
 * Context: RTNL. May sleep.
 */
void nb_mac_joined(struct nb_member *member);

/** nb_mac_leave() - give a device that left its permanent address back. Context: RTNL. May sleep. */
void nb_mac_leave(struct nb_member *member);

/**
 * nb_mac_adopt() - the bond takes an address: one that its members brought
 * along, or its own of before a change that was refused.
 * @bond: the bond
 * @addr: ETH_ALEN octets
 *
 * A device above may refuse; then it is told in the log and nothing changes.
 *
 * Context: RTNL. May sleep.
 */
void nb_mac_adopt(struct nb_bond *bond, const u8 *addr);

/**
 * nb_mac_sync() - bring all addresses to where @policy wants them.
 * @bond: the bond
 * @policy: enum nb_mac_policy
 * @extack: says what was wrong, may be NULL
 *
 * Context: RTNL. May sleep.
 * Return: 0 or a negative errno, then the members' addresses are as before.
 */
int nb_mac_sync(struct nb_bond *bond, u32 policy,
		struct netlink_ext_ack *extack);

/**
 * nb_mac_follow() - after a failover, or a change that was refused, bring the
 * addresses to where the policy wants them as far as the members allow. Needs
 * no memory of its own.
 * Context: RTNL. May sleep.
 */
void nb_mac_follow(struct nb_bond *bond);

/**
 * nb_mac_refresh() - after addresses or targets changed, renew what the
 * members probe from and receive for.
 * Context: RTNL. May sleep.
 */
void nb_mac_refresh(struct nb_bond *bond);

/** nb_mac_set() - ndo_set_mac_address of the bond. */
int nb_mac_set(struct net_device *dev, void *addr);

#endif
