#include "settings.hpp"

#include <algorithm>
#include <string_view>

#include "garden/json.hpp"

namespace garden::tidb {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs texts_by_name(const Config& config, std::string_view path) {
  Pairs all;
  json::each_member(config.json(path), [&all](std::string_view name, std::string_view value) {
    all.emplace_back(json::text(name), json::text(value));
  });
  return all;
}

// What makes the servers we know refuse to write, and give numbers and times as they are stored. dbhub takes
// its own from a file only: there its tool says whether it reads.
constexpr std::pair<const char*, const char*> read_only[] = {
    {"ALLOW_INSERT_OPERATION", "false"},
    {"ALLOW_UPDATE_OPERATION", "false"},
    {"ALLOW_DELETE_OPERATION", "false"},
    {"ALLOW_DDL_OPERATION", "false"},
    {"MYSQL_DISABLE_READ_ONLY_TRANSACTIONS", "false"}};
constexpr std::pair<const char*, const char*> exact[] = {{"MYSQL_BIG_NUMBER_STRINGS", "true"},
                                                         {"MYSQL_DATE_STRINGS", "true"},
                                                         {"TZ", "UTC"},
                                                         {"NODE_ENV", "production"}};

void set(Pairs& all, std::string_view name, std::string_view value, bool over) {
  const auto found = std::ranges::find(all, name, [](const auto& pair) { return pair.first; });
  if (found == all.end()) {
    all.emplace_back(name, value);
  } else if (over) {
    found->second = value;
  }
}

bool is_secret(std::string_view name) {
  return name.contains("PASS") || name.contains("TOKEN") || name.contains("SECRET") || name.contains("KEY") ||
         name.contains("DSN") || name.contains("URL") || name.contains("CONNECTION_STRING");
}

// The password in "mysql://user:password@host/database".
std::string password_in(std::string_view address) {
  const auto from = address.find("://");
  const auto to = address.rfind('@');
  if (from == address.npos || to == address.npos || to < from) return {};
  const auto user = address.substr(from + 3, to - from - 3);
  const auto colon = user.find(':');
  return colon == user.npos ? std::string() : std::string(user.substr(colon + 1));
}

}  // namespace

McpSettings read_mcp_settings(const Config& config) {
  McpSettings settings;
  settings.has_command = config.has("/mcp/command");
  settings.url = config.text("/mcp/url", "");
  if (settings.has_command == !settings.url.empty())
    throw ConfigError("/mcp", "needs either `command`, a server to start, or `url`, one that runs");
  settings.environment = texts_by_name(config, "/mcp/env");
  settings.headers = texts_by_name(config, "/mcp/headers");
  if (const auto token = config.text("/mcp/token", ""); !token.empty())
    settings.headers.emplace_back("Authorization", "Bearer " + token);
  settings.tool = config.text("/mcp/tool", "");
  settings.trust = config.boolean("/mcp/trust", false);
  settings.answer_bytes_max = static_cast<std::size_t>(config.size_bytes("/mcp/max_answer", 16 << 20));
  for (const auto& [name, value] : settings.environment) {
    if (!is_secret(name) || value.empty()) continue;
    settings.secrets.push_back(value);
    if (auto password = password_in(value); !password.empty())
      settings.secrets.push_back(std::move(password));
  }
  for (const auto& [name, value] : read_only) set(settings.environment, name, value, !settings.trust);
  for (const auto& [name, value] : exact) set(settings.environment, name, value, false);
  return settings;
}

}  // namespace garden::tidb
