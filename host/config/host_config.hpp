// Host configuration: what all stores of one process share, as types.
//
// Keys: server, directories, telemetry, shards, limits (config/schema/host.schema.json says what each means
// and its default). Everything here has been checked and has a value: whoever is handed a HostConfig needs no
// YAML. Threads: plain data [any].
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "config/document.hpp"
#include "config/formats.hpp"
#include "config/turn_limits.hpp"
#include "telemetry/log.hpp"

namespace garden::config {

struct ServerConfig {
  Address listen{"127.0.0.1", 5001};
  std::vector<std::string> allowed_hosts;  // Host and Origin names taken besides the address itself
  std::size_t connections_max = 0;         // 0: as many as the process may have descriptors, less a reserve
  std::size_t head_bytes_max = 0;          // of a request
  std::size_t body_bytes_max = 0;
  std::size_t stream_bytes_max = 0;        // waiting for a slow reader of a stream: then it is cut
  std::chrono::milliseconds head_time{};   // for a request's head to come
  std::chrono::milliseconds body_time{};   // and its body
  std::chrono::milliseconds idle_time{};   // of a kept connection without a request
  std::chrono::milliseconds write_time{};  // a client that reads nothing for so long is cut
  std::chrono::milliseconds ping_interval{};
  std::chrono::milliseconds shutdown_grace{};  // runs under way may finish within this

  bool operator==(const ServerConfig&) const = default;
};

struct HostConfig {
  ServerConfig server;
  std::vector<std::filesystem::path> plugin_directories;  // searched in order, before those of the program
  std::vector<std::filesystem::path> agent_directories;   // searched in order for NAME/agent.yaml
  std::filesystem::path plugin_state;                     // what is remembered about libraries
  telemetry::LogOptions log;
  unsigned shards = 0;  // 0: one per core
  TurnLimits limits;    // of every turn, where neither the store nor the agent says
  // Where it came from, for problems found later. Null when all is default. Shared with the stores of the
  // file.
  std::shared_ptr<const Document> document;
};

// What the command line says; it beats the environment, which beats the file.
struct Overrides {
  std::string listen;  // "0.0.0.0:8080"; empty: not given
  std::string port;    // "8080"; empty: not given
};

// Types the host keys of a checked value.
HostConfig host_config_of(const base::Json& checked, std::shared_ptr<const Document> document);
// Command line over `PORT` of the environment over what `server` says. `PORT` changes the port only.
void apply_overrides(ServerConfig& server, const Overrides& overrides, const Environment& environment,
                     Problems& problems);

}  // namespace garden::config
