// The queue verbs of RedisCache. (abi_queue.h)
#include <utility>

#include "commands.hpp"
#include "garden/cache.hpp"
#include "garden/json_writer.hpp"
#include "garden/signal.hpp"
#include "queue.hpp"
#include "redis_cache.hpp"

namespace garden::redis_cache {
namespace {

constexpr int reclaim_steps_max = 100;  // of the walk over what is pending, in one request

Task<> emit_entry(Context& context, const Entry& entry, std::int64_t deliveries) {
  json::Writer head;
  head.object().field("id", entry.id).field("bytes", static_cast<std::int64_t>(entry.value.size()));
  if (deliveries > 0) head.field("deliveries", deliveries);
  head.end();
  co_await context.emit_json(head.text());
  co_await emit_cache_value(context, entry.value);
}

}  // namespace

const void* RedisCache::extension(const char* id) {
  static constexpr garden_queue queue{sizeof(garden_queue), 0};
  return std::string_view(id) == GARDEN_QUEUE_EXTENSION ? &queue : nullptr;
}

Task<> RedisCache::append(Context& context) {
  const auto request = parse_queue_request(context.verb(), context.request(), prefix_);
  if (request.value.size() > value_bytes_max_)
    throw Failure(GARDEN_INVALID, "the value is larger than this cache takes (max_value)");
  const auto reply = co_await ask(context, append_command(request));
  json::Writer out;
  out.object().field("id", reply.view().text()).end();
  co_await context.emit_json(out.text());
}

Task<Outcome> RedisCache::wait_for_entries(Context& context, std::string line, Millis wait) {
  if (auto trouble = client_.trouble(); !trouble.empty())
    co_return Outcome{GARDEN_UNAVAILABLE, Reply(), std::move(trouble)};
  Readers::Lease lease(readers_);
  Signal<Outcome> signal(context);
  lease.submit(std::move(line), wait + time_max_,
               [waker = signal.waker()](Outcome outcome) { waker.set(std::move(outcome)); });
  auto outcome = co_await signal;
  if (outcome.status == GARDEN_OK) lease.is_clean();
  co_return outcome;
}

Task<Reply> RedisCache::take_reply(Context& context, const QueueRequest& request) {
  for (bool again = false;; again = true) {
    Outcome outcome;
    if (request.wait_ms > 0) {
      outcome = co_await wait_for_entries(context, take_command(request, true), Millis(request.wait_ms));
    } else {
      outcome = co_await submitted(context, take_command(request, false));
    }
    const auto view = outcome.reply.view();
    if (again || view.type() != ReplyType::error || error_word(view) != "NOGROUP")
      co_return reply_of(std::move(outcome));
    // The first one who takes makes the group; if another was faster (BUSYGROUP), it is there as well.
    auto made = co_await submitted(context, create_group_command(request));
    if (error_word(made.reply.view()) != "BUSYGROUP") reply_of(std::move(made));
  }
}

Task<> RedisCache::take(Context& context) {
  const auto request = parse_queue_request(context.verb(), context.request(), prefix_);
  const auto reply = co_await take_reply(context, request);
  for (const auto& entry : taken_entries(reply.view())) co_await emit_entry(context, entry, 0);
}

Task<> RedisCache::acknowledge(Context& context) {
  const auto request = parse_queue_request(context.verb(), context.request(), prefix_);
  const auto reply = co_await ask(context, acknowledge_command(request));
  if (request.remove) co_await ask(context, remove_command(request));
  json::Writer out;
  out.object().field("acknowledged", reply.view().integer()).end();
  co_await context.emit_json(out.text());
}

Task<> RedisCache::reclaim(Context& context) {
  auto request = parse_queue_request(context.verb(), context.request(), prefix_);
  std::string cursor = "0-0";
  for (int step = 0; step < reclaim_steps_max && request.count > 0; ++step) {
    auto outcome = co_await submitted(context, reclaim_command(request, cursor, request.count));
    if (error_word(outcome.reply.view()) == "NOGROUP") co_return;  // nobody has ever taken anything
    const auto reply = reply_of(std::move(outcome));
    if (const auto entries = reclaimed_entries(reply.view()); !entries.empty()) {
      const auto counts = co_await ask(context, deliveries_command(request, entries));
      for (const auto& entry : entries)
        co_await emit_entry(context, entry, deliveries_of(counts.view(), entry.id));
      request.count -= static_cast<std::int64_t>(entries.size());
    }
    cursor = reclaim_cursor(reply.view());
    if (cursor == "0-0") co_return;
  }
}

}  // namespace garden::redis_cache
