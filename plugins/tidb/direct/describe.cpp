#include "direct/describe.hpp"

#include "garden/json_writer.hpp"

namespace garden::tidb {
namespace {

constexpr std::size_t columns_max = 20'000;

std::string read_only_text(const Connection& connection) {
  return std::string("statements are looked at before they are sent") +
         (connection.proves_read_only() ? "; every session is READ ONLY, which the server enforces" : "") +
         "; the user's grants are looked at";
}

}  // namespace

std::string describe_database(Connection& connection, const std::string& warning) {
  const auto rows = connection.run(
      "SELECT table_name, column_name, column_type FROM information_schema.columns WHERE table_schema = "
      "DATABASE() "
      "ORDER BY table_name, ordinal_position LIMIT " +
      std::to_string(columns_max + 1));
  json::Writer out;
  out.object()
      .field("dialect", name_of(connection.flavour()))
      .field("version", connection.version())
      .field("read_only", read_only_text(connection))
      .key("tables")
      .array();
  const std::string* table = nullptr;
  for (std::size_t i = 0; i < rows.size() && i < columns_max; ++i) {
    if (!table || *table != rows[i][0]) {
      if (table) out.end().end();
      table = &rows[i][0];
      out.object().field("name", *table).key("columns").array();
    }
    out.object().field("name", rows[i][1]).field("type", rows[i][2]).end();
  }
  if (table) out.end().end();
  out.end().key("warnings").array();
  if (!warning.empty()) out.value(warning);
  if (rows.size() > columns_max)
    out.value("only the first " + std::to_string(columns_max) + " columns are listed");
  out.end().end();
  return out.take();
}

}  // namespace garden::tidb
