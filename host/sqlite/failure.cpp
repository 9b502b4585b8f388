#include "sqlite/failure.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>

namespace garden::sqlite {
namespace {
using base::Code;
using base::Error;

std::string library_text(int code, sqlite3* database) {
  std::string text = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  return text + " (SQLite " + std::to_string(code) + ")";
}

Error disk_full(const std::string& path) {
  return {Code::unavailable,
          "the disk is full, or a quota or size limit is reached: nothing more can be saved until there is "
          "room; free some space, then try again",
          path};
}

Error io_failure(int code, sqlite3* database, const std::string& path) {
  int cause = database != nullptr ? sqlite3_system_errno(database) : 0;
  if (cause == ENOSPC || cause == EDQUOT || cause == EFBIG) return disk_full(path);
  // The shared index of the log could not grow: that is a full disk too, and the cause is not kept. Nor is it
  // kept when the write of a COMMIT fails.
  if (code == SQLITE_IOERR_SHMSIZE) return disk_full(path);
  if (code == SQLITE_IOERR_WRITE && cause == 0)
    return {
        Code::unavailable,
        "the file could not be written: the disk is full, a size limit is reached, or the disk is faulty; "
        "free some space or look at the system's log, then try again",
        path};
  std::string why = cause != 0 ? std::strerror(cause) : sqlite3_errstr(code);
  return {Code::unavailable,
          "the disk answered with an error: " + why + " (SQLite " + std::to_string(code) +
              "); look at the disk and the system's log, then try again",
          path};
}

Error cannot_open(sqlite3* database, const std::string& path) {
  int cause = database != nullptr ? sqlite3_system_errno(database) : 0;
  if (cause == EACCES || cause == EPERM || cause == EROFS)
    return {Code::denied,
            "the file may not be opened: " + std::string(std::strerror(cause)) +
                "; give this user the right to read and write it and its folder",
            path};
  if (cause == ENOSPC || cause == EDQUOT) return disk_full(path);
  if (cause == 0 || cause == ENOENT || cause == ENOTDIR)
    return {Code::not_found, "the file cannot be opened: it or its folder does not exist", path};
  return {Code::unavailable,
          "the file cannot be opened: " + std::string(std::strerror(cause)) + "; is the path right?", path};
}

}  // namespace

Error failure(int code, sqlite3* database, const std::string& path) {
  switch (code & 0xff) {
    case SQLITE_FULL: return disk_full(path);
    case SQLITE_IOERR: return io_failure(code, database, path);
    case SQLITE_CANTOPEN: return cannot_open(database, path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Code::unavailable,
              "the file is locked by another program for too long; try again, or stop the other program",
              path};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {Code::denied,
              "the file is read-only: give this user the right to write it and its folder, or move it to a "
              "disk that can be written",
              path};
    case SQLITE_CORRUPT:
      return {Code::internal,
              "the file is damaged (" + library_text(code, database) +
                  "): stop the program, keep a copy, and restore a backup or save what can be read with "
                  "sqlite3's .recover",
              path};
    case SQLITE_NOTADB:
      return {Code::invalid,
              "this is no SQLite file, or its first page is damaged; name another path, or restore a backup",
              path};
    case SQLITE_INTERRUPT: return {Code::cancelled, "the statement was interrupted", path};
    case SQLITE_TOOBIG: return {Code::invalid, "a value is larger than the limit for one value", path};
    case SQLITE_CONSTRAINT:
      return {Code::conflict, "a rule of the table does not hold: " + library_text(code, database), path};
    case SQLITE_NOMEM: return {Code::unavailable, "not enough memory for the statement", path};
    case SQLITE_AUTH: return {Code::denied, "the statement is not allowed here", path};
    case SQLITE_ERROR:
    case SQLITE_RANGE:
    case SQLITE_SCHEMA:
      return {Code::invalid, "the statement cannot run: " + library_text(code, database), path};
    default: return {Code::internal, library_text(code, database), path};
  }
}

}  // namespace garden::sqlite
