// Goal: a statement over a mapped shop reads the shop's own tables and nothing else of it has changed; what
// the walk over a statement finds is what the database would read; a mapping or a query that does not fit is
// refused at its place. Method: statements and folders of the test's own, run on SQLite where their meaning
// counts.
#include "queries/schema_mapping.hpp"

#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <random>

#include "queries/catalogue.hpp"
#include "support/temp_dir.hpp"

using namespace garden;
using queries::Catalogue;
using queries::SchemaMapping;

namespace {

// "table/alias" of everything a statement reads, in order; or the error.
std::string tables_of(std::string_view sql) {
  auto tokens = queries::tokenize(sql);
  REQUIRE(tokens);
  auto reads = queries::reads_of(*tokens);
  if (!reads) return reads.error().message;
  std::string text;
  for (const auto& table : reads->tables)
    text += (text.empty() ? "" : " ") + std::string(table.name) +
            (table.aliased ? "/" + std::string(table.alias) : "");
  return text;
}

std::string columns_of(std::string_view sql) {
  auto tokens = queries::tokenize(sql);
  REQUIRE(tokens);
  const auto reads = queries::reads_of(*tokens);
  REQUIRE(reads);
  std::string text;
  for (const auto& column : reads->columns)
    text += (text.empty() ? "" : " ") + std::string(column.tables.front()) + "." + std::string(column.column);
  return text;
}

class Folder {
 public:
  Folder() { std::filesystem::create_directories(directory_.path() / "queries"); }
  void write(const std::string& file, const std::string& text) const {
    std::ofstream(directory_.path() / file) << text;
  }
  std::filesystem::path mapping() const { return directory_.path() / "mapping.yaml"; }
  const std::filesystem::path& path() const { return directory_.path(); }
  std::string problems(const std::string& prefix = "") const {
    auto loaded = Catalogue::load(path(), {}, {mapping(), prefix});
    return loaded ? std::string() : config::text_of(loaded.error());
  }

 private:
  garden::testing::TempDir directory_;
};

std::string query(const std::string& facts) {
  return "name: q\ntitle: Q\ndescription: A query that a test has made up.\nformula: none\n"
         "sources: [products, orders]\n"
         "columns: [{name: a, title: A, type: integer}]\nsummary: \"{rows} rows\"\nsummary_empty: none\n"
         "examples: [one two, three four, five six, seven eight]\nfacts: |\n  " +
         facts + "\n";
}

const std::string fine = R"(title: A shop
prefix: t_
tables:
  products: |
    SELECT i.no AS products_id, i.amount AS products_quantity
    FROM {prefix}items i
    WHERE i.kind = 1
)";

SchemaMapping mapping_of(const Folder& folder, const std::string& text, const std::string& prefix = "") {
  folder.write("mapping.yaml", text);
  auto loaded = SchemaMapping::load(folder.mapping(), prefix, queries::PersonalData());
  if (!loaded) FAIL(config::text_of(loaded.error()));
  return std::move(*loaded);
}

// The first column of all rows, with blanks between.
std::string run(sqlite3* shop, const std::string& sql) {
  std::string text;
  auto take = [](void* into, int, char** cells, char**) {
    auto& all = *static_cast<std::string*>(into);
    all += (all.empty() ? "" : " ") + std::string(cells[0] ? cells[0] : "NULL");
    return 0;
  };
  char* message = nullptr;
  if (sqlite3_exec(shop, sql.c_str(), take, &text, &message) != SQLITE_OK) text = message;
  sqlite3_free(message);
  return text;
}

}  // namespace

TEST_CASE("a table is found wherever a statement may name one") {
  CHECK(tables_of("SELECT 1 AS a") == "");
  CHECK(tables_of("SELECT p.a FROM products p WHERE p.a > 1") == "products/p");
  CHECK(tables_of("SELECT a FROM products") == "products");
  CHECK(tables_of("SELECT a FROM products AS p ORDER BY a") == "products/p");
  CHECK(tables_of("SELECT a FROM products WHERE a IN (1, 2)") == "products");
  CHECK(tables_of("SELECT a FROM a1, b1 x, c1 LEFT JOIN d1 ON d1.i = a1.i, e1 WHERE 1 IN (f, g)") ==
        "a1 b1/x c1 d1 e1");
  CHECK(tables_of("SELECT a FROM (b1 JOIN c1 c ON c.i = b1.i) JOIN d1 USING (i, j)") == "b1 c1/c d1");
  CHECK(tables_of("SELECT a FROM (SELECT a FROM b1) x JOIN `c 1` y ON 1 = 1") == "b1 c 1/y");
  CHECK(tables_of("SELECT (SELECT MAX(x.a) FROM b1 x) AS m FROM c1 c WHERE EXISTS (SELECT 1 FROM d1)") ==
        "b1/x c1/c d1");
  CHECK(tables_of("SELECT a FROM b1 UNION ALL SELECT a FROM c1 UNION SELECT d, e FROM f1") == "b1 c1 f1");
  CHECK(tables_of("SELECT from_x, a FROM b1 WHERE b1.from = 2") == "b1");
}

TEST_CASE("a CTE is no table, wherever it is named") {
  CHECK(
      tables_of("WITH s AS (SELECT a FROM t1), u (x, y) AS (SELECT a, b FROM s) SELECT a FROM u JOIN t2 z ON "
                "z.a = u.x") == "t1 t2/z");
  CHECK(tables_of(
            "WITH RECURSIVE tree AS (SELECT c FROM t1 UNION SELECT t.c FROM t2 c JOIN tree t ON c.p = t.c) "
            "SELECT c FROM tree") == "t1 t2/c");
}

TEST_CASE("what cannot be followed is refused") {
  CHECK(tables_of("SELECT a FROM shop.products").find("without its database") != std::string::npos);
  CHECK(tables_of("SELECT a FROM 'products'").find("a table is named here") != std::string::npos);
}

TEST_CASE("columns belong to the tables their alias stands for") {
  CHECK(columns_of("SELECT p.a, q.b FROM products p JOIN (SELECT 1 AS b) q ON q.b = p.c") ==
        "products.a products.c");
  CHECK(columns_of("WITH p AS (SELECT x.a FROM products x) SELECT p.z FROM p") == "products.a");
  CHECK(columns_of("SELECT products.a FROM products") == "products.a");
}

TEST_CASE("the columns of a SELECT are those of its list") {
  const auto given = [](std::string_view sql) {
    const auto columns = queries::columns_given(queries::tokenize(sql).value());
    REQUIRE(columns);
    std::string text;
    for (const auto& name : *columns) text += name + " ";
    return text;
  };
  CHECK(given("SELECT p.a, b, MAX(c, (d)) AS m, 1 AS `n o` FROM p, q") == "a b m n o ");
  CHECK(given("SELECT 1 AS a, 2 AS b UNION ALL SELECT 3 AS a, 4 AS b") == "a b ");
  CHECK(given("SELECT 1 AS a") == "a ");
}

TEST_CASE("a statement reads the SELECT where it named the table") {
  Folder folder;
  const auto mapping = mapping_of(folder, fine);
  CHECK(mapping.over("SELECT p.products_id FROM products p").value() ==
        "SELECT p.products_id FROM (SELECT i.no AS products_id, i.amount AS products_quantity FROM t_items i "
        "WHERE i.kind = 1) p");
  CHECK(mapping.over("SELECT COUNT(*) AS n FROM products").value().ends_with("WHERE i.kind = 1) products"));
  CHECK(mapping_of(folder, fine, "x9_").over("SELECT 1 AS a FROM products").value().find("FROM x9_items i") !=
        std::string::npos);
  const auto no_table = mapping.over("SELECT a FROM products JOIN orders ON 1 = 1");
  REQUIRE_FALSE(no_table);
  CHECK(no_table.error().offset == 28);
  const auto no_column = mapping.over("SELECT p.products_is FROM products p");
  REQUIRE_FALSE(no_column);
  CHECK(no_column.error().offset == 9);
  CHECK(no_column.error().message.find("products_id") != std::string::npos);
  std::string long_one = "SELECT p.products_id FROM products p";
  for (int i = 0; i < 1000; ++i) long_one += " JOIN products p" + std::to_string(i) + " ON 1 = 1";
  CHECK(mapping.over(long_one).error().message.find("bytes") != std::string::npos);
}

TEST_CASE("a shop may have a table of the vocabulary's name, and be asked with WITH RECURSIVE") {
  Folder folder;
  const auto mapping =
      mapping_of(folder,
                 "title: T\ntables:\n  products: |\n    SELECT p.id AS products_id, p.up AS parent\n"
                 "    FROM products p\n    WHERE p.id < 9\n");
  sqlite3* shop = nullptr;
  sqlite3_open(":memory:", &shop);
  run(shop,
      "CREATE TABLE products (id INTEGER, up INTEGER); INSERT INTO products VALUES (1,0),(2,1),(3,2),(9,1)");
  const auto sql = mapping.over(
      "WITH RECURSIVE tree AS (SELECT p.products_id AS id FROM products p WHERE "
      "p.products_id = 1 UNION SELECT p.products_id AS id FROM products p JOIN tree t ON "
      "p.parent = t.id) SELECT tree.id FROM tree ORDER BY tree.id");
  CHECK(run(shop, sql.value()) == "1 2 3");
  sqlite3_close(shop);
}

TEST_CASE("a query may not read what its sources do not list, nor call a CTE like one of them") {
  Folder folder;
  folder.write("queries/q.yaml", query("SELECT c.id AS a FROM customers c"));
  auto problems = Catalogue::load(folder.path());
  REQUIRE_FALSE(problems);
  CHECK(config::text_of(problems.error()).find("q.yaml:11:25: error: the table customers is not among") !=
        std::string::npos);
  folder.write("queries/q.yaml", query("WITH orders AS (SELECT 1 AS a) SELECT o.a AS a FROM orders o"));
  problems = Catalogue::load(folder.path());
  REQUIRE_FALSE(problems);
  CHECK(config::text_of(problems.error()).find("choose another name") != std::string::npos);
}

TEST_CASE("what is wrong with a mapping is said with its line and column") {
  struct Case {
    std::string more, complaint;
  };
  for (const auto& [more, complaint] : std::vector<Case>{
           {"  orders: |\n    SELECT o.id AS orders_id,\n           o.email AS x\n    FROM {prefix}o o\n",
            "mapping.yaml:10:14: error: email is personal data"},
           {"  orders: |\n    DELETE FROM x\n", "mapping.yaml:9:5: error: only SELECT"},
           {"  orders: |\n    SELECT o.id AS a FROM o WHERE o.id = :x\n", "has no parameters"},
           {"  orders: |\n    SELECT IF(o.id, 1, 2) AS a FROM o\n", "the function IF"},
           {"  orders: |\n    SELECT o.id, 1 FROM o\n", "name this column"},
           {"  orders: |\n    SELECT o.id, p.id FROM o JOIN p ON 1 = 1\n", "given twice"},
           {"  orders: |\n    SELECT * FROM o\n", "name the columns"},
           {"  orders: |\n    SELECT o.a FROM db.o o\n", "without its database"},
           {"  Orders: |\n    SELECT o.a FROM o o\n", "lower case"},
           {"settings: {nonsense: 1}\n", "the agent has no setting nonsense"},
           {"without: [q, qq]\n", "there is no query qq"}}) {
    INFO(more);
    Folder folder;
    folder.write("queries/q.yaml", query("SELECT p.products_id AS a FROM products p"));
    folder.write("settings.yaml", "personal_data: [\"*email*\"]\n");
    folder.write("mapping.yaml", fine + more);
    CHECK(folder.problems().find(complaint) != std::string::npos);
  }
  Folder folder;
  folder.write("mapping.yaml", fine);
  CHECK(folder.problems("a b").find("the prefix \"a b\"") != std::string::npos);
}

TEST_CASE("a query that the mapping cannot serve is refused at its place, unless it is left out") {
  Folder folder;
  folder.write("queries/q.yaml", query("SELECT o.orders_id AS a\n  FROM orders o"));
  folder.write("mapping.yaml", fine);
  CHECK(folder.problems().find("q.yaml:12:8: error: the mapping") != std::string::npos);
  folder.write("mapping.yaml", fine + "without: [q]\n");
  const auto loaded = Catalogue::load(folder.path(), {}, {folder.mapping(), ""});
  REQUIRE(loaded);
  CHECK(loaded->all().empty());
}

TEST_CASE("a mapping's settings are the defaults of the agent's, under the store's own") {
  Folder folder;
  folder.write("settings.yaml",
               "settings:\n  pace: {type: integer, default: 1, max: 9, description: A pace.}\n"
               "  name: {type: text, description: Must be given.}\n");
  folder.write("mapping.yaml", fine + "settings: {pace: 5, name: woo}\n");
  auto loaded = Catalogue::load(folder.path(), {}, {folder.mapping(), ""});
  REQUIRE(loaded);
  CHECK(loaded->settings_with({}).value() == base::Json({{"pace", 5}, {"name", "woo"}}));
  CHECK(loaded->settings_with({{"pace", 7}}).value()["pace"] == 7);
  folder.write("mapping.yaml", fine + "settings: {pace: 10}\n");
  CHECK(folder.problems().find("mapping.yaml:8:18: error:") != std::string::npos);
}

TEST_CASE("whatever the words of a statement are, the walk ends, and what is replaced can be read again") {
  static constexpr std::string_view words[] = {"SELECT",   "FROM", "JOIN",  "(",         ")",     ",",
                                               "products", "p",    "AS",    "WITH",      "ON",    ".",
                                               "=",        "1",    "`a b`", "'t'",       "UNION", "WHERE",
                                               "LEFT",     "IN",   "tree",  "RECURSIVE", "USING", ":x"};
  Folder folder;
  const auto mapping = mapping_of(folder, fine);
  std::mt19937 random(7);
  std::size_t replaced = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string sql = "SELECT";
    for (auto i = random() % 24; i > 0; --i) sql += " " + std::string(words[random() % std::size(words)]);
    auto tokens = queries::tokenize(sql);
    REQUIRE(tokens);
    auto reads = queries::reads_of(*tokens);
    auto columns = queries::columns_given(*tokens);
    if (!reads) CHECK(reads.error().offset <= sql.size());
    if (!columns) CHECK(columns.error().offset <= sql.size());
    auto mapped = mapping.over(sql);
    if (!mapped) continue;
    INFO(sql);
    CHECK(queries::tokenize(*mapped));
    if (!reads->tables.empty()) ++replaced;
  }
  CHECK(replaced > 50);
}
