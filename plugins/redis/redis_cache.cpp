#include "redis_cache.hpp"

#include <algorithm>
#include <utility>

#include "commands.hpp"
#include "garden/cache.hpp"
#include "garden/json_writer.hpp"
#include "garden/signal.hpp"

namespace garden::redis_cache {
namespace {

// A reply beyond this ends the connection, because nothing else stops a server from filling the memory.
constexpr std::size_t reply_bytes_over_value = 64u << 20;

ConnectionSettings settings_of(const Config& config) {
  ConnectionSettings settings;
  try {
    settings.address = parse_url(config.text("/url"));
  } catch (const ConfigError&) {
    throw;
  } catch (const Failure& failure) {
    throw ConfigError("/url", failure.text());
  }
  settings.client_name = "agent-garden";
  settings.connect_time = Millis(config.duration_ms("/connect_timeout", 5000));
  settings.stall_time = settings.connect_time;
  settings.reply_bytes_max = config.size_bytes("/max_value", 2u << 20) + reply_bytes_over_value;
  return settings;
}

}  // namespace

RedisCache::RedisCache(Config config, Host host)
    : host_(host),
      prefix_(config.text("/prefix", "")),
      time_max_(std::max<std::int64_t>(config.duration_ms("/timeout", 500), 1)),
      value_bytes_max_(config.size_bytes("/max_value", 2u << 20)),
      client_(host, settings_of(config), config.text("/ca_file", "")),
      readers_(client_, static_cast<std::size_t>(config.integer("/readers", 8))) {}

void RedisCache::stop() {
  readers_.close();
  client_.stop();
}

Reply RedisCache::reply_of(Outcome outcome) {
  const auto view = outcome.reply.view();
  if (outcome.status == GARDEN_OK && view.type() != ReplyType::error) return std::move(outcome.reply);
  const auto name = "Redis at " + client_.settings().address.name() + ": ";
  if (outcome.status != GARDEN_OK) {
    host_.count(outcome.status == GARDEN_DEADLINE ? "deadlines_total" : "refused_total");
    throw Failure(outcome.status, name + outcome.trouble);
  }
  host_.count("errors_total");
  if (error_word(view) == "READONLY") client_.reconnect();
  const auto failure = failure_of(view);
  throw Failure(failure.status(), name + failure.text());
}

Task<Outcome> RedisCache::submitted(Context& context, std::string line) {
  Signal<Outcome> signal(context);
  client_.submit(std::move(line), time_max_,
                 [waker = signal.waker()](Outcome outcome) { waker.set(std::move(outcome)); });
  auto outcome = co_await signal;
  co_return outcome;
}

Task<Reply> RedisCache::ask(Context& context, std::string line) {
  auto outcome = co_await submitted(context, std::move(line));
  co_return reply_of(std::move(outcome));
}

Task<> RedisCache::get(Context& context) {
  const auto request = read_cache_request(context, prefix_);
  const auto reply = co_await ask(context, get_command(request.key));
  const auto value = reply.view();
  const bool is_there = value.type() == ReplyType::text;
  host_.count(is_there ? "hits_total" : "misses_total");
  if (!is_there) throw Failure(GARDEN_NOT_FOUND, "there is no such key");
  const auto all = value.text();
  if (all.size() > value_bytes_max_)
    throw Failure(GARDEN_INVALID, "the value under this key is larger than this cache gives (max_value)");
  co_await emit_cache_value(context, all);
}

Task<> RedisCache::set(Context& context) {
  const auto request = read_cache_entry(context, value_bytes_max_, prefix_);
  co_await ask(context, set_command(request.key, request.value, request.ttl_ms, false));
}

Task<> RedisCache::add(Context& context) {
  const auto request = read_cache_entry(context, value_bytes_max_, prefix_);
  const auto reply = co_await ask(context, set_command(request.key, request.value, request.ttl_ms, true));
  if (reply.view().type() == ReplyType::nil) throw Failure(GARDEN_DENIED, "the key exists");
}

Task<> RedisCache::remove(Context& context) {
  const auto request = read_cache_request(context, prefix_);
  co_await ask(context, delete_command(request.key));
}

Task<> RedisCache::compare_remove(Context& context) {
  const auto request = read_cache_request(context, prefix_);
  const auto reply = co_await ask(context, compare_delete_command(request.key, request.value));
  if (reply.view().integer() != 1) throw Failure(GARDEN_NOT_FOUND, "the value is not there, or is another");
}

Task<> RedisCache::ping(Context& context) {
  const auto began_us = context.now_us();
  auto line = command({"DBSIZE"});
  const auto reply = co_await ask(context, std::move(line));
  json::Writer out;
  out.object()
      .field("entries", reply.view().integer())
      .field("ms", (context.now_us() - began_us) / 1000)
      .end();
  co_await context.emit_json(out.text());
}

}  // namespace garden::redis_cache
