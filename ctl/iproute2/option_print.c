// SPDX-License-Identifier: GPL-2.0-or-later
// From attributes to what ip -details shows, with the keys and values of bondctl's JSON.
#include <arpa/inet.h>
#include <net/if.h>
#include <string.h>

#include "option.h"

enum { kNoColor = 0 };

static size_t length_of(const struct rtattr* attr) {
  return RTA_PAYLOAD(attr);
}

static void print_name(const struct option* option) {
  print_color_string(PRINT_FP, kNoColor, NULL, "%s ", option->name);
}

static void print_text(const struct option* option, const char* text) {
  print_name(option);
  print_color_string(PRINT_ANY, kNoColor, option->name, "%s ", text);
}

// Nothing is set: null, and no text at all.
static void print_unset(const struct option* option) {
  if (is_json_context())
    print_color_null(PRINT_JSON, kNoColor, option->name, "%s", NULL);
}

static void print_word(const struct option* option, uint32_t number) {
  char text[32];
  const char* word = option->words;
  for (uint32_t i = 0; word && i < number; i++) {
    word = strchr(word, ' ');
    word += word != NULL;
  }
  if (word)
    snprintf(text, sizeof(text), "%.*s", (int)strcspn(word, " "), word);
  else
    snprintf(text, sizeof(text), "unknown_%u", number);
  print_text(option, text);
}

static void print_number(const struct option* option, const struct rtattr* attr) {
  uint32_t number;
  if (length_of(attr) < sizeof(number))
    return;
  memcpy(&number, RTA_DATA(attr), sizeof(number));
  if (option->type == ENUM) {
    print_word(option, number);
    return;
  }
  print_name(option);
  if (option->type == S32)
    print_color_int(PRINT_ANY, kNoColor, option->name, "%d ", (int32_t)number);
  else
    print_color_uint(PRINT_ANY, kNoColor, option->name, "%u ", number);
}

static void print_bool(const struct option* option, const struct rtattr* attr) {
  if (!length_of(attr))
    return;
  const bool on = *(const uint8_t*)RTA_DATA(attr);
  print_name(option);
  if (is_json_context())
    print_color_bool(PRINT_JSON, kNoColor, option->name, NULL, on);
  else
    print_color_string(PRINT_FP, kNoColor, NULL, "%s ", on ? "on" : "off");
}

static void print_ifname(const struct option* option, const struct rtattr* attr) {
  char name[IFNAMSIZ] = "";
  const size_t length = length_of(attr);
  memcpy(name, RTA_DATA(attr), length < sizeof(name) ? length : sizeof(name) - 1);
  if (*name)
    print_text(option, name);
  else
    print_unset(option);
}

static void print_mac(const struct option* option, const struct rtattr* attr) {
  static const uint8_t kNone[6];
  const uint8_t* b = RTA_DATA(attr);
  char text[18];
  if (length_of(attr) < sizeof(kNone) || !memcmp(b, kNone, sizeof(kNone))) {
    print_unset(option);
    return;
  }
  snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3], b[4], b[5]);
  print_text(option, text);
}

static void print_addresses(const struct option* option, const struct rtattr* attr) {
  const bool ipv6 = option->type == IPV6S;
  int left = (int)length_of(attr);
  if (!left && !is_json_context())
    return;
  print_name(option);
  open_json_array(PRINT_JSON, option->name);
  const char* format = "%s";
  for (const struct rtattr* one = RTA_DATA(attr); RTA_OK(one, left); one = RTA_NEXT(one, left)) {
    char text[INET6_ADDRSTRLEN];
    if (length_of(one) != (ipv6 ? 16 : 4) ||
        !inet_ntop(ipv6 ? AF_INET6 : AF_INET, RTA_DATA(one), text, sizeof(text)))
      continue;
    print_color_string(PRINT_ANY, kNoColor, NULL, format, text);
    format = ",%s";
  }
  close_json_array(PRINT_JSON, NULL);
  print_color_string(PRINT_FP, kNoColor, NULL, "%s", " ");
}

void options_print(const struct option_table* table, struct rtattr* attrs[]) {
  for (size_t i = 0; attrs && i < table->count; i++) {
    const struct option* option = &table->rows[i];
    const struct rtattr* attr = attrs[option->id];
    if (!attr)
      continue;
    switch (option->type) {
      case IFNAME: print_ifname(option, attr); break;
      case BOOL: print_bool(option, attr); break;
      case MAC: print_mac(option, attr); break;
      case IPV4S:
      case IPV6S: print_addresses(option, attr); break;
      default: print_number(option, attr);
    }
  }
}
