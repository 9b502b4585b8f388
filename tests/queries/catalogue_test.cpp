// Goal: the queries that ship are whole: they load, describe themselves to people and models, name no
// personal data, and agent.yaml asks for nothing that is not there; a broken folder is refused as a whole,
// with places. Method: the real folder, and folders of the test's own.
#include "queries/catalogue.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "config/agent_config.hpp"
#include "queries/sql_text.hpp"
#include "support/temp_dir.hpp"

using namespace garden;
using queries::Catalogue;

namespace {

const std::string agent_folder = GARDEN_SOURCE_DIR "/agents/inventory_intelligence";

Catalogue shipped() {
  auto loaded = Catalogue::load(agent_folder);
  if (!loaded) FAIL(config::text_of(loaded.error()));
  return std::move(*loaded);
}

// A folder of an agent, written by a test.
class Folder {
 public:
  Folder() { std::filesystem::create_directories(directory_.path() / "queries"); }
  void write(const std::string& file, const std::string& text) const {
    std::ofstream(directory_.path() / file) << text;
  }
  const std::filesystem::path& path() const { return directory_.path(); }
  std::string problems() const {
    auto loaded = Catalogue::load(path());
    return loaded ? std::string() : config::text_of(loaded.error());
  }

 private:
  garden::testing::TempDir directory_;
};

// A query that is right, with `facts` and further keys of the test's.
std::string query(const std::string& facts, const std::string& more = "") {
  return "name: q\ntitle: Q\ndescription: A query that a test has made up.\nformula: none\nsources: "
         "[products, orders]\n"
         "columns: [{name: a, title: A, type: integer}]\nsummary: \"{rows} rows\"\nsummary_empty: none\n"
         "examples: [one two, three four, five six, seven eight]\n" +
         more + "facts: |\n  " + facts + "\n";
}

}  // namespace

TEST_CASE("the shipped catalogue loads and every query describes itself") {
  auto catalogue = shipped();
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(agent_folder + "/queries"))
    files += file.path().extension() == ".yaml";
  CHECK(catalogue.all().size() == files);
  CHECK(files >= 16);
  for (const auto& definition : catalogue.all()) {
    INFO(definition.name);
    CHECK(definition.examples.size() >= 8);
    CHECK(std::set<std::string>(definition.examples.begin(), definition.examples.end()).size() ==
          definition.examples.size());
    CHECK(definition.time_max == std::chrono::seconds(10));
    CHECK_FALSE(definition.caveats.empty());
    auto tokens = queries::tokenize(definition.facts);
    REQUIRE(tokens);
    CHECK(queries::check_read_only(*tokens));
    CHECK(queries::check_portable(*tokens));
    auto tool = queries::tool_of(definition);
    CHECK(tool["name"] == definition.name);
    CHECK(tool["parameters"]["properties"].contains("limit"));
    CHECK(tool["examples"].size() == definition.examples.size());
    CHECK(queries::description_of(definition)["columns"].size() == definition.columns.size());
  }
}

TEST_CASE("agent.yaml names queries that exist") {
  auto catalogue = shipped();
  auto agent = config::load_agent_config(agent_folder);
  if (!agent) FAIL(config::text_of(agent.error()));
  CHECK(agent->context.queries.size() == 7);
  for (const auto& name : agent->context.queries) CHECK(catalogue.find(name));
  CHECK(agent->context.ttl == std::chrono::minutes(8));
  CHECK(agent->context.deadline == std::chrono::seconds(10));
  CHECK(agent->all_tools);
}

TEST_CASE("tools come in the order asked for and unknown names get a suggestion") {
  auto catalogue = shipped();
  auto tools = catalogue.tools({"get_recent_orders", "get_bestsellers", "nothing"});
  REQUIRE(tools.size() == 2);
  CHECK(tools[0]["name"] == "get_recent_orders");
  CHECK(catalogue.tools().size() == catalogue.all().size());
  CHECK(catalogue.get("get_bestsellers").value()->name == "get_bestsellers");
  auto missing = catalogue.get("get_bestseller");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == base::Code::not_found);
  CHECK(missing.error().message.find("get_bestsellers") != std::string::npos);
}

TEST_CASE("settings have defaults, and a store's values are checked") {
  auto catalogue = shipped();
  auto defaults = catalogue.settings_with({});
  REQUIRE(defaults);
  CHECK((*defaults)["counted_statuses"] == base::Json({1, 2, 3, 4}));
  CHECK((*defaults)["target_cover_days"] == 128);
  auto own = catalogue.settings_with({{"language_id", 2}, {"counted_statuses", {3}}});
  REQUIRE(own);
  CHECK((*own)["language_id"] == 2);
  auto wrong = catalogue.settings_with({{"language", 2}, {"lead_time_days", 0}});
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().size() == 2);
}

TEST_CASE("no query may name personal data, whatever it is called") {
  auto catalogue = shipped();
  const auto& stats = *catalogue.find("get_database_stats");
  Folder folder;
  std::ifstream settings(agent_folder + "/settings.yaml");
  folder.write("settings.yaml", std::string(std::istreambuf_iterator<char>(settings), {}));
  for (std::string column :
       {"customers_email_address", "CUSTOMERS_NAME", "delivery_street_address", "cc_number", "ip_address",
        "entry_postcode", "`customers_telephone`", "billing_name", "comments"}) {
    INFO(column);
    folder.write("queries/q.yaml", query("SELECT o." + column + " AS a FROM orders o"));
    CHECK(folder.problems().find("personal data") != std::string::npos);
  }
  folder.write("queries/q.yaml", query("SELECT o.orders_id AS a FROM orders o"));
  CHECK(folder.problems().empty());
  CHECK(stats.columns.size() > 5);
}

TEST_CASE(
    "a filter of settings.yaml adds its parameter to the queries that list it, and its SQL is checked") {
  Folder folder;
  const auto write = [&](const std::string& sql) {
    folder.write("settings.yaml",
                 "personal_data: [secret]\nfilters:\n  colour:\n    description: Of this colour.\n"
                 "    sql: " +
                     sql + "\n");
  };
  folder.write("queries/q.yaml",
               query("SELECT 1 AS a FROM products p WHERE :colour IS NULL OR p.c IN (:colour_found)",
                     "filters: [colour]\n"));
  write("SELECT c.id AS id, c.name AS name FROM products c");
  CHECK(folder.problems().empty());
  auto loaded = Catalogue::load(folder.path());
  REQUIRE(loaded);
  const auto schema = queries::tool_of(loaded->all().front())["parameters"];
  CHECK(schema["properties"]["colour"]["type"] == "string");
  CHECK(schema["properties"]["colour"]["description"] == "Of this colour.");
  write("DELETE FROM colours");
  CHECK(folder.problems().find("settings.yaml:5:10: error: only SELECT") != std::string::npos);
  write("SELECT c.id AS id, c.secret AS name FROM products c");
  CHECK(folder.problems().find("personal data") != std::string::npos);
  folder.write("queries/q.yaml", query("SELECT 1 AS a FROM products p", "filters: [colour]\n"));
  write("SELECT c.id AS id, c.name AS name FROM products c");
  CHECK(folder.problems().find("the parameter colour is not used") != std::string::npos);
}

TEST_CASE("a fault inside the SQL has the line and column of the file") {
  Folder folder;
  folder.write("queries/q.yaml",
               query("SELECT p.products_id AS a\n  FROM products p\n  WHERE p.x LIKE 'a%'"));
  CHECK(folder.problems().find("q.yaml:13:13: error: LIKE") != std::string::npos);
  folder.write("queries/q.yaml", query("SELECT p.products_id AS a FROM products p WHERE p.x > :lmit"));
  auto text = folder.problems();
  CHECK(text.find("q.yaml:11:57: error: nothing is called :lmit") != std::string::npos);
  CHECK(text.find("limit") != std::string::npos);
}

TEST_CASE("everything that is wrong with a folder is said at once") {
  Folder folder;
  folder.write("queries/q.yaml", query("DELETE FROM products"));
  folder.write("queries/other.yaml", query("SELECT 1 AS a"));
  folder.write("queries/broken.yaml", "name: [");
  auto text = folder.problems();
  CHECK(text.find("q.yaml:11:3: error: only SELECT") != std::string::npos);
  CHECK(text.find("other.yaml:1:7: error: the file is called other.yaml") != std::string::npos);
  CHECK(text.find("broken.yaml") != std::string::npos);
}

TEST_CASE("a definition that contradicts itself is refused") {
  struct Case {
    std::string facts, more, complaint;
  };
  const std::string days =
      "parameters: {days: {type: integer, default: 30, min: 1, description: Days back.}}\n";
  for (const auto& [facts, more, complaint] : std::vector<Case>{
           {"SELECT :since AS a", "", "needs an integer parameter `days`"},
           {"SELECT 1 AS a", days, "is not used"},
           {"SELECT :found AS a", "", "only where `search` is declared"},
           {"SELECT :days AS a", "parameters: {days: {type: integer, default: 0, min: 1, description: D.}}\n",
            "the default does not fit"},
           {"SELECT :days AS a", "parameters: {days: {type: enum, description: D.}}\n", "an enum needs"},
           {"SELECT :today AS a", "parameters: {today: {type: date, description: D.}}\n",
            "bound by the host"},
           {"SELECT 1 AS a", "filters: [colour]\n", "no filter of this name"},
           {"SELECT :period_since AS a", "", "needs an enum parameter `period`"},
           {"SELECT :period_since AS a",
            "parameters: {period: {type: enum, choices: [days], default: days, description: D.}}\n",
            "the period days is none that the calendar knows without a parameter `days`"},
           {"SELECT :period_since AS a",
            "parameters: {period: {type: enum, choices: [next_week], default: next_week, description: D.}}\n",
            "the period next_week is none"},
           {"SELECT :since_other AS a", "", "nothing is called :since_other"},
           {"SELECT 1 AS a", "rows: {default: 10, max: 5}\n", "more than the maximum"},
           {"SELECT 1 AS a", "warnings: [{when: any_null, column: b, say: x}]\n", "there is no column b"},
           {"SELECT 1 AS a", "warnings: [{when: always, say: \"{nothing}\"}]\n", "is no value of this query"},
           {"SELECT 1 AS a", "warnings: [{when: always, say: \"{rows\"}]\n", "has no }"},
           {"SELECT 1 AS a", "chart: {kind: bar, x: a, y: z}\n", "there is no column z"},
           {"SELECT 1 AS a", "totals: [{name: a, title: A, type: integer}]\n", "declared twice"},
           {"SELECT 1 AS a", "search: {parameter: x, sql: SELECT 1 AS a}\n", "is not a text parameter"}}) {
    INFO(facts << " with " << more);
    Folder folder;
    folder.write("queries/q.yaml", query(facts, more));
    CHECK(folder.problems().find(complaint) != std::string::npos);
  }
}

TEST_CASE("queries may share their facts as a file, whose faults are said there") {
  Folder folder;
  std::filesystem::create_directories(folder.path() / "queries/facts");
  auto shared = query("SELECT 1 AS a");
  shared.replace(shared.find("facts:"), std::string::npos, "facts: {use: ones}\n");
  folder.write("queries/q.yaml", shared);
  CHECK(folder.problems().find("q.yaml:10:14: error: there is no file") != std::string::npos);
  folder.write("queries/facts/ones.sql", "-- One.\nSELECT :today AS a\n");
  auto catalogue = Catalogue::load(folder.path());
  REQUIRE(catalogue);
  CHECK(catalogue->find("q")->facts == "-- One.\nSELECT :today AS a\n");
  folder.write("queries/facts/ones.sql", "SELECT 1 AS a,\n  :nobody AS b\n");
  CHECK(folder.problems().find("ones.sql:2:3: error: nothing is called :nobody") != std::string::npos);
  folder.write("queries/facts/ones.sql", "\nDELETE FROM orders\n");
  CHECK(folder.problems().find("ones.sql:2:1: error: only SELECT") != std::string::npos);
  folder.write("queries/facts/ones.sql", "");
  CHECK_FALSE(folder.problems().empty());
}

TEST_CASE("a name may be there once, in all folders together") {
  Folder folder, more;
  folder.write("queries/q.yaml", query("SELECT 1 AS a"));
  more.write("queries/q.yaml", query("SELECT 2 AS a"));
  CHECK(Catalogue::load(folder.path()));
  auto twice = Catalogue::load(folder.path(), {folder.path() / "queries", more.path() / "queries"});
  REQUIRE_FALSE(twice);
  CHECK(config::text_of(twice.error()).find("is also in") != std::string::npos);
  CHECK(Catalogue::load(more.path() / "nothing")->all().empty());
  CHECK(Catalogue::load(more.path() / "nothing", {folder.path() / "queries"})->all().size() == 1);
}
