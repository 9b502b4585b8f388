// Goal: the server on loops of others (as host/runtime owns them), the errors of its start, and the thread
// rules of the fence. Method: real sockets on loopback; what clients can do to it is the conformance suite's.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <future>
#include <set>
#include <thread>

#include "http/server.hpp"
#include "http/sse.hpp"
#include "telemetry/metrics.hpp"

using namespace garden::http;
using namespace std::chrono_literals;

namespace {

// A blocking client of one connection; five seconds without a byte are an error.
class Client {
 public:
  explicit Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    timeval patience{5, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  Client(const Client&) = delete;
  ~Client() { ::close(fd_); }
  void get(std::string_view path) {
    auto text = "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    REQUIRE(::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()));
  }
  // Everything up to and with `mark`; what came until then if the connection ended first.
  std::string until(std::string_view mark) {
    for (;;) {
      if (auto at = in_.find(mark); at != in_.npos) return take(at + mark.size());
      char buffer[4096];
      auto got = ::recv(fd_, buffer, sizeof buffer, 0);
      if (got <= 0) return take(in_.size());
      in_.append(buffer, static_cast<std::size_t>(got));
    }
  }
  std::string to_end() { return until("\1 never sent"); }
  bool connected = false;

 private:
  std::string take(std::size_t count) {
    auto taken = in_.substr(0, count);
    in_.erase(0, count);
    return taken;
  }
  int fd_;
  std::string in_;
};

// Two loops, each with its thread, as the runtime has them.
struct Loops {
  struct One {
    boost::asio::io_context io{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work =
        boost::asio::make_work_guard(io);
    std::thread thread{[this] { io.run(); }};
    ~One() {
      work.reset();
      io.stop();
      thread.join();
    }
  };
  std::array<One, 2> all;
  std::vector<boost::asio::io_context*> list() { return {&all[0].io, &all[1].io}; }
};

ServerConfig any_port() {
  ServerConfig config;
  config.port = 0;
  return config;
}

void say_loop(Request&& request, Responder responder) {
  responder.reply({200, {}, "loop " + std::to_string(request.loop) + "!"});
}

}  // namespace

TEST_CASE("connections are spread over the loops given, and each stays on its own") {
  Loops loops;
  auto config = any_port();
  config.loops = loops.list();
  std::set<std::pair<std::size_t, std::thread::id>> seen;
  std::mutex mutex;
  Server server(config, [&](Request&& request, Responder responder) {
    {
      std::lock_guard lock(mutex);
      seen.emplace(request.loop, std::this_thread::get_id());
    }
    say_loop(std::move(request), std::move(responder));
  });
  REQUIRE(server.start());
  std::set<std::string> answers;
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 6; ++i) {
    auto& client = *clients.emplace_back(std::make_unique<Client>(server.port()));
    client.get("/");
    auto first = client.until("!");
    first = first.substr(first.find("loop"));
    client.get("/");
    auto second = client.until("!");
    CHECK(second.substr(second.find("loop")) == first);
    answers.insert(first);
  }
  CHECK(answers == std::set<std::string>{"loop 0!", "loop 1!"});
  {
    std::lock_guard lock(mutex);
    CHECK(seen.size() == 2);  // each loop has one thread
  }
  CHECK(server.stats().connections == 6);
  CHECK(server.drain(5s));
  CHECK(server.stats().connections == 0);
}

TEST_CASE("a port that is taken is said so, with what to do") {
  Server first(any_port(), say_loop);
  REQUIRE(first.start());
  auto config = any_port();
  config.port = first.port();
  Server second(config, say_loop);
  auto started = second.start();
  REQUIRE_FALSE(started);
  CHECK(started.error().code == garden::base::Code::unavailable);
  CHECK(started.error().message.find("another program has it") != std::string::npos);
  CHECK(first.drain(5s));
  CHECK(second.start());  // now it is free
  Client client(second.port());
  client.get("/");
  CHECK(client.until("!").find("loop 0") != std::string::npos);
}

TEST_CASE("an address that is none, or not ours") {
  for (auto [address, code] :
       {std::pair("shop.example", garden::base::Code::invalid),
        std::pair("300.0.0.1", garden::base::Code::invalid), std::pair("", garden::base::Code::invalid),
        std::pair("203.0.113.7", garden::base::Code::unavailable)}) {
    INFO(address);
    auto config = any_port();
    config.address = address;
    Server server(config, say_loop);
    auto started = server.start();
    REQUIRE_FALSE(started);
    CHECK(started.error().code == code);
  }
}

TEST_CASE("answers and events come from any thread, callbacks on the loop of the connection") {
  std::promise<std::pair<std::thread::id, Closed>> closed;
  std::atomic<std::thread::id> handler_thread;
  std::vector<std::thread> threads;
  Server server(any_port(), [&](Request&& request, Responder responder) {
    handler_thread = std::this_thread::get_id();
    if (request.path == "/late") {
      threads.emplace_back([late = std::move(responder)]() mutable { late.reply({200, {}, "late!"}); });
      return;
    }
    auto sink = responder.sse();
    sink.on_closed([&closed](Closed why) { closed.set_value({std::this_thread::get_id(), why}); });
    threads.emplace_back([sink]() mutable {
      for (int i = 0; i < 3; ++i) sink.send(sse_text({{}, {}, std::to_string(i)}));
      sink.close();
    });
  });
  REQUIRE(server.start());
  Client client(server.port());
  client.get("/late");
  CHECK(client.until("!").ends_with("\r\n\r\nlate!"));
  client.get("/stream");
  CHECK(client.to_end().ends_with("data: 0\n\ndata: 1\n\ndata: 2\n\n"));
  auto result = closed.get_future();
  REQUIRE(result.wait_for(5s) == std::future_status::ready);
  auto [thread, why] = result.get();
  CHECK(why == Closed::by_app);
  CHECK(thread == handler_thread.load());
  for (auto& each : threads) each.join();
  CHECK(server.drain(5s));
}

TEST_CASE("who asked before goes on when no more are let in") {
  Server server(any_port(), say_loop);
  REQUIRE(server.start());
  Client early(server.port());
  early.get("/");
  CHECK(early.until("!").find("200 OK") != std::string::npos);
  server.stop_accepting();
  CHECK_FALSE(Client(server.port()).connected);
  early.get("/");
  CHECK(early.until("!").find("200 OK") != std::string::npos);
  CHECK(server.drain(5s));
  CHECK(early.to_end().empty());
}

TEST_CASE("a sink outlives its server") {
  SseSink sink;
  std::atomic<bool> open = false;
  {
    Server server(any_port(), [&](Request&&, Responder responder) {
      sink = responder.sse();
      open = true;
    });
    REQUIRE(server.start());
    Client client(server.port());
    client.get("/");
    CHECK(client.until(": ok\n\n").find("text/event-stream") != std::string::npos);
    REQUIRE(open);
    CHECK(server.drain(5s));
  }
  CHECK_FALSE(sink.send("x"));
  Closed why = Closed::late;
  sink.on_closed([&why](Closed reason) { why = reason; });
  CHECK(why == Closed::draining);
}

TEST_CASE("limits that are hit are counted under their names") {
  garden::telemetry::Metrics metrics;
  auto config = any_port();
  config.metrics = &metrics;
  config.head_bytes_max = 512;
  Server server(config, say_loop);
  REQUIRE(server.start());
  Client client(server.port());
  client.get("/" + std::string(600, 'a'));
  CHECK(client.to_end().starts_with("HTTP/1.1 414"));
  CHECK(metrics.counter("garden_limit_hits_total", "limit=\"request_head_bytes_max\"").value() == 1);
  CHECK(server.stats().refused == 1);
}
