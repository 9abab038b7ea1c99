// SPDX-License-Identifier: GPL-2.0
/* Questions about the table of buckets: all of it, and where one flow goes. */

#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/dst.h>
#include <net/genetlink.h>
#include <net/ip6_route.h>
#include <net/neighbour.h>
#include <net/route.h>
#include <net/sock.h>

#include "bond.h"
#include "compat/compat.h"
#include "fill.h"
#include "member.h"
#include "netlink.h"
#include "netlink_gen.h"
#include "socket.h"
#include "spread.h"

static bool nb_table_used(const struct nb_bond *bond)
{
	/* In this order: what is asked for later is there, too. */
	return nb_bond_table(bond) && nb_mode_has_table(nb_spread_mode(bond));
}

/* The bond that a message names, if it has a table; held. */
static struct nb_bond *nb_table_bond(struct net *net, struct nlattr **tb,
				     netdevice_tracker *tracker,
				     struct netlink_ext_ack *extack)
{
	struct nb_bond *bond;

	rcu_read_lock();
	bond = nb_netlink_bond(net, tb, extack);
	if (!IS_ERR(bond) && !nb_table_used(bond)) {
		NL_SET_ERR_MSG(extack,
			       "The bond's mode has no table of buckets");
		bond = ERR_PTR(-EOPNOTSUPP);
	}
	if (!IS_ERR(bond))
		netdev_hold(bond->dev, tracker, GFP_ATOMIC);
	rcu_read_unlock();
	return bond;
}

static int nb_table_put_member(struct sk_buff *skb, const struct nb_bond *bond,
			       u8 slot, int ifindex, int name)
{
	const struct nb_member *member;

	if (slot == NB_NOBODY)
		return 0;
	member = bond->spread->member[slot];
	if (ifindex && nla_put_u32(skb, ifindex, member->dev->ifindex))
		return -EMSGSIZE;
	return nla_put_string(skb, name, member->dev->name);
}

/* The whole table ------------------------------------------------------- */

static u64 nb_table_age(u64 then, u64 now)
{
	return now > then ? div_u64(now - then, NSEC_PER_MSEC) : 0;
}

static int nb_table_fill_count(struct sk_buff *skb,
			       const struct nb_spread *spread, u32 index,
			       u64 now)
{
	u64 packets, bytes;

	if (!spread->count_from)
		return 0;
	nb_spread_counted(READ_ONCE(spread->count), index, &packets, &bytes);
	return nla_put_u64_64bit(skb, NETBOND_BUCKET_PACKETS, packets, NETBOND_BUCKET_PAD) ?:
		       nla_put_u64_64bit(skb, NETBOND_BUCKET_BYTES, bytes, NETBOND_BUCKET_PAD) ?:
		       nla_put_u64_64bit(skb, NETBOND_BUCKET_COUNTED_MS,
					 nb_table_age(spread->count_from, now),
					 NETBOND_BUCKET_PAD);
}

static int nb_table_fill_bucket(struct sk_buff *skb, const struct nb_bond *bond,
				u32 index, u64 now)
{
	const struct nb_bucket *bucket = &bond->spread->table.bucket[index];
	struct nlattr *nest = nla_nest_start(skb, NETBOND_A_BUCKET);

	if (!nest || nla_put_u32(skb, NETBOND_BUCKET_INDEX, index) ||
	    nb_table_put_member(skb, bond, bucket->owner,
				NETBOND_BUCKET_MEMBER_IFINDEX,
				NETBOND_BUCKET_MEMBER_NAME) ||
	    nb_table_put_member(skb, bond, bucket->next,
				NETBOND_BUCKET_NEXT_IFINDEX,
				NETBOND_BUCKET_NEXT_NAME))
		return -EMSGSIZE;
	if (bucket->moved && nla_put_u64_64bit(skb, NETBOND_BUCKET_MOVED_MS,
					       nb_table_age(bucket->moved, now),
					       NETBOND_BUCKET_PAD))
		return -EMSGSIZE;
	if (bucket->moved && nla_put_u32(skb, NETBOND_BUCKET_MOVED_REASON,
					 bond->spread->why[index]))
		return -EMSGSIZE;
	if (nb_table_fill_count(skb, bond->spread, index, now))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nb_table_dump_bucket(struct sk_buff *skb,
				struct netlink_callback *cb,
				struct nb_bond *bond, u32 index)
{
	void *head = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				 cb->nlh->nlmsg_seq, &nb_netlink_family,
				 NLM_F_MULTI, NETBOND_CMD_BUCKET_GET);
	int err;

	if (!head)
		return -EMSGSIZE;
	spin_lock_bh(&bond->lock);
	err = nb_fill_name(skb, bond) ?:
		      nb_table_fill_bucket(skb, bond, index, ktime_get_ns());
	spin_unlock_bh(&bond->lock);
	if (err) {
		genlmsg_cancel(skb, head);
		return err;
	}
	genlmsg_end(skb, head);
	return 0;
}

/* cb->args: [0] buckets written. */
int netbond_nl_bucket_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	struct net *net = sock_net(cb->skb->sk);
	netdevice_tracker tracker;
	struct nb_bond *bond;
	int err;

	bond = nb_table_bond(net, nb_compat_dump_attrs(cb), &tracker,
			     cb->extack);
	err = nb_netlink_dump_same(cb, bond);
	if (IS_ERR(bond))
		return err;
	/* Counting costs every packet a little: not for everybody to ask for. */
	if (!err && !cb->args[0] &&
	    netlink_ns_capable(cb->skb, net->user_ns, CAP_NET_ADMIN))
		err = nb_spread_count_start(bond);
	while (!err && cb->args[0] < NB_BUCKETS) {
		err = nb_table_dump_bucket(skb, cb, bond, cb->args[0]);
		if (!err)
			cb->args[0]++;
	}
	netdev_put(bond->dev, &tracker);
	return skb->len ? skb->len : err;
}

/* One flow -------------------------------------------------------------- */

/* A frame of the flow, as far as hashes look. */
struct nb_table_frame {
	u8 data[ETH_HLEN + sizeof(struct ipv6hdr) + 8];
	u32 len;
	u16 type;
	u8 protocol;
	bool has_dest;
};

static void nb_table_put(struct nb_table_frame *frame, const void *data,
			 u32 len)
{
	memcpy(frame->data + frame->len, data, len);
	frame->len += len;
}

static int nb_table_refuse(struct netlink_ext_ack *extack,
			   const struct nlattr *attr, const char *why)
{
	if (extack)
		extack->_msg = why;
	NL_SET_BAD_ATTR(extack, attr);
	return -EINVAL;
}

static bool nb_table_is_echo(u8 protocol)
{
	return protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6;
}

static bool nb_table_has_spi(u8 protocol)
{
	return protocol == IPPROTO_ESP || protocol == IPPROTO_AH;
}

/* What stands where ports do goes by the protocol. */
static int nb_table_check_ports(struct nlattr **tb,
				struct netlink_ext_ack *extack)
{
	const struct nlattr *port = tb[NETBOND_FLOW_SOURCE_PORT] ?:
					    tb[NETBOND_FLOW_DESTINATION_PORT];
	u8 protocol = tb[NETBOND_FLOW_PROTOCOL] ?
			      nla_get_u32(tb[NETBOND_FLOW_PROTOCOL]) :
			      IPPROTO_UDP;

	if (port && (nb_table_is_echo(protocol) || nb_table_has_spi(protocol)))
		return nb_table_refuse(extack, port,
				       "the protocol has no ports");
	if (tb[NETBOND_FLOW_ECHO_ID] && !nb_table_is_echo(protocol))
		return nb_table_refuse(extack, tb[NETBOND_FLOW_ECHO_ID],
				       "only ICMP and ICMPv6 have one");
	if (tb[NETBOND_FLOW_SPI] && !nb_table_has_spi(protocol))
		return nb_table_refuse(extack, tb[NETBOND_FLOW_SPI],
				       "only ESP and AH have one");
	return 0;
}

static int nb_table_check(struct nlattr **tb, struct netlink_ext_ack *extack)
{
	const struct nlattr *four = tb[NETBOND_FLOW_IPV4_SOURCE] ?:
					    tb[NETBOND_FLOW_IPV4_DESTINATION];
	const struct nlattr *six = tb[NETBOND_FLOW_IPV6_SOURCE] ?:
					   tb[NETBOND_FLOW_IPV6_DESTINATION];
	const struct nlattr *port = tb[NETBOND_FLOW_SOURCE_PORT] ?:
					    tb[NETBOND_FLOW_DESTINATION_PORT];
	int i;

	for (i = NETBOND_FLOW_POLICY; i <= NETBOND_FLOW_NEXT_NAME; i++)
		if (tb[i])
			return nb_table_refuse(extack, tb[i],
					       "can be read only");
	if (four && six)
		return nb_table_refuse(extack, six,
				       "addresses of two families");
	if (port && !four && !six)
		return nb_table_refuse(extack, port, "ports without addresses");
	if (tb[NETBOND_FLOW_PROTOCOL] && !four && !six)
		return nb_table_refuse(extack, tb[NETBOND_FLOW_PROTOCOL],
				       "a protocol without addresses");
	return nb_table_check_ports(tb, extack);
}

static void nb_table_ethernet(struct nb_table_frame *frame,
			      const struct nb_bond *bond, struct nlattr **tb)
{
	struct ethhdr eth = {};

	frame->type = ETH_P_IP;
	if (tb[NETBOND_FLOW_IPV6_SOURCE] || tb[NETBOND_FLOW_IPV6_DESTINATION])
		frame->type = ETH_P_IPV6;
	if (tb[NETBOND_FLOW_ETHERTYPE])
		frame->type = nla_get_u32(tb[NETBOND_FLOW_ETHERTYPE]);
	eth.h_proto = htons(frame->type);
	ether_addr_copy(eth.h_source,
			tb[NETBOND_FLOW_SOURCE] ?
				nla_data(tb[NETBOND_FLOW_SOURCE]) :
				bond->dev->dev_addr);
	frame->has_dest = tb[NETBOND_FLOW_DESTINATION];
	if (frame->has_dest)
		ether_addr_copy(eth.h_dest,
				nla_data(tb[NETBOND_FLOW_DESTINATION]));
	nb_table_put(frame, &eth, sizeof(eth));
}

static void nb_table_network(struct nb_table_frame *frame, struct nlattr **tb)
{
	struct iphdr ip4 = {
		.version = 4,
		.ihl = 5,
		.ttl = 64,
		.protocol = frame->protocol,
		.tot_len = htons(sizeof(ip4) + 8),
	};
	struct ipv6hdr ip6 = {
		.version = 6,
		.hop_limit = 64,
		.nexthdr = frame->protocol,
		.payload_len = htons(8),
	};

	if (tb[NETBOND_FLOW_IPV4_SOURCE])
		ip4.saddr = nla_get_in_addr(tb[NETBOND_FLOW_IPV4_SOURCE]);
	if (tb[NETBOND_FLOW_IPV4_DESTINATION])
		ip4.daddr = nla_get_in_addr(tb[NETBOND_FLOW_IPV4_DESTINATION]);
	if (tb[NETBOND_FLOW_IPV6_SOURCE])
		ip6.saddr = nla_get_in6_addr(tb[NETBOND_FLOW_IPV6_SOURCE]);
	if (tb[NETBOND_FLOW_IPV6_DESTINATION])
		ip6.daddr = nla_get_in6_addr(tb[NETBOND_FLOW_IPV6_DESTINATION]);
	if (frame->type == ETH_P_IP)
		nb_table_put(frame, &ip4, sizeof(ip4));
	else if (frame->type == ETH_P_IPV6)
		nb_table_put(frame, &ip6, sizeof(ip6));
}

static u32 nb_table_number(const struct nlattr *attr)
{
	return attr ? nla_get_u32(attr) : 0;
}

static void nb_table_transport(struct nb_table_frame *frame, struct nlattr **tb)
{
	__be16 ports[2] = {
		htons(nb_table_number(tb[NETBOND_FLOW_SOURCE_PORT])),
		htons(nb_table_number(tb[NETBOND_FLOW_DESTINATION_PORT])),
	};
	__be16 id = htons(nb_table_number(tb[NETBOND_FLOW_ECHO_ID]));
	__be32 spi = htonl(nb_table_number(tb[NETBOND_FLOW_SPI]));
	u8 data[8] = {};

	switch (frame->protocol) {
	case IPPROTO_ICMP:
		data[0] = ICMP_ECHO;
		memcpy(data + 4, &id, sizeof(id));
		break;
	case IPPROTO_ICMPV6:
		data[0] = ICMPV6_ECHO_REQUEST;
		memcpy(data + 4, &id, sizeof(id));
		break;
	case IPPROTO_ESP:
		memcpy(data, &spi, sizeof(spi));
		break;
	case IPPROTO_AH:
		memcpy(data + 4, &spi, sizeof(spi));
		break;
	default:
		memcpy(data, ports, sizeof(ports));
	}
	nb_table_put(frame, data, sizeof(data));
}

static void nb_table_compose(struct nb_table_frame *frame,
			     const struct nb_bond *bond, struct nlattr **tb)
{
	memset(frame, 0, sizeof(*frame));
	frame->protocol = IPPROTO_UDP;
	if (tb[NETBOND_FLOW_PROTOCOL])
		frame->protocol = nla_get_u32(tb[NETBOND_FLOW_PROTOCOL]);
	nb_table_ethernet(frame, bond, tb);
	nb_table_network(frame, tb);
	nb_table_transport(frame, tb);
}

#if IS_ENABLED(CONFIG_IPV6)
static struct dst_entry *nb_table_route6(struct net *net,
					 const struct in6_addr *daddr)
{
	struct flowi6 fl6 = { .daddr = *daddr };

	/* A namespace has no routing tables where IPv6 is switched off. */
	if (!ipv6_mod_enabled())
		return NULL;
	return ip6_route_output(net, NULL, &fl6);
}
#else
static struct dst_entry *nb_table_route6(struct net *net,
					 const struct in6_addr *daddr)
{
	return NULL;
}
#endif

static struct dst_entry *nb_table_route(struct net *net, struct nlattr **tb,
					const void **daddr)
{
	if (tb[NETBOND_FLOW_IPV4_DESTINATION]) {
		struct flowi4 fl4 = {};
		struct rtable *rt;

		*daddr = nla_data(tb[NETBOND_FLOW_IPV4_DESTINATION]);
		fl4.daddr = nla_get_in_addr(tb[NETBOND_FLOW_IPV4_DESTINATION]);
		rt = ip_route_output_key(net, &fl4);
		return IS_ERR(rt) ? NULL : &rt->dst;
	}
	if (tb[NETBOND_FLOW_IPV6_DESTINATION]) {
		struct in6_addr to =
			nla_get_in6_addr(tb[NETBOND_FLOW_IPV6_DESTINATION]);

		*daddr = nla_data(tb[NETBOND_FLOW_IPV6_DESTINATION]);
		return nb_table_route6(net, &to);
	}
	return NULL;
}

/* The MAC address that this host sends the flow to, as far as it knows. */
static bool nb_table_next_hop(struct net *net, struct nlattr **tb, u8 *dest)
{
	const void *daddr = NULL;
	struct dst_entry *dst = nb_table_route(net, tb, &daddr);
	struct neighbour *neigh = NULL;
	bool valid = false;

	if (dst && !dst->error)
		neigh = dst_neigh_lookup(dst, daddr);
	if (neigh) {
		valid = READ_ONCE(neigh->nud_state) & NUD_VALID;
		if (valid)
			neigh_ha_snapshot((char *)dest, neigh, neigh->dev);
		neigh_release(neigh);
	}
	dst_release(dst);
	return valid;
}

static int nb_table_answer(struct sk_buff *skb, struct nb_bond *bond,
			   u32 fields, u32 hash)
{
	struct nlattr *nest = nla_nest_start(skb, NETBOND_A_FLOW);
	u32 index = hash % NB_BUCKETS;
	const struct nb_bucket *bucket = &bond->spread->table.bucket[index];

	lockdep_assert_held(&bond->lock);
	if (!nest ||
	    nla_put_u32(skb, NETBOND_FLOW_POLICY,
			bond->config.xmit_hash_policy) ||
	    nla_put_u32(skb, NETBOND_FLOW_FIELDS, fields) ||
	    nla_put_u32(skb, NETBOND_FLOW_HASH, hash) ||
	    nla_put_u32(skb, NETBOND_FLOW_BUCKET, index) ||
	    nb_table_put_member(skb, bond, bucket->owner,
				NETBOND_FLOW_MEMBER_IFINDEX,
				NETBOND_FLOW_MEMBER_NAME) ||
	    nb_table_put_member(skb, bond, bucket->next, 0,
				NETBOND_FLOW_NEXT_NAME))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* The frame, hashed as the packet path would; or the hash of a local socket. */
static u32 nb_table_hash(const struct nb_bond *bond,
			 const struct nb_table_frame *frame, struct nlattr **tb,
			 u32 *fields)
{
	const struct nb_flow_frame flow = {
		.data = frame->data,
		.len = frame->len,
		.tagged = tb[NETBOND_FLOW_VLAN] &&
			  nla_get_u32(tb[NETBOND_FLOW_VLAN]),
		.tag_tci = tb[NETBOND_FLOW_VLAN] ?
				   nla_get_u32(tb[NETBOND_FLOW_VLAN]) :
				   0,
	};
	const struct nb_spread *spread = bond->spread;
	struct nb_flow_info info;
	u32 hash;

	lockdep_assert_held(&bond->lock);
	if (nb_flow_policy_uses_l4_hash(spread->policy) &&
	    nb_socket_hash(bond->dev, frame->protocol, tb, &hash)) {
		*fields = NETBOND_FLOW_FIELD_SOCKET;
		return nb_flow_remix(&spread->seed, hash);
	}
	nb_flow_dissect(spread->policy, &flow, &info);
	*fields = info.used;
	return nb_flow_mix(&spread->seed, &info);
}

static bool nb_table_is_ip(const struct nb_table_frame *frame)
{
	return frame->type == ETH_P_IP || frame->type == ETH_P_IPV6;
}

/* What has no IP header goes by its MAC addresses in most policies. */
static bool nb_table_needs_dest(u32 policy, const struct nb_table_frame *frame)
{
	if (policy == NETBOND_XMIT_HASH_POLICY_VLAN_SRCMAC)
		return false;
	return !nb_flow_policy_uses_l4_hash(policy) || !nb_table_is_ip(frame);
}

/* The policy would go on to a packet inside of the one that is told. */
static bool nb_table_hides(u32 policy, const struct nb_table_frame *frame,
			   struct nlattr **tb)
{
	switch (frame->type) {
	case ETH_P_PPP_SES:
	case ETH_P_MPLS_UC:
	case ETH_P_MPLS_MC:
		return true;
	}
	if (!nb_flow_looks_inside(policy) || !nb_table_is_ip(frame))
		return false;
	switch (frame->protocol) {
	case IPPROTO_UDP:
		return nb_flow_is_tunnel(
			nb_table_number(tb[NETBOND_FLOW_DESTINATION_PORT]));
	case IPPROTO_GRE:
	case IPPROTO_IPIP:
	case IPPROTO_IPV6:
	case IPPROTO_MPLS:
		return true;
	default:
		return false;
	}
}

static bool nb_table_has_ends(const struct nb_table_frame *frame,
			      struct nlattr **tb)
{
	if (frame->type == ETH_P_IP)
		return tb[NETBOND_FLOW_IPV4_SOURCE] &&
		       tb[NETBOND_FLOW_IPV4_DESTINATION];
	return tb[NETBOND_FLOW_IPV6_SOURCE] &&
	       tb[NETBOND_FLOW_IPV6_DESTINATION];
}

static const char *nb_table_lacks_ports(const struct nb_table_frame *frame,
					struct nlattr **tb)
{
	switch (frame->protocol) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_DCCP:
	case IPPROTO_SCTP:
	case IPPROTO_UDPLITE:
		if (tb[NETBOND_FLOW_SOURCE_PORT] &&
		    tb[NETBOND_FLOW_DESTINATION_PORT])
			return NULL;
		return "the policy counts ports: give both";
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		if (tb[NETBOND_FLOW_ECHO_ID])
			return NULL;
		return "the policy counts the identifier of an echo: give it";
	case IPPROTO_ESP:
	case IPPROTO_AH:
		if (tb[NETBOND_FLOW_SPI])
			return NULL;
		return "the policy counts the security parameter index: give it";
	default:
		return NULL;
	}
}

/*
 * Return: what the policy counts and nobody told; a guess would name a member
 * that the flow does not take. NULL: nothing.
 */
static const char *nb_table_lacks(u32 policy,
				  const struct nb_table_frame *frame,
				  struct nlattr **tb)
{
	if (policy == NETBOND_XMIT_HASH_POLICY_LAYER2 ||
	    policy == NETBOND_XMIT_HASH_POLICY_VLAN_SRCMAC)
		return NULL;
	if (nb_table_hides(policy, frame, tb))
		return "the policy counts the packet inside, which is not told";
	if (!nb_table_is_ip(frame))
		return NULL;
	if (!nb_table_has_ends(frame, tb))
		return "the policy counts IP addresses: give both, or the Ethernet type of what has none";
	if (!nb_flow_policy_uses_l4_hash(policy))
		return NULL;
	return nb_table_lacks_ports(frame, tb);
}

/* In adaptive modes only unicast of this host goes by the table. */
static bool nb_table_by_active(const struct nb_bond *bond,
			       const struct nb_table_frame *frame,
			       struct nlattr **tb)
{
	const struct ethhdr *eth = (const struct ethhdr *)frame->data;
	const struct nlattr *ip4 = tb[NETBOND_FLOW_IPV4_DESTINATION];
	const struct nlattr *ip6 = tb[NETBOND_FLOW_IPV6_DESTINATION];

	if (!nb_mode_adaptive(READ_ONCE(nb_bond_table(bond)->mode)))
		return false;
	if (ip4 && (ipv4_is_multicast(nla_get_in_addr(ip4)) ||
		    ipv4_is_lbcast(nla_get_in_addr(ip4))))
		return true;
	if (ip6 && ipv6_addr_is_multicast(nla_data(ip6)))
		return true;
	return is_multicast_ether_addr(eth->h_dest) ||
	       !ether_addr_equal(eth->h_source, bond->dev->dev_addr) ||
	       !nb_table_is_ip(frame);
}

/* Return: 0: all that decides is known. */
static int nb_table_known(struct nb_bond *bond, struct genl_info *info,
			  struct nb_table_frame *frame, struct nlattr **tb)
{
	u32 policy = READ_ONCE(nb_bond_table(bond)->policy);
	const char *lacks;

	if (nb_table_by_active(bond, frame, tb)) {
		NL_SET_ERR_MSG(
			info->extack,
			"such frames go by the active member, whatever their hash");
		return -EOPNOTSUPP;
	}
	lacks = nb_table_lacks(policy, frame, tb);
	if (lacks) {
		if (info->extack)
			info->extack->_msg = lacks;
		return -EINVAL;
	}
	if (!frame->has_dest && nb_table_needs_dest(policy, frame) &&
	    !nb_table_next_hop(genl_info_net(info), tb, frame->data)) {
		NL_SET_ERR_MSG(
			info->extack,
			"the policy needs the destination MAC address, which is not known here: give it");
		return -EDESTADDRREQ;
	}
	return 0;
}

static int nb_table_flow(struct nb_bond *bond, struct genl_info *info,
			 struct nlattr **tb)
{
	struct nb_table_frame frame;
	struct sk_buff *skb;
	u32 hash, fields;
	void *head;
	int err;

	nb_table_compose(&frame, bond, tb);
	err = nb_table_known(bond, info, &frame, tb);
	if (err)
		return err;
	skb = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	head = genlmsg_put_reply(skb, info, &nb_netlink_family, 0,
				 NETBOND_CMD_FLOW_GET);
	err = head ? nb_fill_name(skb, bond) : -EMSGSIZE;
	spin_lock_bh(&bond->lock);
	hash = nb_table_hash(bond, &frame, tb, &fields);
	err = err ?: nb_table_answer(skb, bond, fields, hash);
	spin_unlock_bh(&bond->lock);
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	genlmsg_end(skb, head);
	return genlmsg_reply(skb, info);
}

int netbond_nl_flow_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[NETBOND_FLOW_MAX + 1] = {};
	netdevice_tracker tracker;
	struct nb_bond *bond;
	int err;

	err = nb_netlink_only(info, BIT(NETBOND_A_FLOW));
	if (!err && info->attrs[NETBOND_A_FLOW])
		err = nla_parse_nested(tb, NETBOND_FLOW_MAX,
				       info->attrs[NETBOND_A_FLOW],
				       netbond_flow_nl_policy, info->extack);
	err = err ?: nb_table_check(tb, info->extack);
	if (err)
		return err;
	bond = nb_table_bond(genl_info_net(info), info->attrs, &tracker,
			     info->extack);
	if (IS_ERR(bond))
		return PTR_ERR(bond);
	if (!nb_mode_hashes(READ_ONCE(nb_bond_table(bond)->mode))) {
		NL_SET_ERR_MSG(
			info->extack,
			"The bond's mode does not choose members by flow");
		err = -EOPNOTSUPP;
	}
	err = err ?: nb_table_flow(bond, info, tb);
	netdev_put(bond->dev, &tracker);
	return err;
}
