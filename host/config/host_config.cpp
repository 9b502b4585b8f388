#include "config/host_config.hpp"

#include "config/typed.hpp"

namespace garden::config {
namespace {

using base::Json;

ServerConfig server_of(const Json& server) {
  ServerConfig config;
  config.listen = parse_address(base::text_at(server, "listen")).value_or(Address{"127.0.0.1", 5001});
  config.allowed_hosts = texts_at(server, "allowed_hosts");
  config.connections_max = count_at(server, "connections_max");
  config.head_bytes_max = size_at(server, "head_bytes_max");
  config.body_bytes_max = size_at(server, "body_bytes_max");
  config.stream_bytes_max = size_at(server, "stream_bytes_max");
  config.head_time = duration_at(server, "head_time");
  config.body_time = duration_at(server, "body_time");
  config.idle_time = duration_at(server, "idle_time");
  config.write_time = duration_at(server, "write_time");
  config.ping_interval = duration_at(server, "ping_interval");
  config.shutdown_grace = duration_at(server, "shutdown_grace");
  return config;
}

telemetry::Level level_of(const std::string& name) {
  if (name == "debug") return telemetry::Level::debug;
  if (name == "warn") return telemetry::Level::warn;
  if (name == "error") return telemetry::Level::error;
  return telemetry::Level::info;
}

Problem said_outside(std::string who, std::string message) {
  return {.position = {std::move(who)}, .message = std::move(message), .advice = {}, .pointer = {}};
}

}  // namespace

HostConfig host_config_of(const Json& checked, std::shared_ptr<const Document> document) {
  HostConfig config;
  config.server = server_of(base::member(checked, "server"));
  const auto& directories = base::member(checked, "directories");
  config.plugin_directories = paths_at(directories, "plugins");
  config.agent_directories = paths_at(directories, "agents");
  config.plugin_state = base::text_at(directories, "plugin_state");
  const auto& log = base::member(base::member(checked, "telemetry"), "log");
  config.log.level = level_of(base::text_at(log, "level"));
  config.log.json = base::text_at(log, "format") == "json";
  config.log.file = base::text_at(log, "file");
  config.shards = static_cast<unsigned>(count_at(checked, "shards"));
  config.limits = turn_limits_of(base::member(checked, "limits"));
  config.document = std::move(document);
  return config;
}

void apply_overrides(ServerConfig& server, const Overrides& overrides, const Environment& environment,
                     Problems& problems) {
  auto port_from = [&server, &problems](const std::string& who, const std::string& text) {
    if (auto port = parse_port(text))
      server.listen.port = *port;
    else
      problems.push_back(said_outside(who, port.error().message));
  };
  if (auto port = environment("PORT")) port_from("PORT", *port);
  if (!overrides.listen.empty()) {
    if (auto address = parse_address(overrides.listen))
      server.listen = *address;
    else
      problems.push_back(said_outside("--listen", address.error().message));
  }
  if (!overrides.port.empty()) port_from("--port", overrides.port);
}

}  // namespace garden::config
