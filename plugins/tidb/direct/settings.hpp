// Settings: what the direct way was configured with, read once and checked where the schema cannot.
//
// The dangerous mistakes are about TLS: a password that goes out in the clear, or to whom it may concern. So
// the identity of the server is verified unless the configuration says otherwise in so many words, and what
// cannot be meant (no TLS towards TiDB Cloud) is refused before anything is sent.
// Threads: a plain value.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "garden/config.hpp"

namespace garden::tidb {

enum class Tls {
  verify_identity,  // the certificate is signed by a CA we trust, and made out to this host
  verify_ca,        // signed by a CA we trust; for servers whose certificate names nobody in particular
  off               // plaintext, only where the configuration says so
};

struct Settings {
  std::string host;  // a name, an address, or the path of a socket
  unsigned port = 4000;
  std::string user, password, database;
  Tls tls = Tls::verify_identity;
  std::string ca;  // a file of certificates; empty: what the system trusts
  std::string time_zone = "+00:00";
  std::size_t connections_max = 4;
  std::uint64_t rows_max = 200'000;
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds statement_timeout{120'000};  // at most, on the server
  std::chrono::milliseconds idle_max{60'000};
  std::chrono::milliseconds lifetime_max{300'000};
  bool require_read_only = false;

  bool is_socket() const { return host.starts_with('/'); }
  // "shop at db.example:4000"; what error texts call the database.
  std::string place() const;
  // What the operator should know about how it is configured; empty: nothing.
  std::string warning() const;
};

// From the object at `/direct` of an instance's configuration. Throws ConfigError.
Settings read_settings(const Config& config);

}  // namespace garden::tidb
