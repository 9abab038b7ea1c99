// SPDX-License-Identifier: GPL-2.0
/* The option table at work: defaults, text, attributes, checks. */

#include "../option.c"

#include "cases_kunit.h"

/* Defaults -------------------------------------------------------------- */

static void nb_option_test_defaults(struct kunit *test)
{
	struct nb_change change = { .creating = true };
	const struct nb_config *config = &change.config;
	const char *why = NULL;
	int attr;

	/* Every byte is written. */
	memset(&change.config, 0xa5, sizeof(change.config));
	nb_option_defaults(&change.config);
	KUNIT_EXPECT_EQ(test, config->mode, NETBOND_MODE_ACTIVE_BACKUP);
	KUNIT_EXPECT_EQ(test, config->miimon, 100);
	KUNIT_EXPECT_EQ(test, config->updelay, 0);
	KUNIT_EXPECT_EQ(test, config->arp_interval, 0);
	KUNIT_EXPECT_EQ(test, config->arp_missed_max, 2);
	KUNIT_EXPECT_EQ(test, config->arp_validate, NETBOND_ARP_VALIDATE_ALL);
	KUNIT_EXPECT_EQ(test, config->primary_reselect, NETBOND_PRIMARY_RESELECT_ALWAYS);
	KUNIT_EXPECT_EQ(test, config->assumed_speed, 10000);
	KUNIT_EXPECT_EQ(test, config->lacp_rate, NETBOND_LACP_RATE_FAST);
	KUNIT_EXPECT_EQ(test, config->xmit_hash_policy, NETBOND_XMIT_HASH_POLICY_LAYER34);
	KUNIT_EXPECT_STREQ(test, config->primary, "");
	KUNIT_EXPECT_EQ(test, config->arp_ip_target.count, 0);
	KUNIT_EXPECT_EQ(test, config->ns_ip6_target.count, 0);
	KUNIT_EXPECT_EQ(test, nb_option_check(&change, &attr, &why), 0);
}

static void nb_option_test_rows_are_sound(struct kunit *test)
{
	u64 seen = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(nb_options); i++) {
		const struct nb_option *option = &nb_options[i];
		const char *at = option->words;
		bool any = !option->min && option->max == U32_MAX;
		u32 words = 1;

		KUNIT_EXPECT_FALSE_MSG(test, seen & BIT_ULL(option->attr), "%s", option->name);
		seen |= BIT_ULL(option->attr);
		KUNIT_EXPECT_LE_MSG(test, option->attr, NB_OPTION_MAX, "%s", option->name);
		KUNIT_EXPECT_STREQ(test, nb_option_name(option->attr), option->name);
		KUNIT_EXPECT_PTR_EQ(test, nb_option_find(option->name), option);
		KUNIT_EXPECT_NE_MSG(test, option->modes, 0, "%s", option->name);
		if (!nb_option_is_number(option))
			continue;
		KUNIT_EXPECT_LE_MSG(test, option->min, option->def, "%s", option->name);
		KUNIT_EXPECT_LE_MSG(test, option->def, option->max, "%s", option->name);
		KUNIT_EXPECT_TRUE(test, nb_option_allows(option->attr, option->min));
		KUNIT_EXPECT_TRUE(test, nb_option_allows(option->attr, option->max));
		KUNIT_EXPECT_EQ_MSG(test, nb_option_allows(option->attr, option->max + 1), any, "%s", option->name);
		KUNIT_EXPECT_EQ_MSG(test, nb_option_allows(option->attr, option->min - 1), any, "%s", option->name);
		if (option->type != NB_TYPE_ENUM)
			continue;
		while ((at = strchr(at, ' '))) {
			words++;
			at++;
		}
		KUNIT_EXPECT_EQ_MSG(test, words, option->max + 1, "%s", option->name);
	}
	KUNIT_EXPECT_EQ(test, seen, GENMASK_ULL(NB_OPTION_MAX, 1));
	KUNIT_EXPECT_STREQ(test, nb_option_name(0), "");
	KUNIT_EXPECT_FALSE(test, nb_option_allows(0, 0));
}

/* Text ------------------------------------------------------------------ */

#define NB_SIXTEEN                                                           \
	"10.0.0.1,10.0.0.2,10.0.0.3,10.0.0.4,10.0.0.5,10.0.0.6,10.0.0.7,"    \
	"10.0.0.8,10.0.0.9,10.0.0.10,10.0.0.11,10.0.0.12,10.0.0.13,"         \
	"10.0.0.14,10.0.0.15,10.0.0.16"

static const struct nb_option_case {
	const char *name;
	const char *option;
	const char *text;
	int err;
	/* For numbers: its value; for lists: how many. */
	u32 value;
} nb_option_cases[] = {
	{ "number", "miimon", "250", 0, 250 },
	{ "number_in_hex", "miimon", "0xff", 0, 255 },
	{ "number_at_least", "arp_missed_max", "1", 0, 1 },
	{ "number_at_most", "arp_missed_max", "255", 0, 255 },
	{ "number_with_a_newline_as_sysfs_has", "miimon", "250\n", 0, 250 },
	{ "number_below_range", "arp_missed_max", "0", -ERANGE },
	{ "number_above_range", "arp_missed_max", "256", -ERANGE },
	{ "number_above_u32", "miimon", "4294967296", -EINVAL },
	{ "number_above_u64", "miimon", "99999999999999999999999", -EINVAL },
	{ "number_below_zero", "miimon", "-1", -EINVAL },
	{ "number_that_is_empty", "miimon", "", -EINVAL },
	{ "number_with_a_unit", "miimon", "100ms", -EINVAL },
	{ "number_with_blanks", "miimon", " 100", -EINVAL },
	{ "number_with_a_fraction", "miimon", "1.5", -EINVAL },
	{ "number_that_is_a_word", "miimon", "fast", -EINVAL },
	{ "truth_0", "all_slaves_active", "0", 0, 0 },
	{ "truth_1", "all_slaves_active", "1", 0, 1 },
	{ "truth_2", "all_slaves_active", "2", -ERANGE },
	{ "truth_on", "lacp_active", "on", 0, 1 },
	{ "truth_off", "lacp_active", "off", 0, 0 },
	{ "truth_that_is_another_word", "lacp_active", "yes", -EINVAL },
	{ "system", "ad_actor_system", "02:00:00:00:00:01", 0 },
	{ "system_that_is_empty_means_none", "ad_actor_system", "", 0 },
	{ "system_that_is_zero_means_none", "lacp_partner_pin", "00:00:00:00:00:00", 0 },
	{ "system_that_is_a_group", "ad_actor_system", "01:80:c2:00:00:02", -EINVAL },
	{ "system_that_is_everybody", "lacp_partner_pin", "ff:ff:ff:ff:ff:ff", -EINVAL },
	{ "system_too_short", "ad_actor_system", "02:00:00:00:00", -EINVAL },
	{ "system_too_long", "ad_actor_system", "02:00:00:00:00:01:02", -EINVAL },
	{ "system_that_is_a_name", "ad_actor_system", "switch", -EINVAL },
	{ "priority_of_a_system_at_least", "ad_actor_sys_prio", "1", 0, 1 },
	{ "priority_of_a_system_below_range", "ad_actor_sys_prio", "0", -ERANGE },
	{ "key_above_range", "ad_user_port_key", "1024", -ERANGE },
	{ "word", "mode", "802.3ad", 0, NETBOND_MODE_IEEE8023AD },
	{ "word_at_first", "mode", "balance-rr", 0, NETBOND_MODE_BALANCE_RR },
	{ "word_at_last", "mode", "balance-alb", 0, NETBOND_MODE_BALANCE_ALB },
	{ "word_with_a_plus", "xmit_hash_policy", "vlan+srcmac", 0, 5 },
	{ "word_by_number", "mode", "4", 0, NETBOND_MODE_IEEE8023AD },
	{ "word_by_number_above_range", "mode", "7", -ERANGE },
	{ "word_that_is_none", "mode", "active", -EINVAL },
	{ "word_that_is_a_beginning", "mode", "balance", -EINVAL },
	{ "word_that_goes_on", "lacp_rate", "faster", -EINVAL },
	{ "word_in_capitals", "lacp_rate", "FAST", -EINVAL },
	{ "word_that_is_empty", "mode", "", -EINVAL },
	{ "word_that_is_two", "arp_all_targets", "any all", -EINVAL },
	{ "name_of_a_device", "primary", "eth0", 0 },
	{ "name_of_15_characters", "primary", "abcdefghijklmno", 0 },
	{ "name_of_16_characters", "primary", "abcdefghijklmnop", -EINVAL },
	{ "name_that_is_empty_means_none", "primary", "", 0 },
	{ "name_with_a_slash", "primary", "a/b", -EINVAL },
	{ "name_with_a_blank", "primary", "eth0 ", -EINVAL },
	{ "name_that_is_a_dot", "primary", ".", -EINVAL },
	{ "addresses_none", "arp_ip_target", "", 0, 0 },
	{ "addresses_one", "arp_ip_target", "10.0.0.2", 0, 1 },
	{ "addresses_two", "arp_ip_target", "10.0.0.2,10.0.0.3", 0, 2 },
	{ "addresses_sixteen", "arp_ip_target", NB_SIXTEEN, 0, 16 },
	{ "addresses_seventeen", "arp_ip_target", NB_SIXTEEN ",10.0.0.17", -ENOSPC },
	{ "addresses_twice_the_same", "arp_ip_target", "10.0.0.2,10.0.0.3,10.0.0.2", -EEXIST },
	{ "addresses_with_a_comma_at_the_end", "arp_ip_target", "10.0.0.2,", -EINVAL },
	{ "addresses_with_a_comma_at_the_start", "arp_ip_target", ",10.0.0.2", -EINVAL },
	{ "addresses_with_two_commas", "arp_ip_target", "10.0.0.2,,10.0.0.3", -EINVAL },
	{ "addresses_with_blanks", "arp_ip_target", "10.0.0.2, 10.0.0.3", -EINVAL },
	{ "address_too_short", "arp_ip_target", "10.0.2", -EINVAL },
	{ "address_too_long", "arp_ip_target", "10.0.0.2.1", -EINVAL },
	{ "address_with_256", "arp_ip_target", "10.0.0.256", -EINVAL },
	{ "address_with_a_prefix_length", "arp_ip_target", "10.0.0.2/24", -EINVAL },
	{ "address_of_the_other_family", "arp_ip_target", "fd00::2", -EINVAL },
	{ "address_zero", "arp_ip_target", "0.0.0.0", -EINVAL },
	{ "address_broadcast", "arp_ip_target", "255.255.255.255", -EINVAL },
	{ "address_multicast", "arp_ip_target", "224.0.0.1", -EINVAL },
	{ "address_loopback", "arp_ip_target", "127.0.0.1", -EINVAL },
	{ "address6_one", "ns_ip6_target", "fd00::2", 0, 1 },
	{ "address6_two", "ns_ip6_target", "fd00::2,fe80::1", 0, 2 },
	{ "address6_the_same_in_other_words", "ns_ip6_target", "fd00::2,fd00:0:0::2", -EEXIST },
	{ "address6_of_the_other_family", "ns_ip6_target", "10.0.0.2", -EINVAL },
	{ "address6_any", "ns_ip6_target", "::", -EINVAL },
	{ "address6_loopback", "ns_ip6_target", "::1", -EINVAL },
	{ "address6_multicast", "ns_ip6_target", "ff02::1", -EINVAL },
	{ "address6_mapped", "ns_ip6_target", "::ffff:10.0.0.2", -EINVAL },
	{ "address6_with_a_zone", "ns_ip6_target", "fe80::1%eth0", -EINVAL },
	{ "address6_with_two_gaps", "ns_ip6_target", "fd00::2::3", -EINVAL },
	{ "alias_num_grat_arp", "num_grat_arp", "7", 0, 7 },
	{ "alias_num_unsol_na", "num_unsol_na", "7", 0, 7 },
	{ "option_that_is_none", "mii_mon", "1", -ENOENT },
	{ "option_that_is_empty", "", "1", -ENOENT },
	{ "option_with_a_dash", "arp-interval", "1", -ENOENT },
};

NB_KUNIT_TABLE(nb_option_cases, nb_option_case);

static void nb_option_expect_mac(struct kunit *test, const u8 *field, const char *text)
{
	char words[3 * ETH_ALEN];

	snprintf(words, sizeof(words), "%pM", field);
	KUNIT_EXPECT_STREQ(test, words, *text ? text : "00:00:00:00:00:00");
}

static void nb_option_test_parse(struct kunit *test)
{
	const struct nb_option_case *c = test->param_value;
	const struct nb_option *option = nb_option_find(c->option);
	struct nb_change change = {};
	const char *why = NULL;
	const void *field;

	nb_option_defaults(&change.config);
	KUNIT_ASSERT_EQ(test, nb_option_parse(&change, c->option, c->text, &why), c->err);
	if (c->err) {
		KUNIT_EXPECT_NOT_NULL(test, why);
		return;
	}
	KUNIT_EXPECT_EQ(test, change.given, BIT_ULL(option->attr));
	field = nb_option_field(&change.config, option);
	if (option->type == NB_TYPE_IFNAME)
		KUNIT_EXPECT_STREQ(test, field, c->text);
	else if (nb_option_is_number(option))
		KUNIT_EXPECT_EQ(test, *(const u32 *)field, c->value);
	else if (option->type == NB_TYPE_MAC)
		nb_option_expect_mac(test, field, c->text);
	else
		KUNIT_EXPECT_EQ(test, ((const struct nb_addrs *)field)->count, c->value);
}

static void nb_option_test_parse_keeps_order_of_addresses(struct kunit *test)
{
	struct nb_change change = {};
	const char *why;

	KUNIT_ASSERT_EQ(test, 0, nb_option_parse(&change, "arp_ip_target", "10.0.0.9,10.0.0.1", &why));
	KUNIT_EXPECT_EQ(test, ntohl(change.config.arp_ip_target.addr[0].ip4), 0x0a000009);
	KUNIT_EXPECT_EQ(test, ntohl(change.config.arp_ip_target.addr[1].ip4), 0x0a000001);
	/* A second list takes the place of the first. */
	KUNIT_ASSERT_EQ(test, 0, nb_option_parse(&change, "arp_ip_target", "10.0.0.5", &why));
	KUNIT_EXPECT_EQ(test, change.config.arp_ip_target.count, 1);
	KUNIT_EXPECT_EQ(test, ntohl(change.config.arp_ip_target.addr[0].ip4), 0x0a000005);
}

/* What an accepted configuration may hold, whatever was asked for. */
static bool nb_option_sound(const struct nb_config *config)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(nb_options); i++) {
		const struct nb_option *option = &nb_options[i];
		const void *field = (const void *)config + option->offset;
		u32 value = *(const u32 *)field;

		switch (option->type) {
		case NB_TYPE_IFNAME:
			if (strnlen(field, IFNAMSIZ) == IFNAMSIZ)
				return false;
			break;
		case NB_TYPE_IPV4S:
		case NB_TYPE_IPV6S:
			if (((const struct nb_addrs *)field)->count > NETBOND_MAX_TARGETS)
				return false;
			break;
		default:
			if (value < option->min || value > option->max)
				return false;
		}
	}
	return true;
}

/* Bytes at random, or pieces that look like the real thing. */
static size_t nb_option_hostile_text(u64 *seed, char *text, size_t size)
{
	static const char * const piece[] = {
		"10.0.0.2", ",", "fd00::2", "::", ":", ".", "0x", "-", "+", "%s", "255",
		"4294967295", "active-backup", " ", "802.3ad", "eth0", "/", "\n", "\377", "1",
		"fe80::1%eth0", "0", "ffff:", "any", "all", "::ffff:1.2.3.4",
	};
	bool bytes = !nb_random_below(seed, 3);
	u32 rounds = nb_random_below(seed, bytes ? 200 : 40);
	size_t len = 0;

	while (rounds--) {
		const char *next = piece[nb_random_below(seed, ARRAY_SIZE(piece))];
		char byte[2] = { 1 + nb_random_below(seed, 255), 0 };

		if (bytes)
			next = byte;
		if (len + strlen(next) >= size)
			break;
		memcpy(text + len, next, strlen(next));
		len += strlen(next);
	}
	text[len] = 0;
	return len;
}

static void nb_option_test_parse_hostile_text(struct kunit *test)
{
	struct nb_change *change = kunit_kzalloc(test, sizeof(*change), GFP_KERNEL);
	char *scratch = kunit_kzalloc(test, 1024, GFP_KERNEL);
	u32 round, accepted = 0;
	u64 seed = 1;

	KUNIT_ASSERT_NOT_NULL(test, change);
	KUNIT_ASSERT_NOT_NULL(test, scratch);
	for (round = 0; round < 20000; round++) {
		const struct nb_option *option = &nb_options[nb_random_below(&seed, ARRAY_SIZE(nb_options))];
		size_t len = nb_option_hostile_text(&seed, scratch, 1024);
		/* Its own allocation: what is read beyond the end is found. */
		char *text = kmemdup(scratch, len + 1, GFP_KERNEL);
		const char *why = NULL;
		int err;

		KUNIT_ASSERT_NOT_NULL(test, text);
		nb_option_defaults(&change->config);
		change->given = 0;
		err = nb_option_parse(change, option->name, text, &why);
		if (!nb_random_below(&seed, 16))
			KUNIT_EXPECT_EQ(test, nb_option_parse(change, text, "1", &why) ?: -ENOENT, -ENOENT);
		kfree(text);
		if (err)
			KUNIT_EXPECT_NOT_NULL(test, why);
		else
			KUNIT_EXPECT_TRUE(test, nb_option_sound(&change->config));
		KUNIT_EXPECT_TRUE(test, !err || err == -EINVAL || err == -ERANGE ||
				  err == -EEXIST || err == -ENOSPC);
		accepted += !err;
		if (test->status == KUNIT_FAILURE) {
			kunit_info(test, "round %u, option %s", round, option->name);
			return;
		}
	}
	/* Not everything was noise. */
	KUNIT_EXPECT_GT(test, accepted, 100);
}

/* Attributes ------------------------------------------------------------ */

static void nb_option_test_attributes_and_back(struct kunit *test)
{
	struct nb_change *change = kunit_kzalloc(test, sizeof(*change), GFP_KERNEL);
	struct nb_change *back = kunit_kzalloc(test, sizeof(*back), GFP_KERNEL);
	struct sk_buff *skb = alloc_skb(nb_option_size(), GFP_KERNEL);
	struct nlattr *tb[NB_OPTION_MAX + 1];
	const char *why;

	KUNIT_ASSERT_NOT_NULL(test, change);
	KUNIT_ASSERT_NOT_NULL(test, back);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	nb_option_defaults(&change->config);
	nb_option_defaults(&back->config);
	KUNIT_EXPECT_EQ(test, 0, nb_option_parse(change, "miimon", "7", &why));
	KUNIT_EXPECT_EQ(test, 0, nb_option_parse(change, "primary", "abcdefghijklmno", &why));
	KUNIT_EXPECT_EQ(test, 0, nb_option_parse(change, "all_slaves_active", "1", &why));
	KUNIT_EXPECT_EQ(test, 0, nb_option_parse(change, "fail_over_mac", "follow", &why));
	KUNIT_EXPECT_EQ(test, 0, nb_option_parse(change, "arp_ip_target", NB_SIXTEEN, &why));
	KUNIT_EXPECT_EQ(test, 0, nb_option_parse(change, "ns_ip6_target", "fd00::2,fd00::3", &why));

	KUNIT_EXPECT_EQ(test, 0, nb_option_fill(skb, &change->config));
	KUNIT_EXPECT_EQ(test, 0, nla_parse_deprecated(tb, NB_OPTION_MAX, (struct nlattr *)skb->data,
						      skb->len, NULL, NULL));
	KUNIT_EXPECT_EQ(test, 0, nb_option_from_attrs(back, tb, NULL));
	KUNIT_EXPECT_MEMEQ(test, &change->config, &back->config, sizeof(back->config));
	KUNIT_EXPECT_TRUE(test, nb_change_has(back, NETBOND_OPT_MIIMON));
	/* What belongs to other modes is not shown, a command never. */
	KUNIT_EXPECT_NULL(test, tb[NETBOND_OPT_LACP_RATE]);
	KUNIT_EXPECT_NULL(test, tb[NETBOND_OPT_ACTIVE_SLAVE]);
	kfree_skb(skb);
}

static void nb_option_test_fill_refuses_to_overflow(struct kunit *test)
{
	struct nb_config *config = kunit_kzalloc(test, sizeof(*config), GFP_KERNEL);
	size_t room;

	KUNIT_ASSERT_NOT_NULL(test, config);
	nb_option_defaults(config);
	for (room = 0; room < 64; room += 4) {
		struct sk_buff *skb = alloc_skb(4096, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, skb);
		skb_reserve(skb, skb_tailroom(skb) - room);
		KUNIT_EXPECT_EQ(test, -EMSGSIZE, nb_option_fill(skb, config));
		kfree_skb(skb);
	}
}

/* Checks ---------------------------------------------------------------- */

static const struct nb_check_case {
	const char *name;
	bool creating;
	const char *option;
	const char *text;
	int err;
	int attr;
} nb_check_cases[] = {
	{ "live_option_on_a_bond", false, "miimon", "7", 0, 0 },
	{ "live_option_on_creation", true, "miimon", "7", 0, 0 },
	{ "creation_option_on_creation", true, "tx_queues", "4", 0, 0 },
	{ "creation_option_on_a_bond", false, "tx_queues", "4", -EBUSY, NETBOND_OPT_TX_QUEUES },
	{ "command_on_a_bond", false, "active_slave", "eth0", 0, 0 },
	{ "command_on_creation", true, "active_slave", "eth0", -EINVAL, NETBOND_OPT_ACTIVE_SLAVE },
	{ "probes_off", false, "arp_interval", "0", 0, 0 },
	{ "probes_every_5_ms", false, "arp_interval", "5", 0, 0 },
	{ "probes_every_4_ms", false, "arp_interval", "4", -ERANGE, NETBOND_OPT_ARP_INTERVAL },
	{ "probes_every_ms", true, "arp_interval", "1", -ERANGE, NETBOND_OPT_ARP_INTERVAL },
	{ "both_monitors_at_once", true, "arp_interval", "100", 0, 0 },
};

NB_KUNIT_TABLE(nb_check_cases, nb_check_case);

static void nb_option_test_check(struct kunit *test)
{
	const struct nb_check_case *c = test->param_value;
	struct nb_change change = { .creating = c->creating };
	const char *why = NULL;
	int attr = -1;

	nb_option_defaults(&change.config);
	KUNIT_ASSERT_EQ(test, 0, nb_option_parse(&change, c->option, c->text, &why));
	KUNIT_EXPECT_EQ(test, nb_option_check(&change, &attr, &why), c->err);
	KUNIT_EXPECT_EQ(test, attr, c->attr);
	KUNIT_EXPECT_EQ(test, !why, !c->err);
}

/* In every mode: its own options pass, the others' are refused by name. */
static void nb_option_test_check_by_mode(struct kunit *test)
{
	u32 mode;
	size_t i;

	for (mode = 0; mode <= NETBOND_MODE_BALANCE_ALB; mode++) {
		for (i = 0; i < ARRAY_SIZE(nb_options); i++) {
			const struct nb_option *option = &nb_options[i];
			struct nb_change change = { .creating = option->when == NB_WHEN_CREATE };
			const char *why = NULL;
			int attr, err;

			nb_option_defaults(&change.config);
			change.config.mode = mode;
			change.given = BIT_ULL(option->attr);
			err = nb_option_check(&change, &attr, &why);
			if (option->modes & BIT(mode)) {
				KUNIT_EXPECT_EQ_MSG(test, err, 0, "%s", option->name);
			} else {
				KUNIT_EXPECT_NE_MSG(test, err, 0, "%s", option->name);
				KUNIT_EXPECT_EQ(test, attr, option->attr);
				KUNIT_EXPECT_NOT_NULL(test, why);
			}
		}
	}
}

static struct kunit_case nb_option_kunit_cases[] = {
	KUNIT_CASE(nb_option_test_defaults),
	KUNIT_CASE(nb_option_test_rows_are_sound),
	KUNIT_CASE_PARAM(nb_option_test_parse, nb_option_cases_gen_params),
	KUNIT_CASE(nb_option_test_parse_keeps_order_of_addresses),
	KUNIT_CASE(nb_option_test_parse_hostile_text),
	KUNIT_CASE(nb_option_test_attributes_and_back),
	KUNIT_CASE(nb_option_test_fill_refuses_to_overflow),
	KUNIT_CASE_PARAM(nb_option_test_check, nb_check_cases_gen_params),
	KUNIT_CASE(nb_option_test_check_by_mode),
	{}
};

static struct kunit_suite nb_option_suite = {
	.name = "netbond_option",
	.test_cases = nb_option_kunit_cases,
};

kunit_test_suite(nb_option_suite);
