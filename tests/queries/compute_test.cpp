// Goal: a query with a step of the agent's library hands it all of its facts, with parameters and settings,
// and takes its rows as it would a database's: checked, converted, counted and cut; what goes wrong there is
// said as the step's. Method: the runner on FakeHost, database and library scripted.
#include <catch2/catch.hpp>
#include <fstream>

#include "edge_shop.hpp"
#include "garden/abi_compute.h"
#include "queries/runner.hpp"
#include "support/temp_dir.hpp"

using namespace garden;
using namespace garden::queries::testing;
using base::Code;
using base::Json;
using garden::testing::CallAnswer;

namespace {

struct Computed {
  Computed() {
    queries::Column id, units;
    id.name = "id";
    id.type = queries::ColumnType::integer;
    units.name = "units";
    units.type = queries::ColumnType::quantity;
    definition.name = "get_plan";
    definition.columns = {id, units};
    definition.facts = "SELECT id, stock FROM t WHERE s IN (:statuses)";
    definition.compute = "plan";
    definition.summary = "{total|line|lines}";
    definition.summary_empty = "nothing to do";
    queries::Parameter limit, factor;
    limit.name = "limit";
    limit.default_value = 2;
    factor.name = "factor";
    factor.type = queries::ParameterType::integer;
    factor.default_value = 3;
    definition.parameters = {factor, limit};
    host.environment.settings = {{"statuses", {1, 2}}, {"lead_time_days", 35}};
    host.environment.as_of = base::parse_rfc3339("2026-06-15T12:00:00Z").value();
    host.environment.code = "code:cutter";
    answer("connector:shop", "query",
           {R"({"columns":[{"name":"id","type":"integer"},{"name":"stock","type":"integer"}]})",
            R"({"rows":[[1,"90071992547409930"],[2,null]]})", R"({"rows":[[3,7]]})",
            R"({"done":{"row_count":3,"truncated":false,"via":"direct"}})"});
  }
  void answer(const std::string& target, const std::string& verb, std::vector<std::string> pieces,
              garden_status ending = GARDEN_OK, const std::string& error = "") {
    CallAnswer scripted;
    for (auto& piece : pieces) scripted.emits.push_back({GARDEN_JSON, std::move(piece)});
    scripted.ending = ending;
    scripted.result = error;
    host.asker().answer_call(target, verb, scripted);
  }
  void plan(std::vector<std::string> pieces, garden_status ending = GARDEN_OK,
            const std::string& error = "") {
    answer("code:cutter", GARDEN_AGENT_COMPUTE, std::move(pieces), ending, error);
  }

  queries::Definition definition;
  QueryHost host{"/nowhere.db"};
};

const std::string columns = R"({"columns":[{"name":"units"},{"name":"id"}]})";
const std::string done = R"({"done":{"truncated":false}})";

}  // namespace

TEST_CASE("a step gets every fact and gives the rows of the result") {
  Computed query;
  query.plan({columns, R"({"rows":[[2500,7],[1000,8]]})", R"({"rows":[[500,9]]})", done});
  auto outcome = query.host.ask(query.definition, {{"factor", "5"}});
  REQUIRE(outcome);
  CHECK(outcome->rows == std::vector<Json>{Json::array({7, 2.5}), Json::array({8, 1})});
  CHECK(outcome->total_rows == 3);
  CHECK(outcome->truncated);
  CHECK(outcome->summary == "3 lines");
  CHECK(outcome->via == "direct");
  const auto& calls = query.host.asker().calls_seen();
  REQUIRE(calls.size() == 2);
  CHECK(base::parse_json(calls[0].request).value()["max_rows"] == 50'000);
  auto request = base::parse_json(calls[1].request).value();
  CHECK(request["step"] == "plan");
  CHECK(request["query"] == "get_plan");
  CHECK(request["params"] == Json({{"factor", 5}, {"limit", 2}}));
  CHECK(request["settings"]["lead_time_days"] == 35);
  CHECK(request["as_of"] == "2026-06-15T12:00:00Z");
  CHECK(request["today"] == "2026-06-15");
  CHECK(request["columns"][1]["name"] == "stock");
  CHECK(request["rows"] == Json::parse(R"([[1,"90071992547409930"],[2,null],[3,7]])"));
  CHECK(query.host.asker().violations().empty());
}

TEST_CASE("what a step had to assume is said with its rows") {
  Computed query;
  query.plan({columns, R"({"rows":[[2500,7]]})",
              R"({"done":{"truncated":false,"warnings":["Assumed: nothing is on order.",7]}})"});
  query.host.environment.assumptions = {"the store's own"};
  auto outcome = query.host.ask(query.definition);
  REQUIRE(outcome);
  CHECK(outcome->warnings == std::vector<std::string>{"the store's own", "Assumed: nothing is on order."});
}

TEST_CASE("a step may give nothing, or count itself") {
  Computed nothing;
  nothing.plan({columns, done});
  auto empty = nothing.host.ask(nothing.definition);
  REQUIRE(empty);
  CHECK(empty->total_rows == 0);
  CHECK(empty->summary == "nothing to do");

  Computed counted;
  counted.plan({R"({"columns":[{"name":"id"},{"name":"units"},{"name":"total_rows"}]})",
                R"({"rows":[[7,1000,40]]})", done});
  auto outcome = counted.host.ask(counted.definition);
  REQUIRE(outcome);
  CHECK(outcome->total_rows == 40);
  CHECK(outcome->truncated);
}

TEST_CASE("what a step does wrong is said as the step's, and shows nothing") {
  struct Wrong {
    std::vector<std::string> pieces;
    garden_status ending;
    Code code;
    std::string words;
  };
  const Wrong cases[] = {
      {{R"({"columns":[{"name":"id"}]})", done}, GARDEN_OK, Code::internal, "there is no column units"},
      {{R"({"columns":[{"name":"id"},{"name":"units"},{"name":"x"}]})", done},
       GARDEN_OK,
       Code::internal,
       "columns that the query does not declare"},
      {{columns, R"({"rows":[["much",7]]})", done}, GARDEN_OK, Code::internal, "units"},
      {{columns, R"({"rows":[[1]]})", done}, GARDEN_OK, Code::internal, "as many values"},
      {{columns}, GARDEN_OK, Code::internal, "ended without saying"},
      {{}, GARDEN_NOT_FOUND, Code::not_found, "no such step"},
      {{columns}, GARDEN_UNIMPLEMENTED, Code::unimplemented, "no such step"},
      {{columns}, GARDEN_DEADLINE, Code::unavailable, "did not end within 10s"},
  };
  for (const auto& wrong : cases) {
    Computed query;
    query.plan(wrong.pieces, wrong.ending, wrong.ending == GARDEN_OK ? "" : "no such step");
    auto outcome = query.host.ask(query.definition);
    INFO(wrong.words);
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().error.code == wrong.code);
    CHECK(outcome.error().error.message.find(wrong.words) != std::string::npos);
    CHECK(outcome.error().error.message.find("the step \"plan\" of the agent's library") == 0);
  }
}

TEST_CASE("without facts or without a library the step is not asked") {
  Computed query;
  query.host.environment.code.clear();
  auto outcome = query.host.ask(query.definition);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().error.code == Code::unavailable);
  CHECK(query.host.asker().calls_seen().empty());

  Computed dead;
  dead.answer("connector:shop", "query", {}, GARDEN_UNAVAILABLE, "the database is away");
  auto failed = dead.host.ask(dead.definition);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().error.message == "the database is away");
  CHECK(dead.host.asker().calls_seen().size() == 1);
}

TEST_CASE("the facts of a computed query may not be cut by :limit; its parameters may be the step's alone") {
  garden::testing::TempDir folder;
  std::filesystem::create_directories(folder.path() / "queries");
  auto load = [&](const std::string& facts) {
    std::ofstream(folder.path() / "queries/q.yaml")
        << "name: q\ntitle: Q\ndescription: A query that a test has made up.\nformula: none\nsources: "
           "[products]\n"
           "compute: plan\nparameters: {factor: {type: integer, default: 2, description: How much.}}\n"
           "columns: [{name: a, title: A, type: integer}]\nsummary: \"{rows} rows\"\nsummary_empty: none\n"
           "examples: [one two, three four, five six, seven eight]\nfacts: |\n  "
        << facts << "\n";
    auto loaded = queries::Catalogue::load(folder.path());
    return loaded ? loaded->all().front().compute : config::text_of(loaded.error());
  };
  CHECK(load("SELECT p.products_id AS a FROM products p") == "plan");
  CHECK(load("SELECT p.products_id AS a FROM products p LIMIT :limit").find("reads all of its facts") !=
        std::string::npos);
}
