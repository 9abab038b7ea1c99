// SPDX-License-Identifier: GPL-2.0-or-later
// From the words of ip's command line to attributes.
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netbond.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "option.h"

enum { kWidth = 80 };

// "0 or 5..60000" and the like is the kernel's business, which explains itself; here are the
// limits.
static void write_allowed(const struct option* option, char* text, size_t size) {
  switch (option->type) {
    case U32:
      snprintf(text, size, "%u..%u%s%s", option->min, option->max, *option->unit ? " " : "",
               option->unit);
      break;
    case S32: snprintf(text, size, "%d..%d", INT32_MIN, INT32_MAX); break;
    case BOOL: snprintf(text, size, "on|off"); break;
    case ENUM:
      snprintf(text, size, "%s", option->words);
      for (char* c = text; *c; c++)
        *c = *c == ' ' ? '|' : *c;
      break;
    case IFNAME: snprintf(text, size, "DEV, or '' for none"); break;
    case IPV4S:
    case IPV6S:
      snprintf(text, size, "up to %u IPv%c addresses, by comma; '' clears", option->max,
               option->type == IPV4S ? '4' : '6');
      break;
    case MAC: snprintf(text, size, "LLADDR, or none"); break;
  }
}

static void refuse(const struct option_table* table, const struct option* option,
                   const char* given) {
  char allowed[128];
  write_allowed(option, allowed, sizeof(allowed));
  fprintf(stderr, "%s: %s: '%s' is not allowed, give %s\n", table->kind, option->name, given,
          allowed);
}

// '-' and '_' alike.
static bool same_name(const char* a, const char* b) {
  for (; *a && *b; a++, b++) {
    if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
      return false;
  }
  return !*a && !*b;
}

static const struct option* find(const struct option_table* table, const char* name) {
  for (size_t i = 0; i < table->alias_count; i++) {
    if (same_name(table->aliases[i].name, name))
      name = table->aliases[i].other;
  }
  for (size_t i = 0; i < table->count; i++) {
    if (same_name(table->rows[i].name, name))
      return &table->rows[i];
  }
  return NULL;
}

static bool add(struct nlmsghdr* message, int type, const void* data, size_t length) {
  return addattr_l(message, kMessageSize, type, data, (int)length) == 0;
}

static bool parse_whole(const char* text, long long min, long long max, long long* value) {
  char* end;
  errno = 0;
  *value = strtoll(text, &end, 10);
  return *text && !*end && !errno && *value >= min && *value <= max;
}

// The number of a word of the list; false if it is none of them.
static bool find_word(const char* words, const char* text, uint32_t* number) {
  const size_t length = strlen(text);
  *number = 0;
  for (const char* word = words; length; (*number)++) {
    const size_t its = strcspn(word, " ");
    if (its == length && !strncmp(word, text, length))
      return true;
    if (!word[its])
      break;
    word += its + 1;
  }
  return false;
}

static bool parse_number(const struct option* option, const char* text, uint32_t* number) {
  static const char kOff[] = "0 off no false", kOn[] = "1 on yes true";
  uint32_t place;
  long long value;
  if (option->type == BOOL) {
    *number = find_word(kOn, text, &place);
    return *number || find_word(kOff, text, &place);
  }
  if (option->type == ENUM && find_word(option->words, text, number))
    return true;
  const bool is_signed = option->type == S32;
  const long long min = is_signed ? (long long)INT32_MIN : option->min;
  const long long max = is_signed ? (long long)INT32_MAX : option->max;
  if (!parse_whole(text, min, max, &value))
    return false;
  *number = (uint32_t)value;
  return true;
}

static bool parse_mac(const char* text, uint8_t* mac) {
  char rest;
  memset(mac, 0, 6);
  if (!*text || !strcmp(text, "none"))
    return true;
  return strlen(text) <= 17 && sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx%c", &mac[0], &mac[1],
                                      &mac[2], &mac[3], &mac[4], &mac[5], &rest) == 6;
}

static bool add_addresses(const struct option* option, const char* text, struct nlmsghdr* message) {
  const bool ipv6 = option->type == IPV6S;
  struct rtattr* nest = addattr_nest(message, kMessageSize, option->id | NLA_F_NESTED);
  if (!nest)
    return false;
  char list[32 * INET6_ADDRSTRLEN];
  if (strlen(text) >= sizeof(list))
    return false;
  strcpy(list, text);
  char* rest = *list ? list : NULL;
  for (char* one; (one = strsep(&rest, ","));) {
    uint8_t bytes[16];
    if (inet_pton(ipv6 ? AF_INET6 : AF_INET, one, bytes) != 1 ||
        !add(message, ipv6 ? NETBOND_ADDR_IPV6 : NETBOND_ADDR_IPV4, bytes, ipv6 ? 16 : 4))
      return false;
  }
  addattr_nest_end(message, nest);
  return true;
}

static bool parse_one(const struct option* option, const char* text, struct nlmsghdr* message) {
  uint32_t number;
  uint8_t byte, mac[6];
  switch (option->type) {
    case IPV4S:
    case IPV6S: return add_addresses(option, text, message);
    case IFNAME: return strlen(text) < IFNAMSIZ && add(message, option->id, text, strlen(text) + 1);
    case MAC: return parse_mac(text, mac) && add(message, option->id, mac, sizeof(mac));
    case BOOL:
      if (!parse_number(option, text, &number))
        return false;
      byte = (uint8_t)number;
      return add(message, option->id, &byte, sizeof(byte));
    default:
      return parse_number(option, text, &number) &&
             add(message, option->id, &number, sizeof(number));
  }
}

bool options_parse(const struct option_table* table, int argc, char** argv,
                   struct nlmsghdr* message) {
  for (; argc > 0; argc -= 2, argv += 2) {
    if (!strcmp(argv[0], "help")) {
      options_help(table, stderr);
      return false;
    }
    const struct option* option = find(table, argv[0]);
    if (!option) {
      fprintf(stderr, "%s: unknown option '%s', see: ip link help %s\n", table->kind, argv[0],
              table->kind);
      return false;
    }
    if (argc < 2) {
      fprintf(stderr, "%s: %s: needs a value\n", table->kind, option->name);
      return false;
    }
    if (!parse_one(option, argv[1], message)) {
      refuse(table, option, argv[1]);
      return false;
    }
  }
  return true;
}

void options_help(const struct option_table* table, FILE* out) {
  fprintf(out, "Usage: ... %s [ OPTION VALUE ]...\n\n", table->kind);
  for (size_t i = 0; i < table->count; i++) {
    const struct option* option = &table->rows[i];
    char allowed[128];
    write_allowed(option, allowed, sizeof(allowed));
    const bool fits = strlen(option->name) + 1 + strlen(allowed) <= kWidth;
    fprintf(out, "%s%s%s\n  %s\n", option->name, fits ? " " : "\n  ", allowed, option->help);
  }
  for (size_t i = 0; i < table->alias_count; i++)
    fprintf(out, "%s\n  the same as %s\n", table->aliases[i].name, table->aliases[i].other);
}
