#include "direct/connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <stdexcept>

namespace garden::tidb {
namespace {

using Millis = std::chrono::milliseconds;

// Rows beyond 64 KB are refused anyway; this is what a server may make the library allocate.
constexpr unsigned long packet_bytes_max = 16UL * 1024 * 1024;
constexpr unsigned write_timeout_s = 10;
// Logins that give the server nothing to use elsewhere; not mysql_clear_password and dialog.
constexpr const char* logins = "mysql_native_password,caching_sha2_password,client_ed25519,sha256_password";
constexpr unsigned unknown_variable = 1193;

unsigned seconds(Millis ms) {  // the library counts in whole ones
  return static_cast<unsigned>(std::max<std::int64_t>((ms.count() + 999) / 1000, 1));
}

Flavour flavour_of(std::string_view version) {
  if (version.find("TiDB") != std::string_view::npos) return Flavour::tidb;
  return version.find("MariaDB") != std::string_view::npos ? Flavour::mariadb : Flavour::mysql;
}

// `SET SESSION ...`: everything in one round trip. `plain`: for servers too old for the rest.
std::string session_sql(const Settings& settings, Flavour flavour, bool plain) {
  const auto ms = settings.statement_timeout.count();
  std::string sql = "SET SESSION time_zone = '" + settings.time_zone +
                    "', autocommit = 1, sql_select_limit = " + std::to_string(settings.rows_max + 1);
  switch (flavour) {
    case Flavour::mariadb:
      sql += ", tx_read_only = 1, max_statement_time = " + std::to_string(static_cast<double>(ms) / 1000);
      break;
    case Flavour::mysql:
      sql += plain ? ", tx_read_only = 1"
                   : ", transaction_read_only = 1, max_execution_time = " + std::to_string(ms);
      break;
    case Flavour::tidb:
      if (!plain) sql += ", max_execution_time = " + std::to_string(ms);
  }
  return sql;
}

}  // namespace

std::string_view name_of(Flavour flavour) {
  switch (flavour) {
    case Flavour::tidb: return "tidb";
    case Flavour::mariadb: return "mariadb";
    default: return "mysql";
  }
}

Connection::Connection(const Settings& settings, Millis connect_timeout, Millis read_timeout)
    : settings_(settings), handle_(mysql_init(nullptr)) {
  if (!handle_) throw std::bad_alloc();
  set_options(connect_timeout, read_timeout);
  set_tls();
  connect();
  flavour_ = flavour_of(version());
  thread_id_ = mysql_thread_id(handle());
  socket_ = static_cast<int>(mysql_get_socket(handle()));
}

void Connection::set_options(Millis connect_timeout, Millis read_timeout) {
  const unsigned connect_s = seconds(std::min(connect_timeout, settings_.connect_timeout));
  const unsigned read_s = seconds(read_timeout), off = 0;
  const unsigned protocol = settings_.is_socket() ? MYSQL_PROTOCOL_SOCKET : MYSQL_PROTOCOL_TCP;
  mysql_options(handle(), MYSQL_OPT_PROTOCOL, &protocol);  // else "localhost" would mean some socket
  mysql_options(handle(), MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
  mysql_options(handle(), MYSQL_OPT_READ_TIMEOUT, &read_s);
  mysql_options(handle(), MYSQL_OPT_WRITE_TIMEOUT, &write_timeout_s);
  mysql_options(handle(), MYSQL_OPT_LOCAL_INFILE, &off);
  mysql_options(handle(), MYSQL_OPT_MAX_ALLOWED_PACKET, &packet_bytes_max);
  mysql_options(handle(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
  mysql_options(handle(), MARIADB_OPT_RESTRICTED_AUTH, logins);
}

// What really enforces TLS in this library is MYSQL_OPT_SSL_VERIFY_SERVER_CERT: MYSQL_OPT_SSL_ENFORCE alone
// goes on in plaintext with a server that has no TLS. Without verification the cipher is looked at after the
// login.
void Connection::set_tls() {
  const my_bool verify = settings_.tls == Tls::verify_identity, enforce = settings_.tls != Tls::off;
  mysql_options(handle(), MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
  mysql_options(handle(), MYSQL_OPT_SSL_ENFORCE, &enforce);
  if (settings_.tls == Tls::off) return;
  mysql_options(handle(), MARIADB_OPT_TLS_VERSION, "TLSv1.2,TLSv1.3");
  if (!settings_.ca.empty()) mysql_options(handle(), MYSQL_OPT_SSL_CA, settings_.ca.c_str());
}

void Connection::connect() {
  const char* const host = settings_.is_socket() ? nullptr : settings_.host.c_str();
  const char* const socket = settings_.is_socket() ? settings_.host.c_str() : nullptr;
  if (!mysql_real_connect(handle(), host, settings_.user.c_str(), settings_.password.c_str(),
                          settings_.database.c_str(), settings_.port, socket, 0))
    fail(Phase::login);
  if (settings_.tls != Tls::off && cipher().empty())
    fail(2026, "TLS is required, but the server does not support it", Phase::login);
}

std::string_view Connection::cipher() const {
  const char* const name = mysql_get_ssl_cipher(handle());
  return name ? name : "";
}

void Connection::set_session() {
  for (const bool plain : {false, true}) {
    const auto sql = session_sql(settings_, flavour_, plain);
    if (mysql_real_query(handle(), sql.data(), sql.size()) == 0) return;
    if (plain || mysql_errno(handle()) != unknown_variable) fail(Phase::login);
  }
}

// With a reset at the close: after a mere end of the stream a server that sends rows would go on waiting for
// room.
void Connection::shut() const {
  const linger at_once{1, 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  shutdown(socket_, SHUT_RDWR);
}

void Connection::ping() {
  if (mysql_ping(handle()) != 0) fail();
  set_used();
}

Connection::Rows Connection::run(std::string_view sql) {
  if (mysql_real_query(handle(), sql.data(), sql.size()) != 0) fail();
  Rows rows;
  MYSQL_RES* const result = mysql_store_result(handle());
  if (!result && mysql_errno(handle()) != 0) fail();
  if (!result) return rows;
  const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> owner(result, &mysql_free_result);
  const auto width = mysql_num_fields(result);
  while (MYSQL_ROW row = mysql_fetch_row(result)) {
    const auto* const lengths = mysql_fetch_lengths(result);
    auto& texts = rows.emplace_back();
    for (unsigned i = 0; i < width; ++i) texts.emplace_back(row[i] ? row[i] : "", row[i] ? lengths[i] : 0);
  }
  set_used();
  return rows;
}

void Connection::fail(Phase phase) { fail(mysql_errno(handle()), mysql_error(handle()), phase); }
// A connection that breaks while rows come leaves its number at the connection, or nowhere.
void Connection::fail(MYSQL_STMT* statement) {
  constexpr unsigned lost = 2013;
  if (mysql_stmt_errno(statement) != 0)
    fail(mysql_stmt_errno(statement), mysql_stmt_error(statement), Phase::statement);
  if (mysql_errno(handle()) != 0) fail();
  fail(lost, "Lost connection to server during query", Phase::statement);
}
void Connection::fail(unsigned number, std::string_view message, Phase phase) {
  auto failure = failure_of(number, message, phase, settings_);
  if (failure.loses_connection() || phase == Phase::login) spoil();
  throw DatabaseFailure(std::move(failure));
}

}  // namespace garden::tidb
