// Connection: one SQLite connection that can only read.
//
// A shop's file must not change because somebody asked a question, whatever the question's SQL says. So the
// wall is the engine's own, in layers that do not depend on each other: the file is opened read-only,
// query_only is on, an authorizer refuses everything that is no SELECT while a statement is compiled, virtual
// tables are off, the schema is not trusted, nothing can be attached, and the sizes of values, statements and
// memory are bounded. What a statement may use of time is the Watch's to say.
// Threads: a Connection belongs to one thread at a time.
#pragma once
#include <sqlite3.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "garden/failure.hpp"

namespace garden::sqlite_connector {

// Whether the statement under way may go on; asked every few thousand steps of the engine, on its thread.
struct Watch {
  std::function<bool()> cancelled;
  std::chrono::steady_clock::time_point deadline;

  bool over() const { return std::chrono::steady_clock::now() >= deadline || cancelled(); }
};

struct Settings {
  std::string path;
  std::chrono::milliseconds busy_timeout{2000};
};

inline constexpr std::string_view read_only_text =
    "opened read-only, query_only, every statement authorised as a SELECT when it is compiled";

class Connection {
 public:
  // Throws Failure: UNAVAILABLE when the file is missing, locked, damaged or no database.
  explicit Connection(const Settings& settings);

  sqlite3* handle() const { return handle_.get(); }

  // `watch` is borrowed until the next call, null for none.
  void set_watch(const Watch* watch) { watch_ = watch; }
  // What the authorizer refused last, in words; empty when nothing was. Asking clears it.
  std::string take_refusal() { return std::exchange(refusal_, {}); }
  // PRAGMA table_info is for describe() alone; a query may not use any PRAGMA.
  void allow_pragma(bool allow) { pragma_allowed_ = allow; }

  // The last error of the engine as a Failure, or Cancelled when the watch says so; never returns.
  [[noreturn]] void fail(int code);

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  static int authorize(void* self, int action, const char* first, const char* second, const char* database,
                       const char* trigger);
  static int still_busy(void* self, int tries);
  static int interrupt(void* self);
  void protect();
  void configure(int option, int value);

  Settings settings_;
  std::unique_ptr<sqlite3, Close> handle_;
  const Watch* watch_ = nullptr;
  std::string refusal_;
  bool pragma_allowed_ = false;
};

}  // namespace garden::sqlite_connector
