// SPDX-License-Identifier: GPL-2.0
/* Messages of the netbond family and of rtnetlink, after the spec and against it. */
#include "message.h"

#include <linux/genetlink.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "spec_gen.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Writing --------------------------------------------------------------- */

static void put_bytes(struct message *m, const void *data, size_t len)
{
	if (m->len + len > sizeof(m->data))
		len = sizeof(m->data) - m->len;
	if (len)
		memcpy(m->data + m->len, data, len);
	m->len += len;
}

static void pad(struct message *m)
{
	static const unsigned char zero[4];

	put_bytes(m, zero, NLMSG_ALIGN(m->len) - m->len);
}

void message_begin(struct message *m, uint16_t type, uint16_t flags, const void *fixed, size_t len)
{
	memset(&m->head, 0, sizeof(m->head));
	m->head.nlmsg_type = type;
	m->head.nlmsg_flags = NLM_F_REQUEST | flags;
	m->len = NLMSG_HDRLEN;
	m->attrs = 0;
	m->dump = m->ours = m->moves = m->joins = false;
	m->route = type >= RTM_NEWLINK && type <= RTM_SETLINK;
	put_bytes(m, fixed, len);
	pad(m);
}

size_t message_nest(struct message *m, uint16_t type)
{
	struct nlattr head = { .nla_len = NLA_HDRLEN, .nla_type = type };
	size_t start = m->len;

	if (m->attrs < (int)COUNT(m->attr))
		m->attr[m->attrs++] = start;
	put_bytes(m, &head, sizeof(head));
	return start;
}

void message_nest_end(struct message *m, size_t start)
{
	struct nlattr head;

	if (start + sizeof(head) > m->len)
		return;
	memcpy(&head, m->data + start, sizeof(head));
	head.nla_len = (uint16_t)(m->len - start);
	memcpy(m->data + start, &head, sizeof(head));
	pad(m);
}

void message_put(struct message *m, uint16_t type, const void *data, size_t len)
{
	size_t start = message_nest(m, type);

	put_bytes(m, data, len);
	message_nest_end(m, start);
}

void message_end(struct message *m)
{
	m->head.nlmsg_len = (uint32_t)m->len;
}

/* Values ---------------------------------------------------------------- */

static bool spoils(const struct message *m, struct dice *dice)
{
	return m->spoil && once_in(dice, m->spoil);
}

/* In the range, its ends more often than others; or else just beyond, or far. */
static uint64_t some_number(const struct message *m, const struct spec_attr *attr, struct dice *dice)
{
	uint64_t span = attr->max - attr->min;

	if (spoils(m, dice)) {
		switch (below(dice, 4)) {
		case 0:
			return attr->max + 1;
		case 1:
			return attr->min - 1;
		case 2:
			return UINT64_MAX >> below(dice, 64);
		default:
			return roll(dice);
		}
	}
	switch (below(dice, 6)) {
	case 0:
		return attr->min;
	case 1:
		return attr->max;
	case 2:
		return attr->min + (span ? 1 : 0);
	case 3:
		return attr->min + (span == UINT64_MAX ? roll(dice) : roll(dice) % (span + 1));
	default:
		return attr->min + below(dice, span > 200 ? 200 : (uint32_t)span + 1);
	}
}

static void put_number(struct message *m, const struct spec_attr *attr, struct dice *dice)
{
	static const size_t size[] = { [SPEC_U8] = 1, [SPEC_U16] = 2, [SPEC_U32] = 4, [SPEC_S32] = 4, [SPEC_U64] = 8 };
	uint64_t value = some_number(m, attr, dice), more[2] = { value, roll(dice) };
	size_t len = size[attr->type];

	if (attr->type == SPEC_S32 && once_in(dice, 2))
		value = more[0] = -(uint64_t)below(dice, 3);
	if (spoils(m, dice))
		len = below(dice, 17);
	message_put(m, attr->id, more, len);
}

static const struct device *some_device(const struct world *world, struct dice *dice)
{
	return &world->device[below(dice, (uint32_t)world->devices)];
}

static const struct device *some_bond(const struct world *world, struct dice *dice)
{
	return &world->bond[below(dice, BONDS)];
}

/* The bond of some member, if there is one: for what is about members. */
static void choose_joined(struct message *m, const struct world *world, struct dice *dice)
{
	for (int tries = 0; tries < 16; tries++) {
		uint32_t master = some_device(world, dice)->master;

		for (uint32_t i = 0; master && i < BONDS; i++)
			if (world->bond[i].index == master) {
				m->bond = i;
				return;
			}
	}
}

/* One for the message to be about. */
static const struct device *choose_bond(struct message *m, const struct world *world, struct dice *dice)
{
	m->bond = below(dice, BONDS);
	return &world->bond[m->bond];
}

/* One that is joined to the bond, or for a member to come, one that is joined to none; if there is one. */
static const struct device *some_member(const struct message *m, const struct world *world, struct dice *dice)
{
	const uint32_t wanted = m->joins ? 0 : world->bond[m->bond].index;
	const struct device *device;
	int tries = 16;

	do
		device = some_device(world, dice);
	while (device->master != wanted && m->spoil == SOUND && tries--);
	return device;
}

static uint32_t some_bad_index(const struct world *world, struct dice *dice)
{
	const uint32_t bad[] = { 0, 1, UINT32_MAX, INT32_MAX, world->gone, some_bond(world, dice)->index, some_device(world, dice)->index, 65536 };

	return bad[below(dice, COUNT(bad))];
}

static const char *some_bad_name(const struct world *world, struct dice *dice)
{
	static const char *const bad[] = { "", "lo", "a/b", "..", "nbz%d", "gone0", "fifteen-letters", "sixteen-letters-", "\xc3\xa4\xff", "a b", "." };

	switch (below(dice, 4)) {
	case 0:
		return some_bond(world, dice)->name;
	case 1:
		return some_device(world, dice)->name;
	default:
		return bad[below(dice, COUNT(bad))];
	}
}

static void put_name(struct message *m, uint16_t type, const char *good, const struct world *world, struct dice *dice)
{
	char text[64] = {};
	size_t len;

	strncpy(text, spoils(m, dice) ? some_bad_name(world, dice) : good, sizeof(text) - 1);
	len = strlen(text) + 1;
	if (spoils(m, dice))
		len = below(dice, sizeof(text));
	message_put(m, type, text, len);
}

static void some_bytes(unsigned char *bytes, size_t len, struct dice *dice)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)roll(dice);
}

static void some_mac(unsigned char *mac, const struct world *world, struct dice *dice)
{
	some_bytes(mac, 6, dice);
	switch (below(dice, 8)) {
	case 0:
		memset(mac, 0, 6);
		break;
	case 1:
		memset(mac, 0xff, 6);
		break;
	case 2:
		memcpy(mac, some_device(world, dice)->mac, 6);
		break;
	case 3:
		memcpy(mac, "\x01\x80\xc2\x00\x00\x02", 6);
		break;
	case 4:
		break;
	default:
		mac[0] = (mac[0] & 0xfc) | 2;
	}
}

static void some_ip6(unsigned char *ip, struct dice *dice)
{
	static const char *const begin[] = { "\xfd", "\xfd", "\xfe\x80", "\xff\x02", "\x20\x01\x0d\xb8", "" };

	memset(ip, 0, 16);
	strncpy((char *)ip, begin[below(dice, COUNT(begin))], 15);
	ip[15] = (unsigned char)below(dice, 12);
	if (once_in(dice, 8))
		some_bytes(ip, 16, dice);
}

static uint32_t some_ip4(struct dice *dice)
{
	static const uint32_t odd[] = { 0, 0xffffffff, 0x010000e0, 0x0100007f, 0x000000f0, 0x0200fea9 };

	if (once_in(dice, 8))
		return odd[below(dice, COUNT(odd))];
	return once_in(dice, 8) ? (uint32_t)roll(dice) : 0x0000000a | below(dice, 40) << 24;
}

static void put_binary(struct message *m, const struct spec_attr *attr, const struct world *world, struct dice *dice)
{
	unsigned char bytes[300];
	size_t len = attr->max < 64 ? attr->max : below(dice, 64);

	some_bytes(bytes, sizeof(bytes), dice);
	if (attr->max == 6)
		some_mac(bytes, world, dice);
	else if (attr->max == 16)
		some_ip6(bytes, dice);
	if (spoils(m, dice))
		len = once_in(dice, 4) ? below(dice, sizeof(bytes)) : len - 1 + 2 * below(dice, 2);
	message_put(m, attr->id, bytes, len);
}

/* Nests ----------------------------------------------------------------- */

static void put_attr(struct message *m, const struct spec_set *set, const struct spec_attr *attr, const struct world *world, struct dice *dice);

/* Read only are those that no request of a good will would have. */
static bool read_only(const struct spec_set *set, const struct spec_attr *attr)
{
	if (set == &spec_member)
		return attr->id > NETBOND_MEMBER_OPTIONS;
	if (set == &spec_flow)
		return attr->id > NETBOND_FLOW_DESTINATION_PORT && attr->id < NETBOND_FLOW_ECHO_ID;
	return set != &spec_options && set != &spec_member_options && set != &spec_addresses;
}

static void put_addresses(struct message *m, bool is_ip6, const struct world *world, struct dice *dice)
{
	static const uint8_t counts[] = { 0, 1, 1, 1, 2, 3, 15, 16 };
	uint32_t count = counts[below(dice, COUNT(counts))];

	if (spoils(m, dice))
		count = 17 + below(dice, 200);
	while (count--)
		put_attr(m, &spec_addresses, &spec_addresses_attrs[is_ip6 != spoils(m, dice)], world, dice);
}

/* The modes that an option means something in, by attribute. */
static const uint8_t option_modes[NETBOND_OPT_MAX + 1] = {
#define NETBOND_OPTION(field, ID, TYPE, low, high, std, in, WHEN, unit, list, help) [NETBOND_OPT_##ID] = (in),
#define NETBOND_OPTION_ALIAS(field, other)
#include <netbond/option_table.h>
};

/* Would the bond that the message is about refuse it, whatever its value? */
static bool foreign_to_mode(const struct message *m, const struct spec_set *set, const struct spec_attr *attr)
{
	if (set != &spec_options || m->spoil != SOUND)
		return false;
	if (attr->id == NETBOND_OPT_TX_QUEUES || (attr->id == NETBOND_OPT_MODE && m->bond < BONDS - 1))
		return true;
	return m->bond < BONDS - 1 && !(option_modes[attr->id] & 1u << m->bond);
}

static void put_some_of(struct message *m, const struct spec_set *set, uint32_t count, const struct world *world, struct dice *dice)
{
	uint64_t put = 0;

	while (count--) {
		uint32_t i = below(dice, set->count);
		const struct spec_attr *attr = &set->attr[i];

		if (foreign_to_mode(m, set, attr) || (read_only(set, attr) && !spoils(m, dice)) || (put & 1ull << i && !spoils(m, dice)))
			continue;
		put |= 1ull << i;
		put_attr(m, set, attr, world, dice);
	}
}

static void put_options(struct message *m, const struct world *world, struct dice *dice)
{
	put_some_of(m, &spec_options, once_in(dice, 12) ? 30 : 1 + below(dice, 6), world, dice);
}

static void put_member(struct message *m, const struct world *world, struct dice *dice)
{
	const struct device *device = some_member(m, world, dice);
	uint32_t index = spoils(m, dice) ? some_bad_index(world, dice) : device->index;

	if (once_in(dice, 2))
		message_put(m, NETBOND_MEMBER_IFINDEX, &index, sizeof(index));
	else
		put_name(m, NETBOND_MEMBER_NAME, device->name, world, dice);
	if (once_in(dice, 2))
		put_attr(m, &spec_member, &spec_member_attrs[NETBOND_MEMBER_OPTIONS - 1], world, dice);
	if (spoils(m, dice))
		put_some_of(m, &spec_member, 3, world, dice);
}

/* What most policies count: a flow without it is refused. */
static bool flow_needs(const struct spec_attr *attr)
{
	return strstr(attr->name, "ipv") || strstr(attr->name, "port");
}

/* Of one family, or of both for once; ports are nothing without addresses. */
static void put_flow(struct message *m, const struct world *world, struct dice *dice)
{
	bool is_ip6 = once_in(dice, 2), addressed = false;
	uint32_t i;

	for (i = 0; i < spec_flow.count; i++) {
		const struct spec_attr *attr = &spec_flow.attr[i];

		if (once_in(dice, flow_needs(attr) ? 8 : 2) || (read_only(&spec_flow, attr) && !spoils(m, dice)))
			continue;
		if (strstr(attr->name, is_ip6 ? "ipv4" : "ipv6") && !spoils(m, dice))
			continue;
		if (attr->id >= NETBOND_FLOW_PROTOCOL && !addressed && !spoils(m, dice))
			continue;
		addressed |= strstr(attr->name, "ipv") != NULL;
		put_attr(m, &spec_flow, attr, world, dice);
	}
}

static void put_nested(struct message *m, const struct spec_attr *attr, const struct world *world, struct dice *dice)
{
	if (attr->nest == &spec_addresses)
		put_addresses(m, attr->id == NETBOND_OPT_NS_IP6_TARGET, world, dice);
	else if (attr->nest == &spec_options)
		put_options(m, world, dice);
	else if (attr->nest == &spec_member)
		put_member(m, world, dice);
	else if (attr->nest == &spec_flow)
		put_flow(m, world, dice);
	else
		put_some_of(m, attr->nest, 1 + below(dice, 3), world, dice);
}

static void put_nest(struct message *m, const struct spec_attr *attr, const struct world *world, struct dice *dice)
{
	size_t start = message_nest(m, attr->id | (spoils(m, dice) ? 0 : NLA_F_NESTED));

	if (!spoils(m, dice))
		put_nested(m, attr, world, dice);
	message_nest_end(m, start);
}

static void put_text(struct message *m, const struct spec_set *set, const struct spec_attr *attr, const struct world *world, struct dice *dice)
{
	const char *good = set == &spec_main ? world->bond[m->bond].name : some_member(m, world, dice)->name;

	if (set == &spec_options && once_in(dice, 3))
		good = "";
	put_name(m, attr->id, good, world, dice);
}

static void put_attr(struct message *m, const struct spec_set *set, const struct spec_attr *attr, const struct world *world, struct dice *dice)
{
	uint32_t value;

	switch (attr->type) {
	case SPEC_STRING:
		put_text(m, set, attr, world, dice);
		return;
	case SPEC_BINARY:
		put_binary(m, attr, world, dice);
		return;
	case SPEC_NEST:
		put_nest(m, attr, world, dice);
		return;
	case SPEC_FLAG:
	case SPEC_PAD:
		message_put(m, attr->id, "\1\2\3", spoils(m, dice) ? below(dice, 4) : 0);
		return;
	default:
		break;
	}
	if (set == &spec_main && attr->id == NETBOND_A_IFINDEX) {
		value = spoils(m, dice) ? some_bad_index(world, dice) : world->bond[m->bond].index;
		message_put(m, attr->id, &value, sizeof(value));
	} else if (strstr(attr->name, "ipv4") && !spoils(m, dice)) {
		value = some_ip4(dice);
		message_put(m, attr->id, &value, sizeof(value));
	} else {
		put_number(m, attr, dice);
	}
}

/* Spoiling -------------------------------------------------------------- */

/* Some attribute of the message: where it is, and its head. */
static bool pick_attr(const struct message *m, struct dice *dice, size_t *at, struct nlattr *head)
{
	if (!m->attrs)
		return false;
	*at = m->attr[below(dice, (uint32_t)m->attrs)];
	if (*at + sizeof(*head) > m->len)
		return false;
	memcpy(head, m->data + *at, sizeof(*head));
	return true;
}

static void spoil_attr(struct message *m, struct dice *dice)
{
	struct nlattr head;
	size_t at;

	if (!pick_attr(m, dice, &at, &head))
		return;
	switch (below(dice, 7)) {
	case 0:
		head.nla_len = (uint16_t)below(dice, 5);
		break;
	case 1:
		head.nla_len = (uint16_t)(head.nla_len - 1 + 2 * below(dice, 2));
		break;
	case 2:
		head.nla_len = (uint16_t)roll(dice);
		break;
	case 3:
		head.nla_type = (uint16_t)(head.nla_type ^ NLA_F_NESTED);
		break;
	case 4:
		head.nla_type = (uint16_t)(head.nla_type | NLA_F_NET_BYTEORDER);
		break;
	case 5:
		head.nla_type = (uint16_t)((head.nla_type & NLA_F_NESTED) | below(dice, 100));
		break;
	default:
		head.nla_type = (uint16_t)roll(dice);
	}
	memcpy(m->data + at, &head, sizeof(head));
}

/* An attribute once more, at the end: of the whole message, so that only those at the top are in their place. */
static void repeat_attr(struct message *m, struct dice *dice)
{
	struct nlattr head;
	size_t at;

	if (!pick_attr(m, dice, &at, &head))
		return;
	if (at + head.nla_len > m->len || m->len + head.nla_len > sizeof(m->data))
		return;
	put_bytes(m, m->data + at, head.nla_len);
	pad(m);
}

static void nest_deep(struct message *m, struct dice *dice)
{
	uint32_t depth = 1 + below(dice, 40), i;
	size_t start[40];

	for (i = 0; i < depth; i++)
		start[i] = message_nest(m, (uint16_t)(1 + below(dice, 16)) | NLA_F_NESTED);
	while (i--)
		message_nest_end(m, start[i]);
}

static void append_rubbish(struct message *m, struct dice *dice)
{
	unsigned char bytes[64];

	some_bytes(bytes, sizeof(bytes), dice);
	put_bytes(m, bytes, below(dice, sizeof(bytes)));
}

/* Not the headers: whom it is for is not for dice alone to say. */
static void flip_bits(struct message *m, size_t header, struct dice *dice)
{
	uint32_t count = 1 + below(dice, 4);

	while (count-- && m->len > header)
		m->data[header + below(dice, (uint32_t)(m->len - header))] ^= (unsigned char)(1 << below(dice, 8));
}

static void spoil_message(struct message *m, size_t header, struct dice *dice)
{
	uint32_t times = 1 + below(dice, 3);

	while (times--) {
		switch (below(dice, 6)) {
		case 0:
			m->len = header + below(dice, (uint32_t)(m->len - header) + 1);
			break;
		case 1:
			repeat_attr(m, dice);
			break;
		case 2:
			nest_deep(m, dice);
			break;
		case 3:
			append_rubbish(m, dice);
			break;
		case 4:
			flip_bits(m, header, dice);
			break;
		default:
			spoil_attr(m, dice);
		}
	}
}

/* The netbond family ---------------------------------------------------- */

/* How often each is made, in ten thousand. What changes members waits for packets under way, so it is rare. */
static const struct spec_op *some_op(struct dice *dice)
{
	static const struct {
		uint8_t cmd;
		uint16_t share;
	} shares[] = {
		{ NETBOND_CMD_BOND_SET, 4970 },	  { NETBOND_CMD_MEMBER_SET, 2000 }, { NETBOND_CMD_FLOW_GET, 1600 }, { NETBOND_CMD_BOND_GET, 800 },
		{ NETBOND_CMD_MEMBER_ADD, 150 },  { NETBOND_CMD_MEMBER_DEL, 80 },   { NETBOND_CMD_HISTORY_GET, 80 }, { NETBOND_CMD_BUCKET_GET, 60 },
		{ NETBOND_CMD_CLIENT_GET, 80 },	  { NETBOND_CMD_BOND_NEW, 18 },	    { NETBOND_CMD_BOND_DEL, 2 },    { NETBOND_CMD_EVENT_NTF, 60 },
		{ NETBOND_CMD_MEMBER_GET, 100 },
	};
	uint32_t at = below(dice, 10000), i;

	for (i = 0; i + 1 < COUNT(shares) && at >= shares[i].share; i++)
		at -= shares[i].share;
	return &spec_ops[shares[i].cmd - NETBOND_CMD_BOND_NEW];
}

/* Which bond: by number, by name, now and then by both or by none. */
static void put_which(struct message *m, uint32_t takes, const struct world *world, struct dice *dice)
{
	bool by_name = !(takes & 1u << NETBOND_A_IFINDEX) || once_in(dice, 2);

	if (spoils(m, dice) && once_in(dice, 4))
		return;
	if (!by_name || spoils(m, dice))
		put_attr(m, &spec_main, &spec_main_attrs[NETBOND_A_IFINDEX - 1], world, dice);
	if (by_name || spoils(m, dice))
		put_attr(m, &spec_main, &spec_main_attrs[NETBOND_A_NAME - 1], world, dice);
}

static void put_rest(struct message *m, const struct spec_op *op, uint32_t takes, const struct world *world, struct dice *dice)
{
	uint32_t i, many;

	for (i = 0; i < spec_main.count; i++) {
		const struct spec_attr *attr = &spec_main.attr[i];
		bool taken = takes & 1u << attr->id;

		if (attr->id <= NETBOND_A_NAME || taken == spoils(m, dice))
			continue;
		/* A set of members as well as options: seldom, for it costs most. */
		if (op->cmd == NETBOND_CMD_BOND_SET && attr->id != NETBOND_A_OPTIONS && !once_in(dice, 40))
			continue;
		many = attr->many && once_in(dice, 4) ? 2 : 1;
		if (attr->many && spoils(m, dice))
			many = below(dice, 300);
		while (many-- && m->len < sizeof(m->data) - 1024)
			put_attr(m, &spec_main, attr, world, dice);
	}
}

static void make_generic(struct message *m, const struct world *world, struct dice *dice)
{
	static const uint16_t flags[] = { NLM_F_DUMP, NLM_F_ROOT, NLM_F_CREATE, NLM_F_ECHO, NLM_F_ATOMIC };
	const struct spec_op *op = some_op(dice);
	bool dump = op->has_dump && (!op->has_do || once_in(dice, 8));
	struct genlmsghdr genl = { .cmd = op->cmd, .version = NETBOND_GENL_VERSION };

	message_begin(m, world->family, dump ? NLM_F_DUMP : 0, &genl, sizeof(genl));
	m->ours = op->has_do || op->has_dump;
	m->moves = op->cmd == NETBOND_CMD_BOND_NEW || op->cmd == NETBOND_CMD_BOND_DEL;
	m->joins = op->cmd == NETBOND_CMD_MEMBER_ADD || op->cmd == NETBOND_CMD_BOND_NEW;
	m->dump = dump;
	choose_bond(m, world, dice);
	if (op->cmd == NETBOND_CMD_MEMBER_SET || op->cmd == NETBOND_CMD_MEMBER_DEL || op->cmd == NETBOND_CMD_MEMBER_GET)
		choose_joined(m, world, dice);
	else if (op->cmd == NETBOND_CMD_FLOW_GET && below(dice, 4))
		m->bond = once_in(dice, 2) ? NETBOND_MODE_BALANCE_XOR : NETBOND_MODE_IEEE8023AD;
	else if (op->cmd == NETBOND_CMD_CLIENT_GET && below(dice, 4))
		m->bond = NETBOND_MODE_BALANCE_ALB;
	put_which(m, dump ? op->dump_takes : op->do_takes, world, dice);
	put_rest(m, op, dump ? op->dump_takes : op->do_takes, world, dice);
	if (m->spoil != BROKEN)
		return;
	m->ours = false;
	spoil_message(m, NLMSG_LENGTH(sizeof(genl)), dice);
	if (once_in(dice, 16))
		m->data[NLMSG_HDRLEN + below(dice, sizeof(genl))] = (unsigned char)roll(dice);
	if (once_in(dice, 16))
		m->head.nlmsg_flags ^= flags[below(dice, COUNT(flags))];
	m->dump = (m->head.nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
}

/* rtnetlink ------------------------------------------------------------- */

static void put_linkinfo(struct message *m, bool slave, const struct world *world, struct dice *dice)
{
	size_t info = message_nest(m, IFLA_LINKINFO | (once_in(dice, 2) ? NLA_F_NESTED : 0)), data;

	if (m->spoil == BROKEN && once_in(dice, 4))
		put_name(m, slave ? IFLA_INFO_SLAVE_KIND : IFLA_INFO_KIND, "netbond", world, dice);
	else
		message_put(m, slave ? IFLA_INFO_SLAVE_KIND : IFLA_INFO_KIND, "netbond", sizeof("netbond"));
	data = message_nest(m, (slave ? IFLA_INFO_SLAVE_DATA : IFLA_INFO_DATA) | (once_in(dice, 2) ? NLA_F_NESTED : 0));
	if (slave)
		put_some_of(m, &spec_member_options, 1 + below(dice, 3), world, dice);
	else
		put_options(m, world, dice);
	message_nest_end(m, data);
	message_nest_end(m, info);
}

static void put_link_u32(struct message *m, uint16_t type, uint32_t value)
{
	message_put(m, type, &value, sizeof(value));
}

static void make_link(struct message *m, uint16_t type, uint16_t flags, struct ifinfomsg info)
{
	info.ifi_family = AF_UNSPEC;
	message_begin(m, type, flags, &info, sizeof(info));
}

static void link_new(struct message *m, const struct world *world, struct dice *dice)
{
	make_link(m, RTM_NEWLINK, NLM_F_CREATE | (once_in(dice, 2) ? NLM_F_EXCL : 0), (struct ifinfomsg){});
	m->moves = true;
	put_name(m, IFLA_IFNAME, choose_bond(m, world, dice)->name, world, dice);
	if (once_in(dice, 8))
		put_link_u32(m, IFLA_NUM_TX_QUEUES, below(dice, 20));
	put_linkinfo(m, false, world, dice);
}

static void link_change(struct message *m, const struct world *world, struct dice *dice)
{
	make_link(m, RTM_NEWLINK, 0, (struct ifinfomsg){ .ifi_index = (int)choose_bond(m, world, dice)->index });
	m->ours = true;
	put_linkinfo(m, false, world, dice);
}

static void link_member(struct message *m, const struct world *world, struct dice *dice)
{
	make_link(m, RTM_NEWLINK, 0, (struct ifinfomsg){ .ifi_index = (int)some_device(world, dice)->index });
	put_linkinfo(m, true, world, dice);
}

static void link_master(struct message *m, const struct world *world, struct dice *dice)
{
	make_link(m, RTM_SETLINK, 0, (struct ifinfomsg){ .ifi_index = (int)some_device(world, dice)->index });
	put_link_u32(m, IFLA_MASTER, once_in(dice, 4) ? 0 : once_in(dice, 8) ? some_bad_index(world, dice) : some_bond(world, dice)->index);
}

static void link_setting(struct message *m, const struct world *world, struct dice *dice)
{
	static const uint32_t mtus[] = { 0, 67, 68, 576, 1280, 1400, 1500, 1500, 1501, 9000, 65535, 65536, UINT32_MAX };
	static const unsigned int bits[] = { IFF_UP, IFF_UP, IFF_PROMISC, IFF_ALLMULTI, IFF_NOARP, IFF_MULTICAST };
	const struct device *target = once_in(dice, 2) ? some_bond(world, dice) : some_device(world, dice);
	unsigned int bit = bits[below(dice, COUNT(bits))];
	unsigned char mac[6];

	make_link(m, RTM_SETLINK, 0, (struct ifinfomsg){ .ifi_index = (int)target->index });
	switch (below(dice, 4)) {
	case 0:
		put_link_u32(m, IFLA_MTU, mtus[below(dice, COUNT(mtus))]);
		break;
	case 1:
		some_mac(mac, world, dice);
		message_put(m, IFLA_ADDRESS, mac, spoils(m, dice) ? below(dice, 7) : 6);
		break;
	case 2:
		put_link_u32(m, IFLA_TXQLEN, below(dice, 2000));
		break;
	default:
		((struct ifinfomsg *)(m->data + NLMSG_HDRLEN))->ifi_change = bit;
		((struct ifinfomsg *)(m->data + NLMSG_HDRLEN))->ifi_flags = once_in(dice, 4) ? 0 : bit;
	}
}

static void link_get(struct message *m, const struct world *world, struct dice *dice)
{
	make_link(m, RTM_GETLINK, 0, (struct ifinfomsg){ .ifi_index = (int)(once_in(dice, 2) ? some_bond : some_device)(world, dice)->index });
}

static void link_del(struct message *m, const struct world *world, struct dice *dice)
{
	make_link(m, RTM_DELLINK, 0, (struct ifinfomsg){ .ifi_index = (int)choose_bond(m, world, dice)->index });
	m->moves = true;
}

static void make_route(struct message *m, const struct world *world, struct dice *dice)
{
	uint32_t what = below(dice, 1000);

	if (what < 12)
		link_new(m, world, dice);
	else if (what < 600)
		link_change(m, world, dice);
	else if (what < 800)
		link_member(m, world, dice);
	else if (what < 830)
		link_master(m, world, dice);
	else if (what < 880)
		link_setting(m, world, dice);
	else if (what < 999)
		link_get(m, world, dice);
	else
		link_del(m, world, dice);
	if (m->spoil != BROKEN || m->head.nlmsg_type == RTM_DELLINK)
		return;
	m->ours = false;
	spoil_message(m, NLMSG_LENGTH(sizeof(struct ifinfomsg)), dice);
}

void make_message(struct message *m, const struct world *world, struct dice *dice)
{
	uint32_t kind = below(dice, 16);

	m->spoil = kind < 9 ? SOUND : kind < 14 ? DOUBTFUL : BROKEN;
	if (below(dice, 4))
		make_generic(m, world, dice);
	else
		make_route(m, world, dice);
	message_end(m);
	m->lies = m->spoil == BROKEN && once_in(dice, 32);
	if (m->lies)
		m->head.nlmsg_len = once_in(dice, 2) ? below(dice, NLMSG_HDRLEN + 1) : (uint32_t)roll(dice);
}
