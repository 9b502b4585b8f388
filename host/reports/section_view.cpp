#include "reports/section_view.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/civil_time.hpp"
#include "queries/convert.hpp"
#include "queries/sentences.hpp"

namespace garden::reports {
namespace {
using base::Json;
using queries::ColumnType;
using queries::QueryResult;

constexpr std::size_t line_bytes_max = 320;

std::size_t place_of(const QueryResult& result, std::string_view name) {
  auto found = std::ranges::find(result.columns, name, &queries::ResultColumn::name);
  return static_cast<std::size_t>(found - result.columns.begin());
}

std::string key_of(const Section& section, const QueryResult& result, const Json& row) {
  Json key = Json::array();
  for (const auto& name : section.key)
    if (auto place = place_of(result, name); place < row.size()) key.push_back(row[place]);
  return base::to_text(key);
}

// A text of the shop's data inside a sentence of ours: nothing in it may become mark-up or a line of its own.
std::string inert(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (c == '*' || c == '_' || c == '`' || c == '<' || c == '[' || c == ']' || c == '\\') out += '\\';
    out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
  }
  return out;
}

Json shown_value(const Json& value, ColumnType type) {
  if (value.is_null()) return "-";
  return type == ColumnType::text && value.is_string() ? Json(inert(value.get<std::string>())) : value;
}

Json row_values(const QueryResult& result, const Json& row, const Occasion& occasion) {
  Json values{{"currency", occasion.currency}};
  for (std::size_t i = 0; i < result.columns.size(); ++i)
    values[result.columns[i].name] = shown_value(row[i], result.columns[i].type);
  return values;
}

bool is_number(const std::string& text) {
  double number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// Ten-thousandths of a number or of a text that is one; 0 for anything else.
std::int64_t exact(const Json& value) {
  double number = 0;
  if (value.is_number()) {
    number = value.get<double>();
  } else if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    std::from_chars(text.data(), text.data() + text.size(), number);
  }
  return static_cast<std::int64_t>(std::llround(number * 1e4));
}

Json sum_of(const QueryResult& result, std::string_view column, const std::vector<const Json*>& rows) {
  auto place = place_of(result, column);
  std::int64_t sum = 0;
  for (const auto* row : rows) sum += exact((*row)[place]);
  auto type = result.columns[place].type;
  if (type == ColumnType::money || type == ColumnType::revenue) return queries::fixed_text(sum, 4, 2);
  if (sum % 10'000 == 0) return sum / 10'000;
  return static_cast<double>(sum) / 1e4;
}

std::string cut(std::string line) {
  if (line.size() <= line_bytes_max) return line;
  auto end = line_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;
  return line.substr(0, end) + "…";
}

Json values_of(const Section& section, const QueryResult& result, const std::vector<const Json*>& chosen,
               const Occasion& occasion) {
  auto values = result.params;
  for (const auto& [name, value] : result.totals.items()) values[name] = value;
  values["currency"] = occasion.currency;
  values["day"] = occasion.day;
  values["summary"] = inert(result.summary);
  values["since"] = result.since;
  values["until"] = result.until;
  values["rows"] = result.rows.size();
  values["total"] = result.total_rows.value_or(static_cast<std::int64_t>(result.rows.size()));
  for (const auto& name : summed_columns(section)) values["sum." + name] = sum_of(result, name, chosen);
  if (!chosen.empty())
    for (std::size_t i = 0; i < result.columns.size(); ++i)
      values["first." + result.columns[i].name] = shown_value((*chosen.front())[i], result.columns[i].type);
  return values;
}

Json kept_section(const Section& section, const QueryResult& result, const std::vector<std::string>& shown) {
  Json columns = Json::array(), rows = Json::array();
  for (const auto& column : result.columns) {
    Json one{{"name", column.name}, {"title", column.title}, {"type", queries::name_of(column.type)}};
    if (!column.unit.empty()) one["unit"] = column.unit;
    columns.push_back(std::move(one));
  }
  for (const auto& row : result.rows) {
    if (rows.size() == kept_rows_max) break;
    rows.push_back(row);
  }
  return {{"name", section.name},
          {"title", section.title},
          {"query", result.query},
          {"params", result.params},
          {"row_count", result.rows.size()},
          {"total_rows", result.total_rows ? Json(*result.total_rows) : Json()},
          {"as_of", base::rfc3339(result.as_of)},
          {"age_s", result.age_s},
          {"key", section.key},
          {"columns", std::move(columns)},
          {"rows", std::move(rows)},
          {"shown", shown}};
}

// Whether each value that a part in [[ ]] uses says something.
bool says_something(std::string_view part, const Json& values) {
  auto names = queries::template_names(part);
  return names && std::ranges::all_of(*names, [&](const std::string& name) {
           auto value = values.find(name);
           if (value == values.end() || value->is_null() || *value == "" || *value == "-") return false;
           return exact(*value) != 0 || (value->is_string() && !is_number(value->get<std::string>()));
         });
}

std::string filled(const std::string& text, const Json& values) {
  std::string whole;
  for (std::size_t at = 0; at < text.size();) {
    auto open = std::min(text.find("[[", at), text.size());
    whole += text.substr(at, open - at);
    auto close = text.find("]]", open);
    if (close == std::string::npos) {
      whole += text.substr(open);
      break;
    }
    auto part = text.substr(open + 2, close - open - 2);
    if (says_something(part, values)) whole += part;
    at = close + 2;
  }
  return whole.empty() ? std::string() : queries::fill_template(whole, values);
}

// The rows in the order of the section, largest first; those without the value last.
void put_in_order(const Section& section, const QueryResult& result, std::vector<const Json*>& rows) {
  auto place = section.rank.empty() ? result.columns.size() : place_of(result, section.rank);
  if (place >= result.columns.size()) return;
  std::ranges::stable_sort(rows, [&](const Json* a, const Json* b) {
    bool no_a = (*a)[place].is_null(), no_b = (*b)[place].is_null();
    return no_a != no_b ? no_b : exact((*a)[place]) > exact((*b)[place]);
  });
}

}  // namespace

Earlier earlier_section(const Json& previous, const std::string& name) {
  Earlier earlier;
  earlier.day = base::text_at(previous, "day");
  for (const auto& section : base::member(previous, "sections")) {
    if (base::text_at(section, "name") != name || !base::member(section, "rows").is_array()) continue;
    earlier.exists = true;
    std::vector<std::size_t> places;
    const auto& columns = base::member(section, "columns");
    for (const auto& key : base::member(section, "key"))
      for (std::size_t i = 0; i < columns.size(); ++i)
        if (base::member(columns[i], "name") == key) places.push_back(i);
    for (const auto& row : section["rows"]) {
      Json key = Json::array(), values = Json::object();
      for (auto place : places)
        if (place < row.size()) key.push_back(row[place]);
      for (std::size_t i = 0; i < columns.size() && i < row.size(); ++i)
        values[base::text_at(columns[i], "name")] = row[i];
      auto text = base::to_text(key);
      earlier.keys.insert(text);
      earlier.rows[text] = std::move(values);
    }
    for (const auto& key : base::member(section, "shown"))
      if (key.is_string()) earlier.shown.push_back(key.get<std::string>());
  }
  return earlier;
}

QueryResult narrowed(const Section& section, QueryResult result) {
  if (section.where.empty() && section.once.empty()) return result;
  std::set<std::string> seen;
  auto before = result.rows.size();
  std::erase_if(result.rows, [&](const Json& row) {
    for (const auto& [name, values] : section.where.items()) {
      auto place = place_of(result, name);
      if (place < row.size() && std::ranges::find(values, row[place]) == values.end()) return true;
    }
    if (section.once.empty()) return false;
    Json same = Json::array();
    for (const auto& name : section.once)
      if (auto place = place_of(result, name); place < row.size()) same.push_back(row[place]);
    return !seen.insert(base::to_text(same)).second;
  });
  if (result.rows.size() < before) result.total_rows = static_cast<std::int64_t>(result.rows.size());
  return result;
}

SectionView view_of(const Section& section, const QueryResult& result, const Earlier& earlier,
                    const Occasion& occasion) {
  SectionView view{.section = &section};
  std::vector<const Json*> fresh, all;
  for (const auto& row : result.rows) {
    all.push_back(&row);
    bool known =
        !section.key.empty() && earlier.exists && earlier.keys.contains(key_of(section, result, row));
    if (!known) fresh.push_back(&row);
  }
  put_in_order(section, result, fresh);
  put_in_order(section, result, all);
  const auto& chosen = section.lines == Section::Lines::fresh ? fresh : all;
  auto values = values_of(section, result, chosen, occasion);
  view.counts = {{"rows", all.size()}, {"new", fresh.size()}, {"still", all.size() - fresh.size()}};
  for (const auto& [name, value] : view.counts.items()) values[name] = value;
  values["since_day"] = earlier.exists ? earlier.day : "the first report";
  for (const auto& name : summed_columns(section)) view.counts["sum." + name] = values["sum." + name];
  view.has_news = section.news && !section.key.empty() && !fresh.empty();
  view.quiet = filled(section.quiet, values);
  if (result.rows.empty())
    view.sentence = filled(section.say_empty, values);
  else if (earlier.exists && fresh.empty() && !section.say_same.empty())
    view.sentence = filled(section.say_same, values);
  else if (section.lines == Section::Lines::fresh && fresh.empty())
    view.sentence = view.quiet;
  else
    view.sentence =
        filled(earlier.exists || section.say_first.empty() ? section.say : section.say_first, values);
  std::vector<std::string> shown;
  if (section.lines != Section::Lines::none)
    for (const auto* row : chosen) {
      if (view.lines.size() == section.rows) break;
      view.lines.push_back(cut(filled(section.line, row_values(result, *row, occasion))));
      shown.push_back(key_of(section, result, *row));
    }
  if (section.lines != Section::Lines::none) view.hidden = chosen.size() - view.lines.size();
  view.kept = kept_section(section, result, shown);
  return view;
}

SectionView changes_view(const Section& section, const Section& source, const QueryResult& today,
                         const Earlier& earlier, const Occasion& occasion) {
  SectionView view{.section = &section};
  view.kept = {{"name", section.name}, {"title", section.title}, {"changes_of", source.name}};
  if (!earlier.exists || earlier.shown.empty()) return view;
  std::map<std::string, const Json*> rows;
  for (const auto& row : today.rows) rows.emplace(key_of(source, today, row), &row);
  std::size_t still = 0, gone = 0, fresh = 0;
  std::vector<const Json*> followed;
  auto stock = place_of(today, section.stock);
  for (const auto& key : earlier.shown) {
    auto now = rows.find(key);
    if (now == rows.end()) {
      ++gone;
      continue;
    }
    ++still;
    if (stock >= today.columns.size() || !earlier.rows.contains(key)) continue;
    if (exact((*now->second)[stock]) > exact(earlier.rows[key].value(section.stock, Json())))
      followed.push_back(now->second);
  }
  std::vector<const Json*> first;
  for (const auto& row : today.rows) first.push_back(&row);
  put_in_order(source, today, first);
  for (std::size_t i = 0; i < first.size() && i < source.rows; ++i)
    fresh += earlier.keys.contains(key_of(source, today, *first[i])) ? 0 : 1;
  view.counts = {{"advised", earlier.shown.size()},
                 {"gone", gone},
                 {"still", still},
                 {"followed", followed.size()},
                 {"new", fresh}};
  auto values = values_of(section, today, followed, occasion);
  for (const auto& [name, value] : view.counts.items()) values[name] = value;
  values["since_day"] = earlier.day;
  view.has_news = section.news && (gone > 0 || !followed.empty());
  view.quiet = filled(section.quiet, values);
  bool is_same = gone == 0 && followed.empty() && fresh == 0 && !section.say_same.empty();
  view.sentence = filled(is_same ? section.say_same : section.say, values);
  if (section.lines != Section::Lines::none)
    for (const auto* row : followed) {
      if (view.lines.size() == section.rows) break;
      view.lines.push_back(cut(filled(section.line, row_values(today, *row, occasion))));
    }
  if (section.lines != Section::Lines::none) view.hidden = followed.size() - view.lines.size();
  view.kept.update(view.counts);
  return view;
}

SectionView failed_view(const Section& section, const base::Error& error) {
  SectionView view{.section = &section, .failed = error.message};
  view.kept = {
      {"name", section.name}, {"title", section.title}, {"query", section.query}, {"error", error.message}};
  return view;
}

}  // namespace garden::reports
