// Goal: the checker finds exactly what is wrong, says it well, fills in defaults, and ends whatever it is
// given. Method: schemas and values as JSON text; every keyword with a value that fits and one that does not.
#include "config/schema.hpp"

#include <catch2/catch.hpp>

#include "base/json.hpp"

using namespace garden;
using namespace garden::config;

namespace {

Schema schema_of(std::string_view text) {
  auto schema = Schema::parse(text);
  if (!schema) FAIL(schema.error().text());
  return *schema;
}
std::string check(std::string_view schema, std::string_view value, const CheckOptions& options = {}) {
  auto json = base::parse_json(value);
  REQUIRE(json.has_value());
  return schema_of(schema).check(*json, options).text();
}
std::string filled(std::string_view schema, std::string_view value, const CheckOptions& options = {}) {
  auto checked = schema_of(schema).check(*base::parse_json(value), options);
  if (!checked.ok()) FAIL(checked.text());
  return base::to_text(checked.value);
}
std::string refusal(std::string_view schema) {
  auto parsed = Schema::parse(schema);
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().code == base::Code::invalid);
  return parsed.error().text();
}
CheckOptions all_substituted() {
  CheckOptions options;
  options.substituted = [](std::string_view) { return true; };
  return options;
}

struct Pair {
  const char *schema, *good, *bad;
};

}  // namespace

TEST_CASE("every keyword takes what fits and refuses what does not") {
  const Pair pairs[] = {
      {R"({"type":"integer"})", "5", "5.5"},
      {R"({"type":"integer"})", "5.0", "\"5\""},
      {R"({"type":"number"})", "5", "true"},
      {R"({"type":["string","null"]})", "null", "5"},
      {R"({"type":"boolean"})", "false", "0"},
      {R"({"type":"array"})", "[]", "{}"},
      {R"({"type":"object"})", "{}", "[]"},
      {R"({"enum":[1,"a",null]})", "null", "2"},
      {R"({"const":{"a":[1]}})", R"({"a":[1]})", R"({"a":[2]})"},
      {R"({"minimum":1})", "1", "0"},
      {R"({"maximum":9223372036854775806})", "9223372036854775806", "9223372036854775807"},
      {R"({"exclusiveMinimum":1})", "1.5", "1"},
      {R"({"exclusiveMaximum":1})", "0", "1"},
      {R"({"multipleOf":0.1})", "0.3", "0.35"},
      {R"({"minLength":2})", "\"éé\"", "\"é\""},
      {R"({"maxLength":2})", "\"éé\"", "\"ééé\""},
      {R"({"minItems":1})", "[1]", "[]"},
      {R"({"maxItems":1})", "[1]", "[1,2]"},
      {R"({"uniqueItems":true})", "[1,2,\"1\"]", "[1,{\"a\":1},{\"a\":1}]"},
      {R"({"items":{"type":"string"}})", "[\"a\"]", "[\"a\",1]"},
      {R"({"prefixItems":[{"type":"string"}],"items":{"type":"integer"}})", "[\"a\",1]", "[\"a\",\"b\"]"},
      {R"({"prefixItems":[{"type":"string"}],"items":false})", "[\"a\"]", "[\"a\",\"b\"]"},
      {R"({"required":["a"]})", R"({"a":1})", R"({"b":1})"},
      {R"({"properties":{"a":{"type":"string"}}})", R"({"b":1})", R"({"a":1})"},
      {R"({"additionalProperties":false})", "{}", R"({"b":1})"},
      {R"({"additionalProperties":{"type":"integer"}})", R"({"b":1})", R"({"b":"x"})"},
      {R"({"propertyNames":{"format":"identifier"}})", R"({"ab":1})", R"({"a b":1})"},
      {R"({"minProperties":1})", R"({"a":1})", "{}"},
      {R"({"maxProperties":1})", R"({"a":1})", R"({"a":1,"b":2})"},
      {R"({"$ref":"#/$defs/x","$defs":{"x":{"type":"string"}}})", "\"a\"", "1"},
      {R"({"allOf":[{"minimum":1},{"maximum":3}]})", "2", "4"},
      {R"({"anyOf":[{"type":"string"},{"minimum":3}]})", "3", "2"},
      {R"({"oneOf":[{"minimum":3},{"maximum":5}]})", "1", "4"},
      {R"({"if":{"minimum":3},"then":{"multipleOf":2},"else":{"const":1}})", "4", "5"},
      {R"({"if":{"minimum":3},"then":{"multipleOf":2},"else":{"const":1}})", "1", "2"},
      {R"({"format":"duration"})", "\"1h30m\"", "\"1 hour\""},
      {R"({"format":"size","x-minimum":"1KB","x-maximum":"1KiB"})", "\"1024B\"", "\"1025B\""},
      {R"({"format":"time-zone"})", "\"Europe/Berlin\"", "\"Berlin\""},
      {R"({"format":"url"})", "\"https://a.b/c\"", "\"a.b/c\""},
      {"true", "1", ""},
      {"false", "", "1"},
  };
  for (const auto& pair : pairs) {
    INFO(pair.schema);
    if (*pair.good != '\0') CHECK(check(pair.schema, pair.good) == "");
    if (*pair.bad != '\0') CHECK(check(pair.schema, pair.bad) != "");
  }
}

TEST_CASE("keywords for one type leave others alone") {
  auto all =
      R"({"minimum":5,"minLength":5,"minItems":5,"minProperties":5,"format":"duration","required":["a"]})";
  CHECK(check(all, "true") == "");
  CHECK(check(all, "null") == "");
}

TEST_CASE("all faults come at once, each at its place") {
  auto schema = R"({"type":"object","additionalProperties":false,"required":["name"],"properties":{
    "name":{"type":"string"},"deadline":{"type":"string","format":"duration"},
    "list":{"type":"array","items":{"type":"object","required":["x"]}}}})";
  CHECK(check(schema, R"({"dedline":"5m","deadline":"5","list":[{"x":1},{},3]})") ==
        "/dedline: unknown key \"dedline\", did you mean \"deadline\"?\n"
        "/deadline: deadline must be a duration such as 150ms, 5m or 1h30m, not \"5\"\n"
        "/list/1: the key \"x\" is missing in list[1], add \"x: ...\"\n"
        "/list/2: list[2] must be a map of keys, not a whole number\n"
        "the key \"name\" is missing, add \"name: ...\"");
}

TEST_CASE("a choice of forms complains about the form that was meant") {
  auto schema = R"({"oneOf":[
    {"type":"object","required":["direct"],"properties":{"direct":{"type":"object","required":["host"]}}},
    {"type":"object","required":["mcp"],"properties":{"mcp":{"type":"array","items":{"type":"string"}}}},
    {"type":"string"}]})";
  CHECK(check(schema, R"({"mcp":["a",5]})") ==
        "/mcp/1: mcp[1] must be text, not a whole number, put it into quotes");
  CHECK(check(schema, R"({"direct":{}})") ==
        "/direct: the key \"host\" is missing in direct, add \"host: ...\"");
  CHECK(check(schema, "5") ==
        "the value must be text or a map of keys, not a whole number, put it into quotes");
  CHECK(check(R"({"oneOf":[{"type":"integer"},{"minimum":1}]})", "4").find("more than one") !=
        std::string::npos);
}

TEST_CASE("defaults are filled in, also inside of defaults, and never over a value") {
  auto schema = R"({"type":"object","properties":{
    "a":{"type":"integer","default":1},
    "b":{"type":"object","default":{},"properties":{"c":{"default":[1,2]},"d":{"type":"string"}}},
    "e":{"$ref":"#/$defs/e"},"f":{"type":"null","default":null}},
    "$defs":{"e":{"type":"object","default":{},"properties":{"g":{"default":"x"}}}}})";
  CHECK(filled(schema, "{}") == R"({"a":1,"b":{"c":[1,2]},"e":{"g":"x"},"f":null})");
  CHECK(filled(schema, R"({"b":{"c":5},"a":7})") == R"({"b":{"c":5},"a":7,"e":{"g":"x"},"f":null})");
  auto forms = R"({"oneOf":[
    {"properties":{"kind":{"const":"x"},"port":{"default":1}},"required":["kind"]},
    {"properties":{"kind":{"const":"y"},"port":{"default":2}},"required":["kind"]}]})";
  CHECK(filled(forms, R"({"kind":"y"})") == R"({"kind":"y","port":2})");
  CHECK(check(R"({"required":["a"],"properties":{"a":{"default":1}}})", "{}") == "");
}

TEST_CASE("text from outside becomes what is wanted, and is never repeated") {
  auto schema = R"({"properties":{"port":{"type":"integer"},"on":{"type":"boolean"},"rate":{"type":"number"},
    "name":{"type":"string"},"any":{"anyOf":[{"type":"boolean"},{"type":"integer"}]},"free":{}}})";
  CHECK(filled(schema, R"({"port":"42","on":"true","rate":"0.5","name":"42","any":"7","free":"8"})",
               all_substituted()) == R"({"port":42,"on":true,"rate":0.5,"name":"42","any":7,"free":"8"})");
  CHECK(check(schema, R"({"port":"42"})") != "");
  for (auto bad : {R"({"type":"integer"})", R"({"enum":["x"]})", R"({"const":1})", R"({"format":"duration"})",
                   R"({"type":"string","maxLength":3})", R"({"format":"size"})", R"({"type":"boolean"})"}) {
    auto text = check(bad, "\"hunter2\"", all_substituted());
    CHECK(text != "");
    CHECK(text.find("hunter2") == std::string::npos);
  }
}

TEST_CASE("what is missing satisfies everything") {
  CheckOptions options;
  options.missing = [](std::string_view pointer) { return pointer == "/a"; };
  auto schema =
      R"({"required":["a"],"properties":{"a":{"type":"string","minLength":5}},"additionalProperties":false})";
  CHECK(check(schema, R"({"a":null})", options) == "");
  CHECK(check(schema, R"({"b":null})", options) != "");
}

TEST_CASE("what does nothing yet is a warning") {
  auto checked =
      schema_of(R"({"properties":{"later":{"x-inactive":true}}})").check(*base::parse_json(R"({"later":1})"));
  CHECK(checked.ok());
  REQUIRE(checked.faults.size() == 1);
  CHECK(checked.faults[0].severity == Severity::warning);
  CHECK(checked.text() == "");
}

TEST_CASE("a schema outside of the subset is refused with its place") {
  CHECK(refusal(R"({"properties":{"a":{"pattern":"x"}}})") == "#/properties/a: unknown keyword \"pattern\"");
  CHECK(refusal(R"({"requird":["a"]})") == "#: unknown keyword \"requird\", did you mean \"required\"?");
  CHECK(refusal(R"({"x-what":1})") == "#: unknown keyword \"x-what\"");
  for (auto bad : {"5",
                   "[1]",
                   "{",
                   R"({"type":"text"})",
                   R"({"type":5})",
                   R"({"type":[]})",
                   R"({"properties":[]})",
                   R"({"properties":{"a":5}})",
                   R"({"required":"a"})",
                   R"({"required":[1]})",
                   R"({"minimum":"1"})",
                   R"({"minLength":-1})",
                   R"({"minLength":1.5})",
                   R"({"multipleOf":0})",
                   R"({"enum":[]})",
                   R"({"enum":5})",
                   R"({"oneOf":[]})",
                   R"({"anyOf":{}})",
                   R"({"items":[]})",
                   R"({"format":"regex"})",
                   R"({"format":5})",
                   R"({"$ref":"#/nothing"})",
                   R"({"$ref":"other.json"})",
                   R"({"$ref":"#anchor"})",
                   R"({"$ref":5})",
                   R"({"x-minimum":"5s"})",
                   R"({"format":"duration","x-minimum":"5"})",
                   R"({"uniqueItems":1})",
                   R"({"description":1})",
                   R"({"if":7})"}) {
    INFO(bad);
    CHECK_FALSE(Schema::parse(bad).has_value());
  }
}

TEST_CASE("references reach other schemas only where a source is given") {
  auto source = [](std::string_view file) {
    return file == "b.json"
               ? std::string_view(R"({"$defs":{"n":{"type":"integer"},"l":{"items":{"$ref":"#/$defs/n"}}}})")
               : std::string_view();
  };
  auto schema = Schema::parse(R"({"$ref":"b.json#/$defs/l"})", source);
  REQUIRE(schema.has_value());
  CHECK(schema->check(base::Json::array({1, 2})).ok());
  CHECK_FALSE(schema->check(base::Json::array({"x"})).ok());
  CHECK_FALSE(Schema::parse(R"({"$ref":"c.json"})", source).has_value());
}

TEST_CASE("recursive schemas follow the value") {
  auto tree = R"({"type":"object","additionalProperties":false,"properties":{"v":{"type":"integer"},
    "kids":{"type":"array","items":{"$ref":"#"}}}})";
  CHECK(check(tree, R"({"v":1,"kids":[{"v":2,"kids":[]},{}]})") == "");
  CHECK(check(tree, R"({"v":1,"kids":[{"v":2,"kids":[{"v":"x"}]}]})") ==
        "/kids/0/kids/0/v: kids[0].kids[0].v must be a whole number, not text");
}

TEST_CASE("no schema and no value keep the checker busy for long") {
  const char* endless[] = {
      R"({"$ref":"#"})",
      R"({"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}})",
      R"({"anyOf":[{"$ref":"#"},{"$ref":"#"}]})",
      R"({"allOf":[{"$ref":"#"},{"$ref":"#"}]})",
      R"({"if":{"$ref":"#"},"then":{"$ref":"#"},"else":{"$ref":"#"}})",
  };
  for (const auto* schema : endless) CHECK(check(schema, "1").find("cannot be checked") == std::string::npos);
  for (const auto* schema : endless)
    CHECK(check(schema, "1").find("too large or too deep") != std::string::npos);
  auto tree =
      schema_of(R"({"items":{"anyOf":[{"$ref":"#"},{"$ref":"#"},{"type":"array","items":{"$ref":"#"}}]}})");
  base::Json deep = 1;
  for (int i = 0; i < 60; ++i) deep = base::Json::array({deep});
  CHECK(tree.check(deep).faults.size() <= 100);
  base::Json wide = base::Json::array();
  for (int i = 0; i < 100'000; ++i) wide.push_back("x");
  CHECK(schema_of(R"({"items":{"type":"integer"}})").check(wide).faults.size() == 100);
}
