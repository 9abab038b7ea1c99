// SPDX-License-Identifier: GPL-2.0
/*
 * Which way many flows take.
 *
 *   nbflow send IF FLOWS ROUNDS RATE FRAMES...   one frame a flow, ROUNDS times over, RATE frames a second (0: as fast as it goes); the flows of
 *                                             the second FRAMES are numbered from FLOWS on, the third's from twice as many
 *   nbflow tally SECONDS IF...                until SECONDS have passed or SIGTERM: how many frames of each flow came in by each interface
 *   nbflow map IF FLOWS FRAMES MEMBER...      sends one frame a flow, and prints a letter a flow: a left by the first member, ? by none
 *
 * FRAMES is a pattern or a frame in hexadecimal in which [BASE:BYTES] or [BASE:BYTES*STEP] stands for BASE + STEP times the flow's number in
 * these FRAMES, BYTES long; spaces and colons are ignored. Patterns are of UDP over IPv4; mesh stops at the last host that all others fit:
 *
 *   storage   one host, one port -> 10.0.0.i:6800+i
 *   mesh      10.0.0.i:50000+i -> 10.0.0.j:50000+j, of each two hosts
 *   clients   10.1.0.i:7000+i -> one server, one port
 *   ports     one host, every second port -> one server, one port
 *   random    any addresses and ports, the same in each run
 *
 * Each frame is sent with the flow's number behind it ("nbfl" and four bytes), by which tally and map know it, as nbstream's are; TCP and UDP
 * without are known by their addresses and ports, an ICMP error about them by those of the flow that it goes along with. tally prints "ready" on
 * stderr, then one JSON object:
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
#include <netinet/in.h>
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
#define MAX_PORTS 26
#define MAX_FLOWS (1 << 20)
#define MAX_TALLIED 65536
#define TAG 8
#define FIVE 128

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "nbflow: %s: %s\n", what, strerror(errno));
	exit(1);
}

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: nbflow send IF FLOWS ROUNDS RATE FRAMES... | tally SECONDS IF... | map IF FLOWS FRAMES MEMBER...\n");
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
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)))
		die("bind");
	return fd;
}

/* Frames ---------------------------------------------------------------- */

struct field {
	size_t at;
	unsigned int bytes;
	uint64_t base, step;
};

/* The frames of FLOWS flows. */
struct frames {
	uint8_t frame[MAX_FRAME];
	size_t len;
	struct field field[MAX_FIELDS];
	unsigned int fields;
	const char *pattern; /* or NULL */
	uint32_t flows, hosts; /* hosts: of a mesh */
};

static uint64_t mixed(uint64_t number)
{
	number = (number + 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
	number = (number ^ number >> 29) * 0x94d049bb133111ebu;
	return number ^ number >> 32;
}

static void put16(uint8_t *to, uint16_t value)
{
	to[0] = (uint8_t)(value >> 8);
	to[1] = (uint8_t)value;
}

static void put32(uint8_t *to, uint32_t value)
{
	put16(to, (uint16_t)(value >> 16));
	put16(to + 2, (uint16_t)value);
}

struct five {
	uint32_t source, destination;
	uint16_t source_port, destination_port;
};

static struct five pattern_of(const char *pattern, uint32_t i, uint32_t hosts)
{
	const uint32_t net = 10u << 24;

	if (!strcmp(pattern, "storage"))
		return (struct five){ net | 0xc8c8, net | i, 40000, (uint16_t)(6800 + i) };
	if (!strcmp(pattern, "mesh")) {
		uint32_t from = i / (hosts - 1), to = i % (hosts - 1);

		to += to >= from;
		return (struct five){ net | from, net | to, (uint16_t)(50000 + from), (uint16_t)(50000 + to) };
	}
	if (!strcmp(pattern, "clients"))
		return (struct five){ net | 1u << 16 | i, net | 1, (uint16_t)(7000 + i), 9000 };
	if (!strcmp(pattern, "ports"))
		return (struct five){ net | 1, net | 2, (uint16_t)(1024 + 2 * i), 443 };
	if (!strcmp(pattern, "random"))
		return (struct five){ (uint32_t)mixed(3 * i), (uint32_t)mixed(3 * i + 1), (uint16_t)mixed(3 * i + 2),
				      (uint16_t)(mixed(3 * i + 2) >> 32) };
	usage();
}

static void fill_pattern(struct frames *t, uint32_t flow)
{
	struct five five = pattern_of(t->pattern, flow, t->hosts);
	uint8_t *ip = t->frame + 14;
	uint32_t sum = 0;

	put16(ip + 10, 0);
	put32(ip + 12, five.source);
	put32(ip + 16, five.destination);
	put16(ip + 20, five.source_port);
	put16(ip + 22, five.destination_port);
	for (int i = 0; i < 20; i += 2)
		sum += (uint32_t)(ip[i] << 8 | ip[i + 1]);
	sum = (sum & 0xffff) + (sum >> 16);
	put16(ip + 10, (uint16_t)~(sum + (sum >> 16)));
}

/* [BASE:BYTES*STEP]; returns what follows. */
static const char *read_field(struct frames *t, const char *text)
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

static void read_hex(struct frames *t, const char *text)
{
	while (*text && t->len < MAX_FRAME - 2 * TAG) {
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

static void read_frames(struct frames *t, const char *text, uint32_t flows)
{
	/* Ethernet, IPv4, UDP, ten bytes: with the tag behind it as long as a frame is at least. */
	static const char pattern[] = "020000000099 020000000001 0800 4500002e00000000 4011 0000 00000000 00000000 00000000 001a 0000 "
				      "00000000000000000000";

	t->flows = flows;
	if (strspn(text, "abcdefghijklmnopqrstuvwxyz") != strlen(text)) {
		read_hex(t, text);
		return;
	}
	t->pattern = text;
	for (t->hosts = 2; (t->hosts + 1) * t->hosts <= flows;)
		t->hosts++;
	if (!strcmp(text, "mesh") && t->hosts * (t->hosts - 1) < flows)
		t->flows = t->hosts * (t->hosts - 1);
	read_hex(t, pattern);
	fill_pattern(t, 0);
}

/* Sends the frame of these FRAMES' flow, which is the whole run's NUMBERth. Returns whether it was taken. */
static bool send_frame(int fd, struct frames *t, uint32_t flow, uint32_t number)
{
	for (unsigned int i = 0; i < t->fields; i++) {
		uint64_t value = t->field[i].base + flow * t->field[i].step;

		for (unsigned int b = t->field[i].bytes; b--; value >>= 8)
			t->frame[t->field[i].at + b] = (uint8_t)value;
	}
	if (t->pattern)
		fill_pattern(t, flow);
	memcpy(t->frame + t->len, "nbfl", 4);
	put32(t->frame + t->len + 4, number);
	return send(fd, t->frame, t->len + TAG, 0) >= 0;
}

static int do_send(char **arg, unsigned int kinds)
{
	uint64_t each = (uint64_t)number(arg[1], MAX_FLOWS), flows = each * kinds, sent = 0, errors = 0, start = now_ns();
	uint64_t total = flows * (uint64_t)number(arg[2], 1e9);
	struct frames *t = calloc(kinds, sizeof(*t));
	double rate = number(arg[3], 1e7);
	int fd = packet_socket(arg[0], 0);

	if (!t)
		die("memory");
	for (unsigned int i = 0; i < kinds; i++)
		read_frames(&t[i], arg[4 + i], (uint32_t)each);
	for (uint64_t i = 0; i < total; i++) {
		uint64_t flow = i % flows;
		struct frames *its = &t[flow / each];

		while (rate > 0 && now_ns() < start + (uint64_t)((double)i * 1e9 / rate))
			sched_yield();
		if (flow % each >= its->flows)
			continue;
		errors += !send_frame(fd, its, (uint32_t)(flow % each), (uint32_t)flow);
		sent++;
	}
	printf("{\"sent\":%" PRIu64 ",\"errors\":%" PRIu64 "}\n", sent, errors);
	return 0;
}

/* Tallying -------------------------------------------------------------- */

static int64_t read_tag(const uint8_t *f, size_t len)
{
	const uint8_t *tag = f + len - TAG;

	if (len < 14 + TAG || memcmp(tag, "nbfl", 4))
		return -1;
	return (int64_t)tag[4] << 24 | tag[5] << 16 | tag[6] << 8 | tag[7];
}

struct flow {
	int64_t id;	/* -1: known by its five */
	char five[FIVE];
	uint64_t at[MAX_PORTS];
};

static struct flow *flows[MAX_TALLIED];
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

/*
 * Addresses, protocol and ports of the IP packet at AT; empty: there are none. An ICMP error holds what it is about, which went the other way:
 * BACK exchanges the ends, so that both are of one flow.
 */
static void read_ip(const uint8_t *f, size_t len, size_t at, bool back, char *five)
{
	char from[INET6_ADDRSTRLEN], to[INET6_ADDRSTRLEN];
	int family = len >= at + 24 && f[at] >> 4 == 4 ? AF_INET : AF_INET6;
	size_t address = at + (family == AF_INET ? 12 : 8), next = at + (family == AF_INET ? (f[at] & 15u) * 4 : 40);
	unsigned int protocol, from_port, to_port;
	bool error;

	if (len < at + 24 || (family == AF_INET6 && (f[at] >> 4 != 6 || len < at + 44)) || len < next + 4)
		return;
	protocol = f[at + (family == AF_INET ? 9 : 6)];
	error = protocol == IPPROTO_ICMP ? f[next] == 3 || f[next] == 11 || f[next] == 12 : protocol == IPPROTO_ICMPV6 && f[next] < 5;
	if (error && !back)
		read_ip(f, len, next + 8, true, five);
	if (protocol != IPPROTO_TCP && protocol != IPPROTO_UDP)
		return;
	inet_ntop(family, f + address, back ? to : from, INET6_ADDRSTRLEN);
	inet_ntop(family, f + address + (family == AF_INET ? 4 : 16), back ? from : to, INET6_ADDRSTRLEN);
	from_port = be16(f + next + (back ? 2 : 0));
	to_port = be16(f + next + (back ? 0 : 2));
	snprintf(five, FIVE, "%s %s %u %u %u", from, to, protocol, from_port, to_port);
}

/* Of a frame. */
static void read_five(const uint8_t *f, size_t len, char *five)
{
	unsigned int type = be16(f + 12);
	size_t at = 14;

	*five = 0;
	while ((type == 0x8100 || type == 0x88a8) && at + 4 <= len) {
		type = be16(f + at + 2);
		at += 4;
	}
	if (type == ETHERTYPE_IP || type == ETHERTYPE_IPV6)
		read_ip(f, len, at, false, five);
}

static struct flow *find(int64_t id, const char *five)
{
	uint64_t hash = id >= 0 ? (uint64_t)id : 14695981039346656037ULL;

	for (const char *c = five; id < 0 && *c; c++)
		hash = (hash ^ (uint8_t)*c) * 1099511628211ULL;
	for (unsigned int i = 0; i < MAX_TALLIED; i++) {
		struct flow **flow = &flows[(hash + i) % MAX_TALLIED];

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
	for (unsigned int i = 0; i < MAX_TALLIED; i++) {
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

/* Mapping --------------------------------------------------------------- */

/* What left by one member since the last call. */
static void look(int fd, char letter, char *map, uint32_t flows)
{
	static uint8_t f[MAX_FRAME];
	ssize_t len;

	while ((len = recv(fd, f, sizeof(f), MSG_DONTWAIT)) >= 0) {
		int64_t id = read_tag(f, (size_t)len);

		if (id >= 0 && id < flows)
			map[id] = letter;
	}
}

static int do_map(char **arg, int members)
{
	uint32_t flows = (uint32_t)number(arg[1], MAX_FLOWS);
	struct frames *t = calloc(1, sizeof(*t));
	char *map = calloc(flows + 1, 1);
	int fd = packet_socket(arg[0], 0), member[MAX_PORTS];

	if (!t || !map)
		die("memory");
	if (!flows || members > MAX_PORTS)
		usage();
	read_frames(t, arg[2], flows);
	memset(map, '?', t->flows);
	for (int i = 0; i < members; i++)
		member[i] = packet_socket(arg[3 + i], ETH_P_ALL);
	for (uint32_t flow = 0; flow < t->flows; flow++) {
		send_frame(fd, t, flow, flow);
		for (int i = 0; flow % 64 == 63 && i < members; i++)
			look(member[i], (char)('a' + i), map, t->flows);
	}
	usleep(50000);
	for (int i = 0; i < members; i++)
		look(member[i], (char)('a' + i), map, t->flows);
	puts(map);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 7 && !strcmp(argv[1], "send"))
		return do_send(argv + 2, (unsigned int)argc - 6);
	if (argc >= 4 && !strcmp(argv[1], "tally"))
		return do_tally(number(argv[2], 1e6), argv + 3, argc - 3);
	if (argc >= 6 && !strcmp(argv[1], "map"))
		return do_map(argv + 2, argc - 5);
	usage();
}
