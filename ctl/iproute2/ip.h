// SPDX-License-Identifier: GPL-2.0-or-later
// What the plugin shares with ip. iproute2 installs no header for plugins: these declarations are
// of its 6.1 (Debian 12) to 6.15 (Debian 13), whose binaries export all of these functions.
#ifndef BONDCTL_IPROUTE2_IP_H
#define BONDCTL_IPROUTE2_IP_H

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdio.h>

// How ip handles one kind of link. It looks for the symbol KIND_link_util in link_KIND.so.
struct link_util {
  struct link_util* next;
  const char* id;
  int maxattr;
  int (*parse_opt)(struct link_util* util, int argc, char** argv, struct nlmsghdr* message);
  void (*print_opt)(struct link_util* util, FILE* out, struct rtattr* attrs[]);
  void (*print_xstats)(struct link_util* util, FILE* out, struct rtattr* xstats);
  void (*print_help)(struct link_util* util, int argc, char** argv, FILE* out);
  int (*parse_ifla_xstats)(struct link_util* util, int argc, char** argv);
  int (*print_ifla_xstats)(struct nlmsghdr* message, void* arg);
  void* unused[4];  // a later ip may read more of it: it finds nothing
};

// Where a print function prints: to text, to JSON, or to what -json decided.
enum output_type { PRINT_FP = 1, PRINT_JSON = 2, PRINT_ANY = 4 };

// Room for attributes, as ip's own link types give it: struct iplink_req has 1024 behind its
// headers.
enum { kMessageSize = 1024 };

int addattr_l(struct nlmsghdr* message, int maxlen, int type, const void* data, int length);
struct rtattr* addattr_nest(struct nlmsghdr* message, int maxlen, int type);
int addattr_nest_end(struct nlmsghdr* message, struct rtattr* nest);

bool is_json_context(void);
void open_json_array(enum output_type type, const char* key);
void close_json_array(enum output_type type, const char* end);
// The color is one of ip's enum, of which 0 is none.
int print_color_uint(enum output_type type, int color, const char* key, const char* format,
                     unsigned int value);
int print_color_int(enum output_type type, int color, const char* key, const char* format,
                    int value);
int print_color_string(enum output_type type, int color, const char* key, const char* format,
                       const char* value);
int print_color_bool(enum output_type type, int color, const char* key, const char* format,
                     bool value);
int print_color_null(enum output_type type, int color, const char* key, const char* format,
                     const char* value);

#endif
