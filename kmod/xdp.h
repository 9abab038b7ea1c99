/* SPDX-License-Identifier: GPL-2.0 */
/* XDP: a program for all members, and frames that programs redirect to the bond. */
#ifndef NB_XDP_H
#define NB_XDP_H

#include <linux/netdevice.h>

struct nb_bond;
struct nb_change;
struct nb_member;
struct xdp_frame;

/**
 * nb_xdp_check_mode() - may settings change as long as a program is attached?
 * Context: RTNL. Return: 0 or -EBUSY.
 */
int nb_xdp_check_mode(const struct nb_bond *bond,
		      const struct nb_change *change,
		      struct netlink_ext_ack *extack);

/**
 * nb_xdp_check() - could a device run the bond's program, if there is one?
 * Context: RTNL. Return: 0 or a negative errno.
 */
int nb_xdp_check(const struct nb_bond *bond, struct net_device *dev,
		 struct netlink_ext_ack *extack);

/**
 * nb_xdp_join() - give the bond's program, if there is one, to a new member.
 * Context: RTNL. May sleep. Return: 0 or what its driver says.
 */
int nb_xdp_join(struct nb_member *member, struct netlink_ext_ack *extack);

/**
 * nb_xdp_leave() - take the bond's program from a member.
 * Context: RTNL. May sleep.
 */
void nb_xdp_leave(struct nb_member *member);

/** nb_xdp_update_features() - tell what all members can do. Context: RTNL. */
void nb_xdp_update_features(struct nb_bond *bond);

/**
 * nb_xdp_bpf() - ndo_bpf: a program for all members or for none.
 * Context: RTNL. May sleep. Return: 0 or a negative errno, then nothing has changed.
 */
int nb_xdp_bpf(struct net_device *dev, struct netdev_bpf *bpf);

/**
 * nb_xdp_xmit() - ndo_xdp_xmit: hand redirected frames to members.
 * @dev: the bond
 * @n: how many
 * @frames: the frames; reordered, so that those sent come first
 * @flags: XDP_XMIT_*
 *
 * Frames that are not sent belong to the caller, who finds them from the
 * returned number on.
 * Context: BH disabled; no lock; on a dead link tries the bond lock.
 * Return: how many were sent, or a negative errno for none.
 */
int nb_xdp_xmit(struct net_device *dev, int n, struct xdp_frame **frames,
		u32 flags);

#endif
