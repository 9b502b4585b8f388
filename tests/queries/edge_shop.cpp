#include "edge_shop.hpp"

#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <fstream>

namespace garden::queries::testing {
namespace {

std::string text_of(const std::string& file) {
  std::ifstream stream(std::string(GARDEN_SOURCE_DIR) + "/" + file);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

Catalogue shipped() {
  auto loaded = Catalogue::load(GARDEN_SOURCE_DIR "/agents/inventory_intelligence");
  if (!loaded) throw std::runtime_error(config::text_of(loaded.error()));
  return std::move(*loaded);
}

std::string number(int value) { return std::to_string(value); }

}  // namespace

EdgeShop::EdgeShop() : catalogue_(shipped()) {
  run(text_of("host/shop_data/schema.sql"));
  run("INSERT INTO manufacturers (manufacturers_id, manufacturers_name) VALUES (1, 'Maker');"
      "INSERT INTO categories (categories_id, parent_id) VALUES (1, 0);"
      "INSERT INTO categories_description VALUES (1, 1, 'Glass'), (1, 2, 'Glas');");
  for (int status = 1; status <= 6; ++status)
    run("INSERT INTO orders_status VALUES (" + number(status) + ", 1, 'Status " + number(status) + "', 0)");
  host_ = std::make_unique<QueryHost>(folder_.file("edge.db"));
  moment("UTC", "2026-06-15T12:00:00Z");
  settings({});
}

void EdgeShop::run(const std::string& sql) {
  sqlite3* handle = nullptr;
  sqlite3_open(folder_.file("edge.db").c_str(), &handle);
  sqlite3_exec(handle, "PRAGMA synchronous = OFF", nullptr, nullptr, nullptr);
  char* message = nullptr;
  int code = sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &message);
  std::string text = message ? message : "";
  sqlite3_free(message);
  sqlite3_close(handle);
  if (code != SQLITE_OK) throw std::runtime_error(text + " in " + sql);
}

void EdgeShop::product(int id, const std::string& quantity, const std::string& price,
                       const std::string& added) {
  run("INSERT INTO products (products_id, products_quantity, products_model, products_price, "
      "products_date_added, "
      "products_status, manufacturers_id, master_categories_id) VALUES (" +
      number(id) + ", " + quantity + ", 'M-" + number(id) + "', " + price + ", '" + added + "', 1, 1, 1);" +
      "INSERT INTO products_description (products_id, language_id, products_name) VALUES (" + number(id) +
      ", 1, 'Product " + number(id) + "')");
}

int EdgeShop::order(const std::string& at, const std::vector<Line>& lines, int status) {
  int id = ++orders_;
  run("INSERT INTO orders (orders_id, date_purchased, orders_status, order_total, billing_country, "
      "customers_name) "
      "VALUES (" +
      number(id) + ", '" + at + "', " + number(status) + ", 12.3450, 'Canada', 'Secret Name')");
  for (const auto& line : lines)
    run("INSERT INTO orders_products (orders_products_id, orders_id, products_id, products_name, "
        "final_price, "
        "products_quantity) VALUES (" +
        number(++lines_) + ", " + number(id) + ", " + number(line.product) + ", 'as sold', " + line.price +
        ", " + line.quantity + ")");
  return id;
}

void EdgeShop::moment(const std::string& zone, const std::string& at) {
  host_->environment.zone = base::TimeZone::load(zone).value();
  host_->environment.as_of = base::parse_rfc3339(at).value();
}
void EdgeShop::settings(base::Json given) {
  host_->environment.settings = catalogue_.settings_with(given).value();
}

QueryOutcome EdgeShop::ask(const std::string& query, base::Json params) {
  return host_->ask(*catalogue_.find(query), std::move(params));
}

QueryResult EdgeShop::result(const std::string& query, base::Json params) {
  auto outcome = ask(query, std::move(params));
  if (!outcome) FAIL(query << ": " << outcome.error().error.text());
  return std::move(*outcome);
}

base::Json cell(const QueryResult& result, std::size_t row, const std::string& column) {
  for (std::size_t i = 0; i < result.columns.size(); ++i)
    if (result.columns[i].name == column) return result.rows.at(row)[i];
  throw std::runtime_error("there is no column " + column);
}
base::Json cell_of(const QueryResult& result, std::int64_t id, const std::string& column) {
  for (std::size_t row = 0; row < result.rows.size(); ++row)
    if (result.rows[row][0] == id) return cell(result, row, column);
  throw std::runtime_error("there is no row " + std::to_string(id));
}
std::vector<std::int64_t> first_column(const QueryResult& result) {
  std::vector<std::int64_t> all;
  for (const auto& row : result.rows) all.push_back(row[0].get<std::int64_t>());
  return all;
}
std::string first_column_text(const QueryResult& result) {
  std::string all;
  for (const auto& row : result.rows) all += (all.empty() ? "" : " ") + base::to_text(row[0]);
  return all;
}

}  // namespace garden::queries::testing
