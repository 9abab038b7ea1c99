// SPDX-License-Identifier: GPL-2.0
/* Counters of a bond: whatever its members' drivers say, they never go back. */

#include "../stats.c"

#include "cases_kunit.h"

/* From one look at a member's counter to the next, what the bond's grows by. */
static const struct nb_stats_case {
	const char *name;
	u64 last;
	u64 now;
	u64 more;
} nb_stats_cases[] = {
	{ "nothing", 1000, 1000, 0 },
	{ "something", 1000, 1001, 1 },
	{ "a_first_look", 0, U64_MAX, U64_MAX },
	{ "past_32_bits", U32_MAX, 1ULL << 32, 1 },
	{ "a_wrap_of_32_bits", U32_MAX, 0, 1 },
	{ "a_wrap_and_more", 0xfffffff0, 0x10, 0x20 },
	{ "the_least_that_is_a_wrap", 0x80000000, 0, 0x80000000 },
	{ "the_most_that_is_a_reset", 0x7fffffff, 0, 0 },
	{ "a_reset", 1000, 0, 0 },
	{ "a_reset_and_some_more", 1000, 10, 0 },
	{ "a_reset_of_64_bits", 1ULL << 40, 10, 0 },
	{ "a_reset_from_just_above_32_bits", 1ULL << 32, 0, 0 },
	{ "a_reset_to_above_32_bits", 1ULL << 33, 1ULL << 32, 0 },
};

NB_KUNIT_TABLE(nb_stats_cases, nb_stats_case);

static void nb_stats_test_delta(struct kunit *test)
{
	const struct nb_stats_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, c->more, nb_stats_delta(c->now, c->last));
}

/* Cards ------------------------------------------------------------------ */

#define NB_STATS_COUNTERS (sizeof(struct rtnl_link_stats64) / sizeof(u64))

/* What a card's driver says, the same for all its counters. */
struct nb_stats_card {
	u64 count;
};

static void nb_stats_card_get(struct net_device *dev, struct rtnl_link_stats64 *stats)
{
	struct nb_stats_card *card = netdev_priv(dev);
	u64 *counter = (u64 *)stats;
	size_t i;

	for (i = 0; i < NB_STATS_COUNTERS; i++)
		counter[i] = card->count;
}

static const struct net_device_ops nb_stats_card_ops = {
	.ndo_get_stats64 = nb_stats_card_get,
};

static void nb_stats_dev_free(void *dev)
{
	free_netdev(dev);
}

/* A device that is never registered, and goes with the test. */
static struct net_device *nb_stats_dev(struct kunit *test, size_t priv)
{
	struct net_device *dev = alloc_netdev(priv, "kunit%d", NET_NAME_UNKNOWN, ether_setup);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, nb_stats_dev_free, dev));
	return dev;
}

static struct nb_bond *nb_stats_bond(struct kunit *test)
{
	struct net_device *dev = nb_stats_dev(test, sizeof(struct nb_bond));
	struct nb_bond *bond = netdev_priv(dev);

	bond->dev = dev;
	INIT_LIST_HEAD(&bond->members);
	spin_lock_init(&bond->lock);
	nb_stats_init(&bond->stats);
	return bond;
}

static struct nb_member *nb_stats_join(struct kunit *test, struct nb_bond *bond, u64 count)
{
	struct nb_member *member = kunit_kzalloc(test, sizeof(*member), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, member);
	member->bond = bond;
	member->dev = nb_stats_dev(test, sizeof(struct nb_stats_card));
	member->dev->netdev_ops = &nb_stats_card_ops;
	((struct nb_stats_card *)netdev_priv(member->dev))->count = count;
	rtnl_lock();
	nb_stats_member_start(member);
	list_add_tail_rcu(&member->list, &bond->members);
	rtnl_unlock();
	return member;
}

static void nb_stats_says(struct nb_member *member, u64 count)
{
	((struct nb_stats_card *)netdev_priv(member->dev))->count = count;
}

static void nb_stats_leave(struct nb_member *member)
{
	rtnl_lock();
	list_del_rcu(&member->list);
	nb_stats_member_stop(member);
	rtnl_unlock();
}

/* All counters of the bond are to be @want. */
static void nb_stats_expect(struct kunit *test, struct nb_bond *bond, const char *when, u64 want)
{
	struct rtnl_link_stats64 stats;
	u64 *counter = (u64 *)&stats;
	size_t i;

	memset(&stats, 0xa5, sizeof(stats));
	nb_stats_get(bond->dev, &stats);
	for (i = 0; i < NB_STATS_COUNTERS; i++)
		KUNIT_EXPECT_EQ_MSG(test, want, counter[i], "%s, counter %zu", when, i);
}

static void nb_stats_test_life(struct kunit *test)
{
	struct nb_bond *bond = nb_stats_bond(test);
	struct nb_member *one = nb_stats_join(test, bond, 1000);
	struct nb_member *other = nb_stats_join(test, bond, 0xfffffff0);

	nb_stats_expect(test, bond, "joined", 0);
	nb_stats_says(one, 1500);
	nb_stats_expect(test, bond, "counted", 500);
	nb_stats_says(one, 3);
	nb_stats_expect(test, bond, "driver was reset", 500);
	nb_stats_says(one, 13);
	nb_stats_expect(test, bond, "counts anew", 510);
	nb_stats_says(other, 0x10);
	nb_stats_expect(test, bond, "32 bits wrapped", 542);
	nb_stats_says(one, 14);
	nb_stats_leave(one);
	nb_stats_expect(test, bond, "one left", 543);
	nb_stats_says(one, 1000);
	nb_stats_expect(test, bond, "of no concern", 543);
	one = nb_stats_join(test, bond, 1000000);
	nb_stats_expect(test, bond, "another joined", 543);
	nb_stats_leave(one);
	nb_stats_leave(other);
	nb_stats_expect(test, bond, "all left", 543);
}

static struct kunit_case nb_stats_kunit_cases[] = {
	KUNIT_CASE_PARAM(nb_stats_test_delta, nb_stats_cases_gen_params),
	KUNIT_CASE(nb_stats_test_life),
	{}
};

static struct kunit_suite nb_stats_suite = {
	.name = "netbond_stats",
	.test_cases = nb_stats_kunit_cases,
};

kunit_test_suite(nb_stats_suite);
