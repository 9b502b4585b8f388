#include "shop_data/shop_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sqlite/database.hpp"

namespace garden::shop_data {
namespace {
namespace fs = std::filesystem;
using base::Code;
using base::fail;

base::Error disk_error(std::string_view what, const fs::path& path, int number) {
  std::string advice = number == ENOSPC || number == EDQUOT ? "free some space and try again"
                       : number == EACCES || number == EROFS || number == EPERM
                           ? "choose a folder you may write to"
                           : "look at the disk and try again";
  return {Code::unavailable, std::string(what) + " (" + std::strerror(number) + "); " + advice,
          path.string()};
}

// Two runs may meet at the same partial file: only the one whose locked file still has the name goes on.
bool still_named(int descriptor, const fs::path& path) {
  struct stat held{}, named{};
  return fstat(descriptor, &held) == 0 && stat(path.c_str(), &named) == 0 && held.st_ino == named.st_ino &&
         held.st_dev == named.st_dev;
}

void sync_folder(const fs::path& file) {
  int folder = open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  fsync(folder);
  close(folder);
}

// A file that makes room for another, and comes back unless it is dropped.
class SetAside {
 public:
  explicit SetAside(fs::path place) : place_(std::move(place)), aside_(place_.string() + ".previous") {}
  SetAside(const SetAside&) = delete;
  SetAside& operator=(const SetAside&) = delete;
  ~SetAside() {
    if (moved_) rename(aside_.c_str(), place_.c_str());
  }

  base::Result<> move_away() {
    moved_ = rename(place_.c_str(), aside_.c_str()) == 0;
    if (moved_ || errno == ENOENT) return {};
    return std::unexpected(disk_error("cannot put the old file aside", place_, errno));
  }
  void drop() {
    moved_ = false;
    unlink(aside_.c_str());
  }

 private:
  fs::path place_, aside_;
  bool moved_ = false;
};

// A symbolic link stays and what it points to is replaced.
fs::path resolved(const fs::path& place) {
  std::error_code ignored;
  auto real = fs::weakly_canonical(fs::absolute(place, ignored), ignored);
  return real.empty() ? place : real;
}
}  // namespace

fs::path FreshFile::partial() const { return place_.string() + ".partial"; }

base::Result<FreshFile> FreshFile::create(const fs::path& wanted) {
  auto place = resolved(wanted);
  std::error_code why;
  if (fs::exists(place, why) && !fs::is_regular_file(place, why))
    return fail(Code::invalid, "this is not a file; choose another place", place.string());
  fs::create_directories(place.parent_path(), why);
  if (why) return std::unexpected(disk_error("cannot make the folder", place.parent_path(), why.value()));
  fs::path partial = place.string() + ".partial";
  int descriptor = open(partial.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor < 0) return std::unexpected(disk_error("cannot write", partial, errno));
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0 || !still_named(descriptor, partial)) {
    close(descriptor);
    return fail(Code::unavailable, "another run is writing this file; wait until it is done",
                partial.string());
  }
  if (ftruncate(descriptor, 0) != 0) {
    auto error = disk_error("cannot write", partial, errno);
    close(descriptor);
    return std::unexpected(error);
  }
  return FreshFile(place, descriptor);
}

FreshFile::~FreshFile() {
  if (descriptor_ < 0) return;
  unlink(partial().c_str());
  unlink((partial().string() + "-journal").c_str());
  close(descriptor_);
}

base::Result<> FreshFile::write(std::string_view text) {
  while (!text.empty()) {
    auto written = ::write(descriptor_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return std::unexpected(disk_error("cannot write", partial(), errno));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

base::Result<> FreshFile::to_disk() {
  if (fsync(descriptor_) != 0) return std::unexpected(disk_error("cannot write", partial(), errno));
  return {};
}

base::Result<> FreshFile::take_place() {
  if (rename(partial().c_str(), place_.c_str()) != 0)
    return std::unexpected(disk_error("cannot put the new file in its place", place_, errno));
  close(std::exchange(descriptor_, -1));
  sync_folder(place_);
  return {};
}

base::Result<> FreshFile::commit(FreshFile first, std::optional<FreshFile> second) {
  if (auto done = first.to_disk(); !done) return done;
  if (!second) return first.take_place();
  if (auto done = second->to_disk(); !done) return done;
  SetAside old_first(first.place_), old_second(second->place_);
  for (auto* old : {&old_second, &old_first})
    if (auto done = old->move_away(); !done) return done;
  if (auto done = first.take_place(); !done) return done;
  auto first_place = first.place_;
  if (auto done = second->take_place(); !done) {
    unlink(first_place.c_str());
    return done;
  }
  old_first.drop();
  old_second.drop();
  return {};
}

std::optional<ShopOrigin> shop_origin(const fs::path& file) {
  auto database = sqlite::Database::open(
      file.string(), {.access = sqlite::Access::read_only, .wal = false, .foreign_keys = false});
  if (!database) return std::nullopt;
  auto statement = database->prepare("SELECT name, value FROM garden_shop_origin");
  if (!statement) return std::nullopt;
  ShopOrigin origin;
  for (auto row = statement->step(); row && *row; row = statement->step()) {
    auto name = statement->text(0);
    if (name == "kind") origin.kind = statement->text(1);
    if (name == "as_of") origin.as_of = statement->text(1);
    if (name == "seed") origin.seed = statement->text(1);
  }
  if (origin.kind.empty()) return std::nullopt;
  return origin;
}

base::Result<> may_replace(const fs::path& wanted, std::string_view kind, bool force) {
  auto place = resolved(wanted);
  std::error_code why;
  auto status = fs::status(place, why);
  if (!fs::exists(status)) return {};
  if (!fs::is_regular_file(status))
    return fail(Code::invalid, "this is not a file; choose another place", place.string());
  // A log beside the file belongs to somebody who has it open, and would be played into the new one.
  for (std::string_view suffix : {"-wal", "-journal"})
    if (fs::exists(place.string() + std::string(suffix), why))
      return fail(Code::invalid,
                  "another program has this database open (there is a " + std::string(suffix) +
                      " file beside it); close it, or choose another place",
                  place.string());
  if (force) return {};
  if (auto origin = shop_origin(place); origin && origin->kind == kind) return {};
  return fail(
      Code::invalid,
      "there is a file already, and it was not made by this command; choose another place, or say --force "
      "to replace it",
      place.string());
}

}  // namespace garden::shop_data
