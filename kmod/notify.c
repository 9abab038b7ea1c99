// SPDX-License-Identifier: GPL-2.0
/* Telling listeners of the multicast group "events". */

#include "notify.h"

#include <net/genetlink.h>

#include "bond.h"
#include "core.h"
#include "fill.h"
#include "netlink.h"
#include "netlink_gen.h"

static int nb_notify_fill_what(struct sk_buff *skb,
			       const struct nb_event *event)
{
	if (event->kind == NETBOND_EVENT_VOTE)
		return nla_put_u32(skb, NETBOND_EV_VOTE, event->vote) ?:
			       nla_put_u32(skb, NETBOND_EV_VALUE, event->value);
	if (event->kind == NETBOND_EVENT_STATE)
		return nla_put_u32(skb, NETBOND_EV_STATE, event->state);
	if (event->kind == NETBOND_EVENT_BUCKETS)
		return nla_put_u32(skb, NETBOND_EV_BUCKETS, event->buckets);
	if (event->target.family == AF_INET)
		return nla_put_in_addr(skb, NETBOND_EV_IPV4, event->target.ip4);
	if (event->target.family == AF_INET6)
		return nla_put_in6_addr(skb, NETBOND_EV_IPV6,
					&event->target.ip6);
	return 0;
}

static int nb_notify_fill_who(struct sk_buff *skb, const struct nb_event *event)
{
	if (event->member[0] &&
	    (nla_put_u32(skb, NETBOND_EV_MEMBER_IFINDEX, event->ifindex) ||
	     nla_put_string(skb, NETBOND_EV_MEMBER_NAME, event->member)))
		return -EMSGSIZE;
	if (event->old[0] &&
	    nla_put_string(skb, NETBOND_EV_OLD_NAME, event->old))
		return -EMSGSIZE;
	return 0;
}

int nb_notify_fill(struct sk_buff *skb, const struct nb_event *event)
{
	struct nlattr *nest = nla_nest_start(skb, NETBOND_A_EVENT);

	if (!nest ||
	    nla_put_u64_64bit(skb, NETBOND_EV_SEQ, event->seq,
			      NETBOND_EV_PAD) ||
	    nla_put_u64_64bit(skb, NETBOND_EV_TIME_NS, event->time,
			      NETBOND_EV_PAD) ||
	    nla_put_u32(skb, NETBOND_EV_KIND, event->kind) ||
	    nla_put_u32(skb, NETBOND_EV_REASON, event->reason) ||
	    nb_notify_fill_who(skb, event) || nb_notify_fill_what(skb, event))
		return -EMSGSIZE;
	if (event->gap != NB_NEVER &&
	    nla_put_u64_64bit(skb, NETBOND_EV_GAP_NS, event->gap,
			      NETBOND_EV_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static void nb_notify_one(struct nb_bond *bond, const struct nb_event *event)
{
	/* It is not waited for memory, for announcements wait for us; a listener sees a gap. */
	const gfp_t gfp = GFP_NOWAIT | __GFP_NOWARN;
	struct sk_buff *skb = genlmsg_new(NLMSG_DEFAULT_SIZE, gfp);
	void *head;

	if (!skb)
		return;
	head = genlmsg_put(skb, 0, 0, &nb_netlink_family, 0,
			   NETBOND_CMD_EVENT_NTF);
	if (!head || nb_fill_name(skb, bond) || nb_notify_fill(skb, event)) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, head);
	genlmsg_multicast_netns(&nb_netlink_family, dev_net(bond->dev), skb, 0,
				NETBOND_NLGRP_EVENTS, gfp);
}

void nb_notify_events(struct nb_bond *bond)
{
	struct nb_event event;
	bool more;

	do {
		spin_lock_bh(&bond->lock);
		more = nb_history_next(&bond->history, bond->history.told,
				       &event);
		if (more)
			bond->history.told = event.seq;
		spin_unlock_bh(&bond->lock);
		if (more)
			nb_notify_one(bond, &event);
	} while (more);
}
