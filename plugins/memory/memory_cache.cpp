#include "memory_cache.hpp"

#include <limits>

#include "garden/json_check.hpp"
#include "garden/json_writer.hpp"

namespace garden::memory_cache {
namespace {

constexpr std::size_t key_bytes_max = 512;
constexpr std::size_t piece_bytes_max =
    32 * 1024;  // of an answer: half of what the host buffers of an operation

// What is asked: one line of JSON, then, for some verbs, a value.
struct Request {
  std::string key;
  std::int64_t ttl_ms = 0;
  std::string_view value;  // of the operation's own request
};

Request parse(Context& context) {
  const auto text = context.request();
  const auto line_end = text.find('\n');
  const auto line = text.substr(0, line_end);
  if (!json::valid(line)) throw Failure(GARDEN_INVALID, "the first line of the request is not valid JSON");
  Request request;
  request.key = json::text(json::member(line, "key"));
  request.ttl_ms = json::integer(json::member(line, "ttl_ms")).value_or(0);
  if (line_end != std::string_view::npos) request.value = text.substr(line_end + 1);
  if (request.key.empty() || request.key.size() > key_bytes_max)
    throw Failure(GARDEN_INVALID, "a key must be 1 to 512 bytes long");
  return request;
}

Request parse_value(Context& context, std::size_t value_bytes_max, const Store& store) {
  auto request = parse(context);
  if (request.ttl_ms < 1) throw Failure(GARDEN_INVALID, "ttl_ms must be 1 or more");
  if (request.value.size() > value_bytes_max ||
      request.value.size() > store.value_bytes_max(request.key.size()))
    throw Failure(GARDEN_INVALID, "the value is larger than this cache takes (max_value, max_bytes)");
  return request;
}

std::int64_t expiry(std::int64_t now_us, std::int64_t ttl_ms) {
  constexpr auto never = std::numeric_limits<std::int64_t>::max();
  return ttl_ms > (never - now_us) / 1000 ? never : now_us + ttl_ms * 1000;
}

}  // namespace

MemoryCache::MemoryCache(Config config, Host host)
    : host_(host),
      value_bytes_max_(config.size_bytes("/max_value", 2 * 1024 * 1024)),
      store_(config.size_bytes("/max_bytes", 64 * 1024 * 1024)) {}

Task<> MemoryCache::get(Context& context) {
  const auto request = parse(context);
  const auto value = store_.get(request.key, host_.now_us());
  host_.count(value ? "hits_total" : "misses_total");
  if (!value) throw Failure(GARDEN_NOT_FOUND, "there is no such key");
  const std::string_view all(*value);
  for (std::size_t at = 0; at < all.size(); at += piece_bytes_max)
    co_await context.emit(all.substr(at, piece_bytes_max), GARDEN_RAW);
}

Task<> MemoryCache::set(Context& context) {
  const auto request = parse_value(context, value_bytes_max_, store_);
  store_.set(request.key, request.value, expiry(host_.now_us(), request.ttl_ms));
  report();
  co_return;
}

Task<> MemoryCache::add(Context& context) {
  const auto request = parse_value(context, value_bytes_max_, store_);
  const auto now_us = host_.now_us();
  if (!store_.add(request.key, request.value, now_us, expiry(now_us, request.ttl_ms)))
    throw Failure(GARDEN_DENIED, "the key exists");
  report();
  co_return;
}

Task<> MemoryCache::remove(Context& context) {
  store_.remove(parse(context).key);
  report();
  co_return;
}

Task<> MemoryCache::compare_remove(Context& context) {
  const auto request = parse(context);
  if (!store_.compare_remove(request.key, request.value, host_.now_us()))
    throw Failure(GARDEN_NOT_FOUND, "the value is not there, or is another");
  report();
  co_return;
}

Task<> MemoryCache::ping(Context& context) {
  json::Writer out;
  out.object().field("entries", store_.entries()).field("bytes", store_.bytes()).end();
  co_await context.emit_json(out.text());
}

void MemoryCache::report() const {
  host_.gauge("entries", static_cast<double>(store_.entries()));
  host_.gauge("bytes", static_cast<double>(store_.bytes()));
  host_.gauge("evictions", static_cast<double>(store_.evictions()));
}

}  // namespace garden::memory_cache
