// HttpClient: outgoing HTTP for plugins: streams with back-pressure, pooled connections, deadlines, limits.
//
// One client per shard, all on the shard's thread. What a transfer has received and its listener has not
// taken is capped: at the cap the upstream is paused, and goes on when the bytes were taken. Only http and
// https; redirects are not followed; a proxy is taken from the environment as curl does; HTTP/2 where TLS
// negotiates it. The interface names no library, so that another client could stand behind it.
//
// Threads:
// everything on the shard. A listener is told from one place only, with nothing of the client's machinery on
// the stack: it may start, hold and cancel transfers freely.
#pragma once
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/limits.hpp"

namespace boost::asio {
class io_context;
}

namespace garden::runtime {
class TimerWheel;

struct HttpClientOptions {
  std::string ca_file;  // certificates to trust; empty: the system's
  std::size_t transfers_per_host_max = base::limits::upstream_transfers_per_host_max;  // on one shard
};

// What all clients of a process count together. [any]
struct HttpClientCounters {
  std::atomic<std::int64_t> open{0}, ended{0}, reused{0}, pauses{0}, resumes{0}, host_limit_hits{0};
  std::atomic<std::int64_t> buffered_bytes_peak{0};  // of one transfer
};

struct HttpRequest {
  enum class Version { automatic, http_1_1 };  // automatic: 2 where TLS negotiates it
  std::string method = "POST";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  // `first_byte` (from the start to the head) and `idle` (between two reads) stand still while the listener
  // holds the transfer.
  std::chrono::milliseconds connect{5'000}, first_byte{60'000}, idle{60'000}, total{600'000};
  Version version = Version::automatic;
  std::string
      refused;  // not empty: it was read from something wrong, and ends with `invalid` and these words
};

class HttpClient {
 public:
  class Listener {
   public:
    virtual void http_ready() = 0;  // something new: the head, bytes, or the end

   protected:
    ~Listener() = default;
  };

  // One request under way, as its listener sees it. Owned by the client; gone after cancel().
  struct Transfer {
    bool head_done = false;
    bool ended = false;  // nothing more comes; `result` and `error` are set
    std::string head;    // {"status":200,"version":"2","headers":[["name","value"],...]}
    std::string bytes;   // received and not yet taken: the listener moves them out, then says taken()
    base::Code result = base::Code::ok;
    std::string error;

   protected:
    ~Transfer() = default;
  };

  virtual ~HttpClient() = default;
  // A bad request ends with `invalid`. `body` is copied.
  virtual Transfer* start(HttpRequest request, std::string_view body, Listener& listener) = 0;
  virtual void cancel(Transfer* transfer) = 0;  // frees it; the listener hears nothing more
  virtual void taken(Transfer* transfer) = 0;   // `bytes` is empty: let the upstream go on. Call it last
  virtual void again(Transfer* transfer) = 0;   // calls http_ready() once more, later
  virtual void hold(Transfer* transfer, bool on) = 0;  // the listener takes nothing for now
  virtual void stop() = 0;                             // drops all transfers; nothing is told any more
};

// `io`, `timers` and `counters` must outlive the client.
std::unique_ptr<HttpClient> make_http_client(boost::asio::io_context& io, TimerWheel& timers,
                                             const HttpClientOptions& options, HttpClientCounters& counters);

}  // namespace garden::runtime
