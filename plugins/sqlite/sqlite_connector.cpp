#include "sqlite_connector.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "cursor.hpp"
#include "garden/json_check.hpp"

namespace garden::sqlite_connector {
namespace {

using Clock = std::chrono::steady_clock;
using Millis = std::chrono::milliseconds;

constexpr std::int64_t timeout_ms_default = 10'000, timeout_ms_max = 120'000;

struct Request {
  std::string sql;
  std::string_view params = "[]";
  std::uint64_t rows_max = 0;
  Watch watch;
};

// Puts a watch on a connection, and takes it off again before the query that it belongs to is gone.
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

Watch watch_of(Context& context, Clock::time_point deadline) {
  return {[&context] { return context.cancelled(); }, deadline};
}

Request parse(Context& context, std::uint64_t rows_max, Clock::time_point started) {
  const auto text = context.request();
  if (!json::valid(text)) throw Failure(GARDEN_INVALID, "the request is not valid JSON");
  Request request;
  request.sql = json::text(json::member(text, "sql"));
  if (request.sql.empty()) throw Failure(GARDEN_INVALID, "the request has no `sql`");
  if (const auto params = json::member(text, "params"); json::type_of(params) == json::Type::array)
    request.params = params;
  const auto rows =
      json::integer(json::member(text, "max_rows")).value_or(static_cast<std::int64_t>(rows_max));
  request.rows_max = std::min(static_cast<std::uint64_t>(std::max<std::int64_t>(rows, 0)), rows_max);
  const auto timeout = json::integer(json::member(text, "timeout_ms")).value_or(timeout_ms_default);
  request.watch = watch_of(context, started + Millis(std::clamp<std::int64_t>(timeout, 1, timeout_ms_max)));
  return request;
}

std::string done_json(const Cursor& cursor, Clock::time_point started) {
  json::Writer done;
  done.object().key("done").object();
  done.field("row_count", cursor.row_count()).field("truncated", cursor.truncated());
  done.field("ms", std::chrono::duration<double, std::milli>(Clock::now() - started).count());
  done.field("via", "sqlite").end().end();
  return done.take();
}

}  // namespace

SqliteConnector::SqliteConnector(Config config, Host host)
    : host_(host),
      rows_max_(static_cast<std::uint64_t>(config.integer("/max_rows", 200'000))),
      pool_({config.text("/path"), Millis(config.duration_ms("/busy_timeout", 2000))},
            static_cast<std::size_t>(config.integer("/connections", 8))) {}

Task<> SqliteConnector::query(Context& context) {
  const auto started = Clock::now();
  const auto request = parse(context, rows_max_, started);
  auto lease = co_await pool_.acquire(context);
  std::optional<Cursor> cursor;
  Watched watched;
  auto begin = [&] {
    watched.watch(lease.connection(), request.watch);
    cursor.emplace(lease.connection(), request.sql, request.params, request.rows_max);
    return cursor->columns();
  };
  const auto columns = co_await context.offload(begin);
  co_await context.emit_json(columns);
  while (!cursor->finished()) {
    const auto batch = co_await context.offload([&] { return cursor->next(); });
    if (batch) co_await context.emit_json(*batch);
  }
  host_.count("queries_total");
  host_.count("rows_total", static_cast<double>(cursor->row_count()));
  const auto done = done_json(*cursor, started);
  co_await context.emit_json(done);
}

Task<> SqliteConnector::describe(Context& context) {
  auto lease = co_await pool_.acquire(context);
  const auto watch = watch_of(context, Clock::now() + Millis(timeout_ms_default));
  Watched watched;
  auto work = [&] {
    watched.watch(lease.connection(), watch);
    return describe_database(lease.connection());
  };
  const auto text = co_await context.offload(work);
  co_await context.emit_json(text);
}

Task<> SqliteConnector::ping(Context& context) {
  constexpr Millis patience(2000);
  auto lease = co_await pool_.acquire(context);
  const auto watch = watch_of(context, Clock::now() + patience);
  Watched watched;
  auto work = [&] {
    watched.watch(lease.connection(), watch);
    Cursor(lease.connection(), "SELECT COUNT(*) FROM sqlite_master", "[]", 1);
  };
  co_await context.offload(work);
  co_await context.emit_json(R"({"via":"sqlite"})");
}

}  // namespace garden::sqlite_connector
