// RedisHost: the redis cache on FakeHost, with its requests in short, against a server of the test's.
#pragma once
#include <catch2/catch.hpp>
#include <string>

#include "garden/json_writer.hpp"
#include "garden/testing/fake_host.hpp"
#include "redis_cache.hpp"
#include "support/redis_server.hpp"

namespace garden::testing {

inline constexpr std::chrono::seconds patience{30};

// With times that a starved machine keeps, unless `more` (members of JSON) names others.
inline std::string config_of(const std::string& url, const std::string& more = "") {
  auto config = "{\"url\":" + json::quoted(url) + (more.empty() ? "" : "," + more);
  for (const std::string key : {"timeout", "connect_timeout"})
    if (more.find('"' + key + '"') == std::string::npos) config += ",\"" + key + "\":\"30s\"";
  return config + "}";
}
inline std::string only(std::string_view key) { return "{\"key\":" + json::quoted(key) + "}"; }
inline std::string with_value(std::string_view key, std::int64_t ttl_ms, std::string_view value) {
  return "{\"key\":" + json::quoted(key) + ",\"ttl_ms\":" + std::to_string(ttl_ms) + "}\n" +
         std::string(value);
}

// Looks until `condition` holds; the answer is whether it did.
template <class Condition>
bool eventually(Condition condition) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

struct RedisHost : FakeHost {
  explicit RedisHost(const std::string& config)
      : FakeHost(component<redis_cache::RedisCache>(GARDEN_CACHE, "redis", "", redis_cache::config_schema,
                                                    GARDEN_REENTRANT),
                 config) {}
  ~RedisHost() { CHECK(violations().empty()); }

  // One operation to its end.
  FakeOperation& ask(const std::string& verb, const std::string& request) {
    auto& op = begin(verb, request);
    REQUIRE(wait(op, patience));
    return op;
  }
  garden_status status(const std::string& verb, const std::string& request) {
    return ask(verb, request).status();
  }
  garden_status set(std::string_view key, std::string_view value) {
    return status("set", with_value(key, 60'000, value));
  }
  // Asks until it is answered so, because a Redis that comes back is found within a while.
  bool becomes(garden_status wanted, const std::string& verb, const std::string& request) {
    return eventually([&] { return status(verb, request) == wanted; });
  }
  bool logged(const std::string& text) const {
    for (const auto& line : log())
      if (line.text.find(text) != std::string::npos) return true;
    return false;
  }
};

}  // namespace garden::testing
