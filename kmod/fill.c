// SPDX-License-Identifier: GPL-2.0
/* Bonds and members written as attributes. */

#include "fill.h"

#include <net/genetlink.h>

#include "bond.h"
#include "fill_lacp.h"
#include "member.h"
#include "spread.h"

/* Room for one member and for one of its targets in a reply, bytes. */
#define NB_MEMBER_ROOM 1280
#define NB_TARGET_ROOM 160

int nb_fill_name(struct sk_buff *skb, const struct nb_bond *bond)
{
	return nla_put_u32(skb, NETBOND_A_IFINDEX, bond->dev->ifindex) ?:
		       nla_put_string(skb, NETBOND_A_NAME, bond->dev->name);
}

static int nb_fill_vote(struct sk_buff *skb, int kind,
			const struct nb_vote *vote, u64 now)
{
	struct nlattr *nest = nla_nest_start(skb, NETBOND_MEMBER_VOTE);

	if (!nest || nla_put_u32(skb, NETBOND_VOTE_KIND, kind) ||
	    nla_put_u32(skb, NETBOND_VOTE_VALUE, vote->value) ||
	    nla_put_u32(skb, NETBOND_VOTE_REASON, vote->reason) ||
	    nla_put_u64_64bit(skb, NETBOND_VOTE_SINCE_MS,
			      nb_fill_age(vote->since, now), NETBOND_VOTE_PAD))
		return -EMSGSIZE;
	if (vote->deadline != NB_NEVER &&
	    nla_put_u64_64bit(skb, NETBOND_VOTE_REMAINING_MS,
			      nb_fill_age(now, vote->deadline),
			      NETBOND_VOTE_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nb_fill_target(struct sk_buff *skb,
			  const struct nb_member_probe *probe, u32 i, u64 now)
{
	const struct nb_addr *addr = &probe->plan->entry[i].addr;
	const struct nb_target_state *state = &probe->target[i].state;
	u64 reply = nb_probe_reply(probe, i);
	struct nlattr *nest = nla_nest_start(skb, NETBOND_MEMBER_TARGET);
	int err;

	if (!nest)
		return -EMSGSIZE;
	if (addr->family == AF_INET)
		err = nla_put_in_addr(skb, NETBOND_TARGET_IPV4, addr->ip4);
	else
		err = nla_put_in6_addr(skb, NETBOND_TARGET_IPV6, &addr->ip6);
	if (err || nla_put_u32(skb, NETBOND_TARGET_VALUE, state->vote.value) ||
	    nla_put_u32(skb, NETBOND_TARGET_REASON, state->vote.reason) ||
	    nla_put_u64_64bit(skb, NETBOND_TARGET_SENT, state->sent_count,
			      NETBOND_TARGET_PAD) ||
	    nla_put_u64_64bit(skb, NETBOND_TARGET_REPLIES,
			      atomic64_read(&probe->target[i].replies),
			      NETBOND_TARGET_PAD) ||
	    nla_put_u32(skb, NETBOND_TARGET_MISSED,
			reply >= state->sent ? 0 : state->unanswered))
		return -EMSGSIZE;
	if (reply &&
	    nla_put_u64_64bit(skb, NETBOND_TARGET_REPLY_AGE_MS,
			      nb_fill_age(reply, now), NETBOND_TARGET_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nb_fill_votes(struct sk_buff *skb, const struct nb_member *member,
			 u64 now)
{
	const struct nb_member_probe *probe = rcu_dereference_protected(
		member->probe, lockdep_is_held(&member->bond->lock));
	u32 i;

	if (nb_fill_vote(skb, NETBOND_VOTE_CARRIER,
			 &member->votes[NETBOND_VOTE_CARRIER], now))
		return -EMSGSIZE;
	if (member->bond->lag.on &&
	    nb_fill_vote(skb, NETBOND_VOTE_LACP,
			 &member->votes[NETBOND_VOTE_LACP], now))
		return -EMSGSIZE;
	if (!probe)
		return 0;
	if (nb_fill_vote(skb, NETBOND_VOTE_PROBE,
			 &member->votes[NETBOND_VOTE_PROBE], now))
		return -EMSGSIZE;
	for (i = 0; i < probe->plan->count; i++)
		if (nb_fill_target(skb, probe, i, now))
			return -EMSGSIZE;
	return 0;
}

int nb_fill_member_settings(struct sk_buff *skb,
			    const struct nb_member_options *options)
{
	return nla_put_s32(skb, NETBOND_MOPT_PRIO, options->prio)	      ?:
		       nla_put_u32(skb, NETBOND_MOPT_WEIGHT, options->weight) ?:
		       nla_put_u32(skb, NETBOND_MOPT_ACTOR_PORT_PRIO,
				   options->actor_port_prio);
}

static int nb_fill_member_options(struct sk_buff *skb,
				  const struct nb_member *member)
{
	struct nlattr *nest = nla_nest_start(skb, NETBOND_MEMBER_OPTIONS);

	if (!nest || nb_fill_member_settings(skb, &member->options))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nb_fill_own(struct sk_buff *skb, const struct nb_member *member)
{
	u8 addr[ETH_ALEN];

	nb_member_addr(member, 0, addr);
	if (nla_put(skb, NETBOND_MEMBER_OWN_ADDRESS, ETH_ALEN, addr))
		return -EMSGSIZE;
	if (member->bond->config.mode != NETBOND_MODE_BALANCE_ALB)
		return 0;
	return nla_put_u32(skb, NETBOND_MEMBER_CLIENTS, member->clients.count);
}

static int nb_fill_alb(struct sk_buff *skb, const struct nb_bond *bond)
{
	struct nlattr *nest = nla_nest_start(skb, NETBOND_STATUS_ALB);
	const struct nb_clients *clients = bond->clients;

	if (!nest || nla_put_u64_64bit(skb, NETBOND_ALB_LEARNING,
				       bond->teach.count, NETBOND_ALB_PAD))
		return -EMSGSIZE;
	if (bond->config.mode == NETBOND_MODE_BALANCE_ALB &&
	    (nla_put_u32(skb, NETBOND_ALB_CLIENTS, clients->count) ||
	     nla_put_u64_64bit(skb, NETBOND_ALB_EVICTED, clients->evicted,
			       NETBOND_ALB_PAD) ||
	     nla_put_u64_64bit(skb, NETBOND_ALB_TAUGHT, clients->taught,
			       NETBOND_ALB_PAD)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nb_fill_member(struct sk_buff *skb, const struct nb_member *member,
			  u64 now)
{
	struct nlattr *nest = nla_nest_start(skb, NETBOND_A_MEMBER);
	const struct net_device *dev = member->dev;
	u8 source[ETH_ALEN];

	nb_probe_source(member, 0, source);
	if (!nest || nla_put_u32(skb, NETBOND_MEMBER_IFINDEX, dev->ifindex) ||
	    nla_put_string(skb, NETBOND_MEMBER_NAME, dev->name) ||
	    nb_fill_member_options(skb, member) ||
	    nla_put_u8(skb, NETBOND_MEMBER_USABLE,
		       nb_choose_usable(member->fitness)) ||
	    nla_put_u32(skb, NETBOND_MEMBER_ROLE, member->role) ||
	    nla_put_u32(skb, NETBOND_MEMBER_REASON, member->reason) ||
	    nla_put(skb, NETBOND_MEMBER_ADDRESS, ETH_ALEN, dev->dev_addr) ||
	    nla_put(skb, NETBOND_MEMBER_PERMANENT_ADDRESS, ETH_ALEN,
		    member->orig.addr) ||
	    nla_put(skb, NETBOND_MEMBER_PROBE_ADDRESS, ETH_ALEN, source) ||
	    nla_put_u32(skb, NETBOND_MEMBER_SPEED, member->speed) ||
	    nla_put_u8(skb, NETBOND_MEMBER_DUPLEX, member->duplex) ||
	    nla_put_u32(skb, NETBOND_MEMBER_LINK_FAILURES,
			member->link_failures) ||
	    nla_put_u64_64bit(skb, NETBOND_MEMBER_SINCE_MS,
			      nb_fill_age(member->since, now),
			      NETBOND_MEMBER_PAD) ||
	    nb_fill_votes(skb, member, now))
		return -EMSGSIZE;
	if (nb_mode_has_table(member->bond->config.mode) &&
	    nla_put_u32(skb, NETBOND_MEMBER_BUCKETS,
			nb_table_count(&member->bond->spread->table,
				       member->slot)))
		return -EMSGSIZE;
	if (member->bond->lag.on && nb_fill_lacp(skb, &member->lag, now))
		return -EMSGSIZE;
	if (nb_mode_adaptive(member->bond->config.mode) &&
	    nb_fill_own(skb, member))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nb_fill_status(struct sk_buff *skb, const struct nb_bond *bond)
{
	struct nlattr *nest = nla_nest_start(skb, NETBOND_A_STATUS);
	const struct net_device *dev = bond->dev;
	const struct nb_member *active = rcu_dereference_protected(
		bond->active, lockdep_is_held(&bond->lock));

	if (!nest || nla_put_u32(skb, NETBOND_STATUS_STATE, bond->state) ||
	    nla_put_u32(skb, NETBOND_STATUS_REASON, bond->reason) ||
	    nla_put_u8(skb, NETBOND_STATUS_CARRIER,
		       netif_running(dev) && netif_carrier_ok(dev)) ||
	    nla_put_u8(skb, NETBOND_STATUS_UP, netif_running(dev)) ||
	    nla_put(skb, NETBOND_STATUS_ADDRESS, ETH_ALEN, dev->dev_addr) ||
	    nla_put_u32(skb, NETBOND_STATUS_MTU, READ_ONCE(dev->mtu)) ||
	    nla_put_u64_64bit(skb, NETBOND_STATUS_FAILOVERS, bond->failovers,
			      NETBOND_STATUS_PAD) ||
	    nla_put_u64_64bit(skb, NETBOND_STATUS_EVENT_SEQ, bond->history.seq,
			      NETBOND_STATUS_PAD))
		return -EMSGSIZE;
	if (active && (nla_put_u32(skb, NETBOND_STATUS_ACTIVE_IFINDEX,
				   active->dev->ifindex) ||
		       nla_put_string(skb, NETBOND_STATUS_ACTIVE_NAME,
				      active->dev->name)))
		return -EMSGSIZE;
	if (nb_mode_has_table(bond->config.mode) &&
	    nla_put_u64_64bit(skb, NETBOND_STATUS_MOVES,
			      bond->spread->table.moves, NETBOND_STATUS_PAD))
		return -EMSGSIZE;
	if (bond->lag.on && nb_fill_lacp_status(skb, &bond->lag.lacp))
		return -EMSGSIZE;
	if (nb_mode_adaptive(bond->config.mode) && nb_fill_alb(skb, bond))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nb_fill_options(struct sk_buff *skb, const struct nb_bond *bond)
{
	struct nlattr *nest = nla_nest_start(skb, NETBOND_A_OPTIONS);

	if (!nest || nb_option_fill(skb, &bond->config))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nb_fill_head(struct sk_buff *skb, const struct nb_bond *bond)
{
	return nb_fill_options(skb, bond) ?: nb_fill_status(skb, bond);
}

int nb_fill_bond(struct sk_buff *skb, struct nb_bond *bond, unsigned int first,
		 bool *complete)
{
	u64 now = ktime_get_ns();
	struct nb_member *member;
	unsigned int done = 0;
	int err;

	*complete = false;
	spin_lock_bh(&bond->lock);
	err = nb_fill_name(skb, bond);
	if (!err && !first)
		err = nb_fill_head(skb, bond);
	if (err)
		goto out;
	done = max(first, 1u);
	nb_for_each_member(bond, member) {
		unsigned char *mark = skb_tail_pointer(skb);

		if (first > 1) {
			first--;
			continue;
		}
		err = nb_fill_member(skb, member, now);
		if (err) {
			nlmsg_trim(skb, mark);
			goto out;
		}
		done++;
	}
	*complete = true;
out:
	spin_unlock_bh(&bond->lock);
	return done ?: err;
}

int nb_fill_one(struct sk_buff *skb, struct nb_bond *bond, int ifindex)
{
	u64 now = ktime_get_ns();
	struct nb_member *member;
	int err = -ENODEV;

	spin_lock_bh(&bond->lock);
	nb_for_each_member(bond, member) {
		if (member->dev->ifindex != ifindex)
			continue;
		err = nb_fill_name(skb, bond);
		if (!err)
			err = nb_fill_member(skb, member, now);
		break;
	}
	spin_unlock_bh(&bond->lock);
	return err;
}

/* Room for so many of the members, bytes. Context: bond lock held. */
static size_t nb_fill_members_size(const struct nb_bond *bond, size_t members)
{
	size_t targets = 0;

	lockdep_assert_held(&bond->lock);
	if (nb_probe_active(&bond->probe))
		targets = bond->config.arp_ip_target.count +
			  bond->config.ns_ip6_target.count;
	return members * (NB_MEMBER_ROOM + targets * NB_TARGET_ROOM);
}

size_t nb_fill_bond_size(struct nb_bond *bond)
{
	size_t members;

	spin_lock_bh(&bond->lock);
	members = nb_fill_members_size(bond, bond->member_count);
	spin_unlock_bh(&bond->lock);
	return NLMSG_GOODSIZE + nb_option_size() + members;
}

size_t nb_fill_one_size(struct nb_bond *bond)
{
	size_t member;

	spin_lock_bh(&bond->lock);
	member = nb_fill_members_size(bond, 1);
	spin_unlock_bh(&bond->lock);
	return NLMSG_GOODSIZE + member;
}
