// Goal: values from outside become values of their declared type, or a problem at their place; nothing else
// gets through. Method: one declaration of each type, values right, wrong and hostile.
#include "queries/parameters.hpp"

#include <catch2/catch.hpp>

using namespace garden;
using base::Json;
using queries::check_parameters;
using queries::Parameter;
using queries::ParameterType;

namespace {

std::vector<Parameter> declared() {
  std::vector<Parameter> all(7);
  const ParameterType types[] = {ParameterType::integer,     ParameterType::number, ParameterType::text,
                                 ParameterType::date,        ParameterType::choice, ParameterType::boolean,
                                 ParameterType::integer_list};
  const char* names[] = {"days", "factor", "model", "day", "by", "active", "ids"};
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].name = names[i];
    all[i].type = types[i];
  }
  all[0].default_value = 30;
  all[0].minimum = 1;
  all[0].maximum = 1095;
  all[2].length_max = 5;
  all[4].choices = {"units", "revenue"};
  all[6].length_max = 3;
  return all;
}

Json checked(const Json& given) {
  auto result = check_parameters(declared(), given);
  if (!result) FAIL(result.error().front().detail);
  return *result;
}
std::vector<queries::Problem> problems(const Json& given) {
  auto result = check_parameters(declared(), given);
  return result ? std::vector<queries::Problem>{} : result.error();
}

}  // namespace

TEST_CASE("values are taken in the forms their senders have") {
  CHECK(checked({})["days"] == 30);
  CHECK(checked({})["model"].is_null());
  CHECK(checked({{"days", nullptr}})["days"] == 30);
  for (const Json& value : {Json(90), Json(90.0), Json("90"), Json(" 90 ")})
    CHECK(checked({{"days", value}})["days"] == 90);
  CHECK(checked({{"days", "90"}})["days"].is_number_integer());
  CHECK(checked({{"factor", "1.5"}})["factor"] == 1.5);
  CHECK(checked({{"model", 12345}})["model"] == "12345");
  CHECK(checked({{"model", "äöüßé"}})["model"] == "äöüßé");
  CHECK(checked({{"model", " ab "}})["model"] == "ab");
  CHECK(checked({{"day", "2024-02-29"}})["day"] == "2024-02-29");
  CHECK(checked({{"by", "revenue"}})["by"] == "revenue");
  CHECK(checked({{"active", "true"}})["active"] == true);
  CHECK(checked({{"active", 0}})["active"] == false);
  CHECK(checked({{"ids", "1, 2,3"}})["ids"] == Json({1, 2, 3}));
  CHECK(checked({{"ids", 7}})["ids"] == Json::array({7}));
}

TEST_CASE("what does not fit is refused where it stands") {
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, Json>>{{"days", 0},
                                                 {"days", 1096},
                                                 {"days", 1.5},
                                                 {"days", "many"},
                                                 {"days", ""},
                                                 {"days", true},
                                                 {"days", Json::array()},
                                                 {"days", 1e300},
                                                 {"days", std::uint64_t{1} << 63},
                                                 {"days", "99999999999999999999"},
                                                 {"days", "1; DROP TABLE products"},
                                                 {"factor", "x"},
                                                 {"factor", Json::object()},
                                                 {"factor", "nan"},
                                                 {"factor", "inf"},
                                                 {"model", ""},
                                                 {"model", "abcdef"},
                                                 {"model", "a\nb"},
                                                 {"model", Json::array({"a"})},
                                                 {"model", std::string("a\0b", 3)},
                                                 {"model", true},
                                                 {"day", "2026-02-29"},
                                                 {"day", "22.11.2026"},
                                                 {"day", "2026-1-1"},
                                                 {"day", 20261122},
                                                 {"day", "2026-11-22 00:00:00"},
                                                 {"day", "0000-01-01"},
                                                 {"day", "2026-00-10"},
                                                 {"by", "profit"},
                                                 {"by", 1},
                                                 {"active", "maybe"},
                                                 {"active", 2},
                                                 {"ids", Json::array()},
                                                 {"ids", "1,,2"},
                                                 {"ids", {1, "x"}},
                                                 {"ids", {1, 2, 3, 4}},
                                                 {"ids", Json::object()}}) {
    INFO(name << " = " << value.dump(-1, ' ', true, Json::error_handler_t::replace));
    auto found = problems({{name, value}});
    REQUIRE(found.size() == 1);
    CHECK(found[0].pointer == "/" + name);
    CHECK(found[0].detail.find(name) == 0);
  }
}

TEST_CASE("all problems come together, unknown names with the nearest known one") {
  auto found = problems({{"day", "x"}, {"dais", 30}, {"a/b~c", 1}, {"by", "unit"}});
  REQUIRE(found.size() == 4);
  CHECK(found[0].pointer == "/dais");
  CHECK(found[0].detail.find("days") != std::string::npos);
  CHECK(found[1].pointer == "/a~1b~0c");
  CHECK(found[3].detail.find("did you mean units") != std::string::npos);
  CHECK(problems(Json::array({1})).size() == 1);
  CHECK(problems("x").front().pointer.empty());
}

TEST_CASE("a required parameter must be there") {
  auto parameters = declared();
  parameters[2].required = true;
  auto missing = check_parameters(parameters, {});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().front().pointer == "/model");
  auto schema = queries::schema_of(parameters);
  CHECK(schema["required"] == Json::array({"model"}));
  CHECK(schema["properties"]["days"] ==
        Json({{"type", "integer"}, {"minimum", 1}, {"maximum", 1095}, {"default", 30}}));
  CHECK(schema["properties"]["ids"]["items"]["type"] == "integer");
  CHECK(schema["additionalProperties"] == false);
}
