// The demo shop in SQLite and in MariaDB, and the catalogue of the inventory agent asked of both.
//
// A named query promises the same rows on every database it runs on. So every query of the catalogue, with
// the values that take each of its branches, is run the way the host runs it, and the whole result is
// compared.
#pragma once
#include <string>
#include <vector>

#include "queries/query_host.hpp"
#include "support/mariadb_server.hpp"
#include "support/temp_dir.hpp"

namespace garden::tidb::testing {

// One query with its values.
struct Question {
  std::string query;
  base::Json params;
};

// The moment that shops of these tests end at.
inline constexpr const char* as_of_text = "2026-11-22 10:30:00";

// Each query with every value that changes its statement, and as many rows as it may have.
std::vector<Question> all_questions();

struct Asked {
  base::Json result;  // columns, rows, totals, warnings, parameters; without what differs by way (time, via)
  std::string via;
};
// The answers in order, with the steps of the agent's library; fails the test where one is an error.
std::vector<Asked> ask_all(queries::testing::QueryHost& host, const queries::Catalogue& catalogue,
                           const base::Json& settings);

// A shop's file into the database `shop` of the server, with the keys of a real one.
void copy_shop(const garden::testing::MariaDbServer& server, const std::string& file);

class DemoShops {
 public:
  // Makes the demo shop as a file, and copies it into the database `shop` of `server`.
  explicit DemoShops(const garden::testing::MariaDbServer& server);

  const queries::Catalogue& catalogue() const { return catalogue_; }
  // Every query at least once.
  const std::vector<Question>& questions() const { return questions_; }
  // The result from the file: columns, rows, totals, warnings, parameters; without what differs by way (time,
  // via).
  const std::vector<base::Json>& expected() const { return expected_; }

  // Asks all questions of this connector and fails the test where a result is not the expected one, or did
  // not come by the way `via`.
  void compare(const garden_component& connector, const std::string& config, const std::string& via) const;

 private:
  garden::testing::TempDir folder_;
  queries::Catalogue catalogue_;
  std::vector<Question> questions_;
  std::vector<base::Json> expected_;
};

}  // namespace garden::tidb::testing
