// SPDX-License-Identifier: GPL-2.0
/* Routes to the targets of the monitor: source address and VLAN tags on the way. */

#include <linux/if_vlan.h>
#include <linux/inetdevice.h>
#include <net/addrconf.h>
#include <net/flow.h>
#include <net/ip6_route.h>
#include <net/l3mdev.h>
#include <net/route.h>

#include "bond.h"
#include "compat/compat.h"
#include "probe.h"

static bool nb_route_tag(struct nb_route *route, const struct net_device *vlan)
{
	if (route->tags == NB_TAGS_MAX)
		return false;
	route->tag[route->tags].proto = vlan_dev_vlan_proto(vlan);
	route->tag[route->tags].id = vlan_dev_vlan_id(vlan);
	route->tags++;
	return true;
}

/* Find the way from the bond up to @dev and note the VLAN tags on it, outermost first. */
static bool nb_route_trace(struct net_device *from, struct net_device *dev,
			   struct nb_route *route, int depth)
{
	struct net_device *upper;
	struct list_head *iter;
	u8 tags = route->tags;

	if (from == dev)
		return true;
	if (!depth)
		return false;
	netdev_for_each_upper_dev_rcu(from, upper, iter) {
		route->tags = tags;
		if (is_vlan_dev(upper) && !nb_route_tag(route, upper))
			continue;
		if (nb_route_trace(upper, dev, route, depth - 1))
			return true;
	}
	return false;
}

/*
 * A VLAN device names the one below it, so walk down while that lasts: the
 * bond may carry thousands of them. Only what is left has to be searched for.
 */
static bool nb_route_find(const struct nb_bond *bond, struct net_device *dev,
			  struct nb_route *route)
{
	struct net_device *inner[NB_TAGS_MAX];
	int count = 0;

	while (dev != bond->dev && is_vlan_dev(dev)) {
		if (count == NB_TAGS_MAX)
			return false;
		inner[count++] = dev;
		dev = vlan_dev_priv(dev)->real_dev;
	}
	if (!nb_route_trace(bond->dev, dev, route, 8))
		return false;
	while (count)
		if (!nb_route_tag(route, inner[--count]))
			return false;
	return true;
}

static void nb_route_finish(const struct nb_bond *bond, struct net_device *dev,
			    bool gateway, struct nb_route *route)
{
	if (!nb_route_find(bond, dev, route)) {
		memset(route, 0, sizeof(*route));
		return;
	}
	route->direct = !gateway;
	route->ifindex = dev->ifindex;
	route->own_addr = ether_addr_equal(dev->dev_addr, bond->dev->dev_addr);
}

static void nb_route_ip4(const struct nb_bond *bond, const struct nb_addr *to,
			 int vrf, struct nb_route *route)
{
	struct flowi4 flow = { .daddr = to->ip4, .flowi4_oif = vrf };
	struct rtable *rt;

	rt = ip_route_output_key(dev_net(bond->dev), &flow);
	if (IS_ERR(rt))
		return;
	if (rt->rt_type == RTN_LOCAL) {
		route->local = true;
	} else {
		route->source.family = AF_INET;
		route->source.ip4 = flow.saddr;
		nb_route_finish(bond, rt->dst.dev, rt->rt_gw_family, route);
	}
	ip_rt_put(rt);
}

#if IS_ENABLED(CONFIG_IPV6)
static void nb_route_ip6(const struct nb_bond *bond, const struct nb_addr *to,
			 int vrf, struct nb_route *route)
{
	bool local = ipv6_addr_type(&to->ip6) & IPV6_ADDR_LINKLOCAL;
	struct flowi6 flow = {
		.daddr = to->ip6,
		.flowi6_proto = IPPROTO_ICMPV6,
		.flowi6_oif = local ? bond->dev->ifindex : vrf,
	};
	struct dst_entry *dst;
	u32 flags;

	dst = nb_compat_ip6_route(dev_net(bond->dev), &flow);
	if (IS_ERR(dst))
		return;
	flags = nb_compat_dst_rt6_info(dst)->rt6i_flags;
	if (flags & (RTF_LOCAL | RTF_ANYCAST)) {
		route->local = true;
	} else {
		route->source.family = AF_INET6;
		route->source.ip6 = flow.saddr;
		nb_route_finish(bond, dst->dev, flags & RTF_GATEWAY, route);
	}
	dst_release(dst);
}
#else
static void nb_route_ip6(const struct nb_bond *bond, const struct nb_addr *to,
			 int vrf, struct nb_route *route)
{
}
#endif

static void nb_route_ask(const struct nb_bond *bond, const struct nb_addr *to,
			 int vrf, struct nb_route *route)
{
	memset(route, 0, sizeof(*route));
	if (to->family == AF_INET)
		nb_route_ip4(bond, to, vrf, route);
	else
		nb_route_ip6(bond, to, vrf, route);
}

struct nb_route_search {
	const struct nb_bond *bond;
	const struct nb_addr *to;
	struct nb_route *route;
	int asked;
};

/* A VRF that only a device upon the bond is in has a table of its own. */
static int nb_route_ask_upper(struct net_device *upper,
			      struct netdev_nested_priv *priv)
{
	struct nb_route_search *search = priv->data;
	int vrf = l3mdev_master_ifindex_rcu(upper);
	struct nb_route route;

	if (!vrf || vrf == search->asked)
		return 0;
	search->asked = vrf;
	nb_route_ask(search->bond, search->to, vrf, &route);
	if (route.direct || route.local)
		*search->route = route;
	return route.direct;
}

static void nb_route_search(const struct nb_bond *bond,
			    const struct nb_addr *to, struct nb_route *route)
{
	int vrf = l3mdev_master_ifindex_rcu(bond->dev);
	struct nb_route_search search = {
		.bond = bond, .to = to, .route = route, .asked = vrf
	};
	struct netdev_nested_priv priv = { .data = &search };

	nb_route_ask(bond, to, vrf, route);
	if (!route->direct)
		netdev_walk_all_upper_dev_rcu(bond->dev, nb_route_ask_upper,
					      &priv);
}

/* What became of the address that a device had. */
enum nb_route_source {
	NB_SOURCE_THERE,
	NB_SOURCE_GONE, /* and no other is there */
	NB_SOURCE_OTHER, /* but there are others */
};

static enum nb_route_source nb_route_source4(const struct net_device *dev,
					     __be32 source)
{
	const struct in_device *in_dev = __in_dev_get_rcu(dev);
	enum nb_route_source found = NB_SOURCE_GONE;
	const struct in_ifaddr *ifa;

	if (!in_dev)
		return found;
	in_dev_for_each_ifa_rcu(ifa, in_dev) {
		if (ifa->ifa_local == source)
			return NB_SOURCE_THERE;
		found = NB_SOURCE_OTHER;
	}
	return found;
}

#if IS_ENABLED(CONFIG_IPV6)
static enum nb_route_source nb_route_source6(const struct net_device *dev,
					     const struct in6_addr *source)
{
	enum nb_route_source found = NB_SOURCE_GONE;
	struct inet6_dev *idev = __in6_dev_get(dev);
	const struct inet6_ifaddr *ifa;

	if (!idev)
		return found;
	read_lock_bh(&idev->lock);
	list_for_each_entry(ifa, &idev->addr_list, if_list) {
		if (ipv6_addr_equal(&ifa->addr, source)) {
			found = NB_SOURCE_THERE;
			break;
		}
		if (!(ipv6_addr_type(&ifa->addr) & IPV6_ADDR_LINKLOCAL))
			found = NB_SOURCE_OTHER;
	}
	read_unlock_bh(&idev->lock);
	return found;
}
#else
static enum nb_route_source nb_route_source6(const struct net_device *dev,
					     const struct in6_addr *source)
{
	return NB_SOURCE_GONE;
}
#endif

/*
 * Routes, and even addresses, may go with the carrier that silence took from
 * the bond. Then silence would prove nothing and the carrier come back, with
 * the routes, for ever. An address that another one replaced was meant to go.
 */
static void nb_route_keep(const struct nb_bond *bond,
			  const struct nb_route *known, struct nb_route *route)
{
	enum nb_route_source source;
	struct net_device *dev;

	if (!known->direct || netif_carrier_ok(bond->dev))
		return;
	if (route->direct || route->local || route->source.family)
		return;
	dev = dev_get_by_index_rcu(dev_net(bond->dev), known->ifindex);
	if (!dev || !netif_running(dev))
		return;
	source = known->source.family == AF_INET ?
			 nb_route_source4(dev, known->source.ip4) :
			 nb_route_source6(dev, &known->source.ip6);
	if (source == NB_SOURCE_OTHER)
		return;
	route->source = known->source;
	nb_route_finish(bond, dev, false, route);
	route->own_addr &= source == NB_SOURCE_THERE;
}

/* Say that @addr cannot be asked; with its name where messages take parts. */
static void nb_route_blame(const struct nb_addr *addr,
			   const struct nb_route *route,
			   struct netlink_ext_ack *extack)
{
	if (route->local && addr->family == AF_INET)
		nb_compat_blame_ip4(extack, &addr->ip4,
				    "is an address of this host");
	else if (route->local)
		nb_compat_blame_ip6(extack, &addr->ip6,
				    "is an address of this host");
	else if (addr->family == AF_INET)
		nb_compat_blame_ip4(extack, &addr->ip4,
				    "has no direct route through the bond");
	else
		nb_compat_blame_ip6(extack, &addr->ip6,
				    "has no direct route through the bond");
}

void nb_probe_note_unrouted(struct nb_bond *bond,
			    struct netlink_ext_ack *extack)
{
	const struct nb_probe_plan *plan;
	struct nb_route route;
	u32 i;

	rcu_read_lock();
	plan = rcu_dereference(bond->probe.plan);
	for (i = 0; plan && i < plan->count; i++) {
		nb_route_search(bond, &plan->entry[i].addr, &route);
		if (route.direct)
			continue;
		nb_route_blame(&plan->entry[i].addr, &route, extack);
		break;
	}
	rcu_read_unlock();
}

/*
 * Every device leads to all link-local addresses: that the bond does says
 * nothing of a target that nobody heard yet. It may be in a VLAN.
 */
static bool nb_route_guessed(const struct nb_addr *to, enum nb_heard heard)
{
	return to->family == AF_INET6 && heard == NB_HEARD_UNKNOWN &&
	       ipv6_addr_type(&to->ip6) & IPV6_ADDR_LINKLOCAL;
}

const struct nb_probe_plan *nb_probe_route(struct nb_bond *bond, u64 now)
{
	struct nb_probe_plan *plan = rcu_dereference(bond->probe.plan);
	u32 i;

	if (!plan || now < READ_ONCE(bond->probe.next_send))
		return NULL;
	for (i = 0; i < plan->count; i++) {
		struct nb_route route;

		nb_route_search(bond, &plan->entry[i].addr, &route);
		nb_route_keep(bond, &plan->entry[i].route, &route);
		if (nb_route_guessed(&plan->entry[i].addr,
				     plan->entry[i].heard))
			route.direct = false;
		plan->entry[i].route = route;
	}
	return plan;
}
