#include "bench/token_readers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "bench/sockets.hpp"

namespace garden::bench {
namespace {
using Clock = std::chrono::steady_clock;
constexpr auto patience = std::chrono::seconds(120);  // a stream that is silent so long is lost
constexpr std::string_view last_chunk = "0\r\n\r\n";

double milliseconds_since(Clock::time_point begun) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
}
}  // namespace

TokenReaders::TokenReaders(std::uint16_t port, const Load& load, const Request& request)
    : load_(load), readers_(load.streams), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
  outcome_.first_token_ms.reserve(load.streams);
  for (std::size_t id = 0; id < readers_.size(); ++id) {
    auto& reader = readers_[id];
    reader.fd = connect_to(port);
    never_block(reader.fd);
    reader.request = request(id);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = id;
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, reader.fd, &event);
  }
}

TokenReaders::~TokenReaders() {
  for (auto& reader : readers_)
    if (reader.fd >= 0) ::close(reader.fd);
  ::close(poll_);
}

Outcome TokenReaders::run(const std::function<void()>& all_began) {
  begun_ = Clock::now();
  for (auto& reader : readers_) send(reader);
  std::array<epoll_event, 512> ready;
  bool told = false;
  while (over_ < readers_.size()) {
    int count = ::epoll_wait(poll_, ready.data(), static_cast<int>(ready.size()),
                             static_cast<int>(std::chrono::milliseconds(patience).count()));
    for (int i = 0; i < count; ++i) {
      const auto& event = ready[static_cast<std::size_t>(i)];
      if (event.events & EPOLLOUT) send(readers_[event.data.u64]);
      if (event.events & ~static_cast<std::uint32_t>(EPOLLOUT)) read(event.data.u64);
    }
    if (count == 0) break;
    if (began_ == readers_.size() && !std::exchange(told, true) && all_began) all_began();
  }
  outcome_.wrong += readers_.size() - over_;
  return std::move(outcome_);
}

void TokenReaders::send(Reader& reader) {
  auto sent = ::send(reader.fd, reader.request.data(), reader.request.size(), MSG_NOSIGNAL);
  if (sent > 0) reader.request.erase(0, static_cast<std::size_t>(sent));
  bool blocked = !reader.request.empty();
  if (blocked == std::exchange(reader.blocked, blocked)) return;
  epoll_event event{};
  event.events = blocked ? EPOLLIN | EPOLLOUT : EPOLLIN;
  event.data.u64 = static_cast<std::uint64_t>(&reader - readers_.data());
  ::epoll_ctl(poll_, EPOLL_CTL_MOD, reader.fd, &event);
}

void TokenReaders::read(std::size_t id) {
  auto& reader = readers_[id];
  if (reader.over) return;
  std::array<char, 64 * 1024> buffer;
  auto got = ::recv(reader.fd, buffer.data(), buffer.size(), 0);
  if (got <= 0) return end(id);
  std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
  if (!reader.rest.empty()) {
    reader.rest += bytes;
    bytes = reader.rest;
  }
  if (reader.next == 0 && bytes.starts_with("HTTP/1.1 ") && !bytes.starts_with("HTTP/1.1 200")) {
    if (!std::exchange(complained_, true))
      std::fprintf(stderr, "%.*s\n", static_cast<int>(bytes.size()), bytes.data());
    return end(id);
  }
  take(id, bytes);
}

// Counts the tokens in `bytes`; what may be the beginning of one stays for the next time.
void TokenReaders::take(std::size_t id, std::string_view bytes) {
  auto& reader = readers_[id];
  bool is_last = bytes.ends_with(last_chunk);
  auto at = bytes.find('~');
  for (; at != bytes.npos; at = bytes.find('~', at + 1)) {
    auto end = bytes.find(' ', at);
    if (end == bytes.npos) break;
    std::size_t stream = 0, number = 0;
    const char* stop = bytes.data() + end;
    auto read = std::from_chars(bytes.data() + at + 1, stop, stream);
    if (read.ptr == stop || *read.ptr != '.') continue;
    std::from_chars(read.ptr + 1, stop, number);
    if (stream != id || number != reader.next) ++outcome_.wrong;
    if (reader.next++ == 0) {
      ++began_;
      outcome_.first_token_ms.push_back(milliseconds_since(begun_));
    }
    ++outcome_.tokens;
  }
  if (is_last) return end(id);
  auto tail = bytes.size() - std::min(bytes.size(), last_chunk.size());
  std::string kept(bytes.substr(std::min(at, tail)));
  reader.rest = std::move(kept);
}

void TokenReaders::end(std::size_t id) {
  auto& reader = readers_[id];
  reader.over = true;
  ++over_;
  outcome_.seconds = milliseconds_since(begun_) / 1000;
  ::epoll_ctl(poll_, EPOLL_CTL_DEL, reader.fd, nullptr);
  if (reader.next == load_.tokens) return;
  ++outcome_.wrong;
  if (!std::exchange(complained_, true))
    std::fprintf(stderr, "stream %zu ended after %zu of %zu tokens\n", id, reader.next, load_.tokens);
}

std::string ask_plainly(std::uint16_t port, std::string_view request) {
  int fd = connect_to(port);
  if (::send(fd, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
    give_up("send");
  std::string answer;
  char buffer[16 * 1024];
  std::size_t wanted = 0;
  for (ssize_t got; (got = ::recv(fd, buffer, sizeof buffer, 0)) > 0;) {
    answer.append(buffer, static_cast<std::size_t>(got));
    auto head = answer.find("\r\n\r\n"), length = answer.find("Content-Length: ");
    if (head == answer.npos) continue;
    if (length < head) wanted = head + 4 + std::strtoul(answer.c_str() + length + 16, nullptr, 10);
    if (wanted > 0 ? answer.size() >= wanted : answer.ends_with(last_chunk)) break;
  }
  ::close(fd);
  return answer;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace garden::bench
