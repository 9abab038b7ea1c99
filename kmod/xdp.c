// SPDX-License-Identifier: GPL-2.0
/* XDP: a program for all members, and frames that programs redirect to the bond. */

#include "xdp.h"

#include <linux/bpf.h>
#include <linux/net.h>
#include <linux/rtnetlink.h>
#include <net/xdp.h>

#include "bond.h"
#include "compat/compat.h"
#include "link.h"
#include "member.h"
#include "spread.h"
#include "tx.h"

/* As many as the kernel redirects at a time. */
#define NB_XDP_BATCH 16

/* Modes in which a frame goes one way: it cannot be copied. */
static bool nb_xdp_mode(u32 mode)
{
	return BIT(mode) &
	       (BIT(NETBOND_MODE_BALANCE_RR) | BIT(NETBOND_MODE_ACTIVE_BACKUP) |
		BIT(NETBOND_MODE_BALANCE_XOR));
}

/* Programs -------------------------------------------------------------- */

int nb_xdp_check_mode(const struct nb_bond *bond,
		      const struct nb_change *change,
		      struct netlink_ext_ack *extack)
{
	ASSERT_RTNL();
	if (!bond->xdp_prog || nb_xdp_mode(change->config.mode))
		return 0;
	NL_SET_ERR_MSG_ATTR(
		extack, change->mode_attr,
		"an XDP program is attached, which this mode cannot run");
	return -EBUSY;
}

static int nb_xdp_able(struct net_device *dev, struct netlink_ext_ack *extack)
{
	if (!dev->netdev_ops->ndo_bpf) {
		nb_compat_blame(extack, dev, "has no native XDP");
		return -EOPNOTSUPP;
	}
	if (dev_xdp_prog_count(dev)) {
		nb_compat_blame(extack, dev, "has an XDP program of its own");
		return -EBUSY;
	}
	return 0;
}

int nb_xdp_check(const struct nb_bond *bond, struct net_device *dev,
		 struct netlink_ext_ack *extack)
{
	ASSERT_RTNL();
	return bond->xdp_prog ? nb_xdp_able(dev, extack) : 0;
}

static int nb_xdp_give(struct net_device *dev, struct bpf_prog *prog,
		       struct netlink_ext_ack *extack)
{
	struct netdev_bpf bpf = {
		.command = XDP_SETUP_PROG,
		.prog = prog,
		.extack = extack,
	};
	int err;

	/* The driver keeps this reference as long as it has the program. */
	if (prog)
		bpf_prog_inc(prog);
	err = nb_compat_xdp_propagate(dev, &bpf);
	if (!err)
		return 0;
	if (prog)
		bpf_prog_put(prog);
	if (extack && extack->_msg)
		nb_compat_name_driver(extack, dev);
	else
		nb_compat_blame(extack, dev, "refuses the XDP program");
	return err;
}

/* What cannot fail for whoever wants it. */
static void nb_xdp_put_back(struct nb_member *member, struct bpf_prog *prog)
{
	int err = nb_xdp_give(member->dev, prog, NULL);

	if (err && net_ratelimit())
		netdev_warn(member->bond->dev,
			    "%s: cannot %s the XDP program: %d\n",
			    member->dev->name, prog ? "restore" : "remove",
			    err);
}

int nb_xdp_join(struct nb_member *member, struct netlink_ext_ack *extack)
{
	struct bpf_prog *prog = member->bond->xdp_prog;

	ASSERT_RTNL();
	return prog ? nb_xdp_give(member->dev, prog, extack) : 0;
}

void nb_xdp_leave(struct nb_member *member)
{
	const struct bpf_xdp_entity *own =
		&member->dev->xdp_state[XDP_MODE_DRV];

	ASSERT_RTNL();
	/*
	 * The kernel asks only the next upper device whether it has a program:
	 * where bonds are stacked, a member may have got another one since.
	 */
	if (member->bond->xdp_prog && !own->prog && !own->link)
		nb_xdp_put_back(member, NULL);
}

static int nb_xdp_check_all(const struct nb_bond *bond,
			    struct netlink_ext_ack *extack)
{
	struct nb_member *member;

	if (!nb_xdp_mode(bond->config.mode)) {
		NL_SET_ERR_MSG(
			extack,
			"this mode cannot run XDP programs natively, try xdpgeneric");
		return -EOPNOTSUPP;
	}
	nb_for_each_member(bond, member) {
		int err = nb_xdp_able(member->dev, extack);

		if (err)
			return err;
	}
	return 0;
}

static int nb_xdp_attach(struct nb_bond *bond, struct bpf_prog *prog,
			 struct netlink_ext_ack *extack)
{
	struct nb_member *member;
	int err;

	err = nb_xdp_check_all(bond, extack);
	if (err)
		return err;
	nb_for_each_member(bond, member) {
		err = nb_xdp_give(member->dev, prog, extack);
		if (err)
			break;
	}
	if (err)
		list_for_each_entry_continue_reverse(member, &bond->members,
						     list)
			nb_xdp_put_back(member, bond->xdp_prog);
	return err;
}

static int nb_xdp_set(struct nb_bond *bond, struct bpf_prog *prog,
		      struct netlink_ext_ack *extack)
{
	struct bpf_prog *old = bond->xdp_prog;
	struct nb_member *member;
	int err;

	ASSERT_RTNL();
	if (prog) {
		err = nb_xdp_attach(bond, prog, extack);
		if (err)
			return err;
	} else {
		/* A bond may be on its way out, so this is not refused. */
		nb_for_each_member(bond, member)
			nb_xdp_leave(member);
	}
	bond->xdp_prog = prog;
	if (old)
		bpf_prog_put(old);
	return 0;
}

int nb_xdp_bpf(struct net_device *dev, struct netdev_bpf *bpf)
{
	switch (bpf->command) {
	case XDP_SETUP_PROG:
		return nb_xdp_set(netdev_priv(dev), bpf->prog, bpf->extack);
	case XDP_SETUP_PROG_HW:
		NL_SET_ERR_MSG(bpf->extack,
			       "a bond has no hardware that runs programs");
		return -EOPNOTSUPP;
	default:
		return -EOPNOTSUPP;
	}
}

void nb_xdp_update_features(struct nb_bond *bond)
{
	u32 features = NETDEV_XDP_ACT_BASIC | NETDEV_XDP_ACT_REDIRECT |
		       NETDEV_XDP_ACT_NDO_XMIT | NETDEV_XDP_ACT_RX_SG |
		       NETDEV_XDP_ACT_NDO_XMIT_SG;
	struct nb_member *member;

	ASSERT_RTNL();
	if (list_empty(&bond->members) || !nb_xdp_mode(bond->config.mode))
		features = 0;
	nb_for_each_member(bond, member)
		features &= nb_compat_xdp_features(member->dev);
	nb_compat_set_xdp_features(bond->dev, features);
}

/* Frames ---------------------------------------------------------------- */

static struct nb_member *nb_xdp_pick(struct nb_bond *bond,
				     struct nb_spread *spread,
				     struct xdp_frame *frame)
{
	const struct nb_flow_frame head = {
		.data = frame->data,
		.len = frame->len,
	};
	u32 index;

	if (!spread)
		return rcu_dereference(bond->active);
	index = nb_spread_frame(spread, &head, xdp_get_frame_len(frame));
	return rcu_dereference(spread->bucket[index]);
}

/* As nb_tx(). */
static struct nb_member *nb_xdp_way(struct nb_bond *bond,
				    struct nb_spread *spread,
				    struct xdp_frame *frame)
{
	struct nb_member *member = nb_xdp_pick(bond, spread, frame);

	if (likely(member && nb_member_can_send(member)))
		return member;
	nb_link_notice(bond, member);
	member = nb_xdp_pick(bond, spread, frame);
	if (member && nb_member_can_send(member))
		return member;
	return nb_tx_substitute(bond);
}

/*
 * The kernel has asked what the bond can do, which changes a moment later than
 * its members and what they can. What this one cannot take ends up behind all
 * else. Return: how many it can.
 */
static int nb_xdp_able_to_send(const struct net_device *dev, int n,
			       struct xdp_frame **frames)
{
	u32 features = nb_compat_xdp_features(dev);
	int i, whole = 0;

	if (unlikely(!(features & NETDEV_XDP_ACT_NDO_XMIT)))
		return 0;
	if (likely(features & NETDEV_XDP_ACT_NDO_XMIT_SG))
		return n;
	for (i = 0; i < n; i++) {
		if (unlikely(xdp_frame_has_frags(frames[i])))
			continue;
		swap(frames[i], frames[whole]);
		whole++;
	}
	return whole;
}

static int nb_xdp_send(struct nb_bond *bond, struct nb_member *member, int n,
		       struct xdp_frame **frames, u32 flags)
{
	struct net_device *dev;
	int able, sent = 0;

	if (unlikely(!member)) {
		nb_stats_drop(bond, NB_DROP_XDP_NO_MEMBER, n);
		return 0;
	}
	dev = member->dev;
	able = nb_xdp_able_to_send(dev, n, frames);
	if (likely(able))
		sent = dev->netdev_ops->ndo_xdp_xmit(dev, able, frames, flags);
	sent = max(sent, 0);
	if (unlikely(sent < n))
		nb_stats_drop(bond, NB_DROP_XDP_REFUSED, n - sent);
	return sent;
}

/*
 * What goes to one member goes in one call and in its order. The frames that
 * were not taken end up behind all that were.
 */
static int nb_xdp_send_batch(struct nb_bond *bond, struct nb_spread *spread,
			     int n, struct xdp_frame **frames, u32 flags)
{
	struct xdp_frame *group[NB_XDP_BATCH], *left[NB_XDP_BATCH];
	struct nb_member *way[NB_XDP_BATCH];
	unsigned long todo = GENMASK(n - 1, 0);
	int i, sent = 0, lost = 0;

	for (i = 0; i < n; i++)
		way[i] = nb_xdp_way(bond, spread, frames[i]);
	while (todo) {
		struct nb_member *member = way[__ffs(todo)];
		int count = 0, taken;

		for (i = 0; i < n; i++) {
			if (way[i] != member || !(todo & BIT(i)))
				continue;
			group[count++] = frames[i];
			todo &= ~BIT(i);
		}
		taken = nb_xdp_send(bond, member, count, group, flags);
		memcpy(left + lost, group + taken,
		       (count - taken) * sizeof(*group));
		sent += taken;
		lost += count - taken;
	}
	memcpy(frames + sent, left, lost * sizeof(*left));
	return sent;
}

static int nb_xdp_spread(struct nb_bond *bond, struct nb_spread *spread, int n,
			 struct xdp_frame **frames, u32 flags)
{
	int done, sent = 0;

	for (done = 0; done < n; done += NB_XDP_BATCH) {
		int count = min(n - done, NB_XDP_BATCH);
		int taken = nb_xdp_send_batch(bond, spread, count,
					      frames + done, flags);

		/* Earlier leftovers, from @sent on, close the ranks. */
		memmove(frames + sent + taken, frames + sent,
			(done - sent) * sizeof(*frames));
		sent += taken;
	}
	return sent;
}

/* Kernels that know what a device can do come here only while the mode changes. */
static int nb_xdp_refuse(struct nb_bond *bond, int n)
{
	nb_stats_drop(bond, NB_DROP_XDP_REFUSED, n);
	return -EOPNOTSUPP;
}

int nb_xdp_xmit(struct net_device *dev, int n, struct xdp_frame **frames,
		u32 flags)
{
	struct nb_bond *bond = netdev_priv(dev);
	struct nb_spread *spread;
	int sent;

	if (unlikely(flags & ~XDP_XMIT_FLAGS_MASK))
		return -EINVAL;
	if (unlikely(n < 1))
		return 0;
	rcu_read_lock();
	spread = rcu_dereference(bond->spreading);
	if (!spread)
		sent = nb_xdp_send(bond, nb_xdp_way(bond, NULL, frames[0]), n,
				   frames, flags);
	else if (likely(nb_xdp_mode(READ_ONCE(spread->mode))))
		sent = nb_xdp_spread(bond, spread, n, frames, flags);
	else
		sent = nb_xdp_refuse(bond, n);
	rcu_read_unlock();
	return sent;
}
