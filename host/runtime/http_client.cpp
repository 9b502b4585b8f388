#include "runtime/http_client.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <new>

#include "runtime/http_client_curl.hpp"

namespace garden::runtime {
namespace asio = boost::asio;
namespace limits = base::limits;
using base::Code;

CurlClient::CurlClient(asio::io_context& io, TimerWheel& timers, const HttpClientOptions& options,
                       HttpClientCounters& counters)
    : io_(io),
      timers_(timers),
      options_(options),
      counters_(counters),
      sockets_(io, epoll_create1(EPOLL_CLOEXEC)),
      multi_(curl_multi_init()) {
  if (multi_ == nullptr) throw std::bad_alloc();
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, limits::upstream_idle_connections_max);
  curl_multi_setopt(multi_, CURLMOPT_MAX_CONCURRENT_STREAMS, limits::upstream_streams_per_connection_max);
  curl_multi_setopt(multi_, CURLMOPT_PIPELINING, long{CURLPIPE_MULTIPLEX});
  watch();
}

CurlClient::~CurlClient() {
  stop();
  timers_.clear(alarm_);
  curl_multi_cleanup(multi_);
}

void CurlClient::stop() {
  stopped_ = true;
  while (!all_.empty()) release(*all_.back());
  ready_.clear();
  timers_.clear(alarm_);
  boost::system::error_code ignored;
  sockets_.cancel(ignored);
}

HttpClient::Transfer* CurlClient::start(HttpRequest request, std::string_view body, Listener& listener) {
  auto* transfer = new CurlTransfer(*this, listener, std::move(request), bodies_.keep(body));
  transfer->place = all_.size();
  all_.push_back(transfer);
  counters_.open++;
  transfer->started = transfer->last = std::chrono::steady_clock::now();
  if (auto error = transfer->set_up(options_); error.code != Code::ok) {
    transfer->host.clear();  // it was not counted
    end(*transfer, error.code, std::move(error.message));
    return transfer;
  }
  auto& of_host = of_host_[transfer->host];
  if (of_host >= options_.transfers_per_host_max) {
    counters_.host_limit_hits++;
    end(*transfer, Code::rate_limited,
        "too many requests to " + std::exchange(transfer->host, {}) + " at once");
    return transfer;
  }
  of_host++;
  // Adding may call on_timer and on_socket, nothing else: the request itself starts from the loop.
  if (curl_multi_add_handle(multi_, transfer->easy) == CURLM_OK)
    transfer->in_multi = true;
  else
    end(*transfer, Code::internal, "the request could not be started");
  if (!transfer->ended) timers_.set(*transfer, transfer->next_deadline());
  return transfer;
}

void CurlClient::cancel(Transfer* transfer) {
  auto& own = static_cast<CurlTransfer&>(*transfer);
  own.cancelled = true;
  own.listener = nullptr;
  if (inside_)
    enqueue(own);
  else if (!own.queued)
    release(own);  // one that is queued is freed by drain()
}

void CurlClient::hold(Transfer* transfer, bool on) {
  auto& own = static_cast<CurlTransfer&>(*transfer);
  if (own.held == on) return;
  const auto now = std::chrono::steady_clock::now();
  own.held = on;
  if (on)
    own.held_since = now;
  else
    own.held_time += now - own.held_since;
  own.last = now;
  if (!own.ended) timers_.set(own, own.next_deadline());
}

void CurlClient::again(Transfer* transfer) {
  enqueue(static_cast<CurlTransfer&>(*transfer));
  post_drain();
}

void CurlClient::taken(Transfer* transfer) {
  auto& own = static_cast<CurlTransfer&>(*transfer);
  if (!own.curl_paused || !own.bytes.empty()) return;
  own.curl_paused = false;
  own.last = std::chrono::steady_clock::now();
  counters_.resumes++;
  if (own.ended) return;
  timers_.set(own, own.next_deadline());
  CURL* easy = own.easy;
  inside([easy] { curl_easy_pause(easy, CURLPAUSE_CONT); });  // may call on_bytes before it returns
}

int CurlClient::on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* known) {
  auto& client = *static_cast<CurlClient*>(self);
  const int set = client.sockets_.native_handle();
  epoll_event event{};
  event.data.fd = socket;
  if (what == CURL_POLL_REMOVE) {
    epoll_ctl(set, EPOLL_CTL_DEL, socket, &event);
    return 0;
  }
  if ((what & CURL_POLL_OUT) == 0) {
    CurlTransfer* transfer = nullptr;  // stays null for what libcurl does for itself
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
    if (transfer != nullptr) transfer->writes_no_more();
  }
  event.events = ((what & CURL_POLL_IN) != 0 ? EPOLLIN : 0u) | ((what & CURL_POLL_OUT) != 0 ? EPOLLOUT : 0u);
  if (known == nullptr) curl_multi_assign(client.multi_, socket, &client);
  // A descriptor may have been closed and used again without our being told: then the other way is right.
  const int first = known != nullptr ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
  const int second = known != nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  if (epoll_ctl(set, first, socket, &event) != 0) epoll_ctl(set, second, socket, &event);
  return 0;
}

int CurlClient::on_timer(CURLM*, long ms, void* self) {  // never act here: libcurl is on the stack
  auto& client = *static_cast<CurlClient*>(self);
  if (client.stopped_) return 0;
  if (ms > 0) {
    client.timers_.set(client.alarm_, std::chrono::steady_clock::now() + std::chrono::milliseconds(ms));
    return 0;
  }
  client.timers_.clear(client.alarm_);
  if (ms == 0) client.drive_soon();
  return 0;
}

// A request begins with a timeout of nothing: the wheel, whose ticks are milliseconds, would keep it waiting.
void CurlClient::drive_soon() {
  if (std::exchange(driving_, true)) return;
  asio::post(io_, [this] {
    driving_ = false;
    if (!stopped_) alarm_.rings();
  });
}

void CurlClient::Alarm::rings() {
  client.inside([this] {
    int running = 0;
    curl_multi_socket_action(client.multi_, CURL_SOCKET_TIMEOUT, 0, &running);
  });
}

void CurlClient::watch() {
  sockets_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const auto& error) {
    if (error || stopped_) return;
    on_ready_sockets();
    watch();
  });
}

void CurlClient::on_ready_sockets() {
  std::array<epoll_event, 256> ready;
  const int count = epoll_wait(sockets_.native_handle(), ready.data(), static_cast<int>(ready.size()), 0);
  inside([this, &ready, count] {
    for (int i = 0; i < count; i++) {
      const auto events = ready[static_cast<std::size_t>(i)].events;
      const int what = ((events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
                       ((events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                       ((events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
      int running = 0;
      curl_multi_socket_action(multi_, ready[static_cast<std::size_t>(i)].data.fd, what, &running);
    }
  });
}

template <class Function>
void CurlClient::inside(Function&& function) {
  const bool is_outer = !inside_;
  inside_ = true;
  function();
  if (!is_outer) return;
  inside_ = false;
  reap();
  drain();
}

// What libcurl has ended.
void CurlClient::reap() {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CurlTransfer* transfer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    const CURLcode code = message->data.result;
    if (transfer->ended || transfer->cancelled) continue;
    const Code result = code == CURLE_OK                   ? Code::ok
                        : code == CURLE_OPERATION_TIMEDOUT ? Code::deadline
                        : code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL
                            ? Code::invalid
                            : Code::unavailable;
    std::string why;
    if (code != CURLE_OK) why = transfer->why[0] != '\0' ? transfer->why : curl_easy_strerror(code);
    end(*transfer, result, std::move(why));
  }
}

void CurlClient::end(CurlTransfer& transfer, Code result, std::string why) {
  transfer.ended = true;
  transfer.result = result;
  transfer.error = std::move(why);
  counters_.ended++;
  timers_.clear(transfer);
  leave_multi(transfer);  // the connection goes back to the pool now
  enqueue(transfer);
  if (!draining_ && !inside_) post_drain();
}

void CurlClient::post_drain() {
  asio::post(io_, [this] { drain(); });
}

void CurlClient::enqueue(CurlTransfer& transfer) {
  if (transfer.queued) return;
  transfer.queued = true;
  ready_.push_back(&transfer);
}

void CurlClient::drain() {
  if (draining_) return;
  draining_ = true;
  std::vector<CurlTransfer*> batch;
  while (!ready_.empty()) {
    batch.swap(ready_);
    for (CurlTransfer* transfer : batch) {
      transfer->queued = false;
      if (transfer->cancelled)
        release(*transfer);
      else
        transfer->listener->http_ready();
    }
    batch.clear();
  }
  ready_.swap(batch);  // keeps the capacity
  draining_ = false;
}

void CurlClient::leave_multi(CurlTransfer& transfer) {
  if (transfer.in_multi) curl_multi_remove_handle(multi_, transfer.easy);
  transfer.in_multi = false;
  if (transfer.host.empty()) return;
  const auto of_host = of_host_.find(transfer.host);
  if (--of_host->second == 0) of_host_.erase(of_host);
  transfer.host.clear();
}

void CurlClient::release(CurlTransfer& transfer) {
  timers_.clear(transfer);
  leave_multi(transfer);  // an unfinished HTTP/1.1 answer closes its connection
  curl_easy_cleanup(transfer.easy);
  curl_slist_free_all(transfer.headers);
  all_.back()->place = transfer.place;
  all_[transfer.place] = all_.back();
  all_.pop_back();
  counters_.open--;
  delete &transfer;
}

std::unique_ptr<HttpClient> make_http_client(asio::io_context& io, TimerWheel& timers,
                                             const HttpClientOptions& options, HttpClientCounters& counters) {
  return std::make_unique<CurlClient>(io, timers, options, counters);
}

}  // namespace garden::runtime
