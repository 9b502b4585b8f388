#include "direct/faults.hpp"

#include <algorithm>
#include <random>

namespace garden::tidb {
namespace {

using namespace std::chrono_literals;
using Millis = std::chrono::milliseconds;

struct Row {
  unsigned number;
  garden_status status;
  Retry retry;
  std::string_view advice;
};

constexpr std::string_view busy = "the database is busy; try again";
constexpr std::string_view went_away = "the connection was lost";
constexpr std::string_view too_slow = "the statement took longer than it was given";
constexpr std::string_view only_reading = "only reading is allowed here";
constexpr std::string_view no_grant = "the user lacks a grant for what the query reads";
constexpr std::string_view full = "too many connections; lower `connections`, or let the server take more";

// What is not here is a mistake in the statement, if it has a number of MySQL.
constexpr Row rows[] = {
    // Reading may be refused, but not for long.
    {1205, GARDEN_UNAVAILABLE, Retry::again, "a lock was held too long; try again"},
    {1213, GARDEN_UNAVAILABLE, Retry::again, "a deadlock; try again"},
    {8002, GARDEN_UNAVAILABLE, Retry::again, busy},
    {8005, GARDEN_UNAVAILABLE, Retry::again, busy},
    {8022, GARDEN_UNAVAILABLE, Retry::again, busy},
    {8028, GARDEN_UNAVAILABLE, Retry::again, "the schema was changed meanwhile; try again"},
    {9001, GARDEN_UNAVAILABLE, Retry::again, busy},
    {9002, GARDEN_UNAVAILABLE, Retry::again, busy},
    {9003, GARDEN_UNAVAILABLE, Retry::again, busy},
    {9004, GARDEN_UNAVAILABLE, Retry::again, busy},
    {9005, GARDEN_UNAVAILABLE, Retry::again, busy},
    {9007, GARDEN_UNAVAILABLE, Retry::again, busy},
    {9012, GARDEN_UNAVAILABLE, Retry::without_tiflash, "the column store does not answer"},
    {9013, GARDEN_UNAVAILABLE, Retry::without_tiflash, "the column store is busy"},
    {1040, GARDEN_UNAVAILABLE, Retry::again, full},
    {1203, GARDEN_UNAVAILABLE, Retry::again, full},
    {1226, GARDEN_UNAVAILABLE, Retry::never, "the user has used up what it may; raise its limit"},
    {9006, GARDEN_UNAVAILABLE, Retry::never, "the statement runs longer than old versions of rows are kept"},
    {8229, GARDEN_UNAVAILABLE, Retry::never, "the transaction ran over its time"},
    {8252, GARDEN_RATE_LIMITED, Retry::never, "the resource group has used up its quota"},
    {8254, GARDEN_RATE_LIMITED, Retry::never, "the server blocks this statement as a runaway"},
    // The connection, its node, or what the node knew of it is gone.
    {8027, GARDEN_UNAVAILABLE, Retry::reconnect, "the node's schema is too old; try again"},
    {1243, GARDEN_UNAVAILABLE, Retry::reconnect, went_away},  // a prepared statement of a node that restarted
    {1053, GARDEN_UNAVAILABLE, Retry::reconnect, "the database is being shut down"},
    {1077, GARDEN_UNAVAILABLE, Retry::reconnect, "the database is being shut down"},
    {1152, GARDEN_UNAVAILABLE, Retry::reconnect, went_away},
    {1159, GARDEN_UNAVAILABLE, Retry::reconnect, went_away},
    {1161, GARDEN_UNAVAILABLE, Retry::reconnect, went_away},
    {1927, GARDEN_UNAVAILABLE, Retry::reconnect, went_away},
    {3169, GARDEN_UNAVAILABLE, Retry::reconnect, went_away},
    {4031, GARDEN_UNAVAILABLE, Retry::reconnect, went_away},
    // Time.
    {1317, GARDEN_DEADLINE, Retry::never, too_slow},
    {1969, GARDEN_DEADLINE, Retry::never, too_slow},
    {3024, GARDEN_DEADLINE, Retry::never, too_slow},
    // Rights.
    {1142, GARDEN_DENIED, Retry::never, no_grant},
    {1143, GARDEN_DENIED, Retry::never, no_grant},
    {1227, GARDEN_DENIED, Retry::never, no_grant},
    {1044, GARDEN_DENIED, Retry::never, no_grant},
    {1370, GARDEN_DENIED, Retry::never, no_grant},
    {1290, GARDEN_DENIED, Retry::never, only_reading},
    {1792, GARDEN_DENIED, Retry::never, only_reading},
    {1836, GARDEN_DENIED, Retry::never, only_reading},
};

constexpr std::string_view unreachable =
    "is it running, are `host` and `port` right, and may this machine's address reach it?";

// The library's number for TLS that fails also stands for a network that does.
bool is_network_under_tls(unsigned number, std::string_view message) {
  if (number != 2026) return false;
  for (std::string_view word : {"timed out", "reset by peer", "eof", "Broken pipe", "closed"})
    if (message.find(word) != std::string_view::npos) return true;
  return false;
}

std::string_view login_advice(unsigned number, std::string_view message) {
  if (message.find("prefix") != std::string_view::npos)
    return "the user of TiDB Cloud carries the cluster's prefix, like 3pTAoNNegb47Uc8.root; set `user` to "
           "what "
           "its connect page shows";
  if (is_network_under_tls(number, message)) return unreachable;
  switch (number) {
    case 1045: return "check `user` and `password`; on TiDB Cloud the user carries the cluster's prefix";
    case 1044:
    case 1049: return "check `database`, and that the user has a grant on it";
    case 1129:
    case 1130: return "the server does not let this machine in; allow its address there";
    case 2026:
      return "the server's certificate was not accepted (or it has none): `host` must be the name that the "
             "certificate is made out to, and `ca` the file of who signed it; the login was not sent";
    case 2059: return "the server wants a login that this library does not have";
    case 1298: return "the server does not know the zone in `time_zone`; +00:00 always works";
    default: return unreachable;
  }
}

const Row* find(unsigned number) {
  const auto* const row = std::ranges::find(rows, number, &Row::number);
  return row == std::end(rows) ? nullptr : row;
}

// Error 1105 of TiDB is any other error; only its words tell more.
bool passes_by_itself(std::string_view message) {
  for (std::string_view word :
       {"Region is unavailable", "TiKV server timeout", "PD server timeout", "TiKV server is busy",
        "Information schema is changed", "Information schema is out of date", "rpc error"})
    if (message.find(word) != std::string_view::npos) return true;
  return false;
}

bool is_client_side(unsigned number) { return number >= 2000 && number < 3000; }
bool is_quota(std::string_view message) { return message.find("quota") != std::string_view::npos; }

Retry login_retry(unsigned number, std::string_view message) {
  if (is_quota(message)) return Retry::never;
  if (is_network_under_tls(number, message)) return Retry::again;
  switch (number) {
    case 1040:
    case 1203:
    case 2002:
    case 2003:
    case 2013: return Retry::again;  // a cluster that wakes up, a server that restarts
    default: return Retry::never;
  }
}

DatabaseFailure login_failure(unsigned number, std::string_view message, const Settings& settings) {
  auto text = settings.place() + " cannot be used: " + std::string(message) + " (" + std::to_string(number) +
              "); " +
              std::string(is_quota(message) ? "raise its spending limit" : login_advice(number, message));
  return {GARDEN_UNAVAILABLE, std::move(text), number, login_retry(number, message)};
}

}  // namespace

bool DatabaseFailure::interrupted() const noexcept {
  return number_ == 1317 || number_ == 1969 || number_ == 3024;
}

DatabaseFailure failure_of(unsigned number, std::string_view message, Phase phase, const Settings& settings) {
  if (phase == Phase::login) return login_failure(number, message, settings);
  const std::string words = std::string(message) + " (" + std::to_string(number) + ")";
  if (const auto* row = find(number)) {
    const bool where = row->status == GARDEN_UNAVAILABLE;
    return {row->status, (where ? settings.place() + ": " : "") + std::string(row->advice) + ": " + words,
            number, row->retry};
  }
  if (is_client_side(number))
    return {GARDEN_UNAVAILABLE, settings.place() + ": " + std::string(went_away) + ": " + words, number,
            Retry::reconnect};
  if (number == 1105 && passes_by_itself(message))
    return {GARDEN_UNAVAILABLE, settings.place() + ": " + std::string(busy) + ": " + words, number,
            Retry::again};
  if (number >= 9000 && number < 10'000)
    return {GARDEN_UNAVAILABLE, settings.place() + ": " + words, number, Retry::never};
  if (message.find("emory") != std::string_view::npos && is_quota(message))
    return {GARDEN_INVALID, "the query needs more memory than the server gives it; ask for less: " + words,
            number, Retry::never};
  return {GARDEN_INVALID, words, number, Retry::never};
}

std::optional<Millis> Attempts::next(const DatabaseFailure& failure, Millis left) {
  constexpr int lost_max = 2, repeated_max = 3;
  auto pause = 0ms;
  switch (failure.retry()) {
    case Retry::never: return std::nullopt;
    case Retry::reconnect:
      if (lost_++ == lost_max) return std::nullopt;
      break;
    case Retry::without_tiflash:
      if (std::exchange(without_tiflash_, true)) return std::nullopt;
      break;
    case Retry::again:
      if (repeated_ == repeated_max) return std::nullopt;
      // 50, 100, 200 ms, give or take half: many who fail together do not come back together.
      const auto full = Millis(50) * (1 << repeated_++);
      pause = full / 2 + Millis(std::random_device{}() % static_cast<unsigned>(full.count()));
  }
  // No attempt that could not end in time.
  if (pause + 10ms > left) return std::nullopt;
  return pause;
}

}  // namespace garden::tidb
