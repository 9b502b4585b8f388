// Goal: personal columns never get out, whatever a statement does to their names; where a store opens one
// masked, only the masked value does. Method: attempts to get round it, each refused or masked; a connector
// that sends what nobody asked for.
#include "queries/personal.hpp"

#include <catch2/catch.hpp>

#include "queries/masked_stream.hpp"

using namespace garden;
using queries::Mask;
using queries::PersonalData;

namespace {

// Why the statement is refused; empty: it is not, and `masks` says what is shown how.
std::string refusal(const std::string& sql, const PersonalData& personal, queries::Masks* masks = nullptr) {
  auto tokens = queries::tokenize(sql);
  if (!tokens) return tokens.error().message;
  auto checked = queries::check_personal(*tokens, personal);
  if (!checked) return checked.error().message;
  if (masks) *masks = *checked;
  return {};
}

PersonalData opened() {
  PersonalData personal;
  personal.open("customers_name", Mask::initials);
  personal.open("customers_email_address", Mask::hash);
  personal.open("billing_city", Mask::none);
  return personal;
}

}  // namespace

TEST_CASE("the known columns are denied without any file saying so") {
  PersonalData personal;
  for (const char* column : {"customers_name",
                             "CUSTOMERS_NAME",
                             "`Customers_Name`",
                             "customers_email_address",
                             "customers_telephone",
                             "customers_street_address",
                             "delivery_street_address",
                             "delivery_name",
                             "billing_postcode",
                             "entry_city",
                             "ip_address",
                             "last_ip_address",
                             "cc_number",
                             "cc_cvv",
                             "cc_owner",
                             "customers_fax",
                             "user_email",
                             "billing_email",
                             "billing_phone",
                             "first_name",
                             "last_name",
                             "address_1",
                             "customer_note",
                             "username",
                             "comment_author_IP",
                             "comments"})
    CHECK(personal.mask_of(column) == Mask::deny);
  for (const char* column :
       {"products_name", "orders_id", "billing_country", "billing_state", "manufacturers_name",
        "categories_name", "name", "model", "customers_id", "payment_method"})
    CHECK(personal.mask_of(column) == Mask::none);
}

TEST_CASE("a denied column cannot be named in any way") {
  PersonalData personal;
  for (const char* sql :
       {"SELECT customers_name FROM orders", "SELECT o.customers_name AS model FROM orders o",
        "SELECT `customers_name` AS n FROM orders", "SELECT shop.orders.Customers_Name FROM orders",
        "SELECT SUBSTR(customers_name, 1, 1) AS letter FROM orders",
        "SELECT orders_id FROM orders WHERE customers_email_address = 'a@b.c'",
        "SELECT orders_id FROM orders ORDER BY customers_telephone",
        "SELECT COUNT(DISTINCT customers_email_address) AS n FROM orders",
        "SELECT CASE WHEN customers_name < 'M' THEN 1 ELSE 0 END AS half FROM orders",
        "SELECT n FROM (SELECT cc_number AS n FROM orders) x",
        "WITH c AS (SELECT customers_name AS n FROM orders) SELECT n FROM c",
        "SELECT products_model FROM products UNION SELECT customers_name FROM orders",
        "SELECT HEX(customers_name) AS h FROM orders",
        "SELECT (SELECT MIN(c.customers_lastname) FROM customers c) AS model FROM orders",
        "SELECT orders_id/**/,/**/customers_name FROM orders"}) {
    INFO(sql);
    CHECK_FALSE(refusal(sql, personal).empty());
  }
  CHECK(refusal("SELECT 'customers_name' AS a_text, orders_id FROM orders", personal).empty());
}

TEST_CASE("a masked column is masked under every name it goes by") {
  auto personal = opened();
  for (const auto& [sql, column] : std::vector<std::pair<std::string, std::string>>{
           {"SELECT customers_name FROM orders", "customers_name"},
           {"SELECT o.customers_name AS buyer FROM orders o", "buyer"},
           {"SELECT o.customers_name buyer FROM orders o", "buyer"},
           {"SELECT SUBSTR(o.customers_name, 1, 3) AS start FROM orders o", "start"},
           {"SELECT COALESCE(NULLIF(customers_name, ''), 'nobody') AS buyer FROM orders", "buyer"},
           {"SELECT n AS buyer FROM (SELECT customers_name AS n FROM orders) x", "buyer"},
           {"WITH c AS (SELECT customers_name AS n FROM orders), d AS (SELECT n AS m FROM c) SELECT m AS "
            "buyer FROM d",
            "buyer"},
           {"SELECT (SELECT MAX(p.customers_name) FROM orders p) AS buyer, o.orders_id FROM orders o",
            "buyer"},
           {"SELECT CASE WHEN customers_name = 'Ada' THEN 1 ELSE 0 END AS is_ada FROM orders", "is_ada"},
           {"SELECT customers_name AS buyer, COUNT(*) AS orders_count FROM orders GROUP BY customers_name",
            "buyer"}}) {
    INFO(sql);
    queries::Masks masks;
    CHECK(refusal(sql, personal, &masks) == "");
    CHECK(masks[column] != Mask::none);
  }
  queries::Masks masks;
  CHECK(
      refusal(
          "SELECT COALESCE(customers_name, customers_email_address) AS who, COUNT(customers_name) AS named, "
          "orders_id AS number FROM orders",
          personal, &masks)
          .empty());
  CHECK(masks["who"] == Mask::hash);  // the stricter of the two
  CHECK_FALSE(masks.contains("named"));
  CHECK_FALSE(masks.contains("number"));
}

TEST_CASE("what would tell a masked value in another way is refused") {
  auto personal = opened();
  for (const char* sql :
       {"SELECT orders_id FROM orders WHERE customers_name = 'Ada Lovelace'",
        "SELECT orders_id FROM orders ORDER BY customers_name",
        "SELECT orders_id FROM orders GROUP BY orders_id HAVING MIN(customers_name) < 'M'",
        "SELECT o.orders_id FROM orders o JOIN known k ON k.word = o.customers_name",
        "SELECT buyer FROM (SELECT customers_name AS buyer, orders_id AS id FROM orders) x WHERE buyer = "
        "'Ada'",
        "SELECT orders_id FROM orders WHERE orders_id IN (SELECT customers_name FROM orders)",
        "SELECT products_model AS m FROM products UNION ALL SELECT customers_name AS n FROM orders",
        "WITH c (id, m) AS (SELECT orders_id, customers_name FROM orders) SELECT m FROM c",
        "SELECT SUBSTR(customers_name, 1, 3) FROM orders", "SELECT *, customers_name AS n FROM orders",
        "SELECT ROW_NUMBER() OVER (ORDER BY customers_name) AS place FROM orders"}) {
    INFO(sql);
    CHECK_FALSE(refusal(sql, personal).empty());
  }
  CHECK(refusal("SELECT billing_city AS city FROM orders WHERE billing_city = 'Bonn' ORDER BY billing_city",
                personal)
            .empty());
}

TEST_CASE("masks show what they promise and no more") {
  CHECK(queries::masked(Mask::initials, "Ada Lovelace") == "A. L.");
  CHECK(queries::masked(Mask::initials, "Jean-Luc de la Tour du Pin") == "J. L. d. l.");
  CHECK(queries::masked(Mask::initials, "Émile Zola") == "É. Z.");
  CHECK(queries::masked(Mask::initials, "ada@example.org") == "a.");
  CHECK(queries::masked(Mask::initials, 5551234).is_null());
  CHECK(queries::masked(Mask::initials, nullptr).is_null());
  CHECK(queries::masked(Mask::deny, "Ada").is_null());
  CHECK(queries::masked(Mask::none, "Ada") == "Ada");
  auto one = queries::masked(Mask::hash, "ada@example.org"),
       other = queries::masked(Mask::hash, "bob@example.org");
  CHECK(one == queries::masked(Mask::hash, "ada@example.org"));
  CHECK(one != other);
  CHECK(one.get<std::string>().starts_with("p-"));
  CHECK(one.get<std::string>().size() == 12);
}

TEST_CASE("a connector asked in SQL of one's own shows no personal column either") {
  PersonalData personal;
  auto stream = queries::MaskedStream::open("SELECT * FROM orders", personal);
  REQUIRE(stream);
  CHECK(
      stream->pass(R"({"columns":[{"name":"orders_id"},{"name":"Customers_Name"},{"name":"cc_number"}]})") ==
      R"({"columns":[{"name":"orders_id"},{"name":"Customers_Name"},{"name":"cc_number"}]})");
  CHECK(stream->pass(R"({"rows":[[1,"Ada","4111"],[2,"Bob",null]]})") ==
        R"({"rows":[[1,null,null],[2,null,null]]})");
  CHECK(stream->pass(R"({"done":{"row_count":2}})") == R"({"done":{"row_count":2}})");
  auto clean = queries::MaskedStream::open("SELECT orders_id FROM orders", personal);
  REQUIRE(clean);
  CHECK(clean->pass(R"({"columns":[{"name":"orders_id"}]})") == R"({"columns":[{"name":"orders_id"}]})");
  CHECK(clean->pass(R"({"rows":[[1]]})") == R"({"rows":[[1]]})");
  for (const char* sql :
       {"SELECT customers_name AS n FROM orders", "SELECT orders_id FROM orders WHERE cc_number = 1",
        "SELECT products_model FROM products UNION SELECT * FROM customers",
        "WITH c (a, b) AS (SELECT * FROM customers) SELECT a, b FROM c",
        "SELECT a FROM (SELECT * FROM customers) AS t (a, b)",
        "WITH c (a, b) AS (TABLE customers) SELECT a, b FROM c",
        "SELECT products_id FROM products UNION TABLE customers",
        "SELECT * FROM customers PROCEDURE ANALYSE()"}) {
    INFO(sql);
    auto refused = queries::MaskedStream::open(sql, personal);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == base::Code::denied);
  }
  // What one database reads as a name and another as a text or a comment is no statement at all.
  for (const char* sql : {"SELECT 'open", "SELECT \"customers_name\" AS n FROM orders",
                          "SELECT [customers_name] AS n FROM orders",
                          "SELECT '\\'' AS a, customers_name AS n, '' AS b FROM orders",
                          "SELECT /*!50000 customers_name AS */ n FROM orders",
                          "SELECT x'41', 1 #, customers_name\n FROM orders"}) {
    INFO(sql);
    CHECK(queries::MaskedStream::open(sql, personal).error().code == base::Code::invalid);
  }
}
