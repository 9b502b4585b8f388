#include "tidb_connector.hpp"

#include <algorithm>
#include <chrono>

#include "direct/direct_way.hpp"
#include "failover.hpp"
#include "garden/json_check.hpp"
#include "mcp/mcp_way.hpp"
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
  json::each(json::member(text, "columns"),
             [&query](std::string_view name) { query.columns.push_back(json::text(name)); });
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

std::unique_ptr<Way> make_one(const std::string& name, const Config& config, Host host, std::size_t at) {
  const auto place = "/order/" + std::to_string(at);
  if (!config.has("/" + name))
    throw ConfigError(place, "`" + name + "` is not configured; add it, or leave it out");
  if (name == "mcp") return std::make_unique<McpWay>(read_mcp_settings(config), host);
  return std::make_unique<DirectWay>(read_settings(config), host);
}

// The ways in their order; without an order the one that is configured, direct before mcp.
std::unique_ptr<Way> make_way(const Config& config, Host host) {
  auto order = config.texts("/order");
  if (order.empty())
    for (const auto* name : {"direct", "mcp"})
      if (config.has("/" + std::string(name))) order.emplace_back(name);
  if (order.empty())
    throw ConfigError("", "neither `direct` nor `mcp` is configured; the database needs a way");
  auto first = make_one(order[0], config, host, 0);
  if (order.size() == 1) return first;
  if (order[0] == order[1]) throw ConfigError("/order/1", "the same way twice");
  return std::make_unique<Failover>(std::move(first), make_one(order[1], config, host, 1), host);
}

}  // namespace

TidbConnector::TidbConnector(Config config, Host host)
    : host_(host),
      rows_max_(static_cast<std::uint64_t>(config.integer("/max_rows", 200'000))),
      way_(make_way(config, host)) {}

Task<> TidbConnector::query(Context& context) {
  const auto started = Clock::now();
  const auto query = parse(context, rows_max_, started);
  check_reads_only(query.sql);
  Answer answer(context);
  co_await way_->query(context, query, answer);
  host_.count("queries_total");
  host_.count("rows_total", static_cast<double>(answer.row_count()));
  const auto done = done_json(answer, answer.via().empty() ? way_->name() : answer.via(), started);
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
