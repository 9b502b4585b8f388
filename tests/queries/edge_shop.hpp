// A shop of a few rows, for what a demo shop has too rarely: every test writes the rows it is about.
#pragma once
#include <string>
#include <vector>

#include "query_host.hpp"
#include "support/temp_dir.hpp"

namespace garden::queries::testing {

struct Line {
  int product = 0;
  std::string quantity = "1";     // as SQL: "0.25", "NULL"
  std::string price = "10.0000";  // final price of one unit
};

// Tables as the demo shop's; one maker, one category, languages 1 and 2, statuses 1 to 6. The moment is
// 2026-06-15 12:00:00, in UTC until zone() says otherwise.
class EdgeShop {
 public:
  EdgeShop();

  void run(const std::string& sql);
  // `quantity` and `price` as SQL; the name in language 1 is "Product <id>".
  void product(int id, const std::string& quantity, const std::string& price = "10.0000",
               const std::string& added = "2020-01-01 00:00:00");
  // The order's id.
  int order(const std::string& at, const std::vector<Line>& lines, int status = 3);
  // A zone and the moment in UTC, such as 2026-03-08T12:00:00Z.
  void moment(const std::string& zone, const std::string& at);
  void settings(base::Json given);

  QueryOutcome ask(const std::string& query, base::Json params = base::Json::object());
  // Fails the test when there is an error.
  QueryResult result(const std::string& query, base::Json params = base::Json::object());
  QueryHost& host() { return *host_; }
  const Catalogue& catalogue() const { return catalogue_; }

 private:
  garden::testing::TempDir folder_;
  Catalogue catalogue_;
  std::unique_ptr<QueryHost> host_;
  int orders_ = 0, lines_ = 0;
};

// The value of a column in a row, or in the first row where `id` (of the first column) is found.
base::Json cell(const QueryResult& result, std::size_t row, const std::string& column);
base::Json cell_of(const QueryResult& result, std::int64_t id, const std::string& column);
// The values of the first column.
std::vector<std::int64_t> first_column(const QueryResult& result);
// The same with nulls: "3 1 null".
std::string first_column_text(const QueryResult& result);

}  // namespace garden::queries::testing
