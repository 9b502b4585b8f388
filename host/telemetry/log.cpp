#include "telemetry/log.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>

#include "base/json.hpp"

namespace garden::telemetry {
namespace {
constexpr std::size_t queue_lines_max = 8192;
constexpr std::array words{"DEBUG", "INFO", "WARNING", "ERROR"};

spdlog::level::level_enum to_spdlog(Level level) {
  constexpr std::array levels{spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                              spdlog::level::err};
  return levels[static_cast<std::size_t>(level)];
}
}  // namespace

struct Log::Backend {
  bool json = false;
  Level level = Level::info;
  std::shared_ptr<spdlog::details::thread_pool> pool;  // shared with the logger, as spdlog wants it
  std::shared_ptr<spdlog::async_logger> logger;        // null: silent
};

Log::Log(std::unique_ptr<Backend> backend) : backend_(std::move(backend)) {}
Log::~Log() { flush(); }

base::Result<std::unique_ptr<Log>> Log::open(const LogOptions& options) {
  auto backend = std::make_unique<Backend>();
  backend->json = options.json;
  backend->level = options.level;
  try {
    spdlog::sink_ptr sink;
    if (options.file.empty())
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file);
    backend->pool = std::make_shared<spdlog::details::thread_pool>(queue_lines_max, 1);
    backend->logger = std::make_shared<spdlog::async_logger>("garden", std::move(sink), backend->pool,
                                                             spdlog::async_overflow_policy::overrun_oldest);
    backend->logger->set_level(to_spdlog(options.level));
    backend->logger->set_pattern(options.json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z",%v)"
                                              : "%Y-%m-%d %H:%M:%S.%e %v");
    backend->logger->flush_on(spdlog::level::info);
  } catch (const spdlog::spdlog_ex& error) {
    return base::fail(base::Code::unavailable, std::string("the log cannot be opened: ") + error.what(),
                      options.file);
  }
  return std::unique_ptr<Log>(new Log(std::move(backend)));
}

std::unique_ptr<Log> Log::silent() { return std::unique_ptr<Log>(new Log(std::make_unique<Backend>())); }

bool Log::enabled(Level level) const { return backend_->logger && level >= backend_->level; }

void Log::write(Level level, std::string_view source, std::string_view message) {
  if (!enabled(level)) return;
  const char* word = words[static_cast<std::size_t>(level)];
  if (backend_->json) {
    base::Json line{{"level", word}, {"source", source}, {"message", message}};
    backend_->logger->log(to_spdlog(level), base::to_text(line).substr(1));  // behind the time's own brace
    return;
  }
  std::string line;
  line.reserve(source.size() + message.size() + 12);
  line.append(word).append(" [").append(source).append("] ");
  for (char c : message) line += c == '\n' || c == '\r' ? ' ' : c;  // one event, one line: no forged entries
  backend_->logger->log(to_spdlog(level), line);
}

void Log::flush() {
  if (backend_->logger) backend_->logger->flush();
}

}  // namespace garden::telemetry
