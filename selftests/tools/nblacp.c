// SPDX-License-Identifier: GPL-2.0
/*
 * An LACP partner of one port that does only what it is told, to measure the other end.
 *
 *   nblacp react IF TRIALS    forms a LAG with who is at the other end of IF, takes Synchronization back, and prints how long the other end
 *                             took to say that it collects no more; again after it distributes again:
 *                             {"trials":N,"react_us":[...],"formed_us":[...]}, formed_us: from "in sync" to "distributing"
 *
 * It answers every LACPDU with what it heard, as a port in CURRENT does, and speaks every 500 ms.
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
#include <time.h>
#include <unistd.h>

enum { ACTOR = 4, PARTNER = 24, STATE = 14, END = 15, LENGTH = 110, HEAD = 14 };
enum { SYNC = 0x08, COLLECTING = 0x10, DISTRIBUTING = 0x20, BASE = 0x07 };

#define PERIOD_US 500000
#define PATIENCE_US 10000000

struct port {
	int fd;
	uint8_t frame[HEAD + LENGTH];
	uint8_t heard[END]; /* the other end's actor part */
	uint64_t next_us;
};

static void die(const char *what)
{
	fprintf(stderr, "nblacp: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void say(struct port *port)
{
	memcpy(port->frame + HEAD + PARTNER, port->heard, END);
	if (write(port->fd, port->frame, sizeof(port->frame)) < 0)
		die("write");
	port->next_us = now_us() + PERIOD_US;
}

/* Until something is heard or it is time to speak; true: heard. */
static bool listen_once(struct port *port)
{
	struct pollfd poll_fd = { .fd = port->fd, .events = POLLIN };
	uint64_t now = now_us();
	uint8_t frame[2048];
	struct sockaddr_ll from;
	socklen_t size = sizeof(from);
	ssize_t length;

	if (now >= port->next_us)
		say(port);
	if (poll(&poll_fd, 1, 1 + (int)((port->next_us - now_us()) / 1000 % 1000)) <= 0)
		return false;
	length = recvfrom(port->fd, frame, sizeof(frame), 0, (struct sockaddr *)&from, &size);
	if (length < HEAD + LENGTH || from.sll_pkttype == PACKET_OUTGOING || frame[HEAD] != 1)
		return false;
	memcpy(port->heard, frame + HEAD + ACTOR, END);
	return true;
}

/* Speaks and listens until the other end's flags under MASK are WANTED; microseconds of it. */
static uint64_t until(struct port *port, uint8_t mask, uint8_t wanted)
{
	uint64_t start = now_us();

	while ((port->heard[STATE] & mask) != wanted) {
		uint8_t before = port->heard[STATE];

		if (now_us() - start > PATIENCE_US) {
			fprintf(stderr, "nblacp: the other end stays in state %u\n", port->heard[STATE]);
			exit(1);
		}
		if (listen_once(port) && port->heard[STATE] != before && (port->heard[STATE] & mask) != wanted)
			say(port);
	}
	return now_us() - start;
}

static void flags(struct port *port, uint8_t state)
{
	port->frame[HEAD + ACTOR + STATE] = BASE | state;
	say(port);
}

static void open_port(struct port *port, const char *name)
{
	static const uint8_t head[] = { 0x01, 0x80, 0xc2, 0, 0, 2, 0x02, 0, 0, 0, 0, 0x0a, 0x88, 0x09, 1, 1, 1, 20 };
	static const uint8_t actor[END] = { 0xff, 0xff, 0x02, 0, 0, 0, 0, 0x0a, 0, 15, 0, 255, 0, 1, BASE };
	struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_SLOW), .sll_ifindex = (int)if_nametoindex(name) };
	struct packet_mreq group = { .mr_ifindex = address.sll_ifindex, .mr_type = PACKET_MR_MULTICAST, .mr_alen = 6 };

	memcpy(port->frame, head, sizeof(head));
	memcpy(port->frame + HEAD + ACTOR, actor, END);
	port->frame[HEAD + PARTNER - 2] = 2;
	port->frame[HEAD + PARTNER - 1] = 20;
	port->frame[HEAD + 42] = 3;
	port->frame[HEAD + 43] = 16;
	memcpy(group.mr_address, head, 6);
	port->fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_SLOW));
	if (!address.sll_ifindex || port->fd < 0 || bind(port->fd, (struct sockaddr *)&address, sizeof(address)) ||
	    setsockopt(port->fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &group, sizeof(group)))
		die(name);
}

static void rest(struct port *port, uint64_t us)
{
	for (uint64_t end = now_us() + us; now_us() < end;)
		listen_once(port);
}

static void react(struct port *port, int trials)
{
	uint64_t formed[trials], reacted[trials];

	for (int i = 0; i < trials; i++) {
		flags(port, 0);
		until(port, SYNC, SYNC);
		flags(port, SYNC | COLLECTING | DISTRIBUTING);
		formed[i] = until(port, DISTRIBUTING, DISTRIBUTING);
		/* Beyond what any limit of PDUs a second counts, at another moment of each period. */
		rest(port, 1500000 + (uint64_t)i * 37000 % 300000);
		flags(port, 0);
		reacted[i] = until(port, COLLECTING, 0);
		rest(port, 1200000);
	}
	printf("{\"trials\":%d,\"react_us\":[", trials);
	for (int i = 0; i < trials; i++)
		printf("%s%" PRIu64, i ? "," : "", reacted[i]);
	printf("],\"formed_us\":[");
	for (int i = 0; i < trials; i++)
		printf("%s%" PRIu64, i ? "," : "", formed[i]);
	printf("]}\n");
}

int main(int argc, char **argv)
{
	struct port port = { .fd = -1 };

	if (argc != 4 || strcmp(argv[1], "react") || atoi(argv[3]) < 1) {
		fprintf(stderr, "usage: nblacp react IF TRIALS\n");
		return 2;
	}
	open_port(&port, argv[2]);
	react(&port, atoi(argv[3]));
	return 0;
}
