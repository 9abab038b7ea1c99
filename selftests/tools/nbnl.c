// SPDX-License-Identifier: GPL-2.0
/*
 * One message to netbond, exactly as written, and the kernel's answer to it.
 *
 *   nbnl [--opened-by UID] [--between WORDS] COMMAND [dump] [ATTRIBUTE...]      by generic netlink
 *   nbnl RTM_NEWLINK [create] [ATTRIBUTE...]                                    by rtnetlink
 *   nbnl -                   such messages from stdin, one a line, blanks between the words and none in them; an answer a line; exit status 0
 *
 * --opened-by: the socket is opened by this user without capabilities, and used by who calls this, as if it had been handed over.
 * --between: a shell does WORDS when the first part of a dump has been read; parts are small.
 *
 * prints {"errno":N,"message":"the extended ack","attr":"the attribute it points at","missing":N,"messages":N,"interrupted":true|false};
 * with --between "told":[...], too: the members' names, or the numbers of buckets, events or clients (IPv4), in their order. Exit status 0 if
 * errno is 0, else 1.
 * COMMAND and an attribute's TYPE are numbers or names without NETBOND_ (CMD_BOND_SET, OPT_MIIMON, IFLA_LINKINFO). An ATTRIBUTE is
 *
 *   TYPE:u8:N  TYPE:u16:N  TYPE:u32:N  TYPE:u64:N  TYPE:str:TEXT (with a NUL)  TYPE:hex:BYTES
 *   TYPE+ ATTRIBUTE... .     a nest; TYPE- ATTRIBUTE... . is one without the NLA_F_NESTED flag
 *   :BYTES                   bytes without a header
 *
 *   nbnl options             one line an option: NAME ATTRIBUTE TYPE MIN MAX MODE WHEN, MODE being the last in which it means something
 *   nbnl spec                what the spec has: "command CMD_X do|dump A_X,A_X..." (what it takes), "attribute SET NAME TYPE MIN MAX [SET]"
 */
#include <ctype.h>
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <linux/netbond.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "nbfuzz/spec_gen.h"

#define MAX_ATTRS 2048
#define MAX_WORDS 4096
#define MAX_NAMES 1024

struct message {
	struct nlmsghdr head;
	unsigned char data[65000];
};

static struct message message;
static size_t used;
static struct {
	size_t offset;
	const char *name;
} attrs[MAX_ATTRS];
static int attr_count;

static struct {
	char text[48];
	int value;
} names[MAX_NAMES];
static size_t name_count;

static int genl = -1, route = -1;
static uint16_t netbond;
static const char *between;
/* What the parts of a dump told, as JSON. */
static char told[1 << 16];
static size_t told_len;

static void die(const char *what, const char *about)
{
	fprintf(stderr, "nbnl: %s: %s\n", what, about);
	exit(2);
}

static void add_name(const char *prefix, const char *name, int value)
{
	char *c = names[name_count].text;

	if (name_count == MAX_NAMES)
		die("too many names", name);
	snprintf(c, sizeof(names[0].text), "%s%s", prefix, name);
	for (; *c; c++)
		*c = *c == '-' ? '_' : toupper((unsigned char)*c);
	names[name_count++].value = value;
}

static void add_set(const struct spec_set *set)
{
	unsigned int i;

	for (i = 0; i < set->count; i++) {
		add_name(set->prefix, set->attr[i].name, set->attr[i].id);
		if (set->attr[i].nest)
			add_set(set->attr[i].nest);
	}
}

static void add_names(void)
{
	size_t i;

	for (i = 0; i < sizeof(spec_ops) / sizeof(spec_ops[0]); i++)
		add_name("CMD_", spec_ops[i].name, spec_ops[i].cmd);
	add_set(&spec_main);
#define LINK(id) add_name("", #id, id)
	LINK(IFLA_IFNAME);
	LINK(IFLA_NUM_TX_QUEUES);
	LINK(IFLA_LINKINFO);
	LINK(IFLA_INFO_KIND);
	LINK(IFLA_INFO_DATA);
	LINK(IFLA_INFO_SLAVE_KIND);
	LINK(IFLA_INFO_SLAVE_DATA);
#undef LINK
}

/* The number that @text begins with, or that its first word names. */
static int type_of(const char *text)
{
	size_t len = strcspn(text, ":+-"), i;
	char *end;
	long value = strtol(text, &end, 0);

	if (end != text && (size_t)(end - text) == len)
		return value;
	for (i = 0; i < name_count; i++)
		if (!strncmp(names[i].text, text, len) && !names[i].text[len])
			return names[i].value;
	die("no such name", text);
	return 0;
}

static void put(const void *bytes, size_t len)
{
	if (used + len > sizeof(message.data))
		die("too long", "message");
	memcpy(message.data + used, bytes, len);
	used += len;
}

static void pad(void)
{
	put("\0\0\0", NLA_ALIGN(used) - used);
}

static size_t put_hex(const char *text)
{
	size_t before = used;
	unsigned int byte;

	for (; text[0] && text[1]; text += 2) {
		if (sscanf(text, "%2x", &byte) != 1)
			die("not hexadecimal", text);
		put(&(unsigned char){ byte }, 1);
	}
	return used - before;
}

static size_t begin(const char *text, int flags)
{
	struct nlattr head = { .nla_type = type_of(text) | flags };
	size_t start = used;

	if (attr_count == MAX_ATTRS)
		die("too many attributes", text);
	attrs[attr_count].offset = used;
	attrs[attr_count++].name = text;
	put(&head, sizeof(head));
	return start;
}

static void finish(size_t start)
{
	struct nlattr *head = (struct nlattr *)(message.data + start);

	head->nla_len = used - start;
	pad();
}

static void put_value(const char *kind, const char *value)
{
	uint64_t number = strtoull(value, NULL, 0);

	if (!strncmp(kind, "u8:", 3))
		put(&(uint8_t){ number }, 1);
	else if (!strncmp(kind, "u16:", 4))
		put(&(uint16_t){ number }, 2);
	else if (!strncmp(kind, "u32:", 4))
		put(&(uint32_t){ number }, 4);
	else if (!strncmp(kind, "u64:", 4))
		put(&number, 8);
	else if (!strncmp(kind, "str:", 4))
		put(value, strlen(value) + 1);
	else if (!strncmp(kind, "hex:", 4))
		put_hex(value);
	else
		die("no such kind of value", kind);
}

static char **put_attr(char **arg)
{
	const char *text = *arg, *kind;
	size_t len = strlen(text), start;

	if (*text == ':') {
		put_hex(text + 1);
		return arg + 1;
	}
	if (!strchr(text, ':') && (text[len - 1] == '+' || text[len - 1] == '-')) {
		start = begin(text, text[len - 1] == '+' ? NLA_F_NESTED : 0);
		for (arg++; *arg && strcmp(*arg, ".");)
			arg = put_attr(arg);
		if (!*arg)
			die("nest without end", text);
		finish(start);
		return arg + 1;
	}
	kind = strchr(text, ':');
	if (!kind || !strchr(kind + 1, ':'))
		die("not TYPE:KIND:VALUE", text);
	start = begin(text, 0);
	put_value(kind + 1, strchr(kind + 1, ':') + 1);
	finish(start);
	return arg + 1;
}

static void begin_message(uint16_t type, uint16_t flags, const void *fixed, size_t len)
{
	message.head.nlmsg_type = type;
	message.head.nlmsg_flags = flags;
	used = attr_count = 0;
	put(fixed, len);
}

static void transmit(int fd)
{
	message.head.nlmsg_len = NLMSG_HDRLEN + used;
	message.head.nlmsg_seq++;
	if (send(fd, &message, message.head.nlmsg_len, 0) < 0)
		die("cannot send", strerror(errno));
}

static uint16_t family(int fd)
{
	static const struct genlmsghdr ask = { .cmd = CTRL_CMD_GETFAMILY, .version = 1 };
	/* The parts of a dump are as large as the largest buffer that this socket has ever had. */
	static char answer[4096];
	struct nlmsghdr *head = (struct nlmsghdr *)answer;
	struct nlattr *attr = (struct nlattr *)(answer + NLMSG_HDRLEN + GENL_HDRLEN);
	size_t start;

	begin_message(GENL_ID_CTRL, NLM_F_REQUEST, &ask, sizeof(ask));
	start = begin("2", 0);
	put(NETBOND_GENL_NAME, sizeof(NETBOND_GENL_NAME));
	finish(start);
	transmit(fd);
	if (recv(fd, answer, sizeof(answer), 0) <= 0)
		die("no answer", "nlctrl");
	if (head->nlmsg_type != GENL_ID_CTRL)
		die("family not found", NETBOND_GENL_NAME);
	while ((char *)attr < answer + head->nlmsg_len) {
		if (attr->nla_type == CTRL_ATTR_FAMILY_ID)
			return *(uint16_t *)(attr + 1);
		attr = (struct nlattr *)((char *)attr + NLA_ALIGN(attr->nla_len));
	}
	die("family without a number", NETBOND_GENL_NAME);
	return 0;
}

/* What tells one part of a dump from others. */
static const struct {
	int nest, key;
	bool is_name;
} keys[] = {
	{ NETBOND_A_MEMBER, NETBOND_MEMBER_NAME, true },
	{ NETBOND_A_BUCKET, NETBOND_BUCKET_INDEX, false },
	{ NETBOND_A_EVENT, NETBOND_EV_SEQ, false },
	{ NETBOND_A_CLIENT, NETBOND_CLIENT_IPV4, false },
};

static void tell(const struct nlattr *attr, bool is_name)
{
	size_t len = attr->nla_len - sizeof(*attr), room = sizeof(told) - told_len;
	const char *comma = told_len ? "," : "";
	uint64_t number = 0;

	memcpy(&number, attr + 1, len < sizeof(number) ? len : sizeof(number));
	if (is_name)
		told_len += snprintf(told + told_len, room, "%s\"%s\"", comma, (const char *)(attr + 1));
	else
		told_len += snprintf(told + told_len, room, "%s%llu", comma, (unsigned long long)number);
	if (told_len >= sizeof(told))
		die("too much is told", "dump");
}

static void tell_nest(const struct nlattr *nest)
{
	const char *end = (const char *)nest + nest->nla_len;
	const struct nlattr *attr;
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if ((nest->nla_type & NLA_TYPE_MASK) != keys[i].nest)
			continue;
		for (attr = nest + 1; (const char *)attr < end; attr = (const void *)((const char *)attr + NLA_ALIGN(attr->nla_len)))
			if ((attr->nla_type & NLA_TYPE_MASK) == keys[i].key)
				tell(attr, keys[i].is_name);
	}
}

static void tell_message(const struct nlmsghdr *head)
{
	const char *at = (const char *)head + NLMSG_HDRLEN + GENL_HDRLEN, *end = (const char *)head + head->nlmsg_len;

	for (; at < end; at += NLA_ALIGN(((const struct nlattr *)at)->nla_len))
		tell_nest((const struct nlattr *)at);
}

/* Print what the kernel says, and return the errno. */
static int verdict(const struct nlmsghdr *head, int messages, bool interrupted)
{
	const struct nlmsgerr *err = NLMSG_DATA(head);
	const char *text = "", *name = "";
	long missing = 0;
	size_t offset = 0, at;

	if (head->nlmsg_flags & NLM_F_ACK_TLVS) {
		at = NLMSG_HDRLEN + sizeof(*err);
		if (head->nlmsg_type == NLMSG_DONE)
			at = NLMSG_HDRLEN + sizeof(int);
		else if (!(head->nlmsg_flags & NLM_F_CAPPED))
			at += NLMSG_ALIGN(err->msg.nlmsg_len) - sizeof(err->msg);
		while (at + sizeof(struct nlattr) <= head->nlmsg_len) {
			const struct nlattr *attr = (const void *)((const char *)head + at);

			if (attr->nla_type == NLMSGERR_ATTR_MSG)
				text = (const char *)(attr + 1);
			else if (attr->nla_type == NLMSGERR_ATTR_OFFS)
				offset = *(const uint32_t *)(attr + 1);
			else if (attr->nla_type == NLMSGERR_ATTR_MISS_TYPE)
				missing = *(const uint32_t *)(attr + 1);
			at += NLA_ALIGN(attr->nla_len);
		}
	}
	for (int i = 0; i < attr_count; i++)
		if (offset && attrs[i].offset + NLMSG_HDRLEN == offset)
			name = attrs[i].name;
	printf("{\"errno\":%d,\"message\":\"%s\",\"attr\":\"%.*s\",\"missing\":%ld,\"messages\":%d,\"interrupted\":%s", -err->error, text,
	       (int)strcspn(name, ":+-"), name, missing, messages, interrupted ? "true" : "false");
	if (between)
		printf(",\"told\":[%s]", told);
	puts("}");
	return err->error;
}

static int listen_to(int fd)
{
	static char answer[1 << 17];
	bool interrupted = false, first = true;
	int messages = 0;

	for (;; first = false) {
		ssize_t len = recv(fd, answer, between ? 4096 : sizeof(answer), 0);
		const struct nlmsghdr *head = (const struct nlmsghdr *)answer;

		if (len <= 0)
			die("no answer", strerror(errno));
		if (first && between && system(between))
			die("failed", between);
		for (; NLMSG_OK(head, (size_t)len); head = NLMSG_NEXT(head, len)) {
			if (head->nlmsg_seq != message.head.nlmsg_seq)
				continue;
			interrupted |= head->nlmsg_flags & NLM_F_DUMP_INTR;
			if (head->nlmsg_type == NLMSG_ERROR || head->nlmsg_type == NLMSG_DONE)
				return verdict(head, messages, interrupted);
			if (between)
				tell_message(head);
			messages++;
		}
	}
}

static void print_options(void)
{
#define NETBOND_OPTION(field, ID, TYPE, low, high, std, in, WHEN, unit, list, help) \
	printf("%s OPT_%s %s %u %u %d %s\n", #field, #ID, #TYPE, (unsigned int)(low), (unsigned int)(high), 31 - __builtin_clz(in), #WHEN);
#define NETBOND_OPTION_ALIAS(field, other)
#include <netbond/option_table.h>
}

static void print_name(const char *prefix, const char *name)
{
	for (printf("%s", prefix); *name; name++)
		putchar(*name == '-' ? '_' : toupper((unsigned char)*name));
}

static void print_command(const struct spec_op *op, const char *way, unsigned int takes)
{
	unsigned int i;

	print_name("command CMD_", op->name);
	printf(" %s ", way);
	for (i = 0; i < spec_main.count; i++) {
		if (!(takes & 1u << spec_main.attr[i].id))
			continue;
		print_name(spec_main.prefix, spec_main.attr[i].name);
		putchar(',');
	}
	putchar('\n');
}

/* Sets that are in several others are printed as often. */
static void print_set(const struct spec_set *set)
{
	static const char *const types[] = {
		[SPEC_U8] = "U8", [SPEC_U16] = "U16", [SPEC_U32] = "U32", [SPEC_S32] = "S32", [SPEC_U64] = "U64", [SPEC_STRING] = "STRING",
		[SPEC_BINARY] = "BINARY", [SPEC_FLAG] = "FLAG", [SPEC_NEST] = "NEST", [SPEC_PAD] = "PAD",
	};
	const struct spec_attr *attr;

	for (attr = set->attr; attr < set->attr + set->count; attr++) {
		printf("attribute %s ", set->name);
		print_name(set->prefix, attr->name);
		printf(" %s %llu %llu %s\n", types[attr->type], (unsigned long long)attr->min, (unsigned long long)attr->max,
		       attr->nest ? attr->nest->name : "");
		if (attr->nest)
			print_set(attr->nest);
	}
}

static void print_spec(void)
{
	size_t i;

	for (i = 0; i < sizeof(spec_ops) / sizeof(spec_ops[0]); i++) {
		if (spec_ops[i].has_do)
			print_command(&spec_ops[i], "do", spec_ops[i].do_takes);
		if (spec_ops[i].has_dump)
			print_command(&spec_ops[i], "dump", spec_ops[i].dump_takes);
	}
	print_set(&spec_main);
}

static int socket_of(int protocol, uid_t user)
{
	struct timeval patience = { .tv_sec = 10 };
	int fd, on = 1;

	if (user && seteuid(user))
		die("cannot become", "another user");
	fd = socket(AF_NETLINK, SOCK_RAW, protocol);
	if (user && seteuid(0))
		die("cannot become", "root again");
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}

/* Begin the message of the words at @word, and return those that are its attributes. */
static char **put_command(char **word)
{
	struct genlmsghdr head = { .version = NETBOND_GENL_VERSION };
	struct ifinfomsg link = { .ifi_family = AF_UNSPEC };
	bool makes = word[1] && !strcmp(word[1], "create"), dumps = word[1] && !strcmp(word[1], "dump");

	if (!strcmp(*word, "RTM_NEWLINK")) {
		begin_message(RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK | (makes ? NLM_F_CREATE | NLM_F_EXCL : 0), &link, sizeof(link));
		return word + 1 + makes;
	}
	head.cmd = type_of(*word);
	begin_message(netbond, NLM_F_REQUEST | (dumps ? NLM_F_DUMP : NLM_F_ACK), &head, sizeof(head));
	return word + 1 + dumps;
}

static int request(char **word)
{
	char **arg = put_command(word);
	int fd = message.head.nlmsg_type == RTM_NEWLINK ? route : genl;

	while (*arg)
		arg = put_attr(arg);
	transmit(fd);
	return listen_to(fd);
}

static void read_requests(void)
{
	static char *words[MAX_WORDS + 1];
	char *line = NULL, *word;
	size_t room = 0;
	int count;

	while (getline(&line, &room, stdin) > 0) {
		count = 0;
		for (word = strtok(line, " \n"); word && count < MAX_WORDS; word = strtok(NULL, " \n"))
			words[count++] = word;
		words[count] = NULL;
		if (!count)
			die("no request", "empty line");
		request(words);
	}
	free(line);
}

int main(int argc, char **argv)
{
	uid_t user = 0;

	if (argc == 2 && !strcmp(argv[1], "options")) {
		print_options();
		return 0;
	}
	if (argc == 2 && !strcmp(argv[1], "spec")) {
		print_spec();
		return 0;
	}
	for (; argc > 3 && !strncmp(argv[1], "--", 2); argc -= 2, argv += 2) {
		if (!strcmp(argv[1], "--opened-by"))
			user = (uid_t)atoi(argv[2]);
		else
			between = argv[2];
	}
	if (argc < 2)
		die("usage", "nbnl [--opened-by UID] [--between WORDS] COMMAND [dump|create] [ATTRIBUTE...] | - | options | spec");
	add_names();
	genl = socket_of(NETLINK_GENERIC, user);
	route = socket_of(NETLINK_ROUTE, user);
	netbond = family(genl);
	if (!strcmp(argv[1], "-")) {
		read_requests();
		return 0;
	}
	return request(argv + 1) ? 1 : 0;
}
