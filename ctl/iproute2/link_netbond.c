// SPDX-License-Identifier: GPL-2.0-or-later
// link_netbond.so: what ip asks for when it meets a link of kind netbond, or a member of one.
#include <linux/netbond.h>

#include "option.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define EXPORT __attribute__((visibility("default")))

static const struct option kBondOptions[] = {
#define NETBOND_OPTION(name, ID, TYPE, min, max, def, modes, WHEN, unit, words, help) \
  {#name, NETBOND_OPT_##ID, TYPE, min, max, unit, words, help},
#define NETBOND_OPTION_ALIAS(name, other)
#include "netbond/option_table.h"
};

static const struct option_alias kBondAliases[] = {
#define NETBOND_OPTION(name, ID, TYPE, min, max, def, modes, WHEN, unit, words, help)
#define NETBOND_OPTION_ALIAS(name, other) {#name, #other},
#include "netbond/option_table.h"
};

static const struct option kMemberOptions[] = {
    {"prio", NETBOND_MOPT_PRIO, S32, 0, 0, "", "", "preference, after primary"},
    {"weight", NETBOND_MOPT_WEIGHT, U32, 1, 255, "", "", "share of the flows"},
    {"actor_port_prio", NETBOND_MOPT_ACTOR_PORT_PRIO, U32, 0, 65535, "", "",
     "LACP priority of its port, the lower one is used first"},
};

static const struct option_table kBond = {"netbond", kBondOptions, COUNT(kBondOptions),
                                          kBondAliases, COUNT(kBondAliases)};
static const struct option_table kMember = {"netbond_slave", kMemberOptions, COUNT(kMemberOptions),
                                            NULL, 0};

static const struct option_table* table_of(const struct link_util* util) {
  return util->maxattr == NETBOND_OPT_MAX ? &kBond : &kMember;
}

static int parse(struct link_util* util, int argc, char** argv, struct nlmsghdr* message) {
  return options_parse(table_of(util), argc, argv, message) ? 0 : -1;
}

static void print(struct link_util* util, FILE* out, struct rtattr* attrs[]) {
  (void)out;
  options_print(table_of(util), attrs);
}

static void help(struct link_util* util, int argc, char** argv, FILE* out) {
  (void)argc;
  (void)argv;
  options_help(table_of(util), out);
}

EXPORT struct link_util netbond_link_util = {
    .id = "netbond",
    .maxattr = NETBOND_OPT_MAX,
    .parse_opt = parse,
    .print_opt = print,
    .print_help = help,
};

EXPORT struct link_util netbond_slave_link_util = {
    .id = "netbond_slave",
    .maxattr = NETBOND_MOPT_MAX,
    .parse_opt = parse,
    .print_opt = print,
    .print_help = help,
};
