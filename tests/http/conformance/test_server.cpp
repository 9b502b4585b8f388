// The server that the conformance scripts speak to: routes that answer at once, late, large, never, and as a
// stream, over the fence alone (no Asio, Beast or Pistache here). Arguments are name=value (see settings); it
// prints "port N" when it listens, drains on SIGTERM and says how that went.
#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <functional>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "http/problem.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "http/sse.hpp"
#include "http/uri.hpp"

using namespace garden::http;
using Clock = std::chrono::steady_clock;

namespace {

// One thread that runs calls at their time: the place late answers and events come from.
class Later {
 public:
  Later() : thread_([this] { run(); }) {}
  ~Later() {
    {
      std::lock_guard lock(mutex_);
      stop_ = true;
    }
    news_.notify_all();
    thread_.join();
  }
  void after(std::chrono::milliseconds time, std::function<void()> call) {
    std::lock_guard lock(mutex_);
    calls_.emplace(Clock::now() + time, std::move(call));
    news_.notify_all();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (!stop_) {
      if (calls_.empty()) {
        news_.wait(lock);
      } else if (auto first = calls_.begin(); first->first > Clock::now()) {
        news_.wait_until(lock, first->first);
      } else {
        auto call = std::move(first->second);
        calls_.erase(first);
        lock.unlock();
        call();
        call = nullptr;
        lock.lock();
      }
    }
  }
  std::mutex mutex_;
  std::condition_variable news_;
  std::multimap<Clock::time_point, std::function<void()>> calls_;
  bool stop_ = false;
  std::thread thread_;
};

struct Counts {
  std::atomic<long> streams{0}, abandoned{0};
  std::array<std::atomic<long>, 6> closed{};
};

long number(const Request& request, std::string_view name, long otherwise) {
  auto query = QueryParameters::parse(request.query);
  return query ? query->integer(name, otherwise, 0, 1'000'000'000).value_or(otherwise) : otherwise;
}

std::string text_of(const Request& request, std::string_view name) {
  auto query = QueryParameters::parse(request.query);
  return query ? query->text(name) : std::string();
}

// Shared by the callbacks of one stream and its next turn.
struct Ticker : std::enable_shared_from_this<Ticker> {
  Ticker(Later& later_, const Request& request)
      : later(later_),
        ms(number(request, "ms", 1000)),
        count(number(request, "n", 1'000'000)),
        id(number(request, "id", 0)),
        padding(static_cast<std::size_t>(number(request, "pad", 20)), 'x') {}
  bool send_one() {
    auto data =
        "{\"id\":" + std::to_string(id) + ",\"s\":" + std::to_string(sent) + ",\"p\":\"" + padding + "\"}";
    return sink.send(sse_text({std::to_string(sent++), {}, data}));
  }
  void tick() {
    if (!send_one()) return;
    if (sent >= count) return sink.close();
    later.after(std::chrono::milliseconds(ms), [me = shared_from_this()] { me->tick(); });
  }
  // As fast as the reader takes them, never meeting the cap.
  void pour() {
    while (sent < count && sink.has_room()) {
      if (!send_one()) return;
    }
    if (sent >= count) sink.close();
  }
  Later& later;
  SseSink sink;
  long ms, count, id, sent = 0;
  std::string padding;
};

class TestServer {
 public:
  explicit TestServer(ServerConfig config)
      : server_(std::move(config), [this](Request&& request, Responder responder) {
          router_.handle(std::move(request), std::move(responder));
        }) {
    add_plain_routes();
    add_late_routes();
    add_streams();
  }
  Server& server() { return server_; }

 private:
  void add_plain_routes() {
    router_.get("/health", [](Request&&, const PathParameters&, Responder responder) {
      responder.reply(json_response(200, R"({"status":"healthy"})"));
    });
    auto sum = [](Request&& request, const PathParameters&, Responder responder) {
      unsigned long value = 0;
      for (unsigned char byte : request.body) value = value * 31 + byte;
      responder.reply({200, {}, std::to_string(request.body.size()) + ":" + std::to_string(value)});
    };
    router_.post("/sum", sum);
    router_.get("/sum", sum);
    router_.post("/headers", [](Request&& request, const PathParameters&, Responder responder) {
      std::string body = "peer=" + request.peer + "\nid=" + request.request_id + "\n";
      for (const auto& [name, value] : request.headers) body += name + "=" + value + "\n";
      responder.reply({200, {}, body});
    });
    router_.get("/name/{name}", [](Request&&, const PathParameters& parameters, Responder responder) {
      responder.reply({200, {}, std::string(parameters["name"])});
    });
    router_.get("/split", [](Request&& request, const PathParameters&, Responder responder) {
      responder.reply({200, {{"X-Value", text_of(request, "v")}, {"Content-Length", "3"}}, "whole"});
    });
    router_.get("/status", [](Request&& request, const PathParameters&, Responder responder) {
      responder.reply({static_cast<int>(number(request, "code", 200)), {}, "body"});
    });
    router_.get("/throw",
                [](Request&&, const PathParameters&, Responder) { throw std::runtime_error("secret text"); });
    router_.get("/drop", [](Request&&, const PathParameters&, Responder) {});
    router_.get("/leak", [this](Request&& request, const PathParameters&, Responder responder) {
      leak(request.query != "off");
      responder.reply({200, {}, std::to_string(held_.size())});
    });
    router_.get("/stat", [this](Request&&, const PathParameters&, Responder responder) {
      responder.reply({200, {}, statistics()});
    });
  }

  void add_late_routes() {
    router_.get("/big", [this](Request&& request, const PathParameters&, Responder responder) {
      auto size = static_cast<std::size_t>(number(request, "n", 1000));
      if (size <= 1024 * 1024) {
        responder.reply({200, {}, std::string(size, 'b')});
        return;
      }
      auto late = std::make_shared<Responder>(std::move(responder));
      later_.after({}, [size, late] { late->reply({200, {}, std::string(size, 'b')}); });
    });
    router_.get("/later", [this](Request&& request, const PathParameters&, Responder responder) {
      responder.on_abandoned([this](Closed) { ++counts_.abandoned; });
      auto late = std::make_shared<Responder>(std::move(responder));
      later_.after(
          std::chrono::milliseconds(number(request, "ms", 100)),
          [id = number(request, "id", 0), late] { late->reply({200, {}, "id=" + std::to_string(id)}); });
    });
    router_.get("/never", [this](Request&& request, const PathParameters&, Responder responder) {
      responder.answer_within(std::chrono::milliseconds(number(request, "within", 200)));
      auto late = std::make_shared<Responder>(std::move(responder));
      later_.after(std::chrono::milliseconds(number(request, "ms", 1000)),
                   [late] { late->reply({200, {}, "late"}); });
    });
  }

  void add_streams() {
    router_.get("/sse", [this](Request&& request, const PathParameters&, Responder responder) {
      auto ticker = begin_stream(request, std::move(responder));
      later_.after({}, [ticker] { ticker->tick(); });
    });
    router_.get("/pour", [this](Request&& request, const PathParameters&, Responder responder) {
      auto ticker = begin_stream(request, std::move(responder));
      ticker->sink.on_room([ticker] { ticker->pour(); });
      ticker->pour();
    });
  }

  std::shared_ptr<Ticker> begin_stream(const Request& request, Responder responder) {
    auto ticker = std::make_shared<Ticker>(later_, request);
    ticker->sink = responder.sse({{"X-Run-Id", "run_" + std::to_string(ticker->id)}});
    ++counts_.streams;
    ticker->sink.on_closed([this](Closed why) {
      --counts_.streams;
      ++counts_.closed[static_cast<std::size_t>(why)];
    });
    return ticker;
  }

  // What a leak elsewhere in the process would do.
  void leak(bool on) {
    for (int fd = 0; on && (fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;) held_.push_back(fd);
    if (on) return;
    for (int fd : held_) ::close(fd);
    held_.clear();
  }

  std::string statistics() {
    auto stats = server_.stats();
    auto closed = [this](Closed why) {
      return std::to_string(counts_.closed[static_cast<std::size_t>(why)].load());
    };
    return "open=" + std::to_string(stats.connections) +
           " streams=" + std::to_string(counts_.streams.load()) +
           " sink_streams=" + std::to_string(stats.streams) + " bodies=" + std::to_string(stats.body_bytes) +
           " refused=" + std::to_string(stats.refused) + " timed_out=" + std::to_string(stats.timed_out) +
           " shed=" + std::to_string(stats.shed) + " abandoned=" + std::to_string(counts_.abandoned.load()) +
           " by_client=" + closed(Closed::by_client) + " by_app=" + closed(Closed::by_app) +
           " over_cap=" + closed(Closed::over_cap) + " too_slow=" + closed(Closed::too_slow) +
           " heap=" + std::to_string(::mallinfo2().uordblks);
  }

  Counts counts_;
  std::vector<int> held_;  // touched by one loop only: /leak is asked with loops=1
  Later later_;
  Router router_;
  Server server_;  // last: gone before what its handlers use
};

struct Settings {
  ServerConfig server;
  std::chrono::milliseconds drain_time{5000};
};

Settings settings(int count, char** arguments) {
  Settings all;
  auto& config = all.server;
  config.port = 0;
  std::map<std::string, std::function<void(long)>> known;
  known["loops"] = [&config](long value) { config.own_loops = static_cast<unsigned>(value); };
  known["connections"] = [&config](long value) { config.connections_max = static_cast<std::size_t>(value); };
  known["bodies"] = [&config](long value) { config.bodies_bytes_max = static_cast<std::size_t>(value); };
  known["rate"] = [&config](long value) { config.reader_bytes_per_s_min = static_cast<std::size_t>(value); };
  known["head_ms"] = [&config](long value) { config.head_time = std::chrono::milliseconds(value); };
  known["body_ms"] = [&config](long value) { config.body_time = std::chrono::milliseconds(value); };
  known["idle_ms"] = [&config](long value) { config.idle_time = std::chrono::milliseconds(value); };
  known["write_ms"] = [&config](long value) { config.write_time = std::chrono::milliseconds(value); };
  known["ping_ms"] = [&config](long value) { config.ping_interval = std::chrono::milliseconds(value); };
  known["drain_ms"] = [&all](long value) { all.drain_time = std::chrono::milliseconds(value); };
  for (int i = 1; i < count; ++i) {
    std::string argument = arguments[i];
    auto equals = argument.find('=');
    auto name = argument.substr(0, equals), value = argument.substr(equals + 1);
    if (name == "address") {
      config.address = value;
    } else {
      known.at(name)(std::stol(value));
    }
  }
  return all;
}

}  // namespace

int main(int count, char** arguments) {
  sigset_t stop;
  ::sigemptyset(&stop);
  ::sigaddset(&stop, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  auto all = settings(count, arguments);
  TestServer test(std::move(all.server));
  if (auto started = test.server().start(); !started) {
    std::fprintf(stderr, "%s\n", started.error().text().c_str());
    return 1;
  }
  std::printf("port %u\n", test.server().port());
  std::fflush(stdout);
  int signal = 0;
  ::sigwait(&stop, &signal);
  auto begin = Clock::now();
  bool whole = test.server().drain(all.drain_time);
  auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin).count();
  std::printf("drained=%d ms=%ld open=%zu\n", whole, static_cast<long>(ms),
              test.server().stats().connections);
}
