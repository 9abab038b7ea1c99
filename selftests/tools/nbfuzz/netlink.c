// SPDX-License-Identifier: GPL-2.0
/* Sends them, many at a time, hears every answer, and looks after the bonds that they are for. */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <linux/genetlink.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/netbond.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "message.h"

/* Not with <linux/if.h>. */
unsigned int if_nametoindex(const char *name);
char *if_indextoname(unsigned int index, char *name);

#define BATCH 32
#define BATCH_BYTES (128 * 1024)
#define KEPT 256

/* One socket and what is about to be sent by it. */
struct side {
	int fd, protocol;
	unsigned char bytes[BATCH_BYTES];
	size_t len;
	unsigned int count;
	uint32_t seq;
	/* Of messages that may still be answered, by seq. */
	struct kept {
		uint64_t number;
		uint32_t seq;
		bool ours;
	} kept[KEPT];
};

static struct {
	uint64_t sent, refused, silent, unexplained, replies, overruns, restores, restoring, began;
	uint64_t by_errno[200];
} sums;

static struct side generic = { .protocol = NETLINK_GENERIC }, route = { .protocol = NETLINK_ROUTE }, events = { .protocol = NETLINK_GENERIC };
static struct world world;
/* There are so few that each refusal may be told. */
static bool aloud;
static uint32_t events_group;
static unsigned int foreign, seen_bonds;

/* Sockets --------------------------------------------------------------- */

static void open_side(struct side *side)
{
	struct timeval patience = { .tv_sec = 20 };
	int on = 1, size = 8 << 20;

	side->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, side->protocol);
	/* Events are for sockets that have a number. */
	if (side->fd < 0 || bind(side->fd, (struct sockaddr *)&(struct sockaddr_nl){ .nl_family = AF_NETLINK }, sizeof(struct sockaddr_nl)))
		die("socket");
	setsockopt(side->fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(side->fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	setsockopt(side->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(side->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	setsockopt(side->fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
}

static const char *words_of(const struct nlmsghdr *head)
{
	const struct nlmsgerr *err = NLMSG_DATA(head);
	size_t at = head->nlmsg_type == NLMSG_DONE ? NLMSG_LENGTH(sizeof(int)) : NLMSG_LENGTH(sizeof(*err));

	if (!(head->nlmsg_flags & NLM_F_ACK_TLVS))
		return "";
	if (head->nlmsg_type == NLMSG_ERROR && !(head->nlmsg_flags & NLM_F_CAPPED))
		at += NLMSG_ALIGN(err->msg.nlmsg_len) - sizeof(err->msg);
	while (at + NLA_HDRLEN <= head->nlmsg_len) {
		const struct nlattr *attr = (const void *)((const char *)head + at);

		if (attr->nla_type == NLMSGERR_ATTR_MSG)
			return (const char *)(attr + 1);
		if (attr->nla_len < NLA_HDRLEN)
			break;
		at += NLA_ALIGN(attr->nla_len);
	}
	return "";
}

/* Memory, and what the kernel's core refuses before it asks the module, need no words. */
static bool may_be_silent(const struct side *side, int error)
{
	if (error == ENOMEM || error == ENOBUFS || error == EINTR)
		return true;
	return side->protocol == NETLINK_ROUTE && error == ENODEV;
}

static void take_refusal(struct side *side, const struct nlmsghdr *head, int error)
{
	const struct kept *kept = &side->kept[head->nlmsg_seq % KEPT];

	sums.refused++;
	sums.by_errno[error < 200 ? error : 199]++;
	if (aloud && kept->number != UINT64_MAX)
		printf("nbfuzz: message %" PRIu64 ": %s: %s\n", kept->number, strerrorname_np(error) ?: "other", words_of(head));
	if (*words_of(head))
		return;
	sums.silent++;
	/* What follows a length that lies is read as a message of any number. */
	if (kept->seq != head->nlmsg_seq || !kept->ours || may_be_silent(side, error))
		return;
	if (sums.unexplained++ < 20)
		printf("nbfuzz: message %" PRIu64 " is refused without a word: errno %d\n", kept->number, error);
}

/* Are the attributes of a link those of a bond or a member? */
static void take_link(const struct nlmsghdr *head)
{
	const struct ifinfomsg *info = NLMSG_DATA(head);
	struct found link;

	read_link(head, &link);
	for (int i = 0; i < world.devices; i++)
		if (world.device[i].index == (uint32_t)info->ifi_index)
			world.device[i].master = link.master;
	if (!link.bond || info->ifi_index <= 0)
		return;
	for (int i = 0; i < BONDS; i++)
		if (!strcmp(link.name, world.bond[i].name)) {
			seen_bonds |= 1u << i;
			return;
		}
	foreign = (unsigned int)info->ifi_index;
}

/* One answer; is it the last to the message of this number? */
static bool take_answer(struct side *side, const struct nlmsghdr *head, uint32_t last)
{
	int error;

	if (head->nlmsg_type == NLMSG_ERROR || head->nlmsg_type == NLMSG_DONE) {
		error = -*(const int *)NLMSG_DATA(head);
		if (error > 0)
			take_refusal(side, head, error);
		return head->nlmsg_seq == last;
	}
	sums.replies++;
	if (head->nlmsg_type == world.family && side->protocol == NETLINK_GENERIC)
		check_message(head);
	else if (head->nlmsg_type == RTM_NEWLINK)
		take_link(head);
	return false;
}

/* All that has come, or, with a last one to wait for, until that has; datagrams: at most so many. */
static bool hear(struct side *side, uint32_t last, unsigned int datagrams)
{
	static unsigned char bytes[1 << 17];

	while (datagrams--) {
		ssize_t len = recv(side->fd, bytes, sizeof(bytes), last ? 0 : MSG_DONTWAIT);
		struct nlmsghdr *head = (struct nlmsghdr *)bytes;

		if (len < 0 && errno == ENOBUFS) {
			sums.overruns++;
			continue;
		}
		if (len <= 0 && !last)
			return true;
		if (len <= 0)
			die("the kernel does not answer");
		for (; NLMSG_OK(head, (size_t)len); head = NLMSG_NEXT(head, len))
			if (take_answer(side, head, last) && last)
				return true;
	}
	return false;
}

static void flush(struct side *side)
{
	if (side->len && send(side->fd, side->bytes, side->len, 0) < 0)
		die("send");
	side->len = side->count = 0;
	hear(side, 0, UINT32_MAX);
}

static uint32_t append(struct side *side, struct message *m, uint64_t number)
{
	if (++side->seq == 0)
		side->seq = 1;
	m->head.nlmsg_seq = side->seq;
	if (side->len + NLMSG_ALIGN(m->len) > sizeof(side->bytes))
		flush(side);
	memcpy(side->bytes + side->len, m->data, m->len);
	memset(side->bytes + side->len + m->len, 0, NLMSG_ALIGN(m->len) - m->len);
	side->len += NLMSG_ALIGN(m->len);
	side->count++;
	side->kept[side->seq % KEPT] = (struct kept){ number, side->seq, m->ours };
	return side->seq;
}

/* Sends one, and waits for all of its answer. */
static void ask(struct side *side, struct message *m)
{
	uint32_t seq;

	message_end(m);
	m->head.nlmsg_flags |= NLM_F_ACK;
	flush(side);
	seq = append(side, m, UINT64_MAX);
	if (send(side->fd, side->bytes, side->len, 0) < 0)
		die("send");
	side->len = side->count = 0;
	hear(side, seq, UINT32_MAX);
}

static void find_family(void)
{
	struct genlmsghdr genl = { .cmd = CTRL_CMD_GETFAMILY, .version = 1 };
	unsigned char bytes[8192];
	static struct message m;

	message_begin(&m, GENL_ID_CTRL, 0, &genl, sizeof(genl));
	message_put(&m, CTRL_ATTR_FAMILY_NAME, NETBOND_GENL_NAME, sizeof(NETBOND_GENL_NAME));
	message_end(&m);
	if (send(generic.fd, m.data, m.len, 0) < 0)
		die("send");
	if (recv(generic.fd, bytes, sizeof(bytes), 0) <= 0 || !read_family((struct nlmsghdr *)bytes, &world.family, &events_group))
		die("no family " NETBOND_GENL_NAME);
}

/* The world ------------------------------------------------------------- */

static struct message plain;

static void generic_begin(uint8_t cmd, const struct device *bond, bool dump)
{
	struct genlmsghdr genl = { .cmd = cmd, .version = NETBOND_GENL_VERSION };

	message_begin(&plain, world.family, dump ? NLM_F_DUMP : 0, &genl, sizeof(genl));
	if (bond)
		message_put(&plain, NETBOND_A_NAME, bond->name, strlen(bond->name) + 1);
}

static void link_begin(uint16_t type, uint16_t flags, uint32_t index, unsigned int bits)
{
	struct ifinfomsg info = { .ifi_index = (int)index, .ifi_flags = bits, .ifi_change = bits };

	message_begin(&plain, type, flags, &info, sizeof(info));
}

static void make_dummy(const char *name)
{
	size_t info;

	link_begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0, 0);
	message_put(&plain, IFLA_IFNAME, name, strlen(name) + 1);
	info = message_nest(&plain, IFLA_LINKINFO);
	message_put(&plain, IFLA_INFO_KIND, "dummy", 5);
	message_nest_end(&plain, info);
	ask(&route, &plain);
}

/* Of its own mode, and without probes, or ten thousand a second are all that a slow machine does. */
static void set_mode(int i, uint8_t cmd)
{
	uint32_t mode = (uint32_t)i % (NETBOND_MODE_BALANCE_ALB + 1), never = 0;
	size_t nest;

	generic_begin(cmd, &world.bond[i], false);
	nest = message_nest(&plain, NETBOND_A_OPTIONS | NLA_F_NESTED);
	message_put(&plain, NETBOND_OPT_MODE, &mode, sizeof(mode));
	message_put(&plain, NETBOND_OPT_ARP_INTERVAL, &never, sizeof(never));
	message_nest_end(&plain, nest);
	ask(&generic, &plain);
}

static void set_up(uint32_t index)
{
	link_begin(RTM_SETLINK, 0, index, IFF_UP);
	ask(&route, &plain);
}

/* What spoilt bits renamed or deleted comes back. */
static void restore_device(struct device *device)
{
	char name[IFNAMSIZ];

	if (!if_indextoname(device->index, name)) {
		make_dummy(device->name);
		device->index = if_nametoindex(device->name);
		if (!device->index)
			die(device->name);
	} else if (strcmp(name, device->name)) {
		link_begin(RTM_SETLINK, 0, device->index, 0);
		((struct ifinfomsg *)(plain.data + NLMSG_HDRLEN))->ifi_change = IFF_UP;
		ask(&route, &plain);
		link_begin(RTM_SETLINK, 0, device->index, 0);
		message_put(&plain, IFLA_IFNAME, device->name, strlen(device->name) + 1);
		ask(&route, &plain);
	}
	set_up(device->index);
}

static void number_bonds(void)
{
	for (int i = 0; i < BONDS; i++)
		world.bond[i].index = if_nametoindex(world.bond[i].name);
}

static void restore_bond(int i)
{
	struct device *bond = &world.bond[i];

	set_mode(i, if_nametoindex(bond->name) ? NETBOND_CMD_BOND_SET : NETBOND_CMD_BOND_NEW);
	bond->index = if_nametoindex(bond->name);
	if (bond->index)
		set_up(bond->index);
}

static void restore_member(const struct device *device, const struct device *bond)
{
	size_t nest;

	generic_begin(NETBOND_CMD_MEMBER_ADD, bond, false);
	nest = message_nest(&plain, NETBOND_A_MEMBER | NLA_F_NESTED);
	message_put(&plain, NETBOND_MEMBER_IFINDEX, &device->index, sizeof(device->index));
	message_nest_end(&plain, nest);
	ask(&generic, &plain);
}

/* Bonds of names that dice made, or the kernel: gone. */
static void remove_foreign(void)
{
	do {
		foreign = seen_bonds = 0;
		link_begin(RTM_GETLINK, NLM_F_DUMP, 0, 0);
		ask(&route, &plain);
		if (foreign) {
			link_begin(RTM_DELLINK, 0, foreign, 0);
			ask(&route, &plain);
		}
	} while (foreign);
}

/* Answers to all that is asked here are checked as any; what is missing is told of. */
static void look(void)
{
	remove_foreign();
	generic_begin(NETBOND_CMD_BOND_GET, NULL, true);
	checked_bonds = 0;
	ask(&generic, &plain);
	if (checked_bonds < BONDS)
		violation("a dump shows fewer bonds than there are", checked_bonds);
	for (int i = 0; i < BONDS; i++) {
		uint64_t replies = sums.replies;

		if (!(seen_bonds & 1u << i))
			violation("a bond is not there", (uint64_t)i);
		generic_begin(NETBOND_CMD_BOND_GET, &world.bond[i], false);
		ask(&generic, &plain);
		if (sums.replies == replies)
			violation("a bond does not answer", (uint64_t)i);
	}
}

static void restore(void)
{
	const uint64_t refused = sums.refused, began = milliseconds_now();

	flush(&generic);
	flush(&route);
	for (int i = 0; i < world.devices; i++)
		restore_device(&world.device[i]);
	remove_foreign();
	for (int i = 0; i < BONDS; i++)
		restore_bond(i);
	for (int i = 0; i < world.devices; i++)
		restore_member(&world.device[i], &world.bond[(i + (int)sums.restores) % BONDS]);
	look();
	hear(&events, 0, UINT32_MAX);
	sums.restores++;
	/* Those that were joined already. */
	sums.refused = refused;
	sums.restoring += milliseconds_now() - began;
}

static void begin_world(const struct job *job)
{
	open_side(&generic);
	open_side(&route);
	find_family();
	open_side(&events);
	if (setsockopt(events.fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &events_group, sizeof(events_group)))
		die("events");
	for (int i = 0; i < BONDS; i++)
		snprintf(world.bond[i].name, sizeof(world.bond[i].name), "nbz%d", i);
	make_dummy("gone0");
	world.gone = if_nametoindex("gone0");
	link_begin(RTM_DELLINK, 0, world.gone, 0);
	ask(&route, &plain);
	for (int i = 0; i < job->words && i < MAX_DEVICES; i++) {
		snprintf(world.device[i].name, sizeof(world.device[i].name), "%s", job->word[i]);
		world.device[i].index = if_nametoindex(job->word[i]);
		if (!world.device[i].index)
			die(job->word[i]);
		memcpy(world.device[i].mac, (unsigned char[]){ 2, 0, 0, 0, 0, (unsigned char)i }, 6);
		world.devices++;
	}
}

/* A dump is heard to its end, most often; what changes meanwhile is what the other socket holds. */
static void dump(struct side *side, uint32_t seq, struct dice *dice)
{
	if (send(side->fd, side->bytes, side->len, 0) < 0)
		die("send");
	side->len = side->count = 0;
	if (hear(side, seq, 1 + below(dice, 3)))
		return;
	flush(&route);
	if (once_in(dice, 8)) {
		close(side->fd);
		open_side(side);
		return;
	}
	hear(side, seq, UINT32_MAX);
}

static void send_one(const struct job *job, uint64_t number)
{
	static struct message m;
	struct dice dice = dice_for(job, number);
	struct side *side;
	uint32_t seq;

	make_message(&m, &world, &dice);
	side = m.route ? &route : &generic;
	if (once_in(&dice, 16))
		m.head.nlmsg_flags |= NLM_F_ACK;
	if (m.dump)
		flush(side);
	seq = append(side, &m, number);
	sums.sent++;
	if (m.dump && !m.lies)
		dump(side, seq, &dice);
	else if (m.lies || m.moves || side->count == BATCH)
		flush(side);
	if (m.moves)
		number_bonds();
}

static void sum_up(const struct job *job)
{
	const char *comma = "";

	printf("nbfuzz: netlink | %" PRIu64 " sent, %" PRIu64 " accepted, %" PRIu64 " refused (", sums.sent, sums.sent - sums.refused, sums.refused);
	for (int i = 0; i < 200; i++) {
		if (!sums.by_errno[i])
			continue;
		printf("%s%" PRIu64 " %s", comma, sums.by_errno[i], strerrorname_np(i) ?: "other");
		comma = ", ";
	}
	printf("), %" PRIu64 " of them by the kernel's core without words, %" PRIu64 " unexplained, ", sums.silent - sums.unexplained,
	       sums.unexplained);
	printf("%" PRIu64 " replies and %" PRIu64 " events checked, %" PRIu64 " violations, ", sums.replies, checked_events, violations);
	printf("%" PRIu64 " overruns, %" PRIu64 " times restored in %" PRIu64 " ms of %" PRIu64 " | seed %" PRIu64 "\n", sums.overruns,
	       sums.restores, sums.restoring, milliseconds_now() - sums.began, job->seed);
}

int fuzz_netlink(const struct job *job)
{
	uint64_t number = job->from, end = milliseconds_now() / 1000 + job->seconds;

	aloud = job->count <= 100;
	begin_world(job);
	sums.began = milliseconds_now();
	printf("nbfuzz: netlink --seed %" PRIu64 " --from %" PRIu64 "\n", job->seed, job->from);
	fflush(stdout);
	for (; number - job->from < job->count; number++) {
		if ((number - job->from) % job->every == 0) {
			tell_place("netlink", job, number);
			restore();
			if (job->seconds && milliseconds_now() / 1000 >= end)
				break;
		}
		send_one(job, number);
	}
	restore();
	sum_up(job);
	return violations || sums.unexplained;
}
