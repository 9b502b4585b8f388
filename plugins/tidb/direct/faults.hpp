// Faults: what an error number of the MySQL protocol means for the query that got it.
//
// Three dialects and a client library share one space of numbers, and most of the art of using TiDB is to
// know which of them pass by themselves. The table here says of each what the caller may be told, whether the
// same query may be sent again, and what the operator can do. All queries read, so sending one again is
// always allowed; not everything is worth it. Threads: pure functions.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "direct/settings.hpp"
#include "garden/failure.hpp"

namespace garden::tidb {

enum class Retry {
  never,
  reconnect,       // at once, on a new connection: this one is lost, or its node lives in the past
  again,           // after a pause, on the same connection
  without_tiflash  // once, reading from the row store
};

enum class Phase { login, statement };

// A failure that the database (or the library, for the network) has given a number.
class DatabaseFailure : public Failure {
 public:
  DatabaseFailure(garden_status status, std::string text, unsigned number, Retry retry)
      : Failure(status, std::move(text)), number_(number), retry_(retry) {}
  unsigned number() const noexcept { return number_; }
  Retry retry() const noexcept { return retry_; }
  // Nothing more can be said on this connection, or nothing reliable.
  bool loses_connection() const noexcept { return retry_ == Retry::reconnect; }
  // The server stopped the statement, for its own limit or because somebody asked it to.
  bool interrupted() const noexcept;

 private:
  unsigned number_;
  Retry retry_;
};

// `message`: the database's words. Whatever goes wrong during login is UNAVAILABLE: the way does not work.
DatabaseFailure failure_of(unsigned number, std::string_view message, Phase phase, const Settings& settings);

// Decides after each failure of one query whether to go on; counts.
class Attempts {
 public:
  // How long to wait before the next attempt; nothing: give up. `left`: of the query's time.
  std::optional<std::chrono::milliseconds> next(const DatabaseFailure& failure,
                                                std::chrono::milliseconds left);

 private:
  int lost_ = 0, repeated_ = 0;
  bool without_tiflash_ = false;
};

}  // namespace garden::tidb
