// Goal: many open event streams cost little, and no event is lost, doubled, crossed or late.
// Method: a server and a client process, a core each; one event a second on each stream, sent from a thread
// that is not the loop's; the client checks the number in each event and the time since it was sent. Usage:
// bench_stream_load [streams=10000] [seconds=20]. Output: `name value unit (ratio to the target)`.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstring>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/child.hpp"
#include "http/server.hpp"
#include "http/sse.hpp"

namespace {

using namespace garden;
using Clock = std::chrono::steady_clock;

constexpr int slots = 100;                // a second in the server is so many turns of its sender
constexpr std::size_t opening_max = 256;  // connections being opened at once

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch()).count();
}

// The server: stream n gets an event in slot n % slots of every second.
class Sender {
 public:
  void add(std::int64_t id, http::SseSink sink) {
    std::lock_guard lock(mutex_);
    streams_[static_cast<std::size_t>(id % slots)].push_back({std::move(sink), id, 0});
  }
  void run(const std::atomic<bool>& stop) {
    auto next = Clock::now();
    for (std::size_t slot = 0; !stop; slot = (slot + 1) % slots) {
      next += std::chrono::milliseconds(1000 / slots);
      std::this_thread::sleep_until(next);
      std::lock_guard lock(mutex_);
      for (auto& stream : streams_[slot]) {
        auto data =
            std::to_string(now_ns()) + " " + std::to_string(stream.id) + " " + std::to_string(stream.sent++);
        stream.sink.send(http::sse_text({{}, {}, data}));
      }
    }
  }

 private:
  struct Stream {
    http::SseSink sink;
    std::int64_t id, sent;
  };
  std::mutex mutex_;
  std::array<std::vector<Stream>, slots> streams_;
};

void serve_streams(const std::function<void(std::uint16_t)>& ready) {
  bench::block_signals();
  Sender sender;
  std::atomic<bool> stop = false;
  http::ServerConfig config;
  config.port = 0;
  http::Server server(config, [&sender](http::Request&& request, http::Responder responder) {
    std::int64_t id = 0;
    std::from_chars(request.query.data(), request.query.data() + request.query.size(), id);
    sender.add(id, responder.sse());
  });
  if (auto started = server.start(); !started) {
    std::fprintf(stderr, "%s\n", started.error().text().c_str());
    return;
  }
  std::thread thread([&] { sender.run(stop); });
  ready(server.port());
  bench::wait_for_end();
  stop = true;
  thread.join();
  server.drain(std::chrono::seconds(10));
}

// The client: one thread, one epoll.
class Readers {
 public:
  Readers(std::uint16_t port, std::size_t count)
      : port_(port), streams_(count), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
    latencies_us_.reserve(count * 64);
  }
  ~Readers() {
    for (auto& stream : streams_) ::close(stream.fd);
    ::close(poll_);
  }
  // Opens all, so many at a time.
  void open_all() {
    std::size_t opened = 0;
    while (began_ < streams_.size()) {
      for (; opened < streams_.size() && opened < began_ + opening_max; ++opened) open_one(opened);
      turn(100);
    }
  }
  void read_until(Clock::time_point end) {
    measuring_ = true;
    while (Clock::now() < end) turn(10);
  }
  struct Outcome {
    std::size_t events = 0, wrong = 0, ended = 0;
  };
  const Outcome& outcome() const { return outcome_; }
  std::vector<std::uint32_t>& latencies_us() { return latencies_us_; }

 private:
  struct Stream {
    int fd = -1;
    bool began = false;
    std::int64_t next = 0;
    std::string rest;  // an event that has not come whole
  };

  void open_one(std::size_t id) {
    auto& stream = streams_[id];
    stream.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(stream.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      std::perror("connect");
      std::exit(1);
    }
    ::fcntl(stream.fd, F_SETFL, O_NONBLOCK);
    auto request = "GET /?" + std::to_string(id) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    (void)!::send(stream.fd, request.data(), request.size(), MSG_NOSIGNAL);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = id;
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, stream.fd, &event);
  }

  void turn(int wait_ms) {
    std::array<epoll_event, 512> ready;
    int count = ::epoll_wait(poll_, ready.data(), static_cast<int>(ready.size()), wait_ms);
    for (int i = 0; i < count; ++i) read_one(ready[static_cast<std::size_t>(i)].data.u64);
  }

  void read_one(std::size_t id) {
    auto& stream = streams_[id];
    char buffer[16 * 1024];
    auto got = ::recv(stream.fd, buffer, sizeof buffer, 0);
    if (got <= 0) {
      ++outcome_.ended;
      ::epoll_ctl(poll_, EPOLL_CTL_DEL, stream.fd, nullptr);
      return;
    }
    auto now = now_ns();
    stream.rest.append(buffer, static_cast<std::size_t>(got));
    std::string_view text = stream.rest;
    for (auto end = text.find("\n\n"); end != text.npos; end = text.find("\n\n")) {
      take(id, text.substr(0, end), now);
      text.remove_prefix(end + 2);
    }
    stream.rest.erase(0, stream.rest.size() - text.size());
  }

  // "data: <ns> <id> <number>", or the head with the first comment.
  void take(std::size_t id, std::string_view event, std::int64_t now) {
    auto& stream = streams_[id];
    constexpr std::string_view field = "data: ";
    if (!event.starts_with(field)) {
      if (!std::exchange(stream.began, true)) ++began_;
      return;
    }
    std::int64_t sent_ns = 0, for_id = -1, number = -1;
    const char* end = event.data() + event.size();
    auto at = std::from_chars(event.data() + field.size(), end, sent_ns).ptr;
    at = std::from_chars(std::min(at + 1, end), end, for_id).ptr;
    std::from_chars(std::min(at + 1, end), end, number);
    if (for_id != static_cast<std::int64_t>(id) || number != stream.next++) ++outcome_.wrong;
    ++outcome_.events;
    if (measuring_) latencies_us_.push_back(static_cast<std::uint32_t>((now - sent_ns) / 1000));
  }

  std::uint16_t port_;
  std::vector<Stream> streams_;
  int poll_;
  std::size_t began_ = 0;
  bool measuring_ = false;
  Outcome outcome_;
  std::vector<std::uint32_t> latencies_us_;
};

double percentile_ms(std::vector<std::uint32_t>& values, double share) {
  if (values.empty()) return 0;
  auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at / 1000.0;
}

}  // namespace

int main(int count, char** arguments) {
  std::size_t streams = count > 1 ? std::stoul(arguments[1]) : 10'000;
  long seconds = count > 2 ? std::stol(arguments[2]) : 20;
  bench::raise_descriptor_limit();
  bench::Child server([](const auto& ready) { serve_streams(ready); });
  bench::pin_to_core(1);
  auto before = server.resident_bytes();
  Readers readers(server.port(), streams);
  auto began = Clock::now();
  readers.open_all();
  std::chrono::duration<double> opening = Clock::now() - began;
  auto cpu = server.cpu_seconds();
  readers.read_until(Clock::now() + std::chrono::seconds(seconds));
  auto kb = static_cast<double>(server.resident_bytes() - before) / 1024 / static_cast<double>(streams);
  auto share = (server.cpu_seconds() - cpu) / static_cast<double>(seconds) * 100;
  auto& latencies = readers.latencies_us();
  auto p99 = percentile_ms(latencies, 0.99);
  const auto& outcome = readers.outcome();
  std::printf("http.streams.open %zu streams\n", streams);
  std::printf("http.streams.opened_per_s %.0f streams/s\n", static_cast<double>(streams) / opening.count());
  std::printf("http.streams.events %zu events\n", outcome.events);
  std::printf("http.streams.wrong %zu events (target 0)\n", outcome.wrong + outcome.ended);
  std::printf("http.streams.memory %.2f KB/stream (%.2f of the target 3)\n", kb, kb / 3);
  std::printf("http.streams.latency_p50 %.2f ms\n", percentile_ms(latencies, 0.50));
  std::printf("http.streams.latency_p99 %.2f ms (%.2f of the target 10)\n", p99, p99 / 10);
  std::printf("http.streams.latency_max %.2f ms\n", percentile_ms(latencies, 1.0));
  std::printf("http.streams.cpu %.0f %%-of-a-core\n", share);
  return outcome.wrong + outcome.ended == 0 ? 0 : 1;
}
