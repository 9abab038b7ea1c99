// SPDX-License-Identifier: GPL-2.0
/*
 * One generic netlink message to netbond, exactly as written, and the kernel's answer to it.
 *
 *   nbnl [--opened-by UID] COMMAND [dump] [ATTRIBUTE...]
 *
 * --opened-by: the socket is opened by this user without capabilities, and used by who calls this, as if it had been handed over.
 *
 * prints {"errno":N,"message":"the extended ack","attr":"the attribute it points at","missing":N,"messages":N}; exit status 0 if errno is 0, else 1.
 * COMMAND and an attribute's TYPE are numbers or names without NETBOND_ (CMD_BOND_SET, OPT_MIIMON). An ATTRIBUTE is
 *
 *   TYPE:u8:N  TYPE:u16:N  TYPE:u32:N  TYPE:u64:N  TYPE:str:TEXT (with a NUL)  TYPE:hex:BYTES
 *   TYPE+ ATTRIBUTE... .     a nest; TYPE- ATTRIBUTE... . is one without the NLA_F_NESTED flag
 *   :BYTES                   bytes without a header
 *
 *   nbnl options             one line an option: NAME ATTRIBUTE TYPE MIN MAX
 */
#include <ctype.h>
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netbond.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_ATTRS 2048

struct message {
	struct nlmsghdr head;
	struct genlmsghdr genl;
	unsigned char data[65000];
};

static struct message message;
static size_t used;
static struct {
	size_t offset;
	const char *name;
} attrs[MAX_ATTRS];
static int attr_count;

static const struct {
	const char *name;
	int value;
} names[] = {
#define NAME(id) { #id, NETBOND_##id }
	NAME(CMD_BOND_NEW), NAME(CMD_BOND_DEL), NAME(CMD_BOND_SET), NAME(CMD_BOND_GET), NAME(CMD_MEMBER_ADD), NAME(CMD_MEMBER_DEL),
	NAME(CMD_MEMBER_SET), NAME(CMD_HISTORY_GET), NAME(CMD_BUCKET_GET), NAME(CMD_FLOW_GET), NAME(CMD_EVENT_NTF),
	NAME(CMD_CLIENT_GET), NAME(CMD_MAX),
	NAME(A_IFINDEX), NAME(A_NAME), NAME(A_OPTIONS), NAME(A_MEMBER), NAME(A_STATUS), NAME(A_EVENT), NAME(A_BUCKET), NAME(A_FLOW), NAME(A_CLIENT), NAME(A_MEMBERS_EXACT), NAME(A_MAX),
	NAME(ADDR_IPV4), NAME(ADDR_IPV6), NAME(ADDR_MAX), NAME(MOPT_PRIO), NAME(MOPT_WEIGHT), NAME(MOPT_MAX), NAME(OPT_MAX),
	NAME(MEMBER_IFINDEX), NAME(MEMBER_NAME), NAME(MEMBER_OPTIONS), NAME(MEMBER_USABLE), NAME(MEMBER_ROLE), NAME(MEMBER_REASON),
	NAME(MEMBER_ADDRESS), NAME(MEMBER_PERMANENT_ADDRESS), NAME(MEMBER_PROBE_ADDRESS), NAME(MEMBER_SPEED), NAME(MEMBER_DUPLEX),
	NAME(MEMBER_LINK_FAILURES), NAME(MEMBER_SINCE_MS), NAME(MEMBER_VOTE), NAME(MEMBER_TARGET), NAME(MEMBER_BUCKETS),
	NAME(FLOW_SOURCE), NAME(FLOW_DESTINATION), NAME(FLOW_VLAN), NAME(FLOW_ETHERTYPE), NAME(FLOW_IPV4_SOURCE),
	NAME(FLOW_IPV4_DESTINATION), NAME(FLOW_IPV6_SOURCE), NAME(FLOW_IPV6_DESTINATION), NAME(FLOW_PROTOCOL), NAME(FLOW_SOURCE_PORT),
	NAME(FLOW_DESTINATION_PORT), NAME(FLOW_POLICY), NAME(FLOW_FIELDS), NAME(FLOW_HASH), NAME(FLOW_BUCKET), NAME(MEMBER_PAD), NAME(MEMBER_MAX),
#undef NAME
#define NETBOND_OPTION(field, ID, TYPE, low, high, std, in, WHEN, unit, list, help) { "OPT_" #ID, NETBOND_OPT_##ID },
#define NETBOND_OPTION_ALIAS(field, other)
#include <netbond/option_table.h>
};

static void die(const char *what, const char *about)
{
	fprintf(stderr, "nbnl: %s: %s\n", what, about);
	exit(2);
}

/* The number that @text begins with, or that its first word names. */
static int type_of(const char *text)
{
	size_t len = strcspn(text, ":+-"), i;
	char *end;
	long value = strtol(text, &end, 0);

	if (end != text && (size_t)(end - text) == len)
		return value;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i].name) == len && !memcmp(names[i].name, text, len))
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

static int transmit(int fd)
{
	message.head.nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN) + used;
	message.head.nlmsg_seq++;
	return send(fd, &message, message.head.nlmsg_len, 0) < 0 ? errno : 0;
}

static int family(int fd)
{
	static char answer[65536];
	struct nlmsghdr *head = (struct nlmsghdr *)answer;
	struct nlattr *attr = (struct nlattr *)(answer + NLMSG_HDRLEN + GENL_HDRLEN);
	size_t start;

	message.head.nlmsg_type = GENL_ID_CTRL;
	message.head.nlmsg_flags = NLM_F_REQUEST;
	message.genl.cmd = CTRL_CMD_GETFAMILY;
	message.genl.version = 1;
	start = begin("2", 0);
	put(NETBOND_GENL_NAME, sizeof(NETBOND_GENL_NAME));
	finish(start);
	if (transmit(fd) || recv(fd, answer, sizeof(answer), 0) <= 0)
		die("no answer", "nlctrl");
	used = attr_count = 0;
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

/* Print what the kernel says, and return the errno. */
static int verdict(const struct nlmsghdr *head, int messages)
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
		if (offset && attrs[i].offset + NLMSG_HDRLEN + GENL_HDRLEN == offset)
			name = attrs[i].name;
	printf("{\"errno\":%d,\"message\":\"%s\",\"attr\":\"%.*s\",\"missing\":%ld,\"messages\":%d}\n", -err->error, text,
	       (int)strcspn(name, ":+-"), name, missing, messages);
	return err->error;
}

static int listen_to(int fd)
{
	static char answer[1 << 17];
	int messages = 0;

	for (;;) {
		ssize_t len = recv(fd, answer, sizeof(answer), 0);
		const struct nlmsghdr *head = (const struct nlmsghdr *)answer;

		if (len <= 0)
			die("no answer", strerror(errno));
		for (; NLMSG_OK(head, (size_t)len); head = NLMSG_NEXT(head, len)) {
			if (head->nlmsg_seq != message.head.nlmsg_seq)
				continue;
			if (head->nlmsg_type == NLMSG_ERROR || head->nlmsg_type == NLMSG_DONE)
				return verdict(head, messages);
			messages++;
		}
	}
}

static void print_options(void)
{
#define NETBOND_OPTION(field, ID, TYPE, low, high, std, in, WHEN, unit, list, help) \
	printf("%s OPT_%s %s %u %u\n", #field, #ID, #TYPE, (unsigned int)(low), (unsigned int)(high));
#define NETBOND_OPTION_ALIAS(field, other)
#include <netbond/option_table.h>
}

static int opened_by(uid_t user)
{
	int fd;

	if (seteuid(user))
		die("cannot become", "another user");
	fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
	if (seteuid(0))
		die("cannot become", "root again");
	return fd;
}

int main(int argc, char **argv)
{
	struct timeval patience = { .tv_sec = 10 };
	int on = 1, fd, type, err;
	char **arg;

	if (argc > 3 && !strcmp(argv[1], "--opened-by")) {
		fd = opened_by((uid_t)atoi(argv[2]));
		argv += 2;
		argc -= 2;
	} else {
		fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
	}
	arg = argv + 2;
	if (argc == 2 && !strcmp(argv[1], "options")) {
		print_options();
		return 0;
	}
	if (argc < 2)
		die("usage", "nbnl [--opened-by UID] COMMAND [dump] [ATTRIBUTE...] | options");
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	type = family(fd);
	message.head.nlmsg_type = type;
	message.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	message.genl.cmd = type_of(argv[1]);
	message.genl.version = NETBOND_GENL_VERSION;
	if (*arg && !strcmp(*arg, "dump")) {
		message.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
		arg++;
	}
	while (*arg)
		arg = put_attr(arg);
	err = transmit(fd);
	if (err)
		die("cannot send", strerror(err));
	return listen_to(fd) ? 1 : 0;
}
