/* SPDX-License-Identifier: GPL-2.0 */
/* One message to the kernel, made by dice. */
#ifndef NBFUZZ_MESSAGE_H
#define NBFUZZ_MESSAGE_H

#include <linux/netlink.h>

#include "nbfuzz.h"

#define BONDS 8
#define MAX_DEVICES 32
#define MAX_MESSAGE 40000

struct device {
	char name[16];
	uint32_t index;
	/* Of a device: what it was joined to when last looked at. */
	uint32_t master;
	unsigned char mac[6];
};

/* What there is to name: bonds, devices to join, one that is gone. */
/* Bond i is of mode i, the last of any; sound messages keep to what the mode takes. */
struct world {
	struct device bond[BONDS];
	struct device device[MAX_DEVICES];
	int devices;
	uint32_t gone;
	uint16_t family;
};

enum { SOUND = 0, DOUBTFUL = 10, BROKEN = 3 };

struct message {
	union {
		struct nlmsghdr head;
		unsigned char data[MAX_MESSAGE];
	};
	size_t len;
	/* Where attributes begin, for those who spoil them. */
	size_t attr[512];
	int attrs;
	/* One value in so many is a bad one; BROKEN ones are spoilt as a whole, too. */
	uint32_t spoil;
	bool route, dump;
	/* The bond that it is about, by place, as far as its maker knows. */
	uint32_t bond;
	/* Its members are to be joined to none yet. */
	bool joins;
	/* Bonds may come or go by it: their numbers change. */
	bool moves;
	/* The length in its header is not its own: the kernel may say nothing, and reads no further. */
	bool lies;
	/* If it is refused, then by the module or by its policy: with words. */
	bool ours;
};

void make_message(struct message *m, const struct world *world, struct dice *dice);

/* The plain ones, to put the world back. */
void message_begin(struct message *m, uint16_t type, uint16_t flags, const void *fixed, size_t len);
void message_put(struct message *m, uint16_t type, const void *data, size_t len);
size_t message_nest(struct message *m, uint16_t type);
void message_nest_end(struct message *m, size_t start);
void message_end(struct message *m);

#endif
