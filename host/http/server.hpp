// The fence: all that the product sees of the HTTP transport.
//
// Behind it Pistache accepts, Asio carries and Beast frames (docs/decisions/0002-http-fence.md); none of
// their types is here, so that another transport can be held to the same contract by tests/http.
//
// Threads: a connection lives on one loop (one thread) from accept to close. The handler runs on that loop
// and must not block; what it answers later may come from any thread (responder.hpp).
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/limits.hpp"
#include "http/message.hpp"
#include "http/responder.hpp"

namespace boost::asio {
class io_context;
}

namespace garden::telemetry {
class Log;
class Metrics;
}  // namespace garden::telemetry

namespace garden::http {

// Runs on the connection's loop: several at a time when there are several loops. An exception out of it is
// answered 500; its text goes to the log, not to the client.
using Handler = std::function<void(Request&&, Responder)>;

struct ServerConfig {
  std::string address = "127.0.0.1";  // IPv4 or IPv6 address to listen on; "::" takes both
  std::uint16_t port = 5001;          // 0: any free one, see Server::port
  // The shards' loops, each run by exactly one thread; they must outlive the Server. A connection goes to the
  // least loaded of them and stays. Empty: the server makes and runs `own_loops` loops itself.
  std::vector<boost::asio::io_context*> loops;
  unsigned own_loops = 1;

  std::size_t head_bytes_max = base::limits::request_head_bytes_max;
  std::size_t body_bytes_max = base::limits::request_body_bytes_max;
  std::size_t bodies_bytes_max = base::limits::bodies_in_memory_bytes_max;
  std::size_t stream_bytes_max = base::limits::stream_buffer_bytes_max;
  std::size_t connections_max = 0;  // 0: as many as RLIMIT_NOFILE allows, less a reserve
  std::size_t reader_bytes_per_s_min = base::limits::reader_bytes_per_s_min;
  std::chrono::milliseconds head_time = base::limits::request_head_time;
  std::chrono::milliseconds body_time = base::limits::request_body_time;
  std::chrono::milliseconds idle_time = base::limits::connection_idle_time;
  std::chrono::milliseconds write_time = base::limits::answer_stall_time;
  std::chrono::milliseconds handler_time = base::limits::handler_time;
  std::chrono::milliseconds linger_time = base::limits::connection_linger_time;
  std::chrono::milliseconds ping_interval = base::limits::stream_ping_interval;

  telemetry::Log* log = nullptr;          // optional, borrowed
  telemetry::Metrics* metrics = nullptr;  // optional, borrowed
};

struct ServerStats {
  std::size_t connections = 0;  // open now
  std::size_t streams = 0;      // of them, event streams
  std::size_t body_bytes = 0;   // request bodies in memory
  std::uint64_t accepted = 0, requests = 0;
  std::uint64_t refused = 0;    // malformed or too large: answered by the transport
  std::uint64_t timed_out = 0;  // slow to send, to read, or to answer
  std::uint64_t shed = 0;       // turned away for want of descriptors
};

// One listening address. start, stop_accepting, drain and the destructor from one thread, not a loop's; start
// once (after an error again).
class Server {
 public:
  Server(ServerConfig config, Handler handler);
  ~Server();  // drains with no patience

  // Listens. Raises the soft limit of descriptors to the hard one. Signals are blocked in all threads made.
  // Code::unavailable when the address cannot be had, Code::invalid when it is none.
  base::Result<> start();
  std::uint16_t port() const;  // the real one, after start
  // Refuses new clients from now on; those who are here go on. drain begins with it.
  void stop_accepting();
  // Refuses new clients, ends streams on a whole event, lets answers finish; true: all were gone in time, the
  // others were cut. The loops given must still run; afterwards nothing of the server is left on them.
  bool drain(std::chrono::milliseconds timeout);
  ServerStats stats() const;  // [any]

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace garden::http
