// The answer of the verb "describe", read from the database's own catalogue.
// Threads: blocks; one at a time.
#pragma once
#include <string>

#include "direct/connection.hpp"

namespace garden::tidb {

// {"dialect", "version", "read_only", "tables", "warnings"}; `warning` becomes one of the warnings. Throws
// DatabaseFailure.
std::string describe_database(Connection& connection, const std::string& warning);

}  // namespace garden::tidb
