#include "sqlite_connector.hpp"

#include <chrono>
#include <optional>

#include "cursor.hpp"
#include "garden/connector.hpp"

namespace garden::sqlite_connector {
namespace {

using Clock = std::chrono::steady_clock;
using Millis = std::chrono::milliseconds;

constexpr Millis describe_time(10'000);

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

}  // namespace

SqliteConnector::SqliteConnector(Config config, Host host)
    : host_(host),
      rows_max_(static_cast<std::uint64_t>(config.integer("/max_rows", 200'000))),
      pool_({config.text("/path"), Millis(config.duration_ms("/busy_timeout", 2000))},
            static_cast<std::size_t>(config.integer("/connections", 8))) {}

Task<> SqliteConnector::query(Context& context) {
  const auto request = read_connector_query(context, rows_max_);
  const auto watch = watch_of(context, request.deadline);
  auto lease = co_await pool_.acquire(context);
  std::optional<Cursor> cursor;
  Watched watched;
  auto begin = [&] {
    watched.watch(lease.connection(), watch);
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
  const auto done = done_message(request, cursor->row_count(), cursor->truncated(), "sqlite");
  co_await context.emit_json(done);
}

Task<> SqliteConnector::describe(Context& context) {
  auto lease = co_await pool_.acquire(context);
  const auto watch = watch_of(context, Clock::now() + describe_time);
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
