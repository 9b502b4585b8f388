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
#include "telemetry/log.hpp"

namespace garden::config {

struct ServerConfig {
  Address listen{"127.0.0.1", 5001};
  std::vector<std::string> allowed_hosts;  // Host and Origin names taken besides the address itself
  std::size_t connections_max = 0;
  std::size_t request_head_bytes_max = 0;
  std::size_t request_body_bytes_max = 0;
  std::size_t stream_buffer_bytes_max = 0;
  std::chrono::milliseconds ping_interval{};
  std::chrono::milliseconds head_timeout{};    // a request's head must have come by then
  std::chrono::milliseconds body_timeout{};    // and its body
  std::chrono::milliseconds idle_timeout{};    // a kept connection without a request
  std::chrono::milliseconds shutdown_grace{};  // runs under way may finish within this

  bool operator==(const ServerConfig&) const = default;
};

struct ProcessLimits {
  std::size_t operations_max = 0;
  unsigned offload_threads_max = 0;  // of one instance

  bool operator==(const ProcessLimits&) const = default;
};

struct HostConfig {
  ServerConfig server;
  std::vector<std::filesystem::path> plugin_directories;  // searched in order for lib<name>.so
  std::vector<std::filesystem::path> agent_directories;   // searched in order for NAME/agent.yaml
  telemetry::LogOptions log;
  unsigned shards = 0;  // 0: one per core
  ProcessLimits limits;
  // Where it came from, for problems found later. Null when all is default. Shared with the stores of the
  // file.
  std::shared_ptr<const Document> document;
};

// What the command line says; it beats the environment, which beats the file.
struct Overrides {
  std::string listen;  // "0.0.0.0:8080"; empty: not given
  std::string port;    // "8080"; empty: not given
};

// Types the checked value of a document whose host keys passed host.schema.json. Appends problems.
HostConfig host_config_of(const base::Json& checked, std::shared_ptr<const Document> document,
                          Problems& problems);
// Command line over `PORT` of the environment over what `server` says. `PORT` changes the port only.
void apply_overrides(ServerConfig& server, const Overrides& overrides, const Environment& environment,
                     Problems& problems);

}  // namespace garden::config
