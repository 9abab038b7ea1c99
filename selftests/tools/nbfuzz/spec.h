/* SPDX-License-Identifier: GPL-2.0 */
/* What spec_gen.h says of Documentation/netlink/specs/netbond.yaml. */
#ifndef NBFUZZ_SPEC_H
#define NBFUZZ_SPEC_H

#include <stdint.h>

enum spec_type { SPEC_U8, SPEC_U16, SPEC_U32, SPEC_S32, SPEC_U64, SPEC_STRING, SPEC_BINARY, SPEC_FLAG, SPEC_NEST, SPEC_PAD };

/* min and max bound the value, of strings and bytes the length. */
struct spec_attr {
	unsigned short id;
	const char *name;
	enum spec_type type;
	uint64_t min, max;
	const struct spec_set *nest;
	unsigned char many;
};

/* prefix: what its attributes' names begin with after NETBOND_. */
struct spec_set {
	const char *name;
	const char *prefix;
	const struct spec_attr *attr;
	unsigned int count;
};

/* takes: the attributes of the main set in a request, by bit. */
struct spec_op {
	unsigned char cmd;
	const char *name;
	unsigned char has_do, has_dump;
	unsigned int do_takes, dump_takes;
};

#endif
