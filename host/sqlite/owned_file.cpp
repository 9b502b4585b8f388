#include "sqlite/owned_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

namespace garden::sqlite {
namespace {
using base::Code;

std::int64_t newest_of(const OwnedFile& file) { return static_cast<std::int64_t>(file.migrations.size()); }

// Only reads.
base::Result<> check_format(Database& database, const OwnedFile& file) {
  // One moment for all three questions: another process may be making the tables just now.
  std::optional<base::Result<Transaction>> moment;
  if (!database.in_transaction()) {
    moment.emplace(Transaction::begin(database, Transaction::Kind::deferred));
    if (!*moment) return std::unexpected(std::move(moment->error()));
  }
  auto format = database.integer("PRAGMA user_version");
  if (!format) return std::unexpected(std::move(format.error()));
  const auto version = *format;
  auto program = database.integer("PRAGMA application_id");
  if (!program) return std::unexpected(std::move(program.error()));
  auto tables = database.integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) return std::unexpected(std::move(tables.error()));
  if (*program != file.application_id && (*program != 0 || *tables != 0 || version != 0))
    return base::fail(
        base::Code::invalid,
        "this is a database of another program, not a " + std::string(file.name) + "; name another path",
        database.path());
  if (version > newest_of(file))
    return base::fail(
        base::Code::invalid,
        "the " + std::string(file.name) + " was written by a newer version of this program (format " +
            std::to_string(version) + ", this version knows " + std::to_string(newest_of(file)) +
            "): use the newer program, or restore the backup made before it was installed",
        database.path());
  return {};
}

// What is in it is for this user's eyes only. No descriptor is opened here: closing one
// would drop the locks that another opening of the file in this process has.
base::Result<> make_file(const std::string& path, std::string_view name) {
  std::error_code failed;
  auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, failed);
  if (failed)
    return base::fail(Code::unavailable,
                      "the folder for the " + std::string(name) + " cannot be made: " + failed.message(),
                      folder.string());
  if (::mknod(path.c_str(), S_IFREG | 0600, 0) == 0) return {};
  if (errno == EEXIST && ::access(path.c_str(), R_OK | W_OK) == 0) return {};
  auto code = errno == EACCES || errno == EPERM || errno == EROFS ? Code::denied : Code::unavailable;
  return base::fail(code,
                    "the " + std::string(name) + " cannot be made or written: " + std::strerror(errno) +
                        "; give this user the right to write it and its folder, or name another path",
                    path);
}

// A first look that changes nothing: making a file ours, even its journal mode, would be felt by whoever it
// belongs to. But a process that is killed while it changes the file leaves a journal behind, and the file
// cannot be read before it has been used to take the change back, which a connection that only reads is
// refused to do (and says "read-only"). Whoever reads the file next takes it back; so do we, and keep its
// journal mode.
base::Result<> look_at(const std::string& path, const OwnedFile& file) {
  auto database = Database::open(path, {.access = Access::read_only});
  if (!database && database.error().code == Code::denied)
    database = Database::open(path, {.access = Access::read_write, .wal = false});
  if (!database) return std::unexpected(std::move(database.error()));
  return check_format(*database, file);
}

}  // namespace

base::Result<> bring_up_to_date(Database& database, const OwnedFile& file) {
  if (auto checked = check_format(database, file); !checked) return checked;
  if (database.integer("PRAGMA user_version") == newest_of(file)) return {};
  auto transaction = Transaction::begin(database);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  // Another process may have done it while this one waited for the lock.
  if (auto checked = check_format(database, file); !checked) return checked;
  auto version = database.integer("PRAGMA user_version");
  if (!version) return std::unexpected(std::move(version.error()));
  for (auto step = *version; step < newest_of(file); ++step) {
    auto done = database.run(file.migrations[static_cast<std::size_t>(step)]);
    if (!done) return done;
  }
  auto marked = database.run("PRAGMA application_id=" + std::to_string(file.application_id) +
                             ";PRAGMA user_version=" + std::to_string(newest_of(file)));
  if (!marked) return marked;
  return transaction->commit();
}

base::Result<Database> open_owned(const std::string& path, const OwnedFile& file,
                                  const OpenOptions& options) {
  if (auto made = make_file(path, file.name); !made) return std::unexpected(std::move(made.error()));
  if (auto ours = look_at(path, file); !ours) return std::unexpected(std::move(ours.error()));
  auto database = Database::open(path, options);
  if (!database) return database;
  if (auto ready = bring_up_to_date(*database, file); !ready)
    return std::unexpected(std::move(ready.error()));
  return database;
}

}  // namespace garden::sqlite
