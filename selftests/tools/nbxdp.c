// SPDX-License-Identifier: GPL-2.0
/*
 * Little XDP programs, without a compiler: instructions and netlink by hand.
 *
 *   nbxdp attach IF ACTION [ETHERTYPE] [frags] [generic|link]
 *       natively, or in the stack; link: as long as this process lives, "ready" on stderr; frags: takes frames in several parts, too.
 *       ACTION is pass, drop, tx (MAC addresses exchanged) or redirect=IF, for all frames or those of an Ethernet type (hexadecimal)
 *   nbxdp detach IF [generic]
 *   nbxdp counts IF      the frames that the program on IF acted on, by the device they came in by: {"eth0":3}
 *   nbxdp programs       how many of these programs the kernel still has
 *   nbxdp flood IF COUNT [LENGTH]
 *       redirects COUNT frames to IF, sixteen or more at a time, as a program does that has received them: UDP from 192.0.2.1 to
 *       192.0.2.2, from random ports
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DEVICES 4096
#define INSNS 64
#ifndef BPF_F_TEST_XDP_LIVE_FRAMES
#define BPF_F_TEST_XDP_LIVE_FRAMES 2
#endif

static void die(const char *what)
{
	fprintf(stderr, "nbxdp: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void usage(void)
{
	fprintf(stderr, "usage: nbxdp attach IF ACTION [ETHERTYPE] [frags] [generic|link] | detach IF [generic] | counts IF | programs | flood IF COUNT [LENGTH]\n");
	exit(2);
}

static int index_of(const char *name)
{
	int index = (int)if_nametoindex(name);

	if (!index)
		die(name);
	return index;
}

static int bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(__NR_bpf, command, attr, sizeof(*attr));
}

/* Programs -------------------------------------------------------------- */

struct code {
	struct bpf_insn insn[INSNS];
	int count;
};

static void put(struct code *code, uint8_t op, int dst, int src, int off, int imm)
{
	code->insn[code->count++] = (struct bpf_insn){
		.code = op, .dst_reg = (uint8_t)dst & 15, .src_reg = (uint8_t)src & 15, .off = (int16_t)off, .imm = imm };
}

static void load(struct code *code, uint8_t size, int dst, int src, int off) { put(code, BPF_LDX | size | BPF_MEM, dst, src, off, 0); }
static void store(struct code *code, uint8_t size, int dst, int off, int src) { put(code, BPF_STX | size | BPF_MEM, dst, src, off, 0); }
static void move(struct code *code, int dst, int src) { put(code, BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0); }
static void set(struct code *code, int dst, int value) { put(code, BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, value); }
static void add(struct code *code, int dst, int value) { put(code, BPF_ALU64 | BPF_ADD | BPF_K, dst, 0, 0, value); }
static void call(struct code *code, int function) { put(code, BPF_JMP | BPF_CALL, 0, 0, 0, function); }

static void leave(struct code *code, int verdict)
{
	set(code, 0, verdict);
	put(code, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

/* r6: context, r7: the frame. What is shorter than @bytes, or of another type than @type (0: any), passes. */
static void begin(struct code *code, int bytes, int type)
{
	move(code, 6, 1);
	load(code, BPF_W, 7, 6, offsetof(struct xdp_md, data));
	load(code, BPF_W, 3, 6, offsetof(struct xdp_md, data_end));
	move(code, 2, 7);
	add(code, 2, bytes);
	put(code, BPF_JMP | BPF_JLE | BPF_X, 2, 3, 2, 0);
	leave(code, XDP_PASS);
	if (!type)
		return;
	load(code, BPF_H, 2, 7, 12);
	put(code, BPF_JMP | BPF_JEQ | BPF_K, 2, 0, 2, htons((uint16_t)type));
	leave(code, XDP_PASS);
}

/* One more in the map, by the device the frame came in by. */
static void count(struct code *code, int map)
{
	load(code, BPF_W, 2, 6, offsetof(struct xdp_md, ingress_ifindex));
	store(code, BPF_W, 10, -4, 2);
	put(code, BPF_LD | BPF_DW | BPF_IMM, 1, BPF_PSEUDO_MAP_FD, 0, map);
	put(code, 0, 0, 0, 0, 0);
	move(code, 2, 10);
	add(code, 2, -4);
	call(code, BPF_FUNC_map_lookup_elem);
	put(code, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2, 0);
	set(code, 1, 1);
	put(code, BPF_STX | BPF_DW | BPF_ATOMIC, 0, 1, 0, BPF_ADD);
}

static void turn_around(struct code *code)
{
	int i;

	for (i = 0; i < 6; i += 2) {
		load(code, BPF_H, 2, 7, i);
		load(code, BPF_H, 3, 7, i + 6);
		store(code, BPF_H, 7, i, 3);
		store(code, BPF_H, 7, i + 6, 2);
	}
	leave(code, XDP_TX);
}

static void redirect(struct code *code, int ifindex)
{
	set(code, 1, ifindex);
	set(code, 2, 0);
	call(code, BPF_FUNC_redirect);
	put(code, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

static int program(struct code *code, uint32_t flags)
{
	static char log[65536];
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_XDP,
		.insns = (uintptr_t)code->insn,
		.insn_cnt = (uint32_t)code->count,
		.license = (uintptr_t)"GPL",
		.prog_flags = flags,
		.prog_name = "nbxdp",
		.log_level = 1,
		.log_buf = (uintptr_t)log,
		.log_size = sizeof(log),
	};
	int fd = bpf(BPF_PROG_LOAD, &attr);

	if (fd < 0) {
		fputs(log, stderr);
		die("program");
	}
	return fd;
}

static int action(const char *name, int type, uint32_t flags)
{
	union bpf_attr attr = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = DEVICES };
	struct code code = { .count = 0 };
	int map = bpf(BPF_MAP_CREATE, &attr);

	if (map < 0)
		die("map");
	begin(&code, 14, type);
	count(&code, map);
	if (!strcmp(name, "pass"))
		leave(&code, XDP_PASS);
	else if (!strcmp(name, "drop"))
		leave(&code, XDP_DROP);
	else if (!strcmp(name, "tx"))
		turn_around(&code);
	else if (!strncmp(name, "redirect=", 9))
		redirect(&code, index_of(name + 9));
	else
		usage();
	return program(&code, flags);
}

/* Netlink --------------------------------------------------------------- */

struct request {
	struct nlmsghdr head;
	struct ifinfomsg link;
	uint8_t attrs[64];
};

static struct nlattr *put_attr(struct request *request, uint16_t type, const void *data, size_t length)
{
	struct nlattr *attr = (void *)((uint8_t *)request + request->head.nlmsg_len);

	attr->nla_type = type;
	attr->nla_len = (uint16_t)(NLA_HDRLEN + length);
	if (length)
		memcpy((uint8_t *)attr + NLA_HDRLEN, data, length);
	request->head.nlmsg_len += NLA_ALIGN(attr->nla_len);
	return attr;
}

/* The attribute @type in what is left after @at, or NULL. */
static const struct nlattr *find(const void *at, size_t length, int type)
{
	const struct nlattr *attr = at;

	while (length >= NLA_HDRLEN && attr->nla_len >= NLA_HDRLEN && attr->nla_len <= length) {
		size_t step = NLA_ALIGN(attr->nla_len);

		if ((attr->nla_type & NLA_TYPE_MASK) == type)
			return attr;
		length -= step < length ? step : length;
		attr = (const void *)((const uint8_t *)attr + step);
	}
	return NULL;
}

/* The answer, in place for ever; exits on an error. */
static struct nlmsghdr *ask(struct request *request)
{
	static char answer[65536] __attribute__((aligned(8)));
	struct nlmsghdr *head = (void *)answer;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), one = 1;
	struct nlmsgerr *error = NLMSG_DATA(head);
	const struct nlattr *words = NULL;

	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	if (fd < 0 || send(fd, request, request->head.nlmsg_len, 0) < 0 || recv(fd, answer, sizeof(answer), 0) < (ssize_t)sizeof(*head))
		die("netlink");
	close(fd);
	if (head->nlmsg_type != NLMSG_ERROR || !error->error)
		return head;
	if (head->nlmsg_flags & NLM_F_ACK_TLVS)
		words = find(error + 1, head->nlmsg_len - NLMSG_LENGTH(sizeof(*error)), NLMSGERR_ATTR_MSG);
	fprintf(stderr, "nbxdp: %s: %s\n", strerror(-error->error), words ? (const char *)words + NLA_HDRLEN : "no words");
	exit(1);
}

static void set_program(int ifindex, int fd, uint32_t flags)
{
	struct request request = {
		.head = { .nlmsg_len = NLMSG_LENGTH(sizeof(request.link)), .nlmsg_type = RTM_SETLINK, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
		.link.ifi_index = ifindex,
	};
	struct nlattr *nest = put_attr(&request, IFLA_XDP | NLA_F_NESTED, NULL, 0);

	put_attr(&request, IFLA_XDP_FD, &fd, sizeof(fd));
	put_attr(&request, IFLA_XDP_FLAGS, &flags, sizeof(flags));
	nest->nla_len = (uint16_t)((uint8_t *)&request + request.head.nlmsg_len - (uint8_t *)nest);
	ask(&request);
}

/* A descriptor of the program on a device. */
static int get_program(int ifindex)
{
	struct request request = {
		.head = { .nlmsg_len = NLMSG_LENGTH(sizeof(request.link)), .nlmsg_type = RTM_GETLINK, .nlmsg_flags = NLM_F_REQUEST },
		.link.ifi_index = ifindex,
	};
	struct nlmsghdr *head = ask(&request);
	const struct nlattr *xdp, *id = NULL;
	union bpf_attr attr = { .prog_id = 0 };

	xdp = find((uint8_t *)NLMSG_DATA(head) + NLMSG_ALIGN(sizeof(struct ifinfomsg)),
		   head->nlmsg_len - NLMSG_LENGTH(sizeof(struct ifinfomsg)), IFLA_XDP);
	if (xdp)
		id = find((const uint8_t *)xdp + NLA_HDRLEN, xdp->nla_len - NLA_HDRLEN, IFLA_XDP_PROG_ID);
	errno = ENOENT;
	if (!id)
		die("no program");
	memcpy(&attr.prog_id, (const uint8_t *)id + NLA_HDRLEN, sizeof(attr.prog_id));
	return bpf(BPF_PROG_GET_FD_BY_ID, &attr);
}

/* Commands -------------------------------------------------------------- */

static void hold(int ifindex, int fd)
{
	union bpf_attr attr = { .link_create = { .prog_fd = (uint32_t)fd, .target_ifindex = (uint32_t)ifindex, .attach_type = BPF_XDP,
						 .flags = XDP_FLAGS_DRV_MODE } };

	if (bpf(BPF_LINK_CREATE, &attr) < 0)
		die("link");
	fprintf(stderr, "ready\n");
	pause();
}

static int attach(int argc, char **argv)
{
	uint32_t flags = XDP_FLAGS_DRV_MODE, program_flags = 0;
	bool link = false;
	int type = 0, i, fd;

	for (i = 4; i < argc; i++) {
		if (!strcmp(argv[i], "generic"))
			flags = XDP_FLAGS_SKB_MODE;
		else if (!strcmp(argv[i], "link"))
			link = true;
		else if (!strcmp(argv[i], "frags"))
			program_flags = BPF_F_XDP_HAS_FRAGS;
		else
			type = (int)strtol(argv[i], NULL, 16);
	}
	fd = action(argv[3], type, program_flags);
	if (link)
		hold(index_of(argv[2]), fd);
	else
		set_program(index_of(argv[2]), fd, flags);
	return 0;
}

static int counts(const char *name)
{
	uint32_t map_id = 0, key;
	struct bpf_prog_info info = { .nr_map_ids = 1, .map_ids = (uintptr_t)&map_id };
	union bpf_attr attr = { .info = { .bpf_fd = (uint32_t)get_program(index_of(name)), .info_len = sizeof(info), .info = (uintptr_t)&info } };
	const char *separator = "{";
	int map;

	if (bpf(BPF_OBJ_GET_INFO_BY_FD, &attr) || !map_id)
		die("program's map");
	attr = (union bpf_attr){ .map_id = map_id };
	map = bpf(BPF_MAP_GET_FD_BY_ID, &attr);
	for (key = 0; key < DEVICES; key++) {
		char device[IF_NAMESIZE];
		uint64_t value = 0;

		attr = (union bpf_attr){ .map_fd = (uint32_t)map, .key = (uintptr_t)&key, .value = (uintptr_t)&value };
		if (bpf(BPF_MAP_LOOKUP_ELEM, &attr))
			die("map");
		if (!value)
			continue;
		if (!if_indextoname(key, device))
			snprintf(device, sizeof(device), "%u", key);
		printf("%s\"%s\":%llu", separator, device, (unsigned long long)value);
		separator = ",";
	}
	printf("%s}\n", *separator == '{' ? "{" : "");
	return 0;
}

static int programs(void)
{
	union bpf_attr attr = { .start_id = 0 };
	int found = 0;

	while (!bpf(BPF_PROG_GET_NEXT_ID, &attr)) {
		uint32_t id = attr.next_id;
		struct bpf_prog_info info = { .type = 0 };
		int fd;

		attr = (union bpf_attr){ .prog_id = id };
		fd = bpf(BPF_PROG_GET_FD_BY_ID, &attr);
		attr = (union bpf_attr){ .info = { .bpf_fd = (uint32_t)fd, .info_len = sizeof(info), .info = (uintptr_t)&info } };
		if (fd >= 0 && !bpf(BPF_OBJ_GET_INFO_BY_FD, &attr) && !strcmp(info.name, "nbxdp"))
			found++;
		close(fd);
		attr = (union bpf_attr){ .start_id = id };
	}
	printf("%d\n", found);
	return 0;
}

static int flood(const char *name, uint32_t number, uint32_t length)
{
	static uint8_t frame[4096] = {
		2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, /* Ethernet */
		0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, /* IPv4 */
		0, 0, 0, 9, 0, 0, 0, 0, /* UDP */
	};
	struct code code = { .count = 0 };
	union bpf_attr attr = { .test = { .data_size_in = length, .data_in = (uintptr_t)frame, .repeat = number,
					  .flags = BPF_F_TEST_XDP_LIVE_FRAMES } };

	if (length < 42 || length > 3000)
		usage();
	frame[16] = (uint8_t)((length - 14) >> 8);
	frame[17] = (uint8_t)(length - 14);
	begin(&code, 42, 0);
	call(&code, BPF_FUNC_get_prandom_u32);
	store(&code, BPF_H, 7, 34, 0);
	redirect(&code, index_of(name));
	attr.test.prog_fd = (uint32_t)program(&code, 0);
	if (bpf(BPF_PROG_TEST_RUN, &attr))
		die("flood");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 4 && !strcmp(argv[1], "attach"))
		return attach(argc, argv);
	if (argc >= 3 && !strcmp(argv[1], "detach"))
		set_program(index_of(argv[2]), -1, argc > 3 ? XDP_FLAGS_SKB_MODE : XDP_FLAGS_DRV_MODE);
	else if (argc == 3 && !strcmp(argv[1], "counts"))
		return counts(argv[2]);
	else if (argc == 2 && !strcmp(argv[1], "programs"))
		return programs();
	else if (argc >= 4 && !strcmp(argv[1], "flood"))
		return flood(argv[2], (uint32_t)atoi(argv[3]), argc > 4 ? (uint32_t)atoi(argv[4]) : 64);
	else
		usage();
	return 0;
}
