// What a SQLite result code means for this program: a code to act on and a sentence that says what to do.
#pragma once
#include <string>

#include "base/error.hpp"

struct sqlite3;

namespace garden::sqlite {

// `code` is an (extended) SQLite result code, `database` the connection it came from (may be null), `path`
// its file. Full disk, busy, interrupted, read-only, damaged and missing files have their own sentence; a
// constraint that does not hold is Code::conflict.
base::Error failure(int code, sqlite3* database, const std::string& path);

}  // namespace garden::sqlite
