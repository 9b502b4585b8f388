// sqlite: a connector that reads a shop's database from one SQLite file. The protocol is abi_connector.h.
//
// Each query works in the instance's own threads for as long as it has rows to make, one batch at a time, and
// hands each batch on from its lane, waiting there while the reader is slow. Most answers are one batch.
#include <algorithm>
#include <chrono>
#include <optional>

#include "cursor.hpp"
#include "garden/garden.hpp"
#include "pool.hpp"

namespace garden::sqlite_connector {
namespace {

using Clock = std::chrono::steady_clock;
using Millis = std::chrono::milliseconds;

constexpr char schema[] = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "The sqlite connector: a shop's database in one file, only ever read",
  "type": "object",
  "required": ["path"],
  "additionalProperties": false,
  "properties": {
    "path": {"type": "string", "minLength": 1, "format": "path",
      "examples": ["var/demo.db", "/srv/shop/shop.sqlite"],
      "description": "The database file. It is opened read-only and may be replaced while the host runs."},
    "connections": {"type": "integer", "minimum": 1, "maximum": 64, "default": 8,
      "description": "Queries that may be under way at once; more wait their turn."},
    "busy_timeout": {"type": "string", "format": "duration", "default": "2s", "examples": ["500ms", "5s"],
      "description": "How long to wait while another program writes."},
    "max_rows": {"type": "integer", "minimum": 1, "maximum": 1000000, "default": 200000,
      "description": "Rows of one query at most, whatever it asks for."}
  }
})";

constexpr std::int64_t timeout_ms_default = 10'000, timeout_ms_max = 120'000;

struct Request {
  std::string sql;
  std::string_view params = "[]";
  std::uint64_t rows_max = 0;
  Watch watch;
};

class SqliteConnector {
 public:
  SqliteConnector(Config config, Host host)
      : host_(host),
        rows_max_(static_cast<std::uint64_t>(config.integer("/max_rows", 200'000))),
        pool_({config.text("/path"), Millis(config.duration_ms("/busy_timeout", 2000))},
              static_cast<std::size_t>(config.integer("/connections", 8))) {}

  Task<> query(Context& ctx) {
    const auto started = Clock::now();
    const auto request = parse(ctx, started);
    auto lease = co_await pool_.acquire(ctx);
    std::optional<Cursor> cursor;
    Watched watched;
    auto begin = [&] {
      watched.watch(lease.connection(), request.watch);
      cursor.emplace(lease.connection(), request.sql, request.params, request.rows_max);
      return cursor->columns();
    };
    const auto columns = co_await ctx.offload(begin);
    co_await ctx.emit_json(columns);
    while (!cursor->finished()) {
      const auto batch = co_await ctx.offload([&] { return cursor->next(); });
      if (batch) co_await ctx.emit_json(*batch);
    }
    host_.count("queries_total");
    host_.count("rows_total", static_cast<double>(cursor->row_count()));
    const double ms = std::chrono::duration<double, std::milli>(Clock::now() - started).count();
    json::Writer done;
    done.object()
        .key("done")
        .object()
        .field("row_count", cursor->row_count())
        .field("truncated", cursor->truncated());
    done.field("ms", ms).field("via", "sqlite").end().end();
    co_await ctx.emit_json(done.text());
  }

  Task<> describe_tables(Context& ctx) {
    auto lease = co_await pool_.acquire(ctx);
    const Watch watch = watch_of(ctx, Clock::now() + Millis(timeout_ms_default));
    Watched watched;
    auto work = [&] {
      watched.watch(lease.connection(), watch);
      return describe(lease.connection());
    };
    const auto text = co_await ctx.offload(work);
    co_await ctx.emit_json(text);
  }

  Task<> ping(Context& ctx) {
    constexpr Millis patience(2000);
    auto lease = co_await pool_.acquire(ctx);
    const Watch watch = watch_of(ctx, Clock::now() + patience);
    Watched watched;
    auto work = [&] {
      watched.watch(lease.connection(), watch);
      Cursor(lease.connection(), "SELECT COUNT(*) FROM sqlite_master", "[]", 1);
    };
    co_await ctx.offload(work);
    co_await ctx.emit_json(R"({"via":"sqlite"})");
  }

  static constexpr Verb<SqliteConnector> verbs[] = {
      {GARDEN_CONNECTOR_QUERY, &SqliteConnector::query},
      {GARDEN_CONNECTOR_DESCRIBE, &SqliteConnector::describe_tables},
      {GARDEN_CONNECTOR_PING, &SqliteConnector::ping}};

 private:
  // Takes the watch off the connection again before the query that it belongs to is gone.
  class Watched {
   public:
    Watched() = default;
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;
    void watch(Connection& connection, const Watch& watch) {
      connection_ = &connection;
      connection.set_watch(&watch);
    }
    ~Watched() {
      if (connection_) connection_->set_watch(nullptr);
    }

   private:
    Connection* connection_ = nullptr;
  };

  static Watch watch_of(Context& ctx, Clock::time_point deadline) {
    return {[&ctx] { return ctx.cancelled(); }, deadline};
  }

  Request parse(Context& ctx, Clock::time_point started) const {
    const auto text = ctx.request();
    if (!json::valid(text)) throw Failure(GARDEN_INVALID, "the request is not valid JSON");
    Request request;
    request.sql = json::text(json::member(text, "sql"));
    if (request.sql.empty()) throw Failure(GARDEN_INVALID, "the request has no `sql`");
    if (const auto params = json::member(text, "params"); json::type_of(params) == json::Type::array)
      request.params = params;
    const auto rows =
        json::integer(json::member(text, "max_rows")).value_or(static_cast<std::int64_t>(rows_max_));
    request.rows_max = std::min(static_cast<std::uint64_t>(std::max<std::int64_t>(rows, 0)), rows_max_);
    const auto timeout = json::integer(json::member(text, "timeout_ms")).value_or(timeout_ms_default);
    request.watch = watch_of(ctx, started + Millis(std::clamp<std::int64_t>(timeout, 1, timeout_ms_max)));
    return request;
  }

  Host host_;
  std::uint64_t rows_max_;
  Pool pool_;
};

}  // namespace
}  // namespace garden::sqlite_connector

GARDEN_PLUGIN("sqlite", GARDEN_VERSION,
              garden::component<garden::sqlite_connector::SqliteConnector>(
                  GARDEN_CONNECTOR, "sqlite", "Reads a shop's database from one SQLite file, and only reads.",
                  garden::sqlite_connector::schema, GARDEN_REENTRANT))
