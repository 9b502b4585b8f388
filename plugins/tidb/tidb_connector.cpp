#include "tidb_connector.hpp"

#include <chrono>

#include "direct/direct_way.hpp"
#include "failover.hpp"
#include "mcp/mcp_way.hpp"
#include "statement.hpp"

namespace garden::tidb {
namespace {

using Millis = std::chrono::milliseconds;

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
  const auto query = read_connector_query(context, rows_max_);
  check_reads_only(query.sql);
  Answer answer(context);
  co_await way_->query(context, query, answer);
  host_.count("queries_total");
  host_.count("rows_total", static_cast<double>(answer.row_count()));
  const auto via = answer.via().empty() ? way_->name() : answer.via();
  const auto done = done_message(query, answer.row_count(), answer.truncated(), via);
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
