// SPDX-License-Identifier: GPL-2.0-or-later
// What bondctl apply needs of the kernel, as one seam: tests put their own in place.
#ifndef BONDCTL_HOST_H
#define BONDCTL_HOST_H

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "addressing.h"
#include "cli.h"
#include "model.h"
#include "rtnl.h"

namespace bondctl {

/// Bonds and devices at one moment.
struct HostState {
  std::vector<Bond> bonds;
  std::vector<Link> links;

  const Bond* bond(const std::string& name) const;
  const Link* link(const std::string& name) const;
  /// The own name of the device that has this one, perhaps as an alternative; else the same.
  std::string own_name(const std::string& name) const;
  /// Name of a device's master; empty for none.
  std::string master_of(const Link& link) const;
};

class Host {
 public:
  virtual ~Host() = default;
  virtual HostState now() = 0;
  virtual void add(const std::string& bond, const Options& options,
                   const std::vector<MemberRequest>& members) = 0;
  /// Options and all members of a bond in one transaction.
  virtual void apply(const std::string& bond, const Options& options,
                     const std::vector<MemberRequest>& members) = 0;
  /// The same of a bridge of mode stp.
  virtual void add_stp(const std::string& bond, const StpOptions& options,
                       const std::vector<MemberRequest>& members) = 0;
  virtual void apply_stp(const std::string& bond, const StpOptions& options,
                         const std::vector<MemberRequest>& members) = 0;
  /// Options alone.
  virtual void set(const std::string& bond, const Options& options) = 0;
  virtual void set_stp(const std::string& bond, const StpOptions& options) = 0;
  virtual void release(const std::string& bond, const std::vector<MemberRequest>& members) = 0;
  virtual void remove(const std::string& bond) = 0;
  virtual void change_link(const std::string& name, const LinkChange& change) = 0;
  /// What these devices, and what stands on them, carry of addresses and routes.
  virtual Addressing addressing(const std::vector<std::string>& devices) = 0;
  /// Gives them what they lost of it. Returns what could not be done; throws Passing when it may be
  /// a moment later.
  virtual std::vector<std::string> restore(const Addressing& saved) = 0;
};

/// The one of that name; null for none.
template <typename T>
const T* named(const std::vector<T>& list, const std::string& name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const T& each) { return each.name == name; });
  return found == list.end() ? nullptr : &*found;
}

/// This machine's network namespace.
std::unique_ptr<Host> open_host(const Context& context);

}  // namespace bondctl

#endif
