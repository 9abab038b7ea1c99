// SPDX-License-Identifier: GPL-2.0
/* Loading and unloading. */

#include <linux/module.h>
#include <linux/netdevice.h>
#include <net/genetlink.h>
#include <net/rtnetlink.h>

#include "address.h"
#include "bond.h"
#include "member.h"
#include "netlink.h"
#include "param.h"
#include "rtlink.h"
#include "work.h"

static void nb_unload(void)
{
	/*
	 * Bonds first: they release their members with all that has to be
	 * restored, and listeners hear of it.
	 */
	nb_bond_no_more();
	rtnl_link_unregister(&nb_rtlink_ops);
	nb_address_fini();
	unregister_netdevice_notifier(&nb_member_notifier);
	nb_netlink_fini();
	nb_work_fini();
}

static int __init nb_init(void)
{
	int err;

	err = nb_work_init();
	if (err)
		return err;
	err = register_netdevice_notifier(&nb_member_notifier);
	if (err)
		goto err_work;
	err = nb_address_init();
	if (err)
		goto err_notifier;
	err = rtnl_link_register(&nb_rtlink_ops);
	if (err)
		goto err_address;
	err = nb_netlink_init();
	if (err)
		goto err_rtlink;
	err = nb_param_create();
	if (err)
		nb_unload();
	return err;

err_rtlink:
	rtnl_link_unregister(&nb_rtlink_ops);
err_address:
	nb_address_fini();
err_notifier:
	unregister_netdevice_notifier(&nb_member_notifier);
err_work:
	nb_work_fini();
	return err;
}

static void __exit nb_exit(void)
{
	nb_unload();
}

module_init(nb_init);
module_exit(nb_exit);

MODULE_DESCRIPTION("Network bonding: failover and link aggregation");
MODULE_LICENSE("GPL");
MODULE_VERSION(NB_VERSION);
/* As MODULE_IMPORT_NS(), whose argument is a string in newer kernels only. */
MODULE_INFO(import_ns, "NETDEV_INTERNAL");
MODULE_ALIAS_RTNL_LINK("netbond");
MODULE_ALIAS_GENL_FAMILY("netbond");
