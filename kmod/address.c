// SPDX-License-Identifier: GPL-2.0
/* IP addresses: nobody is taught about those that this host has not, or gives up. */

#include "address.h"

#include <linux/if_vlan.h>
#include <linux/inetdevice.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/route.h>

#include "bond.h"
#include "compat/compat.h"
#include "probe_frame.h"

/*
 * @addr: of IPv6 if @ip6, else of IPv4
 * @last: the bond with clients that was met last; it may carry thousands of devices
 */
struct nb_address {
	bool ip6;
	const void *addr;
	const struct nb_bond *last;
};

/* Whose ---------------------------------------------------------------- */

#if IS_ENABLED(CONFIG_IPV6)
static bool nb_address_in6(struct net *net, const struct in6_addr *addr)
{
	return nb_compat_ip6_dev_find(net, addr);
}
#else
static bool nb_address_in6(struct net *net, const struct in6_addr *addr)
{
	return false;
}
#endif

static bool nb_address_in(struct net *net, const struct nb_address *address)
{
	if (address->ip6)
		return nb_address_in6(net, address->addr);
	return __ip_dev_find(net, *(const __be32 *)address->addr, false);
}

struct nb_address_search {
	const struct net *net;
	const struct nb_address *address;
};

/* The bond's namespace has been asked, but for what only the table of a VRF says. */
static int nb_address_upon(struct net_device *dev,
			   struct netdev_nested_priv *priv)
{
	const struct nb_address_search *search = priv->data;
	const struct nb_address *address = search->address;
	bool elsewhere = !net_eq(dev_net(dev), search->net);

	if (address->ip6)
		return elsewhere && nb_address_in(dev_net(dev), address);
	if (!elsewhere && !netif_is_l3_master(dev))
		return 0;
	return inet_addr_type_dev_table(dev_net(dev), dev,
					*(const __be32 *)address->addr) ==
	       RTN_LOCAL;
}

/* On any device: Linux answers by one for the addresses of all. */
static bool nb_address_stays(const struct nb_bond *bond,
			     const struct nb_address *address)
{
	struct net_device *dev = bond->dev;
	struct nb_address_search search = { .net = dev_net(dev),
					    .address = address };
	struct netdev_nested_priv priv = { .data = &search };

	return nb_address_in(dev_net(dev), address) ||
	       netdev_walk_all_upper_dev_rcu(dev, nb_address_upon, &priv);
}

bool nb_address_is_ours(const struct nb_bond *bond, __be32 addr)
{
	const struct nb_address address = { .addr = &addr };
	bool ours;

	rcu_read_lock();
	ours = nb_address_stays(bond, &address);
	rcu_read_unlock();
	return ours;
}

#if IS_ENABLED(CONFIG_IPV6)
static int nb_address_has6(struct net_device *dev,
			   struct netdev_nested_priv *priv)
{
	struct inet6_dev *idev = __in6_dev_get(dev);
	const struct in6_addr *addr = priv->data;
	const struct inet6_ifaddr *ifa;
	bool found = false;

	if (!idev)
		return false;
	read_lock_bh(&idev->lock);
	list_for_each_entry(ifa, &idev->addr_list, if_list)
		found |= ipv6_addr_equal(&ifa->addr, addr);
	read_unlock_bh(&idev->lock);
	return found;
}

bool nb_address_made_of(const struct nb_bond *bond, const u8 *mac)
{
	struct in6_addr addr;
	struct netdev_nested_priv priv = { .data = &addr };
	bool found;

	ASSERT_RTNL();
	nb_probe_frame_link_local(&addr, mac);
	rcu_read_lock();
	found = nb_address_has6(bond->dev, &priv) ||
		netdev_walk_all_upper_dev_rcu(bond->dev, nb_address_has6,
					      &priv);
	rcu_read_unlock();
	return found;
}
#else
bool nb_address_made_of(const struct nb_bond *bond, const u8 *mac)
{
	return false;
}
#endif

/* Given up -------------------------------------------------------------- */

static void nb_address_forget(struct nb_bond *bond,
			      const struct nb_address *gone)
{
	spin_lock_bh(&bond->lock);
	nb_client_forget_address(bond, gone->ip6, gone->addr);
	spin_unlock_bh(&bond->lock);
}

/* @dev may be a bond below the device that had the address. */
static int nb_address_below(struct net_device *dev,
			    struct netdev_nested_priv *priv)
{
	struct nb_address *gone = priv->data;
	struct nb_bond *bond = nb_bond_of(dev);

	if (!bond || bond == gone->last || !READ_ONCE(bond->clients))
		return 0;
	gone->last = bond;
	nb_address_forget(bond, gone);
	return 0;
}

/* A VLAN device that is deleted has left the one below it before its addresses go. */
static void nb_address_leaves(struct net_device *dev, struct nb_address *gone)
{
	struct netdev_nested_priv priv = { .data = gone };

	for (;;) {
		nb_address_below(dev, &priv);
		netdev_walk_all_lower_dev_rcu(dev, nb_address_below, &priv);
		if (gone->last || !is_vlan_dev(dev))
			return;
		dev = vlan_dev_priv(dev)->real_dev;
	}
}

static bool nb_address_known(struct nb_bond *bond,
			     const struct nb_address *gone)
{
	bool known;

	spin_lock_bh(&bond->lock);
	known = nb_client_has_address(bond, gone->ip6, gone->addr);
	spin_unlock_bh(&bond->lock);
	return known;
}

/*
 * Another host may have it already. Where this host has it on another device
 * as well, neighbours are clients again when they speak next. Any bond may have
 * answered for it: also for a device that never was on it, or that has left it
 * just now and is in another namespace, as when a container ends.
 */
static void nb_address_gone(struct net_device *dev, bool ip6, const void *addr)
{
	struct nb_address gone = { .ip6 = ip6, .addr = addr };
	struct nb_clients *clients;

	/* Where addresses of thousands of devices go, who has no such bond pays nothing. */
	if (!nb_clients_any())
		return;
	rcu_read_lock();
	nb_address_leaves(dev, &gone);
	nb_for_each_clients_rcu(clients) {
		struct nb_bond *bond = clients->bond;

		if (bond != gone.last && nb_address_known(bond, &gone) &&
		    !nb_address_stays(bond, &gone))
			nb_address_forget(bond, &gone);
	}
	rcu_read_unlock();
}

static int nb_address_event4(struct notifier_block *unused, unsigned long event,
			     void *ptr)
{
	const struct in_ifaddr *ifa = ptr;

	if (event == NETDEV_DOWN)
		nb_address_gone(ifa->ifa_dev->dev, false, &ifa->ifa_local);
	return NOTIFY_DONE;
}

static struct notifier_block nb_address_notifier4 = {
	.notifier_call = nb_address_event4,
};

#if IS_ENABLED(CONFIG_IPV6)
static int nb_address_event6(struct notifier_block *unused, unsigned long event,
			     void *ptr)
{
	const struct inet6_ifaddr *ifa = ptr;

	if (event == NETDEV_DOWN)
		nb_address_gone(ifa->idev->dev, true, &ifa->addr);
	return NOTIFY_DONE;
}

static struct notifier_block nb_address_notifier6 = {
	.notifier_call = nb_address_event6,
};
#endif

int nb_address_init(void)
{
	int err = register_inetaddr_notifier(&nb_address_notifier4);

	if (err)
		return err;
#if IS_ENABLED(CONFIG_IPV6)
	err = register_inet6addr_notifier(&nb_address_notifier6);
	if (err)
		unregister_inetaddr_notifier(&nb_address_notifier4);
#endif
	return err;
}

void nb_address_fini(void)
{
#if IS_ENABLED(CONFIG_IPV6)
	unregister_inet6addr_notifier(&nb_address_notifier6);
#endif
	unregister_inetaddr_notifier(&nb_address_notifier4);
}
