// SPDX-License-Identifier: GPL-2.0-or-later
#include "whole_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "error.h"

namespace bondctl {

namespace {

/// A file beside the one to replace; removed unless it took its place.
class Draft {
 public:
  explicit Draft(const std::string& path)
      : path_(path), draft_(path + ".XXXXXX"), fd_(mkostemp(draft_.data(), O_CLOEXEC)) {
    if (fd_ < 0)
      fail();
  }
  ~Draft() {
    if (fd_ >= 0)
      close(fd_);
    if (!placed_)
      unlink(draft_.c_str());
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  void write(const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
      const ssize_t count = ::write(fd_, text.data() + at, text.size() - at);
      if (count < 0 && errno != EINTR)
        fail();
      at += count < 0 ? 0 : static_cast<std::size_t>(count);
    }
    if (fchmod(fd_, 0644) < 0 || fsync(fd_) < 0)
      fail();
  }

  void place() {
    if (rename(draft_.c_str(), path_.c_str()) < 0)
      fail();
    placed_ = true;
  }

 private:
  [[noreturn]] void fail() const { throw system_error(path_, errno); }

  std::string path_;
  std::string draft_;
  int fd_;
  bool placed_ = false;
};

/// A device or a pipe of that name would be gone: /dev/null for all.
void refuse_others_than_files(const std::string& path) {
  struct stat info {};
  if (lstat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode))
    throw run_error(fmt::format("{}: is no regular file, and no other is replaced", path));
}

}  // namespace

void write_whole_file(const std::string& path, const std::string& text) {
  refuse_others_than_files(path);
  Draft draft(path);
  draft.write(text);
  draft.place();
}

}  // namespace bondctl
