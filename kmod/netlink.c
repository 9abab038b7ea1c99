// SPDX-License-Identifier: GPL-2.0
/* The generic netlink family: find the bond, check the whole message, act, answer. */

#include "netlink.h"

#include <linux/rtnetlink.h>
#include <net/sock.h>

#include "bond.h"
#include "compat/compat.h"
#include "fill.h"
#include "member.h"
#include "netlink_gen.h"
#include "notify.h"

/* Finding --------------------------------------------------------------- */

static struct net_device *nb_netlink_device(struct net *net, struct nlattr **tb,
					    int by_index, int by_name,
					    struct netlink_ext_ack *extack)
{
	struct net_device *dev = NULL;

	if (tb[by_index]) {
		dev = dev_get_by_index_rcu(net, nla_get_u32(tb[by_index]));
		NL_SET_BAD_ATTR(extack, tb[by_index]);
	} else if (tb[by_name]) {
		dev = dev_get_by_name_rcu(net, nla_data(tb[by_name]));
		NL_SET_BAD_ATTR(extack, tb[by_name]);
	} else {
		NL_SET_ERR_MSG(extack, "No device is named");
		return ERR_PTR(-EINVAL);
	}
	if (!dev) {
		NL_SET_ERR_MSG(extack, "No such device");
		return ERR_PTR(-ENODEV);
	}
	if (extack)
		extack->bad_attr = NULL;
	return dev;
}

struct nb_bond *nb_netlink_bond(struct net *net, struct nlattr **tb,
				struct netlink_ext_ack *extack)
{
	struct net_device *dev;
	struct nb_bond *bond;

	rcu_read_lock();
	dev = nb_netlink_device(net, tb, NETBOND_A_IFINDEX, NETBOND_A_NAME,
				extack);
	rcu_read_unlock();
	if (IS_ERR(dev))
		return ERR_CAST(dev);
	bond = nb_bond_of(dev);
	if (!bond) {
		NL_SET_ERR_MSG_ATTR(extack,
				    tb[NETBOND_A_IFINDEX] ?: tb[NETBOND_A_NAME],
				    "The device is not a netbond bond");
		return ERR_PTR(-EOPNOTSUPP);
	}
	return bond;
}

/* Commands -------------------------------------------------------------- */

/* Members are described in replies only by attributes that requests may not set. */
static int nb_netlink_parse_member(const struct nlattr *attr,
				   struct nlattr **tb,
				   struct netlink_ext_ack *extack)
{
	int i, err;

	err = nla_parse_nested(tb, NETBOND_MEMBER_PAD, attr,
			       netbond_member_nl_policy, extack);
	if (err)
		return err;
	for (i = NETBOND_MEMBER_USABLE; i < NETBOND_MEMBER_PAD; i++) {
		if (!tb[i])
			continue;
		NL_SET_ERR_MSG_ATTR(extack, tb[i], "can be read only");
		return -EINVAL;
	}
	return 0;
}

void nb_netlink_member_options(struct nlattr **tb,
			       struct nb_member_options *options)
{
	if (tb[NETBOND_MOPT_PRIO])
		options->prio = nla_get_s32(tb[NETBOND_MOPT_PRIO]);
	if (tb[NETBOND_MOPT_WEIGHT])
		options->weight = nla_get_u32(tb[NETBOND_MOPT_WEIGHT]);
	if (tb[NETBOND_MOPT_ACTOR_PORT_PRIO])
		options->actor_port_prio =
			nla_get_u32(tb[NETBOND_MOPT_ACTOR_PORT_PRIO]);
}

/* Begins with the settings that the device has as a member, or the defaults. */
static int nb_netlink_request_options(struct nlattr **tb,
				      const struct net_device *dev,
				      struct nb_member_options *options,
				      struct netlink_ext_ack *extack)
{
	struct nb_member *member = nb_member_of_rtnl(dev);
	struct nlattr *given[NETBOND_MOPT_MAX + 1];
	int err;

	*options = member ? member->options : NB_MEMBER_DEFAULTS;
	if (!tb[NETBOND_MEMBER_OPTIONS])
		return 0;
	err = nla_parse_nested(given, NETBOND_MOPT_MAX,
			       tb[NETBOND_MEMBER_OPTIONS],
			       netbond_member_options_nl_policy, extack);
	if (!err)
		nb_netlink_member_options(given, options);
	return err;
}

/* What a request says of one member. */
struct nb_request {
	struct net_device *dev;
	struct nlattr *attr;
	struct nb_member_options options;
	/* The device is not a member of the bond yet. */
	bool joins;
};

#define NB_REQUEST_MAX 256

/* All members that a request names, looked up; none twice. */
struct nb_requests {
	unsigned int count;
	struct nb_request member[NB_REQUEST_MAX];
};

static int nb_netlink_request(struct net *net, struct nlattr *attr,
			      struct nb_requests *requests,
			      struct netlink_ext_ack *extack)
{
	struct nlattr *tb[NETBOND_MEMBER_PAD + 1];
	struct nb_request *request;
	struct net_device *dev;
	unsigned int i;
	int err;

	err = nb_netlink_parse_member(attr, tb, extack);
	if (err)
		return err;
	if (requests->count == NB_REQUEST_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "too many members in one message");
		return -E2BIG;
	}
	rcu_read_lock();
	dev = nb_netlink_device(net, tb, NETBOND_MEMBER_IFINDEX,
				NETBOND_MEMBER_NAME, extack);
	rcu_read_unlock();
	if (IS_ERR(dev))
		return PTR_ERR(dev);
	for (i = 0; i < requests->count; i++) {
		if (requests->member[i].dev != dev)
			continue;
		NL_SET_ERR_MSG_ATTR(extack, attr, "the member is named twice");
		return -EEXIST;
	}
	request = &requests->member[requests->count++];
	request->dev = dev;
	request->attr = attr;
	request->joins = true;
	return nb_netlink_request_options(tb, dev, &request->options, extack);
}

/* Context: RTNL, which keeps the devices. */
static struct nb_requests *nb_netlink_requests(struct genl_info *info)
{
	struct nb_requests *requests;
	struct nlattr *attr;
	int rem, err;

	ASSERT_RTNL();
	requests = kvzalloc(sizeof(*requests), GFP_KERNEL);
	if (!requests)
		return ERR_PTR(-ENOMEM);
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != NETBOND_A_MEMBER)
			continue;
		err = nb_netlink_request(genl_info_net(info), attr, requests,
					 info->extack);
		if (!err)
			continue;
		kvfree(requests);
		return ERR_PTR(err);
	}
	return requests;
}

int nb_netlink_only(struct genl_info *info, unsigned long allowed)
{
	static const char *const words[NETBOND_A_MAX + 1] = {
		[NETBOND_A_OPTIONS] =
			"this command takes no options of the bond",
		[NETBOND_A_MEMBER] = "this command takes no members",
		[NETBOND_A_FLOW] = "this command takes no flow",
		[NETBOND_A_MEMBERS_EXACT] =
			"this command releases only members that are named",
	};
	int i;

	for (i = 0; i <= NETBOND_A_MAX; i++) {
		if (!info->attrs[i] || !words[i] || test_bit(i, &allowed))
			continue;
		if (info->extack)
			info->extack->_msg = words[i];
		NL_SET_BAD_ATTR(info->extack, info->attrs[i]);
		return -EINVAL;
	}
	return 0;
}

static int nb_netlink_change(struct genl_info *info, struct nb_change *change)
{
	struct nlattr *tb[NB_OPTION_MAX + 1] = {};
	const char *why = NULL;
	int err, attr = 0;

	if (info->attrs[NETBOND_A_OPTIONS]) {
		err = nla_parse_nested(tb, NB_OPTION_MAX,
				       info->attrs[NETBOND_A_OPTIONS],
				       netbond_options_nl_policy, info->extack);
		err = err ?: nb_option_from_attrs(change, tb, info->extack);
		if (err)
			return err;
	}
	err = nb_option_check(change, &attr, &why);
	if (!err)
		return 0;
	if (info->extack)
		info->extack->_msg = why;
	NL_SET_BAD_ATTR(info->extack, tb[attr]);
	return err;
}

/* Undoes what nb_netlink_add_all() did for the first @count of @requests. */
static void nb_netlink_take_back(const struct nb_requests *requests,
				 unsigned int count)
{
	while (count--) {
		if (requests->member[count].joins)
			nb_member_del(
				nb_member_of_rtnl(requests->member[count].dev),
				false);
	}
}

static int nb_netlink_add_all(struct nb_bond *bond,
			      const struct nb_requests *requests,
			      struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	/* Disturb no device for the sake of one that cannot join anyway. */
	for (i = 0; i < requests->count; i++) {
		if (!requests->member[i].joins)
			continue;
		err = nb_member_check(bond, requests->member[i].dev, extack);
		if (!err)
			continue;
		NL_SET_BAD_ATTR(extack, requests->member[i].attr);
		return err;
	}
	for (i = 0; i < requests->count; i++) {
		if (!requests->member[i].joins)
			continue;
		err = nb_member_add(bond, requests->member[i].dev,
				    &requests->member[i].options, extack);
		if (err)
			goto err_leave;
	}
	return 0;

err_leave:
	if (!extack || !extack->bad_attr)
		NL_SET_BAD_ATTR(extack, requests->member[i].attr);
	nb_netlink_take_back(requests, i);
	return err;
}

static int nb_netlink_new_name(struct genl_info *info)
{
	const struct nlattr *name = info->attrs[NETBOND_A_NAME];

	if (!name) {
		NL_SET_ERR_MSG(info->extack, "A name is needed");
		return -EINVAL;
	}
	if (info->attrs[NETBOND_A_IFINDEX]) {
		NL_SET_ERR_MSG_ATTR(
			info->extack, info->attrs[NETBOND_A_IFINDEX],
			"the kernel gives the number of a new bond");
		return -EINVAL;
	}
	if (dev_valid_name(nla_data(name)) && !strchr(nla_data(name), '%'))
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, name, "not a device name");
	return -EINVAL;
}

static int nb_netlink_bond_new(struct genl_info *info)
{
	struct nb_change change = { .creating = true };
	struct nb_requests *requests;
	struct nb_bond *bond;
	int err;

	err = nb_netlink_only(info, BIT(NETBOND_A_OPTIONS) | BIT(NETBOND_A_MEMBER)) ?:
		      nb_netlink_new_name(info);
	if (err)
		return err;
	nb_option_defaults(&change.config);
	err = nb_netlink_change(info, &change);
	if (err)
		return err;
	requests = nb_netlink_requests(info);
	if (IS_ERR(requests))
		return PTR_ERR(requests);

	bond = nb_bond_create(genl_info_net(info),
			      nla_data(info->attrs[NETBOND_A_NAME]),
			      &change.config, info->extack);
	err = PTR_ERR_OR_ZERO(bond);
	if (err == -EEXIST)
		NL_SET_BAD_ATTR(info->extack, info->attrs[NETBOND_A_NAME]);
	if (!err) {
		err = nb_netlink_add_all(bond, requests, info->extack);
		if (err)
			unregister_netdevice(bond->dev);
	}
	kvfree(requests);
	return err;
}

int netbond_nl_bond_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	rtnl_lock();
	err = nb_netlink_bond_new(info);
	rtnl_unlock();
	return err;
}

static int nb_netlink_bond_del(struct genl_info *info)
{
	struct nb_bond *bond;
	int err;

	err = nb_netlink_only(info, 0);
	if (err)
		return err;
	bond = nb_netlink_bond(genl_info_net(info), info->attrs, info->extack);
	if (IS_ERR(bond))
		return PTR_ERR(bond);
	unregister_netdevice(bond->dev);
	return 0;
}

int netbond_nl_bond_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	rtnl_lock();
	err = nb_netlink_bond_del(info);
	rtnl_unlock();
	return err;
}

static bool nb_netlink_names(const struct nb_requests *requests,
			     const struct net_device *dev)
{
	unsigned int i;

	for (i = 0; i < requests->count; i++) {
		if (requests->member[i].dev == dev)
			return true;
	}
	return false;
}

/* What can fail comes first and can be taken back; releasing cannot fail. */
static int nb_netlink_apply(struct nb_bond *bond,
			    const struct nb_change *change,
			    struct nb_requests *requests, bool exact,
			    struct netlink_ext_ack *extack)
{
	struct nb_member *member, *next;
	unsigned int i;
	int err;

	for (i = 0; i < requests->count; i++) {
		member = nb_member_of_rtnl(requests->member[i].dev);
		requests->member[i].joins = !member || member->bond != bond;
	}
	err = nb_netlink_add_all(bond, requests, extack);
	if (err)
		return err;
	err = change ? nb_bond_configure(bond, change, extack) : 0;
	if (err) {
		nb_netlink_take_back(requests, requests->count);
		return err;
	}
	for (i = 0; i < requests->count; i++)
		nb_member_configure(nb_member_of_rtnl(requests->member[i].dev),
				    &requests->member[i].options);
	list_for_each_entry_safe(member, next, &bond->members, list) {
		if (exact && !nb_netlink_names(requests, member->dev))
			nb_member_del(member, false);
	}
	return 0;
}

static int nb_netlink_bond_set(struct genl_info *info)
{
	struct nb_change change = {};
	struct nb_requests *requests;
	struct nb_bond *bond;
	int err;

	err = nb_netlink_only(info, BIT(NETBOND_A_OPTIONS) |
					    BIT(NETBOND_A_MEMBER) |
					    BIT(NETBOND_A_MEMBERS_EXACT));
	if (err)
		return err;
	bond = nb_netlink_bond(genl_info_net(info), info->attrs, info->extack);
	if (IS_ERR(bond))
		return PTR_ERR(bond);
	change.config = bond->config;
	err = nb_netlink_change(info, &change);
	if (err)
		return err;
	requests = nb_netlink_requests(info);
	if (IS_ERR(requests))
		return PTR_ERR(requests);
	err = nb_netlink_apply(
		bond, info->attrs[NETBOND_A_OPTIONS] ? &change : NULL, requests,
		nla_get_flag(info->attrs[NETBOND_A_MEMBERS_EXACT]),
		info->extack);
	kvfree(requests);
	if (!err && netif_running(bond->dev) &&
	    (nb_change_has(&change, NETBOND_OPT_ARP_INTERVAL) ||
	     nb_change_has(&change, NETBOND_OPT_ARP_IP_TARGET) ||
	     nb_change_has(&change, NETBOND_OPT_NS_IP6_TARGET)))
		nb_probe_note_unrouted(bond, info->extack);
	return err;
}

int netbond_nl_bond_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	rtnl_lock();
	err = nb_netlink_bond_set(info);
	rtnl_unlock();
	return err;
}

/* The members that a request for a bond names: at least one. Context: RTNL. */
static struct nb_requests *nb_netlink_some(struct genl_info *info,
					   struct nb_bond **bond)
{
	struct nb_requests *requests;
	int err;

	err = nb_netlink_only(info, BIT(NETBOND_A_MEMBER));
	if (err)
		return ERR_PTR(err);
	*bond = nb_netlink_bond(genl_info_net(info), info->attrs, info->extack);
	if (IS_ERR(*bond))
		return ERR_CAST(*bond);
	requests = nb_netlink_requests(info);
	if (IS_ERR(requests) || requests->count)
		return requests;
	NL_SET_ERR_MSG(info->extack, "No member is named");
	kvfree(requests);
	return ERR_PTR(-EINVAL);
}

/* Are all of them members of @bond? */
static int nb_netlink_all_joined(const struct nb_bond *bond,
				 const struct nb_requests *requests,
				 struct netlink_ext_ack *extack)
{
	unsigned int i;

	for (i = 0; i < requests->count; i++) {
		struct nb_member *member =
			nb_member_of_rtnl(requests->member[i].dev);

		if (member && member->bond == bond)
			continue;
		NL_SET_ERR_MSG_ATTR(extack, requests->member[i].attr,
				    "The device is not a member of the bond");
		return -EINVAL;
	}
	return 0;
}

static int nb_netlink_del_all(struct nb_bond *bond,
			      const struct nb_requests *requests,
			      struct netlink_ext_ack *extack)
{
	int err = nb_netlink_all_joined(bond, requests, extack);
	unsigned int i;

	for (i = 0; !err && i < requests->count; i++)
		nb_member_del(nb_member_of_rtnl(requests->member[i].dev),
			      false);
	return err;
}

static int nb_netlink_set_all(struct nb_bond *bond,
			      const struct nb_requests *requests,
			      struct netlink_ext_ack *extack)
{
	int err = nb_netlink_all_joined(bond, requests, extack);
	unsigned int i;

	for (i = 0; !err && i < requests->count; i++)
		nb_member_configure(nb_member_of_rtnl(requests->member[i].dev),
				    &requests->member[i].options);
	return err;
}

/* What a command does with all members that a request names, or with none. */
typedef int (*nb_netlink_act)(struct nb_bond *bond,
			      const struct nb_requests *requests,
			      struct netlink_ext_ack *extack);

static int nb_netlink_members(struct genl_info *info, nb_netlink_act act)
{
	struct nb_requests *requests;
	struct nb_bond *bond;
	int err;

	rtnl_lock();
	requests = nb_netlink_some(info, &bond);
	err = PTR_ERR_OR_ZERO(requests);
	if (!err) {
		err = act(bond, requests, info->extack);
		kvfree(requests);
	}
	rtnl_unlock();
	return err;
}

int netbond_nl_member_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return nb_netlink_members(info, nb_netlink_add_all);
}

int netbond_nl_member_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return nb_netlink_members(info, nb_netlink_del_all);
}

int netbond_nl_member_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return nb_netlink_members(info, nb_netlink_set_all);
}

/* Reading: under RCU, so that nobody who holds RTNL hides a failover. */

/* All of a bond, or one member. What joined meanwhile may not fit: -EAGAIN. */
static int nb_netlink_fill(struct sk_buff *skb, struct nb_bond *bond,
			   int member)
{
	bool complete = false;
	int err;

	if (member)
		err = nb_fill_one(skb, bond, member);
	else
		err = nb_fill_bond(skb, bond, 0, &complete) < 0 || !complete ?
			      -EMSGSIZE :
			      0;
	return err == -EMSGSIZE ? -EAGAIN : err;
}

static struct sk_buff *nb_netlink_answer(struct nb_bond *bond, int member,
					 struct genl_info *info)
{
	size_t size = member ? nb_fill_one_size(bond) : nb_fill_bond_size(bond);
	struct sk_buff *skb;
	void *head;
	int err;

	/* Who asks for all of a large bond and gets nothing may have a dump, in parts. */
	skb = genlmsg_new(size, GFP_KERNEL | __GFP_NOWARN);
	if (!skb)
		return ERR_PTR(-ENOMEM);
	head = genlmsg_put_reply(skb, info, &nb_netlink_family, 0,
				 info->genlhdr->cmd);
	err = head ? nb_netlink_fill(skb, bond, member) : -EAGAIN;
	if (err) {
		nlmsg_free(skb);
		return ERR_PTR(err);
	}
	genlmsg_end(skb, head);
	return skb;
}

/* @member: number of its device; 0 for the whole bond. */
static int nb_netlink_reply(struct genl_info *info, int member)
{
	netdevice_tracker tracker;
	struct sk_buff *answer;
	struct nb_bond *bond;
	int tries;

	rcu_read_lock();
	bond = nb_netlink_bond(genl_info_net(info), info->attrs, info->extack);
	if (!IS_ERR(bond))
		netdev_hold(bond->dev, &tracker, GFP_ATOMIC);
	rcu_read_unlock();
	if (IS_ERR(bond))
		return PTR_ERR(bond);
	for (tries = 0; tries < 3; tries++) {
		answer = nb_netlink_answer(bond, member, info);
		if (PTR_ERR_OR_ZERO(answer) != -EAGAIN)
			break;
	}
	netdev_put(bond->dev, &tracker);
	return IS_ERR(answer) ? PTR_ERR(answer) : genlmsg_reply(answer, info);
}

int netbond_nl_bond_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return nb_netlink_only(info, 0) ?: nb_netlink_reply(info, 0);
}

/* The device of the one member that a question names, or what is wrong. */
static int nb_netlink_one(struct genl_info *info)
{
	struct nlattr *given = info->attrs[NETBOND_A_MEMBER];
	struct nlattr *tb[NETBOND_MEMBER_PAD + 1];
	struct net_device *dev;
	struct nlattr *attr;
	int rem, err;

	if (!given) {
		NL_SET_ERR_MSG(info->extack, "No member is named");
		return -EINVAL;
	}
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != NETBOND_A_MEMBER || attr == given)
			continue;
		NL_SET_ERR_MSG_ATTR(info->extack, given,
				    "one member can be asked for at a time");
		return -EINVAL;
	}
	err = nb_netlink_parse_member(given, tb, info->extack);
	if (err)
		return err;
	if (tb[NETBOND_MEMBER_OPTIONS]) {
		NL_SET_ERR_MSG_ATTR(info->extack, tb[NETBOND_MEMBER_OPTIONS],
				    "this command sets no options");
		return -EINVAL;
	}
	rcu_read_lock();
	dev = nb_netlink_device(genl_info_net(info), tb, NETBOND_MEMBER_IFINDEX,
				NETBOND_MEMBER_NAME, info->extack);
	err = IS_ERR(dev) ? PTR_ERR(dev) : dev->ifindex;
	rcu_read_unlock();
	return err;
}

int netbond_nl_member_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err = nb_netlink_only(info, BIT(NETBOND_A_MEMBER));
	int member;

	if (err)
		return err;
	member = nb_netlink_one(info);
	if (member < 0)
		return member;
	err = nb_netlink_reply(info, member);
	if (err != -ENODEV || info->extack->_msg)
		return err;
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[NETBOND_A_MEMBER],
			    "The device is not a member of the bond");
	return -EINVAL;
}

/* Write one message of a dump. Return 0 when the bond is done with. */
static int nb_netlink_dump_bond(struct sk_buff *skb,
				struct netlink_callback *cb,
				struct nb_bond *bond)
{
	bool complete = false;
	void *head;
	int count;
	u32 gen;

	spin_lock_bh(&bond->lock);
	gen = bond->member_gen;
	spin_unlock_bh(&bond->lock);
	/* Other members than when the first part was written: have it read again. */
	if (cb->args[1] && cb->args[2] != gen)
		cb->seq++;

	head = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			   &nb_netlink_family, NLM_F_MULTI,
			   NETBOND_CMD_BOND_GET);
	if (!head)
		return -EMSGSIZE;
	genl_dump_check_consistent(cb, head);
	count = nb_fill_bond(skb, bond, cb->args[1], &complete);
	if (count < 0 || (!complete && count == cb->args[1])) {
		genlmsg_cancel(skb, head);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, head);
	cb->args[1] = complete ? 0 : count;
	cb->args[2] = gen;
	return complete ? 0 : -EMSGSIZE;
}

/* The bond of which a part is written is gone: have all read again. */
static void nb_netlink_dump_lost(struct netlink_callback *cb)
{
	cb->args[1] = 0;
	cb->seq++;
}

/*
 * By number of the device: who comes and goes meanwhile hides nobody and shows
 * nobody twice, so that this disturbs nobody who reads.
 * cb->args: [0] the number to go on with, [1] what of it is written, as
 * nb_fill_bond() counts, [2] generation of its members then.
 */
int netbond_nl_bond_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct net *net = sock_net(cb->skb->sk);
	unsigned long ifindex = cb->args[0];
	struct nb_bond *bond;
	int err = 0;

	rcu_read_lock();
	cb->seq = 1;
	for (; (bond = nb_bond_from(net, &ifindex)); ifindex++) {
		if (cb->args[1] && ifindex != cb->args[0])
			nb_netlink_dump_lost(cb);
		err = nb_netlink_dump_bond(skb, cb, bond);
		if (err)
			break;
	}
	if (!bond && cb->args[1])
		nb_netlink_dump_lost(cb);
	rcu_read_unlock();
	cb->args[0] = ifindex;
	/* What did not fit is asked for again, unless nothing ever fits. */
	return skb->len ? skb->len : err;
}

int nb_netlink_dump_same(struct netlink_callback *cb,
			 const struct nb_bond *bond)
{
	if (IS_ERR(bond)) {
		/*
		 * Kernels from 6.8 to 6.12.1 look for the attribute in what is
		 * left of the request, which is nothing any more, and warn.
		 */
		if (cb->args[5] && cb->extack)
			cb->extack->bad_attr = NULL;
		return PTR_ERR(bond);
	}
	if (!cb->args[5])
		cb->args[5] = bond->dev->ifindex;
	if (cb->args[5] == bond->dev->ifindex)
		return 0;
	NL_SET_ERR_MSG(cb->extack, "The bond was replaced meanwhile");
	return -ENODEV;
}

static int nb_netlink_dump_event(struct sk_buff *skb,
				 struct netlink_callback *cb,
				 struct nb_bond *bond,
				 const struct nb_event *event)
{
	void *head = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				 cb->nlh->nlmsg_seq, &nb_netlink_family,
				 NLM_F_MULTI, NETBOND_CMD_HISTORY_GET);

	if (!head)
		return -EMSGSIZE;
	if (nb_fill_name(skb, bond) || nb_notify_fill(skb, event)) {
		genlmsg_cancel(skb, head);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, head);
	return 0;
}

/* cb->args: [0] number of the last event written, low and [1] high half. */
int netbond_nl_history_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb)
{
	u64 seq = (u32)cb->args[0] | (u64)(u32)cb->args[1] << 32;
	struct nb_event event;
	struct nb_bond *bond;
	int err;

	rcu_read_lock();
	bond = nb_netlink_bond(sock_net(cb->skb->sk), nb_compat_dump_attrs(cb),
			       cb->extack);
	err = nb_netlink_dump_same(cb, bond);
	while (!err) {
		bool more;

		spin_lock_bh(&bond->lock);
		more = nb_history_next(&bond->history, seq, &event);
		spin_unlock_bh(&bond->lock);
		if (!more)
			break;
		err = nb_netlink_dump_event(skb, cb, bond, &event);
		if (!err)
			seq = event.seq;
	}
	rcu_read_unlock();
	cb->args[0] = lower_32_bits(seq);
	cb->args[1] = upper_32_bits(seq);
	return skb->len ? skb->len : err;
}

static const struct genl_multicast_group nb_netlink_groups[] = {
	[NETBOND_NLGRP_EVENTS] = { .name = "events" },
};

struct genl_family nb_netlink_family __ro_after_init = {
	.name = NETBOND_GENL_NAME,
	.version = NETBOND_GENL_VERSION,
	.module = THIS_MODULE,
	.netnsok = true,
	.parallel_ops = true,
	.maxattr = NETBOND_A_MAX,
	.policy = netbond_main_nl_policy,
	.small_ops = netbond_nl_ops,
	.n_small_ops = ARRAY_SIZE(netbond_nl_ops),
	.resv_start_op = NETBOND_CMD_BOND_NEW,
	.mcgrps = nb_netlink_groups,
	.n_mcgrps = ARRAY_SIZE(nb_netlink_groups),
};

int nb_netlink_init(void)
{
	return genl_register_family(&nb_netlink_family);
}

void nb_netlink_fini(void)
{
	genl_unregister_family(&nb_netlink_family);
}
