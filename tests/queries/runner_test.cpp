// Goal: whatever a connector does, a run ends with a result or an error that says what happened; parameters
// never reach the database unchecked. Method: the runner on FakeHost with a connector that the test scripts.
#include "queries/runner.hpp"

#include <catch2/catch.hpp>

#include "edge_shop.hpp"

using namespace garden;
using namespace garden::queries::testing;
using base::Code;
using base::Json;
using garden::testing::CallAnswer;
using garden::testing::CallSeen;

namespace {

// A query over two columns with a count, run against answers of the test.
struct Scripted {
  Scripted() {
    queries::Column id, units;
    id.name = "id";
    id.type = queries::ColumnType::integer;
    units.name = "units";
    units.type = queries::ColumnType::quantity;
    definition.name = "get_things";
    definition.title = "Things";
    definition.columns = {id, units};
    definition.facts =
        "SELECT id, units, total_rows FROM t WHERE a >= :since AND a < :until AND s IN (:statuses) LIMIT "
        ":limit";
    definition.summary = "{total|thing|things}";
    definition.summary_empty = "nothing";
    definition.windowed = true;
    queries::Parameter days, limit;
    days.name = "days";
    days.default_value = 7;
    days.minimum = 1;
    limit.name = "limit";
    limit.default_value = 2;
    definition.parameters = {days, limit};
    host.environment.settings = {{"statuses", {1, 2}}};
    host.environment.as_of = base::parse_rfc3339("2026-06-15T12:00:00Z").value();
  }
  void answer(std::vector<std::string> pieces, garden_status ending = GARDEN_OK,
              const std::string& error = "") {
    CallAnswer scripted;
    for (auto& piece : pieces) scripted.emits.push_back({GARDEN_JSON, std::move(piece)});
    scripted.ending = ending;
    scripted.result = error;
    host.asker().answer_call("connector:shop", "query", scripted);
  }
  queries::QueryOutcome ask(Json params = Json::object()) { return host.ask(definition, std::move(params)); }
  Code error_of(Json params = Json::object()) {
    auto outcome = ask(std::move(params));
    return outcome ? Code::ok : outcome.error().error.code;
  }

  queries::Definition definition;
  QueryHost host{"/nowhere.db"};
};

const std::string columns = R"({"columns":[{"name":"units","type":"integer"},)"
                            R"({"name":"total_rows","type":"integer"},{"name":"id","type":"integer"}]})";
const std::string done = R"({"done":{"row_count":2,"truncated":false,"ms":1,"via":"direct"}})";

}  // namespace

TEST_CASE("rows are taken by the names of their columns, the request is bound") {
  Scripted shop;
  shop.answer({columns, R"({"rows":[["2500","143",7],[1000,143,8]]})", R"({"news":1})", done});
  shop.host.environment.assumptions = {"sales are estimates"};
  auto outcome = shop.ask({{"days", "3"}});
  REQUIRE(outcome);
  CHECK(outcome->rows == std::vector<Json>{Json::array({7, 2.5}), Json::array({8, 1})});
  CHECK(outcome->total_rows == 143);
  CHECK(outcome->truncated);
  CHECK(outcome->via == "direct");
  CHECK(outcome->summary == "143 things");
  CHECK(outcome->warnings == std::vector<std::string>{"sales are estimates"});
  CHECK(outcome->params == Json({{"days", 3}, {"limit", 2}}));
  CHECK(outcome->since == "2026-06-12");
  CHECK(outcome->until == "2026-06-14");
  auto request = base::parse_json(shop.host.asker().calls_seen().at(0).request).value();
  CHECK(request["sql"] ==
        "SELECT id, units, total_rows FROM t WHERE a >= ? AND a < ? AND s IN (?,?) LIMIT ?");
  CHECK(request["params"] == Json({"2026-06-12 00:00:00", "2026-06-15 00:00:00", 1, 2, 2}));
  CHECK(request["max_rows"] == 2);
  CHECK(request["timeout_ms"] == 10'000);
  CHECK(shop.host.asker().violations().empty());
}

TEST_CASE("wrong parameters never reach the connector") {
  Scripted shop;
  auto outcome = shop.ask({{"days", 0}, {"dais", 1}});
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().error.code == Code::invalid);
  CHECK(outcome.error().problems.size() == 2);
  CHECK(outcome.error().error.where == "get_things");
  CHECK(shop.host.asker().calls_seen().empty());
}

TEST_CASE("a connector's failure is the run's, with its words") {
  Scripted shop;
  for (auto [status, code] : {std::pair(GARDEN_UNAVAILABLE, Code::unavailable),
                              {GARDEN_DENIED, Code::denied},
                              {GARDEN_INVALID, Code::invalid},
                              {GARDEN_RATE_LIMITED, Code::rate_limited},
                              {GARDEN_INTERNAL, Code::internal}}) {
    shop.answer({columns}, status, "what happened");
    auto outcome = shop.ask();
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().error.code == code);
    CHECK(outcome.error().error.message == "what happened");
    CHECK(outcome.error().problems.empty());
  }
  shop.host.environment.connector = "connector:missing";
  CHECK(shop.error_of() == Code::not_found);
}

TEST_CASE("a deadline says how long was waited, and is the shorter of two") {
  Scripted shop;
  shop.answer({columns}, GARDEN_DEADLINE, "took longer");
  auto outcome = shop.ask();
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().error.code == Code::deadline);
  CHECK(outcome.error().error.message.find("within 10s") != std::string::npos);
  shop.host.environment.time_max = std::chrono::milliseconds(250);
  CHECK_FALSE(shop.ask());
  auto request = base::parse_json(shop.host.asker().calls_seen().back().request).value();
  CHECK(request["timeout_ms"] == 250);
}

TEST_CASE("a connector that answers nothing is left alone a little after its deadline") {
  Scripted shop;
  CallAnswer slow;
  slow.delay_ms = 60'000;
  shop.host.asker().answer_call("connector:shop", "query", slow);
  CHECK(shop.error_of() == Code::deadline);
  CHECK(shop.host.asker().calls_seen().back().timeout_ms == 10'500);
}

TEST_CASE("what is no table is refused, not shown") {
  Scripted shop;
  const std::string good = R"({"rows":[[1000,1,7]]})";
  for (const auto& pieces : std::vector<std::vector<std::string>>{
           {},
           {columns, good},  // no end
           {"{\"columns\":", done},
           {R"({"rows":[[1,2,3]]})", done},
           {columns, columns, done},
           {columns, R"({"rows":[[1,2]]})", done},
           {columns, R"({"rows":{}})", done},
           {columns, R"({"rows":[7]})", done},
           {columns, R"({"rows":[["x",1,7]]})", done},
           {columns, R"({"rows":[[1.5,1,7]]})", done},
           {columns, R"({"rows":[[1,"many",7]]})", done},
           {R"({"columns":[{"name":"id","type":"integer"}]})", done},
           {R"({"columns":[{"name":"id"},{"name":"units"},{"name":"customers_name"}]})", done},
           {R"({"columns":"id"})", done}}) {
    std::string all;
    for (const auto& piece : pieces) all += piece;
    INFO(all);
    shop.answer(pieces);
    CHECK(shop.error_of() == Code::internal);
  }
}

TEST_CASE("without a count the connector's own word tells whether there is more") {
  Scripted shop;
  const std::string plain =
      R"({"columns":[{"name":"id","type":"integer"},{"name":"units","type":"integer"}]})";
  shop.answer({plain, R"({"rows":[[1,1000],[2,2000],[3,3000]]})", R"({"done":{"truncated":true}})"});
  auto more = shop.ask();
  REQUIRE(more);
  CHECK(more->rows.size() == 2);  // never more than asked for
  CHECK(more->truncated);
  CHECK_FALSE(more->total_rows);
  CHECK(more->summary == "more than 2 things");
  shop.answer({plain, R"({"rows":[[1,1000]]})", R"({"done":{"truncated":false}})"});
  auto all = shop.ask();
  REQUIRE(all);
  CHECK(all->total_rows == 1);
  CHECK_FALSE(all->truncated);
}

TEST_CASE("a cancelled run ends, and cancels what it asked for") {
  Scripted shop;
  CallAnswer slow;
  slow.delay_ms = 5'000;
  shop.host.asker().answer_call("connector:shop", "query", slow);
  shop.host.start(shop.definition, Json::object());
  auto& operation = shop.host.asker().run("", "", 0);
  CHECK(operation.status() == GARDEN_CANCELLED);
  CHECK(operation.children() == 0);
  CHECK(shop.host.asker().violations().empty());
}

TEST_CASE("a real connector's refusals come through: a missing file, a statement it will not run") {
  Scripted shop;
  auto missing = shop.ask();
  REQUIRE_FALSE(missing);
  CHECK(missing.error().error.code == Code::unavailable);
  CHECK(missing.error().error.message.find("db demo") != std::string::npos);
  EdgeShop real;
  auto definition = *real.catalogue().find("get_database_stats");
  definition.facts = "SELECT nothing FROM orders";
  CHECK(real.host().ask(definition).error().error.code == Code::invalid);
  definition.facts = "SELECT :nothing";
  CHECK(real.host().ask(definition).error().error.code == Code::invalid);
}
