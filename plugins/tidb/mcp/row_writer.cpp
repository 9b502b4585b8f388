#include "row_writer.hpp"

#include "garden/base64.hpp"
#include "garden/failure.hpp"
#include "garden/json.hpp"

namespace garden::tidb {
namespace {

using json::Type;

// Node's way to write bytes: {"type":"Buffer","data":[1,2,3]}.
bool append_buffer(std::string& bytes, std::string_view value) {
  if (!json::same(json::member(value, "type"), "Buffer")) return false;
  bool good = true;
  json::each(json::member(value, "data"), [&](std::string_view element) {
    const auto byte = json::integer(element);
    good = good && byte && *byte >= 0 && *byte <= 255;
    if (good) bytes += static_cast<char>(*byte);
  });
  return good;
}

bool is_rounded(std::string_view number) {
  if (number.find_first_of(".eE") != number.npos) return false;
  const auto value = json::integer(number);
  constexpr std::int64_t limit = std::int64_t{1} << 53;
  return !value || *value >= limit || *value <= -limit;
}

}  // namespace

std::string RowWriter::columns(const std::vector<std::string_view>& rows,
                               const std::vector<std::string>& expected) {
  names_ = expected;
  if (!rows.empty()) {
    names_.clear();
    json::each_member(rows.front(), [this](std::string_view name, std::string_view) {
      names_.push_back(json::text(name));
    });
  }
  json::Writer out;
  out.object().key("columns").array();
  for (const auto& name : names_) out.object().field("name", name).field("type", "unknown").end();
  out.end().end();
  return out.take();
}

std::string RowWriter::batch(const std::vector<std::string_view>& rows, std::size_t& from,
                             std::size_t rows_end, std::size_t bytes_max) {
  std::string batch = R"({"rows":[)";
  const auto empty = batch.size();
  for (; from < rows_end; ++from) {
    json::Writer row;
    write_row(row, rows[from]);
    if (batch.size() + row.size() + 3 > bytes_max) {
      if (batch.size() == empty) throw Failure(GARDEN_INVALID, "a row in the result is larger than 64 KB");
      break;
    }
    if (batch.size() > empty) batch += ',';
    batch += row.text();
  }
  return batch + "]}";
}

void RowWriter::write_row(json::Writer& out, std::string_view row) const {
  out.array();
  std::size_t at = 0;
  bool fits = true;
  json::each_member(row, [&](std::string_view name, std::string_view value) {
    fits = fits && at < names_.size() && json::same(name, names_[at++]);
    if (fits) write_value(out, value);
  });
  if (!fits || at != names_.size())
    throw Failure(GARDEN_UNIMPLEMENTED, "the rows of the MCP server's answer differ in their columns");
  out.end();
}

void RowWriter::write_value(json::Writer& out, std::string_view value) const {
  switch (json::type_of(value)) {
    case Type::number:
      if (is_rounded(value)) {
        if (!exact_integers_)
          throw Failure(GARDEN_UNIMPLEMENTED,
                        "the MCP server rounds large numbers; set MYSQL_BIG_NUMBER_STRINGS=true for it");
        out.value(value);
        return;
      }
      out.raw(value);
      return;
    case Type::object: {
      std::string bytes;
      if (append_buffer(bytes, value)) {
        out.object().field("base64", base64(bytes)).end();
        return;
      }
      out.value(value);
      return;
    }
    case Type::array: out.value(value); return;  // a JSON column: its text
    default: out.raw(value);
  }
}

}  // namespace garden::tidb
