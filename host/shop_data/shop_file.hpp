// FreshFile: a file that appears whole in its place or not at all, and never on top of somebody's work.
//
// A generator or an import that is killed, cancelled or out of disk must leave what was there before. So the
// new file is written beside its place ("shop.db.partial", locked against a second run) and renamed when it
// is complete and on disk. Before that, may_replace() asks whether what stands in the place is ours to
// replace. Threads: one owner; the calls block on the disk.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"

namespace garden::shop_data {

class FreshFile {
 public:
  // Makes PLACE.partial, empty and locked; missing folders are made. Errors: unavailable (disk, permissions,
  // another run is writing the same place), invalid (the place is a folder or a device).
  static base::Result<FreshFile> create(const std::filesystem::path& place);
  FreshFile(FreshFile&& other) noexcept
      : place_(std::move(other.place_)), descriptor_(std::exchange(other.descriptor_, -1)) {}
  FreshFile& operator=(FreshFile&&) = delete;
  ~FreshFile();  // removes the partial file, unless it took its place

  const std::filesystem::path& place() const { return place_; }
  std::filesystem::path partial() const;

  base::Result<> write(std::string_view text);  // appends
  // Both must be complete. Without `second`, `first` alone takes its place, in one step. Of two, the old ones
  // are set aside (PLACE.previous), then both take their places, and a failure puts the old ones back; a kill
  // in between leaves a gap, never a new file beside an old one.
  static base::Result<> commit(FreshFile first, std::optional<FreshFile> second = std::nullopt);

 private:
  FreshFile(std::filesystem::path place, int descriptor)
      : place_(std::move(place)), descriptor_(descriptor) {}
  base::Result<> to_disk();
  base::Result<> take_place();

  std::filesystem::path place_;
  int descriptor_;  // of the partial file; -1 once it is over
};

// Who made a shop database of ours, and of which moment it is.
struct ShopOrigin {
  std::string kind;   // "demo", "import"
  std::string as_of;  // "2026-11-22 10:30:00", the shop's time
  std::string seed;   // of a demo shop
};
// Nothing when `file` is no such database, or not there.
std::optional<ShopOrigin> shop_origin(const std::filesystem::path& file);

// Nothing is there, or a database made by `kind` that nobody has open for writing, or `force` and a plain
// file.
base::Result<> may_replace(const std::filesystem::path& place, std::string_view kind, bool force);

}  // namespace garden::shop_data
