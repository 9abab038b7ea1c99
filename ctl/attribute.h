// SPDX-License-Identifier: GPL-2.0-or-later
// What an attribute of a netlink message says, read no further than the attribute goes: libnl's own
// readers trust whoever sent it.
#ifndef BONDCTL_ATTRIBUTE_H
#define BONDCTL_ATTRIBUTE_H

#include <netlink/attr.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace bondctl {

/// Up to its end or to a zero in it; empty where there is none.
inline std::string text_in(const nlattr* attr) {
  if (!attr)
    return "";
  const char* chars = static_cast<const char*>(nla_data(attr));
  return std::string(chars, strnlen(chars, static_cast<std::size_t>(nla_len(attr))));
}

/// A number of as many octets as the kernel took; 0 where there is none.
inline std::uint64_t number_in(const nlattr* attr) {
  switch (attr ? nla_len(attr) : 0) {
    case 1: return nla_get_u8(attr);
    case 2: return nla_get_u16(attr);
    case 4: return nla_get_u32(attr);
    case 8: return nla_get_u64(attr);
    default: return 0;
  }
}

/// The same for what has four octets at most.
inline std::uint32_t small_in(const nlattr* attr) {
  return static_cast<std::uint32_t>(number_in(attr));
}

}  // namespace bondctl

#endif
