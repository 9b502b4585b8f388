// Way: one way to the database, directly over its protocol or through an MCP server.
//
// The connector can reach the same tables in two ways that fail for different reasons, and tries them in a
// configured order. So both answer the same three questions in the same form, and the connector needs to know
// nothing else of them. A way says by its Failure what may be tried elsewhere: only UNAVAILABLE means that
// this way does not work now, and UNIMPLEMENTED that it works but cannot do this; INVALID, DENIED and
// DEADLINE would end the same on the other, and are final. What has been sent of an answer cannot be taken
// back: once answer.begun(), a failure ends the query. Threads: constructor, start() and stop() on a thread
// of the host; the rest on the lanes of their operations, several at once.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "garden/connector.hpp"
#include "garden/context.hpp"
#include "garden/task.hpp"

namespace garden::tidb {

using Clock = std::chrono::steady_clock;

using Query = ConnectorQuery;

// The answer to one query on its way to the reader, in the messages of abi_connector.h. Lives as long as the
// query.
class Answer {
 public:
  explicit Answer(Context& context) : context_(context) {}
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  // co_await: sends {"columns": [...]}; once, first.
  auto columns(std::string_view json) {
    begun_ = true;
    return context_.emit_json(json);
  }
  // co_await: sends {"rows": [...]} with `count` rows, at most 64 KB.
  auto rows(std::string_view json, std::uint64_t count) {
    row_count_ += count;
    return context_.emit_json(json);
  }
  // By which way it comes, where that is not the connector's only one. A static text.
  void set_via(std::string_view via) { via_ = via; }
  std::string_view via() const { return via_; }
  // There are more rows than were asked for.
  void set_truncated() { truncated_ = true; }

  bool begun() const { return begun_; }
  std::uint64_t row_count() const { return row_count_; }
  bool truncated() const { return truncated_; }

 private:
  Context& context_;
  std::uint64_t row_count_ = 0;
  std::string_view via_;
  bool begun_ = false, truncated_ = false;
};

class Way {
 public:
  static constexpr std::size_t batch_bytes_max = 64 * 1024;  // of one {"rows": ...}

  Way() = default;
  Way(const Way&) = delete;
  Way& operator=(const Way&) = delete;
  virtual ~Way() = default;

  // "direct" or "mcp": what a result says it came by.
  virtual std::string_view name() const = 0;

  // Before the first operation and after the last. A database that is away is no reason to throw.
  virtual void start() {}
  virtual void stop() noexcept {}

  // co_await: reads, and sends columns and rows to `answer` (the connector sends what follows). Throws
  // Failure: INVALID (the statement, with the database's words), DENIED (it would write), DEADLINE,
  // UNAVAILABLE (with where, and what to do); Cancelled. Before it ends in any of these ways the database has
  // been told to stop.
  virtual Task<> query(Context& context, const Query& query, Answer& answer) = 0;

  // co_await: the answer of the verb "describe" as JSON text. Throws Failure, Cancelled.
  virtual Task<std::string> describe(Context& context) = 0;

  // co_await: proves that queries would work now, by one round trip to the database, in at most `patience`.
  // Throws Failure: UNAVAILABLE with the reason; Cancelled.
  virtual Task<> probe(Context& context, std::chrono::milliseconds patience) = 0;

  // What the operator should know and do though queries work, in sentences; empty: nothing. [any]
  virtual std::string warning() const { return {}; }
};

}  // namespace garden::tidb
