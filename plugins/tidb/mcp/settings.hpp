// McpSettings: what the part `mcp` of the configuration says.
//
// Threads: plain values.
#pragma once
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "garden/config.hpp"

namespace garden::tidb {

struct McpSettings {
  bool has_command = false;  // the list at /mcp/command is a program to start; else `url`
  std::vector<std::pair<std::string, std::string>> environment;  // of the program, complete
  std::vector<std::string> secrets;                              // of it
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string tool;    // its name; empty: the one that is known
  bool trust = false;  // a server that does not say it only reads may be used
  std::size_t answer_bytes_max = 16 * 1024 * 1024;
};

// Throws ConfigError: neither or both of command and url.
McpSettings read_mcp_settings(const Config& config);

}  // namespace garden::tidb
