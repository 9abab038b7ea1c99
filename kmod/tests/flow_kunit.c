// SPDX-License-Identifier: GPL-2.0
/* The hash of a frame, and of real packets whose bytes lie in pages. */

#include "../flow.c"

#include <linux/skbuff.h>
#include <net/sock.h>

#include "cases_kunit.h"
#include "flow_cases.h"
#include "../spread.h"

NB_KUNIT_TABLE(nb_flow_cases, nb_flow_case);

static void nb_flow_test_vectors(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_flow_case_run(test->param_value, &fault), &fault);
}

static void nb_flow_test_seeds(struct kunit *test)
{
	struct nb_fault fault = {};

	nb_kunit_expect(test, nb_flow_seeds(&fault), &fault);
}

static void nb_flow_test_random_frames(struct kunit *test)
{
	nb_kunit_random(test, nb_flow_random_frame);
}

/* A packet with the first @head bytes in its linear part. */
static struct sk_buff *nb_flow_packet(const u8 *data, u32 len, u32 head)
{
	struct sk_buff *skb = alloc_skb(NB_FLOW_CASE_MAX, GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);

	if (!skb || !page) {
		kfree_skb(skb);
		if (page)
			__free_page(page);
		return NULL;
	}
	skb_put_data(skb, data, head);
	memcpy(page_address(page), data + head, len - head);
	skb_add_rx_frag(skb, 0, page, 0, len - head, PAGE_SIZE);
	return skb;
}

/* As nb_spread_hash(): what is missing is pulled and asked for again. */
static u32 nb_flow_packet_hash(u32 policy, s32 tag, struct sk_buff *skb)
{
	bool cut;
	u32 hash = nb_flow_ask(policy, tag, skb->data, skb_headlen(skb), &cut);

	if (!cut || !skb_is_nonlinear(skb) || !pskb_may_pull(skb, skb->len))
		return hash;
	return nb_flow_ask(policy, tag, skb->data, skb_headlen(skb), &cut);
}

static void nb_flow_test_packets(struct kunit *test)
{
	const struct nb_flow_case *c = test->param_value;
	u8 data[NB_FLOW_CASE_MAX];
	u32 len = nb_flow_case_bytes(c, data);
	u32 policy, head;

	/* Each length is in the vectors. */
	for (head = ETH_HLEN; head < len; head += 5) {
		for (policy = 0; policy < NB_FLOW_POLICIES; policy++) {
			struct sk_buff *skb = nb_flow_packet(data, len, head);

			KUNIT_ASSERT_NOT_NULL(test, skb);
			KUNIT_EXPECT_EQ_MSG(test, c->hash[policy],
					    nb_flow_packet_hash(policy, c->tag, skb),
					    "policy %u, %u bytes at hand", policy, head);
			kfree_skb(skb);
		}
	}
}

/* A socket's hash stands for the headers of TCP alone, as far as they are at hand to be seen; a card's for none. */
static void nb_flow_test_carried(struct kunit *test)
{
	struct sock *socket = kunit_kzalloc(test, sizeof(*socket), GFP_KERNEL);
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, socket);
	for (i = 0; i < NB_FLOW_CASES; i++) {
		const struct nb_flow_case *c = &nb_flow_cases[i];
		bool tcp = !strcmp(c->name, "tcp4") || !strcmp(c->name, "tcp6") ||
			   !strcmp(c->name, "options4") || !strcmp(c->name, "tag_beside_the_frame");
		u8 data[NB_FLOW_CASE_MAX];
		u32 len = nb_flow_case_bytes(c, data);
		u32 need = ETH_HLEN + (!strcmp(c->name, "tcp6") ? NB_FLOW_IPV6 + 1 : NB_FLOW_IPV4);
		u32 head;

		for (head = ETH_HLEN; head < len; head++) {
			struct sk_buff *skb = nb_flow_packet(data, len, head);

			KUNIT_ASSERT_NOT_NULL(test, skb);
			KUNIT_EXPECT_FALSE_MSG(test, nb_spread_hash_carried(skb), "%s", c->name);
			skb_set_hash(skb, 1, PKT_HASH_TYPE_L4);
			KUNIT_EXPECT_FALSE_MSG(test, nb_spread_hash_carried(skb), "%s, forwarded", c->name);
			skb->sk = socket;
			KUNIT_EXPECT_EQ_MSG(test, nb_spread_hash_carried(skb), tcp && head >= need,
					    "%s, %u bytes at hand", c->name, head);
			__skb_set_sw_hash(skb, 1, true);
			KUNIT_EXPECT_FALSE_MSG(test, nb_spread_hash_carried(skb), "%s", c->name);
			skb->sk = NULL;
			kfree_skb(skb);
		}
	}
}

static struct kunit_case nb_flow_kunit_cases[] = {
	KUNIT_CASE_PARAM(nb_flow_test_vectors, nb_flow_cases_gen_params),
	KUNIT_CASE(nb_flow_test_seeds),
	KUNIT_CASE(nb_flow_test_random_frames),
	KUNIT_CASE_PARAM(nb_flow_test_packets, nb_flow_cases_gen_params),
	KUNIT_CASE(nb_flow_test_carried),
	{}
};

static struct kunit_suite nb_flow_suite = {
	.name = "netbond_flow",
	.test_cases = nb_flow_kunit_cases,
};

kunit_test_suite(nb_flow_suite);
