// SPDX-License-Identifier: GPL-2.0
/* Module parameters: bonds that insmod makes. */

#include "param.h"

#include <linux/moduleparam.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "bond.h"

#define NB_MAX_BONDS 4096

/* All are text here; the option table says what they may be. */
#define NB_PARAM(option, help)             \
	static char *option;               \
	module_param(option, charp, 0444); \
	MODULE_PARM_DESC(option, help)

NB_PARAM(
	mode,
	"balance-rr, active-backup, balance-xor, broadcast, 802.3ad, balance-tlb or balance-alb, or 0 to 6");
NB_PARAM(miimon,
	 "period of the backstop poll of carrier in ms, 0 for none (100)");
NB_PARAM(updelay, "time a returned link has to last in ms (0)");
NB_PARAM(downdelay, "time a lost link is held in ms (0)");
NB_PARAM(arp_interval, "time between probes in ms, 5 or more, 0 for none (0)");
NB_PARAM(
	arp_validate,
	"none, active, backup, all, filter, filter_active or filter_backup (all)");
NB_PARAM(arp_all_targets, "any or all (any)");
NB_PARAM(primary, "preferred member");
NB_PARAM(primary_reselect, "always, better or failure (always)");
NB_PARAM(fail_over_mac, "none, active or follow (none)");
NB_PARAM(xmit_hash_policy,
	 "layer2, layer2+3, layer3+4, encap2+3, encap3+4 or vlan+srcmac");
NB_PARAM(lacp_rate, "slow or fast (fast)");
NB_PARAM(ad_select, "stable, bandwidth, count or actor_port_prio (stable)");
NB_PARAM(min_links, "usable members below which there is no carrier");
NB_PARAM(num_grat_arp, "gratuitous ARPs after a failover (1)");
NB_PARAM(num_unsol_na,
	 "unsolicited NAs after a failover, the same as num_grat_arp");
NB_PARAM(resend_igmp, "IGMP reports after a failover (1)");
NB_PARAM(all_slaves_active,
	 "1: deliver frames that backup members receive (0)");
NB_PARAM(lp_interval, "time between learning frames in s");
NB_PARAM(tlb_dynamic_lb, "1: move flows by load");
NB_PARAM(packets_per_slave, "packets before the next member");
NB_PARAM(tx_queues, "transmit queues of each bond (1)");

static char *max_bonds;
module_param(max_bonds, charp, 0444);
MODULE_PARM_DESC(max_bonds,
		 "number of bonds to make (1 if any other parameter is given)");

static char *arp_ip_target[NETBOND_MAX_TARGETS];
static int arp_ip_target_count;
module_param_array(arp_ip_target, charp, &arp_ip_target_count, 0444);
MODULE_PARM_DESC(arp_ip_target,
		 "IPv4 addresses to probe, up to 16 with commas between");

static const struct {
	const char *name;
	char **text;
} nb_params[] = {
	{ "mode", &mode },
	{ "miimon", &miimon },
	{ "updelay", &updelay },
	{ "downdelay", &downdelay },
	{ "arp_interval", &arp_interval },
	{ "arp_validate", &arp_validate },
	{ "arp_all_targets", &arp_all_targets },
	{ "primary", &primary },
	{ "primary_reselect", &primary_reselect },
	{ "fail_over_mac", &fail_over_mac },
	{ "xmit_hash_policy", &xmit_hash_policy },
	{ "lacp_rate", &lacp_rate },
	{ "ad_select", &ad_select },
	{ "min_links", &min_links },
	{ "num_grat_arp", &num_grat_arp },
	{ "num_unsol_na", &num_unsol_na },
	{ "resend_igmp", &resend_igmp },
	{ "all_slaves_active", &all_slaves_active },
	{ "lp_interval", &lp_interval },
	{ "tlb_dynamic_lb", &tlb_dynamic_lb },
	{ "packets_per_slave", &packets_per_slave },
	{ "tx_queues", &tx_queues },
};

static int nb_param_refuse(const char *name, const char *text, const char *why,
			   int err)
{
	pr_err("netbond: parameter %s=%s: %s\n", name, text, why);
	return err;
}

static int nb_param_targets(struct nb_change *change)
{
	char list[NETBOND_MAX_TARGETS * 16] = "";
	const char *why = NULL;
	int i, err;

	if (!arp_ip_target_count)
		return 0;
	for (i = 0; i < arp_ip_target_count; i++) {
		if (i)
			strlcat(list, ",", sizeof(list));
		if (!*arp_ip_target[i] || strlcat(list, arp_ip_target[i],
						  sizeof(list)) >= sizeof(list))
			return nb_param_refuse("arp_ip_target",
					       arp_ip_target[i],
					       "not an IPv4 address", -EINVAL);
	}
	err = nb_option_parse(change, "arp_ip_target", list, &why);
	return err ? nb_param_refuse("arp_ip_target", list, why, err) : 0;
}

static const char *nb_param_text(int attr)
{
	const char *name = nb_option_name(attr);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(nb_params); i++)
		if (!strcmp(nb_params[i].name, name) && *nb_params[i].text)
			return *nb_params[i].text;
	return "";
}

static int nb_param_parse(struct nb_change *change)
{
	const char *why = NULL;
	int err, attr = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(nb_params); i++) {
		const char *name = nb_params[i].name;
		const char *text = *nb_params[i].text;

		if (!text)
			continue;
		err = nb_option_parse(change, name, text, &why);
		if (err)
			return nb_param_refuse(name, text, why, err);
	}
	err = nb_param_targets(change);
	if (err)
		return err;
	err = nb_option_check(change, &attr, &why);
	if (err)
		return nb_param_refuse(nb_option_name(attr),
				       nb_param_text(attr), why, err);
	return 0;
}

static int nb_param_count(bool any, u32 *count)
{
	*count = any ? 1 : 0;
	if (!max_bonds)
		return 0;
	if (kstrtou32(max_bonds, 0, count) || *count > NB_MAX_BONDS)
		return nb_param_refuse("max_bonds", max_bonds,
				       "not a number from 0 to 4096", -EINVAL);
	return 0;
}

int nb_param_create(void)
{
	struct nb_change change = { .creating = true };
	struct netlink_ext_ack extack = {};
	u32 count, i;
	int err;

	nb_option_defaults(&change.config);
	err = nb_param_parse(&change);
	if (err)
		return err;
	err = nb_param_count(change.given, &count);
	if (err)
		return err;

	rtnl_lock();
	for (i = 0; i < count && !err; i++) {
		struct nb_bond *bond = nb_bond_create(&init_net, "bond%d",
						      &change.config, &extack);

		err = PTR_ERR_OR_ZERO(bond);
	}
	rtnl_unlock();
	if (err)
		pr_err("netbond: bond %u cannot be made: %s (error %d)\n", i,
		       extack._msg ?: "refused", err);
	return err;
}
