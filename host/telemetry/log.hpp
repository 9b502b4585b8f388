// Log: one line for each thing an operator may want to know, written by one thread in the background.
//
// The text form keeps the words that people grep for in the first system's log (`Cache HIT`, `Context built:
// ... ms`, `ERROR`); the JSON form is for machines. A logger is handed down by constructors; there is no
// global one. Whoever logs must not put a secret or personal data into a line: this is the last place, not
// the place that checks. Threads: all calls [any]; a full queue drops the oldest lines and counts them, it
// never blocks the caller.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace garden::telemetry {

enum class Level { debug, info, warn, error };

struct LogOptions {
  Level level = Level::info;
  bool json = false;  // one JSON object a line
  std::string file;   // empty: standard error
};

class Log {
 public:
  static base::Result<std::unique_ptr<Log>> open(const LogOptions& options);
  // Swallows everything; for tests and for commands whose output is their answer.
  static std::unique_ptr<Log> silent();
  ~Log();

  bool enabled(Level level) const;
  // `source` is the component or room that speaks ("http", "plugin shop").
  void write(Level level, std::string_view source, std::string_view message);
  void debug(std::string_view source, std::string_view message) { write(Level::debug, source, message); }
  void info(std::string_view source, std::string_view message) { write(Level::info, source, message); }
  void warn(std::string_view source, std::string_view message) { write(Level::warn, source, message); }
  void error(std::string_view source, std::string_view message) { write(Level::error, source, message); }
  void flush();

 private:
  struct Backend;
  explicit Log(std::unique_ptr<Backend> backend);
  std::unique_ptr<Backend> backend_;
};

}  // namespace garden::telemetry
