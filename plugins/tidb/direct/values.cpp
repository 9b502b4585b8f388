#include "direct/values.hpp"

#include <array>
#include <charconv>
#include <cstdio>

#include "garden/base64.hpp"
#include "garden/json.hpp"
#include "way.hpp"

namespace garden::tidb {
namespace {

constexpr std::size_t room_bytes = 256;   // of a text at first; more when one needs it
constexpr unsigned binary_charset = 63;   // the number of what is bytes and no text
constexpr unsigned no_digits_known = 31;  // "decimals" of an expression whose fraction is not known

// "2026-11-22", "2026-11-22 08:25:39", "2026-11-22 08:25:39.250"; "-838:59:59" for a TIME.
std::string moment_text(const MYSQL_TIME& t, bool date_only, bool time_only, unsigned digits) {
  std::array<char, 64> buffer{};
  int size = 0;
  auto add = [&](const char* format, auto... values) {
    const auto at = static_cast<std::size_t>(size);
    size += std::snprintf(buffer.data() + at, buffer.size() - at, format, values...);
  };
  if (time_only) {
    add("%s%02u:%02u:%02u", t.neg ? "-" : "", t.day * 24 + t.hour, t.minute, t.second);
  } else {
    add("%04u-%02u-%02u", t.year, t.month, t.day);
    if (!date_only) add(" %02u:%02u:%02u", t.hour, t.minute, t.second);
  }
  std::string text(buffer.data(), static_cast<std::size_t>(size));
  if (date_only || digits == 0) return text;
  std::snprintf(buffer.data(), buffer.size(), ".%06lu", t.second_part % 1'000'000);
  return text.append(buffer.data(), digits + 1);
}

}  // namespace

Parameters::Parameters(std::string_view json) {
  json::each(json, [this](std::string_view value) {
    auto& made = values_.emplace_back();
    const auto refuse = [this](const char* why) {
      throw Failure(GARDEN_INVALID, "parameter " + std::to_string(values_.size()) + why);
    };
    switch (json::type_of(value)) {
      case json::Type::null: return;
      case json::Type::boolean:
        made.type = MYSQL_TYPE_LONGLONG;
        made.whole = value == "true" ? 1 : 0;
        return;
      case json::Type::string:
        made.type = MYSQL_TYPE_STRING;
        made.text = json::text(value);
        made.length = made.text.size();
        return;
      case json::Type::number:
        if (const auto whole = json::integer(value)) {
          made.type = MYSQL_TYPE_LONGLONG;
          made.whole = *whole;
          return;
        }
        if (const auto number = json::number(value);
            number && value.find_first_of(".eE") != std::string_view::npos) {
          made.type = MYSQL_TYPE_DOUBLE;
          made.number = *number;
          return;
        }
        return refuse(" is a number that does not fit");
      default: return refuse(" must be a text, a number, true, false or null");
    }
  });
}

void Parameters::bind(Connection& connection, MYSQL_STMT* statement) {
  const auto expected = mysql_stmt_param_count(statement);
  if (expected != values_.size())
    throw Failure(GARDEN_INVALID, "the statement has " + std::to_string(expected) + " parameters, but " +
                                      std::to_string(values_.size()) + " values were given");
  binds_.assign(values_.size(), MYSQL_BIND{});
  for (std::size_t i = 0; i < values_.size(); ++i) {
    auto& value = values_[i];
    auto& bind = binds_[i];
    bind.buffer_type = value.type;
    if (value.type == MYSQL_TYPE_LONGLONG) bind.buffer = &value.whole;
    if (value.type == MYSQL_TYPE_DOUBLE) bind.buffer = &value.number;
    if (value.type != MYSQL_TYPE_STRING) continue;
    bind.buffer = value.text.data();
    bind.buffer_length = value.length;
    bind.length = &value.length;
  }
  if (!binds_.empty() && mysql_stmt_bind_param(statement, binds_.data()) != 0) connection.fail(statement);
}

Columns::Columns(MYSQL_STMT* statement) {
  const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> about(mysql_stmt_result_metadata(statement),
                                                                       &mysql_free_result);
  const auto* const fields = mysql_fetch_fields(about.get());
  for (unsigned i = 0; i < mysql_num_fields(about.get()); ++i) columns_.push_back(describe(fields[i]));
}

Columns::Column Columns::describe(const MYSQL_FIELD& field) {
  Column column;
  column.name.assign(field.name, field.name_length);
  column.is_unsigned = (field.flags & UNSIGNED_FLAG) != 0;
  column.digits = field.decimals >= no_digits_known ? 0 : std::min(field.decimals, 6U);
  const auto bytes_or_text = field.charsetnr == binary_charset ? Kind::blob : Kind::text;
  switch (field.type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR: column.kind = Kind::whole; break;
    case MYSQL_TYPE_FLOAT: column.kind = Kind::single; break;
    case MYSQL_TYPE_DOUBLE: column.kind = Kind::real; break;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL: column.kind = Kind::decimal; break;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE: column.date_only = true; [[fallthrough]];
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP: column.kind = Kind::moment; break;
    case MYSQL_TYPE_TIME: column.kind = Kind::time; break;
    case MYSQL_TYPE_BIT: column.kind = Kind::bits; break;
    case MYSQL_TYPE_NULL: column.kind = Kind::nothing; break;
    case MYSQL_TYPE_JSON: column.kind = Kind::text; break;
    case MYSQL_TYPE_GEOMETRY: column.kind = Kind::blob; break;
    default: column.kind = bytes_or_text;
  }
  if (column.kind == Kind::decimal || column.kind == Kind::text || column.kind == Kind::blob ||
      column.kind == Kind::bits)
    column.text.resize(room_bytes);
  return column;
}

std::string_view Columns::type_name(Kind kind) {
  switch (kind) {
    case Kind::whole:
    case Kind::bits: return "integer";
    case Kind::single:
    case Kind::real: return "number";
    case Kind::decimal: return "decimal";
    case Kind::blob: return "blob";
    case Kind::moment: return "datetime";
    case Kind::nothing: return "unknown";
    default: return "text";
  }
}

std::string Columns::json() const {
  json::Writer out;
  out.object().key("columns").array();
  for (const auto& column : columns_)
    out.object().field("name", column.name).field("type", type_name(column.kind)).end();
  out.end().end();
  return out.take();
}

void Columns::bind(Connection& connection, MYSQL_STMT* statement) {
  binds_.assign(columns_.size(), MYSQL_BIND{});
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    auto& column = columns_[i];
    auto& bind = binds_[i];
    bind.is_null = &column.is_null;
    bind.length = &column.length;
    bind.error = &column.error;
    auto set = [&bind](enum_field_types type, void* buffer, std::size_t size) {
      bind.buffer_type = type;
      bind.buffer = buffer;
      bind.buffer_length = size;
    };
    switch (column.kind) {
      case Kind::whole:
        set(MYSQL_TYPE_LONGLONG, &column.whole, sizeof column.whole);
        bind.is_unsigned = column.is_unsigned;
        break;
      case Kind::single: set(MYSQL_TYPE_FLOAT, &column.single, sizeof column.single); break;
      case Kind::real: set(MYSQL_TYPE_DOUBLE, &column.real, sizeof column.real); break;
      case Kind::moment: set(MYSQL_TYPE_DATETIME, &column.moment, sizeof column.moment); break;
      case Kind::time: set(MYSQL_TYPE_TIME, &column.moment, sizeof column.moment); break;
      case Kind::nothing: set(MYSQL_TYPE_NULL, nullptr, 0); break;
      case Kind::decimal:
      case Kind::text: set(MYSQL_TYPE_STRING, column.text.data(), column.text.size()); break;
      default: set(MYSQL_TYPE_BLOB, column.text.data(), column.text.size());
    }
  }
  if (mysql_stmt_bind_result(statement, binds_.data()) != 0) connection.fail(statement);
}

void Columns::make_room(Connection& connection, MYSQL_STMT* statement, unsigned index) {
  auto& column = columns_[index];
  if (column.length > Way::batch_bytes_max)
    throw Failure(GARDEN_INVALID,
                  "a value of the column " + column.name + " is larger than 64 KB; select fewer columns");
  column.text.resize(std::max<std::size_t>(column.length, 2 * column.text.size()));
  auto& bind = binds_[index];
  bind.buffer = column.text.data();
  bind.buffer_length = column.text.size();
  if (mysql_stmt_fetch_column(statement, &bind, index, 0) != 0) connection.fail(statement);
}

std::string Columns::row(Connection& connection, MYSQL_STMT* statement) {
  bool grown = false;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].text.empty() || columns_[i].is_null || columns_[i].length <= columns_[i].text.size())
      continue;
    make_room(connection, statement, static_cast<unsigned>(i));
    grown = true;
  }
  json::Writer out;
  out.array();
  for (const auto& column : columns_) write(out, column);
  out.end();
  if (grown) bind(connection, statement);  // the library has a copy of the old places
  return out.take();
}

void Columns::write(json::Writer& out, const Column& column) {
  const std::string_view bytes(column.text.data(), std::min<std::size_t>(column.length, column.text.size()));
  if (column.is_null || column.kind == Kind::nothing) {
    out.value(nullptr);
    return;
  }
  switch (column.kind) {
    case Kind::whole:
      if (column.is_unsigned && column.whole < 0)
        out.value(std::to_string(static_cast<std::uint64_t>(column.whole)));
      else
        out.exact(column.whole);
      break;
    case Kind::single: {  // the fewest digits that give the same 4 bytes: 0.1, not 0.10000000149
      std::array<char, 32> digits{};
      const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), column.single);
      out.raw({digits.data(), static_cast<std::size_t>(end - digits.data())});
      break;
    }
    case Kind::real: out.value(column.real); break;
    case Kind::moment: out.value(moment_text(column.moment, column.date_only, false, column.digits)); break;
    case Kind::time: out.value(moment_text(column.moment, false, true, column.digits)); break;
    case Kind::bits: {
      std::uint64_t value = 0;
      for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
      if (value > INT64_MAX)
        out.value(std::to_string(value));
      else
        out.exact(static_cast<std::int64_t>(value));
      break;
    }
    case Kind::blob: out.object().field("base64", base64(bytes)).end(); break;
    default: out.value(bytes);
  }
}

}  // namespace garden::tidb
