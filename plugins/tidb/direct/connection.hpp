// Connection: one session with a database that speaks the MySQL protocol, set up so that it can only read.
//
// What a session may do is settled when it begins: who the server is has been proven (settings.hpp says how),
// one statement sets zone, time limit, row cap and READ ONLY in the words of this server's dialect, the
// server may not ask for local files, and logins that would hand it the password are off. From then on every
// call blocks; what limits them is the Keeper, which stops the statement or shuts the socket from outside.
// Threads: one at a time, except shut() and thread_id() [any].
#pragma once
#include <mysql.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "direct/faults.hpp"
#include "direct/settings.hpp"

namespace garden::tidb {

enum class Flavour { mysql, mariadb, tidb };
std::string_view name_of(Flavour flavour);

class Connection {
 public:
  using Clock = std::chrono::steady_clock;
  using Rows = std::vector<std::vector<std::string>>;

  // Connects and logs in. After `read_timeout` without a byte the library gives a connection up. Throws
  // DatabaseFailure. `settings` is borrowed.
  Connection(const Settings& settings, std::chrono::milliseconds connect_timeout,
             std::chrono::milliseconds read_timeout);
  // One round trip, before the first statement of anybody else. Throws DatabaseFailure.
  void set_session();

  MYSQL* handle() const { return handle_.get(); }
  const Settings& settings() const { return settings_; }
  Flavour flavour() const { return flavour_; }
  std::string version() const { return mysql_get_server_info(handle()); }
  unsigned long thread_id() const { return thread_id_; }  // what KILL QUERY wants
  // Ends a call that blocks, and what the server still sends: from any thread, as long as this is there.
  void shut() const;
  // The engine itself refuses to write in this session (TiDB has only the syntax of it).
  bool proves_read_only() const { return flavour_ != Flavour::tidb; }
  std::string_view cipher() const;  // empty: plaintext

  // One round trip. Throws DatabaseFailure.
  void ping();
  // A short statement of our own; its rows as texts, NULL as an empty one. Throws DatabaseFailure.
  Rows run(std::string_view sql);
  void read_without_tiflash() { run("SET SESSION tidb_isolation_read_engines = 'tikv,tidb'"); }

  // It will not be used again after what it is doing now.
  void spoil() { spoiled_ = true; }
  bool spoiled() const { return spoiled_; }
  Clock::time_point opened_at() const { return opened_at_; }
  Clock::time_point used_at() const { return used_at_; }
  void set_used() { used_at_ = Clock::now(); }

  // Throws what the library or a statement says went wrong last.
  [[noreturn]] void fail(Phase phase = Phase::statement);
  [[noreturn]] void fail(MYSQL_STMT* statement);

 private:
  struct Close {
    void operator()(MYSQL* handle) const { mysql_close(handle); }
  };
  void set_options(std::chrono::milliseconds connect_timeout, std::chrono::milliseconds read_timeout);
  void set_tls();
  void connect();
  [[noreturn]] void fail(unsigned number, std::string_view message, Phase phase);

  const Settings& settings_;
  std::unique_ptr<MYSQL, Close> handle_;
  Flavour flavour_ = Flavour::mysql;
  unsigned long thread_id_ = 0;
  int socket_ = -1;
  bool spoiled_ = false;
  Clock::time_point opened_at_ = Clock::now(), used_at_ = opened_at_;
};

}  // namespace garden::tidb
