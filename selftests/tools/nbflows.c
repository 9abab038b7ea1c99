// SPDX-License-Identifier: GPL-2.0
/*
 * Which member does a flow take? One UDP frame a flow into an interface, seen on the wire of its members.
 *
 *   nbflows send IF PATTERN FLOWS               sends; whoever asks counts
 *   nbflows map IF PATTERN FLOWS MEMBER...      prints a letter a flow: a is the first member, ? was seen nowhere
 *
 * PATTERN, all IPv4 and each of FLOWS flows; mesh stops at the last host that all others fit:
 *   storage   one host, one port -> 10.0.0.i:6800+i
 *   mesh      10.0.0.i:50000+i -> 10.0.0.j:50000+j, of each two hosts
 *   clients   10.1.0.i:7000+i -> one server, one port
 *   ports     one host, every second port -> one server, one port
 *   random    any addresses and ports, the same in each run
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FRAME 60
#define HEADERS (14 + 20 + 8)
#define MAGIC 0x6e62666cu
#define BATCH 64
#define MAX_MEMBERS 26
#define MAX_FLOWS (1u << 20)

struct flow {
	uint32_t source, destination;
	uint16_t source_port, destination_port;
};

static void die(const char *what)
{
	fprintf(stderr, "nbflows: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void usage(void)
{
	fprintf(stderr, "usage: nbflows send IF PATTERN FLOWS | map IF PATTERN FLOWS MEMBER...\n");
	exit(2);
}

static uint64_t mixed(uint64_t number)
{
	number = (number + 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
	number = (number ^ number >> 29) * 0x94d049bb133111ebu;
	return number ^ number >> 32;
}

static struct flow flow_of(const char *pattern, uint32_t i, uint32_t hosts)
{
	const uint32_t net = 10u << 24;

	if (!strcmp(pattern, "storage"))
		return (struct flow){net | 0xc8c8, net | i, 40000, 6800 + i};
	if (!strcmp(pattern, "mesh")) {
		uint32_t from = i / (hosts - 1), to = i % (hosts - 1);

		to += to >= from;
		return (struct flow){net | from, net | to, 50000 + from, 50000 + to};
	}
	if (!strcmp(pattern, "clients"))
		return (struct flow){net | 1u << 16 | i, net | 1, 7000 + i, 9000};
	if (!strcmp(pattern, "ports"))
		return (struct flow){net | 1, net | 2, 1024 + 2 * i, 443};
	if (!strcmp(pattern, "random"))
		return (struct flow){mixed(3 * i), mixed(3 * i + 1), mixed(3 * i + 2), mixed(3 * i + 2) >> 32};
	usage();
	return (struct flow){0};
}

static uint32_t hosts_of(uint32_t flows)
{
	uint32_t hosts = 2;

	while ((hosts + 1) * hosts <= flows)
		hosts++;
	return hosts;
}

static void put16(uint8_t *to, uint16_t value)
{
	to[0] = value >> 8;
	to[1] = value;
}

static void put32(uint8_t *to, uint32_t value)
{
	put16(to, value >> 16);
	put16(to + 2, value);
}

static uint32_t get32(const uint8_t *from)
{
	return (uint32_t)from[0] << 24 | from[1] << 16 | from[2] << 8 | from[3];
}

static void make_frame(uint8_t *frame, const struct flow *flow, uint32_t number)
{
	static const uint8_t ethernet[] = {2, 0, 0, 0, 0, 0x99, 2, 0, 0, 0, 0, 1, 8, 0};
	uint8_t *ip = frame + sizeof(ethernet), *udp = ip + 20;
	uint32_t sum = 0;

	memset(frame, 0, FRAME);
	memcpy(frame, ethernet, sizeof(ethernet));
	ip[0] = 0x45;
	put16(ip + 2, FRAME - sizeof(ethernet));
	ip[8] = 64;
	ip[9] = IPPROTO_UDP;
	put32(ip + 12, flow->source);
	put32(ip + 16, flow->destination);
	for (int i = 0; i < 20; i += 2)
		sum += ip[i] << 8 | ip[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	put16(ip + 10, ~((sum & 0xffff) + (sum >> 16)));
	put16(udp, flow->source_port);
	put16(udp + 2, flow->destination_port);
	put16(udp + 4, FRAME - sizeof(ethernet) - 20);
	put32(frame + HEADERS, MAGIC);
	put32(frame + HEADERS + 4, number);
}

static int open_on(const char *name, int protocol)
{
	struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(protocol), .sll_ifindex = (int)if_nametoindex(name)};
	int room = 8 << 20, fd;

	if (!address.sll_ifindex)
		die(name);
	fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (fd < 0 || bind(fd, (void *)&address, sizeof(address)))
		die(name);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	return fd;
}

static void send_batch(int fd, const char *pattern, uint32_t hosts, uint32_t first, uint32_t count)
{
	static uint8_t frame[BATCH][FRAME];
	struct mmsghdr message[BATCH] = {0};
	struct iovec data[BATCH];
	uint32_t sent = 0;

	for (uint32_t i = 0; i < count; i++) {
		struct flow flow = flow_of(pattern, first + i, hosts);

		make_frame(frame[i], &flow, first + i);
		data[i] = (struct iovec){frame[i], FRAME};
		message[i].msg_hdr = (struct msghdr){.msg_iov = &data[i], .msg_iovlen = 1};
	}
	while (sent < count) {
		int done = sendmmsg(fd, message + sent, count - sent, 0);

		if (done < 0 && errno != ENOBUFS && errno != EINTR)
			die("send");
		if (done > 0)
			sent += done;
	}
}

/* What one member sent since the last call. */
static void look(int fd, char letter, char *map, uint32_t flows)
{
	uint8_t frame[256];
	ssize_t len;

	while ((len = recv(fd, frame, sizeof(frame), MSG_DONTWAIT)) >= 0) {
		uint32_t number;

		if (len < HEADERS + 8 || get32(frame + HEADERS) != MAGIC)
			continue;
		number = get32(frame + HEADERS + 4);
		if (number < flows)
			map[number] = letter;
	}
}

int main(int argc, char **argv)
{
	bool mapping = argc > 5 && !strcmp(argv[1], "map");
	int members = mapping ? argc - 5 : 0, member[MAX_MEMBERS], fd;
	uint32_t flows, hosts;
	char *map;

	if (argc < 5 || members > MAX_MEMBERS || (!mapping && (argc != 5 || strcmp(argv[1], "send"))))
		usage();
	flows = strtoul(argv[4], NULL, 0);
	if (!flows || flows > MAX_FLOWS)
		usage();
	hosts = hosts_of(flows);
	if (!strcmp(argv[3], "mesh"))
		flows = hosts * (hosts - 1);
	map = malloc(flows + 1);
	if (!map)
		die("memory");
	memset(map, '?', flows);
	map[flows] = '\0';
	for (int i = 0; i < members; i++)
		member[i] = open_on(argv[5 + i], ETH_P_ALL);
	fd = open_on(argv[2], 0);
	for (uint32_t first = 0; first < flows; first += BATCH) {
		send_batch(fd, argv[3], hosts, first, flows - first < BATCH ? flows - first : BATCH);
		for (int i = 0; i < members; i++)
			look(member[i], 'a' + i, map, flows);
	}
	usleep(mapping ? 50000 : 0);
	for (int i = 0; i < members; i++)
		look(member[i], 'a' + i, map, flows);
	if (mapping)
		puts(map);
	return 0;
}
