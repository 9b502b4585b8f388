// Goal: the small tools of host/base keep their promises at the edges. Method: direct calls.
#include <catch2/catch.hpp>
#include <set>

#include "base/civil_time.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"

using namespace garden::base;

TEST_CASE("json refuses what two readers could see differently") {
  CHECK(parse_json(R"({"a":1,"b":[true,null,"x"]})").has_value());
  for (std::string bad :
       {R"({"a":1,"a":2})", "123456789012345678901", "[1,2", "", "nul", "\"\xff\"", "{} {}"}) {
    auto parsed = parse_json(bad);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().code == Code::invalid);
  }
}

TEST_CASE("json keeps its limits") {
  CHECK(parse_json(std::string(64, '[') + std::string(64, ']')).has_value());
  CHECK_FALSE(parse_json(std::string(65, '[') + std::string(65, ']')).has_value());
  CHECK_FALSE(parse_json("[1,2,3,4]", {.depth_max = 4, .nodes_max = 4}).has_value());
}

TEST_CASE("json keeps the order of keys and exact integers") {
  auto text = R"({"z":9223372036854775807,"a":18446744073709551615,"m":-9223372036854775808})";
  CHECK(to_text(*parse_json(text)) == text);
}

TEST_CASE("the shop's day follows its clock, also when the clock changes") {
  auto zone = TimeZone::load("America/Los_Angeles").value();
  auto spring = parse_rfc3339("2026-03-08T12:00:00Z").value();  // the day has 23 hours
  CHECK(zone.local_day(spring) == "2026-03-08");
  CHECK(zone.day_start(spring, 1) - zone.day_start(spring) == std::chrono::hours(23));
  CHECK(zone.local_text(parse_rfc3339("2026-11-22T07:59:59Z").value()) == "2026-11-21 23:59:59");
  CHECK_FALSE(TimeZone::load("Mars/Olympus").has_value());
}

TEST_CASE("ids sort by time and differ") {
  auto t = parse_rfc3339("2026-11-22T08:00:00Z").value();
  auto a = make_id("run", t), b = make_id("run", t), c = make_id("run", t + std::chrono::seconds(1));
  CHECK(a != b);
  CHECK(a < c);
  CHECK(a.size() == 30);
  CHECK(is_valid_client_id(a));
  CHECK_FALSE(is_valid_client_id("a b"));
  CHECK_FALSE(is_valid_client_id(""));
}

TEST_CASE("ids made by the hundred differ as those made one by one do") {
  const auto t = parse_rfc3339("2026-11-22T08:00:00Z").value();
  IdMaker ids;
  std::set<std::string> seen;
  for (int i = 0; i < 500; ++i) seen.insert(ids.make("req", t));
  CHECK(seen.size() == 500);
  CHECK(seen.begin()->size() == 30);
  CHECK(seen.begin()->substr(0, 14) == make_id("req", t).substr(0, 14));
}
