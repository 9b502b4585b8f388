// The tables of the state file and how they came to be.
#pragma once
#include "base/error.hpp"
#include "sqlite/database.hpp"

namespace garden::state {

// Code::invalid: a file of another program, or of a newer version of this one. Only reads.
base::Result<> check_format(sqlite::Database& database);

// Makes the tables in a new file and brings an older one up to date, forward only, in one transaction.
// Errors as check_format(); nothing is changed then.
base::Result<> bring_up_to_date(sqlite::Database& database);

}  // namespace garden::state
