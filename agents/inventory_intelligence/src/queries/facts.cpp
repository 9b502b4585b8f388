#include "queries/facts.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "garden/json.hpp"
#include "stock/deadlines.hpp"

namespace garden::inventory::steps {
namespace {

std::optional<std::int64_t> parsed(std::string_view digits) {
  std::int64_t value = 0;
  const auto* const end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, value);
  if (digits.empty() || error != std::errc() || stopped != end) return {};
  return value;
}

// 731, 731.0, 731.0000
std::optional<std::int64_t> exact(std::string_view number) {
  const auto point = number.find('.');
  if (point != number.npos && number.find_first_not_of('0', point + 1) == number.npos)
    number = number.substr(0, point);
  if (const auto value = parsed(number)) return value;
  const auto value = json::number(number);  // 7.31e5
  constexpr double most = 9'007'199'254'740'992;
  if (!value || *value != std::floor(*value) || std::fabs(*value) > most) return {};
  return static_cast<std::int64_t>(*value);
}

}  // namespace

std::optional<Day> day_of_text(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return {};
  const auto year = parsed(text.substr(0, 4)), month = parsed(text.substr(5, 2)),
             day = parsed(text.substr(8, 2));
  if (!year || !month || !day || *year < 1 || *month < 1 || *month > 12 || *day < 1 || *day > 31) return {};
  return day_of({static_cast<int>(*year), static_cast<int>(*month), static_cast<int>(*day)});
}

Facts::Facts(std::string_view request) {
  json::each(json::at(request, "columns"), [this](std::string_view column) {
    places_.emplace(json::text(json::at(column, "name")), width_++);
  });
  json::each(json::at(request, "rows"), [this](std::string_view row) {
    const auto before = cells_.size();
    json::each(row, [this](std::string_view value) { cells_.push_back(value); });
    if (cells_.size() - before != width_) throw Unusable("a row has not as many values as there are columns");
  });
}

std::size_t Facts::column(const std::string& name) const {
  const auto found = places_.find(name);
  if (found == places_.end()) throw Unusable("the facts have no column " + name);
  return found->second;
}

std::optional<std::int64_t> Facts::integer(std::size_t row, std::size_t column) const {
  const auto value = cell(row, column);
  if (value == "null") return {};
  const auto number = json::type_of(value) == json::Type::string ? exact(json::text(value)) : exact(value);
  if (!number) throw Unusable("a fact is no whole number: " + std::string(value.substr(0, 40)));
  return number;
}

std::optional<double> Facts::number(std::size_t row, std::size_t column) const {
  const auto value = cell(row, column);
  if (value == "null") return {};
  const auto number =
      json::type_of(value) == json::Type::string ? json::number(json::text(value)) : json::number(value);
  if (!number) throw Unusable("a fact is no number: " + std::string(value.substr(0, 40)));
  return number;
}

std::string Facts::text(std::size_t row, std::size_t column) const { return json::text(cell(row, column)); }

std::vector<std::int64_t> Facts::list(std::size_t row, std::size_t column, std::size_t size) const {
  std::vector<std::int64_t> numbers(size, 0);
  const auto list = text(row, column);
  std::size_t from = 0;
  for (auto& number : numbers) {
    if (from >= list.size()) break;
    const auto end = std::min(list.find(',', from), list.size());
    std::from_chars(list.data() + from, list.data() + end, number);
    from = end + 1;
  }
  return numbers;
}

std::optional<Day> Facts::day(std::size_t row, std::size_t column) const {
  // The ledger keeps days as numbers, as this library does.
  if (const auto number = parsed(cell(row, column))) return static_cast<Day>(*number);
  return day_of_text(text(row, column));
}

Question::Question(std::string_view request)
    : params(json::at(request, "params")),
      settings(json::at(request, "settings")),
      tables(json::at(request, "tables")),
      facts(request) {
  const auto day = day_of_text(json::text(json::at(request, "today")));
  if (!day) throw Unusable("the request says no day");
  today = *day;
}

Facts Question::table(const std::string& name) const { return Facts(json::at(tables, name)); }

std::size_t Question::limit() const {
  return static_cast<std::size_t>(std::max<std::int64_t>(integer_given("limit", INT64_MAX), 0));
}
std::optional<double> Question::number_given(std::string_view parameter) const {
  return json::number(json::at(params, parameter));
}
std::int64_t Question::integer_given(std::string_view parameter, std::int64_t otherwise) const {
  return json::integer(json::at(params, parameter)).value_or(otherwise);
}
std::string Question::text_given(std::string_view parameter) const {
  return json::text(json::at(params, parameter));
}
double Question::number_set(std::string_view setting) const {
  const auto value = json::number(json::at(settings, setting));
  if (!value) throw Unusable("the setting " + std::string(setting) + " is missing");
  return *value;
}
std::string Question::text_set(std::string_view setting) const {
  return json::text(json::at(settings, setting));
}

}  // namespace garden::inventory::steps
