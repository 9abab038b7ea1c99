// SPDX-License-Identifier: GPL-2.0
/* IP addresses: nobody is taught about those that this host has not, or gives up. */

#include "address.h"

#include <linux/inetdevice.h>
#include <linux/netdevice.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/route.h>

#include "bond.h"
#include "compat/compat.h"

/* Whose ---------------------------------------------------------------- */

struct nb_address_search {
	const struct net *net;
	__be32 addr;
};

/* The bond's namespace has been asked, but for what only the table of a VRF says. */
static int nb_address_upon(struct net_device *dev,
			   struct netdev_nested_priv *priv)
{
	const struct nb_address_search *search = priv->data;

	if (net_eq(dev_net(dev), search->net) && !netif_is_l3_master(dev))
		return 0;
	return inet_addr_type_dev_table(dev_net(dev), dev, search->addr) ==
	       RTN_LOCAL;
}

bool nb_address_is_ours(const struct nb_bond *bond, __be32 addr)
{
	struct net_device *dev = bond->dev;
	struct nb_address_search search = { .net = dev_net(dev), .addr = addr };
	struct netdev_nested_priv priv = { .data = &search };
	bool ours;

	rcu_read_lock();
	/* On any device: Linux answers by one for the addresses of all. */
	ours = __ip_dev_find(dev_net(dev), addr, false) ||
	       netdev_walk_all_upper_dev_rcu(dev, nb_address_upon, &priv);
	rcu_read_unlock();
	return ours;
}

/* Given up -------------------------------------------------------------- */

/* @last: the bond that was met last; it may carry thousands of devices. */
struct nb_address {
	bool ip6;
	const void *addr;
	const struct nb_bond *last;
};

/* @dev may be a bond below the device that had the address. */
static int nb_address_below(struct net_device *dev,
			    struct netdev_nested_priv *priv)
{
	struct nb_address *gone = priv->data;
	struct nb_bond *bond = nb_bond_of(dev);

	if (!bond || bond == gone->last)
		return 0;
	gone->last = bond;
	if (!READ_ONCE(bond->clients))
		return 0;
	spin_lock_bh(&bond->lock);
	nb_client_forget_address(bond, gone->ip6, gone->addr);
	spin_unlock_bh(&bond->lock);
	return 0;
}

static void nb_address_leaves(struct net_device *dev,
			      struct netdev_nested_priv *priv)
{
	nb_address_below(dev, priv);
	netdev_walk_all_lower_dev_rcu(dev, nb_address_below, priv);
}

#if IS_ENABLED(CONFIG_IPV6)
static bool nb_address_stays6(struct net *net, const struct in6_addr *addr)
{
	return nb_compat_ip6_dev_find(net, addr);
}
#else
static bool nb_address_stays6(struct net *net, const struct in6_addr *addr)
{
	return false;
}
#endif

static bool nb_address_stays(struct net *net, const struct nb_address *gone)
{
	if (gone->ip6)
		return nb_address_stays6(net, gone->addr);
	return __ip_dev_find(net, *(const __be32 *)gone->addr, false);
}

/*
 * Another host may have it already. Where this host has it on another device
 * as well, neighbours are clients again when they speak next. A device on no
 * bond may have left one just now, or its address was answered for by all.
 */
static void nb_address_gone(struct net_device *dev, bool ip6, const void *addr)
{
	struct nb_address gone = { .ip6 = ip6, .addr = addr };
	struct netdev_nested_priv priv = { .data = &gone };
	struct net *net = dev_net(dev);

	/* Where addresses of thousands of devices go, who has no such bond pays nothing. */
	if (!nb_clients_any())
		return;
	rcu_read_lock();
	nb_address_leaves(dev, &priv);
	if (!gone.last && !nb_address_stays(net, &gone))
		for_each_netdev_rcu(net, dev)
			nb_address_leaves(dev, &priv);
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
