// SPDX-License-Identifier: GPL-2.0
#include "check.h"

#include <inttypes.h>
#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "spec_gen.h"

uint64_t violations, checked_events;
unsigned int checked_bonds;

void violation(const char *what, uint64_t value)
{
	if (violations++ < 20)
		printf("nbfuzz: not so: %s: %" PRIu64 "\n", what, value);
}

static void violation_of(const struct spec_set *set, const struct spec_attr *attr, const char *what, uint64_t value)
{
	char text[128];

	snprintf(text, sizeof(text), "%s.%s: %s", set->name, attr ? attr->name : "?", what);
	violation(text, value);
}

/* Attributes of [at, end), one after another; NULL at the end. */
static const struct nlattr *next(const unsigned char **at, const unsigned char *end)
{
	const struct nlattr *attr = (const struct nlattr *)*at;

	if (end - *at < NLA_HDRLEN || attr->nla_len < NLA_HDRLEN || attr->nla_len > end - *at)
		return NULL;
	*at += NLA_ALIGN(attr->nla_len);
	if (*at > end)
		*at = end;
	return attr;
}

static void check_set(const struct spec_set *set, const void *data, size_t len);

static void check_value(const struct spec_set *set, const struct spec_attr *attr, const unsigned char *data, size_t len)
{
	static const size_t size[] = { [SPEC_U8] = 1, [SPEC_U16] = 2, [SPEC_U32] = 4, [SPEC_S32] = 4, [SPEC_U64] = 8 };
	uint64_t value = 0;

	if (len != size[attr->type]) {
		violation_of(set, attr, "length", len);
		return;
	}
	memcpy(&value, data, len);
	if (value < attr->min || value > attr->max)
		violation_of(set, attr, "out of its range", value);
}

static void check_attr(const struct spec_set *set, const struct spec_attr *attr, const unsigned char *data, size_t len)
{
	switch (attr->type) {
	case SPEC_STRING:
		if (!len || len > attr->max + 1 || data[len - 1] || strlen((const char *)data) + 1 != len)
			violation_of(set, attr, "no string, length", len);
		break;
	case SPEC_BINARY:
		if (len < attr->min || len > attr->max)
			violation_of(set, attr, "length", len);
		break;
	case SPEC_NEST:
		check_set(attr->nest, data, len);
		break;
	case SPEC_FLAG:
	case SPEC_PAD:
		if (len)
			violation_of(set, attr, "length", len);
		break;
	default:
		check_value(set, attr, data, len);
	}
}

static void check_set(const struct spec_set *set, const void *data, size_t len)
{
	const unsigned char *at = data, *end = at + len;
	const struct nlattr *attr;
	uint64_t seen = 0;

	while ((attr = next(&at, end))) {
		uint32_t id = attr->nla_type & NLA_TYPE_MASK, i;

		for (i = 0; i < set->count && set->attr[i].id != id; i++)
			;
		if (i == set->count) {
			violation_of(set, NULL, "not in the spec", id);
			continue;
		}
		if (seen & 1ull << i && !set->attr[i].many && set->attr[i].type != SPEC_PAD)
			violation_of(set, &set->attr[i], "twice", 2);
		seen |= 1ull << i;
		check_attr(set, &set->attr[i], (const unsigned char *)(attr + 1), attr->nla_len - NLA_HDRLEN);
	}
	if (at != end)
		violation_of(set, NULL, "bytes left over", (uint64_t)(end - at));
}

void check_message(const struct nlmsghdr *head)
{
	const struct genlmsghdr *genl = NLMSG_DATA(head);

	check_set(&spec_main, genl + 1, head->nlmsg_len - NLMSG_LENGTH(sizeof(*genl)));
	if (genl->cmd == NETBOND_CMD_EVENT_NTF)
		checked_events++;
	else if (genl->cmd == NETBOND_CMD_BOND_GET)
		checked_bonds++;
}

static void read_info(const unsigned char *at, size_t len, struct found *found)
{
	const unsigned char *end = at + len;
	const struct nlattr *attr;
	bool member = false;

	while ((attr = next(&at, end))) {
		const void *data = attr + 1;

		switch (attr->nla_type & NLA_TYPE_MASK) {
		case IFLA_INFO_KIND:
			found->bond = !strcmp(data, "netbond");
			break;
		case IFLA_INFO_SLAVE_KIND:
			member = !strcmp(data, "netbond");
			break;
		case IFLA_INFO_DATA:
			if (found->bond)
				check_set(&spec_options, data, attr->nla_len - NLA_HDRLEN);
			break;
		case IFLA_INFO_SLAVE_DATA:
			if (member)
				check_set(&spec_member_options, data, attr->nla_len - NLA_HDRLEN);
			break;
		}
	}
}

void read_link(const struct nlmsghdr *head, struct found *found)
{
	const unsigned char *at = (const unsigned char *)head + NLMSG_LENGTH(sizeof(struct ifinfomsg)), *end = (const unsigned char *)head + head->nlmsg_len;
	const struct nlattr *attr;

	memset(found, 0, sizeof(*found));
	while ((attr = next(&at, end))) {
		if ((attr->nla_type & NLA_TYPE_MASK) == IFLA_IFNAME)
			snprintf(found->name, sizeof(found->name), "%s", (const char *)(attr + 1));
		else if ((attr->nla_type & NLA_TYPE_MASK) == IFLA_MASTER)
			memcpy(&found->master, attr + 1, sizeof(found->master));
		else if ((attr->nla_type & NLA_TYPE_MASK) == IFLA_LINKINFO)
			read_info((const unsigned char *)(attr + 1), attr->nla_len - NLA_HDRLEN, found);
	}
}

static uint32_t number_in(const struct nlattr *nest, uint16_t type)
{
	const unsigned char *at = (const unsigned char *)(nest + 1), *end = (const unsigned char *)nest + nest->nla_len;
	const struct nlattr *attr;
	uint32_t value = 0;

	while ((attr = next(&at, end)))
		if ((attr->nla_type & NLA_TYPE_MASK) == type)
			memcpy(&value, attr + 1, sizeof(value));
	return value;
}

bool read_family(const struct nlmsghdr *head, uint16_t *family, uint32_t *group)
{
	const unsigned char *at = (const unsigned char *)head + NLMSG_LENGTH(GENL_HDRLEN), *end = (const unsigned char *)head + head->nlmsg_len;
	const struct nlattr *attr;

	if (head->nlmsg_type != GENL_ID_CTRL)
		return false;
	while ((attr = next(&at, end))) {
		if ((attr->nla_type & NLA_TYPE_MASK) == CTRL_ATTR_FAMILY_ID)
			*family = *(const uint16_t *)(attr + 1);
		else if ((attr->nla_type & NLA_TYPE_MASK) == CTRL_ATTR_MCAST_GROUPS)
			*group = number_in(attr + 1, CTRL_ATTR_MCAST_GRP_ID);
	}
	return *family && *group;
}
