// MariaDbServer: a real MariaDB as a child of a test; mariadb_server.py does the work and says what is in it.
//
// Users: reader() may SELECT from the database `shop`, writer() may do everything there. It ends with the
// test, also when the test is killed. A start takes about a second: make one server a test case. Threads: one
// at a time. Failures throw std::runtime_error.
#pragma once
#include <string>
#include <vector>

#include "support/script_child.hpp"

namespace garden::testing {

class MariaDbServer {
 public:
  struct User {
    std::string name, password;
  };

  // `tls`: "right", "wrong-host" (another name in the certificate) or "none"; options of mariadbd.
  explicit MariaDbServer(const std::string& tls = "right", const std::vector<std::string>& options = {});

  const std::string& host() const { return host_; }
  int port() const { return port_; }
  const std::string& socket() const { return socket_; }
  const std::string& ca() const { return ca_; }              // signed its certificate
  const std::string& other_ca() const { return other_ca_; }  // did not
  const User& reader() const { return reader_; }
  const User& writer() const { return writer_; }

  // Statements as root in `shop`; the rows of the last, columns parted by tabs, rows by newlines.
  std::string sql(const std::string& statements) const;

  void stop() { child_.tell("stop"); }    // in order
  void kill() { child_.tell("kill"); }    // at once
  void start() { child_.tell("start"); }  // again, on the same port
  void pause() { child_.tell("pause"); }  // the process stands still: connections hang
  void resume() { child_.tell("resume"); }

 private:
  ScriptChild child_;
  std::string host_, socket_, ca_, other_ca_;
  int port_ = 0;
  User reader_, writer_;
};

}  // namespace garden::testing
