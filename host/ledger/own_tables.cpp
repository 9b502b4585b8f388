#include "ledger/own_tables.hpp"

#include "config/suggest.hpp"
#include "ledger/cells.hpp"

namespace garden::ledger {

namespace {

const TableColumn product{"products_id", "products_id", Kind::id, true};

std::vector<TableShape> told_tables() {
  return {{"sku_settings",
           {product,
            {"supplier", "supplier", Kind::text},
            {"lead_time_days", "lead_time_days", Kind::whole},
            {"lead_sd_days", "lead_sd_days", Kind::number},
            {"pack_m", "pack", Kind::quantity},
            {"moq_m", "moq", Kind::quantity},
            {"cost", "cost", Kind::money},
            {"service_level", "service_level", Kind::number},
            {"family", "family", Kind::text},
            {"size", "size", Kind::text},
            {"thickness", "thickness", Kind::text},
            {"season", "season", Kind::text},
            {"exclude", "exclude", Kind::flag},
            {"discontinued_on", "discontinued_on", Kind::day}},
           "products_id",
           true},
          {"supplier",
           {{"supplier", "supplier", Kind::text, true},
            {"title", "title", Kind::text},
            {"lead_time_days", "lead_time_days", Kind::whole},
            {"lead_sd_days", "lead_sd_days", Kind::number},
            {"review_days", "review_days", Kind::whole},
            {"minimum_value", "minimum_value", Kind::money}},
           "supplier",
           true},
          {"purchase_order",
           {{"reference", "reference", Kind::text},
            product,
            {"quantity_m", "quantity", Kind::quantity, true},
            {"ordered_on", "ordered_on", Kind::day},
            {"eta", "eta", Kind::day}},
           "",
           true},
          {"stock_snapshot",
           {{"day", "day", Kind::day, true}, product, {"available_m", "available", Kind::quantity, true}},
           "day",
           true}};
}

std::vector<TableShape> read_tables() {
  return {{"product_now",
           {product,
            {"model", "model", Kind::text},
            {"name", "name", Kind::text},
            {"manufacturer", "manufacturer", Kind::text},
            {"family", "family", Kind::whole},
            {"available_m", "available", Kind::quantity},
            {"price", "price", Kind::money},
            {"cost", "cost", Kind::money},
            {"status", "status", Kind::whole},
            {"added", "added", Kind::text}},
           "products_id"},
          {"sales_day",
           {{"day", "day", Kind::day},
            product,
            {"units_m", "units", Kind::quantity},
            {"orders_n", "orders", Kind::whole},
            {"revenue", "revenue_1e7", Kind::whole}},
           ""}};
}

}  // namespace

const std::vector<TableShape>& own_tables() {
  static const auto tables = [] {
    auto all = told_tables();
    for (auto& table : read_tables()) all.push_back(std::move(table));
    return all;
  }();
  return tables;
}

base::Result<const TableShape*> own_table(std::string_view name) {
  std::vector<std::string> known;
  for (const auto& table : own_tables()) {
    if (table.name == name) return &table;
    known.push_back(table.name);
  }
  auto advice = config::suggestion(name, known);
  return base::fail(base::Code::invalid, "the ledger has no table \"" + std::string(name.substr(0, 60)) +
                                             "\"" + (advice.empty() ? "" : "; " + advice));
}

base::Result<TableExport> TableExport::begin(sqlite::Database& database, std::string_view name) {
  auto shape = own_table(name);
  if (!shape) return std::unexpected(std::move(shape.error()));
  std::string sql = "SELECT ", by;
  bool has_product = false;
  for (const auto& column : (*shape)->columns) {
    sql += "t." + column.name + ", ";
    if (by.size() < 40) by += (by.empty() ? "t." : ", t.") + column.name;
    has_product = has_product || column.kind == Kind::id;
  }
  bool itself = (*shape)->name == "product_now";
  sql += has_product && !itself ? "p.model" : "NULL";
  sql += " FROM " + (*shape)->name + " t";
  if (has_product && !itself) sql += " LEFT JOIN product_now p ON p.products_id = t.products_id";
  auto rows = database.prepare(sql + " ORDER BY " + by);
  if (!rows) return std::unexpected(std::move(rows.error()));
  return TableExport(**shape, std::move(*rows));
}

std::string TableExport::header() const {
  std::string line;
  for (const auto& column : shape_->columns) {
    line += (line.empty() ? "" : ",") + column.word;
    if (column.kind == Kind::id && shape_->name != "product_now") line += ",sku";
  }
  return line + "\r\n";
}

base::Result<std::string> TableExport::next() {
  auto there = rows_.step();
  if (!there) return std::unexpected(std::move(there.error()));
  if (!*there) return std::string();
  std::string line;
  int index = 0;
  for (const auto& column : shape_->columns) {
    if (index > 0) line += ',';
    line += cell_text(column, rows_, index++);
    if (column.kind == Kind::id && shape_->name != "product_now")
      line += "," + quoted(rows_.text(static_cast<int>(shape_->columns.size())));
  }
  return line + "\r\n";
}

}  // namespace garden::ledger
