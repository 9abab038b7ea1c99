// SPDX-License-Identifier: GPL-2.0
/* The option table at work: defaults, text, attributes, checks. */

#include "option.h"

#include <linux/etherdevice.h>
#include <linux/inet.h>
#include <linux/netdevice.h>
#include <linux/string.h>
#include <net/ipv6.h>
#include <net/netlink.h>

#include "compat/compat.h"

enum nb_option_type {
	NB_TYPE_U32,
	NB_TYPE_BOOL,
	NB_TYPE_ENUM,
	NB_TYPE_IFNAME,
	NB_TYPE_IPV4S,
	NB_TYPE_IPV6S,
	NB_TYPE_MAC,
};

enum nb_option_when {
	NB_WHEN_LIVE,
	NB_WHEN_CREATE,
	NB_WHEN_COMMAND,
};

struct nb_option {
	const char *name;
	const char *words;
	size_t offset;
	u32 min;
	u32 max;
	u32 def;
	u32 modes;
	u8 attr;
	u8 type;
	u8 when;
};

static const struct nb_option nb_options[] = {
#define NETBOND_OPTION(field, ID, TYPE, low, high, std, in, WHEN, unit, list, \
		       help)                                                  \
	{ .name = #field,                                                     \
	  .words = list,                                                      \
	  .offset = offsetof(struct nb_config, field),                        \
	  .min = low,                                                         \
	  .max = high,                                                        \
	  .def = std,                                                         \
	  .modes = in,                                                        \
	  .attr = NETBOND_OPT_##ID,                                           \
	  .type = NB_TYPE_##TYPE,                                             \
	  .when = NB_WHEN_##WHEN },
#define NETBOND_OPTION_ALIAS(field, other)
#include <netbond/option_table.h>
};

static const struct {
	const char *name;
	const char *option;
} nb_aliases[] = {
#define NETBOND_OPTION(field, ID, TYPE, low, high, std, in, WHEN, unit, list, \
		       help)
#define NETBOND_OPTION_ALIAS(field, other) { #field, #other },
#include <netbond/option_table.h>
};

static void *nb_option_field(struct nb_config *config,
			     const struct nb_option *option)
{
	return (void *)config + option->offset;
}

static const struct nb_option *nb_option_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(nb_aliases); i++)
		if (!strcmp(nb_aliases[i].name, name))
			name = nb_aliases[i].option;
	for (i = 0; i < ARRAY_SIZE(nb_options); i++)
		if (!strcmp(nb_options[i].name, name))
			return &nb_options[i];
	return NULL;
}

static bool nb_in_range(const struct nb_option *option, u32 value)
{
	return value >= option->min && value <= option->max;
}

bool nb_option_allows(int attr, u32 value)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(nb_options); i++)
		if (nb_options[i].attr == attr)
			return nb_in_range(&nb_options[i], value);
	return false;
}

const char *nb_option_name(int attr)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(nb_options); i++)
		if (nb_options[i].attr == attr)
			return nb_options[i].name;
	return "";
}

static bool nb_option_is_number(const struct nb_option *option)
{
	return option->type <= NB_TYPE_ENUM;
}

void nb_option_defaults(struct nb_config *config)
{
	size_t i;

	memset(config, 0, sizeof(*config));
	for (i = 0; i < ARRAY_SIZE(nb_options); i++)
		if (nb_option_is_number(&nb_options[i]))
			*(u32 *)nb_option_field(config, &nb_options[i]) =
				nb_options[i].def;
}

/* Addresses ------------------------------------------------------------- */

static const char *nb_addr_refuse(const struct nb_addr *addr)
{
	if (addr->family == AF_INET) {
		if (ipv4_is_zeronet(addr->ip4) || ipv4_is_lbcast(addr->ip4) ||
		    ipv4_is_multicast(addr->ip4) || ipv4_is_loopback(addr->ip4))
			return "not the address of one other host";
		return NULL;
	}
	if (ipv6_addr_any(&addr->ip6) || ipv6_addr_loopback(&addr->ip6) ||
	    ipv6_addr_is_multicast(&addr->ip6) ||
	    ipv6_addr_v4mapped(&addr->ip6))
		return "not the address of one other host";
	return NULL;
}

static int nb_addrs_add(struct nb_addrs *list, const struct nb_addr *addr,
			const char **why)
{
	u32 i;

	*why = nb_addr_refuse(addr);
	if (*why)
		return -EINVAL;
	for (i = 0; i < list->count; i++) {
		if (memcmp(&list->addr[i], addr, sizeof(*addr)))
			continue;
		*why = "an address is given twice";
		return -EEXIST;
	}
	if (list->count == NETBOND_MAX_TARGETS) {
		*why = "more than 16 addresses";
		return -ENOSPC;
	}
	list->addr[list->count++] = *addr;
	return 0;
}

/* Text ------------------------------------------------------------------ */

/* The number of @text among @words, which are separated by single blanks. */
static int nb_words_index(const char *words, const char *text)
{
	size_t len = strlen(text);
	int index = 0;

	while (*words) {
		size_t word = strcspn(words, " ");

		if (word == len && !memcmp(words, text, len))
			return index;
		words += word + (words[word] == ' ');
		index++;
	}
	return -1;
}

static int nb_parse_number(const struct nb_option *option, const char *text,
			   u32 *value, const char **why)
{
	const char *words = option->type == NB_TYPE_BOOL ? "off on" :
							   option->words;
	int index = nb_words_index(words, text);

	if (index >= 0) {
		*value = index;
		return 0;
	}
	if (kstrtou32(text, 0, value)) {
		*why = option->type == NB_TYPE_ENUM ? "no such word" :
						      "not a number in range";
		return -EINVAL;
	}
	if (!nb_in_range(option, *value)) {
		*why = "out of range";
		return -ERANGE;
	}
	return 0;
}

static int nb_parse_addr(const char *text, size_t len, u16 family,
			 struct nb_addr *addr)
{
	const char *end;
	int ok;

	memset(addr, 0, sizeof(*addr));
	addr->family = family;
	if (family == AF_INET)
		ok = in4_pton(text, len, (u8 *)&addr->ip4, -1, &end);
	else
		ok = in6_pton(text, len, addr->ip6.s6_addr, -1, &end);
	return ok && end == text + len ? 0 : -EINVAL;
}

static int nb_parse_addrs(struct nb_addrs *list, const char *text, u16 family,
			  const char **why)
{
	list->count = 0;
	while (*text) {
		size_t len = strcspn(text, ",");
		struct nb_addr addr;
		int err;

		if (nb_parse_addr(text, len, family, &addr)) {
			*why = family == AF_INET ? "not an IPv4 address" :
						   "not an IPv6 address";
			return -EINVAL;
		}
		err = nb_addrs_add(list, &addr, why);
		if (err)
			return err;
		text += len;
		if (*text == ',' && !*++text) {
			*why = "a comma without an address";
			return -EINVAL;
		}
	}
	return 0;
}

static int nb_parse_ifname(char *field, const char *text, const char **why)
{
	if (*text && !dev_valid_name(text)) {
		*why = "not a device name";
		return -EINVAL;
	}
	strscpy(field, text, IFNAMSIZ);
	return 0;
}

/* All zero is no address: the option is not set. */
static const char *nb_mac_refuse(const u8 *addr)
{
	return is_multicast_ether_addr(addr) ? "not the address of one system" :
					       NULL;
}

static int nb_parse_mac(u8 *field, const char *text, const char **why)
{
	if (!*text)
		eth_zero_addr(field);
	else if (strlen(text) != 3 * ETH_ALEN - 1 || !mac_pton(text, field))
		*why = "not a MAC address";
	else
		*why = nb_mac_refuse(field);
	return *why ? -EINVAL : 0;
}

int nb_option_parse(struct nb_change *change, const char *name,
		    const char *text, const char **why)
{
	const struct nb_option *option = nb_option_find(name);
	void *field;

	if (!option) {
		*why = "no such option";
		return -ENOENT;
	}
	change->given |= BIT_ULL(option->attr);
	field = nb_option_field(&change->config, option);
	switch (option->type) {
	case NB_TYPE_IFNAME:
		return nb_parse_ifname(field, text, why);
	case NB_TYPE_IPV4S:
		return nb_parse_addrs(field, text, AF_INET, why);
	case NB_TYPE_IPV6S:
		return nb_parse_addrs(field, text, AF_INET6, why);
	case NB_TYPE_MAC:
		*why = NULL;
		return nb_parse_mac(field, text, why);
	default:
		return nb_parse_number(option, text, field, why);
	}
}

/* Attributes ------------------------------------------------------------ */

static int nb_attr_addrs(struct nb_addrs *list, const struct nlattr *nest,
			 u16 family, struct netlink_ext_ack *extack)
{
	int wanted = family == AF_INET ? NETBOND_ADDR_IPV4 : NETBOND_ADDR_IPV6;
	const struct nlattr *attr;
	int rem;

	list->count = 0;
	nla_for_each_nested(attr, nest, rem) {
		struct nb_addr addr = { .family = family };
		const char *why = NULL;
		int err;

		if (nla_type(attr) != wanted) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "an address of the other family");
			return -EINVAL;
		}
		if (family == AF_INET)
			addr.ip4 = nla_get_in_addr(attr);
		else
			addr.ip6 = nla_get_in6_addr(attr);
		err = nb_addrs_add(list, &addr, &why);
		if (!err)
			continue;
		if (extack)
			extack->_msg = why;
		NL_SET_BAD_ATTR(extack, attr);
		return err;
	}
	return 0;
}

static int nb_attr_take(struct nb_config *config,
			const struct nb_option *option,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	void *field = nb_option_field(config, option);

	switch (option->type) {
	case NB_TYPE_BOOL:
		*(u32 *)field = nla_get_u8(attr);
		return 0;
	case NB_TYPE_IFNAME:
		nla_strscpy(field, attr, IFNAMSIZ);
		if (!*(char *)field || dev_valid_name(field))
			return 0;
		NL_SET_ERR_MSG_ATTR(extack, attr, "not a device name");
		return -EINVAL;
	case NB_TYPE_IPV4S:
		return nb_attr_addrs(field, attr, AF_INET, extack);
	case NB_TYPE_IPV6S:
		return nb_attr_addrs(field, attr, AF_INET6, extack);
	case NB_TYPE_MAC:
		nla_memcpy(field, attr, ETH_ALEN);
		if (!nb_mac_refuse(field))
			return 0;
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "not the address of one system");
		return -EINVAL;
	default:
		*(u32 *)field = nla_get_u32(attr);
		return 0;
	}
}

int nb_option_from_attrs(struct nb_change *change, struct nlattr **tb,
			 struct netlink_ext_ack *extack)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(nb_options); i++) {
		const struct nb_option *option = &nb_options[i];
		int err;

		if (!tb[option->attr])
			continue;
		err = nb_attr_take(&change->config, option, tb[option->attr],
				   extack);
		if (err)
			return err;
		change->given |= BIT_ULL(option->attr);
	}
	change->active_slave_attr = tb[NETBOND_OPT_ACTIVE_SLAVE];
	change->mode_attr = tb[NETBOND_OPT_MODE];
	return 0;
}

static int nb_fill_addrs(struct sk_buff *skb, int attr,
			 const struct nb_addrs *list)
{
	struct nlattr *nest = nla_nest_start(skb, attr);
	u32 i;
	int err = 0;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < list->count && !err; i++) {
		const struct nb_addr *addr = &list->addr[i];

		if (addr->family == AF_INET)
			err = nla_put_in_addr(skb, NETBOND_ADDR_IPV4,
					      addr->ip4);
		else
			err = nla_put_in6_addr(skb, NETBOND_ADDR_IPV6,
					       &addr->ip6);
	}
	if (!err)
		nla_nest_end(skb, nest);
	return err;
}

static int nb_fill_one(struct sk_buff *skb, const struct nb_option *option,
		       const struct nb_config *config)
{
	const void *field = (const void *)config + option->offset;

	switch (option->type) {
	case NB_TYPE_BOOL:
		return nla_put_u8(skb, option->attr, *(const u32 *)field);
	case NB_TYPE_IFNAME:
		return nla_put_string(skb, option->attr, field);
	case NB_TYPE_IPV4S:
	case NB_TYPE_IPV6S:
		return nb_fill_addrs(skb, option->attr, field);
	case NB_TYPE_MAC:
		return nla_put(skb, option->attr, ETH_ALEN, field);
	default:
		return nla_put_u32(skb, option->attr, *(const u32 *)field);
	}
}

int nb_option_fill(struct sk_buff *skb, const struct nb_config *config)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(nb_options); i++) {
		const struct nb_option *option = &nb_options[i];

		if (option->when == NB_WHEN_COMMAND ||
		    !(option->modes & BIT(config->mode)))
			continue;
		if (nb_fill_one(skb, option, config))
			return -EMSGSIZE;
	}
	return 0;
}

size_t nb_option_size(void)
{
	return ARRAY_SIZE(nb_options) * nla_total_size(IFNAMSIZ) +
	       NETBOND_MAX_TARGETS * (nla_total_size(sizeof(__be32)) +
				      nla_total_size(sizeof(struct in6_addr)));
}

/* Checks ---------------------------------------------------------------- */

static int nb_check_one(const struct nb_change *change,
			const struct nb_option *option, const char **why)
{
	u32 mode = change->config.mode;

	if (option->when == NB_WHEN_CREATE && !change->creating) {
		*why = "can be set only when the bond is made";
		return -EBUSY;
	}
	if (option->when == NB_WHEN_COMMAND && change->creating) {
		*why = "needs a bond that has members";
		return -EINVAL;
	}
	if (!(option->modes & BIT(mode))) {
		*why = "does not apply in this mode";
		return -EACCES;
	}
	return 0;
}

/* What does not apply in the mode is as if nobody had ever set it. */
static void nb_option_settle(struct nb_config *config)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(nb_options); i++) {
		const struct nb_option *option = &nb_options[i];
		void *field = nb_option_field(config, option);

		if (option->modes & BIT(config->mode))
			continue;
		if (nb_option_is_number(option))
			*(u32 *)field = option->def;
		else if (option->type == NB_TYPE_IFNAME)
			*(char *)field = '\0';
		else if (option->type == NB_TYPE_MAC)
			eth_zero_addr(field);
	}
}

int nb_option_check(struct nb_change *change, int *attr, const char **why)
{
	struct nb_config *config = &change->config;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(nb_options); i++) {
		int err;

		*attr = nb_options[i].attr;
		if (!nb_change_has(change, *attr))
			continue;
		err = nb_check_one(change, &nb_options[i], why);
		if (err)
			return err;
	}
	*attr = NETBOND_OPT_ARP_INTERVAL;
	if (config->arp_interval && config->arp_interval < 5) {
		*why = "arp_interval is 0 or at least 5 ms";
		return -ERANGE;
	}
	*attr = 0;
	nb_option_settle(config);
	return 0;
}
