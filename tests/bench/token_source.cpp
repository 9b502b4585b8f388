#include "bench/token_source.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <memory>
#include <optional>
#include <queue>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bench/sockets.hpp"
#include "support/fake_model_plan.hpp"

namespace garden::bench {
namespace {
using Clock = std::chrono::steady_clock;

constexpr std::size_t fill_bytes = 16 * 1024;  // of a stream without a pace, before the next one's turn
constexpr std::string_view head =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

void append_chunk(std::string& out, std::string_view a, std::string_view b = {}, std::string_view c = {}) {
  char length[32];
  std::snprintf(length, sizeof length, "%zx\r\n", a.size() + b.size() + c.size());
  out.append(length).append(a).append(b).append(c).append("\r\n");
}

// One frame of the fake's, cut where the token goes, and its last one.
struct Frames {
  std::string before, after, last;
  Frames() {
    testing::FakeRequest request{.method = "POST",
                                 .target = "/v1beta/models/gemini-bench:streamGenerateContent?alt=sse",
                                 .head = "POST /\r\nx-goog-api-key: bench\r\n\r\n",
                                 .body = R"({"contents":[{"role":"user","parts":[{"text":"x"}]}]})"};
    auto reply = testing::gemini_reply(request, {{"pieces", {"@@"}}});
    if (reply.frames.size() != 2) give_up("the fake model's frames");
    auto cut = reply.frames[0].find("@@");
    before = reply.frames[0].substr(0, cut);
    after = reply.frames[0].substr(cut + 2);
    append_chunk(last, reply.frames[1]);
    last += "0\r\n\r\n";
  }
};

struct Stream {
  std::string in, out;
  std::size_t id = 0, tokens = 0, next = 0;
  unsigned gap_ms = 0;
  bool streams = false, blocked = false;
  Clock::time_point due;
};

class Source {
 public:
  explicit Source(int listener) : listener_(listener), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
    never_block(listener_);
    watch(poll_, EPOLL_CTL_ADD, listener_, EPOLLIN);
  }
  [[noreturn]] void run() {
    std::array<epoll_event, 256> ready;
    for (;;) {
      auto wait = wait_time();
      int count = ::epoll_pwait2(poll_, ready.data(), static_cast<int>(ready.size()), wait ? &*wait : nullptr,
                                 nullptr);
      for (int i = 0; i < count; ++i) {
        const auto& event = ready[static_cast<std::size_t>(i)];
        if (event.data.fd == listener_)
          accept();
        else
          serve(event.data.fd, event.events);
      }
      send_due();
    }
  }

 private:
  using Due = std::pair<Clock::time_point, int>;

  std::optional<timespec> wait_time() const {
    if (due_.empty()) return std::nullopt;
    auto left = std::max(due_.top().first - Clock::now(), Clock::duration(0));
    return timespec{.tv_sec = left.count() / 1'000'000'000, .tv_nsec = left.count() % 1'000'000'000};
  }

  void accept() {
    for (int fd; (fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
      send_at_once(fd);
      streams_[fd] = std::make_unique<Stream>();
      watch(poll_, EPOLL_CTL_ADD, fd, EPOLLIN);
    }
  }

  void serve(int fd, std::uint32_t events) {
    auto& stream = *streams_.at(fd);
    if (events & EPOLLOUT) flow(fd, stream);
    if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR))) return;
    char buffer[64 * 1024];
    auto got = ::recv(fd, buffer, sizeof buffer, 0);
    if (got <= 0) {
      ::close(fd);
      streams_.erase(fd);
      return;
    }
    stream.in.append(buffer, static_cast<std::size_t>(got));
    read_request(fd, stream);
  }

  void read_request(int fd, Stream& stream) {
    auto end = stream.in.find("\r\n\r\n");
    if (end == std::string::npos) return;
    std::size_t length = 0;
    constexpr std::string_view name = "content-length: ";
    auto at = std::search(stream.in.begin(), stream.in.begin() + static_cast<std::ptrdiff_t>(end),
                          name.begin(), name.end(), [](char a, char b) { return std::tolower(a) == b; });
    if (at != stream.in.begin() + static_cast<std::ptrdiff_t>(end))
      std::from_chars(&*at + name.size(), stream.in.data() + end, length);
    if (stream.in.size() < end + 4 + length) return;
    if (stream.in.starts_with("GET /last ")) {
      stream.out += "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(last_.size()) + "\r\n\r\n" + last_;
      stream.in.clear();
      return send_out(fd, stream);
    }
    last_ = stream.in.substr(end + 4);
    stream.in.clear();
    begin(fd, stream);
  }

  void begin(int fd, Stream& stream) {
    auto text = std::string_view(last_).substr(std::min(last_.rfind("[["), last_.size()));
    unsigned long id = 0, tokens = 0;
    if (std::sscanf(text.data(), "[[%lu %lu %u]]", &id, &tokens, &stream.gap_ms) != 3) {
      stream.out += "HTTP/1.1 400 No order\r\nContent-Length: 0\r\n\r\n";
      return send_out(fd, stream);
    }
    stream.id = id, stream.tokens = tokens, stream.next = 0, stream.streams = true;
    stream.out += head;
    if (stream.gap_ms == 0) return flow(fd, stream);
    due_.push({stream.due = Clock::now(), fd});
  }

  void append_token(Stream& stream) {
    char token[64];
    auto size = std::snprintf(token, sizeof token, "~%zu.%zu ", stream.id, stream.next++);
    append_chunk(stream.out, frames_.before, {token, static_cast<std::size_t>(size)}, frames_.after);
    if (stream.next < stream.tokens) return;
    stream.out += frames_.last;
    stream.streams = false;
  }

  // A stream without a pace: as fast as it is read.
  void flow(int fd, Stream& stream) {
    while (stream.gap_ms == 0 && stream.streams && stream.out.size() < fill_bytes) append_token(stream);
    send_out(fd, stream);
  }

  void send_due() {
    for (auto now = Clock::now(); !due_.empty() && due_.top().first <= now;) {
      int fd = due_.top().second;
      auto when = due_.top().first;
      due_.pop();
      auto found = streams_.find(fd);
      if (found == streams_.end() || !found->second->streams || found->second->due != when) continue;
      auto& stream = *found->second;
      append_token(stream);
      if (!stream.blocked) send_out(fd, stream);
      stream.due += std::chrono::milliseconds(stream.gap_ms);
      if (stream.streams) due_.push({stream.due, fd});
    }
  }

  void send_out(int fd, Stream& stream) {
    auto sent = ::send(fd, stream.out.data(), stream.out.size(), MSG_NOSIGNAL);
    if (sent > 0) stream.out.erase(0, static_cast<std::size_t>(sent));
    bool more = !stream.out.empty() || (stream.streams && stream.gap_ms == 0);
    if (more == stream.blocked) return;
    stream.blocked = more;
    watch(poll_, EPOLL_CTL_MOD, fd, more ? EPOLLIN | EPOLLOUT : EPOLLIN);
  }

  int listener_, poll_;
  Frames frames_;
  std::string last_;
  std::unordered_map<int, std::unique_ptr<Stream>> streams_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
};

}  // namespace

std::string order(std::size_t stream, std::size_t tokens, unsigned gap_ms) {
  return "[[" + std::to_string(stream) + " " + std::to_string(tokens) + " " + std::to_string(gap_ms) + "]]";
}

void serve_tokens(const std::function<void(std::uint16_t)>& ready) {
  std::uint16_t port = 0;
  Source source(listen_somewhere(port));
  ready(port);
  source.run();
}

void serve_proxy(std::uint16_t to, const std::function<void(std::uint16_t)>& ready) {
  std::uint16_t port = 0;
  int listener = listen_somewhere(port), poll = ::epoll_create1(EPOLL_CLOEXEC);
  watch(poll, EPOLL_CTL_ADD, listener, EPOLLIN);
  ready(port);
  std::vector<int> other(1 << 16, -1);
  const auto pair = [&](int a, int b) {
    other.at(static_cast<std::size_t>(a)) = b;
    watch(poll, EPOLL_CTL_ADD, a, EPOLLIN);
  };
  std::array<epoll_event, 256> ready_events;
  for (;;) {
    int count = ::epoll_wait(poll, ready_events.data(), static_cast<int>(ready_events.size()), -1);
    for (int i = 0; i < count; ++i) {
      int fd = ready_events[static_cast<std::size_t>(i)].data.fd;
      if (fd == listener) {
        int client = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC), up = connect_to(to);
        send_at_once(client);
        pair(client, up), pair(up, client);
        continue;
      }
      int& out = other[static_cast<std::size_t>(fd)];
      if (out < 0) continue;  // closed by its other side within this turn
      char buffer[64 * 1024];
      auto got = ::recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
      if (got < 0 && errno == EAGAIN) continue;  // the number of a connection that was closed in this turn
      if (got > 0 && ::send(out, buffer, static_cast<std::size_t>(got), MSG_NOSIGNAL) == got) continue;
      ::close(fd), ::close(out);
      other[static_cast<std::size_t>(out)] = -1;
      out = -1;
    }
  }
}

}  // namespace garden::bench
