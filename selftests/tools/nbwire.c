// SPDX-License-Identifier: GPL-2.0
/*
 * What goes over one interface, frame by frame.
 *
 *   nbwire sniff IF SECONDS [--filter arp|nd|lacp|all|ethertype N] [--count N] [--protocol N]
 *       one JSON line a frame, "ready" on stderr when listening, "timestamp_us" being the wall clock's when the kernel took the frame in or
 *       gave it to the driver, however late it is printed; --protocol asks the kernel for this Ethernet type alone, as a daemon
 *       would (a sniffer sees frames before a bond judges them); the interface "any" is a socket that is not bound to one
 *   nbwire send IF HEX [COUNT [MS]]      frames as they are, MS apart; spaces and colons are ignored
 *   nbwire send IF - [COUNT [MS]]        so each line of the standard input
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_FRAME 65600
#define ENDING_US 5000000
#define P_8021Q 0x8100
#define P_8021AD 0x88a8

static const char *addr6_text(const uint8_t *a, char *text)
{
	return inet_ntop(AF_INET6, a, text, INET6_ADDRSTRLEN);
}

static void die(const char *what)
{
	fprintf(stderr, "nbwire: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void usage(void)
{
	fprintf(stderr, "usage: nbwire sniff IF SECONDS [--filter arp|nd|lacp|all|ethertype N] [--count N] [--protocol N] | send IF HEX [COUNT [MS]]\n");
	exit(2);
}

static uint64_t clock_us(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static uint16_t be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static void put_mac(const char *key, const uint8_t *m)
{
	printf(",\"%s\":\"%02x:%02x:%02x:%02x:%02x:%02x\"", key, m[0], m[1], m[2], m[3], m[4], m[5]);
}

static void put_ip(const char *key, const uint8_t *a)
{
	printf(",\"%s\":\"%u.%u.%u.%u\"", key, a[0], a[1], a[2], a[3]);
}

static void put_ip6(const char *key, const uint8_t *a)
{
	char text[INET6_ADDRSTRLEN];

	printf(",\"%s\":\"%s\"", key, addr6_text(a, text));
}

static void put_arp(const uint8_t *p, size_t len)
{
	if (len < 28 || be16(p) != 1 || be16(p + 2) != 0x0800 || p[4] != 6 || p[5] != 4)
		return;
	printf(",\"kind\":\"arp\",\"op\":%u", be16(p + 6));
	put_mac("sha", p + 8);
	put_ip("spa", p + 14);
	put_mac("tha", p + 18);
	put_ip("tpa", p + 24);
}

static bool icmp6_sum_ok(const uint8_t *ip, const uint8_t *icmp, size_t len)
{
	uint64_t sum = len + 58;

	for (int i = 8; i < 40; i += 2)
		sum += be16(ip + i);
	for (size_t i = 0; i + 1 < len; i += 2)
		sum += be16(icmp + i);
	if (len & 1)
		sum += (uint64_t)icmp[len - 1] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum == 0xffff;
}

/* Neighbour discovery, and MLD's type so that it can be counted. */
static void put_icmp6(const uint8_t *ip, size_t len)
{
	const uint8_t *icmp = ip + 40;
	size_t size = len < 40 ? 0 : be16(ip + 4), off;
	uint8_t next;

	if (len < 48 || ip[0] >> 4 != 6 || size > len - 40)
		return;
	next = ip[6];
	if (!next && size >= 16) {	/* hop-by-hop, before MLD */
		size_t skip = 8 + 8 * (size_t)icmp[1];

		next = icmp[0];
		if (skip + 8 > size)
			return;
		icmp += skip;
		size -= skip;
	}
	if (next != 58 || size < 8)
		return;
	printf(",\"kind\":\"%s\",\"type\":%u,\"hoplimit\":%u,\"csum_ok\":%s", icmp[0] >= 133 && icmp[0] <= 137 ? "nd" : "icmp6", icmp[0],
	       ip[7], icmp6_sum_ok(ip, icmp, size) ? "true" : "false");
	put_ip6("ip_src", ip + 8);
	put_ip6("ip_dst", ip + 24);
	if ((icmp[0] != 135 && icmp[0] != 136) || size < 24)
		return;
	put_ip6("target", icmp + 8);
	if (icmp[0] == 136)
		printf(",\"router\":%s,\"solicited\":%s,\"override\":%s", icmp[4] & 0x80 ? "true" : "false", icmp[4] & 0x40 ? "true" : "false",
		       icmp[4] & 0x20 ? "true" : "false");
	for (off = 24; off + 8 <= size && icmp[off + 1]; off += 8 * (size_t)icmp[off + 1])
		if ((icmp[off] == 1 || icmp[off] == 2) && icmp[off + 1] == 1)
			put_mac(icmp[off] == 1 ? "source_lladdr" : "target_lladdr", icmp + off + 2);
}

static void put_ip4(const uint8_t *ip, size_t len)
{
	size_t head = (size_t)(ip[0] & 15) * 4;

	if (len < 20 || ip[0] >> 4 != 4 || head < 20)
		return;
	printf(",\"protocol\":%u", ip[9]);
	put_ip("ip_src", ip + 12);
	put_ip("ip_dst", ip + 16);
	if (ip[9] == 2 && len >= head + 8)
		printf(",\"kind\":\"igmp\",\"type\":%u", ip[head]);
	else if ((ip[9] == 17 || ip[9] == 6) && len >= head + 4)
		printf(",\"sport\":%u,\"dport\":%u", be16(ip + head), be16(ip + head + 2));
}

/* One end in an LACPDU, from its system priority on. */
static void put_lacp_end(const char *end, const uint8_t *p)
{
	static const char *const flags[8] = { "active", "short", "aggregation", "sync", "collecting", "distributing", "defaulted", "expired" };
	char key[32];
	const char *comma = "";

	snprintf(key, sizeof(key), "%s_system", end);
	put_mac(key, p + 2);
	printf(",\"%s_system_priority\":%u,\"%s_key\":%u,\"%s_port_priority\":%u,\"%s_port\":%u,\"%s_state\":%u", end, be16(p), end,
	       be16(p + 8), end, be16(p + 10), end, be16(p + 12), end, p[14]);
	printf(",\"%s_flags\":[", end);
	for (int i = 0; i < 8; i++) {
		if (!(p[14] >> i & 1))
			continue;
		printf("%s\"%s\"", comma, flags[i]);
		comma = ",";
	}
	printf("]");
}

static void put_slow(const uint8_t *p, size_t len)
{
	if (len < 1)
		return;
	printf(",\"subtype\":%u", p[0]);
	if (p[0] == 1 && len >= 62) {
		printf(",\"kind\":\"lacp\",\"version\":%u", p[1]);
		put_lacp_end("actor", p + 4);
		put_lacp_end("partner", p + 24);
		/* How long the last data of a flow may take on the way. */
		printf(",\"max_delay\":%u", be16(p + 44));
	} else if (p[0] == 2) {
		printf(",\"kind\":\"marker\",\"marker_type\":%u", len > 2 ? p[2] : 0);
		if (len < 20)
			return;
		printf(",\"version\":%u,\"marker_length\":%u,\"requester_port\":%u", p[1], p[3], be16(p + 4));
		put_mac("requester_system", p + 6);
		printf(",\"transaction\":%lu", (unsigned long)be16(p + 12) << 16 | be16(p + 14));
	}
}

struct filter {
	const char *kind;	/* NULL: all */
	int ethertype;		/* -1: any */
};

static bool is_nd(const uint8_t *p, size_t len)
{
	return len >= 48 && p[6] == 58 && p[40] >= 133 && p[40] <= 137;
}

/* What the kernel says of a frame beside it. */
struct beside {
	struct tpacket_auxdata aux;
	uint64_t time_us;
};

static void read_beside(struct msghdr *msg, struct beside *beside)
{
	struct timespec t;

	memset(beside, 0, sizeof(*beside));
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level == SOL_PACKET && c->cmsg_type == PACKET_AUXDATA)
			memcpy(&beside->aux, CMSG_DATA(c), sizeof(beside->aux));
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS)
			continue;
		memcpy(&t, CMSG_DATA(c), sizeof(t));
		beside->time_us = (uint64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
	}
	if (!beside->time_us)
		beside->time_us = clock_us(CLOCK_REALTIME);
}

static bool print_frame(const struct filter *filter, const uint8_t *f, size_t len, const struct sockaddr_ll *from,
			const struct beside *beside)
{
	const struct tpacket_auxdata *aux = &beside->aux;
	bool out = from->sll_pkttype == PACKET_OUTGOING;
	char name[IF_NAMESIZE];

	unsigned int tags[8][2], n = 0, type, off = 12;

	if (len < 14)
		return false;
	if (aux->tp_status & TP_STATUS_VLAN_VALID) {
		tags[n][0] = aux->tp_status & TP_STATUS_VLAN_TPID_VALID ? aux->tp_vlan_tpid : P_8021Q;
		tags[n++][1] = aux->tp_vlan_tci;
	}
	for (type = be16(f + off); (type == P_8021Q || type == P_8021AD) && off + 6 <= len && n < 8; type = be16(f + off)) {
		tags[n][0] = type;
		tags[n++][1] = be16(f + off + 2);
		off += 4;
	}
	off += 2;
	if ((filter->ethertype >= 0 && (unsigned int)filter->ethertype != type) ||
	    (filter->kind && !strcmp(filter->kind, "nd") && !is_nd(f + off, len - off)))
		return false;

	printf("{\"timestamp_us\":%" PRIu64 ",\"direction\":\"%s\",\"length\":%zu", beside->time_us, out ? "out" : "in", len);
	if (if_indextoname((unsigned int)from->sll_ifindex, name))
		printf(",\"interface\":\"%s\"", name);
	put_mac("dst", f);
	put_mac("src", f + 6);
	printf(",\"vlans\":[");
	for (unsigned int i = 0; i < n; i++)
		printf("%s{\"tpid\":\"0x%04x\",\"id\":%u,\"pcp\":%u}", i ? "," : "", tags[i][0], tags[i][1] & 0xfff, tags[i][1] >> 13);
	printf("],\"ethertype\":\"0x%04x\"", type);
	if (type == ETHERTYPE_ARP)
		put_arp(f + off, len - off);
	else if (type == ETHERTYPE_IPV6)
		put_icmp6(f + off, len - off);
	else if (type == ETHERTYPE_IP && len - off >= 20)
		put_ip4(f + off, len - off);
	else if (type == 0x8809)
		put_slow(f + off, len - off);
	printf("}\n");
	fflush(stdout);
	return true;
}

static int packet_socket(const char *name, int protocol)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET, .sll_protocol = htons((uint16_t)protocol), .sll_ifindex = (int)if_nametoindex(name) };
	int fd = socket(AF_PACKET, SOCK_RAW, 0), on = 1, size = 16 << 20;
	struct packet_mreq promiscuous = { .mr_ifindex = at.sll_ifindex, .mr_type = PACKET_MR_PROMISC };

	if (fd < 0)
		die("packet socket");
	if (!at.sll_ifindex && (!protocol || strcmp(name, "any")))
		die(name);
	if (protocol) {
		setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
		if (setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)))
			die("PACKET_AUXDATA");
		setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on));
		if (protocol == ETH_P_ALL)
			setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &promiscuous, sizeof(promiscuous));
	}
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)))
		die("bind");
	return fd;
}

/* terminations: readable once somebody has told us to end. */
static int terminations(void)
{
	sigset_t held;

	sigemptyset(&held);
	sigaddset(&held, SIGTERM);
	sigprocmask(SIG_BLOCK, &held, NULL);
	return signalfd(-1, &held, SFD_CLOEXEC);
}

/* Told to end, it still prints what has come, for as long as ENDING_US: on a machine that is late that may be all there is. */
static int do_sniff(const char *name, double seconds, const struct filter *filter, uint64_t count, int protocol)
{
	int fd = packet_socket(name, protocol);
	uint64_t end = clock_us(CLOCK_MONOTONIC) + (uint64_t)(seconds * 1e6);
	static uint8_t frame[MAX_FRAME];
	struct pollfd p[] = { { fd, POLLIN, 0 }, { terminations(), POLLIN, 0 } };
	bool ending = false;

	fprintf(stderr, "ready\n");
	for (;;) {
		uint64_t now = clock_us(CLOCK_MONOTONIC);
		union {
			struct cmsghdr align;
			char room[CMSG_SPACE(sizeof(struct tpacket_auxdata)) + CMSG_SPACE(sizeof(struct timespec))];
		} control;
		struct sockaddr_ll from;
		struct iovec iov = { frame, sizeof(frame) };
		struct msghdr msg = { .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &iov, .msg_iovlen = 1,
				      .msg_control = &control, .msg_controllen = sizeof(control) };
		struct beside beside;
		ssize_t len;

		if (now >= end)
			return 0;
		if (poll(p, 2, (int)((end - now) / 1000 + 1)) < 0)
			die("poll");
		if (p[1].revents && !ending) {
			ending = true;
			end = now + ENDING_US < end ? now + ENDING_US : end;
		}
		if (!p[0].revents && ending)
			return 0;
		if (!p[0].revents)
			continue;
		len = recvmsg(fd, &msg, 0);
		if (len < 0)
			continue;
		read_beside(&msg, &beside);
		if (print_frame(filter, frame, (size_t)len, &from, &beside) && count && !--count)
			return 0;
	}
}

/* frame_of - Returns the length of the frame that @hex is, or -1 if it is none, which it says. */
static ssize_t frame_of(const char *hex, uint8_t *frame)
{
	size_t digits = 0;

	for (; *hex; hex++) {
		char text[2] = { *hex, 0 }, *end;
		unsigned long digit;

		if (*hex == ' ' || *hex == ':' || *hex == '\n')
			continue;
		digit = strtoul(text, &end, 16);
		if (*end || digits >= 2 * MAX_FRAME) {
			fprintf(stderr, "nbwire: '%c' is no hexadecimal digit, or too many\n", *hex);
			return -1;
		}
		frame[digits / 2] = (uint8_t)(frame[digits / 2] << 4 | digit);
		digits++;
	}
	if (digits % 2 || digits < 28) {
		fprintf(stderr, "nbwire: %zu digits make no Ethernet frame\n", digits);
		return -1;
	}
	return (ssize_t)(digits / 2);
}

static int send_one(int fd, const char *name, const char *hex, uint64_t count, uint64_t apart_ms)
{
	struct timespec apart = { .tv_sec = (time_t)(apart_ms / 1000), .tv_nsec = (long)(apart_ms % 1000) * 1000000 };
	static uint8_t frame[MAX_FRAME];
	ssize_t length = frame_of(hex, frame);

	if (length < 0)
		return 2;
	while (count--) {
		if (send(fd, frame, (size_t)length, 0) < 0)
			die(name);
		if (count && apart_ms)
			nanosleep(&apart, NULL);
	}
	return 0;
}

static int do_send(const char *name, const char *hex, uint64_t count, uint64_t apart_ms)
{
	int fd = packet_socket(name, 0), status = 0;
	char *line = NULL;
	size_t room = 0;

	if (strcmp(hex, "-"))
		return send_one(fd, name, hex, count, apart_ms);
	while (!status && getline(&line, &room, stdin) > 0)
		status = send_one(fd, name, line, count, apart_ms);
	free(line);
	return status;
}

static double number(const char *text)
{
	char *end;
	double value = strtod(text, &end);

	if (!*text || *end || !(value >= 0 && value < 1e9))
		usage();
	return value;
}

int main(int argc, char **argv)
{
	struct filter filter = { NULL, -1 };
	int i, protocol = ETH_P_ALL;
	uint64_t count = 0;

	if (argc >= 4 && argc <= 6 && !strcmp(argv[1], "send"))
		return do_send(argv[2], argv[3], argc >= 5 ? (uint64_t)number(argv[4]) : 1, argc == 6 ? (uint64_t)number(argv[5]) : 0);
	if (argc < 4 || strcmp(argv[1], "sniff"))
		usage();
	for (i = 4; i + 1 < argc; i += 2) {
		if (!strcmp(argv[i], "--count")) {
			count = (uint64_t)number(argv[i + 1]);
		} else if (!strcmp(argv[i], "--protocol")) {
			protocol = (int)strtol(argv[i + 1], NULL, 0);
		} else if (strcmp(argv[i], "--filter")) {
			usage();
		} else if (!strcmp(argv[i + 1], "arp")) {
			filter.ethertype = ETHERTYPE_ARP;
		} else if (!strcmp(argv[i + 1], "nd")) {
			filter.ethertype = ETHERTYPE_IPV6;
			filter.kind = "nd";
		} else if (!strcmp(argv[i + 1], "lacp")) {
			filter.ethertype = 0x8809;
		} else if (!strcmp(argv[i + 1], "ethertype") && i + 2 < argc) {
			filter.ethertype = (int)strtol(argv[i + 2], NULL, 0);
			i++;
		} else if (strcmp(argv[i + 1], "all")) {
			usage();
		}
	}
	if (i != argc)
		usage();
	return do_sniff(argv[2], number(argv[3]), &filter, count, protocol);
}
