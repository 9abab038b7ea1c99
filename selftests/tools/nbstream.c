// SPDX-License-Identifier: GPL-2.0
/*
 * Numbered UDP at an even pace, and what became of it.
 *
 *   nbstream send DST PORT RATE SECONDS [FLOWS [unconnected]] [times]   RATE datagrams a second; FLOWS source ports in turn (1); prints
 *                                                 {"sent":N,...}; SIGTERM ends it early, and the receiver knows. Linux gives all that a
 *                                                 connected socket sends a hash of the socket's own, unconnected ones' packets have none;
 *                                                 times: with "sent_us":[US,...], the time of the day when each was sent
 *   nbstream recv PORT SECONDS [times]            until SECONDS have passed, or 1 s of silence after the sender's last datagram; times: with
 *                                                 "holes":[[SEQ,N],...], N in a row that were lost, "losses":[[MS,N],...], the same by when
 *                                                 the first of them was due, and "odd":[[MS,N],...]: N at that moment came twice or behind a
 *                                                 later one of their flow; MS of the time since boot
 *
 * The sender keeps to absolute times: one late wake-up is made good by the next datagrams, and late_us_max says how late it ever was:
 * on kernels with fine timers that is how long the machine stood still.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAGIC 0x6e62737472656d31ULL
#define MAX_FLOWS 4096

struct datagram {
	uint64_t magic;
	uint64_t seq;
	uint64_t total;
	uint64_t sent_ns;
	char tag[4]; /* as in nbflow */
	uint32_t flow;
};

static void die(const char *what)
{
	fprintf(stderr, "nbstream: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void usage(void)
{
	fprintf(stderr, "usage: nbstream send DST PORT RATE SECONDS [FLOWS [unconnected]] [times] | recv PORT SECONDS [times]\n");
	exit(2);
}

static double number(const char *text, double min, double max)
{
	char *end;
	double value = strtod(text, &end);

	if (!*text || *end || !(value >= min && value <= max)) {
		fprintf(stderr, "nbstream: '%s' is not a number from %g to %g\n", text, min, max);
		exit(2);
	}
	return value;
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static uint64_t wall_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Sleeps may last far too long (no high-resolution timers): near the goal, or for short waits, turn instead. */
static void sleep_ns(uint64_t ns)
{
	struct timespec t = { .tv_nsec = (long)(ns % 1000000000), .tv_sec = (time_t)(ns / 1000000000) };

	nanosleep(&t, NULL);
}

/* How much earlier a sleep has to end for the sender to be in time: it spins for the rest. */
static uint64_t sleep_margin(void)
{
	uint64_t least = UINT64_MAX;

	prctl(PR_SET_TIMERSLACK, 1);
	for (int i = 0; i < 3; i++) {
		uint64_t begun = now_ns();

		sleep_ns(100000);
		if (now_ns() - begun < least)
			least = now_ns() - begun;
	}
	return least > 2000000 ? 20000000 : 200000;
}

static void wait_until(uint64_t when, uint64_t margin)
{
	uint64_t now = now_ns();

	if (when > now + margin + margin / 4)
		sleep_ns(when - now - margin);
	while (now_ns() < when)
		sched_yield();
}

/* IPv4 addresses are sent to as ::ffff:a.b.c.d; a link-local one names its interface: fe80::1%eth0. */
static struct sockaddr_in6 address(const char *text, uint16_t port)
{
	struct sockaddr_in6 to = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	char plain[INET6_ADDRSTRLEN + 7], *interface;

	snprintf(plain, sizeof(plain), "%s%.*s", strchr(text, ':') ? "" : "::ffff:", INET6_ADDRSTRLEN - 1, text);
	interface = strchr(plain, '%');
	if (interface) {
		*interface++ = 0;
		to.sin6_scope_id = if_nametoindex(interface);
	}
	if (inet_pton(AF_INET6, plain, &to.sin6_addr) != 1 || (interface && !to.sin6_scope_id)) {
		fprintf(stderr, "nbstream: '%s' is not an address\n", text);
		exit(2);
	}
	return to;
}

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

/* When each datagram was sent, us of the time of the day. */
static uint64_t *sent_us;

static void print_sent(uint64_t total)
{
	printf(",\"sent_us\":[");
	for (uint64_t seq = 0; seq < total; seq++)
		printf("%s%" PRIu64, seq ? "," : "", sent_us[seq]);
	printf("]");
}

static int do_send(char **arg, bool times)
{
	double rate = number(arg[2], 0.01, 1e7), seconds = number(arg[3], 0, 1e6);
	int flows = arg[4] ? (int)number(arg[4], 1, MAX_FLOWS) : 1;
	uint64_t total = (uint64_t)(rate * seconds), errors = 0, late = 0, margin = sleep_margin(), start;
	static int fd[MAX_FLOWS];
	struct sockaddr_in6 to = address(arg[0], (uint16_t)number(arg[1], 1, 65535));
	bool connected = !arg[4] || !arg[5];
	const struct sockaddr *dest = connected ? NULL : (struct sockaddr *)&to;
	socklen_t size = connected ? 0 : sizeof(to);

	if (!connected && strcmp(arg[5], "unconnected"))
		usage();
	for (int i = 0; i < flows; i++) {
		fd[i] = socket(AF_INET6, SOCK_DGRAM, 0);
		if (fd[i] < 0 || (connected && connect(fd[i], (struct sockaddr *)&to, sizeof(to))))
			die(arg[0]);
	}
	if (times) {
		sent_us = calloc(total + 1, sizeof(*sent_us));
		if (!sent_us)
			die("memory");
	}
	signal(SIGTERM, stop);
	start = now_ns();
	for (uint64_t seq = 0; seq < total; seq++) {
		uint64_t due = start + (uint64_t)((double)seq * 1e9 / rate);
		struct datagram d = { MAGIC, seq, total, 0, { 'n', 'b', 'f', 'l' }, htonl((uint32_t)(seq % (uint64_t)flows)) };
		int out = fd[seq % (uint64_t)flows];
		bool last;

		wait_until(due, margin);
		/* Once: a signal between here and the copies would make those look like duplicates. */
		last = stopped;
		if (last)
			d.total = total = seq + 1;
		d.sent_ns = now_ns();
		if (d.sent_ns - due > late)
			late = d.sent_ns - due;
		if (times)
			sent_us[seq] = wall_us();
		if (sendto(out, &d, sizeof(d), 0, dest, size) < 0 && (errno != ECONNREFUSED || sendto(out, &d, sizeof(d), 0, dest, size) < 0))
			errors++;
		/* If this one got lost, the receiver would wait for all that were planned. */
		for (int i = 0; last && i < 3; i++)
			sendto(out, &d, sizeof(d), 0, dest, size);
	}
	printf("{\"sent\":%" PRIu64 ",\"errors\":%" PRIu64 ",\"seconds\":%.6f,\"late_us_max\":%" PRIu64, total, errors,
	       (double)(now_ns() - start) / 1e9, late / 1000);
	if (times)
		print_sent(total);
	printf("}\n");
	return 0;
}

/* The end may overtake datagrams that do not know of it yet, on another link of a LAG. */
static uint64_t shorter(uint64_t total, uint64_t told)
{
	return total && total < told ? total : told;
}

struct moment {
	uint64_t ms, count;
};

static struct moment *odd;
static size_t odds;

static void note_odd(uint64_t now)
{
	if (odds && odd[odds - 1].ms == now / 1000000) {
		odd[odds - 1].count++;
		return;
	}
	odd = realloc(odd, (odds + 1) * sizeof(*odd));
	if (!odd)
		die("memory");
	odd[odds++] = (struct moment){ now / 1000000, 1 };
}

static bool was_seen(const uint8_t *seen, uint64_t size, uint64_t seq)
{
	return seq / 8 < size && seen[seq / 8] & 1 << seq % 8;
}

/* The sender keeps to an even pace, which two of its datagrams tell: @period of 0 for numbers instead of times. */
static void print_holes(const uint8_t *seen, uint64_t size, uint64_t total, uint64_t start_ns, double period)
{
	const char *comma = "";

	for (uint64_t seq = 0, first; seq < total; seq++) {
		uint64_t where;

		for (first = seq; seq < total && !was_seen(seen, size, seq); seq++)
			;
		if (seq == first)
			continue;
		where = period > 0 ? (start_ns + (uint64_t)((double)first * period)) / 1000000 : first;
		printf("%s[%" PRIu64 ",%" PRIu64 "]", comma, where, seq - first);
		comma = ",";
	}
}

static void print_odd(void)
{
	printf(",\"odd\":[");
	for (size_t i = 0; i < odds; i++)
		printf("%s[%" PRIu64 ",%" PRIu64 "]", i ? "," : "", odd[i].ms, odd[i].count);
	printf("]");
}

static int do_recv(char **arg)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)number(arg[0], 1, 65535)) };
	uint64_t end = now_ns() + (uint64_t)(number(arg[1], 0, 1e6) * 1e9);
	uint64_t received = 0, duplicated = 0, reordered = 0, first = 0, last = 0, highest = 0, total = 0;
	uint64_t previous = 0, gap = 0, gap_wall = 0, gap_after = 0, seen_size = 0, delay = 0;
	static uint64_t newest[MAX_FLOWS], flow_reordered; /* newest: one more than the highest number of each flow */
	uint64_t first_ns = 0, highest_ns = 0;
	double period;
	uint8_t *seen = NULL;
	int fd = socket(AF_INET6, SOCK_DGRAM, 0), size = 64 << 20, off = 0;

	if (fd < 0)
		die("socket");
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (bind(fd, (struct sockaddr *)&any, sizeof(any)))
		die("bind");
	for (;;) {
		uint64_t now = now_ns();
		struct pollfd p = { fd, POLLIN, 0 };
		struct datagram d;

		if (now >= end || (received && highest + 1 == total && now > previous + 1000000000))
			break;
		if (poll(&p, 1, (int)((end - now) / 1000000 < 100 ? (end - now) / 1000000 + 1 : 100)) <= 0)
			continue;
		if (recv(fd, &d, sizeof(d), 0) != sizeof(d) || d.magic != MAGIC || d.seq >= 1ULL << 32)
			continue;
		now = now_ns();
		if (d.seq / 8 >= seen_size) {
			uint64_t bigger = d.seq / 4 + 65536;

			seen = realloc(seen, bigger);
			if (!seen)
				die("memory");
			memset(seen + seen_size, 0, bigger - seen_size);
			seen_size = bigger;
		}
		if (seen[d.seq / 8] & 1 << d.seq % 8) {
			if (d.seq + 1 != d.total) {
				duplicated++;
				note_odd(now);
			}
			total = shorter(total, d.total);
			continue;
		}
		seen[d.seq / 8] |= (uint8_t)(1 << d.seq % 8);
		if (!received) {
			first = d.seq;
			first_ns = d.sent_ns;
		} else if (now - previous > gap) {
			gap = now - previous;
			gap_wall = wall_us() - gap / 1000;
			gap_after = last;
		}
		if (received && d.seq < highest)
			reordered++;
		d.flow = ntohl(d.flow) % MAX_FLOWS;
		if (d.seq + 1 < newest[d.flow]) {
			flow_reordered++;
			note_odd(now);
		} else {
			newest[d.flow] = d.seq + 1;
		}
		if (d.seq >= highest) {
			highest = d.seq;
			highest_ns = d.sent_ns;
		}
		if (now > d.sent_ns && now - d.sent_ns > delay)
			delay = now - d.sent_ns;
		last = d.seq;
		total = shorter(total, d.total);
		previous = now;
		received++;
	}
	/* lost counts from the first datagram sent: start the receiver first. */
	printf("{\"received\":%" PRIu64 ",\"lost\":%" PRIu64 ",\"duplicated\":%" PRIu64 ",\"reordered\":%" PRIu64
	       ",\"flow_reordered\":%" PRIu64 ",\"longest_gap_us\":%" PRIu64 ",\"gap_start_us\":%" PRIu64 ",\"gap_after_seq\":%" PRIu64
	       ",\"first_seq\":%" PRIu64 ",\"last_seq\":%" PRIu64 ",\"highest_seq\":%" PRIu64 ",\"total\":%" PRIu64 ",\"delay_us_max\":%" PRIu64,
	       received, total - received, duplicated, reordered, flow_reordered, gap / 1000, gap_wall, gap_after, first, last, highest, total, delay / 1000);
	period = highest > first ? (double)(highest_ns - first_ns) / (double)(highest - first) : 0;
	if (arg[2]) {
		printf(",\"holes\":[");
		print_holes(seen, seen_size, received ? total : 0, 0, 0);
		printf("],\"losses\":[");
		print_holes(seen, seen_size, received && period > 0 ? highest + 1 : 0, first_ns - (uint64_t)((double)first * period), period);
		printf("]");
		print_odd();
	}
	printf("}\n");
	return received ? 0 : 1;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc >= 7 && argc <= 9 && !strcmp(argv[1], "send") && !strcmp(argv[argc - 1], "times")) {
		argv[argc - 1] = NULL;
		return do_send(argv + 2, true);
	}
	if (argc >= 6 && argc <= 8 && !strcmp(argv[1], "send"))
		return do_send(argv + 2, false);
	if ((argc == 4 || (argc == 5 && !strcmp(argv[4], "times"))) && !strcmp(argv[1], "recv"))
		return do_recv(argv + 2);
	usage();
}
