#include "queries/convert.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/civil_time.hpp"
#include "queries/calendar.hpp"

namespace garden::queries {
namespace {

using Value = std::expected<base::Json, std::string>;
constexpr std::int64_t exact_in_json_max = std::int64_t{1} << 53;

std::unexpected<std::string> refuse(const Column& column, const base::Json& raw) {
  return std::unexpected("the column " + column.name + " is declared as " +
                         std::string(name_of(column.type)) + ", but the database returned " +
                         base::to_text(raw).substr(0, 40));
}

std::optional<double> real_number(const base::Json& raw) {
  if (raw.is_number()) return raw.get<double>();
  if (!raw.is_string()) return std::nullopt;
  const auto& text = raw.get_ref<const std::string&>();
  double value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

base::Json json_integer(std::int64_t value) {
  if (value > exact_in_json_max || value < -exact_in_json_max) return std::to_string(value);
  return value;
}

base::Json quantity_of(std::int64_t thousandths) {
  if (thousandths % 1000 == 0) return json_integer(thousandths / 1000);
  return static_cast<double>(thousandths) / 1000.0;
}

Value rounded(const Column& column, const base::Json& raw) {
  auto value = real_number(raw);
  if (!value) return refuse(column, raw);
  if (!std::isfinite(*value)) return base::Json();
  double scale = std::pow(10.0, column.decimals);
  // A ratio that is whole but for the last bits of a double is not rounded up to the next one.
  if (column.rounding == Rounding::up) value = std::ceil(*value * scale - 1e-6) / scale;
  std::array<char, 400> buffer{};
  auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), *value, std::chars_format::fixed,
                               column.decimals);
  if (written.ec != std::errc()) return refuse(column, raw);
  double shown = 0;
  std::from_chars(buffer.data(), written.ptr, shown);
  if (shown == std::floor(shown) && std::fabs(shown) < static_cast<double>(exact_in_json_max))
    return base::Json(static_cast<std::int64_t>(shown));
  return base::Json(shown);
}

// A day of the ledger: from 1900 to 2500. 20261122 is somebody else's idea of a date.
bool is_day(std::int64_t number) { return number > -25'567 && number < 193'600; }

// "2026-11-22", "2026-11-22 08:25:39", "2026-11-22T08:25:39.000" and MySQL's and Zen Cart's zero dates.
Value moment_of(const Column& column, const base::Json& raw) {
  if (raw.is_number_integer() && column.type == ColumnType::date && is_day(raw.get<std::int64_t>()))
    return base::Json(base::day_text(raw.get<std::int64_t>()));
  if (!raw.is_string()) return refuse(column, raw);
  auto text = raw.get<std::string>();
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return refuse(column, raw);
  if (text.starts_with("0000-") || text.starts_with("0001-")) return base::Json();
  if (column.type == ColumnType::date) return base::Json(text.substr(0, 10));
  if (text.size() == 10) text += " 00:00:00";
  if (text.size() < 19) return refuse(column, raw);
  text[10] = ' ';
  return base::Json(text.substr(0, 19));
}

Value age_of(const Column& column, const base::Json& raw, std::chrono::sys_days today) {
  auto shown = moment_of({.name = column.name, .type = ColumnType::date}, raw);
  if (!shown || shown->is_null()) return shown;
  const auto day = day_of(shown->get_ref<const std::string&>());
  if (!day) return base::Json();
  return base::Json((today - *day).count());
}

// A part of a day is no whole one: what lasts 2.9 days is gone on the third day from now, which has begun by
// then.
Value day_ahead_of(const Column& column, const base::Json& raw, std::chrono::sys_days today) {
  constexpr double days_max = 36'500;  // a hundred years say nothing about stock
  auto days = real_number(raw);
  if (!days) return refuse(column, raw);
  if (!std::isfinite(*days) || std::fabs(*days) > days_max) return base::Json();
  return base::Json(day_text(today + std::chrono::days(static_cast<int>(std::floor(*days + 1e-9)))));
}

Value text_of(const Column& column, const base::Json& raw) {
  if (raw.is_string()) return column.html ? base::Json(decode_html(raw.get_ref<const std::string&>())) : raw;
  if (raw.is_number()) return base::Json(base::to_text(raw));
  return refuse(column, raw);
}

}  // namespace

std::optional<std::int64_t> exact_integer(const base::Json& raw) {
  if (raw.is_number_unsigned() && raw.get<std::uint64_t>() > INT64_MAX) return std::nullopt;
  if (raw.is_number_integer()) return raw.get<std::int64_t>();
  if (raw.is_number_float()) {
    auto value = raw.get<double>();
    if (value != std::floor(value) || std::fabs(value) > static_cast<double>(exact_in_json_max))
      return std::nullopt;
    return static_cast<std::int64_t>(value);
  }
  if (!raw.is_string()) return std::nullopt;
  std::string_view text = raw.get_ref<const std::string&>();
  if (auto point = text.find('.'); point != std::string_view::npos) {
    if (text.find_first_not_of('0', point + 1) != std::string_view::npos) return std::nullopt;
    text = text.substr(0, point);
  }
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

std::expected<base::Json, std::string> convert_value(const Column& column, const base::Json& raw,
                                                     std::chrono::sys_days today) {
  if (raw.is_null()) return base::Json();
  switch (column.type) {
    case ColumnType::number: return rounded(column, raw);
    case ColumnType::text: return text_of(column, raw);
    case ColumnType::date:
    case ColumnType::datetime: return moment_of(column, raw);
    case ColumnType::age: return age_of(column, raw, today);
    case ColumnType::day_ahead: return day_ahead_of(column, raw, today);
    default: break;
  }
  auto value = exact_integer(raw);
  if (!value) return refuse(column, raw);
  switch (column.type) {
    case ColumnType::quantity: return quantity_of(*value);
    case ColumnType::money: return base::Json(fixed_text(*value, 4, 2));
    case ColumnType::revenue: return base::Json(fixed_text(*value, 7, 2));
    default: return json_integer(*value);
  }
}

std::string fixed_text(std::int64_t value, int scale, int decimals) {
  auto magnitude = value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
  std::uint64_t cut = 1;
  for (int i = decimals; i < scale; ++i) cut *= 10;
  auto shown = magnitude / cut + (magnitude % cut >= cut / 2 + cut % 2 ? 1 : 0);
  auto digits = std::to_string(shown);
  auto width = static_cast<std::size_t>(decimals);
  if (digits.size() <= width) digits.insert(0, width + 1 - digits.size(), '0');
  if (decimals > 0) digits.insert(digits.size() - width, ".");
  return (value < 0 && shown != 0 ? "-" : "") + digits;
}

}  // namespace garden::queries
