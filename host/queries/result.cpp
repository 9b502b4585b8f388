#include "queries/result.hpp"

#include "base/civil_time.hpp"

namespace garden::queries {
namespace {

std::optional<ColumnType> column_type(std::string_view name) {
  for (auto type : {ColumnType::integer, ColumnType::quantity, ColumnType::money, ColumnType::revenue,
                    ColumnType::number, ColumnType::text, ColumnType::date, ColumnType::datetime})
    if (name_of(type) == name) return type;
  return std::nullopt;
}

}  // namespace

std::string_view name_of(ColumnType type) {
  switch (type) {
    case ColumnType::integer: return "integer";
    case ColumnType::quantity: return "quantity";
    case ColumnType::money: return "money";
    case ColumnType::revenue: return "revenue";
    case ColumnType::number: return "number";
    case ColumnType::text: return "text";
    case ColumnType::date: return "date";
    case ColumnType::datetime: return "datetime";
    case ColumnType::age: return "age";
    case ColumnType::day_ahead: return "day_ahead";
  }
  return "unknown";
}

ColumnType shown_type(ColumnType type) {
  if (type == ColumnType::age) return ColumnType::integer;
  return type == ColumnType::day_ahead ? ColumnType::date : type;
}

base::Json to_json(const QueryResult& result) {
  auto columns = base::Json::array();
  for (const auto& column : result.columns) {
    base::Json one{{"name", column.name}, {"title", column.title}, {"type", name_of(column.type)}};
    if (!column.unit.empty()) one["unit"] = column.unit;
    columns.push_back(std::move(one));
  }
  base::Json envelope;
  envelope["query"] = result.query;
  envelope["title"] = result.title;
  envelope["summary"] = result.summary;
  envelope["columns"] = std::move(columns);
  envelope["rows"] = result.rows;
  envelope["row_count"] = result.rows.size();
  envelope["total_rows"] = result.total_rows ? base::Json(*result.total_rows) : base::Json();
  envelope["truncated"] = result.truncated;
  envelope["totals"] = result.totals;
  envelope["as_of"] = base::rfc3339(result.as_of);
  envelope["age_s"] = result.age_s;
  envelope["params"] = result.params;
  if (!result.since.empty()) envelope["period"] = {{"since", result.since}, {"until", result.until}};
  envelope["warnings"] = result.warnings;
  if (result.oos_adjusted) envelope["oos_adjusted"] = *result.oos_adjusted;
  envelope["ms"] = result.ms;
  envelope["via"] = result.via;
  return envelope;
}

base::Result<QueryResult> result_from_json(const base::Json& envelope) {
  const auto& columns = base::member(envelope, "columns");
  const auto& rows = base::member(envelope, "rows");
  auto as_of = base::parse_rfc3339(base::text_at(envelope, "as_of"));
  if (!columns.is_array() || !rows.is_array() || !as_of)
    return base::fail(base::Code::invalid, "this is no result of a query");
  QueryResult result;
  result.query = base::text_at(envelope, "query");
  result.title = base::text_at(envelope, "title");
  result.summary = base::text_at(envelope, "summary");
  for (const auto& column : columns) {
    auto type = column_type(base::text_at(column, "type"));
    if (!type) return base::fail(base::Code::invalid, "a column has a type that does not exist");
    result.columns.push_back({base::text_at(column, "name"), base::text_at(column, "title"), *type,
                              base::text_at(column, "unit")});
  }
  for (const auto& row : rows) {
    if (!row.is_array() || row.size() != result.columns.size())
      return base::fail(base::Code::invalid, "a row does not have as many values as there are columns");
    result.rows.push_back(row);
  }
  if (const auto& total = base::member(envelope, "total_rows"); total.is_number_integer())
    result.total_rows = total.get<std::int64_t>();
  result.truncated = base::boolean_at(envelope, "truncated", false);
  if (const auto& totals = base::member(envelope, "totals"); totals.is_object()) result.totals = totals;
  result.as_of = *as_of;
  result.age_s = base::integer_at(envelope, "age_s", 0);
  if (const auto& params = base::member(envelope, "params"); params.is_object()) result.params = params;
  const auto& period = base::member(envelope, "period");
  result.since = base::text_at(period, "since");
  result.until = base::text_at(period, "until");
  for (const auto& warning : base::member(envelope, "warnings"))
    if (warning.is_string()) result.warnings.push_back(warning.get<std::string>());
  if (const auto& adjusted = base::member(envelope, "oos_adjusted"); adjusted.is_boolean())
    result.oos_adjusted = adjusted.get<bool>();
  if (const auto& ms = base::member(envelope, "ms"); ms.is_number()) result.ms = ms.get<double>();
  result.via = base::text_at(envelope, "via");
  return result;
}

}  // namespace garden::queries
