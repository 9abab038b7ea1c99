/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel says, held against the spec. */
#ifndef NBFUZZ_CHECK_H
#define NBFUZZ_CHECK_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>

extern uint64_t violations, checked_events;
extern unsigned int checked_bonds;

void violation(const char *what, uint64_t value);

/* A reply or event of the family. */
void check_message(const struct nlmsghdr *head);

/* What an RTM_NEWLINK is about; settings of bonds and members are checked. */
struct found {
	char name[16];
	uint32_t master;
	bool bond;
};
void read_link(const struct nlmsghdr *head, struct found *found);

bool read_family(const struct nlmsghdr *head, uint16_t *family, uint32_t *group);

#endif
