// SPDX-License-Identifier: GPL-2.0
/*
 * Many stations on one interface, each with addresses and a neighbour cache of its own: where do they send what they have for one host?
 *
 *   nbclients run IF COUNT SECONDS [OPTION VALUE]...   until SECONDS have passed or SIGTERM; "ready" on stderr; SIGUSR1: an object now
 *     --mac MAC         of the first station (02:00:4e:00:00:00), the others count up; the same with
 *     --ip4 A, --ip6 A  its address; stations have those of which one is given
 *     --host4 A, --host6 A   the host's
 *     --vlan ID[,ID]    tags, outer one first: 802.1Q, of two the outer one is 802.1ad
 *     --ask N           N stations a second ask for the host's address at the beginning, and each again after 1 s without an answer
 *     --verify MS       each asks the MAC that it knows, by unicast, so often (0: never)
 *     --rate N          UDP datagrams a second to the host, one station after the other; it asks first where it knows no MAC
 *     --port N          their destination (9); nbclients recv and nbstream recv understand them
 *     --log 1           tell every change, too
 *   nbclients recv PORT SECONDS   at the host, until SECONDS have passed, 1 s after the last one or SIGTERM
 *
 * The cache is Linux's. ARP: an answer, a request for the station's own address (it is answered, a sender 0.0.0.0 is not learnt), and any
 * other ARP of the host where there is an entry; but a MAC that is less than 1 s old (locktime) gives way to none but a request to the
 * station and to a gratuitous one. Neighbour Discovery: an NS to the station with an option, an NA with an option and Override. Without an
 * entry or a question nothing but questions to the station is learnt from.
 *
 * An object a line; believe4 and believe6 tell how many stations send to which MAC, told4 and told6 count what came unasked and by unicast (an ARP request, too),
 * answers what was asked for, crossed the frames whose Ethernet source is not what they teach, bad those that are malformed; late_us_max is
 * how late a datagram ever was since the last object, which is what the machine, not the network, took away:
 *
 *   {"time_us":N,"sent":N,"unsent":N,"late_us_max":N,"asked":N,"answers":N,"told4":N,"told6":N,"crossed":N,"bad":N,
 *    "believe4":{"MAC":N,...},"believe6":{...},
 *    "stations":[{"id":0,"mac":"...","ip4":"...","ip6":"...","host4":"MAC","host6":null,"changes4":1,"changes6":0,"told4":0,"told6":0},...],
 *    "log":[{"time_us":N,"id":0,"ip":4,"from":null,"to":"MAC","by":"reply|request|garp|na|ns","unicast":true,"taken":true},...]}
 *
 * The log has what was refused, too ("taken":false). recv: times are the sender's, so that a late receiver makes no gap; of losses US is when the
 * first datagram after those N was sent, of all stations', so that none of them was sent later.
 *
 *   {"received":N,"lost":N,"duplicated":N,"gap_us_max":N,"losses":[[US,N],...],
 *    "stations":[{"id":0,"received":N,"gap_us":N,"gap_begin_us":N},...]}
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
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_STATIONS 65536
#define MAX_LOG 65536
#define MAX_TIMES (1 << 20)
#define MAX_FRAME 9100
#define MAGIC 0x6e62737472656d31ULL
#define LOCKTIME_US 1000000
#define P_8021Q 0x8100
#define P_8021AD 0x88a8

#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

/* As nbstream's. */
struct datagram {
	uint64_t magic, seq, total, sent_ns;
	char tag[4];
	uint32_t flow;
};

/* What a station knows of the host, by one protocol. */
struct entry {
	uint8_t mac[6];
	bool valid, connected, asking;
	uint64_t updated, asked; /* us */
	uint32_t open, changes, told; /* open: questions without an answer */
};

struct station {
	struct entry four, six;
	uint64_t verify; /* us, when next */
};

struct change {
	uint64_t time_us;
	uint32_t id;
	uint8_t ip, from[6], to[6];
	bool first, unicast, taken;
	const char *by;
};

static struct {
	uint8_t mac[6], ip6[16], host6[16];
	uint32_t count, ip4, host4;
	bool four, six, log;
	unsigned int vlan[2], vlans, port;
	double ask, rate;
	uint64_t verify_us;
} set = { .mac = { 2, 0, 0x4e, 0, 0, 0 }, .port = 9 };

static struct station *station;
static struct change *changes;
static uint32_t logged;
static uint64_t sent, unsent, late_us, asked, answers, told4, told6, crossed, bad;
static int wire;
static volatile sig_atomic_t stopped, wanted;

static void die(const char *what)
{
	fprintf(stderr, "nbclients: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void usage(void)
{
	fprintf(stderr, "usage: nbclients run IF COUNT SECONDS [OPTION VALUE]... | recv PORT SECONDS\n");
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

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static uint64_t now_us(void)
{
	return clock_ns(CLOCK_MONOTONIC) / 1000;
}

static uint16_t be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)be16(p) << 16 | be16(p + 2);
}

static uint8_t *put16(uint8_t *p, unsigned int value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
	return p + 2;
}

static uint8_t *put32(uint8_t *p, uint32_t value)
{
	return put16(put16(p, value >> 16), value & 0xffff);
}

static uint8_t *put(uint8_t *p, const void *from, size_t bytes)
{
	memcpy(p, from, bytes);
	return p + bytes;
}

/* Addresses of station number id ----------------------------------------- */

static void mac_of(uint32_t id, uint8_t *mac)
{
	memcpy(mac, set.mac, 6);
	put32(mac + 2, be32(set.mac + 2) + id);
}

static void ip6_of(uint32_t id, uint8_t *ip)
{
	memcpy(ip, set.ip6, 16);
	put32(ip + 12, be32(set.ip6 + 12) + id);
}

static bool is_mac(uint32_t id, const uint8_t *mac)
{
	uint8_t its[6];

	mac_of(id, its);
	return !memcmp(its, mac, 6);
}

static bool is_ip6(uint32_t id, const uint8_t *ip)
{
	uint8_t its[16];

	ip6_of(id, its);
	return !memcmp(its, ip, 16);
}

/* Sums -------------------------------------------------------------------- */

static uint32_t sum(const uint8_t *p, size_t len, uint32_t begin)
{
	uint64_t all = begin;

	for (size_t i = 0; i + 1 < len; i += 2)
		all += be16(p + i);
	if (len & 1)
		all += (uint64_t)p[len - 1] << 8;
	while (all >> 16)
		all = (all & 0xffff) + (all >> 16);
	return (uint32_t)all;
}

static unsigned int sum6(const uint8_t *ip, const uint8_t *data, size_t len, uint8_t protocol)
{
	return sum(data, len, sum(ip + 8, 32, (uint32_t)len + protocol));
}

/* Sending ----------------------------------------------------------------- */

static uint8_t *put_ether(uint8_t *p, const uint8_t *to, uint32_t id, unsigned int type)
{
	uint8_t own[6];

	mac_of(id, own);
	p = put(put(p, to, 6), own, 6);
	for (unsigned int i = 0; i < set.vlans; i++)
		p = put16(put16(p, set.vlans == 2 && !i ? P_8021AD : P_8021Q), set.vlan[i]);
	return put16(p, type);
}

static void transmit(const uint8_t *frame, const uint8_t *end)
{
	if (send(wire, frame, (size_t)(end - frame), 0) < 0 && errno != ENOBUFS && errno != ENETDOWN && errno != EAGAIN)
		die("send");
}

static void send_arp(uint32_t id, unsigned int op, const uint8_t *to, uint32_t spa, const uint8_t *tha, uint32_t tpa)
{
	uint8_t frame[64] = { 0 }, own[6], *p = put_ether(frame, to, id, ETHERTYPE_ARP);

	mac_of(id, own);
	p = put16(put16(put16(put16(p, 1), ETHERTYPE_IP), 0x0604), op);
	p = put32(put(p, own, 6), spa);
	p = put32(put(p, tha, 6), tpa);
	transmit(frame, p < frame + 60 ? frame + 60 : p);
}

/* type 135 or 136; flags as in the first octet of the message's second word; with the link-layer option or without. */
static void send_nd(uint32_t id, unsigned int type, unsigned int flags, const uint8_t *to, const uint8_t *dst, const uint8_t *target, bool option)
{
	uint8_t frame[128] = { 0 }, own_ip[16], own[6], *ip = put_ether(frame, to, id, ETHERTYPE_IPV6), *icmp, *p;

	mac_of(id, own);
	ip6_of(id, own_ip);
	p = put32(ip, 0x60000000);
	p = put16(put16(p, option ? 32 : 24), 58 << 8 | 255);
	icmp = p = put(put(p, own_ip, 16), dst, 16);
	p = put32(put32(p, type << 24), flags << 24);
	p = put(p, target, 16);
	if (option)
		p = put(put16(p, type == 135 ? 0x0101 : 0x0201), own, 6);
	put16(icmp + 2, sum6(ip, icmp, (size_t)(p - icmp), 58) ^ 0xffff);
	transmit(frame, p);
}

/* By unicast where the MAC is known and to be verified. */
static void ask(uint32_t id, bool six, bool verify)
{
	static const uint8_t everybody[6] = { 255, 255, 255, 255, 255, 255 }, nobody[6];
	struct entry *e = six ? &station[id].six : &station[id].four;

	e->open = now_us() - e->asked < 1000000 ? e->open + 1 : 1;
	e->asked = now_us();
	e->asking = e->asking || !verify;
	asked++;
	if (!six) {
		send_arp(id, 1, verify ? e->mac : everybody, set.ip4 + id, nobody, set.host4);
	} else {
		uint8_t group[6] = { 0x33, 0x33, 0xff, set.host6[13], set.host6[14], set.host6[15] };
		uint8_t dst[16] = { 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, set.host6[13], set.host6[14], set.host6[15] };

		send_nd(id, 135, 0, verify ? e->mac : group, verify ? set.host6 : dst, set.host6, true);
	}
}

static void send_datagram(uint32_t id, bool six, uint64_t seq, uint64_t total)
{
	struct datagram d = { MAGIC, seq, total, clock_ns(CLOCK_MONOTONIC), { 'n', 'b', 'f', 'l' }, htonl(id) };
	uint8_t frame[256] = { 0 }, own_ip[16], *ip, *udp, *p;
	unsigned int length = 8 + sizeof(d);

	ip = p = put_ether(frame, six ? station[id].six.mac : station[id].four.mac, id, six ? ETHERTYPE_IPV6 : ETHERTYPE_IP);
	if (six) {
		ip6_of(id, own_ip);
		p = put32(p, 0x60000000);
		p = put16(put16(p, length), 17 << 8 | 64);
		p = put(put(p, own_ip, 16), set.host6, 16);
	} else {
		p = put16(put16(p, 0x4500), 20 + length);
		p = put32(p, (uint32_t)(seq & 0xffff) << 16 | 0x4000);
		p = put32(p, 64u << 24 | 17u << 16);
		p = put32(put32(p, set.ip4 + id), set.host4);
		put16(ip + 10, sum(ip, 20, 0) ^ 0xffff);
	}
	udp = p;
	p = put16(put16(p, 40000 + id % 20000), set.port);
	p = put(put32(p, length << 16), &d, sizeof(d));
	if (six) {
		unsigned int check = sum6(ip, udp, length, 17) ^ 0xffff;

		put16(udp + 6, check ? check : 0xffff);
	}
	transmit(frame, p);
}

/* Learning ---------------------------------------------------------------- */

static void note(uint32_t id, bool six, const struct entry *e, const uint8_t *mac, const char *by, bool unicast, bool taken)
{
	struct change *c;

	if (!set.log || logged == MAX_LOG)
		return;
	c = &changes[logged++];
	*c = (struct change){ .time_us = clock_ns(CLOCK_REALTIME) / 1000, .id = id, .ip = six ? 6 : 4, .first = !e->valid, .unicast = unicast,
			      .taken = taken, .by = by };
	memcpy(c->from, e->mac, 6);
	memcpy(c->to, mac, 6);
}

/* The kernel's neigh_update(). mac NULL: the message has none. */
static void learn(uint32_t id, bool six, const uint8_t *mac, bool connected, bool override, const char *by, bool unicast)
{
	struct entry *e = six ? &station[id].six : &station[id].four;
	bool differs = mac && (!e->valid || memcmp(e->mac, mac, 6));

	if (!mac && !e->valid)
		return;
	if (e->valid && differs && !override) {
		note(id, six, e, mac, by, unicast, false);
		if (six && e->connected) {
			e->connected = false;
			e->updated = now_us();
		}
		return;
	}
	/* What is valid and stays what it is does not become stale. */
	if (e->valid && !differs && !connected)
		connected = e->connected;
	if (!e->valid || differs || connected != e->connected)
		e->updated = now_us();
	if (differs) {
		note(id, six, e, mac, by, unicast, true);
		e->changes++;
		memcpy(e->mac, mac, 6);
	}
	e->valid = true;
	e->connected = connected;
	e->asking = false;
}

/* Is it the answer to a question? Else it was told unasked, which counts by unicast. */
static void judge_asked(struct entry *e, bool answer, bool unicast, uint64_t *told)
{
	if (answer && e->open && now_us() - e->asked < 1000000) {
		e->open--;
		answers++;
	} else if (unicast) {
		e->told++;
		(*told)++;
	}
}

static void take_arp(uint32_t id, const uint8_t *frame, const uint8_t *p, bool unicast)
{
	struct entry *e = &station[id].four;
	unsigned int op = be16(p + 6);
	const uint8_t *sha = p + 8, *tha = p + 18;
	uint32_t spa = be32(p + 14), tpa = be32(p + 24);
	bool garp = spa == tpa && (op == 1 || !memcmp(sha, tha, 6)), override;

	if (op == 1 && tpa == set.ip4 + id) {
		if (spa == set.host4) {
			crossed += memcmp(sha, frame + 6, 6) != 0;
			judge_asked(e, false, unicast, &told4);
			learn(id, false, sha, false, true, "request", unicast);
		}
		send_arp(id, 2, sha, set.ip4 + id, sha, spa);
		return;
	}
	if (spa != set.host4 || (!e->valid && !e->asking))
		return;
	crossed += memcmp(sha, frame + 6, 6) != 0;
	judge_asked(e, op == 2, unicast, &told4);
	override = now_us() > e->updated + LOCKTIME_US || garp;
	learn(id, false, sha, op == 2 && unicast, override, garp ? "garp" : op == 2 ? "reply" : "request", unicast);
}

/* The option of this type, or NULL. */
static const uint8_t *nd_option(const uint8_t *icmp, size_t size, uint8_t type)
{
	for (size_t off = 24; off + 8 <= size && icmp[off + 1]; off += 8 * (size_t)icmp[off + 1])
		if (icmp[off] == type && icmp[off + 1] == 1)
			return icmp + off + 2;
	return NULL;
}

static void take_nd(uint32_t id, const uint8_t *frame, const uint8_t *ip, size_t size, bool unicast)
{
	static const uint8_t all_nodes[16] = { 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 }, all_mac[6] = { 0x33, 0x33, 0, 0, 0, 1 }, none[16];
	const uint8_t *icmp = ip + 40, *src = ip + 8, *target = icmp + 8, *mac = nd_option(icmp, size, icmp[0] == 135 ? 1 : 2);
	struct entry *e = &station[id].six;

	if (icmp[0] == 135 && is_ip6(id, target)) {
		bool group = ip[24] == 0xff, ours = !memcmp(src, set.host6, 16);

		if (!memcmp(src, none, 16)) {
			send_nd(id, 136, 0x20, all_mac, all_nodes, target, true);
			return;
		}
		if (ours && mac) {
			crossed += memcmp(mac, frame + 6, 6) != 0;
			learn(id, true, mac, false, true, "ns", unicast);
		}
		send_nd(id, 136, group ? 0x60 : 0x40, ours && e->valid ? e->mac : mac ? mac : frame + 6, src, target, group);
	} else if (icmp[0] == 136 && !memcmp(target, set.host6, 16) && (e->valid || e->asking)) {
		if (mac)
			crossed += memcmp(mac, frame + 6, 6) != 0;
		judge_asked(e, icmp[4] & 0x40, unicast, &told6);
		learn(id, true, mac, icmp[4] & 0x40, icmp[4] & 0x20, "na", unicast);
	}
}

static bool tags_are_ours(const uint8_t *frame, size_t len, const struct tpacket_auxdata *aux, size_t *at)
{
	unsigned int tag[4], n = 0, type = be16(frame + 12);
	size_t off = 12;

	if (aux->tp_status & TP_STATUS_VLAN_VALID)
		tag[n++] = aux->tp_vlan_tci & 0xfff;
	for (; (type == P_8021Q || type == P_8021AD) && off + 6 <= len && n < 4; type = be16(frame + off)) {
		tag[n++] = be16(frame + off + 2) & 0xfff;
		off += 4;
	}
	*at = off;
	return n == set.vlans && (n < 1 || tag[0] == set.vlan[0]) && (n < 2 || tag[1] == set.vlan[1]);
}

static void take(const uint8_t *frame, size_t len, const struct tpacket_auxdata *aux)
{
	uint32_t first = 0, last = set.count;
	bool unicast = !(frame[0] & 1);
	size_t at, size = 0;
	unsigned int type;
	const uint8_t *p;

	if (len < 14 || !tags_are_ours(frame, len, aux, &at) || len < at + 2)
		return;
	type = be16(frame + at);
	p = frame + at + 2;
	len -= at + 2;
	if (unicast) {
		first = be32(frame + 2) - be32(set.mac + 2);
		last = first + 1;
		if (first >= set.count || !is_mac(first, frame))
			return;
	}
	if (type == ETHERTYPE_ARP && set.four) {
		if (len < 28 || be16(p) != 1 || be16(p + 2) != ETHERTYPE_IP || p[4] != 6 || p[5] != 4) {
			bad++;
			return;
		}
	} else if (type == ETHERTYPE_IPV6 && set.six && len >= 48 && p[6] == 58 && (p[40] == 135 || p[40] == 136)) {
		size = be16(p + 4);
		if (size < 24 || size > len - 40 || p[7] != 255 || sum6(p, p + 40, size, 58) != 0xffff) {
			bad++;
			return;
		}
	} else {
		return;
	}
	for (uint32_t id = first; id < last; id++) {
		if (size)
			take_nd(id, frame, p, size, unicast);
		else
			take_arp(id, frame, p, unicast);
	}
}

/* Whatever is there. */
static void listen_all(void)
{
	static uint8_t frame[MAX_FRAME];

	for (int i = 0; i < 4096; i++) {
		union {
			struct cmsghdr align;
			char room[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
		} control;
		struct iovec iov = { frame, sizeof(frame) };
		struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control) };
		struct tpacket_auxdata aux = { 0 };
		ssize_t len = recvmsg(wire, &msg, MSG_DONTWAIT);

		if (len < 0)
			return;
		for (struct cmsghdr *c = CMSG_FIRSTHDR(&msg); c; c = CMSG_NXTHDR(&msg, c))
			if (c->cmsg_level == SOL_PACKET && c->cmsg_type == PACKET_AUXDATA)
				memcpy(&aux, CMSG_DATA(c), sizeof(aux));
		take(frame, (size_t)len, &aux);
	}
}

/* Telling ----------------------------------------------------------------- */

static void put_mac(const char *key, const uint8_t *m, bool known)
{
	if (known)
		printf(",\"%s\":\"%02x:%02x:%02x:%02x:%02x:%02x\"", key, m[0], m[1], m[2], m[3], m[4], m[5]);
	else
		printf(",\"%s\":null", key);
}

static void tell_believe(bool six)
{
	static struct {
		uint8_t mac[6];
		uint32_t count;
	} known[256];
	unsigned int n = 0, i;

	for (uint32_t id = 0; id < set.count; id++) {
		const struct entry *e = six ? &station[id].six : &station[id].four;

		if (!e->valid)
			continue;
		for (i = 0; i < n && memcmp(known[i].mac, e->mac, 6); i++)
			;
		if (i == n && n < 256) {
			memcpy(known[n].mac, e->mac, 6);
			known[n++].count = 0;
		}
		if (i < n)
			known[i].count++;
	}
	printf(",\"believe%d\":{", six ? 6 : 4);
	for (i = 0; i < n; i++)
		printf("%s\"%02x:%02x:%02x:%02x:%02x:%02x\":%u", i ? "," : "", known[i].mac[0], known[i].mac[1], known[i].mac[2], known[i].mac[3],
		       known[i].mac[4], known[i].mac[5], known[i].count);
	printf("}");
}

static void tell(void)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t ip[16], mac[6];

	printf("{\"time_us\":%" PRIu64 ",\"sent\":%" PRIu64 ",\"unsent\":%" PRIu64 ",\"late_us_max\":%" PRIu64 ",\"asked\":%" PRIu64
	       ",\"answers\":%" PRIu64 ",\"told4\":%" PRIu64 ",\"told6\":%" PRIu64 ",\"crossed\":%" PRIu64 ",\"bad\":%" PRIu64,
	       clock_ns(CLOCK_REALTIME) / 1000, sent, unsent, late_us, asked, answers, told4, told6, crossed, bad);
	tell_believe(false);
	tell_believe(true);
	printf(",\"stations\":[");
	for (uint32_t id = 0; id < set.count; id++) {
		const struct station *s = &station[id];

		printf("%s{\"id\":%u", id ? "," : "", id);
		mac_of(id, mac);
		put_mac("mac", mac, true);
		put32(ip, set.ip4 + id);
		if (set.four)
			printf(",\"ip4\":\"%s\"", inet_ntop(AF_INET, ip, text, sizeof(text)));
		ip6_of(id, ip);
		if (set.six)
			printf(",\"ip6\":\"%s\"", inet_ntop(AF_INET6, ip, text, sizeof(text)));
		put_mac("host4", s->four.mac, s->four.valid);
		put_mac("host6", s->six.mac, s->six.valid);
		printf(",\"changes4\":%u,\"changes6\":%u,\"told4\":%u,\"told6\":%u}", s->four.changes, s->six.changes, s->four.told, s->six.told);
	}
	printf("],\"log\":[");
	for (uint32_t i = 0; i < logged; i++) {
		const struct change *c = &changes[i];

		printf("%s{\"time_us\":%" PRIu64 ",\"id\":%u,\"ip\":%u", i ? "," : "", c->time_us, c->id, c->ip);
		put_mac("from", c->from, !c->first);
		put_mac("to", c->to, true);
		printf(",\"by\":\"%s\",\"unicast\":%s,\"taken\":%s}", c->by, c->unicast ? "true" : "false", c->taken ? "true" : "false");
	}
	printf("]}\n");
	fflush(stdout);
	late_us = 0;
}

/* Running ----------------------------------------------------------------- */

static void stop(int signal)
{
	if (signal == SIGUSR1)
		wanted = 1;
	else
		stopped = 1;
}

static void read_mac(const char *text, uint8_t *mac)
{
	unsigned int m[6];
	char rest;

	if (sscanf(text, "%x:%x:%x:%x:%x:%x%c", &m[0], &m[1], &m[2], &m[3], &m[4], &m[5], &rest) != 6)
		usage();
	for (int i = 0; i < 6; i++)
		mac[i] = (uint8_t)m[i];
}

static void read_ip(int family, const char *text, void *ip)
{
	if (inet_pton(family, text, ip) != 1)
		usage();
	if (family == AF_INET)
		*(uint32_t *)ip = ntohl(*(uint32_t *)ip);
}

static void option(const char *name, const char *value)
{
	char rest;

	if (!strcmp(name, "--mac"))
		read_mac(value, set.mac);
	else if (!strcmp(name, "--ip4"))
		read_ip(AF_INET, value, &set.ip4);
	else if (!strcmp(name, "--ip6"))
		read_ip(AF_INET6, value, set.ip6);
	else if (!strcmp(name, "--host4"))
		read_ip(AF_INET, value, &set.host4);
	else if (!strcmp(name, "--host6"))
		read_ip(AF_INET6, value, set.host6);
	else if (!strcmp(name, "--ask"))
		set.ask = number(value, 1e6);
	else if (!strcmp(name, "--verify"))
		set.verify_us = (uint64_t)(number(value, 1e6) * 1000);
	else if (!strcmp(name, "--rate"))
		set.rate = number(value, 1e6);
	else if (!strcmp(name, "--port"))
		set.port = (unsigned int)number(value, 65535);
	else if (!strcmp(name, "--log"))
		set.log = number(value, 1) > 0;
	else if (!strcmp(name, "--vlan"))
		set.vlans = (unsigned int)sscanf(value, "%u,%u%c", &set.vlan[0], &set.vlan[1], &rest);
	else
		usage();
	set.four = set.ip4 && set.host4;
	set.six = set.ip6[0] && set.host6[0];
	if (set.vlans > 2)
		usage();
}

static void open_wire(const char *name)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = (int)if_nametoindex(name) };
	struct packet_mreq promiscuous = { .mr_ifindex = at.sll_ifindex, .mr_type = PACKET_MR_PROMISC };
	int on = 1, size = 16 << 20;

	wire = socket(AF_PACKET, SOCK_RAW, 0);
	if (wire < 0)
		die("packet socket");
	if (!at.sll_ifindex)
		die(name);
	setsockopt(wire, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (setsockopt(wire, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) ||
	    setsockopt(wire, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on)) ||
	    setsockopt(wire, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &promiscuous, sizeof(promiscuous)))
		die("packet socket options");
	if (bind(wire, (struct sockaddr *)&at, sizeof(at)))
		die("bind");
}

/* How long before its end a sleep has to be given up and turned instead: see nbstream. */
static uint64_t sleep_margin_us(void)
{
	struct timespec t = { .tv_nsec = 100000 };
	uint64_t least = UINT64_MAX;

	prctl(PR_SET_TIMERSLACK, 1);
	for (int i = 0; i < 3; i++) {
		uint64_t begun = now_us();

		nanosleep(&t, NULL);
		if (now_us() - begun < least)
			least = now_us() - begun;
	}
	return least > 2000 ? 20000 : 1200;
}

/* The turn's protocol: first all by the one, then all by the other. */
static bool turn_is_six(uint64_t turn)
{
	return set.six && (!set.four || turn / set.count % 2);
}

static void take_turn(uint64_t turn, uint64_t *seq, bool last)
{
	uint32_t id = (uint32_t)(turn % set.count);
	bool six = turn_is_six(turn);
	struct entry *e = six ? &station[id].six : &station[id].four;

	if (!e->valid) {
		unsent++;
		if (!e->asking || now_us() - e->asked > 1000000)
			ask(id, six, false);
		return;
	}
	send_datagram(id, six, *seq, last ? *seq + 1 : UINT32_MAX);
	for (int i = 0; last && i < 3; i++)
		send_datagram(id, six, *seq, *seq + 1);
	(*seq)++;
	sent++;
}

/* Questions that are due: the first ones at their pace, repeated ones, verifying ones. */
static void questions(uint64_t now, uint64_t start)
{
	static uint64_t begun, looked;
	uint64_t kinds = (uint64_t)set.four + set.six;

	for (; set.ask > 0 && begun < set.count * kinds && now - start >= (uint64_t)((double)(begun / kinds) * 1e6 / set.ask); begun++) {
		uint32_t id = (uint32_t)(begun / kinds);
		bool six = !set.four || begun % kinds;

		if (!(six ? &station[id].six : &station[id].four)->valid)
			ask(id, six, false);
	}
	if (now - looked < 5000)
		return;
	looked = now;
	for (uint32_t id = 0; id < set.count; id++) {
		struct station *s = &station[id];

		if (s->four.asking && now - s->four.asked > 1000000)
			ask(id, false, false);
		if (s->six.asking && now - s->six.asked > 1000000)
			ask(id, true, false);
		if (!set.verify_us || now < s->verify)
			continue;
		s->verify = now + set.verify_us;
		if (s->four.valid)
			ask(id, false, true);
		if (s->six.valid)
			ask(id, true, true);
	}
}

static int do_run(const char *name, double seconds)
{
	uint64_t start, end, margin = sleep_margin_us(), turn = 0, seq = 0, shift = 0;

	if (!set.four && !set.six)
		usage();
	station = calloc(set.count, sizeof(*station));
	changes = calloc(set.log ? MAX_LOG : 1, sizeof(*changes));
	if (!station || !changes)
		die("memory");
	open_wire(name);
	signal(SIGTERM, stop);
	signal(SIGUSR1, stop);
	start = now_us();
	end = start + (uint64_t)(seconds * 1e6);
	for (uint32_t id = 0; id < set.count; id++)
		station[id].verify = start + set.verify_us * (id + 1) / set.count;
	fprintf(stderr, "ready\n");
	while (!stopped && now_us() < end) {
		struct pollfd p = { wire, POLLIN, 0 };
		uint64_t now = now_us(), due = set.rate > 0 ? start + shift + (uint64_t)((double)turn * 1e6 / set.rate) : end;

		if (wanted) {
			wanted = 0;
			tell();
		}
		if (due <= now && set.rate > 0) {
			if (seq && now - due > late_us)
				late_us = now - due;
			/* Time that the machine took away is not made good: a burst would only fill queues. */
			if (now - due > margin)
				shift += now - due;
			take_turn(turn++, &seq, false);
			if (turn % 16)
				continue;
		} else if (due > now + margin) {
			/* Rounded down, so that no turn is late. */
			uint64_t wait = (due - now - margin) / 1000;

			poll(&p, 1, (int)(wait < 5 ? wait : 5));
		} else {
			sched_yield();
		}
		listen_all();
		questions(now, start);
	}
	if (set.rate > 0 && seq) {
		while (!(turn_is_six(turn) ? &station[turn % set.count].six : &station[turn % set.count].four)->valid)
			turn++;
		take_turn(turn, &seq, true);
	}
	tell();
	return 0;
}

/* Receiving --------------------------------------------------------------- */

/* When each datagram that was received was sent, us. */
static uint64_t sent_at[MAX_TIMES];

static void print_losses(uint64_t total, int64_t offset)
{
	const char *comma = "";

	printf(",\"losses\":[");
	for (uint64_t seq = 0, first; seq < total && seq < MAX_TIMES; seq++) {
		for (first = seq; seq < total && seq < MAX_TIMES && !sent_at[seq]; seq++)
			;
		if (seq == first)
			continue;
		printf("%s[%" PRIu64 ",%" PRIu64 "]", comma, (seq < total && seq < MAX_TIMES ? sent_at[seq] : now_us()) + (uint64_t)offset,
		       seq - first);
		comma = ",";
	}
	printf("]");
}

static int do_recv(unsigned int port, double seconds)
{
	static struct {
		uint64_t received, last, gap, begin;
	} *flow;
	struct sockaddr_in6 any = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
	uint64_t end = now_us() + (uint64_t)(seconds * 1e6), received = 0, duplicated = 0, total = 0, highest = 0, previous = 0, gap = 0;
	int64_t offset = (int64_t)(clock_ns(CLOCK_REALTIME) / 1000) - (int64_t)now_us();
	int fd = socket(AF_INET6, SOCK_DGRAM, 0), size = 64 << 20, off = 0;
	static uint8_t seen[1 << 21];
	const char *comma = "";

	flow = calloc(MAX_STATIONS, sizeof(*flow));
	if (fd < 0 || !flow)
		die("socket");
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (bind(fd, (struct sockaddr *)&any, sizeof(any)))
		die("bind");
	signal(SIGTERM, stop);
	while (!stopped && now_us() < end && !(total && now_us() > previous + 1000000)) {
		struct pollfd p = { fd, POLLIN, 0 };
		struct datagram d;
		uint32_t id;

		if (poll(&p, 1, 50) <= 0 || recv(fd, &d, sizeof(d), MSG_DONTWAIT) != sizeof(d) || d.magic != MAGIC)
			continue;
		if (d.total != UINT32_MAX)
			total = d.total;
		if (d.seq >= sizeof(seen) * 8)
			continue;
		if (seen[d.seq / 8] & 1 << d.seq % 8) {
			duplicated += d.seq + 1 != d.total;
			continue;
		}
		seen[d.seq / 8] |= (uint8_t)(1 << d.seq % 8);
		id = ntohl(d.flow) % MAX_STATIONS;
		d.sent_ns /= 1000;
		if (d.seq < MAX_TIMES)
			sent_at[d.seq] = d.sent_ns;
		if (flow[id].received && d.sent_ns > flow[id].last && d.sent_ns - flow[id].last > flow[id].gap) {
			flow[id].gap = d.sent_ns - flow[id].last;
			flow[id].begin = flow[id].last + (uint64_t)offset;
		}
		if (d.sent_ns > flow[id].last)
			flow[id].last = d.sent_ns;
		flow[id].received++;
		if (d.seq > highest)
			highest = d.seq;
		previous = now_us();
		received++;
	}
	for (uint32_t id = 0; id < MAX_STATIONS; id++)
		if (flow[id].gap > gap)
			gap = flow[id].gap;
	if (!total && received)
		total = highest + 1;
	printf("{\"received\":%" PRIu64 ",\"lost\":%" PRIu64 ",\"duplicated\":%" PRIu64 ",\"gap_us_max\":%" PRIu64, received, total - received, duplicated, gap);
	print_losses(total, offset);
	printf(",\"stations\":[");
	for (uint32_t id = 0; id < MAX_STATIONS; id++) {
		if (!flow[id].received)
			continue;
		printf("%s{\"id\":%u,\"received\":%" PRIu64 ",\"gap_us\":%" PRIu64 ",\"gap_begin_us\":%" PRIu64 "}", comma, id, flow[id].received,
		       flow[id].gap, flow[id].begin);
		comma = ",";
	}
	printf("]}\n");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "recv"))
		return do_recv((unsigned int)number(argv[2], 65535), number(argv[3], 1e6));
	if (argc < 5 || argc % 2 == 0 || strcmp(argv[1], "run"))
		usage();
	set.count = (uint32_t)number(argv[3], MAX_STATIONS);
	if (!set.count)
		usage();
	for (int i = 5; i < argc; i += 2)
		option(argv[i], argv[i + 1]);
	return do_run(argv[2], number(argv[4], 1e6));
}
