// Cache requests: what every cache plugin reads and writes the same way (abi_cache.h).
//
// A request of the cache kind is one line of JSON and, for some verbs, the value behind it; a value goes back
// in pieces. This reads and checks the one and sends the other, so that a plugin is left with its backend.
// Threads: on the operation's lane.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "garden/context.hpp"
#include "garden/failure.hpp"
#include "garden/json.hpp"
#include "garden/json_check.hpp"
#include "garden/task.hpp"

namespace garden {

struct CacheRequest {
  std::string key;
  std::int64_t ttl_ms = 0;
  std::string_view value;  // borrowed from the operation's request, which lives as long as the operation
};

// Throws Failure (GARDEN_INVALID): no JSON, or a key that is not 1 to 512 bytes long. `prefix` comes before
// the key.
inline CacheRequest read_cache_request(const Context& context, std::string_view prefix = {}) {
  constexpr std::size_t key_bytes_max = 512;
  const auto text = context.request();
  const auto line_end = text.find('\n');
  const auto line = text.substr(0, line_end);
  if (!json::valid(line)) throw Failure(GARDEN_INVALID, "the first line of the request is not valid JSON");
  const auto key = json::text(json::member(line, "key"));
  if (key.empty() || key.size() > key_bytes_max)
    throw Failure(GARDEN_INVALID, "a key must be 1 to 512 bytes long");
  CacheRequest request;
  request.key.append(prefix).append(key);
  request.ttl_ms = json::integer(json::member(line, "ttl_ms")).value_or(0);
  if (line_end != std::string_view::npos) request.value = text.substr(line_end + 1);
  return request;
}

// The same for a verb that stores: also INVALID without a time to live, or with a value beyond
// `value_bytes_max`.
inline CacheRequest read_cache_entry(const Context& context, std::size_t value_bytes_max,
                                     std::string_view prefix = {}) {
  auto request = read_cache_request(context, prefix);
  if (request.ttl_ms < 1) throw Failure(GARDEN_INVALID, "ttl_ms must be 1 or more");
  if (request.value.size() > value_bytes_max)
    throw Failure(GARDEN_INVALID, "the value is larger than this cache takes (max_value)");
  return request;
}

// Sends a value that was found; it must live until this is done.
inline Task<> emit_cache_value(Context& context, std::string_view value) {
  constexpr std::size_t piece_bytes = 32 * 1024;  // half of what the host buffers of an operation
  for (std::size_t at = 0; at < value.size(); at += piece_bytes)
    co_await context.emit(value.substr(at, piece_bytes), GARDEN_RAW);
}

}  // namespace garden
