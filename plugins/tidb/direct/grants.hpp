// Grants: what the user of a connection may do beyond reading, and what would do instead.
//
// The layers in this library keep a session from writing, but the strongest layer is a user who cannot. The
// database itself says what a user may do; nothing is tried out.
// Threads: pure functions, but survey(), which blocks.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "direct/connection.hpp"

namespace garden::tidb {

// Privileges in lines of SHOW GRANTS that are more than reading: {"INSERT", "CREATE", ...}; a role whose
// privileges the server does not show is named as "the role ...".
std::vector<std::string> writing_privileges(const std::vector<std::string>& grants);

// The statements that make a user who can only read, for somebody logged in as `user` (name@host).
std::string reading_user_sql(std::string_view user, std::string_view database);

// What was seen at a database when the first connection was made.
struct Survey {
  bool may_write = false;
  std::string warning;  // sentences for the operator; empty: all is well
};

// Throws DatabaseFailure when the connection is lost.
Survey survey(Connection& connection);

}  // namespace garden::tidb
