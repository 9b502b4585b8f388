// Goal: a result as text says what it is, how much of it is shown, and does no harm where it is opened.
// Method: a small result with hostile cells.
#include "queries/render.hpp"

#include <catch2/catch.hpp>

using namespace garden;
using base::Json;
using queries::ColumnType;
using queries::QueryResult;

namespace {

QueryResult sample() {
  QueryResult result;
  result.query = "get_bestsellers";
  result.title = "Bestsellers";
  result.summary = "Two products.";
  result.columns = {{"id", "ID", ColumnType::integer, ""},
                    {"name", "Product", ColumnType::text, ""},
                    {"units", "Sold", ColumnType::quantity, "units"},
                    {"revenue", "Revenue", ColumnType::revenue, "USD"}};
  result.rows = {Json::array({1, "Red | \"opal\"\nsheet", 12.5, "100.00"}),
                 Json::array({2, nullptr, -3, nullptr})};
  result.total_rows = 143;
  result.truncated = true;
  result.as_of = base::parse_rfc3339("2026-11-22T10:00:00Z").value();
  result.params = {{"days", 30}};
  result.since = "2026-10-23";
  result.until = "2026-11-21";
  result.warnings = {"prices are assumed"};
  result.totals = {{"total_units", 99}};
  result.ms = 1.5;
  result.via = "sqlite";
  return result;
}

}  // namespace

TEST_CASE("markdown says what, how many of how many, and what to know") {
  auto text = to_markdown(sample());
  CHECK(text.find("### Bestsellers\nQuery get_bestsellers (days=30), days 2026-10-23 to 2026-11-21, as of "
                  "2026-11-22T10:00:00Z.\n") == 0);
  CHECK(text.find("| ID | Product | Sold (units) | Revenue (USD) |\n|---:|---|---:|---:|\n") !=
        std::string::npos);
  CHECK(text.find("| 1 | Red \\| \"opal\" sheet | 12.5 | 100.00 |\n| 2 | - | -3 | - |\n") !=
        std::string::npos);
  CHECK(text.find("2 of 143 rows shown.\nNote: prices are assumed\n") != std::string::npos);
}

TEST_CASE("markdown keeps its caps and still says the total") {
  auto result = sample();
  auto row = result.rows[0];
  result.rows.assign(1000, row);
  result.total_rows = 1000;
  auto few = to_markdown(result, {.rows_max = 3});
  CHECK(few.find("3 of 1000 rows shown.") != std::string::npos);
  auto small = to_markdown(result, {.rows_max = 1000, .bytes_max = 2000});
  CHECK(small.size() <= 2000);
  CHECK(small.find(" of 1000 rows shown.") != std::string::npos);
  result.total_rows.reset();
  CHECK(to_markdown(result, {.rows_max = 2000}).find("the first 1000 rows shown, there are more") ==
        std::string::npos);
  CHECK(to_markdown(result, {.rows_max = 2000, .bytes_max = 1 << 20}).find("the first 1000 rows shown") !=
        std::string::npos);
  result.rows.clear();
  result.truncated = false;
  CHECK(to_markdown(result).find("0 rows.") != std::string::npos);
}

TEST_CASE("csv is quoted where it must be and runs nothing in a spreadsheet") {
  auto result = sample();
  result.rows.push_back(Json::array({3, "=HYPERLINK(\"http://x\")", 1, "-5.00"}));
  result.rows.push_back(Json::array({4, "@SUM(A1)", 1, "1.00"}));
  CHECK(to_csv(result) ==
        "id,name,units,revenue\r\n"
        "1,\"Red | \"\"opal\"\"\nsheet\",12.5,100.00\r\n"
        "2,,-3,\r\n"
        "3,\"'=HYPERLINK(\"\"http://x\"\")\",1,-5.00\r\n"
        "4,'@SUM(A1),1,1.00\r\n");
}

TEST_CASE("the terminal's table fits its width and cuts no number") {
  auto result = sample();
  result.rows[0][1] = std::string(300, 'x') + "\x1b[31m";
  auto text = to_terminal(result, 60);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("12.5") != std::string::npos);
  CHECK(text.find("100.00") != std::string::npos);
  std::size_t longest = 0;
  for (std::size_t from = text.find("\n\n") + 2, end = 0; from < text.size(); from = end + 1) {
    end = std::min(text.find('\n', from), text.size());
    std::size_t width = 0;
    for (std::size_t i = from; i < end; ++i)
      width += (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80 ? 1 : 0;
    longest = std::max(longest, width);
  }
  CHECK(longest <= 60);
}

TEST_CASE("the envelope holds everything and comes back from a cache as it was") {
  auto result = sample();
  auto envelope = to_json(result);
  CHECK(envelope["row_count"] == 2);
  CHECK(envelope["total_rows"] == 143);
  CHECK(envelope["columns"][2] ==
        Json({{"name", "units"}, {"title", "Sold"}, {"type", "quantity"}, {"unit", "units"}}));
  CHECK(envelope["period"] == Json({{"since", "2026-10-23"}, {"until", "2026-11-21"}}));
  auto again = queries::result_from_json(base::parse_json(base::to_text(envelope)).value());
  REQUIRE(again);
  CHECK(base::to_text(to_json(*again)) == base::to_text(envelope));
  CHECK_FALSE(queries::result_from_json({{"rows", Json::array()}}));
  envelope["rows"][0] = Json::array({1});
  CHECK_FALSE(queries::result_from_json(envelope));
}
