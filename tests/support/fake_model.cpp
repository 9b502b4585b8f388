#include "support/fake_model.hpp"

#include <atomic>
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
#include <charconv>
#include <chrono>
#include <cstdio>
#include <deque>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "support/fake_model_plan.hpp"

namespace garden::testing {
namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;
using base::Json;

namespace {

constexpr std::size_t seen_max = 256;

Json parse(std::string_view json) {
  auto plan = base::parse_json(json);
  if (!plan || !plan->is_object()) throw std::runtime_error("a plan of the fake model is a JSON object");
  return *plan;
}

std::string chunk_of(std::string_view bytes) {
  char length[32];
  std::snprintf(length, sizeof length, "%zx\r\n", bytes.size());
  return length + std::string(bytes) + "\r\n";
}

// Most of what is sent fits the socket's buffer: that costs one call and no wait.
awaitable<void> send(tcp::socket& socket, std::string_view bytes) {
  boost::system::error_code error;
  const auto sent = socket.write_some(asio::buffer(bytes), error);
  if (error && error != asio::error::would_block) throw boost::system::system_error(error);
  if (sent < bytes.size())
    co_await asio::async_write(socket, asio::buffer(bytes.substr(sent)), use_awaitable);
}

awaitable<void> send_in_pieces(tcp::socket& socket, std::string_view bytes, std::size_t size) {
  if (size == 0) co_return co_await send(socket, bytes);
  asio::steady_timer timer(socket.get_executor());
  for (; !bytes.empty(); bytes.remove_prefix(std::min(size, bytes.size()))) {
    co_await send(socket, bytes.substr(0, size));
    timer.expires_after(std::chrono::microseconds(50));  // so that the kernel does not join them
    co_await timer.async_wait(use_awaitable);
  }
}

awaitable<FakeRequest> read_request(tcp::socket& socket, std::string& rest) {
  const auto head =
      co_await asio::async_read_until(socket, asio::dynamic_buffer(rest), "\r\n\r\n", use_awaitable);
  FakeRequest request;
  request.head = rest.substr(0, head);
  rest.erase(0, head);
  const auto space = request.head.find(' ');
  request.method = request.head.substr(0, space);
  request.target = request.head.substr(space + 1, request.head.find(' ', space + 1) - space - 1);
  const auto length_text = request.header("content-length");
  std::size_t length = 0;
  std::from_chars(length_text.data(), length_text.data() + length_text.size(), length);
  if (!request.header("expect").empty()) co_await send(socket, "HTTP/1.1 100 Continue\r\n\r\n");
  if (rest.size() < length)
    co_await asio::async_read(socket, asio::dynamic_buffer(rest),
                              asio::transfer_exactly(length - rest.size()), use_awaitable);
  request.body = rest.substr(0, length);
  rest.erase(0, length);
  co_return request;
}

}  // namespace

struct FakeModel::State {
  explicit State(unsigned short port) : acceptor(io, {asio::ip::address_v4::loopback(), port}) {}

  asio::io_context io{1};
  tcp::acceptor acceptor;
  std::atomic<int> connections{0}, requests{0}, streaming{0};
  std::thread thread;
  mutable std::mutex mutex;  // of what follows
  std::deque<Json> plans;
  Json standing = Json::object();
  std::deque<Seen> seen;

  awaitable<void> accept();
  awaitable<void> serve(tcp::socket socket);
  awaitable<bool> answer(tcp::socket& socket, const FakeRequest& request);
  awaitable<bool> send_reply(tcp::socket& socket, const FakeReply& reply);
  awaitable<bool> send_stream(tcp::socket& socket, const FakeReply& reply);
  FakeReply control(const FakeRequest& request);
  Json next_plan(const FakeRequest& request);
  Json seen_json() const;
};

Json FakeModel::State::next_plan(const FakeRequest& request) {
  const std::lock_guard lock(mutex);
  seen.push_back({request.method, request.target, request.head, request.body});
  if (seen.size() > seen_max) seen.pop_front();
  if (plans.empty() || request.method != "POST") return standing;
  auto plan = std::move(plans.front());
  plans.pop_front();
  return plan;
}

Json FakeModel::State::seen_json() const {
  const std::lock_guard lock(mutex);
  Json all = Json::array();
  for (const auto& one : seen)
    all.push_back({{"method", one.method}, {"target", one.target}, {"head", one.head}, {"body", one.body}});
  return all;
}

// The orders of tests in other languages.
FakeReply FakeModel::State::control(const FakeRequest& request) {
  if (request.target == "/_seen") return plain_reply(200, seen_json());
  const std::lock_guard lock(mutex);
  if (request.target == "/_reset") {
    plans.clear(), seen.clear();
    standing = Json::object();
  } else if (auto plan = base::parse_json(request.body); !plan || !plan->is_object()) {
    return plain_reply(400, {{"error", "a plan is a JSON object"}});
  } else if (request.target == "/_plan") {
    plans.push_back(std::move(*plan));
  } else {
    standing = std::move(*plan);
  }
  return plain_reply(200, Json::object());
}

// Sends one whole answer; false when the connection is of no further use.
awaitable<bool> FakeModel::State::send_reply(tcp::socket& socket, const FakeReply& reply) {
  if (reply.streams) co_return co_await send_stream(socket, reply);
  co_await send(socket, "HTTP/1.1 " + std::to_string(reply.status) + " Word\r\nContent-Type: " + reply.type +
                            "\r\n" + reply.headers + "Content-Length: " + std::to_string(reply.body.size()) +
                            "\r\n\r\n" + reply.body);
  co_return true;
}

awaitable<bool> FakeModel::State::send_stream(tcp::socket& socket, const FakeReply& reply) {
  co_await send(socket,
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
                "Transfer-Encoding: chunked\r\n\r\n");
  asio::steady_timer timer(io);
  timer.expires_after(std::chrono::milliseconds(0));
  std::string bytes;
  for (std::size_t i = 0; i < reply.frames.size(); ++i) {
    bytes += chunk_of(reply.frames[i]);
    const bool burst_full = (i + 1) % reply.burst == 0 || i + 1 == reply.frames.size();
    const bool waits = reply.gap_ms > 0 && burst_full;
    if (!waits && bytes.size() < 16 * 1024 && i + 1 < reply.frames.size()) continue;
    co_await send_in_pieces(socket, bytes, reply.split_bytes);
    bytes.clear();
    if (!waits) continue;
    timer.expires_at(timer.expiry() + std::chrono::milliseconds(reply.gap_ms));
    co_await timer.async_wait(use_awaitable);
  }
  if (reply.ending == "stall")
    co_await socket.async_wait(tcp::socket::wait_read, use_awaitable);  // the other side gives up
  if (reply.ending == "reset") socket.set_option(asio::socket_base::linger(true, 0));
  if (reply.ending != "end" && reply.ending != "eof") co_return false;
  co_await send(socket, "0\r\n\r\n");
  co_return true;
}

awaitable<bool> FakeModel::State::answer(tcp::socket& socket, const FakeRequest& request) {
  if (request.target.starts_with("/_")) co_return co_await send_reply(socket, control(request));
  const Json plan = next_plan(request);
  requests++;
  if (base::boolean_at(plan, "stall", false)) {
    co_await socket.async_wait(tcp::socket::wait_read, use_awaitable);  // the other side gives up
    co_return false;
  }
  FakeReply reply;
  if (plan.contains("status")) {
    reply = plain_reply(static_cast<int>(base::integer_at(plan, "status", 500)), base::member(plan, "body"));
    for (const auto& [name, value] : base::member(plan, "headers").items())
      reply.headers += name + ": " + value.get<std::string>() + "\r\n";
  } else if (request.target.find("/models/") != std::string::npos && request.method == "POST") {
    reply = gemini_reply(request, plan);
  } else if (request.target.starts_with("/v1/")) {
    reply = openai_reply(request, plan);
  } else {
    reply = plain_reply(404, {{"error", {{"code", 404}, {"message", "no such route"}}}});
  }
  streaming++;
  struct Leave {
    std::atomic<int>& count;
    ~Leave() { count--; }
  } leave{streaming};
  co_return co_await send_reply(socket, reply);
}

awaitable<void> FakeModel::State::serve(tcp::socket socket) {
  try {
    socket.set_option(tcp::no_delay(true));
    socket.non_blocking(true);
    std::string rest;
    for (bool more = true; more;) {
      const FakeRequest request = co_await read_request(socket, rest);
      more = co_await answer(socket, request);
    }
  } catch (const std::exception&) {  // the other side has gone: that is what tests do
  }
}

awaitable<void> FakeModel::State::accept() {
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(use_awaitable);
    connections++;
    asio::co_spawn(io, serve(std::move(socket)), asio::detached);
  }
}

FakeModel::FakeModel(unsigned short port) : state_(std::make_unique<State>(port)) {
  state_->acceptor.listen(4096);
  asio::co_spawn(state_->io, state_->accept(), asio::detached);
  state_->thread = std::thread([state = state_.get()] { state->io.run(); });
}
FakeModel::~FakeModel() {
  state_->io.stop();
  state_->thread.join();
}

void FakeModel::plan(std::string_view json) {
  auto plan = parse(json);
  const std::lock_guard lock(state_->mutex);
  state_->plans.push_back(std::move(plan));
}
void FakeModel::standing(std::string_view json) {
  auto plan = parse(json);
  const std::lock_guard lock(state_->mutex);
  state_->standing = std::move(plan);
}
std::vector<FakeModel::Seen> FakeModel::seen() const {
  const std::lock_guard lock(state_->mutex);
  return {state_->seen.begin(), state_->seen.end()};
}
std::string FakeModel::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port()) + std::string(path);
}
unsigned short FakeModel::port() const { return state_->acceptor.local_endpoint().port(); }
int FakeModel::connections() const { return state_->connections; }
int FakeModel::requests() const { return state_->requests; }
int FakeModel::streaming() const { return state_->streaming; }

}  // namespace garden::testing
