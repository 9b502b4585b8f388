#include "state/holders.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace garden::state {
namespace {

// FNV-1a, cut to what is surely a valid file offset. Names carry 80 random bits: no two live ones meet.
off_t byte_of(const std::string& name) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (unsigned char c : name) hash = (hash ^ c) * 1099511628211ULL;
  return static_cast<off_t>(hash >> 2);
}

struct flock lock_on(const std::string& name) {
  struct flock lock{};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = byte_of(name);
  lock.l_len = 1;
  return lock;
}

std::unexpected<base::Error> failed(int cause, const std::string& path) {
  auto code =
      cause == EACCES || cause == EPERM || cause == EROFS ? base::Code::denied : base::Code::unavailable;
  return base::fail(code,
                    std::string("the file that tells who is using the state cannot be used: ") +
                        std::strerror(cause) + "; it must be on a disk that can be written and locked",
                    path);
}

}  // namespace

base::Result<Holders> Holders::join(const std::string& state_path) {
  auto path = state_path + "-holders";
  int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return failed(errno, path);
  Holders holders(std::move(path), file);
  auto name = base::make_id("holder", base::SystemClock().wall());
  auto lock = lock_on(name);
  if (::fcntl(file, F_OFD_SETLK, &lock) != 0) return failed(errno, holders.path_);
  holders.name_ = std::move(name);
  return holders;
}

Holders::Holders(Holders&& other) noexcept
    : path_(std::move(other.path_)), name_(std::move(other.name_)), file_(std::exchange(other.file_, -1)) {}

Holders::~Holders() {
  if (file_ >= 0) ::close(file_);
}

base::Result<bool> Holders::is_open(const std::string& name) const {
  if (name == name_) return true;  // an open file never stands in its own way
  auto lock = lock_on(name);
  if (::fcntl(file_, F_OFD_GETLK, &lock) != 0) return failed(errno, path_);
  return lock.l_type != F_UNLCK;
}

}  // namespace garden::state
