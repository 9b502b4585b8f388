// memory: a cache in this process. The protocol is abi_cache.h. It loses everything when the host stops.
#include <limits>

#include "garden/garden.hpp"
#include "store.hpp"

namespace garden::memory_cache {
namespace {

constexpr char schema[] = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "The memory cache: values of this process, lost when it stops",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "max_bytes": {"type": "string", "format": "size", "default": "64MiB", "examples": ["16MiB", "1GiB"],
      "description": "Of all keys and values together; what was used least recently goes first."},
    "max_value": {"type": "string", "format": "size", "default": "2MiB", "examples": ["256KiB"],
      "description": "Of one value; at most a sixteenth of max_bytes is of use."}
  }
})";

constexpr std::size_t key_bytes_max = 512;
constexpr std::size_t piece_bytes_max =
    32 * 1024;  // of an answer: half of what the host buffers of an operation

// What is asked: one line of JSON, then, for some verbs, a value.
struct Request {
  std::string key;
  std::int64_t ttl_ms = 0;
  std::string_view value;
};

class MemoryCache {
 public:
  MemoryCache(Config config, Host host)
      : host_(host),
        value_bytes_max_(config.size_bytes("/max_value", 2 * 1024 * 1024)),
        store_(config.size_bytes("/max_bytes", 64 * 1024 * 1024)) {}

  Task<> get(Context& ctx) {
    const auto request = parse(ctx);
    const auto value = store_.get(request.key, host_.now_us());
    host_.count(value ? "hits_total" : "misses_total");
    if (!value) throw Failure(GARDEN_NOT_FOUND, "there is no such key");
    const std::string_view all(*value);
    for (std::size_t at = 0; at < all.size(); at += piece_bytes_max)
      co_await ctx.emit(all.substr(at, piece_bytes_max), GARDEN_RAW);
  }

  Task<> set(Context& ctx) {
    const auto request = parse_value(ctx);
    store_.set(request.key, request.value, expiry(request));
    report();
    co_return;
  }

  Task<> add(Context& ctx) {
    const auto request = parse_value(ctx);
    if (!store_.add(request.key, request.value, host_.now_us(), expiry(request)))
      throw Failure(GARDEN_DENIED, "the key exists");
    report();
    co_return;
  }

  Task<> remove(Context& ctx) {
    store_.remove(parse(ctx).key);
    report();
    co_return;
  }

  Task<> compare_remove(Context& ctx) {
    const auto request = parse(ctx);
    if (!store_.compare_remove(request.key, request.value, host_.now_us()))
      throw Failure(GARDEN_NOT_FOUND, "the value is not there, or is another");
    report();
    co_return;
  }

  Task<> ping(Context& ctx) {
    json::Writer out;
    out.object().field("entries", store_.entries()).field("bytes", store_.bytes()).end();
    co_await ctx.emit_json(out.text());
  }

  static constexpr Verb<MemoryCache> verbs[] = {{GARDEN_CACHE_GET, &MemoryCache::get},
                                                {GARDEN_CACHE_SET, &MemoryCache::set},
                                                {GARDEN_CACHE_ADD, &MemoryCache::add},
                                                {GARDEN_CACHE_DELETE, &MemoryCache::remove},
                                                {GARDEN_CACHE_COMPARE_DELETE, &MemoryCache::compare_remove},
                                                {GARDEN_CACHE_PING, &MemoryCache::ping}};

 private:
  static Request parse(Context& ctx) {
    const auto text = ctx.request();
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

  Request parse_value(Context& ctx) const {
    auto request = parse(ctx);
    if (request.ttl_ms < 1) throw Failure(GARDEN_INVALID, "ttl_ms must be 1 or more");
    if (request.value.size() > value_bytes_max_ ||
        request.value.size() > store_.value_bytes_max(request.key.size()))
      throw Failure(GARDEN_INVALID, "the value is larger than this cache takes (max_value, max_bytes)");
    return request;
  }

  std::int64_t expiry(const Request& request) const {
    constexpr auto never = std::numeric_limits<std::int64_t>::max();
    const auto now_us = host_.now_us();
    return request.ttl_ms > (never - now_us) / 1000 ? never : now_us + request.ttl_ms * 1000;
  }

  void report() const {
    host_.gauge("entries", static_cast<double>(store_.entries()));
    host_.gauge("bytes", static_cast<double>(store_.bytes()));
    host_.gauge("evictions", static_cast<double>(store_.evictions()));
  }

  Host host_;
  std::size_t value_bytes_max_;
  Store store_;
};

}  // namespace
}  // namespace garden::memory_cache

GARDEN_PLUGIN("memory", GARDEN_VERSION,
              garden::component<garden::memory_cache::MemoryCache>(
                  GARDEN_CACHE, "memory", "Keeps values in this process, within a number of bytes.",
                  garden::memory_cache::schema, GARDEN_REENTRANT))
