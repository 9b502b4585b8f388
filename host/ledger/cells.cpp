#include "ledger/cells.hpp"

#include <charconv>
#include <cmath>
#include <optional>

#include "base/civil_time.hpp"
#include "garden/ascii.hpp"
#include "shop_data/clean.hpp"

namespace garden::ledger {
namespace {

constexpr std::size_t text_bytes_max = 200;
constexpr std::int64_t exact_max = 1'000'000'000'000;  // keeps products of two such numbers within 64 bits

// "12.50" with 4 decimals is 125000; nothing for what is no plain number, or has more decimals than that.
std::optional<std::int64_t> scaled(std::string_view text, std::size_t decimals) {
  bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  auto point = std::min(text.find('.'), text.size());
  auto digits = std::string(text.substr(0, point));
  auto fraction = std::string(text.substr(std::min(point + 1, text.size())));
  while (fraction.size() > decimals && fraction.back() == '0') fraction.pop_back();
  if ((digits.empty() && fraction.empty()) || fraction.size() > decimals || digits.size() > 12) return {};
  fraction.resize(decimals, '0');
  digits += fraction;
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || value > exact_max) return {};
  if (digits.find_first_not_of("0123456789") != std::string::npos) return {};
  return negative ? -value : value;
}

std::string unscaled(std::int64_t value, std::size_t decimals, std::size_t shown_min) {
  auto magnitude = std::to_string(value < 0 ? -value : value);
  if (magnitude.size() <= decimals) magnitude.insert(0, decimals + 1 - magnitude.size(), '0');
  auto fraction = magnitude.substr(magnitude.size() - decimals);
  magnitude.resize(magnitude.size() - decimals);
  while (fraction.size() > shown_min && fraction.back() == '0') fraction.pop_back();
  return (value < 0 ? "-" : "") + magnitude + (fraction.empty() ? "" : "." + fraction);
}

std::expected<Cell, std::string> wrong(std::string_view text, const char* right) {
  return std::unexpected("\"" + std::string(text.substr(0, 60)) + "\" is not " + right);
}

std::expected<Cell, std::string> parse_flag(std::string_view text) {
  auto word = shop_data::folded(text);
  if (word == "1" || word == "yes" || word == "true") return std::int64_t{1};
  if (word == "0" || word == "no" || word == "false") return std::int64_t{0};
  return wrong(text, "yes or no");
}

}  // namespace

std::expected<Cell, std::string> parse_cell(const TableColumn& column, std::string_view raw) {
  auto text = trimmed(raw);
  if (text.empty())
    return column.required ? std::expected<Cell, std::string>(std::unexpected("it is missing"))
                           : Cell(nullptr);
  switch (column.kind) {
    case Kind::text:
      if (text.size() > text_bytes_max) return wrong(text, "a text of at most 200 bytes");
      return std::string(text);
    case Kind::flag: return parse_flag(text);
    case Kind::day:
      if (auto day = base::day_number(text); day && text.size() == 10) return *day;
      return wrong(text, "a day such as 2026-11-22");
    case Kind::number: {
      double value = 0;
      auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return wrong(text, "a number such as 2.5");
      return value;
    }
    case Kind::quantity:
      if (auto value = scaled(text, 3)) return *value;
      return wrong(text, "a quantity such as 12 or 2.5, with at most three decimals");
    case Kind::money:
      if (auto value = scaled(text, 4)) return *value;
      return wrong(text, "an amount such as 12.50, with at most four decimals");
    case Kind::id:
    case Kind::whole: break;
  }
  auto value = scaled(text, 0);
  if (!value || *value < 0) return wrong(text, "a whole number, 0 or more");
  return *value;
}

void bind_cell(sqlite::Statement& statement, int index, const Cell& cell) {
  std::visit([&](const auto& value) { statement.bind(index, value); }, cell);
}

std::string quoted(std::string_view text) {
  if (text.find_first_of(",;\t\"\r\n") == std::string_view::npos) return std::string(text);
  std::string made = "\"";
  for (char c : text) made += c == '"' ? std::string("\"\"") : std::string(1, c);
  return made + '"';
}

std::string cell_text(const TableColumn& column, const sqlite::Statement& statement, int index) {
  if (statement.is_null(index)) return {};
  switch (column.kind) {
    case Kind::text: return quoted(statement.text(index));
    case Kind::quantity: return unscaled(statement.integer(index), 3, 0);
    case Kind::money: return unscaled(statement.integer(index), 4, 2);
    case Kind::day: return base::day_text(statement.integer(index));
    case Kind::flag: return statement.integer(index) != 0 ? "yes" : "no";
    case Kind::number: {
      char buffer[40];
      auto written = std::to_chars(buffer, buffer + sizeof buffer, statement.real(index));
      return {buffer, written.ptr};
    }
    default: return std::to_string(statement.integer(index));
  }
}

}  // namespace garden::ledger
