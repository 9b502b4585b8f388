#include "conversation/context_shared.hpp"

#include <algorithm>
#include <utility>

namespace garden::conversation {
namespace {
using std::chrono::milliseconds;

constexpr std::chrono::hours last_good_time{24};

std::string request_for(const std::string& key, milliseconds ttl, const std::string& value) {
  return base::to_text({{"key", key}, {"ttl_ms", std::max<std::int64_t>(ttl.count(), 1)}}) + "\n" + value;
}
std::string request_for(const std::string& key) { return base::to_text({{"key", key}}); }
std::string lock_of(const std::string& key) { return "lock:" + key; }

}  // namespace

garden::Task<garden::Outcome> SharedContexts::call(std::string verb, std::string request) {
  auto outcome = co_await context_.try_call(target_, std::move(verb), std::move(request),
                                            static_cast<std::uint32_t>(time_max_.count()));
  bool is_answer = outcome.ok() || outcome.status == GARDEN_NOT_FOUND || outcome.status == GARDEN_DENIED;
  if (!is_answer) metrics_.counter("garden_context_cache_failures_total").add();
  co_return outcome;
}

garden::Task<ContextPointer> SharedContexts::get(std::string key) {
  if (target_.empty()) co_return nullptr;
  auto reply = co_await call(GARDEN_CACHE_GET, request_for(key));
  if (!reply.ok()) co_return nullptr;
  auto stored = BuiltContext::from_text(std::move(reply.bytes));
  if (!stored) co_return nullptr;
  co_return std::make_shared<const BuiltContext>(std::move(*stored));
}

garden::Task<> SharedContexts::put(ContextKey key, std::string text, milliseconds until_end) {
  if (target_.empty()) co_return;
  auto request = request_for(key.text(), until_end, text);
  co_await call(GARDEN_CACHE_SET, std::move(request));
  request = request_for(key.family + ":last", last_good_time, text);
  co_await call(GARDEN_CACHE_SET, std::move(request));
}

garden::Task<SharedContexts::Lock> SharedContexts::lock(std::string key, std::string token) {
  if (target_.empty()) co_return Lock::away;
  auto request = request_for(lock_of(key), lock_time, token);
  auto reply = co_await call(GARDEN_CACHE_ADD, std::move(request));
  if (reply.ok()) co_return Lock::got;
  co_return reply.status == GARDEN_DENIED ? Lock::taken : Lock::away;
}

garden::Task<> SharedContexts::unlock(std::string key, std::string token) {
  auto request = request_for(lock_of(key)) + "\n" + token;
  co_await call(GARDEN_CACHE_COMPARE_DELETE, std::move(request));
}

}  // namespace garden::conversation
