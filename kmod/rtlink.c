// SPDX-License-Identifier: GPL-2.0
/* ip link ... type netbond: the same options as everywhere, by rtnetlink. */

#include "rtlink.h"

#include "bond.h"
#include "compat/compat.h"
#include "fill.h"
#include "member.h"
#include "netlink.h"
#include "netlink_gen.h"

static int nb_rtlink_change(struct nb_change *change, struct nlattr **data,
			    struct netlink_ext_ack *extack)
{
	const char *why = NULL;
	int err, attr = 0;

	if (data) {
		err = nb_option_from_attrs(change, data, extack);
		if (err)
			return err;
	}
	err = nb_option_check(change, &attr, &why);
	if (err) {
		if (extack)
			extack->_msg = why;
		if (data && attr)
			NL_SET_BAD_ATTR(extack, data[attr]);
	}
	return err;
}

static int nb_rtlink_validate(struct nlattr *tb[], struct nlattr *data[],
			      struct netlink_ext_ack *extack)
{
	const struct nlattr *address = tb[IFLA_ADDRESS];

	if (!address)
		return 0;
	if (nla_len(address) != ETH_ALEN) {
		NL_SET_ERR_MSG_ATTR(extack, address, "not an Ethernet address");
		return -EINVAL;
	}
	if (!is_valid_ether_addr(nla_data(address))) {
		NL_SET_ERR_MSG_ATTR(extack, address,
				    "not the address of one system");
		return -EADDRNOTAVAIL;
	}
	return 0;
}

static int nb_rtlink_newlink(struct net_device *dev, struct nlattr **data,
			     struct netlink_ext_ack *extack)
{
	struct nb_change change = { .creating = true };
	int err;

	/* The kernel allows more than the option does. */
	if (!nb_option_allows(NETBOND_OPT_TX_QUEUES, dev->num_tx_queues)) {
		NL_SET_ERR_MSG(extack,
			       "numtxqueues is out of the range of tx_queues");
		return -ERANGE;
	}
	nb_option_defaults(&change.config);
	change.config.tx_queues = dev->num_tx_queues;
	err = nb_rtlink_change(&change, data, extack);
	if (err)
		return err;
	if (change.config.tx_queues != dev->num_tx_queues) {
		NL_SET_ERR_MSG_ATTR(extack, data[NETBOND_OPT_TX_QUEUES],
				    "differs from numtxqueues");
		return -EINVAL;
	}
	return nb_bond_register(dev, &change.config, extack);
}

NB_COMPAT_NEWLINK(nb_rtlink_newlink_op, nb_rtlink_newlink)

static int nb_rtlink_changelink(struct net_device *dev, struct nlattr *tb[],
				struct nlattr *data[],
				struct netlink_ext_ack *extack)
{
	struct nb_bond *bond = netdev_priv(dev);
	struct nb_change change = { .config = bond->config };
	int err;

	err = nb_rtlink_change(&change, data, extack);
	return err ?: nb_bond_configure(bond, &change, extack);
}

static size_t nb_rtlink_size(const struct net_device *dev)
{
	return nb_option_size();
}

static int nb_rtlink_fill(struct sk_buff *skb, const struct net_device *dev)
{
	const struct nb_bond *bond = netdev_priv(dev);

	return nb_option_fill(skb, &bond->config);
}

static int nb_rtlink_slave_changelink(struct net_device *dev,
				      struct net_device *slave,
				      struct nlattr *tb[],
				      struct nlattr *data[],
				      struct netlink_ext_ack *extack)
{
	struct nb_member *member = netdev_lower_dev_get_private(dev, slave);

	struct nb_member_options options;

	if (!member || !data)
		return 0;
	options = member->options;
	nb_netlink_member_options(data, &options);
	nb_member_configure(member, &options);
	return 0;
}

static size_t nb_rtlink_slave_size(const struct net_device *dev,
				   const struct net_device *slave)
{
	return nla_total_size(sizeof(s32)) + 2 * nla_total_size(sizeof(u32));
}

static int nb_rtlink_slave_fill(struct sk_buff *skb,
				const struct net_device *dev,
				const struct net_device *slave)
{
	struct nb_member *member = netdev_lower_dev_get_private(
		(struct net_device *)dev, (struct net_device *)slave);

	return member ? nb_fill_member_settings(skb, &member->options) : 0;
}

struct rtnl_link_ops nb_rtlink_ops __read_mostly = {
	.kind = "netbond",
	.priv_size = sizeof(struct nb_bond),
	.setup = nb_bond_setup,
	.maxtype = NB_OPTION_MAX,
	.policy = netbond_options_nl_policy,
	.validate = nb_rtlink_validate,
	.newlink = nb_rtlink_newlink_op,
	.changelink = nb_rtlink_changelink,
	.dellink = unregister_netdevice_queue,
	.get_size = nb_rtlink_size,
	.fill_info = nb_rtlink_fill,
	.slave_maxtype = NETBOND_MOPT_MAX,
	.slave_policy = netbond_member_options_nl_policy,
	.slave_changelink = nb_rtlink_slave_changelink,
	.get_slave_size = nb_rtlink_slave_size,
	.fill_slave_info = nb_rtlink_slave_fill,
};
