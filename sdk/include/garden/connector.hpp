// Connector requests: what every data connector reads and says the same way (abi_connector.h).
//
// A `query` of the connector kind is a statement with positional parameters, a cap on rows and a time; at its
// end the connector says what it gave. This reads and bounds the one and writes the other, so that a plugin
// is left with its database. Threads: values [any].
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "garden/context.hpp"
#include "garden/failure.hpp"
#include "garden/json.hpp"
#include "garden/json_check.hpp"
#include "garden/json_writer.hpp"

namespace garden {

struct ConnectorQuery {
  std::string sql;                   // one statement, positional `?` only, checked by nobody yet
  std::string params = "[]";         // JSON array of null, true, false, numbers and texts
  std::uint64_t rows_max = 0;        // more rows than these are not sent, but noticed
  std::vector<std::string> columns;  // as a named query declares them; none: it is not named
  std::chrono::steady_clock::time_point started,
      deadline;  // by then the database must have been told to stop
};

// rows_max: the instance's own cap. A request may ask for less, never for more; its time is 10 s if it names
// none and never more than two minutes. Throws Failure (GARDEN_INVALID): no JSON, or no statement.
inline ConnectorQuery read_connector_query(const Context& context, std::uint64_t rows_max) {
  constexpr std::int64_t timeout_ms_default = 10'000, timeout_ms_max = 120'000;
  ConnectorQuery query;
  query.started = std::chrono::steady_clock::now();
  const auto text = context.request();
  if (!json::valid(text)) throw Failure(GARDEN_INVALID, "the request is not valid JSON");
  query.sql = json::text(json::member(text, "sql"));
  if (query.sql.empty()) throw Failure(GARDEN_INVALID, "the request has no `sql`");
  if (const auto params = json::member(text, "params"); json::type_of(params) == json::Type::array)
    query.params = params;
  const auto rows =
      json::integer(json::member(text, "max_rows")).value_or(static_cast<std::int64_t>(rows_max));
  query.rows_max = std::min(static_cast<std::uint64_t>(std::max<std::int64_t>(rows, 0)), rows_max);
  json::each(json::member(text, "columns"),
             [&query](std::string_view name) { query.columns.push_back(json::text(name)); });
  const auto timeout = json::integer(json::member(text, "timeout_ms")).value_or(timeout_ms_default);
  query.deadline =
      query.started + std::chrono::milliseconds(std::clamp<std::int64_t>(timeout, 1, timeout_ms_max));
  return query;
}

// {"done": {...}}: the last message of a query. via: which way the rows came.
inline std::string done_message(const ConnectorQuery& query, std::uint64_t row_count, bool truncated,
                                std::string_view via) {
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - query.started;
  json::Writer done;
  done.object().key("done").object();
  done.field("row_count", row_count).field("truncated", truncated);
  done.field("ms", took.count()).field("via", via).end().end();
  return done.take();
}

}  // namespace garden
