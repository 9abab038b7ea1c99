// SPDX-License-Identifier: GPL-2.0
/*
 * Which way many flows take.
 *
 *   nbflow send IF FLOWS ROUNDS RATE HEX...   one frame a flow, ROUNDS times over, RATE frames a second (0: as fast as it goes); the second HEX's
 *                                          flows are numbered from FLOWS on, the third's from twice as many
 *   nbflow tally SECONDS IF...             until SECONDS have passed or SIGTERM: how many frames of each flow came in by each interface
 *
 * HEX is a frame in which [BASE:BYTES] or [BASE:BYTES*STEP] stands for BASE + STEP times the flow's number
 * in its HEX, BYTES long; spaces and colons are ignored. Each frame is sent with the flow's number behind it ("nbfl" and four bytes), by which tally knows it, as nbstream's are;
 * TCP and UDP without are known by their addresses and ports. tally prints "ready" on stderr, then one JSON object:
 *
 *   {"frames":{"p0":3,"p1":1},"missed":0,"flows":[{"id":0,"at":{"p0":2},"five":"10.0.0.1 10.0.0.2 17 40000 5001"},...]}
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_FRAME 9000
#define MAX_FIELDS 16
#define MAX_PORTS 16
#define MAX_FLOWS 65536
#define FIVE 128

static void die(const char *what)
{
	fprintf(stderr, "nbflow: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void usage(void)
{
	fprintf(stderr, "usage: nbflow send IF FLOWS ROUNDS RATE HEX... | tally SECONDS IF...\n");
	exit(2);
}

static double number(const char *text, double max)
{
	char *end;
	double value = strtod(text, &end);

	if (!*text || *end || !(value >= 0 && value <= max))
		usage();
	return value;
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static int packet_socket(const char *name, int protocol)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET, .sll_protocol = htons((uint16_t)protocol), .sll_ifindex = (int)if_nametoindex(name) };
	int fd = socket(AF_PACKET, SOCK_RAW, 0), size = 64 << 20;

	if (fd < 0)
		die("packet socket");
	if (!at.sll_ifindex)
		die(name);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)))
		die("bind");
	return fd;
}

/* Sending --------------------------------------------------------------- */

struct field {
	size_t at;
	unsigned int bytes;
	uint64_t base, step;
};

struct template {
	uint8_t frame[MAX_FRAME];
	size_t len;
	struct field field[MAX_FIELDS];
	unsigned int fields;
};

/* [BASE:BYTES*STEP]; returns what follows. */
static const char *read_field(struct template *t, const char *text)
{
	struct field *f = &t->field[t->fields++];
	char *end;

	if (t->fields == MAX_FIELDS)
		usage();
	f->at = t->len;
	f->step = 1;
	f->base = strtoull(text + 1, &end, 0);
	if (*end != ':')
		usage();
	f->bytes = (unsigned int)strtoul(end + 1, &end, 10);
	if (*end == '*')
		f->step = strtoull(end + 1, &end, 0);
	if (*end != ']' || !f->bytes || f->bytes > 8)
		usage();
	t->len += f->bytes;
	return end + 1;
}

static void read_template(struct template *t, const char *text)
{
	while (*text && t->len < MAX_FRAME - 16) {
		char pair[3] = { text[0], text[1], 0 }, *end;

		if (*text == ' ' || *text == ':' || *text == '\n') {
			text++;
			continue;
		}
		if (*text == '[') {
			text = read_field(t, text);
			continue;
		}
		t->frame[t->len++] = (uint8_t)strtoul(pair, &end, 16);
		if (end != pair + 2)
			usage();
		text += 2;
	}
	if (*text || t->len < 14)
		usage();
}

static void fill(struct template *t, uint64_t flow, uint64_t number)
{
	for (unsigned int i = 0; i < t->fields; i++) {
		uint64_t value = t->field[i].base + flow * t->field[i].step;

		for (unsigned int b = t->field[i].bytes; b--; value >>= 8)
			t->frame[t->field[i].at + b] = (uint8_t)value;
	}
	memcpy(t->frame + t->len, "nbfl", 4);
	for (int b = 0; b < 4; b++)
		t->frame[t->len + 4 + (size_t)b] = (uint8_t)(number >> (24 - 8 * b));
}

static int do_send(char **arg, unsigned int templates)
{
	uint64_t each = (uint64_t)number(arg[1], MAX_FLOWS), flows = each * templates, errors = 0, start = now_ns();
	uint64_t total = flows * (uint64_t)number(arg[2], 1e9);
	struct template *t = calloc(templates, sizeof(*t));
	double rate = number(arg[3], 1e7);
	int fd = packet_socket(arg[0], 0);

	if (!t)
		die("memory");
	for (unsigned int i = 0; i < templates; i++)
		read_template(&t[i], arg[4 + i]);
	for (uint64_t i = 0; i < total; i++) {
		uint64_t flow = i % flows;
		struct template *its = &t[flow / each];

		while (rate > 0 && now_ns() < start + (uint64_t)((double)i * 1e9 / rate))
			sched_yield();
		fill(its, flow % each, flow);
		errors += send(fd, its->frame, its->len + 8, 0) < 0;
	}
	printf("{\"sent\":%" PRIu64 ",\"errors\":%" PRIu64 "}\n", total, errors);
	return 0;
}

/* Tallying -------------------------------------------------------------- */

struct flow {
	int64_t id;	/* -1: known by its five */
	char five[FIVE];
	uint64_t at[MAX_PORTS];
};

static struct flow *flows[MAX_FLOWS];
static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static uint16_t be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/* Addresses, protocol and ports of plain IP; empty: it is none. */
static void read_five(const uint8_t *f, size_t len, char *five)
{
	char from[INET6_ADDRSTRLEN], to[INET6_ADDRSTRLEN];
	size_t at = 14, ports;
	unsigned int type = be16(f + 12), protocol;

	*five = 0;
	while ((type == 0x8100 || type == 0x88a8) && at + 4 <= len) {
		type = be16(f + at + 2);
		at += 4;
	}
	if (type == ETHERTYPE_IP && len >= at + 24) {
		protocol = f[at + 9];
		ports = at + (f[at] & 15u) * 4;
		inet_ntop(AF_INET, f + at + 12, from, sizeof(from));
		inet_ntop(AF_INET, f + at + 16, to, sizeof(to));
	} else if (type == ETHERTYPE_IPV6 && len >= at + 44) {
		protocol = f[at + 6];
		ports = at + 40;
		inet_ntop(AF_INET6, f + at + 8, from, sizeof(from));
		inet_ntop(AF_INET6, f + at + 24, to, sizeof(to));
	} else {
		return;
	}
	if ((protocol == 6 || protocol == 17) && ports + 4 <= len)
		snprintf(five, FIVE, "%s %s %u %u %u", from, to, protocol, be16(f + ports), be16(f + ports + 2));
}

static int64_t read_tag(const uint8_t *f, size_t len)
{
	const uint8_t *tag = f + len - 8;

	if (len < 22 || memcmp(tag, "nbfl", 4))
		return -1;
	return (int64_t)tag[4] << 24 | tag[5] << 16 | tag[6] << 8 | tag[7];
}

static struct flow *find(int64_t id, const char *five)
{
	uint64_t hash = id >= 0 ? (uint64_t)id : 14695981039346656037ULL;

	for (const char *c = five; id < 0 && *c; c++)
		hash = (hash ^ (uint8_t)*c) * 1099511628211ULL;
	for (unsigned int i = 0; i < MAX_FLOWS; i++) {
		struct flow **flow = &flows[(hash + i) % MAX_FLOWS];

		if (!*flow) {
			*flow = calloc(1, sizeof(**flow));
			if (!*flow)
				die("memory");
			(*flow)->id = id;
			strcpy((*flow)->five, five);
		}
		if ((*flow)->id == id && (id >= 0 || !strcmp((*flow)->five, five)))
			return *flow;
	}
	fprintf(stderr, "nbflow: too many flows\n");
	exit(1);
}

static void print_at(char **name, int ports, const uint64_t *at, bool zero)
{
	const char *comma = "";

	for (int i = 0; i < ports; i++) {
		if (!at[i] && !zero)
			continue;
		printf("%s\"%s\":%" PRIu64, comma, name[i], at[i]);
		comma = ",";
	}
}

static void print_tally(char **name, int ports, const uint64_t *frames, uint64_t missed)
{
	const char *comma = "";

	printf("{\"frames\":{");
	print_at(name, ports, frames, true);
	printf("},\"missed\":%" PRIu64 ",\"flows\":[", missed);
	for (unsigned int i = 0; i < MAX_FLOWS; i++) {
		if (!flows[i])
			continue;
		printf("%s{\"id\":", comma);
		if (flows[i]->id >= 0)
			printf("%" PRId64, flows[i]->id);
		else
			printf("\"%s\"", flows[i]->five);
		printf(",\"at\":{");
		print_at(name, ports, flows[i]->at, false);
		printf("},\"five\":\"%s\"}", flows[i]->five);
		comma = ",";
	}
	printf("]}\n");
}

static int do_tally(double seconds, char **name, int ports)
{
	uint64_t end = now_ns() + (uint64_t)(seconds * 1e9), frames[MAX_PORTS] = { 0 }, missed = 0;
	struct pollfd p[MAX_PORTS];
	static uint8_t f[65600];

	if (ports > MAX_PORTS)
		usage();
	for (int i = 0; i < ports; i++)
		p[i] = (struct pollfd){ packet_socket(name[i], ETH_P_ALL), POLLIN, 0 };
	signal(SIGTERM, stop);
	fprintf(stderr, "ready\n");
	while (!stopped && now_ns() < end) {
		if (poll(p, (nfds_t)ports, 20) <= 0)
			continue;
		for (int i = 0; i < ports; i++) {
			struct sockaddr_ll from;
			socklen_t size = sizeof(from);
			char five[FIVE];
			ssize_t len;
			int64_t id;

			if (!(p[i].revents & POLLIN))
				continue;
			len = recvfrom(p[i].fd, f, sizeof(f), MSG_DONTWAIT, (struct sockaddr *)&from, &size);
			if (len < 14 || from.sll_pkttype == PACKET_OUTGOING)
				continue;
			id = read_tag(f, (size_t)len);
			read_five(f, (size_t)len, five);
			if (id < 0 && !*five)
				continue;
			frames[i]++;
			find(id, five)->at[i]++;
		}
	}
	for (int i = 0; i < ports; i++) {
		struct tpacket_stats stats;
		socklen_t size = sizeof(stats);

		if (!getsockopt(p[i].fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size))
			missed += stats.tp_drops;
	}
	print_tally(name, ports, frames, missed);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 7 && !strcmp(argv[1], "send"))
		return do_send(argv + 2, (unsigned int)argc - 6);
	if (argc >= 4 && !strcmp(argv[1], "tally"))
		return do_tally(number(argv[2], 1e6), argv + 3, argc - 3);
	usage();
}
