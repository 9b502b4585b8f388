#include "support/fake_upstream.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdio>
#include <exception>
#include <thread>

namespace garden::testing {
namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

struct FakeUpstream::State {
  asio::io_context io{1};
  tcp::acceptor acceptor{io, {asio::ip::address_v4::loopback(), 0}};
  std::atomic<int> connections{0}, open{0}, requests{0};
  std::thread thread;

  awaitable<void> accept();
  awaitable<void> serve(tcp::socket socket);
  awaitable<bool> answer(tcp::socket& socket, const std::string& request, const std::string& path);
  awaitable<void> stream(tcp::socket& socket, const std::string& path);
};

namespace {

long number(const std::string& path, const std::string& key, long otherwise) {
  const auto at = path.find(key + "=");
  return at == path.npos ? otherwise : std::stol(path.substr(at + key.size() + 1));
}

awaitable<void> send(tcp::socket& socket, std::string text) {
  co_await asio::async_write(socket, asio::buffer(text), use_awaitable);
}

// The request as it came, head and body.
awaitable<std::string> read_request(tcp::socket& socket, std::string& rest) {
  const auto head =
      co_await asio::async_read_until(socket, asio::dynamic_buffer(rest), "\r\n\r\n", use_awaitable);
  const auto field = rest.find("Content-Length: ");
  const std::size_t length = field < head ? std::stoul(rest.substr(field + 16)) : 0;
  if (rest.size() < head + length)
    co_await asio::async_read(socket, asio::dynamic_buffer(rest),
                              asio::transfer_exactly(head + length - rest.size()), use_awaitable);
  std::string request = rest.substr(0, head + length);
  rest.erase(0, head + length);
  co_return request;
}

constexpr const char* chunked_head =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n";

}  // namespace

awaitable<void> FakeUpstream::State::stream(tcp::socket& socket, const std::string& path) {
  const long chunks = number(path, "chunks", 10), gap = number(path, "gap", 0),
             size = number(path, "size", 0);
  asio::steady_timer timer(io);
  for (long i = 0; i < chunks; i++) {
    std::string line = "~" + std::to_string(i);
    if (static_cast<long>(line.size()) < size) line.append(static_cast<std::size_t>(size) - line.size(), '.');
    line += "\n";
    char length[32];
    std::snprintf(length, sizeof length, "%zx\r\n", line.size());
    co_await send(socket, length + line + "\r\n");
    if (gap == 0) continue;
    timer.expires_after(std::chrono::milliseconds(gap));
    co_await timer.async_wait(use_awaitable);
  }
}

// Answers one request; false when the connection is of no further use.
awaitable<bool> FakeUpstream::State::answer(tcp::socket& socket, const std::string& request,
                                            const std::string& path) {
  auto starts = [&path](const char* name) { return path.starts_with(name); };
  if (starts("/status")) {
    co_await send(socket, "HTTP/1.1 " + std::to_string(number(path, "code", 200)) +
                              " Word\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
    co_return true;
  }
  if (starts("/echo")) {
    co_await send(socket, "HTTP/1.1 200 OK\r\nX-Latin: caf\xe9 \"q\"\r\nContent-Length: " +
                              std::to_string(request.size()) + "\r\n\r\n" + request);
    co_return true;
  }
  if (starts("/big-head")) {
    const auto size = static_cast<std::size_t>(number(path, "size", 100'000));
    std::string head = "HTTP/1.1 200 OK\r\n";
    while (head.size() < size) head += "X-Field: " + std::string(1000, 'x') + "\r\n";
    co_await send(socket, head + "Content-Length: 0\r\n\r\n");
    co_return true;
  }
  if (starts("/stall") && !starts("/stall-after")) {
    co_await socket.async_wait(tcp::socket::wait_read, use_awaitable);  // the other side gives up
    co_return false;
  }
  if (starts("/cut")) {
    co_await send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nnot all of it");
    co_return false;
  }
  co_await send(socket,
                std::string(chunked_head) + (starts("/close") ? "Connection: close\r\n\r\n" : "\r\n"));
  co_await stream(socket, path);
  if (starts("/stall-after"))
    co_await socket.async_wait(tcp::socket::wait_read, use_awaitable);  // the other side gives up
  if (starts("/reset-after")) {
    socket.set_option(asio::socket_base::linger(true, 0));
    co_return false;
  }
  co_await send(socket, "0\r\n\r\n");
  co_return !starts("/close");
}

awaitable<void> FakeUpstream::State::serve(tcp::socket socket) {
  open++;
  try {
    socket.set_option(tcp::no_delay(true));
    std::string rest;
    bool is_first = true;
    for (bool more = true; more; is_first = false) {
      const std::string request = co_await read_request(socket, rest);
      requests++;
      const auto from = request.find(' ') + 1;
      const std::string target = request.substr(from, request.find(' ', from) - from);
      // Through a proxy the whole address is asked for.
      const auto path = target.starts_with("http://") ? target.substr(target.find('/', 7)) : target;
      if (!is_first && path.starts_with("/echo-once")) break;
      more = co_await answer(socket, request, path);
    }
  } catch (const std::exception&) {  // the other side has gone: that is what tests do
  }
  open--;
}

awaitable<void> FakeUpstream::State::accept() {
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(use_awaitable);
    connections++;
    asio::co_spawn(io, serve(std::move(socket)), asio::detached);
  }
}

FakeUpstream::FakeUpstream() : state_(std::make_unique<State>()) {
  asio::co_spawn(state_->io, state_->accept(), asio::detached);
  state_->thread = std::thread([state = state_.get()] { state->io.run(); });
}

FakeUpstream::~FakeUpstream() {
  state_->io.stop();
  state_->thread.join();
}

std::string FakeUpstream::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port()) + path;
}
unsigned short FakeUpstream::port() const { return state_->acceptor.local_endpoint().port(); }
int FakeUpstream::connections() const { return state_->connections; }
int FakeUpstream::open() const { return state_->open; }
int FakeUpstream::requests() const { return state_->requests; }

}  // namespace garden::testing
