// SPDX-License-Identifier: GPL-2.0
/* Questions about the clients of a balance-alb bond. */

#include <net/genetlink.h>
#include <net/sock.h>

#include "bond.h"
#include "client.h"
#include "compat/compat.h"
#include "fill.h"
#include "member.h"
#include "netlink.h"
#include "netlink_gen.h"

static bool nb_client_kept(struct nb_bond *bond)
{
	bool kept;

	spin_lock_bh(&bond->lock);
	kept = bond->config.mode == NETBOND_MODE_BALANCE_ALB;
	spin_unlock_bh(&bond->lock);
	return kept;
}

/* The bond that a message names, if it has clients; held. */
static struct nb_bond *nb_client_bond(struct net *net, struct nlattr **tb,
				      netdevice_tracker *tracker,
				      struct netlink_ext_ack *extack)
{
	struct nb_bond *bond;

	rcu_read_lock();
	bond = nb_netlink_bond(net, tb, extack);
	if (!IS_ERR(bond) && !nb_client_kept(bond)) {
		NL_SET_ERR_MSG(extack,
			       "The bond's mode teaches no neighbour anything");
		bond = ERR_PTR(-EOPNOTSUPP);
	}
	if (!IS_ERR(bond))
		netdev_hold(bond->dev, tracker, GFP_ATOMIC);
	rcu_read_unlock();
	return bond;
}

static int nb_client_put_addr(struct sk_buff *skb, bool is_ip6, const u8 *addr,
			      int ip4, int ip6)
{
	if (is_ip6)
		return nla_put(skb, ip6, sizeof(struct in6_addr), addr);
	return nla_put(skb, ip4, sizeof(__be32), addr);
}

static int nb_client_put_tag(struct sk_buff *skb, u32 tag, int id, int proto)
{
	if (!tag)
		return 0;
	return nla_put_u32(skb, id, tag & 0xffff) ?:
		       nla_put_u32(skb, proto, tag >> 16);
}

static int nb_client_put_tags(struct sk_buff *skb, u64 tags)
{
	u32 outer = tags >> 32 ? tags >> 32 : tags;
	u32 inner = tags >> 32 ? tags : 0;

	return nb_client_put_tag(skb, outer, NETBOND_CLIENT_VLAN, NETBOND_CLIENT_VLAN_PROTOCOL) ?:
		       nb_client_put_tag(skb, inner, NETBOND_CLIENT_INNER_VLAN,
					 NETBOND_CLIENT_INNER_VLAN_PROTOCOL);
}

static int nb_client_put_member(struct sk_buff *skb,
				const struct nb_member *member)
{
	if (!member)
		return 0;
	return nla_put_u32(skb, NETBOND_CLIENT_MEMBER_IFINDEX, member->dev->ifindex) ?:
		       nla_put_string(skb, NETBOND_CLIENT_MEMBER_NAME,
				      member->dev->name);
}

static int nb_client_put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, NETBOND_CLIENT_PAD);
}

static int nb_client_put_count(struct sk_buff *skb,
			       const struct nb_clients *clients,
			       const struct nb_client *client, u64 now)
{
	const struct nb_station *station = client->station;
	u32 family = client->key.local->addr.ip6;

	if (!clients->count_from || !station)
		return 0;
	return nb_client_put_u64(skb, NETBOND_CLIENT_PACKETS, atomic64_read(&station->packets[family])) ?:
		       nb_client_put_u64(skb, NETBOND_CLIENT_BYTES, atomic64_read(&station->bytes[family])) ?:
		       nb_client_put_u64(skb, NETBOND_CLIENT_COUNTED_MS,
					 nb_fill_age(clients->count_from, now));
}

static int nb_client_fill(struct sk_buff *skb, const struct nb_bond *bond,
			  const struct nb_client *client, u64 now)
{
	const struct nb_client_addr *local = &client->key.local->addr;
	struct nlattr *nest = nla_nest_start(skb, NETBOND_A_CLIENT);

	if (!nest ||
	    nb_client_put_addr(skb, local->ip6, client->key.peer,
			       NETBOND_CLIENT_IPV4, NETBOND_CLIENT_IPV6) ||
	    nb_client_put_addr(skb, local->ip6, local->addr,
			       NETBOND_CLIENT_LOCAL_IPV4,
			       NETBOND_CLIENT_LOCAL_IPV6) ||
	    nb_client_put_tags(skb, local->tags) ||
	    nb_client_put_member(skb, client->member) ||
	    nb_client_put_u64(skb, NETBOND_CLIENT_SEEN_MS,
			      nb_fill_age(client->seen, now)) ||
	    nla_put_u8(skb, NETBOND_CLIENT_DUE, client->due))
		return -EMSGSIZE;
	if (client->station && nla_put(skb, NETBOND_CLIENT_ADDRESS, ETH_ALEN,
				       client->station->key.mac))
		return -EMSGSIZE;
	if (client->taught &&
	    nb_client_put_u64(skb, NETBOND_CLIENT_TAUGHT_MS,
			      nb_fill_age(client->taught, now)))
		return -EMSGSIZE;
	if (nb_client_put_count(skb, bond->clients, client, now))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* The client with the lowest number from @id on; @id becomes its number. */
static int nb_client_dump_one(struct sk_buff *skb, struct netlink_callback *cb,
			      struct nb_bond *bond, unsigned long *id)
{
	struct nb_client *client;
	void *head;
	int err = 0;

	spin_lock_bh(&bond->lock);
	client = xa_find(&bond->clients->all, id, ULONG_MAX, XA_PRESENT);
	if (!client) {
		spin_unlock_bh(&bond->lock);
		return -ENOENT;
	}
	head = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			   &nb_netlink_family, NLM_F_MULTI,
			   NETBOND_CMD_CLIENT_GET);
	if (!head || nb_fill_name(skb, bond) ||
	    nb_client_fill(skb, bond, client, ktime_get_ns()))
		err = -EMSGSIZE;
	spin_unlock_bh(&bond->lock);
	if (!err)
		genlmsg_end(skb, head);
	else if (head)
		genlmsg_cancel(skb, head);
	return err;
}

/* cb->args: [0] number of the next client. */
int netbond_nl_client_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	struct net *net = sock_net(cb->skb->sk);
	unsigned long id = cb->args[0];
	netdevice_tracker tracker;
	struct nb_bond *bond;
	int err;

	bond = nb_client_bond(net, nb_compat_dump_attrs(cb), &tracker,
			      cb->extack);
	err = nb_netlink_dump_same(cb, bond);
	if (IS_ERR(bond))
		return err;
	/* Counting costs every packet a little: not for everybody to ask for. */
	if (!err && !id &&
	    netlink_ns_capable(cb->skb, net->user_ns, CAP_NET_ADMIN))
		nb_client_count_start(bond);
	while (!err) {
		err = nb_client_dump_one(skb, cb, bond, &id);
		if (!err)
			id++;
	}
	cb->args[0] = id;
	netdev_put(bond->dev, &tracker);
	return skb->len || err == -ENOENT ? skb->len : err;
}
