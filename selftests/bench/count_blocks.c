// SPDX-License-Identifier: GPL-2.0
/*
 * A plugin for QEMU's TCG: how often was each block of code executed between the first and the second execution of the one at ADDRESS? At the
 * end a line a block goes to FILE: address in hexadecimal, number of instructions, number of executions.
 *
 *   -plugin count_blocks.so,to=FILE,mark=ADDRESS
 *
 * Debian does not package QEMU's header for plugins: what is used of it, of version 1, is declared here.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
enum qemu_plugin_op { QEMU_PLUGIN_INLINE_ADD_U64 };
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, void (*call)(qemu_plugin_id_t, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *tb, enum qemu_plugin_op op, void *to, uint64_t value);
enum qemu_plugin_cb_flags { QEMU_PLUGIN_CB_NO_REGS };
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb, void (*call)(unsigned int, void *), enum qemu_plugin_cb_flags flags,
					  void *data);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, void (*call)(qemu_plugin_id_t, void *), void *data);

struct block {
	struct block *next;
	uint64_t address, length, executed, before, between;
};

extern int qemu_plugin_version;
int qemu_plugin_version = 1;

/* One processor: nobody else writes. What was translated again is one more block. */
static struct block *blocks;
static const char *file_name;
static uint64_t mark;
static int marks;

static void marked(unsigned int processor, void *data)
{
	(void)processor;
	(void)data;
	marks++;
	for (struct block *block = blocks; block && marks <= 2; block = block->next) {
		if (marks == 1)
			block->before = block->executed;
		else
			block->between = block->executed - block->before;
	}
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	struct block *block = calloc(1, sizeof(*block));

	(void)id;
	if (!block)
		abort();
	block->address = qemu_plugin_tb_vaddr(tb);
	block->length = qemu_plugin_tb_n_insns(tb);
	block->next = blocks;
	blocks = block;
	if (block->address == mark)
		qemu_plugin_register_vcpu_tb_exec_cb(tb, marked, QEMU_PLUGIN_CB_NO_REGS, NULL);
	qemu_plugin_register_vcpu_tb_exec_inline(tb, QEMU_PLUGIN_INLINE_ADD_U64, &block->executed, 1);
}

static void write_all(qemu_plugin_id_t id, void *data)
{
	FILE *file = fopen(file_name, "w");

	(void)id;
	(void)data;
	if (!file) {
		perror(file_name);
		return;
	}
	for (const struct block *block = blocks; block; block = block->next)
		if (block->between)
			fprintf(file, "%" PRIx64 " %" PRIu64 " %" PRIu64 "\n", block->address, block->length, block->between);
	fclose(file);
}

int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv);
int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv)
{
	(void)info;
	if (argc != 2 || strncmp(argv[0], "to=", 3) || strncmp(argv[1], "mark=", 5))
		return -1;
	file_name = strdup(argv[0] + 3);
	mark = strtoull(argv[1] + 5, NULL, 16);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, write_all, NULL);
	return 0;
}
