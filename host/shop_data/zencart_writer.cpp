#include "shop_data/zencart_writer.hpp"

#include <array>
#include <string>

#include "shop_data/embedded.hpp"

namespace garden::shop_data {
namespace {

enum Table : std::size_t {
  manufacturer,
  category,
  category_name,
  product,
  product_category,
  description,
  customer,
  order,
  line,
  total,
  history,
  origin_entry,
  table_count
};

// The columns of each table that rows are put into, in the order of Table.
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

static_assert(columns.size() == table_count);

}  // namespace

base::Result<ZenCartWriter> ZenCartWriter::begin(const std::string& file) {
  auto tables = TableWriter::begin(file, schema_sql, columns);
  if (!tables) return std::unexpected(tables.error());
  tables->run(
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
  if (tables->failure()) return std::unexpected(*tables->failure());
  return ZenCartWriter(std::move(*tables));
}

void ZenCartWriter::add(const ManufacturerRow& row) { tables_.insert(manufacturer, row.id, row.name); }

void ZenCartWriter::add(const CategoryRow& row) {
  tables_.insert(category, row.id, row.parent_id, row.sort_order);
  int language = 0;
  for (auto name : row.names) {
    ++language;
    if (!name.empty()) tables_.insert(category_name, row.id, language, name);
  }
}

void ZenCartWriter::add(const ProductRow& row) {
  tables_.insert(product, row.id, quantity(row.quantity_m), Maybe<std::string_view>{row.model},
                 money(row.price_e4), money(row.cost_e4), row.added, text_or_null(row.modified), row.weight,
                 row.active ? 1 : 0, id_or_null(row.manufacturer_id), quantity(row.ordered_m),
                 row.master_category_id);
  for (int id : row.category_ids) tables_.insert(product_category, row.id, id);
}

void ZenCartWriter::add(const DescriptionRow& row) {
  tables_.insert(description, row.product_id, row.language_id, row.name, text_or_null(row.description));
}

void ZenCartWriter::add(const CustomerRow& row) {
  tables_.insert(customer, row.id, row.first_name, row.last_name, row.email, row.telephone);
}

void ZenCartWriter::add(const OrderRow& row) {
  tables_.insert(order, row.id, row.customer_id, row.name, row.street, row.city, row.postcode,
                 text_or_null(row.state), row.country, row.telephone, row.email, row.name, row.street,
                 row.city, row.country, row.name, row.street, row.city, text_or_null(row.state), row.country,
                 row.payment_method, text_or_null(row.shipping_method), row.coupon_code,
                 text_or_null(row.modified), row.purchased, row.status, text_or_null(row.finished),
                 row.currency, row.currency_value, money(row.total_e4), money(row.tax_e4), row.ip_address);
}

void ZenCartWriter::add(const LineRow& row) {
  tables_.insert(line, ++line_id_, row.order_id, row.product_id, Maybe<std::string_view>{row.model}, row.name,
                 money(row.price_e4), money(row.final_price_e4), row.tax_percent, quantity(row.quantity_m));
}

void ZenCartWriter::add(const TotalRow& row) {
  tables_.insert(total, ++total_id_, row.order_id, row.title, row.text,
                 static_cast<double>(row.value_e4) / 1e4, row.kind, row.sort_order);
}

void ZenCartWriter::add(const HistoryRow& row) {
  tables_.insert(history, ++history_id_, row.order_id, row.status, row.at, row.notified ? 1 : 0,
                 text_or_null(row.comments));
}

void ZenCartWriter::origin(std::string_view name, std::string_view value) {
  tables_.insert(origin_entry, name, value);
}

}  // namespace garden::shop_data
