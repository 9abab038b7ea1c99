// SPDX-License-Identifier: GPL-2.0
/*
 * Frames made by dice, out of devices. Every second batch leaves by a packet ring, whose frames have their Ethernet header in one piece and all the
 * rest in pages: the module has to fetch each further byte that it looks at.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "nbfuzz.h"

#define MAX_FRAME 9200
#define RING_FRAME 16384
#define RING_FRAMES 64
#define MAX_PORTS 16
#define MAX_TO 8
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct port {
	int plain, ring, offload;
	unsigned char *frames;
	unsigned int at;
};

static struct port port[MAX_PORTS];
static int ports;
static unsigned char to[MAX_TO][6];
static int tos;

static struct {
	uint64_t sent, refused, ring, offload;
} sums;

/* A frame under construction. */
struct frame {
	unsigned char data[MAX_FRAME];
	size_t len;
};

static void put(struct frame *f, const void *data, size_t len)
{
	if (len > sizeof(f->data) - f->len)
		len = sizeof(f->data) - f->len;
	memcpy(f->data + f->len, data, len);
	f->len += len;
}

static void put8(struct frame *f, uint32_t value)
{
	put(f, &(uint8_t){ (uint8_t)value }, 1);
}

static void put16(struct frame *f, uint32_t value)
{
	put8(f, value >> 8);
	put8(f, value);
}

static void put_zero(struct frame *f, size_t len)
{
	static const unsigned char zero[256];

	put(f, zero, len);
}

static void put_random(struct frame *f, size_t len, struct dice *dice)
{
	while (len--)
		put8(f, (uint32_t)roll(dice));
}

/* The right one, or for once another. */
static uint32_t mostly(struct dice *dice, uint32_t right)
{
	return once_in(dice, 20) ? (uint32_t)roll(dice) : right;
}

/* Addresses ------------------------------------------------------------- */

static void put_mac(struct frame *f, struct dice *dice)
{
	static const unsigned char known[][6] = {
		{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, { 0x01, 0x80, 0xc2, 0, 0, 2 }, { 0x33, 0x33, 0, 0, 0, 1 },	   { 0x33, 0x33, 0xff, 0, 0, 1 },
		{ 0x01, 0, 0x5e, 0, 0, 1 },		{ 0, 0, 0, 0, 0, 0 },	       { 0x01, 0x80, 0xc2, 0, 0, 0 }, { 0x01, 0x80, 0xc2, 0, 0, 0x0e },
	};
	const unsigned char station[6] = { 2, 0, 0, 0x10, 0, (unsigned char)below(dice, 64) };

	switch (below(dice, 4)) {
	case 0:
		put(f, known[below(dice, COUNT(known))], 6);
		break;
	case 1:
		put(f, station, 6);
		break;
	default:
		put(f, to[below(dice, (uint32_t)tos)], 6);
	}
}

static void put_station(struct frame *f, struct dice *dice)
{
	const unsigned char station[6] = { 2, 0, 0, 0x10, 0, (unsigned char)below(dice, 64) };

	if (once_in(dice, 12))
		put_mac(f, dice);
	else
		put(f, station, 6);
}

static void put_ip4(struct frame *f, struct dice *dice)
{
	const unsigned char ip[4] = { 10, (unsigned char)below(dice, 2), 0, (unsigned char)below(dice, 66) };

	if (once_in(dice, 12))
		put_random(f, 4, dice);
	else
		put(f, ip, 4);
}

static void put_ip6(struct frame *f, struct dice *dice)
{
	static const unsigned char begin[][2] = { { 0xfd, 0 }, { 0xfd, 0 }, { 0xfe, 0x80 }, { 0xff, 2 }, { 0, 0 } };
	unsigned char ip[16] = {};

	memcpy(ip, begin[below(dice, COUNT(begin))], 2);
	ip[15] = (unsigned char)below(dice, 66);
	if (once_in(dice, 12))
		put_random(f, 16, dice);
	else
		put(f, ip, 16);
}

/* What is inside -------------------------------------------------------- */

static void put_lacp_end(struct frame *f, uint32_t kind, struct dice *dice)
{
	put8(f, mostly(dice, kind));
	put8(f, mostly(dice, 20));
	put16(f, mostly(dice, 1));
	put_station(f, dice);
	put16(f, mostly(dice, below(dice, 3)));
	put16(f, mostly(dice, 255));
	put16(f, mostly(dice, below(dice, 4)));
	put8(f, (uint32_t)roll(dice));
	put_zero(f, 3);
}

static void put_slow(struct frame *f, struct dice *dice)
{
	uint32_t subtype = mostly(dice, 1 + once_in(dice, 4));

	put8(f, subtype);
	put8(f, mostly(dice, 1));
	if (subtype == 1) {
		put_lacp_end(f, 1, dice);
		put_lacp_end(f, 2, dice);
		put8(f, mostly(dice, 3));
		put8(f, mostly(dice, 16));
		put16(f, 0);
		put_zero(f, 64);
		return;
	}
	put8(f, mostly(dice, 1 + below(dice, 2)));
	put8(f, mostly(dice, 16));
	put16(f, mostly(dice, 1));
	put_station(f, dice);
	put_random(f, 4, dice);
	put_zero(f, 94);
}

static void put_arp(struct frame *f, struct dice *dice)
{
	put16(f, mostly(dice, 1));
	put16(f, mostly(dice, ETHERTYPE_IP));
	put8(f, mostly(dice, 6));
	put8(f, mostly(dice, 4));
	put16(f, mostly(dice, 1 + below(dice, 2)));
	put_station(f, dice);
	put_ip4(f, dice);
	put_mac(f, dice);
	put_ip4(f, dice);
	put_zero(f, below(dice, 20));
}

static void put_transport(struct frame *f, uint32_t protocol, uint32_t depth, struct dice *dice);

static void put_in_ip4(struct frame *f, uint32_t depth, struct dice *dice)
{
	static const uint8_t protocols[] = { 17, 17, 6, 6, 1, 4, 41, 47, 50, 51, 132, 2, 255 };
	uint32_t protocol = protocols[below(dice, COUNT(protocols))], options = once_in(dice, 6) ? below(dice, 11) : 0;

	put8(f, mostly(dice, 0x45 + options));
	put8(f, 0);
	put16(f, mostly(dice, 20 + 4 * options + below(dice, 200)));
	put16(f, (uint32_t)roll(dice));
	put16(f, once_in(dice, 5) ? (uint32_t)roll(dice) & 0x3fff : 0);
	put8(f, 64);
	put8(f, protocol);
	put16(f, 0);
	put_ip4(f, dice);
	put_ip4(f, dice);
	put_random(f, 4 * options, dice);
	put_transport(f, protocol, depth, dice);
}

/* ICMPv6: its checksum counts, or nothing behind it is looked at. */
static uint32_t sum16(const unsigned char *data, size_t len, uint32_t sum)
{
	for (size_t i = 0; i < len; i++)
		sum += i & 1 ? data[i] : (uint32_t)data[i] << 8;
	return sum;
}

static void finish_icmp6(struct frame *f, size_t addresses, size_t start, struct dice *dice)
{
	uint32_t sum = sum16(f->data + addresses, 32, 58 + (uint32_t)(f->len - start));

	if (f->len < start + 4 || once_in(dice, 10))
		return;
	sum = sum16(f->data + start, f->len - start, sum);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = ~((sum & 0xffff) + (sum >> 16));
	f->data[start + 2] = (unsigned char)(sum >> 8);
	f->data[start + 3] = (unsigned char)sum;
}

static void put_nd(struct frame *f, struct dice *dice)
{
	static const uint8_t kinds[] = { 135, 135, 135, 136, 136, 136, 133, 134, 137, 128 };
	size_t addresses = f->len + 8, start = f->len + 40;
	uint32_t options = below(dice, 4);

	put16(f, 0x6000);
	put16(f, 0);
	put16(f, 0);
	put8(f, mostly(dice, 58));
	put8(f, mostly(dice, 255));
	put_ip6(f, dice);
	put_ip6(f, dice);
	put8(f, kinds[below(dice, COUNT(kinds))]);
	put8(f, mostly(dice, 0));
	put16(f, 0);
	put8(f, (uint32_t)roll(dice));
	put_zero(f, 3);
	put_ip6(f, dice);
	while (options--) {
		put8(f, mostly(dice, 1 + below(dice, 2)));
		put8(f, mostly(dice, 1));
		put_station(f, dice);
	}
	if (f->len < start)
		return;
	f->data[addresses - 4] = (unsigned char)((f->len - start) >> 8);
	f->data[addresses - 3] = (unsigned char)mostly(dice, (uint32_t)(f->len - start));
	finish_icmp6(f, addresses, start, dice);
}

static void put_in_ip6(struct frame *f, uint32_t depth, struct dice *dice)
{
	static const uint8_t extensions[] = { 0, 43, 44, 51, 60, 135, 139 }, protocols[] = { 17, 6, 58, 4, 41, 47, 50, 59, 132 };
	uint32_t chain = once_in(dice, 3) ? below(dice, 12) : 0, protocol = protocols[below(dice, COUNT(protocols))];
	uint32_t next = chain ? extensions[below(dice, COUNT(extensions))] : protocol;

	put16(f, 0x6000 | below(dice, 0x1000));
	put16(f, (uint32_t)roll(dice));
	put16(f, mostly(dice, below(dice, 300)));
	put8(f, next);
	put8(f, 64);
	put_ip6(f, dice);
	put_ip6(f, dice);
	while (chain--) {
		uint32_t words = once_in(dice, 4) ? below(dice, 4) : 0;

		next = chain ? extensions[below(dice, COUNT(extensions))] : protocol;
		put8(f, next);
		put8(f, mostly(dice, words));
		put_random(f, 6 + 8 * words, dice);
	}
	put_transport(f, protocol, depth, dice);
}

static void put_gre(struct frame *f, uint32_t depth, struct dice *dice)
{
	static const uint16_t flags[] = { 0, 0x2000, 0x8000, 0xb000, 0x3001, 0xffff };
	uint32_t bits = flags[below(dice, COUNT(flags))];

	put16(f, bits);
	if (once_in(dice, 2)) {
		put16(f, ETHERTYPE_IP);
		put_random(f, bits & 0x3000 ? 4 : 0, dice);
		put_in_ip4(f, depth, dice);
	} else {
		put16(f, ETHERTYPE_IPV6);
		put_random(f, bits & 0x3000 ? 4 : 0, dice);
		put_in_ip6(f, depth, dice);
	}
}

static void put_transport(struct frame *f, uint32_t protocol, uint32_t depth, struct dice *dice)
{
	if (depth && protocol == 4) {
		put_in_ip4(f, depth - 1, dice);
	} else if (depth && protocol == 41) {
		put_in_ip6(f, depth - 1, dice);
	} else if (depth && protocol == 47) {
		put_gre(f, depth - 1, dice);
	} else if (depth && (protocol == 1 || protocol == 58)) {
		put8(f, protocol == 1 ? 3 : below(dice, 5));
		put_random(f, 7, dice);
		if (protocol == 1)
			put_in_ip4(f, depth - 1, dice);
		else
			put_in_ip6(f, depth - 1, dice);
	} else {
		put_random(f, 8 + below(dice, 64), dice);
	}
}

enum kind { SLOW, ARP, ND, LLC, IP4, IP6, RUBBISH };

/* An Ethernet type and what belongs to it, or does not. */
static void put_payload(struct frame *f, enum kind kind, struct dice *dice)
{
	uint32_t depth = below(dice, 9);

	switch (kind) {
	case SLOW:
		put16(f, mostly(dice, 0x8809));
		put_slow(f, dice);
		break;
	case ARP:
		put16(f, mostly(dice, ETHERTYPE_ARP));
		put_arp(f, dice);
		break;
	case ND:
		put16(f, mostly(dice, ETHERTYPE_IPV6));
		put_nd(f, dice);
		break;
	case LLC:
		/* A length: 802.2, as BPDUs come. */
		put16(f, below(dice, 1501));
		put(f, "\x42\x42\x03", 3);
		put_random(f, below(dice, 60), dice);
		break;
	case IP4:
		put16(f, mostly(dice, ETHERTYPE_IP));
		put_in_ip4(f, depth, dice);
		break;
	case IP6:
		put16(f, mostly(dice, ETHERTYPE_IPV6));
		put_in_ip6(f, depth, dice);
		break;
	case RUBBISH:
		put16(f, (uint32_t)roll(dice));
		put_random(f, below(dice, 200), dice);
	}
}

static void put_tags(struct frame *f, struct dice *dice)
{
	static const uint16_t kinds[] = { 0x8100, 0x8100, 0x88a8, 0x9100 };
	uint32_t tags = once_in(dice, 3) ? below(dice, 5) : 0;

	while (tags--) {
		put16(f, kinds[below(dice, COUNT(kinds))]);
		put16(f, once_in(dice, 2) ? below(dice, 3) : (uint32_t)roll(dice));
	}
}

/* Where such frames go: most often, or nobody would look at them. */
static void put_target(struct frame *f, enum kind kind, struct dice *dice)
{
	static const char *const usual[] = { [SLOW] = "\x01\x80\xc2\x00\x00\x02", [ARP] = "\xff\xff\xff\xff\xff\xff",
					     [ND] = "\x33\x33\xff\x00\x00\x01", [LLC] = "\x01\x80\xc2\x00\x00\x00" };

	if (kind < COUNT(usual) && below(dice, 3))
		put(f, usual[kind], 6);
	else
		put_mac(f, dice);
}

static void make_frame(struct frame *f, struct dice *dice)
{
	static const enum kind kinds[] = { SLOW, SLOW, ARP, ARP, ND, ND, IP4, IP4, IP6, IP6, LLC, RUBBISH };
	const enum kind kind = kinds[below(dice, COUNT(kinds))];
	uint32_t flips = once_in(dice, 4) ? 1 + below(dice, 8) : 0;

	f->len = 0;
	put_target(f, kind, dice);
	put_station(f, dice);
	put_tags(f, dice);
	put_payload(f, kind, dice);
	if (once_in(dice, 12))
		put_random(f, below(dice, MAX_FRAME), dice);
	/* Cut at every length that an Ethernet header leaves. */
	if (once_in(dice, 4))
		f->len = 14 + below(dice, (uint32_t)f->len - 13);
	while (flips--)
		f->data[12 + below(dice, (uint32_t)f->len - 12)] ^= (unsigned char)(1 << below(dice, 8));
}

/* Ways out -------------------------------------------------------------- */

static int packet_socket(const char *device)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET, .sll_protocol = 0, .sll_ifindex = (int)if_nametoindex(device) };
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0), one = 1;

	if (fd < 0 || !at.sll_ifindex || bind(fd, (struct sockaddr *)&at, sizeof(at)))
		die(device);
	/* What cannot leave is no reason to stop. */
	setsockopt(fd, SOL_PACKET, PACKET_LOSS, &one, sizeof(one));
	return fd;
}

static void open_port(struct port *p, const char *device)
{
	struct tpacket_req ring = {
		.tp_block_size = RING_FRAME,
		.tp_frame_size = RING_FRAME,
		.tp_block_nr = RING_FRAMES,
		.tp_frame_nr = RING_FRAMES,
	};
	struct timeval patience = { .tv_usec = 50000 };
	int version = TPACKET_V2, one = 1;

	p->plain = packet_socket(device);
	p->offload = packet_socket(device);
	setsockopt(p->offload, SOL_PACKET, PACKET_VNET_HDR, &one, sizeof(one));
	p->ring = packet_socket(device);
	setsockopt(p->ring, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (setsockopt(p->ring, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) ||
	    setsockopt(p->ring, SOL_PACKET, PACKET_TX_RING, &ring, sizeof(ring)))
		die("ring");
	p->frames = mmap(NULL, (size_t)RING_FRAME * RING_FRAMES, PROT_READ | PROT_WRITE, MAP_SHARED, p->ring, 0);
	if (p->frames == MAP_FAILED)
		die("ring");
}

static void flush_ring(struct port *p)
{
	if (send(p->ring, NULL, 0, 0) < 0)
		sums.refused++;
}

static void send_ring(struct port *p, const struct frame *f)
{
	struct tpacket2_hdr *head = (void *)(p->frames + (size_t)p->at * RING_FRAME);

	if (__atomic_load_n(&head->tp_status, __ATOMIC_ACQUIRE) != TP_STATUS_AVAILABLE) {
		flush_ring(p);
		/* A frame on its way holds its place: this one is left out. */
		if (__atomic_load_n(&head->tp_status, __ATOMIC_ACQUIRE) != TP_STATUS_AVAILABLE) {
			sums.refused++;
			return;
		}
	}
	memcpy((unsigned char *)head + TPACKET2_HDRLEN - sizeof(struct sockaddr_ll), f->data, f->len);
	head->tp_len = (uint32_t)f->len;
	__atomic_store_n(&head->tp_status, TP_STATUS_SEND_REQUEST, __ATOMIC_RELEASE);
	p->at = (p->at + 1) % RING_FRAMES;
	sums.ring++;
	if (p->at % 32 == 0)
		flush_ring(p);
}

/* As guests and large sends have them: checksum or segments left to do, the header of any length in the first piece. */
static void send_offload(struct port *p, const struct frame *f, struct dice *dice)
{
	static const uint8_t kinds[] = { 0, 1, 3, 4, 5, 0x81 };
	struct virtio_net_hdr head = {
		.flags = once_in(dice, 2) ? VIRTIO_NET_HDR_F_NEEDS_CSUM : 0,
		.gso_type = kinds[below(dice, COUNT(kinds))],
		.hdr_len = (uint16_t)below(dice, (uint32_t)f->len + 1),
		.gso_size = (uint16_t)(1 + below(dice, 1500)),
		.csum_start = (uint16_t)(14 + below(dice, 60)),
		.csum_offset = (uint16_t)(once_in(dice, 2) ? 6 : 16),
	};
	struct iovec part[2] = { { &head, sizeof(head) }, { (void *)(uintptr_t)f->data, f->len } };
	struct msghdr message = { .msg_iov = part, .msg_iovlen = 2 };

	if (!head.gso_type)
		head.gso_size = 0;
	if (sendmsg(p->offload, &message, MSG_DONTWAIT) < 0)
		sums.refused++;
	else
		sums.offload++;
}

static void send_frame(const struct job *job, uint64_t number)
{
	static struct frame f;
	struct dice dice = dice_for(job, number);
	struct port *p = &port[below(&dice, (uint32_t)ports)];

	make_frame(&f, &dice);
	sums.sent++;
	switch (below(&dice, 8)) {
	case 0:
		send_offload(p, &f, &dice);
		break;
	case 1:
	case 2:
	case 3:
		if (send(p->plain, f.data, f.len, MSG_DONTWAIT) < 0)
			sums.refused++;
		break;
	default:
		send_ring(p, &f);
	}
}

static void begin_ports(const struct job *job)
{
	int i = 0;

	for (; i + 1 < job->words && !strcmp(job->word[i], "--to") && tos < MAX_TO; i += 2, tos++)
		if (sscanf(job->word[i + 1], "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &to[tos][0], &to[tos][1], &to[tos][2], &to[tos][3], &to[tos][4],
			   &to[tos][5]) != 6)
			usage();
	if (!tos)
		memcpy(to[tos++], "\2\0\0\0\0\1", 6);
	for (; i < job->words && ports < MAX_PORTS; i++)
		open_port(&port[ports++], job->word[i]);
	if (!ports)
		usage();
}

int fuzz_frames(const struct job *job)
{
	uint64_t number = job->from, end = milliseconds_now() + job->seconds * 1000ull;

	begin_ports(job);
	for (; number - job->from < job->count; number++) {
		if (number % 1024 == 0) {
			tell_place("frames", job, number);
			if (job->seconds && milliseconds_now() >= end)
				break;
		}
		send_frame(job, number);
	}
	for (int i = 0; i < ports; i++)
		flush_ring(&port[i]);
	printf("nbfuzz: frames | %" PRIu64 " sent, %" PRIu64 " of them in parts, %" PRIu64 " with work left to do, %" PRIu64
	       " refused by the socket | seed %" PRIu64 "\n",
	       sums.sent, sums.ring, sums.offload, sums.refused, job->seed);
	return 0;
}
