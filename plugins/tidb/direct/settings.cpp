#include "direct/settings.hpp"

#include <unistd.h>

#include <string_view>

namespace garden::tidb {
namespace {

using Millis = std::chrono::milliseconds;

// Where Debian and most others keep the certificates that the system trusts.
constexpr const char* system_bundle = "/etc/ssl/certs/ca-certificates.crt";

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}
bool is_tidb_cloud(std::string_view host) { return host.ends_with(".tidbcloud.com"); }

Tls read_tls(const Config& config, const Settings& settings) {
  const auto word = config.text("/direct/tls", settings.is_socket() ? "off" : "verify-identity");
  if (word == "verify-identity") return Tls::verify_identity;
  if (is_tidb_cloud(settings.host))
    throw ConfigError("/direct/tls", "TiDB Cloud needs verify-identity; leave `tls` out");
  if (word == "verify-ca") return Tls::verify_ca;
  if (word == "off") return Tls::off;
  throw ConfigError("/direct/tls", "must be verify-identity, verify-ca or off");
}

std::string read_ca(const Config& config) {
  auto file = config.text("/direct/ca", "");
  if (file.empty()) return access(system_bundle, R_OK) == 0 ? system_bundle : "";
  if (access(file.c_str(), R_OK) != 0)
    throw ConfigError("/direct/ca", "the file " + file + " cannot be read; is the path right?");
  return file;
}

// The host sends this within quotes to the server; a time zone has no other letters.
std::string read_time_zone(const Config& config) {
  auto zone = config.text("/direct/time_zone", "+00:00");
  for (const char c : zone)
    if (!std::isalnum(static_cast<unsigned char>(c)) &&
        std::string_view("+-:/_").find(c) == std::string::npos)
      throw ConfigError("/direct/time_zone", "must be like +00:00 or America/Los_Angeles");
  return zone;
}

}  // namespace

Settings read_settings(const Config& config) {
  Settings settings;
  auto ms = [&config](std::string_view path, Millis otherwise) {
    return Millis(config.duration_ms(path, otherwise.count()));
  };
  settings.host = config.text("/direct/host");
  settings.port = static_cast<unsigned>(config.integer("/direct/port", 4000));
  settings.user = config.text("/direct/user");
  settings.password = config.text("/direct/password", "");
  settings.database = config.text("/direct/database");
  settings.tls = read_tls(config, settings);
  settings.ca = read_ca(config);
  settings.time_zone = read_time_zone(config);
  settings.connections_max = static_cast<std::size_t>(config.integer("/direct/connections", 4));
  settings.rows_max = static_cast<std::uint64_t>(config.integer("/max_rows", 200'000));
  settings.connect_timeout = ms("/direct/connect_timeout", settings.connect_timeout);
  settings.statement_timeout = ms("/direct/statement_timeout", settings.statement_timeout);
  settings.idle_max = ms("/direct/idle", settings.idle_max);
  settings.lifetime_max = ms("/direct/lifetime", settings.lifetime_max);
  settings.require_read_only = config.boolean("/direct/require_read_only", false);
  return settings;
}

std::string Settings::place() const {
  return database + " at " + host + (is_socket() ? "" : ":" + std::to_string(port));
}

std::string Settings::warning() const {
  if (tls != Tls::off || is_socket() || is_loopback(host)) return {};
  return "`tls: off`: everything, the login included, goes to " + host +
         " unencrypted; let the server have a certificate and leave `tls` out";
}

}  // namespace garden::tidb
