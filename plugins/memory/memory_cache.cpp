#include "memory_cache.hpp"

#include <limits>

#include "garden/cache.hpp"
#include "garden/json_writer.hpp"

namespace garden::memory_cache {
namespace {

CacheRequest read_entry(const Context& context, std::size_t value_bytes_max, const Store& store) {
  auto request = read_cache_entry(context, value_bytes_max);
  if (request.value.size() > store.value_bytes_max(request.key.size()))
    throw Failure(GARDEN_INVALID, "the value is larger than this cache takes (max_bytes)");
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
  const auto request = read_cache_request(context);
  const auto value = store_.get(request.key, host_.now_us());
  host_.count(value ? "hits_total" : "misses_total");
  if (!value) throw Failure(GARDEN_NOT_FOUND, "there is no such key");
  co_await emit_cache_value(context, *value);
}

Task<> MemoryCache::set(Context& context) {
  const auto request = read_entry(context, value_bytes_max_, store_);
  store_.set(request.key, request.value, expiry(host_.now_us(), request.ttl_ms));
  report();
  co_return;
}

Task<> MemoryCache::add(Context& context) {
  const auto request = read_entry(context, value_bytes_max_, store_);
  const auto now_us = host_.now_us();
  if (!store_.add(request.key, request.value, now_us, expiry(now_us, request.ttl_ms)))
    throw Failure(GARDEN_DENIED, "the key exists");
  report();
  co_return;
}

Task<> MemoryCache::remove(Context& context) {
  store_.remove(read_cache_request(context).key);
  report();
  co_return;
}

Task<> MemoryCache::compare_remove(Context& context) {
  const auto request = read_cache_request(context);
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
