#include "shop_data/shop_writer.hpp"

#include <array>
#include <string>

#include "shop_data/embedded.hpp"

namespace garden::shop_data {
namespace {

// What stands for an absent value in a column: NULL.
template <class T>
struct Maybe {
  std::optional<T> value;
};
Maybe<double> money(std::optional<std::int64_t> e4) {
  if (!e4) return {};
  return {static_cast<double>(*e4) / 1e4};
}
Maybe<std::string_view> text_or_null(std::string_view text) {
  if (text.empty()) return {};
  return {text};
}
Maybe<std::int64_t> id_or_null(int id) {
  if (id == 0) return {};
  return {id};
}
double quantity(std::int64_t thousandths) { return static_cast<double>(thousandths) / 1e3; }

void bind(sqlite::Statement& statement, int index, std::string_view text) {
  statement.bind(index, sqlite::Borrowed{text});
}
void bind(sqlite::Statement& statement, int index, double value) { statement.bind(index, value); }
void bind(sqlite::Statement& statement, int index, int value) { statement.bind(index, std::int64_t{value}); }
void bind(sqlite::Statement& statement, int index, std::int64_t value) { statement.bind(index, value); }
template <class T>
void bind(sqlite::Statement& statement, int index, const Maybe<T>& value) {
  if (value.value)
    bind(statement, index, *value.value);
  else
    statement.bind(index, nullptr);
}

// The columns of each table that rows are put into, in the order of ShopWriter::Table.
constexpr std::array<std::string_view, 12> columns{
    "manufacturers (manufacturers_id, manufacturers_name)",
    "categories (categories_id, parent_id, sort_order)",
    "categories_description (categories_id, language_id, categories_name)",
    "products (products_id, products_quantity, products_model, products_price, products_cost, "
    "products_date_added, products_last_modified, products_weight, products_status, manufacturers_id, "
    "products_ordered, master_categories_id)",
    "products_to_categories (products_id, categories_id)",
    "products_description (products_id, language_id, products_name, products_description)",
    "customers (customers_id, customers_firstname, customers_lastname, customers_email_address, "
    "customers_telephone)",
    "orders (orders_id, customers_id, customers_name, customers_street_address, customers_city, "
    "customers_postcode, customers_state, customers_country, customers_telephone, customers_email_address, "
    "delivery_name, delivery_street_address, delivery_city, delivery_country, billing_name, "
    "billing_street_address, billing_city, billing_state, billing_country, payment_method, shipping_method, "
    "coupon_code, last_modified, date_purchased, orders_status, orders_date_finished, currency, "
    "currency_value, order_total, order_tax, ip_address)",
    "orders_products (orders_products_id, orders_id, products_id, products_model, products_name, "
    "products_price, final_price, products_tax, products_quantity)",
    "orders_total (orders_total_id, orders_id, title, text, value, class, sort_order)",
    "orders_status_history (orders_status_history_id, orders_id, orders_status_id, date_added, "
    "customer_notified, comments)",
    "garden_shop_origin (name, value)"};

std::string insert_statement(std::string_view table_and_columns) {
  std::string sql = "INSERT INTO " + std::string(table_and_columns) + " VALUES (?";
  for (char c : table_and_columns)
    if (c == ',') sql += ",?";
  return sql + ")";
}
}  // namespace

base::Result<ShopWriter> ShopWriter::begin(const std::string& file) {
  // Safety comes from the caller's rename of a complete file, so the file itself is written without any.
  auto database = sqlite::Database::open(
      file, {.wal = false, .synchronous = sqlite::Synchronous::off, .foreign_keys = false});
  if (!database) return std::unexpected(database.error());
  ShopWriter writer(std::move(*database));
  if (auto done = writer.prepare(); !done) return std::unexpected(done.error());
  if (auto done = writer.add_languages(); !done) return std::unexpected(done.error());
  return writer;
}

base::Result<> ShopWriter::prepare() {
  std::string tables(schema_sql.substr(0, schema_sql.find("\nCREATE INDEX")));
  // Sorting for the indexes of a large shop goes through files: memory stays that of the page cache.
  if (auto done = database_.run("PRAGMA journal_mode=MEMORY; PRAGMA temp_store=FILE; BEGIN"); !done)
    return done;
  if (auto done = database_.run(tables); !done) return done;
  static_assert(columns.size() == table_count);
  for (auto entry : columns) {
    auto statement = database_.prepare(insert_statement(entry));
    if (!statement) return std::unexpected(statement.error());
    statements_.push_back(std::move(*statement));
  }
  return {};
}

base::Result<> ShopWriter::add_languages() {
  return database_.run(
      "INSERT INTO languages VALUES (1,'English','en',1),(2,'Deutsch','de',2),(3,'Français','fr',3),"
      "(4,'Español','es',4);"
      "INSERT INTO orders_status VALUES (1,1,'Pending',10),(2,1,'Processing',20),(3,1,'Delivered',30),"
      "(4,1,'Update',40),(5,1,'Cancelled',50),(6,1,'Refunded',60),"
      "(1,2,'Offen',10),(2,2,'In Bearbeitung',20),(3,2,'Versandt',30),(4,2,'Aktualisiert',40),"
      "(5,2,'Storniert',50),(6,2,'Erstattet',60),"
      "(1,3,'En attente',10),(2,3,'En préparation',20),(3,3,'Livrée',30),(4,3,'Mise à jour',40),"
      "(5,3,'Annulée',50),(6,3,'Remboursée',60),"
      "(1,4,'Pendiente',10),(2,4,'En proceso',20),(3,4,'Entregado',30),(4,4,'Actualizado',40),"
      "(5,4,'Cancelado',50),(6,4,'Reembolsado',60);");
}

template <class... Values>
void ShopWriter::insert(Table table, const Values&... values) {
  if (failure_) return;
  auto& statement = statements_[table];
  int index = 0;
  (bind(statement, ++index, values), ...);
  if (auto stepped = statement.step(); !stepped) failure_ = stepped.error();
}

void ShopWriter::add(const ManufacturerRow& row) { insert(manufacturer, row.id, row.name); }

void ShopWriter::add(const CategoryRow& row) {
  insert(category, row.id, row.parent_id, row.sort_order);
  int language = 0;
  for (auto name : row.names) {
    ++language;
    if (!name.empty()) insert(category_name, row.id, language, name);
  }
}

void ShopWriter::add(const ProductRow& row) {
  insert(product, row.id, quantity(row.quantity_m), Maybe<std::string_view>{row.model}, money(row.price_e4),
         money(row.cost_e4), row.added, text_or_null(row.modified), row.weight, row.active ? 1 : 0,
         id_or_null(row.manufacturer_id), quantity(row.ordered_m), row.master_category_id);
  for (int id : row.category_ids) insert(product_category, row.id, id);
}

void ShopWriter::add(const DescriptionRow& row) {
  insert(description, row.product_id, row.language_id, row.name, text_or_null(row.description));
}

void ShopWriter::add(const CustomerRow& row) {
  insert(customer, row.id, row.first_name, row.last_name, row.email, row.telephone);
}

void ShopWriter::add(const OrderRow& row) {
  insert(order, row.id, row.customer_id, row.name, row.street, row.city, row.postcode,
         text_or_null(row.state), row.country, row.telephone, row.email, row.name, row.street, row.city,
         row.country, row.name, row.street, row.city, text_or_null(row.state), row.country,
         row.payment_method, text_or_null(row.shipping_method), row.coupon_code, text_or_null(row.modified),
         row.purchased, row.status, text_or_null(row.finished), row.currency, row.currency_value,
         money(row.total_e4), money(row.tax_e4), row.ip_address);
}

void ShopWriter::add(const LineRow& row) {
  insert(line, ++line_id_, row.order_id, row.product_id, Maybe<std::string_view>{row.model}, row.name,
         money(row.price_e4), money(row.final_price_e4), row.tax_percent, quantity(row.quantity_m));
}

void ShopWriter::add(const TotalRow& row) {
  insert(total, ++total_id_, row.order_id, row.title, row.text, static_cast<double>(row.value_e4) / 1e4,
         row.kind, row.sort_order);
}

void ShopWriter::add(const HistoryRow& row) {
  insert(history, ++history_id_, row.order_id, row.status, row.at, row.notified ? 1 : 0,
         text_or_null(row.comments));
}

void ShopWriter::origin(std::string_view name, std::string_view value) { insert(origin_entry, name, value); }

base::Result<> ShopWriter::finish() {
  if (failure_) return std::unexpected(*failure_);
  std::string indexes(schema_sql.substr(schema_sql.find("\nCREATE INDEX")));
  if (auto done = database_.run(indexes); !done) return done;
  statements_.clear();
  if (auto done = database_.run("ANALYZE; COMMIT; PRAGMA journal_mode=DELETE"); !done) return done;
  return {};
}

}  // namespace garden::shop_data
