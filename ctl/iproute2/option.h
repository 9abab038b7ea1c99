// SPDX-License-Identifier: GPL-2.0-or-later
// Options as ip's plugin knows them: from words to attributes, and from attributes to text or JSON.
#ifndef BONDCTL_IPROUTE2_OPTION_H
#define BONDCTL_IPROUTE2_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "ip.h"

enum option_type { U32, S32, BOOL, ENUM, IFNAME, IPV4S, IPV6S, MAC };

struct option {
  const char* name;  // in-tree spelling, with '_'
  uint16_t id;       // of its attribute
  enum option_type type;
  uint32_t min, max;  // S32 has none
  const char* unit;
  const char* words;  // of an ENUM, one blank between
  const char* help;
};

struct option_table {
  const char* kind;  // what messages begin with
  const struct option* rows;
  size_t count;
  const struct option_alias {
    const char* name;
    const char* other;
  } * aliases;
  size_t alias_count;
};

// Adds what "NAME VALUE..." says to the message. False, and a line on stderr, when it is not
// allowed.
bool options_parse(const struct option_table* table, int argc, char** argv,
                   struct nlmsghdr* message);
void options_print(const struct option_table* table, struct rtattr* attrs[]);
void options_help(const struct option_table* table, FILE* out);

#endif
