#include "table.hpp"

#include <algorithm>
#include <array>

#include "decimal.hpp"
#include "words.hpp"

namespace garden::offline {
namespace {

constexpr std::size_t kRowsMax = 5'000;
constexpr std::size_t kColumnsMax = 60;
constexpr std::size_t kDecimalsMax = 4;

const Value& nothing() {
  static const Value none;
  return none;
}

bool mentions(std::string_view name, const auto& words) {
  const std::string folded = "_" + fold(name) + "_";
  return std::any_of(words.begin(), words.end(), [&folded](std::string_view word) {
    return folded.find("_" + std::string(word) + "_") != std::string::npos;
  });
}

bool is_numeric(const Column& column) {
  static constexpr std::array<std::string_view, 5> types = {"integer", "quantity", "money", "revenue",
                                                            "number"};
  return std::find(types.begin(), types.end(), column.type) != types.end();
}

void read_columns(const Value& content, Table& table) {
  for (const Value& json : content.at("columns").items()) {
    if (table.columns.size() == kColumnsMax) break;
    Column column;
    column.name = std::string(json.is_text() ? json.text() : json.at("name").text());
    column.title = std::string(json.at("title").text());
    column.type = std::string(json.at("type").text());
    column.unit = std::string(json.at("unit").text());
    if (column.title.empty()) column.title = humanised(column.name);
    column.role = role_of(column);
    table.columns.push_back(std::move(column));
  }
}

void read_rows(const Value& content, Table& table) {
  for (const Value& json : content.at("rows").items()) {
    if (table.rows.size() == kRowsMax) break;
    std::vector<const Value*> row;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (json.is_object()) {
        row.push_back(&json.at(table.columns[i].name));
      } else {
        row.push_back(i < json.items().size() ? &json.items()[i] : &nothing());
      }
    }
    table.rows.push_back(std::move(row));
  }
}

// A list of objects, or one object, of plain values.
void read_objects(const std::vector<const Value*>& objects, Table& table) {
  for (const Value* object : objects) {
    for (const auto& [name, value] : object->members()) {
      const bool known = std::any_of(table.columns.begin(), table.columns.end(),
                                     [&name](const Column& column) { return column.name == name; });
      if (known || value.is_object() || value.is_array() || table.columns.size() == kColumnsMax) continue;
      table.columns.push_back({name, humanised(name), value.is_number() ? "number" : "", "", {}});
      table.columns.back().role = role_of(table.columns.back());
    }
    if (table.columns.size() == kColumnsMax) break;
  }
  for (const Value* object : objects) {
    if (table.rows.size() == kRowsMax) break;
    std::vector<const Value*> row;
    for (const Column& column : table.columns) row.push_back(&object->at(column.name));
    table.rows.push_back(std::move(row));
  }
}

std::vector<const Value*> objects_in(const Value& content) {
  std::vector<const Value*> objects;
  if (content.is_object()) objects.push_back(&content);
  for (const Value& item : content.items()) {
    if (item.is_object()) objects.push_back(&item);
  }
  return objects;
}

}  // namespace

Table read_table(const Value& content) {
  Table table;
  table.query = std::string(content.at("query").text());
  table.title = std::string(content.at("title").text());
  table.summary = std::string(content.at("summary").text());
  table.formula = std::string(content.at("formula").text());
  table.as_of = std::string(content.at("as_of").text());
  table.params = &content.at("params");
  table.totals = &content.at("totals");
  table.truncated = content.at("truncated").truth();
  if (const auto age = Decimal::read(content.at("age_s").number())) {
    table.age_s = static_cast<std::int64_t>(std::clamp(age->approximately(), 0.0, 1e12));
  }
  for (const Value& warning : content.at("warnings").items()) {
    if (!warning.text().empty() && table.warnings.size() < 20) table.warnings.emplace_back(warning.text());
  }
  if (content.at("columns").is_array() && content.at("rows").is_array()) {
    read_columns(content, table);
    read_rows(content, table);
    table.is_table = true;
    const auto total = Decimal::read(content.at("total_rows").number());
    if (total && !total->is_negative() && total->approximately() < 1e15) {
      table.total_rows = static_cast<std::uint64_t>(total->approximately());
    }
  } else if (const auto objects = objects_in(content); !objects.empty()) {
    read_objects(objects, table);
    table.is_table = !table.columns.empty();
  } else {
    table.is_table = content.is_array();
  }
  return table;
}

ColumnRole role_of(const Column& column) {
  static constexpr std::array<std::string_view, 5> codes = {"model", "sku", "code", "products_model", "part"};
  static constexpr std::array<std::string_view, 3> names = {"name", "title", "description"};
  static constexpr std::array<std::string_view, 12> never = {
      "price", "id", "year", "number", "cost", "rop", "point", "target", "threshold", "min", "max", "rank"};
  static constexpr std::array<std::string_view, 11> averages = {
      "per", "avg", "average", "mean", "rate", "pct", "percent", "cover", "velocity", "days", "share"};
  const std::string name = fold(column.name);
  if (name == "order" || name == "order_id" || name == "orders_id" || name == "order_number") {
    return ColumnRole::order;
  }
  if (mentions(name, codes)) return ColumnRole::code;
  if (name == "id" || name.ends_with("_id")) return ColumnRole::id;
  if (!is_numeric(column)) {
    const bool named = name == "product" || name == "category" || mentions(name, names);
    return named && (column.type.empty() || column.type == "text") ? ColumnRole::name : ColumnRole::other;
  }
  if (mentions(name, never) || mentions(name, averages)) return ColumnRole::measure;
  if (column.type == "quantity" || column.type == "money" || column.type == "revenue")
    return ColumnRole::amount;
  static constexpr std::array<std::string_view, 12> sums = {"units", "qty",     "quantity", "orders",
                                                            "sold",  "revenue", "total",    "count",
                                                            "items", "amount",  "value",    "lines"};
  return mentions(name, sums) ? ColumnRole::amount : ColumnRole::measure;
}

std::string show(const Value& cell, const Column& column) {
  if (cell.is_null()) return "\u2013";
  if (cell.is_boolean()) return cell.truth() ? "yes" : "no";
  if (cell.is_array() || cell.is_object()) return write_json(cell);
  const bool money = column.type == "money" || column.type == "revenue";
  if (money || is_numeric(column) || cell.is_number()) {
    if (const auto number = Decimal::read(cell.scalar())) {
      return number->rounded(money ? 2 : kDecimalsMax).text(money ? 2 : 0);
    }
  }
  return std::string(cell.scalar());
}

std::string humanised(std::string_view name) {
  std::string out;
  for (const char c : name) out += c == '_' ? ' ' : c;
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

}  // namespace garden::offline
