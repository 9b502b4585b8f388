// OwnedFile: a database file that this program makes, marks as its own and brings up to date.
//
// The state and the ledger are files of the user's, beside others that are not ours: a shop's database, or
// one that a newer version of this program wrote. So before anything is changed, even the journal mode, a
// file is looked at; a new one is made for this user's eyes only; and the tables of an older one are brought
// forward in one transaction, which a second process that starts at the same time waits for. Threads: as the
// Database.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "sqlite/database.hpp"

namespace garden::sqlite {

struct OwnedFile {
  std::string_view name;                    // in errors: "state file"
  std::int64_t application_id;              // in the header of every such file
  std::span<const char* const> migrations;  // each final once it is released: a change is a further step
};

// The file at `path`, made if it is not there (its folder too), with the newest tables. Errors as
// Database::open(), and as bring_up_to_date(); a file that is refused is not touched.
base::Result<Database> open_owned(const std::string& path, const OwnedFile& file, const OpenOptions& options);

// Makes the tables in a new file and brings an older one up to date, forward only, in one transaction.
// Code::invalid: a file of another program, or of a newer version of this one; nothing is changed then.
base::Result<> bring_up_to_date(Database& database, const OwnedFile& file);

}  // namespace garden::sqlite
