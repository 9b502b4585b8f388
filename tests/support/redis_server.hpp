// RedisServer: a real Redis as a child of a test; redis_server.py does the work and says what is in it.
//
// It listens on a plain port always and on one for TLS if asked, keeps nothing on disk and ends with the
// test, also when the test is killed. Threads: one at a time. Failures throw std::runtime_error.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "support/script_child.hpp"

namespace garden::testing {

class RedisServer {
 public:
  // `tls`: "none", "right" (a certificate for localhost and 127.0.0.1) or "wrong-host"; options of
  // redis-server, such as {"--requirepass", "secret"}.
  explicit RedisServer(const std::string& tls = "none", const std::vector<std::string>& options = {});

  // redis://CREDENTIALS127.0.0.1:PORT, credentials as in "user:password@".
  std::string url(const std::string& credentials = "") const;
  // rediss://localhost:PORT
  std::string tls_url() const;
  int port() const { return port_; }
  const std::string& ca() const { return ca_; }              // signed its certificate
  const std::string& other_ca() const { return other_ca_; }  // did not

  // One command over a connection of its own; the reply as text, elements of an array one a line.
  std::string command(std::initializer_list<std::string_view> arguments) const;
  // The same without waiting for the reply: for DEBUG SLEEP.
  void begin_command(std::initializer_list<std::string_view> arguments) const;

  void kill() { child_.tell("kill"); }
  void start() { child_.tell("start"); }  // again, on the same ports, empty
  void pause() { child_.tell("pause"); }  // the process stands still: connections hang
  void resume() { child_.tell("resume"); }

 private:
  ScriptChild child_;
  int port_, tls_port_;
  std::string ca_, other_ca_, password_;
};

}  // namespace garden::testing
