#include "answers/evidence.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "answers/number_text.hpp"
#include "answers/number_words.hpp"
#include "answers/row_finder.hpp"
#include "answers/sources.hpp"

namespace garden::answers {
namespace {
using base::Json;

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t loose_max = 50'000;  // numbers without a place; a context of 32 KiB has some thousand
constexpr std::size_t values_depth_max = 32;
constexpr std::size_t texts_told_apart_max = 1'000;

Measure measure_of(std::string_view type, std::string_view unit, std::string_view name) {
  if (type == "money" || type == "revenue") return Measure::money;
  if (unit.find('%') != std::string_view::npos) return Measure::percent;
  if (name == "id" || name == "ID" || name.ends_with("_id")) return Measure::identifier;
  if (type == "number" && unit.empty()) return Measure::ratio;
  if (!type.empty()) return Measure::amount;
  if (unit.empty()) return Measure::unknown;
  bool is_currency =
      unit.size() == 3 && std::ranges::all_of(unit, [](char c) { return c >= 'A' && c <= 'Z'; });
  return is_currency ? Measure::money : Measure::amount;
}

// A text that is a number as a whole, as money is written in results.
double number_of(const Json& cell) {
  if (cell.is_number()) return cell.get<double>();
  if (!cell.is_string()) return no_number;
  const auto& text = cell.get_ref<const std::string&>();
  double value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && !text.empty() ? value : no_number;
}

// "2026-03-10 ..." as a number of days, or NaN.
double day_of(std::string_view text) {
  int year = 0, month = 0, day = 0;
  auto part = [&](std::size_t at, std::size_t size, int& into) {
    auto digits = text.substr(std::min(at, text.size()), size);
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), into);
    return error == std::errc() && digits.size() == size && end == digits.data() + size;
  };
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return no_number;
  if (!part(0, 4, year) || !part(5, 2, month) || !part(8, 2, day)) return no_number;
  std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                   std::chrono::day(static_cast<unsigned>(day))};
  return date.ok() ? static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count()) : no_number;
}

// How often each text of a column stands there: "12 of them are from Bullseye".
class TextCounts {
 public:
  void add(const std::string& text) {
    if (counts_.size() < texts_told_apart_max || counts_.contains(text)) ++counts_[text];
  }
  void into(std::vector<double>& counts) const {
    counts.push_back(static_cast<double>(counts_.size()));
    for (const auto& [text, count] : counts_)
      if (count > 1) counts.push_back(static_cast<double>(count));
  }

 private:
  std::unordered_map<std::string, std::size_t> counts_;
};

std::vector<std::string_view> cells_of_line(std::string_view line) {
  std::vector<std::string_view> cells;
  std::size_t start = 1;
  for (std::size_t at = 1; at < line.size(); ++at) {
    if (line[at] != '|' || line[at - 1] == '\\') continue;
    auto cell = line.substr(start, at - start);
    auto first = cell.find_first_not_of(' ');
    cells.push_back(first == std::string_view::npos
                        ? std::string_view()
                        : cell.substr(first, cell.find_last_not_of(' ') - first + 1));
    start = at + 1;
  }
  return cells;
}

// A Markdown table's cells as a result would have them.
Json table_of(const std::vector<std::string_view>& lines) {
  Json columns = Json::array(), rows = Json::array();
  auto rule = cells_of_line(lines[1]);
  for (auto title : cells_of_line(lines[0])) {
    auto open = title.rfind(" (");
    auto unit = open != std::string_view::npos && title.ends_with(')')
                    ? title.substr(open + 2, title.size() - open - 3)
                    : std::string_view();
    auto place = columns.size();
    bool numeric = place < rule.size() && rule[place].ends_with(':');
    columns.push_back({{"name", title.substr(0, open)}, {"type", numeric ? "" : "text"}, {"unit", unit}});
  }
  for (std::size_t i = 2; i < lines.size(); ++i) {
    Json row = Json::array();
    for (auto cell : cells_of_line(lines[i])) row.push_back(cell == "-" ? Json() : Json(cell));
    if (row.size() == columns.size()) rows.push_back(std::move(row));
  }
  return {{"columns", std::move(columns)}, {"rows", std::move(rows)}};
}

void add_text_column(EvidenceTable& table, const Json& rows, std::size_t place, double today,
                     std::vector<std::string>& texts) {
  TextCounts counts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& cell = rows[i][place];
    if (!cell.is_string()) continue;
    const auto& text = cell.get_ref<const std::string&>();
    counts.add(text);
    if (i >= named_rows_max) continue;
    if (auto day = day_of(text); !std::isnan(day)) {
      if (!std::isnan(today)) table.distances.push_back(std::abs(today - day));
      continue;
    }
    texts.push_back(text);
    std::string joined;
    for (const auto& word : words_of(text)) joined += (joined.empty() ? "" : " ") + word;
    if (!joined.empty()) table.names[i].push_back(std::move(joined));
  }
  counts.into(table.counts);
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  auto close = [&] {
    if (word.size() > 1) words.push_back(word);
    word.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    auto here = character_at(text, at);
    if (is_letter(here.code) || is_digit(text[at]))
      for (std::size_t i = 0; i < here.size; ++i) {
        char c = text[at + i];
        word += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      }
    else
      close();
    at += here.size;
  }
  close();
  return words;
}

EvidencePart::EvidencePart() = default;
EvidencePart::~EvidencePart() = default;

const Sources& EvidencePart::sources() const {
  std::call_once(sorted_, [this] { sources_ = std::make_unique<const Sources>(*this); });
  return *sources_;
}
const std::vector<RowFinder>& EvidencePart::finders() const {
  std::call_once(turned_, [this] {
    finders_.reserve(tables.size());
    for (const auto& table : tables) finders_.emplace_back(table);
  });
  return finders_;
}

EvidencePart& Evidence::own() {
  if (!own_) {
    own_ = std::make_shared<EvidencePart>();
    parts_.push_back(own_);
  }
  return *own_;
}

void Evidence::take(EvidenceTable table) {
  auto& part = own();
  auto left = evidence_cells_max - std::min(cells(), evidence_cells_max);
  for (auto& column : table.columns) {
    if (column.cells.size() > left) column.cells.resize(left);
    left -= column.cells.size();
    part.cells += column.cells.size();
  }
  part.tables.push_back(std::move(table));
}

void Evidence::add_mentioned(std::string_view text) {
  auto& loose = own().loose;
  for (const auto& number : read_numbers(text))
    for (std::size_t i = 0; i < number.readings_count && loose.size() < loose_max; ++i)
      loose.push_back(number.readings[i].value);
}

void Evidence::add_text(std::string_view text) {
  auto first = own().loose.size();
  add_mentioned(text);
  auto& part = own();
  part.thresholds.insert(part.thresholds.end(), part.loose.begin() + static_cast<std::ptrdiff_t>(first),
                         part.loose.end());
}

void Evidence::add_values(const Json& value) {
  auto walk = [this](const Json& one, std::size_t depth, const auto& self) -> void {
    if (one.is_structured()) {
      if (depth < values_depth_max)
        for (const auto& inner : one) self(inner, depth + 1, self);
    } else if (auto number = number_of(one); !std::isnan(number)) {
      auto& part = own();
      if (part.loose.size() < loose_max) part.loose.push_back(number);
      if (part.thresholds.size() < loose_max) part.thresholds.push_back(number);
    } else if (one.is_string()) {
      add_text(one.get_ref<const std::string&>());
    }
  };
  walk(value, 0, walk);
}

void Evidence::add_result(const Json& envelope) {
  const auto& columns = base::member(envelope, "columns");
  const auto& rows = base::member(envelope, "rows");
  if (!columns.is_array() || !rows.is_array()) return add_values(envelope);
  for (const auto& row : rows)
    if (!row.is_array() || row.size() != columns.size()) return add_values(envelope);
  EvidenceTable table;
  table.rows = rows.size();
  table.names.resize(std::min(rows.size(), named_rows_max));
  table.counts.push_back(static_cast<double>(rows.size()));
  if (const auto& total = base::member(envelope, "total_rows"); total.is_number())
    table.counts.push_back(total.get<double>());
  auto today = day_of(base::text_at(envelope, "as_of"));
  std::vector<std::string> texts;
  for (std::size_t place = 0; place < columns.size(); ++place) {
    EvidenceColumn column{base::text_at(columns[place], "name"), base::text_at(columns[place], "unit")};
    auto type = base::text_at(columns[place], "type");
    column.measure = measure_of(type, column.unit, column.name);
    bool is_text = type == "text" || type == "date" || type == "datetime";
    bool any = false;
    column.cells.reserve(rows.size());
    for (const auto& row : rows) {
      column.cells.push_back(number_of(row[place]));
      any = any || !std::isnan(column.cells.back());
    }
    column.is_summable = type != "number";
    if (is_text) column.measure = Measure::identifier;  // a model's number: as it is, or not at all
    if (any) table.columns.push_back(std::move(column));
    if (is_text || type.empty()) add_text_column(table, rows, place, today, texts);
  }
  for (const auto& [name, value] : base::member(envelope, "totals").items())
    if (auto number = number_of(value); !std::isnan(number))
      table.totals.push_back(
          {name, {}, value.is_string() ? Measure::money : Measure::amount, {number}, true});
  take(std::move(table));
  for (const auto& text : texts) add_mentioned(text);
  add_mentioned(base::text_at(envelope, "summary"));
  for (const auto& warning : base::member(envelope, "warnings"))
    if (warning.is_string()) add_mentioned(warning.get_ref<const std::string&>());
  add_values(base::member(envelope, "params"));
  if (const auto& age = base::member(envelope, "age_s"); age.is_number())
    own().loose.push_back(age.get<double>());
}

void Evidence::add_markdown(std::string_view markdown) {
  std::vector<std::string_view> table;
  std::string rest;
  auto close = [&] {
    if (table.size() > 2) add_result(table_of(table));
    table.clear();
  };
  for (std::size_t at = 0; at < markdown.size();) {
    auto end = std::min(markdown.find('\n', at), markdown.size());
    auto line = markdown.substr(at, end - at);
    if (line.starts_with('|')) {
      table.push_back(line);
    } else {
      close();
      rest += line;
      rest += '\n';
    }
    at = end + 1;
  }
  close();
  add_mentioned(rest);
}

void Evidence::add(const Evidence& other) {
  for (const auto& part : other.parts_)
    if (std::ranges::find(parts_, part) == parts_.end()) parts_.push_back(part);
}

std::size_t Evidence::cells() const {
  std::size_t all = 0;
  for (const auto& part : parts_) all += part->cells;
  return all;
}

}  // namespace garden::answers
