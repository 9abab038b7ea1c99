// SPDX-License-Identifier: GPL-2.0-or-later
// What every cmd_<verb>.cc shares: the context it runs in and how it joins the command line.
#ifndef BONDCTL_CLI_H
#define BONDCTL_CLI_H

#include <chrono>
#include <functional>
#include <istream>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

#include "device_ioctl.h"
#include "host_facts.h"
#include "model.h"
#include "netlink.h"
#include "printer.h"
#include "screen.h"

namespace CLI {
class App;
}

namespace bondctl {

/// For the help of apply and try.
inline constexpr char kWhatAFileMeans[] =
    "A bond becomes what the file says and no more: options that are not named go to their\n"
    "defaults, members that are not listed are released (all stay if there is no 'members'), a "
    "new\n"
    "bond is down without 'up: true'. Bonds that are not in the file are left alone. See\n"
    "netbond.yaml(5), and look with apply --dry-run first.\n";

/// The world as a command sees it; tests put their own in place.
struct Context {
  Connect connect;
  std::ostream& out;
  std::ostream& err;
  bool terminal = false;  ///< out is one, or is to be treated as one, and may have colours
  bool no_color = false;
  /// What the command line chose; main runs it after all of it was read.
  std::function<int()> run;
  std::function<void(Clock::duration)> sleep = [](Clock::duration time) {
    std::this_thread::sleep_for(time);
  };
  Connect connect_route = open_route_socket;
  DeviceQueries ask = {};
  std::istream* in = nullptr;  ///< a terminal to ask at; none: nothing is asked
  /// What the host says of a bond's devices.
  std::function<HostFacts(const Bond&)> host = [](const Bond& bond) { return read_host(bond); };
  std::optional<Tty> tty = std::nullopt;  ///< to draw on and take keys from
  int out_fd = -1;                        ///< of out, to see whether anybody reads it
  /// Where trials of this machine keep their files.
  std::string trials = "/run/netbond/try";

  Paint paint() const { return Paint(terminal && !no_color); }
};

void setup_show(CLI::App& app, Context& context);
void setup_add(CLI::App& app, Context& context);
void setup_set(CLI::App& app, Context& context);
void setup_del(CLI::App& app, Context& context);
void setup_member(CLI::App& app, Context& context);
void setup_monitor(CLI::App& app, Context& context);
void setup_explain(CLI::App& app, Context& context);
void setup_history(CLI::App& app, Context& context);
void setup_buckets(CLI::App& app, Context& context);
void setup_clients(CLI::App& app, Context& context);
void setup_hash(CLI::App& app, Context& context);
void setup_wait(CLI::App& app, Context& context);
void setup_check(CLI::App& app, Context& context);
void setup_advise(CLI::App& app, Context& context);
void setup_metrics(CLI::App& app, Context& context);
void setup_options(CLI::App& app, Context& context);
void setup_export(CLI::App& app, Context& context);
void setup_apply(CLI::App& app, Context& context);
void setup_import(CLI::App& app, Context& context);
void setup_try(CLI::App& app, Context& context);
void setup_confirm(CLI::App& app, Context& context);
void setup_rollback(CLI::App& app, Context& context);

/// Prints the candidates for the last word, one a line, as "word<TAB>what it is".
int run_complete(Context& context, std::vector<std::string> words);

/// The flags of a bond's options, one for each row of the table.
class OptionFlags {
 public:
  /// Adds the flags; making says whether the bond is about to be made.
  void attach(CLI::App* command, bool making);
  /// What was given. Throws a usage error that names the option and what is allowed.
  Options values() const;
  /// Whether the mode given is stp, of which the module knows nothing.
  bool wants_stp() const;
  bool has_mode() const;
  /// Throws a usage error when anything else than the mode was given.
  void refuse_besides_mode() const;

 private:
  std::map<std::uint16_t, std::vector<std::string>> given_;
  bool making_ = false;
};

/// Members given as "eth0 eth1" or "eth0,eth1", checked, each with the same options.
std::vector<MemberRequest> member_requests(const std::vector<std::string>& given,
                                           const MemberRequest& options = {});

/// The flags of mode stp, one for each row of its table.
class StpFlags {
 public:
  void attach(CLI::App* command);
  /// What was given. Throws a usage error that names the option and what is allowed.
  StpOptions values() const;
  /// Throws a usage error when any was given.
  void refuse() const;

 private:
  std::map<std::string, std::vector<std::string>> given_;
};

/// Now plus seconds; none for a negative number (for ever).
Deadline deadline_in(double seconds);

/// Builds the whole command line.
void setup_all(CLI::App& app, Context& context);

/// One run of bondctl: arguments without the program's name in, exit code out.
int run_bondctl(Context& context, std::vector<std::string> arguments);
/// The same, whatever goes wrong, and when what was printed does not arrive.
int run_program(Context& context, const std::vector<std::string>& arguments);

}  // namespace bondctl

#endif
