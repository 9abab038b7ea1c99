/* SPDX-License-Identifier: GPL-2.0 */
/* A bond's settings: one plain structure, made from the option table. */
#ifndef NB_OPTION_H
#define NB_OPTION_H

#include <linux/if.h>
#include <linux/if_ether.h>
#include <linux/in6.h>
#include <linux/netbond.h>
#include <linux/types.h>

struct netlink_ext_ack;
struct nlattr;
struct sk_buff;

/** struct nb_addr - an address of either family. */
struct nb_addr {
	/** @family: AF_INET or AF_INET6 */
	u16 family;
	union {
		__be32 ip4;
		struct in6_addr ip6;
	};
};

/** struct nb_addrs - a list of addresses of one family. */
struct nb_addrs {
	u32 count;
	struct nb_addr addr[NETBOND_MAX_TARGETS];
};

#define NB_FIELD_U32 u32
#define NB_FIELD_BOOL u32
#define NB_FIELD_ENUM u32
typedef char nb_ifname_t[IFNAMSIZ];
#define NB_FIELD_IFNAME nb_ifname_t
typedef u8 nb_mac_t[ETH_ALEN];
#define NB_FIELD_MAC nb_mac_t
#define NB_FIELD_IPV4S struct nb_addrs
#define NB_FIELD_IPV6S struct nb_addrs

/** struct nb_config - one field for each row of the option table. */
struct nb_config {
#define NETBOND_OPTION(name, ID, TYPE, min, max, def, modes, when, unit, \
		       words, help)                                      \
	NB_FIELD_##TYPE name;
#define NETBOND_OPTION_ALIAS(name, other)
#include <netbond/option_table.h>
};

#define NB_OPTION_MAX NETBOND_OPT_ALB_MAX_CLIENTS

/**
 * struct nb_change - settings and which of them somebody asked for.
 * @config: all settings, old and new
 * @given: bit 1 << NETBOND_OPT_* for each that was named
 * @active_slave_attr: where the order to change the active member came from,
 *                     for the extended ack
 * @mode_attr: and the mode
 * @creating: the bond does not exist yet
 */
struct nb_change {
	struct nb_config config;
	u64 given;
	const struct nlattr *active_slave_attr;
	const struct nlattr *mode_attr;
	bool creating;
};

static inline bool nb_change_has(const struct nb_change *change, int attr)
{
	return change->given & BIT_ULL(attr);
}

/** nb_option_defaults() - settings of a bond that nobody configured. */
void nb_option_defaults(struct nb_config *config);

/**
 * nb_option_parse() - take one setting from text.
 * @change: where it goes
 * @name: in-tree option name or an alias
 * @text: its value: a word, a number, a list with commas
 * @why: set to what is wrong, when it is
 *
 * Return: 0, -ENOENT (no such option), -EINVAL or -ERANGE.
 */
int nb_option_parse(struct nb_change *change, const char *name,
		    const char *text, const char **why);

/**
 * nb_option_from_attrs() - take settings from attributes.
 * @change: where they go
 * @tb: attributes by NETBOND_OPT_*, validated by policy
 * @extack: says what was wrong and where
 *
 * Return: 0 or a negative errno; @change is then undefined.
 */
int nb_option_from_attrs(struct nb_change *change, struct nlattr **tb,
			 struct netlink_ext_ack *extack);

/**
 * nb_option_check() - do the settings make sense together?
 * @change: the settings; those that do not apply in the mode take their defaults
 * @attr: set to the NETBOND_OPT_* that is wrong, 0 when none in particular
 * @why: set to what is wrong
 *
 * Return: 0 or a negative errno.
 */
int nb_option_check(struct nb_change *change, int *attr, const char **why);

/**
 * nb_option_fill() - write the settings that mean something in the bond's mode.
 * Return: 0 or -EMSGSIZE.
 */
int nb_option_fill(struct sk_buff *skb, const struct nb_config *config);

/** nb_option_size() - room that nb_option_fill() may need, bytes. */
size_t nb_option_size(void);

/**
 * nb_option_allows() - is @value in the range of the number option
 * NETBOND_OPT_@attr?
 */
bool nb_option_allows(int attr, u32 value);

/** nb_option_name() - in-tree name of option NETBOND_OPT_@attr. */
const char *nb_option_name(int attr);

#endif
