// Goal: whatever form an engine sends a value in, the reader sees the declared one; money is never a double.
// Method: tables of raw and expected values.
#include "queries/convert.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace garden;
using base::Json;
using queries::Column;
using queries::ColumnType;
using queries::convert_value;
using queries::fixed_text;

namespace {
Json shown(ColumnType type, const Json& raw, int decimals = 1,
           queries::Rounding rounding = queries::Rounding::nearest) {
  Column column;
  column.name = "c";
  column.type = type;
  column.decimals = decimals;
  column.rounding = rounding;
  auto value = convert_value(column, raw);
  return value ? *value : Json("refused: " + value.error());
}
bool refused(ColumnType type, const Json& raw) {
  auto value = shown(type, raw);
  return value.is_string() && value.get<std::string>().starts_with("refused: ");
}
}  // namespace

TEST_CASE("exact integers become quantities and money, in every form they come") {
  for (const Json& raw : {Json(12500), Json(12500.0), Json("12500"), Json("12500.0000")}) {
    CHECK(shown(ColumnType::integer, raw) == 12500);
    CHECK(shown(ColumnType::quantity, raw) == 12.5);
    CHECK(shown(ColumnType::money, raw) == "1.25");
    CHECK(shown(ColumnType::revenue, raw) == "0.00");
  }
  CHECK(shown(ColumnType::quantity, -3000).dump() == "-3");
  CHECK(shown(ColumnType::quantity, 700).dump() == "0.7");
  CHECK(shown(ColumnType::quantity, 1001).dump() == "1.001");
  CHECK(shown(ColumnType::revenue, 12345678901234567) == "1234567890.12");
  CHECK(shown(ColumnType::integer, (std::int64_t{1} << 53) + 1) == "9007199254740993");
  CHECK(shown(ColumnType::integer, nullptr).is_null());
}

TEST_CASE("an age is the days since a date, and days ahead are a date") {
  using std::chrono::sys_days;
  constexpr sys_days today = std::chrono::year(2026) / 3 / 9;
  auto told = [&](ColumnType type, const Json& raw) {
    auto value = convert_value(Column{.name = "c", .type = type}, raw, today);
    return value ? *value : Json("refused: " + value.error());
  };
  CHECK(told(ColumnType::age, "2026-03-08 23:59:59") ==
        1);  // a day of 23 hours in some places, and still a day
  CHECK(told(ColumnType::age, "2026-03-09") == 0);
  CHECK(told(ColumnType::age, "2024-02-29 12:00:00") == 739);
  CHECK(told(ColumnType::age, "2026-03-19 00:00:00") == -10);
  CHECK(told(ColumnType::age, "0001-01-01 00:00:00").is_null());
  CHECK(told(ColumnType::age, "2026-02-30").is_null());
  CHECK(told(ColumnType::age, nullptr).is_null());
  CHECK(told(ColumnType::age, 20520) == 1);  // a day of the ledger, 2026-03-08
  CHECK(told(ColumnType::age, 20261122).get<std::string>().starts_with("refused: "));
  CHECK(told(ColumnType::day_ahead, 0) == "2026-03-09");
  CHECK(told(ColumnType::day_ahead, 22.999) == "2026-03-31");
  CHECK(told(ColumnType::day_ahead, 2.9999999999999) == "2026-03-12");  // 3 but for the last bits
  CHECK(told(ColumnType::day_ahead, "358.5") == "2027-03-02");
  CHECK(told(ColumnType::day_ahead, 1e9).is_null());
  CHECK(told(ColumnType::day_ahead, "soon").get<std::string>().starts_with("refused: "));
}

TEST_CASE("exact values round half away from zero") {
  CHECK(fixed_text(125'000, 4, 2) == "12.50");
  CHECK(fixed_text(50, 4, 2) == "0.01");
  CHECK(fixed_text(49, 4, 2) == "0.00");
  CHECK(fixed_text(-50, 4, 2) == "-0.01");
  CHECK(fixed_text(-49, 4, 2) == "0.00");
  CHECK(fixed_text(99'999'999, 4, 2) == "10000.00");
  CHECK(fixed_text(7, 0, 0) == "7");
  CHECK(fixed_text(std::numeric_limits<std::int64_t>::min(), 7, 2) == "-922337203685.48");
  CHECK(fixed_text(std::numeric_limits<std::int64_t>::max(), 4, 4) == "922337203685477.5807");
}

TEST_CASE("ratios are rounded to their decimals, up where less would not do") {
  CHECK(shown(ColumnType::number, 3.14159, 2) == 3.14);
  CHECK(shown(ColumnType::number, "3.14159", 3) == 3.142);
  CHECK(shown(ColumnType::number, 2.0).dump() == "2");
  CHECK(shown(ColumnType::number, -0.04).dump() == "0");
  CHECK(shown(ColumnType::number, std::numeric_limits<double>::infinity()).is_null());
  CHECK(shown(ColumnType::number, std::numeric_limits<double>::quiet_NaN()).is_null());
  CHECK(shown(ColumnType::number, 4.2, 0, queries::Rounding::up) == 5);
  CHECK(shown(ColumnType::number, 4.0, 0, queries::Rounding::up) == 4);
  CHECK(shown(ColumnType::number, 4.0000000001, 0, queries::Rounding::up) == 4);
  CHECK(shown(ColumnType::number, 0.0, 0, queries::Rounding::up) == 0);
}

TEST_CASE("dates are one form, and zero dates are nothing") {
  CHECK(shown(ColumnType::date, "2026-11-22 08:25:39") == "2026-11-22");
  CHECK(shown(ColumnType::datetime, "2026-11-22T08:25:39.123") == "2026-11-22 08:25:39");
  CHECK(shown(ColumnType::datetime, "2026-11-22") == "2026-11-22 00:00:00");
  CHECK(shown(ColumnType::date, "0000-00-00 00:00:00").is_null());
  CHECK(shown(ColumnType::datetime, "0001-01-01 00:00:00").is_null());
}

TEST_CASE("a value that is not of its type is refused, not shown") {
  CHECK(refused(ColumnType::integer, 1.5));
  CHECK(refused(ColumnType::integer, "x"));
  CHECK(refused(ColumnType::money, "12.5"));
  CHECK(refused(ColumnType::quantity, true));
  CHECK(refused(ColumnType::integer, "99999999999999999999"));
  CHECK(refused(ColumnType::number, "12x"));
  CHECK(refused(ColumnType::date, "22.11.2026"));
  CHECK(refused(ColumnType::date, 20261122));
  CHECK(refused(ColumnType::text, Json::object()));
  CHECK(shown(ColumnType::text, 12) == "12");
}

TEST_CASE("names stored as HTML are decoded, whatever was lost of them") {
  CHECK(queries::decode_html("6&quot; x 12&quot; &#39;Red&#39") == "6\" x 12\" 'Red'");
  CHECK(queries::decode_html("  a \n\t b&nbsp;&amp;amp;  ") == "a b &amp;");
  CHECK(queries::decode_html("R&D & more &unknown; &#xe9; &#0; &#99999999; &") ==
        "R&D & more &unknown; é &#0; &#99999999; &");
  CHECK(queries::fold_text("ÉCOLE Straße Ÿ &eacute;") == "ecole strase y e");
  CHECK(queries::fold_text("Красный") == "Красный");
}
