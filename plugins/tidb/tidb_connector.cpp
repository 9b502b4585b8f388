#include "tidb_connector.hpp"

#include <algorithm>
#include <chrono>

#include "direct/direct_way.hpp"
#include "garden/json_check.hpp"
#include "statement.hpp"

namespace garden::tidb {
namespace {

using Millis = std::chrono::milliseconds;

constexpr std::int64_t timeout_ms_default = 10'000, timeout_ms_max = 120'000;

Query parse(Context& context, std::uint64_t rows_max, Clock::time_point started) {
  const auto text = context.request();
  if (!json::valid(text)) throw Failure(GARDEN_INVALID, "the request is not valid JSON");
  Query query;
  query.sql = json::text(json::member(text, "sql"));
  if (query.sql.empty()) throw Failure(GARDEN_INVALID, "the request has no `sql`");
  if (const auto params = json::member(text, "params"); json::type_of(params) == json::Type::array)
    query.params = params;
  const auto rows =
      json::integer(json::member(text, "max_rows")).value_or(static_cast<std::int64_t>(rows_max));
  query.rows_max = std::min(static_cast<std::uint64_t>(std::max<std::int64_t>(rows, 0)), rows_max);
  const auto timeout = json::integer(json::member(text, "timeout_ms")).value_or(timeout_ms_default);
  query.deadline = started + Millis(std::clamp<std::int64_t>(timeout, 1, timeout_ms_max));
  return query;
}

std::string done_json(const Answer& answer, std::string_view via, Clock::time_point started) {
  json::Writer done;
  done.object().key("done").object();
  done.field("row_count", answer.row_count()).field("truncated", answer.truncated());
  done.field("ms", std::chrono::duration<double, std::milli>(Clock::now() - started).count());
  done.field("via", via).end().end();
  return done.take();
}

}  // namespace

TidbConnector::TidbConnector(Config config, Host host)
    : host_(host),
      rows_max_(static_cast<std::uint64_t>(config.integer("/max_rows", 200'000))),
      way_(std::make_unique<DirectWay>(read_settings(config), host)) {}

Task<> TidbConnector::query(Context& context) {
  const auto started = Clock::now();
  const auto query = parse(context, rows_max_, started);
  check_reads_only(query.sql);
  Answer answer(context);
  co_await way_->query(context, query, answer);
  host_.count("queries_total");
  host_.count("rows_total", static_cast<double>(answer.row_count()));
  const auto done = done_json(answer, way_->name(), started);
  co_await context.emit_json(done);
}

Task<> TidbConnector::describe(Context& context) {
  const auto text = co_await way_->describe(context);
  co_await context.emit_json(text);
}

Task<> TidbConnector::ping(Context& context) {
  constexpr Millis patience(1800);  // of the two seconds that a ping may take
  co_await way_->probe(context, patience);
  json::Writer out;
  out.object().field("via", way_->name()).key("warnings").array();
  if (const auto warning = way_->warning(); !warning.empty()) out.value(warning);
  out.end().end();
  co_await context.emit_json(out.text());
}

}  // namespace garden::tidb
