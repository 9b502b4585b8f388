// CurlClient: HttpClient on one libcurl multi handle.
//
// Three rules keep it simple and safe:
//  - libcurl's callbacks only move bytes and set flags. Listeners are told afterwards, from drain(), when no
//    libcurl function is on the stack, so a listener may cancel, hold or start transfers freely.
//  - libcurl's sockets live in an epoll set of their own (level-triggered, as libcurl expects), and Asio
//    watches only that one descriptor: a batch of ready sockets costs one epoll_wait, not one wait each.
//  - what a transfer has buffered is capped: at the cap it is paused, and goes on when the bytes were taken.
// Threads: everything on the shard.
#pragma once
#include <curl/curl.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/http_client.hpp"
#include "runtime/outgoing_bodies.hpp"
#include "runtime/timer_wheel.hpp"

namespace garden::runtime {
class CurlClient;

// One request. Its own timer watches the deadlines that libcurl does not have; it is set for the earliest
// that may pass and looks again when it rings, so that bytes that arrive cost nothing.
struct CurlTransfer final : HttpClient::Transfer, TimerWheel::Timer {
  using Time = std::chrono::steady_clock::time_point;
  explicit CurlTransfer(CurlClient& owner, HttpClient::Listener& told, HttpRequest&& asked,
                        OutgoingBodies::Body&& sent)
      : client(owner), listener(&told), request(std::move(asked)), body(std::move(sent)) {}
  void rings() override;

  CurlClient& client;
  HttpClient::Listener* listener;
  HttpRequest request;
  OutgoingBodies::Body body;  // until libcurl need not send it again
  std::size_t read = 0;       // of it, by libcurl
  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  std::string host;  // "api.example.com:443", for the limit on transfers of one host
  std::size_t place = 0;
  long status = 0;
  bool in_multi = false;
  bool curl_paused = false;
  bool held = false;
  bool queued = false;
  bool cancelled = false;
  Time started, last;  // `last`: of the last byte, or of the end of a hold
  std::chrono::nanoseconds held_time{0};
  Time held_since;
  char why[CURL_ERROR_SIZE] = {};

  base::Error set_up(const HttpClientOptions& options);  // Code::ok, or why not
  Time next_deadline() const;
  const char* passed_deadline(Time now) const;  // "total", "first byte", "idle", or null

  void writes_no_more();  // libcurl waits for no more room to write

  static std::size_t on_room(char* into, std::size_t, std::size_t room, void* transfer);
  static int on_seek(void* transfer, curl_off_t offset, int origin);
  static std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* transfer);
  static std::size_t on_bytes(char* bytes, std::size_t, std::size_t count, void* transfer);

 private:
  bool has_sent_all() const;
  void read_status_line(std::string_view line);
  bool read_field(std::string_view line);
  void head_complete();
};

class CurlClient final : public HttpClient {
 public:
  CurlClient(boost::asio::io_context& io, TimerWheel& timers, const HttpClientOptions& options,
             HttpClientCounters& counters);
  ~CurlClient() override;

  Transfer* start(HttpRequest request, std::string_view body, Listener& listener) override;
  void cancel(Transfer* transfer) override;
  void taken(Transfer* transfer) override;
  void again(Transfer* transfer) override;
  void hold(Transfer* transfer, bool on) override;
  void stop() override;

  // For CurlTransfer.
  void enqueue(CurlTransfer& transfer);
  void end(CurlTransfer& transfer, base::Code result, std::string why);
  void drain();
  HttpClientCounters& counters() { return counters_; }
  TimerWheel& timers() { return timers_; }

 private:
  struct Alarm final : TimerWheel::Timer {  // libcurl's own timeouts
    explicit Alarm(CurlClient& owner) : client(owner) {}
    void rings() override;
    CurlClient& client;
  };

  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void* known);
  static int on_timer(CURLM*, long ms, void* self);
  void watch();
  void on_ready_sockets();
  void reap();
  void post_drain();
  void drive_soon();
  void release(CurlTransfer& transfer);
  void leave_multi(CurlTransfer& transfer);
  // The only door into libcurl's event functions: told and cleaned up when it has returned.
  template <class Function>
  void inside(Function&& function);

  boost::asio::io_context& io_;
  TimerWheel& timers_;
  const HttpClientOptions options_;
  HttpClientCounters& counters_;
  boost::asio::posix::stream_descriptor sockets_;  // the epoll set
  CURLM* multi_;
  Alarm alarm_{*this};
  OutgoingBodies bodies_;
  std::vector<CurlTransfer*> all_;    // owned
  std::vector<CurlTransfer*> ready_;  // to be told, or to be freed
  std::map<std::string, std::size_t> of_host_;
  bool inside_ = false;
  bool draining_ = false;
  bool stopped_ = false;
  bool driving_ = false;  // drive_soon() is on its way
};

}  // namespace garden::runtime
