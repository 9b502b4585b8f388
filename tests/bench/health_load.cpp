// Goal: what the fence adds to a request costs no more than it saves.
// Method: GET /health in a closed loop over 64 kept connections, against our server and against a bare
// Boost.Beast server, in turn, in one run: a server process on one core, the client on another. Besides the
// requests a second (disturbed by whatever else the machine does) it prints the requests a second of the
// server's processor time. Usage: bench_health_load [rounds=5] [seconds=3]. Output: `name value unit
// (ratio)`.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "bench/child.hpp"
#include "http/router.hpp"
#include "http/server.hpp"

namespace {

using namespace garden;
using Clock = std::chrono::steady_clock;
namespace asio = boost::asio;
namespace beast = boost::beast;
using Tcp = asio::ip::tcp;

constexpr std::string_view health = R"({"status":"healthy","active_sessions":0,"uptime_s":1,"version":"0"})";

void serve_ours(const std::function<void(std::uint16_t)>& ready) {
  bench::block_signals();
  http::Router router;
  router.get("/health", [](http::Request&&, const http::PathParameters&, http::Responder responder) {
    responder.reply(http::json_response(200, std::string(health)));
  });
  http::ServerConfig config;
  config.port = 0;
  http::Server server(config, [&router](http::Request&& request, http::Responder responder) {
    router.handle(std::move(request), std::move(responder));
  });
  if (!server.start()) return;
  ready(server.port());
  bench::wait_for_end();
}

// The least a Beast server is: read, answer, read. No limits, no deadlines, no ids.
class BareSession : public std::enable_shared_from_this<BareSession> {
 public:
  explicit BareSession(Tcp::socket socket) : socket_(std::move(socket)) {
    socket_.set_option(Tcp::no_delay(true));
  }
  void read() {
    request_ = {};
    beast::http::async_read(socket_, buffer_, request_,
                            [me = shared_from_this()](beast::error_code error, std::size_t) {
                              if (!error) me->answer();
                            });
  }

 private:
  void answer() {
    response_.emplace(beast::http::status::ok, request_.version());
    response_->set(beast::http::field::content_type, "application/json");
    response_->keep_alive(request_.keep_alive());
    response_->body() = health;
    response_->prepare_payload();
    beast::http::async_write(socket_, *response_,
                             [me = shared_from_this()](beast::error_code error, std::size_t) {
                               if (!error) me->read();
                             });
  }
  Tcp::socket socket_;
  beast::flat_buffer buffer_;
  beast::http::request<beast::http::string_body> request_;
  std::optional<beast::http::response<beast::http::string_body>> response_;
};

void serve_bare(const std::function<void(std::uint16_t)>& ready) {
  asio::io_context io(1);
  Tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
  std::function<void()> accept = [&] {
    acceptor.async_accept([&](beast::error_code error, Tcp::socket socket) {
      if (!error) std::make_shared<BareSession>(std::move(socket))->read();
      accept();
    });
  };
  accept();
  ready(acceptor.local_endpoint().port());
  io.run();  // SIGTERM ends the process
}

// Asks as fast as the answers come, for a while; the number of answers.
std::size_t ask_for(std::uint16_t port, std::chrono::seconds time) {
  constexpr std::size_t connections = 64;
  constexpr std::string_view request = "GET /health HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n";
  int poll = ::epoll_create1(EPOLL_CLOEXEC);
  std::array<int, connections> sockets;
  auto ask = [&](int fd) { (void)!::send(fd, request.data(), request.size(), MSG_NOSIGNAL); };
  for (auto& fd : sockets) {
    fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int one = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) std::exit(1);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    ::epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
    ask(fd);
  }
  std::size_t answers = 0;
  for (auto end = Clock::now() + time; Clock::now() < end;) {
    std::array<epoll_event, connections> ready;
    int count = ::epoll_wait(poll, ready.data(), connections, 100);
    for (int i = 0; i < count; ++i) {
      char buffer[4096];
      int fd = ready[static_cast<std::size_t>(i)].data.fd;
      auto got = ::recv(fd, buffer, sizeof buffer, 0);
      // Small answers on loopback come whole; one that did not would be counted as a fault, not as an answer.
      if (got <= 0 || !std::string_view(buffer, static_cast<std::size_t>(got)).ends_with("}")) {
        std::fprintf(stderr, "an answer did not come whole\n");
        std::exit(1);
      }
      ++answers;
      ask(fd);
    }
  }
  for (int fd : sockets) ::close(fd);
  ::close(poll);
  return answers;
}

struct Score {
  std::vector<double> per_second, per_cpu_second;
  void add(const bench::Child& server, std::chrono::seconds time) {
    auto cpu = server.cpu_seconds();
    auto answers = static_cast<double>(ask_for(server.port(), time));
    per_second.push_back(answers / static_cast<double>(time.count()));
    per_cpu_second.push_back(answers / (server.cpu_seconds() - cpu));
  }
};

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

void print(const char* name, const std::vector<double>& ours, const std::vector<double>& bare) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < ours.size(); ++i) ratios.push_back(ours[i] / bare[i]);
  std::printf("http.health.%s %.0f requests/s (%.2f of bare Beast's %.0f)\n", name, median(ours),
              median(ratios), median(bare));
}

}  // namespace

int main(int count, char** arguments) {
  int rounds = count > 1 ? std::stoi(arguments[1]) : 15;
  std::chrono::seconds time(count > 2 ? std::stol(arguments[2]) : 1);
  bench::Child ours([](const auto& ready) { serve_ours(ready); });
  bench::Child bare([](const auto& ready) { serve_bare(ready); });
  bench::pin_to_core(1);
  Score our_score, bare_score;
  for (int round = 0; round < rounds; ++round) {
    our_score.add(ours, time);
    bare_score.add(bare, time);
  }
  print("per_s", our_score.per_second, bare_score.per_second);
  print("per_cpu_s", our_score.per_cpu_second, bare_score.per_cpu_second);
}
